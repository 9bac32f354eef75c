// A part of a report becomes a case of its own. The pack and calendar are those of tests/support/history_pack.hpp.
#include "thoihan/engine/split.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/history_pack.hpp"

namespace {

using namespace std::string_literals;
using namespace thoihan;

}  // namespace

TEST_SUITE("split") {
  TEST_CASE("a part of the report becomes a case of its own, received when the whole was") {
    told_history h;
    h.enter(h.act("2024-03-04T08:00", "receive", "operator",
                  {{"channel", "app"s}, {"field", "roads"s}, {"calls", std::int64_t{4}}, {"wished", "2024-03-20"s}, {"visit", "2024-03-06T10:30"s},
                   {"content", "Đèn và ống nước"s}, {"place", "Ngã tư"s}, {"secret", true}}));
    h.enter(h.act("2024-03-04T09:00", "describe", "operator", {{"calls", std::int64_t{5}}, {"complex", true}}));
    h.enter(h.act("2024-03-04T09:30", "forward", "operator"));
    const std::string before = h.told(true);
    command split = h.other(event_kind::split, "2024-03-08T08:00", "supervisor");
    split.other_case = "LH-9";
    split.officer = "an";
    split.facts = {{"content", "Ống nước"s}, {"field", "water"s}};
    h.enter(split);
    CHECK(h.told(true) == before);

    const command opening = opening_of_split(h.view(), split);
    CHECK(opening.kind == event_kind::act);
    CHECK(opening.case_id == "LH-9");
    CHECK(opening.event == "receive");
    CHECK(opening.at == history_time("2024-03-04T08:00"));
    CHECK(opening.recorded_at == history_time("2024-03-08T08:00"));
    CHECK(opening.role == "supervisor");
    CHECK(opening.officer == "an");
    CHECK(opening.split_from == "LH-1");
    // No texts, nothing personal, nothing that the opening does not take.
    CHECK(opening.facts == fact_inputs{{"channel", "app"s}, {"calls", std::int64_t{5}}, {"wished", "2024-03-20"s},
                                       {"visit", "2024-03-06T10:30:00+07:00"s}, {"content", "Ống nước"s}, {"field", "water"s}});
    told_history child;
    child.enter(opening);
    // Due on Monday at 10, and late when it is split off on Friday.
    CHECK(child.duty("forward") == "forward 1 running due 2024-03-04T10:00:00");
    // A receipt of its own may not be dated back so far.
    command own = opening;
    own.split_from.clear();
    CHECK(told_history{}.refused(own).code() == status::time_order);
    // Nor may the time of the one that was split off be corrected more freely than any.
    CHECK(child.refused(child.correction(1, "2024-03-08T09:00", "operator", {}, "", "2024-03-05T08:00")).code() == status::time_order);
    child.enter(child.correction(1, "2024-03-08T09:00", "operator", {{"calls", std::int64_t{6}}}));
  }

  TEST_CASE("an opening among several, by what its facts say") {
    history_rules rules;
    rules.plant("pack.json", R"({ "on": "receive", "to": "received", "by": ["operator", "supervisor"], "needs": ["channel"],)",
                R"({ "on": "receive", "to": "received", "by": ["operator"], "when": { "field": "water" }, "needs": ["channel"], "takes": ["field"], "cite": "2.1" },
    { "on": "receive", "to": "received", "by": ["operator", "supervisor"], "when": { "not": { "field": "water" } }, "needs": ["channel"],)");
    told_history h{rules.load()};
    h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "app"s}, {"field", "roads"s}, {"calls", std::int64_t{4}}}));
    command split = h.other(event_kind::split, "2024-03-08T08:00", "operator");
    split.other_case = "LH-9";
    split.facts = {{"field", "water"s}};
    CHECK(opening_of_split(h.view(), split).facts == fact_inputs{{"channel", "app"s}, {"field", "water"s}});
    split.facts.clear();
    CHECK(opening_of_split(h.view(), split).facts == fact_inputs{{"channel", "app"s}, {"field", "roads"s}, {"calls", std::int64_t{4}}});
    // By a role that may not open it: what is given, and `apply` says why not.
    split.role = "authority";
    CHECK(opening_of_split(h.view(), split).facts.empty());
  }

  TEST_CASE("a report that came after the end of the instrument") {
    history_rules rules;
    rules.plant("pack.json", R"("until": "2024-12-31")", R"("until": "2024-02-29")");
    told_history h{rules.load()};
    command late = h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "app"s}});
    late.overrides.ended = true;
    h.enter(late);
    command split = h.other(event_kind::split, "2024-03-05T08:00", "operator");
    split.other_case = "LH-9";
    h.enter(split);
    // What the host went over for the whole it need not go over for the part.
    told_history child{rules.load()};
    child.enter(opening_of_split(h.view(), split));
    CHECK(child.duty("forward") == "forward 1 running due 2024-03-04T10:00:00");
  }

  TEST_CASE("what cannot be split") {
    told_history h;
    h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
    h.enter(h.act("2024-03-04T09:00", "forward", "operator"));
    const auto split = [&h](const std::string& id, const std::string& role = "operator") {
      command c = h.other(event_kind::split, "2024-03-06T08:00", role);
      c.other_case = id;
      c.reason.clear();  // it may have one
      return c;
    };
    CHECK(h.refused(split("LH-1")).code() == status::conflict);
    CHECK(h.refused(split("")).code() == status::schema);
    CHECK(h.refused(split("LH-9", "authority")).code() == status::authority);
    told_history closed = h;
    closed.enter(closed.act("2024-03-05T10:00", "enter_result", "authority", {}, "so-giao-thong"));
    closed.enter(closed.act("2024-03-05T11:00", "close", "operator"));
    const error ended = closed.refused(split("LH-9"));
    CHECK(ended.code() == status::unexpected_event);
    CHECK(ended.text().en.find("has ended and cannot be split") != std::string::npos);
    h.enter(split("LH-9"));
  }
}
