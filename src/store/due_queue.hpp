// The running duties of all open cases in the order in which they become late: a cache of the log, in memory.
//
//     queue.catch_up(db);                         // the open cases at first, then those that have had events since
//     queue.next(now, 100);
//
// An index of the table would have to be written at a random place with every event; this is read once and then follows the
// log, whichever process wrote it. What a transaction has read into it and was then undone is read again (`begin`, `undo`); so
// is everything after `catch_up` failed, by whatever: memory that ran out, a disk, a row that cannot be one.
//
// `unrecorded` gives what has come due and was not reported through `settle`; of a duty that another process has recorded it
// speaks once more: the table of breaches is the judge.
//
// Errors: those of the database; `corrupt`; std::bad_alloc. Threads: as the database. Cost: `catch_up` one look at the log, and
// a read for each case that moved; `next` and `late` logarithmic and linear in what they return. Less than 300 bytes a duty.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/store/sqlite.hpp"
#include "thoihan/store/breach_row.hpp"
#include "thoihan/store/duty_row.hpp"

namespace thoihan {

class due_queue {
 public:
  void catch_up(sqlite::database& db);

  std::vector<dated_duty> late(instant now) const;
  std::vector<dated_duty> next(instant now, std::int64_t most) const;

  bool has_unrecorded(instant now);
  std::vector<std::pair<std::int64_t, breach_row>> unrecorded(instant now);

  // A transaction begins, was committed, was undone; or a part of it was, and the rest begins.
  void begin() noexcept;
  void settle() noexcept;
  void undo() noexcept;

 private:
  using word = std::uint32_t;  // a text that many duties share, or a shape

  struct shape {  // all of a duty that many have in common
    word duty = 0;
    word began_as = 0;
    word body = 0;
    word owed_role = 0;
    word owed_authority = 0;
    word cite = 0;
    bool has_due = false;
    bool day_end = false;
    bool provisional = false;

    auto operator<=>(const shape&) const = default;
  };
  struct queued_duty {
    instant started_at = 0;
    instant due = 0;
    instant late_from = 0;
    std::int32_t round = 1;
    std::int32_t started_by = 0;
    day_number due_date = 0;
    word shape = 0;
  };
  struct queued_case {
    std::string case_id;
    word state = 0;
    std::uint32_t turn = 0;  // of the last change: what the heap says of an older turn is void
    std::unique_ptr<queued_duty[]> duties;
    std::uint16_t count = 0;
  };
  struct moment {  // when something is to be recorded
    instant at = 0;
    std::int64_t case_number = 0;
    std::uint32_t turn = 0;
    std::uint16_t duty = 0;     // in the case
    std::uint16_t warning = 0;  // 0: late
  };
  static constexpr std::size_t least_moments = 1024;
  using place = std::tuple<instant, std::int64_t, std::uint16_t>;  // late_from, case, duty in the case

  word word_of(std::string_view text);
  word shape_of(const duty_row& row);
  void put(std::int64_t number, std::string_view case_id, std::string_view state, const std::vector<duty_row>& running);
  void remove(std::int64_t number);
  void follow(sqlite::database& db);
  void read_case(sqlite::database& db, std::int64_t number);
  void push(const moment& one);
  bool holds(const moment& one) const;
  void drop_void();
  // What was taken since there were so many.
  void give_back(std::size_t kept);
  void forget() noexcept;
  dated_duty at(const place& where) const;

  bool loaded_ = false;
  std::int64_t sequence_ = 0;
  std::unordered_map<std::int64_t, queued_case> cases_;
  std::set<place> order_;
  std::vector<moment> heap_;
  std::size_t most_moments_ = least_moments;  // at which what is void goes
  std::uint32_t turn_ = 0;
  std::map<std::string, word, std::less<>> words_;
  std::vector<const std::string*> texts_;
  std::map<shape, word> shapes_;
  std::vector<const shape*> shape_list_;

  bool in_transaction_ = false;
  std::int64_t sequence_before_ = 0;
  std::vector<std::int64_t> read_in_transaction_;
  std::vector<moment> taken_;
  std::vector<std::int64_t> stale_;  // read in a transaction that was undone
};

}  // namespace thoihan
