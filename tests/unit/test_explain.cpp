// Derivations in words. Dates and clauses are derived by hand from the announced calendar of 2024 (tests/data/holidays.csv):
// Monday 29 April 2024 is off for Saturday 4 May, 30 April and 1 May are holidays; office hours 07:30-11:30, 13:00-17:00.
#include "thoihan/pack/explain.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "thoihan/engine/due.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/text.hpp"

using namespace thoihan;

namespace {

rule_pack lac_hong() {
  const std::string folder = THOIHAN_SOURCE_DIR;
  return load_pack(folder + "/tests/data/packs/lac-hong", folder + "/rules");
}

instant at(const char* text) {
  instant t = 0;
  REQUIRE(parse_instant(text, t) == time_text_error::none);
  return t;
}

day_number day(const char* text) {
  day_number out = 0;
  REQUIRE(parse_date(text, out) == time_text_error::none);
  return out;
}

explanation explain(const rule_pack& pack, const char* from, const char* what,
                    const std::vector<fact_value>& facts = {}) {
  explanation why = explain_limit(pack.main_calendar(), read_limit(pack, what).row.what, at(from), facts);
  REQUIRE(why.code == status::ok);
  // The answer is that of the evaluation.
  limit_answer answer;
  REQUIRE(evaluate_limit(pack.main_calendar().compiled, read_limit(pack, what).row.what, at(from), facts, answer) ==
          status::ok);
  CHECK(why.answer == answer);
  return why;
}

std::string table(const rule_pack& pack, const char* from, const char* what, language lang = language::en,
                  const std::vector<fact_value>& facts = {}) {
  return explanation_table(explain(pack, from, what, facts), lang);
}

// The words of one date, without its source.
std::string line_of(const explanation& why, const char* date, language lang = language::en) {
  std::string out;
  for (const explained_step& line : why.steps) {
    if (has_date(line.step) && line.step.day == day(date)) out += (out.empty() ? "" : " | ") + line.text.in(lang);
  }
  return out;
}

std::string source_of(const explanation& why, const char* date, language lang = language::en) {
  for (const explained_step& line : why.steps) {
    if (has_date(line.step) && line.step.day == day(date)) return line.source.in(lang);
  }
  return {};
}

}  // namespace

TEST_CASE("5 working days over the swap of April 2024, in English") {
  // Thu 25 Apr is the event's day (147(3)). Day 1 Fri 26; 27-28 weekend; 29 swapped off; 30 and 1 May holidays; day 2 Thu 2,
  // day 3 Fri 3, day 4 the worked Saturday, Sunday, day 5 Mon 6, 24:00.
  CHECK(table(lac_hong(), "2024-04-25T09:10", "5 working days") ==
        "Thu 2024-04-25  day of receipt, not counted        Civil Code 2015, art. 147(3)\n"
        "Fri 2024-04-26  working day 1\n"
        "Sat 2024-04-27  weekend\n"
        "Sun 2024-04-28  weekend\n"
        "Mon 2024-04-29  swapped off for Sat 2024-05-04     2450/VPCP-KGVX (2024-04-12)\n"
        "Tue 2024-04-30  holiday: Victory Day               Labour Code 2019, art. 112(1)(c)\n"
        "Wed 2024-05-01  holiday: International Labour Day  Labour Code 2019, art. 112(1)(d)\n"
        "Thu 2024-05-02  working day 2\n"
        "Fri 2024-05-03  working day 3\n"
        "Sat 2024-05-04  swapped to work: working day 4     2450/VPCP-KGVX (2024-04-12)\n"
        "Sun 2024-05-05  weekend\n"
        "Mon 2024-05-06  working day 5: due 24:00\n");
}

TEST_CASE("5 working days over the swap of April 2024, in Vietnamese") {
  CHECK(table(lac_hong(), "2024-04-25T09:10", "5 working days", language::vi) ==
        "T5 2024-04-25  ngày tiếp nhận, không tính             Bộ luật Dân sự 2015, Điều 147 khoản 3\n"
        "T6 2024-04-26  ngày làm việc thứ 1\n"
        "T7 2024-04-27  nghỉ cuối tuần\n"
        "CN 2024-04-28  nghỉ cuối tuần\n"
        "T2 2024-04-29  nghỉ hoán đổi để làm bù T7 2024-05-04  2450/VPCP-KGVX (2024-04-12)\n"
        "T3 2024-04-30  nghỉ lễ: Ngày Chiến thắng              Bộ luật Lao động 2019 (45/2019/QH14), Điều 112 khoản 1 "
        "điểm c\n"
        "T4 2024-05-01  nghỉ lễ: Quốc tế lao động              Bộ luật Lao động 2019 (45/2019/QH14), Điều 112 khoản 1 "
        "điểm d\n"
        "T5 2024-05-02  ngày làm việc thứ 2\n"
        "T6 2024-05-03  ngày làm việc thứ 3\n"
        "T7 2024-05-04  làm bù: ngày làm việc thứ 4            2450/VPCP-KGVX (2024-04-12)\n"
        "CN 2024-05-05  nghỉ cuối tuần\n"
        "T2 2024-05-06  ngày làm việc thứ 5: hết hạn lúc 24:00\n");
}

