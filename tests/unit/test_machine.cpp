// The table of states and events: which row a step takes, and why it takes none.
#include "thoihan/workflow/machine.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

using namespace thoihan;

namespace {

constexpr state_number received = 0;
constexpr state_number with_authority = 1;
constexpr state_number closed = 2;
constexpr event_number open = 0;
constexpr event_number forward = 1;
constexpr event_number close = 2;
constexpr role_number citizen = 0;
constexpr role_number clerk = 1;
constexpr role_number leader = 63;

constexpr std::uint64_t only(role_number role) { return std::uint64_t{1} << role; }

condition_node fact_is(std::int64_t number) {
  condition_node node;
  node.kind = condition_kind::range;
  node.low = node.high = number;
  return node;
}

machine_row from_to(event_number event, state_number from, state_number to, std::uint64_t roles, std::uint32_t rule) {
  machine_row row;
  row.event = event;
  row.from = from;
  row.to = to;
  row.roles = roles;
  row.rule = rule;
  return row;
}

// Rule numbers 1 to 7, added in no order of their states.
machine flow() {
  machine out;
  out.resize(3, 3);
  machine_row urgent = from_to(forward, received, closed, only(clerk), 3);
  urgent.when = {fact_is(1)};
  machine_row ordinary = from_to(forward, received, with_authority, only(clerk) | only(leader), 4);
  ordinary.when = {fact_is(2)};
  out.add(from_to(close, with_authority, closed, only(leader), 6));
  out.add(urgent);
  out.add(from_to(open, no_state, received, only(citizen) | only(clerk), 1));
  out.add(ordinary);
  out.add(from_to(close, received, closed, only(leader), 5));
  machine_row silent = from_to(forward, with_authority, with_authority, only(clerk), 7);
  silent.when = {fact_is(2)};
  out.add(silent);
  silent.rule = 8;
  out.add(silent);
  out.seal();
  return out;
}

// The rule of the row that the step takes, or its error as a negative number.
int rule_of(const machine& table, state_number from, event_number event, role_number role, std::int64_t fact) {
  const fact_value facts[] = {fact_value::of(fact)};
  std::size_t row = 77;
  const status code = table.step(from, event, role, facts, row);
  if (code != status::ok) CHECK(row == 77);
  return code == status::ok ? static_cast<int>(table.row(row).rule) : static_cast<int>(code);
}

std::vector<std::uint32_t> rules_of(const machine& table, state_number from, event_number event) {
  std::vector<std::uint32_t> rules;
  for (const machine_row& row : table.rows_of(from, event)) rules.push_back(row.rule);
  return rules;
}

}  // namespace

