// A case as the fold of its acts, under the small pack of Lạc Hồng. All dues are derived by hand from its calendar:
//   Thu 25 and Fri 26 April worked; Sat 27, Sun 28 weekend; Mon 29 swapped off; Tue 30 April, Wed 1 May holidays; Thu 2, Fri 3
//   and Sat 4 May worked; Sun 5 weekend; Mon 6 May and on worked. 07:30-11:30 and 13:00-17:00.
#include "thoihan/engine/case_view.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::case_view;
using thoihan::clock_outcome;
using thoihan::command;
using thoihan::duty_round;
using thoihan::error;
using thoihan::fact_inputs;
using thoihan::instant;
using thoihan::rule_pack;
using thoihan::status;
using thoihan::step_effects;

instant at(const std::string& text) {
  instant t = 0;
  REQUIRE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none);
  return t;
}

std::string words(instant t) { return std::string{thoihan::format_instant(t).data()}.substr(0, 19); }

const std::string no_authority;

struct sample_case {
  explicit sample_case(rule_pack loaded = pack_writer{}.load()) : pack(std::move(loaded)), view(pack, "LH-1") {}

  step_effects apply(const std::string& when, const std::string& event, const std::string& role, fact_inputs facts = {},
                     const std::string& authority = no_authority, const std::string& recorded = "") {
    command c;
    c.case_id = "LH-1";
    c.key = "k";
    c.at = at(when);
    c.recorded_at = recorded.empty() ? c.at : at(recorded);
    c.event = event;
    c.role = role;
    c.authority = authority;
    c.facts = std::move(facts);
    return view.apply(thoihan::resolve_act(pack, c));
  }

  // What is refused leaves no trace.
  error refused(const std::string& when, const std::string& event, const std::string& role, fact_inputs facts = {},
                const std::string& authority = no_authority, const std::string& recorded = "") {
    const auto before = told();
    std::optional<error> caught;
    try {
      apply(when, event, role, std::move(facts), authority, recorded);
    } catch (const error& problem) {
      caught = problem;
    }
    CHECK(told() == before);
    REQUIRE_MESSAGE(caught.has_value(), event, " was accepted");
    CHECK_FALSE(caught->text().vi.empty());
    CHECK(caught->text().vi != caught->text().en);
    return *caught;
  }

  std::string told() const {
    std::string out = std::to_string(view.state()) + "/" + std::to_string(view.acts()) + "/" + std::to_string(view.last_at());
    for (const auto& fact : view.facts()) out += fact.present ? "," + std::to_string(fact.number) : ",-";
    for (const auto& round : view.duties()) out += ";" + duty(round);
    return out;
  }

  // "handle 1 running due 2024-05-07T00:00:00 late 2024-05-07T00:00:00"
  std::string duty(const duty_round& round) const {
    const char* const outcomes[] = {"running", "met", "met_late", "cancelled"};
    std::string out = pack.duties[round.duty].id + " " + std::to_string(round.round) + " " + outcomes[static_cast<int>(round.clock.outcome())];
    if (round.clock.limited()) out += " due " + words(round.clock.answer().due) + " late " + words(round.clock.answer().late_from);
    return out;
  }
  std::string duty(const std::string& id, std::int32_t round = 1) const {
    for (const duty_round& r : view.duties()) {
      if (pack.duties[r.duty].id == id && r.round == round) return duty(r);
    }
    return "none";
  }
  const duty_round& round_of(const std::string& id, std::int32_t round = 1) const {
    for (const duty_round& r : view.duties()) {
      if (pack.duties[r.duty].id == id && r.round == round) return r;
    }
    FAIL("no duty ", id);
    throw;
  }
  std::string state() const { return pack.states[view.state()].id; }
  std::string lead() const { return view.lead() ? pack.authorities[*view.lead()].id : "none"; }

  void receive(const std::string& when = "2024-04-25T09:10", fact_inputs more = {}) {
    more.emplace_back("channel", std::string{"phone"});
    apply(when, "receive", "operator", std::move(more));
  }
  void forward(const std::string& when = "2024-04-25T10:00", const std::string& field = "roads") {
    apply(when, "forward", "operator", {{"field", field}});
  }

  rule_pack pack;
  case_view view;
};

const std::string transport = "so-giao-thong";

}  // namespace

