// A calendar by walking: date by date, session by session, with Boost's Gregorian calendar and nothing of the kernel but the
// types of its input.
//
//     walk_calendar office{layers};
//     office.add(t, 7200);      // the instant, or nothing when the calendar ends
//
// Written from the Labour Code 2019, art. 111(3): compensatory days in date order. It keeps every date of the horizon as it was
// decided and walks over them; no sums, no tables of ranks. Layers are taken to be free of problems, but for sessions that
// overlap: `sessions_overlap` says that.
#pragma once

#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "thoihan/calendar/day_kind.hpp"
#include "thoihan/calendar/layers.hpp"

class walk_calendar {
 public:
  using second = std::int64_t;  // UTC
  using date = std::int64_t;    // days since 1970-01-01, local

  struct date_facts {
    thoihan::day_kind kind = thoihan::day_kind::weekend;
    std::vector<thoihan::session> sessions;  // by opening
    bool working_date = false;
    bool make_up = false;
    bool gives_way = true;  // 148(5)
    bool undecided = false;
    int cause = 0;
  };

  explicit walk_calendar(const thoihan::calendar_layers& layers) : layers_(layers) {
    for (date day = layers.first; day <= layers.last; ++day) dates_.push_back(weekly_date(day));
    lay_holidays();
    lay_swaps();
    lay_own_dates();
  }

  static boost::gregorian::date civil(date day) {
    return boost::gregorian::date(1970, 1, 1) + boost::gregorian::date_duration(day);
  }
  static date day_number_of(const boost::gregorian::date& civil) {
    return (civil - boost::gregorian::date(1970, 1, 1)).days();
  }
  static second midnight(date day) { return day * 86400 - 7 * 3600; }
  static date date_of(second t) {
    date day = (t + 7 * 3600) / 86400;
    while (midnight(day) > t) --day;
    return day;
  }

  date first() const { return layers_.first; }
  date last() const { return layers_.last; }
  bool knows(date day) const { return day >= first() && day <= last(); }
  bool knows_second(second t) const { return t >= midnight(first()) && t <= midnight(last() + 1); }
  const date_facts& on(date day) const { return dates_[static_cast<std::size_t>(day - first())]; }

  bool counts(date day, bool make_up_counts) const {
    return on(day).working_date && (make_up_counts || !on(day).make_up);
  }

  bool sessions_overlap() const {
    second free_from = midnight(first());
    for (date day = first(); day <= last(); ++day) {
      for (const thoihan::session& s : on(day).sessions) {
        if (midnight(day) + s.open_s < free_from) return true;
        free_from = midnight(day) + s.close_s;
      }
    }
    return false;
  }

  // Working time.
  second worked_before(second t) const {
    second sum = 0;
    each_stretch(first(), [&](second open, second close) {
      sum += std::max<second>(0, std::min(close, t) - open);
      return close < t;
    });
    return sum;
  }
  bool is_open(second t) const {
    bool open_at_t = false;
    each_stretch(date_of(t) - 1, [&](second open, second close) {
      open_at_t = open_at_t || (t >= open && t < close);
      return close <= t;
    });
    return open_at_t;
  }
  std::optional<second> add(second t, second seconds) const {
    if (!knows_second(t)) return std::nullopt;
    if (seconds == 0) return t;
    std::optional<second> end;
    each_stretch(date_of(t) - 1, [&](second open, second close) {
      open = std::max(open, t);
      if (close <= open) return true;
      if (seconds <= close - open) {
        end = open + seconds;
        return false;
      }
      seconds -= close - open;
      return true;
    });
    return end;
  }
  std::optional<second> subtract(second t, second seconds) const {
    if (!knows_second(t)) return std::nullopt;
    if (seconds == 0) return t;
    for (date day = std::min(date_of(t), last()); day >= first(); --day) {
      const auto& sessions = on(day).sessions;
      for (auto s = sessions.rbegin(); s != sessions.rend(); ++s) {
        const second open = midnight(day) + s->open_s;
        const second close = std::min(midnight(day) + s->close_s, t);
        if (close <= open) continue;
        if (seconds <= close - open) return close - seconds;
        seconds -= close - open;
      }
    }
    return std::nullopt;
  }

