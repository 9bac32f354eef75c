// Instants, and the one place where an instant meets a date.
//
//     thoihan::instant t = thoihan::instant_at(thoihan::days_from_civil(2024, 4, 25), 9 * 3600 + 10 * 60);  // 09:10
//     thoihan::day_of(t) == thoihan::days_from_civil(2024, 4, 25);
//     thoihan::second_of_day(t) == 33000;
//
// An instant is a whole number of seconds since 1970-01-01T00:00:00Z, without leap seconds. 24:00 of a date is 00:00 of
// the next one. Supported instants are those of the supported dates in Viet Nam's time, the 24:00 of the last one
// included.
//
// Viet Nam is UTC+7, without a transition since 1975-06-13 (tz database, Asia/Ho_Chi_Minh; Decision 134/2002/QĐ-TTg), so
// that every supported local day has 24 hours and no time-zone database is needed. Should that change, `offset_at` is
// the one function that learns it.
//
// Thread-safety: pure. Cost: one division.
#pragma once

#include <cstdint>

#include "thoihan/time/civil.hpp"

namespace thoihan {

using instant = std::int64_t;

inline constexpr std::int32_t seconds_a_day = 86400;
inline constexpr std::int32_t viet_nam_offset_s = 7 * 3600;

// Seconds that local time is ahead of UTC at `t`.
constexpr std::int32_t offset_at(instant /*t*/) noexcept { return viet_nam_offset_s; }

// `second` 0..86400 of the date, in local time.
constexpr instant instant_at(day_number day, std::int32_t second) noexcept {
  return instant{day} * seconds_a_day + second - viet_nam_offset_s;
}

inline constexpr instant first_supported_instant = instant_at(first_supported_day, 0);
inline constexpr instant last_supported_instant = instant_at(last_supported_day, seconds_a_day);

constexpr bool is_supported_instant(instant t) noexcept {
  return t >= first_supported_instant && t <= last_supported_instant;
}

// The local date of a supported instant. Supported local seconds fit 32 bits without a sign, which makes the division cheap.
constexpr day_number day_of(instant t) noexcept {
  return static_cast<day_number>(static_cast<std::uint32_t>(t + offset_at(t)) / std::uint32_t{seconds_a_day});
}
static_assert(first_supported_instant + viet_nam_offset_s >= 0);
static_assert(last_supported_instant + viet_nam_offset_s <= 0xFFFFFFFF);

// Seconds since the local date's 00:00, 0..86399, of a supported instant.
constexpr std::int32_t second_of_day(instant t) noexcept {
  return static_cast<std::int32_t>(t + offset_at(t) - instant{day_of(t)} * seconds_a_day);
}

}  // namespace thoihan
