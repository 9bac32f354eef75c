// The ways themselves: which acts follow, what they do to the facts, where a wait has no end, and the longest of all.
#include "src/pack/lawful_walk.hpp"

#include <algorithm>
#include <set>

#include "src/pack/say.hpp"

namespace thoihan {

lawful_walk::lawful_walk(const rule_pack& pack, const case_moves& moves, const state_graph& graph,
                         const walk_question& question)
    : pack_(pack), moves_(moves), graph_(graph), question_(question) {
  for (std::size_t fact = 0; fact < pack.facts.size(); ++fact) {
    if (moves.matters(fact) && pack.facts[fact].counts) counting_.push_back(fact);
  }
  starts_ = pool_.keep(instant_map::moving(question.first_start, question.last_start, question.first_start));
  forever_ = pool_.keep(instant_map::constant(question.first_start, question.last_start, no_bound));
  explore();
}

std::optional<best_way> lawful_walk::best(const way_kind& kind, int comebacks) const {
  const auto found = best_.find(kind);
  if (found == best_.end()) return std::nullopt;
  best_way out;
  for (int i = 0; i <= comebacks; ++i) {
    const best_way& one = found->second[static_cast<std::size_t>(i)];
    if (one.seconds > out.seconds) out = one;
  }
  return out.seconds < 0 ? std::nullopt : std::optional{out};
}

// Counts what is done, and how many ways or choices of one act there are at once.
void lawful_walk::spend(std::size_t steps, std::size_t at_once) {
  spent_ += steps;
  if (spent_ <= most_steps && ways_.size() <= most_ways && at_once <= most_at_once) return;
  throw error(status::too_big,
              say("hồ sơ có quá nhiều đường đi để xét hết: hơn {} đường, {} đường cho một việc, hoặc {} bước",
                  "a case has too many ways to follow them all: more than {} ways, {} ways of one act, or {} steps",
                  most_ways, most_at_once, most_steps));
}

void lawful_walk::explore() {
  way unopened;
  unopened.state = no_state;
  unopened.earliest = starts_;
  unopened.facts = moves_.space().standard();
  unopened.anchors.assign(moves_.bars().size(), no_anchor);
  for (const std::size_t fact : counting_) {
    unopened.counts.push_back(0);
    moves_.space().set(fact, fact_value::of(0), unopened.facts);
  }
  ways_.push_back(unopened);
  outdone_.push_back(false);
  // Few comebacks and few acts first: what outdoes others is found before they have led on.
  using order = std::tuple<int, std::size_t, std::uint32_t>;
  std::set<order> open{{0, 0, 0}};
  while (!open.empty()) {
    const std::uint32_t number = std::get<std::uint32_t>(*open.begin());
    open.erase(open.begin());
    if (outdone_[number]) continue;
    const std::size_t known = ways_.size();
    const state_number state = ways_[number].state;
    if (state != no_state && pack_.states[state].end) continue;
    for (const case_move& move : moves_.from(state)) take(number, move);
    for (std::size_t i = known; i < ways_.size(); ++i)
      open.insert({ways_[i].comebacks, ways_[i].acts.size(), static_cast<std::uint32_t>(i)});
  }
}

void lawful_walk::take(std::uint32_t number, const case_move& move) {
  const way& from = ways_[number];
  for (std::size_t i = 0; i < pack_.pauses.size(); ++i) {
    if (!contains(pack_.pauses[i].from, move.event)) continue;
    note_wait(from, {wait_kind::pause, i});
    return;
  }
  way next = from;
  next.before = number;
  next.waited.reset();
  next.state = move.to;
  if (!count_comeback(move, next)) return;
  for (const way& possible : with_facts(next, move)) {
    for (const auto& [in_time, barred] : with_bar(possible, move)) {
      for (const way& acted : with_act(from, in_time, move, barred)) finish(number, move, acted);
    }
  }
}

// What the act does to facts and duties; the ways that come of it are kept.
void lawful_walk::finish(std::uint32_t number, const case_move& move, way next) {
  change_facts(pack_.transitions[move.rules.front()], next);
  std::vector<way> stage{std::move(next)};
  // From the last on, so that those which end leave the places of the others.
  for (std::size_t index = stage.front().duties.size(); index-- > 0;) {
    std::vector<way> after;
    for (const way& one : stage) {
      for (way& moved : move_duty(one, index, move)) after.push_back(std::move(moved));
      spend(1, after.size());
    }
    stage = std::move(after);
  }
  for (std::size_t duty = 0; duty < pack_.duties.size() && !pack_.states[move.to].end; ++duty) {
    if (!contains(pack_.duties[duty].from, move.event)) continue;
    std::vector<way> after;
    for (const way& one : stage) {
      for (way& started : start_duty(one, duty)) after.push_back(std::move(started));
      spend(1, after.size());
    }
    stage = std::move(after);
  }
  std::vector<way> after_duties;
  for (way& one : stage) {
    for (way& on_sets : tied(std::move(one))) after_duties.push_back(std::move(on_sets));
    spend(1, after_duties.size());
  }
  for (way& one : after_duties) {
    keep_counts(move, one);
    moves_.forget(move.to, one.facts);
    std::stable_sort(one.duties.begin(), one.duties.end(),
                     [](const running_duty& a, const running_duty& b) { return a.duty < b.duty; });
    for (std::size_t bar = 0; bar < one.anchors.size(); ++bar) {
      const std::uint32_t rule = moves_.bars()[bar];
      if (contains(pack_.transitions[rule].until->from, move.event))
        one.anchors[bar] = static_cast<std::int32_t>(one.acts.size()) - 1;
      if (!moves_.bar_alive(rule, move.to)) one.anchors[bar] = no_anchor;
    }
    if (!settle(one)) continue;
    const way& from = ways_[number];
    const bool answers = !from.answered && question_.answered[move.to];
    one.answered = from.answered || answers;
    note_waits(one);
    enter(one);
    spend(one.acts.size() + one.bounds.size() + one.duties.size() + one.trail.size() + one.facts.may.size());
    // What an act leaves as it was, and no other instant bound, need not have happened.
    if (move.from == move.to && from.facts.holds_all_of(one.facts) && from.counts == one.counts &&
        from.duties == one.duties && from.anchors == one.anchors && from.waits == one.waits &&
        tied_acts(from) == tied_acts(one)) {
      continue;
    }
    const auto own = static_cast<std::uint32_t>(ways_.size());
    bool kept = answers && improves(one, worst_goal::answer, own);
    if (pack_.states[move.to].end) {
      kept = improves(one, worst_goal::end, own) || kept;
    } else {
      // Recorded as the number that it is about to have.
      const bool leads_on = !dominated(one);
      if (!leads_on && !kept) continue;
      ways_.push_back(std::move(one));
      outdone_.push_back(!leads_on);
      continue;
    }
    if (!kept) continue;
    ways_.push_back(std::move(one));
    outdone_.push_back(false);
  }
}

// False when it is a comeback too many.
bool lawful_walk::count_comeback(const case_move& move, way& next) const {
  bool back = false;
  if (move.from == move.to) {
    back = contains(next.stay, move.event) ||
           std::any_of(next.duties.begin(), next.duties.end(), [&](const running_duty& running) {
             const duty_rule& duty = pack_.duties[running.duty];
             return running.course == duty_course::limited && contains(duty.met_by, move.event) &&
                    contains(duty.from, move.event);
           });
    if (!contains(next.stay, move.event)) next.stay.push_back(move.event);
  } else {
    next.stay.clear();
    const auto been = std::find(next.trail.begin(), next.trail.end(), move.to);
    back = been != next.trail.end();
    if (back) {
      next.trail.erase(been + 1, next.trail.end());
    } else {
      next.trail.push_back(move.to);
    }
  }
  next.comebacks += back ? 1 : 0;
  return next.comebacks <= most_comebacks;
}

std::vector<way> lawful_walk::with_facts(const way& next, const case_move& move) {
  const transition_rule& rule = pack_.transitions[move.rules.front()];
  fact_box given = next.facts;
  for (const std::uint16_t fact : rule.needs) moves_.space().give(fact, given);
  for (const std::uint16_t fact : rule.takes) moves_.space().may_give(fact, given);
  std::vector<way> out;
  for (fact_box& box : fact_space::meet(move.guards, given)) {
    spend(1);
    out.push_back(next);
    out.back().facts = std::move(box);
  }
  return out;
}

void lawful_walk::change_facts(const transition_rule& rule, way& next) const {
  for (const auto& [fact, value] : rule.sets) moves_.space().set(fact, value, next.facts);
  for (const std::uint16_t fact : rule.clears) moves_.space().clear(fact, next.facts);
  if (!rule.routes) return;
  moves_.space().give(*pack_.lead_fact, next.facts);
  if (pack_.support_fact) moves_.space().leave(*pack_.support_fact, next.facts);
}

void lawful_walk::keep_counts(const case_move& move, way& next) const {
  for (std::size_t i = 0; i < counting_.size(); ++i) {
    const fact_declaration& fact = pack_.facts[counting_[i]];
    if (fact.counts->duty) {
      next.counts[i] = std::count_if(next.duties.begin(), next.duties.end(),
                                     [&](const running_duty& running) { return running.duty == *fact.counts->duty; });
    } else if (contains(fact.counts->anew, move.event)) {
      next.counts[i] = 0;
    } else if (contains(fact.counts->events, move.event)) {
      ++next.counts[i];
    }
    next.counts[i] = std::min(next.counts[i], fact.high);
    moves_.space().set(counting_[i], fact_value::of(next.counts[i]), next.facts);
  }
}

// The ways on which the time-bar leaves the act possible, and whether it bounds it.
std::vector<std::pair<way, bool>> lawful_walk::with_bar(const way& next, const case_move& move) {
  if (!move.barred) return {{next, false}};
  const std::uint32_t rule = move.rules.front();
  const auto at = std::find(moves_.bars().begin(), moves_.bars().end(), rule) - moves_.bars().begin();
  const std::int32_t anchor = next.anchors[static_cast<std::size_t>(at)];
  if (anchor == no_anchor) return {{next, false}};
  std::vector<std::pair<way, bool>> out;
  // What a wait without end separates is followed on the way that leaves the wait to be bounded here.
  if (anchor == cut_anchor) return out;
  for (const choice& chosen : with_rows(next, pack_.transitions[rule].until->within)) {
    const limited_map& limit = map_of(true, rule, chosen.rows, 0);
    // A duty that began with the same act and never leaves more time makes the time-bar idle.
    const bool idle = std::any_of(next.duties.begin(), next.duties.end(), [&](const running_duty& running) {
      return running.course == duty_course::limited && running.start == anchor &&
             pool_.at_least(limit.last, pool_.where(running.last, limit.last));
    });
    if (idle) {
      out.emplace_back(chosen.one, false);
      continue;
    }
    for (auto& [tied, bounded] : tied_to(chosen.one, anchor, limit)) {
      if (bounded)
        tied.bounds.push_back(
            {anchor, static_cast<std::int32_t>(tied.acts.size()), limit.last, true, rule, chosen.rows, 0});
      out.emplace_back(std::move(tied), bounded);
    }
  }
  return out;
}

std::vector<way> lawful_walk::with_act(const way& from, const way& next, const case_move& move, bool barred) {
  way bounded = next;
  const auto own = static_cast<std::int32_t>(next.acts.size());
  bool pressed = barred;
  for (const running_duty& running : next.duties) {
    if (running.course != duty_course::limited) continue;
    pressed = true;
    if (covered(next, running)) continue;
    bounded.bounds.push_back({running.start, own, running.last, false, running.duty, running.rows, running.extensions});
  }
  const way_act act{move.rules.front(), forever_, std::nullopt};
  std::vector<way> out;
  if (pressed || may_be_held(next, move)) {
    bounded.acts.push_back(act);
    out.push_back(std::move(bounded));
  }
  if (pressed) return out;
  way apart = next;
  if (from.state != no_state && !cut(from, move, apart)) return out;
  apart.acts.push_back({act.rule, starts_, std::nullopt});
  out.push_back(std::move(apart));
  return out;
}

// Nothing bounds the act now; may a time-bar that counts from before it, or a limit chosen anew, bound what follows?
bool lawful_walk::may_be_held(const way& next, const case_move& move) const {
  for (std::size_t bar = 0; bar < next.anchors.size(); ++bar) {
    if (next.anchors[bar] >= 0 && moves_.bar_alive(moves_.bars()[bar], move.to)) return true;
  }
  return std::any_of(next.duties.begin(), next.duties.end(), [&](const running_duty& running) {
    return running.course == duty_course::declared && running.by_rows && running.start >= 0 &&
           pack_.duties[running.duty].within.size() > 1;
  });
}

// The wait before the act has no end: what came before is a part of its own. False when that part has no end either, and so
// belongs to another way.
bool lawful_walk::cut(const way& from, const case_move& move, way& next) {
  const longest_span calendar = longest_part(next, worst_measure::calendar);
  if (calendar.seconds < 0) return false;
  next.elapsed_s += calendar.seconds;
  next.working_s += longest_part(next, worst_measure::working).seconds;
  const open_wait wait = wait_of(from, move);
  // An act during a wait does not make it another one.
  if (next.acts.size() > 1 || next.waits.empty() || next.waits.back() != wait) next.waits.push_back(wait);
  next.waited = wait;
  next.acts.clear();
  next.bounds.clear();
  next.early = false;
  next.entry = 0;
  next.earliest = starts_;
  for (running_duty& running : next.duties) running.start = -1;
  for (std::int32_t& anchor : next.anchors) {
    if (anchor >= 0) anchor = cut_anchor;
  }
  return true;
}

open_wait lawful_walk::wait_of(const way& from, const case_move& move) const {
  // Who is waited for: the duty that the act meets, or ends, or one that could be met here.
  enum class by : std::uint8_t { meeting, ending, staying };
  for (const by how : {by::meeting, by::ending, by::staying}) {
    for (const running_duty& running : from.duties) {
      const duty_rule& duty = pack_.duties[running.duty];
      const bool named = how == by::meeting ? contains(duty.met_by, move.event)
                         : how == by::ending
                             ? contains(duty.ended_by, move.event)
                             : std::any_of(duty.met_by.begin(), duty.met_by.end(),
                                           [&](event_number event) { return pack_.flow.accepts(from.state, event); });
      if (!named) continue;
      switch (running.course) {
        case duty_course::declared: return {wait_kind::declared, running.duty};
        case duty_course::exempted: return {wait_kind::exempted, running.duty};
        case duty_course::no_limit: return {wait_kind::no_limit, running.duty};
        case duty_course::limited: break;
      }
    }
  }
  return {wait_kind::no_duty, from.state};
}

// What may have to be waited for without end after this way, be it outdone or not.
void lawful_walk::note_waits(const way& one) {
  const bool pressed = std::any_of(one.duties.begin(), one.duties.end(),
                                   [](const running_duty& running) { return running.course == duty_course::limited; });
  if (pressed || pack_.states[one.state].end) return;
  for (const case_move& move : moves_.from(one.state)) {
    if (!with_facts(one, move).empty()) note_wait(one, wait_of(one, move));
  }
}

void lawful_walk::note_wait(const way& from, const open_wait& wait) {
  for (const worst_goal goal : {worst_goal::answer, worst_goal::end}) {
    if (goal == worst_goal::answer && from.answered) continue;
    std::vector<open_wait>& list = waits_[static_cast<std::size_t>(goal)];
    if (!contains(list, wait)) list.push_back(wait);
  }
}

longest_span lawful_walk::longest_part(const way& one, worst_measure by) {
  const map_number whole = pool_.where(one.acts.back().last, one.acts[static_cast<std::size_t>(one.entry)].last);
  if (!pool_[whole].ends()) return {};
  const auto found = longest_.find({whole, by});
  if (found != longest_.end()) return found->second;
  return longest_[{whole, by}] = by == worst_measure::calendar
                                     ? longest(pool_[whole])
                                     : longest_working(pool_[whole], pack_.main_calendar().compiled);
}

bool lawful_walk::improves(const way& one, worst_goal goal, std::uint32_t number) {
  bool better = false;
  for (const worst_measure by : {worst_measure::calendar, worst_measure::working}) {
    const longest_span part = longest_part(one, by);
    if (part.seconds < 0) continue;
    const std::int64_t seconds = part.seconds + (by == worst_measure::calendar ? one.elapsed_s : one.working_s);
    best_way& best = best_[{goal, one.waits.empty(), by}][static_cast<std::size_t>(one.comebacks)];
    if (seconds <= best.seconds) continue;
    best = {seconds, number};
    better = true;
  }
  return better;
}

}  // namespace thoihan
