// The numbers under which the file keeps the texts of packs and calendars, by their hash and back.
//
//     texts.hash_of(db, 3);
//     texts.number_of(db, hash);
//
// Read once and remembered: texts are never changed or deleted. What a transaction added is forgotten when it is undone.
//
// Errors: `corrupt` for a number that is not there. Threads: as the database.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "src/store/sqlite.hpp"

namespace thoihan {

class text_numbers {
 public:
  const std::string& hash_of(sqlite::database& db, std::int64_t number);
  std::optional<std::int64_t> number_of(sqlite::database& db, std::string_view hash);
  void forget() noexcept {
    hashes_.clear();
    numbers_.clear();
  }

 private:
  std::map<std::int64_t, std::string> hashes_;
  std::map<std::string, std::int64_t, std::less<>> numbers_;
};

}  // namespace thoihan
