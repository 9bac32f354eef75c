#include <algorithm>
#include <memory>

#include "src/engine/report_figures.hpp"
#include "src/pack/names.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace {

bool is_open(case_outcome outcome) { return outcome == case_outcome::open || outcome == case_outcome::handled; }

report_cell name_cell(std::string id, bilingual words) { return {std::nullopt, std::move(id), std::move(words)}; }

report_cell authority_cell(const rule_pack& pack, std::optional<authority_number> authority) {
  if (!authority) return {};
  return name_cell(pack.authorities[*authority].id, pack.authorities[*authority].name);
}

report_cell party_cell(const rule_pack& pack, const ledger_party& party) {
  if (party.authority) return authority_cell(pack, party.authority);
  if (!party.role) return {};
  return name_cell(pack.roles[*party.role].id, pack.roles[*party.role].label);
}

// The value of a fact that makes groups, as an id with its label.
report_cell value_cell(const rule_pack& pack, std::size_t fact, const fact_value& value) {
  if (!value.present) return {};
  const fact_declaration& declared = pack.facts[fact];
  const auto number = static_cast<std::size_t>(value.number);
  switch (declared.type) {
    case fact_type::choice: return name_cell(declared.values[number].id, declared.values[number].label);
    case fact_type::channel: return name_cell(pack.channels[number].id, pack.channels[number].label);
    case fact_type::authority: return authority_cell(pack, static_cast<authority_number>(number));
    case fact_type::boolean:
      return number != 0 ? name_cell("true", {"có", "yes"}) : name_cell("false", {"không", "no"});
    default: return {};
  }
}

// What one wording of the regulation says of figures, by its own numbers.
struct wording {
  std::vector<std::optional<case_outcome>> states;  // none: not listed
  std::vector<bool> returns;                        // by event
  std::vector<std::optional<std::size_t>> by;       // facts, parallel to those of the question
  std::optional<std::string> rating;                // fact
  std::optional<std::string> explanation;           // fact
  const std::vector<condition_node>* when = nullptr;
  bool in_report = true;  // a wording without this report, where it is about some cases only, has none of them
};

void mark_states(const rule_pack& pack, const rule_pack& said_by, const std::vector<state_number>& states,
                 case_outcome outcome, wording& out) {
  for (const state_number state : states) {
    if (const auto at = find_id(pack.states, said_by.states[state].id)) out.states[*at] = outcome;
  }
}

// A wording that says nothing of figures has those of the report's.
wording wording_of(const rule_pack& pack, const figures_question& question) {
  const rule_pack& said_by = pack.figures ? pack : *question.pack;
  const figure_rules& figures = *said_by.figures;
  wording out;
  out.states.resize(pack.states.size());
  mark_states(pack, said_by, figures.handled, case_outcome::handled, out);
  mark_states(pack, said_by, figures.answered, case_outcome::answered, out);
  mark_states(pack, said_by, figures.refused, case_outcome::refused, out);
  mark_states(pack, said_by, figures.left, case_outcome::left, out);
  out.returns.resize(pack.events.size());
  for (const event_number event : figures.returned) {
    if (const auto at = find_event(pack, said_by.events[event])) out.returns[*at] = true;
  }
  for (const std::string& fact : question.by) out.by.push_back(find_id(pack.facts, fact));
  if (figures.rating) out.rating = said_by.facts[*figures.rating].id;
  if (!question.rule) return out;
  const auto own = find_id(pack.reports, question.rule->id);
  if (own && pack.reports[*own].explanation)
    out.explanation = pack.facts[*pack.reports[*own].explanation].id;
  else if (question.rule->explanation)
    out.explanation = question.pack->facts[*question.rule->explanation].id;
  if (question.rule->when.empty()) return out;
  out.in_report = own.has_value();
  if (own) out.when = &pack.reports[*own].when;
  return out;
}

// A case up to the end of the period, and what of it the figures need.
struct followed_case {
  explicit followed_case(const rule_pack& pack) : view(pack, {}) {}

  case_view view;
  std::vector<case_standing> stood;
  case_outcome outcome = case_outcome::open;
  bool open_before = false;  // when the period began
  bool reopened = false;
  bool split_off = false;
  std::int64_t returns = 0;
  std::string rated;  // the last level in the period
  std::string explanation;
};

