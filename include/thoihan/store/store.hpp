// The event store: an append-only log of what happened to every case, in one SQLite file.
//
//     thoihan::store s = thoihan::store::open("reports.db", thoihan::store_mode::create);
//     s.write([&](thoihan::store_writer& w) {            // one transaction: all of it or nothing
//       w.keep_text(pack_hash, thoihan::text_kind::pack, canonical_text);
//       w.append(event);
//       w.put_case(row);
//       w.put_duties("LH-2024-000001", duties);
//     });
//     for (const thoihan::late_duty& d : s.late(now)) ...
//
// The log is the truth; cases and duties are projections that can be rebuilt from it at any time. Events carry a chain:
// each one's hash covers the one before it and all of its own fields, so that a change of the past shows (`verify`). Texts
// that are personal never enter an event: the event has HMAC-SHA-256 of each under a random salt, the text and its salt
// stand in a table of their own, so that erasing them leaves the chain whole.
//
// The texts of packs and calendars that events name are kept too: a database explains itself without the rules folder.
//
// The store knows no workflow: it keeps what the engine gives it. Times are instants; a breach is unique by case, duty,
// round and kind, a key is unique in its case, whoever writes. What a transaction refers to (the texts of events and cases,
// the case of a duty, breach or notice) must be there when it ends, written in any order.
//
// Files: SQLite in WAL mode, synchronous=FULL: what was committed survives a power cut. `application_id` and
// `user_version` tell the file as ours; another program's database is refused (`format`) and left as it is. Not on network
// file systems. The tables are described in docs/store_format.md.
// Errors: thoihan::error with status io (also: no such file), corrupt, busy, format, readonly, full, duplicate, reference,
// hash, too_big or no_memory, each naming the file; std::bad_alloc. A failed write leaves nothing behind; only when the disk
// itself fails while committing (io) may a later crash bring the whole transaction back: repeat it with the same keys.
// Threads and processes: a handle is used by one thread at a time; several processes may open one file. A handle refuses to
// work in a forked child (`misuse`).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/base/sha256.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

enum class store_mode : std::uint8_t {
  create,  // a new file where there is none; one that is there is opened
  existing,
  read_only,  // the folder must be writable all the same when no other process has the file open: SQLite's WAL mode
};

enum class text_kind : std::uint8_t { pack, calendar };

// A personal fact of an event: its text, and the salt of its fingerprint, hmac_sha256(salt, value). An erased fact is not
// there any more.
struct personal_fact {
  std::string name;
  std::string value;
  std::array<std::uint8_t, 16> salt{};

  bool operator==(const personal_fact&) const = default;
};

struct stored_event {
  std::int64_t sequence = 0;  // over the whole store, from 1, without gaps; given by `append`
  std::string case_id;
  std::int32_t number = 0;  // within the case, from 1
  std::string key;          // the host's idempotency key, unique in its case
  instant at = 0;           // legal time
  instant recorded_at = 0;
  std::string event;
  std::string role;
  std::string authority;  // empty: none
  std::string officer;
  std::string overrides;      // findings that the host went over, "ended,not-in-office"; empty: none
  std::string facts;          // canonical JSON object; personal facts as {"hmac": "<64 hexadecimal digits>"}
  std::string pack_hash;      // 64 hexadecimal digits
  std::string calendar_hash;  // of all calendars that the pack names, as they were
  std::string engine_version;
  sha256_digest hash{};                 // of this event and the one before; given by `append`
  std::vector<personal_fact> personal;  // read back only where asked, by name

  bool operator==(const stored_event&) const = default;
};

struct case_row {
  std::string case_id;
  std::string pack_id;
  std::string pack_hash;
  std::string state;
  bool ended = false;
  std::string lead;  // the authority that holds the case; empty: none
  std::string publication;
  std::int32_t events = 0;  // how many the case has
  instant opened_at = 0;
  instant last_at = 0;

  bool operator==(const case_row&) const = default;
};

// `paused` and `exempted` run too, but cannot become late: the one has no due now, the other keeps it for the reader.
enum class duty_status : std::uint8_t { running, met, met_late, cancelled, exempted, paused };

std::string_view duty_status_name(duty_status which) noexcept;

struct duty_row {
  std::string duty;
  std::int32_t round = 1;
  std::string owed_role;
  std::string owed_authority;  // empty: none
  duty_status status = duty_status::running;
  instant started_at = 0;
  std::optional<instant> ended_at;
  std::optional<instant> due;  // none: a duty without limit
  std::optional<instant> late_from;
  day_number due_date = 0;
  bool day_end = false;
  bool provisional = false;
  std::string cite;  // clauses and assumptions, "9.1.a-1" or "9.1.a-2, assume now-grace"

