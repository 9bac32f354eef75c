#include <algorithm>

#include "src/capi/argument.hpp"
#include "src/capi/guard.hpp"
#include "src/pack/say.hpp"
#include "thoihan/thoihan.h"
#include "thoihan/time/text.hpp"

using namespace thoihan;

namespace {

constexpr std::size_t format_size = 40;

[[noreturn]] void throw_bad_time(time_text_error code, std::string_view text, const bilingual& form) {
  const bilingual why = time_words(code, form);
  throw argument_error(code == time_text_error::range ? status::range : status::invalid,
                       say("\"{}\": {}", "\"{}\": {}", text, why), "text");
}

template <std::size_t size>
void write(const std::array<char, size>& text, char* out) noexcept {
  static_assert(size <= format_size);
  std::copy(text.begin(), text.end(), out);
}

void clear(char* out) noexcept {
  if (out != nullptr) std::fill_n(out, format_size, '\0');
}

}  // namespace

tho_status tho_time_parse(const char* text, int64_t text_size, int64_t* out, tho_error** err) {
  return guarded(err, [&] {
    set(out, 0);
    const std::string_view written = text_argument(text, text_size, "text");
    need(out, "out");
    instant t = 0;
    const time_text_error code = parse_instant(written, t);
    if (code != time_text_error::none) {
      throw_bad_time(code, written, instant_form_words());
    }
    *out = t;
  });
}

tho_status tho_time_format(int64_t time, char out[40], tho_error** err) {
  return guarded(err, [&] {
    clear(out);
    need(out, "out");
    write(format_instant(time_argument(time, "time")), out);
  });
}

tho_status tho_day_from_time(int64_t time, int32_t* out, tho_error** err) {
  return guarded(err, [&] {
    set(out, 0);
    need(out, "out");
    const day_number day = day_of(time_argument(time, "time"));
    *out = day_argument(day, "time");
  });
}

tho_status tho_day_parse(const char* text, int64_t text_size, int32_t* out, tho_error** err) {
  return guarded(err, [&] {
    set(out, 0);
    const std::string_view written = text_argument(text, text_size, "text");
    need(out, "out");
    day_number day = 0;
    const time_text_error code = parse_date(written, day);
    if (code != time_text_error::none) {
      throw_bad_time(code, written, {"cần một ngày như 2024-04-25", "expected a date such as 2024-04-25"});
    }
    *out = day;
  });
}

tho_status tho_day_format(int32_t day, char out[40], tho_error** err) {
  return guarded(err, [&] {
    clear(out);
    need(out, "out");
    write(format_date(day_argument(day, "day")), out);
  });
}
