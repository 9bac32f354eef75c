// A store moved from a file to PostgreSQL and back: the same to the byte, all of it or nothing.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/contract/fresh_database.hpp"
#include "tests/postgresql/server.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/store/move_store.hpp"

using thoihan::move_store;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;

namespace {

std::string schema_of(const fresh_database& database) { return database.name().substr(database.name().rfind('/') + 1); }

// As somebody writes it who moves a store.
std::string name_of(const fresh_database& database) {
  return "postgresql:schema=" + schema_of(database) + " " + server();
}

// A case whose texts are gone, one whose facts are gone, one of each kind of breach and notice, and a checkpoint.
void write_all_kinds(store& s) {
  write_case(s, first_case);
  write_case(s, second_case);
  s.seal_log(sample_start);
  s.write([](store_writer& w) {
    for (const auto& [case_id, what] :
         {std::pair{"LH-3", thoihan::erasure::texts}, {"LH-4", thoihan::erasure::facts}}) {
      thoihan::case_row row = write_case(w, case_id);
      w.erase(row, what);
      thoihan::stored_event event = sample_event("gone", sample_start + 600);
      event.kind = "erase";
      if (what == thoihan::erasure::facts) {
        event.facts.reset();
        for (thoihan::duty_row& duty : row.running) {
          duty.status = thoihan::duty_status::cancelled;
          duty.ended_at = sample_start + 600;
        }
        event.decided = thoihan::duties_json(row.running);
        row.running.clear();
        row.ended = true;
      }
      w.append(event, row);
    }
    const thoihan::case_row row = *w.find_case(first_case);
    w.add_breach(row.number, {first_case, "handle", 2, "", 1, "warning-1", sample_start + 5, sample_start + 6, 0});
    w.amend_breach(row.number, {first_case, "handle", 2, "", 1, "warning-1", sample_start + 7, sample_start + 6, 2});
    w.acknowledge_notice(1, sample_start + 900);
    w.amend_notices(row.last_sequence, 2);
  });
}

const std::vector<std::string> all_cases = {first_case, second_case, "LH-3", "LH-4"};

std::string many_cases(const temporary_folder& folder) {
  const std::string path = folder.file("many.db");
  store s = store::open(path, store_mode::create);
  s.write([](store_writer& w) {
    for (int i = 0; i < 200; ++i) write_case(w, "LH-" + std::to_string(i));
  });
  return path;
}

}  // namespace

TEST_SUITE_BEGIN("postgresql: moving");

TEST_CASE("there and back") {
  const temporary_folder folder;
  const fresh_database database;
  const std::string path = folder.file("reports.db");
  {
    store s = store::open(path, store_mode::create);
    write_all_kinds(s);
  }
  const store_contents before = contents_of(store::open(path, store_mode::read_only), all_cases);
  const thoihan::moved_store moved = move_store(path, name_of(database), {});
  CHECK(moved.events == 10);
  CHECK(moved.cases == 4);
  {
    store s = database.open(store_mode::existing);
    CHECK(contents_of(s, all_cases) == before);
    CHECK(s.verify(before.checkpoint->digest).problems.empty());
    CHECK(s.has_unrecorded(sample_start + 432000));
  }
  const std::string back = folder.file("back.db");
  CHECK(move_store(name_of(database), back, {}) == moved);
  store s = store::open(back, store_mode::existing);
  CHECK(contents_of(s, all_cases) == before);
  CHECK(s.verify(before.checkpoint->digest).problems.empty());
  // The list of erasures is made of the log.
  std::ifstream list(back + "-erased");
  const std::string lines(std::istreambuf_iterator<char>(list), {});
  CHECK(contains(lines, "LH-3"));
  CHECK(contains(lines, "LH-4"));
  CHECK_FALSE(std::filesystem::exists(back + "-unfinished"));
  // Each goes on where it stood.
  store served = database.open(store_mode::existing);
  for (store* one : {&s, &served}) {
    write_case(*one, "LH-5");
    CHECK(one->events() == 12);
    CHECK(one->find_case("LH-5")->number == 5);
    CHECK(one->owed_notices(0, 10).back().id == 5);
    CHECK(one->verify().problems.empty());
  }
}

