// One calendar against the walk over it: every answer compared, then both timed.
//
//     contest<swaps::without> office{offices[0], "random", asked};
//     office.check();                                            // ends the program at the first wrong answer
//     const std::size_t ours = office.time_add(timing, two_hours);
//     const std::size_t walk = office.time_walk_add(timing, two_hours);
//
// `asked` and the contest outlive the rounds.
#pragma once

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/offices.hpp"
#include "tests/bench/questions.hpp"
#include "tests/bench/rounds.hpp"
#include "tests/bench/walk.hpp"
#include "thoihan/calendar/batch.hpp"
#include "thoihan/limit/batch.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/limit/wide_batch.hpp"

// The two forms of a batch: the header's loop, and the library's with wider instructions.
enum class batch_form { plain, wide };

template <swaps Swaps>
class contest {
 public:
  using instant = thoihan::instant;
  using status = thoihan::status;

  contest(const office& which, std::string order_name, const questions& asked)
      : hours_name_(std::string{which.hours} + (Swaps == swaps::with ? ", swaps" : "")),
        order_name_(std::move(order_name)),
        asked_(asked),
        layers_(layers_of(which, Swaps)),
        calendar_(compiled_of(layers_)),
        walk_(which, layers_),
        dues_(asked.starts.size()),
        dates_(asked.starts.size()),
        answers_(asked.starts.size()),
        statuses_(asked.starts.size()),
        good_(asked.starts.size(), status::ok),
        spare_starts_(asked.starts.size()),
        spare_dues_(asked.starts.size()),
        spare_statuses_(asked.starts.size()) {}
  contest(const contest&) = delete;
  contest& operator=(const contest&) = delete;

  const std::string& hours_name() const { return hours_name_; }
  const thoihan::calendar& calendar() const { return calendar_; }
  const thoihan::calendar_layers& layers() const { return layers_; }
  const day_walk<Swaps>& walk() const { return walk_; }
  std::size_t rows() const { return asked_.starts.size(); }

  void check() {
    for (const seconds_of_work& amount : measured_amounts) check_amount(amount);
    check_rows<std::int64_t>(
        "elapsed", [&](std::size_t i, std::int64_t& out) { return elapsed(i, out); },
        [&](std::size_t i) { return walk_.elapsed(asked_.starts[i], asked_.ends[i]); });
    require(elapsed_all() == 0, "a batch with a failure");
    check_batch("batch elapsed", dues_, [&](std::size_t i) { return walk_.elapsed(asked_.starts[i], asked_.ends[i]); });
    check_rows<thoihan::day_number>(
        "5th working date",
        [&](std::size_t i, thoihan::day_number& out) { return working_date(i, measured_dates, out); },
        [&](std::size_t i) { return walk_.working_date_after(asked_.start_days[i], measured_dates); });
    require(working_dates_all(measured_dates) == 0, "a batch with a failure");
    check_batch("batch 5th working date", dates_,
                [&](std::size_t i) { return walk_.working_date_after(asked_.start_days[i], measured_dates); });
    check_rows<std::int32_t>(
        "working dates between", [&](std::size_t i, std::int32_t& out) { return dates_between(i, out); },
        [&](std::size_t i) { return walk_.working_dates_between(asked_.start_days[i], asked_.end_days[i]); });
    for (const named_limit& limit : measured_limits) check_limit(limit);
  }

  std::size_t time_add(rounds& timing, const seconds_of_work& amount) {
    const std::int64_t seconds = unknown(amount.seconds);
    return time_query<instant>(timing, joined("add", amount.name), [this, seconds](std::size_t i, instant& out) {
      return calendar_.add(asked_.starts[i], seconds, out);
    });
  }

  std::size_t time_subtract(rounds& timing, const seconds_of_work& amount) {
    const std::int64_t seconds = unknown(amount.seconds);
    return time_query<instant>(timing, joined("subtract", amount.name), [this, seconds](std::size_t i, instant& out) {
      return calendar_.subtract(asked_.starts[i], seconds, out);
    });
  }

