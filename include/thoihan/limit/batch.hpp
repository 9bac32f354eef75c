// One limit for many starts: a column of instants in, a column of answers out, one status a row.
//
//     std::vector<thoihan::limit_answer> answers(received.size());
//     thoihan::evaluate_batch(office, limit, thoihan::column_of(received), {}, thoihan::column_of(answers),
//                             thoihan::column_of(codes), received.size());
//
// Every row is what evaluate_limit answers for its start, without pauses and with the same facts; an answer whose status is
// not ok is untouched. Columns: calendar/batch.hpp. Returns how many rows have a status other than ok.
// Thread-safety, cost: as evaluate_limit, a row; no allocation.
#pragma once

#include <cstddef>
#include <span>

#include "thoihan/calendar/batch.hpp"
#include "thoihan/limit/evaluate.hpp"

namespace thoihan {

inline std::size_t evaluate_batch(const calendar& hours, const limit& what, column<const instant> starts,
                                  std::span<const fact_value> facts, column<limit_answer> answers,
                                  column<status> statuses, std::size_t rows) noexcept {
  return detail::in_columns(
      [&](auto from, auto to, auto codes) {
        return detail::each_row(
            codes, rows, [&](std::size_t row) { return evaluate_limit(hours, what, from[row], facts, to[row]); });
      },
      starts, answers, statuses);
}

}  // namespace thoihan
