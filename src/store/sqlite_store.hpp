// The store in one SQLite file: the open database, what is remembered of it, and who may use it now.
//
//     thoihan::store s{std::make_unique<sqlite_store>(path, store_mode::create, 5000)};
//
// Its functions are in sqlite_store.cpp (reading), sqlite_writing.cpp, verify.cpp, backup.cpp and erase_again.cpp.
#pragma once

#include <string>
#include <vector>

#include "src/store/due_queue.hpp"
#include "src/store/erasure_list.hpp"
#include "src/store/sqlite.hpp"
#include "src/store/text_numbers.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

class sqlite_store final : public store_backend {
 public:
  sqlite_store(const std::string& path, store_mode mode, std::int32_t wait_ms);

  void check_reading() override;
  void check_writing() override;

  void write(const std::function<void()>& work) override;

  void append(stored_event& event, case_row& row) override;
  std::int64_t next_sequence() override;
  void keep_sealed(const sealed_text& text) override;
  void put_case_key(std::int64_t case_number, const wrapped_key& key) override;
  void erase(case_row& row, erasure what) override;
  bool add_breach(std::int64_t case_number, const breach_row& row) override;
  void amend_breach(std::int64_t case_number, const breach_row& row) override;
  void add_notice(std::int64_t sequence, const notice_row& row) override;
  void amend_notices(std::int64_t sequence, std::int32_t withdrawn_by) override;
  bool acknowledge_notice(std::int64_t id, instant at) override;
  void keep_text(std::string_view hash, text_kind kind, std::string_view text) override;
  std::vector<std::pair<std::int64_t, breach_row>> unrecorded(instant now) override;
  void attempt(const std::function<void()>& work) override;

  std::vector<stored_event> events_of(std::string_view case_id) override;
  std::vector<sealed_text> sealed_of(std::string_view case_id) override;
  std::optional<case_row> find_case(std::string_view case_id) override;
  std::optional<wrapped_key> find_case_key(std::int64_t case_number) override;
  std::vector<keyed_case> cases_under(std::string_view host_key_id, std::int64_t after, std::int64_t most) override;
  std::vector<std::string> case_ids(std::string_view after, std::int64_t most) override;
  void read_cases(const std::function<void(const case_row&)>& each) override;
  std::vector<pack_use> packs_in_use() override;
  std::vector<duty_row> duties_of(std::string_view case_id) override;
  std::vector<breach_row> breaches_of(std::string_view case_id) override;
  std::vector<notice_row> notices_of(std::string_view case_id) override;
  std::vector<notice_row> owed_notices(std::int64_t after, std::int64_t most) override;
  std::optional<std::string> find_text(std::string_view hash) override;
  std::vector<std::string> text_hashes(text_kind kind) override;
  std::vector<dated_duty> late(instant now) override;
  std::vector<dated_duty> next(instant now, std::int64_t most) override;
  bool has_unrecorded(instant now) override;
  std::vector<state_count> open_by_state() override;
  std::int64_t events() override;
  std::string path() override;
  checkpoint seal_log(instant at) override;
  std::optional<checkpoint> last_checkpoint() override;
  void backup(const std::string& path, const std::function<bool(std::int64_t, std::int64_t)>& progress) override;
  bool purge() override;
  verification verify(const std::optional<sha256_digest>& known) override;

  // Holds the list of erasures against the file, when one of them has what the other has not: makes those again that an
  // older backup lacks, and lists those that a crash kept from the list.
  void erase_again(store& owner);
  // For those who only read: throws `readonly` for a file with something that should be gone.
  void check_erased();

 private:
  // The queue as the log has it now.
  due_queue& due();
  void begin();
  void commit();
  void undo() noexcept;
  // After a commit: what was erased goes from the log's file, too, and into the list. Either is tried again after the
  // next write when it does not succeed.
  void finish_erasures();
  // Moves the log's file into the database. False while somebody reads.
  bool move_log();
  // One more erasure in this transaction.
  void count_erased();

  sqlite::database db_;
  std::int32_t busy_timeout_ms_;
  text_numbers texts_;
  due_queue queue_;
  std::vector<listed_erasure> erased_;  // not in the list yet
  erasure_lines unlisted_;              // the same, once committed
  std::size_t erased_before_ = 0;       // how many of them before this transaction
  std::vector<std::string> erasing_;    // the cases whose next event tells of an erasure
  std::int64_t sequence_ = 0;           // of the newest event, while in a write
  int unfinished_ = 0;                  // writes of several statements that broke off, which must not be committed
  bool unpurged_ = false;
  bool read_only_ = false;
  bool in_write_ = false;
};

}  // namespace thoihan
