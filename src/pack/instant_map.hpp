// A function from instants to instants, made of pieces on each of which it stands still or moves second by second.
//
//     instant_map two_hours = instant_map::moving(from, until, from + 7200);     // t -> t + 2 h
//     instant_map both = least(two_hours, closing_time);
//     both.at(t);
//
// When something that starts at t is last lawful is such a function, whatever the limit: between two of its break points a due
// date does not change, and an end counted in hours moves with its start or stands at an opening. Sums, choices and loops of
// limits stay in this family, so that a worst case over a year is read off the pieces: exact, and without trying instants.
//
// `no_bound` as a value says that no clause ends the wait. A map may have holes: instants for which it says nothing.
//
// Errors: `compose` throws beyond_known when it would need the outer map behind its last piece; a pool throws `too_big` when it
// would keep more than `most_pieces`.
// Thread-safety: values; a pool belongs to one thread. Cost: linear in the pieces, a logarithm more for `compose`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "thoihan/calendar/calendar.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

inline constexpr instant no_bound = std::numeric_limits<instant>::max();

// Both ends included. `value` is that of `from`; a piece that moves gains a second each second.
struct map_piece {
  instant from = 0;
  instant until = 0;
  instant value = 0;
  bool moves = false;

  constexpr instant at(instant t) const noexcept { return moves ? value + (t - from) : value; }
  constexpr bool operator==(const map_piece&) const noexcept = default;
};

// The outer map of a composition ends before the instant that is asked for.
struct beyond_known {
  instant needed;
};

class instant_map {
 public:
  static instant_map constant(instant from, instant until, instant value);
  static instant_map moving(instant from, instant until, instant value);

  const std::vector<map_piece>& pieces() const noexcept { return pieces_; }
  bool empty() const noexcept { return pieces_.empty(); }
  // Does it have an end everywhere?
  bool ends() const noexcept;
  std::optional<instant> at(instant t) const noexcept;
  // Pieces in ascending order; one that continues the last is joined to it.
  void add(map_piece piece);
  bool operator==(const instant_map&) const noexcept = default;

 private:
  std::vector<map_piece> pieces_;
};

// outer(inner(t)), where both say something.
instant_map compose(const instant_map& outer, const instant_map& inner);
// The lesser of the two, where both say something.
instant_map least(const instant_map& a, const instant_map& b);
// `map` where it is at least `low`, or where `domain` says something.
instant_map where_at_least(const instant_map& map, const instant_map& low);
instant_map where(const instant_map& map, const instant_map& domain);
// The greatest element of a set at or before t; the least at or after t. A set is a map of its elements to themselves.
instant_map floor_of(const instant_map& set, instant until);
instant_map ceiling_of(const instant_map& set, instant from);
// Is `a`, wherever `b` says something, there and as great?
bool at_least(const instant_map& a, const instant_map& b);
// The domain cut into sets on each of which the map never falls. One set: it never falls at all. Instants without a bound are
// a set of their own.
std::vector<instant_map> rising_parts(const instant_map& map);

// The greatest value of map(t) - t, or of the working time between, and the first t that has it.
struct longest_span {
  std::int64_t seconds = -1;
  instant start = 0;
};
longest_span longest(const instant_map& map);
longest_span longest_working(const instant_map& map, const calendar& hours);

// Maps by number, each kept once, and what was computed of them.
using map_number = std::uint32_t;

class map_pool {
 public:
  map_number keep(instant_map map);
  const instant_map& operator[](map_number number) const noexcept { return maps_[number]; }

  map_number compose(map_number outer, map_number inner);
  map_number least(map_number a, map_number b);
  map_number where_at_least(map_number map, map_number low);
  map_number where(map_number map, map_number domain);
  map_number floor_of(map_number set, instant until);
  map_number ceiling_of(map_number set, instant from);
  bool at_least(map_number a, map_number b);

 private:
  enum class operation : std::uint8_t { composed, least, at_least, where_at_least, where, floor, ceiling };
  using question = std::tuple<operation, map_number, map_number>;

  // What was answered before, or what `make` makes.
  template <class Make>
  map_number remembered(operation which, map_number a, map_number b, Make make);

  static constexpr std::size_t most_pieces = 8'000'000;

  std::deque<instant_map> maps_;
  std::size_t kept_pieces_ = 0;
  std::unordered_multimap<std::size_t, map_number> by_hash_;
  std::map<question, map_number> answers_;
};

}  // namespace thoihan
