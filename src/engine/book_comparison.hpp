// The rules of several packs side by side, and what of it they do not share.
//
//     const std::vector<compared_row> rows = compare_chapters(chapters);
//     rows[0].topic;                            // "forward"
//     rows[0].cells[1][0].text.en;              // of the second pack: "2 working hours"
//     rows[0].cells[1][0].shared_by;            // how many packs have an item that says the same
//
// Regulations name their duties and events as they like, so rules are put beside each other by what they do, as the pack's own
// figures say (`figures` of docs/rule_language.md), and never by their names:
//
//   forward   duties that receipt starts
//   handle    other duties owed by authorities
//   return    acts by which an authority gives a case back, with their time-bars
//   approve   acts after which there is a result, and who does them
//   answer    duties that are met by telling the reporter the answer
//   publish   which cases the public sees
//   rate      the levels of satisfaction, and what a rating starts
//   other     the remaining duties
//   longest   the longest lawful time to the answer, without a wait that no clause bounds
//
// Two items say the same when limit, condition and who acts are the same in words; clauses differ between regulations and are
// told, not compared. Topics without an item in any pack are left out.
//
// Thread-safety: pure. Cost: linear in the rules times the packs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/engine/rule_book.hpp"

namespace thoihan {

struct compared_item {
  bilingual name;  // of the duty or act, as its pack calls it; not compared
  bilingual text;  // what is compared, with `when`
  bilingual when;  // empty: always
  basis source;
  std::size_t shared_by = 0;  // packs, this one too
};

struct compared_row {
  std::string topic;
  bilingual label;
  std::vector<std::vector<compared_item>> cells;  // by pack

  // Does every pack have all that any of them has?
  bool same() const noexcept;
};

std::vector<compared_row> compare_chapters(const std::vector<book_chapter>& chapters);

}  // namespace thoihan
