#include "src/store/sqlite_store.hpp"

#include <new>
#include <utility>

#include "src/pack/say.hpp"
#include "src/store/chain.hpp"
#include "src/store/one_moment.hpp"
#include "src/store/rows.hpp"
#include "src/store/store_file.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

using sqlite::query;

}  // namespace

sqlite_store::sqlite_store(const std::string& path, store_mode mode, std::int32_t wait_ms)
    : db_(path, check_store_path(path, mode)), busy_timeout_ms_(wait_ms), read_only_(mode == store_mode::read_only) {
  prepare_store_file(db_, mode, wait_ms);
}

void sqlite_store::check_reading() { db_.check_usable(); }

void sqlite_store::check_writing() {
  check_reading();
  // SQLite undoes the whole transaction on some errors. Whoever caught the first one hears of it again here.
  if (!db_.in_transaction()) db_.fail(db_.undone());
}

due_queue& sqlite_store::due() {
  queue_.catch_up(db_);
  return queue_;
}

void sqlite_store::begin() {
  static constexpr char sql[] = "BEGIN IMMEDIATE";
  erased_before_ = erased_.size();
  erasing_.clear();
  unfinished_ = 0;
  db_.begin(sql);
  in_write_ = true;
  queue_.begin();
  sequence_ = read_last_sequence(db_);
}

void sqlite_store::commit() {
  if (!erasing_.empty()) {
    throw error(status::misuse, say("hồ sơ {} đã xóa mà không có sự kiện nào ghi lại",
                                    "the case {} was erased and no event says so", erasing_.front()));
  }
  if (unfinished_ > 0) {
    throw error(status::misuse, say("{}: một lần ghi dở dang không được giữ; hãy dùng attempt",
                                    "{}: a write that broke off halfway is not kept; use attempt", db_.path()));
  }
  // Nothing may be short of memory once it is committed.
  if (!erased_.empty()) unlisted_ = lines_of(db_.file(), erased_);
  db_.commit();
  queue_.settle();
  in_write_ = false;
}

void sqlite_store::undo() noexcept {
  db_.rollback();
  texts_.forget();
  queue_.undo();
  erased_.erase(erased_.begin() + static_cast<std::ptrdiff_t>(erased_before_), erased_.end());
  in_write_ = false;
}

void sqlite_store::finish_erasures() {
  unpurged_ = unpurged_ || !erased_.empty();
  if (unpurged_) {
    // Whoever waits for readers keeps writers waiting as well.
    db_.wait_for_locks(0);
    try {
      unpurged_ = !move_log();
    } catch (const error&) {
      // What was written is written; the next write tries again.
    } catch (const std::bad_alloc&) {
    }
    db_.wait_for_locks(busy_timeout_ms_);
  }
  if (erased_.empty()) return;
  add_erasures(unlisted_);
  erased_.clear();
}

bool sqlite_store::move_log() {
  static constexpr char sql[] = "PRAGMA wal_checkpoint(TRUNCATE)";
  query q(db_, sql);
  return q.next() && q.integer(0) == 0;
}

void sqlite_store::write(const std::function<void()>& work) {
  const std::string& path = db_.path();
  if (in_write_ || db_.in_transaction()) {
    throw error(status::misuse, say("{}: không được ghi lồng trong một lần ghi hoặc sao lưu khác; hãy dùng attempt",
                                    "{}: a write inside a write or a backup; use attempt", path));
  }
  if (read_only_) {
    throw error(status::readonly, say("{} được mở ở chế độ chỉ đọc", "{} was opened for reading only", path));
  }
  try {
    begin();
    work();
    check_writing();
    commit();
  } catch (...) {
    undo();
    throw;
  }
  finish_erasures();
}

std::vector<stored_event> sqlite_store::events_of(std::string_view case_id) {
  return read_events(db_, texts_, case_id);
}

std::vector<sealed_text> sqlite_store::sealed_of(std::string_view case_id) { return read_sealed(db_, case_id); }

