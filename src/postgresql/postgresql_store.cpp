#include "src/postgresql/postgresql_store.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>
#include <utility>

#include "src/pack/say.hpp"
#include "src/postgresql/errors.hpp"
#include "src/postgresql/schema.hpp"
#include "src/postgresql/statements.hpp"
#include "src/store/chain.hpp"
#include "src/store/row_words.hpp"
#include "thoihan/base/utf8.hpp"

namespace thoihan {

namespace statements = pq::statements;

namespace {

constexpr int most_tries = 10;
constexpr std::size_t most_reserved = 256;  // at once, for a group

}  // namespace

std::unique_ptr<store_backend> postgresql_backend(const std::string& where, store_mode mode,
                                                  const postgresql_options& options) {
  return std::make_unique<postgresql_store>(where, mode, options);
}

postgresql_store::postgresql_store(const std::string& where, store_mode mode, const postgresql_options& options)
    : db_(where), options_(options), mode_(mode), process_(::getpid()) {
  pq::open_schema(db_, options_.schema, mode_, options_.busy_timeout_ms);
  db_.prepare(statements::all);
}

// A connection that broke is none of the caller's business, as long as nothing was under way.
void postgresql_store::revive() {
  if (!db_.is_broken()) return;
  db_.reconnect();
  pq::enter_schema(db_, options_.schema, mode_, options_.busy_timeout_ms);
  db_.prepare(statements::all);
  newest_ = 0;
}

void postgresql_store::check_reading() {
  if (::getpid() == process_) return;
  throw error(status::misuse, say("{}: không được dùng trong tiến trình con sau fork(); hãy mở lại ở đó",
                                  "{}: not to be used in a forked child; open it there again", db_.name()));
}

void postgresql_store::check_writing() {
  check_reading();
  // The server refuses all else after a statement failed. Whoever caught the first error hears of it again here.
  if (failed_) throw error(*failed_);
}

template <class Work>
auto postgresql_store::guarded(const Work& work) {
  try {
    return work();
  } catch (const error& e) {
    if (in_write_ && !failed_) {
      failed_.emplace(e);
      may_retry_ = may_retry_ || db_.is_broken() || pq::is_conflict(db_.last_state());
    }
    throw;
  }
}

void postgresql_store::begin_if_needed() {
  if (!in_write_ || begun_) return;
  revive();
  db_.send(statements::begin, {});
  begun_ = true;
}

void postgresql_store::send(const pq::statement& which, pq::values_of values,
                            std::int64_t expected) {
  guarded([&] {
    begin_if_needed();
    db_.send(which, values, expected);
  });
}

pq::result postgresql_store::run(const pq::statement& which, pq::values_of values) {
  return guarded([&] {
    begin_if_needed();
    return db_.run(which, values);
  });
}

std::vector<pq::result> postgresql_store::answers() {
  return guarded([&] { return db_.exchange(); });
}

pq::result postgresql_store::read(const pq::statement& which, pq::values_of values) {
  if (in_write_ || in_moment_) return run(which, values);
  revive();
  try {
    return db_.run(which, values);
  } catch (const error&) {
    if (!db_.is_broken()) throw;
  }
  revive();
  return db_.run(which, values);
}

// Who runs again takes the cases of the try before in one order, as all do who run again: so they cannot wait for each other in a ring.
void postgresql_store::hold_wanted() {
  if (wanted_.size() > 1) fetch(wanted_, wanted_.size());
}

// What names what is no case's id is heard of when that case is asked for.
bool postgresql_store::is_id(std::string_view text) {
  return text.find('\0') == std::string_view::npos && utf8_error_at(text) == text.size();
}

std::vector<pq::result> postgresql_store::answers_to_hold(const id_set& ids, std::size_t events) {
  const std::string names = names_as_json({ids.begin(), ids.end()});
  send(statements::hold_cases, {names});
  if (events > 0) send(statements::reserve, {number_hint(), std::min(events, most_reserved)});
  return answers();
}

// The rows are kept until they are asked for. A case that is written is asked for anew, and so is one whose attempt failed.
void postgresql_store::fetch(const id_set& ids, std::size_t events) {
  answers();
  id_set absent = ids;
  const auto keep = [&](const pq::result& rows) {
    for (int i = 0; i < rows.rows(); ++i) {
      case_row row = case_at(rows, i);
      hold(row, rows.text(i, statements::running_of_case), rows.truth(i, statements::breached_of_case));
      absent.erase(row.case_id);
      fetched_[row.case_id] = std::move(row);
    }
  };
  const std::vector<pq::result> told = answers_to_hold(ids, events);
  const pq::result& rows = told[told.size() - (events > 0 ? 2 : 1)];
  if (events > 0) keep_reserved(told.back());
  keep(rows);
  // The statement saw the tables as they were when it began, and it may have waited for somebody who opened the others meanwhile.
  if (rows.rows() > 0 && !absent.empty()) keep(answers_to_hold(id_set{absent}, 0).back());
  for (const std::string& id : absent) fetched_.emplace(id, std::nullopt);
}

void postgresql_store::commit() {
  if (!erasing_.empty()) {
    throw error(status::misuse, say("hồ sơ {} đã xóa mà không có sự kiện nào ghi lại",
                                    "the case {} was erased and no event says so", erasing_.front()));
  }
  if (!begun_) return;
  // What was sent and not waited for travels with the commit, and the server does not come to it after a failure.
  try {
    db_.run(statements::commit, {});
  } catch (const error&) {
    if (db_.is_broken()) throw pq::doubt_error(db_.name());
    throw;
  }
}

void postgresql_store::undo() noexcept {
  db_.discard();
  try {
    if (begun_ && !db_.is_broken() && db_.in_transaction()) db_.run(statements::rollback, {});
  } catch (const error&) {
    // A connection that cannot even do that is broken, and its transaction is none.
  }
  hashes_.clear();
  numbers_.clear();
  gave_back_ = true;
  in_write_ = false;
}

void postgresql_store::write(const std::function<void()>& work) {
  if (in_write_ || in_moment_) {
    throw error(status::misuse, say("{}: không được ghi lồng trong một lần ghi hoặc đọc khác; hãy dùng attempt",
                                    "{}: a write inside a write or a reading; use attempt", db_.name()));
  }
  if (mode_ == store_mode::read_only) {
    throw error(status::readonly, say("{} được mở ở chế độ chỉ đọc", "{} was opened for reading only", db_.name()));
  }
  wanted_.clear();
  for (int tries = 1;; ++tries) {
    in_write_ = true;
    begun_ = may_retry_ = false;
    failed_.reset();
    reserved_.clear();
    fetched_.clear();
    given_ = 0;
    held_.clear();
    absent_.clear();
    erasing_.clear();
    breach_came_first_ = false;
    try {
      if (tries > 1) hold_wanted();
      work();
      check_writing();
    } catch (...) {
      const bool again = may_retry_ && tries < most_tries && ::getpid() == process_;
      undo();
      if (!again) throw;
      // The other goes first this time, and a server that is being restarted is given a second.
      std::this_thread::sleep_for(std::chrono::milliseconds(1 << (tries - 1)));
      continue;
    }
    break;
  }
  try {
    commit();
  } catch (...) {
    undo();
    throw;
  }
  in_write_ = false;
  if (given_ == 0) return;
  // A number that was given back and found leads to the next such one.
  const std::int64_t before = std::exchange(newest_, given_);
  // Every so many numbers there must be new ones; whoever comes by does it, outside of anybody's transaction.
  if (given_ / 1024 <= before / 1024) return;
  try {
    db_.send(statements::begin, {});
    db_.send(statements::lock_numbers, {});
    db_.send(statements::add_numbers, {given_, 3072});
    db_.send(statements::commit, {});
    db_.exchange();
  } catch (const error&) {
    // What was written is written; who finds none makes some.
    undo();
  }
}

// Numbers below the one that the last write was given are seldom free, and what is left of those that are gone must not be waded
// through each time: it looks back now and then, and from the beginning at first and seldom.
std::int64_t postgresql_store::number_hint() {
  ++reservations_;
  if (reservations_ % 1000 == 0) return 0;
  const bool looks_back = std::exchange(gave_back_, false) || reservations_ % 32 == 0;
  return looks_back ? std::max<std::int64_t>(newest_ - 1024, 0) : newest_;
}

void postgresql_store::keep_reserved(const pq::result& rows) {
  for (int i = 0; i < rows.rows(); ++i) reserved_.insert(rows.integer(i, 0));
}

std::int64_t postgresql_store::number_above(std::int64_t last) {
  const auto known = reserved_.upper_bound(last);
  if (known != reserved_.end()) return *known;
  pq::result rows = run(statements::reserve, {std::max(number_hint(), last), 1});
  if (rows.rows() == 0) {
    // All that there are, others hold; unless somebody has made more meanwhile.
    run(statements::lock_numbers, {});
    rows = run(statements::reserve, {last, 1});
  }
  if (rows.rows() == 0) {
    run(statements::add_numbers, {std::int64_t{0}, std::numeric_limits<std::int64_t>::max()});
    rows = run(statements::reserve, {last, 1});
  }
  if (rows.rows() == 0) fail_corrupt("no number is left for an event");
  keep_reserved(rows);
  return rows.integer(0, 0);
}

std::int64_t postgresql_store::next_sequence() { return number_above(0); }

void postgresql_store::hold_cases(std::span<const std::string_view> case_ids) {
  id_set ids;
  for (const std::string_view id : case_ids) {
    if (is_id(id) && held_.count(id) + fetched_.count(id) == 0) ids.emplace(id);
  }
  if (ids.empty()) return;
  wanted_.insert(ids.begin(), ids.end());
  fetch(ids, case_ids.size());
}

void postgresql_store::attempt(const std::function<void()>& work) {
  const standing before{held_, absent_, erasing_, reserved_};
  // What was sent before is no part of it: its failure is told here, and not undone with the attempt.
  run(statements::savepoint, {});
  try {
    work();
    check_writing();
    send(statements::release, {});
  } catch (...) {
    const bool own = ::getpid() == process_;
    if (own) db_.discard();
    if (own && !may_retry_ && !db_.is_broken()) {
      failed_.reset();
      hashes_.clear();
      numbers_.clear();
      held_ = before.held;
      absent_ = before.absent;
      erasing_ = before.erasing;
      fetched_.clear();  // the attempt may have held some of them
      reserved_ = before.reserved;
      send(statements::rollback_to, {});
      run(statements::release, {});
    }
    throw;
  }
}

void postgresql_store::as_of_one_moment(const std::function<void()>& work) {
  if (in_write_ || in_moment_) return work();
  read(statements::begin_reading, {});
  in_moment_ = true;
  try {
    work();
  } catch (...) {
    db_.discard();
    in_moment_ = false;
    if (!db_.is_broken()) {
      try {
        db_.run(statements::rollback, {});
      } catch (const error&) {
        // The first error is the one to tell.
      }
    }
    throw;
  }
  in_moment_ = false;
  db_.run(statements::commit, {});
}

checkpoint postgresql_store::seal_log(instant at) {
  checkpoint out;
  write([&] {
    run(statements::lock_checkpoints, {});
    out = last_checkpoint().value_or(checkpoint{});
    const std::int64_t newest = run(statements::last_settled, {}).integer(0, 0);
    if (newest <= out.last) return;
    checkpoint next{out.number + 1, out.last + 1, newest, at, {}};
    checkpoint_stream stream(out.digest, next.number, next.first, next.at);
    for (std::int64_t after = out.last; after < newest;) {
      const pq::result rows = run(statements::digests_after, {after, newest});
      for (int i = 0; i < rows.rows(); ++i) {
        if (rows.integer(i, 0) != ++after) fail_corrupt("an event is missing from the log");
        sha256_digest digest{};
        const std::string_view bytes = rows.text(i, 1);
        std::copy_n(bytes.begin(), std::min(bytes.size(), digest.size()), digest.begin());
        stream.add(digest);
      }
      if (rows.rows() == 0) fail_corrupt("an event is missing from the log");
    }
    next.digest = stream.finish();
    run(statements::add_checkpoint, {next.number, next.first, next.last, next.at, next.digest});
    out = next;
  });
  if (out.number == 0) {
    throw error(status::misuse,
                say("cơ sở dữ liệu {} chưa có sự kiện nào", "the database {} has no event yet", path()));
  }
  return out;
}

std::string postgresql_store::path() { return db_.name(); }

void postgresql_store::backup(const std::string&, const std::function<bool(std::int64_t, std::int64_t)>&) {
  if (in_write_) {
    throw error(status::misuse,
                say("{}: không được sao lưu khi đang ghi", "{}: a backup in the middle of a write", db_.name()));
  }
  throw error(status::unsupported,
              say("{}: hãy sao lưu bằng công cụ của PostgreSQL (pg_dump --schema={}, pg_basebackup)",
                  "{}: back it up with PostgreSQL's own tools (pg_dump --schema={}, pg_basebackup)", db_.name(),
                  options_.schema));
}

bool postgresql_store::purge() {
  if (in_write_ || in_moment_) {
    throw error(status::misuse, say("{}: không được dọn khi đang ghi hoặc đọc",
                                    "{}: a purge in the middle of a write or a reading", db_.name()));
  }
  revive();
  if (!db_.run(statements::may_vacuum, {}).truth(0, 0)) {
    throw error(status::readonly, say("{}: chỉ chủ của các bảng mới dọn được (VACUUM)",
                                      "{}: only the owner of the tables may purge (VACUUM)", db_.name()));
  }
  for (const pq::statement* one : {&statements::vacuum_event, &statements::vacuum_case, &statements::vacuum_sealed_text,
                                   &statements::vacuum_case_key})
    db_.run(*one, {});
  return true;
}

void postgresql_store::fail_corrupt(std::string_view what) {
  throw error(status::corrupt, say("{}: dữ liệu hỏng ({})", "{}: damaged ({})", db_.name(), what));
}

}  // namespace thoihan
