// Calendars, limits and pauses for properties: drawn by rapidcheck, so that a failure shrinks to the smallest example.
//
//     laws::holds([](int& tested) {
//       const laws::world here;                     // a calendar
//       const instant t = here.some_time();
//       ++tested;                                   // the property came to its point
//       RC_ASSERT(here.add(t, 0) == t);
//     });
//
// The words of rapidcheck take the whole expression apart and evaluate both sides of && and ||: what must stop at the first of them
// stands in parentheses of its own, RC_ASSERT((due && *due > t)).
//
// A plan of a calendar shrinks towards a date in January 1990 with office hours; times towards midnights, limits towards one minute
// without policies, pauses towards none. The seeds are fixed.
#pragma once

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/limit_words.hpp"
#include "tests/support/limits.hpp"
#include "thoihan/calendar/compile.hpp"
#include "thoihan/limit/evaluate.hpp"

namespace laws {

using thoihan::day_number;
using thoihan::instant;
using thoihan::session;
using thoihan::unit;

#ifdef __SANITIZE_ADDRESS__
inline constexpr int examples = 400;
#else
inline constexpr int examples = 4000;
#endif

template <class Property>
std::pair<bool, std::string> tried(int times, Property property) {
  rc::detail::TestParams params;
  params.seed = 20151124;
  params.maxSuccess = times;
  const auto result = rc::detail::checkTestable(std::move(property), rc::detail::TestMetadata{}, params);
  std::ostringstream told;
  rc::detail::printResultMessage(result, told);
  return {result.template is<rc::detail::SuccessResult>(), told.str()};
}

// The property counts `tested` each time that it comes to its point: a law that was hardly tried is none.
template <class Property>
void holds(Property property) {
  int tested = 0;
  const auto [good, told] = tried(examples, [&] { property(tested); });
  INFO(told);
  CHECK(good);
  if (good) CHECK(tested > examples / 5);
}

template <class Property>
void refuted(Property property) {
  const auto [good, told] = tried(50 * examples, property);
  INFO(told);
  CHECK_FALSE(good);
  CHECK(told.find("Falsifiable") != std::string::npos);
}

// Numbers low..high, all alike, shrinking towards `low`.
template <class Number>
rc::Gen<Number> among(Number low, Number high) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(low, static_cast<Number>(high + 1)));
}
inline std::int64_t between(std::int64_t low, std::int64_t high) { return *among(low, high); }
inline bool flag() { return *among(0, 1) == 1; }
// One of these, shrinking towards the first.
template <class Value>
Value one_of(std::initializer_list<Value> values) {
  return *(values.begin() + *among<std::size_t>(0, values.size() - 1));
}

// Hours of one date: offices', halves, small grains, none, the whole day, odd seconds, nights, many.
inline std::vector<session> hours_of_a_date(int which) {
  switch (which) {
    case 0: return {{27000, 41400}, {46800, 61200}};  // 07:30-11:30, 13:00-17:00
    case 1: return {{27000, 41400}};
    case 2: return {{25200, 41400}, {48600, 61200}};  // 07:00-11:30, 13:30-17:00
    case 3: return {{26400, 42600}};                  // 07:20-11:50
    case 4: return {};
    case 5: return {{0, 86400}};
    case 6: return {{27001, 41398}, {46800, 61199}};
    case 7: return {{79200, 108000}};  // 22:00-30:00
    case 8: return {{36000, 43200}, {72000, 93600}};
    default: return {{1, 2}, {3, 5}, {8, 13}, {21, 34}, {55, 89}, {144, 233}, {377, 610}};
  }
}

struct planned_fact {
  enum kind { holiday, undecided_holiday, closed, hours_that_count, hours, swapped } what;
  int day;
  int other;
};

struct plan {
  int begin = 0;
  int days = 1;
  int hours = 0;
  int weekdays = 0b0011111;
  int saturday = 0;  // free, reception, half day
  bool make_up_days_count = true;
  bool closures_roll = false;
  std::vector<planned_fact> facts;
};

inline std::ostream& operator<<(std::ostream& out, const plan& p) {
  out << p.days << " days from day " << p.begin << " of 1990, hours " << p.hours << ", weekdays " << p.weekdays
      << ", Saturdays " << p.saturday << (p.make_up_days_count ? "" : ", make-up days do not count")
      << (p.closures_roll ? ", closures roll" : "");
  const char* const names[] = {"holiday", "undecided holiday", "closed", "hours that count", "hours", "swap"};
  for (const planned_fact& fact : p.facts)
    out << "; " << names[fact.what] << " on " << fact.day << " (" << fact.other << ")";
  return out;
}

