// The questions that a compiled calendar answers, by hand on two weeks: Monday 3 June to Sunday 16 June 2024, Monday to Friday
// 07:30-11:30 and 13:00-17:00 (8 hours: 28,800 s a day), no holiday.
#include "thoihan/calendar/calendar.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <utility>

#include "tests/support/allocation_count.hpp"
#include "tests/support/national_calendar.hpp"

using namespace thoihan;

namespace {

constexpr day_number monday = days_from_civil(2024, 6, 3);
constexpr day_number friday = monday + 4;
constexpr day_number saturday = monday + 5;
constexpr day_number next_monday = monday + 7;
constexpr day_number last_sunday = monday + 13;

constexpr instant at(day_number day, int hour, int minute = 0, int second = 0) {
  return instant_at(day, (hour * 60 + minute) * 60 + second);
}

calendar two_weeks() { return compiled(office_layers(monday, last_sunday)); }

std::int64_t worked_before(const calendar& hours, instant t) {
  std::uint32_t seconds = 0;
  REQUIRE(hours.working_seconds_before(t, seconds) == status::ok);
  return seconds;
}

instant added(const calendar& hours, instant t, std::int64_t seconds) {
  instant out = 0;
  REQUIRE(hours.add(t, seconds, out) == status::ok);
  return out;
}

instant subtracted(const calendar& hours, instant t, std::int64_t seconds) {
  instant out = 0;
  REQUIRE(hours.subtract(t, seconds, out) == status::ok);
  return out;
}

}  // namespace

