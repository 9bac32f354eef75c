// What a server's refusal is to a program, and what somebody can do about it.
//
//     throw statement_error("40P01", name, user, "deadlock detected");          // busy
//
// `name` is what messages call the database, `message` the server's own words: it has never been told a password.
//
// Thread-safety: pure, but for `wait_for_socket`.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <string_view>

#include "thoihan/pack/error.hpp"

namespace thoihan::pq {

error connect_error(std::string_view state, const std::string& name, const std::string& user,
                    const std::string& message);
error statement_error(std::string_view state, const std::string& name, const std::string& user,
                      const std::string& message);
// Before anything was asked to be committed.
error lost_error(const std::string& name);
// While committing: it may have been done.
error doubt_error(const std::string& name);

// A statement with this state did nothing, and may succeed when the whole transaction is run again.
bool is_conflict(std::string_view state) noexcept;

std::string user_of(const PGconn* handle);

// Until it can be read or written; false when waiting failed.
bool wait_for_socket(int socket, bool to_write) noexcept;

}  // namespace thoihan::pq
