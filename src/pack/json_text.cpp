#include "src/pack/json_text.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>
#include <utility>

#include "src/pack/say.hpp"
#include "thoihan/base/sha256.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

std::string escaped(std::string_view key) {
  std::string out;
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

// Walks text that Boost.JSON has accepted, so that it can trust its form.
class position_walk {
 public:
  position_walk(std::string_view text, const json_text& owner, std::vector<finding>& findings)
      : text_(text), owner_(owner), findings_(findings) {}

  json_position walk() {
    skip_space();
    return value("");
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos) ++at_;
  }

  std::string_view string_token() {
    const std::size_t begin = at_++;
    while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
    return text_.substr(begin, at_ - begin);
  }

  json_position value(const std::string& pointer) {
    json_position here;
    here.at = at_;
    const char first = text_[at_];
    if (first == '{')
      object(pointer, here);
    else if (first == '[')
      array(pointer, here);
    else if (first == '"')
      string_token();
    else
      while (at_ < text_.size() && std::string_view{",]} \t\r\n"}.find(text_[at_]) == std::string_view::npos) ++at_;
    return here;
  }

  void object(const std::string& pointer, json_position& here) {
    std::map<std::string, std::size_t> keys;
    ++at_;
    skip_space();
    while (text_[at_] != '}') {
      const std::size_t key_at = at_;
      const std::string key{json::parse(string_token()).as_string()};
      const auto [known, is_new] = keys.emplace(key, key_at);
      std::string below = pointer + "/" + escaped(key);
      if (!is_new) {
        const place first = owner_.where(known->second, below);
        findings_.push_back(
            {severity::error, "duplicate-key", owner_.where(key_at, below),
             say("khóa \"{}\" xuất hiện hai lần; lần đầu ở dòng {}, cột {}",
                 "the key \"{}\" stands here twice; first on line {}, column {}", key, first.line, first.column)});
      }
      skip_space();
      ++at_;  // the colon
      skip_space();
      here.children.push_back(value(below));
      here.children.back().key_at = key_at;
      skip_space();
      if (text_[at_] == ',') ++at_;
      skip_space();
    }
    ++at_;
  }

  void array(const std::string& pointer, json_position& here) {
    ++at_;
    skip_space();
    while (text_[at_] != ']') {
      here.children.push_back(value(pointer + "/" + std::to_string(here.children.size())));
      skip_space();
      if (text_[at_] == ',') ++at_;
      skip_space();
    }
    ++at_;
  }

  std::string_view text_;
  const json_text& owner_;
  std::vector<finding>& findings_;
  std::size_t at_ = 0;
};

void write_canonical(const json::value& value, std::string& out) {
  if (const json::object* object = value.if_object()) {
    std::vector<const json::key_value_pair*> members;
    for (const auto& member : *object) members.push_back(&member);
    std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key() < b->key(); });
    out += '{';
    const char* separator = "";
    for (const auto* member : members) {
      out += std::exchange(separator, ",");
      out += json::serialize(json::string_view{member->key()});
      out += ':';
      write_canonical(member->value(), out);
    }
    out += '}';
  } else if (const json::array* array = value.if_array()) {
    out += '[';
    const char* separator = "";
    for (const json::value& element : *array) {
      out += std::exchange(separator, ",");
      write_canonical(element, out);
    }
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

bilingual syntax_words(const boost::system::error_code& code) {
  if (code == json::error::too_deep) return say("lồng sâu hơn {} tầng", "nested more than {} deep", max_json_depth);
  if (code == json::error::incomplete) return {"văn bản bị cắt cụt", "the text ends too early"};
  if (code == json::error::extra_data) return {"còn chữ sau giá trị", "there is more text after the value"};
  if (code == json::error::illegal_leading_surrogate || code == json::error::illegal_trailing_surrogate ||
      code == json::error::expected_utf16_escape) {
    return {"ký tự thoát \\u thiếu một nửa", "a \\u escape lacks its other half"};
  }
  if (code == json::error::exponent_overflow) return {"số quá lớn", "a number is too large"};
  return {"lỗi cú pháp ở chỗ này (mã UTF-8 cũng phải đúng)", "syntax error here (UTF-8 must be right, too)"};
}

bool all_finite(const json::value& value) {
  if (const double* number = value.if_double()) return std::isfinite(*number);
  if (const auto* array = value.if_array()) return std::all_of(array->begin(), array->end(), all_finite);
  const auto* object = value.if_object();
  return object == nullptr || std::all_of(object->begin(), object->end(),
                                          [](const json::key_value_pair& member) { return all_finite(member.value()); });
}

// Boost.JSON reads 1e400 as infinity, which no canonical text could say again.
void check_numbers(const json_view& view, std::vector<finding>& findings) {
  if (const double* number = view.value->if_double(); number != nullptr && !std::isfinite(*number)) {
    findings.push_back({severity::error, "out-of-range", view.where(), {"số quá lớn", "the number is too large"}});
  } else if (const auto* array = view.value->if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i) check_numbers(element_of(view, i), findings);
  } else if (const auto* object = view.value->if_object()) {
    for (std::size_t i = 0; i < object->size(); ++i) check_numbers(member_of(view, i), findings);
  }
}

}  // namespace