inline rc::Gen<plan> plans() {
  const auto fact = rc::gen::exec([] {
    return planned_fact{static_cast<planned_fact::kind>(between(0, 5)), static_cast<int>(between(0, 149)),
                        static_cast<int>(between(0, 149))};
  });
  return rc::gen::exec([fact] {
    plan p;
    p.begin = *among(0, 30000);
    p.days = *among(1, 150);
    p.hours = *among(0, 9);
    p.weekdays = one_of({0b0011111, 0b0111111, 0b1111111, 0b0010101, 0});
    p.saturday = *among(0, 2);
    p.make_up_days_count = !flag();
    p.closures_roll = flag();
    p.facts = *rc::gen::resize(12, rc::gen::container<std::vector<planned_fact>>(fact));
    return p;
  });
}

inline thoihan::calendar_layers laid(const plan& from) {
  thoihan::calendar_layers layers;
  layers.first = layers.decided_from = thoihan::first_supported_day + from.begin;
  layers.last = layers.decided_until = layers.first + from.days - 1;
  layers.make_up_days_count = from.make_up_days_count;
  layers.closures_roll = from.closures_roll;
  const auto row = [&](int weekdays, bool working_day, const std::vector<session>& sessions) {
    thoihan::weekly_hours hours;
    hours.weekdays = static_cast<std::uint8_t>(weekdays);
    hours.working_day = working_day;
    hours.sessions = sessions;
    if (weekdays != 0) layers.weekly.push_back(hours);
  };
  row(from.weekdays, true, hours_of_a_date(from.hours));
  if (from.saturday != 0) row(0b0100000 & ~from.weekdays, from.saturday == 2, {{27000, 41400}});
  for (const planned_fact& fact : from.facts) {
    const day_number day = layers.first + fact.day % from.days;
    const auto sessions = hours_of_a_date(fact.other % 10);
    switch (fact.what) {
      case planned_fact::holiday: layers.holidays.push_back({day}); break;
      case planned_fact::undecided_holiday: layers.holidays.push_back({day, true, true, 0}); break;
      case planned_fact::closed: layers.dates.push_back({day, true, {}, false, 0}); break;
      case planned_fact::hours_that_count: layers.dates.push_back({day, false, sessions, true, 0}); break;
      case planned_fact::hours: layers.dates.push_back({day, false, sessions, false, 0}); break;
      case planned_fact::swapped: layers.swaps.push_back({day, layers.first + fact.other % from.days, false, 0});
    }
  }
  return layers;
}

// Without the facts that contradict others.
inline thoihan::calendar_layers cleaned(thoihan::calendar_layers layers) {
  for (thoihan::calendar unused;;) {
    const auto problems = compile_calendar(layers, unused);
    if (problems.empty()) return layers;
    const auto drop = [at = static_cast<std::ptrdiff_t>(problems.front().row)](auto& rows) {
      rows.erase(rows.begin() + at);
    };
    switch (problems.front().layer) {
      case thoihan::calendar_layer::weekly: drop(layers.weekly); break;
      case thoihan::calendar_layer::swaps: drop(layers.swaps); break;
      default: drop(layers.dates);
    }
  }
}

struct world {
  thoihan::calendar_layers layers;
  thoihan::calendar hours;

  world() : world(cleaned(laid(*plans()))) {}
  explicit world(thoihan::calendar_layers good) : layers(std::move(good)) {
    RC_ASSERT(compile_calendar(layers, hours).empty());
  }

  std::int64_t worked_before(instant t) const {
    std::uint32_t seconds = 0;
    RC_ASSERT(hours.working_seconds_before(t, seconds) == thoihan::status::ok);
    return seconds;
  }
  std::optional<instant> add(instant t, std::int64_t n) const {
    instant out = 0;
    return hours.add(t, n, out) == thoihan::status::ok ? std::optional{out} : std::nullopt;
  }
  std::optional<instant> subtract(instant t, std::int64_t n) const {
    instant out = 0;
    return hours.subtract(t, n, out) == thoihan::status::ok ? std::optional{out} : std::nullopt;
  }
  bool passes_midnight() const {
    const auto night = [](const auto& rows) {
      return std::any_of(rows.begin(), rows.end(), [](const auto& row) {
        return std::any_of(row.sessions.begin(), row.sessions.end(),
                           [](const session& s) { return s.close_s > 86400; });
      });
    };
    return night(layers.weekly) || night(layers.dates);
  }

  day_number some_day() const { return static_cast<day_number>(between(layers.first, layers.last)); }
  // On the edges of sessions more often than chance has it.
  instant some_time() const {
    const day_number day = some_day();
    return thoihan::instant_at(
        day,
        flag() ? *among(0, 86400) : one_of({0, 27000, 27001, 41399, 41400, 46800, 54000, 54001, 61200, 61201, 79200}));
  }
};

