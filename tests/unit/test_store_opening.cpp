// Opening a store: whose file it is, who may write it, who else has it open. What is refused is left as it was.

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "src/store/sqlite.hpp"
#include "src/store/store_file.hpp"
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

struct in_a_child {};

status status_of_opening(const std::string& path, store_mode mode) {
  return status_of([&] { store::open(path, mode, 0); });
}

}  // namespace

TEST_SUITE_BEGIN("store: opening");

TEST_CASE("the file says whose it is, and is safe against a power cut") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  CHECK(files_in(folder).size() == 1);  // nothing beside it once it is closed
  raw_database raw(path);
  CHECK(raw.text("PRAGMA application_id") == "1953001321");  // "thoi", 0x74686f69
  CHECK(raw.text("PRAGMA user_version") == "2");
  CHECK(raw.text("PRAGMA journal_mode") == "wal");
  CHECK(contains(raw.text("SELECT value FROM meta WHERE name = 'event.digest'"), "thoihan event 2"));
  CHECK(contains(raw.text("SELECT value FROM meta WHERE name = 'checkpoint.digest'"), "thoihan checkpoint 1"));
}

TEST_CASE("a connection trusts nothing and keeps what it commits") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  for (const store_mode mode : {store_mode::create, store_mode::existing, store_mode::read_only}) {
    thoihan::sqlite::database db(path, thoihan::check_store_path(path, mode));
    thoihan::prepare_store_file(db, mode, 1234);
    const auto number = [&](const char* pragma) {
      thoihan::sqlite::query q(db, pragma);
      return q.next() ? q.integer(0) : -1;
    };
    CHECK(number("PRAGMA synchronous") == 2);  // FULL
    CHECK(number("PRAGMA foreign_keys") == 1);
    CHECK(number("PRAGMA trusted_schema") == 0);
    CHECK(number("PRAGMA cell_size_check") == 1);
    CHECK(number("PRAGMA temp_store") == 2);  // memory
    CHECK(number("PRAGMA secure_delete") == 1);
    CHECK(number("PRAGMA query_only") == (mode == store_mode::read_only ? 1 : 0));
    for (const auto& [option, expected] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                           {SQLITE_DBCONFIG_DQS_DML, 0},
                                           {SQLITE_DBCONFIG_DQS_DDL, 0},
                                           {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0}}) {
      int value = -1;
      sqlite3_db_config(db.handle(), option, -1, &value);
      CHECK(value == expected);
    }
  }
}

TEST_CASE("paths that hold no database") {
  const temporary_folder folder;
  const std::string missing = folder.file("missing.db");
  for (const store_mode mode : {store_mode::existing, store_mode::read_only}) {
    CHECK(status_of_opening(missing, mode) == status::io);
    check_message(refusal_of([&] { store::open(missing, mode); }), missing, "kiểm tra đường dẫn", "check the path");
  }
  for (const store_mode mode : {store_mode::create, store_mode::existing, store_mode::read_only}) {
    CHECK(status_of_opening(folder.path().string(), mode) == status::format);
    check_message(refusal_of([&] { store::open(folder.path().string(), mode); }), folder.path().string(),
                  "không phải là một tệp", "is not a file");
    CHECK(status_of_opening("", mode) == status::invalid);
    CHECK(status_of_opening(std::string("a\0b", 3), mode) == status::invalid);
  }
  const std::string no_folder = folder.file("none/a.db");
  CHECK(status_of_opening(no_folder, store_mode::create) == status::io);
  check_message(refusal_of([&] { store::open(no_folder, store_mode::create); }), no_folder, "không có thư mục",
                "there is no folder");
  REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  CHECK(status_of_opening(folder.file("pipe"), store_mode::create) == status::format);
  std::filesystem::remove(folder.file("pipe"));
  CHECK(files_in(folder).empty());
}

TEST_CASE("names that SQLite would read otherwise are plain file names") {
  const temporary_folder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const std::string name : {":memory:", "file:a.db?mode=memory", "plain.db"}) {
    { store s = store::open(name, store_mode::create); }
    CHECK_MESSAGE(std::filesystem::is_regular_file(folder.path() / name), name);
  }
  std::filesystem::current_path(before);
}

