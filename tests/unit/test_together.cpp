// Events of one case that are entered together: judged once, as they stand in the end. Dues by hand on the calendar of
// tests/support/history_pack.hpp: in March 2024 every Monday to Friday is worked, 07:30-11:30 and 13:00-17:00; Monday is the 4th.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/history_pack.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/store/store.hpp"

namespace {

using namespace std::string_literals;
using namespace thoihan;

const std::string transport = "so-giao-thong";

// One case: 1 received on Monday at 8, 2 forwarded at 9, 3 its result on the 13th, late: five working days end with the 11th.
struct resulted_case {
  resulted_case() : events(store::open(folder.file("a.db"), store_mode::create)), cases(events) {
    cases.use(history_rules{}.load());
    enter(told_history::act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
    enter(told_history::act("2024-03-04T09:00", "forward", "operator"));
    enter(told_history::act("2024-03-13T16:00", "enter_result", "authority", {}, transport));
    REQUIRE(duty("handle") == "met_late 2024-03-12T00:00:00");
  }

  command keyed(command what) {
    what.key = "k" + std::to_string(++keys);
    return what;
  }
  case_answer enter(command what) { return cases.apply(keyed(std::move(what))); }

  command asked() {
    return keyed(told_history::act("2024-03-06T10:00", "ask_reporter", "authority", {}, transport, "2024-03-14T09:00"));
  }
  command supplemented(fact_inputs facts = {}) {
    return keyed(
        told_history::act("2024-03-08T15:00", "supplement", "operator", std::move(facts), "", "2024-03-14T09:00"));
  }

  // "met 2024-03-14T00:00:00", of the round that counts last.
  std::string duty(const std::string& id) const {
    std::string out = "none";
    for (const duty_row& row : events.duties_of("LH-1")) {
      if (row.duty == id)
        out = std::string{duty_status_name(row.status)} + " " +
              std::string{format_instant(row.due.value_or(0)).data()}.substr(0, 19);
    }
    return out;
  }
  std::string told() const { return told_view(engine{const_cast<store&>(events)}.view("LH-1")); }
  status refused(const std::vector<command>& together) {
    const std::int64_t before = events.events();
    const std::string was = told();
    try {
      cases.apply_together(together);
    } catch (const error& problem) {
      CHECK(events.events() == before);
      CHECK(told() == was);
      CHECK(events.verify().problems.empty());
      return problem.code();
    }
    FAIL("it was accepted");
    throw;
  }

  temporary_folder folder;
  store events;
  engine cases;
  int keys = 0;
};

}  // namespace

TEST_SUITE("entered together") {
  TEST_CASE_FIXTURE(resulted_case, "a pause with its end, after the result") {
    // 7 and 8 March are not counted: the fifth working day is the 13th.
    CHECK(cases.tick(history_time("2024-03-13T16:30")).size() == 0);
    REQUIRE(events.breaches_of("LH-1").size() == 1);
    const std::vector<command> both{asked(), supplemented()};
    const std::vector<case_answer> answers = cases.apply_together(both);
    CHECK(duty("handle") == "met 2024-03-14T00:00:00");
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].number == 4);
    CHECK(answers[1].number == 5);
    CHECK(answers[1].sequence == answers[0].sequence + 1);
    for (const case_answer& answer : answers) {
      CHECK(answer.state == "resulted");
      CHECK_FALSE(answer.repeated);
      REQUIRE(answer.duties.size() == 2);
      CHECK(answer.duties[0].status == duty_status::met);
    }
    // What was late is not, by the last of the two.
    REQUIRE(events.breaches_of("LH-1").size() == 1);
    CHECK(events.breaches_of("LH-1")[0].annulled_by == 5);
    CHECK(events.verify().problems.empty());
    const std::vector<stored_event> log = events.events_of("LH-1");
    CHECK(log[3].details.empty());
    CHECK(log[3].decided == "[]");
    CHECK(log[4].details == R"({"together":4})");
    CHECK(log[4].decided.find("\"handle\"") != std::string::npos);

