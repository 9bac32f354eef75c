// What a store's handle holds: the open database, what it remembers of it, and who may use it now.
//
//     store::connection& c = store::connection::reading(*this);
//
// Every use passes through `reading` or `writing`, which refuse a moved-from handle, a forked child and a transaction that
// is no longer there.
#pragma once

#include <string>
#include <vector>

#include "src/store/due_queue.hpp"
#include "src/store/erasure_list.hpp"
#include "src/store/sqlite.hpp"
#include "src/store/text_numbers.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

struct store::connection {
  connection(const std::string& path, store_mode mode, std::int32_t wait_ms);

  // A handle that may be read.
  static connection& reading(const store& handle);
  // The same inside `store::write`, with the transaction still whole.
  static connection& writing(const store& handle);

  // The queue as the log has it now.
  due_queue& due();
  void begin();
  void commit();
  void undo() noexcept;
  // After a commit: what was erased goes from the log's file, too, and into the list. Either is tried again after the
  // next write when it does not succeed.
  void finish_erasures();
  // Moves the log's file into the database. False while somebody reads.
  bool purge();

  // Holds the list of erasures against the file, when one of them has what the other has not: makes those again that an
  // older backup lacks, and lists those that a crash kept from the list.
  void erase_again(store& owner);
  // For those who only read: throws `readonly` for a file with something that should be gone.
  void check_erased(const store& owner);
  // One more erasure in this transaction.
  void count_erased();

  sqlite::database db;
  std::int32_t busy_timeout_ms;
  text_numbers texts;
  due_queue queue;
  std::vector<listed_erasure> erased;  // not in the list yet
  erasure_lines unlisted;              // the same, once committed
  std::size_t erased_before = 0;       // how many of them before this transaction
  std::vector<std::string> erasing;    // the cases whose next event tells of an erasure
  std::int64_t sequence = 0;           // of the newest event, while in a write
  int unfinished = 0;                  // writes of several statements that broke off, which must not be committed
  bool unpurged = false;
  bool read_only = false;
  bool in_write = false;
};

}  // namespace thoihan
