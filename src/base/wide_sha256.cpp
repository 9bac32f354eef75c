#include "thoihan/base/wide_sha256.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace thoihan {

#if defined(__x86_64__)
namespace {

// Leaf 7 of CPUID tells the SHA extensions (EBX, bit 29); what is used beside them came with SSE4.1 and SSSE3. Asked once: under a
// hypervisor the question costs more than thousands of blocks.
bool has_instructions() noexcept {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  constexpr unsigned sha_bit = 1U << 29U;
  return __builtin_cpu_supports("sse4.1") != 0 && __builtin_cpu_supports("ssse3") != 0 &&
         __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & sha_bit) != 0;
}

const bool by_instructions = has_instructions();

// The instructions take the eight variables as (a b e f) and (c d g h), the first one highest, and do two rounds each.
__attribute__((target("sha,sse4.1,ssse3"))) void mix_blocks(detail::sha256_state& state, const char* bytes,
                                                            std::size_t blocks) noexcept {
  const auto load = [](const void* from) __attribute__((target("sha,sse4.1,ssse3"))) {
    return _mm_loadu_si128(static_cast<const __m128i*>(from));
  };
  const __m128i most_significant_first = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  const __m128i cdab = _mm_shuffle_epi32(load(&state[0]), 0xB1);
  const __m128i efgh = _mm_shuffle_epi32(load(&state[4]), 0x1B);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
  for (; blocks > 0; --blocks, bytes += 64) {
    const __m128i abef_before = abef;
    const __m128i cdgh_before = cdgh;
    __m128i w[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) w[i] = _mm_shuffle_epi8(load(bytes + 16 * i), most_significant_first);
#pragma GCC unroll 16
    for (int i = 0; i < 16; ++i) {
      __m128i added = _mm_add_epi32(w[i % 4], load(&detail::sha256_rounds[static_cast<std::size_t>(4 * i)]));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, added);
      added = _mm_shuffle_epi32(added, 0x0E);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, added);
      if (i >= 12) continue;
      const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[i % 4], w[(i + 1) % 4]),
                                        _mm_alignr_epi8(w[(i + 3) % 4], w[(i + 2) % 4], 4));
      w[i % 4] = _mm_sha256msg2_epu32(sum, w[(i + 3) % 4]);
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(&state[0]), _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(&state[4]), _mm_alignr_epi8(dchg, feba, 8));
}

}  // namespace
#endif

void wide_sha256::mix(detail::sha256_state& state, const char* bytes, std::size_t blocks) noexcept {
#if defined(__x86_64__)
  if (by_instructions) return mix_blocks(state, bytes, blocks);
#endif
  detail::sha256_mixer::mix(state, bytes, blocks);
}

}  // namespace thoihan
