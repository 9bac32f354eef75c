// Every unit and every policy of a limit, with dates worked out by hand on Viet Nam's calendar (tests/data/holidays.csv) and
// office hours of Monday to Friday 07:30-11:30 and 13:00-17:00. "CC" is the Civil Code 2015, "LC" the Labour Code 2019.
//
// 2024, as used below:                       June 2024:  Mo  3 10 17 24
//   8-12 February  Tết (Thu-Mon)                         Tu  4 11 18 25
//   13, 14 February compensatory (Tue, Wed)              We  5 12 19 26
//   18 April       Hùng Kings (Thu)                      Th  6 13 20 27
//   29 April       off for 4 May (Mon)                   Fr  7 14 21 28
//   30 April, 1 May holidays (Tue, Wed)                  Sa  8 15 22 29
//   4 May          worked Saturday                       Su  9 16 23 30
#include "thoihan/limit/evaluate.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "tests/support/limits.hpp"
#include "tests/support/national_calendar.hpp"

using namespace thoihan;

TEST_SUITE("evaluate: clock time") {
  // CC 147(1): a term in minutes or hours starts at the fixed moment; 148(5) speaks of days, so that its end does not roll.
  TEST_CASE("minutes and hours run through nights, rest days and holidays") {
    const calendar office = national_calendar();
    CHECK(due_of(office, term_of(24, unit::hour), "2024-04-27T09:17") ==
          at_moment("2024-04-28T09:17:00"));  // Sat to Sun
    CHECK(due_of(office, term_of(90, unit::minute), "2024-04-30T23:00") == at_moment("2024-05-01T00:30:00"));
    CHECK(due_of(office, term_of(1, unit::minute), "2024-06-03T09:00:59") == at_moment("2024-06-03T09:01:59"));
    CHECK(due_of(office, term_of(8784, unit::hour), "2024-01-01T00:00") ==
          at_moment("2025-01-01T00:00:00"));  // 366 days
  }

  TEST_CASE("they need no calendar, rest on no date, and know only the supported dates") {
    const calendar office = national_calendar();  // 2013 to 2052
    CHECK(due_of(office, term_of(48, unit::hour), "1990-01-01T00:00") == at_moment("1990-01-03T00:00:00"));
    CHECK(due_of(office, term_of(48, unit::hour), "2099-12-29T24:00") == at_moment("2100-01-01T00:00:00"));
    CHECK(error_of(office, term_of(2881, unit::minute), "2099-12-29T24:00") == status::range);
    CHECK(error_of(office, term_of(1000000, unit::hour), "2024-01-01T00:00") == status::range);
    const calendar never_filled;
    CHECK(due_of(never_filled, term_of(2, unit::hour), "2024-06-03T09:00") == at_moment("2024-06-03T11:00:00"));
  }
}

