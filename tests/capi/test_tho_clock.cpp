// Clocks with pauses. The dues are derived by hand: office hours 07:30-11:30 and 13:00-17:00 from Monday to Friday; in 2024 no
// work on 29 and 30 April and 1 May, and work on Saturday 4 May.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/capi/handles.hpp"

namespace {

struct office : lac_hong {
  clock_handle clock;

  tho_clock* start(const char* limit, const char* time) {
    limit_handle read;
    ok(tho_limit_parse(pack, limit, THO_NTS, read.out(), nullptr));
    done([&](tho_error** err) { return tho_clock_start(read, nullptr, at(time), clock.out(), err); });
    return clock;
  }
  void pause(const char* time) {
    done([&](tho_error** err) { return tho_clock_pause(clock, at(time), err); });
  }
  void resume(const char* time) {
    done([&](tho_error** err) { return tho_clock_resume(clock, at(time), err); });
  }
  tho_deadline due() const {
    tho_deadline out = THO_DEADLINE_INIT;
    REQUIRE(tho_clock_due(clock, &out, nullptr) == THO_OK);
    return out;
  }
  tho_outcome outcome() const {
    tho_outcome out = 0;
    ok(tho_clock_outcome(clock, &out, nullptr));
    return out;
  }
  tho_status none() const {
    tho_deadline out = THO_DEADLINE_INIT;
    const tho_status code = tho_clock_due(clock, &out, nullptr);
    CHECK(out.due == THO_TIME_NONE);
    CHECK(out.late_from == INT64_MAX);
    return code;
  }
};

}  // namespace

