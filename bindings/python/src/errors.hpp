// Errors of the library as Python's exceptions (thoihan/errors.py), with code, place, candidates and both languages.
//
//     throw wrong_argument("working", {"...", "working: expected a timedelta, found str"});
//
// The kernel's statuses become errors with words here.
#pragma once

#include <pybind11/pybind11.h>

#include <string_view>

#include "src/pack/names.hpp"
#include "thoihan/base/status.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/pack/office_calendar.hpp"

namespace thoihan::python {

namespace py = pybind11;

void register_errors(py::module_& module);

error wrong_argument(std::string_view name, bilingual text, status code = status::invalid);
// The parameter has another type than was expected.
error wrong_type(std::string_view name, std::string_view expected_vi, std::string_view expected, py::handle found);

// Nothing for ok; otherwise the words of what the calendar could not answer.
void check_outcome(status code, const office_calendar& office);

// Where a name stands among declared things; throws `reference` with all known names as details.
template <class Named>
std::size_t index_among(const bilingual& kind, std::string_view name, const std::vector<Named>& known) {
  try {
    return index_of(kind, name, known);
  } catch (const error& problem) {
    throw error(problem.code(), problem.text(), problem.where(), ids_of(known));
  }
}

// The exception that Python would see: for answers that are errors themselves.
py::object exception_of(const error& problem);

}  // namespace thoihan::python
