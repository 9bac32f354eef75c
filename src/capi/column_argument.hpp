// Columns as they come from C: a first element and a stride in bytes, and a status for each row or none.
//
//     const std::int64_t rows = count_argument(count);
//     const column<const instant> starts = input_column<instant>(first, stride, rows, "starts");
//     answer_rows(rows, at_once, statuses, failed, [&](std::size_t first, std::size_t rows, column<status> codes) { ... });
//
// Errors: argument_error for NULL where there are rows, a negative count, a stride or an address that the element's alignment does
// not allow, and a column that ends outside the address space.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "src/capi/argument.hpp"
#include "thoihan/calendar/batch.hpp"

namespace thoihan {

std::int64_t count_argument(std::int64_t count);

// `least_stride`: 0 where one element may stand for all rows, else the size of an element.
void check_column(const void* first, std::int64_t stride, std::int64_t rows, std::size_t alignment,
                  std::int64_t least_stride, const char* parameter);

template <class Element>
column<const Element> input_column(const Element* first, std::int64_t stride, std::int64_t rows,
                                   const char* parameter) {
  check_column(first, stride, rows, alignof(Element), 0, parameter);
  return {first, static_cast<std::ptrdiff_t>(stride)};
}

template <class Element>
column<Element> output_column(Element* first, std::int64_t stride, std::int64_t rows, std::int64_t element_size,
                              const char* parameter) {
  check_column(first, stride, rows, alignof(Element), element_size, parameter);
  return {first, static_cast<std::ptrdiff_t>(stride)};
}

template <class Element>
column<Element> rows_from(column<Element> all, std::size_t first) noexcept {
  return {&all[first], all.stride_bytes};
}

// Calls `answer(first, rows, codes)` for stretches of at most so many rows; it returns how many failed. `mend(row, code)` is then
// called for each row that did: it makes the output zero, and may give the code another number.
template <class Answer, class Mend>
void answer_rows(std::int64_t count, std::size_t at_once, tho_status* statuses, std::int64_t* failed,
                 const Answer& answer, const Mend& mend) {
  // The kernel's numbers are those of the C API, in as many bytes.
  static_assert(sizeof(status) == sizeof(tho_status));
  std::array<status, 512> own;
  const std::size_t all = static_cast<std::size_t>(count);
  const std::size_t most = statuses == nullptr ? std::min(at_once, own.size()) : at_once;
  std::int64_t bad = 0;
  for (std::size_t first = 0; first < all;) {
    const std::size_t rows = std::min(most, all - first);
    status* const codes = statuses == nullptr ? own.data() : reinterpret_cast<status*>(statuses + first);
    const std::size_t here = answer(first, rows, column<status>{codes});
    for (std::size_t row = 0; here != 0 && row < rows; ++row) {
      if (codes[row] != status::ok) mend(first + row, codes[row]);
    }
    bad += static_cast<std::int64_t>(here);
    first += rows;
  }
  set(failed, bad);
}

}  // namespace thoihan
