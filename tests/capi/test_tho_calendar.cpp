// Working time through the C API. The dates: tests/support/pack_writer.hpp. Monday to Friday 07:30-11:30 and 13:00-17:00;
// around the long weekend of 2024 Monday 29 April is off for Saturday 4 May, 30 April and 1 May are holidays.
#include <doctest/doctest.h>

#include <string>

#include "tests/capi/handles.hpp"

namespace {

struct office : lac_hong {
  office() { ok(tho_calendar_from_pack(pack, "office", THO_NTS, calendar.out(), nullptr)); }

  std::string add(const char* from, int64_t seconds) const {
    int64_t out = 0;
    ok(tho_calendar_add(calendar, at(from), seconds, &out, nullptr));
    return written(out);
  }
  std::string subtract(const char* from, int64_t seconds) const {
    int64_t out = 0;
    ok(tho_calendar_subtract(calendar, at(from), seconds, &out, nullptr));
    return written(out);
  }
  int64_t elapsed(const char* from, const char* until) const {
    int64_t out = 0;
    ok(tho_calendar_elapsed(calendar, at(from), at(until), &out, nullptr));
    return out;
  }
  int32_t between(const char* from, const char* until, tho_working_dates which) const {
    int32_t out = 0;
    ok(tho_calendar_working_days_between(calendar, day(from), day(until), which, &out, nullptr));
    return out;
  }
  int32_t counts(const char* date, tho_working_dates which) const {
    int32_t out = 77;
    ok(tho_calendar_is_working_day(calendar, day(date), which, &out, nullptr));
    return out;
  }

  calendar_handle calendar;
};

}  // namespace

