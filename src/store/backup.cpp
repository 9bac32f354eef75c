// A copy of a store's file while others read and write.
#include <functional>
#include <string>

#include "src/pack/say.hpp"
#include "src/store/one_moment.hpp"
#include "src/store/rows.hpp"
#include "src/store/sqlite_store.hpp"
#include "src/store/unfinished_file.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

constexpr int pages_a_step = 512;

class running_backup {
 public:
  running_backup(sqlite::database& to, sqlite::database& from)
      : to_(to), handle_(sqlite3_backup_init(to.handle(), "main", from.handle(), "main")) {
    if (handle_ == nullptr) to.fail(sqlite3_extended_errcode(to.handle()));
  }
  running_backup(const running_backup&) = delete;
  running_backup& operator=(const running_backup&) = delete;
  ~running_backup() { sqlite3_backup_finish(handle_); }

  // False when it is done.
  bool step() {
    const int code = sqlite3_backup_step(handle_, pages_a_step);
    if (code == SQLITE_DONE) return false;
    if (code != SQLITE_OK) to_.fail(code);
    return true;
  }
  std::int64_t pages() const noexcept { return sqlite3_backup_pagecount(handle_); }
  std::int64_t done() const noexcept { return pages() - sqlite3_backup_remaining(handle_); }

 private:
  sqlite::database& to_;
  sqlite3_backup* handle_;
};

}  // namespace

void sqlite_store::backup(const std::string& path, const std::function<bool(std::int64_t, std::int64_t)>& progress) {
  if (db_.in_transaction()) {
    throw error(status::misuse, say("{}: không được sao lưu khi đang ghi hoặc sao lưu",
                                    "{}: a backup in the middle of a write or a backup", db_.path()));
  }
  unfinished_file copy(path);
  {
    sqlite::database to(copy.path(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    to.execute("PRAGMA synchronous = FULL");
    // Otherwise every commit of others would have it begin anew, and under load it would never end.
    const one_moment whole(db_);
    read_last_sequence(db_);
    running_backup work(to, db_);
    const auto tell = [&] { return !progress || progress(work.done(), work.pages()); };
    while (work.step()) {
      if (!tell())
        throw error(status::callback, say("đã dừng việc sao lưu theo yêu cầu", "the backup was ended as asked"));
    }
    tell();
  }
  copy.finish();
}

}  // namespace thoihan
