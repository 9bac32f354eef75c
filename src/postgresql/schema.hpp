// The tables of a store in a PostgreSQL schema, format 2. The columns of the log and of what follows from it are those of
// docs/store_format.md.
//
//     open_schema(db, "thoihan", store_mode::create, 5000);
//
// Who makes the tables, or brings those of an older format to this one, holds an advisory lock and does it in one transaction, so that
// several processes may begin at once. What differs from the file:
//
// - free_number has the numbers that the next events get. Who writes takes the lowest that nobody else holds (FOR UPDATE SKIP
//   LOCKED), and a transaction that fails gives its own back by failing. So writers do not wait for each other's commit, as they
//   would for one counter, and yet no number is left out for good: every number is either an event's, or here.
// - open_duty has the running duties of open cases by the instant at which they become late; `alarm` is the next instant of the duty that
//   may not be recorded yet (a warning's, or late_from), NULL when there is none.
// - case_.breached (format 2) is true where breach has a row of the case, which a trigger sees to, so that an act of another case need
//   not ask.
// - event and case_ have no CHECK: the server would read each one's text anew in every act. What they would see,
//   `verify` sees by the digests.
//
// Errors: `io` where there is no store and none was to be made; `format`, `readonly`.
#pragma once

#include <cstdint>
#include <string>

#include "src/postgresql/connection.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan::pq {

inline constexpr std::int64_t schema_format = 2;
inline constexpr int least_server_version = 130000;

// Looks at the server and the tables, makes or upgrades them in the mode `create`, and sets the session to them.
void open_schema(connection& db, const std::string& schema, store_mode mode, std::int32_t busy_timeout_ms);
// The settings of a session alone, after a connection was made anew.
void enter_schema(connection& db, const std::string& schema, store_mode mode, std::int32_t busy_timeout_ms);

}  // namespace thoihan::pq
