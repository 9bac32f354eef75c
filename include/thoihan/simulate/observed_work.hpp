// How long work took in truth: the rounds of a store as rows of a plan's `work`.
//
//     thoihan::store reports = thoihan::store::open("reports.db", thoihan::store_mode::read_only);
//     for (const thoihan::observed_work& one : thoihan::observe_work(pack, reports)) ...
//     std::string row = thoihan::json_line_of(pack, one);   // {"role":"operator","event":"forward","takes":{"observed_minutes":[11,24]}}
//
// A time is that from the beginning of a round until the act that met it, in the hours of the duty's calendar. A store does not say when
// somebody took the work up: what it waited in a queue is in it. So these times go with staff of whom some are always free; with fewer the
// wait counts twice. Pauses are in it, too. Rounds that were cancelled or still run tell nothing.
//
// A round counts where the pack knows its duty, role and authority by their ids; the store may have been kept under an older version.
// Of the events that may meet a duty each has the same times; one that meets several duties has those of the first.
//
// Units: whole seconds, in ascending order. Errors: those of the store. Thread-safety: that of the store. Cost: one pass over the cases.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

struct observed_work {
  role_number role = 0;
  std::optional<authority_number> authority;  // none: the role's own
  event_number event = 0;
  std::vector<std::int64_t> seconds;
};

// By role, authority, and event in the order of the duties.
std::vector<observed_work> observe_work(const rule_pack& pack, const store& reports);

std::string json_line_of(const rule_pack& pack, const observed_work& one);

}  // namespace thoihan
