// What a derivation tells of pauses, extensions, commitments and exemptions: dates worked out by hand. April and May 2024 of
// Viet Nam's calendar: Mon 29 April is swapped off for Sat 4 May, Tue 30 April and Wed 1 May are holidays.
#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "tests/support/limits.hpp"
#include "tests/support/national_calendar.hpp"
#include "thoihan/clock/derive_clock.hpp"

using namespace thoihan;
using role = step_role;

namespace {

struct told {
  std::string_view day;
  role what;
  std::int64_t used = 0;
  bool ends = false;
};

void check_steps(const std::vector<derivation_step>& steps, std::initializer_list<told> expected) {
  REQUIRE(steps.size() == expected.size());
  std::size_t at = 0;
  for (const told& step : expected) {
    CAPTURE(step.day);
    CHECK(steps[at].day == (step.day.empty() ? 0 : date_of(step.day)));
    CHECK(static_cast<int>(steps[at].role) == static_cast<int>(step.what));
    CHECK(steps[at].used == step.used);
    CHECK(steps[at].ends == step.ends);
    ++at;
  }
}

std::vector<derivation_step> steps_with(const calendar& hours, const limit_term& term, std::string_view start,
                                        const pauses& still) {
  std::vector<derivation_step> steps;
  limit_answer answer;
  limit_answer again;
  const limit what = limit::of_term(term);
  CHECK(derive_limit(hours, what, moment(start), {}, still, answer,
                     [&steps](const derivation_step& step) { steps.push_back(step); }) == status::ok);
  CHECK(evaluate_limit(hours, what, moment(start), {}, still, again) == status::ok);
  CHECK(answer == again);
  return steps;
}

std::vector<derivation_step> steps_of(const duty_clock& clock, const calendar& hours, const pauses& still = {}) {
  std::vector<derivation_step> steps;
  CHECK(derive_clock(clock, hours, {}, still, [&steps](const derivation_step& step) { steps.push_back(step); }) ==
        status::ok);
  return steps;
}

}  // namespace

