// Limits and duties through the C API: answers derived by hand from the calendar of tests/support/pack_writer.hpp, what
// facts choose, and what is refused.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/capi/handles.hpp"

namespace {

// "flags due late_from due_day"
std::string told(const tho_deadline& d) {
  return std::to_string(d.flags) + " " + written(d.due) + " " + written(d.late_from) + " " + written_day(d.due_day);
}

std::string limit_of(const lac_hong& rules, const char* text, const char* start,
                     const tho_calendar* calendar = nullptr) {
  limit_handle limit;
  done([&](tho_error** err) { return tho_limit_parse(rules.pack, text, THO_NTS, limit.out(), err); });
  tho_deadline out = THO_DEADLINE_INIT;
  done([&](tho_error** err) { return tho_limit_evaluate(limit, calendar, at(start), &out, err); });
  return told(out);
}

std::string due_of(const lac_hong& rules, const char* duty, const char* facts, const char* start) {
  tho_deadline out = THO_DEADLINE_INIT;
  done([&](tho_error** err) {
    return tho_duty_evaluate(rules.pack, duty, THO_NTS, facts, facts == nullptr ? 0 : THO_NTS, at(start), &out, err);
  });
  return told(out);
}

failure bad_facts(const lac_hong& rules, const char* facts) {
  return failed([&](tho_error** err) {
    tho_deadline out = THO_DEADLINE_INIT;
    return tho_duty_evaluate(rules.pack, "forward", THO_NTS, facts, THO_NTS, at("2024-04-25T09:10"), &out, err);
  });
}

}  // namespace

