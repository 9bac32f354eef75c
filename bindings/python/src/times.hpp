// Python's datetimes, dates and timedeltas as instants, day numbers and seconds, and back.
//
//     const moment start = read_moment(value, "start");            // 2024-04-25 09:10, aware or naive, text, or a number
//     return moment_object(end, start.kind);                       // the same kind again
//
// The conversion is ours, in the calendar's zone (UTC+7, time/instant.hpp): pybind11/chrono.h would ask the machine's zone. A
// naive datetime is local to the calendar; an aware one is converted; a whole number is seconds since 1970-01-01T00:00:00Z. A
// fraction of a second is refused, as everywhere in the library: the law counts whole seconds.
//
// Errors: thoihan::error with invalid or range, whose first detail is the parameter's name. Needs the GIL.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "thoihan/time/instant.hpp"

namespace thoihan::python {

namespace py = pybind11;

enum class moment_kind : std::uint8_t { naive, aware, number };

struct moment {
  instant at = 0;
  moment_kind kind = moment_kind::aware;
};

// Once, before all others: Python's datetime module, and the zone of the calendars as a tzinfo.
void register_times(py::module_& module);

moment read_moment(py::handle value, std::string_view name);
inline instant read_instant(py::handle value, std::string_view name) { return read_moment(value, name).at; }
day_number read_day(py::handle value, std::string_view name);  // a date, or ISO text; a datetime is none
// Whole seconds, from a timedelta or a whole number.
std::int64_t read_seconds(py::handle value, std::string_view name);

py::object moment_object(instant at, moment_kind kind);
py::object date_object(day_number day);
py::object seconds_object(std::int64_t seconds, moment_kind kind);  // a timedelta, or a number beside numbers

// A value of a fact: a date or datetime as its ISO text, anything else as it is.
bool is_date_or_moment(py::handle value);
std::string iso_text(py::handle value, std::string_view name);

}  // namespace thoihan::python