TEST_SUITE("tho: calendar") {
  TEST_CASE("adding working time") {
    const office o;
    CHECK(o.add("2024-04-25T09:10", 2 * 3600) == "2024-04-25T11:10:00+07:00");
    CHECK(o.add("2024-04-25T10:30", 2 * 3600) == "2024-04-25T14:00:00+07:00");  // an hour to lunch, an hour after it
    CHECK(o.add("2024-04-26T16:00", 2 * 3600) == "2024-05-02T08:30:00+07:00");  // over the long weekend
    CHECK(o.add("2024-04-26T16:30", 1800) == "2024-04-26T17:00:00+07:00");      // used up at the close
    CHECK(o.add("2024-04-27T10:00", 0) == "2024-04-27T10:00:00+07:00");         // nothing added, nothing moved
    CHECK(o.add("2024-04-27T10:00", 1) == "2024-05-02T07:30:01+07:00");
  }

  TEST_CASE("subtracting working time") {
    const office o;
    CHECK(o.subtract("2024-05-02T08:30", 2 * 3600) == "2024-04-26T16:00:00+07:00");
    CHECK(o.subtract("2024-05-02T07:30", 1) == "2024-04-26T16:59:59+07:00");
    CHECK(o.subtract("2024-04-27T10:00", 0) == "2024-04-27T10:00:00+07:00");
  }

  TEST_CASE("elapsed working time") {
    const office o;
    CHECK(o.elapsed("2024-05-04T00:00", "2024-05-04T24:00") == 8 * 3600);  // the Saturday worked for Monday
    CHECK(o.elapsed("2024-04-26T17:00", "2024-05-02T07:30") == 0);
    CHECK(o.elapsed("2024-04-26T16:00", "2024-05-02T08:30") == 2 * 3600);
    CHECK(o.elapsed("2024-05-02T08:30", "2024-04-26T16:00") == -2 * 3600);
    CHECK(o.elapsed("2024-01-01T00:00", "2024-01-01T00:00") == 0);
  }

  TEST_CASE("working days") {
    const office o;
    // 26 April, 2 May, 3 May, Saturday 4 May, 6 May.
    CHECK(o.between("2024-04-25", "2024-05-06", THO_WORKING_DATES_ALL) == 5);
    CHECK(o.between("2024-04-25", "2024-05-06", THO_WORKING_DATES_WITHOUT_MAKE_UP) == 4);
    CHECK(o.between("2024-05-06", "2024-04-25", THO_WORKING_DATES_ALL) == -5);
    CHECK(o.between("2024-05-04", "2024-05-04", THO_WORKING_DATES_ALL) == 0);
    CHECK(o.counts("2024-05-04", THO_WORKING_DATES_ALL) == 1);
    CHECK(o.counts("2024-05-04", THO_WORKING_DATES_WITHOUT_MAKE_UP) == 0);
    CHECK(o.counts("2024-04-29", THO_WORKING_DATES_ALL) == 0);
    CHECK(o.counts("2024-04-30", THO_WORKING_DATES_ALL) == 0);
    CHECK(o.counts("2024-05-05", THO_WORKING_DATES_ALL) == 0);
    CHECK(o.counts("2024-05-06", THO_WORKING_DATES_WITHOUT_MAKE_UP) == 1);
  }

  TEST_CASE("the horizon, and one second and one day beyond it") {
    const office o;
    int32_t first = 0;
    int32_t last = 0;
    ok(tho_calendar_horizon(o.calendar, &first, &last, nullptr));
    CHECK(written_day(first) == "2024-01-01");
    CHECK(written_day(last) == "2024-12-31");
    int32_t only = 0;
    ok(tho_calendar_horizon(o.calendar, nullptr, &only, nullptr));
    CHECK(only == last);

    CHECK(o.add("2024-12-31T16:00", 3600) == "2024-12-31T17:00:00+07:00");
    int64_t time = 77;
    const failure f =
        failed([&](tho_error** err) { return tho_calendar_add(o.calendar, at("2024-12-31T16:00"), 3601, &time, err); });
    CHECK(f.code == THO_E_HORIZON);
    CHECK(f.en.find("national/office") != std::string::npos);
    CHECK(f.en.find("2024-12-31") != std::string::npos);
    CHECK(time == 0);
    CHECK(tho_calendar_add(o.calendar, at("2024-04-25T09:10"), INT64_MAX, &time, nullptr) == THO_E_HORIZON);
    CHECK(tho_calendar_subtract(o.calendar, at("2024-01-02T08:30"), 3601, &time, nullptr) == THO_E_HORIZON);
    CHECK(tho_calendar_elapsed(o.calendar, at("2023-12-31T23:59:59"), at("2024-04-25T09:10"), &time, nullptr) ==
          THO_E_HORIZON);
    ok(tho_calendar_elapsed(o.calendar, at("2024-01-01T00:00"), at("2024-12-31T24:00"), &time, nullptr));
    int32_t number = 77;
    CHECK(tho_calendar_is_working_day(o.calendar, day("2025-01-01"), THO_WORKING_DATES_ALL, &number, nullptr) ==
          THO_E_HORIZON);
    CHECK(number == 0);
    CHECK(tho_calendar_working_days_between(o.calendar, day("2023-12-31"), day("2024-04-25"), THO_WORKING_DATES_ALL,
                                            &number, nullptr) == THO_E_HORIZON);
  }

  TEST_CASE("found by name, or as the main one") {
    const lac_hong rules;
    calendar_handle named;
    calendar_handle main;
    ok(tho_calendar_from_pack(rules.pack, "officexyz", 6, named.out(), nullptr));
    ok(tho_calendar_from_pack(rules.pack, nullptr, 0, main.out(), nullptr));
    int64_t a = 0;
    int64_t b = 0;
    ok(tho_calendar_add(named, at("2024-04-26T16:00"), 7200, &a, nullptr));
    ok(tho_calendar_add(main, at("2024-04-26T16:00"), 7200, &b, nullptr));
    CHECK(a == b);
    for (const char* wrong : {"ofice", "national/office", "OFFICE", ""}) {
      const failure f =
          failed([&](tho_error** err) { return tho_calendar_from_pack(rules.pack, wrong, THO_NTS, named.out(), err); });
      CHECK(f.code == THO_E_REFERENCE);
      CHECK(f.details == std::vector<std::string>{"office"});
    }
    const failure f =
        failed([&](tho_error** err) { return tho_calendar_from_pack(rules.pack, "ofice", THO_NTS, named.out(), err); });
    CHECK(f.en.find("did you mean \"office\"") != std::string::npos);
    CHECK(f.vi.find("\"office\"") != std::string::npos);
  }
}
