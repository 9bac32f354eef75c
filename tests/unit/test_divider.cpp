// Multiplication instead of division, against the processor's division.
#include "thoihan/base/divider.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <random>

using thoihan::divider;

namespace {

constexpr std::uint32_t largest = (1U << 31U) - 1;

// Where a wrong quotient would show first: at the multiples of the divisor and beside them, and at the ends.
int wrong_near_multiples(std::uint32_t divisor) {
  const divider by{divisor};
  int wrong = by.divisor() == divisor ? 0 : 1;
  const std::uint32_t most = largest / divisor;
  for (const std::uint32_t quotient : {0U, 1U, 2U, 3U, most / 3, most / 2, most - std::min(most, 1U), most}) {
    for (int beside = -1; beside <= 1; ++beside) {
      const std::int64_t dividend = std::int64_t{quotient} * divisor + beside;
      if (dividend < 0 || dividend > largest) continue;
      const auto number = static_cast<std::uint32_t>(dividend);
      wrong += by(number) == number / divisor ? 0 : 1;
    }
  }
  wrong += by(largest) == largest / divisor ? 0 : 1;
  return wrong;
}

static_assert(divider{1800}(33000) == 18);
static_assert(divider{}(largest) == largest);

}  // namespace

TEST_SUITE("divider") {
  TEST_CASE("every divisor up to two days of seconds, near its multiples") {
    int wrong = 0;
    for (std::uint32_t divisor = 1; divisor <= 172800; ++divisor) wrong += wrong_near_multiples(divisor);
    CHECK(wrong == 0);
  }

  TEST_CASE("powers of two and their neighbours, up to the largest divisor") {
    int wrong = wrong_near_multiples(largest);
    for (unsigned bit = 1; bit < 31; ++bit) {
      for (int beside = -1; beside <= 1; ++beside) {
        wrong += wrong_near_multiples(static_cast<std::uint32_t>((std::int64_t{1} << bit) + beside));
      }
    }
    CHECK(wrong == 0);
  }

  // 2^(31 + bit) / 2^bit, with no rounding: loops that multiply several numbers at once need it below 2^32.
  TEST_CASE("the magic of a power of two is 2^31") {
    for (unsigned bit = 0; bit < 31; ++bit) CHECK(divider{1U << bit}.magic() == std::uint64_t{1} << 31U);
  }

  TEST_CASE("a day of seconds by every divisor of a day") {
    int wrong = 0;
    for (std::uint32_t divisor = 1; divisor <= 86400; ++divisor) {
      if (86400 % divisor != 0) continue;
      const divider by{divisor};
      for (std::uint32_t second = 0; second < 86400; ++second) wrong += by(second) == second / divisor ? 0 : 1;
    }
    CHECK(wrong == 0);
  }

  TEST_CASE("dividends and divisors at random") {
    std::mt19937_64 source{20240425};
    int wrong = 0;
    for (int i = 0; i < 2000000; ++i) {
      const auto dividend = static_cast<std::uint32_t>(source() & largest);
      const auto divisor = static_cast<std::uint32_t>((source() & largest) >> (source() % 31)) | 1U;
      wrong += divider{divisor}(dividend) == dividend / divisor ? 0 : 1;
    }
    CHECK(wrong == 0);
  }
}
