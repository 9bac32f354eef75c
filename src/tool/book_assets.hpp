// The style and the script of the rule book, as they stand in src/tool/book, put into the program when it is built.
//
//     page.own(book_style());
//
// Thread-safety: constants.
#pragma once

#include <string_view>

namespace thoihan {

std::string_view book_style() noexcept;
std::string_view book_diagram_style() noexcept;
std::string_view book_script() noexcept;

}  // namespace thoihan
