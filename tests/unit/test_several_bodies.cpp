// A fact that names several authorities, bodies that end and are succeeded, and counts, by the pack tests/data/packs/several-bodies.
// Dates by hand from the calendar of 2024: Thu 25, Fri 26 April, Thu 2, Fri 3, Sat 4, Mon 6 May worked; 27 April to 1 May off. so-a
// ends with Fri 3 May and is succeeded by so-d.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/temporary_folder.hpp"
#include "tests/support/told_case.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/ledger.hpp"
#include "thoihan/pack/notice_text.hpp"
#include "thoihan/pack/route.hpp"

namespace {

using std::string;
using std::vector;
using thoihan::status;

vector<string> names(std::initializer_list<string> list) { return list; }

string joined(const vector<string>& list) {
  string out;
  for (const string& one : list) out += (out.empty() ? "" : " ") + one;
  return out;
}

struct asked_case : told_case {
  asked_case() : told_case("several-bodies") {}

  void forward(const thoihan::fact_inputs& facts, const string& when = "2024-04-25T09:00") {
    if (view.state() == thoihan::no_state) tell("2024-04-25T08:00", "receive");
    tell(when, "forward", facts);
  }
  string support() const {
    vector<string> out;
    for (const auto body : view.bodies(*thoihan::find_id(pack.facts, "support"))) out.push_back(pack.authorities[body].id);
    return joined(out);
  }
  // "so-b running, so-c met"
  string opinions() const {
    string out;
    for (const auto& r : view.duties()) {
      if (pack.duties[r.duty].id != "opinion") continue;
      out += (out.empty() ? "" : ", ") + pack.authorities[*r.owed_authority].id + " " + outcome("opinion", r.round);
    }
    return out;
  }
  string owes(const string& duty, const string& when, int number = 1) const {
    return pack.authorities[*thoihan::body_that_owes(pack, round(duty, number), told_time(when))].id;
  }
};

const thoihan::fact_inputs roads = {{"field", string{"roads"}}};
const thoihan::fact_inputs water = {{"field", string{"water"}}};
const thoihan::fact_inputs opinion = {{"opinion", string{"x"}}};

}  // namespace

