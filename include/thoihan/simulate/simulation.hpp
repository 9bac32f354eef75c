// A year of reports in advance: who is late, where the work stands, what more staff would change.
//
//     thoihan::rule_pack pack = thoihan::load_pack("rules/province/lac-hong");
//     thoihan::simulation_plan plan = thoihan::load_simulation(pack, "plans/next-year.json");
//     thoihan::simulation_result year = thoihan::simulate(pack, plan, {.threads = 2});
//     year.duties.on_time;                                  // rounds that were met in time, of all worlds
//     year.rows[year.bottleneck.value()].utilisation_ppm;   // of the queue whose staff has least time left
//
// Discrete events: reports arrive, go through the pack's own transitions, and every duty that runs is work in the queue of
// whoever owes it, first come first served. Staff work in their office hours; a started act goes on after the night. What an
// act may do is decided by the pack's conditions, dues and time-bars are those of evaluate_limit, to the second. No duty runs:
// the next act comes by itself after a wait. docs/simulation.md has the model and what it leaves out.
//
// *Worlds* are independent runs; they run side by side, and the result is the sum of all.
// *The same bytes*: numbers come from a counter (seed, world, report), sums are whole numbers, so that neither the number of
// threads nor their order shows. Logarithms and exponentials are the library's own, of additions, multiplications, divisions and
// square roots alone: with IEEE 754 doubles the result is the same on every machine.
//
// Errors: thoihan::error with `too_big` when a world has more events than the plan allows or the facts have more combinations
// than a million; `horizon` when a calendar does not know the dates of the plan; `unsupported` for what docs/simulation.md leaves out
// (a pack whose cases stand still); `callback` when `goes_on` says no.
// Thread-safety: pure; starts its own threads and ends them. Cost: about a thousand instructions an act; under 100 bytes a report in flight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/simulate/simulation_plan.hpp"

namespace thoihan {

// How often in time, and in what span the share lies with 95 of 100 (Wilson). Rounds of one queue depend on each other: the span
// is that of independent ones, and `worlds` of the result shows how far they differ in truth.
struct on_time_share {
  std::uint64_t on_time = 0;
  std::uint64_t late = 0;
  std::int64_t share_ppm() const noexcept;  // millionths; of none: -1
  std::int64_t low_ppm() const noexcept;
  std::int64_t high_ppm() const noexcept;
};

// The rounds of one duty, under one row of its limit, owed by one authority.
struct duty_figures {
  std::size_t duty = 0;
  std::optional<std::size_t> limit;           // row of `within`
  std::optional<authority_number> authority;  // none: the role's own
  on_time_share rounds;                       // met in time; met late, ended late or late at the end
  std::uint64_t cancelled = 0;                // ended in time by another act
  std::uint64_t without_limit = 0;            // met, where there is no limit
  std::uint64_t running = 0;                  // in time at the end
  std::uint64_t extended = 0;
  std::uint64_t late_working_s = 0;  // of all late rounds
  std::uint64_t longest_late_working_s = 0;
};

// One queue: the work of a role, of one authority where it acts for one.
struct queue_figures {
  role_number role = 0;
  std::optional<authority_number> authority;
  std::int64_t staff = 0;
  std::uint64_t begun = 0;  // pieces of work
  std::uint64_t waited_working_s = 0;
  std::uint64_t longest_wait_working_s = 0;
  std::uint64_t busy_s = 0;  // of the staff's hours
  std::uint64_t available_s = 0;
  std::uint64_t longest = 0;  // queue, in any world
  std::int64_t utilisation_ppm = 0;
  std::vector<std::uint64_t>
      waiting_s_by_day;  // of each day: seconds waited by all who waited; / 86400 / worlds is the mean length
};

struct world_figures {
  std::uint64_t arrived = 0;
  std::uint64_t events = 0;
  on_time_share rounds;
};

struct simulation_result {
  std::uint64_t arrived = 0;
  std::uint64_t ended = 0;
  std::uint64_t stuck = 0;  // no act is possible any more
  std::uint64_t acts = 0;
  std::uint64_t refused = 0;  // acts that were drawn and that the pack did not allow; another was done
  std::uint64_t events = 0;
  on_time_share duties;                     // rounds that have a limit
  on_time_share reports;                    // without a late round; with one
  std::vector<std::uint64_t> states;        // per state: reports in it at the end
  std::vector<std::uint64_t> transitions;   // per transition: how often
  std::vector<duty_figures> duty_rows;      // by duty, limit, authority; those that occurred
  std::vector<queue_figures> rows;          // by role, authority; those that had work
  std::optional<std::size_t> bottleneck;    // among `rows`: least time left
  std::optional<std::size_t> longest_wait;  // among `rows`: most waited a piece of work
  std::vector<world_figures> worlds;
  std::uint64_t most_in_flight = 0;  // of one world
  std::uint64_t most_bytes = 0;      // that its reports, duties, work and events took
};

struct simulation_options {
  unsigned threads = 1;
  // Asked every 50 ms with the worlds' days done and in all, from the thread that called; false ends the run within some thousand events.
  std::function<bool(std::uint64_t, std::uint64_t)> goes_on;
};

simulation_result simulate(const rule_pack& pack, const simulation_plan& plan, const simulation_options& options = {});

// A line each: the whole, worlds, states, transitions, duties, queues; `by_day` also the queues' days.
std::vector<std::string> json_lines_of(const rule_pack& pack, const simulation_plan& plan,
                                       const simulation_result& result, language lang, bool by_day);

}  // namespace thoihan
