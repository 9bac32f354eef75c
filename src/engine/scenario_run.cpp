#include <algorithm>

#include "src/engine/officers.hpp"
#include "src/engine/opening.hpp"
#include "src/engine/scenario_words.hpp"
#include "src/pack/names.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/coverage.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/engine/scenario.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

constexpr std::string_view nothing = "-";

std::string flag_text(bool flag) { return flag ? "true" : "false"; }

std::string due_text(const limit_answer& answer) {
  if (answer.end == end_kind::day) return format_date(answer.due_date).data();
  return format_instant(answer.due).data();
}

template <class Named, class Number>
std::string id_or_nothing(const std::vector<Named>& list, const std::optional<Number>& number) {
  return number ? list[*number].id : std::string{nothing};
}

// The last round of a duty, or that with the number.
const duty_round* round_of(const case_view& view, std::size_t duty, std::int32_t number) {
  const duty_round* found = nullptr;
  for (const duty_round& round : view.duties()) {
    if (round.duty == duty && (number == 0 || round.round == number)) found = &round;
  }
  return found;
}

std::string status_text(const duty_round& round, instant at) {
  switch (round.clock.outcome()) {
    case clock_outcome::running:
      if (round.clock.exempted()) return "exempted";
      if (round.clock.limited() && round.clock.answer().paused) return "paused";
      return round.clock.late_at(at) ? "late" : "running";
    case clock_outcome::met: return "met";
    case clock_outcome::met_late: return "met_late";
    case clock_outcome::cancelled: return "cancelled";
  }
  return "none";
}

bool cites(const basis& source, const std::string& clause) {
  return std::find(source.cites.begin(), source.cites.end(), clause) != source.cites.end();
}

bilingual observed_words(const rule_pack& pack, const expectation& e) {
  const auto of_duty = [&](const bilingual& part) -> bilingual {
    const std::string& id = pack.duties[e.subject].id;
    const bilingual round = e.round == 0 ? bilingual{} : say(", vòng {}", ", round {}", e.round);
    return say("nghĩa vụ \"{}\"{}: {}", "duty \"{}\"{}: {}", id, round, part);
  };
  switch (e.what) {
    case observation::outcome: return {"việc được nhận hay từ chối", "outcome"};
    case observation::state: return {"trạng thái", "state"};
    case observation::holder: return {"ai đang giữ", "holder"};
    case observation::lead: return {"cơ quan chủ trì", "lead"};
    case observation::routing_row: return {"dòng phân công", "routing row"};
    case observation::support: return {"cơ quan phối hợp", "supporting authorities"};
    case observation::publication: return {"công khai", "publication"};
    case observation::late_act: return {"việc làm quá hạn", "late act"};
    case observation::running: return {"nghĩa vụ đang chạy", "running duties"};
    case observation::accepts: return {"sự kiện được nhận", "accepted events"};
    case observation::notices: return {"thông báo", "notices"};
    case observation::notice_to:
      return say("người nhận thông báo \"{}\"", "recipient of the notice \"{}\"", pack.notices[e.subject].id);
    case observation::notice_channels:
      return say("kênh của thông báo \"{}\"", "channels of the notice \"{}\"", pack.notices[e.subject].id);
    case observation::fact: return say("dữ kiện \"{}\"", "fact \"{}\"", pack.facts[e.subject].id);
    case observation::duty_status: return of_duty({"tình trạng", "status"});
    case observation::duty_due: return of_duty({"hạn", "due"});
    case observation::duty_late_from: return of_duty({"trễ từ", "late from"});
    case observation::duty_provisional: return of_duty({"hạn còn có thể đổi", "provisional"});
    case observation::duty_warnings: return of_duty({"lúc nhắc", "warnings"});
    case observation::duty_owed_by: return of_duty({"ai phải làm", "owed by"});
    case observation::cite: return {"căn cứ", "clause"};
    default: break;  // of a report, which is not observed here
  }
  return {};
}

std::string support_of(const rule_pack& pack, std::size_t row) {
  std::vector<std::string> names;
  for (const authority_number number : pack.routes.row(row).support) names.push_back(pack.authorities[number].id);
  return sorted_names(std::move(names));
}

