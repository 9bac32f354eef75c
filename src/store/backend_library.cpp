#include "src/store/backend_library.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstring>

#include "src/pack/say.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

constexpr std::string_view prefix = "postgresql:";
constexpr char library[] = THOIHAN_POSTGRESQL_LIBRARY;
constexpr char symbol[] = "thoihan_postgresql_table";

std::string folder_part(std::string_view file) { return std::string{file.substr(0, file.rfind('/') + 1)}; }

// Of the library or module that this code is part of; empty where the loader does not know it from the root.
std::string own_folder() {
  Dl_info found{};
  if (::dladdr(reinterpret_cast<const void*>(&is_in_postgresql), &found) == 0 || found.dli_fname == nullptr) return {};
  return found.dli_fname[0] == '/' ? folder_part(found.dli_fname) : std::string{};
}

std::string program_folder() {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t size = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
  return size <= 0 ? std::string{} : folder_part({buffer.data(), static_cast<std::size_t>(size)});
}

[[noreturn]] void refuse(std::string_view why) {
  throw error(
      status::unsupported,
      say("kho PostgreSQL cần thư viện {}, không mở được ({}); hãy cài gói libthoihan-postgresql cùng phiên bản",
          "a store in PostgreSQL needs the library {}, which does not open ({}); install the package "
          "libthoihan-postgresql of the same version",
          library, why));
}

const backend_table& open_library() {
  void* handle = nullptr;
  const auto look = [&handle](const std::string& path) {
    if (handle == nullptr) handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  };
  const auto look_in = [&look](const std::string& folder, const char* below) {
    const std::string path = folder + below + library;
    if (!folder.empty() && ::access(path.c_str(), R_OK) == 0) look(path);
  };
  look_in(own_folder(), "");
  look_in(program_folder(), "");
  look_in(program_folder(), THOIHAN_LIBRARIES_FROM_PROGRAM "/");
  look(library);
  const char* const trouble = handle == nullptr ? ::dlerror() : nullptr;
  if (handle == nullptr) refuse(trouble == nullptr ? library : trouble);
  const auto* const table = static_cast<const backend_table*>(::dlsym(handle, symbol));
  if (table == nullptr) refuse(symbol);
  if (std::strcmp(table->interface, backend_interface()) != 0)
    refuse(fmt::format("{} != {}", table->interface, backend_interface()));
  return *table;
}

const backend_table& table_of_postgresql() {
  static const backend_table& table = open_library();
  return table;
}

std::string where_of(const std::string& name) {
  const std::string_view text = name;
  return text.substr(0, prefix.size()) == prefix && text.substr(prefix.size(), 2) != "//" ? name.substr(prefix.size())
                                                                                          : name;
}

}  // namespace

const char* backend_interface() noexcept {
#if _GLIBCXX_USE_CXX11_ABI
  return THOIHAN_STORE_INTERFACE "/cxx11";
#else
  return THOIHAN_STORE_INTERFACE "/cxx";
#endif
}

bool is_in_postgresql(std::string_view name) noexcept {
  return name.substr(0, prefix.size()) == prefix || name.substr(0, 11) == "postgres://";
}

std::unique_ptr<store_backend> open_in_postgresql(const std::string& name, store_mode mode,
                                                  std::int32_t busy_timeout_ms) {
  return std::unique_ptr<store_backend>(table_of_postgresql().open(where_of(name), mode, busy_timeout_ms));
}

std::unique_ptr<whole_store> whole_in_postgresql(const std::string& name, store_mode mode) {
  return std::unique_ptr<whole_store>(table_of_postgresql().whole(where_of(name), mode));
}

}  // namespace thoihan
