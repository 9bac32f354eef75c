// A fact's value as people read it: in a notice, on a public page.
//
//     value_words(pack, pack.facts[2], 1714352400, language::vi);     // "08:00 ngày 29/04/2024"
//
// The forms are those of notice_text.hpp. Texts and documents have words of their own, and of several authorities the number says
// only how many they are: `invalid`.
//
// Errors: thoihan::error with `range` for a number that the fact cannot have.
// Thread-safety: pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

std::string value_words(const rule_pack& pack, const fact_declaration& fact, std::int64_t number, language lang);

// "Sở Y tế, Công an tỉnh": numbers of the pack's authorities.
std::string names_of(const rule_pack& pack, const std::vector<authority_number>& bodies, language lang);

// Control characters are nobody's words: CR LF and CR become LF, LF and TAB stay, every other one becomes a space.
std::string without_controls(std::string_view text);

}  // namespace thoihan
