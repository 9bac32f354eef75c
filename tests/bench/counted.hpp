// One operation for callgrind to count, and how often it asked for memory.
//
//     count("add 2 h", rows, [&] { ... });       // prints "counted<tab>add 2 h<tab>10000<tab>0"
//
// Callgrind knows a function by its name: `counted` runs the operation and nothing else, and stands in one source of a program.
#pragma once

#include <cstdio>
#include <functional>
#include <string>

#include "tests/support/allocation_count.hpp"

extern "C" __attribute__((noinline)) inline void counted(const std::function<void()>& operation) { operation(); }

inline void count(const std::string& name, std::size_t done, const std::function<void()>& operation) {
  const std::size_t before = allocations();
  counted(operation);
  std::printf("counted\t%s\t%zu\t%zu\n", name.c_str(), done, allocations() - before);
}
