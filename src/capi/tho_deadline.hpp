// Writing answers into the caller's struct, of whatever version its header is.
//
//     const deadline_out result{out, "out"};       // struct_size is right; all else is zero
//     result.write(answer);
//
//     const std::uint32_t size = deadline_size(out, "out");
//     write_deadline(answer, size, out[row]);      // a row of a batch, over whatever stands there
#pragma once

#include <cstdint>
#include <cstring>

#include "thoihan/limit/answer.hpp"
#include "thoihan/thoihan.h"

namespace thoihan {

// Throws argument_error: NULL, or a struct_size that no version has.
void check_deadline(const tho_deadline* out, const char* parameter);

// The struct's size in the caller's header.
inline std::uint32_t deadline_size(const tho_deadline* out, const char* parameter) {
  if (out == nullptr || out->struct_size != sizeof *out) check_deadline(out, parameter);
  return out->struct_size;
}

// Everything behind struct_size, of this version and of a later one that the caller may have, becomes zero.
inline void clear_deadline(std::uint32_t size, tho_deadline& out) noexcept {
  if (size == sizeof out) {
    out = {size, 0, 0, 0, 0, 0};
    return;
  }
  std::memset(reinterpret_cast<char*>(&out) + sizeof size, 0, size - sizeof size);
  out.struct_size = size;
}

// THO_DEADLINE_*
constexpr std::uint32_t deadline_flags(const limit_answer& answer) noexcept {
  return (answer.end == end_kind::day ? unsigned{THO_DEADLINE_DAY_END} : 0U) |
         (answer.provisional ? unsigned{THO_DEADLINE_PROVISIONAL} : 0U) |
         (answer.rolled ? unsigned{THO_DEADLINE_ROLLED} : 0U) | (answer.clamped ? unsigned{THO_DEADLINE_CLAMPED} : 0U) |
         (answer.cut_off ? unsigned{THO_DEADLINE_CUT_OFF} : 0U) |
         (answer.before_start ? unsigned{THO_DEADLINE_BEFORE_START} : 0U);
}

inline void write_deadline(const limit_answer& answer, std::uint32_t size, tho_deadline& out) noexcept {
  if (size != sizeof out) clear_deadline(size, out);
  out.struct_size = size;
  out.flags = deadline_flags(answer);
  out.due = answer.due;
  out.late_from = answer.late_from;
  out.due_day = answer.due_date;
  out.reserved0 = 0;
}

class deadline_out {
 public:
  // Throws argument_error: NULL, or a struct_size that no version has.
  deadline_out(tho_deadline* out, const char* parameter) : out_(out) {
    const std::uint32_t size = deadline_size(out, parameter);
    clear_deadline(size, *out);
  }

  void write(const limit_answer& answer) const noexcept { write_deadline(answer, out_->struct_size, *out_); }
  // There is no limit: no time is late.
  void write_none() const noexcept;

 private:
  tho_deadline* out_;
};

}  // namespace thoihan
