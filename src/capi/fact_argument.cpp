#include "src/capi/fact_argument.hpp"

#include <optional>

#include "src/capi/tho_error.hpp"
#include "src/pack/names.hpp"
#include "src/pack/reader.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/due.hpp"

namespace thoihan {
namespace {

// A value as the engine's commands write it; none for null, a fraction, an object, or an array of anything but strings.
std::optional<fact_input> input_of(const boost::json::value& value) {
  if (const auto* list = value.if_array()) {
    std::vector<std::string> names;
    for (const boost::json::value& name : *list) {
      if (!name.is_string()) return std::nullopt;
      names.emplace_back(name.get_string());
    }
    return names;
  }
  if (const bool* flag = value.if_bool()) return *flag;
  if (const std::int64_t* number = value.if_int64()) return *number;
  if (const auto* text = value.if_string()) return std::string{*text};
  return std::nullopt;
}

}  // namespace

void throw_unknown_name(const bilingual& text, std::string_view name, std::vector<std::string> known, place where) {
  const bilingual near = nearest_name(name, known);
  throw error(status::reference, {text.vi + near.vi, text.en + near.en}, std::move(where), std::move(known));
}

std::vector<fact_value> read_said_facts(const rule_pack& rules, std::string_view written) {
  std::vector<fact_value> out = standard_facts(rules);
  std::vector<finding> found;
  finding_list findings{found};
  const auto document = json_text::read("", std::string{written}, found);
  const auto members =
      document ? read_members(document->root(), findings) : std::vector<std::pair<std::string, json_view>>{};
  if (!found.empty()) {
    std::vector<std::string> details;
    for (const finding& f : found) details.push_back(f.where.text() + ": " + f.text.en);
    throw error(document ? status::schema : status::syntax, found.front().text, found.front().where,
                std::move(details));
  }
  for (const auto& [name, view] : members) {
    const auto at = find_id(rules.facts, name);
    if (!at) {
      throw_unknown_name(
          say("gói \"{}\" không có dữ kiện \"{}\"", "the pack \"{}\" has no fact \"{}\"", rules.id, name), name,
          ids_of(rules.facts), view.where_key());
    }
    const auto value = input_of(*view.value);
    if (!value) {
      throw error(status::schema,
                  say("dữ kiện \"{}\" phải là chuỗi, số nguyên, true, false hoặc một mảng chuỗi",
                      "the fact \"{}\" must be a string, a whole number, true, false or an array of strings", name),
                  view.where());
    }
    try {
      out[*at] = resolve_fact(rules, *at, *value);
    } catch (const error& problem) {
      throw error(problem.code(), problem.text(), view.where(), problem.details());
    }
  }
  return out;
}

}  // namespace thoihan
