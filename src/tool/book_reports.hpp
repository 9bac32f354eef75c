// The section of a chapter on the reports that the regulation demands: who tells whom what, when, by which clause, and what a case counts as
// in their figures.
//
//     write_reports(at);
//
// Errors: none. Thread-safety: none.
#pragma once

#include "src/tool/book_links.hpp"

namespace thoihan {

void write_reports(const chapter_page& at);

}  // namespace thoihan
