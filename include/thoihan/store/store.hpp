// The event store: an append-only log of what happened to every case, in one SQLite file.
//
//     thoihan::store s = thoihan::store::open("reports.db", thoihan::store_mode::create);
//     s.write([&](thoihan::store_writer& w) {            // one transaction: all of it or nothing
//       w.keep_text(pack_hash, thoihan::text_kind::pack, canonical_text);
//       thoihan::case_row row = w.find_case("LH-2024-000001").value_or(new_row);
//       w.append(event, row);                            // the event, and the case as it stands after it
//     });
//     for (const thoihan::dated_duty& d : s.late(now)) ...
//
// The log is the truth; a case's row is what follows from it and can be made again at any time. Each case has a chain of its
// own over its events, and checkpoints chain the whole log: a change of the past shows (`verify`).
//
// The texts of packs and calendars that events name are kept too: a database explains itself without the rules folder.
//
// The store knows no workflow: it keeps what the engine gives it. Times are instants; a breach is unique by case, duty,
// round and kind, whoever writes. What a transaction refers to (the texts of events and cases, the case of an event, breach or
// notice) must be there when it ends.
//
// What falls due is kept in memory, in order, as a cache of the log: the first question reads the open cases, later ones the
// events that came since, of whichever process. Less than 300 bytes a running duty.
//
// `open` gives a store in one SQLite file; a store of another kind stands on a backend of its own (store_backend.hpp), and everything
// above is the same.
//
// Files: SQLite in WAL mode, synchronous=FULL: what was committed survives a power cut. `application_id` and
// `user_version` tell the file as ours; another program's database is refused (`format`) and left as it is. Not on network
// file systems. Beside the file stands `<file>-erased`, the list of erasures: an older backup that takes the file's place is
// erased again when it is opened, and refused to who only reads (`readonly`). After a commit with an erasure the log is moved
// into the file, so that nothing erased is left there; while another process reads, with the next write, or by `purge`. The
// tables are described in docs/store_format.md.
// Errors: thoihan::error with status io (also: no such file), corrupt, busy, format, readonly, full, duplicate, reference,
// hash, too_big or no_memory, each naming the file; std::bad_alloc. A failed write leaves nothing behind; only when the disk
// itself fails while committing (io) may a later crash bring the whole transaction back: repeat it with the same keys. Where
// the list of erasures cannot be written (io, full, naming it) the erasure is made; the next write or opening lists it.
// Threads and processes: a handle is used by one thread at a time; several processes may open one file. A handle refuses to
// work in a forked child (`misuse`).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "thoihan/base/sha256.hpp"
#include "thoihan/store/breach_row.hpp"
#include "thoihan/store/case_row.hpp"
#include "thoihan/store/checkpoint.hpp"
#include "thoihan/store/duty_row.hpp"
#include "thoihan/store/notice_row.hpp"
#include "thoihan/store/store_backend.hpp"
#include "thoihan/store/stored_event.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

enum class store_mode : std::uint8_t {
  create,  // a new file where there is none; one that is there is opened
  existing,
  read_only,  // the folder must be writable all the same when no other process has the file open: SQLite's WAL mode
};

// Inside `store::write` only.
class store_writer {
 public:
  // The event at the end of its case, and `row` as the case stands after it: as `find_case` gave it in this transaction, or
  // new with the id alone. Gives event.sequence, number, previous and digests, row.number, events, last_sequence and digest.
  // A new row of a case that is there is `duplicate`, one that is older than the case's newest event `stale`; the row is then
  // as it was. More than 65,535 running duties, or as many warnings of one, are `too_big`.
  void append(stored_event& event, case_row& row);
  // The sequence that the next `append` will give.
  std::int64_t next_sequence() const;
  // How many events this work has appended, but for attempts that threw.
  std::int64_t appended() const;
  void keep_sealed(const sealed_text& text);
  // Insert or replace.
  void put_case_key(std::int64_t case_number, const wrapped_key& key);
  // Takes away the case's texts and its key, and for `facts` the facts of its events, too; what is still owed of notices then
  // counts as acknowledged. `row` goes with the event that says so, the next one of the case; a transaction without it is not
  // committed (`misuse`).
  void erase(case_row& row, erasure what);

  // False: it was there. One that was annulled becomes one again.
  bool add_breach(std::int64_t case_number, const breach_row& row);
  // Another instant, or annulled: of one that is there.
  void amend_breach(std::int64_t case_number, const breach_row& row);
  void add_notice(std::int64_t sequence, const notice_row& row);
  // Of the notices of an event those that have not gone out: they are owed no more, or with 0 again.
  void amend_notices(std::int64_t sequence, std::int32_t withdrawn_by);
  bool acknowledge_notice(std::int64_t id, instant at);  // false: it was already, or there is none
  // Nothing when it is known. A hash that is not the text's SHA-256 is `hash`.
  void keep_text(std::string_view hash, text_kind kind, std::string_view text);

