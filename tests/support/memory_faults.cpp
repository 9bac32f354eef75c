#include "tests/support/memory_faults.hpp"

#include <doctest/doctest.h>

namespace {

// SQLite's allocator takes no argument of its user's, so there is one state for the program.
struct {
  sqlite3_mem_methods real;
  bool armed;
  bool failed;
  bool for_ever;
  std::int64_t left;
} faults;

bool fails_now() {
  if (!faults.armed) return false;
  if (faults.left > 0) --faults.left;
  if (faults.left > 0) return false;
  if (!faults.for_ever) faults.armed = false;
  faults.failed = true;
  return true;
}

void* allocate(int size) { return fails_now() ? nullptr : faults.real.xMalloc(size); }
void* reallocate(void* memory, int size) { return fails_now() ? nullptr : faults.real.xRealloc(memory, size); }

// The allocator can be changed only while SQLite is shut down.
void install(const sqlite3_mem_methods& methods) {
  sqlite3_mem_methods copy = methods;
  REQUIRE(sqlite3_shutdown() == SQLITE_OK);
  REQUIRE(sqlite3_config(SQLITE_CONFIG_MALLOC, &copy) == SQLITE_OK);
  REQUIRE(sqlite3_initialize() == SQLITE_OK);
}

}  // namespace

memory_faults::memory_faults() {
  REQUIRE(sqlite3_initialize() == SQLITE_OK);
  REQUIRE(sqlite3_shutdown() == SQLITE_OK);
  REQUIRE(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_) == SQLITE_OK);
  faults = {real_, false, false, false, 0};
  sqlite3_mem_methods methods = real_;
  methods.xMalloc = allocate;
  methods.xRealloc = reallocate;
  install(methods);
}

memory_faults::~memory_faults() { install(real_); }

void memory_faults::fail(std::int64_t nth, bool for_ever) { faults = {real_, true, false, for_ever, nth}; }

void memory_faults::heal() { faults.armed = false; }

bool memory_faults::failed() const { return faults.failed; }
