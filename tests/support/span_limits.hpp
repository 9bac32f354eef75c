// Limits on a span_oracle, with the pauses of a case: the Civil Code 2015, arts 147-148, and every policy that a pack may choose.
//
//     span_limits judge{office};
//     judge.evaluate(limit, start, facts, stood_still).answer.due;
//
// Time that runs is swept from the start on, from pause to pause, with what is left of the amount in hand. Days are counted on a
// list; the dates of pauses are kept as a set, so that none counts twice. Shares with the kernel the types of
// its input and of its answer, and no code.
#pragma once

#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstddef>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "tests/support/span_oracle.hpp"
#include "thoihan/base/status.hpp"
#include "thoihan/guard/fact.hpp"
#include "thoihan/limit/answer.hpp"
#include "thoihan/limit/limit.hpp"
#include "thoihan/limit/pause.hpp"

class span_limits {
 public:
  using second = span_oracle::second;
  using date = span_oracle::date;
  using facts = std::span<const thoihan::fact_value>;

  struct verdict {
    thoihan::status code = thoihan::status::ok;
    thoihan::limit_answer answer{};
  };

  explicit span_limits(const span_oracle& hours) : hours_(hours) {}

  // Pauses ascending and without overlap.
  verdict evaluate(const thoihan::limit& what, second start, facts known, const thoihan::pauses& still = {}) {
    still_.assign(still.closed.begin(), still.closed.end());
    open_since_ = never;
    if (still.open_since != thoihan::no_instant) {
      if (still.as_if_resumed_at != thoihan::no_instant)
        still_.push_back({still.open_since, still.as_if_resumed_at});
      else
        open_since_ = still.open_since;
    }
    std::size_t at = 0;
    return node(what, at, {start, hours_.date_of(start)}, known);
  }

 private:
  static constexpr second never = std::numeric_limits<second>::max();

  struct point {
    second at;
    date on;
  };
  struct run_out {  // of time that runs
    thoihan::status code = thoihan::status::ok;
    second due = 0;
    second late_from = 0;
    bool paused = false;
  };

  static second midnight(date day) { return span_oracle::midnight(day); }
  static date first_date() { return walk_calendar::day_number_of({1990, 1, 1}); }
  static date last_date() { return walk_calendar::day_number_of({2099, 12, 31}); }
  static bool supported(second t) { return t >= midnight(first_date()) && t <= midnight(last_date() + 1); }
  static bool supported_date(date day) { return day >= first_date() && day <= last_date(); }

  static second seconds_of(thoihan::amount length) {
    const bool hours = length.in == thoihan::unit::hour || length.in == thoihan::unit::working_hour;
    return length.count * (hours ? 3600 : 60);
  }
  static bool is_working_time(thoihan::unit in) {
    return in == thoihan::unit::working_hour || in == thoihan::unit::working_minute;
  }
  static bool is_clock_time(thoihan::unit in) { return in == thoihan::unit::hour || in == thoihan::unit::minute; }

  void rest_on(date from, date until, thoihan::limit_answer& out) const {
    out.provisional = out.provisional || hours_.undecided_between(from, until);
  }
  static void ends_at(second due, date on, thoihan::limit_answer& out) {
    out.due = due;
    out.late_from = due + 1;
    out.due_date = static_cast<thoihan::day_number>(on);
    out.end = thoihan::end_kind::moment;
  }
  static void ends_with(date day, thoihan::limit_answer& out) {
    out.due = midnight(day + 1);
    out.late_from = out.due;
    out.due_date = static_cast<thoihan::day_number>(day);
    out.end = thoihan::end_kind::day;
  }

  verdict node(const thoihan::limit& what, std::size_t& at, point start, facts known) const {
    const thoihan::limit_node& here = what.nodes[at++];
    if (here.kind == thoihan::limit_kind::term) return term(here.term, start, known);
    verdict all;
    thoihan::limit_answer& best = all.answer;
    bool provisional = false;
    bool paused = false;
    for (int child = 0; child < here.children; ++child) {
      const auto [code, part] = part_of(what, here, child, at, start, known);
      if (code != thoihan::status::ok) return {code};
      provisional = provisional || part.provisional;
      paused = paused || part.paused;
      if (here.kind == thoihan::limit_kind::then) {
        const thoihan::limit_answer before = best;
        best = part;
        best.rolled = best.rolled || before.rolled;
        best.clamped = best.clamped || before.clamped;
        best.cut_off = best.cut_off || before.cut_off;
        start = {part.due, part.end == thoihan::end_kind::day ? part.due_date : hours_.date_of(part.due)};
        continue;
      }
      const auto order = [](const thoihan::limit_answer& a) { return std::pair{a.late_from, a.due}; };
      const bool better =
          here.kind == thoihan::limit_kind::earlier_of ? order(part) < order(best) : order(best) < order(part);
      if (child == 0 || better) best = part;
    }
    best.provisional = provisional;
    // The earlier of two does not wait for the other: what has run out by then stays late.
    best.paused = here.kind == thoihan::limit_kind::earlier_of ? best.paused : paused;
    return all;
  }

