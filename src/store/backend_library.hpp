// Stores in a database of another kind, whose code stands in a library of its own that is opened when it is asked for.
//
//     if (is_in_postgresql(path)) return store{open_in_postgresql(path, mode, busy_timeout_ms)};
//
// The library is found beside the object that asks (the program, libthoihan.so, a module), from a program's folder where libraries are
// installed, or by the system's loader. It exports one symbol, a `backend_table`. What crosses are the C++ types of the headers of
// the store: so both sides must have been made from the same ones (`interface`), by compilers of one ABI, and share
// the standard library. Beyond the first member nothing of the table is looked at before that is known. A library stays open until the process ends.
//
// Errors: thoihan::error `unsupported` where the library is not there or not of this version; else those of the store.
// Thread-safety: any.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "src/store/whole_store.hpp"
#include "thoihan/store/store.hpp"
#include "thoihan/store/store_backend.hpp"

namespace thoihan {

struct backend_table {
  const char* interface;  // what `backend_interface` says there
  store_backend* (*open)(const std::string& where, store_mode mode, std::int32_t busy_timeout_ms);
  whole_store* (*whole)(const std::string& where, store_mode mode);
};

// "0.1.0/<16 hexadecimal digits of the headers' SHA-256>/cxx11".
const char* backend_interface() noexcept;

// "postgresql:..." or a libpq URI.
bool is_in_postgresql(std::string_view name) noexcept;
std::unique_ptr<store_backend> open_in_postgresql(const std::string& name, store_mode mode,
                                                  std::int32_t busy_timeout_ms);
std::unique_ptr<whole_store> whole_in_postgresql(const std::string& name, store_mode mode);

}  // namespace thoihan
