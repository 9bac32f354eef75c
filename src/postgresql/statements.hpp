// Every statement of the store in PostgreSQL, prepared on each connection.
//
// Each finds its rows by an index; `open_schema` has the planner make one plan for all sizes.
#pragma once

#include <array>

#include "src/postgresql/connection.hpp"

namespace thoihan::pq::statements {

inline constexpr statement begin{"begin", "", "BEGIN"};
inline constexpr statement begin_reading{"begin_reading", "", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
inline constexpr statement commit{"commit", "", "COMMIT"};
inline constexpr statement rollback{"rollback", "", "ROLLBACK"};
inline constexpr statement may_vacuum{
    "may_vacuum", "", "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'event'::regclass"};
inline constexpr statement vacuum_event{"vacuum_event", "", "VACUUM event"};
inline constexpr statement vacuum_case{"vacuum_case", "", "VACUUM case_"};
inline constexpr statement vacuum_sealed_text{"vacuum_sealed_text", "", "VACUUM sealed_text"};
inline constexpr statement vacuum_case_key{"vacuum_case_key", "", "VACUUM case_key"};
inline constexpr statement savepoint{"savepoint", "", "SAVEPOINT attempt"};
inline constexpr statement release{"release", "", "RELEASE SAVEPOINT attempt"};
inline constexpr statement rollback_to{"rollback_to", "", "ROLLBACK TO SAVEPOINT attempt"};

#define THOIHAN_CASE_COLUMNS                                                                                      \
  "number, case_id, pack_id, pack, calendar, state, ended, lead, publication, events, last_sequence, opened_at, " \
  "last_at, erased, "                                                                                             \
  "digest, running, snapshot, breached"
inline constexpr int running_of_case = 15;
inline constexpr int breached_of_case = 17;
inline constexpr int columns_of_case = 18;
inline constexpr statement find_case{"find_case", "t", "SELECT " THOIHAN_CASE_COLUMNS " FROM case_ WHERE case_id = $1"};
// Held until the transaction ends: nobody else writes this case.
inline constexpr statement hold_case{"hold_case", "t",
                                     "SELECT " THOIHAN_CASE_COLUMNS " FROM case_ WHERE case_id = $1 FOR NO KEY UPDATE"};
// Several, in the order of their ids.
inline constexpr statement hold_cases{
    "hold_cases", "t",
    "SELECT " THOIHAN_CASE_COLUMNS
    " FROM case_ WHERE case_id = ANY (ARRAY(SELECT json_array_elements_text($1::json))) ORDER BY case_id FOR NO KEY UPDATE"};
inline constexpr statement cases_after{
    "cases_after", "i", "SELECT " THOIHAN_CASE_COLUMNS " FROM case_ WHERE number > $1 ORDER BY number LIMIT 200"};
inline constexpr statement case_ids{
    "case_ids", "ti", "SELECT case_id FROM case_ WHERE case_id > $1 ORDER BY case_id LIMIT $2"};
inline constexpr statement packs_in_use{
    "packs_in_use", "",
    "SELECT DISTINCT ON (pack_id) pack_id, pack, calendar FROM case_ ORDER BY pack_id, number DESC"};
inline constexpr statement open_by_state{
    "open_by_state", "",
    "SELECT pack, state, count(*) AS cases FROM case_ WHERE NOT ended GROUP BY pack, state ORDER BY "
    "cases DESC, pack, state"};

// The $2 lowest numbers that nobody else holds; they are this transaction's until that ends. Above $1, which is where to look from
// (postgresql_store::number_hint) or the newest event of the case, which this transaction holds by then: within a case numbers go up.
inline constexpr statement reserve{
    "reserve", "ii", "SELECT number FROM free_number WHERE number > $1 ORDER BY number LIMIT $2 FOR UPDATE SKIP LOCKED"};
// Both in one statement, the number last: what an act begins with. A case that is not there is nulls, and the number.
inline constexpr statement hold_and_reserve{
    "hold_and_reserve", "ti",
    "SELECT c.*, n.number FROM (SELECT 1) AS one LEFT JOIN (SELECT " THOIHAN_CASE_COLUMNS
    " FROM case_ WHERE case_id = $1 FOR NO KEY UPDATE) AS c ON true LEFT JOIN LATERAL (SELECT number FROM free_number "
    "WHERE number > greatest($2, c.last_sequence) ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED) AS n ON true"};
inline constexpr statement lock_numbers{"lock_numbers", "", "SELECT pg_advisory_xact_lock(1953001321, 2)"};
inline constexpr statement lock_texts{"lock_texts", "", "SELECT pg_advisory_xact_lock(1953001321, 3)"};
inline constexpr statement lock_checkpoints{"lock_checkpoints", "", "SELECT pg_advisory_xact_lock(1953001321, 4)"};
// More numbers, when there are fewer than $2 above $1.
inline constexpr statement add_numbers{
    "add_numbers", "ii",
    "INSERT INTO free_number SELECT generate_series(top + 1, top + 4096) FROM (SELECT greatest((SELECT "
    "coalesce(max(number), 0) FROM "
    "free_number), (SELECT coalesce(max(sequence), 0) FROM event), $1) AS top) AS known WHERE top - $1 < $2"};

#define THOIHAN_EVENT_COLUMNS                                                                                         \
  "sequence, case_number, number, previous, kind, key, at, recorded_at, event, role, authority, officer, overrides, " \
  "details, decided, "                                                                                                \
  "pack, calendar, engine_version, facts_digest, digest, facts"
// Parameters 1 to 20 are the event's but for its case, 21 to 36 the case's, 37 is the case's number where it has one.
#define THOIHAN_ADD_EVENT                                                               \
  "INSERT INTO event (" THOIHAN_EVENT_COLUMNS                                           \
  ") SELECT $1, number, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, " \
  "$16, $17, $18, $19, $20 FROM moved"
inline constexpr statement append{
    "append",
    "iiittiitttttttiitbbt"
    "ttlttiiiibtbiiit"
    "i",
    "WITH moved AS (UPDATE case_ SET pack_id = $21, state = $22, ended = $23, lead = $24, publication = $25, events = "
    "$26, last_sequence = "
    "$27, opened_at = $28, last_at = $29, digest = $30, running = $31, snapshot = $32, pack = $33, calendar = $34, "
    "erased = $35 "
    "WHERE number = $37 AND events = $26 - 1 AND case_id = $36 RETURNING number), "
    "taken AS (DELETE FROM free_number WHERE number = $1 AND EXISTS (SELECT FROM moved)) " THOIHAN_ADD_EVENT};
inline constexpr statement open_case{
    "open_case",
    "iiittiitttttttiitbbt"
    "ttlttiiiibtbiiit",
    "WITH moved AS (INSERT INTO case_ (number, pack_id, state, ended, lead, publication, events, "
    "last_sequence, opened_at, "
    "last_at, digest, running, snapshot, pack, calendar, erased, case_id) VALUES (nextval('case_number'), $21, $22, "
    "$23, $24, "
    "$25, $26, $27, $28, $29, "
    "$30, $31, $32, $33, $34, $35, $36) ON CONFLICT (case_id) DO NOTHING RETURNING number), "
    "taken AS (DELETE FROM free_number WHERE number = $1 AND EXISTS (SELECT FROM moved)), logged AS (" THOIHAN_ADD_EVENT
    ") "
    "SELECT number FROM moved"};

#define THOIHAN_HISTORY                                                                                            \
  "WITH RECURSIVE history AS (SELECT e.* FROM case_ AS c JOIN event AS e ON e.sequence = c.last_sequence WHERE "   \
  "c.case_id = $1 "                                                                                                \
  "UNION ALL SELECT e.* FROM history AS h JOIN event AS e ON e.sequence = h.previous AND e.number = h.number - 1 " \
  "WHERE h.number > 1) "
inline constexpr statement events_of{"events_of", "t",
                                     THOIHAN_HISTORY "SELECT " THOIHAN_EVENT_COLUMNS " FROM history ORDER BY number"};
inline constexpr statement sealed_of{"sealed_of", "t",
                                     THOIHAN_HISTORY
                                     "SELECT s.sequence, s.name, s.sealed FROM history AS h JOIN sealed_text AS s ON "
                                     "s.sequence = h.sequence ORDER BY h.number, "
                                     "s.name"};
inline constexpr statement events_after{"events_after", "i",
                                        "SELECT e.sequence, e.case_number, e.number, e.previous, e.kind, e.key, e.at, "
                                        "e.recorded_at, e.event, e.role, e.authority, e.officer, "
                                        "e.overrides, e.details, e.decided, e.pack, e.calendar, e.engine_version, "
                                        "e.facts_digest, e.digest, e.facts, coalesce(c.case_id, '') "
                                        "FROM event AS e LEFT JOIN case_ AS c ON c.number = e.case_number WHERE "
                                        "e.sequence > $1 ORDER BY e.sequence LIMIT 500"};

inline constexpr statement keep_sealed{"keep_sealed", "itb",
                                       "INSERT INTO sealed_text (sequence, name, sealed) VALUES ($1, $2, $3)"};
inline constexpr statement put_case_key{
    "put_case_key", "itb",
    "INSERT INTO case_key (case_number, host_key, wrapped) VALUES ($1, $2, $3) ON CONFLICT (case_number) "
    "DO UPDATE SET host_key = $2, wrapped = $3"};
inline constexpr statement find_case_key{"find_case_key", "i",
                                         "SELECT host_key, wrapped FROM case_key WHERE case_number = $1"};
inline constexpr statement cases_under{
    "cases_under", "tii",
    "SELECT k.case_number, c.case_id, k.wrapped FROM case_key AS k JOIN case_ AS c ON c.number = k.case_number "
    "WHERE k.host_key = $1 AND k.case_number > $2 ORDER BY k.case_number LIMIT greatest($3, 0)"};
inline constexpr statement erase_sealed{
    "erase_sealed", "t", THOIHAN_HISTORY "DELETE FROM sealed_text WHERE sequence IN (SELECT sequence FROM history)"};
inline constexpr statement erase_facts{
    "erase_facts", "t",
    THOIHAN_HISTORY "UPDATE event SET facts = NULL WHERE sequence IN (SELECT sequence FROM history)"};
inline constexpr statement erase_key{"erase_key", "i", "DELETE FROM case_key WHERE case_number = $1"};
inline constexpr statement erase_notices{
    "erase_notices", "ti",
    THOIHAN_HISTORY
    "UPDATE outbox SET acknowledged_at = $2 WHERE acknowledged_at IS NULL AND sequence IN (SELECT sequence "
    "FROM history)"};

inline constexpr statement add_breach{"add_breach", "itititii",
                                      "INSERT INTO breach AS b (case_number, duty, started_by, body, round, kind, at, "
                                      "recorded_at, annulled_by) VALUES ($1, $2, $3, $4, $5, $6, "
                                      "$7, $8, 0) ON CONFLICT (case_number, duty, started_by, body, kind) DO UPDATE "
                                      "SET round = excluded.round, at = excluded.at, recorded_at = "
                                      "excluded.recorded_at, annulled_by = 0 WHERE b.annulled_by <> 0"};
inline constexpr statement amend_breach{
    "amend_breach", "itittii",
    "UPDATE breach SET annulled_by = $6, at = $7 WHERE case_number = $1 AND duty = $2 AND started_by = $3 "
    "AND body = $4 AND kind = $5"};
inline constexpr statement breaches_of{
    "breaches_of", "t",
    "SELECT duty, started_by, body, round, kind, at, recorded_at, annulled_by FROM breach WHERE case_number = "
    "(SELECT number FROM case_ WHERE case_id = $1) ORDER BY at, duty, started_by, body, kind"};

inline constexpr statement add_notice{
    "add_notice", "itttt", "INSERT INTO outbox (sequence, notice, to_, channel, facts) VALUES ($1, $2, $3, $4, $5)"};
inline constexpr statement amend_notices{
    "amend_notices", "ii", "UPDATE outbox SET withdrawn_by = $2 WHERE sequence = $1 AND acknowledged_at IS NULL"};
inline constexpr statement acknowledge_notice{
    "acknowledge_notice", "ii", "UPDATE outbox SET acknowledged_at = $2 WHERE id = $1 AND acknowledged_at IS NULL"};
#define THOIHAN_NOTICE_COLUMNS \
  "o.id, c.case_id, e.number, o.notice, o.to_, o.channel, o.facts, o.acknowledged_at, o.withdrawn_by"
inline constexpr statement notices_of{"notices_of", "t",
                                      THOIHAN_HISTORY
                                      "SELECT o.id, $1, e.number, o.notice, o.to_, o.channel, o.facts, "
                                      "o.acknowledged_at, o.withdrawn_by FROM history AS e JOIN "
                                      "outbox AS o ON o.sequence = e.sequence ORDER BY e.number, o.id"};
inline constexpr statement owed_notices{
    "owed_notices", "ii",
    "SELECT " THOIHAN_NOTICE_COLUMNS
    " FROM outbox AS o JOIN event AS e ON e.sequence = o.sequence JOIN case_ AS c ON c.number = e.case_number "
    "WHERE o.acknowledged_at IS NULL AND o.withdrawn_by = 0 AND o.id > $1 ORDER BY o.id LIMIT greatest($2, 0)"};

inline constexpr statement text_numbers{"text_numbers", "", "SELECT number, hash FROM text ORDER BY number"};
inline constexpr statement find_text{"find_text", "t", "SELECT text FROM text WHERE hash = $1"};
inline constexpr statement text_hashes{"text_hashes", "t", "SELECT hash FROM text WHERE kind = $1 ORDER BY number"};
inline constexpr statement add_text{
    "add_text", "ttt",
    "INSERT INTO text (number, hash, kind, text) SELECT coalesce((SELECT max(number) FROM text), 0) + 1, $1, $2, "
    "$3 ON CONFLICT (hash) DO NOTHING"};
inline constexpr statement all_texts{"all_texts", "", "SELECT hash, text FROM text ORDER BY hash"};

inline constexpr statement drop_duties{"drop_duties", "ii",
                                       "DELETE FROM open_duty WHERE case_number = $1 AND place >= $2"};
inline constexpr statement move_duty{
    "move_duty", "iiiit",
    "UPDATE open_duty SET late_from = $3, alarm = $4, duty = $5 WHERE case_number = $1 AND place = $2"};
inline constexpr statement add_duty{
    "add_duty", "iiiit",
    "INSERT INTO open_duty (case_number, place, late_from, alarm, duty) VALUES ($1, $2, $3, $4, $5)"};
inline constexpr statement late{
    "late", "i",
    "SELECT c.case_id, c.state, d.duty FROM open_duty AS d JOIN case_ AS c ON c.number = d.case_number WHERE "
    "d.late_from <= $1 ORDER BY d.late_from, d.case_number, d.place"};
inline constexpr statement next{
    "next", "ii",
    "SELECT c.case_id, c.state, d.duty FROM open_duty AS d JOIN case_ AS c ON c.number = d.case_number WHERE "
    "d.late_from > $1 ORDER BY d.late_from, d.case_number, d.place LIMIT greatest($2, 0)"};
inline constexpr statement has_alarm{"has_alarm", "i",
                                     "SELECT 1 FROM open_duty WHERE alarm <= $1 ORDER BY alarm LIMIT 1"};
// What another worker is at is left to it, an act as well as a tick: the case is held until the breach is there, so that an act that
// comes meanwhile sees it.
inline constexpr statement alarms{
    "alarms", "i",
    "SELECT d.case_number, d.place, c.case_id, d.alarm, d.duty FROM open_duty AS d JOIN case_ AS c ON c.number = "
    "d.case_number WHERE d.alarm <= $1 ORDER BY d.alarm, d.case_number, d.place FOR NO KEY UPDATE OF c, d SKIP LOCKED"};
inline constexpr statement set_alarm{"set_alarm", "iii",
                                     "UPDATE open_duty SET alarm = $3 WHERE case_number = $1 AND place = $2"};

// Events have every number up to the highest but those that are still free.
inline constexpr statement count_events{"count_events", "",
                                        "SELECT top - (SELECT count(*) FROM free_number WHERE number < top) FROM "
                                        "(SELECT coalesce(max(sequence), 0) AS top FROM event) AS known"};
// The last event below which none is still to come.
inline constexpr statement last_settled{
    "last_settled", "",
    "SELECT least((SELECT coalesce(max(sequence), 0) FROM event), (SELECT min(number) - 1 FROM free_number))"};
inline constexpr statement digests_after{
    "digests_after", "ii",
    "SELECT sequence, digest FROM event WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT 5000"};
inline constexpr statement last_checkpoint{
    "last_checkpoint", "", "SELECT number, first, last, at, digest FROM checkpoint ORDER BY number DESC LIMIT 1"};
inline constexpr statement add_checkpoint{
    "add_checkpoint", "iiiib", "INSERT INTO checkpoint (number, first, last, at, digest) VALUES ($1, $2, $3, $4, $5)"};

inline constexpr statement checkpoints{"checkpoints", "",
                                       "SELECT number, first, last, at, digest FROM checkpoint ORDER BY number"};
inline constexpr statement free_numbers{
    "free_numbers", "",
    "SELECT number FROM free_number WHERE number < (SELECT coalesce(max(sequence), 0) FROM event) ORDER BY number"};
inline constexpr statement duties_of_case{
    "duties_of_case", "i", "SELECT late_from, duty FROM open_duty WHERE case_number = $1 ORDER BY place"};
// Those that the tables themselves do not check: writing an event must not lock the text that every event refers to.
inline constexpr statement lost_references{"lost_references", "",
                                           "SELECT 'event', e.sequence, 'text' FROM event AS e WHERE NOT EXISTS "
                                           "(SELECT 1 FROM text WHERE number = e.pack) OR NOT EXISTS (SELECT 1 "
                                           "FROM text WHERE number = e.calendar) UNION ALL "
                                           "SELECT 'case_', c.number, 'text' FROM case_ AS c WHERE NOT EXISTS (SELECT "
                                           "1 FROM text WHERE number = c.pack) OR NOT EXISTS (SELECT 1 "
                                           "FROM text WHERE number = c.calendar) UNION ALL "
                                           "SELECT 'open_duty', d.case_number, 'case_' FROM open_duty AS d WHERE NOT "
                                           "EXISTS (SELECT 1 FROM case_ WHERE number = d.case_number)"};
inline constexpr statement unmarked_breaches{"unmarked_breaches", "",
                                             "SELECT case_id FROM case_ WHERE NOT breached AND number IN (SELECT "
                                             "case_number FROM breach) ORDER BY case_id"};
inline constexpr statement erased_and_left{"erased_and_left", "",
                                           "SELECT c.case_id FROM case_ AS c WHERE c.erased = 2 AND "
                                           "(length(c.snapshot) > 0 OR EXISTS (SELECT 1 FROM case_key AS k WHERE "
                                           "k.case_number = c.number)) UNION SELECT c.case_id FROM sealed_text AS s "
                                           "JOIN event AS e ON e.sequence = s.sequence JOIN case_ AS c ON "
                                           "c.number = e.case_number WHERE c.erased = 2 ORDER BY 1"};

inline constexpr std::array all = {&begin,
                                   &begin_reading,
                                   &commit,
                                   &rollback,
                                   &may_vacuum,
                                   &vacuum_event,
                                   &vacuum_case,
                                   &vacuum_sealed_text,
                                   &vacuum_case_key,
                                   &savepoint,
                                   &release,
                                   &rollback_to,
                                   &find_case,
                                   &hold_case,
                                   &hold_cases,
                                   &cases_after,
                                   &case_ids,
                                   &packs_in_use,
                                   &open_by_state,
                                   &reserve,
                                   &hold_and_reserve,
                                   &lock_numbers,
                                   &lock_texts,
                                   &lock_checkpoints,
                                   &add_numbers,
                                   &append,
                                   &open_case,
                                   &events_of,
                                   &sealed_of,
                                   &events_after,
                                   &keep_sealed,
                                   &put_case_key,
                                   &find_case_key,
                                   &cases_under,
                                   &erase_sealed,
                                   &erase_facts,
                                   &erase_key,
                                   &erase_notices,
                                   &add_breach,
                                   &amend_breach,
                                   &breaches_of,
                                   &add_notice,
                                   &amend_notices,
                                   &acknowledge_notice,
                                   &notices_of,
                                   &owed_notices,
                                   &text_numbers,
                                   &find_text,
                                   &text_hashes,
                                   &add_text,
                                   &all_texts,
                                   &drop_duties,
                                   &move_duty,
                                   &add_duty,
                                   &late,
                                   &next,
                                   &has_alarm,
                                   &alarms,
                                   &set_alarm,
                                   &count_events,
                                   &last_settled,
                                   &digests_after,
                                   &last_checkpoint,
                                   &add_checkpoint,
                                   &checkpoints,
                                   &free_numbers,
                                   &duties_of_case,
                                   &lost_references,
                                   &unmarked_breaches,
                                   &erased_and_left};

#undef THOIHAN_CASE_COLUMNS
#undef THOIHAN_EVENT_COLUMNS
#undef THOIHAN_ADD_EVENT
#undef THOIHAN_HISTORY
#undef THOIHAN_NOTICE_COLUMNS

}  // namespace thoihan::pq::statements
