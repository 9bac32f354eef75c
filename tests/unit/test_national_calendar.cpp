// The national calendar as it is compiled from rules/national, date by date, against two others: the published days of
// tests/data/holidays.csv, and the walk of tests/oracle/calendar_oracle.py, which knows nothing of this code.
#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/national_calendar.hpp"
#include "tests/support/pack_writer.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::calendar;
using thoihan::day_kind;
using thoihan::day_number;
using thoihan::days_from_civil;

const std::string source = THOIHAN_SOURCE_DIR;

std::shared_ptr<const thoihan::office_calendar> office_under(const std::string& root) {
  const pack_writer rules;  // any pack that names national/office
  const thoihan::checked_pack checked = thoihan::check_pack(rules.pack_folder(), root);
  REQUIRE_MESSAGE(checked.pack.has_value(), told(checked));
  return checked.pack->calendars.front().office;
}

// A copy of rules/national whose office has the culture day switched on.
void switch_culture_day_on(const temporary_folder& folder) {
  std::filesystem::copy(source + "/rules/national", folder.file("national"));
  std::ifstream in(folder.file("national/office.json"));
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::string off = "\"culture-day\": false";
  REQUIRE(text.find(off) != std::string::npos);
  text.replace(text.find(off), off.size(), "\"culture-day\": true");
  std::ofstream(folder.file("national/office.json")) << text;
}

std::string iso(day_number day) { return thoihan::format_date(day).data(); }

std::string line_of(const calendar& hours, day_number day) {
  return iso(day) + "," + std::string{day_kind_name(hours.kind(day))} + "," + (hours.is_working_date(day) ? "1" : "0") + "," +
         (hours.undecided(day) ? "1" : "0");
}

std::vector<std::string> oracle_lines(const std::string& arguments) {
  const std::string command = "/usr/bin/python3 -B '" + source + "/tests/oracle/calendar_oracle.py'" + arguments;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string all;
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) all.append(buffer, n);
  REQUIRE(::pclose(pipe) == 0);
  std::vector<std::string> lines(1);
  for (const char c : all) {
    if (c == '\n') lines.emplace_back();
    else lines.back() += c;
  }
  lines.pop_back();
  return lines;
}

void check_against_oracle(const calendar& hours, const std::vector<std::string>& lines) {
  const day_number first = days_from_civil(2013, 1, 1);
  const day_number last = days_from_civil(2052, 12, 31);
  REQUIRE(hours.first_day() == first);
  REQUIRE(hours.last_day() == last);
  REQUIRE(lines.size() == static_cast<std::size_t>(last - first) + 2);
  CHECK(lines[0] == "date,kind,working_day,provisional");
  for (day_number day = first; day <= last; ++day) CHECK(line_of(hours, day) == lines[static_cast<std::size_t>(day - first) + 1]);
}

}  // namespace

TEST_SUITE("national_calendar") {
  // holidays.csv lists what is not an ordinary week. An UNCONFIRMED row is a working day, and provisional.
  TEST_CASE("every date of 2013 to 2027 equals the published days") {
    const auto office = office_under(source + "/rules");
    const calendar& hours = office->compiled;
    std::map<day_number, holiday_row> listed;
    for (const holiday_row& row : holiday_rows()) CHECK(listed.emplace(row.day, row).second);
    const std::map<std::string, day_kind> kinds = {{"statutory", day_kind::holiday},
                                                   {"compensatory", day_kind::compensatory},
                                                   {"swapped-off", day_kind::swapped_off},
                                                   {"swapped-to-work", day_kind::swapped_to_work}};
    const day_number undecided_from = days_from_civil(2027, 1, 1);
    int special = 0;
    for (day_number day = days_from_civil(2013, 1, 1); day <= days_from_civil(2027, 12, 31); ++day) {
      const auto found = listed.find(day);
      const bool speaks = found != listed.end() && !found->second.unconfirmed;
      day_kind kind = thoihan::weekday_of(day) >= thoihan::weekday::saturday ? day_kind::weekend : day_kind::working;
      if (speaks) kind = kinds.at(found->second.kind);
      special += speaks ? 1 : 0;
      const bool works = kind == day_kind::working || kind == day_kind::swapped_to_work;
      const bool provisional = day >= undecided_from || (found != listed.end() && found->second.undecided);
      CHECK(line_of(hours, day) == iso(day) + "," + std::string{day_kind_name(kind)} + (works ? ",1" : ",0") + (provisional ? ",1" : ",0"));
      CHECK(hours.sessions(day).size() == (works ? 2 : 0));
    }
    // Every row was met but those outside and the two culture days: 229 rows, one of 31 December 2012, two UNCONFIRMED.
    CHECK(listed.size() == 229);
    CHECK(special == 226);
  }

  TEST_CASE("some dates by the notices themselves") {
    const auto office = office_under(source + "/rules");
    const auto line = [&office](int year, int month, int day) { return line_of(office->compiled, days_from_civil(year, month, day)); };
    // 2450/VPCP-KGVX: Monday 29 April 2024 is off, Saturday 4 May is worked.
    CHECK(line(2024, 4, 29) == "2024-04-29,swapped_off,0,0");
    CHECK(line(2024, 5, 4) == "2024-05-04,swapped_to_work,1,0");
    CHECK(line(2024, 4, 30) == "2024-04-30,holiday,0,0");
    // Labour Code 2019, 112(1)(d'): 2 September, with the day beside it since 2021; 2023: Friday 1 and Saturday 2, made up on Monday 4.
    CHECK(line(2023, 9, 1) == "2023-09-01,holiday,0,0");
    CHECK(line(2023, 9, 2) == "2023-09-02,holiday,0,0");
    CHECK(line(2023, 9, 4) == "2023-09-04,compensatory,0,0");
    CHECK(line(2026, 11, 24) == "2026-11-24,working,1,1");
    CHECK(line(2031, 9, 2) == "2031-09-02,holiday,0,1");  // by law, in a year that is not decided
    const auto& cause = office->explain(days_from_civil(2024, 4, 29));
    CHECK(cause.id == "victory-day");
    CHECK(cause.status == "announced");
    CHECK(cause.source.vi.find("2450/VPCP-KGVX") == 0);
  }

  TEST_CASE("every date of 2013 to 2052 equals the oracle's walk") {
    check_against_oracle(office_under(source + "/rules")->compiled, oracle_lines(""));
  }

  TEST_CASE("the culture day switched on: a holiday, still provisional") {
    const temporary_folder folder;
    switch_culture_day_on(folder);
    const auto office = office_under(folder.path().string());
    // A Tuesday.
    CHECK(line_of(office->compiled, days_from_civil(2026, 11, 24)) == "2026-11-24,holiday,0,1");
    CHECK(office->explain(days_from_civil(2026, 11, 24)).id == "culture-day");
    CHECK(line_of(office->compiled, days_from_civil(2025, 11, 24)) == "2025-11-24,working,1,0");
    check_against_oracle(office->compiled, oracle_lines(" --office '" + folder.file("national/office.json") + "'"));
    CHECK(office->hash != office_under(source + "/rules")->hash);
  }
}