  std::size_t time_elapsed(rounds& timing) {
    return time_query<std::int64_t>(timing, "elapsed",
                                    [this](std::size_t i, std::int64_t& out) { return elapsed(i, out); });
  }

  std::size_t time_working_date(rounds& timing) {
    const std::int64_t n = unknown(measured_dates);
    return time_query<thoihan::day_number>(
        timing, "5th working date",
        [this, n](std::size_t i, thoihan::day_number& out) { return working_date(i, n, out); });
  }

  std::size_t time_dates_between(rounds& timing) {
    return time_query<std::int32_t>(timing, "working dates between",
                                    [this](std::size_t i, std::int32_t& out) { return dates_between(i, out); });
  }

  std::size_t time_limit(rounds& timing, const named_limit& limit) {
    const thoihan::limit what = thoihan::limit::of({unknown(limit.length.count), limit.length.in});
    return time_query<thoihan::limit_answer>(
        timing, joined("limit", limit.name), [this, what](std::size_t i, thoihan::limit_answer& out) {
          return thoihan::evaluate_limit(calendar_, what, asked_.starts[i], {}, out);
        });
  }

  std::size_t time_batch_add(rounds& timing, batch_form form, const seconds_of_work& amount) {
    const std::int64_t seconds = unknown(amount.seconds);
    return timing.add(
        {hours_name_, order_name_, joined("batch add", amount.name), form == batch_form::plain ? "plain loop" : "wide"},
        [this, form, seconds] { require(add_all(form, seconds) == 0, "a batch with a failure"); }, batches_in_a_row);
  }

  std::size_t time_batch_elapsed(rounds& timing) {
    return timing.add(
        {hours_name_, order_name_, "batch elapsed", "plain loop"},
        [this] { require(elapsed_all() == 0, "a batch with a failure"); }, batches_in_a_row);
  }

  std::size_t time_batch_working_date(rounds& timing) {
    const std::int64_t n = unknown(measured_dates);
    return timing.add(
        {hours_name_, order_name_, "batch 5th working date", "plain loop"},
        [this, n] { require(working_dates_all(n) == 0, "a batch with a failure"); }, batches_in_a_row);
  }

  std::size_t time_batch_limit(rounds& timing, const named_limit& limit) {
    const thoihan::limit what = thoihan::limit::of({unknown(limit.length.count), limit.length.in});
    return timing.add({hours_name_, order_name_, joined("batch limit", limit.name), "plain loop"},
                      [this, what] { require(evaluate_all(what) == 0, "a batch with a failure"); });
  }

  // The three arrays of a batch, instants, dues and statuses, copied and nothing else.
  std::size_t time_memcpy(rounds& timing) {
    return timing.add(
        {hours_name_, order_name_, "same arrays", "memcpy"}, [this] { copy_all(); }, batches_in_a_row);
  }

  // What no batch can do without: the instants read, as many dues and statuses written.
  std::size_t time_least_memcpy(rounds& timing) {
    return timing.add(
        {hours_name_, order_name_, "instants to dues, statuses", "memcpy"}, [this] { copy_least(); }, batches_in_a_row);
  }

  std::size_t time_walk_add(rounds& timing, const seconds_of_work& amount) {
    const std::int64_t seconds = unknown(amount.seconds);
    return time_walk(timing, joined("add", amount.name),
                     [this, seconds](std::size_t i) { return walk_.add(asked_.starts[i], seconds); });
  }

  std::size_t time_walk_elapsed(rounds& timing) {
    return time_walk(timing, "elapsed",
                     [this](std::size_t i) { return walk_.elapsed(asked_.starts[i], asked_.ends[i]); });
  }

  std::size_t time_walk_working_date(rounds& timing) {
    const std::int64_t n = unknown(measured_dates);
    return time_walk(timing, "5th working date",
                     [this, n](std::size_t i) { return walk_.working_date_after(asked_.start_days[i], n); });
  }

 private:
  static constexpr int batches_in_a_row = 5;

