// Duties as the JSON that events (`decided`) and cases (`running`) keep, so that the file can be read without this program.
//
//     std::string text = duties_json(rows);
//     std::optional<std::vector<duty_row>> rows = duties_of_json(text);       // none: not what duties_json writes
//
// An array of objects: duty, round, started_by, began_as, body, role, authority, status, started_at, ended_at, due, late_from,
// due_date, end ("day"), provisional, cite, warnings (pairs of number and time); what is empty, none or false is left out. Times
// are seconds.
//
// Thread-safety: pure. Cost: linear.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/store/case_row.hpp"
#include "thoihan/store/duty_row.hpp"

namespace thoihan {

// Of one case or event, and warnings of one duty: more than a regulation will ever ask for, and what the due queue can count.
inline constexpr std::size_t most_duties = 65535;

constexpr bool is_warning_number(std::int32_t number) noexcept {
  return number > 0 && static_cast<std::size_t>(number) <= most_duties;
}

// Throws `too_big` where a case has more than that.
void check_duties(const case_row& row);

std::string duties_json(const std::vector<duty_row>& rows);
std::optional<std::vector<duty_row>> duties_of_json(std::string_view text);

// What was decided later takes the place of what was decided before, by round; what was annulled goes.
void decide(std::vector<duty_row>& rows, std::vector<duty_row> decided);

}  // namespace thoihan
