#include <boost/json.hpp>

#include "src/pack/say.hpp"
#include "thoihan/simulate/simulation.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

json::value ppm_or_null(std::int64_t ppm) { return ppm < 0 ? json::value(nullptr) : json::value(ppm); }

void add_share(json::object& line, const on_time_share& share) {
  line["on_time"] = share.on_time;
  line["late"] = share.late;
  line["on_time_ppm"] = ppm_or_null(share.share_ppm());
  line["low_ppm"] = ppm_or_null(share.low_ppm());
  line["high_ppm"] = ppm_or_null(share.high_ppm());
}

json::value authority_id(const rule_pack& pack, const std::optional<authority_number>& authority) {
  return authority ? json::value(pack.authorities[*authority].id) : json::value(nullptr);
}

json::value queue_name(const rule_pack& pack, const simulation_result& result, const std::optional<std::size_t>& row) {
  if (!row) return nullptr;
  const queue_figures& one = result.rows[*row];
  return json::object{{"role", pack.roles[one.role].id}, {"authority", authority_id(pack, one.authority)}};
}

std::uint64_t mean(std::uint64_t sum, std::uint64_t count) { return count == 0 ? 0 : (sum + count / 2) / count; }

json::object whole(const rule_pack& pack, const simulation_plan& plan, const simulation_result& result) {
  json::object duties;
  json::object reports;
  add_share(duties, result.duties);
  add_share(reports, result.reports);
  return {{"table", "simulation"},
          {"pack", pack.id},
          {"version", pack.version},
          {"hash", pack.hash},
          {"seed", plan.seed},
          {"from", format_date(plan.from).data()},
          {"until", format_date(plan.until).data()},
          {"worlds", plan.worlds},
          {"arrived", result.arrived},
          {"ended", result.ended},
          {"stuck", result.stuck},
          {"acts", result.acts},
          {"refused", result.refused},
          {"events", result.events},
          {"duties", std::move(duties)},
          {"reports", std::move(reports)},
          {"bottleneck", queue_name(pack, result, result.bottleneck)},
          {"longest_wait", queue_name(pack, result, result.longest_wait)},
          {"most_in_flight", result.most_in_flight},
          {"bytes_a_report", mean(result.most_bytes, result.most_in_flight)}};
}

json::object duty_line(const rule_pack& pack, const duty_figures& one, language lang) {
  const duty_rule& rule = pack.duties[one.duty];
  json::object line{{"table", "duties"},
                    {"duty", rule.id},
                    {"label", rule.label.in(lang)},
                    {"owed_by", pack.roles[rule.owed_by].id},
                    {"authority", authority_id(pack, one.authority)},
                    {"limit", nullptr},
                    {"cite", one.limit ? rule.within[*one.limit].source.text() : rule.source.text()}};
  if (one.limit) line["limit"] = rule.within[*one.limit].text;
  add_share(line, one.rounds);
  line["cancelled"] = one.cancelled;
  line["running"] = one.running;
  line["without_limit"] = one.without_limit;
  line["extended"] = one.extended;
  line["late_working_s"] = one.late_working_s;
  line["longest_late_working_s"] = one.longest_late_working_s;
  return line;
}

json::object queue_line(const rule_pack& pack, const queue_figures& one) {
  return {{"table", "queues"},
          {"role", pack.roles[one.role].id},
          {"authority", authority_id(pack, one.authority)},
          {"staff", one.staff},
          {"begun", one.begun},
          {"mean_wait_working_s", mean(one.waited_working_s, one.begun)},
          {"longest_wait_working_s", one.longest_wait_working_s},
          {"busy_s", one.busy_s},
          {"available_s", one.available_s},
          {"utilisation_ppm", one.utilisation_ppm},
          {"longest_queue", one.longest}};
}

}  // namespace

std::vector<std::string> json_lines_of(const rule_pack& pack, const simulation_plan& plan,
                                       const simulation_result& result, language lang, bool by_day) {
  std::vector<std::string> out;
  const auto tell = [&](json::object line) {
    line["pack"] = pack.id;
    out.push_back(json::serialize(line));
  };
  tell(whole(pack, plan, result));
  for (std::size_t number = 0; number < result.worlds.size(); ++number) {
    const world_figures& one = result.worlds[number];
    json::object line{{"table", "worlds"}, {"world", number}, {"arrived", one.arrived}, {"events", one.events}};
    add_share(line, one.rounds);
    tell(line);
  }
  for (std::size_t state = 0; state < pack.states.size(); ++state) {
    tell({{"table", "states"},
          {"state", pack.states[state].id},
          {"label", pack.states[state].label.in(lang)},
          {"reports", result.states[state]}});
  }
  for (std::size_t at = 0; at < pack.transitions.size(); ++at) {
    const transition_rule& rule = pack.transitions[at];
    if (result.transitions[at] == 0) continue;
    json::object line{{"table", "acts"},
                      {"event", pack.events[rule.event]},
                      {"to", nullptr},
                      {"cite", rule.source.text()},
                      {"acts", result.transitions[at]}};
    if (rule.to) line["to"] = pack.states[*rule.to].id;
    tell(line);
  }
  for (const duty_figures& one : result.duty_rows) tell(duty_line(pack, one, lang));
  for (const queue_figures& one : result.rows) tell(queue_line(pack, one));
  for (std::size_t day = 0; by_day && day < static_cast<std::size_t>(plan.until - plan.from); ++day) {
    for (const queue_figures& one : result.rows) {
      // The mean length of the day's queue in thousandths.
      const std::uint64_t length =
          mean(one.waiting_s_by_day[day] * 1000, std::uint64_t{seconds_a_day} * result.worlds.size());
      tell({{"table", "days"},
            {"day", format_date(plan.from + static_cast<day_number>(day)).data()},
            {"role", pack.roles[one.role].id},
            {"authority", authority_id(pack, one.authority)},
            {"mean_queue_thousandths", length}});
    }
  }
  return out;
}

}  // namespace thoihan
