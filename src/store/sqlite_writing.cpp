// What is written in one transaction.
#include <algorithm>
#include <tuple>
#include <utility>

#include "src/pack/say.hpp"
#include "src/store/chain.hpp"
#include "src/store/duty_json.hpp"
#include "src/store/row_words.hpp"
#include "src/store/rows.hpp"
#include "src/store/sqlite_store.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

using sqlite::blob;
using sqlite::database;
using sqlite::query;

std::int64_t text_number(database& db, text_numbers& texts, std::string_view hash) {
  const auto number = texts.number_of(db, hash);
  if (number) return *number;
  throw error(status::reference, say("cơ sở dữ liệu {}: chưa có văn bản {}",
                                     "the database {} does not have the text {}", db.path(), hash));
}

struct text_pair {
  std::int64_t pack;
  std::int64_t calendar;
};

void insert_event(database& db, const stored_event& event, std::int64_t case_number, text_pair texts) {
  static constexpr char sql[] =
      "INSERT INTO event (sequence, case_number, number, previous, kind, key, at, recorded_at, event, role, authority, "
      "officer, overrides, details, decided, pack, calendar, engine_version, facts_digest, digest, facts) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)";
  query q(db, sql);
  q.bind(event.sequence, case_number, event.number, event.previous, event.kind, event.key, event.at, event.recorded_at,
         event.event, event.role, event.authority, event.officer, event.overrides, event.details, event.decided,
         texts.pack, texts.calendar, event.engine_version, event.facts_digest, event.digest, event.facts);
  q.run();
}

// Nobody is told anything of a case whose facts are gone. The rows stay: an id that was given away again would let a host
// acknowledge another's notice.
void withdraw_notices(database& db, const stored_event& event) {
  static constexpr char sql[] =
      "UPDATE outbox SET acknowledged_at = ?2 WHERE sequence = ?1 AND acknowledged_at IS NULL";
  for (const std::int64_t sequence : read_sequences(db, event.previous)) {
    query q(db, sql);
    q.bind(sequence, event.recorded_at);
    q.run();
  }
}

[[noreturn]] void refuse_case(std::string_view case_id) {
  throw error(status::duplicate, say("đã có hồ sơ {}", "there is a case {} already", case_id));
}

void insert_case(database& db, case_row& row, text_pair texts, const std::string& running) {
  static constexpr char newest_sql[] = "SELECT coalesce(max(number), 0) FROM case_";
  {
    query q(db, newest_sql);
    q.next();
    row.number = q.integer(0) + 1;
  }
  static constexpr char sql[] =
      "INSERT INTO case_ (number, case_id, pack_id, pack, calendar, state, ended, lead, publication, events, "
      "last_sequence, opened_at, last_at, erased, digest, running, snapshot) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
  query q(db, sql);
  q.bind(row.number, row.case_id, row.pack_id, texts.pack, texts.calendar, row.state, row.ended, row.lead,
         row.publication, row.events, row.last_sequence, row.opened_at, row.last_at, static_cast<int>(row.erased),
         row.digest, running, blob{row.snapshot});
  const int code = q.step();
  if (code == SQLITE_CONSTRAINT_UNIQUE) refuse_case(row.case_id);
  if (code != SQLITE_DONE) db.fail(code);
}

// What hardly any event changes stands in the condition: setting it, even to what it is, has SQLite look up the texts that it
// refers to and judge it again.
bool update_moving(database& db, const case_row& row, text_pair texts, const std::string& running) {
  static constexpr char sql[] =
      "UPDATE case_ SET state = ?2, ended = ?3, lead = ?4, publication = ?5, events = ?6, last_sequence = ?7, last_at "
      "= ?8, "
      "digest = ?9, running = ?10, snapshot = ?11 WHERE number = ?1 AND events = ?6 - 1 AND case_id = ?12 AND pack_id "
      "= ?13 "
      "AND pack = ?14 AND calendar = ?15 AND opened_at = ?16 AND erased = ?17";
  query q(db, sql);
  q.bind(row.number, row.state, row.ended, row.lead, row.publication, row.events, row.last_sequence, row.last_at,
         row.digest, running, blob{row.snapshot}, row.case_id, row.pack_id, texts.pack, texts.calendar, row.opened_at,
         static_cast<int>(row.erased));
  q.run();
  return sqlite3_changes(db.handle()) == 1;
}

