#include "src/engine/duty_rows.hpp"

#include <algorithm>

namespace thoihan {

namespace {

duty_status status_of(const duty_clock& clock) {
  switch (clock.outcome()) {
    case clock_outcome::met: return duty_status::met;
    case clock_outcome::met_late: return duty_status::met_late;
    case clock_outcome::cancelled: return duty_status::cancelled;
    case clock_outcome::running: break;
  }
  if (clock.exempted()) return duty_status::exempted;
  return clock.limited() && clock.answer().paused ? duty_status::paused : duty_status::running;
}

const duty_row* find_round(const std::vector<duty_row>& rows, const duty_row& wanted) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&wanted](const duty_row& row) {
    return row.is_round_of(wanted);
  });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

duty_row row_of(const case_view& view, const duty_round& round) {
  const rule_pack& pack = view.pack();
  const duty_rule& rule = pack.duties[round.duty];
  duty_row row;
  row.duty = rule.id;
  row.round = round.round;
  row.started_by = round.started_by;
  row.began_as = round.first_name;
  row.body = round.body;
  row.owed_role = pack.roles[rule.owed_by].id;
  if (round.owed_authority) row.owed_authority = pack.authorities[*round.owed_authority].id;
  row.status = status_of(round.clock);
  row.started_at = round.clock.started_at();
  if (!round.clock.running()) row.ended_at = round.clock.ended_at();
  if (round.clock.limited() && row.status != duty_status::paused) {
    const limit_answer& answer = round.clock.answer();
    row.due = answer.due;
    row.late_from = answer.late_from;
    row.due_date = answer.due_date;
    row.day_end = answer.end == end_kind::day;
    row.provisional = answer.provisional;
  }
  for (const duty_warning& warning : view.warnings_of(round))
    row.warnings.push_back({static_cast<std::int32_t>(warning.number) + 1, warning.at});
  row.cite = basis_of(pack, round).text();
  return row;
}

std::vector<duty_row> rows_of(const case_view& view) {
  std::vector<duty_row> out;
  out.reserve(view.duties().size());
  for (const duty_round& round : view.duties()) out.push_back(row_of(view, round));
  return out;
}

std::vector<duty_row> unended_rows(const case_view& view) {
  std::vector<duty_row> out;
  for (const duty_round& round : view.duties()) {
    if (round.clock.running()) out.push_back(row_of(view, round));
  }
  return out;
}

std::vector<duty_row> changed_rows(const std::vector<duty_row>& before, const std::vector<duty_row>& now) {
  std::vector<duty_row> out;
  for (const duty_row& row : now) {
    const duty_row* was = find_round(before, row);
    if (was == nullptr || *was != row) out.push_back(row);
  }
  for (const duty_row& row : before) {
    if (find_round(now, row) != nullptr) continue;
    out.push_back(row);
    out.back().status = duty_status::annulled;
  }
  return out;
}

}  // namespace thoihan
