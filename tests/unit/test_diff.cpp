// What differs between two packs, and the dues that move. Shifts are derived by hand on the small calendar of pack_writer:
// Monday to Friday 07:30-11:30 and 13:00-17:00 of 2024, Tết 8 to 14 February.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "src/pack/due_shift.hpp"
#include "src/pack/rule_words.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/pack_writer.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/pack/diff.hpp"

namespace {

using thoihan::difference;
using thoihan::difference_kind;
using thoihan::due_shift;
using thoihan::pack_diff;

struct change {
  std::string old;
  std::string fresh;
  std::string file = "pack.json";
};

thoihan::rule_pack changed(const std::vector<change>& changes) {
  pack_writer rules;
  for (const change& c : changes) rules.plant(c.file, c.old, c.fresh);
  return rules.load();
}

pack_diff diff_of(const std::vector<change>& changes, const thoihan::diff_options& options = {}) {
  return thoihan::diff_packs(changed({}), changed(changes), options);
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& line : list) out += line + "\n";
  return out;
}

// "section rule is part | text" of each difference, a line each.
std::string told(const std::vector<difference>& rules, thoihan::language lang = thoihan::language::en) {
  std::vector<std::string> out;
  for (const difference& d : rules) {
    std::string line = d.section + " " + d.rule + " " + std::string{thoihan::difference_kind_name(d.is)};
    if (!d.part.empty()) line += " " + d.part;
    out.push_back(line + " | " + d.text.in(lang));
  }
  return joined(out);
}

std::string lines(const std::vector<std::string>& list) { return joined(list); }

std::string changes_of(const std::vector<change>& changes) { return told(diff_of(changes).rules); }

// The shift of one duty under one combination.
due_shift shift_of(const pack_diff& what, const std::string& duty, const std::string& when = "") {
  for (const due_shift& s : what.dues) {
    if (s.rule == duty && s.when.en == when) return s;
  }
  FAIL("no shift of ", duty, " when ", when);
  return {};
}

std::string at(thoihan::instant t) { return std::string{thoihan::format_instant(t).data()}.substr(0, 19); }

const std::string two_hours = R"({ "limit": "2 working hours", "cite": "4.2" })";
const std::string water_row = R"({ "id": "water", "when": { "field": "water" }, "lead": "cap-nuoc", "support": [], "cite": "2.1" })";

}  // namespace

