// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104): the fingerprint of a pack, the chain of a case's events.
//
//     thoihan::sha256_digest d = thoihan::sha256("abc");
//     std::string_view hex{thoihan::sha256_hex(d).data(), 64};    // ba7816bf 8f01cfea ...
//
// Ours because the kernel needs it where no library is at hand (in a browser, too); the tests hold it to NIST's vectors.
//
// Thread-safety: values. Cost: linear, no allocation. Not for passwords.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace thoihan {

using sha256_digest = std::array<std::uint8_t, 32>;

namespace detail {

inline constexpr std::array<std::uint32_t, 64> sha256_rounds = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

}  // namespace detail

// Text in pieces: construct, `update` any number of times, `finish` once.
class sha256_stream {
 public:
  constexpr void update(std::string_view text) noexcept {
    length_ += text.size();
    for (const char character : text) {
      block_[filled_++] = static_cast<std::uint8_t>(character);
      if (filled_ == block_.size()) {
        mix();
        filled_ = 0;
      }
    }
  }

  constexpr sha256_digest finish() noexcept {
    const std::uint64_t bits = length_ * 8U;
    block_[filled_++] = 0x80U;
    if (filled_ > 56) {
      while (filled_ < block_.size()) block_[filled_++] = 0;
      mix();
      filled_ = 0;
    }
    while (filled_ < 56) block_[filled_++] = 0;
    for (unsigned shift = 64; shift > 0; shift -= 8)
      block_[filled_++] = static_cast<std::uint8_t>(bits >> (shift - 8U));
    mix();
    sha256_digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i) {
      digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24U - 8U * (i % 4)));
    }
    return digest;
  }

 private:
  static constexpr std::uint32_t rotate(std::uint32_t word, unsigned by) noexcept {
    return (word >> by) | (word << (32U - by));
  }

  constexpr void mix() noexcept {
    std::array<std::uint32_t, 64> w{};
    for (std::size_t i = 0; i < 16; ++i) {
      w[i] = (std::uint32_t{block_[4 * i]} << 24U) | (std::uint32_t{block_[4 * i + 1]} << 16U) |
             (std::uint32_t{block_[4 * i + 2]} << 8U) | std::uint32_t{block_[4 * i + 3]};
    }
    for (std::size_t i = 16; i < 64; ++i) {
      const std::uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >> 3U);
      const std::uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >> 10U);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    auto v = state_;
    for (std::size_t i = 0; i < 64; ++i) {
      const std::uint32_t s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
      const std::uint32_t t1 = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + detail::sha256_rounds[i] + w[i];
      const std::uint32_t s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
      const std::uint32_t t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      v = {t1 + t2, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]};
    }
    for (std::size_t i = 0; i < 8; ++i) state_[i] += v[i];
  }

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block_{};
  std::size_t filled_ = 0;
  std::uint64_t length_ = 0;
};

constexpr sha256_digest sha256(std::string_view text) noexcept {
  sha256_stream stream;
  stream.update(text);
  return stream.finish();
}

constexpr sha256_digest hmac_sha256(std::string_view key, std::string_view text) noexcept {
  std::array<char, 64> pad{};
  if (key.size() > pad.size()) {
    const sha256_digest short_key = sha256(key);
    for (std::size_t i = 0; i < short_key.size(); ++i) pad[i] = static_cast<char>(short_key[i]);
  } else {
    for (std::size_t i = 0; i < key.size(); ++i) pad[i] = key[i];
  }
  const auto keyed = [&pad](unsigned mask) noexcept {
    std::array<char, 64> out{};
    for (std::size_t i = 0; i < pad.size(); ++i) {
      out[i] = static_cast<char>(static_cast<unsigned char>(pad[i]) ^ mask);
    }
    return out;
  };
  const auto inner_key = keyed(0x36U);
  sha256_stream inner;
  inner.update({inner_key.data(), inner_key.size()});
  inner.update(text);
  const sha256_digest inner_digest = inner.finish();
  std::array<char, 32> inner_bytes{};
  for (std::size_t i = 0; i < inner_digest.size(); ++i) inner_bytes[i] = static_cast<char>(inner_digest[i]);
  const auto outer_key = keyed(0x5cU);
  sha256_stream outer;
  outer.update({outer_key.data(), outer_key.size()});
  outer.update({inner_bytes.data(), inner_bytes.size()});
  return outer.finish();
}

// 64 lower-case hexadecimal digits, without a terminating NUL.
constexpr std::array<char, 64> sha256_hex(const sha256_digest& digest) noexcept {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<char, 64> hex{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    hex[2 * i] = digits[digest[i] >> 4U];
    hex[2 * i + 1] = digits[digest[i] & 0x0FU];
  }
  return hex;
}

}  // namespace thoihan
