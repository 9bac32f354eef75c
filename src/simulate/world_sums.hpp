// What became of the reports of a world, or of several: whole numbers, so that it does not matter which is added first.
//
//     world_sums total{pack};
//     total.add(one_world);
//     total.accounts[accounts.number(duty, row, authority)].rounds.late;
//
// Thread-safety: values. Cost: `add` is linear in the accounts and the days of the queues.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "src/simulate/process_table.hpp"
#include "thoihan/simulate/simulation.hpp"

namespace thoihan {

// By duty, row of `within` (or none) and authority (or none).
class duty_accounts {
 public:
  explicit duty_accounts(const rule_pack& pack);
  std::uint32_t number(std::size_t duty, std::uint8_t row, std::uint16_t authority) const noexcept {
    const std::size_t at = row == row_unlimited ? 0 : row + std::size_t{1};
    return static_cast<std::uint32_t>((first_row_[duty] + at) * bodies_ +
                                      (authority == no_authority ? 0 : authority + std::size_t{1}));
  }
  std::size_t size() const noexcept { return size_; }

 private:
  std::vector<std::size_t> first_row_;
  std::size_t bodies_ = 0;
  std::size_t size_ = 0;
};

struct queue_sums {
  std::uint64_t begun = 0;
  std::uint64_t waited_s = 0;
  std::uint64_t longest_wait_s = 0;
  std::uint64_t busy_s = 0;
  std::uint64_t longest = 0;
  std::vector<std::uint64_t> waiting_s_by_day;
};

// Of a role first the queue that is of no authority.
constexpr std::uint32_t queue_key(const work_queue& of) noexcept {
  return (std::uint32_t{of.role} << 16U) | ((of.authority + 1U) & 0xFFFFU);
}
constexpr work_queue queue_of_key(std::uint32_t key) noexcept {
  return {static_cast<role_number>(key >> 16U), static_cast<std::uint16_t>(key - 1U)};
}

struct world_sums {
  explicit world_sums(const rule_pack& pack);

  std::uint64_t arrived = 0, ended = 0, stuck = 0, acts = 0, refused = 0, events = 0;
  on_time_share duties, reports;
  std::vector<std::uint64_t> states, transitions;
  std::vector<duty_figures> accounts;          // by account number
  std::map<std::uint32_t, queue_sums> queues;  // by queue_key
  std::uint64_t most_in_flight = 0, most_bytes = 0;
  void add(const world_sums& other);
};

}  // namespace thoihan
