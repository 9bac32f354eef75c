// Limits made of limits, limits counted back, "now", the next session, and limits that no loader makes. By hand, on the
// calendar that tests/unit/test_evaluate.cpp describes.
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "tests/support/allocation_count.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/national_calendar.hpp"
#include "thoihan/limit/evaluate.hpp"

using namespace thoihan;

namespace {

limit whole(std::int64_t count, unit in) { return limit::of({count, in}); }
limit then(std::initializer_list<limit> parts) { return composed(limit_kind::then, parts); }
limit earlier_of(std::initializer_list<limit> parts) { return composed(limit_kind::earlier_of, parts); }
limit later_of(std::initializer_list<limit> parts) { return composed(limit_kind::later_of, parts); }

// Counted back from fact 0.
limit_term before(std::int64_t count, unit in, bool anchor_is_date = true) {
  limit_term term = term_of(count, in);
  term.back = true;
  term.anchor_is_date = anchor_is_date;
  return term;
}

std::vector<fact_value> date_fact(std::string_view day) { return {fact_value::of(date_of(day))}; }
std::vector<fact_value> moment_fact(std::string_view t) { return {fact_value::of(moment(t))}; }

}  // namespace

TEST_SUITE("composition: then") {
  TEST_CASE("after a day end the next part starts on that date: 2 then 3 working days are 5") {
    const calendar office = national_calendar();
    CHECK(due_of(office, then({whole(2, unit::working_day), whole(3, unit::working_day)}), "2024-06-03T09:00") ==
          end_of("2024-06-10"));
    CHECK(due_of(office, whole(5, unit::working_day), "2024-06-03T09:00") == end_of("2024-06-10"));
    CHECK(due_of(office, then({whole(1, unit::working_day), whole(1, unit::working_day), whole(1, unit::working_day)}),
                 "2024-06-03T09:00") == end_of("2024-06-06"));
    CHECK(due_of(office, then({whole(2, unit::day), whole(1, unit::day)}), "2024-06-03T09:00") == end_of("2024-06-06"));
  }

  // Tuesday's 24:00, then two working hours: Wednesday 07:30 to 09:30; two clock hours: Wednesday 02:00.
  TEST_CASE("hours after a day end begin at its 24:00") {
    const calendar office = national_calendar();
    CHECK(due_of(office, then({whole(1, unit::working_day), whole(2, unit::working_hour)}), "2024-06-03T09:00") ==
          at_moment("2024-06-05T09:30:00"));
    CHECK(due_of(office, then({whole(1, unit::working_day), whole(2, unit::hour)}), "2024-06-03T09:00") ==
          at_moment("2024-06-05T02:00:00"));
  }

  TEST_CASE("after an instant end the next part starts at that instant") {
    const calendar office = national_calendar();
    CHECK(due_of(office, then({whole(2, unit::working_hour), whole(1, unit::working_day)}), "2024-06-03T16:00") ==
          end_of("2024-06-05"));
    CHECK(due_of(office, then({whole(2, unit::working_hour), whole(2, unit::working_hour)}), "2024-06-03T16:00") ==
          at_moment("2024-06-04T10:30:00"));
    // 24 hours from Saturday end on Sunday; the working day after Sunday is Monday.
    CHECK(due_of(office, then({whole(24, unit::hour), whole(1, unit::working_day)}), "2024-06-08T09:00") ==
          end_of("2024-06-10"));
  }

  TEST_CASE("a cut-off is for receipts: the part that follows a day end received nothing") {
    const calendar office = national_calendar();
    limit_term two = term_of(2, unit::working_day);
    limit_term three = term_of(3, unit::working_day);
    two.cut_off_s = three.cut_off_s = 15 * 3600;
    const limit both = then({limit::of_term(two), limit::of_term(three)});
    CHECK(due_of(office, both, "2024-06-03T09:00") == end_of("2024-06-10"));
    CHECK(due_of(office, both, "2024-06-03T15:30") == cut_off(end_of("2024-06-11")));
  }

  TEST_CASE("the same time after a day end is 24:00, so that a part never takes no time") {
    const calendar office = national_calendar();
    limit_term one = term_of(1, unit::working_day);
    one.end = term_end::same_time;
    const limit_answer answer =
        due_of(office, then({whole(1, unit::working_day), limit::of_term(one)}), "2024-06-03T09:00");
    CHECK(answer.due == moment("2024-06-06T00:00"));  // Tuesday's 24:00, then Wednesday's
    CHECK(answer.due_date == date_of("2024-06-05"));
  }

  TEST_CASE("flags of the parts stay, and each part rolls by itself") {
    const calendar office = national_calendar();
    // Saturday 8 June rolls to Monday 10; one day more is Tuesday 11.
    CHECK(due_of(office, then({whole(5, unit::day), whole(1, unit::day)}), "2024-06-03T09:00") ==
          rolled(end_of("2024-06-11")));
    CHECK(due_of(office, then({whole(1, unit::month), whole(1, unit::day)}), "2024-01-31T09:00") ==
          clamped(end_of("2024-03-01")));
  }

  // Not a law. 31 January and a month is 28 February (clamped), and a month more 28 March.
  TEST_CASE("1 month then 1 month is not 2 months") {
    const calendar office = national_calendar();
    CHECK(due_of(office, then({whole(1, unit::month), whole(1, unit::month)}), "2025-01-31T09:00") ==
          clamped(end_of("2025-03-28")));
    CHECK(due_of(office, whole(2, unit::month), "2025-01-31T09:00") == end_of("2025-03-31"));
  }

  TEST_CASE("it rests on what its parts rest on") {
    const calendar office = national_calendar();
    CHECK(due_of(office, then({whole(2, unit::working_day), whole(24, unit::hour)}), "2026-11-20T09:00") ==
          provisional(at_moment("2026-11-26T00:00:00")));
    CHECK(due_of(office, then({whole(24, unit::hour), whole(3, unit::day)}), "2026-11-22T09:00") ==
          end_of("2026-11-26"));
  }

  // A day without roll may end before the horizon; the hours that follow it begin with the horizon's first second.
  TEST_CASE("a part that ends on the eve of the horizon") {
    const calendar office = national_calendar();
    limit_term day = term_of(1, unit::day);
    day.rolls = false;
    // Tuesday 1 January 2013 is a holiday: Wednesday.
    CHECK(due_of(office, then({limit::of_term(day), whole(1, unit::working_hour)}), "2012-12-30T10:00") ==
          at_moment("2013-01-02T08:30:00"));
    CHECK(error_of(office, then({limit::of_term(day), whole(1, unit::working_day)}), "2012-12-30T10:00") ==
          status::horizon);
    CHECK(error_of(office, then({limit::of_term(day), limit::of({0, unit::next_session})}), "2012-12-30T10:00") ==
          status::horizon);
  }

  TEST_CASE("what a part cannot answer, the whole cannot") {
    const calendar office = national_calendar();
    CHECK(error_of(office, then({whole(1, unit::working_day), whole(1, unit::working_day)}), "2052-12-30T09:00") ==
          status::horizon);
    CHECK(error_of(office, then({whole(1, unit::hour), whole(0, unit::hour)}), "2024-06-03T09:00") == status::invalid);
  }
}