TEST_SUITE("case_view") {
  TEST_CASE("before the first act") {
    const sample_case c;
    CHECK(c.view.state() == thoihan::no_state);
    CHECK_FALSE(c.view.open());
    CHECK(c.view.acts() == 0);
    CHECK(c.view.duties().empty());
    CHECK(c.view.accepted() == std::vector<std::string>{"receive"});
    CHECK(c.lead() == "none");
    CHECK(c.view.publication().is == thoihan::publicity::open);
  }

  TEST_CASE("from receipt to answer") {
    sample_case c;
    c.receive();
    CHECK(c.state() == "received");
    CHECK(c.view.open());
    CHECK(c.view.opened_at() == at("2024-04-25T09:10"));
    CHECK(c.view.accepted() == std::vector<std::string>{"describe", "forward", "refuse"});
    // 2 working hours from 09:10: 11:10. The due second itself is on time.
    CHECK(c.duty("forward") == "forward 1 running due 2024-04-25T11:10:00 late 2024-04-25T11:10:01");

    const step_effects forwarded = c.apply("2024-04-25T10:00", "forward", "operator", {{"field", std::string{"roads"}}});
    CHECK(c.state() == "with_authority");
    CHECK(forwarded.routed);
    CHECK(c.lead() == transport);
    CHECK(c.duty("forward").substr(0, 13) == "forward 1 met");
    // 5 working days, the day of the event not counted: 26 April, 2, 3, 4, 6 May; 24:00 of 6 May.
    CHECK(c.duty("handle") == "handle 1 running due 2024-05-07T00:00:00 late 2024-05-07T00:00:00");
    CHECK(c.round_of("handle").clock.answer().due_date == thoihan::days_from_civil(2024, 5, 6));
    CHECK(c.round_of("handle").owed_authority == c.view.lead());
    CHECK_FALSE(c.round_of("forward").owed_authority.has_value());
    CHECK(forwarded.changed == std::vector<std::size_t>{0, 1});
    CHECK(c.duty("watch") == "none");  // only for water

    c.apply("2024-05-06T15:00", "enter_result", "authority", {}, transport);
    CHECK(c.duty("handle").substr(0, 12) == "handle 1 met");
    // 4 working hours from 15:00: two until 17:00, two from 07:30 of Tuesday.
    CHECK(c.duty("answer") == "answer 1 running due 2024-05-07T09:30:00 late 2024-05-07T09:30:01");
    c.apply("2024-05-07T09:30", "answer", "operator");
    CHECK(c.duty("answer").substr(0, 12) == "answer 1 met");
    CHECK(c.state() == "closed");
    CHECK_FALSE(c.view.open());
    CHECK(c.view.acts() == 4);
    CHECK(c.view.last_at() == at("2024-05-07T09:30"));
    c.apply("2024-05-08T10:00", "rate", "operator", {{"reason", std::string{"tốt"}}});
    CHECK(c.state() == "closed");
    CHECK(c.view.duties().size() == 3);
  }

  TEST_CASE("a limit over the swapped days") {
    sample_case c;
    // Friday 16:00: one hour until 17:00, the other from 07:30 of Thursday 2 May.
    c.receive("2024-04-26T16:00");
    CHECK(c.duty("forward") == "forward 1 running due 2024-05-02T08:30:00 late 2024-05-02T08:30:01");
  }

  TEST_CASE("met in time to the second, and late after it") {
    for (const auto& [when, outcome] : std::vector<std::pair<std::string, clock_outcome>>{
             {"2024-04-25T11:10:00", clock_outcome::met}, {"2024-04-25T11:10:01", clock_outcome::met_late}}) {
      sample_case c;
      c.receive();
      c.forward(when);
      CHECK(c.round_of("forward").clock.outcome() == outcome);
    }
    for (const auto& [when, outcome] : std::vector<std::pair<std::string, clock_outcome>>{
             {"2024-05-06T23:59:59", clock_outcome::met}, {"2024-05-07T00:00:00", clock_outcome::met_late}}) {
      sample_case c;
      c.receive();
      c.forward();
      c.apply(when, "enter_result", "authority", {}, transport);
      CHECK(c.round_of("handle").clock.outcome() == outcome);
    }
  }

  TEST_CASE("urgent: at once, with its grace") {
    sample_case c;
    c.receive("2024-04-25T09:10", {{"urgent", true}});
    CHECK(c.duty("forward") == "forward 1 running due 2024-04-25T09:10:00 late 2024-04-25T09:40:01");
    c.forward("2024-04-25T09:40:00");
    CHECK(c.round_of("forward").clock.outcome() == clock_outcome::met);
  }

  TEST_CASE("rounds: a returned case starts anew, the old round keeps its outcome") {
    sample_case c;
    c.receive();
    c.forward();
    c.apply("2024-04-26T08:00", "return", "authority", {{"reason", std::string{"không thuộc thẩm quyền"}}}, transport);
    CHECK(c.state() == "received");
    CHECK(c.lead() == "none");  // cleared
    CHECK(c.duty("handle").substr(0, 18) == "handle 1 cancelled");
    // A second round: 2 working hours from Friday 08:00.
    CHECK(c.duty("forward", 2) == "forward 2 running due 2024-04-26T10:00:00 late 2024-04-26T10:00:01");
    c.apply("2024-04-26T09:00", "forward", "operator", {{"field", std::string{"water"}}});
    CHECK(c.lead() == "cap-nuoc");
    // 5 working days from 26 April: 2, 3, 4, 6, 7 May.
    CHECK(c.duty("handle", 2) == "handle 2 running due 2024-05-08T00:00:00 late 2024-05-08T00:00:00");
    CHECK(c.round_of("handle", 2).owed_authority == c.view.lead());
    CHECK(c.round_of("handle", 1).owed_authority != c.view.lead());
    // The watch has no limit, and water starts it.
    CHECK(c.duty("watch") == "watch 1 running");
  }

  TEST_CASE("an end cancels what nobody met") {
    sample_case c;
    c.receive();
    c.forward("2024-04-25T10:00", "water");
    c.apply("2024-04-25T10:30", "withdraw", "supervisor");
    CHECK(c.duty("watch") == "watch 1 running");  // not ended by it
    c.apply("2024-04-25T10:40", "refuse", "supervisor", {{"reason", std::string{"trùng"}}});
    CHECK(c.state() == "refused");
    CHECK(c.duty("watch") == "watch 1 cancelled");
    CHECK(c.duty("forward", 2).substr(0, 13) == "forward 2 met");
    for (const duty_round& round : c.view.duties()) CHECK_FALSE(round.clock.running());
  }

  TEST_CASE("a duty that runs is not started again") {
    sample_case c;
    c.receive();
    c.forward("2024-04-25T10:00", "water");
    c.apply("2024-04-25T10:30", "withdraw", "supervisor");
    c.forward("2024-04-25T11:00", "water");
    CHECK(c.round_of("watch").clock.started_at() == at("2024-04-25T10:00"));
    CHECK(c.duty("watch", 2) == "none");
  }

  TEST_CASE("a fact that chose a limit changes: chosen again, from the same start") {
    sample_case c;
    c.receive();
    c.forward();
    const step_effects effects = c.apply("2024-04-26T10:00", "describe", "operator", {{"complex", true}});
    // 10 working days: 26 April, 2, 3, 4, 6, 7, 8, 9, 10, 13 May.
    CHECK(c.duty("handle") == "handle 1 running due 2024-05-14T00:00:00 late 2024-05-14T00:00:00");
    CHECK(c.round_of("handle").limit == std::size_t{0});
    CHECK(effects.changed == std::vector<std::size_t>{1});
    c.apply("2024-04-26T11:00", "describe", "operator", {{"complex", false}});
    CHECK(c.duty("handle") == "handle 1 running due 2024-05-07T00:00:00 late 2024-05-07T00:00:00");
    CHECK(c.round_of("handle").limit == std::size_t{1});
    // Another fact changes nothing.
    CHECK(c.apply("2024-04-26T11:10", "describe", "operator", {{"attempts", std::int64_t{3}}}).changed.empty());
    // After the due nothing is chosen again: late stays late.
    c.apply("2024-05-07T00:00", "describe", "operator", {{"complex", true}});
    CHECK(c.duty("handle") == "handle 1 running due 2024-05-07T00:00:00 late 2024-05-07T00:00:00");
  }

  TEST_CASE("another row of the same length: the due stays, and the clause is that of the row which now holds") {
    pack_writer rules;
    rules.plant("pack.json", R"({ "when": { "complex": true }, "limit": "10 working days", "cite": "5.1" })",
                R"({ "when": { "complex": true }, "limit": "5 working days", "cite": "5.2" })");
    sample_case c{rules.load()};
    c.receive();
    c.forward();
    CHECK(thoihan::basis_of(c.pack, c.round_of("handle")).text() == "5.1");
    CHECK(c.apply("2024-04-26T10:00", "describe", "operator", {{"complex", true}}).changed.empty());
    CHECK(c.duty("handle") == "handle 1 running due 2024-05-07T00:00:00 late 2024-05-07T00:00:00");
    CHECK(c.round_of("handle").limit == std::size_t{0});
    CHECK(thoihan::basis_of(c.pack, c.round_of("handle")).text() == "5.2");
    // Late, it keeps the row that it was late by.
    c.apply("2024-05-07T00:00", "describe", "operator", {{"complex", false}});
    CHECK(thoihan::basis_of(c.pack, c.round_of("handle")).text() == "5.2");
  }

  TEST_CASE("a fact that the rules themselves set or clear chooses the limit, too") {
    sample_case c;
    c.receive();
    c.forward();
    const step_effects effects = c.apply("2024-04-26T10:00", "hold", "supervisor");
    CHECK(c.duty("handle") == "handle 1 running due 2024-05-14T00:00:00 late 2024-05-14T00:00:00");
    CHECK(effects.changed == std::vector<std::size_t>{1});
    pack_writer rules;
    rules.plant("pack.json", R"("by": ["supervisor"], "sets": { "complex": true })", R"("by": ["supervisor"], "clears": ["complex"])");
    sample_case cleared{rules.load()};
    cleared.receive();
    cleared.forward();
    cleared.apply("2024-04-26T09:00", "describe", "operator", {{"complex", true}});
    cleared.apply("2024-04-26T10:00", "hold", "supervisor");
    CHECK(cleared.duty("handle") == "handle 1 running due 2024-05-07T00:00:00 late 2024-05-07T00:00:00");
  }

  TEST_CASE("an expected completion replaces the due") {
    sample_case c;
    c.receive();
    c.forward();
    // At the last second of 6 May; the due is 24:00 of the committed date and does not roll: 19 May is a Sunday.
    c.apply("2024-05-06T23:59:59", "commit", "authority", {{"completion", std::string{"2024-05-19"}}}, transport);
    CHECK(c.duty("handle") == "handle 1 running due 2024-05-20T00:00:00 late 2024-05-20T00:00:00");
    CHECK(c.round_of("handle").clock.committed());
    // A commitment stands: no other limit is chosen after it.
    c.apply("2024-05-07T08:00", "describe", "operator", {{"complex", true}});
    CHECK(c.duty("handle") == "handle 1 running due 2024-05-20T00:00:00 late 2024-05-20T00:00:00");
    const error twice = c.refused("2024-05-08T08:00", "commit", "authority", {{"completion", std::string{"2024-06-20"}}}, transport);
    CHECK(twice.code() == status::conflict);
    CHECK(twice.text().en == "the duty \"handle\" may be extended 1 times only (by 5.2)");
    CHECK(twice.text().vi == "nghĩa vụ \"handle\" chỉ được gia hạn 1 lần (căn cứ 5.2)");
    c.apply("2024-05-20T00:00", "enter_result", "authority", {}, transport);
    CHECK(c.round_of("handle").clock.outcome() == clock_outcome::met_late);
  }

  TEST_CASE("too late, or earlier than the due") {
    sample_case late;
    late.receive();
    late.forward();
    const error expired = late.refused("2024-05-07T00:00", "commit", "authority", {{"completion", std::string{"2024-05-20"}}}, transport);
    CHECK(expired.code() == status::expired);
    CHECK(expired.text().en.find("\"handle\" was due at 2024-05-07T00:00:00+07:00") != std::string::npos);
    CHECK(expired.text().vi.find("\"handle\" đã quá hạn 2024-05-07T00:00:00+07:00") != std::string::npos);
    const error down = late.refused("2024-05-02T08:00", "commit", "authority", {{"completion", std::string{"2024-05-05"}}}, transport);
    CHECK(down.code() == status::range);
    // The same date is not earlier; where the pack allows it, earlier is allowed.
    late.apply("2024-05-02T08:00", "commit", "authority", {{"completion", std::string{"2024-05-06"}}}, transport);
    CHECK(late.duty("handle") == "handle 1 running due 2024-05-07T00:00:00 late 2024-05-07T00:00:00");
    pack_writer rules;
    rules.plant("pack.json", "\"downwards\": false, \"times\": 1", "\"downwards\": true, \"times\": 2");
    sample_case down_allowed{rules.load()};
    down_allowed.receive();
    down_allowed.forward();
    down_allowed.apply("2024-05-02T08:00", "commit", "authority", {{"completion", std::string{"2024-05-03"}}}, transport);
    CHECK(down_allowed.duty("handle") == "handle 1 running due 2024-05-04T00:00:00 late 2024-05-04T00:00:00");
    down_allowed.apply("2024-05-03T08:00", "commit", "authority", {{"completion", std::string{"2024-05-10"}}}, transport);
    CHECK(down_allowed.refused("2024-05-03T09:00", "commit", "authority", {{"completion", std::string{"2024-05-17"}}}, transport).code() == status::conflict);
  }

  TEST_CASE("a commitment to an instant ends at itself") {
    pack_writer rules;
    rules.plant("pack.json", R"("to": "same", "by": ["authority"], "needs": ["completion"])", R"("to": "same", "by": ["authority"], "needs": ["visit"])");
    rules.plant("pack.json", R"("on": "commit", "until": "completion")", R"("on": "commit", "until": "visit")");
    sample_case c{rules.load()};
    c.receive();
    c.forward();
    c.apply("2024-05-02T08:00", "commit", "authority", {{"visit", std::string{"2024-05-08T10:30:00+07:00"}}}, transport);
    CHECK(c.duty("handle") == "handle 1 running due 2024-05-08T10:30:00 late 2024-05-08T10:30:01");
  }

  TEST_CASE("a time-bar refuses what comes too late, by the facts of then") {
    // 1 working day from Thursday 25 April 10:00: 24:00 of Friday; 3 working days when inspected: 26 April, 2, 3 May.
    const fact_inputs reason = {{"reason", std::string{"x"}}};
    const fact_inputs inspected = {{"reason", std::string{"x"}}, {"inspected", true}};
    sample_case c;
    c.receive();
    c.forward();
    const error problem = c.refused("2024-04-27T00:00", "return", "authority", reason, transport);
    CHECK(problem.code() == status::expired);
    CHECK(problem.text().en == "\"return\" was possible until 2024-04-27T00:00:00+07:00 only (1 working day, by 5.3)");
    CHECK(problem.text().vi == "việc \"return\" chỉ được làm đến 2024-04-27T00:00:00+07:00 (1 working day, căn cứ 5.3)");
    CHECK(c.refused("2024-05-04T00:00", "return", "authority", inspected, transport).code() == status::expired);
    c.apply("2024-05-03T23:59:59", "return", "authority", inspected, transport);
    CHECK(c.state() == "received");
    // "inspected" was cleared to its default; the bar counts from the last time that the case was forwarded.
    c.forward("2024-05-04T08:00");
    CHECK(c.refused("2024-05-07T00:00", "return", "authority", reason, transport).code() == status::expired);  // Monday 6 May is the day
    c.apply("2024-05-06T23:59:59", "return", "authority", reason, transport);
  }

  TEST_CASE("a time-bar that accepts, and marks") {
    sample_case c;
    c.receive();
    c.forward();
    CHECK_FALSE(c.apply("2024-04-26T23:59:59", "supplement", "supervisor").late_act);
    CHECK(c.apply("2024-04-27T00:00:00", "supplement", "supervisor").late_act);
  }

  TEST_CASE("the state does not take the event") {
    sample_case c;
    const error nothing = c.refused("2024-04-25T09:10", "forward", "operator", {{"field", std::string{"roads"}}});
    CHECK(nothing.code() == status::unexpected_event);
    CHECK(nothing.text().en == "there is no case LH-1; events that open one: receive");
    CHECK(nothing.text().vi == "hồ sơ LH-1 chưa có; sự kiện mở hồ sơ: receive");
    CHECK(nothing.details() == std::vector<std::string>{"receive"});
    c.receive();
    const error problem = c.refused("2024-04-25T09:20", "answer", "operator");
    CHECK(problem.code() == status::unexpected_event);
    CHECK(problem.text().en == "the state \"received\" does not take the event \"answer\"; it takes: describe, forward, refuse");
    CHECK(problem.text().vi == "trạng thái \"received\" không nhận sự kiện \"answer\"; nhận: describe, forward, refuse");
    CHECK(problem.details() == std::vector<std::string>{"describe", "forward", "refuse"});
    CHECK(c.refused("2024-04-25T09:20", "receive", "operator", {{"channel", std::string{"phone"}}}).code() == status::unexpected_event);
  }

  TEST_CASE("the wrong role, the wrong authority") {
    sample_case c;
    c.receive();
    const error role = c.refused("2024-04-25T09:20", "forward", "supervisor", {{"field", std::string{"roads"}}});
    CHECK(role.code() == status::authority);
    CHECK(role.text().en == "the role \"supervisor\" may not do \"forward\"; these may: operator");
    CHECK(role.text().vi == "vai \"supervisor\" không được làm việc \"forward\"; được làm: operator");
    CHECK(role.details() == std::vector<std::string>{"operator"});
    const error bystander = c.refused("2024-04-25T09:20", "forward", "operator", {{"field", std::string{"roads"}}}, transport);
    CHECK(bystander.code() == status::authority);
    CHECK(bystander.text().en == "the role \"operator\" acts for no authority");
    c.forward();
    const error unnamed = c.refused("2024-04-26T09:00", "enter_result", "authority");
    CHECK(unnamed.code() == status::authority);
    CHECK(unnamed.text().en == "the role \"authority\" must name its authority");
    CHECK(unnamed.text().vi == "vai \"authority\" phải nêu cơ quan");
    const error other = c.refused("2024-04-26T09:00", "enter_result", "authority", {}, "cap-nuoc");
    CHECK(other.code() == status::authority);
    CHECK(other.text().en == "the case is with \"so-giao-thong\", not with \"cap-nuoc\"");
    CHECK(other.text().vi == "hồ sơ đang ở cơ quan \"so-giao-thong\", không phải \"cap-nuoc\"");
  }

  TEST_CASE("conditions and facts") {
    sample_case c;
    c.receive("2024-04-25T09:10", {{"urgent", true}});
    const error guard = c.refused("2024-04-25T09:20", "refuse", "operator", {{"reason", std::string{"x"}}});
    CHECK(guard.code() == status::guard);
    CHECK(guard.text().en == "the condition of \"refuse\" in the state \"received\" does not hold (by 4.1)");
    CHECK(guard.text().vi == "điều kiện của việc \"refuse\" ở trạng thái \"received\" không thỏa (căn cứ 4.1)");
    const error missing = c.refused("2024-04-25T09:20", "refuse", "supervisor");
    CHECK(missing.code() == status::guard);
    CHECK(missing.text().en == "\"refuse\" also needs: reason (by 4.1)");
    CHECK(missing.text().vi == "việc \"refuse\" cần thêm: reason (căn cứ 4.1)");
    CHECK(missing.details() == std::vector<std::string>{"reason"});
    const error extra = c.refused("2024-04-25T09:20", "refuse", "supervisor", {{"reason", std::string{"x"}}, {"secret", true}});
    CHECK(extra.code() == status::schema);
    CHECK(extra.text().en == "\"refuse\" does not take the fact \"secret\"; it takes: reason");
    CHECK(extra.details() == std::vector<std::string>{"reason"});
    const error twice = c.refused("2024-04-25T09:20", "refuse", "supervisor", {{"reason", std::string{"x"}}, {"reason", std::string{"y"}}});
    CHECK(twice.code() == status::schema);
    CHECK(twice.text().en == "the fact \"reason\" is given twice");
    CHECK(twice.text().vi == "dữ kiện \"reason\" được nêu hai lần");
    // The event's own facts count for its condition.
    pack_writer rules;
    rules.plant("pack.json", R"("when": { "not": { "urgent": true } })", R"("when": { "reason": { "present": true } })");
    sample_case own{rules.load()};
    own.receive();
    own.apply("2024-04-25T09:20", "refuse", "operator", {{"reason", std::string{"x"}}});
    CHECK(own.state() == "refused");
  }

  TEST_CASE("routing: by the facts, by hand, or not at all") {
    sample_case c;
    c.receive();
    const error nobody = c.refused("2024-04-25T09:20", "forward", "operator", {{"field", std::string{"other"}}});
    CHECK(nobody.code() == status::guard);
    CHECK(nobody.text().en.find("the routing table names no authority") == 0);
    CHECK(nobody.text().vi.find("bảng phân công không cho cơ quan nào") == 0);
    CHECK(nobody.text().en.find("\"lead\"") != std::string::npos);
    const step_effects by_hand =
        c.apply("2024-04-25T09:20", "forward", "operator", {{"field", std::string{"other"}}, {"lead", std::string{"ubnd-tinh"}}});
    CHECK_FALSE(by_hand.routed);
    CHECK(c.lead() == "ubnd-tinh");
    // What is given goes before the table.
    sample_case given;
    given.receive();
    given.apply("2024-04-25T09:20", "forward", "operator", {{"field", std::string{"roads"}}, {"lead", std::string{"cap-nuoc"}}});
    CHECK(given.lead() == "cap-nuoc");
  }

  TEST_CASE("times: in order, and dated back no more than the pack allows") {
    sample_case c;
    const error future = c.refused("2024-04-25T09:10", "receive", "operator", {{"channel", std::string{"phone"}}}, no_authority, "2024-04-25T09:09:59");
    CHECK(future.code() == status::time_order);
    CHECK(future.text().en == "2024-04-25T09:10:00+07:00 is after its recording at 2024-04-25T09:09:59+07:00");
    CHECK(future.text().vi == "thời điểm 2024-04-25T09:10:00+07:00 ở sau lúc ghi nhận 2024-04-25T09:09:59+07:00");
    // 1 working day after Friday 26 April 16:00 ends at 24:00 of Thursday 2 May.
    const fact_inputs phone = {{"channel", std::string{"phone"}}};
    const error too_far = c.refused("2024-04-26T16:00", "receive", "operator", phone, no_authority, "2024-05-03T00:00:00");
    CHECK(too_far.code() == status::time_order);
    CHECK(too_far.text().en.find("\"receive\" may be dated back by at most 1 working day (by 4.1)") == 0);
    CHECK(too_far.text().vi.find("việc \"receive\" được ghi lùi nhiều nhất 1 working day (căn cứ 4.1)") == 0);
    c.apply("2024-04-26T16:00", "receive", "operator", phone, no_authority, "2024-05-02T23:59:59");
    // The limit counts from when it happened.
    CHECK(c.duty("forward") == "forward 1 running due 2024-05-02T08:30:00 late 2024-05-02T08:30:01");
    const error before = c.refused("2024-04-26T15:59:59", "forward", "operator", {{"field", std::string{"roads"}}});
    CHECK(before.code() == status::time_order);
    CHECK(before.text().en == "2024-04-26T15:59:59+07:00 is before the last act, at 2024-04-26T16:00:00+07:00");
    CHECK(before.text().vi == "thời điểm 2024-04-26T15:59:59+07:00 ở trước việc gần nhất, lúc 2024-04-26T16:00:00+07:00");
    const error not_at_all = c.refused("2024-04-26T16:10", "forward", "operator", {{"field", std::string{"roads"}}}, no_authority, "2024-04-26T16:10:01");
    CHECK(not_at_all.code() == status::time_order);
    CHECK(not_at_all.text().en.find("\"forward\" may not be dated back") == 0);
    c.forward("2024-04-26T16:00:00");  // the same second is in order
    CHECK(c.refused("2024-05-02T10:00", "enter_result", "authority", {}, transport, "2024-05-02T12:00:01").code() == status::time_order);
    c.apply("2024-05-02T10:00", "enter_result", "authority", {}, transport, "2024-05-02T12:00:00");
  }

  TEST_CASE("publication and notices") {
    sample_case c;
    c.receive();
    CHECK(c.view.publication().is == thoihan::publicity::open);
    c.apply("2024-04-25T09:20", "describe", "operator", {{"reputation", true}});
    CHECK(c.view.publication().is == thoihan::publicity::closed);
    c.apply("2024-04-25T09:30", "describe", "operator", {{"secret", true}});
    CHECK(c.view.publication().is == thoihan::publicity::never);
    c.apply("2024-04-25T09:40", "describe", "operator", {{"secret", false}, {"reputation", false}});
    CHECK(c.view.publication().is == thoihan::publicity::open);

    const auto told_by = [&c](const step_effects& effects) {
      std::string out;
      for (const auto number : effects.notices) {
        const auto& notice = c.pack.notices[number];
        out += notice.id + ">" + notice.to;
        for (const std::string& channel : c.view.channels_of(notice)) out += "," + channel;
        out += ";";
      }
      return out;
    };
    CHECK(told_by(c.apply("2024-04-25T10:00", "forward", "operator", {{"field", std::string{"roads"}}})) == "in_handling>reporter,phone;");
    CHECK(told_by(c.apply("2024-04-25T10:30", "supplement", "supervisor")) == "");
    CHECK(told_by(c.apply("2024-05-02T08:00", "enter_result", "authority", {}, transport)) == "");
    CHECK(told_by(c.apply("2024-05-02T08:10", "answer", "operator")) == "answered>reporter,phone;told>supervisor,app;");
  }

  TEST_CASE("the calendar ends before the due") {
    sample_case c;
    c.receive("2024-12-27T09:10");
    // 5 working days after Friday 27 December would be 3 January 2025.
    const error problem = c.refused("2024-12-27T10:00", "forward", "operator", {{"field", std::string{"roads"}}});
    CHECK(problem.code() == status::horizon);
    CHECK(problem.text().en == "counted from 2024-12-27T10:00:00+07:00: a date outside the calendar \"office\" (2024-01-01 to 2024-12-31) is needed");
    CHECK(problem.text().vi.find("cần ngày ngoài khoảng của lịch \"office\"") != std::string::npos);
  }

  TEST_CASE("provisional: a due that rests on dates which are not decided") {
    sample_case c;
    c.receive("2024-11-29T09:10");
    CHECK_FALSE(c.round_of("forward").clock.answer().provisional);
    c.forward("2024-11-29T09:20");
    CHECK(c.round_of("handle").clock.answer().provisional);  // December is not decided
  }

  TEST_CASE("a what-if says what the clock says") {
    sample_case c;
    c.receive();
    c.forward();
    const auto& handle = c.pack.duties[*thoihan::find_id(c.pack.duties, "handle")];
    const auto due = thoihan::due_of(c.pack, handle, at("2024-04-25T10:00"), c.view.facts());
    CHECK(due.answer == c.round_of("handle").clock.answer());
    CHECK(due.limit == c.round_of("handle").limit);
    const auto before = thoihan::due_of(c.pack, handle, at("2024-04-25T10:00"), thoihan::standard_facts(c.pack));
    CHECK(before.answer == due.answer);
  }

  TEST_CASE("names that nobody knows, values that cannot be") {
    const rule_pack pack = pack_writer{}.load();
    const auto problem_of = [&pack](const std::string& event, const std::string& role, const std::string& authority, const fact_inputs& facts) {
      command c;
      c.event = event;
      c.role = role;
      c.authority = authority;
      c.facts = facts;
      try {
        thoihan::resolve_act(pack, c);
      } catch (const error& problem) {
        return problem;
      }
      FAIL("resolved");
      throw;
    };
    const error event = problem_of("recieve", "operator", "", {});
    CHECK(event.code() == status::reference);
    CHECK(event.text().en == "there is no event \"recieve\"; did you mean \"receive\"?");
    CHECK(event.text().vi == "không có sự kiện \"recieve\"; có phải \"receive\"?");
    CHECK(problem_of("receive", "operater", "", {}).text().en == "there is no role \"operater\"; did you mean \"operator\"?");
    CHECK(problem_of("receive", "operator", "so-giao-tong", {}).text().vi == "không có cơ quan \"so-giao-tong\"; có phải \"so-giao-thong\"?");
    CHECK(problem_of("receive", "operator", "", {{"chanel", true}}).text().en == "there is no fact \"chanel\"; did you mean \"channel\"?");
    CHECK(problem_of("", "", "", {}).code() == status::reference);

    struct wrong { std::string fact; thoihan::fact_input value; status code; std::string says; };
    const wrong cases[] = {
        {"urgent", std::int64_t{1}, status::schema, "the fact \"urgent\": expected true or false"},
        {"urgent", std::string{"true"}, status::schema, "expected true or false"},
        {"attempts", std::int64_t{101}, status::schema, "expected a whole number from 0 to 100"},
        {"attempts", std::int64_t{-1}, status::schema, "expected a whole number from 0 to 100"},
        {"attempts", true, status::schema, "expected a whole number from 0 to 100"},
        {"attempts", std::string{"3"}, status::schema, "expected a whole number from 0 to 100"},
        {"completion", std::string{"2024-02-30"}, status::schema, "expected a date such as 2024-04-29"},
        {"completion", std::string{"2024-04-29T00:00"}, status::schema, "expected a date"},
        {"completion", std::int64_t{19842}, status::schema, "expected a date"},
        {"visit", std::string{"2024-04-29"}, status::schema, "expected an RFC 3339 time"},
        {"visit", std::string{"2024-04-29T09:00:00.5"}, status::schema, "expected an RFC 3339 time"},
        {"field", std::string{"road"}, status::reference, "there is no value of \"field\" \"road\"; did you mean \"roads\"?"},
        {"field", std::int64_t{0}, status::schema, "expected a name"},
        {"channel", std::string{"fone"}, status::reference, "did you mean \"phone\"?"},
        {"lead", std::string{"cap_nuoc"}, status::reference, "did you mean \"cap-nuoc\"?"},
        {"content", std::string{}, status::schema, "expected a string that is not empty"},
        {"content", std::int64_t{5}, status::schema, "expected a string that is not empty"},
        {"photo", false, status::schema, "expected a string that is not empty"},
    };
    for (const wrong& w : cases) {
      const error problem = problem_of("receive", "operator", "", {{w.fact, w.value}});
      CHECK(problem.code() == w.code);
      CHECK_MESSAGE(problem.text().en.find(w.says) != std::string::npos, problem.text().en);
      CHECK(problem.text().vi != problem.text().en);
    }
  }

  TEST_CASE("the same acts make the same view, from the folder or from the kept texts") {
    const rule_pack pack = pack_writer{}.load();
    sample_case file{pack};
    sample_case kept{thoihan::load_pack_text(pack.canonical, pack.calendars_canonical)};
    for (sample_case* c : {&file, &kept}) {
      c->receive();
      c->forward("2024-04-25T10:00", "water");
      c->apply("2024-04-26T08:00", "describe", "operator", {{"complex", true}});
      c->apply("2024-04-26T09:00", "enter_result", "authority", {}, "cap-nuoc");
    }
    CHECK(kept.told() == file.told());
    CHECK(kept.view.accepted() == file.view.accepted());
  }
}
