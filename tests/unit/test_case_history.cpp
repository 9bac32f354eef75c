// What a case's history means, event by event. Dues are derived by hand from the calendar of tests/support/history_pack.hpp: in
// March 2024 every Monday to Friday is worked, 07:30-11:30 and 13:00-17:00; Monday is the 4th.
#include "thoihan/engine/case_history.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/history_pack.hpp"

namespace {

using namespace std::string_literals;
using namespace thoihan;

const std::string transport = "so-giao-thong";
const std::string water_company = "cap-nuoc";

// 1 received on Monday at 8, 2 forwarded at 9. Handling: 5 working days, 5, 6, 7, 8 and 11 March.
told_history forwarded() {
  told_history h;
  h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
  h.enter(h.act("2024-03-04T09:00", "forward", "operator"));
  REQUIRE(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-12T00:00:00");
  return h;
}

bool says(const error& problem, const std::string& words) {
  INFO(problem.text().en);
  return problem.text().en.find(words) != std::string::npos;
}

}  // namespace

TEST_SUITE("case_history: acts at their place") {
  TEST_CASE("a pause that is recorded late equals one that was recorded in time") {
    told_history in_time = forwarded();
    in_time.enter(in_time.act("2024-03-06T10:00", "ask_reporter", "authority", {}, transport));
    in_time.enter(in_time.act("2024-03-08T15:00", "supplement", "operator"));
    in_time.enter(in_time.act("2024-03-13T16:00", "enter_result", "authority", {}, transport));
    // Moved by 7 and 8 March: the fifth working day is the 13th.
    const std::string handled = "handle 1 so-giao-thong met due 2024-03-14T00:00:00 ended 2024-03-13T16:00:00";
    CHECK(in_time.duty("handle") == handled);

    told_history late = forwarded();
    late.enter(late.act("2024-03-13T16:00", "enter_result", "authority", {}, transport));
    CHECK(late.duty("handle") == "handle 1 so-giao-thong met_late due 2024-03-12T00:00:00 ended 2024-03-13T16:00:00");
    const auto ask = late.act("2024-03-06T10:00", "ask_reporter", "authority", {}, transport, "2024-03-14T09:00");
    const auto answered = late.act("2024-03-08T15:00", "supplement", "operator", {}, "", "2024-03-14T09:00");
    const history_step step = late.enter({ask, answered});
    CHECK(late.duty("handle") == handled);
    CHECK(late.told() == in_time.told());
    REQUIRE(step.changes.size() == 1);
    CHECK(step.changes[0].key == round_key{"handle", 2});
    REQUIRE(step.effects.size() == 2);
    CHECK(step.view.pack().transitions[step.effects[1].transition].event == *find_event(step.view.pack(), "supplement"));
  }

  TEST_CASE("a pause alone would leave the result without a lawful place") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-13T16:00", "enter_result", "authority", {}, transport));
    const error problem = h.refused(h.act("2024-03-06T10:00", "ask_reporter", "authority", {}, transport, "2024-03-14T09:00"));
    CHECK(problem.code() == status::conflict);
    CHECK(says(problem, "number 3, \"enter_result\" at 2024-03-13T16:00:00+07:00, would no longer be lawful: the state \"waiting\" does not take"));
    CHECK(problem.text().vi.find("việc số 3 \"enter_result\" lúc 2024-03-13T16:00:00+07:00 không còn hợp lệ") != std::string::npos);
    CHECK(problem.details() == std::vector<std::string>{"3", "enter_result"});
  }