TEST_SUITE("evaluate: working time") {
  TEST_CASE("working hours and minutes use the sessions alone") {
    const calendar office = national_calendar();
    // Friday 16:00-17:00 one hour; Thursday 2 May 07:30-08:30 the other (27-28 weekend, 29 off, 30 and 1 holidays).
    CHECK(due_of(office, term_of(2, unit::working_hour), "2024-04-26T16:00") == at_moment("2024-05-02T08:30:00"));
    // Into the worked Saturday: one hour of Friday 3 May, one of Saturday 4 May.
    CHECK(due_of(office, term_of(2, unit::working_hour), "2024-05-03T16:00") == at_moment("2024-05-04T08:30:00"));
    // Outside hours the count begins at the next opening.
    CHECK(due_of(office, term_of(1, unit::working_hour), "2024-06-08T10:00") == at_moment("2024-06-10T08:30:00"));
    CHECK(due_of(office, term_of(15, unit::working_minute), "2024-06-03T12:00") == at_moment("2024-06-03T13:15:00"));
    CHECK(due_of(office, term_of(8, unit::working_hour), "2024-06-03T06:00") == at_moment("2024-06-03T17:00:00"));
    // Used up at a close, it ends at that close.
    CHECK(due_of(office, term_of(30, unit::working_minute), "2024-06-07T16:30") == at_moment("2024-06-07T17:00:00"));
    CHECK(due_of(office, term_of(16, unit::working_hour), "2024-06-03T07:30") == at_moment("2024-06-04T17:00:00"));
  }

  TEST_CASE("run out when overused: late from the first second of the next session") {
    const calendar office = national_calendar();
    limit_term term = term_of(30, unit::working_minute);
    term.when_overused = true;
    CHECK(due_of(office, term, "2024-06-07T16:30") ==
          late_from("2024-06-10T07:30:01", at_moment("2024-06-07T17:00:00")));
    CHECK(due_of(office, term, "2024-06-07T11:00") ==
          late_from("2024-06-07T13:00:01", at_moment("2024-06-07T11:30:00")));
    CHECK(due_of(office, term, "2024-06-07T09:00") == at_moment("2024-06-07T09:30:00"));
    // Tuesday 31 December 2052 is the last date: the next opening is not known.
    CHECK(error_of(office, term, "2052-12-31T16:30") == status::horizon);
    CHECK(due_of(office, term_of(30, unit::working_minute), "2052-12-31T16:30") ==
          provisional(at_moment("2052-12-31T17:00:00")));
  }

  TEST_CASE("working days that are hours") {
    const calendar office = national_calendar();
    limit_term term = term_of(1, unit::working_day);
    term.hours_a_day = 8;
    // Monday 10:00: 1.5 + 4 hours, Tuesday 2.5.
    CHECK(due_of(office, term, "2024-06-03T10:00") == at_moment("2024-06-04T10:00:00"));
    term.length.count = 3;
    term.hours_a_day = 7;
    // 21 hours from Monday 10:00: Monday 5.5, Tuesday 8, Wednesday 7.5 (to 16:30).
    CHECK(due_of(office, term, "2024-06-03T10:00") == at_moment("2024-06-05T16:30:00"));
  }

  TEST_CASE("a close at 24:00 belongs to the date that it ends") {
    calendar_layers layers = office_layers(date_of("2024-06-03"), date_of("2024-06-30"));
    layers.weekly[0].weekdays = 0b1111111;
    layers.weekly[0].sessions = {{0, 86400}};
    const calendar always = compiled(layers);
    limit_answer expected = at_moment("2024-06-04T00:00:00");
    expected.due_date = date_of("2024-06-03");
    CHECK(due_of(always, term_of(3, unit::working_hour), "2024-06-03T21:00") == expected);
    CHECK(due_of(always, term_of(3, unit::hour), "2024-06-03T21:00") == at_moment("2024-06-04T00:00:00"));
  }
}

