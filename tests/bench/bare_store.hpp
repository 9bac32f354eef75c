// What a program does that keeps events and cases in SQLite by itself: the measure for the store.
//
//     bare_store bare{folder + "/bare.db"};
//     bare.begin();
//     bare.add_event(7, 3, at, bytes);           // a row of `event`, and the case's state, due and version
//     bare.commit();
//
// As such programs are written: an index on what falls due, a unique one on case and version, statements prepared once; WAL,
// synchronous=FULL, a cache of 64 MB, all else as SQLite has it.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/require.hpp"
#include "thoihan/store/duty_row.hpp"

class bare_store {
 public:
  explicit bare_store(const std::string& path) {
    require(sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr) ==
                SQLITE_OK,
            "SQLite does not open " + path);
    require(sqlite3_exec(db_, R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -65536;
CREATE TABLE event (
  sequence INTEGER PRIMARY KEY,
  case_number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (case_number, version)
) STRICT;
CREATE TABLE case_ (
  number INTEGER PRIMARY KEY,
  state INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  about BLOB NOT NULL
) STRICT;
CREATE INDEX case_due ON case_ (state, due_at);
CREATE TABLE duty (
  number INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL,
  state TEXT NOT NULL,
  duty TEXT NOT NULL,
  round INTEGER NOT NULL,
  owed_role TEXT NOT NULL,
  owed_authority TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  due INTEGER NOT NULL,
  late_from INTEGER NOT NULL,
  due_date INTEGER NOT NULL,
  day_end INTEGER NOT NULL,
  provisional INTEGER NOT NULL,
  cite TEXT NOT NULL,
  started_by INTEGER NOT NULL,
  began_as TEXT NOT NULL
) STRICT;
CREATE INDEX duty_late ON duty (late_from);
)", nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(db_));
  }
  bare_store(const bare_store&) = delete;
  bare_store& operator=(const bare_store&) = delete;
  ~bare_store() {
    for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }

  void begin() { run(prepared("BEGIN IMMEDIATE")); }
  void commit() { run(prepared("COMMIT")); }

  void add_case(std::int64_t number, std::string_view about) {
    sqlite3_stmt* q = prepared("INSERT INTO case_ (number, state, due_at, version, about) VALUES (?1, 0, 0, 0, ?2)");
    sqlite3_bind_int64(q, 1, number);
    sqlite3_bind_blob64(q, 2, about.data(), about.size(), SQLITE_STATIC);
    run(q);
  }

  void add_event(std::int64_t number, std::int64_t version, std::int64_t due_at, std::string_view bytes) {
    sqlite3_stmt* event = prepared("INSERT INTO event (case_number, version, at, bytes) VALUES (?1, ?2, ?3, ?4)");
    sqlite3_bind_int64(event, 1, number);
    sqlite3_bind_int64(event, 2, version);
    sqlite3_bind_int64(event, 3, due_at);
    sqlite3_bind_blob64(event, 4, bytes.data(), bytes.size(), SQLITE_STATIC);
    run(event);
    sqlite3_stmt* row = prepared("UPDATE case_ SET state = ?2, due_at = ?3, version = ?4 WHERE number = ?1");
    sqlite3_bind_int64(row, 1, number);
    sqlite3_bind_int64(row, 2, version % 8);
    sqlite3_bind_int64(row, 3, due_at);
    sqlite3_bind_int64(row, 4, version);
    run(row);
    require(sqlite3_changes(db_) == 1, "a case is missing");
  }

  void add_duty(const thoihan::dated_duty& one) {
    sqlite3_stmt* q = prepared(
        "INSERT INTO duty (case_id, state, duty, round, owed_role, owed_authority, started_at, due, late_from, due_date, "
        "day_end, provisional, cite, started_by, began_as) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
    const thoihan::duty_row& duty = one.duty;
    int at = 0;
    for (const std::string* text : {&one.case_id, &one.state, &duty.duty}) bind(q, ++at, *text);
    sqlite3_bind_int64(q, ++at, duty.round);
    for (const std::string* text : {&duty.owed_role, &duty.owed_authority}) bind(q, ++at, *text);
    for (const std::int64_t number : {duty.started_at, *duty.due, *duty.late_from, std::int64_t{duty.due_date},
                                      std::int64_t{duty.day_end}, std::int64_t{duty.provisional}})
      sqlite3_bind_int64(q, ++at, number);
    bind(q, ++at, duty.cite);
    sqlite3_bind_int64(q, ++at, duty.started_by);
    bind(q, ++at, duty.began_as);
    run(q);
  }

  // The same as store::next, read out of the index and the table, all columns.
  template <class Row>
  void next(std::int64_t now, std::int64_t most, const Row& row) {
    sqlite3_stmt* q = prepared(
        "SELECT case_id, state, duty, round, owed_role, owed_authority, started_at, due, late_from, due_date, day_end, "
        "provisional, cite, started_by, began_as FROM duty WHERE late_from > ?1 ORDER BY late_from, number LIMIT ?2");
    sqlite3_bind_int64(q, 1, now);
    sqlite3_bind_int64(q, 2, most);
    while (sqlite3_step(q) == SQLITE_ROW) row(q);
    sqlite3_reset(q);
  }

  static std::string_view text(sqlite3_stmt* q, int column) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(q, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(q, column))};
  }

  // Moves the log into the file: both sides begin alike.
  void settle() { require(sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) == SQLITE_OK, "the log stays"); }

 private:
  static void bind(sqlite3_stmt* q, int at, const std::string& text) {
    sqlite3_bind_text64(q, at, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }

  sqlite3_stmt* prepared(const char* sql) {
    sqlite3_stmt*& kept = statements_[sql];
    if (kept == nullptr) require(sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &kept, nullptr) == SQLITE_OK, sqlite3_errmsg(db_));
    return kept;
  }

  void run(sqlite3_stmt* statement) {
    require(sqlite3_step(statement) == SQLITE_DONE, sqlite3_errmsg(db_));
    sqlite3_reset(statement);
  }

  sqlite3* db_ = nullptr;
  std::map<const char*, sqlite3_stmt*> statements_;  // by the address of their text
};
