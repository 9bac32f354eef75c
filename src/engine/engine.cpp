#include "thoihan/engine/engine.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "src/engine/opening.hpp"
#include "src/engine/overrides.hpp"
#include "src/pack/json_text.hpp"
#include "src/pack/say.hpp"
#include "thoihan/base/sha256.hpp"
#include "thoihan/base/utf8.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

constexpr std::size_t most_name_bytes = 200;
constexpr std::size_t most_text_bytes = 1U << 20U;

std::string fingerprint(const std::array<std::uint8_t, 16>& salt, const std::string& value) {
  const std::string_view key{reinterpret_cast<const char*>(salt.data()), salt.size()};
  const auto hex = sha256_hex(hmac_sha256(key, value));
  return {hex.data(), hex.size()};
}

const fact_declaration* declared(const rule_pack& pack, const std::string& name) {
  const auto at = find_id(pack.facts, name);
  return at ? &pack.facts[*at] : nullptr;
}

// Texts that are not public stay out of the event: it has their fingerprint.
bool is_kept_apart(const rule_pack& pack, const std::string& name) {
  const fact_declaration* fact = declared(pack, name);
  return fact != nullptr && fact->is_text() && fact->is_personal();
}

json::value to_json(const fact_input& value) {
  return std::visit([](const auto& v) { return json::value(v); }, value);
}

// The event's facts as canonical JSON. `salts`: of the personal facts, by name, in the order of the command.
std::string facts_json(const rule_pack& pack, const command& command, const std::vector<personal_fact>& personal) {
  json::object out;
  for (const auto& [name, value] : command.facts) {
    if (!is_kept_apart(pack, name)) {
      out[name] = to_json(value);
      continue;
    }
    const auto apart = std::find_if(personal.begin(), personal.end(),
                                    [&name = name](const personal_fact& p) { return p.name == name; });
    json::object mark;
    // Without its salt an erased fact cannot be told from another.
    mark["hmac"] = apart == personal.end() ? std::string{} : fingerprint(apart->salt, std::get<std::string>(value));
    out[name] = std::move(mark);
  }
  return canonical_json(out);
}

// The command that an event was made of, as far as the event still tells it; personal texts are present, not spelt out.
command command_of(const stored_event& event) {
  command out;
  out.case_id = event.case_id;
  out.key = event.key;
  out.at = event.at;
  out.recorded_at = event.recorded_at;
  out.event = event.event;
  out.role = event.role;
  out.authority = event.authority;
  out.officer = event.officer;
  out.overrides = overrides_of(event.overrides);
  boost::system::error_code code;
  const json::value facts = json::parse(event.facts, code);
  if (code || !facts.is_object()) {
    throw error(status::corrupt,
                say("sự kiện số {} của kho không đọc được", "event {} of the store cannot be read", event.sequence));
  }
  for (const auto& member : facts.get_object()) {
    const json::value& value = member.value();
    std::string name{member.key()};
    if (const bool* flag = value.if_bool())
      out.facts.emplace_back(std::move(name), *flag);
    else if (const std::int64_t* number = value.if_int64())
      out.facts.emplace_back(std::move(name), *number);
    else if (const auto* text = value.if_string())
      out.facts.emplace_back(std::move(name), std::string{*text});
    else
      out.facts.emplace_back(std::move(name), std::string{"personal"});
  }
  return out;
}

duty_row row_of(const case_view& view, const duty_round& round) {
  const rule_pack& pack = view.pack();
  const duty_rule& rule = pack.duties[round.duty];
  duty_row row;
  row.duty = rule.id;
  row.round = round.round;
  row.owed_role = pack.roles[rule.owed_by].id;
  if (round.owed_authority) row.owed_authority = pack.authorities[*round.owed_authority].id;
  switch (round.clock.outcome()) {
    case clock_outcome::running:
      row.status = round.clock.exempted()                                         ? duty_status::exempted
                   : round.clock.limited() && round.clock.answer().paused ? duty_status::paused
                                                                          : duty_status::running;
      break;
    case clock_outcome::met: row.status = duty_status::met; break;
    case clock_outcome::met_late: row.status = duty_status::met_late; break;
    case clock_outcome::cancelled: row.status = duty_status::cancelled; break;
  }
  row.started_at = round.clock.started_at();
  if (!round.clock.running()) row.ended_at = round.clock.ended_at();
  if (round.clock.limited() && row.status != duty_status::paused) {
    const limit_answer& answer = round.clock.answer();
    row.due = answer.due;
    row.late_from = answer.late_from;
    row.due_date = answer.due_date;
    row.day_end = answer.end == end_kind::day;
    row.provisional = answer.provisional;
  }
  row.cite = basis_of(pack, round).text();
  return row;
}

std::vector<duty_row> rows_of(const case_view& view) {
  std::vector<duty_row> out;
  for (const duty_round& round : view.duties()) out.push_back(row_of(view, round));
  return out;
}

