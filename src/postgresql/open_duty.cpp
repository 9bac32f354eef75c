#include "src/postgresql/open_duty.hpp"

namespace thoihan::pq {

std::vector<const duty_row*> due_rows(const case_row& row) {
  std::vector<const duty_row*> due;
  if (row.ended) return due;
  for (const duty_row& duty : row.running) {
    if (duty.status == duty_status::running && duty.late_from) due.push_back(&duty);
  }
  return due;
}

std::optional<instant> alarm_of(const duty_row& duty, std::optional<instant> after) {
  std::optional<instant> first;
  const auto look = [&](instant at) {
    if ((!after || at > *after) && (!first || at < *first)) first = at;
  };
  look(*duty.late_from);
  for (const dated_warning& warning : duty.warnings) look(warning.at);
  return first;
}

}  // namespace thoihan::pq
