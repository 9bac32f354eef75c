#include "src/store/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace thoihan::schema {

namespace {

struct object {
  const char* name;
  const char* sql;
};

// Parents stand before their children. References to texts and cases are checked at the end of a transaction, so that its
// writes may come in any order.
constexpr std::array objects = {
    object{"meta", R"(CREATE TABLE meta (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID)"},
    object{"text", R"(CREATE TABLE text (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  kind TEXT NOT NULL CHECK (kind IN ('pack', 'calendar')),
  text TEXT NOT NULL
) STRICT)"},
    // No index but the sequence: the events of a case are found from its row back, by `previous`, so that writing an event
    // touches the end of the table and nothing else.
    object{"event", R"(CREATE TABLE event (
  sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
  case_number INTEGER NOT NULL REFERENCES case_ (number) DEFERRABLE INITIALLY DEFERRED,
  number INTEGER NOT NULL CHECK (number >= 1),
  previous INTEGER NOT NULL CHECK (previous >= 0 AND previous < sequence),
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  event TEXT NOT NULL,
  role TEXT NOT NULL,
  authority TEXT NOT NULL,
  officer TEXT NOT NULL,
  overrides TEXT NOT NULL,
  details TEXT NOT NULL,
  decided TEXT NOT NULL,
  pack INTEGER NOT NULL REFERENCES text (number) DEFERRABLE INITIALLY DEFERRED,
  calendar INTEGER NOT NULL REFERENCES text (number) DEFERRABLE INITIALLY DEFERRED,
  engine_version TEXT NOT NULL,
  facts_digest BLOB NOT NULL CHECK (length(facts_digest) = 32),
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  facts TEXT
) STRICT)"},
    object{"case_", R"(CREATE TABLE case_ (
  number INTEGER PRIMARY KEY CHECK (number >= 1),
  case_id TEXT NOT NULL UNIQUE,
  pack_id TEXT NOT NULL,
  pack INTEGER NOT NULL REFERENCES text (number) DEFERRABLE INITIALLY DEFERRED,
  calendar INTEGER NOT NULL REFERENCES text (number) DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL,
  ended INTEGER NOT NULL CHECK (ended IN (0, 1)),
  lead TEXT NOT NULL,
  publication TEXT NOT NULL,
  events INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  erased INTEGER NOT NULL CHECK (erased IN (0, 1, 2)),
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  running TEXT NOT NULL,
  snapshot BLOB NOT NULL
) STRICT)"},
    object{"sealed_text", R"(CREATE TABLE sealed_text (
  sequence INTEGER NOT NULL REFERENCES event (sequence),
  name TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (sequence, name)
) STRICT, WITHOUT ROWID)"},
    object{"case_key", R"(CREATE TABLE case_key (
  case_number INTEGER PRIMARY KEY REFERENCES case_ (number) DEFERRABLE INITIALLY DEFERRED,
  host_key TEXT NOT NULL,
  wrapped BLOB NOT NULL
) STRICT)"},
    object{"breach", R"(CREATE TABLE breach (
  case_number INTEGER NOT NULL REFERENCES case_ (number) DEFERRABLE INITIALLY DEFERRED,
  duty TEXT NOT NULL,
  started_by INTEGER NOT NULL,
  body TEXT NOT NULL,
  round INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  annulled_by INTEGER NOT NULL,
  PRIMARY KEY (case_number, duty, started_by, body, kind)
) STRICT, WITHOUT ROWID)"},
    object{"outbox", R"(CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  sequence INTEGER NOT NULL REFERENCES event (sequence) DEFERRABLE INITIALLY DEFERRED,
  notice TEXT NOT NULL,
  to_ TEXT NOT NULL,
  channel TEXT NOT NULL,
  facts TEXT NOT NULL,
  acknowledged_at INTEGER,
  withdrawn_by INTEGER NOT NULL DEFAULT 0
) STRICT)"},
    object{"checkpoint", R"(CREATE TABLE checkpoint (
  number INTEGER PRIMARY KEY CHECK (number >= 1),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  at INTEGER NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT)"},
    object{"event_no_update", R"(CREATE TRIGGER event_no_update BEFORE UPDATE OF sequence, case_number, number, previous, kind, key, at,
  recorded_at, event, role, authority, officer, overrides, details, decided, pack, calendar, engine_version, facts_digest, digest
  ON event BEGIN
  SELECT RAISE(ABORT, 'events never change');
END)"},
    object{"facts_only_go", R"(CREATE TRIGGER facts_only_go BEFORE UPDATE OF facts ON event WHEN NEW.facts IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'facts never change');
END)"},
    object{"event_no_delete", R"(CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN
  SELECT RAISE(ABORT, 'events are never deleted');
END)"},
    object{"text_no_update", R"(CREATE TRIGGER text_no_update BEFORE UPDATE ON text BEGIN
  SELECT RAISE(ABORT, 'texts never change');
END)"},
    object{"text_no_delete", R"(CREATE TRIGGER text_no_delete BEFORE DELETE ON text BEGIN
  SELECT RAISE(ABORT, 'texts are never deleted');
END)"},
    object{"checkpoint_no_update", R"(CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint BEGIN
  SELECT RAISE(ABORT, 'checkpoints never change');
END)"},
    object{"checkpoint_no_delete", R"(CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint BEGIN
  SELECT RAISE(ABORT, 'checkpoints are never deleted');
END)"},
    // Both grow at their end alone.
    object{"outbox_sequence", R"(CREATE INDEX outbox_sequence ON outbox (sequence))"},
    object{"outbox_owed", R"(CREATE INDEX outbox_owed ON outbox (id) WHERE acknowledged_at IS NULL AND withdrawn_by = 0)"},
    object{"case_erased", R"(CREATE INDEX case_erased ON case_ (number) WHERE erased > 0)"},
};

