// Whether a store is what it says: the file, the log, the texts, and the cases that stand on them.
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "src/store/log_judge.hpp"
#include "src/store/one_moment.hpp"
#include "src/store/rows.hpp"
#include "src/store/schema.hpp"
#include "src/store/sqlite_store.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

using sqlite::database;
using sqlite::query;

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

void verify_log(database& db, text_numbers& texts, log_judge& judge) {
  std::vector<checkpoint> checkpoints;
  {
    static constexpr char sql[] = "SELECT number, first, last, at, digest FROM checkpoint ORDER BY number";
    query q(db, sql);
    while (q.next())
      checkpoints.push_back({q.integer(0), q.integer(1), q.integer(2), q.integer(3), q.bytes<32>(4)});
  }
  judge.begin(std::move(checkpoints));
  event_reader reader(db, texts);
  stored_event event;
  std::int64_t case_number = 0;
  while (reader.next(event, case_number)) judge.add_event(event, case_number);
  judge.end();
}

void verify_texts(database& db, log_judge& judge) {
  static constexpr char sql[] = "SELECT hash, text FROM text ORDER BY hash";
  query q(db, sql);
  while (q.next()) judge.add_text(q.text(0), q.text(1));
}

void verify_cases(database& db, log_judge& judge) {
  static constexpr char sql[] =
      "SELECT number, case_id, events, last_sequence, digest, running, erased FROM case_ ORDER BY number";
  query q(db, sql);
  while (q.next()) {
    case_row row;
    row.number = q.integer(0);
    row.case_id = q.text(1);
    row.events = q.integer32(2);
    row.last_sequence = q.integer(3);
    row.digest = q.bytes<32>(4);
    row.erased = q.integer(6) == 2 ? erasure::facts : erasure::none;
    judge.add_case(row, q.text(5));
  }
}

// What has to be gone when the facts of a case are.
void verify_erased(database& db, verification& found) {
  static constexpr char sql[] =
      "SELECT c.case_id FROM case_ AS c WHERE c.erased = 2 AND (length(c.snapshot) > 0 OR "
      "EXISTS (SELECT 1 FROM case_key AS k WHERE k.case_number = c.number)) UNION "
      "SELECT c.case_id FROM sealed_text AS s JOIN event AS e ON e.sequence = s.sequence "
      "JOIN case_ AS c ON c.number = e.case_number WHERE c.erased = 2 ORDER BY 1";
  query q(db, sql);
  while (q.next()) found.problems.push_back(fmt::format("case {}: was erased, and something of it is left", q.text(0)));
}

}  // namespace

verification sqlite_store::verify(const std::optional<sha256_digest>& known) {
  const one_moment whole(db_);
  verification found;
  log_judge judge(found, known);
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
  part([&] { verify_file(db_, found); });
  part([&] { verify_references(db_, found); });
  part([&] { verify_log(db_, texts_, judge); });
  part([&] { verify_texts(db_, judge); });
  part([&] { verify_cases(db_, judge); });
  part([&] { verify_erased(db_, found); });
  if (known && !found.knows_digest)
    found.problems.emplace_back("no checkpoint has the digest that was kept elsewhere: the log was cut or rewritten");
  return found;
}

}  // namespace thoihan
