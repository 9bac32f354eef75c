// Units of a limit, and amounts as a rule author writes them.
//
//     thoihan::amount a{};
//     thoihan::parse_amount("5 working days", a) == thoihan::amount_error::none;    // {5, unit::working_day}
//     thoihan::parse_amount("0 days", a) == thoihan::amount_error::zero;            // write "now" instead
//
// An amount is a whole number from 1 to 1,000,000 and a unit, singular or plural, in lower case, with single spaces:
// `minute`, `hour`, `working minute`, `working hour`, `day`, `working day`, `week`, `month`, `year`; or the word `now`. Zero, a
// sign and a fraction are errors of their own, so that the message can say what to write.
//
// The Civil Code (art. 144(2)) knows minutes, hours, days, weeks, months and years; working hours and working days are
// units of the regulations themselves.
//
// Errors: an enumerator; the output is then untouched. Thread-safety: pure. Cost: linear in the text, no allocation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace thoihan {

enum class unit : std::uint8_t {
  minute,
  hour,
  working_minute,
  working_hour,
  day,
  working_day,
  week,
  month,
  year,
  now,
  next_session,  // until the close of the next session that opens; has no count and no text form
};

inline constexpr std::int64_t max_amount = 1'000'000;

struct amount {
  std::int64_t count = 0;
  unit in = unit::now;
  constexpr bool operator==(const amount&) const noexcept = default;
};

enum class amount_error : std::uint8_t {
  none,
  form,      // not a number, a space and a unit
  zero,      // write "now"
  sign,      // a limit counted back is written with `before`
  fraction,  // write it in a smaller unit
  too_big,   // more than max_amount
  unknown_unit,
};

inline constexpr std::array<std::string_view, 11> unit_names = {
    "minute", "hour",  "working minute", "working hour", "day",         "working day",
    "week",   "month", "year",           "now",          "next session"};

constexpr std::string_view unit_name(unit u) noexcept { return unit_names[static_cast<std::size_t>(u)]; }

constexpr bool is_clock_unit(unit u) noexcept { return u == unit::minute || u == unit::hour; }
constexpr bool is_working_time_unit(unit u) noexcept { return u == unit::working_minute || u == unit::working_hour; }
constexpr bool is_calendar_unit(unit u) noexcept {
  return u == unit::day || u == unit::week || u == unit::month || u == unit::year;
}
constexpr bool is_day_unit(unit u) noexcept { return is_calendar_unit(u) || u == unit::working_day; }

// Seconds of one unit of time; 0 for units that have no fixed length.
constexpr std::int64_t unit_seconds(unit u) noexcept {
  if (u == unit::minute || u == unit::working_minute) return 60;
  return u == unit::hour || u == unit::working_hour ? 3600 : 0;
}

constexpr amount_error parse_amount(std::string_view text, amount& out) noexcept {
  if (text == "now") {
    out = {0, unit::now};
    return amount_error::none;
  }
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) return amount_error::sign;
  std::size_t at = 0;
  std::int64_t count = 0;
  bool too_big = false;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    count = count * 10 + (text[at] - '0');
    too_big = too_big || count > max_amount;
    if (too_big) count = max_amount;
  }
  if (at == 0 || at == text.size()) return amount_error::form;
  if (text[at] == '.' || text[at] == ',' || text[at] == '/') return amount_error::fraction;
  if (text[at] != ' ') return amount_error::form;
  std::string_view word = text.substr(at + 1);
  if (word.size() > 1 && word.back() == 's') word.remove_suffix(1);
  for (std::size_t i = 0; i < static_cast<std::size_t>(unit::now); ++i) {
    if (word != unit_names[i]) continue;
    if (too_big) return amount_error::too_big;
    if (count == 0) return amount_error::zero;
    out = {count, static_cast<unit>(i)};
    return amount_error::none;
  }
  return amount_error::unknown_unit;
}

}  // namespace thoihan