TEST_CASE("2 working hours over the same holidays") {
  // Fri 26 Apr 16:00-17:00 is one hour; the other is Thu 2 May 07:30-08:30.
  const explanation why = explain(lac_hong(), "2024-04-26T16:00", "2 working hours");
  CHECK(line_of(why, "2024-04-26") == "1 h of working time");
  CHECK(line_of(why, "2024-04-28") == "weekend");
  CHECK(line_of(why, "2024-05-02") == "1 h of working time: due 08:30");
  CHECK(line_of(why, "2024-05-02", language::vi) == "1 giờ làm việc: hết hạn lúc 08:30");
  CHECK(due_words(why.answer).en == "2024-05-02 08:30");
  CHECK(why.steps.size() == 7);
}

TEST_CASE("a last day that is a rest day gives way, and is told once: Civil Code 148(5)") {
  // Day 10 after Wed 17 Apr is Sat 27; Sun, the swapped Monday and two holidays follow: Thu 2 May, 24:00.
  const explanation why = explain(lac_hong(), "2024-04-17T09:00", "10 days");
  CHECK(line_of(why, "2024-04-27") == "day 10, weekend: the last day gives way to the next working day");
  CHECK(source_of(why, "2024-04-27") == "Civil Code 2015, art. 148(5)");
  CHECK(line_of(why, "2024-04-29") == "swapped off for Sat 2024-05-04");
  CHECK(line_of(why, "2024-05-02") == "the next working day: due 24:00");
  CHECK(line_of(why, "2024-05-02", language::vi) == "ngày làm việc tiếp theo: hết hạn lúc 24:00");
  CHECK(line_of(why, "2024-04-20") == "day 3, weekend");
  CHECK(line_of(why, "2024-04-18").find("day 1, holiday: Hùng Kings") == 0);
}

TEST_CASE("a swap that decides the roll is named: an off Monday gives way, a worked Saturday stands") {
  const rule_pack pack = lac_hong();
  // Day 4 after Thu 25 Apr is Mon 29 Apr.
  const explanation off = explain(pack, "2024-04-25T09:00", "4 days");
  CHECK(line_of(off, "2024-04-29") ==
        "day 4, swapped off for Sat 2024-05-04: the last day gives way to the next working day");
  CHECK(source_of(off, "2024-04-29") == "Civil Code 2015, art. 148(5); 2450/VPCP-KGVX (2024-04-12)");
  CHECK(line_of(off, "2024-05-02") == "the next working day: due 24:00");
  // Day 9 is Sat 4 May.
  const explanation worked = explain(pack, "2024-04-25T09:00", "9 days");
  CHECK(line_of(worked, "2024-05-04") ==
        "day 9, swapped to work for Mon 2024-04-29, a working day, so that it stands: due 24:00");
  CHECK(source_of(worked, "2024-05-04") == "2450/VPCP-KGVX (2024-04-12)");
}

TEST_CASE("weeks, months and years end on the corresponding day: Civil Code 148(2) to 148(4)") {
  const rule_pack pack = lac_hong();
  const explanation week = explain(pack, "2024-05-06T09:00", "1 week");
  CHECK(line_of(week, "2024-05-13") == "day 7, the corresponding day: due 24:00");
  CHECK(source_of(week, "2024-05-13") == "Civil Code 2015, art. 148(2)");
  const explanation month = explain(pack, "2024-05-06T09:00", "1 month");
  CHECK(source_of(month, "2024-06-06") == "Civil Code 2015, art. 148(3)");
  const explanation year = explain(pack, "2024-05-06T09:00", "1 year");
  CHECK(source_of(year, "2025-05-06") == "Civil Code 2015, art. 148(4)");
  // 31 January and a month: February 2025 has 28 days, and the 28th is a Friday.
  const explanation clamped = explain(pack, "2025-01-31T09:00", "1 month");
  CHECK(line_of(clamped, "2025-02-28") == "day 28, the month's last day, for it has no corresponding one: due 24:00");
  CHECK(source_of(clamped, "2025-02-28") == "Civil Code 2015, art. 148(3)");
}

