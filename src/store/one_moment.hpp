// One state of the file for several reads, also while others write: the first read takes hold of it.
//
//     const one_moment whole(db);       // until it goes; inside a transaction that is there already, that one
//
// Others write on meanwhile, and their log grows until it goes. Errors: those of the database. Threads: as the database.
#pragma once

#include "src/store/sqlite.hpp"

namespace thoihan {

class one_moment {
 public:
  explicit one_moment(sqlite::database& db) : db_(db), mine_(!db.in_transaction()) {
    if (mine_) db_.begin("BEGIN");
  }
  one_moment(const one_moment&) = delete;
  one_moment& operator=(const one_moment&) = delete;
  ~one_moment() {
    if (mine_) db_.rollback();
  }

 private:
  sqlite::database& db_;
  bool mine_;
};

}  // namespace thoihan
