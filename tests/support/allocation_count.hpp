// How often this thread has asked for memory since it began, by any operator new of the test program; and memory that runs out.
//
//     const std::size_t before = allocations();
//     ...
//     CHECK(allocations() == before);
//
//     allocation_faults memory;
//     memory.fail(7, false);           // this thread's seventh request from now
//     ...
//     memory.heal();
#pragma once

#include <cstddef>
#include <cstdint>

std::size_t allocations() noexcept;

// Of this thread; one at a time. SQLite has an allocator of its own (memory_faults.hpp).
class allocation_faults {
 public:
  allocation_faults() = default;
  allocation_faults(const allocation_faults&) = delete;
  allocation_faults& operator=(const allocation_faults&) = delete;
  ~allocation_faults() { heal(); }

  // The `nth` request from now fails; all after it, too, when `for_ever`.
  void fail(std::int64_t nth, bool for_ever) noexcept;
  void heal() noexcept;
  // Something was made to fail since `fail`.
  bool failed() const noexcept;
};
