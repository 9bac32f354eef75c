// Who may act for an authority, by the pack tests/data/packs/several-bodies: so-c lists an until 30 April and from 1 June, and binh; so-d
// dung; the role registrar giang. Where nobody is listed nobody is asked.
#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "src/engine/officers.hpp"
#include "tests/support/told_case.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/store/store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using std::string;
using thoihan::status;

struct listed {
  thoihan::rule_pack pack = small_pack("several-bodies");

  std::optional<thoihan::error> refused(const string& when, const string& body, const string& officer, const string& role = "asked",
                                        const thoihan::rule_pack* directory = nullptr) const {
    thoihan::command command;
    command.event = "remark";
    command.role = role;
    command.authority = body;
    command.officer = officer;
    command.at = command.recorded_at = told_time(when);
    try {
      thoihan::check_officer(directory == nullptr ? pack : *directory,
                             {command.role, command.authority, command.officer, thoihan::day_of(command.at)});
    } catch (const thoihan::error& problem) {
      CHECK(problem.code() == status::authority);
      CHECK(problem.text().vi != problem.text().en);
      return problem;
    }
    return std::nullopt;
  }
  string says(const string& when, const string& body, const string& officer, const string& role = "asked") const {
    const auto problem = refused(when, body, officer, role);
    return problem ? problem->text().en : "accepted";
  }
};

}  // namespace

