// A compiled calendar: which seconds are worked, which dates count, and the four questions of working time.
//
//     thoihan::calendar office;                                     // filled by compile_calendar, see compile.hpp
//     thoihan::instant due{};
//     if (office.add(start, 2 * 3600, due) == thoihan::status::ok)  // 2 working hours later
//       ...
//     std::int64_t worked{};
//     office.elapsed(start, due, worked);                           // 7200
//
// Let W(t) be the working seconds before t. Then elapsed(a, b) = W(b) - W(a), negative when b < a; add(t, n) for n > 0 is
// the least u >= t with elapsed(t, u) = n, so that a limit used up at a close ends at that close and not at the next
// opening; add(t, 0) = t; subtract(t, n) is the greatest u <= t with elapsed(u, t) = n. Working dates are a question of
// their own: a half day is a whole working date, a Saturday reception may be none.
//
// Two sequences of working dates: `all`, and `without_make_up`, which leaves out days worked for a swap.
//
// Units: whole seconds, day numbers. Ranges: the horizon, first date to last; 24:00 of the last date is inside.
// Errors: `horizon` when a question or its answer needs a date outside; `invalid` for a negative amount. Outputs are then
// untouched. Functions without a status require a date inside the horizon (`knows`).
// Thread-safety: immutable once compiled; any number of threads. Cost: O(1) in the amount and in the calendar's length, no
// allocation. The tables of 40 years of ordinary office hours take about 350 KB (`bytes`).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "thoihan/base/divider.hpp"
#include "thoihan/base/status.hpp"
#include "thoihan/calendar/day_kind.hpp"
#include "thoihan/calendar/layers.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

enum class working_dates : std::uint8_t { all, without_make_up };

class calendar {
 public:
  day_number first_day() const noexcept { return first_; }
  day_number last_day() const noexcept { return first_ + static_cast<day_number>(days_) - 1; }
  instant first_instant() const noexcept { return origin_; }
  instant last_instant() const noexcept { return origin_ + instant{days_} * seconds_a_day; }
  std::uint32_t revision() const noexcept { return revision_; }

  bool knows(day_number day) const noexcept {
    // A date before the first is a large number without its sign.
    return static_cast<std::uint32_t>(day) - static_cast<std::uint32_t>(first_) < days_;
  }
  bool knows_instant(instant t) const noexcept {
    return static_cast<std::uint64_t>(t) - static_cast<std::uint64_t>(origin_) < instants_;
  }

  // One date inside the horizon.
  day_kind kind(day_number day) const noexcept { return kind_[index(day)]; }
  cause_number cause(day_number day) const noexcept {
    const auto at = std::lower_bound(causes_.begin(), causes_.end(), day,
                                     [](const dated_cause& entry, day_number wanted) { return entry.day < wanted; });
    return at != causes_.end() && at->day == day ? at->cause : cause_number{0};
  }
  std::span<const session> sessions(day_number day) const noexcept { return hours_[hours_of_[index(day)]].all(); }
  bool is_working_date(day_number day, working_dates which = working_dates::all) const noexcept {
    const auto& rank = sequence(which).rank;
    return rank[index(day) + 1] != rank[index(day)];
  }
  // The date of an instant that the calendar knows (`knows_instant`); of any other, any number.
  day_number known_date(instant t) const noexcept {
    return first_ + static_cast<day_number>(offset(t) / seconds_a_day);
  }
  bool undecided(day_number day) const noexcept { return undecided_between(day, day); }
  // Is a date of `from`..`until` (both included, both inside the horizon) undecided?
  bool undecided_between(day_number from, day_number until) const noexcept {
    return until >= from && undecided_before_[index(until) + 1] != undecided_before_[index(from)];
  }

  // Working time.
  status working_seconds_before(instant t, std::uint32_t& seconds) const noexcept {
    if (!knows_instant(t)) return status::horizon;
    seconds = worked_before(offset(t));
    return status::ok;
  }

