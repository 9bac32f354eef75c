// What test_counts.py counts under callgrind: each operation once, inside `counted`, and nothing else inside it.
//
//     valgrind --tool=callgrind --toggle-collect=counted --dump-after=counted build/thoihan_counts
//
// Prints a line for each call of `counted`, in order: "counted", the operation, how many rows, allocations; and a line
// "bytes" for each calendar. A question without an answer ends the program with status 1.
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/counted.hpp"
#include "tests/bench/offices.hpp"
#include "tests/bench/questions.hpp"
#include "thoihan/limit/batch.hpp"
#include "thoihan/limit/wide_batch.hpp"

using thoihan::instant;
using thoihan::status;

namespace {

constexpr std::size_t rows = 10'000;

class counting {
 public:
  counting(std::string_view hours_name, const thoihan::calendar& hours, const questions& asked)
      : hours_name_(hours_name), hours_(hours), asked_(asked) {}

  void seconds() {
    for (const seconds_of_work& amount : measured_amounts) {
      const std::int64_t length = unknown(amount.seconds);
      query<instant>("add", amount.name,
                     [&, length](std::size_t i, instant& out) { return hours_.add(asked_.starts[i], length, out); });
      query<instant>("subtract", amount.name, [&, length](std::size_t i, instant& out) {
        return hours_.subtract(asked_.starts[i], length, out);
      });
    }
    query<std::int64_t>("elapsed", "", [&](std::size_t i, std::int64_t& out) {
      return hours_.elapsed(asked_.starts[i], asked_.ends[i], out);
    });
    const std::int64_t length = unknown(two_hours.seconds);
    batch("batch add", two_hours.name, [&, length] {
      return thoihan::add_batch(hours_, thoihan::column_of(asked_.starts), length, thoihan::column_of(dues_),
                                thoihan::column_of(statuses_), rows);
    });
    batch("wide batch add", two_hours.name, [&, length] {
      return thoihan::add_batch_wide(hours_, thoihan::column_of(asked_.starts), length, thoihan::column_of(dues_),
                                     thoihan::column_of(statuses_), rows);
    });
    batch("batch elapsed", "", [&] {
      return thoihan::elapsed_batch(hours_, thoihan::column_of(asked_.starts), thoihan::column_of(asked_.ends),
                                    thoihan::column_of(dues_), thoihan::column_of(statuses_), rows);
    });
  }

  void dates_and_limits() {
    const std::int64_t n = unknown(measured_dates);
    query<thoihan::day_number>("5th working date", "", [&, n](std::size_t i, thoihan::day_number& out) {
      return hours_.working_date_after(asked_.start_days[i], n, thoihan::working_dates::all, out);
    });
    batch("batch 5th working date", "", [&, n] {
      return thoihan::working_date_after_batch(hours_, thoihan::column_of(asked_.start_days), n,
                                               thoihan::working_dates::all, thoihan::column_of(dates_),
                                               thoihan::column_of(statuses_), rows);
    });
    for (const named_limit& limit : measured_limits) {
      const thoihan::limit what = thoihan::limit::of({unknown(limit.length.count), limit.length.in});
      query<thoihan::limit_answer>("limit", limit.name, [&](std::size_t i, thoihan::limit_answer& out) {
        return thoihan::evaluate_limit(hours_, what, asked_.starts[i], {}, out);
      });
      batch("batch limit", limit.name, [&] {
        return thoihan::evaluate_batch(hours_, what, thoihan::column_of(asked_.starts), {},
                                       thoihan::column_of(answers_), thoihan::column_of(statuses_), rows);
      });
    }
  }

 private:
  std::string full_name(std::string_view operation, std::string_view amount) const {
    return hours_name_ + ": " + std::string{operation} + (amount.empty() ? "" : " ") + std::string{amount};
  }

  template <class Answer, class Query>
  void query(std::string_view operation, std::string_view amount, const Query& answer_to) const {
    bool good = true;
    count(full_name(operation, amount), rows, [&] {
      for (std::size_t i = 0; i < rows; ++i) {
        Answer answer{};
        good = answer_to(i, answer) == status::ok && good;
        keep(answer);
      }
    });
    require(good, "a question without an answer");
  }

  void batch(std::string_view operation, std::string_view amount, const std::function<std::size_t()>& work) const {
    std::size_t failed = rows;
    count(full_name(operation, amount), rows, [&] { failed = work(); });
    require(failed == 0, "a batch with a failure");
  }

  const std::string hours_name_;
  const thoihan::calendar& hours_;
  const questions& asked_;
  std::vector<instant> dues_ = std::vector<instant>(rows);
  std::vector<thoihan::day_number> dates_ = std::vector<thoihan::day_number>(rows);
  std::vector<thoihan::limit_answer> answers_ = std::vector<thoihan::limit_answer>(rows);
  std::vector<status> statuses_ = std::vector<status>(rows);
};

}  // namespace

int main() {
  const questions asked = ask(rows, order::random);
  for (const office& which : offices) {
    const std::string name{which.hours};
    const thoihan::calendar_layers layers = layers_of(which, swaps::with);
    thoihan::calendar hours;
    bool good = false;
    count(name + ": compile 40 years", 1, [&] { good = thoihan::compile_calendar(layers, hours).empty(); });
    require(good, "the layers of the measured calendar have problems");
    counting all{which.hours, hours, asked};
    all.seconds();
    if (&which == &offices.front()) all.dates_and_limits();
    std::printf("bytes\t%s\t%zu\n", name.c_str(), hours.bytes());
  }
}
