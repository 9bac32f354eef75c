// May this officer act, in this role or for this authority, on that day?
//
//     check_officer(pack_in_use, {"handler", "phuong-an-binh", "tran.van.b", day_of(command.at)});
//
// Where the directory lists officers of the authority for which the act is done, or of the role where that is nobody's, only they may
// act, each from the first to the last day of the listing; where it lists none, nothing is asked. The directory is that of the pack
// in use, of which the case's own may be an older wording: people change more often than rules, and a case keeps its rules.
// Authorities and roles that the directory does not know are not asked about.
//
// Errors: thoihan::error with `authority`. Thread-safety: pure. Cost: linear in the officers listed there.
#pragma once

#include <string_view>

#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct acting_officer {
  std::string_view role;
  std::string_view authority;  // empty: of none
  std::string_view officer;    // empty: nobody is named
  day_number day = 0;
};

void check_officer(const rule_pack& directory, const acting_officer& acting);

}  // namespace thoihan
