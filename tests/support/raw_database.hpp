// A plain SQLite connection, for what a test does to a store behind its back.
//
//     raw_database raw(path);
//     raw.run_unlocked("UPDATE event SET officer = 'x' WHERE sequence = 2");       // triggers and checks look away
//     CHECK(raw.text("PRAGMA journal_mode") == "wal");
#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>

class raw_database {
 public:
  explicit raw_database(const std::string& path) {
    if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_));
  }
  raw_database(const raw_database&) = delete;
  raw_database& operator=(const raw_database&) = delete;
  ~raw_database() { sqlite3_close(handle_); }

  void run(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(handle_));
    }
  }

  // As whoever has the file can: without the triggers, checks and references, which are all there again afterwards.
  void run_unlocked(const std::string& sql) {
    const std::string triggers = " FROM sqlite_schema WHERE type = 'trigger'";
    const std::string again = text("SELECT group_concat(sql, ';')" + triggers);
    run("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF");
    run(text("SELECT group_concat('DROP TRIGGER ' || name, ';')" + triggers));
    run(sql);
    run(again);
  }

  // The first value of the first row, as text.
  std::string text(const std::string& sql) {
    std::string out;
    const auto take = [](void* to, int, char** values, char**) {
      if (values[0] != nullptr) *static_cast<std::string*>(to) = values[0];
      return 1;
    };
    sqlite3_exec(handle_, sql.c_str(), take, &out, nullptr);
    return out;
  }

 private:
  sqlite3* handle_ = nullptr;
};
