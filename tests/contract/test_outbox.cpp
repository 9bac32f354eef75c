// The outbox: what the host owes stays owed until it says that it went out, and is never lost in between.
#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/contract/fresh_database.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/store/store.hpp"

using thoihan::instant;
using thoihan::notice_row;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;

namespace {

std::string told(const std::vector<notice_row>& rows) {
  std::string out;
  for (const notice_row& row : rows)
    out += std::to_string(row.id) + " " + row.case_id + " " + std::to_string(row.event_number) + " " + row.notice + ";";
  return out;
}

bool acknowledge(store& s, std::int64_t id, instant at) {
  bool out = false;
  s.write([&](store_writer& w) { out = w.acknowledge_notice(id, at); });
  return out;
}

}  // namespace

TEST_SUITE_BEGIN("store: outbox");

TEST_CASE("owed until acknowledged, the oldest first") {
  const fresh_database database;
  two_cases(database);
  store s = database.open(store_mode::existing);
  s.write([](store_writer& w) {
    // By the event that owes it, whatever its case and number are said to be.
    w.add_notice(3, {77, "LH-9", 9, "received", "reporter", "sms", {}, 5});
    w.add_notice(1, {0, "", 0, "received", "leader", "", {"due"}, std::nullopt});
  });
  const std::string all =
      "1 LH-2024-000001 2 handed-on;2 LH-2024-000002 2 handed-on;3 LH-2024-000002 1 received;"
      "4 LH-2024-000001 1 received;";
  CHECK(told(s.owed_notices(0, 100)) == all);
  CHECK(told(s.owed_notices(-5, 100)) == all);
  CHECK(told(s.owed_notices(0, 2)) == "1 LH-2024-000001 2 handed-on;2 LH-2024-000002 2 handed-on;");
  CHECK(told(s.owed_notices(2, 1)) == "3 LH-2024-000002 1 received;");
  CHECK(s.owed_notices(4, 100).empty());
  CHECK(s.owed_notices(0, 0).empty());
  CHECK(s.owed_notices(0, -1).empty());
  CHECK(told(s.notices_of(first_case)) == "4 LH-2024-000001 1 received;1 LH-2024-000001 2 handed-on;");
  CHECK_FALSE(s.notices_of(first_case)[0].acknowledged_at);

  CHECK(acknowledge(s, 2, 900));
  CHECK_FALSE(acknowledge(s, 2, 901));  // the first time counts
  CHECK_FALSE(acknowledge(s, 5, 900));
  CHECK_FALSE(acknowledge(s, 0, 900));
  CHECK(told(s.owed_notices(0, 100)) ==
        "1 LH-2024-000001 2 handed-on;3 LH-2024-000002 1 received;4 LH-2024-000001 1 received;");
  CHECK(s.notices_of(second_case)[1].acknowledged_at == 900);
  CHECK(s.notices_of(second_case)[1].facts == std::vector<std::string>{"lead", "due"});
  CHECK(s.verify().problems.empty());
}

TEST_CASE("an acknowledgement that was not committed is none") {
  const fresh_database database;
  two_cases(database);
  store s = database.open(store_mode::existing);
  CHECK_THROWS(s.write([](store_writer& w) {
    CHECK(w.acknowledge_notice(1, 900));
    CHECK_FALSE(w.acknowledge_notice(1, 900));
    throw std::runtime_error("the host's");
  }));
  CHECK(s.owed_notices(0, 100).size() == 2);
  s.write([](store_writer& w) {
    CHECK_THROWS(w.attempt([&] {
      CHECK(w.acknowledge_notice(1, 900));
      throw std::runtime_error("the host's");
    }));
    CHECK(w.acknowledge_notice(1, 901));
  });
  CHECK(s.notices_of(first_case)[0].acknowledged_at == 901);
}

// Nobody is told anything of a state secret, and no id is given twice.
TEST_CASE("what is owed of a case whose facts are erased is owed no more") {
  const fresh_database database;
  two_cases(database);
  store s = database.open(store_mode::existing);
  s.write([](store_writer& w) {
    w.add_notice(3, {0, "", 0, "received", "reporter", "sms", {}, std::nullopt});
    CHECK(w.acknowledge_notice(2, 700));
    thoihan::case_row row = *w.find_case(second_case);
    w.erase(row, thoihan::erasure::facts);
    thoihan::stored_event event = sample_event("k3", 800);
    event.facts = std::nullopt;
    for (thoihan::duty_row& duty : row.running) duty.status = thoihan::duty_status::cancelled;
    event.decided = thoihan::duties_json(row.running);
    row.running.clear();
    w.append(event, row);
    w.add_notice(event.sequence, {0, "", 0, "closed", "reporter", "sms", {}, std::nullopt});
  });
  CHECK(told(s.owed_notices(0, 100)) == "1 LH-2024-000001 2 handed-on;4 LH-2024-000002 3 closed;");
  CHECK(s.notices_of(second_case)[0].acknowledged_at == 860);  // when it was recorded
  CHECK(s.notices_of(second_case)[1].acknowledged_at == 700);
  CHECK(s.verify().problems.empty());
}

// Senders that are killed between sending and saying so: every notice is sent at least once, and each that was
// acknowledged by one alone.
TEST_CASE("at least once, though senders are killed at any moment") {
  const fresh_database database;
  constexpr int notices = 60;
  {
    store s = database.open();
    s.write([](store_writer& w) {
      keep_sample_texts(w);
      thoihan::case_row row = sample_case(first_case);
      const auto event = append_duties(w, row, "k1", {});
      for (int i = 0; i < notices; ++i)
        w.add_notice(event.sequence, {0, first_case, 1, "n" + std::to_string(i), "reporter", "sms", {}, std::nullopt});
    });
  }
  const temporary_folder folder;
  const std::string sent = folder.file("sent");
  int killed = 0;
  for (int round = 0; round < 500; ++round) {
    const int code = in_child([&] {
      store s = database.open(store_mode::existing, 60000);
      for (int i = 0; i < 3; ++i) {
        const auto owed = s.owed_notices(0, 1);
        if (owed.empty()) return 0;
        std::ofstream(sent, std::ios::app) << owed[0].notice << "\n";
        if ((round + i) % 4 == 0) ::raise(SIGKILL);
        s.write([&](store_writer& w) { w.acknowledge_notice(owed[0].id, round); });
      }
      return 1;
    });
    if (code == 0) break;
    killed += code > 1 ? 1 : 0;
  }
  CHECK(killed > 5);
  std::vector<int> times(notices, 0);
  std::ifstream lines(sent);
  for (std::string line; std::getline(lines, line);) ++times.at(std::stoul(line.substr(1)));
  int twice = 0;
  for (const int n : times) {
    CHECK(n >= 1);
    twice += n > 1 ? 1 : 0;
  }
  CHECK(twice > 0);
  const store s = database.open(store_mode::existing);
  CHECK(s.owed_notices(0, 100).empty());
  CHECK(s.verify().problems.empty());
}

TEST_SUITE_END();
