// What the tests of the C API share: handles that release themselves, and calls that must or must not succeed.
//
//     pack_handle pack;
//     ok(tho_pack_open(path, THO_NTS, pack.out(), nullptr));
//     const failure f = failed([&](tho_error** err) { return tho_pack_open("nowhere", THO_NTS, pack.out(), err); });
//     CHECK(f.code == THO_E_REFERENCE);
//
// The tests see the library as a foreign program does: through thoihan.h and libthoihan.so alone.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "thoihan/thoihan.h"

template <class Handle, void (*release)(Handle*)>
class held {
 public:
  held() = default;
  held(const held&) = delete;
  held& operator=(const held&) = delete;
  ~held() { release(handle_); }

  Handle** out() {
    release(handle_);
    handle_ = nullptr;
    return &handle_;
  }
  Handle* get() const { return handle_; }
  operator Handle*() const { return handle_; }

 private:
  Handle* handle_ = nullptr;
};

using error_handle = held<tho_error, tho_error_release>;
using text_handle = held<tho_text, tho_text_release>;
using pack_handle = held<tho_pack, tho_pack_release>;
using calendar_handle = held<tho_calendar, tho_calendar_release>;
using limit_handle = held<tho_limit, tho_limit_release>;
using clock_handle = held<tho_clock, tho_clock_release>;
using store_handle = held<tho_store, tho_store_close>;

// Everything that an error tells.
struct failure {
  tho_status code = 0;
  std::string vi;
  std::string en;
  std::string path;
  std::string pointer;
  int64_t line = 0;
  int64_t column = 0;
  int64_t offset = -1;
  std::vector<std::string> details;
};

inline std::string sized(const char* text, int64_t size) {
  REQUIRE(text != nullptr);
  CHECK(text[size] == '\0');
  return {text, static_cast<std::size_t>(size)};
}

inline failure told(const tho_error* error) {
  failure out;
  int64_t size = -1;
  out.code = tho_error_code(error);
  const char* text = tho_error_message(error, THO_LANGUAGE_VI, &size);
  out.vi = sized(text, size);
  text = tho_error_message(error, THO_LANGUAGE_EN, &size);
  out.en = sized(text, size);
  text = tho_error_path(error, &size);
  out.path = sized(text, size);
  text = tho_error_pointer(error, &size);
  out.pointer = sized(text, size);
  out.line = tho_error_line(error);
  out.column = tho_error_column(error);
  out.offset = tho_error_offset(error);
  for (int64_t i = 0; i < tho_error_detail_count(error); ++i) {
    text = tho_error_detail_at(error, i, &size);
    out.details.push_back(sized(text, size));
  }
  return out;
}

// A call that must fail, with an error object and, the same way, without one.
template <class Call>
failure failed(Call call) {
  error_handle err;
  const tho_status code = call(err.out());
  REQUIRE(code < 0);
  REQUIRE(err.get() != nullptr);
  CHECK(tho_error_code(err) == code);
  CHECK(call(nullptr) == code);
  failure out = told(err.get());
  CHECK(!out.vi.empty());
  CHECK(!out.en.empty());
  return out;
}

// A call that must succeed: *err becomes NULL, whatever stood there.
template <class Call>
tho_status done(Call call) {
  static char leftover;
  auto* err = reinterpret_cast<tho_error*>(&leftover);
  const tho_status code = call(&err);
  if (err != nullptr) {
    FAIL("failed: ", tho_status_name(code), ": ", tho_error_message(err, THO_LANGUAGE_EN, nullptr));
  }
  REQUIRE(code >= 0);
  return code;
}

inline void ok(tho_status code) { REQUIRE(code == THO_OK); }

inline int64_t at(const char* text) {
  int64_t out = 0;
  ok(tho_time_parse(text, THO_NTS, &out, nullptr));
  return out;
}

inline int32_t day(const char* text) {
  int32_t out = 0;
  ok(tho_day_parse(text, THO_NTS, &out, nullptr));
  return out;
}

inline std::string written(int64_t time) {
  char out[40];
  ok(tho_time_format(time, out, nullptr));
  return out;
}

inline std::string written_day(int32_t day) {
  char out[40];
  ok(tho_day_format(day, out, nullptr));
  return out;
}

inline std::string text_of(const tho_text* text) {
  int64_t size = -1;
  const char* data = tho_text_data(text, &size);
  return sized(data, size);
}

// The pack of the invented province, loaded.
struct lac_hong {
  lac_hong() { open(); }
  void open() {
    done([&](tho_error** err) { return tho_pack_open(rules.pack_folder().c_str(), THO_NTS, pack.out(), err); });
  }
  // The same with what a report counts.
  void count_figures() {
    rules.plant("pack.json", R"("notices": {)",
                R"("figures": { "handled": ["resulted"], "answered": ["closed"], "refused": ["refused"], "cite": "6.1" },
  "notices": {)");
    open();
  }

  pack_writer rules;
  pack_handle pack;
};
