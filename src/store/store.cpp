#include "thoihan/store/store.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <utility>

#include "src/pack/say.hpp"
#include "src/store/backend_library.hpp"
#include "src/store/sqlite_store.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

store_backend& store_writer::writing() const {
  owner_.check_writing();
  return owner_;
}

void store_writer::append(stored_event& event, case_row& row) {
  writing().append(event, row);
  ++appended_;
}

std::int64_t store_writer::appended() const {
  writing();
  return appended_;
}

std::int64_t store_writer::next_sequence() const { return writing().next_sequence(); }

void store_writer::keep_sealed(const sealed_text& text) { writing().keep_sealed(text); }

void store_writer::put_case_key(std::int64_t case_number, const wrapped_key& key) {
  writing().put_case_key(case_number, key);
}

void store_writer::erase(case_row& row, erasure what) { writing().erase(row, what); }

bool store_writer::add_breach(std::int64_t case_number, const breach_row& row) {
  return writing().add_breach(case_number, row);
}

void store_writer::amend_breach(std::int64_t case_number, const breach_row& row) {
  writing().amend_breach(case_number, row);
}

void store_writer::add_notice(std::int64_t sequence, const notice_row& row) { writing().add_notice(sequence, row); }

void store_writer::amend_notices(std::int64_t sequence, std::int32_t withdrawn_by) {
  writing().amend_notices(sequence, withdrawn_by);
}

bool store_writer::acknowledge_notice(std::int64_t id, instant at) { return writing().acknowledge_notice(id, at); }

void store_writer::keep_text(std::string_view hash, text_kind kind, std::string_view text) {
  writing().keep_text(hash, kind, text);
}

std::vector<stored_event> store_writer::events_of(std::string_view case_id) const {
  return writing().events_of(case_id);
}

std::vector<sealed_text> store_writer::sealed_of(std::string_view case_id) const {
  return writing().sealed_of(case_id);
}

std::optional<case_row> store_writer::find_case(std::string_view case_id) const { return writing().find_case(case_id); }

std::optional<wrapped_key> store_writer::find_case_key(std::int64_t case_number) const {
  return writing().find_case_key(case_number);
}

std::vector<duty_row> store_writer::duties_of(std::string_view case_id) const { return writing().duties_of(case_id); }

std::vector<breach_row> store_writer::breaches_of(std::string_view case_id) const {
  return writing().breaches_of(case_id);
}

std::optional<std::string> store_writer::find_text(std::string_view hash) const { return writing().find_text(hash); }

std::vector<std::pair<std::int64_t, breach_row>> store_writer::unrecorded(instant now) const {
  return writing().unrecorded(now);
}

std::array<std::uint8_t, 16> store_writer::random_salt() {
  std::array<std::uint8_t, 16> salt{};
  // As few bytes as these come at once or not at all, or after a signal.
  while (::getrandom(salt.data(), salt.size(), 0) != static_cast<ssize_t>(salt.size())) {
    if (errno == EINTR) continue;
    throw error(status::io, say("hệ thống không cho số ngẫu nhiên ({})", "the system gives no random numbers ({})",
                                std::strerror(errno)));
  }
  return salt;
}

void store_writer::hold_cases(std::span<const std::string_view> case_ids) { writing().hold_cases(case_ids); }

void store_writer::attempt(const std::function<void()>& work) {
  const std::int64_t before = appended_;
  try {
    writing().attempt(work);
  } catch (...) {
    appended_ = before;
    throw;
  }
}

store::store(std::unique_ptr<store_backend> backend) : backend_(std::move(backend)) {}
store::store(store&&) noexcept = default;
store& store::operator=(store&&) noexcept = default;
store::~store() = default;

store store::open(const std::string& path, store_mode mode, std::int32_t busy_timeout_ms) {
  if (is_in_postgresql(path)) return store{open_in_postgresql(path, mode, busy_timeout_ms)};
  auto file = std::make_unique<sqlite_store>(path, mode, busy_timeout_ms);
  sqlite_store& opened = *file;
  store out(std::move(file));
  if (mode == store_mode::read_only)
    opened.check_erased();
  else
    opened.erase_again(out);
  return out;
}

store_backend& store::reading() const {
  if (!backend_) {
    throw error(status::misuse, say("tay nắm cơ sở dữ liệu này đã chuyển đi", "this store handle was moved from"));
  }
  backend_->check_reading();
  return *backend_;
}

void store::write(const std::function<void(store_writer&)>& work) {
  reading();
  const std::shared_ptr<store_backend> backend = backend_;
  const auto written = [&] {
    store_writer writer(*backend);
    work(writer);
    reading();
  };
  backend->write(std::ref(written));
}

std::vector<stored_event> store::events_of(std::string_view case_id) const { return reading().events_of(case_id); }

std::vector<sealed_text> store::sealed_of(std::string_view case_id) const { return reading().sealed_of(case_id); }

std::optional<case_row> store::find_case(std::string_view case_id) const { return reading().find_case(case_id); }

std::optional<wrapped_key> store::find_case_key(std::int64_t case_number) const {
  return reading().find_case_key(case_number);
}

std::vector<keyed_case> store::cases_under(std::string_view host_key_id, std::int64_t after, std::int64_t most) const {
  return reading().cases_under(host_key_id, after, most);
}

std::vector<std::string> store::case_ids(std::string_view after, std::int64_t most) const {
  return reading().case_ids(after, most);
}

void store::read_cases(const std::function<void(const case_row&)>& each) const { reading().read_cases(each); }

std::vector<pack_use> store::packs_in_use() const { return reading().packs_in_use(); }

std::vector<duty_row> store::duties_of(std::string_view case_id) const { return reading().duties_of(case_id); }

std::vector<breach_row> store::breaches_of(std::string_view case_id) const { return reading().breaches_of(case_id); }

std::vector<notice_row> store::notices_of(std::string_view case_id) const { return reading().notices_of(case_id); }

std::vector<notice_row> store::owed_notices(std::int64_t after, std::int64_t most) const {
  return reading().owed_notices(after, most);
}

std::optional<std::string> store::find_text(std::string_view hash) const { return reading().find_text(hash); }

std::vector<std::string> store::text_hashes(text_kind kind) const { return reading().text_hashes(kind); }

std::vector<dated_duty> store::late(instant now) const { return reading().late(now); }

std::vector<dated_duty> store::next(instant now, std::int64_t most) const { return reading().next(now, most); }

bool store::has_unrecorded(instant now) const { return reading().has_unrecorded(now); }

std::vector<state_count> store::open_by_state() const { return reading().open_by_state(); }

std::int64_t store::events() const { return reading().events(); }

std::string store::path() const { return reading().path(); }

checkpoint store::seal_log(instant at) { return reading().seal_log(at); }

std::optional<checkpoint> store::last_checkpoint() const { return reading().last_checkpoint(); }

void store::backup(const std::string& path, const std::function<bool(std::int64_t, std::int64_t)>& progress) const {
  reading().backup(path, progress);
}

bool store::purge() { return reading().purge(); }

verification store::verify(const std::optional<sha256_digest>& known) const { return reading().verify(known); }

}  // namespace thoihan
