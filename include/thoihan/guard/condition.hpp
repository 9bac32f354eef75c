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
// Thread-safety: pure. Cost: linear in the nodes at most, no allocation.
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

constexpr bool leaf_holds(const condition_node& node, std::span<const fact_value> facts) noexcept {
  if (node.fact >= facts.size()) return false;
  const fact_value& fact = facts[node.fact];
  if (node.kind == condition_kind::present) return fact.present;
  return fact.present && fact.number >= node.low && fact.number <= node.high;
}

constexpr bool is_leaf(const condition_node& node) noexcept {
  return node.kind == condition_kind::range || node.kind == condition_kind::present;
}

// Evaluates the tree at `at` and moves `at` past it. Every node is visited, so that `at` needs no subtree sizes.
constexpr bool condition_at(std::span<const condition_node> nodes, std::size_t& at,
                            std::span<const fact_value> facts) noexcept {
  if (at >= nodes.size()) return false;
  const condition_node& node = nodes[at++];
  if (is_leaf(node)) return leaf_holds(node, facts);
  if (node.kind == condition_kind::negation) return !condition_at(nodes, at, facts);
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
  if (condition.empty()) return true;
  const condition_node& root = condition[0];
  std::size_t at = 0;
  if (detail::is_leaf(root) || root.kind == condition_kind::negation) return detail::condition_at(condition, at, facts);
  // What the first children decide needs no others: nothing stands behind the root.
  const bool any = root.kind == condition_kind::any;
  at = 1;
  for (std::uint16_t child = 0; child < root.children; ++child) {
    const bool is_leaf = at < condition.size() && detail::is_leaf(condition[at]);
    const bool value = is_leaf ? detail::leaf_holds(condition[at++], facts) : detail::condition_at(condition, at, facts);
    if (value == any) return any;
  }
  return !any;
}

// Values of a fact, from `low` to `high`.
struct fact_range {
  std::uint16_t fact = 0;
  std::int64_t low = 0;
  std::int64_t high = 0;

  constexpr bool holds(std::span<const fact_value> facts) const noexcept {
    if (fact >= facts.size()) return false;
    const fact_value& value = facts[fact];
    return value.present && value.number >= low && value.number <= high;
  }
};

// A range without which the condition cannot hold: a comparison that is the whole of it or a part of its `all`, or what spans the
// values of one fact there. False where none is so plain. To pass over most rows of a table by one comparison each.
constexpr bool find_needed_range(std::span<const condition_node> condition, fact_range& out) noexcept {
  if (condition.empty()) return false;
  const bool all = condition[0].kind == condition_kind::all;
  std::size_t at = all ? 1 : 0;
  for (std::size_t left = all ? condition[0].children : 1U; left > 0 && at < condition.size(); --left) {
    const std::size_t end = condition_end(condition, at);
    const bool any = condition[at].kind == condition_kind::any;
    const std::size_t first = any ? at + 1 : at;
    bool same_fact = first < end;
    fact_range spanned;
    for (std::size_t i = first; i < end; ++i) {
      const condition_node& node = condition[i];
      same_fact = same_fact && node.kind == condition_kind::range && node.fact == condition[first].fact;
      spanned = {node.fact, i == first || node.low < spanned.low ? node.low : spanned.low,
                 i == first || node.high > spanned.high ? node.high : spanned.high};
    }
    if (same_fact) {
      out = spanned;
      return true;
    }
    at = end;
  }
  return false;
}

}  // namespace thoihan
