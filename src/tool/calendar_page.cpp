#include "src/tool/calendar_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "src/pack/say.hpp"
#include "src/tool/book_page.hpp"
#include "src/tool/text_table.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

constexpr int months_a_year = 12;
constexpr int days_a_week = 7;

struct weekday_name {
  std::string_view vi;
  std::string_view en;
};

constexpr std::array<weekday_name, days_a_week> weekday_names = {
    {{"T2", "Mo"}, {"T3", "Tu"}, {"T4", "We"}, {"T5", "Th"}, {"T6", "Fr"}, {"T7", "Sa"}, {"CN", "Su"}}};

constexpr std::array<std::string_view, months_a_year> month_names = {"January",   "February", "March",    "April",
                                                                     "May",       "June",     "July",     "August",
                                                                     "September", "October",  "November", "December"};

constexpr std::array<day_kind, 7> kinds = {day_kind::working,      day_kind::weekend,     day_kind::holiday,
                                           day_kind::compensatory, day_kind::swapped_off, day_kind::swapped_to_work,
                                           day_kind::closed};

bilingual month_words(int year, int month) {
  return {fmt::format("Tháng {} năm {}", month, year),
          fmt::format("{} {}", month_names[static_cast<std::size_t>(month - 1)], year)};
}

bool is_told(const office_calendar& office, day_number day) {
  return office.compiled.cause(day) != 0 || office.compiled.undecided(day);
}

bool knows_any(const office_calendar& office, int year) {
  return office.compiled.last_day() >= days_from_civil(year, 1, 1) &&
         office.compiled.first_day() <= days_from_civil(year, 12, 31);
}

void check_reach(const office_calendar& office, int year) {
  if (knows_any(office, year)) return;
  throw error(status::horizon, say("lịch {} chỉ có từ {} đến {}", "the calendar {} reaches from {} to {} only",
                                   office.reference, std::string_view{format_date(office.compiled.first_day()).data()},
                                   std::string_view{format_date(office.compiled.last_day()).data()}));
}

bilingual told_words(const office_calendar& office, day_number day) {
  bilingual out = date_words(office, day);
  if (office.compiled.undecided(day)) {
    out.vi += " (chưa chốt)";
    out.en += " (provisional)";
  }
  return out;
}

// The clause of law, and the announcement where both speak.
bilingual whole_source(const office_calendar& office, day_number day) {
  bilingual out = date_source(office, day);
  const day_cause& cause = office.explain(day);
  if (cause.cite.empty() || cause.source.vi.empty()) return out;
  return {out.vi + "; " + cause.source.vi, out.en + "; " + cause.source.en};
}

std::string sessions_of(const office_calendar& office, day_number day) {
  std::string out;
  for (const session& s : office.compiled.sessions(day))
    out += fmt::format("{}{}-{}", out.empty() ? "" : ", ", format_time_of_day(s.open_s).data(),
                       format_time_of_day(s.close_s).data());
  return out.empty() ? "-" : out;
}

class year_writer {
 public:
  year_writer(html_writer& page, const office_calendar& office, int year, std::string_view prefix)
      : page_(page), office_(office), year_(year), prefix_(prefix) {}

  void write() {
    page_.element("p", say("{}; các ngày từ {} đến {} đã được quyết định.", "{}; the dates from {} to {} are decided.",
                           office_.reference, std::string_view{format_date(office_.decided_from).data()},
                           std::string_view{format_date(office_.decided_until).data()}));
    page_.open("ul", {{"class", "legend"}});
    for (const day_kind kind : kinds) {
      page_.open("li");
      page_.text_element("span", "", {{"class", fmt::format("swatch k-{}", day_kind_name(kind))}});
      page_.words(kind_words(kind));
      page_.close();
    }
    page_.close();
    page_.open("div", {{"class", "year"}});
    for (int month = 1; month <= months_a_year; ++month) write_month(month);
    page_.close();
    write_list();
  }

 private:
  void write_month(int month) {
    const day_number first = days_from_civil(year_, month, 1);
    const day_number last = first + days_in_month(year_, month) - 1;
    page_.open("table", {{"class", "month"}});
    page_.element("caption", month_words(year_, month));
    page_.open("thead");
    page_.open("tr");
    for (const weekday_name& name : weekday_names)
      page_.element("th", {std::string{name.vi}, std::string{name.en}}, {{"scope", "col"}});
    page_.close();
    page_.close();
    page_.open("tbody");
    const auto before = static_cast<int>(weekday_of(first));
    for (day_number week = first - before; week <= last; week += days_a_week) {
      page_.open("tr");
      for (day_number day = week; day < week + days_a_week; ++day) write_day(day, day >= first && day <= last);
      page_.close();
    }
    page_.close();
    page_.close();
  }

  void write_day(day_number day, bool inside) {
    if (!inside || !office_.compiled.knows(day)) {
      page_.text_element("td", inside ? "?" : "");
      return;
    }
    const std::string number = fmt::format("{}", civil_from_days(day).day);
    page_.open("td", {{"class", fmt::format("k-{}", day_kind_name(office_.compiled.kind(day)))}});
    if (is_told(office_, day)) {
      page_.open("button", {{"type", "button"}, {"class", "day"}});
      page_.text(number);
      page_.open("span", {{"class", "tip"}});
      page_.words(day_words(day));
      page_.text(": ");
      page_.words(told_words(office_, day));
      const bilingual source = whole_source(office_, day);
      if (!source.vi.empty()) {
        page_.text(". ");
        page_.words(source);
      }
      page_.close();
      page_.close();
    } else {
      page_.text(number);
    }
    page_.close();
  }

