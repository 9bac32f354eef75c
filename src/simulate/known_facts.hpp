// May a condition hold where only some of the facts are known? One of which nothing is known may be anything.
//
//     known_facts known(pack.facts.size());
//     known[urgent] = fact_value::of(1);
//     if (!may_hold(rule.when, known)) ...            // whatever else is said, it does not
//
// Each fact is taken for itself: two conditions that exclude each other over an unknown fact are not found out.
//
// Thread-safety: pure. Cost: linear in the condition.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "thoihan/guard/condition.hpp"

namespace thoihan {

using known_facts = std::vector<std::optional<fact_value>>;

namespace detail {

enum class decision : std::uint8_t { no, yes, open };

constexpr decision opposite(decision of) noexcept {
  return of == decision::open ? of : of == decision::yes ? decision::no : decision::yes;
}

// Moves `at` past the condition.
inline decision decided(std::span<const condition_node> condition, std::size_t& at, const known_facts& known) {
  if (at >= condition.size()) return decision::open;
  const condition_node& node = condition[at++];
  if (is_leaf(node)) {
    const std::optional<fact_value>& value = known[node.fact];
    if (!value) return decision::open;
    const bool in_range =
        node.kind == condition_kind::present || (value->number >= node.low && value->number <= node.high);
    return value->present && in_range ? decision::yes : decision::no;
  }
  if (node.kind == condition_kind::negation) return opposite(decided(condition, at, known));
  const decision decisive = node.kind == condition_kind::any ? decision::yes : decision::no;
  decision out = opposite(decisive);
  for (std::uint16_t child = 0; child < node.children; ++child) {
    const decision inner = decided(condition, at, known);
    if (inner == decisive || (inner == decision::open && out != decisive)) out = inner;
  }
  return out;
}

}  // namespace detail

inline bool may_hold(std::span<const condition_node> condition, const known_facts& known) {
  std::size_t at = 0;
  return condition.empty() || detail::decided(condition, at, known) != detail::decision::no;
}

}  // namespace thoihan
