#include "src/postgresql/connection.hpp"

#include <algorithm>
#include <charconv>
#include <new>
#include <utility>

#include "src/pack/say.hpp"
#include "src/postgresql/errors.hpp"

namespace thoihan::pq {

namespace {

// So many statements travel together at most: their answers must fit where nobody reads them yet.
constexpr std::size_t most_unread = 64;
constexpr int most_parameters = 40;

Oid type_of(char letter) {
  switch (letter) {
    case 'i': return 20;
    case 'b': return 17;
    case 'l': return 16;
    default: return 25;
  }
}

void ignore_notice(void*, const PGresult*) {}

// Nobody's password may come to stand in a message, a process list or a log.
void check_where(const std::string& where) {
  char* trouble = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(where.c_str(), &trouble),
                                                                             &PQconninfoFree);
  if (trouble != nullptr) PQfreemem(trouble);
  if (options == nullptr) {
    throw error(
        status::invalid,
        {"không hiểu chuỗi kết nối PostgreSQL: cần dạng \"service=thoihan\", \"host=... dbname=... user=...\" hoặc "
         "\"postgresql://người-dùng@máy-chủ/cơ-sở-dữ-liệu\"",
         "the PostgreSQL connection string is not understood: expected \"service=thoihan\", \"host=... dbname=... "
         "user=...\" or "
         "\"postgresql://user@host/database\""});
  }
  for (const PQconninfoOption* one = options.get(); one->keyword != nullptr; ++one) {
    const std::string_view keyword = one->keyword;
    if ((keyword != "password" && keyword != "sslpassword") || one->val == nullptr) continue;
    throw error(status::misuse, say("chuỗi kết nối không được chứa {}: hãy để mật khẩu trong tệp mật khẩu (~/.pgpass "
                                    "hoặc passfile=...) hay tệp dịch vụ "
                                    "(service=...)",
                                    "a connection string may not have {}: keep the password in the password file "
                                    "(~/.pgpass or passfile=...) or in the "
                                    "service file (service=...)",
                                    keyword));
  }
}

// The state of a refusal to connect stands in the message alone: "FATAL:  28P01: ...", in whatever language.
std::string state_in(std::string_view message) {
  for (std::size_t at = message.find(":  "); at != std::string_view::npos; at = message.find(":  ", at + 1)) {
    const std::string_view state = message.substr(at + 3, 5);
    const bool is_state = state.size() == 5 && message.substr(at + 8, 2) == ": " &&
                          std::all_of(state.begin(), state.end(),
                                      [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
    if (is_state) return std::string{state};
  }
  return {};
}

struct parameters {
  std::array<const char*, 9> keywords;
  std::array<const char*, 9> values;
};

// What `where` says goes before these: they are what a machine that went away without a word would have everybody wait for.
parameters parameters_of(const std::string& where) {
  return {{"fallback_application_name", "connect_timeout", "tcp_user_timeout", "keepalives_idle", "keepalives_interval",
           "keepalives_count", "dbname", "client_encoding", nullptr},
          {"thoihan", "10", "30000", "30", "10", "3", where.c_str(), "UTF8", nullptr}};
}

}  // namespace

std::int64_t result::integer(int row, int column) const noexcept {
  std::uint64_t bits = 0;
  for (const char byte : text(row, column)) bits = bits << 8U | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(bits);
}

std::int64_t result::changed() const noexcept {
  const std::string_view digits = PQcmdTuples(const_cast<PGresult*>(rows_.get()));
  std::int64_t count = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), count);
  return count;
}

connection::connection(const std::string& where) : where_(where) {
  check_where(where);
  reconnect();
}

void connection::reconnect() {
  expected_.clear();
  state_.clear();
  const parameters how = parameters_of(where_);
  handle_.reset(PQconnectdbParams(how.keywords.data(), how.values.data(), 1));
  if (handle_ == nullptr) throw std::bad_alloc();
  if (PQstatus(handle_.get()) != CONNECTION_OK) refuse_connecting();
  PQsetNoticeReceiver(handle_.get(), ignore_notice, nullptr);
  if (name_.empty()) name_ = "postgresql://" + host() + "/" + database();
}

