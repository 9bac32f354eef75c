// The questions of working time for many rows at once: columns in, columns out, one status a row.
//
//     std::vector<thoihan::instant> received = ..., due(received.size());
//     std::vector<thoihan::status> codes(received.size());
//     const std::size_t failed = thoihan::add_batch(office, thoihan::column_of(received), 2 * 3600,
//                                                   thoihan::column_of(due), thoihan::column_of(codes), received.size());
//
// Every row has the answer and the status that the calendar's own function gives it; an output whose status is not ok is
// untouched. A column is a first element and a stride in bytes, so that a member of an array of records is a column too; a stride
// of 0 says the same for every row. An output may be the very column that is the input.
//
// These are plain loops for any processor. limit/wide_batch.hpp has an add that uses wider instructions where there are some.
//
// Units: those of calendar.hpp; strides in bytes, a multiple of the element's alignment, of either sign.
// Errors: per row, as calendar.hpp says. Returns how many rows have a status other than ok.
// Thread-safety: reads the calendar, writes the output columns; no two threads may write one row. Cost: O(rows), no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "thoihan/base/status.hpp"
#include "thoihan/calendar/calendar.hpp"

namespace thoihan {

template <class T>
struct column {
  T* first = nullptr;
  std::ptrdiff_t stride_bytes = sizeof(T);

  constexpr bool dense() const noexcept { return stride_bytes == static_cast<std::ptrdiff_t>(sizeof(T)); }
  T& operator[](std::size_t row) const noexcept {
    using byte = std::conditional_t<std::is_const_v<T>, const unsigned char, unsigned char>;
    return *reinterpret_cast<T*>(reinterpret_cast<byte*>(first) + static_cast<std::ptrdiff_t>(row) * stride_bytes);
  }
  constexpr operator column<const T>() const noexcept { return {first, stride_bytes}; }
};

// All elements of an array or a vector.
template <class Elements>
constexpr auto column_of(Elements& elements) noexcept {
  return column<std::remove_pointer_t<decltype(elements.data())>>{elements.data()};
}

namespace detail {

// Calls `loop` with the columns, as plain arrays where all of them are dense.
template <class Loop, class... Columns>
std::size_t in_columns(const Loop& loop, const Columns&... columns) noexcept {
  return (columns.dense() && ...) ? loop(columns.first...) : loop(columns...);
}

// Calls `answer(row)` for each row, keeps its status and counts the failures.
template <class Statuses, class Answer>
std::size_t each_row(Statuses statuses, std::size_t rows, const Answer& answer) noexcept {
  std::size_t failed = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const status code = answer(row);
    statuses[row] = code;
    failed += code == status::ok ? 0U : 1U;
  }
  return failed;
}

}  // namespace detail

class calendar_batch {
 public:
  static std::size_t add(const calendar& hours, column<const instant> starts, std::int64_t seconds,
                         column<instant> dues, column<status> statuses, std::size_t rows) noexcept {
    const bool exact = !hours.direct_.empty() || (!hours.date_of_.empty() && !hours.stretch_of_.empty());
    if (seconds <= 0 || seconds > hours.total_s_ || hours.slots_.empty() || !exact) {
      return detail::each_row(statuses, rows,
                              [&](std::size_t row) { return hours.add(starts[row], seconds, dues[row]); });
    }
    return detail::in_columns(
        [&](auto from, auto to, auto codes) { return add_by_tables(hours, from, seconds, to, codes, rows); }, starts,
        dues, statuses);
  }

 private:
  // The inverse of a calendar, in local variables.
  struct direct_inverse {
    explicit direct_inverse(const calendar& hours) noexcept
        : direct(hours.direct_.data()), half_grain_of(hours.half_grain_of_) {}
    std::uint32_t operator()(std::uint32_t worked) const noexcept {
      return worked + direct[half_grain_of((worked - 1) / 2)];
    }
    const std::uint32_t* direct;
    divider half_grain_of;
  };

