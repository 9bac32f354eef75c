#include "src/pack/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "src/pack/joined_value.hpp"
#include "src/pack/names.hpp"
#include "src/pack/say.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

constexpr std::array<std::string_view, 5> sections = {"roles", "channels", "facts", "states", "notices"};

std::string key_of(const json_view& object, std::size_t at) {
  const json::string_view key = (object.value->get_object().begin() + static_cast<std::ptrdiff_t>(at))->key();
  return {key.data(), key.size()};
}

std::optional<json_view> find_member(const json_view& object, std::string_view key) {
  const auto* members = object.value->if_object();
  for (std::size_t i = 0; members != nullptr && i < members->size(); ++i) {
    if (key_of(object, i) == key) return member_of(object, i);
  }
  return std::nullopt;
}

bool is_section(std::string_view name) { return std::find(sections.begin(), sections.end(), name) != sections.end(); }

bool shares(const json_view& root) {
  for (std::size_t i = 0; i < root.value->get_object().size(); ++i) {
    const json_view section = member_of(root, i);
    const auto* members = section.value->if_object();
    if (members == nullptr || !is_section(key_of(root, i))) continue;
    for (const auto& member : *members) {
      if (member.value().is_object() && member.value().get_object().contains("as")) return true;
    }
  }
  return false;
}

class sharing {
 public:
  sharing(rules_source& source, finding_list& findings) : source_(source), findings_(findings) {}

  joined_value root(const json_view& own) {
    joined_value out{json::object{}, placed(own)};
    for (std::size_t i = 0; i < own.value->get_object().size(); ++i) {
      const json_view member = member_of(own, i);
      const std::string key = key_of(own, i);
      if (is_section(key) && member.value->is_object())
        add(out, key, section(key, member));
      else
        add(out, key, {*member.value, copied(member)});
    }
    return out;
  }

  std::vector<std::shared_ptr<const json_text>> texts() const {
    std::vector<std::shared_ptr<const json_text>> out;
    for (const auto& [reference, text] : files_) {
      if (text) out.push_back(text);
    }
    return out;
  }

 private:
  joined_value section(const std::string& name, const json_view& own) {
    joined_value out{json::object{}, placed(own)};
    for (std::size_t i = 0; i < own.value->get_object().size(); ++i) {
      const json_view member = member_of(own, i);
      const std::string key = key_of(own, i);
      const auto as = find_member(member, "as");
      const auto shared = as ? word(*as, name, key) : std::nullopt;
      add(out, key, shared ? joined(*shared, member) : joined_value{*member.value, copied(member)});
    }
    return out;
  }

  // The shared keys first, then the member's own.
  joined_value joined(const json_view& shared, const json_view& own) {
    joined_value out{json::object{}, placed(own)};
    for (std::size_t i = 0; i < shared.value->get_object().size(); ++i) {
      const std::string key = key_of(shared, i);
      if (find_member(own, key) || key == "note") continue;
      const json_view member = member_of(shared, i);
      add(out, key, {*member.value, copied(member)});
    }
    for (std::size_t i = 0; i < own.value->get_object().size(); ++i) {
      const std::string key = key_of(own, i);
      if (key == "as") continue;
      const json_view member = member_of(own, i);
      if (key != "note" && find_member(shared, key)) {
        findings_.list().push_back({severity::note, "overridden", member.where(),
                                    say("thay \"{}\" của từ dùng chung", "takes the place of the shared \"{}\"", key)});
      }
      add(out, key, {*member.value, copied(member)});
    }
    return out;
  }

  std::optional<json_view> word(const json_view& as, const std::string& section, const std::string& name) {
    const auto reference = read_string(as, findings_);
    const auto text = reference ? file(*reference, as) : nullptr;
    if (!text) return std::nullopt;
    const auto words = find_member(text->root(), section);
    if (const auto found = words ? find_member(*words, name) : std::nullopt; found && found->value->is_object()) {
      bool good = true;
      for (const std::string_view basis : {"cite", "assume"}) {
        if (const auto said = find_member(*found, basis)) {
          findings_.error("unknown-key", said->where_key(),
                          say("từ dùng chung không có \"{}\": căn cứ là của gói", "a shared word has no \"{}\": the basis is the pack's",
                              basis));
          good = false;
        }
      }
      return good ? found : std::nullopt;
    }
    std::vector<std::string> known;
    for (std::size_t i = 0; words && words->value->is_object() && i < words->value->get_object().size(); ++i)
      known.push_back(key_of(*words, i));
    const bilingual near = nearest_name(name, known);
    findings_.error("unknown-name", as.where(),
                    say("\"{}\" không có \"{}\" trong \"{}\"{}", "\"{}\" has no \"{}\" in \"{}\"{}", *reference, name,
                        section, near));
    return std::nullopt;
  }

  std::shared_ptr<const json_text> file(const std::string& reference, const json_view& as) {
    const auto [known, is_new] = files_.emplace(reference, nullptr);
    if (!is_new) return known->second;
    auto found = source_.shared(reference);
    if (!found) {
      findings_.error("unknown-reference", as.where(),
                      say("không có \"{}\": cần tệp {}.json dưới thư mục quy tắc",
                          "\"{}\" is not found: expected the file {}.json under the rules root", reference, reference));
      return nullptr;
    }
    const auto text = json_text::read(std::move(found->file), std::move(found->text), findings_.list());
    if (text && is_vocabulary(text->root(), reference)) known->second = text;
    return known->second;
  }

  bool is_vocabulary(const json_view& root, const std::string& reference) {
    const std::size_t before = findings_.count();
    object_reader reader{root, findings_};
    if (!reader.good()) return false;
    reader.format();
    if (const auto name = reader.text("vocabulary"); name && *name != reference) {
      findings_.error("wrong-name", reader.find("vocabulary")->where(),
                      say("tệp này là \"{}\", không phải \"{}\"", "this file is \"{}\", not \"{}\"", *name, reference));
    }
    reader.words("title");
    for (const auto& words : {reader.find("roles"), reader.find("channels"), reader.find("facts"), reader.find("states"),
                              reader.find("notices")}) {
      if (words) read_members(*words, findings_);
    }
    return findings_.count() == before;
  }

  rules_source& source_;
  finding_list& findings_;
  std::map<std::string, std::shared_ptr<const json_text>> files_;  // none: it could not be read
};

}  // namespace

std::shared_ptr<const json_text> with_vocabulary(const std::shared_ptr<const json_text>& own, rules_source& source,
                                                 finding_list& findings) {
  if (!own->value().is_object() || !shares(own->root())) return own;
  const auto errors = [&findings] {
    return std::count_if(findings.list().begin(), findings.list().end(),
                         [](const finding& f) { return f.level == severity::error; });
  };
  const auto before = errors();
  sharing words{source, findings};
  joined_value whole = words.root(own->root());
  if (errors() != before) return nullptr;
  std::vector<std::shared_ptr<const json_text>> parts = words.texts();
  parts.push_back(own);
  return json_text::joined(std::move(whole.value), std::move(whole.position), std::move(parts));
}

}  // namespace thoihan
