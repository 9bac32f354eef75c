// A batch answers row by row what the single form answers, whatever the columns, the calendar and the processor.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "tests/support/allocation_count.hpp"
#include "tests/support/national_calendar.hpp"
#include "tests/support/random_calendar.hpp"
#include "thoihan/limit/batch.hpp"
#include "thoihan/limit/wide_batch.hpp"

using namespace thoihan;

namespace {

constexpr instant untouched = -7;

// Instants inside, at both ends and outside the horizon, in no order.
std::vector<instant> starts_of(const calendar& hours, std::size_t rows, std::mt19937_64& random) {
  std::uniform_int_distribution<instant> wide(hours.first_instant() - 100000, hours.last_instant() + 100000);
  std::uniform_int_distribution<instant> inside(hours.first_instant(), hours.last_instant());
  std::vector<instant> starts(rows);
  for (std::size_t row = 0; row < rows; ++row) starts[row] = row % 64 == 5 ? wide(random) : inside(random);
  const instant ends[] = {std::numeric_limits<instant>::min(), std::numeric_limits<instant>::max(),
                          hours.first_instant() - 1,           hours.first_instant(),
                          hours.last_instant(),                hours.last_instant() + 1,
                          hours.first_instant() + (instant{1} << 32U)};
  for (std::size_t i = 0; i < std::size(ends) && i * 9 < rows; ++i) starts[i * 9] = ends[i];
  return starts;
}

struct rows_added {
  std::vector<instant> dues;
  std::vector<status> codes;
  std::size_t failed = 0;
  bool operator==(const rows_added&) const = default;
};

rows_added singly(const calendar& hours, const std::vector<instant>& starts, std::int64_t seconds) {
  rows_added out{std::vector<instant>(starts.size(), untouched), std::vector<status>(starts.size()), 0};
  for (std::size_t row = 0; row < starts.size(); ++row) {
    out.codes[row] = hours.add(starts[row], seconds, out.dues[row]);
    out.failed += out.codes[row] == status::ok ? 0U : 1U;
  }
  return out;
}

template <class Add>
rows_added by(const Add& add, const calendar& hours, const std::vector<instant>& starts, std::int64_t seconds) {
  rows_added out{std::vector<instant>(starts.size(), untouched), std::vector<status>(starts.size()), 0};
  out.failed = add(hours, column_of(starts), seconds, column_of(out.dues), column_of(out.codes), starts.size());
  return out;
}

void check_adds(const calendar& hours, std::size_t rows, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  const std::vector<instant> starts = starts_of(hours, rows, random);
  for (const std::int64_t seconds :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{7200}, std::int64_t{14400}, std::int64_t{14401},
        std::int64_t{57600}, std::int64_t{20000000}, std::int64_t{-1}, std::int64_t{1} << 33U,
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    CAPTURE(seconds);
    const rows_added expected = singly(hours, starts, seconds);
    CHECK(by(add_batch, hours, starts, seconds) == expected);
    CHECK(by(add_batch_wide, hours, starts, seconds) == expected);
  }
}

calendar with_sessions(std::vector<session> sessions) {
  calendar_layers layers = national_layers(holiday_rows());
  layers.weekly[0].sessions = std::move(sessions);
  return compiled(layers);
}

}  // namespace

