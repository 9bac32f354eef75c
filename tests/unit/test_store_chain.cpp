// Whoever changes the past of a store is found out: any column of any event, an event that is gone or at another's place, a case
// without its row, what follows from the log and does not; and the end of the log, by a digest that is kept elsewhere.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/raw_database.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/store/store.hpp"

using thoihan::checkpoint;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;

namespace {

// Two cases of three events each; those of one case do not stand side by side: 1, 2, 5 and 3, 4, 6.
std::string interleaved(const temporary_folder& folder) {
  const std::string path = two_cases(folder);
  store s = store::open(path, store_mode::existing);
  for (const std::string& case_id : both_cases) {
    s.write([&](store_writer& w) {
      thoihan::case_row row = *w.find_case(case_id);
      thoihan::duty_row met = sample_duty("forward", sample_start + 7200);
      met.status = thoihan::duty_status::met;
      met.ended_at = sample_start + 60;
      append_duties(w, row, "k3", {met});
    });
  }
  return path;
}

std::vector<std::string> problems_after(const std::string& sql) {
  const temporary_folder folder;
  const std::string path = interleaved(folder);
  raw_database(path).run_unlocked(sql);
  return store::open(path, store_mode::read_only).verify().problems;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

bool has(const std::vector<std::string>& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

// The first line about an event.
std::string first_event(const std::vector<std::string>& lines) {
  const auto found =
      std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("event "); });
  return found == lines.end() ? "" : *found;
}

}  // namespace

TEST_SUITE_BEGIN("store: chain");

TEST_CASE("one byte of any column of any event") {
  CHECK(problems_after("SELECT 1").empty());
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"kind", "kind = 'acT'"},
      {"key", "key = 'l' || substr(key, 2)"},
      {"at", "at = at + 1"},
      {"recorded_at", "recorded_at = recorded_at - 1"},
      {"event", "event = 'recejve'"},
      {"role", "role = role || ' '"},
      {"authority", "authority = 'x'"},
      {"officer", "officer = replace(officer, 'B', 'b')"},
      {"overrides", "overrides = ','"},
      {"details", "details = '1'"},
      {"decided", "decided = replace(decided, 'duty', 'Duty')"},
      {"decided: an instant", "decided = replace(decided, '\"started_at\":171', '\"started_at\":172')"},
      {"pack", "pack = calendar"},
      {"calendar", "calendar = pack"},
      {"engine_version", "engine_version = '0.1.1'"},
      {"facts_digest", "facts_digest = (SELECT digest FROM event AS e WHERE e.sequence = 1)"},
      {"digest", "digest = (SELECT facts_digest FROM event AS e WHERE e.sequence = 1)"},
  };
  for (const auto& [column, change] : changes) {
    for (const int sequence : {1, 3, 4, 6}) {
      CAPTURE(column);
      CAPTURE(sequence);
      const std::string number = std::to_string(sequence);
      const auto problems = problems_after("UPDATE event SET " + change + " WHERE sequence = " + number);
      CHECK_MESSAGE(first_event(problems) == "event " + number + ": does not match its digest", joined(problems));
    }
  }
  // Where an event stands is part of it.
  CHECK(first_event(problems_after("UPDATE event SET number = 3 WHERE sequence = 4")) ==
        "event 4: is number 3 of case LH-2024-000002, after event 3; expected number 2, after event 3");
  CHECK(has(problems_after("UPDATE event SET number = 3 WHERE sequence = 4"), "event 4: does not match its digest"));
  CHECK(first_event(problems_after("UPDATE event SET previous = 2 WHERE sequence = 4")) ==
        "event 4: is number 2 of case LH-2024-000002, after event 2; expected number 2, after event 3");
  CHECK(first_event(problems_after("UPDATE event SET case_number = 1 WHERE sequence = 3")) ==
        "event 3: is number 1 of case LH-2024-000001, after event 0; expected number 3, after event 2");
  CHECK(first_event(problems_after("UPDATE event SET sequence = 9 WHERE sequence = 6")) == "event 9: follows event 5");
  CHECK(first_event(problems_after("UPDATE case_ SET case_id = 'LH-2024-000003' WHERE number = 2")) ==
        "event 3: does not match its digest");
}

TEST_CASE("facts") {
  const auto changed = problems_after("UPDATE event SET facts = replace(facts, 'l', 'L') WHERE sequence = 5");
  CHECK(changed == std::vector<std::string>{"event 5: does not match the digest of its facts"});
  // Gone, as if they had been erased: nothing of the case says so.
  const auto gone = problems_after("UPDATE event SET facts = NULL WHERE sequence = 5");
  CHECK(gone == std::vector<std::string>{"case LH-2024-000001: its row and its events differ about what was erased"});
  const auto said = problems_after("UPDATE case_ SET erased = 2 WHERE number = 1");
  CHECK(has(said, "case LH-2024-000001: its row and its events differ about what was erased"));
  CHECK(has(said, "case LH-2024-000001: was erased, and something of it is left"));
}

