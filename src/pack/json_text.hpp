// JSON text with the place of every value, so that each message can name line and column.
//
// Boost.JSON reads and validates; it keeps no positions and silently takes the last of two equal keys. A second walk over
// the text, which is known to be valid by then, finds both.
#pragma once

#include <boost/json/value.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/pack/finding.hpp"

namespace thoihan {

inline constexpr std::size_t max_pack_bytes = 4U << 20U;
inline constexpr std::size_t max_json_depth = 32;

// Where a value begins, and its members or elements in the order of the text.
struct json_position {
  std::size_t at = 0;
  std::size_t key_at = 0;  // of a member: where its key begins
  const class json_text* from = nullptr;  // the text it stands in, where that is not the one around it
  std::vector<json_position> children;
};

// A value, its place, and the way to it from the root.
struct json_view {
  const class json_text* text = nullptr;
  const boost::json::value* value = nullptr;
  const json_position* position = nullptr;
  std::string pointer;

  place where() const;      // of the value
  place where_key() const;  // of its key
};

class json_text {
 public:
  // Nothing when the text is not JSON or has duplicate keys: `findings` says why.
  static std::shared_ptr<const json_text> read(std::string file, std::string text, std::vector<finding>& findings);

  // One value made of parts of others, each at its place there.
  static std::shared_ptr<const json_text> joined(boost::json::value value, json_position position,
                                                 std::vector<std::shared_ptr<const json_text>> parts);

  json_view root() const { return {position_.from != nullptr ? position_.from : this, &root_, &position_, ""}; }
  const boost::json::value& value() const { return root_; }
  place where(std::size_t offset, std::string pointer) const;

 private:
  std::string file_;
  std::string text_;
  std::vector<std::size_t> lines_;  // where each begins
  boost::json::value root_;
  json_position position_;
  std::vector<std::shared_ptr<const json_text>> parts_;
};

json_view member_of(const json_view& object, std::size_t index);
json_view element_of(const json_view& array, std::size_t index);

// The value that a JSON pointer names, which must exist below `root`.
json_view locate(const json_view& root, const std::string& pointer);

// SHA-256 of a text, 64 hexadecimal digits.
std::string hash_of_text(const std::string& text);

// One text for one meaning: keys sorted by their bytes, no white space. Fingerprints are made of it.
std::string canonical_json(const boost::json::value& value);

}  // namespace thoihan
