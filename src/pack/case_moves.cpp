#include "src/pack/case_moves.hpp"

#include <algorithm>
#include <utility>

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

// The condition of a transition; where only authorities may act, the case must name one of them, or the act itself does, unless the
// event is a body's own that was asked beside it.
std::vector<condition> guards_of(const rule_pack& pack) {
  std::vector<condition> out;
  for (const transition_rule& rule : pack.transitions) {
    condition guard = rule.when;
    const bool for_bodies = std::any_of(pack.duties.begin(), pack.duties.end(), [&](const duty_rule& duty) {
      return duty.for_each && (contains(duty.met_by, rule.event) || contains(duty.ended_by, rule.event));
    });
    const bool by_authorities =
        std::all_of(rule.by.begin(), rule.by.end(), [&](role_number by) { return pack.roles[by].of_authority; });
    std::vector<std::uint16_t> named_by;
    for (const role_number by : rule.by) {
      const auto fact = pack.roles[by].acts_for;
      if (fact && !contains(named_by, *fact)) named_by.push_back(*fact);
    }
    const bool brings_one = std::any_of(rule.sets.begin(), rule.sets.end(), [&](const auto& set) {
      return set.second.present && contains(named_by, set.first);
    });
    if (by_authorities && !for_bodies && !brings_one && !named_by.empty()) {
      if (!guard.empty()) guard.insert(guard.begin(), {condition_kind::all, 0, 2, 0, 0});
      if (named_by.size() > 1)
        guard.push_back({condition_kind::any, 0, static_cast<std::uint16_t>(named_by.size()), 0, 0});
      for (const std::uint16_t fact : named_by) guard.push_back({condition_kind::present, fact, 0, 0, 0});
    }
    out.push_back(std::move(guard));
  }
  return out;
}

// When a round of each duty starts: by its condition, and where each body owes one, when there is one.
std::vector<condition> starts_of(const rule_pack& pack) {
  std::vector<condition> out;
  for (const duty_rule& duty : pack.duties) {
    condition starts = duty.when;
    if (duty.for_each) {
      if (!starts.empty()) starts.insert(starts.begin(), {condition_kind::all, 0, 2, 0, 0});
      starts.push_back({condition_kind::present, *duty.for_each, 0, 0, 0});
    }
    out.push_back(std::move(starts));
  }
  return out;
}

std::size_t bucket(state_number state, std::size_t states) { return state == no_state ? states : state; }

}  // namespace

case_moves::case_moves(const rule_pack& pack)
    : pack_(pack),
      guards_(guards_of(pack)),
      starts_(starts_of(pack)),
      space_(pack, every_condition()),
      facts_(pack.facts.size(), false) {
  if (pack_.flow.rows().size() > most_rows) {
    throw error(status::too_big, say("bảng chuyển trạng thái có hơn {} dòng",
                                     "the table of transitions has more than {} rows", most_rows));
  }
  find_facts();
  moves_ = grouped();
  space_.keep(facts_);
  std::stable_sort(moves_.begin(), moves_.end(), [&](const case_move& a, const case_move& b) {
    return bucket(a.from, pack_.states.size()) < bucket(b.from, pack_.states.size());
  });
  begin_.assign(pack_.states.size() + 2, 0);
  for (const case_move& move : moves_) ++begin_[bucket(move.from, pack_.states.size()) + 1];
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  find_alive();
  find_asked();
  find_choosing();
}

void case_moves::forget(state_number state, fact_box& box) const {
  for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
    if (facts_[fact] && !asked_[state][fact]) box.may[fact] = space_.all().may[fact];
  }
}

std::span<const case_move> case_moves::from(state_number state) const noexcept {
  const std::size_t at = bucket(state, pack_.states.size());
  return std::span{moves_}.subspan(begin_[at], begin_[at + 1] - begin_[at]);
}

std::vector<const condition*> case_moves::every_condition() {
  std::vector<const condition*> out;
  for (const condition& guard : guards_) out.push_back(&guard);
  for (const transition_rule& rule : pack_.transitions) {
    if (!rule.until) continue;
    for (const limit_rule& limit : rule.until->within) out.push_back(&limit.row.when);
  }
  for (const condition& starts : starts_) out.push_back(&starts);
  for (const duty_rule& duty : pack_.duties) {
    for (const limit_rule& limit : duty.within) out.push_back(&limit.row.when);
  }
  return out;
}

// True when a fact was not known to matter.
bool case_moves::add_facts_of(const condition& when) {
  bool grown = false;
  for (const condition_node& node : when) {
    if (node.kind != condition_kind::range && node.kind != condition_kind::present) continue;
    grown = grown || !facts_[node.fact];
    facts_[node.fact] = true;
  }
  return grown;
}

