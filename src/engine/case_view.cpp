#include "thoihan/engine/case_view.hpp"

#include <algorithm>

#include "src/pack/names.hpp"
#include "src/pack/pack_loader.hpp"
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

fact_value resolve_fact(const rule_pack& pack, std::size_t fact, const fact_input& value) {
  const fact_declaration& declared = pack.facts[fact];
  const auto wrong = [&](const bilingual& expected) {
    throw error(status::schema, {fmt::format("dữ kiện \"{}\": cần {}", declared.id, expected.vi),
                                 fmt::format("the fact \"{}\": expected {}", declared.id, expected.en)});
  };
  const auto* text = std::get_if<std::string>(&value);
  switch (declared.type) {
    case fact_type::boolean:
      if (const bool* flag = std::get_if<bool>(&value)) return fact_value::of(*flag ? 1 : 0);
      wrong({"true hoặc false", "true or false"});
      break;
    case fact_type::integer:
      if (const auto* number = std::get_if<std::int64_t>(&value);
          number != nullptr && *number >= declared.low && *number <= declared.high) {
        return fact_value::of(*number);
      }
      wrong(say("một số nguyên từ {} đến {}", "a whole number from {} to {}", declared.low, declared.high));
      break;
    case fact_type::date: {
      day_number day = 0;
      if (text != nullptr && parse_date(*text, day) == time_text_error::none) return fact_value::of(day);
      wrong({"một ngày như 2024-04-29", "a date such as 2024-04-29"});
      break;
    }
    case fact_type::moment: {
      instant t = 0;
      if (text != nullptr && parse_instant(*text, t) == time_text_error::none) return fact_value::of(t);
      wrong({"một thời điểm RFC 3339", "an RFC 3339 time"});
      break;
    }
    case fact_type::choice:
    case fact_type::channel:
    case fact_type::authority: {
      if (text == nullptr) wrong({"một tên", "a name"});
      const bilingual kind = say("giá trị của \"{}\"", "value of \"{}\"", declared.id);
      return fact_value::of(static_cast<std::int64_t>(index_of(kind, *text, value_names(pack, declared))));
    }
    case fact_type::text:
    case fact_type::document:
      // An empty text says nothing; a required one must say something.
      if (text != nullptr && !text->empty()) return fact_value::of(1);
      wrong({"một chuỗi không rỗng", "a string that is not empty"});
      break;
  }
  return {};
}

case_act resolve_act(const rule_pack& pack, const command& command) {
  case_act act;
  act.event = static_cast<event_number>(index_of({"sự kiện", "event"}, command.event, pack.events));
  act.role = static_cast<role_number>(index_of({"vai", "role"}, command.role, ids_of(pack.roles)));
  if (!command.authority.empty()) {
    act.authority =
        static_cast<authority_number>(index_of({"cơ quan", "authority"}, command.authority, ids_of(pack.authorities)));
  }
  act.at = command.at;
  act.recorded_at = command.recorded_at;
  act.overrides = command.overrides;
  const auto facts = ids_of(pack.facts);
  for (const auto& [name, value] : command.facts) {
    const std::size_t fact = index_of({"dữ kiện", "fact"}, name, facts);
    act.facts.emplace_back(static_cast<std::uint16_t>(fact), resolve_fact(pack, fact, value));
  }
  return act;
}

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

