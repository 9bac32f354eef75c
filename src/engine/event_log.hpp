// The log of a case as it counts: what was taken back, what corrects what, in the order of legal time.
//
//     const event_log log{before, together};
//     for (const turn& turn : log.turns()) ...          // an act with its corrections, or a migration
//
// Errors: thoihan::error with `corrupt` for numbers that do not ascend and for what names no earlier event.
// Thread-safety: immutable; the entries must outlive it. Cost: n log n in the entries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "thoihan/engine/case_history.hpp"

namespace thoihan {

// What moves the case, at its place.
struct turn {
  std::int32_t number = 0;
  instant at = 0;
  const effective_act* act = nullptr;
  const history_entry* migration = nullptr;
};

class event_log {
 public:
  explicit event_log(std::span<const history_entry> before, std::span<const history_entry> together = {});
  event_log(const event_log&) = delete;
  event_log& operator=(const event_log&) = delete;

  const std::vector<turn>& turns() const { return turns_; }
  const std::vector<effective_act>& acts() const { return acts_; }
  // Nothing for an act that has been taken back.
  const effective_act* act(std::int32_t number) const;
  const history_entry* find(std::int32_t number) const;

  // Has it not been taken back, nor what it corrects?
  bool stands(std::int32_t number) const { return stands_[*position(number)]; }
  // The number of the event that took it back, or what it corrects.
  std::int32_t taken_back_by(std::int32_t number) const;
  // The act that a correction, or a correction of it, is about; of an act itself.
  const history_entry& root(const history_entry& entry) const;
  // The link that stands, or nothing.
  const history_entry* link() const;

  // The packs in their order, each with the newest calendars of its time.
  std::vector<const rule_pack*> packs(const pack_source& source) const;
  // The name that the newest pack uses for one of the pack with this place in the order.
  std::string carried(std::string id, std::size_t pack, id_pairs id_mapping::*kind) const;
  instant last_recording() const;

 private:
  std::optional<std::size_t> position(std::int32_t number) const;
  const history_entry* target(const history_entry& entry) const;
  void find_standing();
  void find_acts();
  void find_turns();

  std::vector<const history_entry*> entries_;
  std::vector<std::int32_t> withdrawn_by_;  // parallel; 0: by none
  std::vector<bool> stands_;                // parallel
  std::vector<effective_act> acts_;
  std::vector<turn> turns_;
};

}  // namespace thoihan
