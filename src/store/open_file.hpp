// A file of the system's by its descriptor, and its name forced to the disk.
//
//     const open_file file(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
//     if (file.failed()) refuse(errno);
//     ... ::fsync(file.descriptor()) == 0 && sync_folder(folder_of(path))
//
// Errors: in `failed`, `sync_folder` and errno. Thread-safety: as the system's.
#pragma once

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <string>

namespace thoihan {

class open_file {
 public:
  open_file(const std::string& path, int flags, mode_t mode = 0) noexcept
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, mode)) {}
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int descriptor() const noexcept { return descriptor_; }
  bool failed() const noexcept { return descriptor_ < 0; }

 private:
  int descriptor_;
};

// "." for a path without a folder.
inline std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// A name that was made is on the disk only when its folder is.
inline bool sync_folder(const std::string& folder) noexcept {
  const open_file opened(folder, O_RDONLY | O_DIRECTORY);
  return !opened.failed() && ::fsync(opened.descriptor()) == 0;
}

}  // namespace thoihan
