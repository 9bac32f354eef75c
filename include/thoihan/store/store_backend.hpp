// What a store stands on: one database that keeps the log, the cases' rows, what is owed, breaches, notices and texts.
//
//     class portal_database final : public thoihan::store_backend { ... };
//     thoihan::store s{std::make_unique<portal_database>(...)};
//     thoihan::engine e{s};                                          // as over any other store
//
// store.hpp says what each function promises; `store` and `store_writer` hand every call over after `check_reading` or
// `check_writing`. What a backend computes of an event (chain, digests, numbers) is written down in docs/store_format.md, so that a log
// reads the same in every kind of store.
//
// `write` runs `work` in one transaction: it is committed when `work` returns, and rolled back when it throws. The functions under
// "inside write" are called by `work` alone; the others may be called there too, and see its writes.
//
// Errors: as store.hpp. Threads: one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
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
#include "thoihan/store/stored_event.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

enum class text_kind : std::uint8_t { pack, calendar };

struct state_count {
  std::string pack_hash;
  std::string state;
  std::int64_t cases = 0;

  bool operator==(const state_count&) const = default;
};

// A regulation that cases go by, in the wording and with the calendars of the one that was opened last.
struct pack_use {
  std::string pack_id;
  std::string pack_hash;
  std::string calendar_hash;

  bool operator==(const pack_use&) const = default;
};

// The random key that seals a case's texts, itself wrapped by the host's key of this id.
struct wrapped_key {
  std::string host_key_id;
  std::string wrapped;

  bool operator==(const wrapped_key&) const = default;
};

struct keyed_case {
  std::int64_t number = 0;
  std::string case_id;
  wrapped_key key;

  bool operator==(const keyed_case&) const = default;
};

// What a look at the whole file found.
struct verification {
  std::int64_t events = 0;
  std::int64_t checkpoints = 0;
  bool knows_digest = false;           // a checkpoint has the digest that was asked for
  std::vector<std::string> problems;   // one line each, in English, with the sequence number
};

class store_backend {
 public:
  store_backend() = default;
  store_backend(const store_backend&) = delete;
  store_backend& operator=(const store_backend&) = delete;
  virtual ~store_backend() = default;

  // Throws `misuse` where the handle may not be used: in a forked child.
  virtual void check_reading() = 0;
  // The same inside `write`; and what undid the transaction, where it is no longer whole.
  virtual void check_writing() = 0;

  virtual void write(const std::function<void()>& work) = 0;

  // Inside write.
  virtual void append(stored_event& event, case_row& row) = 0;
  virtual std::int64_t next_sequence() = 0;
  virtual void keep_sealed(const sealed_text& text) = 0;
  virtual void put_case_key(std::int64_t case_number, const wrapped_key& key) = 0;
  virtual void erase(case_row& row, erasure what) = 0;
  virtual bool add_breach(std::int64_t case_number, const breach_row& row) = 0;
  virtual void amend_breach(std::int64_t case_number, const breach_row& row) = 0;
  virtual void add_notice(std::int64_t sequence, const notice_row& row) = 0;
  virtual void amend_notices(std::int64_t sequence, std::int32_t withdrawn_by) = 0;
  virtual bool acknowledge_notice(std::int64_t id, instant at) = 0;
  virtual void keep_text(std::string_view hash, text_kind kind, std::string_view text) = 0;
  virtual std::vector<std::pair<std::int64_t, breach_row>> unrecorded(instant now) = 0;
  virtual void attempt(const std::function<void()>& work) = 0;
  // Of use where several write at once; a backend with one writer has nothing to do here.
  virtual void hold_cases(std::span<const std::string_view>) {}

  virtual std::vector<stored_event> events_of(std::string_view case_id) = 0;
  virtual std::vector<sealed_text> sealed_of(std::string_view case_id) = 0;
  virtual std::optional<case_row> find_case(std::string_view case_id) = 0;
  virtual std::optional<wrapped_key> find_case_key(std::int64_t case_number) = 0;
  virtual std::vector<keyed_case> cases_under(std::string_view host_key_id, std::int64_t after, std::int64_t most) = 0;
  virtual std::vector<std::string> case_ids(std::string_view after, std::int64_t most) = 0;
  virtual void read_cases(const std::function<void(const case_row&)>& each) = 0;
  virtual std::vector<pack_use> packs_in_use() = 0;
  virtual std::vector<duty_row> duties_of(std::string_view case_id) = 0;
  virtual std::vector<breach_row> breaches_of(std::string_view case_id) = 0;
  virtual std::vector<notice_row> notices_of(std::string_view case_id) = 0;
  virtual std::vector<notice_row> owed_notices(std::int64_t after, std::int64_t most) = 0;
  virtual std::optional<std::string> find_text(std::string_view hash) = 0;
  virtual std::vector<std::string> text_hashes(text_kind kind) = 0;
  virtual std::vector<dated_duty> late(instant now) = 0;
  virtual std::vector<dated_duty> next(instant now, std::int64_t most) = 0;
  virtual bool has_unrecorded(instant now) = 0;
  virtual std::vector<state_count> open_by_state() = 0;
  virtual std::int64_t events() = 0;
  virtual std::string path() = 0;
  virtual checkpoint seal_log(instant at) = 0;
  virtual std::optional<checkpoint> last_checkpoint() = 0;
  virtual void backup(const std::string& path, const std::function<bool(std::int64_t, std::int64_t)>& progress) = 0;
  virtual bool purge() = 0;
  virtual verification verify(const std::optional<sha256_digest>& known) = 0;
};

}  // namespace thoihan
