// Maps of instants made of pieces, against tables that hold every instant.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <vector>

#include "src/pack/instant_map.hpp"
#include "tests/support/tiny_pack.hpp"

namespace {

using thoihan::instant;
using thoihan::instant_map;
using thoihan::map_piece;
using thoihan::no_bound;

constexpr instant last = 60;
using table = std::vector<std::optional<instant>>;  // by instant 0..last

// Pieces drawn by chance, with holes, single instants and, where wanted, no bound.
instant_map drawn(std::mt19937_64& source, bool rising, bool open) {
  const auto below = [&source](int n) { return static_cast<instant>(source() % static_cast<std::uint64_t>(n)); };
  instant_map out;
  instant at = below(6);
  instant low = 0;
  while (at <= last) {
    const instant until = std::min<instant>(at + below(9), last);
    map_piece piece{at, until, (rising ? low : 0) + below(20), below(2) == 0};
    if (open && below(6) == 0) piece = {at, until, no_bound, false};
    if (piece.value != no_bound && piece.at(until) > last) piece = {at, until, last, false};
    if (piece.value == no_bound || !rising || piece.value >= low) out.add(piece);
    if (piece.value != no_bound) low = piece.at(until);
    at = until + 1 + (below(3) == 0 ? below(5) : 0);
  }
  return out;
}

table all_of(const instant_map& map) {
  table out;
  for (instant t = 0; t <= last; ++t) out.push_back(map.at(t));
  return out;
}

// Pieces ascend, none touches a neighbour that it could be joined to.
void check_form(const instant_map& map) {
  for (std::size_t i = 0; i < map.pieces().size(); ++i) {
    const map_piece& piece = map.pieces()[i];
    CHECK(piece.from <= piece.until);
    CHECK_FALSE((piece.moves && piece.from == piece.until));
    if (i > 0) CHECK(map.pieces()[i - 1].until < piece.from);
  }
}

template <class Operation>
void check_pairs(bool rising, bool open, Operation operation) {
  std::mt19937_64 source{20260205};
  for (int i = 0; i < 2000; ++i) {
    CAPTURE(i);
    const instant_map a = drawn(source, rising, open);
    const instant_map b = drawn(source, rising, open);
    operation(a, b, all_of(a), all_of(b));
  }
}

}  // namespace

