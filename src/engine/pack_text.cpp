#include "src/engine/pack_text.hpp"

#include <boost/json.hpp>

namespace thoihan {

pack_text::pack_text(const std::string& path, const std::string& rules)
    : source_(path, rules), loader_(source_, findings_) {
  loader_.load();
  if (root().value != nullptr) return;
  throw error(status::io, say("không đọc được gói quy tắc {}", "the rule pack {} cannot be read", path));
}

const boost::json::value* pack_text::find(const std::string& pointer) const {
  boost::system::error_code code;
  return root().value->find_pointer(pointer, code);
}

place pack_text::where(const std::string& pointer) const { return locate(root(), pointer).where(); }

}  // namespace thoihan
