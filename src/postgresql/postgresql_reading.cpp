// What is read: each by one statement, so that it is all of one moment.
#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "src/postgresql/postgresql_store.hpp"
#include "src/postgresql/statements.hpp"
#include "src/store/duty_json.hpp"
#include "src/store/row_words.hpp"

namespace thoihan {

namespace statements = pq::statements;

namespace {

sha256_digest digest_of(std::string_view bytes) {
  sha256_digest digest{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), digest.size()), digest.begin());
  return digest;
}

std::int32_t integer32(const pq::result& rows, int row, int column) {
  return static_cast<std::int32_t>(rows.integer(row, column));
}

std::string words(const pq::result& rows, int row, int column) { return std::string{rows.text(row, column)}; }

std::vector<std::string> first_column(const pq::result& rows) {
  std::vector<std::string> out;
  for (int i = 0; i < rows.rows(); ++i) out.emplace_back(rows.text(i, 0));
  return out;
}

}  // namespace

void postgresql_store::read_texts() {
  const pq::result rows = read(statements::text_numbers, {});
  for (int i = 0; i < rows.rows(); ++i) {
    hashes_.emplace(rows.integer(i, 0), rows.text(i, 1));
    numbers_.emplace(rows.text(i, 1), rows.integer(i, 0));
  }
}

const std::string& postgresql_store::hash_of(std::int64_t number) {
  auto known = hashes_.find(number);
  if (known == hashes_.end()) {
    read_texts();
    known = hashes_.find(number);
  }
  if (known == hashes_.end()) fail_corrupt("an event names a text that is not there");
  return known->second;
}

std::optional<std::int64_t> postgresql_store::number_of(std::string_view hash) {
  auto known = numbers_.find(hash);
  if (known == numbers_.end()) {
    read_texts();
    known = numbers_.find(hash);
  }
  return known == numbers_.end() ? std::nullopt : std::optional{known->second};
}

std::vector<duty_row> postgresql_store::duties_in(std::string_view json) {
  auto rows = duties_of_json(json);
  if (!rows) fail_corrupt("duties that cannot be read");
  return std::move(*rows);
}

stored_event postgresql_store::event_at(const pq::result& rows, int row) {
  stored_event event;
  event.sequence = rows.integer(row, 0);
  event.number = integer32(rows, row, 2);
  event.previous = rows.integer(row, 3);
  event.kind = rows.text(row, 4);
  event.key = rows.text(row, 5);
  event.at = rows.integer(row, 6);
  event.recorded_at = rows.integer(row, 7);
  event.event = rows.text(row, 8);
  event.role = rows.text(row, 9);
  event.authority = rows.text(row, 10);
  event.officer = rows.text(row, 11);
  event.overrides = rows.text(row, 12);
  event.details = rows.text(row, 13);
  event.decided = rows.text(row, 14);
  event.pack_hash = hash_of(rows.integer(row, 15));
  event.calendar_hash = hash_of(rows.integer(row, 16));
  event.engine_version = rows.text(row, 17);
  event.facts_digest = digest_of(rows.text(row, 18));
  event.digest = digest_of(rows.text(row, 19));
  if (!rows.is_null(row, 20)) event.facts = rows.text(row, 20);
  return event;
}

case_row postgresql_store::case_at(const pq::result& rows, int row) {
  case_row out;
  out.number = rows.integer(row, 0);
  out.case_id = rows.text(row, 1);
  out.pack_id = rows.text(row, 2);
  out.pack_hash = hash_of(rows.integer(row, 3));
  out.calendar_hash = hash_of(rows.integer(row, 4));
  out.state = rows.text(row, 5);
  out.ended = rows.truth(row, 6);
  out.lead = rows.text(row, 7);
  out.publication = rows.text(row, 8);
  out.events = integer32(rows, row, 9);
  out.last_sequence = rows.integer(row, 10);
  out.opened_at = rows.integer(row, 11);
  out.last_at = rows.integer(row, 12);
  out.erased = static_cast<erasure>(rows.integer(row, 13));
  out.digest = digest_of(rows.text(row, 14));
  out.running = duties_in(rows.text(row, statements::running_of_case));
  out.snapshot = rows.text(row, 16);
  return out;
}

