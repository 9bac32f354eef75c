// How much of a limit is left at an instant, or by how much it is overrun: in clock time, in working time, in dates.
//
//     thoihan::time_left left{};
//     thoihan::measure_left(office, answer, now, left);
//     // due Friday 17:00, now Sunday 10:00: clock_s -147600 (41 hours), working_s 0, working_dates 0
//
// Positive: left; negative: overrun. Dates are those of (date of `now`, due date], or backwards those of (due date, date of
// `now`]: who is a day late has used one date too many.
//
// Errors: `horizon` outside the calendar. `out` is then untouched. Thread-safety: pure. Cost: O(1), no allocation.
#pragma once

#include <cstdint>

#include "thoihan/base/status.hpp"
#include "thoihan/calendar/calendar.hpp"
#include "thoihan/limit/answer.hpp"

namespace thoihan {

struct time_left {
  std::int64_t clock_s = 0;
  std::int64_t working_s = 0;
  std::int32_t dates = 0;
  std::int32_t working_dates = 0;
};

inline status measure_left(const calendar& hours, const limit_answer& answer, instant now, time_left& out) noexcept {
  time_left left;
  if (!is_supported_instant(now) || !hours.knows_instant(now)) return status::horizon;
  status code = hours.elapsed(now, answer.due, left.working_s);
  if (code == status::ok) {
    code = hours.working_dates_between(day_of(now), answer.due_date, working_dates::all, left.working_dates);
  }
  if (code != status::ok) return code;
  left.clock_s = answer.due - now;
  left.dates = answer.due_date - day_of(now);
  out = left;
  return status::ok;
}

}  // namespace thoihan
