// Laws that the compiler checks: civil dates, months with the law's clamp, lunar dates, instants, amounts and extensions, division
// by multiplication, text. Each is a function that is true; the tests run it again, so that run time and compile time agree.
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "thoihan/base/divider.hpp"
#include "thoihan/clock/clock.hpp"
#include "thoihan/limit/extension.hpp"
#include "thoihan/limit/unit.hpp"
#include "thoihan/time/civil.hpp"
#include "thoihan/time/instant.hpp"
#include "thoihan/time/lunar.hpp"
#include "thoihan/time/text.hpp"

using namespace thoihan;

namespace {

// Civil dates.

// Each month of the supported years begins the day after the last of the month before, on the next weekday, and both ends come back.
constexpr bool months_follow_one_another() {
  day_number expected = first_supported_day;
  weekday on = weekday::monday;  // 1 January 1990
  for (int year = 1990; year <= 2099; ++year) {
    for (int month = 1; month <= 12; ++month) {
      const int length = days_in_month(year, month);
      if (days_from_civil(year, month, 1) != expected || weekday_of(expected) != on) return false;
      if (civil_from_days(expected) != civil_date{year, month, 1}) return false;
      if (civil_from_days(expected + length - 1) != civil_date{year, month, length}) return false;
      expected += length;
      on = static_cast<weekday>((static_cast<int>(on) + length) % 7);
    }
  }
  return expected == last_supported_day + 1;
}
static_assert(months_follow_one_another());

// The Gregorian calendar repeats itself after 400 years, its weekdays too; within 1901 to 2099 after 28.
constexpr bool years_repeat() {
  for (int year = 1; year < 400; year += 3) {
    for (int month = 1; month <= 12; ++month) {
      const day_number day = days_from_civil(year, month, 1);
      if (days_from_civil(year + 400, month, 1) != day + 146097 || weekday_of(day + 146097) != weekday_of(day))
        return false;
      if (days_in_month(year + 400, month) != days_in_month(year, month)) return false;
    }
  }
  for (int year = 1990; year + 28 <= 2099; ++year) {
    if (days_from_civil(year + 28, 1, 1) != days_from_civil(year, 1, 1) + 10227 || 10227 % 7 != 0) return false;
  }
  return true;
}
static_assert(years_repeat());

constexpr bool leap_years_are_366_days() {
  int leap_years = 0;
  for (int year = 1600; year < 2000; ++year) {
    const int days = days_from_civil(year + 1, 1, 1) - days_from_civil(year, 1, 1);
    if (days != (is_leap_year(year) ? 366 : 365)) return false;
    leap_years += is_leap_year(year) ? 1 : 0;
  }
  return leap_years == 97 && is_leap_year(2000) && !is_leap_year(1900) && !is_leap_year(2100);
}
static_assert(leap_years_are_366_days());

// Months with the clamp: Civil Code 148(3).

// Calls `law(day, months)` for the days about each month's end of four years and for the middle, with months of a year either way.
template <class Law>
constexpr bool for_months(Law law) {
  for (day_number day = days_from_civil(2023, 1, 1); day <= days_from_civil(2026, 12, 31); ++day) {
    const int of_month = civil_from_days(day).day;
    if (of_month != 1 && of_month != 15 && of_month < 28) continue;
    for (const int months : {-24, -13, -12, -11, -3, -1, 0, 1, 2, 3, 11, 12, 13, 24}) {
      if (!law(day, months)) return false;
    }
  }
  return true;
}

// So many months on stands the same day, or the last of the month where it has none.
constexpr bool the_corresponding_day(day_number day, int months) {
  const civil_date from = civil_from_days(day);
  const civil_date to = civil_from_days(add_months(day, months));
  if ((to.year - from.year) * 12 + to.month - from.month != months) return false;
  const int last = days_in_month(to.year, to.month);
  return to.day == (from.day < last ? from.day : last);
}
static_assert(for_months(the_corresponding_day));

constexpr bool no_months_is_nothing(day_number day, int months) {
  return add_months(day, 0) == day && add_months(add_months(day, months), 0) == add_months(day, months);
}
static_assert(for_months(no_months_is_nothing));

// In two steps never later than in one; not earlier either, up to the 28th. And a later day is never earlier after the months.
constexpr bool two_steps_and_one(day_number day, int months) {
  for (const int more : {1, 2, 12}) {
    if (months < 0) continue;
    const day_number apart = add_months(add_months(day, months), more);
    const day_number whole = add_months(day, months + more);
    if (apart > whole || (civil_from_days(day).day <= 28 && apart != whole)) return false;
  }
  return add_months(day, months) <= add_months(day + 1, months);
}
static_assert(for_months(two_steps_and_one));

// The way back is the same, but from the days that the clamp has moved.
constexpr bool there_and_back(day_number day, int months) {
  const day_number to = add_months(day, months);
  return civil_from_days(to).day != civil_from_days(day).day || add_months(to, -months) == day;
}
static_assert(for_months(there_and_back));

// Not laws: 31 January, a month and a month is 28 March; the way back from 28 February is not 31 January; no snapping to ends.
static_assert(add_months(add_months(days_from_civil(2025, 1, 31), 1), 1) == days_from_civil(2025, 3, 28));
static_assert(add_months(days_from_civil(2025, 1, 31), 2) == days_from_civil(2025, 3, 31));
static_assert(add_months(add_months(days_from_civil(2025, 1, 31), 1), -1) == days_from_civil(2025, 1, 28));
static_assert(add_months(days_from_civil(2025, 2, 28), 1) == days_from_civil(2025, 3, 28));

// Lunar dates.

// Years and their months follow one another without gap; a year has 12 months or 13, of 29 or 30 days; Tết falls between 20
// January and 21 February; a year of 13 months bears a leap month, and every month comes back from both of its ends.
constexpr bool lunar_months_follow_one_another(int from_year, int until_year) {
  day_number expected = 0;
  if (!days_from_lunar({from_year, 1, 1, false}, expected)) return false;
  for (int year = from_year; year <= until_year; ++year) {
    const day_number tet = expected;
    if (tet < days_from_civil(year, 1, 20) || tet > days_from_civil(year, 2, 21)) return false;
    const int leap_month = lunar_leap_month(year);
    for (int month = 1; month <= 12; ++month) {
      for (const bool leap : {false, true}) {
        day_number first = 0;
        const bool there = days_from_lunar({year, month, 1, leap}, first);
        if (there != (!leap || month == leap_month)) return false;
        if (!there) continue;
        day_number thirtieth = 0;
        const int length = days_from_lunar({year, month, 30, leap}, thirtieth) ? 30 : 29;
        if (days_from_lunar({year, month, 31, leap}, thirtieth)) return false;
        lunar_date back{};
        if (first != expected || !lunar_from_days(first, back) || back != lunar_date{year, month, 1, leap})
          return false;
        if (!lunar_from_days(first + length - 1, back) || back != lunar_date{year, month, length, leap}) return false;
        expected += length;
      }
    }
    const int days = expected - tet;
    if (leap_month == 0 ? days < 353 || days > 355 : days < 383 || days > 385) return false;
  }
  return true;
}
// In parts, for the compiler's sake.
static_assert(lunar_months_follow_one_another(1968, 2000));
static_assert(lunar_months_follow_one_another(2000, 2034));
static_assert(lunar_months_follow_one_another(2034, 2068));
static_assert(lunar_months_follow_one_another(2068, 2100));

// Nineteen years have 235 months (Meton): seven leap months, one more or less where a window begins beside one.
constexpr bool seven_leap_months_in_nineteen_years() {
  for (int first = lunar_first_year; first + 18 <= lunar_last_year; ++first) {
    int leap_months = 0;
    for (int year = first; year < first + 19; ++year) leap_months += lunar_leap_month(year) > 0 ? 1 : 0;
    if (leap_months < 6 || leap_months > 8) return false;
  }
  return true;
}
static_assert(seven_leap_months_in_nineteen_years());

// Instants.

constexpr bool dates_of_instants() {
  for (day_number day = first_supported_day; day <= last_supported_day; day += 97) {
    for (const std::int32_t second : {0, 1, 26999, 43200, 86399}) {
      const instant t = instant_at(day, second);
      if (day_of(t) != day || second_of_day(t) != second || !is_supported_instant(t)) return false;
    }
    if (instant_at(day, seconds_a_day) != instant_at(day + 1, 0)) return false;
  }
  return true;
}
static_assert(dates_of_instants());

// What ends with a day is late from its 24:00, what ends at an instant a second after it.
static_assert(committed_date(19838).late_from == committed_date(19838).due);
static_assert(committed_date(19838).due == instant_at(19839, 0) && committed_date(19838).due_date == 19838);
static_assert(committed_instant(instant_at(19838, 3600)).late_from == instant_at(19838, 3601));
static_assert(committed_instant(instant_at(19838, 0)).due_date == 19838);

// Amounts and extensions.

constexpr std::string_view amount_texts[] = {"minute",      "hour", "working minute", "working hour", "day",
                                             "working day", "week", "month",          "year"};

// What is written is read: every unit, in the singular and in the plural, beside the ends of the numbers.
constexpr bool amounts_are_read() {
  for (std::size_t i = 0; i < sizeof amount_texts / sizeof amount_texts[0]; ++i) {
    for (const std::string_view number : {"1", "2", "9", "10", "365", "999999", "1000000"}) {
      for (const bool plural : {false, true}) {
        char text[40] = {};
        std::size_t size = 0;
        std::int64_t value = 0;
        for (const char c : number) {
          text[size++] = c;
          value = value * 10 + (c - '0');
        }
        text[size++] = ' ';
        for (const char c : amount_texts[i]) text[size++] = c;
        if (plural) text[size++] = 's';
        amount read{};
        if (parse_amount({text, size}, read) != amount_error::none) return false;
        if (read != amount{value, static_cast<unit>(i)} || unit_name(read.in) != amount_texts[i]) return false;
      }
    }
  }
  return true;
}
static_assert(amounts_are_read());

constexpr amount_error error_of(std::string_view text) {
  amount untouched{7, unit::week};
  const amount_error error = parse_amount(text, untouched);
  return error == amount_error::none || untouched == amount{7, unit::week} ? error : amount_error::none;
}
static_assert(error_of("0 days") == amount_error::zero && error_of("-1 day") == amount_error::sign);
static_assert(error_of("1.5 days") == amount_error::fraction && error_of("1000001 days") == amount_error::too_big);
static_assert(error_of("5 fortnights") == amount_error::unknown_unit && error_of("five days") == amount_error::form);

// n and then m in one unit is n + m, on a term of the same unit, of another, and on terms one after the other.
constexpr bool extensions_add_up() {
  for (int in = 0; in < static_cast<int>(unit::now); ++in) {
    for (int by = 0; by < static_cast<int>(unit::now); ++by) {
      limit what = limit::of({5, static_cast<unit>(in)});
      for (int parts = 0; parts < 2; ++parts) {
        limit apart;
        limit whole;
        if (extend_limit(what, {2, static_cast<unit>(by)}, apart) != status::ok) return false;
        if (extend_limit(apart, {3, static_cast<unit>(by)}, apart) != status::ok) return false;
        if (extend_limit(what, {5, static_cast<unit>(by)}, whole) != status::ok) return false;
        if (apart != whole) return false;
        what = apart;
      }
    }
  }
  return true;
}
static_assert(extensions_add_up());

// In another unit an extension follows the unrolled end.
constexpr bool other_units_follow() {
  limit longer;
  limit_term first;
  first.length = {15, unit::day};
  if (extend_limit(limit::of_term(first), {2, unit::working_day}, longer) != status::ok) return false;
  first.rolls = false;
  limit expected;
  expected.nodes[0] = {limit_kind::then, 2, {}};
  expected.nodes[1].term = first;
  expected.nodes[2].term.length = {2, unit::working_day};
  expected.size = 3;
  return longer == expected;
}
static_assert(other_units_follow());

constexpr bool refused_extensions_change_nothing() {
  const limit before = limit::of({max_amount, unit::day});
  limit out = before;
  const bool refused = extend_limit(before, {1, unit::day}, out) == status::too_big &&
                       extend_limit(before, {0, unit::day}, out) == status::invalid &&
                       extend_limit(before, {1, unit::now}, out) == status::invalid &&
                       extend_limit(limit{}, {1, unit::day}, out) == status::invalid;
  return refused && out == before;
}
static_assert(refused_extensions_change_nothing());

// Division by multiplication.

constexpr bool divides(std::uint32_t divisor) {
  constexpr std::uint32_t largest = (1U << 31U) - 1;
  const divider by{divisor};
  const std::uint32_t most = largest / divisor;
  for (const std::uint32_t quotient : {0U, 1U, 2U, most / 2, most - 1, most}) {
    for (const std::int64_t beside : {-1, 0, 1}) {
      const std::int64_t dividend = std::int64_t{quotient} * divisor + beside;
      if (dividend < 0 || dividend > largest) continue;
      const auto number = static_cast<std::uint32_t>(dividend);
      if (by(number) != number / divisor) return false;
    }
  }
  return by(largest) == most && by.divisor() == divisor;
}
constexpr bool divides_up_to(std::uint32_t most) {
  for (std::uint32_t divisor = 1; divisor <= most; ++divisor) {
    if (!divides(divisor)) return false;
  }
  return true;
}
static_assert(divides_up_to(2000));
static_assert(divides(86399) && divides(86400) && divides(86401) && divides((1U << 30U) - 1) &&
              divides((1U << 31U) - 1));

// Text.

template <std::size_t Size>
constexpr std::string_view text_of(const std::array<char, Size>& out) {
  return {out.data(), Size - 1};
}

// Written and read again is the same, and the order of texts is the order of time.
constexpr bool dates_and_instants_come_back() {
  std::array<char, 26> before{};
  for (day_number day = first_supported_day; day <= last_supported_day; day += 61) {
    day_number read_day = 0;
    if (parse_date(text_of(format_date(day)), read_day) != time_text_error::none || read_day != day) return false;
    const instant t = instant_at(day, static_cast<std::int32_t>(std::int64_t{day} * 7919 % 86400));
    const auto text = format_instant(t);
    instant read = 0;
    if (parse_instant(text_of(text), read) != time_text_error::none || read != t) return false;
    if (before[0] != 0 && !(text_of(before) < text_of(text))) return false;
    before = text;
  }
  return true;
}
static_assert(dates_and_instants_come_back());

constexpr bool times_of_day_come_back() {
  for (std::int32_t second = 0; second < 2 * seconds_a_day; second += 7 * 60) {
    std::int32_t read = -1;
    if (parse_time_of_day(text_of(format_time_of_day(second)), read) != time_text_error::none || read != second)
      return false;
  }
  return true;
}
static_assert(times_of_day_come_back());

// 24:00 is 00:00 of the next date, and an offset says where, not when.
constexpr bool one_instant(std::string_view a, std::string_view b) {
  instant first = 0;
  instant second = 1;
  return parse_instant(a, first) == time_text_error::none && parse_instant(b, second) == time_text_error::none &&
         first == second;
}
static_assert(one_instant("2024-04-25T24:00", "2024-04-26T00:00"));
static_assert(one_instant("2024-04-25T09:10", "2024-04-25T02:10:00Z"));
static_assert(one_instant("2024-04-25T09:10:00.000+07:00", "2024-04-24T21:10:00-05:00"));

}  // namespace

TEST_SUITE("constexpr laws") {
  TEST_CASE("they hold at run time, too") {
    CHECK(months_follow_one_another());
    CHECK(years_repeat());
    CHECK(leap_years_are_366_days());
    CHECK(for_months(the_corresponding_day));
    CHECK(for_months(no_months_is_nothing));
    CHECK(for_months(two_steps_and_one));
    CHECK(for_months(there_and_back));
    CHECK(lunar_months_follow_one_another(lunar_first_year, lunar_last_year));
    CHECK(seven_leap_months_in_nineteen_years());
    CHECK(dates_of_instants());
    CHECK(amounts_are_read());
    CHECK(extensions_add_up());
    CHECK(other_units_follow());
    CHECK(refused_extensions_change_nothing());
    CHECK(divides_up_to(100'000));
    CHECK(dates_and_instants_come_back());
    CHECK(times_of_day_come_back());
  }
}