TEST_CASE("an event that is gone") {
  const auto without = [](int sequence) {
    return problems_after("DELETE FROM event WHERE sequence = " + std::to_string(sequence));
  };
  CHECK(first_event(without(1)) == "event 2: follows event 0");
  CHECK(
      has(without(1), "event 2: is number 2 of case LH-2024-000001, after event 1; expected number 1, after event 0"));
  CHECK(has(without(1), "event 2: does not match its digest"));
  CHECK(first_event(without(2)) == "event 3: follows event 1");
  CHECK(
      has(without(2), "event 5: is number 3 of case LH-2024-000001, after event 2; expected number 2, after event 1"));
  CHECK(first_event(without(4)) == "event 5: follows event 3");
  CHECK(first_event(without(5)) == "event 6: follows event 4");
  // The numbers closed up: the chain of the case breaks where it was.
  const auto closed = problems_after(
      "DELETE FROM event WHERE sequence = 2; UPDATE event SET number = 2, previous = 1 WHERE sequence = 5; "
      "UPDATE event SET sequence = sequence - 1, previous = CASE previous WHEN 3 THEN 2 WHEN 4 THEN 3 ELSE previous "
      "END "
      "WHERE sequence > 2; UPDATE case_ SET events = events - (number = 1), last_sequence = last_sequence - 1");
  CHECK(first_event(closed) == "event 2: does not match its digest");
  CHECK(has(closed, "event 4: does not match its digest"));
  // The last one of a case: its row tells.
  const auto cut = without(6);
  CHECK(first_event(cut).empty());
  CHECK(has(cut, "case LH-2024-000002: has 2 events, its row says 3"));
  CHECK(has(cut, "case LH-2024-000002: its newest event is 4, its row says 6"));
  CHECK(has(cut, "case LH-2024-000002: its row has another digest than its newest event"));
  CHECK(has(cut, "case LH-2024-000002: its running duties are not those that its events decided"));
}

TEST_CASE("two events at each other's place") {
  const auto swapped = [](int a, int b) {
    const std::string first = std::to_string(a);
    const std::string second = std::to_string(b);
    return problems_after("UPDATE event SET sequence = 99 WHERE sequence = " + first +
                          "; UPDATE event SET sequence = " + first + " WHERE sequence = " + second +
                          "; UPDATE event SET sequence = " + second + " WHERE sequence = 99");
  };
  CHECK(first_event(swapped(1, 2)) ==
        "event 1: is number 2 of case LH-2024-000001, after event 1; expected number 1, after event 0");
  // Of two cases: each chain is whole in itself, but the sequence is part of it.
  CHECK(first_event(swapped(5, 6)) == "event 5: does not match its digest");
  CHECK(first_event(swapped(2, 4)).starts_with("event 2: "));
}

TEST_CASE("a case without its row, and a row without its events") {
  const auto gone = problems_after("DELETE FROM case_ WHERE number = 1");
  CHECK(first_event(gone) == "event 1: its case 1 is missing");
  CHECK(has(gone, "event 5: its case 1 is missing"));
  CHECK(has(gone, "event: row 1 refers to a row of case_ that is not there"));
  const auto extra = problems_after(
      "INSERT INTO case_ SELECT 3, 'LH-2024-000003', pack_id, pack, calendar, state, ended, lead, publication, events, "
      "last_sequence, opened_at, last_at, erased, digest, running, snapshot FROM case_ WHERE number = 2");
  CHECK(extra == std::vector<std::string>{"case LH-2024-000003: has no event"});
}

TEST_CASE("a case's row that is not what its events say") {
  const auto problem = [](const std::string& change) {
    return joined(problems_after("UPDATE case_ SET " + change + " WHERE number = 2"));
  };
  const std::string running = "case LH-2024-000002: its running duties are not those that its events decided\n";
  CHECK(problem("events = 4") == "case LH-2024-000002: has 3 events, its row says 4\n");
  CHECK(problem("last_sequence = 4") == "case LH-2024-000002: its newest event is 6, its row says 4\n");
  CHECK(problem("digest = zeroblob(32)") == "case LH-2024-000002: its row has another digest than its newest event\n");
  CHECK(problem("running = '[]'") == running);
  CHECK(problem("running = replace(running, '17144', '17145')") == running);
  CHECK(problem("running = replace(running, '\"end\":\"day\"', '\"provisional\":true')") == running);
  CHECK(problem("running = replace(running, 'lac-hong', 'Lac-hong')") == running);
  CHECK(problem("running = '['") == running);
  CHECK(problem("running = ''") == running);
}

