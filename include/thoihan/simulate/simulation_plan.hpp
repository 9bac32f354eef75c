// What is to be simulated: arrivals, facts, acts, work and staff, as one JSON file that names nothing but the pack's own words.
//
//     thoihan::rule_pack pack = thoihan::load_pack("rules/province/lac-hong");
//     thoihan::simulation_plan plan = thoihan::load_simulation(pack, "plans/next-year.json");     // docs/simulation.md
//     thoihan::simulation_result result = thoihan::simulate(pack, plan);                         // simulation.hpp
//
// A plan without names of events, states or roles goes with every pack; where it names some, they must be the pack's. What it
// does not say is decided by the pack: the act that meets the duty that runs, and the values that a fact may have.
//
// Units: minutes of the staff's hours for work, minutes of the stated hours for waits; shares of 1; weights in any unit.
// Errors: all mistakes of a file at once, each with its place and the nearest known name; `load_simulation` throws the first one,
// the others stand in its details. Thread-safety: values. Cost: some milliseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "thoihan/pack/finding.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// How long something takes. Drawn in whole seconds, one at least.
enum class time_shape : std::uint8_t { fixed, exponential, lognormal, observed };

struct simulated_time {
  time_shape shape = time_shape::fixed;
  double minutes = 0;            // fixed: as it is; exponential: the mean; lognormal: the median
  double sigma = 0;              // lognormal: the deviation of the logarithm
  std::vector<double> observed;  // minutes, in ascending order; each as likely as the others
};

// Whose hours count: a calendar of the pack, or none: every hour of the day and the week.
struct simulated_hours {
  bool always = false;
  std::uint16_t calendar = 0;
};

// The first rule that speaks of the role, the authority and the event says how long the work takes.
struct work_rule {
  std::optional<role_number> role;
  std::optional<authority_number> authority;
  std::optional<event_number> event;
  simulated_time takes;
};

// The first rule that speaks of the role and the authority says how many work there, and when.
struct staff_rule {
  std::optional<role_number> role;
  std::optional<authority_number> authority;
  std::int64_t number = 1;
  simulated_hours hours;
};

// What happens while no duty runs: the first rule that speaks of the state and the event says after how long.
struct wait_rule {
  std::optional<state_number> state;
  std::optional<event_number> event;
  simulated_time takes;
  simulated_hours hours;
};

// Of the values of a fact: how often each is given. No value: nobody says it.
struct fact_weights {
  std::uint16_t fact = 0;
  std::vector<std::pair<std::optional<fact_value>, double>> values;
};

// Of the acts that a state takes: what share of all each has. What is left is the pack's own way on.
struct act_shares {
  state_number state = 0;
  std::vector<std::pair<event_number, double>> shares;
};

// From `from` until `until` there are so many times as many reports.
struct arrival_burst {
  instant from = 0;
  instant until = 0;
  double times = 1;
};

// Either the times themselves, or so many a day on the mean of a week, by chance.
struct simulated_arrivals {
  std::vector<instant> at;  // in ascending order
  double a_day = 0;
  std::vector<double> hours;     // 24 weights; none: all alike
  std::vector<double> weekdays;  // 7 weights, Monday first; none: all alike
  std::vector<arrival_burst> bursts;
};

struct simulation_plan {
  std::uint64_t seed = 0;
  day_number from = 0;
  day_number until = 0;          // the first day that is not simulated
  std::int32_t worlds = 1;       // independent runs of the same plan
  std::int64_t most_events = 0;  // of one world; more are an error
  simulated_arrivals arrivals;
  std::vector<fact_weights> facts;
  std::vector<act_shares> acts;
  std::vector<work_rule> work;
  std::vector<staff_rule> staff;
  std::vector<wait_rule> waits;
  std::vector<std::pair<std::int32_t, double>> promise_working_days;  // how much later than the due a promise is
};

struct checked_simulation {
  std::optional<simulation_plan> plan;  // none when there are findings
  std::vector<finding> findings;
};

// `file`: how messages name the text.
checked_simulation check_simulation(const rule_pack& pack, const std::string& file, std::string text);
simulation_plan read_simulation(const rule_pack& pack, const std::string& file, std::string text);
simulation_plan load_simulation(const rule_pack& pack, const std::string& path);

}  // namespace thoihan
