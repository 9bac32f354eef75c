// Columns of text, as wide as they need to be.
//
//     text_table table{{{"Hồ sơ", "Case"}, {"Đến hạn", "Due"}}};
//     table.add({"LH-2024-000001", "2024-05-02 08:30"});
//     table.print(out);                // on a terminal no wider than it is, where that can be: cells go on in lines of their own
//     table.print(out, 100);           // no wider than that
//
// Width is counted in characters. Cells go through `printable`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/tool/output.hpp"

namespace thoihan {

class text_table {
 public:
  explicit text_table(std::vector<bilingual> heads) : heads_(std::move(heads)) {}

  // As many cells as heads.
  void add(std::vector<std::string> cells);
  // `most`: characters a line; 0: as many as a terminal has, elsewhere as many as it takes.
  void print(output& out, std::size_t most = 0) const;

 private:
  std::vector<bilingual> heads_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace thoihan
