// The pack's process as numbers: what stands of a case in a simulation is one node, and an act leads from node to node.
//
//     process_table table{pack, plan};
//     const process_edge& edge = table.act(node, event, role, numbers);    // the facts of the act drawn
//     if (edge.possible) node = edge.to;
//
// A node is a state with those facts that some condition of the pack reads; what nobody asks for is not kept. Nodes and edges are
// made when they are first met, by the pack's own machine, routing table and conditions, and then looked up.
//
// Errors: thoihan::error (too_big) beyond `most_nodes`.
// Thread-safety: none, one table a thread. Cost: a look-up or two an act; microseconds for what is met the first time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/simulate/draw.hpp"
#include "src/simulate/flat_map.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/simulate/simulation_plan.hpp"
#include "thoihan/workflow/machine.hpp"

namespace thoihan {

inline constexpr std::uint16_t no_authority = 0xFFFF;
inline constexpr std::uint8_t row_unlimited = 0xFF;
inline constexpr std::uint8_t row_by_receipt = 0xFE;  // chosen at the start: it depends on the time of receipt

struct duty_start {
  std::uint16_t duty = 0;
  std::uint16_t authority = no_authority;
  std::uint16_t queue = 0;
  std::uint8_t row = row_unlimited;
};

struct process_edge {
  bool possible = false;
  bool drawn = false;         // other facts could have been drawn
  bool by_right = true;       // not as one of several bodies
  bool ends_case = false;
  bool choose_again = false;  // facts that choose limits are others now
  bool promises = false;      // gives a date that an extension or a limit is counted by
  event_number event = 0;
  std::uint32_t to = 0;
  std::uint32_t transition = 0;
  std::vector<duty_start> starts;
};

// What an event does to the duties: a bit for each.
struct event_masks {
  std::uint64_t meets = 0;
  std::uint64_t ends = 0;
  std::uint64_t extends = 0;
  std::uint64_t exempts = 0;
  std::uint64_t asks = 0;
};

// Which act comes next, and whose it is.
struct act_choice {
  weighted_choice shares;
  std::vector<event_number> drawn;  // parallel to the shares; the last one is `no_event`: the first of `ways_on`
  std::vector<event_number> ways_on;
};

inline constexpr event_number no_event = 0xFFFF;

struct work_queue {
  role_number role = 0;
  std::uint16_t authority = no_authority;
};

class process_table {
 public:
  static constexpr std::uint32_t most_nodes = 1'000'000;

  process_table(const rule_pack& pack, const simulation_plan& plan);

  const rule_pack& pack() const noexcept { return pack_; }
  std::uint32_t opening_node() const noexcept { return 0; }
  event_number opening_event() const noexcept { return opening_; }

  // The act of a role, its facts drawn from `numbers`. The reference holds until the next call.
  const process_edge& act(std::uint32_t node, event_number event, role_number role, draw& numbers);

  state_number state_of(std::uint32_t node) const noexcept { return nodes_[node].state; }
  std::span<const fact_value> facts_of(std::uint32_t node) const noexcept { return nodes_[node].facts; }
  const event_masks& masks_of(event_number event) const noexcept { return masks_[event]; }

  // Who works on a duty: whoever owes it, where that role may do what meets it, else the first that may.
  role_number worker_on(std::size_t duty) const noexcept { return workers_[duty]; }
  // What a worker on this duty does next, and what comes where no duty runs.
  const act_choice& choice_on_duty(std::uint32_t node, std::size_t duty);
  const act_choice& choice_of_wait(std::uint32_t node);
  // In which role an event is done in a state: in `wanted` where it may, else in the first that may.
  role_number role_for(state_number state, event_number event, role_number wanted) const noexcept;

  // Counts of running rounds that conditions read: the node with this count.
  std::span<const std::uint16_t> running_counts() const noexcept { return running_counts_; }
  std::uint32_t with_count(std::uint32_t node, std::uint16_t fact, std::int64_t count);

