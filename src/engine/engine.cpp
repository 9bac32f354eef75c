#include "thoihan/engine/engine.hpp"

#include <algorithm>
#include <tuple>

#include "src/engine/event_words.hpp"
#include "src/engine/loaded_case.hpp"
#include "src/engine/personal_texts.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/load.hpp"

namespace thoihan {
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

history_sources engine::sources_in(const store_writer& writer) {
  return {[this, &writer](std::string_view hash, std::string_view calendars_hash) -> const rule_pack& {
            if (const rule_pack* known = find_shelved(hash, calendars_hash)) return *known;
            return shelved(hash, calendars_hash, writer.find_text(hash), writer.find_text(calendars_hash));
          },
          [this](const std::string& case_id) { return view(case_id).duplicate_of(); }};
}

case_answer engine::apply(const command& command) { return std::move(apply_together({&command, 1}).front()); }

std::vector<case_answer> engine::apply_together(std::span<const command> commands,
                                                const std::function<void(const std::vector<case_answer>&)>& told) {
  std::vector<case_answer> answers;
  if (commands.empty()) throw error(status::misuse, {"không có gì để ghi", "there is nothing to enter"});
  store_.write([&](store_writer& writer) {
    answers = apply_in(writer, commands, nullptr);
    if (told) told(answers);
  });
  return answers;
}

engine::command_results engine::apply_all(const std::vector<command>& commands,
                                          const std::function<void(const command_results&)>& told) {
  command_results out;
  store_.write([&](store_writer& writer) {
    out.clear();
    if (commands.size() > 1) {
      std::vector<std::string_view> case_ids;
      case_ids.reserve(commands.size());
      for (const command& one : commands) case_ids.emplace_back(one.case_id);
      writer.hold_cases(case_ids);
    }
    for (const command& one : commands) {
      const std::int64_t before = writer.appended();
      try {
        std::vector<case_answer> answers;
        // An act is judged as a whole before it writes. A savepoint would cost a copy of every page that it moves.
        if (one.kind == event_kind::act)
          answers = apply_in(writer, {&one, 1}, nullptr);
        else
          writer.attempt([&] { answers = apply_in(writer, {&one, 1}, nullptr); });
        out.emplace_back(std::move(answers.front()));
      } catch (const error& problem) {
        if (!concerns_command(problem.code()) || writer.appended() != before) throw;
        out.emplace_back(problem);
      }
    }
    if (told) told(out);
  });
  return out;
}

bool engine::concerns_command(status code) noexcept {
  return code > status::io || code == status::duplicate || code == status::stale || code == status::key;
}

std::vector<breach_row> engine::tick(instant now, const std::function<void(const std::vector<breach_row>&)>& told) {
  std::vector<breach_row> out;
  if (!store_.has_unrecorded(now)) return out;
  store_.write([&](store_writer& writer) {
    out.clear();
    for (const auto& [case_number, breach] : writer.unrecorded(now)) {
      if (writer.add_breach(case_number, breach)) out.push_back(breach);
    }
    std::sort(out.begin(), out.end(), [](const breach_row& a, const breach_row& b) {
      return std::tie(a.at, a.case_id, a.duty, a.round, a.kind) < std::tie(b.at, b.case_id, b.duty, b.round, b.kind);
    });
    if (told) told(out);
  });
  return out;
}

pack_source engine::packs_of_store() {
  return [this](std::string_view hash, std::string_view calendars_hash) -> const rule_pack& {
    return pack(hash, calendars_hash);
  };
}

bool engine::is_secret(std::string_view case_id) const {
  const std::optional<case_row> row = store_.find_case(case_id);
  if (!row) refuse_unknown(case_id);
  return row->erased == erasure::facts;
}

case_view engine::view(std::string_view case_id) {
  const std::optional<case_row> row = store_.find_case(case_id);
  if (!row) refuse_unknown(case_id);
  if (row->erased == erasure::facts) refuse_erased(case_id);
  return load_case(
             pack(row->pack_hash, row->calendar_hash), *row, [&] { return store_.events_of(case_id); },
             packs_of_store())
      .memory.view;
}

case_view engine::replay(std::string_view case_id, const fold_observer& after_each) {
  return fold(history(case_id), packs_of_store(), after_each);
}

std::vector<history_entry> engine::history(std::string_view case_id) {
  if (is_secret(case_id)) refuse_erased(case_id);
  return entries_of(store_.events_of(case_id));
}

case_ledger engine::ledger(std::string_view case_id, instant now) {
  std::vector<case_standing> stood;
  const case_view view = replay(case_id, [&stood](const case_view& then, std::int32_t, const command& what) {
    note_standing(stood, then, what);
  });
  return make_ledger(view, stood, now);
}

void engine::use_key(host_key key) { key_ = std::move(key); }

std::vector<case_text> engine::opened_texts(std::string_view case_id) {
  const std::optional<case_row> row = store_.find_case(case_id);
  if (!row) refuse_unknown(case_id);
  const std::vector<stored_event> events = store_.events_of(case_id);
  const std::vector<sealed_text> kept = store_.sealed_of(case_id);
  const auto key = case_key(store_.find_case_key(row->number), held_key(), case_id);
  std::vector<case_text> out;
  for (const stored_event& event : events) {
    const rule_pack& rules = pack(event.pack_hash, event.calendar_hash);
    for (const written_text& text : texts_in(rules, event)) {
      if (text.words) {
        out.push_back({event.number, text.name, text_access::readable, *text.words});
        continue;
      }
      const auto found = std::find_if(kept.begin(), kept.end(), [&](const sealed_text& one) {
        return one.sequence == event.sequence && one.name == text.name;
      });
      if (found == kept.end()) {
        const text_access access = row->erased == erasure::none ? text_access::sealed : text_access::gone;
        out.push_back({event.number, text.name, access, ""});
      } else if (auto said = opened(*found, key, case_id)) {
        out.push_back({event.number, text.name, text_access::readable, std::move(said->text)});
      } else {
        out.push_back({event.number, text.name, text_access::sealed, ""});
      }
    }
  }
  return out;
}

std::int64_t engine::working_seconds_late(const dated_duty& late, instant now) {
  const std::optional<case_row> row = store_.find_case(late.case_id);
  if (!row || !late.duty.due) return 0;
  const rule_pack& rules = pack(row->pack_hash, row->calendar_hash);
  const auto duty = find_id(rules.duties, late.duty.duty);
  std::int64_t seconds = 0;
  if (duty) rules.compiled[rules.duties[*duty].calendar]->elapsed(*late.duty.due, now, seconds);
  return seconds;
}

}  // namespace thoihan
