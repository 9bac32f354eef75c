#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>
#include <utility>

#include "src/pack/say.hpp"
#include "src/store/chain.hpp"
#include "src/store/connection.hpp"
#include "src/store/duty_json.hpp"
#include "src/store/rows.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

namespace {

using sqlite::blob;
using sqlite::database;
using sqlite::query;

std::int64_t text_number(database& db, text_numbers& texts, std::string_view hash) {
  const auto number = texts.number_of(db, hash);
  if (number) return *number;
  throw error(status::reference,
              say("cơ sở dữ liệu {}: chưa có văn bản {}", "the database {} does not have the text {}", db.path(), hash));
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
         event.event, event.role, event.authority, event.officer, event.overrides, event.details, event.decided, texts.pack,
         texts.calendar, event.engine_version, event.facts_digest, event.digest, event.facts);
  q.run();
}

void check_duties(const case_row& row) {
  const auto is_good = [](const duty_row& duty) {
    return duty.warnings.size() < most_duties &&
           std::all_of(duty.warnings.begin(), duty.warnings.end(),
                       [](const dated_warning& warning) { return is_warning_number(warning.number); });
  };
  if (row.running.size() <= most_duties && std::all_of(row.running.begin(), row.running.end(), is_good)) return;
  throw error(status::too_big, say("hồ sơ {}: nhiều nhất {} nghĩa vụ, và dưới {} lần nhắc cho mỗi nghĩa vụ, đánh số từ 1",
                                   "the case {}: at most {} duties, and fewer than {} warnings of each, numbered from 1",
                                   row.case_id, most_duties, most_duties));
}

// Nobody is told anything of a case whose facts are gone. The rows stay: an id that was given away again would let a host
// acknowledge another's notice.
void withdraw_notices(database& db, const stored_event& event) {
  static constexpr char sql[] = "UPDATE outbox SET acknowledged_at = ?2 WHERE sequence = ?1 AND acknowledged_at IS NULL";
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
  q.bind(row.number, row.case_id, row.pack_id, texts.pack, texts.calendar, row.state, row.ended, row.lead, row.publication, row.events,
         row.last_sequence, row.opened_at, row.last_at, static_cast<int>(row.erased), row.digest, running,
         blob{row.snapshot});
  const int code = q.step();
  if (code == SQLITE_CONSTRAINT_UNIQUE) refuse_case(row.case_id);
  if (code != SQLITE_DONE) db.fail(code);
}

// What hardly any event changes stands in the condition: setting it, even to what it is, has SQLite look up the texts that it
// refers to and judge it again.
bool update_moving(database& db, const case_row& row, text_pair texts, const std::string& running) {
  static constexpr char sql[] =
      "UPDATE case_ SET state = ?2, ended = ?3, lead = ?4, publication = ?5, events = ?6, last_sequence = ?7, last_at = ?8, "
      "digest = ?9, running = ?10, snapshot = ?11 WHERE number = ?1 AND events = ?6 - 1 AND case_id = ?12 AND pack_id = ?13 "
      "AND pack = ?14 AND calendar = ?15 AND opened_at = ?16 AND erased = ?17";
  query q(db, sql);
  q.bind(row.number, row.state, row.ended, row.lead, row.publication, row.events, row.last_sequence, row.last_at, row.digest,
         running, blob{row.snapshot}, row.case_id, row.pack_id, texts.pack, texts.calendar, row.opened_at,
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
  q.bind(row.number, row.pack_id, texts.pack, texts.calendar, row.state, row.ended, row.lead, row.publication, row.events, row.last_sequence,
         row.opened_at, row.last_at, static_cast<int>(row.erased), row.digest, running, blob{row.snapshot}, row.case_id);
  q.run();
  if (sqlite3_changes(db.handle()) == 1) return;
  throw error(status::stale, say("hồ sơ {} đã có sự kiện khác từ lúc được đọc",
                                 "the case {} has had another event since it was read", row.case_id));
}

}  // namespace

std::int64_t store_writer::next_sequence() const { return store::connection::writing(owner_).sequence + 1; }

