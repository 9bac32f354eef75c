// Whose time a case was, under the small pack of Lạc Hồng, each part derived by hand from its calendar (pack_writer.hpp); and the
// laws of every ledger over the example reports of all provinces.
//   Hours 07:30-11:30 and 13:00-17:00. 8 March 2024 is a Friday. A part is written as
//   "<month-day>T<begin> <seconds>/<of them in office hours> <cause> <party> [<duty>#<round>] [<what closes the office>] [+<beside>]".
#include "thoihan/engine/ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::case_ledger;
using thoihan::fact_inputs;
using thoihan::instant;
using thoihan::ledger_cause;
using thoihan::ledger_part;
using thoihan::rule_pack;
using thoihan::status;

// One line each; as a text, so that a failure shows them.
struct lines : std::vector<std::string> {
  using std::vector<std::string>::vector;
};

std::ostream& operator<<(std::ostream& out, const lines& all) {
  for (const std::string& line : all) out << "\n" << line;
  return out;
}

instant at(const std::string& text) {
  instant t = 0;
  REQUIRE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none);
  return t;
}

std::string line_of(const case_ledger& ledger, const ledger_part& part) {
  const rule_pack& pack = *ledger.pack;
  std::string out = std::string{thoihan::format_instant(part.from).data()}.substr(5, 14) + " " +
                    std::to_string(part.until - part.from) + "/" + std::to_string(part.working_s) + " " +
                    std::string{thoihan::ledger_cause_name(part.cause)} + " ";
  out += part.party.role ? pack.roles[*part.party.role].id : "nobody";
  if (part.party.authority) out += "/" + pack.authorities[*part.party.authority].id;
  const auto duty = [&](std::size_t round) {
    return pack.duties[ledger.rounds[round].duty].id + "#" + std::to_string(ledger.rounds[round].round);
  };
  if (part.round) out += " " + duty(*part.round);
  if (part.closed) out += " [" + thoihan::closure_words(ledger, part).en + "]";
  for (const std::size_t round : part.beside) out += " +" + duty(round);
  return out;
}

lines told(const case_ledger& ledger) {
  lines out;
  for (const ledger_part& part : ledger.parts) out.push_back(line_of(ledger, part));
  return out;
}

std::int64_t sum_of(const case_ledger& ledger) {
  std::int64_t sum = 0;
  for (const ledger_part& part : ledger.parts) sum += part.until - part.from;
  return sum;
}

// One case, told act by act.
struct told_case {
  explicit told_case(rule_pack loaded = pack_writer{}.load()) : pack(std::move(loaded)), view(pack, "LH-1") {}
  told_case(const told_case&) = delete;

  void apply(const std::string& when, const std::string& event, const std::string& role, fact_inputs facts = {},
             const std::string& authority = "", const std::string& recorded = "") {
    thoihan::command c;
    c.case_id = "LH-1";
    c.key = when;
    c.at = at(when);
    c.recorded_at = recorded.empty() ? c.at : at(recorded);
    c.event = event;
    c.role = role;
    c.authority = authority;
    c.facts = std::move(facts);
    view.apply(thoihan::resolve_act(pack, c));
    stood.push_back(thoihan::standing_of(view));
  }
  void receive(const std::string& when, fact_inputs more = {}) {
    more.emplace_back("channel", std::string{"phone"});
    apply(when, "receive", "operator", std::move(more));
  }
  void forward(const std::string& when, const std::string& field = "roads") {
    apply(when, "forward", "operator", {{"field", field}});
  }
  void result(const std::string& when, const std::string& authority = "so-giao-thong") {
    apply(when, "enter_result", "authority", {}, authority);
  }
  void answer(const std::string& when) { apply(when, "answer", "operator"); }
  void give_back(const std::string& when, const std::string& authority) {
    apply(when, "return", "authority", {{"reason", std::string{"not ours"}}}, authority);
  }

  case_ledger ledger(const std::string& now = "2024-11-29T12:00") const {
    case_ledger out = thoihan::make_ledger(view, stood, at(now));
    CHECK(sum_of(out) == out.until - out.from);
    return out;
  }

  rule_pack pack;
  thoihan::case_view view;
  std::vector<thoihan::case_standing> stood;
};

const std::string hold_by = R"({ "on": "hold", "from": ["with_authority"])";

