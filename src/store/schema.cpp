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
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  kind TEXT NOT NULL CHECK (kind IN ('pack', 'calendar')),
  text TEXT NOT NULL
) STRICT)"},
    object{"event", R"(CREATE TABLE event (
  sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
  case_id TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  event TEXT NOT NULL,
  role TEXT NOT NULL,
  authority TEXT NOT NULL,
  officer TEXT NOT NULL,
  overrides TEXT NOT NULL,
  facts TEXT NOT NULL,
  pack_hash TEXT NOT NULL REFERENCES text (hash) DEFERRABLE INITIALLY DEFERRED,
  calendar_hash TEXT NOT NULL REFERENCES text (hash) DEFERRABLE INITIALLY DEFERRED,
  engine_version TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  UNIQUE (case_id, number),
  UNIQUE (case_id, key)
) STRICT)"},
    object{"personal_fact", R"(CREATE TABLE personal_fact (
  sequence INTEGER NOT NULL REFERENCES event (sequence),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  PRIMARY KEY (sequence, name)
) STRICT, WITHOUT ROWID)"},
    object{"case_", R"(CREATE TABLE case_ (
  case_id TEXT NOT NULL PRIMARY KEY,
  pack_id TEXT NOT NULL,
  pack_hash TEXT NOT NULL REFERENCES text (hash) DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL,
  ended INTEGER NOT NULL CHECK (ended IN (0, 1)),
  lead TEXT NOT NULL,
  publication TEXT NOT NULL,
  events INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID)"},
    object{"duty", R"(CREATE TABLE duty (
  case_id TEXT NOT NULL REFERENCES case_ (case_id) DEFERRABLE INITIALLY DEFERRED,
  duty TEXT NOT NULL,
  round INTEGER NOT NULL,
  owed_role TEXT NOT NULL,
  owed_authority TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'met', 'met_late', 'cancelled', 'exempted', 'paused')),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  due INTEGER,
  late_from INTEGER,
  due_date INTEGER NOT NULL,
  day_end INTEGER NOT NULL CHECK (day_end IN (0, 1)),
  provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
  cite TEXT NOT NULL,
  PRIMARY KEY (case_id, duty, round)
) STRICT, WITHOUT ROWID)"},
    object{"breach", R"(CREATE TABLE breach (
  case_id TEXT NOT NULL REFERENCES case_ (case_id) DEFERRABLE INITIALLY DEFERRED,
  duty TEXT NOT NULL,
  round INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (case_id, duty, round, kind)
) STRICT, WITHOUT ROWID)"},
    object{"outbox", R"(CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES case_ (case_id) DEFERRABLE INITIALLY DEFERRED,
  event_number INTEGER NOT NULL,
  notice TEXT NOT NULL,
  to_ TEXT NOT NULL,
  channel TEXT NOT NULL,
  facts TEXT NOT NULL
) STRICT)"},
    object{"event_no_update", R"(CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN
  SELECT RAISE(ABORT, 'events never change');
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
    // Few rows and little change: only what is open, and what can become late.
    object{"case_open", R"(CREATE INDEX case_open ON case_ (pack_hash, state) WHERE ended = 0)"},
    object{"duty_late_from",
           R"(CREATE INDEX duty_late_from ON duty (late_from) WHERE status = 'running' AND late_from IS NOT NULL)"},
    object{"outbox_case", R"(CREATE INDEX outbox_case ON outbox (case_id))"},
};

// What somebody needs to know who has the file and nothing else.
constexpr const char* explanation =
    R"sql(INSERT INTO meta (name, value) VALUES
  ('about', 'A log of cases and their deadlines, written by thoihan. The events are the log and never change; case_ and duty
follow from them; text holds the rule packs and calendars that they were judged by.'),
  ('times', 'Whole seconds since 1970-01-01T00:00:00Z; due_date is the day of Viet Nam, counted from 1970-01-01.'),
  ('event.hash', 'SHA-256 of: the text "thoihan event 1", hash of the event before (32 zero bytes for the first), sequence,
case_id, number, key, at, recorded_at, event, role, authority, officer, overrides, facts, pack_hash, calendar_hash,
engine_version. Each is preceded by its length in bytes as 8 bytes; a number is 8 bytes, two''s complement; the most significant byte
first.'),
  ('personal_fact', 'A personal fact stands in event.facts as {"hmac": ...}, the HMAC-SHA-256 of its value under its salt.
Erasing the row leaves the log whole.'),
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
