#include "src/simulate/world_sums.hpp"

#include <algorithm>

namespace thoihan {
namespace {

void add_rounds(on_time_share& to, const on_time_share& from) {
  to.on_time += from.on_time;
  to.late += from.late;
}

void add_account(duty_figures& to, const duty_figures& from) {
  add_rounds(to.rounds, from.rounds);
  to.cancelled += from.cancelled;
  to.without_limit += from.without_limit;
  to.running += from.running;
  to.extended += from.extended;
  to.late_working_s += from.late_working_s;
  to.longest_late_working_s = std::max(to.longest_late_working_s, from.longest_late_working_s);
}

void add_each(std::vector<std::uint64_t>& to, const std::vector<std::uint64_t>& from) {
  to.resize(std::max(to.size(), from.size()));
  for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

void add_queue(queue_sums& to, const queue_sums& from) {
  to.begun += from.begun;
  to.waited_s += from.waited_s;
  to.longest_wait_s = std::max(to.longest_wait_s, from.longest_wait_s);
  to.busy_s += from.busy_s;
  to.longest = std::max(to.longest, from.longest);
  add_each(to.waiting_s_by_day, from.waiting_s_by_day);
}

}  // namespace

duty_accounts::duty_accounts(const rule_pack& pack) : bodies_(pack.authorities.size() + 1) {
  std::size_t rows = 0;
  for (const duty_rule& rule : pack.duties) {
    first_row_.push_back(rows);
    rows += rule.within.size() + 1;
  }
  size_ = rows * bodies_;
}

world_sums::world_sums(const rule_pack& pack)
    : states(pack.states.size()), transitions(pack.transitions.size()), accounts(duty_accounts{pack}.size()) {}

void world_sums::add(const world_sums& other) {
  arrived += other.arrived;
  ended += other.ended;
  stuck += other.stuck;
  acts += other.acts;
  refused += other.refused;
  events += other.events;
  add_rounds(duties, other.duties);
  add_rounds(reports, other.reports);
  add_each(states, other.states);
  add_each(transitions, other.transitions);
  for (std::size_t i = 0; i < accounts.size(); ++i) add_account(accounts[i], other.accounts[i]);
  for (const auto& [key, queue] : other.queues) add_queue(queues[key], queue);
  most_in_flight = std::max(most_in_flight, other.most_in_flight);
  most_bytes = std::max(most_bytes, other.most_bytes);
}

}  // namespace thoihan
