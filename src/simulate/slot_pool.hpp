// Things of one kind by number, in blocks that never move: a freed place is used again.
//
//     slot_pool<flight> flights;
//     const std::uint32_t number = flights.take();       // of a fresh value
//     flights[number].node = 3;
//     flights.give_back(number);
//
// Thread-safety: none. Cost: O(1). Memory: what was in use at once, rounded up to 1,024.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace thoihan {

template <class T>
class slot_pool {
 public:
  std::uint32_t take() {
    if (free_.empty()) {
      if (taken_ == blocks_.size() * block_size) blocks_.push_back(std::make_unique<T[]>(block_size));
      return static_cast<std::uint32_t>(taken_++);
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    (*this)[number] = T{};
    return number;
  }
  void give_back(std::uint32_t number) { free_.push_back(number); }

  T& operator[](std::uint32_t number) noexcept { return blocks_[number / block_size][number % block_size]; }
  const T& operator[](std::uint32_t number) const noexcept { return blocks_[number / block_size][number % block_size]; }

  std::size_t in_use() const noexcept { return taken_ - free_.size(); }
  std::size_t ever_used() const noexcept { return taken_; }
  std::size_t bytes() const noexcept { return blocks_.size() * block_size * sizeof(T) + free_.capacity() * sizeof(std::uint32_t); }

 private:
  static constexpr std::size_t block_size = 1024;
  std::vector<std::unique_ptr<T[]>> blocks_;
  std::vector<std::uint32_t> free_;
  std::size_t taken_ = 0;
};

}  // namespace thoihan
