// A derivation tells the answer of evaluate_limit, and its steps add up to the limit.
#include "thoihan/limit/derivation.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/allocation_count.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/national_calendar.hpp"

using namespace thoihan;
using role = step_role;

namespace {

std::vector<derivation_step> steps_of(const calendar& hours, const limit& what, instant start,
                                      const std::vector<fact_value>& facts = {}) {
  std::vector<derivation_step> steps;
  limit_answer told;
  limit_answer answer;
  const auto keep = [&steps](const derivation_step& step) { steps.push_back(step); };
  const status told_code = derive_limit(hours, what, start, facts, told, keep);
  CHECK(told_code == evaluate_limit(hours, what, start, facts, answer));
  CHECK(told == answer);
  return steps;
}
std::vector<derivation_step> steps_of(const calendar& hours, const limit_term& term, std::string_view start,
                                      const std::vector<fact_value>& facts = {}) {
  return steps_of(hours, limit::of_term(term), moment(start), facts);
}

// One step in one word: its date, role, kind and number.
struct told {
  std::string_view day;
  role what;
  day_kind kind;
  std::int64_t used = 0;
  bool ends = false;
};

void check_steps(const std::vector<derivation_step>& steps, std::initializer_list<told> expected) {
  REQUIRE(steps.size() == expected.size());
  std::size_t at = 0;
  for (const told& step : expected) {
    CAPTURE(step.day);
    CHECK(steps[at].day == date_of(step.day));
    CHECK(steps[at].role == step.what);
    CHECK(steps[at].kind == step.kind);
    CHECK(steps[at].known);
    CHECK(steps[at].used == step.used);
    CHECK(steps[at].ends == step.ends);
    ++at;
  }
}

std::int64_t sum_of(const std::vector<derivation_step>& steps, role what) {
  std::int64_t sum = 0;
  for (const auto& step : steps) sum += step.role == what ? step.used : 0;
  return sum;
}
int count_of(const std::vector<derivation_step>& steps, role what) {
  int count = 0;
  for (const auto& step : steps) count += step.role == what ? 1 : 0;
  return count;
}

}  // namespace

