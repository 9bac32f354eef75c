// SHA-256 by the processor's own instructions where it has them, chosen while running: the digests of sha256.hpp, in a fifth of the time.
//
//     thoihan::sha256_digest d = thoihan::sha256<thoihan::wide_sha256>("abc");
//     thoihan::basic_sha256_stream<thoihan::wide_sha256> stream;
//
// x86-64 with the SHA extensions; the plain rounds on all else. Needs the library (thoihan::thoihan); the header alone has `sha256`.
//
// Thread-safety: pure. Cost: linear, no allocation.
#pragma once

#include <cstddef>

#include "thoihan/base/sha256.hpp"

namespace thoihan {

struct wide_sha256 {
  static void mix(detail::sha256_state& state, const char* bytes, std::size_t blocks) noexcept;
};

}  // namespace thoihan