TEST_SUITE("several bodies") {
  TEST_CASE("the routing table names them, and each owes a round of its own") {
    asked_case one;
    one.forward(roads);
    CHECK(one.support() == "so-b so-c");
    CHECK(one.opinions() == "so-b running, so-c running");
    // 26 April, 2 and 3 May.
    CHECK(one.due("opinion", 1) == "24:00 of 2024-05-03");
    CHECK(one.due("opinion", 2) == "24:00 of 2024-05-03");
    CHECK(one.fact("support") == thoihan::fact_value::of(2));
    CHECK(one.fact("awaited").number == 2);
    CHECK(one.refusal("2024-04-26T08:00", "merge", {}, "so-a") == status::guard);
    one.tell("2024-04-26T09:00", "give_opinion", opinion, "so-c", "asked");
    CHECK(one.opinions() == "so-b running, so-c met");
    CHECK(one.refusal("2024-04-26T10:00", "merge", {}, "so-a") == status::guard);
    one.tell("2024-05-02T09:00", "decline", {}, "so-b", "asked");
    CHECK(one.opinions() == "so-b cancelled, so-c met");
    CHECK(one.fact("awaited").number == 0);
    one.tell("2024-05-02T10:00", "merge", {}, "so-a");
    CHECK(one.state() == "merged");
  }

  TEST_CASE("each meets its own, once; nobody else does, and not the lead") {
    asked_case one;
    one.forward(roads);
    one.tell("2024-04-26T09:00", "give_opinion", opinion, "so-c", "asked");
    const auto again = one.refused("2024-04-26T09:10", "give_opinion", opinion, "so-c", "asked");
    REQUIRE(again);
    CHECK(again->code() == status::authority);
    CHECK(again->text().en == "\"so-c\" has no duty running that \"give_opinion\" meets or ends");
    const auto lead = one.refused("2024-04-26T09:10", "give_opinion", opinion, "so-a", "asked");
    REQUIRE(lead);
    CHECK(lead->text().en == "the role \"asked\" acts for the authority in \"support\": \"so-b, so-c\", not for \"so-a\"");
    CHECK(one.refusal("2024-04-26T09:10", "give_opinion", opinion, "", "asked") == status::authority);
    // What is about nobody's duty any of them may do, whether it has answered or not.
    one.tell("2024-04-26T09:20", "remark", opinion, "so-c", "asked");
    one.tell("2024-04-26T09:30", "remark", opinion, "so-b", "asked");
    CHECK(one.refusal("2024-04-26T09:40", "remark", opinion, "so-d", "asked") == status::authority);
    CHECK(one.opinions() == "so-b running, so-c met");
    // Several have no one to be taken for all.
    CHECK_FALSE(one.view.body_for(one.act("2024-04-26T09:40", "remark", opinion, "so-b", "asked")));
  }

  TEST_CASE("an event names others, or nobody") {
    asked_case named;
    named.forward({{"field", string{"roads"}}, {"support", names({"so-c"})}});
    CHECK(named.lead() == "so-a");
    CHECK(named.support() == "so-c");
    CHECK(named.opinions() == "so-c running");
    CHECK(named.view.body_for(named.act("2024-04-26T09:40", "remark", opinion, "so-c", "asked")));
    asked_case by_name;
    by_name.forward({{"field", string{"roads"}}, {"lead", string{"so-b"}}});
    CHECK(by_name.support() == "");
    CHECK_FALSE(by_name.fact("support").present);
    CHECK(by_name.opinions() == "");
    by_name.tell("2024-04-25T10:00", "merge", {}, "so-b");
    asked_case none;
    none.forward(water);
    CHECK(none.lead() == "so-b");
    CHECK(none.support() == "");
    none.tell("2024-04-25T10:00", "merge", {}, "so-b");
  }

  TEST_CASE("asked again: who still owes has no second round, others begin") {
    asked_case one;
    one.forward(roads);
    one.tell("2024-04-26T09:00", "give_opinion", opinion, "so-c", "asked");
    one.tell("2024-04-26T10:00", "ask", {{"support", names({"ubnd-tinh", "so-c", "so-b"})}}, "so-a");
    CHECK(one.support() == "so-b so-c ubnd-tinh");
    CHECK(one.opinions() == "so-b running, so-c met, so-c running, ubnd-tinh running");
    // 2, 3 and 4 May.
    CHECK(one.due("opinion", 3) == "24:00 of 2024-05-04");
    // Who is no longer named meets what it still owes.
    one.tell("2024-04-26T11:00", "ask", {{"support", names({"so-c"})}}, "so-a");
    CHECK(one.refusal("2024-04-26T11:05", "remark", opinion, "so-b", "asked") == status::authority);
    one.tell("2024-04-26T11:10", "give_opinion", opinion, "so-b", "asked");
    CHECK(one.opinions() == "so-b met, so-c met, so-c running, ubnd-tinh running");
  }

  TEST_CASE("each that is late is a breach of its own, once, also where an act that was in time becomes known afterwards") {
    const temporary_folder folder;
    thoihan::store events = thoihan::store::open(folder.file("reports.db"), thoihan::store_mode::create);
    thoihan::engine engine{events};
    engine.use(small_pack("several-bodies"));
    const auto tell = [&](const string& text) { engine.apply(thoihan::read_command(text)); };
    tell(R"({"case":"LH-1","key":"1","at":"2024-04-25T08:00","event":"receive","by":{"role":"clerk","officer":"x"}})");
    tell(R"({"case":"LH-1","key":"2","at":"2024-04-25T08:10","event":"forward","by":{"role":"clerk","officer":"x"},"facts":{"field":"roads","support":["so-b","so-c"]}})");
    // Three working days after Thursday 25 April are Fri 26, Thu 2 and Fri 3 May (1; the holidays above): late on Monday the 6th.
    vector<string> late;
    for (const auto& breach : engine.tick(told_time("2024-05-06T08:00"))) {
      if (breach.duty == "opinion") late.push_back(breach.body);
    }
    CHECK(joined(late) == "so-b so-c");
    CHECK(engine.tick(told_time("2024-05-06T08:00")).empty());
    tell(R"({"case":"LH-1","key":"3","at":"2024-05-06T09:00","event":"give_opinion","by":{"role":"asked","authority":"so-b","officer":"x"},"facts":{"opinion":"x"}})");
    vector<string> kept;
    for (const auto& breach : events.breaches_of("LH-1")) {
      if (breach.duty == "opinion" && breach.annulled_by == 0) kept.push_back(breach.body);
    }
    CHECK(joined(kept) == "so-b so-c");
    CHECK(events.verify().problems.empty());
  }

  TEST_CASE("the one authority of another role ends all of them, though its act clears it") {
    asked_case returned;
    returned.forward(roads);
    returned.tell("2024-04-25T10:00", "return", {}, "so-a");
    CHECK(returned.opinions() == "so-b cancelled, so-c cancelled");
    CHECK_FALSE(returned.fact("support").present);
    CHECK(returned.support() == "");
    CHECK(returned.fact("awaited").number == 0);
    CHECK(returned.fact("returns").number == 1);
    asked_case dismissed;
    dismissed.forward(roads);
    dismissed.tell("2024-04-25T10:00", "dismiss", {}, "so-a");
    CHECK(dismissed.opinions() == "so-b cancelled, so-c cancelled");
    asked_case few;
    few.forward({{"field", string{"roads"}}, {"support", names({"so-c"})}});
    CHECK(few.refusal("2024-04-25T10:00", "dismiss", {}, "so-a") == status::guard);
  }

  TEST_CASE("an erased case names nobody") {
    asked_case one;
    one.forward(roads);
    CHECK(one.tell("2024-04-25T10:00", "keep_secret", {}, "", "registrar").erases);
    CHECK(one.support() == "");
    CHECK_FALSE(one.fact("support").present);
    CHECK(one.opinions() == "so-b cancelled, so-c cancelled");
  }

  TEST_CASE("what is no set of authorities is refused") {
    asked_case one;
    one.tell("2024-04-25T08:00", "receive");
    vector<string> too_many(65, "so-a");
    const vector<std::pair<thoihan::fact_input, string>> wrong = {
        {string{"so-b"}, "the fact \"support\": expected an array of 1 to 64 authorities"},
        {true, "the fact \"support\": expected an array of 1 to 64 authorities"},
        {std::int64_t{2}, "the fact \"support\": expected an array of 1 to 64 authorities"},
        {names({}), "the fact \"support\": expected an array of 1 to 64 authorities"},
        {too_many, "the fact \"support\": expected an array of 1 to 64 authorities"},
        {names({"so-b", "so-c", "so-b"}), "the fact \"support\" names \"so-b\" twice"},
        {names({"so-b", "so-x"}), "there is no authority \"so-x\"; did you mean \"so-a\"?"}};
    for (const auto& [value, says] : wrong) {
      const auto problem = one.refused("2024-04-25T09:00", "forward", {{"field", string{"roads"}}, {"support", value}});
      REQUIRE(problem);
      CHECK(problem->text().en.substr(0, says.size()) == says);
    }
    // An array where one value belongs.
    CHECK(one.refusal("2024-04-25T09:00", "forward", {{"field", names({"roads"})}}) == status::schema);
  }

  TEST_CASE("a notice prints their names") {
    asked_case one;
    one.forward(roads);
    const auto& notice = one.pack.notices[*thoihan::find_id(one.pack.notices, "forwarded")];
    thoihan::notice_facts known{one.view.facts(), {}, {{"support", one.view.bodies(*thoihan::find_id(one.pack.facts, "support"))}}};
    CHECK(thoihan::notice_text(one.pack, notice, "LH-1", known, thoihan::language::en) == "LH-1: support by Department B, Department C");
    CHECK(thoihan::notice_text(one.pack, notice, "LH-1", known, thoihan::language::vi) == "LH-1: phối hợp Sở B, Sở C");
    known.bodies.clear();
    CHECK(thoihan::notice_text(one.pack, notice, "LH-1", known, thoihan::language::en) == "LH-1: support by (none)");
  }
}

