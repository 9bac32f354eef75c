// When a duty that starts now would be due, and by which of its limits.
//
//     thoihan::due_answer due = thoihan::due_of(pack, pack.duties[forward], received, facts);
//     due.answer.late_from;
//     pack.duties[forward].within[*due.limit].text;         // "2 working hours"
//
// The case's clocks are made by the same choice and the same evaluation, so that a what-if says what the engine will say.
//
// Errors: thoihan::error with guard (no limit holds), horizon, range. Thread-safety: pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "thoihan/limit/answer.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct due_answer {
  std::optional<std::size_t> limit;  // row of `within`; none: the duty has no limit
  limit_answer answer{};
};

// `facts` parallel to the pack's facts; see `standard_facts`.
due_answer due_of(const rule_pack& pack, const duty_rule& duty, instant start, std::span<const fact_value> facts);
due_answer due_of(const rule_pack& pack, const std::vector<limit_rule>& within, std::uint16_t calendar, instant start,
                  std::span<const fact_value> facts);

// Which row of `within` holds, and whether the choice rests on an undecided date of receipt.
struct limit_choice {
  std::size_t row = 0;
  bool provisional = false;
};

limit_choice choose_row(const rule_pack& pack, const std::vector<limit_rule>& within, std::uint16_t calendar,
                        instant start, std::span<const fact_value> facts);

// What guards read before anybody has said anything.
std::vector<fact_value> standard_facts(const rule_pack& pack);

// The kernel's status of a limit as an error that people can read.
[[noreturn]] void throw_limit_error(status code, const rule_pack& pack, std::uint16_t calendar, instant start);

}  // namespace thoihan
