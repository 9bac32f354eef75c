// Dates by hand. The whole range, day by day, is compared with Boost.Date_Time in tests/exhaustive/test_civil.cpp.
#include "thoihan/time/civil.hpp"

#include <doctest/doctest.h>

using namespace thoihan;

namespace {

constexpr day_number months_after(int year, int month, int day, int months) {
  return add_months(days_from_civil(year, month, day), months);
}

static_assert(days_from_civil(1970, 1, 1) == 0);
static_assert(days_from_civil(1969, 12, 31) == -1);
static_assert(civil_from_days(-1) == civil_date{1969, 12, 31});
static_assert(days_from_civil(2000, 3, 1) - days_from_civil(2000, 2, 28) == 2);
static_assert(days_from_civil(2100, 3, 1) - days_from_civil(2100, 2, 28) == 1);
static_assert(days_from_civil(1, 1, 1) == -719162);  // 719,162 days from 0001-01-01 to 1970-01-01
static_assert(civil_from_days(-719162) == civil_date{1, 1, 1});
static_assert(days_from_civil(2024, 4, 25) == 19838);  // 54 years with 13 leap days (19723), and 115 days of 2024

// Thursday, 25 April 2024; Thursday, 1 January 1970; Wednesday before it.
static_assert(weekday_of(days_from_civil(2024, 4, 25)) == weekday::thursday);
static_assert(weekday_of(0) == weekday::thursday);
static_assert(weekday_of(-1) == weekday::wednesday);
static_assert(weekday_of(-4) == weekday::sunday);
static_assert(weekday_of(-3) == weekday::monday);

}  // namespace

TEST_SUITE("civil") {
  // Civil Code 2015, art. 148(3): the corresponding day of the last month; where there is none, that month's last day.
  TEST_CASE("months end on the corresponding day or on the month's last") {
    CHECK(months_after(2024, 1, 31, 1) == days_from_civil(2024, 2, 29));
    CHECK(months_after(2025, 1, 31, 1) == days_from_civil(2025, 2, 28));
    CHECK(months_after(2025, 1, 30, 1) == days_from_civil(2025, 2, 28));
    CHECK(months_after(2025, 1, 28, 1) == days_from_civil(2025, 2, 28));
    CHECK(months_after(2025, 3, 31, 1) == days_from_civil(2025, 4, 30));
    CHECK(months_after(2025, 12, 31, 1) == days_from_civil(2026, 1, 31));
    CHECK(months_after(2025, 11, 30, 3) == days_from_civil(2026, 2, 28));
    CHECK(months_after(2025, 2, 28, 1) == days_from_civil(2025, 3, 28));  // no snapping to the month's end
    CHECK(months_after(2024, 2, 29, 12) == days_from_civil(2025, 2, 28));
    CHECK(months_after(2024, 2, 29, 48) == days_from_civil(2028, 2, 29));
    CHECK(months_after(2025, 5, 15, 0) == days_from_civil(2025, 5, 15));
  }

  TEST_CASE("months earlier") {
    CHECK(months_after(2025, 3, 31, -1) == days_from_civil(2025, 2, 28));
    CHECK(months_after(2024, 3, 31, -1) == days_from_civil(2024, 2, 29));
    CHECK(months_after(2025, 1, 15, -1) == days_from_civil(2024, 12, 15));
    CHECK(months_after(2025, 1, 15, -13) == days_from_civil(2023, 12, 15));
    CHECK(months_after(2024, 2, 29, -12) == days_from_civil(2023, 2, 28));
  }

  TEST_CASE("the ends of what months may be asked for") {
    CHECK(months_after(1990, 1, 1, -12000) == days_from_civil(990, 1, 1));
    CHECK(months_after(2099, 12, 31, 12000) == days_from_civil(3099, 12, 31));
  }

  TEST_CASE("dates that do not exist") {
    CHECK(is_civil_date(2024, 2, 29));
    CHECK_FALSE(is_civil_date(2023, 2, 29));
    CHECK_FALSE(is_civil_date(2100, 2, 29));
    CHECK(is_civil_date(2000, 2, 29));
    CHECK_FALSE(is_civil_date(2024, 0, 1));
    CHECK_FALSE(is_civil_date(2024, 13, 1));
    CHECK_FALSE(is_civil_date(2024, 1, 0));
    CHECK_FALSE(is_civil_date(2024, 4, 31));
    CHECK(is_civil_date(2024, 12, 31));
  }

  TEST_CASE("the supported dates and the days beside them") {
    CHECK(first_supported_day == days_from_civil(1990, 1, 1));
    CHECK(last_supported_day == days_from_civil(2099, 12, 31));
    CHECK(is_supported_day(first_supported_day));
    CHECK(is_supported_day(last_supported_day));
    CHECK_FALSE(is_supported_day(first_supported_day - 1));
    CHECK_FALSE(is_supported_day(last_supported_day + 1));
    CHECK(last_supported_day - first_supported_day + 1 == 40177);  // 110 years with 27 leap days: 2000 is one
  }
}
