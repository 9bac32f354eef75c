// What test_simulation_counts.py counts under callgrind: the reports of eight weeks of simulation/year.json, one world, one thread.
//
//     valgrind --tool=callgrind --toggle-collect=counted --dump-after=counted build/thoihan_simulation_counts
//
// Prints "counted", the operation, how many reports, allocations; and lines "bytes": those of a report in flight.
#include <cstdio>
#include <string>

#include "tests/bench/counted.hpp"
#include "tests/bench/require.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/simulate/simulation.hpp"

int main() {
  const std::string source = THOIHAN_SOURCE_DIR;
  const thoihan::rule_pack pack = thoihan::load_pack(source + "/rules/province/tien-giang", source + "/rules");
  thoihan::simulation_plan plan = thoihan::load_simulation(pack, source + "/tests/bench/simulation/year.json");
  plan.worlds = 1;
  plan.from += 60;
  plan.until = plan.from + 56;
  const std::uint64_t reports = thoihan::simulate(pack, plan).arrived;
  thoihan::simulation_result result;
  count("simulated report", reports, [&] { result = thoihan::simulate(pack, plan); });
  require(result.arrived == reports && result.ended > reports * 3 / 4, "hardly a report has ended");
  std::printf("bytes\tsimulated report in flight\t%llu\n",
              static_cast<unsigned long long>(result.most_bytes / result.most_in_flight));
}
