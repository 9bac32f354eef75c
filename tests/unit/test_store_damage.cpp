// A store that was tampered with or damaged: found out, refused, or read as it was written; never read as something else.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/raw_database.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/store/store.hpp"

using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::stored_event;

namespace {

std::vector<std::string> problems_after(const std::string& sql) {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  raw_database(path).run_unlocked(sql);
  return store::open(path, store_mode::read_only).verify().problems;
}

bool any_contains(const std::vector<std::string>& lines, const std::string& part) {
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return contains(line, part); });
}

}  // namespace

TEST_SUITE_BEGIN("store: damage");

TEST_CASE("the log refuses changes from outside") {
  const temporary_folder folder;
  raw_database raw(two_cases(folder));
  CHECK_THROWS_WITH(raw.run("UPDATE event SET officer = 'x' WHERE sequence = 1"), "events never change");
  CHECK_THROWS_WITH(raw.run("UPDATE event SET facts = '{}' WHERE sequence = 1"), "facts never change");
  CHECK_THROWS_WITH(raw.run("DELETE FROM event WHERE sequence = 4"), "events are never deleted");
  CHECK_THROWS_WITH(raw.run("UPDATE text SET text = 'x'"), "texts never change");
  CHECK_THROWS_WITH(raw.run("DELETE FROM text"), "texts are never deleted");
  { store::open(raw.text("SELECT file FROM pragma_database_list"), store_mode::existing).seal_log(5); }
  CHECK_THROWS_WITH(raw.run("UPDATE checkpoint SET at = 6"), "checkpoints never change");
  CHECK_THROWS_WITH(raw.run("DELETE FROM checkpoint"), "checkpoints are never deleted");
  CHECK_THROWS_AS(raw.run("INSERT INTO breach SELECT * FROM breach"), std::runtime_error);
}

// What is changed in the log stands in test_store_chain.cpp.
TEST_CASE("tampering with the file is found") {
  CHECK(problems_after("SELECT 1").empty());
  CHECK(any_contains(problems_after("INSERT INTO sealed_text VALUES (2000, 'name', x'78')"),
                     "sealed_text: a row refers to a row of event that is not there"));
  CHECK(any_contains(problems_after("UPDATE outbox SET sequence = 2000"),
                     "outbox: row 1 refers to a row of event that is not there"));
  CHECK(any_contains(problems_after("UPDATE case_key SET case_number = 9 WHERE case_number = 1"),
                     "case_key: row 9 refers to a row of case_ that is not there"));
  CHECK(any_contains(problems_after("UPDATE text SET text = text || ' ' WHERE kind = 'pack'"),
                     "text " + hash_of(sample_pack) + ": does not match its hash"));
  CHECK(any_contains(problems_after("UPDATE text SET hash = replace(hash, 'a', 'b') WHERE kind = 'calendar'"),
                     "does not match its hash"));
  CHECK(any_contains(problems_after("DELETE FROM case_ WHERE case_id = 'LH-2024-000001'"),
                     "breach: a row refers to a row of case_ that is not there"));
  CHECK(any_contains(problems_after("DELETE FROM text WHERE kind = 'pack'"), "an event names a text that is not there"));

  const auto after = [](const std::string& sql) {
    const temporary_folder folder;
    const std::string path = two_cases(folder);
    raw_database(path).run(sql);
    return store::open(path, store_mode::read_only).verify().problems;
  };
  CHECK(any_contains(after("DROP TRIGGER event_no_update"), "schema: event_no_update is missing"));
  CHECK(any_contains(after("CREATE TABLE extra (x)"), "schema: table extra is not of this format"));
  CHECK(any_contains(after("DROP INDEX outbox_owed; CREATE INDEX outbox_owed ON outbox (id)"),
                     "schema: index outbox_owed was changed"));
  CHECK(any_contains(after("DROP TABLE breach"), "schema: breach is missing"));
}

