// One command on its way into the log.
#include <algorithm>
#include <utility>

#include "src/engine/case_memory.hpp"
#include "src/engine/duty_rows.hpp"
#include "src/engine/event_log.hpp"
#include "src/engine/event_words.hpp"
#include "src/engine/loaded_case.hpp"
#include "src/engine/officers.hpp"
#include "src/engine/opening.hpp"
#include "src/engine/overrides.hpp"
#include "src/engine/personal_texts.hpp"
#include "src/pack/say.hpp"
#include "src/store/duty_json.hpp"
#include "thoihan/base/utf8.hpp"
#include "thoihan/engine/case_history.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/split.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

constexpr std::size_t most_name_bytes = 200;
constexpr std::size_t most_text_bytes = 1U << 20U;

case_answer answer_of(const case_view& view, const step_effects& effects, std::int64_t sequence, std::int32_t number) {
  const rule_pack& pack = view.pack();
  case_answer out;
  out.case_id = view.case_id();
  out.sequence = sequence;
  out.number = number;
  out.state = pack.states[view.state()].id;
  out.publication = publicity_name(view.publication().is);
  out.late_act = effects.late_act;
  out.overridden = {number == 1 && has_ended(pack, day_of(view.opened_at())), effects.not_in_office};
  for (std::size_t i = 0; i < view.duties().size(); ++i) {
    const bool touched = std::find(effects.changed.begin(), effects.changed.end(), i) != effects.changed.end();
    if (touched || view.duties()[i].clock.running()) out.duties.push_back(row_of(view, view.duties()[i]));
  }
  for (const std::uint16_t at : effects.notices) {
    const notice_rule& notice = pack.notices[at];
    out.notices.push_back({notice.id, notice.to, view.channels_of(notice)});
  }
  return out;
}

void check_text(std::string_view what, std::string_view text, std::size_t most) {
  if (const std::size_t at = utf8_error_at(text); at != text.size()) {
    throw error(status::utf8, say("{}: không phải UTF-8 từ byte {}", "{}: not UTF-8 from byte {} on", what, at));
  }
  if (text.size() > most || text.find('\0') != std::string_view::npos) {
    throw error(status::schema, say("{}: dài nhiều nhất {} byte và không có ký tự NUL",
                                    "{}: at most {} bytes and no NUL character", what, most));
  }
}

// What a host may hand over by mistake must not reach the log.
void check_command(const command& command) {
  if (command.case_id.empty() || command.key.empty()) {
    throw error(status::schema, {"cần mã hồ sơ và khóa (key)", "a case id and a key are required"});
  }
  check_text("case", command.case_id, most_name_bytes);
  check_text("key", command.key, most_name_bytes);
  check_text("role", command.role, most_name_bytes);
  check_text("authority", command.authority, most_name_bytes);
  check_text("officer", command.officer, most_name_bytes);
  check_text("reason", command.reason, most_text_bytes);
  check_text("other_case", command.other_case, most_name_bytes);
  for (const auto& [name, value] : command.facts) {
    check_text("facts", name, most_name_bytes);
    if (const auto* text = std::get_if<std::string>(&value)) check_text(name, *text, most_text_bytes);
    if (const auto* names = std::get_if<std::vector<std::string>>(&value)) {
      for (const std::string& one : *names) check_text(name, one, most_name_bytes);
    }
  }
  if (!is_supported_instant(command.at) || !is_supported_instant(command.recorded_at)) {
    throw error(status::range,
                {"thời điểm ngoài khoảng 1990-01-01 đến 2099-12-31", "a time outside 1990-01-01 to 2099-12-31"});
  }
}

// Of one case, each with a key of its own.
void check_together(std::span<const command> commands) {
  for (std::size_t i = 1; i < commands.size(); ++i) {
    if (commands[i].case_id != commands.front().case_id) {
      throw error(status::misuse, say("ghi chung chỉ được cho một hồ sơ: {} và {}",
                                      "only events of one case are entered together: {} and {}",
                                      commands.front().case_id, commands[i].case_id));
    }
    for (std::size_t k = 0; k < i; ++k) {
      if (commands[k].key != commands[i].key) continue;
      throw error(status::duplicate, say("khóa \"{}\" đứng hai lần trong một lần ghi",
                                         "the key \"{}\" stands twice in one entry", commands[i].key));
    }
  }
}

