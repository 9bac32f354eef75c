#include "thoihan/pack/worst.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "src/pack/last_lawful.hpp"
#include "src/pack/lawful_walk.hpp"
#include "src/pack/say.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/limit/extension.hpp"

namespace thoihan {
namespace {

constexpr instant usual_reach_s = instant{400} * seconds_a_day;

bool tells_reporter(const rule_pack& pack, const transition_rule& rule) {
  return std::any_of(rule.notices.begin(), rule.notices.end(),
                     [&](std::uint16_t notice) { return pack.notices[notice].to == "reporter"; });
}

// The last instant that every calendar of the pack knows.
instant last_known(const rule_pack& pack) {
  instant out = last_supported_instant;
  for (const calendar* hours : pack.compiled) out = std::min(out, hours->last_instant());
  return out - 1;
}

class worst_search {
 public:
  worst_search(const rule_pack& pack, const worst_question& question, const std::vector<state_number>& answered)
      : pack_(pack), moves_(pack), graph_(pack) {
    asked_.first_start = question.first_start;
    asked_.last_start = question.last_start;
    asked_.answered.assign(pack.states.size(), false);
    for (const state_number at : answered) asked_.answered[at] = true;
  }

  worst_answer answer() {
    const instant end = last_known(pack_);
    asked_.known_until = std::min(asked_.last_start + usual_reach_s, end);
    for (;;) {
      try {
        return answer_within();
      } catch (const beyond_known& beyond) {
        if (asked_.known_until >= end) throw_too_short(beyond.needed);
        asked_.known_until = std::min(end, asked_.last_start + 2 * (asked_.known_until - asked_.last_start));
      }
    }
  }

 private:
  [[noreturn]] void throw_too_short(instant needed) const {
    const std::string until = format_date(day_of(last_known(pack_))).data();
    const std::string wanted = is_supported_instant(needed) ? format_date(day_of(needed)).data() : std::string{"2100"};
    throw error(status::horizon, say("lịch chỉ biết đến {}, cần đến {}",
                                     "the calendar ends on {}, dates up to {} are needed", until, wanted));
  }

  worst_answer answer_within() {
    if (asked_.last_start > asked_.known_until ||
        std::any_of(pack_.compiled.begin(), pack_.compiled.end(),
                    [&](const calendar* hours) { return asked_.first_start < hours->first_instant(); })) {
      throw_too_short(asked_.last_start);
    }
    lawful_walk walk{pack_, moves_, graph_, asked_};
    worst_answer out;
    for (const worst_goal goal : {worst_goal::answer, worst_goal::end}) {
      for (int comebacks = 0; comebacks <= most_comebacks; ++comebacks) {
        for (const bool bounded : {true, false}) {
          for (const worst_measure by : {worst_measure::calendar, worst_measure::working}) {
            const auto best = walk.best({goal, bounded, by}, comebacks);
            if (best)
              out.times.push_back(told(walk, best->number, {goal, comebacks, bounded, by, 0, 0, {}, {}, false}));
          }
        }
      }
    }
    out.waits_for_answer = walk.waits(worst_goal::answer);
    out.waits_for_end = walk.waits(worst_goal::end);
    return out;
  }

  worst_time told(lawful_walk& walk, std::uint32_t number, worst_time out) {
    const way& last = walk.at(number);
    out.waits = last.waits;
    // The parts, each as it was when the next began, and what was waited for before it.
    std::vector<std::pair<const way*, std::optional<open_wait>>> parts{{&last, std::nullopt}};
    for (const way* at = &last; at->before;) {
      const bool begins = at->acts.size() == 1;
      if (begins) parts.back().second = at->waited;
      at = &walk.at(*at->before);
      if (begins && !at->acts.empty()) parts.push_back({at, std::nullopt});
    }
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      const std::size_t first = out.path.size();
      tell_part(walk, *part->first, out);
      out.path[first].waited = part->second;
    }
    return out;
  }

  // The greatest instants of the part's acts, when it begins where it takes longest.
  std::vector<instant> instants_of(const lawful_walk& walk, const way& part, instant start) const {
    std::vector<instant> out(part.acts.size(), no_bound);
    out.front() = start;
    for (bool lowered = true; lowered;) {
      lowered = false;
      for (std::size_t act = out.size(); act-- > 0;) {
        instant last = act + 1 < out.size() ? std::min(out[act], out[act + 1]) : out[act];
        for (const act_bound& bound : part.bounds) {
          const instant since = out[static_cast<std::size_t>(bound.from)];
          if (bound.to == static_cast<std::int32_t>(act) && since != no_bound)
            last = std::min(last, walk.map(bound.last).at(since).value_or(start));
        }
        if (part.acts[act].only && last != no_bound) last = at_or_before(walk.map(*part.acts[act].only), last);
        lowered = lowered || last != out[act];
        out[act] = last;
      }
    }
    if (out.front() != start || out.back() != walk.map(part.acts.back().last).at(start))
      throw std::logic_error("the acts of a worst case do not end where its time does");
    return out;
  }

  static instant at_or_before(const instant_map& set, instant t) {
    instant out = std::numeric_limits<instant>::min();
    for (const map_piece& piece : set.pieces()) {
      if (piece.from <= t) out = std::min(t, piece.until);
    }
    return out;
  }

