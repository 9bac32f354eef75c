// A case that enters a state which erases it: who acted and when stays, and what the act sets.
#include <doctest/doctest.h>

#include <string>

#include "tests/support/told_case.hpp"

namespace {

using std::string;

const string district = "trung-tam-huyen";

}  // namespace

TEST_SUITE("erasing") {
  TEST_CASE("the facts are gone, those of the act itself too; counts and what the act sets stay") {
    told_case one{"two-centres"};
    CHECK_FALSE(one.tell("2024-04-25T10:00", "receive", {{"centre", district}, {"content", string{"x"}}, {"urgent", true}}, district, "desk").erases);
    one.tell("2024-04-25T10:01", "hand_over", {{"centre", string{"trung-tam-tinh"}}}, district, "desk");
    one.tell("2024-04-25T10:02", "forward", {{"lead", string{"so-a"}}}, "trung-tam-tinh", "desk");
    CHECK(one.fact("content").present);
    const auto effects = one.tell("2024-04-25T10:10", "keep_secret", {{"content", string{"y"}}}, "so-a");
    CHECK(effects.erases);
    CHECK(one.state() == "erased");
    CHECK_FALSE(one.view.open());
    CHECK(one.fact("secret") == thoihan::fact_value::of(1));
    for (const char* name : {"centre", "lead", "content", "promised"}) CHECK_FALSE_MESSAGE(one.fact(name).present, name);
    CHECK(one.fact("urgent") == thoihan::fact_value::of(0));
    CHECK(one.fact("handed_over") == thoihan::fact_value::of(1));
    CHECK_FALSE(one.view.lead());
    CHECK(one.view.publication().is == thoihan::publicity::never);
    // Dates and actors are there.
    CHECK(one.outcome("answer") == "cancelled");
    CHECK(one.owed_by("answer") == "so-a");
    CHECK(one.view.opened_at() == told_time("2024-04-25T10:00"));
    CHECK(one.view.last_at() == told_time("2024-04-25T10:10"));
    CHECK(one.view.acts() == 4);
  }

  TEST_CASE("an act that is replayed erases likewise") {
    told_case one{"two-centres"};
    one.view.replay(one.act("2024-04-25T10:00", "receive", {{"centre", district}, {"content", string{"x"}}}, district, "desk"));
    CHECK(one.view.replay(one.act("2024-04-25T10:10", "keep_secret", {}, district, "desk")).erases);
    CHECK_FALSE(one.fact("content").present);
  }

  TEST_CASE("no other end erases") {
    told_case one{"two-centres"};
    one.tell("2024-04-25T10:00", "receive", {{"centre", district}, {"content", string{"x"}}}, district, "desk");
    one.tell("2024-04-25T10:02", "forward", {{"lead", string{"so-a"}}}, district, "desk");
    CHECK_FALSE(one.tell("2024-04-25T11:00", "answer", {}, "so-a").erases);
    CHECK(one.fact("content").present);
    CHECK(one.fact("lead").present);
  }
}
