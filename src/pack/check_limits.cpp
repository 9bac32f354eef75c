// The checker: what limits say of each other, and what none of them bounds.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "src/pack/case_moves.hpp"
#include "src/pack/last_lawful.hpp"
#include "src/pack/pack_loader.hpp"
#include "src/pack/rule_findings.hpp"
#include "src/pack/state_graph.hpp"
#include "thoihan/limit/evaluate.hpp"

namespace thoihan {
namespace {

// What checking one pack may cost at most: rows, boxes and pieces that are looked at.
constexpr std::size_t most_steps = 20'000'000;
constexpr std::size_t steps_a_piece = 10;

// A limit that one set of facts leaves of some rows.
struct chosen_limit {
  const std::vector<limit_rule>* within = nullptr;
  std::uint16_t calendar = 0;
  std::vector<bool> chosen;
};

class limit_checker {
 public:
  limit_checker(const rule_pack& pack, const pack_places& places, const rule_findings& told)
      : pack_(pack), places_(places), told_(told), space_(pack, every_condition(pack)) {}

  void check() {
    check_horizons();
    check_loops();
    for (std::size_t i = 0; i < pack_.duties.size(); ++i) {
      check_declared(i);
      check_bars(i);
      check_steps(i);
    }
  }

 private:
  static std::vector<const condition*> every_condition(const rule_pack& pack) {
    std::vector<const condition*> out;
    for (const transition_rule& rule : pack.transitions) {
      out.push_back(&rule.when);
      if (!rule.until) continue;
      for (const limit_rule& limit : rule.until->within) out.push_back(&limit.row.when);
    }
    for (const duty_rule& duty : pack.duties) {
      out.push_back(&duty.when);
      for (const limit_rule& limit : duty.within) out.push_back(&limit.row.when);
    }
    return out;
  }

  void spend(std::size_t steps) const {
    spent_ += steps;
    if (spent_ > most_steps) {
      throw error(status::too_big, {"các thời hạn, điều kiện và vòng lặp quá nhiều để so sánh hết",
                                    "there are too many limits, conditions and loops to compare them all"});
    }
  }

  // Loops.

  void check_loops() {
    // That an end can be left is a finding of its own.
    const auto leads_on = [this](const state_arc& arc) { return !pack_.states[arc.from].end; };
    const state_graph whole{pack_, leads_on};
    std::set<state_arc> counted;
    for (const state_loop& loop : whole.loops()) {
      for (const state_arc& arc : whole.arcs()) {
        if (contains(loop.states, arc.from) && contains(loop.states, arc.to) && bounded_by_facts(arc, loop))
          counted.insert(arc);
      }
    }
    const state_graph graph{pack_, [&](const state_arc& arc) { return leads_on(arc) && counted.count(arc) == 0; }};
    for (const state_loop& loop : graph.loops()) {
      if (spanned(loop, graph)) continue;
      std::string states;
      for (const state_number at : loop.states) states += (states.empty() ? "\"" : ", \"") + pack_.states[at].id + "\"";
      std::string events;
      for (const state_arc& arc : loop.shortest)
        events += (events.empty() ? "" : ", ") + pack_.events[pack_.transitions[arc.rule].event];
      told_.gap(
          "loop-without-limit", places_.states[loop.states.front()],
          say("hồ sơ có thể đi vòng mãi giữa {} (ngắn nhất: {}): không thời hạn nào bao trùm và không số lần nào chặn",
              "a case may go round among {} without end (the shortest way: {}): no limit spans it and no count bounds "
              "it",
              states, events));
    }
  }

  // The values of a fact with which an act is possible.
  std::uint64_t possible(const transition_rule& rule, std::size_t fact) const {
    std::uint64_t out = 0;
    for (const fact_box& box : space_.split(rule.when, space_.all(), true)) out |= box.may[fact];
    return out;
  }