TEST_CASE("what stands there is not touched") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  const fresh_database database;
  two_cases(database);
  const auto told = refusal_of([&] { move_store(path, name_of(database), {}); });
  CHECK(told->code() == status::duplicate);
  check_message(told, schema_of(database), "schema còn trống", "a schema that is empty");
  CHECK(refusal_of([&] { move_store(name_of(database), path, {}); })->code() == status::duplicate);
  CHECK(store::open(path, store_mode::existing).events() == 4);
}

TEST_CASE("ended in the middle, nothing is there; and it may begin again") {
  const temporary_folder folder;
  const std::string path = many_cases(folder);
  const fresh_database database;
  const auto stop = [](std::int64_t done, std::int64_t all) { return done * 2 < all; };
  CHECK(refusal_of([&] { move_store(path, name_of(database), stop); })->code() == status::callback);
  CHECK(database.open().events() == 0);
  CHECK(asked("SELECT count(*) FROM " + schema_of(database) + ".text") == "0");
  CHECK(move_store(path, name_of(database), {}).cases == 200);
  const std::string back = folder.file("back.db");
  CHECK(refusal_of([&] { move_store(name_of(database), back, stop); })->code() == status::callback);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    CHECK_FALSE(contains(entry.path().string(), "back"));
  CHECK(move_store(name_of(database), back, {}).cases == 200);
}

TEST_CASE("somebody writes meanwhile") {
  const temporary_folder folder;
  const std::string path = many_cases(folder);
  const fresh_database database;
  bool wrote = false;
  const auto write = [&](std::int64_t, std::int64_t) {
    if (!wrote) {
      store s = store::open(path, store_mode::existing);
      write_case(s, "LH-new");
      wrote = true;
    }
    return true;
  };
  const auto told = refusal_of([&] { move_store(path, name_of(database), write); });
  CHECK(wrote);
  CHECK(told->code() == status::busy);
  check_message(told, path, "dừng mọi nơi ghi", "stop all writers");
  CHECK(database.open().events() == 0);
}

TEST_CASE("numbers without an event, and texts that PostgreSQL does not keep") {
  const temporary_folder folder;
  const fresh_database database;
  two_cases(database);
  {
    // A number that is given back while a later one was used.
    store slow = database.open();
    store fast = database.open();
    CHECK_THROWS(slow.write([&](store_writer& w) {
      w.next_sequence();
      write_case(fast, "LH-7");
      throw std::runtime_error("the host's");
    }));
  }
  const std::string file = folder.file("moved.db");
  const auto told = refusal_of([&] { move_store(name_of(database), file, {}); });
  CHECK(told->code() == status::unsupported);
  check_message(told, "1", "chưa có sự kiện", "without an event");
  CHECK_FALSE(std::filesystem::exists(file));
  {
    store s = database.open();
    s.write([](store_writer& w) {
      thoihan::case_row row = sample_case("LH-8");
      append_duties(w, row, "k1", {});
    });
  }
  CHECK(move_store(name_of(database), file, {}).events == 7);
  const fresh_database other;
  const std::string nul = folder.file("nul.db");
  {
    store s = store::open(nul, store_mode::create);
    s.write([](store_writer& w) {
      keep_sample_texts(w);
      thoihan::case_row row = sample_case("LH-1");
      thoihan::stored_event event = sample_event("k1", 1);
      event.officer = std::string("nul\0inside", 10);
      w.append(event, row);
    });
  }
  CHECK(refusal_of([&] { move_store(nul, name_of(other), {}); })->code() == status::utf8);
  CHECK(other.open().events() == 0);
}

TEST_CASE("a store that is not whole is not moved") {
  const fresh_database database;
  two_cases(database);
  run_sql("SET session_replication_role = replica; UPDATE " + schema_of(database) +
          ".event SET officer = 'x' WHERE sequence = 2");
  const temporary_folder folder;
  const auto told = refusal_of([&] { move_store(name_of(database), folder.file("moved.db"), {}); });
  CHECK(told->code() == status::corrupt);
  check_message(told, schema_of(database), "thoihan verify", "thoihan verify");
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_SUITE_END();
