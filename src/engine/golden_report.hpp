// A row of the table of reports in a scenario file, read.
#pragma once

#include <optional>

#include "src/pack/reader.hpp"
#include "thoihan/engine/scenario.hpp"

namespace thoihan {

// Nothing when it could not be read; `findings` says why.
std::optional<golden_report> read_golden_report(const rule_pack& pack, const json_view& view,
                                                 std::vector<finding>& findings);

}  // namespace thoihan
