// One event of a case, as the host reports it: an act, or what becomes of the case's history.
//
//     thoihan::command c = thoihan::read_command(R"({"case":"LH-2024-000001","key":"k1","at":"2024-04-25T09:10",
//       "event":"receive","by":{"role":"operator","officer":"an"},"facts":{"channel":"phone","content":"..."}})");
//
// `at` is the legal time: when it happened. `recorded_at` is when we learned it, `at` when left out. `key` makes the act safe to
// send again: the same key with the same content is answered as before and adds nothing, with other content it is a
// conflict. For the act that opens a case the case id itself is the key's scope.
//
// In the place of `event` one of these may stand (docs/cases.md has an example of each); then `reason` says why in somebody's
// words, and `at` is when it was entered, which is when it is recorded:
//   "correct": 3      the act number 3 of the case anew: `happened_at` is its legal time, `facts` replace those of the same name,
//                     `without` lists facts that it did not give
//   "withdraw": 3     number 3 was entered in error
//   "link": "LH-7"    a duplicate of LH-7
//   "split": "LH-9"   part of the report becomes the case LH-9; `facts` of its opening go before those of this case
//   "erase": "texts"  the personal texts of the case go for good; "facts": all but dates and actors, and the case is at its end
//   "migrate": hash   from here on the pack with this hash judges; `mapping` names what it calls otherwise (id_mapping.hpp)
//
// What is lawful only as a whole is entered together: {"together":[{...},{...}]} with commands of one case (docs/cases.md).
//
// Some findings refuse an act unless the host goes over them, by name, in `override`; the event keeps what was gone over:
//   ended          the case is opened after the last day of the instrument
//   not-in-office  the report goes to, or the act names, an authority outside the dates of its office
//
// `reason` is text in which a person may stand: it is kept as personal facts are, and no part of `details_json`.
//
// Errors of `read_command` and `read_commands`: thoihan::error with status syntax, schema or range, and the line and column inside the text; of
// `read_details`: corrupt.
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "thoihan/engine/event_kind.hpp"
#include "thoihan/engine/id_mapping.hpp"
#include "thoihan/store/case_row.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

// A fact's value as it is written: true, 3, "roads", "2024-04-29", ["so-y-te", "cong-an-tinh"].
using fact_input = std::variant<bool, std::int64_t, std::string, std::vector<std::string>>;

using fact_inputs = std::vector<std::pair<std::string, fact_input>>;

// Findings that a host may go over.
struct act_overrides {
  bool ended = false;
  bool not_in_office = false;
  bool operator==(const act_overrides&) const noexcept = default;
};

struct command {
  std::string case_id;
  std::string key;
  instant at = 0;
  instant recorded_at = 0;
  std::string event;
  std::string role;
  std::string authority;  // empty: none
  std::string officer;    // empty: none
  fact_inputs facts;
  act_overrides overrides;
  std::optional<std::int32_t> expected_events;  // refuse (`stale`) when the case has another number of events

  event_kind kind = event_kind::act;   // of the others:
  std::int32_t about = 0;              // correct, withdraw: number of the event in its case
  std::optional<instant> happened_at;  // correct
  std::vector<std::string> without;    // correct
  std::string other_case;              // link: of which it is a duplicate; split: the new one
  std::string target_pack;             // migrate: hash
  id_mapping mapping;                  // migrate
  erasure erase = erasure::none;       // erase
  std::string calendars;               // recompute: hash of those that decide from now on
  std::string reason;                  // empty: none
  std::string split_from;              // of an act that opens a case: the one it was split from. Never read from a host's text
  std::int32_t together = 0;           // entered together with the event of this number, the first of them. Never read from a host's text
};

command read_command(std::string_view json);
// One command, or those of {"together":[...]}.
std::vector<command> read_commands(std::string_view json);

// What a command says beside case, key, times, actor, event, facts, overrides and reason, as canonical JSON: `about`,
// `happened_at`, `without`, `other_case`, `target_pack`, `mapping`, `erase`, `calendars`, `split_from`, `together`, where there are any; "" where there are none.
std::string details_json(const command& command);
// The same into a command again.
void read_details(std::string_view json, command& out);

}  // namespace thoihan
