// Numbers by numbers: open addressing, one cache line a look-up as a rule.
//
//     flat_map map;
//     std::uint32_t& at = map.at_or(key, flat_map::none);       // none: it was not there; may be written
//
// Thread-safety: none. Cost: O(1); a reference holds until the next `at_or`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "src/simulate/draw.hpp"

namespace thoihan {

class flat_map {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;

  // The key is never all ones.
  std::uint32_t& at_or(std::uint64_t key, std::uint32_t otherwise) {
    if (2 * (size_ + 1) > cells_.size()) grow();
    cell& found = find(cells_, key);
    if (found.key != key) {
      found = {key, otherwise};
      ++size_;
    }
    return found.value;
  }

 private:
  static constexpr std::uint64_t empty = ~std::uint64_t{0};
  struct cell {
    std::uint64_t key = empty;
    std::uint32_t value = none;
  };

  static cell& find(std::vector<cell>& cells, std::uint64_t key) noexcept {
    const std::size_t mask = cells.size() - 1;
    std::size_t at = mixed_bits(key) & mask;
    while (cells[at].key != empty && cells[at].key != key) at = (at + 1) & mask;
    return cells[at];
  }

  void grow() {
    std::vector<cell> wider(cells_.empty() ? 64 : 2 * cells_.size());
    for (const cell& one : cells_) {
      if (one.key != empty) find(wider, one.key) = one;
    }
    cells_ = std::move(wider);
  }

  std::vector<cell> cells_;
  std::size_t size_ = 0;
};

}  // namespace thoihan