std::vector<history_entry> entered_after(const case_row& row, std::span<const command> commands) {
  std::vector<history_entry> out;
  out.reserve(commands.size());
  for (const command& one : commands) {
    const auto number = static_cast<std::int32_t>(row.events + 1 + static_cast<std::int32_t>(out.size()));
    out.push_back({number, one, one.target_pack.empty() ? row.pack_hash : one.target_pack, one.calendars});
    if (number > row.events + 1) out.back().what.together = row.events + 1;
  }
  return out;
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& one : list) out += (out.empty() ? "" : ", ") + one;
  return out;
}

// The same key again: is it the same command?
bool same_content(const rule_pack& pack, const command& command, const stored_event& event,
                  const fingerprints& prints) {
  return event.kind == event_kind_name(command.kind) && event.event == command.event && event.at == command.at &&
         event.recorded_at == command.recorded_at && event.role == command.role &&
         event.authority == command.authority && event.officer == command.officer &&
         event.overrides == overrides_text(command.overrides) && event.details == details_json(command) &&
         event.facts == facts_json(pack, command, prints);
}

void describe(case_row& row, const case_memory& memory) {
  const case_view& view = memory.view;
  const rule_pack& pack = view.pack();
  row.pack_id = pack.id;
  row.pack_hash = pack.hash;
  row.calendar_hash = pack.calendars_hash;
  row.state = pack.states[view.state()].id;
  row.ended = !view.open();
  const auto lead = view.lead();
  row.lead = lead ? pack.authorities[*lead].id : std::string{};
  row.publication = publicity_name(view.publication().is);
  row.opened_at = view.opened_at();
  row.last_at = view.last_at();
  row.running = unended_rows(view);
  row.snapshot = memory_bytes(memory);
}

stored_event event_of(const command& command, const rule_pack& pack) {
  stored_event event;
  event.kind = event_kind_name(command.kind);
  event.key = command.key;
  event.at = command.at;
  event.recorded_at = command.recorded_at;
  event.event = command.event;
  event.role = command.role;
  event.authority = command.authority;
  event.officer = command.officer;
  event.overrides = overrides_text(command.overrides);
  event.details = details_json(command);
  event.pack_hash = pack.hash;
  event.calendar_hash = pack.calendars_hash;
  event.engine_version = engine::version();
  return event;
}

// A duty that ended late is a breach even when no tick came between.
void record_late_ends(store_writer& writer, const case_view& view, const case_row& row, instant recorded_at) {
  for (const duty_round& round : view.duties()) {
    if (round.clock.running() || !round.clock.late_at(round.clock.ended_at())) continue;
    const round_key key = key_of(view, round);
    writer.add_breach(row.number, {row.case_id, key.duty, key.started_by, key.body, round.round, "late",
                                   round.clock.answer().late_from, recorded_at, 0});
  }
}

// A history that reads otherwise now has other breaches: what is none any more is annulled by this event, what is one still has
// the instant that it has now.
void amend_breaches(store_writer& writer, const case_view& view, const case_row& row, instant recorded_at) {
  for (breach_row breach : writer.breaches_of(row.case_id)) {
    if (breach.kind != "late") continue;
    const auto since =
        late_since(view, {breach.duty, breach.started_by, breach.body}, std::max(recorded_at, breach.recorded_at));
    const std::int32_t annulled_by = since ? 0 : breach.annulled_by != 0 ? breach.annulled_by : row.events;
    const instant at = since.value_or(breach.at);
    if (annulled_by == breach.annulled_by && at == breach.at) continue;
    breach.annulled_by = annulled_by;
    breach.at = at;
    writer.amend_breach(row.number, breach);
  }
}

