// From the facts of a report to the authority that leads it, and those that support it.
//
//     thoihan::decision_table table;
//     table.add({.when = field_is_roads, .lead = department_of_transport, .support = {}});
//     std::size_t row{};
//     if (table.find(facts, row) == thoihan::status::ok) lead = table.row(row).lead;
//
// Rows have no order: at most one may hold for a case (the checker proves it). Authorities are numbers of the pack's table.
//
// Errors: `guard` when no row holds: the report is unclear and goes to who decides, never to nobody; `ambiguous` when two do.
// Thread-safety: immutable once filled. Cost: linear in the rows, no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "thoihan/base/status.hpp"
#include "thoihan/guard/condition.hpp"

namespace thoihan {

using authority_number = std::uint16_t;

struct decision_row {
  std::vector<condition_node> when;
  authority_number lead = 0;
  std::vector<authority_number> support;
};

class decision_table {
 public:
  void add(decision_row row) {
    door before;
    before.open = !find_needed_range(row.when, before.needed);
    doors_.push_back(before);
    rows_.push_back(std::move(row));
  }
  const decision_row& row(std::size_t at) const noexcept { return rows_[at]; }
  std::size_t size() const noexcept { return rows_.size(); }

  status find(std::span<const fact_value> facts, std::size_t& out) const noexcept {
    std::size_t found = rows_.size();
    for (std::size_t at = 0; at < rows_.size(); ++at) {
      if (!doors_[at].open && !doors_[at].needed.holds(facts)) continue;
      if (!holds(rows_[at].when, facts)) continue;
      if (found != rows_.size()) return status::ambiguous;
      found = at;
    }
    if (found == rows_.size()) return status::guard;
    out = found;
    return status::ok;
  }

 private:
  // What a row needs above all, beside the others' so that most rows are never looked at.
  struct door {
    fact_range needed;
    bool open = false;
  };

  std::vector<decision_row> rows_;
  std::vector<door> doors_;  // parallel to the rows
};

}  // namespace thoihan
