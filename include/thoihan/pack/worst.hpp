// The longest lawful time from receipt to answer, and to the end.
//
//     thoihan::worst_answer worst = thoihan::worst_times(pack, thoihan::whole_year(pack, 2026));
//     for (const thoihan::worst_time& time : worst.times)
//       if (time.goal == thoihan::worst_goal::answer && time.bounded) std::cout << time.elapsed_s << '\n';
//
// A history is *lawful* when no duty is ever late in it and no time-bar is passed: every act happens before the `late_from` of
// every duty that runs then. The answer is the maximum over all histories that the pack allows, over every instant at which
// one may begin: exact, by the break points of the limits (docs/worst.md). Where no clause ends a wait the answer has a named
// term for it, and the seconds are those of the rest. Ways with 0, 1 and 2 comebacks are told apart.
//
// A case is *answered* in a state that is an end, that is held by the role `reporter`, or that only acts lead to which tell the
// reporter something, where no act after it does. `answered` of the question says otherwise.
//
// Units: seconds; instants. Errors: thoihan::error with `horizon` when a calendar ends too early, `too_big` when there are more than
// 250,000 ways, `invalid` when the last receipt lies before the first. Thread-safety: pure. Cost: below two seconds for a province and a year.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

enum class worst_goal : std::uint8_t { answer, end };
enum class worst_measure : std::uint8_t { calendar, working };

// Why nothing ends a wait.
enum class wait_kind : std::uint8_t {
  no_limit,  // a duty without a limit
  declared,  // a duty whose due somebody declares: a commitment, a date that it counts back from
  exempted,  // a duty that has been exempted
  no_duty,   // a state in which nobody has a duty
  pause,     // the case stands still
};

struct open_wait {
  wait_kind kind = wait_kind::no_duty;
  std::size_t number = 0;  // duty; state for no_duty; pause
  bool operator==(const open_wait&) const noexcept = default;
};

struct worst_question {
  instant first_start = 0;
  instant last_start = 0;              // included
  std::vector<state_number> answered;  // empty: by the rule above
};

// Which of the rules that pressed left the least time for an act.
struct pressing_rule {
  bool is_bar = false;  // else a duty
  std::size_t number = 0;
  std::size_t row = 0;          // of its limits
  std::int32_t extensions = 0;  // by which the limit was longer
  instant since = 0;
  limit_answer due{};
};

struct worst_act {
  instant at = 0;
  std::size_t transition = 0;
  std::optional<pressing_rule> pressed;  // none: the first act, or one that is waited for without end
  std::optional<open_wait> waited;       // before the act; it begins another part, with a start of its own
};

struct worst_time {
  worst_goal goal = worst_goal::answer;
  int comebacks = 0;    // at most so many
  bool bounded = true;  // without a wait that nothing ends
  worst_measure by = worst_measure::calendar;
  std::int64_t elapsed_s = 0;
  std::int64_t working_s = 0;  // by the pack's main calendar
  std::vector<open_wait> waits;
  std::vector<worst_act> path;
  bool provisional = false;  // rests on an undecided date

  instant start() const noexcept { return path.front().at; }
};

struct worst_answer {
  std::vector<state_number> answered;
  std::vector<worst_time> times;  // by goal, comebacks, bounded first, calendar first; none where no way leads there
  std::vector<open_wait> waits_for_answer;  // every one on a way there
  std::vector<open_wait> waits_for_end;
};

// Every instant of a year, by the calendar of Viet Nam.
worst_question whole_year(const rule_pack& pack, int year);
// The last year that the pack's main calendar has decided.
int decided_year(const rule_pack& pack) noexcept;
std::vector<state_number> answered_states(const rule_pack& pack);

worst_answer worst_times(const rule_pack& pack, const worst_question& question);

// The basis of a wait: its duty's, state's or pause's.
const basis& source_of(const rule_pack& pack, const open_wait& wait);

}  // namespace thoihan