inline std::int64_t some_amount() {
  const std::int64_t step = one_of<std::int64_t>({1, 1800, 15'000});
  return step * between(0, 60);
}

inline thoihan::limit_term some_term() {
  const unit in = static_cast<unit>(between(0, 10));
  thoihan::limit_term term = term_of(between(1, 30), in);
  if (in == unit::now || in == unit::next_session) term.length.count = 0;
  if (in == unit::now) term.grace = {between(0, 90), static_cast<unit>(between(0, 3))};
  term.end = static_cast<thoihan::term_end>(between(0, 2));
  term.cut_off_s = one_of({-1, 0, 54000, 61200, 86400});
  term.first_day_counts = flag();
  term.rolls = !flag();
  term.make_up_counts = !flag();
  term.when_overused = flag();
  term.hours_a_day = one_of({0, 0, 8, 24});
  return term;
}

inline thoihan::limit some_limit(int depth = 2) {
  if (depth == 0 || !flag()) return thoihan::limit::of_term(some_term());
  const auto kind = static_cast<thoihan::limit_kind>(between(1, 3));
  const thoihan::limit first = some_limit(depth - 1);
  const thoihan::limit second = some_limit(0);
  return flag() ? composed(kind, {second, first, some_limit(0)}) : composed(kind, {first, second});
}

// A term, or terms one after the other, forward and with an amount: what an act may extend.
inline thoihan::limit some_chain() {
  const auto forward = [] {
    thoihan::limit_term term = some_term();
    if (term.length.count == 0) term.length = {1, unit::working_day};
    return thoihan::limit::of_term(term);
  };
  const thoihan::limit first = forward();
  if (!flag()) return first;
  const thoihan::limit second = forward();
  return flag() ? composed(thoihan::limit_kind::then, {first, second, forward()})
                : composed(thoihan::limit_kind::then, {first, second});
}

// Working hours, working days as hours, and working days, with default policies or with a cut-off.
inline thoihan::limit_term some_working_term() {
  thoihan::limit_term term =
      term_of(between(1, 40), one_of({unit::working_day, unit::working_hour, unit::working_minute}));
  if (term.length.in == unit::working_day) term.hours_a_day = one_of({0, 8});
  term.cut_off_s = one_of({-1, 54000});
  return term;
}
inline bool counts_hours(const thoihan::limit_term& term) {
  return term.length.in != unit::working_day || term.hours_a_day > 0;
}

// Working or clock time.
inline thoihan::limit_term some_working_time() {
  thoihan::limit_term term = some_working_term();
  return counts_hours(term) && flag() ? term
                                      : term_of(between(1, 40), one_of({unit::hour, unit::minute, unit::working_hour}));
}

// Ascending, about the start; pauses of no length too.
inline std::vector<thoihan::pause> some_pauses(instant start, int most = 3) {
  std::vector<thoihan::pause> closed;
  instant at = start - between(0, 90'000);
  for (std::int64_t count = between(0, most); count > 0; --count) {
    const instant from = at + between(0, 200'000);
    at = from + between(0, 300'000);
    closed.push_back(
        {std::max(from, thoihan::first_supported_instant), std::max(at, thoihan::first_supported_instant)});
  }
  return closed;
}

struct outcome {
  thoihan::status code = thoihan::status::ok;
  thoihan::limit_answer answer{};
  bool operator==(const outcome&) const = default;
};
inline std::ostream& operator<<(std::ostream& out, const outcome& o) {
  const thoihan::limit_answer& a = o.answer;
  return out << status_name(o.code) << ", due " << thoihan::format_instant(a.due).data() << ", late from "
             << thoihan::format_instant(a.late_from).data() << ", date " << thoihan::format_date(a.due_date).data()
             << (a.end == thoihan::end_kind::day ? ", day" : "") << (a.rolled ? ", rolled" : "")
             << (a.clamped ? ", clamped" : "") << (a.cut_off ? ", cut-off" : "")
             << (a.provisional ? ", provisional" : "") << (a.paused ? ", paused" : "");
}

inline outcome evaluated(const world& here, const thoihan::limit& what, instant start,
                         const std::vector<thoihan::pause>& closed = {}) {
  outcome out;
  std::ostringstream told;
  told << words(what) << "from " << thoihan::format_instant(start).data();
  for (const thoihan::pause& one : closed) {
    told << ", paused " << thoihan::format_instant(one.from).data() << " to "
         << thoihan::format_instant(one.until).data();
  }
  RC_LOG(told.str());
  out.code = evaluate_limit(here.hours, what, start, {}, thoihan::pauses{.closed = closed}, out.answer);
  return out;
}
inline outcome evaluated(const world& here, const thoihan::limit_term& term, instant start) {
  return evaluated(here, thoihan::limit::of_term(term), start);
}

}  // namespace laws
