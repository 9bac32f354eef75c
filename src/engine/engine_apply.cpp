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

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& one : list) out += (out.empty() ? "" : ", ") + one;
  return out;
}


// The same key again: is it the same command?
bool same_content(const rule_pack& pack, const command& command, const stored_event& event, const fingerprints& prints) {
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
    const auto since = late_since(view, {breach.duty, breach.started_by, breach.body}, std::max(recorded_at, breach.recorded_at));
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
  const auto about = std::find_if(events.begin(), events.end(), [&](const stored_event& one) { return one.number == number; });
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

// As it was answered then: the history up to that event, and the duties that it moved.
std::optional<case_answer> engine::repeated(const store_writer& writer, const loaded_case& loaded, const command& command,
                                            const history_sources& sources) {
  const std::vector<stored_event> events = writer.events_of(command.case_id);
  const auto known =
      std::find_if(events.begin(), events.end(), [&](const stored_event& event) { return event.key == command.key; });
  if (known == events.end()) return std::nullopt;
  // A value of a wrong kind is no other content: it is none.
  if (command.kind == event_kind::act) resolve_act(sources.packs(known->pack_hash, known->calendar_hash), command);
  const std::vector<history_entry> entries = entries_of(events);
  const auto position = static_cast<std::size_t>(known - events.begin());
  const rule_pack& pack = sources.packs(known->pack_hash, known->calendar_hash);
  const auto key = case_key(writer.find_case_key(loaded.row.number), held_key(), command.case_id);
  const std::vector<sealed_text> kept = writer.sealed_of(command.case_id);
  const fingerprints prints = prints_on_record(pack, command, kept, *known, key);
  if (!same_content(pack, command, *known, prints)) {
    throw error(status::duplicate,
                say("khóa \"{}\" của hồ sơ {} đã dùng cho một nội dung khác",
                    "the key \"{}\" of the case {} was used with other content", command.key, command.case_id));
  }
  const std::span<const history_entry> before{entries.data(), position};
  step_effects effects;
  case_view view = before.empty() ? case_view{pack, command.case_id} : fold(before, sources.packs);
  if (command.kind == event_kind::act && folds_onward(view, entries[position].what))
    effects = view.replay(resolve_act(view.pack(), entries[position].what));
  else
    view = fold({entries.data(), position + 1}, sources.packs);
  case_answer again = answer_of(view, effects, known->sequence, known->number);
  again.repeated = true;
  if (loaded.row.erased == erasure::none) again.unkept = unkept_texts(pack, command, kept, known->sequence);
  return again;
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

case_answer engine::apply_in(store_writer& writer, const command& command, const rule_pack* opening_pack) {
  check_command(command);
  std::optional<case_row> known = writer.find_case(command.case_id);
  if (opening_pack == nullptr) opening_pack = current_.get();
  if (!known && opening_pack == nullptr) {
    throw error(status::misuse, {"chưa chọn gói quy tắc cho hồ sơ mới", "no pack is in use for new cases"});
  }
  if (known && known->erased == erasure::facts) return answer_erased(writer, *known, command);
  const history_sources sources = sources_in(writer);
  const rule_pack& pack = known ? sources.packs(known->pack_hash, known->calendar_hash) : *opening_pack;
  loaded_case loaded =
      known ? load_case(pack, std::move(*known), [&] { return writer.events_of(command.case_id); }, sources.packs)
            : new_case(pack, command.case_id);
  if (loaded.memory.may_know(command.key)) {
    if (auto again = repeated(writer, loaded, command, sources)) return *again;
  }
  if (command.expected_events && *command.expected_events != loaded.row.events) {
    throw error(status::stale, say("hồ sơ {} có {} sự kiện, không phải {}: đã có người cập nhật; hãy đọc lại",
                                   "the case {} has {} events, not {}: somebody was faster; read it again",
                                   command.case_id, loaded.row.events, *command.expected_events));
  }
  const rule_pack& directory = current_ && current_->id == pack.id ? *current_ : pack;
  if (!command.role.empty()) check_officer(directory, {command.role, command.authority, command.officer, day_of(command.at)});
  return record(writer, loaded, command, sources);
}

step_effects engine::move(const store_writer& writer, loaded_case& loaded, const command& command,
                          const history_sources& sources, bool onward) {
  const case_row& row = loaded.row;
  const history_entry entry{row.events + 1, command, command.target_pack.empty() ? row.pack_hash : command.target_pack,
                            command.calendars};
  if (onward) return apply_onward(loaded.memory.view, entry, sources);
  if (command.kind == event_kind::act && command.at < loaded.memory.view.opened_at()) {
    throw error(status::time_order, say("thời điểm {} ở trước lúc hồ sơ được mở, {}",
                                        "{} is before the case was opened, at {}", format_instant(command.at).data(),
                                        format_instant(loaded.memory.view.opened_at()).data()));
  }
  std::vector<history_entry> entries = entries_of(writer.events_of(command.case_id));
  step_effects effects;
  std::vector<round_change> changes;
  if (command.kind == event_kind::recompute) {
    entries.push_back(entry);
    case_view now = fold(entries, sources.packs);
    changes = changed_rounds(loaded.memory.view, now);
    loaded.memory.view = std::move(now);
  } else {
    history_step step = append(entries, {&entry, 1}, sources);
    loaded.memory.view = std::move(step.view);
    effects = std::move(step.effects.front());
    changes = std::move(step.changes);
  }
  for (const round_change& change : changes) {
    if (change.is) effects.changed.push_back(*change.is);
  }
  return effects;
}

case_answer engine::record(store_writer& writer, loaded_case& loaded, const command& command,
                           const history_sources& sources) {
  case_row& row = loaded.row;
  const bool opens = row.events == 0;
  const bool onward = folds_onward(loaded.memory.view, command) && command.kind != event_kind::recompute;
  const step_effects effects = move(writer, loaded, command, sources, onward);
  const case_view& view = loaded.memory.view;
  const rule_pack& pack = view.pack();
  loaded.memory.key_marks.push_back(key_mark(command.key));

  stored_event event = event_of(command, pack);
  personal_texts texts(pack, command, writer, held_key(), row);
  event.facts = facts_json(pack, command, texts.prints());
  case_answer answer = answer_of(view, effects, writer.next_sequence(), row.events + 1);
  const erasure erased = effects.erases ? erasure::facts : command.erase;
  if (onward && loaded.is_remembered && command.kind == event_kind::act) {
    std::vector<duty_row> moved;
    for (const std::size_t at : effects.changed) moved.push_back(row_of(view, view.duties()[at]));
    event.decided = duties_json(moved);
  } else {
    // What was decided before may read otherwise now, by another history, pack or calendar.
    event.decided = duties_json(changed_rows(opens ? std::vector<duty_row>{} : writer.duties_of(row.case_id), rows_of(view)));
  }
  describe(row, loaded.memory);
  writer.keep_text(pack.hash, text_kind::pack, pack.canonical);
  writer.keep_text(pack.calendars_hash, text_kind::calendar, pack.calendars_canonical);
  if (erased == erasure::facts) {
    // Dates and actors alone are kept, of this event too; nobody owes anything here any more.
    event.facts = std::nullopt;
    for (duty_row& duty : row.running) {
      duty.status = duty_status::cancelled;
      duty.ended_at = command.at;
    }
    if (!row.running.empty()) event.decided = duties_json(row.running);
    row.running.clear();
    row.ended = true;
  }
  if (erased != erasure::none) {
    writer.erase(row, erased);
    texts.forget_key();
  }
  writer.append(event, row);
  if (erased != erasure::facts) answer.unkept = texts.keep(writer, row, event.sequence);
  record_late_ends(writer, view, row, command.recorded_at);
  // A tick may have been faster than an act that was in time.
  if (!onward || !loaded.is_remembered || !effects.changed.empty()) amend_breaches(writer, view, row, command.recorded_at);
  owe_notices(writer, pack, effects, answer);
  if (command.kind == event_kind::withdraw) amend_notices(writer, row);
  if (command.kind == event_kind::split)
    apply_in(writer, opening_of_split(view, command), &pack);
  return answer;
}

}  // namespace thoihan
