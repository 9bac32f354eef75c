#include "src/capi/arrow_starts.hpp"

#include <cstring>
#include <limits>
#include <string_view>

#include "src/capi/argument.hpp"
#include "src/pack/say.hpp"

namespace thoihan {
namespace {

constexpr const char* schema_name = "starts_schema";
constexpr const char* array_name = "starts";

[[noreturn]] void throw_type(std::string_view format) {
  throw argument_error(
      status::unsupported,
      say("tham số {}: kiểu \"{}\"; cần một cột thời điểm (\"tss:UTC\", tsm, tsu, tsn) hoặc \"l\"",
          "the parameter {} has the type \"{}\"; expected timestamps (\"tss:UTC\", tsm, tsu, tsn) or \"l\"",
          schema_name, format),
      schema_name);
}

[[noreturn]] void throw_array(const char* vi, const char* en) {
  throw argument_error(
      status::invalid,
      {fmt::format("tham số {}: {}", array_name, vi), fmt::format("the parameter {}: {}", array_name, en)}, array_name);
}

std::int64_t parts_of(char unit, std::string_view format) {
  switch (unit) {
    case 's': return 1;
    case 'm': return 1'000;
    case 'u': return 1'000'000;
    case 'n': return 1'000'000'000;
    default: throw_type(format);
  }
}

// What an array of numbers of 64 bits must be, whoever made it.
void check_shape(const ArrowArray& array) {
  if (array.release == nullptr) throw_array("đã được giải phóng", "was released already");
  if (array.length < 0 || array.offset < 0 || array.null_count < -1 ||
      array.offset > std::numeric_limits<std::int64_t>::max() / 8 - array.length) {
    throw_array("độ dài, vị trí đầu hoặc số giá trị trống không thể có",
                "a length, offset or null count that cannot be");
  }
  if (array.n_buffers != 2 || array.n_children != 0 || array.dictionary != nullptr || array.buffers == nullptr) {
    throw_array("cần đúng hai vùng nhớ, không cột con, không từ điển",
                "expected two buffers, no children and no dictionary");
  }
  if (array.length > 0 && array.buffers[1] == nullptr) throw_array("thiếu vùng nhớ của các số", "has no numbers");
  if (array.null_count > 0 && array.buffers[0] == nullptr) {
    throw_array("có giá trị trống mà không có bảng bit", "has nulls and no bitmap of them");
  }
}

}  // namespace

arrow_starts::arrow_starts(const ArrowSchema* schema, const ArrowArray* array) {
  need(schema, schema_name);
  if (schema->release == nullptr || schema->format == nullptr) {
    throw argument_error(status::invalid,
                         say("tham số {}: đã được giải phóng, hoặc không có kiểu",
                             "the parameter {}: was released already, or has no type", schema_name),
                         schema_name);
  }
  const std::string_view format = text_argument(schema->format, THO_NTS, schema_name);
  if (format != "l") {
    if (format.size() < 4 || format.substr(0, 2) != "ts" || format[3] != ':') throw_type(format);
    parts_a_second_ = parts_of(format[2], format);
    wall_clock_ = format.size() == 4;
  }
  check_shape(*need(array, array_name));
  if (array->null_count != 0) valid_ = static_cast<const unsigned char*>(array->buffers[0]);
  offset_ = static_cast<std::size_t>(array->offset);
  rows_ = static_cast<std::size_t>(array->length);
  if (rows_ != 0) numbers_ = static_cast<const unsigned char*>(array->buffers[1]) + offset_ * sizeof(std::int64_t);
}

// Buffers should be aligned, and need not be.
std::int64_t arrow_starts::number(std::size_t row) const noexcept {
  std::int64_t out = 0;
  std::memcpy(&out, numbers_ + row * sizeof out, sizeof out);
  return out;
}

column<const instant> arrow_starts::read(std::size_t first, std::size_t rows, std::span<instant> room) const noexcept {
  const unsigned char* const begin = numbers_ + first * sizeof(instant);
  const bool aligned = reinterpret_cast<std::uintptr_t>(begin) % alignof(instant) == 0;
  if (parts_a_second_ == 1 && !wall_clock_ && aligned) return {reinterpret_cast<const instant*>(begin)};
  for (std::size_t row = 0; row < rows; ++row) {
    const std::int64_t seconds = number(first + row) / parts_a_second_;
    // What is too early to be moved is too early anyway.
    const bool moved = wall_clock_ && seconds >= first_supported_instant;
    room[row] = moved ? seconds - viet_nam_offset_s : seconds;
  }
  return {room.data()};
}

}  // namespace thoihan
