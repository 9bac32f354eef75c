// Times in which a case stood still: they do not use up its limits.
//
//     const thoihan::pause closed[] = {{suspended, resumed}};
//     thoihan::pauses stood_still{.closed = closed};
//     thoihan::evaluate_limit(office, limit, start, facts, stood_still, answer);
//
// Working and clock time keep what is left: after a resume the due is add(resume, budget - used). Working days move on by the
// working dates in (date of pause, date of resume], calendar days, weeks, months and years by the calendar dates in it, before the
// roll; a pause within one day moves nothing. A pause at or after `late_from` has no effect: a clock that ran out stays late.
// A limit that is counted back from an event does not move.
//
// `open_since`: a pause that has not ended. Where it has an effect the answer is marked `paused` and is that of the pause's
// begin; with `as_if_resumed_at` it is treated as ending there.
//
// Units: instants; `closed` ascending and without overlap (a case's overlapping pauses are one). Errors: `invalid` from evaluate_limit when it is
// not so. Thread-safety: plain values; the span is read during the call.
#pragma once

#include <cstddef>
#include <limits>
#include <span>

#include "thoihan/time/instant.hpp"

namespace thoihan {

struct pause {
  instant from = 0;
  instant until = 0;
  constexpr bool operator==(const pause&) const noexcept = default;
};

// Where an instant may be missing.
inline constexpr instant no_instant = std::numeric_limits<instant>::min();

struct pauses {
  std::span<const pause> closed{};
  instant open_since = no_instant;
  instant as_if_resumed_at = no_instant;

  constexpr std::size_t size() const noexcept { return closed.size() + (open_since != no_instant ? 1U : 0U); }
  // An open pause that nothing resumes lasts as long as there is time.
  constexpr pause at(std::size_t index) const noexcept {
    if (index < closed.size()) return closed[index];
    return {open_since, as_if_resumed_at != no_instant ? as_if_resumed_at : last_supported_instant};
  }
  constexpr bool is_open(std::size_t index) const noexcept {
    return index == closed.size() && as_if_resumed_at == no_instant;
  }

  constexpr bool valid() const noexcept {
    for (std::size_t i = 0; i < size(); ++i) {
      const pause here = at(i);
      if (!is_supported_instant(here.from) || !is_supported_instant(here.until) || here.until < here.from) return false;
      if (i > 0 && at(i - 1).until > here.from) return false;
    }
    return true;
  }
};

}  // namespace thoihan
