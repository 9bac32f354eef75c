// Sealing: how a personal text lies in a database, readable only by whoever has the host's key.
//
//     data_key key = data_key::random();                                // one a case
//     std::string wrapped = key.wrap(host, "LH-2024-000001");           // stands in the database
//     std::string sealed = seal(key, {"LH-2024-000001", "content", 1}, salt, "đường ngập");
//     opened_text back = open_sealed(key, {"LH-2024-000001", "content", 1}, sealed);
//
// XChaCha20-Poly1305 by libsodium, with a random nonce before each ciphertext:
//
//     wrapped:  nonce (24)  encryption of the case's key (32)            tag (16)     72 bytes
//     sealed:   nonce (24)  encryption of salt (16) and text             tag (16)     56 bytes and the text's
//
// Associated data, so that a ciphertext opens only at its own place: the label "thoihan data key 1", the host key's id and the
// case; or the label "thoihan personal fact 1", the case, the fact's name and its sequence. Each part is preceded by its
// length, 8 bytes, lowest first; the sequence is 8 bytes, lowest first, as well.
//
// The salt is sealed with the text: without it nobody can try values against the fingerprint in the event. What is shown of a
// ciphertext is the length of its text.
//
// Errors: thoihan::error with status key (`unwrap`: another key, another case, or a changed wrapping: they look alike),
// corrupt (`open_sealed`), unsupported (no random numbers); std::bad_alloc. No message has text or key.
// Keys are wiped when they end; opened texts are ordinary strings of the caller's.
// Thread-safety: pure, but for the system's random numbers. Cost: linear, about 1 ns a byte and one call of the system.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "thoihan/store/host_key.hpp"

namespace thoihan {

using fact_salt = std::array<std::uint8_t, 16>;

// Where a text belongs.
struct fact_place {
  std::string_view case_id;
  std::string_view fact;
  std::int64_t sequence = 0;
};

struct opened_text {
  fact_salt salt{};
  std::string text;

  bool operator==(const opened_text&) const = default;
};

// The key of one case.
class data_key {
 public:
  static data_key random();
  static data_key unwrap(std::string_view wrapped, const host_key& host, std::string_view case_id);

  data_key(data_key&& other) noexcept;
  data_key& operator=(data_key&& other) noexcept;
  data_key(const data_key&) = delete;
  data_key& operator=(const data_key&) = delete;
  ~data_key();

  std::string wrap(const host_key& host, std::string_view case_id) const;

 private:
  friend std::string seal(const data_key&, const fact_place&, const fact_salt&, std::string_view);
  friend opened_text open_sealed(const data_key&, const fact_place&, std::string_view);
  data_key() = default;

  std::array<std::uint8_t, 32> bytes_{};
};

std::string seal(const data_key& key, const fact_place& where, const fact_salt& salt, std::string_view text);

opened_text open_sealed(const data_key& key, const fact_place& where, std::string_view sealed);

}  // namespace thoihan
