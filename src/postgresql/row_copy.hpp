// Rows in the form in which COPY ... (FORMAT binary) takes and gives them.
//
//     std::string bytes = copy_begin();
//     add_row(bytes, table, row);
//     bytes += copy_end();
//     row_reader reader;                       // of what COPY ... TO STDOUT sent, in pieces
//     reader.add(piece, table, take);
//
// Thread-safety: values.
#pragma once

#include <string>
#include <string_view>

#include "src/store/whole_store.hpp"

namespace thoihan::pq {

std::string copy_begin();
std::string copy_end();
void add_row(std::string& to, const whole_table& table, const whole_row& row);

class row_reader {
 public:
  // The rows that are whole by now. False: not in this form.
  bool add(std::string_view piece, const whole_table& table, const whole_taker& take);

 private:
  std::string left_;
  bool begun_ = false;
  whole_row row_;
};

}  // namespace thoihan::pq
