// Columns of the Arrow C data interface (arrow.apache.org/docs/format/CDataInterface.html), in and out: whatever dataframe they
// come from, they become 64-bit numbers, missing where the number is the least of all, and such numbers become columns again.
#include <pybind11/pybind11.h>

#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "errors.hpp"
#include "handles.hpp"
#include "src/pack/say.hpp"
#include "thoihan/thoihan_arrow.h"

// The stream of the interface, as its text gives it; another library may have declared it.
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
extern "C" {
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema*);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray*);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};
}
#endif

namespace thoihan::python {
namespace {

constexpr std::int64_t missing = std::numeric_limits<std::int64_t>::min();

// A struct of the interface that is released when it ends.
template <class Struct>
struct released : Struct {
  released() noexcept : Struct{} {}
  released(const released&) = delete;
  released& operator=(const released&) = delete;
  ~released() {
    if (this->release != nullptr) this->release(this);
  }
};

// What was read: the format, and the numbers, shown to numpy as a buffer.
struct arrow_numbers {
  std::string format;
  std::vector<std::int64_t> values;
};

bool is_date32(const std::string& format) { return format == "tdD"; }

void check_format(const ArrowSchema& schema) {
  const std::string format = schema.format;
  const bool known = format == "l" || is_date32(format) || format.rfind("ts", 0) == 0;
  if (known && schema.dictionary == nullptr) return;
  throw wrong_argument("column",
                       say("kiểu Arrow \"{}\" không dùng được: cần int64, timestamp hoặc date32",
                           "the Arrow type \"{}\" is of no use here: expected int64, timestamp or date32", format));
}

template <class T>
void append_values(const ArrowArray& array, std::vector<std::int64_t>& to) {
  const auto* validity = static_cast<const std::uint8_t*>(array.buffers[0]);
  const auto* values = static_cast<const T*>(array.buffers[1]);
  for (std::int64_t row = array.offset; row < array.offset + array.length; ++row) {
    const bool there = validity == nullptr || ((validity[row / 8] >> (row % 8)) & 1) != 0;
    to.push_back(there ? std::int64_t{values[row]} : missing);
  }
}

void append(const ArrowArray& array, arrow_numbers& to) {
  to.values.reserve(to.values.size() + static_cast<std::size_t>(array.length));
  if (is_date32(to.format))
    append_values<std::int32_t>(array, to.values);
  else
    append_values<std::int64_t>(array, to.values);
}

template <class Struct>
Struct* in_capsule(const py::handle& capsule, const char* name) {
  auto* held = static_cast<Struct*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (held == nullptr) throw py::error_already_set();
  return held;
}

void check_stream(ArrowArrayStream& stream, int code) {
  if (code == 0) return;
  const char* why = stream.get_last_error(&stream);
  throw wrong_argument("column",
                       say("luồng Arrow báo lỗi: {}", "the Arrow stream failed: {}", why == nullptr ? "" : why));
}

std::unique_ptr<arrow_numbers> read_stream(const py::object& column) {
  const py::object capsule = column.attr("__arrow_c_stream__")();
  ArrowArrayStream& stream = *in_capsule<ArrowArrayStream>(capsule, "arrow_array_stream");
  released<ArrowSchema> schema;
  check_stream(stream, stream.get_schema(&stream, &schema));
  check_format(schema);
  auto out = std::make_unique<arrow_numbers>();
  out->format = schema.format;
  for (;;) {
    released<ArrowArray> array;
    check_stream(stream, stream.get_next(&stream, &array));
    if (array.release == nullptr) return out;
    append(array, *out);
  }
}

std::unique_ptr<arrow_numbers> read_arrow(const py::object& column) {
  if (!py::hasattr(column, "__arrow_c_array__")) return read_stream(column);
  const py::tuple capsules = column.attr("__arrow_c_array__")();
  const ArrowSchema& schema = *in_capsule<ArrowSchema>(capsules[0], "arrow_schema");
  check_format(schema);
  auto out = std::make_unique<arrow_numbers>();
  out->format = schema.format;
  append(*in_capsule<ArrowArray>(capsules[1], "arrow_array"), *out);
  return out;
}

// A column to be read by others: its bytes are shared by all who have taken it.
struct column_bytes {
  std::string format;
  std::vector<std::uint8_t> validity;
  std::vector<std::uint8_t> values;
  std::int64_t rows = 0;
  std::int64_t nulls = 0;
};
using shared_bytes = std::shared_ptr<const column_bytes>;

struct held_schema {
  std::string format;
};

struct held_array {
  shared_bytes bytes;
  const void* buffers[2];
};

void fill_schema(const column_bytes& from, ArrowSchema& out) {
  auto held = std::make_unique<held_schema>(held_schema{from.format});
  out = {};
  out.format = held->format.c_str();
  out.name = "";
  out.flags = ARROW_FLAG_NULLABLE;
  out.private_data = held.release();
  out.release = [](ArrowSchema* schema) {
    delete static_cast<held_schema*>(schema->private_data);
    schema->release = nullptr;
  };
}

void fill_array(const shared_bytes& from, ArrowArray& out) {
  auto held = std::make_unique<held_array>(
      held_array{from, {from->nulls > 0 ? from->validity.data() : nullptr, from->values.data()}});
  out = {};
  out.length = from->rows;
  out.null_count = from->nulls;
  out.n_buffers = 2;
  out.buffers = held->buffers;
  out.private_data = held.release();
  out.release = [](ArrowArray* array) {
    delete static_cast<held_array*>(array->private_data);
    array->release = nullptr;
  };
}

// One array, once.
struct held_stream {
  shared_bytes bytes;
  bool told = false;
};

void fill_stream(const shared_bytes& from, ArrowArrayStream& out) {
  out = {};
  out.private_data = new held_stream{from};
  out.get_schema = [](ArrowArrayStream* stream, ArrowSchema* schema) {
    fill_schema(*static_cast<held_stream*>(stream->private_data)->bytes, *schema);
    return 0;
  };
  out.get_next = [](ArrowArrayStream* stream, ArrowArray* array) {
    auto& held = *static_cast<held_stream*>(stream->private_data);
    if (held.told)
      *array = {};
    else
      fill_array(held.bytes, *array);
    held.told = true;
    return 0;
  };
  out.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  out.release = [](ArrowArrayStream* stream) {
    delete static_cast<held_stream*>(stream->private_data);
    stream->release = nullptr;
  };
}

template <class Struct>
py::object capsule_of(std::unique_ptr<Struct> made, const char* name) {
  PyObject* const capsule = PyCapsule_New(made.get(), name, [](PyObject* object) {
    auto* held = static_cast<Struct*>(PyCapsule_GetPointer(object, PyCapsule_GetName(object)));
    if (held->release != nullptr) held->release(held);  // nobody has taken it
    delete held;
  });
  if (capsule == nullptr) throw py::error_already_set();
  made.release();
  return py::reinterpret_steal<py::object>(capsule);
}

void set_bit(std::vector<std::uint8_t>& bits, std::size_t at) {
  bits[at / 8] = static_cast<std::uint8_t>(bits[at / 8] | (1U << (at % 8)));
}

// Numbers, missing where the least of all stands, in the format's own width.
shared_bytes bytes_of(const py::buffer& given, const std::string& format) {
  const py::buffer_info info = given.request();
  if (info.ndim != 1 || info.itemsize != 8) throw wrong_argument("values", {"cần int64", "expected int64"});
  auto out = std::make_shared<column_bytes>();
  const auto rows = static_cast<std::size_t>(info.shape[0]);
  const bool bits = format == "b";
  const std::size_t width = is_date32(format) || format == "i" ? 4 : 8;
  out->format = format;
  out->rows = info.shape[0];
  out->validity.resize((rows + 7) / 8);
  out->values.resize(bits ? (rows + 7) / 8 : rows * width);
  for (std::size_t row = 0; row < rows; ++row) {
    std::int64_t value = 0;
    std::memcpy(&value, static_cast<const char*>(info.ptr) + static_cast<std::ptrdiff_t>(row) * info.strides[0],
                sizeof value);
    if (value == missing) {
      ++out->nulls;
      continue;
    }
    set_bit(out->validity, row);
    if (bits) {
      if (value != 0) set_bit(out->values, row);
    } else if (width == 4) {
      const auto narrow = static_cast<std::int32_t>(value);
      std::memcpy(&out->values[row * width], &narrow, sizeof narrow);
    } else {
      std::memcpy(&out->values[row * width], &value, sizeof value);
    }
  }
  return out;
}

struct arrow_column {
  shared_bytes bytes;
};

py::object schema_capsule(const arrow_column& column) {
  auto schema = std::make_unique<ArrowSchema>();
  fill_schema(*column.bytes, *schema);
  return capsule_of(std::move(schema), "arrow_schema");
}

py::tuple array_capsules(const arrow_column& column, const py::object&) {
  auto array = std::make_unique<ArrowArray>();
  fill_array(column.bytes, *array);
  return py::make_tuple(schema_capsule(column), capsule_of(std::move(array), "arrow_array"));
}

py::object stream_capsule(const arrow_column& column, const py::object&) {
  auto stream = std::make_unique<ArrowArrayStream>();
  fill_stream(column.bytes, *stream);
  return capsule_of(std::move(stream), "arrow_array_stream");
}

}  // namespace

void register_arrow(py::module_& module) {
  py::class_<arrow_numbers>(module, "ArrowNumbers", py::buffer_protocol())
      .def_static("read", &read_arrow)
      .def_property_readonly("format", [](const arrow_numbers& n) { return n.format; })
      .def_buffer([](arrow_numbers& n) {
        return py::buffer_info(n.values.data(), sizeof(std::int64_t), "q", 1, {n.values.size()},
                               {sizeof(std::int64_t)});
      });
  py::class_<arrow_column>(module, "ArrowColumn",
                           "A column that any library with the Arrow C data interface can read, such as\n"
                           "pyarrow.array(column) or polars.Series(column).")
      .def(py::init([](const py::buffer& values, const std::string& format) {
             return arrow_column{bytes_of(values, format)};
           }),
           py::arg("values"), py::arg("format"))
      .def("__len__", [](const arrow_column& c) { return c.bytes->rows; })
      .def("__arrow_c_schema__", &schema_capsule)
      .def("__arrow_c_array__", &array_capsules, py::arg("requested_schema") = py::none())
      .def("__arrow_c_stream__", &stream_capsule, py::arg("requested_schema") = py::none());
}

}  // namespace thoihan::python