TEST_SUITE("evaluate: working days") {
  // CC 147(3): the date of the event is not counted; 148(1), 148(6): the end is 24:00 of the last day.
  TEST_CASE("day 1 is the next working date") {
    const calendar office = national_calendar();
    const limit_term one = term_of(1, unit::working_day);
    CHECK(due_of(office, one, "2024-06-03T09:00") == end_of("2024-06-04"));
    CHECK(due_of(office, one, "2024-06-03T00:00") == end_of("2024-06-04"));
    CHECK(due_of(office, one, "2024-06-03T23:59:59") == end_of("2024-06-04"));
    CHECK(due_of(office, one, "2024-06-07T18:00") == end_of("2024-06-10"));  // Friday evening
    CHECK(due_of(office, one, "2024-06-08T10:00") == end_of("2024-06-10"));  // Saturday
    CHECK(due_of(office, one, "2024-04-30T10:00") == end_of("2024-05-02"));  // a holiday
    CHECK(due_of(office, one, "2024-05-03T10:00") == end_of("2024-05-04"));  // the worked Saturday
    CHECK(due_of(office, one, "2023-12-29T10:00") == end_of("2024-01-02"));  // over the year's end
    // Tết: Wednesday 7 February, then Thursday 15 and Friday 16.
    CHECK(due_of(office, term_of(2, unit::working_day), "2024-02-07T10:00") == end_of("2024-02-16"));
    // 26 April, 2 and 3 May, the worked Saturday 4 May, Monday 6 May.
    CHECK(due_of(office, term_of(5, unit::working_day), "2024-04-25T09:10") == end_of("2024-05-06"));
  }

  TEST_CASE("make-up Saturdays that do not count") {
    const calendar office = national_calendar();
    limit_term term = term_of(5, unit::working_day);
    term.make_up_counts = false;
    CHECK(due_of(office, term, "2024-04-25T09:10") == end_of("2024-05-07"));
    term.length.count = 1;
    CHECK(due_of(office, term, "2024-05-03T10:00") == end_of("2024-05-06"));
  }

  TEST_CASE("the first day counts: the date of receipt when it is a working date, else the next one") {
    const calendar office = national_calendar();
    limit_term term = term_of(1, unit::working_day);
    term.first_day_counts = true;
    CHECK(due_of(office, term, "2024-06-03T09:00") == end_of("2024-06-03"));
    CHECK(due_of(office, term, "2024-06-08T09:00") == end_of("2024-06-10"));
    CHECK(due_of(office, term, "2024-05-04T09:00") == end_of("2024-05-04"));
    term.make_up_counts = false;
    CHECK(due_of(office, term, "2024-05-04T09:00") == end_of("2024-05-06"));
    term.length.count = 5;
    CHECK(due_of(office, term, "2024-06-03T09:00") == end_of("2024-06-07"));
  }

  TEST_CASE("ends at the close of the last session, or at the same time") {
    const calendar office = national_calendar();
    limit_term term = term_of(1, unit::working_day);
    term.end = term_end::last_session;
    CHECK(due_of(office, term, "2024-06-03T09:00") == at_moment("2024-06-04T17:00:00"));
    CHECK(due_of(office, term, "2024-06-07T09:00") == at_moment("2024-06-10T17:00:00"));
    term.end = term_end::same_time;
    CHECK(due_of(office, term, "2024-06-03T09:10:11") == at_moment("2024-06-04T09:10:11"));
    CHECK(due_of(office, term, "2024-06-08T09:10") == at_moment("2024-06-10T09:10:00"));
    CHECK(due_of(office, term, "2024-06-03T00:00") == at_moment("2024-06-04T00:00:00"));
  }

  TEST_CASE("the close of a half day, of a night shift, of a working date without sessions") {
    calendar_layers layers = office_layers(date_of("2024-06-01"), date_of("2024-06-30"));
    layers.dates = {{date_of("2024-06-04"), false, {{27000, 41400}}, true, 0},
                    {date_of("2024-06-05"), false, {{27000, 41400}, {79200, 108000}}, true, 0},
                    {date_of("2024-06-06"), false, {}, true, 0}};
    const calendar office = compiled(layers);
    limit_term term = term_of(1, unit::working_day);
    CHECK(due_of(office, term, "2024-06-03T09:00") == end_of("2024-06-04"));  // half a day is a whole working date
    term.end = term_end::last_session;
    CHECK(due_of(office, term, "2024-06-03T09:00") == at_moment("2024-06-04T11:30:00"));
    limit_answer night = at_moment("2024-06-06T06:00:00");
    night.due_date = date_of("2024-06-05");
    CHECK(due_of(office, term, "2024-06-04T09:00") == night);
    CHECK(due_of(office, term, "2024-06-05T09:00") == end_of("2024-06-06"));
  }
}

