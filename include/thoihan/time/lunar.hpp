// Viet Nam's lunar calendar, as a table.
//
//     thoihan::day_number tet = 0;
//     thoihan::days_from_lunar({2030, 1, 1, false}, tet);       // true, 2030-02-02; in China it is 2030-02-03
//
//     thoihan::lunar_date date{};
//     thoihan::lunar_from_days(thoihan::days_from_civil(2025, 8, 1), date);   // true, 2025, month 6, day 8, leap
//     thoihan::lunar_leap_month(2025);                                        // 6
//
// A lunar year is named by the civil year in which it begins: 12/2024 ends on 2025-01-28. A month begins on the date of
// the new moon at UTC+7; month 11 holds the winter solstice; a year of thirteen months repeats the number of one, and
// the second is its leap month. Computed at UTC+8 the same rules give China's calendar, which has another Tết in 1968,
// 1969, 1985 (by a month), 2007, 2030 and 2053, and in other years another Hùng Kings' day.
//
// Range: the lunar years 1968 to 2100, that is 1968-01-29 to 2101-01-28 (UTC+7 since 1968, Decision 121-CP of 8 August
// 1967; before that this was not Viet Nam's calendar). In law a lunar date only ever says when a holiday is: terms run
// by the solar calendar (Civil Code 2015, art. 145(2)).
//
// Source: the method that Hồ Ngọc Đức made public for this calendar, computed anew by tests/oracle/lunar_astronomy.py,
// which prints the table below. Of its 1645 months three begin so near to midnight that sources differ: 4/2054 (8 May
// here and by the ephem package, 7 May in Hồ Ngọc Đức's own printed table), 11/2072 (10 December here, the 9th by the
// other two) and 10/2077 (16 November here, the 15th by the other two). No holiday's date depends on them.
//
// Errors: `false`, and the output untouched, for a date outside the range or one that does not exist (a leap month that
// the year has not, day 30 of a short month).
// Thread-safety: pure. Cost: at most thirteen steps, no allocation.
#pragma once

#include <cstddef>
#include <cstdint>

#include "thoihan/time/civil.hpp"

