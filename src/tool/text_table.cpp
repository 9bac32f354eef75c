#include "src/tool/text_table.hpp"

#include <algorithm>

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string row_text(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += cells[i];
    if (i + 1 < cells.size()) out.append(widths[i] - width_of(cells[i]) + 2, ' ');
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

}  // namespace

void text_table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

void text_table::print(output& out) const {
  std::vector<std::string> heads;
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    heads.push_back(out.pick(heads_[i]));
    std::size_t width = width_of(heads.back());
    for (const auto& row : rows_) width = std::max(width, width_of(row[i]));
    widths.push_back(width);
  }
  out.line(out.bold(row_text(heads, widths)));
  for (const auto& row : rows_) out.line(row_text(row, widths));
}

}  // namespace thoihan
