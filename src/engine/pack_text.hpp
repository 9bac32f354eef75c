// The text of a pack, with what it extends: the places of its rules.
#pragma once

#include <string>
#include <vector>

#include "src/pack/pack_loader.hpp"

namespace thoihan {

class pack_text {
 public:
  // `path`: the pack's folder or its pack.json; `rules` as the root of load_pack. It has been loaded before: here it must be without errors.
  explicit pack_text(const std::string& path, const std::string& rules);
  pack_text(const pack_text&) = delete;
  pack_text& operator=(const pack_text&) = delete;

  const json_view& root() const { return loader_.places().root; }
  // The value with this JSON pointer; none: null.
  const boost::json::value* find(const std::string& pointer) const;
  place where(const std::string& pointer) const;

 private:
  folder_source source_;
  std::vector<finding> findings_;
  pack_loader loader_;
};

}  // namespace thoihan
