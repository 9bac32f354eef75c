// Facts as a caller says them: a JSON object by id, over what stands before anybody has said anything.
//
//     const std::vector<fact_value> facts = read_said_facts(rules, R"({"urgent": true})");
//
// Errors: syntax; schema for a value of another kind; reference for an unknown fact, with those that there are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

std::vector<fact_value> read_said_facts(const rule_pack& rules, std::string_view written);

[[noreturn]] void throw_unknown_name(const bilingual& text, std::string_view name, std::vector<std::string> known,
                                     place where);

}  // namespace thoihan
