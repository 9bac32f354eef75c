// A calendar as facts, before it is compiled: layers, the weakest first.
//
//     thoihan::calendar_layers layers;
//     layers.first = thoihan::days_from_civil(2024, 1, 1);
//     layers.last = thoihan::days_from_civil(2024, 12, 31);
//     layers.decided_from = layers.first;
//     layers.decided_until = layers.last;
//     thoihan::weekly_hours office;                              // Monday to Friday
//     office.weekdays = 0b0011111;
//     office.sessions = {{27000, 41400}, {46800, 61200}};        // 07:30-11:30, 13:00-17:00
//     layers.weekly.push_back(office);
//     layers.holidays.push_back({.day = thoihan::days_from_civil(2024, 4, 30)});
//
// 1 weekly hours, 2 public holidays, 3 compensatory days (derived, see compile.hpp), 4 swaps, 5 the office's own dates.
// `cause` is the caller's number for a fact's words and source (0: none); the kernel hands it back for dates on which the fact
// decides, no more. For dates that weekly hours alone decide, ask `weekly_hours::speaks_of`.
//
// A fact with `undecided` is provisional or unconfirmed: it makes its date undecided whether or not it is `in_force`.
//
// Thread-safety: plain data. Legal source: Labour Code 2019 (45/2019/QH14), arts 111-112; swaps by announcement.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "thoihan/calendar/session.hpp"
#include "thoihan/time/civil.hpp"

namespace thoihan {

using cause_number = std::uint16_t;

struct month_day {
  std::int8_t month = 0;  // 0: none
  std::int8_t day = 0;
  constexpr auto operator<=>(const month_day&) const noexcept = default;
};

struct weekly_hours {
  day_number from = first_supported_day;  // validity, both included
  day_number until = last_supported_day;
  month_day season_from{};  // {0, 0}: the whole year; a season may pass the new year
  month_day season_until{};
  std::uint8_t weekdays = 0;  // bit 0 is Monday
  std::vector<session> sessions;
  bool working_day = true;
  cause_number cause = 0;

  // Does this row give the hours of a weekday, as they are valid on `day`?
  constexpr bool speaks_of(weekday which, day_number day) const noexcept {
    if (((weekdays >> static_cast<unsigned>(which)) & 1U) == 0 || day < from || day > until) return false;
    if (season_from.month == 0) return true;
    const civil_date date = civil_from_days(day);
    const month_day today{static_cast<std::int8_t>(date.month), static_cast<std::int8_t>(date.day)};
    return season_from <= season_until ? today >= season_from && today <= season_until
                                       : today >= season_from || today <= season_until;
  }
};

struct holiday {
  day_number day = 0;
  bool in_force = true;
  bool undecided = false;
  cause_number cause = 0;
};

// What was announced of a compensatory day: it must equal what follows from the law, and gives it its source.
struct announced_compensatory_day {
  day_number day = 0;
  day_number made_up_for = 0;
  bool undecided = false;
  cause_number cause = 0;
};

struct swap {
  day_number off = 0;  // one of the two may lie outside the horizon
  day_number work = 0;
  bool undecided = false;
  cause_number cause = 0;
};

struct own_date {
  day_number day = 0;
  bool closed = true;             // else: other hours
  std::vector<session> sessions;  // of other hours
  bool working_day = false;       // of other hours
  cause_number cause = 0;
};

struct calendar_layers {
  day_number first = 0;  // the horizon, both included
  day_number last = -1;
  day_number decided_from = 0;
  day_number decided_until = -1;
  std::vector<weekly_hours> weekly;
  std::vector<holiday> holidays;
  std::vector<announced_compensatory_day> compensatory;
  std::vector<swap> swaps;
  std::vector<own_date> dates;
  cause_number compensatory_cause = 0;  // for compensatory days that nobody announced
  bool make_up_days_count = true;       // a Saturday worked for a swap is a working date
  bool closures_roll = false;           // the roll of calendar days passes over closures, too
  std::uint32_t revision = 0;
};

}  // namespace thoihan
