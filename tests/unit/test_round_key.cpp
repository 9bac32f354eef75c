// Which round is which, and which are late, when the history changes. The pack and calendar are those of tests/support/history_pack.hpp.
#include "thoihan/engine/round_key.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/history_pack.hpp"

namespace {

using namespace std::string_literals;
using namespace thoihan;

const std::string transport = "so-giao-thong";

// "handle by 2 since 2024-03-12T00:00:00; "
std::string told_late(const case_view& view, const std::string& when) {
  std::string out;
  for (const late_round& late : late_rounds(view, history_time(when))) {
    CHECK(key_of(view, view.duties()[late.round]) == late.key);
    CHECK(late_since(view, late.key, history_time(when)) == late.since);
    out += late.key.duty + " by " + std::to_string(late.key.started_by) + " since " +
           std::string{format_instant(late.since).data()}.substr(0, 19) + "; ";
  }
  return out;
}

std::string told_changes(const std::vector<round_change>& changes) {
  std::string out;
  for (const round_change& change : changes)
    out += change.key.duty + " by " + std::to_string(change.key.started_by) + (change.was ? " was" : "") + (change.is ? " is" : "") + "; ";
  return out;
}

told_history forwarded(rule_pack pack = history_rules{}.load()) {
  told_history h{std::move(pack)};
  h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
  h.enter(h.act("2024-03-04T09:00", "forward", "operator"));
  return h;
}

}  // namespace

TEST_SUITE("round_key") {
  TEST_CASE("late while it runs, and as it ended") {
    told_history h = forwarded();
    const case_view running = h.view();
    CHECK(told_late(running, "2024-03-11T23:59:59").empty());
    CHECK(told_late(running, "2024-03-12T00:00:00") == "handle by 2 since 2024-03-12T00:00:00; ");
    h.enter(h.act("2024-03-12T00:00", "enter_result", "authority", {}, transport));
    CHECK(told_late(h.view(), "2024-03-12T00:00:00") == "handle by 2 since 2024-03-12T00:00:00; ");
    CHECK(told_late(h.view(), "2024-03-11T23:59:59").empty());
    told_history good = forwarded();
    good.enter(good.act("2024-03-11T23:59:59", "enter_result", "authority", {}, transport));
    CHECK_FALSE(late_since(good.view(), {"handle", 2}, history_time("2024-12-01T00:00")));
    CHECK_FALSE(late_since(good.view(), {"handle", 3}, history_time("2024-12-01T00:00")));
    CHECK_FALSE(late_since(good.view(), {"handel", 2}, history_time("2024-12-01T00:00")));
  }

  TEST_CASE("a breach that is none by the corrected history") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-13T16:00", "enter_result", "authority", {}, transport));
    CHECK(told_late(h.view(), "2024-03-14T00:00") == "handle by 2 since 2024-03-12T00:00:00; ");
    const history_step step = h.enter({h.act("2024-03-06T10:00", "ask_reporter", "authority", {}, transport, "2024-03-14T09:00"),
                                       h.act("2024-03-08T15:00", "supplement", "operator", {}, "", "2024-03-14T09:00")});
    CHECK(told_late(h.view(), "2024-03-14T10:00").empty());
    CHECK(told_changes(step.changes) == "handle by 2 was is; ");
    // And one that comes to light: the result was entered later than it was said.
    h.enter(h.correction(3, "2024-03-14T10:00", "authority", {}, transport, "2024-03-14T09:30"));
    CHECK(told_late(h.view(), "2024-03-14T10:00") == "handle by 2 since 2024-03-14T00:00:00; ");
  }

  TEST_CASE("rounds are numbered anew, and stay who they are") {
    told_history h = forwarded();
    h.enter(h.act("2024-03-04T10:00", "return", "authority", {}, transport));
    h.enter(h.act("2024-03-04T14:00", "forward", "operator"));  // due at 13:30: 10:00-11:30, 13:00-13:30
    h.enter(h.act("2024-03-04T15:00", "return", "authority", {}, transport));
    h.enter(h.act("2024-03-04T15:30", "forward", "operator"));
    CHECK(told_late(h.view(), "2024-03-05T08:00") == "forward by 3 since 2024-03-04T13:30:01; ");
    CHECK(h.view().duties()[*find_round(h.view(), {"forward", 5})].round == 3);
    CHECK(h.view().duties()[*find_round(h.view(), {"handle", 6})].round == 3);
    const history_step step = h.enter({h.withdrawal(3, "2024-03-05T09:00", "authority", transport), h.withdrawal(4, "2024-03-05T09:00", "operator")});
    // The rounds that the two had started are gone, with the breach; the last ones are the second now. The first handling went on.
    CHECK(told_late(h.view(), "2024-03-05T09:00").empty());
    CHECK(told_changes(step.changes) == "handle by 2 was is; forward by 3 was; handle by 4 was; ");
    CHECK(h.view().duties()[*find_round(h.view(), {"forward", 5})].round == 2);
    CHECK(h.view().duties()[*find_round(h.view(), {"handle", 6})].round == 2);
  }

  TEST_CASE("forwarded again: a new clock, and the old one keeps its outcome, late or not") {
    history_rules rules;
    rules.plant("pack.json", R"("late": "refuse")", R"("late": "accept")");
    told_history h = forwarded(rules.load());
    // Late on 12 March, and returned on the 13th.
    const history_step step = h.enter(h.act("2024-03-13T09:00", "return", "authority", {}, transport));
    CHECK(step.effects[0].late_act);
    h.enter(h.act("2024-03-13T09:30", "forward", "operator"));
    CHECK(h.told(true).find("handle 1 by 2 so-giao-thong cancelled due 2024-03-12T00:00:00 ended 2024-03-13T09:00:00") != std::string::npos);
    // 14, 15, 18, 19, 20 March.
    CHECK(h.duty("handle") == "handle 2 so-giao-thong running due 2024-03-21T00:00:00");
    CHECK(told_late(h.view(), "2024-03-20T00:00") == "handle by 2 since 2024-03-12T00:00:00; ");
    h.enter(h.act("2024-03-21T08:00", "enter_result", "authority", {}, transport));
    CHECK(told_late(h.view(), "2024-03-21T08:00") == "handle by 2 since 2024-03-12T00:00:00; handle by 4 since 2024-03-21T00:00:00; ");
  }
}
