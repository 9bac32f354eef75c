// The periods of reports, counted by hand. 4 January 2021 is a Monday, 1 January 2024 too; 1 January 2026 is a Thursday and 1 January
// 2020 a Wednesday of a leap year, so that 2020 and 2026 have 53 weeks.
#include "thoihan/engine/report_period.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "thoihan/pack/error.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::error;
using thoihan::instant;
using thoihan::period_kind;
using thoihan::read_period;
using thoihan::report_period;
using thoihan::report_rule;
using thoihan::report_span;
using thoihan::status;

std::string span_text(instant from, instant until) {
  return std::string{thoihan::format_instant(from).data()}.substr(0, 19) + ".." +
         std::string{thoihan::format_instant(until).data()}.substr(0, 19);
}

std::string span_text(const std::string& period) {
  const report_period out = read_period(period);
  CHECK(out.text == period);
  return span_text(out.from, out.until);
}

std::string span_text(const report_rule& report, const std::string& period) {
  const report_span span = thoihan::span_of(report, read_period(period));
  std::string out = span_text(span.from, span.until);
  if (span.before) out += " before " + std::string{thoihan::format_date(*span.before).data()};
  return out;
}

status refusal(const std::string& period) {
  try {
    read_period(period);
  } catch (const error& problem) {
    CHECK(problem.text().vi != problem.text().en);
    CHECK(problem.text().en.find(period) != std::string::npos);
    return problem.code();
  }
  return status::ok;
}

}  // namespace

