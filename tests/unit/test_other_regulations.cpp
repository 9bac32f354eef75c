// What regulations of other kinds need, each as a small pack under tests/data/packs: a limit counted back from a hearing, a daily
// cut-off, chained clocks under one cap, a supplement that resumes or restarts, a duty that repeats, several bodies asked at
// once. Dates are derived by hand from the calendar of 2024: Mon 29 April is off for Sat 4 May, 30 April and 1 May are holidays;
// June has none. Hours 07:30-11:30 and 13:00-17:00.
#include <doctest/doctest.h>

#include <string>

#include "tests/support/told_case.hpp"

namespace {

using thoihan::status;

}  // namespace

TEST_SUITE("other regulations") {
  TEST_CASE("counted back from a hearing: working days, days with a roll back, working hours") {
    told_case one{"before-a-hearing"};
    one.tell("2024-04-22T09:00", "set", {{"hearing", std::string{"2024-05-10"}}, {"begins", std::string{"2024-05-10T08:30"}}});
    // Before Fri 10 May: Thu 9, Wed 8, Tue 7, Mon 6, Sat 4 (worked for 29 April).
    CHECK(one.due("papers") == "24:00 of 2024-05-04");
    CHECK(one.due("invitations") == "24:00 of 2024-05-07");
    // One hour on Friday from 07:30, three on Thursday: 17:00 back to 14:00.
    CHECK(one.due("supplement") == "2024-05-09T14:00");
    told_case other{"before-a-hearing"};
    other.tell("2024-04-22T09:00", "set", {{"hearing", std::string{"2024-05-08"}}, {"begins", std::string{"2024-05-08T08:30"}}});
    // Three days before Wed 8 is Sun 5: back to Sat 4, which is worked.
    CHECK(other.due("invitations") == "24:00 of 2024-05-04");
  }

  TEST_CASE("a daily cut-off at 15:00, for a day and for hours") {
    const auto due_from = [](const std::string& when, bool is_long) {
      told_case one{"cut-off"};
      one.tell(when, "receive", {{"long", is_long}});
      return one.due("certify");
    };
    // Friday 26 April at 15:00:00 is in time; a second later it counts as Thursday 2 May.
    CHECK(due_from("2024-04-26T15:00:00", false) == "2024-04-26T17:00");
    CHECK(due_from("2024-04-26T15:00:01", false) == "2024-05-02T17:00");
    CHECK(due_from("2024-04-28T10:00:00", false) == "2024-05-02T17:00");
    // Three hours on Friday, five on Thursday: four and one.
    CHECK(due_from("2024-04-26T14:00:00", true) == "2024-05-02T14:00");
    CHECK(due_from("2024-04-26T15:00:01", true) == "2024-05-02T17:00");
  }

  TEST_CASE("chained clocks under one cap; returns are counted") {
    told_case one{"chained"};
    one.tell("2024-06-03T09:00", "receive");
    CHECK(one.due("accept") == "24:00 of 2024-06-04");
    // 4, 5, 6, 7, 10, 11, 12 June.
    CHECK(one.due("whole") == "24:00 of 2024-06-12");
    one.tell("2024-06-04T10:00", "accept");
    CHECK(one.due("handle") == "24:00 of 2024-06-07");
    one.tell("2024-06-06T09:00", "send_back");
    CHECK(one.outcome("handle") == "cancelled");
    CHECK(one.due("accept", 2) == "24:00 of 2024-06-07");
    CHECK(one.due("whole") == "24:00 of 2024-06-12");
    one.tell("2024-06-07T09:00", "accept");
    CHECK(one.due("handle", 2) == "24:00 of 2024-06-12");
    one.tell("2024-06-07T10:00", "send_back");
    CHECK(one.state() == "arrived");
    one.tell("2024-06-07T11:00", "accept");
    // Two returns before: the third goes to the head.
    one.tell("2024-06-07T14:00", "send_back");
    CHECK(one.state() == "with_head");
    one.tell("2024-06-13T08:00", "answer");
    CHECK(one.outcome("whole") == "met late");
  }

  TEST_CASE("a supplement resumes; a new filing restarts; one duty runs on") {
    told_case one{"reset-or-resume"};
    one.tell("2024-06-03T09:00", "file");
    // 4, 5, 6, 7, 10, 11, 12, 13, 14, 17 June.
    CHECK(one.due("decide") == "24:00 of 2024-06-17");
    // Monday 2 h 30 and 4 h, Tuesday 1 h 30.
    CHECK(one.due("confirm") == "2024-06-04T09:00");
    one.tell("2024-06-05T10:00", "ask_supplement");
    CHECK(one.view.paused());
    CHECK(one.due("decide") == "paused");
    CHECK(one.due("confirm") == "2024-06-04T09:00");
    one.tell("2024-06-06T10:00", "confirm_receipt");
    CHECK(one.outcome("confirm") == "met late");
    one.tell("2024-06-10T09:00", "supplement");
    // 6, 7 and 10 June stood still: 18, 19, 20 June.
    CHECK(one.due("decide") == "24:00 of 2024-06-20");
    one.tell("2024-06-11T09:00", "give_back");
    CHECK(one.outcome("decide") == "cancelled");
    one.tell("2024-06-13T10:00", "file_again");
    // 14, 17, 18, 19, 20, 21, 24, 25, 26, 27 June: the old pause lies before.
    CHECK(one.due("decide", 2) == "24:00 of 2024-06-27");
  }

  TEST_CASE("an extension asked for in time and granted after the due") {
    told_case one{"reset-or-resume"};
    one.tell("2024-06-03T09:00", "file");
    one.tell("2024-06-17T16:00", "ask_extension");
    one.tell("2024-06-18T09:00", "grant_extension");
    CHECK(one.due("decide") == "24:00 of 2024-06-20");
    CHECK(one.refusal("2024-06-18T10:00", "grant_extension") == status::conflict);
    told_case late{"reset-or-resume"};
    late.tell("2024-06-03T09:00", "file");
    late.tell("2024-06-18T08:00", "ask_extension");
    CHECK(late.refusal("2024-06-18T09:00", "grant_extension") == status::expired);
    CHECK(late.due("decide") == "24:00 of 2024-06-17");
  }

  TEST_CASE("an exemption asked for in time, confirmed after the duty was met") {
    told_case one{"reset-or-resume"};
    one.tell("2024-06-03T09:00", "file");
    CHECK(one.refusal("2024-06-04T09:00", "confirm_exemption") == status::guard);
    one.tell("2024-06-17T16:59", "ask_exemption");
    one.tell("2024-06-20T09:00", "decide");
    CHECK(one.outcome("decide") == "met late");
    one.tell("2024-06-25T09:00", "confirm_exemption");
    CHECK(one.outcome("decide") == "met");
    CHECK(one.round("decide").clock.exempted());
    told_case late{"reset-or-resume"};
    late.tell("2024-06-03T09:00", "file");
    late.tell("2024-06-18T00:00", "ask_exemption");
    CHECK(late.refusal("2024-06-18T09:00", "confirm_exemption") == status::expired);
  }

  TEST_CASE("a duty that repeats until it is done") {
    told_case one{"repeating"};
    one.tell("2024-06-03T09:00", "begin");
    CHECK(one.due("progress") == "24:00 of 2024-06-08");
    one.tell("2024-06-07T10:00", "report_progress");
    CHECK(one.outcome("progress") == "met");
    CHECK(one.due("progress", 2) == "24:00 of 2024-06-12");
    one.tell("2024-06-13T09:00", "report_progress");
    CHECK(one.outcome("progress", 2) == "met late");
    CHECK(one.due("progress", 3) == "24:00 of 2024-06-18");
    one.tell("2024-06-14T09:00", "finish");
    CHECK(one.outcome("progress", 3) == "cancelled");
    CHECK(one.view.duties().size() == 3);
  }

  TEST_CASE("a fork: each body has its clock, the lead merges when nobody is awaited") {
    told_case one{"fork"};
    one.tell("2024-06-03T09:00", "receive", {{"lead", std::string{"so-a"}}});
    one.tell("2024-06-03T10:00", "ask", {{"asked_body", std::string{"so-b"}}}, "so-a");
    one.tell("2024-06-04T10:00", "ask", {{"asked_body", std::string{"so-c"}}}, "so-a");
    CHECK(one.due("answer_lead", 1) == "24:00 of 2024-06-06");
    CHECK(one.due("answer_lead", 2) == "24:00 of 2024-06-07");
    CHECK(one.due("merge") == "24:00 of 2024-06-17");
    // Asked again while its round runs: no second clock.
    one.tell("2024-06-04T11:00", "ask", {{"asked_body", std::string{"so-b"}}}, "so-a");
    CHECK(one.view.duties().size() == 3);
    CHECK(one.refusal("2024-06-05T08:00", "merge", {}, "so-a") == status::guard);
    // A body that was asked may answer, and nothing else.
    CHECK(one.refusal("2024-06-05T08:00", "ask", {{"asked_body", std::string{"so-c"}}}, "so-b") == status::authority);
    one.tell("2024-06-05T09:00", "give_opinion", {{"opinion", std::string{"..."}}}, "so-b");
    CHECK(one.outcome("answer_lead", 1) == "met");
    CHECK(one.outcome("answer_lead", 2) == "running");
    CHECK(one.refusal("2024-06-05T10:00", "give_opinion", {{"opinion", std::string{"..."}}}, "so-b") == status::authority);
    CHECK(one.refusal("2024-06-05T10:30", "merge", {}, "so-a") == status::guard);
    one.tell("2024-06-05T11:00", "decline", {{"reason", std::string{"..."}}}, "so-c");
    CHECK(one.outcome("answer_lead", 2) == "cancelled");
    one.tell("2024-06-06T09:00", "merge", {}, "so-a");
    CHECK(one.outcome("merge") == "met");
    CHECK(one.state() == "merged");
  }

  TEST_CASE("an act that is refused leaves pauses, counts and rounds as they were") {
    told_case one{"fork"};
    one.tell("2024-06-03T09:00", "receive", {{"lead", std::string{"so-a"}}});
    one.tell("2024-06-03T10:00", "ask", {{"asked_body", std::string{"so-b"}}}, "so-a");
    const auto facts = one.view.facts();
    CHECK(one.refusal("2024-06-03T09:30", "ask", {{"asked_body", std::string{"so-c"}}}, "so-a") == status::time_order);
    CHECK(one.view.facts() == facts);
    CHECK(one.view.duties().size() == 2);
  }
}
