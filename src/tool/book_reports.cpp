#include "src/tool/book_reports.hpp"

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

bilingual period_words(period_kind period) {
  switch (period) {
    case period_kind::week: return {"hằng tuần", "every week"};
    case period_kind::month: return {"hằng tháng", "every month"};
    case period_kind::quarter: return {"hằng quý", "every quarter"};
    case period_kind::half_year: return {"sáu tháng một lần", "every half-year"};
    case period_kind::year: return {"hằng năm", "every year"};
  }
  return {};
}

bilingual content_words(report_content content) {
  switch (content) {
    case report_content::received: return {"tiếp nhận", "received"};
    case report_content::handled: return {"đã xử lý", "handled"};
    case report_content::answered: return {"đã trả lời", "answered"};
    case report_content::late: return {"trễ hạn", "late"};
    case report_content::extended: return {"được gia hạn", "extended"};
    case report_content::exempted: return {"được miễn trễ hạn", "exempted"};
    case report_content::returned: return {"bị chuyển trả", "given back"};
    case report_content::backlog: return {"còn tồn", "backlog"};
    case report_content::satisfaction: return {"mức độ hài lòng", "satisfaction"};
    case report_content::ranking: return {"xếp hạng theo tỷ lệ đúng hạn", "ranking by the share in time"};
    case report_content::cases_late: return {"từng hồ sơ trễ hạn", "each late case"};
    case report_content::explanations: return {"giải trình từng hồ sơ trễ hạn", "an explanation of each late case"};
    case report_content::cases: return {"từng hồ sơ", "each case"};
    case report_content::shares: return {"phần thời hạn đã dùng", "used shares of the limits"};
    case report_content::time: return {"thời gian thuộc về ai", "whose the time was"};
    case report_content::obstacles:
      return {"khó khăn, kiến nghị (người báo cáo viết)", "obstacles, as the sender writes"};
  }
  return {};
}

void write_times(const chapter_page& at, const report_rule& report) {
  html_writer& page = at.page();
  at.list(report.every, [&](period_kind period) { page.words(period_words(period)); });
  if (report.on_demand) {
    if (!report.every.empty()) page.text(", ");
    page.words({"khi được yêu cầu", "on demand"});
  }
  if (report.every.empty()) return;
  page.text("; ");
  page.words(report.before_day ? say("gửi trước ngày {} của tháng cuối kỳ",
                                     "owed before day {} of the period's last month", *report.before_day)
                               : bilingual{"văn bản không nêu ngày gửi", "the text names no day"});
  if (!report.figures_before_day) return;
  page.text("; ");
  page.words(say("số liệu tính đến trước ngày {} của tháng đó", "its figures end before day {} of that month",
                 *report.figures_before_day));
}

void write_report(const chapter_page& at, std::size_t number) {
  html_writer& page = at.page();
  const rule_pack& pack = at.pack();
  const report_rule& report = pack.reports[number];
  page.open("tr", {{"id", at.id("o", number)}});
  page.element("th", report.label, {{"scope", "row"}});
  page.open("td");
  at.link("l", report.owed_by, pack.roles[report.owed_by].label);
  page.text(" → ");
  page.words(report.to);
  page.close();
  page.open("td");
  write_times(at, report);
  page.close();
  page.open("td");
  at.list(report.contents, [&](report_content content) { page.words(content_words(content)); });
  if (report.explanation) {
    page.words({"; giải trình ghi ở: ", "; explained in: "});
    at.link("f", *report.explanation, pack.facts[*report.explanation].label);
  }
  page.close();
  page.open("td");
  at.list(report.by, [&](std::uint16_t fact) { at.link("f", fact, pack.facts[fact].label); });
  page.close();
  const bilingual& when = at.chapter().report_when[number];
  page.element("td", when.en.empty() ? bilingual{"mọi hồ sơ", "all"} : when);
  page.open("td");
  at.basis_links(report.source);
  page.close();
  page.close();
}

void write_figures(const chapter_page& at, const figure_rules& figures) {
  html_writer& page = at.page();
  const rule_pack& pack = at.pack();
  page.element("h4", {"Một hồ sơ được tính là gì trong số liệu", "What a case counts as in the figures"});
  page.open("dl", {{"class", "facts"}});
  const auto states = [&](const bilingual& name, const std::vector<state_number>& list) {
    if (list.empty()) return;
    at.term(name);
    page.open("dd");
    at.list(list, [&](state_number number) { at.link("s", number, pack.states[number].label); });
    page.close();
  };
  states({"Đã trả lời", "Answered"}, figures.answered);
  states({"Đã xử lý, chờ trả lời", "Handled, to be answered"}, figures.handled);
  states({"Từ chối", "Refused"}, figures.refused);
  states({"Kết thúc cách khác", "Ended otherwise"}, figures.left);
  if (!figures.returned.empty()) {
    at.term({"Chuyển trả khi", "Given back by"});
    page.open("dd");
    at.list(figures.returned, [&](event_number event) {
      page.text_element("span", pack.events[event], {{"class", "code"}});
    });
    page.close();
  }
  if (figures.rating) {
    const fact_declaration& scale = pack.facts[*figures.rating];
    at.term({"Thang hài lòng", "Scale of satisfaction"});
    page.open("dd");
    at.link("f", *figures.rating, scale.label);
    page.text(": ");
    at.list(figures.levels, [&](std::size_t level) { page.words(scale.values[level].label); });
    page.close();
  }
  at.term({"Căn cứ", "Clauses"});
  page.open("dd");
  at.basis_links(figures.source);
  page.close();
  page.close();
}

}  // namespace

void write_reports(const chapter_page& at) {
  html_writer& page = at.page();
  const rule_pack& pack = at.pack();
  at.begin_section("reports", {"Báo cáo phải gửi", "Reports that are owed"});
  if (pack.reports.empty()) {
    page.element("p", {"Gói này không nêu báo cáo nào.", "The pack names no report."});
  } else {
    at.begin_table(
        "report-table",
        {"Ai báo cáo gì, cho ai, khi nào, theo khoản nào", "Who reports what to whom, when, by which clause"},
        {{"Báo cáo", "Report"},
         {"Của ai, gửi ai", "From whom to whom"},
         {"Khi nào", "When"},
         {"Nội dung", "What it tells"},
         {"Chia theo", "Told by"},
         {"Hồ sơ", "Cases"},
         {"Căn cứ", "Clauses"}});
    for (std::size_t i = 0; i < pack.reports.size(); ++i) write_report(at, i);
    at.end_table();
  }
  if (pack.figures) write_figures(at, *pack.figures);
  page.close();
}

}  // namespace thoihan
