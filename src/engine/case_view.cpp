#include "thoihan/engine/case_view.hpp"

#include <algorithm>

#include "src/engine/case_parts.hpp"
#include "src/engine/case_undo.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/route.hpp"

namespace thoihan {
namespace {

bool gives(const case_act& act, std::uint16_t fact) {
  return std::any_of(act.facts.begin(), act.facts.end(), [fact](const auto& given) { return given.first == fact; });
}

}  // namespace

case_view::case_view(const rule_pack& pack, std::string case_id)
    : pack_(&pack),
      case_id_(std::move(case_id)),
      facts_(pack.lookup.standard),
      happened_(pack.events.size()),
      pause_open_(pack.pauses.size(), false) {}

std::optional<authority_number> case_view::lead() const noexcept {
  if (!pack_->lead_fact || !facts_[*pack_->lead_fact].present) return std::nullopt;
  return static_cast<authority_number>(facts_[*pack_->lead_fact].number);
}

std::vector<authority_number> case_view::bodies(std::size_t fact) const {
  if (!facts_[fact].present) return {};
  if (pack_->facts[fact].type == fact_type::authority) return {static_cast<authority_number>(facts_[fact].number)};
  const auto named =
      std::find_if(bodies_.begin(), bodies_.end(), [fact](const named_bodies& one) { return one.fact == fact; });
  return named == bodies_.end() ? std::vector<authority_number>{} : named->list;
}

std::optional<authority_number> case_view::body_of(role_number role) const {
  const auto fact = pack_->roles[role].acts_for;
  if (!fact) return std::nullopt;
  if (pack_->facts[*fact].type == fact_type::authority) {
    return facts_[*fact].present ? std::optional{static_cast<authority_number>(facts_[*fact].number)} : std::nullopt;
  }
  const std::vector<authority_number> named = bodies(*fact);
  return named.size() == 1 ? std::optional{named.front()} : std::nullopt;
}

std::optional<authority_number> case_view::body_for(const case_act& act) const {
  std::vector<fact_value> merged = facts_;
  for (const auto& [fact, value] : act.facts) merged[fact] = value;
  std::size_t row = 0;
  const bool known = pack_->flow.step(state_, act.event, act.role, merged, row) == status::ok;
  const std::vector<authority_number> named =
      bodies_for(known ? &pack_->transitions[pack_->flow.row(row).rule] : nullptr, act);
  if (named.size() != 1) return std::nullopt;
  return heir_of(*pack_, named.front(), day_of(act.at));
}

const publication_rule& case_view::publication() const {
  const publication_rule* rest = nullptr;
  for (const publication_rule& rule : pack_->publication) {
    if (rule.when.empty())
      rest = &rule;
    else if (holds(rule.when, facts_))
      return rule;
  }
  return *rest;  // the checker has seen to it that there is one
}

std::vector<std::string> case_view::accepted() const {
  std::vector<std::string> out;
  for (std::size_t event = 0; event < pack_->events.size(); ++event) {
    if (pack_->flow.accepts(state_, static_cast<event_number>(event))) out.push_back(pack_->events[event]);
  }
  return out;
}

std::vector<std::string> case_view::channels_of(const notice_rule& notice) const {
  std::vector<std::string> out;
  const auto add = [&out](const std::string& channel) {
    if (std::find(out.begin(), out.end(), channel) == out.end()) out.push_back(channel);
  };
  for (const std::string& channel : notice.channels) {
    if (channel != "receipt") {
      add(channel);
    } else if (pack_->channel_fact && facts_[*pack_->channel_fact].present) {
      add(pack_->channels[static_cast<std::size_t>(facts_[*pack_->channel_fact].number)].id);
    }
  }
  return out;
}

// May the act change which authorities a fact of several names?
bool case_view::names_bodies(const transition_rule& rule, const case_act& act, state_number to) const {
  const auto is_set = [this](std::uint16_t fact) { return pack_->facts[fact].type == fact_type::authorities; };
  return !act.bodies.empty() || (rule.routes && pack_->support_fact) || std::any_of(rule.clears.begin(), rule.clears.end(), is_set) ||
         pack_->states[to].erases;
}

void case_view::name_bodies(std::size_t fact, std::vector<authority_number> list) {
  bodies_.erase(std::remove_if(bodies_.begin(), bodies_.end(), [fact](const named_bodies& one) { return one.fact == fact; }),
                bodies_.end());
  facts_[fact] = list.empty() ? fact_value{} : fact_value::of(static_cast<std::int64_t>(list.size()));
  if (list.empty()) return;
  const auto after = std::find_if(bodies_.begin(), bodies_.end(), [fact](const named_bodies& one) { return one.fact > fact; });
  bodies_.insert(after, {static_cast<std::uint16_t>(fact), std::move(list)});
}

void case_view::take_facts(const transition_rule& rule, const case_act& act) {
  for (const auto& [fact, value] : act.facts) facts_[fact] = value;
  for (const named_bodies& one : act.bodies) name_bodies(one.fact, one.list);
  for (const auto& [fact, value] : rule.sets) facts_[fact] = value;
  for (const std::uint16_t fact : rule.clears) {
    if (pack_->facts[fact].type == fact_type::authorities)
      name_bodies(fact, {});
    else
      facts_[fact] = pack_->facts[fact].standard;
  }
}

// The row of the routing table that gives the lead, where it is the table that does.
std::optional<std::size_t> case_view::route(const transition_rule& rule, const case_act& act) {
  if (!rule.routes || gives(act, *pack_->lead_fact)) return std::nullopt;
  std::size_t row = 0;
  const status code = pack_->routes.find(facts_, row);
  if (code != status::ok) {
    throw error(code,
                say("bảng phân công không cho cơ quan nào với các dữ kiện này; cần nêu \"{}\" hoặc xin ý kiến cơ quan "
                    "quyết định",
                    "the routing table names no authority for these facts; give \"{}\", or ask the body that decides",
                    pack_->facts[*pack_->lead_fact].id));
  }
  facts_[*pack_->lead_fact] = fact_value::of(pack_->routes.row(row).lead);
  if (pack_->support_fact && !gives(act, *pack_->support_fact)) {
    std::vector<authority_number> support = pack_->routes.row(row).support;
    std::sort(support.begin(), support.end());
    name_bodies(*pack_->support_fact, std::move(support));
  }
  return row;
}

// The authorities that the act brings into the case must be in office when it happens.
bool case_view::names_absent_bodies(const case_act& act, std::optional<std::size_t> routed, judged when) const {
  const day_number day = day_of(act.at);
  std::optional<authority_number> first;
  const auto ask = [&](authority_number body) {
    if (!first && office_at(pack_->authorities[body], day) != office_time::in_office) first = body;
  };
  for (const auto& [fact, value] : act.facts) {
    if (pack_->facts[fact].type == fact_type::authority && value.present) ask(static_cast<authority_number>(value.number));
  }
  for (const named_bodies& one : act.bodies) std::for_each(one.list.begin(), one.list.end(), ask);
  if (routed) {
    const decision_row& found = pack_->routes.row(*routed);
    ask(found.lead);
    std::for_each(found.support.begin(), found.support.end(), ask);
  }
  if (!first || act.overrides.not_in_office || when == judged::before) return first.has_value();
  const std::string date = format_date(day).data();
  const bilingual why = absence_words(*pack_, absences(*pack_, {&*first, 1}, day).front());
  throw error(
      status::authority,
      say("ngày {}: {}; nêu cơ quan khác, hoặc vượt qua bằng \"override\": [\"not-in-office\"]",
          "on {}: {}; name another authority, or go over this with \"override\": [\"not-in-office\"]", date, why));
}

// Pauses of several rules that overlap are one. True when the case began or ceased to stand still.
bool case_view::move_pauses(const case_act& act, act_undo& undo) {
  if (!pack_->lookup.moves_pauses[act.event]) return false;
  undo.keep_pauses();
  for (std::size_t i = 0; i < pack_->pauses.size(); ++i) {
    if (contains(pack_->pauses[i].from, act.event)) pause_open_[i] = true;
    if (contains(pack_->pauses[i].until, act.event)) pause_open_[i] = false;
  }
  const bool open = std::find(pause_open_.begin(), pause_open_.end(), true) != pause_open_.end();
  if (open == paused()) return false;
  if (open) {
    paused_since_ = act.at;
  } else {
    // A resume at the very instant of the next pause leaves one pause.
    if (!pauses_.empty() && pauses_.back().until == paused_since_)
      pauses_.back().until = act.at;
    else
      pauses_.push_back({paused_since_, act.at});
    paused_since_ = no_instant;
  }
  return true;
}

void case_view::keep_counts(const case_act& act) {
  for (const std::uint16_t fact : pack_->lookup.counts) {
    const fact_declaration& declared = pack_->facts[fact];
    std::int64_t count = facts_[fact].number;
    if (declared.counts->duty) {
      count = std::count_if(duties_.begin(), duties_.end(), [&](const duty_round& round) {
        return round.duty == *declared.counts->duty && round.clock.running();
      });
    } else if (contains(declared.counts->anew, act.event)) {
      count = 0;
    } else if (contains(declared.counts->events, act.event)) {
      ++count;
    }
    facts_[fact] = fact_value::of(std::min(count, declared.high));
  }
}

// What the act sets stays: it says what has become of the case. So do counts: they say how often somebody acted.
void case_view::erase_facts(const transition_rule& rule) {
  for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
    if (!pack_->facts[fact].counts) facts_[fact] = pack_->facts[fact].standard;
  }
  bodies_.clear();
  for (const auto& [fact, value] : rule.sets) facts_[fact] = value;
}