  // What another part follows ends when its hours are used up, for that is when the next one starts.
  verdict part_of(const thoihan::limit& what, const thoihan::limit_node& chain, int child, std::size_t& at, point start,
                  facts known) const {
    const bool followed = chain.kind == thoihan::limit_kind::then && child + 1 < chain.children;
    if (!followed || what.nodes[at].kind != thoihan::limit_kind::term) return node(what, at, start, known);
    thoihan::limit_term used_up = what.nodes[at++].term;
    used_up.when_overused = false;
    return term(used_up, start, known);
  }

  verdict term(const thoihan::limit_term& term, point start, facts known) const {
    using thoihan::status;
    using thoihan::unit;
    if (!supported(start.at)) return {status::range};
    if (term.back) return before(term, start, known[term.anchor]);
    if (term.length.in == unit::now) return at_once(term.grace, start);
    if (term.length.in == unit::next_session) return next_session(start);
    thoihan::limit_answer out;
    point from = start;
    // What follows a day end starts on that date and was not received: no cut-off is asked.
    if (term.cut_off_s >= 0 && start.at < midnight(start.on + 1)) {
      if (!hours_.knows(start.on)) return {status::horizon};
      date counted = start.on;
      if (!hours_.counts(start.on, term.make_up_counts) || start.at > midnight(start.on) + term.cut_off_s) {
        const auto next = hours_.nth_after(start.on, 1, term.make_up_counts);
        if (!next) return {status::horizon};
        counted = *next;
        out.cut_off = true;
        const auto& sessions = hours_.on(counted).sessions;
        from = {midnight(counted) + (sessions.empty() ? 0 : sessions.front().open_s), counted};
      }
      rest_on(start.on, counted, out);
    }
    if (is_clock_time(term.length.in)) {
      const run_out end = clock_time(from.at, seconds_of(term.length));
      ends_at(end.due, hours_.date_of(end.due), out);
      out.paused = end.paused;
      return {end.code, end.code == status::ok ? out : thoihan::limit_answer{}};
    }
    const bool as_hours = term.length.in == unit::working_day && term.hours_a_day > 0;
    if (is_working_time(term.length.in) || as_hours) {
      const second amount = as_hours ? term.length.count * term.hours_a_day * 3600 : seconds_of(term.length);
      return working_time(from.at, amount, term.when_overused, start.on, out);
    }
    return days(term, start, from, out);
  }

  // The first pause that still stands after `t`; one without length stands nowhere.
  const thoihan::pause* pause_after(second t) const {
    for (const thoihan::pause& p : still_) {
      if (p.until > p.from && p.until > t) return &p;
    }
    return nullptr;
  }

  // Sweeps from `t` to the due, or to a pause that begins before the first late second, and on from its end. What is used up when
  // a pause begins is not late yet, so that such a pause has its effect.
  run_out sweep(second t, second left, bool every_second, bool overused) const {
    for (;;) {
      const std::optional<second> due = every_second ? t + left : hours_.add(t, left);
      const std::optional<second> next_worked = due && overused ? hours_.add(*due, 1) : std::nullopt;
      if (!due || (overused && !next_worked)) return {thoihan::status::horizon};
      const second late_from = overused ? *next_worked : *due + 1;
      const thoihan::pause* still = pause_after(t);
      if (still == nullptr || still->from >= late_from) {
        return {thoihan::status::ok, *due, late_from, open_since_ < late_from};
      }
      if (still->from > t) {
        left -= std::min(left, every_second ? still->from - t : hours_.worked(t, still->from));
      }
      t = still->until;
    }
  }

  run_out clock_time(second t, second left) const {
    run_out out = sweep(t, left, true, false);
    if (!supported(out.due)) out.code = thoihan::status::range;
    return out;
  }

  verdict working_time(second t, second left, bool overused, date received, thoihan::limit_answer out) const {
    const run_out end = sweep(t, left, false, overused);
    if (end.code != thoihan::status::ok) return {end.code};
    // A close at 24:00 belongs to the date that it ends.
    ends_at(end.due, hours_.date_of(end.due - 1), out);
    out.late_from = end.late_from;
    out.paused = end.paused;
    rest_on(received, overused ? hours_.date_of(end.late_from - 1) : out.due_date, out);
    return {thoihan::status::ok, out};
  }

