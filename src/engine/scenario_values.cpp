#include "src/engine/scenario_values.hpp"

#include <algorithm>

#include "src/pack/names.hpp"

namespace thoihan {

scenario_values::scenario_values(const rule_pack& pack, std::vector<finding>& findings)
    : pack_(pack), findings_(findings), facts_(ids_of(pack.facts)) {}

void scenario_values::unknown(const bilingual& kind, const std::string& name, const std::vector<std::string>& known,
                              const place& where) {
  bilingual near = nearest_name(name, known);
  if (near.en.empty() && known.size() <= 12) near = say("; có: {}", "; there are: {}", joined(known));
  findings_.error("unknown-name", where, say("không có {} \"{}\"{}", "there is no {} \"{}\"{}", kind, name, near));
}

std::optional<std::size_t> scenario_values::named(const json_view& view, const std::vector<std::string>& known,
                                                  const bilingual& kind) {
  const auto name = read_string(view, findings_);
  if (!name) return std::nullopt;
  const auto found = std::find(known.begin(), known.end(), *name);
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  unknown(kind, *name, known, view.where());
  return std::nullopt;
}

std::optional<fact_input> scenario_values::input_of(const json_view& view) {
  if (const bool* flag = view.value->if_bool()) return *flag;
  if (const std::int64_t* number = view.value->if_int64()) return *number;
  if (!view.value->is_array()) {
    auto text = read_string(view, findings_);
    return text ? std::optional<fact_input>{std::move(*text)} : std::nullopt;
  }
  std::vector<std::string> names;
  for (const json_view& element : read_list(view, false, findings_)) {
    auto name = read_string(element, findings_);
    if (!name) return std::nullopt;
    names.push_back(std::move(*name));
  }
  return names;
}

std::optional<fact_value> scenario_values::value_of(std::size_t fact, const json_view& view) {
  const auto written = input_of(view);
  if (!written) return std::nullopt;
  try {
    return resolve_fact(pack_, fact, *written);
  } catch (const error& problem) {
    findings_.error(problem.code() == status::reference ? "unknown-name" : "wrong-type", view.where(), problem.text());
    return std::nullopt;
  }
}

scenario_values::given_facts scenario_values::read_facts(const json_view& view) {
  given_facts out;
  for (const auto& [name, value] : read_members(view, findings_, true)) {
    const auto found = std::find(facts_.begin(), facts_.end(), name);
    if (found == facts_.end()) {
      unknown({"dữ kiện", "fact"}, name, facts_, value.where_key());
      continue;
    }
    const auto fact = static_cast<std::uint16_t>(found - facts_.begin());
    const auto known = value_of(fact, value);
    if (!known) continue;
    out.values.emplace_back(fact, *known);
    if (pack_.facts[fact].type == fact_type::authorities)
      out.bodies.push_back({fact, resolve_bodies(pack_, fact, *input_of(value))});
  }
  return out;
}

std::vector<json_view> scenario_values::read_some(const json_view& view) {
  std::vector<json_view> out = read_list(view, true, findings_);
  if (out.empty() && view.value->is_array()) {
    findings_.error("empty-list", view.where(), {"cần ít nhất một", "at least one is needed"});
  }
  return out;
}

}  // namespace thoihan
