// A declared fact of a case, as the kernel sees it: a type and a number.
//
//     thoihan::fact_value urgent = thoihan::fact_value::of(1);
//     thoihan::fact_value lead;                                    // absent: nobody has said
//
// The number is: 0 or 1 for a bool; the integer; the index of a choice, channel or authority in the pack's declaration; how many
// authorities a set of them has; a day number; an instant. Texts and documents are present or absent. Their words, and which
// authorities a set has, never reach the kernel.
//
// Thread-safety: plain values.
#pragma once

#include <cstdint>

namespace thoihan {

enum class fact_type : std::uint8_t {
  boolean,
  integer,
  choice,
  date,
  moment,
  channel,
  authority,
  authorities,
  text,
  document
};

struct fact_value {
  std::int64_t number = 0;
  bool present = false;

  static constexpr fact_value of(std::int64_t number) noexcept { return {number, true}; }
  constexpr bool operator==(const fact_value&) const noexcept = default;
};

}  // namespace thoihan
