// Between two breaks a due stands still or moves with the start: every second of the span is asked, on calendars and for
// limits of every kind.
#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "src/pack/limit_breaks.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/national_calendar.hpp"
#include "tests/support/random_calendar.hpp"
#include "thoihan/calendar/compile.hpp"

namespace {

using thoihan::calendar;
using thoihan::instant;
using thoihan::limit;
using thoihan::limit_answer;
using thoihan::limit_kind;
using thoihan::limit_term;
using thoihan::unit;

struct seen {
  std::int64_t standing = 0;  // pieces
  std::int64_t moving = 0;
  std::int64_t failing = 0;
  std::int64_t jumps = 0;  // pieces that do not go on from the one before
};

// Empty, or the first second at which a piece is not what its two ends say.
std::string odd_second(const calendar& hours, const limit& what, const thoihan::start_span& starts, seen& met) {
  const std::vector<instant> begins = thoihan::limit_breaks(hours, what, starts);
  const auto at = [&](instant t, limit_answer& out) { return thoihan::evaluate_limit(hours, what, t, {}, out); };
  if (begins.empty() || begins.front() != starts.first) return "the span does not begin with a piece";
  limit_answer before;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const instant last = (i + 1 < begins.size() ? begins[i + 1] : starts.end) - 1;
    if (last < begins[i]) return "breaks out of order";
    limit_answer from;
    limit_answer to;
    const thoihan::status code = at(begins[i], from);
    if (at(last, to) != code) return std::string{"two statuses on one piece from "} + thoihan::format_instant(begins[i]).data();
    const bool moves = to.late_from != from.late_from;
    met.failing += code != thoihan::status::ok ? 1 : 0;
    met.moving += moves ? 1 : 0;
    met.standing += moves ? 0 : 1;
    met.jumps += i > 0 && from.late_from > before.late_from + 1 ? 1 : 0;
    before = to;
    for (instant t = begins[i]; t <= last; ++t) {
      limit_answer here;
      const std::string place = thoihan::format_instant(t).data();
      if (at(t, here) != code) return "another status at " + place;
      if (code != thoihan::status::ok) continue;
      if (here.late_from - from.late_from != (moves ? t - begins[i] : 0)) return "another end at " + place;
      if (here.end != from.end) return "another kind of end at " + place;
    }
  }
  return "";
}

limit_term random_term(draw& any) {
  static constexpr unit units[] = {unit::minute, unit::hour, unit::working_minute, unit::working_hour, unit::day,
                                   unit::working_day, unit::week, unit::month, unit::now, unit::next_session};
  limit_term out;
  out.length.in = units[any.between(0, 9)];
  const bool minutes = out.length.in == unit::minute || out.length.in == unit::working_minute;
  out.length.count = minutes ? any.between(1, 900) : any.between(1, 3);
  if (out.length.in == unit::hour || out.length.in == unit::working_hour) out.length.count = any.between(1, 20);
  if (out.length.in == unit::now) {
    static constexpr unit graces[] = {unit::minute, unit::working_minute, unit::hour, unit::working_hour};
    out.length.count = 0;
    if (any.one_in(2)) out.grace = {any.between(1, 5), graces[any.between(0, 3)]};
    return out;
  }
  if (out.length.in == unit::next_session) {
    out.length.count = 0;
    return out;
  }
  if (any.one_in(3)) out.cut_off_s = static_cast<std::int32_t>(any.between(0, 86400));
  if (any.one_in(4)) out.make_up_counts = false;
  if (thoihan::is_working_time_unit(out.length.in)) out.when_overused = any.one_in(3);
  if (thoihan::is_day_unit(out.length.in)) {
    if (out.length.in == unit::working_day && any.one_in(3)) {
      out.hours_a_day = static_cast<std::int32_t>(any.between(1, 9));
      out.when_overused = any.one_in(2);
    } else {
      out.end = static_cast<thoihan::term_end>(any.between(0, 2));
      out.first_day_counts = any.one_in(3);
    }
    out.rolls = !any.one_in(3);
  }
  return out;
}

limit random_limit(draw& any, int depth) {
  if (depth == 0 || any.one_in(2)) return limit::of_term(random_term(any));
  static constexpr limit_kind kinds[] = {limit_kind::then, limit_kind::earlier_of, limit_kind::later_of};
  const limit_kind kind = kinds[any.between(0, 2)];
  const limit a = random_limit(any, depth - 1);
  const limit b = random_limit(any, depth - 1);
  if (a.size + b.size + 2 > static_cast<int>(thoihan::max_limit_nodes) || !any.one_in(4)) return composed(kind, {a, b});
  return composed(kind, {a, b, limit::of_term(random_term(any))});
}

