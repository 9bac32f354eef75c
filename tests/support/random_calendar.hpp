// Calendars at random, good ones: what a compiler may be asked, without the mistakes that it refuses.
//
//     std::mt19937_64 source{1};
//     thoihan::calendar_layers layers = random_layers(source);
//
// Each family of hours brings other tables of the compiled calendar into play: common divisors of half an hour, of a minute,
// of one second, night shifts, 24 hours, many short sessions. Sessions may overlap across midnight; walk_oracle says so.
// The numbers are taken from the generator by remainder, so that every standard library draws the same calendars.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "tests/support/walk_oracle.hpp"

class draw {
 public:
  explicit draw(std::mt19937_64& source) : source_(source) {}
  // low..high, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(source_() % static_cast<std::uint64_t>(high - low + 1));
  }
  thoihan::day_number day_between(std::int64_t low, std::int64_t high) {
    return static_cast<thoihan::day_number>(between(low, high));
  }
  bool one_in(std::int64_t n) { return between(1, n) == 1; }

 private:
  std::mt19937_64& source_;
};

enum class hours_family { office, minutes, odd, shifted, night, always, dense, sparse };
inline constexpr int hours_families = 8;

inline std::vector<thoihan::session> random_sessions(draw& any, hours_family family) {
  const auto of = [&](std::int64_t from, std::int64_t until, std::int64_t step) {
    return static_cast<std::int32_t>(any.between(from / step, until / step) * step);
  };
  switch (family) {
    case hours_family::office:
      if (any.one_in(4)) return {{27000, 41400}};
      return {{46800, 61200}, {27000, 41400}};  // not in order of opening, on purpose
    case hours_family::minutes: {
      const std::int32_t noon = of(39600, 43200, 60);
      return {{of(21600, 32400, 60), noon}, {noon + 60 * of(0, 90, 1), of(57600, 64800, 60)}};
    }
    case hours_family::odd: {
      const std::int32_t noon = of(39600, 43200, 1);
      return {{of(21600, 32400, 1), noon}, {noon + of(0, 5400, 1), of(57600, 64800, 1)}};
    }
    case hours_family::shifted:  // an odd opening, but sessions of one even length
      if (any.one_in(3)) return {{27001, 27001 + 14400}};
      return {{27001, 27001 + 14400}, {46801, 46801 + 14400}};
    case hours_family::night:
      if (any.one_in(3)) return {{27000, 41400}, {79200, any.one_in(2) ? 108000 : 100800}};
      if (any.one_in(2)) return {{79200, 86400}};
      return {{79200, 2 * 86400 - 60 * of(900, 1100, 1)}};  // into the next date; sometimes past its opening
    case hours_family::always: return {{0, 86400}};
    case hours_family::dense: {
      std::vector<thoihan::session> sessions;
      std::int32_t at = 0;
      const std::int64_t count = any.between(1, 8);
      for (std::int64_t i = 0; i < count; ++i) {
        at += of(0, 3000, 1);
        const std::int32_t close = at + of(1, 7000, 1);
        sessions.push_back({at, close});
        at = close;
      }
      return sessions;
    }
    case hours_family::sparse:
      return any.one_in(2) ? std::vector<thoihan::session>{} : std::vector<thoihan::session>{{3601, 3602}};
  }
  return {};
}

inline void random_weekly_hours(draw& any, hours_family family, thoihan::calendar_layers& layers) {
  const auto add = [&](std::uint8_t weekdays, bool working_day, thoihan::day_number from, thoihan::day_number until) {
    thoihan::weekly_hours row;
    row.weekdays = weekdays;
    row.working_day = working_day;
    row.from = from;
    row.until = until;
    row.sessions = random_sessions(any, family);
    layers.weekly.push_back(row);
    return layers.weekly.size() - 1;
  };
  if (any.one_in(12)) return;  // empty weeks
  const thoihan::day_number begin = thoihan::first_supported_day;
  const thoihan::day_number end = thoihan::last_supported_day;
  const std::uint8_t workdays =
      any.one_in(4) ? static_cast<std::uint8_t>(any.between(0, 127)) : std::uint8_t{0b0011111};
  if (any.one_in(3)) {
    const thoihan::day_number change = any.day_between(layers.first, layers.last);
    add(workdays, true, begin, change);
    add(workdays, true, change + 1, end);
  } else if (any.one_in(3)) {
    const std::size_t summer = add(workdays, true, begin, end);
    layers.weekly[summer].season_from = {4, 16};
    layers.weekly[summer].season_until = {10, 15};
    const std::size_t winter = add(workdays, true, begin, end);
    layers.weekly[winter].season_from = {10, 16};
    layers.weekly[winter].season_until = {4, 15};
  } else {
    add(workdays, true, begin, end);
  }
  const std::uint8_t reception = static_cast<std::uint8_t>(~workdays & (any.one_in(2) ? 0b0100000 : 0b1100000));
  if (any.one_in(2) && reception != 0) add(reception, false, begin, end);
}

