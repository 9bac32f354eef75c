// A report on a terminal: its head, then its tables, no wider than the terminal.
//
//     print_report(out, make_report(events, work, question));
//
// Columns in which everything is 0 are left out, and said to be.
#pragma once

#include "src/tool/output.hpp"
#include "thoihan/engine/report.hpp"

namespace thoihan {

void print_report(output& out, const report& told);

}  // namespace thoihan