  std::uint64_t value_of(std::size_t fact, const fact_value& value) const {
    fact_box box = space_.all();
    space_.set(fact, value, box);
    return box.may[fact];
  }

  // Can the arc be taken so often only, because of a fact that it changes for good or that counts its event?
  bool bounded_by_facts(const state_arc& arc, const state_loop& loop) const {
    const transition_rule& rule = pack_.transitions[arc.rule];
    for (const condition_node& node : rule.when) {
      if (node.kind != condition_kind::range && node.kind != condition_kind::present) continue;
      spend(pack_.flow.rows().size());
      const std::size_t fact = node.fact;
      const std::uint64_t values = possible(rule, fact);
      const auto& counts = pack_.facts[fact].counts;
      if (counts) {
        const std::uint64_t most = value_of(fact, fact_value::of(pack_.facts[fact].high));
        const auto begins_anew = [&](const machine_row& row) {
          return row.from != no_state && contains(loop.states, row.from) && contains(loop.states, row.to) &&
                 contains(counts->anew, row.event);
        };
        const auto rows = pack_.flow.rows();
        if (contains(counts->events, rule.event) && (values & most) == 0 && std::none_of(rows.begin(), rows.end(), begins_anew))
          return true;
        continue;
      }
      fact_box after = space_.all();
      change(rule, fact, after);
      if ((after.may[fact] & values) != 0) continue;
      const auto undoes = [&](const machine_row& row) {
        if (row.from == no_state || !contains(loop.states, row.from) || !contains(loop.states, row.to)) return false;
        fact_box outside = space_.all();
        outside.may[fact] &= ~values;
        change(pack_.transitions[row.rule], fact, outside);
        return (outside.may[fact] & values) != 0;
      };
      const auto rows = pack_.flow.rows();
      if (std::none_of(rows.begin(), rows.end(), undoes)) return true;
    }
    return false;
  }

  void change(const transition_rule& rule, std::size_t fact, fact_box& box) const {
    const auto number = static_cast<std::uint16_t>(fact);
    if (contains(rule.needs, number)) space_.give(fact, box);
    if (contains(rule.takes, number)) space_.may_give(fact, box);
    for (const auto& [set, value] : rule.sets) {
      if (set == number) space_.set(fact, value, box);
    }
    if (contains(rule.clears, number)) space_.clear(fact, box);
    if (rule.routes && pack_.lead_fact == number) space_.give(fact, box);
    if (rule.routes && pack_.support_fact == number) space_.leave(fact, box);
  }

  // Does a limited duty run from the beginning through all of the loop?
  bool spanned(const state_loop& loop, const state_graph& graph) const {
    const auto rows = pack_.flow.rows();
    if (std::none_of(rows.begin(), rows.end(), [](const machine_row& row) { return row.from == no_state; }))
      return false;
    return std::any_of(pack_.duties.begin(), pack_.duties.end(), [&](const duty_rule& duty) {
      spend(rows.size());
      if (duty.within.empty() || !duty.when.empty() || duty.for_each || (duty.extended_by && duty.extended_by->until) ||
          duty.exempted_by)
        return false;
      const auto bounded = [](const limit_rule& rule) { return without_anchors(rule.row.what).has_value(); };
      if (!std::all_of(duty.within.begin(), duty.within.end(), bounded)) return false;
      return std::all_of(rows.begin(), rows.end(), [&](const machine_row& row) {
        if (row.from == no_state) return contains(duty.from, row.event);
        const state_number entry = loop.states.front();
        const bool leads_there = contains(loop.states, row.to) || graph.reaches(row.to, entry);
        return !leads_there || (!contains(duty.met_by, row.event) && !contains(duty.ended_by, row.event));
      });
    });
  }

  // Dates that somebody declares.

