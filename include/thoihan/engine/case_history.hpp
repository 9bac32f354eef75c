// What the history of a case means: the events of its log, in the order of their recording, folded into a view.
//
//     const thoihan::history_sources sources{packs_by_hash, duplicate_of};
//     if (thoihan::folds_onward(view, command))                       // the ordinary act: the view alone is enough
//       thoihan::apply_onward(view, {number, command, pack_hash, calendars_hash}, sources);
//     else                                                            // dated before the last act, a correction, a withdrawal
//       thoihan::history_step step = thoihan::append(entries, {&next, 1}, sources);
//     thoihan::case_view again = thoihan::fold(entries, sources.packs);
//
// Acts count in the order of their legal time, then of their number. What docs/cases.md says of each kind:
//   act       dated before the last one where the pack lets it be dated back: judged at its place. Its dating back is measured from
//             the latest recording in the case, whatever it says itself
//   correct   facts of these names and the legal time anew; the actor stays. A new legal time is dated back from the correction's recording
//   withdraw  an act, a correction, a link or a withdrawal counts as if it had not been; what corrects it goes with it. Not the act that
//             opens the case
//   link      `duplicate_of` of the view; one at a time, not to itself, not in a circle
//   split     names the new case, nothing else (split.hpp)
//   migrate   what happens later, by legal time, is judged by the other pack (migration.hpp)
//   erase, recompute   nothing
// All but acts are entered when they are recorded: `at` is `recorded_at`, and all but splits and migrations have a reason.
//
// Who may: correct and withdraw a role that the act's transition admits, as it was and as it is corrected, for the same authority; link, migrate
// and split a role that opens cases, for the authority that has the case where it acts for one. Roles are of the pack that
// judges now: renamed ones of older packs go by the mapping's names.
//
// An act that is inserted, corrected or taken back must be lawful at its place, and every act after it must be so still. One that would
// be refused already without the change, since a newer calendar judges it otherwise, is not held against the change.
//
// Packs: the first event names the first one, each migration the next; of each, the newest calendars that an event before the next
// migration names.
//
// Errors: thoihan::error as case_view.hpp and migration.hpp say, and
//   conflict    a later act would no longer be lawful (`details`: its number, its event), or what is named cannot be taken back, corrected
//               or linked
//   reference   no such event in the case
//   schema      a reason, a name or a number is missing
//   corrupt     (`fold`) a log that no engine has written
// Thread-safety: pure. Cost: `apply_onward` that of the view; `fold` a few microseconds an act; `append` that of two or three folds.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/command.hpp"
#include "thoihan/engine/round_key.hpp"

namespace thoihan {

struct history_entry {
  std::int32_t number = 0;  // in its case, from 1, ascending
  command what;
  std::string pack_hash;  // of the pack that judged it; of a migration the new one
  std::string calendars_hash;
};

// The pack must outlive the views. Throws when there is none.
using pack_source = std::function<const rule_pack&(std::string_view pack_hash, std::string_view calendars_hash)>;
// Of which case another is a duplicate; "" of none. Throws `reference` when there is no such case.
using duplicate_source = std::function<std::string(const std::string& case_id)>;

struct history_sources {
  pack_source packs;
  duplicate_source duplicate_of;  // asked for links alone
};

// The case after an act or a migration, the number of that event, and what it says: the act as it counts, with its corrections.
using fold_observer = std::function<void(const case_view& view, std::int32_t number, const command& what)>;

// Events on record, which are not judged again. `until`: the case as what happened before it made it; a view without an act where
// nothing had happened.
case_view fold(std::span<const history_entry> entries, const pack_source& packs, const fold_observer& after_each = {},
               instant until = last_supported_instant + 1);

// Is the view alone enough for what comes next?
bool folds_onward(const case_view& view, const command& what);

// All or nothing. What cannot be folded onward is `misuse`.
step_effects apply_onward(case_view& view, const history_entry& next, const history_sources& sources);

struct history_step {
  case_view view;
  // Parallel to the events: of an act at its place, whose pack `transition` and `notices` are of; a correction owes no notices. `changed`
  // is empty: what moved in the end is in `changes`.
  std::vector<step_effects> effects;
  std::vector<round_change> changes;  // against the case before
};

// `before` with what comes next, of whatever kind. Acts, corrections and withdrawals that are entered `together` are judged as one: a pause
// with its end, an act that goes with the one that takes its place.
history_step append(std::span<const history_entry> before, std::span<const history_entry> together,
                    const history_sources& sources);

// An act as it counts: with its corrections, and for each fact the number of the event that gave it last, where its words are.
struct effective_act {
  std::int32_t number = 0;
  command what;
  std::vector<std::int32_t> given_by;  // parallel to what.facts
};

// Those that have not been taken back, in the order in which they count.
std::vector<effective_act> effective_acts(std::span<const history_entry> entries);

}  // namespace thoihan
