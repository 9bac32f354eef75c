// A method of two arguments bound to its object, called as CPython calls its own: for what takes tens of nanoseconds, of which
// pybind11's search for an overload would be the most.
//
//     .def_property_readonly("bound_add", &bound_call<calendar_handle, &added>)
//     // in Python: add = core.bound_add, once; then add(start, working)
//
// Positional arguments alone. Errors become Python's exceptions, those of the library as in errors.hpp.
#pragma once

#include <pybind11/pybind11.h>

#include <exception>

#include "errors.hpp"

namespace thoihan::python {

namespace detail {

// Sets Python's error to what is on its way; call it in a handler.
inline void set_python_error() noexcept {
  try {
    throw;
  } catch (py::error_already_set& raised) {
    raised.restore();
  } catch (const error& problem) {
    try {
      const py::object exception = exception_of(problem);
      PyErr_SetObject(py::type::handle_of(exception).ptr(), exception.ptr());
    } catch (...) {
      PyErr_SetString(PyExc_RuntimeError, problem.what());
    }
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& problem) {
    PyErr_SetString(PyExc_RuntimeError, problem.what());
  }
}

template <class Self, auto Function>
PyObject* call_bound(PyObject* capsule, PyObject* const* arguments, Py_ssize_t count) noexcept {
  if (count != 2) {
    PyErr_Format(PyExc_TypeError, "2 arguments are needed, %zd were given", count);
    return nullptr;
  }
  try {
    const auto& self = *static_cast<const Self*>(PyCapsule_GetPointer(capsule, nullptr));
    return Function(self, arguments[0], arguments[1]).release().ptr();
  } catch (...) {
    set_python_error();
    return nullptr;
  }
}

// CPython keeps a pointer to it and never writes it, but asks for one that could be written.
template <class Self, auto Function>
inline PyMethodDef bound_method{
    "bound", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(&call_bound<Self, Function>)), METH_FASTCALL,
    nullptr};

}  // namespace detail

template <class Self, auto Function>
py::object bound_call(py::object owner) {
  // The capsule keeps the object that it points into.
  const auto capsule =
      py::reinterpret_steal<py::object>(PyCapsule_New(owner.cast<Self*>(), nullptr, [](PyObject* held) {
        Py_XDECREF(static_cast<PyObject*>(PyCapsule_GetContext(held)));
      }));
  if (!capsule || PyCapsule_SetContext(capsule.ptr(), owner.ptr()) != 0) throw py::error_already_set();
  owner.inc_ref();
  PyMethodDef& method = detail::bound_method<Self, Function>;
  PyObject* const bound = PyCFunction_New(&method, capsule.ptr());
  if (bound == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(bound);
}

}  // namespace thoihan::python
