// What a notice says in one case: the pack's template with the case's facts in their places.
//
//     thoihan::notice_facts known{std::vector<thoihan::fact_value>(pack.facts.size()), {{"reason", "chờ vật tư"}}};
//     known.values[*thoihan::find_id(pack.facts, "reason")] = thoihan::fact_value::of(1);
//     known.values[*thoihan::find_id(pack.facts, "completion")] = thoihan::fact_value::of(thoihan::days_from_civil(2024, 4, 29));
//     const thoihan::notice_rule& later = pack.notices[*thoihan::find_id(pack.notices, "completion_expected")];
//     thoihan::notice_text(pack, later, "LH-2024-000001", known, thoihan::language::vi);
//     // "Hồ sơ LH-2024-000001 cần thêm thời gian: chờ vật tư. Dự kiến xong ngày 29/04/2024."
//
// In a template `{case}` is the case's id and `{fact}` the value of one of the notice's `facts`, as people read it:
//
//     type               Vietnamese                 English
//     bool               có, không                  yes, no
//     integer            1200                       1200
//     choice, channel    the label                  the label
//     authority          the name                   the name
//     authorities        the names, with commas     the names, with commas
//     date               29/04/2024                 2024-04-29
//     instant            09:10 ngày 29/04/2024      2024-04-29 09:10       (Viet Nam's time; 09:10:15 where there are seconds)
//     text, document     the words as they were given
//     absent             (không có)                 (none)
//
// There is no other language in braces, and what a value says is not read again: "{name}" in a text stays so. The answer is
// plain text. Words are neither escaped nor shortened: HTML, a header or a length is the channel's, which alone knows its rules.
// Control characters are nobody's words: in texts and in the case's id CR LF and CR become LF, LF and TAB stay, every other one
// (U+0000 to U+001F, U+007F to U+009F) becomes a space. Who puts a notice in one line, such as a subject, takes LF and TAB out.
//
// What may be printed is the checker's to say, before a pack can be loaded (docs/checker.md, `notice-prints-personal`): it lets
// nothing pass that is not public but what was written for the reporter, and what the act that is told about says itself.
// Personal data serve a specific, clear purpose alone (Law on Personal Data Protection 91/2025/QH15, art. 3), and a message
// leaves the system in which only those who handle the case may read them.
//
// Errors: thoihan::error with `invalid` when there are not as many values as facts, `range` for a value that the fact cannot
// have. A name in braces that is no fact cannot be in a loaded pack; it is `reference`.
// Thread-safety: pure. Cost: linear in the template and the words.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "thoihan/guard/fact.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// What is known of a case when the notice is written.
struct notice_facts {
  std::vector<fact_value> values;  // parallel to the pack's facts
  // Words of texts and documents by the fact's id, those of other notices too. They count only where `values` has the fact: words
  // of a text that was cleared are not said again. A text whose words are not here, because they were erased, is absent.
  std::vector<std::pair<std::string, std::string>> words;
  // Which authorities a set of them has, by the fact's id.
  std::vector<std::pair<std::string, std::vector<authority_number>>> bodies = {};
};

std::string notice_text(const rule_pack& pack, const notice_rule& notice, std::string_view case_id,
                        const notice_facts& known, language lang);

// A piece of a template: words as they stand, or the name that stands between braces. A brace without its partner is a name
// that is empty.
struct template_part {
  std::string_view text;
  bool is_name = false;
};
std::vector<template_part> template_parts(std::string_view text);

}  // namespace thoihan
