// The clock of a duty: every date is derived by hand in the comment beside it. April and May 2024 of Viet Nam's calendar: Mon
// 29 April is swapped off for Sat 4 May, Tue 30 April and Wed 1 May are holidays.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/national_calendar.hpp"
#include "thoihan/clock/clock.hpp"
#include "thoihan/clock/measure.hpp"
#include "thoihan/clock/warning.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::status;
using thoihan::unit;

thoihan::instant at(const std::string& text) {
  thoihan::instant t = 0;
  REQUIRE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none);
  return t;
}

thoihan::day_number on(const std::string& text) {
  thoihan::day_number day = 0;
  REQUIRE(thoihan::parse_date(text, day) == thoihan::time_text_error::none);
  return day;
}

std::string text(thoihan::instant t) { return std::string(thoihan::format_instant(t).data()).substr(0, 16); }

const thoihan::limit two_hours = thoihan::limit::of({2, unit::working_hour});
const thoihan::limit three_days = thoihan::limit::of({3, unit::working_day});
const thoihan::limit ten_days = thoihan::limit::of({10, unit::day});

struct fixture {
  thoihan::calendar office = national_calendar();

  thoihan::duty_clock started(const std::string& when, const thoihan::limit& what, const thoihan::pauses& still = {}) {
    thoihan::duty_clock clock;
    REQUIRE(clock.start(at(when), what, false, office, {}, still) == status::ok);
    return clock;
  }
  std::string due(const std::string& when, const thoihan::limit& what, const std::vector<thoihan::pause>& closed) {
    thoihan::limit_answer answer;
    REQUIRE(thoihan::evaluate_limit(office, what, at(when), {}, thoihan::pauses{.closed = closed}, answer) == status::ok);
    return text(answer.due);
  }
};

}  // namespace