std::string connection::host() const {
  const char* const host = PQhost(handle_.get());
  const char* const port = PQport(handle_.get());
  return std::string(host == nullptr ? "" : host) + ":" + (port == nullptr ? "" : port);
}

std::string connection::database() const {
  const char* const name = PQdb(handle_.get());
  return name == nullptr ? "" : name;
}

std::string connection::quoted(const std::string& identifier) const {
  const std::unique_ptr<char, decltype(&PQfreemem)> text(
      PQescapeIdentifier(handle_.get(), identifier.c_str(), identifier.size()), &PQfreemem);
  if (text == nullptr)
    throw error(status::utf8, say("tên \"{}\" không phải UTF-8", "the name \"{}\" is not UTF-8", identifier));
  return text.get();
}

result connection::ask(const std::string& sql) {
  result done(PQexec(handle_.get(), sql.c_str()));
  const ExecStatusType code = PQresultStatus(done.get());
  if (code != PGRES_COMMAND_OK && code != PGRES_TUPLES_OK) fail(done.get());
  return done;
}

void connection::execute(const std::string& sql) { ask(sql); }

void connection::try_execute(const std::string& sql) noexcept {
  if (!is_broken()) result(PQexec(handle_.get(), sql.c_str()));
}

void connection::copy_out(const std::string& sql, const std::function<void(std::string_view)>& take) {
  const result begun(PQexec(handle_.get(), sql.c_str()));
  if (PQresultStatus(begun.get()) != PGRES_COPY_OUT) fail(begun.get());
  char* piece = nullptr;
  int size = 0;
  while ((size = PQgetCopyData(handle_.get(), &piece, 0)) > 0) {
    const std::unique_ptr<char, decltype(&PQfreemem)> bytes(piece, &PQfreemem);
    try {
      take({bytes.get(), static_cast<std::size_t>(size)});
    } catch (...) {
      // The rest is not wanted; the server is told so, for the transaction must be ended on this connection.
      const std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> cancel(PQgetCancel(handle_.get()), &PQfreeCancel);
      std::array<char, 256> words{};
      PQcancel(cancel.get(), words.data(), static_cast<int>(words.size()));
      while (result(PQgetResult(handle_.get())).get() != nullptr) {
        while (PQgetCopyData(handle_.get(), &piece, 0) > 0) PQfreemem(piece);
      }
      throw;
    }
  }
  copy_ended();
}

void connection::copy_in(const std::string& sql) {
  const result begun(PQexec(handle_.get(), sql.c_str()));
  if (PQresultStatus(begun.get()) != PGRES_COPY_IN) fail(begun.get());
}

void connection::copy_more(std::string_view bytes) {
  check_sent(PQputCopyData(handle_.get(), bytes.data(), static_cast<int>(bytes.size())));
}

void connection::copy_done() {
  check_sent(PQputCopyEnd(handle_.get(), nullptr));
  copy_ended();
}

void connection::copy_broken_off() noexcept {
  PQputCopyEnd(handle_.get(), "broken off");
  while (!is_broken() && result(PQgetResult(handle_.get())).get() != nullptr) {
  }
}

void connection::copy_ended() {
  const result done(PQgetResult(handle_.get()));
  while (!is_broken() && result(PQgetResult(handle_.get())).get() != nullptr) {
  }
  if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) fail(done.get());
}

void connection::prepare(std::span<const statement* const> statements) {
  if (PQenterPipelineMode(handle_.get()) != 1) fail_lost();
  for (const statement* one : statements) {
    std::array<Oid, most_parameters> types{};
    const std::string_view letters = one->types;
    std::transform(letters.begin(), letters.end(), types.begin(), type_of);
    check_sent(PQsendPrepare(handle_.get(), one->name, one->sql, static_cast<int>(letters.size()), types.data()));
    expected_.push_back(-1);
  }
  exchange();
}

