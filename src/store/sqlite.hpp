// The system's SQLite with owners for its handles and errors in our words.
//
//     sqlite::database db(path, SQLITE_OPEN_READWRITE);
//     static constexpr char sql[] = "SELECT state FROM case_ WHERE case_id = ?1";
//     sqlite::query q(db, sql);
//     q.bind(case_id);
//     while (q.next()) use(q.text(0));
//
// Statements are prepared once and kept by the address of their text, which must therefore have static storage. A query
// is one run of such a statement: it resets the statement when it goes, so that no read transaction stays behind. What
// is bound is not copied and must outlive the query.
//
// Reading trusts nothing: a value of another type or size than asked for is `corrupt`.
//
// Errors: thoihan::error; SQLite's codes become io, corrupt, busy, format, readonly, full, too_big, reference, no_memory.
// Threads: one at a time. In a forked child a database neither works (`misuse`) nor closes: SQLite's locks belong to the
// parent, and closing there would tear the parent's files.
#pragma once

#include <sqlite3.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace thoihan::sqlite {

// One text of two, for statements that share their columns.
template <std::size_t First, std::size_t Second>
constexpr std::array<char, First + Second - 1> joined(const char (&first)[First], const char (&second)[Second]) {
  std::array<char, First + Second - 1> out{};
  for (std::size_t i = 0; i + 1 < First; ++i) out[i] = first[i];
  for (std::size_t i = 0; i < Second; ++i) out[First - 1 + i] = second[i];
  return out;
}

class database {
 public:
  database(std::string path, int flags);
  database(const database&) = delete;
  database& operator=(const database&) = delete;
  ~database();

  // Statements that give no row, one or several.
  void execute(const char* sql);
  // SQLITE_DBCONFIG_*: an option of this connection.
  void configure(int option, bool on);
  // How long to wait for another's lock.
  void wait_for_locks(std::int32_t most_ms) noexcept { wait_ms_ = most_ms; }
  sqlite3* handle() const noexcept { return handle_; }
  const std::string& path() const noexcept { return path_; }
  // The same from the root, links followed: what stands beside it stands there whatever folder the process goes to.
  std::string file() const { return sqlite3_db_filename(handle_, "main"); }
  bool read_only() const noexcept { return sqlite3_db_readonly(handle_, "main") == 1; }
  bool in_transaction() const noexcept { return sqlite3_get_autocommit(handle_) == 0; }
  // The code with which SQLite undid a whole transaction on its own, SQLITE_OK if it did not.
  int undone() const noexcept { return undone_; }
  // Transactions. `sql` begins one: BEGIN or BEGIN IMMEDIATE, in static storage.
  void begin(const char* sql);
  void commit();
  // Ends a transaction without its changes, whatever state it is in. In a forked child it is the parent's, and goes on.
  void rollback() noexcept;

  // Not in a forked child: SQLite shares memory with it, and whatever the child does there the parent finds done.
  bool is_own_process() const noexcept;
  // Throws `misuse` in another process than the one that opened, and `no_memory` while a transaction cannot be ended for want
  // of it: nobody may read in it, or go on.
  void check_usable();
  void check(int code) {
    if (code != SQLITE_OK) fail(code);
  }
  [[noreturn]] void fail(int code);
  [[noreturn]] void fail_corrupt(std::string_view what) const;

 private:
  friend class query;
  struct kept {
    const char* sql;
    sqlite3_stmt* statement;
  };
  sqlite3_stmt* prepared(const char* sql);
  static int wait(void* self, int times);

  std::string path_;
  pid_t process_;
  std::uint32_t forks_;
  sqlite3* handle_ = nullptr;
  std::vector<kept> kept_;
  bool began_ = false;
  bool to_end_ = false;  // a transaction that could not be rolled back yet
  int undone_ = SQLITE_OK;
  std::int32_t wait_ms_ = 0;
  std::int32_t waited_ms_ = 0;
};

// Bytes to bind as they are, beside texts.
struct blob {
  std::string_view bytes;
};

class query {
 public:
  query(database& owner, const char* sql) : owner_(owner), statement_(owner.prepared(sql)) {}
  query(const query&) = delete;
  query& operator=(const query&) = delete;
  ~query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

  // The values of ?1, ?2, ... in their order.
  template <class... Values>
  void bind(Values&&... values) {
    static_assert((!std::is_same_v<Values, std::string> && ...), "bound text is not copied: a temporary would be gone");
    int at = 0;
    (put(++at, values), ...);
  }

  // To the next row; false when there is none.
  bool next();
  // A statement that gives no row.
  void run() { next(); }
  // The bare result code, for a failure that the caller explains.
  int step() noexcept { return sqlite3_step(statement_); }

  // The values of the row, columns from 0. Texts hold until the next row.
  bool is_null(int column) const noexcept { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::string_view text(int column) const;
  std::int64_t integer(int column) const;
  std::int32_t integer32(int column) const;
  bool boolean(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  std::string_view blob_bytes(int column) const;
  template <std::size_t Size>
  std::array<std::uint8_t, Size> bytes(int column) const {
    std::array<std::uint8_t, Size> out{};
    copy_bytes(column, out.data(), Size);
    return out;
  }

 private:
  void put(int at, std::string_view text);
  void put(int at, const std::optional<std::int64_t>& number);
  void put(int at, blob bytes);
  // A text that may be NULL.
  template <class Text>
  requires std::is_same_v<Text, std::optional<std::string>>
  void put(int at, const Text& text) {
    if (text)
      put(at, std::string_view{*text});
    else
      owner_.check(sqlite3_bind_null(statement_, at));
  }
  template <class Integer>
  requires std::is_integral_v<Integer>
  void put(int at, Integer number) {
    owner_.check(sqlite3_bind_int64(statement_, at, static_cast<sqlite3_int64>(number)));
  }
  template <std::size_t Size>
  void put(int at, const std::array<std::uint8_t, Size>& bytes) {
    owner_.check(sqlite3_bind_blob64(statement_, at, bytes.data(), Size, SQLITE_STATIC));
  }
  void copy_bytes(int column, std::uint8_t* out, std::size_t size) const;
  void expect(int column, int type) const;

  database& owner_;
  sqlite3_stmt* statement_;
};

}  // namespace thoihan::sqlite
