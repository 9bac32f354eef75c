// Conditions against a recursive reading of the same tree.
#include "thoihan/guard/condition.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <random>
#include <vector>

using namespace thoihan;
using kind = condition_kind;

namespace {

condition_node range(std::uint16_t fact, std::int64_t low, std::int64_t high) {
  condition_node node;
  node.kind = kind::range;
  node.fact = fact;
  node.low = low;
  node.high = high;
  return node;
}
condition_node present(std::uint16_t fact) {
  condition_node node;
  node.kind = kind::present;
  node.fact = fact;
  return node;
}
condition_node inner(kind which, int children) {
  condition_node node;
  node.kind = which;
  node.children = static_cast<std::uint16_t>(children);
  return node;
}

// Not inlined, so that the compiler cannot take the one node that it sees for the branches that a node may have.
[[gnu::noinline]] bool holds_for(const std::vector<condition_node>& nodes, const fact_value& fact) {
  return holds(nodes, {&fact, 1});
}

// A tree that owns its branches, drawn at random, with its value.
struct drawn_tree {
  std::vector<condition_node> nodes;
  bool value = false;
};

drawn_tree draw_tree(std::mt19937_64& source, const std::vector<fact_value>& facts, int depth) {
  drawn_tree tree;
  const std::uint64_t which = depth == 0 ? source() % 2 : source() % 5;
  const auto fact = static_cast<std::uint16_t>(source() % (facts.size() + 2));
  const bool known = fact < facts.size() && facts[fact].present;
  if (which == 0) {
    const auto low = static_cast<std::int64_t>(source() % 5);
    const std::int64_t high = low + static_cast<std::int64_t>(source() % 3) - 1;
    tree.nodes = {range(fact, low, high)};
    tree.value = known && low <= facts[fact].number && facts[fact].number <= high;
    return tree;
  }
  if (which == 1) return {{present(fact)}, known};
  if (which == 2) {
    const drawn_tree child = draw_tree(source, facts, depth - 1);
    tree.nodes = {inner(kind::negation, 1)};
    tree.nodes.insert(tree.nodes.end(), child.nodes.begin(), child.nodes.end());
    tree.value = !child.value;
    return tree;
  }
  const int children = static_cast<int>(source() % 4);
  tree.nodes = {inner(which == 3 ? kind::all : kind::any, children)};
  int true_ones = 0;
  for (int i = 0; i < children; ++i) {
    const drawn_tree child = draw_tree(source, facts, depth - 1);
    tree.nodes.insert(tree.nodes.end(), child.nodes.begin(), child.nodes.end());
    true_ones += child.value ? 1 : 0;
  }
  tree.value = which == 3 ? true_ones == children : true_ones > 0;
  return tree;
}

}  // namespace

