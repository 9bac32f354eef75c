// The last lawful instant for what must happen within a limit, as a function of when it starts.
//
//     const lawful_course course = last_lawful(pack, {duty.within, chosen, duty.calendar}, {from, until});
//     course.last.at(start);       // one second before `late_from` of what the engine would answer
//
// The rows are those that the facts of a case leave (`chosen`, parallel to `within`); which of them holds may still depend on
// the time of receipt. A limit that only a date bounds which somebody still has to give (counted back from a fact) has no
// bound; beside others in `earlier_of` it is left out, for the date may be as late as one likes.
//
// Each value is the kernel's own answer: at both ends and in the middle of every piece, all of which must agree.
//
// Errors: none; where no row holds or the calendar ends the map has a hole. Thread-safety: pure.
// Cost: some evaluations for each session and each midnight of the span.
#pragma once

#include <optional>
#include <vector>

#include "src/pack/instant_map.hpp"
#include "src/pack/limit_breaks.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct chosen_rows {
  const std::vector<limit_rule>& within;
  const std::vector<bool>& chosen;  // by the facts; the row without a condition always is
  std::uint16_t calendar = 0;
  amount extended_by{};  // so much more, `extensions` times
  std::int32_t extensions = 0;
};

struct lawful_course {
  instant_map last;
  // Sets of starts on each of which `last` never falls, by the row that holds; none where it never falls, has an end everywhere
  // and no holes.
  std::vector<instant_map> sets;
  bool early = false;  // it lies before its start somewhere
};

lawful_course last_lawful(const rule_pack& pack, const chosen_rows& rows, const start_span& starts);

// What is left of a limit without the parts that count back from a fact; nothing when it has no bound of its own.
std::optional<limit> without_anchors(const limit& what);
// Which row holds for something that starts at `start`; nothing when none does, or two.
std::optional<std::size_t> row_at(const rule_pack& pack, const chosen_rows& rows, instant start);

}  // namespace thoihan
