// From facts to the authority that leads: one row, none, or two.
#include "thoihan/routing/decision_table.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

using namespace thoihan;

namespace {

decision_row led_by(authority_number lead, std::int64_t low, std::int64_t high, std::vector<authority_number> support) {
  condition_node node;
  node.kind = condition_kind::range;
  node.low = low;
  node.high = high;
  return {.when = {node}, .lead = lead, .support = std::move(support)};
}

// Fields 0 to 9 are roads, 10 to 19 water, 30 both of two rows.
decision_table fields() {
  decision_table table;
  table.add(led_by(7, 0, 9, {}));
  table.add(led_by(8, 10, 19, {7, 9}));
  table.add(led_by(5, 30, 30, {}));
  table.add(led_by(6, 30, 31, {}));
  return table;
}

// The row, or the error as a negative number.
int row_of(const decision_table& table, const std::vector<fact_value>& facts) {
  std::size_t row = 77;
  const status code = table.find(facts, row);
  if (code != status::ok) CHECK(row == 77);
  return code == status::ok ? static_cast<int>(row) : static_cast<int>(code);
}

}  // namespace

TEST_SUITE("decision table") {
  TEST_CASE("the one row that holds, wherever it stands") {
    const decision_table table = fields();
    CHECK(row_of(table, {fact_value::of(0)}) == 0);
    CHECK(row_of(table, {fact_value::of(9)}) == 0);
    CHECK(row_of(table, {fact_value::of(10)}) == 1);
    CHECK(row_of(table, {fact_value::of(31)}) == 3);
    CHECK(table.size() == 4);
    CHECK(table.row(0).lead == 7);
    CHECK(table.row(1).lead == 8);
    CHECK(table.row(1).support == std::vector<authority_number>{7, 9});
    CHECK(table.row(3).lead == 6);
  }

  TEST_CASE("no row holds: it is for somebody to decide, never for nobody") {
    const decision_table table = fields();
    CHECK(row_of(table, {fact_value::of(20)}) == static_cast<int>(status::guard));
    CHECK(row_of(table, {{}}) == static_cast<int>(status::guard));
    CHECK(row_of(table, {}) == static_cast<int>(status::guard));
    CHECK(row_of(decision_table{}, {fact_value::of(0)}) == static_cast<int>(status::guard));
    CHECK(decision_table{}.size() == 0);
  }

  TEST_CASE("two rows hold") {
    decision_table table = fields();
    CHECK(row_of(table, {fact_value::of(30)}) == static_cast<int>(status::ambiguous));
    // The first row and the last.
    table.add(led_by(1, 0, 0, {}));
    CHECK(row_of(table, {fact_value::of(0)}) == static_cast<int>(status::ambiguous));
    CHECK(row_of(table, {fact_value::of(1)}) == 0);
  }

  TEST_CASE("rows of any form, against each row's condition asked by itself") {
    std::mt19937_64 source{1022};
    const auto leaf = [&source] {
      condition_node node;
      node.kind = source() % 4 == 0 ? condition_kind::present : condition_kind::range;
      node.fact = static_cast<std::uint16_t>(source() % 4);
      node.low = static_cast<std::int64_t>(source() % 5);
      node.high = node.low + static_cast<std::int64_t>(source() % 2);
      return node;
    };
    int ok = 0;
    int ambiguous = 0;
    for (int i = 0; i < 2000; ++i) {
      decision_table table;
      for (authority_number lead = 0; lead < 6; ++lead) {
        decision_row row;
        row.lead = lead;
        condition_node root;
        root.kind = source() % 3 == 0 ? condition_kind::any : condition_kind::all;
        root.children = static_cast<std::uint16_t>(source() % 3 + 1);
        row.when.push_back(root);
        for (std::uint16_t child = 0; child < root.children; ++child) row.when.push_back(leaf());
        table.add(row);
      }
      std::vector<fact_value> facts(3);
      for (fact_value& fact : facts) {
        if (source() % 3 != 0) fact = fact_value::of(static_cast<std::int64_t>(source() % 6));
      }
      std::vector<int> held;
      for (int at = 0; at < 6; ++at) {
        if (holds(table.row(static_cast<std::size_t>(at)).when, facts)) held.push_back(at);
      }
      const int expected = held.empty()      ? static_cast<int>(status::guard)
                           : held.size() > 1 ? static_cast<int>(status::ambiguous)
                                             : held[0];
      REQUIRE(row_of(table, facts) == expected);
      ok += held.size() == 1 ? 1 : 0;
      ambiguous += held.size() > 1 ? 1 : 0;
    }
    CHECK(ok > 300);
    CHECK(ambiguous > 300);
  }

  TEST_CASE("a row without a condition holds for every case") {
    decision_table table;
    table.add({.when = {}, .lead = 3, .support = {}});
    CHECK(row_of(table, {}) == 0);
    CHECK(row_of(table, {fact_value::of(12)}) == 0);
    CHECK(decision_row{}.lead == 0);
  }
}
