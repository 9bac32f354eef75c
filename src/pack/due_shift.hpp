// The dues of two packs side by side: see thoihan/pack/diff.hpp.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "thoihan/pack/diff.hpp"

namespace thoihan {

// The duties that both packs have, as their numbers in each, in the order of the newer pack: by id, then by the events that
// start and meet them, the most alike first.
std::vector<std::pair<std::size_t, std::size_t>> same_duties(const rule_pack& before, const rule_pack& after);

std::vector<due_shift> shift_dues(const rule_pack& before, const rule_pack& after, int year);

}  // namespace thoihan
