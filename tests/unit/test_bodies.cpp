// Who acts for whom: a role acts for the authority that the case names for it.
#include <doctest/doctest.h>

#include <string>

#include "tests/support/told_case.hpp"
#include "thoihan/engine/ledger.hpp"

namespace {

using thoihan::status;
using std::string;

const string district = "trung-tam-huyen";
const string province = "trung-tam-tinh";

thoihan::fact_inputs at_district() { return {{"centre", district}, {"content", string{"x"}}}; }

}  // namespace

TEST_SUITE("bodies") {
  TEST_CASE("a role acts for the authority in its own fact, and for no other") {
    told_case one{"two-centres"};
    one.tell("2024-04-25T10:00", "receive", at_district(), district, "desk");
    CHECK(one.owed_by("forward") == district);
    const auto other = one.refused("2024-04-25T10:30", "forward", {{"lead", string{"so-a"}}}, province, "desk");
    REQUIRE(other);
    CHECK(other->code() == status::authority);
    CHECK(other->text().en == "the role \"desk\" acts for the authority in \"centre\": \"trung-tam-huyen\", not for \"trung-tam-tinh\"");
    // Nor for the lead, or for nobody.
    CHECK(one.refusal("2024-04-25T10:30", "forward", {{"lead", string{"so-a"}}}, "so-a", "desk") == status::authority);
    CHECK(one.refusal("2024-04-25T10:30", "forward", {{"lead", string{"so-a"}}}, "", "desk") == status::authority);
    one.tell("2024-04-25T10:30", "forward", {{"lead", string{"so-a"}}}, district, "desk");
    // The lead's own role is the lead's.
    const auto not_lead = one.refused("2024-04-25T11:00", "answer", {}, district);
    REQUIRE(not_lead);
    CHECK(not_lead->text().en == "the case is with \"so-a\", not with \"trung-tam-huyen\"");
    one.tell("2024-04-25T11:00", "answer", {}, "so-a");
    CHECK(one.state() == "answered");
  }

  TEST_CASE("after it was handed over the first centre is refused") {
    told_case one{"two-centres"};
    one.tell("2024-04-25T10:00", "receive", at_district(), district, "desk");
    // Not by the one that is to have it.
    CHECK(one.refusal("2024-04-25T10:10", "hand_over", {{"centre", province}}, province, "desk") == status::authority);
    one.tell("2024-04-25T10:10", "hand_over", {{"centre", province}}, district, "desk");
    CHECK(one.outcome("forward", 1) == "met");
    CHECK(one.owed_by("forward", 1) == district);
    CHECK(one.owed_by("forward", 2) == province);
    CHECK(one.refusal("2024-04-25T10:20", "hand_over", {{"centre", district}}, district, "desk") == status::authority);
    CHECK(one.refusal("2024-04-25T10:20", "keep_secret", {}, district, "desk") == status::authority);
    one.tell("2024-04-25T10:20", "forward", {{"lead", string{"so-b"}}}, province, "desk");
    CHECK(one.outcome("forward", 2) == "met");
    CHECK(one.fact("handed_over").number == 1);
  }

  TEST_CASE("until a case names one, the act itself does: as it says, or as the transition sets") {
    told_case said{"two-centres"};
    CHECK(said.refusal("2024-04-25T10:00", "receive", at_district(), province, "desk") == status::authority);
    told_case set{"two-centres"};
    CHECK(set.refusal("2024-04-25T10:00", "take_in", {}, district, "desk") == status::authority);
    set.tell("2024-04-25T10:00", "take_in", {}, province, "desk");
    CHECK(set.owed_by("forward") == province);
    // A body takes up what no body has; another cannot give it to it.
    CHECK(set.refusal("2024-04-25T10:30", "take_up", {{"lead", string{"so-a"}}}, "so-b") == status::authority);
    set.tell("2024-04-25T10:30", "take_up", {{"lead", string{"so-a"}}}, "so-a");
    CHECK(set.owed_by("answer") == "so-a");
  }

  TEST_CASE("the body that the case names for a role, and for an act") {
    told_case one{"two-centres"};
    const auto role = [&](const string& id) { return static_cast<thoihan::role_number>(*thoihan::find_id(one.pack.roles, id)); };
    const auto body = [&](const string& id) { return static_cast<thoihan::authority_number>(*thoihan::find_id(one.pack.authorities, id)); };
    CHECK_FALSE(one.view.body_of(role("desk")));
    CHECK(one.view.body_for(one.act("2024-04-25T10:00", "receive", at_district(), province, "desk")) == body(district));
    CHECK(one.view.body_for(one.act("2024-04-25T10:00", "take_in", {}, district, "desk")) == body(province));
    one.tell("2024-04-25T10:00", "receive", at_district(), district, "desk");
    CHECK(one.view.body_of(role("desk")) == body(district));
    CHECK_FALSE(one.view.body_of(role("body")));
    CHECK_FALSE(one.view.body_of(role("clerk")));
    // Where the case names one, what the act says does not count.
    CHECK(one.view.body_for(one.act("2024-04-25T10:10", "hand_over", {{"centre", province}}, province, "desk")) == body(district));
    // An act that the state does not take has no transition: what it says itself is all that is known.
    CHECK(one.view.body_for(one.act("2024-04-25T10:10", "answer", {{"lead", string{"so-b"}}}, "so-b")) == body("so-b"));
  }

  TEST_CASE("the ledger names the body that has the case") {
    told_case one{"two-centres"};
    std::vector<thoihan::case_standing> stood;
    const auto tell = [&](const string& when, const string& event, const thoihan::fact_inputs& facts, const string& body, const string& role) {
      one.tell(when, event, facts, body, role);
      stood.push_back(thoihan::standing_of(one.view));
    };
    tell("2024-04-25T10:00", "receive", at_district(), district, "desk");
    tell("2024-04-25T10:30", "hand_over", {{"centre", province}}, district, "desk");
    tell("2024-04-25T11:00", "forward", {{"lead", string{"so-b"}}}, province, "desk");
    const auto ledger = thoihan::make_ledger(one.view, stood, told_time("2024-04-25T11:10"));
    string bodies;
    for (const auto& part : ledger.parts) bodies += one.pack.authorities[*part.holder.authority].id + "/" + one.pack.authorities[*part.party.authority].id + " ";
    CHECK(bodies == "trung-tam-huyen/trung-tam-huyen trung-tam-tinh/trung-tam-tinh so-b/so-b ");
  }
}