TEST_SUITE("diff") {
  TEST_CASE("a pack and itself") {
    const pack_diff what = diff_of({});
    CHECK(what.one_regulation);
    CHECK(what.year == 2024);
    CHECK(what.rules.empty());
    CHECK(what.dues.size() == 5);  // forward and handle twice, answer; watch has no limit on either side
    for (const due_shift& s : what.dues) {
      CAPTURE(s.rule);
      CHECK(s.smallest.has_value());
      CHECK_FALSE(s.moves());
      CHECK(s.smallest->from == moment("2024-01-01T00:00"));
    }
  }

  TEST_CASE("a note, white space, the order of keys and of names make no difference") {
    CHECK(changes_of({{R"("format": 1,)", R"("note": "read me", "format":   1,)"},
                      {R"("from": ["receive", "return", "withdraw"])", R"("note": "here", "from": ["withdraw", "return", "receive"])"},
                      {R"("is": "public", "cite": "6.2")", R"("cite": ["6.2"], "is": "public")"}})
              .empty());
  }

  TEST_CASE("a limit: from what, to what, by which clause") {
    const pack_diff what = diff_of({{two_hours, R"({ "limit": "4 working hours", "cite": "4.2" })"}});
    CHECK(told(what.rules) == lines({R"(duties forward changed within/limit | limits: from "2 working hours" to "4 working hours")"}));
    CHECK(told(what.rules, thoihan::language::vi) ==
          lines({R"(duties forward changed within/limit | thời hạn: từ "2 giờ làm việc" thành "4 giờ làm việc")"}));
    const difference& d = what.rules.front();
    CHECK(d.subject == thoihan::bilingual{"nghĩa vụ forward \"Chuyển\"", "duty forward \"Forward\""});
    CHECK(d.before == thoihan::bilingual{"2 giờ làm việc", "2 working hours"});
    CHECK(d.after.en == "4 working hours");
    CHECK(d.cite_before == "4.2");
    CHECK(d.cite_after == "4.2");
  }

  TEST_CASE("the due of that limit: least inside a day, most across Tết") {
    const pack_diff what = diff_of({{two_hours, R"({ "limit": "4 working hours", "cite": "4.2" })"}});
    const due_shift s = shift_of(what, "forward", "urgent = false");
    CHECK(s.limit_before.en == "2 working hours");
    CHECK(s.limit_after.vi == "4 giờ làm việc");
    CHECK(s.cite_after == "4.2");
    // From the New Year's midnight both count from Tuesday 07:30: 09:30 and 11:30.
    CHECK(s.smallest->shift_s == 2 * 3600);
    CHECK(at(s.smallest->from) == "2024-01-01T00:00:00");
    CHECK(s.smallest->before == at_moment("2024-01-02T09:30"));
    CHECK(s.smallest->after == at_moment("2024-01-02T11:30"));
    // From 13:00:01 of the last day before Tết the 4 hours run into Thursday 15 February: 15:00:01 and 07:30:01,
    // 7 days 16 h 30 min apart. From 13:00:00 they run out at 17:00 on the day itself.
    CHECK(s.largest->shift_s == 7 * 86400 + 16 * 3600 + 1800);
    CHECK(at(s.largest->from) == "2024-02-07T13:00:01");
    CHECK(s.largest->before == at_moment("2024-02-07T15:00:01"));
    CHECK(s.largest->after == at_moment("2024-02-15T07:30:01"));
    CHECK_FALSE(shift_of(what, "forward", "urgent = true").moves());
    CHECK_FALSE(shift_of(what, "answer").moves());
  }

  TEST_CASE("the extremes are those of every second") {
    // The year has one month here, so that each second of it can be asked; the rest is outside the calendar.
    const std::vector<change> short_year = {{R"("until": "2024-12-31" },)", R"("until": "2024-02-20" },)", "office.json"},
                                            {R"("dates": [
    { "date": "2024-06-03", "kind": "closed", "cause": { "vi": "Chuyển trụ sở", "en": "The office moves" },
      "source": "7/TB-LH" } ])", R"("dates": [])", "office.json"},
                                            {R"("swaps": [
    { "off": "2024-04-29", "work": "2024-05-04", "for": "victory-day", "status": "announced", "source": ["tb-2"] } ])",
                                             R"("swaps": [])", "holidays.json"},
                                            {R"("until": "2024-11-30")", R"("until": "2024-02-20")", "holidays.json"}};
    std::vector<change> longer = short_year;
    longer.push_back({two_hours, R"({ "limit": { "earlier_of": [ { "then": ["50 minutes", "3 working hours"] }, "5 hours" ] }, "cite": "4.2" })"});
    const thoihan::rule_pack before = changed(short_year);
    const thoihan::rule_pack after = changed(longer);
    const due_shift s = shift_of(thoihan::diff_packs(before, after, {}), "forward", "urgent = false");
    REQUIRE(s.smallest.has_value());
    CHECK(s.why_not.en.find("not every start can be compared") == 0);

    const thoihan::limit old_limit = before.duties[*thoihan::find_id(before.duties, "forward")].within[1].row.what;
    const thoihan::limit new_limit = after.duties[*thoihan::find_id(after.duties, "forward")].within[1].row.what;
    const thoihan::calendar& hours = before.main_calendar().compiled;
    std::int64_t least = 0;
    std::int64_t most = 0;
    thoihan::instant least_from = 0;
    thoihan::instant most_from = 0;
    const thoihan::instant end_of_calendar = moment("2024-02-20T00:00");
    for (thoihan::instant t = moment("2024-01-01T00:00"); t < end_of_calendar; ++t) {
      thoihan::limit_answer a;
      thoihan::limit_answer b;
      if (thoihan::evaluate_limit(hours, old_limit, t, {}, a) != thoihan::status::ok) continue;
      if (thoihan::evaluate_limit(hours, new_limit, t, {}, b) != thoihan::status::ok) continue;
      const auto end = [](const thoihan::limit_answer& x) { return x.end == thoihan::end_kind::day ? x.due : x.late_from - 1; };
      const std::int64_t shift = end(b) - end(a);
      if (least_from == 0 || shift < least) least = shift, least_from = t;
      if (most_from == 0 || shift > most) most = shift, most_from = t;
    }
    CHECK(s.smallest->shift_s == least);
    CHECK(s.largest->shift_s == most);
    CHECK(at(s.smallest->from) == at(least_from));
    CHECK(at(s.largest->from) == at(most_from));
    CHECK(least < 0);
    CHECK(most > 0);
  }

  TEST_CASE("a grace moves the end of an act that is due at once") {
    const pack_diff what = diff_of({{R"("grace": "30 minutes")", R"("grace": "10 minutes")"}});
    const due_shift s = shift_of(what, "forward", "urgent = true");
    CHECK(s.smallest->shift_s == -20 * 60);
    CHECK(s.largest->shift_s == -20 * 60);
    CHECK(told(what.rules) ==
          lines({R"(duties forward changed within[urgent = true]/limit | limits when urgent = true: from "now, grace 30 minutes" to "now, grace 10 minutes")"}));
    CHECK(what.rules.front().cite_after == "4.3");
  }

  TEST_CASE("days against hours: an end with the day is its 24:00") {
    // 1 working day against 4 working hours, from 08:00 of an ordinary Tuesday: 24:00 of Wednesday against 13:30... the least
    // and the most are met elsewhere. Over the weekend: from Friday 13:00:01 the hours end on Monday 07:30:01, the day
    // on Monday 24:00, 16 h 29 min 59 s later; from Thursday 13:00 the hours end on Thursday 17:00, the day on Friday
    // 24:00, 31 h later. From Friday 07:30: Friday 11:30 and Monday 24:00, 3 days 12 h 30 min.
    const pack_diff what = diff_of({{R"({ "limit": "4 working hours", "cite": "6.1" })", R"({ "limit": "1 working day", "cite": "6.1" })"}});
    const due_shift s = shift_of(what, "answer");
    // The least: a start at 17:00 or later, or on a rest day, counts the hours from the next morning; the day that follows is
    // that morning's own: 11:30 to 24:00.
    CHECK(s.smallest->shift_s == 12 * 3600 + 1800);
    // The first is the New Year's midnight: Tuesday the 2nd, 11:30 and 24:00.
    CHECK(at(s.smallest->from) == "2024-01-01T00:00:00");
    // The most: from 07:30 or earlier on the last day before Tết, Wednesday 7 February: 11:30, and 24:00 of the 15th.
    CHECK(s.largest->shift_s == 8 * 86400 + 12 * 3600 + 1800);
    CHECK(at(s.largest->from) == "2024-02-07T00:00:00");
    CHECK(s.largest->after == end_of("2024-02-15"));
  }

  TEST_CASE("a condition that comes or goes: every combination of what chooses") {
    const pack_diff what = diff_of({{R"({ "when": { "complex": true }, "limit": "10 working days", "cite": "5.1" },)",
                                     R"({ "when": { "field": ["roads", "water"] }, "limit": "6 working days", "cite": "5.1" },)"}});
    std::map<std::string, std::pair<std::string, std::string>> chosen;
    for (const due_shift& s : what.dues) {
      if (s.rule == "handle") chosen[s.when.en] = {s.limit_before.en, s.limit_after.en};
    }
    const std::map<std::string, std::pair<std::string, std::string>> wanted = {
        {"complex = false, field = not said", {"5 working days", "5 working days"}},
        {"complex = false, field = other", {"5 working days", "5 working days"}},
        {"complex = false, field = roads|water", {"5 working days", "6 working days"}},
        {"complex = true, field = not said", {"10 working days", "5 working days"}},
        {"complex = true, field = other", {"10 working days", "5 working days"}},
        {"complex = true, field = roads|water", {"10 working days", "6 working days"}}};
    CHECK(chosen == wanted);
    CHECK(told(what.rules) ==
          lines({R"(duties handle changed within[field = roads|water] | limits when field = roads|water: "6 working days" is new)",
                R"(duties handle changed within[complex = true] | limits when complex = true: "10 working days" is gone)"}));
    // One working day more: a day at least; at most eight, from a fifth working day on Wednesday 7 February to Thursday the 15th.
    const due_shift s = shift_of(what, "handle", "complex = false, field = roads|water");
    CHECK(s.smallest->shift_s == 86400);
    CHECK(s.largest->shift_s == 8 * 86400);
    CHECK(at(s.largest->from) == "2024-01-31T00:00:00");
  }

  TEST_CASE("a duty is compared where it starts in both") {
    // From now on forwarding runs for urgent reports only.
    const pack_diff what = diff_of({{R"("met_by": ["forward", "refuse"], "within": [)",
                                     R"("met_by": ["forward", "refuse"], "when": { "urgent": true }, "within": [)"}});
    int count = 0;
    for (const due_shift& s : what.dues) {
      if (s.rule != "forward") continue;
      ++count;
      CHECK(s.when.en == "urgent = true");
    }
    CHECK(count == 1);
    CHECK(told(what.rules) == lines({R"(duties forward changed when | condition: "urgent = true" is new)"}));
  }

  TEST_CASE("a limit chosen by the time of receipt") {
    const pack_diff what =
        diff_of({{R"({ "limit": "4 working hours", "cite": "6.1" })",
                  R"({ "received": { "in": "session" }, "limit": "4 working hours", "cite": "6.1" },
        { "received": { "not_in": "session" }, "limit": "24 hours", "cite": "6.1" })"}});
    const due_shift s = shift_of(what, "answer");
    CHECK(s.limit_after.en == "4 working hours or 24 hours");
    CHECK(s.limit_after.vi == "4 giờ làm việc hoặc 24 giờ");
    // Outside office hours: 24 hours from 17:00 of Wednesday 7 February against 11:30 of the 15th, earlier by 6 days
    // 18 h 30 min.
    CHECK(s.smallest->shift_s == -(6 * 86400 + 18 * 3600 + 1800));
    CHECK(at(s.smallest->from) == "2024-02-07T17:00:00");
    // Later most: the 4 hours from just before 07:30 end at 11:30, 24 hours later is 07:29:59: 19 h 59 min 59 s.
    CHECK(s.largest->shift_s == 19 * 3600 + 59 * 60 + 59);
    CHECK(at(s.largest->from) == "2024-01-02T07:29:59");
    CHECK(what.rules.size() == 3);
  }

  TEST_CASE("a limit that goes, one that counts back, and one that no calendar reaches") {
    const pack_diff gone = diff_of({{R"("within": [ { "limit": "4 working hours", "cite": "6.1" } ], "cite": "6.1" },)",
                                     R"("cite": "6.1", "assume": "open-watch" },)"},
                                    {R"(["duty-without-limit:/duties/watch"])", R"(["duty-without-limit:/duties/watch", "duty-without-limit:/duties/answer"])"}});
    const due_shift none = shift_of(gone, "answer");
    CHECK_FALSE(none.smallest.has_value());
    CHECK_FALSE(none.moves());
    CHECK(none.limit_before.en == "4 working hours");
    CHECK(none.limit_after.en == "");
    CHECK(none.why_not.en == "only one of the two has a limit");
    CHECK(told(gone.rules) == lines({R"(duties answer changed assume | assumes: "open-watch" is new)",
                                     R"(duties answer changed within | limits: "4 working hours" is gone)",
                                     R"(assumptions open-watch changed answers | answers: adds duty-without-limit:/duties/answer)"}));

    const pack_diff back = diff_of({{R"({ "limit": "4 working hours", "cite": "6.1" })",
                                     R"({ "limit": { "amount": "1 day", "before": "completion" }, "cite": "6.1" })"}});
    CHECK(shift_of(back, "answer").why_not.en == "a limit counts back from a fact, and not from the start");
    CHECK(shift_of(back, "answer").limit_after.en == "1 day, before completion");

    const pack_diff far = diff_of({{R"({ "limit": "4 working hours", "cite": "6.1" })", R"({ "limit": "20 working days", "cite": "6.1" })"}});
    const due_shift some = shift_of(far, "answer");
    CHECK(some.smallest.has_value());
    // 20 working days after Tuesday 3 December are the 31st; what is received on the 4th ends outside the calendar.
    CHECK(some.why_not.en == "not every start can be compared, such as 2024-12-04T00:00:00+07:00: outside a calendar, or no limit holds");
    CHECK(shift_of(diff_of({}, {2025}), "answer").smallest.has_value() == false);
  }

  TEST_CASE("duties that go by another name are found by their events") {
    const pack_diff what = diff_of({{R"("handle": { "label")", R"("settle": { "label")"},
                                    {"declared-without-limit:/duties/handle", "declared-without-limit:/duties/settle"}});
    CHECK(shift_of(what, "settle", "complex = true").rule_before == "handle");
    CHECK_FALSE(shift_of(what, "settle", "complex = true").moves());
    CHECK(told(what.rules) == lines({R"(duties settle changed id | id: from "handle" to "settle")",
                                    "assumptions open-ended changed answers | answers: adds declared-without-limit:/duties/settle; "
                                    "drops declared-without-limit:/duties/handle"}));

    // Answered by another event altogether it is another duty.
    const thoihan::rule_pack before = changed({});
    const thoihan::rule_pack after = changed({{R"("answer": { "label")", R"("reply": { "label")"},
                                              {R"("from": ["enter_result"], "met_by": ["answer"],)", R"("from": ["enter_result"], "met_by": ["rate"],)"}});
    for (const auto& [i, j] : thoihan::same_duties(before, after)) CHECK(before.duties[i].id == after.duties[j].id);
    CHECK(told(thoihan::diff_packs(before, after, {}).rules) ==
          lines({"duties reply added | new: 4 working hours", "duties answer removed | gone: 4 working hours"}));
  }

  TEST_CASE("each kind of rule: added, removed, changed") {
    const std::string clause_new = R"({ "id": "8", "is": "outside", "why": { "vi": "Thi hành.", "en": "Carrying out." } },)";
    CHECK(changes_of({{R"("clauses": [
    { "id": "1")", R"("clauses": [)" + clause_new + R"({ "id": "1")"}}) == lines({"clauses 8 added | new: Carrying out. outside"}));
    CHECK(changes_of({{R"({ "id": "1", "is": "outside", "why": { "vi": "Phạm vi.", "en": "Scope." } },)", ""}}) ==
          lines({"clauses 1 removed | gone: Scope. outside"}));
    CHECK(changes_of({{R"("en": "Scope.")", R"("en": "The scope.")"}}) == lines({R"(clauses 1 changed why | reason: from "Scope." to "The scope.")"}));

    CHECK(changes_of({{R"("gap": ["LH-G1"], "takes": { "vi": "Đóng.")", R"("gap": ["LH-G1"], "takes": { "vi": "Khép lại.")"}}) ==
          lines({R"(assumptions closing changed takes | takes: from "Đóng." to "Khép lại.")"}));
    CHECK(changes_of({{R"("open": { "vi": "Ngay là bao lâu?", "en": "How long is at once?" })", R"("open": { "vi": "Ngay là gì?", "en": "What is at once?" })"}}) ==
          lines({R"(gaps LH-G1 changed open | open question: from "How long is at once?" to "What is at once?")"}));

    CHECK(changes_of({{R"("holder": "operator", "cite": "6.1")", R"("holder": "supervisor", "cite": "6.1")"}}) ==
          lines({R"(states resulted changed holder | holder: from "operator" to "supervisor")"}));
    CHECK(changes_of({{R"("channels": {)", R"("channels": { "zalo": { "label": { "vi": "Zalo", "en": "Zalo" }, "cite": "3.1" },)"}}) ==
          lines({R"(channels zalo added | new)"}));
    CHECK(changes_of({{R"("of_authority": true, "cite": "2.1")", R"("of_authority": true, "cite": ["2.1", "5.1"])"}}) ==
          lines({R"(roles authority changed cite | cites: adds 5.1)"}));
    CHECK(changes_of({{R"("water": { "vi": "Nước", "en": "Water" },)", R"("water": { "vi": "Nước sạch", "en": "Clean water" }, "waste": { "vi": "Rác", "en": "Waste" },)"}}) ==
          lines({R"(facts field changed values/waste | values, waste: "Waste" is new)",
                R"(facts field changed values/water | values, water: from "Water" to "Clean water")"}));
    CHECK(changes_of({{R"("range": [0, 100])", R"("range": [0, 50])"}}) == lines({R"(facts attempts changed range | range: from "0; 100" to "0; 50")"}));
    CHECK(changes_of({{R"("complex": { "type": "bool", "public": true, "default": false)", R"("complex": { "type": "bool", "public": true, "default": true)"}}) ==
          lines({R"(facts complex changed default | default: from "no" to "yes")"}));

    CHECK(changes_of({{water_row, R"({ "id": "water", "when": { "field": "water" }, "lead": "ubnd-xa-an-hoa", "support": ["cap-nuoc"], "cite": "2.1" })"}}) ==
          lines({R"(routing water changed lead | lead: from "cap-nuoc" to "ubnd-xa-an-hoa")", R"(routing water changed support | support: adds cap-nuoc)"}));
    CHECK(changes_of({{", \"cite\": \"2.1\" },\n    " + water_row, R"(, "cite": "2.1" })"}}) ==
          lines({"routing water removed | gone: when field = water; cap-nuoc"}));

    CHECK(changes_of({{R"("is": "private", "cite": "6.2")", R"("is": "never", "cite": "6.2")"}}) ==
          lines({R"(publication 1 changed is | is: from "private" to "never")"}));
    CHECK(changes_of({{R"({ "when": { "secret": true }, "is": "never", "cite": "6.2" },)", ""}}) ==
          lines({"publication 0 removed | gone: when secret = true; never"}));
    CHECK(changes_of({{R"("en": "Refused: {reason}")", R"("en": "Not taken: {reason}")"}}) ==
          lines({R"(notices refusal changed template | template: from "Refused: {reason}" to "Not taken: {reason}")"}));
    CHECK(changes_of({{R"(["receipt", "phone"])", R"(["receipt", "app"])"}}) == lines({"notices answered changed channel | channel: adds app; drops phone"}));
    CHECK(changes_of({{R"("parent": "ubnd-tinh",
    "from": "2020-01-01")", R"("parent": "ubnd-tinh",
    "from": "2020-01-01", "until": "2025-06-30")", "authorities.json"}}) ==
          lines({R"(authorities so-giao-thong changed until | time-bar: "2025-06-30" is new)"}));
    CHECK(changes_of({{R"("version": "2024-01-01")", R"("version": "2024-06-01")"}, {R"("signed": "2023-12-15")", R"("signed": "2023-12-16")"}}) ==
          lines({R"(pack lac-hong changed instrument/signed | instrument, signed: from "2023-12-15" to "2023-12-16")",
                R"(pack lac-hong changed version | version: from "2024-01-01" to "2024-06-01")"}));
    CHECK(changes_of({{R"("revision": 1,)", R"("revision": 3,)", "office.json"}}) ==
          lines({"pack lac-hong changed calendars/office | calendar national/office: its dates are others"}));
  }

  TEST_CASE("transitions: the most alike of one event") {
    CHECK(changes_of({{R"("needs": ["reason"],
      "when": { "not": { "urgent": true } })", R"("needs": ["reason"], "takes": ["photo"],
      "when": { "not": { "urgent": true } })"}}) == lines({"transitions 10 refuse changed takes | takes: adds photo"}));
    CHECK(changes_of({{R"({ "when": { "inspected": true }, "limit": "3 working days", "cite": "5.3" },)",
                       R"({ "when": { "inspected": true }, "limit": "2 working days", "cite": "5.3" },)"}}) ==
          lines({R"(transitions 3 return changed until/within[inspected = true]/limit | time-bar, limits when inspected = true, limit: from "3 working days" to "2 working days")"}));
    const std::string hold = R"({ "on": "hold", "from": ["with_authority"], "to": "same", "by": ["supervisor"], "sets": { "complex": true }, "cite": "5.1" },)";
    const pack_diff gone = diff_of({{hold, ""}});
    CHECK(told(gone.rules) == lines({"transitions 6 hold removed | gone"}));
    CHECK(gone.rules[0].subject.en == R"(transition 6 hold "with_authority → same")");
    CHECK(gone.rules[0].cite_before == "5.1");
    CHECK(gone.rules[0].cite_after == "");
    const pack_diff moved = diff_of({{hold, ""}, {R"({ "on": "commit", "from")", hold + R"({ "on": "commit", "from")"}});
    CHECK(moved.rules.empty());
  }

  TEST_CASE("of two regulations clauses are not compared, nor what rules cite") {
    const thoihan::rule_pack other = changed({{R"("pack": "lac-hong")", R"("pack": "an-hoa")"},
                                              {R"("en": "Scope.")", R"("en": "The scope.")"},
                                              {R"("open": { "vi": "Ngay là bao lâu?")", R"("open": { "vi": "Ngay?")"},
                                              {R"("of_authority": true, "cite": "2.1")", R"("of_authority": true, "cite": ["2.1", "5.1"])"},
                                              {two_hours, R"({ "limit": "3 working hours", "cite": ["4.1", "4.2"] })"}});
    const pack_diff what = thoihan::diff_packs(changed({}), other, {});
    CHECK_FALSE(what.one_regulation);
    CHECK(told(what.rules) == lines({R"(pack an-hoa changed pack | rule pack: from "lac-hong" to "an-hoa")",
                                    R"(duties forward changed within/limit | limits: from "2 working hours" to "3 working hours")"}));
    CHECK(what.rules[1].cite_before == "4.2");
    CHECK(what.rules[1].cite_after == "4.1, 4.2");
  }

  TEST_CASE("the year: of the later day in force, or as asked") {
    const thoihan::rule_pack newer = changed({{R"("in_force": "2024-01-01", "until": "2024-12-31")", R"("in_force": "2025-03-01")"}});
    CHECK(thoihan::diff_packs(changed({}), newer, {}).year == 2025);
    CHECK(thoihan::diff_packs(newer, changed({}), {}).year == 2025);
    CHECK(thoihan::diff_packs(changed({}), newer, {2024}).year == 2024);
  }

  TEST_CASE("what changed in one language only is shown in both") {
    const pack_diff what = diff_of({{R"("vi": "Phạm vi.")", R"("vi": "Phạm vi điều chỉnh.")"}});
    REQUIRE(what.rules.size() == 1);
    CHECK(what.rules[0].text.vi == R"(lý do: từ "Phạm vi." thành "Phạm vi điều chỉnh.")");
    CHECK(what.rules[0].text.en == R"(reason: from "Phạm vi." to "Phạm vi điều chỉnh.")");
  }
}
