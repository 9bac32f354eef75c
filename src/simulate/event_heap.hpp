// What happens next: the least time first, of the same second what was put in first.
//
//     event_heap coming;
//     coming.push(time_s, item);
//     while (!coming.empty()) handle(coming.pop());
//
// Thread-safety: none. Cost: O(log n), four children a node.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace thoihan {

struct coming_event {
  std::uint32_t time_s = 0;
  std::uint32_t number = 0;
  std::uint32_t item = 0;

  bool before(const coming_event& other) const noexcept {
    return time_s != other.time_s ? time_s < other.time_s : number < other.number;
  }
};

class event_heap {
 public:
  bool empty() const noexcept { return events_.empty(); }
  std::uint32_t next_time() const noexcept { return events_.front().time_s; }
  std::size_t bytes() const noexcept { return events_.capacity() * sizeof(coming_event); }
  const std::vector<coming_event>& all() const noexcept { return events_; }

  void push(std::uint32_t time_s, std::uint32_t item) {
    const coming_event pushed{time_s, pushed_++, item};
    std::size_t at = events_.size();
    events_.push_back(pushed);
    while (at > 0 && pushed.before(events_[(at - 1) / arity])) {
      events_[at] = events_[(at - 1) / arity];
      at = (at - 1) / arity;
    }
    events_[at] = pushed;
  }

  coming_event pop() noexcept {
    const coming_event first = events_.front();
    const coming_event last = events_.back();
    events_.pop_back();
    const std::size_t size = events_.size();
    for (std::size_t at = 0; size > 0;) {
      const std::size_t begin = at * arity + 1;
      std::size_t least = begin;
      for (std::size_t child = begin + 1; child < std::min(begin + arity, size); ++child) {
        if (events_[child].before(events_[least])) least = child;
      }
      if (begin >= size || !events_[least].before(last)) {
        events_[at] = last;
        break;
      }
      events_[at] = events_[least];
      at = least;
    }
    return first;
  }

 private:
  static constexpr std::size_t arity = 4;
  std::vector<coming_event> events_;
  std::uint32_t pushed_ = 0;
};

}  // namespace thoihan