  bool operator==(const duty_row&) const = default;
};

struct breach_row {
  std::string case_id;
  std::string duty;
  std::int32_t round = 1;
  std::string kind;  // "late"
  instant at = 0;    // late_from
  instant recorded_at = 0;

  bool operator==(const breach_row&) const = default;
};

struct notice_row {
  std::int64_t id = 0;  // given by the store
  std::string case_id;
  std::int32_t event_number = 0;
  std::string notice;
  std::string to;
  std::string channel;
  std::vector<std::string> facts;  // names, never values

  bool operator==(const notice_row&) const = default;
};

struct dated_duty {  // a duty that runs, with the case it belongs to
  std::string case_id;
  std::string state;
  duty_row duty;

  bool operator==(const dated_duty&) const = default;
};

struct state_count {
  std::string pack_hash;
  std::string state;
  std::int64_t cases = 0;

  bool operator==(const state_count&) const = default;
};

// What a rebuild of the chain found.
struct verification {
  std::int64_t events = 0;
  std::vector<std::string> problems;  // one line each, in English, with the sequence number
};

class store;

// Inside `store::write` only.
class store_writer {
 public:
  // Gives `event.sequence`, `event.number` and `event.hash`. A key that the case has already is `duplicate`; a personal fact
  // that does not match its fingerprint in `facts` is `invalid`.
  void append(stored_event& event);
  void put_case(const case_row& row);  // insert or replace
  // All duties of a case; those that are not in the list go, unchanged ones cost no write.
  void put_duties(std::string_view case_id, const std::vector<duty_row>& duties);
  bool add_breach(const breach_row& row);  // false: it was there
  void add_notice(const notice_row& row);
  // Nothing when it is known. A hash that is not the text's SHA-256 is `hash`.
  void keep_text(std::string_view hash, text_kind kind, std::string_view text);
  // Reads inside the transaction see its writes.
  std::vector<stored_event> events_of(std::string_view case_id, bool with_personal) const;
  std::optional<case_row> find_case(std::string_view case_id) const;
  std::optional<std::string> find_text(std::string_view hash) const;
  std::vector<dated_duty> late(instant now) const;
  bool has_breach(const breach_row& row) const;
  std::array<std::uint8_t, 16> random_salt();
  // Work that must leave nothing behind when it throws, while the transaction goes on.
  void attempt(const std::function<void()>& work);

 private:
  friend class store;
  explicit store_writer(store& owner) noexcept : owner_(owner) {}
  store& owner_;
};

class store {
 public:
  // `busy_timeout_ms`: how long any call waits for another process's lock before it throws `busy`.
  static store open(const std::string& path, store_mode mode, std::int32_t busy_timeout_ms = 5000);
  store(store&&) noexcept;
  store& operator=(store&&) noexcept;
  ~store();

  // Runs `work` in one transaction: committed when it returns, rolled back when it throws.
  void write(const std::function<void(store_writer&)>& work);

  std::vector<stored_event> events_of(std::string_view case_id, bool with_personal) const;
  std::optional<case_row> find_case(std::string_view case_id) const;
  std::vector<duty_row> duties_of(std::string_view case_id) const;  // by started_at, duty, round
  std::vector<breach_row> breaches_of(std::string_view case_id) const;
  std::vector<notice_row> notices_of(std::string_view case_id) const;
  std::optional<std::string> find_text(std::string_view hash) const;

  // Running duties that are late at `now` (late_from <= now), the longest late first.
  std::vector<dated_duty> late(instant now) const;
  // Running duties that are not yet late at `now`, the next to become late first, at most `most`. A duty without limit is
  // not among them.
  std::vector<dated_duty> next(instant now, std::int64_t most) const;
  // Cases that have not ended, by pack and state, the most first.
  std::vector<state_count> open_by_state() const;
  std::int64_t events() const;

  // The whole file: its pages, tables and references, the log without gaps, chain and fingerprints, the texts' hashes, and
  // that cases and events match. Reads everything once.
  verification verify() const;

 private:
  friend class store_writer;
  struct connection;
  explicit store(std::unique_ptr<connection> c) noexcept;
  std::unique_ptr<connection> connection_;
};

}  // namespace thoihan