TEST_SUITE("evaluate: calendar units") {
  TEST_CASE("days count whether worked or not; a last day that is a rest day gives way (CC 148(5))") {
    const calendar office = national_calendar();
    CHECK(due_of(office, term_of(1, unit::day), "2024-06-03T09:00") == end_of("2024-06-04"));
    // 26, 27, 28, 29 and 30 April; 30 April and 1 May are holidays: 2 May.
    CHECK(due_of(office, term_of(5, unit::day), "2024-04-25T09:10") == rolled(end_of("2024-05-02")));
    CHECK(due_of(office, term_of(7, unit::day), "2024-04-25T09:10") == end_of("2024-05-02"));
    // Saturday 8 June: Monday 10.
    CHECK(due_of(office, term_of(5, unit::day), "2024-06-03T09:00") == rolled(end_of("2024-06-10")));
    // 1 January 2024, a Monday.
    CHECK(due_of(office, term_of(7, unit::day), "2023-12-25T09:00") == rolled(end_of("2024-01-02")));
    // 10 February is Tết; 13 and 14 February are compensatory (LC 111(3)): Thursday 15.
    CHECK(due_of(office, term_of(10, unit::day), "2024-01-31T09:00") == rolled(end_of("2024-02-15")));
    CHECK(due_of(office, term_of(13, unit::day), "2024-01-31T09:00") == rolled(end_of("2024-02-15")));
  }

  TEST_CASE("a swapped-off Monday is a rest day for the roll, a worked Saturday is none unless it does not count") {
    const calendar office = national_calendar();
    limit_term term = term_of(5, unit::day);
    CHECK(due_of(office, term, "2024-04-24T09:00") == rolled(end_of("2024-05-02")));  // 29 April
    CHECK(due_of(office, term, "2024-04-29T09:00") == end_of("2024-05-04"));
    term.make_up_counts = false;
    CHECK(due_of(office, term, "2024-04-29T09:00") == rolled(end_of("2024-05-06")));
    term.rolls = false;
    CHECK(due_of(office, term, "2024-04-29T09:00") == end_of("2024-05-04"));
    CHECK(due_of(office, term, "2024-06-03T09:00") == end_of("2024-06-08"));
  }

  TEST_CASE("weeks end on the corresponding weekday (CC 148(2)) and roll") {
    const calendar office = national_calendar();
    CHECK(due_of(office, term_of(1, unit::week), "2024-06-03T09:00") == end_of("2024-06-10"));
    CHECK(due_of(office, term_of(2, unit::week), "2024-06-08T09:00") == rolled(end_of("2024-06-24")));  // Saturday 22
    CHECK(due_of(office, term_of(1, unit::week), "2024-04-22T09:00") == rolled(end_of("2024-05-02")));  // 29 April
  }

  TEST_CASE("months end on the corresponding day or on the month's last (CC 148(3)), and roll after that") {
    const calendar office = national_calendar();
    CHECK(due_of(office, term_of(1, unit::month), "2024-03-08T09:00") == end_of("2024-04-08"));
    CHECK(due_of(office, term_of(1, unit::month), "2024-01-31T09:00") == clamped(end_of("2024-02-29")));  // Thursday
    CHECK(due_of(office, term_of(1, unit::month), "2025-01-31T09:00") == clamped(end_of("2025-02-28")));  // Friday
    CHECK(due_of(office, term_of(2, unit::month), "2024-12-31T09:00") == clamped(end_of("2025-02-28")));
    CHECK(due_of(office, term_of(1, unit::month), "2025-02-28T09:00") == end_of("2025-03-28"));  // not the 31st
    CHECK(due_of(office, term_of(1, unit::month), "2024-05-30T09:00") ==
          rolled(end_of("2024-07-01")));  // Sunday 30 June
    CHECK(due_of(office, term_of(1, unit::month), "2024-01-10T09:00") == rolled(end_of("2024-02-15")));  // Tết
    CHECK(due_of(office, term_of(1, unit::month), "2024-05-31T09:00") == rolled(clamped(end_of("2024-07-01"))));
  }

  TEST_CASE("years end on the corresponding day and month (CC 148(4)); 29 February as in 148(3)") {
    const calendar office = national_calendar();
    CHECK(due_of(office, term_of(1, unit::year), "2024-02-29T09:00") == clamped(end_of("2025-02-28")));
    CHECK(due_of(office, term_of(4, unit::year), "2016-02-29T09:00") ==
          rolled(end_of("2020-03-02")));  // 29 is a Saturday
    CHECK(due_of(office, term_of(1, unit::year), "2023-06-05T09:00") == end_of("2024-06-05"));
    CHECK(due_of(office, term_of(1, unit::year), "2023-06-08T09:00") == rolled(end_of("2024-06-10")));  // a Saturday
  }

  TEST_CASE("the first day counts") {
    const calendar office = national_calendar();
    limit_term term = term_of(5, unit::day);
    term.first_day_counts = true;
    CHECK(due_of(office, term, "2024-06-03T09:00") == end_of("2024-06-07"));  // 3 to 7
    CHECK(due_of(office, term, "2024-06-08T09:00") == end_of("2024-06-14"));  // a Saturday: 10 to 14
    term.length = {1, unit::week};
    CHECK(due_of(office, term, "2024-06-03T09:00") == rolled(end_of("2024-06-10")));  // to Sunday 9
    term.length = {1, unit::month};
    CHECK(due_of(office, term, "2024-06-03T09:00") == end_of("2024-07-02"));
    CHECK(due_of(office, term, "2024-01-31T09:00") == clamped(end_of("2024-02-29")));
    CHECK(due_of(office, term, "2024-06-01T09:00") == end_of("2024-07-02"));  // Saturday: from Monday 3
    term.length = {1, unit::day};
    CHECK(due_of(office, term, "2024-06-03T09:00") == end_of("2024-06-03"));
  }

  TEST_CASE("ends at the close of the last session, or at the same time") {
    const calendar office = national_calendar();
    limit_term term = term_of(4, unit::day);
    term.end = term_end::last_session;
    CHECK(due_of(office, term, "2024-06-03T09:00") == at_moment("2024-06-07T17:00:00"));
    term.length.count = 5;
    CHECK(due_of(office, term, "2024-06-03T09:00") == rolled(at_moment("2024-06-10T17:00:00")));
    term.rolls = false;
    CHECK(due_of(office, term, "2024-06-03T09:00") == end_of("2024-06-08"));  // no session on the Saturday
    term.end = term_end::same_time;
    CHECK(due_of(office, term, "2024-06-03T09:10") == at_moment("2024-06-08T09:10:00"));
    term.rolls = true;
    CHECK(due_of(office, term, "2024-06-03T09:10") == rolled(at_moment("2024-06-10T09:10:00")));
  }
}

