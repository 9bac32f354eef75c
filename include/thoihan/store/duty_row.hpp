// A duty of a case as the store keeps it: who owes it, by when, under which clause, how it ended.
//
//     for (const thoihan::duty_row& duty : s.duties_of("LH-2024-000001")) print(duty.duty, duty.due);
//
// `paused` and `exempted` run too, but cannot become late: the one has no due now, the other keeps it for the reader.
// `annulled` says that by a later correction the round never was.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/time/instant.hpp"

namespace thoihan {

enum class duty_status : std::uint8_t { running, met, met_late, cancelled, exempted, paused, annulled };

std::string_view duty_status_name(duty_status which) noexcept;

constexpr bool is_unended(duty_status which) noexcept {
  return which == duty_status::running || which == duty_status::exempted || which == duty_status::paused;
}

struct dated_warning {
  std::int32_t number = 0;  // in the pack's list for the duty, from 1
  instant at = 0;

  bool operator==(const dated_warning&) const noexcept = default;
};

struct duty_row {
  std::string duty;
  std::int32_t round = 1;
  // What the round is known by, whatever becomes of the history: the number of the event that started it, the duty's name then, and
  // where each of several bodies owes its own, the authority's.
  std::int32_t started_by = 0;
  std::string began_as;  // empty: as `duty`
  std::string body;
  std::string owed_role;
  std::string owed_authority;  // empty: none
  duty_status status = duty_status::running;
  instant started_at = 0;
  std::optional<instant> ended_at;
  std::optional<instant> due;  // none: a duty without limit
  std::optional<instant> late_from;
  day_number due_date = 0;
  bool day_end = false;
  bool provisional = false;
  std::string cite;               // clauses and assumptions, "9.1.a-1" or "9.1.a-2, assume now-grace"
  std::vector<dated_warning> warnings;  // before the due

  const std::string& first_name() const noexcept { return began_as.empty() ? duty : began_as; }
  bool is_round_of(const duty_row& other) const noexcept {
    return started_by == other.started_by && first_name() == other.first_name() && body == other.body;
  }
  bool operator==(const duty_row&) const = default;
};

struct dated_duty {  // a duty that runs, with the case it belongs to
  std::string case_id;
  std::string state;
  duty_row duty;

  bool operator==(const dated_duty&) const = default;
};

}  // namespace thoihan
