// XChaCha20-Poly1305: the vector of draft-irtf-cfrg-xchacha-03, appendix A.3.1. The two sealed examples were made by a second
// implementation: HChaCha20 written in Python from the draft's section 2.2 (it gives the subkey of 2.2.1), then
// ChaCha20-Poly1305 (RFC 8439) of Python's `cryptography`.
#include "src/store/seal.hpp"

#include <doctest/doctest.h>
#include <sodium.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/store/sodium.hpp"
#include "tests/support/refusal.hpp"

using thoihan::data_key;
using thoihan::fact_place;
using thoihan::fact_salt;
using thoihan::host_key;
using thoihan::open_sealed;
using thoihan::opened_text;
using thoihan::seal;
using thoihan::status;

namespace {

std::string bytes_of_hex(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  }
  return out;
}

std::string hex_of(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) {
    for (const unsigned shift : {4U, 0U}) out += "0123456789abcdef"[(static_cast<unsigned char>(byte) >> shift) & 15U];
  }
  return out;
}

std::string counted(unsigned first, unsigned after_last) {
  std::string out;
  for (unsigned byte = first; byte < after_last; ++byte) out += static_cast<char>(byte);
  return out;
}

// The key 000102...1f.
host_key counting_key(std::string id) {
  host_key key;
  key.id = std::move(id);
  for (std::size_t i = 0; i < key.bytes.size(); ++i) key.bytes[i] = static_cast<std::uint8_t>(i);
  return key;
}

fact_salt salt_from(unsigned first) {
  fact_salt salt{};
  for (std::size_t i = 0; i < salt.size(); ++i) salt[i] = static_cast<std::uint8_t>(first + i);
  return salt;
}

const std::string_view a_case = "LH-2024-000001";
const fact_place a_place{a_case, "content", 7};
const std::string a_text = "đường ngập";

// Of the case's key 8081...9f under the host's key 0001...1f, id "2026-a".
const std::string_view wrapped_hex =
    "101112131415161718191a1b1c1d1e1f2021222324252627a47d8175d00da7541e0ba846711dad839f1a657c6df8b6447edd63ed86b83e0a"
    "c524bf098b6fb9343aa6406f9a1c63e9";
// Of a_text with the salt f0f1...ff at a_place under that key.
const std::string_view sealed_hex =
    "303132333435363738393a3b3c3d3e3f40414243444546477b1420e189b2aa44adec3ec71a38bae05edc7fe54f501d4ad51313e80b2e7cec"
    "eea0b433ccff7aa755b0549b53df25ca";

// A message for people has neither the text nor any key.
void check_silent(const std::optional<thoihan::error>& refusal, const std::vector<std::string>& secrets) {
  REQUIRE(refusal);
  for (const std::string& secret : secrets) {
    CHECK_FALSE(contains(refusal->text().vi, secret));
    CHECK_FALSE(contains(refusal->text().en, secret));
    CHECK_FALSE(contains(refusal->what(), secret));
  }
}

}  // namespace