TEST_SUITE("composition: earlier and later") {
  TEST_CASE("the chosen part's whole answer") {
    const calendar office = national_calendar();
    const limit day = whole(1, unit::working_day);
    const limit hours = whole(4, unit::working_hour);
    CHECK(due_of(office, earlier_of({day, hours}), "2024-06-03T09:00") == at_moment("2024-06-03T14:30:00"));
    CHECK(due_of(office, earlier_of({hours, day}), "2024-06-03T09:00") == at_moment("2024-06-03T14:30:00"));
    CHECK(due_of(office, later_of({day, hours}), "2024-06-03T09:00") == end_of("2024-06-04"));
    CHECK(due_of(office, later_of({hours, day}), "2024-06-03T09:00") == end_of("2024-06-04"));
    CHECK(due_of(office, earlier_of({day, hours, whole(1, unit::hour)}), "2024-06-03T09:00") ==
          at_moment("2024-06-03T10:00:00"));
  }

  // From Monday 23:59:59, 24 hours end on Tuesday 23:59:59; so they are late from the same second as the working day, 00:00:00
  // of Wednesday, and due a second before it.
  TEST_CASE("compared by the first late second, then by the due") {
    const calendar office = national_calendar();
    const limit day = whole(1, unit::working_day);
    const limit hours = whole(24, unit::hour);
    CHECK(due_of(office, earlier_of({day, hours}), "2024-06-03T23:59:59") == at_moment("2024-06-04T23:59:59"));
    CHECK(due_of(office, earlier_of({hours, day}), "2024-06-03T23:59:59") == at_moment("2024-06-04T23:59:59"));
    CHECK(due_of(office, later_of({day, hours}), "2024-06-03T23:59:59") == end_of("2024-06-04"));
    CHECK(due_of(office, later_of({hours, day}), "2024-06-03T23:59:59") == end_of("2024-06-04"));
    // Late first, though due last: overused working hours of Friday are late on Monday, after 24 hours of Friday 17:00.
    limit_term overused = term_of(1, unit::working_hour);
    overused.when_overused = true;
    CHECK(due_of(office, earlier_of({limit::of_term(overused), whole(24, unit::hour)}), "2024-06-07T16:00") ==
          at_moment("2024-06-08T16:00:00"));
  }

  // From Friday, one working day and one day (Saturday, rolled) both end on Monday; the mark of the roll tells them apart.
  TEST_CASE("of equals the first in the pack") {
    const calendar office = national_calendar();
    const limit working = whole(1, unit::working_day);
    const limit calendar_day = whole(1, unit::day);
    CHECK(due_of(office, earlier_of({working, calendar_day}), "2024-06-07T09:00") == end_of("2024-06-10"));
    CHECK(due_of(office, earlier_of({calendar_day, working}), "2024-06-07T09:00") == rolled(end_of("2024-06-10")));
    CHECK(due_of(office, later_of({working, calendar_day}), "2024-06-07T09:00") == end_of("2024-06-10"));
    CHECK(due_of(office, later_of({calendar_day, working}), "2024-06-07T09:00") == rolled(end_of("2024-06-10")));
  }

  TEST_CASE("provisional when any part is, the other flags are the chosen part's own") {
    const calendar office = national_calendar();
    // One hour rests on nothing, three working days on 24 November 2026.
    CHECK(due_of(office, earlier_of({whole(1, unit::hour), whole(3, unit::working_day)}), "2026-11-20T09:00") ==
          provisional(at_moment("2026-11-20T10:00:00")));
    CHECK(due_of(office, later_of({whole(1, unit::working_hour), whole(5, unit::day)}), "2024-06-03T09:00") ==
          rolled(end_of("2024-06-10")));
    CHECK(due_of(office, earlier_of({whole(1, unit::working_hour), whole(5, unit::day)}), "2024-06-03T09:00") ==
          at_moment("2024-06-03T10:00:00"));
  }

  TEST_CASE("inside one another") {
    const calendar office = national_calendar();
    const limit inner = later_of({whole(2, unit::working_hour), whole(3, unit::hour)});
    // 10:00-11:30 and 13:00-13:30 against 13:00; then a working day from Monday: Tuesday's end.
    CHECK(due_of(office, inner, "2024-06-03T10:00") == at_moment("2024-06-03T13:30:00"));
    CHECK(due_of(office, then({inner, whole(1, unit::working_day)}), "2024-06-03T10:00") == end_of("2024-06-04"));
    CHECK(due_of(office, earlier_of({then({inner, whole(1, unit::working_day)}), whole(3, unit::day)}),
                 "2024-06-03T10:00") == end_of("2024-06-04"));
  }
}

