// From layers to a compiled calendar, or to all that is wrong with them.
//
//     thoihan::calendar office;
//     std::vector<thoihan::calendar_problem> problems = thoihan::compile_calendar(layers, office);
//     if (!problems.empty()) ...      // `office` is untouched
//
// Compensatory days follow from the law, in date order: a holiday on a weekly rest day gives the next date that is neither a
// weekly rest day, nor a holiday, nor already given (Labour Code 2019, art. 111(3); the 1994 and 2012 codes are alike). Swaps
// and closures move none. What was announced of them is held against that.
//
// A day worked for a swap has the hours of the weekday that it replaces, as they are valid on the day worked (a summer's
// Saturday has summer hours); where no row is valid then, those of the day off. A night shift belongs to the date on which it
// opens: a holiday on that date removes it, one on the next date does not.
//
// Errors: data, every problem at once; each names the layer, the row (an index into the layer's vector), a date, and the
// other row where two contradict.
// Thread-safety: pure. Cost: linear in the horizon (some hundred microseconds for 40 years); allocates.
// Legal source: Labour Code 2019 (45/2019/QH14), arts 111-112.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "thoihan/calendar/calendar.hpp"
#include "thoihan/calendar/layers.hpp"

namespace thoihan {

enum class calendar_layer : std::uint8_t { horizon, weekly, holidays, compensatory, swaps, dates };

enum class calendar_problem_code : std::uint8_t {
  empty_horizon,         // no date, or outside the supported dates
  bad_session,           // closes before it opens, opens after 24:00, more than 8 a date
  sessions_overlap,      // on `day`, the night before included
  two_weekly_hours,      // two rows speak of one weekday on `day`
  two_swaps,             // two swaps speak of one date
  swap_of_rest_day,      // the day off is no working day of the week
  swap_to_working_day,   // the day to work is one already
  swap_of_holiday,       // one half is a holiday or a compensatory day
  two_own_dates,         // two rows of `dates` for one date
  own_date_outside,      // a date of `dates` outside the horizon
  compensatory_differs,  // announced, but the law gives no such day for that holiday
  too_many_profiles,     // more than 255 kinds of day
};

struct calendar_problem {
  calendar_problem_code code;
  calendar_layer layer;
  std::size_t row = 0;
  std::size_t other_row = 0;
  day_number day = 0;
  day_number expected_day = 0;  // compensatory_differs: what the law gives, or `day` when it gives none
};

class calendar_compiler {
 public:
  calendar_compiler(const calendar_layers& layers, std::vector<calendar_problem>& problems)
      : in_(layers), problems_(problems) {}

