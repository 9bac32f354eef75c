// What became of a call: one number for every outcome that a program can act on.
//
//     thoihan::status s = calendar.add(start, 7200, due);
//     if (s == thoihan::status::horizon) { /* the calendar does not reach that far */ }
//
// The numbers are the C API's (thoihan.h, THO_E_*): they never change meaning and are never used again. Detail goes
// into the message of an error, not into more numbers. Zero is success.
//
// Thread-safety: plain values. Cost: none.
#pragma once

#include <cstdint>
#include <string_view>

namespace thoihan {

enum class status : std::int32_t {
  ok = 0,

  // The caller's input.
  invalid = -1,  // a value that is never right: zero hours, an unknown unit
  utf8 = -2,     // text that is not UTF-8
  range = -3,    // outside the supported dates or numbers
  struct_size = -4,
  unsupported = -5,
  reentrant = -6,
  misuse = -7,

  // Rules as data.
  syntax = -20,
  schema = -21,
  conflict = -22,
  reference = -23,
  too_big = -24,
  hash = -25,

  // The domain.
  horizon = -40,           // the answer needs a date that the calendar does not know
  unexpected_event = -41,  // the state does not take this event
  guard = -42,             // a condition or a required fact is missing
  authority = -43,         // a role or an authority that may not do this
  time_order = -44,        // an event dated before the last one, or too far before its recording
  ambiguous = -45,
  expired = -46,  // a time-bar has run out

  // The store.
  io = -60,
  corrupt = -61,
  busy = -62,
  stale = -63,
  duplicate = -64,  // the same key with other content
  format = -65,
  readonly = -66,
  full = -67,
  key = -68,  // a key that does not open what was sealed

  // The host.
  no_memory = -80,
  callback = -81,
  internal = -82,
};

// The name that messages and JSON carry, stable as the number is: "HORIZON", "TIME_ORDER".
constexpr std::string_view status_name(status code) noexcept {
  switch (code) {
    case status::ok: return "OK";
    case status::invalid: return "INVALID";
    case status::utf8: return "UTF8";
    case status::range: return "RANGE";
    case status::struct_size: return "STRUCT_SIZE";
    case status::unsupported: return "UNSUPPORTED";
    case status::reentrant: return "REENTRANT";
    case status::misuse: return "MISUSE";
    case status::syntax: return "SYNTAX";
    case status::schema: return "SCHEMA";
    case status::conflict: return "CONFLICT";
    case status::reference: return "REFERENCE";
    case status::too_big: return "TOO_BIG";
    case status::hash: return "HASH";
    case status::horizon: return "HORIZON";
    case status::unexpected_event: return "UNEXPECTED_EVENT";
    case status::guard: return "GUARD";
    case status::authority: return "AUTHORITY";
    case status::time_order: return "TIME_ORDER";
    case status::ambiguous: return "AMBIGUOUS";
    case status::expired: return "EXPIRED";
    case status::io: return "IO";
    case status::corrupt: return "CORRUPT";
    case status::busy: return "BUSY";
    case status::stale: return "STALE";
    case status::duplicate: return "DUPLICATE";
    case status::format: return "FORMAT";
    case status::readonly: return "READONLY";
    case status::full: return "FULL";
    case status::key: return "KEY";
    case status::no_memory: return "NOMEM";
    case status::callback: return "CALLBACK";
    case status::internal: return "INTERNAL";
  }
  return "UNKNOWN";
}

}  // namespace thoihan
