// A column of 64-bit numbers as another library would hand it over by the Arrow C data interface.
//
//     arrow_column starts{"tss:UTC", {1714032000, 0, 1714035600}, {true, false, true}};
//     tho_arrow_limit_evaluate(limit, nullptr, &starts.schema, &starts.array, &type, &dues, &err);
//
// It notes when somebody releases what is not his.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "thoihan/thoihan_arrow.h"

struct arrow_column {
  // `offset` rows stand before the first one.
  arrow_column(std::string format, std::vector<std::int64_t> rows, const std::vector<bool>& valid = {},
               std::size_t offset = 0)
      : type(std::move(format)), numbers(offset, INT64_MIN), bits((offset + rows.size() + 7) / 8, 0xFF) {
    numbers.insert(numbers.end(), rows.begin(), rows.end());
    for (std::size_t row = 0; row < valid.size(); ++row) {
      if (valid[row]) continue;
      const std::size_t bit = offset + row;
      bits[bit / 8] = static_cast<unsigned char>(bits[bit / 8] & ~(1U << bit % 8));
      ++array.null_count;
    }
    buffers = {array.null_count == 0 ? nullptr : bits.data(), numbers.data()};
    schema.format = type.c_str();
    schema.private_data = this;
    schema.release = [](ArrowSchema* self) { ++static_cast<arrow_column*>(self->private_data)->released; };
    array.length = static_cast<std::int64_t>(rows.size());
    array.offset = static_cast<std::int64_t>(offset);
    array.n_buffers = 2;
    array.buffers = buffers.data();
    array.private_data = this;
    array.release = [](ArrowArray* self) { ++static_cast<arrow_column*>(self->private_data)->released; };
  }
  arrow_column(const arrow_column&) = delete;
  arrow_column& operator=(const arrow_column&) = delete;

  std::string type;
  std::vector<std::int64_t> numbers;
  std::vector<unsigned char> bits;
  std::array<const void*, 2> buffers{};
  ArrowSchema schema{};
  ArrowArray array{};
  int released = 0;
};