TEST_SUITE("evaluate: cut-off") {
  // Receipt on a working date at or before 15:00:00 counts on that date, every other on the next working date.
  TEST_CASE("working days and days") {
    const calendar office = national_calendar();
    limit_term term = term_of(1, unit::working_day);
    term.cut_off_s = 15 * 3600;
    CHECK(due_of(office, term, "2024-06-03T15:00:00") == end_of("2024-06-04"));
    CHECK(due_of(office, term, "2024-06-03T15:00:01") == cut_off(end_of("2024-06-05")));
    CHECK(due_of(office, term, "2024-06-07T16:00") == cut_off(end_of("2024-06-11")));  // Friday: as on Monday
    CHECK(due_of(office, term, "2024-06-09T10:00") ==
          cut_off(end_of("2024-06-11")));  // Sunday: no earlier than Friday's
    CHECK(due_of(office, term, "2024-04-26T15:30") == cut_off(end_of("2024-05-03")));  // as on 2 May
    CHECK(due_of(office, term, "2024-05-04T10:00") == end_of("2024-05-06"));           // the worked Saturday
    term.make_up_counts = false;
    CHECK(due_of(office, term, "2024-05-04T10:00") == cut_off(end_of("2024-05-07")));
    term = term_of(5, unit::day);
    term.cut_off_s = 15 * 3600;
    CHECK(due_of(office, term, "2024-06-03T15:00") == rolled(end_of("2024-06-10")));
    CHECK(due_of(office, term, "2024-06-04T15:01") == cut_off(end_of("2024-06-10")));  // as on the 5th
    CHECK(due_of(office, term, "2024-06-07T15:01") ==
          cut_off(rolled(end_of("2024-06-17"))));  // as on the 10th: Saturday 15
    term = term_of(1, unit::month);
    term.cut_off_s = 0;
    CHECK(due_of(office, term, "2024-06-03T00:00:00") == end_of("2024-07-03"));
    CHECK(due_of(office, term, "2024-06-03T00:00:01") == cut_off(end_of("2024-07-04")));
  }

  TEST_CASE("hour units begin at the first opening of the date on which receipt counts") {
    const calendar office = national_calendar();
    limit_term term = term_of(2, unit::working_hour);
    term.cut_off_s = 15 * 3600;
    CHECK(due_of(office, term, "2024-06-03T14:00") == at_moment("2024-06-03T16:00:00"));
    CHECK(due_of(office, term, "2024-06-03T15:30") == cut_off(at_moment("2024-06-04T09:30:00")));
    CHECK(due_of(office, term, "2024-06-03T06:00") == at_moment("2024-06-03T09:30:00"));
    CHECK(due_of(office, term, "2024-06-08T10:00") == cut_off(at_moment("2024-06-10T09:30:00")));
    term = term_of(2, unit::hour);
    term.cut_off_s = 15 * 3600;
    CHECK(due_of(office, term, "2024-06-03T15:30") == cut_off(at_moment("2024-06-04T09:30:00")));
    CHECK(due_of(office, term, "2024-06-03T06:00") == at_moment("2024-06-03T08:00:00"));
    term = term_of(1, unit::working_day);
    term.hours_a_day = 8;
    term.cut_off_s = 15 * 3600;
    CHECK(due_of(office, term, "2024-06-03T15:30") == cut_off(at_moment("2024-06-04T17:00:00")));
  }

  TEST_CASE("with the first day counted, the date on which receipt counts is day 1") {
    const calendar office = national_calendar();
    limit_term term = term_of(1, unit::working_day);
    term.cut_off_s = 15 * 3600;
    term.first_day_counts = true;
    CHECK(due_of(office, term, "2024-06-03T15:00") == end_of("2024-06-03"));
    CHECK(due_of(office, term, "2024-06-03T15:01") == cut_off(end_of("2024-06-04")));
  }

  // A Saturday reception gives working time and no working date: receipt there counts as on Monday.
  TEST_CASE("a reception on a rest day is no working date; a working date may be without sessions") {
    calendar_layers layers = office_layers(date_of("2024-06-01"), date_of("2024-06-30"));
    layers.dates = {{date_of("2024-06-08"), false, {{27000, 41400}}, false, 0},
                    {date_of("2024-06-10"), false, {}, true, 0}};
    const calendar office = compiled(layers);
    limit_term term = term_of(2, unit::working_hour);
    CHECK(due_of(office, term, "2024-06-08T09:00") == at_moment("2024-06-08T11:00:00"));
    term.cut_off_s = 15 * 3600;
    CHECK(due_of(office, term, "2024-06-08T09:00") == cut_off(at_moment("2024-06-11T09:30:00")));
    term = term_of(2, unit::hour);
    term.cut_off_s = 15 * 3600;
    CHECK(due_of(office, term, "2024-06-08T09:00") == cut_off(at_moment("2024-06-10T02:00:00")));
  }
}

