// A command as the event keeps it, and back.
//
//     event.facts = facts_json(pack, command, prints);
//     command again = command_of(event);
//
// A personal text stands in the event as its fingerprint, {"hmac": ...}; read back it is present and not spelt out.
//
// Errors: `corrupt` for an event that is none of ours. Thread-safety: pure. Cost: linear.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "thoihan/engine/command.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/store/stored_event.hpp"

namespace thoihan {

// Somebody's reason is kept as the personal texts are, under a name that no fact can have.
inline constexpr std::string_view reason_name = "$reason";

// Of personal texts, by name.
using fingerprints = std::vector<std::pair<std::string, std::string>>;

// What of a command stays out of the event: texts that are not public, and the reason.
std::vector<std::pair<std::string_view, std::string_view>> texts_kept_apart(const rule_pack& pack, const command& command);

std::string fingerprint_of(const std::array<std::uint8_t, 16>& salt, std::string_view text);

// A personal text without a print has an empty one: what was erased cannot be told from anything else.
std::string facts_json(const rule_pack& pack, const command& command, const fingerprints& prints);

command command_of(const stored_event& event);

// The prints that the event has.
fingerprints prints_in(const stored_event& event);

// A text or document of an event; without words where they were kept apart.
struct written_text {
  std::string name;
  std::optional<std::string> words;
};

std::vector<written_text> texts_in(const rule_pack& pack, const stored_event& event);

}  // namespace thoihan
