// How often this thread has asked for memory since it began, by any operator new of the test program.
//
//     const std::size_t before = allocations();
//     ...
//     CHECK(allocations() == before);
#pragma once

#include <cstddef>

std::size_t allocations() noexcept;