// The authority may ask, and note it up to a working day later; `answerers` may tell. Meanwhile the case stands still.
void add_question(pack_writer& rules, const std::string& answerers) {
  rules.plant("pack.json", R"("roles": {)",
              R"("roles": { "reporter": { "label": { "vi": "Người dân", "en": "Reporter" }, "cite": "2.1" },)");
  rules.plant("pack.json", hold_by,
              R"({ "on": "ask", "from": ["with_authority"], "to": "same", "by": ["authority"],
                   "dated_back": { "amount": "1 working day", "cite": "5.1" }, "cite": "5.1" },
                 { "on": "tell", "from": ["with_authority"], "to": "same", "by": [)" +
                  answerers + R"(], "cite": "5.1" },)" + hold_by);
  rules.plant("pack.json", R"("routing": [)", R"("pauses": [ { "from": ["ask"], "until": ["tell"], "cite": "5.3" } ], "routing": [)");
}

rule_pack with_question(const std::string& answerers) {
  pack_writer rules;
  add_question(rules, answerers);
  return rules.load();
}

}  // namespace

TEST_SUITE("ledger") {
  TEST_CASE("from Friday night to Monday") {
    told_case c;
    c.receive("2024-03-08T20:00");
    c.forward("2024-03-11T08:10");
    c.result("2024-03-11T10:00");
    c.answer("2024-03-11T10:30");
    const case_ledger ledger = c.ledger();
    CHECK(told(ledger) == lines{"03-08T20:00:00 14400/0 closed_office nobody forward#1 [outside office hours]",
                                "03-09T00:00:00 172800/0 closed_office nobody forward#1 [weekend]",
                                "03-11T00:00:00 27000/0 closed_office nobody forward#1 [outside office hours]",
                                "03-11T07:30:00 2400/2400 working operator forward#1",
                                "03-11T08:10:00 6600/6600 working authority/so-giao-thong handle#1",
                                "03-11T10:00:00 1800/1800 working operator answer#1"});
    CHECK(ledger.ended);
    CHECK(ledger.from == at("2024-03-08T20:00"));
    CHECK(ledger.until == at("2024-03-11T10:30"));
    CHECK_FALSE(ledger.with_reporter_from);
    CHECK(c.ledger("2024-03-11T10:30").ended);
    CHECK_FALSE(c.ledger("2024-03-11T10:29:59").ended);
    // The clause of the duty that ran; a night passes in the course of it.
    CHECK(thoihan::cite_of(ledger, ledger.parts[0]) == "4.2");
    CHECK(thoihan::cite_of(ledger, ledger.parts[4]) == "5.1");
    // The operator had the case over the weekend, and it is not to their account.
    CHECK(ledger.parts[1].holder.role == thoihan::find_id(c.pack.roles, "operator"));
    CHECK_FALSE(ledger.parts[1].party.role);
    // Acts after the end (a rating) are no part of it.
    c.apply("2024-03-12T09:00", "rate", "operator");
    CHECK(told(c.ledger()) == told(ledger));
  }

  TEST_CASE("Tết") {
    // Five days of Tết, two of them Saturday and Sunday, made up for on the 13th and 14th.
    told_case c;
    c.receive("2024-02-07T16:30");
    c.forward("2024-02-07T16:50");
    c.result("2024-02-15T08:00");
    c.answer("2024-02-15T08:30");
    const case_ledger ledger = c.ledger();
    CHECK(told(ledger) ==
          lines{"02-07T16:30:00 1200/1200 working operator forward#1",
                "02-07T16:50:00 600/600 working authority/so-giao-thong handle#1",
                "02-07T17:00:00 25200/0 closed_office nobody handle#1 [outside office hours]",
                "02-08T00:00:00 432000/0 closed_office nobody handle#1 [holiday: Lunar New Year]",
                "02-13T00:00:00 172800/0 closed_office nobody handle#1 [compensatory day for a holiday on a weekly rest day]",
                "02-15T00:00:00 27000/0 closed_office nobody handle#1 [outside office hours]",
                "02-15T07:30:00 1800/1800 working authority/so-giao-thong handle#1",
                "02-15T08:00:00 1800/1800 working operator answer#1"});
    CHECK(thoihan::closure_source(ledger, ledger.parts[3]).en == "112.1.b");
    CHECK(thoihan::closure_source(ledger, ledger.parts[2]).en == "national/office");
    // Before and after Tết it is one account, and so are the two nights.
    const auto sums = thoihan::sums_of(ledger);
    REQUIRE(sums.size() == 6);
    CHECK((sums[1].seconds == 2400 && sums[1].working_s == 2400));
    CHECK((sums[2].seconds == 52200 && sums[2].working_s == 0));
  }

  TEST_CASE("a swapped Monday is closed, the Saturday worked for it is not") {
    told_case c;
    c.receive("2024-04-26T16:30");
    CHECK(told(c.ledger("2024-05-02T07:45")) ==
          lines{"04-26T16:30:00 1800/1800 working operator forward#1",
                "04-26T17:00:00 25200/0 closed_office nobody forward#1 [outside office hours]",
                "04-27T00:00:00 172800/0 closed_office nobody forward#1 [weekend]",
                "04-29T00:00:00 86400/0 closed_office nobody forward#1 [swapped off for Sat 2024-05-04]",
                "04-30T00:00:00 86400/0 closed_office nobody forward#1 [holiday: Victory Day]",
                "05-01T00:00:00 86400/0 closed_office nobody forward#1 [holiday: Labour Day]",
                "05-02T00:00:00 27000/0 closed_office nobody forward#1 [outside office hours]",
                "05-02T07:30:00 900/900 working operator forward#1"});

    // Answer: 4 working hours from Saturday 09:00, 2.5 in the morning and 1.5 after 13:00: due 14:30. Late by Sunday, too;
    // in office hours Saturday 14:30:01-17:00 and Monday 07:30-08:00.
    told_case saturday;
    saturday.receive("2024-05-03T16:00");
    saturday.forward("2024-05-03T16:30");
    saturday.result("2024-05-04T09:00");
    saturday.answer("2024-05-06T08:00");
    CHECK(told(saturday.ledger()) ==
          lines{"05-03T16:00:00 1800/1800 working operator forward#1",
                "05-03T16:30:00 1800/1800 working authority/so-giao-thong handle#1",
                "05-03T17:00:00 52200/0 closed_office nobody handle#1 [outside office hours]",
                "05-04T07:30:00 5400/5400 working authority/so-giao-thong handle#1",
                "05-04T09:00:00 9000/9000 working operator answer#1",
                "05-04T11:30:00 5400/0 closed_office nobody answer#1 [outside office hours]",
                "05-04T13:00:00 5401/5401 working operator answer#1",
                "05-04T14:30:01 149399/10799 late operator answer#1"});
  }

  TEST_CASE("a pause counts from when it was, however late it is recorded") {
    const auto tell = [](told_case& c, const std::string& recorded) {
      c.receive("2024-03-11T08:00");
      c.forward("2024-03-11T08:30");
      c.apply("2024-03-11T09:00", "ask", "authority", {}, "so-giao-thong", recorded);
      c.apply("2024-03-13T10:00", "tell", "operator");
      c.result("2024-03-13T10:30");
      c.answer("2024-03-13T11:00");
    };
    told_case c{with_question(R"("operator", "reporter")")};
    tell(c, "2024-03-12T08:00");
    // In office hours: 2.5 and 4 on Monday, 8 on Tuesday, 2.5 on Wednesday: 17 hours.
    const lines expected{"03-11T08:00:00 1800/1800 working operator forward#1",
                         "03-11T08:30:00 1800/1800 working authority/so-giao-thong handle#1",
                         "03-11T09:00:00 176400/61200 waiting_for_reporter reporter +handle#1",
                         "03-13T10:00:00 1800/1800 working authority/so-giao-thong handle#1",
                         "03-13T10:30:00 1800/1800 working operator answer#1"};
    CHECK(told(c.ledger()) == expected);
    CHECK(thoihan::cite_of(c.ledger(), c.ledger().parts[2]) == "5.3");
    told_case at_once{with_question(R"("operator", "reporter")")};
    tell(at_once, "");
    CHECK(told(at_once.ledger()) == expected);

    // A question that the reporter cannot answer is nobody's time,
    told_case others{with_question(R"("operator")")};
    tell(others, "");
    CHECK(told(others.ledger())[2] == "03-11T09:00:00 176400/61200 standing_still nobody +handle#1");
    // unless the case itself is with the reporter then.
    pack_writer rules;
    add_question(rules, R"("operator")");
    rules.plant("pack.json", R"("holder": "authority")", R"("holder": "reporter")");
    told_case with_reporter{rules.load()};
    tell(with_reporter, "");
    CHECK(told(with_reporter.ledger())[2] == "03-11T09:00:00 176400/61200 waiting_for_reporter reporter +handle#1");
  }

  TEST_CASE("who is late already stays so while the case stands still") {
    // Handle: 5 working days from Mon 11: 12, 13, 14, 15, 18 March; late from the 19th.
    told_case c{with_question(R"("operator", "reporter")")};
    c.receive("2024-03-11T08:00");
    c.forward("2024-03-11T08:30");
    c.apply("2024-03-19T08:00", "ask", "authority", {}, "so-giao-thong");
    c.apply("2024-03-20T08:00", "tell", "operator");
    c.result("2024-03-20T09:00");
    c.answer("2024-03-20T09:30");
    const lines all = told(c.ledger());
    // In office hours: 8 on Tuesday, 1.5 on Wednesday.
    CHECK(all[all.size() - 2] == "03-19T00:00:00 118800/34200 late authority/so-giao-thong handle#1");
    CHECK(all.back() == "03-20T09:00:00 1800/1800 working operator answer#1");
  }

  TEST_CASE("returned and forwarded again and again: each had it while they had it") {
    told_case c;
    c.receive("2024-03-11T08:00");
    c.forward("2024-03-11T08:30");
    c.give_back("2024-03-11T10:00", "so-giao-thong");
    c.forward("2024-03-11T10:20", "water");
    c.give_back("2024-03-12T08:00", "cap-nuoc");
    c.forward("2024-03-12T08:10", "roads");
    c.result("2024-03-12T09:00");
    c.answer("2024-03-12T09:30");
    const case_ledger ledger = c.ledger();
    // A water report is watched, without a limit, till it is answered: beside whoever has it.
    CHECK(told(ledger) ==
          lines{"03-11T08:00:00 1800/1800 working operator forward#1",
                "03-11T08:30:00 5400/5400 working authority/so-giao-thong handle#1",
                "03-11T10:00:00 1200/1200 working operator forward#2",
                "03-11T10:20:00 4200/4200 working authority/cap-nuoc handle#2 +watch#1",
                "03-11T11:30:00 5400/0 closed_office nobody handle#2 [outside office hours] +watch#1",
                "03-11T13:00:00 14400/14400 working authority/cap-nuoc handle#2 +watch#1",
                "03-11T17:00:00 52200/0 closed_office nobody handle#2 [outside office hours] +watch#1",
                "03-12T07:30:00 1800/1800 working authority/cap-nuoc handle#2 +watch#1",
                "03-12T08:00:00 600/600 working operator forward#3 +watch#1",
                "03-12T08:10:00 3000/3000 working authority/so-giao-thong handle#3 +watch#1",
                "03-12T09:00:00 1800/1800 working operator answer#1 +watch#1"});
    // The first authority had it twice, 5400 and 3000 seconds; the operator forwarded three times, 3600 seconds in all.
    const auto sums = thoihan::sums_of(ledger);
    REQUIRE(sums.size() == 5);
    CHECK(sums[0].seconds == 3600);
    CHECK(sums[1].seconds == 8400);
    CHECK(sums[2].seconds == 20400);
    CHECK(sums[3].seconds == 57600);
    CHECK(sums[4].seconds == 1800);
  }

  TEST_CASE("never answered: to now") {
    told_case c;
    c.receive("2024-03-11T08:00");
    c.forward("2024-03-11T08:30");
    const case_ledger ledger = c.ledger("2024-03-25T12:00");
    CHECK_FALSE(ledger.ended);
    CHECK(ledger.until == at("2024-03-25T12:00"));
    // In office hours: four days of 8 (19 to 22 March), 4 on Monday 25.
    CHECK(told(ledger).back() == "03-19T00:00:00 561600/129600 late authority/so-giao-thong handle#1");

    // The announced days reach to 30 November.
    const case_ledger long_after = c.ledger("2024-12-02T08:00");
    CHECK(long_after.parts.back().provisional);
    CHECK_FALSE(long_after.parts.front().provisional);

    told_case lying;  // Forward: 2 working hours from 08:00
    lying.receive("2024-03-11T08:00");
    CHECK(told(lying.ledger("2024-03-11T10:30")) ==
          lines{"03-11T08:00:00 7201/7201 working operator forward#1", "03-11T10:00:01 1799/1799 late operator forward#1"});
  }

  TEST_CASE("moments: receipt itself, before it, before the last act, past the calendar") {
    told_case c;
    c.receive("2024-03-11T08:00");
    c.forward("2024-03-11T08:30");
    CHECK(c.ledger("2024-03-11T08:00").parts.empty());
    CHECK(told(c.ledger("2024-03-11T08:20")) == lines{"03-11T08:00:00 1200/1200 working operator forward#1"});
    const auto code = [&c](const std::string& now) {
      try {
        c.ledger(now);
      } catch (const thoihan::error& problem) {
        return problem.code();
      }
      return status::ok;
    };
    CHECK(code("2024-03-11T07:59:59") == status::range);
    CHECK(code("2025-01-01T00:00") == status::ok);  // 24:00 of the last date
    CHECK(code("2025-01-01T00:00:01") == status::horizon);
  }

  TEST_CASE("hours of the clock count at night") {
    // At once, with 30 minutes' grace: till 20:30. Late from the next second to Saturday 09:00.
    told_case c;
    c.receive("2024-03-08T20:00", {{"urgent", true}});
    c.forward("2024-03-09T09:00");
    CHECK(told(c.ledger("2024-03-09T10:00")) ==
          lines{"03-08T20:00:00 1801/0 working operator forward#1", "03-08T20:30:01 44999/0 late operator forward#1",
                "03-09T09:00:00 3600/0 closed_office nobody handle#1 [weekend]"});
  }

  TEST_CASE("units that count in the hours of the office only") {
    // Both begin on Friday night: 30 working minutes end on Monday 08:00, the next session is Monday morning.
    const std::string limits[] = {R"({ "amount": "now", "grace": "30 working minutes" })", R"({ "next_session": "close" })"};
    for (const std::string& limit : limits) {
      pack_writer rules;
      rules.plant("pack.json", R"({ "amount": "now", "grace": "30 minutes" })", limit);
      told_case c{rules.load()};
      c.receive("2024-03-08T20:00", {{"urgent", true}});
      CHECK(told(c.ledger("2024-03-11T07:40")).back() == "03-11T07:30:00 600/600 working operator forward#1");
    }
  }

  TEST_CASE("nights that are worked, and hours on a rest day") {
    pack_writer rules;
    rules.plant("office.json", R"("sessions": ["07:30-11:30", "13:00-17:00"])", R"("sessions": ["22:00-30:00"])");
    told_case c{rules.load()};
    c.receive("2024-03-12T02:00");
    c.forward("2024-03-12T03:00");
    CHECK(told(c.ledger("2024-03-12T23:00")) == lines{"03-12T02:00:00 3600/3600 working operator forward#1",
                                                      "03-12T03:00:00 10800/10800 working authority/so-giao-thong handle#1",
                                                      "03-12T06:00:00 57600/0 closed_office nobody handle#1 [outside office hours]",
                                                      "03-12T22:00:00 3600/3600 working authority/so-giao-thong handle#1"});

    // A Saturday on which the office receives people and no day of a limit passes.
    pack_writer saturdays;
    saturdays.plant("office.json", R"("weekly": [)",
                    R"("weekly": [ { "days": ["sat"], "sessions": ["08:00-11:00"], "working_day": false,
                         "assume": { "vi": "Tiếp dân sáng thứ bảy.", "en": "Open on Saturday mornings." } },)");
    told_case morning{saturdays.load()};
    morning.receive("2024-03-15T16:00");
    morning.forward("2024-03-15T16:30");
    CHECK(told(morning.ledger("2024-03-17T10:00")) ==
          lines{"03-15T16:00:00 1800/1800 working operator forward#1",
                "03-15T16:30:00 1800/1800 working authority/so-giao-thong handle#1",
                "03-15T17:00:00 54000/0 closed_office nobody handle#1 [outside office hours]",
                "03-16T08:00:00 10800/10800 working authority/so-giao-thong handle#1",
                "03-16T11:00:00 46800/0 closed_office nobody handle#1 [outside office hours]",
                "03-17T00:00:00 36000/0 closed_office nobody handle#1 [weekend]"});
  }

  TEST_CASE("of the holder's own duties the one with a limit, then the one that is late first") {
    pack_writer rules;
    rules.plant("pack.json", R"("answers": ["duty-without-limit:/duties/watch"])",
                R"("answers": ["duty-without-limit:/duties/watch", "duty-without-limit:/duties/accompany"])");
    rules.plant("pack.json", R"("watch": {)",
                R"("accompany": { "label": { "vi": "Theo sát", "en": "Accompany" }, "owed_by": "authority", "from": ["forward"],
                   "met_by": ["enter_result"], "assume": "open-watch" },
                   "archive": { "label": { "vi": "Lưu", "en": "Archive" }, "owed_by": "authority", "from": ["forward"],
                   "met_by": ["enter_result"], "within": [ { "limit": "8 working days", "cite": "5.1" } ], "cite": "5.1" },
                   "watch": {)");
    told_case c{rules.load()};
    c.receive("2024-03-11T08:00");
    c.forward("2024-03-11T08:30");
    CHECK(told(c.ledger("2024-03-11T09:00")).back() ==
          "03-11T08:30:00 1800/1800 working authority/so-giao-thong handle#1 +accompany#1 +archive#1");
  }

  TEST_CASE("while one office is closed, another's time may count") {
    // The supervisor has two days of the calendar, Saturday and Sunday, with the lead's five working days: the lead's while its
    // office is open, the supervisor's otherwise.
    pack_writer rules;
    rules.plant("pack.json", R"("watch": {)",
                R"("confirm": { "label": { "vi": "Xác nhận", "en": "Confirm" }, "owed_by": "supervisor", "from": ["forward"],
                   "met_by": ["answer"], "within": [ { "limit": { "amount": "2 days", "roll": "none" }, "cite": "5.3" } ], "cite": "5.3" },
                   "watch": {)");
    told_case c{rules.load()};
    c.receive("2024-03-15T16:00");
    c.forward("2024-03-15T16:30");
    CHECK(told(c.ledger("2024-03-18T08:00")) ==
          lines{"03-15T16:00:00 1800/1800 working operator forward#1",
                "03-15T16:30:00 1800/1800 working authority/so-giao-thong handle#1 +confirm#1",
                "03-15T17:00:00 198000/0 working supervisor confirm#1 +handle#1",
                "03-18T00:00:00 28800/1800 late supervisor confirm#1 +handle#1"});
  }

  TEST_CASE("a late duty of another goes before the holder's in time; of two late the one that is late longer") {
    pack_writer rules;
    rules.plant("pack.json", R"("content": { "type": "text",)",
                R"("helper": { "type": "authority", "public": true, "label": { "vi": "Phối hợp", "en": "Helper" }, "cite": "2.1" },
                   "content": { "type": "text",)");
    rules.plant("pack.json", R"("takes": ["lead"],)", R"("takes": ["lead", "helper"],)");
    rules.plant("pack.json", hold_by,
                R"({ "on": "advise", "from": ["with_authority"], "to": "same", "by": ["authority"], "cite": "5.1" },)" + hold_by);
    rules.plant("pack.json", R"("watch": {)",
                R"("advise": { "label": { "vi": "Góp ý", "en": "Advise" }, "owed_by": "authority", "from": ["forward"],
                   "met_by": ["advise"], "for_each": "helper", "within": [ { "limit": "1 working day", "cite": "5.3" } ], "cite": "5.3" },
                   "watch": {)");
    told_case c{rules.load()};
    c.receive("2024-03-12T16:00");
    c.apply("2024-03-12T16:30", "forward", "operator",
            {{"field", std::string{"roads"}}, {"helper", std::string{"ubnd-xa-an-hoa"}}});
    c.apply("2024-03-14T09:00", "advise", "authority", {}, "ubnd-xa-an-hoa");
    // Advise: one working day, Wed 13 March; late from the 14th.
    const std::string handle = "working authority/so-giao-thong handle#1";
    CHECK(told(c.ledger("2024-03-14T10:00")) ==
          lines{"03-12T16:00:00 1800/1800 working operator forward#1",
                "03-12T16:30:00 1800/1800 " + handle + " +advise#1",
                "03-12T17:00:00 52200/0 closed_office nobody handle#1 [outside office hours] +advise#1",
                "03-13T07:30:00 14400/14400 " + handle + " +advise#1",
                "03-13T11:30:00 5400/0 closed_office nobody handle#1 [outside office hours] +advise#1",
                "03-13T13:00:00 14400/14400 " + handle + " +advise#1",
                "03-13T17:00:00 25200/0 closed_office nobody handle#1 [outside office hours] +advise#1",
                "03-14T00:00:00 32400/5400 late authority/ubnd-xa-an-hoa advise#1 +handle#1",
                "03-14T09:00:00 3600/3600 " + handle});

    // Nobody does anything: the helper is late from the 14th, the lead from the 20th (13, 14, 15, 18, 19 March).
    told_case both{rules.load()};
    both.receive("2024-03-12T16:00");
    both.apply("2024-03-12T16:30", "forward", "operator",
               {{"field", std::string{"roads"}}, {"helper", std::string{"ubnd-xa-an-hoa"}}});
    both.apply("2024-03-21T09:00", "advise", "authority", {}, "ubnd-xa-an-hoa");
    // 14, 15, 18, 19, 20 March worked and 1.5 hours of the 21st.
    const lines all = told(both.ledger("2024-03-21T10:00"));
    CHECK(all[all.size() - 2] == "03-14T00:00:00 637200/149400 late authority/ubnd-xa-an-hoa advise#1 +handle#1");
    CHECK(all.back() == "03-21T09:00:00 3600/3600 late authority/so-giao-thong handle#1");
  }

  TEST_CASE("a state without a duty is its holder's in office hours, and the reporter's always") {
    pack_writer rules;
    rules.plant("pack.json", R"("met_by": ["answer"],
      "within")",
                R"("met_by": ["answer"], "when": { "field": "water" },
      "within")");
    const auto tell = [](told_case& c) {
      c.receive("2024-03-15T15:00");
      c.forward("2024-03-15T15:30");
      c.result("2024-03-15T16:00");
    };
    told_case c{rules.load()};
    tell(c);
    const case_ledger ledger = c.ledger("2024-03-18T08:00");
    const lines all = told(ledger);
    CHECK(lines(all.begin() + 2, all.end()) == lines{"03-15T16:00:00 3600/3600 without_duty operator",
                                                     "03-15T17:00:00 25200/0 closed_office nobody [outside office hours]",
                                                     "03-16T00:00:00 172800/0 closed_office nobody [weekend]",
                                                     "03-18T00:00:00 27000/0 closed_office nobody [outside office hours]",
                                                     "03-18T07:30:00 1800/1800 without_duty operator"});
    CHECK(thoihan::cite_of(ledger, ledger.parts[2]) == "6.1");

    rules.plant("pack.json", R"("roles": {)",
                R"("roles": { "reporter": { "label": { "vi": "Người dân", "en": "Reporter" }, "cite": "2.1" },)");
    rules.plant("pack.json", R"("en": "Result entered" }, "holder": "operator")",
                R"("en": "Result entered" }, "holder": "reporter")");
    told_case waiting{rules.load()};
    tell(waiting);
    const case_ledger with_reporter = waiting.ledger("2024-03-18T08:00");
    CHECK(told(with_reporter).back() == "03-15T16:00:00 230400/5400 waiting_for_reporter reporter");
    CHECK(with_reporter.with_reporter_from == at("2024-03-15T16:00"));
    // After the end it is still told since when.
    waiting.answer("2024-03-18T08:00");
    CHECK(waiting.ledger().with_reporter_from == at("2024-03-15T16:00"));
    CHECK(waiting.ledger().until == at("2024-03-18T08:00"));
    // Not while the authority has it.
    CHECK_FALSE(waiting.ledger("2024-03-15T15:45").with_reporter_from);

    // Where somebody owes something, it is theirs, though the reporter has the case; and what went before is no last wait.
    pack_writer owed;
    owed.plant("pack.json", R"("roles": {)",
               R"("roles": { "reporter": { "label": { "vi": "Người dân", "en": "Reporter" }, "cite": "2.1" },)");
    owed.plant("pack.json", R"("en": "Received" }, "holder": "operator")", R"("en": "Received" }, "holder": "reporter")");
    told_case passing{owed.load()};
    tell(passing);
    CHECK(told(passing.ledger())[0] == "03-15T15:00:00 1800/1800 working operator forward#1");
    CHECK(passing.ledger("2024-03-15T15:10").with_reporter_from == at("2024-03-15T15:00"));
    CHECK_FALSE(passing.ledger().with_reporter_from);
  }

  TEST_CASE("a duty that runs through pauses, and an exemption asked for in time") {
    const std::string source = THOIHAN_SOURCE_DIR;
    const auto load = [&source] { return thoihan::load_pack(source + "/tests/data/packs/reset-or-resume", source + "/rules"); };
    // Confirm: 8 working hours from Monday 08:00: 7.5 on Monday, Tuesday 08:00. The pause does not hold it up.
    told_case c{load()};
    c.apply("2024-03-04T08:00", "file", "clerk");
    c.apply("2024-03-04T09:00", "ask_supplement", "clerk");
    CHECK(told(c.ledger("2024-03-06T10:00")) ==
          lines{"03-04T08:00:00 3600/3600 working clerk confirm#1 +decide#1",
                "03-04T09:00:00 82801/25201 standing_still nobody +confirm#1 +decide#1",
                "03-05T08:00:01 93599/35999 late clerk confirm#1 +decide#1"});

    // Decide: 10 working days, 5 to 8, 11 to 15 and 18 March; late from the 19th, but not when that is exempted later.
    told_case exempted{load()};
    exempted.apply("2024-03-04T08:00", "file", "clerk");
    exempted.apply("2024-03-04T08:30", "confirm_receipt", "clerk");
    exempted.apply("2024-03-18T09:00", "ask_exemption", "clerk");
    CHECK(told(exempted.ledger("2024-03-20T13:00")).back() == "03-19T00:00:00 133200/43200 late clerk decide#1");
    exempted.apply("2024-03-20T13:00", "confirm_exemption", "clerk");
    const case_ledger healed = exempted.ledger("2024-03-20T13:00");
    CHECK(std::none_of(healed.parts.begin(), healed.parts.end(), [](const ledger_part& p) { return p.cause == ledger_cause::late; }));
  }
}

