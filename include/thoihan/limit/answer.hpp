// When a limit ends.
//
//     if (act < answer.late_from) ...      // on time: one comparison for every caller, whatever the kind of end
//
// `due` is what a person reads. 24:00 of a date is stored as 00:00 of the next one: for a day end `due` and `late_from` are
// that instant and `due_date` is the date that ends. For an instant end the due second itself is on time:
// `late_from` = `due` + 1.
//
// `provisional`: the answer rests on a date that is undecided, or on a fact that is not certain; it may move when the
// calendar gets its next revision.
//
// Thread-safety: plain values.
#pragma once

#include <cstdint>

#include "thoihan/time/instant.hpp"

namespace thoihan {

enum class end_kind : std::uint8_t { day, moment };

struct limit_answer {
  instant due = 0;
  instant late_from = 0;
  day_number due_date = 0;
  end_kind end = end_kind::moment;
  bool rolled = false;   // Civil Code 148(5) moved the end
  bool clamped = false;  // the month has no such day: 148(3)
  bool cut_off = false;  // receipt counts as on a later working date
  bool provisional = false;
  bool before_start = false;  // counted back, and already over at the start
  bool paused = false;        // stands still: no due now; this is the answer as it was when the pause began
  constexpr bool operator==(const limit_answer&) const noexcept = default;
};

}  // namespace thoihan
