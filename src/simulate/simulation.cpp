#include "thoihan/simulate/simulation.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "src/pack/say.hpp"
#include "src/simulate/world.hpp"

namespace thoihan {
namespace {

constexpr double million = 1'000'000;
constexpr std::uint32_t step_s = 3600;
constexpr std::uint64_t steps_a_day = seconds_a_day / step_s;

// Wilson, "Probable inference, the law of succession, and statistical inference", 1927; 95 of 100.
std::int64_t wilson_ppm(std::uint64_t good, std::uint64_t bad, double side) {
  if (good + bad == 0) return -1;
  constexpr double z = 1.959963984540054;
  const double n = static_cast<double>(good + bad);
  const double share = static_cast<double>(good) / n;
  const double middle = share + z * z / (2 * n);
  const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return static_cast<std::int64_t>(std::clamp((middle + side * half) / (1 + z * z / n) * million + 0.5, 0.0, million));
}

std::int64_t ppm(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<std::int64_t>(static_cast<double>(part) / static_cast<double>(whole) * million + 0.5);
}

void add(on_time_share& to, const on_time_share& from) {
  to.on_time += from.on_time;
  to.late += from.late;
}

void add(duty_figures& to, const duty_figures& from) {
  add(to.rounds, from.rounds);
  to.cancelled += from.cancelled;
  to.without_limit += from.without_limit;
  to.running += from.running;
  to.extended += from.extended;
  to.late_working_s += from.late_working_s;
  to.longest_late_working_s = std::max(to.longest_late_working_s, from.longest_late_working_s);
}

bool occurred(const duty_figures& one) {
  return one.rounds.on_time + one.rounds.late + one.cancelled + one.running + one.without_limit + one.extended != 0;
}

// The worlds of a plan, each by whichever thread is free.
class world_runner {
 public:
  world_runner(const rule_pack& pack, const simulation_plan& plan, const simulation_options& options)
      : pack_(pack),
        plan_(plan),
        options_(options),
        shared_(plan),
        sums_(static_cast<std::size_t>(plan.worlds)),
        failures_(static_cast<std::size_t>(plan.worlds)),
        steps_(static_cast<std::uint64_t>(plan.until - plan.from) * steps_a_day) {}

  std::vector<world_sums> run() {
    auto first = std::make_unique<process_table>(pack_, plan_);
    const std::size_t threads = std::clamp<std::size_t>(options_.threads, 1, sums_.size());
    if (threads == 1 && !options_.goes_on) {
      run_worlds(*first);
    } else {
      run_threads(threads, std::move(first));
    }
    if (stopped_) throw error(status::callback, {"mô phỏng bị dừng", "the simulation was stopped"});
    for (const std::exception_ptr& failure : failures_) {
      if (failure) std::rethrow_exception(failure);
    }
    return std::move(sums_);
  }

 private:
  void run_threads(std::size_t threads, std::unique_ptr<process_table> first) {
    std::vector<std::thread> list;
    std::size_t running = threads;
    std::mutex guard;
    std::condition_variable ended;
    const auto work = [&](process_table* table) {
      std::unique_ptr<process_table> own;
      if (table == nullptr) {
        own = std::make_unique<process_table>(pack_, plan_);
        table = own.get();
      }
      run_worlds(*table);
      const std::lock_guard lock{guard};
      --running;
      ended.notify_one();
    };
    for (std::size_t i = 0; i < threads; ++i) list.emplace_back(work, i == 0 ? first.get() : nullptr);
    {
      std::unique_lock lock{guard};
      while (!ended.wait_for(lock, std::chrono::milliseconds(100), [&running] { return running == 0; })) {
        if (options_.goes_on && !options_.goes_on(done_ / steps_a_day, steps_ * sums_.size() / steps_a_day)) stopped_ = true;
      }
    }
    for (std::thread& one : list) one.join();
  }

  void run_worlds(process_table& table) {
    for (std::size_t number = next_++; number < sums_.size() && number <= first_failure_ && !stopped_; number = next_++) {
      try {
        world one{table, plan_, shared_, number};
        for (std::uint64_t step = 1; step <= steps_ && !stopped_; ++step, ++done_) one.run_until(static_cast<std::uint32_t>(step * step_s));
        one.close();
        sums_[number] = one.take_sums();
      } catch (...) {
        failures_[number] = std::current_exception();
        first_failure_ = std::min(first_failure_.load(), number);
      }
    }
  }