#ifdef __SANITIZE_ADDRESS__
constexpr int worlds = 8;
#else
constexpr int worlds = 150;
#endif

}  // namespace

TEST_SUITE("limit_breaks") {
  TEST_CASE("every second lies on the piece that its ends say") {
    std::mt19937_64 source{20240208};
    draw any{source};
    seen met;
    int tried = 0;
    for (int world = 0; world < worlds; ++world) {
      calendar hours;
      const thoihan::calendar_layers layers = random_layers(source, 30, 60);
      if (!thoihan::compile_calendar(layers, hours).empty()) continue;
      for (int i = 0; i < 6; ++i) {
        const limit what = random_limit(any, 2);
        const instant first = hours.first_instant() + any.between(0, 40 * 86400);
        const thoihan::start_span starts{first, first + any.between(1, 86400)};
        CAPTURE(world);
        CAPTURE(i);
        CHECK(odd_second(hours, what, starts, met) == "");
        ++tried;
      }
    }
    // A test that met none of these would show nothing.
    CHECK(tried > 3 * worlds);
    CHECK(met.standing > worlds);
    CHECK(met.moving > worlds);
    CHECK(met.failing > 0);
    CHECK(met.jumps > 0);
  }

  TEST_CASE("a start whose time runs out at a close is a break") {
    // 2 working hours from 15:00 run out at 17:00, from 15:00:01 on the next morning; from 09:30 at 11:30, from 09:30:01
    // after lunch.
    const calendar office = national_calendar();
    const thoihan::start_span day{moment("2024-03-05T00:00"), moment("2024-03-06T00:00")};
    const std::vector<instant> begins = thoihan::limit_breaks(office, limit::of({2, unit::working_hour}), day);
    const std::set<instant> found{begins.begin(), begins.end()};
    for (const char* wanted : {"2024-03-05T07:30", "2024-03-05T09:30:01", "2024-03-05T11:30", "2024-03-05T13:00",
                               "2024-03-05T15:00:01", "2024-03-05T17:00"}) {
      CAPTURE(wanted);
      CHECK(found.count(moment(wanted)) == 1);
    }
  }

  TEST_CASE("parts of a composition that pass each other break it") {
    // The earlier of 10 hours and the day's end: from 14:00 on the day's end comes first.
    const limit what = composed(limit_kind::earlier_of, {limit::of({10, unit::hour}), [] {
                                  limit_term today = term_of(1, unit::day);
                                  today.first_day_counts = true;
                                  today.rolls = false;
                                  return limit::of_term(today);
                                }()});
    const calendar office = national_calendar();
    const thoihan::start_span day{moment("2024-03-05T00:00"), moment("2024-03-06T00:00")};
    const std::vector<instant> begins = thoihan::limit_breaks(office, what, day);
    CHECK(std::set<instant>(begins.begin(), begins.end()).count(moment("2024-03-05T14:00")) == 1);
  }

  TEST_CASE("a start without an end begins a piece of its own") {
    // An hour from 23:00 of the last supported date ends with it; from 23:00:01 it does not end in time.
    const calendar office = national_calendar();
    const thoihan::start_span night{moment("2099-12-31T22:00"), moment("2099-12-31T23:59")};
    const std::vector<instant> wanted = {night.first, moment("2099-12-31T23:00:01")};
    CHECK(thoihan::limit_breaks(office, limit::of({1, unit::hour}), night) == wanted);
  }

  TEST_CASE("what counts back from a fact has no course") {
    limit_term back = term_of(3, unit::day);
    CHECK_FALSE(thoihan::counts_back(limit::of_term(back)));
    back.back = true;
    CHECK(thoihan::counts_back(limit::of_term(back)));
    CHECK(thoihan::counts_back(composed(limit_kind::then, {limit::of({1, unit::hour}), limit::of_term(back)})));
  }

  TEST_CASE("receipt passes from session to session") {
    const calendar office = national_calendar();
    const std::vector<instant> begins =
        thoihan::receipt_breaks(office, {moment("2024-03-05T00:00"), moment("2024-03-06T00:00")});
    const std::set<instant> found{begins.begin(), begins.end()};
    for (const char* wanted : {"2024-03-05T07:30", "2024-03-05T11:30", "2024-03-05T13:00", "2024-03-05T17:00"})
      CHECK(found.count(moment(wanted)) == 1);
  }
}