place json_view::where() const { return text->where(position->at, pointer); }

place json_view::where_key() const { return text->where(position->key_at, pointer); }

place json_text::where(std::size_t offset, std::string pointer) const {
  const std::size_t here = std::min(offset, text_.size());
  const auto line = std::upper_bound(lines_.begin(), lines_.end(), here) - 1;
  return {file_, static_cast<int>(line - lines_.begin()) + 1, static_cast<int>(here - *line) + 1, std::move(pointer)};
}

std::shared_ptr<const json_text> json_text::read(std::string file, std::string text, std::vector<finding>& findings) {
  auto out = std::make_shared<json_text>();
  out->file_ = std::move(file);
  out->text_ = std::move(text);
  out->lines_.push_back(0);
  for (std::size_t at = 0; at < out->text_.size(); ++at) {
    if (out->text_[at] == '\n') out->lines_.push_back(at + 1);
  }
  if (out->text_.size() > max_pack_bytes) {
    findings.push_back({severity::error,
                        "too-big",
                        {out->file_, 0, 0, ""},
                        say("tệp dài {} byte; nhiều nhất là {}", "the file has {} bytes; at most {} are read",
                            out->text_.size(), max_pack_bytes)});
    return nullptr;
  }
  json::parse_options options;
  options.max_depth = max_json_depth;
  json::stream_parser parser{json::storage_ptr{}, options};
  boost::system::error_code code;
  const std::size_t read = parser.write_some(out->text_, code);
  if (!code) {
    // What follows the first value must be white space.
    if (read < out->text_.size())
      code = json::error::extra_data;
    else
      parser.finish(code);
  }
  if (code) {
    const bilingual why = syntax_words(code);
    findings.push_back({severity::error, code == json::error::too_deep ? "too-deep" : "syntax", out->where(read, ""),
                        say("không phải JSON hợp lệ: {}", "this is not valid JSON: {}", why)});
    return nullptr;
  }
  out->root_ = parser.release();
  const std::size_t known = findings.size();
  out->position_ = position_walk{out->text_, *out, findings}.walk();
  if (findings.size() == known && !all_finite(out->root_)) check_numbers(out->root(), findings);
  return findings.size() == known ? out : nullptr;
}

std::shared_ptr<const json_text> json_text::joined(json::value value, json_position position,
                                                   std::vector<std::shared_ptr<const json_text>> parts) {
  auto out = std::make_shared<json_text>();
  out->root_ = std::move(value);
  out->position_ = std::move(position);
  out->parts_ = std::move(parts);
  return out;
}

json_view member_of(const json_view& object, std::size_t index) {
  const auto& member = *(object.value->get_object().begin() + static_cast<std::ptrdiff_t>(index));
  const json_position& position = object.position->children[index];
  return {position.from != nullptr ? position.from : object.text, &member.value(), &position,
          object.pointer + "/" + escaped({member.key().data(), member.key().size()})};
}

json_view element_of(const json_view& array, std::size_t index) {
  const json_position& position = array.position->children[index];
  return {position.from != nullptr ? position.from : array.text, &array.value->get_array()[index], &position,
          array.pointer + "/" + std::to_string(index)};
}

json_view locate(const json_view& root, const std::string& pointer) {
  json_view here = root;
  while (here.pointer.size() < pointer.size()) {
    const std::size_t count = here.position->children.size();
    for (std::size_t i = 0; i < count; ++i) {
      json_view below = here.value->is_object() ? member_of(here, i) : element_of(here, i);
      const bool on_the_way = pointer.compare(0, below.pointer.size(), below.pointer) == 0 &&
                              (pointer.size() == below.pointer.size() || pointer[below.pointer.size()] == '/');
      if (!on_the_way) continue;
      here = std::move(below);
      break;
    }
  }
  return here;
}

std::string hash_of_text(const std::string& text) {
  const auto hex = sha256_hex(sha256(text));
  return {hex.data(), hex.size()};
}

std::string canonical_json(const json::value& value) {
  std::string out;
  write_canonical(value, out);
  return out;
}

}  // namespace thoihan
