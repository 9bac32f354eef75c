#include "src/store/unfinished_file.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "src/pack/say.hpp"
#include "src/store/open_file.hpp"
#include "src/store/store_file.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

unfinished_file::unfinished_file(const std::string& as)
    : as_(as), names_{as + "-unfinished", as + "-unfinished-wal", as + "-unfinished-shm", as + "-unfinished-journal"} {
  check_new_file(as);
  remove_all();
}

void unfinished_file::finish() {
  int code = ::renameat2(AT_FDCWD, path().c_str(), AT_FDCWD, as_.c_str(), RENAME_NOREPLACE);
  if (code != 0 && errno == EEXIST) check_new_file(as_);
  // A file system that cannot promise it.
  if (code != 0 && (errno == EINVAL || errno == ENOSYS)) code = std::rename(path().c_str(), as_.c_str());
  if (code == 0 && sync_folder(folder_of(as_))) return;
  const int trouble = errno;
  if (code == 0) std::remove(as_.c_str());
  throw error(status::io, say("không đặt được tên {} cho tệp mới ({})", "cannot give the new file the name {} ({})",
                              as_, std::strerror(trouble)));
}

void unfinished_file::remove_all() const noexcept {
  for (const std::string& name : names_) std::remove(name.c_str());
}

}  // namespace thoihan
