// Where an instant meets a date: Viet Nam is UTC+7 (Decision 134/2002/QĐ-TTg), so that 00:00 there is 17:00 UTC the day before.
#include "thoihan/time/instant.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>

using namespace thoihan;

namespace {

// 1,714,010,400 s: 2024-04-25T02:00:00Z = 19838 days and 7200 s, 09:00 in Viet Nam.
static_assert(instant_at(19838, 9 * 3600) == 1714010400);
static_assert(day_of(1714010400) == 19838);
static_assert(second_of_day(1714010400) == 9 * 3600);
static_assert(instant_at(0, 0) == -7 * 3600);

}  // namespace

TEST_SUITE("instant") {
  TEST_CASE("24:00 of a date is 00:00 of the next") {
    CHECK(instant_at(19838, seconds_a_day) == instant_at(19839, 0));
    CHECK(day_of(instant_at(19838, seconds_a_day)) == 19839);
    CHECK(second_of_day(instant_at(19838, seconds_a_day)) == 0);
    CHECK(day_of(instant_at(19838, seconds_a_day - 1)) == 19838);
    CHECK(second_of_day(instant_at(19838, seconds_a_day - 1)) == seconds_a_day - 1);
  }

  TEST_CASE("the supported instants, 24:00 of the last date included") {
    CHECK(first_supported_instant == 631126800);  // 1989-12-31T17:00:00Z
    CHECK(last_supported_instant == 4102419600);  // 2099-12-31T17:00:00Z
    CHECK(is_supported_instant(first_supported_instant));
    CHECK_FALSE(is_supported_instant(first_supported_instant - 1));
    CHECK(is_supported_instant(last_supported_instant));
    CHECK_FALSE(is_supported_instant(last_supported_instant + 1));
    CHECK(day_of(first_supported_instant) == first_supported_day);
    CHECK(day_of(last_supported_instant) == last_supported_day + 1);
  }

  TEST_CASE("every supported date's first, last and noon second") {
    int wrong = 0;
    for (day_number day = first_supported_day; day <= last_supported_day; ++day) {
      for (const std::int32_t second : {0, 1, 43200, 86399}) {
        const instant t = instant_at(day, second);
        wrong += day_of(t) == day && second_of_day(t) == second ? 0 : 1;
      }
    }
    CHECK(wrong == 0);
  }
}
