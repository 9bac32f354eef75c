// What the facts of a case may be, as far as conditions can tell: for each fact a set of values, independent of the others.
//
//     fact_space space{pack, conditions};
//     fact_box box = space.standard();
//     space.may_give(fact, box);                          // an event takes it: as it was, or any value
//     std::vector<fact_box> held = space.split(rule.when, box, true);
//
// Values that no condition tells apart are one class. A condition cuts a box into boxes that share no case; `join` puts together
// what differs in one fact alone, so that two rules which divide the cases between them leave no trace.
//
// Errors: `too_big` from the constructor when conditions tell more than 63 values of a fact apart, and from `split` when it
// takes more than `most_boxes` boxes.
// Thread-safety: a space is immutable; boxes are values. Cost: a box is a word a fact.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

using condition = std::vector<condition_node>;

// Parallel to the pack's facts: bit 0 is "absent", bit n+1 the n-th class of values. Facts that no condition names have all bits.
struct fact_box {
  std::vector<std::uint64_t> may;
  bool operator==(const fact_box&) const noexcept = default;

  // Is every case of `other` one of this?
  bool holds_all_of(const fact_box& other) const noexcept;
};

class fact_space {
 public:
  static constexpr std::size_t most_boxes = 1'000;

  fact_space(const rule_pack& pack, const std::vector<const condition*>& conditions);

  // Every case there can be.
  const fact_box& all() const noexcept { return all_; }
  // Before anybody has said anything.
  fact_box standard() const;
  // From now on these facts alone are kept; the others may be anything at any time.
  void keep(const std::vector<bool>& facts) { kept_ = facts; }

  // What an event does to the facts.
  void give(std::size_t fact, fact_box& box) const;      // it carries it
  void may_give(std::size_t fact, fact_box& box) const;  // or not
  void set(std::size_t fact, const fact_value& value, fact_box& box) const;
  void clear(std::size_t fact, fact_box& box) const;
  void leave(std::size_t fact, fact_box& box) const;  // to somebody else: it may be there or not, whatever it was

  // The parts of a box in which the condition is true, or is not.
  std::vector<fact_box> split(const condition& when, const fact_box& box, bool wanted) const;
  static std::vector<fact_box> meet(const std::vector<fact_box>& some, const fact_box& box);
  static void join(std::vector<fact_box>& boxes);
  // A guard's boxes without what it asks of a fact that its own event may give, or always gives, and that nobody asks for later.
  void leave_open(std::size_t fact, bool always_given, std::vector<fact_box>& boxes) const;
  bool may_hold(const condition& when, const fact_box& box) const { return !split(when, box, true).empty(); }

 private:
  struct value_class {
    std::int64_t low;
    std::int64_t high;
  };
  struct values_held {
    std::size_t fact;
    std::uint64_t values;
  };
  std::uint64_t held_by(const condition_node& node) const;
  std::optional<values_held> of_one_fact(const condition& when, std::size_t& at) const;
  std::uint64_t class_of(std::size_t fact, const fact_value& value) const;
  std::vector<fact_box> split(const condition& when, std::size_t& at, const std::vector<fact_box>& boxes,
                              bool wanted) const;

  const rule_pack& pack_;
  std::vector<std::vector<value_class>> classes_;  // by fact; empty: presence alone
  std::vector<bool> kept_;
  fact_box all_;
};

}  // namespace thoihan
