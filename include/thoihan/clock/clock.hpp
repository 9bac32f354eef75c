// The clock of one round of a duty: start, pause, resume, extend, commit, exempt, meet, cancel.
//
//     thoihan::duty_clock clock;
//     clock.start(received, limit, false, office, facts, {});
//     clock.extend(asked, {3, thoihan::unit::working_day}, office, facts, {});   // granted: 3 more
//     clock.meet(done, office, facts, stood_still);                              // outcome met, or met_late
//
// The acts are fed in the order of their legal time, then of their recording. An extension and an exemption count from when
// they were *asked*, however late they are granted: asked before `late_from` they count, asked later they are refused. Late is what
// the clock says, never what somebody recorded: no act whose own time is at or after `late_from` heals it.
//
// *Pauses* belong to the case; every call that needs the due is given them all (limit/pause.hpp). A paused clock has no due and
// cannot become late: `due_if_resumed` says what it would have.
// *Extend* adds to the amount, from the same start and before the roll (limit/extension.hpp).
// *Commit* replaces the due by a date (24:00, no roll) or an instant: downwards only where the policy lets it, and as often as it
// says. A pause after the commitment, or what is left of one in which it is given, moves a date by the dates in (pause, resume], an
// instant by the seconds.
// *Exempt*: the clock cannot be late.
// A duty without a limit has a clock that is never late.
//
// Errors: `expired` for an act that comes when the clock is late; `range` for a commitment earlier than the policy allows;
// `conflict` for one too many; `misuse` for an act on a clock that has ended or has no limit to move; those of evaluate_limit
// and extend_limit. The clock is then unchanged.
// Thread-safety: a value. Cost: O(1) and linear in the pauses; no allocation. Size: about a kilobyte, for the limit stands in it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "thoihan/base/status.hpp"
#include "thoihan/limit/answer.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/limit/extension.hpp"
#include "thoihan/limit/pause.hpp"

namespace thoihan {

enum class clock_outcome : std::uint8_t { running, met, met_late, cancelled };

struct commitment_policy {
  bool downwards = false;  // may shorten the due
  std::int32_t times = 1;  // how often
};

// A commitment as an answer.
constexpr limit_answer committed_date(day_number date) noexcept {
  limit_answer answer;
  answer.due = instant_at(date, seconds_a_day);
  answer.late_from = answer.due;
  answer.due_date = date;
  answer.end = end_kind::day;
  return answer;
}

constexpr limit_answer committed_instant(instant at) noexcept {
  limit_answer answer;
  answer.due = at;
  answer.late_from = at + 1;
  answer.due_date = day_of(at);
  return answer;
}

class duty_clock {
 public:
  // Without a limit.
  constexpr void start(instant at) noexcept {
    *this = duty_clock{};
    started_at_ = at;
  }

  // `provisional`: the choice of the limit rested on an undecided date (choose_limit).
  status start(instant at, const limit& what, bool provisional, const calendar& hours,
               std::span<const fact_value> facts, const pauses& still) noexcept {
    duty_clock begun;
    begun.started_at_ = at;
    begun.what_ = what;
    begun.provisional_choice_ = provisional;
    begun.limited_ = true;
    const status code = begun.current(what, hours, facts, still, begun.answer_);
    if (code == status::ok) *this = begun;
    return code;
  }

  constexpr instant started_at() const noexcept { return started_at_; }
  constexpr bool limited() const noexcept { return limited_; }
  constexpr clock_outcome outcome() const noexcept { return outcome_; }
  constexpr bool running() const noexcept { return outcome_ == clock_outcome::running; }
  constexpr instant ended_at() const noexcept { return ended_at_; }  // while not running
  constexpr bool exempted() const noexcept { return exempted_; }
  constexpr bool committed() const noexcept { return commitments_ > 0; }
  constexpr instant committed_at() const noexcept { return committed_at_; }  // the last time
  constexpr bool extended() const noexcept { return extensions_ > 0; }
  constexpr std::span<const amount> extensions() const noexcept {
    return {extended_by_, static_cast<std::size_t>(extensions_)};
  }
  // The limit with its extensions; a commitment takes its place.
  constexpr const limit& what() const noexcept { return what_; }
  // While `limited`; `paused` in it says that there is no due now.
  constexpr const limit_answer& answer() const noexcept { return answer_; }

  // Was the limit over at `t`? By the pauses of the last call that was given them.
  constexpr bool late_at(instant t) const noexcept {
    return limited_ && !exempted_ && !answer_.paused && t >= answer_.late_from;
  }

  // The pauses of the case have changed: a pause or a resume, or one that was recorded late.
  status stand_still(const calendar& hours, std::span<const fact_value> facts, const pauses& still) noexcept {
    if (!limited_ || !running()) return status::ok;
    limit_answer answer;
    const status code = current(what_, hours, facts, still, answer);
    if (code == status::ok) answer_ = answer;
    return code;
  }

  // What the due would be were the case resumed at `at`.
  status due_if_resumed(instant at, const calendar& hours, std::span<const fact_value> facts, pauses still,
                        limit_answer& out) const noexcept {
    still.as_if_resumed_at = at;
    return end_with(hours, facts, still, out);
  }

