#include "src/store/whole_file.hpp"

#include <fmt/format.h>

#include "src/pack/say.hpp"
#include "src/store/one_moment.hpp"
#include "src/store/rows.hpp"
#include "src/store/store_file.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

constexpr std::int32_t wait_ms = 5000;

whole_value value_of(sqlite3_stmt* row, int column) {
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_NULL: return std::monostate{};
    case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(row, column)};
    default: {
      const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
      return std::string_view{bytes == nullptr ? "" : bytes,
                              static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
    }
  }
}

int bind(sqlite3_stmt* to, int at, const whole_value& value, char type) {
  if (const auto* const number = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(to, at, *number);
  const auto* const text = std::get_if<std::string_view>(&value);
  if (text == nullptr) return sqlite3_bind_null(to, at);
  if (type == 'b') return sqlite3_bind_blob64(to, at, text->data(), text->size(), SQLITE_STATIC);
  return sqlite3_bind_text64(to, at, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
}

}  // namespace

whole_file::whole_file(const std::string& path, store_mode mode) : path_(path) {
  if (mode == store_mode::create) {
    unfinished_.emplace(path);
    db_.emplace(unfinished_->path(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  } else {
    db_.emplace(path, check_store_path(path, mode));
  }
  prepare_store_file(*db_, mode, wait_ms);
}

whole_file::statement whole_file::prepared(const std::string& sql) {
  sqlite3_stmt* made = nullptr;
  db_->check(sqlite3_prepare_v2(db_->handle(), sql.c_str(), -1, &made, nullptr));
  return statement(made);
}

std::int64_t whole_file::events() { return read_last_sequence(*db_); }

void whole_file::read(const whole_taker& take) {
  const one_moment whole(*db_);
  whole_row row;
  for (const whole_table& table : whole_tables) {
    std::string order = "1";
    for (int i = 2; i <= table.ordered_by; ++i) order += fmt::format(", {}", i);
    const statement rows = prepared(fmt::format("SELECT {} FROM {} ORDER BY {}", table.columns, table.name, order));
    for (int code = sqlite3_step(rows.get()); code != SQLITE_DONE; code = sqlite3_step(rows.get())) {
      if (code != SQLITE_ROW) db_->fail(code);
      row.clear();
      for (int i = 0; table.types[i] != '\0'; ++i) row.push_back(value_of(rows.get(), i));
      take(table, row);
    }
  }
}

void whole_file::put(const whole_table& table, const whole_row& row) {
  if (putting_ != &table) {
    std::string places = "?1";
    for (std::size_t i = 2; i <= row.size(); ++i) places += fmt::format(", ?{}", i);
    insert_ = prepared(fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, table.columns, places));
    putting_ = &table;
  }
  for (std::size_t i = 0; i < row.size(); ++i)
    db_->check(bind(insert_.get(), static_cast<int>(i) + 1, row[i], table.types[i]));
  const int code = sqlite3_step(insert_.get());
  if (code != SQLITE_DONE) db_->fail(code);
  db_->check(sqlite3_reset(insert_.get()));
}

void whole_file::finish_filling() {
  insert_.reset();
  const statement gaps = prepared("SELECT coalesce(max(sequence), 0) - count(*) FROM event");
  if (sqlite3_step(gaps.get()) != SQLITE_ROW) db_->fail(sqlite3_errcode(db_->handle()));
  if (const std::int64_t missing = sqlite3_column_int64(gaps.get(), 0); missing > 0) {
    throw error(
        status::unsupported,
        say("nhật ký còn {} số chưa có sự kiện, mà một tệp thì không được thiếu số nào: hãy để kho nhận thêm hồ sơ mới "
            "rồi chuyển "
            "lại",
            "the log has {} numbers without an event yet, and a file may have none: let the store take that many new "
            "cases, and move it then",
            missing));
  }
  // A list of erasures that is shorter than this is made anew by whoever opens the file for writing.
  db_->execute(
      "INSERT INTO meta (name, value) SELECT 'erasures', CAST(count(*) AS TEXT) FROM case_ WHERE erased > 0 HAVING "
      "count(*) > 0");
}

void whole_file::fill(const std::function<void()>& work) {
  static constexpr char begin_sql[] = "BEGIN IMMEDIATE";
  db_->begin(begin_sql);
  try {
    work();
    finish_filling();
    db_->commit();
  } catch (...) {
    insert_.reset();
    db_->rollback();
    throw;
  }
  // Closed, the log goes into the file.
  db_.reset();
  unfinished_->finish();
}

}  // namespace thoihan
