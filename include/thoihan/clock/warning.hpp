// When to warn before a limit is over.
//
//     thoihan::instant at{};
//     thoihan::warn_at_share(office, limit, received, {}, stood_still, 3, 4, at);                  // three quarters used
//     thoihan::warn_before_due(office, answer, {4, thoihan::unit::working_hour}, at);              // 4 working hours before
//
// At n/m of a limit of time: the instant at which that share is used up, rounded up to a second. At n/m of a limit of days: the
// first opening of day ceil(n x days / m); where that date has no session, its next opening. Months and years, whose days
// differ in number, and compositions have no share: `unsupported`.
//
// Before a due: clock and working time back from the due; day units: 24:00 of the corresponding earlier date.
//
// Errors: `invalid` for a share outside 1/m..m/m; those of evaluate_limit. `out` is then untouched.
// Thread-safety: pure. Cost: O(1) and linear in the pauses; no allocation.
#pragma once

#include <cstdint>
#include <span>

#include "thoihan/limit/evaluate.hpp"

namespace thoihan {

inline status warn_at_share(const calendar& hours, const limit& what, instant start, std::span<const fact_value> facts,
                            const pauses& still, std::int64_t n, std::int64_t m, instant& out) noexcept {
  if (n < 1 || m < n || m > 1'000'000) return status::invalid;
  if (what.size != 1 || what.nodes[0].kind != limit_kind::term) return status::unsupported;
  limit_term term = what.nodes[0].term;
  const unit in = term.length.in;
  if (term.back || in == unit::now || in == unit::next_session || in == unit::month || in == unit::year)
    return status::unsupported;
  const auto share_of = [n, m](std::int64_t whole) noexcept { return (whole * n + m - 1) / m; };
  if (is_clock_unit(in) || is_working_time_unit(in) || term.hours_a_day > 0) {
    // The kernel counts whole seconds; minutes are the finest unit of an amount, so the share is asked of the evaluation itself.
    const std::int64_t unit_s = term.hours_a_day > 0 ? std::int64_t{term.hours_a_day} * 3600 : unit_seconds(in);
    return detail::evaluate_seconds(hours, term, start, facts, still, share_of(term.length.count * unit_s), out);
  }
  if (in == unit::week) term.length = {term.length.count * 7, unit::day};
  term.length.count = share_of(term.length.count);
  term.rolls = false;
  term.end = term_end::day_end;
  limit_answer answer;
  status code = evaluate_limit(hours, limit::of_term(term), start, facts, still, answer);
  instant opening = 0;
  if (code == status::ok) code = hours.next_opening(instant_at(answer.due_date, 0), opening);
  if (code == status::ok) out = opening;
  return code;
}

inline status warn_before_due(const calendar& hours, const limit_answer& due, amount before, instant& out) noexcept {
  limit_term term;
  term.length = before;
  term.back = true;
  term.rolls = false;
  // A day end belongs to its date; counted back from it, a day is the date before.
  term.anchor_is_date = due.end == end_kind::day && is_day_unit(before.in);
  const fact_value anchor = fact_value::of(term.anchor_is_date ? due.due_date : due.due);
  limit_answer answer;
  const status code = evaluate_limit(hours, limit::of_term(term), due.due, {&anchor, 1}, answer);
  if (code == status::ok) out = answer.due;
  return code;
}

}  // namespace thoihan
