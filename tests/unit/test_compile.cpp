// From layers to a calendar: the law's compensatory days, the table of Viet Nam's holidays, and every problem provoked.
#include "thoihan/calendar/compile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <set>
#include <vector>

#include "tests/support/national_calendar.hpp"

using namespace thoihan;
using code = calendar_problem_code;
using layer = calendar_layer;

namespace {

constexpr day_number day(int year, int month, int date) { return days_from_civil(year, month, date); }

calendar_layers june() { return office_layers(day(2024, 6, 1), day(2024, 6, 30)); }  // 3 June is a Monday

own_date closed(day_number on, cause_number cause = 0) { return {on, true, {}, false, cause}; }
own_date hours_on(day_number on, const std::vector<session>& sessions, bool working_day = false,
                  cause_number cause = 0) {
  return {on, false, sessions, working_day, cause};
}

std::vector<calendar_problem> problems_of(const calendar_layers& layers) {
  calendar kept = compiled([] {
    calendar_layers other = june();
    other.revision = 7;
    return other;
  }());
  std::vector<calendar_problem> problems = compile_calendar(layers, kept);
  // What was there before stays, whole, when there is a problem.
  if (!problems.empty())
    CHECK((kept.revision() == 7 && kept.first_day() == day(2024, 6, 1) && kept.knows(day(2024, 6, 30))));
  return problems;
}

void check_one(const calendar_layers& layers, code expected, layer where, std::size_t row, day_number on,
               std::size_t other_row) {
  const auto problems = problems_of(layers);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == expected);
  CHECK(problems[0].layer == where);
  CHECK(problems[0].row == row);
  CHECK(problems[0].other_row == other_row);
  CHECK(problems[0].day == on);
}

void check_one(const calendar_layers& layers, code expected, layer where, std::size_t row, day_number on) {
  check_one(layers, expected, where, row, on, row);
}

}  // namespace

