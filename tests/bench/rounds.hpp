// Timing in rounds: each round does every measurement once, so that what disturbs the machine disturbs all alike.
//
//     rounds timing{1'000'000};
//     const std::size_t walk = timing.add({"07:30-11:30 13:00-17:00", "random", "add 2 h", "walk"}, [&] { ... });
//     const std::size_t ours = timing.add({..., "thoihan"}, [&] { ... });
//     timing.run(15);
//     timing.ns(ours);              // median, nanoseconds a row
//     timing.ratio(ours, walk);     // median of the rounds' ratios
//
// What is as short as a copy is done several times in a row, after once that is not timed: what the measurement before
// left in the caches no longer matters. The first round warms up and is forgotten. What counts is the processor time of
// the thread: while others have the processor, none passes. Where the disk is waited for, the clock on the wall counts.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

struct figure {
  std::string hours;      // of the calendar
  std::string order;      // of the starts: random or sorted
  std::string operation;  // "add 2 h"
  std::string who;        // who does it: thoihan, walk
};

enum class counted_time { of_the_thread, on_the_wall };

class rounds {
 public:
  explicit rounds(std::size_t rows, counted_time what = counted_time::of_the_thread) : rows_(rows), counted_(what) {}

  std::size_t add(figure name, std::function<void()> work, int times_in_a_row = 1) {
    measured_.push_back({std::move(name), std::move(work), times_in_a_row, {}});
    return measured_.size() - 1;
  }

  void run(int count) {
    for (int round = 0; round <= count; ++round) {
      for (measurement& one : measured_) {
        if (one.times_in_a_row > 1) one.work();
        const double begin_ns = now_ns();
        for (int i = 0; i < one.times_in_a_row; ++i) one.work();
        const double took_ns = now_ns() - begin_ns;
        if (round > 0) one.ns.push_back(took_ns / static_cast<double>(rows_) / one.times_in_a_row);
      }
    }
  }

  std::size_t size() const { return measured_.size(); }
  const figure& name(std::size_t which) const { return measured_[which].name; }
  double ns(std::size_t which) const { return quantile(measured_[which].ns, 0.5); }
  double low_ns(std::size_t which) const { return quantile(measured_[which].ns, 0.1); }
  double high_ns(std::size_t which) const { return quantile(measured_[which].ns, 0.9); }

  double ratio(std::size_t which, std::size_t to) const {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < measured_[which].ns.size(); ++i) {
      ratios.push_back(measured_[which].ns[i] / measured_[to].ns[i]);
    }
    return quantile(std::move(ratios), 0.5);
  }

 private:
  struct measurement {
    figure name;
    std::function<void()> work;
    int times_in_a_row;
    std::vector<double> ns;
  };

  double now_ns() const {
    timespec now{};
    clock_gettime(counted_ == counted_time::of_the_thread ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
  }

  static double quantile(std::vector<double> values, double part) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1) + 0.5)];
  }

  std::size_t rows_;
  counted_time counted_;
  std::vector<measurement> measured_;
};
