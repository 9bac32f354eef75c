// Division by a number that is only known at run time, as a multiplication.
//
//     thoihan::divider by_half_hour{1800};
//     by_half_hour(33000) == 18;
//
// The processor's own division costs more than the rest of a calendar look-up together. Exact for every dividend below
// 2^31 and every divisor from 1 to 2^31 - 1 (Granlund and Montgomery, 1994: with e = magic * d - 2^k < d, the quotient is
// exact while dividend * e < 2^k, and k is chosen as 31 + bits(d)).
//
// `magic` and `shift` are for loops that divide several numbers at once: dividend * magic >> shift, magic below 2^32.
//
// Thread-safety: a value. Cost: one multiplication and one shift.
#pragma once

#include <bit>
#include <cstdint>

namespace thoihan {

class divider {
 public:
  constexpr explicit divider(std::uint32_t divisor = 1) noexcept
      // One less for a power of two, which would need a magic of 33 bits.
      : shift_(31U + static_cast<unsigned>(std::bit_width(divisor)) - (std::has_single_bit(divisor) ? 1U : 0U)),
        magic_(((std::uint64_t{1} << shift_) + divisor - 1) / divisor),
        divisor_(divisor) {}

  constexpr std::uint32_t operator()(std::uint32_t dividend) const noexcept {
    return static_cast<std::uint32_t>((dividend * magic_) >> shift_);
  }

  constexpr std::uint64_t magic() const noexcept { return magic_; }
  constexpr unsigned shift() const noexcept { return shift_; }
  constexpr std::uint32_t divisor() const noexcept { return divisor_; }

 private:
  unsigned shift_;
  std::uint64_t magic_;
  std::uint32_t divisor_;
};

}  // namespace thoihan