void store_writer::append(stored_event& event, case_row& row) {
  store::connection& c = store::connection::writing(owner_);
  const text_pair texts{text_number(c.db, c.texts, event.pack_hash), text_number(c.db, c.texts, event.calendar_hash)};
  const text_pair row_texts{text_number(c.db, c.texts, row.pack_hash), text_number(c.db, c.texts, row.calendar_hash)};
  check_duties(row);
  const std::string running = duties_json(row.running);
  event.case_id = row.case_id;
  event.sequence = c.sequence + 1;
  event.number = row.events + 1;
  event.previous = row.last_sequence;
  event.facts_digest = sha256(event.facts ? std::string_view{*event.facts} : std::string_view{});
  event.digest = event_digest(row.digest, event);
  const bool is_new = row.number == 0;
  const auto before = std::make_tuple(row.number, row.events, row.last_sequence, row.digest);
  row.events = event.number;
  row.last_sequence = event.sequence;
  row.digest = event.digest;
  try {
    if (is_new)
      insert_case(c.db, row, row_texts, running);
    else
      update_case(c.db, row, row_texts, running);
    ++c.unfinished;
    insert_event(c.db, event, row.number, texts);
    if (std::erase(c.erasing, row.case_id) > 0) {
      if (row.erased == erasure::facts) withdraw_notices(c.db, event);
      c.count_erased();
      c.erased.push_back({row.case_id, row.erased, event.key, event.at, event.recorded_at, event.role, event.authority,
                          event.officer});
    }
    --c.unfinished;
  } catch (...) {
    std::tie(row.number, row.events, row.last_sequence, row.digest) = before;
    throw;
  }
  c.sequence = event.sequence;
}

void store_writer::keep_sealed(const sealed_text& text) {
  static constexpr char sql[] = "INSERT INTO sealed_text (sequence, name, sealed) VALUES (?1, ?2, ?3)";
  query q(store::connection::writing(owner_).db, sql);
  q.bind(text.sequence, text.name, blob{text.sealed});
  q.run();
}

void store_writer::put_case_key(std::int64_t case_number, const wrapped_key& key) {
  static constexpr char sql[] =
      "INSERT INTO case_key (case_number, host_key, wrapped) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (case_number) DO UPDATE SET host_key = ?2, wrapped = ?3";
  query q(store::connection::writing(owner_).db, sql);
  q.bind(case_number, key.host_key_id, blob{key.wrapped});
  q.run();
}

void store_writer::erase(case_row& row, erasure what) {
  store::connection& c = store::connection::writing(owner_);
  static constexpr char texts_sql[] = "DELETE FROM sealed_text WHERE sequence = ?1";
  static constexpr char facts_sql[] = "UPDATE event SET facts = NULL WHERE sequence = ?1";
  static constexpr char key_sql[] = "DELETE FROM case_key WHERE case_number = ?1";
  if (what == erasure::none) {
    throw error(status::invalid, say("hồ sơ {}: không nêu cần xóa gì", "the case {}: nothing was named to erase", row.case_id));
  }
  const auto run = [&c](const char* sql, std::int64_t number) {
    query q(c.db, sql);
    q.bind(number);
    q.run();
  };
  ++c.unfinished;
  for (const std::int64_t sequence : read_sequences(c.db, row.last_sequence)) {
    run(texts_sql, sequence);
    if (what == erasure::facts) run(facts_sql, sequence);
  }
  run(key_sql, row.number);
  c.erasing.push_back(row.case_id);
  --c.unfinished;
  row.erased = std::max(row.erased, what);
  if (what == erasure::facts) row.snapshot.clear();
}

bool store_writer::add_breach(std::int64_t case_number, const breach_row& row) {
  static constexpr char sql[] =
      "INSERT INTO breach (case_number, duty, started_by, body, round, kind, at, recorded_at, annulled_by) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0) ON CONFLICT (case_number, duty, started_by, body, kind) DO UPDATE SET "
      "round = excluded.round, at = excluded.at, recorded_at = excluded.recorded_at, annulled_by = 0 WHERE annulled_by <> 0";
  database& db = store::connection::writing(owner_).db;
  query q(db, sql);
  q.bind(case_number, row.duty, row.started_by, row.body, row.round, row.kind, row.at, row.recorded_at);
  q.run();
  return sqlite3_changes(db.handle()) > 0;
}

void store_writer::amend_breach(std::int64_t case_number, const breach_row& row) {
  static constexpr char sql[] =
      "UPDATE breach SET annulled_by = ?6, at = ?7 WHERE case_number = ?1 AND duty = ?2 AND started_by = ?3 AND body = ?4 AND "
      "kind = ?5";
  query q(store::connection::writing(owner_).db, sql);
  q.bind(case_number, row.duty, row.started_by, row.body, row.kind, row.annulled_by, row.at);
  q.run();
}

void store_writer::add_notice(std::int64_t sequence, const notice_row& row) {
  static constexpr char sql[] = "INSERT INTO outbox (sequence, notice, to_, channel, facts) VALUES (?1, ?2, ?3, ?4, ?5)";
  const std::string facts = names_as_json(row.facts);
  query q(store::connection::writing(owner_).db, sql);
  q.bind(sequence, row.notice, row.to, row.channel, facts);
  q.run();
}

