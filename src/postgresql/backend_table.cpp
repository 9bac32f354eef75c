// What this library shows to a program that opens it by the name of a store (src/store/backend_library.hpp).
//
// "service=thoihan", or "schema=portal service=thoihan": the first word may name the schema, which is no word of libpq's.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "src/pack/say.hpp"
#include "src/postgresql/postgresql_store.hpp"
#include "src/postgresql/whole_schema.hpp"
#include "src/store/backend_library.hpp"

namespace thoihan {

namespace {

std::pair<std::string, postgresql_options> read_where(std::string_view where) {
  constexpr std::string_view word = "schema=";
  postgresql_options options;
  if (where.substr(0, word.size()) != word) return {std::string{where}, options};
  where.remove_prefix(word.size());
  const std::size_t end = std::min(where.find(' '), where.size());
  options.schema = where.substr(0, end);
  if (options.schema.empty()) {
    throw error(status::invalid, {"schema=: thiếu tên schema", "schema=: the name of a schema is missing"});
  }
  where.remove_prefix(std::min(end + 1, where.size()));
  return {std::string{where}, options};
}

store_backend* open(const std::string& name, store_mode mode, std::int32_t busy_timeout_ms) {
  auto [where, options] = read_where(name);
  options.busy_timeout_ms = busy_timeout_ms;
  return postgresql_backend(where, mode, options).release();
}

whole_store* whole(const std::string& name, store_mode mode) {
  const auto [where, options] = read_where(name);
  return std::make_unique<whole_schema>(where, mode, options).release();
}

}  // namespace
}  // namespace thoihan

extern "C" {
[[gnu::visibility("default")]] extern const thoihan::backend_table thoihan_postgresql_table;
const thoihan::backend_table thoihan_postgresql_table = {thoihan::backend_interface(), &thoihan::open, &thoihan::whole};
}
