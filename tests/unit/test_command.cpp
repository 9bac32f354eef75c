#include "thoihan/engine/command.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "thoihan/pack/error.hpp"
#include "thoihan/time/civil.hpp"

namespace {

using thoihan::command;
using thoihan::days_from_civil;
using thoihan::details_json;
using thoihan::error;
using thoihan::event_kind;
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
        {with("facts", R"({"urgent":null})"), status::schema, 1, 0, "the fact \"urgent\" must be a string, a whole number, true, false or an array of strings"},
        {with("facts", R"({"attempts":1.5})"), status::schema, 1, 0, "the fact \"attempts\" must be"},
        {with("facts", R"({"attempts":9223372036854775808})"), status::schema, 1, 0, "the fact \"attempts\" must be"},
        {with("facts", R"({"content":[7]})"), status::schema, 1, 0, "expected a string, found a number"},
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

  TEST_CASE("what becomes of a history") {
    const std::string head = R"({"case":"LH-1","key":"k2","at":"2024-04-26T08:00","by":{"role":"operator"},)";
    const command correct = read_command(head + R"("correct":3,"happened_at":"2024-04-25T10:00","facts":{"field":"water"},"without":["urgent"],
      "override":["not-in-office"],"reason":"nhầm"})");
    CHECK(correct.kind == event_kind::correct);
    CHECK(correct.about == 3);
    CHECK(correct.happened_at == instant_at(days_from_civil(2024, 4, 25), 36000));
    CHECK(correct.at == instant_at(days_from_civil(2024, 4, 26), 28800));
    CHECK(correct.facts == thoihan::fact_inputs{{"field", std::string{"water"}}});
    CHECK(correct.without == std::vector<std::string>{"urgent"});
    CHECK(correct.overrides.not_in_office);
    CHECK(correct.reason == "nhầm");
    CHECK(correct.event.empty());
    CHECK(read_command(head + R"("correct":1,"without":"urgent","reason":"r"})").without == std::vector<std::string>{"urgent"});
    const command withdraw = read_command(head + R"("withdraw":2000000000,"reason":"r"})");
    CHECK(withdraw.kind == event_kind::withdraw);
    CHECK(withdraw.about == 2'000'000'000);
    CHECK_FALSE(withdraw.happened_at.has_value());
    const command link = read_command(head + R"("link":"LH-7","reason":"r"})");
    CHECK(link.kind == event_kind::link);
    CHECK(link.other_case == "LH-7");
    const command split = read_command(head + R"("split":"LH-9","facts":{"field":"water"},"override":["ended"]})");
    CHECK(split.kind == event_kind::split);
    CHECK(split.other_case == "LH-9");
    CHECK(split.facts.size() == 1);
    CHECK(split.overrides.ended);
    CHECK(split.reason.empty());
    const command migrate = read_command(head + R"("migrate":"abc","expected_events":4,"mapping":{"states":{"a":"b"},"events":{"c":null,"d":"e"},"facts":{"f":null},
      "values":{"f":{"g":"h"}},"channels":{"i":"j"},"roles":{"k":"l"},"duties":{"m":"n"},"authorities":{"o":"p"}}})");
    CHECK(migrate.kind == event_kind::migrate);
    CHECK(migrate.target_pack == "abc");
    CHECK(migrate.expected_events == 4);
    thoihan::id_mapping expected;
    expected.states = {{"a", "b"}};
    expected.events = {{"c", ""}, {"d", "e"}};
    expected.facts = {{"f", ""}};
    expected.values = {{"f", {{"g", "h"}}}};
    expected.channels = {{"i", "j"}};
    expected.roles = {{"k", "l"}};
    expected.duties = {{"m", "n"}};
    expected.authorities = {{"o", "p"}};
    CHECK(migrate.mapping == expected);
    CHECK(read_command(head + R"("migrate":"abc","reason":"mới"})").reason == "mới");
    CHECK(read_command(with("at", R"("2024-04-25T09:10")")).kind == event_kind::act);
  }

  TEST_CASE("what becomes of a history: what is wrong") {
    const std::string head = R"({"case":"LH-1","key":"k2","at":"2024-04-26T08:00","by":{"role":"operator"},)";
    struct wrong { std::string rest; std::string says; };
    const wrong cases[] = {
        {R"("correct":0,"reason":"r"})", "0 is outside 1 to 2000000000"},
        {R"("correct":"3","reason":"r"})", "expected a whole number"},
        {R"("correct":3,"facts":{"a":1}})", "the key \"reason\" is missing"},
        {R"("withdraw":3})", "the key \"reason\" is missing"},
        {R"("link":"LH-2"})", "the key \"reason\" is missing"},
        {R"("withdraw":3,"reason":""})", "\"reason\" has 1 to 10000 bytes"},
        {R"("split":"LH-2","reason":""})", "\"reason\" has 1 to 10000 bytes"},
        {R"("withdraw":3,"reason":"r","facts":{}})", "\"facts\""},
        {R"("withdraw":3,"reason":"r","happened_at":"2024-04-25T10:00"})", "\"happened_at\""},
        {R"("link":"","reason":"r"})", "\"link\" has 1 to 200 bytes"},
        {R"("split":7})", "expected a string, found a number"},
        {R"("migrate":")" + std::string(65, 'a') + "\"}", "\"migrate\" has 1 to 64 bytes"},
        {R"("migrate":"abc","mapping":{"stats":{}}})", "did you mean \"states\"?"},
        {R"("migrate":"abc","mapping":{"states":{"a":null}}})", "expected a string, found null"},
        {R"("migrate":"abc","mapping":{"states":{"a":""}}})", "a name is required"},
        {R"("migrate":"abc","mapping":[]})", "expected an object"},
        {R"("correct":3,"happened_at":"2024-04-25","reason":"r"})", "expected an RFC 3339 time"},
        {R"("event":"receive","reason":"r"})", "\"reason\""},
        {R"("event":"receive","split_from":"LH-2"})", "\"split_from\""},
        {R"("wihtdraw":3,"reason":"r"})", "did you mean \"withdraw\"?"},
        {R"("event":"receive","withdraw":3,"reason":"r"})", "only one may stand here of: \"event\", \"correct\", \"withdraw\", \"link\", \"split\", \"migrate\", \"erase\""},
    };
    for (const wrong& w : cases) {
      CAPTURE(w.rest);
      const error problem = refused(head + w.rest);
      std::string all;
      for (const std::string& detail : problem.details()) all += detail + "\n";
      CHECK_MESSAGE(all.find(w.says) != std::string::npos, all);
      CHECK(problem.text().vi != problem.text().en);
    }
    // All at once; what stands in one of the kinds is no unknown key where the kind is not clear.
    const error many = refused(head + R"("correct":0,"link":"LH-2","split":"LH-3","happened_at":"x","mapping":{},"facts":{"a":null}})");
    CHECK(many.details().size() == 4);
    const error none = refused(R"({"case":"LH-1","key":"k2","at":"2024-04-26T08:00","by":{"role":"operator"}})");
    CHECK(none.text().en == "the key \"event\" is missing, or one of: \"event\", \"correct\", \"withdraw\", \"link\", \"split\", \"migrate\", \"erase\"");
  }

  TEST_CASE("the details that a store keeps, and back") {
    const std::string head = R"({"case":"LH-1","key":"k2","at":"2024-04-26T08:00","by":{"role":"operator"},)";
    CHECK(details_json(read_command(with("facts", R"({"urgent":true})"))).empty());
    for (const auto& [rest, expected] : std::vector<std::pair<std::string, std::string>>{
             {R"("correct":3,"happened_at":"2024-04-25T10:00","facts":{"a":1},"without":["b","c"],"reason":"lời của ai đó"})",
              R"({"about":3,"happened_at":"2024-04-25T10:00:00+07:00","without":["b","c"]})"},
             {R"("withdraw":3,"reason":"r"})", R"({"about":3})"},
             {R"("link":"LH-7","reason":"r"})", R"({"other_case":"LH-7"})"},
             {R"("migrate":"abc","mapping":{"states":{"a":"b"},"events":{"c":null},"values":{"f":{"g":"h"}},"roles":{"k":"l"}}})",
              R"({"mapping":{"events":{"c":null},"roles":{"k":"l"},"states":{"a":"b"},"values":{"f":{"g":"h"}}},"target_pack":"abc"})"}}) {
      const command said = read_command(head + rest);
      CHECK(details_json(said) == expected);
      command again;
      thoihan::read_details(expected, again);
      CHECK(details_json(again) == expected);
      CHECK(again.about == said.about);
      CHECK(again.happened_at == said.happened_at);
      CHECK(again.without == said.without);
      CHECK(again.other_case == said.other_case);
      CHECK(again.target_pack == said.target_pack);
      CHECK(again.mapping == said.mapping);
      CHECK(again.reason.empty());
    }
    command child;
    child.split_from = "LH-1";
    CHECK(details_json(child) == R"({"split_from":"LH-1"})");
    command read;
    thoihan::read_details("", read);
    CHECK(details_json(read).empty());
    thoihan::read_details(details_json(child), read);
    CHECK(read.split_from == "LH-1");
    for (const std::string text : {"{", "[]", R"({"abuot":3})", R"({"about":"3"})"}) {
      try {
        thoihan::read_details(text, read);
        FAIL("read: ", text);
      } catch (const error& problem) {
        CHECK(problem.code() == status::corrupt);
      }
    }
  }

  TEST_CASE("too deep and too big") {
    std::string deep = "\"x\"";
    for (int i = 0; i < 40; ++i) deep = "[" + deep + "]";
    CHECK_THROWS_AS(read_command(with("facts", deep)), error);
    CHECK_THROWS_AS(read_command(with("facts", "{\"content\":\"" + std::string(std::size_t{5} << 20U, 'x') + "\"}")), error);
  }
}
