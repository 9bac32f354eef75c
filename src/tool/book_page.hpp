// The rule book as one page: its head with the policy of its content, the switches of language and light, the chapters, and the
// comparison where there are several.
//
//     const std::string page = book_file({std::move(chapter)}, language::vi);     // the whole file
//
// The page needs no network and may load nothing: its policy allows the style and the script inside it, by their SHA-256, and
// nothing else (a book with the calculator also its two scripts, and to compile WebAssembly). Without scripts everything is there, one
// section below the other; the script shows one at a time.
//
// Errors: as `write_states`. Thread-safety: none. Cost: some tens of milliseconds a chapter.
#pragma once

#include <string>
#include <vector>

#include "src/engine/rule_book.hpp"
#include "src/tool/book_calculator.hpp"
#include "src/tool/html_writer.hpp"

namespace thoihan {

std::string book_file(const std::vector<book_chapter>& chapters, language lang);

// The beginning of any page of this style up to its <main>, and its end; `lang` is shown first.
// `calculator`: a second script, with leave for its editor and to compile WebAssembly; the same for both.
void begin_page(html_writer& page, const bilingual& title, language lang, const book_calculator* calculator = nullptr);
void end_page(html_writer& page, const book_calculator* calculator = nullptr);

}  // namespace thoihan
