// When does this limit end?
//
//     thoihan::limit_answer answer{};
//     auto limit = thoihan::limit::of({5, thoihan::unit::working_day});
//     thoihan::instant received{};
//     thoihan::parse_instant("2024-04-25T09:10", received);
//     thoihan::evaluate_limit(office, limit, received, {}, answer);    // due 24:00 of 2024-05-06, with Viet Nam's calendar
//
// Minutes and hours start at the event's instant and end at an instant (Civil Code 2015, 147(1)). Working minutes and hours
// use only the seconds inside sessions. Day units do not count the day of the event (147(2), 147(3)) and end at 24:00 of the
// last day (148(1), 148(6)). Weeks, months and years end on the corresponding day, or on the month's last (148(2)-(4)). A last
// day of a calendar unit that is a rest day or a holiday gives way to the end of the next working day (148(5)). The Code
// governs civil terms; that a regulation counts its way is for the pack to say.
//
// Composition: `a then b` starts b on the date on which a ends, when a ends with a day, and at its instant otherwise.
// `earlier_of` and `later_of` compare `late_from`, then `due`, then the order in the pack.
//
// What the answer rests on, and so whether it is provisional: working units on every date from start to due; calendar units
// on the last day and the days tried by the roll; a cut-off on the dates from receipt to the date on which it counts, likewise
// a first day that counts; a composition on all that its parts rest on; clock units on nothing.
//
// Errors: `horizon` when a date outside the calendar is needed; `range` outside the supported dates; `invalid` for a limit
// that no loader makes (count 0, no nodes); `guard` when the fact to count back from is absent. `out` is then untouched.
// Thread-safety: pure. Cost: O(1) in the amount for every unit; linear in the nodes; no allocation.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "thoihan/base/status.hpp"
#include "thoihan/calendar/calendar.hpp"
#include "thoihan/guard/fact.hpp"
#include "thoihan/limit/answer.hpp"
#include "thoihan/limit/limit.hpp"
#include "thoihan/limit/limit_point.hpp"
#include "thoihan/limit/ordinary.hpp"
#include "thoihan/limit/pause.hpp"

namespace thoihan {

// How a term came to its answer: what a derivation is told from.
struct term_trace {
  limit_point received;          // as it happened
  limit_point counted_from;      // after the cut-off; for a backward term the event that it is counted back from
  day_number first_counted = 0;  // day units: no date before this one is counted
  day_number last_counted = 0;   // day units: the last day before the roll
};

// Hears every term of a limit with its trace and answer, and the composition around it. This one hears nothing.
struct no_observer {
  constexpr void term(const limit_term&, const term_trace&, const limit_answer&) const noexcept {}
  constexpr void composition(limit_kind, bool /*begins*/) const noexcept {}
};

namespace detail {

// A close at 24:00 belongs to the date that it ends.
constexpr day_number last_date_before(instant t) noexcept { return day_of(t - 1); }

template <class Observer>
class limit_evaluation {
 public:
  limit_evaluation(const calendar& hours, const limit& what, std::span<const fact_value> facts, const pauses& still,
                   Observer& observer) noexcept
      : hours_(hours), limit_(what), facts_(facts), still_(still), observer_(observer) {}

