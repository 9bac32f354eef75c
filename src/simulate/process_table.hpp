// The pack's process as numbers: what stands of a case in a simulation is one node, and an act leads from node to node.
//
//     process_table table{pack, plan};
//     const process_edge& edge = table.act(node, event, role, [&]() -> draw& { return numbers; });    // the facts of the act drawn
//     if (edge.possible) node = edge.to;
//
// A node is a state with those facts that somebody will still read (live_facts.hpp). Nodes and edges are made when they are first met,
// by the pack's own machine, routing table and conditions, and then looked up.
//
// Errors: thoihan::error (too_big) beyond `most_nodes`.
// Thread-safety: none, one table a thread. Cost: some ten instructions an act, and as many for each fact that is drawn; microseconds
// for what is met the first time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/simulate/act_guide.hpp"
#include "src/simulate/draw.hpp"
#include "src/simulate/flat_map.hpp"
#include "src/simulate/live_facts.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/simulate/simulation_plan.hpp"
#include "thoihan/workflow/machine.hpp"

namespace thoihan {

inline constexpr std::uint16_t no_authority = 0xFFFF;
inline constexpr std::uint8_t row_unlimited = 0xFF;
inline constexpr std::uint8_t row_by_receipt = 0xFE;  // chosen when it is asked for: it depends on a time of receipt

struct duty_start {
  std::uint16_t duty = 0;
  std::uint16_t authority = no_authority;
  std::uint16_t queue = 0;
  std::uint8_t row = row_unlimited;
  bool operator==(const duty_start&) const noexcept = default;
};

struct process_edge {
  std::uint32_t to = 0;
  std::uint32_t first_start = 0;
  std::uint16_t transition = 0;
  std::uint8_t starts = 0;
  std::uint8_t bar_row = row_unlimited;  // of the time-bar that refuses the act when it is over
  bool possible : 1 = false;
  bool drawn : 1 = false;    // other facts could have been drawn
  bool by_right : 1 = true;  // not as one of several bodies
  bool ends_case : 1 = false;
  bool choose_again : 1 = false;  // facts that choose limits are others now
  bool promises : 1 = false;      // gives a date that an extension or a limit is counted by
  bool may_refuse : 1 = false;    // a time-bar, or what a duty still allows
};

// What an event does to the duties: a bit for each.
struct event_masks {
  std::uint64_t meets = 0;
  std::uint64_t ends = 0;
  std::uint64_t extends = 0;
  std::uint64_t exempts = 0;
  std::uint64_t asks = 0;
};

struct work_queue {
  role_number role = 0;
  std::uint16_t authority = no_authority;
};

class process_table {
 public:
  static constexpr std::uint32_t most_nodes = 1'000'000;

  process_table(const rule_pack& pack, const simulation_plan& plan);

  const rule_pack& pack() const noexcept { return pack_; }
  const act_guide& guide() const noexcept { return guide_; }
  const live_facts& live() const noexcept { return live_; }
  std::uint32_t opening_node() const noexcept { return 0; }

  // The act of a role, its facts drawn from `numbers()`, which is asked only where there is something to draw. The reference holds
  // until the next call.
  template <class Numbers>
  const process_edge& act(std::uint32_t node, event_number event, role_number role, Numbers numbers) {
    const state_number state = nodes_[node].state;
    const std::uint32_t own = slot(state, event, role);
    if (own == none) return impossible_;
    const std::uint32_t at = nodes_[node].first_plan + own;
    std::uint32_t known = plan_at_[at];
    if (known < no_edge) return edges_[known];
    if (known == none) {
      known = make_plan(node, event, role);
      plan_at_[at] = known;
    }
    if (known < no_edge) return edges_[known];
    return drawn_edge(plans_[known & ~no_edge], numbers());
  }
  std::span<const duty_start> starts_of(const process_edge& edge) const noexcept {
    return std::span{starts_}.subspan(edge.first_start, edge.starts);
  }

  state_number state_of(std::uint32_t node) const noexcept { return nodes_[node].state; }
  std::span<const fact_value> facts_of(std::uint32_t node) const noexcept { return cases_[node].facts; }
  const event_masks& masks_of(event_number event) const noexcept { return masks_[event]; }

  // Counts of running rounds that conditions read: the node with this count.
  std::span<const std::uint16_t> running_counts() const noexcept { return live_.running_counts(); }
  std::uint32_t with_count(std::uint32_t node, std::uint16_t fact, std::int64_t count);

  // Groups of events that time-bars count from; which of them an event belongs to, as bits.
  std::uint8_t bars_of(event_number event) const noexcept { return bars_[event]; }
  std::size_t bar_group_of(std::uint32_t transition) const noexcept { return group_of_[transition]; }

  const std::vector<work_queue>& queues() const noexcept { return queues_; }

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;
  static constexpr std::uint32_t no_edge = 0x80000000U;  // a number from here on is not that of an edge

