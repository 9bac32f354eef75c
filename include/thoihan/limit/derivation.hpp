// Why a limit ends when it ends: the answer of evaluate.hpp, told date by date.
//
//     thoihan::limit_answer answer{};
//     thoihan::derive_limit(office, limit, received, {}, answer, [](const thoihan::derivation_step& step) { print(step); });
//
// Steps are data; words in Vietnamese and English are made by who prints them. A term tells its dates in order from the date
// of receipt to the date on which it ends, and what pauses took out of them. The answer is the very one of `evaluate_limit`,
// made by the same code.
//
// Errors: those of `evaluate_limit`; no step of the failing term is told then.
// Thread-safety: pure, but for the sink. Cost: linear in the dates told; no allocation.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "thoihan/limit/evaluate.hpp"

namespace thoihan {

enum class step_role : std::uint8_t {
  composition_begins,  // of `composition`
  composition_ends,
  clock,          // the whole limit runs on the clock: `used` seconds
  at_once,        // due at the start; `used` seconds of grace, of the grace's own kind of time
  not_counted,    // the day of the event: Civil Code 147(2), 147(3)
  after_cut_off,  // receipt counts as on a later date
  counted,        // day `used` of the limit
  passed,         // a date that does not count
  worked,         // `used` seconds of working time
  rolled,         // the last day fell here and gave way: 148(5)
  rolled_to,      // where it ended instead
  back_from,      // the date that the limit is counted back from; its dates follow backwards
  until_close,    // ends at the close of this date's session
  stood_still,    // a pause took this date, or `used` seconds of its time, out of the limit
  paused,         // stands still from this date on: no due now
  extended,       // of a clock: `used` of `in` added to the limit
  committed,      // of a clock: a commitment took the place of the limit's end and ends on this date
  exempted,       // of a clock: it cannot become late
};

struct derivation_step {
  step_role role;
  limit_kind composition = limit_kind::term;
  day_number day = 0;
  bool known = false;  // the calendar reaches this date: kind is meant
  day_kind kind = day_kind::working;
  std::int64_t used = 0;
  bool ends = false;    // the limit ends on this date
  unit in = unit::now;  // of `extended`
};

namespace detail {

template <class Sink>
class derivation_teller {
 public:
  derivation_teller(const calendar& hours, const pauses& still, Sink& sink) noexcept
      : hours_(hours), still_(still), sink_(sink) {}

  void composition(limit_kind kind, bool begins) {
    derivation_step step{begins ? step_role::composition_begins : step_role::composition_ends};
    step.composition = kind;
    sink_(step);
  }

  void term(const limit_term& term, const term_trace& trace, const limit_answer& answer) {
    if (term.back) return tell_back(term, trace, answer);
    // What lies behind an open pause is not told: nobody knows it yet.
    told_until_ = answer.paused ? still_.open_since : last_supported_instant;
    tell_forward(term, trace, answer);
    if (answer.paused) tell(step_role::paused, day_of(told_until_), 0, false);
    told_until_ = last_supported_instant;
  }

  void step(step_role role, day_number day, std::int64_t used, bool ends) { tell(role, day, used, ends); }

 private:
  void tell_forward(const limit_term& term, const term_trace& trace, const limit_answer& answer) {
    const unit in = term.length.in;
    if (in == unit::now) {
      return tell(step_role::at_once, answer.due_date, term.grace.count * unit_seconds(term.grace.in), true);
    }
    if (in == unit::next_session) {
      const day_number until = std::min(answer.due_date, day_of(told_until_));
      for (day_number day = trace.received.date; day < until; ++day) {
        const bool still = worked_in_pauses(trace, answer, instant_at(day, 0), instant_at(day, seconds_a_day)) > 0;
        tell(still ? step_role::stood_still : step_role::passed, day, 0, false);
      }
      return answer.paused ? void() : tell(step_role::until_close, answer.due_date, 0, true);
    }
    tell_cut_off(trace);
    if (is_clock_unit(in)) return tell_clock(trace, answer);
    if (is_working_time_unit(in) || (in == unit::working_day && term.hours_a_day > 0))
      return tell_worked(trace, answer);
    tell_days(term, trace, answer);
  }

  // Calls `take(from, until)` for the part of each pause that moved the limit's end and lies in from..until.
  template <class Take>
  void each_pause(const term_trace& trace, const limit_answer& answer, instant from, instant until,
                  const Take& take) const {
    for (std::size_t i = 0; i < still_.size() && !still_.is_open(i); ++i) {
      const pause one = still_.at(i);
      if (one.from >= answer.late_from) return;
      const instant begin = std::max({one.from, trace.counted_from.at, from});
      const instant end = std::min(one.until, until);
      if (begin < end) take(begin, end);
    }
  }

  std::int64_t worked_in_pauses(const term_trace& trace, const limit_answer& answer, instant from,
                                instant until) const {
    std::int64_t sum = 0;
    each_pause(trace, answer, from, until, [&](instant begin, instant end) {
      std::int64_t worked = 0;
      hours_.elapsed(begin, end, worked);
      sum += worked;
    });
    return sum;
  }

  void tell_clock(const term_trace& trace, const limit_answer& answer) {
    std::int64_t still_s = 0;
    each_pause(trace, answer, trace.counted_from.at, answer.due, [&](instant begin, instant end) {
      tell(step_role::stood_still, day_of(begin), end - begin, false);
      still_s += end - begin;
    });
    const instant until = std::max(std::min(answer.due, told_until_), trace.counted_from.at);
    tell(step_role::clock, day_of(until), until - trace.counted_from.at - still_s, true);
  }

