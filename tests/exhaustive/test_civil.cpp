// Every supported date against Boost.Date_Time, and every date with every number of months up to two years.
#include "thoihan/time/civil.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/date_time/gregorian/gregorian.hpp>
#include <string>
#include <vector>

#include "thoihan/time/instant.hpp"
#include "thoihan/time/text.hpp"

using namespace thoihan;
namespace gregorian = boost::gregorian;

namespace {

struct boost_day {
  int year;
  int month;
  int day;
  int weekday;  // Sunday 0
};

// The days of a year on either side, too: months lead there.
std::vector<boost_day> days_by_boost(const gregorian::date& from, const gregorian::date& until) {
  std::vector<boost_day> days;
  for (gregorian::day_iterator day{from}; *day <= until; ++day) {
    const auto parts = day->year_month_day();
    days.push_back({parts.year, parts.month.as_number(), parts.day.as_number(), day->day_of_week().as_number()});
  }
  return days;
}

// The corresponding day of a month, else that month's last: Civil Code art. 148(3), with Boost's month lengths alone.
gregorian::date corresponding(const boost_day& from, int months) {
  int year = from.year;
  int month = from.month + months;
  while (month > 12) {
    month -= 12;
    ++year;
  }
  while (month < 1) {
    month += 12;
    --year;
  }
  const auto y = static_cast<unsigned short>(year);
  const auto m = static_cast<unsigned short>(month);
  const int last = gregorian::gregorian_calendar::end_of_month_day(y, m);
  return {y, m, static_cast<unsigned short>(std::min(from.day, last))};
}

}  // namespace

TEST_SUITE("exhaustive: civil") {
  TEST_CASE("every day from 1990 to 2099, and the days beside the range") {
    const auto days = days_by_boost({1989, 12, 31}, {2100, 1, 1});
    CHECK(days.size() == 40179);
    day_number number = first_supported_day - 1;
    int wrong = 0;
    for (const boost_day& day : days) {
      wrong += days_from_civil(day.year, day.month, day.day) == number ? 0 : 1;
      wrong += civil_from_days(number) == civil_date{day.year, day.month, day.day} ? 0 : 1;
      wrong += (static_cast<int>(weekday_of(number)) + 1) % 7 == day.weekday ? 0 : 1;
      wrong += is_supported_day(number) == (day.year >= 1990 && day.year <= 2099) ? 0 : 1;
      wrong +=
          is_leap_year(day.year) == gregorian::gregorian_calendar::is_leap_year(static_cast<unsigned short>(day.year))
              ? 0
              : 1;
      ++number;
    }
    CHECK(wrong == 0);
    CHECK(number == last_supported_day + 2);
  }

  TEST_CASE("days from 1400 to 9999, all that Boost knows") {
    const auto days = days_by_boost({1400, 1, 1}, {9999, 12, 31});
    day_number number = days_from_civil(1400, 1, 1);
    int wrong = 0;
    for (const boost_day& day : days) {
      wrong += days_from_civil(day.year, day.month, day.day) == number ? 0 : 1;
      wrong += civil_from_days(number) == civil_date{day.year, day.month, day.day} ? 0 : 1;
      wrong += (static_cast<int>(weekday_of(number)) + 1) % 7 == day.weekday ? 0 : 1;
      ++number;
    }
    CHECK(wrong == 0);
    CHECK(days.size() == 3141085);  // 8,600 years with 2,085 leap days
  }

  TEST_CASE("every date that exists, and no other, of every month") {
    int wrong = 0;
    for (int year = 1989; year <= 2101; ++year) {
      for (int month = -1; month <= 14; ++month) {
        const bool is_month = month >= 1 && month <= 12;
        const int last = is_month ? gregorian::gregorian_calendar::end_of_month_day(static_cast<unsigned short>(year),
                                                                                    static_cast<unsigned short>(month))
                                  : 0;
        if (is_month) wrong += days_in_month(year, month) == last ? 0 : 1;
        for (int day = -1; day <= 33; ++day)
          wrong += is_civil_date(year, month, day) == (is_month && day >= 1 && day <= last) ? 0 : 1;
      }
    }
    CHECK(wrong == 0);
  }

  TEST_CASE("every day with every number of months from -24 to 24") {
    const auto days = days_by_boost({1990, 1, 1}, {2099, 12, 31});
    const gregorian::date epoch(1970, 1, 1);
    day_number number = first_supported_day;
    int wrong = 0;
    for (const boost_day& day : days) {
      for (int months = -24; months <= 24; ++months) {
        wrong += add_months(number, months) == (corresponding(day, months) - epoch).days() ? 0 : 1;
      }
      ++number;
    }
    CHECK(wrong == 0);
  }

  // Boost's months stay at a month's end once they are there: 28 February 2025 and one month is 31 March. The law has the
  // corresponding day, 28 March. So nobody may put the one for the other.
  TEST_CASE("Boost's months are not the law's") {
    const auto days = days_by_boost({2020, 1, 1}, {2029, 12, 31});
    const gregorian::date epoch(1970, 1, 1);
    day_number number = days_from_civil(2020, 1, 1);
    int pairs = 0;
    int different = 0;
    for (const boost_day& day : days) {
      const gregorian::date from(static_cast<unsigned short>(day.year), static_cast<unsigned short>(day.month),
                                 static_cast<unsigned short>(day.day));
      for (int months = 1; months <= 12; ++months, ++pairs) {
        different += add_months(number, months) == ((from + gregorian::months(months)) - epoch).days() ? 0 : 1;
      }
      ++number;
    }
    CHECK(pairs == 43836);
    CHECK(different == 392);
    CHECK(gregorian::date(2025, 2, 28) + gregorian::months(1) == gregorian::date(2025, 3, 31));
    CHECK(add_months(days_from_civil(2025, 2, 28), 1) == days_from_civil(2025, 3, 28));
  }

  TEST_CASE("every supported date as text, both ways") {
    const auto days = days_by_boost({1990, 1, 1}, {2099, 12, 31});
    day_number number = first_supported_day;
    int wrong = 0;
    for (const boost_day& day : days) {
      const std::string text = gregorian::to_iso_extended_string({static_cast<unsigned short>(day.year),
                                                                  static_cast<unsigned short>(day.month),
                                                                  static_cast<unsigned short>(day.day)});
      day_number read = 0;
      wrong += parse_date(text, read) == time_text_error::none && read == number ? 0 : 1;
      wrong += format_date(number).data() == text ? 0 : 1;
      ++number;
    }
    CHECK(wrong == 0);
  }
}
