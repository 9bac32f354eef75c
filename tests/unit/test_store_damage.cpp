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
  raw_database(path).run(sql);
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
  CHECK_THROWS_WITH(raw.run("DELETE FROM event WHERE sequence = 4"), "events are never deleted");
  CHECK_THROWS_WITH(raw.run("UPDATE text SET text = 'x'"), "texts never change");
  CHECK_THROWS_WITH(raw.run("DELETE FROM text"), "texts are never deleted");
  CHECK_THROWS_AS(raw.run("INSERT INTO breach SELECT * FROM breach"), std::runtime_error);
}

TEST_CASE("tampering is found") {
  CHECK(problems_after("").empty());
  const std::string unlock =
      "DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete; DROP TRIGGER text_no_update; ";

  // Every field of an event. Where the change breaks a rule of its own it is found all the more.
  for (const std::string change :
       {"key = 'k9'", "at = at + 1", "recorded_at = recorded_at - 1", "event = 'Forward'", "role = role || ' '",
        "authority = 'x'", "officer = replace(officer, 'B', 'b')", "overrides = 'ended'", "facts = replace(facts, 'lighting', 'Lighting')",
        "pack_hash = calendar_hash", "calendar_hash = pack_hash", "engine_version = '0.1.1'",
        "hash = (SELECT hash FROM event WHERE sequence = 2)"}) {
    const auto problems = problems_after(unlock + "UPDATE event SET " + change + " WHERE sequence = 3");
    CHECK_MESSAGE(any_contains(problems, "event 3: does not match its hash"), change);
  }
  CHECK(any_contains(problems_after(unlock + "UPDATE event SET case_id = 'LH-2024-000009' WHERE sequence = 4"),
                     "event 4: does not match its hash"));
  CHECK(any_contains(problems_after(unlock + "UPDATE event SET number = 3 WHERE sequence = 4"),
                     "event 4: is number 3 of case LH-2024-000002, after number 1"));
  CHECK(any_contains(problems_after(unlock + "UPDATE event SET sequence = 9 WHERE sequence = 4"),
                     "event 9: follows event 3"));
  CHECK(any_contains(problems_after(unlock + "DELETE FROM event WHERE sequence = 2"), "event 3: follows event 1"));
  CHECK(any_contains(problems_after(unlock + "DELETE FROM event WHERE sequence = 2"),
                     "event 3: does not match its hash"));
  // The end of the log is cut off: the chain cannot tell, the case can.
  CHECK(any_contains(problems_after(unlock + "DELETE FROM event WHERE sequence = 4"),
                     "case LH-2024-000002: has 1 events, its row says 2"));

  CHECK(any_contains(
      problems_after("UPDATE personal_fact SET value = value || '!' WHERE sequence = 1 AND name = 'phone'"),
      "event 1: the personal fact \"phone\" does not match its fingerprint"));
  CHECK(any_contains(
      problems_after("UPDATE personal_fact SET salt = zeroblob(16) WHERE sequence = 3 AND name = 'address'"),
      "event 3: the personal fact \"address\" does not match its fingerprint"));
  CHECK(any_contains(problems_after("INSERT INTO personal_fact VALUES (2, 'name', 'x', zeroblob(16))"),
                     "event 2: the personal fact \"name\" does not match its fingerprint"));
  CHECK(any_contains(
      problems_after("PRAGMA foreign_keys = OFF; INSERT INTO personal_fact VALUES (2000, 'name', 'x', zeroblob(16))"),
      "personal_fact: a row refers to a row of event that is not there"));
  CHECK(any_contains(problems_after(unlock + "UPDATE text SET text = text || ' ' WHERE kind = 'pack'"),
                     "text " + hash_of(sample_pack) + ": does not match its hash"));
  CHECK(any_contains(problems_after("PRAGMA foreign_keys = OFF; DELETE FROM case_ WHERE case_id = 'LH-2024-000001'"),
                     "duty: a row refers to a row of case_ that is not there"));
  CHECK(any_contains(problems_after("PRAGMA foreign_keys = OFF; DELETE FROM case_ WHERE case_id = 'LH-2024-000001'"),
                     "case LH-2024-000001: has 2 events and no row"));
  CHECK(any_contains(problems_after("UPDATE case_ SET case_id = case_id || 'x' WHERE case_id LIKE '%2'"),
                     "case LH-2024-000002x: has no event"));
  CHECK(any_contains(problems_after("UPDATE case_ SET events = 3 WHERE case_id = 'LH-2024-000001'"),
                     "case LH-2024-000001: has 2 events, its row says 3"));

  CHECK(any_contains(problems_after("DROP TRIGGER event_no_update"), "schema: event_no_update is missing"));
  CHECK(any_contains(problems_after("CREATE TABLE extra (x)"), "schema: table extra is not of this format"));
  CHECK(any_contains(problems_after("DROP INDEX duty_late_from; CREATE INDEX duty_late_from ON duty (late_from)"),
                     "schema: index duty_late_from was changed"));
  CHECK(any_contains(problems_after("DROP TABLE breach"), "schema: breach is missing"));
}

TEST_CASE("erased personal facts leave the log whole") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  raw_database(path).run("DELETE FROM personal_fact WHERE sequence = 1 AND name = 'phone'");
  const store s = store::open(path, store_mode::existing);
  CHECK(s.verify().problems.empty());
  const stored_event event = s.events_of(first_case, true).front();
  REQUIRE(event.personal.size() == 1);
  CHECK(event.personal[0].name == "address");
  CHECK(contains(event.facts, "\"phone\":{\"hmac\":"));
}

TEST_CASE("values of another kind than ours are damage, not answers") {
  const auto reading = [](const std::string& sql, const auto& read) {
    const temporary_folder folder;
    const std::string path = two_cases(folder);
    raw_database(path).run("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; " + sql);
    const store s = store::open(path, store_mode::existing);
    return status_of([&] { read(s); });
  };
  const auto duties = [](const store& s) { s.duties_of(first_case); };
  CHECK(reading("UPDATE duty SET round = 1", duties) == status::ok);
  CHECK(reading("UPDATE duty SET status = 'lost'", duties) == status::corrupt);
  CHECK(reading("UPDATE duty SET day_end = 2", duties) == status::corrupt);
  CHECK(reading("UPDATE duty SET due_date = 1 << 31", duties) == status::corrupt);
  CHECK(reading("UPDATE duty SET due_date = -(1 << 31) - 1", duties) == status::corrupt);
  CHECK(reading("DROP TABLE duty; CREATE TABLE duty AS SELECT 1 AS x", duties) == status::corrupt);
  CHECK(
      reading("DROP TABLE duty; CREATE VIEW duty AS SELECT case_id, 'handle' AS duty, 'one' AS round, '' AS owed_role, "
              "'' AS owed_authority, 'running' AS status, 0 AS started_at, 0 AS ended_at, 0 AS due, 0 AS late_from, "
              "0 AS due_date, 0 AS day_end, 0 AS provisional, '' AS cite FROM case_",
              duties) == status::corrupt);
  CHECK(reading("UPDATE personal_fact SET salt = zeroblob(15)",
                [](const store& s) { s.events_of(first_case, true); }) == status::corrupt);
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
      for (const stored_event& event : s.events_of(case_id, true)) log.push_back(event);
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
        for (const stored_event& event : s.events_of(case_id, true)) read.push_back(event);
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
