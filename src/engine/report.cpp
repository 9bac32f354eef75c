#include "thoihan/engine/report.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "src/engine/report_figures.hpp"
#include "src/pack/names.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

// The pack whose words the report uses: that of the case that was opened last.
const rule_pack& choose_pack(const store& cases, engine& work, const std::string& wanted) {
  const std::vector<pack_use> uses = cases.packs_in_use();
  std::vector<std::string> packs;
  for (const pack_use& use : uses) packs.push_back(use.pack_id);
  if (packs.empty())
    throw error(status::reference, {"cơ sở dữ liệu không có hồ sơ nào", "there is no case in the database"});
  if (wanted.empty() && packs.size() > 1) {
    throw error(status::invalid, say("hồ sơ theo nhiều gói quy tắc ({}): hãy nêu một gói",
                                     "cases of several packs ({}): name one of them", joined(packs)));
  }
  const pack_use& use = wanted.empty() ? uses.front() : uses[index_of({"gói quy tắc", "pack"}, wanted, packs)];
  return work.pack(use.pack_hash, use.calendar_hash);
}

void append_new(std::vector<std::string>& list, const std::string& name) {
  if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
}

// The facts by which the report tells; without a report those of all the pack's reports.
std::vector<std::string> facts_by(const rule_pack& pack, const std::optional<report_rule>& rule) {
  std::vector<std::string> out;
  if (rule) {
    for (const std::uint16_t fact : rule->by) out.push_back(pack.facts[fact].id);
    return out;
  }
  for (const auto& fact : {pack.lead_fact, pack.channel_fact}) {
    if (fact && !pack.facts[*fact].is_personal()) append_new(out, pack.facts[*fact].id);
  }
  for (const report_rule& report : pack.reports) {
    for (const std::uint16_t fact : report.by) append_new(out, pack.facts[fact].id);
  }
  return out;
}

bool asks(const std::optional<report_rule>& rule, report_content content, bool otherwise) {
  if (!rule) return otherwise;
  return std::find(rule->contents.begin(), rule->contents.end(), content) != rule->contents.end();
}

void set_rule(report& out, const rule_pack& pack, const std::string& name) {
  out.title = {"Số liệu phản ánh, kiến nghị", "Figures of citizens' reports"};
  if (name.empty()) return;
  out.rule = pack.reports[index_of({"báo cáo", "report"}, name, ids_of(pack.reports))];
  out.title = out.rule->label;
  out.owed_by = pack.roles[out.rule->owed_by].id;
  out.owed_by_label = pack.roles[out.rule->owed_by].label;
}

std::string date_text(day_number day) { return format_date(day).data(); }
std::string clock_text(instant t) { return std::string{format_instant(t).data()}.substr(0, 16).replace(10, 1, " "); }

std::string content_list(const report_rule& rule) {
  std::vector<std::string> out;
  for (const report_content content : rule.contents) out.emplace_back(content_names[static_cast<std::size_t>(content)]);
  return joined(out);
}

constexpr std::array<std::string_view, 16> contents_vi = {"tiếp nhận",         "xử lý",
                                                          "trả lời",           "trễ hạn",
                                                          "gia hạn",           "được miễn",
                                                          "trả lại",           "tồn đọng",
                                                          "mức độ hài lòng",   "xếp hạng",
                                                          "danh sách trễ hạn", "giải trình",
                                                          "danh sách hồ sơ",   "phần thời hạn đã dùng",
                                                          "thời gian của ai",  "vướng mắc"};

bilingual content_words(const report_rule& rule) {
  bilingual out{"", content_list(rule)};
  for (const report_content content : rule.contents) {
    out.vi += out.vi.empty() ? "" : ", ";
    out.vi += contents_vi[static_cast<std::size_t>(content)];
  }
  return out;
}

}  // namespace

report make_report(const store& cases, engine& work, const report_question& question) {
  const rule_pack& pack = choose_pack(cases, work, question.pack);
  report out;
  out.pack = pack.id;
  out.version = pack.version;
  out.pack_title = pack.title;
  out.period = question.period;
  set_rule(out, pack, question.report);
  if (!pack.figures) {
    throw error(status::reference,
                say("gói quy tắc {} {} không có \"figures\": thế nào là đã trả lời, từ chối",
                    "the pack {} {} has no \"figures\": what counts as answered or refused", pack.id, pack.version));
  }
  if (!question.authority.empty()) {
    const std::size_t at = index_of({"cơ quan", "authority"}, question.authority, ids_of(pack.authorities));
    out.authority = question.authority;
    out.authority_name = pack.authorities[at].name;
  }
  out.span = out.rule ? span_of(*out.rule, out.period) : report_span{out.period.from, out.period.until, std::nullopt};
  out.complete = question.now >= out.span.until;
  out.as_of = std::min(out.span.until, question.now);
  if (out.as_of < out.span.from) {
    throw error(status::range, say("kỳ \"{}\" bắt đầu lúc {}, sau {}", "the period \"{}\" begins at {}, after {}",
                                   out.period.text, clock_text(out.span.from), clock_text(question.now)));
  }
  figures_question counted;
  counted.pack = &pack;
  counted.rule = out.rule;
  counted.by = out.by = facts_by(pack, out.rule);
  counted.authority = question.authority;
  counted.from = out.span.from;
  // What happens at this very second has happened.
  counted.until = out.complete ? out.span.until : question.now + 1;
  counted.as_of = out.as_of;
  counted.lists_late = question.lists && (asks(out.rule, report_content::cases_late, true) ||
                                          asks(out.rule, report_content::explanations, true));
  counted.lists_cases = question.lists && asks(out.rule, report_content::cases, false);
  counted.tells_time = asks(out.rule, report_content::time, true);
  out.tables = tables_of(count_figures(cases, work, counted), counted);
  return out;
}

