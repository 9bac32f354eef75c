#include "thoihan/engine/case_history.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "src/engine/event_log.hpp"
#include "src/engine/opening.hpp"
#include "src/pack/names.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/migration.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

std::string time_text(instant t) { return format_instant(t).data(); }

const bilingual role_word{"vai", "role"};

case_act resolved(const case_view& view, const effective_act& act) {
  case_act out = resolve_act(view.pack(), act.what);
  out.number = act.number;
  return out;
}

// `take(view, turn, pack)` folds one act or migration; `pack` counts the packs of the history.
template <class Take>
case_view walk(const event_log& log, const std::string& case_id, const std::vector<const rule_pack*>& packs,
               Take take, instant until = last_supported_instant + 1) {
  case_view view{*packs.front(), case_id};
  std::size_t pack = 0;
  for (const turn& turn : log.turns()) {
    if (turn.at >= until) break;
    if (turn.migration != nullptr) ++pack;
    take(view, turn, pack);
  }
  if (const history_entry* link = log.link(); link != nullptr && link->what.at < until)
    view.set_duplicate_of(link->what.other_case);
  return view;
}

void go_over(case_view& view, const turn& turn, const rule_pack& to) {
  view = migrate(view, to, turn.migration->what.mapping, turn.at);
}

case_view replayed(const event_log& log, const std::string& case_id, const std::vector<const rule_pack*>& packs,
                   const fold_observer& after_each, instant until = last_supported_instant + 1) {
  const auto take = [&](case_view& view, const turn& turn, std::size_t pack) {
    if (turn.migration != nullptr)
      go_over(view, turn, *packs[pack]);
    else
      view.replay(resolved(view, *turn.act));
    if (after_each) after_each(view, turn.number, turn.act != nullptr ? turn.act->what : turn.migration->what);
  };
  return walk(log, case_id, packs, take, until);
}

[[noreturn]] void throw_missing(std::string_view key) {
  throw error(status::schema, say("cần \"{}\"", "\"{}\" is required", key));
}

// What every event but an act has.
void check_entering(const command& what) {
  if (what.kind == event_kind::act || what.kind == event_kind::erase || what.kind == event_kind::recompute) return;
  if (what.at != what.recorded_at) {
    throw error(status::time_order, say("\"{}\" được ghi khi làm: thời điểm {} khác lúc ghi nhận {}",
                                        "\"{}\" is recorded when it is entered: {} is not its recording at {}",
                                        event_kind_name(what.kind), time_text(what.at), time_text(what.recorded_at)));
  }
  const bool needs_reason = what.kind != event_kind::split && what.kind != event_kind::migrate;
  if (needs_reason && what.reason.empty()) throw_missing("reason");
  const bool names_case = what.kind == event_kind::link || what.kind == event_kind::split;
  if (names_case && what.other_case.empty()) throw_missing(event_kind_name(what.kind));
  if (what.kind == event_kind::migrate && what.target_pack.empty()) throw_missing(event_kind_name(what.kind));
}

// Who opens cases may link, split and migrate them.
void check_keeper(const case_view& view, const command& what) {
  const rule_pack& pack = view.pack();
  const std::size_t role = index_of(role_word, what.role, ids_of(pack.roles));
  std::vector<std::string> may;
  for (const transition_rule& rule : pack.transitions) {
    for (const role_number by : rule.by) {
      const std::string& id = pack.roles[by].id;
      if (rule.from.empty() && std::find(may.begin(), may.end(), id) == may.end()) may.push_back(id);
    }
  }
  if (std::find(may.begin(), may.end(), what.role) == may.end()) {
    throw error(
        status::authority,
        say("vai \"{}\" không được ghi \"{}\"; được ghi: {}", "the role \"{}\" may not enter \"{}\"; these may: {}",
            what.role, event_kind_name(what.kind), joined(may)),
        {}, may);
  }
  const auto holder = view.lead();
  const std::string expected = pack.roles[role].of_authority && holder ? pack.authorities[*holder].id : std::string{};
  if (what.authority == expected) return;
  throw error(status::authority, say("cần cơ quan \"{}\", không phải \"{}\"",
                                     "expected the authority \"{}\", not \"{}\"", expected, what.authority));
}

