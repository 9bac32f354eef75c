// An event of the log: who did what, when, under which texts, and what was decided of the duties then.
//
//     for (const thoihan::stored_event& event : s.events_of("LH-2024-000001")) print(event.number, event.event);
//
// `digest` chains the events of one case: it covers the digest of the case's event before, every field of this one, and of
// the facts their digest alone, so that the facts of a case that became secret can be taken away and the chain still shows
// every other change. The serialisation is in docs/store_format.md.
//
// A personal text never enters an event. `facts` has HMAC-SHA-256 of it under a random salt; the sealed text and its salt
// stand in a table of their own and are erased there.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "thoihan/base/sha256.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

struct stored_event {
  std::int64_t sequence = 0;  // over the whole store, from 1, without gaps; given by `append`
  std::string case_id;
  std::int32_t number = 0;    // within the case, from 1; given by `append`
  std::int64_t previous = 0;  // the sequence of the case's event before, 0 for the first; given by `append`
  std::string kind = "act";
  std::string key;  // the host's idempotency key
  instant at = 0;   // legal time
  instant recorded_at = 0;
  std::string event;
  std::string role;
  std::string authority;  // empty: none
  std::string officer;
  std::string overrides;             // findings that the host went over, "ended,not-in-office"; empty: none
  std::string details;               // what its kind says beside all this, canonical JSON; empty: nothing
  std::string decided = "[]";        // the duties that it moved, with their dues as decided then, as JSON
  std::optional<std::string> facts;  // canonical JSON object; none: erased
  sha256_digest facts_digest{};      // given by `append`
  std::string pack_hash;             // 64 hexadecimal digits
  std::string calendar_hash;         // of all calendars that the pack names, as they were
  std::string engine_version;
  sha256_digest digest{};  // given by `append`

  bool operator==(const stored_event&) const = default;
};

// A personal text of an event, sealed together with the salt of its fingerprint. Where no key was at hand there is none: the
// text was not kept, and its salt neither, for with it a telephone number could be tried out.
struct sealed_text {
  std::int64_t sequence = 0;
  std::string name;
  std::string sealed;

  bool operator==(const sealed_text&) const = default;
};

}  // namespace thoihan
