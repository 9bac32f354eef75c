// Things of one kind by number: a freed place is used again, and tells where the next free one is.
//
//     slot_pool<flight> flights;
//     const std::uint32_t number = flights.take();       // of a fresh value; references do not outlive it
//     flights[number].node = 3;
//     flights.give_back(number);
//
// Thread-safety: none. Cost: O(1). Memory: what was in use at once, and a sixteenth of it at most.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace thoihan {

template <class T>
class slot_pool {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) >= sizeof(std::uint32_t));

 public:
  std::uint32_t take() {
    ++in_use_;
    if (free_ == none) {
      if (items_.size() == items_.capacity())
        items_.reserve(items_.size() + std::max<std::size_t>(least_growth, items_.size() / 16));
      items_.emplace_back();
      return static_cast<std::uint32_t>(items_.size() - 1);
    }
    const std::uint32_t number = free_;
    std::memcpy(&free_, static_cast<const void*>(&items_[number]), sizeof free_);
    items_[number] = T{};
    return number;
  }
  void give_back(std::uint32_t number) noexcept {
    std::memcpy(static_cast<void*>(&items_[number]), &free_, sizeof free_);
    free_ = number;
    --in_use_;
  }

  T& operator[](std::uint32_t number) noexcept { return items_[number]; }
  const T& operator[](std::uint32_t number) const noexcept { return items_[number]; }

  std::size_t in_use() const noexcept { return in_use_; }
  std::size_t ever_used() const noexcept { return items_.size(); }
  std::size_t bytes() const noexcept { return items_.capacity() * sizeof(T); }

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;
  static constexpr std::size_t least_growth = 256;
  std::vector<T> items_;
  std::uint32_t free_ = none;
  std::size_t in_use_ = 0;
};

}  // namespace thoihan
