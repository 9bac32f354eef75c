#include "src/pack/load_calendar.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "tests/support/planted_mistakes.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::checked_pack;
using thoihan::day_kind;
using thoihan::day_number;
using thoihan::days_from_civil;
using thoihan::office_calendar;

using mistake = planted_mistake;

std::shared_ptr<const office_calendar> office_of(const pack_writer& rules) {
  const checked_pack checked = rules.check();
  REQUIRE_MESSAGE(checked.pack.has_value(), told(checked));
  return checked.pack->calendars.front().office;
}

day_number day_of_year(int month, int day) { return days_from_civil(2024, month, day); }

// The dates of 2024 that are no ordinary Monday to Friday or weekend in Lạc Hồng, by hand:
//   Tết is the first of lunar 2024, Saturday 10 February (tests/data/lunar.csv); fixed as the 8th to the 12th. The 10th and
//   the 11th are Saturday and Sunday, made up for on the next days that are neither: Tuesday 13 and Wednesday 14
//   (Labour Code 2019, 111(3)). 30 April and 1 May by law; Monday 29 April is swapped for Saturday 4 May; on 3 June the
//   office is closed; 2 September is a Monday.
const std::map<day_number, day_kind> kinds_by_hand = {
    {day_of_year(1, 1), day_kind::holiday},       {day_of_year(2, 8), day_kind::holiday},
    {day_of_year(2, 9), day_kind::holiday},       {day_of_year(2, 10), day_kind::holiday},
    {day_of_year(2, 11), day_kind::holiday},      {day_of_year(2, 12), day_kind::holiday},
    {day_of_year(2, 13), day_kind::compensatory}, {day_of_year(2, 14), day_kind::compensatory},
    {day_of_year(4, 29), day_kind::swapped_off},  {day_of_year(4, 30), day_kind::holiday},
    {day_of_year(5, 1), day_kind::holiday},       {day_of_year(5, 4), day_kind::swapped_to_work},
    {day_of_year(6, 3), day_kind::closed},        {day_of_year(9, 2), day_kind::holiday},
};

void check_year(const office_calendar& office, const std::map<day_number, day_kind>& kinds, const std::vector<day_number>& undecided) {
  for (day_number day = day_of_year(1, 1); day <= day_of_year(12, 31); ++day) {
    CAPTURE(std::string{thoihan::format_date(day).data()});
    const bool weekend = thoihan::weekday_of(day) >= thoihan::weekday::saturday;
    const auto special = kinds.find(day);
    const day_kind kind = special != kinds.end() ? special->second : weekend ? day_kind::weekend : day_kind::working;
    const bool works = kind == day_kind::working || kind == day_kind::swapped_to_work;
    CHECK(office.compiled.kind(day) == kind);
    CHECK(office.compiled.is_working_date(day) == works);
    CHECK(office.compiled.sessions(day).size() == (works ? 2 : 0));
    const bool open = std::find(undecided.begin(), undecided.end(), day) != undecided.end() || day > day_of_year(11, 30);
    CHECK(office.compiled.undecided(day) == open);
  }
}

}  // namespace

