// A message in both languages from one set of arguments. The two formats stand side by side at the place that speaks, so
// that neither is forgotten; fmt checks both against the arguments while compiling.
//
//     throw error(status::busy, say("cơ sở dữ liệu {} đang bị khóa", "the database {} is locked", path));
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "thoihan/pack/error.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {

// An argument may itself be in both languages: each format then has its own.
template <class T>
using said_part = std::conditional_t<std::is_same_v<T, bilingual>, std::string, T>;

template <std::string bilingual::*Language, class T>
const said_part<T>& part_in(const T& argument) noexcept {
  if constexpr (std::is_same_v<T, bilingual>) {
    return argument.*Language;
  } else {
    return argument;
  }
}

template <class... Args>
bilingual say(fmt::format_string<const said_part<Args>&...> vi, fmt::format_string<const said_part<Args>&...> en,
              const Args&... args) {
  return {fmt::format(vi, part_in<&bilingual::vi>(args)...), fmt::format(en, part_in<&bilingual::en>(args)...)};
}

// Why a date or a time was not understood. `form` says what was expected where the form is wrong.
bilingual time_words(time_text_error why, const bilingual& form);

// "expected an RFC 3339 time such as ..."
bilingual instant_form_words();

// "a, b, c"
std::string joined(const std::vector<std::string>& list, std::string_view between = ", ");

// "; did you mean \"forward\"?" in both languages for the known name that differs least from `unknown`, or nothing when none
// is near. Both carry their leading "; ".
bilingual nearest_name(std::string_view unknown, const std::vector<std::string>& known);

}  // namespace thoihan
