// The states of a case and the events that they accept, as a table.
//
//     thoihan::machine flow;
//     flow.resize(states, events);
//     flow.add({.event = forward, .from = received, .to = with_authority, .roles = 1U << operator_role});
//     flow.seal();
//     thoihan::state_number from = received;
//     std::size_t row{};
//     switch (flow.step(from, forward, operator_role, facts, row)) { ... }   // flow.row(row).to is the next state
//
// One row is one transition from one state. Events, states and roles are numbers of the pack's declarations; roles are bits.
// `no_state` as `from` opens a case. What a step causes is the caller's to read from the row: the table knows no clocks.
//
// Errors of `step`: `unexpected_event` when the state has no row for the event (`accepted` lists those it has); `authority` when
// it has, but for other roles; `guard` when no condition holds; `ambiguous` when two do (the checker proves that they
// cannot). The output is then untouched.
// Thread-safety: immutable once sealed. Cost: one look-up and the conditions of the rows of that state and event; no
// allocation.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "thoihan/base/status.hpp"
#include "thoihan/guard/condition.hpp"

namespace thoihan {

using state_number = std::uint16_t;
using event_number = std::uint16_t;
using role_number = std::uint8_t;

inline constexpr state_number no_state = 0xFFFF;
inline constexpr std::size_t max_roles = 64;

struct machine_row {
  event_number event = 0;
  state_number from = no_state;
  state_number to = 0;
  std::uint64_t roles = 0;  // bit per role
  std::vector<condition_node> when;
  std::uint32_t rule = 0;  // the caller's number of the rule behind the row
};

class machine {
 public:
  void resize(std::size_t states, std::size_t events) {
    states_ = states;
    events_ = events;
  }
  void add(machine_row row) { rows_.push_back(std::move(row)); }
  void seal() {
    std::stable_sort(rows_.begin(), rows_.end(), [this](const machine_row& a, const machine_row& b) {
      return cell(a.from, a.event) < cell(b.from, b.event);
    });
    begin_.assign((states_ + 1) * events_ + 1, 0);
    for (const machine_row& row : rows_) ++begin_[cell(row.from, row.event) + 1];
    for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  }

  const machine_row& row(std::size_t at) const noexcept { return rows_[at]; }
  std::span<const machine_row> rows() const noexcept { return rows_; }

  // The rows of one state and event.
  std::span<const machine_row> rows_of(state_number from, event_number event) const noexcept {
    if (event >= events_ || (from != no_state && from >= states_)) return {};
    const std::size_t at = cell(from, event);
    return std::span{rows_}.subspan(begin_[at], begin_[at + 1] - begin_[at]);
  }

  status step(state_number from, event_number event, role_number role, std::span<const fact_value> facts,
              std::size_t& out) const noexcept {
    const auto candidates = rows_of(from, event);
    if (candidates.empty()) return status::unexpected_event;
    const machine_row* chosen = nullptr;
    bool role_may = false;
    for (const machine_row& row : candidates) {
      if (((row.roles >> role) & 1U) == 0) continue;
      role_may = true;
      if (!holds(row.when, facts)) continue;
      if (chosen != nullptr) return status::ambiguous;
      chosen = &row;
    }
    if (chosen == nullptr) return role_may ? status::guard : status::authority;
    out = static_cast<std::size_t>(chosen - rows_.data());
    return status::ok;
  }

  bool accepts(state_number from, event_number event) const noexcept { return !rows_of(from, event).empty(); }

 private:
  // Opening rows stand after those of the last state.
  std::size_t cell(state_number from, event_number event) const noexcept {
    return (from == no_state ? states_ : std::size_t{from}) * events_ + event;
  }

  std::size_t states_ = 0;
  std::size_t events_ = 0;
  std::vector<machine_row> rows_;
  std::vector<std::uint32_t> begin_;
};

}  // namespace thoihan
