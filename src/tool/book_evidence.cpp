#include "src/tool/book_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "src/pack/say.hpp"
#include "src/tool/calendar_page.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/worst_words.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace {

bilingual clause_words(const clause_entry& entry) {
  switch (entry.is) {
    case clause_kind::modelled:
      return entry.declares_only ? bilingual{"mô hình hóa, chỉ khai tên", "modelled, names only"}
                                 : bilingual{"mô hình hóa", "modelled"};
    case clause_kind::assumed: return {"giả định", "assumed"};
    case clause_kind::outside: return {"ngoài phạm vi", "outside"};
  }
  return {};
}

bilingual severity_words(severity level) {
  switch (level) {
    case severity::error: return {"lỗi", "error"};
    case severity::gap: return {"bỏ ngỏ", "gap"};
    case severity::note: return {"ghi chú", "note"};
  }
  return {};
}

// A path of the author's machine is nobody's business: the file's own name.
std::string place_text(const place& where) {
  place out = where;
  out.file = std::filesystem::path{where.file}.filename().string();
  return out.text();
}

void write_gaps(const chapter_page& at) {
  html_writer& page = at.page();
  const rule_pack& pack = at.pack();
  if (!pack.gaps.empty()) {
    at.begin_table("gaps", {"Điểm văn bản bỏ ngỏ", "What the text leaves open"},
                   {{"Mã", "Id"}, {"Bỏ ngỏ", "Open"}, {"Khoản", "Clauses"}});
    for (std::size_t i = 0; i < pack.gaps.size(); ++i) {
      page.open("tr", {{"id", at.id("g", i)}});
      page.text_element("th", pack.gaps[i].id, {{"scope", "row"}, {"class", "code"}});
      page.element("td", pack.gaps[i].open);
      page.open("td");
      at.list(pack.gaps[i].clauses, [&](const std::string& clause) { at.clause_link(clause); });
      page.close();
      page.close();
    }
    at.end_table();
  }
  if (pack.assumptions.empty()) return;
  at.begin_table("assumptions", {"Giả định nơi văn bản im lặng", "Assumptions where the text is silent"},
                 {{"Giả định", "Assumption"}, {"Áp dụng", "Takes"}, {"Lý do", "Why"}, {"Điểm bỏ ngỏ", "Gaps"}});
  for (std::size_t i = 0; i < pack.assumptions.size(); ++i) {
    const assumption& one = pack.assumptions[i];
    page.open("tr", {{"id", at.id("a", i)}});
    page.text_element("th", one.id, {{"scope", "row"}, {"class", "code"}});
    page.element("td", one.takes);
    page.element("td", one.why);
    page.open("td");
    at.list(one.gaps, [&](const std::string& id) {
      if (const auto gap = find_id(pack.gaps, id))
        at.link("g", *gap, {id, id});
      else
        page.text(id);
    });
    page.close();
    page.close();
  }
  at.end_table();
}

bilingual comebacks_words(int comebacks) {
  if (comebacks == 1) return {"1 lần quay lại", "1 comeback"};
  return say("{} lần quay lại", "{} comebacks", comebacks);
}

void write_wait(const chapter_page& at, const open_wait& wait) {
  const named_wait name = name_of(at.pack(), wait);
  at.page().words(name.label);
  at.page().text(" (");
  at.page().words(wait_words(wait.kind));
  at.page().text("; ");
  at.basis_links(source_of(at.pack(), wait));
  at.page().text(")");
}

bool same_act(const worst_act& one, const worst_act& other) {
  if (one.at != other.at || one.transition != other.transition || one.waited != other.waited) return false;
  if (!one.pressed || !other.pressed) return one.pressed.has_value() == other.pressed.has_value();
  return one.pressed->is_bar == other.pressed->is_bar && one.pressed->number == other.pressed->number &&
         one.pressed->row == other.pressed->row && one.pressed->due == other.pressed->due;
}

// A way to the answer that a way to the end goes too, and how far.
struct shared_way {
  std::size_t number = 0;  // of the times
  std::size_t acts = 0;
};