  // Reads inside the transaction see its writes.
  std::vector<stored_event> events_of(std::string_view case_id) const;
  std::vector<sealed_text> sealed_of(std::string_view case_id) const;
  std::optional<case_row> find_case(std::string_view case_id) const;
  std::optional<wrapped_key> find_case_key(std::int64_t case_number) const;
  std::vector<duty_row> duties_of(std::string_view case_id) const;
  std::vector<breach_row> breaches_of(std::string_view case_id) const;
  std::optional<std::string> find_text(std::string_view hash) const;
  // What has come due by `now` and may not be recorded yet, with the number of its case.
  std::vector<std::pair<std::int64_t, breach_row>> unrecorded(instant now) const;
  std::array<std::uint8_t, 16> random_salt();
  // Says which cases are read and written from here on, one for each event that is to come. Where others write at the same time, all
  // that say so take their cases in one order, so that they cannot wait for each other in a ring, and in one message. May be left out.
  void hold_cases(std::span<const std::string_view> case_ids);
  // Work that must leave nothing behind when it throws, while the transaction goes on.
  void attempt(const std::function<void()>& work);

 private:
  friend class store;
  explicit store_writer(store_backend& owner) noexcept : owner_(owner) {}
  store_backend& writing() const;
  store_backend& owner_;
  std::int64_t appended_ = 0;
};

class store {
 public:
  // A store in another kind of database.
  explicit store(std::unique_ptr<store_backend> backend);
  // `busy_timeout_ms`: how long any call waits for another process's lock before it throws `busy`.
  static store open(const std::string& path, store_mode mode, std::int32_t busy_timeout_ms = 5000);
  store(store&&) noexcept;
  store& operator=(store&&) noexcept;
  ~store();

  // Runs `work` in one transaction: committed when it returns, rolled back when it throws.
  void write(const std::function<void(store_writer&)>& work);

  std::vector<stored_event> events_of(std::string_view case_id) const;
  std::vector<sealed_text> sealed_of(std::string_view case_id) const;  // by sequence and name
  std::optional<case_row> find_case(std::string_view case_id) const;
  std::optional<wrapped_key> find_case_key(std::int64_t case_number) const;
  // Cases whose keys the host's key of this id wraps, by number, above `after`.
  std::vector<keyed_case> cases_under(std::string_view host_key_id, std::int64_t after, std::int64_t most) const;
  // Sorted by their bytes; a page of them when the last id of the page before is given. Cost: that of the page.
  std::vector<std::string> case_ids(std::string_view after = {},
                                    std::int64_t most = std::numeric_limits<std::int64_t>::max()) const;
  // Every case, one at a time, in the order of opening, all as of one moment; `each` may read from the store, but not write. Others
  // write on meanwhile, and their log grows until it is done.
  void read_cases(const std::function<void(const case_row&)>& each) const;
  std::vector<pack_use> packs_in_use() const;                          // by id
  std::vector<duty_row> duties_of(std::string_view case_id) const;     // by started_at, duty, round; as decided
  std::vector<breach_row> breaches_of(std::string_view case_id) const;
  std::vector<notice_row> notices_of(std::string_view case_id) const;
  // Neither acknowledged nor withdrawn, with an id above `after`, the oldest first.
  std::vector<notice_row> owed_notices(std::int64_t after, std::int64_t most) const;
  std::optional<std::string> find_text(std::string_view hash) const;
  std::vector<std::string> text_hashes(text_kind kind) const;  // in the order of first use

  // Running duties that are late at `now` (late_from <= now), the longest late first; equally late ones by their case's opening.
  // Without their warnings, here and in `next`.
  std::vector<dated_duty> late(instant now) const;
  // Running duties that are not yet late at `now`, the next to become late first, at most `most`. A duty without limit is
  // not among them.
  std::vector<dated_duty> next(instant now, std::int64_t most) const;
  // Is there anything for `store_writer::unrecorded`? Without a lock.
  bool has_unrecorded(instant now) const;
  // Cases that have not ended, by pack and state, the most first.
  std::vector<state_count> open_by_state() const;
  std::int64_t events() const;
  std::string path() const;

  // A checkpoint of the events since the last one; the last one itself when there are none.
  checkpoint seal_log(instant at);
  std::optional<checkpoint> last_checkpoint() const;
  // A copy to a new file while others read and write: all that was committed before it began. `progress`: pages done and in
  // all, may be empty; its false ends the copy (`callback`), and nothing stays behind. It may read, and not write.
  void backup(const std::string& path, const std::function<bool(std::int64_t, std::int64_t)>& progress) const;
  // Moves the log's file into the database, so that nothing erased is left there; waits for readers as long as it may. False
  // when they read on.
  bool purge();

  // The whole file: its pages, tables and references, the log without gaps, chains and checkpoints, the texts' hashes, and that
  // the cases' rows are what their events say. Reads everything once. `known`: the digest of a checkpoint that was kept elsewhere.
  verification verify(const std::optional<sha256_digest>& known = std::nullopt) const;

 private:
  store_backend& reading() const;
  std::shared_ptr<store_backend> backend_;  // a write that goes on keeps it, whatever becomes of the handle
};

}  // namespace thoihan
