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
// A clock refers to the limit that it was started with: the limit, a pack's row as a rule, must outlive it and every copy of it.
// `memory` takes a clock apart for keeping, `remember` puts it together again over the same limit.
//
// Errors: `expired` for an act that comes when the clock is late; `range` for a commitment earlier than the policy allows;
// `conflict` for one too many; `misuse` for an act on a clock that has ended or has no limit to move; those of evaluate_limit
// and extend_limit; `invalid` for a memory that no clock has. The clock is then unchanged.
// Thread-safety: a value. Cost: O(1) and linear in the pauses; no allocation. Size: some 270 bytes; an extended limit is made
// anew, in two kilobytes of stack, by each call that needs it.
#pragma once

#include <algorithm>
#include <array>
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

inline constexpr std::size_t max_extensions = 8;

// All that a clock knows, but its limit.
struct clock_memory {
  instant started_at = 0;
  instant ended_at = 0;      // 0 while it runs
  instant committed_at = 0;  // the last time
  limit_answer answer{};
  limit_answer commitment{};
  std::array<amount, max_extensions> extended_by{};
  std::int32_t extensions = 0;
  std::int32_t commitments = 0;
  clock_outcome outcome = clock_outcome::running;
  bool limited = false;
  bool provisional_choice = false;
  bool exempted = false;
  constexpr bool operator==(const clock_memory&) const noexcept = default;
};

class duty_clock {
 public:
  // Without a limit.
  constexpr void start(instant at) noexcept {
    *this = duty_clock{};
    kept_.started_at = at;
  }

  // `provisional`: the choice of the limit rested on an undecided date (choose_limit).
  status start(instant at, const limit& what, bool provisional, const calendar& hours,
               std::span<const fact_value> facts, const pauses& still) noexcept {
    limit_answer answer;
    const status code = evaluate_limit(hours, what, at, facts, still, answer);
    if (code != status::ok) return code;
    start(at);
    what_ = &what;
    kept_.provisional_choice = provisional;
    kept_.limited = true;
    kept_.answer = answer;
    kept_.answer.provisional = answer.provisional || provisional;
    return status::ok;
  }
  status start(instant, const limit&&, bool, const calendar&, std::span<const fact_value>, const pauses&) = delete;

  constexpr instant started_at() const noexcept { return kept_.started_at; }
  constexpr bool limited() const noexcept { return kept_.limited; }
  constexpr clock_outcome outcome() const noexcept { return kept_.outcome; }
  constexpr bool running() const noexcept { return kept_.outcome == clock_outcome::running; }
  constexpr instant ended_at() const noexcept { return kept_.ended_at; }  // while not running
  constexpr bool exempted() const noexcept { return kept_.exempted; }
  constexpr bool committed() const noexcept { return kept_.commitments > 0; }
  constexpr instant committed_at() const noexcept { return kept_.committed_at; }  // the last time
  constexpr bool extended() const noexcept { return kept_.extensions > 0; }
  constexpr std::span<const amount> extensions() const noexcept {
    return std::span{kept_.extended_by}.first(static_cast<std::size_t>(kept_.extensions));
  }
  // The limit with its extensions; a commitment takes its place.
  constexpr limit what() const noexcept {
    limit longer{};
    if (what_ != nullptr) lengthen(*what_, longer);
    return longer;
  }
  // The limit without them; none while not `limited`.
  constexpr const limit* chosen() const noexcept { return what_; }
  // While `limited`; `paused` in it says that there is no due now.
  constexpr const limit_answer& answer() const noexcept { return kept_.answer; }

  // Was the limit over at `t`? By the pauses of the last call that was given them.
  constexpr bool late_at(instant t) const noexcept {
    return kept_.limited && !kept_.exempted && !kept_.answer.paused && t >= kept_.answer.late_from;
  }

  // The pauses of the case have changed: a pause or a resume, or one that was recorded late.
  status stand_still(const calendar& hours, std::span<const fact_value> facts, const pauses& still) noexcept {
    if (!kept_.limited || !running()) return status::ok;
    limit_answer answer;
    const status code = current(*what_, hours, facts, still, answer);
    if (code == status::ok) kept_.answer = answer;
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
    return kept_.limited ? current(*what_, hours, facts, still, out) : status::misuse;
  }

  // A fact that chose the limit has changed: another limit, from the same start, with the same pauses and extensions. A clock that
  // is late already keeps its own.
  status choose_again(instant at, const limit& what, bool provisional, const calendar& hours,
                      std::span<const fact_value> facts, const pauses& still) noexcept {
    if (!running() || !kept_.limited) return status::misuse;
    if (late_at(at)) return status::ok;
    if (committed() && extended()) {
      limit longer;
      const status code = lengthen(what, longer);
      if (code != status::ok) return code;
    }
    limit_answer answer;
    const status code = current(what, hours, facts, still, answer);
    if (code != status::ok) return code;
    what_ = &what;
    kept_.provisional_choice = provisional;
    kept_.answer = answer;
    kept_.answer.provisional = kept_.answer.provisional || provisional;
    return status::ok;
  }
  status choose_again(instant, const limit&&, bool, const calendar&, std::span<const fact_value>,
                      const pauses&) = delete;

