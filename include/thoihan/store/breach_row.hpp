// That a duty became late, or was about to: recorded once, whoever notices it and however often.
//
//     for (const thoihan::breach_row& b : engine.tick(now)) tell(b.case_id, b.duty);
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <string>

#include "thoihan/time/instant.hpp"

namespace thoihan {

struct breach_row {
  std::string case_id;
  std::string duty;             // its name when the round began
  std::int32_t started_by = 0;  // number of the event that started the round
  std::string body;             // the authority's name then, where each of several owes its own
  std::int32_t round = 1;       // for the reader, as it was counted then
  std::string kind;  // "late"; "warning-1", "warning-2", ... in the order of the pack
  instant at = 0;    // late_from, or when to warn
  instant recorded_at = 0;
  std::int32_t annulled_by = 0;  // number of the event by which it is none any more; 0: it stands

  bool operator==(const breach_row&) const = default;
};

}  // namespace thoihan
