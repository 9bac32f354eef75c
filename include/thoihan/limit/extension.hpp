// A limit made longer by an act: from the same start, before the roll.
//
//     thoihan::limit longer{};
//     thoihan::extend_limit(thoihan::limit::of({5, thoihan::unit::working_day}), {3, thoihan::unit::working_day}, longer);
//     // 8 working days; n and then m in one unit are n + m
//
// In another unit the extension follows the limit's unrolled end: `15 days` extended by `2 working days` is 15 days without roll, then
// 2 working days. Only a part that is at once a term and the whole or last part of a `then` takes more of its own unit.
//
// Errors: `invalid` for an amount that is no length of time, for `now`, `next session`, a limit that is counted back, or an empty
// limit; `too_big` when the limit would have more than `max_limit_nodes` parts or more than `max_amount` of its unit. `out` is
// then untouched. Thread-safety: pure. Cost: a copy.
#pragma once

#include <cstddef>
#include <cstdint>

#include "thoihan/base/status.hpp"
#include "thoihan/limit/limit.hpp"

namespace thoihan {

namespace detail {

// Is the last part of a `then` a term, not a composition of its own?
constexpr bool ends_with_a_term(const limit& chain) noexcept {
  std::size_t at = 1;
  std::size_t last = 1;
  for (std::uint8_t child = 0; child < chain.nodes[0].children; ++child) {
    last = at;
    // A part ends where all that it was to have has been met.
    for (std::size_t open = 1; open > 0 && at < chain.size; ++at) open += chain.nodes[at].children - std::size_t{1};
  }
  return last + 1 == chain.size;
}

}  // namespace detail

constexpr status extend_limit(const limit& what, amount by, limit& out) noexcept {
  if (what.size == 0 || what.size > max_limit_nodes || by.count < 1 || by.count > max_amount) return status::invalid;
  if (by.in == unit::now || by.in == unit::next_session) return status::invalid;
  for (std::size_t i = 0; i < what.size; ++i) {
    const limit_node& node = what.nodes[i];
    const unit in = node.term.length.in;
    if (node.kind != limit_kind::term) continue;
    if (node.term.back || in == unit::now || in == unit::next_session) return status::invalid;
  }
  limit longer = what;
  limit_node& root = longer.nodes[0];
  const bool is_chain = root.kind == limit_kind::then;
  if (root.kind == limit_kind::term || (is_chain && detail::ends_with_a_term(what))) {
    limit_term& last = longer.nodes[what.size - 1U].term;
    if (last.length.in == by.in) {
      if (last.length.count + by.count > max_amount) return status::too_big;
      last.length.count += by.count;
      out = longer;
      return status::ok;
    }
    last.rolls = false;
  }
  if (what.size + (is_chain ? 1U : 2U) > max_limit_nodes) return status::too_big;
  limit_node added;
  added.term.length = by;
  if (is_chain) {
    ++root.children;
  } else {
    for (std::size_t i = what.size; i > 0; --i) longer.nodes[i] = longer.nodes[i - 1];
    longer.nodes[0] = {limit_kind::then, 2, {}};
    ++longer.size;
  }
  longer.nodes[longer.size++] = added;
  out = longer;
  return status::ok;
}

}  // namespace thoihan
