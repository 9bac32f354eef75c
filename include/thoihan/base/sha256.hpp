// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104): the fingerprint of a pack, the chain of a case's events.
//
//     thoihan::sha256_digest d = thoihan::sha256("abc");
//     std::string_view hex{thoihan::sha256_hex(d).data(), 64};    // ba7816bf 8f01cfea ...
//
// Ours because the kernel needs it where no library is at hand (in a browser, too); the tests hold it to NIST's vectors.
//
// Thread-safety: values. Cost: linear, no allocation. Not for passwords.
#pragma once

#include <algorithm>
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

using sha256_state = std::array<std::uint32_t, 8>;

// Takes blocks of 64 bytes into the state.
class sha256_mixer {
 public:
  static constexpr void mix(sha256_state& state, const char* bytes, std::size_t blocks) noexcept {
    for (; blocks > 0; --blocks, bytes += 64) mix_block(state, bytes);
  }

 private:
  using word = std::uint32_t;

  static constexpr word rotate(word value, unsigned by) noexcept { return (value >> by) | (value << (32U - by)); }

  static constexpr word word_at(const char* bytes) noexcept {
    const auto byte = [bytes](std::size_t i) { return word{static_cast<std::uint8_t>(bytes[i])}; };
    return (byte(0) << 24U) | (byte(1) << 16U) | (byte(2) << 8U) | byte(3);
  }

  // The standard's eight variables move on by one with every round; here they stay, and their names move on.
  static constexpr void round(word a, word b, word c, word& d, word e, word f, word g, word& h, word added) noexcept {
    h += (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (g ^ (e & (f ^ g))) + added;
    d += h;
    h += (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) | (c & (a | b)));
  }

  static constexpr void mix_block(sha256_state& state, const char* bytes) noexcept {
    std::array<word, 16> w{};  // the newest 16 words of the schedule, round and round
    for (std::size_t i = 0; i < 16; ++i) w[i] = word_at(bytes + 4 * i);
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t first = 0; first < 64; first += 16) {
      if (first > 0) {
        for (std::size_t i = 0; i < 16; ++i) {
          const word s0 = rotate(w[(i + 1) % 16], 7) ^ rotate(w[(i + 1) % 16], 18) ^ (w[(i + 1) % 16] >> 3U);
          const word s1 = rotate(w[(i + 14) % 16], 17) ^ rotate(w[(i + 14) % 16], 19) ^ (w[(i + 14) % 16] >> 10U);
          w[i] += s0 + w[(i + 9) % 16] + s1;
        }
      }
      for (std::size_t i = 0; i < 16; i += 8) {
        const word* added = &w[i];
        const word* constant = &sha256_rounds[first + i];
        round(a, b, c, d, e, f, g, h, constant[0] + added[0]);
        round(h, a, b, c, d, e, f, g, constant[1] + added[1]);
        round(g, h, a, b, c, d, e, f, constant[2] + added[2]);
        round(f, g, h, a, b, c, d, e, constant[3] + added[3]);
        round(e, f, g, h, a, b, c, d, constant[4] + added[4]);
        round(d, e, f, g, h, a, b, c, constant[5] + added[5]);
        round(c, d, e, f, g, h, a, b, constant[6] + added[6]);
        round(b, c, d, e, f, g, h, a, constant[7] + added[7]);
      }
    }
    const sha256_state mixed = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state[i] += mixed[i];
  }
};

}  // namespace detail

// Text in pieces: construct, `update` any number of times, `finish` once. `Mixer` is this header's, or the processor's own (wide_sha256.hpp).
template <class Mixer>
class basic_sha256_stream {
 public:
  constexpr void update(std::string_view text) noexcept {
    length_ += text.size();
    if (filled_ > 0) {
      const std::size_t taken = std::min(block_.size() - filled_, text.size());
      keep(text.substr(0, taken));
      text.remove_prefix(taken);
      if (filled_ < block_.size()) return;
      mix_kept();
    }
    const std::size_t blocks = text.size() / block_.size();
    if (blocks > 0) Mixer::mix(state_, text.data(), blocks);
    keep(text.substr(blocks * block_.size()));
  }

  constexpr sha256_digest finish() noexcept {
    const std::uint64_t bits = length_ * 8U;
    block_[filled_++] = '\x80';
    if (filled_ > 56) {
      while (filled_ < block_.size()) block_[filled_++] = '\0';
      mix_kept();
    }
    while (filled_ < 56) block_[filled_++] = '\0';
    for (unsigned shift = 64; shift > 0; shift -= 8)
      block_[filled_++] = static_cast<char>(static_cast<std::uint8_t>(bits >> (shift - 8U)));
    mix_kept();
    sha256_digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i) {
      digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24U - 8U * (i % 4)));
    }
    return digest;
  }

 private:
  constexpr void keep(std::string_view text) noexcept {
    std::copy(text.begin(), text.end(), block_.begin() + static_cast<std::ptrdiff_t>(filled_));
    filled_ += text.size();
  }

  constexpr void mix_kept() noexcept {
    Mixer::mix(state_, block_.data(), 1);
    filled_ = 0;
  }

  detail::sha256_state state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                              0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<char, 64> block_{};
  std::size_t filled_ = 0;
  std::uint64_t length_ = 0;
};

using sha256_stream = basic_sha256_stream<detail::sha256_mixer>;

template <class Mixer = detail::sha256_mixer>
constexpr sha256_digest sha256(std::string_view text) noexcept {
  basic_sha256_stream<Mixer> stream;
  stream.update(text);
  return stream.finish();
}

template <class Mixer = detail::sha256_mixer>
constexpr sha256_digest hmac_sha256(std::string_view key, std::string_view text) noexcept {
  std::array<char, 64> pad{};
  if (key.size() > pad.size()) {
    const sha256_digest short_key = sha256<Mixer>(key);
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
  basic_sha256_stream<Mixer> inner;
  inner.update({inner_key.data(), inner_key.size()});
  inner.update(text);
  const sha256_digest inner_digest = inner.finish();
  std::array<char, 32> inner_bytes{};
  for (std::size_t i = 0; i < inner_digest.size(); ++i) inner_bytes[i] = static_cast<char>(inner_digest[i]);
  const auto outer_key = keyed(0x5cU);
  basic_sha256_stream<Mixer> outer;
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