TEST_SUITE("seal") {
  TEST_CASE("libsodium gives the draft's vector") {
    thoihan::require_sodium();
    const std::string text =
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would "
        "be "
        "it.";
    const std::string key = counted(0x80, 0xa0);
    const std::string nonce = counted(0x40, 0x58);
    const std::string data = bytes_of_hex("50515253c0c1c2c3c4c5c6c7");
    const auto bytes = [](const std::string& s) { return reinterpret_cast<const unsigned char*>(s.data()); };
    std::string out(text.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
    REQUIRE(crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(out.data()), nullptr,
                                                       bytes(text), text.size(), bytes(data), data.size(), nullptr,
                                                       bytes(nonce), bytes(key)) == 0);
    CHECK(hex_of(out) ==
          "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54"
          "c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f6"
          "15c68b13b52ec0875924c1c7987947deafd8780acf49");
  }

  TEST_CASE("what another implementation sealed opens, so the format is what the header says") {
    const data_key key = data_key::unwrap(bytes_of_hex(wrapped_hex), counting_key("2026-a"), a_case);
    CHECK(open_sealed(key, a_place, bytes_of_hex(sealed_hex)) == opened_text{salt_from(0xf0), a_text});
  }

  TEST_CASE("round trip, of empty text, of bytes of every value and of 1 MB") {
    const host_key host = thoihan::new_host_key("host");
    const data_key key = data_key::random();
    std::string every_byte;
    for (unsigned byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
    for (const std::string& text : {std::string{}, std::string{"a"}, a_text, every_byte, std::string(1'000'000, 'x')}) {
      const std::string sealed = seal(key, a_place, salt_from(3), text);
      CHECK(sealed.size() == 24 + 16 + text.size() + 16);
      const opened_text back = open_sealed(key, a_place, sealed);
      CHECK(back.text == text);
      CHECK(back.salt == salt_from(3));
      const data_key again = data_key::unwrap(key.wrap(host, a_case), host, a_case);
      CHECK(open_sealed(again, a_place, sealed).text == text);
      if (text.size() > 4) CHECK(sealed.find(text.substr(0, 5)) == std::string::npos);
    }
    CHECK(key.wrap(host, a_case).size() == 72);
  }

  TEST_CASE("nothing is sealed twice alike, and no two keys are the same") {
    const host_key host = counting_key("host");
    const data_key key = data_key::random();
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
      CHECK(seen.insert(seal(key, a_place, salt_from(0), a_text)).second);
      CHECK(seen.insert(key.wrap(host, a_case)).second);
      const host_key other = thoihan::new_host_key("a");
      CHECK(seen.insert(std::string{other.bytes.begin(), other.bytes.end()}).second);
    }
    CHECK(status_of([&] { open_sealed(data_key::random(), a_place, seal(key, a_place, {}, a_text)); }) ==
          status::corrupt);
  }

  TEST_CASE("one bit changed anywhere is refused, and the message says where, but not what") {
    const host_key host = counting_key("host");
    const data_key key = data_key::random();
    const std::string sealed = seal(key, a_place, salt_from(9), a_text);
    const std::string wrapped = key.wrap(host, a_case);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
      for (unsigned bit = 0; bit < 8; ++bit) {
        std::string changed = sealed;
        changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ (1U << bit));
        CHECK(status_of([&] { open_sealed(key, a_place, changed); }) == status::corrupt);
      }
    }
    for (std::size_t i = 0; i < wrapped.size(); ++i) {
      std::string changed = wrapped;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ 1U);
      CHECK(status_of([&] { data_key::unwrap(changed, host, a_case); }) == status::key);
    }
    const auto refusal = refusal_of([&] { open_sealed(key, a_place, sealed + "x"); });
    check_message(refusal, std::string{a_case}, "content", "content");
    check_silent(refusal, {a_text, "ngập"});
  }

  TEST_CASE("cut off or grown, whatever the length") {
    const host_key host = counting_key("host");
    const data_key key = data_key::random();
    const std::string sealed = seal(key, a_place, salt_from(9), a_text);
    const std::string wrapped = key.wrap(host, a_case);
    for (std::size_t size = 0; size < sealed.size(); ++size) {
      CHECK(status_of([&] { open_sealed(key, a_place, sealed.substr(0, size)); }) == status::corrupt);
    }
    for (std::size_t size = 0; size < wrapped.size(); ++size) {
      CHECK(status_of([&] { data_key::unwrap(wrapped.substr(0, size), host, a_case); }) == status::key);
    }
    CHECK(status_of([&] { open_sealed(key, a_place, sealed + '\0'); }) == status::corrupt);
    CHECK(status_of([&] { data_key::unwrap(wrapped + '\0', host, a_case); }) == status::key);
  }

  TEST_CASE("a text opens at its own place only") {
    const data_key key = data_key::random();
    const std::string sealed = seal(key, a_place, salt_from(1), a_text);
    const std::vector<fact_place> others{{"LH-2024-000002", "content", 7},
                                         {a_case, "answer", 7},
                                         {a_case, "content", 8},
                                         {a_case, "content", -7},
                                         {a_case, "", 7},
                                         {"", "content", 7},
                                         // The same letters, parted elsewhere.
                                         {"LH-2024-000001c", "ontent", 7},
                                         {"LH-2024-00000", "1content", 7},
                                         {a_case, "content", 7 + (std::int64_t{1} << 32)}};
    for (const fact_place& other : others) {
      CHECK(status_of([&] { open_sealed(key, other, sealed); }) == status::corrupt);
    }
    CHECK(open_sealed(key, a_place, sealed).text == a_text);
  }

  TEST_CASE("a case's key opens by its host's key, under its id and for its case only") {
    const host_key host = counting_key("2026-a");
    const data_key key = data_key::random();
    const std::string wrapped = key.wrap(host, a_case);
    host_key nearly = counting_key("2026-a");
    nearly.bytes[31] ^= 0x80U;
    CHECK(status_of([&] { data_key::unwrap(wrapped, nearly, a_case); }) == status::key);
    CHECK(status_of([&] { data_key::unwrap(wrapped, counting_key("2026-b"), a_case); }) == status::key);
    CHECK(status_of([&] { data_key::unwrap(wrapped, host, "LH-2024-000002"); }) == status::key);
    CHECK(status_of([&] { data_key::unwrap(wrapped, counting_key("2026-aL"), "H-2024-000001"); }) == status::key);
    const auto refusal = refusal_of([&] { data_key::unwrap(wrapped, nearly, a_case); });
    check_message(refusal, "2026-a", "hãy đưa khóa", "give the key");
    check_silent(refusal, {hex_of(std::string{nearly.bytes.begin(), nearly.bytes.end()}), "000102"});
    // Wrapped anew, for another key: the texts stay as they are.
    const std::string sealed = seal(key, a_place, salt_from(1), a_text);
    const std::string again = data_key::unwrap(wrapped, host, a_case).wrap(nearly, a_case);
    CHECK(open_sealed(data_key::unwrap(again, nearly, a_case), a_place, sealed).text == a_text);
  }

  TEST_CASE("a key that was moved from is wiped") {
    host_key from = counting_key("a");
    const host_key to = std::move(from);
    CHECK(to.bytes == counting_key("a").bytes);
    CHECK(from.bytes == decltype(from.bytes){});
    host_key assigned = counting_key("b");
    host_key second = counting_key("c");
    second.bytes[0] = 99;
    assigned = std::move(second);
    CHECK(assigned.id == "c");
    CHECK(assigned.bytes[0] == 99);
    CHECK(second.bytes == decltype(from.bytes){});
    data_key key = data_key::random();
    const std::string sealed = seal(key, a_place, {}, a_text);
    data_key moved = std::move(key);
    CHECK(open_sealed(moved, a_place, sealed).text == a_text);
    CHECK(status_of([&] { open_sealed(key, a_place, sealed); }) == status::corrupt);
    key = std::move(moved);
    CHECK(open_sealed(key, a_place, sealed).text == a_text);
    CHECK(status_of([&] { open_sealed(moved, a_place, sealed); }) == status::corrupt);
  }
}
