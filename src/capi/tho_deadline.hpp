// Writing answers into the caller's struct, of whatever version its header is.
//
//     const deadline_out result{out, "out"};       // struct_size is right; all else is zero
//     result.write(answer);
#pragma once

#include "thoihan/limit/answer.hpp"
#include "thoihan/thoihan.h"

namespace thoihan {

class deadline_out {
 public:
  // Throws argument_error: NULL, or a struct_size that no version has.
  deadline_out(tho_deadline* out, const char* parameter);

  void write(const limit_answer& answer) const noexcept;
  // There is no limit: no time is late.
  void write_none() const noexcept;

 private:
  tho_deadline* out_;
};

}  // namespace thoihan
