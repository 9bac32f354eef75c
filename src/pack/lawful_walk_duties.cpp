// What acts do to the duties that run, and which limits these have.
#include <algorithm>

#include "src/pack/last_lawful.hpp"
#include "src/pack/lawful_walk.hpp"

namespace thoihan {

std::vector<way> lawful_walk::move_duty(const way& at, std::size_t index, const case_move& move) {
  const running_duty& running = at.duties[index];
  const duty_rule& rule = pack_.duties[running.duty];
  if (contains(rule.met_by, move.event) || contains(rule.ended_by, move.event) || pack_.states[move.to].end) {
    // Extended when it was asked for, but nobody granted it in time.
    if (running.awaits_grant) return {};
    way ended = at;
    ended.duties.erase(ended.duties.begin() + static_cast<std::ptrdiff_t>(index));
    return {std::move(ended)};
  }
  const bool may_be_late = running.course == duty_course::limited || running.course == duty_course::declared;
  // The duty that has been exempted is on the way that left it out when that was asked for.
  if (may_be_late && rule.exempted_by && rule.exempted_by->on == move.event) return {};
  if (may_be_late && rule.extended_by && rule.extended_by->on == move.event) {
    if (running.awaits_grant) {
      way granted = at;
      granted.duties[index].awaits_grant = false;
      return {std::move(granted)};
    }
    return extended(at, index, false);
  }
  std::vector<way> out = choose_again(at, index);
  if (!may_be_late) return out;
  const std::size_t as_before = out.size();
  for (std::size_t i = 0; i < as_before; ++i) {
    if (rule.exempted_by && rule.exempted_by->asked == move.event) {
      way exempted = out[i];
      exempted.duties[index].course = duty_course::exempted;
      exempted.duties[index].start = -1;
      out.push_back(std::move(exempted));
    }
    if (rule.extended_by && rule.extended_by->asked == move.event && !running.awaits_grant) {
      for (way& longer : extended(out[i], index, true)) out.push_back(std::move(longer));
    }
  }
  return out;
}

std::vector<way> lawful_walk::extended(way at, std::size_t index, bool awaits_grant) {
  running_duty& running = at.duties[index];
  const extension_rule& extension = *pack_.duties[running.duty].extended_by;
  if (running.extensions >= extension.policy.times) return {};
  ++running.extensions;
  running.awaits_grant = awaits_grant;
  if (extension.until) {
    running.course = duty_course::declared;
    running.by_rows = false;
    running.start = -1;
    return {std::move(at)};
  }
  if (running.course == duty_course::limited && !limit_by(at, index)) return {};
  return {std::move(at)};
}

// The facts may have changed which limit holds; it is counted from the same start.
std::vector<way> lawful_walk::choose_again(const way& at, std::size_t index) {
  const running_duty& running = at.duties[index];
  const bool by_rows =
      running.course == duty_course::limited || (running.course == duty_course::declared && running.by_rows);
  if (!by_rows || pack_.duties[running.duty].within.size() < 2) return {at};
  std::vector<way> out;
  for (choice& chosen : with_rows(at, pack_.duties[running.duty].within)) {
    if (chosen.rows == running.rows) {
      out.push_back(std::move(chosen.one));
      continue;
    }
    chosen.one.duties[index].rows = chosen.rows;
    if (limit_by(chosen.one, index)) out.push_back(std::move(chosen.one));
  }
  return out;
}

std::vector<way> lawful_walk::start_duty(const way& at, std::size_t duty) {
  const duty_rule& rule = pack_.duties[duty];
  const bool runs = std::any_of(at.duties.begin(), at.duties.end(),
                                [duty](const running_duty& running) { return running.duty == duty; });
  if (runs && !rule.for_each) return {at};
  const bool counted = std::any_of(counting_.begin(), counting_.end(), [&](std::size_t fact) {
    return pack_.facts[fact].counts->duty == duty;
  });
  running_duty begun;
  begun.duty = duty;
  begun.start = static_cast<std::int32_t>(at.acts.size()) - 1;
  if (rule.within.empty()) {
    begun.course = duty_course::no_limit;
    begun.start = -1;
  }
  std::vector<way> out;
  // A duty without a limit only names waits: it is enough that it may run.
  if (rule.within.empty() && !counted) {
    out.push_back(at);
    if (moves_.space().may_hold(moves_.starts(duty), at.facts)) out.back().duties.push_back(begun);
    return out;
  }
  for (const bool starts : {true, false}) {
    for (fact_box& box : moves_.space().split(moves_.starts(duty), at.facts, starts)) {
      way one = at;
      one.facts = std::move(box);
      if (!starts) {
        out.push_back(std::move(one));
        continue;
      }
      const std::size_t index = one.duties.size();
      one.duties.push_back(begun);
      if (rule.within.empty()) {
        out.push_back(std::move(one));
        continue;
      }
      for (choice& chosen : with_rows(one, rule.within)) {
        chosen.one.duties[index].rows = chosen.rows;
        if (limit_by(chosen.one, index)) out.push_back(std::move(chosen.one));
      }
    }
  }
  return out;
}

// One way for each set of rows that the facts may leave.
std::vector<lawful_walk::choice> lawful_walk::with_rows(const way& next, const std::vector<limit_rule>& within) {
  std::vector<std::pair<fact_box, std::vector<bool>>> stage{{next.facts, {}}};
  for (const limit_rule& limit : within) {
    std::vector<std::pair<fact_box, std::vector<bool>>> after;
    for (const auto& [facts, chosen] : stage) {
      for (const bool holds : {true, false}) {
        for (fact_box& box : moves_.space().split(limit.row.when, facts, holds)) {
          spend(1, after.size());
          after.emplace_back(std::move(box), chosen);
          after.back().second.push_back(holds);
        }
      }
    }
    stage = std::move(after);
  }
  std::vector<choice> out;
  for (auto& [facts, chosen] : stage) {
    out.push_back({next, rows_number(std::move(chosen))});
    out.back().one.facts = std::move(facts);
  }
  return out;
}

std::uint32_t lawful_walk::rows_number(std::vector<bool> chosen) {
  const auto [at, fresh] = row_numbers_.emplace(chosen, static_cast<std::uint32_t>(rows_.size()));
  if (fresh) rows_.push_back(std::move(chosen));
  return at->second;
}

// The limit that the duty's rows and extensions give, counted from its start. False when nothing can come of it.
bool lawful_walk::limit_by(way& one, std::size_t index) {
  running_duty& running = one.duties[index];
  const limited_map& limit = map_of(false, running.duty, running.rows, running.extensions);
  // Its start lies behind a wait without end. A bound would have ended that wait.
  if (running.start < 0) return !limit.bounded;
  running.course = limit.bounded ? duty_course::limited : duty_course::declared;
  running.last = limit.last;
  return true;
}

// Is there a duty that began with the same act, never leaves more time, and is never over before this one?
bool lawful_walk::covered(const way& one, const running_duty& running) {
  const duty_rule& rule = pack_.duties[running.duty];
  return std::any_of(one.duties.begin(), one.duties.end(), [&](const running_duty& other) {
    if (other.course != duty_course::limited || other.start != running.start || &other == &running) return false;
    // Of two that are the same the first counts.
    if (other.last == running.last && &other > &running) return false;
    const duty_rule& its = pack_.duties[other.duty];
    const auto ends_this = [&rule](event_number event) {
      return contains(rule.met_by, event) || contains(rule.ended_by, event);
    };
    return std::all_of(its.met_by.begin(), its.met_by.end(), ends_this) &&
           std::all_of(its.ended_by.begin(), its.ended_by.end(), ends_this) &&
           pool_.at_least(running.last, pool_.where(other.last, running.last));
  });
}

// Follows each act from which a limit falls somewhere on the sets of instants on which it does not.
std::vector<way> lawful_walk::tied(way next) {
  std::vector<way> stage{std::move(next)};
  for (std::size_t index = 0; index < stage.front().duties.size(); ++index) {
    std::vector<way> after;
    for (const way& one : stage) {
      spend(1, after.size());
      const running_duty& running = one.duties[index];
      if (running.course != duty_course::limited) {
        after.push_back(one);
        continue;
      }
      const limited_map& limit = map_of(false, running.duty, running.rows, running.extensions);
      if (limit.ends && covered(one, running)) {
        after.push_back(one);
        continue;
      }
      for (auto& [on_set, bounded] : tied_to(one, running.start, limit)) {
        if (!bounded) on_set.duties[index].course = duty_course::declared;
        after.push_back(std::move(on_set));
      }
    }
    stage = std::move(after);
    if (stage.empty()) break;
  }
  return stage;
}

// The ways on whose sets of instants for the act the limit never falls, and whether it has an end there.
std::vector<std::pair<way, bool>> lawful_walk::tied_to(const way& next, std::int32_t act, const limited_map& limit) {
  std::vector<std::pair<way, bool>> out;
  const auto add = [&](std::optional<map_number> only, bool bounded) {
    out.emplace_back(next, bounded);
    way_act& start = out.back().first.acts[static_cast<std::size_t>(act)];
    if (only) start.only = only;
    out.back().first.early = next.early || (act != 0 && limit.early);
  };
  // The first act of a part is not moved by what it bounds.
  if (limit.sets.empty() || (act == 0 && limit.ends)) {
    add(std::nullopt, limit.bounded);
    return out;
  }
  const std::optional<map_number> before = next.acts[static_cast<std::size_t>(act)].only;
  for (const map_number set : limit.sets) {
    const map_number only = before ? pool_.least(set, *before) : set;
    if (!pool_[only].empty()) add(only, pool_[limit.last].at(pool_[only].pieces().front().from) != no_bound);
  }
  return out;
}

const lawful_walk::limited_map& lawful_walk::map_of(bool bar, std::size_t rule, std::uint32_t rows,
                                                    std::int32_t extensions) {
  const auto [at, fresh] = limited_.try_emplace({bar, rule, rows, extensions});
  limited_map& limit = at->second;
  if (!fresh) return limit;
  const std::vector<bool> chosen = rows_[rows];
  const start_span starts{question_.first_start, question_.known_until + 1};
  lawful_course course;
  if (bar) {
    const time_bar& until = *pack_.transitions[rule].until;
    course = last_lawful(pack_, {until.within, chosen, until.calendar, {}, 0}, starts);
  } else {
    const duty_rule& duty = pack_.duties[rule];
    const amount by = duty.extended_by ? duty.extended_by->by : amount{};
    course = last_lawful(pack_, {duty.within, chosen, duty.calendar, by, extensions}, starts);
  }
  if (course.last.empty()) throw beyond_known{question_.known_until};
  limit.last = pool_.keep(std::move(course.last));
  limit.early = course.early;
  limit.ends = pool_[limit.last].ends();
  limit.bounded = limit.ends || std::any_of(course.sets.begin(), course.sets.end(), [&](const instant_map& set) {
                    return pool_[limit.last].at(set.pieces().front().from) != no_bound;
                  });
  for (instant_map& set : course.sets) limit.sets.push_back(pool_.keep(std::move(set)));
  return limit;
}

}  // namespace thoihan
