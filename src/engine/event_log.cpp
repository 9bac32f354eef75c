#include "src/engine/event_log.hpp"

#include <algorithm>
#include <map>

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

[[noreturn]] void throw_corrupt(const history_entry& entry) {
  throw error(status::corrupt,
              say("sự kiện số {} của hồ sơ {} không hợp với các sự kiện trước đó",
                  "event {} of the case {} does not fit those before it", entry.number, entry.what.case_id));
}

// The act as an event with this number corrects it.
void correct(effective_act& act, const command& correction, std::int32_t number) {
  command& what = act.what;
  const auto find = [&what](const std::string& name) {
    const auto at =
        std::find_if(what.facts.begin(), what.facts.end(), [&](const auto& fact) { return fact.first == name; });
    return at - what.facts.begin();
  };
  const auto count = [&what] { return static_cast<std::ptrdiff_t>(what.facts.size()); };
  for (const std::string& name : correction.without) {
    const auto at = find(name);
    if (at == count()) continue;
    what.facts.erase(what.facts.begin() + at);
    act.given_by.erase(act.given_by.begin() + at);
  }
  for (const auto& [name, value] : correction.facts) {
    const auto at = find(name);
    if (at == count()) {
      what.facts.emplace_back(name, value);
      act.given_by.push_back(number);
    } else {
      what.facts[static_cast<std::size_t>(at)].second = value;
      act.given_by[static_cast<std::size_t>(at)] = number;
    }
  }
  if (correction.happened_at && *correction.happened_at != what.at) {
    what.at = *correction.happened_at;
    what.recorded_at = correction.recorded_at;
  }
  what.overrides.ended = what.overrides.ended || correction.overrides.ended;
  what.overrides.not_in_office = what.overrides.not_in_office || correction.overrides.not_in_office;
}

}  // namespace

event_log::event_log(std::span<const history_entry> before, std::span<const history_entry> together) {
  for (const auto& part : {before, together}) {
    for (const history_entry& entry : part) {
      if (entry.number <= (entries_.empty() ? 0 : entries_.back()->number)) throw_corrupt(entry);
      entries_.push_back(&entry);
    }
  }
  find_standing();
  find_acts();
  find_turns();
}

const effective_act* event_log::act(std::int32_t number) const {
  const auto found =
      std::find_if(acts_.begin(), acts_.end(), [number](const effective_act& act) { return act.number == number; });
  return found == acts_.end() ? nullptr : &*found;
}

const history_entry* event_log::find(std::int32_t number) const {
  const auto found = position(number);
  return found ? entries_[*found] : nullptr;
}

std::int32_t event_log::taken_back_by(std::int32_t number) const {
  std::size_t at = *position(number);
  while (withdrawn_by_[at] == 0) at = *position(entries_[at]->what.about);
  return withdrawn_by_[at];
}

const history_entry& event_log::root(const history_entry& entry) const {
  const history_entry* at = &entry;
  while (at->what.kind == event_kind::correct) at = target(*at);
  return *at;
}

const history_entry* event_log::link() const {
  for (std::size_t i = entries_.size(); i-- > 0;) {
    if (entries_[i]->what.kind == event_kind::link && stands_[i]) return entries_[i];
  }
  return nullptr;
}

std::vector<const rule_pack*> event_log::packs(const pack_source& source) const {
  std::vector<const rule_pack*> out;
  const std::string* hash = &entries_.front()->pack_hash;
  const std::string* calendars = &entries_.front()->calendars_hash;
  for (const history_entry* entry : entries_) {
    if (entry->what.kind == event_kind::migrate) {
      out.push_back(&source(*hash, *calendars));
      hash = &entry->what.target_pack;
      calendars = &entry->calendars_hash;
    } else if (entry->pack_hash == *hash) {
      calendars = &entry->calendars_hash;
    }
  }
  out.push_back(&source(*hash, *calendars));
  return out;
}

std::string event_log::carried(std::string id, std::size_t pack, id_pairs id_mapping::*kind) const {
  std::size_t at = 0;
  for (const turn& turn : turns_) {
    if (turn.migration != nullptr && at++ >= pack) id = mapped_id(turn.migration->what.mapping.*kind, id);
  }
  return id;
}

instant event_log::last_recording() const {
  instant out = entries_.front()->what.recorded_at;
  for (const history_entry* entry : entries_) out = std::max(out, entry->what.recorded_at);
  return out;
}

std::optional<std::size_t> event_log::position(std::int32_t number) const {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), number,
                                   [](const history_entry* entry, std::int32_t n) { return entry->number < n; });
  if (at == entries_.end() || (*at)->number != number) return std::nullopt;
  return static_cast<std::size_t>(at - entries_.begin());
}

const history_entry* event_log::target(const history_entry& entry) const {
  const history_entry* found = find(entry.what.about);
  if (found == nullptr || found->number >= entry.number) throw_corrupt(entry);
  return found;
}

void event_log::find_standing() {
  withdrawn_by_.assign(entries_.size(), 0);
  stands_.assign(entries_.size(), true);
  // Who takes back is younger than what is taken back: the youngest is decided first.
  for (std::size_t i = entries_.size(); i-- > 0;) {
    if (entries_[i]->what.kind != event_kind::withdraw || withdrawn_by_[i] != 0) continue;
    withdrawn_by_[*position(target(*entries_[i])->number)] = entries_[i]->number;
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    stands_[i] = withdrawn_by_[i] == 0;
    if (entries_[i]->what.kind != event_kind::correct) continue;
    stands_[i] = stands_[i] && stands_[*position(target(*entries_[i])->number)];
  }
}

void event_log::find_acts() {
  std::map<std::int32_t, std::size_t> place;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const history_entry& entry = *entries_[i];
    if (!stands_[i]) continue;
    if (entry.what.kind == event_kind::act) {
      place[entry.number] = acts_.size();
      acts_.push_back({entry.number, entry.what, std::vector<std::int32_t>(entry.what.facts.size(), entry.number)});
    } else if (entry.what.kind == event_kind::correct) {
      const auto act = place.find(root(entry).number);
      if (act == place.end()) throw_corrupt(entry);
      correct(acts_[act->second], entry.what, entry.number);
    }
  }
  std::sort(acts_.begin(), acts_.end(), [](const effective_act& a, const effective_act& b) {
    return a.what.at != b.what.at ? a.what.at < b.what.at : a.number < b.number;
  });
}

void event_log::find_turns() {
  for (const effective_act& act : acts_) turns_.push_back({act.number, act.what.at, &act, nullptr});
  for (const history_entry* entry : entries_) {
    if (entry->what.kind == event_kind::migrate) turns_.push_back({entry->number, entry->what.at, nullptr, entry});
  }
  std::sort(turns_.begin(), turns_.end(),
            [](const turn& a, const turn& b) { return a.at != b.at ? a.at < b.at : a.number < b.number; });
}

}  // namespace thoihan
