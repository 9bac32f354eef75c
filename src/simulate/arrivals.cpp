#include "src/simulate/arrivals.hpp"

#include <algorithm>

#include "thoihan/time/civil.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {
namespace {

constexpr std::int64_t hour_s = 3600;
constexpr std::size_t hours_a_day = 24;

double share_of(const std::vector<double>& weights, std::size_t at) {
  if (weights.empty()) return 1;
  double all = 0;
  for (const double weight : weights) all += weight;
  return weights[at] * static_cast<double>(weights.size()) / all;
}

}  // namespace

std::vector<arrival_rate> arrival_rates(const simulation_plan& plan) {
  const instant origin = instant_at(plan.from, 0);
  const instant end = instant_at(plan.until, 0);
  std::vector<instant> edges;
  for (instant t = origin; t <= end; t += hour_s) edges.push_back(t);
  for (const arrival_burst& burst : plan.arrivals.bursts) {
    for (const instant t : {burst.from, burst.until}) {
      if (t > origin && t < end) edges.push_back(t);
    }
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  std::vector<arrival_rate> out;
  for (const instant t : edges) {
    const day_number day = day_of(t);
    const auto hour = static_cast<std::size_t>((t - instant_at(day, 0)) / hour_s);
    double rate = plan.arrivals.a_day / (static_cast<double>(hours_a_day) * static_cast<double>(hour_s));
    rate *= share_of(plan.arrivals.hours, hour);
    rate *= share_of(plan.arrivals.weekdays, static_cast<std::size_t>(weekday_of(day)));
    for (const arrival_burst& burst : plan.arrivals.bursts) {
      if (t >= burst.from && t < burst.until) rate *= burst.times;
    }
    out.push_back({static_cast<std::uint32_t>(t - origin), t == end ? 0 : rate});
  }
  return out;
}

std::uint32_t arrivals::next() noexcept {
  if (!plan_.arrivals.at.empty()) {
    if (at_ == plan_.arrivals.at.size()) return no_arrival;
    return static_cast<std::uint32_t>(plan_.arrivals.at[at_++] - instant_at(plan_.from, 0));
  }
  double step = -natural_logarithm(open_share(numbers_.next()));
  while (at_ + 1 < rates_.size()) {
    const double length = static_cast<double>(rates_[at_ + 1].from_s - rates_[at_].from_s);
    const double rate = rates_[at_].a_second;
    const double here = (length - since_) * rate;
    if (rate > 0 && step < here) {
      since_ += step / rate;
      return std::min(rates_[at_].from_s + static_cast<std::uint32_t>(since_), rates_[at_ + 1].from_s - 1);
    }
    step -= here;
    since_ = 0;
    ++at_;
  }
  return no_arrival;
}

}  // namespace thoihan