TEST_SUITE("evaluate: provisional") {
  // The calendar is decided until 2026-12-31, but for Tuesday 24 November 2026, whose law is unconfirmed: a working day.
  TEST_CASE("working units rest on every date from start to due") {
    const calendar office = national_calendar();
    CHECK(due_of(office, term_of(1, unit::working_day), "2026-11-20T09:00") == end_of("2026-11-23"));
    CHECK(due_of(office, term_of(3, unit::working_day), "2026-11-20T09:00") == provisional(end_of("2026-11-25")));
    CHECK(due_of(office, term_of(1, unit::working_day), "2026-11-24T09:00") == provisional(end_of("2026-11-25")));
    CHECK(due_of(office, term_of(1, unit::working_day), "2026-11-25T09:00") == end_of("2026-11-26"));
    CHECK(due_of(office, term_of(8, unit::working_hour), "2026-11-23T17:00") ==
          provisional(at_moment("2026-11-24T17:00:00")));
    CHECK(due_of(office, term_of(8, unit::working_hour), "2026-11-23T07:30") == at_moment("2026-11-23T17:00:00"));
    CHECK(due_of(office, term_of(1, unit::working_hour), "2026-11-24T18:00") ==
          provisional(at_moment("2026-11-25T08:30:00")));
    limit_term overused = term_of(8, unit::working_hour);
    overused.when_overused = true;
    CHECK(due_of(office, overused, "2026-11-23T07:30") ==
          provisional(late_from("2026-11-24T07:30:01", at_moment("2026-11-23T17:00:00"))));
  }

  TEST_CASE("calendar units rest on the last day and the days that the roll tries") {
    const calendar office = national_calendar();
    CHECK(due_of(office, term_of(5, unit::day), "2026-11-20T09:00") == end_of("2026-11-25"));  // over the 24th
    CHECK(due_of(office, term_of(4, unit::day), "2026-11-20T09:00") == provisional(end_of("2026-11-24")));
    CHECK(due_of(office, term_of(2, unit::day), "2026-11-20T09:00") == rolled(end_of("2026-11-23")));
    CHECK(due_of(office, term_of(1, unit::day), "2026-11-24T09:00") == end_of("2026-11-25"));
    // 31 December 2026 is the last decided date; 1 January is a holiday, 2 and 3 a weekend: Monday 4.
    CHECK(due_of(office, term_of(1, unit::day), "2026-12-30T09:00") == end_of("2026-12-31"));
    CHECK(due_of(office, term_of(2, unit::day), "2026-12-30T09:00") == provisional(rolled(end_of("2027-01-04"))));
    CHECK(due_of(office, term_of(1, unit::working_day), "2026-12-31T09:00") == provisional(end_of("2027-01-04")));
  }

  TEST_CASE("a cut-off rests on the date of receipt, clock units on nothing") {
    const calendar office = national_calendar();
    CHECK(due_of(office, term_of(24, unit::hour), "2026-11-24T09:00") == at_moment("2026-11-25T09:00:00"));
    CHECK(due_of(office, term_of(24, unit::hour), "2040-01-01T09:00") == at_moment("2040-01-02T09:00:00"));
    limit_term term = term_of(24, unit::hour);
    term.cut_off_s = 15 * 3600;
    CHECK(due_of(office, term, "2026-11-24T09:00") == provisional(at_moment("2026-11-25T09:00:00")));
    CHECK(due_of(office, term, "2026-11-23T09:00") == at_moment("2026-11-24T09:00:00"));
    term = term_of(10, unit::day);
    term.cut_off_s = 15 * 3600;
    CHECK(due_of(office, term, "2026-11-24T09:00") == provisional(end_of("2026-12-04")));
  }

  TEST_CASE("a last session rests on its date even where nothing rolls") {
    const calendar office = national_calendar();
    limit_term term = term_of(4, unit::day);
    term.rolls = false;
    term.end = term_end::last_session;
    CHECK(due_of(office, term, "2026-11-20T09:00") == provisional(at_moment("2026-11-24T17:00:00")));
  }
}

