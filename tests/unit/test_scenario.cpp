// Scenarios, their coverage and the mutants of a pack, under the small pack of Lạc Hồng. All dues are derived by hand from its
// calendar: Thu 25 and Fri 26 April worked; Sat 27, Sun 28 weekend; Mon 29 swapped off; Tue 30 April, Wed 1 May holidays; Thu 2, Fri 3
// and Sat 4 May worked; Sun 5 weekend; Mon 6 May and on worked. 07:30-11:30 and 13:00-17:00.
#include "thoihan/engine/scenario.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "thoihan/engine/coverage.hpp"
#include "thoihan/engine/pack_mutants.hpp"

namespace {

using thoihan::failed_expectation;
using thoihan::finding;
using thoihan::mutant_kind;
using thoihan::mutation_report;
using thoihan::pack_mutant;
using thoihan::rule_pack;
using thoihan::rule_reach;
using thoihan::scenario_set;

const std::string head = R"({ "format": 1, "pack": "lac-hong", "scenarios": [
)";
const std::string tail = "\n] }\n";

// Received Friday 16:00: 1 h to 17:00, 1 h from Thursday 2 May 07:30. Forwarded then: 3, 4 (worked), 6, 7, 8 May.
const std::string story =
    R"({ "id": "forwarded", "cite": ["4.2", "5.1"], "title": { "vi": "Chuyển", "en": "Forwarded" },
  "steps": [
    { "event": "receive", "by": "operator", "at": "2024-04-26T16:00", "recorded_at": "2024-04-26T16:10",
      "facts": { "channel": "phone", "field": "roads", "content": "x" },
      "expect": { "state": "received", "holder": "operator", "accepts": ["refuse", "describe", "forward"], "running": ["forward"],
        "lead": null, "publication": "public", "notices": [], "row": null, "support": [], "late_act": false,
        "facts": { "urgent": false, "field": "roads", "content": true, "reason": null },
        "duties": { "handle": "none", "forward": { "status": "running", "owed_by": "operator", "due": "2024-05-02T08:30",
          "late_from": "2024-05-02T08:30:01", "provisional": false, "cite": "4.2", "round": 1, "why": "1 h, 1 h" } } } },
    { "at": "2024-05-02T08:30", "expect": { "duties": { "forward": "running" } } },
    { "at": "2024-05-02T08:30:01", "expect": { "duties": { "forward": "late" } } },
    { "event": "forward", "by": "operator", "at": "2024-05-02T08:30:01", "facts": { "field": "roads" },
      "expect": { "state": "with_authority", "row": "roads", "lead": "so-giao-thong", "support": ["ubnd-xa-an-hoa"],
        "notices": [ { "notice": "in_handling", "to": "reporter", "channel": "phone" } ],
        "duties": { "forward": "met_late", "handle": { "due": "2024-05-08", "owed_by": "so-giao-thong", "why": "3, 4, 6, 7, 8 May" } } } } ] })";

class written {
 public:
  written() { std::filesystem::create_directories(rules.pack_folder() + "/scenarios"); }
  explicit written(const std::string& scenarios) : written() { put("a.json", head + scenarios + tail); }

  void put(const std::string& name, const std::string& text) { rules.put("scenarios/" + name, text); }
  scenario_set read() {
    findings.clear();
    return thoihan::read_scenarios(pack, rules.pack_folder(), findings);
  }
  // The findings, and those that the marks expect.
  std::string told_here() {
    read();
    return told(findings);
  }
  std::string expected(const std::vector<std::string>& codes) const {
    std::string out = rules.expected(codes);
    for (std::size_t at = out.find("scenarios/"); at != std::string::npos; at = out.find("scenarios/"))
      out.erase(at, 10);
    return out;
  }
  std::vector<failed_expectation> run() {
    const scenario_set all = read();
    for (const finding& f : findings) FAIL_CHECK(f.where.text(), ": ", f.text.en);
    std::vector<failed_expectation> out;
    const auto add = [&out](std::vector<failed_expectation> more) { out.insert(out.end(), more.begin(), more.end()); };
    for (const auto& one : all.scenarios) add(thoihan::run_scenario(pack, all, one));
    for (const auto& row : all.dues) add(thoihan::run_due(pack, row));
    for (const auto& row : all.routes) add(thoihan::run_route(pack, row));
    return out;
  }

  pack_writer rules;
  rule_pack pack = rules.load();
  std::vector<finding> findings;
};

std::string replaced(std::string text, const std::string& old, const std::string& fresh) {
  const std::size_t at = text.find(old);
  REQUIRE_MESSAGE(at != std::string::npos, "not in the story: ", old);
  return text.replace(at, old.size(), fresh);
}

std::string names_of(const std::vector<failed_expectation>& failed) {
  std::string out;
  for (const failed_expectation& f : failed) out += f.what.en + ": " + f.expected + " / " + f.found + "\n";
  return out;
}

}  // namespace

