// An empty database of a test's own, of the kind that this test program is about, gone when the test ends: what every kind of store
// promises is tested once, in this folder, and compiled into a program for each kind.
//
//     const fresh_database database;
//     thoihan::store s = database.open();
//     thoihan::store reader = database.open(thoihan::store_mode::read_only);
//
// sqlite_database.cpp makes files, postgresql_database.cpp schemas of the database that THOIHAN_POSTGRESQL names.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/store_sample.hpp"
#include "thoihan/store/store.hpp"

class fresh_database {
 public:
  fresh_database();
  fresh_database(const fresh_database&) = delete;
  fresh_database& operator=(const fresh_database&) = delete;
  ~fresh_database();

  thoihan::store open(thoihan::store_mode mode = thoihan::store_mode::create,
                      std::int32_t busy_timeout_ms = 5000) const;
  // What the store says as its path.
  std::string name() const;
  // PostgreSQL has no text with a NUL character.
  static bool keeps_nul_characters();

 private:
  struct place;
  std::unique_ptr<place> place_;
};

// `first_case` and `second_case`: events 1 and 2 are the one's, 3 and 4 the other's.
inline void two_cases(const fresh_database& database) {
  thoihan::store s = database.open();
  write_case(s, first_case);
  write_case(s, second_case);
}
