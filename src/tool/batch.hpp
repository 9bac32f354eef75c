// A question a line on standard input, an answer a line on standard output.
//
//     return answer_lines(out, {"FROM<TAB>TO", "FROM<TAB>TO"}, [&](const std::string& from, const std::string& to) { ... });
//
// A line that fails is told with its number and does not stop the rest: with --json as an `error` object in its place,
// else on standard error. The exit status at the end says whether one failed. Empty lines are left out.
#pragma once

#include <functional>
#include <string>

#include "src/tool/output.hpp"

namespace thoihan {

using pair_work = std::function<void(const std::string& first, const std::string& second)>;

// `form`: what a line should look like.
int answer_lines(output& out, std::string_view form, const pair_work& work);

// An error as an answer: an object on standard output or a line on standard error.
void answer_error(output& out, const error& problem);
// The same error, at a place; details that only repeat the message are left out.
error placed(const error& problem, place where);

}  // namespace thoihan