TEST_SUITE("scenarios: reading") {
  TEST_CASE("a good file has no mistakes") {
    written files{story};
    const scenario_set all = files.read();
    CHECK(told(files.findings) == "");
    REQUIRE(all.scenarios.size() == 1);
    CHECK(all.scenarios[0].id == "forwarded");
    CHECK(all.scenarios[0].title.en == "Forwarded");
    CHECK(all.scenarios[0].cites == std::vector<std::string>{"4.2", "5.1"});
    CHECK(all.scenarios[0].steps.size() == 4);
  }

  TEST_CASE("a pack without a folder of scenarios has none") {
    pack_writer rules;
    std::vector<finding> findings;
    CHECK(thoihan::read_scenarios(rules.load(), rules.pack_folder(), findings).empty());
    CHECK(findings.empty());
  }

  TEST_CASE("each mistake is told at its place, all of a file at once") {
    const std::vector<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>> planted = {
        {"unknown-key", {{R"("event": "forward")", R"(@"evnt": 1, "event": "forward")"}}},
        {"unknown-key",
         {{R"("at": "2024-05-02T08:30", "expect": {)", R"("at": "2024-05-02T08:30", "expect": { @"notices": [],)"}}},
        {"unknown-name", {{R"("event": "forward")", R"("event": @"forwrd")"}}},
        {"unknown-name", {{R"("by": "operator", "at": "2024-04-26)", R"("by": @"operater", "at": "2024-04-26)"}}},
        {"unknown-name",
         {{R"("by": "operator", "at": "2024-04-26)",
           R"("by": { "role": "authority", "authority": @"so-giao" }, "at": "2024-04-26)"}}},
        {"unknown-name", {{R"("channel": "phone", "field")", R"(@"chanel": "phone", "field")"}}},
        {"unknown-name", {{R"("channel": "phone", "field")", R"("channel": @"phones", "field")"}}},
        {"wrong-type", {{R"("content": "x")", R"("content": @7)"}}},
        {"unknown-name", {{R"("state": "received")", R"("state": @"recieved")"}}},
        {"unknown-name", {{R"("accepts": ["refuse")", R"("accepts": [@"refus")"}}},
        {"unknown-name", {{R"("running": ["forward"])", R"("running": [@"foward"])"}}},
        {"unknown-name", {{R"("row": "roads")", R"("row": @"road")"}}},
        {"unknown-name", {{R"("notice": "in_handling")", R"("notice": @"in_handlin")"}}},
        {"unknown-name", {{R"("to": "reporter")", R"("to": @"reportr")"}}},
        {"unknown-name", {{R"("handle": "none")", R"(@"handl": "none")"}}},
        {"unknown-word", {{R"("handle": "none")", R"("handle": @"never")"}}},
        {"unknown-name", {{R"("urgent": false)", R"(@"urgnt": false)"}}},
        {"wrong-type", {{R"("content": true)", R"("content": @"x")"}}},
        {"unknown-name", {{R"("cite": ["4.2", "5.1"])", R"("cite": ["4.2", @"5.9"])"}}},
        {"empty-list", {{R"("cite": ["4.2", "5.1"])", R"("cite": @[])"}}},
        {"empty-list", {{R"("handle": "none")", R"("handle": @[])"}}},
        {"wrong-type", {{R"("publication": "public")", R"("publication": @null)"}}},
        {"unknown-word", {{R"("event": "forward")", R"("override": ["ended", @"not-in-ofice"], "event": "forward")"}}},
        {"unknown-name", {{R"("cite": "4.2", "round")", R"("cite": @"9.9", "round")"}}},
        {"out-of-range", {{R"("round": 1)", R"("round": @0)"}}},
        {"missing-key",
         {{R"({ "due": "2024-05-08", "owed_by": "so-giao-thong", "why": "3, 4, 6, 7, 8 May" })",
           R"(@{ "due": "2024-05-08", "owed_by": "so-giao-thong" })"}}},
        {"empty-text", {{R"("why": "1 h, 1 h")", R"("why": @"")"}}},
        {"bad-time", {{R"("due": "2024-05-08")", R"("due": @"2024-05-32")"}}},
        {"bad-time", {{R"("at": "2024-05-02T08:30")", R"("at": @"soon")"}}},
        {"unknown-name", {{R"("owed_by": "so-giao-thong")", R"("owed_by": @"operator")"}}},
        {"missing-key",
         {{R"("id": "forwarded", "cite": ["4.2", "5.1"],)", R"("id": "forwarded",)"}, {R"({ "id")", R"(@{ "id")"}}},
        {"bad-id", {{R"("id": "forwarded")", R"("id": @"For warded")"}}},
        {"missing-key",
         {{R"({ "at": "2024-05-02T08:30", "expect": { "duties": { "forward": "running" } } })",
           R"(@{ "at": "2024-05-02T08:30" })"}}},
    };
    for (const auto& [code, changes] : planted) {
      std::string text = story;
      for (const auto& [old, fresh] : changes) text = replaced(text, old, fresh);
      CAPTURE(changes.front().second);
      written files{text};
      CHECK(files.told_here() == files.expected({code}));
    }
  }

  TEST_CASE("several mistakes are told together, in the order of the text") {
    written files{replaced(replaced(story, R"("state": "received")", R"("state": @"recieved")"),
                           R"("event": "forward")", R"("event": @"forwrd")")};
    CHECK(files.told_here() == files.expected({"unknown-name", "unknown-name"}));
  }

  TEST_CASE("names are taken once, in all files together") {
    written files{story};
    files.put("b.json", head + replaced(story, R"("id": "forwarded")", R"("id": @"forwarded")") + tail);
    CHECK(files.told_here() == files.expected({"duplicate-id"}));
  }

  TEST_CASE("after names a scenario of any file, and no circle") {
    const std::string next = R"({ "id": "next", "after": "forwarded", "cite": "5.1", "title": { "vi": "v", "en": "e" },
      "steps": [ { "at": "2024-05-03T08:00", "expect": { "state": "with_authority" } } ] })";
    written files{next};
    files.put("b.json", head + story + tail);
    CHECK(names_of(files.run()) == "");

    written unknown{replaced(next, R"("after": "forwarded")", R"("after": @"forwardd")")};
    CHECK(unknown.told_here() == unknown.expected({"unknown-name"}));

    written circle{replaced(next, R"("after": "forwarded")", R"("after": @"next")")};
    CHECK(circle.told_here() == circle.expected({"contradiction"}));
  }

  TEST_CASE("a file of another pack, and a file with nothing in it") {
    written other;
    other.put("a.json", R"({ "format": 1, "pack": @"lac-hong-2", "scenarios": [] })");
    CHECK(other.told_here() == other.expected({"wrong-name"}));
    written empty;
    empty.put("a.json", R"(@{ "format": 1, "pack": "lac-hong" })");
    CHECK(empty.told_here() == empty.expected({"missing-key"}));
  }

  TEST_CASE("a row names one limit") {
    const auto row = [](const std::string& limit) {
      return R"({ "format": 1, "pack": "lac-hong", "dues": [ )" + limit + " ] }";
    };
    const std::string rest = R"("from": "2024-04-26T16:00", "due": "2024-05-06", "why": "x" })";
    const std::vector<std::pair<std::string, std::string>> planted = {
        {"wrong-type", R"(@{ "duty": "handle", "until": "return", )"},
        {"wrong-type", R"(@{ )"},
        {"unknown-name", R"({ "duty": @"handel", )"},
        {"unknown-name", R"({ "until": @"answer", )"},
        {"unknown-word", R"({ "duty": "handle", "shows": @"friday", )"},
        {"unknown-name", R"({ "until": "return", "state": @"with", )"},
        {"unknown-key", R"({ "duty": "handle", @"state": "with_authority", )"},
    };
    for (const auto& [code, start] : planted) {
      CAPTURE(start);
      written files;
      files.put("dues.json", row(start + rest));
      CHECK(files.told_here() == files.expected({code}));
    }
  }
}