  struct two_level_inverse {
    explicit two_level_inverse(const calendar& hours) noexcept
        : date_of(hours.date_of_.data()),
          day_start(hours.day_start_.data()),
          physical_of(hours.physical_of_.data()),
          stretch_of(hours.stretch_of_.data()),
          half_total_of(hours.half_total_of_),
          grain_of(hours.grain_of_),
          grains_a_day(hours.grains_a_day_) {}
    std::uint32_t operator()(std::uint32_t worked) const noexcept {
      const std::uint32_t day = date_of[half_total_of((worked - 1) / 2)];
      const std::uint32_t rest = worked - day_start[day].worked_before_s;
      return day * seconds_a_day + rest + stretch_of[physical_of[day] * grains_a_day + grain_of(rest - 1)];
    }
    const std::uint16_t* date_of;
    const calendar::day_start* day_start;
    const std::uint8_t* physical_of;
    const std::uint32_t* stretch_of;
    divider half_total_of;
    divider grain_of;
    std::uint32_t grains_a_day;
  };

  template <class Starts, class Dues, class Statuses>
  static std::size_t add_by_tables(const calendar& hours, Starts starts, std::int64_t seconds, Dues dues,
                                   Statuses statuses, std::size_t rows) noexcept {
    return hours.direct_.empty() ? add_by(two_level_inverse{hours}, hours, starts, seconds, dues, statuses, rows)
                                 : add_by(direct_inverse{hours}, hours, starts, seconds, dues, statuses, rows);
  }

  // `calendar::add` with its tables and constants in local variables: writing a row cannot change them then.
  template <class Inverse, class Starts, class Dues, class Statuses>
  static std::size_t add_by(const Inverse inverse, const calendar& hours, Starts starts, std::int64_t seconds,
                            Dues dues, Statuses statuses, std::size_t rows) noexcept {
    const instant origin = hours.origin_;
    const std::uint64_t instants = hours.instants_;
    const std::uint32_t total_s = hours.total_s_;
    const calendar::day_start* const day_start = hours.day_start_.data();
    const std::uint32_t* const slots = hours.slots_.data();
    const divider half_slot_of = hours.half_slot_of_;
    const std::uint32_t slot_s = hours.slot_s_;
    const std::uint32_t added = static_cast<std::uint32_t>(seconds);
    std::size_t failed = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      const std::uint64_t offset = static_cast<std::uint64_t>(starts[row]) - static_cast<std::uint64_t>(origin);
      if (offset < instants) {
        const std::uint32_t local = static_cast<std::uint32_t>(offset);
        const calendar::day_start start = day_start[local / seconds_a_day];
        const std::uint32_t slot = half_slot_of(local / 2);
        const std::uint32_t entry = slots[start.first_slot + slot];
        const std::uint32_t in_slot = local - slot * slot_s;
        const std::uint32_t before = start.worked_before_s + (entry >> 1U) + (in_slot & (0U - (entry & 1U)));
        if (added <= total_s - before) {
          dues[row] = origin + inverse(before + added);
          statuses[row] = status::ok;
          continue;
        }
      }
      statuses[row] = status::horizon;
      ++failed;
    }
    return failed;
  }
};

// `calendar::add` of the same seconds for every row.
inline std::size_t add_batch(const calendar& hours, column<const instant> starts, std::int64_t seconds,
                             column<instant> dues, column<status> statuses, std::size_t rows) noexcept {
  return calendar_batch::add(hours, starts, seconds, dues, statuses, rows);
}

// `calendar::elapsed` from one column to the other.
inline std::size_t elapsed_batch(const calendar& hours, column<const instant> from, column<const instant> until,
                                 column<std::int64_t> seconds, column<status> statuses, std::size_t rows) noexcept {
  return detail::in_columns(
      [&](auto begins, auto ends, auto elapsed, auto codes) {
        return detail::each_row(codes, rows,
                                [&](std::size_t row) { return hours.elapsed(begins[row], ends[row], elapsed[row]); });
      },
      from, until, seconds, statuses);
}

// `calendar::working_date_after`: the n-th working date after each.
inline std::size_t working_date_after_batch(const calendar& hours, column<const day_number> days, std::int64_t n,
                                            working_dates which, column<day_number> out, column<status> statuses,
                                            std::size_t rows) noexcept {
  return detail::in_columns(
      [&](auto before, auto after, auto codes) {
        return detail::each_row(
            codes, rows, [&](std::size_t row) { return hours.working_date_after(before[row], n, which, after[row]); });
      },
      days, out, statuses);
}

}  // namespace thoihan
