// A machine of the kernel beside the table that one would write by hand for the same flow: an array of cells by state and event, each
// with the next state, the roles and a guard that is a function.
//
//     const step_tables tables;
//     const step_question& q = tables.questions()[i];
//     tables.by_machine(q);                     // the next state, or nowhere
//     tables.by_hand(q);                        // the same
//
// 16 states, 32 events, 8 roles; every third cell is taken, each fourth of those by two roles with two ends. A guard asks three
// things, as most of a regulation's do: a range, a value and a presence. Each is a function with its numbers compiled in, and the
// same three nodes for the machine. Questions at random, of which two thirds are of a cell that is taken.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "thoihan/workflow/machine.hpp"

inline constexpr std::size_t step_states = 16;
inline constexpr std::size_t step_events = 32;
inline constexpr std::size_t step_roles = 8;
inline constexpr std::size_t step_facts = 12;
inline constexpr std::size_t step_guards = 24;
inline constexpr thoihan::state_number nowhere = thoihan::no_state;

struct step_question {
  thoihan::state_number from = 0;
  thoihan::event_number event = 0;
  thoihan::role_number role = 0;
  std::array<thoihan::fact_value, step_facts> facts{};
};

// What guard `number` asks.
struct guard_words {
  std::uint16_t ranged, equal, present;
  std::int64_t low, high, value;
};

constexpr guard_words guard_of(std::size_t number) {
  return {static_cast<std::uint16_t>(number % step_facts),
          static_cast<std::uint16_t>((number * 5 + 1) % step_facts),
          static_cast<std::uint16_t>((number * 7 + 2) % step_facts),
          0,
          static_cast<std::int64_t>(number % 3 + 1),
          static_cast<std::int64_t>(number % 2)};
}

template <std::size_t Number>
bool guard_by_hand(const thoihan::fact_value* facts) {
  constexpr guard_words words = guard_of(Number);
  return facts[words.ranged].present && facts[words.ranged].number >= words.low &&
         facts[words.ranged].number <= words.high && facts[words.equal].present &&
         facts[words.equal].number == words.value && facts[words.present].present;
}

inline std::vector<thoihan::condition_node> guard_as_nodes(std::size_t number) {
  using thoihan::condition_kind;
  const guard_words words = guard_of(number);
  return {{condition_kind::all, 0, 3, 0, 0},
          {condition_kind::range, words.ranged, 0, words.low, words.high},
          {condition_kind::range, words.equal, 0, words.value, words.value},
          {condition_kind::present, words.present, 0, 0, 0}};
}

class step_tables {
 public:
  explicit step_tables(std::size_t questions = 4096) {
    std::mt19937_64 random{1022};
    machine_.resize(step_states, step_events);
    for (std::size_t from = 0; from < step_states; ++from) {
      for (std::size_t event = 0; event < step_events; ++event) {
        if (random() % 3 == 0) fill(from, event, random);
      }
    }
    machine_.seal();
    for (std::size_t i = 0; i < questions; ++i) questions_.push_back(ask(random));
  }

  const std::vector<step_question>& questions() const { return questions_; }

  thoihan::state_number by_machine(const step_question& q) const {
    std::size_t row = 0;
    return machine_.step(q.from, q.event, q.role, q.facts, row) == thoihan::status::ok ? machine_.row(row).to : nowhere;
  }

  thoihan::state_number by_hand(const step_question& q) const {
    const cell& here = cells_[q.from][q.event];
    for (const way& one : here.ways) {
      if (((one.roles >> q.role) & 1U) != 0 && one.holds(q.facts.data())) return one.to;
    }
    return nowhere;
  }

 private:
  using guard_function = bool (*)(const thoihan::fact_value*);
  struct way {
    thoihan::state_number to = 0;
    std::uint64_t roles = 0;
    guard_function holds = nullptr;
  };
  // Nobody may go a way that is not there.
  struct cell {
    std::array<way, 2> ways;
  };

  template <std::size_t... Numbers>
  static constexpr std::array<guard_function, step_guards> all_guards(std::index_sequence<Numbers...>) {
    return {guard_by_hand<Numbers>...};
  }

  void fill(std::size_t from, std::size_t event, std::mt19937_64& random) {
    static constexpr std::array<guard_function, step_guards> by_number = all_guards(std::make_index_sequence<step_guards>{});
    const std::size_t ways = random() % 4 == 0 ? 2 : 1;
    for (std::size_t i = 0; i < ways; ++i) {
      const std::size_t number = random() % step_guards;
      const auto to = static_cast<thoihan::state_number>(random() % step_states);
      // Two ways are for different roles, so that no more than one is open.
      const std::uint64_t roles = ways == 1 ? random() % 255 + 1 : 0x0FU << (4 * i);
      cells_[from][event].ways[i] = {to, roles, by_number[number]};
      thoihan::machine_row row;
      row.from = static_cast<thoihan::state_number>(from);
      row.event = static_cast<thoihan::event_number>(event);
      row.to = to;
      row.roles = roles;
      row.when = guard_as_nodes(number);
      machine_.add(row);
    }
  }

  step_question ask(std::mt19937_64& random) const {
    step_question q;
    do {
      q.from = static_cast<thoihan::state_number>(random() % step_states);
      q.event = static_cast<thoihan::event_number>(random() % step_events);
    } while (!machine_.accepts(q.from, q.event) && random() % 4 != 0);
    q.role = static_cast<thoihan::role_number>(random() % step_roles);
    for (thoihan::fact_value& fact : q.facts) {
      if (random() % 8 != 0) fact = thoihan::fact_value::of(static_cast<std::int64_t>(random() % 2));
    }
    return q;
  }

  thoihan::machine machine_;
  std::array<std::array<cell, step_events>, step_states> cells_{};
  std::vector<step_question> questions_;
};
