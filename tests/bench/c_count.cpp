// What test_c_counts.py counts under callgrind: each question asked of the kernel, and the same one through the C API.
//
//     valgrind --tool=callgrind --toggle-collect=counted --dump-after=counted build/thoihan_c_counts
//
// Prints as count.cpp does. Both sides have the calendar and the limits of one pack of rules/, and must agree.
#include <cstdio>
#include <string>
#include <vector>

#include "tests/bench/counted.hpp"
#include "tests/bench/questions.hpp"
#include "tests/bench/require.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/limit/batch.hpp"
#include "thoihan/limit/wide_batch.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/thoihan.h"

using thoihan::instant;
using thoihan::status;

namespace {

constexpr std::size_t rows = 10'000;

class side_by_side {
 public:
  explicit side_by_side(const std::string& folder)
      : rules_(thoihan::load_pack(folder)), facts_(thoihan::standard_facts(rules_)), asked_(ask(rows, order::random)) {
    must(tho_pack_open(folder.c_str(), THO_NTS, &pack_, nullptr));
    must(tho_calendar_from_pack(pack_, nullptr, 0, &office_, nullptr));
  }
  side_by_side(const side_by_side&) = delete;
  side_by_side& operator=(const side_by_side&) = delete;
  ~side_by_side() {
    tho_calendar_release(office_);
    tho_pack_release(pack_);
  }

  void working_time() {
    const thoihan::calendar& hours = rules_.main_calendar().compiled;
    const std::int64_t length = two_hours.seconds;
    std::vector<instant> kernel(rows);
    std::vector<instant> through_c(rows);
    std::vector<status> codes(rows);
    std::vector<tho_status> c_codes(rows);
    bool good = true;
    count("kernel: add", rows, [&] {
      for (std::size_t i = 0; i < rows; ++i)
        good = hours.add(asked_.starts[i], length, kernel[i]) == status::ok && good;
    });
    count("C: add", rows, [&] {
      for (std::size_t i = 0; i < rows; ++i)
        good = tho_calendar_add(office_, asked_.starts[i], length, &through_c[i], nullptr) == THO_OK && good;
    });
    require(good && kernel == through_c, "add: the kernel and the C API differ");
    count("kernel: batch add", rows, [&] {
      good = thoihan::add_batch_wide(hours, thoihan::column_of(asked_.starts), length, thoihan::column_of(kernel),
                                     thoihan::column_of(codes), rows) == 0 &&
             good;
    });
    count("C: batch add", rows, [&] {
      good = tho_calendar_add_batch(office_, asked_.starts.data(), 8, rows, length, through_c.data(), 8, c_codes.data(),
                                    nullptr, nullptr) == THO_OK &&
             good;
    });
    require(good && kernel == through_c, "batch add: the kernel and the C API differ");
    count("kernel: batch elapsed", rows, [&] {
      good = thoihan::elapsed_batch(hours, thoihan::column_of(asked_.starts), thoihan::column_of(asked_.ends),
                                    thoihan::column_of(kernel), thoihan::column_of(codes), rows) == 0 &&
             good;
    });
    count("C: batch elapsed", rows, [&] {
      good = tho_calendar_elapsed_batch(office_, asked_.starts.data(), 8, asked_.ends.data(), 8, rows, through_c.data(),
                                        8, c_codes.data(), nullptr, nullptr) == THO_OK &&
             good;
    });
    require(good && kernel == through_c, "batch elapsed: the kernel and the C API differ");
  }

  void limit(const std::string& written) {
    const thoihan::calendar& hours = rules_.main_calendar().compiled;
    const thoihan::limit_rule rule = thoihan::read_limit(rules_, written);
    tho_limit* limit = nullptr;
    must(tho_limit_parse(pack_, written.c_str(), THO_NTS, &limit, nullptr));
    std::vector<thoihan::limit_answer> kernel(rows);
    std::vector<status> codes(rows);
    std::vector<tho_deadline> through_c(rows, tho_deadline THO_DEADLINE_INIT);
    std::vector<tho_status> c_codes(rows);
    bool good = true;
    const auto agree = [&] {
      for (std::size_t i = 0; i < rows; ++i) good = kernel[i].late_from == through_c[i].late_from && good;
      require(good, "a limit: the kernel and the C API differ");
    };
    count("kernel: " + written, rows, [&] {
      for (std::size_t i = 0; i < rows; ++i)
        good = evaluate_limit(hours, rule.row.what, asked_.starts[i], facts_, kernel[i]) == status::ok && good;
    });
    count("C: " + written, rows, [&] {
      for (std::size_t i = 0; i < rows; ++i)
        good = tho_limit_evaluate(limit, office_, asked_.starts[i], &through_c[i], nullptr) == THO_OK && good;
    });
    agree();
    count("kernel: batch " + written, rows, [&] {
      good = thoihan::evaluate_batch(hours, rule.row.what, thoihan::column_of(asked_.starts), facts_,
                                     thoihan::column_of(kernel), thoihan::column_of(codes), rows) == 0 &&
             good;
    });
    count("C: batch " + written, rows, [&] {
      good = tho_limit_evaluate_batch(limit, office_, asked_.starts.data(), 8, rows, through_c.data(),
                                      sizeof(tho_deadline), c_codes.data(), nullptr, nullptr) == THO_OK &&
             good;
    });
    agree();
    tho_limit_release(limit);
  }

 private:
  static void must(tho_status code) { require(code == THO_OK, "the C API refused what the kernel took"); }

  const thoihan::rule_pack rules_;
  const std::vector<thoihan::fact_value> facts_;
  const questions asked_;
  tho_pack* pack_ = nullptr;
  tho_calendar* office_ = nullptr;
};

}  // namespace

int main() {
  side_by_side both(THOIHAN_SOURCE_DIR "/rules/province/tien-giang");
  both.working_time();
  for (const named_limit& limit : measured_limits) both.limit(std::string{limit.name});
}