TEST_SUITE("compile: Viet Nam's holidays") {
  TEST_CASE("every date of 2013 to 2027 is what the table says") {
    const auto rows = holiday_rows();
    REQUIRE(rows.size() == 229);
    const calendar hours = compiled(national_layers(rows));
    std::map<day_number, std::size_t> row_of;
    for (std::size_t at = 0; at < rows.size(); ++at) {
      CHECK(row_of.emplace(rows[at].day, at).second);
    }
    std::map<std::string, day_kind> kinds = {{"statutory", day_kind::holiday},
                                             {"compensatory", day_kind::compensatory},
                                             {"swapped-off", day_kind::swapped_off},
                                             {"swapped-to-work", day_kind::swapped_to_work}};
    std::map<int, int> working_dates_of_year;
    std::set<day_kind> seen;
    const boost::gregorian::date epoch(1970, 1, 1);
    for (day_number date = day(2013, 1, 1); date <= day(2027, 12, 31); ++date) {
      const boost::gregorian::date civil = epoch + boost::gregorian::date_duration(date);
      const int weekday = civil.day_of_week().as_number();  // Sunday 0
      day_kind expected = weekday == 0 || weekday == 6 ? day_kind::weekend : day_kind::working;
      bool undecided = date > day(2026, 12, 31);
      std::size_t cause = 0;
      if (const auto found = row_of.find(date); found != row_of.end()) {
        const holiday_row& row = rows[found->second];
        undecided = undecided || row.undecided;
        if (!row.unconfirmed) {
          expected = kinds.at(row.kind);
          cause = found->second + 1;
          // A swap is told once, by its row of the day off.
          if (expected == day_kind::swapped_to_work) {
            const auto other = row_of.find(row.paired);
            cause = other != row_of.end() ? other->second + 1 : 0;
          }
        }
      }
      CAPTURE(date);
      CHECK(hours.kind(date) == expected);
      CHECK(hours.undecided(date) == undecided);
      CHECK(hours.cause(date) == cause);
      const bool works = expected == day_kind::working || expected == day_kind::swapped_to_work;
      CHECK(hours.is_working_date(date) == works);
      CHECK(hours.is_working_date(date, working_dates::without_make_up) == (expected == day_kind::working));
      CHECK(hours.sessions(date).size() == (works ? 2 : 0));
      working_dates_of_year[civil.year()] += works ? 1 : 0;
      seen.insert(expected);
    }
    CHECK(seen.size() == 6);
    // Monday to Friday, less the days off that fall on them, plus the Saturdays worked, counted from the table.
    CHECK(working_dates_of_year == std::map<int, int>{{2013, 253},
                                                      {2014, 252},
                                                      {2015, 250},
                                                      {2016, 251},
                                                      {2017, 250},
                                                      {2018, 250},
                                                      {2019, 252},
                                                      {2020, 252},
                                                      {2021, 250},
                                                      {2022, 249},
                                                      {2023, 249},
                                                      {2024, 251},
                                                      {2025, 250},
                                                      {2026, 250},
                                                      {2027, 250}});
  }

  TEST_CASE("without the announced rows the law gives the same compensatory days, of its own cause") {
    const auto rows = holiday_rows();
    calendar_layers layers = national_layers(rows);
    layers.compensatory.clear();
    layers.compensatory_cause = 999;
    const calendar hours = compiled(layers);
    std::set<day_number> expected;
    for (const auto& row : rows) {
      if (row.kind == "compensatory") expected.insert(row.day);
    }
    CHECK(expected.size() == 39);
    for (day_number date = hours.first_day(); date <= day(2027, 12, 31); ++date) {
      CHECK((hours.kind(date) == day_kind::compensatory) == (expected.count(date) != 0));
      if (expected.count(date) != 0) CHECK(hours.cause(date) == 999);
    }
  }

  // The other half of a swap lies on 2012-12-31, before the horizon; 2013-01-05 is a Saturday worked like a Monday.
  TEST_CASE("half a swap outside the horizon") {
    const calendar hours = national_calendar();
    CHECK(hours.kind(day(2013, 1, 5)) == day_kind::swapped_to_work);
    CHECK(hours.sessions(day(2013, 1, 5)).size() == 2);
  }

  TEST_CASE("24 November is a working day until the law is confirmed, and undecided either way") {
    auto rows = holiday_rows();
    const calendar off = compiled(national_layers(rows));
    CHECK(off.kind(day(2026, 11, 24)) == day_kind::working);
    CHECK(off.undecided(day(2026, 11, 24)));
    CHECK_FALSE(off.undecided(day(2026, 11, 25)));
    for (auto& row : rows) row.unconfirmed = false;
    const calendar on = compiled(national_layers(rows));
    CHECK(on.kind(day(2026, 11, 24)) == day_kind::holiday);
    CHECK(on.undecided(day(2026, 11, 24)));
  }
}

