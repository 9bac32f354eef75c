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
constexpr std::chrono::milliseconds asked_each{50};

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
  return whole == 0 ? 0
                    : static_cast<std::int64_t>(static_cast<double>(part) / static_cast<double>(whole) * million + 0.5);
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
        shared_(pack, plan),
        total_(pack),
        worlds_(static_cast<std::size_t>(plan.worlds)),
        failures_(worlds_.size()),
        steps_(static_cast<std::uint64_t>(plan.until - plan.from) * steps_a_day) {}

  void run() {
    std::vector<std::unique_ptr<process_table>> tables;
    for (std::size_t i = 0; i < std::clamp<std::size_t>(options_.threads, 1, worlds_.size()); ++i)
      tables.push_back(std::make_unique<process_table>(pack_, plan_));
    if (tables.size() == 1 && !options_.goes_on) {
      run_worlds(*tables[0]);
    } else {
      run_threads(tables);
    }
    if (stopped_) throw error(status::callback, {"mô phỏng bị dừng", "the simulation was stopped"});
    for (const std::exception_ptr& failure : failures_) {
      if (failure) std::rethrow_exception(failure);
    }
  }
  const world_sums& total() const noexcept { return total_; }
  std::vector<world_figures> worlds() { return std::move(worlds_); }

 private:
  void run_threads(const std::vector<std::unique_ptr<process_table>>& tables) {
    std::vector<std::thread> list;
    std::size_t running = tables.size();
    std::condition_variable ended;
    for (const auto& table : tables) {
      list.emplace_back([&, its = table.get()] {
        run_worlds(*its);
        const std::lock_guard lock{guard_};
        --running;
        ended.notify_one();
      });
    }
    {
      std::unique_lock lock{guard_};
      while (!ended.wait_for(lock, asked_each, [&running] { return running == 0; })) {
        lock.unlock();
        if (options_.goes_on && !options_.goes_on(done_ / steps_a_day, steps_ * worlds_.size() / steps_a_day))
          stopped_ = true;
        lock.lock();
      }
    }
    for (std::thread& one : list) one.join();
  }

  void run_worlds(process_table& table) {
    for (std::size_t number = next_++; number < worlds_.size() && number <= first_failure_ && !stopped_;
         number = next_++) {
      try {
        world one{table, plan_, shared_, number, stopped_};
        for (std::uint64_t step = 1; step <= steps_; ++step, ++done_)
          one.run_until(static_cast<std::uint32_t>(step * step_s));
        one.close();
        const world_sums& sums = one.sums();
        worlds_[number] = {sums.arrived, sums.events, sums.duties};
        const std::lock_guard lock{guard_};
        total_.add(sums);
      } catch (...) {
        failures_[number] = std::current_exception();
        const std::lock_guard lock{guard_};
        first_failure_ = std::min(first_failure_.load(), number);
      }
    }
  }

  const rule_pack& pack_;
  const simulation_plan& plan_;
  const simulation_options& options_;
  const shared_plan shared_;
  world_sums total_;
  std::vector<world_figures> worlds_;
  std::vector<std::exception_ptr> failures_;
  const std::uint64_t steps_;
  std::mutex guard_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> first_failure_{SIZE_MAX};
  std::atomic<std::uint64_t> done_{0};
  std::atomic<bool> stopped_{false};
};

void add_duties(const rule_pack& pack, const world_sums& total, simulation_result& out) {
  const duty_accounts accounts{pack};
  for (std::size_t duty = 0; duty < pack.duties.size(); ++duty) {
    for (std::size_t row = 0; row <= pack.duties[duty].within.size(); ++row) {
      for (std::size_t body = 0; body <= pack.authorities.size(); ++body) {
        const std::uint32_t at = accounts.number(duty, row == 0 ? row_unlimited : static_cast<std::uint8_t>(row - 1),
                                                 body == 0 ? no_authority : static_cast<std::uint16_t>(body - 1));
        duty_figures sum = total.accounts[at];
        if (!occurred(sum)) continue;
        sum.duty = duty;
        if (row != 0) sum.limit = row - 1;
        if (body != 0) sum.authority = static_cast<authority_number>(body - 1);
        out.duty_rows.push_back(sum);
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

void add_queues(const rule_pack& pack, const simulation_plan& plan, const world_sums& total, simulation_result& out) {
  for (const auto& [key, sums] : total.queues) {
    const work_queue of = queue_of_key(key);
    const staff_rule& staff = staff_of(plan, of);
    queue_figures row;
    row.role = of.role;
    if (of.authority != no_authority) row.authority = of.authority;
    row.staff = staff.number;
    row.begun = sums.begun;
    row.waited_working_s = sums.waited_s;
    row.longest_wait_working_s = sums.longest_wait_s;
    row.busy_s = sums.busy_s;
    row.longest = sums.longest;
    row.waiting_s_by_day = sums.waiting_s_by_day;
    row.available_s = office_seconds(pack, plan, staff.hours) * static_cast<std::uint64_t>(staff.number) *
                      static_cast<std::uint64_t>(plan.worlds);
    row.utilisation_ppm = ppm(row.busy_s, row.available_s);
    out.rows.push_back(std::move(row));
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

std::int64_t on_time_share::share_ppm() const noexcept {
  return on_time + late == 0 ? -1 : ppm(on_time, on_time + late);
}
std::int64_t on_time_share::low_ppm() const noexcept { return wilson_ppm(on_time, late, -1); }
std::int64_t on_time_share::high_ppm() const noexcept { return wilson_ppm(on_time, late, 1); }

simulation_result simulate(const rule_pack& pack, const simulation_plan& plan, const simulation_options& options) {
  for (const calendar* hours : pack.compiled) {
    if (!hours->knows(plan.from) || !hours->knows(plan.until))
      throw error(status::horizon, {"một lịch của gói không biết thời gian mô phỏng",
                                    "a calendar of the pack does not know the dates of the plan"});
  }
  if (plan.until <= plan.from || plan.worlds < 1 || plan.work.empty() || plan.staff.empty() || plan.waits.empty())
    throw error(status::invalid, {"phương án không đầy đủ", "the plan is not complete"});
  world_runner runner{pack, plan, options};
  runner.run();
  const world_sums& total = runner.total();
  simulation_result out;
  out.arrived = total.arrived;
  out.ended = total.ended;
  out.stuck = total.stuck;
  out.acts = total.acts;
  out.refused = total.refused;
  out.events = total.events;
  out.duties = total.duties;
  out.reports = total.reports;
  out.states = total.states;
  out.transitions = total.transitions;
  out.worlds = runner.worlds();
  out.most_in_flight = total.most_in_flight;
  out.most_bytes = total.most_bytes;
  add_duties(pack, total, out);
  add_queues(pack, plan, total, out);
  find_bottleneck(out);
  return out;
}

}  // namespace thoihan