  // `more_follows`: another part starts where this one ends.
  status node(std::size_t& at, limit_point start, bool more_follows, limit_answer& out) {
    if (at >= limit_.size) return status::invalid;
    const limit_node& here = limit_.nodes[at++];
    if (here.kind == limit_kind::term) {
      if (!more_follows || !here.term.when_overused) return leaf(here.term, start, out);
      // The next part starts when the hours are used up: nothing happens in the time until they would be overused.
      limit_term used_up = here.term;
      used_up.when_overused = false;
      return leaf(used_up, start, out);
    }
    if (here.children < 2) return status::invalid;
    observer_.composition(here.kind, true);
    limit_answer chosen;
    bool provisional = false;
    bool paused = false;
    for (std::uint8_t child = 0; child < here.children; ++child) {
      limit_answer part;
      const bool is_last = child + 1 == here.children;
      const status code = node(at, start, here.kind == limit_kind::then && !is_last, part);
      if (code != status::ok) return code;
      provisional = provisional || part.provisional;
      paused = paused || part.paused;
      if (here.kind == limit_kind::then) {
        part.rolled = part.rolled || chosen.rolled;
        part.clamped = part.clamped || chosen.clamped;
        part.cut_off = part.cut_off || chosen.cut_off;
        chosen = part;
        start = {part.due, part.end == end_kind::day ? part.due_date : day_of(part.due)};
      } else if (child == 0 ||
                 (here.kind == limit_kind::earlier_of ? is_before(part, chosen) : is_before(chosen, part))) {
        chosen = part;
      }
    }
    observer_.composition(here.kind, false);
    chosen.provisional = provisional;
    // The earlier of two runs out when the chosen one does; a part that stands still only ends later.
    if (here.kind != limit_kind::earlier_of) chosen.paused = paused;
    out = chosen;
    return status::ok;
  }

  status leaf(const limit_term& term, limit_point start, limit_answer& out) {
    term_trace trace;
    limit_answer answer;
    const status code = evaluate_term(term, start, trace, answer);
    if (code != status::ok) return code;
    observer_.term(term, trace, answer);
    out = answer;
    return status::ok;
  }

  // The end of `seconds` of time counted as `term` counts them: a part of a limit, finer than amounts can say.
  status seconds_of(const limit_term& term, limit_point start, std::int64_t seconds, limit_answer& out) const noexcept {
    term_trace trace;
    trace.received = trace.counted_from = start;
    if (term.cut_off_s >= 0) {
      const status code = apply_cut_off(term, start, trace.counted_from, out);
      if (code != status::ok) return code;
    }
    return is_clock_unit(term.length.in) ? clock(trace.counted_from.at, seconds, out)
                                         : working_time(term, trace, seconds, out);
  }

 private:
  static constexpr bool is_before(const limit_answer& a, const limit_answer& b) noexcept {
    return a.late_from != b.late_from ? a.late_from < b.late_from : a.due < b.due;
  }

  status evaluate_term(const limit_term& term, limit_point start, term_trace& trace, limit_answer& out) const noexcept {
    if (!is_supported_instant(start.at)) return status::range;
    const unit in = term.length.in;
    const bool counts = in != unit::now && in != unit::next_session;
    if (counts && (term.length.count < 1 || term.length.count > max_amount)) return status::invalid;
    trace.received = start;
    trace.counted_from = start;
    if (term.back) return counted_back(term, start, trace, out);
    if (in == unit::now) return at_once(term, start, out);
    if (in == unit::next_session) return next_session(start, trace, out);
    if (term.cut_off_s >= 0) {
      const status code = apply_cut_off(term, start, trace.counted_from, out);
      if (code != status::ok) return code;
    }
    if (is_clock_unit(in)) return clock(trace.counted_from.at, term.length.count * unit_seconds(in), out);
    if (is_working_time_unit(in)) return working_time(term, trace, term.length.count * unit_seconds(in), out);
    if (in == unit::working_day && term.hours_a_day > 0) {
      return working_time(term, trace, term.length.count * term.hours_a_day * 3600, out);
    }
    return days(term, trace, out);
  }

  // Receipt on a working date at or before the cut-off counts on that date; any other on the next working date.
  status apply_cut_off(const limit_term& term, limit_point start, limit_point& counted_from,
                       limit_answer& out) const noexcept {
    const instant second = start.at - instant_at(start.date, 0);
    // A term that follows one which ended with a day starts on that date: nothing was received.
    if (second == seconds_a_day) return status::ok;
    if (!hours_.knows(start.date)) return status::horizon;
    out.provisional = hours_.undecided(start.date);
    const bool in_time = hours_.is_working_date(start.date, counted_dates(term)) && second <= term.cut_off_s;
    if (in_time) return status::ok;
    day_number date = 0;
    const status code = hours_.working_date_after(start.date, 1, counted_dates(term), date);
    if (code != status::ok) return code;
    out.cut_off = true;
    out.provisional = out.provisional || hours_.undecided_between(start.date, date);
    const auto sessions = hours_.sessions(date);
    counted_from = {instant_at(date, sessions.empty() ? 0 : sessions.front().open_s), date};
    return status::ok;
  }

