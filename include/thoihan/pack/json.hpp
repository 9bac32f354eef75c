// What is told of packs, as JSON: one object, one line, stable keys. The command line and the C API print these.
//
//     for (const thoihan::clause_entry& entry : thoihan::list_clauses(pack))
//       std::puts(thoihan::json_of(entry, thoihan::language::en).c_str());
//     // {"clause":"9.1.a-1","is":"modelled","rules":["duties/handle"],"why":null,"says":"..."}
//
// What is not there is null or left out, as docs/command_line.md says. Keys are added, never renamed. `lang` chooses the
// language of words that people read.
//
// Errors: std::bad_alloc. Thread-safety: pure.
#pragma once

#include <string>
#include <vector>

#include "thoihan/pack/clause_list.hpp"
#include "thoihan/pack/diff.hpp"
#include "thoihan/pack/finding.hpp"
#include "thoihan/pack/route.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// severity, code, file, line, column, pointer, message
std::string json_of(const finding& found, language lang);
// clause, is, rules, why, says; declares_only only when true
std::string json_of(const clause_entry& entry, language lang);
// A line each: before and after (pack, version, number, in_force), year, one_regulation; then every difference; then every
// duty and combination of facts.
std::vector<std::string> json_lines_of(const pack_diff& what, const rule_pack& before, const rule_pack& after,
                                       language lang);
// lead, support, row, cite; ended and not_begun only when an authority of the row is not in office on `day`. Without a row also
// missing and rows.
std::string json_of(const rule_pack& pack, const route_answer& answer, day_number day, language lang);

// The authorities of a routing row that are not in office on a day.
std::vector<absence> absences_of_row(const rule_pack& pack, std::size_t row, day_number day);

}  // namespace thoihan