  // Working dates. `n` dates on from `day`, `day` itself counting when `with_day`.
  std::optional<date> working_date(date day, second n, bool make_up_counts, bool with_day) const {
    if (!knows(day)) return std::nullopt;
    for (date at = with_day ? day : day + 1; at <= last(); ++at) {
      if (counts(at, make_up_counts) && --n == 0) return at;
    }
    return std::nullopt;
  }
  std::optional<date> working_date_back(date day, second n, bool make_up_counts) const {
    if (!knows(day)) return std::nullopt;
    for (date at = day - 1; at >= first(); --at) {
      if (counts(at, make_up_counts) && --n == 0) return at;
    }
    return std::nullopt;
  }
  std::optional<date> roll(date day, bool make_up_counts) const {
    if (!knows(day)) return std::nullopt;
    while (knows(day) && (on(day).gives_way || (on(day).make_up && !make_up_counts))) ++day;
    return knows(day) ? std::optional{day} : std::nullopt;
  }

  // Back to the last date that does not give way.
  std::optional<date> roll_back(date day, bool make_up_counts) const {
    if (!knows(day)) return std::nullopt;
    while (knows(day) && (on(day).gives_way || (on(day).make_up && !make_up_counts))) --day;
    return knows(day) ? std::optional{day} : std::nullopt;
  }

 private:
  // Layer 1.
  const thoihan::weekly_hours* row_for(int weekday, date valid_on) const {
    const boost::gregorian::date civil_day = civil(valid_on);
    const int today = civil_day.month().as_number() * 100 + civil_day.day().as_number();
    for (const auto& row : layers_.weekly) {
      if ((row.weekdays >> weekday) % 2 == 0 || valid_on < row.from || valid_on > row.until) continue;
      if (row.season_from.month != 0) {
        const int from = row.season_from.month * 100 + row.season_from.day;
        const int until = row.season_until.month * 100 + row.season_until.day;
        const bool in_season = from <= until ? from <= today && today <= until : !(until < today && today < from);
        if (!in_season) continue;
      }
      return &row;
    }
    return nullptr;
  }
  static int weekday_of(date day) { return (civil(day).day_of_week().as_number() + 6) % 7; }  // Monday 0
  bool weekly_rest(date day) const {
    const auto* row = row_for(weekday_of(day), day);
    return row == nullptr || !row->working_day;
  }
  static std::vector<thoihan::session> by_opening(std::vector<thoihan::session> sessions) {
    std::sort(sessions.begin(), sessions.end(), [](const auto& a, const auto& b) { return a.open_s < b.open_s; });
    return sessions;
  }
  date_facts weekly_date(date day) const {
    date_facts facts;
    facts.undecided = day < layers_.decided_from || day > layers_.decided_until;
    if (const auto* row = row_for(weekday_of(day), day)) {
      facts.sessions = by_opening(row->sessions);
      facts.working_date = row->working_day;
      facts.gives_way = !row->working_day;
      facts.kind = row->working_day ? thoihan::day_kind::working : thoihan::day_kind::weekend;
    }
    return facts;
  }

  void rest(date_facts& facts, thoihan::day_kind kind, int cause) {
    facts.kind = kind;
    facts.sessions.clear();
    facts.working_date = false;
    facts.gives_way = true;
    facts.cause = cause;
  }

