// Viet Nam's lunar calendar against tests/data/lunar.csv (Tết, Hùng Kings' day, leap month and length of 133 years, on
// which the formula, the ephem package, Hồ Ngọc Đức's printed table, ICU at UTC+7 and vacanza/holidays agree) and
// against tests/data/lunar_months.csv (every month start, from tests/oracle/lunar_astronomy.py).
#include <doctest/doctest.h>

#include <cstddef>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "thoihan/time/civil.hpp"
#include "thoihan/time/lunar.hpp"

using thoihan::day_number;
using thoihan::days_from_civil;
using thoihan::days_from_lunar;
using thoihan::lunar_date;
using thoihan::lunar_from_days;

namespace {

constexpr day_number no_day = std::numeric_limits<day_number>::min();

constexpr day_number day_of_lunar(int year, int month, int day, bool leap = false) {
  day_number result = no_day;
  return days_from_lunar({year, month, day, leap}, result) ? result : no_day;
}

constexpr bool is_lunar(day_number day, const lunar_date& expected) {
  lunar_date date{};
  return lunar_from_days(day, date) && date == expected;
}

// The years in which Viet Nam's Tết is not China's. The dates were published: Tết 1985 on 21 January, a month before
// China's (leap month 2 in 1985 against China's leap month 10 in 1984); 2007, 2030 and 2053 a day before China's.
static_assert(day_of_lunar(1985, 1, 1) == days_from_civil(1985, 1, 21));
static_assert(is_lunar(days_from_civil(1985, 2, 20), {1985, 2, 1, false}));
static_assert(thoihan::lunar_leap_month(1984) == 0);
static_assert(thoihan::lunar_leap_month(1985) == 2);
static_assert(day_of_lunar(2007, 1, 1) == days_from_civil(2007, 2, 17));
static_assert(day_of_lunar(2030, 1, 1) == days_from_civil(2030, 2, 2));
static_assert(day_of_lunar(2053, 1, 1) == days_from_civil(2053, 2, 18));
// An ordinary day that differs: 22/11 in Viet Nam, 21/11 in China.
static_assert(is_lunar(days_from_civil(2021, 1, 4), {2020, 11, 22, false}));

std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::ifstream file(std::string(THOIHAN_SOURCE_DIR) + "/tests/data/" + name);
  REQUIRE_MESSAGE(file.is_open(), name);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == ',') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    rows.push_back(fields);
  }
  return rows;
}

day_number day_of_text(const std::string& text) {
  return days_from_civil(std::stoi(text.substr(0, 4)), std::stoi(text.substr(5, 2)), std::stoi(text.substr(8, 2)));
}

}  // namespace

TEST_SUITE("lunar") {
  TEST_CASE("Tết, Hùng Kings' day, leap month and length of every year") {
    enum column : std::size_t { lunar_year = 0, tet = 1, hung_kings = 4, leap_month = 7, days_in_year = 8 };
    const auto rows = rows_of("lunar.csv");
    CHECK(rows.size() == 133);
    int year = thoihan::lunar_first_year;
    day_number next_tet = day_of_text(rows.front()[tet]);
    for (const auto& row : rows) {
      CAPTURE(row[lunar_year]);
      CHECK(std::stoi(row[lunar_year]) == year);
      const day_number first = day_of_text(row[tet]);
      CHECK(first == next_tet);
      next_tet = first + std::stoi(row[days_in_year]);
      CHECK(day_of_lunar(year, 1, 1) == first);
      CHECK(is_lunar(first, {year, 1, 1, false}));
      CHECK(is_lunar(day_of_text(row[hung_kings]), {year, 3, 10, false}));
      CHECK(day_of_lunar(year, 3, 10) == day_of_text(row[hung_kings]));
      CHECK(thoihan::lunar_leap_month(year) == std::stoi(row[leap_month]));
      lunar_date last{};
      CHECK(lunar_from_days(next_tet - 1, last));
      CHECK(last.year == year);
      CHECK(last.month == 12);
      ++year;
    }
    CHECK(year == thoihan::lunar_last_year + 1);
  }

  TEST_CASE("every month, both directions") {
    enum column : std::size_t { lunar_year, number, leap, first_date, days };
    const auto rows = rows_of("lunar_months.csv");
    CHECK(rows.size() == 1645);
    day_number next = day_of_text(rows.front()[first_date]);
    for (const auto& row : rows) {
      CAPTURE(row[first_date]);
      const lunar_date month{std::stoi(row[lunar_year]), std::stoi(row[number]), 1, row[leap] == "1"};
      const day_number first = day_of_text(row[first_date]);
      const int length = std::stoi(row[days]);
      CHECK(first == next);
      CHECK(is_lunar(first, month));
      CHECK(is_lunar(first + length - 1, {month.year, month.month, length, month.leap}));
      CHECK(day_of_lunar(month.year, month.month, 1, month.leap) == first);
      CHECK(day_of_lunar(month.year, month.month, length, month.leap) == first + length - 1);
      CHECK(day_of_lunar(month.year, month.month, length + 1, month.leap) == no_day);
      CHECK(day_of_lunar(month.year, month.month, 0, month.leap) == no_day);
      next = first + length;
    }
  }

  TEST_CASE("every day of the range comes back") {
    const day_number first = days_from_civil(1968, 1, 29);
    const day_number last = days_from_civil(2101, 1, 28);
    day_number different = 0;
    for (day_number day = first; day <= last; ++day) {
      lunar_date date{};
      day_number back = no_day;
      if (!lunar_from_days(day, date) || !days_from_lunar(date, back) || back != day) ++different;
    }
    CHECK(different == 0);
  }

  TEST_CASE("outside the range, and dates that do not exist, are refused and leave the output alone") {
    const lunar_date untouched{7, 7, 7, true};
    lunar_date date = untouched;
    for (const day_number day :
         {days_from_civil(1968, 1, 28), days_from_civil(2101, 1, 29), no_day, std::numeric_limits<day_number>::max()}) {
      CAPTURE(day);
      CHECK_FALSE(lunar_from_days(day, date));
      CHECK(date == untouched);
    }
    CHECK(is_lunar(days_from_civil(1968, 1, 29), {1968, 1, 1, false}));
    CHECK(is_lunar(days_from_civil(2101, 1, 28), {2100, 12, 29, false}));

    day_number day = 7;
    constexpr int lowest = std::numeric_limits<int>::min();
    constexpr int highest = std::numeric_limits<int>::max();
    for (const lunar_date& none : {
             lunar_date{1967, 12, 1, false}, lunar_date{2101, 1, 1, false}, lunar_date{lowest, 1, 1, false},
             lunar_date{highest, 1, 1, false}, lunar_date{2024, 0, 1, false}, lunar_date{2024, 13, 1, false},
             lunar_date{2024, lowest, 1, false}, lunar_date{2024, highest, 1, false},
             lunar_date{2024, 1, lowest, false}, lunar_date{2024, 1, highest, false},
             lunar_date{2024, 1, 1, true},  // 2024 has no leap month
             lunar_date{2025, 5, 1, true},  // 2025 has leap month 6
             lunar_date{2025, 7, 1, true}, lunar_date{2025, 0, 1, true},
             lunar_date{2024, 0, 1, true},  // month 0 is not the leap month of a year that has none
         }) {
      CAPTURE(none.year);
      CAPTURE(none.month);
      CAPTURE(none.day);
      CHECK_FALSE(days_from_lunar(none, day));
      CHECK(day == 7);
    }
    CHECK(thoihan::lunar_leap_month(1967) == -1);
    CHECK(thoihan::lunar_leap_month(2101) == -1);
  }
}