shared_way longest_shared(const std::vector<worst_time>& times, const worst_time& time) {
  shared_way out;
  if (time.goal == worst_goal::answer) return out;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i].goal != worst_goal::answer || times[i].by != time.by) continue;
    const auto [end, ignored] =
        std::mismatch(times[i].path.begin(), times[i].path.end(), time.path.begin(), time.path.end(), same_act);
    const auto acts = static_cast<std::size_t>(end - times[i].path.begin());
    if (acts > out.acts) out = {i, acts};
  }
  return out;
}

void write_path(const chapter_page& at, const worst_time& time) {
  html_writer& page = at.page();
  const rule_pack& pack = at.pack();
  constexpr std::size_t fewest_shared = 3;
  std::size_t first = 0;
  if (const shared_way way = longest_shared(at.chapter().worst->times, time); way.acts >= fewest_shared) {
    const worst_time& other = at.chapter().worst->times[way.number];
    first = way.acts;
    page.open("p");
    page.words(say("Đến bước {} như ", "Up to act {} as in ", way.acts));
    const bilingual to = comebacks_words(other.comebacks);
    const bilingual lasts = days_words(other.elapsed_s);
    at.link("w", way.number,
            {"đường đến khi trả lời, " + to.vi + ", " + lasts.vi, "the way to the answer, " + to.en + ", " + lasts.en});
    page.words(first == time.path.size() ? bilingual{".", "."} : bilingual{"; rồi:", "; then:"});
    page.close();
    if (first == time.path.size()) return;
  }
  page.open("ol", {{"class", "path"}, {"start", fmt::format("{}", first + 1)}});
  for (std::size_t i = first; i < time.path.size(); ++i) {
    const worst_act& act = time.path[i];
    page.open("li");
    if (act.waited) {
      page.element("em", {"chờ không có hạn: ", "waits without a limit: "});
      write_wait(at, *act.waited);
      page.empty("br");
    }
    page.text_element("span", time_text(act.at), {{"class", "code"}});
    page.text(" ");
    const std::string& event = pack.events[pack.transitions[act.transition].event];
    at.link("t", act.transition, {event, event});
    page.text(" → ");
    const state_number state = state_after(pack, time.path, i);
    at.link("s", state, pack.states[state].label);
    if (act.pressed) {
      page.open("span", {{"class", "pressed"}});
      if (act.pressed->is_bar)
        page.words({"chỉ được làm trong hạn", "time-bar"});
      else
        at.link("d", act.pressed->number, pack.duties[act.pressed->number].label);
      page.text(": ");
      const limit_rule& row = row_of(pack, *act.pressed);
      page.words(limit_words(row.text));
      page.text("; ");
      page.words(due_words(act.pressed->due));
      page.text("; ");
      at.clause_links(source_of(pack, *act.pressed));
      page.close();
    }
    page.close();
  }
  page.close();
}

void write_time(const chapter_page& at, std::size_t number) {
  html_writer& page = at.page();
  const worst_time& time = at.chapter().worst->times[number];
  page.open("details", {{"class", "longest"}, {"id", at.id("w", number)}});
  page.open("summary");
  page.words(comebacks_words(time.comebacks));
  page.text(": ");
  page.element("strong", days_words(time.elapsed_s));
  for (const open_wait& wait : time.waits) {
    const named_wait name = name_of(at.pack(), wait);
    page.text(" + ");
    page.words(name.label);
    page.text(" (");
    page.words(wait_words(wait.kind));
    page.text(")");
  }
  page.words(say("; từ {}", "; from {}", time_text(time.start())));
  if (time.provisional) page.words({" (tạm tính)", " (provisional)"});
  page.close();
  write_path(at, time);
  page.close();
}

void write_failed(const chapter_page& at, const std::vector<failed_expectation>& failed) {
  html_writer& page = at.page();
  if (failed.empty()) return page.words({"đạt", "passed"});
  page.open("ul", {{"class", "failed"}});
  for (const failed_expectation& one : failed) page.element("li", one.text());
  page.close();
}

// Where the year of a calendar stands: chapters share calendars, and each stands in the book once. The page's script shows it in the
// chapter that is read.
std::string year_id(const chapter_page& at, const office_calendar& office) {
  for (std::size_t i = 0; i < at.chapters().size(); ++i) {
    const book_chapter& chapter = at.chapters()[i];
    for (std::size_t k = 0; k < chapter.pack.calendars.size(); ++k) {
      if (chapter.pack.calendars[k].office->hash == office.hash && chapter.year == at.chapter().year)
        return fmt::format("p{}-y{}", i, k);
    }
  }
  return {};
}

}  // namespace

