#include "src/postgresql/schema.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "src/pack/say.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan::pq {

namespace {

// The tables of one schema at a time are made by one process at a time, whatever the schema.
constexpr char lock_schema[] = "SELECT pg_advisory_xact_lock(1953001321, 1)";

constexpr char tables[] = R"sql(
CREATE TABLE meta (
  name text COLLATE "C" PRIMARY KEY,
  value text NOT NULL
);
CREATE TABLE text (
  number bigint PRIMARY KEY,
  hash text COLLATE "C" NOT NULL UNIQUE CHECK (length(hash) = 64),
  kind text NOT NULL CHECK (kind IN ('pack', 'calendar')),
  text text NOT NULL
);
CREATE TABLE event (
  sequence bigint PRIMARY KEY,
  case_number bigint NOT NULL,
  number bigint NOT NULL,
  previous bigint NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  at bigint NOT NULL,
  recorded_at bigint NOT NULL,
  event text NOT NULL,
  role text NOT NULL,
  authority text NOT NULL,
  officer text NOT NULL,
  overrides text NOT NULL,
  details text NOT NULL,
  decided text NOT NULL,
  pack bigint NOT NULL,
  calendar bigint NOT NULL,
  engine_version text NOT NULL,
  facts_digest bytea NOT NULL,
  digest bytea NOT NULL,
  facts text
);
CREATE SEQUENCE case_number;
CREATE TABLE case_ (
  number bigint PRIMARY KEY,
  case_id text COLLATE "C" NOT NULL UNIQUE,
  pack_id text COLLATE "C" NOT NULL,
  pack bigint NOT NULL,
  calendar bigint NOT NULL,
  state text COLLATE "C" NOT NULL,
  ended boolean NOT NULL,
  lead text NOT NULL,
  publication text NOT NULL,
  events bigint NOT NULL,
  last_sequence bigint NOT NULL,
  opened_at bigint NOT NULL,
  last_at bigint NOT NULL,
  erased bigint NOT NULL,
  digest bytea NOT NULL,
  running text NOT NULL,
  snapshot bytea NOT NULL
) WITH (fillfactor = 70);
CREATE TABLE sealed_text (
  sequence bigint NOT NULL REFERENCES event (sequence) DEFERRABLE INITIALLY DEFERRED,
  name text COLLATE "C" NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (sequence, name)
);
CREATE TABLE case_key (
  case_number bigint PRIMARY KEY REFERENCES case_ (number) DEFERRABLE INITIALLY DEFERRED,
  host_key text COLLATE "C" NOT NULL,
  wrapped bytea NOT NULL
);
CREATE TABLE breach (
  case_number bigint NOT NULL REFERENCES case_ (number) DEFERRABLE INITIALLY DEFERRED,
  duty text COLLATE "C" NOT NULL,
  started_by bigint NOT NULL,
  body text COLLATE "C" NOT NULL,
  round bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  recorded_at bigint NOT NULL,
  annulled_by bigint NOT NULL,
  PRIMARY KEY (case_number, duty, started_by, body, kind)
);
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sequence bigint NOT NULL REFERENCES event (sequence) DEFERRABLE INITIALLY DEFERRED,
  notice text NOT NULL,
  to_ text NOT NULL,
  channel text NOT NULL,
  facts text NOT NULL,
  acknowledged_at bigint,
  withdrawn_by bigint NOT NULL DEFAULT 0
);
CREATE INDEX outbox_sequence ON outbox (sequence);
CREATE INDEX outbox_owed ON outbox (id) WHERE acknowledged_at IS NULL AND withdrawn_by = 0;
CREATE TABLE checkpoint (
  number bigint PRIMARY KEY CHECK (number >= 1),
  first bigint NOT NULL,
  last bigint NOT NULL,
  at bigint NOT NULL,
  digest bytea NOT NULL CHECK (length(digest) = 32)
);
CREATE TABLE free_number (number bigint PRIMARY KEY);
INSERT INTO free_number SELECT generate_series(1, 4096);
CREATE TABLE open_duty (
  case_number bigint NOT NULL,
  place bigint NOT NULL,
  late_from bigint NOT NULL,
  alarm bigint,
  duty text NOT NULL,
  PRIMARY KEY (case_number, place)
);
CREATE INDEX open_duty_late ON open_duty (late_from, case_number, place);
CREATE INDEX open_duty_alarm ON open_duty (alarm, case_number, place) WHERE alarm IS NOT NULL;
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER event_no_update BEFORE UPDATE OF sequence, case_number, number, previous, kind, key, at, recorded_at, event, role,
  authority, officer, overrides, details, decided, pack, calendar, engine_version, facts_digest, digest
  ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER facts_only_go BEFORE UPDATE OF facts ON event FOR EACH ROW WHEN (NEW.facts IS NOT NULL)
  EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_no_delete BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event EXECUTE FUNCTION refuse_change();
