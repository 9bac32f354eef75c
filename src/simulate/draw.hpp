// Numbers by chance that are the same everywhere: a counter, and functions of the four operations alone.
//
//     draw source{key_of_report(key_of_world(seed, world), report)};
//     source.next();                             // 64 bits
//     time_table table{plan.work[0].takes};      // quantiles, once
//     table.seconds(source.next());
//
// The n-th number of a stream is the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
// generators", 2014) of its key and n: no state but the counter. The normal quantile is Wichura's algorithm AS 241 (PPND16).
//
// Thread-safety: values. Cost: a nanosecond a number, some three a duration.
#pragma once

#include <cstdint>
#include <vector>

#include "thoihan/simulate/simulation_plan.hpp"

namespace thoihan {

constexpr std::uint64_t mixed_bits(std::uint64_t z) noexcept {
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

inline constexpr std::uint64_t golden_gamma = 0x9E3779B97F4A7C15U;

constexpr std::uint64_t key_of_world(std::uint64_t seed, std::uint64_t world) noexcept {
  return mixed_bits(mixed_bits(seed + golden_gamma) + world * golden_gamma);
}
// `report`: its number from 1; 0 is the stream of arrivals.
constexpr std::uint64_t key_of_report(std::uint64_t world_key, std::uint64_t report) noexcept {
  return mixed_bits(world_key + (report + 1) * golden_gamma);
}

struct draw {
  std::uint64_t key = 0;
  std::uint64_t count = 0;
  constexpr std::uint64_t next() noexcept { return mixed_bits(key + ++count * golden_gamma); }
  // Of several numbers under one count the one with this name.
  constexpr std::uint64_t named(std::uint64_t name) const noexcept {
    return mixed_bits((key ^ name) + count * golden_gamma);
  }
};

// In [0, 1), and in (0, 1).
constexpr double unit_share(std::uint64_t bits) noexcept { return static_cast<double>(bits >> 11U) * 0x1p-53; }
constexpr double open_share(std::uint64_t bits) noexcept { return (static_cast<double>(bits >> 12U) + 0.5) * 0x1p-52; }
// One of `count`, below 2^31: all alike but for count / 2^33.
constexpr std::uint64_t one_of(std::uint64_t bits, std::uint64_t count) noexcept {
  return ((bits >> 31U) * count) >> 33U;
}

// Of x > 0; relative error below 1e-14.
double natural_logarithm(double x) noexcept;
// 0 below -700; x is 700 at most.
double exponential(double x) noexcept;
// Of p in (0, 1).
double normal_quantile(double p) noexcept;

// Durations of one kind. Between 1,024 quantiles a straight line, beyond the first and the last the function itself.
class time_table {
 public:
  explicit time_table(const simulated_time& time);
  // One at least, 2^31 at most.
  std::uint32_t seconds(std::uint64_t bits) const noexcept;

 private:
  double quantile(double p) const noexcept;

  simulated_time time_;
  std::vector<double> seconds_;  // at i / 1024; empty: computed each time, or fixed
};

// One of several values by their weights: Walker's alias table, of one number a place and a threshold in it.
class weighted_choice {
 public:
  weighted_choice() = default;
  explicit weighted_choice(const std::vector<double>& weights);
  std::size_t pick(std::uint64_t bits) const noexcept {
    const std::size_t at = static_cast<std::size_t>(((bits >> 32U) * cells_.size()) >> 32U);
    return static_cast<std::uint32_t>(bits) < cells_[at].below ? at : cells_[at].other;
  }
  std::size_t size() const noexcept { return cells_.size(); }

 private:
  struct cell {
    std::uint32_t below = 0;  // of 2^32
    std::uint32_t other = 0;
  };
  std::vector<cell> cells_;
};

}  // namespace thoihan