  static constexpr void end_at(instant due, limit_answer& out) noexcept {
    out.due = due;
    out.late_from = due + 1;
    out.due_date = day_of(due);
    out.end = end_kind::moment;
  }

  static constexpr void end_with_day(day_number last, limit_answer& out) noexcept {
    out.due = instant_at(last, seconds_a_day);
    out.late_from = out.due;
    out.due_date = last;
    out.end = end_kind::day;
  }

  // The next pause from `index` on that ends after `at` and begins before `late_from`. An open one marks the answer instead:
  // nobody knows yet how far it moves the due.
  bool next_pause(std::size_t& index, instant at, instant late_from, pause& found, limit_answer& out) const noexcept {
    for (; index < still_.size(); ++index) {
      found = still_.at(index);
      if (found.until <= at || found.until == found.from) continue;
      if (found.from >= late_from) return false;
      out.paused = still_.is_open(index);
      ++index;
      return !out.paused;
    }
    return false;
  }

  status clock(instant at, std::int64_t left, limit_answer& out) const noexcept {
    std::size_t index = 0;
    pause still;
    while (next_pause(index, at, at + left + 1, still, out)) {
      left -= std::max<std::int64_t>(still.from - at, 0);
      at = still.until;
    }
    if (!is_supported_instant(at + left)) return status::range;
    end_at(at + left, out);
    return status::ok;
  }

  // When `left` working seconds from `at` on are used up, and the first late second.
  status use_up(bool when_overused, instant at, std::int64_t left, instant& due, instant& late_from) const noexcept {
    const status code = hours_.add(at, left, due);
    if (code != status::ok || !when_overused) {
      late_from = due + 1;
      return code;
    }
    return hours_.add(due, 1, late_from);
  }

  status working_time(const limit_term& term, const term_trace& trace, std::int64_t left,
                      limit_answer& out) const noexcept {
    instant at = trace.counted_from.at;
    instant due = 0;
    instant late_from = 0;
    status code = use_up(term.when_overused, at, left, due, late_from);
    std::size_t index = 0;
    pause still;
    while (code == status::ok && next_pause(index, at, late_from, still, out)) {
      std::int64_t used = 0;
      if (still.from > at) code = hours_.elapsed(at, still.from, used);
      if (code != status::ok) return code;
      left = std::max<std::int64_t>(left - used, 0);
      at = still.until;
      code = use_up(term.when_overused, at, left, due, late_from);
    }
    if (code != status::ok) return code;
    out.due = due;
    out.late_from = late_from;
    out.due_date = last_date_before(due);
    out.end = end_kind::moment;
    const day_number rests_until = term.when_overused ? day_of(late_from - 1) : out.due_date;
    // A term that follows one outside the horizon may begin at its first instant.
    out.provisional =
        out.provisional || hours_.undecided_between(std::max(trace.received.date, hours_.first_day()), rests_until);
    return status::ok;
  }

  status days(const limit_term& term, term_trace& trace, limit_answer& out) const noexcept {
    const limit_answer before = out;
    std::int64_t stood_still = 0;  // dates
    std::size_t index = 0;
    pause still;
    for (;;) {
      status code = end_of_days(term, trace, stood_still, out);
      if (code != status::ok || !next_pause(index, trace.counted_from.at, out.late_from, still, out)) return code;
      const day_number from = std::max(day_of(still.from), trace.counted_from.date);
      const day_number until = std::max(day_of(still.until), from);
      if (term.length.in == unit::working_day) {
        std::int32_t dates = 0;
        code = hours_.working_dates_between(from, until, counted_dates(term), dates);
        if (code != status::ok) return code;
        stood_still += dates;
      } else {
        stood_still += until - from;
      }
      out = before;
    }
  }

