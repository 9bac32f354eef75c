#include "times.hpp"

#include <Python.h>
#include <datetime.h>

#include <limits>
#include <optional>

#include "errors.hpp"
#include "src/pack/say.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan::python {
namespace {

// Held for as long as the process: modules of this kind are never unloaded.
PyObject* zone_of_calendars = nullptr;

// A number that no instant and no length of time has: one that does not fit 64 bits is read as this.
constexpr std::int64_t no_number = std::numeric_limits<std::int64_t>::min();

[[noreturn]] void throw_fraction(std::string_view name) {
  throw wrong_argument(name, {"có phần lẻ của giây; luật tính theo giây chẵn: .replace(microsecond=0)",
                              "has a fraction of a second; the law counts whole seconds: .replace(microsecond=0)"});
}

void check_range(instant at, std::string_view name) {
  if (is_supported_instant(at)) return;
  throw wrong_argument(name, {"nằm ngoài 1990 đến 2099", "lies outside 1990 to 2099"}, status::range);
}

std::int64_t delta_seconds(PyObject* delta, std::string_view name) {
  if (PyDateTime_DELTA_GET_MICROSECONDS(delta) != 0) throw_fraction(name);
  return std::int64_t{PyDateTime_DELTA_GET_DAYS(delta)} * seconds_a_day + PyDateTime_DELTA_GET_SECONDS(delta);
}

// Nothing for a naive one: without a tzinfo, or with one that knows no offset.
std::optional<std::int32_t> offset_of(py::handle value, std::string_view name) {
  PyObject* const zone = PyDateTime_DATE_GET_TZINFO(value.ptr());
  if (zone == Py_None) return std::nullopt;
  if (zone == zone_of_calendars) return viet_nam_offset_s;
  if (zone == PyDateTime_TimeZone_UTC) return 0;
  const py::object offset = value.attr("utcoffset")();
  if (PyDelta_Check(offset.ptr()) == 0) return std::nullopt;
  return static_cast<std::int32_t>(delta_seconds(offset.ptr(), name));
}

moment moment_of(py::handle value, std::string_view name) {
  PyObject* const given = value.ptr();
  if (PyDateTime_DATE_GET_MICROSECOND(given) != 0) throw_fraction(name);
  const std::optional<std::int32_t> offset = offset_of(value, name);
  const day_number day =
      days_from_civil(PyDateTime_GET_YEAR(given), PyDateTime_GET_MONTH(given), PyDateTime_GET_DAY(given));
  const std::int32_t second = (PyDateTime_DATE_GET_HOUR(given) * 60 + PyDateTime_DATE_GET_MINUTE(given)) * 60 +
                              PyDateTime_DATE_GET_SECOND(given);
  const instant at = instant{day} * seconds_a_day + second - offset.value_or(viet_nam_offset_s);
  check_range(at, name);
  return {at, offset ? moment_kind::aware : moment_kind::naive};
}

moment moment_of_text(py::handle value, std::string_view name) {
  const std::string text = py::cast<std::string>(value);
  instant at = 0;
  const time_text_error why = parse_instant(text, at);
  if (why != time_text_error::none) throw wrong_argument(name, time_words(why, instant_form_words()));
  // After the minutes there is an offset, or seconds and then perhaps one.
  const bool has_offset = text.find_first_of("Zz+-", 16) != std::string::npos;
  return {at, has_offset ? moment_kind::aware : moment_kind::naive};
}

std::int64_t number_of(py::handle value) {
  const long long number = PyLong_AsLongLong(value.ptr());
  if (number == -1 && PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    return no_number;
  }
  return number;
}

}  // namespace

void register_times(py::module_& module) {
  PyDateTime_IMPORT;
  if (PyDateTimeAPI == nullptr) throw py::error_already_set();
  const auto offset = py::reinterpret_steal<py::object>(PyDelta_FromDSU(0, viet_nam_offset_s, 0));
  const auto zone = py::reinterpret_steal<py::object>(PyTimeZone_FromOffset(offset.ptr()));
  if (!zone) throw py::error_already_set();
  module.attr("ZONE") = zone;
  zone_of_calendars = zone.inc_ref().ptr();
  module.def("instant_of", [](py::handle value) { return read_instant(value, "time"); });
  module.def("day_of", [](py::handle value) { return read_day(value, "day"); });
  module.def("iso_text", [](py::handle value) { return iso_text(value, "value"); });
}

