// The longest lawful time of a case, by trying every second.
//
//     worst_judge judge{pack, first_start, last_start, answered, 3'000'000};
//     judge.longest(worst_goal::answer, 1);        // with at most one comeback; nothing when no way leads there
//
// A case is played: at each second somebody acts, with every choice of facts, or nobody does and a second passes, as long as no duty
// is late then. Limits are chosen and evaluated anew for each start by the kernel; nothing else of the library is used,
// neither the engine nor what `worst` is made of. Waits that nothing ends are left out: what is found is the longest time without one.
// Different moments of a case that come to more than the last argument are given up with `too_long`.
//
// For packs whose facts are `bool`s and choices, without pauses, exemptions, counts and authorities.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "thoihan/limit/choice.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/pack/worst.hpp"

class worst_judge {
 public:
  // More than the judge is ready to try.
  struct too_long {};

  worst_judge(const thoihan::rule_pack& pack, thoihan::instant first, thoihan::instant last,
              const std::vector<thoihan::state_number>& answered, std::size_t most_moments)
      : pack_(pack), first_(first), last_(last), most_moments_(most_moments), answered_(pack.states.size(), false) {
    for (const thoihan::state_number state : answered) answered_[state] = true;
    for (const thoihan::transition_rule& rule : pack.transitions) counted_.push_back(states_that_count(rule));
  }

  std::optional<std::int64_t> longest(thoihan::worst_goal goal, int comebacks) {
    goal_ = goal;
    most_comebacks_ = comebacks;
    known_.clear();
    std::int64_t best = never;
    for (thoihan::instant start = first_; start <= last_; ++start) {
      played unopened;
      unopened.at = start;
      unopened.happened.assign(pack_.events.size(), never);
      for (const thoihan::fact_declaration& fact : pack_.facts) unopened.facts.push_back(fact.standard);
      best = std::max(best, after_an_act(unopened));
    }
    return best < 0 ? std::nullopt : std::optional{best};
  }

 private:
  static constexpr std::int64_t unsaid = std::numeric_limits<std::int32_t>::min();
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min() / 4;
  // A wait that only a time-bar may still bound is not played for longer than any time-bar of the packs here.
  static constexpr std::int64_t longest_wait_s = 130;

  struct running {
    std::size_t duty = 0;
    thoihan::instant start = 0;
    bool limited = true;
    thoihan::instant late_from = 0;
    std::int32_t extensions = 0;
  };
  struct played {
    thoihan::state_number state = thoihan::no_state;
    thoihan::instant at = 0;
    std::vector<thoihan::fact_value> facts;
    std::vector<running> duties;
    std::vector<std::int64_t> happened;  // the number of the act, or never
    std::vector<thoihan::instant> acts;
    std::vector<thoihan::state_number> trail;
    std::vector<thoihan::event_number> stay;
    int comebacks = 0;
    std::int64_t waits_from = never;  // the act after which nothing bounded a wait
    std::int64_t waited_s = 0;
  };

  std::string key_of(const played& one) const {
    std::string key;
    const auto add = [&key](std::int64_t value) {
      for (int i = 0; i < 4; ++i) key += static_cast<char>(value >> (8 * i));
    };
    const auto add_time = [&](thoihan::instant t) { add(t - first_); };
    add(one.state);
    add_time(one.at);
    for (const thoihan::fact_value& fact : one.facts) add(fact.present ? fact.number : -1);
    for (const running& duty : one.duties) {
      add(static_cast<std::int64_t>(duty.duty));
      // Its start tells only where the limit may be chosen or counted anew.
      add(may_change(pack_.duties[duty.duty]) ? duty.start - first_ : unsaid);
      add(duty.limited ? duty.late_from - first_ : unsaid);
      add(duty.extensions);
    }
    add(-7);
    for (std::size_t i = 0; i < pack_.transitions.size(); ++i) {
      const thoihan::transition_rule& rule = pack_.transitions[i];
      if (!rule.until || one.state == thoihan::no_state || !counted_[i][one.state]) continue;
      const std::int64_t anchor = anchor_of(rule, one);
      if (anchor == never) {
        add(unsaid);
        continue;
      }
      const thoihan::instant since = one.acts[static_cast<std::size_t>(anchor)];
      if (asks_facts(rule.until->within)) {
        add_time(since);
      } else {
        add_time(late_from(rule.until->within, rule.until->calendar, since, one.facts, {}, 0));
      }
      add(one.waits_from == never ? 0 : anchor <= one.waits_from);
    }
    for (const thoihan::state_number state : one.trail) add(state);
    add(-8);
    for (const thoihan::event_number event : one.stay) add(event);
    add(one.comebacks);
    add(one.waits_from != never);
    add(one.waited_s);
    return key;
  }

