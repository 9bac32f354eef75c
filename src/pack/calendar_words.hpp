// The compiler's problems with a calendar, in words.
#pragma once

#include <string>

#include "thoihan/calendar/compile.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

std::string finding_code(calendar_problem_code problem);

// `other`: the place of the row that the problem's row contradicts.
bilingual problem_words(const calendar_problem& problem, const place& other);

}  // namespace thoihan
