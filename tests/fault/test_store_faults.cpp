// The store on a disk that fails, with memory that runs out, in processes that are killed. Whatever happens: an
// acknowledged transaction is there, another one is there wholly or not at all, and the file verifies.
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/fault_vfs.hpp"
#include "tests/support/memory_faults.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/store/store.hpp"

using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;

namespace {

// With sanitizers each second is dear: every third or eleventh allocation fails there, every one without.
#ifdef __SANITIZE_ADDRESS__
constexpr bool is_short = true;
#else
constexpr bool is_short = false;
#endif

struct fault {
  file_operation which;
  int code;
  status expected;
};

const std::vector<fault> faults = {
    {file_operation::write, SQLITE_FULL, status::full},
    {file_operation::write, SQLITE_IOERR_WRITE, status::io},
    {file_operation::sync, SQLITE_IOERR_FSYNC, status::io},
    {file_operation::truncate, SQLITE_IOERR_TRUNCATE, status::io},
    {file_operation::read, SQLITE_IOERR_READ, status::io},
    {file_operation::size, SQLITE_IOERR_FSTAT, status::io},
    {file_operation::open, SQLITE_CANTOPEN, status::io},
    {file_operation::remove, SQLITE_IOERR_DELETE, status::io},
    {file_operation::lock, SQLITE_BUSY, status::busy},
    {file_operation::lock, SQLITE_IOERR_LOCK, status::io},
    {file_operation::share, SQLITE_IOERR_SHMMAP, status::io},
};

void remove_store(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal", "-erased"}) std::filesystem::remove(path + suffix);
}

// The files as a crash at this moment would leave them; the index of the log is memory and is lost.
void copy_crashed(const std::string& from, const std::string& to) {
  remove_store(to);
  for (const char* suffix : {"", "-wal", "-journal", "-erased"}) {
    if (std::filesystem::exists(from + suffix)) std::filesystem::copy_file(from + suffix, to + suffix);
  }
}

// How many events a whole store has; -1 when it does not verify.
std::int64_t events_if_whole(const std::string& path) {
  const store s = store::open(path, store_mode::create);
  return s.verify().problems.empty() ? s.events() : -1;
}

std::string one_case(const temporary_folder& folder) {
  const std::string path = folder.file("base.db");
  store s = store::open(path, store_mode::create);
  write_case(s, first_case);
  return path;
}

// A transaction of a thousand pages; with `more_than_cached` one that outgrows the page cache (64 MB) and the log's automatic
// checkpoint (4,000 pages of 4 KB).
constexpr std::size_t more_than_cached = 70'000'000;

void put_big_text(store_writer& w, std::size_t size = 4'200'000) {
  const std::string text(size, 'x');
  w.keep_text(hash_of(text), thoihan::text_kind::calendar, text);
}

// The calls that write, each on a store with `first_case`.
struct operation {
  std::string name;
  std::function<void(store&)> run;
};

const std::vector<operation> operations = {
    {"append", [](store& s) { write_case(s, second_case); }},
    {"attempt",
     [](store& s) {
       s.write([](store_writer& w) {
         w.attempt([&] { write_case(w, second_case); });
         w.unrecorded(sample_start + 7200);
       });
     }},
    {"erase",
     [](store& s) {
       s.write([](store_writer& w) {
         thoihan::case_row row = w.find_case(first_case).value();
         w.erase(row, thoihan::erasure::facts);
         thoihan::stored_event event = sample_event("k3", sample_start + 600);
         event.facts = std::nullopt;
         for (thoihan::duty_row& duty : row.running) duty.status = thoihan::duty_status::cancelled;
         event.decided = thoihan::duties_json(row.running);
         row.running.clear();
         w.append(event, row);
       });
     }},
    {"tick",
     [](store& s) {
       if (!s.has_unrecorded(sample_start + 500000)) return;
       s.write([](store_writer& w) {
         for (const auto& [number, breach] : w.unrecorded(sample_start + 500000)) w.add_breach(number, breach);
       });
     }},
    {"acknowledge",
     [](store& s) {
       s.write([](store_writer& w) { w.acknowledge_notice(1, 5); });
     }},
    {"seal", [](store& s) { s.seal_log(100); }},
};

// What there was before, and what is there when nothing fails.
struct expected_contents {
  store_contents before;
  store_contents after;
};

expected_contents expected_of(const std::string& base, const std::string& path, const operation& what) {
  copy_crashed(base, path);
  store s = store::open(path, store_mode::existing);
  const store_contents before = contents_of(s, both_cases);
  what.run(s);
  return {before, contents_of(s, both_cases)};
}

}  // namespace

