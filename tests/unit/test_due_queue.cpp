// The queue of what falls due in memory: damage, and what it takes.
#include "src/store/due_queue.hpp"

#include <doctest/doctest.h>
#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/store/duty_json.hpp"
#include "src/store/sqlite.hpp"
#include "tests/support/raw_database.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/store/store.hpp"

namespace {

using thoihan::duty_row;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;

}  // namespace

TEST_SUITE_BEGIN("store: due queue");

// A row that cannot be one of ours stops every question, and none is answered from what was read before it.
TEST_CASE("a damaged row is told, and mended the queue is whole again") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  store s = store::open(path, store_mode::existing);
  const auto before = s.next(0, 100);
  CHECK(before.size() == 4);
  raw_database raw(path);
  const std::string kept = raw.text("SELECT running FROM case_ WHERE number = 2");
  s.write([](store_writer& w) {
    thoihan::case_row row = *w.find_case(first_case);
    append_duties(w, row, "k3", {});
    row = *w.find_case(second_case);
    append_duties(w, row, "k3", {});
  });
  raw.run("UPDATE case_ SET running = '[{\"duty\":' WHERE number = 2");
  for (int i = 0; i < 2; ++i) {
    CHECK(status_of([&] { s.next(0, 100); }) == status::corrupt);
    CHECK(status_of([&] { s.late(0); }) == status::corrupt);
    CHECK(status_of([&] { s.has_unrecorded( 5); }) == status::corrupt);
  }
  raw.run("UPDATE case_ SET running = '" + kept + "' WHERE number = 2");
  CHECK(s.next(0, 100) == before);
}

TEST_CASE("a duty takes less than 300 bytes") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  constexpr int duties = 100000;
  { store s = store::open(path, store_mode::create); }
  duty_row duty = sample_duty("handle", 1714000000);
  duty.warnings = {{1, 1713990000}};
  std::string json = thoihan::duties_json({duty});
  const std::size_t at = json.find("\"late_from\":1714000000");
  REQUIRE(at != std::string::npos);
  json.replace(at, std::string{"\"late_from\":1714000000"}.size(), "\"late_from\":' || (1714000000 + n) || '");
  raw_database(path).run(
      "PRAGMA foreign_keys = OFF; WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < " +
      std::to_string(duties) +
      ") INSERT INTO case_ SELECT n, printf('LH-2024-%06d', n), 'lac-hong', 1, 1, 'processing', 0, '', '', 1, n, 0, 0, "
      "0, "
      "zeroblob(32), '" +
      json + "', x'' FROM t");
  thoihan::sqlite::database db(path, SQLITE_OPEN_READWRITE);
  {
    // SQLite's own cache fills itself.
    thoihan::due_queue first;
    first.catch_up(db);
    CHECK(first.next(0, duties).size() == duties);
  }
  const std::size_t before = mallinfo2().uordblks;
  thoihan::due_queue queue;
  queue.catch_up(db);
  const std::size_t bytes = mallinfo2().uordblks - before;
  // Another allocator, as a sanitizer's, tells nothing.
  if (bytes > 0) {
    const std::size_t of_one = bytes / duties;
    CAPTURE(of_one);
    CHECK(of_one < 300);
  }
  CHECK(queue.next(1714000000 + duties - 3, 100).size() == 3);
  CHECK(queue.late(1714000000 + 5).size() == 5);
}

TEST_SUITE_END();
