// One of everything that the kernel's headers define, for the mutation run: a mutant that leaves the code of this file as it
// was, byte for byte, changes nothing that a program could see. Compiled with every inline function kept; what is no function
// (initial values, constants, the last number of each enumeration) and what is a template stands below.
#include <tuple>
#include <type_traits>
#include <utility>

#include "thoihan/kernel.hpp"

using namespace thoihan;

namespace witness {

template <class... Values>
auto initial_values() {
  return std::tuple{Values{}...};
}

template <class... Enumerators>
auto numbers(Enumerators... enumerators) {
  return std::tuple{static_cast<std::underlying_type_t<Enumerators>>(enumerators)...};
}

auto plain() {
  return initial_values<civil_date, lunar_date, fact_value, condition_node, session, day_sessions, month_day, holiday,
                        announced_compensatory_day, swap, calendar_problem, amount, limit_term, limit_node, limit,
                        limit_answer, pause, pauses, limit_point, term_trace, commitment_policy, derivation_step,
                        time_left, clock_memory>();
}
auto with_storage() {
  return initial_values<weekly_hours, own_date, calendar_layers, calendar, limit_row, machine_row, machine, decision_row,
                        decision_table, sha256_stream, duty_clock, divider>();
}

auto last_numbers() {
  return numbers(weekday::sunday, time_text_error::range, fact_type::document, condition_kind::negation, day_kind::closed,
                 working_dates::without_make_up, calendar_layer::dates, calendar_problem_code::too_many_profiles,
                 unit::next_session, amount_error::unknown_unit, term_end::same_time, limit_kind::later_of, end_kind::moment,
                 receipt::outside_hours, step_role::exempted, clock_outcome::cancelled);
}

auto constants() {
  return std::tuple{first_supported_day,     last_supported_day,  seconds_a_day,   viet_nam_offset_s,
                    first_supported_instant, last_supported_instant, lunar_first_year, lunar_last_year,
                    detail::lunar_begin,     detail::lunar_end,   max_condition_depth, max_sessions_a_date,
                    max_amount,              unit_names,          max_limit_nodes, no_instant,
                    max_extensions,          no_state,            max_roles,       detail::sha256_rounds};
}

using hear = void (*)(const derivation_step&);

status derive(const calendar& hours, const limit& what, instant start, std::span<const fact_value> facts,
              const pauses& still, limit_answer& out, hear sink) {
  const status without_pauses = derive_limit(hours, what, start, facts, out, sink);
  return without_pauses == status::ok ? derive_limit(hours, what, start, facts, still, out, sink) : without_pauses;
}

status derive(const duty_clock& clock, const calendar& hours, std::span<const fact_value> facts, const pauses& still,
              hear sink) {
  return derive_clock(clock, hours, facts, still, sink);
}

auto columns(std::vector<instant>& starts, std::vector<status>& codes) {
  return std::tuple{column_of(starts), column_of(codes), column_of(codes)[codes.size()]};
}
column<const instant> read_only(std::vector<instant>& starts) { return column_of(starts); }

}  // namespace witness

template class thoihan::detail::limit_evaluation<no_observer>;
template class thoihan::detail::derivation_teller<witness::hear>;
template struct thoihan::column<const instant>;
template struct thoihan::column<status>;
