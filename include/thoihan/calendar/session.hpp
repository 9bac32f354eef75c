// Office hours of one date: half-open sessions.
//
//     thoihan::session morning{7 * 3600 + 1800, 11 * 3600 + 1800};     // 07:30-11:30: 11:30:00 is outside
//     thoihan::session night{22 * 3600, 30 * 3600};                    // opens at 22:00, closes at 06:00 of the next date
//
// Seconds are local, since the date's 00:00. A session opens on its date (0 <= open < 86400) and closes after it opens,
// at most at 48:00. A session that passes midnight belongs, whole, to the date on which it opens.
//
// Thread-safety: plain values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "thoihan/time/instant.hpp"

namespace thoihan {

struct session {
  std::int32_t open_s = 0;
  std::int32_t close_s = 0;
  constexpr bool operator==(const session&) const noexcept = default;
};

inline constexpr std::size_t max_sessions_a_date = 8;

constexpr bool is_session(const session& s) noexcept {
  return s.open_s >= 0 && s.open_s < seconds_a_day && s.close_s > s.open_s && s.close_s <= 2 * seconds_a_day;
}

// The sessions of one date, in order of opening.
struct day_sessions {
  std::array<session, max_sessions_a_date> list{};
  std::uint8_t count = 0;

  constexpr std::span<const session> all() const noexcept { return {list.data(), count}; }
  constexpr bool operator==(const day_sessions&) const noexcept = default;
};

}  // namespace thoihan
