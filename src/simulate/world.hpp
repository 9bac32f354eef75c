// One run of a plan: reports in flight, duties that run, work in queues, and what became of them, in whole numbers.
//
//     world one{table, plan, shared, number, stopped};
//     for (each hour) one.run_until(its_end_s);
//     one.close();
//     total.add(one.sums());
//
// A piece of work is a report in the queue of whoever owes a duty of it; several duties of one report in one queue are one piece.
//
// Errors: thoihan::error: too_big beyond the events of the plan, callback soon after `stopped` has become true.
// Thread-safety: none. Cost: some 100 ns an event.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "src/simulate/arrivals.hpp"
#include "src/simulate/due_table.hpp"
#include "src/simulate/event_wheel.hpp"
#include "src/simulate/process_table.hpp"
#include "src/simulate/slot_pool.hpp"
#include "src/simulate/world_sums.hpp"
#include "thoihan/limit/answer.hpp"
#include "thoihan/simulate/simulation.hpp"

namespace thoihan {

// What all worlds of a plan read.
struct shared_plan {
  shared_plan(const rule_pack& pack, const simulation_plan& plan);
  std::vector<arrival_rate> rates;
  std::vector<time_table> work;  // parallel to the plan's rules
  std::vector<time_table> waits;
  std::vector<std::uint16_t> wait_rules;     // by state and event: which of the plan's
  std::vector<std::vector<due_table>> dues;  // by duty and row of `within`
  weighted_choice promises;
};

// How many work on a queue, and when.
const staff_rule& staff_of(const simulation_plan& plan, const work_queue& of);

class world {
 public:
  world(process_table& table, const simulation_plan& plan, const shared_plan& shared, std::uint64_t number,
        const std::atomic<bool>& stopped);
  // What happens before that second.
  void run_until(std::uint32_t second);
  // What runs at the end is counted as it stands.
  void close();
  const world_sums& sums() const noexcept { return sums_; }

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;
  static constexpr std::uint32_t never = 0xFFFFFFFFU;
  static constexpr std::uint16_t no_queue = 0xFFFF;

  struct flight {
    std::uint32_t first_round = none;
    std::uint32_t number = 0;  // 0: nobody's
    std::uint32_t node = 0;
    std::uint32_t promised_s = 0;
    std::array<std::uint32_t, 4> bar_from_s{never, never, never, never};
    std::uint32_t draws = 0;
    std::uint8_t pieces = 0;
    bool waits = false;
    bool was_late = false;
  };
  struct duty_run {
    std::uint32_t next = none;
    std::uint32_t late_from_s = never;
    std::uint32_t started_s = 0;
    std::uint32_t piece = none;
    std::uint16_t authority = no_authority;
    std::uint16_t queue = 0;
    std::uint8_t duty = 0;
    std::uint8_t row = row_unlimited;
    std::uint8_t extended = 0;
    bool asked_extension : 1 = false, asked_exemption : 1 = false, exempted : 1 = false;
    bool worked : 1 = false;  // in vain: the pack did not allow the act then
  };
  // In a queue, under work, or an act that comes by itself after a wait.
  struct piece_of_work {
    std::uint32_t next = none;
    std::uint32_t time_s = 0;  // since when it waits; when it is done
    std::uint32_t report = none;
    std::uint16_t queue = no_queue;  // of a wait: none
    event_number event = no_event;
    bool dead = false;
    bool begun = false;
  };
  // Of one calendar: where work goes on without a break, or where none is done.
  struct office_span {
    std::uint32_t from_s = 1;
    std::uint32_t until_s = 0;
    bool open = false;
  };
  struct queue_state {
    bool open = false;
    std::int64_t idle = 0;
    std::uint32_t head = none, tail = none;
    std::uint32_t waiting = 0;
    std::uint32_t since_s = 0;
    simulated_hours hours;
    std::vector<std::uint16_t> takes;  // per event: the rule of the plan
    queue_sums sums;
  };

