// When a limit ends, counted in seconds of the simulation: what evaluate_limit says, looked up where that is possible.
//
//     due_table ends{office, limit, plan.from, plan.until};
//     ends.late_from_s(now_s, facts);                     // the first late second; `never` beyond the calendar
//
// Limits of days end alike whenever on a date they begin: one answer a date. Working hours are the calendar's own sum. All others
// are evaluated each time.
//
// Thread-safety: immutable. Cost: some nanoseconds. Memory: four bytes a day of the plan where the date decides.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "thoihan/calendar/calendar.hpp"
#include "thoihan/limit/evaluate.hpp"

namespace thoihan {

class due_table {
 public:
  static constexpr std::uint32_t never = 0xFFFFFFFFU;

  due_table(const calendar& office, const limit& what, day_number from, day_number until);

  // Reads a fact of the case: the date that it is counted back from.
  bool counts_back() const noexcept { return counts_back_; }
  std::uint32_t late_from_s(std::uint32_t start_s, std::span<const fact_value> facts) const noexcept {
    if (!by_day_.empty()) return by_day_[start_s / static_cast<std::uint32_t>(seconds_a_day)];
    if (working_s_ == 0) return evaluated(start_s, facts);
    instant due = 0;
    return office_->add(origin_ + start_s, working_s_, due) == status::ok ? second_of(due + 1) : never;
  }

 private:
  std::uint32_t second_of(instant t) const noexcept {
    return t <= origin_ ? 0 : t - origin_ >= never ? never : static_cast<std::uint32_t>(t - origin_);
  }
  std::uint32_t evaluated(std::uint32_t start_s, std::span<const fact_value> facts) const noexcept;

  const calendar* office_;
  const limit* what_;
  instant origin_;
  std::int64_t working_s_ = 0;  // 0: it is no sum of working seconds
  bool counts_back_ = false;
  std::vector<std::uint32_t> by_day_;  // per day of the plan; none: the date alone does not decide
};

}  // namespace thoihan
