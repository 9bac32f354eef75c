// A case as its events left it, one row: what a list shows, what runs, and where the next event ties on.
//
//     std::optional<thoihan::case_row> row = s.find_case("LH-2024-000001");
//
// All of it follows from the log. `snapshot` is the engine's: the store keeps the bytes and reads nothing into them.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "thoihan/base/sha256.hpp"
#include "thoihan/store/duty_row.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

// What is gone of a case for good: nothing, the personal texts, or all but dates and actors.
enum class erasure : std::uint8_t { none, texts, facts };

struct case_row {
  std::int64_t number = 0;  // in the order of opening, from 1; given by `append`
  std::string case_id;
  std::string pack_id;
  std::string pack_hash;
  std::string calendar_hash;  // by which its duties were decided last
  std::string state;
  bool ended = false;
  std::string lead;  // the authority that holds the case; empty: none
  std::string publication;
  std::int32_t events = 0;         // how many the case has; given by `append`
  std::int64_t last_sequence = 0;  // of its newest event; given by `append`
  instant opened_at = 0;
  instant last_at = 0;
  erasure erased = erasure::none;
  sha256_digest digest{};         // of its newest event; given by `append`
  std::vector<duty_row> running;  // duties that have not ended
  std::string snapshot;

  bool operator==(const case_row&) const = default;
};

}  // namespace thoihan