  // Layers 2 and 3: every holiday in force that falls on a weekly rest day is made up for, in date order, on the next date
  // that is no rest day, no holiday and not taken. What happens before the horizon reaches into it.
  void lay_holidays() {
    std::set<date> holidays;
    for (const auto& fact : layers_.holidays) {
      if (fact.in_force) holidays.insert(fact.day);
    }
    for (const auto& fact : layers_.holidays) {
      if (!knows(fact.day)) continue;
      date_facts& facts = dates_[static_cast<std::size_t>(fact.day - first())];
      facts.undecided = facts.undecided || fact.undecided;
      if (fact.in_force && facts.kind != thoihan::day_kind::holiday)
        rest(facts, thoihan::day_kind::holiday, fact.cause);
    }
    std::set<date> taken;
    for (const date holiday : holidays) {
      if (!weekly_rest(holiday)) continue;
      date day = holiday + 1;
      while (day <= last() && (weekly_rest(day) || holidays.count(day) != 0 || taken.count(day) != 0)) ++day;
      taken.insert(day);
      if (!knows(day)) continue;
      date_facts& facts = dates_[static_cast<std::size_t>(day - first())];
      rest(facts, thoihan::day_kind::compensatory, layers_.compensatory_cause);
      for (const auto& fact : layers_.holidays) {
        if (fact.day == holiday && fact.in_force) facts.undecided = facts.undecided || fact.undecided;
      }
    }
    for (const auto& announced : layers_.compensatory) {
      if (!knows(announced.day)) continue;
      date_facts& facts = dates_[static_cast<std::size_t>(announced.day - first())];
      facts.cause = announced.cause;
      facts.undecided = facts.undecided || announced.undecided;
    }
  }

  // Layer 4.
  void lay_swaps() {
    for (const auto& fact : layers_.swaps) {
      if (knows(fact.off)) {
        date_facts& facts = dates_[static_cast<std::size_t>(fact.off - first())];
        rest(facts, thoihan::day_kind::swapped_off, fact.cause);
        facts.undecided = facts.undecided || fact.undecided;
      }
      if (!knows(fact.work)) continue;
      date_facts& facts = dates_[static_cast<std::size_t>(fact.work - first())];
      facts.kind = thoihan::day_kind::swapped_to_work;
      // The hours of the weekday that is replaced, as they are when it is worked.
      const auto* row = row_for(weekday_of(fact.off), fact.work);
      facts.sessions = by_opening((row != nullptr ? row : row_for(weekday_of(fact.off), fact.off))->sessions);
      facts.working_date = layers_.make_up_days_count;
      facts.gives_way = !layers_.make_up_days_count;
      facts.make_up = true;
      facts.cause = fact.cause;
      facts.undecided = facts.undecided || fact.undecided;
    }
  }

  // Layer 5: a date given the flag is a working date, whatever it was; one that loses it, or is closed, is closed.
  void lay_own_dates() {
    for (const auto& fact : layers_.dates) {
      date_facts& facts = dates_[static_cast<std::size_t>(fact.day - first())];
      facts.cause = fact.cause;
      facts.sessions = fact.closed ? std::vector<thoihan::session>{} : by_opening(fact.sessions);
      const bool becomes_working = !fact.closed && fact.working_day;
      if (becomes_working && !facts.working_date) {
        facts.kind = thoihan::day_kind::working;
        facts.gives_way = false;
        facts.make_up = false;
      }
      if (!becomes_working && (fact.closed || facts.working_date)) {
        facts.kind = thoihan::day_kind::closed;
        if (layers_.closures_roll) facts.gives_way = true;
      }
      facts.working_date = becomes_working;
    }
  }

  // Calls `visit` with every stretch of working time from a date on, in order, until it says false.
  void each_stretch(date from, const std::function<bool(second, second)>& visit) const {
    for (date day = std::max(from, first()); day <= last(); ++day) {
      for (const thoihan::session& s : on(day).sessions) {
        const second close = std::min(midnight(day) + s.close_s, midnight(last() + 1));
        if (!visit(midnight(day) + s.open_s, close)) return;
      }
    }
  }

  const thoihan::calendar_layers layers_;
  std::vector<date_facts> dates_;
};
