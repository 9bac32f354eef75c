#include "src/tool/book_bench.hpp"

#include <boost/json.hpp>

#include <map>

namespace thoihan {
namespace json = boost::json;
namespace {

// Opens the section; false: it says why it is empty, and is closed.
bool begin_bench(html_writer& page, const std::string& id, const bilingual& title) {
  page.open("section", {{"class", "view"}, {"id", id}, {"aria-labelledby", id + "-h"}});
  page.element("h2", title, {{"id", id + "-h"}});
  if (built_calculator() != nullptr) {
    page.element("p", {"Phần này cần trình duyệt chạy được mã lệnh của trang.", "This part needs the page's script."},
                 {{"class", "scriptless why-not"}});
    return true;
  }
  page.element("p",
               {"Trang này do một chương trình không kèm máy tính hạn ghi ra; mọi phần khác đều đủ. Xem docs/book.md.",
                "The program that wrote this page has no calculator in it; everything else is here. See docs/book.md."},
               {{"class", "why-not"}});
  page.close();
  return false;
}

void write_field(html_writer& page, std::string_view id, const bilingual& label, std::string_view element) {
  page.open("p");
  page.element("label", label, {{"for", id}});
  page.text(" ");
  if (element == "input") {
    page.empty("input", {{"type", "datetime-local"}, {"id", id}, {"step", "1"}, {"aria-describedby", "due-problem"}});
  } else {
    page.open(element, {{"id", id}});
    page.close();
  }
  page.close();
}

void write_result(html_writer& page, std::string_view id, const bilingual& name) {
  page.element("dt", name);
  page.open("dd", {{"id", id}});
  page.close();
}

void write_steps(html_writer& page) {
  page.open("div",
            {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-labelledby", "due-steps-caption"}});
  page.open("table", {{"id", "due-steps"}});
  page.element("caption", {"Từng ngày một", "Day by day"}, {{"id", "due-steps-caption"}});
  page.open("thead");
  page.open("tr");
  for (const bilingual& head :
       {bilingual{"Ngày", "Date"}, bilingual{"Tính thế nào", "How it counts"}, bilingual{"Căn cứ", "Source"}})
    page.element("th", head, {{"scope", "col"}});
  page.close();
  page.close();
  page.open("tbody");
  page.close();
  page.close();
  page.close();
}

void write_problem(html_writer& page, std::string_view id) {
  page.open("p", {{"class", "why-not"}, {"id", id}, {"role", "alert"}, {"hidden", ""}});
  page.close();
}

void write_button(html_writer& page, std::string_view id, const bilingual& words) {
  page.element("button", words, {{"type", "button"}, {"id", id}});
  page.text(" ");
}

}  // namespace

void write_calculator(html_writer& page) {
  if (!begin_bench(page, "calculator", {"Tính hạn", "Calculator"})) return;
  page.open("div", {{"class", "scripted-only"}});
  page.element("p", {"Hạn do chính thoihan tính, ngay trong trang này; không có gì được gửi đi.",
                     "The due is computed by thoihan itself, inside this page; nothing is sent anywhere."});
  page.open("div", {{"class", "ask"}, {"role", "group"}, {"aria-labelledby", "calculator-h"}});
  write_field(page, "ask-pack", {"Quy chế", "Regulation"}, "select");
  write_field(page, "ask-duty", {"Nghĩa vụ", "Duty"}, "select");
  write_field(page, "ask-from", {"Bắt đầu từ", "Starts at"}, "input");
  page.open("div", {{"id", "ask-facts"}});
  page.close();
  page.element("p", {"Thời hạn này không phụ thuộc dữ kiện nào.", "No fact changes this limit."},
               {{"id", "ask-no-facts"}, {"hidden", ""}});
  page.close();
  write_problem(page, "due-problem");
  page.open("div", {{"id", "due-told"}, {"hidden", ""}});
  page.open("div", {{"aria-live", "polite"}});
  page.open("dl", {{"class", "due"}});
  write_result(page, "due-end", {"Đến hạn", "Due"});
  write_result(page, "due-late", {"Trễ hạn từ", "Late from"});
  write_result(page, "due-limit", {"Thời hạn", "Limit"});
  write_result(page, "due-cite", {"Căn cứ", "Clauses"});
  page.close();
  page.element("p", {"Tạm tính: có ngày chưa được quyết định.", "Provisional: it rests on undecided dates."},
               {{"id", "due-provisional"}, {"class", "mark"}, {"hidden", ""}});
  page.close();
  write_steps(page);
  page.close();
  page.close();
  page.close();
}

void write_bench(html_writer& page) {
  if (!begin_bench(page, "bench", {"Sửa gói quy tắc", "Edit a pack"})) return;
  page.open("div", {{"class", "scripted-only"}});
  page.element(
      "p", {"Văn bản của gói, kiểm tra ngay khi gõ; bản không có lỗi dùng được trong phần tính hạn. Trang không giữ "
            "lại gì: hãy lưu tệp.",
            "The pack's text, checked as you type; a draft without errors can be chosen in the calculator. The page "
            "keeps nothing: save the file."});
  write_field(page, "draft-pack", {"Quy chế", "Regulation"}, "select");
  page.open("p");
  write_button(page, "draft-restore", {"Trả lại nguyên văn", "Restore"});
  write_button(page, "draft-save", {"Lưu pack.json", "Save pack.json"});
  page.close();
  write_problem(page, "draft-problem");
  page.open("div", {{"id", "draft-box"}});
  page.close();
  page.open("p", {{"id", "draft-sum"}, {"aria-live", "polite"}});
  page.close();
  page.open("ul", {{"id", "draft-findings"}});
  page.close();
  page.close();
  page.close();
}

void write_pack_texts(html_writer& page, const book_calculator& calculator, const std::vector<book_chapter>& chapters,
                      const std::vector<std::string>& names) {
  // Packs share calendars: each text stands there once.
  std::map<std::string_view, std::size_t> numbers;
  json::array texts;
  const auto numbered = [&](const std::map<std::string, std::string>& files) {
    json::object out;
    for (const auto& [name, text] : files) {
      const auto [known, is_new] = numbers.emplace(text, texts.size());
      if (is_new) texts.emplace_back(text);
      out[name] = known->second;
    }
    return out;
  };
  json::array packs;
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    packs.push_back(json::object{{"name", names[i]},
                                 {"number", chapters[i].pack.instrument.number},
                                 {"own", numbered(chapters[i].texts.own)},
                                 {"shared", numbered(chapters[i].texts.shared)}});
  }
  page.open("script", {{"type", "application/json"}, {"id", "pack-texts"}});
  // No text of a pack can end the element or hide what follows: of JSON, "<" stands in strings alone.
  for (const char c :
       json::serialize(json::object{{"texts", calculator.packed(json::serialize(texts))}, {"packs", std::move(packs)}}))
    page.own(c == '<' ? std::string_view{"\\u003c"} : std::string_view{&c, 1});
  page.close();
}

}  // namespace thoihan
