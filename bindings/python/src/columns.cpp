// Columns of 64-bit numbers, as numpy has them behind datetime64 and int64: ticks since 1970, missing where the number is the
// least of all. Rows go through in blocks, as plain seconds, so that each batch of the library sees nothing but instants.
#include <pybind11/pybind11.h>

#include <algorithm>
#include <array>
#include <limits>

#include "errors.hpp"
#include "handles.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/limit/batch.hpp"
#include "thoihan/limit/wide_batch.hpp"

namespace thoihan::python {
namespace {

constexpr std::int64_t missing = std::numeric_limits<std::int64_t>::min();
constexpr status nothing_here = static_cast<status>(2);  // THO_NONE: missing in, missing out, and no failure
constexpr std::size_t block_rows = 4096;                 // 32 KB of instants: the first cache's size
constexpr std::size_t rows_a_breath = 1U << 20U;         // some milliseconds; then Ctrl-C is heard

// A one-dimensional array of Python's, held for as long as this is.
template <class T>
class array_view {
 public:
  array_view(const py::buffer& given, std::string_view name) : info_(given.request(!std::is_const_v<T>)) {
    if (info_.ndim != 1 || info_.itemsize != static_cast<py::ssize_t>(sizeof(T)))
      throw wrong_argument(name,
                           {"cột phải có một chiều và đúng kiểu", "a column has one dimension and the right type"});
    if (info_.strides[0] % static_cast<py::ssize_t>(sizeof(T)) != 0)
      throw wrong_argument(name, {"bước không chia hết cho kiểu", "the stride is no multiple of the element"});
  }
  std::size_t rows() const noexcept { return static_cast<std::size_t>(info_.shape[0]); }
  column<T> from(std::size_t row) const noexcept {
    column<T> all{static_cast<T*>(info_.ptr), info_.strides[0]};
    return {&all[row], all.stride_bytes};
  }

 private:
  py::buffer_info info_;
};

using numbers = array_view<const std::int64_t>;
using numbers_out = array_view<std::int64_t>;
using codes_out = array_view<std::int32_t>;
using flags_out = array_view<std::uint8_t>;

// What a column of moments counts in, and from where: UTC, or the calendars' own zone.
struct moment_scale {
  std::int64_t ticks_a_second;
  std::int64_t offset_s;
};

moment_scale scale_of(std::int64_t ticks_a_second, bool local) {
  return {ticks_a_second, local ? std::int64_t{viet_nam_offset_s} : 0};
}

// Calls `use` with the ticks as a constant, by which the compiler divides without dividing.
template <class Use>
auto with_ticks(std::int64_t ticks_a_second, const Use& use) {
  switch (ticks_a_second) {
    case 1: return use(std::integral_constant<std::int64_t, 1>{});
    case 1'000: return use(std::integral_constant<std::int64_t, 1'000>{});
    case 1'000'000: return use(std::integral_constant<std::int64_t, 1'000'000>{});
    default: return use(std::integral_constant<std::int64_t, 1'000'000'000>{});
  }
}

status status_of(std::int64_t ticks, std::int64_t ticks_a_second) noexcept {
  if (ticks == missing) return nothing_here;
  return ticks % ticks_a_second != 0 ? status::invalid : status::range;
}

// One block of rows as instants, the bad ones replaced by an instant that every question can be asked of.
struct block {
  std::array<instant, block_rows> at;
  std::array<instant, block_rows> out;
  std::array<status, block_rows> codes;

  // How many rows are missing, have a fraction, or lie outside the supported instants.
  std::size_t read(column<const std::int64_t> in, std::size_t rows, moment_scale scale,
                   std::array<instant, block_rows>& to) {
    return with_ticks(scale.ticks_a_second, [&](auto ticks) {
      return thoihan::detail::in_columns(
          [&](auto from) {
            std::size_t bad = 0;
            for (std::size_t row = 0; row < rows; ++row) {
              const std::int64_t number = from[row];
              const std::int64_t seconds = number / ticks;
              const std::uint64_t since = static_cast<std::uint64_t>(seconds) -
                                          static_cast<std::uint64_t>(scale.offset_s + first_supported_instant);
              const bool good =
                  (since <= static_cast<std::uint64_t>(last_supported_instant - first_supported_instant)) &
                  (seconds * ticks == number);
              to[row] = first_supported_instant + static_cast<std::int64_t>(good ? since : 0U);
              bad += good ? 0U : 1U;
            }
            return bad;
          },
          in);
    });
  }