moment read_moment(py::handle value, std::string_view name) {
  if (PyDateTime_Check(value.ptr()) != 0) return moment_of(value, name);
  if (PyUnicode_Check(value.ptr()) != 0) return moment_of_text(value, name);
  if (PyLong_Check(value.ptr()) != 0 && PyBool_Check(value.ptr()) == 0) {
    const moment at{number_of(value), moment_kind::number};
    check_range(at.at, name);
    return at;
  }
  if (PyDate_Check(value.ptr()) != 0) {
    throw wrong_argument(
        name, {"một ngày chưa phải là thời điểm: cần datetime", "a date is no instant: expected a datetime"});
  }
  throw wrong_type(name, "datetime, văn bản RFC 3339 hoặc số giây", "a datetime, RFC 3339 text or a number of seconds",
                   value);
}

day_number read_day(py::handle value, std::string_view name) {
  day_number day = 0;
  if (PyUnicode_Check(value.ptr()) != 0) {
    const time_text_error why = parse_date(py::cast<std::string>(value), day);
    if (why != time_text_error::none) {
      throw wrong_argument(name,
                           time_words(why, {"cần một ngày như 2024-04-25", "expected a date such as 2024-04-25"}));
    }
    return day;
  }
  if (PyDate_Check(value.ptr()) == 0 || PyDateTime_Check(value.ptr()) != 0)
    throw wrong_type(name, "date", "a date", value);
  day = days_from_civil(PyDateTime_GET_YEAR(value.ptr()), PyDateTime_GET_MONTH(value.ptr()),
                        PyDateTime_GET_DAY(value.ptr()));
  if (is_supported_day(day)) return day;
  throw wrong_argument(name, {"nằm ngoài 1990 đến 2099", "lies outside 1990 to 2099"}, status::range);
}

std::int64_t read_seconds(py::handle value, std::string_view name) {
  if (PyDelta_Check(value.ptr()) != 0) return delta_seconds(value.ptr(), name);
  if (PyLong_Check(value.ptr()) != 0 && PyBool_Check(value.ptr()) == 0) {
    const std::int64_t seconds = number_of(value);
    if (seconds != no_number) return seconds;
    throw wrong_argument(name, {"quá lớn", "too large a number"}, status::range);
  }
  throw wrong_type(name, "timedelta hoặc số giây", "a timedelta or a number of seconds", value);
}

py::object moment_object(instant at, moment_kind kind) {
  if (kind == moment_kind::number) return py::int_(at);
  // One second after the last supported instant is a possible answer, and its date is known to the civil calendar all the same.
  const std::int64_t local = at + viet_nam_offset_s;
  const civil_date date = civil_from_days(static_cast<day_number>(local / seconds_a_day));
  const int second = static_cast<int>(local % seconds_a_day);
  PyObject* const zone = kind == moment_kind::aware ? zone_of_calendars : Py_None;
  PyObject* const made =
      PyDateTimeAPI->DateTime_FromDateAndTime(date.year, date.month, date.day, second / 3600, second / 60 % 60,
                                              second % 60, 0, zone, PyDateTimeAPI->DateTimeType);
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

py::object date_object(day_number day) {
  const civil_date date = civil_from_days(day);
  PyObject* const made = PyDate_FromDate(date.year, date.month, date.day);
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

py::object seconds_object(std::int64_t seconds, moment_kind kind) {
  if (kind == moment_kind::number) return py::int_(seconds);
  const std::int64_t days = seconds / seconds_a_day;
  PyObject* const made = PyDelta_FromDSU(static_cast<int>(days), static_cast<int>(seconds - days * seconds_a_day), 0);
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

bool is_date_or_moment(py::handle value) { return PyDate_Check(value.ptr()) != 0; }

std::string iso_text(py::handle value, std::string_view name) {
  if (PyDateTime_Check(value.ptr()) != 0) return format_instant(moment_of(value, name).at).data();
  return format_date(read_day(value, name)).data();
}

}  // namespace thoihan::python
