#include "src/engine/golden_report.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "src/engine/scenario_values.hpp"
#include "src/engine/scenario_words.hpp"
#include "src/pack/names.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/coverage.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

constexpr std::string_view nothing = "-";

std::string date_or_nothing(const std::optional<day_number>& day) {
  return day ? std::string{format_date(*day).data()} : std::string{nothing};
}

class row_reader : private scenario_values {
 public:
  row_reader(const rule_pack& pack, std::vector<finding>& findings) : scenario_values(pack, findings) {}

  std::optional<golden_report> read(const json_view& view) {
    object_reader reader{view, findings_};
    if (!reader.good()) return std::nullopt;
    golden_report out;
    out.where = view.where();
    const auto report = reader.need("report");
    const auto at =
        report ? named(*report, ids_of(pack_.reports), {"báo cáo", "report"}) : std::nullopt;
    const auto period = reader.need("period");
    const bool known = period && take_period(*period, out.period);
    const auto from = reader.find("from");
    const auto until = reader.find("until");
    const auto before = reader.find("before");
    if (from) expect_time(*from, observation::report_from, out);
    if (until) expect_time(*until, observation::report_until, out);
    if (before) expect_date(*before, out);
    if (const auto owed_by = reader.find("owed_by")) {
      const auto roles = ids_of(pack_.roles);
      if (const auto role = named(*owed_by, roles, {"vai", "role"}))
        add(out, observation::report_owed_by, *owed_by, roles[*role]);
    }
    if (const auto by = reader.find("by"))
      expect_names(*by, observation::report_by, ids_of(pack_.facts), {"dữ kiện", "fact"}, out);
    if (const auto contents = reader.find("contents"))
      expect_names(*contents, observation::report_contents, {content_names.begin(), content_names.end()},
                   {"nội dung", "content"}, out);
    if (const auto cite = reader.find("cite")) expect_clauses(*cite, out);
    check_derived(reader, from || until || (before && !before->value->is_null()));
    if (!at || !known) return std::nullopt;
    out.report = *at;
    return out;
  }

 private:
  static void add(golden_report& out, observation what, const json_view& view, std::string value) {
    out.expects.push_back({what, 0, 0, std::move(value), view.where()});
  }

  bool take_period(const json_view& view, report_period& out) {
    const auto text = read_string(view, findings_);
    if (!text) return false;
    try {
      out = read_period(*text);
      return true;
    } catch (const error& problem) {
      findings_.error("bad-period", view.where(), problem.text());
      return false;
    }
  }

  void expect_time(const json_view& view, observation what, golden_report& out) {
    if (const auto at = read_instant(view, findings_)) add(out, what, view, format_instant(*at).data());
  }

  void expect_date(const json_view& view, golden_report& out) {
    if (view.value->is_null()) return add(out, observation::report_before, view, std::string{nothing});
    if (const auto day = read_date(view, findings_))
      add(out, observation::report_before, view, format_date(*day).data());
  }

  void expect_names(const json_view& view, observation what, const std::vector<std::string>& known,
                    const bilingual& kind, golden_report& out) {
    std::vector<std::string> names;
    for (const json_view& element : read_list(view, true, findings_)) {
      if (const auto at = named(element, known, kind)) names.push_back(known[*at]);
    }
    add(out, what, view, sorted_names(std::move(names)));
  }

  void expect_clauses(const json_view& view, golden_report& out) {
    const auto clauses = ids_of(pack_.clauses);
    for (const json_view& element : read_some(view)) {
      if (const auto clause = named(element, clauses, {"khoản", "clause"}))
        add(out, observation::cite, element, clauses[*clause]);
    }
  }

  // A day must be derived.
  void check_derived(object_reader& reader, bool dated) {
    const auto why = reader.find("why");
    const auto text = why ? read_string(*why, findings_) : std::nullopt;
    if (text && text->empty())
      findings_.error("empty-text", why->where(), {"cần lời diễn giải", "the derivation is empty"});
    if (why || !dated) return;
    findings_.error(
        "missing-key", reader.view().where(),
        {"thiếu khóa \"why\": ngày ấy tính ra thế nào", "the key \"why\" is missing: how the date is derived"});
  }
};

std::string found_of(const rule_pack& pack, const report_rule& report, const report_span& span, const expectation& e) {
  switch (e.what) {
    case observation::report_from: return format_instant(span.from).data();
    case observation::report_until: return format_instant(span.until).data();
    case observation::report_before: return date_or_nothing(span.before);
    case observation::report_owed_by: return pack.roles[report.owed_by].id;
    case observation::report_by: {
      std::vector<std::string> names;
      for (const std::uint16_t fact : report.by) names.push_back(pack.facts[fact].id);
      return sorted_names(std::move(names));
    }
    case observation::report_contents: {
      std::vector<std::string> names;
      for (const report_content content : report.contents)
        names.emplace_back(content_names[static_cast<std::size_t>(content)]);
      return sorted_names(std::move(names));
    }
    default: break;
  }
  const auto& cites = report.source.cites;
  return std::find(cites.begin(), cites.end(), e.value) != cites.end() ? e.value : report.source.text();
}

bilingual words_of(observation what) {
  switch (what) {
    case observation::report_from: return {"số liệu từ", "figures from"};
    case observation::report_until: return {"số liệu đến trước", "figures until"};
    case observation::report_before: return {"nộp trước ngày", "owed before"};
    case observation::report_owed_by: return {"ai phải nộp", "owed by"};
    case observation::report_by: return {"chia theo", "told by"};
    case observation::report_contents: return {"nội dung", "contents"};
    default: return {"căn cứ", "clause"};
  }
}

}  // namespace

std::optional<golden_report> read_golden_report(const rule_pack& pack, const json_view& view,
                                                 std::vector<finding>& findings) {
  return row_reader{pack, findings}.read(view);
}

std::vector<failed_expectation> run_report(const rule_pack& pack, const golden_report& row, rule_reach* reached) {
  const report_rule& report = pack.reports[row.report];
  std::vector<failed_expectation> out;
  report_span span;
  try {
    span = span_of(report, row.period);
  } catch (const error& problem) {
    out.push_back({row.where,
                   row.name(),
                   {"kỳ báo cáo", "period"},
                   row.period.text,
                   outcome_name(problem.code()),
                   problem.text()});
    return out;
  }
  if (reached != nullptr) {
    reached->reports[row.report] = true;
    reached->roles[report.owed_by] = true;
  }
  for (const expectation& e : row.expects) {
    const std::string found = found_of(pack, report, span, e);
    if (found != e.value) out.push_back({e.where, row.name(), words_of(e.what), e.value, found, {}});
  }
  return out;
}

}  // namespace thoihan
