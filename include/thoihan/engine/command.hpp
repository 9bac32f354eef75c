// One act on a case, as the host reports it.
//
//     thoihan::command c = thoihan::read_command(R"({"case":"LH-2024-000001","key":"k1","at":"2024-04-25T09:10",
//       "event":"receive","by":{"role":"operator","officer":"an"},"facts":{"channel":"phone","content":"..."}})");
//
// `at` is the legal time: when it happened. `recorded_at` is when we learned it, `at` when left out. `key` makes the act safe to
// send again: the same key with the same content is answered as before and adds nothing, with other content it is a
// conflict. For the act that opens a case the case id itself is the key's scope.
//
// Some findings refuse an act unless the host goes over them, by name, in `override`; the event keeps what was gone over:
//   ended          the case is opened after the last day of the instrument
//   not-in-office  the report goes to, or the act names, an authority outside the dates of its office
//
// Errors of `read_command`: thoihan::error with status syntax, schema or range, and the line and column inside the text.
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "thoihan/time/instant.hpp"

namespace thoihan {

// A fact's value as it is written: true, 3, "roads", "2024-04-29".
using fact_input = std::variant<bool, std::int64_t, std::string>;

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
};

command read_command(std::string_view json);

}  // namespace thoihan