TEST_CASE("a receipt on a rest day, compensatory days and holidays at Tết 2024") {
  // Tết 2024: 8 to 12 February; Sat 10 and Sun 11 are made up on Tue 13 and Wed 14.
  const explanation why = explain(lac_hong(), "2024-02-07T16:30", "1 working hour");
  CHECK(line_of(why, "2024-02-07") == "30 min of working time");
  CHECK(line_of(why, "2024-02-10") == "holiday: Lunar New Year");
  CHECK(line_of(why, "2024-02-13") == "compensatory day for a holiday on a weekly rest day");
  CHECK(line_of(why, "2024-02-13", language::vi) == "nghỉ bù cho ngày lễ trùng ngày nghỉ hằng tuần");
  CHECK(source_of(why, "2024-02-13") == "Labour Code 2019, art. 111(3)");
  CHECK(line_of(why, "2024-02-15") == "30 min of working time: due 08:00");
  const explanation sunday = explain(lac_hong(), "2024-05-05T09:00", "1 working day");
  CHECK(line_of(sunday, "2024-05-05") == "weekend: day of receipt, not counted");
  const explanation evening = explain(lac_hong(), "2024-05-06T17:00", "1 working hour");
  CHECK(line_of(evening, "2024-05-06") == "after hours");
}

TEST_CASE("a cut-off, the first day counted, the close of the last session") {
  const rule_pack pack = lac_hong();
  // Friday 16:00 is after 15:00: received on Thu 2 May, day 1 is Fri 3 May.
  const explanation cut = explain(pack, "2024-04-26T16:00", R"({"amount":"1 working day","cut_off":"15:00"})");
  CHECK(line_of(cut, "2024-04-26") == "received after 15:00: counts as received on the next working day");
  CHECK(line_of(cut, "2024-04-29") == "swapped off for Sat 2024-05-04");
  CHECK(line_of(cut, "2024-05-02") == "counts as the day of receipt, not counted");
  CHECK(line_of(cut, "2024-05-03") == "working day 1: due 24:00");
  const explanation first = explain(pack, "2024-05-06T09:00", R"({"amount":"2 working days","first_day":"counts"})");
  CHECK(line_of(first, "2024-05-06") == "day of receipt, counted: working day 1");
  const explanation close = explain(pack, "2024-05-06T09:00", R"({"amount":"1 working day","end":"last_session"})");
  CHECK(line_of(close, "2024-05-07") == "working day 1: due 17:00");
}

TEST_CASE("a Saturday that does not count, and hours that run out when they are overused") {
  const rule_pack pack = lac_hong();
  const explanation without =
      explain(pack, "2024-05-03T09:00", R"({"amount":"1 working day","make_up_saturdays":"do_not_count"})");
  CHECK(line_of(without, "2024-05-04") == "swapped to work: does not count as a working day");
  CHECK(line_of(without, "2024-05-06") == "working day 1: due 24:00");
  // Fri 3 May 16:00 and an hour is the close; the worked Saturday opens at 07:30.
  const explanation over =
      explain(pack, "2024-05-03T16:00", R"({"amount":"1 working hour","run_out":"when_overused"})");
  CHECK(line_of(over, "2024-05-03") == "1 h of working time: due 17:00, late only from 2024-05-04 07:30:01");
}

