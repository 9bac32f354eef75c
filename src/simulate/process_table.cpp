#include "src/simulate/process_table.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "src/pack/say.hpp"
#include "thoihan/limit/choice.hpp"

namespace thoihan {
namespace {

constexpr std::uint64_t most_picks = std::uint64_t{1} << 40U;
constexpr std::uint64_t most_small_picks = 1024;
constexpr std::size_t most_plans = std::size_t{1} << 24U;  // with the picks in a key of 64 bits
constexpr std::size_t most_bar_groups = 4;

bool contains(const std::vector<std::uint16_t>& list, std::uint16_t one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool gives(const std::vector<std::pair<std::uint16_t, fact_value>>& given, std::uint16_t fact) {
  return std::any_of(given.begin(), given.end(), [fact](const auto& one) { return one.first == fact; });
}

// A part of a key: numbers as their bytes.
template <class... Numbers>
void add(std::string& key, Numbers... numbers) {
  (key.append(reinterpret_cast<const char*>(&numbers), sizeof numbers), ...);
}

// FNV-1a, mixed.
std::uint64_t name_bits(std::string_view text) {
  std::uint64_t out = 0xCBF29CE484222325U;
  for (const char letter : text) out = (out ^ static_cast<unsigned char>(letter)) * 0x100000001B3U;
  return mixed_bits(out);
}

[[noreturn]] void throw_too_many() {
  throw error(status::too_big, {"các dữ kiện của phương án có quá nhiều tổ hợp: nêu ít dữ kiện hơn",
                                "the facts of the plan have too many combinations: name fewer of them"});
}

}  // namespace

process_table::process_table(const rule_pack& pack, const simulation_plan& plan)
    : pack_(pack),
      plan_(plan),
      states_(pack.states.size()),
      events_(pack.events.size()),
      roles_(pack.roles.size()),
      guide_(pack, plan),
      live_(pack, guide_),
      masks_(pack.events.size()),
      bars_(pack.events.size(), 0),
      group_of_(pack.transitions.size(), 0) {
  if (!pack.pauses.empty()) {
    throw error(status::unsupported, {"mô phỏng chưa tính việc hồ sơ tạm dừng (pauses)",
                                      "a simulation does not know of cases that stand still (pauses)"});
  }
  if (pack.duties.size() > 64)
    throw error(status::too_big, {"nhiều nhất 64 nghĩa vụ", "at most 64 duties can be simulated"});
  find_slots();
  find_masks();
  std::set<authority_number> leads;
  for (std::size_t row = 0; row < pack.routes.size(); ++row) leads.insert(pack.routes.row(row).lead);
  leads_.assign(leads.begin(), leads.end());
  process_case opening;
  opening.situation = live_.opening();
  opening.facts = pack.lookup.standard;
  intern(std::move(opening));
}

void process_table::find_slots() {
  slots_.assign((states_ + 1) * events_ * roles_, none);
  for (std::size_t state = 0; state <= states_; ++state) {
    std::uint32_t count = 0;
    for (std::size_t event = 0; event < events_; ++event) {
      std::uint64_t roles = 0;
      const auto from = state == states_ ? no_state : static_cast<state_number>(state);
      for (const machine_row& row : pack_.flow.rows_of(from, static_cast<event_number>(event))) roles |= row.roles;
      for (std::size_t role = 0; role < roles_; ++role) {
        if (((roles >> role) & 1U) != 0) slots_[(state * events_ + event) * roles_ + role] = count++;
      }
    }
    slot_counts_.push_back(count);
  }
}

void process_table::find_masks() {
  for (std::size_t event = 0; event < pack_.events.size(); ++event) {
    for (const duty_moves& one : pack_.lookup.moves_of(event)) {
      const std::uint64_t bit = std::uint64_t{1} << one.duty;
      if (one.does(duty_move::meets)) masks_[event].meets |= bit;
      if (one.does(duty_move::ends)) masks_[event].ends |= bit;
      if (one.does(duty_move::extends)) masks_[event].extends |= bit;
      if (one.does(duty_move::exempts)) masks_[event].exempts |= bit;
      if (one.does(duty_move::asks)) masks_[event].asks |= bit;
    }
  }
  std::vector<std::vector<event_number>> groups;
  for (std::size_t at = 0; at < pack_.transitions.size(); ++at) {
    const auto& until = pack_.transitions[at].until;
    if (!until) continue;
    auto found = std::find(groups.begin(), groups.end(), until->from);
    if (found == groups.end()) found = groups.insert(groups.end(), until->from);
    group_of_[at] = static_cast<std::size_t>(found - groups.begin());
  }
  if (groups.size() > most_bar_groups)
    throw error(status::too_big,
                {"quá nhiều mốc của thời hạn làm việc", "time-bars count from too many kinds of events"});
  for (std::size_t group = 0; group < groups.size(); ++group) {
    for (const event_number event : groups[group]) bars_[event] |= static_cast<std::uint8_t>(1U << group);
  }
}

std::uint16_t process_table::queue_of(role_number role, std::uint16_t authority) {
  for (std::size_t at = 0; at < queues_.size(); ++at) {
    if (queues_[at].role == role && queues_[at].authority == authority) return static_cast<std::uint16_t>(at);
  }
  queues_.push_back({role, authority});
  return static_cast<std::uint16_t>(queues_.size() - 1);
}

void process_table::give_all_values(std::uint16_t fact, fact_draw& out) const {
  const fact_declaration& declared = pack_.facts[fact];
  const auto all = [&out](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out.values.push_back(fact_value::of(static_cast<std::int64_t>(i)));
  };
  switch (declared.type) {
    case fact_type::text:
    case fact_type::document:
    case fact_type::date:
    case fact_type::moment:
    case fact_type::boolean: out.values = {fact_value::of(1)}; return;
    case fact_type::choice: all(declared.values.size()); return;
    case fact_type::channel: all(pack_.channels.size()); return;
    case fact_type::integer:
      for (std::int64_t n = declared.low; n <= std::min(declared.high, declared.low + 63); ++n)
        out.values.push_back(fact_value::of(n));
      return;
    case fact_type::authority:
    case fact_type::authorities:
      if (leads_.empty() || (declared.type == fact_type::authority && pack_.lead_fact != fact)) {
        all(pack_.authorities.size());
      } else {
        for (const authority_number body : leads_) out.values.push_back(fact_value::of(body));
      }
      return;
  }
}

// Does any row of the act admit the value, whatever the other facts are? What none admits would only be drawn again.
bool process_table::may_be(const process_case& at, const act_plan& plan, std::uint16_t fact,
                           const std::optional<fact_value>& value) const {
  known_facts known(pack_.facts.size());
  known[fact] = value ? *value : at.facts[fact];
  const auto rows = pack_.flow.rows_of(at.state, plan.event);
  return std::any_of(rows.begin(), rows.end(), [&](const machine_row& row) {
    return ((row.roles >> plan.role) & 1U) != 0 && may_hold(row.when, known);
  });
}

std::optional<process_table::fact_draw> process_table::draw_of(const process_case& at, const act_plan& plan,
                                                               std::uint16_t fact, bool needed) const {
  const fact_declaration& declared = pack_.facts[fact];
  fact_draw out;
  out.fact = fact;
  if (live_.is_of_report(fact) && at.state != no_state && at.facts[fact].present) {
    if (!needed) return std::nullopt;
    out.values = {at.facts[fact]};
    return out;
  }
  const bool matters = live_.matters(at.situation, plan.event, fact) || live_.is_promised(fact);
  if (!matters && !needed) return std::nullopt;
  const auto said = std::find_if(plan_.facts.begin(), plan_.facts.end(),
                                 [fact](const fact_weights& one) { return one.fact == fact; });
  if (said != plan_.facts.end()) {
    std::vector<double> weights;
    bool always = true;
    for (const auto& [value, weight] : said->values) {
      if (weight <= 0 || !may_be(at, plan, fact, value)) continue;
      always = always && value.has_value();
      out.values.push_back(value);
      weights.push_back(weight);
    }
    // Nobody asks which one it is.
    if (!matters && always) out.values.resize(1);
    if (out.values.size() > 1) out.weights = weighted_choice{weights};
    return out;
  }
  const bool is_said = declared.type == fact_type::text || declared.type == fact_type::document ||
                       declared.type == fact_type::date || declared.type == fact_type::moment ||
                       (declared.type == fact_type::boolean && !declared.standard.present);
  if (!needed && !is_said) return std::nullopt;
  give_all_values(fact, out);
  out.values.erase(std::remove_if(out.values.begin(), out.values.end(),
                                  [&](const auto& value) { return !may_be(at, plan, fact, value); }),
                   out.values.end());
  if (!matters && out.values.size() > 1) out.values.resize(1);
  return out;
}

std::uint32_t process_table::make_plan(std::uint32_t node, event_number event, role_number role) {
  if (plans_.size() >= most_plans) throw_too_many();
  act_plan plan;
  plan.node = node;
  plan.event = event;
  plan.role = role;
  std::vector<std::uint16_t> facts;
  std::set<std::uint16_t> needed;
  const process_case& at = cases_[node];
  for (const machine_row& row : pack_.flow.rows_of(at.state, event)) {
    if (((row.roles >> role) & 1U) == 0) continue;
    const transition_rule& rule = pack_.transitions[row.rule];
    facts.insert(facts.end(), rule.needs.begin(), rule.needs.end());
    facts.insert(facts.end(), rule.takes.begin(), rule.takes.end());
    needed.insert(rule.needs.begin(), rule.needs.end());
  }
  std::sort(facts.begin(), facts.end());
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  given_facts given;
  std::uint64_t picks = 1;
  plan.first_draw = static_cast<std::uint32_t>(draws_.size());
  for (const std::uint16_t fact : facts) {
    auto one = draw_of(at, plan, fact, needed.count(fact) != 0);
    if (!one || one->values.empty()) continue;
    if (one->values.size() == 1) {
      if (one->values[0]) given.emplace_back(fact, *one->values[0]);
      continue;
    }
    picks *= one->values.size();
    if (picks > most_picks) throw_too_many();
    one->count = static_cast<std::uint32_t>(one->values.size());
    one->name = name_bits(pack_.facts[fact].id);
    draws_.push_back(std::move(*one));
  }
  plan.last_draw = static_cast<std::uint32_t>(draws_.size());
  plan.given = static_cast<std::uint32_t>(given_.size());
  given_.push_back(std::move(given));
  plan.small = picks <= most_small_picks;
  plan.first_cell = static_cast<std::uint32_t>(cells_.size());
  plan.number = static_cast<std::uint32_t>(plans_.size());
  if (picks == 1) {
    const std::uint32_t cell = make_cell(plan, 0);
    if (cell < no_edge) return cell;
    cells_.push_back(cell);
  } else if (plan.small) {
    cells_.resize(cells_.size() + picks, none);
  }
  plans_.push_back(plan);
  return no_edge | plan.number;
}

const process_edge& process_table::drawn_edge(const act_plan& plan, draw& numbers) {
  std::uint64_t picks = 0;
  // A number for each fact, by its name: what other facts an act has does not change what is said of this one.
  numbers.next();
  for (std::uint32_t at = plan.first_draw; at < plan.last_draw; ++at)
    picks = picks * draws_[at].count + draws_[at].pick(numbers);
  std::uint32_t& known =
      plan.small ? cells_[plan.first_cell + picks] : cell_of_.at_or((std::uint64_t{plan.number} << 40U) | picks, none);
  if (known == none) known = make_cell(plan, picks);
  return known < no_edge ? edges_[known] : routed_edge(plan, picks, known & ~no_edge, numbers);
}

process_table::given_facts process_table::drawn_facts(const act_plan& plan, std::uint64_t picks) const {
  given_facts out = given_[plan.given];
  for (std::uint32_t at = plan.last_draw; at > plan.first_draw; --at) {
    const fact_draw& one = draws_[at - 1];
    const std::optional<fact_value>& value = one.values[picks % one.values.size()];
    picks /= one.values.size();
    if (value) out.emplace_back(one.fact, *value);
  }
  return out;
}

void process_table::name_bodies(process_case& at, std::uint16_t fact, std::vector<authority_number> list) const {
  at.bodies.erase(
      std::remove_if(at.bodies.begin(), at.bodies.end(), [fact](const auto& one) { return one.first == fact; }),
      at.bodies.end());
  at.facts[fact] = list.empty() ? fact_value{} : fact_value::of(static_cast<std::int64_t>(list.size()));
  if (list.empty()) return;
  std::sort(list.begin(), list.end());
  at.bodies.emplace_back(fact, std::move(list));
  std::sort(at.bodies.begin(), at.bodies.end());
}

bool process_table::take_act(process_case& at, const transition_rule& rule, const given_facts& given) const {
  for (const auto& [fact, value] : given) {
    if (pack_.facts[fact].type != fact_type::authorities) {
      at.facts[fact] = value;
      continue;
    }
    std::vector<authority_number> list;
    const auto count = std::max<std::int64_t>(1, pack_.facts[fact].low);
    for (std::int64_t i = 0; i < count && static_cast<std::size_t>(i) < pack_.authorities.size(); ++i)
      list.push_back(
          static_cast<authority_number>(static_cast<std::size_t>(value.number + i) % pack_.authorities.size()));
    name_bodies(at, fact, std::move(list));
  }
  for (const auto& [fact, value] : rule.sets) at.facts[fact] = value;
  for (const std::uint16_t fact : rule.clears) {
    if (pack_.facts[fact].type == fact_type::authorities)
      name_bodies(at, fact, {});
    else
      at.facts[fact] = pack_.facts[fact].standard;
  }
  if (!rule.routes || gives(given, *pack_.lead_fact)) return true;
  std::size_t row = 0;
  if (pack_.routes.find(at.facts, row) != status::ok) return false;
  at.facts[*pack_.lead_fact] = fact_value::of(pack_.routes.row(row).lead);
  if (pack_.support_fact && !gives(given, *pack_.support_fact))
    name_bodies(at, *pack_.support_fact, pack_.routes.row(row).support);
  return true;
}

// The routes that can still hold when these facts are given: what the act may take and nobody has said is free.
std::uint32_t process_table::routes_left(const act_plan& plan, const given_facts& given, std::size_t transition) {
  const transition_rule& rule = pack_.transitions[transition];
  std::vector<fact_value> merged = cases_[plan.node].facts;
  for (const auto& [fact, value] : given) merged[fact] = value;
  std::vector<std::uint16_t> free;
  std::string key;
  add(key, transition);
  for (std::size_t i = 0; i < pack_.facts.size(); ++i) {
    if (!live_.is_routed_by(i)) continue;
    const auto fact = static_cast<std::uint16_t>(i);
    const fact_type type = pack_.facts[i].type;
    const bool finite = type == fact_type::choice || type == fact_type::channel || type == fact_type::boolean;
    const bool taken = contains(rule.needs, fact) || contains(rule.takes, fact);
    const bool is_free = finite && taken && !gives(given, fact) && !cases_[plan.node].facts[i].present;
    if (is_free) free.push_back(fact);
    add(key, is_free, merged[i].present, merged[i].number);
  }
  const auto [found, is_new] = route_list_of_.emplace(std::move(key), static_cast<std::uint32_t>(route_lists_.size()));
  if (is_new) route_lists_.push_back(free.empty() ? route_list{} : list_routes(rule, merged, free));
  return found->second;
}

process_table::route_list process_table::list_routes(const transition_rule& rule, const std::vector<fact_value>& merged,
                                                     const std::vector<std::uint16_t>& free) const {
  route_list out;
  for (std::size_t at = 0; at < pack_.routes.size(); ++at) {
    std::vector<std::pair<std::uint16_t, std::int64_t>> asked;  // of the free facts, with how many values
    for (const condition_node& node : pack_.routes.row(at).when) {
      const bool leaf = node.kind == condition_kind::range || node.kind == condition_kind::present;
      if (!leaf || !contains(free, node.fact)) continue;
      const fact_declaration& fact = pack_.facts[node.fact];
      const std::size_t values = fact.type == fact_type::choice    ? fact.values.size()
                                 : fact.type == fact_type::channel ? pack_.channels.size()
                                                                   : 2U;
      const std::pair one{node.fact, static_cast<std::int64_t>(values)};
      if (std::find(asked.begin(), asked.end(), one) == asked.end()) asked.push_back(one);
    }
    std::int64_t combinations = 1;
    for (const auto& one : asked) combinations *= one.second;
    if (combinations > 100'000) throw_too_many();
    const std::size_t before = out.options.size();
    for (std::int64_t number = 0; number < combinations; ++number) {
      given_facts route;
      std::int64_t rest = number;
      std::vector<fact_value> after = merged;
      for (const auto& [fact, values] : asked) {
        route.emplace_back(fact, fact_value::of(rest % values));
        after[fact] = route.back().second;
        rest /= values;
      }
      for (const auto& [fact, value] : rule.sets) after[fact] = value;
      if (holds(pack_.routes.row(at).when, after)) out.options.push_back(std::move(route));
    }
    if (out.options.size() > before) out.row_ends.push_back(static_cast<std::uint32_t>(out.options.size()));
  }
  return out;
}

std::uint32_t process_table::make_cell(const act_plan& plan, std::uint64_t picks) {
  const given_facts given = drawn_facts(plan, picks);
  std::vector<fact_value> merged = cases_[plan.node].facts;
  for (const auto& [fact, value] : given) merged[fact] = value;
  std::size_t row = 0;
  const state_number state = cases_[plan.node].state;
  const bool clear = pack_.flow.step(state, plan.event, plan.role, merged, row) == status::ok;
  const bool names_nobody = pack_.lead_fact && !gives(given, *pack_.lead_fact);
  if (names_nobody && !(clear && !pack_.transitions[pack_.flow.row(row).rule].routes)) {
    for (const machine_row& candidate : pack_.flow.rows_of(state, plan.event)) {
      if (!pack_.transitions[candidate.rule].routes || ((candidate.roles >> plan.role) & 1U) == 0) continue;
      const std::uint32_t list = routes_left(plan, given, candidate.rule);
      if (route_lists_[list].row_ends.empty()) continue;
      routes_.push_back({list, static_cast<std::uint32_t>(route_edges_.size())});
      route_edges_.resize(route_edges_.size() + route_lists_[list].options.size(), none);
      return no_edge | static_cast<std::uint32_t>(routes_.size() - 1);
    }
  }
  return make_edge(plan, given, false);
}

const process_edge& process_table::routed_edge(const act_plan& plan, std::uint64_t picks, std::uint32_t choice,
                                               draw& numbers) {
  const route_list& list = route_lists_[routes_[choice].list];
  const std::uint64_t row = one_of(numbers.next(), list.row_ends.size());
  const std::uint32_t begin = row == 0 ? 0 : list.row_ends[row - 1];
  const auto option = static_cast<std::uint32_t>(begin + one_of(numbers.next(), list.row_ends[row] - begin));
  std::uint32_t& edge = route_edges_[routes_[choice].first_edge + option];
  if (edge == none) {
    given_facts given = drawn_facts(plan, picks);
    given.insert(given.end(), list.options[option].begin(), list.options[option].end());
    edge = make_edge(plan, given, true);
  }
  return edges_[edge];
}

std::uint8_t process_table::row_of(const std::vector<limit_rule>& within, std::span<const fact_value> facts) const {
  if (within.empty()) return row_unlimited;
  if (std::any_of(within.begin(), within.end(), [](const limit_rule& one) { return one.row.received != receipt::any; }))
    return row_by_receipt;
  std::size_t row = 0;
  bool provisional = false;
  const auto at = [&within](std::size_t i) noexcept -> const limit_row& { return within[i].row; };
  const status code =
      choose_limit(within.size(), at, facts, pack_.compiled, instant_at(plan_.from, 0), row, provisional);
  return code == status::ok ? static_cast<std::uint8_t>(row) : row_unlimited;
}

// The authority that the case names for a role, if it names one alone.
std::uint16_t process_table::body_of(const process_case& at, role_number role) const {
  const auto fact = pack_.roles[role].acts_for;
  if (!fact || !at.facts[*fact].present) return no_authority;
  if (pack_.facts[*fact].type == fact_type::authority) return static_cast<std::uint16_t>(at.facts[*fact].number);
  const auto found =
      std::find_if(at.bodies.begin(), at.bodies.end(), [fact](const auto& one) { return one.first == *fact; });
  return found != at.bodies.end() && found->second.size() == 1 ? found->second.front() : no_authority;
}

std::vector<duty_start> process_table::starts_after(const process_case& after, event_number event) {
  std::vector<duty_start> out;
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
    const role_number worker = guide_.worker_on(one.duty);
    for (const std::uint16_t authority : owed) {
      const std::uint16_t works = worker == rule.owed_by ? authority : body_of(after, worker);
      out.push_back(
          {static_cast<std::uint16_t>(one.duty), authority, queue_of(worker, works), row_of(rule.within, after.facts)});
    }
  }
  if (out.size() > 0xFF) throw_too_many();
  return out;
}

std::uint32_t process_table::make_edge(const act_plan& plan, const given_facts& given, bool routed_here) {
  process_edge edge;
  edge.drawn = routed_here || plan.last_draw != plan.first_draw;
  const process_case before = cases_[plan.node];
  const auto merged_with = [&before](const given_facts& facts) {
    std::vector<fact_value> merged = before.facts;
    for (const auto& [fact, value] : facts) merged[fact] = value;
    return merged;
  };
  std::size_t row = 0;
  if (pack_.flow.step(before.state, plan.event, plan.role, merged_with(given), row) != status::ok)
    return intern(edge, {});
  const transition_rule& rule = pack_.transitions[pack_.flow.row(row).rule];
  given_facts taken;
  for (const auto& one : given) {
    if (contains(rule.needs, one.first) || contains(rule.takes, one.first)) taken.push_back(one);
  }
  std::size_t again = 0;
  if (pack_.flow.step(before.state, plan.event, plan.role, merged_with(taken), again) != status::ok || again != row)
    return intern(edge, {});
  for (const std::uint16_t fact : rule.needs) {
    if (!gives(taken, fact)) return intern(edge, {});
  }
  process_case after = before;
  if (!take_act(after, rule, taken)) return intern(edge, {});
  after.state = pack_.flow.row(row).to;
  after.situation = live_.after(before.situation, row);
  const auto acts_for = pack_.roles[plan.role].acts_for;
  edge.possible = true;
  edge.by_right =
      !acts_for || pack_.facts[*acts_for].type != fact_type::authorities || !before.facts[*acts_for].present;
  edge.ends_case = pack_.states[after.state].end;
  edge.transition = static_cast<std::uint16_t>(pack_.flow.row(row).rule);
  if (rule.until && rule.until->refuses) edge.bar_row = row_of(rule.until->within, after.facts);
  edge.may_refuse = edge.bar_row != row_unlimited || (masks_[plan.event].extends | masks_[plan.event].exempts) != 0;
  for (std::size_t fact = 0; fact < after.facts.size(); ++fact) {
    edge.choose_again = edge.choose_again || (live_.chooses_limits(fact) && after.facts[fact] != before.facts[fact]);
  }
  for (const auto& one : taken) edge.promises = edge.promises || live_.is_promised(one.first);
  std::vector<duty_start> starts;
  if (!edge.ends_case) starts = starts_after(after, plan.event);
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
  return intern(edge, starts);
}

std::uint32_t process_table::intern(process_edge edge, const std::vector<duty_start>& starts) {
  std::string key;
  add(key, edge.to, edge.transition, edge.bar_row, edge.possible, edge.drawn, edge.by_right, edge.choose_again,
      edge.promises, edge.may_refuse);
  for (const duty_start& one : starts) add(key, one.duty, one.authority, one.queue, one.row);
  const auto [found, is_new] = edge_of_.emplace(std::move(key), static_cast<std::uint32_t>(edges_.size()));
  if (is_new) {
    edge.first_start = static_cast<std::uint32_t>(starts_.size());
    edge.starts = static_cast<std::uint8_t>(starts.size());
    starts_.insert(starts_.end(), starts.begin(), starts.end());
    edges_.push_back(edge);
  }
  return found->second;
}

std::uint32_t process_table::intern(process_case at) {
  std::string key;
  add(key, at.situation);
  for (std::size_t fact = 0; fact < at.facts.size(); ++fact) {
    fact_value& value = at.facts[fact];
    const fact_type type = pack_.facts[fact].type;
    if (!live_.is_live(at.situation, fact)) {
      value = {};
      continue;
    }
    if (type == fact_type::date || type == fact_type::moment) value.number = 0;
    if (pack_.facts[fact].counts) value.number = std::min(value.number, live_.most_counted(fact));
    add(key, value.present ? value.number + 1 : std::int64_t{-1});
  }
  for (auto one = at.bodies.begin(); one != at.bodies.end();) {
    if (!live_.is_live(at.situation, one->first)) {
      one = at.bodies.erase(one);
      continue;
    }
    add(key, one->first);
    for (const authority_number body : one->second) add(key, body);
    ++one;
  }
  const auto [found, is_new] = node_of_.emplace(std::move(key), static_cast<std::uint32_t>(nodes_.size()));
  if (is_new) {
    if (nodes_.size() >= most_nodes) throw_too_many();
    nodes_.push_back({static_cast<std::uint32_t>(plan_at_.size()), at.state});
    plan_at_.resize(plan_at_.size() + slot_counts_[at.state == no_state ? states_ : at.state], none);
    cases_.push_back(std::move(at));
  }
  return found->second;
}

std::uint32_t process_table::with_count(std::uint32_t node, std::uint16_t fact, std::int64_t count) {
  count = std::min({count, live_.most_counted(fact), pack_.facts[fact].high});
  if (cases_[node].facts[fact].number == count) return node;
  const std::uint64_t key =
      (std::uint64_t{node} << 32U) | (std::uint64_t{fact} << 16U) | static_cast<std::uint64_t>(count);
  const std::uint32_t known = count_of_.at_or(key, none);
  if (known != none) return known;
  process_case other = cases_[node];
  other.facts[fact] = fact_value::of(count);
  const std::uint32_t to = intern(std::move(other));
  count_of_.at_or(key, none) = to;
  return to;
}

}  // namespace thoihan