void case_view::check_authority(const case_act& act) const {
  const role& by = pack_->roles[act.role];
  if (by.of_authority != act.authority.has_value()) {
    throw error(status::authority,
                by.of_authority
                    ? say("vai \"{}\" phải nêu cơ quan", "the role \"{}\" must name its authority", by.id)
                    : say("vai \"{}\" không thuộc cơ quan nào", "the role \"{}\" acts for no authority", by.id));
  }
  if (!by.of_authority) return;
  const auto holder = lead();
  if (holder == act.authority) return;
  // A body that was asked beside the lead may do what its own duty is about.
  for (const duty_round& round : duties_) {
    const duty_rule& duty = pack_->duties[round.duty];
    if (!duty.for_each || !round.clock.running() || round.owed_authority != act.authority) continue;
    if (contains(duty.met_by, act.event) || contains(duty.ended_by, act.event)) return;
  }
  const std::string actual = holder ? pack_->authorities[*holder].id : std::string{"—"};
  throw error(status::authority,
              say("hồ sơ đang ở cơ quan \"{}\", không phải \"{}\"", "the case is with \"{}\", not with \"{}\"", actual,
                  pack_->authorities[*act.authority].id));
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
  if (act.at == act.recorded_at) return;
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

// True when the commitment gave the duty another due.
bool case_view::extend_duty(duty_round& round, const case_act& act, judged when) const {
  const duty_rule& rule = pack_->duties[round.duty];
  const extension_rule& extension = *rule.extended_by;
  const instant asked = extension.asked ? asked_at(round, *extension.asked).value_or(act.at) : act.at;
  limit_answer committed;
  status code = status::ok;
  if (extension.until) {
    const fact_value until = facts_[*extension.until];
    const bool is_date = pack_->facts[*extension.until].type == fact_type::date;
    committed = is_date ? committed_date(static_cast<day_number>(until.number)) : committed_instant(until.number);
    code = round.clock.commit(asked, committed, extension.policy);
  } else if (round.clock.extensions().size() >= static_cast<std::size_t>(extension.policy.times)) {
    code = status::conflict;
  } else {
    code = round.clock.extend(asked, extension.by, *pack_->compiled[rule.calendar], facts_, stood_still(rule));
  }
  if (code == status::ok) return true;
  if (when == judged::before || code == status::misuse) return false;
  const std::string due = time_text(round.clock.answer().due);
  switch (code) {
    case status::expired:
      throw error(code, say("nghĩa vụ \"{}\" đã quá hạn {} nên không gia hạn được",
                            "the duty \"{}\" was due at {} and cannot be extended", rule.id, due));
    case status::conflict:
      throw error(code, say("nghĩa vụ \"{}\" chỉ được gia hạn {} lần (căn cứ {})",
                            "the duty \"{}\" may be extended {} times only (by {})", rule.id, extension.policy.times,
                            extension.source.text()));
    case status::horizon: throw_limit_error(code, *pack_, rule.calendar, round.clock.started_at());
    default:
      throw error(code, say("ngày cam kết {} sớm hơn hạn {} của nghĩa vụ \"{}\"",
                            "the committed {} is before the due {} of the duty \"{}\"", time_text(committed.due), due,
                            rule.id));
  }
}

// A fact that chose the limit may have changed: it is chosen again, from the same start. True when the due is another.
bool case_view::choose_again(duty_round& round, const case_act& act) const {
  const duty_rule& rule = pack_->duties[round.duty];
  const limit_choice again = thoihan::choose_row(*pack_, rule.within, rule.calendar, round.clock.started_at(), facts_);
  const limit_answer before = round.clock.answer();
  const status code = round.clock.choose_again(act.at, rule.within[again.row].row.what, again.provisional,
                                               *pack_->compiled[rule.calendar], facts_, stood_still(rule));
  if (code != status::ok) throw_limit_error(code, *pack_, rule.calendar, round.clock.started_at());
  // A clock that is late already keeps its own.
  if (round.clock.chosen() == &rule.within[again.row].row.what) round.limit = again.row;
  return round.clock.answer() != before;
}

// When the exemption or extension of a round was asked for, if it was.
std::optional<instant> case_view::asked_at(const duty_round& round, event_number asked) const {
  const std::optional<instant> at = happened_[asked];
  return at && *at >= round.clock.started_at() ? at : std::nullopt;
}

// True when the duty can no longer be late.
bool case_view::exempt_duty(duty_round& round, const case_act& act, judged when) const {
  const duty_rule& rule = pack_->duties[round.duty];
  const std::optional<instant> asked = asked_at(round, rule.exempted_by->asked);
  const status code = asked ? round.clock.exempt(*asked) : status::guard;
  if (code == status::ok) return true;
  if (when == judged::before || code == status::misuse) return false;
  if (code == status::expired) {
    throw error(code, say("nghĩa vụ \"{}\" đã quá hạn {} khi xin miễn",
                          "the duty \"{}\" was due at {} before the exemption was asked for", rule.id,
                          time_text(round.clock.answer().due)));
  }
  throw error(code, say("\"{}\" cần \"{}\" trước đó (căn cứ {})", "\"{}\" needs a \"{}\" before it (by {})",
                        pack_->events[act.event], pack_->events[rule.exempted_by->asked],
                        rule.exempted_by->source.text()));
}

pauses case_view::stood_still(const duty_rule& duty) const {
  if (duty.runs_through_pauses) return {};
  return {.closed = pauses_, .open_since = paused_since_};
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

// An act of a body that was asked beside others is about its own round; everybody else's is about all of them.
bool case_view::concerns(const duty_round& round, const case_act& act) const {
  return !pack_->duties[round.duty].for_each || !act.authority || act.authority == round.owed_authority ||
         act.authority == lead();
}

bool case_view::is_newest(std::size_t at) const {
  return std::none_of(duties_.begin() + static_cast<std::ptrdiff_t>(at) + 1, duties_.end(), [&](const duty_round& later) {
    return later.duty == duties_[at].duty && later.owed_authority == duties_[at].owed_authority;
  });
}

void case_view::move_duties(const case_act& act, bool facts_changed, bool pauses_changed, judged when,
                            step_effects& effects) {
  const bool ends = pack_->states[state_].end;
  for (std::size_t i = 0; i < duties_.size(); ++i) {
    duty_round& round = duties_[i];
    const duty_rule& rule = pack_->duties[round.duty];
    // An exemption may be confirmed when the duty has been met already.
    if (rule.exempted_by && rule.exempted_by->on == act.event && concerns(round, act) && is_newest(i)) {
      if (exempt_duty(round, act, when)) effects.changed.push_back(i);
    }
    if (!round.clock.running()) continue;
    bool changed = true;
    if (contains(rule.met_by, act.event) && concerns(round, act)) {
      round.clock.meet(act.at);
    } else if (ends || (contains(rule.ended_by, act.event) && concerns(round, act))) {
      round.clock.cancel(act.at);
    } else if (rule.extended_by && rule.extended_by->on == act.event) {
      changed = extend_duty(round, act, when);
    } else {
      changed = facts_changed && round.clock.limited() && choose_again(round, act);
      if (pauses_changed && round.clock.limited() && !rule.runs_through_pauses) {
        const status code = round.clock.stand_still(*pack_->compiled[rule.calendar], facts_, stood_still(rule));
        if (code != status::ok) throw_limit_error(code, *pack_, rule.calendar, round.clock.started_at());
        changed = true;
      }
    }
    if (changed && (effects.changed.empty() || effects.changed.back() != i)) effects.changed.push_back(i);
  }
}

void case_view::start_duties(const case_act& act, step_effects& effects) {
  if (pack_->states[state_].end) return;
  for (std::size_t duty = 0; duty < pack_->duties.size(); ++duty) {
    const duty_rule& rule = pack_->duties[duty];
    if (!contains(rule.from, act.event) || !holds(rule.when, facts_)) continue;
    std::optional<authority_number> owed_authority;
    if (rule.for_each) {
      const fact_value& body = facts_[*rule.for_each];
      if (!body.present) continue;
      owed_authority = static_cast<authority_number>(body.number);
    } else if (pack_->roles[rule.owed_by].of_authority) {
      owed_authority = lead();
    }
    std::int32_t rounds = 0;
    bool running = false;
    for (const duty_round& round : duties_) {
      if (round.duty != duty) continue;
      ++rounds;
      running = running || (round.clock.running() && (!rule.for_each || round.owed_authority == owed_authority));
    }
    if (running) continue;
    duty_round round;
    round.duty = duty;
    round.round = rounds + 1;
    round.owed_authority = owed_authority;
    round.clock.start(act.at);
    if (!rule.within.empty()) {
      const limit_choice choice = thoihan::choose_row(*pack_, rule.within, rule.calendar, act.at, facts_);
      round.limit = choice.row;
      const status code = round.clock.start(act.at, rule.within[choice.row].row.what, choice.provisional,
                                            *pack_->compiled[rule.calendar], facts_, stood_still(rule));
      if (code != status::ok) throw_limit_error(code, *pack_, rule.calendar, act.at);
    }
    duties_.push_back(round);
    effects.changed.push_back(duties_.size() - 1);
  }
}

step_effects case_view::apply(const case_act& act) { return step(act, judged::now); }

step_effects case_view::replay(const case_act& act) { return step(act, judged::before); }

step_effects case_view::step(const case_act& act, judged when) {
  std::vector<fact_value> merged = facts_;
  for (const auto& [fact, value] : act.facts) merged[fact] = value;
  const machine_row& row = choose_row(act, merged);
  const transition_rule& rule = pack_->transitions[row.rule];
  step_effects effects;
  effects.transition = row.rule;
  effects.late_act = is_barred(rule, act, merged);
  if (when == judged::now) {
    check_authority(act);
    check_facts(rule, act);
    check_dating(rule, act);
    if (effects.late_act && rule.until->refuses) throw_barred(rule, act, merged);
  }

  // On a copy, so that an act that is refused half way leaves the case as it was.
  case_view next = *this;
  next.facts_ = std::move(merged);
  for (const auto& [fact, value] : rule.sets) next.facts_[fact] = value;
  for (const std::uint16_t fact : rule.clears) next.facts_[fact] = pack_->facts[fact].standard;
  effects.routed = next.route(rule, act);
  effects.not_in_office = next.names_absent_bodies(act, effects.routed, when);
  if (acts_ == 0) next.opened_at_ = act.at;
  next.state_ = row.to;
  next.last_at_ = act.at;
  next.acts_ = acts_ + 1;
  next.happened_[act.event] = act.at;
  const bool pauses_changed = next.move_pauses(act);
  next.move_duties(act, next.facts_ != facts_, pauses_changed, when, effects);
  next.start_duties(act, effects);
  next.keep_counts(act);
  effects.notices = rule.notices;
  *this = std::move(next);
  return effects;
}

}  // namespace thoihan
