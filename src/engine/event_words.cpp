#include "src/engine/event_words.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "src/engine/overrides.hpp"
#include "src/pack/json_text.hpp"
#include "src/pack/say.hpp"
#include "thoihan/base/wide_sha256.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

bool is_kept_apart(const rule_pack& pack, std::string_view fact) {
  const auto at = find_id(pack.facts, fact);
  return at && pack.facts[*at].is_text() && pack.facts[*at].is_personal();
}

// A set has no order: one and the same is written in one way.
json::value to_json(const fact_input& value) {
  if (const auto* names = std::get_if<std::vector<std::string>>(&value)) {
    std::vector<std::string> sorted = *names;
    std::sort(sorted.begin(), sorted.end());
    return json::array(sorted.begin(), sorted.end());
  }
  if (const auto* text = std::get_if<std::string>(&value)) return json::value(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return json::value(*number);
  return json::value(std::get<bool>(value));
}

json::object mark(const fingerprints& prints, std::string_view name) {
  const auto print = std::find_if(prints.begin(), prints.end(), [name](const auto& p) { return p.first == name; });
  return {{"hmac", print == prints.end() ? std::string{} : print->second}};
}

[[noreturn]] void fail(const stored_event& event) {
  throw error(status::corrupt,
              say("sự kiện số {} của kho không đọc được", "event {} of the store cannot be read", event.sequence));
}

}  // namespace

std::vector<std::pair<std::string_view, std::string_view>> texts_kept_apart(const rule_pack& pack,
                                                                            const command& command) {
  std::vector<std::pair<std::string_view, std::string_view>> out;
  for (const auto& [name, value] : command.facts) {
    const auto* words = std::get_if<std::string>(&value);
    if (words != nullptr && is_kept_apart(pack, name)) out.emplace_back(name, *words);
  }
  if (!command.reason.empty()) out.emplace_back(reason_name, command.reason);
  return out;
}

std::string fingerprint_of(const std::array<std::uint8_t, 16>& salt, std::string_view text) {
  const std::string_view key{reinterpret_cast<const char*>(salt.data()), salt.size()};
  const auto hex = sha256_hex(hmac_sha256<wide_sha256>(key, text));
  return {hex.data(), hex.size()};
}

std::string facts_json(const rule_pack& pack, const command& command, const fingerprints& prints) {
  json::object out;
  for (const auto& [name, value] : command.facts) {
    if (!is_kept_apart(pack, name)) {
      out[name] = to_json(value);
      continue;
    }
    out[name] = mark(prints, name);
  }
  if (!command.reason.empty()) out[json::string_view(reason_name.data(), reason_name.size())] = mark(prints, reason_name);
  return canonical_json(out);
}

command command_of(const stored_event& event) {
  command out;
  out.case_id = event.case_id;
  out.key = event.key;
  out.at = event.at;
  out.recorded_at = event.recorded_at;
  out.event = event.event;
  out.role = event.role;
  out.authority = event.authority;
  out.officer = event.officer;
  out.overrides = overrides_of(event.overrides);
  const auto kind = find_event_kind(event.kind);
  if (!kind) fail(event);
  out.kind = *kind;
  if (!event.details.empty()) read_details(event.details, out);
  json::error_code code;
  const json::value facts = json::parse(event.facts.value_or("{}"), code);
  if (code || !facts.is_object()) fail(event);
  for (const auto& member : facts.get_object()) {
    const json::value& value = member.value();
    std::string name{member.key()};
    if (name == reason_name)
      out.reason = "personal";
    else if (const bool* flag = value.if_bool())
      out.facts.emplace_back(std::move(name), *flag);
    else if (const std::int64_t* number = value.if_int64())
      out.facts.emplace_back(std::move(name), *number);
    else if (const auto* text = value.if_string())
      out.facts.emplace_back(std::move(name), std::string{*text});
    else if (const auto* list = value.if_array()) {
      std::vector<std::string> names;
      for (const json::value& one : *list) {
        if (!one.is_string()) fail(event);
        names.emplace_back(one.get_string());
      }
      out.facts.emplace_back(std::move(name), std::move(names));
    } else
      out.facts.emplace_back(std::move(name), std::string{"personal"});
  }
  return out;
}

fingerprints prints_in(const stored_event& event) {
  json::error_code code;
  const json::value facts = json::parse(event.facts.value_or("{}"), code);
  if (code || !facts.is_object()) fail(event);
  fingerprints out;
  for (const auto& member : facts.get_object()) {
    const json::object* print = member.value().if_object();
    const json::value* hmac = print == nullptr ? nullptr : print->if_contains("hmac");
    if (hmac != nullptr && hmac->is_string()) out.emplace_back(std::string{member.key()}, std::string{hmac->get_string()});
  }
  return out;
}

std::vector<written_text> texts_in(const rule_pack& pack, const stored_event& event) {
  json::error_code code;
  const json::value facts = json::parse(event.facts.value_or("{}"), code);
  if (code || !facts.is_object()) fail(event);
  std::vector<written_text> out;
  for (const auto& member : facts.get_object()) {
    std::string name{member.key()};
    const auto at = find_id(pack.facts, name);
    if (name != reason_name && (!at || !pack.facts[*at].is_text())) continue;
    const auto* words = member.value().if_string();
    out.push_back({std::move(name), words == nullptr ? std::nullopt : std::optional{std::string{*words}}});
  }
  return out;
}

}  // namespace thoihan