std::vector<stored_event> postgresql_store::events_of(std::string_view case_id) {
  const pq::result rows = read(statements::events_of, {case_id});
  std::vector<stored_event> events;
  for (int i = 0; i < rows.rows(); ++i) {
    events.push_back(event_at(rows, i));
    events.back().case_id = case_id;
    if (events.back().number != i + 1) fail_corrupt("the events of a case do not go back to its first");
  }
  return events;
}

std::vector<sealed_text> postgresql_store::sealed_of(std::string_view case_id) {
  const pq::result rows = read(statements::sealed_of, {case_id});
  std::vector<sealed_text> texts;
  for (int i = 0; i < rows.rows(); ++i) texts.push_back({rows.integer(i, 0), words(rows, i, 1), words(rows, i, 2)});
  return texts;
}

// In a write the case is held: what is judged on what it reads must still be so when it is written. The number of the next event comes
// with it.
std::optional<case_row> postgresql_store::find_case(std::string_view case_id) {
  if (!in_write_) {
    const pq::result rows = read(statements::find_case, {case_id});
    return rows.rows() == 0 ? std::nullopt : std::optional{case_at(rows, 0)};
  }
  if (const auto known = fetched_.find(case_id); known != fetched_.end()) {
    std::optional<case_row> row = std::move(known->second);
    fetched_.erase(known);
    if (!row) absent_.emplace(case_id);
    return row;
  }
  const bool reserves = reserved_.empty();
  if (is_id(case_id)) wanted_.emplace(case_id);
  const pq::result rows = reserves ? run(statements::hold_and_reserve, {case_id, number_hint()})
                                   : run(statements::hold_case, {case_id});
  if (reserves && !rows.is_null(0, statements::columns_of_case))
    reserved_.insert(rows.integer(0, statements::columns_of_case));
  if (rows.rows() == 0 || rows.is_null(0, 0)) {
    absent_.emplace(case_id);
    return std::nullopt;
  }
  case_row row = case_at(rows, 0);
  hold(row, rows.text(0, statements::running_of_case), rows.truth(0, statements::breached_of_case));
  return row;
}

std::optional<wrapped_key> postgresql_store::find_case_key(std::int64_t case_number) {
  const pq::result rows = read(statements::find_case_key, {case_number});
  if (rows.rows() == 0) return std::nullopt;
  return wrapped_key{words(rows, 0, 0), words(rows, 0, 1)};
}

std::vector<keyed_case> postgresql_store::cases_under(std::string_view host_key_id, std::int64_t after,
                                                      std::int64_t most) {
  const pq::result rows = read(statements::cases_under, {host_key_id, after, most});
  std::vector<keyed_case> cases;
  for (int i = 0; i < rows.rows(); ++i)
    cases.push_back({rows.integer(i, 0), words(rows, i, 1), {std::string{host_key_id}, words(rows, i, 2)}});
  return cases;
}

std::vector<std::string> postgresql_store::case_ids(std::string_view after, std::int64_t most) {
  return first_column(read(statements::case_ids, {after, most}));
}

void postgresql_store::read_cases(const std::function<void(const case_row&)>& each) {
  as_of_one_moment([&] {
    for (std::int64_t after = 0;;) {
      const pq::result rows = read(statements::cases_after, {after});
      if (rows.rows() == 0) return;
      for (int i = 0; i < rows.rows(); ++i) each(case_at(rows, i));
      after = rows.integer(rows.rows() - 1, 0);
    }
  });
}

std::vector<pack_use> postgresql_store::packs_in_use() {
  const pq::result rows = read(statements::packs_in_use, {});
  std::vector<pack_use> uses;
  for (int i = 0; i < rows.rows(); ++i)
    uses.push_back({words(rows, i, 0), hash_of(rows.integer(i, 1)), hash_of(rows.integer(i, 2))});
  return uses;
}

