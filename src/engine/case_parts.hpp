// What the sources of `case_view` share.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "thoihan/time/text.hpp"

namespace thoihan {

inline std::string time_text(instant t) { return format_instant(t).data(); }

template <class Number>
bool contains(const std::vector<Number>& list, Number number) {
  return std::find(list.begin(), list.end(), number) != list.end();
}

}  // namespace thoihan