  void compile(calendar& out) {
    if (!check_horizon()) return;
    days_ = static_cast<std::size_t>(in_.last - in_.first) + 1;
    resolve_weekly();
    resolve_holidays();
    resolve_swaps();
    resolve_own_dates();
    if (problems_.empty()) lay_tables();
    if (problems_.empty()) out = std::move(out_);
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  static constexpr std::size_t most_slots = 16384;
  static constexpr std::size_t most_grains = 49152;
  static constexpr std::size_t most_date_entries = 32768;
  static constexpr std::uint32_t most_hints = 24576;

  struct resolved_day {
    day_kind kind = day_kind::weekend;
    std::size_t weekly_row = none;  // whose hours hold
    std::size_t own_row = none;     // instead of the weekly hours
    bool works = false;             // has sessions at all
    bool working_date = false;
    bool make_up = false;
    bool rolls_away = true;  // a term's last day does not stay here
    bool undecided = false;
    cause_number cause = 0;
  };

  bool knows(day_number day) const { return day >= in_.first && day <= in_.last; }
  resolved_day& at(day_number day) { return resolved_[static_cast<std::size_t>(day - in_.first)]; }

  void report(calendar_problem_code code, calendar_layer layer, std::size_t row, day_number day,
              std::size_t other_row = none) {
    problems_.push_back({code, layer, row, other_row == none ? row : other_row, day, day});
  }

  bool check_horizon() {
    const bool good = in_.first <= in_.last && is_supported_day(in_.first) && is_supported_day(in_.last);
    if (!good) report(calendar_problem_code::empty_horizon, calendar_layer::horizon, 0, in_.first);
    return good;
  }

  bool check_sessions(const std::vector<session>& sessions, calendar_layer layer, std::size_t row, day_number day) {
    const bool good =
        sessions.size() <= max_sessions_a_date && std::all_of(sessions.begin(), sessions.end(), is_session);
    if (!good) report(calendar_problem_code::bad_session, layer, row, day);
    return good;
  }

  // The row of weekly hours for a weekday of a date, asked for the date itself or for the date whose hours it takes over.
  std::size_t weekly_row(weekday which, day_number valid_on) {
    for (std::size_t row = 0; row < in_.weekly.size(); ++row) {
      if (in_.weekly[row].speaks_of(which, valid_on)) return row;
    }
    return none;
  }

  bool is_weekly_rest_day(day_number day) {
    const std::size_t row = weekly_row(weekday_of(day), day);
    return row == none || !in_.weekly[row].working_day;
  }

  void resolve_weekly() {
    for (std::size_t row = 0; row < in_.weekly.size(); ++row) {
      check_sessions(in_.weekly[row].sessions, calendar_layer::weekly, row, in_.weekly[row].from);
    }
    resolved_.resize(days_);
    std::vector<std::pair<std::size_t, std::size_t>> told;
    for (day_number day = in_.first; day <= in_.last; ++day) {
      resolved_day& date = at(day);
      date.undecided = day < in_.decided_from || day > in_.decided_until;
      const weekday which = weekday_of(day);
      const std::size_t row = weekly_row(which, day);
      if (row == none) continue;
      for (std::size_t other = row + 1; other < in_.weekly.size(); ++other) {
        // One message per pair of rows, not one per date.
        if (in_.weekly[other].speaks_of(which, day) &&
            std::find(told.begin(), told.end(), std::pair{row, other}) == told.end()) {
          told.emplace_back(row, other);
          report(calendar_problem_code::two_weekly_hours, calendar_layer::weekly, other, day, row);
        }
      }
      const bool working = in_.weekly[row].working_day;
      date.kind = working ? day_kind::working : day_kind::weekend;
      date.weekly_row = row;
      date.works = true;
      date.working_date = working;
      date.rolls_away = !working;
    }
  }

  void make_rest_day(resolved_day& date, day_kind kind, cause_number cause) {
    date.kind = kind;
    date.cause = cause;
    date.works = false;
    date.working_date = false;
    date.make_up = false;
    date.rolls_away = true;
  }

  void resolve_holidays() {
    std::vector<const holiday*> in_order;
    for (const holiday& fact : in_.holidays) {
      if (fact.undecided && knows(fact.day)) at(fact.day).undecided = true;
      if (fact.in_force && is_supported_day(fact.day)) in_order.push_back(&fact);
    }
    std::stable_sort(in_order.begin(), in_order.end(),
                     [](const holiday* a, const holiday* b) { return a->day < b->day; });
    for (const holiday* fact : in_order) {
      // Two holidays on one date are one day off; the first in the file names it.
      if (!knows(fact->day) || at(fact->day).kind == day_kind::holiday) continue;
      make_rest_day(at(fact->day), day_kind::holiday, fact->cause);
    }
    const auto is_holiday = [&in_order](day_number day) {
      const auto found = std::lower_bound(in_order.begin(), in_order.end(), day,
                                          [](const holiday* fact, day_number wanted) { return fact->day < wanted; });
      return found != in_order.end() && (*found)->day == day;
    };
    // A holiday just before the horizon may be made up inside it.
    std::vector<std::pair<day_number, day_number>> given;  // compensatory day, holiday; both ascending
    for (auto next = in_order.begin(); next != in_order.end();) {
      const holiday* fact = *next;
      bool undecided = false;
      for (; next != in_order.end() && (*next)->day == fact->day; ++next) undecided = undecided || (*next)->undecided;
      if (!is_weekly_rest_day(fact->day)) continue;
      day_number day = std::max(fact->day, given.empty() ? fact->day : given.back().first) + 1;
      while (day <= in_.last && (is_weekly_rest_day(day) || is_holiday(day))) ++day;
      if (day > in_.last) continue;
      given.emplace_back(day, fact->day);
      if (!knows(day)) continue;
      make_rest_day(at(day), day_kind::compensatory, in_.compensatory_cause);
      at(day).undecided = at(day).undecided || undecided;
    }
    for (std::size_t row = 0; row < in_.compensatory.size(); ++row) {
      const announced_compensatory_day& announced = in_.compensatory[row];
      if (!knows(announced.day)) continue;
      const auto found = std::find_if(given.begin(), given.end(),
                                      [&announced](const auto& pair) { return pair.second == announced.made_up_for; });
      if (found == given.end() || found->first != announced.day) {
        report(calendar_problem_code::compensatory_differs, calendar_layer::compensatory, row, announced.day);
        if (found != given.end()) problems_.back().expected_day = found->first;
        continue;
      }
      at(announced.day).cause = announced.cause;
      at(announced.day).undecided = at(announced.day).undecided || announced.undecided;
    }
  }

  void resolve_swaps() {
    std::vector<std::pair<day_number, std::size_t>> spoken;
    const auto speaks_first = [&](day_number day, std::size_t row) {
      for (const auto& [other_day, other_row] : spoken) {
        if (other_day == day) {
          report(calendar_problem_code::two_swaps, calendar_layer::swaps, row, day, other_row);
          return false;
        }
      }
      spoken.emplace_back(day, row);
      return true;
    };
    for (std::size_t row = 0; row < in_.swaps.size(); ++row) {
      const swap& fact = in_.swaps[row];
      const bool off_free = speaks_first(fact.off, row);
      const bool work_free = speaks_first(fact.work, row);
      if (!off_free || !work_free) continue;
      const std::size_t hours_off = weekly_row(weekday_of(fact.off), fact.off);
      const std::size_t hours_work = weekly_row(weekday_of(fact.off), fact.work);
      const std::size_t hours = hours_work != none ? hours_work : hours_off;
      // The rows may begin with the horizon, the day off before it.
      const std::size_t judged_by = hours_off == none && !knows(fact.off) ? hours_work : hours_off;
      if (judged_by == none || !in_.weekly[judged_by].working_day) {
        report(calendar_problem_code::swap_of_rest_day, calendar_layer::swaps, row, fact.off);
        continue;
      }
      const auto is_law = [this](day_number day) {
        return knows(day) && (at(day).kind == day_kind::holiday || at(day).kind == day_kind::compensatory);
      };
      if (is_law(fact.off) || is_law(fact.work)) {
        report(calendar_problem_code::swap_of_holiday, calendar_layer::swaps, row,
               is_law(fact.off) ? fact.off : fact.work);
        continue;
      }
      if (knows(fact.work) && at(fact.work).kind == day_kind::working) {
        report(calendar_problem_code::swap_to_working_day, calendar_layer::swaps, row, fact.work);
        continue;
      }
      if (knows(fact.off)) {
        make_rest_day(at(fact.off), day_kind::swapped_off, fact.cause);
        at(fact.off).undecided = at(fact.off).undecided || fact.undecided;
      }
      if (knows(fact.work)) {
        resolved_day& date = at(fact.work);
        date.kind = day_kind::swapped_to_work;
        date.cause = fact.cause;
        date.weekly_row = hours;
        date.works = true;
        date.working_date = in_.make_up_days_count;
        date.make_up = true;
        date.rolls_away = !in_.make_up_days_count;
        date.undecided = date.undecided || fact.undecided;
      }
    }
  }

  void resolve_own_dates() {
    std::vector<std::pair<day_number, std::size_t>> spoken;
    for (std::size_t row = 0; row < in_.dates.size(); ++row) {
      const own_date& fact = in_.dates[row];
      if (!knows(fact.day)) {
        report(calendar_problem_code::own_date_outside, calendar_layer::dates, row, fact.day);
        continue;
      }
      const auto other =
          std::find_if(spoken.begin(), spoken.end(), [&](const auto& pair) { return pair.first == fact.day; });
      if (other != spoken.end()) {
        report(calendar_problem_code::two_own_dates, calendar_layer::dates, row, fact.day, other->second);
        continue;
      }
      spoken.emplace_back(fact.day, row);
      if (!check_sessions(fact.sessions, calendar_layer::dates, row, fact.day)) continue;
      resolved_day& date = at(fact.day);
      date.cause = fact.cause;
      const bool was_working_date = date.working_date;
      date.own_row = row;
      date.works = !fact.closed;
      date.working_date = !fact.closed && fact.working_day;
      if (date.working_date && !was_working_date) {
        date.kind = day_kind::working;
        date.make_up = false;
        date.rolls_away = false;
      } else if (!date.working_date && (was_working_date || fact.closed)) {
        // 148(5) names rest days and holidays; a closure of a working date is neither.
        date.rolls_away = date.rolls_away || in_.closures_roll;
        date.kind = day_kind::closed;
      }
    }
  }

  day_sessions logical_hours(const resolved_day& date) const {
    day_sessions hours;
    const auto& list = date.own_row != none ? in_.dates[date.own_row].sessions : in_.weekly[date.weekly_row].sessions;
    for (const session& s : list) hours.list[hours.count++] = s;
    std::sort(hours.list.begin(), hours.list.begin() + hours.count,
              [](const session& a, const session& b) { return a.open_s < b.open_s; });
    return hours;
  }

  static bool reaches_next_day(const day_sessions& hours) {
    const auto all = hours.all();
    return std::any_of(all.begin(), all.end(), [](const session& s) { return s.close_s > seconds_a_day; });
  }

  std::size_t row_of(const resolved_day& date) const { return date.own_row != none ? date.own_row : date.weekly_row; }
  calendar_layer layer_of(const resolved_day& date) const {
    return date.own_row != none ? calendar_layer::dates : calendar_layer::weekly;
  }

  // What the clock of a date sees: its own sessions up to midnight, after the rest of the night before.
  calendar::physical_day physical_hours(const day_sessions& before, const day_sessions& own) const {
    calendar::physical_day day;
    const auto push = [&day](std::int32_t open_s, std::int32_t close_s) {
      day.list[day.count++] = {open_s, close_s, day.total_s};
      day.total_s += static_cast<std::uint32_t>(close_s - open_s);
    };
    for (const session& s : before.all()) {
      if (s.close_s > seconds_a_day) push(0, s.close_s - seconds_a_day);
    }
    for (const session& s : own.all()) push(s.open_s, std::min(s.close_s, seconds_a_day));
    return day;
  }

  static bool overlaps(const calendar::physical_day& day) {
    for (std::uint32_t i = 1; i < day.count; ++i) {
      if (day.list[i].open_s < day.list[i - 1].close_s) return true;
    }
    return false;
  }

  template <class Profile, class Same>
  std::uint8_t intern(std::vector<Profile>& profiles, const Profile& wanted, Same same, day_number day) {
    const auto found =
        std::find_if(profiles.begin(), profiles.end(), [&](const Profile& p) { return same(p, wanted); });
    if (found != profiles.end()) return static_cast<std::uint8_t>(found - profiles.begin());
    if (profiles.size() == 255) {
      if (problems_.empty()) report(calendar_problem_code::too_many_profiles, calendar_layer::dates, 0, day);
      return 0;
    }
    profiles.push_back(wanted);
    return static_cast<std::uint8_t>(profiles.size() - 1);
  }

  static bool same_physical(const calendar::physical_day& a, const calendar::physical_day& b) {
    if (a.count != b.count) return false;
    for (std::uint32_t i = 0; i < a.count; ++i) {
      if (a.list[i].open_s != b.list[i].open_s || a.list[i].close_s != b.list[i].close_s) return false;
    }
    return true;
  }

  void lay_tables() {
    out_.first_ = in_.first;
    out_.days_ = static_cast<std::uint32_t>(days_);
    out_.origin_ = instant_at(in_.first, 0);
    out_.instants_ = std::uint64_t{days_} * seconds_a_day + 1;
    out_.revision_ = in_.revision;
    out_.day_start_.reserve(days_ + 1);
    out_.undecided_before_.assign(1, 0);
    out_.undecided_before_.reserve(days_ + 1);
    out_.physical_of_.reserve(days_ + 1);
    out_.hours_of_.reserve(days_);
    out_.kind_.reserve(days_);
    const std::uint8_t free_hours = intern(out_.hours_, day_sessions{}, std::equal_to<>{}, in_.first);
    std::uint8_t before = free_hours;
    std::pair<calendar_layer, std::size_t> before_row{calendar_layer::weekly, 0};
    std::vector<std::pair<calendar_layer, std::size_t>> told;
    std::vector<std::int16_t> hours_of_row[2];
    hours_of_row[0].assign(in_.weekly.size(), -1);
    hours_of_row[1].assign(in_.dates.size(), -1);
    // The last profile of each kind of hours, and the hours of the night before with which it was made.
    struct seen_day {
      std::uint8_t night = 0;
      std::uint8_t profile = 0;
      bool known = false;
    };
    std::array<seen_day, 256> seen{};
    for (day_number day = in_.first; day <= in_.last; ++day) {
      const resolved_day& date = at(day);
      std::uint8_t own = free_hours;
      if (date.works && row_of(date) != none) {
        std::int16_t& known = hours_of_row[date.own_row != none ? 1 : 0][row_of(date)];
        if (known < 0) known = intern(out_.hours_, logical_hours(date), std::equal_to<>{}, day);
        own = static_cast<std::uint8_t>(known);
      }
      const std::uint8_t night = reaches_next_day(out_.hours_[before]) ? before : free_hours;
      // On a date without sessions of its own the night before overlaps with itself: that row is to blame.
      const auto row = out_.hours_[own].count != 0 ? std::pair{layer_of(date), row_of(date)} : before_row;
      if (!seen[own].known || seen[own].night != night) {
        const calendar::physical_day both = physical_hours(out_.hours_[night], out_.hours_[own]);
        seen[own] = {night, intern(out_.physical_, both, same_physical, day), true};
      }
      const calendar::physical_day& profile = out_.physical_[seen[own].profile];
      if (overlaps(profile) && std::find(told.begin(), told.end(), row) == told.end()) {
        told.push_back(row);
        report(calendar_problem_code::sessions_overlap, row.first, row.second, day);
      }
      out_.hours_of_.push_back(own);
      out_.physical_of_.push_back(seen[own].profile);
      out_.day_start_.push_back({out_.total_s_, 0});
      out_.total_s_ += profile.total_s;
      out_.kind_.push_back(date.kind);
      out_.undecided_before_.push_back(
          static_cast<std::uint16_t>(out_.undecided_before_.back() + (date.undecided ? 1 : 0)));
      if (date.cause != 0) out_.causes_.push_back({day, date.cause});
      before = own;
      before_row = row;
    }
    // The 24:00 of the last date is an instant of the horizon: it needs an entry, with nothing worked after it.
    out_.day_start_.push_back({out_.total_s_, 0});
    out_.physical_of_.push_back(intern(out_.physical_, calendar::physical_day{}, same_physical, in_.last));
    lay_sequences();
    lay_forward();
    lay_inverse();
  }

  void lay_sequences() {
    for (const working_dates which : {working_dates::all, working_dates::without_make_up}) {
      calendar::date_sequence& dates = out_.sequences_[static_cast<std::size_t>(which)];
      const auto counts = [&](const resolved_day& date) {
        return date.working_date && !(date.make_up && which == working_dates::without_make_up);
      };
      const auto stays = [&](const resolved_day& date) {
        return !date.rolls_away && !(date.make_up && which == working_dates::without_make_up);
      };
      bool roll_differs = false;
      dates.rank.reserve(days_ + 1);
      for (std::size_t i = 0; i < days_; ++i) {
        dates.rank.push_back(static_cast<std::uint16_t>(dates.nth.size()));
        if (counts(resolved_[i])) dates.nth.push_back(static_cast<std::uint16_t>(i));
        roll_differs = roll_differs || counts(resolved_[i]) != stays(resolved_[i]);
      }
      dates.rank.push_back(static_cast<std::uint16_t>(dates.nth.size()));
      if (!roll_differs) continue;
      dates.roll_to.resize(days_);
      std::uint16_t next = static_cast<std::uint16_t>(days_);
      for (std::size_t i = days_; i-- > 0;) {
        if (stays(resolved_[i])) next = static_cast<std::uint16_t>(i);
        dates.roll_to[i] = next;
      }
    }
  }

  void lay_forward() {
    std::uint32_t slot_s = seconds_a_day / 2;
    for (const calendar::physical_day& day : out_.physical_) {
      for (std::uint32_t i = 0; i < day.count; ++i) {
        slot_s = std::gcd(slot_s, static_cast<std::uint32_t>(day.list[i].open_s));
        slot_s = std::gcd(slot_s, static_cast<std::uint32_t>(day.list[i].close_s));
      }
    }
    const std::uint32_t slots_a_day = seconds_a_day / slot_s;
    if (slot_s % 2 != 0 || out_.physical_.size() * slots_a_day > most_slots) return;
    out_.half_slot_of_ = divider{slot_s / 2};
    out_.slot_s_ = slot_s;
    for (std::uint32_t day = 0; day <= days_; ++day) {
      out_.day_start_[day].first_slot = (out_.physical_of_[day] - day) * slots_a_day;
    }
    for (const calendar::physical_day& day : out_.physical_) {
      std::uint32_t worked = 0;
      for (std::uint32_t slot = 0; slot < slots_a_day; ++slot) {
        const std::int32_t begin = static_cast<std::int32_t>(slot * slot_s);
        bool open = false;
        for (std::uint32_t i = 0; i < day.count; ++i)
          open = open || (begin >= day.list[i].open_s && begin < day.list[i].close_s);
        out_.slots_.push_back(worked * 2 + (open ? 1U : 0U));
        worked += open ? slot_s : 0;
      }
    }
  }

  void lay_inverse() {
    std::uint32_t grain_s = 0;
    for (const calendar::physical_day& day : out_.physical_) {
      for (std::uint32_t i = 0; i < day.count; ++i) {
        grain_s = std::gcd(grain_s, static_cast<std::uint32_t>(day.list[i].close_s - day.list[i].open_s));
      }
    }
    if (grain_s == 0) return;  // nothing is ever worked: every question ends at the horizon
    if (grain_s % 2 == 0 && out_.total_s_ / grain_s <= most_grains)
      lay_direct(grain_s);
    else
      lay_two_levels(grain_s);
  }

  void lay_direct(std::uint32_t grain_s) {
    out_.half_grain_of_ = divider{grain_s / 2};
    out_.direct_.resize(out_.total_s_ / grain_s);
    std::uint32_t* grain = out_.direct_.data();
    for (std::uint32_t day = 0; day < days_; ++day) {
      const calendar::physical_day& hours = out_.physical_[out_.physical_of_[day]];
      for (std::uint32_t i = 0; i < hours.count; ++i) {
        const auto& s = hours.list[i];
        const std::uint32_t open = day * seconds_a_day + static_cast<std::uint32_t>(s.open_s);
        const std::uint32_t before = out_.day_start_[day].worked_before_s + s.worked_before_s;
        grain = std::fill_n(grain, static_cast<std::uint32_t>(s.close_s - s.open_s) / grain_s, open - before);
      }
    }
  }

  void lay_two_levels(std::uint32_t grain_s) {
    std::uint32_t total_s = 0;
    for (const calendar::physical_day& hours : out_.physical_) total_s = std::gcd(total_s, hours.total_s);
    if (total_s % 2 == 0 && out_.total_s_ / total_s <= most_date_entries)
      lay_dates(total_s);
    else
      lay_hints();
    std::uint32_t longest_s = 0;
    for (const calendar::physical_day& hours : out_.physical_) longest_s = std::max(longest_s, hours.total_s);
    const std::uint32_t grains_a_day = longest_s / grain_s;
    if (out_.physical_.size() * grains_a_day > most_slots) return;
    out_.grain_of_ = divider{grain_s};
    out_.grains_a_day_ = grains_a_day;
    for (const calendar::physical_day& hours : out_.physical_) {
      for (std::uint32_t i = 0; i < hours.count; ++i) {
        const auto& s = hours.list[i];
        out_.stretch_of_.insert(out_.stretch_of_.end(), static_cast<std::uint32_t>(s.close_s - s.open_s) / grain_s,
                                static_cast<std::uint32_t>(s.open_s) - s.worked_before_s);
      }
      out_.stretch_of_.resize(out_.stretch_of_.size() + (longest_s - hours.total_s) / grain_s);
    }
  }

  void lay_dates(std::uint32_t total_s) {
    out_.half_total_of_ = divider{total_s / 2};
    out_.date_of_.reserve(out_.total_s_ / total_s + 1);
    for (std::uint32_t day = 0; day < days_; ++day) {
      out_.date_of_.insert(out_.date_of_.end(), out_.physical_[out_.physical_of_[day]].total_s / total_s,
                           static_cast<std::uint16_t>(day));
    }
    out_.date_of_.push_back(0);
  }

  void lay_hints() {
    for (std::uint32_t day = 0; day < days_; ++day) {
      if (out_.physical_[out_.physical_of_[day]].total_s != 0)
        out_.worked_dates_.push_back(static_cast<std::uint16_t>(day));
    }
    out_.worked_dates_.push_back(static_cast<std::uint16_t>(days_));
    while ((out_.total_s_ >> out_.hint_shift_) >= most_hints) ++out_.hint_shift_;
    std::uint16_t at = 0;
    for (std::uint32_t bucket = 0; bucket <= (out_.total_s_ - 1) >> out_.hint_shift_; ++bucket) {
      while (out_.day_start_[out_.worked_dates_[at + 1U]].worked_before_s <= bucket << out_.hint_shift_) ++at;
      out_.hint_.push_back(at);
    }
  }

  const calendar_layers& in_;
  std::vector<calendar_problem>& problems_;
  calendar out_;
  std::size_t days_ = 0;
  std::vector<resolved_day> resolved_;
};

// All problems; none when `out` now holds the calendar.
inline std::vector<calendar_problem> compile_calendar(const calendar_layers& layers, calendar& out) {
  std::vector<calendar_problem> problems;
  calendar_compiler{layers, problems}.compile(out);
  return problems;
}

}  // namespace thoihan
