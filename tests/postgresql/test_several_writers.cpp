// Several workers on one store: numbers without gaps, cases that wait for each other and conflicts that nobody hears of, and what is left
// when a connection is cut.
#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/contract/fresh_database.hpp"
#include "tests/postgresql/server.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "thoihan/engine/engine.hpp"

using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;

namespace {

std::string schema_of(const fresh_database& database) { return database.name().substr(database.name().rfind('/') + 1); }

// One more event of a case, which is opened where it is not there.
void act(store& s, const std::string& case_id, const std::string& key) {
  s.write([&](store_writer& w) {
    keep_sample_texts(w);
    thoihan::case_row row = w.find_case(case_id).value_or(sample_case(case_id));
    append_duties(w, row, key, {sample_duty("d" + std::to_string(row.events % 3), 1000 + row.events)});
  });
}

// All connections to the store but the one that asks.
void cut_connections() {
  run_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'thoihan'");
}

}  // namespace

TEST_SUITE_BEGIN("postgresql: several writers");

TEST_CASE("four writers of few cases: no event lost, none doubled, no number left out") {
  const fresh_database database;
  { store s = database.open(); }
  constexpr int writers = 4;
  constexpr int acts = 150;
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&, i] {
      try {
        store s = database.open(store_mode::existing);
        for (int k = 0; k < acts; ++k) {
          act(s, "LH-" + std::to_string((k * 7 + i) % 5), "k" + std::to_string(i) + "-" + std::to_string(k));
          // A transaction that fails gives its number back.
          if (k % 10 != 0) continue;
          try {
            s.write([&](store_writer& w) {
              thoihan::case_row row = w.find_case("LH-0").value_or(sample_case("LH-0"));
              append_duties(w, row, "never", {});
              throw std::runtime_error("the host's");
            });
          } catch (const std::runtime_error&) {
          }
        }
      } catch (const std::exception&) {
        ++failures;
      }
    });
  }
  for (std::thread& one : threads) one.join();
  CHECK(failures == 0);
  store s = database.open();
  CHECK(s.events() == writers * acts);
  // What others gave back is used first.
  const std::int64_t missing =
      std::stoll(asked("SELECT max(sequence) - count(*) FROM " + schema_of(database) + ".event"));
  for (std::int64_t i = 0; i < missing; ++i) act(s, "LH-9", "k" + std::to_string(i));
  CHECK(asked("SELECT max(sequence) - count(*) FROM " + schema_of(database) + ".event") == "0");
  const thoihan::checkpoint sealed = s.seal_log(1);
  CHECK(sealed.first == 1);
  CHECK(sealed.last == s.events());
  const thoihan::verification found = s.verify(sealed.digest);
  CHECK(found.problems.empty());
  CHECK(found.knows_digest);
}

TEST_CASE("a checkpoint ends before a number that is still to be given") {
  const fresh_database database;
  two_cases(database);
  store slow = database.open();
  store fast = database.open();
  slow.write([&](store_writer& w) {
    CHECK(w.next_sequence() == 5);
    act(fast, "LH-7", "k1");
    CHECK(fast.events_of("LH-7").front().sequence == 6);
    CHECK(fast.events() == 5);
    CHECK(fast.verify().problems.empty());
    CHECK(fast.seal_log(1).last == 4);
    write_case(w, "LH-8");
  });
  CHECK(fast.events() == 7);
  CHECK(fast.seal_log(2).first == 5);
  CHECK(fast.last_checkpoint()->last == 7);
  CHECK(fast.verify().problems.empty());
}

TEST_CASE("two who open the same case, and two who wait for each other") {
  const fresh_database database;
  two_cases(database);
  store one = database.open();
  store other = database.open();
  int runs = 0;
  one.write([&](store_writer& w) {
    ++runs;
    const bool known = w.find_case("LH-7").has_value();
    if (runs == 1) act(other, "LH-7", "k1");
    thoihan::case_row row = known ? *w.find_case("LH-7") : sample_case("LH-7");
    append_duties(w, row, "k2", {});
  });
  CHECK(runs == 2);
  CHECK(one.find_case("LH-7")->events == 2);
  // Even where the work takes the refusal for an answer.
  runs = 0;
  one.write([&](store_writer& w) {
    ++runs;
    thoihan::case_row row = w.find_case("LH-8").value_or(sample_case("LH-8"));
    if (runs == 1) act(other, "LH-8", "k1");
    try {
      append_duties(w, row, "k2", {});
    } catch (const thoihan::error&) {
    }
  });
  CHECK(runs == 2);
  CHECK(one.find_case("LH-8")->events == 2);
  // Each holds the case that the other wants: one of them is run again.
  std::atomic<int> entered{0};
  std::atomic<int> tries{0};
  const auto both = [&](const std::string& first, const std::string& second) {
    store s = database.open();
    s.write([&](store_writer& w) {
      ++tries;
      thoihan::case_row row = *w.find_case(first);
      append_duties(w, row, "a" + first, {});
      ++entered;
      while (entered < 2) ::usleep(1000);
      row = *w.find_case(second);
      append_duties(w, row, "b" + first, {});
    });
  };
  std::thread thread([&] { both(second_case, first_case); });
  both(first_case, second_case);
  thread.join();
  CHECK(tries >= 3);
  CHECK(one.find_case(first_case)->events == 4);
  CHECK(one.find_case(second_case)->events == 4);
  CHECK(one.verify().problems.empty());
}