TEST_SUITE("tho: limit") {
  TEST_CASE("each unit and each flag") {
    const lac_hong rules;
    // 26 April, 2, 3, 4 (worked for the 29th), 6 May: 24:00.
    CHECK(limit_of(rules, "5 working days", "2024-04-25T09:10") ==
          "1 2024-05-07T00:00:00+07:00 2024-05-07T00:00:00+07:00 2024-05-06");
    CHECK(limit_of(rules, "2 working hours", "2024-04-26T16:00") ==
          "0 2024-05-02T08:30:00+07:00 2024-05-02T08:30:01+07:00 2024-05-02");
    CHECK(limit_of(rules, "24 hours", "2024-04-26T16:00") ==
          "0 2024-04-27T16:00:00+07:00 2024-04-27T16:00:01+07:00 2024-04-27");
    // The 10th day is Sunday 5 May and gives way to Monday.
    CHECK(limit_of(rules, "10 days", "2024-04-25T09:10") ==
          "5 2024-05-07T00:00:00+07:00 2024-05-07T00:00:00+07:00 2024-05-06");
    // There is no 31 February; the 29th is a Thursday.
    CHECK(limit_of(rules, "1 month", "2024-01-31T09:10") ==
          "9 2024-03-01T00:00:00+07:00 2024-03-01T00:00:00+07:00 2024-02-29");
    // Friday after 15:00 counts as received on Thursday 2 May.
    CHECK(limit_of(rules, R"({"amount": "1 working day", "cut_off": "15:00"})", "2024-04-26T15:00:01") ==
          "17 2024-05-04T00:00:00+07:00 2024-05-04T00:00:00+07:00 2024-05-03");
    // Dates after 30 November 2024 are not decided.
    CHECK(limit_of(rules, "1 working day", "2024-11-29T09:10") ==
          "3 2024-12-03T00:00:00+07:00 2024-12-03T00:00:00+07:00 2024-12-02");
    CHECK(limit_of(rules, R"({"amount": "now", "grace": "30 minutes"})", "2024-04-26T16:00") ==
          "0 2024-04-26T16:00:00+07:00 2024-04-26T16:30:01+07:00 2024-04-26");
  }

  TEST_CASE("another calendar's hours") {
    const lac_hong rules;
    lac_hong other;
    other.rules.plant("office.json", R"("07:30-11:30", "13:00-17:00")", R"("08:00-12:00", "14:00-16:00")");
    other.open();
    calendar_handle late_risers;
    ok(tho_calendar_from_pack(other.pack, nullptr, 0, late_risers.out(), nullptr));
    CHECK(limit_of(rules, "2 working hours", "2024-04-25T11:00", late_risers) ==
          "0 2024-04-25T15:00:00+07:00 2024-04-25T15:00:01+07:00 2024-04-25");
    CHECK(limit_of(rules, "2 working hours", "2024-04-25T11:00") ==
          "0 2024-04-25T14:30:00+07:00 2024-04-25T14:30:01+07:00 2024-04-25");
  }

  TEST_CASE("a limit is read once and evaluated often") {
    const lac_hong rules;
    limit_handle limit;
    ok(tho_limit_parse(rules.pack, "2 working hours", THO_NTS, limit.out(), nullptr));
    tho_deadline out = THO_DEADLINE_INIT;
    for (const char* start : {"2024-04-25T09:10", "2024-04-26T16:00", "2024-05-04T08:00"}) {
      for (int times = 0; times < 2; ++times) {
        ok(tho_limit_evaluate(limit, nullptr, at(start), &out, nullptr));
        CHECK(told(out) == limit_of(rules, "2 working hours", start));
      }
    }
  }

  TEST_CASE("what a limit cannot be") {
    const lac_hong rules;
    const auto parse = [&](const char* text) {
      limit_handle limit;
      return failed([&](tho_error** err) { return tho_limit_parse(rules.pack, text, THO_NTS, limit.out(), err); });
    };
    for (const char* text :
         {"5", "0 days", "-1 day", "1.5 days", "5 fortnights", "{}", "five days", "5  days", "5 Days"}) {
      CHECK_MESSAGE(parse(text).code == THO_E_SCHEMA, text);
    }
    CHECK(parse("0 days").en.find("now") != std::string::npos);
    CHECK(parse("5 workin days").en.find("working day") != std::string::npos);
    const failure f = parse("{\"amount\": \"5 days\",\n  \"rol\": \"none\"}");
    CHECK(f.line == 2);
    CHECK(f.column == 3);
    CHECK(f.pointer == "/rol");
    CHECK(f.en.find("\"roll\"") != std::string::npos);
    CHECK(parse("{\"amount\": ").code < 0);
  }

  TEST_CASE("a limit that needs a date outside, or a fact") {
    const lac_hong rules;
    const auto evaluate = [&](const char* text, const char* start) {
      limit_handle limit;
      ok(tho_limit_parse(rules.pack, text, THO_NTS, limit.out(), nullptr));
      text_handle explained;
      const failure other = failed([&](tho_error** err) {
        return tho_limit_explain(limit, nullptr, at(start), THO_LANGUAGE_EN, explained.out(), err);
      });
      const failure f = failed([&](tho_error** err) {
        tho_deadline out = THO_DEADLINE_INIT;
        return tho_limit_evaluate(limit, nullptr, at(start), &out, err);
      });
      CHECK(other.code == f.code);
      CHECK(other.en == f.en);
      return f;
    };
    CHECK(evaluate("5 working days", "2024-12-30T09:10").code == THO_E_HORIZON);
    CHECK(evaluate("5 working days", "2025-03-03T09:10").code == THO_E_HORIZON);
    CHECK(evaluate("100000 hours", "2099-12-30T09:10").code == THO_E_RANGE);
    const failure f = evaluate(R"({"amount": "2 days", "before": "completion"})", "2024-04-25T09:10");
    CHECK(f.code == THO_E_GUARD);
    CHECK(f.en.find("duty") != std::string::npos);
  }

  TEST_CASE("the explanation is the same answer with its dates, in both languages") {
    const lac_hong rules;
    limit_handle limit;
    ok(tho_limit_parse(rules.pack, "2 working hours", THO_NTS, limit.out(), nullptr));
    text_handle text;
    ok(tho_limit_explain(limit, nullptr, at("2024-04-26T16:00"), THO_LANGUAGE_EN, text.out(), nullptr));
    const std::string english = text_of(text);
    CHECK(
        english.find(
            R"({"from":"2024-04-26T16:00:00+07:00","limit":"2 working hours","due":"2024-05-02T08:30:00+07:00",)"
            R"("late_from":"2024-05-02T08:30:01+07:00","due_date":"2024-05-02","end":"instant","provisional":false,)") ==
        0);
    for (const char* date : {"04-26", "04-27", "04-28", "04-29", "04-30", "05-01", "05-02"}) {
      CHECK_MESSAGE(english.find("{\"date\":\"2024-" + std::string{date} + "\"") != std::string::npos, date);
    }
    CHECK(english.find("05-03") == std::string::npos);
    CHECK(english.find("Victory Day") != std::string::npos);
    ok(tho_limit_explain(limit, nullptr, at("2024-04-26T16:00"), THO_LANGUAGE_VI, text.out(), nullptr));
    CHECK(text_of(text).find("Ngày Chiến thắng") != std::string::npos);
  }
}

