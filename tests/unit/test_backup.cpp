// Copies of a store while it is in use: whole, of one moment, and nothing in their place when they do not become so.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/raw_database.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/store/store.hpp"

using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;

namespace {

// Some megabytes, so that a copy takes several steps.
void write_big_text(store& s) {
  const std::string text(9'000'000, 'x');
  s.write([&](store_writer& w) { w.keep_text(hash_of(text), thoihan::text_kind::calendar, text); });
}

}  // namespace

TEST_SUITE_BEGIN("store: backup");

TEST_CASE("a copy has everything, and is a store of its own") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  const std::string copy = folder.file("copy.db");
  store s = store::open(path, store_mode::existing);
  s.seal_log(100);
  const store_contents before = contents_of(s, both_cases);
  std::vector<std::pair<std::int64_t, std::int64_t>> told;
  s.backup(copy, [&](std::int64_t done, std::int64_t all) {
    told.emplace_back(done, all);
    return true;
  });
  REQUIRE(!told.empty());
  CHECK(told.back().first == told.back().second);
  CHECK(files_in(folder).count("copy.db-unfinished") == 0);
  CHECK(std::filesystem::file_size(copy) == static_cast<std::uintmax_t>(told.back().second) * 4096);
  CHECK(raw_database(copy).text("PRAGMA journal_mode") == "wal");
  {
    store t = store::open(copy, store_mode::existing);
    CHECK(contents_of(t, both_cases) == before);
    CHECK(t.verify(before.checkpoint->digest).problems.empty());
    write_case(t, "LH-2024-000003");
    CHECK(t.events() == 6);
  }
  CHECK(s.events() == 4);
  write_case(s, "LH-2024-000004");
  CHECK(s.verify().problems.empty());
  // One who may only read can copy, too; and nobody needs to be told how it goes.
  store::open(path, store_mode::read_only).backup(folder.file("other.db"), {});
  CHECK(store::open(folder.file("other.db"), store_mode::read_only).events() == 6);
}

// A writer that never rests: the copy is of the moment at which it began, and it ends.
TEST_CASE("a copy while another handle writes") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  store s = store::open(path, store_mode::create);
  write_big_text(s);
  std::atomic<std::int64_t> committed = 0;
  std::atomic<bool> done = false;
  std::thread other([&] {
    store t = store::open(path, store_mode::existing, 60000);
    for (int i = 0; !done && i < 20000; ++i) {
      write_case(t, "LH-" + std::to_string(i));
      committed = 2 * (i + 1);
    }
  });
  while (committed < 20) std::this_thread::yield();
  for (int round = 0; round < 3; ++round) {
    const std::string copy = folder.file("copy" + std::to_string(round) + ".db");
    const std::int64_t at_begin = committed;
    std::int64_t at_first_step = 0;
    std::int64_t steps = 0;
    s.backup(copy, [&](std::int64_t, std::int64_t) {
      if (++steps == 1) at_first_step = committed;
      CHECK(s.events() >= at_begin);
      while (committed < at_begin + 2 * steps) std::this_thread::yield();
      return true;
    });
    CHECK(steps > 3);
    CHECK(steps < 100);
    const std::int64_t at_end = committed;
    CHECK(at_end > at_begin);
    const store t = store::open(copy, store_mode::read_only);
    const thoihan::verification found = t.verify();
    CHECK(found.problems.empty());
    CHECK(found.events >= at_begin);
    CHECK(found.events <= at_first_step + 2);  // one may be there and not counted yet
    CHECK(at_first_step + 2 < at_end);
    CHECK(found.events % 2 == 0);
  }
  done = true;
  other.join();
  CHECK(s.verify().problems.empty());
}

TEST_CASE("a copy that is ended, or whose caller throws, leaves nothing") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  const std::string copy = folder.file("copy.db");
  store s = store::open(path, store_mode::create);
  write_case(s, first_case);
  write_big_text(s);
  const auto names = [&] {
    std::vector<std::string> out;
    for (const auto& file : files_in(folder)) out.push_back(file.first);
    return out;
  };
  const std::vector<std::string> before = names();
  for (const int steps : {1, 2}) {
    int left = steps;
    const auto refusal = refusal_of([&] { s.backup(copy, [&](std::int64_t, std::int64_t) { return --left > 0; }); });
    REQUIRE(refusal);
    CHECK(refusal->code() == status::callback);
    check_message(refusal, "", "theo yêu cầu", "as asked");
    CHECK(names() == before);
    left = steps;
    CHECK_THROWS_AS(s.backup(copy,
                             [&](std::int64_t, std::int64_t) {
                               if (--left == 0) throw std::runtime_error("the host's");
                               return true;
                             }),
                    std::runtime_error);
    CHECK(names() == before);
  }
  // The handle is free again.
  write_case(s, second_case);
  s.backup(copy, {});
  CHECK(store::open(copy, store_mode::existing).verify().problems.empty());
}

