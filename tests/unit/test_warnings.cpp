// When to warn that a duty will be due, by the pack tests/data/packs/two-centres. Derived by hand from the calendar of 2024: Thu 25 and
// Fri 26 April worked, Mon 29 April off for Sat 4 May, 30 April and 1 May holidays, Thu 2, Fri 3, Sat 4, Mon 6, Tue 7 May
// worked. Hours 07:30-11:30 and 13:00-17:00.
#include <doctest/doctest.h>

#include <string>

#include "tests/support/told_case.hpp"

namespace {

using std::string;

const string district = "trung-tam-huyen";

void receive(told_case& one, const string& when, bool urgent = false) {
  one.tell(when, "receive", {{"centre", district}, {"urgent", urgent}}, district, "desk");
}
void forward(told_case& one, const string& when) { one.tell(when, "forward", {{"lead", string{"so-a"}}}, district, "desk"); }

}  // namespace

TEST_SUITE("warnings") {
  TEST_CASE("at a share of the limit, and some time before the due") {
    told_case one{"two-centres"};
    receive(one, "2024-04-25T10:00");
    // Two hours: 10:00-11:30, 13:00-13:30. Half of them: one hour, 11:00. 45 minutes back: 13:30-13:00, then 11:30-11:15.
    CHECK(one.due("forward") == "2024-04-25T13:30");
    CHECK(one.warnings("forward") == "1 2024-04-25T11:00, 2 2024-04-25T11:15");
    forward(one, "2024-04-25T13:30");
    // Five days: 26 April, 2, 3, 4, 6 May. Three quarters, rounded up, is the fourth, from its opening; one working day before
    // 6 May is 4 May, at its end.
    CHECK(one.due("answer") == "24:00 of 2024-05-06");
    CHECK(one.warnings("answer") == "1 2024-05-04T07:30, 2 2024-05-05T00:00");
    CHECK(one.warnings("forward") == "");
  }

  TEST_CASE("what is due at once is over before anybody could be warned") {
    told_case one{"two-centres"};
    receive(one, "2024-04-25T10:00", true);
    CHECK(one.due("forward") == "2024-04-25T10:00");
    CHECK(one.warnings("forward") == "");
  }

  TEST_CASE("none while it stands still; afterwards they move with the due") {
    told_case one{"two-centres"};
    receive(one, "2024-04-25T10:00");
    forward(one, "2024-04-25T13:30");
    one.tell("2024-04-26T09:00", "ask", {}, "so-a");
    CHECK(one.due("answer") == "paused");
    CHECK(one.warnings("answer") == "");
    one.tell("2024-05-02T09:00", "supplement", {}, district, "desk");
    // The dates in (26 April, 2 May] do not count: 26 April, 3, 4, 6, 7 May; the fourth is 6 May.
    CHECK(one.due("answer") == "24:00 of 2024-05-07");
    CHECK(one.warnings("answer") == "1 2024-05-06T07:30, 2 2024-05-07T00:00");
  }

  TEST_CASE("a commitment has no share; what is before its end moves with it") {
    told_case one{"two-centres"};
    receive(one, "2024-04-25T10:00");
    forward(one, "2024-04-25T13:30");
    one.tell("2024-04-26T09:00", "promise", {{"promised", string{"2024-05-10"}}}, "so-a");
    CHECK(one.due("answer") == "24:00 of 2024-05-10");
    CHECK(one.warnings("answer") == "2 2024-05-10T00:00");
  }

  TEST_CASE("none once it is exempted, met or cancelled") {
    told_case one{"two-centres"};
    receive(one, "2024-04-25T10:00");
    forward(one, "2024-04-25T13:30");
    one.tell("2024-04-26T09:00", "request_exemption", {}, "so-a");
    CHECK(one.warnings("answer") != "");
    one.tell("2024-04-26T10:00", "exempt");
    CHECK(one.warnings("answer") == "");
    told_case met{"two-centres"};
    receive(met, "2024-04-25T10:00");
    forward(met, "2024-04-25T13:30");
    met.tell("2024-04-26T09:00", "answer", {}, "so-a");
    CHECK(met.warnings("answer") == "");
    told_case gone{"two-centres"};
    receive(gone, "2024-04-25T10:00");
    gone.tell("2024-04-25T10:10", "keep_secret", {}, district, "desk");
    CHECK(gone.warnings("forward") == "");
  }
}
