// A value made of parts of others, with the place of each part side by side.
//
//     joined_value whole{json::object{}, placed(own)};
//     add(whole, "label", {*label.value, copied(label)});
//     json_text::joined(std::move(whole.value), std::move(whole.position), {base, own});
//
// A part keeps its place in the text that says it, whatever it is joined to.
//
// Thread-safety: values. Cost: a copy of the part.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <utility>

#include "src/pack/json_text.hpp"

namespace thoihan {

struct joined_value {
  boost::json::value value;
  json_position position;
};

// The place of a value without those of its members.
inline json_position placed(const json_view& view) {
  json_position out;
  out.at = view.position->at;
  out.key_at = view.position->key_at;
  out.from = view.text;
  return out;
}

inline json_position copied(const json_view& view) {
  json_position out = *view.position;
  out.from = view.text;
  return out;
}

inline void add(joined_value& out, boost::json::string_view key, joined_value member) {
  out.value.get_object()[key] = std::move(member.value);
  out.position.children.push_back(std::move(member.position));
}

inline void add(joined_value& out, const json_view& element) {
  out.value.get_array().push_back(*element.value);
  out.position.children.push_back(copied(element));
}

}  // namespace thoihan
