// A digest of the whole log up to one event, for the host to keep elsewhere.
//
//     thoihan::checkpoint c = s.seal_log(now);
//     print(c.last, c.digest);                       // on paper, or with another authority
//
// Each covers the checkpoint before it and the digests of the events since, in the order in which they were committed. A log
// whose tail was cut off is whole in itself: only a digest that is kept outside tells.
//
// Thread-safety: values.
#pragma once

#include <cstdint>

#include "thoihan/base/sha256.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

struct checkpoint {
  std::int64_t number = 0;  // from 1
  std::int64_t first = 0;   // sequences of the events
  std::int64_t last = 0;
  instant at = 0;
  sha256_digest digest{};

  bool operator==(const checkpoint&) const = default;
};

}  // namespace thoihan