  const office_span& span_at(std::uint16_t calendar_number, std::uint32_t second) noexcept {
    const office_span& known = spans_[calendar_number];
    return second >= known.from_s && second < known.until_s ? known : find_span(calendar_number, second);
  }
  const office_span& find_span(std::uint16_t calendar_number, std::uint32_t second) noexcept;
  instant at(std::uint32_t second) const noexcept { return origin_ + second; }
  std::uint32_t second_of(instant t) const noexcept;
  std::uint32_t after(const simulated_hours& hours, std::uint32_t seconds) noexcept;
  std::uint64_t elapsed(const simulated_hours& hours, std::uint32_t from, std::uint32_t until) noexcept;

  void count_event() {
    const std::uint64_t done = ++sums_.events;
    if (done >= next_look_) look_around();
  }
  void look_around();
  draw numbers_of(const flight& of) const noexcept { return {key_of_report(world_key_, of.number), of.draws}; }
  void arrive();
  queue_state& queue(std::uint16_t number) {
    if (number >= queue_count_ || !queues_[number].open) open_queue(number);
    return queues_[number];
  }
  void open_queue(std::uint16_t number);
  void count_waiting(queue_state& q);
  void add_piece(std::uint32_t report, std::uint32_t run);
  void begin(queue_state& q, std::uint32_t piece, std::uint32_t run);
  void finish(std::uint32_t piece, const piece_of_work& work);
  void serve_next(queue_state& q);
  void end_wait(std::uint32_t report, event_number event);
  void wait(std::uint32_t report);
  bool try_first(std::uint32_t report, std::span<const event_number> ways, role_number role, std::uint16_t authority);
  std::uint16_t body_of(std::uint32_t node, role_number role) const noexcept;
  void go_on(std::uint32_t report);

  bool try_act(std::uint32_t report, event_number event, role_number role, std::uint16_t authority);
  bool is_refused(const flight& of, event_number event, const process_edge& edge, std::uint16_t authority) const;
  bool is_barred(const flight& of, const process_edge& edge) const;
  void take(std::uint32_t report, event_number event, const process_edge& edge, std::uint16_t authority);
  // An act of one of several bodies is of its own round alone.
  bool concerns(const duty_run& run, const process_edge& edge, std::uint16_t authority) const noexcept {
    return ((for_each_ >> run.duty) & 1U) == 0 || edge.by_right || run.authority == authority;
  }
  void move_run(duty_run& run, const flight& of, event_number event, const process_edge& edge, bool its);
  void end_run(flight& of, std::uint32_t run, bool met);
  void drop_piece(flight& of, std::uint32_t piece);
  void start_run(flight& of, const duty_start& start);
  void choose_again(duty_run& run, const flight& of) const;
  std::uint32_t extended_end(const duty_run& run, const flight& of) const;
  std::uint32_t end_of(const duty_run& run, std::span<const fact_value> facts, std::uint32_t promised_s) const;
  std::uint8_t row_of(const std::vector<limit_rule>& within, std::uint32_t from_s,
                      std::span<const fact_value> facts) const;
  std::uint32_t promise(const flight& of, event_number event, const process_edge& edge, std::uint16_t authority,
                        draw& numbers) const;
  bool is_late(const duty_run& run, std::uint32_t second) const noexcept {
    return !run.exempted && second >= run.late_from_s;
  }
  duty_figures& account_of(const duty_run& run) {
    return sums_.accounts[accounts_.number(run.duty, run.row, run.authority)];
  }
  void count_late(const duty_run& run);
  void leave(std::uint32_t report);
  void note_size();

  process_table& table_;
  const rule_pack& pack_;
  const simulation_plan& plan_;
  const shared_plan& shared_;
  duty_accounts accounts_;
  std::vector<office_span> spans_;  // per calendar: the one that was asked for last
  std::uint64_t for_each_ = 0;      // duties with a round for each of several bodies
  instant origin_;
  std::uint32_t end_s_;
  std::uint64_t world_key_;
  const std::atomic<bool>& stopped_;
  std::uint64_t next_look_;  // the event at which somebody looks whether to go on
  arrivals coming_reports_;
  std::uint32_t next_arrival_;
  std::uint32_t now_ = 0;
  slot_pool<flight> flights_;
  slot_pool<duty_run> runs_;
  slot_pool<piece_of_work> pieces_;
  event_wheel<piece_of_work> coming_{pieces_};
  std::vector<queue_state> queues_;
  std::uint16_t queue_count_ = 0;
  world_sums sums_;
};

}  // namespace thoihan