  status end_of_days(const limit_term& term, term_trace& trace, std::int64_t stood_still,
                     limit_answer& out) const noexcept {
    const day_number event = trace.counted_from.date;
    day_number last = 0;
    const status code = term.length.in == unit::working_day
                            ? last_working_day(term, event, stood_still, trace, last, out)
                            : last_calendar_day(term, event, stood_still, trace, last, out);
    if (code != status::ok) return code;
    if (term.end == term_end::last_session) {
      // The last day has no sessions where it did not roll: it ends with the day.
      if (!hours_.knows(last)) return status::horizon;
      const auto sessions = hours_.sessions(last);
      out.provisional = out.provisional || hours_.undecided(last);
      if (sessions.empty())
        end_with_day(last, out);
      else
        end_at(instant_at(last, sessions.back().close_s), out);
      if (!hours_.knows_instant(out.due)) return status::horizon;
      out.due_date = last;
    } else if (term.end == term_end::same_time) {
      // After a term that ended with a day the time of day is 24:00, not 00:00.
      end_at(instant_at(last, static_cast<std::int32_t>(trace.received.at - instant_at(trace.received.date, 0))), out);
      out.due_date = last;
    } else {
      end_with_day(last, out);
    }
    return is_supported_instant(out.due) ? status::ok : status::range;
  }

  status last_working_day(const limit_term& term, day_number event, std::int64_t stood_still, term_trace& trace,
                          day_number& last, limit_answer& out) const noexcept {
    const working_dates which = counted_dates(term);
    const std::int64_t n = term.length.count + stood_still;
    const status code = term.first_day_counts ? hours_.working_date_from(event, n, which, last)
                                              : hours_.working_date_after(event, n, which, last);
    if (code != status::ok) return code;
    trace.first_counted = term.first_day_counts ? event : event + 1;
    trace.last_counted = last;
    out.provisional =
        out.provisional || hours_.undecided_between(std::max(trace.received.date, hours_.first_day()), last);
    return status::ok;
  }

  status last_calendar_day(const limit_term& term, day_number event, std::int64_t stood_still, term_trace& trace,
                           day_number& last, limit_answer& out) const noexcept {
    day_number base = event;
    if (term.first_day_counts) {
      day_number first = 0;
      const status code = hours_.working_date_from(event, 1, counted_dates(term), first);
      if (code != status::ok) return code;
      out.provisional = out.provisional || hours_.undecided_between(event, first);
      base = first - 1;
    }
    trace.first_counted = base + 1;
    day_number end = 0;
    const status code = corresponding_day(base, term.length, 1, term.first_day_counts ? 1 : 0, end, out);
    if (code != status::ok) return code;
    if (stood_still > last_supported_day - end) return status::range;
    end += static_cast<day_number>(stood_still);
    trace.last_counted = end;
    last = end;
    if (!term.rolls) return status::ok;
    const status roll_code = hours_.roll(end, counted_dates(term), last);
    if (roll_code != status::ok) return roll_code;
    out.rolled = last != end;
    out.provisional = out.provisional || hours_.undecided_between(end, last);
    return status::ok;
  }

  // The day that corresponds to `base`, `direction` 1 later or -1 earlier. With the first day counted, months correspond to
  // day 1 and end on the day before (`shift` 1).
  static status corresponding_day(day_number base, amount length, int direction, int shift, day_number& out_day,
                                  limit_answer& out) noexcept {
    const std::int64_t n = length.count * direction;
    if (length.in == unit::day || length.in == unit::week) {
      const std::int64_t day = base + n * (length.in == unit::week ? 7 : 1);
      if (day < first_supported_day || day > last_supported_day) return status::range;
      out_day = static_cast<day_number>(day);
      return status::ok;
    }
    const std::int64_t months = length.in == unit::year ? n * 12 : n;
    if (months > 12000 || months < -12000) return status::range;
    const day_number from = base + shift;
    const day_number day = add_months(from, static_cast<int>(months));
    if (!is_supported_day(day - shift)) return status::range;
    out.clamped = civil_from_days(day).day != civil_from_days(from).day;
    // A clamped end is the month's last day already: nothing is left to take back.
    out_day = out.clamped ? day : day - shift;
    return status::ok;
  }

