// How alike two sets of names are: of all names the share that both have, in thousandths.
#pragma once

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>

namespace thoihan {

inline int likeness(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::size_t shared = 0;
  for (const std::string& name : a) shared += b.count(name);
  return static_cast<int>(1000 * shared / std::max<std::size_t>(1, a.size() + b.size() - shared));
}

}  // namespace thoihan