  TEST_CASE("a pause after the last moment heals nothing, however late it is recorded") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-13T16:00", "enter_result", "authority", {}, transport));
    h.enter({h.act("2024-03-12T00:00", "ask_reporter", "authority", {}, transport, "2024-03-14T09:00"),
             h.act("2024-03-13T15:00", "supplement", "operator", {}, "", "2024-03-14T09:00")});
    CHECK(h.duty("handle") == "handle 1 so-giao-thong met_late due 2024-03-12T00:00:00 ended 2024-03-13T16:00:00");
  }

  TEST_CASE("a fact that chooses the limit, recorded late") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-07T10:00", "describe", "operator", {{"calls", std::int64_t{2}}}));
    // 10 working days: 5 to 8, 11 to 15, 18 March.
    const history_step step = h.enter(h.act("2024-03-05T10:00", "describe", "operator", {{"complex", true}}, "", "2024-03-08T09:00"));
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-19T00:00:00");
    CHECK(step.view.last_at() == history_time("2024-03-07T10:00"));
    CHECK(step.view.acts() == 4);
  }

  TEST_CASE("dated back as far as the pack says, and measured from the latest recording") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-07T10:00", "describe", "operator"));
    // The tenth working day after 5 March is the 19th.
    const auto describe = [&h](const std::string& recorded) { return h.act("2024-03-05T10:00", "describe", "operator", {}, "", recorded); };
    const error late = h.refused(describe("2024-03-20T00:00"));
    CHECK(late.code() == status::time_order);
    CHECK(says(late, "\"describe\" may be dated back by at most 10 working days (by 2.1)"));
    h.enter(describe("2024-03-19T23:59:59"));
    h.enter(h.act("2024-03-20T08:00", "describe", "operator"));
    // It names no recording of its own: what is recorded after the 20th was not recorded on the 5th.
    const error unsaid = h.refused(h.act("2024-03-05T11:00", "describe", "operator"));
    CHECK(unsaid.code() == status::time_order);
    CHECK(says(unsaid, "it happened at 2024-03-05T11:00:00+07:00 and was recorded at 2024-03-20T08:00:00+07:00"));
    // An act that the pack does not let be dated back.
    const error never = h.refused(h.act("2024-03-05T11:00", "grant_extension", "supervisor", {}, "", "2024-03-20T09:00"));
    CHECK(never.code() == status::time_order);
    CHECK(says(never, "\"grant_extension\" may not be dated back"));
    // In order: it is not dated before the last act, however late others were recorded.
    h.enter(h.act("2024-03-20T09:00", "describe", "operator", {}, "", "2024-03-20T12:00"));
    h.enter(h.act("2024-03-20T10:00", "describe", "operator"));
  }

  TEST_CASE("judged at its place: state, authority, time-bar") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T15:00", "enter_result", "authority", {}, transport));
    const error state = h.refused(h.act("2024-03-04T08:30", "enter_result", "authority", {}, transport, "2024-03-05T16:00"));
    CHECK(state.code() == status::unexpected_event);
    CHECK(says(state, "the state \"received\" does not take the event \"enter_result\""));
    const error body = h.refused(h.act("2024-03-05T10:00", "ask_reporter", "authority", {}, water_company, "2024-03-05T16:00"));
    CHECK(body.code() == status::authority);
    // One working day after 4 March: until 24:00 of the 5th.
    told_history barred = forwarded();
    barred.enter(barred.act("2024-03-06T15:00", "describe", "operator"));
    CHECK(barred.refused(barred.act("2024-03-06T00:00", "return", "authority", {}, transport, "2024-03-06T16:00")).code() == status::expired);
    // In time, but then the description finds the case received: that is lawful.
    barred.enter(barred.act("2024-03-05T23:59:59", "return", "authority", {}, transport, "2024-03-06T16:00"));
    CHECK(barred.told().substr(0, 8) == "received");
    CHECK(barred.duty("handle") == "handle 1 so-giao-thong cancelled due 2024-03-12T00:00:00 ended 2024-03-05T23:59:59");
  }

  TEST_CASE("what opens a case may be found to have been earlier") {
    told_history h = forwarded();
    // Two receipts: the later one has no place.
    const error twice = h.refused(h.act("2024-03-04T07:40", "receive", "operator", {{"channel", "app"s}}, "", "2024-03-05T08:00"));
    CHECK(twice.code() == status::conflict);
    CHECK(twice.details() == std::vector<std::string>{"1", "receive"});
  }

  TEST_CASE("an act that a newer calendar would refuse is not held against what comes in") {
    // 5 March was thought to be closed: one working day from 4 March lasted until the 6th.
    history_rules closed;
    closed.plant("office.json", R"({ "date": "2024-06-03")", R"({ "date": "2024-03-05", "kind": "closed", "cause": { "vi": "Mất điện", "en": "No power" }, "source": "8/TB-LH" },
    { "date": "2024-06-03")");
    told_history h{closed.load()};
    h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
    h.enter(h.act("2024-03-04T09:00", "forward", "operator"));
    h.enter(h.act("2024-03-06T10:00", "return", "authority", {}, transport));
    h.use(history_rules{}.load());
    REQUIRE(h.packs.size() == 2);
    const auto describe = [&h](const std::string& when) { return h.act(when, "describe", "operator", {}, "", "2024-03-06T11:00"); };
    h.enter(describe("2024-03-05T10:00"));
    CHECK(h.told().substr(0, 8) == "received");
    // By the newer calendar a return at that time comes too late.
    const auto again = h.act("2024-03-06T09:00", "return", "authority", {}, transport, "2024-03-06T12:00");
    CHECK(h.refused({h.withdrawal(3, "2024-03-06T12:00", "authority", transport), again}).code() == status::expired);
  }

  TEST_CASE("the order in which the fold tells") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-07T10:00", "describe", "operator"));
    h.enter(h.act("2024-03-05T10:00", "describe", "operator", {}, "", "2024-03-08T09:00"));
    std::vector<std::int32_t> numbers;
    fold(h.entries, h.sources().packs, [&numbers](const case_view& view, std::int32_t number, const command&) {
      numbers.push_back(number);
      CHECK(view.acts() == static_cast<std::int32_t>(numbers.size()));
    });
    CHECK(numbers == std::vector<std::int32_t>{1, 2, 4, 3});
  }

  TEST_CASE("the fold up to a moment") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "describe", "operator", {}, "", "2024-03-08T09:00"));
    const auto until = [&h](const char* moment, std::string* told = nullptr) {
      const auto note = [told](const case_view&, std::int32_t, const command& what) {
        if (told != nullptr) *told += what.event + " ";
      };
      return fold(h.entries, h.sources().packs, note, history_time(moment)).acts();
    };
    const std::int32_t all = h.view().acts();
    std::string told;
    // What happens at the moment itself is not before it, whenever it was recorded.
    CHECK(until("2024-03-05T10:00", &told) == all - 1);
    CHECK(told == "receive forward ");
    CHECK(until("2024-03-05T10:00:01", &told) == all);
    CHECK(told == "receive forward receive forward describe ");
    CHECK(until("2024-03-01T00:00") == 0);
  }

  TEST_CASE("the view alone, where it is enough") {
    const told_history h = forwarded();
    case_view view = h.view();
    CHECK(folds_onward(view, h.act("2024-03-04T09:00", "describe", "operator")));
    CHECK_FALSE(folds_onward(view, h.act("2024-03-04T08:59:59", "describe", "operator")));
    for (const auto& [kind, onward] : std::vector<std::pair<event_kind, bool>>{
             {event_kind::correct, false}, {event_kind::withdraw, false}, {event_kind::link, true}, {event_kind::split, true},
             {event_kind::migrate, true}, {event_kind::erase, true}, {event_kind::recompute, true}}) {
      CHECK(folds_onward(view, h.other(kind, "2024-03-05T08:00", "operator")) == onward);
    }
    const std::string before = told_view(view);
    const auto entry = [&h](command what) { return history_entry{3, std::move(what), h.pack_hash, h.calendars_hash}; };
    const auto refuse = [&](const command& what) {
      try {
        apply_onward(view, entry(what), h.sources());
      } catch (const error& problem) {
        CHECK(told_view(view) == before);
        return problem.code();
      }
      return status::ok;
    };
    CHECK(refuse(h.act("2024-03-04T08:30", "describe", "operator")) == status::misuse);
    CHECK(refuse(h.correction(1, "2024-03-05T08:00", "operator", {{"field", "water"s}})) == status::misuse);
    CHECK(refuse(h.act("2024-03-04T09:30", "close", "operator")) == status::unexpected_event);
    const step_effects effects = apply_onward(view, entry(h.act("2024-03-05T10:00", "enter_result", "authority", {}, transport)), h.sources());
    CHECK(effects.changed == std::vector<std::size_t>{1, 2});
    CHECK(view.duties()[2].started_by == 3);
    // A case that is not there yet.
    case_view empty{h.packs.begin()->second, "LH-1"};
    CHECK(folds_onward(empty, h.act("2024-03-04T08:00", "receive", "operator")));
    try {
      apply_onward(empty, entry(h.act("2023-12-29T08:00", "receive", "operator", {{"channel", "phone"s}})), h.sources());
      FAIL("opened before the instrument is in force");
    } catch (const error& problem) {
      CHECK(problem.code() == status::range);
    }
  }

  TEST_CASE("a log that no engine has written") {
    told_history h = forwarded();
    const auto sources = h.sources();
    const auto code_of = [&](const std::vector<history_entry>& entries) {
      try {
        fold(entries, sources.packs);
      } catch (const error& problem) {
        return problem.code();
      }
      return status::ok;
    };
    CHECK(code_of({}) == status::misuse);
    CHECK(code_of(h.entries) == status::ok);
    auto swapped = h.entries;
    std::swap(swapped[0], swapped[1]);
    CHECK(code_of(swapped) == status::corrupt);
    for (const std::int32_t about : {0, 3, 9}) {
      for (const command& what : {h.withdrawal(about, "2024-03-05T08:00", "operator"), h.correction(about, "2024-03-05T08:00", "operator", {})}) {
        auto wrong = h.entries;
        wrong.push_back(h.next({what}).front());
        CHECK(code_of(wrong) == status::corrupt);
      }
    }
    CHECK_THROWS_AS(append(h.entries, {}, sources), error);
  }

  TEST_CASE("an erasure and a computation anew say nothing of the case") {
    told_history h = forwarded();
    const std::string before = h.told();
    h.enter(h.other(event_kind::erase, "2024-03-05T08:00", "operator"));
    h.enter(h.other(event_kind::recompute, "2024-03-05T08:00", "operator"));
    CHECK(h.told() == before);
  }
}

