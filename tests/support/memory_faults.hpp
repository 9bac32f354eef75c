// Memory that runs out: makes SQLite's n-th allocation fail.
//
//     memory_faults memory;            // while no database is open; the same when it goes
//     memory.fail(7, false);           // the seventh allocation from now
//     ...
//     memory.heal();
//
// SQLite's own allocator stands behind it. The rest of the program is not touched.
#pragma once

#include <sqlite3.h>

#include <cstdint>

class memory_faults {
 public:
  memory_faults();
  memory_faults(const memory_faults&) = delete;
  memory_faults& operator=(const memory_faults&) = delete;
  ~memory_faults();

  void fail(std::int64_t nth, bool for_ever);
  void heal();
  // Something was made to fail since `fail`.
  bool failed() const;

 private:
  sqlite3_mem_methods real_{};
};