std::string observe_row(const rule_pack& pack, const expectation& e, std::size_t row) {
  switch (e.what) {
    case observation::routing_row: return pack.routing[row].id;
    case observation::lead: return pack.authorities[pack.routes.row(row).lead].id;
    case observation::support: return support_of(pack, row);
    default: break;
  }
  const basis& source = pack.routing[row].source;
  return cites(source, e.value) ? e.value : source.text();
}

class scenario_runner {
 public:
  scenario_runner(const rule_pack& pack, const scenario& one, rule_reach* reached, run_extent extent)
      : pack_(pack),
        one_(one),
        reached_(reached),
        extent_(extent),
        view_(pack, one.id),
        happened_(pack.events.size()) {}

  // The acts of a scenario that comes before; what it expects is asked in its own run.
  bool prepare(const scenario& before) {
    for (const scenario_step& step : before.steps) {
      if (!step.act || step.refused != status::ok) continue;
      if (const auto problem = take(step)) {
        fail({observation::outcome, 0, 0, outcome_name(status::ok), step.where}, *problem);
        return false;
      }
    }
    return true;
  }

  void run() {
    for (const scenario_step& step : one_.steps) {
      effects_ = {};
      if (step.act && !act(step)) return;
      for (const expectation& e : step.expects) {
        if (e.what == observation::outcome) continue;
        const std::string found = observe(e, step);
        if (found == e.value) continue;
        failures_.push_back({e.where, one_.id, observed_words(pack_, e), e.value, found, limit_of(e)});
        if (extent_ == run_extent::first_failure) return;
      }
    }
  }

  std::vector<failed_expectation> failures() && { return std::move(failures_); }

 private:
  void fail(const expectation& e, const error& problem) {
    failures_.push_back(
        {e.where, one_.id, observed_words(pack_, e), e.value, outcome_name(problem.code()), problem.text()});
  }

  // False when the scenario cannot go on.
  bool act(const scenario_step& step) {
    const auto problem = take(step);
    const status found = problem ? problem->code() : status::ok;
    if (found == step.refused) return true;
    expectation e{observation::outcome, 0, 0, outcome_name(step.refused), step.where};
    for (const expectation& written : step.expects) {
      if (written.what == observation::outcome) e.where = written.where;
    }
    if (problem)
      fail(e, *problem);
    else
      failures_.push_back({e.where, one_.id, observed_words(pack_, e), e.value, outcome_name(status::ok), {}});
    return problem && step.refused != status::ok && extent_ == run_extent::whole;
  }

  // The refusal, when there is one.
  std::optional<error> take(const scenario_step& step) {
    case_act act = *step.act;
    if (step.by_named_body) act.authority = view_.body_for(act);
    note_limits(act);
    try {
      if (view_.state() == no_state) check_opening(pack_, act);
      check_officer(pack_, {pack_.roles[act.role].id,
                            act.authority ? std::string_view{pack_.authorities[*act.authority].id} : std::string_view{}, act.officer,
                            day_of(act.at)});
      effects_ = view_.apply(act);
    } catch (const error& problem) {
      return problem;
    }
    note(act);
    happened_[act.event] = act.at;
    return std::nullopt;
  }

  // The time-bar and the dating that judge an act, whether it is then refused or not.
  void note_limits(const case_act& act) {
    if (reached_ == nullptr) return;
    std::vector<fact_value> merged = view_.facts();
    for (const auto& [fact, value] : act.facts) merged[fact] = value;
    std::size_t row = 0;
    if (pack_.flow.step(view_.state(), act.event, act.role, merged, row) != status::ok) return;
    const std::size_t number = pack_.flow.row(row).rule;
    const transition_rule& rule = pack_.transitions[number];
    if (rule.dated_back && act.recorded_at > act.at) reached_->datings[number] = true;
    if (!rule.until) return;
    std::optional<instant> start;
    for (const event_number event : rule.until->from) {
      if (happened_[event] && (!start || *happened_[event] > *start)) start = happened_[event];
    }
    if (!start) return;
    try {
      const limit_choice choice = choose_row(pack_, rule.until->within, rule.until->calendar, *start, merged);
      reached_->bars[number][choice.row] = true;
    } catch (const error&) {
      // No row holds: the act says so itself.
    }
  }

