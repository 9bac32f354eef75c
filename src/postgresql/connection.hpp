// One connection to a PostgreSQL server, with prepared statements sent in a pipeline: what need not be waited for travels with what must.
//
//     pq::connection db(where, 5000);
//     db.send(statements::add_notice, {sequence, notice, ...});      // no answer awaited
//     pq::result rows = db.run(statements::find_case, {case_id});    // all that was sent, in order, and the answer to the last
//
// Numbers travel as 8 bytes, texts and bytes as they are. The first statement that fails is thrown by the call that reads its
// answer; what was sent behind it did not run.
//
// Errors: status by SQLSTATE (errors.cpp); `is_broken` tells that the connection is gone. Threads: one at a time.
#pragma once

#include <libpq-fe.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "thoihan/base/sha256.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan::pq {

// A statement that is prepared on each connection. `types` has a letter for each parameter: i number, t text, b bytes, l truth.
struct statement {
  const char* name;
  const char* types;
  const char* sql;
};

// A parameter. Texts and bytes must live until the statement was sent.
class value {
 public:
  template <class Integer>
  requires std::is_integral_v<Integer> value(Integer number)
  noexcept {  // NOLINT(google-explicit-constructor): a list of parameters reads as such
    if constexpr (std::is_same_v<Integer, bool>) {
      own_[0] = number ? '\1' : '\0';
      size_ = 1;
    } else {
      const auto bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(number));
      for (std::size_t i = 0; i < own_.size(); ++i) own_[i] = static_cast<char>(bits >> (56 - 8 * i));
      size_ = own_.size();
    }
  }
  value(std::string_view text) noexcept
      : text_(text.data() == nullptr ? "" : text.data()), size_(text.size()) {}  // NOLINT
  value(const std::string& text) noexcept : value(std::string_view{text}) {}     // NOLINT
  value(const sha256_digest& digest) noexcept                                    // NOLINT
      : value(std::string_view{reinterpret_cast<const char*>(digest.data()), digest.size()}) {}
  template <class Value>
  value(const std::optional<Value>& one) noexcept : is_null_(!one) {  // NOLINT
    if (one) *this = value(*one);
  }

  const char* data() const noexcept { return is_null_ ? nullptr : text_ != nullptr ? text_ : own_.data(); }
  int size() const noexcept { return static_cast<int>(size_); }

 private:
  std::array<char, 8> own_{};
  const char* text_ = nullptr;
  std::size_t size_ = 0;
  bool is_null_ = false;
};

// The parameters of one statement: in braces, or kept somewhere. They must live until the statement was sent.
class values_of {
 public:
  values_of(std::initializer_list<value> values) noexcept : values_(values.begin(), values.size()) {}  // NOLINT
  template <std::size_t Count>
  values_of(const std::array<value, Count>& values) noexcept : values_(values) {}  // NOLINT
  values_of(std::span<const value> values) noexcept : values_(values) {}           // NOLINT

  auto begin() const noexcept { return values_.begin(); }
  auto end() const noexcept { return values_.end(); }
  std::size_t size() const noexcept { return values_.size(); }

 private:
  std::span<const value> values_;
};

class result {
 public:
  explicit result(PGresult* rows = nullptr) : rows_(rows, &PQclear) {}

  int rows() const noexcept { return PQntuples(rows_.get()); }
  bool is_null(int row, int column) const noexcept { return PQgetisnull(rows_.get(), row, column) != 0; }
  std::int64_t integer(int row, int column) const noexcept;
  bool truth(int row, int column) const noexcept { return PQgetvalue(rows_.get(), row, column)[0] != '\0'; }
  std::string_view text(int row, int column) const noexcept {
    return {PQgetvalue(rows_.get(), row, column), static_cast<std::size_t>(PQgetlength(rows_.get(), row, column))};
  }
  std::int64_t changed() const noexcept;  // rows that the statement wrote
  const PGresult* get() const noexcept { return rows_.get(); }

 private:
  std::unique_ptr<PGresult, decltype(&PQclear)> rows_;
};

class connection {
 public:
  // Connects. `name` is what messages call the database.
  explicit connection(const std::string& where);
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  const std::string& name() const noexcept { return name_; }
  void set_name(std::string name) { name_ = std::move(name); }
  std::string host() const;
  std::string database() const;
  std::string quoted(const std::string& identifier) const;
  int server_version() const noexcept { return PQserverVersion(handle_.get()); }

  bool is_broken() const noexcept { return PQstatus(handle_.get()) != CONNECTION_OK; }
  bool in_transaction() const noexcept { return PQtransactionStatus(handle_.get()) != PQTRANS_IDLE; }
  // The same connection anew; everything of its session is gone.
  void reconnect();

  // Several statements as one text, outside of the pipeline.
  void execute(const std::string& sql);
  // The rows of one, as texts. Before anything is prepared, as `execute`.
  result ask(const std::string& sql);
  void try_execute(const std::string& sql) noexcept;
  // COPY ... TO STDOUT, in pieces as they come; COPY ... FROM STDIN, in pieces of any size. As `execute`.
  void copy_out(const std::string& sql, const std::function<void(std::string_view)>& take);
  void copy_in(const std::string& sql);
  void copy_more(std::string_view bytes);
  void copy_done();
  void copy_broken_off() noexcept;
  void prepare(std::span<const statement* const> statements);

  // `expected`: how many rows it must write, else it is `corrupt`.
  void send(const statement& which, values_of values, std::int64_t expected = -1);
  std::vector<result> exchange();
  result run(const statement& which, values_of values);
  // Reads what is still owed and forgets it.
  void discard() noexcept;
  // The name of the error of the newest failure: SQLSTATE, empty when there is none.
  const std::string& last_state() const noexcept { return state_; }

 private:
  void refuse_connecting();
  void copy_ended();
  void check_sent(int code);
  [[noreturn]] void fail(const PGresult* rows);
  [[noreturn]] void fail_lost();

  // In a forked child the server must not be told that the connection ends: it is the parent's.
  struct closer {
    closer() noexcept : process(::getpid()) {}
    pid_t process;
    void operator()(PGconn* handle) const noexcept {
      if (::getpid() == process) PQfinish(handle);
    }
  };

  std::unique_ptr<PGconn, closer> handle_;
  std::string where_;
  std::string name_;
  std::string state_;
  std::vector<std::int64_t> expected_;  // of what was sent and not read
};

}  // namespace thoihan::pq