std::optional<case_row> sqlite_store::find_case(std::string_view case_id) { return read_case(db_, texts_, case_id); }

std::optional<wrapped_key> sqlite_store::find_case_key(std::int64_t case_number) {
  return read_case_key(db_, case_number);
}

std::vector<keyed_case> sqlite_store::cases_under(std::string_view host_key_id, std::int64_t after, std::int64_t most) {
  return read_cases_under(db_, host_key_id, after, most);
}

void sqlite_store::read_cases(const std::function<void(const case_row&)>& each) {
  const one_moment whole(db_);
  for (auto row = read_case_after(db_, texts_, 0); row; row = read_case_after(db_, texts_, row->number)) each(*row);
}

std::vector<pack_use> sqlite_store::packs_in_use() { return read_packs_in_use(db_, texts_); }

std::vector<std::string> sqlite_store::case_ids(std::string_view after, std::int64_t most) {
  return read_case_ids(db_, after, most);
}

std::vector<duty_row> sqlite_store::duties_of(std::string_view case_id) { return read_duties(db_, texts_, case_id); }

std::vector<breach_row> sqlite_store::breaches_of(std::string_view case_id) { return read_breaches(db_, case_id); }

std::vector<notice_row> sqlite_store::notices_of(std::string_view case_id) { return read_notices(db_, case_id); }

std::vector<notice_row> sqlite_store::owed_notices(std::int64_t after, std::int64_t most) {
  return read_owed_notices(db_, after, most);
}

std::optional<std::string> sqlite_store::find_text(std::string_view hash) { return read_text(db_, hash); }

std::vector<std::string> sqlite_store::text_hashes(text_kind kind) { return read_text_hashes(db_, kind); }

std::vector<dated_duty> sqlite_store::late(instant now) { return due().late(now); }

std::vector<dated_duty> sqlite_store::next(instant now, std::int64_t most) { return due().next(now, most); }

bool sqlite_store::has_unrecorded(instant now) { return due().has_unrecorded(now); }

std::vector<state_count> sqlite_store::open_by_state() { return read_open_by_state(db_, texts_); }

std::int64_t sqlite_store::events() { return read_last_sequence(db_); }

std::string sqlite_store::path() { return db_.path(); }

std::optional<checkpoint> sqlite_store::last_checkpoint() { return read_last_checkpoint(db_); }

checkpoint sqlite_store::seal_log(instant at) {
  checkpoint out;
  write([&] {
    const auto before = read_last_checkpoint(db_);
    out = before.value_or(checkpoint{});
    const std::int64_t newest = read_last_sequence(db_);
    if (newest == out.last) return;
    checkpoint next{out.number + 1, out.last + 1, newest, at, {}};
    checkpoint_stream stream(out.digest, next.number, next.first, next.at);
    static constexpr char events_sql[] = "SELECT digest FROM event WHERE sequence >= ?1 ORDER BY sequence";
    query events(db_, events_sql);
    events.bind(next.first);
    while (events.next()) stream.add(events.bytes<32>(0));
    next.digest = stream.finish();
    static constexpr char sql[] =
        "INSERT INTO checkpoint (number, first, last, at, digest) VALUES (?1, ?2, ?3, ?4, ?5)";
    query q(db_, sql);
    q.bind(next.number, next.first, next.last, next.at, next.digest);
    q.run();
    out = next;
  });
  if (out.number == 0) {
    throw error(status::misuse,
                say("cơ sở dữ liệu {} chưa có sự kiện nào", "the database {} has no event yet", path()));
  }
  return out;
}

bool sqlite_store::purge() {
  if (db_.in_transaction()) {
    throw error(status::misuse, say("{}: không được dồn nhật ký khi đang ghi hoặc sao lưu",
                                    "{}: a purge in the middle of a write or a backup", db_.path()));
  }
  return move_log();
}

}  // namespace thoihan
