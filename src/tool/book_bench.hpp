// The two sections of the rule book that compute: the calculator of dues and the bench, where a pack's text is edited under the
// checker. Both are forms that src/tool/book/calculator.js fills; a program without the calculator says so in their place.
//
//     write_calculator(page); write_bench(page);
//     write_pack_texts(page, calculator, chapters, names);      // what the script computes with
//
// Thread-safety: none.
#pragma once

#include <string>
#include <vector>

#include "src/engine/rule_book.hpp"
#include "src/tool/book_calculator.hpp"
#include "src/tool/html_writer.hpp"

namespace thoihan {

void write_calculator(html_writer& page);
void write_bench(html_writer& page);
// `names` of the chapters, as the page tells them apart.
void write_pack_texts(html_writer& page, const book_calculator& calculator, const std::vector<book_chapter>& chapters,
                      const std::vector<std::string>& names);

}  // namespace thoihan
