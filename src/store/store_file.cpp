#include "src/store/store_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "src/pack/say.hpp"
#include "src/store/backend_library.hpp"
#include "src/store/open_file.hpp"
#include "src/store/schema.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

bool is_writable(const std::string& path) { return ::access(path.c_str(), W_OK) == 0; }

// Something waits in the log beside the file: another program's writes, which are not ours to move into the file.
bool has_waiting_log(const sqlite::database& db) {
  struct stat info {};
  const char* log = sqlite3_filename_wal(sqlite3_db_filename(db.handle(), "main"));
  return ::stat(log, &info) == 0 && info.st_size > 0;
}

[[noreturn]] void refuse_folder(const std::string& path) {
  throw error(
      status::readonly,
      say("không được ghi vào thư mục {}: SQLite cần đặt các tệp phụ cạnh {}; hãy cấp quyền ghi cho thư mục, hoặc "
          "dùng thư mục khác",
          "the folder {} may not be written: SQLite keeps files of its own beside {}; allow writing of the "
          "folder, or use another one",
          folder_of(path), path));
}

void check_marks(const sqlite::database& db, const schema::marks& marks) {
  const std::string& path = db.path();
  if (marks.application_id != schema::application_id) {
    throw error(
        status::format,
        say("{} là cơ sở dữ liệu của chương trình khác (application_id là {}, cần {}); tệp được giữ nguyên: hãy dùng "
            "đường "
            "dẫn khác",
            "{} is the database of another program (application_id is {}, expected {}); it is left as it is: give "
            "another path",
            path, marks.application_id, schema::application_id));
  }
  if (marks.format > schema::format) {
    throw error(status::format,
                say("{} có định dạng {}, bản thoihan này chỉ biết định dạng {}: hãy dùng bản thoihan mới hơn",
                    "{} has format {}, this thoihan knows format {} only: use a newer thoihan", path, marks.format,
                    schema::format));
  }
  if (marks.format < schema::format) {
    throw error(status::format,
                say("{} có định dạng {}, chưa từng được phát hành; bản thoihan này dùng định dạng {}: hãy ghi lại các sự kiện vào "
                    "một cơ sở dữ liệu mới",
                    "{} has format {}, which was never released; this thoihan uses format {}: take the events into a new "
                    "database",
                    path, marks.format, schema::format));
  }
}

bool set_write_ahead_log(sqlite::database& db) {
  static constexpr char sql[] = "PRAGMA journal_mode = WAL";
  sqlite::query q(db, sql);
  return q.next() && q.text(0) == "wal";
}

// For this lock SQLite does not wait by itself: processes that open a new file together would refuse each other.
void use_write_ahead_log(sqlite::database& db, std::int32_t busy_timeout_ms) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(busy_timeout_ms);
  while (true) {
    try {
      if (set_write_ahead_log(db)) return;
      break;
    } catch (const error& e) {
      if (e.code() != status::busy || std::chrono::steady_clock::now() >= end) throw;
      sqlite3_sleep(5);
    }
  }
  throw error(status::io,
              say("hệ thống tệp của {} không hỗ trợ chế độ WAL của SQLite: hãy dùng đĩa của chính máy này",
                  "the file system of {} does not carry SQLite's WAL mode: use a disk of this machine", db.path()));
}

void make_tables(sqlite::database& db, std::int32_t busy_timeout_ms) {
  use_write_ahead_log(db, busy_timeout_ms);
  static constexpr char begin_sql[] = "BEGIN IMMEDIATE";
  db.begin(begin_sql);
  try {
    // Another process may have made them while this one waited.
    if (schema::read_marks(db).empty()) schema::create(db);
    db.commit();
  } catch (...) {
    db.rollback();
    throw;
  }
}

schema::marks marks_of(sqlite::database& db) {
  try {
    return schema::read_marks(db);
  } catch (const error& e) {
    const bool barred = e.code() == status::io || e.code() == status::readonly;
    if (!barred || is_writable(folder_of(db.path()))) throw;
    refuse_folder(db.path());
  }
}