namespace {

// Length of the union of [from, until) stretches.
std::int64_t covered(std::vector<std::pair<instant, instant>> stretches) {
  std::sort(stretches.begin(), stretches.end());
  std::int64_t sum = 0;
  instant done = 0;
  for (const auto& [from, until] : stretches) {
    sum += std::max<std::int64_t>(0, until - std::max(from, done));
    done = std::max(done, until);
  }
  return sum;
}

struct counted {
  std::size_t cases = 0;
  std::size_t parts = 0;
  std::set<ledger_cause> causes;
};

void check_laws(thoihan::store& events, const case_ledger& ledger, counted& seen) {
  const rule_pack& pack = *ledger.pack;
  std::int64_t late_s = 0;
  std::int64_t working_s = 0;
  instant end = ledger.from;
  for (const ledger_part& part : ledger.parts) {
    CHECK(part.from == end);
    CHECK(part.until > part.from);
    end = part.until;
    const std::int64_t length = part.until - part.from;
    CHECK((part.working_s >= 0 && part.working_s <= length));
    working_s += part.working_s;
    seen.causes.insert(part.cause);
    switch (part.cause) {
      case ledger_cause::late: late_s += length; [[fallthrough]];
      case ledger_cause::working:
        REQUIRE(part.round);
        CHECK(part.party.role == pack.duties[ledger.rounds[*part.round].duty].owed_by);
        CHECK(part.party.authority == ledger.rounds[*part.round].owed_authority);
        break;
      case ledger_cause::closed_office:
        CHECK(part.working_s == 0);
        CHECK_FALSE(part.party.role);
        break;
      case ledger_cause::without_duty:
        CHECK(part.working_s == length);
        CHECK(part.party == part.holder);
        CHECK(part.beside.empty());
        break;
      case ledger_cause::waiting_for_reporter: CHECK(pack.roles[*part.party.role].id == "reporter"); break;
      case ledger_cause::standing_still: CHECK_FALSE(part.party.role); break;
    }
  }
  CHECK(end == ledger.until);
  CHECK(sum_of(ledger) == ledger.until - ledger.from);
  std::int64_t by_account = 0;
  for (const thoihan::ledger_sum& sum : thoihan::sums_of(ledger)) by_account += sum.seconds;
  CHECK(by_account == ledger.until - ledger.from);
  // All duties of these packs count by one calendar.
  std::int64_t office_s = 0;
  REQUIRE(pack.main_calendar().compiled.elapsed(ledger.from, ledger.until, office_s) == status::ok);
  CHECK(working_s == office_s);
  // The store's own record of what became late, and when that ended; what was met late and then exempted is met.
  std::vector<std::pair<instant, instant>> late;
  for (const thoihan::breach_row& breach : events.breaches_of(ledger.case_id)) {
    if (breach.kind != "late") continue;  // a warning is no lateness
    for (const thoihan::duty_row& duty : events.duties_of(ledger.case_id)) {
      if (duty.duty != breach.duty || duty.round != breach.round || duty.status == thoihan::duty_status::met) continue;
      late.emplace_back(std::min(breach.at, ledger.until), std::min(duty.ended_at.value_or(ledger.until), ledger.until));
    }
  }
  CHECK(late_s == covered(late));
  ++seen.cases;
  seen.parts += ledger.parts.size();
}

// The ledger of an earlier moment is this one, cut off.
void check_cut(const case_ledger& whole, const case_ledger& cut) {
  for (std::size_t i = 0; i < cut.parts.size(); ++i) {
    const ledger_part& part = cut.parts[i];
    REQUIRE(i < whole.parts.size());
    CHECK(part.from == whole.parts[i].from);
    CHECK(part.until == std::min(whole.parts[i].until, cut.until));
    CHECK(part.cause == whole.parts[i].cause);
    CHECK(part.party == whole.parts[i].party);
  }
}

}  // namespace