  // What the answer is with these pauses; the clock keeps its own.
  status end_with(const calendar& hours, std::span<const fact_value> facts, const pauses& still,
                  limit_answer& out) const noexcept {
    return limited_ ? current(what_, hours, facts, still, out) : status::misuse;
  }

  // A fact that chose the limit has changed: another limit, from the same start, with the same pauses and extensions. A clock that
  // is late already keeps its own.
  status choose_again(instant at, const limit& what, bool provisional, const calendar& hours,
                      std::span<const fact_value> facts, const pauses& still) noexcept {
    if (!running() || !limited_) return status::misuse;
    if (late_at(at)) return status::ok;
    limit longer = what;
    status code = status::ok;
    for (std::int32_t i = 0; i < extensions_ && code == status::ok; ++i)
      code = extend_limit(longer, extended_by_[i], longer);
    limit_answer answer;
    if (code == status::ok) code = current(longer, hours, facts, still, answer);
    if (code != status::ok) return code;
    what_ = longer;
    provisional_choice_ = provisional;
    answer_ = answer;
    answer_.provisional = answer_.provisional || provisional;
    return status::ok;
  }

  status extend(instant asked_at, amount by, const calendar& hours, std::span<const fact_value> facts,
                const pauses& still) noexcept {
    if (!running() || !limited_ || committed()) return status::misuse;
    if (late_at(asked_at)) return status::expired;
    if (extensions_ == most_extensions) return status::too_big;
    limit longer;
    status code = extend_limit(what_, by, longer);
    limit_answer answer;
    if (code == status::ok) code = current(longer, hours, facts, still, answer);
    if (code != status::ok) return code;
    extended_by_[extensions_++] = by;
    what_ = longer;
    answer_ = answer;
    return status::ok;
  }

  status commit(instant at, const limit_answer& until, const commitment_policy& policy) noexcept {
    if (!running() || !limited_) return status::misuse;
    if (late_at(at)) return status::expired;
    if (commitments_ >= policy.times) return status::conflict;
    if (!is_supported_instant(until.due)) return status::range;
    if (!policy.downwards && until.late_from < answer_.late_from) return status::range;
    const bool stands_still = answer_.paused;
    committed_at_ = at;
    commitment_ = until;
    answer_ = until;
    answer_.paused = stands_still;
    ++commitments_;
    return status::ok;
  }

  // Confirmed at any time, even after the duty was met late.
  status exempt(instant asked_at) noexcept {
    if (outcome_ == clock_outcome::cancelled || !limited_ || (!running() && asked_at > ended_at_)) return status::misuse;
    if (late_at(asked_at)) return status::expired;
    exempted_ = true;
    if (outcome_ == clock_outcome::met_late) outcome_ = clock_outcome::met;
    return status::ok;
  }

  status meet(instant at) noexcept { return end(at, late_at(at) ? clock_outcome::met_late : clock_outcome::met); }
  status cancel(instant at) noexcept { return end(at, clock_outcome::cancelled); }

 private:
  static constexpr std::int32_t most_extensions = 8;

  status end(instant at, clock_outcome outcome) noexcept {
    if (!running()) return status::misuse;
    outcome_ = outcome;
    ended_at_ = at;
    return status::ok;
  }

  status current(const limit& what, const calendar& hours, std::span<const fact_value> facts, const pauses& still,
                 limit_answer& out) const noexcept {
    if (!committed()) {
      const status code = evaluate_limit(hours, what, started_at_, facts, still, out);
      if (code == status::ok) out.provisional = out.provisional || provisional_choice_;
      return code;
    }
    return still.valid() ? moved_commitment(still, out) : status::invalid;
  }

  // The commitment moved by the pauses after it was given, if they began before it was over; of one that lay about it, by
  // what was left.
  status moved_commitment(const pauses& still, limit_answer& out) const noexcept {
    limit_answer answer = commitment_;
    for (std::size_t i = 0; i < still.size(); ++i) {
      pause one = still.at(i);
      if (one.until <= committed_at_) continue;
      one.from = std::max(one.from, committed_at_);
      if (one.from >= answer.late_from) break;
      if (still.is_open(i)) {
        answer.paused = true;
        break;
      }
      const instant moved_by = answer.end == end_kind::day
                                   ? instant{day_of(one.until) - day_of(one.from)} * seconds_a_day
                                   : one.until - one.from;
      if (answer.due + moved_by > last_supported_instant) return status::range;
      answer.due += moved_by;
      answer.late_from += moved_by;
      answer.due_date = answer.end == end_kind::day ? day_of(answer.due - 1) : day_of(answer.due);
    }
    out = answer;
    return status::ok;
  }

  instant started_at_ = 0;
  instant ended_at_ = 0;
  instant committed_at_ = 0;
  limit what_{};
  limit_answer answer_{};
  limit_answer commitment_{};
  amount extended_by_[most_extensions]{};
  std::int32_t extensions_ = 0;
  std::int32_t commitments_ = 0;
  clock_outcome outcome_ = clock_outcome::running;
  bool limited_ = false;
  bool provisional_choice_ = false;
  bool exempted_ = false;
};

}  // namespace thoihan
