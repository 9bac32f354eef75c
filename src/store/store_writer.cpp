#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "src/pack/say.hpp"
#include "src/store/chain.hpp"
#include "src/store/connection.hpp"
#include "src/store/rows.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

namespace {

using sqlite::database;
using sqlite::query;

void read_tail(database& db, std::int64_t& sequence, sha256_digest& hash) {
  static constexpr char sql[] = "SELECT sequence, hash FROM event ORDER BY sequence DESC LIMIT 1";
  query q(db, sql);
  if (!q.next()) return;
  sequence = q.integer(0);
  hash = q.bytes<32>(1);
}

std::int32_t last_number(database& db, std::string_view case_id) {
  static constexpr char sql[] = "SELECT coalesce(max(number), 0) FROM event WHERE case_id = ?1";
  query q(db, sql);
  q.bind(case_id);
  q.next();
  return q.integer32(0);
}

[[noreturn]] void refuse_key(database& db, const stored_event& event) {
  static constexpr char sql[] = "SELECT number FROM event WHERE case_id = ?1 AND key = ?2";
  query q(db, sql);
  q.bind(event.case_id, event.key);
  if (!q.next()) db.fail_corrupt("an index does not match its table");
  throw error(status::duplicate, say("hồ sơ {} đã có sự kiện với khóa \"{}\": sự kiện số {}",
                                     "the case {} has an event with the key \"{}\" already: number {}", event.case_id,
                                     event.key, q.integer(0)));
}

void insert_event(database& db, const stored_event& event) {
  static constexpr char sql[] =
      "INSERT INTO event (sequence, case_id, number, key, at, recorded_at, event, role, authority, officer, overrides, "
      "facts, pack_hash, calendar_hash, engine_version, hash) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
  query q(db, sql);
  q.bind(event.sequence, event.case_id, event.number, event.key, event.at, event.recorded_at, event.event, event.role,
         event.authority, event.officer, event.overrides, event.facts, event.pack_hash, event.calendar_hash,
         event.engine_version, event.hash);
  const int code = q.step();
  if (code == SQLITE_CONSTRAINT_UNIQUE) refuse_key(db, event);
  if (code != SQLITE_DONE) db.fail(code);
}

void insert_personal(database& db, std::int64_t sequence, const personal_fact& fact) {
  static constexpr char sql[] = "INSERT INTO personal_fact (sequence, name, value, salt) VALUES (?1, ?2, ?3, ?4)";
  query q(db, sql);
  q.bind(sequence, fact.name, fact.value, fact.salt);
  q.run();
}

void upsert_duty(database& db, std::string_view case_id, const duty_row& row) {
  static constexpr char sql[] =
      "INSERT INTO duty (case_id, duty, round, owed_role, owed_authority, status, started_at, ended_at, due, "
      "late_from, "
      "due_date, day_end, provisional, cite) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
      "ON CONFLICT (case_id, duty, round) DO UPDATE SET owed_role = ?4, owed_authority = ?5, status = ?6, started_at = "
      "?7, "
      "ended_at = ?8, due = ?9, late_from = ?10, due_date = ?11, day_end = ?12, provisional = ?13, cite = ?14";
  query q(db, sql);
  q.bind(case_id, row.duty, row.round, row.owed_role, row.owed_authority, duty_status_name(row.status), row.started_at,
         row.ended_at, row.due, row.late_from, row.due_date, row.day_end, row.provisional, row.cite);
  q.run();
}

void delete_duty(database& db, std::string_view case_id, const duty_row& row) {
  static constexpr char sql[] = "DELETE FROM duty WHERE case_id = ?1 AND duty = ?2 AND round = ?3";
  query q(db, sql);
  q.bind(case_id, row.duty, row.round);
  q.run();
}

using duty_key = std::pair<std::string_view, std::int32_t>;

std::map<duty_key, const duty_row*> by_key(std::string_view case_id, const std::vector<duty_row>& rows) {
  std::map<duty_key, const duty_row*> keyed;
  for (const duty_row& row : rows) {
    if (keyed.emplace(duty_key{row.duty, row.round}, &row).second) continue;
    throw error(status::invalid, say("hồ sơ {}: nghĩa vụ {} lần {} xuất hiện hai lần",
                                     "case {}: duty {}, round {} occurs twice", case_id, row.duty, row.round));
  }
  return keyed;
}

}  // namespace

void store_writer::append(stored_event& event) {
  database& db = store::connection::writing(owner_).db;
  if (const std::vector<std::string> problems = fingerprint_problems(event); !problems.empty()) {
    throw error(status::invalid,
                say("hồ sơ {}: dữ kiện cá nhân không khớp với HMAC trong sự kiện ({})",
                    "case {}: a personal fact and its HMAC in the event differ ({})", event.case_id, problems.front()));
  }
  sha256_digest before{};
  std::int64_t sequence = 0;
  read_tail(db, sequence, before);
  event.sequence = sequence + 1;
  event.number = last_number(db, event.case_id) + 1;
  event.hash = chain_hash(before, event);
  insert_event(db, event);
  for (const personal_fact& fact : event.personal) insert_personal(db, event.sequence, fact);
}