// What somebody needs to know who has the file and nothing else.
constexpr const char* explanation =
    R"sql(INSERT INTO meta (name, value) VALUES
  ('about', 'A log of cases and their deadlines, written by thoihan. The events are the log and never change; case_ follows
from them; text holds the rule packs and calendars that they were judged by.'),
  ('times', 'Whole seconds since 1970-01-01T00:00:00Z; due_date is the day of Viet Nam, counted from 1970-01-01.'),
  ('event.digest', 'SHA-256 of: the text "thoihan event 2", digest of the event before in the same case (32 zero bytes for the
first), case_id, number, sequence, kind, key, at, recorded_at, event, role, authority, officer, overrides, details, decided, hash of the
pack, hash of the calendar, engine_version, facts_digest. Each is preceded by its length in bytes as 8 bytes; a number is 8 bytes,
two''s complement; the most significant byte first.'),
  ('event.facts', 'facts_digest is SHA-256 of facts. Facts that are NULL were erased. A personal text stands there as {"hmac": ...},
HMAC-SHA-256 of it under its salt; the text and the salt are in sealed_text, sealed by the case''s key, if there was one.'),
  ('event.decided', 'The duties that the event moved, as decided then; the newest of a round, known by began_as or duty, started_by and body, holds.'),
  ('event.previous', 'The sequence of the case''s event before; case_.last_sequence is its newest.'),
  ('checkpoint.digest', 'SHA-256 of: the text "thoihan checkpoint 1", digest of the checkpoint before (32 zero bytes for the first),
number, first, at, and the digests of the events from first to last in their sequence; each field as in event.digest.'),
  ('text.hash', 'SHA-256 of text, in hexadecimal.'))sql";

}  // namespace

marks read_marks(sqlite::database& db) {
  static constexpr char sql[] =
      "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), "
      "(SELECT count(*) FROM sqlite_schema)";
  sqlite::query q(db, sql);
  q.next();
  return {q.integer(0), q.integer(1), q.integer(2)};
}

void create(sqlite::database& db) {
  for (const object& one : objects) db.execute(one.sql);
  db.execute(explanation);
  db.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, format).c_str());
}

std::vector<std::string> differences(sqlite::database& db) {
  // Indexes of constraints have no text, and SQLite's own tables are its business.
  static constexpr char sql[] =
      "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
      "ORDER BY name";
  std::vector<std::string> lines;
  std::vector<std::string> found;
  sqlite::query q(db, sql);
  while (q.next()) {
    const auto* const known =
        std::find_if(objects.begin(), objects.end(), [&q](const object& one) { return one.name == q.text(1); });
    if (known == objects.end()) {
      lines.push_back(fmt::format("{} {} is not of this format", q.text(0), q.text(1)));
    } else if (known->sql != q.text(2)) {
      lines.push_back(fmt::format("{} {} was changed", q.text(0), q.text(1)));
    }
    found.emplace_back(q.text(1));
  }
  for (const object& one : objects) {
    if (std::find(found.begin(), found.end(), one.name) == found.end())
      lines.push_back(fmt::format("{} is missing", one.name));
  }
  return lines;
}

}  // namespace thoihan::schema
