// What the measured calendars are asked: instants at random in the three years 2024 to 2026, and the amounts.
//
//     const questions asked = ask(1'000'000, order::random);
//     for (const instant start : asked.starts) {
//       status code = hours.add(start, unknown(two_hours.seconds), due);
//       keep(due);
//     }
//
// Uniform over the clock on purpose: three of four starts lie outside the sessions, a third on a day off. The seed is
// fixed and numbers are taken by remainder, so that every standard library asks the same.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

#include "thoihan/limit/unit.hpp"
#include "thoihan/time/instant.hpp"

struct seconds_of_work {
  std::string_view name;
  std::int64_t seconds;
};

inline constexpr seconds_of_work two_hours{"2 h", 2 * 3600};
inline constexpr seconds_of_work sixteen_hours{"16 h", 16 * 3600};
inline constexpr seconds_of_work five_years{"5 years", std::int64_t{5} * 250 * 8 * 3600};  // of 250 days of 8 h
inline constexpr seconds_of_work measured_amounts[] = {two_hours, sixteen_hours, five_years};

struct named_limit {
  std::string_view name;
  thoihan::amount length;
};

inline constexpr named_limit measured_limits[] = {{"2 working hours", {2, thoihan::unit::working_hour}},
                                                  {"16 working hours", {16, thoihan::unit::working_hour}},
                                                  {"5 working days", {5, thoihan::unit::working_day}},
                                                  {"15 days", {15, thoihan::unit::day}}};

inline constexpr std::int64_t measured_dates = 5;  // the n of the n-th working date

enum class order { random, sorted };

struct questions {
  std::vector<thoihan::instant> starts;
  std::vector<thoihan::instant> ends;  // 8 to 12 days after the starts
  std::vector<thoihan::day_number> start_days;
  std::vector<thoihan::day_number> end_days;
};

inline questions ask(std::size_t rows, order wanted) {
  std::mt19937_64 source{1022};
  const auto below = [&source](std::int64_t end) {
    return static_cast<std::int64_t>(source() % static_cast<std::uint64_t>(end));
  };
  const thoihan::instant from = thoihan::instant_at(thoihan::days_from_civil(2024, 1, 1), 0);
  const thoihan::instant until = thoihan::instant_at(thoihan::days_from_civil(2027, 1, 1), 0);
  questions out;
  for (std::size_t i = 0; i < rows; ++i) out.starts.push_back(from + below(until - from));
  if (wanted == order::sorted) std::sort(out.starts.begin(), out.starts.end());
  for (const thoihan::instant start : out.starts) {
    out.ends.push_back(start + 8 * 86400 + below(4 * 86400 + 1));
    out.start_days.push_back(thoihan::day_of(start));
    out.end_days.push_back(thoihan::day_of(out.ends.back()));
  }
  return out;
}

// Takes a value as used, all of it; costs nothing but its computation.
template <class Value>
void keep(const Value& value) {
  if constexpr (sizeof(Value) <= sizeof(std::int64_t))
    asm volatile("" : : "r"(value));
  else
    asm volatile("" : : "m"(value));
}

// A number that the compiler does not know while it compiles the loop.
template <class Value>
Value unknown(Value value) {
  asm volatile("" : "+r"(value));
  return value;
}
