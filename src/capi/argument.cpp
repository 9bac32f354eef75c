#include "src/capi/argument.hpp"

#include "src/pack/say.hpp"
#include "thoihan/base/utf8.hpp"

namespace thoihan {

void throw_unknown_number(std::int32_t value, const char* parameter) {
  throw argument_error(status::invalid,
                       say("tham số {}: không có giá trị {}", "the parameter {} has no value {}", parameter, value),
                       parameter);
}

void throw_null_argument(const char* parameter) {
  throw argument_error(status::invalid,
                       say("tham số {} không được là NULL", "the parameter {} must not be NULL", parameter), parameter);
}

std::string_view text_argument(const char* text, std::int64_t size, const char* parameter) {
  need(text, parameter);
  if (size < THO_NTS) {
    throw argument_error(
        status::invalid,
        say("tham số {}: độ dài {} là số âm", "the parameter {} has a negative size: {}", parameter, size), parameter);
  }
  const std::string_view out =
      size == THO_NTS ? std::string_view{text} : std::string_view{text, static_cast<std::size_t>(size)};
  const std::size_t bad = utf8_error_at(out);
  const std::size_t nul = out.substr(0, bad).find('\0');
  if (nul != std::string_view::npos) {
    throw argument_error(
        status::utf8,
        say("tham số {} có byte NUL ở vị trí {}", "the parameter {} has a NUL byte at {}", parameter, nul), parameter,
        static_cast<std::int64_t>(nul));
  }
  if (bad != out.size()) {
    throw argument_error(
        status::utf8,
        say("tham số {} không phải UTF-8 từ byte {}", "the parameter {} is not UTF-8 from byte {}", parameter, bad),
        parameter, static_cast<std::int64_t>(bad));
  }
  return out;
}

std::string_view text_argument_if(const char* text, std::int64_t size, const char* parameter) {
  return text == nullptr ? std::string_view{} : text_argument(text, size, parameter);
}

std::string_view name_argument(const char* text, std::int64_t size, const char* parameter) {
  const std::string_view out = text_argument(text, size, parameter);
  if (out.empty()) {
    throw argument_error(status::invalid,
                         say("tham số {} không được trống", "the parameter {} must not be empty", parameter),
                         parameter);
  }
  return out;
}

std::int64_t count_argument(std::int64_t count, const char* parameter) {
  if (count < 0) {
    throw argument_error(status::range,
                         say("tham số {}: {} là số âm", "the parameter {}: {} is less than 0", parameter, count), parameter);
  }
  return count;
}

instant time_argument(std::int64_t time, const char* parameter) {
  if (!is_supported_instant(time)) {
    throw argument_error(status::range,
                         say("tham số {}: thời điểm {} ngoài khoảng 1990-01-01 đến 2099-12-31",
                             "the parameter {}: the time {} is outside 1990-01-01 to 2099-12-31", parameter, time),
                         parameter);
  }
  return time;
}

day_number day_argument(std::int32_t day, const char* parameter) {
  if (!is_supported_day(day)) {
    throw argument_error(status::range,
                         say("tham số {}: ngày {} ngoài khoảng 1990-01-01 đến 2099-12-31",
                             "the parameter {}: the day {} is outside 1990-01-01 to 2099-12-31", parameter, day),
                         parameter);
  }
  return day;
}

bool flag_argument(std::int32_t value, const char* parameter) {
  if (value != 0 && value != 1) throw_unknown_number(value, parameter);
  return value == 1;
}

std::int64_t seconds_argument(std::int64_t seconds, const char* parameter) {
  if (seconds >= 0) return seconds;
  throw argument_error(status::invalid,
                       say("tham số {}: {} là số âm", "the parameter {} is negative: {}", parameter, seconds),
                       parameter);
}

language language_argument(tho_language value, const char* parameter) {
  if (value == THO_LANGUAGE_VI) return language::vi;
  if (value == THO_LANGUAGE_EN) return language::en;
  throw_unknown_number(value, parameter);
}

working_dates working_dates_argument(tho_working_dates value, const char* parameter) {
  if (value == THO_WORKING_DATES_ALL) return working_dates::all;
  if (value == THO_WORKING_DATES_WITHOUT_MAKE_UP) return working_dates::without_make_up;
  throw_unknown_number(value, parameter);
}

}  // namespace thoihan