  static std::string joined(std::string_view operation, std::string_view amount) {
    return std::string{operation} + (amount.empty() ? "" : " ") + std::string{amount};
  }

  status elapsed(std::size_t i, std::int64_t& out) const {
    return calendar_.elapsed(asked_.starts[i], asked_.ends[i], out);
  }

  status working_date(std::size_t i, std::int64_t n, thoihan::day_number& out) const {
    return calendar_.working_date_after(asked_.start_days[i], n, thoihan::working_dates::all, out);
  }

  status dates_between(std::size_t i, std::int32_t& out) const {
    return calendar_.working_dates_between(asked_.start_days[i], asked_.end_days[i], thoihan::working_dates::all, out);
  }

  std::size_t add_all(batch_form form, std::int64_t seconds) {
    const auto add = form == batch_form::plain ? thoihan::add_batch : thoihan::add_batch_wide;
    return add(calendar_, thoihan::column_of(asked_.starts), seconds, thoihan::column_of(dues_),
               thoihan::column_of(statuses_), rows());
  }

  std::size_t elapsed_all() {
    return thoihan::elapsed_batch(calendar_, thoihan::column_of(asked_.starts), thoihan::column_of(asked_.ends),
                                  thoihan::column_of(dues_), thoihan::column_of(statuses_), rows());
  }

  std::size_t working_dates_all(std::int64_t n) {
    return thoihan::working_date_after_batch(calendar_, thoihan::column_of(asked_.start_days), n,
                                             thoihan::working_dates::all, thoihan::column_of(dates_),
                                             thoihan::column_of(statuses_), rows());
  }

  std::size_t evaluate_all(const thoihan::limit& what) {
    return thoihan::evaluate_batch(calendar_, what, thoihan::column_of(asked_.starts), {}, thoihan::column_of(answers_),
                                   thoihan::column_of(statuses_), rows());
  }

  void copy_all() {
    std::memcpy(spare_starts_.data(), asked_.starts.data(), rows() * sizeof(instant));
    std::memcpy(spare_dues_.data(), dues_.data(), rows() * sizeof(instant));
    std::memcpy(spare_statuses_.data(), statuses_.data(), rows() * sizeof(status));
    asm volatile("" : : "r"(spare_starts_.data()), "r"(spare_dues_.data()), "r"(spare_statuses_.data()) : "memory");
  }

  void copy_least() {
    std::memcpy(dues_.data(), asked_.starts.data(), rows() * sizeof(instant));
    std::memcpy(statuses_.data(), good_.data(), rows() * sizeof(status));
    asm volatile("" : : "r"(dues_.data()), "r"(statuses_.data()) : "memory");
  }

  template <class Query>
  std::size_t time_walk(rounds& timing, std::string operation, Query query) {
    return timing.add({hours_name_, order_name_, std::move(operation), "walk"}, [this, query] {
      for (std::size_t i = 0; i < rows(); ++i) keep(query(i));
    });
  }

  template <class Answer, class Query>
  std::size_t time_query(rounds& timing, std::string operation, Query query) {
    return timing.add({hours_name_, order_name_, std::move(operation), "thoihan"}, [this, query] {
      bool good = true;
      for (std::size_t i = 0; i < rows(); ++i) {
        Answer answer{};
        good = query(i, answer) == status::ok && good;
        keep(answer);
      }
      require(good, "a question without an answer");
    });
  }

  void check_amount(const seconds_of_work& amount) {
    std::vector<instant> wanted(rows());
    const auto by_walk = [&](std::size_t i) { return wanted[i]; };
    for (std::size_t i = 0; i < rows(); ++i) wanted[i] = walk_.subtract(asked_.starts[i], amount.seconds);
    check_rows<instant>(
        joined("subtract", amount.name),
        [&](std::size_t i, instant& out) { return calendar_.subtract(asked_.starts[i], amount.seconds, out); },
        by_walk);
    for (std::size_t i = 0; i < rows(); ++i) wanted[i] = walk_.add(asked_.starts[i], amount.seconds);
    check_rows<instant>(
        joined("add", amount.name),
        [&](std::size_t i, instant& out) { return calendar_.add(asked_.starts[i], amount.seconds, out); }, by_walk);
    for (const batch_form form : {batch_form::plain, batch_form::wide}) {
      dues_.assign(rows(), 0);
      statuses_.assign(rows(), status::internal);
      require(add_all(form, amount.seconds) == 0, "a batch with a failure");
      check_batch(joined(form == batch_form::plain ? "batch add" : "wide batch add", amount.name), dues_, by_walk);
    }
  }

