// A store put into a database of another kind, with every number, digest, sealed text, key, breach, notice and checkpoint.
//
//     thoihan::move_store("reports.db", "postgresql:service=thoihan", [](std::int64_t done, std::int64_t all) { return true; });
//     thoihan::move_store("postgresql:service=thoihan", "reports.db", {});
//
// `to` is a file that is not there, or a schema of a PostgreSQL database without events; it is filled in one transaction: all of it or
// nothing (an empty schema may stay). Before it is committed the rows that were put are read back, and `from` is read once more: all
// three must be the same, to the byte. `from` stays as it is; nobody may write to it meanwhile or afterwards.
// A file's list of erasures is made from the log.
//
// `progress`: steps done and in all; its false ends the move (`callback`).
//
// Errors: thoihan::error as store.hpp; `corrupt` where `from` is not whole (verify it); `duplicate` where `to` has something; `busy` where
// somebody wrote to `from` meanwhile; `unsupported` for a log with numbers that no event has yet on its way into a file; `utf8` for
// texts that PostgreSQL does not keep. Threads: any. Cost: reads `from` three times and `to` once. Memory: that of `verify`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace thoihan {

struct moved_store {
  std::int64_t events = 0;
  std::int64_t cases = 0;
  std::int64_t rows = 0;  // of all tables

  bool operator==(const moved_store&) const = default;
};

moved_store move_store(const std::string& from, const std::string& to,
                       const std::function<bool(std::int64_t, std::int64_t)>& progress);

}  // namespace thoihan