TEST_SUITE("composition: before") {
  TEST_CASE("working days: 24:00 of the n-th working date before the event's date") {
    const calendar office = national_calendar();
    // Thursday 20 June: 19, 18, 17, 14, 13.
    CHECK(due_of(office, before(5, unit::working_day), "2024-06-03T09:00", date_fact("2024-06-20")) ==
          end_of("2024-06-13"));
    CHECK(due_of(office, before(1, unit::working_day), "2024-06-03T09:00", date_fact("2024-06-10")) ==
          end_of("2024-06-07"));
    CHECK(due_of(office, before(1, unit::working_day), "2024-04-03T09:00", date_fact("2024-05-06")) ==
          end_of("2024-05-04"));
    limit_term term = before(1, unit::working_day);
    term.make_up_counts = false;
    CHECK(due_of(office, term, "2024-04-03T09:00", date_fact("2024-05-06")) == end_of("2024-05-03"));
    CHECK(due_of(office, before(1, unit::working_day, false), "2024-06-03T09:00", moment_fact("2024-06-10T16:00")) ==
          end_of("2024-06-07"));
  }

  TEST_CASE("days, weeks and months: the corresponding earlier date, clamped, not rolled") {
    const calendar office = national_calendar();
    CHECK(due_of(office, before(10, unit::day), "2024-06-03T09:00", date_fact("2024-06-20")) == end_of("2024-06-10"));
    CHECK(due_of(office, before(5, unit::day), "2024-06-03T09:00", date_fact("2024-06-20")) ==
          end_of("2024-06-15"));  // Saturday
    CHECK(due_of(office, before(1, unit::day), "2024-06-03T09:00", date_fact("2024-06-20")) ==
          end_of("2024-06-19"));  // "before day 20"
    CHECK(due_of(office, before(2, unit::week), "2024-05-03T09:00", date_fact("2024-06-20")) == end_of("2024-06-06"));
    CHECK(due_of(office, before(1, unit::month), "2025-01-03T09:00", date_fact("2025-03-31")) ==
          clamped(end_of("2025-02-28")));
    CHECK(due_of(office, before(1, unit::year), "2023-01-03T09:00", date_fact("2024-02-29")) ==
          clamped(end_of("2023-02-28")));
  }

  TEST_CASE("rolled back where the pack says so") {
    const calendar office = national_calendar();
    limit_term term = before(5, unit::day);
    term.roll_back = true;
    CHECK(due_of(office, term, "2024-06-03T09:00", date_fact("2024-06-20")) == rolled(end_of("2024-06-14")));
    CHECK(due_of(office, term, "2024-06-03T09:00", date_fact("2024-06-19")) == end_of("2024-06-14"));
    // 29 April is swapped off, 27 and 28 are a weekend: Friday 26.
    CHECK(due_of(office, term, "2024-04-03T09:00", date_fact("2024-05-06")) == rolled(end_of("2024-04-26")));
    CHECK(due_of(office, term, "2024-04-03T09:00", date_fact("2024-05-09")) == end_of("2024-05-04"));
    term.make_up_counts = false;
    CHECK(due_of(office, term, "2024-04-03T09:00", date_fact("2024-05-09")) == rolled(end_of("2024-05-03")));
  }

  TEST_CASE("hours: instant ends") {
    const calendar office = national_calendar();
    CHECK(due_of(office, before(24, unit::hour, false), "2024-06-03T09:00", moment_fact("2024-06-10T08:30")) ==
          at_moment("2024-06-09T08:30:00"));
    // Monday 08:30 less an hour is 07:30, less another Friday 16:00.
    CHECK(due_of(office, before(2, unit::working_hour, false), "2024-06-03T09:00", moment_fact("2024-06-10T08:30")) ==
          at_moment("2024-06-07T16:00:00"));
    // A date is its 00:00.
    CHECK(due_of(office, before(2, unit::working_hour), "2024-06-03T09:00", date_fact("2024-06-10")) ==
          at_moment("2024-06-07T15:00:00"));
    CHECK(due_of(office, before(90, unit::minute), "2024-06-03T09:00", date_fact("2024-06-10")) ==
          at_moment("2024-06-09T22:30:00"));
  }

  TEST_CASE("a due before the start is allowed and flagged") {
    const calendar office = national_calendar();
    CHECK(due_of(office, before(10, unit::day), "2024-06-11T00:00", date_fact("2024-06-20")) ==
          before_start(end_of("2024-06-10")));
    CHECK(due_of(office, before(10, unit::day), "2024-06-10T23:59:59", date_fact("2024-06-20")) ==
          end_of("2024-06-10"));
    CHECK(due_of(office, before(24, unit::hour, false), "2024-06-09T08:30:01", moment_fact("2024-06-10T08:30")) ==
          before_start(at_moment("2024-06-09T08:30:00")));
    CHECK(due_of(office, before(24, unit::hour, false), "2024-06-09T08:30", moment_fact("2024-06-10T08:30")) ==
          at_moment("2024-06-09T08:30:00"));
  }

  TEST_CASE("what it rests on") {
    const calendar office = national_calendar();
    CHECK(due_of(office, before(2, unit::working_day), "2026-11-02T09:00", date_fact("2026-11-25")) ==
          provisional(end_of("2026-11-23")));
    CHECK(due_of(office, before(2, unit::working_day), "2026-11-02T09:00", date_fact("2026-11-20")) ==
          end_of("2026-11-18"));
    CHECK(due_of(office, before(9, unit::working_hour), "2026-11-02T09:00", date_fact("2026-11-26")) ==
          provisional(at_moment("2026-11-24T16:00:00")));
    CHECK(due_of(office, before(24, unit::hour), "2026-11-02T09:00", date_fact("2026-11-25")) ==
          at_moment("2026-11-24T00:00:00"));
  }

  TEST_CASE("the fact must be there, and inside what the calendar and the kernel know") {
    const calendar office = national_calendar();
    const limit days = limit::of_term(before(5, unit::working_day));
    CHECK(error_of(office, days, "2024-06-03T09:00") == status::guard);
    CHECK(error_of(office, days, "2024-06-03T09:00", std::vector<fact_value>{{}}) == status::guard);
    CHECK(error_of(office, days, "2024-06-03T09:00", date_fact("2053-01-01")) == status::horizon);
    CHECK(error_of(office, days, "2024-06-03T09:00", date_fact("2013-01-02")) == status::horizon);
    for (const std::int64_t number :
         {std::int64_t{first_supported_day} - 1, std::int64_t{last_supported_day} + 1, INT64_MIN, INT64_MAX}) {
      CHECK(error_of(office, days, "2024-06-03T09:00", std::vector<fact_value>{fact_value::of(number)}) ==
            status::range);
    }
    for (const std::int64_t number : {first_supported_instant - 1, last_supported_instant + 1, INT64_MIN, INT64_MAX}) {
      CHECK(error_of(office, limit::of_term(before(5, unit::hour, false)), "2024-06-03T09:00",
                     std::vector<fact_value>{fact_value::of(number)}) == status::range);
    }
    CHECK(error_of(office, limit::of_term(before(5, unit::hour)), "2024-06-03T09:00", date_fact("1990-01-01")) ==
          status::range);
    CHECK(error_of(office, limit::of_term(before(5, unit::month)), "2024-06-03T09:00", date_fact("1990-01-01")) ==
          status::range);
    CHECK(error_of(office, limit::of_term(before(0, unit::now)), "2024-06-03T09:00", date_fact("2024-06-20")) ==
          status::invalid);
    CHECK(error_of(office, limit::of_term(before(1, unit::next_session)), "2024-06-03T09:00",
                   date_fact("2024-06-20")) == status::invalid);
  }

  // 24:00 of Tuesday 31 December 2052 is inside: the hour before it that was worked ends at 17:00.
  TEST_CASE("counted back from the very end of the horizon") {
    const calendar office = national_calendar();
    CHECK(due_of(office, before(1, unit::working_hour, false), "2024-06-03T09:00", moment_fact("2052-12-31T24:00")) ==
          provisional(at_moment("2052-12-31T16:00:00")));
  }
}

