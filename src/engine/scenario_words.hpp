// The texts that expectations and observations are compared by, and where scenarios stand.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/base/status.hpp"
#include "thoihan/engine/scenario.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// Beside the scenarios: mutants that none of them notices, each with its reason.
inline constexpr std::string_view survivors_file = "survivors.json";

// The scenario files of a pack (its folder or its pack.json), sorted.
std::vector<std::string> scenario_files(const std::string& pack);

// Throws thoihan::error (io).
std::string read_scenario_file(const std::string& path);

// "a, b"; "-" for none.
std::string sorted_names(std::vector<std::string> names);
// The value of a fact as a scenario writes it; a text is "present"; "-" when it is absent.
std::string fact_words(const rule_pack& pack, std::size_t fact, const fact_value& value);
// "accepted", "guard", "time_order".
std::string outcome_name(status code);

}  // namespace thoihan