void case_moves::find_facts() {
  for (std::size_t duty = 0; duty < pack_.duties.size(); ++duty) {
    if (pack_.duties[duty].within.empty()) continue;
    add_facts_of(starts_[duty]);
    for (const limit_rule& limit : pack_.duties[duty].within) add_facts_of(limit.row.when);
  }
  for (bool grown = true; grown;) {
    grown = false;
    for (const case_move& move : grouped()) {
      for (const fact_box& guard : move.guards) {
        for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
          if (facts_[fact] || guard.may[fact] == space_.all().may[fact]) continue;
          facts_[fact] = true;
          grown = true;
        }
      }
      if (!move.barred) continue;
      for (const limit_rule& limit : pack_.transitions[move.rules.front()].until->within)
        grown = add_facts_of(limit.row.when) || grown;
    }
    // What a fact counts must be followed.
    for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
      const auto& counts = pack_.facts[fact].counts;
      if (facts_[fact] && counts && counts->duty) grown = add_facts_of(starts_[*counts->duty]) || grown;
    }
  }
}

bool case_moves::touches_clocks(event_number event) const {
  for (const duty_rule& duty : pack_.duties) {
    const bool counted = std::any_of(pack_.facts.begin(), pack_.facts.end(), [&](const fact_declaration& fact) {
      return fact.counts && fact.counts->duty && &pack_.duties[*fact.counts->duty] == &duty &&
             facts_[static_cast<std::size_t>(&fact - pack_.facts.data())];
    });
    if (duty.within.empty() && !counted) continue;
    if (contains(duty.from, event) || contains(duty.met_by, event) || contains(duty.ended_by, event)) return true;
    if (duty.extended_by && (duty.extended_by->on == event || duty.extended_by->asked == event)) return true;
    if (duty.exempted_by && (duty.exempted_by->on == event || duty.exempted_by->asked == event)) return true;
  }
  for (const pause_rule& pause : pack_.pauses) {
    if (contains(pause.from, event) || contains(pause.until, event)) return true;
  }
  return std::any_of(pack_.transitions.begin(), pack_.transitions.end(),
                     [&](const transition_rule& rule) { return rule.until && contains(rule.until->from, event); });
}

bool case_moves::writes(const transition_rule& rule) const {
  const auto any = [this](const std::vector<std::uint16_t>& list) {
    return std::any_of(list.begin(), list.end(), [this](std::uint16_t fact) { return facts_[fact]; });
  };
  if (any(rule.needs) || any(rule.takes) || any(rule.clears)) return true;
  if (rule.routes && (facts_[*pack_.lead_fact] || (pack_.support_fact && facts_[*pack_.support_fact]))) return true;
  for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
    const auto& counts = pack_.facts[fact].counts;
    if (facts_[fact] && counts && (contains(counts->events, rule.event) || contains(counts->anew, rule.event))) return true;
  }
  return std::any_of(rule.sets.begin(), rule.sets.end(), [this](const auto& set) { return facts_[set.first]; });
}

bool case_moves::same_effect(const transition_rule& a, const transition_rule& b) const {
  const auto effect = [this](const transition_rule& rule) {
    std::vector<std::pair<int, std::pair<std::size_t, fact_value>>> out;
    for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
      if (!facts_[fact]) continue;
      const auto number = static_cast<std::uint16_t>(fact);
      if (contains(rule.needs, number)) out.push_back({0, {fact, {}}});
      if (contains(rule.takes, number)) out.push_back({1, {fact, {}}});
      for (const auto& set : rule.sets) {
        if (set.first == number) out.push_back({2, {fact, set.second}});
      }
      if (contains(rule.clears, number)) out.push_back({3, {fact, {}}});
      if (rule.routes && (pack_.lead_fact == number || pack_.support_fact == number)) out.push_back({4, {fact, {}}});
    }
    return out;
  };
  return !a.until && !b.until && effect(a) == effect(b);
}

std::vector<case_move> case_moves::grouped() const {
  std::vector<case_move> out;
  for (const machine_row& row : pack_.flow.rows()) {
    const transition_rule& rule = pack_.transitions[row.rule];
    if (row.from == row.to && !touches_clocks(row.event) && !writes(rule)) continue;
    const auto alike = std::find_if(out.begin(), out.end(), [&](const case_move& move) {
      return move.event == row.event && move.from == row.from && move.to == row.to &&
             same_effect(pack_.transitions[move.rules.front()], rule);
    });
    case_move& move = alike == out.end() ? out.emplace_back() : *alike;
    move.event = row.event;
    move.from = row.from;
    move.to = row.to;
    move.barred = rule.until.has_value();
    move.rules.push_back(row.rule);
    std::vector<fact_box> guards = space_.split(guards_[row.rule], space_.all(), true);
    for (const std::uint16_t fact : rule.needs) {
      if (!facts_[fact]) space_.leave_open(fact, true, guards);
    }
    for (const std::uint16_t fact : rule.takes) {
      if (!facts_[fact]) space_.leave_open(fact, false, guards);
    }
    move.guards.insert(move.guards.end(), guards.begin(), guards.end());
  }
  for (case_move& move : out) fact_space::join(move.guards);
  return out;
}

