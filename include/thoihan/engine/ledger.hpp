// The ledger of a case: every second from receipt to the end, or to now, to the account of one party, for one cause.
//
//     thoihan::case_ledger ledger = e.ledger("LH-2024-000001", now);
//     for (const thoihan::ledger_part& part : ledger.parts)      // in order, without gap or overlap
//       std::cout << part.until - part.from << " s: " << thoihan::ledger_cause_name(part.cause) << "\n";
//     // 3000 s: working            the operator forwards
//     // 5400 s: working            the authority handles, till noon
//     // 5400 s: closed_office      nobody: outside office hours
//     // ...
//     for (const std::string& line : thoihan::json_lines(ledger, thoihan::language::en)) ...
//
// What a second is, the first of these that holds:
//   late                  a duty that runs is late; of several the one that is late longest. Nights and rest days count
//   waiting_for_reporter  the case stands still, and the reporter can end that
//   standing_still        the case stands still otherwise: nobody's time
//   working               a duty runs in time: the holder's own before others', one with a limit before one without, the
//                         earlier late before the later. Only while its time counts: a limit in working hours or
//                         working days, or none, counts in office hours; hours and days of the clock count always
//   closed_office         a duty runs in time, and its office is closed: nobody's time
//   waiting_for_reporter  no duty runs, and the reporter has the case
//   without_duty          no duty runs: the holder's in office hours; outside them closed_office
// docs/ledger.md says why.
//
// The parts sum exactly to the whole, and each says how much of it was office hours. What is told of a second changes by later
// acts only where these move a due that lay before them: an exemption or an extension asked for in time and given later, a
// fact that chooses a shorter limit. Acts count from when they happened, however late they are recorded.
//
// Units: instants and whole seconds. A ledger of a moment before the last act is that of today, cut off there.
// Errors: thoihan::error with range (`now` is before receipt) or horizon (a date that the calendar does not know).
// Thread-safety: pure; the pack must outlive the ledger. Cost: linear in the acts, rounds and dates of the case, but for sorting
// when its duties began, became late and ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/engine/case_view.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

enum class ledger_cause : std::uint8_t {
  working,
  late,
  waiting_for_reporter,
  standing_still,
  closed_office,
  without_duty,
};

// The word in JSON; stable.
std::string_view ledger_cause_name(ledger_cause cause) noexcept;
// For people: "working, in time"; of a closed office without what closed it (`closure_words`).
bilingual ledger_cause_words(ledger_cause cause);

// Does this limit use up time in which the office is closed? One that is composed does when a part of it does.
bool counts_closed_time(const limit& what) noexcept;

struct ledger_party {
  std::optional<role_number> role;  // none: nobody
  std::optional<authority_number> authority;

  bool operator==(const ledger_party&) const = default;
};

// Why an office is closed.
struct ledger_closure {
  bool outside_hours = false;         // on a date that is worked
  day_kind kind = day_kind::working;  // of a date that is not
  cause_number cause = 0;
  day_number day = 0;  // the first

  // The same reason, on whatever date. Compensatory days stand in one clause, whichever rest days they make up for.
  bool same_as(const ledger_closure& other) const noexcept {
    if (outside_hours || other.outside_hours) return outside_hours == other.outside_hours;
    return kind == other.kind && (cause == other.cause || kind == day_kind::compensatory);
  }
};

struct ledger_part {
  instant from = 0;
  instant until = 0;
  std::int64_t working_s = 0;  // office hours in it, by `calendar`
  ledger_cause cause = ledger_cause::working;
  ledger_party party;   // to whose account
  ledger_party holder;  // who had the case
  const rule_pack* then = nullptr;  // the pack that judged then
  state_number state = 0;           // of that pack
  std::optional<std::size_t> round;      // the duty that ran, or was late: index into `rounds`
  std::vector<std::size_t> beside;       // other duties that ran
  std::optional<std::size_t> pause;      // that it is the time of: index into the pauses of that pack
  std::optional<ledger_closure> closed;  // closed_office
  std::uint16_t calendar = 0;
  bool provisional = false;  // a date in it is not decided yet
};

struct case_ledger {
  const rule_pack* pack = nullptr;
  std::string case_id;
  instant from = 0;   // receipt
  instant until = 0;  // the act that ended the case, or now
  bool ended = false;
  // Since when the reporter has had the case: an answer that was rated or let pass, or a question that nobody took up. None: not
  // so in the end.
  std::optional<instant> with_reporter_from;
  std::vector<duty_round> rounds;
  std::vector<ledger_part> parts;
};

// How a case stood from an act on: state and pause are of the pack that judged then, the holder of the one that judges in the end.
struct case_standing {
  instant from = 0;
  const rule_pack* pack = nullptr;
  state_number state = 0;
  std::optional<std::size_t> pause;
  std::optional<role_number> holder;          // none: nobody, or a role that the newer pack does not have
  std::optional<authority_number> authority;  // that has it, where the holder acts for one
};

case_standing standing_of(const case_view& view);
// One more, after an act or a migration (fold_observer). At a migration the holders until then get their numbers in the new pack.
void note_standing(std::vector<case_standing>& stood, const case_view& view, const command& what);
// `stood`: after each act of the case, in their order.
case_ledger make_ledger(const case_view& view, std::span<const case_standing> stood, instant now);

// Parts with one party, cause, duty and reason for a closed office, taken together in the order in which they first appear.
struct ledger_sum {
  std::size_t first = 0;  // of `parts`
  std::int64_t seconds = 0;
  std::int64_t working_s = 0;
};

std::vector<ledger_sum> sums_of(const case_ledger& ledger);

// The clause or assumption of a part: of its duty, of the pause, else of the state.
std::string cite_of(const case_ledger& ledger, const ledger_part& part);
// "outside office hours", "holiday: Lunar New Year"
bilingual closure_words(const case_ledger& ledger, const ledger_part& part);
// What closes it: a clause of law or an announcement, else the calendar.
bilingual closure_source(const case_ledger& ledger, const ledger_part& part);

// A line for each part: case, from, to, seconds, working_seconds, party (a role; null: nobody), authority, cause, state, holder,
// holder_authority, duty, round, outcome (of the round: running, met, met_late, cancelled), cite, closed_by, closed_cause and
// source (of a closed office), beside (duties), provisional; null where there is none. Last the sum: case, from, to, ended, parts,
// seconds, working_seconds, with_reporter_from, seconds_until_then, sums (each party, authority, cause, duty, closed_by,
// closed_cause, seconds, working_seconds).
std::vector<std::string> json_lines(const case_ledger& ledger, language lang);

}  // namespace thoihan