void store_writer::amend_notices(std::int64_t sequence, std::int32_t withdrawn_by) {
  static constexpr char sql[] = "UPDATE outbox SET withdrawn_by = ?2 WHERE sequence = ?1 AND acknowledged_at IS NULL";
  query q(store::connection::writing(owner_).db, sql);
  q.bind(sequence, withdrawn_by);
  q.run();
}

bool store_writer::acknowledge_notice(std::int64_t id, instant at) {
  static constexpr char sql[] = "UPDATE outbox SET acknowledged_at = ?2 WHERE id = ?1 AND acknowledged_at IS NULL";
  database& db = store::connection::writing(owner_).db;
  query q(db, sql);
  q.bind(id, at);
  q.run();
  return sqlite3_changes(db.handle()) > 0;
}

void store_writer::keep_text(std::string_view hash, text_kind kind, std::string_view text) {
  store::connection& c = store::connection::writing(owner_);
  if (c.texts.number_of(c.db, hash)) return;
  const std::array<char, 64> computed = sha256_hex(sha256(text));
  const std::string_view expected(computed.data(), computed.size());
  if (hash != expected) {
    throw error(status::hash,
                say("mã băm của văn bản là {}, không phải {}", "the text's hash is {}, not {}", expected, hash));
  }
  static constexpr char sql[] = "INSERT INTO text (hash, kind, text) VALUES (?1, ?2, ?3)";
  query q(c.db, sql);
  q.bind(hash, text_kind_name(kind), text);
  q.run();
}

std::vector<stored_event> store_writer::events_of(std::string_view case_id) const {
  store::connection& c = store::connection::writing(owner_);
  return read_events(c.db, c.texts, case_id);
}

std::vector<sealed_text> store_writer::sealed_of(std::string_view case_id) const {
  return read_sealed(store::connection::writing(owner_).db, case_id);
}

std::optional<case_row> store_writer::find_case(std::string_view case_id) const {
  store::connection& c = store::connection::writing(owner_);
  return read_case(c.db, c.texts, case_id);
}

std::optional<wrapped_key> store_writer::find_case_key(std::int64_t case_number) const {
  return read_case_key(store::connection::writing(owner_).db, case_number);
}

std::vector<duty_row> store_writer::duties_of(std::string_view case_id) const {
  store::connection& c = store::connection::writing(owner_);
  return read_duties(c.db, c.texts, case_id);
}

std::vector<breach_row> store_writer::breaches_of(std::string_view case_id) const {
  return read_breaches(store::connection::writing(owner_).db, case_id);
}

std::optional<std::string> store_writer::find_text(std::string_view hash) const {
  return read_text(store::connection::writing(owner_).db, hash);
}

std::vector<std::pair<std::int64_t, breach_row>> store_writer::unrecorded(instant now) const {
  return store::connection::writing(owner_).due().unrecorded(now);
}

std::array<std::uint8_t, 16> store_writer::random_salt() {
  std::array<std::uint8_t, 16> salt{};
  // As few bytes as these come at once or not at all, or after a signal.
  while (::getrandom(salt.data(), salt.size(), 0) != static_cast<ssize_t>(salt.size())) {
    if (errno == EINTR) continue;
    throw error(status::io, say("hệ thống không cho số ngẫu nhiên ({})", "the system gives no random numbers ({})",
                                std::strerror(errno)));
  }
  return salt;
}

void store_writer::attempt(const std::function<void()>& work) {
  static constexpr char begin_sql[] = "SAVEPOINT attempt";
  static constexpr char end_sql[] = "RELEASE attempt";
  static constexpr char back_sql[] = "ROLLBACK TO attempt";
  store::connection& c = store::connection::writing(owner_);
  const auto run = [&c](const char* sql) { query(c.db, sql).run(); };
  const std::int64_t sequence = c.sequence;
  const std::size_t erased = c.erased.size();
  std::vector<std::string> erasing = c.erasing;
  const int unfinished = c.unfinished;
  run(begin_sql);
  try {
    work();
    store::connection::writing(owner_);
    run(end_sql);
  } catch (...) {
    // Some errors undo the whole transaction, and there is no savepoint left to go back to. A forked child has none either.
    if (c.db.is_own_process() && c.db.in_transaction()) {
      ++c.unfinished;
      run(back_sql);
      run(end_sql);
      c.unfinished = unfinished;
      c.sequence = sequence;
      c.erased.resize(erased);
      c.erasing = std::move(erasing);
      c.texts.forget();
      c.queue.undo();
      c.queue.begin();
    }
    throw;
  }
}

}  // namespace thoihan