void update_case(database& db, const case_row& row, text_pair texts, const std::string& running) {
  if (update_moving(db, row, texts, running)) return;
  static constexpr char sql[] =
      "UPDATE case_ SET pack_id = ?2, pack = ?3, calendar = ?4, state = ?5, ended = ?6, lead = ?7, publication = ?8, "
      "events = ?9, last_sequence = ?10, opened_at = ?11, last_at = ?12, erased = ?13, digest = ?14, running = ?15, "
      "snapshot = ?16 WHERE number = ?1 AND events = ?9 - 1 AND case_id = ?17";
  query q(db, sql);
  q.bind(row.number, row.pack_id, texts.pack, texts.calendar, row.state, row.ended, row.lead, row.publication,
         row.events, row.last_sequence, row.opened_at, row.last_at, static_cast<int>(row.erased), row.digest, running,
         blob{row.snapshot}, row.case_id);
  q.run();
  if (sqlite3_changes(db.handle()) == 1) return;
  throw error(status::stale, say("hồ sơ {} đã có sự kiện khác từ lúc được đọc",
                                 "the case {} has had another event since it was read", row.case_id));
}

}  // namespace

std::int64_t sqlite_store::next_sequence() { return sequence_ + 1; }

void sqlite_store::append(stored_event& event, case_row& row) {
  const text_pair texts{text_number(db_, texts_, event.pack_hash), text_number(db_, texts_, event.calendar_hash)};
  const text_pair row_texts{text_number(db_, texts_, row.pack_hash), text_number(db_, texts_, row.calendar_hash)};
  check_duties(row);
  const std::string running = duties_json(row.running);
  event.case_id = row.case_id;
  event.sequence = sequence_ + 1;
  event.number = row.events + 1;
  event.previous = row.last_sequence;
  event.facts_digest = sha256<wide_sha256>(event.facts ? std::string_view{*event.facts} : std::string_view{});
  event.digest = event_digest(row.digest, event);
  const bool is_new = row.number == 0;
  const auto before = std::make_tuple(row.number, row.events, row.last_sequence, row.digest);
  row.events = event.number;
  row.last_sequence = event.sequence;
  row.digest = event.digest;
  try {
    if (is_new)
      insert_case(db_, row, row_texts, running);
    else
      update_case(db_, row, row_texts, running);
    ++unfinished_;
    insert_event(db_, event, row.number, texts);
    if (std::erase(erasing_, row.case_id) > 0) {
      if (row.erased == erasure::facts) withdraw_notices(db_, event);
      count_erased();
      erased_.push_back({row.case_id, row.erased, event.key, event.at, event.recorded_at, event.role, event.authority,
                         event.officer});
    }
    --unfinished_;
  } catch (...) {
    std::tie(row.number, row.events, row.last_sequence, row.digest) = before;
    throw;
  }
  sequence_ = event.sequence;
}

void sqlite_store::keep_sealed(const sealed_text& text) {
  static constexpr char sql[] = "INSERT INTO sealed_text (sequence, name, sealed) VALUES (?1, ?2, ?3)";
  query q(db_, sql);
  q.bind(text.sequence, text.name, blob{text.sealed});
  q.run();
}

void sqlite_store::put_case_key(std::int64_t case_number, const wrapped_key& key) {
  static constexpr char sql[] =
      "INSERT INTO case_key (case_number, host_key, wrapped) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (case_number) DO UPDATE SET host_key = ?2, wrapped = ?3";
  query q(db_, sql);
  q.bind(case_number, key.host_key_id, blob{key.wrapped});
  q.run();
}

void sqlite_store::erase(case_row& row, erasure what) {
  static constexpr char texts_sql[] = "DELETE FROM sealed_text WHERE sequence = ?1";
  static constexpr char facts_sql[] = "UPDATE event SET facts = NULL WHERE sequence = ?1";
  static constexpr char key_sql[] = "DELETE FROM case_key WHERE case_number = ?1";
  if (what == erasure::none) {
    throw error(status::invalid,
                say("hồ sơ {}: không nêu cần xóa gì", "the case {}: nothing was named to erase", row.case_id));
  }
  const auto run = [this](const char* sql, std::int64_t number) {
    query q(db_, sql);
    q.bind(number);
    q.run();
  };
  ++unfinished_;
  for (const std::int64_t sequence : read_sequences(db_, row.last_sequence)) {
    run(texts_sql, sequence);
    if (what == erasure::facts) run(facts_sql, sequence);
  }
  run(key_sql, row.number);
  erasing_.push_back(row.case_id);
  --unfinished_;
  row.erased = std::max(row.erased, what);
  if (what == erasure::facts) row.snapshot.clear();
}

