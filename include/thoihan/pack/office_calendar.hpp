// A calendar as a pack names it: compiled, with the words and sources behind its dates.
//
//     const thoihan::office_calendar& office = pack.main_calendar();
//     office.compiled.kind(day);
//     office.explain(day).name.vi;        // "Ngày Chiến thắng"
//
// Thread-safety: immutable once loaded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "thoihan/calendar/calendar.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

// Why a date is what it is.
struct day_cause {
  std::string id;  // "victory-day"; empty for ordinary days of the week
  bilingual name;
  std::string cite;    // the clause of law, when there is one
  bilingual source;    // announcement or assumption
  std::string status;  // by-law, announced, provisional, unconfirmed; empty for the office's own
};

struct office_calendar {
  std::string reference;  // "national/office"
  std::string hash;       // SHA-256 of the canonical text of all its files
  bilingual title;
  std::uint32_t revision = 0;
  day_number decided_from = 0;
  day_number decided_until = 0;
  calendar compiled;
  std::vector<day_cause> causes;  // by cause number
  std::vector<weekly_hours> weekly;
  cause_number rest_cause = 0;  // of days without weekly hours

  // The cause of a date inside the horizon.
  const day_cause& explain(day_number day) const noexcept {
    if (const cause_number own = compiled.cause(day); own != 0) return causes[own];
    for (const weekly_hours& row : weekly) {
      if (row.speaks_of(weekday_of(day), day)) return causes[row.cause];
    }
    return causes[rest_cause];
  }
};

}  // namespace thoihan
