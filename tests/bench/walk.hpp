// Working time by walking, as it is written without a library: from the start's date, date by date, a hash set of holidays,
// two sessions clipped by max and min, 64-bit arithmetic.
//
//     day_walk<swaps::without> walk{offices[0], layers_of(offices[0], swaps::without)};
//     std::int64_t due = walk.add(start, 2 * 3600);
//
// What the kernel is compared with, and what says that its answers are right: nothing here is the kernel's but the dates of
// the holidays. Compensatory days follow from Labour Code 2019, art. 111(3). It has no horizon.
// `swaps::with` also asks a second set on Saturdays and Sundays; that is not the walk that is timed.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <unordered_set>
#include <utility>

#include "tests/bench/offices.hpp"

template <swaps Swaps>
class day_walk {
 public:
  using number = std::int64_t;

  day_walk(const office& which, const thoihan::calendar_layers& layers) {
    for (std::size_t i = 0; i < 2; ++i) sessions_[i] = {which.sessions[i].open_s, which.sessions[i].close_s};
    std::set<number> holidays;
    for (const thoihan::holiday& fact : layers.holidays) {
      if (fact.in_force) holidays.insert(fact.day);
      if (fact.undecided) undecided_.insert(fact.day);
    }
    std::set<number> off = holidays;
    for (const number holiday : holidays) {
      if (!is_weekend(holiday)) continue;
      number made_up = holiday;
      while (is_weekend(made_up) || off.count(made_up) != 0) ++made_up;
      off.insert(made_up);
    }
    for (const thoihan::swap& fact : layers.swaps) {
      off.insert(fact.off);
      worked_.insert(fact.work);
    }
    for (const number day : off) {
      if (!is_weekend(day)) closed_.insert(day);
    }
    decided_until_ = layers.decided_until;
  }

  const std::unordered_set<number>& closed() const { return closed_; }

  bool works(number day) const {
    if (is_weekend(day)) return Swaps == swaps::with && worked_.count(day) != 0;
    return closed_.count(day) == 0;
  }

  bool undecided(number day) const { return day > decided_until_ || undecided_.count(day) != 0; }

  static number date_of(number t) { return (t + zone_s) / day_s; }
  static number midnight(number day) { return day * day_s - zone_s; }

  number add(number t, number seconds) const {
    const number local = t + zone_s;
    for (number day = local / day_s;; ++day) {
      if (!works(day)) continue;
      for (const auto& [open, close] : sessions_) {
        const number from = std::max(local, day * day_s + open);
        const number free = std::max<number>(0, day * day_s + close - from);
        if (free >= seconds) return from + seconds - zone_s;
        seconds -= free;
      }
    }
  }

  number subtract(number t, number seconds) const {
    const number local = t + zone_s;
    for (number day = local / day_s;; --day) {
      if (!works(day)) continue;
      for (auto session = sessions_.rbegin(); session != sessions_.rend(); ++session) {
        const number until = std::min(local, day * day_s + session->second);
        const number free = std::max<number>(0, until - (day * day_s + session->first));
        if (free >= seconds) return until - seconds - zone_s;
        seconds -= free;
      }
    }
  }

  number elapsed(number from, number until) const {
    const number local_from = from + zone_s;
    const number local_until = until + zone_s;
    number sum = 0;
    for (number day = local_from / day_s; day * day_s < local_until; ++day) {
      if (!works(day)) continue;
      for (const auto& [open, close] : sessions_) {
        sum +=
            std::max<number>(0, std::min(local_until, day * day_s + close) - std::max(local_from, day * day_s + open));
      }
    }
    return sum;
  }

  // The n-th working date strictly after `day`.
  number working_date_after(number day, number n) const {
    while (n > 0) n -= works(++day) ? 1 : 0;
    return day;
  }

  // Working dates in (from, until].
  number working_dates_between(number from, number until) const {
    number sum = 0;
    for (number day = from + 1; day <= until; ++day) sum += works(day) ? 1 : 0;
    return sum;
  }

 private:
  static constexpr number day_s = 86400;
  static constexpr number zone_s = 7 * 3600;

  static bool is_weekend(number day) { return (day + 3) % 7 > 4; }  // 1970-01-01 was a Thursday

  std::array<std::pair<number, number>, 2> sessions_;
  std::unordered_set<number> closed_;  // on weekdays
  std::unordered_set<number> worked_;  // on Saturdays and Sundays
  std::unordered_set<number> undecided_;
  number decided_until_ = 0;
};
