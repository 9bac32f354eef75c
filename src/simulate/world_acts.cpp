// The acts of a world: what the pack allows, and what becomes of the duties that run.
#include <algorithm>

#include "src/pack/say.hpp"
#include "src/simulate/world.hpp"
#include "thoihan/clock/clock.hpp"
#include "thoihan/limit/choice.hpp"
#include "thoihan/limit/evaluate.hpp"

namespace thoihan {
namespace {

constexpr int most_tries = 64;

}  // namespace

bool world::try_act(std::uint32_t report, event_number event, role_number role, std::uint16_t authority) {
  flight& of = flights_[report];
  draw numbers;
  const auto drawn_from = [&]() -> draw& {
    if (numbers.key == 0) numbers = numbers_of(of);
    return numbers;
  };
  bool done = false;
  for (int tries = 0; tries < most_tries && !done; ++tries) {
    const process_edge& edge = table_.act(of.node, event, role, drawn_from);
    if (!edge.possible) {
      if (edge.drawn) continue;
      break;
    }
    const std::uint32_t promised_s = of.promised_s;
    if (edge.promises) of.promised_s = promise(of, event, edge, authority, drawn_from());
    if (edge.may_refuse && is_refused(of, event, edge, authority)) {
      of.promised_s = promised_s;
      break;
    }
    if (numbers.key != 0) of.draws = static_cast<std::uint32_t>(numbers.count);
    take(report, event, edge, authority);
    done = true;
  }
  if (!done && numbers.key != 0) of.draws = static_cast<std::uint32_t>(numbers.count);
  return done;
}

// Some working days after the due that it moves, or after today.
std::uint32_t world::promise(const flight& of, event_number event, const process_edge& edge, std::uint16_t authority,
                             draw& numbers) const {
  if (plan_.promise_working_days.empty()) {
    throw error(status::schema,
                say("\"{}\" hứa một ngày: phương án cần \"promise_working_days\"",
                    "\"{}\" promises a date: the plan needs \"promise_working_days\"", pack_.events[event]));
  }
  day_number base = day_of(at(now_));
  for (std::uint32_t run = of.first_round; run != none; run = runs_[run].next) {
    const duty_run& one = runs_[run];
    const bool moved = ((table_.masks_of(event).extends >> one.duty) & 1U) != 0 && concerns(one, edge, authority);
    if (moved && one.late_from_s != never) base = std::max(base, day_of(at(one.late_from_s) - 1));
  }
  const calendar& office = pack_.main_calendar().compiled;
  day_number day = base;
  const std::int32_t days = plan_.promise_working_days[shared_.promises.pick(numbers.next())].first;
  const bool known =
      office.knows(base) && (days == 0 || office.working_date_after(base, days, working_dates::all, day) == status::ok);
  if (!known) return end_s_ + 1;
  const auto sessions = office.sessions(day);
  return second_of(instant_at(day, sessions.empty() ? seconds_a_day - 1 : sessions.back().close_s));
}

bool world::is_barred(const flight& of, const process_edge& edge) const {
  if (edge.bar_row == row_unlimited) return false;
  const std::uint32_t from = of.bar_from_s[table_.bar_group_of(edge.transition)];
  if (from == never) return false;
  const time_bar& until = *pack_.transitions[edge.transition].until;
  const std::span<const fact_value> facts = table_.facts_of(edge.to);
  const std::uint8_t row = edge.bar_row == row_by_receipt ? row_of(until.within, from, facts) : edge.bar_row;
  limit_answer answer;
  if (row == row_unlimited) return false;
  const limit& what = until.within[row].row.what;
  return evaluate_limit(*pack_.compiled[until.calendar], what, at(from), facts, answer) == status::ok &&
         at(now_) >= answer.late_from;
}

// What the pack's conditions cannot say: a time-bar that is over, an extension or exemption that is not to be had.
bool world::is_refused(const flight& of, event_number event, const process_edge& edge, std::uint16_t authority) const {
  if (is_barred(of, edge)) return true;
  const event_masks& masks = table_.masks_of(event);
  if ((masks.extends | masks.exempts) == 0) return false;
  for (std::uint32_t at_run = of.first_round; at_run != none; at_run = runs_[at_run].next) {
    const duty_run& run = runs_[at_run];
    if (!concerns(run, edge, authority)) continue;
    if (((masks.exempts >> run.duty) & 1U) != 0 && !run.asked_exemption) return true;
    if (((masks.extends >> run.duty) & 1U) == 0 || run.row == row_unlimited) continue;
    const extension_rule& extension = *pack_.duties[run.duty].extended_by;
    if (is_late(run, now_) && !run.asked_extension) return true;
    if (run.extended >= extension.policy.times) return true;
    if (extension.until && !extension.policy.downwards && extended_end(run, of) < run.late_from_s) return true;
  }
  return false;
}

void world::take(std::uint32_t report, event_number event, const process_edge& edge, std::uint16_t authority) {
  flight& of = flights_[report];
  const event_masks& masks = table_.masks_of(event);
  ++sums_.acts;
  ++sums_.transitions[edge.transition];
  of.node = edge.to;
  const std::uint64_t touched = edge.ends_case || edge.choose_again
                                    ? ~std::uint64_t{0}
                                    : masks.meets | masks.ends | masks.extends | masks.exempts | masks.asks;
  for (std::uint32_t at_run = of.first_round; at_run != none;) {
    duty_run& run = runs_[at_run];
    const std::uint32_t next = run.next;
    const std::uint64_t bit = std::uint64_t{1} << run.duty;
    const bool its = concerns(run, edge, authority);
    if ((touched & bit) == 0) {
      // The act is none of this duty's.
    } else if (its && (masks.meets & bit) != 0) {
      end_run(of, at_run, true);
    } else if (edge.ends_case || (its && (masks.ends & bit) != 0)) {
      end_run(of, at_run, false);
    } else {
      move_run(run, of, event, edge, its);
    }
    at_run = next;
  }
  if (edge.ends_case) {
    leave(report);
    return;
  }
  for (const duty_start& start : table_.starts_of(edge)) start_run(of, start);
  for (const std::uint16_t fact : table_.running_counts()) {
    std::int64_t count = 0;
    for (std::uint32_t run = of.first_round; run != none; run = runs_[run].next)
      count += runs_[run].duty == *pack_.facts[fact].counts->duty;
    of.node = table_.with_count(of.node, fact, count);
  }
  const std::uint8_t bars = table_.bars_of(event);
  for (std::size_t group = 0; bars != 0 && group < of.bar_from_s.size(); ++group) {
    if (((bars >> group) & 1U) != 0) of.bar_from_s[group] = now_;
  }
  go_on(report);
}

// The duty runs on: it is asked of, exempted, counted anew or extended.
void world::move_run(duty_run& run, const flight& of, event_number event, const process_edge& edge, bool its) {
  const event_masks& masks = table_.masks_of(event);
  const std::uint64_t bit = std::uint64_t{1} << run.duty;
  const bool late = is_late(run, now_);
  if (its && (masks.asks & bit) != 0 && !late) {
    const auto& extension = pack_.duties[run.duty].extended_by;
    const auto& exemption = pack_.duties[run.duty].exempted_by;
    if (extension && extension->asked == event) run.asked_extension = true;
    if (exemption && exemption->asked == event) run.asked_exemption = true;
  }
  if (its && (masks.exempts & bit) != 0) run.exempted = true;
  if (run.row == row_unlimited) return;
  if (edge.choose_again && !late && run.extended == 0 && table_.live().chooses_again(run.duty)) choose_again(run, of);
  if (!its || (masks.extends & bit) == 0) return;
  run.late_from_s = extended_end(run, of);
  ++run.extended;
  run.asked_extension = false;
  ++account_of(run).extended;
}

void world::go_on(std::uint32_t report) {
  flight& of = flights_[report];
  for (std::uint32_t run = of.first_round; run != none; run = runs_[run].next) {
    if (runs_[run].piece != none) continue;
    std::uint32_t other = of.first_round;
    while (other != none && (runs_[other].piece == none || runs_[other].queue != runs_[run].queue))
      other = runs_[other].next;
    if (other != none)
      runs_[run].piece = runs_[other].piece;
    else
      add_piece(report, run);
  }
  if (of.pieces == 0) wait(report);
}

std::uint8_t world::row_of(const std::vector<limit_rule>& within, std::uint32_t from_s,
                           std::span<const fact_value> facts) const {
  const auto row_at = [&within](std::size_t i) noexcept -> const limit_row& { return within[i].row; };
  std::size_t row = 0;
  bool provisional = false;
  const status code = choose_limit(within.size(), row_at, facts, pack_.compiled, at(from_s), row, provisional);
  return code == status::ok ? static_cast<std::uint8_t>(row) : row_unlimited;
}

// The first late second.
std::uint32_t world::end_of(const duty_run& run, std::span<const fact_value> facts, std::uint32_t promised_s) const {
  if (run.row == row_unlimited) return never;
  const due_table& ends = shared_.dues[run.duty][run.row];
  if (!ends.counts_back()) return ends.late_from_s(run.started_s, facts);
  std::vector<fact_value> said(facts.begin(), facts.end());
  for (std::size_t fact = 0; fact < said.size(); ++fact) {
    if (pack_.facts[fact].type == fact_type::date) said[fact].number = day_of(at(promised_s));
    if (pack_.facts[fact].type == fact_type::moment) said[fact].number = at(promised_s);
  }
  return ends.late_from_s(run.started_s, said);
}

void world::start_run(flight& of, const duty_start& start) {
  std::uint32_t last = none;
  for (std::uint32_t at_run = of.first_round; at_run != none; at_run = runs_[at_run].next) {
    const duty_run& other = runs_[at_run];
    if (other.duty == start.duty && (!pack_.duties[start.duty].for_each || other.authority == start.authority)) return;
    last = at_run;
  }
  const std::uint32_t number = runs_.take();
  (last == none ? of.first_round : runs_[last].next) = number;
  duty_run& run = runs_[number];
  const std::span<const fact_value> facts = table_.facts_of(of.node);
  run.started_s = now_;
  run.authority = start.authority;
  run.queue = start.queue;
  run.duty = static_cast<std::uint8_t>(start.duty);
  run.row = start.row == row_by_receipt ? row_of(pack_.duties[start.duty].within, now_, facts) : start.row;
  run.late_from_s = end_of(run, facts, of.promised_s);
}

void world::choose_again(duty_run& run, const flight& of) const {
  const std::span<const fact_value> facts = table_.facts_of(of.node);
  const std::uint8_t row = row_of(pack_.duties[run.duty].within, run.started_s, facts);
  if (row == row_unlimited) return;
  run.row = row;
  run.late_from_s = end_of(run, facts, of.promised_s);
}

std::uint32_t world::extended_end(const duty_run& run, const flight& of) const {
  const duty_rule& rule = pack_.duties[run.duty];
  if (rule.extended_by->until) {
    const bool is_date = pack_.facts[*rule.extended_by->until].type == fact_type::date;
    const instant promised = at(of.promised_s);
    return second_of((is_date ? committed_date(day_of(promised)) : committed_instant(promised)).late_from);
  }
  duty_clock clock;
  const calendar& office = *pack_.compiled[rule.calendar];
  const std::span<const fact_value> facts = table_.facts_of(of.node);
  status code = clock.start(at(run.started_s), rule.within[run.row].row.what, false, office, facts, {});
  for (int times = 0; times <= run.extended && code == status::ok; ++times)
    code = clock.extend(at(run.started_s), rule.extended_by->by, office, facts, {});
  return code == status::ok ? second_of(clock.answer().late_from) : run.late_from_s;
}

void world::count_late(const duty_run& run) {
  duty_figures& account = account_of(run);
  const simulated_hours hours{false, pack_.duties[run.duty].calendar};
  const std::uint64_t late = elapsed(hours, run.late_from_s, now_);
  ++account.rounds.late;
  ++sums_.duties.late;
  account.late_working_s += late;
  account.longest_late_working_s = std::max(account.longest_late_working_s, late);
}

void world::end_run(flight& of, std::uint32_t number, bool met) {
  const duty_run run = runs_[number];
  std::uint32_t* at_run = &of.first_round;
  while (*at_run != number) at_run = &runs_[*at_run].next;
  *at_run = run.next;
  runs_.give_back(number);
  if (run.row == row_unlimited) {
    account_of(run).without_limit += met;
  } else if (is_late(run, now_)) {
    of.was_late = true;
    count_late(run);
  } else if (met) {
    ++account_of(run).rounds.on_time;
    ++sums_.duties.on_time;
  } else {
    ++account_of(run).cancelled;
  }
  if (run.piece != none) drop_piece(of, run.piece);
}

}  // namespace thoihan
