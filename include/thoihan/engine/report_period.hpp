// The time that a report is about: a week, a month, a quarter, half a year, a year, or from one time to another.
//
//     const thoihan::report_period may = thoihan::read_period("month:2024-05");
//     const thoihan::report_span span = thoihan::span_of(pack.reports[0], may);
//     span.from;             // 2024-04-20T00:00+07:00 where the pack closes its figures before day 20
//     *span.before;          // 2024-05-20: handed in on the 19th at the latest
//
// Read: `week:2024-W20` (ISO 8601: Monday to Sunday), `month:2024-05`, `quarter:2024-Q2`, `half:2024-H1`, `year:2024`, and
// `2024-05-01..2024-06-01`, whose ends are dates, which stand for their 00:00, or times.
//
// Half-open: what happens at `from` is in the period, what happens at `until` is in the next, so that periods that follow one
// another leave nothing out and count nothing twice. Instants in the zone of the calendars.
//
// Errors: `read_period` throws thoihan::error (invalid) with the forms that it knows; `span_of` (invalid) where the regulation
// demands no such report. Thread-safety: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

struct report_period {
  std::optional<period_kind> kind;  // none: from one time to another
  std::string text;                 // as it was written: "month:2024-05"
  bilingual words;                  // "May 2024"
  instant from = 0;
  instant until = 0;
};

report_period read_period(std::string_view text);

// What a report of a period covers, and when it is owed.
struct report_span {
  instant from = 0;
  instant until = 0;
  std::optional<day_number> before;  // handed in before this date; none: no day is set
};

report_span span_of(const report_rule& report, const report_period& period);

}  // namespace thoihan