void case_moves::find_alive() {
  alive_.assign(pack_.transitions.size(), {});
  for (const case_move& barred : moves_) {
    if (!barred.barred) continue;
    const std::uint32_t rule = barred.rules.front();
    std::vector<bool>& alive = alive_[rule];
    if (alive.empty()) {
      alive.assign(pack_.states.size(), false);
      bars_.push_back(rule);
    }
    if (barred.from != no_state) alive[barred.from] = true;
  }
  for (const std::uint32_t rule : bars_) {
    const std::vector<event_number>& from = pack_.transitions[rule].until->from;
    for (bool grown = true; grown;) {
      grown = false;
      for (const case_move& move : moves_) {
        if (move.from == no_state || !alive_[rule][move.to] || alive_[rule][move.from] || contains(from, move.event))
          continue;
        alive_[rule][move.from] = true;
        grown = true;
      }
    }
  }
}

// By duty: the states in which it may run.
std::vector<std::vector<bool>> case_moves::running_states() const {
  std::vector<std::vector<bool>> out(pack_.duties.size(), std::vector<bool>(pack_.states.size(), false));
  for (std::size_t duty = 0; duty < out.size(); ++duty) {
    const duty_rule& rule = pack_.duties[duty];
    for (bool grown = true; grown;) {
      grown = false;
      for (const case_move& move : moves_) {
        const bool ended = contains(rule.met_by, move.event) || contains(rule.ended_by, move.event);
        const bool ran = move.from != no_state && out[duty][move.from] && !ended;
        if (out[duty][move.to] || (!ran && !contains(rule.from, move.event))) continue;
        out[duty][move.to] = true;
        grown = true;
      }
    }
  }
  return out;
}

// The facts that the act itself asks for, or something that it starts or leaves running, as they were before it.
std::vector<bool> case_moves::asked_by(const case_move& move, const std::vector<std::vector<bool>>& runs) const {
  const transition_rule& rule = pack_.transitions[move.rules.front()];
  std::vector<bool> out(facts_.size(), false);
  const auto ask = [&out](const condition& when) {
    for (const condition_node& node : when) {
      if (node.kind == condition_kind::range || node.kind == condition_kind::present) out[node.fact] = true;
    }
  };
  const auto ask_rows = [&ask](const std::vector<limit_rule>& within) {
    for (const limit_rule& limit : within) ask(limit.row.when);
  };
  for (std::size_t duty = 0; duty < pack_.duties.size(); ++duty) {
    if (contains(pack_.duties[duty].from, move.event)) ask(starts_[duty]);
    if (runs[duty][move.to]) ask_rows(pack_.duties[duty].within);
  }
  for (std::size_t fact = 0; fact < facts_.size(); ++fact) out[fact] = out[fact] || asked_[move.to][fact];
  for (const auto& set : rule.sets) out[set.first] = false;
  for (const std::uint16_t fact : rule.clears) out[fact] = false;
  if (rule.routes) out[*pack_.lead_fact] = false;
  for (const fact_box& guard : move.guards) {
    for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
      out[fact] = out[fact] || (facts_[fact] && guard.may[fact] != space_.all().may[fact]);
    }
  }
  if (move.barred) ask_rows(rule.until->within);
  for (const std::uint16_t fact : rule.needs) out[fact] = false;
  return out;
}

void case_moves::find_asked() {
  asked_.assign(pack_.states.size(), std::vector<bool>(facts_.size(), false));
  const std::vector<std::vector<bool>> runs = running_states();
  for (bool grown = true; grown;) {
    grown = false;
    for (const case_move& move : moves_) {
      if (move.from == no_state) continue;
      const std::vector<bool> asked = asked_by(move, runs);
      for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
        if (!facts_[fact] || !asked[fact] || asked_[move.from][fact]) continue;
        asked_[move.from][fact] = true;
        grown = true;
      }
    }
  }
}

void case_moves::find_choosing() {
  choosing_ = facts_;
  const auto drop = [this](std::size_t fact) {
    const bool had = choosing_[fact];
    choosing_[fact] = false;
    return had;
  };
  for (const case_move& move : moves_) {
    for (const fact_box& guard : move.guards) {
      for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
        if (facts_[fact] && guard.may[fact] != space_.all().may[fact]) drop(fact);
      }
    }
  }
  for (const condition& starts : starts_) {
    for (const condition_node& node : starts) {
      if (node.kind == condition_kind::range || node.kind == condition_kind::present) drop(node.fact);
    }
  }
  // Of facts that choose together all do, or none.
  const auto drop_with = [&](const std::vector<limit_rule>& within) {
    std::vector<std::size_t> asked;
    for (const limit_rule& limit : within) {
      for (const condition_node& node : limit.row.when) {
        if (node.kind == condition_kind::range || node.kind == condition_kind::present) asked.push_back(node.fact);
      }
    }
    bool dropped = false;
    if (std::any_of(asked.begin(), asked.end(), [this](std::size_t fact) { return !choosing_[fact]; })) {
      for (const std::size_t fact : asked) dropped = drop(fact) || dropped;
    }
    return dropped;
  };
  for (bool dropped = true; dropped;) {
    dropped = false;
    for (const duty_rule& duty : pack_.duties) dropped = drop_with(duty.within) || dropped;
    for (const std::uint32_t bar : bars_) dropped = drop_with(pack_.transitions[bar].until->within) || dropped;
  }
}

}  // namespace thoihan
