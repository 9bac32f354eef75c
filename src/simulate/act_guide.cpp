#include "src/simulate/act_guide.hpp"

#include <algorithm>
#include <utility>

namespace thoihan {
namespace {

constexpr std::uint32_t unreachable = 0xFFFFFFFFU;

bool has(const std::vector<event_number>& list, event_number one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

// Per state: how many acts away an end is.
std::vector<std::uint32_t> distances(const rule_pack& pack) {
  std::vector<std::uint32_t> out(pack.states.size(), unreachable);
  for (std::size_t state = 0; state < pack.states.size(); ++state) {
    if (pack.states[state].end && !pack.states[state].erases) out[state] = 0;
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const machine_row& row : pack.flow.rows()) {
      if (row.from == no_state || pack.states[row.from].end || out[row.to] == unreachable) continue;
      if (out[row.from] <= out[row.to] + 1) continue;
      out[row.from] = out[row.to] + 1;
      changed = true;
    }
  }
  return out;
}

// An act that leaves the case as it was is no way on.
bool changes_something(const rule_pack& pack, const machine_row& row) {
  const transition_rule& rule = pack.transitions[row.rule];
  const bool says =
      !rule.needs.empty() || !rule.takes.empty() || !rule.sets.empty() || !rule.clears.empty() || rule.routes;
  const bool counted = std::any_of(pack.facts.begin(), pack.facts.end(), [&row](const fact_declaration& fact) {
    return fact.counts && (has(fact.counts->events, row.event) || has(fact.counts->anew, row.event));
  });
  const bool bars = std::any_of(pack.transitions.begin(), pack.transitions.end(), [&row](const transition_rule& one) {
    return one.until && has(one.until->from, row.event);
  });
  return row.to != row.from || says || counted || bars || !pack.lookup.moves_of(row.event).empty();
}

std::vector<event_number> nearest_to_end(const rule_pack& pack, const std::vector<std::uint32_t>& distance,
                                         state_number state) {
  std::vector<std::pair<std::uint32_t, event_number>> ways;
  for (std::size_t event = 0; event < pack.events.size(); ++event) {
    std::uint32_t nearest = unreachable;
    for (const machine_row& row : pack.flow.rows_of(state, static_cast<event_number>(event))) {
      if (changes_something(pack, row)) nearest = std::min(nearest, distance[row.to]);
    }
    if (nearest != unreachable) ways.emplace_back(nearest, static_cast<event_number>(event));
  }
  std::stable_sort(ways.begin(), ways.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<event_number> out;
  for (const auto& way : ways) out.push_back(way.second);
  return out;
}

}  // namespace

act_guide::act_guide(const rule_pack& pack, const simulation_plan& plan)
    : states_(pack.states.size()),
      events_(pack.events.size()),
      roles_((states_ + 1) * events_, 0),
      may_happen_(roles_.size(), false) {
  for (const machine_row& row : pack.flow.rows()) roles_[cell(row.from, row.event)] |= row.roles;
  find_workers(pack);
  while (opening_ + std::size_t{1} < events_ && !pack.flow.accepts(no_state, opening_)) ++opening_;
  may_happen_[cell(no_state, opening_)] = true;
  const std::vector<std::uint32_t> distance = distances(pack);
  for (std::size_t state = 0; state < states_; ++state) {
    for (std::size_t duty = 0; duty < pack.duties.size(); ++duty) {
      choices_.push_back(choice(pack, plan, static_cast<state_number>(state), duty));
      note(static_cast<state_number>(state), choices_.back());
    }
    act_choice wait = choice(pack, plan, static_cast<state_number>(state), pack.duties.size());
    wait.ways_on = nearest_to_end(pack, distance, static_cast<state_number>(state));
    note(static_cast<state_number>(state), wait);
    choices_.push_back(std::move(wait));
  }
}

void act_guide::note(state_number state, const act_choice& choice) {
  for (const event_number event : choice.drawn) {
    if (event != no_event) may_happen_[cell(state, event)] = true;
  }
  for (const event_number event : choice.ways_on) may_happen_[cell(state, event)] = true;
}

void act_guide::find_workers(const rule_pack& pack) {
  for (const duty_rule& rule : pack.duties) {
    std::uint64_t roles = 0;
    for (const machine_row& row : pack.flow.rows()) {
      if (has(rule.met_by, row.event)) roles |= row.roles;
    }
    const bool owner_may = roles == 0 || ((roles >> rule.owed_by) & 1U) != 0;
    workers_.push_back(owner_may ? rule.owed_by : static_cast<role_number>(std::countr_zero(roles)));
  }
}

act_choice act_guide::choice(const rule_pack& pack, const simulation_plan& plan, state_number state,
                             std::size_t duty) const {
  act_choice out;
  const bool waits = duty == pack.duties.size();
  const role_number role = waits ? role_number{0} : workers_[duty];
  const auto of_state =
      std::find_if(plan.acts.begin(), plan.acts.end(), [state](const act_shares& one) { return one.state == state; });
  std::vector<double> weights;
  double left = 1;
  if (of_state != plan.acts.end()) {
    for (const auto& [event, share] : of_state->shares) {
      if (!waits && role_for(state, event, role) != role) continue;
      out.drawn.push_back(event);
      weights.push_back(share);
      left -= share;
    }
  }
  out.drawn.push_back(no_event);
  weights.push_back(weights.empty() ? 1 : std::max(left, 0.0));
  out.shares = weighted_choice{weights};
  if (waits) return out;
  for (const bool own : {true, false}) {
    for (const event_number event : pack.duties[duty].met_by) {
      if (pack.flow.accepts(state, event) && (role_for(state, event, role) == role) == own)
        out.ways_on.push_back(event);
    }
  }
  return out;
}

}  // namespace thoihan