  status elapsed(instant from, instant until, std::int64_t& seconds) const noexcept {
    if (!knows_instant(from) || !knows_instant(until)) return status::horizon;
    seconds = std::int64_t{worked_before(offset(until))} - std::int64_t{worked_before(offset(from))};
    return status::ok;
  }

  [[gnu::always_inline]] status add(instant t, std::int64_t seconds, instant& out) const noexcept {
    if (seconds < 0) return status::invalid;
    if (!knows_instant(t)) return status::horizon;
    if (seconds == 0) {
      out = t;
      return status::ok;
    }
    const std::uint32_t before = worked_before(offset(t));
    if (seconds > std::int64_t{total_s_} - before) return status::horizon;
    out = first_instant() + end_of(before + static_cast<std::uint32_t>(seconds));
    return status::ok;
  }

  status subtract(instant t, std::int64_t seconds, instant& out) const noexcept {
    if (seconds < 0) return status::invalid;
    if (!knows_instant(t)) return status::horizon;
    if (seconds == 0) {
      out = t;
      return status::ok;
    }
    const std::uint32_t before = worked_before(offset(t));
    if (seconds > before) return status::horizon;
    // The greatest instant with that many seconds before it is the start of the next worked second.
    out = first_instant() + end_of(before - static_cast<std::uint32_t>(seconds) + 1) - 1;
    return status::ok;
  }

  // Is the second that begins at `t` worked? False outside the horizon.
  bool is_open(instant t) const noexcept {
    return knows_instant(t) && t < last_instant() && worked_before(offset(t) + 1) != worked_before(offset(t));
  }

  // The least u >= t whose second is worked: t itself inside a session.
  status next_opening(instant t, instant& out) const noexcept {
    instant after_one_second = 0;
    const status code = add(t, 1, after_one_second);
    if (code == status::ok) out = after_one_second - 1;
    return code;
  }

  // Working dates.

  // The n-th working date (n >= 1) strictly after `day`.
  status working_date_after(day_number day, std::int64_t n, working_dates which, day_number& out) const noexcept {
    if (static_cast<std::uint64_t>(n) - 1 >= most_dates) return n < 1 ? status::invalid : status::horizon;
    if (!knows(day)) return status::horizon;
    return nth(std::int64_t{sequence(which).rank[index(day) + 1]} + n - 1, which, out);
  }

  // The n-th working date (n >= 1) at or after `day`: n = 1 is `day` itself when it is one.
  status working_date_from(day_number day, std::int64_t n, working_dates which, day_number& out) const noexcept {
    if (static_cast<std::uint64_t>(n) - 1 >= most_dates) return n < 1 ? status::invalid : status::horizon;
    if (!knows(day)) return status::horizon;
    return nth(std::int64_t{sequence(which).rank[index(day)]} + n - 1, which, out);
  }

  // The n-th working date (n >= 1) strictly before `day`.
  status working_date_before(day_number day, std::int64_t n, working_dates which, day_number& out) const noexcept {
    if (static_cast<std::uint64_t>(n) - 1 >= most_dates) return n < 1 ? status::invalid : status::horizon;
    if (!knows(day)) return status::horizon;
    return nth(std::int64_t{sequence(which).rank[index(day)]} - n, which, out);
  }

  // Working dates in (from, until], negative backwards.
  status working_dates_between(day_number from, day_number until, working_dates which,
                               std::int32_t& out) const noexcept {
    if (!knows(from) || !knows(until)) return status::horizon;
    const auto& rank = sequence(which).rank;
    out = std::int32_t{rank[index(until) + 1]} - std::int32_t{rank[index(from) + 1]};
    return status::ok;
  }

  // Civil Code 148(5): a last day that is a rest day or a holiday gives way to the next date that is none. A closure is
  // passed over only where the calendar says so.
  status roll(day_number day, working_dates which, day_number& out) const noexcept {
    if (!knows(day)) return status::horizon;
    const auto& next = sequence(which).roll_to;
    if (next.empty()) return nth(sequence(which).rank[index(day)], which, out);
    const std::uint16_t to = next[index(day)];
    if (to == days_) return status::horizon;
    out = first_ + to;
    return status::ok;
  }