TEST_SUITE("evaluate: the calendar's ends") {
  TEST_CASE("a date outside the horizon is an error, 24:00 of the last date is not") {
    const calendar office = national_calendar();  // to Tuesday 31 December 2052
    CHECK(due_of(office, term_of(1, unit::working_day), "2052-12-30T09:00") == provisional(end_of("2052-12-31")));
    CHECK(error_of(office, term_of(2, unit::working_day), "2052-12-30T09:00") == status::horizon);
    CHECK(error_of(office, term_of(1, unit::working_day), "2052-12-31T09:00") == status::horizon);
    CHECK(error_of(office, term_of(1, unit::working_day), "2053-01-01T09:00") == status::horizon);
    CHECK(error_of(office, term_of(1, unit::working_hour), "2053-01-01T00:00") == status::horizon);
    CHECK(error_of(office, term_of(1, unit::working_day), "2012-12-31T09:00") == status::horizon);
    CHECK(error_of(office, term_of(1, unit::working_hour), "2012-12-31T23:59:59") == status::horizon);
    CHECK(error_of(office, term_of(1000000, unit::working_day), "2024-06-03T09:00") == status::horizon);
    CHECK(error_of(office, term_of(1000000, unit::working_hour), "2024-06-03T09:00") == status::horizon);
    CHECK(due_of(office, term_of(1, unit::day), "2052-12-30T09:00") == provisional(end_of("2052-12-31")));
    CHECK(error_of(office, term_of(2, unit::day), "2052-12-30T09:00") == status::horizon);
    CHECK(error_of(office, term_of(1, unit::month), "2052-12-30T09:00") == status::horizon);
  }

  TEST_CASE("a calendar unit that neither rolls nor asks for sessions needs no calendar") {
    const calendar office = national_calendar();
    limit_term term = term_of(2, unit::day);
    term.rolls = false;
    CHECK(due_of(office, term, "2052-12-30T09:00") == end_of("2053-01-01"));
    CHECK(due_of(office, term, "2060-12-30T09:00") == end_of("2061-01-01"));
    term.end = term_end::same_time;
    CHECK(due_of(office, term, "2060-12-30T09:00") == at_moment("2061-01-01T09:00:00"));
    term.end = term_end::last_session;
    CHECK(error_of(office, term, "2052-12-30T09:00") == status::horizon);
    term.end = term_end::day_end;
    term.first_day_counts = true;
    CHECK(error_of(office, term, "2060-12-30T09:00") == status::horizon);
    term.first_day_counts = false;
    term.cut_off_s = 15 * 3600;
    CHECK(error_of(office, term, "2060-12-30T09:00") == status::horizon);
  }

  TEST_CASE("outside the supported dates") {
    const calendar office = national_calendar();
    limit_term term = term_of(1, unit::day);
    term.rolls = false;
    CHECK(due_of(office, term, "2099-12-30T09:00") == end_of("2099-12-31"));
    CHECK(error_of(office, term, "2099-12-31T09:00") == status::range);
    for (const unit in : {unit::day, unit::week, unit::month, unit::year}) {
      term.length = {1000000, in};
      CHECK(error_of(office, term, "2024-06-03T09:00") == status::range);
    }
    term.length = {77, unit::year};
    CHECK(error_of(office, term, "2024-06-03T09:00") == status::range);
    term.length = {75, unit::year};
    CHECK(due_of(office, term, "2024-06-03T09:00") == end_of("2099-06-03"));
    limit_answer untouched;
    const limit hour = limit::of({1, unit::hour});
    CHECK(evaluate_limit(office, hour, first_supported_instant - 1, {}, untouched) == status::range);
    CHECK(evaluate_limit(office, hour, last_supported_instant + 1, {}, untouched) == status::range);
    CHECK(evaluate_limit(office, hour, INT64_MAX, {}, untouched) == status::range);
    CHECK(evaluate_limit(office, hour, INT64_MIN, {}, untouched) == status::range);
    CHECK(untouched == limit_answer{});
  }
}