  void tell_part(lawful_walk& walk, const way& part, worst_time& out) {
    const calendar& hours = pack_.main_calendar().compiled;
    const longest_span span = walk.longest_part(part, out.by);
    const std::vector<instant> instants = instants_of(walk, part, span.start);
    const std::size_t first = out.path.size();
    for (std::size_t i = 0; i < part.acts.size(); ++i) {
      worst_act act;
      act.transition = part.acts[i].rule;
      act.at = instants[i];
      out.path.push_back(act);
    }
    for (std::size_t i = 0; i < part.acts.size(); ++i) {
      for (const act_bound& bound : part.bounds) {
        if (bound.to != static_cast<std::int32_t>(i)) continue;
        const instant since = out.path[first + static_cast<std::size_t>(bound.from)].at;
        const pressing_rule rule = pressing(walk, bound, since, out);
        auto& pressed = out.path[first + i].pressed;
        if (!pressed || rule.due.late_from < pressed->due.late_from) pressed = rule;
      }
    }
    std::int64_t worked = 0;
    if (hours.elapsed(out.path[first].at, out.path.back().at, worked) != status::ok)
      throw beyond_known{out.path.back().at};
    out.elapsed_s += out.path.back().at - out.path[first].at;
    out.working_s += worked;
  }

  pressing_rule pressing(const lawful_walk& walk, const act_bound& bound, instant since, worst_time& out) const {
    pressing_rule rule{bound.by_bar, bound.rule, 0, bound.extensions, since, {}};
    const std::vector<limit_rule>& within =
        bound.by_bar ? pack_.transitions[bound.rule].until->within : pack_.duties[bound.rule].within;
    const std::uint16_t number =
        bound.by_bar ? pack_.transitions[bound.rule].until->calendar : pack_.duties[bound.rule].calendar;
    rule.row = row_at(pack_, {within, walk.rows(bound.rows), number, {}, 0}, since).value_or(0);
    limit what = *without_anchors(within[rule.row].row.what);
    for (std::int32_t i = 0; i < bound.extensions; ++i)
      extend_limit(what, pack_.duties[bound.rule].extended_by->by, what);
    if (evaluate_limit(*pack_.compiled[number], what, since, {}, rule.due) != status::ok) throw beyond_known{since};
    out.provisional = out.provisional || rule.due.provisional;
    return rule;
  }

  const rule_pack& pack_;
  case_moves moves_;
  state_graph graph_;
  walk_question asked_;
};

}  // namespace

worst_question whole_year(const rule_pack& pack, int year) {
  if (year < civil_from_days(first_supported_day).year || year > civil_from_days(last_supported_day).year) {
    throw error(status::range, say("năm {} ngoài khoảng 1990 đến 2099", "the year {} is outside 1990 to 2099", year));
  }
  const day_number first = days_from_civil(year, 1, 1);
  const day_number last = days_from_civil(year, 12, 31);
  for (const calendar* hours : pack.compiled) {
    if (hours->knows(first) && hours->knows(last)) continue;
    throw error(status::horizon, say("lịch chỉ biết từ {} đến {}, không trọn năm {}",
                                     "the calendar knows the dates from {} to {}, not the whole of {}",
                                     std::string_view{format_date(hours->first_day()).data()},
                                     std::string_view{format_date(hours->last_day()).data()}, year));
  }
  return {instant_at(first, 0), instant_at(last, seconds_a_day) - 1, {}};
}

int decided_year(const rule_pack& pack) noexcept {
  return civil_from_days(pack.main_calendar().decided_until + 1).year - 1;
}

std::vector<state_number> answered_states(const rule_pack& pack) {
  const state_graph graph{pack};
  const auto rows = pack.flow.rows();
  std::vector<state_number> out;
  for (std::size_t i = 0; i < pack.states.size(); ++i) {
    const auto at = static_cast<state_number>(i);
    const state& here = pack.states[i];
    bool answered = here.end || (here.holder && pack.roles[*here.holder].id == "reporter");
    if (!answered) {
      const bool told = std::all_of(rows.begin(), rows.end(), [&](const machine_row& row) {
        return row.to != at || row.from == at || tells_reporter(pack, pack.transitions[row.rule]);
      });
      const bool more = std::any_of(rows.begin(), rows.end(), [&](const machine_row& row) {
        return row.from != no_state && (row.from == at || graph.reaches(at, row.from)) &&
               tells_reporter(pack, pack.transitions[row.rule]);
      });
      answered = told && !more;
    }
    if (answered) out.push_back(at);
  }
  return out;
}

worst_answer worst_times(const rule_pack& pack, const worst_question& question) {
  if (question.first_start > question.last_start) {
    throw error(status::invalid,
                {"lúc tiếp nhận đầu ở sau lúc tiếp nhận cuối", "the first receipt comes after the last one"});
  }
  const std::vector<state_number> answered = question.answered.empty() ? answered_states(pack) : question.answered;
  worst_answer out = worst_search{pack, question, answered}.answer();
  out.answered = answered;
  return out;
}

const basis& source_of(const rule_pack& pack, const open_wait& wait) {
  switch (wait.kind) {
    case wait_kind::no_duty: return pack.states[wait.number].source;
    case wait_kind::pause: return pack.pauses[wait.number].source;
    case wait_kind::declared:
      if (pack.duties[wait.number].extended_by && pack.duties[wait.number].extended_by->until)
        return pack.duties[wait.number].extended_by->source;
      break;
    case wait_kind::exempted: return pack.duties[wait.number].exempted_by->source;
    case wait_kind::no_limit: break;
  }
  return pack.duties[wait.number].source;
}

}  // namespace thoihan