  void note(const case_act& act) {
    if (reached_ == nullptr) return;
    rule_reach& out = *reached_;
    out.transitions[effects_.transition] = true;
    out.states[view_.state()] = true;
    out.roles[act.role] = true;
    for (const auto& [fact, value] : act.facts) out.facts[fact] = true;
    for (const auto& [fact, value] : pack_.transitions[effects_.transition].sets) out.facts[fact] = true;
    for (std::size_t i = 0; i < pack_.pauses.size(); ++i) {
      const std::vector<event_number>& from = pack_.pauses[i].from;
      if (view_.paused() && std::find(from.begin(), from.end(), act.event) != from.end()) out.pauses[i] = true;
    }
    if (const auto lead = view_.lead()) out.authorities[*lead] = true;
    if (effects_.routed) out.routing[routing_row()] = true;
    out.publication[static_cast<std::size_t>(&view_.publication() - pack_.publication.data())] = true;
    if (pack_.channel_fact && view_.facts()[*pack_.channel_fact].present)
      out.channels[static_cast<std::size_t>(view_.facts()[*pack_.channel_fact].number)] = true;
    for (const std::uint16_t number : effects_.notices) {
      out.notices[number] = true;
      for (const std::string& id : view_.channels_of(pack_.notices[number])) {
        if (const auto channel = find_id(pack_.channels, id)) out.channels[*channel] = true;
      }
      if (const auto role = find_id(pack_.roles, pack_.notices[number].to)) out.roles[*role] = true;
    }
    for (const std::size_t number : effects_.changed) {
      const duty_round& round = view_.duties()[number];
      const duty_rule& rule = pack_.duties[round.duty];
      out.duties[round.duty] = true;
      out.roles[rule.owed_by] = true;
      if (round.limit) out.limits[round.duty][*round.limit] = true;
      for (const duty_warning& warning : view_.warnings_of(round)) out.warnings[round.duty][warning.number] = true;
      if (rule.extended_by && rule.extended_by->on == act.event) out.extensions[round.duty] = true;
      if (rule.exempted_by && rule.exempted_by->on == act.event) out.exemptions[round.duty] = true;
    }
  }

  std::size_t routing_row() const {
    std::size_t row = 0;
    return pack_.routes.find(view_.facts(), row) == status::ok ? row : 0;
  }

  std::string observe(const expectation& e, const scenario_step& step) const {
    switch (e.what) {
      case observation::state: return view_.state() == no_state ? std::string{nothing} : pack_.states[view_.state()].id;
      case observation::holder:
        return view_.state() == no_state ? std::string{nothing}
                                         : id_or_nothing(pack_.roles, pack_.states[view_.state()].holder);
      case observation::lead: return id_or_nothing(pack_.authorities, view_.lead());
      case observation::routing_row: return effects_.routed ? pack_.routing[routing_row()].id : std::string{nothing};
      case observation::support: return effects_.routed ? support_of(pack_, routing_row()) : std::string{nothing};
      case observation::publication: return std::string{publicity_name(view_.publication().is)};
      case observation::late_act: return flag_text(effects_.late_act);
      case observation::running: return running();
      case observation::accepts: return sorted_names(view_.accepted());
      case observation::notices: return owed_notices();
      case observation::notice_to: return pack_.notices[e.subject].to;
      case observation::notice_channels: return sorted_names(view_.channels_of(pack_.notices[e.subject]));
      case observation::fact: return fact_of(e.subject);
      default: return observe_duty(e, step);
    }
  }

