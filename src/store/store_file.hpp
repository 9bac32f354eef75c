// Opening a store's file: whose it is, of which format, made anew where that was asked for.
//
//     sqlite::database db(path, check_store_path(path, mode));
//     prepare_store_file(db, mode, 5000);
//
// A new file is made in one transaction; what a crash leaves in between is an empty database, from which the next opening
// goes on. A file that is not ours is refused and left as it is.
//
// Reading only, too, opens for writing where the file allows it, and then forbids itself to write: SQLite could not tidy up
// its files beside the database otherwise.
//
// Errors: as in store.hpp, each with the path and what to do.
#pragma once

#include <cstdint>
#include <string>

#include "src/store/sqlite.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

// What can be told before opening: a folder, a missing file. Returns SQLite's flags to open with.
int check_store_path(const std::string& path, store_mode mode);

// A path at which a file can be made and there is none: `duplicate` otherwise, `io` or `readonly` for its folder.
void check_new_file(const std::string& path);

// Settings of the connection, the file's marks, and the tables of a new file.
void prepare_store_file(sqlite::database& db, store_mode mode, std::int32_t busy_timeout_ms);

}  // namespace thoihan
