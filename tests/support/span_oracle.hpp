// A calendar as one flat list of open spans, oldest first: what add, subtract and elapsed mean, read off the list.
//
//     span_oracle office{layers};
//     office.add(t, 7200);                     // the instant, or nothing when the spans run out
//     office.nth_after(day, 5, true);          // the fifth working date after a date, or nothing
//
// The first span is found by halving, what follows is walked span by span: no sums are kept, no second is assumed to be like its
// neighbours. Which dates have which sessions is decided by walk_calendar, date by date, from the layers. Fast enough for a
// thousand million comparisons, and independent of the tables of the compiled calendar.
//
// Units: seconds in UTC, days since 1970-01-01. Layers are taken to be free of problems, but for sessions that overlap.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "tests/support/walk_calendar.hpp"

class span_oracle {
 public:
  using second = walk_calendar::second;
  using date = walk_calendar::date;
  using date_facts = walk_calendar::date_facts;
  struct span {
    second open;
    second close;
  };

  explicit span_oracle(const thoihan::calendar_layers& layers) : dates_(layers) {
    for (date day = first(); day <= last(); ++day) {
      const date_facts& facts = dates_.on(day);
      for (const thoihan::session& s : facts.sessions) {
        spans_.push_back({midnight(day) + s.open_s, std::min(midnight(day) + s.close_s, end())});
      }
      for (const bool make_up : {false, true}) {
        const bool left_out = facts.make_up && !make_up;
        if (facts.working_date && !left_out) counting_[make_up].push_back(day);
        if (!facts.gives_way && !left_out) staying_[make_up].push_back(day);
      }
      if (facts.undecided) undecided_.push_back(day);
    }
  }

  static second midnight(date day) { return day * 86400 - 7 * 3600; }
  static date date_of(second t) { return (t + 7 * 3600) / 86400; }  // of a date since 1970

  date first() const { return dates_.first(); }
  date last() const { return dates_.last(); }
  second begin() const { return midnight(first()); }
  second end() const { return midnight(last() + 1); }
  bool knows(date day) const { return dates_.knows(day); }
  bool knows_second(second t) const { return t >= begin() && t <= end(); }
  const date_facts& on(date day) const { return dates_.on(day); }
  bool sessions_overlap() const { return dates_.sessions_overlap(); }
  const std::vector<span>& spans() const { return spans_; }

  // Working time.
  bool is_open(second t) const {
    const auto here = closing_after(t);
    return here != spans_.end() && here->open <= t;
  }
  std::optional<second> next_opening(second t) const {
    const auto here = closing_after(t);
    if (!knows_second(t) || here == spans_.end()) return std::nullopt;
    return std::max(t, here->open);
  }
  std::optional<second> elapsed(second from, second until) const {
    if (!knows_second(from) || !knows_second(until)) return std::nullopt;
    return from <= until ? worked(from, until) : -worked(until, from);
  }
  std::optional<second> add(second t, second seconds) const {
    if (!knows_second(t)) return std::nullopt;
    if (seconds == 0) return t;
    for (auto here = closing_after(t); here != spans_.end(); ++here) {
      const second open = std::max(here->open, t);
      if (seconds <= here->close - open) return open + seconds;
      seconds -= here->close - open;
    }
    return std::nullopt;
  }
  std::optional<second> subtract(second t, second seconds) const {
    if (!knows_second(t)) return std::nullopt;
    if (seconds == 0) return t;
    const auto opens_before = [](const span& s, second wanted) { return s.open < wanted; };
    for (auto after = std::lower_bound(spans_.begin(), spans_.end(), t, opens_before); after != spans_.begin();) {
      --after;
      const second close = std::min(after->close, t);
      if (seconds <= close - after->open) return close - seconds;
      seconds -= close - after->open;
    }
    return std::nullopt;
  }
  // Seconds worked between two instants of the horizon, the earlier one first.
  second worked(second from, second until) const {
    second sum = 0;
    for (auto here = closing_after(from); here != spans_.end() && here->open < until; ++here) {
      sum += std::min(here->close, until) - std::max(here->open, from);
    }
    return sum;
  }

  // Working dates: with make-up days, or without.
  bool counts(date day, bool make_up) const {
    return std::binary_search(counting_[make_up].begin(), counting_[make_up].end(), day);
  }
  // The n-th date strictly after `day`, at or after it, strictly before it.
  std::optional<date> nth_after(date day, second n, bool make_up) const { return nth_from(day, n, make_up, day + 1); }
  std::optional<date> nth_from(date day, second n, bool make_up) const { return nth_from(day, n, make_up, day); }
  std::optional<date> nth_before(date day, second n, bool make_up) const {
    const auto& dates = counting_[make_up];
    const auto from = std::lower_bound(dates.begin(), dates.end(), day);
    if (!knows(day) || n > from - dates.begin()) return std::nullopt;
    return *(from - n);
  }
  // Those of (from, until].
  second dates_between(date from, date until, bool make_up) const {
    const auto& dates = counting_[make_up];
    return std::upper_bound(dates.begin(), dates.end(), until) - std::upper_bound(dates.begin(), dates.end(), from);
  }
  // The date on which a last day stays: 148(5) forward, or backward.
  std::optional<date> roll(date day, bool make_up) const {
    const auto& dates = staying_[make_up];
    const auto there = std::lower_bound(dates.begin(), dates.end(), day);
    return knows(day) && there != dates.end() ? std::optional{*there} : std::nullopt;
  }
  std::optional<date> roll_back(date day, bool make_up) const {
    const auto& dates = staying_[make_up];
    const auto past = std::upper_bound(dates.begin(), dates.end(), day);
    return knows(day) && past != dates.begin() ? std::optional{*(past - 1)} : std::nullopt;
  }

  // Is a date of from..until undecided? Dates outside the horizon are not spoken of.
  bool undecided_between(date from, date until) const {
    const auto there = std::lower_bound(undecided_.begin(), undecided_.end(), from);
    return there != undecided_.end() && *there <= until;
  }

 private:
  std::vector<span>::const_iterator closing_after(second t) const {
    return std::upper_bound(spans_.begin(), spans_.end(), t,
                            [](second wanted, const span& s) { return wanted < s.close; });
  }
  std::optional<date> nth_from(date day, second n, bool make_up, date from) const {
    const auto& dates = counting_[make_up];
    const auto there = std::lower_bound(dates.begin(), dates.end(), from);
    if (!knows(day) || n > dates.end() - there) return std::nullopt;
    return *(there + (n - 1));
  }

  walk_calendar dates_;
  std::vector<span> spans_;
  std::vector<date> counting_[2];  // by `make_up`
  std::vector<date> staying_[2];
  std::vector<date> undecided_;
};