  std::string observe_duty(const expectation& e, const scenario_step& step) const {
    const duty_round* round = round_of(view_, e.subject, e.round);
    if (round == nullptr) return e.what == observation::duty_status ? "none" : std::string{nothing};
    const duty_rule& rule = pack_.duties[round->duty];
    const limit_answer& answer = round->clock.answer();
    const bool has_due = round->clock.limited() && !answer.paused;
    switch (e.what) {
      case observation::duty_status: return status_text(*round, step.at);
      case observation::duty_due: return has_due ? due_text(answer) : std::string{nothing};
      case observation::duty_late_from:
        return has_due ? std::string{format_instant(answer.late_from).data()} : std::string{nothing};
      case observation::duty_provisional: return flag_text(has_due && answer.provisional);
      case observation::duty_warnings: return warnings_of(*round);
      case observation::duty_owed_by:
        return pack_.roles[rule.owed_by].of_authority || rule.for_each
                   ? id_or_nothing(pack_.authorities, body_that_owes(pack_, *round, step.at))
                   : pack_.roles[rule.owed_by].id;
      case observation::cite: {
        const basis& source = basis_of(pack_, *round);
        return cites(source, e.value) ? e.value : source.text();
      }
      default: return {};
    }
  }

  std::string fact_of(std::size_t fact) const {
    if (pack_.facts[fact].type != fact_type::authorities) return fact_words(pack_, fact, view_.facts()[fact]);
    std::vector<std::string> names;
    for (const authority_number body : view_.bodies(fact)) names.push_back(pack_.authorities[body].id);
    return sorted_names(std::move(names));
  }

  std::string warnings_of(const duty_round& round) const {
    std::vector<std::string> times;
    for (const duty_warning& warning : view_.warnings_of(round)) times.emplace_back(format_instant(warning.at).data());
    return sorted_names(std::move(times));
  }

  std::string running() const {
    std::vector<std::string> names;
    for (const duty_round& round : view_.duties()) {
      const std::string& id = pack_.duties[round.duty].id;
      if (round.clock.running() && std::find(names.begin(), names.end(), id) == names.end()) names.push_back(id);
    }
    return sorted_names(std::move(names));
  }

  std::string owed_notices() const {
    std::vector<std::string> names;
    for (const std::uint16_t number : effects_.notices) names.push_back(pack_.notices[number].id);
    return sorted_names(std::move(names));
  }

  // By which limit the due came about.
  bilingual limit_of(const expectation& e) const {
    if (e.what != observation::duty_due && e.what != observation::duty_late_from) return {};
    const duty_round* round = round_of(view_, e.subject, e.round);
    if (round == nullptr || !round->limit) return {};
    const limit_rule& row = pack_.duties[round->duty].within[*round->limit];
    const std::string text = row.text + "; " + basis_of(pack_, *round).text();
    return {text, text};
  }

  const rule_pack& pack_;
  const scenario& one_;
  rule_reach* reached_;
  run_extent extent_;
  case_view view_;
  step_effects effects_;
  std::vector<std::optional<instant>> happened_;  // per event, the last time
  std::vector<failed_expectation> failures_;
};

}  // namespace

std::string sorted_names(std::vector<std::string> names) {
  if (names.empty()) return std::string{nothing};
  std::sort(names.begin(), names.end());
  return joined(names);
}

std::string fact_words(const rule_pack& pack, std::size_t fact, const fact_value& value) {
  if (!value.present) return std::string{nothing};
  const fact_declaration& declared = pack.facts[fact];
  const auto number = static_cast<std::size_t>(value.number);
  switch (declared.type) {
    case fact_type::boolean: return flag_text(value.number != 0);
    case fact_type::integer:
    case fact_type::authorities: return std::to_string(value.number);
    case fact_type::choice: return declared.values[number].id;
    case fact_type::channel: return pack.channels[number].id;
    case fact_type::authority: return pack.authorities[number].id;
    case fact_type::date: return format_date(static_cast<day_number>(value.number)).data();
    case fact_type::moment: return format_instant(value.number).data();
    case fact_type::text:
    case fact_type::document: break;
  }
  return "present";
}

std::string outcome_name(status code) {
  if (code == status::ok) return "accepted";
  std::string out{status_name(code)};
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return out;
}