TEST_CASE("at once, by the clock, and counted back from a fact") {
  const rule_pack pack = lac_hong();
  const explanation now = explain(pack, "2024-05-05T09:10", R"({"amount":"now","grace":"30 minutes"})");
  CHECK(line_of(now, "2024-05-05") == "at once, grace 30 min: due 09:10, late only from 2024-05-05 09:40:01");
  CHECK(line_of(now, "2024-05-05", language::vi) ==
        "phải thực hiện ngay, ân hạn 30 phút: hết hạn lúc 09:10, tính trễ hạn từ 2024-05-05 09:40:01");
  const explanation clock = explain(pack, "2024-05-03T17:30", "24 hours");
  CHECK(line_of(clock, "2024-05-04") == "24 h by the clock: due 17:30");
  CHECK(source_of(clock, "2024-05-04") == "Civil Code 2015, art. 147(1)");
  std::vector<fact_value> facts = standard_facts(pack);
  facts[*find_id(pack.facts, "expected_completion")] = fact_value::of(day("2024-05-06"));
  // Working days before Mon 6 May: Sat 4 (worked), Fri 3.
  const explanation back =
      explain(pack, "2024-04-25T09:00", R"({"amount":"2 working days","before":"expected_completion"})", facts);
  CHECK(line_of(back, "2024-05-06") == "counted back 2 working days from this day");
  CHECK(line_of(back, "2024-05-05") == "weekend");
  CHECK(line_of(back, "2024-05-04") == "swapped to work: working day 1");
  CHECK(line_of(back, "2024-05-03") == "working day 2: due 24:00");
  CHECK(line_of(back, "2024-05-06", language::vi) == "tính lùi 2 ngày làm việc từ ngày này");
  // 10 days before Mon 6 May is Fri 26 April.
  const explanation days =
      explain(pack, "2024-04-25T09:00", R"({"amount":"10 days","before":"expected_completion"})", facts);
  CHECK(line_of(days, "2024-04-26") == "10 days before: due 24:00");
  // The clock begins with the day: 24 hours before 00:00 of the 6th.
  const explanation hours =
      explain(pack, "2024-04-25T09:00", R"({"amount":"24 hours","before":"expected_completion"})", facts);
  CHECK(line_of(hours, "2024-05-06") == "counted back 24 hours from this day");
    CHECK(line_of(hours, "2024-05-05") == "24 h by the clock: due 00:00");
}

TEST_CASE("compositions are bracketed, and only the whole is due") {
  // 1 working day after Thu 2 May ends with Fri 3; 1 more counts the worked Saturday.
  CHECK(table(lac_hong(), "2024-05-02T09:00", R"({"then":["1 working day","1 working day"]})") ==
        "one after the other:\n"
        "  Thu 2024-05-02  day of receipt, not counted                 Civil Code 2015, art. 147(3)\n"
        "  Fri 2024-05-03  working day 1: ends 24:00\n"
        "  Fri 2024-05-03  end of the part before, not counted         Civil Code 2015, art. 147(3)\n"
        "  Sat 2024-05-04  swapped to work: working day 1: ends 24:00  2450/VPCP-KGVX (2024-04-12)\n"
        "result: 24:00 of 2024-05-04\n");
  const explanation later = explain(lac_hong(), "2024-05-02T09:00", R"({"later_of":["1 working day","8 hours"]})");
  CHECK(later.steps.front().text.en == "the later of:");
  CHECK(later.steps.back().text.en == "result: 24:00 of 2024-05-03");
  CHECK(later.steps.back().text.vi == "kết quả: 24:00 ngày 2024-05-03");
}

TEST_CASE("an undecided date is marked") {
  // 2027 is not decided: Mon 4 Jan 2027 is an ordinary Monday all the same.
  const explanation why = explain(lac_hong(), "2027-01-04T09:00", "1 working day");
  CHECK(line_of(why, "2027-01-05") == "working day 1: due 24:00 (provisional)");
  CHECK(line_of(why, "2027-01-05", language::vi) == "ngày làm việc thứ 1: hết hạn lúc 24:00 (chưa chốt)");
  CHECK(why.answer.provisional);
}

TEST_CASE("half of a swap outside the horizon") {
  // Sat 5 January 2013 was worked for Mon 31 December 2012; the calendar begins with 2013.
  const rule_pack pack = lac_hong();
  CHECK(date_words(pack.main_calendar(), day("2013-01-05")).en ==
        "swapped to work, swap: off 2012-12-31, worked 2013-01-05");
  CHECK(date_words(pack.main_calendar(), day("2024-05-04")).en == "swapped to work for Mon 2024-04-29");
  CHECK(date_words(pack.main_calendar(), day("2024-05-04")).vi == "làm bù cho T2 2024-04-29");
}

TEST_CASE("a limit that cannot be evaluated has no steps") {
  const rule_pack pack = lac_hong();
  const explanation why =
      explain_limit(pack.main_calendar(), read_limit(pack, "1 working day").row.what, at("2060-01-01T09:00"), {});
  CHECK(why.code == status::horizon);
  CHECK(why.steps.empty());
}