void check_link(const case_view& view, const command& what, const duplicate_source& duplicate_of) {
  if (!view.duplicate_of().empty()) {
    throw error(status::conflict, say("hồ sơ {} đã là bản trùng của {}; hãy rút liên kết đó trước",
                                      "the case {} is a duplicate of {} already; take that link back first",
                                      view.case_id(), view.duplicate_of()));
  }
  std::vector<std::string> way{view.case_id()};
  for (std::string at = what.other_case; !at.empty(); at = duplicate_of(at)) {
    const bool met = std::find(way.begin(), way.end(), at) != way.end();
    way.push_back(at);
    if (!met) continue;
    throw error(status::conflict, say("liên kết thành vòng: {}", "the link closes a circle: {}", joined(way, " -> ")),
                {}, way);
  }
}

void check_split(const case_view& view, const command& what) {
  if (what.other_case == view.case_id()) {
    throw error(status::conflict, say("hồ sơ {} không thể tách thành chính nó",
                                      "the case {} cannot be split into itself", view.case_id()));
  }
  if (!view.open()) {
    throw error(status::unexpected_event,
                say("hồ sơ {} đã kết thúc, không tách được; hãy mở hồ sơ mới",
                    "the case {} has ended and cannot be split; open a new one", view.case_id()));
  }
}

[[noreturn]] void throw_taken_back(std::int32_t number, std::int32_t by) {
  throw error(status::conflict,
              say("số {} đã được rút lại bởi số {}", "number {} was taken back by number {} already", number, by));
}

// An event whose history changes: which, and what may be done to it.
const history_entry& check_named(const event_log& log, const command& what) {
  const history_entry* named = log.find(what.about);
  if (named == nullptr) {
    throw error(status::reference,
                say("hồ sơ {} không có sự kiện số {}", "the case {} has no event {}", what.case_id, what.about));
  }
  const event_kind kind = named->what.kind;
  const bool correctable = kind == event_kind::act || kind == event_kind::correct;
  const bool corrects = what.kind == event_kind::correct;
  if (corrects ? !correctable : !correctable && kind != event_kind::link && kind != event_kind::withdraw) {
    throw error(status::conflict,
                corrects
                    ? say("số {} là \"{}\", không sửa được; chỉ sửa được \"act\" và \"correct\"",
                          "number {} is of kind \"{}\" and cannot be corrected; \"act\" and \"correct\" can",
                          what.about, event_kind_name(kind))
                    : say("số {} là \"{}\", không rút lại được", "number {} is of kind \"{}\" and cannot be taken back",
                          what.about, event_kind_name(kind)));
  }
  if (!log.stands(what.about)) throw_taken_back(what.about, log.taken_back_by(what.about));
  if (!corrects && named == log.find(log.turns().front().number)) {
    throw error(status::conflict,
                say("số {} mở hồ sơ nên không rút lại được; hãy sửa nó hoặc kết thúc hồ sơ",
                    "number {} opened the case and cannot be taken back; correct it, or end the case", what.about));
  }
  return *named;
}

void check_correction(const effective_act& act, const command& what) {
  if (!what.happened_at && what.facts.empty() && what.without.empty() && what.overrides == act_overrides{}) {
    throw error(status::schema,
                {"việc sửa không nêu gì mới: cần \"happened_at\", \"facts\" hoặc \"without\"",
                 "the correction gives nothing anew: \"happened_at\", \"facts\" or \"without\" is required"});
  }
  std::vector<std::string> given;
  for (const auto& fact : act.what.facts) given.push_back(fact.first);
  for (const std::string& name : what.without) index_of({"dữ kiện đã nêu", "given fact"}, name, given);
  std::vector<std::string> seen = what.without;
  for (const auto& fact : what.facts) {
    if (std::find(seen.begin(), seen.end(), fact.first) != seen.end()) {
      throw error(status::schema, say("dữ kiện \"{}\" được nêu hai lần", "the fact \"{}\" is given twice", fact.first));
    }
    seen.push_back(fact.first);
  }
}

