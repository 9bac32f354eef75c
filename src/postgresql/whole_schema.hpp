// A store in a PostgreSQL schema as rows (whole_store.hpp), over a connection of its own.
//
//     whole_schema target("service=thoihan", store_mode::create, {});      // the tables are made where there are none
//
// Filling takes the rights of the schema's owner and keeps writers out; it makes open_duty, free_number and the sequences anew.
#pragma once

#include <string>

#include "src/postgresql/connection.hpp"
#include "src/store/whole_store.hpp"
#include "thoihan/postgresql/open_postgresql.hpp"

namespace thoihan {

class whole_schema final : public whole_store {
 public:
  whole_schema(const std::string& where, store_mode mode, const postgresql_options& options);

  std::int64_t events() override;
  void read(const whole_taker& take) override;
  void fill(const std::function<void()>& work) override;
  void put(const whole_table& table, const whole_row& row) override;

 private:
  void end_table();
  void check_empty();
  void fill_duties();
  void finish_filling();

  pq::connection db_;
  bool in_fill_ = false;
  const whole_table* putting_ = nullptr;
  std::string bytes_;
};

}  // namespace thoihan