  // The codes of rows that `read` found bad.
  void mark(column<const std::int64_t> in, std::size_t rows, moment_scale scale) {
    for (std::size_t row = 0; row < rows; ++row) {
      const std::int64_t number = in[row];
      const std::int64_t seconds = number / scale.ticks_a_second;
      const bool whole = number != missing && seconds * scale.ticks_a_second == number;
      if (!whole || !is_supported_instant(seconds - scale.offset_s))
        codes[row] = status_of(number, scale.ticks_a_second);
    }
  }

  // Answers into the column's own ticks; missing where there is none.
  static void write(const std::array<instant, block_rows>& from, const std::array<status, block_rows>& codes,
                    std::size_t bad, std::size_t rows, moment_scale scale, column<std::int64_t> to) {
    with_ticks(scale.ticks_a_second, [&](auto ticks) {
      thoihan::detail::in_columns(
          [&](auto out) {
            for (std::size_t row = 0; row < rows; ++row) out[row] = (from[row] + scale.offset_s) * ticks;
            return std::size_t{0};
          },
          to);
    });
    for (std::size_t row = 0; bad > 0 && row < rows; ++row)
      if (codes[row] != status::ok) to[row] = missing;
  }
};

// Calls work(first row, rows) block by block, without the interpreter; Ctrl-C is heard between breaths. What the blocks touch is
// held by views of the caller's. Returns how many rows failed.
template <class Work>
std::size_t in_blocks(std::size_t rows, const Work& work) {
  std::size_t failed = 0;
  for (std::size_t at = 0; at < rows;) {
    {
      const py::gil_scoped_release others_run;
      const std::size_t until = std::min(rows, at + rows_a_breath);
      for (; at < until; at += block_rows) failed += work(at, std::min(block_rows, until - at));
      at = until;
    }
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  }
  return failed;
}

std::size_t tell_codes(const std::array<status, block_rows>& codes, std::size_t rows, column<std::int32_t> to) {
  std::size_t failed = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    to[row] = static_cast<std::int32_t>(codes[row]);
    failed += codes[row] < status::ok ? 1U : 0U;
  }
  return failed;
}

void same_rows(std::size_t a, std::size_t b) {
  if (a != b) throw wrong_argument("columns", {"các cột dài khác nhau", "columns of different lengths"});
}

template <bool Forward>
std::size_t add_column(const calendar_handle& hours, const py::buffer& given, std::int64_t ticks, bool local,
                       py::handle working, const py::buffer& told, const py::buffer& told_codes) {
  const std::int64_t seconds = read_seconds(working, "working");
  if (seconds < 0) throw wrong_argument("working", {"là số âm", "is negative"});
  const numbers in{given, "start"};
  const numbers_out out{told, "out"};
  const codes_out codes{told_codes, "status"};
  same_rows(in.rows(), out.rows());
  same_rows(in.rows(), codes.rows());
  const moment_scale scale = scale_of(ticks, local);
  const auto rows_block = std::make_unique<block>();
  return in_blocks(in.rows(), [&](std::size_t first, std::size_t rows) {
    block& b = *rows_block;
    const std::size_t bad = b.read(in.from(first), rows, scale, b.at);
    std::size_t unanswered = 0;
    if constexpr (Forward) {
      unanswered = add_batch_wide(hours.compiled(), column<const instant>{b.at.data()}, seconds, {b.out.data()},
                                  {b.codes.data()}, rows);
    } else {
      unanswered = thoihan::detail::each_row(column<status>{b.codes.data()}, rows, [&](std::size_t row) {
        return hours.compiled().subtract(b.at[row], seconds, b.out[row]);
      });
    }
    if (bad > 0) b.mark(in.from(first), rows, scale);
    block::write(b.out, b.codes, bad + unanswered, rows, scale, out.from(first));
    return tell_codes(b.codes, rows, codes.from(first));
  });
}

std::size_t elapsed_column(const calendar_handle& hours, const py::buffer& begins, std::int64_t begin_ticks,
                           bool begin_local, const py::buffer& ends, std::int64_t end_ticks, bool end_local,
                           std::int64_t out_ticks, const py::buffer& told, const py::buffer& told_codes) {
  const numbers from{begins, "start"};
  const numbers until{ends, "end"};
  const numbers_out out{told, "out"};
  const codes_out codes{told_codes, "status"};
  same_rows(from.rows(), until.rows());
  same_rows(from.rows(), out.rows());
  same_rows(from.rows(), codes.rows());
  const moment_scale begin_scale = scale_of(begin_ticks, begin_local);
  const moment_scale end_scale = scale_of(end_ticks, end_local);
  const auto rows_block = std::make_unique<block>();
  return in_blocks(from.rows(), [&](std::size_t first, std::size_t rows) {
    block& b = *rows_block;
    const std::size_t bad_begins = b.read(from.from(first), rows, begin_scale, b.at);
    const std::size_t bad_ends = b.read(until.from(first), rows, end_scale, b.out);
    const std::size_t unanswered =
        elapsed_batch(hours.compiled(), {b.at.data()}, {b.out.data()}, {b.at.data()}, {b.codes.data()}, rows);
    if (bad_ends > 0) b.mark(until.from(first), rows, end_scale);
    if (bad_begins > 0) b.mark(from.from(first), rows, begin_scale);
    block::write(b.at, b.codes, bad_begins + bad_ends + unanswered, rows, {out_ticks, 0}, out.from(first));
    return tell_codes(b.codes, rows, codes.from(first));
  });
}

// The columns of a due: due, late_from (ticks), due_date (day numbers), provisional (0 or 1), status.
class due_columns {
 public:
  due_columns(const py::tuple& given, std::size_t rows)
      : due_(given[0].cast<py::buffer>(), "due"),
        late_from_(given[1].cast<py::buffer>(), "late_from"),
        due_date_(given[2].cast<py::buffer>(), "due_date"),
        provisional_(given[3].cast<py::buffer>(), "provisional"),
        codes_(given[4].cast<py::buffer>(), "status") {
    for (const std::size_t here :
         {due_.rows(), late_from_.rows(), due_date_.rows(), provisional_.rows(), codes_.rows()})
      same_rows(rows, here);
  }

