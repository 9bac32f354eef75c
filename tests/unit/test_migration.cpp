// A case goes over to another pack. The packs are that of tests/support/history_pack.hpp and changed ones; dues by hand on its calendar.
#include "thoihan/engine/migration.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/history_pack.hpp"

namespace {

using namespace std::string_literals;
using namespace thoihan;

const std::string transport = "so-giao-thong";

told_history forwarded() {
  told_history h;
  h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}, {"calls", std::int64_t{4}}}));
  h.enter(h.act("2024-03-04T09:00", "forward", "operator"));
  return h;
}

command migration(const std::string& when, const std::string& pack, id_mapping mapping = {}) {
  command c = told_history::other(event_kind::migrate, when, "operator");
  c.reason.clear();
  c.target_pack = pack;
  c.mapping = std::move(mapping);
  return c;
}

// From here on under that pack.
history_step go_over(told_history& h, const std::string& when, rule_pack pack, id_mapping mapping = {}) {
  h.use(std::move(pack));
  return h.enter(migration(when, h.pack_hash, std::move(mapping)));
}

// A new version: other words for everything.
void rename_all(history_rules& rules) {
  std::string text = rules.text("pack.json");
  const auto replace = [&text](const std::string& old, const std::string& fresh) {
    for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + fresh.size())) text.replace(at, old.size(), fresh);
  };
  replace("2024-01-01\", \"title", "2024-03-01\", \"title");
  replace("\"handling\"", "\"in_hand\"");
  replace("\"ask_reporter\"", "\"question\"");
  replace("\"supplement\"", "\"reply\"");
  replace("\"describe\"", "\"note\"");
  replace("\"field\"", "\"matter\"");
  replace("\"roads\"", "\"streets\"");
  replace("\"phone\"", "\"call\"");
  replace("\"handle\"", "\"process\"");
  replace("\"operator\"", "\"agent\"");
  replace("\"so-giao-thong\"", "\"so-giao-thong-2\"");
  rules.put("pack.json", text);
  std::string bodies = rules.text("authorities.json");
  bodies.replace(bodies.find("so-giao-thong"), 13, "so-giao-thong-2");
  rules.put("authorities.json", bodies);
}

id_mapping all_renamed() {
  id_mapping m;
  m.states = {{"handling", "in_hand"}};
  m.events = {{"ask_reporter", "question"}, {"supplement", "reply"}, {"describe", "note"}};
  m.facts = {{"field", "matter"}};
  m.values = {{"field", {{"roads", "streets"}}}};
  m.channels = {{"phone", "call"}};
  m.roles = {{"operator", "agent"}};
  m.duties = {{"handle", "process"}};
  m.authorities = {{transport, "so-giao-thong-2"}};
  return m;
}

}  // namespace

