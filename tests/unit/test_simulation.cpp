// A simulation against worlds that are counted by hand, and against the theory of queues.
//
// The small pack's one duty, "serve", runs from "receive" and is met by "finish"; its limit and its hours are those that each test says.
#include "thoihan/simulate/simulation.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/tiny_pack.hpp"

namespace {

using thoihan::json_lines_of;
using thoihan::language;
using thoihan::read_simulation;
using thoihan::rule_pack;
using thoihan::simulate;
using thoihan::simulation_options;
using thoihan::simulation_plan;
using thoihan::simulation_result;

rule_pack one_duty(const std::string& limit) {
  const tiny_pack rules{tiny_state("open") + "," + tiny_state("closed", true),
                        tiny_act("receive", "", "open") + "," + tiny_act("finish", "open", "closed"),
                        tiny_duty("serve", "\"receive\"", "\"finish\"", "[" + tiny_limit("\"" + limit + "\"") + "]")};
  return rules.load();
}

// Arrivals, work and how many work there; nothing rests.
std::string plan_text(const std::string& until, const std::string& arrivals, const std::string& takes, int staff,
                      const std::string& more = "") {
  return R"({ "format": 1, "seed": 7, "from": "2024-01-02", "until": ")" + until + R"(", "arrivals": )" + arrivals +
         R"(, "work": [ { "takes": )" + takes + R"( } ], "staff": [ { "number": )" + std::to_string(staff) +
         R"(, "hours": "always" } ], "waits": [ { "takes": { "minutes": 60 } } ])" + (more.empty() ? "" : ", " + more) +
         " }";
}

simulation_result run(const rule_pack& pack, const std::string& text, unsigned threads = 1) {
  const simulation_plan plan = read_simulation(pack, "plan.json", text);
  simulation_options options;
  options.threads = threads;
  return simulate(pack, plan, options);
}

TEST_SUITE("simulation") {
  // Lindley: the wait of the next is that of the one before and its work, less what passed between their arrivals, and never less
  // than nothing. Arrivals at 0, 10, 20, 120, 121 minutes after 08:00, 15 minutes each: waits 0, 5, 10, 0, 14.
  TEST_CASE("one server waits as Lindley's recursion says") {
    const rule_pack pack = one_duty("20 minutes");
    const std::string text = plan_text(
        "2024-01-03",
        R"({ "at": ["2024-01-02T08:00", "2024-01-02T08:10", "2024-01-02T08:20", "2024-01-02T10:00", "2024-01-02T10:01"] })",
        R"({ "minutes": 15 })", 1);
    const simulation_result result = run(pack, text);
    CHECK(result.arrived == 5);
    CHECK(result.ended == 5);
    CHECK(result.states == std::vector<std::uint64_t>{5, 0});  // closed, open
    REQUIRE(result.rows.size() == 1);
    CHECK(result.rows[0].waited_working_s == (0 + 5 + 10 + 0 + 14) * 60);
    CHECK(result.rows[0].longest_wait_working_s == 14 * 60);
    CHECK(result.rows[0].busy_s == 5 * 15 * 60);
    CHECK(result.rows[0].longest == 1);
    CHECK(result.rows[0].available_s == 86400);
    CHECK(result.rows[0].waiting_s_by_day == std::vector<std::uint64_t>{29 * 60});
    // Sojourns are 15, 20, 25, 15, 29 minutes: within 20 minutes are three, the one of exactly 20 among them; late by 5 and 9 minutes, of
    // which the working time of this calendar, that has none between 00:40 and 23:57, is nothing.
    REQUIRE(result.duty_rows.size() == 1);
    CHECK(result.duty_rows[0].rounds.on_time == 3);
    CHECK(result.duty_rows[0].rounds.late == 2);
    CHECK(result.duty_rows[0].late_working_s == 0);
    CHECK(result.reports.on_time == 3);
    CHECK(result.reports.late == 2);
  }

  // Two servers: 08:00 and 08:10 are served at once, 08:20 at 08:00 + 25 minutes by the first, for 25 minutes each.
  TEST_CASE("two servers share one queue") {
    const rule_pack pack = one_duty("1 hour");
    const simulation_result result =
        run(pack, plan_text("2024-01-03", R"({ "at": ["2024-01-02T08:00", "2024-01-02T08:10", "2024-01-02T08:20"] })",
                            R"({ "minutes": 25 })", 2));
    CHECK(result.rows[0].waited_working_s == 5 * 60);
    CHECK(result.rows[0].available_s == 2 * 86400);
  }

  // Office hours of Tuesday 2 January: ..., 00:05-00:40, 23:57-23:58, 23:59-24:00. Ten minutes of work begun at 00:35 go on until
  // 00:40, through both minutes of the evening, and 00:00-00:02 of the next day: 5 + 1 + 1 + 2 = 9, the tenth is 00:03-00:04.
  TEST_CASE("work goes on when the office opens again") {
    const rule_pack pack = one_duty("9 working minutes");
    const std::string at_work =
        R"({ "format": 1, "from": "2024-01-02", "until": "2024-01-04", "arrivals": { "at": ["2024-01-02T00:35"] },
      "work": [ { "takes": { "minutes": 10 } } ], "staff": [ { "number": 1 } ], "waits": [ { "takes": { "minutes": 1 } } ] })";
    const simulation_result result = run(pack, at_work);
    CHECK(result.ended == 1);
    CHECK(result.rows[0].busy_s == 600);
    // 2 + 1 + 35 + 1 + 1 minutes a day.
    CHECK(result.rows[0].available_s == 2 * 40 * 60);
    // Due at 00:02, done at 00:04 of the 3rd: late by the minute worked then.
    REQUIRE(result.duty_rows.size() == 1);
    CHECK(result.duty_rows[0].rounds.late == 1);
    CHECK(result.duty_rows[0].late_working_s == 60);
  }

  // What is not done at the end is counted as it stands: begun at 23:00 for 120 minutes, busy for 60; the next one waits 30 minutes.
  TEST_CASE("the end cuts work and waits off") {
    const rule_pack pack = one_duty("20 minutes");
    const simulation_result result =
        run(pack, plan_text("2024-01-03", R"({ "at": ["2024-01-02T23:00", "2024-01-02T23:30", "2024-01-02T23:50"] })",
                            R"({ "minutes": 120 })", 1));
    CHECK(result.ended == 0);
    CHECK(result.states == std::vector<std::uint64_t>{0, 3});  // closed, open
    CHECK(result.rows[0].busy_s == 3600);
    CHECK(result.rows[0].waiting_s_by_day == std::vector<std::uint64_t>{(30 + 10) * 60});
    CHECK(result.duty_rows[0].rounds.late == 2);
    CHECK(result.duty_rows[0].running == 1);
  }

  // M/M/1 with 0.8 arrivals and 1 departure a minute: the mean wait is 0.8 / (1 - 0.8) = 4 minutes, the server is busy for 0.8 of
  // the time, the mean queue is 0.8 * 4 = 3.2 (Little). The mean of n waits has the asymptotic variance
  // r (2 + 5 r - 4 r^2 + r^3) / (1 - r)^4 / n minutes^2, 1976 / n (Daley 1968); with 1.3 million waits six deviations are 0.24 minutes.
  TEST_CASE("a Markovian queue is as theory says") {
    const rule_pack pack = one_duty("1 hour");
    const simulation_result result =
        run(pack, plan_text("2024-12-30", R"({ "a_day": 1152 })", R"({ "mean_minutes": 1 })", 1, R"("worlds": 3)"), 2);
    const double n = static_cast<double>(result.rows[0].begun);
    // A Poisson number: 1152 * 363 * 3 = 1,254,528, of which six deviations are 6,720.
    CHECK(std::abs(static_cast<double>(result.arrived) - 1'254'528) < 6'720);
    CHECK(static_cast<double>(result.rows[0].waited_working_s) / n / 60 == doctest::Approx(4).epsilon(0.06));
    CHECK(static_cast<double>(result.rows[0].utilisation_ppm) == doctest::Approx(800'000).epsilon(0.01));
    double queue_s = 0;
    for (const std::uint64_t day : result.rows[0].waiting_s_by_day) queue_s += static_cast<double>(day);
    CHECK(queue_s / (363.0 * 86400 * 3) == doctest::Approx(3.2).epsilon(0.06));
    std::uint64_t in_states = 0;
    for (const std::uint64_t reports : result.states) in_states += reports;
    CHECK(in_states == result.arrived);
    CHECK(result.duties.on_time + result.duties.late + result.duty_rows[0].running == result.arrived);
  }

  // Of 90 in 100 the span is 0.8256 to 0.9448: Wilson's formula with z = 1.96 by hand; (0.9 + 0.019208 -+ 1.96 * sqrt(0.0009 + 0.00009604)) / 1.038416.
  TEST_CASE("the span is Wilson's") {
    const thoihan::on_time_share share{90, 10};
    CHECK(share.share_ppm() == 900'000);
    CHECK(share.low_ppm() / 100 == 8256);
    CHECK(share.high_ppm() / 100 == 9447);
    CHECK(thoihan::on_time_share{}.share_ppm() == -1);
    CHECK(thoihan::on_time_share{5, 0}.high_ppm() == 1'000'000);
  }

  // A pack with roles, authorities, returns, promises and a table of routes.
  const std::string lac_hong_plan =
      R"({ "format": 1, "seed": 1022, "from": "2024-01-02", "until": "2024-11-01", "worlds": 4,
    "arrivals": { "a_day": 40, "hours": [0,0,0,0,0,0,1,4,6,6,4,3,2,4,6,5,4,2,1,1,1,0,0,0],
      "weekdays": { "mon": 3, "tue": 2, "wed": 2, "thu": 2, "fri": 2, "sat": 1, "sun": 1 },
      "bursts": [ { "from": "2024-03-04T08:00", "until": "2024-03-06T17:00", "times": 5 } ] },
    "facts": { "channel": { "phone": 3, "app": 1 }, "urgent": { "true": 1, "false": 9 }, "field": { "water": 1, "roads": 2 } },
    "acts": { "received": { "refuse": 0.05 }, "with_authority": { "return": 0.1, "commit": 0.2 } },
    "work": [ { "role": "operator", "takes": { "median_minutes": 12, "sigma": 0.6 } },
              { "event": "return", "takes": { "minutes": 45 } },
              { "takes": { "observed_minutes": [60, 90, 200, 900] } } ],
    "staff": [ { "role": "operator", "number": 3 }, { "number": 9 } ],
    "waits": [ { "takes": { "mean_minutes": 1000 }, "hours": "always" } ],
    "promise_working_days": { "1": 1, "4": 1 } })";

  TEST_CASE("the same bytes from one thread and from several") {
    const rule_pack pack = pack_writer{}.load();
    const simulation_plan plan = read_simulation(pack, "plan.json", lac_hong_plan);
    const auto told = [&](unsigned threads) {
      simulation_options options;
      options.threads = threads;
      return json_lines_of(pack, plan, simulate(pack, plan, options), language::en, true);
    };
    const std::vector<std::string> once = told(1);
    CHECK(once == told(2));
    CHECK(once == told(5));
    simulation_plan other = plan;
    other.seed = 1023;
    CHECK(once != json_lines_of(pack, other, simulate(pack, other, {}), language::en, true));
  }

  TEST_CASE("what is counted adds up") {
    const rule_pack pack = pack_writer{}.load();
    const simulation_result result = run(pack, lac_hong_plan);
    CHECK(result.arrived > 40'000);
    std::uint64_t in_states = 0;
    for (const std::uint64_t reports : result.states) in_states += reports;
    CHECK(in_states == result.arrived);
    std::uint64_t acts = 0;
    for (const std::uint64_t times : result.transitions) acts += times;
    CHECK(acts == result.acts);
    std::uint64_t ended = 0;
    for (std::size_t state = 0; state < pack.states.size(); ++state)
      ended += pack.states[state].end ? result.states[state] : 0;
    CHECK(ended == result.ended);
    thoihan::on_time_share duties;
    for (const thoihan::duty_figures& one : result.duty_rows) {
      duties.on_time += one.rounds.on_time;
      duties.late += one.rounds.late;
      CHECK(one.rounds.late * one.longest_late_working_s >= one.late_working_s);
    }
    CHECK(duties.on_time == result.duties.on_time);
    CHECK(duties.late == result.duties.late);
    CHECK(result.most_bytes < 100 * result.most_in_flight + 200'000);
    for (std::size_t at = 0; at < pack.transitions.size(); ++at) {
      const std::string& event = pack.events[pack.transitions[at].event];
      if (event == "return" || event == "commit" || event == "forward") CHECK(result.transitions[at] > 0);
    }
  }

  TEST_CASE("it ends") {
    const rule_pack pack = one_duty("1 hour");
    const std::string many =
        plan_text("2024-12-30", R"({ "a_day": 100000 })", R"({ "minutes": 1 })", 1, R"("most_events": 5000)");
    CHECK(status_of([&] { run(pack, many, 2); }) == thoihan::status::too_big);
    const simulation_plan plan =
        read_simulation(pack, "plan.json", plan_text("2024-12-30", R"({ "a_day": 50000 })", R"({ "minutes": 1 })", 1));
    simulation_options stops;
    stops.threads = 2;
    stops.goes_on = [](std::uint64_t, std::uint64_t) { return false; };
    CHECK(status_of([&] { simulate(pack, plan, stops); }) == thoihan::status::callback);
  }

  // Five million reports an hour in one world: a "no" is heard in between. Asked every 50 ms, heard within some thousand events; a second
  // is for slow machines.
  TEST_CASE("one huge world stops at once") {
    const rule_pack pack = one_duty("1 hour");
    const simulation_plan plan = read_simulation(
        pack, "plan.json", plan_text("2024-01-03", R"({ "a_day": 100000000 })", R"({ "minutes": 1 })", 1));
    std::chrono::steady_clock::time_point said;
    int asked = 0;
    simulation_options stops;
    stops.goes_on = [&](std::uint64_t, std::uint64_t) {
      if (++asked == 3) said = std::chrono::steady_clock::now();
      return asked < 3;
    };
    CHECK(status_of([&] { simulate(pack, plan, stops); }) == thoihan::status::callback);
    CHECK(std::chrono::steady_clock::now() - said < std::chrono::seconds(1));
  }
}

}  // namespace
