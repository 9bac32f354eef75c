// The routing table asked with what is known, and what would decide where that is not enough.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/limits.hpp"
#include "tests/support/pack_writer.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/pack/route.hpp"

namespace {

using thoihan::authority;
using thoihan::fact_value;
using thoihan::office_time;
using names = std::vector<std::string>;

struct asked {
  std::string row;  // empty: none
  names possible;
  names missing;
};

// `said`: facts with their numbers.
asked ask(const thoihan::rule_pack& pack, const std::vector<std::pair<std::string, std::int64_t>>& said) {
  std::vector<fact_value> facts = thoihan::standard_facts(pack);
  for (const auto& [fact, number] : said) facts[thoihan::find_id(pack.facts, fact).value()] = fact_value::of(number);
  const thoihan::route_answer answer = thoihan::find_route(pack, facts);
  asked out;
  if (answer.row) out.row = pack.routing[*answer.row].id;
  for (const std::size_t row : answer.possible) out.possible.push_back(pack.routing[row].id);
  for (const std::uint16_t fact : answer.missing) out.missing.push_back(pack.facts[fact].id);
  return out;
}

// The choice values are in alphabetical order: other, roads, water.
constexpr std::int64_t other = 0;
constexpr std::int64_t roads = 1;
constexpr std::int64_t water = 2;

thoihan::rule_pack with_rows(const std::string& rows) {
  pack_writer rules;
  rules.plant("pack.json", R"({ "id": "roads", "when": { "field": "roads" }, "lead": "so-giao-thong", "support": ["ubnd-xa-an-hoa"], "cite": "2.1" },
    { "id": "water", "when": { "field": "water" }, "lead": "cap-nuoc", "support": [], "cite": "2.1" })", rows);
  return rules.load();
}

std::string row(const std::string& id, const std::string& when) {
  return R"({ "id": ")" + id + R"(", "when": )" + when + R"(, "lead": "cap-nuoc", "cite": "2.1" })";
}

}  // namespace

TEST_SUITE("route") {
  TEST_CASE("a row that holds") {
    const pack_writer rules;
    const thoihan::rule_pack pack = rules.load();
    CHECK(ask(pack, {{"field", roads}}).row == "roads");
    const asked answer = ask(pack, {{"field", water}});
    CHECK(answer.row == "water");
    CHECK(answer.possible.empty());
    CHECK(answer.missing.empty());
  }

  TEST_CASE("nothing said yet: every row, and the fact that decides") {
    const pack_writer rules;
    const asked answer = ask(rules.load(), {});
    CHECK(answer.row == "");
    CHECK(answer.possible == names{"roads", "water"});
    CHECK(answer.missing == names{"field"});
  }

  TEST_CASE("all said and no row: the authority is unclear") {
    const pack_writer rules;
    const asked answer = ask(rules.load(), {{"field", other}});
    CHECK(answer.row == "");
    CHECK(answer.possible.empty());
    CHECK(answer.missing.empty());
  }

  TEST_CASE("only the facts of rows that could still hold are asked for") {
    const thoihan::rule_pack pack =
        with_rows(row("a", R"({ "field": "roads", "attempts": { "at_least": 3 } })") + "," +
                  row("b", R"({ "field": "roads", "attempts": { "at_most": 2 }, "content": { "present": true } })") + "," +
                  row("c", R"({ "field": "water", "reputation": true })"));
    const asked answer = ask(pack, {{"field", roads}});
    CHECK(answer.possible == names{"a", "b"});
    CHECK(answer.missing == names{"attempts", "content"});
    CHECK(ask(pack, {{"field", roads}, {"attempts", 3}}).row == "a");
    CHECK(ask(pack, {{"field", roads}, {"attempts", 2}}).missing == names{"content"});
    // A default has spoken: c cannot hold while reputation is false.
    CHECK(ask(pack, {{"field", water}}).possible.empty());
    CHECK(ask(pack, {{"field", water}, {"reputation", 1}}).row == "c");
  }

  TEST_CASE("a row that contradicts itself is never possible") {
    // At least 5 and at most 4: no number of attempts does. One fact asked twice needs more than its parts.
    const thoihan::rule_pack pack = with_rows(
        row("a", R"({ "all": [ { "attempts": { "at_least": 5 } }, { "not": { "attempts": { "at_least": 4 } } } ] })") + "," +
        row("b", R"({ "all": [ { "attempts": { "at_least": 5 } }, { "not": { "attempts": { "at_least": 7 } } } ] })"));
    CHECK(ask(pack, {}).possible == names{"b"});
    CHECK(ask(pack, {{"attempts", 6}}).row == "b");
    CHECK(ask(pack, {{"attempts", 7}}).possible.empty());
  }

  TEST_CASE("a row for what nobody has said holds until it is said") {
    const thoihan::rule_pack pack = with_rows(row("a", R"({ "field": { "present": false } })"));
    CHECK(ask(pack, {}).row == "a");
    CHECK(ask(pack, {{"field", roads}}).possible.empty());
  }

  TEST_CASE("dates and instants are told apart, too") {
    const thoihan::rule_pack pack = with_rows(row("a", R"({ "completion": "2024-05-06", "visit": "2024-05-06T09:00" })"));
    CHECK(ask(pack, {}).missing == names{"completion", "visit"});
    CHECK(ask(pack, {{"completion", date_of("2024-05-07")}}).possible.empty());
    CHECK(ask(pack, {{"completion", date_of("2024-05-06")}, {"visit", moment("2024-05-06T09:00")}}).row == "a");
  }

  TEST_CASE("in office from the first to the last date, both included") {
    authority body;
    CHECK(thoihan::office_at(body, date_of("2024-01-01")) == office_time::in_office);
    body.from = date_of("2022-07-08");
    body.until = date_of("2025-06-30");
    CHECK(thoihan::office_at(body, date_of("2022-07-07")) == office_time::not_begun);
    CHECK(thoihan::office_at(body, date_of("2022-07-08")) == office_time::in_office);
    CHECK(thoihan::office_at(body, date_of("2025-06-30")) == office_time::in_office);
    CHECK(thoihan::office_at(body, date_of("2025-07-01")) == office_time::ended);
  }
}
