#include "src/store/log_judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "src/store/duty_json.hpp"
#include "thoihan/base/wide_sha256.hpp"

namespace thoihan {

namespace {

void drop_ended(std::vector<duty_row>& rows) {
  rows.erase(std::remove_if(rows.begin(), rows.end(), [](const duty_row& row) { return !is_unended(row.status); }),
             rows.end());
}

bool same_duties(std::vector<duty_row> a, std::vector<duty_row> b) {
  const auto order = [](const duty_row& x, const duty_row& y) {
    return std::tie(x.first_name(), x.started_by, x.body) < std::tie(y.first_name(), y.started_by, y.body);
  };
  std::sort(a.begin(), a.end(), order);
  std::sort(b.begin(), b.end(), order);
  return a == b;
}

}  // namespace

log_judge::log_judge(verification& found, const std::optional<sha256_digest>& known) : found_(found), known_(known) {}

void log_judge::begin(std::vector<checkpoint> checkpoints) {
  checkpoints_ = std::move(checkpoints);
  found_.checkpoints = static_cast<std::int64_t>(checkpoints_.size());
  begin_checkpoint();
}

void log_judge::begin_checkpoint() {
  if (at_ == checkpoints_.size()) return;
  const checkpoint& row = checkpoints_[at_];
  if (row.number != static_cast<std::int64_t>(at_) + 1 || row.first != last_ + 1) {
    found_.problems.push_back(fmt::format("checkpoint {}: does not follow the one before", row.number));
  }
  stream_ = checkpoint_stream(before_, row.number, row.first, row.at);
}

void log_judge::end_checkpoint() {
  const checkpoint& row = checkpoints_[at_];
  if (stream_.finish() != row.digest)
    found_.problems.push_back(fmt::format("checkpoint {}: does not match its digest", row.number));
  found_.knows_digest = found_.knows_digest || (known_ && *known_ == row.digest);
  before_ = row.digest;
  last_ = row.last;
  ++at_;
  begin_checkpoint();
}

void log_judge::judge_event(const stored_event& event, folded_case& so_far) {
  const auto report = [&](const std::string& what) {
    found_.problems.push_back(fmt::format("event {}: {}", event.sequence, what));
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

void log_judge::add_event(const stored_event& event, std::int64_t case_number) {
  ++found_.events;
  if (event.sequence != sequence_ + 1) {
    found_.problems.push_back(fmt::format("event {}: follows event {}", event.sequence, sequence_));
  }
  if (event.case_id.empty()) {
    found_.problems.push_back(fmt::format("event {}: its case {} is missing", event.sequence, case_number));
  }
  judge_event(event, cases_[case_number]);
  sequence_ = event.sequence;
  if (at_ == checkpoints_.size()) return;
  if (event.sequence >= checkpoints_[at_].first) stream_.add(event.digest);
  if (event.sequence >= checkpoints_[at_].last) end_checkpoint();
}

void log_judge::pass_free_number(std::int64_t sequence) {
  if (sequence == sequence_ + 1) sequence_ = sequence;
}

// A checkpoint whose events are not all there.
void log_judge::end() {
  for (; at_ < checkpoints_.size(); ++at_) {
    found_.problems.push_back(fmt::format("checkpoint {}: covers events up to {}, and the log ends before",
                                          checkpoints_[at_].number, checkpoints_[at_].last));
  }
}

void log_judge::add_text(std::string_view hash, std::string_view text) {
  const std::array<char, 64> computed = sha256_hex(sha256(text));
  if (hash != std::string_view(computed.data(), computed.size()))
    found_.problems.push_back(fmt::format("text {}: does not match its hash", hash));
}

void log_judge::add_case(const case_row& row, std::string_view running) {
  const auto report = [&](const std::string& what) {
    found_.problems.push_back(fmt::format("case {}: {}", row.case_id, what));
  };
  const auto known = cases_.find(row.number);
  if (known == cases_.end()) return report("has no event");
  const folded_case& folded = known->second;
  if (folded.events != row.events) report(fmt::format("has {} events, its row says {}", folded.events, row.events));
  if (folded.last_sequence != row.last_sequence)
    report(fmt::format("its newest event is {}, its row says {}", folded.last_sequence, row.last_sequence));
  if (folded.digest != row.digest) report("its row has another digest than its newest event");
  if (folded.without_facts != (row.erased == erasure::facts ? folded.events : 0))
    report("its row and its events differ about what was erased");
  const auto rows = duties_of_json(running);
  if (!rows || !same_duties(*rows, folded.running)) report("its running duties are not those that its events decided");
}

}  // namespace thoihan
