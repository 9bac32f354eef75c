#include "thoihan/pack/json.hpp"

#include <boost/json.hpp>

#include "src/pack/rule_words.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(json::string(text));
}

json::object identity(const rule_pack& pack) {
  return {{"pack", pack.id},
          {"version", pack.version},
          {"number", pack.instrument.number},
          {"in_force", format_date(pack.instrument.in_force).data()}};
}

std::string json_of(const difference& d, language lang) {
  json::object line;
  line["section"] = d.section;
  line["rule"] = d.rule;
  line["is"] = json::string(difference_kind_name(d.is));
  line["part"] = text_or_null(d.part);
  line["before"] = text_or_null(d.before.in(lang));
  line["after"] = text_or_null(d.after.in(lang));
  line["cite_before"] = text_or_null(d.cite_before);
  line["cite_after"] = text_or_null(d.cite_after);
  line["subject"] = d.subject.in(lang);
  line["text"] = d.text.in(lang);
  return json::serialize(line);
}

json::value extreme_json(const std::optional<due_extreme>& found) {
  if (!found) return nullptr;
  return {{"shift_s", found->shift_s},
          {"from", format_instant(found->from).data()},
          {"due_before", format_instant(found->before.due).data()},
          {"late_from_before", format_instant(found->before.late_from).data()},
          {"due_after", format_instant(found->after.due).data()},
          {"late_from_after", format_instant(found->after.late_from).data()},
          {"provisional", found->before.provisional || found->after.provisional}};
}

std::string json_of(const due_shift& s, language lang) {
  json::object line;
  line["duty"] = s.rule;
  line["duty_before"] = s.rule_before;
  line["when"] = text_or_null(s.when.in(lang));
  line["limit_before"] = text_or_null(s.limit_before.in(lang));
  line["limit_after"] = text_or_null(s.limit_after.in(lang));
  line["cite_before"] = text_or_null(s.cite_before);
  line["cite_after"] = text_or_null(s.cite_after);
  line["smallest"] = extreme_json(s.smallest);
  line["largest"] = extreme_json(s.largest);
  line["why_not"] = text_or_null(s.why_not.in(lang));
  return json::serialize(line);
}

std::string json_of_row(const rule_pack& pack, std::size_t at, day_number day) {
  const decision_row& row = pack.routes.row(at);
  json::array support;
  for (const authority_number body : row.support) support.emplace_back(pack.authorities[body].id);
  json::object line{{"lead", pack.authorities[row.lead].id},
                    {"support", support},
                    {"row", pack.routing[at].id},
                    {"cite", pack.routing[at].source.text()}};
  const std::vector<absence> absent = absences_of_row(pack, at, day);
  for (const office_time when : {office_time::not_begun, office_time::ended}) {
    json::array list;
    for (const absence& one : absent) {
      if (one.when != when) continue;
      const authority& body = pack.authorities[one.body];
      list.push_back(when == office_time::ended
                         ? json::object{{"authority", body.id}, {"until", format_date(*body.until).data()}}
                         : json::object{{"authority", body.id}, {"from", format_date(*body.from).data()}});
    }
    if (!list.empty()) line[when == office_time::ended ? "ended" : "not_begun"] = list;
  }
  return json::serialize(line);
}

}  // namespace

std::vector<absence> absences_of_row(const rule_pack& pack, std::size_t row, day_number day) {
  const decision_row& decided = pack.routes.row(row);
  std::vector<authority_number> bodies = {decided.lead};
  bodies.insert(bodies.end(), decided.support.begin(), decided.support.end());
  return absences(pack, bodies, day);
}

std::string json_of(const finding& found, language lang) {
  json::object line;
  line["severity"] = json::string(severity_name(found.level));
  line["code"] = found.code;
  line["file"] = found.where.file;
  line["line"] = found.where.line;
  line["column"] = found.where.column;
  line["pointer"] = found.where.pointer;
  line["message"] = found.text.in(lang);
  return json::serialize(line);
}

std::string json_of(const clause_entry& entry, language lang) {
  json::object line;
  line["clause"] = entry.id;
  line["is"] = json::string(clause_kind_name(entry.is));
  line["rules"] = json::array(entry.rules.begin(), entry.rules.end());
  line["why"] = text_or_null(entry.why.in(lang));
  line["says"] = text_or_null(entry.says.in(lang));
  if (entry.declares_only) line["declares_only"] = true;
  return json::serialize(line);
}

std::vector<std::string> json_lines_of(const pack_diff& what, const rule_pack& before, const rule_pack& after,
                                       language lang) {
  std::vector<std::string> out = {json::serialize(json::object{{"before", identity(before)},
                                                               {"after", identity(after)},
                                                               {"year", what.year},
                                                               {"one_regulation", what.one_regulation}})};
  for (const difference& d : what.rules) out.push_back(json_of(d, lang));
  for (const due_shift& s : what.dues) out.push_back(json_of(s, lang));
  return out;
}

std::string json_of(const rule_pack& pack, const route_answer& answer, day_number day, language lang) {
  if (answer.row) return json_of_row(pack, *answer.row, day);
  const json::object sections = pack_sections(pack);
  json::array missing;
  for (const std::uint16_t fact : answer.missing) missing.emplace_back(pack.facts[fact].id);
  json::array rows;
  for (const std::size_t at : answer.possible) {
    rows.push_back({{"row", pack.routing[at].id},
                    {"lead", pack.authorities[pack.routes.row(at).lead].id},
                    {"when", routing_words(sections, pack.routing[at].id).in(lang)}});
  }
  return json::serialize(json::object{{"lead", nullptr},
                                      {"support", json::array{}},
                                      {"row", nullptr},
                                      {"cite", nullptr},
                                      {"missing", missing},
                                      {"rows", rows}});
}

}  // namespace thoihan
