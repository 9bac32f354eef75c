// Whether a log is what it says, whatever database it stands in: sequences and numbers, chains, facts, checkpoints, texts, and that the
// cases' rows are what their events come to.
//
//     log_judge judge(found, known);
//     judge.begin(checkpoints);                       // all of them, by number
//     judge.add_event(event, case_number);            // the log by sequence
//     judge.end();
//     judge.add_text(hash, text);                     // in any order
//     judge.add_case(number, row, running);           // after the log
//
// What does not fit is a line in `found.problems`. Keeps a few hundred bytes a case, with its running duties.
//
// Threads: one at a time. Cost: linear.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/store/chain.hpp"
#include "thoihan/base/sha256.hpp"
#include "thoihan/store/case_row.hpp"
#include "thoihan/store/store_backend.hpp"

namespace thoihan {

class log_judge {
 public:
  log_judge(verification& found, const std::optional<sha256_digest>& known);

  void begin(std::vector<checkpoint> checkpoints);
  // `event.case_id` is empty where the case is missing.
  void add_event(const stored_event& event, std::int64_t case_number);
  // A number that no event has yet, in a database whose writers do not wait for each other.
  void pass_free_number(std::int64_t sequence);
  void end();

  void add_text(std::string_view hash, std::string_view text);
  // Of the row its number, case_id, events, last_sequence, digest and erased; `running` as the database has it.
  void add_case(const case_row& row, std::string_view running);

 private:
  // What the events of a case come to.
  struct folded_case {
    std::int32_t events = 0;
    std::int64_t last_sequence = 0;
    sha256_digest digest{};
    std::vector<duty_row> running;   // in the state of the newest event
    std::int32_t without_facts = 0;  // events whose facts are gone
  };

  void begin_checkpoint();
  void end_checkpoint();
  void judge_event(const stored_event& event, folded_case& so_far);

  verification& found_;
  std::optional<sha256_digest> known_;
  std::unordered_map<std::int64_t, folded_case> cases_;
  std::int64_t sequence_ = 0;
  // The checkpoints in their order, each made again from the digests of the events as they pass.
  std::vector<checkpoint> checkpoints_;
  std::size_t at_ = 0;
  sha256_digest before_{};
  std::int64_t last_ = 0;
  checkpoint_stream stream_{{}, 0, 0, 0};
};

}  // namespace thoihan