TEST_SUITE("scenarios: running") {
  TEST_CASE("what is so, holds") {
    written files{story};
    CHECK(names_of(files.run()) == "");
  }

  TEST_CASE("what is not so is told, each thing by itself: place, expected, found") {
    struct wrong {
      std::string old, fresh, told;
    };
    const std::vector<wrong> planted = {
        {R"("state": "received")", R"("state": @"resulted")", "state: resulted / received\n"},
        {R"("holder": "operator")", R"("holder": @"supervisor")", "holder: supervisor / operator\n"},
        {R"(["refuse", "describe", "forward"])", R"(@["refuse", "forward"])",
         "accepted events: forward, refuse / describe, forward, refuse\n"},
        {R"("running": ["forward"])", R"("running": @[])", "running duties: - / forward\n"},
        {R"("lead": null)", R"("lead": @"cap-nuoc")", "lead: cap-nuoc / -\n"},
        {R"("publication": "public")", R"("publication": @"never")", "publication: never / public\n"},
        {R"("notices": [])", R"("notices": @["told"])", "notices: told / -\n"},
        {R"("row": null)", R"("row": @"water")", "routing row: water / -\n"},
        {R"("row": "roads")", R"("row": @null)", "routing row: - / roads\n"},
        {R"("support": ["ubnd-xa-an-hoa"])", R"("support": @[])", "supporting authorities: - / ubnd-xa-an-hoa\n"},
        {R"("late_act": false)", R"("late_act": @true)", "late act: true / false\n"},
        {R"("urgent": false)", R"("urgent": @true)", "fact \"urgent\": true / false\n"},
        {R"("content": true)", R"("content": @null)", "fact \"content\": - / present\n"},
        {R"("handle": "none")", R"("handle": @"met")", "duty \"handle\": status: met / none\n"},
        {R"("forward": "met_late")", R"("forward": @"met")", "duty \"forward\": status: met / met_late\n"},
        {R"("forward": "late")", R"("forward": @"running")", "duty \"forward\": status: running / late\n"},
        {R"("due": "2024-05-08")", R"("due": @"2024-05-07")", "duty \"handle\": due: 2024-05-07 / 2024-05-08\n"},
        {R"("due": "2024-05-08")", R"("due": @"2024-05-08T17:00")",
         "duty \"handle\": due: 2024-05-08T17:00:00+07:00 / 2024-05-08\n"},
        {R"("due": "2024-05-08")", R"("due": @null)", "duty \"handle\": due: - / 2024-05-08\n"},
        {R"("late_from": "2024-05-02T08:30:01")", R"("late_from": @"2024-05-02T08:30")",
         "duty \"forward\", round 1: late from: 2024-05-02T08:30:00+07:00 / 2024-05-02T08:30:01+07:00\n"},
        {R"("provisional": false)", R"("provisional": @true)",
         "duty \"forward\", round 1: provisional: true / false\n"},
        {R"("cite": "4.2", "round")", R"("cite": @"4.3", "round")", "clause: 4.3 / 4.2\n"},
        {R"("owed_by": "so-giao-thong")", R"("owed_by": @"cap-nuoc")",
         "duty \"handle\": owed by: cap-nuoc / so-giao-thong\n"},
        {R"("to": "reporter")", R"("to": @"supervisor")",
         "recipient of the notice \"in_handling\": supervisor / reporter\n"},
        {R"("channel": "phone" })", R"("channel": @["app", "phone"] })",
         "channels of the notice \"in_handling\": app, phone / phone\n"},
    };
    for (const wrong& one : planted) {
      CAPTURE(one.fresh);
      written files{replaced(story, one.old, one.fresh)};
      const auto failed = files.run();
      CHECK(names_of(failed) == one.told);
      REQUIRE(failed.size() == 1);
      CHECK(failed[0].scenario == "forwarded");
      const std::string place = failed[0].where.text();
      CHECK(files.expected({"failed"}) == "failed " + place.substr(place.rfind('/') + 1) + "\n");
    }
  }

  TEST_CASE("a due that differs says by which limit it came about") {
    written files{replaced(story, R"("due": "2024-05-08")", R"("due": "2024-05-07")")};
    CHECK(files.run().at(0).text().en ==
          "scenario \"forwarded\": duty \"handle\": due: expected 2024-05-07, found 2024-05-08 (5 working days; 5.1)");
  }

  TEST_CASE("an act that is refused against expectation ends its scenario") {
    written files{R"({ "id": "late", "cite": "5.3", "title": { "vi": "v", "en": "e" }, "steps": [
      { "event": "receive", "by": "operator", "at": "2024-04-25T09:00", "facts": { "channel": "app", "field": "water" } },
      { "event": "forward", "by": "operator", "at": "2024-04-25T09:30", "facts": { "field": "water" } },
      @{ "event": "return", "by": "authority", "at": "2024-04-27T00:00", "facts": { "reason": "x" } },
      { "at": "2024-04-27T00:00", "expect": { "state": "closed" } } ] })"};
    const auto failed = files.run();
    CHECK(names_of(failed) == "outcome: accepted / expired\n");
    REQUIRE(failed.size() == 1);
    CHECK(failed[0].why.en.find("3 working days") == std::string::npos);
    CHECK(failed[0].why.en.find("1 working day") != std::string::npos);
    const std::string place = failed[0].where.text();
    CHECK(files.expected({"failed"}) == "failed " + place.substr(place.rfind('/') + 1) + "\n");
  }

  TEST_CASE("a refusal is expected by its code, and leaves the case as it was") {
    const std::string text = R"({ "id": "late", "cite": "5.3", "title": { "vi": "v", "en": "e" }, "steps": [
      { "event": "forward", "by": "operator", "at": "2024-04-25T09:30", "facts": { "field": "water" },
        "expect": { "refused": "unexpected_event", "state": null, "holder": null } },
      { "event": "receive", "by": "operator", "at": "2023-12-31T09:00", "facts": { "channel": "app" }, "expect": { "refused": "range" } },
      { "event": "receive", "by": "operator", "at": "2024-04-25T09:00", "recorded_at": "2024-04-27T00:00", "facts": { "channel": "app" },
        "expect": { "refused": "time_order" } },
      { "event": "receive", "by": "operator", "at": "2024-04-25T09:00", "facts": { "channel": "app", "field": "water" } },
      { "event": "forward", "by": "supervisor", "at": "2024-04-25T09:30", "facts": { "field": "water" }, "expect": { "refused": "authority" } },
      { "event": "forward", "by": "operator", "at": "2024-04-25T09:30", "expect": { "refused": "guard", "state": "received" } },
      { "event": "forward", "by": "operator", "at": "2024-04-25T09:30", "facts": { "field": "water" },
        "expect": { "duties": { "watch": { "status": "running", "due": null } } } },
      { "event": "return", "by": "authority", "at": "2024-04-27T00:00", "facts": { "reason": "x" },
        "expect": { "refused": "expired", "state": "with_authority", "running": ["handle", "watch"] } },
      { "event": "commit", "by": "authority", "at": "2024-04-27T00:00", "facts": { "completion": "2024-05-01" },
        "expect": { "refused": "range" } },
      { "event": "commit", "by": "authority", "at": "2024-04-27T00:00", "facts": { "completion": "2024-05-20" } },
      { "event": "commit", "by": "authority", "at": "2024-04-27T00:00", "facts": { "completion": "2024-05-21" },
        "expect": { "refused": "conflict" } },
      { "event": "supplement", "by": "authority", "at": "2024-05-04T00:00", "expect": { "late_act": true } } ] })";
    written files{text};
    CHECK(names_of(files.run()) == "");
    written accepted{replaced(text, R"("completion": "2024-05-20" } })",
                              R"("completion": "2024-05-20" }, "expect": { "refused": @"range" } })")};
    CHECK(names_of(accepted.run()) == "outcome: range / accepted\n");
    written other{replaced(text, R"("refused": "expired")", R"("refused": @"guard")")};
    CHECK(names_of(other.run()) == "outcome: guard / expired\n");
  }

  TEST_CASE("an authority that is not named is the one in charge") {
    const std::string text = R"({ "id": "result", "cite": "5.1", "title": { "vi": "v", "en": "e" }, "steps": [
      { "event": "receive", "by": "operator", "at": "2024-04-25T09:00", "facts": { "channel": "app" } },
      { "event": "forward", "by": "operator", "at": "2024-04-25T09:30", "facts": { "field": "water" } },
      { "event": "enter_result", "by": { "role": "authority", "authority": "so-giao-thong" }, "at": "2024-04-26T09:00",
        "expect": { "refused": "authority" } },
      { "event": "enter_result", "by": { "role": "authority" }, "at": "2024-04-26T09:00", "expect": { "state": "resulted" } } ] })";
    CHECK(names_of(written{text}.run()) == "");
  }

  TEST_CASE("rows of dues and of routes") {
    // 2 working hours from Friday 16:00; 5 working days from Thursday 25 April: 26 April, 2, 3, 4 (worked), 6 May; undecided from December on.
    const std::string good = R"({ "format": 1, "pack": "lac-hong", "dues": [
      { "duty": "forward", "shows": "friday-late", "from": "2024-04-26T16:00", "due": "2024-05-02T08:30", "cite": "4.2", "why": "1 h, 1 h" },
      { "duty": "forward", "facts": { "urgent": true }, "from": "2024-04-26T23:50", "due": "2024-04-26T23:50", "late_from": "2024-04-27T00:20:01", "why": "30 minutes" },
      { "duty": "handle", "from": "2024-04-25T09:00", "due": "2024-05-06", "why": "26 April, 2, 3, 4, 6 May" },
      { "duty": "watch", "from": "2024-04-25T09:00", "due": null },
      { "duty": "handle", "from": "2024-11-29T09:00", "due": "2024-12-06", "provisional": true, "why": "2 to 6 December" },
      { "until": "return", "state": "with_authority", "facts": { "inspected": true }, "from": "2024-04-25T09:00", "due": "2024-05-03", "cite": "5.3", "why": "26 April, 2, 3 May" },
      { "dated_back": "enter_result", "from": "2024-04-25T23:30", "due": "2024-04-26T01:30", "why": "2 hours" } ],
      "routes": [ { "facts": { "field": "roads" }, "row": "roads", "lead": "so-giao-thong", "support": ["ubnd-xa-an-hoa"], "cite": "2.1" },
        { "facts": { "field": "other" }, "row": null, "lead": null } ] })";
    const auto failed_with = [&good](const std::string& old, const std::string& fresh) {
      written files;
      files.put("rows.json", old.empty() ? good : replaced(good, old, fresh));
      return names_of(files.run());
    };
    CHECK(failed_with("", "") == "");
    CHECK(failed_with("2024-05-02T08:30\"", "2024-05-02T08:31\"") ==
          "due: 2024-05-02T08:31:00+07:00 / 2024-05-02T08:30:00+07:00\n");
    CHECK(failed_with(R"("due": null)", R"("due": "2024-04-26", "why": "x")") == "due: 2024-04-26 / -\n");
    CHECK(failed_with("00:20:01", "00:20:00") == "late from: 2024-04-27T00:20:00+07:00 / 2024-04-27T00:20:01+07:00\n");
    CHECK(failed_with(R"("provisional": true, )", "") == "provisional: false / true\n");
    CHECK(failed_with(R"("cite": "5.3")", R"("cite": "5.1")") == "clause: 5.1 / 5.3\n");
    CHECK(failed_with("2024-11-29T09:00", "2024-12-31T09:00") == "due: 2024-12-06 / horizon\n");
    CHECK(failed_with("2024-04-26T01:30", "2024-04-26T01:31") ==
          "due: 2024-04-26T01:31:00+07:00 / 2024-04-26T01:30:00+07:00\n");
    CHECK(failed_with(R"("row": "roads")", R"("row": "water")") == "routing row: water / roads\n");
    CHECK(failed_with(R"("row": null, "lead": null)", R"("row": "water", "lead": "cap-nuoc")") ==
          "routing row: water / -\nlead: cap-nuoc / -\n");
    CHECK(failed_with(R"("support": ["ubnd-xa-an-hoa"])", R"("support": [])") ==
          "supporting authorities: - / ubnd-xa-an-hoa\n");
  }
}

