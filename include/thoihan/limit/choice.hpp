// Which of a rule's limits holds for this case?
//
//     std::vector<thoihan::limit_row> within = ...;       // urgent: now; else: 2 working hours
//     std::size_t row{};
//     bool provisional = false;
//     if (thoihan::choose_limit(within, facts, calendars, start, row, provisional) == thoihan::status::ok) use(within[row]);
//
// A row has a condition over facts and, where the text distinguishes them, a condition on the time of receipt, judged on a
// named calendar: inside a session, or within the day's hours (first opening to last close, lunch included). Sessions are
// half-open: 17:00:00 is outside. A row without either is the rest: it holds when no other does.
//
// Errors: `guard` when no row holds; `ambiguous` when two do (the checker of packs proves that they cannot); `horizon` when
// the receipt lies outside the named calendar. Outputs are then untouched.
// `provisional` becomes true when the choice rested on an undecided date of receipt, else it is left as it is.
// Thread-safety: pure. Cost: linear in the rows, no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "thoihan/calendar/calendar.hpp"
#include "thoihan/guard/condition.hpp"
#include "thoihan/limit/limit.hpp"

namespace thoihan {

enum class receipt : std::uint8_t { any, in_session, outside_session, within_hours, outside_hours };

struct limit_row {
  std::vector<condition_node> when;
  receipt received = receipt::any;
  std::uint16_t receipt_calendar = 0;  // index into the calendars of the pack
  limit what;

  bool is_rest() const noexcept { return when.empty() && received == receipt::any; }
};

namespace detail {

inline status receipt_holds(const limit_row& row, std::span<const calendar* const> calendars, instant start, bool& out,
                            bool& undecided) noexcept {
  if (row.received == receipt::any) {
    out = true;
    return status::ok;
  }
  if (row.receipt_calendar >= calendars.size()) return status::reference;
  const calendar& hours = *calendars[row.receipt_calendar];
  const day_number date = day_of(start);
  if (!hours.knows(date)) return status::horizon;
  undecided = hours.undecided(date);
  if (row.received == receipt::in_session || row.received == receipt::outside_session) {
    out = hours.is_open(start) == (row.received == receipt::in_session);
    return status::ok;
  }
  const auto sessions = hours.sessions(date);
  const instant second = start - instant_at(date, 0);
  const bool inside = !sessions.empty() && second >= sessions.front().open_s && second < sessions.back().close_s;
  out = inside == (row.received == receipt::within_hours);
  return status::ok;
}

}  // namespace detail

// `row_of(at)` is a row of a list of `rows`, whatever else stands beside it there.
template <class RowOf>
status choose_limit(std::size_t rows, const RowOf& row_of, std::span<const fact_value> facts,
                    std::span<const calendar* const> calendars, instant start, std::size_t& out,
                    bool& provisional) noexcept {
  std::size_t rest = rows;
  std::size_t chosen = rows;
  bool rests_on_receipt = false;
  for (std::size_t at = 0; at < rows; ++at) {
    const limit_row& row = row_of(at);
    if (row.is_rest()) {
      if (rest != rows) return status::ambiguous;
      rest = at;
      continue;
    }
    if (!holds(row.when, facts)) continue;
    bool received = false;
    bool undecided = false;
    const status code = detail::receipt_holds(row, calendars, start, received, undecided);
    if (code != status::ok) return code;
    rests_on_receipt = rests_on_receipt || undecided;
    if (!received) continue;
    if (chosen != rows) return status::ambiguous;
    chosen = at;
  }
  if (chosen == rows) chosen = rest;
  if (chosen == rows) return status::guard;
  out = chosen;
  provisional = provisional || rests_on_receipt;
  return status::ok;
}

inline status choose_limit(std::span<const limit_row> rows, std::span<const fact_value> facts,
                           std::span<const calendar* const> calendars, instant start, std::size_t& out,
                           bool& provisional) noexcept {
  const auto row_of = [rows](std::size_t at) noexcept -> const limit_row& { return rows[at]; };
  return choose_limit(rows.size(), row_of, facts, calendars, start, out, provisional);
}

}  // namespace thoihan
