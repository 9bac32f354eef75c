// What the rule book of a pack says: everything a reader wants beside the rules themselves, gathered and in words.
//
//     checked_pack checked = check_pack(path, root);
//     if (checked.pack) {
//       const book_chapter chapter = gather_chapter(std::move(checked), path, root, {});
//       chapter.limits[duty][0].limit.en;          // "5 working days"
//       chapter.clauses[3].rules;                  // what realises a clause
//       chapter.findings;                          // what the checker says
//     }
//
// A chapter holds its pack; its lists stand parallel to the pack's. Conditions and limits are told by the labels of the pack
// (`guard_words`), so that no reader meets a name that only programs know. What cannot be had is said and not left out: a
// calendar that ends too early has no longest time, and `worst_why_not` says why; scenarios with mistakes stand among the findings.
//
// Errors: thoihan::error (io) when the pack's files cannot be read again. Thread-safety: pure but for reading files.
// Cost: that of `check`, `worst` and `test`: some seconds for a province.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/pack/pack_texts.hpp"
#include "src/pack/state_diagram.hpp"
#include "thoihan/engine/coverage.hpp"
#include "thoihan/engine/scenario.hpp"
#include "thoihan/pack/clause_list.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/pack/worst.hpp"

namespace thoihan {

// A limit of a duty or a time-bar, and when it is that one.
struct book_limit {
  bilingual limit;
  bilingual when;  // empty: always, or else
  basis source;
};

struct book_scenario {
  std::string id;
  bilingual title;
  std::vector<std::string> cites;
  std::size_t acts = 0;
  std::size_t expectations = 0;
  std::vector<failed_expectation> failed;
};

// Rows of a table beside the scenarios: dues, routes, reports.
struct book_table {
  bilingual label;
  std::size_t rows = 0;
  std::size_t expectations = 0;
  std::vector<failed_expectation> failed;
};

struct book_chapter {
  rule_pack pack;
  pack_texts texts;               // its files, for who computes or edits in the page
  std::vector<finding> findings;  // of the pack, then of its scenarios
  state_diagram diagram;
  std::vector<clause_entry> clauses;
  std::vector<bilingual> transition_when;       // by transition; empty: always
  std::vector<std::vector<book_limit>> bars;    // by transition
  std::vector<std::vector<book_limit>> limits;  // by duty; empty: no limit
  std::vector<bilingual> duty_when;             // by duty; empty: always
  std::vector<bilingual> route_when;            // by routing row
  std::vector<bilingual> publication_when;      // by publication row; empty: else
  std::vector<bilingual> report_when;           // by report; empty: all cases
  int year = 0;                                 // of the calendar and the longest time
  std::optional<worst_answer> worst;
  bilingual worst_why_not;
  std::vector<book_scenario> scenarios;
  std::vector<book_table> tables;
  coverage covered;

  std::size_t failures() const noexcept;
};

// The pack must be there. `year`: none for the last that the calendar has decided.
book_chapter gather_chapter(checked_pack checked, const std::string& path, const std::string& root,
                            std::optional<int> year);

}  // namespace thoihan
