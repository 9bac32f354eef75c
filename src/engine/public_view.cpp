#include "thoihan/engine/public_view.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "src/pack/value_words.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

bool is_shown(const rule_pack& pack, std::optional<std::uint16_t> fact) { return fact && pack.facts[*fact].is_public; }

public_party party_of(const rule_pack& pack, role_number role, std::optional<authority_number> body,
                      std::optional<std::uint16_t> named_by) {
  return {role, is_shown(pack, named_by) ? body : std::nullopt};
}

public_step step_of(const rule_pack& pack, const case_standing& standing) {
  public_step out{standing.from, standing.pack, standing.state, std::nullopt};
  if (standing.holder) {
    out.holder = party_of(pack, *standing.holder, standing.authority, pack.roles[*standing.holder].acts_for);
  }
  return out;
}

// Would the due give away a fact that is not public?
bool tells_hidden_fact(const rule_pack& pack, const duty_round& round) {
  const duty_rule& rule = pack.duties[round.duty];
  if (round.clock.committed()) return !is_shown(pack, rule.extended_by->until);
  const limit& what = round.clock.what();
  return std::any_of(what.nodes.begin(), what.nodes.begin() + what.size, [&pack](const limit_node& node) {
    return node.kind == limit_kind::term && node.term.back && !is_shown(pack, node.term.anchor);
  });
}

public_duty duty_of(const rule_pack& pack, const duty_round& round) {
  const duty_rule& rule = pack.duties[round.duty];
  public_duty out;
  out.duty = round.duty;
  out.owed_by = party_of(pack, rule.owed_by, round.owed_authority, rule.for_each ? rule.for_each : pack.roles[rule.owed_by].acts_for);
  const bool has_due = round.clock.limited() && !round.clock.answer().paused;
  if (has_due && !tells_hidden_fact(pack, round)) out.due = round.clock.answer();
  return out;
}

void add_facts(const case_view& view, const std::vector<case_text>& texts, std::vector<public_fact>& out) {
  const rule_pack& pack = view.pack();
  for (std::size_t i = 0; i < pack.facts.size(); ++i) {
    const fact_declaration& declared = pack.facts[i];
    const fact_value& value = view.facts()[i];
    if (!declared.is_public || !value.present) continue;
    public_fact shown{i, value, "", {}};
    if (declared.type == fact_type::authorities) shown.bodies = view.bodies(i);
    if (declared.is_text()) {
      const case_text* text = text_at(texts, declared.id, std::numeric_limits<std::int32_t>::max());
      if (text == nullptr || text->access != text_access::readable) continue;
      shown.words = without_controls(text->words);
    }
    out.push_back(std::move(shown));
  }
}

const std::string& id_of(const rule_pack& pack, const public_party& party) {
  return party.authority ? pack.authorities[*party.authority].id : pack.roles[party.role].id;
}

const bilingual& label_of(const rule_pack& pack, const public_party& party) {
  return party.authority ? pack.authorities[*party.authority].name : pack.roles[party.role].label;
}

json::string time_of(instant t) { return format_instant(t).data(); }

json::object step_object(const rule_pack& pack, const public_step& step, language lang) {
  json::object out;
  out["at"] = time_of(step.at);
  out["state"] = step.pack->states[step.state].id;
  out["state_label"] = step.pack->states[step.state].label.in(lang);
  out["held_by"] = step.holder ? json::value(id_of(pack, *step.holder)) : json::value(nullptr);
  out["held_by_label"] = step.holder ? json::value(label_of(pack, *step.holder).in(lang)) : json::value(nullptr);
  return out;
}

json::object duty_object(const rule_pack& pack, const public_duty& duty, language lang) {
  json::object out;
  out["duty"] = pack.duties[duty.duty].id;
  out["label"] = pack.duties[duty.duty].label.in(lang);
  out["owed_by"] = id_of(pack, duty.owed_by);
  out["owed_by_label"] = label_of(pack, duty.owed_by).in(lang);
  out["due"] = duty.due ? json::value(time_of(duty.due->due)) : json::value(nullptr);
  if (duty.due) {
    out["due_date"] = json::string(format_date(duty.due->due_date).data());
    out["end"] = duty.due->end == end_kind::day ? "day" : "instant";
    out["provisional"] = duty.due->provisional;
  }
  return out;
}