void store_writer::put_case(const case_row& row) {
  static constexpr char sql[] =
      "INSERT INTO case_ (case_id, pack_id, pack_hash, state, ended, lead, publication, events, opened_at, last_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (case_id) DO UPDATE SET pack_id = ?2, pack_hash = "
      "?3, "
      "state = ?4, ended = ?5, lead = ?6, publication = ?7, events = ?8, opened_at = ?9, last_at = ?10";
  query q(store::connection::writing(owner_).db, sql);
  q.bind(row.case_id, row.pack_id, row.pack_hash, row.state, row.ended, row.lead, row.publication, row.events,
         row.opened_at, row.last_at);
  q.run();
}

void store_writer::put_duties(std::string_view case_id, const std::vector<duty_row>& duties) {
  database& db = store::connection::writing(owner_).db;
  const std::vector<duty_row> stored = read_duties(db, case_id);
  std::map<duty_key, const duty_row*> before = by_key(case_id, stored);
  for (const auto& [key, row] : by_key(case_id, duties)) {
    const auto known = before.find(key);
    if (known == before.end() || *known->second != *row) upsert_duty(db, case_id, *row);
    if (known != before.end()) before.erase(known);
  }
  for (const auto& [key, row] : before) delete_duty(db, case_id, *row);
}

bool store_writer::add_breach(const breach_row& row) {
  static constexpr char sql[] =
      "INSERT INTO breach (case_id, duty, round, kind, at, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
      "ON CONFLICT (case_id, duty, round, kind) DO NOTHING";
  database& db = store::connection::writing(owner_).db;
  query q(db, sql);
  q.bind(row.case_id, row.duty, row.round, row.kind, row.at, row.recorded_at);
  q.run();
  return sqlite3_changes(db.handle()) > 0;
}

void store_writer::add_notice(const notice_row& row) {
  static constexpr char sql[] =
      "INSERT INTO outbox (case_id, event_number, notice, to_, channel, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  const std::string facts = names_as_json(row.facts);
  query q(store::connection::writing(owner_).db, sql);
  q.bind(row.case_id, row.event_number, row.notice, row.to, row.channel, facts);
  q.run();
}

void store_writer::keep_text(std::string_view hash, text_kind kind, std::string_view text) {
  database& db = store::connection::writing(owner_).db;
  static constexpr char known_sql[] = "SELECT 1 FROM text WHERE hash = ?1";
  {
    query q(db, known_sql);
    q.bind(hash);
    if (q.next()) return;
  }
  const std::array<char, 64> computed = sha256_hex(sha256(text));
  const std::string_view expected(computed.data(), computed.size());
  if (hash != expected) {
    throw error(status::hash,
                say("mã băm của văn bản là {}, không phải {}", "the text's hash is {}, not {}", expected, hash));
  }
  static constexpr char sql[] = "INSERT INTO text (hash, kind, text) VALUES (?1, ?2, ?3)";
  query q(db, sql);
  q.bind(hash, text_kind_name(kind), text);
  q.run();
}

std::vector<stored_event> store_writer::events_of(std::string_view case_id, bool with_personal) const {
  return read_events(store::connection::writing(owner_).db, case_id, with_personal);
}

std::optional<case_row> store_writer::find_case(std::string_view case_id) const {
  return read_case(store::connection::writing(owner_).db, case_id);
}

std::optional<std::string> store_writer::find_text(std::string_view hash) const {
  return read_text(store::connection::writing(owner_).db, hash);
}

std::vector<dated_duty> store_writer::late(instant now) const {
  return read_late(store::connection::writing(owner_).db, now);
}

bool store_writer::has_breach(const breach_row& row) const {
  static constexpr char sql[] = "SELECT 1 FROM breach WHERE case_id = ?1 AND duty = ?2 AND round = ?3 AND kind = ?4";
  query q(store::connection::writing(owner_).db, sql);
  q.bind(row.case_id, row.duty, row.round, row.kind);
  return q.next();
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
  database& db = store::connection::writing(owner_).db;
  db.execute("SAVEPOINT attempt");
  try {
    work();
    store::connection::writing(owner_).db.execute("RELEASE attempt");
  } catch (...) {
    // Some errors undo the whole transaction, and there is no savepoint left to go back to.
    if (db.in_transaction()) db.execute("ROLLBACK TO attempt; RELEASE attempt");
    throw;
  }
}

}  // namespace thoihan
