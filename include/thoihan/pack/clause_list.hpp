// Every clause of a regulation and what became of it: the list that a legal officer reads beside the decision.
//
//     for (const thoihan::clause_entry& entry : thoihan::list_clauses(pack)) {
//       if (entry.is == thoihan::clause_kind::modelled) tell(entry.id, entry.rules);     // "duties/handle", "transitions/3 forward"
//     }
//
// The rules are named by their place in the pack's JSON (a pointer without its first slash; places in lists count from 0), and
// where that is a place in a list, by the event or id of the element: `transitions/3/until/within/0 return`. Every object of
// the pack's own files that cites the clause is named, so that no kind of rule is forgotten here. What acts comes first
// (transitions, duties, routing, publication, notices), what only declares comes last.
//
// A modelled clause that no rule cites cannot be in a loaded pack: it is the checker's error `clause-uncited`.
//
// Errors: none for a loaded pack. Thread-safety: pure. Cost: linear in the pack's text; it is parsed again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "thoihan/pack/error.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct clause_entry {
  std::string id;
  clause_kind is = clause_kind::modelled;
  bilingual says;  // what it demands; may be empty
  bilingual why;   // outside: the reason; assumed: what is taken and why, else what is open; modelled: empty
  // Modelled: the rules that cite it. Assumed: the assumptions that speak for it, "assumptions/reports". Outside: none.
  std::vector<std::string> rules;
  // Modelled, and only names are declared under it (roles, channels, facts, states, authorities): no rule acts by it.
  bool declares_only = false;
};

// In the order of the pack's list.
std::vector<clause_entry> list_clauses(const rule_pack& pack);

// The word in packs and in JSON: "modelled".
std::string_view clause_kind_name(clause_kind kind) noexcept;

}  // namespace thoihan