  void check_declared(std::size_t number) {
    const duty_rule& duty = pack_.duties[number];
    if (duty.within.empty()) return;
    if (duty.extended_by && duty.extended_by->until) {
      told_.gap("declared-without-limit", places_.duties[number],
                say("hạn của \"{}\" thay bằng ngày do \"{}\" nêu, và không khoản nào giới hạn ngày đó",
                    "the due of \"{}\" gives way to the date that \"{}\" names, and no clause bounds that date",
                    duty.id, pack_.events[duty.extended_by->on]));
      return;
    }
    for (const limit_rule& rule : duty.within) {
      if (without_anchors(rule.row.what)) continue;
      const std::optional<std::uint16_t> fact = declared_later(rule.row.what);
      if (!fact) continue;
      told_.gap(
          "declared-without-limit", places_.duties[number],
          say("hạn của \"{}\" tính từ \"{}\" do người khai báo sau khi tiếp nhận, và không khoản nào giới hạn ngày đó",
              "the due of \"{}\" counts from \"{}\", which is declared after receipt, and no clause bounds that date",
              duty.id, pack_.facts[*fact].id));
      return;
    }
  }

  // The fact that the limit counts back from, where events other than receipt give it.
  std::optional<std::uint16_t> declared_later(const limit& what) const {
    for (std::size_t i = 0; i < what.size; ++i) {
      const limit_term& term = what.nodes[i].term;
      if (what.nodes[i].kind != limit_kind::term || !term.back) continue;
      const auto gives = [&](const transition_rule& rule) {
        return !rule.from.empty() && (contains(rule.needs, term.anchor) || contains(rule.takes, term.anchor));
      };
      spend(pack_.transitions.size());
      if (std::any_of(pack_.transitions.begin(), pack_.transitions.end(), gives)) return term.anchor;
    }
    return std::nullopt;
  }

  // Limits against each other.

  // A time-bar that lasts longer than the duty which its act ends, or whose due it replaces.
  void check_bars(std::size_t number) {
    const duty_rule& duty = pack_.duties[number];
    if (duty.within.empty()) return;
    spend(pack_.transitions.size());
    std::set<event_number> said;
    std::vector<bool> runs;
    for (const transition_rule& rule : pack_.transitions) {
      if (!rule.until || said.count(rule.event) != 0) continue;
      const auto starts = [&](event_number event) { return contains(duty.from, event); };
      if (std::none_of(rule.until->from.begin(), rule.until->from.end(), starts)) continue;
      const bool interim =
          duty.extended_by && (duty.extended_by->on == rule.event || duty.extended_by->asked == rule.event);
      if (!interim && !contains(duty.ended_by, rule.event)) continue;
      if (runs.empty()) runs = states_of(duty);
      if (std::none_of(rule.from.begin(), rule.from.end(), [&](state_number from) { return runs[from]; })) continue;
      const auto witness = later({&rule.until->within}, {rule.until->calendar}, duty, {&duty.when, &rule.when});
      if (!witness) continue;
      said.insert(rule.event);
      const std::string& event = pack_.events[rule.event];
      if (interim) {
        told_.gap("interim-after-final", places_.duties[number],
                  say("\"{}\" được báo trong hạn dài hơn hạn của chính \"{}\": {}",
                      "\"{}\" may be told after \"{}\" itself was due: {}", event, duty.id, *witness));
      } else {
        told_.gap("return-after-due", places_.duties[number],
                  say("\"{}\" còn được làm khi \"{}\" đã quá hạn: {}",
                      "\"{}\" is still allowed when \"{}\" is overdue: {}", event, duty.id, *witness));
      }
    }
  }