TEST_SUITE("derivation of pauses") {
  TEST_CASE("working days: those in (pause, resume] are told and not counted") {
    const calendar office = national_calendar();
    const pause still[] = {{moment("2024-04-26T10:00"), moment("2024-05-02T09:00")}};
    // Of 27 April to 2 May only Thursday 2 May is a working date: the fifth moves from Mon 6 to Tue 7 May.
    check_steps(steps_with(office, term_of(5, unit::working_day), "2024-04-25T09:10", {.closed = still}),
                {{"2024-04-25", role::not_counted},
                 {"2024-04-26", role::counted, 1},
                 {"2024-04-27", role::passed},
                 {"2024-04-28", role::passed},
                 {"2024-04-29", role::passed},
                 {"2024-04-30", role::passed},
                 {"2024-05-01", role::passed},
                 {"2024-05-02", role::stood_still},
                 {"2024-05-03", role::counted, 2},
                 {"2024-05-04", role::counted, 3},
                 {"2024-05-05", role::passed},
                 {"2024-05-06", role::counted, 4},
                 {"2024-05-07", role::counted, 5, true}});
  }

  TEST_CASE("working hours: each date's seconds, worked and stood still") {
    const calendar office = national_calendar();
    const pause still[] = {{moment("2024-04-25T10:00"), moment("2024-04-26T10:00")}};
    // Thu: 50 min used, 1 h 30 and 4 h stood still. Fri: 2 h 30 stood still, 1 h 30 + 4 h used. 9 h 40 are left: Thu 2 May 8 h,
    // Fri 3 May 07:30 + 1 h 40.
    check_steps(steps_with(office, term_of(16, unit::working_hour), "2024-04-25T09:10", {.closed = still}),
                {{"2024-04-25", role::worked, 3000},
                 {"2024-04-25", role::stood_still, 19800},
                 {"2024-04-26", role::worked, 19800},
                 {"2024-04-26", role::stood_still, 9000},
                 {"2024-04-27", role::passed},
                 {"2024-04-28", role::passed},
                 {"2024-04-29", role::passed},
                 {"2024-04-30", role::passed},
                 {"2024-05-01", role::passed},
                 {"2024-05-02", role::worked, 28800},
                 {"2024-05-03", role::worked, 6000, true}});
  }

  TEST_CASE("a pause that takes the last second: what ends the limit is told last") {
    const calendar office = national_calendar();
    // Mon 3 June 2024, 09:00 + 2 h = 11:00; paused 10:00 to 10:30: 11:30.
    const pause still[] = {{moment("2024-06-03T10:00"), moment("2024-06-03T10:30")}};
    check_steps(steps_with(office, term_of(2, unit::working_hour), "2024-06-03T09:00", {.closed = still}),
                {{"2024-06-03", role::stood_still, 1800}, {"2024-06-03", role::worked, 7200, true}});
  }

  TEST_CASE("clock time: each pause, then the time used") {
    const calendar office = national_calendar();
    const pause still[] = {{moment("2024-04-25T12:00"), moment("2024-04-25T15:00")},
                           {moment("2024-04-26T01:00"), moment("2024-04-26T02:00")},
                           {moment("2024-04-27T01:00"), moment("2024-04-27T02:00")}};
    // 24 h from 09:00, three and one stood still: Fri 13:00; the third pause comes after the end.
    check_steps(steps_with(office, term_of(24, unit::hour), "2024-04-25T09:00", {.closed = still}),
                {{"2024-04-25", role::stood_still, 10800},
                 {"2024-04-26", role::stood_still, 3600},
                 {"2024-04-26", role::clock, 86400, true}});
  }

  TEST_CASE("calendar days: three dates stood still") {
    const calendar office = national_calendar();
    const pause still[] = {{moment("2024-06-04T10:00"), moment("2024-06-06T09:00")}};
    // 3 days from Monday 3 June are Thursday 6; two dates more are Saturday 8, which gives way to Monday 10.
    check_steps(steps_with(office, term_of(3, unit::day), "2024-06-03T09:00", {.closed = still}),
                {{"2024-06-03", role::not_counted},
                 {"2024-06-04", role::counted, 1},
                 {"2024-06-05", role::stood_still},
                 {"2024-06-06", role::stood_still},
                 {"2024-06-07", role::counted, 2},
                 {"2024-06-08", role::counted, 3},
                 {"2024-06-08", role::rolled},
                 {"2024-06-09", role::passed},
                 {"2024-06-10", role::rolled_to, 0, true}});
  }

  TEST_CASE("an open pause: told up to its date, without an end") {
    const calendar office = national_calendar();
    pauses still;
    still.open_since = moment("2024-06-04T10:00");
    check_steps(steps_with(office, term_of(16, unit::working_hour), "2024-06-03T09:00", still),
                {{"2024-06-03", role::worked, 23400},
                 {"2024-06-04", role::worked, 9000},
                 {"2024-06-04", role::paused}});
    check_steps(steps_with(office, term_of(5, unit::working_day), "2024-06-03T09:00", still),
                {{"2024-06-03", role::not_counted}, {"2024-06-04", role::counted, 1}, {"2024-06-04", role::paused}});
    check_steps(steps_with(office, term_of(30, unit::hour), "2024-06-03T09:00", still),
                {{"2024-06-04", role::clock, 90000}, {"2024-06-04", role::paused}});
    limit_term close;
    close.length = {0, unit::next_session};
    check_steps(steps_with(office, close, "2024-06-04T09:00", still), {{"2024-06-04", role::paused}});
  }

  TEST_CASE("the close of the next session after a pause") {
    const calendar office = national_calendar();
    limit_term close;
    close.length = {0, unit::next_session};
    // Asked on Monday 3 June at 09:00, by the close of Monday's afternoon; stood still until Tuesday 08:00: Tuesday afternoon.
    const pause still[] = {{moment("2024-06-03T09:30"), moment("2024-06-04T08:00")}};
    check_steps(steps_with(office, close, "2024-06-03T09:00", {.closed = still}),
                {{"2024-06-03", role::stood_still}, {"2024-06-04", role::until_close, 0, true}});
  }
}