TEST_SUITE("ledger laws") {
  TEST_CASE("every second of every example report once, late as the store says") {
    const std::filesystem::path source = THOIHAN_SOURCE_DIR;
    const instant now = at("2025-01-15T12:00");
    counted seen;
    std::size_t provinces = 0;
    for (const auto& folder : std::filesystem::directory_iterator(source / "rules" / "province")) {
      const std::string province = folder.path().filename().string();
      CAPTURE(province);
      temporary_folder place;
      thoihan::store events = thoihan::store::open(place.file("reports.db"), thoihan::store_mode::create);
      thoihan::engine cases{events};
      cases.use(thoihan::load_pack(folder.path().string()));
      std::ifstream file{source / "examples" / "data" / (province + "-2024.jsonl")};
      std::vector<thoihan::command> commands;
      std::set<std::string> ids;
      for (std::string line; std::getline(file, line);) {
        commands.push_back(thoihan::read_command(line));
        ids.insert(commands.back().case_id);
      }
      cases.apply_all(commands);
      cases.tick(now);
      REQUIRE(ids.size() > 100);
      for (const std::string& id : ids) {
        CAPTURE(id);
        // Of a secret nothing is left to count.
        if (cases.is_secret(id)) continue;
        const case_ledger whole = cases.ledger(id, now);
        check_laws(events, whole, seen);
        for (const std::int64_t part : {1, 2, 3})
          check_cut(whole, cases.ledger(id, whole.from + (whole.until - whole.from) * part / 4));
      }
      ++provinces;
    }
    CHECK(provinces == 5);
    CHECK(seen.cases > 1000);
    // No example report stands still by a pause; every other cause occurs.
    CHECK(seen.causes == std::set<ledger_cause>{ledger_cause::working, ledger_cause::late, ledger_cause::waiting_for_reporter,
                                                ledger_cause::closed_office, ledger_cause::without_duty});
    MESSAGE(seen.cases, " cases, ", seen.parts, " parts");
  }
}