TEST_SUITE("composition: now and the next session") {
  TEST_CASE("now is due at once, with the grace that the pack declares") {
    const calendar office = national_calendar();
    limit_term term = term_of(0, unit::now);
    CHECK(due_of(office, term, "2024-06-07T16:50") == at_moment("2024-06-07T16:50:00"));
    term.grace = {30, unit::minute};
    CHECK(due_of(office, term, "2024-06-07T16:50") ==
          late_from("2024-06-07T17:20:01", at_moment("2024-06-07T16:50:00")));
    term.grace = {30, unit::working_minute};  // 10 minutes of Friday, 20 of Monday
    CHECK(due_of(office, term, "2024-06-07T16:50") ==
          late_from("2024-06-10T07:50:01", at_moment("2024-06-07T16:50:00")));
    CHECK(due_of(office, term, "2026-11-23T16:50") ==
          provisional(late_from("2026-11-24T07:50:01", at_moment("2026-11-23T16:50:00"))));
    CHECK(error_of(office, term, "2060-06-07T16:50") == status::horizon);
    term.grace = {1, unit::hour};
    CHECK(due_of(office, term, "2060-06-07T16:50") ==
          late_from("2060-06-07T17:50:01", at_moment("2060-06-07T16:50:00")));
    CHECK(error_of(office, term, "2099-12-31T23:30") == status::range);
  }

  TEST_CASE("a grace that is none") {
    const calendar office = national_calendar();
    limit_term term = term_of(0, unit::now);
    for (const amount grace : {amount{-1, unit::minute}, amount{INT64_MAX, unit::hour}, amount{INT64_MIN, unit::hour},
                               amount{1, unit::day}, amount{1000001, unit::minute}}) {
      term.grace = grace;
      CHECK(error_of(office, term, "2024-06-07T16:50") == status::invalid);
    }
  }

  TEST_CASE("until the close of the next session that opens") {
    const calendar office = national_calendar();
    const limit_term term = term_of(0, unit::next_session);
    CHECK(due_of(office, term, "2024-06-03T06:00") == at_moment("2024-06-03T11:30:00"));
    CHECK(due_of(office, term, "2024-06-03T07:30") == at_moment("2024-06-03T17:00:00"));  // the morning has opened
    CHECK(due_of(office, term, "2024-06-03T12:00") == at_moment("2024-06-03T17:00:00"));
    CHECK(due_of(office, term, "2024-06-03T13:00:01") == at_moment("2024-06-04T11:30:00"));
    CHECK(due_of(office, term, "2024-06-07T18:00") == at_moment("2024-06-10T11:30:00"));
    CHECK(due_of(office, term, "2024-04-26T18:00") == at_moment("2024-05-02T11:30:00"));
    CHECK(due_of(office, term, "2026-11-24T14:00") == provisional(at_moment("2026-11-25T11:30:00")));
    CHECK(error_of(office, term, "2052-12-31T14:00") == status::horizon);
    CHECK(error_of(office, term, "2053-12-31T14:00") == status::horizon);
  }

  // Monday to Friday 22:00-30:00. Saturday's 02:00 is worked by Friday's shift, which has opened: the next is Monday's.
  TEST_CASE("the next session after a night that is being worked") {
    calendar_layers layers = office_layers(date_of("2024-06-03"), date_of("2024-06-16"));
    layers.weekly[0].sessions = {{79200, 108000}};
    const calendar nights = compiled(layers);
    limit_answer expected = at_moment("2024-06-11T06:00:00");
    expected.due_date = date_of("2024-06-10");
    CHECK(due_of(nights, term_of(0, unit::next_session), "2024-06-08T02:00") == expected);
    CHECK(due_of(nights, term_of(0, unit::next_session), "2024-06-07T22:00") == expected);
    CHECK(error_of(nights, term_of(0, unit::next_session), "2024-06-15T02:00") == status::horizon);
  }
}

