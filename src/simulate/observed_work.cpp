#include "thoihan/simulate/observed_work.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <tuple>

#include "src/simulate/act_guide.hpp"

namespace thoihan {
namespace {

template <class Named>
std::optional<std::size_t> place_of(const std::vector<Named>& list, const std::string& id) {
  const auto found = std::find_if(list.begin(), list.end(), [&id](const Named& one) { return one.id == id; });
  if (found == list.end()) return std::nullopt;
  return static_cast<std::size_t>(found - list.begin());
}

// Role, authority (from 1; 0: none) and duty.
using round_key = std::tuple<role_number, std::size_t, std::size_t>;

}  // namespace

std::vector<observed_work> observe_work(const rule_pack& pack, const store& reports) {
  const act_guide guide{pack, simulation_plan{}};
  std::map<round_key, std::vector<std::int64_t>> rounds;
  reports.read_cases([&](const case_row& one) {
    for (const duty_row& round : reports.duties_of(one.case_id)) {
      if (round.status != duty_status::met && round.status != duty_status::met_late) continue;
      const auto duty = place_of(pack.duties, round.duty);
      const auto authority = place_of(pack.authorities, round.owed_authority);
      if (!duty || !round.ended_at || pack.roles[pack.duties[*duty].owed_by].id != round.owed_role) continue;
      if (!round.owed_authority.empty() && !authority) continue;
      std::int64_t seconds = 0;
      const calendar& office = *pack.compiled[pack.duties[*duty].calendar];
      if (office.elapsed(round.started_at, *round.ended_at, seconds) != status::ok) continue;
      const role_number worker = guide.worker_on(*duty);
      const bool of_owner = worker == pack.duties[*duty].owed_by;
      rounds[{worker, of_owner && authority ? *authority + 1 : 0, *duty}].push_back(seconds);
    }
  });
  std::vector<observed_work> out;
  for (auto& [key, seconds] : rounds) {
    std::sort(seconds.begin(), seconds.end());
    observed_work row;
    row.role = std::get<0>(key);
    if (std::get<1>(key) != 0) row.authority = static_cast<authority_number>(std::get<1>(key) - 1);
    row.seconds = seconds;
    for (const event_number event : pack.duties[std::get<2>(key)].met_by) {
      row.event = event;
      const bool known = std::any_of(out.begin(), out.end(), [&row](const observed_work& other) {
        return other.role == row.role && other.authority == row.authority && other.event == row.event;
      });
      if (!known) out.push_back(row);
    }
  }
  return out;
}

std::string json_line_of(const rule_pack& pack, const observed_work& one) {
  boost::json::object row{{"role", pack.roles[one.role].id}};
  if (one.authority) row["authority"] = pack.authorities[*one.authority].id;
  row["event"] = pack.events[one.event];
  boost::json::array minutes;
  for (const std::int64_t seconds : one.seconds) {
    if (seconds % 60 == 0)
      minutes.emplace_back(seconds / 60);
    else
      minutes.emplace_back(static_cast<double>(seconds) / 60.0);
  }
  row["takes"] = boost::json::object{{"observed_minutes", std::move(minutes)}};
  return boost::json::serialize(row);
}

}  // namespace thoihan