  void write_list() {
    const std::string title = fmt::format("{}-list", prefix_);
    page_.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-labelledby", title}});
    page_.open("table");
    page_.element("caption", {"Các ngày khác thường và căn cứ", "Uncommon dates and their sources"}, {{"id", title}});
    page_.open("thead");
    page_.open("tr");
    for (const bilingual& head : {bilingual{"Ngày", "Date"}, bilingual{"Loại ngày", "Kind"},
                                  bilingual{"Giờ làm việc", "Sessions"}, bilingual{"Căn cứ", "Source"}})
      page_.element("th", head, {{"scope", "col"}});
    page_.close();
    page_.close();
    page_.open("tbody");
    for (day_number day = days_from_civil(year_, 1, 1); day <= days_from_civil(year_, 12, 31); ++day) {
      if (!office_.compiled.knows(day) || office_.compiled.cause(day) == 0) continue;
      page_.open("tr");
      page_.element("th", day_words(day), {{"scope", "row"}});
      page_.element("td", told_words(office_, day));
      page_.text_element("td", sessions_of(office_, day));
      page_.element("td", whole_source(office_, day));
      page_.close();
    }
    page_.close();
    page_.close();
    page_.close();
  }

  html_writer& page_;
  const office_calendar& office_;
  int year_;
  std::string_view prefix_;
};

// A letter for each kind of date in a terminal; a space for an ordinary working day.
char mark_of(day_kind kind) {
  switch (kind) {
    case day_kind::working: return ' ';
    case day_kind::weekend: return '.';
    case day_kind::holiday: return 'L';
    case day_kind::compensatory: return 'B';
    case day_kind::swapped_off: return 'o';
    case day_kind::swapped_to_work: return '+';
    case day_kind::closed: return 'x';
  }
  return '?';
}

// Eight lines of 27 characters.
std::vector<std::string> month_lines(const output& out, const office_calendar& office, int year, int month) {
  constexpr std::size_t weeks = 7;  // six at most, and a line between
  std::vector<std::string> lines;
  std::string heads;
  for (const weekday_name& name : weekday_names)
    heads += fmt::format("{} ", out.lang() == language::vi ? name.vi : name.en) + " ";
  lines.push_back(heads);
  const day_number first = days_from_civil(year, month, 1);
  const day_number last = first + days_in_month(year, month) - 1;
  day_number day = first - static_cast<int>(weekday_of(first));
  for (std::size_t week = 0; week < weeks; ++week) {
    std::string line;
    for (int i = 0; i < days_a_week; ++i, ++day) {
      if (day < first || day > last)
        line += "    ";
      else if (!office.compiled.knows(day))
        line += " ?  ";
      else
        line += fmt::format("{:2}{} ", civil_from_days(day).day, mark_of(office.compiled.kind(day)));
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

void write_year(html_writer& page, const office_calendar& office, int year, std::string_view prefix) {
  check_reach(office, year);
  year_writer{page, office, year, prefix}.write();
}

std::string calendar_file(const office_calendar& office, int year, language lang) {
  check_reach(office, year);
  html_writer page;
  const bilingual title = say("{}: năm {}", "{}: {}", office.title, year);
  begin_page(page, title, lang);
  page.open("main", {{"id", "main"}, {"tabindex", "-1"}});
  page.open("section", {{"class", "view shown"}, {"id", "calendar"}});
  write_year(page, office, year, "calendar");
  page.close();
  page.close();
  end_page(page);
  return page.take();
}

void print_year(output& out, const office_calendar& office, int year) {
  check_reach(office, year);
  constexpr int months_a_row = 3;
  constexpr std::size_t width = 28;
  for (int row = 1; row <= months_a_year; row += months_a_row) {
    std::vector<std::vector<std::string>> months;
    std::string heads;
    for (int month = row; month < row + months_a_row; ++month) {
      months.push_back(month_lines(out, office, year, month));
      const std::string name = out.pick(month_words(year, month));
      const auto letters =
          static_cast<std::size_t>(std::count_if(name.begin(), name.end(), [](char c) { return (c & 0xC0) != 0x80; }));
      heads += name + std::string(width + 1 - std::min(letters, width), ' ');
    }
    heads.erase(heads.find_last_not_of(' ') + 1);
    out.line(out.bold(heads));
    for (std::size_t line = 0; line < months[0].size(); ++line) {
      std::string text;
      for (const auto& month : months) text += month[line] + " ";
      text.erase(text.find_last_not_of(' ') + 1);
      out.line(text);
    }
  }
  std::string key;
  for (const day_kind kind : kinds) {
    if (kind != day_kind::working)
      key += fmt::format("{}{} {}", key.empty() ? "" : ", ", mark_of(kind), out.pick(kind_words(kind)));
  }
  out.line(key);
  text_table table{{{"Ngày", "Date"}, {"Loại ngày", "Kind"}, {"Căn cứ", "Source"}}};
  for (day_number day = days_from_civil(year, 1, 1); day <= days_from_civil(year, 12, 31); ++day) {
    if (!office.compiled.knows(day) || office.compiled.cause(day) == 0) continue;
    table.add({out.pick(day_words(day)), out.pick(told_words(office, day)), out.pick(date_source(office, day))});
  }
  table.print(out);
}

}  // namespace thoihan
