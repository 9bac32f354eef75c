#include "src/store/sqlite.hpp"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <new>

#include "src/pack/say.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan::sqlite {

namespace {

constexpr char rollback_sql[] = "ROLLBACK";
constexpr char commit_sql[] = "COMMIT";

// How many forks lie between this process and the one that first asked. Asking the system for a process's number costs more than
// many a statement.
std::atomic<std::uint32_t> forks{0};

std::uint32_t forks_watched() {
  static const int failed = ::pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); });
  if (failed != 0) throw std::bad_alloc();
  return forks.load(std::memory_order_relaxed);
}

// A name that begins with "file:" or ':' means something else to SQLite than a file of that name.
std::string as_file_name(const std::string& path) { return path.starts_with('/') ? path : "./" + path; }

// What the system says about the last trouble with the file, in brackets, or nothing.
std::string system_reason(sqlite3* handle) {
  const int number = handle == nullptr ? 0 : sqlite3_system_errno(handle);
  return number == 0 ? std::string() : fmt::format(" ({})", std::strerror(number));
}

error explained(int code, sqlite3* handle, const std::string& path) {
  if (code == SQLITE_IOERR_NOMEM) code = SQLITE_NOMEM;
  // SQLite's own words go with a code only as long as nothing else happened on the connection.
  const bool last = handle != nullptr && sqlite3_extended_errcode(handle) == code;
  const std::string words = last ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return error(status::full,
                   say("đĩa chứa cơ sở dữ liệu {} đã đầy; không có gì được ghi: hãy giải phóng chỗ trống rồi làm lại",
                       "the disk of the database {} is full; nothing was written: free some space and repeat", path));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return error(status::busy, say("cơ sở dữ liệu {} đang bị một tiến trình khác khóa; hãy làm lại sau",
                                     "the database {} is locked by another process; repeat later", path));
    case SQLITE_NOMEM:
      return error(status::no_memory, say("hết bộ nhớ khi làm việc với cơ sở dữ liệu {}",
                                          "out of memory while working with the database {}", path));
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return error(status::readonly,
                   say("không được ghi vào cơ sở dữ liệu {}: hãy cấp quyền ghi cho tệp và thư mục của nó",
                       "the database {} may not be written: allow writing of the file and its folder", path));
    case SQLITE_NOTADB:
      return error(status::format,
                   say("{} không phải là cơ sở dữ liệu SQLite; tệp được giữ nguyên: hãy dùng đường dẫn khác",
                       "{} is not an SQLite database; it is left as it is: give another path", path));
    // Our statements are fixed: one that cannot be prepared meets tables that are not ours.
    case SQLITE_ERROR:
    case SQLITE_SCHEMA:
    case SQLITE_CORRUPT:
      return error(status::corrupt, say("cơ sở dữ liệu {} bị hỏng ({}): hãy dùng bản sao lưu",
                                        "the database {} is damaged ({}): restore a backup", path, words));
    case SQLITE_TOOBIG:
      return error(status::too_big,
                   say("một giá trị quá lớn đối với cơ sở dữ liệu {}", "a value is too big for the database {}", path));
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_FOREIGNKEY) {
        return error(status::reference,
                     say("cơ sở dữ liệu {}: giao dịch nhắc đến một văn bản hoặc hồ sơ không có ở đó",
                         "the database {}: the transaction refers to a text or a case that is not there", path));
      }
      return error(status::invalid,
                   say("cơ sở dữ liệu {} không nhận hàng này: {}", "the database {} refuses the row: {}", path, words));
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      return error(status::io, say("không đọc hoặc ghi được cơ sở dữ liệu {}: {}{}",
                                   "cannot read or write the database {}: {}{}", path, words, system_reason(handle)));
    default:
      return error(status::internal, say("lỗi không ngờ tới của SQLite với cơ sở dữ liệu {}: {}",
                                         "unexpected SQLite error with the database {}: {}", path, words));
  }
}

}  // namespace

bool database::is_own_process() const noexcept { return forks.load(std::memory_order_relaxed) == forks_; }

database::database(std::string path, int flags)
    : path_(std::move(path)), process_(::getpid()), forks_(forks_watched()) {
  const int code =
      sqlite3_open_v2(as_file_name(path_).c_str(), &handle_,
                      flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, nullptr);
  try {
    check(code);
    check(sqlite3_busy_handler(handle_, &wait, this));
    // When memory runs out there is none to prepare it with.
    prepared(rollback_sql);
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

database::~database() {
  if (!is_own_process()) return;
  for (const kept& one : kept_) sqlite3_finalize(one.statement);
  sqlite3_close(handle_);
}

// SQLite's own handler looks ten times a second, and a lock that many writers hold in turn is hardly ever free just then: one
// of thirty would wait for minutes.
int database::wait(void* self, int times) {
  auto& db = *static_cast<database*>(self);
  if (times == 0) db.waited_ms_ = 0;
  if (db.waited_ms_ >= db.wait_ms_) return 0;
  constexpr int longest_ms = 5;
  const int sleep_ms = std::min(times + 1, longest_ms);
  sqlite3_sleep(sleep_ms);
  db.waited_ms_ += sleep_ms;
  return 1;
}

void database::execute(const char* sql) { check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr)); }

