// Whether a store is what it says: the file, the log, the texts, and the projections that stand on them.
#include <fmt/format.h>

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "src/store/chain.hpp"
#include "src/store/connection.hpp"
#include "src/store/rows.hpp"
#include "src/store/schema.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

using sqlite::database;
using sqlite::query;

// One state of the file for several reads, also while others write.
class snapshot {
 public:
  explicit snapshot(database& db) : db_(db), mine_(!db.in_transaction()) {
    if (mine_) db_.begin("BEGIN");
  }
  snapshot(const snapshot&) = delete;
  snapshot& operator=(const snapshot&) = delete;
  ~snapshot() {
    if (mine_) db_.rollback();
  }

 private:
  database& db_;
  bool mine_;
};

using counts = std::map<std::string, std::int32_t, std::less<>>;  // events by case

void verify_file(database& db, verification& found) {
  for (const std::string& line : schema::differences(db)) found.problems.push_back("schema: " + line);
  static constexpr char integrity_sql[] = "PRAGMA integrity_check";
  query integrity(db, integrity_sql);
  while (integrity.next()) {
    if (integrity.text(0) != "ok") found.problems.push_back(fmt::format("file: {}", integrity.text(0)));
  }
}

void verify_references(database& db, verification& found) {
  static constexpr char sql[] = "PRAGMA foreign_key_check";
  query q(db, sql);
  while (q.next()) {
    const std::string row = q.is_null(1) ? "a row" : fmt::format("row {}", q.integer(1));
    found.problems.push_back(fmt::format("{}: {} refers to a row of {} that is not there", q.text(0), row, q.text(2)));
  }
}

void verify_log(database& db, verification& found, counts& numbers) {
  const auto report = [&found](std::int64_t sequence, const std::string& what) {
    found.problems.push_back(fmt::format("event {}: {}", sequence, what));
  };
  event_reader reader(db);
  stored_event event;
  std::int64_t sequence = 0;
  sha256_digest before{};
  while (reader.next(event)) {
    ++found.events;
    if (event.sequence != sequence + 1) report(event.sequence, fmt::format("follows event {}", sequence));
    std::int32_t& number = numbers[event.case_id];
    if (event.number != number + 1) {
      report(event.sequence,
             fmt::format("is number {} of case {}, after number {}", event.number, event.case_id, number));
    }
    if (event.hash != chain_hash(before, event)) report(event.sequence, "does not match its hash");
    for (const std::string& problem : fingerprint_problems(event)) report(event.sequence, problem);
    sequence = event.sequence;
    number = event.number;
    before = event.hash;
  }
}

void verify_texts(database& db, verification& found) {
  static constexpr char sql[] = "SELECT hash, text FROM text ORDER BY hash";
  query q(db, sql);
  while (q.next()) {
    const std::array<char, 64> computed = sha256_hex(sha256(q.text(1)));
    if (q.text(0) != std::string_view(computed.data(), computed.size())) {
      found.problems.push_back(fmt::format("text {}: does not match its hash", q.text(0)));
    }
  }
}

void verify_cases(database& db, verification& found, counts& numbers) {
  static constexpr char sql[] = "SELECT case_id, events FROM case_ ORDER BY case_id";
  query q(db, sql);
  while (q.next()) {
    const auto known = numbers.find(q.text(0));
    if (known == numbers.end()) {
      found.problems.push_back(fmt::format("case {}: has no event", q.text(0)));
      continue;
    }
    if (known->second != q.integer(1)) {
      found.problems.push_back(
          fmt::format("case {}: has {} events, its row says {}", q.text(0), known->second, q.integer(1)));
    }
    numbers.erase(known);
  }
  for (const auto& [case_id, number] : numbers) {
    found.problems.push_back(fmt::format("case {}: has {} events and no row", case_id, number));
  }
}

}  // namespace

verification store::verify() const {
  database& db = connection::reading(*this).db;
  const snapshot whole(db);
  verification found;
  counts numbers;
  // Damage is what was asked for, and that of one part does not hide another's. Other errors keep the question from being
  // answered.
  const auto part = [&found](const auto& work) {
    try {
      work();
    } catch (const error& e) {
      if (e.code() != status::corrupt) throw;
      found.problems.push_back(e.text().en);
    }
  };
  part([&] { verify_file(db, found); });
  part([&] { verify_references(db, found); });
  part([&] { verify_log(db, found, numbers); });
  part([&] { verify_texts(db, found); });
  part([&] { verify_cases(db, found, numbers); });
  return found;
}

}  // namespace thoihan
