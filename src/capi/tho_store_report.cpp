// The figures of a period.
#include <algorithm>
#include <tuple>

#include "src/capi/guard.hpp"
#include "src/capi/tho_store.hpp"
#include "src/pack/reader.hpp"
#include "thoihan/engine/report.hpp"

using namespace thoihan;

namespace {

[[noreturn]] void refuse(std::vector<finding> found) {
  std::stable_sort(found.begin(), found.end(), [](const finding& a, const finding& b) {
    return std::tie(a.where.line, a.where.column) < std::tie(b.where.line, b.where.column);
  });
  std::vector<std::string> details;
  for (const finding& one : found) details.push_back(one.where.text() + ": " + one.text.en);
  const std::string& first = found.front().code;
  const status code = first == "syntax" || first == "duplicate-key" ? status::syntax
                      : first == "bad-time"                         ? status::range
                                                                    : status::schema;
  throw error(code, found.front().text, found.front().where, std::move(details));
}

report_question read_question(std::string_view text) {
  std::vector<finding> found;
  finding_list findings{found};
  report_question out;
  std::string period;
  place where;
  if (const auto document = json_text::read("", std::string{text}, found)) {
    object_reader reader{document->root(), findings};
    if (reader.good()) {
      period = reader.text("period").value_or("");
      if (const auto at = reader.find("period")) where = at->where();
      if (const auto now = reader.need("now")) out.now = read_instant(*now, findings).value_or(0);
      out.report = reader.text_if("report").value_or("");
      out.authority = reader.text_if("authority").value_or("");
      out.pack = reader.text_if("pack").value_or("");
      out.lists = reader.flag_or("lists", true);
    }
  }
  if (!found.empty()) refuse(std::move(found));
  try {
    out.period = read_period(period);
  } catch (const error& problem) {
    throw error(problem.code(), problem.text(), where, problem.details());
  }
  return out;
}

enum class report_format : std::uint8_t { json, csv, html };

report_format format_argument(tho_report_format format) {
  switch (format) {
    case THO_REPORT_JSON: return report_format::json;
    case THO_REPORT_CSV: return report_format::csv;
    case THO_REPORT_HTML: return report_format::html;
    default: throw_unknown_number(format, "format");
  }
}

std::string written(const report& told, report_format format, language lang) {
  if (format == report_format::csv) return csv_of(told, lang);
  if (format == report_format::html) return html_of(told, lang);
  return as_lines(json_lines(told, lang));
}

}  // namespace

tho_status tho_store_report(tho_store* store, const char* question, int64_t question_size, tho_report_format format,
                            tho_language lang, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::string_view asked = text_argument(question, question_size, "question");
    const report_format form = format_argument(format);
    const language words = language_argument(lang, "language");
    need(out, "out");
    *out = new tho_text(written(make_report(call.events(), call.cases(), read_question(asked)), form, words));
  });
}
