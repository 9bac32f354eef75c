#include "src/capi/tho_deadline.hpp"

#include <cstddef>
#include <cstring>

#include "src/capi/argument.hpp"
#include "src/capi/guard.hpp"
#include "src/pack/say.hpp"

namespace thoihan {
namespace {

constexpr std::uint32_t first_size = 32;  // of version 0.1
constexpr std::uint32_t most_size = 128;

void check_struct_size(std::uint32_t size, const char* parameter) {
  if (size >= first_size && size <= most_size && size % 8 == 0) return;
  throw argument_error(
      status::struct_size,
      say("tham số {}: không phiên bản nào có struct dài {} byte; hãy đặt struct_size = sizeof(tho_deadline)",
          "the parameter {}: no version has a struct of {} bytes; set struct_size = sizeof(tho_deadline)", parameter,
          size),
      parameter);
}

// Everything behind struct_size, of this version and of a later one that the caller may have.
void clear(tho_deadline* out, std::uint32_t size) noexcept {
  std::memset(reinterpret_cast<char*>(out) + sizeof size, 0, size - sizeof size);
  out->struct_size = size;
}

}  // namespace

deadline_out::deadline_out(tho_deadline* out, const char* parameter) : out_(need(out, parameter)) {
  check_struct_size(out->struct_size, parameter);
  clear(out, out->struct_size);
}

void deadline_out::write(const limit_answer& answer) const noexcept {
  std::uint32_t flags = 0;
  if (answer.end == end_kind::day) flags |= THO_DEADLINE_DAY_END;
  if (answer.provisional) flags |= THO_DEADLINE_PROVISIONAL;
  if (answer.rolled) flags |= THO_DEADLINE_ROLLED;
  if (answer.clamped) flags |= THO_DEADLINE_CLAMPED;
  if (answer.cut_off) flags |= THO_DEADLINE_CUT_OFF;
  if (answer.before_start) flags |= THO_DEADLINE_BEFORE_START;
  out_->flags = flags;
  out_->due = answer.due;
  out_->late_from = answer.late_from;
  out_->due_day = answer.due_date;
}

void deadline_out::write_none() const noexcept {
  out_->due = THO_TIME_NONE;
  out_->late_from = INT64_MAX;
}

}  // namespace thoihan

tho_status tho_deadline_init(tho_deadline* deadline, uint32_t size, tho_error** err) {
  return thoihan::guarded(err, [&] {
    thoihan::need(deadline, "deadline");
    thoihan::check_struct_size(size, "size");
    thoihan::clear(deadline, size);
  });
}