  // The states in which a duty may run.
  std::vector<bool> states_of(const duty_rule& duty) const {
    std::vector<bool> out(pack_.states.size(), false);
    for (const machine_row& row : pack_.flow.rows()) {
      spend(1);
      if (out[row.to] || !contains(duty.from, row.event)) continue;
      const transition_rule& rule = pack_.transitions[row.rule];
      for (fact_box& box : space_.split(rule.when, space_.all(), true)) {
        spend(box.may.size());
        for (const auto& [fact, value] : rule.sets) space_.set(fact, value, box);
        for (const std::uint16_t fact : rule.clears) space_.clear(fact, box);
        if (space_.may_hold(duty.when, box)) out[row.to] = true;
      }
    }
    for (bool grown = true; grown;) {
      grown = false;
      for (const machine_row& row : pack_.flow.rows()) {
        spend(1);
        if (row.from == no_state || !out[row.from] || out[row.to]) continue;
        if (contains(duty.met_by, row.event) || contains(duty.ended_by, row.event)) continue;
        out[row.to] = true;
        grown = true;
      }
    }
    return out;
  }

  // Duties that follow each other and together take longer than the one that spans them.
  void check_steps(std::size_t number) {
    const duty_rule& whole = pack_.duties[number];
    if (whole.within.empty()) return;
    std::vector<std::size_t> chain;
    const auto witness = follow(number, whole.from, chain);
    if (!witness) return;
    std::string steps;
    for (const std::size_t step : chain) steps += (steps.empty() ? "" : ", ") + pack_.duties[step].id;
    told_.gap("steps-exceed-whole", places_.duties[number],
              say("các bước {} cộng lại dài hơn \"{}\": {}", "the steps {} together take longer than \"{}\": {}", steps,
                  whole.id, *witness));
  }

  std::optional<std::string> follow(std::size_t whole_number, const std::vector<event_number>& from,
                                    std::vector<std::size_t>& chain) {
    const duty_rule& whole = pack_.duties[whole_number];
    spend(pack_.duties.size());
    for (std::size_t step = 0; step < pack_.duties.size(); ++step) {
      const duty_rule& duty = pack_.duties[step];
      if (step == whole_number || duty.within.empty() || contains(chain, step)) continue;
      const auto begins = [&](event_number event) { return contains(from, event); };
      if (std::none_of(duty.from.begin(), duty.from.end(), begins)) continue;
      const auto meets = [&](event_number event) { return contains(whole.met_by, event); };
      const auto ends = [&](event_number event) { return meets(event) || contains(whole.ended_by, event); };
      const auto begins_whole = [&](event_number event) { return contains(whole.from, event); };
      chain.push_back(step);
      if (chain.size() > 1 && std::any_of(duty.met_by.begin(), duty.met_by.end(), meets)) {
        std::vector<const std::vector<limit_rule>*> steps;
        std::vector<std::uint16_t> calendars;
        std::vector<const condition*> together{&whole.when};
        for (const std::size_t one : chain) {
          steps.push_back(&pack_.duties[one].within);
          calendars.push_back(pack_.duties[one].calendar);
          together.push_back(&pack_.duties[one].when);
        }
        if (auto witness = later(steps, calendars, whole, together)) return witness;
      }
      // What meets the step leads on, unless it is over with the whole or begins it anew.
      std::vector<event_number> next;
      for (const event_number event : duty.met_by) {
        if (!ends(event) && !begins_whole(event)) next.push_back(event);
      }
      if (!next.empty()) {
        if (auto witness = follow(whole_number, next, chain)) return witness;
      }
      chain.pop_back();
    }
    return std::nullopt;
  }

  // A start from which the steps, one after the other, may end later than `whole`, with the facts under which all of them hold.
  std::optional<std::string> later(const std::vector<const std::vector<limit_rule>*>& steps,
                                   const std::vector<std::uint16_t>& calendars, const duty_rule& whole,
                                   const std::vector<const condition*>& together) {
    std::vector<fact_box> boxes{space_.all()};
    for (const condition* when : together) {
      std::vector<fact_box> held;
      for (const fact_box& box : boxes) {
        for (fact_box& part : space_.split(*when, box, true)) {
          spend(part.may.size());
          held.push_back(std::move(part));
        }
      }
      boxes = std::move(held);
    }
    std::set<std::vector<std::vector<bool>>> tried;
    for (const fact_box& box : boxes) {
      std::vector<std::pair<fact_box, std::vector<std::vector<bool>>>> stage{{box, {}}};
      for (const auto* within : steps) stage = choices(stage, *within);
      for (const auto& [facts, chosen] : choices(stage, whole.within)) {
        if (!tried.insert(chosen).second) continue;
        std::vector<chosen_limit> limits;
        for (std::size_t i = 0; i < steps.size(); ++i) limits.push_back({steps[i], calendars[i], chosen[i]});
        if (auto witness = compare(limits, {&whole.within, whole.calendar, chosen.back()})) return witness;
      }
    }
    return std::nullopt;
  }