  status at_once(const limit_term& term, limit_point start, limit_answer& out) const noexcept {
    end_at(start.at, out);
    const amount grace = term.grace;
    if (grace.count < 0 || grace.count > max_amount) return status::invalid;
    if (grace.count > 0 && unit_seconds(grace.in) == 0) return status::invalid;
    const std::int64_t seconds = grace.count * unit_seconds(grace.in);
    if (seconds == 0) return status::ok;
    // The grace runs like any other time; what a person reads stays "at once".
    limit_answer grace_end;
    term_trace trace;
    trace.received = trace.counted_from = start;
    const status code = is_working_time_unit(grace.in) ? working_time(limit_term{grace}, trace, seconds, grace_end)
                                                       : clock(start.at, seconds, grace_end);
    if (code != status::ok) return code;
    out.late_from = grace_end.late_from;
    out.provisional = grace_end.provisional;
    out.paused = grace_end.paused;
    return status::ok;
  }

  status next_session(limit_point start, const term_trace& trace, limit_answer& out) const noexcept {
    std::size_t index = 0;
    pause still;
    for (;;) {
      const status code = close_of_next_session(start, out);
      if (code != status::ok || !next_pause(index, start.at, out.late_from, still, out)) {
        if (code == status::ok) out.provisional = hours_.undecided_between(trace.received.date, out.due_date);
        return code;
      }
      start = limit_point::of(still.until);
    }
  }

  status close_of_next_session(limit_point start, limit_answer& out) const noexcept {
    day_number day = start.date;
    if (!hours_.knows(day)) return status::horizon;
    std::int64_t after_s = start.at - instant_at(day, 0);
    for (;;) {
      for (const session& s : hours_.sessions(day)) {
        if (s.open_s <= after_s) continue;
        end_at(instant_at(day, s.close_s), out);
        if (!hours_.knows_instant(out.due)) return status::horizon;
        out.due_date = day;
        return status::ok;
      }
      // Straight to the next date on which time is worked, however far: each turn passes at least one date, and only a
      // date that is worked by the night before alone needs another.
      instant opening = 0;
      const status code = hours_.next_opening(instant_at(day, seconds_a_day), opening);
      if (code != status::ok) return code;
      day = day_of(opening);
      after_s = -1;
    }
  }

  status counted_back(const limit_term& term, limit_point start, term_trace& trace, limit_answer& out) const noexcept {
    const fact_value fact = term.anchor < facts_.size() ? facts_[term.anchor] : fact_value{};
    if (!fact.present) return status::guard;
    const unit in = term.length.in;
    if (term.anchor_is_date ? !(fact.number >= first_supported_day && fact.number <= last_supported_day)
                            : !is_supported_instant(fact.number)) {
      return status::range;
    }
    const limit_point event = term.anchor_is_date ? limit_point{instant_at(static_cast<day_number>(fact.number), 0),
                                                                static_cast<day_number>(fact.number)}
                                                  : limit_point::of(fact.number);
    trace.counted_from = event;
    if (is_clock_unit(in)) {
      end_at(event.at - term.length.count * unit_seconds(in), out);
    } else if (is_working_time_unit(in)) {
      instant due = 0;
      const status code = hours_.subtract(event.at, term.length.count * unit_seconds(in), due);
      if (code != status::ok) return code;
      end_at(due, out);
      out.provisional = hours_.undecided_between(out.due_date, std::min(event.date, hours_.last_day()));
    } else if (in == unit::working_day) {
      day_number day = 0;
      const status code = hours_.working_date_before(event.date, term.length.count, counted_dates(term), day);
      if (code != status::ok) return code;
      end_with_day(day, out);
      out.provisional = hours_.undecided_between(day, event.date);
    } else if (is_calendar_unit(in)) {
      day_number day = 0;
      const status code = corresponding_day(event.date, term.length, -1, 0, day, out);
      if (code != status::ok) return code;
      if (term.roll_back) {
        day_number before = 0;
        const status roll_code = hours_.roll_back(day, counted_dates(term), before);
        if (roll_code != status::ok) return roll_code;
        out.rolled = before != day;
        out.provisional = hours_.undecided_between(before, day);
        day = before;
      }
      end_with_day(day, out);
    } else {
      return status::invalid;
    }
    if (!is_supported_instant(out.due)) return status::range;
    out.before_start = out.late_from <= start.at;
    return status::ok;
  }