bool sqlite_store::add_breach(std::int64_t case_number, const breach_row& row) {
  static constexpr char sql[] =
      "INSERT INTO breach (case_number, duty, started_by, body, round, kind, at, recorded_at, annulled_by) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0) ON CONFLICT (case_number, duty, started_by, body, kind) DO UPDATE "
      "SET "
      "round = excluded.round, at = excluded.at, recorded_at = excluded.recorded_at, annulled_by = 0 WHERE annulled_by "
      "<> 0";
  query q(db_, sql);
  q.bind(case_number, row.duty, row.started_by, row.body, row.round, row.kind, row.at, row.recorded_at);
  q.run();
  return sqlite3_changes(db_.handle()) > 0;
}

void sqlite_store::amend_breach(std::int64_t case_number, const breach_row& row) {
  static constexpr char sql[] =
      "UPDATE breach SET annulled_by = ?6, at = ?7 WHERE case_number = ?1 AND duty = ?2 AND started_by = ?3 AND body = "
      "?4 AND "
      "kind = ?5";
  query q(db_, sql);
  q.bind(case_number, row.duty, row.started_by, row.body, row.kind, row.annulled_by, row.at);
  q.run();
}

void sqlite_store::add_notice(std::int64_t sequence, const notice_row& row) {
  static constexpr char sql[] =
      "INSERT INTO outbox (sequence, notice, to_, channel, facts) VALUES (?1, ?2, ?3, ?4, ?5)";
  const std::string facts = names_as_json(row.facts);
  query q(db_, sql);
  q.bind(sequence, row.notice, row.to, row.channel, facts);
  q.run();
}

void sqlite_store::amend_notices(std::int64_t sequence, std::int32_t withdrawn_by) {
  static constexpr char sql[] = "UPDATE outbox SET withdrawn_by = ?2 WHERE sequence = ?1 AND acknowledged_at IS NULL";
  query q(db_, sql);
  q.bind(sequence, withdrawn_by);
  q.run();
}

bool sqlite_store::acknowledge_notice(std::int64_t id, instant at) {
  static constexpr char sql[] = "UPDATE outbox SET acknowledged_at = ?2 WHERE id = ?1 AND acknowledged_at IS NULL";
  query q(db_, sql);
  q.bind(id, at);
  q.run();
  return sqlite3_changes(db_.handle()) > 0;
}

void sqlite_store::keep_text(std::string_view hash, text_kind kind, std::string_view text) {
  if (texts_.number_of(db_, hash)) return;
  const std::array<char, 64> computed = sha256_hex(sha256(text));
  const std::string_view expected(computed.data(), computed.size());
  if (hash != expected) {
    throw error(status::hash,
                say("mã băm của văn bản là {}, không phải {}", "the text's hash is {}, not {}", expected, hash));
  }
  static constexpr char sql[] = "INSERT INTO text (hash, kind, text) VALUES (?1, ?2, ?3)";
  query q(db_, sql);
  q.bind(hash, text_kind_name(kind), text);
  q.run();
}

std::vector<std::pair<std::int64_t, breach_row>> sqlite_store::unrecorded(instant now) { return due().unrecorded(now); }

void sqlite_store::attempt(const std::function<void()>& work) {
  static constexpr char begin_sql[] = "SAVEPOINT attempt";
  static constexpr char end_sql[] = "RELEASE attempt";
  static constexpr char back_sql[] = "ROLLBACK TO attempt";
  const auto run = [this](const char* sql) { query(db_, sql).run(); };
  const std::int64_t sequence = sequence_;
  const std::size_t erased = erased_.size();
  std::vector<std::string> erasing = erasing_;
  const int unfinished = unfinished_;
  run(begin_sql);
  try {
    work();
    check_writing();
    run(end_sql);
  } catch (...) {
    // Some errors undo the whole transaction, and there is no savepoint left to go back to. A forked child has none either.
    if (db_.is_own_process() && db_.in_transaction()) {
      ++unfinished_;
      run(back_sql);
      run(end_sql);
      unfinished_ = unfinished;
      sequence_ = sequence;
      erased_.resize(erased);
      erasing_ = std::move(erasing);
      texts_.forget();
      queue_.undo();
      queue_.begin();
    }
    throw;
  }
}

}  // namespace thoihan
