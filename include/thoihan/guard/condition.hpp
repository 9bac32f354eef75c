// Conditions over declared facts: data that a checker can decide, no code.
//
//     // urgent and (field is 2 or 5)
//     const thoihan::condition_node nodes[] = {
//         {.kind = thoihan::condition_kind::all, .children = 2},
//         {.kind = thoihan::condition_kind::range, .fact = 0, .low = 1, .high = 1},
//         {.kind = thoihan::condition_kind::any, .children = 2},
//         {.kind = thoihan::condition_kind::range, .fact = 1, .low = 2, .high = 2},
//         {.kind = thoihan::condition_kind::range, .fact = 1, .low = 5, .high = 5},
//     };
//     bool yes = thoihan::holds(nodes, facts);
//
// A condition is a tree in preorder. No nodes at all is the condition that always holds. Equality is a range of one value;
// "one of" is `any` of ranges. A comparison with an absent fact is false, so `negation` of one is true: who means "said and
// different" asks for `present` too. Depth is at most `max_condition_depth`; the loader of packs sees to it.
//
// Errors: none; a fact index past the end reads as absent, a node missing from its tree as false.
// Thread-safety: pure. Cost: linear in the nodes, no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "thoihan/guard/fact.hpp"

namespace thoihan {

inline constexpr int max_condition_depth = 32;

enum class condition_kind : std::uint8_t { range, present, all, any, negation };

struct condition_node {
  condition_kind kind = condition_kind::all;
  std::uint16_t fact = 0;      // range, present
  std::uint16_t children = 0;  // all, any: how many; negation: 1
  std::int64_t low = 0;        // range, both ends included
  std::int64_t high = 0;
};

// The place behind the condition at `at`: after all that stands below it.
constexpr std::size_t condition_end(std::span<const condition_node> nodes, std::size_t at) noexcept {
  for (std::size_t open = 1; open > 0 && at < nodes.size(); ++at) open += nodes[at].children - std::size_t{1};
  return at;
}

namespace detail {

// Evaluates the tree at `at` and moves `at` past it. Every node is visited, so that `at` needs no subtree sizes.
constexpr bool condition_at(std::span<const condition_node> nodes, std::size_t& at,
                            std::span<const fact_value> facts) noexcept {
  if (at >= nodes.size()) return false;
  const condition_node& node = nodes[at++];
  const fact_value fact = node.fact < facts.size() ? facts[node.fact] : fact_value{};
  switch (node.kind) {
    case condition_kind::range: return fact.present && fact.number >= node.low && fact.number <= node.high;
    case condition_kind::present: return fact.present;
    case condition_kind::negation: return !condition_at(nodes, at, facts);
    case condition_kind::all:
    case condition_kind::any: break;
  }
  const bool any = node.kind == condition_kind::any;
  bool decided = false;
  for (std::uint16_t child = 0; child < node.children; ++child) {
    const bool value = condition_at(nodes, at, facts);
    decided = decided || value == any;
  }
  return decided == any;
}

}  // namespace detail

constexpr bool holds(std::span<const condition_node> condition, std::span<const fact_value> facts) noexcept {
  std::size_t at = 0;
  return condition.empty() || detail::condition_at(condition, at, facts);
}

}  // namespace thoihan
