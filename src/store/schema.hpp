// The tables of a store's file, format 2. docs/store_format.md explains them.
//
//     if (schema::read_marks(db).empty()) schema::create(db);      // inside a transaction
//     for (const std::string& line : schema::differences(db)) ...
//
// `application_id` and `user_version` of the file's header tell whose it is and of which format. A format is never changed
// once released: a change is a new number.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/store/sqlite.hpp"

namespace thoihan::schema {

inline constexpr std::int64_t application_id = 0x74686f69;  // "thoi"
inline constexpr std::int64_t format = 2;

// What a file says of itself.
struct marks {
  std::int64_t application_id = 0;
  std::int64_t format = 0;
  std::int64_t objects = 0;

  // Belongs to nobody and holds nothing: a file just made.
  bool empty() const noexcept { return application_id == 0 && format == 0 && objects == 0; }
};

marks read_marks(sqlite::database& db);

// All tables, triggers and indexes, the texts of `meta`, application_id and user_version.
void create(sqlite::database& db);

// What of the tables, triggers and indexes is missing, changed or foreign, a line each, in English.
std::vector<std::string> differences(sqlite::database& db);

}  // namespace thoihan::schema