  struct process_node {
    std::uint32_t first_plan = 0;
    state_number state = no_state;
  };
  // What stands of a case.
  struct process_case {
    state_number state = no_state;
    std::uint32_t situation = 0;
    std::vector<fact_value> facts;
    std::vector<std::pair<std::uint16_t, std::vector<authority_number>>> bodies;
  };
  using given_facts = std::vector<std::pair<std::uint16_t, fact_value>>;

  struct fact_draw {
    std::uint16_t fact = 0;
    std::vector<std::optional<fact_value>> values;
    std::uint32_t count = 0;  // of the values
    weighted_choice weights;  // none: all alike

    std::uint64_t name = 0;  // of the fact, in every pack the same

    std::uint64_t pick(const draw& numbers) const noexcept {
      const std::uint64_t bits = numbers.named(name);
      return weights.size() != 0 ? weights.pick(bits) : one_of(bits, count);
    }
  };
  struct act_plan {
    std::uint32_t number = 0;
    std::uint32_t node = 0;
    event_number event = 0;
    role_number role = 0;
    bool small = true;
    std::uint32_t first_draw = 0, last_draw = 0;  // facts that may have several values
    std::uint32_t first_cell = 0;                 // where all that can be drawn has a cell of its own
    std::uint32_t given = 0;                      // facts that have one value
  };
  // The routes that are left where some facts are given, each row of the routing table as likely as another.
  struct route_list {
    std::vector<given_facts> options;
    std::vector<std::uint32_t> row_ends;  // none: no fact is free
  };
  struct route_choice {
    std::uint32_t list = 0;
    std::uint32_t first_edge = 0;  // of as many as the list has options
  };

  std::uint32_t slot(state_number state, event_number event, role_number role) const noexcept {
    const std::size_t row = state == no_state ? states_ : std::size_t{state};
    return slots_[(row * events_ + event) * roles_ + role];
  }
  void find_slots();
  void find_masks();
  std::uint32_t make_plan(std::uint32_t node, event_number event, role_number role);
  std::optional<fact_draw> draw_of(const process_case& at, const act_plan& plan, std::uint16_t fact, bool needed) const;
  bool may_be(const process_case& at, const act_plan& plan, std::uint16_t fact,
              const std::optional<fact_value>& value) const;
  void give_all_values(std::uint16_t fact, fact_draw& out) const;
  given_facts drawn_facts(const act_plan& plan, std::uint64_t picks) const;
  std::uint32_t make_cell(const act_plan& plan, std::uint64_t picks);
  std::uint32_t routes_left(const act_plan& plan, const given_facts& given, std::size_t transition);
  route_list list_routes(const transition_rule& rule, const std::vector<fact_value>& merged,
                         const std::vector<std::uint16_t>& free) const;
  const process_edge& drawn_edge(const act_plan& plan, draw& numbers);
  const process_edge& routed_edge(const act_plan& plan, std::uint64_t picks, std::uint32_t choice, draw& numbers);
  std::uint32_t make_edge(const act_plan& plan, const given_facts& given, bool routed_here);
  // The case after the act, or false where the routing table names nobody.
  bool take_act(process_case& at, const transition_rule& rule, const given_facts& given) const;
  void name_bodies(process_case& at, std::uint16_t fact, std::vector<authority_number> list) const;
  std::uint16_t body_of(const process_case& at, role_number role) const;
  std::vector<duty_start> starts_after(const process_case& after, event_number event);
  std::uint8_t row_of(const std::vector<limit_rule>& within, std::span<const fact_value> facts) const;
  std::uint16_t queue_of(role_number role, std::uint16_t authority);
  std::uint32_t intern(process_case at);
  std::uint32_t intern(process_edge edge, const std::vector<duty_start>& starts);

  const rule_pack& pack_;
  const simulation_plan& plan_;
  const std::size_t states_;
  const std::size_t events_;
  const std::size_t roles_;
  act_guide guide_;
  live_facts live_;
  std::vector<authority_number> leads_;
  std::vector<event_masks> masks_;
  std::vector<std::uint8_t> bars_;
  std::vector<std::size_t> group_of_;
  std::vector<std::uint32_t> slots_;        // by state, event and role; none: the role may not
  std::vector<std::uint32_t> slot_counts_;  // by state
  process_edge impossible_;

  std::vector<process_node> nodes_;
  std::vector<process_case> cases_;  // parallel to the nodes
  std::unordered_map<std::string, std::uint32_t> node_of_;
  std::vector<std::uint32_t>
      plan_at_;  // by the node's first plan and the slot: an edge where nothing is drawn, else a plan from no_edge on
  std::vector<act_plan> plans_;
  std::vector<fact_draw> draws_;
  std::vector<given_facts> given_;
  std::vector<std::uint32_t> cells_;
  flat_map cell_of_;
  std::vector<route_choice> routes_;
  std::vector<std::uint32_t> route_edges_;
  std::vector<route_list> route_lists_;
  std::unordered_map<std::string, std::uint32_t> route_list_of_;
  std::vector<process_edge> edges_;
  std::unordered_map<std::string, std::uint32_t> edge_of_;
  std::vector<duty_start> starts_;
  std::vector<work_queue> queues_;
  flat_map count_of_;
};

}  // namespace thoihan