TEST_SUITE("tho: clock") {
  TEST_CASE("working days move on by the working days of a pause") {
    office o;
    o.start("5 working days", "2024-04-25T09:10");
    // 26 April, 2, 3, 4 and 6 May.
    CHECK(written_day(o.due().due_day) == "2024-05-06");
    CHECK(o.outcome() == THO_OUTCOME_RUNNING);
    o.pause("2024-04-26T10:00");
    CHECK(o.outcome() == THO_OUTCOME_PAUSED);
    CHECK(o.none() == THO_NONE);
    // Until 3 May: 2 and 3 May, so two days later than 6 May.
    tho_deadline due = THO_DEADLINE_INIT;
    ok(tho_clock_due_if_resumed(o.clock, at("2024-05-03T09:00"), &due, nullptr));
    CHECK(written_day(due.due_day) == "2024-05-08");
    CHECK(o.none() == THO_NONE);
    // Until 2 May: one day later.
    o.resume("2024-05-02T10:00");
    CHECK(written_day(o.due().due_day) == "2024-05-07");
    CHECK((o.due().flags & THO_DEADLINE_DAY_END) != 0);
    CHECK(written(o.due().late_from) == "2024-05-08T00:00:00+07:00");
    // A pause within one day moves nothing.
    o.pause("2024-05-02T11:00");
    o.resume("2024-05-02T15:00");
    CHECK(written_day(o.due().due_day) == "2024-05-07");
    ok(tho_clock_meet(o.clock, at("2024-05-07T23:59:59"), nullptr));
    CHECK(o.outcome() == THO_OUTCOME_MET);
    CHECK(written_day(o.due().due_day) == "2024-05-07");
  }

  TEST_CASE("working hours keep what is left, and an extension adds to them") {
    office o;
    o.start("8 working hours", "2024-04-25T15:00");
    // Two hours on Thursday, two on Friday until 09:30; from Thursday 2 May 14:00 on three, and one on Friday.
    o.pause("2024-04-26T09:30");
    o.resume("2024-05-02T14:00");
    CHECK(written(o.due().due) == "2024-05-03T08:30:00+07:00");
    CHECK(o.due().late_from == o.due().due + 1);
    done([&](tho_error** err) {
      return tho_clock_extend(o.clock, at("2024-05-02T16:00"), "2 working hours", THO_NTS, err);
    });
    CHECK(written(o.due().due) == "2024-05-03T10:30:00+07:00");

    int64_t seconds = 0;
    int64_t working = 0;
    int32_t days = 7;
    int32_t working_days = 7;
    ok(tho_clock_left(o.clock, at("2024-05-02T16:30"), &seconds, &working, &days, &working_days, nullptr));
    CHECK(seconds == 18 * 3600);
    CHECK(working == 1800 + 3 * 3600);
    CHECK(days == 1);
    CHECK(working_days == 1);
    ok(tho_clock_left(o.clock, at("2024-05-03T11:00"), &seconds, &working, nullptr, nullptr, nullptr));
    CHECK(seconds == -1800);
    CHECK(working == -1800);

    for (const char* language : {"en", "vi"}) {
      text_handle text;
      ok(tho_clock_explain(o.clock, language[0] == 'e' ? THO_LANGUAGE_EN : THO_LANGUAGE_VI, text.out(), nullptr));
      const std::string told = text_of(text);
      CHECK(told.find(R"("due":"2024-05-03T10:30:00+07:00")") != std::string::npos);
      CHECK(told.find(R"("role":"extended")") != std::string::npos);
      CHECK(told.find(R"("role":"stood_still")") != std::string::npos);
    }
    ok(tho_clock_meet(o.clock, at("2024-05-03T10:30:01"), nullptr));
    CHECK(o.outcome() == THO_OUTCOME_MET_LATE);
  }

  TEST_CASE("a limit that is over: a pause has no effect, and no extension heals it") {
    office o;
    o.start("2 working hours", "2024-04-25T09:00");
    o.pause("2024-04-25T11:30");
    CHECK(written(o.due().due) == "2024-04-25T11:00:00+07:00");
    CHECK(o.outcome() == THO_OUTCOME_PAUSED);
    o.resume("2024-04-26T10:00");
    CHECK(written(o.due().due) == "2024-04-25T11:00:00+07:00");
    const failure f = failed([&](tho_error** err) {
      return tho_clock_extend(o.clock, at("2024-04-25T11:00:01"), "2 working hours", THO_NTS, err);
    });
    CHECK(f.code == THO_E_EXPIRED);
    // Asked for in time, however late it is granted.
    ok(tho_clock_extend(o.clock, at("2024-04-25T11:00"), "2 working hours", THO_NTS, nullptr));
    CHECK(o.outcome() == THO_OUTCOME_RUNNING);
  }

  TEST_CASE("acts out of their order, or of another state, are refused and change nothing") {
    office o;
    o.start("5 working days", "2024-04-25T09:10");
    const auto refused = [&](tho_status expected, auto call) {
      const failure f = failed([&](tho_error** err) { return call(err); });
      CHECK(f.code == expected);
      CHECK(written_day(o.due().due_day) == "2024-05-06");
      return f;
    };
    CHECK(refused(THO_E_TIME_ORDER, [&](auto e) {
            return tho_clock_pause(o.clock, at("2024-04-25T09:09:59"), e);
          }).details == std::vector<std::string>{"at"});
    refused(THO_E_TIME_ORDER, [&](auto e) { return tho_clock_meet(o.clock, at("2024-04-24T10:00"), e); });
    refused(THO_E_MISUSE, [&](auto e) { return tho_clock_resume(o.clock, at("2024-04-25T10:00"), e); });
    tho_deadline due = THO_DEADLINE_INIT;
    refused(THO_E_MISUSE, [&](auto e) { return tho_clock_due_if_resumed(o.clock, at("2024-04-25T10:00"), &due, e); });
    const auto extend = [&](const char* amount) {
      return [&o, amount](auto e) { return tho_clock_extend(o.clock, at("2024-04-25T10:00"), amount, THO_NTS, e); };
    };
    for (const char* amount : {"five days", "", "-1 day", R"({"amount":"1 working day","end":"last_session"})"}) {
      CAPTURE(std::string{amount});
      const failure f = failed(extend(amount));
      CHECK((f.code == THO_E_SCHEMA || f.code == THO_E_SYNTAX));
      CHECK(written_day(o.due().due_day) == "2024-05-06");
    }
    CHECK(failed([&](tho_error** err) {
            return tho_clock_extend(o.clock, at("2024-04-25T10:00"), "1 working \xff", THO_NTS, err);
          }).code == THO_E_UTF8);
    for (int i = 0; i < 8; ++i) ok(extend("1 working day")(nullptr));
    CHECK(failed(extend("1 working day")).code == THO_E_TOO_BIG);
    // 6 May, and eight more: 7 to 10 and 13 to 16 May.
    CHECK(written_day(o.due().due_day) == "2024-05-16");
    o.pause("2024-04-26T10:00");
    CHECK(failed([&](auto e) { return tho_clock_pause(o.clock, at("2024-04-26T11:00"), e); }).code == THO_E_MISUSE);
    CHECK(failed([&](auto e) { return tho_clock_resume(o.clock, at("2024-04-26T09:59"), e); }).code ==
          THO_E_TIME_ORDER);
    // The last of the calendar's days is 31 December.
    CHECK(failed([&](auto e) { return tho_clock_resume(o.clock, at("2030-01-01T09:59"), e); }).code == THO_E_HORIZON);
    CHECK(o.outcome() == THO_OUTCOME_PAUSED);
    o.resume("2024-04-26T11:00");
    CHECK(written_day(o.due().due_day) == "2024-05-16");
    ok(tho_clock_cancel(o.clock, at("2024-05-02T10:00"), nullptr));
    CHECK(o.outcome() == THO_OUTCOME_CANCELLED);
    for (const auto act : {tho_clock_pause, tho_clock_resume, tho_clock_meet, tho_clock_cancel}) {
      CHECK(failed([&](auto e) { return act(o.clock, at("2024-05-03T10:00"), e); }).code == THO_E_MISUSE);
    }
    CHECK(failed(extend("1 working day")).code == THO_E_MISUSE);
  }

  TEST_CASE("a clock needs neither its limit nor its pack, and is for one thread at a time") {
    clock_handle clock;
    {
      office o;
      calendar_handle calendar;
      ok(tho_calendar_from_pack(o.pack, nullptr, 0, calendar.out(), nullptr));
      limit_handle limit;
      ok(tho_limit_parse(o.pack, "5 working days", THO_NTS, limit.out(), nullptr));
      ok(tho_clock_start(limit, calendar, at("2024-04-25T09:10"), clock.out(), nullptr));
    }
    std::atomic<int> refused{0};
    std::atomic<int> wrong{0};
    const int64_t now = at("2024-04-25T10:00");
    const auto work = [&] {
      for (int i = 0; i < 20000; ++i) {
        text_handle text;
        tho_deadline due = THO_DEADLINE_INIT;
        tho_status code = i % 100 == 0 ? tho_clock_explain(clock, THO_LANGUAGE_EN, text.out(), nullptr)
                                       : tho_clock_due(clock, &due, nullptr);
        if (code == THO_E_REENTRANT) code = (++refused, THO_OK);
        if (code != THO_OK) ++wrong;
        code = tho_clock_left(clock, now, nullptr, nullptr, nullptr, nullptr, nullptr);
        if (code != THO_OK && code != THO_E_REENTRANT) ++wrong;
      }
    };
    std::thread other(work);
    work();
    other.join();
    CHECK(wrong == 0);
    tho_deadline due = THO_DEADLINE_INIT;
    ok(tho_clock_due(clock, &due, nullptr));
    CHECK(written_day(due.due_day) == "2024-05-06");
  }
}
