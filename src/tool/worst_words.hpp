// The longest lawful time in words: what waits, what presses, and where an act leads.
//
//     for (std::size_t at = 0; at < time.path.size(); ++at) tell(pack.states[state_after(pack, time.path, at)].label);
//
// Thread-safety: pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "thoihan/pack/worst.hpp"

namespace thoihan {

bilingual wait_words(wait_kind kind);

struct named_wait {
  std::string key;  // "duty", "state"; empty for a pause
  std::string id;
  bilingual label;
  std::string cite;
};

named_wait name_of(const rule_pack& pack, const open_wait& wait);

const limit_rule& row_of(const rule_pack& pack, const pressing_rule& rule);
// The row's own basis, else its rule's.
const basis& source_of(const rule_pack& pack, const pressing_rule& rule);
state_number state_after(const rule_pack& pack, const std::vector<worst_act>& path, std::size_t at);

}  // namespace thoihan