TEST_SUITE("instant_map") {
  TEST_CASE("pieces that continue each other are one") {
    instant_map map;
    map.add({0, 4, 10, true});
    map.add({5, 9, 15, true});
    map.add({10, 12, 19, false});
    map.add({13, 13, 19, false});
    CHECK(map.pieces() == std::vector<map_piece>{{0, 9, 10, true}, {10, 13, 19, false}});
    map.add({20, 21, 19, false});
    CHECK(map.pieces().size() == 3);
    CHECK(map.at(9) == 19);
    CHECK_FALSE(map.at(14).has_value());
    CHECK_FALSE(map.at(22).has_value());
    // A single instant takes the course of what follows.
    instant_map single;
    single.add({3, 3, 7, true});
    single.add({4, 6, 8, true});
    CHECK(single.pieces() == std::vector<map_piece>{{3, 6, 7, true}});
  }

  TEST_CASE("compositions") {
    check_pairs(false, true, [](const instant_map& outer, const instant_map& inner, const table& o, const table& i) {
      if (outer.empty()) return;
      const instant known = outer.pieces().back().until;
      const bool beyond = std::any_of(i.begin(), i.end(), [&](const auto& value) {
        return value && *value != no_bound && *value > known;
      });
      if (beyond) {
        CHECK_THROWS_AS(compose(outer, inner), thoihan::beyond_known);
        return;
      }
      const instant_map made = compose(outer, inner);
      check_form(made);
      for (std::size_t t = 0; t <= last; ++t) {
        std::optional<instant> expected;
        if (i[t]) expected = *i[t] == no_bound ? i[t] : o[static_cast<std::size_t>(*i[t])];
        CHECK(made.at(static_cast<instant>(t)) == expected);
      }
    });
  }

  TEST_CASE("the lesser of two, and where one lies above the other") {
    check_pairs(false, true, [](const instant_map& a, const instant_map& b, const table& x, const table& y) {
      const instant_map lesser = least(a, b);
      const instant_map above = where_at_least(a, b);
      const instant_map shared = where(a, b);
      check_form(lesser);
      check_form(above);
      bool covers = true;
      for (std::size_t t = 0; t <= last; ++t) {
        const bool both = x[t] && y[t];
        CHECK(lesser.at(static_cast<instant>(t)) == (both ? std::min(x[t], y[t]) : std::nullopt));
        CHECK(above.at(static_cast<instant>(t)) == (both && *x[t] >= *y[t] ? x[t] : std::nullopt));
        CHECK(shared.at(static_cast<instant>(t)) == (both ? x[t] : std::nullopt));
        covers = covers && (!y[t] || (x[t] && *x[t] >= *y[t]));
      }
      CHECK(at_least(a, b) == covers);
      CHECK(at_least(a, lesser) == at_least(shared, lesser));
      CHECK(a.ends() == std::none_of(x.begin(), x.end(), [](const auto& value) { return value == no_bound; }));
    });
  }

  TEST_CASE("sets: the element before, and the one after") {
    check_pairs(false, false, [](const instant_map& a, const instant_map&, const table& x, const table&) {
      instant_map set;
      for (const map_piece& piece : a.pieces()) set.add({piece.from, piece.until, piece.from, true});
      const instant_map before = floor_of(set, last);
      const instant_map after = ceiling_of(set, 0);
      for (instant t = 0; t <= last; ++t) {
        std::optional<instant> low;
        std::optional<instant> high;
        for (instant element = 0; element <= last; ++element) {
          if (!x[static_cast<std::size_t>(element)]) continue;
          if (element <= t) low = element;
          if (element >= t && !high) high = element;
        }
        CHECK(before.at(t) == low);
        CHECK(after.at(t) == high);
      }
    });
  }

  TEST_CASE("parts on which a map never falls") {
    check_pairs(false, true, [](const instant_map& a, const instant_map&, const table& x, const table&) {
      std::vector<int> covered(last + 1, 0);
      for (const instant_map& part : rising_parts(a)) {
        std::optional<instant> before;
        for (instant t = 0; t <= last; ++t) {
          if (!part.at(t)) continue;
          CHECK(part.at(t) == t);
          ++covered[static_cast<std::size_t>(t)];
          const instant value = *x[static_cast<std::size_t>(t)];
          if (before) CHECK(*before <= value);
          if (before) CHECK((*before == no_bound) == (value == no_bound));
          before = value;
        }
      }
      for (std::size_t t = 0; t <= last; ++t) CHECK(covered[t] == (x[t] ? 1 : 0));
    });
    check_pairs(true, false, [](const instant_map& a, const instant_map&, const table&, const table&) {
      CHECK(rising_parts(a).size() <= 1);
    });
  }

  TEST_CASE("the longest span, and the longest in working time") {
    const tiny_pack rules{tiny_state("open") + "," + tiny_state("closed", true),
                          tiny_act("receive", "", "open") + "," + tiny_act("close", "open", "closed"),
                          tiny_duty("close", "\"receive\"", "\"close\"", tiny_limit("\"1 minute\""))};
    const thoihan::rule_pack pack = rules.load();
    const thoihan::calendar& hours = pack.main_calendar().compiled;
    std::mt19937_64 source{7};
    const instant midnight = tiny_time(4, "00:00");
    for (int i = 0; i < 300; ++i) {
      CAPTURE(i);
      // From a minute before midnight on, over openings and closes: to some minutes later.
      instant_map map;
      for (instant at = midnight - 200; at < midnight + 300;) {
        const instant until = at + static_cast<instant>(source() % 90);
        map.add({at, until, at + static_cast<instant>(source() % 400), source() % 2 == 0});
        at = until + 1 + static_cast<instant>(source() % 2) * 7;
      }
      std::int64_t calendar_s = -1;
      std::int64_t working_s = -1;
      for (instant t = midnight - 200; t < midnight + 500; ++t) {
        const auto value = map.at(t);
        if (!value) continue;
        std::int64_t worked = 0;
        REQUIRE(hours.elapsed(t, *value, worked) == thoihan::status::ok);
        calendar_s = std::max(calendar_s, *value - t);
        working_s = std::max(working_s, worked);
      }
      CHECK(longest(map).seconds == calendar_s);
      CHECK(*map.at(longest(map).start) - longest(map).start == calendar_s);
      const thoihan::longest_span worked = longest_working(map, hours);
      CHECK(worked.seconds == working_s);
      std::int64_t there = 0;
      REQUIRE(hours.elapsed(worked.start, *map.at(worked.start), there) == thoihan::status::ok);
      CHECK(there == working_s);
    }
  }

  TEST_CASE("a pool keeps equal maps once and answers as they do") {
    thoihan::map_pool pool;
    std::mt19937_64 source{11};
    for (int i = 0; i < 200; ++i) {
      const instant_map a = drawn(source, false, true);
      const instant_map b = drawn(source, false, true);
      const thoihan::map_number x = pool.keep(a);
      const thoihan::map_number y = pool.keep(b);
      CHECK(pool.keep(a) == x);
      CHECK((x == y) == (a == b));
      for (int again = 0; again < 2; ++again) {
        CHECK(pool[pool.least(x, y)] == least(a, b));
        CHECK(pool[pool.where(x, y)] == where(a, b));
        CHECK(pool[pool.where_at_least(x, y)] == where_at_least(a, b));
        CHECK(pool.at_least(x, y) == at_least(a, b));
      }
    }
  }
}
