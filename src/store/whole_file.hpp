// The SQLite file of a store as rows (whole_store.hpp).
//
//     whole_file source("reports.db", store_mode::existing);        // to be read
//     whole_file target("reports.db", store_mode::create);          // a new file, there when `fill` has returned
//
// What a file does not keep: numbers that no event has yet (`unsupported`). Its list of erasures is made from the log when it is
// first opened for writing.
#pragma once

#include <optional>
#include <string>

#include "src/store/sqlite.hpp"
#include "src/store/unfinished_file.hpp"
#include "src/store/whole_store.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

class whole_file final : public whole_store {
 public:
  whole_file(const std::string& path, store_mode mode);

  std::int64_t events() override;
  void read(const whole_taker& take) override;
  void fill(const std::function<void()>& work) override;
  void put(const whole_table& table, const whole_row& row) override;

 private:
  struct finalizer {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  using statement = std::unique_ptr<sqlite3_stmt, finalizer>;
  statement prepared(const std::string& sql);
  void finish_filling();

  std::string path_;
  std::optional<unfinished_file> unfinished_;
  std::optional<sqlite::database> db_;
  const whole_table* putting_ = nullptr;
  statement insert_;
};

}  // namespace thoihan
