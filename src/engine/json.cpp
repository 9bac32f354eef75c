#include "thoihan/engine/json.hpp"

#include <boost/json.hpp>

#include "src/engine/overrides.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

json::string time_of(instant t) { return format_instant(t).data(); }
json::string date_of(day_number day) { return format_date(day).data(); }

json::value time_or_null(const std::optional<instant>& t) {
  return t ? json::value(time_of(*t)) : json::value(nullptr);
}

json::array strings(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

json::string_view end_name(bool day_end) { return day_end ? "day" : "instant"; }

json::object duty_object(const duty_row& duty) {
  json::object out;
  out["duty"] = duty.duty;
  out["owed_by"] = duty.owed_authority.empty() ? duty.owed_role : duty.owed_authority;
  out["status"] = json::string(duty_status_name(duty.status));
  out["due"] = time_or_null(duty.due);
  out["late_from"] = time_or_null(duty.late_from);
  out["cite"] = duty.cite;
  out["round"] = duty.round;
  out["started_at"] = time_of(duty.started_at);
  if (duty.ended_at) out["ended_at"] = time_of(*duty.ended_at);
  if (duty.due) {
    out["due_date"] = date_of(duty.due_date);
    out["end"] = end_name(duty.day_end);
    out["provisional"] = duty.provisional;
    if (!duty.warnings.empty()) {
      json::array warnings;
      for (const dated_warning& one : duty.warnings) warnings.emplace_back(time_of(one.at));
      out["warnings"] = std::move(warnings);
    }
  }
  return out;
}

json::array duty_array(const std::vector<duty_row>& duties) {
  json::array out;
  for (const duty_row& duty : duties) out.push_back(duty_object(duty));
  return out;
}

json::object breach_object(const breach_row& breach) {
  json::object out;
  out["case"] = breach.case_id;
  out["duty"] = breach.duty;
  out["round"] = breach.round;
  if (!breach.body.empty()) out["body"] = breach.body;
  out["kind"] = breach.kind;
  out["at"] = time_of(breach.at);
  out["recorded_at"] = time_of(breach.recorded_at);
  if (breach.annulled_by != 0) out["annulled_by"] = breach.annulled_by;
  return out;
}

json::object step_object(const explained_step& line, language lang) {
  json::object out;
  if (has_date(line.step)) out["date"] = date_of(line.step.day);
  if (has_date(line.step) && line.step.known) out["kind"] = json::string(day_kind_name(line.step.kind));
  out["role"] = json::string(step_role_name(line.step.role));
  out["used"] = line.step.used;
  out["text"] = line.text.in(lang);
  if (!line.source.in(lang).empty()) out["source"] = line.source.in(lang);
  return out;
}

json::array words_of(const act_overrides& overrides) {
  json::array out;
  if (overrides.ended) out.emplace_back("ended");
  if (overrides.not_in_office) out.emplace_back("not-in-office");
  return out;
}

json::object text_object(const case_text& text) {
  const bool readable = text.access == text_access::readable;
  return {{"number", text.number},
          {"fact", text.name},
          {"access", json::string(text_access_name(text.access))},
          {"text", readable ? json::value(text.words) : json::value(nullptr)}};
}

json::array text_array(const std::vector<case_text>& texts) {
  json::array out;
  for (const case_text& text : texts) out.push_back(text_object(text));
  return out;
}

json::object event_object(const stored_event& event) {
  json::object by;
  by["role"] = event.role;
  if (!event.authority.empty()) by["authority"] = event.authority;
  if (!event.officer.empty()) by["officer"] = event.officer;
  json::object out;
  out["seq"] = event.sequence;
  out["number"] = event.number;
  out["at"] = time_of(event.at);
  out["recorded_at"] = time_of(event.recorded_at);
  if (event.kind == "act")
    out["event"] = event.event;
  else
    out["kind"] = event.kind;
  if (!event.details.empty()) out["details"] = json::parse(event.details);
  out["by"] = std::move(by);
  out["facts"] = event.facts ? json::parse(*event.facts) : json::value(nullptr);
  if (!event.overrides.empty()) out["override"] = words_of(overrides_of(event.overrides));
  return out;
}

json::array history_of(const store& events, std::string_view case_id) {
  json::array history;
  for (const stored_event& event : events.events_of(case_id)) history.push_back(event_object(event));
  return history;
}

}  // namespace

std::string json_of_secret(const store& events, std::string_view case_id) {
  json::object out;
  out["case"] = json::string(case_id);
  out["secret"] = true;
  out["history"] = history_of(events, case_id);
  return json::serialize(out);
}

std::string json_of(const case_answer& answer) {
  json::object out;
  out["case"] = answer.case_id;
  out["seq"] = answer.sequence;
  out["number"] = answer.number;
  if (answer.repeated) out["repeated"] = true;
  out["state"] = answer.state;
  out["publication"] = answer.publication;
  out["duties"] = duty_array(answer.duties);
  json::array notices;
  for (const owed_notice& notice : answer.notices) {
    notices.push_back({{"notice", notice.notice}, {"to", notice.to}, {"channels", strings(notice.channels)}});
  }
  out["notices"] = std::move(notices);
  if (!answer.unkept.empty()) out["unkept"] = strings(answer.unkept);
  if (answer.late_act) out["late_act"] = true;
  if (answer.overridden != act_overrides{}) out["overridden"] = words_of(answer.overridden);
  return json::serialize(out);
}

