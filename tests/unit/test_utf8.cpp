// UTF-8 against the other direction: the texts that are concatenations of encoded code points (RFC 3629, section 3), and
// no other, are well-formed.
#include "thoihan/base/utf8.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

using thoihan::is_utf8;
using thoihan::utf8_error_at;

namespace {

std::string encoded(std::uint32_t point) {
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) return {static_cast<char>(point)};
  if (point < 0x800) return {static_cast<char>(0xC0U | (point >> 6U)), tail(0)};
  if (point < 0x10000) return {static_cast<char>(0xE0U | (point >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (point >> 18U)), tail(12), tail(6), tail(0)};
}

std::uint32_t packed(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes) number = (number << 8U) | static_cast<unsigned char>(byte);
  return number;
}

// The encodings of all code points but the surrogates, by their length.
struct encodings {
  std::vector<bool> one = std::vector<bool>(1U << 8U);
  std::vector<bool> two = std::vector<bool>(1U << 16U);
  std::vector<bool> three = std::vector<bool>(1U << 24U);
  std::unordered_set<std::uint32_t> four;

  encodings() {
    for (std::uint32_t point = 0; point <= 0x10FFFF; ++point) {
      if (point >= 0xD800 && point <= 0xDFFF) continue;
      const std::string bytes = encoded(point);
      if (bytes.size() == 1) one[packed(bytes)] = true;
      if (bytes.size() == 2) two[packed(bytes)] = true;
      if (bytes.size() == 3) three[packed(bytes)] = true;
      if (bytes.size() == 4) four.insert(packed(bytes));
    }
  }

  bool is_one(std::string_view bytes) const {
    switch (bytes.size()) {
      case 1: return one[packed(bytes)];
      case 2: return two[packed(bytes)];
      case 3: return three[packed(bytes)];
      default: return four.count(packed(bytes)) != 0;
    }
  }

  // Where the characters from the front on come to an end.
  std::size_t error_at(std::string_view text) const {
    std::size_t at = 0;
    while (at < text.size()) {
      std::size_t length = 1;
      while (length <= 4 && (at + length > text.size() || !is_one(text.substr(at, length)))) ++length;
      if (length > 4) return at;
      at += length;
    }
    return at;
  }
};

}  // namespace

TEST_SUITE("utf8") {
  TEST_CASE("all texts of one, two and three bytes") {
    const encodings known;
    int wrong = 0;
    int well_formed[4] = {};
    for (std::size_t size = 1; size <= 3; ++size) {
      for (std::uint32_t number = 0; number < (1U << (8U * size)); ++number) {
        char bytes[3];
        for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(number >> (8U * (size - 1 - i)));
        const std::string_view text{bytes, size};
        const std::size_t expected = known.error_at(text);
        if (utf8_error_at(text) != expected && ++wrong < 10) FAIL_CHECK(size << " bytes " << number);
        well_formed[size] += is_utf8(text) ? 1 : 0;
      }
    }
    CHECK(wrong == 0);
    // 128 of one byte; two of one, or 1,920 of two; three of one, one of each twice, or 61,440 of three (63,488 less the
    // 2,048 surrogates).
    CHECK(well_formed[1] == 128);
    CHECK(well_formed[2] == 128 * 128 + 1920);
    CHECK(well_formed[3] == 128 * 128 * 128 + 2 * 128 * 1920 + 61440);
  }

  TEST_CASE("four bytes: every code point is well-formed, and every lead with every second byte is judged right") {
    const encodings known;
    CHECK(known.four.size() == 0x100000);
    int wrong = 0;
    for (const std::uint32_t number : known.four) {
      const char bytes[] = {static_cast<char>(number >> 24U), static_cast<char>(number >> 16U),
                            static_cast<char>(number >> 8U), static_cast<char>(number)};
      wrong += is_utf8({bytes, 4}) ? 0 : 1;
    }
    const unsigned ends[] = {0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF};
    for (unsigned lead = 0xC0; lead <= 0xFF; ++lead) {
      for (unsigned second = 0; second <= 0xFF; ++second) {
        for (const unsigned third : ends) {
          for (const unsigned fourth : ends) {
            const char bytes[] = {'a',
                                  static_cast<char>(lead),
                                  static_cast<char>(second),
                                  static_cast<char>(third),
                                  static_cast<char>(fourth),
                                  'z'};
            wrong += utf8_error_at({bytes, 6}) == known.error_at({bytes, 6}) ? 0 : 1;
          }
        }
      }
    }
    CHECK(wrong == 0);
  }

  TEST_CASE("Vietnamese text, cut at every byte") {
    const std::string text = "Tiếp nhận phản ánh, kiến nghị: 24 giờ làm việc";
    CHECK(is_utf8(text));
    CHECK(is_utf8(""));
    CHECK(is_utf8(std::string_view{"\0", 1}));
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      const bool at_character = cut == text.size() || (static_cast<unsigned char>(text[cut]) & 0xC0U) != 0x80U;
      CHECK_MESSAGE(is_utf8(text.substr(0, cut)) == at_character, cut);
    }
  }

  TEST_CASE("a view that ends inside a character does not read on") {
    const std::string whole = encoded(0x1F600);
    for (std::size_t size = 1; size < 4; ++size) CHECK(utf8_error_at({whole.data(), size}) == 0);
    CHECK(utf8_error_at(whole) == 4);
  }
}