  const rule_pack& pack_;
  const simulation_plan& plan_;
  const simulation_options& options_;
  const shared_plan shared_;
  std::vector<world_sums> sums_;
  std::vector<std::exception_ptr> failures_;
  const std::uint64_t steps_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> first_failure_{SIZE_MAX};
  std::atomic<std::uint64_t> done_{0};
  std::atomic<bool> stopped_{false};
};

void add_duties(const rule_pack& pack, const std::vector<world_sums>& worlds, simulation_result& out) {
  const duty_accounts accounts{pack};
  for (std::size_t duty = 0; duty < pack.duties.size(); ++duty) {
    for (std::size_t row = 0; row <= pack.duties[duty].within.size(); ++row) {
      for (std::size_t body = 0; body <= pack.authorities.size(); ++body) {
        duty_figures sum;
        sum.duty = duty;
        if (row != 0) sum.limit = row - 1;
        if (body != 0) sum.authority = static_cast<authority_number>(body - 1);
        const std::uint32_t at = accounts.number(duty, row == 0 ? row_unlimited : static_cast<std::uint8_t>(row - 1),
                                                 body == 0 ? no_authority : static_cast<std::uint16_t>(body - 1));
        for (const world_sums& world : worlds) add(sum, world.accounts[at]);
        if (occurred(sum)) out.duty_rows.push_back(sum);
      }
    }
  }
}

std::uint64_t office_seconds(const rule_pack& pack, const simulation_plan& plan, const simulated_hours& hours) {
  const instant from = instant_at(plan.from, 0);
  const instant until = instant_at(plan.until, 0);
  if (hours.always) return static_cast<std::uint64_t>(until - from);
  std::int64_t out = 0;
  return pack.compiled[hours.calendar]->elapsed(from, until, out) == status::ok ? static_cast<std::uint64_t>(out) : 0;
}

void add_queues(const rule_pack& pack, const simulation_plan& plan, const std::vector<world_sums>& worlds, simulation_result& out) {
  std::vector<std::uint32_t> keys;
  for (const world_sums& world : worlds) {
    for (const auto& one : world.queues) keys.push_back(one.first);
  }
  std::sort(keys.begin(), keys.end(), [](std::uint32_t a, std::uint32_t b) {
    // Without an authority first, as in the other rows.
    return std::pair{a >> 16U, (a + 1U) & 0xFFFFU} < std::pair{b >> 16U, (b + 1U) & 0xFFFFU};
  });
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const std::uint32_t key : keys) {
    queue_figures sum;
    const work_queue of{static_cast<role_number>(key >> 16U), static_cast<std::uint16_t>(key & 0xFFFFU)};
    const staff_rule& staff = staff_of(plan, of);
    sum.role = of.role;
    if (of.authority != no_authority) sum.authority = of.authority;
    sum.staff = staff.number;
    sum.waiting_s_by_day.resize(static_cast<std::size_t>(plan.until - plan.from));
    for (const world_sums& world : worlds) {
      for (const auto& [of_world, one] : world.queues) {
        if (of_world != key) continue;
        sum.begun += one.begun;
        sum.waited_working_s += one.waited_s;
        sum.longest_wait_working_s = std::max(sum.longest_wait_working_s, one.longest_wait_s);
        sum.busy_s += one.busy_s;
        sum.longest = std::max(sum.longest, one.longest);
        for (std::size_t day = 0; day < sum.waiting_s_by_day.size(); ++day) sum.waiting_s_by_day[day] += one.waiting_s_by_day[day];
      }
    }
    sum.available_s = office_seconds(pack, plan, staff.hours) * static_cast<std::uint64_t>(staff.number) * worlds.size();
    sum.utilisation_ppm = ppm(sum.busy_s, sum.available_s);
    out.rows.push_back(std::move(sum));
  }
}

double mean_wait(const queue_figures& one) {
  return one.begun == 0 ? 0 : static_cast<double>(one.waited_working_s) / static_cast<double>(one.begun);
}

void find_bottleneck(simulation_result& out) {
  for (std::size_t row = 0; row < out.rows.size(); ++row) {
    const queue_figures& one = out.rows[row];
    if (!out.bottleneck || one.utilisation_ppm > out.rows[*out.bottleneck].utilisation_ppm) out.bottleneck = row;
    if (!out.longest_wait || mean_wait(one) > mean_wait(out.rows[*out.longest_wait])) out.longest_wait = row;
  }
}

}  // namespace

std::int64_t on_time_share::share_ppm() const noexcept { return on_time + late == 0 ? -1 : ppm(on_time, on_time + late); }
std::int64_t on_time_share::low_ppm() const noexcept { return wilson_ppm(on_time, late, -1); }
std::int64_t on_time_share::high_ppm() const noexcept { return wilson_ppm(on_time, late, 1); }

simulation_result simulate(const rule_pack& pack, const simulation_plan& plan, const simulation_options& options) {
  for (const calendar* hours : pack.compiled) {
    if (!hours->knows(plan.from) || !hours->knows(plan.until))
      throw error(status::horizon, {"một lịch của gói không biết thời gian mô phỏng", "a calendar of the pack does not know the dates of the plan"});
  }
  if (plan.until <= plan.from || plan.worlds < 1 || plan.work.empty() || plan.staff.empty() || plan.waits.empty())
    throw error(status::invalid, {"phương án không đầy đủ", "the plan is not complete"});
  const std::vector<world_sums> worlds = world_runner{pack, plan, options}.run();
  simulation_result out;
  out.states.resize(pack.states.size());
  out.transitions.resize(pack.transitions.size());
  for (const world_sums& world : worlds) {
    out.arrived += world.arrived;
    out.ended += world.ended;
    out.stuck += world.stuck;
    out.acts += world.acts;
    out.refused += world.refused;
    out.events += world.events;
    add(out.duties, world.duties);
    add(out.reports, world.reports);
    for (std::size_t i = 0; i < out.states.size(); ++i) out.states[i] += world.states[i];
    for (std::size_t i = 0; i < out.transitions.size(); ++i) out.transitions[i] += world.transitions[i];
    out.worlds.push_back({world.arrived, world.events, world.duties});
    out.most_in_flight = std::max(out.most_in_flight, world.most_in_flight);
    out.most_bytes = std::max(out.most_bytes, world.most_bytes);
  }
  add_duties(pack, worlds, out);
  add_queues(pack, plan, worlds, out);
  find_bottleneck(out);
  return out;
}

}  // namespace thoihan
