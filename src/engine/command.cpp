#include "thoihan/engine/command.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>
#include <utility>

#include "src/engine/overrides.hpp"
#include "src/pack/json_text.hpp"
#include "src/pack/reader.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

std::string limited_text(object_reader& reader, std::string_view key, std::size_t most, finding_list& findings) {
  const auto text = reader.text(key);
  if (text && (text->size() > most || text->empty())) {
    findings.error("out-of-range", reader.find(key)->where(),
                   say("\"{}\" dài 1 đến {} byte", "\"{}\" has 1 to {} bytes", key, most));
  }
  return text.value_or("");
}

void read_by(const json_view& view, command& out, finding_list& findings) {
  object_reader by{view, findings};
  out.role = by.text("role").value_or("");
  out.authority = by.text_if("authority").value_or("");
  out.officer = by.text_if("officer").value_or("");
}

std::vector<std::string> read_texts(const json_view& view, finding_list& findings) {
  std::vector<std::string> out;
  for (const json_view& element : read_list(view, false, findings)) {
    if (auto text = read_string(element, findings)) out.push_back(std::move(*text));
  }
  return out;
}

void read_facts(const json_view& view, command& out, finding_list& findings) {
  for (const auto& [name, value] : read_members(view, findings, true)) {
    if (const bool* flag = value.value->if_bool()) {
      out.facts.emplace_back(name, *flag);
    } else if (const std::int64_t* number = value.value->if_int64()) {
      out.facts.emplace_back(name, *number);
    } else if (value.value->is_string()) {
      if (auto text = read_string(value, findings)) out.facts.emplace_back(name, std::move(*text));
    } else if (value.value->is_array()) {
      out.facts.emplace_back(name, read_texts(value, findings));
    } else {
      findings.error("wrong-type", value.where(),
                     say("dữ kiện \"{}\" phải là chuỗi, số nguyên, true, false hoặc một mảng chuỗi",
                         "the fact \"{}\" must be a string, a whole number, true, false or an array of strings", name));
    }
  }
}

constexpr std::size_t most_reason_bytes = 10'000;
constexpr std::size_t most_hash_bytes = 64;

struct kind_key {
  std::string_view key;
  event_kind kind;
};

// What a host may enter; the key of an act is the name of its event.
constexpr kind_key kind_keys[] = {{"event", event_kind::act},         {"correct", event_kind::correct},
                                  {"withdraw", event_kind::withdraw}, {"link", event_kind::link},
                                  {"split", event_kind::split},       {"migrate", event_kind::migrate},
                                  {"erase", event_kind::erase}};

std::string all_kind_keys() {
  std::string out;
  for (const kind_key& one : kind_keys) out += (out.empty() ? "\"" : ", \"") + std::string{one.key} + "\"";
  return out;
}

// Exactly one of the keys; nothing where there are more, or none.
std::optional<event_kind> read_kind(object_reader& reader, finding_list& findings) {
  std::optional<event_kind> out;
  int count = 0;
  for (const kind_key& one : kind_keys) {
    const auto value = reader.find(one.key);
    if (!value) continue;
    out = one.kind;
    if (++count < 2) continue;
    findings.error("contradiction", value->where_key(),
                   say("chỉ được có một trong: {}", "only one may stand here of: {}", all_kind_keys()));
  }
  if (count == 0) {
    findings.error(
        "missing-key", reader.view().where(),
        say("thiếu khóa \"event\" hoặc một trong: {}", "the key \"event\" is missing, or one of: {}", all_kind_keys()));
  }
  return count == 1 ? out : std::nullopt;
}

id_pairs read_pairs(const json_view& view, bool may_be_given_up, finding_list& findings) {
  id_pairs out;
  for (const auto& [old, fresh] : read_members(view, findings, true)) {
    if (may_be_given_up && fresh.value->is_null()) {
      out.emplace_back(old, "");
    } else if (auto name = read_string(fresh, findings)) {
      if (name->empty()) findings.error("out-of-range", fresh.where(), {"cần một tên", "a name is required"});
      out.emplace_back(old, std::move(*name));
    }
  }
  return out;
}

id_mapping read_mapping(const json_view& view, finding_list& findings) {
  id_mapping out;
  object_reader reader{view, findings};
  if (!reader.good()) return out;
  const auto read = [&](std::string_view key, bool may_be_given_up = false) {
    const auto pairs = reader.find(key);
    return pairs ? read_pairs(*pairs, may_be_given_up, findings) : id_pairs{};
  };
  out.states = read("states");
  out.events = read("events", true);
  out.facts = read("facts", true);
  out.channels = read("channels");
  out.roles = read("roles");
  out.duties = read("duties");
  out.authorities = read("authorities");
  if (const auto values = reader.find("values")) {
    for (const auto& [fact, pairs] : read_members(*values, findings, true))
      out.values.emplace_back(fact, read_pairs(pairs, false, findings));
  }
  return out;
}

