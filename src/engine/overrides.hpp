// The findings that an act goes over, as a command writes them, ["ended", "not-in-office"], and as an event keeps them,
// "ended,not-in-office".
//
// Errors of `read_overrides` go to the list, with the nearest known name. Thread-safety: pure apart from the list. Cost: none.
#pragma once

#include <string>
#include <string_view>

#include "src/pack/reader.hpp"
#include "thoihan/engine/command.hpp"

namespace thoihan {

act_overrides read_overrides(const json_view& view, finding_list& findings);
std::string overrides_text(const act_overrides& overrides);
act_overrides overrides_of(std::string_view text);

}  // namespace thoihan