  // Backwards: the last date at or before `day` on which a term may end.
  status roll_back(day_number day, working_dates which, day_number& out) const noexcept {
    if (!knows(day)) return status::horizon;
    const auto& next = sequence(which).roll_to;
    if (next.empty()) return nth(std::int64_t{sequence(which).rank[index(day) + 1]} - 1, which, out);
    std::size_t at = index(day);
    if (next[at] != at) {
      // All dates that roll to the same one stand together; the one before them stays.
      const auto first = std::lower_bound(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(at), next[at]);
      if (first == next.begin()) return status::horizon;
      at = static_cast<std::size_t>(first - next.begin()) - 1;
    }
    out = first_ + static_cast<day_number>(at);
    return status::ok;
  }

  // What the tables take, in bytes: what a program holds for one calendar.
  std::size_t bytes() const noexcept {
    const auto of = [](const auto& table) { return table.size() * sizeof(table[0]); };
    std::size_t sum = of(day_start_) + of(physical_of_) + of(hours_of_) + of(kind_) + of(undecided_before_) +
                      of(causes_) + of(slots_) + of(direct_) + of(date_of_) + of(worked_dates_) + of(hint_) +
                      of(stretch_of_) + of(hours_) + of(physical_);
    for (const auto& dates : sequences_) sum += of(dates.rank) + of(dates.nth) + of(dates.roll_to);
    return sum;
  }

 private:
  friend class calendar_compiler;
  friend class calendar_batch;
  friend class wide_calendar;

  // Sessions clipped to one date, those of the night before included: what the clock of that date sees.
  struct physical_day {
    struct stretch {
      std::int32_t open_s;
      std::int32_t close_s;
      std::uint32_t worked_before_s;  // on this date
    };
    std::array<stretch, 2 * max_sessions_a_date> list{};
    std::uint32_t count = 0;
    std::uint32_t total_s = 0;
  };

  struct date_sequence {
    std::vector<std::uint16_t> rank;  // dates of the sequence before each date; one entry more than dates
    std::vector<std::uint16_t> nth;
    std::vector<std::uint16_t> roll_to;  // only where the roll differs from the next date of the sequence
  };

  struct dated_cause {
    day_number day;
    cause_number cause;
  };

  std::size_t index(day_number day) const noexcept { return static_cast<std::size_t>(day - first_); }
  const date_sequence& sequence(working_dates which) const noexcept {
    return sequences_[static_cast<std::size_t>(which)];
  }
  std::uint32_t offset(instant t) const noexcept { return static_cast<std::uint32_t>(t - origin_); }

  status nth(std::int64_t k, working_dates which, day_number& out) const noexcept {
    const auto& dates = sequence(which).nth;
    if (k < 0 || k >= static_cast<std::int64_t>(dates.size())) return status::horizon;
    out = first_ + dates[static_cast<std::size_t>(k)];
    return status::ok;
  }

  // W at `local` seconds after the horizon's begin. The tables have an entry for the 24:00 of the last date.
  [[gnu::always_inline]] std::uint32_t worked_before(std::uint32_t local) const noexcept {
    const day_start start = day_start_[local / seconds_a_day];
    if (!slots_.empty()) {
      // A slot is either wholly worked or wholly free, so that no comparison is needed.
      const std::uint32_t slot = half_slot_of_(local / 2);
      const std::uint32_t entry = slots_[start.first_slot + slot];
      const std::uint32_t in_slot = local - slot * slot_s_;
      return start.worked_before_s + (entry >> 1U) + (in_slot & (0U - (entry & 1U)));
    }
    const std::uint32_t day = local / seconds_a_day;
    const std::int32_t second = static_cast<std::int32_t>(local - day * seconds_a_day);
    const physical_day& hours = physical_[physical_of_[day]];
    std::uint32_t worked = 0;
    for (std::uint32_t i = 0; i < hours.count; ++i) {
      const std::int32_t until = std::min(second, hours.list[i].close_s);
      worked += static_cast<std::uint32_t>(std::max(0, until - hours.list[i].open_s));
    }
    return start.worked_before_s + worked;
  }

