// The clock of a duty at its edges: acts on the wrong clock, the last extension, the second at which a pause still moves a
// commitment. June 2024 has no holiday; Monday is the 3rd. Three working days from Monday 3 June are 4, 5 and 6: due 24:00 of
// Thursday 6.
#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

#include "tests/support/limits.hpp"
#include "tests/support/national_calendar.hpp"
#include "thoihan/clock/clock.hpp"
#include "thoihan/clock/measure.hpp"

using namespace thoihan;

namespace {

const limit three_days = limit::of({3, unit::working_day});
constexpr amount one_day{1, unit::working_day};

struct fixture {
  calendar office = national_calendar();

  duty_clock started(const limit& what = three_days) {
    duty_clock clock;
    REQUIRE(clock.start(moment("2024-06-03T09:00"), what, false, office, {}, {}) == status::ok);
    return clock;
  }
  duty_clock committed_to(const limit_answer& until) {
    duty_clock clock = started();
    REQUIRE(clock.commit(moment("2024-06-05T09:00"), until, {}) == status::ok);
    return clock;
  }
  limit_answer end_with(const duty_clock& clock, const std::vector<thoihan::pause>& closed) {
    limit_answer answer;
    REQUIRE(clock.end_with(office, {}, pauses{.closed = closed}, answer) == status::ok);
    return answer;
  }
};

thoihan::pause paused(std::string_view from, std::string_view until) { return {moment(from), moment(until)}; }

}  // namespace

