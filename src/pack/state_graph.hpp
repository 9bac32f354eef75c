// The states of a pack as a graph: what can be reached from where, and what goes round.
//
//     state_graph graph{pack};
//     graph.reaches(received, answered);
//     for (const state_loop& loop : graph.loops()) ...      // states that a case may come back to
//
// An arc is a row of the pack's table of transitions that leads to another state. What an act in a state does without leaving it
// is no arc.
//
// Thread-safety: immutable. Cost: made in the arcs times the states / 64; a question is a look-up.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <vector>

#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct state_arc {
  state_number from = 0;
  state_number to = 0;
  std::uint32_t rule = 0;  // transition
  auto operator<=>(const state_arc&) const noexcept = default;
};

struct state_loop {
  std::vector<state_number> states;  // that reach each other, in the order of the pack
  std::vector<state_arc> shortest;   // one way round
};

class state_graph {
 public:
  // `counts`: whether an arc is part of the graph; all are by default.
  explicit state_graph(const rule_pack& pack, const std::function<bool(const state_arc&)>& counts = {});

  const std::vector<state_arc>& arcs() const noexcept { return arcs_; }
  // Is there a way of at least one arc?
  bool reaches(state_number from, state_number to) const noexcept;
  std::vector<state_loop> loops() const;

 private:
  std::vector<state_arc> arcs_;
  std::vector<std::size_t> component_;  // by state: those that reach each other have one
  std::vector<std::vector<state_number>> members_;
  std::vector<std::vector<std::uint64_t>> reached_;  // by component, a bit a state
};

}  // namespace thoihan