    // The same as if it had been recorded in time.
    told_history in_time;
    in_time.enter(in_time.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
    in_time.enter(in_time.act("2024-03-04T09:00", "forward", "operator"));
    in_time.enter(in_time.act("2024-03-06T10:00", "ask_reporter", "authority", {}, transport));
    in_time.enter(in_time.act("2024-03-08T15:00", "supplement", "operator"));
    in_time.enter(in_time.act("2024-03-13T16:00", "enter_result", "authority", {}, transport));
    CHECK(told() == in_time.told());

    // Later acts find the case so.
    const case_answer closed = enter(told_history::act("2024-03-14T10:00", "close", "operator"));
    CHECK(closed.number == 6);
    CHECK(closed.state == "closed");
    CHECK(events.verify().problems.empty());
  }

  TEST_CASE_FIXTURE(resulted_case, "sent again they are answered again, as a whole alone") {
    const std::vector<command> both{asked(), supplemented()};
    const std::vector<case_answer> first = cases.apply_together(both);
    const std::int64_t count = events.events();
    enter(told_history::act("2024-03-14T10:00", "close", "operator"));
    engine later{events};
    const std::vector<case_answer> again = later.apply_together(both);
    REQUIRE(again.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(again[i].repeated);
      CHECK(again[i].number == first[i].number);
      CHECK(again[i].sequence == first[i].sequence);
      CHECK(again[i].state == "resulted");
    }
    CHECK(events.events() == count + 1);
    CHECK(refused({both[0]}) == status::duplicate);
    CHECK(refused({both[1]}) == status::duplicate);
    CHECK(refused({both[1], both[0]}) == status::duplicate);
    CHECK(refused({both[0], both[1], supplemented()}) == status::duplicate);
    CHECK(refused({asked(), both[1]}) == status::duplicate);
    std::vector<command> other = both;
    other[1].at += 60;
    CHECK(refused(other) == status::duplicate);
  }

  TEST_CASE_FIXTURE(resulted_case, "all or nothing") {
    CHECK(refused({asked()}) == status::conflict);
    command wrong_time = supplemented();
    wrong_time.at = history_time("2024-03-06T09:00");  // before the question that it answers
    CHECK(refused({asked(), wrong_time}) == status::unexpected_event);
    command wrong_role = supplemented();
    wrong_role.role = "supervisor";
    CHECK(refused({asked(), wrong_role}) == status::authority);
    command unknown = supplemented();
    unknown.event = "supplemented";
    CHECK(refused({asked(), unknown}) == status::reference);
    command stale = supplemented();
    stale.expected_events = 2;
    CHECK(refused({asked(), stale}) == status::stale);
    command early = asked();
    early.at = history_time("2024-03-04T07:59");
    CHECK(refused({early, supplemented()}) == status::time_order);
    command broken = supplemented({{"place", "\xff"s}});
    CHECK(refused({asked(), broken}) == status::utf8);
  }

  TEST_CASE_FIXTURE(resulted_case, "one case, one key each, nothing that stands alone") {
    CHECK(refused({}) == status::misuse);
    command elsewhere = supplemented();
    elsewhere.case_id = "LH-2";
    CHECK(refused({asked(), elsewhere}) == status::misuse);
    command same_key = supplemented();
    const command first = asked();
    same_key.key = first.key;
    CHECK(refused({first, same_key}) == status::duplicate);
    command erase = keyed(told_history::other(event_kind::erase, "2024-03-14T09:00", "operator"));
    erase.erase = erasure::texts;
    CHECK(refused({asked(), supplemented(), erase}) == status::misuse);
    command fresh = asked();
    command fresh_too = supplemented();
    fresh.case_id = fresh_too.case_id = "LH-3";
    CHECK(refused({fresh, fresh_too}) == status::reference);
  }

