#include "src/tool/report_text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "src/pack/say.hpp"
#include "src/tool/text_table.hpp"

namespace thoihan {
namespace {

constexpr std::size_t usual_width = 100;
constexpr std::size_t least_width = 60;

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual_width;
  return std::max<std::size_t>(size.ws_col, least_width);
}

bool is_all_zero(const report_table& table, std::size_t column) {
  return !table.rows.empty() &&
         std::all_of(table.rows.begin(), table.rows.end(), [&](const auto& row) { return row[column].number == 0; });
}

void print_table(output& out, const report_table& table) {
  out.line("");
  out.line(out.bold(printable(out.pick(table.title))));
  if (!out.pick(table.note).empty()) out.line(out.faint(printable(out.pick(table.note))));
  if (table.columns.empty()) return;
  if (table.rows.empty()) {
    out.line(out.pick({"không có", "none"}));
    return;
  }
  std::vector<std::size_t> shown;
  std::vector<bilingual> heads;
  std::string zero;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const report_column& column = table.columns[i];
    if (column.detail) continue;
    if (column.kind == cell_kind::count && i > 1 && is_all_zero(table, i)) {
      zero += (zero.empty() ? "" : ", ") + out.pick(column.head);
      continue;
    }
    shown.push_back(i);
    heads.push_back(column.head);
  }
  text_table text{std::move(heads)};
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (const std::size_t i : shown) cells.push_back(cell_text(table.columns[i], row[i], out.lang()));
    text.add(std::move(cells));
  }
  text.print(out, terminal_width());
  if (!zero.empty()) out.line(out.faint(printable(out.pick({"bằng 0: ", "all 0: "}) + zero)));
}

}  // namespace

void print_report(output& out, const report& told) {
  out.line(out.bold(printable(out.pick(told.title))));
  for (const bilingual& line : head_lines(told)) out.line(printable(out.pick(line)));
  for (const report_table& table : told.tables) print_table(out, table);
}

}  // namespace thoihan