void connection::check_sent(int code) {
  if (code != 1) fail_lost();
}

void connection::send(const statement& which, values_of values, std::int64_t expected) {
  if (expected_.size() >= most_unread) exchange();
  std::array<const char*, most_parameters> data{};
  std::array<int, most_parameters> sizes{};
  std::array<int, most_parameters> binary{};
  std::size_t count = 0;
  for (const value& one : values) {
    data[count] = one.data();
    sizes[count] = one.size();
    binary[count++] = 1;
  }
  check_sent(PQsendQueryPrepared(handle_.get(), which.name, static_cast<int>(count), data.data(), sizes.data(),
                                 binary.data(), 1));
  expected_.push_back(expected);
}

std::vector<result> connection::exchange() {
  std::vector<result> answers;
  if (expected_.empty()) return answers;
  check_sent(PQpipelineSync(handle_.get()));
  const std::vector<std::int64_t> expected = std::exchange(expected_, {});
  state_.clear();
  answers.reserve(expected.size());
  std::size_t failed = expected.size();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    answers.emplace_back(PQgetResult(handle_.get()));
    const ExecStatusType code = PQresultStatus(answers.back().get());
    if (is_broken()) break;
    if (code != PGRES_COMMAND_OK && code != PGRES_TUPLES_OK) failed = std::min(failed, i);
    while (result(PQgetResult(handle_.get())).get() != nullptr) {
    }
  }
  if (!is_broken()) [[maybe_unused]]
    const result end(PQgetResult(handle_.get()));  // the end of the pipeline
  if (is_broken()) fail_lost();
  if (failed < expected.size()) fail(answers[failed].get());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i] < 0 || expected[i] == answers[i].changed()) continue;
    throw error(status::corrupt,
                say("{}: một lệnh ghi {} dòng thay vì {}", "{}: a statement wrote {} rows instead of {}", name_,
                    answers[i].changed(), expected[i]));
  }
  return answers;
}

result connection::run(const statement& which, values_of values) {
  send(which, values);
  std::vector<result> answers = exchange();
  return std::move(answers.back());
}

void connection::discard() noexcept {
  try {
    exchange();
  } catch (const error&) {
    expected_.clear();
  } catch (const std::bad_alloc&) {
    expected_.clear();
  }
}

// Why it was refused, the server says in its own language; the state stands in its words only when they are asked for in full, before
// the connection is there. So it is asked once more.
void connection::refuse_connecting() {
  const std::string message = PQerrorMessage(handle_.get());
  const std::string name = name_.empty() ? "postgresql://" + host() + "/" + database() : name_;
  const std::string user = user_of(handle_.get());
  if (PQconnectionNeedsPassword(handle_.get()) != 0) {
    state_ = "28P01";
  } else {
    const parameters how = parameters_of(where_);
    handle_.reset(PQconnectStartParams(how.keywords.data(), how.values.data(), 1));
    if (handle_ == nullptr) throw std::bad_alloc();
    PQsetErrorVerbosity(handle_.get(), PQERRORS_VERBOSE);
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
      if (!wait_for_socket(PQsocket(handle_.get()), next == PGRES_POLLING_WRITING)) break;
      next = PQconnectPoll(handle_.get());
    }
    if (next == PGRES_POLLING_OK) return;
    state_ = state_in(PQerrorMessage(handle_.get()));
  }
  throw connect_error(state_, name, user, message);
}

void connection::fail(const PGresult* rows) {
  const char* const state = PQresultErrorField(rows, PG_DIAG_SQLSTATE);
  const char* const message = PQresultErrorField(rows, PG_DIAG_MESSAGE_PRIMARY);
  state_ = state == nullptr ? "" : state;
  if (state == nullptr && is_broken()) fail_lost();
  throw statement_error(state_, name_, user_of(handle_.get()),
                        message == nullptr ? PQerrorMessage(handle_.get()) : message);
}

void connection::fail_lost() {
  if (state_.empty() || !is_broken()) state_ = "08006";
  throw lost_error(name_);
}

}  // namespace thoihan::pq
