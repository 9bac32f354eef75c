// What a pack's declarations come to for an act: names to places, and per event what it does to which duty.
//
//     pack.lookup.events.find(pack.events, "forward");
//     for (const thoihan::duty_moves& one : pack.lookup.moves_of(act.event))
//       if (one.does(thoihan::duty_move::starts)) start(pack.duties[one.duty]);
//
// The loader makes it once; nothing in it says more than the declarations do.
//
// Thread-safety: immutable once made. Cost: O(1); its size is linear in the declarations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "thoihan/guard/fact.hpp"
#include "thoihan/pack/name_table.hpp"

namespace thoihan {

// `asks`: for an extension or an exemption.
enum class duty_move : std::uint8_t { starts = 1, meets = 2, ends = 4, extends = 8, exempts = 16, asks = 32 };

// What an event does to a duty.
struct duty_moves {
  std::uint32_t duty = 0;
  std::uint8_t moves = 0;

  bool does(duty_move which) const noexcept { return (moves & static_cast<std::uint8_t>(which)) != 0; }
};

struct pack_lookup {
  name_table events;
  name_table roles;
  name_table authorities;
  name_table channels;
  name_table facts;
  std::vector<name_table> values;          // per fact; of a choice
  std::vector<std::uint32_t> first_moves;  // per event where its moves begin, and where the last one's end
  std::vector<duty_moves> moves;           // by event, then by duty
  std::vector<bool> moves_pauses;          // per event: it opens a pause or ends one
  std::vector<std::uint16_t> counts;       // the facts that the engine keeps
  std::vector<fact_value> standard;        // per fact: what a guard reads before anybody has said

  std::span<const duty_moves> moves_of(std::size_t event) const noexcept {
    return std::span{moves}.subspan(first_moves[event], first_moves[event + 1] - first_moves[event]);
  }
};

}  // namespace thoihan
