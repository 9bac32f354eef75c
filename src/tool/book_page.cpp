#include "src/tool/book_page.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "src/engine/book_comparison.hpp"
#include "src/pack/say.hpp"
#include "src/tool/book_assets.hpp"
#include "src/tool/book_bench.hpp"
#include "src/tool/book_evidence.hpp"
#include "src/tool/book_links.hpp"
#include "src/tool/book_reports.hpp"
#include "src/tool/book_rules.hpp"
#include "thoihan/base/sha256.hpp"

namespace thoihan {
namespace {

struct book_section {
  std::string_view name;
  bilingual title;
  void (*write)(const chapter_page&);
};

const std::vector<book_section>& book_sections() {
  static const std::vector<book_section> sections = {
      {"about", {"Văn bản", "Regulation"}, write_about},     {"states", {"Trạng thái", "States"}, write_states},
      {"duties", {"Nghĩa vụ", "Duties"}, write_duties},      {"routing", {"Phân công", "Routing"}, write_routing},
      {"reports", {"Báo cáo", "Reports"}, write_reports},    {"clauses", {"Khoản", "Clauses"}, write_clauses},
      {"calendar", {"Lịch", "Calendar"}, write_calendar},    {"longest", {"Lâu nhất", "Longest"}, write_longest},
      {"findings", {"Kiểm tra", "Checker"}, write_findings}, {"scenarios", {"Kịch bản", "Scenarios"}, write_scenarios}};
  return sections;
}

// The word of a content security policy for exactly this text.
std::string policy_hash(std::string_view text) {
  const sha256_digest digest = sha256(text);
  std::array<char, sodium_base64_ENCODED_LEN(sizeof(sha256_digest), sodium_base64_VARIANT_ORIGINAL)> out{};
  sodium_bin2base64(out.data(), out.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
  return fmt::format("'sha256-{}'", out.data());
}

struct choice_value {
  std::string_view value;
  bilingual words;
};

void write_choice(html_writer& page, std::string_view name, const bilingual& title,
                  const std::vector<choice_value>& values, std::string_view chosen) {
  page.open("fieldset");
  page.element("legend", title);
  for (const choice_value& one : values) {
    const std::string id = fmt::format("{}-{}", name, one.value);
    page.open("label");
    if (one.value == chosen)
      page.empty("input", {{"type", "radio"}, {"name", name}, {"id", id}, {"value", one.value}, {"checked", ""}});
    else
      page.empty("input", {{"type", "radio"}, {"name", name}, {"id", id}, {"value", one.value}});
    page.text(" ");
    page.words(one.words);
    page.close();
  }
  page.close();
}

std::string chapter_id(std::size_t number) { return fmt::format("p{}", number); }

void write_link(html_writer& page, const std::string& target, const bilingual& words) {
  page.open("li");
  page.element("a", words, {{"href", "#" + target}});
  page.close();
}

// A name to tell the chapters by: the id, with the version where two have one id.
std::string chapter_name(const std::vector<book_chapter>& chapters, std::size_t at) {
  const rule_pack& pack = chapters[at].pack;
  const bool twice = std::count_if(chapters.begin(), chapters.end(),
                                   [&](const book_chapter& one) { return one.pack.id == pack.id; }) > 1;
  return twice ? pack.id + " " + pack.version : pack.id;
}

bilingual short_name(const std::vector<book_chapter>& chapters, std::size_t at) {
  const std::string name = chapter_name(chapters, at);
  return {name, name};
}

void write_navigation(html_writer& page, const std::vector<book_chapter>& chapters) {
  page.open("nav", {{"aria-labelledby", "contents-h"}});
  page.element("h2", {"Mục lục", "Contents"}, {{"id", "contents-h"}, {"class", "unseen"}});
  if (chapters.size() > 1) {
    page.open("ul", {{"class", "chapters"}});
    write_link(page, "compare", {"So sánh", "Compare"});
    for (std::size_t i = 0; i < chapters.size(); ++i)
      write_link(page, chapter_id(i) + "-about", short_name(chapters, i));
    page.close();
  }
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    page.open("ul", {{"class", "sections"}, {"data-chapter", chapter_id(i)}});
    for (const book_section& section : book_sections())
      write_link(page, fmt::format("{}-{}", chapter_id(i), section.name), section.title);
    page.close();
  }
  page.open("ul", {{"class", "tools"}});
  write_link(page, "calculator", {"Tính hạn", "Calculator"});
  write_link(page, "bench", {"Sửa gói", "Edit"});
  page.close();
  page.close();
}

void write_item(const chapter_page& at, const compared_item& item, std::size_t packs) {
  html_writer& page = at.page();
  page.open("li", {{"class", item.shared_by == packs ? "shared" : "differs"}});
  if (!item.name.en.empty()) {
    page.words(item.name);
    page.text(": ");
  }
  page.element("strong", item.text);
  if (!item.when.en.empty()) {
    page.words({" khi ", " when "});
    page.words(item.when);
  }
  page.text(" ");
  page.open("span", {{"class", "basis"}});
  at.clause_links(item.source);
  page.close();
  if (item.shared_by != packs) {
    page.text(" ");
    page.element("span",
                 item.shared_by == 1 ? bilingual{"chỉ ở đây", "only here"}
                                     : say("ở {}/{}", "in {} of {}", item.shared_by, packs),
                 {{"class", "mark"}});
  }
  page.close();
}

void write_comparison(html_writer& page, const std::vector<book_chapter>& chapters) {
  std::vector<chapter_page> sides;
  for (std::size_t i = 0; i < chapters.size(); ++i) sides.emplace_back(page, chapters, i);
  page.open("section", {{"class", "view"}, {"id", "compare"}, {"aria-labelledby", "compare-h"}});
  page.element("h2", {"So sánh các quy chế", "The regulations side by side"}, {{"id", "compare-h"}});
  page.element("p", {"Quy tắc được đặt cạnh nhau theo việc chúng làm, không theo tên. Điều không phải văn bản nào cũng "
                     "có được đánh dấu, "
                     "kèm số văn bản nói như vậy; khoản không được so.",
                     "Rules stand beside each other by what they do, not by their names. What not every regulation "
                     "says is marked, with "
                     "the number of those that do; clauses are not compared."});
  page.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-labelledby", "compare-h"}});
  page.open("table", {{"class", "comparison"}});
  page.open("thead");
  page.open("tr");
  page.element("th", {"Việc", "Matter"}, {{"scope", "col"}});
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    const rule_pack& pack = chapters[i].pack;
    page.open("th", {{"scope", "col"}});
    page.element("a", short_name(chapters, i), {{"href", "#" + chapter_id(i) + "-about"}});
    page.empty("br");
    page.open("span", {{"class", "basis"}});
    page.text(pack.instrument.number);
    page.close();
    page.close();
  }
  page.close();
  page.close();
  page.open("tbody");
  for (const compared_row& row : compare_chapters(chapters)) {
    page.open("tr", {{"data-topic", row.topic}});
    page.open("th", {{"scope", "row"}});
    page.words(row.label);
    page.empty("br");
    page.element("span", row.same() ? bilingual{"giống nhau", "the same"} : bilingual{"khác nhau", "they differ"},
                 {{"class", row.same() ? "mark same" : "mark"}});
    page.close();
    for (std::size_t i = 0; i < chapters.size(); ++i) {
      page.open("td");
      if (row.cells[i].empty()) {
        page.element("em", {"không có", "none"});
      } else {
        page.open("ul");
        for (const compared_item& item : row.cells[i]) write_item(sides[i], item, chapters.size());
        page.close();
      }
      page.close();
    }
    page.close();
  }
  page.close();
  page.close();
  page.close();
  page.close();
}

}  // namespace