TEST_CASE("many who write the same cases together, each in an order of its own") {
  bool says_so = false;
  SUBCASE("who meet may run again") {}
  SUBCASE("who say first which cases they write never do") { says_so = true; }
  const fresh_database database;
  constexpr int writers = 4;
  constexpr int writes = 4;
  constexpr int cases = 5;
  {
    store s = database.open();
    for (int i = 0; i < cases; ++i) act(s, "LH-" + std::to_string(i), "open");
  }
  std::atomic<int> failures{0};
  std::atomic<int> runs{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&, i] {
      try {
        store s = database.open(store_mode::existing);
        for (int k = 0; k < writes; ++k) {
          // Forwards, backwards and from different ends, with time for the others to get in between.
          std::vector<std::string> ids;
          for (int j = 0; j < cases; ++j)
            ids.push_back("LH-" + std::to_string(((i + k) % 2 == 0 ? j + i : i + cases - j) % cases));
          s.write([&](store_writer& w) {
            ++runs;
            if (says_so) w.hold_cases(std::vector<std::string_view>(ids.begin(), ids.end()));
            for (const std::string& id : ids) {
              thoihan::case_row row = *w.find_case(id);
              append_duties(w, row, std::to_string(i) + "-" + std::to_string(k), {});
              ::usleep(2000);
            }
          });
        }
      } catch (const std::exception&) {
        ++failures;
      }
    });
  }
  for (std::thread& one : threads) one.join();
  CHECK(failures == 0);
  if (says_so) CHECK(runs == writers * writes);
  store s = database.open();
  CHECK(s.events() == cases * (writers * writes + 1));
  CHECK(s.verify().problems.empty());
}

TEST_CASE("a case that is opened while its group waits for another is seen") {
  const fresh_database database;
  two_cases(database);
  store one = database.open();
  int runs = 0;
  std::thread waiting;
  one.write([&](store_writer& w) {
    thoihan::case_row row = *w.find_case(first_case);
    append_duties(w, row, "k3", {});
    thoihan::case_row opened = sample_case("LH-7");
    append_duties(w, opened, "k1", {});
    CHECK(w.find_case("LH-7").value().events == 1);
    waiting = std::thread([&] {
      store other = database.open();
      other.write([&](store_writer& o) {
        ++runs;
        o.hold_cases(std::vector<std::string_view>{"LH-7", first_case});
        CHECK(o.find_case(first_case)->events == 3);
        CHECK(o.find_case("LH-7").has_value());
      });
    });
    // Until it waits.
    while (asked("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'thoihan'") != "1")
      ::usleep(1000);
  });
  waiting.join();
  CHECK(runs == 1);
}

TEST_CASE("numbers that a group did not need are the next ones, one after the other") {
  const fresh_database database;
  two_cases(database);
  store group = database.open();
  store other = database.open();
  group.write([&](store_writer& w) {
    std::vector<std::string> ids;
    for (int i = 0; i < 300; ++i) ids.push_back("LH-" + std::to_string(i));
    w.hold_cases(std::vector<std::string_view>(ids.begin(), ids.end()));
    act(other, second_case, "k3");
  });
  const std::string missing = "SELECT max(sequence) - count(*) FROM " + schema_of(database) + ".event";
  // It holds no more than 256 at a time.
  CHECK(asked(missing) == "256");
  // Who has gone past them looks back within 32 acts, and then finds each from the one before.
  for (int i = 0; i < 32 + 256; ++i) act(other, "LH-N-" + std::to_string(i), "k1");
  CHECK(asked(missing) == "0");
}

TEST_CASE("groups find numbers made before they need them") {
  const fresh_database database;
  store s = database.open();
  for (int group = 0; group < 20; ++group) {
    s.write([&](store_writer& w) {
      keep_sample_texts(w);
      thoihan::case_row row = w.find_case("LH-1").value_or(sample_case("LH-1"));
      for (int i = 0; i < 200; ++i) append_duties(w, row, std::to_string(group) + "-" + std::to_string(i), {});
    });
  }
  CHECK(s.events() == 4000);
  CHECK(std::stoll(asked("SELECT count(*) FROM " + schema_of(database) + ".free_number")) >= 3072 - 1024);
}

