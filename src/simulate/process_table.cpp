#include "src/simulate/process_table.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "src/pack/say.hpp"
#include "thoihan/limit/choice.hpp"

namespace thoihan {
namespace {

constexpr std::uint64_t most_picks = std::uint64_t{1} << 40U;
constexpr std::size_t most_plans = std::size_t{1} << 24U;
constexpr std::size_t most_bar_groups = 4;
constexpr std::uint32_t unreachable = 0xFFFFFFFFU;

bool contains(const std::vector<std::uint16_t>& list, std::uint16_t one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool gives(const std::vector<std::pair<std::uint16_t, fact_value>>& given, std::uint16_t fact) {
  return std::any_of(given.begin(), given.end(), [fact](const auto& one) { return one.first == fact; });
}

[[noreturn]] void throw_too_many() {
  throw error(status::too_big, {"các dữ kiện của phương án có quá nhiều tổ hợp: nêu ít dữ kiện hơn",
                                "the facts of the plan have too many combinations: name fewer of them"});
}

}  // namespace

process_table::process_table(const rule_pack& pack, const simulation_plan& plan)
    : pack_(pack),
      plan_(plan),
      kept_(pack.facts.size(), false),
      of_limits_(pack.facts.size(), false),
      of_routes_(pack.facts.size(), false),
      of_report_(pack.facts.size(), false),
      promised_(pack.facts.size(), false),
      most_counted_(pack.facts.size(), 0),
      masks_(pack.events.size()),
      bars_(pack.events.size(), 0),
      group_of_(pack.transitions.size(), 0) {
  if (!pack.pauses.empty()) {
    throw error(status::unsupported, {"mô phỏng chưa tính việc hồ sơ tạm dừng (pauses)",
                                      "a simulation does not know of cases that stand still (pauses)"});
  }
  if (pack.duties.size() > 64) throw error(status::too_big, {"nhiều nhất 64 nghĩa vụ", "at most 64 duties can be simulated"});
  find_kept_facts();
  find_distances();
  find_workers();
  for (std::size_t event = 0; event < pack.events.size(); ++event) {
    for (const duty_moves& one : pack.lookup.moves_of(event)) {
      const std::uint64_t bit = std::uint64_t{1} << one.duty;
      if (one.does(duty_move::meets)) masks_[event].meets |= bit;
      if (one.does(duty_move::ends)) masks_[event].ends |= bit;
      if (one.does(duty_move::extends)) masks_[event].extends |= bit;
      if (one.does(duty_move::exempts)) masks_[event].exempts |= bit;
      if (one.does(duty_move::asks)) masks_[event].asks |= bit;
    }
  }
  for (std::size_t at = 0; at < pack.transitions.size(); ++at) {
    const auto& until = pack.transitions[at].until;
    if (!until) continue;
    auto found = std::find(bar_groups_.begin(), bar_groups_.end(), until->from);
    if (found == bar_groups_.end()) found = bar_groups_.insert(bar_groups_.end(), until->from);
    group_of_[at] = static_cast<std::size_t>(found - bar_groups_.begin());
  }
  if (bar_groups_.size() > most_bar_groups)
    throw error(status::too_big, {"quá nhiều mốc của thời hạn làm việc", "time-bars count from too many kinds of events"});
  for (std::size_t group = 0; group < bar_groups_.size(); ++group) {
    for (const event_number event : bar_groups_[group]) bars_[event] |= static_cast<std::uint8_t>(1U << group);
  }
  std::set<authority_number> leads;
  for (std::size_t row = 0; row < pack.routes.size(); ++row) leads.insert(pack.routes.row(row).lead);
  leads_.assign(leads.begin(), leads.end());
  while (opening_ + std::size_t{1} < pack.events.size() && !pack.flow.accepts(no_state, opening_)) ++opening_;
  process_node opening;
  opening.facts = pack.lookup.standard;
  intern(std::move(opening));
}

void process_table::keep_facts_of(std::span<const condition_node> condition) {
  for (const condition_node& node : condition) {
    if (node.kind != condition_kind::range && node.kind != condition_kind::present) continue;
    kept_[node.fact] = true;
    // A count beyond all bounds that conditions name is like the one just beyond them.
    const std::int64_t bound = std::clamp<std::int64_t>(std::max(node.low, node.high), 0, 65'000);
    if (node.high < 1'000'000) most_counted_[node.fact] = std::max(most_counted_[node.fact], bound + 1);
    most_counted_[node.fact] = std::max(most_counted_[node.fact], std::clamp<std::int64_t>(node.low, 0, 65'000) + 1);
  }
}

void process_table::find_kept_facts() {
  const auto keep_rows = [this](const std::vector<limit_rule>& within) {
    for (const limit_rule& rule : within) keep_facts_of(rule.row.when);
  };
  for (const duty_rule& rule : pack_.duties) keep_rows(rule.within);
  of_limits_ = kept_;
  for (const duty_rule& rule : pack_.duties) {
    keep_facts_of(rule.when);
    if (rule.for_each) kept_[*rule.for_each] = true;
    if (rule.extended_by && rule.extended_by->until) promised_[*rule.extended_by->until] = true;
    // Terms that are counted back read the fact itself.
    for (const limit_rule& row : rule.within) {
      for (std::size_t at = 0; at < row.row.what.size; ++at) {
        const limit_node& node = row.row.what.nodes[at];
        if (node.kind != limit_kind::term || !node.term.back) continue;
        kept_[node.term.anchor] = of_limits_[node.term.anchor] = promised_[node.term.anchor] = true;
      }
    }
  }
  for (const transition_rule& rule : pack_.transitions) {
    keep_facts_of(rule.when);
    if (rule.until) keep_rows(rule.until->within);
    if (!rule.from.empty()) continue;
    for (const std::uint16_t fact : rule.needs) of_report_[fact] = true;
    for (const std::uint16_t fact : rule.takes) of_report_[fact] = true;
  }
  for (std::size_t row = 0; row < pack_.routes.size(); ++row) {
    for (const condition_node& node : pack_.routes.row(row).when) {
      if (node.kind == condition_kind::range || node.kind == condition_kind::present) of_routes_[node.fact] = true;
    }
    keep_facts_of(pack_.routes.row(row).when);
  }
  for (const role& one : pack_.roles) {
    if (one.acts_for) kept_[*one.acts_for] = true;
  }
  if (pack_.lead_fact) kept_[*pack_.lead_fact] = true;
  for (const std::uint16_t fact : pack_.lookup.counts) {
    if (kept_[fact] && pack_.facts[fact].counts->duty) running_counts_.push_back(fact);
  }
}

void process_table::find_distances() {
  distance_.assign(pack_.states.size(), unreachable);
  for (std::size_t state = 0; state < pack_.states.size(); ++state) {
    if (pack_.states[state].end && !pack_.states[state].erases) distance_[state] = 0;
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const machine_row& row : pack_.flow.rows()) {
      if (row.from == no_state || pack_.states[row.from].end || distance_[row.to] == unreachable) continue;
      if (distance_[row.from] <= distance_[row.to] + 1) continue;
      distance_[row.from] = distance_[row.to] + 1;
      changed = true;
    }
  }
}

void process_table::find_workers() {
  for (const duty_rule& rule : pack_.duties) {
    std::uint64_t roles = 0;
    for (const machine_row& row : pack_.flow.rows()) {
      if (contains(rule.met_by, row.event)) roles |= row.roles;
    }
    role_number worker = rule.owed_by;
    if (roles != 0 && ((roles >> worker) & 1U) == 0) {
      worker = 0;
      while (((roles >> worker) & 1U) == 0) ++worker;
    }
    workers_.push_back(worker);
  }
}

std::uint16_t process_table::queue_of(role_number role, std::uint16_t authority) {
  std::uint32_t& at = queue_of_.at_or((std::uint64_t{role} << 16U) | authority, flat_map::none);
  if (at == flat_map::none) {
    at = static_cast<std::uint32_t>(queues_.size());
    queues_.push_back({role, authority});
  }
  return static_cast<std::uint16_t>(at);
}

role_number process_table::role_for(state_number state, event_number event, role_number wanted) const noexcept {
  std::uint64_t roles = 0;
  for (const machine_row& row : pack_.flow.rows_of(state, event)) roles |= row.roles;
  if (((roles >> wanted) & 1U) != 0) return wanted;
  role_number first = 0;
  while (first + 1U < pack_.roles.size() && ((roles >> first) & 1U) == 0) ++first;
  return first;
}

std::vector<std::pair<event_number, double>> process_table::shares_of(state_number state) const {
  for (const act_shares& one : plan_.acts) {
    if (one.state == state) return one.shares;
  }
  return {};
}

std::vector<event_number> process_table::nearest_to_end(state_number state) const {
  std::vector<std::pair<std::uint32_t, event_number>> ways;
  for (std::size_t event = 0; event < pack_.events.size(); ++event) {
    std::uint32_t nearest = unreachable;
    for (const machine_row& row : pack_.flow.rows_of(state, static_cast<event_number>(event)))
      nearest = std::min(nearest, distance_[row.to]);
    if (nearest != unreachable) ways.emplace_back(nearest, static_cast<event_number>(event));
  }
  std::stable_sort(ways.begin(), ways.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<event_number> out;
  for (const auto& way : ways) out.push_back(way.second);
  return out;
}

const act_choice& process_table::choice_on_duty(std::uint32_t node, std::size_t duty) {
  std::uint32_t& at = choice_of_.at_or((std::uint64_t{node} << 16U) | duty, flat_map::none);
  if (at != flat_map::none) return choices_[at];
  at = static_cast<std::uint32_t>(choices_.size());
  act_choice choice;
  const bool waits = duty == 0xFFFF;
  const state_number state = nodes_[node].state;
  const role_number role = waits ? role_number{0} : workers_[duty];
  std::vector<double> weights;
  double left = 1;
  for (const auto& [event, share] : shares_of(state)) {
    if (!waits && role_for(state, event, role) != role) continue;
    choice.drawn.push_back(event);
    weights.push_back(share);
    left -= share;
  }
  choice.drawn.push_back(no_event);
  weights.push_back(weights.empty() ? 1 : std::max(left, 0.0));
  choice.shares = weighted_choice{weights};
  if (waits) {
    choice.ways_on = nearest_to_end(state);
  } else {
    const std::vector<event_number>& met_by = pack_.duties[duty].met_by;
    for (const bool own : {true, false}) {
      for (const event_number event : met_by) {
        if (pack_.flow.accepts(state, event) && (role_for(state, event, role) == role) == own) choice.ways_on.push_back(event);
      }
    }
  }
  choices_.push_back(std::move(choice));
  return choices_.back();
}

const act_choice& process_table::choice_of_wait(std::uint32_t node) { return choice_on_duty(node, 0xFFFF); }

std::optional<process_table::fact_draw> process_table::draw_of(const process_node& node, std::uint16_t fact, bool needed) const {
  const fact_declaration& declared = pack_.facts[fact];
  fact_draw out;
  out.fact = fact;
  const bool opens = node.state == no_state;
  if (of_report_[fact] && !opens && kept_[fact] && node.facts[fact].present) {
    if (!needed) return std::nullopt;
    out.values = {node.facts[fact]};
    return out;
  }
  const auto said = std::find_if(plan_.facts.begin(), plan_.facts.end(), [fact](const fact_weights& one) { return one.fact == fact; });
  if (said != plan_.facts.end()) {
    std::vector<double> weights;
    for (const auto& [value, weight] : said->values) {
      out.values.push_back(value);
      weights.push_back(weight);
    }
    out.weights = weighted_choice{weights};
    return out;
  }
  const auto all = [&out](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out.values.push_back(fact_value::of(static_cast<std::int64_t>(i)));
  };
  switch (declared.type) {
    case fact_type::text:
    case fact_type::document:
    case fact_type::date:
    case fact_type::moment: out.values = {fact_value::of(1)}; return out;
    case fact_type::boolean:
      if (!needed && declared.standard.present) return std::nullopt;
      out.values = {fact_value::of(1)};
      return out;
    case fact_type::choice:
    case fact_type::channel:
      if (!needed) return std::nullopt;
      all(declared.type == fact_type::choice ? declared.values.size() : pack_.channels.size());
      return out;
    case fact_type::integer:
      if (!needed) return std::nullopt;
      for (std::int64_t n = declared.low; n <= std::min(declared.high, declared.low + 63); ++n) out.values.push_back(fact_value::of(n));
      return out;
    case fact_type::authority:
    case fact_type::authorities:
      if (!needed) return std::nullopt;
      if (leads_.empty() || (declared.type == fact_type::authority && pack_.lead_fact != fact)) {
        all(pack_.authorities.size());
      } else {
        for (const authority_number body : leads_) out.values.push_back(fact_value::of(body));
      }
      return out;
  }
  return std::nullopt;
}

std::uint32_t process_table::make_plan(std::uint32_t node, event_number event, role_number role) {
  if (plans_.size() >= most_plans) throw_too_many();
  act_plan plan{node, event, role, {}};
  std::vector<std::uint16_t> facts;
  std::set<std::uint16_t> needed;
  for (const machine_row& row : pack_.flow.rows_of(nodes_[node].state, event)) {
    if (((row.roles >> role) & 1U) == 0) continue;
    const transition_rule& rule = pack_.transitions[row.rule];
    facts.insert(facts.end(), rule.needs.begin(), rule.needs.end());
    facts.insert(facts.end(), rule.takes.begin(), rule.takes.end());
    needed.insert(rule.needs.begin(), rule.needs.end());
  }
  std::sort(facts.begin(), facts.end());
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  std::uint64_t picks = 1;
  for (const std::uint16_t fact : facts) {
    auto one = draw_of(nodes_[node], fact, needed.count(fact) != 0);
    if (!one) continue;
    picks *= one->values.size();
    if (picks > most_picks) throw_too_many();
    plan.draws.push_back(std::move(*one));
  }
  plans_.push_back(std::move(plan));
  return static_cast<std::uint32_t>(plans_.size() - 1);
}

process_table::given_facts process_table::drawn_facts(const act_plan& plan, std::uint64_t picks) const {
  given_facts out;
  for (auto one = plan.draws.rbegin(); one != plan.draws.rend(); ++one) {
    const std::optional<fact_value>& value = one->values[picks % one->values.size()];
    picks /= one->values.size();
    if (value) out.emplace_back(one->fact, *value);
  }
  return out;
}

void process_table::name_bodies(process_node& node, std::uint16_t fact, std::vector<authority_number> list) const {
  node.bodies.erase(std::remove_if(node.bodies.begin(), node.bodies.end(), [fact](const auto& one) { return one.first == fact; }),
                    node.bodies.end());
  node.facts[fact] = list.empty() ? fact_value{} : fact_value::of(static_cast<std::int64_t>(list.size()));
  if (list.empty()) return;
  std::sort(list.begin(), list.end());
  node.bodies.emplace_back(fact, std::move(list));
  std::sort(node.bodies.begin(), node.bodies.end());
}

bool process_table::take_act(process_node& node, const transition_rule& rule, const given_facts& given) const {
  for (const auto& [fact, value] : given) {
    if (pack_.facts[fact].type != fact_type::authorities) {
      node.facts[fact] = value;
      continue;
    }
    std::vector<authority_number> list;
    const auto count = std::max<std::int64_t>(1, pack_.facts[fact].low);
    for (std::int64_t i = 0; i < count && static_cast<std::size_t>(i) < pack_.authorities.size(); ++i)
      list.push_back(static_cast<authority_number>(static_cast<std::size_t>(value.number + i) % pack_.authorities.size()));
    name_bodies(node, fact, std::move(list));
  }
  for (const auto& [fact, value] : rule.sets) node.facts[fact] = value;
  for (const std::uint16_t fact : rule.clears) {
    if (pack_.facts[fact].type == fact_type::authorities)
      name_bodies(node, fact, {});
    else
      node.facts[fact] = pack_.facts[fact].standard;
  }
  if (!rule.routes || gives(given, *pack_.lead_fact)) return true;
  std::size_t row = 0;
  if (pack_.routes.find(node.facts, row) != status::ok) return false;
  node.facts[*pack_.lead_fact] = fact_value::of(pack_.routes.row(row).lead);
  if (pack_.support_fact && !gives(given, *pack_.support_fact)) name_bodies(node, *pack_.support_fact, pack_.routes.row(row).support);
  return true;
}

void process_table::add_routes(const act_plan& plan, const given_facts& given, const transition_rule& rule, act_outcome& out) {
  std::vector<std::uint16_t> free;
  for (std::size_t i = 0; i < pack_.facts.size(); ++i) {
    const auto fact = static_cast<std::uint16_t>(i);
    const fact_type type = pack_.facts[i].type;
    const bool finite = type == fact_type::choice || type == fact_type::channel || type == fact_type::boolean;
    const bool taken = contains(rule.needs, fact) || contains(rule.takes, fact);
    if (finite && taken && of_routes_[i] && !gives(given, fact) && !nodes_[plan.node].facts[i].present) free.push_back(fact);
  }
  if (free.empty()) return;
  for (std::size_t at = 0; at < pack_.routes.size(); ++at) {
    std::vector<std::pair<std::uint16_t, std::int64_t>> asked;  // of the free facts, with how many values
    for (const condition_node& node : pack_.routes.row(at).when) {
      const bool leaf = node.kind == condition_kind::range || node.kind == condition_kind::present;
      if (!leaf || !contains(free, node.fact)) continue;
      const fact_declaration& fact = pack_.facts[node.fact];
      const std::size_t values = fact.type == fact_type::choice ? fact.values.size() : fact.type == fact_type::channel ? pack_.channels.size() : 2U;
      const std::pair one{node.fact, static_cast<std::int64_t>(values)};
      if (std::find(asked.begin(), asked.end(), one) == asked.end()) asked.push_back(one);
    }
    std::int64_t combinations = 1;
    for (const auto& one : asked) combinations *= one.second;
    if (combinations > 100'000) throw_too_many();
    const std::size_t before = options_.size();
    for (std::int64_t number = 0; number < combinations; ++number) {
      given_facts route;
      std::int64_t rest = number;
      for (const auto& [fact, values] : asked) {
        route.emplace_back(fact, fact_value::of(rest % values));
        rest /= values;
      }
      process_node after = nodes_[plan.node];
      given_facts together = given;
      together.insert(together.end(), route.begin(), route.end());
      for (const auto& [fact, value] : together) after.facts[fact] = value;
      for (const auto& [fact, value] : rule.sets) after.facts[fact] = value;
      if (!holds(pack_.routes.row(at).when, after.facts)) continue;
      options_.push_back({std::move(route), flat_map::none});
    }
    if (options_.size() > before) out.row_ends.push_back(static_cast<std::uint32_t>(options_.size()));
  }
}

std::uint32_t process_table::make_outcome(const act_plan& plan, std::uint64_t picks) {
  const given_facts given = drawn_facts(plan, picks);
  act_outcome out;
  out.first_option = static_cast<std::uint32_t>(options_.size());
  std::vector<fact_value> merged = nodes_[plan.node].facts;
  for (const auto& [fact, value] : given) merged[fact] = value;
  std::size_t row = 0;
  const state_number state = nodes_[plan.node].state;
  const bool clear = pack_.flow.step(state, plan.event, plan.role, merged, row) == status::ok;
  if (pack_.lead_fact && !gives(given, *pack_.lead_fact) && !(clear && !pack_.transitions[pack_.flow.row(row).rule].routes)) {
    for (const machine_row& candidate : pack_.flow.rows_of(state, plan.event)) {
      const transition_rule& rule = pack_.transitions[candidate.rule];
      if (rule.routes && ((candidate.roles >> plan.role) & 1U) != 0 && out.row_ends.empty()) add_routes(plan, given, rule, out);
    }
  }
  if (out.row_ends.empty()) options_.emplace_back();
  outcomes_.push_back(std::move(out));
  return static_cast<std::uint32_t>(outcomes_.size() - 1);
}

std::uint8_t process_table::row_of(std::size_t duty, std::span<const fact_value> facts) const {
  const std::vector<limit_rule>& within = pack_.duties[duty].within;
  if (within.empty()) return row_unlimited;
  if (std::any_of(within.begin(), within.end(), [](const limit_rule& one) { return one.row.received != receipt::any; }))
    return row_by_receipt;
  std::size_t row = 0;
  bool provisional = false;
  const auto at = [&within](std::size_t i) noexcept -> const limit_row& { return within[i].row; };
  const status code = choose_limit(within.size(), at, facts, pack_.compiled, instant_at(plan_.from, 0), row, provisional);
  return code == status::ok ? static_cast<std::uint8_t>(row) : row_unlimited;
}

// The authority that the case names for a role, if it names one alone.
std::uint16_t process_table::body_of(const process_node& node, role_number role) const {
  const auto fact = pack_.roles[role].acts_for;
  if (!fact || !node.facts[*fact].present) return no_authority;
  if (pack_.facts[*fact].type == fact_type::authority) return static_cast<std::uint16_t>(node.facts[*fact].number);
  const auto found = std::find_if(node.bodies.begin(), node.bodies.end(), [fact](const auto& one) { return one.first == *fact; });
  return found != node.bodies.end() && found->second.size() == 1 ? found->second.front() : no_authority;
}

void process_table::add_starts(const process_node& after, event_number event, process_edge& edge) {
  for (const duty_moves& one : pack_.lookup.moves_of(event)) {
    const duty_rule& rule = pack_.duties[one.duty];
    if (!one.does(duty_move::starts) || !holds(rule.when, after.facts)) continue;
    std::vector<std::uint16_t> owed;
    if (rule.for_each) {
      for (const auto& [fact, list] : after.bodies) {
        if (fact == *rule.for_each) owed = list;
      }
    } else {
      owed = {body_of(after, rule.owed_by)};
    }
    const role_number worker = workers_[one.duty];
    for (const std::uint16_t authority : owed) {
      const std::uint16_t works = worker == rule.owed_by ? authority : body_of(after, worker);
      edge.starts.push_back({static_cast<std::uint16_t>(one.duty), authority, queue_of(worker, works), row_of(one.duty, after.facts)});
    }
  }
}

process_edge process_table::make_edge(const act_plan& plan, const given_facts& given) {
  process_edge edge;
  edge.event = plan.event;
  edge.drawn = std::any_of(plan.draws.begin(), plan.draws.end(), [](const fact_draw& one) { return one.values.size() > 1; });
  const process_node before = nodes_[plan.node];
  const auto merged_with = [&before](const given_facts& facts) {
    std::vector<fact_value> merged = before.facts;
    for (const auto& [fact, value] : facts) merged[fact] = value;
    return merged;
  };
  std::size_t row = 0;
  if (pack_.flow.step(before.state, plan.event, plan.role, merged_with(given), row) != status::ok) return edge;
  const transition_rule& rule = pack_.transitions[pack_.flow.row(row).rule];
  given_facts taken;
  for (const auto& one : given) {
    if (contains(rule.needs, one.first) || contains(rule.takes, one.first)) taken.push_back(one);
  }
  std::size_t again = 0;
  if (pack_.flow.step(before.state, plan.event, plan.role, merged_with(taken), again) != status::ok || again != row) return edge;
  for (const std::uint16_t fact : rule.needs) {
    if (!gives(taken, fact)) return edge;
  }
  process_node after = before;
  if (!take_act(after, rule, taken)) return edge;
  after.state = pack_.flow.row(row).to;
  const auto acts_for = pack_.roles[plan.role].acts_for;
  edge.possible = true;
  edge.by_right = !acts_for || pack_.facts[*acts_for].type != fact_type::authorities || !before.facts[*acts_for].present;
  edge.ends_case = pack_.states[after.state].end;
  edge.transition = pack_.flow.row(row).rule;
  for (std::size_t fact = 0; fact < after.facts.size(); ++fact) {
    edge.choose_again = edge.choose_again || (of_limits_[fact] && after.facts[fact] != before.facts[fact]);
  }
  for (const auto& one : taken) edge.promises = edge.promises || promised_[one.first];
  if (!edge.ends_case) add_starts(after, plan.event, edge);
  for (const std::uint16_t fact : pack_.lookup.counts) {
    const kept_count& counts = *pack_.facts[fact].counts;
    if (counts.duty) continue;
    std::int64_t& count = after.facts[fact].number;
    if (std::find(counts.anew.begin(), counts.anew.end(), plan.event) != counts.anew.end())
      count = 0;
    else if (std::find(counts.events.begin(), counts.events.end(), plan.event) != counts.events.end())
      count = std::min(count + 1, pack_.facts[fact].high);
  }
  edge.to = intern(std::move(after));
  return edge;
}

std::uint32_t process_table::intern(process_node node) {
  std::string key(reinterpret_cast<const char*>(&node.state), sizeof node.state);
  const auto add = [&key](std::int64_t number) { key.append(reinterpret_cast<const char*>(&number), sizeof number); };
  for (std::size_t fact = 0; fact < node.facts.size(); ++fact) {
    fact_value& value = node.facts[fact];
    const fact_type type = pack_.facts[fact].type;
    if (!kept_[fact]) {
      value = {};
      continue;
    }
    if (type == fact_type::date || type == fact_type::moment) value.number = 0;
    if (pack_.facts[fact].counts) value.number = std::min(value.number, most_counted_[fact]);
    add(value.present ? value.number + 1 : -1);
  }
  for (auto one = node.bodies.begin(); one != node.bodies.end();) {
    if (!kept_[one->first]) {
      one = node.bodies.erase(one);
      continue;
    }
    add(one->first);
    for (const authority_number body : one->second) add(body);
    ++one;
  }
  const auto [found, is_new] = node_of_.emplace(std::move(key), static_cast<std::uint32_t>(nodes_.size()));
  if (is_new) {
    if (nodes_.size() >= most_nodes) throw_too_many();
    nodes_.push_back(std::move(node));
  }
  return found->second;
}

std::uint32_t process_table::with_count(std::uint32_t node, std::uint16_t fact, std::int64_t count) {
  count = std::min({count, most_counted_[fact], pack_.facts[fact].high});
  if (nodes_[node].facts[fact].number == count) return node;
  const std::uint64_t key = (std::uint64_t{node} << 32U) | (std::uint64_t{fact} << 16U) | static_cast<std::uint64_t>(count);
  std::uint32_t& at = count_of_.at_or(key, flat_map::none);
  if (at == flat_map::none) {
    process_node other = nodes_[node];
    other.facts[fact] = fact_value::of(count);
    at = intern(std::move(other));
  }
  return at;
}

const process_edge& process_table::act(std::uint32_t node, event_number event, role_number role, draw& numbers) {
  std::uint32_t& known_plan = plan_of_.at_or((std::uint64_t{node} << 24U) | (std::uint64_t{event} << 8U) | role, flat_map::none);
  if (known_plan == flat_map::none) known_plan = make_plan(node, event, role);
  const std::uint32_t plan = known_plan;
  std::uint64_t picks = 0;
  for (const fact_draw& one : plans_[plan].draws) {
    const std::size_t values = one.values.size();
    std::uint64_t pick = 0;
    if (values > 1) pick = one.weights.size() != 0 ? one.weights.pick(numbers.next()) : one_of(numbers.next(), values);
    picks = picks * values + pick;
  }
  std::uint32_t& known_outcome = outcome_of_.at_or((std::uint64_t{plan} << 40U) | picks, flat_map::none);
  if (known_outcome == flat_map::none) known_outcome = make_outcome(plans_[plan], picks);
  const act_outcome& outcome = outcomes_[known_outcome];
  std::uint32_t option = outcome.first_option;
  if (!outcome.row_ends.empty()) {
    const std::uint64_t row = one_of(numbers.next(), outcome.row_ends.size());
    const std::uint32_t begin = row == 0 ? outcome.first_option : outcome.row_ends[row - 1];
    option = begin + static_cast<std::uint32_t>(one_of(numbers.next(), outcome.row_ends[row] - begin));
  }
  if (options_[option].edge == flat_map::none) {
    given_facts given = drawn_facts(plans_[plan], picks);
    given.insert(given.end(), options_[option].route.begin(), options_[option].route.end());
    process_edge edge = make_edge(plans_[plan], given);
    edge.drawn = edge.drawn || !outcome.row_ends.empty();
    options_[option].edge = static_cast<std::uint32_t>(edges_.size());
    edges_.push_back(std::move(edge));
  }
  return edges_[options_[option].edge];
}

}  // namespace thoihan
