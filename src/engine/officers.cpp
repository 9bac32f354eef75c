#include "src/engine/officers.hpp"

#include <algorithm>

#include "src/pack/names.hpp"
#include "src/pack/say.hpp"

namespace thoihan {
namespace {

// "; an officer of so-y-te" for somebody who may act elsewhere that day.
bilingual elsewhere(const rule_pack& directory, std::string_view id, day_number day) {
  for (const authority& body : directory.authorities) {
    for (const officer& one : body.officers) {
      if (one.id == id && one.serves_on(day)) return say("; là cán bộ của {}", "; an officer of {}", body.id);
    }
  }
  return {};
}

// "2024-01-01 .. 2024-06-30"
std::string span_of(const officer& one) {
  const auto text = [](const std::optional<day_number>& day) {
    return day ? std::string{format_date(*day).data()} : std::string{"…"};
  };
  return text(one.from) + " .. " + text(one.until);
}

}  // namespace

void check_officer(const rule_pack& directory, const acting_officer& acting) {
  const std::vector<officer>* listed = nullptr;
  if (acting.authority.empty()) {
    if (const auto at = find_id(directory.roles, acting.role)) listed = &directory.roles[*at].officers;
  } else if (const auto at = find_id(directory.authorities, acting.authority)) {
    listed = &directory.authorities[*at].officers;
  }
  const std::string_view of = acting.authority.empty() ? acting.role : acting.authority;
  if (listed == nullptr || listed->empty()) return;
  if (acting.officer.empty()) {
    throw error(status::authority, say("\"{}\" có danh sách cán bộ: cần nêu ai làm (\"officer\")",
                                       "the officers of \"{}\" are listed: name the one who acts (\"officer\")", of));
  }
  const officer* known = nullptr;
  for (const officer& one : *listed) {
    if (one.id != acting.officer) continue;
    if (one.serves_on(acting.day)) return;
    known = &one;
  }
  const std::string on = format_date(acting.day).data();
  if (known != nullptr) {
    throw error(status::authority, say("ngày {}: cán bộ \"{}\" của \"{}\" chỉ được làm {}",
                                       "on {}: the officer \"{}\" of \"{}\" may act {} only", on, acting.officer, of, span_of(*known)));
  }
  std::vector<std::string> names;
  for (const officer& one : *listed) {
    if (one.serves_on(acting.day) && std::find(names.begin(), names.end(), one.id) == names.end()) names.push_back(one.id);
  }
  const bilingual there = elsewhere(directory, acting.officer, acting.day);
  const bilingual near = nearest_name(acting.officer, names);
  throw error(status::authority,
              say("\"{}\" không phải cán bộ của \"{}\"{}{}", "\"{}\" is no officer of \"{}\"{}{}", acting.officer, of,
                  there, near),
              {}, names);
}

}  // namespace thoihan
