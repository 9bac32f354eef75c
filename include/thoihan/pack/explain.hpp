// A derivation in words: each date with its kind, cause and source, how much of the limit it used, and what moved the end.
//
//     thoihan::explanation why = thoihan::explain_limit(pack.main_calendar(), rule.row.what, received, facts);
//     std::cout << thoihan::explanation_table(why, thoihan::language::en);
//     // Thu 2024-04-25  day of receipt, not counted     Civil Code 2015, art. 147(3)
//     // Fri 2024-04-26  working day 1
//     // ...
//     // Mon 2024-05-06  working day 5: due 24:00
//
// The answer is that of `evaluate_limit`. A date is told once: the last day of a limit that gives way to a working day
// (Civil Code 148(5)) is one step, with the role `rolled` and its own number in `used`. Words come from here alone, in
// both languages.
//
// Errors: the kernel's status; `steps` is empty then. Thread-safety: pure. Cost: linear in the dates told.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/clock/derive_clock.hpp"
#include "thoihan/pack/office_calendar.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct explained_step {
  derivation_step step;
  bilingual text;    // what the date is and what it did: "working day 2"
  bilingual source;  // law or announcement, short; may be empty
};

struct explanation {
  status code = status::ok;
  limit_answer answer{};
  std::vector<explained_step> steps;
};

explanation explain_limit(const office_calendar& calendar, const limit& what, instant start,
                          std::span<const fact_value> facts, const pauses& stood_still = {});

// A duty's clock: its extensions, its limit or the commitment in its place, an exemption.
explanation explain_clock(const office_calendar& calendar, const duty_clock& clock, std::span<const fact_value> facts,
                          const pauses& stood_still = {});

// One line a step: date, words, source, in columns; the parts of a composition are indented.
std::string explanation_table(const explanation& why, language lang);

// The word in JSON; stable: "counted".
std::string_view step_role_name(step_role role) noexcept;
// Does the step stand for a date? The brackets of a composition, an extension and an exemption do not.
constexpr bool has_date(const derivation_step& step) noexcept {
  return step.role != step_role::composition_begins && step.role != step_role::composition_ends &&
         step.role != step_role::extended && step.role != step_role::exempted;
}

// "Thu 2024-04-25", "T5 2024-04-25"
bilingual day_words(day_number day);
// "24:00 of 2024-05-06" for a day end, "2024-05-02 08:30" for an instant.
bilingual due_words(const limit_answer& answer);
// The kind of a date in words: "holiday", "nghỉ lễ".
bilingual kind_words(day_kind kind);
// What the date is, with its cause: "holiday: Victory Day", "swapped off for Sat 2024-05-04".
bilingual date_words(const office_calendar& calendar, day_number day);
// Why it is so: a clause of law, else the announcement without its address; empty for ordinary days of the week.
bilingual date_source(const office_calendar& calendar, day_number day);
// "1 h 30 min", "1 giờ 30 phút"; negative with a minus.
bilingual duration_words(std::int64_t seconds);
// "17 days 20 h 29 min", of days of 24 hours; 0 or more.
bilingual days_words(std::int64_t seconds);
// A limit as its pack writes it, text or JSON, in words: "5 working days", "now, grace 30 minutes", "2 working days, cut-off 15:00".
bilingual limit_words(std::string_view written);
// A basis as it is stored, "9.1.a-1; assume now-grace", in the words of the language.
std::string cite_words(std::string_view cite, language lang);
// "5 working days", "5 ngày làm việc"
bilingual amount_words(const amount& length);

}  // namespace thoihan
