// A pack that extends another: the base with single rules replaced, added or taken away.
//
//     const auto whole = extend(base, own, findings);    // one text, each value at its place in the file that says it
//
// Collections by name (roles, channels, facts, states, duties, notices, assumptions, calendars) are joined member by member, and a
// member that is null takes the base's away; lists by id (clauses, gaps, routing) row by row, and {"id": ..., "removed": true}
// takes a row away. The transitions of an event that the own file names replace all of the base's for this event. Everything else
// that the own file says replaces the base's. What is replaced or taken away is a note, `overridden`.
//
// Errors, as findings: `unknown-name` for something taken away that the base has not.
#pragma once

#include <memory>
#include <vector>

#include "src/pack/json_text.hpp"

namespace thoihan {

std::shared_ptr<const json_text> extend(const std::shared_ptr<const json_text>& base,
                                        const std::shared_ptr<const json_text>& own, std::vector<finding>& findings);

}  // namespace thoihan
