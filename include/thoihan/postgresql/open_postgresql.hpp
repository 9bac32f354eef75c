// A store in a PostgreSQL database, for portals on several machines: everything above the store is the same.
//
//     thoihan::store s = thoihan::open_postgresql("service=thoihan", thoihan::store_mode::create);
//     thoihan::engine e{s};
//
// `where` says how to connect, in libpq's words: "host=db1,db2 dbname=portal user=thoihan target_session_attrs=read-write",
// "postgresql://thoihan@db1/portal" or "service=thoihan". A password never stands in it (`misuse`): it comes from the password file
// (~/.pgpass, or `passfile`) or the service file, and is in no message. All tables are in one schema of that database; several
// stores may share a database in schemas of their own.
//
// The log, its chains and the order within a case are those of docs/store_format.md. What differs:
//
// - Several machines write at once. Who reads a case inside `write` holds it until the transaction ends; others of that case wait.
// - `stored_event::sequence` is without gaps and never given twice, but two events that are written at the same time may be committed
//   in the other order, and a number that a failed transaction gave back goes to the next event. Within a case it goes up:
//   `next_sequence` says what `append` gives unless the case has had a higher one. A checkpoint covers the events up
//   to the lowest number that is still to be given.
// - A case's `number` may leave some out. So may the ids of notices, and one may appear after a higher one: list what is owed
//   from 0, and use `after` within one listing.
// - A write may run its `work` again, when the server breaks a deadlock, another opens the same case or the connection is lost before
//   `work` has returned. Once `work` has returned it never runs again.
// - What falls due is an index of the database. Who ticks takes what no other is at.
// - `backup` is `unsupported` (the server's own tools do it), and `purge` runs VACUUM. There is no list of erasures: what a restored
//   backup brings back has to be erased again.
//
// Modes: `create` makes the schema and its tables where there are none; `read_only` is for read replicas and for roles that may
// only read.
// Errors: thoihan::error as store.hpp says, naming server, database and schema. `io` where no server answers, the password, the role or
// the database is wrong, or the connection is lost; where that happened while committing, the words say that it is in doubt: repeat it
// with the same keys, which tells whether it was done. `busy` for a lock that was waited for too long, and for a server without a
// connection to spare; `full` for its disk; `readonly` for a replica and for rights that the role lacks; `format` for tables of another
// format; `utf8` for a text with a NUL character or that is not UTF-8, which PostgreSQL does not keep.
// Needs PostgreSQL 13 or later with the encoding UTF8, and no statement pooler between: statements are prepared once a connection.
// A connection that broke is made anew with the next call. Threads: as store.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "thoihan/store/store.hpp"
#include "thoihan/store/store_backend.hpp"

namespace thoihan {

struct postgresql_options {
  std::string schema = "thoihan";
  std::int32_t busy_timeout_ms = 5000;  // how long a statement waits for another's lock
};

[[gnu::visibility("default")]] std::unique_ptr<store_backend> postgresql_backend(const std::string& where,
                                                                                 store_mode mode,
                                                                                 const postgresql_options& options);

inline store open_postgresql(const std::string& where, store_mode mode, const postgresql_options& options = {}) {
  return store{postgresql_backend(where, mode, options)};
}

}  // namespace thoihan
