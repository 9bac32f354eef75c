// Which facts of a case somebody will still read: what nobody asks for any more need not be told apart.
//
//     live_facts live{pack, guide};
//     std::uint32_t at = live.opening();                       // the situation before the case is opened
//     at = live.after(at, row);                                // by this row of the pack's machine
//     if (live.is_live(at, fact)) ...                          // some act from here on may read it
//
// A *situation* is a state with its flags: facts that only the rules themselves set and clear, so that their values are known. What
// flags rule out does not happen, nor what the guide never leads to, and what it would read is not read for its sake. A fact is live where a condition, a route, a duty or
// a time-bar of some possible act reads it before another act has overwritten it, and where a running duty may choose its limit again.
//
// Thread-safety: immutable. Cost: made in about a millisecond; queries are look-ups.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/simulate/act_guide.hpp"
#include "src/simulate/known_facts.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

class live_facts {
 public:
  live_facts(const rule_pack& pack, const act_guide& guide);

  std::uint32_t opening() const noexcept { return 0; }
  // The row is one of the situation's state whose condition holds there.
  std::uint32_t after(std::uint32_t at, std::size_t row) const noexcept { return after_[at * rows_ + row]; }
  bool is_live(std::uint32_t at, std::size_t fact) const { return situations_[at].live[fact]; }
  // Does it matter what an act says of the fact?
  bool matters(std::uint32_t at, event_number event, std::size_t fact) const;

  // Facts that choose limits, that the routing table reads, that belong to the report, that a promise is given by.
  bool chooses_limits(std::size_t fact) const { return of_limits_[fact]; }
  // The duty chooses its limit again when facts change.
  bool chooses_again(std::size_t duty) const { return chooses_again_[duty]; }
  bool is_routed_by(std::size_t fact) const { return of_routes_[fact]; }
  bool is_of_report(std::size_t fact) const { return of_report_[fact]; }
  bool is_promised(std::size_t fact) const { return promised_[fact]; }
  // No condition tells a greater count from this one.
  std::int64_t most_counted(std::size_t fact) const { return most_counted_[fact]; }
  // Counts of running rounds that some condition reads.
  std::span<const std::uint16_t> running_counts() const noexcept { return running_counts_; }

 private:
  using fact_set = std::vector<bool>;
  struct situation {
    state_number state = no_state;
    std::vector<fact_value> flags;  // parallel to flags_
    fact_set live;
    std::vector<bool> runs;  // per duty: may it run here?
  };
  // What the rule of a transition asks for and overwrites.
  struct rule_use {
    fact_set reads;
    fact_set asks;    // of the case: not what the act itself gives
    fact_set leaves;  // read after the act, in the situation that it leads to
    fact_set overwrites;
  };

  void find_kinds();
  void find_flags();
  void find_uses();
  void find_situations();
  void find_runs();
  void find_live();
  void add_facts(std::span<const condition_node> condition, fact_set& out) const;
  void add_anchors(const limit& what, fact_set& out) const;
  fact_set asked_while_running(std::size_t duty);
  bool changes_later(std::size_t fact) const;
  bool happens(const machine_row& row) const;
  known_facts known_in(const situation& where) const;
  void add_routes(const transition_rule& rule, fact_set& out) const;
  std::uint32_t number_of(state_number state, std::vector<fact_value> flags);

  const rule_pack& pack_;
  const act_guide& guide_;
  std::size_t rows_;
  fact_set of_limits_, of_routes_, of_report_, promised_, read_;
  std::vector<bool> chooses_again_;  // per duty
  std::vector<std::int64_t> most_counted_;
  std::vector<std::uint16_t> running_counts_;
  std::vector<std::uint16_t> flags_;
  std::vector<std::uint32_t> flag_of_;  // per fact: its place in flags_, or none
  std::vector<rule_use> uses_;          // per transition
  std::vector<situation> situations_;
  std::vector<std::uint32_t> after_;  // by situation and row of the machine
};

}  // namespace thoihan
