// Who does what next: the acts that a plan's shares and the pack's own way on lead to, by state.
//
//     act_guide guide{pack, plan};
//     const act_choice& next = guide.on_duty(state, duty);      // what whoever works on this duty does
//     guide.of_wait(state);                                      // what comes by itself where no duty runs
//     guide.opening_event();                                     // the first that opens a case
//     guide.role_for(state, event, wanted);                      // in which role
//
// Thread-safety: immutable. Cost: made in well under a millisecond; queries are look-ups.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/simulate/draw.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/simulate/simulation_plan.hpp"

namespace thoihan {

inline constexpr event_number no_event = 0xFFFF;

// The one that is drawn, or else the first of the ways on that is possible.
struct act_choice {
  weighted_choice shares;
  std::vector<event_number> drawn;  // parallel to the shares; `no_event`: the first of `ways_on`
  std::vector<event_number> ways_on;

  // Draws only where there is a choice.
  event_number pick(draw& numbers) const noexcept {
    const event_number event = drawn.size() == 1 ? no_event : drawn[shares.pick(numbers.next())];
    return event == no_event && !ways_on.empty() ? ways_on.front() : event;
  }
};

class act_guide {
 public:
  act_guide(const rule_pack& pack, const simulation_plan& plan);

  // Who works on a duty: whoever owes it, where that role may do what meets it, else the first that may.
  role_number worker_on(std::size_t duty) const noexcept { return workers_[duty]; }
  event_number opening_event() const noexcept { return opening_; }
  const act_choice& on_duty(state_number state, std::size_t duty) const noexcept {
    return choices_[state * (workers_.size() + 1) + duty];
  }
  const act_choice& of_wait(state_number state) const noexcept { return on_duty(state, workers_.size()); }
  // Does any of these choices lead to the event?
  bool may_happen(state_number state, event_number event) const noexcept { return may_happen_[cell(state, event)]; }
  // In `wanted` where that role may, else in the first that may.
  role_number role_for(state_number state, event_number event, role_number wanted) const noexcept {
    const std::uint64_t roles = roles_[cell(state, event)];
    if (roles == 0) return 0;
    return ((roles >> wanted) & 1U) != 0 ? wanted : static_cast<role_number>(std::countr_zero(roles));
  }

 private:
  std::size_t cell(state_number state, event_number event) const noexcept {
    return (state == no_state ? states_ : std::size_t{state}) * events_ + event;
  }
  void find_workers(const rule_pack& pack);
  void note(state_number state, const act_choice& choice);
  act_choice choice(const rule_pack& pack, const simulation_plan& plan, state_number state, std::size_t duty) const;

  std::size_t states_;
  std::size_t events_;
  event_number opening_ = 0;
  std::vector<std::uint64_t> roles_;  // by state and event, those that open a case last
  std::vector<bool> may_happen_;      // parallel to the roles
  std::vector<role_number> workers_;  // per duty
  std::vector<act_choice> choices_;   // by state and duty, that of the wait last
};

}  // namespace thoihan
