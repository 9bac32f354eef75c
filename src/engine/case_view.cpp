#include "thoihan/engine/case_view.hpp"

#include <algorithm>

#include "src/pack/say.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/pack/route.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

std::string time_text(instant t) { return format_instant(t).data(); }

// The absent facts whose presence a condition asks for, wherever in it; what is asked to be absent is not missing.
void add_missing(const rule_pack& pack, const std::vector<condition_node>& condition,
                 const std::vector<fact_value>& facts, std::vector<std::string>& out) {
  for (std::size_t at = 0; at < condition.size(); ++at) {
    const condition_node& node = condition[at];
    const bool negated = at > 0 && condition[at - 1].kind == condition_kind::negation;
    if (node.kind != condition_kind::present || negated || facts[node.fact].present) continue;
    const std::string& name = pack.facts[node.fact].id;
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  }
}

bool contains(const std::vector<event_number>& list, event_number event) {
  return std::find(list.begin(), list.end(), event) != list.end();
}

}  // namespace

case_view::case_view(const rule_pack& pack, std::string case_id)
    : pack_(&pack),
      case_id_(std::move(case_id)),
      facts_(standard_facts(pack)),
      happened_(pack.events.size()),
      pause_open_(pack.pauses.size(), false) {}

std::optional<authority_number> case_view::lead() const noexcept {
  if (!pack_->lead_fact || !facts_[*pack_->lead_fact].present) return std::nullopt;
  return static_cast<authority_number>(facts_[*pack_->lead_fact].number);
}

std::optional<authority_number> case_view::body_of(role_number role) const noexcept {
  const auto fact = pack_->roles[role].acts_for;
  if (!fact || !facts_[*fact].present) return std::nullopt;
  return static_cast<authority_number>(facts_[*fact].number);
}

std::optional<authority_number> case_view::body_for(const case_act& act) const {
  std::vector<fact_value> merged = facts_;
  for (const auto& [fact, value] : act.facts) merged[fact] = value;
  std::size_t row = 0;
  const bool known = pack_->flow.step(state_, act.event, act.role, merged, row) == status::ok;
  return body_for(known ? &pack_->transitions[pack_->flow.row(row).rule] : nullptr, act);
}

