#include "thoihan/pack/load.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "tests/support/planted_mistakes.hpp"

namespace {

using thoihan::checked_pack;
using thoihan::error;
using thoihan::finding;
using thoihan::rule_pack;
using thoihan::status;
namespace json = boost::json;

using mistake = planted_mistake;

const std::string forward_from = R"("on": "forward", "from": ["received"], "to": "with_authority", "by": ["operator"], "needs": ["field"])";
const std::string long_limit = R"({ "when": { "complex": true }, "limit": "10 working days", "cite": "5.1" })";
std::string limit_of(const std::string& text) { return R"({ "when": { "complex": true }, "limit": )" + text + R"(, "cite": "5.1" })"; }
std::string when_of(const std::string& text) { return R"({ "when": )" + text + R"(, "limit": "10 working days", "cite": "5.1" })"; }

mistake in_pack(const std::string& old, const std::string& fresh, const std::string& code, const std::string& says = "",
                const std::string& near = "") {
  return {"pack.json", old, fresh, code, says, near};
}
mistake in_limit(const std::string& fresh, const std::string& code, const std::string& says = "", const std::string& near = "") {
  return in_pack(long_limit, limit_of(fresh), code, says, near);
}
mistake in_when(const std::string& fresh, const std::string& code, const std::string& says = "", const std::string& near = "") {
  return in_pack(long_limit, when_of(fresh), code, says, near);
}

// Members in another order, other white space: the same meaning.
std::string shuffled(const json::value& value, std::mt19937_64& source) {
  if (const auto* list = value.if_array()) {
    std::string out = "[";
    for (const json::value& element : *list) out += (out == "[" ? "" : " ,\n") + shuffled(element, source);
    return out + " ]";
  }
  const auto* members = value.if_object();
  if (members == nullptr) return json::serialize(value);
  std::vector<std::string> parts;
  for (const auto& member : *members) {
    parts.push_back(json::serialize(json::string(member.key())) + " :\t" + shuffled(member.value(), source));
  }
  std::shuffle(parts.begin(), parts.end(), source);
  std::string out = "{\r\n";
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : ",") + parts[i];
  return out + "}";
}

// What a pack says, by names, in no order that its text could have: two loads of one meaning give the same lines.
std::string described(const rule_pack& pack) {
  std::vector<std::string> lines;
  const auto events = [&pack](const std::vector<thoihan::event_number>& list) {
    std::string out;
    for (const auto event : list) out += pack.events[event] + ",";
    return out;
  };
  const auto facts = [&pack](const std::vector<std::uint16_t>& list) {
    std::string out;
    for (const auto fact : list) out += pack.facts[fact].id + ",";
    return out;
  };
  const auto within = [](const std::vector<thoihan::limit_rule>& list) {
    std::string out;
    for (const auto& rule : list) {
      out += rule.text + "/" + std::to_string(rule.row.what.size) + "/" + std::to_string(static_cast<int>(rule.row.received)) + "/" +
             std::to_string(rule.row.when.size()) + "/" + rule.source.text() + ";";
    }
    return out;
  };
  for (const auto& calendar : pack.calendars) lines.push_back("calendar " + calendar.name + " " + calendar.office->hash);
  for (const auto& clause : pack.clauses) lines.push_back("clause " + clause.id + clause.says.vi + clause.why.en);
  for (const auto& gap : pack.gaps) lines.push_back("gap " + gap.id + gap.open.vi);
  for (const auto& assumed : pack.assumptions) lines.push_back("assumption " + assumed.id + assumed.takes.vi + assumed.why.en);
  for (const auto& role : pack.roles) lines.push_back("role " + role.id + role.label.vi + (role.of_authority ? "!" : ""));
  for (const auto& channel : pack.channels) lines.push_back("channel " + channel.id + channel.label.vi);
  for (const auto& fact : pack.facts) {
    lines.push_back("fact " + fact.id + std::to_string(static_cast<int>(fact.type)) + (fact.is_public ? "p" : "") +
                    std::to_string(fact.low) + std::to_string(fact.high) + (fact.standard.present ? "=" : "") + fact.source.text());
  }
  for (const auto& state : pack.states) {
    lines.push_back("state " + state.id + (state.holder ? pack.roles[*state.holder].id : "") + (state.end ? "." : ""));
  }
  for (const auto& rule : pack.transitions) {
    std::string line = "transition " + pack.events[rule.event] + " ";
    for (const auto from : rule.from) line += pack.states[from].id + ",";
    line += " -> " + (rule.to ? pack.states[*rule.to].id : std::string{"same"}) + " ";
    for (const auto by : rule.by) line += pack.roles[by].id + ",";
    line += " needs " + facts(rule.needs) + " takes " + facts(rule.takes) + " clears " + facts(rule.clears) + " when " +
            std::to_string(rule.when.size()) + (rule.routes ? " routes" : "");
    if (rule.until) line += " until " + events(rule.until->from) + within(rule.until->within) + (rule.until->refuses ? "!" : "");
    if (rule.dated_back) line += " back " + rule.dated_back->text;
    for (const auto notice : rule.notices) line += " " + pack.notices[notice].id;
    lines.push_back(line + rule.source.text());
  }
  for (const auto& duty : pack.duties) {
    std::string line = "duty " + duty.id + " " + pack.roles[duty.owed_by].id + " " + events(duty.from) + events(duty.met_by) +
                       events(duty.ended_by) + within(duty.within) + std::to_string(duty.when.size());
    if (duty.extended_by) line += pack.events[duty.extended_by->on] + pack.facts[*duty.extended_by->until].id;
    lines.push_back(line + duty.source.text());
  }
  for (const auto& body : pack.authorities) {
    lines.push_back("authority " + body.id + body.level + (body.parent ? pack.authorities[*body.parent].id : ""));
  }
  for (std::size_t i = 0; i < pack.routing.size(); ++i) {
    lines.push_back("route " + pack.routing[i].id + pack.authorities[pack.routes.row(i).lead].id);
  }
  for (const auto& rule : pack.publication) lines.push_back(std::string{"publication "} + publicity_name(rule.is).data());
  for (const auto& notice : pack.notices) lines.push_back("notice " + notice.id + notice.to + notice.text.vi + facts(notice.facts));
  std::sort(lines.begin(), lines.end());
  std::string out = pack.id + " " + pack.version + " " + pack.title.vi + " " + pack.instrument.number + "\n";
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

}  // namespace