  // The least offset from the horizon's begin that has `worked` seconds before it; 1 <= worked <= total_s_.
  [[gnu::always_inline]] std::uint32_t end_of(std::uint32_t worked) const noexcept {
    if (!direct_.empty()) return worked + direct_[half_grain_of_((worked - 1) / 2)];
    const std::uint32_t day = date_of(worked);
    const std::uint32_t rest = worked - day_start_[day].worked_before_s;
    if (!stretch_of_.empty()) {
      return day * seconds_a_day + rest + stretch_of_[physical_of_[day] * grains_a_day_ + grain_of_(rest - 1)];
    }
    const physical_day& hours = physical_[physical_of_[day]];
    std::uint32_t at = hours.count - 1;
    while (hours.list[at].worked_before_s >= rest) --at;
    return day * seconds_a_day + static_cast<std::uint32_t>(hours.list[at].open_s) + rest -
           hours.list[at].worked_before_s;
  }

  // The date, counted from the horizon's first, on which the last of these seconds lies.
  [[gnu::always_inline]] std::uint32_t date_of(std::uint32_t worked) const noexcept {
    if (!date_of_.empty()) return date_of_[half_total_of_((worked - 1) / 2)];
    std::size_t at = hint_[(worked - 1) >> hint_shift_];
    while (day_start_[worked_dates_[at + 1]].worked_before_s < worked) ++at;
    return worked_dates_[at];
  }

  static constexpr std::uint64_t most_dates = last_supported_day - first_supported_day + 1;

  day_number first_ = 0;
  std::uint32_t days_ = 0;
  instant origin_ = 0;  // 00:00 of the first date
  std::uint64_t instants_ =
      0;  // seconds of the horizon and the 24:00 of the last date; 0: an empty calendar knows nothing
  std::uint32_t revision_ = 0;
  std::uint32_t total_s_ = 0;

  // Where a date begins: the seconds worked before it, and what to add to a slot's number in the horizon, modulo 2^32, for
  // its place in the slots of the date's profile.
  struct day_start {
    std::uint32_t worked_before_s;
    std::uint32_t first_slot;
  };

  std::vector<day_start> day_start_;
  std::vector<std::uint8_t> physical_of_;
  std::vector<physical_day> physical_;
  std::vector<std::uint8_t> hours_of_;
  std::vector<day_sessions> hours_;
  std::vector<day_kind> kind_;
  std::vector<std::uint16_t> undecided_before_;
  std::vector<dated_cause> causes_;
  std::array<date_sequence, 2> sequences_;

  // Forward: seconds worked before each slot of each profile, twice, plus one when the slot is worked. Halves of slots and
  // grains, because an offset may reach 2^32 and a divider's dividend 2^31.
  std::vector<std::uint32_t> slots_;
  std::uint32_t slot_s_ = 0;
  divider half_slot_of_;

  // Inverse, direct: per grain of working time (the greatest common divisor of all stretches) what to add to W.
  std::vector<std::uint32_t> direct_;
  divider half_grain_of_;

  // Inverse in two levels, where that grain is too fine. First the date: per greatest common divisor of the dates' totals, or,
  // where that is too fine as well, from the first date with working time of each bucket of 2^hint_shift_ seconds on. Then, per
  // profile and grain of the date, what to add.
  std::vector<std::uint16_t> date_of_;  // one entry more than it has, so that two may be read at once
  divider half_total_of_;
  std::vector<std::uint16_t> worked_dates_;  // and the horizon's end
  std::vector<std::uint16_t> hint_;
  std::uint32_t hint_shift_ = 0;
  std::vector<std::uint32_t> stretch_of_;
  std::uint32_t grains_a_day_ = 0;
  divider grain_of_;
};

}  // namespace thoihan
