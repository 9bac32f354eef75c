// A case goes over to another pack: a new version of its regulation, or the regulation that replaced it.
//
//     thoihan::id_mapping renamed;
//     renamed.states = {{"received", "taken_in"}};
//     thoihan::case_view after = thoihan::migrate(before, new_pack, renamed, now);
//     for (const thoihan::round_change& moved : thoihan::changed_rounds(before, after)) ...      // see round_key.hpp
//
// What the case is keeps its name: state, facts, what has happened, duties, the authorities that owe them, pauses. A name that the
// new pack does not have is looked up in the mapping.
//
//   facts     keep their value, the default of the old pack too, which has governed the case until now. One that says nothing but
//             the default may be unknown to the new pack
//   ended     rounds keep their outcome, their due and their number
//   running   rounds keep start, pauses, extensions and commitments, and their limit is chosen anew from the same start; one that is late
//             already keeps its due, as it does whenever a fact changes
//   pauses    that are open go on when a pause of the new pack has the same events, or began with the event that began this one
//   duties    that only the new pack knows begin with the next of their events, not afterwards
//
// Two duties of which there are rounds cannot become one: their rounds would have one number.
//
// Errors: thoihan::error with reference, which lists all that the new pack lacks and no mapping covers, and all names of the mapping that are
// not there, each with the nearest one; `time_order` before the last act; those of the limits that are chosen anew. `before` stays.
// Thread-safety: pure; the new pack must outlive the view. Cost: linear in the packs and the case.
#pragma once

#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/id_mapping.hpp"

namespace thoihan {

case_view migrate(const case_view& before, const rule_pack& to, const id_mapping& mapping, instant at);

}  // namespace thoihan
