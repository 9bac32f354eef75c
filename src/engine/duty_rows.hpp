// The duties of a case as rows for the store and for answers.
//
//     row.running = unended_rows(view);
//     event.decided = duties_json(changed_rows(before, rows_of(view)));
//
// Errors: those of warnings that the calendar does not reach. Thread-safety: pure. Cost: linear.
#pragma once

#include <vector>

#include "thoihan/engine/case_view.hpp"
#include "thoihan/store/duty_row.hpp"

namespace thoihan {

duty_row row_of(const case_view& view, const duty_round& round);
std::vector<duty_row> rows_of(const case_view& view);
std::vector<duty_row> unended_rows(const case_view& view);
// What of `now` is not in `before`, and as annulled what of `before` is not in `now`.
std::vector<duty_row> changed_rows(const std::vector<duty_row>& before, const std::vector<duty_row>& now);

}  // namespace thoihan