// What an act that is on record did.
struct course {
  std::size_t pack = 0;
  std::size_t transition = 0;
  bool lawful = true;  // also if it were judged today
};

// One after the other, each onward from the one before it.
bool fold_onward(const case_view& view, std::span<const history_entry> together) {
  instant last_at = view.last_at();
  for (const history_entry& next : together) {
    if (!folds_onward(view, next.what)) return false;
    if (next.what.kind == event_kind::act && next.what.at < last_at) return false;
    if (next.what.kind == event_kind::act || next.what.kind == event_kind::migrate) last_at = next.what.at;
  }
  return true;
}

class history_change {
 public:
  history_change(const event_log& old, const event_log& fresh, std::span<const history_entry> together,
                 const history_sources& sources)
      : together_(together),
        sources_(sources),
        old_(old),
        fresh_(fresh),
        packs_(fresh.packs(sources.packs)),
        effects_(together.size()) {}

  history_step make() {
    const std::string& case_id = together_.front().what.case_id;
    for (const history_entry& entry : together_) find_subject(entry);
    const case_view was = walk(old_, case_id, packs_, [this](case_view& view, const turn& turn, std::size_t pack) {
      if (turn.migration != nullptr)
        go_over(view, turn, *packs_[pack]);
      else
        judge_as_it_was(view, *turn.act, pack);
    });
    last_at_ = was.last_at();
    for (const subject& one : subjects_) {
      if (one.act == 0) {
        check_keeper(was, one.by->what);
        // One that comes back is judged as a new one is.
        if (one.link_back != nullptr) check_link(was, one.link_back->what, sources_.duplicate_of);
      }
      if (const auto course = courses_.find(one.act); course != courses_.end())
        check_may(one.by->what, *old_.act(one.act), course->second);
    }
    case_view is = walk(fresh_, case_id, packs_, [this](case_view& view, const turn& turn, std::size_t pack) {
      const bool is_changed =
          turn.act != nullptr &&
          std::any_of(subjects_.begin(), subjects_.end(), [&](const subject& one) { return one.act == turn.number; });
      if (is_changed)
        take_changed(view, *turn.act, pack);
      else
        take_other(view, turn, pack);
    });
    std::vector<round_change> changes = changed_rounds(was, is);
    return {std::move(is), std::move(effects_), std::move(changes)};
  }

 private:
  // Which act comes in, is corrected, goes or comes back by an event; 0: a link goes.
  struct subject {
    const history_entry* by = nullptr;
    std::int32_t act = 0;
    const history_entry* link_back = nullptr;  // the link that comes back
  };

  void find_subject(const history_entry& entry) {
    const command& what = entry.what;
    if (what.kind == event_kind::act) {
      subjects_.push_back({&entry, entry.number, nullptr});
      return;
    }
    if (what.kind != event_kind::correct && what.kind != event_kind::withdraw) {
      throw error(status::misuse, say("\"{}\" không ghi chung với việc khác được",
                                      "\"{}\" cannot be entered together with others", event_kind_name(what.kind)));
    }
    const history_entry* at = &check_named(old_, what);
    while (at->what.kind == event_kind::withdraw) at = old_.find(at->what.about);
    if (at->what.kind == event_kind::link) {
      const bool comes_back = !old_.stands(at->number) && fresh_.stands(at->number);
      subjects_.push_back({&entry, 0, comes_back ? at : nullptr});
      return;
    }
    const std::int32_t act = old_.root(*at).number;
    if (what.kind == event_kind::correct) check_correction(*old_.act(act), what);
    if (old_.act(act) == nullptr && fresh_.act(act) == nullptr) throw_taken_back(act, old_.taken_back_by(act));
    subjects_.push_back({&entry, act, nullptr});
  }

