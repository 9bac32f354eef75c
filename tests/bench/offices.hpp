// The calendars that are measured: three sets of sessions under Viet Nam's holidays, 2013 to 2052.
//
//     thoihan::calendar hours = compiled_of(layers_of(offices[0], swaps::without));
//
// Holidays up to 2027 are those of tests/data/holidays.csv; later ones follow from the law, with the lunar ones out of
// the kernel's table: Labour Code 2019, art. 112(1), Tết taken as two days before the new year and three from it, National
// Day with 1 September. Compensatory days are left to the compiler. Swaps (a Saturday worked for a free weekday) are apart,
// because the walk and the libraries that are compared cannot say them.
#pragma once

// The reader of the data is the tests'. Here there is no doctest: its checks become plain expressions, `require` stands in.
#define DOCTEST_CONFIG_DISABLE
#define DOCTEST_CONFIG_EVALUATE_ASSERTS_EVEN_WHEN_DISABLED
#define DOCTEST_CONFIG_ASSERTS_RETURN_VALUES
#include <array>
#include <string_view>
#include <vector>

#include "tests/bench/require.hpp"
#include "tests/support/national_calendar.hpp"
#include "thoihan/calendar/compile.hpp"
#include "thoihan/time/lunar.hpp"

struct office {
  std::string_view hours;
  std::array<thoihan::session, 2> sessions;
};

inline constexpr std::array<office, 3> offices = {{
    {"07:30-11:30 13:00-17:00", {{{27000, 41400}, {46800, 61200}}}},  // halves of 4 h: a common divisor of 4 h
    {"07:00-11:30 13:30-17:00", {{{25200, 41400}, {48600, 61200}}}},  // 4.5 h and 3.5 h: of 30 min
    {"07:20-11:50 13:10-17:05", {{{26400, 42600}, {47400, 61500}}}},  // 4 h 30 and 3 h 55: of 5 min
}};

enum class swaps { without, with };

inline constexpr int last_announced_year = 2027;
inline constexpr int last_year = 2052;

inline std::vector<thoihan::day_number> holidays_by_law(int year) {
  thoihan::day_number tet = 0;
  thoihan::day_number hung_kings = 0;
  require(
      thoihan::days_from_lunar({year, 1, 1, false}, tet) && thoihan::days_from_lunar({year, 3, 10, false}, hung_kings),
      "no such lunar date");
  const auto on = [year](int month, int day) { return thoihan::days_from_civil(year, month, day); };
  return {on(1, 1), tet - 2, tet - 1, tet, tet + 1, tet + 2, hung_kings, on(4, 30), on(5, 1), on(9, 1), on(9, 2)};
}

inline thoihan::calendar_layers layers_of(const office& which, swaps wanted) {
  const std::vector<holiday_row> rows = holiday_rows();
  require(!rows.empty(), "tests/data/holidays.csv cannot be read");
  thoihan::calendar_layers layers = national_layers(rows);
  layers.weekly.front().sessions.assign(which.sessions.begin(), which.sessions.end());
  for (int year = last_announced_year + 1; year <= last_year; ++year) {
    for (const thoihan::day_number day : holidays_by_law(year)) layers.holidays.push_back({.day = day});
  }
  if (wanted == swaps::without) layers.swaps.clear();
  return layers;
}

inline thoihan::calendar compiled_of(const thoihan::calendar_layers& layers) {
  thoihan::calendar out;
  require(thoihan::compile_calendar(layers, out).empty(), "the layers of the measured calendar have problems");
  return out;
}