TEST_SUITE("scenarios: pauses, exemptions, extensions") {
  // Forwarded Thursday 25 April: 26 April, 2, 3, 4 (worked), 6 May.
  const std::string begin = R"({ "id": "story", "cite": "5.1", "title": { "vi": "v", "en": "e" }, "steps": [
      { "event": "receive", "by": "operator", "at": "2024-04-25T09:00", "facts": { "channel": "app" } },
      { "event": "forward", "by": "operator", "at": "2024-04-25T09:30", "facts": { "field": "roads" },
        "expect": { "duties": { "handle": { "status": "running", "due": "2024-05-06", "why": "5 working days" } } } },)";
  const std::string extended_by =
      R"("extended_by": { "on": "commit", "until": "completion", "downwards": false, "times": 1, "cite": "5.2" })";

  // The pack with `fresh` in the place of `old`, and the files beside it.
  std::unique_ptr<written> planted(const std::string& old, const std::string& fresh, const std::string& steps) {
    auto files = std::make_unique<written>(begin + steps + " ] }");
    files->rules.plant("pack.json", old, fresh);
    // Without the commitment there is no date that somebody declares.
    if (old == extended_by) files->rules.plant("pack.json", R"(, "declared-without-limit:/duties/handle")", "");
    files->pack = files->rules.load();
    return files;
  }

  bool reaches(written & files, const std::string& kind) {
    const scenario_set all = files.read();
    rule_reach reached{files.pack};
    for (const auto& one : all.scenarios) thoihan::run_scenario(files.pack, all, one, &reached);
    const auto kinds = thoihan::cover(files.pack, reached, files.rules.pack_folder()).kinds;
    return std::any_of(kinds.begin(), kinds.end(), [&kind](const auto& k) { return k.kind == kind && k.reached == 1; });
  }

  TEST_CASE("a case that stands still has no due; afterwards it is moved by the working dates") {
    // From 2 to 6 May: 3, 4 and 6 May; three more after 6 May are 7, 8, 9.
    const auto files =
        planted(R"("routing": [)", R"("pauses": [ { "from": ["describe"], "until": ["supplement"], "cite": "5.1" } ],
  "routing": [)",
                R"(
      { "event": "describe", "by": "operator", "at": "2024-05-02T10:00",
        "expect": { "running": ["handle"], "duties": { "handle": { "status": "paused", "due": null, "provisional": false } } } },
      { "at": "2024-05-08T00:00", "expect": { "duties": { "handle": "paused" } } },
      { "event": "supplement", "by": "supervisor", "at": "2024-05-06T10:00",
        "expect": { "duties": { "handle": { "status": "running", "due": "2024-05-09", "why": "and 7, 8, 9 May" } } } })");
    CHECK(names_of(files->run()) == "");
    CHECK(reaches(*files, "pause"));
    const auto mutants = thoihan::mutants_of(files->pack, files->rules.pack_folder());
    const auto is_of_pause = [](const pack_mutant& m) { return m.pointer.rfind("/pauses/0/", 0) == 0; };
    CHECK(std::count_if(mutants.begin(), mutants.end(), is_of_pause) == 2);
  }

  TEST_CASE("an exempted duty is said to be one, by its own clause") {
    const auto files =
        planted(extended_by, R"("exempted_by": { "asked": "describe", "on": "hold", "cite": "5.2" })", R"(
      { "event": "describe", "by": "operator", "at": "2024-05-06T10:00" },
      { "at": "2024-05-07T00:00", "expect": { "duties": { "handle": "late" } } },
      { "event": "hold", "by": "supervisor", "at": "2024-05-10T10:00",
        "expect": { "duties": { "handle": { "status": "exempted", "cite": "5.2" } } } },
      { "event": "enter_result", "by": "authority", "at": "2024-06-10T10:00", "expect": { "duties": { "handle": "met" } } })");
    CHECK(names_of(files->run()) == "");
    CHECK(reaches(*files, "exemption"));
  }

  TEST_CASE("an extension by an amount is a number to be changed, and no role") {
    // 5 working days and 2 more: 26 April, 2, 3, 4, 6, 7, 8 May.
    const auto files = planted(
        extended_by, R"("extended_by": { "on": "supplement", "by": "2 working days", "times": 1, "cite": "5.2" })", R"(
      { "event": "supplement", "by": "supervisor", "at": "2024-05-02T10:00",
        "expect": { "duties": { "handle": { "status": "running", "due": "2024-05-08", "cite": "5.2", "why": "7 working days" } } } })");
    CHECK(names_of(files->run()) == "");
    const auto mutants = thoihan::mutants_of(files->pack, files->rules.pack_folder());
    std::string of_amount;
    for (const pack_mutant& m : mutants) {
      if (m.pointer == "/duties/handle/extended_by/by") of_amount += m.from + " -> " + m.to + "\n";
    }
    CHECK(of_amount == "2 working days -> 3 working days\n2 working days -> 1 working day\n2 working days -> 2 days\n");
  }
}

