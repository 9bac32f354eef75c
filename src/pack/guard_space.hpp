// Everything that a set of conditions can tell apart, over the facts of one pack or of two packs whose facts match by id.
//
//     guard_space space{{&older, {&rule.when}}, {&newer, {&other.when}}};
//     space.each([&](const guard_space::point& at) { ... holds(rule.when, at.facts[0]) ... });
//
// A fact has one value here for each class of values that no condition can tell apart, and one for "nobody has said" unless
// a default speaks first. A value that only one of the packs knows is left out: no case can be compared under it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct guard_side {
  const rule_pack* pack = nullptr;  // none: a space of one pack
  std::vector<const std::vector<condition_node>*> conditions;
};

class guard_space {
 public:
  static constexpr std::size_t most_combinations = 1'000'000;

  struct value {
    std::array<fact_value, 2> is;
    bilingual words;  // "roads|water", "3..9", "not said"
  };
  struct dimension {
    std::string fact;
    std::array<std::optional<std::uint16_t>, 2> number;  // of the fact, by side
    std::vector<value> values;
  };
  struct point {
    std::array<std::vector<fact_value>, 2> facts;
    std::vector<std::size_t> chosen;  // the value of each dimension
  };

  explicit guard_space(const guard_side& first, const guard_side& second = {});

  const std::vector<dimension>& dimensions() const { return dimensions_; }
  // Leaves out the dimensions of facts for which `keep` is false: they stay as `each` was given them.
  void keep_only(const std::function<bool(const dimension&)>& keep);
  // The product, or a number above most_combinations.
  std::size_t combinations() const;
  // Calls `visit` for each combination, on top of `given`, until it returns false.
  void each(point given, const std::function<bool(const point&)>& visit) const;
  // "urgent = true, field = roads|water"; only the dimensions for which `which` is true.
  bilingual words(const point& at, const std::function<bool(std::size_t)>& which) const;

 private:
  std::vector<dimension> dimensions_;
};

}  // namespace thoihan
