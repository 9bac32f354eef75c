// What a pack calls the things that another pack calls otherwise, for a case that goes over from the one to the other.
//
//     thoihan::id_mapping renamed;
//     renamed.states = {{"received", "taken_in"}};
//     renamed.events = {{"describe", ""}};                         // given up: the new pack never asks for it
//     renamed.values = {{"field", {{"roads", "streets"}}}};        // of the old fact "field"
//
// A name that stands in no list is the same in both. Only events and facts can be given up: what the case is in, what it owes
// and who has it must have a name.
//
// Thread-safety: a value.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace thoihan {

// Old name, new name.
using id_pairs = std::vector<std::pair<std::string, std::string>>;

struct id_mapping {
  id_pairs states;
  id_pairs events;
  id_pairs facts;
  std::vector<std::pair<std::string, id_pairs>> values;  // of choices, by the old name of the fact
  id_pairs channels;
  id_pairs roles;
  id_pairs duties;
  id_pairs authorities;

  bool operator==(const id_mapping&) const = default;
  bool empty() const { return *this == id_mapping{}; }
};

// The name that the other pack uses.
inline const std::string& mapped_id(const id_pairs& pairs, const std::string& id) {
  for (const auto& [old, fresh] : pairs) {
    if (old == id) return fresh;
  }
  return id;
}

}  // namespace thoihan