TEST_SUITE("load_pack") {
  TEST_CASE("a good pack: read as it is written") {
    const pack_writer rules;
    const checked_pack checked = rules.check();
    CHECK(told(checked) == "");
    CHECK(checked.clean());
    // Three gaps that assumptions answer.
    std::vector<std::string> notes;
    for (const thoihan::finding& f : checked.findings) {
      CHECK(f.level == thoihan::severity::note);
      notes.push_back(f.code + ":" + f.where.pointer);
    }
    CHECK(notes == std::vector<std::string>{"loop-without-limit:/states/received", "declared-without-limit:/duties/handle",
                                            "duty-without-limit:/duties/watch"});
    const rule_pack& pack = *checked.pack;
    CHECK(pack.id == "lac-hong");
    CHECK(pack.version == "2024-01-01");
    CHECK(pack.title.vi == "Quy chế 1022 Lạc Hồng");
    CHECK(pack.instrument.number == "12/QĐ-UBND");
    CHECK(pack.instrument.signed_on == thoihan::days_from_civil(2023, 12, 15));
    CHECK(pack.instrument.in_force == thoihan::days_from_civil(2024, 1, 1));
    CHECK(pack.instrument.until == thoihan::days_from_civil(2024, 12, 31));
    CHECK(pack.main_calendar().reference == "national/office");
    CHECK(pack.clauses.size() == 12);
    CHECK(pack.assumptions.size() == 4);
    CHECK(pack.roles.size() == 3);
    CHECK(pack.channels.size() == 2);
    CHECK(pack.facts.size() == 15);
    CHECK(pack.states.size() == 5);
    CHECK(pack.events == std::vector<std::string>{"receive", "describe", "forward", "return", "supplement", "commit", "hold", "withdraw",
                                                  "enter_result", "answer", "refuse", "rate"});
    CHECK(pack.transitions.size() == 13);
    CHECK(pack.duties.size() == 4);
    CHECK(pack.authorities.size() == 4);
    CHECK(pack.notices.size() == 4);
    REQUIRE(pack.lead_fact.has_value());
    CHECK(pack.facts[*pack.lead_fact].id == "lead");
    REQUIRE(pack.channel_fact.has_value());
    CHECK(pack.facts[*pack.channel_fact].id == "channel");
    CHECK(pack.facts[*thoihan::find_id(pack.facts, "content")].is_personal());
    CHECK(pack.facts[*thoihan::find_id(pack.facts, "photo")].is_personal());
    CHECK_FALSE(pack.facts[*thoihan::find_id(pack.facts, "reason")].is_personal());
    const auto& handle = pack.duties[*thoihan::find_id(pack.duties, "handle")];
    REQUIRE(handle.within.size() == 2);
    CHECK(handle.within[1].text == "5 working days");
    CHECK(handle.within[1].source.text() == "5.1");
    const auto& forward = pack.duties[*thoihan::find_id(pack.duties, "forward")];
    CHECK(forward.within[0].source.text() == "4.3; assume now-grace");
    CHECK(forward.within[0].text == R"({"amount":"now","grace":"30 minutes"})");
    CHECK(handle.within[0].row.what == thoihan::limit::of({10, thoihan::unit::working_day}));
  }

  TEST_CASE("a pack is named by its folder or its file, from anywhere") {
    const pack_writer rules;
    const std::string hash = rules.load().hash;
    CHECK(thoihan::load_pack(rules.path_of("pack.json")).hash == hash);
    CHECK(thoihan::load_pack(rules.pack_folder() + "/").hash == hash);
    CHECK(thoihan::load_pack(rules.pack_folder(), rules.root()).hash == hash);
    // A copy elsewhere finds its calendars where it is told to.
    const temporary_folder elsewhere;
    std::filesystem::copy(rules.pack_folder(), elsewhere.file("copy"));
    const checked_pack alone = thoihan::check_pack(elsewhere.file("copy"));
    REQUIRE(alone.findings.size() == 1);
    CHECK(alone.findings[0].code == "unknown-reference");
    CHECK(thoihan::load_pack(elsewhere.file("copy"), rules.root()).hash == hash);
  }

  TEST_CASE("no such pack") {
    const temporary_folder folder;
    std::filesystem::create_directories(folder.path() / "pack.json");  // a folder instead of a file
    for (const std::string& path : {folder.file("none"), folder.path().string(), folder.file("none/pack.json"), std::string{}}) {
      CAPTURE(path);
      const checked_pack checked = thoihan::check_pack(path);
      CHECK_FALSE(checked.pack.has_value());
      REQUIRE(checked.findings.size() == 1);
      CHECK(checked.findings[0].code == "unknown-reference");
      CHECK(checked.findings[0].where.file == path);
      try {
        thoihan::load_pack(path);
        FAIL("loaded");
      } catch (const error& problem) {
        CHECK(problem.code() == status::reference);
      }
    }
  }

  TEST_CASE("identity") {
    check_mistakes({
        in_pack("{\n  \"format\": 1,", "{\n  \"format\": @2,", "format", "this library reads format 1"),
        in_pack("{\n  \"format\": 1,", "{\n  \"format\": @\"1\",", "wrong-type", "expected a whole number, found a string"),
        in_pack("{\n  \"format\": 1,", "@{\n", "missing-key", "the key \"format\" is missing"),
        in_pack("\"pack\": \"lac-hong\",", "\"pack\": @\"Lạc Hồng\",", "bad-id", "cannot be a name"),
        in_pack("\"pack\": \"lac-hong\",", "\"pack\": @null,", "wrong-type", "expected a string, found null"),
        in_pack("\"en\": \"Lạc Hồng 1022 regulation\" }", "\"en\": @[] }", "wrong-type", "expected a string, found an array"),
        in_pack("\"title\": { \"vi\": \"Quy chế 1022 Lạc Hồng\", \"en\": \"Lạc Hồng 1022 regulation\" }",
                "\"title\": @{ \"vi\": \"Quy chế 1022 Lạc Hồng\" }", "missing-key", "\"en\""),
        in_pack("\"signed\": \"2023-12-15\"", "\"signed\": @\"2023-02-29\"", "bad-time", "no such date"),
        in_pack("\"signed\": \"2023-12-15\"", "\"signed\": @\"15/12/2023\"", "bad-time", "expected a date such as 2024-04-29"),
        in_pack("\"signed\": \"2023-12-15\"", "\"signed\": @\"1945-09-02\"", "bad-time", "1990-01-01"),
        in_pack("\"instrument\": { \"number\": \"12/QĐ-UBND\",", "\"instrument\": @{", "missing-key", "\"number\""),
        in_pack("\"replaces\": []", "\"replaces\": [], @\"untill\": \"2024-01-01\"", "unknown-key", "there is no key \"untill\"", "until"),
        in_pack("\"start\": \"received\",", "\"start\": @\"recieved\",", "unknown-name", "there is no state", "received"),
        in_pack("\"start\": \"received\",", "\"start\": \"received\", @\"stats\": {},", "unknown-key", "there is no key \"stats\"",
                "states"),
        in_pack("\"en\": \"Scope.\"", "\"en\": @\"Sc\\u0000pe.\"", "bad-text", "NUL"),
    });
  }

  TEST_CASE("references") {
    check_mistakes({
        in_pack("\"office\": \"national/office\"", "\"office\": @\"national/ofice\"", "unknown-reference", "national/ofice.json"),
        in_pack("\"office\": \"national/office\"", "\"office\": @\"../national/office\"", "unknown-reference"),
        in_pack("\"office\": \"national/office\"", "\"office\": @\"national/../national/office\"", "unknown-reference"),
        in_pack("\"office\": \"national/office\"", "\"office\": @\"national//office\"", "unknown-reference"),
        in_pack("\"office\": \"national/office\"", "\"office\": @\"/etc/hostname\"", "unknown-reference"),
        in_pack("\"office\": \"national/office\"", "\"office\": @\"national\"", "unknown-reference"),
        in_pack("\"office\": \"national/office\"", "\"office\": @\"\"", "unknown-reference"),
        in_pack("\"calendar\": \"office\",", "\"calendar\": @\"ofice\",", "unknown-name", "there is no calendar", "office"),
        in_pack("\"authorities\": \"authorities.json\"", "\"authorities\": @\"authority.json\"", "unknown-reference",
                "no file \"authority.json\""),
        in_pack("\"authorities\": \"authorities.json\"", "\"authorities\": @\"../lac-hong/authorities.json\"", "unknown-reference"),
        in_pack("\"authorities\": \"authorities.json\"", "\"authorities\": @\"./authorities.json\"", "unknown-reference"),
        in_pack("\"authorities\": \"authorities.json\"", "\"authorities\": @\".\"", "unknown-reference"),
        in_pack("\"authorities\": \"authorities.json\"", "\"authorities\": @\"..\"", "unknown-reference"),
        in_pack("\"authorities\": \"authorities.json\"", "\"authorities\": @\"/etc/passwd\"", "unknown-reference"),
        in_pack("\"authorities\": \"authorities.json\"", "\"authorities\": @7", "wrong-type"),
    });
    // A folder where a file should be.
    pack_writer rules;
    std::filesystem::create_directories(rules.pack_folder() + "/folder.json");
    rules.plant("pack.json", "\"authorities\": \"authorities.json\"", "\"authorities\": @\"folder.json\"");
    CHECK(told(rules.check()) == rules.expected({"unknown-reference"}));
    // Without a calendar there is nothing to count by.
    pack_writer without;
    without.plant("pack.json", "\"calendars\": { \"office\": \"national/office\" },\n  \"calendar\": \"office\",", "\"calendars\": {},");
    CHECK_FALSE(without.check().pack.has_value());
  }

  TEST_CASE("clauses, gaps, assumptions, the basis of a rule") {
    const std::string scope = "{ \"id\": \"1\", \"is\": \"outside\", \"why\": { \"vi\": \"Phạm vi.\", \"en\": \"Scope.\" } }";
    const std::string supervisor = "\"supervisor\": { \"label\": { \"vi\": \"Trưởng ca\", \"en\": \"Supervisor\" }, \"cite\": \"2.1\" }";
    const auto cites = [](const std::string& basis) {
      return "\"supervisor\": { \"label\": { \"vi\": \"Trưởng ca\", \"en\": \"Supervisor\" }, " + basis + " }";
    };
    check_mistakes({
        in_pack("{ \"id\": \"2.1\", \"is\": \"modelled\"", "{ \"id\": \"2.1\", \"is\": @\"modeled\"", "unknown-word",
                "expected one of: \"modelled\"", "modelled"),
        in_pack(scope, scope + ",\n  @" + scope, "duplicate-id", "clause 1 is listed twice"),
        in_pack(scope, "@{ \"id\": \"1\", \"is\": \"outside\" }", "missing-basis", "needs its reason"),
        in_pack(scope, "@{ \"is\": \"outside\", \"why\": { \"vi\": \"Phạm vi.\", \"en\": \"Scope.\" } }", "missing-key", "\"id\""),
        in_pack(scope, "@7", "wrong-type", "expected an object, found a number"),
        in_pack("\"clauses\": [\"4.3\", \"7\"]", "\"clauses\": [@\"4.4\", \"7\"]", "unknown-name", "there is no clause \"4.4\"", "4.1"),
        in_pack("\"closing\": { \"gap\": [\"LH-G1\"]", "\"closing\": { \"gap\": [@\"LH-G2\"]", "unknown-name", "there is no gap", "LH-G1"),
        in_pack("\"closing\": { \"gap\": [\"LH-G1\"], \"takes\": { \"vi\": \"Đóng.\", \"en\": \"Closed.\" }",
                "\"closing\": @{ \"gap\": [\"LH-G1\"]", "missing-key", "\"takes\""),
        in_pack(supervisor, cites("\"cite\": @\"2.2\""), "unknown-name", "there is no clause", "2.1"),
        in_pack(supervisor, cites("\"cite\": [\"2.1\", @\"2.11\"]"), "unknown-name", "there is no clause", "2.1"),
        in_pack(supervisor, cites("\"assume\": @\"now-grade\""), "unknown-name", "there is no assumption", "now-grace"),
        in_pack(supervisor, cites("\"cite\": @\"1\""), "outside-cited", "clause 1 is declared outside"),
        in_pack(supervisor, "\"supervisor\": @{ \"label\": { \"vi\": \"Trưởng ca\", \"en\": \"Supervisor\" } }", "missing-basis",
                "a \"cite\" (the clause it follows) or an \"assume\" is required"),
    });
    check_twins({in_pack(supervisor, cites("\"cite\": [\"2.1\", \"4.1\"], \"assume\": [\"closing\"], \"note\": { \"any\": [1.5] }"), "")});
  }

  TEST_CASE("roles, channels, facts, states") {
    const std::string urgent = R"("urgent": { "type": "bool", "public": true, "default": false, "label": { "vi": "Khẩn cấp", "en": "Urgent" })";
    const auto fact = [](const std::string& rest, const std::string& mark = "") {
      return "\"urgent\": " + mark + "{ " + rest + R"(, "label": { "vi": "Khẩn cấp", "en": "Urgent" })";
    };
    const std::string range = R"("attempts": { "type": "integer", "range": [0, 100],)";
    check_mistakes({
        in_pack(R"("of_authority": true)", R"("of_authority": @"yes")", "wrong-type", "expected true or false, found a string"),
        in_pack(R"("Supervisor" }, "cite": "2.1" },)", R"("Supervisor" }, "cite": "2.1", @"off_authority": true },)", "unknown-key", "", "of_authority"),
        in_pack(urgent, fact(R"("type": @"boolean", "public": true)"), "unknown-word", "\"bool\""),
        in_pack(urgent, fact(R"("type": @"text ", "public": true)"), "unknown-word", "", "text"),
        in_pack(urgent, fact(R"("type": "bool", "default": false)", "@"), "missing-key", "\"public\""),
        in_pack(urgent, fact(R"("type": "bool", "public": true, "default": @0)"), "wrong-type", "expected true or false, found a number"),
        in_pack(urgent, R"(@"any": { "type": "bool", "public": true, "label": { "vi": "x", "en": "x" }, "cite": "4.1" }, )" + urgent, "bad-id",
                "a word of the rule language"),
        in_pack(range, R"("attempts": @{ "type": "integer",)", "missing-key", "\"range\""),
        in_pack(range, R"("attempts": { "type": "integer", "range": @[0],)", "wrong-type", "[low, high]"),
        in_pack(range, R"("attempts": { "type": "integer", "range": @7,)", "wrong-type", ""),
        in_pack(range, R"("attempts": { "type": "integer", "range": [100, @0],)", "out-of-range", "0 is outside 100"),
        in_pack(range, R"("attempts": { "type": "integer", "range": [0, @100.5],)", "wrong-type", "whole number"),
        in_pack(range, R"("attempts": { "type": "integer", "range": [0, @99999999999999999999],)", "wrong-type", "whole number"),
        in_pack(range, R"("attempts": { "type": "integer", "range": [0, @9223372036854775807],)", "out-of-range", ""),
        in_pack(range, R"("attempts": { "type": "integer", "default": @101, "range": [0, 100],)", "out-of-range", "101 is outside 0 to 100"),
        in_pack(R"("field": { "type": "choice", "public": true,)", R"("field": { "type": "choice", "public": true, "default": @"road",)",
                "unknown-name", "there is no value", "roads"),
        in_pack(R"("content": { "type": "text",)", R"("content": { "type": "text", "default": @"x",)", "wrong-type", "a text or a set of authorities has no default"),
        in_pack(R"("completion": { "type": "date",)", R"("completion": { "type": "date", "default": @"2024-13-01",)", "bad-time", ""),
        in_pack(R"("visit": { "type": "instant",)", R"("visit": { "type": "instant", "default": @"2024-04-25",)", "bad-time", "RFC 3339"),
        in_pack(R"("en": "Received" }, "holder": "operator")", R"("en": "Received" }, "holder": @"operatr")", "unknown-name", "there is no role",
                "operator"),
        in_pack(R"("received": { "label": { "vi": "Đã tiếp nhận", "en": "Received" }, "holder": "operator")",
                R"("received": @{ "label": { "vi": "Đã tiếp nhận", "en": "Received" })", "missing-key", "needs a \"holder\""),
    });
    check_twins({
        in_pack(urgent, fact(R"("type": "bool", "public": false)"), ""),
        in_pack(range, R"("attempts": { "type": "integer", "default": 100, "range": [-1000000000, 1000000000],)", ""),
        in_pack(R"("visit": { "type": "instant",)", R"("visit": { "type": "instant", "default": "2024-04-25T09:10:00+07:00",)", ""),
        in_pack(R"("field": { "type": "choice", "public": true,)", R"("field": { "type": "choice", "public": true, "default": "roads",)", ""),
    });
  }

  TEST_CASE("words of the language are no names") {
    pack_writer state;
    state.plant("pack.json", R"("received": { "label": { "vi": "Đã)", R"("same": { "label": { "vi": "x", "en": "x" }, "end": true, "cite": "4.1" },
    "received": { "label": { "vi": "Đã)");
    CHECK(told(state.check()).substr(0, 7) == "bad-id ");
    pack_writer channel;
    channel.plant("pack.json", R"("app": { "label")", R"("receipt": { "label": { "vi": "x", "en": "x" }, "cite": "3.1" }, "app": { "label")");
    CHECK(told(channel.check()).substr(0, 7) == "bad-id ");
  }

  TEST_CASE("transitions") {
    const std::string bar = R"("until": { "from": ["forward"], "within": [ { "limit": "1 working day", "cite": "5.3" } ], "late": "accept")";
    check_mistakes({
        in_pack(forward_from, R"("on": "forward", "from": [@"receivd"], "to": "with_authority", "by": ["operator"], "needs": ["field"])", "unknown-name",
                "there is no state \"receivd\"", "received"),
        in_pack(forward_from, R"("on": "forward", "from": ["received"], "to": @"with_authorty", "by": ["operator"], "needs": ["field"])", "unknown-name",
                "there is no state", "with_authority"),
        in_pack(forward_from, R"("on": "forward", "from": ["received"], "to": "with_authority", "by": [@"operater"], "needs": ["field"])", "unknown-name",
                "there is no role", "operator"),
        in_pack(forward_from, R"("on": "forward", "from": ["received"], "to": "with_authority", "by": ["operator"], "needs": [@"feild"])", "unknown-name",
                "there is no fact", "field"),
        in_pack("{ " + forward_from, R"(@{ "on": "forward", "from": ["received"], "to": "with_authority", "needs": ["field"])", "missing-key", "\"by\""),
        in_pack("{ " + forward_from, R"(@{ "on": "forward", "from": ["received"], "by": ["operator"], "needs": ["field"])", "missing-key", "\"to\""),
        in_pack("\"when\": { \"not\": { \"urgent\": true } }", "\"when\": { \"not\": { @\"urgnt\": true } }", "unknown-name", "there is no fact", "urgent"),
        in_pack("\"sets\": { \"complex\": true }", "\"sets\": { @\"compleks\": true }", "unknown-name", "there is no fact", "complex"),
        in_pack("\"sets\": { \"complex\": true }", "\"sets\": { \"complex\": @1 }", "wrong-type", "expected true or false"),
        in_pack("\"sets\": { \"complex\": true }", "\"sets\": { \"reason\": @\"x\" }", "wrong-type", "a text"),
        in_pack("\"clears\": [\"lead\", \"inspected\"]", "\"clears\": [\"lead\", @\"inspecte\"]", "unknown-name", "", "inspected"),
        in_pack("\"route\": true, \"notify\": [\"in_handling\"]", "\"route\": true, \"notify\": [@\"in_handeling\"]", "unknown-name", "there is no notice",
                "in_handling"),
        in_pack("\"route\": true", "\"route\": @\"true\"", "wrong-type", "expected true or false"),
        in_pack("{ \"on\": \"receive\", \"to\": \"received\"", "{ \"on\": \"receive\", \"to\": @\"same\"", "wrong-type", "must name a state"),
        in_pack("{ \"on\": \"receive\", \"to\": \"received\"", "@{ \"on\": \"receive\", \"to\": \"resulted\"", "contradiction", "must lead to the start"),
        in_pack(bar, R"("until": { "from": [@"forwards"], "within": [ { "limit": "1 working day", "cite": "5.3" } ], "late": "accept")", "unknown-name",
                "there is no event", "forward"),
        in_pack(bar, R"("until": { "from": ["forward"], "within": [ { "limit": "1 working day", "cite": "5.3" } ], "late": @"accepted")", "unknown-word",
                "\"refuse\", \"accept\"", "accept"),
        in_pack(bar, R"("until": @{ "from": ["forward"], "late": "accept")", "missing-key", "\"within\""),
        in_pack(bar, R"("until": { "from": ["forward"], "within": [ @{ "limit": "1 working day" } ], "late": "accept")", "missing-basis", ""),
        in_pack(bar, R"("until": { "from": ["forward"], "calendar": @"offices", "within": [ { "limit": "1 working day", "cite": "5.3" } ], "late": "accept")",
                "unknown-name", "there is no calendar", "office"),
        in_pack("\"dated_back\": { \"amount\": \"2 hours\"", "\"dated_back\": { \"amount\": @\"2 hous\"", "bad-amount", "there is no unit", "hour"),
        in_pack("\"dated_back\": { \"amount\": \"2 hours\", \"cite\": \"5.1\" }", "\"dated_back\": @{ \"amount\": \"2 hours\" }", "missing-basis", ""),
    });
    check_twins({in_pack(forward_from, R"("on": "forward", "from": "received", "to": "with_authority", "by": "operator", "needs": "field")", "")});
    // A time-bar without a limit bars nothing and forgives nothing; one state twice is one state.
    for (const auto& [old, fresh] : std::vector<std::pair<std::string, std::string>>{
             {bar, R"("until": { "from": ["forward"], "within": [], "late": "refuse")"},
             {forward_from, R"("on": "forward", "from": [], "to": "with_authority", "by": ["operator"], "needs": ["field"])"},
             {forward_from, R"("on": "forward", "from": ["received", "received"], "to": "with_authority", "by": ["operator"], "needs": ["field"])"}}) {
      CAPTURE(fresh);
      pack_writer rules;
      rules.plant("pack.json", old, fresh);
      const checked_pack checked = rules.check();
      CHECK_FALSE(checked.clean());
      CHECK(checked.findings.size() <= 2);  // with the note that is always there
    }
  }

  TEST_CASE("transitions that are no list, or no objects, are told once") {
    pack_writer rules;
    rules.plant("pack.json", "\"start\": \"received\",\n  \"transitions\": [", "\"start\": \"received\",\n  \"transitions\": @{},\n  @\"transition\": [");
    CHECK(told(rules.check()).find(rules.expected({"wrong-type", "unknown-key"})) == 0);
  }

  TEST_CASE("duties") {
    const std::string answer = R"("owed_by": "operator", "from": ["enter_result"], "met_by": ["answer"],)";
    const std::string extension = R"("extended_by": { "on": "commit", "until": "completion", "downwards": false, "times": 1, "cite": "5.2" })";
    check_mistakes({
        in_pack(answer, R"("owed_by": @"operater", "from": ["enter_result"], "met_by": ["answer"],)", "unknown-name", "there is no role", "operator"),
        in_pack(answer, R"("owed_by": "operator", "from": [@"enter_results"], "met_by": ["answer"],)", "unknown-name", "there is no event",
                "enter_result"),
        in_pack(answer, R"("owed_by": "operator", "from": ["enter_result"], "met_by": [@"answr"],)", "unknown-name", "there is no event", "answer"),
        in_pack("\"ended_by\": [\"return\", \"withdraw\"]", "\"ended_by\": [\"return\", @\"withdrawn\"]", "unknown-name", "", "withdraw"),
        in_pack("\"answer\": { \"label\": { \"vi\": \"Trả lời\", \"en\": \"Answer\" }, " + answer,
                "\"answer\": @{ \"label\": { \"vi\": \"Trả lời\", \"en\": \"Answer\" }, \"owed_by\": \"operator\", \"from\": [\"enter_result\"],",
                "missing-key", "\"met_by\""),
        in_pack(extension, R"("extended_by": { "on": @"comit", "until": "completion", "downwards": false, "times": 1, "cite": "5.2" })", "unknown-name",
                "there is no event", "commit"),
        in_pack(extension, R"("extended_by": { "on": "commit", "until": @"completon", "downwards": false, "times": 1, "cite": "5.2" })", "unknown-name",
                "there is no fact", "completion"),
        in_pack(extension, R"("extended_by": { "on": "commit", "until": @"reason", "downwards": false, "times": 1, "cite": "5.2" })", "wrong-type",
                "neither a date nor an instant"),
        in_pack(extension, R"("extended_by": { "on": "commit", "until": "completion", "downwards": false, "times": @0, "cite": "5.2" })", "out-of-range", ""),
        in_pack(extension, R"("extended_by": @{ "on": "commit", "until": "completion", "times": 1, "cite": "5.2" })", "missing-key", "\"downwards\""),
    });
  }

  TEST_CASE("limits: each wrong amount has its own advice") {
    check_mistakes({
        in_limit("@\"10\"", "bad-amount", "expected a whole number, a space and a unit"),
        in_limit("@10", "wrong-type", "expected an object, found a number"),
        in_limit("@\"0 days\"", "bad-amount", "a limit of zero is written \"now\""),
        in_limit("@\"-1 day\"", "bad-amount", "written with \"before\""),
        in_limit("@\"1.5 days\"", "bad-amount", "an amount has no fraction"),
        in_limit("@\"1/2 day\"", "bad-amount", "an amount has no fraction"),
        in_limit("@\"1000001 days\"", "bad-amount", "at most 1000000"),
        in_limit("@\"10 workng days\"", "bad-amount", "there is no unit \"workng days\"", "working day"),
        in_limit("@\"10 furlongs\"", "bad-amount", "expected one of: minute, hour, working minute"),
        in_limit("@\"10working days\"", "bad-amount", "a space"),
        in_limit("@\"10  days\"", "bad-amount", "there is no unit", "day"),
        in_limit("@\" 10 days\"", "bad-amount", "a space"),
        in_limit("@\"ten days\"", "bad-amount", "a whole number"),
        in_limit("@\"\"", "bad-amount", ""),
        in_limit("@null", "wrong-type", ""),
        in_limit("@[\"10 days\"]", "wrong-type", ""),
    });
    check_twins({in_limit("\"1000000 minutes\"", ""), in_limit("\"1 days\"", ""), in_limit("\"10 day\"", ""), in_limit("\"3 weeks\"", "")}, "return-after-due");
  }

  TEST_CASE("limits: policies") {
    check_mistakes({
        in_limit(R"({ "amount": "10 days", @"ed": "last_session" })", "unknown-key", "", "end"),
        in_limit(R"(@{ "end": "last_session" })", "missing-key", "\"amount\""),
        in_limit(R"({ "amount": "10 days", "end": @"last_sesion" })", "unknown-word", "", "last_session"),
        in_limit(R"({ "amount": "10 hours", "end": @"last_session" })", "policy-without-effect", "no effect on the unit \"hour\""),
        in_limit(R"({ "amount": "10 days", "cut_off": @"25:00" })", "bad-time", ""),
        in_limit(R"({ "amount": "10 days", "cut_off": @"3pm" })", "bad-time", "such as 15:00"),
        in_limit(R"({ "amount": "now", "grace": "30 minutes", "cut_off": @"15:00" })", "policy-without-effect", ""),
        in_limit(R"({ "amount": "10 days", "first_day": @true })", "wrong-type", "expected a string"),
        in_limit(R"({ "amount": "10 hours", "first_day": @"counts" })", "policy-without-effect", ""),
        in_limit(R"({ "amount": "10 days", "roll": @"forward" })", "unknown-word", ""),
        in_limit(R"({ "amount": "10 working days", "roll": @"none" })", "policy-without-effect", "working day"),
        in_limit(R"({ "amount": "10 days", "run_out": @"when_overused" })", "policy-without-effect", ""),
        in_limit(R"({ "amount": "10 hours", "make_up_saturdays": @"do_not_count" })", "policy-without-effect", ""),
        in_limit(R"({ "amount": "10 days", "hours_a_day": @8 })", "policy-without-effect", ""),
        in_limit(R"({ "amount": "10 working days", "hours_a_day": @0 })", "out-of-range", "0 is outside 1 to 24"),
        in_limit(R"({ "amount": "10 working days", "hours_a_day": @25 })", "out-of-range", ""),
        in_limit(R"({ "amount": "2 hours", "grace": @"30 minutes" })", "policy-without-effect", ""),
        in_limit(R"({ "amount": "now", "grace": @"1 day" })", "bad-amount", "counted in minutes or hours"),
        in_limit(R"({ "amount": "10 days", "before": @"complete" })", "unknown-name", "there is no fact", "complex"),
        in_limit(R"({ "amount": "10 days", "before": @"urgent" })", "wrong-type", "neither a date nor an instant"),
        in_limit(R"({ "then": @["1 day"] })", "wrong-type", "two parts or more"),
        in_limit(R"({ "then": ["1 day", @"2 dys"] })", "bad-amount", "", "day"),
        in_limit(R"({ "then": ["1 day", "2 days"], @"end": "last_session" })", "unknown-key", ""),
        in_limit(R"({ "earlier_of": ["1 day", { "amount": @"2" }] })", "bad-amount", ""),
        in_limit(R"({ "next_session": @"open" })", "unknown-word", "\"close\""),
        in_limit(R"({ "next_session": "close", "amount": @"1 day" })", "wrong-type", "does not go with"),
    });
    check_twins({
        in_limit(R"({ "amount": "10 days", "end": "same_time", "cut_off": "15:00", "first_day": "counts", "roll": "none" })", ""),
        in_limit(R"({ "amount": "10 working days", "make_up_saturdays": "do_not_count", "end": "last_session" })", ""),
        in_limit(R"({ "amount": "10 working hours", "run_out": "when_overused", "cut_off": "24:00" })", ""),
        in_limit(R"({ "amount": "3 working days", "hours_a_day": 8 })", ""),
        in_limit(R"({ "amount": "2 days", "before": "completion" })", ""),
        in_limit(R"({ "amount": "2 hours", "before": "visit" })", ""),
        in_limit(R"({ "earlier_of": [ { "then": ["1 day", "2 working days"] }, { "later_of": ["4 working hours", "1 hour"] } ] })", ""),
        in_limit(R"({ "next_session": "close" })", ""),
    }, "return-after-due");
    // A limit has 16 parts: a composition of 15 amounts, and not of 16.
    std::string fifteen = "\"1 day\"";
    for (int i = 1; i < 15; ++i) fifteen += ", \"1 day\"";
    check_twins({in_limit("{ \"then\": [" + fifteen + "] }", "")});
    check_mistakes({in_limit("{ \"then\": [" + fifteen + ", @\"1 day\"] }", "too-big", "at most 16 parts")});
  }

  TEST_CASE("guards and receipts") {
    check_mistakes({
        in_when(R"({ @"complexx": true })", "unknown-name", "there is no fact", "complex"),
        in_when(R"({ "complex": @"true" })", "wrong-type", "expected true or false"),
        in_when(R"({ "field": @"road" })", "unknown-name", "there is no value", "roads"),
        in_when(R"({ "field": ["roads", @"wather"] })", "unknown-name", "", "water"),
        in_when(R"({ "channel": @"fone" })", "unknown-name", "", "phone"),
        in_when(R"({ "lead": @"cap-nuok" })", "unknown-name", "", "cap-nuoc"),
        in_when(R"({ "attempts": @101 })", "out-of-range", "101 is outside 0 to 100"),
        in_when(R"({ "attempts": { "at_least": @-1 } })", "out-of-range", ""),
        in_when(R"({ "urgent": @{ "at_least": 1 } })", "wrong-type", "are for integers"),
        in_when(R"({ "attempts": { @"at_lest": 3, "at_most": 9 } })", "unknown-key", "", "at_least"),
        in_when(R"({ "attempts": @{} })", "wrong-type", "expected \"present\""),
        in_when(R"({ "reason": @"x" })", "wrong-type", "only its presence can be asked"),
        in_when(R"({ "reason": { "present": @1 } })", "wrong-type", "expected true or false"),
        in_when(R"({ "not": @[] })", "wrong-type", "expected an object, found an array"),
        in_when(R"({ "all": @{ "urgent": true } })", "wrong-type", "expected an array, found an object"),
        in_when(R"({ "any": [ { "urgent": true }, @7 ] })", "wrong-type", "expected an object"),
        in_when(R"(@true)", "wrong-type", ""),
        in_when(R"({ "completion": @"2024-02-30" })", "bad-time", ""),
        in_when(R"({ "complex": true }, "received": @{ "calendar": "office" })", "wrong-type", "exactly one of"),
        in_when(R"({ "complex": true }, "received": @{ "in": "session", "not_in": "session" })", "wrong-type", "exactly one of"),
        in_when(R"({ "complex": true }, "received": { "in": @"sessions" })", "unknown-word", "", "session"),
        in_when(R"({ "complex": true }, "received": { "in": "session", "calendar": @"offise" })", "unknown-name", "", "office"),
    });
    check_twins({
        in_when(R"({ "all": [ { "any": [ { "field": ["roads", "water"] }, { "attempts": { "at_least": 3, "at_most": 9 } } ] },
          { "not": { "reason": { "present": false } } }, { "lead": "cap-nuoc", "channel": "phone", "note": "x" } ] })", ""),
        in_when(R"({ "completion": "2024-05-20", "visit": "2024-05-20T09:00:00+07:00" })", ""),
        in_when(R"({ "complex": true }, "received": { "not_in": "day_hours" })", ""),
    });
    // A list as long as a file allows is read whole or refused, never cut.
    std::string many = R"({ "complex": true })";
    for (int i = 1; i < 65'536; ++i) many += ",{}";
    pack_writer rules;
    rules.plant("pack.json", long_limit, when_of("@{ \"all\": [" + many + "] }"));
    CHECK(told(rules.check()).substr(0, 8) == "too-big ");
  }

  TEST_CASE("routing, publication, notices, authorities") {
    check_mistakes({
        in_pack("\"lead\": \"so-giao-thong\", \"support\"", "\"lead\": @\"so-giao-thon\", \"support\"", "unknown-name", "there is no authority",
                "so-giao-thong"),
        in_pack("\"support\": [\"ubnd-xa-an-hoa\"]", "\"support\": [@\"ubnd-xa-an-ho\"]", "unknown-name", "there is no authority", "ubnd-xa-an-hoa"),
        in_pack("{ \"id\": \"water\", \"when\": { \"field\": \"water\" }", "@{ \"id\": \"roads\", \"when\": { \"field\": \"water\" }", "duplicate-id", "roads"),
        in_pack("{ \"id\": \"water\", \"when\": { \"field\": \"water\" },", "@{ \"id\": \"water\",", "missing-key", "\"when\""),
        in_pack("\"is\": \"never\"", "\"is\": @\"secret\"", "unknown-word", "\"public\", \"private\", \"never\""),
        in_pack("\"told\": { \"to\": \"supervisor\"", "\"told\": { \"to\": @\"supervizor\"", "unknown-name", "there is no recipient", "supervisor"),
        in_pack("\"channel\": [\"receipt\", \"phone\"]", "\"channel\": [\"receipt\", @\"fone\"]", "unknown-name", "there is no channel", "phone"),
        in_pack("\"template\": { \"vi\": \"Đã trả lời.\", \"en\": \"Answered.\" }", "\"template\": @{ \"vi\": \"Đã trả lời.\" }", "missing-key", "\"en\""),
        in_pack("\"facts\": [\"reason\"]", "\"facts\": [\"reason\", @\"reasons\"]", "unknown-name", "there is no fact", "reason"),
        {"authorities.json", "\"level\": \"provider\"", "\"level\": @\"provder\"", "unknown-name", "there is no level", "provider"},
        {"authorities.json", "\"parent\": \"ubnd-tinh\",\n    \"from\"", "\"parent\": @\"ubnd-tin\",\n    \"from\"", "unknown-name", "", "ubnd-tinh"},
        {"authorities.json", "\"from\": \"2020-01-01\"", "\"from\": @\"2020-1-1\"", "bad-time", "", ""},
        {"authorities.json", "\"level\": \"commune\",", "\"level\": \"commune\", @\"leval\": 1,", "unknown-key", "", "level"},
        {"authorities.json", "{ \"format\": 1,", "{ \"format\": @3,", "format", "", ""},
        {"authorities.json", "\"cap-nuoc\": {", "@\"ubnd-tinh\": {", "duplicate-key", "first on line 2, column 3", ""},
        {"authorities.json", "\"level\": \"commune\",", "\"level\": \"commune\" @;", "syntax", "", ""},
    });
  }

  TEST_CASE("a reserved fact of another type") {
    pack_writer rules;
    rules.plant("pack.json", R"("lead": { "type": "authority", "public": true,)", R"("lead": { "type": "text", "public": true,)");
    rules.plant("pack.json", R"({ "on": "forward", "from")", R"(@{ "on": "forward", "from")");
    CHECK(told(rules.check()) == rules.expected({"unknown-name"}));
  }

  TEST_CASE("all mistakes at once, in the order of the files") {
    pack_writer rules;
    rules.plant("pack.json", "\"calendar\": \"office\",", "\"calendar\": @\"ofice\",");
    rules.plant("pack.json", "\"is\": \"modelled\", \"says\": { \"vi\": \"Kênh.\"", "\"is\": @\"modeled\", \"says\": { \"vi\": \"Kênh.\"");
    rules.plant("pack.json", "\"of_authority\": true", "\"of_authority\": @1");
    rules.plant("pack.json", forward_from, R"("on": "forward", "from": [@"receivd"], "to": @"with_authorty", "by": [@"operater"], "needs": [@"feild"])");
    rules.plant("pack.json", long_limit, limit_of("@\"10 working dys\""));
    rules.plant("pack.json", "\"is\": \"never\"", "\"is\": @\"secret\", @\"iss\": 1");
    CHECK(told(rules.check()) == rules.expected({"unknown-name", "unknown-word", "wrong-type", "unknown-name", "unknown-name", "unknown-name",
                                                 "unknown-name", "bad-amount", "unknown-word", "unknown-key"}));
    // Files in the order of their names.
    rules.plant("authorities.json", "\"level\": \"provider\"", "\"level\": \"provder\"");
    rules.plant("office.json", "\"revision\": 1", "\"revision\": 0");
    const std::string all = told(rules.check());
    CHECK(std::count(all.begin(), all.end(), '\n') == 12);
    std::vector<std::string> lines;
    for (const finding& f : rules.check().findings) lines.push_back(f.where.file);
    CHECK(std::is_sorted(lines.begin(), lines.end()));
  }

  TEST_CASE("load_pack throws the first of them and tells them all") {
    const auto thrown = [](const pack_writer& rules) {
      try {
        rules.load();
      } catch (const error& problem) {
        return problem;
      }
      FAIL("loaded");
      throw;
    };
    pack_writer rules;
    rules.plant("pack.json", "\"calendar\": \"office\",", "\"calendar\": @\"ofice\",");
    rules.plant("pack.json", long_limit, limit_of("@\"10 working dys\""));
    const error problem = thrown(rules);
    CHECK(problem.code() == status::reference);
    CHECK(problem.where().file == rules.path_of("pack.json"));
    CHECK(rules.expected({"a", "b"}).find("pack.json:" + std::to_string(problem.where().line) + ":" + std::to_string(problem.where().column)) == 2);
    CHECK(problem.where().pointer == "/calendar");
    CHECK(problem.text().vi == "không có lịch \"ofice\"; có phải \"office\"?");
    CHECK(problem.text().en == "there is no calendar \"ofice\"; did you mean \"office\"?");
    REQUIRE(problem.details().size() == 2);
    CHECK(problem.details()[0].find(": unknown-name: ") != std::string::npos);
    CHECK(problem.details()[1].find(": bad-amount: ") != std::string::npos);

    const std::vector<std::pair<std::string, status>> codes = {
        {"{", status::syntax},   {R"({"a":1,"a":2})", status::syntax},        {"[]", status::schema},
        {"{}", status::schema},  {std::string(std::size_t{1} << 23U, ' '), status::too_big},
    };
    for (const auto& [text, code] : codes) {
      pack_writer broken;
      broken.put("pack.json", text);
      CHECK(thrown(broken).code() == code);
    }
    pack_writer twice;
    twice.plant("pack.json", "{ \"id\": \"water\", \"when\": { \"field\": \"water\" }", "{ \"id\": \"roads\", \"when\": { \"field\": \"water\" }");
    CHECK(thrown(twice).code() == status::conflict);
  }

  TEST_CASE("the hash: of the meaning, not of the writing") {
    const pack_writer rules;
    const rule_pack pack = rules.load();
    CHECK(pack.hash.size() == 64);
    CHECK(pack.hash != pack.calendars_hash);
    std::mt19937_64 source{12};
    for (int round = 0; round < 3; ++round) {
      pack_writer other;
      for (const char* file : {"pack.json", "authorities.json", "office.json", "holidays.json"}) {
        other.put(file, shuffled(json::parse(other.text(file)), source));
      }
      const rule_pack same = other.load();
      CHECK(same.hash == pack.hash);
      CHECK(same.canonical == pack.canonical);
      CHECK(same.calendars_hash == pack.calendars_hash);
      CHECK(same.calendars_canonical == pack.calendars_canonical);
      CHECK(same.main_calendar().hash == pack.main_calendar().hash);
      CHECK(described(same) == described(pack));
    }
    // Every file of its own counts for the pack's hash, the calendars' files for theirs.
    pack_writer words;
    words.plant("authorities.json", "Sở Giao thông", "Sở giao thông");
    CHECK(words.load().hash != pack.hash);
    CHECK(words.load().calendars_hash == pack.calendars_hash);
    pack_writer dates;
    dates.plant("holidays.json", "\"en\": \"Labour Day\"", "\"en\": \"May Day\"");
    CHECK(dates.load().hash == pack.hash);
    CHECK(dates.load().calendars_hash != pack.calendars_hash);
    CHECK(dates.load().main_calendar().hash != pack.main_calendar().hash);
  }

  TEST_CASE("the texts that a store keeps give the same pack, in the same order") {
    const pack_writer rules;
    const rule_pack pack = rules.load();
    const rule_pack kept = thoihan::load_pack_text(pack.canonical, pack.calendars_canonical);
    CHECK(kept.hash == pack.hash);
    CHECK(kept.canonical == pack.canonical);
    CHECK(kept.calendars_hash == pack.calendars_hash);
    CHECK(kept.calendars_canonical == pack.calendars_canonical);
    CHECK(described(kept) == described(pack));
    // What the numbers mean is the same, too: answers list duties and facts in their order.
    const auto ids = [](const auto& list) {
      std::string out;
      for (const auto& entry : list) out += entry.id + " ";
      return out;
    };
    CHECK(ids(kept.duties) == ids(pack.duties));
    CHECK(ids(kept.facts) == ids(pack.facts));
    CHECK(ids(kept.states) == ids(pack.states));
    CHECK(ids(kept.notices) == ids(pack.notices));
    CHECK(ids(kept.authorities) == ids(pack.authorities));
  }

  TEST_CASE("whatever loads, loads again from its kept texts") {
    // Guards as deep as the file may be.
    for (int levels = 20; levels < 33; ++levels) {
      std::string guard = R"({ "complex": true })";
      for (int i = 0; i < levels; ++i) guard = "{ \"not\": " + guard + " }";
      pack_writer rules;
      rules.plant("pack.json", long_limit, when_of(guard));
      const checked_pack checked = rules.check();
      if (!checked.pack) continue;
      CAPTURE(levels);
      CHECK_NOTHROW(thoihan::load_pack_text(checked.pack->canonical, checked.pack->calendars_canonical));
    }
    for (const std::string& note : std::vector<std::string>{"1e400", "-1e400", "1e308", "0.1", "\"\\u0000\"", "[[]]", "18446744073709551616"}) {
      CAPTURE(note);
      pack_writer rules;
      rules.plant("pack.json", "\"version\": \"2024-01-01\",", "\"version\": \"2024-01-01\", \"note\": " + note + ",");
      const checked_pack checked = rules.check();
      if (!checked.pack) continue;
      rule_pack kept;
      CHECK_NOTHROW(kept = thoihan::load_pack_text(checked.pack->canonical, checked.pack->calendars_canonical));
      CHECK(kept.hash == checked.pack->hash);
    }
  }

  TEST_CASE("kept texts that are damaged") {
    const rule_pack pack = pack_writer{}.load();
    const auto code_of = [&](const std::string& own, const std::string& calendars) {
      try {
        thoihan::load_pack_text(own, calendars);
      } catch (const error& problem) {
        return problem.code();
      }
      return status::ok;
    };
    CHECK(code_of(pack.canonical, pack.calendars_canonical) == status::ok);
    CHECK(code_of("", pack.calendars_canonical) == status::corrupt);
    CHECK(code_of("{", pack.calendars_canonical) == status::corrupt);
    CHECK(code_of("[]", pack.calendars_canonical) == status::corrupt);
    CHECK(code_of(pack.canonical, "7") == status::corrupt);
    CHECK(code_of("{}", pack.calendars_canonical) == status::reference);
    CHECK(code_of(pack.canonical, "{}") == status::reference);
    CHECK(code_of(pack.canonical.substr(0, pack.canonical.size() - 1), pack.calendars_canonical) == status::corrupt);
  }

  TEST_CASE("read_limit: an amount or an object, against the pack's facts") {
    const rule_pack pack = pack_writer{}.load();
    const thoihan::limit five = thoihan::limit::of({5, thoihan::unit::working_day});
    CHECK(thoihan::read_limit(pack, "5 working days").row.what == five);
    CHECK(thoihan::read_limit(pack, "\"5 working days\"").row.what == five);
    CHECK(thoihan::read_limit(pack, R"({"amount":"5 working days"})").row.what == five);
    CHECK(thoihan::read_limit(pack, R"({"amount":"5 working days"})").text == "5 working days");
    const auto back = thoihan::read_limit(pack, R"({"amount":"2 days","before":"completion"})");
    CHECK(back.row.what.nodes[0].term.back);
    CHECK(pack.facts[back.row.what.nodes[0].term.anchor].id == "completion");

    struct wrong { std::string text; int line; int column; std::string says; };
    const wrong cases[] = {
        {"", 0, 0, "expected a whole number"},
        {"5 furlongs", 0, 0, "there is no unit"},
        {"0 days", 0, 0, "\"now\""},
        {"{", 1, 2, "not valid JSON"},
        {R"({"amount": "5 dais"})", 1, 12, "there is no unit"},
        {"{\"amount\": \"5 days\",\n \"ed\": 1}", 2, 2, "did you mean \"end\"?"},
        {R"({"amount": "2 days", "before": "completon"})", 1, 32, "did you mean \"completion\"?"},
        {R"({"amount": "5 days", "amount": "6 days"})", 1, 22, "twice"},
    };
    for (const wrong& w : cases) {
      CAPTURE(w.text);
      try {
        thoihan::read_limit(pack, w.text);
        FAIL("read");
      } catch (const error& problem) {
        CHECK(problem.where().line == w.line);
        CHECK(problem.where().column == w.column);
        CHECK_MESSAGE(problem.text().en.find(w.says) != std::string::npos, problem.text().en);
        CHECK(problem.text().vi != problem.text().en);
      }
    }
  }
}
