// What the table of open duties has of a case: its running duties that can become late, each with its next alarm.
//
//     for (const duty_row* duty : due_rows(row)) add(*duty->late_from, alarm_of(*duty, std::nullopt));
//
// Thread-safety: pure.
#pragma once

#include <optional>
#include <vector>

#include "thoihan/store/case_row.hpp"
#include "thoihan/store/duty_row.hpp"

namespace thoihan::pq {

// Of `ended` and `running`; good as long as these are.
std::vector<const duty_row*> due_rows(const case_row& row);
// The first instant behind `after` at which something of the duty is to be recorded.
std::optional<instant> alarm_of(const duty_row& duty, std::optional<instant> after);

}  // namespace thoihan::pq
