// The store in a PostgreSQL schema: a connection, what is remembered of the tables, and the transaction that goes on.
//
//     thoihan::store s{std::make_unique<postgresql_store>(where, store_mode::create, options)};
//
// A command costs two round trips: one that begins the transaction, takes a number and reads the case, one that writes everything
// and commits. What is written is sent along and not waited for, where the case was read and is held; so is the number of the
// next event.
//
// Its functions are in postgresql_store.cpp (connection, transaction, checkpoints), postgresql_reading.cpp, postgresql_writing.cpp and
// postgresql_verify.cpp.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "src/postgresql/connection.hpp"
#include "src/store/log_judge.hpp"
#include "thoihan/postgresql/open_postgresql.hpp"

namespace thoihan {

class postgresql_store final : public store_backend {
 public:
  postgresql_store(const std::string& where, store_mode mode, const postgresql_options& options);

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
  void hold_cases(std::span<const std::string_view> case_ids) override;

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

 private:
  using id_set = std::set<std::string, std::less<>>;

  // A case that this transaction holds: as it stands in the database, with what was written and not yet waited for.
  struct held_case {
    std::int64_t number = 0;
    std::int32_t events = 0;
    std::string open;       // its running duties as open_duty follows from them; none of a case that ended
    std::size_t due = 0;    // how many rows open_duty has of it
    bool breached = false;  // breach may have rows of it
  };
  struct text_pair {
    std::int64_t pack = 0;
    std::int64_t calendar = 0;
  };
  // What an attempt that throws goes back to.
  struct standing {
    std::map<std::string, held_case, std::less<>> held;
    id_set absent;
    std::vector<std::string> erasing;
    std::set<std::int64_t> reserved;
  };

  void revive();
  void begin_if_needed();
  void hold_wanted();
  static bool is_id(std::string_view text);
  // These cases, and numbers for so many events.
  void fetch(const id_set& ids, std::size_t events);
  std::vector<pq::result> answers_to_hold(const id_set& ids, std::size_t events);
  // A statement whose answer need not be waited for, and one whose answer is.
  void send(const pq::statement& which, pq::values_of values, std::int64_t expected = -1);
  pq::result run(const pq::statement& which, pq::values_of values);
  // The answers to all that was sent and not read.
  std::vector<pq::result> answers();
  // As `run`; outside of a write it is asked once more over a new connection when the old one has broken.
  pq::result read(const pq::statement& which, pq::values_of values);
  template <class Work>
  auto guarded(const Work& work);
  void commit();
  void undo() noexcept;

  // Inside one REPEATABLE READ transaction, unless a transaction goes on already.
  void as_of_one_moment(const std::function<void()>& work);

  // Where to begin to look for free numbers; and one above the newest event of a case.
  std::int64_t number_hint();
  void keep_reserved(const pq::result& rows);
  std::int64_t number_above(std::int64_t last);
  void read_texts();
  const std::string& hash_of(std::int64_t number);
  std::optional<std::int64_t> number_of(std::string_view hash);
  text_pair texts_of(std::string_view pack_hash, std::string_view calendar_hash);
  case_row case_at(const pq::result& rows, int row);
  stored_event event_at(const pq::result& rows, int row);
  std::vector<notice_row> notices_in(const pq::result& rows);
  std::vector<duty_row> duties_in(std::string_view json);
  std::vector<dated_duty> dated_in(const pq::result& rows);
  void hold(const case_row& row, std::string_view running, bool breached);
  void write_duties(const case_row& row, std::string_view running, bool is_new);
  [[noreturn]] void fail_corrupt(std::string_view what);
  void verify_log(log_judge& judge);
  void verify_duties(const case_row& row, bool ended, std::string_view running, verification& found);

  pq::connection db_;
  postgresql_options options_;
  store_mode mode_;
  pid_t process_;
  std::map<std::int64_t, std::string> hashes_;
  std::map<std::string, std::int64_t, std::less<>> numbers_;
  std::int64_t newest_ = 0;  // the highest number that this handle's last write was given
  std::int64_t reservations_ = 0;
  bool gave_back_ = false;  // a number, by a transaction that failed

  // Of the write that goes on.
  bool in_write_ = false;
  bool begun_ = false;  // BEGIN was sent
  bool in_moment_ = false;
  bool may_retry_ = false;  // what failed may succeed when everything is run again
  std::optional<error> failed_;
  std::set<std::int64_t> reserved_;     // numbers for its events
  std::int64_t given_ = 0;              // the highest that this transaction used
  std::map<std::string, held_case, std::less<>> held_;
  std::map<std::string, std::optional<case_row>, std::less<>> fetched_;  // held, and not asked for yet
  id_set wanted_;  // what it holds or waits for, and the tries before it
  id_set absent_;  // cases that were looked for in this transaction, and were not there
  std::vector<std::string> erasing_;
  bool breach_came_first_ = false;  // one was added of a case that is not held, and may yet be opened
};

}  // namespace thoihan