TEST_SUITE("scenarios: warnings") {
  // Forwarded Thursday 25 April, due 6 May: three quarters of five days are used up on the fourth, Saturday 4 May (worked).
  std::unique_ptr<written> warned(const std::string& expected) {
    auto files = std::make_unique<written>(R"({ "id": "story", "cite": "5.1", "title": { "vi": "v", "en": "e" }, "steps": [
      { "event": "receive", "by": "operator", "at": "2024-04-25T09:00", "facts": { "channel": "app" } },
      { "event": "forward", "by": "operator", "at": "2024-04-25T09:30", "facts": { "field": "roads" },
        "expect": { "duties": { "forward": { "status": "met", "warnings": [] }, "handle": { )" + expected + R"( } } } } ] })");
    files->rules.plant("pack.json", R"("limit": "5 working days", "cite": "5.1" } ],)",
                       R"("limit": "5 working days", "cite": "5.1" } ],
      "warn": [ { "used": "3/4", "cite": "5.1" }, { "before": "2 days", "cite": "5.1" } ],)");
    files->pack = files->rules.load();
    return files;
  }

  TEST_CASE("are observed, in the order of time") {
    // Two days before 6 May is 4 May, at its end.
    const auto good = warned(R"("warnings": ["2024-05-05T00:00", "2024-05-04T07:30"], "why": "4 May")");
    CHECK(names_of(good->run()) == "");
    CHECK(names_of(warned(R"("warnings": ["2024-05-04T07:30"], "why": "x")")->run()) ==
          "duty \"handle\": warnings: 2024-05-04T07:30:00+07:00 / 2024-05-04T07:30:00+07:00, 2024-05-05T00:00:00+07:00\n");
    CHECK(names_of(warned(R"("warnings": [])")->run()) ==
          "duty \"handle\": warnings: - / 2024-05-04T07:30:00+07:00, 2024-05-05T00:00:00+07:00\n");
  }

  TEST_CASE("are derived, as dates are") {
    const auto files = warned(R"("warnings": ["2024-05-04T07:30"])");
    CHECK(files->told_here().substr(0, 12) == "missing-key ");
    const auto no_time = warned(R"("warnings": [7], "why": "x")");
    CHECK(no_time->told_here().substr(0, 11) == "wrong-type ");
  }

  TEST_CASE("are reached when there was an instant for them, and changed by a part or a unit") {
    const auto files = warned(R"("warnings": ["2024-05-05T00:00", "2024-05-04T07:30"], "why": "4 May")");
    const scenario_set all = files->read();
    rule_reach reached{files->pack};
    for (const auto& kind : thoihan::cover(files->pack, reached, files->rules.pack_folder()).kinds) {
      if (kind.kind == "warning") CHECK((kind.reached == 0 && kind.all == 2));
    }
    rule_reach other{files->pack};
    for (const auto& one : all.scenarios) thoihan::run_scenario(files->pack, all, one, &other);
    reached.add(other);
    for (const auto& kind : thoihan::cover(files->pack, reached, files->rules.pack_folder()).kinds) {
      if (kind.kind == "warning") CHECK((kind.reached == 2 && kind.all == 2));
    }
    std::string changes;
    for (const pack_mutant& m : thoihan::mutants_of(files->pack, files->rules.pack_folder())) {
      if (m.pointer.rfind("/duties/handle/warn/", 0) == 0) changes += m.from + " -> " + m.to + "\n";
    }
    CHECK(changes == "3/4 -> 2/4\n3/4 -> 4/4\n2 days -> 3 days\n2 days -> 1 day\n2 days -> 2 working days\n");
  }
}