TEST_CASE("an attempt does not swallow what failed before it") {
  const fresh_database database;
  two_cases(database);
  store s = database.open();
  bool attempted = false;
  const auto work = [&](store_writer& w) {
    thoihan::case_row row = *w.find_case(first_case);
    thoihan::stored_event event = sample_event("k3", sample_start);
    event.role = "\xff";
    w.append(event, row);
    try {
      w.attempt([&] {
        attempted = true;
        w.duties_of(second_case);
      });
    } catch (const thoihan::error&) {
    }
  };
  CHECK(refusal_of([&] { s.write(work); })->code() == status::utf8);
  CHECK_FALSE(attempted);
  CHECK(s.events() == 4);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("a connection that is cut between transactions is made anew, one cut inside runs again") {
  const fresh_database database;
  two_cases(database);
  store s = database.open();
  CHECK(s.events() == 4);
  cut_connections();
  CHECK(s.events() == 4);
  cut_connections();
  act(s, first_case, "k3");
  int runs = 0;
  s.write([&](store_writer& w) {
    thoihan::case_row row = *w.find_case(first_case);
    if (++runs == 1) cut_connections();
    append_duties(w, row, "k4", {});
    w.find_case(first_case);
  });
  CHECK(runs == 2);
  CHECK(s.events() == 6);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("a connection that is cut while committing leaves it in doubt, and says so") {
  const fresh_database database;
  two_cases(database);
  store s = database.open();
  const auto told = refusal_of([&] {
    s.write([&](store_writer& w) {
      thoihan::case_row row = *w.find_case(first_case);
      append_duties(w, row, "k3", {});
      cut_connections();
    });
  });
  REQUIRE(told);
  CHECK(told->code() == status::io);
  check_message(told, database.name(), "cùng các khóa", "same keys");
  CHECK(s.events() == 4);
  act(s, first_case, "k3");
  CHECK(s.events() == 5);
  CHECK(s.verify().problems.empty());
}

// 20,000 open duties here; THOIHAN_OPEN_DUTIES says how many (docs/postgresql.md has a million).
TEST_CASE("a tick while nothing is due is one look at an index, however many duties are open") {
  const fresh_database database;
  two_cases(database);
  const std::string schema = schema_of(database);
  const char* const asked_for = std::getenv("THOIHAN_OPEN_DUTIES");
  const std::string count = asked_for == nullptr ? "20000" : asked_for;
  run_sql("INSERT INTO " + schema +
          ".open_duty SELECT 1, number, 2000000000 + number, 2000000000 + number, '{}' FROM generate_series(10, " +
          count + ") AS many (number)");
  run_sql("VACUUM ANALYZE " + schema + ".open_duty");
  // Looked up in the index of alarms; rows that it gave; everything else of the schema that was read.
  const auto looks = [&] {
    return asked(
        "SELECT concat_ws(' ', sum(idx_scan) FILTER (WHERE indexrelname = 'open_duty_alarm'), sum(idx_tup_read) FILTER "
        "(WHERE "
        "indexrelname = 'open_duty_alarm'), sum(idx_scan) FILTER (WHERE indexrelname NOT IN ('open_duty_alarm', "
        "'meta_pkey')), "
        "(SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname <> 'meta' AND schemaname = '" +
        schema + "')) FROM pg_stat_user_indexes WHERE schemaname = '" + schema + "'");
  };
  // A session tells what it has read when it ends.
  const auto settled = [&] {
    std::string before;
    for (std::string now = looks(); now != before; now = looks()) {
      before = now;
      ::usleep(300'000);
    }
    return before;
  };
  const auto parts = [](const std::string& text) {
    std::istringstream in(text);
    std::vector<std::int64_t> out(4);
    for (std::int64_t& one : out) in >> one;
    return out;
  };
  const std::vector<std::int64_t> before = parts(settled());
  constexpr int ticks = 10;
  {
    store s = database.open(store_mode::existing);
    thoihan::engine e{s};
    for (int i = 0; i < ticks; ++i) CHECK(e.tick(sample_start - 10 + i).empty());
  }
  const std::vector<std::int64_t> after = parts(settled());
  CHECK(after[0] - before[0] == ticks);
  CHECK(after[1] == before[1]);
  CHECK(after[2] == before[2]);
  CHECK(after[3] == before[3]);
  // And what such a look reads: from the root to one leaf.
  const std::string plan = asked(
      "SET search_path = " + schema +
      "; SET enable_seqscan = off; EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) SELECT 1 FROM open_duty WHERE "
      "alarm <= 5 ORDER BY alarm LIMIT 1");
  CHECK(contains(plan, "open_duty_alarm"));
  const std::size_t at = plan.find("\"Shared Hit Blocks\": ");
  REQUIRE(at != std::string::npos);
  const int blocks = std::stoi(plan.substr(at + 21));
  MESSAGE(count << " open duties: " << blocks << " pages read by a tick without anything due");
  CHECK(blocks <= 4);
  store s = database.open();
  CHECK(s.has_unrecorded(sample_start + 7200));
}

TEST_SUITE_END();
