#include "thoihan/limit/wide_batch.hpp"

#include <array>
#include <optional>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace thoihan {

// A calendar as eight rows at a time see it: its tables, and its ordinary day as one or two stretches that a clamp measures.
// A date that is neither ordinary nor free sends its rows to the plain loop.
class wide_calendar {
 public:
  struct stretch {
    std::uint32_t open_s = 0;
    std::uint32_t length_s = 0;
  };

  static std::optional<wide_calendar> of(const calendar& hours) noexcept {
    if (hours.slots_.empty() || (hours.direct_.empty() && hours.date_of_.empty())) return std::nullopt;
    wide_calendar out(hours);
    bool ordinary_known = false;
    // The ordinary day is the first profile with working time: the calendar's first working date has it.
    for (std::size_t profile = 0; profile < hours.physical_.size(); ++profile) {
      const calendar::physical_day& day = hours.physical_[profile];
      const std::uint32_t first_slot = static_cast<std::uint32_t>(profile) * out.slots_a_day;
      if (day.count == 0) out.free_slot = first_slot;
      if (day.count == 0 || ordinary_known) continue;
      ordinary_known = true;
      if (day.count > out.stretches.size()) return std::nullopt;
      out.ordinary_slot = first_slot;
      for (std::uint32_t i = 0; i < day.count; ++i) {
        out.stretches[i] = {static_cast<std::uint32_t>(day.list[i].open_s),
                            static_cast<std::uint32_t>(day.list[i].close_s - day.list[i].open_s)};
      }
    }
    return out;
  }

  instant origin;
  std::uint32_t last_offset;
  std::uint32_t total_s;
  const void* day_start;  // pairs of 32 bits: seconds worked before, first slot
  const void* direct;  // or nothing: then `date_of`
  const void* date_of;
  divider half_grain_of;  // of the one table or of the other
  std::uint32_t slots_a_day;
  std::uint32_t ordinary_slot = 0;
  std::uint32_t free_slot = 0;
  std::array<stretch, 2> stretches{};

 private:
  explicit wide_calendar(const calendar& hours) noexcept
      : origin(hours.origin_),
        last_offset(static_cast<std::uint32_t>(hours.instants_ - 1)),
        total_s(hours.total_s_),
        day_start(hours.day_start_.data()),
        direct(hours.direct_.empty() ? nullptr : hours.direct_.data()),
        date_of(hours.date_of_.empty() ? nullptr : hours.date_of_.data()),
        half_grain_of(hours.direct_.empty() ? hours.half_total_of_ : hours.half_grain_of_),
        slots_a_day(seconds_a_day / hours.slot_s_) {
    static_assert(sizeof(calendar::day_start) == 8);
  }
};

namespace {

#if defined(__x86_64__)

constexpr std::size_t rows_at_once = 8;

// Quotients of eight dividends below 2^31 by a divisor known as `magic` and `shift`.
__attribute__((target("avx2"), always_inline)) inline __m256i divided(__m256i dividends, __m256i magic,
                                                                      __m128i shift) {
  const __m256i even = _mm256_srl_epi64(_mm256_mul_epu32(dividends, magic), shift);
  const __m256i odd = _mm256_srl_epi64(_mm256_mul_epu32(_mm256_srli_epi64(dividends, 32), magic), shift);
  return _mm256_or_si256(even, _mm256_slli_epi64(odd, 32));
}

__attribute__((target("avx2"), always_inline)) inline bool all(__m256i mask) { return _mm256_movemask_epi8(mask) == -1; }

__attribute__((target("avx2"), always_inline)) inline __m256i not_above(__m256i value, __m256i bound) {
  return _mm256_cmpeq_epi32(_mm256_max_epu32(value, bound), bound);
}

__attribute__((target("avx2"), always_inline)) inline __m256i of_32(std::uint32_t value) {
  return _mm256_set1_epi32(static_cast<int>(value));
}

// Low or high halves of eight 64-bit values, in the order 0 1 4 5, 2 3 6 7, which _mm256_unpack* undoes.
template <int Which>
__attribute__((target("avx2"), always_inline)) inline __m256i halves(__m256i first, __m256i second) {
  return _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castsi256_ps(first), _mm256_castsi256_ps(second), Which));
}
constexpr int low = 0x88;
constexpr int high = 0xDD;

