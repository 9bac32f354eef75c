// The sections of a chapter that tell what the rules rest on and what speaks for them: clauses, calendar, longest time, the
// checker's findings, scenarios.
//
//     write_clauses(at); write_calendar(at); write_longest(at); write_findings(at); write_scenarios(at);
//
// Thread-safety: none.
#pragma once

#include "src/tool/book_links.hpp"

namespace thoihan {

void write_clauses(const chapter_page& at);
void write_calendar(const chapter_page& at);
void write_longest(const chapter_page& at);
void write_findings(const chapter_page& at);
void write_scenarios(const chapter_page& at);

}  // namespace thoihan
