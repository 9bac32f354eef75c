// The checker: who acts for whom.
//
// An act in a role of an authority is that of the body which the case names for it. Where nothing ever names one, nobody can act.
#include <algorithm>

#include "src/pack/pack_loader.hpp"
#include "src/pack/rule_findings.hpp"

namespace thoihan {
namespace {

template <class Value>
bool contains(const std::vector<Value>& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool names(const rule_pack& pack, const transition_rule& rule, std::uint16_t fact) {
  const auto sets = [fact](const auto& set) { return set.first == fact && set.second.present; };
  return contains(rule.needs, fact) || contains(rule.takes, fact) || (rule.routes && pack.lead_fact == fact) ||
         std::any_of(rule.sets.begin(), rule.sets.end(), sets);
}

// A body that was asked beside the one in charge acts by its own duty.
bool is_of_asked_bodies(const rule_pack& pack, event_number event) {
  return std::any_of(pack.duties.begin(), pack.duties.end(), [event](const duty_rule& duty) {
    return duty.for_each && (contains(duty.met_by, event) || contains(duty.ended_by, event));
  });
}

}  // namespace

void check_bodies(const rule_pack& pack, const pack_places& places, const rule_findings& told) {
  for (std::size_t i = 0; i < pack.roles.size(); ++i) {
    const role& one = pack.roles[i];
    const bool acts = std::any_of(pack.transitions.begin(), pack.transitions.end(), [&](const transition_rule& rule) {
      return contains(rule.by, static_cast<role_number>(i)) && !is_of_asked_bodies(pack, rule.event);
    });
    if (!one.of_authority || !acts) continue;
    const bool named =
        one.acts_for && (pack.facts[*one.acts_for].standard.present ||
                         std::any_of(pack.transitions.begin(), pack.transitions.end(),
                                     [&](const transition_rule& rule) { return names(pack, rule, *one.acts_for); }));
    if (named) continue;
    const std::string fact = one.acts_for ? pack.facts[*one.acts_for].id : "lead";
    told.error("body-never-named", places.roles[i],
               say("vai \"{}\" làm cho cơ quan nêu ở \"{}\", nhưng không việc nào nêu cơ quan ấy",
                   "the role \"{}\" acts for the authority in \"{}\", yet no act ever names one", one.id, fact));
  }
}

}  // namespace thoihan
