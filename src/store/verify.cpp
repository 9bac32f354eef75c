// Whether a store is what it says: the file, the log, the texts, and the cases that stand on them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "src/store/chain.hpp"
#include "src/store/duty_json.hpp"
#include "src/store/one_moment.hpp"
#include "src/store/rows.hpp"
#include "src/store/schema.hpp"
#include "src/store/sqlite_store.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

using sqlite::database;
using sqlite::query;

// What the events of a case come to.
struct folded_case {
  std::int32_t events = 0;
  std::int64_t last_sequence = 0;
  sha256_digest digest{};
  std::vector<duty_row> running;   // in the state of the newest event
  std::int32_t without_facts = 0;  // events whose facts are gone
};

using folded_cases = std::unordered_map<std::int64_t, folded_case>;

void verify_file(database& db, verification& found) {
  for (const std::string& line : schema::differences(db)) found.problems.push_back("schema: " + line);
  static constexpr char integrity_sql[] = "PRAGMA integrity_check";
  query integrity(db, integrity_sql);
  while (integrity.next()) {
    if (integrity.text(0) != "ok") found.problems.push_back(fmt::format("file: {}", integrity.text(0)));
  }
}

void verify_references(database& db, verification& found) {
  static constexpr char sql[] = "PRAGMA foreign_key_check";
  query q(db, sql);
  while (q.next()) {
    const std::string row = q.is_null(1) ? "a row" : fmt::format("row {}", q.integer(1));
    found.problems.push_back(fmt::format("{}: {} refers to a row of {} that is not there", q.text(0), row, q.text(2)));
  }
}

// The checkpoints in their order, each made again from the digests of the events as they pass.
class checkpoint_judge {
 public:
  checkpoint_judge(database& db, verification& found, const std::optional<sha256_digest>& known)
      : found_(found), known_(known) {
    static constexpr char sql[] = "SELECT number, first, last, at, digest FROM checkpoint ORDER BY number";
    query q(db, sql);
    while (q.next()) rows_.push_back({q.integer(0), q.integer(1), q.integer(2), q.integer(3), q.bytes<32>(4)});
    found_.checkpoints = static_cast<std::int64_t>(rows_.size());
    begin();
  }

  void add(const stored_event& event) {
    if (at_ == rows_.size()) return;
    if (event.sequence >= rows_[at_].first) stream_.add(event.digest);
    if (event.sequence >= rows_[at_].last) end();
  }

  // A checkpoint whose events are not all there.
  void finish() {
    for (; at_ < rows_.size(); ++at_) {
      found_.problems.push_back(fmt::format("checkpoint {}: covers events up to {}, and the log ends before",
                                            rows_[at_].number, rows_[at_].last));
    }
  }

 private:
  void begin() {
    if (at_ == rows_.size()) return;
    const checkpoint& row = rows_[at_];
    if (row.number != static_cast<std::int64_t>(at_) + 1 || row.first != last_ + 1) {
      found_.problems.push_back(fmt::format("checkpoint {}: does not follow the one before", row.number));
    }
    stream_ = checkpoint_stream(before_, row.number, row.first, row.at);
  }
  void end() {
    const checkpoint& row = rows_[at_];
    if (stream_.finish() != row.digest)
      found_.problems.push_back(fmt::format("checkpoint {}: does not match its digest", row.number));
    found_.knows_digest = found_.knows_digest || (known_ && *known_ == row.digest);
    before_ = row.digest;
    last_ = row.last;
    ++at_;
    begin();
  }

  verification& found_;
  const std::optional<sha256_digest>& known_;
  std::vector<checkpoint> rows_;
  std::size_t at_ = 0;
  sha256_digest before_{};
  std::int64_t last_ = 0;
  checkpoint_stream stream_{{}, 0, 0, 0};
};

void drop_ended(std::vector<duty_row>& rows) {
  rows.erase(std::remove_if(rows.begin(), rows.end(), [](const duty_row& row) { return !is_unended(row.status); }),
             rows.end());
}

void verify_event(const stored_event& event, folded_case& so_far, verification& found) {
  const auto report = [&](const std::string& what) {
    found.problems.push_back(fmt::format("event {}: {}", event.sequence, what));
  };
  if (event.number != so_far.events + 1 || event.previous != so_far.last_sequence) {
    report(fmt::format("is number {} of case {}, after event {}; expected number {}, after event {}", event.number,
                       event.case_id, event.previous, so_far.events + 1, so_far.last_sequence));
  }
  if (event.digest != event_digest(so_far.digest, event)) report("does not match its digest");
  if (!event.facts)
    ++so_far.without_facts;
  else if (event.facts_digest != sha256<wide_sha256>(*event.facts))
    report("does not match the digest of its facts");
  if (auto decided = duties_of_json(event.decided)) {
    // What has ended and runs again is decided again, with all that is said of it.
    decide(so_far.running, std::move(*decided));
    drop_ended(so_far.running);
  } else {
    report("decides what cannot be read");
  }
  so_far.events = event.number;
  so_far.last_sequence = event.sequence;
  so_far.digest = event.digest;
}

