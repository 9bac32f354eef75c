// A disk that fails: stands between SQLite and the system, and makes the n-th operation of a kind fail.
//
//     fault_vfs disk;                                            // every file opened from here on goes through it
//     disk.fail(file_operation::write, 3, SQLITE_FULL, false);   // the third write from now
//     ...
//     disk.heal();
//
// Nothing is forced to the medium (`sync` only counts). What would be on the medium if the power went is known to who watches:
// unsynced_writes.hpp. Nobody sleeps while waiting for a lock. One at a time.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstdint>

class unsynced_writes;

enum class file_operation : std::uint8_t { open, read, write, sync, truncate, size, remove, lock, share };

class fault_vfs {
 public:
  fault_vfs();
  fault_vfs(const fault_vfs&) = delete;
  fault_vfs& operator=(const fault_vfs&) = delete;
  ~fault_vfs();

  // The `nth` operation of this kind from now fails with an SQLite result code; all after it, too, when `for_ever`.
  void fail(file_operation which, std::int64_t nth, int code, bool for_ever);
  void heal();
  // Tells of every change of a file.
  void watch(unsynced_writes* medium) { medium_ = medium; }
  // The power goes before the `nth` sync from now or with the `nth` other change, whichever kind it is: from there on
  // everything fails, and nobody is told of changes any more.
  void cut(std::int64_t nth);
  bool is_cut() const { return cut_; }
  // Changes and syncs since the beginning.
  std::int64_t changes() const { return changes_; }
  // Something was made to fail since `fail`.
  bool failed() const { return failed_; }
  // How many operations there were since the beginning.
  std::int64_t count(file_operation which) const { return counts_[static_cast<std::size_t>(which)]; }

  // For the functions that SQLite calls: the code to fail with, SQLITE_OK to go on.
  int next(file_operation which);
  // The medium, as long as there is power and somebody watches; counts one change.
  unsynced_writes* change();
  unsynced_writes* sync();
  unsynced_writes* watching() const { return cut_ ? nullptr : medium_; }

 private:
  sqlite3_vfs vfs_{};
  std::array<std::int64_t, 9> counts_{};
  bool armed_ = false;
  bool failed_ = false;
  file_operation which_ = file_operation::write;
  std::int64_t left_ = 0;
  int code_ = SQLITE_OK;
  bool for_ever_ = false;
  unsynced_writes* medium_ = nullptr;
  std::int64_t changes_ = 0;
  std::int64_t changes_left_ = 0;  // until the power goes; 0: it stays
  bool cut_ = false;
};
