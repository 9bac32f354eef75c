#include "src/store/text_numbers.hpp"

namespace thoihan {

const std::string& text_numbers::hash_of(sqlite::database& db, std::int64_t number) {
  const auto known = hashes_.find(number);
  if (known != hashes_.end()) return known->second;
  static constexpr char sql[] = "SELECT hash FROM text WHERE number = ?1";
  sqlite::query q(db, sql);
  q.bind(number);
  if (!q.next()) db.fail_corrupt("an event names a text that is not there");
  return hashes_.emplace(number, q.text(0)).first->second;
}

std::optional<std::int64_t> text_numbers::number_of(sqlite::database& db, std::string_view hash) {
  const auto known = numbers_.find(hash);
  if (known != numbers_.end()) return known->second;
  static constexpr char sql[] = "SELECT number FROM text WHERE hash = ?1";
  sqlite::query q(db, sql);
  q.bind(hash);
  if (!q.next()) return std::nullopt;
  return numbers_.emplace(hash, q.integer(0)).first->second;
}

}  // namespace thoihan