TEST_SUITE("officers") {
  TEST_CASE("who is listed may act, on the days of the listing") {
    const listed l;
    CHECK(l.says("2024-04-25T09:00", "so-c", "an") == "accepted");
    CHECK(l.says("2024-04-30T23:59:59", "so-c", "an") == "accepted");
    CHECK(l.says("2024-05-01T00:00", "so-c", "an") == "on 2024-05-01: the officer \"an\" of \"so-c\" may act 2024-06-01 .. … only");
    CHECK(l.says("2023-12-31T23:59", "so-c", "an") == "on 2023-12-31: the officer \"an\" of \"so-c\" may act 2024-06-01 .. … only");
    CHECK(l.says("2024-06-01T00:00", "so-c", "an") == "accepted");
    CHECK(l.says("2030-01-01T00:00", "so-c", "binh") == "accepted");
  }

  TEST_CASE("nobody else may, and the nearest known one is named") {
    const listed l;
    CHECK(l.says("2024-04-25T09:00", "so-c", "bin") == "\"bin\" is no officer of \"so-c\"; did you mean \"binh\"?");
    CHECK(l.says("2024-04-25T09:00", "so-c", "") == "the officers of \"so-c\" are listed: name the one who acts (\"officer\")");
    // An officer acts for his own authority only.
    CHECK(l.says("2024-04-25T09:00", "so-c", "dung") == "\"dung\" is no officer of \"so-c\"; an officer of so-d");
    const auto problem = l.refused("2024-05-02T09:00", "so-c", "x");
    REQUIRE(problem);
    CHECK(problem->details() == std::vector<string>{"binh"});
  }

  TEST_CASE("where nobody is listed nobody is asked") {
    const listed l;
    CHECK(l.says("2024-04-25T09:00", "so-b", "") == "accepted");
    CHECK(l.says("2024-04-25T09:00", "so-b", "anybody") == "accepted");
    CHECK(l.says("2024-04-25T09:00", "", "anybody", "clerk") == "accepted");
  }

  TEST_CASE("roles of no authority have officers of their own") {
    const listed l;
    CHECK(l.says("2024-04-25T09:00", "", "giang", "registrar") == "accepted");
    CHECK(l.says("2025-01-01T00:00", "", "giang", "registrar") == "on 2025-01-01: the officer \"giang\" of \"registrar\" may act … .. 2024-12-31 only");
    CHECK(l.says("2024-04-25T09:00", "", "gian", "registrar") == "\"gian\" is no officer of \"registrar\"; did you mean \"giang\"?");
  }

  TEST_CASE("the directory is that of the pack in use") {
    const listed l;
    thoihan::rule_pack newer = l.pack;
    const auto so_c = *thoihan::find_id(newer.authorities, "so-c");
    newer.authorities[so_c].officers = {{"chi", std::nullopt, std::nullopt, "9/QĐ-C"}};
    CHECK_FALSE(l.refused("2024-04-25T09:00", "so-c", "chi", "asked", &newer));
    CHECK(l.refused("2024-04-25T09:00", "so-c", "an", "asked", &newer));
    // What it does not know it cannot be asked about.
    newer.authorities.erase(newer.authorities.begin() + static_cast<std::ptrdiff_t>(so_c));
    CHECK_FALSE(l.refused("2024-04-25T09:00", "so-c", "anybody", "asked", &newer));
  }

  TEST_CASE("the engine asks, of new acts alone") {
    const temporary_folder folder;
    thoihan::store events = thoihan::store::open((folder.path() / "reports.db").string(), thoihan::store_mode::create);
    thoihan::engine engine{events};
    engine.use(small_pack("several-bodies"));
    const auto tell = [&](const string& when, const string& event, const string& role, const string& body, const string& officer,
                          const thoihan::fact_inputs& facts = {}) {
      thoihan::command c;
      c.case_id = "LH-1";
      c.key = when;
      c.at = c.recorded_at = told_time(when);
      c.event = event;
      c.role = role;
      c.authority = body;
      c.officer = officer;
      c.facts = facts;
      return engine.apply(c);
    };
    tell("2024-04-25T08:00", "receive", "clerk", "", "");
    tell("2024-04-25T08:10", "forward", "clerk", "", "", {{"field", string{"roads"}}});
    CHECK_THROWS_AS(tell("2024-04-25T09:00", "remark", "asked", "so-c", "dung", {{"opinion", string{"x"}}}), thoihan::error);
    tell("2024-04-25T09:00", "remark", "asked", "so-c", "an", {{"opinion", string{"x"}}});
    // Afterwards an is listed no more: what she did stays.
    thoihan::rule_pack newer = small_pack("several-bodies");
    newer.authorities[*thoihan::find_id(newer.authorities, "so-c")].officers.erase(
        newer.authorities[*thoihan::find_id(newer.authorities, "so-c")].officers.begin());
    engine.use(std::move(newer));
    CHECK_THROWS_AS(tell("2024-04-26T09:00", "remark", "asked", "so-c", "an", {{"opinion", string{"x"}}}), thoihan::error);
    CHECK(tell("2024-04-25T09:00", "remark", "asked", "so-c", "an", {{"opinion", string{"x"}}}).repeated);
    CHECK(engine.view("LH-1").acts() == 3);
  }

  TEST_CASE("a set is written in one order, so that the same command is the same") {
    const temporary_folder folder;
    thoihan::store events = thoihan::store::open((folder.path() / "reports.db").string(), thoihan::store_mode::create);
    thoihan::engine engine{events};
    engine.use(small_pack("several-bodies"));
    const auto tell = [&](const string& text) { return engine.apply(thoihan::read_command(text)); };
    tell(R"({"case":"LH-1","key":"1","at":"2024-04-25T08:00","event":"receive","by":{"role":"clerk"}})");
    tell(R"({"case":"LH-1","key":"2","at":"2024-04-25T08:10","event":"forward","by":{"role":"clerk"},"facts":{"field":"roads","support":["so-c","so-b"]}})");
    CHECK(events.events_of("LH-1")[1].facts == R"({"field":"roads","support":["so-b","so-c"]})");
    CHECK(tell(R"({"case":"LH-1","key":"2","at":"2024-04-25T08:10","event":"forward","by":{"role":"clerk"},"facts":{"support":["so-b","so-c"],"field":"roads"}})").repeated);
    CHECK_THROWS_AS(tell(R"({"case":"LH-1","key":"2","at":"2024-04-25T08:10","event":"forward","by":{"role":"clerk"},"facts":{"field":"roads","support":["so-b"]}})"), thoihan::error);
    const thoihan::case_view view = engine.view("LH-1");
    CHECK(view.bodies(*thoihan::find_id(view.pack().facts, "support")).size() == 2);
    CHECK_THROWS_AS(thoihan::read_command(R"({"case":"LH-1","key":"3","at":"2024-04-25T08:10","event":"forward","by":{"role":"clerk"},"facts":{"support":["so-b",7]}})"), thoihan::error);
  }
}