json::object json_of(const id_pairs& pairs) {
  json::object out;
  for (const auto& [old, fresh] : pairs) out[old] = fresh.empty() ? json::value(nullptr) : json::value(fresh);
  return out;
}

json::object json_of(const id_mapping& mapping) {
  json::object out;
  const auto put = [&out](std::string_view key, const id_pairs& pairs) {
    if (!pairs.empty()) out[key] = json_of(pairs);
  };
  put("states", mapping.states);
  put("events", mapping.events);
  put("facts", mapping.facts);
  put("channels", mapping.channels);
  put("roles", mapping.roles);
  put("duties", mapping.duties);
  put("authorities", mapping.authorities);
  json::object values;
  for (const auto& [fact, pairs] : mapping.values) values[fact] = json_of(pairs);
  if (!values.empty()) out["values"] = std::move(values);
  return out;
}

std::vector<std::string> read_names(const json_view& view, finding_list& findings) {
  std::vector<std::string> out;
  for (const json_view& element : read_list(view, true, findings)) {
    if (auto name = read_string(element, findings)) out.push_back(std::move(*name));
  }
  return out;
}

std::int32_t read_number(const json_view& view, finding_list& findings) {
  return static_cast<std::int32_t>(read_integer(view, 1, 2'000'000'000, findings).value_or(0));
}

erasure read_erasure(const json_view& view, finding_list& findings) {
  const auto what = read_string(view, findings);
  if (what == "texts") return erasure::texts;
  if (what == "facts") return erasure::facts;
  if (what) {
    findings.error("unknown-name", view.where(),
                   say("\"erase\" là \"texts\" hoặc \"facts\"", "\"erase\" is \"texts\" or \"facts\""));
  }
  return erasure::none;
}

// What stands in a command of this kind; in one whose kind is not clear, whatever may stand in any.
void read_rest(object_reader& reader, std::optional<event_kind> kind, command& out, finding_list& findings) {
  const auto may = [kind](std::initializer_list<event_kind> kinds) {
    return !kind || std::find(kinds.begin(), kinds.end(), *kind) != kinds.end();
  };
  if (may({event_kind::act, event_kind::correct, event_kind::split})) {
    if (const auto facts = reader.find("facts")) read_facts(*facts, out, findings);
    if (const auto overrides = reader.find("override")) out.overrides = read_overrides(*overrides, findings);
  }
  if (may({event_kind::correct})) {
    if (const auto at = reader.find("happened_at")) out.happened_at = read_instant(*at, findings);
    if (const auto without = reader.find("without")) out.without = read_names(*without, findings);
  }
  if (may({event_kind::migrate})) {
    if (const auto mapping = reader.find("mapping")) out.mapping = read_mapping(*mapping, findings);
  }
  if (!may({event_kind::correct, event_kind::withdraw, event_kind::link, event_kind::split, event_kind::migrate,
            event_kind::erase}))
    return;
  const bool needs_reason =
      kind && *kind != event_kind::split && *kind != event_kind::migrate && *kind != event_kind::erase;
  if (needs_reason || reader.find("reason")) out.reason = limited_text(reader, "reason", most_reason_bytes, findings);
}

void read_subject(object_reader& reader, event_kind kind, command& out, finding_list& findings) {
  out.kind = kind;
  switch (kind) {
    case event_kind::act: out.event = reader.text("event").value_or(""); break;
    case event_kind::correct: out.about = read_number(*reader.find("correct"), findings); break;
    case event_kind::withdraw: out.about = read_number(*reader.find("withdraw"), findings); break;
    case event_kind::link: out.other_case = limited_text(reader, "link", 200, findings); break;
    case event_kind::split: out.other_case = limited_text(reader, "split", 200, findings); break;
    case event_kind::migrate: out.target_pack = limited_text(reader, "migrate", most_hash_bytes, findings); break;
    case event_kind::erase: out.erase = read_erasure(*reader.find("erase"), findings); break;
    case event_kind::recompute: break;
  }
}

command read_one(const json_view& view, finding_list& findings) {
  command out;
  object_reader reader{view, findings};
  if (!reader.good()) return out;
  out.case_id = limited_text(reader, "case", 200, findings);
  out.key = limited_text(reader, "key", 200, findings);
  const auto kind = read_kind(reader, findings);
  if (kind) read_subject(reader, *kind, out, findings);
  if (const auto at = reader.need("at")) out.at = read_instant(*at, findings).value_or(0);
  const auto recorded_at = reader.find("recorded_at");
  out.recorded_at = recorded_at ? read_instant(*recorded_at, findings).value_or(out.at) : out.at;
  if (const auto by = reader.need("by")) read_by(*by, out, findings);
  read_rest(reader, kind, out, findings);
  if (const auto expected = reader.find("expected_events")) {
    if (const auto number = read_integer(*expected, 0, 2'000'000'000, findings))
      out.expected_events = static_cast<std::int32_t>(*number);
  }
  return out;
}

// Every mistake of the text at once.
template <class Read>
auto read_whole(std::string_view text, Read read) {
  std::vector<finding> found;
  finding_list findings{found};
  decltype(read(std::declval<const json_view&>(), findings)) out;
  if (const auto document = json_text::read("", std::string{text}, found)) out = read(document->root(), findings);
  if (found.empty()) return out;
  std::stable_sort(found.begin(), found.end(), [](const finding& a, const finding& b) {
    return std::tie(a.where.line, a.where.column) < std::tie(b.where.line, b.where.column);
  });
  std::vector<std::string> details;
  for (const finding& f : found) details.push_back(f.where.text() + ": " + f.text.en);
  const finding& first = found.front();
  const status code = first.code == "syntax" || first.code == "duplicate-key" ? status::syntax
                      : first.code == "bad-time"                              ? status::range
                                                                              : status::schema;
  throw error(code, first.text, first.where, std::move(details));
}

}  // namespace

command read_command(std::string_view text) {
  return read_whole(text, [](const json_view& root, finding_list& findings) { return read_one(root, findings); });
}

std::vector<command> read_commands(std::string_view text) {
  return read_whole(text, [](const json_view& root, finding_list& findings) {
    std::vector<command> out;
    const json::object* object = root.value->if_object();
    if (object == nullptr || !object->contains("together")) {
      out.push_back(read_one(root, findings));
      return out;
    }
    object_reader reader{root, findings};
    for (const json_view& element : read_list(*reader.find("together"), false, findings))
      out.push_back(read_one(element, findings));
    return out;
  });
}

std::string details_json(const command& command) {
  json::object out;
  if (command.about != 0) out["about"] = command.about;
  if (command.happened_at) out["happened_at"] = format_instant(*command.happened_at).data();
  if (!command.without.empty()) out["without"] = json::array(command.without.begin(), command.without.end());
  if (!command.other_case.empty()) out["other_case"] = command.other_case;
  if (!command.target_pack.empty()) out["target_pack"] = command.target_pack;
  if (!command.mapping.empty()) out["mapping"] = json_of(command.mapping);
  if (command.erase != erasure::none) out["erase"] = command.erase == erasure::facts ? "facts" : "texts";
  if (!command.calendars.empty()) out["calendars"] = command.calendars;
  if (!command.split_from.empty()) out["split_from"] = command.split_from;
  if (command.together != 0) out["together"] = command.together;
  return out.empty() ? std::string{} : canonical_json(out);
}

void read_details(std::string_view text, command& out) {
  if (text.empty()) return;
  std::vector<finding> found;
  finding_list findings{found};
  if (const auto document = json_text::read("", std::string{text}, found)) {
    object_reader reader{document->root(), findings};
    if (reader.good()) {
      if (const auto about = reader.find("about")) out.about = read_number(*about, findings);
      if (const auto at = reader.find("happened_at")) out.happened_at = read_instant(*at, findings);
      if (const auto without = reader.find("without")) out.without = read_names(*without, findings);
      if (const auto mapping = reader.find("mapping")) out.mapping = read_mapping(*mapping, findings);
      if (const auto erase = reader.find("erase")) out.erase = read_erasure(*erase, findings);
      out.other_case = reader.text_if("other_case").value_or("");
      out.target_pack = reader.text_if("target_pack").value_or("");
      out.calendars = reader.text_if("calendars").value_or("");
      out.split_from = reader.text_if("split_from").value_or("");
      if (const auto together = reader.find("together")) out.together = read_number(*together, findings);
    }
  }
  if (found.empty()) return;
  throw error(status::corrupt,
              say("nội dung sự kiện không đọc được: {}", "the details of an event cannot be read: {}", text));
}

}  // namespace thoihan
