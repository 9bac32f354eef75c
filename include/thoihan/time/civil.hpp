// Civil dates as day numbers, and the law's way of counting months.
//
//     thoihan::day_number d = thoihan::days_from_civil(2024, 4, 25);      // 19838
//     thoihan::weekday_of(d) == thoihan::weekday::thursday;
//     thoihan::civil_from_days(thoihan::add_months(thoihan::days_from_civil(2025, 1, 31), 1));   // 2025-02-28
//
// A civil date is a day number: 1970-01-01 is 0, 1969-12-31 is -1. It belongs to a calendar's zone; without one it is no
// instant. Supported dates are 1990-01-01 to 2099-12-31 (`first_supported_day`, `last_supported_day`): callers that take
// dates from outside check with `is_supported_day` and answer `status::range`. Inside some millions of days about 1970
// these functions cannot overflow, so a sum of a supported date and a checked amount is safe.
//
// A month that has no such day ends the term on its last day (Civil Code 2015, art. 148(3)); the 29th of February plus a
// year is the 28th by the same reading (148(4) leaves it open).
//
// Thread-safety: pure. Cost: a few instructions, no allocation, no branch on data but the month's clamp.
#pragma once

#include <cstdint>

namespace thoihan {

using day_number = std::int32_t;

struct civil_date {
  int year;   // 1990..2099 for supported dates
  int month;  // 1..12
  int day;    // 1..31
  constexpr bool operator==(const civil_date&) const noexcept = default;
};

enum class weekday : std::uint8_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

// The proleptic Gregorian calendar; `month` 1..12, `day` 1..31. A day past the month's end counts on into the next.
constexpr day_number days_from_civil(int year, int month, int day) noexcept {
  // Years run from March, so that the leap day is the last of its year and the month lengths follow one line.
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int year_of_era = y - era * 400;
  const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

constexpr civil_date civil_from_days(day_number days) noexcept {
  const int shifted = days + 719468;
  const int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int day_of_era = shifted - era * 146097;
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int march_month = (5 * day_of_year + 2) / 153;
  const int month = march_month < 10 ? march_month + 3 : march_month - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * march_month + 2) / 5 + 1};
}

constexpr weekday weekday_of(day_number days) noexcept {
  const int from_monday = (days + 3) % 7;  // 1970-01-01 was a Thursday
  return static_cast<weekday>(from_monday < 0 ? from_monday + 7 : from_monday);
}

constexpr bool is_leap_year(int year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int days_in_month(int year, int month) noexcept {
  if (month == 2) return is_leap_year(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

constexpr bool is_civil_date(int year, int month, int day) noexcept {
  return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

// The corresponding day `months` later (earlier when negative), or the last day of that month (Civil Code 148(3)).
// `months` between -12,000 and 12,000.
constexpr day_number add_months(day_number days, int months) noexcept {
  const civil_date from = civil_from_days(days);
  const int index = from.year * 12 + (from.month - 1) + months;
  const int year = index / 12;
  const int month = index % 12 + 1;
  const int last = days_in_month(year, month);
  return days_from_civil(year, month, from.day < last ? from.day : last);
}

inline constexpr day_number first_supported_day = days_from_civil(1990, 1, 1);
inline constexpr day_number last_supported_day = days_from_civil(2099, 12, 31);

constexpr bool is_supported_day(day_number days) noexcept {
  return days >= first_supported_day && days <= last_supported_day;
}

}  // namespace thoihan
