// The error object of the C API.
//
// Running out of memory has an object of its own that needs none: it lives as long as the library, and counting its
// references does nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/capi/references.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/thoihan.h"

// What the functions read. Texts end with a NUL.
struct tho_error : thoihan::counted {
  tho_status code = THO_E_INTERNAL;
  std::string_view vi = "";
  std::string_view en = "";
  std::string_view path = "";
  std::string_view pointer = "";
  const std::vector<std::string>* details = nullptr;
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::int64_t offset = -1;
};

namespace thoihan {

// A bad argument: its first detail is the parameter's name. `offset` of the bad byte in a text, -1 for none.
class argument_error : public error {
 public:
  argument_error(status code, bilingual text, const char* parameter, std::int64_t offset = -1)
      : error(code, std::move(text), {}, {parameter}), offset_(offset) {}

  std::int64_t offset() const noexcept { return offset_; }

 private:
  std::int64_t offset_;
};

// Puts the object into *err, if there is an err, and returns the status for the caller: without memory that of the object
// that needs none.
tho_status fail(tho_error** err, error&& problem, std::int64_t offset = -1) noexcept;
tho_status fail_without_memory(tho_error** err) noexcept;
// An exception that is none of ours: a defect.
tho_status fail_unexpected(tho_error** err, const char* what) noexcept;

}  // namespace thoihan