void database::configure(int option, bool on) { check(sqlite3_db_config(handle_, option, on ? 1 : 0, nullptr)); }

void database::begin(const char* sql) {
  undone_ = SQLITE_OK;
  query(*this, sql).run();
  began_ = true;
}

void database::commit() {
  query(*this, commit_sql).run();
  began_ = false;
}

void database::rollback() noexcept {
  began_ = false;
  if (!is_own_process() || !in_transaction()) return;
  for (const kept& one : kept_) {
    if (one.sql != rollback_sql) continue;
    sqlite3_step(one.statement);
    sqlite3_reset(one.statement);
  }
  to_end_ = in_transaction();
}

void database::check_usable() {
  if (!is_own_process()) {
    throw error(
        status::misuse,
        say("cơ sở dữ liệu {} do tiến trình {} mở: sau fork, tiến trình con phải tự mở lại",
            "the database {} was opened by process {}: after a fork the child opens it for itself", path_, process_));
  }
  if (to_end_) rollback();
  if (to_end_) throw explained(SQLITE_NOMEM, handle_, path_);
}

void database::fail(int code) {
  // Anything written after this would no longer belong to the caller's transaction.
  if (began_ && undone_ == SQLITE_OK && !in_transaction()) undone_ = code;
  throw explained(code, handle_, path_);
}

void database::fail_corrupt(std::string_view what) const {
  throw error(status::corrupt, say("cơ sở dữ liệu {} bị hỏng ({}): hãy dùng bản sao lưu",
                                   "the database {} is damaged ({}): restore a backup", path_, what));
}

sqlite3_stmt* database::prepared(const char* sql) {
  for (const kept& one : kept_) {
    if (one.sql == sql) return one.statement;
  }
  kept_.reserve(kept_.size() + 1);  // before the statement is there, which nobody else would finalize
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  kept_.push_back({sql, statement});
  return statement;
}

bool query::next() {
  const int code = step();
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) owner_.fail(code);
  return false;
}

void query::expect(int column, int type) const {
  if (sqlite3_column_type(statement_, column) != type) {
    owner_.fail_corrupt(fmt::format("column {} has a value of another type", sqlite3_column_name(statement_, column)));
  }
}

std::string_view query::text(int column) const {
  expect(column, SQLITE_TEXT);
  const unsigned char* text = sqlite3_column_text(statement_, column);
  if (text == nullptr) owner_.fail(SQLITE_NOMEM);
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::int64_t query::integer(int column) const {
  expect(column, SQLITE_INTEGER);
  return sqlite3_column_int64(statement_, column);
}

std::int32_t query::integer32(int column) const {
  const std::int64_t number = integer(column);
  if (number < std::numeric_limits<std::int32_t>::min() || number > std::numeric_limits<std::int32_t>::max()) {
    owner_.fail_corrupt(fmt::format("column {} is out of range", sqlite3_column_name(statement_, column)));
  }
  return static_cast<std::int32_t>(number);
}

bool query::boolean(int column) const {
  const std::int64_t number = integer(column);
  if (number != 0 && number != 1) {
    owner_.fail_corrupt(fmt::format("column {} is neither 0 nor 1", sqlite3_column_name(statement_, column)));
  }
  return number == 1;
}

std::optional<std::int64_t> query::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

void query::put(int at, std::string_view text) {
  // A null pointer would mean NULL.
  const char* data = text.data() == nullptr ? "" : text.data();
  owner_.check(sqlite3_bind_text64(statement_, at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void query::put(int at, const std::optional<std::int64_t>& number) {
  owner_.check(number ? sqlite3_bind_int64(statement_, at, *number) : sqlite3_bind_null(statement_, at));
}

void query::put(int at, blob what) {
  const char* data = what.bytes.data() == nullptr ? "" : what.bytes.data();
  owner_.check(sqlite3_bind_blob64(statement_, at, data, what.bytes.size(), SQLITE_STATIC));
}

std::string_view query::blob_bytes(int column) const {
  expect(column, SQLITE_BLOB);
  const void* data = sqlite3_column_blob(statement_, column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void query::copy_bytes(int column, std::uint8_t* out, std::size_t size) const {
  expect(column, SQLITE_BLOB);
  const void* data = sqlite3_column_blob(statement_, column);
  if (static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)) != size || data == nullptr) {
    owner_.fail_corrupt(
        fmt::format("column {} has another size than {} bytes", sqlite3_column_name(statement_, column), size));
  }
  std::memcpy(out, data, size);
}

}  // namespace thoihan::sqlite
