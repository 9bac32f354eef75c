#include "src/tool/text_table.hpp"

#include <algorithm>

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

constexpr std::size_t between = 2;
constexpr std::size_t narrowest = 5;  // what a column keeps when there is no room

bool begins_character(char c) { return (c & 0xC0) != 0x80; }

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

// Where the first `characters` of a text end.
std::size_t cut_at(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (begins_character(text[at]) && characters-- == 0) break;
  }
  return at;
}

// Lines of at most `width` characters, broken at spaces; a longer word is cut.
std::vector<std::string> lines_of(std::string_view text, std::size_t width) {
  std::vector<std::string> out;
  while (width_of(text) > width) {
    const std::size_t most = cut_at(text, width);
    const std::size_t space = text.rfind(' ', most);
    const std::size_t end = space == std::string_view::npos || space == 0 ? most : space;
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
  }
  out.emplace_back(text);
  return out;
}

std::string row_text(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += cells[i];
    if (i + 1 < cells.size()) out.append(widths[i] - width_of(cells[i]) + between, ' ');
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

std::vector<std::string> row_lines(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::vector<std::vector<std::string>> columns;
  std::size_t height = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    columns.push_back(lines_of(cells[i], widths[i]));
    height = std::max(height, columns.back().size());
  }
  std::vector<std::string> out;
  for (std::size_t line = 0; line < height; ++line) {
    std::vector<std::string> parts;
    for (const auto& column : columns) parts.push_back(line < column.size() ? column[line] : std::string{});
    out.push_back(row_text(parts, widths));
  }
  return out;
}

std::size_t longest_word(std::string_view text) {
  std::size_t out = 0;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    out = std::max(out, width_of(text.substr(0, space)));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return out;
}

// How narrow a column may be: so that its cells stand on one line each; that no word is cut; that it is there at all.
struct column_widths {
  std::size_t now = 0;
  std::size_t whole_cells = 0;
  std::size_t whole_words = 0;
};

column_widths widths_of(std::string_view head, const std::vector<std::vector<std::string>>& rows, std::size_t at) {
  column_widths out;
  out.whole_cells = out.whole_words = longest_word(head);
  for (const auto& row : rows) {
    out.whole_cells = std::max(out.whole_cells, width_of(row[at]));
    out.whole_words = std::max(out.whole_words, longest_word(row[at]));
  }
  out.now = std::max(out.whole_cells, width_of(head));
  return out;
}

// Takes from the widest that have more than their floor, until `all` is no more than `most`.
void narrow(std::vector<std::size_t>& widths, const std::vector<std::size_t>& floors, std::size_t& all,
            std::size_t most) {
  while (all > most) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (widths[i] > floors[i] && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == widths.size()) return;
    --widths[widest];
    --all;
  }
}

std::vector<std::size_t> fitted(const std::vector<column_widths>& columns, std::size_t most) {
  std::vector<std::size_t> widths;
  std::vector<std::size_t> cells;
  std::vector<std::size_t> words;
  std::size_t all = columns.empty() ? 0 : between * (columns.size() - 1);
  for (const column_widths& column : columns) {
    widths.push_back(column.now);
    cells.push_back(column.whole_cells);
    words.push_back(column.whole_words);
    all += column.now;
  }
  if (most == 0) return widths;
  narrow(widths, cells, all, most);
  narrow(widths, words, all, most);
  narrow(widths, std::vector<std::size_t>(widths.size(), narrowest), all, most);
  return widths;
}

}  // namespace

void text_table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

void text_table::print(output& out, std::size_t most) const {
  std::vector<std::string> heads;
  std::vector<column_widths> columns;
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    heads.push_back(out.pick(heads_[i]));
    columns.push_back(widths_of(heads.back(), rows_, i));
  }
  const std::vector<std::size_t> widths = fitted(columns, most == 0 ? out.width() : most);
  for (const std::string& line : row_lines(heads, widths)) out.line(out.bold(line));
  for (const auto& row : rows_) {
    for (const std::string& line : row_lines(row, widths)) out.line(line);
  }
}

}  // namespace thoihan