TEST_SUITE("case_history: corrections") {
  TEST_CASE("a fact anew: routing and duties follow") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-07T10:00", "describe", "operator", {{"calls", std::int64_t{2}}}));
    const history_step step = h.enter(h.correction(1, "2024-03-08T09:00", "operator", {{"field", "water"s}}));
    CHECK(h.duty("handle") == "handle 1 cap-nuoc running due 2024-03-12T00:00:00");
    REQUIRE(step.changes.size() == 1);
    CHECK(step.changes[0].key == round_key{"handle", 2});
    CHECK(step.changes[0].was == 1U);
    CHECK(step.changes[0].is == 1U);
    CHECK(step.effects[0].changed.empty());
    // What forwarding owed was owed when it was entered.
    CHECK(h.enter(h.correction(2, "2024-03-08T10:00", "operator", {{"field", "roads"s}})).effects[0].notices.empty());
  }

  TEST_CASE("refused where a later act would no longer be lawful") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "enter_result", "authority", {}, transport));
    const error problem = h.refused(h.correction(1, "2024-03-08T09:00", "operator", {{"field", "water"s}}));
    CHECK(problem.code() == status::conflict);
    CHECK(says(problem, "number 3, \"enter_result\" at 2024-03-05T10:00:00+07:00, would no longer be lawful: the case is with \"cap-nuoc\", not with \"so-giao-thong\""));
  }

  TEST_CASE("the legal time anew, dated back from the correction") {
    told_history h = forwarded();
    const auto corrected = [&h](const std::string& when, const std::string& happened) {
      return h.correction(2, when, "operator", {}, "", happened);
    };
    // Forwarding may be dated back by one working day: from 4 March until 24:00 of the 5th.
    const error late = h.refused(corrected("2024-03-06T00:00", "2024-03-04T11:00"));
    CHECK(late.code() == status::time_order);
    CHECK(says(late, "number 2, \"forward\" at 2024-03-04T11:00:00+07:00, as it would stand: \"forward\" may be dated back by at most 1 working day"));
    h.enter(corrected("2024-03-05T16:00", "2024-03-04T11:00"));
    CHECK(h.told().find("forward 1 met_late due 2024-03-04T10:00:00 ended 2024-03-04T11:00:00") != std::string::npos);
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-12T00:00:00");
    CHECK(effective_acts(h.entries)[1].what.recorded_at == history_time("2024-03-05T16:00"));
    // Facts anew are no new date, however late.
    h.enter(h.correction(2, "2024-06-04T09:00", "operator", {{"field", "water"s}}));
    CHECK(h.duty("handle") == "handle 1 cap-nuoc running due 2024-03-12T00:00:00");
    // Nor is the time that it has already.
    h.enter(corrected("2024-06-04T10:00", "2024-03-04T11:00"));
  }

  TEST_CASE("a time out of order") {
    told_history h = forwarded();
    const error early = h.refused(h.correction(2, "2024-03-04T10:00", "operator", {}, "", "2024-03-04T07:59"));
    CHECK(early.code() == status::unexpected_event);
    CHECK(says(early, "number 2, \"forward\" at 2024-03-04T07:59:00+07:00, as it would stand: there is no case LH-1"));
    const error after = h.refused(h.correction(1, "2024-03-04T10:00", "operator", {}, "", "2024-03-04T09:30"));
    CHECK(after.code() == status::conflict);
    CHECK(after.details() == std::vector<std::string>{"2", "forward"});
    CHECK(h.refused(h.correction(2, "2024-03-04T10:00", "operator", {}, "", "2024-03-04T10:00:01")).code() == status::time_order);
    // Before the instrument was in force.
    CHECK(h.refused(h.correction(1, "2024-03-04T10:00", "operator", {}, "", "2023-12-29T08:00")).code() == status::range);
  }

  TEST_CASE("the receipt was earlier: every clock follows") {
    told_history h = forwarded();
    h.enter(h.correction(1, "2024-03-04T10:00", "operator", {}, "", "2024-03-01T16:00"));
    // Friday 16:00, one hour until 17:00, one from Monday 07:30.
    CHECK(h.told().find("forward 1 met_late due 2024-03-04T08:30:00 ended 2024-03-04T09:00:00") != std::string::npos);
    CHECK(h.view().opened_at() == history_time("2024-03-01T16:00"));
  }

  TEST_CASE("a correction is corrected, and goes with what it corrects") {
    told_history h = forwarded();
    h.enter(h.correction(1, "2024-03-05T09:00", "operator", {{"field", "water"s}}));
    h.enter(h.correction(3, "2024-03-05T10:00", "operator", {{"calls", std::int64_t{5}}}));
    const std::vector<effective_act> acts = effective_acts(h.entries);
    REQUIRE(acts.size() == 2);
    CHECK(acts[0].what.facts == fact_inputs{{"channel", "phone"s}, {"field", "water"s}, {"calls", std::int64_t{5}}});
    CHECK(acts[0].given_by == std::vector<std::int32_t>{1, 3, 4});
    CHECK(h.duty("handle").find("cap-nuoc") != std::string::npos);
    CHECK(h.told().find("calls=5") != std::string::npos);
    told_history other = h;
    // One that names the act stays when the other correction goes.
    other.enter(other.correction(1, "2024-03-05T11:00", "operator", {{"calls", std::int64_t{7}}}));
    for (told_history* one : {&h, &other}) {
      one->enter(one->withdrawal(3, "2024-03-05T12:00", "operator"));
      CHECK(one->duty("handle").find("so-giao-thong") != std::string::npos);
      const error gone = one->refused(one->correction(4, "2024-03-05T13:00", "operator", {{"calls", std::int64_t{6}}}));
      CHECK(gone.code() == status::conflict);
      CHECK(says(gone, "number 4 was taken back by number " + std::to_string(one->entries.size()) + " already"));
    }
    CHECK(h.told().find("calls=") == std::string::npos);
    CHECK(other.told().find("calls=7") != std::string::npos);
  }

  TEST_CASE("a fact that was not given after all") {
    told_history h;
    h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"calls", std::int64_t{4}}, {"field", "water"s}}));
    const auto without = [&h](std::vector<std::string> names, fact_inputs facts = {}) {
      command c = h.correction(1, "2024-03-04T09:00", "operator", std::move(facts));
      c.without = std::move(names);
      return c;
    };
    const error needed = h.refused(without({"channel"}));
    CHECK(needed.code() == status::guard);
    CHECK(says(needed, "as it would stand: \"receive\" also needs: channel"));
    const error unknown = h.refused(without({"fields"}));
    CHECK(unknown.code() == status::reference);
    CHECK(says(unknown, "there is no given fact \"fields\"; did you mean \"field\"?"));
    CHECK(h.refused(without({"calls"}, {{"calls", std::int64_t{3}}})).code() == status::schema);
    h.enter(without({"calls", "field"}));
    CHECK(effective_acts(h.entries)[0].what.facts == fact_inputs{{"channel", "phone"s}});
    CHECK(effective_acts(h.entries)[0].given_by == std::vector<std::int32_t>{1});
    CHECK(h.told().find("calls=") == std::string::npos);
  }

  TEST_CASE("what a correction cannot be") {
    told_history h = forwarded();
    h.duplicates["LH-2"] = "";
    command link = h.other(event_kind::link, "2024-03-04T10:00", "operator");
    link.other_case = "LH-2";
    h.enter(link);
    const error nothing = h.refused(h.correction(1, "2024-03-05T09:00", "operator", {}));
    CHECK(nothing.code() == status::schema);
    CHECK(says(nothing, "gives nothing anew"));
    CHECK(h.refused(h.correction(1, "2024-03-05T09:00", "operator", {{"field", "water"s}, {"field", "roads"s}})).code() == status::schema);
    const error none = h.refused(h.correction(9, "2024-03-05T09:00", "operator", {{"field", "water"s}}));
    CHECK(none.code() == status::reference);
    CHECK(says(none, "the case LH-1 has no event 9"));
    const error kind = h.refused(h.correction(3, "2024-03-05T09:00", "operator", {{"field", "water"s}}));
    CHECK(kind.code() == status::conflict);
    CHECK(says(kind, "number 3 is of kind \"link\" and cannot be corrected"));
    const error fact = h.refused(h.correction(1, "2024-03-05T09:00", "operator", {{"filed", "water"s}}));
    CHECK(fact.code() == status::reference);
    CHECK(says(fact, "did you mean \"field\"?"));
    const error taken = h.refused(h.correction(1, "2024-03-05T09:00", "operator", {{"complex", true}}));
    CHECK(taken.code() == status::schema);
    CHECK(says(taken, "\"receive\" does not take the fact \"complex\""));
    command mute = h.correction(1, "2024-03-05T09:00", "operator", {{"field", "water"s}});
    mute.reason.clear();
    CHECK(says(h.refused(mute), "\"reason\" is required"));
    command dated = h.correction(1, "2024-03-05T09:00", "operator", {{"field", "water"s}});
    dated.recorded_at += 1;
    const error entered = h.refused(dated);
    CHECK(entered.code() == status::time_order);
    CHECK(says(entered, "\"correct\" is recorded when it is entered"));
  }

  TEST_CASE("the same content anew changes nothing") {
    told_history h = forwarded();
    const std::string before = h.told(true);
    const history_step step = h.enter(h.correction(1, "2024-03-20T09:00", "operator", {{"field", "roads"s}, {"channel", "phone"s}}, "", "2024-03-04T08:00"));
    CHECK(step.changes.empty());
    CHECK(h.told(true) == before);
  }

  TEST_CASE("who may: a role of the act, for the same authority") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "describe", "operator", {{"complex", true}}));
    h.enter(h.act("2024-03-05T11:00", "enter_result", "authority", {}, transport));
    const error supervisor = h.refused(h.correction(3, "2024-03-05T12:00", "supervisor", {{"complex", false}}));
    CHECK(supervisor.code() == status::authority);
    CHECK(says(supervisor, "the role \"supervisor\" may not correct or take back number 3, \"describe\"; these may: operator"));
    CHECK(supervisor.details() == std::vector<std::string>{"operator"});
    CHECK(h.refused(h.correction(3, "2024-03-05T12:00", "supervisr", {{"complex", false}})).code() == status::reference);
    const error other = h.refused(h.correction(4, "2024-03-05T12:00", "authority", {}, water_company, "2024-03-05T10:30"));
    CHECK(other.code() == status::authority);
    CHECK(says(other, "number 4, \"enter_result\", was done for the authority \"so-giao-thong\", not \"cap-nuoc\""));
    CHECK(h.refused(h.correction(4, "2024-03-05T12:00", "operator", {}, "", "2024-03-05T10:30")).code() == status::authority);
    CHECK(h.refused(h.withdrawal(4, "2024-03-05T12:00", "operator")).code() == status::authority);
    h.enter(h.correction(4, "2024-03-05T12:00", "authority", {}, transport, "2024-03-05T10:30"));
    // 4 working hours: 10:30-11:30, 13:00-16:00.
    CHECK(h.duty("answer") == "answer 1 running due 2024-03-05T16:00:00");
    // The receipt is either's.
    h.enter(h.correction(1, "2024-03-05T12:00", "supervisor", {{"calls", std::int64_t{1}}}));
  }

  TEST_CASE("who may: as the act was and as it is corrected") {
    // Complex cases are described by the supervisor alone.
    history_rules rules;
    rules.plant("pack.json", R"({ "on": "describe", "from": ["received", "handling"], "to": "same", "by": ["operator"], "takes")",
                R"({ "on": "describe", "from": ["received", "handling"], "to": "same", "by": ["supervisor"], "when": { "complex": true }, "takes": ["complex"], "cite": "2.1" },
    { "on": "describe", "from": ["received", "handling"], "to": "same", "by": ["operator", "supervisor"], "when": { "complex": false }, "takes")");
    told_history h{rules.load()};
    h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
    h.enter(h.act("2024-03-04T09:00", "describe", "supervisor", {{"complex", false}}));
    const error problem = h.refused(h.correction(2, "2024-03-04T10:00", "operator", {{"complex", true}}));
    CHECK(problem.code() == status::authority);
    CHECK(problem.details() == std::vector<std::string>{"supervisor"});
    h.enter(h.correction(2, "2024-03-04T10:00", "supervisor", {{"complex", true}}));
    CHECK(h.refused(h.correction(2, "2024-03-04T10:00", "operator", {{"complex", false}})).code() == status::authority);
  }
}

