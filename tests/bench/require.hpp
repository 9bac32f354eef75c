// Ends the program with status 1 and a line where something that is measured is not as it must be.
//
//     require(answer == expected, "a wrong answer");
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

inline void require(bool good, std::string_view what) {
  if (good) return;
  std::fprintf(stderr, "%.*s\n", static_cast<int>(what.size()), what.data());
  std::exit(1);
}
