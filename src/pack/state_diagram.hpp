// The states of a pack as they are drawn: one arrow for each pair of states, with every transition along it.
//
//     const state_diagram drawn = diagram_of(pack);
//     for (const diagram_arrow& arrow : drawn.arrows) tell(arrow.from, arrow.to, arrow.transitions);
//     std::cout << dot_text(pack, drawn, language::en);          // for Graphviz
//     std::cout << mermaid_text(pack, drawn, language::en);      // for Mermaid, as in a Markdown page
//
// What an act does without leaving its state is no arrow: `stays` lists it. An act that leaves more states than anybody wants
// to see arrows from, `crowded` of them to one state, is no arrow either: `from_many` has it once, with the states.
//
// In both texts the authors' words are quoted as the format asks, and cannot be read as a part of it.
//
// Thread-safety: pure. Cost: linear in the rows of the table of transitions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct diagram_arrow {
  std::optional<state_number> from;  // none: opens a case
  state_number to = 0;
  std::vector<std::size_t> transitions;  // in the order of the pack
};

// Acts of one name that lead from many states to one.
struct diagram_bundle {
  event_number event = 0;
  state_number to = 0;
  std::vector<state_number> from;
  std::vector<std::size_t> transitions;
};

struct state_diagram {
  std::vector<diagram_arrow> arrows;            // those that open a case first, then by `from` and `to`
  std::vector<diagram_bundle> from_many;        // by event and `to`
  std::vector<std::vector<std::size_t>> stays;  // per state: transitions that do not leave it
};

// From so many states on a bundle stands for its arrows.
inline constexpr std::size_t crowded = 6;

state_diagram diagram_of(const rule_pack& pack);

std::string dot_text(const rule_pack& pack, const state_diagram& drawn, language lang);
std::string mermaid_text(const rule_pack& pack, const state_diagram& drawn, language lang);

// The events of an arrow, each once, in the order of its transitions.
std::vector<std::string> events_of(const rule_pack& pack, const std::vector<std::size_t>& transitions);
// Who holds a case there, in words: the role, "nobody", or that the case has ended.
bilingual holder_words(const rule_pack& pack, const state& at);

}  // namespace thoihan
