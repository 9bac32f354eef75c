// What a store's handle holds: the open database, and who may use it now.
//
//     store::connection& c = store::connection::reading(*this);
//
// Every use passes through `reading` or `writing`, which refuse a moved-from handle, a forked child and a transaction that
// is no longer there.
#pragma once

#include <string>

#include "src/store/sqlite.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

struct store::connection {
  connection(const std::string& path, store_mode mode, std::int32_t busy_timeout_ms);

  // A handle that may be read.
  static connection& reading(const store& handle);
  // The same inside `store::write`, with the transaction still whole.
  static connection& writing(const store& handle);

  sqlite::database db;
  bool read_only = false;
  bool in_write = false;
};

}  // namespace thoihan
