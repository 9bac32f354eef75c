#include "src/capi/column_argument.hpp"
#include "src/capi/guard.hpp"
#include "src/capi/tho_deadline.hpp"
#include "src/capi/tho_limit.hpp"
#include "src/pack/say.hpp"
#include "thoihan/limit/batch.hpp"
#include "thoihan/limit/wide_batch.hpp"

using namespace thoihan;

namespace {

// A time outside the supported dates is said to be one, whatever the calendar knows.
status code_for(instant time, status code) noexcept { return is_supported_instant(time) ? code : status::range; }

void check_statuses(const tho_status* statuses, std::int64_t rows) {
  if (statuses != nullptr)
    check_column(statuses, sizeof *statuses, rows, alignof(tho_status), sizeof *statuses, "statuses");
}

}  // namespace

tho_status tho_calendar_add_batch(const tho_calendar* handle, const int64_t* times, int64_t times_stride, int64_t count,
                                  int64_t seconds, int64_t* out, int64_t out_stride, tho_status* statuses,
                                  int64_t* failed, tho_error** err) {
  return guarded(err, [&] {
    set(failed, 0);
    const calendar& hours = need(handle, "calendar")->office->compiled;
    const std::int64_t rows = count_argument(count);
    const auto starts = input_column<instant>(times, times_stride, rows, "times");
    seconds_argument(seconds, "seconds");
    const auto dues = output_column<instant>(out, out_stride, rows, sizeof *out, "out");
    check_statuses(statuses, rows);
    answer_rows(
        rows, static_cast<std::size_t>(rows), statuses, failed,
        [&](std::size_t first, std::size_t some, column<status> codes) {
          return add_batch_wide(hours, rows_from(starts, first), seconds, rows_from(dues, first), codes, some);
        },
        [&](std::size_t row, status& code) {
          code = code_for(starts[row], code);
          dues[row] = 0;
        });
  });
}

tho_status tho_calendar_elapsed_batch(const tho_calendar* handle, const int64_t* from, int64_t from_stride,
                                      const int64_t* until, int64_t until_stride, int64_t count, int64_t* out,
                                      int64_t out_stride, tho_status* statuses, int64_t* failed, tho_error** err) {
  return guarded(err, [&] {
    set(failed, 0);
    const calendar& hours = need(handle, "calendar")->office->compiled;
    const std::int64_t rows = count_argument(count);
    const auto begins = input_column<instant>(from, from_stride, rows, "from");
    const auto ends = input_column<instant>(until, until_stride, rows, "until");
    const auto elapsed = output_column<std::int64_t>(out, out_stride, rows, sizeof *out, "out");
    check_statuses(statuses, rows);
    answer_rows(
        rows, static_cast<std::size_t>(rows), statuses, failed,
        [&](std::size_t first, std::size_t some, column<status> codes) {
          return elapsed_batch(hours, rows_from(begins, first), rows_from(ends, first), rows_from(elapsed, first),
                               codes, some);
        },
        [&](std::size_t row, status& code) {
          code = code_for(begins[row], code_for(ends[row], code));
          elapsed[row] = 0;
        });
  });
}

tho_status tho_limit_evaluate_batch(const tho_limit* limit, const tho_calendar* hours, const int64_t* starts,
                                    int64_t starts_stride, int64_t count, tho_deadline* out, int64_t out_stride,
                                    tho_status* statuses, int64_t* failed, tho_error** err) {
  return guarded(err, [&] {
    set(failed, 0);
    const office_calendar& office = *hours_for(*need(limit, "limit"), hours);
    const std::int64_t rows = count_argument(count);
    const auto begins = input_column<instant>(starts, starts_stride, rows, "starts");
    const std::uint32_t size = rows == 0 ? std::uint32_t{sizeof *out} : deadline_size(out, "out");
    const auto dues = output_column<tho_deadline>(out, out_stride, rows, size, "out");
    check_statuses(statuses, rows);
    std::array<limit_answer, 64> answers;
    answer_rows(
        rows, answers.size(), statuses, failed,
        [&](std::size_t first, std::size_t some, column<status> codes) {
          const std::size_t bad = evaluate_batch(office.compiled, limit->rule.row.what, rows_from(begins, first),
                                                 limit->facts, column_of(answers), codes, some);
          for (std::size_t row = 0; row < some; ++row) {
            write_deadline(answers[row], size, dues[first + row]);
          }
          return bad;
        },
        [&](std::size_t row, status&) { clear_deadline(size, dues[row]); });
  });
}