  std::size_t write(const std::array<limit_answer, block_rows>& answers, const std::array<status, block_rows>& codes,
                    std::size_t first, std::size_t rows, moment_scale scale) const {
    const auto due = due_.from(first);
    const auto late_from = late_from_.from(first);
    const auto due_date = due_date_.from(first);
    const auto provisional = provisional_.from(first);
    for (std::size_t row = 0; row < rows; ++row) {
      const limit_answer& answer = answers[row];
      const bool good = codes[row] == status::ok;
      due[row] = good ? (answer.due + scale.offset_s) * scale.ticks_a_second : missing;
      late_from[row] = good ? (answer.late_from + scale.offset_s) * scale.ticks_a_second : missing;
      due_date[row] = good ? answer.due_date : missing;
      provisional[row] = good && answer.provisional ? 1 : 0;
    }
    return tell_codes(codes, rows, codes_.from(first));
  }

 private:
  numbers_out due_;
  numbers_out late_from_;
  numbers_out due_date_;
  flags_out provisional_;
  codes_out codes_;
};

struct answer_block {
  block moments;
  std::array<limit_answer, block_rows> answers;
};

// `ask(starts, answers, codes, rows)` answers a block.
template <class Ask>
std::size_t each_due(const py::buffer& given, std::int64_t ticks, bool local, const py::tuple& told, const Ask& ask) {
  const numbers in{given, "start"};
  const due_columns out{told, in.rows()};
  const moment_scale scale = scale_of(ticks, local);
  const auto rows_block = std::make_unique<answer_block>();
  return in_blocks(in.rows(), [&](std::size_t first, std::size_t rows) {
    block& b = rows_block->moments;
    const std::size_t bad = b.read(in.from(first), rows, scale, b.at);
    ask(b.at, rows_block->answers, b.codes, rows);
    if (bad > 0) b.mark(in.from(first), rows, scale);
    return out.write(rows_block->answers, b.codes, first, rows, scale);
  });
}

std::size_t limit_column(const shared_limit& limit, const py::buffer& given, std::int64_t ticks, bool local,
                         const py::object& said, const py::tuple& told) {
  const std::vector<fact_value> facts = read_facts(*limit, said);
  return each_due(given, ticks, local, told, [&](auto& starts, auto& answers, auto& codes, std::size_t rows) {
    evaluate_batch(limit->hours.compiled(), limit->rule.row.what, {starts.data()}, facts, {answers.data()},
                   {codes.data()}, rows);
  });
}

std::size_t duty_column(const pack_handle& pack, const std::string& id, const py::buffer& given, std::int64_t ticks,
                        bool local, const py::object& said, const py::tuple& told) {
  const rule_pack& rules = *pack.rules;
  const duty_rule& duty = rules.duties[index_among({"nghĩa vụ", "duty"}, id, rules.duties)];
  const std::vector<fact_value> facts = read_facts(rules, said);
  const auto row_of = [&](std::size_t at) noexcept -> const limit_row& { return duty.within[at].row; };
  return each_due(given, ticks, local, told, [&](auto& starts, auto& answers, auto& codes, std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) {
      std::size_t at = 0;
      bool provisional = false;
      codes[row] = duty.within.empty()
                       ? nothing_here
                       : choose_limit(duty.within.size(), row_of, facts, rules.compiled, starts[row], at, provisional);
      if (codes[row] != status::ok) continue;
      codes[row] =
          evaluate_limit(*rules.compiled[duty.calendar], duty.within[at].row.what, starts[row], facts, answers[row]);
      answers[row].provisional = answers[row].provisional || provisional;
    }
  });
}

