// Viet Nam's calendar for the tests, from tests/data/holidays.csv: the facts as they were announced, without the pack
// loader. Monday to Friday 07:30-11:30 and 13:00-17:00, horizon 2013 to 2052, decided 2013 to 2026.
//
//     const std::vector<holiday_row> rows = holiday_rows();
//     thoihan::calendar_layers layers = national_layers(rows);
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

#include "thoihan/calendar/compile.hpp"

struct holiday_row {
  thoihan::day_number day = 0;
  std::string kind;                // statutory, compensatory, swapped-off, swapped-to-work
  thoihan::day_number paired = 0;  // of a compensatory day: the holiday; of a swap: the other half
  bool undecided = false;
  bool unconfirmed = false;  // not in force until the text of the law is confirmed
};

inline thoihan::day_number day_of_text(const std::string& text) {
  return thoihan::days_from_civil(std::stoi(text.substr(0, 4)), std::stoi(text.substr(5, 2)),
                                  std::stoi(text.substr(8, 2)));
}

inline std::vector<holiday_row> holiday_rows() {
  std::ifstream file(std::string(THOIHAN_SOURCE_DIR) + "/tests/data/holidays.csv");
  REQUIRE(file.is_open());
  std::vector<holiday_row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    // date, weekday, kind, holiday, paired date, status: the fields before the first that may be quoted.
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == ',' && fields.size() < 6)
        fields.emplace_back();
      else
        fields.back() += c;
    }
    holiday_row row;
    row.day = day_of_text(fields.at(0));
    row.kind = fields.at(2);
    if (!fields.at(4).empty()) row.paired = day_of_text(fields.at(4));
    row.unconfirmed = fields.at(5).find("UNCONFIRMED") == 0;
    row.undecided = row.unconfirmed || fields.at(5).find("PROVISIONAL") != std::string::npos;
    rows.push_back(row);
  }
  return rows;
}

inline thoihan::calendar_layers office_layers(thoihan::day_number first, thoihan::day_number last) {
  thoihan::calendar_layers layers;
  layers.first = first;
  layers.last = last;
  layers.decided_from = first;
  layers.decided_until = last;
  thoihan::weekly_hours week;
  week.weekdays = 0b0011111;
  week.sessions = {{27000, 41400}, {46800, 61200}};
  layers.weekly.push_back(week);
  return layers;
}

// The cause of each fact is its row's number, from 1 on.
inline thoihan::calendar_layers national_layers(const std::vector<holiday_row>& rows) {
  using thoihan::days_from_civil;
  thoihan::calendar_layers layers = office_layers(days_from_civil(2013, 1, 1), days_from_civil(2052, 12, 31));
  layers.decided_until = days_from_civil(2026, 12, 31);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const holiday_row& row = rows[at];
    const auto cause = static_cast<thoihan::cause_number>(at + 1);
    if (row.kind == "statutory") layers.holidays.push_back({row.day, !row.unconfirmed, row.undecided, cause});
    if (row.kind == "compensatory") layers.compensatory.push_back({row.day, row.paired, row.undecided, cause});
    if (row.kind == "swapped-off") layers.swaps.push_back({row.day, row.paired, row.undecided, cause});
  }
  return layers;
}

inline thoihan::calendar compiled(const thoihan::calendar_layers& layers) {
  thoihan::calendar out;
  REQUIRE(thoihan::compile_calendar(layers, out).empty());
  return out;
}

// 2013 to 2052, compiled anew for each test that asks.
inline thoihan::calendar national_calendar() { return compiled(national_layers(holiday_rows())); }
