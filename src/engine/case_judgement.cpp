// What an act must meet before it changes the case.
#include <algorithm>

#include "src/engine/case_parts.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/pack/route.hpp"

namespace thoihan {
namespace {

// The absent facts whose presence a condition asks for, wherever in it; what is asked to be absent is not missing.
void add_missing(const rule_pack& pack, const std::vector<condition_node>& condition,
                 std::span<const fact_value> facts, std::vector<std::string>& out) {
  for (std::size_t at = 0; at < condition.size(); ++at) {
    const condition_node& node = condition[at];
    const bool negated = at > 0 && condition[at - 1].kind == condition_kind::negation;
    if (node.kind != condition_kind::present || negated || facts[node.fact].present) continue;
    const std::string& name = pack.facts[node.fact].id;
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  }
}

// Does the event meet or end a round of the duty, or ask for more time or an exemption of it, or grant that time?
bool is_about(const duty_rule& duty, event_number event) {
  if (contains(duty.met_by, event) || contains(duty.ended_by, event)) return true;
  if (duty.extended_by && (duty.extended_by->on == event || duty.extended_by->asked == event)) return true;
  return duty.exempted_by && duty.exempted_by->asked == event;
}

}  // namespace

const machine_row& case_view::choose_row(const case_act& act, std::span<const fact_value> merged) const {
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

// An authority may bring itself into a case that names none: it opens one, or takes up what nobody has.
std::optional<authority_number> case_view::body_for(const transition_rule* rule, const case_act& act, std::uint16_t fact) const {
  if (facts_[fact].present) return static_cast<authority_number>(facts_[fact].number);
  const auto named_in = [fact](const auto& list) -> std::optional<authority_number> {
    for (const auto& [number, value] : list) {
      if (number == fact && value.present) return static_cast<authority_number>(value.number);
    }
    return std::nullopt;
  };
  const auto set = rule == nullptr ? std::nullopt : named_in(rule->sets);
  return set ? set : named_in(act.facts);
}

std::vector<authority_number> case_view::bodies_for(const transition_rule* rule, const case_act& act) const {
  const auto fact = pack_->roles[act.role].acts_for;
  if (!fact) return {};
  if (pack_->facts[*fact].type == fact_type::authority) {
    const auto body = body_for(rule, act, *fact);
    return body ? std::vector{*body} : std::vector<authority_number>{};
  }
  if (facts_[*fact].present) return bodies(*fact);
  const auto named = std::find_if(act.bodies.begin(), act.bodies.end(), [&fact](const auto& one) { return one.fact == *fact; });
  return named == act.bodies.end() ? std::vector<authority_number>{} : named->list;
}

// For the one authority that the case names for its role, or as nobody's.
bool case_view::acts_by_right(const transition_rule& rule, const case_act& act) const {
  if (!act.authority) return true;
  const auto fact = pack_->roles[act.role].acts_for;
  if (!fact || pack_->facts[*fact].type != fact_type::authority) return false;
  const auto body = body_for(&rule, act, *fact);
  return body && heir_of(*pack_, *body, day_of(act.at)) == *act.authority;
}

// As one of several that were asked: what its own duty is about while that runs, and of those for whom its role acts, what is
// about nobody's own duty.
bool case_view::acts_as_asked(const transition_rule& rule, const case_act& act) const {
  const role& by = pack_->roles[act.role];
  for (const duty_round& round : duties_) {
    const duty_rule& duty = pack_->duties[round.duty];
    if (!duty.for_each || !round.clock.running() || body_that_owes(*pack_, round, act.at) != act.authority) continue;
    if (is_about(duty, act.event)) return true;
  }
  if (!by.acts_for || pack_->facts[*by.acts_for].type != fact_type::authorities) return false;
  const bool of_own_duty = std::any_of(pack_->duties.begin(), pack_->duties.end(), [&](const duty_rule& duty) {
    return duty.for_each == by.acts_for && is_about(duty, act.event);
  });
  return !of_own_duty && contains_body(bodies_for(&rule, act), *act.authority, day_of(act.at));
}

// Is a body one of these, or the successor of one of them?
bool case_view::contains_body(const std::vector<authority_number>& named, authority_number body, day_number day) const {
  return std::any_of(named.begin(), named.end(),
                     [&](authority_number one) { return heir_of(*pack_, one, day) == body; });
}

void case_view::check_authority(const transition_rule& rule, const case_act& act) const {
  const role& by = pack_->roles[act.role];
  if (by.of_authority != act.authority.has_value()) {
    throw error(status::authority,
                by.of_authority
                    ? say("vai \"{}\" phải nêu cơ quan", "the role \"{}\" must name its authority", by.id)
                    : say("vai \"{}\" không thuộc cơ quan nào", "the role \"{}\" acts for no authority", by.id));
  }
  if (!by.of_authority || acts_by_right(rule, act) || acts_as_asked(rule, act)) return;
  bilingual actual{"—", "—"};
  for (const authority_number named : bodies_for(&rule, act)) {
    const authority_number heir = heir_of(*pack_, named, day_of(act.at));
    const std::string& id = pack_->authorities[named].id;
    const bilingual one = heir == named ? bilingual{id, id} : say("{} (nay là {})", "{} (now {})", id, pack_->authorities[heir].id);
    const bool first = actual.en == "—";
    actual = {(first ? "" : actual.vi + ", ") + one.vi, (first ? "" : actual.en + ", ") + one.en};
  }
  const std::string& acting = pack_->authorities[*act.authority].id;
  if (by.acts_for == pack_->lead_fact) {
    throw error(status::authority, say("hồ sơ đang ở cơ quan \"{}\", không phải \"{}\"",
                                       "the case is with \"{}\", not with \"{}\"", actual, acting));
  }
  const std::string& fact = pack_->facts[*by.acts_for].id;
  const bool is_named = contains_body(bodies_for(&rule, act), *act.authority, day_of(act.at));
  throw error(status::authority,
              is_named ? say("cơ quan \"{}\" không còn việc nào đang chạy mà \"{}\" hoàn thành hay chấm dứt",
                             "\"{}\" has no duty running that \"{}\" meets or ends", acting, pack_->events[act.event])
                       : say("vai \"{}\" làm cho cơ quan nêu ở \"{}\": \"{}\", không phải \"{}\"",
                             "the role \"{}\" acts for the authority in \"{}\": \"{}\", not for \"{}\"", by.id, fact,
                             actual, acting));
}

void case_view::check_facts(const transition_rule& rule, const case_act& act) const {
  for (std::size_t i = 0; i < act.facts.size(); ++i) {
    const std::uint16_t fact = act.facts[i].first;
    const auto same = [fact](const auto& other) { return other.first == fact; };
    const auto end = act.facts.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(act.facts.begin(), end, same)) {
      throw error(status::schema, say("dữ kiện \"{}\" được nêu hai lần", "the fact \"{}\" is given twice",
                                      pack_->facts[fact].id));
    }
    if (!contains(rule.needs, fact) && !contains(rule.takes, fact)) throw_not_taken(rule, act, fact);
  }
  for (const std::uint16_t fact : rule.needs) {
    const auto same = [fact](const auto& given) { return given.first == fact; };
    if (std::none_of(act.facts.begin(), act.facts.end(), same)) throw_missing(rule, act);
  }
}

void case_view::throw_not_taken(const transition_rule& rule, const case_act& act, std::uint16_t fact) const {
  const std::string& event = pack_->events[act.event];
  const std::string& name = pack_->facts[fact].id;
  std::vector<std::string> may;
  for (const auto* list : {&rule.needs, &rule.takes}) {
    for (const std::uint16_t known : *list) may.push_back(pack_->facts[known].id);
  }
  const bilingual near = nearest_name(name, may);
  throw error(status::schema,
              say("việc \"{}\" không nhận dữ kiện \"{}\"{}; nhận: {}",
                  "\"{}\" does not take the fact \"{}\"{}; it takes: {}", event, name, near, joined(may)),
              {}, may);
}

void case_view::throw_missing(const transition_rule& rule, const case_act& act) const {
  std::vector<std::string> missing;
  for (const std::uint16_t fact : rule.needs) {
    const auto same = [fact](const auto& given) { return given.first == fact; };
    if (std::none_of(act.facts.begin(), act.facts.end(), same)) missing.push_back(pack_->facts[fact].id);
  }
  throw error(status::guard,
              say("việc \"{}\" cần thêm: {} (căn cứ {})", "\"{}\" also needs: {} (by {})", pack_->events[act.event],
                  joined(missing), rule.source.text()),
              {}, missing);
}

due_answer case_view::bar_of(const transition_rule& rule, std::span<const fact_value> merged) const {
  std::optional<instant> start;
  for (const event_number event : rule.until->from) {
    if (happened_[event] && (!start || *happened_[event] > *start)) start = happened_[event];
  }
  // Where nothing has happened yet that the bar counts from, it does not run.
  return start ? due_of(*pack_, rule.until->within, rule.until->calendar, *start, merged) : due_answer{};
}

bool case_view::is_barred(const transition_rule& rule, const case_act& act,
                          std::span<const fact_value> merged) const {
  if (!rule.until) return false;
  const due_answer bar = bar_of(rule, merged);
  return bar.limit && act.at >= bar.answer.late_from;
}

void case_view::throw_barred(const transition_rule& rule, const case_act& act,
                             std::span<const fact_value> merged) const {
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

}  // namespace thoihan