  // Groups of events that time-bars count from; which of them an event belongs to, as bits.
  std::size_t bar_groups() const noexcept { return bar_groups_.size(); }
  std::uint8_t bars_of(event_number event) const noexcept { return bars_[event]; }
  std::size_t bar_group_of(std::uint32_t transition) const noexcept { return group_of_[transition]; }

  const std::vector<work_queue>& queues() const noexcept { return queues_; }
  std::uint16_t queue_of(role_number role, std::uint16_t authority);

 private:
  struct process_node {
    state_number state = no_state;
    std::vector<fact_value> facts;
    std::vector<std::pair<std::uint16_t, std::vector<authority_number>>> bodies;
  };
  using given_facts = std::vector<std::pair<std::uint16_t, fact_value>>;

  struct fact_draw {
    std::uint16_t fact = 0;
    std::vector<std::optional<fact_value>> values;
    weighted_choice weights;  // none: all alike
  };
  struct act_plan {
    std::uint32_t node = 0;
    event_number event = 0;
    role_number role = 0;
    std::vector<fact_draw> draws;
  };
  // With the drawn facts: the routes that are left, each row as likely as another.
  struct act_outcome {
    std::uint32_t first_option = 0;
    std::vector<std::uint32_t> row_ends;  // options of each row; none: one option without facts
  };
  struct act_option {
    given_facts route;
    std::uint32_t edge = flat_map::none;
  };

  void find_kept_facts();
  void find_distances();
  void find_workers();
  std::uint16_t body_of(const process_node& node, role_number role) const;
  void keep_facts_of(std::span<const condition_node> condition);
  std::uint32_t make_plan(std::uint32_t node, event_number event, role_number role);
  std::optional<fact_draw> draw_of(const process_node& node, std::uint16_t fact, bool needed) const;
  given_facts drawn_facts(const act_plan& plan, std::uint64_t picks) const;
  std::uint32_t make_outcome(const act_plan& plan, std::uint64_t picks);
  void add_routes(const act_plan& plan, const given_facts& given, const transition_rule& rule, act_outcome& out);
  process_edge make_edge(const act_plan& plan, const given_facts& given);
  // The case after the act, or false where the routing table names nobody.
  bool take_act(process_node& node, const transition_rule& rule, const given_facts& given) const;
  void name_bodies(process_node& node, std::uint16_t fact, std::vector<authority_number> list) const;
  void add_starts(const process_node& after, event_number event, process_edge& edge);
  std::uint8_t row_of(std::size_t duty, std::span<const fact_value> facts) const;
  std::uint32_t intern(process_node node);
  std::vector<event_number> nearest_to_end(state_number state) const;
  std::vector<std::pair<event_number, double>> shares_of(state_number state) const;

  const rule_pack& pack_;
  const simulation_plan& plan_;
  event_number opening_ = 0;
  std::vector<bool> kept_;          // per fact
  std::vector<bool> of_limits_;     // per fact: chooses a limit
  std::vector<bool> of_routes_;
  std::vector<bool> of_report_;     // per fact: an opening act takes it
  std::vector<bool> promised_;      // per fact: an extension or a limit is counted by it
  std::vector<std::uint16_t> running_counts_;
  std::vector<std::int64_t> most_counted_;  // per fact: no condition tells more apart
  std::vector<authority_number> leads_;
  std::vector<std::uint32_t> distance_;  // per state: acts to an end
  std::vector<event_masks> masks_;
  std::vector<role_number> workers_;  // per duty
  std::vector<std::vector<event_number>> bar_groups_;
  std::vector<std::uint8_t> bars_;
  std::vector<std::size_t> group_of_;

  std::vector<process_node> nodes_;
  std::unordered_map<std::string, std::uint32_t> node_of_;
  std::vector<act_plan> plans_;
  flat_map plan_of_;
  std::vector<act_outcome> outcomes_;
  flat_map outcome_of_;
  std::vector<act_option> options_;
  std::vector<process_edge> edges_;
  std::vector<act_choice> choices_;
  flat_map choice_of_;
  std::vector<work_queue> queues_;
  flat_map queue_of_;
  flat_map count_of_;
};

}  // namespace thoihan