TEST_CASE("words for lengths, amounts and days") {
  CHECK(duration_words(0).en == "0 min");
  CHECK(duration_words(90 * 60).en == "1 h 30 min");
  CHECK(duration_words(90 * 60).vi == "1 giờ 30 phút");
  CHECK(duration_words(-3661).en == "-1 h 1 min 1 s");
  CHECK(amount_words({1, unit::working_day}).en == "1 working day");
  CHECK(amount_words({5, unit::working_day}).vi == "5 ngày làm việc");
  CHECK(amount_words({3, unit::month}).vi == "3 tháng");
  const rule_pack pack = lac_hong();
  const auto words = [&pack](const char* text) {
    const limit_rule rule = read_limit(pack, text);
    return limit_words(rule.text);
  };
  CHECK(words("5 working days").vi == "5 ngày làm việc");
  CHECK(words(R"({"amount":"now","grace":"30 minutes"})").vi == "ngay, ân hạn 30 phút");
  CHECK(words(R"({"amount":"now","grace":"30 minutes"})").en == "now, grace 30 minutes");
  CHECK(words(R"({"roll":"none","amount":"15 days"})").en == "15 days, without roll");
  CHECK(words(R"({"amount":"2 working days","cut_off":"15:00"})").vi == "2 ngày làm việc, nhận sau 15:00 tính ngày làm việc sau");
  CHECK(day_words(day("2024-05-05")).vi == "CN 2024-05-05");
  CHECK(day_words(day("2024-04-29")).en == "Mon 2024-04-29");
  CHECK(kind_words(day_kind::closed).vi == "cơ quan nghỉ");
}

TEST_CASE("a pause in words: working days that stood still, and a pause without an end") {
  const rule_pack pack = lac_hong();
  const limit five = read_limit(pack, "5 working days").row.what;
  // Paused on Fri 26 Apr, resumed on Thu 2 May: of the dates after the pause's only 2 May is a working date. Tue 7 May.
  const thoihan::pause closed_pause[] = {{at("2024-04-26T10:00"), at("2024-05-02T09:00")}};
  const explanation why = explain_limit(pack.main_calendar(), five, at("2024-04-25T09:10"), {}, {.closed = closed_pause});
  REQUIRE(why.code == status::ok);
  CHECK(line_of(why, "2024-05-02") == "stood still, not counted");
  CHECK(line_of(why, "2024-05-02", language::vi) == "tạm dừng, không tính");
  CHECK(line_of(why, "2024-05-07") == "working day 5: due 24:00");
  pauses open;
  open.open_since = at("2024-04-26T10:00");
  const explanation none = explain_limit(pack.main_calendar(), five, at("2024-04-25T09:10"), {}, open);
  CHECK(line_of(none, "2024-04-26") == "working day 1 | stands still from this date on: no due now");
  CHECK(none.answer.paused);
  // 2 working hours from 09:10, paused 10:00 to 10:30: 11:40 is lunch, so 13:10.
  const thoihan::pause half_hour[] = {{at("2024-04-25T10:00"), at("2024-04-25T10:30")}};
  const explanation hours = explain_limit(pack.main_calendar(), read_limit(pack, "2 working hours").row.what,
                                          at("2024-04-25T09:10"), {}, {.closed = half_hour});
  CHECK(line_of(hours, "2024-04-25") == "stood still, not counted, 30 min | 2 h of working time: due 13:10");
}

TEST_CASE("a clock in words: extension, commitment, exemption") {
  const rule_pack pack = lac_hong();
  const office_calendar& office = pack.main_calendar();
  duty_clock clock;
  const limit_rule three_days = read_limit(pack, "3 working days");
  REQUIRE(clock.start(at("2024-06-03T09:00"), three_days.row.what, false, office.compiled, {}, {}) == status::ok);
  REQUIRE(clock.extend(at("2024-06-04T09:00"), {2, unit::working_day}, office.compiled, {}, {}) == status::ok);
  REQUIRE(clock.exempt(at("2024-06-04T10:00")) == status::ok);
  // Tue 4 June is day 1, Mon 10 June day 5.
  const explanation why = explain_clock(office, clock, {});
  REQUIRE(why.code == status::ok);
  CHECK(why.steps.front().text.en == "extended by 2 working days");
  CHECK(why.steps.front().text.vi == "gia hạn thêm 2 ngày làm việc");
  CHECK(line_of(why, "2024-06-10") == "working day 5: due 24:00");
  CHECK(why.steps.back().text.en == "confirmed as not counted late");
  CHECK(why.answer == clock.answer());

  REQUIRE(clock.commit(at("2024-06-05T09:00"), committed_date(day("2024-06-20")), {}) == status::ok);
  const explanation committed = explain_clock(office, clock, {});
  CHECK(line_of(committed, "2024-06-20") == "the committed completion: due 24:00");
  CHECK(line_of(committed, "2024-06-20", language::vi) == "thời hạn đã cam kết: hết hạn lúc 24:00");
  CHECK(committed.answer == clock.answer());

  duty_clock unlimited;
  unlimited.start(at("2024-06-03T09:00"));
  CHECK(explain_clock(office, unlimited, {}).code == status::misuse);
}