TEST_CASE("an end that was cut off is found by a digest that is kept elsewhere, and by nothing else") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  checkpoint one;
  checkpoint two;
  {
    store s = store::open(path, store_mode::create);
    write_case(s, first_case);
    one = s.seal_log(100);
    write_case(s, second_case);
    two = s.seal_log(200);
  }
  raw_database(path).run_unlocked(
      "DELETE FROM event WHERE sequence > 2; DELETE FROM case_ WHERE number = 2; DELETE FROM outbox WHERE sequence > "
      "2; "
      "DELETE FROM breach WHERE case_number = 2; DELETE FROM sealed_text WHERE sequence > 2; "
      "DELETE FROM case_key WHERE case_number = 2; DELETE FROM checkpoint WHERE number = 2");
  const store s = store::open(path, store_mode::read_only);
  CHECK(s.verify().problems.empty());
  CHECK(s.verify(one.digest).problems.empty());
  CHECK(s.verify(one.digest).knows_digest);
  const thoihan::verification cut = s.verify(two.digest);
  CHECK_FALSE(cut.knows_digest);
  CHECK(cut.problems ==
        std::vector<std::string>{"no checkpoint has the digest that was kept elsewhere: the log was cut or rewritten"});
}

TEST_CASE("a checkpoint that was changed, or whose events were") {
  const auto problems = [](const std::string& sql, bool whole_log = true) {
    const temporary_folder folder;
    const std::string path = folder.file("a.db");
    {
      store s = store::open(path, store_mode::create);
      for (const std::string id : {"LH-1", "LH-2", "LH-3"}) {
        write_case(s, id);
        s.seal_log(100);
      }
    }
    raw_database(path).run_unlocked(sql);
    const auto lines = store::open(path, store_mode::read_only).verify().problems;
    if (whole_log) CHECK(first_event(lines).empty());
    return joined(lines);
  };
  CHECK(problems("SELECT 1").empty());
  CHECK(problems("UPDATE checkpoint SET at = 101 WHERE number = 2") == "checkpoint 2: does not match its digest\n");
  // The one after it covers it.
  CHECK(problems("UPDATE checkpoint SET digest = zeroblob(32) WHERE number = 2") ==
        "checkpoint 2: does not match its digest\ncheckpoint 3: does not match its digest\n");
  CHECK(problems("UPDATE checkpoint SET last = 3 WHERE number = 2") ==
        "checkpoint 2: does not match its digest\ncheckpoint 3: does not follow the one before\n");
  CHECK(contains(problems("UPDATE checkpoint SET first = 4 WHERE number = 2"),
                 "checkpoint 2: does not follow the one before\n"));
  CHECK(
      contains(problems("DELETE FROM checkpoint WHERE number = 2"), "checkpoint 3: does not follow the one before\n"));
  CHECK(
      contains(problems("DELETE FROM checkpoint WHERE number = 1"), "checkpoint 2: does not follow the one before\n"));
  CHECK(problems("UPDATE checkpoint SET last = 9 WHERE number = 3") ==
        "checkpoint 3: covers events up to 9, and the log ends before\n");
  CHECK(contains(problems("DELETE FROM event WHERE sequence = 6; UPDATE case_ SET events = 1 WHERE number = 3", false),
                 "checkpoint 3: covers events up to 6, and the log ends before\n"));
}

// The whole case made anew: every digest fits, and the checkpoint shows it.
TEST_CASE("a case that was written anew is found by the checkpoint after it") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  const std::string forged = folder.file("b.db");
  checkpoint kept;
  {
    store s = store::open(path, store_mode::create);
    write_case(s, first_case);
    kept = s.seal_log(100);
    store t = store::open(forged, store_mode::create);
    t.write([](store_writer& w) {
      keep_sample_texts(w);
      thoihan::case_row row = sample_case(first_case);
      thoihan::stored_event event = sample_event("k1", sample_start - 3600);
      w.append(event, row);
      append_duties(w, row, "k2", {});
    });
  }
  raw_database(path).run_unlocked(
      "ATTACH '" + forged +
      "' AS forged; DELETE FROM event; DELETE FROM case_; "
      "INSERT INTO event SELECT * FROM forged.event; INSERT INTO case_ SELECT * FROM forged.case_");
  const store s = store::open(path, store_mode::read_only);
  CHECK(s.verify().problems == std::vector<std::string>{"checkpoint 1: does not match its digest"});
  CHECK(s.verify(kept.digest).knows_digest);
}

TEST_SUITE_END();
