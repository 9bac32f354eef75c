// A column of starts as another library gives it by the Arrow C data interface: read in place where its numbers are instants.
//
//     const arrow_starts starts{schema, array};
//     if (!starts.is_null(row)) ...
//     column<const instant> times = starts.read(first, rows, room);     // its own memory, or `room` filled
//
// Errors: argument_error for what is no such column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "thoihan/calendar/batch.hpp"
#include "thoihan/thoihan_arrow.h"

namespace thoihan {

class arrow_starts {
 public:
  arrow_starts(const ArrowSchema* schema, const ArrowArray* array);

  std::size_t rows() const noexcept { return rows_; }
  bool is_null(std::size_t row) const noexcept {
    if (valid_ == nullptr) return false;
    const std::size_t bit = offset_ + row;
    return (valid_[bit / 8] >> (bit % 8) & 1U) == 0;
  }
  // A time that has a fraction of a second; it is refused, not truncated.
  bool has_fraction(std::size_t row) const noexcept {
    return parts_a_second_ != 1 && number(row) % parts_a_second_ != 0;
  }

  column<const instant> read(std::size_t first, std::size_t rows, std::span<instant> room) const noexcept;

 private:
  std::int64_t number(std::size_t row) const noexcept;

  const unsigned char* valid_ = nullptr;
  const unsigned char* numbers_ = nullptr;
  std::size_t offset_ = 0;
  std::size_t rows_ = 0;
  std::int64_t parts_a_second_ = 1;
  bool wall_clock_ = false;  // of Viet Nam
};

}  // namespace thoihan
