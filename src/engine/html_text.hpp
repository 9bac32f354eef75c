// Text for a page: whatever a citizen or an author wrote is text and nothing else.
//
//     page += "<td>" + escaped(label) + "</td>";                     // also between the quotation marks of an attribute
//
// The five characters that HTML gives a meaning to are written by name. Control characters, those of C1 too, are none: U+FFFD
// stands in their place. What enters is UTF-8, as the loader and the store have judged.
//
// Thread-safety: pure. Cost: linear.
#pragma once

#include <string>
#include <string_view>

namespace thoihan {

std::string escaped(std::string_view text);

}  // namespace thoihan
