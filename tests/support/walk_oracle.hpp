// Limits by walking: the Civil Code 2015, arts 147-148, and the policies that a pack may choose, on a walk_calendar.
//
//     walk_oracle oracle{layers};
//     oracle.evaluate(limit, start, facts).answer.due;
//
// Shares with the kernel the types of its input and of its answer, and no code.
#pragma once

#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "tests/support/walk_calendar.hpp"
#include "thoihan/base/status.hpp"
#include "thoihan/guard/fact.hpp"
#include "thoihan/limit/answer.hpp"
#include "thoihan/limit/limit.hpp"

class walk_oracle : public walk_calendar {
 public:
  struct verdict {
    thoihan::status code = thoihan::status::ok;
    thoihan::limit_answer answer{};
  };

  using walk_calendar::walk_calendar;

  verdict evaluate(const thoihan::limit& what, second start, std::span<const thoihan::fact_value> facts) const {
    std::size_t at = 0;
    return node(what, at, {start, date_of(start)}, facts);
  }

 private:
  struct point {
    second at;
    date on;
  };

  static bool supported_second(second t) {
    return t >= midnight(day_number_of({1990, 1, 1})) && t <= midnight(day_number_of({2100, 1, 1}));
  }
  static bool supported_date(date day) {
    return day >= day_number_of({1990, 1, 1}) && day <= day_number_of({2099, 12, 31});
  }

  void rest_on(date from, date until, thoihan::limit_answer& out) const {
    for (date day = std::max(from, first()); day <= std::min(until, last()); ++day) {
      out.provisional = out.provisional || on(day).undecided;
    }
  }

  static void ends_at(second due, thoihan::limit_answer& out) {
    out.due = due;
    out.late_from = due + 1;
    out.due_date = static_cast<thoihan::day_number>(date_of(due));
    out.end = thoihan::end_kind::moment;
  }
  static void ends_with(date day, thoihan::limit_answer& out) {
    out.due = midnight(day + 1);
    out.late_from = out.due;
    out.due_date = static_cast<thoihan::day_number>(day);
    out.end = thoihan::end_kind::day;
  }

  verdict node(const thoihan::limit& what, std::size_t& at, point start,
               std::span<const thoihan::fact_value> facts) const {
    const thoihan::limit_node& here = what.nodes[at++];
    if (here.kind == thoihan::limit_kind::term) return term(here.term, start, facts);
    std::vector<thoihan::limit_answer> parts;
    for (int child = 0; child < here.children; ++child) {
      const bool followed = here.kind == thoihan::limit_kind::then && child + 1 < here.children;
      verdict part;
      if (followed && what.nodes[at].kind == thoihan::limit_kind::term) {
        // The next part starts when these hours are used up, not when they would be overused.
        thoihan::limit_term used_up = what.nodes[at++].term;
        used_up.when_overused = false;
        part = term(used_up, start, facts);
      } else {
        part = node(what, at, start, facts);
      }
      if (part.code != thoihan::status::ok) return part;
      parts.push_back(part.answer);
      if (here.kind == thoihan::limit_kind::then) {
        start = {part.answer.due,
                 part.answer.end == thoihan::end_kind::day ? part.answer.due_date : date_of(part.answer.due)};
      }
    }
    const auto earlier = [](const auto& a, const auto& b) {
      return a.late_from < b.late_from || (a.late_from == b.late_from && a.due < b.due);
    };
    thoihan::limit_answer out = parts.back();
    if (here.kind == thoihan::limit_kind::earlier_of) out = *std::min_element(parts.begin(), parts.end(), earlier);
    if (here.kind == thoihan::limit_kind::later_of) {
      out = parts.front();
      for (const auto& part : parts) {
        if (earlier(out, part)) out = part;
      }
    }
    for (const auto& part : parts) {
      out.provisional = out.provisional || part.provisional;
      if (here.kind != thoihan::limit_kind::then) continue;
      out.rolled = out.rolled || part.rolled;
      out.clamped = out.clamped || part.clamped;
      out.cut_off = out.cut_off || part.cut_off;
    }
    return {thoihan::status::ok, out};
  }