step_effects case_view::apply(const case_act& act) {
  step_effects effects;
  step(act, judged::now, effects);
  return effects;
}

void case_view::apply(const case_act& act, step_effects& effects) { step(act, judged::now, effects); }

step_effects case_view::reapply(const case_act& act) {
  step_effects effects;
  step(act, judged::again, effects);
  return effects;
}

step_effects case_view::replay(const case_act& act) {
  step_effects effects;
  step(act, judged::before, effects);
  return effects;
}

void case_view::step(const case_act& act, judged when, step_effects& effects) {
  fact_row merged(facts_.data(), facts_.data() + facts_.size());
  for (const auto& [fact, value] : act.facts) merged[fact] = value;
  const std::span<const fact_value> known{merged.data(), merged.size()};
  const machine_row& row = choose_row(act, known);
  const transition_rule& rule = pack_->transitions[row.rule];
  effects.transition = row.rule;
  effects.changed.clear();
  effects.late_act = is_barred(rule, act, known);
  if (when != judged::before) {
    check_authority(rule, act);
    check_facts(rule, act);
    if (when == judged::now) check_dating(rule, act);
    if (effects.late_act && rule.until->refuses) throw_barred(rule, act, known);
  }
  const bool by_right = acts_by_right(rule, act);

  act_undo undo{*this};
  if (names_bodies(rule, act, row.to)) undo.keep_bodies();
  take_facts(rule, act);
  const std::optional<std::size_t> routed = route(rule, act);
  effects.routed = routed.has_value();
  effects.not_in_office = names_absent_bodies(act, routed, when);
  undo.keep_event(act.event);
  if (acts_ == 0) {
    opened_at_ = act.at;
    opened_by_ = act.event;
  }
  state_ = row.to;
  last_at_ = act.at;
  ++acts_;
  happened_[act.event] = act.at;
  const bool facts_changed = undo.facts_changed();
  const bool pauses_changed = move_pauses(act, undo);
  move_duties(act, {when, by_right, facts_changed, pauses_changed}, undo, effects);
  start_duties(act, effects);
  effects.erases = pack_->states[row.to].erases;
  if (effects.erases) erase_facts(rule);
  keep_counts(act);
  effects.notices = rule.notices;
  undo.go_through();
}

}  // namespace thoihan