  void tell(step_role role, day_number day, std::int64_t used, bool ends) {
    derivation_step step{role};
    step.day = day;
    step.known = hours_.knows(day);
    if (step.known) step.kind = hours_.kind(day);
    step.used = used;
    step.ends = ends && told_until_ == last_supported_instant;
    sink_(step);
  }

  // From the event backwards, date by date.
  void tell_back(const limit_term& term, const term_trace& trace, const limit_answer& answer) {
    const unit in = term.length.in;
    const day_number event = trace.counted_from.date;
    tell(step_role::back_from, event, 0, false);
    if (is_clock_unit(in)) return tell(step_role::clock, answer.due_date, trace.counted_from.at - answer.due, true);
    const working_dates which = term.make_up_counts ? working_dates::all : working_dates::without_make_up;
    std::int64_t number = 0;
    for (day_number day = is_working_time_unit(in) ? event : event - 1; day >= answer.due_date; --day) {
      const bool ends = day == answer.due_date;
      std::int64_t used = 0;
      if (is_working_time_unit(in)) {
        const instant from = ends ? answer.due : instant_at(day, 0);
        const instant until = day == event ? trace.counted_from.at : instant_at(day, seconds_a_day);
        hours_.elapsed(from, until, used);
        tell(used > 0 ? step_role::worked : step_role::passed, day, used, ends);
      } else if (in == unit::working_day) {
        const bool counts = hours_.is_working_date(day, which);
        tell(counts ? step_role::counted : step_role::passed, day, counts ? ++number : 0, ends);
      } else if (ends) {
        tell(answer.rolled ? step_role::rolled_to : step_role::counted, day, answer.rolled ? 0 : term.length.count,
             true);
      }
    }
  }

  void tell_cut_off(const term_trace& trace) {
    for (day_number day = trace.received.date; day < trace.counted_from.date; ++day) {
      tell(day == trace.received.date ? step_role::after_cut_off : step_role::passed, day, 0, false);
    }
  }

  void tell_worked(const term_trace& trace, const limit_answer& answer) {
    const instant last = std::min(answer.due, told_until_);
    const day_number last_day = std::min(answer.due_date, day_of(told_until_));
    instant from = trace.counted_from.at;
    for (day_number day = day_of(from); day <= last_day; ++day) {
      const instant midnight = instant_at(day, seconds_a_day);
      const instant until = std::max(from, day == last_day ? last : midnight);
      std::int64_t worked = 0;
      hours_.elapsed(from, until, worked);
      const std::int64_t still_s = worked_in_pauses(trace, answer, from, until);
      const std::int64_t used = worked - still_s;
      const bool ends = day == answer.due_date;
      // What ends the limit is told last.
      if (used > 0 && !ends) tell(step_role::worked, day, used, false);
      if (still_s > 0) tell(step_role::stood_still, day, still_s, ends && used == 0);
      if (used > 0 && ends) tell(step_role::worked, day, used, true);
      if (worked == 0) tell(step_role::passed, day, 0, ends);
      from = midnight;
    }
  }

  void tell_days(const limit_term& term, const term_trace& trace, const limit_answer& answer) {
    const bool working = term.length.in == unit::working_day;
    const working_dates which = term.make_up_counts ? working_dates::all : working_dates::without_make_up;
    day_number day = trace.counted_from.date;
    if (day < trace.first_counted) tell(step_role::not_counted, day++, 0, false);
    std::int64_t number = 0;
    for (; day <= std::min(trace.last_counted, day_of(told_until_)); ++day) {
      const bool ends = day == answer.due_date;
      if (day < trace.first_counted || (working && !hours_.is_working_date(day, which))) {
        tell(step_role::passed, day, 0, ends);
      } else if (moved_by(trace, answer, day)) {
        tell(step_role::stood_still, day, 0, ends);
      } else {
        tell(step_role::counted, day, ++number, ends);
      }
    }
    if (trace.last_counted == answer.due_date || answer.paused) return;
    tell(step_role::rolled, trace.last_counted, 0, false);
    for (; day < answer.due_date; ++day) tell(step_role::passed, day, 0, false);
    tell(step_role::rolled_to, answer.due_date, 0, true);
  }

  // Day units move on by the dates in (date of the pause, date of the resume].
  bool moved_by(const term_trace& trace, const limit_answer& answer, day_number day) const {
    bool moved = false;
    each_pause(trace, answer, trace.counted_from.at, last_supported_instant, [&](instant begin, instant end) {
      moved = moved || (day > day_of(begin) && day <= day_of(end));
    });
    return moved;
  }

  const calendar& hours_;
  const pauses& still_;
  Sink& sink_;
  instant told_until_ = last_supported_instant;
};

}  // namespace detail

template <class Sink>
status derive_limit(const calendar& hours, const limit& what, instant start, std::span<const fact_value> facts,
                    const pauses& still, limit_answer& out, Sink&& sink) {
  detail::derivation_teller<Sink> teller{hours, still, sink};
  return evaluate_limit(hours, what, start, facts, still, out, teller);
}

template <class Sink>
status derive_limit(const calendar& hours, const limit& what, instant start, std::span<const fact_value> facts,
                    limit_answer& out, Sink&& sink) {
  return derive_limit(hours, what, start, facts, pauses{}, out, sink);
}

}  // namespace thoihan