  // From which states a time-bar may still be asked about before the act that it counts from is done anew.
  std::vector<bool> states_that_count(const thoihan::transition_rule& rule) const {
    std::vector<bool> out(pack_.states.size(), false);
    if (!rule.until) return out;
    for (const thoihan::state_number from : rule.from) out[from] = true;
    for (std::size_t round = 0; round < pack_.states.size(); ++round) {
      for (const thoihan::machine_row& row : pack_.flow.rows()) {
        if (row.from != thoihan::no_state && out[row.to] && !has(rule.until->from, row.event)) out[row.from] = true;
      }
    }
    return out;
  }

  static bool asks_facts(const std::vector<thoihan::limit_rule>& within) {
    return std::any_of(within.begin(), within.end(), [](const thoihan::limit_rule& rule) { return !rule.row.when.empty(); });
  }
  static bool may_change(const thoihan::duty_rule& duty) { return duty.extended_by || asks_facts(duty.within); }

  static std::int64_t anchor_of(const thoihan::transition_rule& rule, const played& one) {
    std::int64_t anchor = never;
    for (const thoihan::event_number event : rule.until->from) anchor = std::max(anchor, one.happened[event]);
    return anchor;
  }

  bool pressed(const played& one) const {
    return std::any_of(one.duties.begin(), one.duties.end(), [](const running& duty) { return duty.limited; });
  }

  // The most that may still pass, from the instant of the case on.
  std::int64_t longest_after(const played& one) {
    const std::string key = key_of(one);
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    std::int64_t best = after_an_act(one);
    played later = one;
    ++later.at;
    const bool late = std::any_of(later.duties.begin(), later.duties.end(), [&](const running& duty) {
      return duty.limited && later.at >= duty.late_from;
    });
    bool may_wait = !late;
    if (!pressed(one)) {
      if (one.waits_from == never) later.waits_from = static_cast<std::int64_t>(one.acts.size()) - 1;
      may_wait = ++later.waited_s <= longest_wait_s;
    }
    if (may_wait) {
      const std::int64_t after = longest_after(later);
      if (after > never) best = std::max(best, after + 1);
    }
    known_[key] = best;
    if (known_.size() > most_moments_) throw too_long{};
    return best;
  }

  // Every act that is possible now.
  std::int64_t after_an_act(const played& one) {
    std::int64_t best = never;
    for (const thoihan::machine_row& row : pack_.flow.rows()) {
      if (row.from != one.state) continue;
      const thoihan::transition_rule& rule = pack_.transitions[row.rule];
      std::vector<std::vector<thoihan::fact_value>> given{one.facts};
      for (const auto* list : {&rule.needs, &rule.takes}) {
        for (const std::uint16_t fact : *list) {
          std::vector<std::vector<thoihan::fact_value>> more;
          for (const std::vector<thoihan::fact_value>& facts : given) {
            if (list == &rule.takes) more.push_back(facts);
            for (std::int64_t value = 0; value < values_of(fact); ++value) {
              more.push_back(facts);
              more.back()[fact] = thoihan::fact_value::of(value);
            }
          }
          given = std::move(more);
        }
      }
      for (std::vector<thoihan::fact_value>& facts : given) {
        if (!thoihan::holds(row.when, facts)) continue;
        played next = one;
        next.facts = std::move(facts);
        best = std::max(best, after_act(one, next, row, rule));
      }
    }
    return best;
  }

  std::int64_t values_of(std::uint16_t fact) const {
    const thoihan::fact_declaration& declared = pack_.facts[fact];
    return declared.type == thoihan::fact_type::boolean ? 2 : static_cast<std::int64_t>(declared.values.size());
  }