TEST_SUITE("calendar") {
  TEST_CASE("working seconds before an instant") {
    const calendar hours = two_weeks();
    for (const auto& [t, seconds] : {std::pair{at(monday, 0), 0},
                                     {at(monday, 7, 30), 0},
                                     {at(monday, 7, 30, 1), 1},
                                     {at(monday, 8), 1800},
                                     {at(monday, 11, 29, 59), 14399},
                                     {at(monday, 11, 30), 14400},
                                     {at(monday, 12), 14400},
                                     {at(monday, 13), 14400},
                                     {at(monday, 13, 0, 1), 14401},
                                     {at(monday, 17), 28800},
                                     {at(monday, 24), 28800},
                                     {at(saturday, 10), 144000},
                                     {at(next_monday, 7, 30), 144000},
                                     {at(next_monday + 4, 17), 288000},
                                     {at(last_sunday, 24), 288000}}) {
      CHECK(worked_before(hours, t) == seconds);
    }
  }

  TEST_CASE("elapsed has a sign") {
    const calendar hours = two_weeks();
    std::int64_t seconds = 0;
    CHECK(hours.elapsed(at(friday, 16), at(next_monday, 8), seconds) == status::ok);
    CHECK(seconds == 5400);
    CHECK(hours.elapsed(at(next_monday, 8), at(friday, 16), seconds) == status::ok);
    CHECK(seconds == -5400);
    CHECK(hours.elapsed(at(saturday, 9), at(saturday + 1, 9), seconds) == status::ok);
    CHECK(seconds == 0);
  }

  // 30 minutes from Friday 16:30 is Friday 17:00, not Monday 07:30.
  TEST_CASE("add ends at the close that uses the time up") {
    const calendar hours = two_weeks();
    CHECK(added(hours, at(friday, 16, 30), 1800) == at(friday, 17));
    CHECK(added(hours, at(friday, 16, 30), 1801) == at(next_monday, 7, 30, 1));
    CHECK(added(hours, at(saturday, 9), 1) == at(next_monday, 7, 30, 1));
    CHECK(added(hours, at(monday, 11), 1800) == at(monday, 11, 30));
    CHECK(added(hours, at(monday, 11), 3600) == at(monday, 13, 30));
    CHECK(added(hours, at(monday, 7), 3600) == at(monday, 8, 30));
    CHECK(added(hours, at(monday, 0), 288000) == at(next_monday + 4, 17));
    CHECK(added(hours, at(saturday, 9), 0) == at(saturday, 9));
  }

  TEST_CASE("subtract is the latest instant with that much time after it") {
    const calendar hours = two_weeks();
    CHECK(subtracted(hours, at(next_monday, 8), 1800) == at(next_monday, 7, 30));
    CHECK(subtracted(hours, at(next_monday, 7, 30), 1800) == at(friday, 16, 30));
    CHECK(subtracted(hours, at(saturday, 9), 28800) == at(friday, 7, 30));
    CHECK(subtracted(hours, at(monday, 13, 30), 1800) == at(monday, 13));
    CHECK(subtracted(hours, at(monday, 13, 30), 1801) == at(monday, 11, 29, 59));
    CHECK(subtracted(hours, at(monday, 12), 14400) == at(monday, 7, 30));
    CHECK(subtracted(hours, at(last_sunday, 24), 288000) == at(monday, 7, 30));
    CHECK(subtracted(hours, at(saturday, 9), 0) == at(saturday, 9));
  }

  TEST_CASE("sessions are half-open") {
    const calendar hours = two_weeks();
    CHECK_FALSE(hours.is_open(at(monday, 7, 29, 59)));
    CHECK(hours.is_open(at(monday, 7, 30)));
    CHECK(hours.is_open(at(monday, 11, 29, 59)));
    CHECK_FALSE(hours.is_open(at(monday, 11, 30)));
    CHECK_FALSE(hours.is_open(at(monday, 17)));
    CHECK_FALSE(hours.is_open(at(saturday, 9)));
    instant opening = 0;
    CHECK(hours.next_opening(at(monday, 9), opening) == status::ok);
    CHECK(opening == at(monday, 9));
    CHECK(hours.next_opening(at(monday, 11, 30), opening) == status::ok);
    CHECK(opening == at(monday, 13));
    CHECK(hours.next_opening(at(friday, 17), opening) == status::ok);
    CHECK(opening == at(next_monday, 7, 30));
    CHECK(hours.next_opening(at(next_monday + 4, 17), opening) == status::horizon);
  }

  TEST_CASE("working dates") {
    const calendar hours = two_weeks();
    const working_dates all = working_dates::all;
    day_number day = 0;
    CHECK(hours.working_date_after(friday, 1, all, day) == status::ok);
    CHECK(day == next_monday);
    CHECK(hours.working_date_after(saturday, 1, all, day) == status::ok);
    CHECK(day == next_monday);
    CHECK(hours.working_date_after(monday, 5, all, day) == status::ok);
    CHECK(day == next_monday);
    CHECK(hours.working_date_from(monday, 1, all, day) == status::ok);
    CHECK(day == monday);
    CHECK(hours.working_date_from(saturday, 2, all, day) == status::ok);
    CHECK(day == next_monday + 1);
    CHECK(hours.working_date_before(next_monday, 1, all, day) == status::ok);
    CHECK(day == friday);
    CHECK(hours.working_date_before(saturday, 5, all, day) == status::ok);
    CHECK(day == monday);
    CHECK(hours.roll(saturday, all, day) == status::ok);
    CHECK(day == next_monday);
    CHECK(hours.roll(friday, all, day) == status::ok);
    CHECK(day == friday);
    std::int32_t dates = 0;
    CHECK(hours.working_dates_between(friday, next_monday, all, dates) == status::ok);
    CHECK(dates == 1);
    CHECK(hours.working_dates_between(next_monday, monday, all, dates) == status::ok);
    CHECK(dates == -5);
    CHECK(hours.working_dates_between(friday, saturday + 1, all, dates) == status::ok);
    CHECK(dates == 0);
  }

  TEST_CASE("the ends of the horizon: 24:00 of the last date is inside, everything else is an error") {
    const calendar hours = two_weeks();
    const instant begin = at(monday, 0);
    const instant end = at(last_sunday, 24);
    CHECK(hours.first_instant() == begin);
    CHECK(hours.last_instant() == end);
    CHECK(hours.knows(monday));
    CHECK(hours.knows(last_sunday));
    CHECK_FALSE(hours.knows(monday - 1));
    CHECK_FALSE(hours.knows(last_sunday + 1));
    CHECK_FALSE(hours.is_open(end));
    for (const instant outside :
         {begin - 1, end + 1, std::numeric_limits<instant>::min(), std::numeric_limits<instant>::max()}) {
      std::uint32_t before = 77;
      std::int64_t seconds = 77;
      instant t = 77;
      CHECK(hours.working_seconds_before(outside, before) == status::horizon);
      CHECK(hours.elapsed(outside, begin, seconds) == status::horizon);
      CHECK(hours.elapsed(begin, outside, seconds) == status::horizon);
      CHECK(hours.add(outside, 0, t) == status::horizon);
      CHECK(hours.add(outside, 60, t) == status::horizon);
      CHECK(hours.subtract(outside, 60, t) == status::horizon);
      CHECK(hours.next_opening(outside, t) == status::horizon);
      CHECK_FALSE(hours.is_open(outside));
      CHECK((before == 77 && seconds == 77 && t == 77));
    }
    instant t = 77;
    CHECK(hours.add(begin, 288001, t) == status::horizon);
    CHECK(hours.subtract(end, 288001, t) == status::horizon);
    CHECK(hours.add(end, 1, t) == status::horizon);
    CHECK(hours.subtract(begin, 1, t) == status::horizon);
    CHECK(hours.add(begin, std::numeric_limits<std::int64_t>::max(), t) == status::horizon);
    CHECK(hours.subtract(end, std::numeric_limits<std::int64_t>::max(), t) == status::horizon);
    CHECK(t == 77);
    CHECK(added(hours, end, 0) == end);
    CHECK(subtracted(hours, begin, 0) == begin);
    for (const day_number outside : {monday - 1, last_sunday + 1, std::numeric_limits<day_number>::max()}) {
      day_number day = 77;
      std::int32_t dates = 77;
      CHECK(hours.working_date_after(outside, 1, working_dates::all, day) == status::horizon);
      CHECK(hours.working_date_from(outside, 1, working_dates::all, day) == status::horizon);
      CHECK(hours.working_date_before(outside, 1, working_dates::all, day) == status::horizon);
      CHECK(hours.roll(outside, working_dates::all, day) == status::horizon);
      CHECK(hours.working_dates_between(outside, monday, working_dates::all, dates) == status::horizon);
      CHECK(hours.working_dates_between(monday, outside, working_dates::all, dates) == status::horizon);
      CHECK((day == 77 && dates == 77));
    }
    day_number day = 77;
    CHECK(hours.working_date_after(next_monday + 4, 1, working_dates::all, day) == status::horizon);
    CHECK(hours.working_date_before(monday, 1, working_dates::all, day) == status::horizon);
    CHECK(hours.roll(last_sunday, working_dates::all, day) == status::horizon);
    CHECK(day == 77);
  }

  TEST_CASE("negative amounts are invalid, and the largest amounts lie outside the horizon") {
    const calendar hours = two_weeks();
    instant t = 77;
    day_number day = 77;
    constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t amount : {std::int64_t{-1}, least}) {
      CHECK(hours.add(at(monday, 9), amount, t) == status::invalid);
      CHECK(hours.subtract(at(monday, 9), amount, t) == status::invalid);
      CHECK(hours.working_date_after(monday, amount, working_dates::all, day) == status::invalid);
      CHECK(hours.working_date_from(monday, amount, working_dates::all, day) == status::invalid);
      CHECK(hours.working_date_before(monday, amount, working_dates::all, day) == status::invalid);
    }
    CHECK(hours.working_date_after(monday, 0, working_dates::all, day) == status::invalid);
    CHECK(hours.working_date_after(monday, most, working_dates::all, day) == status::horizon);
    CHECK(hours.working_date_from(saturday, most, working_dates::all, day) == status::horizon);
    CHECK(hours.working_date_before(saturday, most, working_dates::all, day) == status::horizon);
    CHECK((t == 77 && day == 77));
  }

  TEST_CASE("a calendar that was never filled knows nothing") {
    const calendar empty;
    for (const instant t : {instant_at(0, 0), instant_at(0, 0) - 1, instant{0}, at(monday, 9)}) {
      instant out = 77;
      std::uint32_t seconds = 77;
      CHECK(empty.add(t, 60, out) == status::horizon);
      CHECK(empty.working_seconds_before(t, seconds) == status::horizon);
      CHECK_FALSE(empty.is_open(t));
    }
    day_number day = 0;
    for (const day_number some : {-1, 0, 1}) CHECK(empty.roll(some, working_dates::all, day) == status::horizon);
  }

  // a night shift belongs, whole, to the date on which it opens.
  TEST_CASE("a night shift: a holiday removes the shift that opens on it, not the one that ends on it") {
    calendar_layers layers = office_layers(monday, last_sunday);
    layers.weekly[0].sessions = {{79200, 108000}};  // 22:00-30:00, 8 hours
    layers.holidays.push_back({monday + 2});        // Wednesday
    const calendar hours = compiled(layers);
    CHECK(hours.is_open(at(monday + 2, 5, 59, 59)));  // Tuesday's shift, on Wednesday morning
    CHECK_FALSE(hours.is_open(at(monday + 2, 6)));
    CHECK_FALSE(hours.is_open(at(monday + 2, 23)));  // Wednesday's own
    CHECK_FALSE(hours.is_open(at(monday + 3, 3)));
    CHECK(hours.is_open(at(saturday, 3)));      // Friday's shift
    CHECK_FALSE(hours.is_open(at(monday, 3)));  // Sunday has none
    CHECK(hours.sessions(saturday).empty());
    CHECK_FALSE(hours.is_working_date(saturday));
    CHECK(added(hours, at(monday, 22), 28800) == at(monday + 1, 6));
    CHECK(added(hours, at(monday + 1, 2), 5 * 3600) == at(monday + 1, 23));
    CHECK(added(hours, at(monday + 1, 22), 8 * 3600 + 1) == at(monday + 3, 22, 0, 1));
    CHECK(subtracted(hours, at(monday + 3, 22), 3600) == at(monday + 2, 5));
  }

  TEST_CASE("24 hours, every day") {
    calendar_layers layers = office_layers(monday, last_sunday);
    layers.weekly[0].weekdays = 0b1111111;
    layers.weekly[0].sessions = {{0, 86400}};
    const calendar hours = compiled(layers);
    CHECK(worked_before(hours, hours.last_instant()) == 14 * 86400);
    CHECK(added(hours, at(saturday, 23, 59, 59), 2) == at(saturday + 1, 0, 0, 1));
    CHECK(added(hours, at(monday, 0), 14 * 86400) == hours.last_instant());
    CHECK(subtracted(hours, hours.last_instant(), 14 * 86400) == hours.first_instant());
    CHECK(hours.is_open(hours.last_instant() - 1));
    CHECK_FALSE(hours.is_open(hours.last_instant()));
    CHECK(hours.is_working_date(saturday));
  }

  TEST_CASE("every supported date, 24 hours a day: no sum overflows") {
    calendar_layers layers = office_layers(first_supported_day, last_supported_day);
    layers.weekly[0].weekdays = 0b1111111;
    layers.weekly[0].sessions = {{0, 86400}};
    const calendar hours = compiled(layers);
    const std::int64_t whole = 40177LL * 86400;  // more than 2^31 seconds
    CHECK(worked_before(hours, last_supported_instant) == whole);
    CHECK(added(hours, first_supported_instant, whole) == last_supported_instant);
    CHECK(added(hours, first_supported_instant, whole - 1) == last_supported_instant - 1);
    CHECK(subtracted(hours, last_supported_instant, whole - 1) == first_supported_instant + 1);
    CHECK(added(hours, first_supported_instant + 5, 3000000000LL) == first_supported_instant + 3000000005LL);
    // The same with a session that leaves no even divisor: all but the last second of each day.
    layers.weekly[0].sessions = {{0, 86399}};
    const calendar odd = compiled(layers);
    CHECK(worked_before(odd, last_supported_instant) == 40177LL * 86399);
    CHECK(added(odd, first_supported_instant, 40177LL * 86399) == last_supported_instant - 1);
    CHECK(added(odd, first_supported_instant, 40000LL * 86399 + 1) == first_supported_instant + 40000LL * 86400 + 1);
  }

  TEST_CASE("nothing is ever worked") {
    calendar_layers layers = office_layers(monday, last_sunday);
    layers.weekly.clear();
    const calendar hours = compiled(layers);
    instant t = 77;
    CHECK(hours.add(at(monday, 9), 1, t) == status::horizon);
    CHECK(hours.subtract(at(friday, 9), 1, t) == status::horizon);
    CHECK(hours.next_opening(at(friday, 9), t) == status::horizon);
    CHECK(t == 77);
    CHECK(worked_before(hours, hours.last_instant()) == 0);
    CHECK(hours.kind(monday) == day_kind::weekend);
    day_number day = 0;
    CHECK(hours.roll(monday, working_dates::all, day) == status::horizon);
  }

  TEST_CASE("forty years of office hours: what they take, and no query allocates") {
    const calendar hours = national_calendar();
    CHECK(hours.bytes() < 400000);
    const std::size_t before = allocations();
    instant t = 0;
    std::int64_t seconds = 0;
    day_number day = 0;
    std::int32_t dates = 0;
    std::uint32_t worked = 0;
    int good = 0;
    const instant start = at(days_from_civil(2024, 4, 25), 9, 10);
    good += hours.add(start, 7200, t) == status::ok ? 1 : 0;
    good += hours.subtract(start, 7200, t) == status::ok ? 1 : 0;
    good += hours.elapsed(start, t, seconds) == status::ok ? 1 : 0;
    good += hours.working_seconds_before(start, worked) == status::ok ? 1 : 0;
    good += hours.next_opening(start, t) == status::ok ? 1 : 0;
    good += hours.working_date_after(day_of(start), 5, working_dates::without_make_up, day) == status::ok ? 1 : 0;
    good += hours.roll(day_of(start), working_dates::all, day) == status::ok ? 1 : 0;
    good += hours.working_dates_between(day, day_of(start), working_dates::all, dates) == status::ok ? 1 : 0;
    good += hours.is_open(start) && hours.cause(day) == 0 && hours.sessions(day).size() == 2 ? 1 : 0;
    const std::size_t after = allocations();
    CHECK(good == 9);
    CHECK(after == before);
    CHECK(before > 0);
  }
}