std::string cell_text(const report_column& column, const report_cell& cell, language lang) {
  const std::string& words = cell.words.in(lang);
  if (!words.empty()) return words;
  if (!cell.number) return cell.id.empty() ? "-" : cell.id;
  switch (column.kind) {
    case cell_kind::seconds: return duration_words(*cell.number).in(lang);
    case cell_kind::per_mille:
      return fmt::format("{}{}{} %", *cell.number / 10, lang == language::vi ? ',' : '.', *cell.number % 10);
    case cell_kind::time: return clock_text(*cell.number);
    default: return std::to_string(*cell.number);
  }
}

std::vector<bilingual> head_lines(const report& told) {
  std::vector<bilingual> out{told.pack_title};
  out.push_back(say("Kỳ: {}; từ {} đến trước {}", "Period: {}; from {} to before {}", told.period.words,
                    clock_text(told.span.from), clock_text(told.span.until)));
  if (!told.complete)
    out.push_back(say("Kỳ chưa hết: số liệu đến {}", "The period is not over: figures to {}", clock_text(told.as_of)));
  if (told.authority) {
    out.push_back(say("Cơ quan, đơn vị: {}", "Authority: {}", told.authority_name));
  }
  if (!told.rule) return out;
  out.push_back(say("{} gửi {}", "{} to {}", told.owed_by_label, told.rule->to));
  out.push_back(told.span.before ? say("Phải nộp trước ngày {}", "Owed before {}", date_text(*told.span.before))
                                 : bilingual{"Quy chế không nêu hạn nộp", "The regulation names no due day"});
  const bilingual contents = content_words(*told.rule);
  out.push_back({"Nội dung: " + contents.vi, "Contents: " + contents.en});
  const std::string cite = told.rule->source.text();
  out.push_back({"Căn cứ: " + cite_words(cite, language::vi), "By: " + cite});
  return out;
}

namespace {

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::object head_object(const report& told, language lang) {
  json::object out;
  out["report"] = told.rule ? json::value(told.rule->id) : json::value(nullptr);
  out["title"] = told.title.in(lang);
  out["pack"] = told.pack;
  out["version"] = told.version;
  out["period"] = told.period.text;
  out["from"] = format_instant(told.span.from).data();
  out["until"] = format_instant(told.span.until).data();
  out["as_of"] = format_instant(told.as_of).data();
  out["complete"] = told.complete;
  out["authority"] = told.authority ? json::value(*told.authority) : json::value(nullptr);
  out["by"] = json::array(told.by.begin(), told.by.end());
  if (!told.rule) return out;
  out["owed_by"] = told.owed_by;
  out["owed_by_label"] = told.owed_by_label.in(lang);
  out["to"] = told.rule->to.in(lang);
  out["before"] = told.span.before ? json::value(date_text(*told.span.before)) : json::value(nullptr);
  out["cite"] = told.rule->source.text();
  json::array contents;
  for (const report_content content : told.rule->contents)
    contents.emplace_back(json::string(content_names[static_cast<std::size_t>(content)]));
  out["contents"] = std::move(contents);
  return out;
}

json::value value_of(const report_column& column, const report_cell& cell) {
  if (column.kind == cell_kind::name || column.kind == cell_kind::text) return text_or_null(cell.id);
  if (!cell.number) return nullptr;
  if (column.kind == cell_kind::time) return json::value(format_instant(*cell.number).data());
  return *cell.number;
}

json::object row_object(const report_table& table, std::size_t at, language lang) {
  json::object out{{"table", table.id}};
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const report_column& column = table.columns[i];
    const report_cell& cell = table.rows[at][i];
    out[column.id] = value_of(column, cell);
    if (column.kind == cell_kind::name) out[column.id + "_label"] = text_or_null(cell.words.in(lang));
  }
  if (table.has_sum && at + 1 == table.rows.size()) out["sum"] = true;
  return out;
}

}  // namespace

std::vector<std::string> json_lines(const report& told, language lang) {
  std::vector<std::string> out{json::serialize(head_object(told, lang))};
  for (const report_table& table : told.tables) {
    if (table.columns.empty())
      out.push_back(json::serialize(json::object{{"table", table.id}, {"note", table.note.in(lang)}}));
    for (std::size_t at = 0; at < table.rows.size(); ++at) out.push_back(json::serialize(row_object(table, at, lang)));
  }
  return out;
}

}  // namespace thoihan