std::vector<duty_row> postgresql_store::duties_of(std::string_view case_id) {
  std::vector<duty_row> rows;
  for (const stored_event& event : events_of(case_id)) decide(rows, duties_in(event.decided));
  std::sort(rows.begin(), rows.end(), [](const duty_row& a, const duty_row& b) {
    return std::tie(a.started_at, a.duty, a.round, a.body) < std::tie(b.started_at, b.duty, b.round, b.body);
  });
  return rows;
}

std::vector<breach_row> postgresql_store::breaches_of(std::string_view case_id) {
  if (const auto held = held_.find(case_id); in_write_ && held != held_.end() && !held->second.breached) return {};
  const pq::result rows = read(statements::breaches_of, {case_id});
  std::vector<breach_row> out;
  for (int i = 0; i < rows.rows(); ++i) {
    out.push_back({std::string{case_id}, words(rows, i, 0), integer32(rows, i, 1), words(rows, i, 2),
                   integer32(rows, i, 3), words(rows, i, 4), rows.integer(i, 5), rows.integer(i, 6),
                   integer32(rows, i, 7)});
  }
  return out;
}

std::vector<notice_row> postgresql_store::notices_in(const pq::result& rows) {
  std::vector<notice_row> out;
  for (int i = 0; i < rows.rows(); ++i) {
    auto facts = names_of_json(rows.text(i, 6));
    if (!facts) fail_corrupt("a notice's facts are not a JSON array of names");
    out.push_back({rows.integer(i, 0), words(rows, i, 1), integer32(rows, i, 2), words(rows, i, 3), words(rows, i, 4),
                   words(rows, i, 5), std::move(*facts),
                   rows.is_null(i, 7) ? std::nullopt : std::optional{rows.integer(i, 7)}, integer32(rows, i, 8)});
  }
  return out;
}

std::vector<notice_row> postgresql_store::notices_of(std::string_view case_id) {
  return notices_in(read(statements::notices_of, {case_id}));
}

std::vector<notice_row> postgresql_store::owed_notices(std::int64_t after, std::int64_t most) {
  return notices_in(read(statements::owed_notices, {after, most}));
}

std::optional<std::string> postgresql_store::find_text(std::string_view hash) {
  const pq::result rows = read(statements::find_text, {hash});
  return rows.rows() == 0 ? std::nullopt : std::optional{words(rows, 0, 0)};
}

std::vector<std::string> postgresql_store::text_hashes(text_kind kind) {
  return first_column(read(statements::text_hashes, {text_kind_name(kind)}));
}

std::vector<dated_duty> postgresql_store::dated_in(const pq::result& rows) {
  std::vector<dated_duty> out;
  for (int i = 0; i < rows.rows(); ++i) {
    std::vector<duty_row> duties = duties_in(rows.text(i, 2));
    if (duties.size() != 1) fail_corrupt("an open duty that is not one");
    duties.front().warnings.clear();
    out.push_back({words(rows, i, 0), words(rows, i, 1), std::move(duties.front())});
  }
  return out;
}

std::vector<dated_duty> postgresql_store::late(instant now) { return dated_in(read(statements::late, {now})); }

std::vector<dated_duty> postgresql_store::next(instant now, std::int64_t most) {
  return dated_in(read(statements::next, {now, most}));
}

bool postgresql_store::has_unrecorded(instant now) { return read(statements::has_alarm, {now}).rows() > 0; }

std::vector<state_count> postgresql_store::open_by_state() {
  const pq::result rows = read(statements::open_by_state, {});
  std::vector<state_count> counts;
  for (int i = 0; i < rows.rows(); ++i)
    counts.push_back({hash_of(rows.integer(i, 0)), words(rows, i, 1), rows.integer(i, 2)});
  return counts;
}

std::int64_t postgresql_store::events() { return read(statements::count_events, {}).integer(0, 0); }

std::optional<checkpoint> postgresql_store::last_checkpoint() {
  const pq::result rows = read(statements::last_checkpoint, {});
  if (rows.rows() == 0) return std::nullopt;
  return checkpoint{rows.integer(0, 0), rows.integer(0, 1), rows.integer(0, 2), rows.integer(0, 3),
                    digest_of(rows.text(0, 4))};
}

}  // namespace thoihan
