#include <algorithm>

#include "thoihan/engine/report.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

// A spreadsheet may take such a text for a formula, or for more cells than one.
bool could_be_formula(std::string_view text) {
  if (text.empty()) return false;
  const auto first = static_cast<unsigned char>(text[0]);
  const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0U;
  const bool control = first < 0x20 || first == 0x7F || (first == 0xC2 && second >= 0x80 && second <= 0x9F);
  return control || first == '=' || first == '+' || first == '-' || first == '@';
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  if (could_be_formula(text)) out += '\'';
  for (const char c : text) {
    out += c;
    if (c == '"') out += c;
  }
  return out + '"';
}

std::string plain(const report_column& column, const report_cell& cell) {
  if (!cell.number) return {};
  return column.kind == cell_kind::time ? std::string{format_instant(*cell.number).data()}
                                        : std::to_string(*cell.number);
}

class csv_writer {
 public:
  explicit csv_writer(std::size_t cells) : cells_(cells) {}

  void add(std::string cell) {
    if (in_line_++ > 0) text_ += ',';
    text_ += cell;
  }
  void end_line() {
    while (in_line_ < cells_) add({});
    text_ += "\r\n";
    in_line_ = 0;
  }
  const std::string& text() const { return text_; }

 private:
  std::size_t cells_;
  std::size_t in_line_ = 0;
  std::string text_ = "\xEF\xBB\xBF";
};

// A name is its id and its label.
std::size_t cells_of(const report_table& table) {
  std::size_t out = 1;
  for (const report_column& column : table.columns) out += column.kind == cell_kind::name ? 2 : 1;
  return out;
}

// A head with what its numbers are in.
std::string head_of(const report_column& column, language lang) {
  const std::string& head = column.head.in(lang);
  if (column.kind == cell_kind::seconds) return head + bilingual{" (giây)", " (s)"}.in(lang);
  return column.kind == cell_kind::per_mille ? head + " (‰)" : head;
}

std::string text_of(const report_cell& cell, language lang) { return cell.id.empty() ? cell.words.in(lang) : cell.id; }

void write_table(csv_writer& out, const report_table& table, language lang) {
  out.add(quoted(table.id));
  out.add(quoted(table.title.in(lang)));
  out.end_line();
  out.add(quoted(table.id));
  for (const report_column& column : table.columns) {
    if (column.kind == cell_kind::name) out.add(quoted(column.head.in(lang) + bilingual{" (mã)", " (id)"}.in(lang)));
    out.add(quoted(head_of(column, lang)));
  }
  out.end_line();
  for (const auto& row : table.rows) {
    out.add(quoted(table.id));
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const report_column& column = table.columns[i];
      const bool named = column.kind == cell_kind::name;
      if (named) out.add(quoted(row[i].id));
      if (named)
        out.add(quoted(row[i].words.in(lang)));
      else
        out.add(column.kind == cell_kind::text ? quoted(text_of(row[i], lang)) : plain(column, row[i]));
    }
    out.end_line();
  }
  out.end_line();
}

}  // namespace

std::string csv_of(const report& told, language lang) {
  std::size_t cells = 2;
  for (const report_table& table : told.tables) cells = std::max(cells, cells_of(table));
  csv_writer out{cells};
  for (const auto& [name, value] :
       {std::pair{bilingual{"Báo cáo", "Report"}, told.title.in(lang)},
        std::pair{bilingual{"Kỳ", "Period"}, told.period.text},
        std::pair{bilingual{"Từ", "From"}, std::string{format_instant(told.span.from).data()}},
        std::pair{bilingual{"Đến trước", "Until"}, std::string{format_instant(told.span.until).data()}},
        std::pair{bilingual{"Số liệu đến", "As of"}, std::string{format_instant(told.as_of).data()}}}) {
    out.add(quoted(name.in(lang)));
    out.add(quoted(value));
    out.end_line();
  }
  out.end_line();
  for (const report_table& table : told.tables) write_table(out, table, lang);
  return out.text();
}

}  // namespace thoihan