inline void random_facts(draw& any, hours_family family, thoihan::calendar_layers& layers) {
  const std::int64_t days = layers.last - layers.first + 1;
  const auto some_day = [&] { return any.day_between(layers.first, layers.last); };
  for (std::int64_t i = any.between(0, 1 + days / 15); i > 0; --i) {
    thoihan::holiday fact;
    fact.day = some_day();
    fact.in_force = !any.one_in(6);
    fact.undecided = !fact.in_force || any.one_in(8);
    fact.cause = static_cast<thoihan::cause_number>(100 + i);
    layers.holidays.push_back(fact);
    if (any.one_in(2)) layers.holidays.push_back({std::min(fact.day + 1, layers.last), true, false, 200});
  }
  // Swaps as the weekly hours and the holidays allow them; now and then one half lies outside the horizon.
  const walk_oracle without_swaps{layers};
  std::vector<thoihan::day_number> workdays;
  std::vector<thoihan::day_number> rest_days;
  for (thoihan::day_number day = layers.first; day <= layers.last; ++day) {
    const thoihan::day_kind kind = without_swaps.on(day).kind;
    if (kind == thoihan::day_kind::working) workdays.push_back(day);
    if (kind == thoihan::day_kind::weekend) rest_days.push_back(day);
  }
  const auto take = [&](std::vector<thoihan::day_number>& from) {
    const auto at = from.begin() + any.between(0, static_cast<std::int64_t>(from.size()) - 1);
    const thoihan::day_number day = *at;
    from.erase(at);
    return day;
  };
  for (std::int64_t i = any.between(0, 4); i > 0 && !workdays.empty() && !rest_days.empty(); --i) {
    thoihan::swap fact{take(workdays), take(rest_days), any.one_in(5), static_cast<thoihan::cause_number>(300 + i)};
    if (any.one_in(4) && layers.weekly.size() == 1)
      fact.off -= static_cast<thoihan::day_number>(7 * (1 + days / 7));
    else if (any.one_in(4))
      fact.work += static_cast<thoihan::day_number>(days);
    layers.swaps.push_back(fact);
  }
  std::vector<thoihan::day_number> own;
  for (std::int64_t i = any.between(0, 1 + days / 20); i > 0; --i) {
    thoihan::own_date fact;
    fact.day = some_day();
    if (std::find(own.begin(), own.end(), fact.day) != own.end()) continue;
    own.push_back(fact.day);
    fact.closed = any.one_in(2);
    if (!fact.closed) fact.sessions = random_sessions(any, family);
    fact.working_day = !fact.closed && any.one_in(2);
    fact.cause = static_cast<thoihan::cause_number>(400 + i);
    layers.dates.push_back(fact);
  }
}

inline thoihan::calendar_layers random_layers(std::mt19937_64& source, std::int64_t shortest = 1,
                                              std::int64_t longest = 400) {
  draw any{source};
  thoihan::calendar_layers layers;
  const std::int64_t days = any.between(shortest, longest);
  layers.first = any.day_between(thoihan::first_supported_day, thoihan::last_supported_day - days);
  if (any.one_in(20)) layers.first = thoihan::first_supported_day;
  if (any.one_in(20)) layers.first = thoihan::last_supported_day - static_cast<thoihan::day_number>(days) + 1;
  layers.last = layers.first + static_cast<thoihan::day_number>(days) - 1;
  layers.decided_from = any.one_in(3) ? layers.first + static_cast<thoihan::day_number>(days / 9) : layers.first;
  layers.decided_until = any.one_in(3) ? layers.last - static_cast<thoihan::day_number>(days / 9) : layers.last;
  layers.make_up_days_count = !any.one_in(3);
  layers.closures_roll = any.one_in(2);
  layers.compensatory_cause = 7;
  const auto family = static_cast<hours_family>(any.between(0, hours_families - 1));
  random_weekly_hours(any, family, layers);
  random_facts(any, family, layers);
  return layers;
}