// As a command gives it.
json::value value_of(const rule_pack& pack, const fact_declaration& declared, const public_fact& shown) {
  const auto number = static_cast<std::size_t>(shown.value.number);
  switch (declared.type) {
    case fact_type::boolean: return shown.value.number != 0;
    case fact_type::integer: return shown.value.number;
    case fact_type::choice: return json::value(declared.values[number].id);
    case fact_type::channel: return json::value(pack.channels[number].id);
    case fact_type::authority: return json::value(pack.authorities[number].id);
    case fact_type::authorities: {
      json::array names;
      for (const authority_number body : shown.bodies) names.emplace_back(pack.authorities[body].id);
      return names;
    }
    case fact_type::date: return json::value(format_date(static_cast<day_number>(shown.value.number)).data());
    case fact_type::moment: return json::value(time_of(shown.value.number));
    case fact_type::text:
    case fact_type::document: break;
  }
  return json::value(shown.words);
}

json::object fact_object(const rule_pack& pack, const public_fact& shown, language lang) {
  const fact_declaration& declared = pack.facts[shown.fact];
  json::object out;
  out["fact"] = declared.id;
  out["label"] = declared.label.in(lang);
  out["value"] = value_of(pack, declared, shown);
  out["words"] = public_words(pack, shown, lang);
  return out;
}

}  // namespace

public_view make_public_view(const case_view& view, std::span<const case_standing> stood,
                             const std::vector<case_text>& texts) {
  public_view out;
  out.case_id = view.case_id();
  if (view.state() == no_state || view.publication().is != publicity::open) return out;
  const rule_pack& pack = view.pack();
  out.is_public = true;
  out.pack = &pack;
  out.cite = view.publication().source.text();
  out.state = view.state();
  out.opened_at = view.opened_at();
  for (const case_standing& standing : stood) {
    public_step step = step_of(pack, standing);
    const bool same =
        !out.steps.empty() && out.steps.back().pack == step.pack && out.steps.back().state == step.state &&
        out.steps.back().holder == step.holder;
    if (!same) out.steps.push_back(step);
  }
  for (const duty_round& round : view.duties()) {
    if (round.clock.running()) out.duties.push_back(duty_of(pack, round));
  }
  add_facts(view, texts, out.facts);
  return out;
}

public_view public_view_of(engine& cases, std::string_view case_id) {
  if (cases.is_secret(case_id)) {
    public_view hidden;
    hidden.case_id = case_id;
    return hidden;
  }
  std::vector<case_standing> stood;
  const case_view view = cases.replay(case_id, [&stood](const case_view& then, std::int32_t, const command& what) {
    note_standing(stood, then, what);
  });
  return make_public_view(view, stood, cases.opened_texts(case_id));
}

std::string public_words(const rule_pack& pack, const public_fact& shown, language lang) {
  const fact_declaration& declared = pack.facts[shown.fact];
  if (declared.is_text()) return shown.words;
  if (declared.type == fact_type::authorities) return names_of(pack, shown.bodies, lang);
  return value_words(pack, declared, shown.value.number, lang);
}

std::string json_of(const public_view& seen, language lang) {
  json::object out;
  out["case"] = seen.case_id;
  out["public"] = seen.is_public;
  if (!seen.is_public) return json::serialize(out);
  const rule_pack& pack = *seen.pack;
  out["state"] = pack.states[seen.state].id;
  out["state_label"] = pack.states[seen.state].label.in(lang);
  out["opened_at"] = time_of(seen.opened_at);
  json::array steps;
  for (const public_step& step : seen.steps) steps.push_back(step_object(pack, step, lang));
  out["steps"] = std::move(steps);
  json::array duties;
  for (const public_duty& duty : seen.duties) duties.push_back(duty_object(pack, duty, lang));
  out["duties"] = std::move(duties);
  json::array facts;
  for (const public_fact& shown : seen.facts) facts.push_back(fact_object(pack, shown, lang));
  out["facts"] = std::move(facts);
  out["cite"] = seen.cite;
  out["pack"] = pack.id;
  out["version"] = pack.version;
  return json::serialize(out);
}

}  // namespace thoihan
