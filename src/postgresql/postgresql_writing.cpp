// What is written in one transaction.
#include <algorithm>
#include <array>
#include <span>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "src/pack/say.hpp"
#include "src/postgresql/open_duty.hpp"
#include "src/postgresql/postgresql_store.hpp"
#include "src/postgresql/statements.hpp"
#include "src/store/chain.hpp"
#include "src/store/duty_json.hpp"
#include "src/store/row_words.hpp"

namespace thoihan {

namespace statements = pq::statements;

postgresql_store::text_pair postgresql_store::texts_of(std::string_view pack_hash, std::string_view calendar_hash) {
  const auto number = [this](std::string_view hash) {
    const auto known = number_of(hash);
    if (known) return *known;
    throw error(status::reference, say("cơ sở dữ liệu {}: chưa có văn bản {}",
                                       "the database {} does not have the text {}", db_.name(), hash));
  };
  return {number(pack_hash), number(calendar_hash)};
}

// What this transaction adds of breaches the row says when it ends.
void postgresql_store::hold(const case_row& row, std::string_view running, bool breached) {
  const bool is_breached = breached || breach_came_first_;
  const auto [at, is_first] = held_.try_emplace(row.case_id);
  held_case& held = at->second;
  held.number = row.number;
  held.events = row.events;
  held.open = row.ended ? std::string{} : std::string{running};
  held.due = pq::due_rows(row).size();
  held.breached = is_first ? is_breached : is_breached || held.breached;
}

void postgresql_store::write_duties(const case_row& row, std::string_view running, bool is_new) {
  const auto held = held_.find(row.case_id);
  if (held != held_.end() && held->second.open == (row.ended ? std::string_view{} : running)) return;
  const std::vector<const duty_row*> due = pq::due_rows(row);
  // Of a case that is held it is known which places there are: what moves is written where it stands.
  const std::size_t known = held == held_.end() ? 0 : held->second.due;
  if (!is_new && held == held_.end())
    send(statements::drop_duties, {row.number, std::int64_t{0}});
  else if (known > due.size())
    send(statements::drop_duties, {row.number, due.size()}, static_cast<std::int64_t>(known - due.size()));
  for (std::size_t place = 0; place < due.size(); ++place) {
    const duty_row& duty = *due[place];
    const std::string json = duties_json({duty});
    send(place < known ? statements::move_duty : statements::add_duty,
         {row.number, place, *duty.late_from, pq::alarm_of(duty, std::nullopt), json}, 1);
  }
}

void postgresql_store::append(stored_event& event, case_row& row) {
  const text_pair texts = texts_of(event.pack_hash, event.calendar_hash);
  const text_pair row_texts = texts_of(row.pack_hash, row.calendar_hash);
  check_duties(row);
  const std::int64_t sequence = number_above(row.last_sequence);
  const auto before = std::make_tuple(row.number, row.events, row.last_sequence, row.digest);
  const bool is_new = row.number == 0;
  const auto held = held_.find(row.case_id);
  const bool is_held = held != held_.end() && held->second.number == row.number;
  const auto refuse_stale = [&] {
    throw error(status::stale, say("hồ sơ {} đã có sự kiện khác từ lúc được đọc",
                                   "the case {} has had another event since it was read", row.case_id));
  };
  const auto duplicate = [&] {
    return error(status::duplicate, say("đã có hồ sơ {}", "there is a case {} already", row.case_id));
  };
  if (is_new && held != held_.end()) throw duplicate();
  if (is_held && held->second.events != row.events) refuse_stale();
  event.case_id = row.case_id;
  event.sequence = sequence;
  event.number = row.events + 1;
  event.previous = row.last_sequence;
  event.facts_digest = sha256<wide_sha256>(event.facts ? std::string_view{*event.facts} : std::string_view{});
  event.digest = event_digest(row.digest, event);
  row.events = event.number;
  row.last_sequence = event.sequence;
  row.digest = event.digest;
  const std::string running = duties_json(row.running);
  const auto erased = static_cast<std::int64_t>(row.erased);
  try {
    const std::array<pq::value, 37> values = {event.sequence,
                                              event.number,
                                              event.previous,
                                              event.kind,
                                              event.key,
                                              event.at,
                                              event.recorded_at,
                                              event.event,
                                              event.role,
                                              event.authority,
                                              event.officer,
                                              event.overrides,
                                              event.details,
                                              event.decided,
                                              texts.pack,
                                              texts.calendar,
                                              event.engine_version,
                                              event.facts_digest,
                                              event.digest,
                                              event.facts,
                                              row.pack_id,
                                              row.state,
                                              row.ended,
                                              row.lead,
                                              row.publication,
                                              row.events,
                                              row.last_sequence,
                                              row.opened_at,
                                              row.last_at,
                                              row.digest,
                                              running,
                                              row.snapshot,
                                              row_texts.pack,
                                              row_texts.calendar,
                                              erased,
                                              row.case_id,
                                              row.number};
    if (is_new) {
      const pq::result rows = run(statements::open_case, std::span<const pq::value>{values}.first(36));
      if (rows.rows() == 0) {
        if (absent_.count(row.case_id) == 0) throw duplicate();
        // It was not there when this transaction looked: somebody opened it meanwhile, and all is to be judged again, even where
        // `work` takes this for an answer.
        may_retry_ = true;
        throw error(failed_.emplace(duplicate()));
      }
      row.number = rows.integer(0, 0);
    } else {
      send(statements::append, values, is_held ? 1 : -1);
      if (!is_held) {
        if (answers().back().changed() == 0) refuse_stale();
      }
    }
    write_duties(row, running, is_new);
    if (std::erase(erasing_, row.case_id) > 0 && row.erased == erasure::facts)
      send(statements::erase_notices, {row.case_id, event.recorded_at});
  } catch (...) {
    std::tie(row.number, row.events, row.last_sequence, row.digest) = before;
    throw;
  }
  given_ = std::max(given_, event.sequence);
  reserved_.erase(sequence);
  fetched_.erase(row.case_id);
  hold(row, running, !is_new && !is_held);
}

void postgresql_store::keep_sealed(const sealed_text& text) {
  send(statements::keep_sealed, {text.sequence, text.name, text.sealed});
}

void postgresql_store::put_case_key(std::int64_t case_number, const wrapped_key& key) {
  send(statements::put_case_key, {case_number, key.host_key_id, key.wrapped});
}

void postgresql_store::erase(case_row& row, erasure what) {
  if (what == erasure::none) {
    throw error(status::invalid,
                say("hồ sơ {}: không nêu cần xóa gì", "the case {}: nothing was named to erase", row.case_id));
  }
  send(statements::erase_sealed, {row.case_id});
  if (what == erasure::facts) send(statements::erase_facts, {row.case_id});
  send(statements::erase_key, {row.number});
  erasing_.push_back(row.case_id);
  row.erased = std::max(row.erased, what);
  if (what == erasure::facts) row.snapshot.clear();
}

bool postgresql_store::add_breach(std::int64_t case_number, const breach_row& row) {
  const auto held =
      std::find_if(held_.begin(), held_.end(), [&](const auto& one) { return one.second.number == case_number; });
  if (held == held_.end())
    breach_came_first_ = true;
  else
    held->second.breached = true;
  return run(statements::add_breach,
             {case_number, row.duty, row.started_by, row.body, row.round, row.kind, row.at, row.recorded_at})
             .changed() > 0;
}

void postgresql_store::amend_breach(std::int64_t case_number, const breach_row& row) {
  send(statements::amend_breach, {case_number, row.duty, row.started_by, row.body, row.kind, row.annulled_by, row.at});
}

void postgresql_store::add_notice(std::int64_t sequence, const notice_row& row) {
  const std::string facts = names_as_json(row.facts);
  send(statements::add_notice, {sequence, row.notice, row.to, row.channel, facts});
}

void postgresql_store::amend_notices(std::int64_t sequence, std::int32_t withdrawn_by) {
  send(statements::amend_notices, {sequence, withdrawn_by});
}

bool postgresql_store::acknowledge_notice(std::int64_t id, instant at) {
  return run(statements::acknowledge_notice, {id, at}).changed() > 0;
}

void postgresql_store::keep_text(std::string_view hash, text_kind kind, std::string_view text) {
  if (numbers_.count(hash) > 0) return;
  const std::array<char, 64> computed = sha256_hex(sha256(text));
  const std::string_view expected(computed.data(), computed.size());
  if (hash != expected) {
    throw error(status::hash,
                say("mã băm của văn bản là {}, không phải {}", "the text's hash is {}, not {}", expected, hash));
  }
  if (number_of(hash)) return;
  // One at a time, so that they are numbered as they come; the others wait for the transaction that brings a new one.
  send(statements::lock_texts, {});
  run(statements::add_text, {hash, text_kind_name(kind), text});
}

std::vector<std::pair<std::int64_t, breach_row>> postgresql_store::unrecorded(instant now) {
  const pq::result rows = run(statements::alarms, {now});
  std::vector<std::pair<std::int64_t, breach_row>> out;
  for (int i = 0; i < rows.rows(); ++i) {
    const std::int64_t case_number = rows.integer(i, 0);
    const instant alarm = rows.integer(i, 3);
    const std::vector<duty_row> duties = duties_in(rows.text(i, 4));
    if (duties.size() != 1 || !duties.front().late_from) fail_corrupt("an open duty that is not one");
    const duty_row& duty = duties.front();
    const auto add = [&](instant at, std::string kind) {
      if (at < alarm || at > now) return;
      out.emplace_back(case_number, breach_row{std::string{rows.text(i, 2)}, duty.first_name(), duty.started_by,
                                               duty.body, duty.round, std::move(kind), at, now, 0});
    };
    for (const dated_warning& warning : duty.warnings) add(warning.at, fmt::format("warning-{}", warning.number));
    add(*duty.late_from, "late");
    send(statements::set_alarm, {case_number, rows.integer(i, 1), pq::alarm_of(duty, now)}, 1);
  }
  return out;
}

}  // namespace thoihan
