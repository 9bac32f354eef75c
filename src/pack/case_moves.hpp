// What a case can do, for questions about all of its paths at once: the rows of the pack's table that matter, with the facts
// that matter.
//
//     case_moves moves{pack};
//     for (const case_move& move : moves.from(received)) ...
//
// A fact matters when a limited duty or its limit asks for it, or when acts that lead on are possible only with some of its values;
// an act that stays in its state matters when it touches a limited duty, a time-bar, a pause or a fact that matters. Rows that
// lead the same way and do the same to those facts are one move: a guard and its contrary leave no condition.
//
// Errors: the constructor throws `too_big` for a table of more than `most_rows` rows, and what a fact_space throws.
// Thread-safety: immutable. Cost: grows with the conditions of the pack; below a millisecond for an ordinary one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "src/pack/fact_box.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

template <class Value>
bool contains(const std::vector<Value>& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

struct case_move {
  event_number event = 0;
  state_number from = no_state;
  state_number to = 0;
  std::vector<std::uint32_t> rules;  // transitions; what they do to facts that matter is the same
  std::vector<fact_box> guards;      // over the facts with those of the event; it is possible in each of them
  bool barred = false;               // has a time-bar, and then one rule alone
};

class case_moves {
 public:
  static constexpr std::size_t most_rows = 5'000;

  explicit case_moves(const rule_pack& pack);

  const fact_space& space() const noexcept { return space_; }
  bool matters(std::size_t fact) const noexcept { return facts_[fact]; }
  // Does it only choose rows of limits, of duties and time-bars which all ask for such facts alone?
  bool only_chooses(std::size_t fact) const noexcept { return choosing_[fact]; }
  // From a state; `no_state`: those that open a case.
  std::span<const case_move> from(state_number state) const noexcept;
  // What nobody asks for any more before it is said anew may be anything.
  void forget(state_number state, fact_box& box) const;
  // When a round of the duty starts, at its events.
  const condition& starts(std::size_t duty) const noexcept { return starts_[duty]; }
  // May the time-bar of a transition still be met from this state without one of the events that it is counted from?
  bool bar_alive(std::uint32_t rule, state_number state) const noexcept { return alive_[rule][state]; }
  // The transitions with a time-bar whose act matters.
  const std::vector<std::uint32_t>& bars() const noexcept { return bars_; }

 private:
  std::vector<const condition*> every_condition();
  void find_facts();
  bool add_facts_of(const condition& when);
  bool touches_clocks(event_number event) const;
  bool writes(const transition_rule& rule) const;
  bool same_effect(const transition_rule& a, const transition_rule& b) const;
  std::vector<case_move> grouped() const;
  void find_alive();
  void find_asked();
  void find_choosing();
  std::vector<std::vector<bool>> running_states() const;
  std::vector<bool> asked_by(const case_move& move, const std::vector<std::vector<bool>>& runs) const;

  const rule_pack& pack_;
  std::vector<condition> guards_;  // by transition: its condition, and that an acting authority needs a case to hold
  std::vector<condition> starts_;  // by duty
  fact_space space_;
  std::vector<bool> facts_;
  std::vector<bool> choosing_;
  std::vector<case_move> moves_;
  std::vector<std::size_t> begin_;  // by state; those that open a case come last
  std::vector<std::vector<bool>> alive_;
  std::vector<std::uint32_t> bars_;
  std::vector<std::vector<bool>> asked_;  // by state and fact: something may still ask for it as it is there
};

}  // namespace thoihan
