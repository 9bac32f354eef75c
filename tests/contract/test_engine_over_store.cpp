// The engine over every kind of store says what it says over a file, command by command; and several engines at once lose nothing.
#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/contract/fresh_database.hpp"
#include "tests/support/pack_writer.hpp"
#include "tests/support/refusal.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::breach_row;
using thoihan::case_answer;
using thoihan::command;
using thoihan::engine;
using thoihan::instant;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;

instant at(const std::string& text) {
  instant t = 0;
  REQUIRE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none);
  return t;
}

command act(const std::string& case_id, const std::string& key, const std::string& when, const std::string& event,
            const std::string& role, thoihan::fact_inputs facts = {}, const std::string& authority = "") {
  command c;
  c.case_id = case_id;
  c.key = key;
  c.at = at(when);
  c.recorded_at = c.at;
  c.event = event;
  c.role = role;
  c.authority = authority;
  c.officer = "Nguyễn An";
  c.facts = std::move(facts);
  return c;
}

command received(const std::string& case_id) {
  return act(case_id, "k1", "2024-04-25T09:10", "receive", "operator",
             {{"channel", std::string{"phone"}}, {"content", std::string{"Đèn hỏng ở đầu hẻm 12"}}});
}

command forwarded(const std::string& case_id, const std::string& key = "k2",
                  const std::string& when = "2024-04-25T10:00") {
  return act(case_id, key, when, "forward", "operator", {{"field", std::string{"roads"}}});
}

std::string told(const std::vector<thoihan::duty_row>& duties) {
  std::string out;
  for (const thoihan::duty_row& duty : duties) {
    out +=
        " " + duty.duty + "/" + std::to_string(duty.round) + "=" + std::string{thoihan::duty_status_name(duty.status)};
    if (duty.late_from) out += "@" + std::to_string(*duty.late_from);
  }
  return out;
}

std::string told(const std::vector<breach_row>& rows) {
  std::string out;
  for (const breach_row& row : rows)
    out += " " + row.case_id + " " + row.duty + " " + row.kind + "@" + std::to_string(row.at) + "-" +
           std::to_string(row.annulled_by);
  return out;
}

// What a store and its engine answer to the same words, line by line.
std::vector<std::string> story(store& s, const thoihan::rule_pack& rules) {
  std::vector<std::string> lines;
  engine e{s};
  e.use(rules);
  const auto apply = [&](const command& one) {
    std::string line;
    const auto refusal = refusal_of([&] {
      const case_answer answer = e.apply(one);
      line = std::to_string(answer.sequence) + " " + std::to_string(answer.number) + " " + answer.state +
             (answer.repeated ? " again" : "") + told(answer.duties);
      for (const auto& notice : answer.notices) line += " !" + notice.notice;
    });
    lines.push_back(refusal ? std::string{thoihan::status_name(refusal->code())} : line);
  };
  apply(received("LH-1"));
  apply(received("LH-2"));
  apply(received("LH-1"));
  apply(forwarded("LH-1"));
  apply(act("LH-1", "k2", "2024-04-25T10:00", "forward", "operator", {{"field", std::string{"lighting"}}}));
  apply(act("LH-1", "k9", "2024-04-25T10:05", "nothing", "operator"));
  // LH-2 was to be forwarded by 11:10; a tick is faster than the act, which was in time.
  lines.push_back(told(e.tick(at("2024-04-25T12:00"))));
  lines.push_back(told(e.tick(at("2024-04-25T12:00"))));
  command in_time = forwarded("LH-2", "k2", "2024-04-25T10:30");
  in_time.recorded_at = at("2024-04-25T12:01");
  apply(in_time);
  lines.push_back(told(s.breaches_of("LH-2")));
  lines.push_back(told(e.tick(at("2024-06-01T00:00"))));
  command withdrawal;
  withdrawal.case_id = "LH-1";
  withdrawal.key = "w1";
  withdrawal.kind = thoihan::event_kind::withdraw;
  withdrawal.at = withdrawal.recorded_at = at("2024-06-01T08:00");
  withdrawal.about = 2;
  withdrawal.role = "operator";
  withdrawal.officer = "Nguyễn An";
  withdrawal.reason = "nhầm";
  apply(withdrawal);
  const auto results = e.apply_all({received("LH-3"), received("LH-3"), forwarded("LH-9"), forwarded("LH-3")});
  for (const auto& one : results) lines.push_back(std::holds_alternative<case_answer>(one) ? "taken" : "refused");
  for (const std::string case_id : {"LH-1", "LH-2", "LH-3"}) {
    lines.push_back(told(s.duties_of(case_id)) + told(s.breaches_of(case_id)));
    for (const auto& notice : s.notices_of(case_id))
      lines.push_back(notice.notice + std::to_string(notice.withdrawn_by));
    for (const auto& event : s.events_of(case_id))
      lines.push_back(event.kind + " " + event.key + " " + event.details + " " + event.decided);
    CHECK(e.view(case_id) == e.replay(case_id, {}));
  }
  for (const auto& duty : s.late(at("2024-06-01T00:00"))) lines.push_back(duty.case_id + " " + duty.duty.duty);
  CHECK(s.verify().problems.empty());
  return lines;
}

}  // namespace

TEST_SUITE_BEGIN("store: engine");

TEST_CASE("the same answers as over a file") {
  const pack_writer rules;
  const thoihan::rule_pack pack = rules.load();
  const temporary_folder folder;
  store file = store::open(folder.file("reports.db"), store_mode::create);
  const fresh_database database;
  store s = database.open();
  const std::vector<std::string> expected = story(file, pack);
  const std::vector<std::string> found = story(s, pack);
  CHECK(expected.size() > 20);
  CHECK(found == expected);
}

// Every worker sends every command, as if each had lost the answer of the other, and ticks.
TEST_CASE("four engines at once: each command once, each breach once") {
  const pack_writer rules;
  const thoihan::rule_pack pack = rules.load();
  const fresh_database database;
  { store s = database.open(); }
  constexpr int workers = 4;
  constexpr int cases = 12;
  std::atomic<int> taken{0};
  std::atomic<int> breaches{0};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < workers; ++i) {
    threads.emplace_back([&, i] {
      try {
        store s = database.open(store_mode::existing, 60000);
        engine e{s};
        e.use(pack);
        for (int k = 0; k < cases; ++k) {
          const std::string case_id = "LH-" + std::to_string((k + i * 3) % cases);
          taken += e.apply(received(case_id)).repeated ? 0 : 1;
          taken += e.apply(forwarded(case_id)).repeated ? 0 : 1;
          breaches += static_cast<int>(e.tick(at("2024-06-01T00:00")).size());
        }
      } catch (const std::exception& problem) {
        ++failures;
        MESSAGE(problem.what());
      }
    });
  }
  for (std::thread& one : threads) one.join();
  store s = database.open();
  engine e{s};
  CHECK(failures == 0);
  CHECK(taken == 2 * cases);
  CHECK(s.events() == 2 * cases);
  breaches += static_cast<int>(e.tick(at("2024-06-01T00:00")).size());
  int recorded = 0;
  for (int k = 0; k < cases; ++k) {
    const auto rows = s.breaches_of("LH-" + std::to_string(k));
    recorded += static_cast<int>(rows.size());
    CHECK(rows.size() >= 1);
  }
  CHECK(breaches == recorded);
  CHECK(e.tick(at("2024-06-01T00:00")).empty());
  CHECK(s.verify().problems.empty());
}

TEST_SUITE_END();