TEST_SUITE("compile: the law") {
  // Labour Code 2019, art. 111(3). 2023: Hùng Kings' day on Saturday 29 April, Victory Day on Sunday 30 April, Labour Day on
  // Monday 1 May. The Saturday's next date that is neither rest day nor holiday is Tuesday 2 May, the Sunday's is Wednesday.
  TEST_CASE("compensatory days in date order, over rest days, holidays and days already given") {
    calendar_layers layers = office_layers(day(2023, 4, 1), day(2023, 5, 31));
    layers.holidays = {{day(2023, 5, 1)}, {day(2023, 4, 30)}, {day(2023, 4, 29)}};
    layers.compensatory = {{day(2023, 5, 3), day(2023, 4, 30)}, {day(2023, 5, 2), day(2023, 4, 29), false, 5}};
    const calendar hours = compiled(layers);
    CHECK(hours.kind(day(2023, 4, 29)) == day_kind::holiday);
    CHECK(hours.kind(day(2023, 5, 2)) == day_kind::compensatory);
    CHECK(hours.kind(day(2023, 5, 3)) == day_kind::compensatory);
    CHECK(hours.kind(day(2023, 5, 4)) == day_kind::working);
    CHECK(hours.cause(day(2023, 5, 2)) == 5);
  }

  TEST_CASE("two facts on one rest day give one compensatory day; a fact not in force gives none") {
    calendar_layers layers = june();
    layers.holidays = {{day(2024, 6, 8)}, {day(2024, 6, 8)}, {day(2024, 6, 15), false, true}};
    const calendar hours = compiled(layers);
    CHECK(hours.kind(day(2024, 6, 10)) == day_kind::compensatory);
    CHECK(hours.kind(day(2024, 6, 11)) == day_kind::working);
    CHECK(hours.kind(day(2024, 6, 15)) == day_kind::weekend);
    CHECK(hours.kind(day(2024, 6, 17)) == day_kind::working);
    CHECK(hours.undecided(day(2024, 6, 15)));
  }

  // Sunday 1 January 2023 is made up for on Monday 2 January, wherever the calendar begins.
  TEST_CASE("a holiday on a rest day before the horizon is made up for inside it") {
    calendar_layers layers = office_layers(day(2023, 1, 2), day(2023, 1, 31));
    layers.holidays = {{day(2023, 1, 1)}};
    layers.compensatory = {{day(2023, 1, 2), day(2023, 1, 1)}};
    CHECK(problems_of(layers).empty());
    const calendar hours = compiled(layers);
    CHECK(hours.kind(day(2023, 1, 2)) == day_kind::compensatory);
    CHECK(hours.kind(day(2023, 1, 3)) == day_kind::working);
  }

  TEST_CASE("swaps and closures move no compensatory day") {
    calendar_layers layers = june();
    layers.holidays = {{day(2024, 6, 8)}};
    layers.dates = {closed(day(2024, 6, 10), 3)};
    layers.swaps = {{day(2024, 6, 11), day(2024, 6, 15)}};
    const calendar hours = compiled(layers);
    CHECK(hours.kind(day(2024, 6, 10)) == day_kind::closed);
    CHECK(hours.kind(day(2024, 6, 11)) == day_kind::swapped_off);
    CHECK(hours.kind(day(2024, 6, 12)) == day_kind::working);
    day_number rolled = 0;
    CHECK(hours.roll(day(2024, 6, 10), working_dates::all, rolled) == status::ok);
    CHECK(rolled == day(2024, 6, 12));  // it is a compensatory day under the closure: a rest day all the same
  }

  TEST_CASE("a compensatory day is as undecided as its holiday and its announcement") {
    calendar_layers layers = june();
    layers.holidays = {{day(2024, 6, 8), true, true}, {day(2024, 6, 16)}, {day(2024, 6, 22)}};
    layers.compensatory = {{day(2024, 6, 17), day(2024, 6, 16), true}};
    const calendar hours = compiled(layers);
    CHECK(hours.undecided(day(2024, 6, 10)));
    CHECK(hours.undecided(day(2024, 6, 17)));
    CHECK_FALSE(hours.undecided(day(2024, 6, 16)));
    CHECK_FALSE(hours.undecided(day(2024, 6, 24)));
    CHECK(hours.undecided_between(day(2024, 6, 1), day(2024, 6, 30)));
    CHECK(hours.undecided_between(day(2024, 6, 9), day(2024, 6, 10)));
    CHECK_FALSE(hours.undecided_between(day(2024, 6, 11), day(2024, 6, 16)));
    CHECK_FALSE(hours.undecided_between(day(2024, 6, 10), day(2024, 6, 9)));
  }

  TEST_CASE("of two facts on one rest day the order does not matter") {
    calendar_layers layers = june();
    layers.holidays = {{day(2024, 6, 8), true, true}, {day(2024, 6, 8)}};
    CHECK(compiled(layers).undecided(day(2024, 6, 10)));
    layers.holidays = {{day(2024, 6, 8)}, {day(2024, 6, 8), true, true}};
    CHECK(compiled(layers).undecided(day(2024, 6, 10)));
  }

  // Monday 3 June off, Saturday 8 June worked for it with Monday's hours, not with the Saturday reception's.
  TEST_CASE("a day worked for a swap has the hours of the weekday that it replaces") {
    calendar_layers layers = june();
    layers.weekly[0].weekdays = 0b0011110;
    weekly_hours mondays = layers.weekly[0];
    mondays.weekdays = 0b0000001;
    mondays.sessions = {{28800, 36000}};
    weekly_hours reception = layers.weekly[0];
    reception.weekdays = 0b0100000;
    reception.sessions = {{27000, 41400}};
    reception.working_day = false;
    layers.weekly = {layers.weekly[0], mondays, reception};
    layers.swaps = {{day(2024, 6, 3), day(2024, 6, 8), true, 9}};
    const calendar hours = compiled(layers);
    CHECK(hours.kind(day(2024, 6, 3)) == day_kind::swapped_off);
    CHECK(hours.sessions(day(2024, 6, 3)).empty());
    CHECK(hours.kind(day(2024, 6, 8)) == day_kind::swapped_to_work);
    REQUIRE(hours.sessions(day(2024, 6, 8)).size() == 1);
    CHECK(hours.sessions(day(2024, 6, 8))[0] == session{28800, 36000});
    CHECK(hours.cause(day(2024, 6, 8)) == 9);
    CHECK((hours.undecided(day(2024, 6, 3)) && hours.undecided(day(2024, 6, 8))));
    CHECK(hours.is_working_date(day(2024, 6, 8)));
    CHECK_FALSE(hours.is_working_date(day(2024, 6, 8), working_dates::without_make_up));
    // The reception of another Saturday is working time and no working date.
    CHECK(hours.kind(day(2024, 6, 15)) == day_kind::weekend);
    CHECK_FALSE(hours.is_working_date(day(2024, 6, 15)));
    CHECK(hours.is_open(instant_at(day(2024, 6, 15), 30000)));
    layers.make_up_days_count = false;
    CHECK_FALSE(compiled(layers).is_working_date(day(2024, 6, 8)));
  }

  // Monday 14 October 2024 off, in summer's hours until the 15th; Saturday 19 October worked, in winter's.
  TEST_CASE("a day worked for a swap has the hours of the season in which it is worked") {
    calendar_layers layers = office_layers(day(2024, 10, 1), day(2024, 10, 31));
    weekly_hours winter = layers.weekly[0];
    layers.weekly[0].until = day(2024, 10, 15);
    winter.from = day(2024, 10, 16);
    winter.sessions = {{28800, 36000}};
    layers.weekly.push_back(winter);
    layers.swaps = {{day(2024, 10, 14), day(2024, 10, 19)}};
    const calendar hours = compiled(layers);
    REQUIRE(hours.sessions(day(2024, 10, 19)).size() == 1);
    CHECK(hours.sessions(day(2024, 10, 19))[0] == session{28800, 36000});
    // Where no row is valid on the day worked, those of the day off.
    layers.weekly.pop_back();
    CHECK(compiled(layers).sessions(day(2024, 10, 19)).size() == 2);
  }

  TEST_CASE("validity and seasons of weekly hours, both ends included, and over the new year") {
    calendar_layers layers = office_layers(day(2024, 1, 1), day(2025, 12, 31));
    weekly_hours winter = layers.weekly[0];
    winter.season_from = {10, 16};
    winter.season_until = {4, 15};
    winter.sessions = {{28800, 36000}};
    weekly_hours summer = winter;
    summer.season_from = {4, 16};
    summer.season_until = {10, 15};
    summer.until = day(2025, 7, 1);
    summer.sessions = {{25200, 36000}};
    weekly_hours after = summer;
    after.from = day(2025, 7, 2);
    after.until = last_supported_day;
    after.sessions = {{21600, 36000}};
    layers.weekly = {winter, summer, after};
    const calendar hours = compiled(layers);
    const auto opens = [&](int year, int month, int date) {
      return hours.sessions(day(year, month, date)).front().open_s;
    };
    CHECK(opens(2024, 1, 1) == 28800);
    CHECK(opens(2024, 4, 15) == 28800);
    CHECK(opens(2024, 4, 16) == 25200);
    CHECK(opens(2024, 10, 15) == 25200);
    CHECK(opens(2024, 10, 16) == 28800);
    CHECK(opens(2024, 12, 31) == 28800);
    CHECK(opens(2025, 7, 1) == 25200);
    CHECK(opens(2025, 7, 2) == 21600);
  }

  TEST_CASE("an office's own dates: closures, other hours, extra working dates") {
    calendar_layers layers = june();
    layers.holidays = {{day(2024, 6, 12)}};
    layers.dates = {closed(day(2024, 6, 4), 1),                             // a Tuesday
                    hours_on(day(2024, 6, 8), {{27000, 41400}}, true, 2),   // a Saturday that counts
                    hours_on(day(2024, 6, 9), {{27000, 41400}}, false, 3),  // a Sunday reception
                    hours_on(day(2024, 6, 12), {{27000, 41400}}, true, 4),  // work on the holiday
                    hours_on(day(2024, 6, 13), {{27000, 30600}}, true, 5),  // a shortened Thursday
                    closed(day(2024, 6, 15), 6)};                           // a Saturday
    const calendar hours = compiled(layers);
    CHECK(hours.kind(day(2024, 6, 4)) == day_kind::closed);
    CHECK_FALSE(hours.is_working_date(day(2024, 6, 4)));
    CHECK(hours.is_working_date(day(2024, 6, 8)));
    CHECK_FALSE(hours.is_working_date(day(2024, 6, 9)));
    CHECK(hours.kind(day(2024, 6, 9)) == day_kind::weekend);
    CHECK(hours.is_open(instant_at(day(2024, 6, 9), 30000)));
    CHECK(hours.kind(day(2024, 6, 12)) == day_kind::working);
    CHECK(hours.is_working_date(day(2024, 6, 13)));
    CHECK_FALSE(hours.is_open(instant_at(day(2024, 6, 13), 30600)));
    for (int i = 0; i < 6; ++i) CHECK(hours.cause(layers.dates[static_cast<std::size_t>(i)].day) == i + 1);
    // 148(5) names rest days and holidays: the closed Tuesday stays, the closed Saturday gives way.
    day_number rolled = 0;
    CHECK(hours.roll(day(2024, 6, 4), working_dates::all, rolled) == status::ok);
    CHECK(rolled == day(2024, 6, 4));
    CHECK(hours.roll(day(2024, 6, 15), working_dates::all, rolled) == status::ok);
    CHECK(rolled == day(2024, 6, 17));
    layers.closures_roll = true;
    CHECK(compiled(layers).roll(day(2024, 6, 4), working_dates::all, rolled) == status::ok);
    CHECK(rolled == day(2024, 6, 5));
  }
}