TEST_SUITE_BEGIN("store faults");

TEST_CASE("a transaction when the n-th operation on the disk fails") {
  const temporary_folder folder;
  const std::string base = one_case(folder);
  const std::string path = folder.file("a.db");
  const std::string crashed = folder.file("crashed.db");
  fault_vfs disk;
  const auto run = [&](const fault& what, bool for_ever, std::int64_t step, auto write) {
    std::int64_t failures = 0;
    for (std::int64_t nth = 1;; nth += step) {
      CAPTURE(static_cast<int>(what.which));
      CAPTURE(what.code);
      CAPTURE(for_ever);
      CAPTURE(nth);
      remove_store(path);
      std::filesystem::copy_file(base, path);
      bool failed = false;
      {
        store s = store::open(path, store_mode::existing, 0);
        disk.fail(what.which, nth, what.code, for_ever);
        const status outcome = status_of([&] { write(s); });
        failed = disk.failed();
        disk.heal();
        copy_crashed(path, crashed);
        const std::int64_t after_crash = events_if_whole(crashed);
        if (outcome == status::ok) {
          CHECK(after_crash == 4);
        } else {
          CHECK(outcome == what.expected);
          CHECK(failed);
          CHECK((after_crash == 2 || after_crash == 4));
          CHECK(s.events() == 2);
          CHECK_FALSE(s.find_case(second_case));
          CHECK(status_of([&] { write(s); }) == status::ok);
          ++failures;
        }
        CHECK(s.events() == 4);
        CHECK(s.verify().problems.empty());
      }
      CHECK(events_if_whole(path) == 4);
      if (!failed) return failures;
    }
  };
  const auto small = [](store& s) { write_case(s, second_case); };
  const auto big = [](store& s) {
    s.write([](store_writer& w) {
      write_case(w, second_case);
      put_big_text(w);
    });
  };
  for (const fault& what : faults) {
    for (const bool for_ever : {false, true}) {
      const std::int64_t failures = run(what, for_ever, 1, small);
      if (what.which == file_operation::write) CHECK(failures > 10);
      if (what.which == file_operation::sync || what.which == file_operation::lock) CHECK(failures > 0);
      const bool often = what.which == file_operation::write || what.which == file_operation::read;
      run(what, for_ever, often ? 499 : 1, big);
    }
  }
}

// Every call that writes: done wholly or not at all, in the handle and after a crash; and done by the next try.
TEST_CASE("each call when the n-th operation on the disk fails") {
  const temporary_folder folder;
  const std::string base = one_case(folder);
  const std::string path = folder.file("a.db");
  const std::string crashed = folder.file("crashed.db");
  for (const operation& what : operations) {
    CAPTURE(what.name);
    const expected_contents expected = expected_of(base, path, what);
    CHECK(expected.before != expected.after);
    fault_vfs disk;
    std::int64_t failures = 0;
    for (const fault& trouble : faults) {
      CAPTURE(static_cast<int>(trouble.which));
      CAPTURE(trouble.code);
      bool failed = true;
      for (std::int64_t nth = 1; failed; ++nth) {
        CAPTURE(nth);
        copy_crashed(base, path);
        store s = store::open(path, store_mode::existing, 0);
        s.next(0, 1);
        disk.fail(trouble.which, nth, trouble.code, nth % 2 == 0);
        const status outcome = status_of([&] { what.run(s); });
        failed = disk.failed();
        disk.heal();
        copy_crashed(path, crashed);
        const store after_crash = store::open(crashed, store_mode::existing);
        CHECK(after_crash.verify().problems.empty());
        const store_contents left = contents_of(after_crash, both_cases);
        if (outcome == status::ok) {
          CHECK(left == expected.after);
        } else {
          CHECK(outcome == trouble.expected);
          CHECK((left == expected.before || left == expected.after));
          CHECK(contents_of(s, both_cases) == expected.before);
          CHECK(status_of([&] { what.run(s); }) == status::ok);
          ++failures;
        }
        CHECK(contents_of(s, both_cases) == expected.after);
        // What was erased is gone from the files with the next write at the latest.
        if (what.name == "erase") {
          write_case(s, "LH-2024-000009");
          for (const char* suffix : {"", "-wal"}) CHECK_FALSE(contains(bytes_of(path + suffix), "sealed " + first_case));
        }
      }
    }
    CHECK(failures > 10);
  }
}