void write_clauses(const chapter_page& at) {
  html_writer& page = at.page();
  at.begin_section("clauses", {"Khoản, điểm của văn bản", "Clauses"});
  at.filter("clause-table");
  at.begin_table(
      "clause-table", {"Mỗi khoản và quy tắc thực hiện nó", "Each clause and what realises it"},
      {{"Khoản", "Clause"}, {"Nội dung", "What it demands"}, {"Là", "Is"}, {"Quy tắc, lý do", "Rules, reason"}});
  for (std::size_t i = 0; i < at.chapter().clauses.size(); ++i) {
    const clause_entry& entry = at.chapter().clauses[i];
    page.open("tr", {{"id", at.id("c", i)}, {"class", fmt::format("is-{}", clause_kind_name(entry.is))}});
    page.text_element("th", entry.id, {{"scope", "row"}});
    page.element("td", entry.says);
    page.element("td", clause_words(entry));
    page.open("td");
    if (!entry.why.vi.empty()) page.element("p", entry.why);
    at.list(entry.rules, [&](const std::string& place) { at.rule_link(place); });
    page.close();
    page.close();
  }
  at.end_table();
  write_gaps(at);
  page.close();
}

void write_calendar(const chapter_page& at) {
  html_writer& page = at.page();
  at.begin_section("calendar", say("Lịch năm {}", "Calendar of {}", at.chapter().year));
  for (std::size_t i = 0; i < at.pack().calendars.size(); ++i) {
    const office_calendar& office = *at.pack().calendars[i].office;
    page.element("h4", office.title);
    const std::string shown = year_id(at, office);
    const std::string own = at.id("y", i);
    page.open("div", {{"data-year", shown}});
    if (shown == own) {
      page.open("div", {{"id", own}});
      write_year(page, office, at.chapter().year, own);
      page.close();
    } else {
      page.open("p", {{"class", "scriptless"}});
      page.element("a", {"Lịch này đã có ở trên.", "This calendar stands above."}, {{"href", "#" + shown}});
      page.close();
    }
    page.close();
  }
  page.close();
}

void write_longest(const chapter_page& at) {
  html_writer& page = at.page();
  at.begin_section("longest", {"Thời gian dài nhất đúng luật", "Longest lawful time"});
  page.element(
      "p",
      say("Một hồ sơ tiếp nhận trong năm {} được phép kéo dài bao lâu khi ai cũng làm vào giây cuối cùng còn đúng hạn.",
          "How long a report received in {} may lawfully take when everybody acts in the last second on time.",
          at.chapter().year));
  if (!at.chapter().worst) page.element("p", at.chapter().worst_why_not, {{"class", "why-not"}});
  for (const worst_goal goal : {worst_goal::answer, worst_goal::end}) {
    if (!at.chapter().worst) break;
    page.element("h4", goal == worst_goal::answer ? bilingual{"Đến khi trả lời", "To the answer"}
                                                  : bilingual{"Đến khi kết thúc", "To the end"});
    for (const bool bounded : {true, false}) {
      page.element("h5", bounded
                             ? bilingual{"Không tính chỗ chờ không có thời hạn", "Without a wait that no clause bounds"}
                             : bilingual{"Kể cả chỗ chờ không có thời hạn", "With waits that no clause bounds"});
      bool any = false;
      for (std::size_t i = 0; i < at.chapter().worst->times.size(); ++i) {
        const worst_time& time = at.chapter().worst->times[i];
        if (time.goal != goal || time.bounded != bounded || time.by != worst_measure::calendar) continue;
        write_time(at, i);
        any = true;
      }
      if (!any) page.element("p", {"Không có đường đi nào.", "No way leads there."});
    }
    const auto& waits =
        goal == worst_goal::answer ? at.chapter().worst->waits_for_answer : at.chapter().worst->waits_for_end;
    if (waits.empty()) continue;
    page.element("h5", {"Không khoản nào giới hạn", "No clause bounds"});
    page.open("ul");
    for (const open_wait& wait : waits) {
      page.open("li");
      write_wait(at, wait);
      page.close();
    }
    page.close();
  }
  page.close();
}