void begin_page(html_writer& page, const bilingual& title, language lang, const book_calculator* calculator) {
  const std::string style = "\n" + std::string{book_style()} + std::string{book_diagram_style()};
  std::string scripts = policy_hash(book_script());
  // To compile WebAssembly is a leave of its own, and no leave to make scripts of texts.
  if (calculator != nullptr)
    scripts += fmt::format(" {} {} 'wasm-unsafe-eval'", policy_hash(calculator->script), calculator->editor_hash);
  const std::string policy =
      fmt::format("default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
                  policy_hash(style), scripts);
  page.own("<!DOCTYPE html>\n");
  page.open("html", {{"lang", lang == language::vi ? "vi" : "en"}});
  page.open("head");
  page.empty("meta", {{"charset", "utf-8"}});
  page.empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}});
  page.empty("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
  page.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  page.text_element("title", title.in(lang));
  page.open("style");
  page.own(style);
  page.close();
  page.close();
  page.open("body");
  page.element("a", {"Đến nội dung", "Skip to the content"}, {{"class", "skip"}, {"href", "#main"}});
  page.open("header");
  page.element("h1", title);
  page.open("div", {{"class", "switches"}});
  write_choice(page, "lang", {"Ngôn ngữ", "Language"},
               {{"vi", {"Tiếng Việt", "Tiếng Việt"}}, {"en", {"English", "English"}}},
               lang == language::vi ? "vi" : "en");
  write_choice(page, "theme", {"Nền", "Light"},
               {{"auto", {"theo máy", "as the device"}}, {"light", {"sáng", "light"}}, {"dark", {"tối", "dark"}}},
               "auto");
  page.close();
  page.close();
}

void end_page(html_writer& page, const book_calculator* calculator) {
  page.open("script");
  page.own(book_script());
  page.close();
  if (calculator != nullptr) {
    page.open("script");
    page.own(calculator->script);
    page.close();
  }
  page.close();
  page.close();
}

std::string book_file(const std::vector<book_chapter>& chapters, language lang) {
  html_writer page;
  const bilingual title = chapters.size() == 1
                              ? chapters[0].pack.title
                              : say("Sổ quy tắc: {} văn bản", "Rule book: {} regulations", chapters.size());
  const book_calculator* calculator = built_calculator();
  begin_page(page, title, lang, calculator);
  write_navigation(page, chapters);
  page.open("main", {{"id", "main"}, {"tabindex", "-1"}});
  if (chapters.size() > 1) write_comparison(page, chapters);
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    page.open("article", {{"class", "chapter"}, {"id", chapter_id(i)}, {"aria-labelledby", chapter_id(i) + "-title"}});
    page.element("h2", chapters[i].pack.title, {{"id", chapter_id(i) + "-title"}});
    const chapter_page at{page, chapters, i};
    for (const book_section& section : book_sections()) section.write(at);
    page.close();
  }
  write_calculator(page);
  write_bench(page);
  page.close();
  if (calculator != nullptr) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < chapters.size(); ++i) names.push_back(chapter_name(chapters, i));
    write_pack_texts(page, *calculator, chapters, names);
  }
  end_page(page, calculator);
  return page.take();
}

}  // namespace thoihan