  TEST_CASE_FIXTURE(resulted_case, "an act goes with the one that takes its place") {
    const command gone = keyed(told_history::withdrawal(2, "2024-03-14T11:00", "operator"));
    // A working day back is as far as this pack lets a forward be dated back; so the withdrawal alone, and with a wrong one, is refused.
    const command anew =
        keyed(told_history::act("2024-03-04T09:30", "forward", "operator", {}, "", "2024-03-04T10:00"));
    CHECK(refused({gone}) == status::conflict);
    CHECK(refused({gone, anew}) == status::time_order);
  }

  TEST_CASE("withdrawn and entered anew: what the first told is not owed, what the second tells is") {
    const temporary_folder folder;
    store events = store::open(folder.file("a.db"), store_mode::create);
    engine cases{events};
    cases.use(history_rules{}.load());
    command receive =
        told_history::act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}});
    receive.key = "k1";
    cases.apply(receive);
    command forward = told_history::act("2024-03-04T09:00", "forward", "operator");
    forward.key = "k2";
    cases.apply(forward);
    command result = told_history::act("2024-03-05T10:00", "enter_result", "authority", {}, transport);
    result.key = "k3";
    cases.apply(result);
    command gone = told_history::withdrawal(2, "2024-03-05T11:00", "operator");
    gone.key = "k4";
    command anew = told_history::act("2024-03-04T09:00", "forward", "operator", {}, "", "2024-03-05T11:00");
    anew.key = "k5";
    const std::vector<command> both{gone, anew};
    const auto answers = cases.apply_together(both);
    CHECK(answers[0].notices.empty());
    REQUIRE(answers[1].notices.size() == 1);
    const std::vector<notice_row> owed = events.owed_notices(0, 10);
    REQUIRE(owed.size() == 1);
    CHECK(owed[0].event_number == 5);
    CHECK(events.verify().problems.empty());
    CHECK(cases.apply_together(both)[1].repeated);
  }
}

TEST_SUITE("entered together: as text") {
  const std::string one =
      R"({"case":"LH-1","key":"a","at":"2024-03-06T10:00","event":"ask_reporter","by":{"role":"authority","authority":"so-giao-thong"}})";
  const std::string two =
      R"({"case":"LH-1","key":"b","at":"2024-03-08T15:00","event":"supplement","by":{"role":"operator"}})";

  TEST_CASE("one, or several") {
    REQUIRE(read_commands(one).size() == 1);
    CHECK(read_commands(one)[0].event == "ask_reporter");
    const std::vector<command> both = read_commands("{\"together\":[" + one + "," + two + "]}");
    REQUIRE(both.size() == 2);
    CHECK(both[0].event == "ask_reporter");
    CHECK(both[1].key == "b");
    CHECK(both[1].together == 0);
    CHECK(read_commands("{\"together\":[]}").empty());
  }

  TEST_CASE("what is wrong, all at once and in its place") {
    const auto problem_of = [](const std::string& text) -> error {
      try {
        read_commands(text);
      } catch (const error& problem) {
        return problem;
      }
      FAIL("it was accepted");
      throw;
    };
    const error unknown = problem_of("{\"together\":[" + one + "],\"why\":1}");
    CHECK(unknown.code() == status::schema);
    CHECK(unknown.text().en.find("why") != std::string::npos);
    CHECK(problem_of("{\"together\":5}").code() == status::schema);
    const error two_mistakes = problem_of(
        "{\"together\":[\n{\"case\":\"\",\"key\":\"a\",\"at\":\"2024-03-06T10:00\",\"event\":\"e\",\"by\":{\"role\":"
        "\"r\"}},\n" +
        two.substr(0, two.size() - 1) + ",\"together\":1}]}");
    CHECK(two_mistakes.code() == status::schema);
    CHECK(two_mistakes.where().line == 2);
    REQUIRE(two_mistakes.details().size() == 2);
    CHECK(two_mistakes.details()[1].find("together") != std::string::npos);
  }
}
