// The list of erasures beside a store's file, `<file>-erased`: what must be erased again when an older backup takes its place.
//
//     std::vector<listed_erasure> list = read_erasures("reports.db");
//     add_erasures(lines_of("reports.db", {{...}}));
//
// One JSON object a line: case, what ("texts" or "facts"), key, at, recorded_at, role, authority, officer. It names no fact and no
// text. A line that a crash cut off is passed over: its erasure is in the database, from which it is added again.
//
// Who may read and write the database may do so with the list.
//
// Errors: `io`, also for a list that is there and cannot be read; std::bad_alloc. Thread-safety: lines are added whole; two
// processes may add the same one. Cost: linear.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/store/case_row.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

struct listed_erasure {
  std::string case_id;
  erasure what = erasure::none;
  std::string key;
  instant at = 0;
  instant recorded_at = 0;
  std::string role;
  std::string authority;
  std::string officer;

  bool operator==(const listed_erasure&) const = default;
};

std::vector<listed_erasure> read_erasures(const std::string& database);
// How many lines there are that look whole. What a store remembers, to know that the list has grown without it.
std::int64_t count_erasures(const std::string& database);

// Lines on their way into the list: all that takes memory is done, so that it can be before the erasures are committed.
struct erasure_lines {
  std::string database;
  std::string list;
  std::string folder;
  std::string text;
};

erasure_lines lines_of(const std::string& database, const std::vector<listed_erasure>& added);
// At the end of the list, on the disk when it returns.
void add_erasures(const erasure_lines& added);

}  // namespace thoihan