TEST_SUITE("successors") {
  TEST_CASE("of what an authority had, from the day after its last") {
    const asked_case one;
    const auto body = [&](const string& id) { return static_cast<thoihan::authority_number>(*thoihan::find_id(one.pack.authorities, id)); };
    const auto day = [](const string& text) { return thoihan::day_of(told_time(text + "T12:00")); };
    CHECK(thoihan::heir_of(one.pack, body("so-a"), day("2024-05-03")) == body("so-a"));
    CHECK(thoihan::heir_of(one.pack, body("so-a"), day("2024-05-04")) == body("so-d"));
    CHECK(thoihan::heir_of(one.pack, body("so-b"), day("2024-05-04")) == body("so-b"));
  }

  TEST_CASE("the successor acts and owes, and the body that has ended can act no more") {
    asked_case one;
    one.forward(water, "2024-04-26T09:00");
    one.tell("2024-04-26T09:30", "ask", {{"support", names({"so-a", "so-c"})}}, "so-b");
    CHECK(one.owes("opinion", "2024-05-03T23:59:59") == "so-a");
    CHECK(one.owes("opinion", "2024-05-04T00:00") == "so-d");
    CHECK(one.owes("opinion", "2024-05-04T00:00", 2) == "so-c");
    // Until its last day it acts itself.
    CHECK(one.refusal("2024-05-03T16:00", "remark", opinion, "so-d", "asked") == status::authority);
    one.tell("2024-05-03T16:00", "remark", opinion, "so-a", "asked");
    const auto ended = one.refused("2024-05-04T08:00", "give_opinion", opinion, "so-a", "asked");
    REQUIRE(ended);
    CHECK(ended->text().en ==
          "the role \"asked\" acts for the authority in \"support\": \"so-a (now so-d), so-c\", not for \"so-a\"");
    CHECK(ended->text().vi.find("so-a (nay là so-d)") != string::npos);
    one.tell("2024-05-04T08:30", "remark", opinion, "so-d", "asked");
    // Asked once more by its successor's name, it has no second round.
    one.tell("2024-05-04T09:00", "ask", {{"support", names({"so-c", "so-d"})}}, "so-b");
    CHECK(one.opinions() == "so-a running, so-c running");
    one.tell("2024-05-04T09:30", "give_opinion", opinion, "so-d", "asked");
    CHECK(one.opinions() == "so-a met, so-c running");
    CHECK(one.owes("opinion", "2024-06-03T08:00") == "so-d");
  }

  TEST_CASE("of a lead; what was met before stays with who met it") {
    asked_case one;
    one.forward({{"field", string{"water"}}, {"lead", string{"so-a"}}}, "2024-05-02T09:00");
    CHECK(one.refusal("2024-05-04T08:00", "merge", {}, "so-a") == status::authority);
    CHECK(one.view.body_for(one.act("2024-05-04T08:00", "merge", {}, "so-d")) == one.act("2024-05-04T08:00", "merge", {}, "so-d").authority);
    // What the case says of its lead stays as it was said.
    CHECK(one.lead() == "so-a");
    one.tell("2024-05-04T08:00", "merge", {}, "so-d");
    CHECK(one.owes("merge", "2024-05-04T08:00") == "so-d");
    asked_case before;
    before.forward({{"field", string{"water"}}, {"lead", string{"so-a"}}}, "2024-05-02T09:00");
    before.tell("2024-05-03T08:00", "merge", {}, "so-a");
    CHECK(before.owes("merge", "2024-06-03T08:00") == "so-a");
  }

  TEST_CASE("a refusal to send a report to it names who has succeeded it") {
    asked_case one;
    one.tell("2024-05-04T08:00", "receive");
    const auto problem = one.refused("2024-05-04T09:00", "forward", roads);
    REQUIRE(problem);
    CHECK(problem->code() == status::authority);
    CHECK(problem->text().en ==
          "on 2024-05-04: so-a has ended, its last day was 2024-05-03; it is succeeded by so-d; name another authority, or go over this "
          "with \"override\": [\"not-in-office\"]");
    // Not yet there, it has no successor either.
    asked_case early;
    early.tell("2024-04-25T08:00", "receive");
    const auto not_begun = early.refused("2024-04-25T09:00", "forward", {{"field", string{"water"}}, {"support", names({"so-c", "so-d"})}});
    REQUIRE(not_begun);
    CHECK(not_begun->text().en.find("so-d has not begun, its first day is 2024-05-04; name") != string::npos);
  }

  TEST_CASE("the ledger charges each for its days") {
    asked_case one;
    vector<thoihan::case_standing> stood;
    one.tell("2024-05-03T08:00", "receive");
    stood.push_back(thoihan::standing_of(one.view));
    one.tell("2024-05-03T09:00", "forward", {{"field", string{"water"}}, {"lead", string{"so-a"}}});
    stood.push_back(thoihan::standing_of(one.view));
    const auto ledger = thoihan::make_ledger(one.view, stood, told_time("2024-05-04T09:00"));
    string told;
    for (const auto& part : ledger.parts) {
      if (part.cause != thoihan::ledger_cause::working) continue;
      told += string(thoihan::format_instant(part.from).data()).substr(5, 11) + " " +
              (part.party.authority ? one.pack.authorities[*part.party.authority].id : "clerk") + "\n";
    }
    CHECK(told == "05-03T08:00 clerk\n05-03T09:00 so-a\n05-03T13:00 so-a\n05-04T07:30 so-d\n");
  }
}

