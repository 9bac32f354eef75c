// Names that a pack declares: listed, looked up, and said to be unknown with the nearest known one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/pack/say.hpp"

namespace thoihan {

template <class Named>
std::vector<std::string> ids_of(const std::vector<Named>& list) {
  std::vector<std::string> out;
  for (const Named& entry : list) out.push_back(entry.id);
  return out;
}

// Throws `reference`: "there is no duty "forwrd"; did you mean "forward"?", or all known names when none is near.
[[noreturn]] void throw_unknown(const bilingual& kind, std::string_view name, const std::vector<std::string>& known);

// Where the name stands among those known, or throw_unknown.
inline std::size_t index_of(const bilingual& kind, std::string_view name, const std::vector<std::string>& known) {
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) throw_unknown(kind, name, known);
  return static_cast<std::size_t>(found - known.begin());
}

// The same among things with an id.
template <class Named>
std::size_t index_of(const bilingual& kind, std::string_view name, const std::vector<Named>& known) {
  const auto found = std::find_if(known.begin(), known.end(), [name](const Named& entry) { return entry.id == name; });
  if (found == known.end()) throw_unknown(kind, name, ids_of(known));
  return static_cast<std::size_t>(found - known.begin());
}

}  // namespace thoihan
