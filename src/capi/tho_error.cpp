#include "src/capi/tho_error.hpp"

#include "src/capi/argument.hpp"
#include "src/capi/guard.hpp"
#include "src/pack/say.hpp"

namespace thoihan {
namespace {

struct error_of_call final : tho_error {
  error_of_call(error&& from, std::int64_t offset_of_byte) : problem(std::move(from)) {
    code = static_cast<tho_status>(problem.code());
    vi = problem.text().vi;
    en = problem.text().en;
    path = problem.where().file;
    pointer = problem.where().pointer;
    details = &problem.details();
    line = problem.where().line;
    column = problem.where().column;
    offset = offset_of_byte;
  }

  error problem;
};

struct error_without_memory final : tho_error {
  constexpr error_without_memory() {
    code = THO_E_NOMEM;
    vi = "hết bộ nhớ";
    en = "out of memory";
  }
};

constinit error_without_memory without_memory;

}  // namespace

tho_status fail(tho_error** err, error&& problem, std::int64_t offset) noexcept {
  const auto code = static_cast<tho_status>(problem.code());
  if (err == nullptr) return code;
  auto* made = new (std::nothrow) error_of_call(std::move(problem), offset);
  if (made == nullptr) return fail_without_memory(err);
  *err = made;
  return code;
}

tho_status fail_without_memory(tho_error** err) noexcept {
  if (err != nullptr) *err = &without_memory;
  return THO_E_NOMEM;
}

tho_status fail_unexpected(tho_error** err, const char* what) noexcept {
  try {
    return fail(err, error(status::internal, say("lỗi của thư viện ({})", "a defect of the library ({})", what)));
  } catch (...) {
    return fail_without_memory(err);
  }
}

namespace {

const char* text_of(std::string_view text, std::int64_t* size) noexcept {
  set(size, text.size());
  return text.data();
}

}  // namespace
}  // namespace thoihan

using thoihan::guarded_release;
using thoihan::guarded_value;
using thoihan::text_of;

tho_status tho_error_code(const tho_error* error) {
  return guarded_value<tho_status>(THO_OK, [&] { return error == nullptr ? THO_OK : error->code; });
}

const char* tho_error_message(const tho_error* error, tho_language language, int64_t* size) {
  return guarded_value("", [&] {
    return text_of(error == nullptr ? "" : language == THO_LANGUAGE_VI ? error->vi : error->en, size);
  });
}

const char* tho_error_path(const tho_error* error, int64_t* size) {
  return guarded_value("", [&] { return text_of(error == nullptr ? "" : error->path, size); });
}

int64_t tho_error_line(const tho_error* error) {
  return guarded_value<int64_t>(0, [&] { return error == nullptr ? 0 : error->line; });
}

int64_t tho_error_column(const tho_error* error) {
  return guarded_value<int64_t>(0, [&] { return error == nullptr ? 0 : error->column; });
}

int64_t tho_error_offset(const tho_error* error) {
  return guarded_value<int64_t>(-1, [&] { return error == nullptr ? -1 : error->offset; });
}

const char* tho_error_pointer(const tho_error* error, int64_t* size) {
  return guarded_value("", [&] { return text_of(error == nullptr ? "" : error->pointer, size); });
}

int64_t tho_error_detail_count(const tho_error* error) {
  return guarded_value<int64_t>(0, [&] {
    return error == nullptr || error->details == nullptr ? 0 : static_cast<int64_t>(error->details->size());
  });
}

const char* tho_error_detail_at(const tho_error* error, int64_t index, int64_t* size) {
  return guarded_value("", [&] {
    const bool there = index >= 0 && index < tho_error_detail_count(error);
    return text_of(there ? std::string_view{(*error->details)[static_cast<std::size_t>(index)]} : "", size);
  });
}

void tho_error_retain(tho_error* error) {
  guarded_release([&] {
    if (error != &thoihan::without_memory) thoihan::retain(error);
  });
}

void tho_error_release(tho_error* error) {
  guarded_release([&] {
    if (error != &thoihan::without_memory) thoihan::release(static_cast<thoihan::error_of_call*>(error));
  });
}