TEST_CASE("values of another kind than ours are damage, not answers") {
  const auto reading = [](const std::string& sql, const auto& read) {
    const temporary_folder folder;
    const std::string path = two_cases(folder);
    raw_database(path).run_unlocked(sql);
    const store s = store::open(path, store_mode::existing);
    return status_of([&] { read(s); });
  };
  const auto duties = [](const store& s) { s.duties_of(first_case); };
  const auto one_case = [](const store& s) { s.find_case(first_case); };
  const auto queue = [](const store& s) { s.next(0, 10); };
  const auto events = [](const store& s) { s.events_of(first_case); };
  const auto sealed = [](const store& s) { s.sealed_of(first_case); };
  CHECK(reading("UPDATE event SET decided = '[]'", duties) == status::ok);
  for (const std::string decided :
       {"", "{}", "[1]", R"([{"duty":1}])", R"([{"status":"lost"}])", R"([{"round":2147483648}])",
        R"([{"due_date":-2147483649}])", R"([{"started_at":1.5}])", R"([{"late":1}])", R"([{"duty":"x"})"}) {
    CAPTURE(decided);
    CHECK(reading("UPDATE event SET decided = '" + decided + "' WHERE sequence = 2", duties) == status::corrupt);
    CHECK(reading("UPDATE case_ SET running = '" + decided + "' WHERE number = 1", one_case) == status::corrupt);
    CHECK(reading("UPDATE case_ SET running = '" + decided + "' WHERE number = 2", queue) == status::corrupt);
  }
  CHECK(reading("UPDATE case_ SET erased = 3", one_case) == status::corrupt);
  CHECK(reading("UPDATE case_ SET erased = -1", one_case) == status::corrupt);
  CHECK(reading("UPDATE case_ SET ended = 2", one_case) == status::corrupt);
  CHECK(reading("UPDATE case_ SET digest = zeroblob(31)", one_case) == status::corrupt);
  CHECK(reading("UPDATE case_ SET events = 1 << 31", one_case) == status::corrupt);
  CHECK(reading("UPDATE case_ SET pack = 77", one_case) == status::corrupt);
  CHECK(reading("UPDATE case_ SET last_sequence = 77", events) == status::corrupt);
  CHECK(reading("UPDATE event SET number = 1 << 31", events) == status::corrupt);
  CHECK(reading("UPDATE event SET previous = sequence", events) == status::corrupt);
  CHECK(reading("UPDATE event SET previous = 3 WHERE sequence = 2", sealed) == status::corrupt);
  CHECK(reading("UPDATE event SET digest = zeroblob(33)", events) == status::corrupt);
  CHECK(reading("DROP TABLE sealed_text; CREATE TABLE sealed_text AS SELECT sequence, 'name' AS name, 'text' AS sealed FROM event",
                sealed) == status::corrupt);
  CHECK(reading("UPDATE checkpoint SET digest = x'00'",
                [](const store& s) { s.last_checkpoint(); }) == status::ok);  // there is none
  CHECK(reading("INSERT INTO checkpoint VALUES (1, 1, 2, 3, x'00')", [](const store& s) { s.last_checkpoint(); }) ==
        status::corrupt);
  CHECK(reading("DROP TABLE breach; CREATE TABLE breach AS SELECT 1 AS x",
                [](const store& s) { s.breaches_of(first_case); }) == status::corrupt);
  CHECK(reading("DROP TABLE breach; CREATE VIEW breach AS SELECT number AS case_number, 'handle' AS duty, 'one' AS started_by, "
                "1 AS round, 'late' AS kind, 0 AS at, 0 AS recorded_at, 0 AS annulled_by FROM case_",
                [](const store& s) { s.breaches_of(first_case); }) == status::corrupt);
  for (const std::string facts : {"[1]", "{}", "[", ""}) {
    CHECK(reading("UPDATE outbox SET facts = '" + facts + "'", [](const store& s) { s.notices_of(first_case); }) ==
          status::corrupt);
  }
}

// Bytes changed at random, and files cut off: an error, a finding, or the whole log as it was; never another log.
TEST_CASE("damaged files") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  std::vector<std::string> case_ids;
  std::vector<stored_event> log;
  {
    store s = store::open(path, store_mode::create);
    for (int i = 10; i < 30; ++i) {
      case_ids.push_back("LH-" + std::to_string(i));
      write_case(s, case_ids.back());
    }
    for (const std::string& case_id : case_ids) {
      for (const stored_event& event : s.events_of(case_id)) log.push_back(event);
    }
  }
  const std::string whole = bytes_of(path);
  REQUIRE(whole.size() % 4096 == 0);
  const std::string damaged = folder.file("damaged.db");

  int refused = 0;
  int found = 0;
  int harmless = 0;
  const auto examine = [&](const std::string& bytes) {
    write_bytes(damaged, bytes);
    std::filesystem::remove(damaged + "-wal");
    std::filesystem::remove(damaged + "-shm");
    std::vector<stored_event> read;
    bool clean = false;
    const status outcome = status_of([&] {
      const store s = store::open(damaged, store_mode::existing);
      clean = s.verify().problems.empty();
      contents_of(s, case_ids);
      s.next(0, 100);
      for (const std::string& case_id : case_ids) {
        for (const stored_event& event : s.events_of(case_id)) read.push_back(event);
      }
    });
    if (outcome != status::ok) {
      const bool expected = outcome == status::corrupt || outcome == status::format;
      CHECK(expected);
      ++refused;
    } else if (!clean) {
      ++found;
    } else {
      CHECK(read == log);
      ++harmless;
    }
  };
  examine(whole);
  CHECK(harmless == 1);

  std::mt19937_64 random(17);
  for (int i = 0; i < 400; ++i) {
    std::string bytes = whole;
    const int changes = 1 + static_cast<int>(random() % 3);
    for (int j = 0; j < changes; ++j) bytes[random() % bytes.size()] ^= static_cast<char>(1 + random() % 255);
    examine(bytes);
  }
  for (std::size_t size = 1; size < whole.size(); size += 2048) examine(whole.substr(0, size));
  for (std::size_t page = 0; page < whole.size(); page += 4096) {
    std::string bytes = whole;
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page), 4096, '\0');
    examine(bytes);
  }
  CHECK(refused > 20);
  CHECK(found > 20);
  CHECK(harmless > 20);
}

TEST_SUITE_END();
