// A limit as data: start, count, end and roll, each a named policy; and the composition of limits.
//
//     thoihan::limit five_working_days = thoihan::limit::of({5, thoihan::unit::working_day});
//
//     thoihan::limit_term term{{15, thoihan::unit::day}};
//     term.rolls = false;                                   // calendar days without roll
//     thoihan::limit fifteen_days = thoihan::limit::of_term(term);
//
// The defaults are the Civil Code's (2015, arts 147-148): the first day is not counted, day units end at 24:00 of the last
// day, a last day of calendar units that is a rest day rolls to the end of the next working day. Everything else is chosen
// by name, in the pack, with a clause or an assumption.
//
// A limit is a tree in preorder of at most `max_limit_nodes` nodes: leaves are terms, inner nodes compose. An array inside the
// value, so that a limit is copied and evaluated without allocation.
//
// Thread-safety: plain values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "thoihan/limit/unit.hpp"

namespace thoihan {

inline constexpr std::size_t max_limit_nodes = 16;

enum class term_end : std::uint8_t {
  day_end,       // 24:00 of the last day; hour units: the instant
  last_session,  // the close of the last session of the last day (24:00 when it has none)
  same_time,     // the last day at the time of day of the start
};

struct limit_term {
  amount length{};
  term_end end = term_end::day_end;
  std::int32_t cut_off_s = -1;  // seconds since 00:00: receipt on a working date at or before it counts on that date
  bool first_day_counts = false;
  bool rolls = true;
  bool make_up_counts = true;    // a Saturday worked for a swapped day is a working date
  bool when_overused = false;    // working hours run out at the next opening, not at the close that uses them up
  std::int32_t hours_a_day = 0;  // n working days are n times so many working hours; 0: they are days
  amount grace{};                // with unit::now: how long "at once" may take; {0, now}: not at all
  bool back = false;             // counted back from the fact `anchor`
  bool roll_back = false;        // a backward term's rest day rolls to the working date before
  bool anchor_is_date = true;    // else an instant
  std::uint16_t anchor = 0;      // index of that fact
  constexpr bool operator==(const limit_term&) const noexcept = default;
};

enum class limit_kind : std::uint8_t { term, then, earlier_of, later_of };

struct limit_node {
  limit_kind kind = limit_kind::term;
  std::uint8_t children = 0;  // of a composition: 2 or more
  limit_term term{};
  constexpr bool operator==(const limit_node&) const noexcept = default;
};

struct limit {
  std::array<limit_node, max_limit_nodes> nodes{};
  std::uint8_t size = 0;

  static constexpr limit of_term(const limit_term& term) noexcept {
    limit out;
    out.nodes[0].term = term;
    out.size = 1;
    return out;
  }
  static constexpr limit of(amount length) noexcept {
    limit_term term;
    term.length = length;
    return of_term(term);
  }
  constexpr bool operator==(const limit&) const noexcept = default;
};

}  // namespace thoihan
