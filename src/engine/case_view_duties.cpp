// The duties of a case: what acts do to the rounds that run, which start, and when to warn.
#include <algorithm>

#include "src/engine/case_parts.hpp"
#include "src/engine/case_undo.hpp"
#include "src/pack/say.hpp"
#include "thoihan/clock/warning.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/pack/route.hpp"

namespace thoihan {

std::optional<authority_number> body_that_owes(const rule_pack& pack, const duty_round& round, instant at) {
  if (!round.owed_authority) return std::nullopt;
  const instant then = round.clock.running() ? at : std::min(at, round.clock.ended_at());
  return heir_of(pack, *round.owed_authority, day_of(then));
}

std::vector<duty_warning> case_view::warnings_of(const duty_round& round) const {
  const duty_clock& clock = round.clock;
  const duty_rule& rule = pack_->duties[round.duty];
  std::vector<duty_warning> out;
  if (!clock.running() || !clock.limited() || clock.exempted() || clock.answer().paused) return out;
  const calendar& hours = *pack_->compiled[rule.calendar];
  for (std::size_t i = 0; i < rule.warnings.size(); ++i) {
    const warning_rule& warning = rule.warnings[i];
    instant at = 0;
    status code = status::unsupported;
    if (warning.parts == 0) {
      code = warn_before_due(hours, clock.answer(), warning.before, at);
    } else if (!clock.committed()) {
      code = warn_at_share(hours, clock.what(), clock.started_at(), facts_, stood_still(rule), warning.used,
                           warning.parts, at);
    }
    if (code == status::ok && at > clock.started_at()) out.push_back({i, at});
  }
  return out;
}

// True when the commitment gave the duty another due.
bool case_view::extend_duty(duty_round& round, const case_act& act, judged when) const {
  const duty_rule& rule = pack_->duties[round.duty];
  const extension_rule& extension = *rule.extended_by;
  // Granted without being asked for, it counts from itself.
  const instant asked = round.extension_asked != no_instant ? round.extension_asked : act.at;
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
  if (code == status::ok) {
    round.extension_asked = no_instant;
    return true;
  }
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

// When the exemption or extension of a round was asked for: the first time, for asking again takes nothing back. Each extension
// is asked for anew.
void case_view::keep_askings(duty_round& round, const case_act& act, bool by_right) const {
  const duty_rule& rule = pack_->duties[round.duty];
  if (rule.extended_by && rule.extended_by->asked == act.event && round.extension_asked == no_instant &&
      round.clock.running() && concerns(round, act, by_right)) {
    round.extension_asked = act.at;
  }
  if (rule.exempted_by && rule.exempted_by->asked == act.event && round.exemption_asked == no_instant &&
      concerns(round, act, by_right)) {
    round.exemption_asked = act.at;
  }
}

// True when the duty can no longer be late.
bool case_view::exempt_duty(duty_round& round, const case_act& act, judged when) const {
  const duty_rule& rule = pack_->duties[round.duty];
  const status code =
      round.exemption_asked != no_instant ? round.clock.exempt(round.exemption_asked) : status::guard;
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

// An act of a body that was asked beside others is about its own round; everybody else's is about all of them.
bool case_view::concerns(const duty_round& round, const case_act& act, bool by_right) const {
  return !pack_->duties[round.duty].for_each || by_right || body_that_owes(*pack_, round, act.at) == act.authority;
}

// Of several bodies those are granted more time that asked for it.
bool case_view::extends(const duty_round& round, const case_act& act, bool by_right) const {
  const duty_rule& rule = pack_->duties[round.duty];
  if (!rule.extended_by || rule.extended_by->on != act.event || !concerns(round, act, by_right)) return false;
  return !rule.for_each || !rule.extended_by->asked || round.extension_asked != no_instant;
}

bool case_view::is_newest(std::size_t at) const {
  return std::none_of(duties_.begin() + static_cast<std::ptrdiff_t>(at) + 1, duties_.end(),
                      [&](const duty_round& later) {
                        return later.duty == duties_[at].duty && later.owed_authority == duties_[at].owed_authority;
                      });
}

void case_view::move_duties(const case_act& act, const act_course& course, act_undo& undo, step_effects& effects) {
  const bool ends = pack_->states[state_].end;
  const std::span<const duty_moves> moves = pack_->lookup.moves_of(act.event);
  for (std::size_t i = 0; i < duties_.size(); ++i) {
    duty_round& round = duties_[i];
    const auto found = std::find_if(moves.begin(), moves.end(), [&round](const duty_moves& one) { return one.duty == round.duty; });
    const duty_moves move = found == moves.end() ? duty_moves{} : *found;
    const bool moved_by_facts = course.facts_changed || course.pauses_changed || ends;
    if (move.moves == 0 && !(moved_by_facts && round.clock.running())) continue;
    const duty_rule& rule = pack_->duties[round.duty];
    undo.keep_round(i);
    if (move.does(duty_move::asks)) keep_askings(round, act, course.by_right);
    // An exemption may be confirmed when the duty has been met already; of several bodies, for those that asked for it.
    const bool waits = !rule.for_each || round.exemption_asked != no_instant;
    if (move.does(duty_move::exempts) && concerns(round, act, course.by_right) && waits && is_newest(i)) {
      if (exempt_duty(round, act, course.when)) effects.changed.push_back(i);
    }
    if (!round.clock.running()) continue;
    bool changed = true;
    if (move.does(duty_move::meets) && concerns(round, act, course.by_right)) {
      round.clock.meet(act.at);
    } else if (ends || (move.does(duty_move::ends) && concerns(round, act, course.by_right))) {
      round.clock.cancel(act.at);
    } else {
      changed = course.facts_changed && round.clock.limited() && choose_again(round, act);
      if (move.does(duty_move::extends) && extends(round, act, course.by_right)) {
        changed = extend_duty(round, act, course.when) || changed;
      } else if (course.pauses_changed && round.clock.limited() && !rule.runs_through_pauses) {
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
  for (const duty_moves& one : pack_->lookup.moves_of(act.event)) {
    const duty_rule& rule = pack_->duties[one.duty];
    if (!one.does(duty_move::starts) || !holds(rule.when, facts_)) continue;
    if (!rule.for_each) {
      start_duty(one.duty, body_of(rule.owed_by), act, effects);
      continue;
    }
    for (const authority_number body : bodies(*rule.for_each)) start_duty(one.duty, body, act, effects);
  }
}

// A round of its own, unless one runs already: of the duty, or of that body where each owes its own.
void case_view::start_duty(std::size_t duty, std::optional<authority_number> body, const case_act& act,
                           step_effects& effects) {
  const duty_rule& rule = pack_->duties[duty];
  std::int32_t rounds = 0;
  for (const duty_round& other : duties_) {
    if (other.duty != duty) continue;
    ++rounds;
    if (other.clock.running() && (!rule.for_each || body_that_owes(*pack_, other, act.at) == body)) return;
  }
  if (duties_.size() == duties_.capacity()) duties_.reserve(std::max<std::size_t>(4, 2 * duties_.size()));
  duty_round& round = duties_.emplace_back();
  round.duty = duty;
  round.round = rounds + 1;
  round.started_by = act.number != 0 ? act.number : acts_;
  round.owed_authority = body;
  if (rule.for_each) round.body = pack_->authorities[*body].id;
  if (rule.within.empty()) {
    round.clock.start(act.at);
  } else {
    const limit_choice choice = thoihan::choose_row(*pack_, rule.within, rule.calendar, act.at, facts_);
    round.limit = choice.row;
    const status code = round.clock.start(act.at, rule.within[choice.row].row.what, choice.provisional,
                                          *pack_->compiled[rule.calendar], facts_, stood_still(rule));
    if (code != status::ok) throw_limit_error(code, *pack_, rule.calendar, act.at);
  }
  effects.changed.push_back(duties_.size() - 1);
}

}  // namespace thoihan