class figures_counter {
 public:
  figures_counter(const store& cases, engine& work, const figures_question& question)
      : cases_(cases), work_(work), question_(question) {
    out_.by.resize(question.by.size());
    if (question.authority.empty() && (!question.rule || question.rule->when.empty())) out_.secret = 0;
    const figure_rules& figures = *question.pack->figures;
    if (!figures.rating) return;
    for (const named_label& level : question.pack->facts[*figures.rating].values)
      out_.ratings[level.id].label = level.label;
  }

  report_figures count() {
    cases_.read_cases([this](const case_row& row) {
      if (row.opened_at >= question_.until) return;
      if (row.erased == erasure::facts)
        note_secret(row);
      else if (!row.ended || row.last_at >= question_.from)
        take(row);
    });
    std::stable_sort(out_.late.begin(), out_.late.end(), [](const late_entry& a, const late_entry& b) {
      return a.late_s != b.late_s ? a.late_s > b.late_s : a.case_id < b.case_id;
    });
    std::sort(out_.listed.begin(), out_.listed.end(),
              [](const listed_case& a, const listed_case& b) { return a.case_id < b.case_id; });
    return std::move(out_);
  }

 private:
  const wording& wording_for(const rule_pack& pack) {
    const auto known = wordings_.find(&pack);
    if (known != wordings_.end()) return known->second;
    return wordings_.emplace(&pack, wording_of(pack, question_)).first->second;
  }

  const rule_pack& pack_of(std::string_view hash, std::string_view calendars) { return work_.pack(hash, calendars); }

  void note_secret(const case_row& row) {
    if (!out_.secret || row.pack_id != question_.pack->id) return;
    // Its last event is the one that made it a secret.
    if (cases_.events_of(row.case_id).back().at >= question_.from) ++*out_.secret;
  }

  void take(const case_row& row) {
    const std::vector<history_entry> entries = work_.history(row.case_id);
    // A case that migrates belongs to the regulation that judged it at the end of the period.
    const bool may_be_ours =
        row.pack_id == question_.pack->id || std::any_of(entries.begin(), entries.end(), [this](const history_entry& e) {
          return pack_of(e.pack_hash, e.calendars_hash).id == question_.pack->id;
        });
    if (!may_be_ours) return;
    const followed_case one = follow(entries);
    if (one.view.pack().id == question_.pack->id && one.view.acts() > 0 && is_in_report(one)) add(one);
  }

  followed_case follow(const std::vector<history_entry>& entries) {
    followed_case out{*question_.pack};
    const auto note = [&](const case_view& then, std::int32_t, const command& what) {
      const wording& words = wording_for(then.pack());
      out.outcome = outcome_in(words, then, out.outcome);
      note_standing(out.stood, then, what);
      if (!what.split_from.empty()) out.split_off = true;
      if (then.last_at() < question_.from)
        out.open_before = is_open(out.outcome);
      else if (what.kind == event_kind::act)
        note_act(words, then, what, out);
      if (words.explanation) note_text(*words.explanation, what, out.explanation);
    };
    const auto packs = [this](std::string_view hash, std::string_view calendars) -> const rule_pack& {
      return pack_of(hash, calendars);
    };
    out.view = fold(entries, packs, note, question_.until);
    return out;
  }

  static case_outcome outcome_in(const wording& words, const case_view& then, case_outcome before) {
    if (const auto listed = words.states[then.state()]) return *listed;
    if (!then.pack().states[then.state()].end) return case_outcome::open;
    if (before == case_outcome::handled) return case_outcome::answered;
    return before == case_outcome::open ? case_outcome::left : before;
  }

  static void note_act(const wording& words, const case_view& then, const command& said, followed_case& out) {
    out.reopened = out.reopened || is_open(out.outcome);
    if (const auto event = find_event(then.pack(), said.event); event && words.returns[*event]) ++out.returns;
    if (words.rating) note_text(*words.rating, said, out.rated);
  }

