#include "src/capi/tho_pack.hpp"

#include "src/capi/argument.hpp"
#include "src/capi/guard.hpp"
#include "thoihan/pack/load.hpp"

using namespace thoihan;

namespace {

const char* text_of(const tho_pack* pack, const std::string rule_pack::*text, int64_t* size) {
  const std::string* value = pack == nullptr ? nullptr : &((*pack->rules).*text);
  set(size, value == nullptr ? 0 : value->size());
  return value == nullptr ? "" : value->c_str();
}

}  // namespace

tho_status tho_pack_open(const char* path, int64_t path_size, tho_pack** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const std::string_view folder = name_argument(path, path_size, "path");
    need(out, "out");
    *out = new tho_pack(load_pack(std::string{folder}));
  });
}

const char* tho_pack_id(const tho_pack* pack, int64_t* size) {
  return guarded_value("", [&] { return text_of(pack, &rule_pack::id, size); });
}

const char* tho_pack_version(const tho_pack* pack, int64_t* size) {
  return guarded_value("", [&] { return text_of(pack, &rule_pack::version, size); });
}

const char* tho_pack_hash(const tho_pack* pack, int64_t* size) {
  return guarded_value("", [&] { return text_of(pack, &rule_pack::hash, size); });
}

void tho_pack_retain(tho_pack* pack) {
  guarded_release([&] { retain(pack); });
}

void tho_pack_release(tho_pack* pack) {
  guarded_release([&] { release(pack); });
}
