// The starts at which a limit's due changes its course.
//
// Seen over its starts, the due of a limit is made of pieces: on each it stands still or moves with the start, second for
// second. A piece begins at a midnight, at an opening or a close, after a cut-off; at a start from which working time is
// used up exactly at such a moment; and where one part of a composition overtakes another. `limit_breaks` gives every one of them (and
// some that change nothing), so that between two neighbours the due is known from its two ends.
//
//     std::vector<instant> begins = limit_breaks(office, rule.row.what, {first, end});
//     // on [begins[i], begins[i+1] - 1] the due is constant, or due(start) - start is
//
// Limits that count back from a fact have no course over the starts: ask `counts_back` first.
#pragma once

#include <vector>

#include "thoihan/calendar/calendar.hpp"
#include "thoihan/limit/choice.hpp"
#include "thoihan/limit/limit.hpp"

namespace thoihan {

struct start_span {
  instant first = 0;
  instant end = 0;  // not included
};

bool counts_back(const limit& what) noexcept;

// Sorted, each once, inside the span; its first instant is the first of them.
std::vector<instant> limit_breaks(const calendar& hours, const limit& what, const start_span& starts);
// Where the time of receipt passes from one row of a choice to another.
std::vector<instant> receipt_breaks(const calendar& hours, const start_span& starts);

}  // namespace thoihan