TEST_SUITE("migration") {
  TEST_CASE("the same pack changes nothing") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "describe", "operator", {{"complex", true}}));
    h.enter(h.act("2024-03-06T10:00", "ask_reporter", "authority", {}, transport));
    for (const char* when : {"2024-03-07T10:00", "2024-03-20T10:00"}) {
      const std::string before = h.told(true);
      const history_step step = h.enter(migration(when, h.pack_hash));
      CHECK(h.told(true) == before);
      CHECK(step.changes.empty());
      CHECK(step.view.acts() == 4);
      CHECK(step.view.last_at() == history_time(when));
      CHECK(step.view.opened_at() == history_time("2024-03-04T08:00"));
    }
    h.enter(h.act("2024-03-21T10:00", "supplement", "operator"));
    CHECK(h.told().find("paused") == std::string::npos);
  }

  TEST_CASE("running rounds choose their limit anew, from the same start, with their pauses") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "ask_reporter", "authority", {}, transport));
    h.enter(h.act("2024-03-06T10:00", "supplement", "operator"));
    // 5, 6, 7, 8, 11 March, and the 6th does not count: the 12th.
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-13T00:00:00");
    history_rules shorter;
    shorter.plant("pack.json", R"("limit": "5 working days")", R"("limit": "3 working days")");
    const history_step step = go_over(h, "2024-03-07T08:00", shorter.load());
    // 5, 6, 7 March, and one more.
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-09T00:00:00");
    REQUIRE(step.changes.size() == 1);
    CHECK(step.changes[0].key == round_key{"handle", 2});
    CHECK(step.view.pack().duties[*find_id(step.view.pack().duties, "handle")].within[1].text == "3 working days");
    // What comes next is judged by the new pack.
    h.enter(h.act("2024-03-07T09:00", "ask_reporter", "authority", {}, transport));
    h.enter(h.act("2024-03-08T09:00", "supplement", "operator"));
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-12T00:00:00");
  }

  TEST_CASE("extensions and what was asked for go along") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "request_extension", "authority", {}, transport));
    h.enter(h.act("2024-03-06T10:00", "grant_extension", "supervisor"));
    h.enter(h.act("2024-03-07T10:00", "request_extension", "authority", {}, transport));
    // 11 March, and 12, 13, 14.
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-15T00:00:00");
    history_rules longer;
    longer.plant("pack.json", R"("limit": "5 working days")", R"("limit": "6 working days")");
    go_over(h, "2024-03-08T08:00", longer.load());
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-16T00:00:00");
    // Asked for in time before it went over, granted when the limit was over: 18, 19, 20.
    h.enter(h.act("2024-03-18T10:00", "grant_extension", "supervisor"));
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-21T00:00:00");
  }

  TEST_CASE("ended rounds and late ones keep what they have") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-12T08:00", "describe", "operator"));
    history_rules longer;
    longer.plant("pack.json", R"("limit": "5 working days")", R"("limit": "30 working days")");
    longer.plant("pack.json", R"("limit": "2 working hours")", R"("limit": "1 working hour")");
    const history_step step = go_over(h, "2024-03-12T09:00", longer.load());
    CHECK(step.changes.empty());
    CHECK(h.told().find("forward 1 met due 2024-03-04T10:00:00") != std::string::npos);
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-12T00:00:00");
    // No row of the new pack says what the old ones said.
    for (const duty_round& round : step.view.duties()) CHECK_FALSE(round.limit.has_value());
    CHECK(basis_of(step.view.pack(), step.view.duties()[0]).text() == "2.1");
  }

  TEST_CASE("a limit that is gone, and one that is new") {
    told_history h = forwarded();
    history_rules none;
    none.plant("pack.json", R"("within": [ { "when": { "complex": true }, "limit": "10 working days", "cite": "2.1" }, { "limit": "5 working days", "cite": "2.1" } ],
      "extended_by": { "on": "grant_extension", "asked": "request_extension", "by": "3 working days", "times": 2, "cite": "2.1" }, )", "");
    rule_pack without = none.load();
    go_over(h, "2024-03-05T08:00", without);
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running");
    // Back again, from the same start.
    const history_step step = go_over(h, "2024-03-06T08:00", history_rules{}.load());
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-12T00:00:00");
    CHECK(step.changes.size() == 1);
    CHECK(step.view.duties()[1].limit == std::size_t{1});
  }

  TEST_CASE("everything by another name") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "describe", "operator", {{"calls", std::int64_t{5}}}));
    h.enter(h.act("2024-03-06T10:00", "ask_reporter", "authority", {}, transport));
    history_rules renamed;
    rename_all(renamed);
    const history_step step = go_over(h, "2024-03-07T08:00", renamed.load(), all_renamed());
    CHECK(step.changes.empty());  // the round keeps its key
    CHECK(h.told(true).find("process 1 by 2 so-giao-thong-2 running paused") != std::string::npos);
    const case_view& view = step.view;
    CHECK(key_of(view, view.duties()[1]) == round_key{"handle", 2});
    CHECK(view.pack().events[*view.opened_by()] == "receive");
    CHECK(view.pack().states[view.state()].id == "waiting");
    const auto value = [&view](const char* fact) { return view.facts()[*find_id(view.pack().facts, fact)]; };
    CHECK(view.pack().facts[*find_id(view.pack().facts, "matter")].values[static_cast<std::size_t>(value("matter").number)].id == "streets");
    CHECK(view.pack().channels[static_cast<std::size_t>(value("channel").number)].id == "call");
    CHECK(value("calls").number == 5);
    // By its own events.
    h.enter(h.act("2024-03-08T10:00", "reply", "agent"));
    // 7 and 8 March do not count: 11 March and two more.
    CHECK(h.duty("process") == "process 1 so-giao-thong-2 running due 2024-03-14T00:00:00");
    h.enter(h.act("2024-03-09T08:00", "enter_result", "authority", {}, "so-giao-thong-2"));
    CHECK(h.told().substr(0, 9) == "resulted ");
  }

  TEST_CASE("corrections after it: the words of the pack of then, the roles of now") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "describe", "operator", {{"calls", std::int64_t{5}}}));
    h.enter(h.act("2024-03-05T11:00", "ask_reporter", "authority", {}, transport));
    history_rules renamed;
    rename_all(renamed);
    go_over(h, "2024-03-07T08:00", renamed.load(), all_renamed());
    CHECK(h.refused(h.correction(3, "2024-03-08T08:00", "operator", {{"calls", std::int64_t{6}}})).code() == status::reference);
    h.enter(h.correction(3, "2024-03-08T08:00", "agent", {{"calls", std::int64_t{6}}}));
    CHECK(h.told().find("calls=6") != std::string::npos);
    CHECK(h.refused(h.correction(3, "2024-03-08T08:00", "agent", {{"matter", "streets"s}})).code() == status::reference);
    CHECK(h.refused(h.withdrawal(4, "2024-03-08T08:00", "authority", transport)).code() == status::authority);
    h.enter(h.withdrawal(4, "2024-03-08T08:00", "authority", "so-giao-thong-2"));
    CHECK(h.told().substr(0, 8) == "in_hand ");
    // What happened before it went over is the old pack's, however late it is recorded.
    CHECK(h.refused(h.act("2024-03-06T10:00", "note", "agent", {}, "", "2024-03-08T09:00")).code() == status::reference);
    h.enter(h.act("2024-03-06T10:00", "describe", "operator", {{"calls", std::int64_t{7}}}, "", "2024-03-08T09:00"));
    CHECK(h.told().find("calls=7") != std::string::npos);
    h.enter(h.act("2024-03-08T10:00", "note", "agent", {{"calls", std::int64_t{8}}}));
    CHECK(h.told().find("calls=8") != std::string::npos);
    // Corrected before it went over: the other pack has the same water.
    h.enter(h.correction(1, "2024-03-08T11:00", "agent", {{"field", "water"s}}));
    CHECK(h.duty("process").find("process 1 cap-nuoc") == 0);
  }

  TEST_CASE("all that the new pack lacks, at once, with the nearest names") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "describe", "operator", {{"calls", std::int64_t{5}}, {"complex", true}}));
    h.enter(h.act("2024-03-06T10:00", "ask_reporter", "authority", {}, transport));
    history_rules renamed;
    rename_all(renamed);
    std::string text = renamed.text("pack.json");
    text.replace(text.find("\"range\": [0, 9]"), 15, "\"range\": [0, 4]");
    text.replace(text.find("\"complex\": { \"type\": \"bool\", \"public\": true, \"default\": false"), 61, "\"complex\": { \"type\": \"integer\", \"range\": [1, 2], \"public\": true");
    const std::string guarded = R"("when": { "complex": true }, )";
    text.replace(text.find(guarded), guarded.size(), R"("when": { "complex": 2 }, )");
    renamed.put("pack.json", text);
    const rule_pack fresh = renamed.load();
    id_mapping wrong;
    wrong.states = {{"handlin", "in_hand"}, {"received", "recieved"}, {"closed", ""}};
    wrong.values = {{"feild", {}}, {"field", {{"road", "streets"}}}};
    wrong.facts = {{"field", "matter"}};
    const case_view before = h.view();
    try {
      migrate(before, fresh, wrong, history_time("2024-03-07T08:00"));
      FAIL("it went over");
    } catch (const error& problem) {
      CHECK(problem.code() == status::reference);
      CHECK(problem.details() == std::vector<std::string>{
                "the pack lac-hong 2024-01-01 has no state \"handlin\"; did you mean \"handling\"?",
                "the pack lac-hong 2024-03-01 has no state \"recieved\"; did you mean \"received\"?",
                "the state \"closed\" needs a name in the new pack",
                "the pack lac-hong 2024-01-01 has no fact \"feild\"; did you mean \"field\"?",
                "the pack lac-hong 2024-01-01 has no value of \"field\" \"road\"; did you mean \"roads\"?",
                "the fact \"calls\": 5 is outside 0 to 4 of the new pack",
                "the pack lac-hong 2024-03-01 has no channel \"phone\"",
                "the fact \"complex\" is of another type in the new pack",
                "the pack lac-hong 2024-03-01 has no value of \"field\" \"roads\"",
                "the pack lac-hong 2024-03-01 has no authority \"so-giao-thong\"; did you mean \"so-giao-thong-2\"?",
                "the pack lac-hong 2024-03-01 has no event \"describe\"",
                "the pack lac-hong 2024-03-01 has no event \"ask_reporter\"",
                "the case stands still since 2024-03-06T10:00:00+07:00 by \"ask_reporter\"; no pause of the new pack begins so",
                "the pack lac-hong 2024-03-01 has no duty \"handle\""});
      for (const std::string& detail : problem.details()) CHECK(problem.text().en.find(detail) != std::string::npos);
      CHECK(problem.text().vi.find("gói lac-hong 2024-03-01 không có cơ quan \"so-giao-thong\"; có phải \"so-giao-thong-2\"?") != std::string::npos);
    }
  }

  TEST_CASE("events and facts can be given up") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "describe", "operator", {{"calls", std::int64_t{5}}}));
    history_rules fewer;
    fewer.plant("pack.json", R"({ "on": "describe", "from": ["received", "handling"], "to": "same", "by": ["operator"], "takes": ["field", "complex", "calls", "place"],
      "dated_back": { "amount": "10 working days", "cite": "2.1" }, "cite": "2.1" },)", "");
    fewer.plant("pack.json", R"("calls": { "type": "integer", "range": [0, 9], "public": true, "label": { "vi": "Số lần gọi", "en": "Calls" }, "cite": "2.1" },)", "");
    fewer.plant("pack.json", R"("place", "calls", "wished")", R"("place", "wished")");
    const rule_pack fresh = fewer.load();
    const instant at = history_time("2024-03-06T08:00");
    CHECK_THROWS_AS(migrate(h.view(), fresh, {}, at), error);
    id_mapping given_up;
    given_up.events = {{"describe", ""}};
    given_up.facts = {{"calls", ""}};
    const case_view after = migrate(h.view(), fresh, given_up, at);
    CHECK(told_view(after).find("calls") == std::string::npos);
    CHECK(told_view(after).find("handle 1 so-giao-thong running due 2024-03-12T00:00:00") != std::string::npos);
  }

  TEST_CASE("a fact that says nothing but the default may be unknown, and counts are kept") {
    told_history h;
    h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
    h.enter(h.act("2024-03-04T09:00", "forward", "operator"));
    h.enter(h.act("2024-03-04T10:00", "return", "authority", {}, transport));
    history_rules other;
    other.plant("pack.json", R"("secret": { "type": "bool", "public": false, "default": false, "label": { "vi": "Mật", "en": "Secret" }, "cite": "2.1" } })",
                R"("running": { "type": "integer", "range": [0, 9], "public": true, "counts": { "running": "forward" }, "label": { "vi": "Đang chạy", "en": "Running" }, "cite": "2.1" } })");
    other.plant("pack.json", R"("visit", "secret"])", R"("visit"])");
    const rule_pack fresh = other.load();
    const case_view after = migrate(h.view(), fresh, {}, history_time("2024-03-04T11:00"));
    CHECK(after.facts()[*find_id(fresh.facts, "returns")].number == 1);
    CHECK(after.facts()[*find_id(fresh.facts, "running")].number == 1);
  }

  TEST_CASE("a count that the new pack counts less far") {
    told_history h;
    h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
    for (const char* hour : {"2024-03-04T09:00", "2024-03-04T10:00"}) {
      h.enter(h.act(hour, "forward", "operator"));
      h.enter(h.act(hour, "return", "authority", {}, transport));
    }
    history_rules fewer;
    fewer.plant("pack.json", R"("range": [0, 99])", R"("range": [0, 1])");
    const rule_pack fresh = fewer.load();
    const case_view after = migrate(h.view(), fresh, {}, history_time("2024-03-04T11:00"));
    CHECK(h.view().facts()[*find_id(fresh.facts, "returns")].number == 2);
    CHECK(after.facts()[*find_id(fresh.facts, "returns")].number == 1);
  }

  TEST_CASE("two rows of limits that say the same") {
    history_rules alike;
    alike.plant("pack.json", R"("limit": "10 working days")", R"("limit": "5 working days")");
    told_history h{alike.load()};
    h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
    h.enter(h.act("2024-03-04T09:00", "forward", "operator"));
    h.enter(h.act("2024-03-05T09:00", "enter_result", "authority", {}, transport));
    REQUIRE(h.view().duties()[1].limit == std::size_t{1});
    h.enter(migration("2024-03-06T08:00", h.pack_hash));
    CHECK(h.view().duties()[1].limit == std::size_t{1});
  }

  TEST_CASE("each pack with the calendars of its own time") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "describe", "operator"));
    const std::string old_pack = h.pack_hash;
    const std::string old_calendars = h.calendars_hash;
    history_rules next;
    next.plant("pack.json", R"("version": "2024-01-01")", R"("version": "2024-03-01")");
    next.plant("office.json", R"({ "date": "2024-06-03")", R"({ "date": "2024-03-08", "kind": "closed", "cause": { "vi": "Mất điện", "en": "No power" }, "source": "8/TB-LH" },
    { "date": "2024-06-03")");
    go_over(h, "2024-03-07T08:00", next.load());
    // Without the 8th, the fifth working day is the 12th.
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-13T00:00:00");
    h.pack_hash = old_pack;
    h.calendars_hash = old_calendars;
    h.enter(h.act("2024-03-06T10:00", "describe", "operator", {{"calls", std::int64_t{7}}}, "", "2024-03-07T09:00"));
    CHECK(h.told().find("calls=7") != std::string::npos);
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-13T00:00:00");
  }

  TEST_CASE("two duties that have rounds cannot become one") {
    told_history h = forwarded();
    id_mapping merged;
    merged.duties = {{"handle", "forward"}};
    try {
      migrate(h.view(), h.packs.begin()->second, merged, history_time("2024-03-05T08:00"));
      FAIL("it went over");
    } catch (const error& problem) {
      CHECK(problem.details() == std::vector<std::string>{"the duties \"forward\" and \"handle\" have rounds both and cannot become \"forward\" both"});
    }
  }

  TEST_CASE("an end must stay an end") {
    told_history h = forwarded();
    id_mapping ends;
    ends.states = {{"handling", "closed"}};
    const rule_pack& same = h.packs.begin()->second;
    CHECK_THROWS_WITH_AS(migrate(h.view(), same, ends, history_time("2024-03-05T08:00")),
                         "the case LH-1 cannot go over to the pack lac-hong 2024-01-01: the state \"handling\" has not ended the case, \"closed\" of the new pack has", error);
    h.enter(h.act("2024-03-05T10:00", "enter_result", "authority", {}, transport));
    h.enter(h.act("2024-03-05T11:00", "close", "operator"));
    ends.states = {{"closed", "received"}};
    CHECK_THROWS_AS(migrate(h.view(), same, ends, history_time("2024-03-06T08:00")), error);
    CHECK(told_view(migrate(h.view(), same, {}, history_time("2024-03-06T08:00"))) == h.told());
  }

  TEST_CASE("pauses: by their events, or by the one that began this one") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-06T10:00", "ask_reporter", "authority", {}, transport));
    // Another pause before it, and this one also ends with a result.
    history_rules more;
    more.plant("pack.json", R"("pauses": [ { "from": ["ask_reporter"], "until": ["supplement"], "cite": "2.1" } ])",
               R"("pauses": [ { "from": ["request_extension"], "until": ["grant_extension"], "cite": "2.1" }, { "from": ["ask_reporter"], "until": ["supplement", "enter_result"], "cite": "2.1" } ])");
    const rule_pack fresh = more.load();
    case_view after = migrate(h.view(), fresh, {}, history_time("2024-03-07T08:00"));
    CHECK(after.paused());
    CHECK(after.open_pause() == std::size_t{1});
    CHECK(after.duties()[1].clock.answer().paused);
    history_rules none;
    none.plant("pack.json", R"({ "from": ["ask_reporter"], "until": ["supplement"], "cite": "2.1" })", "");
    CHECK_THROWS_AS(migrate(h.view(), none.load(), {}, history_time("2024-03-07T08:00")), error);
    // Two that begin alike: the one with the same end.
    history_rules twin;
    twin.plant("pack.json", R"("pauses": [)", R"("pauses": [ { "from": ["ask_reporter"], "until": ["enter_result"], "cite": "2.1" },)");
    CHECK(migrate(h.view(), twin.load(), {}, history_time("2024-03-07T08:00")).open_pause() == std::size_t{1});
  }

  TEST_CASE("when, and who") {
    told_history h = forwarded();
    CHECK(h.refused(migration("2024-03-04T08:59:59", h.pack_hash)).code() == status::time_order);
    command by_authority = migration("2024-03-05T08:00", h.pack_hash);
    by_authority.role = "authority";
    by_authority.authority = transport;
    CHECK(h.refused(by_authority).code() == status::authority);
    command nowhere = migration("2024-03-05T08:00", "");
    CHECK(h.refused(nowhere).code() == status::schema);
    CHECK(h.refused(migration("2024-03-05T08:00", "unknown")).code() == status::reference);
    const rule_pack& pack = h.packs.begin()->second;
    CHECK_THROWS_AS(migrate(case_view{pack, "LH-2"}, pack, {}, history_time("2024-03-05T08:00")), error);
    // Afterwards nothing is dated before it but in the pack of then.
    h.enter(migration("2024-03-05T08:00", h.pack_hash));
    CHECK_FALSE(folds_onward(h.view(), h.act("2024-03-05T07:59:59", "describe", "operator")));
    h.enter(h.act("2024-03-05T07:59:59", "describe", "operator", {}, "", "2024-03-05T09:00"));
    // The receipt cannot be said to be later than the migration.
    const error receipt = h.refused(h.correction(1, "2024-03-05T10:00", "operator", {}, "", "2024-03-05T09:00"));
    CHECK(receipt.code() == status::conflict);
    CHECK(receipt.details() == std::vector<std::string>{"2", "forward"});
  }

  TEST_CASE("the migration itself may lose its ground") {
    // A pack in which only roads are left.
    told_history h = forwarded();
    history_rules roads;
    roads.plant("pack.json", R"("values": { "roads": { "vi": "Đường", "en": "Roads" }, "water": { "vi": "Nước", "en": "Water" } })",
                R"("values": { "roads": { "vi": "Đường", "en": "Roads" } })");
    roads.plant("pack.json", R"(,
    { "id": "water", "when": { "field": "water" }, "lead": "cap-nuoc", "support": [], "cite": "2.1" })", "");
    go_over(h, "2024-03-05T08:00", roads.load());
    const error lost = h.refused(h.correction(1, "2024-03-05T09:00", "operator", {{"field", "water"s}}));
    CHECK(lost.code() == status::conflict);
    CHECK(lost.details() == std::vector<std::string>{"3", "migrate"});
    CHECK(lost.text().en.find("has no value of \"field\" \"water\"") != std::string::npos);
  }
}
