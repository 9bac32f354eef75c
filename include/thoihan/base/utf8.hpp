// Is this text UTF-8?
//
//     std::size_t at = thoihan::utf8_error_at(text);     // text.size() when all of it is UTF-8
//
// Strict, as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF. A NUL byte is valid UTF-8; who
// may not have one says so itself.
//
// Thread-safety: pure. Cost: linear, no allocation.
#pragma once

#include <cstddef>
#include <string_view>

namespace thoihan {

// The offset of the first byte that is not part of a well-formed character; `text.size()` when there is none.
constexpr std::size_t utf8_error_at(std::string_view text) noexcept {
  const auto byte = [text](std::size_t at) noexcept -> unsigned {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const auto continuation = [&](std::size_t at) noexcept { return (byte(at) & 0xC0U) == 0x80U; };
  std::size_t at = 0;
  while (at < text.size()) {
    const unsigned lead = byte(at);
    if (lead < 0x80U) {
      at += 1;
    } else if (lead >= 0xC2U && lead <= 0xDFU && continuation(at + 1)) {
      at += 2;
    } else if (lead >= 0xE0U && lead <= 0xEFU && continuation(at + 1) && continuation(at + 2) &&
               !(lead == 0xE0U && byte(at + 1) < 0xA0U) && !(lead == 0xEDU && byte(at + 1) > 0x9FU)) {
      at += 3;
    } else if (lead >= 0xF0U && lead <= 0xF4U && continuation(at + 1) && continuation(at + 2) && continuation(at + 3) &&
               !(lead == 0xF0U && byte(at + 1) < 0x90U) && !(lead == 0xF4U && byte(at + 1) > 0x8FU)) {
      at += 4;
    } else {
      return at;
    }
  }
  return at;
}

constexpr bool is_utf8(std::string_view text) noexcept { return utf8_error_at(text) == text.size(); }

}  // namespace thoihan
