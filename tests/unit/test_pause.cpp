// Times in which a case stood still, by hand on the calendar that tests/unit/test_evaluate.cpp describes,
// and second by second.
#include "thoihan/limit/pause.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/limits.hpp"
#include "tests/support/national_calendar.hpp"

using namespace thoihan;

namespace {

struct still {
  std::string_view from;
  std::string_view until;
};

std::vector<pause> closed(std::initializer_list<still> list) {
  std::vector<pause> out;
  for (const still& s : list) out.push_back({moment(s.from), moment(s.until)});
  return out;
}

limit_answer due_with(const calendar& hours, const limit_term& term, std::string_view start,
                      std::initializer_list<still> list) {
  const std::vector<pause> windows = closed(list);
  pauses stood_still;
  stood_still.closed = windows;
  limit_answer answer;
  REQUIRE(evaluate_limit(hours, limit::of_term(term), moment(start), {}, stood_still, answer) == status::ok);
  return answer;
}

}  // namespace

TEST_SUITE("pause") {
  TEST_CASE("working and clock time keep what is left") {
    const calendar office = national_calendar();
    const limit_term two = term_of(2, unit::working_hour);
    // One hour used at 10:00, the other from 14:00.
    CHECK(due_with(office, two, "2024-06-03T09:00", {{"2024-06-03T10:00", "2024-06-03T14:00"}}) ==
          at_moment("2024-06-03T15:00:00"));
    // Resumed on Saturday: the hour that is left is Monday's first.
    CHECK(due_with(office, two, "2024-06-07T09:00", {{"2024-06-07T10:00", "2024-06-08T14:00"}}) ==
          at_moment("2024-06-10T08:30:00"));
    CHECK(due_with(office, two, "2024-06-03T09:00",
                   {{"2024-06-03T09:30", "2024-06-03T10:00"}, {"2024-06-03T10:30", "2024-06-03T11:00"}}) ==
          at_moment("2024-06-03T13:30:00"));  // 30 minutes, 30, 30 to 11:30, 30 from 13:00
    const limit_term day = term_of(24, unit::hour);
    CHECK(due_with(office, day, "2024-06-03T09:00", {{"2024-06-03T10:00", "2024-06-05T10:00"}}) ==
          at_moment("2024-06-06T09:00:00"));
    // One that began before the start, and one that ended before it.
    CHECK(due_with(office, two, "2024-06-03T09:00", {{"2024-06-03T08:00", "2024-06-03T10:00"}}) ==
          at_moment("2024-06-03T13:30:00"));
    CHECK(due_with(office, two, "2024-06-03T09:00", {{"2024-06-03T08:00", "2024-06-03T09:00"}}) ==
          at_moment("2024-06-03T11:00:00"));
  }

  TEST_CASE("a pause at or after the first late second has no effect") {
    const calendar office = national_calendar();
    const limit_term two = term_of(2, unit::working_hour);
    CHECK(due_with(office, two, "2024-06-03T09:00", {{"2024-06-03T11:00:01", "2024-06-04T10:00"}}) ==
          at_moment("2024-06-03T11:00:00"));
    // At the due itself the clock is not late yet: nothing is left when it resumes.
    CHECK(due_with(office, two, "2024-06-03T09:00", {{"2024-06-03T11:00:00", "2024-06-04T10:00"}}) ==
          at_moment("2024-06-04T10:00:00"));
    const limit_term one = term_of(1, unit::working_day);
    CHECK(due_with(office, one, "2024-06-03T09:00", {{"2024-06-05T00:00", "2024-06-07T10:00"}}) ==
          end_of("2024-06-04"));
  }

  TEST_CASE("working days move on by the working dates in (date of pause, date of resume]") {
    const calendar office = national_calendar();
    const limit_term three = term_of(3, unit::working_day);
    CHECK(due_with(office, three, "2024-06-03T09:00", {{"2024-06-04T10:00", "2024-06-06T09:00"}}) ==
          end_of("2024-06-10"));
    CHECK(due_with(office, three, "2024-06-06T09:00", {{"2024-06-07T10:00", "2024-06-10T09:00"}}) ==
          end_of("2024-06-12"));
    CHECK(due_with(office, three, "2024-06-03T09:00", {{"2024-06-04T10:00", "2024-06-04T16:00"}}) ==
          end_of("2024-06-06"));
    // The day on which one pause ends and another begins is counted once.
    CHECK(due_with(office, three, "2024-06-03T09:00",
                   {{"2024-06-04T10:00", "2024-06-05T10:00"}, {"2024-06-05T11:00", "2024-06-06T09:00"}}) ==
          end_of("2024-06-10"));
  }

  TEST_CASE("calendar units move on by the dates in it, before the roll") {
    const calendar office = national_calendar();
    const limit_term three = term_of(3, unit::day);
    // Thursday 6 and two dates: Saturday 8, which gives way to Monday.
    CHECK(due_with(office, three, "2024-06-03T09:00", {{"2024-06-04T10:00", "2024-06-06T09:00"}}) ==
          rolled(end_of("2024-06-10")));
    // The end rolled to Monday 10; paused on Sunday, before that end, it moves from Saturday 8 to Sunday 9 and rolls again.
    CHECK(due_with(office, term_of(5, unit::day), "2024-06-03T09:00", {{"2024-06-08T10:00", "2024-06-09T10:00"}}) ==
          rolled(end_of("2024-06-10")));
    // 31 January and a month is 29 February; two dates more are 2 March, a Saturday: Monday 4.
    CHECK(due_with(office, term_of(1, unit::month), "2024-01-31T09:00", {{"2024-02-20T10:00", "2024-02-22T10:00"}}) ==
          rolled(clamped(end_of("2024-03-04"))));
  }

  TEST_CASE("a pause that has not ended") {
    const calendar office = national_calendar();
    const limit two = limit::of({2, unit::working_hour});
    pauses stood_still;
    stood_still.open_since = moment("2024-06-03T10:00");
    limit_answer answer;
    REQUIRE(evaluate_limit(office, two, moment("2024-06-03T09:00"), {}, stood_still, answer) == status::ok);
    CHECK(answer.paused);
    stood_still.as_if_resumed_at = moment("2024-06-03T14:00");
    REQUIRE(evaluate_limit(office, two, moment("2024-06-03T09:00"), {}, stood_still, answer) == status::ok);
    CHECK(answer == at_moment("2024-06-03T15:00:00"));
    stood_still = {};
    stood_still.open_since = moment("2024-06-03T11:00:01");
    REQUIRE(evaluate_limit(office, two, moment("2024-06-03T09:00"), {}, stood_still, answer) == status::ok);
    CHECK(answer == at_moment("2024-06-03T11:00:00"));
  }

  TEST_CASE("pauses that are none: backwards, out of order, over one another, unsupported") {
    const calendar office = national_calendar();
    const limit two = limit::of({2, unit::working_hour});
    for (const auto& bad :
         {closed({{"2024-06-03T10:00", "2024-06-03T09:59:59"}}),
          closed({{"2024-06-04T10:00", "2024-06-04T11:00"}, {"2024-06-03T10:00", "2024-06-03T11:00"}}),
          closed({{"2024-06-03T10:00", "2024-06-03T11:00"}, {"2024-06-03T10:59", "2024-06-03T12:00"}}),
          std::vector<pause>{{0, moment("2024-06-03T09:00")}},
          std::vector<pause>{{moment("2024-06-03T09:00"), INT64_MAX}}}) {
      pauses stood_still;
      stood_still.closed = bad;
      limit_answer answer;
      CHECK(evaluate_limit(office, two, moment("2024-06-03T09:00"), {}, stood_still, answer) == status::invalid);
      CHECK(answer == limit_answer{});
    }
  }

  // Each second from the start on, used when it is worked (or any second, for clock time) and nobody paused.
  TEST_CASE("working and clock time with pauses at random, second by second") {
    const calendar office = compiled(office_layers(date_of("2024-06-03"), date_of("2024-06-23")));
    std::mt19937_64 source{5};
    const auto any = [&](std::int64_t low, std::int64_t high) {
      return low + static_cast<std::int64_t>(source() % static_cast<std::uint64_t>(high - low + 1));
    };
    int wrong = 0;
    int moved = 0;
    for (int i = 0; i < 400; ++i) {
      const bool clock = any(0, 3) == 0;
      limit_term term = term_of(any(1, 1200), clock ? unit::minute : unit::working_minute);
      const instant start = office.first_instant() + any(0, 3 * 86400);
      std::vector<pause> windows;
      instant from = start - 3600;
      for (std::int64_t count = any(0, 4); count > 0; --count) {
        from += any(0, 30000);
        const instant until = from + (any(0, 4) == 0 ? 0 : any(1, 90000));
        windows.push_back({from, until});
        from = until;
      }
      pauses stood_still;
      stood_still.closed = windows;
      std::int64_t left = term.length.count * 60;
      instant t = start;
      const auto paused_until = [&](instant at) {
        for (const pause& window : windows) {
          if (window.from <= at && at < window.until) return window.until;
        }
        return at;
      };
      // A pause that begins at the very due still stops the clock: it is not late before the next second.
      for (;;) {
        const instant resumed = paused_until(t);
        if (resumed != t) {
          t = resumed;
          continue;
        }
        if (left == 0) break;
        if (clock || office.is_open(t)) --left;
        ++t;
      }
      limit_answer answer;
      limit_answer without;
      REQUIRE(evaluate_limit(office, limit::of_term(term), start, {}, stood_still, answer) == status::ok);
      REQUIRE(evaluate_limit(office, limit::of_term(term), start, {}, without) == status::ok);
      wrong += answer.due == t ? 0 : 1;
      moved += answer.due != without.due ? 1 : 0;
    }
    CHECK(wrong == 0);
    CHECK(moved > 100);
  }

  TEST_CASE("paused and resumed at one instant before it is late, nothing changes") {
    const calendar office = national_calendar();
    std::mt19937_64 source{6};
    int wrong = 0;
    for (int i = 0; i < 3000; ++i) {
      limit_term term = term_of(static_cast<std::int64_t>(source() % 30 + 1), static_cast<unit>(source() % 9));
      if (term.length.in == unit::year) term.length.count = 1;
      if (source() % 3 == 0) term.cut_off_s = 54000;
      if (source() % 3 == 0) term.end = term_end::last_session;
      const instant start =
          instant_at(days_from_civil(2014, 1, 1), 0) + static_cast<instant>(source() % (30ULL * 365 * 86400));
      limit_answer without;
      REQUIRE(evaluate_limit(office, limit::of_term(term), start, {}, without) == status::ok);
      const instant at = start + static_cast<instant>(source() % static_cast<std::uint64_t>(without.late_from - start));
      const std::vector<pause> windows = {{at, at}};
      pauses stood_still;
      stood_still.closed = windows;
      limit_answer with;
      REQUIRE(evaluate_limit(office, limit::of_term(term), start, {}, stood_still, with) == status::ok);
      wrong += with == without ? 0 : 1;
    }
    CHECK(wrong == 0);
  }
}