namespace thoihan {

struct lunar_date {
  int year;   // lunar_first_year..lunar_last_year
  int month;  // 1..12; a leap month bears the number of the month before it
  int day;    // 1..30
  bool leap;
  constexpr bool operator==(const lunar_date&) const noexcept = default;
};

inline constexpr int lunar_first_year = 1968;
inline constexpr int lunar_last_year = 2100;

namespace detail {

// One word a year. Bits 0..12: the i-th month of the year, leap month included, has 30 days, not 29. Bits 13..16: the
// number of the leap month, 0 for none. Bits 17 and up: days from 1 January to the first day of month 1.
inline constexpr std::uint32_t lunar_years[] = {
    0x38e55b, 0x5c056b, 0x480b69, 0x34b752, 0x5a0b52, 0x420b25, 0x2c9a4b, 0x520a4d,  // 1968
    0x3d14ab, 0x6002ad, 0x4a05ad, 0x36cb6a, 0x5c0da9, 0x460d92, 0x309d25, 0x560d25,  // 1976
    0x400a55, 0x2854ad, 0x4e04b6, 0x38e5b5, 0x5e06d5, 0x480ec9, 0x34be92, 0x5a0e92,  // 1984
    0x440d26, 0x2c6a56, 0x500a57, 0x3d1556, 0x62056a, 0x4a0b55, 0x36b6c9, 0x5c0749,  // 1992
    0x460693, 0x2e952b, 0x54052b, 0x3e0a5b, 0x2a555a, 0x4e056a, 0x38eb65, 0x5e0ba5,  // 2000
    0x4a0d49, 0x32ba95, 0x580a95, 0x42052d, 0x2c8aad, 0x500ab5, 0x3d35aa, 0x6205d2,  // 2008
    0x4c0da5, 0x36dd4a, 0x5c0e4a, 0x460c96, 0x30992e, 0x540556, 0x3e0ab5, 0x2a55b2,  // 2016
    0x5006d2, 0x38cea5, 0x5e0725, 0x48064b, 0x32ac97, 0x5604ab, 0x40055b, 0x2c6ada,  // 2024
    0x520b6a, 0x3d7752, 0x620b92, 0x4c0b25, 0x36da4b, 0x5a0a4d, 0x4404ad, 0x2ea95b,  // 2032
    0x5405ad, 0x3e0baa, 0x2a5b52, 0x500d92, 0x3afd25, 0x5e0d25, 0x480a55, 0x32b4ad,  // 2040
    0x5804b6, 0x4006b5, 0x2c6daa, 0x520eca, 0x3f0e92, 0x600e93, 0x4c0d26, 0x36ca56,  // 2048
    0x5a0a5b, 0x44055a, 0x2e8ad5, 0x540b55, 0x40074a, 0x286e93, 0x4e0a93, 0x38f52b,  // 2056
    0x5e052b, 0x460a9b, 0x32b55a, 0x58056a, 0x420b65, 0x2c974a, 0x520d4a, 0x3d1a95,  // 2064
    0x620a95, 0x4a092d, 0x34caad, 0x5a0ab5, 0x4605aa, 0x2e8ba5, 0x540ea5, 0x400d4a,  // 2072
    0x2a7d15, 0x4e0c96, 0x38f956, 0x5e0556, 0x480ab5, 0x32b6b4, 0x5806d4, 0x420ea5,  // 2080
    0x2e8e8a, 0x50068b, 0x3b1497, 0x6004ab, 0x4a095b, 0x34cada, 0x5a0b6a, 0x460754,  // 2088
    0x309725, 0x540b45, 0x3e0a8b, 0x28552b, 0x4e04ad,                                // 2096
};
static_assert(sizeof lunar_years / sizeof lunar_years[0] == lunar_last_year - lunar_first_year + 1);

constexpr bool is_lunar_year(int year) noexcept { return year >= lunar_first_year && year <= lunar_last_year; }

// The functions below take a year of the range; `position` counts its months from 0, the leap month too.
constexpr std::uint32_t lunar_year_word(int year) noexcept {
  return lunar_years[static_cast<std::size_t>(year - lunar_first_year)];
}

constexpr int leap_month_of(int year) noexcept { return static_cast<int>(lunar_year_word(year) >> 13 & 0xFU); }

constexpr int months_of(int year) noexcept { return leap_month_of(year) == 0 ? 12 : 13; }

constexpr int month_days(int year, int position) noexcept {
  return 29 + static_cast<int>(lunar_year_word(year) >> position & 1U);
}

constexpr day_number first_day_of(int year) noexcept {
  return days_from_civil(year, 1, 1) + static_cast<day_number>(lunar_year_word(year) >> 17);
}

constexpr day_number end_of(int year) noexcept {
  day_number day = first_day_of(year);
  for (int position = 0; position < months_of(year); ++position) day += month_days(year, position);
  return day;
}

inline constexpr day_number lunar_begin = first_day_of(lunar_first_year);
inline constexpr day_number lunar_end = end_of(lunar_last_year);

}  // namespace detail

// The number of the year's leap month; 0 when it has none, -1 outside the range.
constexpr int lunar_leap_month(int year) noexcept {
  return detail::is_lunar_year(year) ? detail::leap_month_of(year) : -1;
}

constexpr bool lunar_from_days(day_number days, lunar_date& out) noexcept {
  if (days < detail::lunar_begin || days >= detail::lunar_end) return false;
  int year = civil_from_days(days).year;
  if (year > lunar_last_year || days < detail::first_day_of(year)) year -= 1;
  int day = days - detail::first_day_of(year);
  int position = 0;
  while (day >= detail::month_days(year, position)) day -= detail::month_days(year, position++);
  const int leap_month = detail::leap_month_of(year);
  const bool past_leap = leap_month != 0 && position >= leap_month;
  out = {year, past_leap ? position : position + 1, day + 1, leap_month != 0 && position == leap_month};
  return true;
}

constexpr bool days_from_lunar(const lunar_date& date, day_number& out) noexcept {
  if (!detail::is_lunar_year(date.year) || date.month < 1 || date.month > 12) return false;
  const int leap_month = detail::leap_month_of(date.year);
  if (date.leap && date.month != leap_month) return false;
  const bool past_leap = date.leap || (leap_month != 0 && date.month > leap_month);
  const int month_position = past_leap ? date.month : date.month - 1;
  if (date.day < 1 || date.day > detail::month_days(date.year, month_position)) return false;
  day_number day = detail::first_day_of(date.year) + date.day - 1;
  for (int position = 0; position < month_position; ++position) day += detail::month_days(date.year, position);
  out = day;
  return true;
}

}  // namespace thoihan