void check_folder(const std::string& path) {
  const std::string folder = folder_of(path);
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    throw error(status::io, say("không có thư mục {} để tạo cơ sở dữ liệu {}",
                                "there is no folder {} to create the database {} in", folder, path));
  }
  if (!is_writable(folder)) refuse_folder(path);
}

}  // namespace

int check_store_path(const std::string& path, store_mode mode) {
  if (path.empty() || path.find('\0') != std::string::npos) {
    throw error(status::invalid, say("cần đường dẫn của cơ sở dữ liệu", "expected the path of a database"));
  }
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) {
    if (!S_ISREG(info.st_mode)) {
      throw error(status::format, say("{} không phải là một tệp: hãy nêu tên tệp cơ sở dữ liệu",
                                      "{} is not a file: name the database's file", path));
    }
  } else if (const int trouble = errno; trouble != ENOENT || mode != store_mode::create) {
    throw error(status::io, say("không có cơ sở dữ liệu {} ({}): hãy kiểm tra đường dẫn, hoặc mở ở chế độ tạo mới",
                                "there is no database {} ({}): check the path, or open it so that it is created", path,
                                std::strerror(trouble)));
  } else {
    check_folder(path);
  }
  return mode == store_mode::create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
}

void check_new_file(const std::string& path) {
  struct stat info {};
  if (path.empty() || path.find('\0') != std::string::npos) {
    throw error(status::invalid, say("cần đường dẫn của một tệp mới", "expected the path of a new file"));
  }
  if (is_in_postgresql(path)) {
    throw error(status::unsupported, {"cần đường dẫn của một tệp mới; để chuyển kho sang PostgreSQL hãy dùng \"thoihan move\"",
                                     "expected the path of a new file; \"thoihan move\" puts a store into PostgreSQL"});
  }
  if (::stat(path.c_str(), &info) == 0) {
    throw error(status::duplicate, say("đã có {}: hãy nêu tên một tệp chưa có", "there is {} already: name a file that is not there", path));
  }
  check_folder(path);
}

void prepare_store_file(sqlite::database& db, store_mode mode, std::int32_t busy_timeout_ms) {
  db.wait_for_locks(busy_timeout_ms);
  db.configure(SQLITE_DBCONFIG_DEFENSIVE, true);
  db.configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false);
  db.configure(SQLITE_DBCONFIG_ENABLE_FKEY, true);
  db.configure(SQLITE_DBCONFIG_DQS_DML, false);
  db.configure(SQLITE_DBCONFIG_DQS_DDL, false);
  // Kept until the file turns out to be ours, and for good by those who only read.
  db.configure(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_waiting_log(db));
  // Nothing of a report goes into files outside the database's folder.
  // What is erased is overwritten.
  db.execute("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON");

  if (mode == store_mode::read_only) {
    db.execute("PRAGMA query_only = ON");
  } else if (db.read_only()) {
    throw error(status::readonly,
                say("{} chỉ được đọc: hãy cấp quyền ghi cho tệp này, hoặc mở ở chế độ chỉ đọc",
                    "{} may only be read: allow writing of this file, or open it for reading", db.path()));
  }
  schema::marks marks = marks_of(db);
  db.execute("PRAGMA synchronous = FULL");
  // Who only reads goes over the file once: 8 MB of pages are enough, however large it is. Events come for any case: 64 MB, taken as
  // they are needed, spare most of the reading. The log goes into the file every 16 MB: the ends of the tables, which every event
  // moves, are then written once for thousands of events.
  db.execute(mode == store_mode::read_only ? "PRAGMA cache_size = -8192"
                                           : "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000");
  if (marks.empty() && mode == store_mode::create) {
    make_tables(db, busy_timeout_ms);
    marks = schema::read_marks(db);
  } else if (marks.empty()) {
    throw error(status::format, say("{} chưa có dữ liệu: hãy mở ở chế độ tạo mới",
                                    "{} holds nothing yet: open it so that it is created", db.path()));
  }
  check_marks(db, marks);
  if (mode == store_mode::read_only) return;
  db.configure(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
  use_write_ahead_log(db, busy_timeout_ms);
}

}  // namespace thoihan