case_answer answer_of(const case_view& view, const step_effects& effects, std::int64_t sequence) {
  const rule_pack& pack = view.pack();
  case_answer out;
  out.case_id = view.case_id();
  out.sequence = sequence;
  out.number = view.acts();
  out.state = pack.states[view.state()].id;
  out.publication = publicity_name(view.publication().is);
  out.late_act = effects.late_act;
  out.overridden = {view.acts() == 1 && has_ended(pack, day_of(view.opened_at())), effects.not_in_office};
  for (std::size_t i = 0; i < view.duties().size(); ++i) {
    const bool touched = std::find(effects.changed.begin(), effects.changed.end(), i) != effects.changed.end();
    if (touched || view.duties()[i].clock.running()) out.duties.push_back(row_of(view, view.duties()[i]));
  }
  for (const std::uint16_t number : effects.notices) {
    const notice_rule& notice = pack.notices[number];
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
  for (const auto& [name, value] : command.facts) {
    check_text("facts", name, most_name_bytes);
    if (const auto* text = std::get_if<std::string>(&value)) check_text(name, *text, most_text_bytes);
  }
  if (!is_supported_instant(command.at) || !is_supported_instant(command.recorded_at)) {
    throw error(status::range,
                {"thời điểm ngoài khoảng 1990-01-01 đến 2099-12-31", "a time outside 1990-01-01 to 2099-12-31"});
  }
}

// The same key again: is it the same act?
bool same_content(const rule_pack& pack, const command& command, const stored_event& event) {
  return event.event == command.event && event.at == command.at && event.recorded_at == command.recorded_at &&
         event.role == command.role && event.authority == command.authority && event.officer == command.officer &&
         event.overrides == overrides_text(command.overrides) &&
         event.facts == facts_json(pack, command, event.personal);
}

}  // namespace

std::string_view engine::version() noexcept { return THOIHAN_VERSION; }

engine::engine(store& events) : store_(events) {}

void engine::use(rule_pack pack) {
  // Views of cases may still read any that was in use before.
  if (current_) used_.push_back(std::move(current_));
  current_ = std::make_shared<const rule_pack>(std::move(pack));
}

const rule_pack* engine::find_shelved(std::string_view hash, std::string_view calendars_hash) const {
  // The wording is the case's own, the calendar is the newest: that of the pack in use.
  if (current_ && current_->hash == hash) return current_.get();
  const auto known = shelf_.find(std::pair{std::string{hash}, std::string{calendars_hash}});
  return known == shelf_.end() ? nullptr : known->second.get();
}

const rule_pack& engine::shelved(std::string_view hash, std::string_view calendars_hash,
                                 const std::optional<std::string>& text, const std::optional<std::string>& calendars) {
  if (!text || !calendars) {
    throw error(status::corrupt,
                say("kho không còn văn bản của gói quy tắc {} hoặc lịch {}",
                    "the store has lost the text of the pack {} or the calendar {}", hash, calendars_hash));
  }
  auto pack = std::make_shared<const rule_pack>(load_pack_text(*text, *calendars));
  return *shelf_.emplace(std::pair{std::string{hash}, std::string{calendars_hash}}, std::move(pack)).first->second;
}

const rule_pack& engine::pack(std::string_view hash, std::string_view calendars_hash) {
  if (const rule_pack* known = find_shelved(hash, calendars_hash)) return *known;
  return shelved(hash, calendars_hash, store_.find_text(hash), store_.find_text(calendars_hash));
}

const rule_pack& engine::pack_of(const store_writer& writer, const stored_event& event) {
  if (const rule_pack* known = find_shelved(event.pack_hash, event.calendar_hash)) return *known;
  return shelved(event.pack_hash, event.calendar_hash, writer.find_text(event.pack_hash),
                 writer.find_text(event.calendar_hash));
}

