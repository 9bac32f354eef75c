#include "thoihan/engine/command.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "thoihan/pack/error.hpp"
#include "thoihan/time/civil.hpp"

namespace {

using thoihan::command;
using thoihan::days_from_civil;
using thoihan::error;
using thoihan::instant_at;
using thoihan::read_command;
using thoihan::status;

error refused(const std::string& text) {
  try {
    read_command(text);
  } catch (const error& problem) {
    return problem;
  }
  FAIL("read: ", text);
  throw;
}

// A command with one member in another form.
std::string with(const std::string& key, const std::string& value) {
  const std::vector<std::pair<std::string, std::string>> members = {
      {"case", R"("LH-1")"}, {"key", R"("k1")"}, {"at", R"("2024-04-25T09:10")"}, {"event", R"("receive")"}, {"by", R"({"role":"operator"})"}};
  std::string out;
  bool known = false;
  for (const auto& [name, standard] : members) {
    known = known || name == key;
    if (name == key && value.empty()) continue;
    out += (out.empty() ? "{\"" : ",\"") + name + "\":" + (name == key ? value : standard);
  }
  if (!known) out += ",\"" + key + "\":" + value;
  return out + "}";
}

}  // namespace

TEST_SUITE("command") {
  TEST_CASE("a whole command") {
    const command c = read_command(R"({ "case": "LH-2024-000001", "key": "k1", "at": "2024-04-25T09:10", "recorded_at": "2024-04-25T02:15:30Z",
      "event": "receive", "by": { "role": "authority", "authority": "so-giao-thong", "officer": "Nguyễn An" }, "expected_events": 0,
      "facts": { "urgent": true, "attempts": -3, "content": "Đèn hỏng", "field": "roads" } })");
    CHECK(c.case_id == "LH-2024-000001");
    CHECK(c.key == "k1");
    // 09:10 in Viet Nam; 02:15:30Z is 09:15:30 there.
    CHECK(c.at == instant_at(days_from_civil(2024, 4, 25), 9 * 3600 + 10 * 60));
    CHECK(c.recorded_at == c.at + 5 * 60 + 30);
    CHECK(c.event == "receive");
    CHECK(c.role == "authority");
    CHECK(c.authority == "so-giao-thong");
    CHECK(c.officer == "Nguyễn An");
    CHECK(c.expected_events == 0);
    REQUIRE(c.facts.size() == 4);
    // By name, whatever their order in the text.
    CHECK(c.facts[0] == std::pair<std::string, thoihan::fact_input>{"attempts", std::int64_t{-3}});
    CHECK(c.facts[1] == std::pair<std::string, thoihan::fact_input>{"content", std::string{"Đèn hỏng"}});
    CHECK(c.facts[2] == std::pair<std::string, thoihan::fact_input>{"field", std::string{"roads"}});
    CHECK(c.facts[3] == std::pair<std::string, thoihan::fact_input>{"urgent", true});
  }

  TEST_CASE("what may be left out") {
    const command c = read_command(with("at", R"("2024-04-25T24:00")"));
    CHECK(c.at == instant_at(days_from_civil(2024, 4, 26), 0));
    CHECK(c.recorded_at == c.at);
    CHECK(c.authority == "");
    CHECK(c.officer == "");
    CHECK(c.facts.empty());
    CHECK_FALSE(c.expected_events.has_value());
    CHECK(read_command(with("facts", "{}")).facts.empty());
    CHECK(read_command(with("key", "\"" + std::string(200, 'k') + "\"")).key.size() == 200);
    CHECK(read_command(with("at", R"("2024-04-25T09:10:00.000+07:00")")).at == instant_at(days_from_civil(2024, 4, 25), 33000));
  }

  TEST_CASE("times: whole seconds between 1990 and 2099") {
    struct wrong { std::string text; std::string says; };
    const wrong cases[] = {
        {"2024-04-25T09:10:00.5", "a fraction of a second must be truncated, not rounded"},
        {"1989-12-31T23:59:59", "outside 1990-01-01 to 2099-12-31"},
        {"2100-01-01T00:00:01", "outside 1990-01-01 to 2099-12-31"},
        {"2024-02-30T09:10", "there is no such date or time"},
        {"2024-04-25T25:00", "there is no such date or time"},
        {"2024-04-25T24:01", "there is no such date or time"},
        {"2024-04-25", "expected an RFC 3339 time"},
        {"25/4/2024 09:10", "expected an RFC 3339 time"},
        {"", "expected an RFC 3339 time"},
    };
    for (const wrong& w : cases) {
      CAPTURE(w.text);
      for (const std::string& key : std::vector<std::string>{"at", "recorded_at"}) {
        const error problem = refused(with(key, "\"" + w.text + "\""));
        CHECK(problem.code() == status::range);
        CHECK(problem.where().line == 1);
        CHECK(problem.where().pointer == "/" + key);
        CHECK_MESSAGE(problem.text().en.find(w.says) != std::string::npos, problem.text().en);
        CHECK(problem.text().vi != problem.text().en);
      }
    }
  }

  TEST_CASE("what is wrong, and where") {
    struct wrong { std::string text; status code; int line; int column; std::string says; };
    const wrong cases[] = {
        {"", status::syntax, 1, 1, "not valid JSON"},
        {"{", status::syntax, 1, 2, "not valid JSON"},
        {with("case", "\"LH-1\"") + "x", status::syntax, 1, 0, "not valid JSON"},
        {"{\"case\":\"\xff\"}", status::syntax, 1, 0, "not valid JSON"},
        {R"({"case":"a","case":"b"})", status::syntax, 1, 13, "stands here twice; first on line 1, column 2"},
        {"[]", status::schema, 1, 1, "expected an object, found an array"},
        {with("case", ""), status::schema, 1, 1, "the key \"case\" is missing"},
        {with("key", ""), status::schema, 1, 1, "the key \"key\" is missing"},
        {with("at", ""), status::schema, 1, 1, "the key \"at\" is missing"},
        {with("event", ""), status::schema, 1, 1, "the key \"event\" is missing"},
        {with("by", ""), status::schema, 1, 1, "the key \"by\" is missing"},
        {with("by", "{}"), status::schema, 1, 0, "the key \"role\" is missing"},
        {with("by", "\"operator\""), status::schema, 1, 0, "expected an object, found a string"},
        {with("by", R"({"role":"operator","offizer":"x"})"), status::schema, 1, 0, "did you mean \"officer\"?"},
        {with("case", "7"), status::schema, 1, 9, "expected a string, found a number"},
        {with("case", "\"\""), status::schema, 1, 9, "\"case\" has 1 to 200 bytes"},
        {with("case", "\"" + std::string(201, 'c') + "\""), status::schema, 1, 9, "\"case\" has 1 to 200 bytes"},
        {with("case", "\"a\\u0000b\""), status::schema, 1, 9, "NUL"},
        {with("at", "1714011000"), status::schema, 1, 0, "expected a string, found a number"},
        {"{\"case\":\"LH-1\",\n \"keys\":\"k\",\"key\":\"k1\",\"at\":\"2024-04-25T09:10\",\"event\":\"e\",\"by\":{\"role\":\"r\"}}", status::schema, 2, 2,
         "did you mean \"key\"?"},
        {with("facts", "[]"), status::schema, 1, 0, "expected an object, found an array"},
        {with("facts", R"({"urgent":null})"), status::schema, 1, 0, "the fact \"urgent\" must be a string, a whole number, true or false"},
        {with("facts", R"({"attempts":1.5})"), status::schema, 1, 0, "the fact \"attempts\" must be"},
        {with("facts", R"({"attempts":9223372036854775808})"), status::schema, 1, 0, "the fact \"attempts\" must be"},
        {with("facts", R"({"content":["x"]})"), status::schema, 1, 0, "the fact \"content\" must be"},
        {with("facts", R"({"content":"a\u0000b"})"), status::schema, 1, 0, "NUL"},
        {with("facts", R"({"a":"1","a":"2"})"), status::syntax, 1, 0, "twice"},
        {with("expected_events", "-1"), status::schema, 1, 0, "-1 is outside 0 to 2000000000"},
        {with("expected_events", "\"1\""), status::schema, 1, 0, "expected a whole number"},
    };
    for (const wrong& w : cases) {
      CAPTURE(w.text);
      const error problem = refused(w.text);
      CHECK(problem.code() == w.code);
      CHECK(problem.where().line == w.line);
      if (w.column != 0) CHECK(problem.where().column == w.column);
      else CHECK(problem.where().column > 1);
      CHECK_MESSAGE(problem.text().en.find(w.says) != std::string::npos, problem.text().en);
      CHECK(problem.text().vi != problem.text().en);
      CHECK_FALSE(problem.text().vi.empty());
    }
  }

  TEST_CASE("all mistakes of one command at once, in the order of the text") {
    const error problem = refused("{\"key\": 7,\n \"case\": \"\",\n \"at\": \"2024-04-25T09:10:00.5\",\n \"event\": \"receive\",\n \"by\": {\"rule\": \"x\"},\n"
                                  " \"facts\": {\"a\": null},\n \"expected_events\": 1.5}");
    REQUIRE(problem.details().size() == 7);
    // key, case, at, role missing, rule unknown, the fact, the number of events.
    const std::vector<std::string> places = {"1:9: ", "2:10: ", "3:8: ", "5:8: ", "5:9: ", "6:17: ", "7:21: "};
    for (std::size_t i = 0; i < places.size(); ++i) CHECK_MESSAGE(problem.details()[i].find(places[i]) != std::string::npos, problem.details()[i]);
    CHECK(problem.where().line == 1);
  }

  TEST_CASE("too deep and too big") {
    std::string deep = "\"x\"";
    for (int i = 0; i < 40; ++i) deep = "[" + deep + "]";
    CHECK_THROWS_AS(read_command(with("facts", deep)), error);
    CHECK_THROWS_AS(read_command(with("facts", "{\"content\":\"" + std::string(std::size_t{5} << 20U, 'x') + "\"}")), error);
  }
}