TEST_SUITE("composition: limits that no loader makes") {
  TEST_CASE("they are invalid, not undefined") {
    const calendar office = national_calendar();
    for (const unit in : {unit::minute, unit::hour, unit::working_minute, unit::working_hour, unit::day,
                          unit::working_day, unit::week, unit::month, unit::year}) {
      for (const std::int64_t count :
           {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1000001}, INT64_MAX, INT64_MIN}) {
        CHECK(error_of(office, whole(count, in), "2024-06-03T09:00") == status::invalid);
        CHECK(error_of(office, before(count, in), "2024-06-03T09:00", date_fact("2024-06-20")) == status::invalid);
      }
    }
    CHECK(error_of(office, limit{}, "2024-06-03T09:00") == status::invalid);
    limit one_child = then({whole(1, unit::hour)});
    CHECK(error_of(office, one_child, "2024-06-03T09:00") == status::invalid);
    limit too_few = then({whole(1, unit::hour), whole(1, unit::hour)});
    too_few.size = 2;
    CHECK(error_of(office, too_few, "2024-06-03T09:00") == status::invalid);
    limit oversized = whole(1, unit::hour);
    oversized.size = max_limit_nodes + 1;
    CHECK(error_of(office, oversized, "2024-06-03T09:00") == status::invalid);
  }

  TEST_CASE("the largest limit that fits, and no allocation in any query") {
    const calendar office = national_calendar();
    limit deep = whole(1, unit::working_day);
    while (deep.size + 2 <= static_cast<int>(max_limit_nodes)) deep = then({whole(1, unit::working_day), deep});
    CHECK(deep.size == 15);
    const std::vector<fact_value> facts = date_fact("2024-06-20");
    std::vector<limit> limits = {deep,
                                 whole(5, unit::working_hour),
                                 whole(5, unit::month),
                                 whole(0, unit::next_session),
                                 limit::of_term(before(3, unit::working_day)),
                                 limit::of_term(before(3, unit::working_hour)),
                                 earlier_of({whole(1, unit::hour), whole(2, unit::week)})};
    const instant start = moment("2024-06-03T09:00");
    limit_answer answer;
    int good = 0;
    const std::size_t before_queries = allocations();
    for (const limit& what : limits) good += evaluate_limit(office, what, start, facts, answer) == status::ok ? 1 : 0;
    const std::size_t after_queries = allocations();
    CHECK(good == static_cast<int>(limits.size()));
    CHECK(after_queries == before_queries);
    CHECK(due_of(office, deep, "2024-06-03T09:00") == end_of("2024-06-13"));  // eight working days
  }
}
