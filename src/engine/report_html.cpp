#include <fmt/format.h>

#include <algorithm>

#include "src/engine/html_text.hpp"
#include "thoihan/engine/report.hpp"

namespace thoihan {
namespace {

// The policy below names this text by its SHA-256; tests/tool/test_report.py says what it is.
constexpr std::string_view style =
    R"(body{font:15px/1.45 system-ui,sans-serif;color:#1b1f23;max-width:1100px;margin:24px auto;padding:0 16px}
h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:32px 0 4px}p{margin:2px 0}.note{color:#57606a;font-size:13px}
table{border-collapse:collapse;margin-top:6px;font-size:13px;width:100%}th,td{padding:3px 8px;border-bottom:1px solid #d8dee4;text-align:left;vertical-align:top}
thead th{border-bottom:2px solid #57606a;vertical-align:bottom}tbody th{font-weight:400}.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.sum th,.sum td{font-weight:700;border-top:2px solid #57606a}.bar{width:160px;min-width:110px}.bar svg{display:block;width:100%;height:14px}
.c0{fill:#2f6f4f}.c1{fill:#c44536}.c2{fill:#8fa3b5}.c3{fill:#e0a458}.key svg{width:12px;height:12px;margin:0 4px 0 12px;vertical-align:-1px}
.write{border:1px solid #57606a;height:160px;margin-top:6px}
@page{margin:14mm}@media print{body{margin:0;max-width:none;font-size:11px}table{font-size:9px}thead{display:table-header-group}tr{break-inside:avoid}h2{break-after:avoid}rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)";
constexpr std::string_view style_hash = "sha256-EJJ5G0QDdBp6DR7Z704MUdloG+KCv9y+jMYCW+4u4wA=";

// Directions of writing do not reach beyond a cell.
std::string isolated(std::string_view text) { return "<bdi>" + escaped(text) + "</bdi>"; }

bool is_number(cell_kind kind) { return kind != cell_kind::text && kind != cell_kind::name && kind != cell_kind::time; }

class page_writer {
 public:
  page_writer(const report& told, language lang) : told_(told), lang_(lang) {}

  std::string write() {
    head();
    for (const report_table& table : told_.tables) write_table(table);
    out_ += "</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  const std::string& pick(const bilingual& words) const { return words.in(lang_); }

  void head() {
    const std::string title = escaped(pick(told_.title));
    out_ += fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; base-uri 'none'; "
        "form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{}: {}</title>\n<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
        lang_ == language::vi ? "vi" : "en", style_hash, title, escaped(pick(told_.period.words)), style, title);
    for (const bilingual& line : head_lines(told_)) out_ += "<p>" + escaped(pick(line)) + "</p>\n";
  }

  void write_table(const report_table& table) {
    out_ += fmt::format("<section>\n<h2>{}</h2>\n", escaped(pick(table.title)));
    if (!pick(table.note).empty()) out_ += "<p class=\"note\">" + escaped(pick(table.note)) + "</p>\n";
    if (table.columns.empty()) {
      out_ += "<div class=\"write\"></div>\n</section>\n";
      return;
    }
    const std::int64_t widest = widest_bar(table);
    if (widest > 0 && table.bars.size() > 1) write_key(table);
    out_ += "<table>\n<thead><tr>";
    for (const report_column& column : table.columns)
      out_ += fmt::format("<th scope=\"col\"{}>{}</th>", is_number(column.kind) ? " class=\"n\"" : "",
                          escaped(pick(column.head)));
    if (widest > 0) out_ += fmt::format("<th scope=\"col\">{}</th>", lang_ == language::vi ? "Biểu đồ" : "Chart");
    out_ += "</tr></thead>\n<tbody>\n";
    for (std::size_t at = 0; at < table.rows.size(); ++at) write_row(table, at, widest);
    if (table.rows.empty()) write_empty(table);
    out_ += "</tbody>\n</table>\n</section>\n";
  }

  static bool is_sum(const report_table& table, std::size_t at) { return table.has_sum && at + 1 == table.rows.size(); }

  static std::int64_t bar_of(const report_table& table, std::size_t at) {
    std::int64_t out = 0;
    for (const std::size_t column : table.bars) out += table.rows[at][column].number.value_or(0);
    return out;
  }

  static std::int64_t widest_bar(const report_table& table) {
    std::int64_t out = 0;
    for (std::size_t at = 0; at < table.rows.size(); ++at) {
      if (!is_sum(table, at)) out = std::max(out, bar_of(table, at));
    }
    return out;
  }

  void write_key(const report_table& table) {
    out_ += "<p class=\"note key\">";
    for (std::size_t i = 0; i < table.bars.size(); ++i) {
      out_ += fmt::format(
          "<svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"c{}\" width=\"10\" height=\"10\"/></svg>{}", i,
          escaped(pick(table.columns[table.bars[i]].head)));
    }
    out_ += "</p>\n";
  }

  void write_row(const report_table& table, std::size_t at, std::int64_t widest) {
    out_ += is_sum(table, at) ? "<tr class=\"sum\">" : "<tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const report_column& column = table.columns[i];
      const std::string text = isolated(cell_text(column, table.rows[at][i], lang_));
      if (i == 0)
        out_ += "<th scope=\"row\">" + text + "</th>";
      else
        out_ += fmt::format("<td{}>{}</td>", is_number(column.kind) ? " class=\"n\"" : "", text);
    }
    if (widest > 0) write_bar(table, at, widest);
    out_ += "</tr>\n";
  }

  void write_bar(const report_table& table, std::size_t at, std::int64_t widest) {
    out_ += "<td class=\"bar\">";
    if (!is_sum(table, at) && bar_of(table, at) > 0) {
      out_ += "<svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
      std::int64_t before = 0;
      for (std::size_t i = 0; i < table.bars.size(); ++i) {
        const std::int64_t value = table.rows[at][table.bars[i]].number.value_or(0);
        const std::int64_t from = before * 1000 / widest;
        before += value;
        const std::int64_t to = before * 1000 / widest;
        if (to > from)
          out_ += fmt::format("<rect class=\"c{}\" x=\"{}\" width=\"{}\" height=\"10\"/>", i, from, to - from);
      }
      out_ += "</svg>";
    }
    out_ += "</td>";
  }

  void write_empty(const report_table& table) {
    out_ += fmt::format("<tr><td colspan=\"{}\">{}</td></tr>\n", table.columns.size(),
                        lang_ == language::vi ? "không có" : "none");
  }

  const report& told_;
  language lang_;
  std::string out_;
};

}  // namespace

std::string html_of(const report& told, language lang) { return page_writer{told, lang}.write(); }

}  // namespace thoihan