  std::int64_t after_act(const played& before, played next, const thoihan::machine_row& row,
                         const thoihan::transition_rule& rule) {
    const auto number = static_cast<std::int64_t>(next.acts.size());
    // Where nothing bounds the wait, an act at once has been waited for as well.
    if (before.state != thoihan::no_state && !pressed(before) && next.waits_from == never) next.waits_from = number - 1;
    if (rule.until) {
      const std::int64_t anchor = anchor_of(rule, next);
      if (anchor != never) {
        const thoihan::instant since = next.acts[static_cast<std::size_t>(anchor)];
        if (next.at >= late_from(rule.until->within, rule.until->calendar, since, next.facts, {}, 0)) return never;
        if (next.waits_from != never && anchor <= next.waits_from) {
          next.waits_from = never;
          next.waited_s = 0;
        }
      }
    }
    for (const auto& [fact, value] : rule.sets) next.facts[fact] = value;
    for (const std::uint16_t fact : rule.clears) next.facts[fact] = pack_.facts[fact].standard;
    next.state = row.to;
    next.acts.push_back(next.at);
    if (!counts_comeback(before, row, next)) return never;
    const bool ends = pack_.states[row.to].end;
    std::vector<running> left;
    for (running duty : before.duties) {
      const thoihan::duty_rule& its = pack_.duties[duty.duty];
      if (has(its.met_by, row.event) || has(its.ended_by, row.event) || ends) continue;
      if (its.extended_by && its.extended_by->on == row.event) {
        if (duty.extensions >= its.extended_by->policy.times) return never;
        ++duty.extensions;
        duty.late_from = late_from(its.within, its.calendar, duty.start, next.facts, its.extended_by->by, duty.extensions);
      } else if (duty.limited) {
        const thoihan::amount by = its.extended_by ? its.extended_by->by : thoihan::amount{};
        duty.late_from = late_from(its.within, its.calendar, duty.start, next.facts, by, duty.extensions);
      }
      left.push_back(duty);
    }
    next.duties = std::move(left);
    for (std::size_t i = 0; i < pack_.duties.size() && !ends; ++i) {
      const thoihan::duty_rule& its = pack_.duties[i];
      const bool runs = std::any_of(next.duties.begin(), next.duties.end(), [i](const running& r) { return r.duty == i; });
      if (runs || !has(its.from, row.event) || !thoihan::holds(its.when, next.facts)) continue;
      const bool limited = !its.within.empty();
      next.duties.push_back(
          {i, next.at, limited, limited ? late_from(its.within, its.calendar, next.at, next.facts, {}, 0) : 0, 0});
    }
    std::sort(next.duties.begin(), next.duties.end(), [](const running& a, const running& b) { return a.duty < b.duty; });
    next.happened[row.event] = number;
    const bool there = goal_ == thoihan::worst_goal::answer ? answered_[row.to] : ends;
    // What nothing bounded until then was a wait without end.
    if (there) return next.waits_from == never ? 0 : never;
    if (ends) return never;
    return longest_after(next);
  }

  bool counts_comeback(const played& before, const thoihan::machine_row& row, played& next) const {
    bool back = false;
    if (row.from == row.to) {
      back = has(next.stay, row.event);
      if (!back) next.stay.push_back(row.event);
      for (const running& duty : before.duties) {
        const thoihan::duty_rule& its = pack_.duties[duty.duty];
        back = back || (duty.limited && has(its.met_by, row.event) && has(its.from, row.event));
      }
    } else {
      next.stay.clear();
      const auto been = std::find(next.trail.begin(), next.trail.end(), row.to);
      back = been != next.trail.end();
      if (back) {
        next.trail.erase(been + 1, next.trail.end());
      } else {
        next.trail.push_back(row.to);
      }
    }
    next.comebacks += back ? 1 : 0;
    return next.comebacks <= most_comebacks_;
  }

  thoihan::instant late_from(const std::vector<thoihan::limit_rule>& within, std::uint16_t calendar,
                             thoihan::instant start, const std::vector<thoihan::fact_value>& facts, thoihan::amount by,
                             std::int32_t extensions) const {
    std::vector<thoihan::limit_row> rows;
    for (const thoihan::limit_rule& rule : within) rows.push_back(rule.row);
    std::size_t row = 0;
    bool provisional = false;
    ask(thoihan::choose_limit(rows, facts, pack_.compiled, start, row, provisional));
    thoihan::limit what = rows[row].what;
    for (std::int32_t i = 0; i < extensions; ++i) ask(thoihan::extend_limit(what, by, what));
    thoihan::limit_answer answer;
    ask(thoihan::evaluate_limit(*pack_.compiled[calendar], what, start, facts, answer));
    return answer.late_from;
  }

  static void ask(thoihan::status said) {
    if (said != thoihan::status::ok) throw std::logic_error("the kernel has no answer for a pack that is judged");
  }

  template <class Value>
  static bool has(const std::vector<Value>& list, Value value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  }

  const thoihan::rule_pack& pack_;
  thoihan::instant first_;
  thoihan::instant last_;
  std::size_t most_moments_;
  std::vector<bool> answered_;
  std::vector<std::vector<bool>> counted_;  // by transition and state
  thoihan::worst_goal goal_ = thoihan::worst_goal::answer;
  int most_comebacks_ = 0;
  std::unordered_map<std::string, std::int64_t> known_;
};