TEST_SUITE("report periods") {
  TEST_CASE("each form") {
    CHECK(span_text("month:2024-02") == "2024-02-01T00:00:00..2024-03-01T00:00:00");
    CHECK(span_text("month:2023-12") == "2023-12-01T00:00:00..2024-01-01T00:00:00");
    CHECK(span_text("quarter:2024-Q1") == "2024-01-01T00:00:00..2024-04-01T00:00:00");
    CHECK(span_text("quarter:2024-Q4") == "2024-10-01T00:00:00..2025-01-01T00:00:00");
    CHECK(span_text("half:2024-H1") == "2024-01-01T00:00:00..2024-07-01T00:00:00");
    CHECK(span_text("half:2024-H2") == "2024-07-01T00:00:00..2025-01-01T00:00:00");
    CHECK(span_text("year:2024") == "2024-01-01T00:00:00..2025-01-01T00:00:00");
    CHECK(span_text("2024-05-01..2024-05-02") == "2024-05-01T00:00:00..2024-05-02T00:00:00");
    CHECK(span_text("2024-05-01T07:30:01..2024-05-01T24:00") == "2024-05-01T07:30:01..2024-05-02T00:00:00");
    // In UTC: seven hours on.
    CHECK(span_text("2024-05-01T00:00Z..2024-05-02") == "2024-05-01T07:00:00..2024-05-02T00:00:00");
    CHECK(read_period("month:2024-05").kind == period_kind::month);
    CHECK_FALSE(read_period("2024-05-01..2024-05-02").kind);
  }

  TEST_CASE("weeks are those of ISO 8601") {
    CHECK(span_text("week:2024-W01") == "2024-01-01T00:00:00..2024-01-08T00:00:00");
    CHECK(span_text("week:2024-W20") == "2024-05-13T00:00:00..2024-05-20T00:00:00");
    CHECK(span_text("week:2024-W52") == "2024-12-23T00:00:00..2024-12-30T00:00:00");
    CHECK(span_text("week:2025-W01") == "2024-12-30T00:00:00..2025-01-06T00:00:00");
    // 1 January 2021 is a Friday: still week 53 of 2020.
    CHECK(span_text("week:2020-W53") == "2020-12-28T00:00:00..2021-01-04T00:00:00");
    CHECK(span_text("week:2021-W01") == "2021-01-04T00:00:00..2021-01-11T00:00:00");
    CHECK(span_text("week:2026-W53") == "2026-12-28T00:00:00..2027-01-04T00:00:00");
    for (const char* none : {"week:2024-W53", "week:2021-W53", "week:2024-W00"})
      CHECK(refusal(none) == status::invalid);
  }

  TEST_CASE("the weeks of all years follow one another") {
    instant last = read_period("week:1991-W01").from;
    for (int year = 1991; year < 2099; ++year) {
      for (int week = 1; week <= 53; ++week) {
        const std::string text = "week:" + std::to_string(year) + (week < 10 ? "-W0" : "-W") + std::to_string(week);
        if (week == 53 && refusal(text) == status::invalid) continue;
        const report_period period = read_period(text);
        REQUIRE(period.from == last);
        REQUIRE(period.until - period.from == 7 * thoihan::seconds_a_day);
        REQUIRE(thoihan::weekday_of(thoihan::day_of(period.from)) == thoihan::weekday::monday);
        // Its Thursday is in its year.
        REQUIRE(thoihan::civil_from_days(thoihan::day_of(period.from) + 3).year == year);
        last = period.until;
      }
    }
  }

  TEST_CASE("what is no period") {
    for (const char* text : {"",
                             "month:",
                             "month:2024",
                             "month:2024-5",
                             "month:2024-13",
                             "month:2024-00",
                             "Month:2024-05",
                             "month:2024-05 ",
                             "quarter:2024-Q0",
                             "quarter:2024-Q5",
                             "quarter:2024-05",
                             "half:2024-H0",
                             "half:2024-H3",
                             "year:202",
                             "year:20244",
                             "year:-024",
                             "2024-05-01..",
                             "..2024-05-01",
                             "..",
                             "2024-05-01",
                             "2024-05-32..2024-06-01",
                             "2024-05-01...2024-05-02"})
      CHECK_MESSAGE(refusal(text) == status::invalid, text);
    CHECK(refusal("2024-05-02..2024-05-02") == status::invalid);
    CHECK(refusal("2024-05-02..2024-05-01") == status::invalid);
    CHECK(refusal("year:1989") == status::range);
    CHECK(refusal("year:2100") == status::range);
    CHECK(refusal("week:1990-W01") == status::ok);  // 1 January 1990 is a Monday
    CHECK(refusal("year:2099") == status::ok);
  }

  TEST_CASE("figures that close before a day") {
    report_rule report;
    report.every = {period_kind::month, period_kind::quarter, period_kind::half_year, period_kind::year};
    report.before_day = 25;
    report.figures_before_day = 20;
    CHECK(span_text(report, "month:2024-05") == "2024-04-20T00:00:00..2024-05-20T00:00:00 before 2024-05-25");
    CHECK(span_text(report, "month:2024-01") == "2023-12-20T00:00:00..2024-01-20T00:00:00 before 2024-01-25");
    CHECK(span_text(report, "quarter:2024-Q2") == "2024-03-20T00:00:00..2024-06-20T00:00:00 before 2024-06-25");
    CHECK(span_text(report, "half:2024-H1") == "2023-12-20T00:00:00..2024-06-20T00:00:00 before 2024-06-25");
    CHECK(span_text(report, "year:2024") == "2023-12-20T00:00:00..2024-12-20T00:00:00 before 2024-12-25");
    report.figures_before_day.reset();
    CHECK(span_text(report, "month:2024-02") == "2024-02-01T00:00:00..2024-03-01T00:00:00 before 2024-02-25");
    report.before_day.reset();
    CHECK(span_text(report, "month:2024-02") == "2024-02-01T00:00:00..2024-03-01T00:00:00");
  }

  TEST_CASE("a report of another period") {
    report_rule report;
    report.id = "monthly";
    report.every = {period_kind::month};
    report.before_day = 20;
    report.figures_before_day = 20;
    CHECK_THROWS_AS(span_text(report, "quarter:2024-Q1"), error);
    CHECK_THROWS_AS(span_text(report, "2024-05-01..2024-06-01"), error);
    report.on_demand = true;
    // Whoever asks says from when to when, and no day is set.
    CHECK(span_text(report, "2024-05-01..2024-06-01") == "2024-05-01T00:00:00..2024-06-01T00:00:00");
  }
}