TEST_SUITE("derivation of a clock") {
  const limit three_days = limit::of({3, unit::working_day});

  TEST_CASE("an extension stands first, then the longer limit") {
    const calendar office = national_calendar();
    duty_clock clock;
    REQUIRE(clock.start(moment("2024-06-03T09:00"), three_days, false, office, {}, {}) == status::ok);
    REQUIRE(clock.extend(moment("2024-06-04T09:00"), {2, unit::working_day}, office, {}, {}) == status::ok);
    const auto steps = steps_of(clock, office);
    check_steps(steps, {{"", role::extended, 2},
                        {"2024-06-03", role::not_counted},
                        {"2024-06-04", role::counted, 1},
                        {"2024-06-05", role::counted, 2},
                        {"2024-06-06", role::counted, 3},
                        {"2024-06-07", role::counted, 4},
                        {"2024-06-08", role::passed},
                        {"2024-06-09", role::passed},
                        {"2024-06-10", role::counted, 5, true}});
    CHECK(steps[0].in == unit::working_day);
  }

  TEST_CASE("a commitment takes the limit's place; pauses move it") {
    const calendar office = national_calendar();
    duty_clock clock;
    REQUIRE(clock.start(moment("2024-06-03T09:00"), three_days, false, office, {}, {}) == status::ok);
    REQUIRE(clock.commit(moment("2024-06-05T09:00"), committed_date(date_of("2024-06-20")), {}) == status::ok);
    check_steps(steps_of(clock, office), {{"2024-06-20", role::committed, 0, true}});
    // Two dates in (10, 12] June; the pause before the commitment was given moves nothing.
    const pause still[] = {{moment("2024-06-04T09:00"), moment("2024-06-05T08:00")},
                           {moment("2024-06-10T09:00"), moment("2024-06-12T09:00")}};
    check_steps(steps_of(clock, office, {.closed = still}),
                {{"2024-06-10", role::stood_still}, {"2024-06-22", role::committed, 0, true}});
    pauses open{.closed = still};
    open.open_since = moment("2024-06-14T09:00");
    check_steps(steps_of(clock, office, open), {{"2024-06-10", role::stood_still},
                                                {"2024-06-22", role::committed},
                                                {"2024-06-14", role::paused}});
  }

  TEST_CASE("a committed instant moves by seconds") {
    const calendar office = national_calendar();
    duty_clock clock;
    REQUIRE(clock.start(moment("2024-06-03T09:00"), three_days, false, office, {}, {}) == status::ok);
    REQUIRE(clock.commit(moment("2024-06-05T09:00"), committed_instant(moment("2024-06-20T10:00")), {}) == status::ok);
    const pause still[] = {{moment("2024-06-10T09:00"), moment("2024-06-10T09:30")}};
    check_steps(steps_of(clock, office, {.closed = still}),
                {{"2024-06-10", role::stood_still, 1800}, {"2024-06-20", role::committed, 0, true}});
  }

  TEST_CASE("an exemption is told last") {
    const calendar office = national_calendar();
    duty_clock clock;
    const limit two_hours = limit::of({2, unit::hour});
    REQUIRE(clock.start(moment("2024-06-03T09:00"), two_hours, false, office, {}, {}) == status::ok);
    REQUIRE(clock.exempt(moment("2024-06-03T10:00")) == status::ok);
    check_steps(steps_of(clock, office), {{"2024-06-03", role::clock, 7200, true}, {"", role::exempted}});
  }

  TEST_CASE("errors: a clock without a limit, an end that the calendar does not reach") {
    const calendar office = national_calendar();
    int steps = 0;
    const auto count = [&steps](const derivation_step&) { ++steps; };
    duty_clock clock;
    clock.start(moment("2024-06-03T09:00"));
    CHECK(derive_clock(clock, office, {}, {}, count) == status::misuse);
    REQUIRE(clock.start(moment("2024-06-03T09:00"), three_days, false, office, {}, {}) == status::ok);
    const pause still[] = {{moment("2024-06-04T09:00"), moment("2090-06-04T09:00")}};
    CHECK(derive_clock(clock, office, {}, {.closed = still}, count) == status::horizon);
    CHECK(steps == 0);
  }
}