  void judge_as_it_was(case_view& view, const effective_act& act, std::size_t pack) {
    const case_act resolved_act = resolved(view, act);
    course out{pack, 0, true};
    try {
      out.transition = view.reapply(resolved_act).transition;
    } catch (const error&) {
      out.lawful = false;
      out.transition = view.replay(resolved_act).transition;
    }
    courses_[act.number] = out;
  }

  // A role of the act's own transition, for the act's own authority.
  void check_may(const command& what, const effective_act& act, const course& course) const {
    if (what.kind == event_kind::act) return;
    const rule_pack& pack = *packs_[course.pack];
    index_of(role_word, what.role, ids_of(packs_.back()->roles));
    std::vector<std::string> may;
    for (const role_number by : pack.transitions[course.transition].by)
      may.push_back(fresh_.carried(pack.roles[by].id, course.pack, &id_mapping::roles));
    if (std::find(may.begin(), may.end(), what.role) == may.end()) {
      throw error(status::authority,
                  say("vai \"{}\" không được sửa hoặc rút việc số {} \"{}\"; được làm: {}",
                      "the role \"{}\" may not correct or take back number {}, \"{}\"; these may: {}", what.role,
                      act.number, act.what.event, joined(may)),
                  {}, may);
    }
    const std::string authority = fresh_.carried(act.what.authority, course.pack, &id_mapping::authorities);
    if (what.authority == authority) return;
    throw error(status::authority, say("việc số {} \"{}\" là của cơ quan \"{}\", không phải \"{}\"",
                                       "number {}, \"{}\", was done for the authority \"{}\", not \"{}\"", act.number,
                                       act.what.event, authority, what.authority));
  }

  void take_changed(case_view& view, const effective_act& act, std::size_t pack) {
    case_act changed = resolved(view, act);
    const effective_act* before = old_.act(act.number);
    const bool comes_in = old_.find(act.number) == nullptr;
    const bool corrected = !comes_in && before != nullptr && before->what.at != act.what.at && is_corrected(act.number);
    if (corrected || act.what.at < last_at_)
      changed.recorded_at = std::max(changed.recorded_at, fresh_.last_recording());
    if (corrected) changed.split_off = false;
    step_effects effects;
    try {
      if (view.acts() == 0 && (comes_in || corrected)) check_opening(view.pack(), changed);
      effects = comes_in || corrected ? view.apply(changed) : view.reapply(changed);
    } catch (const error& problem) {
      if (comes_in) throw;
      throw error(problem.code(),
                  say("việc số {} \"{}\" lúc {}, như được sửa: {}", "number {}, \"{}\" at {}, as it would stand: {}",
                      act.number, act.what.event, time_text(act.what.at), problem.text()),
                  {}, problem.details());
    }
    effects.changed.clear();
    if (!comes_in) effects.notices.clear();
    for (const subject& one : subjects_) {
      if (one.act != act.number) continue;
      check_may(one.by->what, act, {pack, effects.transition, true});
      effects_[static_cast<std::size_t>(one.by - together_.data())] = effects;
    }
  }

  bool is_corrected(std::int32_t act) const {
    return std::any_of(subjects_.begin(), subjects_.end(),
                       [=](const subject& one) { return one.act == act && one.by->what.kind == event_kind::correct; });
  }

