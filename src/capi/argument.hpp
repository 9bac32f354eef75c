// Arguments as they come from C: checked before anything is done with them.
//
//     set(out, nullptr);                                        // outputs are NULL or zero from the beginning
//     const rule_pack& rules = *need(pack, "pack")->rules;
//     const std::string_view name = text_argument(duty, duty_size, "duty");
//
// Errors: argument_error with the parameter's name.
#pragma once

#include <cstdint>
#include <string_view>

#include "src/capi/tho_error.hpp"
#include "thoihan/calendar/calendar.hpp"
#include "thoihan/time/instant.hpp"

namespace thoihan {

[[noreturn]] void throw_null_argument(const char* parameter);
[[noreturn]] void throw_unknown_number(std::int32_t value, const char* parameter);

template <class Pointer>
Pointer* need(Pointer* value, const char* parameter) {
  if (value == nullptr) throw_null_argument(parameter);
  return value;
}

// An output that is asked for.
template <class Value, class Other>
void set(Value* out, Other value) noexcept {
  if (out != nullptr) *out = static_cast<Value>(value);
}

std::string_view text_argument(const char* text, std::int64_t size, const char* parameter);
// NULL is no text.
std::string_view text_argument_if(const char* text, std::int64_t size, const char* parameter);
// A path or an id: not empty.
std::string_view name_argument(const char* text, std::int64_t size, const char* parameter);

// A number of things: 0 or more.
std::int64_t count_argument(std::int64_t count, const char* parameter);
instant time_argument(std::int64_t time, const char* parameter);
day_number day_argument(std::int32_t day, const char* parameter);
// A boolean: 0 or 1.
bool flag_argument(std::int32_t value, const char* parameter);
// Of working time: 0 or more.
std::int64_t seconds_argument(std::int64_t seconds, const char* parameter);
language language_argument(tho_language value, const char* parameter);
working_dates working_dates_argument(tho_working_dates value, const char* parameter);

}  // namespace thoihan
