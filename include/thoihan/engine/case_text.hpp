// What was said in a case in words: the texts and documents of its acts, as far as they can be read.
//
//     const std::vector<thoihan::case_text> texts = e.opened_texts("LH-2024-000001");
//     const thoihan::case_text* reason = thoihan::text_at(texts, "reason", 3);     // as it was after the case's third act
//     if (reason != nullptr) std::cout << thoihan::words_of(*reason).en << "\n";   // the words, or "[sealed]"
//
// Every one that was said is there, in the order of the acts, so that an older one is never taken for a newer one that
// cannot be read.
//
// Thread-safety: values. Cost: linear.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/pack/error.hpp"

namespace thoihan {

enum class text_access : std::uint8_t {
  readable,
  sealed,  // the host's key was not given, now or when it was said: then the host alone has the words
  gone,    // erased
};

// The word in JSON; stable.
constexpr std::string_view text_access_name(text_access access) noexcept {
  switch (access) {
    case text_access::readable: return "readable";
    case text_access::sealed: return "sealed";
    case text_access::gone: return "gone";
  }
  return "unknown";
}

struct case_text {
  std::int32_t number = 0;  // of the act in its case, from 1
  std::string name;         // the fact
  text_access access = text_access::readable;
  std::string words;  // of a readable one

  bool operator==(const case_text&) const = default;
};

// The last that was said of the fact by the act with this number; null: nothing.
inline const case_text* text_at(const std::vector<case_text>& texts, std::string_view fact,
                                std::int32_t number) noexcept {
  const case_text* last = nullptr;
  for (const case_text& text : texts) {
    if (text.number <= number && text.name == fact) last = &text;
  }
  return last;
}

// The words, or what stands in their place: "[đã niêm phong]", "[sealed]"; "[không còn]", "[gone]".
inline bilingual words_of(const case_text& text) {
  switch (text.access) {
    case text_access::readable: return {text.words, text.words};
    case text_access::sealed: return {"[đã niêm phong]", "[sealed]"};
    case text_access::gone: break;
  }
  return {"[không còn]", "[gone]"};
}

}  // namespace thoihan
