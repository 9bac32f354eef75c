// The extension module thoihan._thoihan: thin shims over the C++ library, one register_<noun> a noun. What people use is the
// Python package around it.
#include "errors.hpp"
#include "handles.hpp"
#include "thoihan/engine/engine.hpp"

PYBIND11_MODULE(_thoihan, module) {
  using namespace thoihan::python;
  pybind11::options options;
  options.disable_function_signatures();
  register_times(module);
  register_errors(module);
  register_calendar(module);
  register_limit(module);
  register_clock(module);
  register_pack(module);
  register_store(module);
  register_simulation(module);
  register_columns(module);
  register_arrow(module);
  module.attr("__version__") = std::string{thoihan::engine::version()};
}