// A copy is there wholly or not at all, and the store that is copied does not notice.
TEST_CASE("a backup when the n-th operation on the disk fails") {
  const temporary_folder folder;
  const std::string base = one_case(folder);
  const std::string copy = folder.file("copy.db");
  fault_vfs disk;
  store s = store::open(base, store_mode::existing, 0);
  const store_contents before = contents_of(s, both_cases);
  std::int64_t failures = 0;
  for (const fault& trouble : faults) {
    CAPTURE(static_cast<int>(trouble.which));
    CAPTURE(trouble.code);
    bool failed = true;
    for (std::int64_t nth = 1; failed; ++nth) {
      CAPTURE(nth);
      disk.fail(trouble.which, nth, trouble.code, nth % 2 == 0);
      const status outcome = status_of([&] { s.backup(copy, {}); });
      failed = disk.failed();
      disk.heal();
      if (outcome != status::ok) {
        CHECK(outcome == trouble.expected);
        CHECK_FALSE(std::filesystem::exists(copy));
        ++failures;
      } else {
        CHECK(contents_of(store::open(copy, store_mode::existing), both_cases) == before);
        remove_store(copy);
      }
      CHECK(files_in(folder).size() == 3);  // the store's own
      CHECK(contents_of(s, both_cases) == before);
      CHECK(status_of([&] { s.write([](store_writer&) {}); }) == status::ok);
    }
  }
  CHECK(failures > 30);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("creating and opening when the n-th operation on the disk fails") {
  const temporary_folder folder;
  const std::string base = one_case(folder);
  const std::string path = folder.file("a.db");
  const std::string crashed = folder.file("crashed.db");
  fault_vfs disk;
  const auto run = [&](const fault& what, bool for_ever, bool fresh) {
    const std::int64_t before = fresh ? 0 : 2;
    std::int64_t failures = 0;
    for (std::int64_t nth = 1;; ++nth) {
      CAPTURE(static_cast<int>(what.which));
      CAPTURE(what.code);
      CAPTURE(for_ever);
      CAPTURE(fresh);
      CAPTURE(nth);
      remove_store(path);
      if (!fresh) copy_crashed(base, path);
      disk.fail(what.which, nth, what.code, for_ever);
      const status outcome = status_of([&] {
        store s = store::open(path, store_mode::create, 0);
        write_case(s, second_case);
      });
      const bool failed = disk.failed();
      disk.heal();
      copy_crashed(path, crashed);
      for (const std::string& file : {crashed, path}) {
        const std::int64_t events = events_if_whole(file);
        if (outcome == status::ok) {
          CHECK(events == before + 2);
        } else {
          CHECK(outcome == what.expected);
          CHECK((events == before || events == before + 2));
          ++failures;
        }
      }
      if (!failed) return failures;
    }
  };
  for (const fault& what : faults) {
    for (const bool for_ever : {false, true}) {
      const std::int64_t failures = run(what, for_ever, true);
      if (what.which != file_operation::truncate && what.which != file_operation::remove) CHECK(failures > 0);
      run(what, for_ever, false);
    }
  }
}

TEST_CASE("closing on a disk that fails loses nothing") {
  const temporary_folder folder;
  const std::string base = one_case(folder);
  const std::string path = folder.file("a.db");
  fault_vfs disk;
  for (const fault& what : faults) {
    for (std::int64_t nth = 1; nth <= 3; ++nth) {
      remove_store(path);
      std::filesystem::copy_file(base, path);
      {
        store s = store::open(path, store_mode::existing, 0);
        write_case(s, second_case);
        disk.fail(what.which, nth, what.code, true);
      }
      disk.heal();
      CHECK(events_if_whole(path) == 4);
    }
  }
}

// SQLite undoes the whole transaction when a page of it finds no room. Whoever catches that must not go on as if nothing
// had happened: the rest would be written without the beginning.
TEST_CASE("a transaction that was undone stays undone") {
  const temporary_folder folder;
  const std::string path = one_case(folder);
  fault_vfs disk;
  store s = store::open(path, store_mode::existing);
  std::vector<status> outcomes;
  const auto write = [&](bool attempt, bool go_on) {
    return status_of([&] {
      s.write([&](store_writer& w) {
        write_case(w, second_case);
        disk.fail(file_operation::write, 1, SQLITE_FULL, false);
        const auto put = [&] { put_big_text(w, more_than_cached); };
        outcomes.push_back(status_of([&] {
          if (attempt) {
            w.attempt(put);
          } else {
            put();
          }
        }));
        if (go_on) write_case(w, "LH-2024-000003");
      });
    });
  };
  for (const bool attempt : {false, true}) {
    for (const bool go_on : {false, true}) {
      CHECK(write(attempt, go_on) == status::full);
      CHECK(outcomes.back() == status::full);
      CHECK(s.events() == 2);
      CHECK_FALSE(s.find_case("LH-2024-000003"));
    }
  }
  disk.heal();
  write_case(s, second_case);
  CHECK(s.events() == 4);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("a commit is forced to the medium once, however much it holds") {
  const temporary_folder folder;
  fault_vfs disk;
  store s = store::open(folder.file("a.db"), store_mode::create);
  write_case(s, first_case);
  std::int64_t before = disk.count(file_operation::sync);
  write_case(s, second_case);
  CHECK(disk.count(file_operation::sync) == before + 1);
  before = disk.count(file_operation::sync);
  s.write([](store_writer& w) {
    for (int i = 0; i < 300; ++i) write_case(w, "LH-" + std::to_string(i));
  });
  CHECK(disk.count(file_operation::sync) == before + 1);
  CHECK(s.events() == 604);
}

TEST_CASE("creating a database when the n-th allocation fails") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  memory_faults memory;
  const fault_vfs disk;
  for (const bool for_ever : {false, true}) {
    std::int64_t failures = 0;
    bool failed = true;
    for (std::int64_t nth = 1; failed; nth += for_ever || is_short ? 11 : 1) {
      CAPTURE(nth);
      CAPTURE(for_ever);
      remove_store(path);
      memory.fail(nth, for_ever);
      const status outcome = status_of([&] { store::open(path, store_mode::create); });
      failed = memory.failed();
      memory.heal();
      CHECK((outcome == status::ok || outcome == status::no_memory));
      CHECK(events_if_whole(path) == 0);
      failures += outcome == status::ok ? 0 : 1;
    }
    CHECK(failures > 100);
  }
}

TEST_CASE("writing and reading when the n-th allocation fails") {
  const temporary_folder folder;
  const std::string base = one_case(folder);
  const std::string path = folder.file("a.db");
  memory_faults memory;
  const fault_vfs disk;
  for (const bool for_ever : {false, true}) {
    std::int64_t failures = 0;
    bool failed = true;
    for (std::int64_t nth = 1; failed; nth += for_ever || is_short ? 11 : 1) {
      CAPTURE(nth);
      CAPTURE(for_ever);
      copy_crashed(base, path);
      memory.fail(nth, for_ever);
      bool written = false;
      const status outcome = status_of([&] {
        store s = store::open(path, store_mode::existing);
        s.write([](store_writer& w) {
          w.attempt([&] { write_case(w, second_case); });
          w.find_case(second_case);
          w.find_text(hash_of(sample_pack));
          w.unrecorded(sample_start + 7200);
        });
        written = true;
        contents_of(s, {first_case, second_case});
        s.next(0, 10);
        const std::vector<std::string> problems = s.verify().problems;
        CHECK(problems.empty());
      });
      failed = memory.failed();
      memory.heal();
      CHECK((outcome == status::ok || outcome == status::no_memory));
      const std::int64_t events = events_if_whole(path);
      CHECK((events == 4 || (events == 2 && !written)));
      failures += outcome == status::ok ? 0 : 1;
    }
    CHECK(failures > 100);
  }
}

// Every call when memory runs out in SQLite: an error and nothing changed, or done.
TEST_CASE("each call when the n-th allocation fails") {
  const temporary_folder folder;
  const std::string base = one_case(folder);
  const std::string path = folder.file("a.db");
  for (const operation& what : operations) {
    CAPTURE(what.name);
    const expected_contents expected = expected_of(base, path, what);
    memory_faults memory;
    const fault_vfs disk;
    std::int64_t failures = 0;
    bool failed = true;
    for (std::int64_t nth = 1; failed; nth += is_short ? 3 : 1) {
      CAPTURE(nth);
      copy_crashed(base, path);
      store s = store::open(path, store_mode::existing);
      s.next(0, 1);
      memory.fail(nth, nth % 2 == 0);
      const status outcome = status_of([&] { what.run(s); });
      failed = memory.failed();
      memory.heal();
      if (outcome != status::ok) {
        CHECK(outcome == status::no_memory);
        CHECK(contents_of(s, both_cases) == expected.before);
        CHECK(status_of([&] { what.run(s); }) == status::ok);
        ++failures;
      }
      CHECK(contents_of(s, both_cases) == expected.after);
      CHECK(s.verify().problems.empty());
    }
    CHECK(failures > (is_short ? 3 : 10));
  }
}

TEST_CASE("a backup when the n-th allocation fails") {
  const temporary_folder folder;
  const std::string base = one_case(folder);
  const std::string copy = folder.file("copy.db");
  memory_faults memory;
  const fault_vfs disk;
  store s = store::open(base, store_mode::existing);
  std::int64_t failures = 0;
  bool failed = true;
  for (std::int64_t nth = 1; failed; ++nth) {
    CAPTURE(nth);
    memory.fail(nth, nth % 2 == 0);
    const status outcome = status_of([&] { s.backup(copy, {}); });
    failed = memory.failed();
    memory.heal();
    CHECK((outcome == status::ok || outcome == status::no_memory));
    CHECK(std::filesystem::exists(copy) == (outcome == status::ok));
    CHECK_FALSE(std::filesystem::exists(copy + "-unfinished"));
    failures += outcome == status::ok ? 0 : 1;
    if (outcome == status::ok) CHECK(events_if_whole(copy) == 2);
    remove_store(copy);
  }
  CHECK(failures > 50);
}

// The child reports each commit with one byte. A commit that was not reported may be there, two cannot.
TEST_CASE("a writer that is killed at any moment") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  std::mt19937 random(1022);
  std::int64_t cases = 0;
  for (int round = 0; round < 40; ++round) {
    int reports[2];
    REQUIRE(::pipe(reports) == 0);
    const pid_t child = start_child([&] {
      store s = store::open(path, store_mode::create);
      for (int i = 0;; ++i) {
        write_case(s, "LH-" + std::to_string(round) + "-" + std::to_string(i));
        if (::write(reports[1], "x", 1) != 1) return 1;
      }
    });
    ::close(reports[1]);
    ::usleep(static_cast<useconds_t>(random() % 30000));
    REQUIRE(::kill(child, SIGKILL) == 0);
    CHECK(end_of_child(child) == 128 + SIGKILL);
    char byte = 0;
    while (::read(reports[0], &byte, 1) == 1) ++cases;
    ::close(reports[0]);
    const std::int64_t events = events_if_whole(path);
    CHECK((events == 2 * cases || events == 2 * (cases + 1)));
    cases = events / 2;
  }
  CHECK(cases > 0);
}

TEST_SUITE_END();