  verdict term(const thoihan::limit_term& term, point start, std::span<const thoihan::fact_value> facts) const {
    using thoihan::status;
    using thoihan::unit;
    thoihan::limit_answer out;
    if (!supported_second(start.at)) return {status::range};
    if (term.back) return before(term, start, facts[term.anchor]);
    if (term.length.in == unit::now) return at_once(term, start);
    if (term.length.in == unit::next_session) return next_session(start);
    point from = start;
    // What follows a day end starts on that date and was not received: no cut-off is asked.
    if (term.cut_off_s >= 0 && start.at < midnight(start.on + 1)) {
      if (!knows(start.on)) return {status::horizon};
      rest_on(start.on, start.on, out);
      if (!counts(start.on, term.make_up_counts) || start.at > midnight(start.on) + term.cut_off_s) {
        const auto next = working_date(start.on, 1, term.make_up_counts, false);
        if (!next) return {status::horizon};
        rest_on(start.on, *next, out);
        out.cut_off = true;
        from = {midnight(*next) + (on(*next).sessions.empty() ? 0 : on(*next).sessions.front().open_s), *next};
      }
    }
    const second n = term.length.count;
    const second hour_like = term.length.in == unit::hour || term.length.in == unit::working_hour ? 3600 : 60;
    switch (term.length.in) {
      case unit::minute:
      case unit::hour:
        if (!supported_second(from.at + n * hour_like)) return {status::range};
        ends_at(from.at + n * hour_like, out);
        return {status::ok, out};
      case unit::working_minute:
      case unit::working_hour: return working_time(term, start, from, n * hour_like, out);
      case unit::working_day:
        if (term.hours_a_day > 0) return working_time(term, start, from, n * term.hours_a_day * 3600, out);
        return working_days(term, start, from, out);
      default: return calendar_days(term, start, from, out);
    }
  }

  verdict working_time(const thoihan::limit_term& term, point start, point from, second seconds,
                       thoihan::limit_answer out) const {
    const auto due = add(from.at, seconds);
    if (!due) return {thoihan::status::horizon};
    ends_at(*due, out);
    out.due_date = static_cast<thoihan::day_number>(date_of(*due - 1));
    date rests_until = out.due_date;
    if (term.when_overused) {
      const auto next_worked = add(*due, 1);
      if (!next_worked) return {thoihan::status::horizon};
      out.late_from = *next_worked;
      rests_until = std::max(rests_until, date_of(*next_worked - 1));
    }
    rest_on(start.on, rests_until, out);
    return {thoihan::status::ok, out};
  }

  verdict working_days(const thoihan::limit_term& term, point start, point from, thoihan::limit_answer out) const {
    const auto last_day = working_date(from.on, term.length.count, term.make_up_counts, term.first_day_counts);
    if (!last_day) return {thoihan::status::horizon};
    rest_on(start.on, *last_day, out);
    return ended(term, start, *last_day, out);
  }

  // The corresponding day of another month, by the month's own last day: 148(3), 148(4).
  static std::optional<date> months_on(date day, second months, bool& clamped) {
    const boost::gregorian::date from = civil(day);
    const second index = from.year() * second{12} + from.month().as_number() - 1 + months;
    const second year = index / 12;
    if (year < 1900 || year > 2200) return std::nullopt;
    const auto month = static_cast<unsigned short>(index % 12 + 1);
    const auto last = boost::gregorian::gregorian_calendar::end_of_month_day(static_cast<unsigned short>(year), month);
    clamped = from.day().as_number() > last;
    return day_number_of({static_cast<unsigned short>(year), month, std::min(from.day().as_number(), last)});
  }

  verdict calendar_days(const thoihan::limit_term& term, point start, point from, thoihan::limit_answer out) const {
    using thoihan::status;
    using thoihan::unit;
    date day_one = from.on + 1;
    if (term.first_day_counts) {
      const auto first_working = working_date(from.on, 1, term.make_up_counts, true);
      if (!first_working) return {status::horizon};
      rest_on(from.on, *first_working, out);
      day_one = *first_working;
    }
    const second n = term.length.count;
    date last_day = 0;
    if (term.length.in == unit::day) {
      last_day = day_one + n - 1;
    } else if (term.length.in == unit::week) {
      last_day = day_one + 7 * n - 1;
    } else {
      // Day 1 of a month's term is the day after the event; where the event's own day is day 1, the term ends the day
      // before the corresponding day, and on the month's last day where there is none.
      const auto there =
          months_on(term.first_day_counts ? day_one : from.on, term.length.in == unit::year ? 12 * n : n, out.clamped);
      if (!there) return {status::range};
      last_day = term.first_day_counts && !out.clamped ? *there - 1 : *there;
    }
    if (!supported_date(last_day)) return {status::range};
    if (term.rolls) {
      const auto rolled = roll(last_day, term.make_up_counts);
      if (!rolled) return {status::horizon};
      rest_on(last_day, *rolled, out);
      out.rolled = *rolled != last_day;
      last_day = *rolled;
    }
    return ended(term, start, last_day, out);
  }

