// One term with the policies of the law, alone and without pauses: what most limits are, evaluated without detour.
//
//     if (thoihan::detail::is_ordinary(what.nodes[0])) {
//       thoihan::detail::ordinary_end end;
//       thoihan::status s = thoihan::detail::evaluate_ordinary(office, what.nodes[0].term, thoihan::limit_point::of(start), end);
//     }
//
// The answer is that of `limit_evaluation` (evaluate.hpp): `evaluate_limit` asks here first, and the
// property tests hold both against one oracle. It is kept in numbers of its own and written to the answer member by member: a value
// that is put together in memory and then copied as a whole stalls the processor for longer than that.
//
// Errors: `horizon`, `range`, as evaluate.hpp. Thread-safety: pure. Cost: O(1), no allocation.
#pragma once

#include <cstdint>

#include "thoihan/base/status.hpp"
#include "thoihan/calendar/calendar.hpp"
#include "thoihan/limit/answer.hpp"
#include "thoihan/limit/limit.hpp"
#include "thoihan/limit/limit_point.hpp"

namespace thoihan {

namespace detail {

constexpr working_dates counted_dates(const limit_term& term) noexcept {
  return term.make_up_counts ? working_dates::all : working_dates::without_make_up;
}

constexpr bool is_ordinary(const limit_node& node) noexcept {
  const limit_term& term = node.term;
  const unit in = term.length.in;
  const bool special = term.first_day_counts | term.when_overused | term.back;
  return node.kind == limit_kind::term && static_cast<std::uint64_t>(term.length.count) - 1 < max_amount &&
         term.end == term_end::day_end && term.cut_off_s < 0 && term.hours_a_day == 0 && !special &&
         (is_clock_unit(in) || is_working_time_unit(in) || in == unit::working_day || in == unit::day);
}

struct ordinary_end {
  instant due = 0;
  instant late_from = 0;
  day_number due_date = 0;
  day_number last_counted = 0;
  end_kind kind = end_kind::moment;
  bool rolled = false;
  bool provisional = false;
};

[[gnu::always_inline]] inline status evaluate_ordinary(const calendar& hours, const limit_term& term, limit_point start,
                                                       ordinary_end& end) noexcept {
  const unit in = term.length.in;
  if (is_clock_unit(in)) {
    end.due = start.at + term.length.count * unit_seconds(in);
    end.late_from = end.due + 1;
    end.due_date = day_of(end.due);
    return is_supported_instant(end.due) ? status::ok : status::range;
  }
  if (is_working_time_unit(in)) {
    const status code = hours.add(start.at, term.length.count * unit_seconds(in), end.due);
    if (code != status::ok) return code;
    end.late_from = end.due + 1;
    // Both lie in the horizon, of which no division of 64 bits is needed.
    end.due_date = hours.known_date(end.due - 1);
    end.provisional = hours.undecided_between(hours.known_date(start.at), end.due_date);
    return status::ok;
  }
  day_number last = 0;
  if (in == unit::working_day) {
    const status code = hours.working_date_after(start.date, term.length.count, counted_dates(term), last);
    if (code != status::ok) return code;
    end.last_counted = last;
    end.provisional = hours.undecided_between(start.date, last);
  } else {
    if (term.length.count > last_supported_day - start.date) return status::range;
    last = end.last_counted = start.date + static_cast<day_number>(term.length.count);
    if (term.rolls) {
      const status code = hours.roll(end.last_counted, counted_dates(term), last);
      if (code != status::ok) return code;
      end.rolled = last != end.last_counted;
      end.provisional = hours.undecided_between(end.last_counted, last);
    }
  }
  end.due = end.late_from = instant_at(last, seconds_a_day);
  end.due_date = last;
  end.kind = end_kind::day;
  return status::ok;
}

}  // namespace detail
}  // namespace thoihan