  static void note_text(const std::string& fact, const command& said, std::string& out) {
    for (const auto& [name, value] : said.facts) {
      const auto* text = std::get_if<std::string>(&value);
      if (name == fact && text != nullptr) out = *text;
    }
  }

  // Did the round run at any time in the period?
  bool touches(const duty_round& round) const {
    return round.clock.running() || round.clock.ended_at() >= question_.from;
  }

  // Was its limit over, by the end of the period?
  bool was_late(const duty_round& round) const {
    return round.clock.late_at(round.clock.running() ? question_.until - 1 : round.clock.ended_at());
  }

  static std::string owner_id(const rule_pack& pack, const duty_round& round) {
    return round.owed_authority ? pack.authorities[*round.owed_authority].id
                                : pack.roles[pack.duties[round.duty].owed_by].id;
  }

  bool is_about(const duty_round& round, const rule_pack& pack) const {
    return question_.authority.empty() || (round.owed_authority && owner_id(pack, round) == question_.authority);
  }

  bool is_in_report(const followed_case& one) {
    const rule_pack& pack = one.view.pack();
    const wording& words = wording_for(pack);
    if (!words.in_report || (words.when != nullptr && !holds(*words.when, one.view.facts()))) return false;
    if (question_.authority.empty()) return true;
    const auto lead = one.view.lead();
    const auto& rounds = one.view.duties();
    return (lead && pack.authorities[*lead].id == question_.authority) ||
           std::any_of(rounds.begin(), rounds.end(),
                       [&](const duty_round& round) { return touches(round) && is_about(round, pack); });
  }

  void add(const followed_case& one) {
    if (!one.rated.empty()) add_rating(one);
    const bool received = one.view.opened_at() >= question_.from;
    const bool in_period = received || one.open_before || one.reopened;
    if (in_period) add_case(one, received);
    std::optional<case_ledger> ledger;
    const auto made = [&]() -> const case_ledger& {
      if (!ledger) ledger = make_ledger(one.view, one.stood, question_.as_of);
      return *ledger;
    };
    if (in_period && question_.tells_time) add_time(made());
    for (std::size_t i = 0; i < one.view.duties().size(); ++i) {
      const duty_round& round = one.view.duties()[i];
      if (!touches(round) || !is_about(round, one.view.pack())) continue;
      add_round(one.view, round);
      if (question_.lists_late && was_late(round)) add_late(one, i, made());
    }
  }

  void add_rating(const followed_case& one) {
    labelled<std::int64_t>& level = out_.ratings[one.rated];
    ++level.counts;
    if (level.label.en.empty()) level.label = {one.rated, one.rated};
  }

  case_timing timing_of(const followed_case& one) const {
    const auto& rounds = one.view.duties();
    if (std::any_of(rounds.begin(), rounds.end(), [this](const duty_round& round) { return was_late(round); }))
      return case_timing::late;
    const bool exempted =
        std::any_of(rounds.begin(), rounds.end(), [](const duty_round& round) { return round.clock.exempted(); });
    return exempted ? case_timing::exempted : case_timing::in_time;
  }

  void add_case(const followed_case& one, bool received) {
    case_counts counts;
    (received ? counts.received : one.open_before ? counts.carried : counts.reopened) = 1;
    const case_timing timing = timing_of(one);
    counts.ended[static_cast<std::size_t>(one.outcome)][static_cast<std::size_t>(timing)] = 1;
    const auto& rounds = one.view.duties();
    const bool extended = std::any_of(rounds.begin(), rounds.end(), [](const duty_round& round) {
      return round.clock.extended() || round.clock.committed();
    });
    counts.extended = extended ? 1 : 0;
    counts.returned = one.returns > 0 ? 1 : 0;
    counts.returns = one.returns;
    counts.duplicates = one.view.duplicate_of().empty() ? 0 : 1;
    counts.split_off = one.split_off ? 1 : 0;
    sum(out_.cases, counts);
    const rule_pack& pack = one.view.pack();
    const wording& words = wording_for(pack);
    for (std::size_t i = 0; i < question_.by.size(); ++i) {
      const report_cell value =
          words.by[i] ? value_cell(pack, *words.by[i], one.view.facts()[*words.by[i]]) : report_cell{};
      labelled<case_counts>& row = out_.by[i][value.id];
      row.label = value.words;
      sum(row.counts, counts);
    }
    if (!question_.lists_cases) return;
    out_.listed.push_back({one.view.case_id(), one.view.opened_at(), authority_cell(pack, one.view.lead()),
                           name_cell(pack.states[one.view.state()].id, pack.states[one.view.state()].label),
                           one.outcome, timing});
  }