// What an act told that is taken back need not be told any more, unless it has been; and must be when the act counts again.
void amend_notices(store_writer& writer, const case_row& row) {
  const std::vector<stored_event> events = writer.events_of(row.case_id);
  const std::vector<history_entry> entries = entries_of(events);
  const event_log log{entries};
  std::int32_t number = row.events;
  while (log.find(number)->what.kind == event_kind::withdraw) number = log.find(number)->what.about;
  const auto about =
      std::find_if(events.begin(), events.end(), [&](const stored_event& one) { return one.number == number; });
  writer.amend_notices(about->sequence, log.stands(number) ? 0 : row.events);
}

void owe_notices(store_writer& writer, const rule_pack& pack, const step_effects& effects, const case_answer& answer) {
  for (std::size_t i = 0; i < effects.notices.size(); ++i) {
    const notice_rule& rule = pack.notices[effects.notices[i]];
    notice_row notice;
    notice.notice = rule.id;
    notice.to = rule.to;
    notice.channel = joined(answer.notices[i].channels);
    for (const std::uint16_t fact : rule.facts) notice.facts.push_back(pack.facts[fact].id);
    writer.add_notice(answer.sequence, notice);
  }
}

// Of a secret nothing is done any more; what was done is answered again, as far as dates tell it: the state of then is gone.
case_answer answer_erased(const store_writer& writer, const case_row& row, const command& command) {
  for (const stored_event& event : writer.events_of(row.case_id)) {
    const bool same = event.key == command.key && event.kind == event_kind_name(command.kind) &&
                      event.event == command.event && event.at == command.at && event.role == command.role;
    if (!same) continue;
    case_answer again;
    again.case_id = row.case_id;
    again.sequence = event.sequence;
    again.number = event.number;
    again.repeated = true;
    again.state = row.state;
    again.publication = row.publication;
    again.duties = duties_of_json(event.decided).value_or(std::vector<duty_row>{});
    return again;
  }
  refuse_erased(row.case_id);
}

}  // namespace

// As it was answered then: the history up to that event, or to the last of those that were entered with it, and the duties that it moved.
std::optional<std::vector<case_answer>> engine::repeated(const store_writer& writer, const loaded_case& loaded,
                                                         std::span<const command> commands,
                                                         const history_sources& sources) {
  const std::string& case_id = loaded.row.case_id;
  const std::vector<stored_event> events = writer.events_of(case_id);
  const auto find = [&events](const command& one) {
    return std::find_if(events.begin(), events.end(), [&](const stored_event& event) { return event.key == one.key; });
  };
  const auto fresh =
      std::find_if(commands.begin(), commands.end(), [&](const command& one) { return find(one) == events.end(); });
  const auto known =
      std::find_if(commands.begin(), commands.end(), [&](const command& one) { return find(one) != events.end(); });
  if (known == commands.end()) return std::nullopt;
  const auto refuse = [&](const command& one) {
    throw error(status::duplicate, say("khóa \"{}\" của hồ sơ {} đã dùng cho một nội dung khác",
                                       "the key \"{}\" of the case {} was used with other content", one.key, case_id));
  };
  if (fresh != commands.end()) refuse(*known);
  const std::vector<history_entry> entries = entries_of(events);
  const auto first = static_cast<std::size_t>(find(commands.front()) - events.begin());
  std::size_t end = first + 1;
  while (end < entries.size() && entries[end].what.together == entries[first].number) ++end;
  if (end - first != commands.size()) refuse(commands.front());
  const auto key = case_key(writer.find_case_key(loaded.row.number), held_key(), case_id);
  const std::vector<sealed_text> kept = writer.sealed_of(case_id);
  const case_view after = fold({entries.data(), end}, sources.packs);
  std::vector<case_answer> out;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    command asked = commands[i];
    if (i > 0) asked.together = entries[first].number;
    const auto event = find(asked);
    const rule_pack& pack = sources.packs(event->pack_hash, event->calendar_hash);
    // A value of a wrong kind is no other content: it is none.
    if (asked.kind == event_kind::act) resolve_act(pack, asked);
    const fingerprints prints = prints_on_record(pack, asked, kept, *event, key);
    if (!same_content(pack, asked, *event, prints)) refuse(asked);
    step_effects effects;
    if (const std::span<const history_entry> before{entries.data(), first};
        commands.size() == 1 && asked.kind == event_kind::act) {
      case_view view = before.empty() ? case_view{pack, case_id} : fold(before, sources.packs);
      if (folds_onward(view, entries[first].what)) effects = view.replay(resolve_act(view.pack(), entries[first].what));
    }
    case_answer again = answer_of(after, effects, event->sequence, event->number);
    again.repeated = true;
    if (loaded.row.erased == erasure::none) again.unkept = unkept_texts(pack, asked, kept, event->sequence);
    out.push_back(std::move(again));
  }
  return out;
}