  const calendar& hours_;
  const limit& limit_;
  std::span<const fact_value> facts_;
  const pauses& still_;
  Observer& observer_;
};

inline status evaluate_seconds(const calendar& hours, const limit_term& term, instant start,
                               std::span<const fact_value> facts, const pauses& still, std::int64_t seconds,
                               instant& out) noexcept {
  if (!still.valid()) return status::invalid;
  if (!is_supported_instant(start)) return status::range;
  no_observer silent;
  limit_answer answer;
  const limit whole = limit::of_term(term);
  const status code = limit_evaluation<no_observer>{hours, whole, facts, still, silent}.seconds_of(
      term, limit_point::of(start), seconds, answer);
  if (code == status::ok) out = answer.due;
  return code;
}

// Out of the way of the ordinary limits, which would save and restore its registers for nothing.
template <class Observer>
[[gnu::noinline]] status evaluate_whole(const calendar& hours, const limit& what, instant start,
                                        std::span<const fact_value> facts, const pauses& still, limit_answer& out,
                                        Observer& observer) {
  if (what.size > max_limit_nodes || !still.valid()) return status::invalid;
  std::size_t at = 0;
  return limit_evaluation<Observer>{hours, what, facts, still, observer}.node(at, limit_point::of(start), false, out);
}

}  // namespace detail

template <class Observer>
[[gnu::always_inline]] inline status evaluate_limit(const calendar& hours, const limit& what, instant start,
                                                    std::span<const fact_value> facts, const pauses& still,
                                                    limit_answer& out, Observer& observer) {
  if (!is_supported_instant(start)) return status::range;
  const limit_point from = limit_point::of(start);
  if (what.size == 1 && still.size() == 0 && detail::is_ordinary(what.nodes[0])) {
    detail::ordinary_end end;
    const status code = detail::evaluate_ordinary(hours, what.nodes[0].term, from, end);
    if (code != status::ok) return code;
    out.due = end.due;
    out.late_from = end.late_from;
    out.due_date = end.due_date;
    out.end = end.kind;
    out.rolled = end.rolled;
    out.clamped = false;
    out.cut_off = false;
    out.provisional = end.provisional;
    out.before_start = false;
    out.paused = false;
    if constexpr (!std::is_same_v<Observer, no_observer>) {
      observer.term(what.nodes[0].term, {from, from, from.date + 1, end.last_counted}, out);
    }
    return status::ok;
  }
  return detail::evaluate_whole(hours, what, start, facts, still, out, observer);
}

inline status evaluate_limit(const calendar& hours, const limit& what, instant start, std::span<const fact_value> facts,
                             const pauses& still, limit_answer& out) noexcept {
  no_observer silent;
  return evaluate_limit(hours, what, start, facts, still, out, silent);
}

inline status evaluate_limit(const calendar& hours, const limit& what, instant start, std::span<const fact_value> facts,
                             limit_answer& out) noexcept {
  no_observer silent;
  return evaluate_limit(hours, what, start, facts, pauses{}, out, silent);
}

}  // namespace thoihan
