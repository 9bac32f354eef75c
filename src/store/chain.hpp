// What the digests of the log cover: an event's, and a checkpoint's.
//
//     event.digest = event_digest(before, event);
//     checkpoint_stream stream(before, number, first, last);
//     stream.add(event.digest); ...
//
// The serialisation is written down in docs/store_format.md and in the file itself (`meta`).
//
// Thread-safety: pure. Cost: linear.
#pragma once

#include <cstdint>
#include <string_view>

#include "thoihan/base/wide_sha256.hpp"
#include "thoihan/store/stored_event.hpp"

namespace thoihan {

// Fields, each after its length in bytes as 8 bytes; the most significant byte first.
class field_stream {
 public:
  void add(std::string_view bytes) noexcept;
  void add(std::int64_t value) noexcept;
  void add(const sha256_digest& digest) noexcept;
  sha256_digest finish() noexcept { return stream_.finish(); }

 private:
  void add_length(std::uint64_t value) noexcept;

  basic_sha256_stream<wide_sha256> stream_;
};

// `before`: of the event before in the same case; all zero for the first. Of the facts it reads `facts_digest` alone.
sha256_digest event_digest(const sha256_digest& before, const stored_event& event) noexcept;

class checkpoint_stream {
 public:
  checkpoint_stream(const sha256_digest& before, std::int64_t number, std::int64_t first, std::int64_t at) noexcept;
  void add(const sha256_digest& event) noexcept { fields_.add(event); }
  sha256_digest finish() noexcept { return fields_.finish(); }

 private:
  field_stream fields_;
};

}  // namespace thoihan
