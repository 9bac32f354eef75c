// Checkpoints of the log.
#include <doctest/doctest.h>

#include "tests/contract/fresh_database.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "thoihan/store/store.hpp"

using thoihan::checkpoint;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;

TEST_SUITE_BEGIN("store: checkpoints");

TEST_CASE("the log is sealed up to its newest event, and again only when there are others") {
  const fresh_database database;
  store s = database.open();
  CHECK_FALSE(s.last_checkpoint());
  check_message(refusal_of([&] { s.seal_log(5); }), database.name(), "chưa có sự kiện", "no event yet");
  CHECK(status_of([&] { s.seal_log(5); }) == status::misuse);
  write_case(s, first_case);
  const checkpoint one = s.seal_log(100);
  CHECK(one.number == 1);
  CHECK(one.first == 1);
  CHECK(one.last == 2);
  CHECK(one.at == 100);
  CHECK(s.last_checkpoint() == one);
  CHECK(s.seal_log(200) == one);
  write_case(s, second_case);
  store other = database.open(store_mode::existing);
  const checkpoint two = other.seal_log(300);
  CHECK(two.number == 2);
  CHECK(two.first == 3);
  CHECK(two.last == 4);
  CHECK(two.digest != one.digest);
  CHECK(s.seal_log(400) == two);
  for (const auto& known : {one, two}) {
    const thoihan::verification found = s.verify(known.digest);
    CHECK(found.problems.empty());
    CHECK(found.knows_digest);
    CHECK(found.checkpoints == 2);
  }
  CHECK_FALSE(s.verify().knows_digest);
  // One that covers the same events and was made at another time is another.
  const fresh_database elsewhere;
  store twin = elsewhere.open();
  write_case(twin, first_case);
  CHECK(twin.events_of(first_case) == s.events_of(first_case));
  CHECK(twin.seal_log(101).digest != one.digest);
}

TEST_SUITE_END();
