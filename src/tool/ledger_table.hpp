// The ledger of a case as a table: a row for each party, cause and duty, then what they sum to.
//
//     print_ledger(out, e.ledger("LH-2024-000001", now));
//
// Rows stand in the order in which they first appear, what is nobody's last.
#pragma once

#include "src/tool/output.hpp"
#include "thoihan/engine/ledger.hpp"

namespace thoihan {

void print_ledger(output& out, const case_ledger& ledger);

}  // namespace thoihan