TEST_SUITE("load_calendar") {
  TEST_CASE("every date of a small year") {
    const pack_writer rules;
    const auto office = office_of(rules);
    CHECK(office->reference == "national/office");
    CHECK(office->title.en == "Office hours");
    CHECK(office->revision == 2);  // the newer of the two files
    CHECK(office->compiled.revision() == 2);
    CHECK(office->compiled.first_day() == day_of_year(1, 1));
    CHECK(office->compiled.last_day() == day_of_year(12, 31));
    CHECK(office->decided_until == day_of_year(11, 30));
    CHECK(office->hash.size() == 64);
    // The spring day is unconfirmed: a working day, and not decided.
    check_year(*office, kinds_by_hand, {day_of_year(3, 20)});
  }

  TEST_CASE("a switch makes an unconfirmed day a holiday, which stays undecided") {
    pack_writer rules;
    rules.plant("office.json", "\"spring-day\": false", "\"spring-day\": true");
    auto kinds = kinds_by_hand;
    kinds[day_of_year(3, 20)] = day_kind::holiday;  // a Wednesday
    check_year(*office_of(rules), kinds, {day_of_year(3, 20)});
    // No word of it is the same as off.
    pack_writer silent;
    silent.plant("office.json", "\"switches\": { \"spring-day\": false },", "");
    check_year(*office_of(silent), kinds_by_hand, {day_of_year(3, 20)});
  }

  TEST_CASE("every date has its cause, with words and sources") {
    const pack_writer rules;
    const auto office = office_of(rules);
    const auto cause = [&](int month, int day) { return office->explain(day_of_year(month, day)); };
    CHECK(cause(4, 30).id == "victory-day");
    CHECK(cause(4, 30).name.vi == "Ngày Chiến thắng");
    CHECK(cause(4, 30).cite == "112.1.c");
    CHECK(cause(4, 30).status == "announced");
    CHECK(cause(4, 30).source.vi == "1/TB-LH, https://example.org/1 | 2/TB-LH");
    CHECK(cause(5, 1).name.en == "Labour Day");
    CHECK(cause(5, 1).status == "by-law");
    CHECK(cause(5, 1).source.vi == "");
    CHECK(cause(2, 9).id == "tet");
    CHECK(cause(2, 13).name.en == "compensatory day");
    CHECK(cause(2, 13).cite == "111.3");
    CHECK(cause(2, 13).source.en == "1/TB-LH, https://example.org/1");
    CHECK(cause(4, 29).id == "victory-day");
    CHECK(cause(4, 29).name.vi == "hoán đổi: nghỉ 2024-04-29, làm bù 2024-05-04");
    CHECK(cause(5, 4).name.en == "swap: off 2024-04-29, worked 2024-05-04");
    CHECK(cause(5, 4).source.en == "2/TB-LH");
    CHECK(cause(6, 3).name.vi == "Chuyển trụ sở");
    CHECK(cause(6, 3).source.en == "7/TB-LH");
    CHECK(cause(4, 25).name.en == "working day of the week");
    CHECK(cause(4, 25).source.vi == "Giờ hành chính thông dụng.");
    CHECK(cause(4, 27).name.vi == "ngày nghỉ hằng tuần");
    CHECK(cause(3, 20).name.en == "working day of the week");
  }

  TEST_CASE("what the office says itself is the strongest, and swaps need not count") {
    pack_writer hours;
    hours.plant("office.json", "{ \"date\": \"2024-06-03\",", R"({ "date": "2024-04-30", "kind": "hours", "sessions": ["08:00-10:00"],
      "working_day": true, "cause": { "vi": "Trực lễ", "en": "On duty" }, "source": "8/TB-LH" }, { "date": "2024-06-03",)");
    const auto open = office_of(hours);
    CHECK(open->compiled.kind(day_of_year(4, 30)) == day_kind::working);
    CHECK(open->compiled.is_working_date(day_of_year(4, 30)));
    REQUIRE(open->compiled.sessions(day_of_year(4, 30)).size() == 1);
    CHECK(open->compiled.sessions(day_of_year(4, 30))[0] == thoihan::session{8 * 3600, 10 * 3600});
    CHECK(open->explain(day_of_year(4, 30)).name.en == "On duty");
    pack_writer make_up;
    make_up.plant("office.json", "\"weekly\": [", "\"make_up_days_count\": false, \"weekly\": [");
    const auto uncounted = office_of(make_up);
    CHECK_FALSE(uncounted->compiled.is_working_date(day_of_year(5, 4)));
    CHECK(uncounted->compiled.sessions(day_of_year(5, 4)).size() == 2);
  }

  TEST_CASE("seasons and validity of weekly hours") {
    pack_writer rules;
    const std::string week = R"({ "days": ["mon", "tue", "wed", "thu", "fri"], "sessions": ["07:30-11:30", "13:00-17:00"], "working_day": true,)";
    rules.plant("office.json", week, R"({ "days": ["mon", "tue", "wed", "thu", "fri"], "sessions": ["08:00-12:00"], "working_day": true,
      "season": { "from": "10-16", "until": "04-15" }, "source": "x" },
      { "days": ["sat"], "sessions": ["08:00-11:00"], "working_day": false, "from": "2024-07-01", "until": "2024-07-31", "source": "x" },
      { "days": ["mon", "tue", "wed", "thu", "fri"], "season": { "from": "04-16", "until": "10-15" },
        "sessions": ["07:30-11:30", "13:00-17:00"], "working_day": true,)");
    const auto office = office_of(rules);
    CHECK(office->compiled.sessions(day_of_year(4, 15)).size() == 1);   // Monday, both ends included
    CHECK(office->compiled.sessions(day_of_year(4, 16)).size() == 2);
    CHECK(office->compiled.sessions(day_of_year(10, 15)).size() == 2);
    CHECK(office->compiled.sessions(day_of_year(10, 16)).size() == 1);
    CHECK(office->compiled.sessions(day_of_year(6, 29)).empty());       // Saturday before
    CHECK(office->compiled.sessions(day_of_year(7, 6)).size() == 1);    // a reception, no working day
    CHECK_FALSE(office->compiled.is_working_date(day_of_year(7, 6)));
    CHECK(office->compiled.sessions(day_of_year(8, 3)).empty());
  }

  TEST_CASE("mistakes in the office's file") {
    const std::string week = R"("days": ["mon", "tue", "wed", "thu", "fri"], "sessions": ["07:30-11:30", "13:00-17:00"], "working_day": true,
      "assume": { "vi": "Giờ hành chính thông dụng.", "en": "The usual office hours." } })";
    const std::string closed = R"({ "date": "2024-06-03", "kind": "closed",)";
    const auto sessions = [](const std::string& list) {
      return mistake{"office.json", R"(["07:30-11:30", "13:00-17:00"])", list, "bad-session", "", ""};
    };
    const auto whole_row = [](const std::string& list, const std::string& says) {
      const std::string days = R"({ "days": ["mon", "tue", "wed", "thu", "fri"], "sessions": )";
      return mistake{"office.json", days + R"(["07:30-11:30", "13:00-17:00"])", "@" + days + list, "bad-session", says, ""};
    };
    check_mistakes({
        {"office.json", "{ \"format\": 1,", "{ \"format\": @9,", "format", "format 9 is not supported", ""},
        {"office.json", "\"calendar\": \"national/office\"", "\"calendar\": @\"national/offices\"", "wrong-name", "is referred to as \"national/office\"", ""},
        {"office.json", "\"revision\": 1", "\"revision\": @0", "out-of-range", "0 is outside 1", ""},
        {"office.json", "\"revision\": 1", "\"revision\": @\"1\"", "wrong-type", "whole number", ""},
        {"office.json", "\"horizon\": { \"from\": \"2024-01-01\", \"until\": \"2024-12-31\" }", "\"horizon\": @{ \"from\": \"2024-12-31\", \"until\": \"2024-01-01\" }",
         "bad-time", "the horizon is empty", ""},
        {"office.json", "\"horizon\": { \"from\": \"2024-01-01\"", "\"horizon\": { \"from\": @\"1899-01-01\"", "bad-time", "outside 1990-01-01", ""},
        {"office.json", "\"holidays\": \"national/holidays\"", "\"holidays\": @\"national/holiday\"", "unknown-reference", "national/holiday.json", ""},
        {"office.json", "\"holidays\": \"national/holidays\"", "\"holidays\": @\"../national/holidays\"", "unknown-reference", "", ""},
        {"office.json", "\"spring-day\": false", "@\"spring_day\": false", "unknown-name", "no holiday named \"spring_day\" can be switched", "spring-day"},
        {"office.json", "\"spring-day\": false", "@\"tet\": false", "unknown-name", "", ""},
        {"office.json", "\"spring-day\": false", "\"spring-day\": @0", "wrong-type", "true or false", ""},
        {"office.json", "\"days\": [\"mon\",", "\"days\": [@\"monday\",", "unknown-word", "expected one of: \"mon\", \"tue\"", ""},
        sessions("[@\"7:30-11:30\"]"), sessions("[@\"07:30\"]"), sessions("[@\"11:30-07:30\"]"), sessions("[@\"07:30-07:30\"]"),
        sessions("[@\"24:00-25:00\"]"), sessions("[@\"22:00-48:01\"]"), sessions("[@\"07:30-11:60\"]"), sessions("[@\"07:30 - 11:30\"]"),
        whole_row(R"(["07:30-11:30", "11:00-17:00"])", "sessions overlap on 2024-01-02"),
        whole_row(R"(["01:00-02:00", "03:00-04:00", "05:00-06:00", "07:00-08:00", "09:00-10:00", "11:00-12:00", "13:00-14:00", "15:00-16:00",
          "17:00-18:00"])", "at most 8 sessions"),
        {"office.json", "\"assume\": { \"vi\": \"Giờ hành chính thông dụng.\", \"en\": \"The usual office hours.\" } }", "\"season\": { \"from\": @\"4-16\", \"until\": \"10-15\" }, \"source\": \"x\" }",
         "bad-time", "no month and day", ""},
        {"office.json", "{ " + week, "@{ \"days\": [\"mon\"], \"sessions\": [], \"working_day\": true }", "missing-basis", "\"source\" or an \"assume\"", ""},
        {"office.json", closed, "{ \"date\": \"2024-06-03\", \"kind\": @\"close\",", "unknown-word", "", "closed"},
        {"office.json", closed, closed + " @\"sessions\": [],", "unknown-key", "there is no key \"sessions\"", ""},
        {"office.json", closed, "@{ \"date\": \"2024-06-03\", \"kind\": \"hours\", \"working_day\": true,", "missing-key", "\"sessions\"", ""},
        {"office.json", closed, "{ \"date\": @\"2024-06-31\", \"kind\": \"closed\",", "bad-time", "no such date", ""},
    });
  }

  TEST_CASE("two facts for one date name both places") {
    const std::string closed = R"({ "date": "2024-06-03", "kind": "closed",)";
    const std::string again = R"({ "date": "2024-06-03", "kind": "closed", "cause": { "vi": "x", "en": "x" }, "source": "y" })";
    const std::string swap = R"({ "off": "2024-04-29", "work": "2024-05-04", "for": "victory-day", "status": "announced", "source": ["tb-2"] })";
    check_mistakes({
        {"office.json", closed, again + ",\n    @" + closed, "contradiction", "2024-06-03 is already spoken of on line 10, column 5", ""},
        {"office.json", closed, "@{ \"date\": \"2025-01-02\", \"kind\": \"closed\",", "contradiction", "2025-01-02 is outside the calendar's horizon", ""},
        {"holidays.json", swap, swap + ",\n    @{ \"off\": \"2024-04-29\", \"work\": \"2024-05-11\", \"for\": \"labour-day\", \"status\": \"announced\", \"source\": [\"tb-2\"] }",
         "contradiction", "2024-04-29 is already swapped on line 26, column 5", ""},
    });
    // Two rows of weekly hours: one message for the pair, from the first date on which both speak (2 January is a Tuesday).
    pack_writer weekly;
    weekly.plant("office.json", "\"The usual office hours.\" } } ],", "\"The usual office hours.\" } },\n    @{ \"days\": [\"sun\", \"tue\"], \"sessions\": [\"08:00-09:00\"],"
                 " \"working_day\": false, \"source\": \"x\" } ],");
    CHECK(told(weekly.check()) == weekly.expected({"contradiction"}));
    CHECK(weekly.check().findings[0].text.en == "2024-01-02 already has weekly hours on line 7, column 5");
  }

  TEST_CASE("mistakes in the holidays' file") {
    const std::string spring = R"({ "id": "spring-day", "name": { "vi": "Ngày hội xuân", "en": "Spring Day" }, "on": { "solar": "03-20" }, "switch": true,)";
    const auto on = [](const std::string& rule) {
      return R"({ "id": "spring-day", "name": { "vi": "Ngày hội xuân", "en": "Spring Day" }, "on": )" + rule + R"(, "switch": true,)";
    };
    const std::string tet_years = R"("years": [ { "first": "2024-02-08", "last": "2024-02-12", "status": "announced", "source": ["tb-1"] } ])";
    const std::string victory = R"("years": [ { "first": "2024-04-30", "last": "2024-04-30", "status": "announced", "source": ["tb-1", "tb-2"] } ])";
    const std::string made_up = R"({ "date": "2024-02-13", "for": "2024-02-10",)";
    check_mistakes({
        {"holidays.json", "\"holidays\": \"national/holidays\"", "\"holidays\": @\"national/holiday\"", "wrong-name", "calls itself \"national/holiday\"", ""},
        {"holidays.json", "\"decided\": { \"from\": \"2024-01-01\", \"until\": \"2024-11-30\" }", "\"decided\": @{ \"from\": \"2024-01-01\" }", "missing-key", "\"until\"", ""},
        {"holidays.json", spring, on("@{}"), "wrong-type", "exactly one of \"solar\" and \"lunar\"", ""},
        {"holidays.json", spring, on("@{ \"solar\": \"03-20\", \"lunar\": \"03-20\" }"), "wrong-type", "exactly one of", ""},
        {"holidays.json", spring, on("{ \"solar\": @\"02-30\" }"), "bad-time", "", ""},
        {"holidays.json", spring, on("{ \"solar\": @\"3-20\" }"), "bad-time", "something like \"04-30\"", ""},
        {"holidays.json", spring, on("{ \"lunar\": @\"13-01\" }"), "bad-time", "", ""},
        {"holidays.json", spring, on("{ \"lunar\": @\"01-31\" }"), "bad-time", "", ""},
        {"holidays.json", spring, on("{ \"solar\": \"03-20\", \"last\": @32 }"), "out-of-range", "", ""},
        {"holidays.json", spring, on("{ \"solar\": \"03-20\", @\"lats\": 1 }"), "unknown-key", "", "last"},
        {"holidays.json", "\"status\": \"unconfirmed\"", "\"status\": @\"unconfimed\"", "unknown-word", "", "unconfirmed"},
        {"holidays.json", "\"status\": \"unconfirmed\", \"basis\": [ { \"from\": \"2024-01-01\", \"cite\": \"8\" } ]",
         "\"status\": \"unconfirmed\", \"basis\": [ @{ \"from\": \"2024-01-01\" } ]", "missing-key", "\"cite\"", ""},
        {"holidays.json", "\"fixed_by\": \"prime-minister\"", "\"fixed_by\": @\"president\"", "unknown-word", "\"prime-minister\"", ""},
        {"holidays.json", tet_years, R"("years": [ { "first": "2024-02-08", "last": "2024-02-12", "status": "announced", "source": [@"tb-3"] } ])", "unknown-name",
         "there is no source", "tb-1"},
        {"holidays.json", tet_years, R"("years": [ @{ "first": "2024-02-12", "last": "2024-02-08", "status": "announced", "source": ["tb-1"] } ])", "bad-time",
         "the last day is before the first", ""},
        {"holidays.json", tet_years, R"("years": [ { "first": "2024-02-08", "last": "2024-02-12", "status": "announced", "source": ["tb-1"] },
        @{ "first": "2024-02-09", "last": "2024-02-13", "status": "announced", "source": ["tb-1"] } ])", "contradiction", "already spoken of on line 10, column 18", ""},
        {"holidays.json", victory, R"("years": [ @{ "first": "2024-04-29", "last": "2024-04-30", "status": "announced", "source": ["tb-1", "tb-2"] } ])", "holiday-differs",
         "the rule of \"victory-day\" gives 2024-04-30 to 2024-04-30, but this says 2024-04-29 to 2024-04-30", ""},
        {"holidays.json", made_up, R"(@{ "date": "2024-02-15", "for": "2024-02-10",)", "contradiction", "by law the compensatory day is 2024-02-13, not 2024-02-15", ""},
        {"holidays.json", made_up, R"(@{ "date": "2024-02-13", "for": "2024-02-09",)", "contradiction", "the law gives no compensatory day", ""},
        {"holidays.json", "\"for\": \"victory-day\"", "\"for\": @\"victry-day\"", "unknown-name", "there is no holiday", "victory-day"},
        {"holidays.json", "{ \"off\": \"2024-04-29\", \"work\": \"2024-05-04\"", "@{ \"off\": \"2024-04-27\", \"work\": \"2024-05-04\"", "contradiction",
         "2024-04-27 is no working day of the week", ""},
        {"holidays.json", "{ \"off\": \"2024-04-29\", \"work\": \"2024-05-04\"", "@{ \"off\": \"2024-04-29\", \"work\": \"2024-05-03\"", "contradiction",
         "2024-05-03 is a working day already", ""},
        {"holidays.json", "{ \"off\": \"2024-04-29\", \"work\": \"2024-05-04\"", "@{ \"off\": \"2024-04-30\", \"work\": \"2024-05-04\"", "contradiction",
         "2024-04-30 is a holiday or a compensatory day by law", ""},
        {"holidays.json", "{ \"off\": \"2024-04-29\", \"work\": \"2024-05-04\"", "@{ \"work\": \"2024-05-04\"", "missing-key", "\"off\"", ""},
        {"holidays.json", "{ \"off\": \"2024-04-29\", \"work\": \"2024-05-04\", \"for\": \"victory-day\", \"status\": \"announced\", \"source\": [\"tb-2\"] }",
                      "@{ \"off\": \"2024-04-29\", \"work\": \"2024-05-04\", \"for\": \"victory-day\", \"status\": \"announced\" }", "missing-key", "\"source\"", ""},
        {"holidays.json", "\"compensatory\": {", "@\"compensatry\": {}, \"compensatory\": {", "unknown-key", "", "compensatory"},
        {"holidays.json", "\"tb-2\": \"2/TB-LH\"", "\"tb-2\": @2", "wrong-type", "", ""},
    });
  }

  // Second day of the second lunar month may be the 30th; there is no 31st.
  TEST_CASE("lunar dates have 30 days") {
    pack_writer rules;
    rules.plant("holidays.json", R"("on": { "solar": "03-20" }, "switch": true,)", R"("on": { "lunar": "02-30" },)");
    rules.plant("office.json", "\"switches\": { \"spring-day\": false },", "");
    CHECK(told(rules.check()) == "");
  }

  // Kitchen gods' day is 23 of lunar month 12. The one of lunar 2023 is Friday 2 February 2024 (the first of lunar 2024 is
  // 10 February, the month before has 30 days: tests/data/lunar_months.csv), inside the horizon of 2024; that of lunar 2024 is not.
  TEST_CASE("a holiday of a lunar year's end falls into the next year") {
    const std::string kitchen = R"({ "id": "kitchen", "name": { "vi": "Ông Táo", "en": "Kitchen gods" }, "on": { "lunar": "12-23" }, "status": "by-law",
      "basis": [ { "from": "2013-01-01", "cite": "x" } ] YEARS },
    { "id": "new-year",)";
    for (const std::string& years : std::vector<std::string>{
             "", R"(, "years": [ { "first": "2024-02-02", "last": "2024-02-02", "status": "announced", "source": ["tb-1"] } ])"}) {
      std::string text = kitchen;
      text.replace(text.find("YEARS"), 5, years);
      pack_writer rules;
      rules.plant("holidays.json", "{ \"id\": \"new-year\",", text);
      const checked_pack checked = rules.check();
      CHECK(told(checked) == "");
      if (checked.pack) CHECK(checked.pack->main_calendar().compiled.kind(day_of_year(2, 2)) == day_kind::holiday);
    }
    // Two days about 1 January: the first of them is the last day of the year before.
    pack_writer eve;
    eve.plant("holidays.json", R"("on": { "solar": "01-01" })", R"("on": { "solar": "01-01", "first": -1 })");
    CHECK(office_of(eve)->compiled.kind(day_of_year(12, 31)) == day_kind::holiday);
  }

  TEST_CASE("a calendar that is wrong is told once, however often it is named") {
    pack_writer rules;
    rules.plant("pack.json", "\"calendars\": { \"office\": \"national/office\" }", "\"calendars\": { \"office\": \"national/office\", \"again\": \"national/office\" }");
    CHECK(told(rules.check()) == "");
    const checked_pack good = rules.check();
    CHECK(good.pack->calendars[0].office == good.pack->calendars[1].office);
    rules.plant("office.json", "\"revision\": 1", "\"revision\": @0");
    CHECK(told(rules.check()) == rules.expected({"out-of-range"}));
  }

  TEST_CASE("a calendar without holidays") {
    pack_writer rules;
    rules.put("office.json", R"({ "format": 1, "calendar": "national/office", "revision": 1, "title": { "vi": "x", "en": "x" },
      "horizon": { "from": "2024-01-01", "until": "2024-12-31" },
      "weekly": [ { "days": ["mon"], "sessions": ["07:30-11:30"], "working_day": true, "source": "x" } ] })");
    CHECK(told(rules.check()) == "");
    CHECK(office_of(rules)->compiled.kind(day_of_year(1, 1)) == day_kind::working);
    CHECK(office_of(rules)->compiled.kind(day_of_year(1, 2)) == day_kind::weekend);
  }
}