TEST_SUITE("clock") {
  TEST_CASE_FIXTURE(fixture, "a pause keeps what is left of working time") {
    // Thu 25 April 09:10 + 2 h = 11:10. Paused 10:00 (50 min used) to 14:00: 70 min left, 14:00 + 70 min = 15:10.
    CHECK(due("2024-04-25T09:10", two_hours, {{at("2024-04-25T10:00"), at("2024-04-25T14:00")}}) == "2024-04-25T15:10");
    // Resumed at night: the 70 min count from Fri 07:30, 08:40.
    CHECK(due("2024-04-25T09:10", two_hours, {{at("2024-04-25T10:00"), at("2024-04-25T22:00")}}) == "2024-04-26T08:40");
    // Paused at the very due with nothing left: due at the resume.
    CHECK(due("2024-04-25T09:10", two_hours, {{at("2024-04-25T11:10"), at("2024-04-25T15:00")}}) == "2024-04-25T15:00");
    // Paused at late_from: too late, no effect.
    CHECK(due("2024-04-25T09:10", two_hours, {{at("2024-04-25T11:10:01"), at("2024-04-25T15:00")}}) == "2024-04-25T11:10");
    // A pause before the start that ends after it: counting begins at the resume, 10:30 + 1 h to 11:30, then 13:00-14:00.
    CHECK(due("2024-04-25T09:10", two_hours, {{at("2024-04-25T08:00"), at("2024-04-25T10:30")}}) == "2024-04-25T14:00");
    // One that ended before the start, and one of no length, change nothing.
    CHECK(due("2024-04-25T09:10", two_hours, {{at("2024-04-24T08:00"), at("2024-04-24T10:30")}}) == "2024-04-25T11:10");
    CHECK(due("2024-04-25T09:10", two_hours, {{at("2024-04-25T10:00"), at("2024-04-25T10:00")}}) == "2024-04-25T11:10");
  }

  TEST_CASE_FIXTURE(fixture, "a pause keeps what is left of clock time") {
    // 24 hours from 09:10; stood still for 5 hours: 14:10 of the next day.
    CHECK(due("2024-04-25T09:10", thoihan::limit::of({24, unit::hour}), {{at("2024-04-25T20:00"), at("2024-04-26T01:00")}}) ==
          "2024-04-26T14:10");
  }

  TEST_CASE_FIXTURE(fixture, "a pause moves working days by the working dates after its first") {
    // 3 working days from Mon 22 April: 23, 24, 25, due 24:00 of Thu 25 = 26T00:00.
    CHECK(due("2024-04-22T10:00", three_days, {}) == "2024-04-26T00:00");
    // Paused Tue 23 10:00, resumed Wed 24 10:00: one working date in (23, 24]: Fri 26.
    CHECK(due("2024-04-22T10:00", three_days, {{at("2024-04-23T10:00"), at("2024-04-24T10:00")}}) == "2024-04-27T00:00");
    // Within one day: nothing.
    CHECK(due("2024-04-22T10:00", three_days, {{at("2024-04-23T08:00"), at("2024-04-23T16:00")}}) == "2024-04-26T00:00");
    // Two pauses that meet on one day count each date once: (23, 24] and (24, 25]: 2 dates: Fri 26, then Thu 2 May.
    CHECK(due("2024-04-22T10:00", three_days,
              {{at("2024-04-23T10:00"), at("2024-04-24T08:00")}, {at("2024-04-24T09:00"), at("2024-04-25T10:00")}}) ==
          "2024-05-03T00:00");
    // Fri 26 April to Thu 2 May: of the dates after the 26th only 2 May works. From Thu 25: 26, 2, 3 -> with one more Sat 4 (worked).
    CHECK(due("2024-04-25T10:00", three_days, {{at("2024-04-26T10:00"), at("2024-05-02T10:00")}}) == "2024-05-05T00:00");
  }

  TEST_CASE_FIXTURE(fixture, "after a cut-off a pause counts from the date on which receipt counts") {
    // Fri 7 June 2024 16:00, after the cut-off of 15:00, counts as Mon 10: 1 working day ends with Tue 11. A pause from Sunday to Monday
    // 09:00 has no date after Monday in it.
    thoihan::limit_term term{{1, unit::working_day}};
    term.cut_off_s = 15 * 3600;
    const thoihan::limit one_day = thoihan::limit::of_term(term);
    CHECK(due("2024-06-07T16:00", one_day, {}) == "2024-06-12T00:00");
    CHECK(due("2024-06-07T16:00", one_day, {{at("2024-06-09T10:00"), at("2024-06-10T09:00")}}) == "2024-06-12T00:00");
    CHECK(due("2024-06-07T16:00", one_day, {{at("2024-06-09T10:00"), at("2024-06-11T09:00")}}) == "2024-06-13T00:00");
  }

  TEST_CASE_FIXTURE(fixture, "a pause moves calendar days before the roll") {
    // 10 days from Wed 10 April: Sat 20, rolls to Mon 22: 24:00 of 22.
    CHECK(due("2024-04-10T10:00", ten_days, {}) == "2024-04-23T00:00");
    // Paused 12 to 14 April: 2 dates: unrolled end Mon 22, a working day: 24:00 of 22. Moved after the roll it would be the 24th.
    CHECK(due("2024-04-10T10:00", ten_days, {{at("2024-04-12T10:00"), at("2024-04-14T10:00")}}) == "2024-04-23T00:00");
  }

  TEST_CASE_FIXTURE(fixture, "an open pause has no due; resumed it has one") {
    thoihan::pauses still;
    still.open_since = at("2024-04-25T10:00");
    thoihan::duty_clock clock = started("2024-04-25T09:10", two_hours, still);
    CHECK(clock.answer().paused);
    CHECK_FALSE(clock.late_at(at("2024-06-01T00:00")));
    thoihan::limit_answer resumed;
    REQUIRE(clock.due_if_resumed(at("2024-04-25T14:00"), office, {}, still, resumed) == status::ok);
    CHECK(text(resumed.due) == "2024-04-25T15:10");
    CHECK_FALSE(resumed.paused);
    // Paused only after the limit was over: late all the same.
    still.open_since = at("2024-04-25T13:30");
    REQUIRE(clock.stand_still(office, {}, still) == status::ok);
    CHECK_FALSE(clock.answer().paused);
    CHECK(clock.late_at(at("2024-04-25T11:10:01")));
    CHECK_FALSE(clock.late_at(at("2024-04-25T11:10")));
  }

  TEST_CASE_FIXTURE(fixture, "pauses out of order, overlapping or outside the dates are refused") {
    thoihan::limit_answer answer;
    const auto code = [&](const std::vector<thoihan::pause>& closed) {
      return thoihan::evaluate_limit(office, two_hours, at("2024-04-25T09:10"), {}, thoihan::pauses{.closed = closed}, answer);
    };
    CHECK(code({{at("2024-04-25T10:00"), at("2024-04-25T09:00")}}) == status::invalid);
    CHECK(code({{at("2024-04-25T10:00"), at("2024-04-25T11:00")}, {at("2024-04-25T10:30"), at("2024-04-25T12:00")}}) ==
          status::invalid);
    CHECK(code({{at("2024-04-25T10:00"), INT64_MAX}}) == status::invalid);
  }

  TEST_CASE_FIXTURE(fixture, "extension: n and then m in one unit are n + m, before the roll") {
    thoihan::duty_clock clock = started("2024-04-22T10:00", three_days);
    REQUIRE(clock.extend(at("2024-04-23T10:00"), {1, unit::working_day}, office, {}, {}) == status::ok);
    REQUIRE(clock.extend(at("2024-04-24T10:00"), {2, unit::working_day}, office, {}, {}) == status::ok);
    // 6 working days from Mon 22 April: 23, 24, 25, 26, 2 May, 3 May: 24:00 of Fri 3 May.
    CHECK(text(clock.answer().due) == "2024-05-04T00:00");
    CHECK(clock.extended());
    // 10 days from 10 April end on Sat 20 before the roll; 2 more: Mon 22. Added after the roll they would be Wed 24.
    clock = started("2024-04-10T10:00", ten_days);
    REQUIRE(clock.extend(at("2024-04-11T10:00"), {2, unit::day}, office, {}, {}) == status::ok);
    CHECK(text(clock.answer().due) == "2024-04-23T00:00");
    // In another unit: from the unrolled end, Sat 20 April: working days Mon 22 and Tue 23.
    clock = started("2024-04-10T10:00", ten_days);
    REQUIRE(clock.extend(at("2024-04-11T10:00"), {2, unit::working_day}, office, {}, {}) == status::ok);
    CHECK(text(clock.answer().due) == "2024-04-24T00:00");
  }

  TEST_CASE_FIXTURE(fixture, "an extension asked late is refused and changes nothing") {
    thoihan::duty_clock clock = started("2024-04-25T09:10", two_hours);
    CHECK(clock.extend(at("2024-04-25T11:10:01"), {1, unit::working_hour}, office, {}, {}) == status::expired);
    CHECK(text(clock.answer().due) == "2024-04-25T11:10");
    CHECK(clock.extend(at("2024-04-25T11:10"), {1, unit::working_hour}, office, {}, {}) == status::ok);
    // 20 minutes to 11:30 and 40 from 13:00: 13:40.
    CHECK(text(clock.answer().due) == "2024-04-25T13:40");
    CHECK(clock.extend(at("2024-04-25T11:10"), {0, unit::working_hour}, office, {}, {}) == status::invalid);
  }

  TEST_CASE_FIXTURE(fixture, "a commitment replaces the due, in time, upwards, as often as the policy says") {
    thoihan::duty_clock clock = started("2024-04-22T10:00", three_days);  // due 24:00 of Thu 25 April
    const thoihan::commitment_policy once;
    CHECK(clock.commit(at("2024-04-23T10:00"), thoihan::committed_date(on("2024-04-24")), once) == status::range);
    // Sat 27 April: a committed date does not roll.
    REQUIRE(clock.commit(at("2024-04-23T10:00"), thoihan::committed_date(on("2024-04-27")), once) == status::ok);
    CHECK(text(clock.answer().due) == "2024-04-28T00:00");
    CHECK(clock.commit(at("2024-04-24T10:00"), thoihan::committed_date(on("2024-05-10")), once) == status::conflict);
    const thoihan::commitment_policy twice{.downwards = true, .times = 2};
    REQUIRE(clock.commit(at("2024-04-24T10:00"), thoihan::committed_instant(at("2024-04-26T16:00")), twice) == status::ok);
    CHECK(clock.late_at(at("2024-04-26T16:00:01")));
    CHECK_FALSE(clock.late_at(at("2024-04-26T16:00")));
    // After the end of the limit nothing heals.
    thoihan::duty_clock late = started("2024-04-22T10:00", three_days);
    CHECK(late.commit(at("2024-04-26T00:00"), thoihan::committed_date(on("2024-05-10")), once) == status::expired);
  }

  TEST_CASE_FIXTURE(fixture, "a pause after a commitment moves it, one before does not") {
    thoihan::duty_clock clock = started("2024-04-22T10:00", three_days);
    REQUIRE(clock.commit(at("2024-04-23T10:00"), thoihan::committed_date(on("2024-05-10")), {}) == status::ok);
    const std::vector<thoihan::pause> closed = {{at("2024-04-22T11:00"), at("2024-04-22T12:00")},
                                                {at("2024-05-06T10:00"), at("2024-05-09T10:00")}};
    REQUIRE(clock.stand_still(office, {}, thoihan::pauses{.closed = closed}) == status::ok);
    // Three dates in (6, 9]: the 13th.
    CHECK(text(clock.answer().due) == "2024-05-14T00:00");
  }

  TEST_CASE_FIXTURE(fixture, "a limit chosen again keeps start, pauses and extensions; a late clock keeps its own") {
    thoihan::duty_clock clock = started("2024-04-22T10:00", three_days);
    REQUIRE(clock.extend(at("2024-04-22T11:00"), {1, unit::working_day}, office, {}, {}) == status::ok);
    const thoihan::limit one_day = thoihan::limit::of({1, unit::working_day});
    REQUIRE(clock.choose_again(at("2024-04-23T10:00"), one_day, false, office, {}, {}) == status::ok);
    // 1 + 1 working days from Mon 22: Wed 24.
    CHECK(text(clock.answer().due) == "2024-04-25T00:00");
    REQUIRE(clock.choose_again(at("2024-04-25T00:00"), three_days, false, office, {}, {}) == status::ok);
    CHECK(text(clock.answer().due) == "2024-04-25T00:00");
  }

  TEST_CASE_FIXTURE(fixture, "outcomes") {
    thoihan::duty_clock met = started("2024-04-25T09:10", two_hours);
    REQUIRE(met.meet(at("2024-04-25T11:10")) == status::ok);
    CHECK(met.outcome() == thoihan::clock_outcome::met);
    CHECK(met.meet(at("2024-04-25T11:11")) == status::misuse);
    CHECK(met.extend(at("2024-04-25T10:00"), {1, unit::working_hour}, office, {}, {}) == status::misuse);
    thoihan::duty_clock late = started("2024-04-25T09:10", two_hours);
    REQUIRE(late.meet(at("2024-04-25T11:10:01")) == status::ok);
    CHECK(late.outcome() == thoihan::clock_outcome::met_late);
    thoihan::duty_clock exempt = started("2024-04-25T09:10", two_hours);
    REQUIRE(exempt.exempt(at("2024-04-25T11:10")) == status::ok);
    REQUIRE(exempt.meet(at("2024-06-01T00:00")) == status::ok);
    CHECK(exempt.outcome() == thoihan::clock_outcome::met);
    CHECK(exempt.exempted());
    thoihan::duty_clock too_late = started("2024-04-25T09:10", two_hours);
    CHECK(too_late.exempt(at("2024-04-25T11:10:01")) == status::expired);
    thoihan::duty_clock unlimited;
    unlimited.start(at("2024-04-25T09:10"));
    CHECK_FALSE(unlimited.late_at(at("2052-01-01T00:00")));
    CHECK(unlimited.extend(at("2024-04-25T10:00"), {1, unit::working_hour}, office, {}, {}) == status::misuse);
    REQUIRE(unlimited.cancel(at("2024-05-01T00:00")) == status::ok);
    CHECK(unlimited.outcome() == thoihan::clock_outcome::cancelled);
  }

  TEST_CASE_FIXTURE(fixture, "what is left and what is overrun") {
    thoihan::limit_answer friday;  // due Fri 26 April 17:00
    friday.due = at("2024-04-26T17:00");
    friday.late_from = friday.due + 1;
    friday.due_date = on("2024-04-26");
    thoihan::time_left left;
    REQUIRE(thoihan::measure_left(office, friday, at("2024-04-28T10:00"), left) == status::ok);
    CHECK(left.clock_s == -41 * 3600);
    CHECK(left.working_s == 0);
    CHECK(left.dates == -2);
    CHECK(left.working_dates == 0);
    REQUIRE(thoihan::measure_left(office, friday, at("2024-04-25T16:00"), left) == status::ok);
    CHECK(left.clock_s == 25 * 3600);
    CHECK(left.working_s == 9 * 3600);
    CHECK(left.working_dates == 1);
    CHECK(thoihan::measure_left(office, friday, at("2060-01-01T00:00"), left) == status::horizon);
  }

  TEST_CASE_FIXTURE(fixture, "warnings at a share and before the due") {
    thoihan::instant when = 0;
    // Half of 2 working hours from 09:10: 10:10. A third is 40 min: 09:50. Three sevenths of 7200 s: 3085.7, rounded up 3086 s.
    REQUIRE(thoihan::warn_at_share(office, two_hours, at("2024-04-25T09:10"), {}, {}, 1, 2, when) == status::ok);
    CHECK(text(when) == "2024-04-25T10:10");
    REQUIRE(thoihan::warn_at_share(office, two_hours, at("2024-04-25T09:10"), {}, {}, 3, 7, when) == status::ok);
    CHECK(when == at("2024-04-25T09:10") + 3086);
    // Half of 3 working days from Mon 22: day 2, Wed 24, its first opening.
    REQUIRE(thoihan::warn_at_share(office, three_days, at("2024-04-22T10:00"), {}, {}, 1, 2, when) == status::ok);
    CHECK(text(when) == "2024-04-24T07:30");
    // 4/5 of 10 days from Wed 10 April: day 8, Thu 18 April, the Hùng Kings' day: the next opening is Fri 19. 1/1: day 10, Sat
    // 20: Mon 22.
    REQUIRE(thoihan::warn_at_share(office, ten_days, at("2024-04-10T10:00"), {}, {}, 4, 5, when) == status::ok);
    CHECK(text(when) == "2024-04-19T07:30");
    REQUIRE(thoihan::warn_at_share(office, ten_days, at("2024-04-10T10:00"), {}, {}, 1, 1, when) == status::ok);
    CHECK(text(when) == "2024-04-22T07:30");
    // Half of 2 weeks from Wed 10 April: day 7, Wed 17 April. A week is seven days.
    REQUIRE(thoihan::warn_at_share(office, thoihan::limit::of({2, unit::week}), at("2024-04-10T10:00"), {}, {}, 1, 2, when) ==
            status::ok);
    CHECK(text(when) == "2024-04-17T07:30");
    CHECK(thoihan::warn_at_share(office, ten_days, at("2024-04-10T10:00"), {}, {}, 2, 1, when) == status::invalid);
    // A share is told by numbers up to a million: a millionth of 10 days is day 1, Thu 11 April.
    REQUIRE(thoihan::warn_at_share(office, ten_days, at("2024-04-10T10:00"), {}, {}, 1, 1'000'000, when) == status::ok);
    CHECK(text(when) == "2024-04-11T07:30");
    CHECK(thoihan::warn_at_share(office, ten_days, at("2024-04-10T10:00"), {}, {}, 1, 1'000'001, when) == status::invalid);
    // Where work never stops a day opens at its midnight, not a second before: half of 2 days is day 1, Thu 11 April.
    thoihan::calendar_layers never_closed = office_layers(thoihan::days_from_civil(2024, 4, 1), thoihan::days_from_civil(2024, 4, 30));
    never_closed.weekly[0].weekdays = 0x7f;
    never_closed.weekly[0].sessions = {{0, 86400}};
    REQUIRE(thoihan::warn_at_share(compiled(never_closed), thoihan::limit::of({2, unit::day}), at("2024-04-10T10:00"), {}, {}, 1, 2,
                                   when) == status::ok);
    CHECK(text(when) == "2024-04-11T00:00");
    CHECK(thoihan::warn_at_share(office, thoihan::limit::of({1, unit::month}), at("2024-04-10T10:00"), {}, {}, 1, 2, when) ==
          status::unsupported);
    thoihan::limit_answer due;
    REQUIRE(thoihan::evaluate_limit(office, three_days, at("2024-04-22T10:00"), {}, due) == status::ok);
    // Due 24:00 of Thu 25: 4 working hours before it is 13:00; 1 working day before it ends with Wed 24.
    REQUIRE(thoihan::warn_before_due(office, due, {4, unit::working_hour}, when) == status::ok);
    CHECK(text(when) == "2024-04-25T13:00");
    REQUIRE(thoihan::warn_before_due(office, due, {1, unit::working_day}, when) == status::ok);
    CHECK(text(when) == "2024-04-25T00:00");
  }
}