TEST_SUITE("batch") {
  TEST_CASE("add: every number of rows up to two vectors and some") {
    const calendar office = national_calendar();
    for (std::size_t rows = 0; rows <= 27; ++rows) check_adds(office, rows, rows);
  }

  TEST_CASE("add: one and two sessions, three, a fine grain, around the clock, nothing at all") {
    check_adds(national_calendar(), 5000, 1);
    check_adds(with_sessions({{28800, 57600}}), 5000, 2);
    check_adds(with_sessions({{25200, 36000}, {39600, 46800}, {50400, 64800}}), 5000, 3);
    check_adds(with_sessions({{25200, 41400}, {48600, 61200}}), 5000, 4);
    check_adds(with_sessions({{26400, 42600}, {47400, 61501}}), 5000, 5);
    check_adds(with_sessions({{0, 86400}}), 5000, 6);
    check_adds(with_sessions({{79200, 108000}}), 5000, 7);
    check_adds(with_sessions({}), 500, 8);
    check_adds(calendar{}, 50, 9);
  }

  TEST_CASE("add: random calendars with half days, night shifts and seasons") {
    std::mt19937_64 random{1022};
    int compiled_calendars = 0;
    for (int i = 0; i < 300; ++i) {
      calendar hours;
      if (!compile_calendar(random_layers(random), hours).empty()) continue;
      ++compiled_calendars;
      check_adds(hours, 200, random());
    }
    CHECK(compiled_calendars > 100);
  }

  TEST_CASE("columns: members of records, backwards, in place") {
    struct record {
      std::int32_t number;
      instant start;
      instant due;
      status code;
    };
    const calendar office = national_calendar();
    std::mt19937_64 random{3};
    const std::vector<instant> starts = starts_of(office, 1000, random);
    const rows_added expected = singly(office, starts, 7200);
    for (const bool wide : {false, true}) {
      const auto add = wide ? add_batch_wide : add_batch;
      std::vector<record> records;
      for (const instant start : starts) records.push_back({1, start, untouched, status::internal});
      constexpr std::ptrdiff_t stride = sizeof(record);
      CHECK(add(office, {&records[0].start, stride}, 7200, {&records[0].due, stride}, {&records[0].code, stride},
                records.size()) == expected.failed);
      std::vector<instant> dues(starts.size(), untouched);
      std::vector<status> codes(starts.size());
      constexpr std::ptrdiff_t backwards = -static_cast<std::ptrdiff_t>(sizeof(instant));
      CHECK(add(office, {&starts.back(), backwards}, 7200, {&dues.back(), backwards}, column_of(codes),
                starts.size()) == expected.failed);
      std::vector<instant> both = starts;
      CHECK(add(office, column_of(both), 7200, column_of(both), column_of(codes), both.size()) == expected.failed);
      int wrong = 0;
      for (std::size_t row = 0; row < starts.size(); ++row) {
        wrong += records[row].due == expected.dues[row] && records[row].code == expected.codes[row] ? 0 : 1;
        wrong += dues[row] == expected.dues[row] ? 0 : 1;
        wrong += both[row] == (expected.codes[row] == status::ok ? expected.dues[row] : starts[row]) ? 0 : 1;
        wrong += codes[row] == expected.codes[row] ? 0 : 1;
      }
      CHECK(wrong == 0);
    }
  }

  TEST_CASE("elapsed and working dates, with one value for every row") {
    const calendar office = national_calendar();
    std::mt19937_64 random{4};
    const std::vector<instant> starts = starts_of(office, 1000, random);
    const instant until = starts[100];
    std::vector<std::int64_t> seconds(starts.size(), untouched);
    std::vector<status> codes(starts.size());
    const std::size_t failed = elapsed_batch(office, column_of(starts), {&until, 0}, column_of(seconds),
                                             column_of(codes), starts.size());
    std::size_t failures = 0;
    int wrong = 0;
    for (std::size_t row = 0; row < starts.size(); ++row) {
      std::int64_t one = untouched;
      const status code = office.elapsed(starts[row], until, one);
      failures += code == status::ok ? 0U : 1U;
      wrong += code == codes[row] && one == seconds[row] ? 0 : 1;
    }
    CHECK(failed == failures);
    CHECK(failed > 0);

    std::vector<day_number> days;
    for (day_number day = office.first_day() - 3; day <= office.first_day() + 800; ++day) days.push_back(day);
    std::vector<day_number> later(days.size(), -1);
    codes.assign(days.size(), status::internal);
    CHECK(working_date_after_batch(office, column_of(days), 5, working_dates::all, column_of(later), column_of(codes),
                                   days.size()) == 3);
    for (std::size_t row = 0; row < days.size(); ++row) {
      day_number one = -1;
      const status code = office.working_date_after(days[row], 5, working_dates::all, one);
      wrong += code == codes[row] && one == later[row] ? 0 : 1;
    }
    CHECK(wrong == 0);
  }

  TEST_CASE("whole limits: every unit and a composition") {
    const calendar office = national_calendar();
    std::mt19937_64 random{5};
    const std::vector<instant> starts = starts_of(office, 400, random);
    limit then;
    then.nodes[0].kind = limit_kind::then;
    then.nodes[0].children = 2;
    then.nodes[1].term.length = {2, unit::working_day};
    then.nodes[2].term.length = {90, unit::working_minute};
    then.size = 3;
    std::vector<limit> limits = {then};
    for (const unit in : {unit::minute, unit::hour, unit::working_minute, unit::working_hour, unit::day,
                          unit::working_day, unit::week, unit::month, unit::year, unit::now, unit::next_session}) {
      limits.push_back(limit::of({3, in}));
    }
    int wrong = 0;
    for (const limit& what : limits) {
      std::vector<limit_answer> answers(starts.size());
      std::vector<status> codes(starts.size());
      const std::size_t failed = evaluate_batch(office, what, column_of(starts), {}, column_of(answers),
                                                column_of(codes), starts.size());
      std::size_t failures = 0;
      for (std::size_t row = 0; row < starts.size(); ++row) {
        limit_answer one;
        const status code = evaluate_limit(office, what, starts[row], {}, one);
        failures += code == status::ok ? 0U : 1U;
        wrong += code == codes[row] && one == answers[row] ? 0 : 1;
      }
      CHECK(failed == failures);
    }
    CHECK(wrong == 0);
  }

  TEST_CASE("no allocation") {
    const calendar office = national_calendar();
    std::mt19937_64 random{6};
    const std::vector<instant> starts = starts_of(office, 1000, random);
    std::vector<instant> dues(starts.size());
    std::vector<status> codes(starts.size());
    const std::size_t before = allocations();
    add_batch(office, column_of(starts), 7200, column_of(dues), column_of(codes), starts.size());
    add_batch_wide(office, column_of(starts), 7200, column_of(dues), column_of(codes), starts.size());
    CHECK(allocations() == before);
  }
}