  verdict ended(const thoihan::limit_term& term, point start, date last_day, thoihan::limit_answer out) const {
    ends_with(last_day, out);
    if (term.end == thoihan::term_end::same_time) {
      ends_at(midnight(last_day) + (start.at - midnight(start.on)), out);
      out.due_date = static_cast<thoihan::day_number>(last_day);
    }
    if (term.end == thoihan::term_end::last_session) {
      if (!knows(last_day)) return {thoihan::status::horizon};
      rest_on(last_day, last_day, out);
      if (!on(last_day).sessions.empty()) ends_at(midnight(last_day) + on(last_day).sessions.back().close_s, out);
      if (!knows_second(out.due)) return {thoihan::status::horizon};
      out.due_date = static_cast<thoihan::day_number>(last_day);
    }
    if (!supported_second(out.due)) return {thoihan::status::range};
    return {thoihan::status::ok, out};
  }

  verdict at_once(const thoihan::limit_term& term, point start) const {
    using thoihan::unit;
    thoihan::limit_answer out;
    ends_at(start.at, out);
    const second grace =
        term.grace.count * (term.grace.in == unit::hour || term.grace.in == unit::working_hour ? 3600 : 60);
    if (grace == 0) return {thoihan::status::ok, out};
    second until = start.at + grace;
    if (term.grace.in == unit::working_hour || term.grace.in == unit::working_minute) {
      const auto end = add(start.at, grace);
      if (!end) return {thoihan::status::horizon};
      until = *end;
      rest_on(start.on, date_of(until - 1), out);
    }
    if (!supported_second(until)) return {thoihan::status::range};
    out.late_from = until + 1;
    return {thoihan::status::ok, out};
  }

  verdict next_session(point start) const {
    if (!knows(start.on)) return {thoihan::status::horizon};
    for (date day = start.on; day <= last(); ++day) {
      for (const thoihan::session& s : on(day).sessions) {
        // After a day end the start is that date, so that a session from 00:00 of the next one is still to open.
        if (day == start.on && midnight(day) + s.open_s <= start.at) continue;
        thoihan::limit_answer out;
        ends_at(midnight(day) + s.close_s, out);
        out.due_date = static_cast<thoihan::day_number>(day);
        rest_on(start.on, day, out);
        return {knows_second(out.due) ? thoihan::status::ok : thoihan::status::horizon, out};
      }
    }
    return {thoihan::status::horizon};
  }

  verdict before(const thoihan::limit_term& term, point start, const thoihan::fact_value& anchor) const {
    using thoihan::status;
    using thoihan::unit;
    if (!anchor.present) return {status::guard};
    if (!(term.anchor_is_date ? supported_date(anchor.number) : supported_second(anchor.number)))
      return {status::range};
    const date event_date = term.anchor_is_date ? anchor.number : date_of(anchor.number);
    const second event = term.anchor_is_date ? midnight(anchor.number) : anchor.number;
    const second n = term.length.count;
    const second hour_like = term.length.in == unit::hour || term.length.in == unit::working_hour ? 3600 : 60;
    thoihan::limit_answer out;
    switch (term.length.in) {
      case unit::minute:
      case unit::hour: ends_at(event - n * hour_like, out); break;
      case unit::working_minute:
      case unit::working_hour: {
        const auto due = subtract(event, n * hour_like);
        if (!due) return {status::horizon};
        ends_at(*due, out);
        rest_on(out.due_date, event_date, out);
        break;
      }
      case unit::working_day: {
        const auto day = working_date_back(event_date, n, term.make_up_counts);
        if (!day) return {status::horizon};
        ends_with(*day, out);
        rest_on(*day, event_date, out);
        break;
      }
      default: {
        date day = event_date - n * (term.length.in == unit::week ? 7 : 1);
        if (term.length.in == unit::month || term.length.in == unit::year) {
          const auto there = months_on(event_date, term.length.in == unit::year ? -12 * n : -n, out.clamped);
          if (!there) return {status::range};
          day = *there;
        }
        if (!supported_date(day)) return {status::range};
        if (term.roll_back) {
          const auto rolled = roll_back(day, term.make_up_counts);
          if (!rolled) return {status::horizon};
          out.rolled = *rolled != day;
          rest_on(*rolled, day, out);
          day = *rolled;
        }
        ends_with(day, out);
      }
    }
    if (!supported_second(out.due)) return {status::range};
    out.before_start = out.late_from <= start.at;
    return {status::ok, out};
  }
};