  std::vector<std::pair<fact_box, std::vector<std::vector<bool>>>> choices(
      const std::vector<std::pair<fact_box, std::vector<std::vector<bool>>>>& before,
      const std::vector<limit_rule>& within) const {
    auto stage = before;
    for (auto& [facts, chosen] : stage) chosen.emplace_back();
    for (const limit_rule& rule : within) {
      std::vector<std::pair<fact_box, std::vector<std::vector<bool>>>> after;
      for (const auto& [facts, chosen] : stage) {
        for (const bool holds : {true, false}) {
          for (fact_box& box : space_.split(rule.row.when, facts, holds)) {
            spend(box.may.size());
            after.emplace_back(std::move(box), chosen);
            after.back().second.back().push_back(holds);
          }
        }
      }
      stage = std::move(after);
    }
    return stage;
  }

  // The one limit that is left whatever the time of receipt, if there is one.
  static const limit_rule* only_row(const chosen_limit& of) {
    const limit_rule* rest = nullptr;
    const limit_rule* found = nullptr;
    for (std::size_t i = 0; i < of.chosen.size(); ++i) {
      const limit_rule& rule = (*of.within)[i];
      if (!of.chosen[i]) continue;
      if (rule.row.received != receipt::any) return nullptr;
      (rule.row.is_rest() ? rest : found) = &rule;
    }
    return found != nullptr ? found : rest;
  }

  std::optional<std::string> compare(const std::vector<chosen_limit>& steps, const chosen_limit& whole) {
    if (plainly_shorter(steps, whole)) return std::nullopt;
    const start_span starts = year_of_starts();
    instant_map sum = instant_map::moving(starts.first, starts.end - 1, starts.first);
    for (const chosen_limit& step : steps) {
      const instant_map& next = course(step, starts);
      if (next.empty()) return std::nullopt;
      // What begins after the calendar has ended cannot be compared.
      const auto known = instant_map::constant(starts.first, starts.end - 1, next.pieces().back().until);
      sum = compose(next, where(sum, where_at_least(known, sum)));
      spend(sum.pieces().size() * steps_a_piece);
    }
    const instant_map& limit = course(whole, starts);
    // Between two ends of pieces of either the difference only grows, or only shrinks.
    for (const instant_map* map : std::array<const instant_map*, 2>{&limit, &sum}) {
      for (const map_piece& piece : map->pieces()) {
        for (const instant start : {piece.from, piece.until}) {
          const auto last = sum.at(start);
          const auto due = limit.at(start);
          if (!last || !due || *last <= *due || *last == no_bound) continue;
          return fmt::format("{}: {} > {}", std::string_view{format_instant(start).data()},
                             std::string_view{format_instant(*last).data()},
                             std::string_view{format_instant(*due).data()});
        }
      }
    }
    return std::nullopt;
  }

  // Plain amounts of one unit on one calendar need no dates: their numbers tell.
  bool plainly_shorter(const std::vector<chosen_limit>& steps, const chosen_limit& whole) const {
    const limit_rule* own = only_row(whole);
    if (own == nullptr) return false;
    const unit in = own->row.what.nodes[0].term.length.in;
    if (!(own->row.what == limit::of({own->row.what.nodes[0].term.length.count, in}))) return false;
    if (!is_clock_unit(in) && !is_working_time_unit(in) && in != unit::working_day) return false;
    std::int64_t sum = 0;
    for (const chosen_limit& step : steps) {
      const limit_rule* row = only_row(step);
      if (row == nullptr || (step.calendar != whole.calendar && !is_clock_unit(in))) return false;
      const amount length = row->row.what.nodes[0].term.length;
      if (length.in != in || !(row->row.what == limit::of(length))) return false;
      sum += length.count;
    }
    return sum <= own->row.what.nodes[0].term.length.count;
  }