void write_findings(const chapter_page& at) {
  html_writer& page = at.page();
  at.begin_section("findings", {"Kết quả kiểm tra", "What the checker says"});
  std::size_t counts[3] = {};
  for (const finding& one : at.chapter().findings) ++counts[static_cast<std::size_t>(one.level)];
  page.element("p", say("Lỗi: {}; điểm bỏ ngỏ chưa trả lời: {}; ghi chú (đã có giả định trả lời): {}.",
                        "Errors: {}; gaps without an answer: {}; notes, which an assumption answers: {}.", counts[0],
                        counts[1], counts[2]));
  if (!at.chapter().findings.empty()) {
    at.begin_table("finding-table", {"Từng điểm, kèm chỗ trong gói", "Each finding and its place in the pack"},
                   {{"Mức", "Level"}, {"Mã", "Code"}, {"Nói gì", "What it says"}, {"Ở", "Place"}});
    for (const finding& one : at.chapter().findings) {
      page.open("tr", {{"class", fmt::format("level-{}", severity_name(one.level))}});
      page.element("td", severity_words(one.level));
      page.text_element("td", one.code, {{"class", "code"}});
      page.element("td", one.text);
      page.text_element("td", place_text(one.where), {{"class", "code"}});
      page.close();
    }
    at.end_table();
  }
  page.close();
}

void write_scenarios(const chapter_page& at) {
  html_writer& page = at.page();
  const book_chapter& chapter = at.chapter();
  at.begin_section("scenarios", {"Kịch bản và độ phủ", "Scenarios and coverage"});
  page.element("p", say("Kịch bản: {}; điều trông đợi không đúng: {}.", "Scenarios: {}; expectations that failed: {}.",
                        chapter.scenarios.size(), chapter.failures()));
  at.begin_table("coverage", {"Kịch bản chạm tới bao nhiêu quy tắc", "How many rules the scenarios reach"},
                 {{"Loại", "Kind"}, {"Chạm tới", "Reached"}, {"Tất cả", "All"}});
  for (const covered_kind& kind : chapter.covered.kinds) {
    if (kind.all == 0) continue;
    page.open("tr", {{"class", kind.reached == kind.all ? "whole" : "part"}});
    page.element("th", kind.label, {{"scope", "row"}});
    page.text_element("td", fmt::format("{}", kind.reached), {{"class", "number"}});
    page.text_element("td", fmt::format("{}", kind.all), {{"class", "number"}});
    page.close();
  }
  at.end_table();
  if (!chapter.covered.unreached.empty()) {
    page.element("h4", {"Chưa chạm tới", "Not reached"});
    page.open("ul");
    for (const unreached_rule& rule : chapter.covered.unreached) page.element("li", rule.text);
    page.close();
  }
  at.filter("scenario-table");
  at.begin_table("scenario-table", {"Từng kịch bản", "Each scenario"},
                 {{"Kịch bản", "Scenario"},
                  {"Khoản", "Clauses"},
                  {"Việc", "Acts"},
                  {"Trông đợi", "Expectations"},
                  {"Kết quả", "Outcome"}});
  for (const book_scenario& one : chapter.scenarios) {
    page.open("tr");
    page.open("th", {{"scope", "row"}});
    if (one.title.vi.empty())
      page.text(one.id);
    else
      page.words(one.title);
    page.close();
    page.open("td");
    at.list(one.cites, [&](const std::string& clause) { at.clause_link(clause); });
    page.close();
    page.text_element("td", fmt::format("{}", one.acts), {{"class", "number"}});
    page.text_element("td", fmt::format("{}", one.expectations), {{"class", "number"}});
    page.open("td");
    write_failed(at, one.failed);
    page.close();
    page.close();
  }
  for (const book_table& table : chapter.tables) {
    page.open("tr");
    page.element("th", table.label, {{"scope", "row"}});
    page.text_element("td", "");
    page.text_element("td", fmt::format("{}", table.rows), {{"class", "number"}});
    page.text_element("td", fmt::format("{}", table.expectations), {{"class", "number"}});
    page.open("td");
    write_failed(at, table.failed);
    page.close();
    page.close();
  }
  at.end_table();
  page.close();
}

}  // namespace thoihan
