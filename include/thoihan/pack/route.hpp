// Which authority a report goes to, and, while that is not known, what would decide it.
//
//     std::vector<thoihan::fact_value> facts = thoihan::standard_facts(pack);           // and what is known of the report
//     thoihan::route_answer where = thoihan::find_route(pack, facts);
//     if (where.row) lead = pack.routes.row(*where.row).lead;
//     else ask(where.missing);                                                          // or nobody can say: all is known
//
// The answer is that of the engine: a row holds for the facts as they are said, and a default speaks where nobody has. A row
// *could still hold* when some values of the facts that nobody has said yet make it hold; every combination that its
// condition can tell apart is tried. Where there are more than a million (the checker calls such a table undecidable) the
// row counts as possible.
//
// An authority is `in_office` from its first to its last date, both included; `absences` tells which of several are not. What an
// authority that has ended had is its successor's from the next date on, where the table names one, and so on: `heir_of`.
//
// Errors: none. Thread-safety: pure. Cost: linear in the rows, and in each row's combinations when none holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct route_answer {
  std::optional<std::size_t> row;      // of the routing table
  std::vector<std::size_t> possible;   // without a row: those that could still hold
  std::vector<std::uint16_t> missing;  // the unsaid facts that these ask for, in the pack's order
};

// `facts` parallel to the pack's facts.
route_answer find_route(const rule_pack& pack, std::span<const fact_value> facts);

enum class office_time : std::uint8_t { in_office, not_begun, ended };

constexpr office_time office_at(const authority& body, day_number day) noexcept {
  if (body.from && day < *body.from) return office_time::not_begun;
  if (body.until && day > *body.until) return office_time::ended;
  return office_time::in_office;
}

// Who acts and owes on that day for a body: itself, or who has succeeded it.
authority_number heir_of(const rule_pack& pack, authority_number body, day_number day) noexcept;

// An authority that is not in office on a day.
struct absence {
  authority_number body = 0;
  office_time when = office_time::ended;
  std::optional<authority_number> heir;  // who has succeeded it by then
};

std::vector<absence> absences(const rule_pack& pack, std::span<const authority_number> bodies, day_number day);
// "so-giao-thong has ended, its last day was 2025-06-30; it is succeeded by so-xay-dung"
bilingual absence_words(const rule_pack& pack, const absence& one);

}  // namespace thoihan