TEST_SUITE("counts") {
  TEST_CASE("of several events, begun anew by another") {
    asked_case one;
    one.tell("2024-04-25T08:00", "receive");
    CHECK(one.refusal("2024-04-25T08:01", "call_again") == status::guard);
    one.tell("2024-04-25T08:01", "call");
    one.tell("2024-04-25T08:02", "call_again");
    one.tell("2024-04-25T08:03", "call");
    CHECK(one.fact("calls").number == 3);
    CHECK(one.refusal("2024-04-25T08:04", "give_up") == status::guard);
    one.tell("2024-04-25T08:05", "reach");
    CHECK(one.fact("calls").number == 0);
    for (const char* when : {"2024-04-25T08:10", "2024-04-25T08:11", "2024-04-25T08:12", "2024-04-25T08:13"}) one.tell(when, "call");
    CHECK(one.fact("calls").number == 4);
    one.tell("2024-04-25T08:20", "give_up");
    CHECK(one.state() == "given_up");
  }

  TEST_CASE("never more than their range holds") {
    asked_case one;
    one.tell("2024-04-25T08:00", "receive");
    for (int i = 0; i < 12; ++i) one.tell("2024-04-25T08:0" + std::to_string(i / 2), "call");
    CHECK(one.fact("calls").number == 9);
  }

  TEST_CASE("of returns no loop begins anew") {
    asked_case one;
    one.forward(roads);
    one.tell("2024-04-25T10:00", "return", {}, "so-a");
    one.forward(roads, "2024-04-25T10:30");
    CHECK(one.refusal("2024-04-25T11:00", "return", {}, "so-a") == status::guard);
    CHECK(one.fact("returns").number == 1);
  }
}
