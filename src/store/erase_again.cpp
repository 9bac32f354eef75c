// The list of erasures beside the file, held against the file: what an older backup brought back goes again, and what a crash
// kept from the list is added.
#include <algorithm>
#include <utility>

#include "src/pack/say.hpp"
#include "src/store/duty_json.hpp"
#include "src/store/sqlite_store.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

using sqlite::database;
using sqlite::query;

constexpr std::string_view erasing_kind = "erase";

// The lines of the list that the file knows of.
std::int64_t known_lines(database& db) {
  static constexpr char sql[] = "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'erasures'";
  query q(db, sql);
  return q.next() ? q.integer(0) : 0;
}

void remember_lines(database& db, std::int64_t lines) {
  static constexpr char sql[] =
      "INSERT INTO meta (name, value) VALUES ('erasures', CAST(?1 AS TEXT)) "
      "ON CONFLICT (name) DO UPDATE SET value = excluded.value";
  query q(db, sql);
  q.bind(lines);
  q.run();
}

// Facts go once and for all; texts may have come after they were erased, and gone again.
template <class Reader>
bool is_made(Reader& reader, const case_row& row, const listed_erasure& one) {
  if (row.erased == erasure::facts || row.erased < one.what) return row.erased >= one.what;
  const std::vector<stored_event> events = reader.events_of(one.case_id);
  return std::any_of(events.begin(), events.end(), [&one](const stored_event& event) { return event.key == one.key; });
}

void erase_case(store_writer& writer, case_row& row, const listed_erasure& one) {
  stored_event event;
  event.kind = erasing_kind;
  event.key = one.key;
  event.at = one.at;
  event.recorded_at = one.recorded_at;
  event.role = one.role;
  event.authority = one.authority;
  event.officer = one.officer;
  event.pack_hash = row.pack_hash;
  event.calendar_hash = row.calendar_hash;
  const std::vector<stored_event> before = writer.events_of(one.case_id);
  if (!before.empty()) event.engine_version = before.back().engine_version;
  writer.erase(row, one.what);
  if (one.what == erasure::texts) {
    event.facts = "{}";
  } else {
    // Nobody owes anything here any more.
    for (duty_row& duty : row.running) {
      duty.status = duty_status::cancelled;
      duty.ended_at = one.at;
    }
    event.decided = duties_json(row.running);
    row.running.clear();
    row.ended = true;
  }
  row.last_at = std::max(row.last_at, one.at);
  row.snapshot.clear();
  writer.append(event, row);
}

listed_erasure line_of(const case_row& row, const stored_event& event) {
  return {row.case_id, row.erased, event.key, event.at, event.recorded_at, event.role, event.authority, event.officer};
}

// What the log says was erased: the last event where the facts went, else those of their kind.
std::vector<listed_erasure> made_erasures(const store_writer& writer, const case_row& row) {
  std::vector<listed_erasure> out;
  const std::vector<stored_event> events = writer.events_of(row.case_id);
  if (row.erased == erasure::texts) {
    for (const stored_event& event : events) {
      if (event.kind == erasing_kind) out.push_back(line_of(row, event));
    }
  }
  if (out.empty() && !events.empty()) out.push_back(line_of(row, events.back()));
  return out;
}

std::vector<std::string> erased_cases(database& db) {
  static constexpr char sql[] = "SELECT case_id FROM case_ WHERE erased > 0 ORDER BY number";
  std::vector<std::string> out;
  query q(db, sql);
  while (q.next()) out.emplace_back(q.text(0));
  return out;
}

}  // namespace

void sqlite_store::check_erased() {
  const std::string path = db_.file();
  if (count_erasures(path) <= known_lines(db_)) return;
  for (const listed_erasure& one : read_erasures(path)) {
    const auto row = find_case(one.case_id);
    if (!row || is_made(*this, *row, one)) continue;
    throw error(
        status::readonly,
        say("{} là bản cũ, còn những gì đã xóa: hãy mở một lần ở chế độ ghi để xóa lại",
            "{} is an older copy and still has what was erased: open it for writing once, so that it goes again",
            db_.path()));
  }
}

void sqlite_store::erase_again(store& owner) {
  const std::string path = db_.file();
  if (count_erasures(path) == known_lines(db_)) return;
  bool any = false;
  owner.write([&](store_writer& writer) {
    const std::vector<listed_erasure> listed = read_erasures(path);
    std::vector<std::pair<std::string, std::string>> known;  // cases and keys
    for (const listed_erasure& one : listed) {
      known.emplace_back(one.case_id, one.key);
      auto row = writer.find_case(one.case_id);
      if (!row || is_made(writer, *row, one)) continue;
      erase_case(writer, *row, one);
      any = true;
    }
    std::sort(known.begin(), known.end());
    std::vector<listed_erasure> missing;
    for (const std::string& case_id : erased_cases(db_)) {
      for (listed_erasure& one : made_erasures(writer, writer.find_case(case_id).value())) {
        if (!std::binary_search(known.begin(), known.end(), std::pair{one.case_id, one.key}))
          missing.push_back(std::move(one));
      }
    }
    if (!missing.empty()) add_erasures(lines_of(path, missing));
    erased_.erase(erased_.begin() + static_cast<std::ptrdiff_t>(erased_before_), erased_.end());
    remember_lines(db_, count_erasures(path));
  });
  unpurged_ = unpurged_ || any;
  finish_erasures();
}

void sqlite_store::count_erased() { remember_lines(db_, known_lines(db_) + 1); }

}  // namespace thoihan