TEST_SUITE("compile: problems") {
  TEST_CASE("no horizon") {
    for (const auto& [first, last] : {std::pair{day(2024, 6, 2), day(2024, 6, 1)},
                                      {day(1989, 12, 31), day(2024, 6, 1)},
                                      {day(2024, 6, 1), day(2100, 1, 1)}}) {
      check_one(office_layers(first, last), code::empty_horizon, layer::horizon, 0, first);
    }
    CHECK(problems_of(office_layers(first_supported_day, last_supported_day)).empty());
    CHECK(problems_of(office_layers(day(2024, 6, 1), day(2024, 6, 1))).empty());
    check_one(calendar_layers{}, code::empty_horizon, layer::horizon, 0, 0);
  }

  TEST_CASE("sessions that are none") {
    for (const session& bad :
         {session{27000, 27000}, session{27000, 26999}, session{-1, 3600}, session{86400, 90000}, session{0, 172801}}) {
      calendar_layers layers = june();
      layers.weekly[0].sessions.push_back(bad);
      check_one(layers, code::bad_session, layer::weekly, 0, layers.weekly[0].from);
      layers = june();
      layers.dates = {closed(day(2024, 6, 4)), hours_on(day(2024, 6, 5), {bad})};
      check_one(layers, code::bad_session, layer::dates, 1, day(2024, 6, 5));
    }
    calendar_layers layers = june();
    layers.weekly[0].sessions.clear();
    for (std::int32_t i = 0; i < 8; ++i) layers.weekly[0].sessions.push_back({i * 3600, i * 3600 + 1800});
    CHECK(problems_of(layers).empty());
    layers.weekly[0].sessions.push_back({40000, 40001});
    check_one(layers, code::bad_session, layer::weekly, 0, layers.weekly[0].from);
  }

  TEST_CASE("sessions that overlap on one date") {
    calendar_layers layers = june();
    layers.weekly[0].sessions = {{46800, 61200}, {27000, 46801}};
    check_one(layers, code::sessions_overlap, layer::weekly, 0, day(2024, 6, 3));
    layers.weekly[0].sessions = {{46800, 61200}, {27000, 46800}};
    CHECK(problems_of(layers).empty());
    layers.dates = {hours_on(day(2024, 6, 5), {{100, 200}, {150, 160}})};
    check_one(layers, code::sessions_overlap, layer::dates, 0, day(2024, 6, 5));
  }

  // A shift to 08:00 of the next date overlaps the next date's 07:30; it shows on Tuesday, the first such date.
  TEST_CASE("sessions that overlap across midnight") {
    calendar_layers layers = june();
    layers.weekly[0].sessions = {{27000, 41400}, {79200, 115200}};
    check_one(layers, code::sessions_overlap, layer::weekly, 0, day(2024, 6, 4));
    layers.weekly[0].sessions = {{27000, 41400}, {79200, 113400}};
    CHECK(problems_of(layers).empty());
    // A worked Saturday after Friday's night shift, where an ordinary Saturday has no session.
    layers = june();
    layers.weekly[0].sessions = {{79200, 115200}};
    CHECK(problems_of(layers).empty());
    layers.dates = {hours_on(day(2024, 6, 8), {{27000, 41400}})};
    check_one(layers, code::sessions_overlap, layer::dates, 0, day(2024, 6, 8));
  }

  TEST_CASE("every problem points at a row that is there") {
    calendar_layers layers = june();
    layers.weekly[0].weekdays = 0b0000001;
    layers.weekly[0].sessions = {{79200, 93600}, {82800, 97200}};
    const auto problems = problems_of(layers);
    REQUIRE_FALSE(problems.empty());
    for (const auto& problem : problems) {
      CHECK(problem.code == code::sessions_overlap);
      CHECK(problem.layer == layer::weekly);
      CHECK(problem.row == 0);
      CHECK(problem.other_row == 0);
    }
  }

  TEST_CASE("two rows for one weekday, once per pair of rows") {
    calendar_layers layers = june();
    layers.weekly.push_back(layers.weekly[0]);
    layers.weekly[1].weekdays = 0b0000100;
    check_one(layers, code::two_weekly_hours, layer::weekly, 1, day(2024, 6, 5), 0);
    layers.weekly[1].from = day(2024, 6, 13);
    check_one(layers, code::two_weekly_hours, layer::weekly, 1, day(2024, 6, 19), 0);
    layers.weekly[1].from = day(2024, 6, 27);  // no Wednesday is left
    CHECK(problems_of(layers).empty());
    layers = june();
    layers.weekly.push_back(layers.weekly[0]);
    layers.weekly.push_back(layers.weekly[0]);
    CHECK(problems_of(layers).size() >= 2);
  }

  TEST_CASE("swaps that cannot be") {
    calendar_layers layers = june();
    layers.swaps = {{day(2024, 6, 3), day(2024, 6, 8)}, {day(2024, 6, 4), day(2024, 6, 8)}};
    check_one(layers, code::two_swaps, layer::swaps, 1, day(2024, 6, 8), 0);
    layers.swaps = {{day(2024, 6, 3), day(2024, 6, 8)}, {day(2024, 6, 3), day(2024, 6, 15)}};
    check_one(layers, code::two_swaps, layer::swaps, 1, day(2024, 6, 3), 0);
    layers.swaps = {{day(2024, 6, 3), day(2024, 6, 3)}};
    check_one(layers, code::two_swaps, layer::swaps, 0, day(2024, 6, 3), 0);
    layers.swaps = {{day(2024, 6, 8), day(2024, 6, 9)}};
    check_one(layers, code::swap_of_rest_day, layer::swaps, 0, day(2024, 6, 8));
    layers.swaps = {{day(2024, 6, 3), day(2024, 6, 4)}};
    check_one(layers, code::swap_to_working_day, layer::swaps, 0, day(2024, 6, 4));
    layers.holidays = {{day(2024, 6, 5)}, {day(2024, 6, 15)}};
    layers.swaps = {{day(2024, 6, 5), day(2024, 6, 8)}};
    check_one(layers, code::swap_of_holiday, layer::swaps, 0, day(2024, 6, 5));
    layers.swaps = {{day(2024, 6, 17), day(2024, 6, 22)}};  // the compensatory day for Saturday 15 June
    check_one(layers, code::swap_of_holiday, layer::swaps, 0, day(2024, 6, 17));
    layers.swaps = {{day(2024, 6, 4), day(2024, 6, 15)}};
    check_one(layers, code::swap_of_holiday, layer::swaps, 0, day(2024, 6, 15));
  }

  // Until June the week is Monday to Friday, from July on Tuesday to Saturday: what was a working day is asked of its own date.
  TEST_CASE("a swap over a change of the week") {
    calendar_layers layers = office_layers(day(2024, 6, 1), day(2024, 7, 31));
    layers.weekly.push_back(layers.weekly[0]);
    layers.weekly[0].until = day(2024, 6, 30);
    layers.weekly[1].from = day(2024, 7, 1);
    layers.weekly[1].weekdays = 0b0111110;
    layers.swaps = {{day(2024, 7, 8), day(2024, 6, 29)}};  // Monday 8 July is a rest day of the week
    check_one(layers, code::swap_of_rest_day, layer::swaps, 0, day(2024, 7, 8));
    layers.swaps = {{day(2024, 6, 24), day(2024, 7, 7)}};  // Monday 24 June is not
    CHECK(problems_of(layers).empty());
  }

  TEST_CASE("own dates twice or outside") {
    calendar_layers layers = june();
    layers.dates = {closed(day(2024, 6, 4)), closed(day(2024, 6, 5)), hours_on(day(2024, 6, 4), {{0, 60}})};
    check_one(layers, code::two_own_dates, layer::dates, 2, day(2024, 6, 4), 0);
    layers.dates = {closed(day(2024, 5, 31))};
    check_one(layers, code::own_date_outside, layer::dates, 0, day(2024, 5, 31));
    layers.dates = {closed(day(2024, 6, 30)), closed(day(2024, 7, 1))};
    check_one(layers, code::own_date_outside, layer::dates, 1, day(2024, 7, 1));
  }

  TEST_CASE("what was announced of a compensatory day must be what the law gives") {
    calendar_layers layers = june();
    layers.holidays = {{day(2024, 6, 8)}, {day(2024, 6, 12)}};
    layers.compensatory = {{day(2024, 6, 11), day(2024, 6, 8)}};
    check_one(layers, code::compensatory_differs, layer::compensatory, 0, day(2024, 6, 11));
    CHECK(problems_of(layers)[0].expected_day == day(2024, 6, 10));
    layers.compensatory = {{day(2024, 6, 10), day(2024, 6, 8)},
                           {day(2024, 6, 13), day(2024, 6, 12)}};  // a Wednesday gives none
    check_one(layers, code::compensatory_differs, layer::compensatory, 1, day(2024, 6, 13));
    CHECK(problems_of(layers)[0].expected_day == day(2024, 6, 13));
    layers.holidays[0].in_force = false;
    layers.compensatory = {{day(2024, 6, 10), day(2024, 6, 8)}};
    check_one(layers, code::compensatory_differs, layer::compensatory, 0, day(2024, 6, 10));
  }

  TEST_CASE("what was announced of other years is not judged") {
    calendar_layers layers = june();
    layers.compensatory = {{day(2024, 5, 31), day(2024, 5, 26)}, {day(2024, 7, 1), day(2024, 6, 30)},
                           {day(1990, 1, 1), day(1990, 1, 1)}, {day(2099, 12, 31), day(2099, 12, 31)}};
    CHECK(problems_of(layers).empty());
  }

  TEST_CASE("too many kinds of day") {
    const auto many = [](int count) {
      calendar_layers layers = office_layers(day(2024, 1, 1), day(2024, 12, 31));
      for (int i = 0; i < count; ++i) layers.dates.push_back(hours_on(day(2024, 1, 1) + i, {{0, 60 * (i + 1)}}, true));
      return layers;
    };
    CHECK(problems_of(many(250)).empty());
    const auto problems = problems_of(many(300));
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].code == code::too_many_profiles);
    // One calendar of the most kinds that there can be, asked about each.
    const calendar hours = compiled(many(250));
    for (int i = 0; i < 250; ++i) CHECK(hours.sessions(day(2024, 1, 1) + i)[0].close_s == 60 * (i + 1));
  }

  TEST_CASE("problems of all layers are told together") {
    calendar_layers layers = june();
    layers.weekly.push_back(layers.weekly[0]);  // two_weekly_hours
    layers.holidays = {{day(2024, 6, 8)}};
    layers.compensatory = {{day(2024, 6, 11), day(2024, 6, 8)}};                     // compensatory_differs
    layers.swaps = {{day(2024, 6, 15), day(2024, 6, 16)}};                           // swap_of_rest_day
    layers.dates = {closed(day(2024, 5, 1)), hours_on(day(2024, 6, 20), {{5, 5}})};  // own_date_outside, bad_session
    std::vector<code> codes;
    for (const auto& problem : problems_of(layers)) codes.push_back(problem.code);
    CHECK(codes == std::vector<code>{code::two_weekly_hours, code::compensatory_differs, code::swap_of_rest_day,
                                     code::own_date_outside, code::bad_session});
  }
}
