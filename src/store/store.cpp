#include "thoihan/store/store.hpp"

#include <new>
#include <utility>

#include "src/pack/say.hpp"
#include "src/store/chain.hpp"
#include "src/store/connection.hpp"
#include "src/store/one_moment.hpp"
#include "src/store/rows.hpp"
#include "src/store/store_file.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

using sqlite::query;

}  // namespace

store::connection::connection(const std::string& path, store_mode mode, std::int32_t wait_ms)
    : db(path, check_store_path(path, mode)), busy_timeout_ms(wait_ms), read_only(mode == store_mode::read_only) {
  prepare_store_file(db, mode, wait_ms);
}

store::connection& store::connection::reading(const store& handle) {
  if (!handle.connection_) {
    throw error(status::misuse, say("tay nắm cơ sở dữ liệu này đã chuyển đi", "this store handle was moved from"));
  }
  handle.connection_->db.check_usable();
  return *handle.connection_;
}

store::connection& store::connection::writing(const store& handle) {
  connection& c = reading(handle);
  // SQLite undoes the whole transaction on some errors. Whoever caught the first one hears of it again here.
  if (!c.db.in_transaction()) c.db.fail(c.db.undone());
  return c;
}

due_queue& store::connection::due() {
  queue.catch_up(db);
  return queue;
}

void store::connection::begin() {
  static constexpr char sql[] = "BEGIN IMMEDIATE";
  erased_before = erased.size();
  erasing.clear();
  unfinished = 0;
  db.begin(sql);
  in_write = true;
  queue.begin();
  sequence = read_last_sequence(db);
}

void store::connection::commit() {
  if (!erasing.empty()) {
    throw error(status::misuse, say("hồ sơ {} đã xóa mà không có sự kiện nào ghi lại",
                                    "the case {} was erased and no event says so", erasing.front()));
  }
  if (unfinished > 0) {
    throw error(status::misuse,
                say("{}: một lần ghi dở dang không được giữ; hãy dùng attempt",
                    "{}: a write that broke off halfway is not kept; use attempt", db.path()));
  }
  // Nothing may be short of memory once it is committed.
  if (!erased.empty()) unlisted = lines_of(db.file(), erased);
  db.commit();
  queue.settle();
  in_write = false;
}

void store::connection::undo() noexcept {
  db.rollback();
  texts.forget();
  queue.undo();
  erased.erase(erased.begin() + static_cast<std::ptrdiff_t>(erased_before), erased.end());
  in_write = false;
}

void store::connection::finish_erasures() {
  unpurged = unpurged || !erased.empty();
  if (unpurged) {
    // Whoever waits for readers keeps writers waiting as well.
    db.wait_for_locks(0);
    try {
      unpurged = !purge();
    } catch (const error&) {
      // What was written is written; the next write tries again.
    } catch (const std::bad_alloc&) {
    }
    db.wait_for_locks(busy_timeout_ms);
  }
  if (erased.empty()) return;
  add_erasures(unlisted);
  erased.clear();
}

bool store::connection::purge() {
  static constexpr char sql[] = "PRAGMA wal_checkpoint(TRUNCATE)";
  query q(db, sql);
  return q.next() && q.integer(0) == 0;
}

store::store(std::unique_ptr<connection> c) noexcept : connection_(std::move(c)) {}
store::store(store&&) noexcept = default;
store& store::operator=(store&&) noexcept = default;
store::~store() = default;

store store::open(const std::string& path, store_mode mode, std::int32_t busy_timeout_ms) {
  store out(std::make_unique<connection>(path, mode, busy_timeout_ms));
  if (mode == store_mode::read_only)
    out.connection_->check_erased(out);
  else
    out.connection_->erase_again(out);
  return out;
}

void store::write(const std::function<void(store_writer&)>& work) {
  connection& c = connection::reading(*this);
  const std::string& path = c.db.path();
  if (c.in_write || c.db.in_transaction()) {
    throw error(status::misuse, say("{}: không được ghi lồng trong một lần ghi hoặc sao lưu khác; hãy dùng attempt",
                                    "{}: a write inside a write or a backup; use attempt", path));
  }
  if (c.read_only) {
    throw error(status::readonly, say("{} được mở ở chế độ chỉ đọc", "{} was opened for reading only", path));
  }
  try {
    c.begin();
    store_writer writer(*this);
    work(writer);
    connection::writing(*this).commit();
  } catch (...) {
    c.undo();
    throw;
  }
  c.finish_erasures();
}

