// What a date is to an office. The strongest layer that speaks of a date gives its kind: a holiday on a Saturday is a
// holiday.
//
// Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <string_view>

namespace thoihan {

enum class day_kind : std::uint8_t {
  working,
  weekend,          // a weekly rest day
  holiday,          // Labour Code 2019, art. 112
  compensatory,     // made up for a holiday on a weekly rest day: art. 111(3)
  swapped_off,      // a working day exchanged for a rest day, by announcement
  swapped_to_work,  // the rest day worked for it
  closed,           // the office's own closure
};

// The word in JSON and CSV; stable.
constexpr std::string_view day_kind_name(day_kind kind) noexcept {
  switch (kind) {
    case day_kind::working: return "working";
    case day_kind::weekend: return "weekend";
    case day_kind::holiday: return "holiday";
    case day_kind::compensatory: return "compensatory";
    case day_kind::swapped_off: return "swapped_off";
    case day_kind::swapped_to_work: return "swapped_to_work";
    case day_kind::closed: return "closed";
  }
  return "unknown";
}

}  // namespace thoihan