  // The last decided year, as far as the calendars know it.
  start_span year_of_starts() const {
    const int year = civil_from_days(pack_.main_calendar().decided_until + 1).year - 1;
    start_span out{instant_at(days_from_civil(year, 1, 1), 0), instant_at(days_from_civil(year + 1, 1, 1), 0)};
    for (const calendar* hours : pack_.compiled) {
      out.first = std::max(out.first, hours->first_instant());
      out.end = std::min(out.end, hours->last_instant());
    }
    if (out.first < out.end) return out;
    const calendar& hours = pack_.main_calendar().compiled;
    return {hours.first_instant(),
            std::min(hours.last_instant(), hours.first_instant() + instant{366} * seconds_a_day)};
  }

  const instant_map& course(const chosen_limit& of, const start_span& starts) {
    const auto [at, fresh] = courses_.try_emplace({of.within, of.calendar, of.chosen});
    if (fresh) {
      start_span reach = starts;
      reach.end += starts.end - starts.first;
      for (const calendar* hours : pack_.compiled) reach.end = std::min(reach.end, hours->last_instant());
      at->second = last_lawful(pack_, {*of.within, of.chosen, of.calendar, {}, 0}, reach).last;
    }
    spend(at->second.pieces().size() * steps_a_piece);
    return at->second;
  }

  // Horizons.

  void check_horizons() {
    for (const duty_rule& duty : pack_.duties) {
      for (const limit_rule& rule : duty.within) check_horizon(rule.row.what, rule.pointer, duty.calendar);
    }
    for (const transition_rule& rule : pack_.transitions) {
      if (!rule.until) continue;
      for (const limit_rule& row : rule.until->within) check_horizon(row.row.what, row.pointer, rule.until->calendar);
    }
  }

  void check_horizon(const limit& what, const std::string& pointer, std::uint16_t calendar) {
    const auto bounded = without_anchors(what);
    if (!bounded) return;
    const auto& hours = pack_.calendars[calendar].office->compiled;
    // A pack may be in force only after the calendar has ended; the limit is then counted from the calendar's first day.
    const bool known = hours.knows(pack_.instrument.in_force);
    const day_number start = known ? pack_.instrument.in_force : hours.first_day();
    limit_answer answer;
    if (evaluate_limit(hours, *bounded, instant_at(start, 0), {}, answer) == status::ok) return;
    told_.error(
        "horizon-too-short", locate(places_.root, pointer),
        say("lịch \"{}\" chỉ biết đến {}: thời hạn này tính từ {} không có ngày kết thúc",
            "the calendar \"{}\" ends on {}: counted from {} this limit has no end", pack_.calendars[calendar].name,
            std::string_view{format_date(hours.last_day()).data()}, std::string_view{format_date(start).data()}));
  }

  const rule_pack& pack_;
  const pack_places& places_;
  const rule_findings& told_;
  fact_space space_;
  std::map<std::tuple<const std::vector<limit_rule>*, std::uint16_t, std::vector<bool>>, instant_map> courses_;
  mutable std::size_t spent_ = 0;
};

}  // namespace

bool check_limits(const rule_pack& pack, const pack_places& places, const rule_findings& told) {
  try {
    limit_checker{pack, places, told}.check();
    return true;
  } catch (const error& problem) {
    if (problem.code() != status::too_big) throw;
    told.error("undecidable", places.root, problem.text());
    return false;
  }
}

}  // namespace thoihan