TEST_SUITE("case_history: withdrawals") {
  TEST_CASE("as if it had not been") {
    told_history h = forwarded();
    const std::string before = h.told();
    h.enter(h.act("2024-03-05T10:00", "describe", "operator", {{"complex", true}}));
    const history_step step = h.enter(h.withdrawal(3, "2024-03-06T10:00", "operator"));
    CHECK(h.told() == before);
    CHECK(step.changes.size() == 1);
    CHECK(step.view.acts() == 2);
    CHECK(effective_acts(h.entries).size() == 2);
    const error again = h.refused(h.withdrawal(3, "2024-03-06T11:00", "operator"));
    CHECK(again.code() == status::conflict);
    CHECK(says(again, "number 3 was taken back by number 4 already"));
  }

  TEST_CASE("a withdrawal is taken back") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "describe", "operator", {{"complex", true}}));
    const std::string described = h.told(true);
    h.enter(h.correction(3, "2024-03-05T11:00", "operator", {{"calls", std::int64_t{2}}}));
    const std::string corrected = h.told(true);
    h.enter(h.withdrawal(3, "2024-03-06T10:00", "operator"));
    CHECK(h.refused(h.withdrawal(5, "2024-03-06T11:00", "supervisor")).code() == status::authority);
    h.enter(h.withdrawal(5, "2024-03-06T11:00", "operator"));
    CHECK(h.told(true) == corrected);
    // The correction goes, comes back, and goes with the act.
    h.enter(h.withdrawal(4, "2024-03-06T12:00", "operator"));
    CHECK(h.told(true) == described);
    h.enter(h.withdrawal(3, "2024-03-06T13:00", "operator"));
    const error nothing = h.refused(h.withdrawal(7, "2024-03-06T14:00", "operator"));
    CHECK(nothing.code() == status::conflict);
    CHECK(says(nothing, "number 3 was taken back by number 8 already"));
    h.enter(h.withdrawal(8, "2024-03-06T15:00", "operator"));
    h.enter(h.withdrawal(7, "2024-03-06T16:00", "operator"));
    CHECK(h.told(true) == corrected);
  }

  TEST_CASE("a later act needs it") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "enter_result", "authority", {}, transport));
    const error problem = h.refused(h.withdrawal(2, "2024-03-05T11:00", "operator"));
    CHECK(problem.code() == status::conflict);
    CHECK(problem.details() == std::vector<std::string>{"3", "enter_result"});
  }

  TEST_CASE("with what takes its place") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-05T10:00", "enter_result", "authority", {}, transport));
    const std::string before = h.told();
    const history_step step = h.enter({h.withdrawal(2, "2024-03-05T11:00", "operator"),
                                       h.act("2024-03-04T09:00", "forward", "operator", {}, "", "2024-03-05T11:00")});
    CHECK(h.told() == before);
    // Another act has started the round.
    REQUIRE(step.changes.size() == 2);
    CHECK(step.changes[0].key == round_key{"handle", 5});
    CHECK_FALSE(step.changes[0].was.has_value());
    CHECK(step.changes[1].key == round_key{"handle", 2});
    CHECK_FALSE(step.changes[1].is.has_value());
    // The new act owes what its transition owes; the withdrawal nothing.
    CHECK(step.effects[0].notices.empty());
    CHECK(step.effects[1].notices.size() == 1);
  }

  TEST_CASE("what cannot be taken back, or not with others") {
    told_history h = forwarded();
    const error opening = h.refused(h.withdrawal(1, "2024-03-05T11:00", "operator"));
    CHECK(opening.code() == status::conflict);
    CHECK(says(opening, "number 1 opened the case and cannot be taken back"));
    command split = h.other(event_kind::split, "2024-03-05T08:00", "operator");
    split.other_case = "LH-9";
    h.enter(split);
    const error kind = h.refused(h.withdrawal(3, "2024-03-05T11:00", "operator"));
    CHECK(kind.code() == status::conflict);
    CHECK(says(kind, "number 3 is of kind \"split\" and cannot be taken back"));
    const auto describe = h.act("2024-03-04T08:30", "describe", "operator", {}, "", "2024-03-05T11:00");
    split = h.other(event_kind::split, "2024-03-05T11:00", "operator");
    split.other_case = "LH-10";
    CHECK(h.refused({describe, split}).code() == status::misuse);
    h.enter({split, h.act("2024-03-05T11:00", "describe", "operator")});
  }
}

