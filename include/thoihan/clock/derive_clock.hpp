// Why a duty's clock ends when it ends: its extensions, its limit date by date with what pauses took out of it, or the commitment
// that took the limit's place, and an exemption.
//
//     thoihan::derive_clock(clock, office, facts, stood_still, [](const thoihan::derivation_step& step) { print(step); });
//
// Steps in order: one `extended` for each extension; then the limit as extended, as limit/derivation.hpp tells it, or, after a
// commitment, a `stood_still` for each pause that moved it and `committed` on the date on which it ends, `paused` when it stands
// still; last `exempted`. The end told is that of `clock.answer()` for the same pauses and facts.
//
// Errors: `misuse` for a clock without a limit; those of evaluate_limit; no step of the limit is told then.
// Thread-safety: pure, but for the sink. Cost: linear in the dates told; no allocation.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "thoihan/clock/clock.hpp"
#include "thoihan/limit/derivation.hpp"

namespace thoihan {

template <class Sink>
status derive_clock(const duty_clock& clock, const calendar& hours, std::span<const fact_value> facts,
                    const pauses& still, Sink&& sink) {
  if (!clock.limited()) return status::misuse;
  limit_answer end;
  const status code = clock.end_with(hours, facts, still, end);
  if (code != status::ok) return code;
  for (const amount& by : clock.extensions()) {
    derivation_step step{step_role::extended};
    step.used = by.count;
    step.in = by.in;
    sink(step);
  }
  if (clock.committed()) {
    detail::derivation_teller<Sink> teller{hours, still, sink};
    for (std::size_t i = 0; i < still.size() && !still.is_open(i); ++i) {
      const pause one = still.at(i);
      const instant from = std::max(one.from, clock.committed_at());
      if (one.until <= from || from >= end.late_from) continue;
      teller.step(step_role::stood_still, day_of(from), end.end == end_kind::day ? 0 : one.until - from, false);
    }
    teller.step(step_role::committed, end.due_date, 0, !end.paused);
    if (end.paused) teller.step(step_role::paused, day_of(still.open_since), 0, false);
  } else {
    limit_answer again;
    derive_limit(hours, clock.what(), clock.started_at(), facts, still, again, sink);
  }
  if (clock.exempted()) sink(derivation_step{step_role::exempted});
  return status::ok;
}

}  // namespace thoihan
