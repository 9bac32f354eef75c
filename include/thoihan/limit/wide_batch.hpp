// `add_batch` of calendar/batch.hpp by the widest instructions that the processor has, chosen while running: the same answers
// and statuses, row by row.
//
//     thoihan::add_batch_wide(office, thoihan::column_of(received), 2 * 3600, thoihan::column_of(due),
//                             thoihan::column_of(codes), received.size());
//
// AVX2 on x86-64, for dense columns and calendars whose ordinary day has one or two sessions; the plain loop for all else: rows
// of another processor, another calendar, a date with hours of its own or a failure.
//
// Needs the library (thoihan::thoihan); the header alone has add_batch.
// Units, errors, thread-safety: those of calendar/batch.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "thoihan/calendar/batch.hpp"

namespace thoihan {

std::size_t add_batch_wide(const calendar& hours, column<const instant> starts, std::int64_t seconds,
                           column<instant> dues, column<status> statuses, std::size_t rows) noexcept;

}  // namespace thoihan