TEST_SUITE("tho: duty") {
  TEST_CASE("facts choose the limit; without them stands what is standard") {
    const lac_hong rules;
    const char* start = "2024-04-26T16:00";
    const std::string usual = "0 2024-05-02T08:30:00+07:00 2024-05-02T08:30:01+07:00 2024-05-02";
    CHECK(due_of(rules, "forward", nullptr, start) == usual);
    CHECK(due_of(rules, "forward", "{}", start) == usual);
    CHECK(due_of(rules, "forward", R"({"urgent": false, "channel": "app"})", start) == usual);
    CHECK(due_of(rules, "forward", R"({"urgent": true})", start) ==
          "0 2024-04-26T16:00:00+07:00 2024-04-26T16:30:01+07:00 2024-04-26");
    // Ten working days after 25 April: 26 April, 2-4 May, 6-10 May, 13 May.
    CHECK(due_of(rules, "handle", R"({"complex": true})", "2024-04-25T09:10") ==
          "1 2024-05-14T00:00:00+07:00 2024-05-14T00:00:00+07:00 2024-05-13");
  }

  TEST_CASE("counted back from a fact") {
    lac_hong rules;
    rules.rules.plant("pack.json", R"("within": [ { "limit": "4 working hours", "cite": "6.1" } ])",
                      R"("within": [ { "limit": { "amount": "2 days", "before": "completion" }, "cite": "6.1" } ])");
    rules.open();
    // 24:00 of the second day before 10 May; at 09:10 on 9 May it is over already.
    CHECK(due_of(rules, "answer", R"({"completion": "2024-05-10"})", "2024-05-02T09:10") ==
          "1 2024-05-09T00:00:00+07:00 2024-05-09T00:00:00+07:00 2024-05-08");
    CHECK(due_of(rules, "answer", R"({"completion": "2024-05-10"})", "2024-05-09T09:10") ==
          "33 2024-05-09T00:00:00+07:00 2024-05-09T00:00:00+07:00 2024-05-08");
    tho_deadline out = THO_DEADLINE_INIT;
    CHECK(tho_duty_evaluate(rules.pack, "answer", THO_NTS, nullptr, 0, at("2024-05-02T09:10"), &out, nullptr) ==
          THO_E_GUARD);
  }

  TEST_CASE("a duty without a limit is never late") {
    const lac_hong rules;
    tho_deadline out = THO_DEADLINE_INIT;
    CHECK(done([&](tho_error** err) {
            return tho_duty_evaluate(rules.pack, "watch", THO_NTS, nullptr, 0, at("2024-05-02T09:10"), &out, err);
          }) == THO_NONE);
    CHECK(out.struct_size == sizeof out);
    CHECK(out.flags == 0);
    CHECK(out.due == THO_TIME_NONE);
    CHECK(out.late_from == INT64_MAX);
    CHECK(at("2099-12-31T24:00") < out.late_from);
    text_handle text;
    CHECK(done([&](tho_error** err) {
            return tho_duty_explain(rules.pack, "watch", THO_NTS, nullptr, 0, at("2024-05-02T09:10"), THO_LANGUAGE_EN,
                                    text.out(), err);
          }) == THO_NONE);
    CHECK(text.get() == nullptr);
  }

  TEST_CASE("a name that nothing declares, and the nearest one") {
    const lac_hong rules;
    const failure f = failed([&](tho_error** err) {
      tho_deadline out = THO_DEADLINE_INIT;
      return tho_duty_evaluate(rules.pack, "forwad", THO_NTS, nullptr, 0, at("2024-05-02T09:10"), &out, err);
    });
    CHECK(f.code == THO_E_REFERENCE);
    CHECK(std::set<std::string>{f.details.begin(), f.details.end()} ==
          std::set<std::string>{"forward", "handle", "answer", "watch"});
    CHECK(f.en.find("did you mean \"forward\"") != std::string::npos);
    CHECK(f.vi.find("\"forward\"") != std::string::npos);

    const failure fact = bad_facts(rules, "{\"channel\": \"app\",\n \"urgnt\": true}");
    CHECK(fact.code == THO_E_REFERENCE);
    CHECK(fact.line == 2);
    CHECK(fact.column == 2);
    CHECK(fact.pointer == "/urgnt");
    CHECK(fact.en.find("did you mean \"urgent\"") != std::string::npos);
    CHECK(fact.details.size() == 15);

    const failure value = bad_facts(rules, R"({"channel": "ap"})");
    CHECK(value.code == THO_E_REFERENCE);
    CHECK(value.column == 13);
    CHECK(value.pointer == "/channel");
    CHECK(value.en.find("\"app\"") != std::string::npos);
  }

  TEST_CASE("facts that are not facts") {
    const lac_hong rules;
    for (const char* facts : {"{", "", "nonsense", R"({"urgent": true} x)", R"({"urgent": true, "urgent": true})"}) {
      CHECK_MESSAGE(bad_facts(rules, facts).code == THO_E_SYNTAX, facts);
    }
    CHECK(bad_facts(rules, R"({"urgent": true,
  "urgent": true})")
              .line == 2);
    for (const char* facts :
         {"[]", "5", "null", R"({"urgent": null})", R"({"urgent": 1})", R"({"urgent": "true"})", R"({"attempts": 1.5})",
          R"({"attempts": 101})", R"({"attempts": 99999999999999999999})", R"({"urgent": {}})", R"({"urgent": [true]})",
          R"({"completion": "2024-02-30"})", R"({"visit": "noon"})", R"({"content": ""})"}) {
      CHECK_MESSAGE(bad_facts(rules, facts).code == THO_E_SCHEMA, facts);
    }
    const failure f = bad_facts(rules, R"({"urgent": true, "attempts": 101})");
    CHECK(f.pointer == "/attempts");
    CHECK(f.column == 30);
    CHECK(f.en.find("100") != std::string::npos);
  }

  TEST_CASE("the explanation names the clause and is the same answer") {
    const lac_hong rules;
    text_handle text;
    done([&](tho_error** err) {
      return tho_duty_explain(rules.pack, "forward", THO_NTS, R"({"urgent": true})", THO_NTS, at("2024-04-26T16:00"),
                              THO_LANGUAGE_EN, text.out(), err);
    });
    const std::string urgent = text_of(text);
    CHECK(urgent.find(R"("due":"2024-04-26T16:00:00+07:00","late_from":"2024-04-26T16:30:01+07:00")") !=
          std::string::npos);
    CHECK(urgent.find(R"("cite":"4.3; assume now-grace")") != std::string::npos);
    done([&](tho_error** err) {
      return tho_duty_explain(rules.pack, "handle", THO_NTS, nullptr, 0, at("2024-04-25T09:10"), THO_LANGUAGE_VI,
                              text.out(), err);
    });
    const std::string usual = text_of(text);
    CHECK(usual.find(R"("limit":"5 working days","due":"2024-05-07T00:00:00+07:00")") != std::string::npos);
    CHECK(usual.find(R"("due_date":"2024-05-06","end":"day")") != std::string::npos);
    CHECK(usual.find(R"("cite":"5.1")") != std::string::npos);
    CHECK(usual.find("ngày làm việc") != std::string::npos);
  }
}
