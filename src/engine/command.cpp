#include "thoihan/engine/command.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "src/engine/overrides.hpp"
#include "src/pack/reader.hpp"

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

void read_facts(const json_view& view, command& out, finding_list& findings) {
  for (const auto& [name, value] : read_members(view, findings, true)) {
    if (const bool* flag = value.value->if_bool()) {
      out.facts.emplace_back(name, *flag);
    } else if (const std::int64_t* number = value.value->if_int64()) {
      out.facts.emplace_back(name, *number);
    } else if (value.value->is_string()) {
      if (auto text = read_string(value, findings)) out.facts.emplace_back(name, std::move(*text));
    } else {
      findings.error("wrong-type", value.where(),
                     say("dữ kiện \"{}\" phải là chuỗi, số nguyên, true hoặc false",
                         "the fact \"{}\" must be a string, a whole number, true or false", name));
    }
  }
}

}  // namespace

command read_command(std::string_view text) {
  std::vector<finding> found;
  finding_list findings{found};
  command out;
  if (const auto document = json_text::read("", std::string{text}, found)) {
    object_reader reader{document->root(), findings};
    if (reader.good()) {
      out.case_id = limited_text(reader, "case", 200, findings);
      out.key = limited_text(reader, "key", 200, findings);
      out.event = reader.text("event").value_or("");
      if (const auto at = reader.need("at")) out.at = read_instant(*at, findings).value_or(0);
      const auto recorded_at = reader.find("recorded_at");
      out.recorded_at = recorded_at ? read_instant(*recorded_at, findings).value_or(out.at) : out.at;
      if (const auto by = reader.need("by")) read_by(*by, out, findings);
      if (const auto facts = reader.find("facts")) read_facts(*facts, out, findings);
      if (const auto overrides = reader.find("override")) out.overrides = read_overrides(*overrides, findings);
      if (const auto expected = reader.find("expected_events")) {
        if (const auto number = read_integer(*expected, 0, 2'000'000'000, findings)) {
          out.expected_events = static_cast<std::int32_t>(*number);
        }
      }
    }
  }
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

}  // namespace thoihan