  // The end without pauses, then again with the dates of each pause that began before it.
  verdict days(const thoihan::limit_term& term, point start, point from, const thoihan::limit_answer& so_far) const {
    std::set<date> stood_still;
    const bool working = term.length.in == thoihan::unit::working_day;
    verdict end = end_of_days(term, start, from, 0, so_far);
    for (const thoihan::pause& p : still_) {
      if (end.code != thoihan::status::ok) return end;
      if (p.until <= from.at) continue;
      if (p.from >= end.answer.late_from) break;
      const date resumed = std::max(hours_.date_of(p.until), from.on);
      if (working && !(hours_.knows(std::max(hours_.date_of(p.from), from.on)) && hours_.knows(resumed)))
        return {thoihan::status::horizon};
      for (date day = std::max(hours_.date_of(p.from), from.on) + 1; day <= resumed; ++day) {
        if (!working || hours_.counts(day, term.make_up_counts)) stood_still.insert(day);
      }
      end = end_of_days(term, start, from, static_cast<second>(stood_still.size()), so_far);
    }
    if (end.code == thoihan::status::ok) end.answer.paused = open_since_ < end.answer.late_from;
    return end;
  }

  verdict end_of_days(const thoihan::limit_term& term, point start, point from, second stood_still,
                      thoihan::limit_answer out) const {
    using thoihan::status;
    date last_day = 0;
    if (term.length.in == thoihan::unit::working_day) {
      const second n = term.length.count + stood_still;
      const auto last = term.first_day_counts ? hours_.nth_from(from.on, n, term.make_up_counts)
                                              : hours_.nth_after(from.on, n, term.make_up_counts);
      if (!last) return {status::horizon};
      rest_on(start.on, *last, out);
      last_day = *last;
    } else {
      // Day 1 is the day after the event, or the event's own; where it is, a month ends the day before the corresponding day.
      date day_one = from.on + 1;
      if (term.first_day_counts) {
        const auto first_working = hours_.nth_from(from.on, 1, term.make_up_counts);
        if (!first_working) return {status::horizon};
        rest_on(from.on, *first_working, out);
        day_one = *first_working;
      }
      const auto end = calendar_days_on(term.first_day_counts ? day_one : from.on, term.length, 1, out.clamped);
      if (!end) return {status::range};
      last_day = *end - (term.first_day_counts && !out.clamped ? 1 : 0);
      if (!supported_date(last_day) || !supported_date(last_day + stood_still)) return {status::range};
      last_day += stood_still;
      if (term.rolls) {
        const auto rolled = hours_.roll(last_day, term.make_up_counts);
        if (!rolled) return {status::horizon};
        rest_on(last_day, *rolled, out);
        out.rolled = *rolled != last_day;
        last_day = *rolled;
      }
    }
    ends_with(last_day, out);
    if (term.end == thoihan::term_end::same_time) {
      ends_at(midnight(last_day) + (start.at - midnight(start.on)), last_day, out);
    } else if (term.end == thoihan::term_end::last_session) {
      if (!hours_.knows(last_day)) return {status::horizon};
      rest_on(last_day, last_day, out);
      const auto& sessions = hours_.on(last_day).sessions;
      if (!sessions.empty()) ends_at(midnight(last_day) + sessions.back().close_s, last_day, out);
      if (!hours_.knows_second(out.due)) return {status::horizon};
    }
    return supported(out.due) ? verdict{status::ok, out} : verdict{status::range};
  }

  // `length` later, or earlier: for months the corresponding day, or the month's last (148(3), 148(4)).
  static std::optional<date> calendar_days_on(date day, thoihan::amount length, second direction, bool& clamped) {
    using thoihan::unit;
    const second n = length.count * direction;
    if (length.in == unit::day) return day + n;
    if (length.in == unit::week) return day + 7 * n;
    const boost::gregorian::date::ymd_type from = walk_calendar::civil(day).year_month_day();
    second year = from.year;
    second month = from.month.as_number() + (length.in == unit::year ? 12 * n : n);
    if (month > 12 * 200 || month < -12 * 200) return std::nullopt;
    for (; month > 12; ++year) month -= 12;
    for (; month < 1; --year) month += 12;
    if (year < 1900 || year > 2200) return std::nullopt;
    const auto y = static_cast<unsigned short>(year);
    const auto m = static_cast<unsigned short>(month);
    const auto last = boost::gregorian::gregorian_calendar::end_of_month_day(y, m);
    clamped = from.day.as_number() > last;
    return walk_calendar::day_number_of({y, m, std::min(from.day.as_number(), last)});
  }

