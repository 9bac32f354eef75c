// What an event of a case's log is. Its name is what the store keeps and JSON prints.
//
//     thoihan::event_kind_name(thoihan::event_kind::withdraw);     // "withdraw"
//     thoihan::find_event_kind("correct");                         // event_kind::correct; nothing for an unknown name
//
//   act        something happened: an event of the pack
//   correct    facts or legal time of an earlier act are given anew
//   withdraw   an earlier event was entered in error and counts as if it had not been
//   link       the case is a duplicate of another
//   split      part of the report became a case of its own
//   migrate    from here on another pack judges
//   erase      personal texts were erased; says nothing of state and duties
//   recompute  dues were computed again under a newer calendar; says nothing of state and duties
//
// Thread-safety: plain values. Cost: none.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace thoihan {

enum class event_kind : std::uint8_t { act, correct, withdraw, link, split, migrate, erase, recompute };

inline constexpr event_kind event_kinds[] = {event_kind::act,   event_kind::correct,  event_kind::withdraw,
                                             event_kind::link,  event_kind::split,    event_kind::migrate,
                                             event_kind::erase, event_kind::recompute};

constexpr std::string_view event_kind_name(event_kind kind) noexcept {
  switch (kind) {
    case event_kind::act: return "act";
    case event_kind::correct: return "correct";
    case event_kind::withdraw: return "withdraw";
    case event_kind::link: return "link";
    case event_kind::split: return "split";
    case event_kind::migrate: return "migrate";
    case event_kind::erase: return "erase";
    case event_kind::recompute: return "recompute";
  }
  return "unknown";
}

constexpr std::optional<event_kind> find_event_kind(std::string_view name) noexcept {
  for (const event_kind kind : event_kinds) {
    if (event_kind_name(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace thoihan
