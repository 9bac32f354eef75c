#include "src/simulate/due_table.hpp"

#include "thoihan/time/instant.hpp"

namespace thoihan {

due_table::due_table(const calendar& office, const limit& what, day_number from, day_number until)
    : office_(&office), what_(&what), origin_(instant_at(from, 0)) {
  for (std::size_t at = 0; at < what.size; ++at)
    counts_back_ = counts_back_ || (what.nodes[at].kind == limit_kind::term && what.nodes[at].term.back);
  if (what.size != 1 || !detail::is_ordinary(what.nodes[0])) return;
  const amount length = what.nodes[0].term.length;
  if (is_working_time_unit(length.in)) {
    working_s_ = length.count * unit_seconds(length.in);
  } else if (length.in == unit::working_day || length.in == unit::day) {
    for (day_number day = from; day < until; ++day)
      by_day_.push_back(evaluated(static_cast<std::uint32_t>(instant_at(day, 0) - origin_), {}));
  }
}

std::uint32_t due_table::evaluated(std::uint32_t start_s, std::span<const fact_value> facts) const noexcept {
  limit_answer answer;
  return evaluate_limit(*office_, *what_, origin_ + start_s, facts, answer) == status::ok ? second_of(answer.late_from)
                                                                                          : never;
}

}  // namespace thoihan