  static void sum(case_counts& into, const case_counts& more) {
    into.carried += more.carried;
    into.received += more.received;
    into.reopened += more.reopened;
    for (std::size_t i = 0; i < outcomes; ++i) {
      for (std::size_t j = 0; j < timings; ++j) into.ended[i][j] += more.ended[i][j];
    }
    into.extended += more.extended;
    into.returned += more.returned;
    into.returns += more.returns;
    into.duplicates += more.duplicates;
    into.split_off += more.split_off;
  }

  round_outcome outcome_of(const duty_round& round) const {
    const duty_clock& clock = round.clock;
    if (!clock.limited()) return round_outcome::without_limit;
    if (clock.exempted()) return round_outcome::exempted;
    const bool late = was_late(round);
    switch (clock.outcome()) {
      case clock_outcome::met: return round_outcome::met;
      case clock_outcome::met_late: return round_outcome::met_late;
      case clock_outcome::cancelled: return late ? round_outcome::cancelled_late : round_outcome::cancelled;
      case clock_outcome::running: break;
    }
    if (late) return round_outcome::running_late;
    return clock.answer().paused ? round_outcome::paused : round_outcome::running;
  }

  void add_round(const case_view& view, const duty_round& round) {
    const rule_pack& pack = view.pack();
    const report_cell owner = party_cell(pack, {pack.duties[round.duty].owed_by, round.owed_authority});
    labelled<duty_counts>& by_owner = out_.owners[owner.id];
    by_owner.label = owner.words;
    by_owner.of_authority = round.owed_authority.has_value();
    labelled<duty_counts>& by_duty = out_.duties[pack.duties[round.duty].id];
    by_duty.label = pack.duties[round.duty].label;
    const auto share = share_of(view, round);
    for (duty_counts* counts : {&by_owner.counts, &by_duty.counts}) {
      ++(round.clock.started_at() < question_.from ? counts->carried : counts->started);
      ++counts->ended[static_cast<std::size_t>(outcome_of(round))];
      if (round.clock.extended() || round.clock.committed()) ++counts->extended;
      if (share) counts->shares.add(*share);
    }
  }

  // Seconds in which a limit can be used up: without the time that the case stood still.
  static std::int64_t usable(const calendar& hours, bool clock_time, const pauses& still, instant from, instant until) {
    const auto length = [&](instant a, instant b) {
      std::int64_t seconds = b - a;
      if (!clock_time) hours.elapsed(a, b, seconds);
      return seconds;
    };
    std::int64_t out = length(from, until);
    for (std::size_t i = 0; i < still.size(); ++i) {
      const instant begin = std::max(still.at(i).from, from);
      const instant end = std::min(still.at(i).until, until);
      if (begin < end) out -= length(begin, end);
    }
    return out;
  }

  // Of a limit that was met in the period: how much was used, in thousandths, rounded up. None where there was nothing to use.
  std::optional<std::int64_t> share_of(const case_view& view, const duty_round& round) const {
    const duty_clock& clock = round.clock;
    const bool met = clock.outcome() == clock_outcome::met || clock.outcome() == clock_outcome::met_late;
    if (!clock.limited() || clock.exempted() || !met) return std::nullopt;
    const rule_pack& pack = view.pack();
    const duty_rule& duty = pack.duties[round.duty];
    const calendar& hours = *pack.compiled[duty.calendar];
    const bool clock_time = counts_closed_time(clock.what());
    const pauses still = view.stood_still(duty);
    // The last second in time is the due itself, but where the limit ends with its day.
    const instant end =
        clock.answer().end == end_kind::moment ? clock.answer().late_from - 1 : clock.answer().late_from;
    const std::int64_t all = usable(hours, clock_time, still, clock.started_at(), end);
    if (all <= 0) return std::nullopt;
    const std::int64_t used = usable(hours, clock_time, still, clock.started_at(), clock.ended_at());
    return (used * 1000 + all - 1) / all;
  }

