// The dues that another pack or a revision of the calendars moves, for people and as JSON.
//
//     tell_moved(out, cases, found);
//
// JSON, an object a line: case, duty, round, owed_by, was, is (due, late_from, provisional; null: none), moved_s; then for a case that
// does not fit: case, error.
#pragma once

#include "src/tool/output.hpp"
#include "thoihan/engine/replay.hpp"

namespace thoihan {

void tell_moved(output& out, engine& cases, const replayed& found);

}  // namespace thoihan