TEST_SUITE("evaluate: the answer") {
  // A caller may keep one answer for many limits: nothing of the one before stays in it.
  TEST_CASE("an answer that was used before says the same as a fresh one") {
    const calendar office = national_calendar();
    limit_term counted_back = term_of(2, unit::working_day);
    counted_back.back = true;
    counted_back.anchor_is_date = false;
    limit_term at_once = term_of(0, unit::now);
    at_once.grace = {10, unit::minute};
    const fact_value hearing = fact_value::of(moment("2024-06-20T09:00"));
    for (const limit_term& term :
         {term_of(90, unit::minute), term_of(3, unit::working_hour), term_of(3, unit::working_day), term_of(3, unit::day),
          term_of(1, unit::month), term_of(0, unit::next_session), counted_back, at_once}) {
      limit_answer fresh;
      limit_answer used{.due = 7, .late_from = 8, .due_date = 9, .end = end_kind::day, .rolled = true, .clamped = true,
                        .cut_off = true, .provisional = true, .before_start = true, .paused = true};
      const instant start = moment("2024-06-03T09:00");
      REQUIRE(evaluate_limit(office, limit::of_term(term), start, {&hearing, 1}, fresh) == status::ok);
      REQUIRE(evaluate_limit(office, limit::of_term(term), start, {&hearing, 1}, used) == status::ok);
      CHECK(fresh == used);
    }
  }
}
