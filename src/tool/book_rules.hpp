// The sections of a chapter that tell the rules: what they are about, the states, the duties, the routing table.
//
//     write_about(at); write_states(at); write_duties(at); write_routing(at);
//
// Errors: `write_states` as `write_diagram`. Thread-safety: none.
#pragma once

#include "src/tool/book_links.hpp"

namespace thoihan {

void write_about(const chapter_page& at);
void write_states(const chapter_page& at);
void write_duties(const chapter_page& at);
void write_routing(const chapter_page& at);

}  // namespace thoihan
