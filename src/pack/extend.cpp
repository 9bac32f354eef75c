#include "src/pack/extend.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <string_view>

#include "src/pack/joined_value.hpp"
#include "src/pack/say.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

constexpr std::array<std::string_view, 9> by_name = {"assumptions", "calendars", "channels", "duties", "facts",
                                                     "notices",     "reports",   "roles",    "states"};
constexpr std::array<std::string_view, 3> by_id = {"clauses", "gaps", "routing"};
// What tells the two packs apart, and so overrides nothing.
constexpr std::array<std::string_view, 7> own_alone = {"extends",    "format", "instrument", "note",
                                                       "pack",       "title",  "version"};

template <class List>
bool contains(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string text_of(const json::value& object, std::string_view key) {
  const auto* members = object.if_object();
  const auto* value = members == nullptr ? nullptr : members->if_contains(json::string_view{key.data(), key.size()});
  return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

bool is_removed(const json::value& row) {
  const auto* members = row.if_object();
  const auto* value = members == nullptr ? nullptr : members->if_contains("removed");
  return value != nullptr && value->is_bool() && value->get_bool();
}

class extension {
 public:
  explicit extension(std::vector<finding>& findings) : findings_(findings) {}

  joined_value root(const json_view& base, const json_view& own) {
    joined_value out{json::object{}, placed(own)};
    const json::object& base_object = base.value->get_object();
    const json::object& own_object = own.value->get_object();
    for (std::size_t i = 0; i < base_object.size(); ++i) {
      const json_view theirs = member_of(base, i);
      const json::string_view key = (base_object.begin() + static_cast<std::ptrdiff_t>(i))->key();
      if (own_object.contains(key)) continue;
      if (key == "extends" || key == "note") continue;
      add(out, key, {*theirs.value, copied(theirs)});
    }
    for (std::size_t i = 0; i < own_object.size(); ++i) {
      const json::string_view key = (own_object.begin() + static_cast<std::ptrdiff_t>(i))->key();
      if (key == "extends") continue;
      const json_view ours = member_of(own, i);
      const auto below = std::find_if(base_object.begin(), base_object.end(),
                                      [key](const auto& member) { return member.key() == key; });
      if (below == base_object.end()) {
        add(out, key, {*ours.value, copied(ours)});
        continue;
      }
      const json_view theirs = member_of(base, static_cast<std::size_t>(below - base_object.begin()));
      const std::string_view name{key.data(), key.size()};
      if (contains(by_name, name) && theirs.value->is_object() && ours.value->is_object()) {
        add(out, key, members(theirs, ours));
      } else if (contains(by_id, name) && theirs.value->is_array() && ours.value->is_array()) {
        add(out, key, rows(theirs, ours, "id"));
      } else if (name == "transitions" && theirs.value->is_array() && ours.value->is_array()) {
        add(out, key, rows(theirs, ours, "on"));
      } else {
        if (!contains(own_alone, name)) overridden(ours, name);
        add(out, key, {*ours.value, copied(ours)});
      }
    }
    return out;
  }

 private:
  void overridden(const json_view& ours, std::string_view name) {
    findings_.push_back({severity::note, "overridden", ours.where(),
                         say("thay \"{}\" của gói gốc", "takes the place of the base's \"{}\"", name)});
  }
  void not_there(const json_view& ours, std::string_view name) {
    findings_.push_back({severity::error, "unknown-name", ours.where(),
                         say("gói gốc không có \"{}\" để bỏ", "the base has no \"{}\" to take away", name)});
  }

  joined_value members(const json_view& base, const json_view& own) {
    joined_value out{json::object{}, placed(own)};
    const json::object& theirs = base.value->get_object();
    const json::object& ours = own.value->get_object();
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      const json::string_view key = (theirs.begin() + static_cast<std::ptrdiff_t>(i))->key();
      if (ours.contains(key)) continue;
      const json_view member = member_of(base, i);
      add(out, key, {*member.value, copied(member)});
    }
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const json::string_view key = (ours.begin() + static_cast<std::ptrdiff_t>(i))->key();
      const json_view member = member_of(own, i);
      const bool known = theirs.contains(key);
      if (known) overridden(member, {key.data(), key.size()});
      if (!member.value->is_null())
        add(out, key, {*member.value, copied(member)});
      else if (!known)
        not_there(member, {key.data(), key.size()});
    }
    return out;
  }

  // Rows with the same `key` are replaced where the first of them stood.
  joined_value rows(const json_view& base, const json_view& own, std::string_view key) {
    joined_value out{json::array{}, placed(own)};
    const std::size_t theirs = base.value->get_array().size();
    const std::size_t ours = own.value->get_array().size();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < ours; ++i) names.push_back(text_of(*element_of(own, i).value, key));
    std::vector<bool> placed_already(ours, false);
    std::vector<std::string> known;
    for (std::size_t i = 0; i < theirs; ++i) {
      const json_view row = element_of(base, i);
      const std::string name = text_of(*row.value, key);
      if (name.empty() || !contains(names, name)) {
        add(out, row);
        continue;
      }
      known.push_back(name);
      for (std::size_t j = 0; j < ours; ++j) {
        if (names[j] != name || placed_already[j]) continue;
        placed_already[j] = true;
        const json_view replacing = element_of(own, j);
        overridden(replacing, name);
        if (!is_removed(*replacing.value)) add(out, replacing);
      }
    }
    for (std::size_t j = 0; j < ours; ++j) {
      if (placed_already[j]) continue;
      const json_view row = element_of(own, j);
      if (is_removed(*row.value))
        not_there(row, names[j]);
      else
        add(out, row);
    }
    return out;
  }

  std::vector<finding>& findings_;
};

}  // namespace

std::shared_ptr<const json_text> extend(const std::shared_ptr<const json_text>& base,
                                        const std::shared_ptr<const json_text>& own, std::vector<finding>& findings) {
  if (!base->value().is_object() || !own->value().is_object()) return own;
  joined_value whole = extension{findings}.root(base->root(), own->root());
  return json_text::joined(std::move(whole.value), std::move(whole.position), {base, own});
}

}  // namespace thoihan