bilingual failed_expectation::text() const {
  const auto because = [](const std::string& words) { return words.empty() ? std::string{} : " (" + words + ")"; };
  return {
      fmt::format("kịch bản \"{}\": {}: trông đợi {}, nhận được {}{}", scenario, what.vi, expected, found, because(why.vi)),
      fmt::format("scenario \"{}\": {}: expected {}, found {}{}", scenario, what.en, expected, found, because(why.en))};
}

std::vector<failed_expectation> run_scenario(const rule_pack& pack, const scenario_set& all, const scenario& one,
                                             rule_reach* reached, run_extent extent) {
  std::vector<const scenario*> before;
  for (auto at = one.after; at; at = all.scenarios[*at].after) before.push_back(&all.scenarios[*at]);
  scenario_runner runner{pack, one, reached, extent};
  const bool ready =
      std::all_of(before.rbegin(), before.rend(), [&runner](const scenario* first) { return runner.prepare(*first); });
  if (ready) runner.run();
  return std::move(runner).failures();
}

std::vector<failed_expectation> run_route(const rule_pack& pack, const golden_route& row, rule_reach* reached) {
  std::vector<failed_expectation> out;
  std::size_t number = 0;
  const status code = pack.routes.find(row.facts, number);
  const bool found = code == status::ok;
  if (found && reached != nullptr) reached->routing[number] = true;
  for (const expectation& e : row.expects) {
    const std::string here = found ? observe_row(pack, e, number) : code == status::guard ? "-" : outcome_name(code);
    if (here != e.value) out.push_back({e.where, row.name(), observed_words(pack, e), e.value, here, {}});
  }
  return out;
}

std::vector<failed_expectation> run_due(const rule_pack& pack, const golden_due& row, rule_reach* reached) {
  std::vector<failed_expectation> out;
  limit_answer answer;
  std::string words;
  basis source;
  bool limited = true;
  try {
    if (row.of == limit_place::dating) {
      const back_dating& dating = *pack.transitions[row.rule].dated_back;
      const status code = evaluate_limit(*pack.compiled[dating.calendar], dating.within, row.from, row.facts, answer);
      if (code != status::ok) throw_limit_error(code, pack, dating.calendar, row.from);
      words = dating.text;
      source = dating.source;
      if (reached != nullptr) reached->datings[row.rule] = true;
    } else {
      const bool of_duty = row.of == limit_place::duty;
      const duty_rule* duty = of_duty ? &pack.duties[row.rule] : nullptr;
      const transition_rule* rule = of_duty ? nullptr : &pack.transitions[row.rule];
      const std::vector<limit_rule>& within = of_duty ? duty->within : rule->until->within;
      const due_answer due =
          due_of(pack, within, of_duty ? duty->calendar : rule->until->calendar, row.from, row.facts);
      limited = due.limit.has_value();
      answer = due.answer;
      words = limited ? within[*due.limit].text : std::string{nothing};
      source = limited ? within[*due.limit].source : duty->source;
      if (reached != nullptr && limited) (of_duty ? reached->limits : reached->bars)[row.rule][*due.limit] = true;
    }
  } catch (const error& problem) {
    out.push_back({row.where,
                   row.name(),
                   {"hạn", "due"},
                   row.expects.front().value,
                   outcome_name(problem.code()),
                   problem.text()});
    return out;
  }
  const std::string why = words + "; " + source.text();
  for (const expectation& e : row.expects) {
    std::string found;
    bilingual what;
    switch (e.what) {
      case observation::duty_due:
        found = limited ? due_text(answer) : std::string{nothing};
        what = {"hạn", "due"};
        break;
      case observation::duty_late_from:
        found = limited ? std::string{format_instant(answer.late_from).data()} : std::string{nothing};
        what = {"trễ từ", "late from"};
        break;
      case observation::duty_provisional:
        found = flag_text(answer.provisional);
        what = {"hạn còn có thể đổi", "provisional"};
        break;
      default:
        found = cites(source, e.value) ? e.value : source.text();
        what = observed_words(pack, e);
        break;
    }
    if (found != e.value) out.push_back({e.where, row.name(), what, e.value, found, {why, why}});
  }
  return out;
}

}  // namespace thoihan
