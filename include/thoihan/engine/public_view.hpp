// What the public may see of a case: computed from its rules and acts each time, never kept.
//
//     const thoihan::public_view seen = thoihan::public_view_of(cases, "LH-2024-000001");
//     if (seen.is_public) show(seen.pack->states[seen.state].label.vi, seen.steps, seen.duties, seen.facts);
//     std::puts(thoihan::json_of(seen, thoihan::language::vi).c_str());
//
// The pack's `publication` decides, by the facts as they stand now:
//
//     public         the course of the case, and the facts that the pack declares public
//     private,never  that the case is not public, and nothing else: neither its state nor its dates
//
// Private and never look the same: whoever could tell them apart would know that a report touches a state secret. That there is
// a case of this id is not hidden here; a host that must hide it answers an unknown id in the same words.
//
// The course, in which no person stands: state, when it came to each state, which role or body has it, which duties run, who
// owes them and when they are due. The public may see how a report is taken in, handled and answered, without personal data:
// the texts say so themselves, and none of them shows the identity of a reporter. Therefore never: officers, keys, the
// reporter's choice of secrecy, what is not public among the facts, recordings of time, notices, the log.
//
// Facts: those declared `"public": true`, as last said. The answer is such a fact where a pack publishes one (a text edited for
// publication); what was written to the reporter is personal and is not shown, public case or not. A public text is shown as
// it was given: who edits it answers for what stands in it. A body that a fact names which is not public is not shown
// either, only its role; nor is a due that is counted from such a fact.
//
// Errors: thoihan::error: those of `engine`; json_of: std::bad_alloc. Thread-safety: values; the pack must outlive them.
// Cost: one replay of the case.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/engine/case_text.hpp"
#include "thoihan/engine/engine.hpp"

namespace thoihan {

// Who has a case or owes a duty: a role, and the body that acts in it where the public may know it.
struct public_party {
  role_number role = 0;
  std::optional<authority_number> authority;

  bool operator==(const public_party&) const = default;
};

// The case came to a state, or to another body.
struct public_step {
  instant at = 0;
  const rule_pack* pack = nullptr;  // that judged then
  state_number state = 0;           // of that pack
  std::optional<public_party> holder;  // none: nobody, an end

  bool operator==(const public_step&) const = default;
};

// A duty that runs.
struct public_duty {
  std::size_t duty = 0;  // index into the pack's duties
  public_party owed_by;
  std::optional<limit_answer> due;  // none: no limit, one that stands still, one that tells a fact that is not public
};

struct public_fact {
  std::size_t fact = 0;  // index into the pack's facts
  fact_value value;
  std::string words;                     // of a text or document
  std::vector<authority_number> bodies;  // of a fact that names several
};

struct public_view {
  std::string case_id;
  bool is_public = false;
  // All below is empty when it is not.
  const rule_pack* pack = nullptr;
  std::string cite;  // the clauses by which it is public
  state_number state = no_state;
  instant opened_at = 0;
  std::vector<public_step> steps;  // the last one is how it stands
  std::vector<public_duty> duties;
  std::vector<public_fact> facts;  // by their ids
};

// `stood`: after each act of the case, in their order (standing_of in ledger.hpp).
public_view make_public_view(const case_view& view, std::span<const case_standing> stood,
                             const std::vector<case_text>& texts);

// Throws `reference` when there is no such case.
public_view public_view_of(engine& cases, std::string_view case_id);

// The value as people read it: a label, a name, a date, the words of a text.
std::string public_words(const rule_pack& pack, const public_fact& shown, language lang);

// case, public; and only when public: state, state_label, opened_at, steps (each at, state, state_label, held_by, held_by_label),
// duties (each duty, label, owed_by, owed_by_label, due; with a due: due_date, end, provisional), facts (each fact, label, value,
// words), cite, pack, version. held_by and owed_by are the body where it is told, else the role; null: nobody.
std::string json_of(const public_view& seen, language lang);

}  // namespace thoihan
