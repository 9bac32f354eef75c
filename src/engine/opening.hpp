// May a case be opened under a pack on that day?
//
//     check_opening(pack, act);
//
// The instrument must be in force: from its first day on, always; until its last, unless the act goes over its end. A case that
// was opened in time goes on afterwards.
//
// Errors: thoihan::error with `range`. Thread-safety: pure. Cost: none.
#pragma once

#include "thoihan/engine/case_view.hpp"

namespace thoihan {

inline bool has_ended(const rule_pack& pack, day_number day) noexcept {
  return pack.instrument.until && day > *pack.instrument.until;
}

void check_opening(const rule_pack& pack, const case_act& act);

}  // namespace thoihan