  verdict at_once(thoihan::amount grace, point start) const {
    thoihan::limit_answer out;
    ends_at(start.at, hours_.date_of(start.at), out);
    if (grace.count == 0) return {thoihan::status::ok, out};
    verdict end;
    if (is_working_time(grace.in)) {
      end = working_time(start.at, seconds_of(grace), false, start.on, {});
    } else {
      const run_out ran = clock_time(start.at, seconds_of(grace));
      end.code = ran.code;
      end.answer.late_from = ran.late_from;
      end.answer.paused = ran.paused;
    }
    if (end.code != thoihan::status::ok) return {end.code};
    out.late_from = end.answer.late_from;
    out.provisional = end.answer.provisional;
    out.paused = end.answer.paused;
    return {thoihan::status::ok, out};
  }

  verdict next_session(point start) const {
    point from = start;
    verdict end = close_of_next_session(from);
    for (const thoihan::pause& p : still_) {
      if (end.code != thoihan::status::ok || p.from >= end.answer.late_from) break;
      if (p.until <= from.at || p.until == p.from) continue;
      from = {p.until, hours_.date_of(p.until)};
      end = close_of_next_session(from);
    }
    if (end.code != thoihan::status::ok) return {end.code};
    end.answer.paused = open_since_ < end.answer.late_from;
    rest_on(start.on, end.answer.due_date, end.answer);
    return end;
  }
  verdict close_of_next_session(point start) const {
    if (!hours_.knows(start.on)) return {thoihan::status::horizon};
    const auto& spans = hours_.spans();
    const auto next =
        std::upper_bound(spans.begin(), spans.end(), start.at, [&](second wanted, const span_oracle::span& s) {
          // After a day end the start is that date: 00:00 of the next one is still to come.
          return start.on < hours_.date_of(wanted) ? wanted <= s.open : wanted < s.open;
        });
    if (next == spans.end()) return {thoihan::status::horizon};
    const date day = hours_.date_of(next->open);
    thoihan::limit_answer out;
    // Of a session that the horizon's end cuts, nobody knows the close.
    for (const thoihan::session& s : hours_.on(day).sessions) {
      if (midnight(day) + s.open_s == next->open) ends_at(midnight(day) + s.close_s, day, out);
    }
    return hours_.knows_second(out.due) ? verdict{thoihan::status::ok, out} : verdict{thoihan::status::horizon};
  }

  // Counted back from a date or an instant; pauses of the case do not move that.
  verdict before(const thoihan::limit_term& term, point start, const thoihan::fact_value& anchor) const {
    using thoihan::status;
    using thoihan::unit;
    if (!anchor.present) return {status::guard};
    if (!(term.anchor_is_date ? supported_date(anchor.number) : supported(anchor.number))) return {status::range};
    const second event = term.anchor_is_date ? midnight(anchor.number) : anchor.number;
    const date event_date = term.anchor_is_date ? anchor.number : hours_.date_of(anchor.number);
    thoihan::limit_answer out;
    if (is_clock_time(term.length.in)) {
      const second due = event - seconds_of(term.length);
      if (!supported(due)) return {status::range};
      ends_at(due, hours_.date_of(due), out);
    } else if (is_working_time(term.length.in)) {
      const auto due = hours_.subtract(event, seconds_of(term.length));
      if (!due) return {status::horizon};
      ends_at(*due, hours_.date_of(*due), out);
      rest_on(out.due_date, event_date, out);
    } else if (term.length.in == unit::working_day) {
      const auto day = hours_.nth_before(event_date, term.length.count, term.make_up_counts);
      if (!day) return {status::horizon};
      ends_with(*day, out);
      rest_on(*day, event_date, out);
    } else {
      auto day = calendar_days_on(event_date, term.length, -1, out.clamped);
      if (!day || !supported_date(*day)) return {status::range};
      if (term.roll_back) {
        const auto stays = hours_.roll_back(*day, term.make_up_counts);
        if (!stays) return {status::horizon};
        rest_on(*stays, *day, out);
        out.rolled = *stays != *day;
        day = stays;
      }
      ends_with(*day, out);
    }
    if (!supported(out.due)) return {status::range};
    out.before_start = out.late_from <= start.at;
    return {status::ok, out};
  }

  const span_oracle& hours_;
  std::vector<thoihan::pause> still_;
  second open_since_ = never;
};
