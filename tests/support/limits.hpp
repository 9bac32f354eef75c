// Limits and instants in few words, for tests with dates worked out by hand.
//
//     CHECK(due_of(office, days_limit, "2024-04-25T09:10") == end_of("2024-05-06"));
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "thoihan/limit/evaluate.hpp"
#include "thoihan/time/text.hpp"

inline thoihan::instant moment(std::string_view text) {
  thoihan::instant t = 0;
  REQUIRE_MESSAGE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none, text);
  return t;
}

inline thoihan::day_number date_of(std::string_view text) {
  thoihan::day_number day = 0;
  REQUIRE_MESSAGE(thoihan::parse_date(text, day) == thoihan::time_text_error::none, text);
  return day;
}

// What is to be expected of an answer without a flag.
inline thoihan::limit_answer end_of(std::string_view day) {
  thoihan::limit_answer answer;
  answer.due_date = date_of(day);
  answer.due = thoihan::instant_at(answer.due_date, 86400);
  answer.late_from = answer.due;
  answer.end = thoihan::end_kind::day;
  return answer;
}

inline thoihan::limit_answer at_moment(std::string_view text) {
  thoihan::limit_answer answer;
  answer.due = moment(text);
  answer.late_from = answer.due + 1;
  answer.due_date = thoihan::day_of(answer.due);
  answer.end = thoihan::end_kind::moment;
  return answer;
}

inline thoihan::limit_answer rolled(thoihan::limit_answer answer) {
  answer.rolled = true;
  return answer;
}
inline thoihan::limit_answer clamped(thoihan::limit_answer answer) {
  answer.clamped = true;
  return answer;
}
inline thoihan::limit_answer cut_off(thoihan::limit_answer answer) {
  answer.cut_off = true;
  return answer;
}
inline thoihan::limit_answer provisional(thoihan::limit_answer answer) {
  answer.provisional = true;
  return answer;
}
inline thoihan::limit_answer before_start(thoihan::limit_answer answer) {
  answer.before_start = true;
  return answer;
}
inline thoihan::limit_answer late_from(std::string_view text, thoihan::limit_answer answer) {
  answer.late_from = moment(text);
  return answer;
}

inline thoihan::limit_term term_of(std::int64_t count, thoihan::unit in) {
  thoihan::limit_term term;
  term.length = {count, in};
  return term;
}

inline thoihan::limit composed(thoihan::limit_kind kind, std::initializer_list<thoihan::limit> parts) {
  thoihan::limit out;
  out.nodes[0].kind = kind;
  out.nodes[0].children = static_cast<std::uint8_t>(parts.size());
  out.size = 1;
  for (const thoihan::limit& part : parts) {
    for (std::size_t i = 0; i < part.size; ++i) out.nodes[out.size++] = part.nodes[i];
  }
  return out;
}

inline thoihan::limit_answer due_of(const thoihan::calendar& hours, const thoihan::limit& what, std::string_view start,
                                    std::span<const thoihan::fact_value> facts = {}) {
  thoihan::limit_answer answer;
  REQUIRE(thoihan::evaluate_limit(hours, what, moment(start), facts, answer) == thoihan::status::ok);
  return answer;
}
inline thoihan::limit_answer due_of(const thoihan::calendar& hours, const thoihan::limit_term& term,
                                    std::string_view start, std::span<const thoihan::fact_value> facts = {}) {
  return due_of(hours, thoihan::limit::of_term(term), start, facts);
}

// The error, after a check that the answer was left alone.
inline thoihan::status error_of(const thoihan::calendar& hours, const thoihan::limit& what, std::string_view start,
                                std::span<const thoihan::fact_value> facts = {}) {
  thoihan::limit_answer answer;
  answer.due = 77;
  answer.late_from = 78;
  answer.due_date = 79;
  const thoihan::limit_answer before = answer;
  const thoihan::status code = thoihan::evaluate_limit(hours, what, moment(start), facts, answer);
  CHECK(answer == before);
  return code;
}
inline thoihan::status error_of(const thoihan::calendar& hours, const thoihan::limit_term& term, std::string_view start,
                                std::span<const thoihan::fact_value> facts = {}) {
  return error_of(hours, thoihan::limit::of_term(term), start, facts);
}

namespace doctest {
template <>
struct StringMaker<thoihan::limit_answer> {
  static String convert(const thoihan::limit_answer& answer) {
    const auto text = [](thoihan::instant t) { return String{thoihan::format_instant(t).data()}; };
    return "due " + text(answer.due) + " late_from " + text(answer.late_from) + " date " +
           thoihan::format_date(answer.due_date).data() + (answer.end == thoihan::end_kind::day ? " day" : " moment") +
           (answer.rolled ? " rolled" : "") + (answer.clamped ? " clamped" : "") + (answer.cut_off ? " cut-off" : "") +
           (answer.provisional ? " provisional" : "") + (answer.before_start ? " before-start" : "");
  }
};
}  // namespace doctest