case_answer engine::apply_in(store_writer& writer, const command& command) {
  check_command(command);
  const std::vector<stored_event> before = writer.events_of(command.case_id, true);
  if (before.empty() && !current_) {
    throw error(status::misuse, {"chưa chọn gói quy tắc cho hồ sơ mới", "no pack is in use for new cases"});
  }
  // The newest event names the newest calendar that the case has seen; the wording stays that of the first.
  const rule_pack& pack = before.empty() ? *current_ : pack_of(writer, before.back());
  const case_act act = resolve_act(pack, command);
  case_view view{pack, command.case_id};
  for (const stored_event& event : before) {
    const step_effects effects = view.replay(resolve_act(pack, command_of(event)));
    if (event.key != command.key) continue;
    if (!same_content(pack, command, event)) {
      throw error(status::duplicate,
                  say("khóa \"{}\" của hồ sơ {} đã dùng cho một nội dung khác",
                      "the key \"{}\" of the case {} was used with other content", command.key, command.case_id));
    }
    case_answer again = answer_of(view, effects, event.sequence);
    again.repeated = true;
    return again;
  }
  if (command.expected_events && *command.expected_events != static_cast<std::int32_t>(before.size())) {
    throw error(status::stale, say("hồ sơ {} có {} sự kiện, không phải {}: đã có người cập nhật; hãy đọc lại",
                                   "the case {} has {} events, not {}: somebody was faster; read it again",
                                   command.case_id, before.size(), *command.expected_events));
  }
  if (before.empty()) check_opening(pack, act);
  const step_effects effects = view.apply(act);

  stored_event event;
  event.case_id = command.case_id;
  event.key = command.key;
  event.at = command.at;
  event.recorded_at = command.recorded_at;
  event.event = command.event;
  event.role = command.role;
  event.authority = command.authority;
  event.officer = command.officer;
  event.overrides = overrides_text(command.overrides);
  event.pack_hash = pack.hash;
  event.calendar_hash = pack.calendars_hash;
  event.engine_version = version();
  for (const auto& [name, value] : command.facts) {
    if (is_kept_apart(pack, name)) event.personal.push_back({name, std::get<std::string>(value), writer.random_salt()});
  }
  event.facts = facts_json(pack, command, event.personal);
  writer.keep_text(pack.hash, text_kind::pack, pack.canonical);
  writer.keep_text(pack.calendars_hash, text_kind::calendar, pack.calendars_canonical);
  writer.append(event);

  case_row row;
  row.case_id = command.case_id;
  row.pack_id = pack.id;
  row.pack_hash = pack.hash;
  row.state = pack.states[view.state()].id;
  row.ended = !view.open();
  if (const auto lead = view.lead()) row.lead = pack.authorities[*lead].id;
  row.publication = publicity_name(view.publication().is);
  row.events = view.acts();
  row.opened_at = view.opened_at();
  row.last_at = view.last_at();
  writer.put_case(row);
  writer.put_duties(command.case_id, rows_of(view));
  // A duty that ended late is a breach even when no tick came between.
  for (const duty_round& round : view.duties()) {
    if (round.clock.running() || !round.clock.late_at(round.clock.ended_at())) continue;
    writer.add_breach({command.case_id, pack.duties[round.duty].id, round.round, "late", round.clock.answer().late_from,
                       command.recorded_at});
  }
  case_answer answer = answer_of(view, effects, event.sequence);
  for (std::size_t i = 0; i < effects.notices.size(); ++i) {
    const notice_rule& rule = pack.notices[effects.notices[i]];
    notice_row notice;
    notice.case_id = command.case_id;
    notice.event_number = view.acts();
    notice.notice = rule.id;
    notice.to = rule.to;
    notice.channel = joined(answer.notices[i].channels);
    for (const std::uint16_t fact : rule.facts) notice.facts.push_back(pack.facts[fact].id);
    writer.add_notice(notice);
  }
  return answer;
}

case_answer engine::apply(const command& command) {
  case_answer answer;
  store_.write([&](store_writer& writer) { answer = apply_in(writer, command); });
  return answer;
}

std::vector<std::variant<case_answer, error>> engine::apply_all(const std::vector<command>& commands) {
  std::vector<std::variant<case_answer, error>> out;
  store_.write([&](store_writer& writer) {
    out.clear();
    for (const command& one : commands) {
      try {
        case_answer answer;
        writer.attempt([&] { answer = apply_in(writer, one); });
        out.emplace_back(std::move(answer));
      } catch (const error& problem) {
        // What befalls the store befalls every command after it; what befalls one command is its own answer.
        if (problem.code() <= status::io && problem.code() != status::duplicate && problem.code() != status::stale)
          throw;
        out.emplace_back(problem);
      }
    }
  });
  return out;
}

std::vector<breach_row> engine::tick(instant now) {
  std::vector<breach_row> out;
  store_.write([&](store_writer& writer) {
    out.clear();
    for (const dated_duty& late : writer.late(now)) {
      const breach_row breach{late.case_id, late.duty.duty, late.duty.round, "late", *late.duty.late_from, now};
      if (writer.add_breach(breach)) out.push_back(breach);
    }
  });
  return out;
}

case_view engine::replayed(std::string_view case_id, const std::function<void(const case_view&)>& after_each) {
  const std::vector<stored_event> events = store_.events_of(case_id, false);
  if (events.empty()) {
    throw error(status::reference, say("không có hồ sơ \"{}\"", "there is no case \"{}\"", case_id));
  }
  case_view out{pack(events.back().pack_hash, events.back().calendar_hash), std::string{case_id}};
  for (const stored_event& event : events) {
    out.replay(resolve_act(out.pack(), command_of(event)));
    after_each(out);
  }
  return out;
}

case_view engine::view(std::string_view case_id) {
  return replayed(case_id, [](const case_view&) {});
}

case_ledger engine::ledger(std::string_view case_id, instant now) {
  std::vector<case_standing> stood;
  const case_view view = replayed(case_id, [&stood](const case_view& then) { stood.push_back(standing_of(then)); });
  return make_ledger(view, stood, now);
}

std::int64_t engine::working_seconds_late(const dated_duty& late, instant now) {
  const std::vector<stored_event> events = store_.events_of(late.case_id, false);
  if (events.empty() || !late.duty.due) return 0;
  const rule_pack& rules = pack(events.back().pack_hash, events.back().calendar_hash);
  const auto duty = find_id(rules.duties, late.duty.duty);
  std::int64_t seconds = 0;
  if (duty) rules.compiled[rules.duties[*duty].calendar]->elapsed(*late.duty.due, now, seconds);
  return seconds;
}

}  // namespace thoihan
