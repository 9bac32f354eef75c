#include "src/store/rows.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "src/store/duty_json.hpp"
#include "src/store/row_words.hpp"

namespace thoihan {

namespace {

using sqlite::joined;
using sqlite::query;

constexpr char event_columns[] =
    "SELECT e.sequence, e.number, e.previous, e.kind, e.key, e.at, e.recorded_at, e.event, e.role, e.authority, "
    "e.officer, e.overrides, e.details, e.decided, e.pack, e.calendar, e.engine_version, e.facts_digest, e.digest, e.facts, ";
constexpr auto event_by_sequence = joined(event_columns, "'' FROM event AS e WHERE e.sequence = ?1");
constexpr auto events_of_all = joined(event_columns,
                                      "coalesce(c.case_id, ''), e.case_number FROM event AS e "
                                      "LEFT JOIN case_ AS c ON c.number = e.case_number ORDER BY e.sequence");

constexpr char case_columns[] =
    "SELECT number, case_id, pack_id, pack, calendar, state, ended, lead, publication, events, last_sequence, opened_at, "
    "last_at, erased, digest, running, snapshot FROM case_ WHERE ";
constexpr auto case_by_id = joined(case_columns, "case_id = ?1");
constexpr auto case_by_number = joined(case_columns, "number > ?1 ORDER BY number LIMIT 1");

constexpr char notice_columns[] =
    "SELECT o.id, c.case_id, e.number, o.notice, o.to_, o.channel, o.facts, o.acknowledged_at, o.withdrawn_by FROM outbox AS o "
    "JOIN event AS e ON e.sequence = o.sequence JOIN case_ AS c ON c.number = e.case_number ";
constexpr auto notices_of_event = joined(notice_columns, "WHERE o.sequence = ?1 ORDER BY o.id");
constexpr auto notices_owed = joined(
    notice_columns, "WHERE o.acknowledged_at IS NULL AND o.withdrawn_by = 0 AND o.id > ?1 ORDER BY o.id LIMIT max(?2, 0)");

stored_event event_at(sqlite::database& db, text_numbers& texts, const query& q) {
  stored_event event;
  event.sequence = q.integer(0);
  event.number = q.integer32(1);
  event.previous = q.integer(2);
  event.kind = q.text(3);
  event.key = q.text(4);
  event.at = q.integer(5);
  event.recorded_at = q.integer(6);
  event.event = q.text(7);
  event.role = q.text(8);
  event.authority = q.text(9);
  event.officer = q.text(10);
  event.overrides = q.text(11);
  event.details = q.text(12);
  event.decided = q.text(13);
  event.pack_hash = texts.hash_of(db, q.integer(14));
  event.calendar_hash = texts.hash_of(db, q.integer(15));
  event.engine_version = q.text(16);
  event.facts_digest = q.bytes<32>(17);
  event.digest = q.bytes<32>(18);
  if (!q.is_null(19)) event.facts = q.text(19);
  event.case_id = q.text(20);
  return event;
}

std::vector<std::string> names_from_json(sqlite::database& db, std::string_view json) {
  auto names = names_of_json(json);
  if (!names) db.fail_corrupt("a notice's facts are not a JSON array of names");
  return std::move(*names);
}

notice_row notice_at(sqlite::database& db, const query& q) {
  return {q.integer(0),
          std::string(q.text(1)),
          q.integer32(2),
          std::string(q.text(3)),
          std::string(q.text(4)),
          std::string(q.text(5)),
          names_from_json(db, q.text(6)),
          q.optional_integer(7),
          q.integer32(8)};
}

case_row case_at(sqlite::database& db, text_numbers& texts, const query& q) {
  case_row row;
  row.number = q.integer(0);
  row.case_id = q.text(1);
  row.pack_id = q.text(2);
  row.pack_hash = texts.hash_of(db, q.integer(3));
  row.calendar_hash = texts.hash_of(db, q.integer(4));
  row.state = q.text(5);
  row.ended = q.boolean(6);
  row.lead = q.text(7);
  row.publication = q.text(8);
  row.events = q.integer32(9);
  row.last_sequence = q.integer(10);
  row.opened_at = q.integer(11);
  row.last_at = q.integer(12);
  const std::int64_t erased = q.integer(13);
  if (erased < 0 || erased > 2) db.fail_corrupt("a case has an unknown erasure");
  row.erased = static_cast<erasure>(erased);
  row.digest = q.bytes<32>(14);
  row.running = duties_in(db, q.text(15));
  row.snapshot = q.blob_bytes(16);
  return row;
}

// The newest event of a case, 0 for a case that is not there.
std::int64_t last_sequence_of(sqlite::database& db, std::string_view case_id) {
  static constexpr char sql[] = "SELECT last_sequence FROM case_ WHERE case_id = ?1";
  query q(db, sql);
  q.bind(case_id);
  return q.next() ? q.integer(0) : 0;
}

}  // namespace

std::vector<duty_row> duties_in(sqlite::database& db, std::string_view json) {
  auto rows = duties_of_json(json);
  if (!rows) db.fail_corrupt("duties that cannot be read");
  return std::move(*rows);
}

std::vector<std::int64_t> read_sequences(sqlite::database& db, std::int64_t last) {
  static constexpr char sql[] = "SELECT previous FROM event WHERE sequence = ?1";
  std::vector<std::int64_t> sequences;
  while (last > 0) {
    sequences.push_back(last);
    query q(db, sql);
    q.bind(last);
    if (!q.next()) db.fail_corrupt("a case names an event that is not there");
    const std::int64_t before = q.integer(0);
    if (before >= last) db.fail_corrupt("the events of a case do not go back to its first");
    last = before;
  }
  std::reverse(sequences.begin(), sequences.end());
  return sequences;
}

std::vector<stored_event> read_events(sqlite::database& db, text_numbers& texts, std::string_view case_id) {
  std::vector<stored_event> events;
  std::int64_t sequence = last_sequence_of(db, case_id);
  while (sequence > 0) {
    query q(db, event_by_sequence.data());
    q.bind(sequence);
    if (!q.next()) db.fail_corrupt("a case names an event that is not there");
    events.push_back(event_at(db, texts, q));
    events.back().case_id = case_id;
    if (events.back().previous >= sequence) db.fail_corrupt("the events of a case do not go back to its first");
    sequence = events.back().previous;
  }
  std::reverse(events.begin(), events.end());
  return events;
}

std::vector<sealed_text> read_sealed(sqlite::database& db, std::string_view case_id) {
  static constexpr char sql[] = "SELECT name, sealed FROM sealed_text WHERE sequence = ?1 ORDER BY name";
  std::vector<sealed_text> texts;
  for (const std::int64_t sequence : read_sequences(db, last_sequence_of(db, case_id))) {
    query q(db, sql);
    q.bind(sequence);
    while (q.next()) texts.push_back({sequence, std::string(q.text(0)), std::string(q.blob_bytes(1))});
  }
  return texts;
}

std::optional<case_row> read_case(sqlite::database& db, text_numbers& texts, std::string_view case_id) {
  query q(db, case_by_id.data());
  q.bind(case_id);
  return q.next() ? std::optional{case_at(db, texts, q)} : std::nullopt;
}

std::optional<case_row> read_case_after(sqlite::database& db, text_numbers& texts, std::int64_t after) {
  query q(db, case_by_number.data());
  q.bind(after);
  return q.next() ? std::optional{case_at(db, texts, q)} : std::nullopt;
}

std::optional<wrapped_key> read_case_key(sqlite::database& db, std::int64_t case_number) {
  static constexpr char sql[] = "SELECT host_key, wrapped FROM case_key WHERE case_number = ?1";
  query q(db, sql);
  q.bind(case_number);
  if (!q.next()) return std::nullopt;
  return wrapped_key{std::string(q.text(0)), std::string(q.blob_bytes(1))};
}

std::vector<keyed_case> read_cases_under(sqlite::database& db, std::string_view host_key_id, std::int64_t after,
                                         std::int64_t most) {
  static constexpr char sql[] =
      "SELECT k.case_number, c.case_id, k.wrapped FROM case_key AS k JOIN case_ AS c ON c.number = k.case_number "
      "WHERE k.host_key = ?1 AND k.case_number > ?2 ORDER BY k.case_number LIMIT max(?3, 0)";
  query q(db, sql);
  q.bind(host_key_id, after, most);
  std::vector<keyed_case> cases;
  while (q.next())
    cases.push_back({q.integer(0), std::string(q.text(1)), {std::string(host_key_id), std::string(q.blob_bytes(2))}});
  return cases;
}

std::vector<std::string> read_case_ids(sqlite::database& db, std::string_view after, std::int64_t most) {
  static constexpr char sql[] = "SELECT case_id FROM case_ WHERE case_id > ? ORDER BY case_id LIMIT ?";
  query q(db, sql);
  q.bind(after, most);
  std::vector<std::string> ids;
  while (q.next()) ids.emplace_back(q.text(0));
  return ids;
}

std::vector<duty_row> read_duties(sqlite::database& db, text_numbers& texts, std::string_view case_id) {
  std::vector<duty_row> rows;
  for (const stored_event& event : read_events(db, texts, case_id)) decide(rows, duties_in(db, event.decided));
  std::sort(rows.begin(), rows.end(), [](const duty_row& a, const duty_row& b) {
    return std::tie(a.started_at, a.duty, a.round, a.body) < std::tie(b.started_at, b.duty, b.round, b.body);
  });
  return rows;
}

std::vector<breach_row> read_breaches(sqlite::database& db, std::string_view case_id) {
  static constexpr char sql[] =
      "SELECT duty, started_by, body, round, kind, at, recorded_at, annulled_by FROM breach "
      "WHERE case_number = (SELECT number FROM case_ WHERE case_id = ?1) ORDER BY at, duty, started_by, body, kind";
  query q(db, sql);
  q.bind(case_id);
  std::vector<breach_row> rows;
  while (q.next()) {
    rows.push_back({std::string(case_id), std::string(q.text(0)), q.integer32(1), std::string(q.text(2)), q.integer32(3),
                    std::string(q.text(4)), q.integer(5), q.integer(6), q.integer32(7)});
  }
  return rows;
}

std::vector<notice_row> read_notices(sqlite::database& db, std::string_view case_id) {
  std::vector<notice_row> rows;
  for (const std::int64_t sequence : read_sequences(db, last_sequence_of(db, case_id))) {
    query q(db, notices_of_event.data());
    q.bind(sequence);
    while (q.next()) rows.push_back(notice_at(db, q));
  }
  return rows;
}

std::vector<notice_row> read_owed_notices(sqlite::database& db, std::int64_t after, std::int64_t most) {
  query q(db, notices_owed.data());
  q.bind(after, most);
  std::vector<notice_row> rows;
  while (q.next()) rows.push_back(notice_at(db, q));
  return rows;
}

std::optional<std::string> read_text(sqlite::database& db, std::string_view hash) {
  static constexpr char sql[] = "SELECT text FROM text WHERE hash = ?1";
  query q(db, sql);
  q.bind(hash);
  if (!q.next()) return std::nullopt;
  return std::string(q.text(0));
}

std::vector<std::string> read_text_hashes(sqlite::database& db, text_kind kind) {
  static constexpr char sql[] = "SELECT hash FROM text WHERE kind = ?1 ORDER BY number";
  query q(db, sql);
  q.bind(text_kind_name(kind));
  std::vector<std::string> hashes;
  while (q.next()) hashes.emplace_back(q.text(0));
  return hashes;
}

std::vector<state_count> read_open_by_state(sqlite::database& db, text_numbers& texts) {
  static constexpr char sql[] =
      "SELECT pack, state, count(*) AS cases FROM case_ WHERE ended = 0 GROUP BY pack, state "
      "ORDER BY cases DESC, pack, state";
  query q(db, sql);
  std::vector<state_count> counts;
  while (q.next()) counts.push_back({texts.hash_of(db, q.integer(0)), std::string(q.text(1)), q.integer(2)});
  return counts;
}

std::optional<checkpoint> read_last_checkpoint(sqlite::database& db) {
  static constexpr char sql[] =
      "SELECT number, first, last, at, digest FROM checkpoint ORDER BY number DESC LIMIT 1";
  query q(db, sql);
  if (!q.next()) return std::nullopt;
  return checkpoint{q.integer(0), q.integer(1), q.integer(2), q.integer(3), q.bytes<32>(4)};
}

std::int64_t read_last_sequence(sqlite::database& db) {
  static constexpr char sql[] = "SELECT coalesce(max(sequence), 0) FROM event";
  query q(db, sql);
  q.next();
  return q.integer(0);
}

std::vector<pack_use> read_packs_in_use(sqlite::database& db, text_numbers& texts) {
  static constexpr char sql[] =
      "SELECT pack_id, pack, calendar, max(number) FROM case_ GROUP BY pack_id ORDER BY pack_id";
  query q(db, sql);
  std::vector<pack_use> uses;
  while (q.next())
    uses.push_back({std::string(q.text(0)), texts.hash_of(db, q.integer(1)), texts.hash_of(db, q.integer(2))});
  return uses;
}

event_reader::event_reader(sqlite::database& db, text_numbers& texts)
    : db_(db), texts_(texts), events_(db, events_of_all.data()) {}

bool event_reader::next(stored_event& event, std::int64_t& case_number) {
  if (!events_.next()) return false;
  event = event_at(db_, texts_, events_);
  case_number = events_.integer(21);
  return true;
}

}  // namespace thoihan
