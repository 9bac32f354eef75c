// Where a term begins: an instant, and the date that it belongs to.
//
//     thoihan::limit_point received = thoihan::limit_point::of(start);
//
// After a term that ends with a day, the date is that day while the instant is its 24:00, so that the next term counts from that day
// (Civil Code 2015, 147(2)).
//
// Thread-safety: a value. Cost: none.
#pragma once

#include "thoihan/time/civil.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

struct limit_point {
  instant at = 0;
  day_number date = 0;

  static constexpr limit_point of(instant at) noexcept { return {at, day_of(at)}; }
};

}  // namespace thoihan