TEST_SUITE("case_history: links") {
  TEST_CASE("a duplicate of another case") {
    told_history h = forwarded();
    h.duplicates = {{"LH-2", ""}, {"LH-3", "LH-2"}, {"LH-4", "LH-5"}, {"LH-5", "LH-1"}};
    const auto link = [&h](const std::string& id, const std::string& role = "operator") {
      command c = h.other(event_kind::link, "2024-03-05T08:00", role);
      c.other_case = id;
      return c;
    };
    const std::string before = h.told();
    h.enter(link("LH-3"));
    CHECK(h.view().duplicate_of() == "LH-3");
    CHECK(h.told() == before + " duplicate of LH-3");
    h.enter(h.act("2024-03-05T09:00", "describe", "operator"));
    CHECK(h.view().duplicate_of() == "LH-3");
    const error twice = h.refused(link("LH-2"));
    CHECK(twice.code() == status::conflict);
    CHECK(says(twice, "is a duplicate of LH-3 already"));
    CHECK(h.refused(h.withdrawal(3, "2024-03-05T10:00", "authority", transport)).code() == status::authority);
    h.enter(h.withdrawal(3, "2024-03-05T10:00", "supervisor"));
    CHECK(h.view().duplicate_of().empty());
    CHECK(says(h.refused(link("LH-1")), "the link closes a circle: LH-1 -> LH-1"));
    const error circle = h.refused(link("LH-4"));
    CHECK(circle.code() == status::conflict);
    CHECK(says(circle, "the link closes a circle: LH-1 -> LH-4 -> LH-5 -> LH-1"));
    CHECK(h.refused(link("LH-9")).code() == status::reference);
    CHECK(h.refused(link("")).code() == status::schema);
    const error role = h.refused(link("LH-2", "authority"));
    CHECK(role.code() == status::authority);
    CHECK(role.details() == std::vector<std::string>{"operator", "supervisor"});
    // The first one comes back, and goes again.
    h.enter(h.withdrawal(5, "2024-03-05T11:00", "operator"));
    CHECK(h.view().duplicate_of() == "LH-3");
    h.enter(h.withdrawal(3, "2024-03-05T12:00", "operator"));
    h.duplicates["LH-3"] = "LH-1";
    CHECK(h.refused(h.withdrawal(7, "2024-03-05T13:00", "operator")).code() == status::conflict);
    h.duplicates["LH-3"] = "";
    h.enter(link("LH-2"));
    // There is one already.
    const error second = h.refused(h.withdrawal(7, "2024-03-05T13:00", "operator"));
    CHECK(second.code() == status::conflict);
    CHECK(h.view().duplicate_of() == "LH-2");
  }

  TEST_CASE("an authority that opens cases links those that it has") {
    history_rules rules;
    rules.plant("pack.json", R"("by": ["operator", "supervisor"], "needs": ["channel"])", R"("by": ["operator", "authority"], "needs": ["channel"])");
    told_history h{rules.load()};
    h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
    h.duplicates["LH-2"] = "";
    const auto link = [&h](const std::string& role, const std::string& authority) {
      command c = h.other(event_kind::link, "2024-03-05T08:00", role, authority);
      c.other_case = "LH-2";
      return c;
    };
    CHECK(h.refused(link("authority", water_company)).code() == status::authority);
    CHECK(h.refused(link("operator", water_company)).code() == status::authority);
    h.enter(h.act("2024-03-04T09:00", "forward", "operator"));
    CHECK(h.refused(link("authority", water_company)).code() == status::authority);
    CHECK(h.refused(link("authority", "")).code() == status::authority);
    h.enter(link("authority", transport));
  }
}
