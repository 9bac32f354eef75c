// Text as the page's script unpacks it: gzip (RFC 1952) in base64 (RFC 4648). Only in a program with the calculator.
//
//     const std::string packed = packed_text(R"({"format": 1})");       // "H4sIAAAA..."
//
// The same text gives the same bytes with the same zlib.
//
// Errors: std::bad_alloc. Thread-safety: pure. Cost: some tens of milliseconds a megabyte.
#pragma once

#include <string>
#include <string_view>

namespace thoihan {

std::string packed_text(std::string_view text);

}  // namespace thoihan
