// What happens next: the least time first, of the same second what was put in first.
//
//     slot_pool<piece_of_work> pieces;                          // each with a `time_s` and a `next`
//     event_wheel coming{pieces};
//     coming.push(piece);                                       // its time is not before what was taken last
//     while (coming.pop_before(end_s, piece)) handle(pieces[piece]);
//
// Four wheels of 256 slots, one for each byte of the time: an event stands in the wheel of the first byte in which its time differs from
// the present, and moves to a finer one when the present reaches its slot. Lists keep their order, so no number says which was first.
//
// Thread-safety: none. Cost: O(1), at most four moves an event. Memory: 8 KB.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "src/simulate/slot_pool.hpp"

namespace thoihan {

template <class Event>
class event_wheel {
 public:
  explicit event_wheel(slot_pool<Event>& events) : events_(events) {
    for (auto& wheel : slots_) wheel.fill({none, none});
  }

  std::size_t bytes() const noexcept { return sizeof slots_; }

  void push(std::uint32_t number) noexcept {
    events_[number].next = none;
    append(number);
  }

  bool pop_before(std::uint32_t end_s, std::uint32_t& number) noexcept {
    for (;;) {
      const std::uint32_t at = first_from(0, present_s_ & 0xFFU);
      if (at < slots_a_wheel) {
        const std::uint32_t time = (present_s_ & ~std::uint32_t{0xFF}) | at;
        if (time >= end_s) return false;
        present_s_ = time;
        slot& list = slots_[0][at];
        number = list.first;
        list.first = events_[number].next;
        if (list.first == none) clear(0, at);
        return true;
      }
      if (!turn(end_s)) return false;
    }
  }

  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& wheel : slots_) {
      for (const slot& list : wheel) {
        for (std::uint32_t number = list.first; number != none; number = events_[number].next) visit(events_[number]);
      }
    }
  }

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;
  static constexpr std::uint32_t slots_a_wheel = 256;
  static constexpr std::uint32_t wheels = 4;

  struct slot {
    std::uint32_t first = none;
    std::uint32_t last = none;  // holds where `first` is one
  };

  void append(std::uint32_t number) noexcept {
    const std::uint32_t time = events_[number].time_s;
    const std::uint32_t differs = time ^ present_s_;
    const std::uint32_t wheel = differs == 0 ? 0 : (31U - static_cast<std::uint32_t>(std::countl_zero(differs))) / 8U;
    const std::uint32_t at = (time >> (8U * wheel)) & 0xFFU;
    slot& list = slots_[wheel][at];
    if (list.first == none) {
      list.first = number;
      filled_[wheel][at / 64U] |= std::uint64_t{1} << (at % 64U);
    } else {
      events_[list.last].next = number;
    }
    list.last = number;
  }

  void clear(std::uint32_t wheel, std::uint32_t at) noexcept {
    slots_[wheel][at].first = none;
    filled_[wheel][at / 64U] &= ~(std::uint64_t{1} << (at % 64U));
  }

  // The first slot of the wheel, from this one on, that has events.
  std::uint32_t first_from(std::uint32_t wheel, std::uint32_t from) const noexcept {
    if (from >= slots_a_wheel) return slots_a_wheel;
    std::uint64_t bits = filled_[wheel][from / 64U] & (~std::uint64_t{0} << (from % 64U));
    for (std::uint32_t word = from / 64U;;) {
      if (bits != 0) return word * 64U + static_cast<std::uint32_t>(std::countr_zero(bits));
      if (++word == slots_a_wheel / 64U) return slots_a_wheel;
      bits = filled_[wheel][word];
    }
  }

  // The present moves to the next slot of a coarser wheel, whose events go to the finer ones.
  bool turn(std::uint32_t end_s) noexcept {
    for (std::uint32_t wheel = 1; wheel < wheels; ++wheel) {
      const std::uint32_t shift = 8U * wheel;
      const std::uint32_t at = first_from(wheel, ((present_s_ >> shift) & 0xFFU) + 1);
      if (at == slots_a_wheel) continue;
      const std::uint64_t coarser = ~((std::uint64_t{1} << (shift + 8U)) - 1);
      const auto begin_s = static_cast<std::uint32_t>((present_s_ & coarser) | (std::uint64_t{at} << shift));
      if (begin_s >= end_s) return false;
      present_s_ = begin_s;
      std::uint32_t number = slots_[wheel][at].first;
      clear(wheel, at);
      while (number != none) {
        const std::uint32_t next = events_[number].next;
        events_[number].next = none;
        append(number);
        number = next;
      }
      return true;
    }
    return false;
  }

  slot_pool<Event>& events_;
  std::array<std::array<slot, slots_a_wheel>, wheels> slots_;
  std::array<std::array<std::uint64_t, slots_a_wheel / 64U>, wheels> filled_{};
  std::uint32_t present_s_ = 0;
};

}  // namespace thoihan
