#include "thoihan/store/store.hpp"

#include <utility>

#include "src/pack/say.hpp"
#include "src/store/connection.hpp"
#include "src/store/rows.hpp"
#include "src/store/store_file.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

store::connection::connection(const std::string& path, store_mode mode, std::int32_t busy_timeout_ms)
    : db(path, check_store_path(path, mode)), read_only(mode == store_mode::read_only) {
  prepare_store_file(db, mode, busy_timeout_ms);
}

store::connection& store::connection::reading(const store& handle) {
  if (!handle.connection_) {
    throw error(status::misuse, say("tay nắm cơ sở dữ liệu này đã chuyển đi", "this store handle was moved from"));
  }
  handle.connection_->db.check_process();
  return *handle.connection_;
}

store::connection& store::connection::writing(const store& handle) {
  connection& c = reading(handle);
  // SQLite undoes the whole transaction on some errors. Whoever caught the first one hears of it again here.
  if (!c.db.in_transaction()) c.db.fail(c.db.undone());
  return c;
}

store::store(std::unique_ptr<connection> c) noexcept : connection_(std::move(c)) {}
store::store(store&&) noexcept = default;
store& store::operator=(store&&) noexcept = default;
store::~store() = default;

store store::open(const std::string& path, store_mode mode, std::int32_t busy_timeout_ms) {
  return store(std::make_unique<connection>(path, mode, busy_timeout_ms));
}

void store::write(const std::function<void(store_writer&)>& work) {
  connection& c = connection::reading(*this);
  const std::string& path = c.db.path();
  if (c.in_write) {
    throw error(status::misuse, say("{}: không được ghi lồng trong một lần ghi khác; hãy dùng attempt",
                                    "{}: a write inside a write; use attempt", path));
  }
  if (c.read_only) {
    throw error(status::readonly, say("{} được mở ở chế độ chỉ đọc", "{} was opened for reading only", path));
  }
  c.db.begin("BEGIN IMMEDIATE");
  c.in_write = true;
  try {
    store_writer writer(*this);
    work(writer);
    connection::writing(*this).db.commit();
    c.in_write = false;
  } catch (...) {
    c.db.rollback();
    c.in_write = false;
    throw;
  }
}

std::vector<stored_event> store::events_of(std::string_view case_id, bool with_personal) const {
  return read_events(connection::reading(*this).db, case_id, with_personal);
}

std::optional<case_row> store::find_case(std::string_view case_id) const {
  return read_case(connection::reading(*this).db, case_id);
}

std::vector<duty_row> store::duties_of(std::string_view case_id) const {
  return read_duties(connection::reading(*this).db, case_id);
}

std::vector<breach_row> store::breaches_of(std::string_view case_id) const {
  return read_breaches(connection::reading(*this).db, case_id);
}

std::vector<notice_row> store::notices_of(std::string_view case_id) const {
  return read_notices(connection::reading(*this).db, case_id);
}

std::optional<std::string> store::find_text(std::string_view hash) const {
  return read_text(connection::reading(*this).db, hash);
}

std::vector<dated_duty> store::late(instant now) const { return read_late(connection::reading(*this).db, now); }

std::vector<dated_duty> store::next(instant now, std::int64_t most) const {
  return read_next(connection::reading(*this).db, now, most);
}

std::vector<state_count> store::open_by_state() const { return read_open_by_state(connection::reading(*this).db); }

std::int64_t store::events() const {
  static constexpr char sql[] = "SELECT coalesce(max(sequence), 0) FROM event";
  sqlite::query q(connection::reading(*this).db, sql);
  q.next();
  return q.integer(0);
}

}  // namespace thoihan