  void add_late(const followed_case& one, std::size_t number, const case_ledger& ledger) {
    const case_view& view = one.view;
    const duty_round& round = view.duties()[number];
    const rule_pack& pack = view.pack();
    const duty_rule& duty = pack.duties[round.duty];
    const limit_answer& answer = round.clock.answer();
    late_entry out;
    out.case_id = view.case_id();
    out.duty = name_cell(duty.id, duty.label);
    out.owner = party_cell(pack, {duty.owed_by, round.owed_authority});
    out.started = round.clock.started_at();
    out.due = {answer.due, {}, due_words(answer)};
    if (!round.clock.running()) out.ended = round.clock.ended_at();
    out.outcome = outcome_of(round);
    const instant end = out.ended.value_or(question_.as_of);
    out.late_s = end - answer.due;
    pack.compiled[duty.calendar]->elapsed(answer.due, end, out.late_working_s);
    out.cite = basis_of(pack, round).text();
    out.explanation = one.explanation;
    find_cause(ledger, out, end);
    out_.late.push_back(std::move(out));
  }

  // Who used the most of the time between the start and the end, and for what; time that is nobody's apart.
  static void find_cause(const case_ledger& ledger, late_entry& out, instant end) {
    struct account {
      const ledger_part* first;
      std::int64_t seconds;
    };
    std::vector<account> accounts;
    for (const ledger_part& part : ledger.parts) {
      const instant from = std::max(part.from, out.started);
      const instant until = std::min(part.until, end);
      if (from >= until || !part.party.role) continue;
      const auto known = std::find_if(accounts.begin(), accounts.end(), [&](const account& other) {
        return other.first->party == part.party && other.first->cause == part.cause;
      });
      if (known != accounts.end())
        known->seconds += until - from;
      else
        accounts.push_back({&part, until - from});
    }
    const auto most = std::max_element(accounts.begin(), accounts.end(),
                                       [](const account& a, const account& b) { return a.seconds < b.seconds; });
    if (most == accounts.end()) return;
    out.party = party_cell(*ledger.pack, most->first->party);
    out.cause = most->first->cause;
    out.party_s = most->seconds;
  }

  void add_time(const case_ledger& ledger) {
    for (const ledger_part& part : ledger.parts) {
      const instant from = std::max(part.from, question_.from);
      const instant until = std::min(part.until, question_.as_of);
      if (from >= until) continue;
      const report_cell party = party_cell(*ledger.pack, part.party);
      labelled<time_sum>& row = out_.time[{party.id, part.cause}];
      row.label = party.words;
      std::int64_t working_s = part.working_s;
      if (from != part.from || until != part.until)
        ledger.pack->compiled[part.calendar]->elapsed(from, until, working_s);
      row.counts.seconds += until - from;
      row.counts.working_s += working_s;
    }
  }

  const store& cases_;
  engine& work_;
  const figures_question& question_;
  std::map<const rule_pack*, wording> wordings_;
  report_figures out_;
};

}  // namespace

std::int64_t case_counts::of(case_outcome outcome) const noexcept {
  const auto& row = ended[static_cast<std::size_t>(outcome)];
  return row[0] + row[1] + row[2];
}

std::int64_t case_counts::of(case_timing timing) const noexcept {
  std::int64_t out = 0;
  for (const auto& row : ended) out += row[static_cast<std::size_t>(timing)];
  return out;
}

std::int64_t duty_counts::late() const noexcept {
  return of(round_outcome::met_late) + of(round_outcome::running_late) + of(round_outcome::cancelled_late);
}

std::optional<std::int64_t> used_shares::percentile(std::int64_t percent) const {
  const std::int64_t rank = (percent * rounds_ + 99) / 100;
  std::int64_t seen = 0;
  for (const auto& [share, rounds] : counts_) {
    seen += rounds;
    if (seen >= rank) return share;
  }
  return std::nullopt;
}

report_figures count_figures(const store& cases, engine& work, const figures_question& question) {
  return figures_counter{cases, work, question}.count();
}

}  // namespace thoihan