TEST_CASE("an empty file is a database not yet made") {
  const temporary_folder folder;
  const std::string empty = folder.file("empty.db");
  write_bytes(empty, "");
  const std::string begun = folder.file("begun.db");  // what a crash after the first page leaves
  raw_database(begun).run("PRAGMA journal_mode = WAL");
  REQUIRE(bytes_of(begun).size() == 4096);
  for (const std::string& path : {empty, begun}) {
    for (const store_mode mode : {store_mode::existing, store_mode::read_only}) {
      CHECK(status_of_opening(path, mode) == status::format);
      check_message(refusal_of([&] { store::open(path, mode); }), path, "chưa có dữ liệu", "holds nothing yet");
    }
    store s = store::open(path, store_mode::create);
    write_case(s, first_case);
    CHECK(s.verify().problems.empty());
  }
}

TEST_CASE("files of other programs are refused and left as they are") {
  const temporary_folder folder;
  write_bytes(folder.file("letter.txt"), std::string(9000, 'x'));
  write_bytes(folder.file("short.txt"), "SQLite format 3");
  raw_database(folder.file("plain.db")).run("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  raw_database(folder.file("marked.db")).run("PRAGMA application_id = 252006673");
  raw_database(folder.file("versioned.db")).run("PRAGMA user_version = 1");
  raw_database(folder.file("wal.db")).run("PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
  // One that crashed: its log waits to be moved into the file, which is for its own program to do.
  REQUIRE(in_child([&] {
            sqlite3* handle = nullptr;
            sqlite3_open(folder.file("crashed.db").c_str(), &handle);
            return sqlite3_exec(handle, "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)",
                                nullptr, nullptr, nullptr);
          }) == 0);
  REQUIRE(!bytes_of(folder.file("crashed.db-wal")).empty());
  auto before = files_in(folder);
  before.erase("crashed.db-shm");  // an index of the log, rebuilt by whoever opens
  for (const std::string name :
       {"letter.txt", "short.txt", "plain.db", "marked.db", "versioned.db", "wal.db", "crashed.db"}) {
    for (const store_mode mode : {store_mode::create, store_mode::existing, store_mode::read_only}) {
      CHECK_MESSAGE(status_of_opening(folder.file(name), mode) == status::format, name);
      check_message(refusal_of([&] { store::open(folder.file(name), mode); }), folder.file(name), "được giữ nguyên",
                    "left as it is");
    }
  }
  auto after = files_in(folder);
  after.erase("crashed.db-shm");
  CHECK(after == before);
}

TEST_CASE("another format is refused and left as it is") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  const auto refused = [&](const std::string& number, const std::string& vi, const std::string& en) {
    raw_database(path).run("PRAGMA user_version = " + number);
    const auto before = files_in(folder);
    for (const store_mode mode : {store_mode::create, store_mode::existing, store_mode::read_only}) {
      CHECK(status_of_opening(path, mode) == status::format);
      check_message(refusal_of([&] { store::open(path, mode); }), path, vi, en);
    }
    CHECK(files_in(folder) == before);
  };
  refused("3", "định dạng 3", "has format 3, this thoihan knows format 2");
  refused("1", "có định dạng 1, chưa từng được phát hành", "has format 1, which was never released");
}

// Root is not stopped by permissions, so the child becomes "nobody" before it opens anything.
TEST_CASE("files and folders that may not be written") {
  constexpr uid_t nobody = 65534;
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  const std::string unreadable = folder.file("unreadable.db");
  write_bytes(unreadable, bytes_of(path));
  REQUIRE(::chmod(unreadable.c_str(), 0) == 0);
  const bool root = ::geteuid() == 0;
  const auto as_nobody = [&](const std::string& file, store_mode mode, status expected, const std::string& en) {
    return in_child([&] {
      if (root && (::setgid(nobody) != 0 || ::setuid(nobody) != 0)) return 98;
      const auto refusal = refusal_of([&] { store::open(file, mode, 0).events(); });
      if (!refusal) return expected == status::ok ? 0 : 1;
      if (refusal->code() != expected) return 2;
      return contains(refusal->text().en, en) && contains(refusal->text().en, file) &&
                     contains(refusal->text().vi, file)
                 ? 0
                 : 3;
    });
  };

  REQUIRE(::chmod(folder.path().c_str(), 0777) == 0);
  REQUIRE(::chmod(path.c_str(), 0444) == 0);
  CHECK(as_nobody(path, store_mode::existing, status::readonly, "allow writing of this file") == 0);
  CHECK(as_nobody(path, store_mode::create, status::readonly, "allow writing of this file") == 0);
  CHECK(as_nobody(path, store_mode::read_only, status::ok, "") == 0);
  CHECK(as_nobody(unreadable, store_mode::read_only, status::io, "Permission denied") == 0);

  // A reader who may not write the file cannot tidy up either.
  std::filesystem::remove(path + "-wal");
  std::filesystem::remove(path + "-shm");
  REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
  REQUIRE(::chmod(path.c_str(), 0666) == 0);
  CHECK(as_nobody(path, store_mode::existing, status::readonly, "the folder " + folder.path().string()) == 0);
  CHECK(as_nobody(path, store_mode::read_only, status::readonly, "the folder " + folder.path().string()) == 0);
  CHECK(as_nobody(folder.file("new.db"), store_mode::create, status::readonly, "may not be written") == 0);
  // While another process has the file open, its own files beside it will do.
  int turn[2];
  REQUIRE(::pipe(turn) == 0);
  const pid_t holder = start_child([&] {
    const store s = store::open(path, store_mode::existing);
    ::chmod((path + "-shm").c_str(), 0644);
    ::chmod((path + "-wal").c_str(), 0644);
    if (::write(turn[1], "x", 1) != 1) return 1;
    ::pause();
    return 0;
  });
  char x = 0;
  REQUIRE(::read(turn[0], &x, 1) == 1);
  CHECK(as_nobody(path, store_mode::read_only, status::ok, "") == 0);
  ::kill(holder, SIGKILL);
  CHECK(end_of_child(holder) == 128 + SIGKILL);
  ::close(turn[0]);
  ::close(turn[1]);
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
}

TEST_CASE("a database that another process writes is busy for writers, not for readers") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  int ready[2];
  int done[2];
  REQUIRE(::pipe(ready) == 0);
  REQUIRE(::pipe(done) == 0);
  const pid_t child = start_child([&] {
    ::close(done[1]);
    store s = store::open(path, store_mode::existing);
    s.write([&](store_writer& w) {
      write_case(w, "LH-2024-000003");
      char x = 'x';
      if (::write(ready[1], &x, 1) != 1 || ::read(done[0], &x, 1) != 0) throw std::runtime_error("pipe");
    });
    return 0;
  });
  ::close(done[0]);
  char x = 0;
  REQUIRE(::read(ready[0], &x, 1) == 1);
  {
    store s = store::open(path, store_mode::existing, 0);
    const auto refusal = refusal_of([&] { write_case(s, "LH-2024-000004"); });
    REQUIRE(refusal);
    CHECK(refusal->code() == status::busy);
    check_message(refusal, path, "khóa", "locked by another process");
    CHECK(s.events() == 4);
    CHECK_FALSE(s.find_case("LH-2024-000003"));
  }
  ::close(done[1]);
  {
    store patient = store::open(path, store_mode::existing, 60000);
    write_case(patient, "LH-2024-000004");
    CHECK(patient.events() == 8);
    CHECK(patient.find_case("LH-2024-000003"));
    CHECK(patient.verify().problems.empty());
  }
  CHECK(end_of_child(child) == 0);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("processes that create and write one file at the same moment") {
  const temporary_folder folder;
  for (int round = 0; round < 5; ++round) {
    const std::string path = folder.file(std::to_string(round) + ".db");
    int start[2];
    REQUIRE(::pipe(start) == 0);
    std::vector<pid_t> children;
    for (int i = 0; i < 8; ++i) {
      children.push_back(start_child([&] {
        ::close(start[1]);
        char x = 0;
        if (::read(start[0], &x, 1) != 0) return 1;
        store s = store::open(path, store_mode::create, 60000);
        for (int j = 0; j < 5; ++j) write_case(s, "LH-" + std::to_string(i) + "-" + std::to_string(j));
        return 0;
      }));
    }
    ::close(start[0]);
    ::close(start[1]);
    for (const pid_t child : children) CHECK(end_of_child(child) == 0);
    const store s = store::open(path, store_mode::existing);
    CHECK(s.events() == 8 * 5 * 2);
    CHECK(s.verify().problems.empty());
  }
}

TEST_CASE("creating waits for another process's lock") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = start_child([&] {
    raw_database raw(path);
    raw.run("BEGIN IMMEDIATE");
    if (::write(ready[1], "x", 1) != 1) return 1;
    ::usleep(300000);
    return 0;
  });
  char x = 0;
  REQUIRE(::read(ready[0], &x, 1) == 1);
  CHECK(status_of([&] { store::open(path, store_mode::create, 0); }) == status::busy);
  CHECK(status_of([&] { store::open(path, store_mode::create, 60000); }) == status::ok);
  CHECK(end_of_child(child) == 0);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("a handle refuses to work in a forked child and does no harm there") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  auto s = std::make_unique<store>(store::open(path, store_mode::create));
  write_case(*s, first_case);
  const std::string log = bytes_of(path + "-wal");
  REQUIRE(!log.empty());
  CHECK(in_child([&] {
          if (status_of([&] { s->events(); }) != status::misuse) return 1;
          if (status_of([&] { s->events_of(first_case); }) != status::misuse) return 2;
          if (status_of([&] { s->verify(); }) != status::misuse) return 3;
          if (status_of([&] { s->write([](store_writer&) {}); }) != status::misuse) return 4;
          if (status_of([&] { s->late(0); }) != status::misuse) return 5;
          if (status_of([&] { s->next(0, 1); }) != status::misuse) return 6;
          if (status_of([&] { s->has_unrecorded(0); }) != status::misuse) return 7;
          if (status_of([&] { s->seal_log(0); }) != status::misuse) return 8;
          if (status_of([&] { s->backup(folder.file("b.db"), {}); }) != status::misuse) return 9;
          if (status_of([&] { s->purge(); }) != status::misuse) return 10;
          if (status_of([&] { s->owed_notices(0, 1); }) != status::misuse) return 11;
          s.reset();
          return 0;
        }) == 0);
  CHECK(bytes_of(path + "-wal") == log);
  CHECK(in_child([&] {
          try {
            s->write([&](store_writer& w) {
              const pid_t grandchild = ::fork();
              if (grandchild == 0) ::_exit(status_of([&] { w.find_case(first_case); }) == status::misuse ? 0 : 1);
              throw static_cast<int>(end_of_child(grandchild));
            });
          } catch (const thoihan::error& e) {
            return e.code() == status::misuse ? 0 : 1;
          }
          return 2;
        }) == 0);
  // In the middle of a transaction that has outgrown the page cache: SQLite's index of the log is shared with the child.
  const std::string text(4'000'000, 'x');
  const pid_t parent = ::getpid();
  const auto work = [&](store_writer& w) {
    write_case(w, second_case);
    w.keep_text(hash_of(text), thoihan::text_kind::calendar, text);
    CHECK(in_child([&] {
            if (status_of([&] { w.find_case(first_case); }) != status::misuse) return 1;
            s.reset();
            return 0;
          }) == 0);
    // The child goes out of the write by a throw or by its end: the transaction is the parent's all the same.
    for (const bool by_throw : {true, false}) {
      const pid_t child = ::fork();
      REQUIRE(child >= 0);
      if (child == 0) {
        if (by_throw) throw in_a_child{};
        return;
      }
      CHECK(end_of_child(child) == 7);
    }
    CHECK(w.find_text(hash_of(text)) == text);
  };
  try {
    s->write(work);
  } catch (const in_a_child&) {
    ::_exit(7);
  } catch (const thoihan::error& e) {
    if (::getpid() != parent) ::_exit(e.code() == status::misuse ? 7 : 1);
    throw;
  }
  CHECK(s->find_text(hash_of(text)) == text);
  CHECK(s->events() == 4);
  CHECK(s->verify().problems.empty());
}

TEST_SUITE_END();
