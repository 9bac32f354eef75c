// What the store keeps for the engine between two acts of a case: the view, and marks of the keys that were used.
//
//     row.snapshot = memory_bytes({view, marks});
//     std::optional<case_memory> memory = remembered(pack, row);     // none: fold the events
//
// A mark is 8 bytes of a key. A key without a mark was never used in this case; one with a mark may have been, and the events
// tell.
//
// Errors: none but std::bad_alloc. Thread-safety: pure. Cost: linear in the bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/engine/case_view.hpp"
#include "thoihan/store/case_row.hpp"

namespace thoihan {

struct case_memory {
  case_view view;
  std::vector<std::uint64_t> key_marks;

  bool may_know(std::string_view key) const noexcept;
};

std::uint64_t key_mark(std::string_view key) noexcept;

std::string memory_bytes(const case_memory& memory);
std::optional<case_memory> remembered(const rule_pack& pack, const case_row& row);

}  // namespace thoihan
