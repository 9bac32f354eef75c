// Where a name stands in a list of named things, by one probe or two instead of a search.
//
//     thoihan::name_table roles;
//     roles.fill(pack.roles);                                   // things with an `id`, or strings
//     std::optional<std::size_t> at = roles.find(pack.roles, "operator");
//
// The table keeps places alone, no texts: it is asked together with the list that it was filled from, and goes with it when that
// is moved or copied. Of two things with one name the first is found. A list that has changed since is never read past its end, but
// what is new in it is not found.
//
// Errors: `fill` std::bad_alloc; `find` none. Thread-safety: immutable once filled. Cost: linear in the name; no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace thoihan {

class name_table {
 public:
  template <class Named>
  void fill(const std::vector<Named>& list) {
    std::size_t size = 4;
    while (size < 2 * list.size()) size *= 2;
    slots_.assign(size, {});
    for (std::size_t place = 0; place < list.size(); ++place) {
      const std::uint32_t hash = hash_of(text_of(list[place]));
      std::size_t at = hash & (size - 1);
      while (slots_[at].after_place != 0) at = (at + 1) & (size - 1);
      slots_[at] = {hash, static_cast<std::uint32_t>(place + 1)};
    }
  }

  template <class Named>
  std::optional<std::size_t> find(const std::vector<Named>& list, std::string_view name) const noexcept {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t hash = hash_of(name);
    for (std::size_t at = hash;; ++at) {
      const slot& here = slots_[at & (slots_.size() - 1)];
      if (here.after_place == 0) return std::nullopt;
      const std::size_t place = here.after_place - 1;
      if (here.hash == hash && place < list.size() && text_of(list[place]) == name) return place;
    }
  }

 private:
  struct slot {
    std::uint32_t hash = 0;
    std::uint32_t after_place = 0;  // 0: nothing here
  };

  static std::string_view text_of(const std::string& name) noexcept { return name; }
  template <class Named>
  static std::string_view text_of(const Named& thing) noexcept {
    return thing.id;
  }

  template <class Number>
  static std::uint64_t number_at(const char* from) noexcept {
    Number out;
    std::memcpy(&out, from, sizeof out);
    return out;
  }

  // All bytes count, the last eight perhaps twice. Names are the pack's own: nobody chooses them to collide.
  static std::uint32_t hash_of(std::string_view name) noexcept {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
    const char* const text = name.data();
    const std::size_t size = name.size();
    std::uint64_t hash = size * odd;
    const auto mix = [&hash](std::uint64_t number) {
      hash = (hash ^ number) * odd;
      hash ^= hash >> 32U;
    };
    if (size >= 8) {
      for (std::size_t at = 0; at + 8 < size; at += 8) mix(number_at<std::uint64_t>(text + at));
      mix(number_at<std::uint64_t>(text + size - 8));
    } else if (size >= 4) {
      mix(number_at<std::uint32_t>(text) << 32U | number_at<std::uint32_t>(text + size - 4));
    } else {
      for (const char byte : name) mix(static_cast<unsigned char>(byte));
    }
    return static_cast<std::uint32_t>(hash);
  }

  std::vector<slot> slots_;  // a power of two, half of them empty
};

}  // namespace thoihan
