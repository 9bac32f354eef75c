#include "src/store/rows.hpp"

#include <array>
#include <boost/json.hpp>

namespace thoihan {

namespace {

using sqlite::joined;
using sqlite::query;

constexpr std::array duty_statuses = {duty_status::running, duty_status::met, duty_status::met_late,
                                      duty_status::cancelled, duty_status::exempted, duty_status::paused};

constexpr char event_columns[] =
    "SELECT sequence, case_id, number, key, at, recorded_at, event, role, authority, officer, overrides, facts, "
    "pack_hash, calendar_hash, engine_version, hash FROM event ";
constexpr auto events_of_case = joined(event_columns, "WHERE case_id = ?1 ORDER BY number");
constexpr auto events_of_all = joined(event_columns, "ORDER BY sequence");

constexpr char personal_columns[] = "SELECT sequence, name, value, salt FROM personal_fact ";
constexpr auto personal_of_event = joined(personal_columns, "WHERE sequence = ?1 ORDER BY name");
constexpr auto personal_of_all = joined(personal_columns, "ORDER BY sequence, name");

constexpr char duty_columns[] =
    "SELECT duty, round, owed_role, owed_authority, status, started_at, ended_at, due, late_from, due_date, day_end, "
    "provisional, cite FROM duty WHERE case_id = ?1 ORDER BY started_at, duty, round";

constexpr char dated_columns[] =
    "SELECT duty.duty, duty.round, duty.owed_role, duty.owed_authority, duty.status, duty.started_at, duty.ended_at, "
    "duty.due, duty.late_from, duty.due_date, duty.day_end, duty.provisional, duty.cite, duty.case_id, case_.state "
    "FROM duty JOIN case_ ON case_.case_id = duty.case_id WHERE duty.status = 'running' ";
constexpr auto duties_late =
    joined(dated_columns, "AND duty.late_from <= ?1 ORDER BY duty.late_from, duty.case_id, duty.duty, duty.round");
constexpr auto duties_next =
    joined(dated_columns,
           "AND duty.late_from > ?1 ORDER BY duty.late_from, duty.case_id, duty.duty, duty.round LIMIT max(?2, 0)");

stored_event event_at(const query& q) {
  stored_event event;
  event.sequence = q.integer(0);
  event.case_id = q.text(1);
  event.number = q.integer32(2);
  event.key = q.text(3);
  event.at = q.integer(4);
  event.recorded_at = q.integer(5);
  event.event = q.text(6);
  event.role = q.text(7);
  event.authority = q.text(8);
  event.officer = q.text(9);
  event.overrides = q.text(10);
  event.facts = q.text(11);
  event.pack_hash = q.text(12);
  event.calendar_hash = q.text(13);
  event.engine_version = q.text(14);
  event.hash = q.bytes<32>(15);
  return event;
}

personal_fact personal_at(const query& q) { return {std::string(q.text(1)), std::string(q.text(2)), q.bytes<16>(3)}; }

duty_status status_at(sqlite::database& db, std::string_view name) {
  for (const duty_status which : duty_statuses) {
    if (duty_status_name(which) == name) return which;
  }
  db.fail_corrupt("a duty has an unknown status");
}

duty_row duty_at(sqlite::database& db, const query& q) {
  duty_row row;
  row.duty = q.text(0);
  row.round = q.integer32(1);
  row.owed_role = q.text(2);
  row.owed_authority = q.text(3);
  row.status = status_at(db, q.text(4));
  row.started_at = q.integer(5);
  row.ended_at = q.optional_integer(6);
  row.due = q.optional_integer(7);
  row.late_from = q.optional_integer(8);
  row.due_date = q.integer32(9);
  row.day_end = q.boolean(10);
  row.provisional = q.boolean(11);
  row.cite = q.text(12);
  return row;
}

std::vector<dated_duty> dated_duties(sqlite::database& db, query& q) {
  std::vector<dated_duty> duties;
  while (q.next()) duties.push_back({std::string(q.text(13)), std::string(q.text(14)), duty_at(db, q)});
  return duties;
}

std::vector<std::string> names_from_json(sqlite::database& db, std::string_view json) {
  boost::json::error_code trouble;
  const boost::json::value value = boost::json::parse({json.data(), json.size()}, trouble);
  if (trouble || !value.is_array()) db.fail_corrupt("a notice's facts are not a JSON array");
  std::vector<std::string> names;
  for (const boost::json::value& name : value.get_array()) {
    if (!name.is_string()) db.fail_corrupt("a notice's facts are not names");
    names.emplace_back(name.get_string().data(), name.get_string().size());
  }
  return names;
}

}  // namespace

std::string_view duty_status_name(duty_status which) noexcept {
  switch (which) {
    case duty_status::running: return "running";
    case duty_status::met: return "met";
    case duty_status::met_late: return "met_late";
    case duty_status::cancelled: return "cancelled";
    case duty_status::exempted: return "exempted";
    case duty_status::paused: return "paused";
  }
  return "unknown";
}

std::string_view text_kind_name(text_kind which) noexcept { return which == text_kind::pack ? "pack" : "calendar"; }

std::vector<stored_event> read_events(sqlite::database& db, std::string_view case_id, bool with_personal) {
  std::vector<stored_event> events;
  {
    query q(db, events_of_case.data());
    q.bind(case_id);
    while (q.next()) events.push_back(event_at(q));
  }
  if (!with_personal) return events;
  for (stored_event& event : events) {
    query q(db, personal_of_event.data());
    q.bind(event.sequence);
    while (q.next()) event.personal.push_back(personal_at(q));
  }
  return events;
}

std::optional<case_row> read_case(sqlite::database& db, std::string_view case_id) {
  static constexpr char sql[] =
      "SELECT case_id, pack_id, pack_hash, state, ended, lead, publication, events, opened_at, last_at FROM case_ "
      "WHERE case_id = ?1";
  query q(db, sql);
  q.bind(case_id);
  if (!q.next()) return std::nullopt;
  case_row row;
  row.case_id = q.text(0);
  row.pack_id = q.text(1);
  row.pack_hash = q.text(2);
  row.state = q.text(3);
  row.ended = q.boolean(4);
  row.lead = q.text(5);
  row.publication = q.text(6);
  row.events = q.integer32(7);
  row.opened_at = q.integer(8);
  row.last_at = q.integer(9);
  return row;
}

std::vector<duty_row> read_duties(sqlite::database& db, std::string_view case_id) {
  query q(db, duty_columns);
  q.bind(case_id);
  std::vector<duty_row> rows;
  while (q.next()) rows.push_back(duty_at(db, q));
  return rows;
}

std::vector<breach_row> read_breaches(sqlite::database& db, std::string_view case_id) {
  static constexpr char sql[] =
      "SELECT duty, round, kind, at, recorded_at FROM breach WHERE case_id = ?1 ORDER BY at, duty, round, kind";
  query q(db, sql);
  q.bind(case_id);
  std::vector<breach_row> rows;
  while (q.next()) {
    rows.push_back({std::string(case_id), std::string(q.text(0)), q.integer32(1), std::string(q.text(2)), q.integer(3),
                    q.integer(4)});
  }
  return rows;
}

std::vector<notice_row> read_notices(sqlite::database& db, std::string_view case_id) {
  static constexpr char sql[] =
      "SELECT id, event_number, notice, to_, channel, facts FROM outbox WHERE case_id = ?1 ORDER BY id";
  query q(db, sql);
  q.bind(case_id);
  std::vector<notice_row> rows;
  while (q.next()) {
    rows.push_back({q.integer(0), std::string(case_id), q.integer32(1), std::string(q.text(2)), std::string(q.text(3)),
                    std::string(q.text(4)), names_from_json(db, q.text(5))});
  }
  return rows;
}

std::optional<std::string> read_text(sqlite::database& db, std::string_view hash) {
  static constexpr char sql[] = "SELECT text FROM text WHERE hash = ?1";
  query q(db, sql);
  q.bind(hash);
  if (!q.next()) return std::nullopt;
  return std::string(q.text(0));
}

std::vector<dated_duty> read_late(sqlite::database& db, instant now) {
  query q(db, duties_late.data());
  q.bind(now);
  return dated_duties(db, q);
}

std::vector<dated_duty> read_next(sqlite::database& db, instant now, std::int64_t most) {
  query q(db, duties_next.data());
  q.bind(now, most);
  return dated_duties(db, q);
}

std::vector<state_count> read_open_by_state(sqlite::database& db) {
  static constexpr char sql[] =
      "SELECT pack_hash, state, count(*) AS cases FROM case_ WHERE ended = 0 GROUP BY pack_hash, state "
      "ORDER BY cases DESC, pack_hash, state";
  query q(db, sql);
  std::vector<state_count> counts;
  while (q.next()) counts.push_back({std::string(q.text(0)), std::string(q.text(1)), q.integer(2)});
  return counts;
}

event_reader::event_reader(sqlite::database& db)
    : events_(db, events_of_all.data()), personal_(db, personal_of_all.data()), has_personal_(personal_.next()) {}

bool event_reader::next(stored_event& event) {
  if (!events_.next()) return false;
  event = event_at(events_);
  for (; has_personal_ && personal_.integer(0) <= event.sequence; has_personal_ = personal_.next()) {
    // One of an event that is not there is passed over here; the references are checked elsewhere.
    if (personal_.integer(0) == event.sequence) event.personal.push_back(personal_at(personal_));
  }
  return true;
}

std::string names_as_json(const std::vector<std::string>& names) {
  boost::json::array array;
  for (const std::string& name : names) array.emplace_back(boost::json::string_view(name.data(), name.size()));
  return boost::json::serialize(array);
}

}  // namespace thoihan