std::string json_of(const breach_row& breach) { return json::serialize(breach_object(breach)); }

std::string json_of(const error& problem, language lang) {
  json::object out;
  out["code"] = json::string(status_name(problem.code()));
  out["message"] = problem.text().in(lang);
  const place& where = problem.where();
  if (!where.file.empty()) out["file"] = where.file;
  if (where.line != 0) out["line"] = where.line;
  if (where.column != 0) out["column"] = where.column;
  if (!where.pointer.empty()) out["pointer"] = where.pointer;
  if (problem.code() == status::unexpected_event)
    out["accepted"] = strings(problem.details());
  else if (!problem.details().empty())
    out["details"] = strings(problem.details());
  return json::serialize(json::object{{"error", std::move(out)}});
}

std::string json_of(const checkpoint& made) {
  const auto hex = sha256_hex(made.digest);
  return json::serialize(json::object{{"checkpoint", made.number},
                                      {"first", made.first},
                                      {"last", made.last},
                                      {"at", time_of(made.at)},
                                      {"digest", json::string_view(hex.data(), hex.size())}});
}

std::optional<sha256_digest> read_digest(std::string_view hex) {
  constexpr std::string_view digits = "0123456789abcdef";
  if (hex.size() != 64 || hex.find_first_not_of(digits) != std::string_view::npos) return std::nullopt;
  sha256_digest out{};
  for (std::size_t i = 0; i < hex.size(); ++i) {
    out[i / 2] = static_cast<std::uint8_t>((std::size_t{out[i / 2]} << 4U) | digits.find(hex[i]));
  }
  return out;
}

std::string json_of(const verification& found) {
  return json::serialize(json::object{
      {"events", found.events}, {"checkpoints", found.checkpoints}, {"problems", strings(found.problems)}});
}

std::string json_of_backup(const std::string& path, const verification& found) {
  return json::serialize(
      json::object{{"backup", path}, {"events", found.events}, {"problems", strings(found.problems)}});
}

std::string json_of(const case_text& text) { return json::serialize(text_object(text)); }

std::string json_of_limit(instant from, const std::string& limit, const limit_answer& answer, const std::string& cite,
                          const explanation* why, language lang) {
  json::object out;
  out["from"] = time_of(from);
  out["limit"] = limit;
  out["due"] = time_of(answer.due);
  out["late_from"] = time_of(answer.late_from);
  out["due_date"] = date_of(answer.due_date);
  out["end"] = end_name(answer.end == end_kind::day);
  out["provisional"] = answer.provisional;
  out["cite"] = cite;
  if (answer.rolled) out["rolled"] = true;
  if (answer.clamped) out["clamped"] = true;
  if (answer.cut_off) out["cut_off"] = true;
  if (answer.before_start) out["before_start"] = true;
  if (why != nullptr) {
    json::array steps;
    for (const explained_step& line : why->steps) steps.push_back(step_object(line, lang));
    out["steps"] = std::move(steps);
  }
  return json::serialize(out);
}

std::string json_of_case(const store& events, const case_view& view, language lang,
                         const std::vector<case_text>* texts) {
  const rule_pack& pack = view.pack();
  const std::vector<stored_event> acts = events.events_of(view.case_id());
  json::array notices;
  for (const notice_row& notice : events.notices_of(view.case_id())) {
    notices.push_back(
        {{"notice", notice.notice}, {"to", notice.to}, {"channel", notice.channel}, {"number", notice.event_number}});
  }
  json::array breaches;
  for (const breach_row& breach : events.breaches_of(view.case_id())) breaches.push_back(breach_object(breach));

  json::object out;
  out["case"] = view.case_id();
  out["seq"] = acts.empty() ? 0 : acts.back().sequence;
  out["events"] = acts.size();
  out["state"] = pack.states[view.state()].id;
  out["state_label"] = pack.states[view.state()].label.in(lang);
  const auto lead = view.lead();
  out["lead"] = lead ? json::value(pack.authorities[*lead].id) : json::value(nullptr);
  out["publication"] = json::string(publicity_name(view.publication().is));
  out["opened_at"] = time_of(view.opened_at());
  out["last_at"] = time_of(view.last_at());
  out["duties"] = duty_array(events.duties_of(view.case_id()));
  out["notices"] = std::move(notices);
  out["breaches"] = std::move(breaches);
  out["accepted"] = strings(view.accepted());
  out["pack"] = pack.id;
  out["version"] = pack.version;
  out["history"] = history_of(events, view.case_id());
  if (texts != nullptr) out["texts"] = text_array(*texts);
  return json::serialize(out);
}

}  // namespace thoihan
