// A plan as people get it wrong: every mistake at once, each at its place and with the nearest known name.
#include "thoihan/simulate/simulation_plan.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "tests/support/refusal.hpp"

namespace {

using thoihan::check_simulation;
using thoihan::rule_pack;

const std::string good = R"({ "format": 1, "seed": 3, "from": "2024-01-02", "until": "2024-02-01",
  "arrivals": { "a_day": 10 },
  "facts": { "urgent": { "true": 1, "false": 9 } },
  "acts": { "received": { "refuse": 0.1 } },
  "work": [ { "role": "operator", "takes": { "median_minutes": 12, "sigma": 0.6 } }, { "takes": { "minutes": 5 } } ],
  "staff": [ { "number": 2 } ],
  "waits": [ { "takes": { "mean_minutes": 60 } } ],
  "promise_working_days": { "3": 1 } })";

std::string changed(const std::string& from, const std::string& to) {
  const std::size_t at = good.find(from);
  REQUIRE(at != std::string::npos);
  REQUIRE(good.find(from, at + 1) == std::string::npos);
  return std::string{good}.replace(at, from.size(), to);
}

// "code line:column" of each finding.
std::vector<std::string> told(const rule_pack& pack, const std::string& text) {
  std::vector<std::string> out;
  for (const thoihan::finding& one : check_simulation(pack, "plan.json", text).findings)
    out.push_back(one.code + " " + std::to_string(one.where.line) + ":" + std::to_string(one.where.column));
  return out;
}

using list = std::vector<std::string>;

TEST_SUITE("simulation plan") {
  TEST_CASE("a good plan is read") {
    const rule_pack pack = pack_writer{}.load();
    const thoihan::simulation_plan plan = thoihan::read_simulation(pack, "plan.json", good);
    CHECK(plan.seed == 3);
    CHECK(plan.until - plan.from == 30);
    CHECK(plan.worlds == 1);
    REQUIRE(plan.work.size() == 2);
    CHECK(plan.work[0].takes.shape == thoihan::time_shape::lognormal);
    CHECK(plan.work[0].takes.sigma == 0.6);
    CHECK(plan.work[1].takes.minutes == 5);
    CHECK(plan.staff[0].number == 2);
    CHECK(plan.acts.size() == 1);
  }

  TEST_CASE("each mistake has its place") {
    const rule_pack pack = pack_writer{}.load();
    const std::vector<std::pair<std::string, list>> cases = {
        {changed("\"a_day\": 10", "\"a_day\": -10"), {"out-of-range 2:26"}},
        {changed("\"a_day\": 10", "\"a_day\": 0"), {"out-of-range 2:26"}},
        {changed("\"a_day\": 10", "\"a_day\": 1e300"), {"out-of-range 2:26"}},
        {changed("\"a_day\": 10", "\"a_dya\": 10"), {"missing-key 2:15", "unknown-key 2:17"}},
        {changed("\"a_day\": 10", "\"a_day\": 10, \"hours\": [1, 2]"), {"out-of-range 2:39"}},
        {changed("\"a_day\": 10", "\"at\": [\"2024-03-01T08:00\"]"), {"out-of-range 2:24"}},
        {changed("\"number\": 2", "\"number\": 0"), {"out-of-range 6:26"}},
        {changed("\"number\": 2", "\"number\": 2, \"hours\": \"ofice\""), {"unknown-name 6:38"}},
        {changed("{ \"number\": 2 }", "{ \"role\": \"operator\", \"number\": 2 }"), {"missing-rule 6:12"}},
        {changed("\"role\": \"operator\"", "\"role\": \"oprator\""), {"unknown-name 5:23"}},
        {changed("\"urgent\"", "\"urgnt\""), {"unknown-name 3:14"}},
        {changed("\"true\": 1", "\"ture\": 1"), {"unknown-name 3:26"}},
        {changed("\"true\": 1, \"false\": 9", "\"true\": 0, \"false\": 0"), {"out-of-range 3:24"}},
        {changed("\"received\"", "\"recieved\""), {"unknown-name 4:13"}},
        {changed("\"refuse\": 0.1", "\"enter_result\": 0.1"), {"unknown-name 4:27"}},
        {changed("\"refuse\": 0.1", "\"refuse\": 1.1"), {"out-of-range 4:37"}},
        {changed("\"refuse\": 0.1", "\"refuse\": 0.6, \"forward\": 0.6"), {"out-of-range 4:25"}},
        {changed(", \"sigma\": 0.6", ""), {"missing-key 5:44"}},
        {changed("{ \"minutes\": 5 }", "{ \"minutes\": 5, \"mean_minutes\": 4 }"), {"missing-key 5:97"}},
        {changed("{ \"minutes\": 5 }", "{ \"observed_minutes\": [] }"), {"empty-list 5:119"}},
        {changed("{ \"minutes\": 5 }", "{ \"minutes\": -5 }"), {"out-of-range 5:110"}},
        {changed("\"until\": \"2024-02-01\"", "\"until\": \"2024-01-02\""), {"out-of-range 1:58"}},
        {changed("\"until\": \"2024-02-01\"", "\"until\": \"2025-02-01\""), {"horizon 1:58"}},
        {changed("\"3\": 1", "\"-3\": 1"), {"out-of-range 8:29"}},
        {changed("\"seed\": 3", "\"seed\": 3, \"worlds\": 0"), {"out-of-range 1:37"}},
        {changed("\"seed\": 3", "\"seed\": 3, \"most_events\": 0"), {"out-of-range 1:42"}},
        {changed("\"format\": 1", "\"format\": 2"), {"format 1:13"}},
        {"[]", {"wrong-type 1:1"}},
    };
    for (const auto& [text, expected] : cases) {
      CAPTURE(text);
      CHECK(told(pack, text) == expected);
    }
  }

  TEST_CASE("all mistakes at once, and the nearest name") {
    const rule_pack pack = pack_writer{}.load();
    std::string text = changed("\"a_day\": 10", "\"a_day\": -1");
    text.replace(text.find("\"number\": 2"), 11, "\"number\": 0");
    text.replace(text.find("\"received\""), 10, "\"recieved\"");
    CHECK(told(pack, text) == list{"out-of-range 2:26", "unknown-name 4:13", "out-of-range 6:26"});
    const auto refusal =
        refusal_of([&] { thoihan::read_simulation(pack, "plan.json", changed("\"received\"", "\"recieved\"")); });
    check_message(refusal, "recieved", "received", "did you mean \"received\"?");
    CHECK(refusal->code() == thoihan::status::reference);
    CHECK(status_of([&] { thoihan::load_simulation(pack, "/nowhere/plan.json"); }) == thoihan::status::io);
  }
}

}  // namespace