CREATE TRIGGER text_no_change BEFORE UPDATE OR DELETE ON text FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER text_no_truncate BEFORE TRUNCATE ON text EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_no_change BEFORE UPDATE OR DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON checkpoint EXECUTE FUNCTION refuse_change();
)sql";

constexpr char marks_of_breaches[] = R"sql(
ALTER TABLE case_ ADD COLUMN breached boolean NOT NULL DEFAULT false;
UPDATE case_ SET breached = true WHERE number IN (SELECT case_number FROM breach);
CREATE FUNCTION mark_case() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE case_ SET breached = true WHERE number = NEW.case_number AND NOT breached;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER breach_marks_case AFTER INSERT ON breach DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION mark_case();
)sql";

std::string quoted_text(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

bool is_true(const result& rows, int column) { return rows.text(0, column) == "t"; }

void check_server(connection& db, store_mode mode) {
  if (db.server_version() < least_server_version) {
    throw error(status::format, say("{}: máy chủ PostgreSQL quá cũ ({}); cần từ bản 13",
                                    "{}: the PostgreSQL server is too old ({}); 13 or later is needed", db.name(),
                                    db.server_version() / 10000));
  }
  const result rows = db.ask("SELECT current_setting('server_encoding'), pg_is_in_recovery()");
  if (rows.text(0, 0) != "UTF8") {
    throw error(status::format,
                say("{}: cơ sở dữ liệu dùng mã {}; hãy tạo bằng createdb --encoding=UTF8 --template=template0",
                    "{}: the database has the encoding {}; make it with createdb --encoding=UTF8 --template=template0",
                    db.name(), rows.text(0, 0)));
  }
  if (is_true(rows, 1) && mode != store_mode::read_only) {
    throw error(status::readonly, say("{}: đây là bản sao chỉ đọc; hãy mở ở chế độ chỉ đọc, hoặc ghi vào máy chủ chính "
                                      "(target_session_attrs=read-write)",
                                      "{}: this is a read replica; open it for reading only, or write to the primary "
                                      "(target_session_attrs=read-write)",
                                      db.name()));
  }
}

// What makes each format of the one before; format 0 is a schema without our tables.
constexpr std::array<const char*, schema_format> steps = {tables, marks_of_breaches};

// 0: no tables; none: a table of this name that is not ours.
std::optional<std::int64_t> format_of(connection& db, const std::string& schema) {
  const result there = db.ask(
      "SELECT EXISTS (SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relname = "
      "'meta' AND n.nspname = " +
      quoted_text(schema) + ")");
  if (!is_true(there, 0)) return 0;
  const result rows = db.ask("SELECT value FROM " + db.quoted(schema) + ".meta WHERE name = 'format'");
  const std::string_view text = rows.rows() == 1 ? rows.text(0, 0) : "";
  std::int64_t found = 0;
  std::from_chars(text.data(), text.data() + text.size(), found);
  return found > 0 ? std::optional{found} : std::nullopt;
}

// One process at a time, in one transaction: who comes second finds it done.
void upgrade(connection& db, const std::string& schema) {
  const std::string name = db.quoted(schema);
  db.execute("BEGIN ISOLATION LEVEL READ COMMITTED");  // what was waited for is to be seen
  try {
    db.execute(lock_schema);
    const auto found = format_of(db, schema);
    if (found && *found < schema_format) {
      const result known =
          db.ask("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = " + quoted_text(schema) + ")");
      if (!is_true(known, 0)) db.execute("CREATE SCHEMA " + name);
      db.execute("SET LOCAL search_path = " + name);
      for (auto step = static_cast<std::size_t>(*found); step < steps.size(); ++step) db.execute(steps[step]);
      db.execute(
          fmt::format("INSERT INTO meta (name, value) VALUES ('format', '{}'), ('about', 'A log of cases and their "
                      "deadlines, written by "
                      "thoihan. The events are the log and never change; case_ and open_duty follow from them; text "
                      "holds the rule packs "
                      "and calendars that they were judged by. docs/store_format.md says what the digests cover.') "
                      "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                      schema_format));
    }
    db.execute("COMMIT");
  } catch (const error&) {
    db.try_execute("ROLLBACK");
    throw;
  }
}

void check_format(connection& db, const std::string& schema, store_mode mode) {
  auto found = format_of(db, schema);
  if (mode == store_mode::create && found && *found < schema_format) {
    upgrade(db, schema);
    found = format_of(db, schema);
  }
  if (!found) {
    throw error(status::format, say("{}: bảng meta ở đây không phải của thoihan; hãy dùng một schema khác",
                                    "{}: the table meta here is not thoihan's; use another schema", db.name()));
  }
  if (*found == 0) {
    throw error(status::io,
                say("{}: chưa có kho ở đây; hãy kiểm tra dbname và schema, hoặc mở một lần ở chế độ tạo mới",
                    "{}: there is no store here; check dbname and schema, or open it once in the mode that makes it",
                    db.name()));
  }
  if (*found < schema_format) {
    throw error(status::format,
                say("{}: các bảng thuộc định dạng cũ {}, chương trình này cần {}; hãy mở một lần ở chế độ tạo mới",
                    "{}: the tables have the older format {}, this program needs {}; open it once in the mode "
                    "that makes it",
                    db.name(), *found, schema_format));
  }
  if (*found > schema_format) {
    throw error(status::format,
                say("{}: các bảng thuộc định dạng {}, mới hơn định dạng {} mà chương trình này biết; hãy dùng bản "
                    "thoihan mới hơn",
                    "{}: the tables have the format {}, newer than {}, which this program knows; use a newer thoihan",
                    db.name(), *found, schema_format));
  }
}

void check_rights(connection& db, const std::string& schema, store_mode mode) {
  const std::string name = quoted_text(db.quoted(schema) + ".");
  const std::string wanted = mode == store_mode::read_only ? "'SELECT'" : "right_";
  const result rows = db.ask(
      "SELECT table_ FROM (VALUES ('event', 'SELECT'), ('event', 'INSERT'), ('event', 'UPDATE'), ('case_', 'SELECT'), "
      "('case_', 'INSERT'), "
      "('case_', 'UPDATE'), ('text', 'INSERT'), ('free_number', 'DELETE'), ('open_duty', 'DELETE'), ('outbox', "
      "'INSERT'), ('breach', "
      "'INSERT'), ('sealed_text', 'DELETE'), ('case_key', 'DELETE'), ('checkpoint', 'INSERT')) AS needed (table_, "
      "right_) "
      "WHERE NOT has_table_privilege(" +
      name + " || table_, " + wanted + ") LIMIT 1");
  if (rows.rows() == 0) return;
  throw error(status::readonly, say("{}: người dùng này thiếu quyền trên bảng {}; hãy cấp bằng GRANT SELECT, INSERT, "
                                    "UPDATE, DELETE ON ALL TABLES và USAGE ON ALL "
                                    "SEQUENCES IN SCHEMA {}, hoặc mở ở chế độ chỉ đọc",
                                    "{}: this user lacks rights on the table {}; GRANT SELECT, INSERT, UPDATE, DELETE "
                                    "ON ALL TABLES and USAGE ON ALL SEQUENCES IN "
                                    "SCHEMA {}, or open it for reading only",
                                    db.name(), rows.text(0, 0), schema));
}

}  // namespace

void open_schema(connection& db, const std::string& schema, store_mode mode, std::int32_t busy_timeout_ms) {
  db.set_name(db.name() + "/" + schema);
  db.execute(fmt::format("SET lock_timeout = {}", busy_timeout_ms));
  check_server(db, mode);
  check_format(db, schema, mode);
  check_rights(db, schema, mode);
  enter_schema(db, schema, mode, busy_timeout_ms);
}

// Plans are made once and for any size of the tables: each statement has the index that it needs, and an empty table, which a plan may
// have been made for, says nothing of a full one.
void enter_schema(connection& db, const std::string& schema, store_mode mode, std::int32_t busy_timeout_ms) {
  db.execute(fmt::format(
      "SET search_path = {}, pg_temp; SET lock_timeout = {}; SET default_transaction_isolation = 'read committed'; "
      "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off; "
      "SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off; SET default_transaction_read_only = {}",
      db.quoted(schema), busy_timeout_ms, mode == store_mode::read_only ? "on" : "off"));
  // A role or a database may have it off; what was answered has to be on the disk.
  db.execute(
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
}

}  // namespace thoihan::pq