void verify_log(database& db, text_numbers& texts, const std::optional<sha256_digest>& known, verification& found,
                folded_cases& cases) {
  checkpoint_judge checkpoints(db, found, known);
  event_reader reader(db, texts);
  stored_event event;
  std::int64_t case_number = 0;
  std::int64_t sequence = 0;
  while (reader.next(event, case_number)) {
    ++found.events;
    if (event.sequence != sequence + 1) {
      found.problems.push_back(fmt::format("event {}: follows event {}", event.sequence, sequence));
    }
    if (event.case_id.empty()) {
      found.problems.push_back(fmt::format("event {}: its case {} is missing", event.sequence, case_number));
    }
    verify_event(event, cases[case_number], found);
    checkpoints.add(event);
    sequence = event.sequence;
  }
  checkpoints.finish();
}

void verify_texts(database& db, verification& found) {
  static constexpr char sql[] = "SELECT hash, text FROM text ORDER BY hash";
  query q(db, sql);
  while (q.next()) {
    const std::array<char, 64> computed = sha256_hex(sha256(q.text(1)));
    if (q.text(0) != std::string_view(computed.data(), computed.size())) {
      found.problems.push_back(fmt::format("text {}: does not match its hash", q.text(0)));
    }
  }
}

bool same_duties(std::vector<duty_row> a, std::vector<duty_row> b) {
  const auto order = [](const duty_row& x, const duty_row& y) {
    return std::tie(x.first_name(), x.started_by, x.body) < std::tie(y.first_name(), y.started_by, y.body);
  };
  std::sort(a.begin(), a.end(), order);
  std::sort(b.begin(), b.end(), order);
  return a == b;
}

void verify_cases(database& db, verification& found, folded_cases& cases) {
  static constexpr char sql[] =
      "SELECT number, case_id, events, last_sequence, digest, running, erased FROM case_ ORDER BY number";
  query q(db, sql);
  while (q.next()) {
    const auto report = [&](const std::string& what) {
      found.problems.push_back(fmt::format("case {}: {}", q.text(1), what));
    };
    const auto known = cases.find(q.integer(0));
    if (known == cases.end()) {
      report("has no event");
      continue;
    }
    const folded_case& folded = known->second;
    if (folded.events != q.integer(2))
      report(fmt::format("has {} events, its row says {}", folded.events, q.integer(2)));
    if (folded.last_sequence != q.integer(3))
      report(fmt::format("its newest event is {}, its row says {}", folded.last_sequence, q.integer(3)));
    if (folded.digest != q.bytes<32>(4)) report("its row has another digest than its newest event");
    const bool erased = q.integer(6) == 2;
    if (folded.without_facts != (erased ? folded.events : 0))
      report("its row and its events differ about what was erased");
    const auto running = duties_of_json(q.text(5));
    if (!running || !same_duties(*running, folded.running))
      report("its running duties are not those that its events decided");
  }
}

// What has to be gone when the facts of a case are.
void verify_erased(database& db, verification& found) {
  static constexpr char sql[] =
      "SELECT c.case_id FROM case_ AS c WHERE c.erased = 2 AND (length(c.snapshot) > 0 OR "
      "EXISTS (SELECT 1 FROM case_key AS k WHERE k.case_number = c.number)) UNION "
      "SELECT c.case_id FROM sealed_text AS s JOIN event AS e ON e.sequence = s.sequence "
      "JOIN case_ AS c ON c.number = e.case_number WHERE c.erased = 2 ORDER BY 1";
  query q(db, sql);
  while (q.next()) found.problems.push_back(fmt::format("case {}: was erased, and something of it is left", q.text(0)));
}

}  // namespace

verification sqlite_store::verify(const std::optional<sha256_digest>& known) {
  const one_moment whole(db_);
  verification found;
  folded_cases cases;
  // Damage is what was asked for, and that of one part does not hide another's. Other errors keep the question from being
  // answered.
  const auto part = [&found](const auto& work) {
    try {
      work();
    } catch (const error& e) {
      if (e.code() != status::corrupt) throw;
      found.problems.push_back(e.text().en);
    }
  };
  part([&] { verify_file(db_, found); });
  part([&] { verify_references(db_, found); });
  part([&] { verify_log(db_, texts_, known, found, cases); });
  part([&] { verify_texts(db_, found); });
  part([&] { verify_cases(db_, found, cases); });
  part([&] { verify_erased(db_, found); });
  if (known && !found.knows_digest)
    found.problems.emplace_back("no checkpoint has the digest that was kept elsewhere: the log was cut or rewritten");
  return found;
}

}  // namespace thoihan