TEST_SUITE("condition") {
  TEST_CASE("no condition always holds; all of nothing holds, any of nothing does not") {
    CHECK(holds({}, {}));
    CHECK(holds(std::vector<condition_node>{inner(kind::all, 0)}, {}));
    CHECK_FALSE(holds(std::vector<condition_node>{inner(kind::any, 0)}, {}));
  }

  TEST_CASE("a range has both ends") {
    const std::vector<condition_node> three_to_nine = {range(0, 3, 9)};
    for (const std::int64_t number : {2, 3, 5, 9, 10}) {
      const fact_value fact = fact_value::of(number);
      CHECK(holds_for(three_to_nine, fact) == (number >= 3 && number <= 9));
    }
    const std::vector<condition_node> everything = {
        range(0, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max())};
    const fact_value least = fact_value::of(std::numeric_limits<std::int64_t>::min());
    CHECK(holds_for(everything, least));
  }

  TEST_CASE("an absent fact compares as false, so that its negation is true; a fact past the end is absent") {
    const fact_value absent;
    const std::vector<condition_node> is_zero = {range(0, 0, 0)};
    const std::vector<condition_node> is_not_zero = {inner(kind::negation, 1), range(0, 0, 0)};
    const std::vector<condition_node> said_and_not_zero = {inner(kind::all, 2), present(0), inner(kind::negation, 1),
                                                           range(0, 0, 0)};
    CHECK_FALSE(holds(is_zero, {&absent, 1}));
    CHECK(holds(is_not_zero, {&absent, 1}));
    CHECK_FALSE(holds(said_and_not_zero, {&absent, 1}));
    const fact_value one = fact_value::of(1);
    CHECK(holds(said_and_not_zero, {&one, 1}));
    CHECK_FALSE(holds(std::vector<condition_node>{present(1)}, {&one, 1}));
    CHECK_FALSE(holds(std::vector<condition_node>{range(65535, 0, 0)}, {&one, 1}));
  }

  // urgent and (field is 2 or 5), for every case.
  TEST_CASE("the example of the header") {
    const std::vector<condition_node> nodes = {inner(kind::all, 2), range(0, 1, 1), inner(kind::any, 2), range(1, 2, 2),
                                               range(1, 5, 5)};
    for (std::int64_t urgent = 0; urgent <= 1; ++urgent) {
      for (std::int64_t field = 0; field <= 6; ++field) {
        const std::vector<fact_value> facts = {fact_value::of(urgent), fact_value::of(field)};
        CHECK(holds(nodes, facts) == (urgent == 1 && (field == 2 || field == 5)));
      }
    }
  }

  TEST_CASE("a branch that is already decided is still passed over") {
    // any(present(0), all(present(0), present(1)), present(2)): the second branch must not be taken for the third.
    const std::vector<condition_node> nodes = {inner(kind::any, 3), present(0), inner(kind::all, 2),
                                               present(0),          present(1), present(2)};
    const std::vector<condition_node> both = {inner(kind::all, 2), inner(kind::any, 2), present(0), present(1),
                                              present(2)};
    const std::vector<fact_value> first_only = {fact_value::of(0), {}, {}};
    CHECK(holds(nodes, first_only));
    CHECK_FALSE(holds(both, first_only));
  }

  TEST_CASE("negations to the greatest depth") {
    std::vector<condition_node> nodes(max_condition_depth - 1, inner(kind::negation, 1));
    nodes.push_back(present(0));
    const fact_value one = fact_value::of(1);
    CHECK(holds(nodes, {&one, 1}) == ((max_condition_depth - 1) % 2 == 0));
  }

  // all(any(0, 1), not(2), 3): the tree ends behind 3, its children begin at 1, 4 and 6.
  TEST_CASE("where a condition ends") {
    const std::vector<condition_node> nodes = {inner(kind::all, 3), inner(kind::any, 2),      present(0), present(1),
                                               inner(kind::negation, 1), present(2), present(3)};
    CHECK(thoihan::condition_end(nodes, 0) == 7);
    CHECK(thoihan::condition_end(nodes, 1) == 4);
    CHECK(thoihan::condition_end(nodes, 2) == 3);
    CHECK(thoihan::condition_end(nodes, 4) == 6);
    CHECK(thoihan::condition_end(nodes, 7) == 7);
  }

  TEST_CASE("a nested branch that is decided at its first part does not shift the next") {
    // all(any(present(0), present(1)), present(2)): the branch is true by 0 or by 1, and 2 decides.
    const std::vector<condition_node> nodes = {inner(kind::all, 2), inner(kind::any, 2), present(0), present(1), present(2)};
    for (const bool last : {false, true}) {
      const std::vector<fact_value> by_first = {fact_value::of(0), {}, last ? fact_value::of(0) : fact_value{}};
      const std::vector<fact_value> by_second = {{}, fact_value::of(0), last ? fact_value::of(0) : fact_value{}};
      CHECK(holds(nodes, by_first) == last);
      CHECK(holds(nodes, by_second) == last);
    }
  }

  TEST_CASE("a range that a condition needs") {
    fact_range found;
    const auto finds = [&found](const std::vector<condition_node>& nodes) {
      found = {};
      return find_needed_range(nodes, found);
    };
    const auto is = [&found](std::uint16_t fact, std::int64_t low, std::int64_t high) {
      return found.fact == fact && found.low == low && found.high == high;
    };
    CHECK((finds({range(3, 1, 2)}) && is(3, 1, 2)));
    CHECK((finds({inner(kind::all, 2), present(0), range(3, 1, 2)}) && is(3, 1, 2)));
    CHECK((finds({inner(kind::all, 2), range(2, 7, 7), range(3, 1, 2)}) && is(2, 7, 7)));
    // One of 5, 2 and 9: from 2 to 9.
    CHECK((finds({inner(kind::any, 3), range(1, 5, 5), range(1, 2, 2), range(1, 9, 9)}) && is(1, 2, 9)));
    CHECK((finds({inner(kind::all, 2), inner(kind::any, 2), range(1, 5, 5), range(1, 2, 2), present(0)}) && is(1, 2, 5)));
    // Two facts of which one is enough, a negation, a presence: nothing so plain.
    CHECK_FALSE(finds({}));
    CHECK_FALSE(finds({present(0)}));
    CHECK_FALSE(finds({inner(kind::negation, 1), range(1, 5, 5)}));
    CHECK_FALSE(finds({inner(kind::any, 2), range(1, 5, 5), range(2, 5, 5)}));
    CHECK_FALSE(finds({inner(kind::any, 2), range(1, 5, 5), present(1)}));
    CHECK_FALSE(finds({inner(kind::any, 0)}));
    CHECK_FALSE(finds({inner(kind::all, 0)}));
    CHECK((finds({inner(kind::all, 2), inner(kind::negation, 1), range(1, 5, 5), range(2, 6, 6)}) && is(2, 6, 6)));

    // An absent fact, and one past the end, are in no range.
    const fact_range five{0, 5, 5};
    const std::vector<fact_value> none;
    for (const std::int64_t number : {4, 5, 6}) {
      const fact_value fact = fact_value::of(number);
      CHECK(five.holds({&fact, 1}) == (number == 5));
    }
    const fact_value absent{5, false};
    CHECK_FALSE(five.holds({&absent, 1}));
    CHECK_FALSE(five.holds(none));
  }

  TEST_CASE("no condition of a tree at random holds without the range that it needs") {
    std::mt19937_64 source{149};
    int needed = 0;
    int outside = 0;
    for (int i = 0; i < 20000; ++i) {
      std::vector<fact_value> facts(4);
      for (fact_value& fact : facts) {
        if (source() % 3 != 0) fact = fact_value::of(static_cast<std::int64_t>(source() % 6));
      }
      const drawn_tree tree = draw_tree(source, facts, 5);
      fact_range found;
      if (!find_needed_range(tree.nodes, found)) continue;
      ++needed;
      if (found.holds(facts)) continue;
      ++outside;
      REQUIRE_FALSE(tree.value);
    }
    CHECK(needed > 3000);
    CHECK(outside > 1000);
  }

  TEST_CASE("trees at random") {
    std::mt19937_64 source{148};
    int wrong = 0;
    int held = 0;
    for (int i = 0; i < 20000; ++i) {
      std::vector<fact_value> facts(4);
      for (fact_value& fact : facts) {
        if (source() % 3 != 0) fact = fact_value::of(static_cast<std::int64_t>(source() % 6));
      }
      const drawn_tree tree = draw_tree(source, facts, 5);
      held += tree.value ? 1 : 0;
      wrong += holds(tree.nodes, facts) == tree.value ? 0 : 1;
    }
    CHECK(wrong == 0);
    CHECK(held > 5000);
    CHECK(held < 15000);
  }
}
