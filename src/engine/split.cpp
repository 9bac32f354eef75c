#include "thoihan/engine/split.hpp"

#include <algorithm>

#include "src/engine/opening.hpp"
#include "thoihan/engine/due.hpp"

namespace thoihan {
namespace {

bool is_given(const command& split, const std::string& fact) {
  return std::any_of(split.facts.begin(), split.facts.end(), [&](const auto& given) { return given.first == fact; });
}

fact_inputs facts_for(const transition_rule& rule, const case_view& parent, const command& split) {
  const rule_pack& pack = parent.pack();
  fact_inputs out;
  for (const auto* list : {&rule.needs, &rule.takes}) {
    for (const std::uint16_t fact : *list) {
      const fact_declaration& declared = pack.facts[fact];
      const fact_value value = parent.facts()[fact];
      const bool says_something = value.present && (list == &rule.needs || value != declared.standard);
      if (!says_something || !declared.is_public || declared.is_text() || is_given(split, declared.id)) continue;
      out.emplace_back(declared.id, written_fact(parent, fact));
    }
  }
  out.insert(out.end(), split.facts.begin(), split.facts.end());
  return out;
}

// Does this opening hold for these facts?
bool opens_with(const rule_pack& pack, const transition_rule& rule, const fact_inputs& facts) {
  std::vector<fact_value> values = standard_facts(pack);
  for (const auto& [name, value] : facts) {
    if (const auto fact = find_id(pack.facts, name)) values[*fact] = resolve_fact(pack, *fact, value);
  }
  return holds(rule.when, values);
}

}  // namespace

command opening_of_split(const case_view& parent, const command& split) {
  const rule_pack& pack = parent.pack();
  command out;
  out.case_id = split.other_case;
  out.key = split.key;
  out.at = parent.opened_at();
  out.recorded_at = split.recorded_at;
  if (parent.opened_by()) out.event = pack.events[*parent.opened_by()];
  out.role = split.role;
  out.authority = split.authority;
  out.officer = split.officer;
  out.facts = split.facts;
  out.overrides = split.overrides;
  // The parent was received after the end of the instrument, and the host went over that.
  out.overrides.ended = out.overrides.ended || has_ended(pack, day_of(out.at));
  out.split_from = parent.case_id();
  const auto role = find_id(pack.roles, split.role);
  for (const transition_rule& rule : pack.transitions) {
    const bool opens = rule.from.empty() && parent.opened_by() == rule.event && role &&
                       std::find(rule.by.begin(), rule.by.end(), *role) != rule.by.end();
    if (!opens) continue;
    fact_inputs facts = facts_for(rule, parent, split);
    if (!opens_with(pack, rule, facts)) continue;
    out.facts = std::move(facts);
    break;
  }
  return out;
}

}  // namespace thoihan
