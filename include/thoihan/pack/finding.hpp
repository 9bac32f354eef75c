// What the loader and the checker have to say about a pack, all of it at once.
//
//     for (const thoihan::finding& f : thoihan::check_pack("rules/province/lac-hong").findings)
//       if (f.level != thoihan::severity::note) std::cerr << f.where.text() << ": " << f.text.vi << '\n';
//
// `error`: the pack is wrong and cannot be loaded. `gap`: the regulation says nothing here, and no assumption of the pack
// answers it. `note`: a gap that an assumption answers. A pack is clean when it has neither errors nor gaps. Codes are
// listed in docs/checker.md.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "thoihan/pack/error.hpp"

namespace thoihan {

enum class severity : std::uint8_t { error, gap, note };

constexpr std::string_view severity_name(severity level) noexcept {
  switch (level) {
    case severity::error: return "error";
    case severity::gap: return "gap";
    case severity::note: return "note";
  }
  return "unknown";
}

struct finding {
  severity level = severity::error;
  std::string code;  // "unknown-name"
  place where;
  bilingual text;
};

}  // namespace thoihan