TEST_SUITE("clock: edges") {
  TEST_CASE_FIXTURE(fixture, "what a clock says of itself") {
    duty_clock clock = started();
    CHECK(clock.started_at() == moment("2024-06-03T09:00"));
    CHECK((clock.limited() && clock.running()));
    CHECK_FALSE((clock.extended() || clock.committed() || clock.exempted()));
    CHECK(clock.what() == three_days);
    CHECK(clock.answer() == end_of("2024-06-06"));
    CHECK_FALSE(clock.late_at(moment("2024-06-06T23:59:59")));
    CHECK(clock.late_at(moment("2024-06-07T00:00")));
    REQUIRE(clock.meet(moment("2024-06-06T23:59:59")) == status::ok);
    CHECK(clock.ended_at() == moment("2024-06-06T23:59:59"));
    CHECK_FALSE(clock.running());
    // A second start forgets everything.
    clock.start(moment("2024-06-10T09:00"));
    CHECK(clock.started_at() == moment("2024-06-10T09:00"));
    CHECK((clock.running() && !clock.limited() && clock.ended_at() == 0));
  }

  TEST_CASE_FIXTURE(fixture, "a start that fails leaves the clock as it was") {
    duty_clock clock = started();
    CHECK(clock.start(moment("2052-12-31T09:00"), three_days, true, office, {}, {}) == status::horizon);
    CHECK(clock.started_at() == moment("2024-06-03T09:00"));
    CHECK(clock.answer() == end_of("2024-06-06"));
  }

  TEST_CASE_FIXTURE(fixture, "a limit chosen by an undecided date is provisional") {
    duty_clock clock;
    REQUIRE(clock.start(moment("2024-06-03T09:00"), three_days, true, office, {}, {}) == status::ok);
    CHECK(clock.answer() == provisional(end_of("2024-06-06")));
    CHECK(end_with(clock, {}) == provisional(end_of("2024-06-06")));
    clock = started();
    CHECK_FALSE(clock.answer().provisional);
    const limit four_days = limit::of({4, unit::working_day});
    REQUIRE(clock.choose_again(moment("2024-06-04T09:00"), four_days, true, office, {}, {}) == status::ok);
    CHECK(clock.answer() == provisional(end_of("2024-06-07")));
    CHECK(end_with(clock, {}) == provisional(end_of("2024-06-07")));
  }

  TEST_CASE_FIXTURE(fixture, "acts on a clock that has ended, has no limit, or is committed") {
    const instant at = moment("2024-06-04T09:00");
    const limit_answer later = committed_date(date_of("2024-06-20"));
    duty_clock ended = started();
    REQUIRE(ended.cancel(moment("2024-06-03T10:00")) == status::ok);
    duty_clock unlimited;
    unlimited.start(moment("2024-06-03T09:00"));
    for (duty_clock* clock : {&ended, &unlimited}) {
      const limit_answer before = clock->answer();
      CHECK(clock->extend(at, one_day, office, {}, {}) == status::misuse);
      CHECK(clock->commit(at, later, {}) == status::misuse);
      CHECK(clock->exempt(at) == status::misuse);
      CHECK(clock->choose_again(at, three_days, false, office, {}, {}) == status::misuse);
      // Pauses do not reach it, and that is no error.
      const std::vector<thoihan::pause> closed = {paused("2024-06-03T09:30", "2024-06-05T09:30")};
      CHECK(clock->stand_still(office, {}, pauses{.closed = closed}) == status::ok);
      CHECK(clock->answer() == before);
      CHECK_FALSE((clock->exempted() || clock->committed() || clock->extended()));
    }
    CHECK(ended.meet(at) == status::misuse);
    CHECK(ended.cancel(at) == status::misuse);
    CHECK(ended.ended_at() == moment("2024-06-03T10:00"));
    CHECK(ended.outcome() == clock_outcome::cancelled);
    limit_answer untouched = later;
    CHECK(unlimited.end_with(office, {}, {}, untouched) == status::misuse);
    CHECK(unlimited.due_if_resumed(at, office, {}, {}, untouched) == status::misuse);
    CHECK(untouched == later);
    duty_clock committed = committed_to(later);
    CHECK(committed.extend(moment("2024-06-05T10:00"), one_day, office, {}, {}) == status::misuse);
    CHECK(committed.answer() == later);
    CHECK(committed.exempt(moment("2024-06-20T23:59:59")) == status::ok);
  }

  TEST_CASE_FIXTURE(fixture, "an exemption asked for in time counts even when it is granted after the duty was met") {
    const instant last_second = moment("2024-06-06T23:59:59");
    const instant met_late_at = moment("2024-06-10T09:00");
    duty_clock late = started();
    REQUIRE(late.meet(met_late_at) == status::ok);
    CHECK(late.exempt(met_late_at + 1) == status::misuse);  // the duty was over
    CHECK(late.exempt(met_late_at) == status::expired);
    CHECK(late.exempt(last_second + 1) == status::expired);
    CHECK((late.outcome() == clock_outcome::met_late && !late.exempted()));
    CHECK(late.exempt(last_second) == status::ok);
    CHECK((late.outcome() == clock_outcome::met && late.exempted()));
    CHECK(late.ended_at() == met_late_at);

    const instant met_at = moment("2024-06-05T09:00");
    duty_clock in_time = started();
    REQUIRE(in_time.meet(met_at) == status::ok);
    CHECK(in_time.exempt(met_at + 1) == status::misuse);
    CHECK_FALSE(in_time.exempted());
    CHECK(in_time.exempt(met_at) == status::ok);
    CHECK((in_time.outcome() == clock_outcome::met && in_time.exempted()));

    duty_clock cancelled = started();
    REQUIRE(cancelled.cancel(met_at) == status::ok);
    CHECK(cancelled.exempt(met_at - 1) == status::misuse);
    CHECK((cancelled.outcome() == clock_outcome::cancelled && !cancelled.exempted()));
  }

  TEST_CASE_FIXTURE(fixture, "eight extensions are told, in their order; the ninth is too many") {
    duty_clock clock = started();
    for (int i = 1; i <= 8; ++i) REQUIRE(clock.extend(moment("2024-06-04T09:00"), {i, unit::hour}, office, {}, {}) == status::ok);
    CHECK(clock.extend(moment("2024-06-04T09:00"), {9, unit::hour}, office, {}, {}) == status::too_big);
    REQUIRE(clock.extensions().size() == 8);
    for (int i = 1; i <= 8; ++i) CHECK(clock.extensions()[static_cast<std::size_t>(i - 1)] == amount{i, unit::hour});
    // 1 + 2 + ... + 8 = 36 hours after 24:00 of Thursday 6 June.
    CHECK(clock.answer() == at_moment("2024-06-08T12:00:00"));
    // Another limit keeps them: 2 working days end on Wednesday 5.
    const limit two_days = limit::of({2, unit::working_day});
    REQUIRE(clock.choose_again(moment("2024-06-04T10:00"), two_days, false, office, {}, {}) == status::ok);
    CHECK(clock.answer() == at_moment("2024-06-07T12:00:00"));
    CHECK(clock.extensions().size() == 8);
  }

  TEST_CASE_FIXTURE(fixture, "what fails changes nothing") {
    duty_clock clock = started();
    CHECK(clock.extend(moment("2024-06-04T09:00"), {1'000'000, unit::working_day}, office, {}, {}) == status::too_big);
    CHECK(clock.extend(moment("2024-06-04T09:00"), {900'000, unit::working_hour}, office, {}, {}) == status::horizon);
    const limit nothing;
    const limit too_long = limit::of({1'000'000, unit::working_day});
    CHECK(clock.choose_again(moment("2024-06-04T09:00"), nothing, true, office, {}, {}) == status::invalid);
    CHECK(clock.choose_again(moment("2024-06-04T09:00"), too_long, true, office, {}, {}) == status::horizon);
    const std::vector<thoihan::pause> backwards = {paused("2024-06-04T10:00", "2024-06-04T09:00")};
    CHECK(clock.stand_still(office, {}, pauses{.closed = backwards}) == status::invalid);
    CHECK(clock.what() == three_days);
    CHECK(clock.answer() == end_of("2024-06-06"));
    CHECK(clock.extensions().empty());
    // A limit that takes no extension cannot be chosen for a clock that was extended.
    REQUIRE(clock.extend(moment("2024-06-04T09:00"), one_day, office, {}, {}) == status::ok);
    const limit at_once = limit::of({0, unit::now});
    CHECK(clock.choose_again(moment("2024-06-04T10:00"), at_once, false, office, {}, {}) == status::invalid);
    CHECK(clock.answer() == end_of("2024-06-07"));
  }

  TEST_CASE_FIXTURE(fixture, "taken apart and put together again, a clock goes on as if it had not been") {
    duty_clock clock = started();
    REQUIRE(clock.extend(moment("2024-06-04T09:00"), one_day, office, {}, {}) == status::ok);
    duty_clock again;
    REQUIRE(again.remember(clock.memory(), clock.chosen()) == status::ok);
    CHECK(again == clock);
    CHECK(again.what() == limit::of({4, unit::working_day}));
    // Three working days and one, and another one: Monday 10 June.
    for (duty_clock* one : {&clock, &again}) {
      REQUIRE(one->extend(moment("2024-06-05T09:00"), one_day, office, {}, {}) == status::ok);
      CHECK(one->answer() == end_of("2024-06-10"));
      REQUIRE(one->commit(moment("2024-06-05T10:00"), committed_date(date_of("2024-06-20")), {}) == status::ok);
      REQUIRE(one->exempt(moment("2024-06-05T11:00")) == status::ok);
      REQUIRE(one->meet(moment("2024-06-21T00:00")) == status::ok);
    }
    CHECK(again == clock);
    REQUIRE(again.remember(clock.memory(), &three_days) == status::ok);
    CHECK(again == clock);
    // Clocks are of one limit, not of two that say the same.
    const limit other_days = three_days;
    REQUIRE(again.remember(clock.memory(), &other_days) == status::ok);
    CHECK_FALSE(again == clock);

    duty_clock unlimited;
    unlimited.start(moment("2024-06-03T09:00"));
    REQUIRE(again.remember(unlimited.memory(), unlimited.chosen()) == status::ok);
    CHECK(again == unlimited);
  }

  TEST_CASE_FIXTURE(fixture, "a memory that no clock has is refused, and changes nothing") {
    duty_clock clock = committed_to(committed_date(date_of("2024-06-20")));
    const duty_clock before = clock;
    const auto refuses = [&](auto change) {
      clock_memory kept = before.memory();
      change(kept);
      return clock.remember(kept, &three_days) == status::invalid && clock == before;
    };
    REQUIRE_FALSE(refuses([](clock_memory&) {}));
    constexpr instant too_early = first_supported_instant - 1;
    constexpr instant too_late = last_supported_instant + 1;
    constexpr instant least = std::numeric_limits<instant>::min();
    constexpr instant most = std::numeric_limits<instant>::max();
    for (const instant wrong : {too_early, too_late, least, most}) {
      CHECK(refuses([=](clock_memory& kept) { kept.started_at = wrong; }));
      CHECK(refuses([=](clock_memory& kept) { kept.committed_at = wrong; }));
      CHECK(refuses([=](clock_memory& kept) { kept.answer.due = wrong; }));
      CHECK(refuses([=](clock_memory& kept) { kept.commitment.due = wrong; }));
      CHECK(refuses([=](clock_memory& kept) {
        kept.ended_at = wrong;
        kept.outcome = clock_outcome::met;
      }));
      // A clock that runs has no end to be wrong.
      CHECK_FALSE(refuses([=](clock_memory& kept) { kept.ended_at = wrong; }));
      clock = before;
    }
    // The last second that a due can have is late a second later.
    for (const instant wrong : {too_early, too_late + 1, least, most})
      CHECK(refuses([=](clock_memory& kept) { kept.answer.late_from = wrong; }));
    CHECK_FALSE(refuses([](clock_memory& kept) { kept.answer.late_from = too_late; }));
    clock = before;
    // The 24:00 of the last date, as an instant, is of the next.
    for (const day_number wrong : {first_supported_day - 1, last_supported_day + 2})
      CHECK(refuses([=](clock_memory& kept) { kept.answer.due_date = wrong; }));
    for (const day_number right : {first_supported_day, last_supported_day + 1})
      CHECK_FALSE(refuses([=](clock_memory& kept) { kept.answer.due_date = right; }));
    clock = before;
    CHECK(refuses([](clock_memory& kept) { kept.answer.end = static_cast<end_kind>(2); }));
    CHECK(refuses([](clock_memory& kept) { kept.outcome = static_cast<clock_outcome>(4); }));
    CHECK(refuses([](clock_memory& kept) { kept.commitments = -1; }));
    CHECK(refuses([](clock_memory& kept) { kept.extensions = -1; }));
    CHECK(refuses([](clock_memory& kept) { kept.extensions = 9; }));
    // Extended by nothing, or by more than any limit has.
    CHECK(refuses([](clock_memory& kept) { kept.extensions = 1; }));
    CHECK(refuses([](clock_memory& kept) {
      kept.extensions = 1;
      kept.extended_by[0] = {1'000'000, unit::working_day};
    }));
    CHECK_FALSE(refuses([](clock_memory& kept) {
      kept.extensions = 8;
      kept.extended_by.fill(one_day);
    }));
    clock = before;

    CHECK(clock.remember(before.memory(), nullptr) == status::invalid);
    duty_clock unlimited;
    unlimited.start(moment("2024-06-03T09:00"));
    CHECK(clock.remember(unlimited.memory(), &three_days) == status::invalid);
    for (int what = 0; what < 4; ++what) {
      clock_memory kept = unlimited.memory();
      kept.exempted = what == 0;
      kept.provisional_choice = what == 1;
      kept.extensions = what == 2 ? 1 : 0;
      kept.commitments = what == 3 ? 1 : 0;
      CHECK(clock.remember(kept, nullptr) == status::invalid);
    }
    CHECK(clock == before);
  }

  TEST_CASE_FIXTURE(fixture, "a commitment: not before the due, unless downwards; not more often than allowed; not out of range") {
    const instant at = moment("2024-06-04T09:00");
    duty_clock clock = started();
    CHECK(clock.commit(at, committed_date(date_of("2024-06-20")), {.times = 0}) == status::conflict);
    CHECK(clock.commit(at, committed_instant(last_supported_instant + 1), {}) == status::range);
    CHECK(clock.commit(at, committed_instant(moment("2024-06-06T23:59:58")), {}) == status::range);
    CHECK(clock.answer() == end_of("2024-06-06"));
    CHECK_FALSE(clock.committed());
    // Late from the very second from which the limit was.
    REQUIRE(clock.commit(at, committed_instant(moment("2024-06-06T23:59:59")), {.times = 3}) == status::ok);
    CHECK(clock.answer() == at_moment("2024-06-06T23:59:59"));
    CHECK(clock.committed_at() == at);
    REQUIRE(clock.commit(at + 60, committed_date(date_of("2024-06-05")), {.downwards = true, .times = 3}) == status::ok);
    CHECK(clock.answer() == end_of("2024-06-05"));
    CHECK(clock.committed_at() == at + 60);
    REQUIRE(clock.commit(at + 120, committed_instant(last_supported_instant), {.times = 3}) == status::ok);
    CHECK(clock.commit(at + 180, committed_instant(last_supported_instant), {.times = 3}) == status::conflict);
    CHECK(clock.commit(at + 180, committed_instant(last_supported_instant), {.times = 4}) == status::ok);
  }

  TEST_CASE_FIXTURE(fixture, "which pauses move a commitment, and by how much") {
    // Given on Wednesday 5 June at 09:00: the 20th, or that day at 10:00.
    const duty_clock date = committed_to(committed_date(date_of("2024-06-20")));
    const duty_clock time = committed_to(committed_instant(moment("2024-06-20T10:00")));
    CHECK(end_with(date, {}) == end_of("2024-06-20"));
    CHECK(end_with(time, {}) == at_moment("2024-06-20T10:00:00"));
    // It ended when the commitment was given: nothing. It ended a second later: one second, and no date.
    CHECK(end_with(date, {paused("2024-06-04T09:00", "2024-06-05T09:00")}) == end_of("2024-06-20"));
    CHECK(end_with(time, {paused("2024-06-04T09:00", "2024-06-05T09:00")}) == at_moment("2024-06-20T10:00:00"));
    CHECK(end_with(date, {paused("2024-06-04T09:00", "2024-06-05T09:00:01")}) == end_of("2024-06-20"));
    CHECK(end_with(time, {paused("2024-06-04T09:00", "2024-06-05T09:00:01")}) == at_moment("2024-06-20T10:00:01"));
    // It began before, or with it: what is left from the commitment on, two dates, or 48 hours and an hour.
    CHECK(end_with(date, {paused("2024-06-04T09:00", "2024-06-07T10:00")}) == end_of("2024-06-22"));
    CHECK(end_with(time, {paused("2024-06-04T09:00", "2024-06-07T10:00")}) == at_moment("2024-06-22T11:00:00"));
    CHECK(end_with(date, {paused("2024-06-05T09:00", "2024-06-07T10:00")}) == end_of("2024-06-22"));
    CHECK(end_with(time, {paused("2024-06-05T09:00", "2024-06-07T10:00")}) == at_moment("2024-06-22T11:00:00"));
    // In the last second on time, and in the first that is late.
    CHECK(end_with(date, {paused("2024-06-20T23:59:59", "2024-06-21T00:00")}) == end_of("2024-06-21"));
    CHECK(end_with(date, {paused("2024-06-21T00:00", "2024-06-23T00:00")}) == end_of("2024-06-20"));
    CHECK(end_with(time, {paused("2024-06-20T10:00", "2024-06-20T10:30")}) == at_moment("2024-06-20T10:30:00"));
    CHECK(end_with(time, {paused("2024-06-20T10:00:01", "2024-06-20T10:30")}) == at_moment("2024-06-20T10:00:00"));
    // The first moves the end far enough for the second to move it, too: 20 + 1 + 2; 10:00 + 1 h + 2 h, to midnight and past it.
    CHECK(end_with(date, {paused("2024-06-20T12:00", "2024-06-21T12:00"), paused("2024-06-21T20:00", "2024-06-23T08:00")}) ==
          end_of("2024-06-23"));
    CHECK(end_with(time, {paused("2024-06-20T09:00", "2024-06-20T10:00"), paused("2024-06-20T11:00", "2024-06-21T00:00")}) ==
          at_moment("2024-06-21T00:00:00"));
  }

  TEST_CASE_FIXTURE(fixture, "a commitment that stands still, and one moved out of the dates") {
    const duty_clock date = committed_to(committed_date(date_of("2024-06-20")));
    const std::vector<thoihan::pause> closed = {paused("2024-06-10T09:00", "2024-06-12T09:00")};
    pauses open{.closed = closed};
    open.open_since = moment("2024-06-22T23:59:59");
    limit_answer answer;
    REQUIRE(date.end_with(office, {}, open, answer) == status::ok);
    limit_answer expected = end_of("2024-06-22");
    expected.paused = true;
    CHECK(answer == expected);
    // Resumed on the 24th: two dates more.
    REQUIRE(date.due_if_resumed(moment("2024-06-24T09:00"), office, {}, open, answer) == status::ok);
    CHECK(answer == end_of("2024-06-24"));
    open.open_since = moment("2024-06-23T00:00");
    REQUIRE(date.end_with(office, {}, open, answer) == status::ok);
    CHECK(answer == end_of("2024-06-22"));

    // Given while the clock stands still, it stands still, too.
    duty_clock still = started();
    open = {};
    open.open_since = moment("2024-06-04T09:00");
    REQUIRE(still.stand_still(office, {}, open) == status::ok);
    REQUIRE(still.commit(moment("2024-06-05T09:00"), committed_date(date_of("2024-06-20")), {}) == status::ok);
    expected = end_of("2024-06-20");
    expected.paused = true;
    CHECK(still.answer() == expected);
    CHECK_FALSE(still.late_at(moment("2024-06-21T00:00")));
    REQUIRE(still.due_if_resumed(moment("2024-06-07T09:00"), office, {}, open, answer) == status::ok);
    CHECK(answer == end_of("2024-06-22"));

    const duty_clock last = committed_to(committed_date(date_of("2099-12-31")));
    const limit_answer before = answer;
    const std::vector<thoihan::pause> within = {paused("2099-12-31T09:00", "2099-12-31T10:00")};
    REQUIRE(last.end_with(office, {}, pauses{.closed = within}, answer) == status::ok);
    CHECK(answer == end_of("2099-12-31"));
    const std::vector<thoihan::pause> across = {paused("2099-12-30T09:00", "2099-12-31T10:00")};
    answer = before;
    CHECK(last.end_with(office, {}, pauses{.closed = across}, answer) == status::range);
    const std::vector<thoihan::pause> backwards = {paused("2024-06-12T09:00", "2024-06-10T09:00")};
    CHECK(last.end_with(office, {}, pauses{.closed = backwards}, answer) == status::invalid);
    CHECK(answer == before);
  }

  TEST_CASE_FIXTURE(fixture, "what is left, at the ends of the calendar") {
    const limit_answer due = end_of("2024-06-06");
    time_left left;
    left.clock_s = 77;
    CHECK(measure_left(office, due, office.first_instant() - 1, left) == status::horizon);
    CHECK(measure_left(office, due, office.last_instant() + 1, left) == status::horizon);
    CHECK(measure_left(office, due, first_supported_instant - 1, left) == status::horizon);
    CHECK(measure_left(office, end_of("2053-01-02"), moment("2024-06-03T09:00"), left) == status::horizon);
    CHECK(left.clock_s == 77);
    // Monday 3 June 16:00 to 24:00 of Thursday 6: 80 hours, 1 + 3 x 8 of them worked, three dates, all of them working.
    REQUIRE(measure_left(office, due, moment("2024-06-03T16:00"), left) == status::ok);
    CHECK((left.clock_s == 80 * 3600 && left.working_s == 25 * 3600 && left.dates == 3 && left.working_dates == 3));
    // From 24:00 of the 6th to Monday 10 at 08:00 it is overrun by 80 hours, Friday's 8 and Monday's half of them worked, by the
    // dates 7 to 10, two of them working.
    REQUIRE(measure_left(office, due, moment("2024-06-10T08:00"), left) == status::ok);
    CHECK((left.clock_s == -80 * 3600 && left.working_s == -(8 * 3600 + 1800) && left.dates == -4 &&
           left.working_dates == -2));
  }
}