case_answer engine::recompute(std::string_view case_id, const std::shared_ptr<const rule_pack>& revised, instant now) {
  shelf_.emplace(std::pair{revised->hash, revised->calendars_hash}, revised);
  if (current_ && current_->hash == revised->hash) {
    used_.push_back(std::move(current_));
    current_ = revised;
  }
  command decided;
  decided.case_id = case_id;
  decided.key = "recompute " + revised->calendars_hash;
  decided.at = now;
  decided.recorded_at = now;
  decided.kind = event_kind::recompute;
  decided.calendars = revised->calendars_hash;
  return apply(decided);
}

std::vector<case_answer> engine::apply_in(store_writer& writer, std::span<const command> commands,
                                          const rule_pack* opening_pack) {
  const command& first = commands.front();
  for (const command& one : commands) check_command(one);
  check_together(commands);
  std::optional<case_row> known = writer.find_case(first.case_id);
  if (opening_pack == nullptr) opening_pack = current_.get();
  if (!known && opening_pack == nullptr) {
    throw error(status::misuse, {"chưa chọn gói quy tắc cho hồ sơ mới", "no pack is in use for new cases"});
  }
  if (!known && commands.size() > 1) refuse_unknown(first.case_id);
  if (known && known->erased == erasure::facts) {
    std::vector<case_answer> out;
    for (const command& one : commands) out.push_back(answer_erased(writer, *known, one));
    return out;
  }
  const history_sources sources = sources_in(writer);
  const rule_pack& pack = known ? sources.packs(known->pack_hash, known->calendar_hash) : *opening_pack;
  loaded_case loaded =
      known ? load_case(
                  pack, std::move(*known), [&] { return writer.events_of(first.case_id); }, sources.packs)
            : new_case(pack, first.case_id);
  const bool may_be_known = std::any_of(commands.begin(), commands.end(),
                                        [&](const command& one) { return loaded.memory.may_know(one.key); });
  if (may_be_known) {
    if (auto again = repeated(writer, loaded, commands, sources)) return std::move(*again);
  }
  const rule_pack& directory = current_ && current_->id == pack.id ? *current_ : pack;
  for (const command& one : commands) {
    if (one.expected_events && *one.expected_events != loaded.row.events) {
      throw error(status::stale, say("hồ sơ {} có {} sự kiện, không phải {}: đã có người cập nhật; hãy đọc lại",
                                     "the case {} has {} events, not {}: somebody was faster; read it again",
                                     one.case_id, loaded.row.events, *one.expected_events));
    }
    if (!one.role.empty()) check_officer(directory, {one.role, one.authority, one.officer, day_of(one.at)});
  }
  return record(writer, loaded, commands, sources);
}

// Of each, what it did.
std::vector<step_effects> engine::move(const store_writer& writer, loaded_case& loaded,
                                       std::span<const history_entry> entered, const history_sources& sources) {
  const command& first = entered.front().what;
  if (first.kind != event_kind::recompute && entered.size() == 1 && folds_onward(loaded.memory.view, first))
    return {apply_onward(loaded.memory.view, entered.front(), sources)};
  for (const history_entry& one : entered) {
    if (one.what.kind != event_kind::act || one.what.at >= loaded.memory.view.opened_at()) continue;
    throw error(status::time_order,
                say("thời điểm {} ở trước lúc hồ sơ được mở, {}", "{} is before the case was opened, at {}",
                    format_instant(one.what.at).data(), format_instant(loaded.memory.view.opened_at()).data()));
  }
  std::vector<history_entry> entries = entries_of(writer.events_of(first.case_id));
  std::vector<step_effects> effects(entered.size());
  std::vector<round_change> changes;
  if (first.kind == event_kind::recompute) {
    entries.push_back(entered.front());
    case_view now = fold(entries, sources.packs);
    changes = changed_rounds(loaded.memory.view, now);
    loaded.memory.view = std::move(now);
  } else {
    history_step step = append(entries, entered, sources);
    loaded.memory.view = std::move(step.view);
    effects = std::move(step.effects);
    changes = std::move(step.changes);
  }
  for (step_effects& one : effects) {
    for (const round_change& change : changes) {
      if (change.is) one.changed.push_back(*change.is);
    }
  }
  return effects;
}