  void take_other(case_view& view, const turn& turn, std::size_t pack) const {
    const bool migrates = turn.migration != nullptr;
    try {
      if (migrates) return go_over(view, turn, *packs_[pack]);
      const case_act act = resolved(view, *turn.act);
      const auto course = courses_.find(turn.number);
      if (course == courses_.end() || course->second.lawful)
        view.reapply(act);
      else
        view.replay(act);
    } catch (const error& problem) {
      const std::string event{migrates ? event_kind_name(event_kind::migrate) : std::string_view{turn.act->what.event}};
      throw error(status::conflict,
                  say("không ghi được: sau đó việc số {} \"{}\" lúc {} không còn hợp lệ: {}",
                      "not possible: number {}, \"{}\" at {}, would no longer be lawful: {}", turn.number, event,
                      time_text(turn.at), problem.text()),
                  {}, {std::to_string(turn.number), event});
    }
  }

  std::span<const history_entry> together_;
  const history_sources& sources_;
  const event_log& old_;
  const event_log& fresh_;
  const std::vector<const rule_pack*> packs_;
  std::vector<subject> subjects_;
  std::map<std::int32_t, course> courses_;
  instant last_at_ = 0;
  std::vector<step_effects> effects_;
};

}  // namespace

case_view fold(std::span<const history_entry> entries, const pack_source& packs, const fold_observer& after_each,
               instant until) {
  if (entries.empty()) throw error(status::misuse, {"hồ sơ chưa có sự kiện nào", "a case without an event"});
  const event_log log{entries};
  return replayed(log, entries.front().what.case_id, log.packs(packs), after_each, until);
}

bool folds_onward(const case_view& view, const command& what) {
  if (what.kind == event_kind::act) return view.acts() == 0 || what.at >= view.last_at();
  return what.kind != event_kind::correct && what.kind != event_kind::withdraw;
}

step_effects apply_onward(case_view& view, const history_entry& next, const history_sources& sources) {
  const command& what = next.what;
  if (!folds_onward(view, what)) {
    throw error(status::misuse, {"cần toàn bộ lịch sử của hồ sơ", "this needs the whole history of the case"});
  }
  check_entering(what);
  step_effects effects;
  if (what.kind == event_kind::act) {
    case_act act = resolve_act(view.pack(), what);
    act.number = next.number;
    if (view.acts() == 0) check_opening(view.pack(), act);
    return view.apply(act);
  }
  if (what.kind == event_kind::erase || what.kind == event_kind::recompute) return effects;
  check_keeper(view, what);
  if (what.kind == event_kind::link) {
    check_link(view, what, sources.duplicate_of);
    view.set_duplicate_of(what.other_case);
  } else if (what.kind == event_kind::split) {
    check_split(view, what);
  } else {
    case_view after = migrate(view, sources.packs(what.target_pack, next.calendars_hash), what.mapping, what.at);
    for (const round_change& change : changed_rounds(view, after)) effects.changed.push_back(*change.is);
    view = std::move(after);
  }
  return effects;
}

history_step append(std::span<const history_entry> before, std::span<const history_entry> together,
                    const history_sources& sources) {
  if (together.empty()) throw error(status::misuse, {"không có gì để ghi", "there is nothing to enter"});
  const event_log old{before};
  for (const history_entry& next : together) {
    check_entering(next.what);
    if (next.what.kind == event_kind::correct || next.what.kind == event_kind::withdraw) check_named(old, next.what);
  }
  const event_log fresh{before, together};
  const std::vector<const rule_pack*> packs = fresh.packs(sources.packs);
  const case_view was = replayed(old, together.front().what.case_id, packs, {});
  if (!before.empty() && !fold_onward(was, together)) return history_change{old, fresh, together, sources}.make();
  history_step out{was, {}, {}};
  for (const history_entry& next : together) {
    out.effects.push_back(apply_onward(out.view, next, sources));
    out.effects.back().changed.clear();
  }
  out.changes = changed_rounds(was, out.view);
  return out;
}

std::vector<effective_act> effective_acts(std::span<const history_entry> entries) { return event_log{entries}.acts(); }

}  // namespace thoihan
