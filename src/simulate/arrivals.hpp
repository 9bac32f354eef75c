// When reports arrive: a Poisson process whose rate changes with the hour, the weekday and bursts, or times as they were written.
//
//     arrivals coming{plan, world};
//     coming.next();                             // seconds after the first midnight of the plan; no_arrival when there are no more
//
// The hours are laid end to end by their rates, so that one exponential step goes through as many of them as it takes.
//
// Thread-safety: a value over the rates of `arrival_rates`, which is immutable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/simulate/draw.hpp"
#include "thoihan/simulate/simulation_plan.hpp"

namespace thoihan {

inline constexpr std::uint32_t no_arrival = 0xFFFFFFFFU;

struct arrival_rate {
  std::uint32_t from_s = 0;
  double a_second = 0;
};

// In ascending order, the last one a mere end.
std::vector<arrival_rate> arrival_rates(const simulation_plan& plan);

class arrivals {
 public:
  arrivals(const simulation_plan& plan, const std::vector<arrival_rate>& rates, std::uint64_t world)
      : plan_(plan), rates_(rates), numbers_{key_of_report(key_of_world(plan.seed, world), 0), 0} {}
  std::uint32_t next() noexcept;

 private:
  const simulation_plan& plan_;
  const std::vector<arrival_rate>& rates_;
  draw numbers_;
  std::size_t at_ = 0;
  double since_ = 0;  // seconds into the present rate
};

}  // namespace thoihan