TEST_SUITE("machine") {
  TEST_CASE("a step takes the row of its state, event, role and facts") {
    const machine table = flow();
    CHECK(rule_of(table, no_state, open, citizen, 0) == 1);
    CHECK(rule_of(table, no_state, open, clerk, 0) == 1);
    CHECK(rule_of(table, received, forward, clerk, 1) == 3);
    CHECK(rule_of(table, received, forward, clerk, 2) == 4);
    CHECK(rule_of(table, received, forward, leader, 2) == 4);
    CHECK(rule_of(table, received, close, leader, 0) == 5);
    CHECK(rule_of(table, with_authority, close, leader, 0) == 6);
  }

  TEST_CASE("no row for the event in that state") {
    const machine table = flow();
    const int unexpected = static_cast<int>(status::unexpected_event);
    CHECK(rule_of(table, received, open, clerk, 0) == unexpected);
    CHECK(rule_of(table, closed, open, clerk, 0) == unexpected);
    CHECK(rule_of(table, closed, close, leader, 0) == unexpected);
    CHECK(rule_of(table, no_state, forward, clerk, 1) == unexpected);
    CHECK(rule_of(table, no_state, close, leader, 0) == unexpected);
    // States and events that the machine does not have: 3 is the number that opening rows would have.
    CHECK(rule_of(table, 3, open, clerk, 0) == unexpected);
    CHECK(rule_of(table, 3, close, leader, 0) == unexpected);
    CHECK(rule_of(table, 0xFFFE, forward, clerk, 1) == unexpected);
    CHECK(rule_of(table, received, 3, clerk, 1) == unexpected);
    CHECK(rule_of(table, no_state, 3, clerk, 1) == unexpected);
    CHECK(rule_of(table, no_state, 0xFFFF, clerk, 1) == unexpected);
  }

  TEST_CASE("another role; the right role and no condition that holds; two that hold") {
    const machine table = flow();
    CHECK(rule_of(table, received, forward, citizen, 1) == static_cast<int>(status::authority));
    CHECK(rule_of(table, received, close, clerk, 0) == static_cast<int>(status::authority));
    CHECK(rule_of(table, no_state, open, leader, 0) == static_cast<int>(status::authority));
    CHECK(rule_of(table, received, forward, clerk, 3) == static_cast<int>(status::guard));
    // A leader may take rule 4 alone: what holds for clerks is not for him to take.
    CHECK(rule_of(table, received, forward, leader, 1) == static_cast<int>(status::guard));
    CHECK(rule_of(table, with_authority, forward, clerk, 2) == static_cast<int>(status::ambiguous));
    CHECK(rule_of(table, with_authority, forward, clerk, 1) == static_cast<int>(status::guard));
  }

  TEST_CASE("the rows of a state and event, in the order in which they were added") {
    const machine table = flow();
    CHECK(table.rows().size() == 7);
    CHECK(rules_of(table, received, forward) == std::vector<std::uint32_t>{3, 4});
    CHECK(rules_of(table, received, close) == std::vector<std::uint32_t>{5});
    CHECK(rules_of(table, with_authority, forward) == std::vector<std::uint32_t>{7, 8});
    CHECK(rules_of(table, with_authority, close) == std::vector<std::uint32_t>{6});
    CHECK(rules_of(table, no_state, open) == std::vector<std::uint32_t>{1});
    CHECK(rules_of(table, closed, forward).empty());
    CHECK(rules_of(table, closed, 3).empty());
    CHECK(rules_of(table, no_state, 3).empty());
    CHECK(rules_of(table, 3, open).empty());
  }

  TEST_CASE("what a state accepts") {
    const machine table = flow();
    for (const state_number from : {received, with_authority, closed, no_state}) {
      for (event_number event = 0; event < 5; ++event) {
        const bool expected = (from == received && (event == forward || event == close)) ||
                              (from == with_authority && (event == forward || event == close)) ||
                              (from == no_state && event == open);
        CHECK_MESSAGE(table.accepts(from, event) == expected, "state " << from << " event " << event);
      }
    }
  }

  TEST_CASE("every cell of a table with one row each, told apart by its rule") {
    constexpr std::size_t states = 5;
    constexpr std::size_t events = 4;
    machine table;
    table.resize(states, events);
    const auto state = [](std::size_t at) { return at == states ? no_state : static_cast<state_number>(at); };
    // From the last cell to the first: sealing has to sort them.
    for (std::size_t cell = (states + 1) * events; cell-- > 0;) {
      table.add(from_to(static_cast<event_number>(cell % events), state(cell / events), 0, only(clerk),
                        static_cast<std::uint32_t>(cell)));
    }
    table.seal();
    for (std::size_t cell = 0; cell < (states + 1) * events; ++cell) {
      CHECK(rule_of(table, state(cell / events), static_cast<event_number>(cell % events), clerk, 0) ==
            static_cast<int>(cell));
    }
  }

  TEST_CASE("a machine without rows expects nothing; a row is an opening by nobody until it is told otherwise") {
    machine table;
    table.resize(2, 2);
    table.seal();
    CHECK(rule_of(table, received, open, clerk, 0) == static_cast<int>(status::unexpected_event));
    CHECK(rule_of(table, no_state, forward, clerk, 0) == static_cast<int>(status::unexpected_event));
    CHECK_FALSE(machine{}.accepts(no_state, open));
    const machine_row row;
    CHECK(row.event == 0);
    CHECK(row.from == no_state);
    CHECK(row.to == 0);
    CHECK(row.roles == 0);
    CHECK(row.rule == 0);
    CHECK(max_roles == 64);
  }
}
