#include "src/capi/column_argument.hpp"

#include <limits>

#include "src/pack/say.hpp"

namespace thoihan {

std::int64_t count_argument(std::int64_t count) {
  if (count >= 0) return count;
  throw argument_error(status::invalid, say("tham số count: {} là số âm", "the parameter count is negative: {}", count),
                       "count");
}

void check_column(const void* first, std::int64_t stride, std::int64_t rows, std::size_t alignment,
                  std::int64_t least_stride, const char* parameter) {
  const auto step = static_cast<std::int64_t>(alignment);
  if (stride < least_stride || stride % step != 0) {
    throw argument_error(status::invalid,
                         say("tham số {}: bước {} byte; cần một bội của {}, ít nhất là {}",
                             "the parameter {} has a stride of {} bytes; expected a multiple of {}, at least {}",
                             parameter, stride, step, least_stride),
                         parameter);
  }
  if (rows == 0) return;
  need(first, parameter);
  if (reinterpret_cast<std::uintptr_t>(first) % alignment != 0) {
    throw argument_error(status::invalid,
                         say("tham số {}: địa chỉ phải là một bội của {}",
                             "the parameter {} must have an address that is a multiple of {}", parameter, step),
                         parameter);
  }
  if (stride > 0 && rows > std::numeric_limits<std::ptrdiff_t>::max() / stride) {
    throw argument_error(status::invalid,
                         say("tham số {}: {} dòng thì vượt quá bộ nhớ",
                             "the parameter {} cannot have {} rows in any memory", parameter, rows),
                         parameter);
  }
}

}  // namespace thoihan