TEST_CASE("in the middle of a copy nothing is written by the same handle") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  store s = store::open(path, store_mode::create);
  write_case(s, first_case);
  write_big_text(s);
  int asked = 0;
  s.backup(folder.file("copy.db"), [&](std::int64_t, std::int64_t) {
    if (++asked > 1) return true;
    CHECK(status_of([&] { write_case(s, second_case); }) == status::misuse);
    CHECK(status_of([&] { s.seal_log(5); }) == status::misuse);
    CHECK(status_of([&] { s.purge(); }) == status::misuse);
    CHECK(status_of([&] { s.backup(folder.file("another.db"), {}); }) == status::misuse);
    CHECK(s.next(0, 10).size() == 2);
    CHECK(s.verify().problems.empty());
    return true;
  });
  CHECK(asked > 1);
  CHECK(store::open(folder.file("copy.db"), store_mode::existing).events() == 2);
  CHECK_FALSE(std::filesystem::exists(folder.file("another.db")));
}

TEST_CASE("a copy goes over nothing that is there, and into no folder that is not") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  const store s = store::open(path, store_mode::existing);
  write_bytes(folder.file("letter.txt"), "hello");
  const auto refused = [&](const std::string& to, status expected, const std::string& vi, const std::string& en) {
    const auto refusal = refusal_of([&] { s.backup(to, {}); });
    REQUIRE(refusal);
    CHECK(refusal->code() == expected);
    check_message(refusal, to, vi, en);
  };
  refused(folder.file("letter.txt"), status::duplicate, "đã có", "already");
  refused(path, status::duplicate, "đã có", "already");
  refused(folder.path().string(), status::duplicate, "đã có", "already");
  refused(folder.file("none/copy.db"), status::io, "không có thư mục", "there is no folder");
  refused("", status::invalid, "cần đường dẫn", "expected the path");
  CHECK(bytes_of(folder.file("letter.txt")) == "hello");
  // One that comes to be there in the meantime stays.
  const std::string late = folder.file("late.db");
  CHECK(status_of([&] {
          s.backup(late, [&](std::int64_t, std::int64_t) {
            write_bytes(late, "another's");
            return true;
          });
        }) == status::duplicate);
  CHECK(bytes_of(late) == "another's");
  CHECK(files_in(folder).count("late.db-unfinished") == 0);
}

TEST_CASE("a copy that was killed is begun anew by the next one") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  const std::string copy = folder.file("copy.db");
  {
    store s = store::open(path, store_mode::create);
    write_case(s, first_case);
    write_big_text(s);
  }
  CHECK(in_child([&] {
          const store own = store::open(path, store_mode::existing);
          int steps = 0;
          own.backup(copy, [&](std::int64_t, std::int64_t) {
            if (++steps == 2) ::raise(SIGKILL);
            return true;
          });
          return 0;
        }) == 128 + SIGKILL);
  CHECK_FALSE(std::filesystem::exists(copy));
  CHECK(std::filesystem::exists(copy + "-unfinished"));
  const store s = store::open(path, store_mode::existing);
  s.backup(copy, {});
  CHECK_FALSE(std::filesystem::exists(copy + "-unfinished"));
  CHECK_FALSE(std::filesystem::exists(copy + "-unfinished-journal"));
  CHECK(store::open(copy, store_mode::existing).verify().problems.empty());
}

TEST_CASE("a copy by a path from where the process stands") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const std::string name : {"copy.db", ":memory:", "file:b.db?mode=memory"}) {
    store::open("reports.db", store_mode::existing).backup(name, {});
    CHECK_MESSAGE(std::filesystem::is_regular_file(folder.path() / name), name);
  }
  std::filesystem::current_path(before);
}

TEST_SUITE_END();