  status extend(instant asked_at, amount by, const calendar& hours, std::span<const fact_value> facts,
                const pauses& still) noexcept {
    if (!running() || !kept_.limited || committed()) return status::misuse;
    if (late_at(asked_at)) return status::expired;
    if (extensions().size() == max_extensions) return status::too_big;
    duty_clock longer = *this;
    longer.kept_.extended_by[extensions().size()] = by;
    ++longer.kept_.extensions;
    const status code = longer.current(*what_, hours, facts, still, longer.kept_.answer);
    if (code == status::ok) *this = longer;
    return code;
  }

  status commit(instant at, const limit_answer& until, const commitment_policy& policy) noexcept {
    if (!running() || !kept_.limited) return status::misuse;
    if (late_at(at)) return status::expired;
    if (kept_.commitments >= policy.times) return status::conflict;
    if (!is_supported_instant(until.due)) return status::range;
    if (!policy.downwards && until.late_from < kept_.answer.late_from) return status::range;
    const bool stands_still = kept_.answer.paused;
    kept_.committed_at = at;
    kept_.commitment = until;
    kept_.answer = until;
    kept_.answer.paused = stands_still;
    ++kept_.commitments;
    return status::ok;
  }

  // Confirmed at any time, even after the duty was met late.
  status exempt(instant asked_at) noexcept {
    if (kept_.outcome == clock_outcome::cancelled || !kept_.limited) return status::misuse;
    if (!running() && asked_at > kept_.ended_at) return status::misuse;
    if (late_at(asked_at)) return status::expired;
    kept_.exempted = true;
    if (kept_.outcome == clock_outcome::met_late) kept_.outcome = clock_outcome::met;
    return status::ok;
  }

  status meet(instant at) noexcept { return end(at, late_at(at) ? clock_outcome::met_late : clock_outcome::met); }
  status cancel(instant at) noexcept { return end(at, clock_outcome::cancelled); }

  constexpr const clock_memory& memory() const noexcept { return kept_; }

  // The clock again as it was kept: `what` is its limit (`chosen`), or none where it had none. A memory that no clock can have
  // come to is refused, wherever it came from.
  status remember(const clock_memory& kept, const limit* what) noexcept {
    if (!is_possible(kept) || kept.limited != (what != nullptr)) return status::invalid;
    duty_clock clock;
    clock.kept_ = kept;
    clock.what_ = what;
    if (clock.extended()) {
      limit longer;
      if (clock.lengthen(*what, longer) != status::ok) return status::invalid;
    }
    *this = clock;
    return status::ok;
  }

  // Of the same memory and over the same limit, not one that only says the same.
  constexpr bool operator==(const duty_clock&) const noexcept = default;

 private:
  static constexpr bool is_possible(const limit_answer& answer) noexcept {
    return is_supported_instant(answer.due) && answer.late_from >= first_supported_instant &&
           answer.late_from <= last_supported_instant + 1 && answer.due_date >= first_supported_day &&
           answer.due_date <= last_supported_day + 1 && answer.end <= end_kind::moment;
  }

  static constexpr bool is_possible(const clock_memory& kept) noexcept {
    const bool ended = kept.outcome != clock_outcome::running;
    if (kept.outcome > clock_outcome::cancelled || kept.extensions < 0 || kept.commitments < 0) return false;
    if (kept.extensions > static_cast<std::int32_t>(max_extensions)) return false;
    if (!is_supported_instant(kept.started_at) || (ended && !is_supported_instant(kept.ended_at))) return false;
    if (!kept.limited)
      return !kept.exempted && !kept.provisional_choice && kept.extensions == 0 && kept.commitments == 0;
    if (kept.commitments > 0 && (!is_supported_instant(kept.committed_at) || !is_possible(kept.commitment)))
      return false;
    return is_possible(kept.answer);
  }

  // `what` with the extensions.
  constexpr status lengthen(const limit& what, limit& out) const noexcept {
    out = what;
    status code = status::ok;
    for (std::size_t i = 0; i < extensions().size() && code == status::ok; ++i)
      code = extend_limit(out, kept_.extended_by[i], out);
    return code;
  }

  status end(instant at, clock_outcome outcome) noexcept {
    if (!running()) return status::misuse;
    kept_.outcome = outcome;
    kept_.ended_at = at;
    return status::ok;
  }

  status current(const limit& what, const calendar& hours, std::span<const fact_value> facts, const pauses& still,
                 limit_answer& out) const noexcept {
    if (committed()) return still.valid() ? moved_commitment(still, out) : status::invalid;
    const status code = extended() ? end_of_longer(what, hours, facts, still, out)
                                   : evaluate_limit(hours, what, kept_.started_at, facts, still, out);
    if (code == status::ok) out.provisional = out.provisional || kept_.provisional_choice;
    return code;
  }

  status end_of_longer(const limit& what, const calendar& hours, std::span<const fact_value> facts, const pauses& still,
                       limit_answer& out) const noexcept {
    limit longer;
    const status code = lengthen(what, longer);
    return code == status::ok ? evaluate_limit(hours, longer, kept_.started_at, facts, still, out) : code;
  }

  // The commitment moved by the pauses after it was given, if they began before it was over; of one that lay about it, by
  // what was left.
  status moved_commitment(const pauses& still, limit_answer& out) const noexcept {
    limit_answer answer = kept_.commitment;
    for (std::size_t i = 0; i < still.size(); ++i) {
      pause one = still.at(i);
      if (one.until <= kept_.committed_at) continue;
      one.from = std::max(one.from, kept_.committed_at);
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

  const limit* what_ = nullptr;
  clock_memory kept_;
};

}  // namespace thoihan
