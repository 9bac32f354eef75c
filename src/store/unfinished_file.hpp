// A new file of a store that has another name until it is whole, and goes again when it does not become so.
//
//     unfinished_file copy("copy.db");                      // copy.db-unfinished, what a crash left of it gone
//     { sqlite::database to(copy.path(), ...); ... }
//     copy.finish();                                        // on the disk, under its own name
//
// Errors: `duplicate` where there is something of that name already, `io`. Thread-safety: one name, one thread.
#pragma once

#include <array>
#include <string>

namespace thoihan {

class unfinished_file {
 public:
  explicit unfinished_file(const std::string& as);
  unfinished_file(const unfinished_file&) = delete;
  unfinished_file& operator=(const unfinished_file&) = delete;
  ~unfinished_file() { remove_all(); }
  const std::string& path() const noexcept { return names_[0]; }
  // Never over a file that has come to be there.
  void finish();

 private:
  void remove_all() const noexcept;

  std::string as_;
  std::array<std::string, 4> names_;
};

}  // namespace thoihan