TEST_SUITE("scenarios: coverage") {
  TEST_CASE("what no scenario reaches, by kind and place") {
    written files{story};
    const scenario_set all = files.read();
    rule_reach reached{files.pack};
    for (const auto& one : all.scenarios) thoihan::run_scenario(files.pack, all, one, &reached);
    const thoihan::coverage seen = thoihan::cover(files.pack, reached, files.rules.pack_folder());
    std::string kinds;
    for (const auto& kind : seen.kinds)
      kinds += kind.kind + " " + std::to_string(kind.reached) + "/" + std::to_string(kind.all) + "\n";
    // Reached: receive and forward; forward and handle by their rows without a condition; received is dated back; roads; public;
    // in_handling. Of ten modelled clauses 4.3 (urgent), 5.2, 5.3 and 6.1 want an act.
    CHECK(kinds ==
          "state 2/5\ntransition 2/13\ntime-bar 0/3\ndating 1/2\nduty 2/4\nlimit 2/5\nwarning 0/0\nextension 0/1\nexemption "
          "0/0\npause 0/0\n"
          "routing 1/2\npublication 1/3\nnotice 1/4\nreport 0/0\nclause 6/10\n");
    std::string clauses;
    for (const auto& rule : seen.unreached) {
      if (rule.kind == "clause") clauses += rule.name + " ";
      if (rule.kind == "duty" && rule.name == "answer") {
        // Its place is that of the object in the text.
        const std::string& text = files.rules.text("pack.json");
        const std::size_t at = text.find(R"({ "label": { "vi": "Trả lời")");
        CHECK(rule.where.line == 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        CHECK(rule.where.pointer == "/duties/answer");
      }
    }
    CHECK(clauses == "4.3 5.2 5.3 6.1 ");
  }

  TEST_CASE("rows reach limits, not duties") {
    written files;
    files.put("dues.json", R"({ "format": 1, "pack": "lac-hong", "dues": [
      { "duty": "answer", "from": "2024-04-25T09:00", "due": "2024-04-25T14:30", "why": "2 h 30, 1 h 30" } ] })");
    const scenario_set all = files.read();
    rule_reach reached{files.pack};
    CHECK(thoihan::run_due(files.pack, all.dues.at(0), &reached).empty());
    const auto answer = *thoihan::find_id(files.pack.duties, "answer");
    CHECK(reached.limits[answer][0]);
    CHECK_FALSE(reached.duties[answer]);
  }
}