// An authority may bring itself into a case that names none: it opens one, or takes up what nobody has.
std::optional<authority_number> case_view::body_for(const transition_rule* rule, const case_act& act) const {
  const auto fact = pack_->roles[act.role].acts_for;
  if (!fact || facts_[*fact].present) return body_of(act.role);
  const auto named_in = [&fact](const auto& list) -> std::optional<authority_number> {
    for (const auto& [number, value] : list) {
      if (number == *fact && value.present) return static_cast<authority_number>(value.number);
    }
    return std::nullopt;
  };
  const auto set = rule == nullptr ? std::nullopt : named_in(rule->sets);
  return set ? set : named_in(act.facts);
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

const machine_row& case_view::choose_row(const case_act& act, const std::vector<fact_value>& merged) const {
  std::size_t row = 0;
  const std::string& event = pack_->events[act.event];
  const status code = pack_->flow.step(state_, act.event, act.role, merged, row);
  switch (code) {
    case status::ok: return pack_->flow.row(row);
    case status::unexpected_event: {
      const std::vector<std::string> known = accepted();
      if (state_ == no_state) {
        throw error(code,
                    say("hồ sơ {} chưa có; sự kiện mở hồ sơ: {}", "there is no case {}; events that open one: {}",
                        case_id_, joined(known)),
                    {}, known);
      }
      throw error(code,
                  say("trạng thái \"{}\" không nhận sự kiện \"{}\"; nhận: {}",
                      "the state \"{}\" does not take the event \"{}\"; it takes: {}", pack_->states[state_].id, event,
                      joined(known)),
                  {}, known);
    }
    case status::authority: {
      std::vector<std::string> may;
      for (const machine_row& candidate : pack_->flow.rows_of(state_, act.event)) {
        for (std::size_t i = 0; i < pack_->roles.size(); ++i) {
          const bool listed = std::find(may.begin(), may.end(), pack_->roles[i].id) != may.end();
          if (((candidate.roles >> i) & 1U) != 0 && !listed) may.push_back(pack_->roles[i].id);
        }
      }
      throw error(
          code,
          say("vai \"{}\" không được làm việc \"{}\"; được làm: {}", "the role \"{}\" may not do \"{}\"; these may: {}",
              pack_->roles[act.role].id, event, joined(may)),
          {}, may);
    }
    case status::ambiguous:
      throw error(code, say("ở trạng thái này hai quy tắc cùng nhận sự kiện \"{}\"",
                            "two rules take the event \"{}\" in this state", event));
    default: break;
  }
  std::vector<std::string> clauses;
  std::vector<std::string> missing;
  for (const machine_row& candidate : pack_->flow.rows_of(state_, act.event)) {
    if (((candidate.roles >> act.role) & 1U) == 0) continue;
    clauses.push_back(pack_->transitions[candidate.rule].source.text());
    add_missing(*pack_, candidate.when, merged, missing);
  }
  const std::string state = state_ == no_state ? std::string{"—"} : pack_->states[state_].id;
  bilingual lacks;
  if (!missing.empty()) lacks = say("; chưa có: {}", "; not yet given: {}", joined(missing));
  const bilingual text =
      say("điều kiện của việc \"{}\" ở trạng thái \"{}\" không thỏa (căn cứ {})",
          "the condition of \"{}\" in the state \"{}\" does not hold (by {})", event, state, joined(clauses, " | "));
  throw error(code, {text.vi + lacks.vi, text.en + lacks.en}, {}, missing);
}

void case_view::check_authority(const transition_rule& rule, const case_act& act) const {
  const role& by = pack_->roles[act.role];
  if (by.of_authority != act.authority.has_value()) {
    throw error(status::authority,
                by.of_authority
                    ? say("vai \"{}\" phải nêu cơ quan", "the role \"{}\" must name its authority", by.id)
                    : say("vai \"{}\" không thuộc cơ quan nào", "the role \"{}\" acts for no authority", by.id));
  }
  if (!by.of_authority) return;
  const auto holder = body_for(&rule, act);
  if (holder == act.authority) return;
  // A body that was asked beside the lead may do what its own duty is about.
  for (const duty_round& round : duties_) {
    const duty_rule& duty = pack_->duties[round.duty];
    if (!duty.for_each || !round.clock.running() || round.owed_authority != act.authority) continue;
    if (contains(duty.met_by, act.event) || contains(duty.ended_by, act.event)) return;
    if (duty.extended_by && (duty.extended_by->on == act.event || duty.extended_by->asked == act.event)) return;
    if (duty.exempted_by && duty.exempted_by->asked == act.event) return;
  }
  const std::string actual = holder ? pack_->authorities[*holder].id : std::string{"—"};
  const std::string& acting = pack_->authorities[*act.authority].id;
  throw error(status::authority, by.acts_for == pack_->lead_fact
                                     ? say("hồ sơ đang ở cơ quan \"{}\", không phải \"{}\"",
                                           "the case is with \"{}\", not with \"{}\"", actual, acting)
                                     : say("vai \"{}\" làm cho cơ quan nêu ở \"{}\": \"{}\", không phải \"{}\"",
                                           "the role \"{}\" acts for the authority in \"{}\": \"{}\", not for \"{}\"",
                                           by.id, pack_->facts[*by.acts_for].id, actual, acting));
}

void case_view::check_facts(const transition_rule& rule, const case_act& act) const {
  const std::string& event = pack_->events[act.event];
  std::vector<std::string> may;
  for (const auto* list : {&rule.needs, &rule.takes}) {
    for (const std::uint16_t fact : *list) may.push_back(pack_->facts[fact].id);
  }
  std::vector<std::uint16_t> seen;
  for (const auto& [fact, value] : act.facts) {
    const std::string& name = pack_->facts[fact].id;
    if (std::find(seen.begin(), seen.end(), fact) != seen.end()) {
      throw error(status::schema, say("dữ kiện \"{}\" được nêu hai lần", "the fact \"{}\" is given twice", name));
    }
    seen.push_back(fact);
    if (std::find(may.begin(), may.end(), name) != may.end()) continue;
    const bilingual near = nearest_name(name, may);
    throw error(
        status::schema,
        {fmt::format("việc \"{}\" không nhận dữ kiện \"{}\"{}; nhận: {}", event, name, near.vi, joined(may)),
         fmt::format("\"{}\" does not take the fact \"{}\"{}; it takes: {}", event, name, near.en, joined(may))},
        {}, may);
  }
  std::vector<std::string> missing;
  for (const std::uint16_t fact : rule.needs) {
    if (std::find(seen.begin(), seen.end(), fact) == seen.end()) missing.push_back(pack_->facts[fact].id);
  }
  if (missing.empty()) return;
  throw error(status::guard,
              say("việc \"{}\" cần thêm: {} (căn cứ {})", "\"{}\" also needs: {} (by {})", event, joined(missing),
                  rule.source.text()),
              {}, missing);
}

due_answer case_view::bar_of(const transition_rule& rule, const std::vector<fact_value>& merged) const {
  std::optional<instant> start;
  for (const event_number event : rule.until->from) {
    if (happened_[event] && (!start || *happened_[event] > *start)) start = happened_[event];
  }
  // Where nothing has happened yet that the bar counts from, it does not run.
  return start ? due_of(*pack_, rule.until->within, rule.until->calendar, *start, merged) : due_answer{};
}

bool case_view::is_barred(const transition_rule& rule, const case_act& act,
                          const std::vector<fact_value>& merged) const {
  if (!rule.until) return false;
  const due_answer bar = bar_of(rule, merged);
  return bar.limit && act.at >= bar.answer.late_from;
}

void case_view::throw_barred(const transition_rule& rule, const case_act& act,
                             const std::vector<fact_value>& merged) const {
  const due_answer bar = bar_of(rule, merged);
  const limit_rule& row = rule.until->within[*bar.limit];
  throw error(status::expired,
              say("việc \"{}\" chỉ được làm đến {} ({}, căn cứ {})", "\"{}\" was possible until {} only ({}, by {})",
                  pack_->events[act.event], time_text(bar.answer.due), row.text, row.source.text()));
}

void case_view::check_dating(const transition_rule& rule, const case_act& act) const {
  if (act.at > act.recorded_at) {
    throw error(status::time_order, say("thời điểm {} ở sau lúc ghi nhận {}", "{} is after its recording at {}",
                                        time_text(act.at), time_text(act.recorded_at)));
  }
  if (acts_ > 0 && act.at < last_at_) {
    throw error(status::time_order, say("thời điểm {} ở trước việc gần nhất, lúc {}",
                                        "{} is before the last act, at {}", time_text(act.at), time_text(last_at_)));
  }
  if (act.at == act.recorded_at || act.split_off) return;
  if (!rule.dated_back) {
    throw error(status::time_order, say("việc \"{}\" không được ghi lùi ngày: xảy ra {}, ghi nhận {}",
                                        "\"{}\" may not be dated back: it happened at {} and was recorded at {}",
                                        pack_->events[act.event], time_text(act.at), time_text(act.recorded_at)));
  }
  limit_answer latest;
  const status code =
      evaluate_limit(*pack_->compiled[rule.dated_back->calendar], rule.dated_back->within, act.at, facts_, latest);
  if (code != status::ok) throw_limit_error(code, *pack_, rule.dated_back->calendar, act.at);
  if (act.recorded_at < latest.late_from) return;
  throw error(status::time_order,
              say("việc \"{}\" được ghi lùi nhiều nhất {} (căn cứ {}): xảy ra {}, ghi nhận {}",
                  "\"{}\" may be dated back by at most {} (by {}): it happened at {} and was recorded at {}",
                  pack_->events[act.event], rule.dated_back->text, rule.dated_back->source.text(), time_text(act.at),
                  time_text(act.recorded_at)));
}

bool case_view::route(const transition_rule& rule, const case_act& act) {
  const auto given = [this](const auto& fact) { return fact.first == *pack_->lead_fact; };
  if (!rule.routes || std::any_of(act.facts.begin(), act.facts.end(), given)) return false;
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
  return true;
}

// The authorities that the act brings into the case must be in office when it happens.
bool case_view::names_absent_bodies(const case_act& act, bool routed, judged when) const {
  std::vector<authority_number> bodies;
  for (const auto& [fact, value] : act.facts) {
    if (pack_->facts[fact].type == fact_type::authority && value.present)
      bodies.push_back(static_cast<authority_number>(value.number));
  }
  std::size_t row = 0;
  if (routed && pack_->routes.find(facts_, row) == status::ok) {
    const decision_row& found = pack_->routes.row(row);
    bodies.push_back(found.lead);
    bodies.insert(bodies.end(), found.support.begin(), found.support.end());
  }
  const std::vector<absence> absent = absences(*pack_, bodies, day_of(act.at));
  if (absent.empty() || act.overrides.not_in_office || when == judged::before) return !absent.empty();
  const std::string day = format_date(day_of(act.at)).data();
  const bilingual why = absence_words(*pack_, absent.front());
  throw error(status::authority,
              {fmt::format("ngày {}: {}; nêu cơ quan khác, hoặc vượt qua bằng \"override\": [\"not-in-office\"]", day, why.vi),
               fmt::format("on {}: {}; name another authority, or go over this with \"override\": [\"not-in-office\"]", day,
                           why.en)});
}

// Pauses of several rules that overlap are one. True when the case began or ceased to stand still.
bool case_view::move_pauses(const case_act& act) {
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
  for (std::size_t fact = 0; fact < pack_->facts.size(); ++fact) {
    const fact_declaration& declared = pack_->facts[fact];
    if (!declared.counts) continue;
    std::int64_t count = facts_[fact].number;
    if (!declared.counts->of_duty) {
      count += declared.counts->number == act.event ? 1 : 0;
    } else {
      count = std::count_if(duties_.begin(), duties_.end(), [&](const duty_round& round) {
        return round.duty == declared.counts->number && round.clock.running();
      });
    }
    facts_[fact] = fact_value::of(std::min(count, declared.high));
  }
}

// What the act sets stays: it says what has become of the case. So do counts: they say how often somebody acted.
void case_view::erase_facts(const transition_rule& rule) {
  for (std::size_t fact = 0; fact < facts_.size(); ++fact) {
    if (!pack_->facts[fact].counts) facts_[fact] = pack_->facts[fact].standard;
  }
  for (const auto& [fact, value] : rule.sets) facts_[fact] = value;
}

step_effects case_view::apply(const case_act& act) { return step(act, judged::now); }

step_effects case_view::reapply(const case_act& act) { return step(act, judged::again); }

step_effects case_view::replay(const case_act& act) { return step(act, judged::before); }

step_effects case_view::step(const case_act& act, judged when) {
  std::vector<fact_value> merged = facts_;
  for (const auto& [fact, value] : act.facts) merged[fact] = value;
  const machine_row& row = choose_row(act, merged);
  const transition_rule& rule = pack_->transitions[row.rule];
  step_effects effects;
  effects.transition = row.rule;
  effects.late_act = is_barred(rule, act, merged);
  if (when != judged::before) {
    check_authority(rule, act);
    check_facts(rule, act);
    if (when == judged::now) check_dating(rule, act);
    if (effects.late_act && rule.until->refuses) throw_barred(rule, act, merged);
  }

  // On a copy, so that an act that is refused half way leaves the case as it was.
  case_view next = *this;
  next.facts_ = std::move(merged);
  for (const auto& [fact, value] : rule.sets) next.facts_[fact] = value;
  for (const std::uint16_t fact : rule.clears) next.facts_[fact] = pack_->facts[fact].standard;
  effects.routed = next.route(rule, act);
  effects.not_in_office = next.names_absent_bodies(act, effects.routed, when);
  if (acts_ == 0) {
    next.opened_at_ = act.at;
    next.opened_by_ = act.event;
  }
  next.state_ = row.to;
  next.last_at_ = act.at;
  next.acts_ = acts_ + 1;
  next.happened_[act.event] = act.at;
  const bool by_right = !act.authority || act.authority == body_for(&rule, act);
  const bool pauses_changed = next.move_pauses(act);
  next.move_duties(act, {when, by_right, next.facts_ != facts_, pauses_changed}, effects);
  next.start_duties(act, effects);
  effects.erases = pack_->states[row.to].erases;
  if (effects.erases) next.erase_facts(rule);
  next.keep_counts(act);
  effects.notices = rule.notices;
  *this = std::move(next);
  return effects;
}

}  // namespace thoihan
