// Dates and instants as text: RFC 3339, read strictly, written one way.
//
//     thoihan::instant t{};
//     thoihan::parse_instant("2024-04-25T09:10", t) == thoihan::time_text_error::none;       // local to Viet Nam
//     thoihan::parse_instant("2024-04-25T02:10:00Z", t) == thoihan::time_text_error::none;   // the same instant
//     std::string_view{thoihan::format_instant(t).data()} == "2024-04-25T09:10:00+07:00";
//
// Read: a date, `T` (or one space), hours and minutes, optionally seconds, optionally `Z` or an offset `+07:00`. Without an
// offset the time is local. 24:00 is read as the end of its date. A fraction of a second is accepted only when it is
// zero; any other is refused (`fraction`): the law counts whole seconds, so truncate it. A date alone is no instant.
//
// Errors: an enumerator that says what is wrong; the output is then untouched.
// Thread-safety: pure; asks neither locale nor environment. Cost: linear, no allocation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "thoihan/time/civil.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

enum class time_text_error : std::uint8_t {
  none,
  form,      // not the form above
  no_date,   // such a date, time of day or offset does not exist
  fraction,  // a fraction of a second other than zero
  range,     // outside 1990-01-01 to 2099-12-31
};

namespace detail {

// Reads exactly `count` digits at `at`; -1 when they are not there.
constexpr int digits_at(std::string_view text, std::size_t at, std::size_t count) noexcept {
  if (at > text.size() || text.size() - at < count) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

constexpr bool character_at(std::string_view text, std::size_t at, char expected) noexcept {
  return at < text.size() && text[at] == expected;
}

constexpr void write_digits(char* out, int value, int count) noexcept {
  for (int i = count - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

// "2024-04-25" at the front of `text`.
constexpr time_text_error read_date(std::string_view text, day_number& out) noexcept {
  const int year = digits_at(text, 0, 4);
  const int month = digits_at(text, 5, 2);
  const int day = digits_at(text, 8, 2);
  if (year < 0 || month < 0 || day < 0 || text[4] != '-' || text[7] != '-') return time_text_error::form;
  if (!is_civil_date(year, month, day)) return time_text_error::no_date;
  out = days_from_civil(year, month, day);
  return time_text_error::none;
}

}  // namespace detail

// "2024-04-25", nothing before or after.
constexpr time_text_error parse_date(std::string_view text, day_number& out) noexcept {
  day_number day = 0;
  const time_text_error code = text.size() == 10 ? detail::read_date(text, day) : time_text_error::form;
  if (code != time_text_error::none) return code;
  if (!is_supported_day(day)) return time_text_error::range;
  out = day;
  return time_text_error::none;
}

// "07:30" or "07:30:15", up to "48:00": hours past 24 belong to the next date (a night shift). Seconds since 00:00.
constexpr time_text_error parse_time_of_day(std::string_view text, std::int32_t& out) noexcept {
  const int hour = detail::digits_at(text, 0, 2);
  const int minute = detail::digits_at(text, 3, 2);
  const bool with_seconds = text.size() == 8;
  const int second = with_seconds ? detail::digits_at(text, 6, 2) : 0;
  if (text.size() != 5 && !with_seconds) return time_text_error::form;
  if (hour < 0 || minute < 0 || second < 0 || text[2] != ':' || (with_seconds && text[5] != ':')) {
    return time_text_error::form;
  }
  const int read_s = (hour * 60 + minute) * 60 + second;
  if (minute > 59 || second > 59 || read_s > 48 * 3600) return time_text_error::no_date;
  out = read_s;
  return time_text_error::none;
}

constexpr time_text_error parse_instant(std::string_view text, instant& out) noexcept {
  using detail::character_at;
  using detail::digits_at;
  day_number day = 0;
  const time_text_error date_error = text.size() < 16 ? time_text_error::form : detail::read_date(text, day);
  if (date_error != time_text_error::none) return date_error;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return time_text_error::form;
  const int hour = digits_at(text, 11, 2);
  const int minute = digits_at(text, 14, 2);
  if (hour < 0 || minute < 0 || text[13] != ':') return time_text_error::form;
  std::size_t at = 16;
  int second = 0;
  if (character_at(text, at, ':')) {
    second = digits_at(text, at + 1, 2);
    if (second < 0) return time_text_error::form;
    at += 3;
    if (character_at(text, at, '.')) {
      const std::size_t first = ++at;
      bool zero = true;
      for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) zero = zero && text[at] == '0';
      if (at == first) return time_text_error::form;
      if (!zero) return time_text_error::fraction;
    }
  }
  if (minute > 59 || second > 59 || hour > 24 || (hour == 24 && (minute != 0 || second != 0))) {
    return time_text_error::no_date;
  }
  std::int32_t offset_s = viet_nam_offset_s;
  if (character_at(text, at, 'Z') || character_at(text, at, 'z')) {
    offset_s = 0;
    at += 1;
  } else if (character_at(text, at, '+') || character_at(text, at, '-')) {
    const int offset_hour = digits_at(text, at + 1, 2);
    const int offset_minute = digits_at(text, at + 4, 2);
    if (offset_hour < 0 || offset_minute < 0 || !character_at(text, at + 3, ':')) return time_text_error::form;
    if (offset_hour > 23 || offset_minute > 59) return time_text_error::no_date;
    offset_s = (offset_hour * 60 + offset_minute) * 60;
    if (text[at] == '-') offset_s = -offset_s;
    at += 6;
  }
  if (at != text.size()) return time_text_error::form;
  const instant t = instant{day} * seconds_a_day + (hour * 60 + minute) * 60 + second - offset_s;
  if (!is_supported_instant(t)) return time_text_error::range;
  out = t;
  return time_text_error::none;
}

// "2024-04-25" and a NUL, for days of the years 0 to 9999.
constexpr std::array<char, 11> format_date(day_number day) noexcept {
  std::array<char, 11> out{};
  const civil_date date = civil_from_days(day);
  detail::write_digits(out.data(), date.year, 4);
  out[4] = '-';
  detail::write_digits(out.data() + 5, date.month, 2);
  out[7] = '-';
  detail::write_digits(out.data() + 8, date.day, 2);
  return out;
}

// "07:30" and a NUL; seconds of the minute are left out. `second` 0..172799.
constexpr std::array<char, 6> format_time_of_day(std::int32_t second) noexcept {
  std::array<char, 6> out{};
  detail::write_digits(out.data(), second / 3600, 2);
  out[2] = ':';
  detail::write_digits(out.data() + 3, second / 60 % 60, 2);
  return out;
}

// "2024-04-25T09:10:00+07:00" and a NUL, for supported instants.
constexpr std::array<char, 26> format_instant(instant t) noexcept {
  std::array<char, 26> out{};
  const auto date = format_date(day_of(t));
  for (std::size_t i = 0; i < 10; ++i) out[i] = date[i];
  const std::int32_t second = second_of_day(t);
  out[10] = 'T';
  detail::write_digits(out.data() + 11, second / 3600, 2);
  out[13] = ':';
  detail::write_digits(out.data() + 14, second / 60 % 60, 2);
  out[16] = ':';
  detail::write_digits(out.data() + 17, second % 60, 2);
  const std::int32_t offset = offset_at(t);
  out[19] = offset < 0 ? '-' : '+';
  detail::write_digits(out.data() + 20, (offset < 0 ? -offset : offset) / 3600, 2);
  out[22] = ':';
  detail::write_digits(out.data() + 23, (offset < 0 ? -offset : offset) / 60 % 60, 2);
  return out;
}

}  // namespace thoihan