std::vector<stored_event> store::events_of(std::string_view case_id) const {
  connection& c = connection::reading(*this);
  return read_events(c.db, c.texts, case_id);
}

std::vector<sealed_text> store::sealed_of(std::string_view case_id) const {
  return read_sealed(connection::reading(*this).db, case_id);
}

std::optional<case_row> store::find_case(std::string_view case_id) const {
  connection& c = connection::reading(*this);
  return read_case(c.db, c.texts, case_id);
}

std::optional<wrapped_key> store::find_case_key(std::int64_t case_number) const {
  return read_case_key(connection::reading(*this).db, case_number);
}

std::vector<keyed_case> store::cases_under(std::string_view host_key_id, std::int64_t after, std::int64_t most) const {
  return read_cases_under(connection::reading(*this).db, host_key_id, after, most);
}

void store::read_cases(const std::function<void(const case_row&)>& each) const {
  connection& c = connection::reading(*this);
  const one_moment whole(c.db);
  for (auto row = read_case_after(c.db, c.texts, 0); row; row = read_case_after(c.db, c.texts, row->number)) each(*row);
}

std::vector<pack_use> store::packs_in_use() const {
  connection& c = connection::reading(*this);
  return read_packs_in_use(c.db, c.texts);
}

std::vector<std::string> store::case_ids() const { return read_case_ids(connection::reading(*this).db); }

std::vector<duty_row> store::duties_of(std::string_view case_id) const {
  connection& c = connection::reading(*this);
  return read_duties(c.db, c.texts, case_id);
}

std::vector<breach_row> store::breaches_of(std::string_view case_id) const {
  return read_breaches(connection::reading(*this).db, case_id);
}

std::vector<notice_row> store::notices_of(std::string_view case_id) const {
  return read_notices(connection::reading(*this).db, case_id);
}

std::vector<notice_row> store::owed_notices(std::int64_t after, std::int64_t most) const {
  return read_owed_notices(connection::reading(*this).db, after, most);
}

std::optional<std::string> store::find_text(std::string_view hash) const {
  return read_text(connection::reading(*this).db, hash);
}

std::vector<std::string> store::text_hashes(text_kind kind) const {
  return read_text_hashes(connection::reading(*this).db, kind);
}

std::vector<dated_duty> store::late(instant now) const { return connection::reading(*this).due().late(now); }

std::vector<dated_duty> store::next(instant now, std::int64_t most) const {
  return connection::reading(*this).due().next(now, most);
}

bool store::has_unrecorded(instant now) const { return connection::reading(*this).due().has_unrecorded(now); }

std::vector<state_count> store::open_by_state() const {
  connection& c = connection::reading(*this);
  return read_open_by_state(c.db, c.texts);
}

std::int64_t store::events() const { return read_last_sequence(connection::reading(*this).db); }

std::string store::path() const { return connection::reading(*this).db.path(); }

std::optional<checkpoint> store::last_checkpoint() const {
  return read_last_checkpoint(connection::reading(*this).db);
}

checkpoint store::seal_log(instant at) {
  checkpoint out;
  write([&](store_writer&) {
    sqlite::database& db = connection_->db;
    const auto before = read_last_checkpoint(db);
    out = before.value_or(checkpoint{});
    const std::int64_t newest = read_last_sequence(db);
    if (newest == out.last) return;
    checkpoint next{out.number + 1, out.last + 1, newest, at, {}};
    checkpoint_stream stream(out.digest, next.number, next.first, next.at);
    static constexpr char events_sql[] = "SELECT digest FROM event WHERE sequence >= ?1 ORDER BY sequence";
    query events(db, events_sql);
    events.bind(next.first);
    while (events.next()) stream.add(events.bytes<32>(0));
    next.digest = stream.finish();
    static constexpr char sql[] = "INSERT INTO checkpoint (number, first, last, at, digest) VALUES (?1, ?2, ?3, ?4, ?5)";
    query q(db, sql);
    q.bind(next.number, next.first, next.last, next.at, next.digest);
    q.run();
    out = next;
  });
  if (out.number == 0) {
    throw error(status::misuse, say("cơ sở dữ liệu {} chưa có sự kiện nào", "the database {} has no event yet", path()));
  }
  return out;
}

bool store::purge() {
  connection& c = connection::reading(*this);
  if (c.db.in_transaction()) {
    throw error(status::misuse, say("{}: không được dồn nhật ký khi đang ghi hoặc sao lưu",
                                    "{}: a purge in the middle of a write or a backup", c.db.path()));
  }
  return c.purge();
}

}  // namespace thoihan