  void check_limit(const named_limit& limit) {
    const thoihan::limit what = thoihan::limit::of(limit.length);
    const auto by_walk = [&](std::size_t i) { return answer_by_walk(limit.length, asked_.starts[i]); };
    check_rows<thoihan::limit_answer>(
        joined("limit", limit.name),
        [&](std::size_t i, thoihan::limit_answer& out) {
          return thoihan::evaluate_limit(calendar_, what, asked_.starts[i], {}, out);
        },
        by_walk);
    answers_.assign(rows(), {});
    statuses_.assign(rows(), status::internal);
    require(evaluate_all(what) == 0, "a batch with a failure");
    check_batch(joined("batch limit", limit.name), answers_, by_walk);
  }

  template <class Answers, class Walk>
  void check_batch(const std::string& operation, const Answers& answers, const Walk& by_walk) const {
    check_rows<typename Answers::value_type>(
        operation,
        [&](std::size_t i, auto& out) {
          out = answers[i];
          return statuses_[i];
        },
        by_walk);
  }

  template <class Answer, class Query, class Walk>
  void check_rows(const std::string& operation, const Query& query, const Walk& by_walk) const {
    for (std::size_t i = 0; i < rows(); ++i) {
      Answer answer{};
      if (query(i, answer) == status::ok && answer == static_cast<Answer>(by_walk(i))) continue;
      std::fprintf(stderr, "%s: %s, %" PRId64 " to %" PRId64 ": the walk has another answer\n", hours_name_.c_str(),
                   operation.c_str(), asked_.starts[i], asked_.ends[i]);
      std::exit(1);
    }
  }

  bool undecided_between(std::int64_t from, std::int64_t until) const {
    for (std::int64_t day = from; day <= until; ++day) {
      if (walk_.undecided(day)) return true;
    }
    return false;
  }

  // Civil Code 2015, arts 147-148, for the units that are measured.
  thoihan::limit_answer answer_by_walk(thoihan::amount length, instant start) const {
    const std::int64_t date = walk_.date_of(start);
    thoihan::limit_answer out;
    if (length.in == thoihan::unit::working_hour) {
      out.due = walk_.add(start, length.count * 3600);
      out.late_from = out.due + 1;
      out.due_date = static_cast<thoihan::day_number>(walk_.date_of(out.due));
      out.provisional = undecided_between(date, out.due_date);
      return out;
    }
    std::int64_t last = date + length.count;
    if (length.in == thoihan::unit::working_day) {
      last = walk_.working_date_after(date, length.count);
      out.provisional = undecided_between(date, last);
    } else {
      const std::int64_t end = last;
      while (!walk_.works(last)) ++last;
      out.rolled = last != end;
      out.provisional = undecided_between(end, last);
    }
    out.due = out.late_from = walk_.midnight(last + 1);
    out.due_date = static_cast<thoihan::day_number>(last);
    out.end = thoihan::end_kind::day;
    return out;
  }

  std::string hours_name_;
  std::string order_name_;
  const questions& asked_;
  thoihan::calendar_layers layers_;
  thoihan::calendar calendar_;
  day_walk<Swaps> walk_;
  std::vector<instant> dues_;
  std::vector<thoihan::day_number> dates_;
  std::vector<thoihan::limit_answer> answers_;
  std::vector<status> statuses_;
  const std::vector<status> good_;
  std::vector<instant> spare_starts_;
  std::vector<instant> spare_dues_;
  std::vector<status> spare_statuses_;
};
