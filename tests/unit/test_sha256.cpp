// Vectors: NIST's examples for FIPS 180-4 (csrc.nist.gov, Cryptographic Standards and Guidelines, Example Values: SHA256),
// NIST's SHA-256 Monte Carlo test (SHAVS, SHA256Monte.rsp), RFC 4231 section 4 for HMAC. The digests of the padding test are
// Python's hashlib's. Each by this header's rounds and by the processor's instructions.
#include "thoihan/base/sha256.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "thoihan/base/wide_sha256.hpp"

using thoihan::basic_sha256_stream;
using thoihan::sha256;
using thoihan::sha256_digest;

namespace {

std::string hex(const sha256_digest& digest) {
  const auto characters = thoihan::sha256_hex(digest);
  return {characters.data(), characters.size()};
}

std::string bytes_of(const sha256_digest& digest) {
  std::string bytes;
  for (const auto byte : digest) bytes += static_cast<char>(byte);
  return bytes;
}

std::string hex_of(std::string_view bytes) {
  sha256_digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = static_cast<unsigned char>(bytes.at(i));
  return hex(digest);
}

// It is computed at compile time, too: a digest of the wording can be a constant.
static_assert(sha256("abc")[0] == 0xba && sha256("abc")[31] == 0xad);
static_assert(thoihan::hmac_sha256("Jefe", "what do ya want for nothing?")[0] == 0x5b);

}  // namespace

TEST_SUITE("sha256") {
  TEST_CASE_TEMPLATE("NIST's examples", Mixer, thoihan::detail::sha256_mixer, thoihan::wide_sha256) {
    CHECK(hex(sha256<Mixer>("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex(sha256<Mixer>("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex(sha256<Mixer>("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(hex(sha256<Mixer>(
              "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
              "mnopqrstnopqrstu")) == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    CHECK(hex(sha256<Mixer>(std::string(1000000, 'a'))) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }

  TEST_CASE_TEMPLATE("NIST's Monte Carlo test", Mixer, thoihan::detail::sha256_mixer, thoihan::wide_sha256) {
    const std::string seed_hex = "6d1e72ad03ddeb5de891e572e2396f8da015d899ef0e79503152d6010a3fe691";
    std::string seed;
    for (std::size_t i = 0; i < 64; i += 2) seed += static_cast<char>(std::stoi(seed_hex.substr(i, 2), nullptr, 16));
    for (int count = 0; count < 100; ++count) {
      std::string a = seed;
      std::string b = seed;
      std::string c = seed;
      for (int i = 0; i < 1000; ++i) {
        const std::string next = bytes_of(sha256<Mixer>(a + b + c));
        a = b;
        b = c;
        c = next;
      }
      seed = c;
      if (count == 0) CHECK(hex_of(seed) == "e93c330ae5447738c8aa85d71a6c80f2a58381d05872d26bdd39f1fcd4f2b788");
    }
    CHECK(hex_of(seed) == "6a912ba4188391a78e6f13d88ed2d14e13afce9db6f7dcbf4a48c24f3db02778");
  }

  TEST_CASE_TEMPLATE("every length up to 299, so every padding: the digest of all digests", Mixer,
                     thoihan::detail::sha256_mixer, thoihan::wide_sha256) {
    basic_sha256_stream<Mixer> all;
    for (int length = 0; length < 300; ++length) {
      std::string text;
      for (int i = 0; i < length; ++i) text += static_cast<char>((i * 7 + length) & 255);
      all.update(bytes_of(sha256<Mixer>(text)));
    }
    CHECK(hex(all.finish()) == "d5238871a46ac4a1a75ac3fb19d645b0b3b9e5f35f5f720e2b240d605c6b694e");
  }

  TEST_CASE_TEMPLATE("in pieces, cut anywhere, the digest is the same", Mixer, thoihan::detail::sha256_mixer,
                     thoihan::wide_sha256) {
    const std::string text(200, 'x');
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      basic_sha256_stream<Mixer> stream;
      stream.update(std::string_view{text}.substr(0, cut));
      stream.update("");
      stream.update(std::string_view{text}.substr(cut));
      CHECK(stream.finish() == sha256<Mixer>(text));
    }
  }

  TEST_CASE_TEMPLATE("HMAC: RFC 4231, test cases 1 to 7", Mixer, thoihan::detail::sha256_mixer, thoihan::wide_sha256) {
    const auto hmac = [](std::string_view key, std::string_view text) {
      return hex(thoihan::hmac_sha256<Mixer>(key, text));
    };
    std::string counting;
    for (int i = 1; i <= 25; ++i) counting += static_cast<char>(i);
    CHECK(hmac(std::string(20, '\x0b'), "Hi There") ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hmac("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac(std::string(20, '\xaa'), std::string(50, '\xdd')) ==
          "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    CHECK(hmac(counting, std::string(50, '\xcd')) ==
          "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    CHECK(hmac(std::string(20, '\x0c'), "Test With Truncation").substr(0, 32) == "a3b6167473100ee06e0c796c2955552b");
    CHECK(hmac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CHECK(
        hmac(std::string(131, '\xaa'),
             "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
             "hashed before being used by the HMAC algorithm.") ==
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
  }

  // RFC 2104: a key of one block is used as it is, a longer one is hashed first. Digests from Python's hmac.
  TEST_CASE_TEMPLATE("HMAC: a key of 64 bytes and one of 65", Mixer, thoihan::detail::sha256_mixer,
                     thoihan::wide_sha256) {
    CHECK(hex(thoihan::hmac_sha256<Mixer>(std::string(64, '\xaa'), "x")) ==
          "ce3c639dcb9d8baae5d44c3b8b5e233faab4d1860e07489af5c84f213998bd79");
    CHECK(hex(thoihan::hmac_sha256<Mixer>(std::string(65, '\xaa'), "x")) ==
          "c2b9a0a013df029c7d812c5ac18388feef0194ee64fcc5f321d149c06137caa3");
  }
}
