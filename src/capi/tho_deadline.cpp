#include "src/capi/tho_deadline.hpp"

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

}  // namespace

void check_deadline(const tho_deadline* out, const char* parameter) {
  check_struct_size(need(out, parameter)->struct_size, parameter);
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
    thoihan::clear_deadline(size, *deadline);
  });
}