TEST_SUITE("derivation") {
  // 5 working days received 2024-04-25 09:10 (2450/VPCP-KGVX swaps 29 April for 4 May; Labour Code 112(1)c and
  // d give 30 April and 1 May).
  TEST_CASE("five working days over 30 April 2024, date by date") {
    check_steps(steps_of(national_calendar(), term_of(5, unit::working_day), "2024-04-25T09:10"),
                {{"2024-04-25", role::not_counted, day_kind::working},
                 {"2024-04-26", role::counted, day_kind::working, 1},
                 {"2024-04-27", role::passed, day_kind::weekend},
                 {"2024-04-28", role::passed, day_kind::weekend},
                 {"2024-04-29", role::passed, day_kind::swapped_off},
                 {"2024-04-30", role::passed, day_kind::holiday},
                 {"2024-05-01", role::passed, day_kind::holiday},
                 {"2024-05-02", role::counted, day_kind::working, 2},
                 {"2024-05-03", role::counted, day_kind::working, 3},
                 {"2024-05-04", role::counted, day_kind::swapped_to_work, 4},
                 {"2024-05-05", role::passed, day_kind::weekend},
                 {"2024-05-06", role::counted, day_kind::working, 5, true}});
  }

  TEST_CASE("a roll tells the day that gave way and the days that it tried") {
    check_steps(steps_of(national_calendar(), term_of(2, unit::day), "2024-04-26T09:10"),
                {{"2024-04-26", role::not_counted, day_kind::working},
                 {"2024-04-27", role::counted, day_kind::weekend, 1},
                 {"2024-04-28", role::counted, day_kind::weekend, 2},
                 {"2024-04-28", role::rolled, day_kind::weekend},
                 {"2024-04-29", role::passed, day_kind::swapped_off},
                 {"2024-04-30", role::passed, day_kind::holiday},
                 {"2024-05-01", role::passed, day_kind::holiday},
                 {"2024-05-02", role::rolled_to, day_kind::working, 0, true}});
  }

  TEST_CASE("working time tells what each date gave") {
    check_steps(steps_of(national_calendar(), term_of(12, unit::working_hour), "2024-06-07T16:00"),
                {{"2024-06-07", role::worked, day_kind::working, 3600},
                 {"2024-06-08", role::passed, day_kind::weekend},
                 {"2024-06-09", role::passed, day_kind::weekend},
                 {"2024-06-10", role::worked, day_kind::working, 28800},
                 {"2024-06-11", role::worked, day_kind::working, 10800, true}});
  }

  TEST_CASE("a cut-off tells the date of receipt and the dates up to the one on which it counts") {
    limit_term term = term_of(1, unit::working_day);
    term.cut_off_s = 15 * 3600;
    check_steps(steps_of(national_calendar(), term, "2024-06-07T16:00"),
                {{"2024-06-07", role::after_cut_off, day_kind::working},
                 {"2024-06-08", role::passed, day_kind::weekend},
                 {"2024-06-09", role::passed, day_kind::weekend},
                 {"2024-06-10", role::not_counted, day_kind::working},
                 {"2024-06-11", role::counted, day_kind::working, 1, true}});
  }

  TEST_CASE("the first day counted, clock time, now, the next session") {
    const calendar office = national_calendar();
    limit_term term = term_of(2, unit::working_day);
    term.first_day_counts = true;
    check_steps(steps_of(office, term, "2024-06-07T16:00"),
                {{"2024-06-07", role::counted, day_kind::working, 1},
                 {"2024-06-08", role::passed, day_kind::weekend},
                 {"2024-06-09", role::passed, day_kind::weekend},
                 {"2024-06-10", role::counted, day_kind::working, 2, true}});
    check_steps(steps_of(office, term_of(24, unit::hour), "2024-06-07T16:00"),
                {{"2024-06-08", role::clock, day_kind::weekend, 86400, true}});
    term = term_of(0, unit::now);
    term.grace = {30, unit::minute};
    check_steps(steps_of(office, term, "2024-06-07T16:00"),
                {{"2024-06-07", role::at_once, day_kind::working, 1800, true}});
    check_steps(steps_of(office, term_of(0, unit::next_session), "2024-06-07T16:00"),
                {{"2024-06-07", role::passed, day_kind::working},
                 {"2024-06-08", role::passed, day_kind::weekend},
                 {"2024-06-09", role::passed, day_kind::weekend},
                 {"2024-06-10", role::until_close, day_kind::working, 0, true}});
  }

  // Tuesday 18 June: Monday 17, Friday 14 and Thursday 13.
  TEST_CASE("counted back, the dates are told backwards from the event") {
    const calendar office = national_calendar();
    limit_term term = term_of(3, unit::working_day);
    term.back = true;
    check_steps(steps_of(office, term, "2024-06-03T09:00", {fact_value::of(date_of("2024-06-18"))}),
                {{"2024-06-18", role::back_from, day_kind::working},
                 {"2024-06-17", role::counted, day_kind::working, 1},
                 {"2024-06-16", role::passed, day_kind::weekend},
                 {"2024-06-15", role::passed, day_kind::weekend},
                 {"2024-06-14", role::counted, day_kind::working, 2},
                 {"2024-06-13", role::counted, day_kind::working, 3, true}});
    for (const unit in : {unit::minute, unit::hour, unit::working_minute, unit::working_hour, unit::day,
                          unit::working_day, unit::week, unit::month, unit::year}) {
      for (const std::int64_t count : {1, 2, 5, 30}) {
        term = term_of(count, in);
        term.back = true;
        term.anchor_is_date = false;
        const auto steps = steps_of(office, term, "2024-06-03T09:00", {fact_value::of(moment("2024-06-18T10:00"))});
        CAPTURE(unit_name(in));
        CAPTURE(count);
        REQUIRE_FALSE(steps.empty());
        CHECK(steps.front().role == role::back_from);
        CHECK(steps.front().day == date_of("2024-06-18"));
        int ends = 0;
        for (const auto& step : steps) ends += step.ends ? 1 : 0;
        CHECK(ends == 1);
        CHECK(steps.back().ends);
        if (is_working_time_unit(in)) CHECK(sum_of(steps, role::worked) == count * unit_seconds(in));
        if (in == unit::working_day) CHECK(count_of(steps, role::counted) == count);
      }
    }
  }

  TEST_CASE("a composition tells its parts between its two marks") {
    const calendar office = national_calendar();
    const limit two =
        composed(limit_kind::then, {limit::of({1, unit::working_day}), limit::of({1, unit::working_hour})});
    const auto steps = steps_of(office, two, moment("2024-06-03T09:00"));
    REQUIRE(steps.size() == 5);
    CHECK((steps.front().role == role::composition_begins && steps.front().composition == limit_kind::then));
    CHECK((steps.back().role == role::composition_ends && steps.back().composition == limit_kind::then));
    CHECK(steps[2].ends);
    CHECK((steps[3].role == role::worked && steps[3].day == date_of("2024-06-05") && steps[3].used == 3600 &&
           steps[3].ends));
  }

  TEST_CASE("dates past the calendar are told as unknown") {
    limit_term term = term_of(2, unit::day);
    term.rolls = false;
    const auto steps = steps_of(national_calendar(), term, "2052-12-30T09:00");
    REQUIRE(steps.size() == 3);
    CHECK(steps[1].known);
    CHECK_FALSE(steps[2].known);
  }

  TEST_CASE("an error is the same error, and its term tells nothing") {
    const calendar office = national_calendar();
    CHECK(steps_of(office, limit::of({2, unit::working_day}), moment("2052-12-30T09:00")).empty());
    CHECK(steps_of(office, limit::of({0, unit::working_day}), moment("2024-06-03T09:00")).empty());
    const limit second_fails =
        composed(limit_kind::then, {limit::of({1, unit::working_day}), limit::of({1, unit::working_day})});
    CHECK(steps_of(office, second_fails, moment("2052-12-30T09:00")).size() ==
          3);  // the mark, and the first part's two dates
  }

  // For any limit: worked seconds add up to the limit, counted days are the limit's number, the dates go up one by one, the last
  // is the one on which it ends.
  TEST_CASE("the steps of limits at random add up") {
    const calendar office = national_calendar();
    std::mt19937_64 source{20240425};
    const auto any = [&](std::int64_t low, std::int64_t high) {
      return low + static_cast<std::int64_t>(source() % static_cast<std::uint64_t>(high - low + 1));
    };
    const std::int32_t cut_offs[] = {-1, 54000, 0, 86399};
    for (int i = 0; i < 4000; ++i) {
      limit_term term = term_of(any(1, 40), static_cast<unit>(any(2, 7)));
      term.cut_off_s = cut_offs[any(0, 3)];
      term.first_day_counts = any(0, 1) == 1;
      term.make_up_counts = any(0, 1) == 1;
      term.rolls = any(0, 1) == 1;
      term.end = static_cast<term_end>(any(0, 2));
      if (term.length.in == unit::working_day && any(0, 3) == 0) term.hours_a_day = 8;
      if (term.length.in == unit::month) term.length.count = any(1, 12);
      const instant start = instant_at(days_from_civil(2013, 1, 1), 0) + any(0, 38LL * 365 * 86400);
      limit_answer answer;
      REQUIRE(evaluate_limit(office, limit::of_term(term), start, {}, answer) == status::ok);
      const auto steps = steps_of(office, limit::of_term(term), start);
      CAPTURE(i);
      REQUIRE_FALSE(steps.empty());
      CHECK(steps.front().day == day_of(start));
      CHECK(steps.back().day == answer.due_date);
      int ends = 0;
      for (std::size_t at = 0; at < steps.size(); ++at) {
        ends += steps[at].ends ? 1 : 0;
        CHECK(steps[at].kind == office.kind(steps[at].day));
        if (at > 0 && steps[at].role != role::rolled) CHECK(steps[at].day == steps[at - 1].day + 1);
      }
      CHECK((ends == 1 && steps.back().ends));
      const bool hours = is_working_time_unit(term.length.in) || term.hours_a_day > 0;
      const std::int64_t unit_s = term.hours_a_day > 0 ? term.hours_a_day * 3600 : unit_seconds(term.length.in);
      CHECK(sum_of(steps, role::worked) == (hours ? term.length.count * unit_s : 0));
      if (!hours && (term.length.in == unit::day || term.length.in == unit::working_day))
        CHECK(count_of(steps, role::counted) == term.length.count);
      if (term.length.in == unit::week) CHECK(count_of(steps, role::counted) == 7 * term.length.count);
      CHECK(count_of(steps, role::after_cut_off) == (answer.cut_off ? 1 : 0));
      CHECK(count_of(steps, role::rolled) == (answer.rolled ? 1 : 0));
      CHECK(count_of(steps, role::rolled_to) == (answer.rolled ? 1 : 0));
    }
  }

  TEST_CASE("telling allocates nothing by itself") {
    const calendar office = national_calendar();
    const limit what = limit::of({100, unit::working_day});
    const instant start = moment("2024-04-25T09:10");
    limit_answer answer;
    int steps = 0;
    const std::size_t before = allocations();
    const status code = derive_limit(office, what, start, {}, answer, [&steps](const derivation_step&) { ++steps; });
    const std::size_t after = allocations();
    CHECK(code == status::ok);
    CHECK(steps > 100);
    CHECK(after == before);
  }
}