TEST_SUITE("scenarios: mutants") {
  std::vector<std::string> names(const std::vector<pack_mutant>& mutants) {
    std::vector<std::string> out;
    for (const pack_mutant& m : mutants) out.push_back(m.name());
    return out;
  }

  TEST_CASE("each number, unit, anchor, role and end is changed, and nothing else") {
    written files;
    const auto all = names(thoihan::mutants_of(files.pack, files.rules.pack_folder()));
    const auto has = [&all](const std::string& name) { return std::count(all.begin(), all.end(), name) == 1; };
    CHECK(has("/duties/handle/within/1/limit: 5 working days -> 6 working days"));
    CHECK(has("/duties/handle/within/1/limit: 5 working days -> 4 working days"));
    CHECK(has("/duties/handle/within/1/limit: 5 working days -> 5 days"));
    CHECK(has("/duties/forward/within/0/limit/grace: 30 minutes -> 31 minutes"));
    CHECK(has("/duties/forward/within/0/limit/grace: 30 minutes -> 30 hours"));
    CHECK(has("/transitions/3/until/within/1/limit: 1 working day -> 2 working days"));
    CHECK_FALSE(has("/transitions/3/until/within/1/limit: 1 working day -> 0 working days"));
    CHECK(has("/transitions/0/dated_back/amount: 1 working day -> 1 day"));
    CHECK(has("/duties/forward/from/1: return -> (removed)"));
    CHECK(has("/duties/handle/from/0: forward -> return"));
    CHECK(has("/transitions/3/until/from/0: forward -> return"));
    CHECK(has("/transitions/1/from/0: received -> (removed)"));
    CHECK(has("/transitions/4/by/1: supervisor -> (removed)"));
    CHECK(has("/transitions/0/by/0: operator -> supervisor"));
    CHECK(has("/duties/watch/owed_by: supervisor -> authority"));
    CHECK(has("/states/received/holder: operator -> supervisor"));
    CHECK(has("/notices/told/to: supervisor -> authority"));
    CHECK(has("/duties/forward/met_by/1: refuse -> (removed)"));
    CHECK(has("/duties/answer/met_by/0: answer -> refuse"));
    CHECK(has("/duties/handle/ended_by/0: return -> (removed)"));
    CHECK(has("/duties/handle/extended_by/times: 1 -> 2"));
    CHECK(has("/duties/handle/extended_by/downwards: false -> true"));
    CHECK(has("/duties/handle/extended_by/on: commit -> hold"));
    CHECK(has("/transitions/3/until/late: refuse -> accept"));
    for (const std::string& name : all) {
      CAPTURE(name);
      const bool is_rule = name.rfind("/duties", 0) == 0 || name.rfind("/transitions", 0) == 0 ||
                           name.rfind("/states", 0) == 0 || name.rfind("/notices", 0) == 0;
      CHECK(is_rule);
      CHECK(name.find("/label") == std::string::npos);
    }
  }

  TEST_CASE("a mutant stands at its place in the text") {
    written files;
    for (const pack_mutant& m : thoihan::mutants_of(files.pack, files.rules.pack_folder())) {
      if (m.name() != "/duties/handle/within/1/limit: 5 working days -> 6 working days") continue;
      const std::string& text = files.rules.text("pack.json");
      const std::size_t at = text.find("\"5 working days\"");
      const std::size_t line_begin = text.rfind('\n', at) + 1;
      CHECK(m.where.line == 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
      CHECK(m.where.column == static_cast<int>(at - line_begin) + 1);
      CHECK(m.kind == mutant_kind::number);
    }
  }

  TEST_CASE("without scenarios every mutant that loads survives; with one, those that it notices do not") {
    written files{story};
    const auto mutants = thoihan::mutants_of(files.pack, files.rules.pack_folder());
    const mutation_report none = thoihan::try_mutants(files.pack, {}, mutants);
    CHECK(none.loaded > 50);
    CHECK(none.loaded <= mutants.size());
    CHECK(none.noticed == 0);
    CHECK(none.survivors.size() == none.loaded);

    std::size_t told = 0;
    const mutation_report some =
        thoihan::try_mutants(files.pack, files.read(), mutants, [&told](std::size_t done, std::size_t all) {
          CHECK(done == ++told);
          CHECK(done <= all);
        });
    CHECK(told == mutants.size());
    CHECK(some.loaded == none.loaded);
    CHECK(some.noticed + some.survivors.size() == some.loaded);
    const auto left = names(some.survivors);
    const auto survives = [&left](const std::string& name) { return std::count(left.begin(), left.end(), name) == 1; };
    // The story sees both dues, who has the case and who owes; it never urges, returns or answers.
    CHECK_FALSE(survives("/duties/handle/within/1/limit: 5 working days -> 6 working days"));
    CHECK_FALSE(survives("/duties/handle/within/1/limit: 5 working days -> 5 days"));
    CHECK_FALSE(survives("/duties/forward/within/1/limit: 2 working hours -> 2 hours"));
    CHECK_FALSE(survives("/duties/handle/from/0: forward -> return"));
    CHECK_FALSE(survives("/states/received/holder: operator -> supervisor"));
    CHECK_FALSE(survives("/transitions/0/by/0: operator -> supervisor"));
    CHECK_FALSE(survives("/transitions/1/from/0: received -> (removed)"));
    CHECK(survives("/duties/forward/within/0/limit/grace: 30 minutes -> 31 minutes"));
    CHECK(survives("/duties/answer/within/0/limit: 4 working hours -> 5 working hours"));
    CHECK(survives("/transitions/3/until/late: refuse -> accept"));
  }

  TEST_CASE("reasons for survivors are read from their file, which holds no scenarios") {
    written files{story};
    files.put("survivors.json", R"({ "format": 1, "pack": "lac-hong", "survivors": [
      { "mutant": "/a: b -> c", "why": { "vi": "v", "en": "e" } }, @{ "mutant": "/d: e -> f" } ] })");
    CHECK(files.told_here() == "");
    std::vector<finding> findings;
    const auto survivors = thoihan::read_survivors(files.pack, files.rules.pack_folder(), findings);
    CHECK(told(findings) == files.expected({"missing-key"}));
    REQUIRE(survivors.size() == 2);
    CHECK(survivors[0].name == "/a: b -> c");
    CHECK(survivors[0].why.en == "e");
  }
}