// The starts of eight dates: seconds worked before each, and where its slots begin.
struct eight_starts {
  __m256i worked_before_s;
  __m256i first_slot;
};

__attribute__((target("avx2"), always_inline)) inline eight_starts starts_of(const void* day_start, __m256i day,
                                                                             __m256i every_row) {
  const auto* const pairs = static_cast<const long long*>(day_start);
  const __m256i zero = _mm256_setzero_si256();
  const __m256i first = _mm256_mask_i32gather_epi64(zero, pairs, _mm256_castsi256_si128(day), every_row, 8);
  const __m256i second = _mm256_mask_i32gather_epi64(zero, pairs, _mm256_extracti128_si256(day, 1), every_row, 8);
  // The halves of a permutation's permutation: back to the order of `day`.
  return {_mm256_permute4x64_epi64(halves<low>(first, second), 0xD8),
          _mm256_permute4x64_epi64(halves<high>(first, second), 0xD8)};
}

// `Direct`: the calendar has a direct inverse; else the date is found first, and must be an ordinary one.
template <bool Direct>
__attribute__((target("avx2"))) std::size_t add_avx2(const calendar& hours, const wide_calendar& wide,
                                                     const instant* starts, std::int64_t seconds, instant* dues,
                                                     status* statuses, std::size_t rows) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i origin = _mm256_set1_epi64x(wide.origin);
  const __m256i last_offset = of_32(wide.last_offset);
  const __m256i total_s = of_32(wide.total_s);
  const __m256i added = of_32(static_cast<std::uint32_t>(seconds));
  const __m256i one = of_32(1);
  const __m256i a_day_s = of_32(seconds_a_day);
  const __m256i slots_a_day = of_32(wide.slots_a_day);
  const __m256i ordinary_slot = of_32(wide.ordinary_slot);
  const __m256i free_slot = of_32(wide.free_slot);
  const __m256i open_1 = of_32(wide.stretches[0].open_s);
  const __m256i length_1 = of_32(wide.stretches[0].length_s);
  const __m256i open_2 = of_32(wide.stretches[1].open_s);
  const __m256i length_2 = of_32(wide.stretches[1].length_s);
  // 86,400 is 128 times 675, so that the dividend is below 2^25.
  constexpr divider by_675{675};
  const __m256i day_magic = _mm256_set1_epi64x(static_cast<std::int64_t>(by_675.magic()));
  const __m128i day_shift = _mm_cvtsi32_si128(static_cast<int>(by_675.shift()));
  const __m256i grain_magic = _mm256_set1_epi64x(static_cast<std::int64_t>(wide.half_grain_of.magic()));
  const __m128i grain_shift = _mm_cvtsi32_si128(static_cast<int>(wide.half_grain_of.shift()));
  const auto* const direct = static_cast<const int*>(wide.direct);
  const auto* const date_of = static_cast<const int*>(wide.date_of);
  const __m256i lower_half = of_32(0xFFFF);
  const __m256i lunch = of_32(wide.stretches[1].open_s - wide.stretches[0].open_s - wide.stretches[0].length_s);

  // Hidden from the compiler, which otherwise lets a gather wait for what its register held eight rows before.
  __m256i every_row = _mm256_cmpeq_epi32(zero, zero);
  __asm__("" : "+x"(every_row));

  std::size_t failed = 0;
  std::size_t row = 0;
  const auto plainly = [&](std::size_t count) {
    failed += add_batch(hours, {starts + row}, seconds, {dues + row}, {statuses + row}, count);
  };
  for (; row + rows_at_once <= rows; row += rows_at_once) {
    const auto* const from = reinterpret_cast<const __m256i*>(starts + row);
    const __m256i first = _mm256_sub_epi64(_mm256_loadu_si256(from), origin);
    const __m256i second = _mm256_sub_epi64(_mm256_loadu_si256(from + 1), origin);
    const __m256i offset = halves<low>(first, second);
    const __m256i known =
        _mm256_and_si256(_mm256_cmpeq_epi32(halves<high>(first, second), zero), not_above(offset, last_offset));
    if (__builtin_expect(!all(known), 0)) {
      plainly(rows_at_once);
      continue;
    }
    const __m256i day = divided(_mm256_srli_epi32(offset, 7), day_magic, day_shift);
    const __m256i in_day = _mm256_sub_epi32(offset, _mm256_mullo_epi32(day, a_day_s));
    const eight_starts start = starts_of(wide.day_start, day, every_row);
    const __m256i profile = _mm256_add_epi32(start.first_slot, _mm256_mullo_epi32(day, slots_a_day));
    const __m256i ordinary = _mm256_cmpeq_epi32(profile, ordinary_slot);
    const __m256i free = _mm256_cmpeq_epi32(profile, free_slot);
    const auto worked_in = [&](__m256i open, __m256i length) __attribute__((target("avx2"))) {
      return _mm256_min_epi32(_mm256_max_epi32(_mm256_sub_epi32(in_day, open), zero), length);
    };
    const __m256i in_sessions = _mm256_add_epi32(worked_in(open_1, length_1), worked_in(open_2, length_2));
    const __m256i before = _mm256_add_epi32(start.worked_before_s, _mm256_and_si256(in_sessions, ordinary));
    const __m256i enough = not_above(added, _mm256_sub_epi32(total_s, before));
    if (__builtin_expect(!all(_mm256_and_si256(_mm256_or_si256(ordinary, free), enough)), 0)) {
      plainly(rows_at_once);
      continue;
    }
    const __m256i worked = _mm256_add_epi32(before, added);
    const __m256i grain = divided(_mm256_srli_epi32(_mm256_sub_epi32(worked, one), 1), grain_magic, grain_shift);
    __m256i due;
    if constexpr (Direct) {
      due = _mm256_add_epi32(worked, _mm256_mask_i32gather_epi32(zero, direct, grain, every_row, 4));
    } else {
      const __m256i end_day =
          _mm256_and_si256(_mm256_mask_i32gather_epi32(zero, date_of, grain, every_row, 2), lower_half);
      const eight_starts end = starts_of(wide.day_start, end_day, every_row);
      const __m256i end_profile = _mm256_add_epi32(end.first_slot, _mm256_mullo_epi32(end_day, slots_a_day));
      if (__builtin_expect(!all(_mm256_cmpeq_epi32(end_profile, ordinary_slot)), 0)) {
        plainly(rows_at_once);
        continue;
      }
      const __m256i rest = _mm256_sub_epi32(worked, end.worked_before_s);
      const __m256i afternoon = _mm256_cmpgt_epi32(rest, length_1);
      const __m256i in_end_day = _mm256_add_epi32(_mm256_add_epi32(rest, open_1), _mm256_and_si256(lunch, afternoon));
      due = _mm256_add_epi32(_mm256_mullo_epi32(end_day, a_day_s), in_end_day);
    }
    auto* const to = reinterpret_cast<__m256i*>(dues + row);
    _mm256_storeu_si256(to, _mm256_add_epi64(origin, _mm256_unpacklo_epi32(due, zero)));
    _mm256_storeu_si256(to + 1, _mm256_add_epi64(origin, _mm256_unpackhi_epi32(due, zero)));
    static_assert(sizeof(status) == 4 && static_cast<int>(status::ok) == 0);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(statuses + row), zero);
  }
  plainly(rows - row);
  return failed;
}

#endif

}  // namespace

std::size_t add_batch_wide(const calendar& hours, column<const instant> starts, std::int64_t seconds,
                           column<instant> dues, column<status> statuses, std::size_t rows) noexcept {
#if defined(__x86_64__)
  const bool dense = starts.dense() && dues.dense() && statuses.dense();
  if (dense && seconds > 0 && __builtin_cpu_supports("avx2")) {
    if (const auto wide = wide_calendar::of(hours); wide && seconds <= wide->total_s) {
      const auto add = wide->direct != nullptr ? add_avx2<true> : add_avx2<false>;
      return add(hours, *wide, starts.first, seconds, dues.first, statuses.first, rows);
    }
  }
#endif
  return add_batch(hours, starts, seconds, dues, statuses, rows);
}

}  // namespace thoihan