constexpr bool is_supported_number(std::int64_t day) noexcept {
  return day >= first_supported_day && day <= last_supported_day;
}

// Day numbers in, `ask(row, day, out)` for each that the library supports.
template <class Out, class Ask>
std::size_t each_day(const py::buffer& given, const py::buffer& told, const py::buffer& told_codes, const Ask& ask) {
  const numbers in{given, "day"};
  const array_view<Out> out{told, "out"};
  const codes_out codes{told_codes, "status"};
  same_rows(in.rows(), out.rows());
  same_rows(in.rows(), codes.rows());
  return in_blocks(in.rows(), [&](std::size_t first, std::size_t rows) {
    const auto days = in.from(first);
    const auto to = out.from(first);
    const auto told_here = codes.from(first);
    std::size_t failed = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      const std::int64_t day = days[row];
      status code = day == missing ? nothing_here : status::range;
      to[row] = sizeof(Out) == sizeof(missing) ? static_cast<Out>(missing) : Out{0};
      if (is_supported_number(day)) code = ask(first + row, static_cast<day_number>(day), to[row]);
      told_here[row] = static_cast<std::int32_t>(code);
      failed += code < status::ok ? 1U : 0U;
    }
    return failed;
  });
}

working_dates which_dates(bool make_up) { return make_up ? working_dates::all : working_dates::without_make_up; }

std::size_t working_day_column(const calendar_handle& hours, const py::buffer& days, bool make_up,
                               const py::buffer& told, const py::buffer& told_codes) {
  return each_day<std::uint8_t>(days, told, told_codes, [&](std::size_t, day_number day, std::uint8_t& out) {
    if (!hours.compiled().knows(day)) return status::horizon;
    out = hours.compiled().is_working_date(day, which_dates(make_up)) ? 1 : 0;
    return status::ok;
  });
}

using date_move = status (calendar::*)(day_number, std::int64_t, working_dates, day_number&) const noexcept;

template <date_move Move>
std::size_t move_column(const calendar_handle& hours, const py::buffer& days, std::int64_t n, bool make_up,
                        const py::buffer& told, const py::buffer& told_codes) {
  if (n < 1) throw wrong_argument("n", {"phải từ 1 trở lên", "must be 1 or more"});
  return each_day<std::int64_t>(days, told, told_codes, [&](std::size_t, day_number day, std::int64_t& out) {
    day_number to = 0;
    const status code = (hours.compiled().*Move)(day, n, which_dates(make_up), to);
    if (code == status::ok) out = to;
    return code;
  });
}

std::size_t days_between_column(const calendar_handle& hours, const py::buffer& begins, const py::buffer& ends,
                                bool make_up, const py::buffer& told, const py::buffer& told_codes) {
  const numbers until{ends, "end"};
  same_rows(numbers{begins, "start"}.rows(), until.rows());
  return each_day<std::int64_t>(begins, told, told_codes, [&](std::size_t row, day_number day, std::int64_t& out) {
    const std::int64_t last = until.from(row)[0];
    if (last == missing) return nothing_here;
    if (!is_supported_number(last)) return status::range;
    std::int32_t between = 0;
    const status code =
        hours.compiled().working_dates_between(day, static_cast<day_number>(last), which_dates(make_up), between);
    if (code == status::ok) out = between;
    return code;
  });
}

}  // namespace

void register_columns(py::module_& module) {
  module.def("add_column", &add_column<true>);
  module.def("subtract_column", &add_column<false>);
  module.def("elapsed_column", &elapsed_column);
  module.def("limit_column", &limit_column);
  module.def("duty_column", &duty_column);
  module.def("working_day_column", &working_day_column);
  module.def("working_day_after_column", &move_column<&calendar::working_date_after>);
  module.def("working_day_before_column", &move_column<&calendar::working_date_before>);
  module.def("working_days_between_column", &days_between_column);
}

}  // namespace thoihan::python