std::vector<case_answer> engine::record(store_writer& writer, loaded_case& loaded, std::span<const command> commands,
                                        const history_sources& sources) {
  case_row& row = loaded.row;
  const bool opens = row.events == 0;
  const std::vector<history_entry> entered = entered_after(row, commands);
  const bool onward = entered.size() == 1 && commands.front().kind != event_kind::recompute &&
                      folds_onward(loaded.memory.view, commands.front());
  const std::vector<step_effects> effects = move(writer, loaded, entered, sources);
  const case_view& view = loaded.memory.view;
  const rule_pack& pack = view.pack();
  const bool erases = std::any_of(effects.begin(), effects.end(), [](const step_effects& one) { return one.erases; });
  const erasure erased = erases ? erasure::facts : commands.front().erase;
  instant recorded_at = commands.front().recorded_at;
  for (const command& one : commands) {
    loaded.memory.key_marks.push_back(key_mark(one.key));
    recorded_at = std::max(recorded_at, one.recorded_at);
  }
  std::string decided;
  if (onward && loaded.is_remembered && commands.front().kind == event_kind::act) {
    std::vector<duty_row> moved;
    for (const std::size_t at : effects.front().changed) moved.push_back(row_of(view, view.duties()[at]));
    decided = duties_json(moved);
  } else {
    // What was decided before may read otherwise now, by another history, pack or calendar.
    decided = duties_json(changed_rows(opens ? std::vector<duty_row>{} : writer.duties_of(row.case_id), rows_of(view)));
  }
  describe(row, loaded.memory);
  writer.keep_text(pack.hash, text_kind::pack, pack.canonical);
  writer.keep_text(pack.calendars_hash, text_kind::calendar, pack.calendars_canonical);
  if (erased == erasure::facts) {
    // Dates and actors alone are kept; nobody owes anything here any more.
    for (duty_row& duty : row.running) {
      duty.status = duty_status::cancelled;
      duty.ended_at = commands.back().at;
    }
    if (!row.running.empty()) decided = duties_json(row.running);
    row.running.clear();
    row.ended = true;
  }
  std::vector<case_answer> answers;
  for (std::size_t i = 0; i < entered.size(); ++i) {
    const command& one = entered[i].what;
    // What they decided together is what the last of them decided; with it goes what is erased.
    const bool is_last = i + 1 == entered.size();
    stored_event event = event_of(one, pack);
    personal_texts texts(pack, one, writer, held_key(), row);
    event.facts = facts_json(pack, one, texts.prints());
    event.decided = is_last ? decided : duties_json({});
    if (is_last && erased != erasure::none) {
      if (erased == erasure::facts) event.facts = std::nullopt;
      writer.erase(row, erased);
      texts.forget_key();
    }
    writer.append(event, row);
    case_answer answer = answer_of(view, effects[i], event.sequence, entered[i].number);
    if (erased != erasure::facts) answer.unkept = texts.keep(writer, row, event.sequence);
    owe_notices(writer, pack, effects[i], answer);
    if (one.kind == event_kind::withdraw) amend_notices(writer, row);
    answers.push_back(std::move(answer));
  }
  record_late_ends(writer, view, row, recorded_at);
  // A tick may have been faster than an act that was in time.
  if (!onward || !loaded.is_remembered || !effects.front().changed.empty())
    amend_breaches(writer, view, row, recorded_at);
  if (commands.front().kind == event_kind::split) {
    const command opening = opening_of_split(view, commands.front());
    apply_in(writer, {&opening, 1}, &pack);
  }
  return answers;
}

}  // namespace thoihan
