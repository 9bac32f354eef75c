// The open cases judged otherwise: by another pack, or by newer calendars. Which dues move, and by how much.
//
//     thoihan::replayed r = thoihan::replay_open_cases(cases, events, [&](const thoihan::rule_pack&) { return draft; });
//     for (const thoihan::moved_duty& m : r.moved) print(m.case_id, m.was.due, m.is ? m.is->due : std::nullopt);
//
// `was` is as decided then, from the log; `is` what the same events come to by the pack that is given instead. Nothing is
// written. For a revision of calendars the same wording goes on under the new ones:
//
//     std::shared_ptr<const thoihan::rule_pack> revised = thoihan::under_calendars(own, canonical_text_of_the_new_ones);
//     cases.recompute(m.case_id, revised, now);                // an event: decided anew, the older date stays in the log
//
// A case that the other pack does not fit (a state that does not take an event, a name that it lacks) is told in `unfit` with
// the first reason.
//
// Errors: those of the store and of loading packs. Threads: as the store. Cost: a few microseconds an event; memory for what
// moved.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "thoihan/engine/engine.hpp"

namespace thoihan {

struct moved_duty {
  std::string case_id;
  std::string state;
  duty_row was;
  std::optional<duty_row> is;  // none: there is no such duty by the other pack

  bool operator==(const moved_duty&) const = default;
};

struct unfit_case {
  std::string case_id;
  error why;
};

struct replayed {
  std::int64_t cases = 0;   // open ones that were judged
  std::int64_t duties = 0;  // that run in them, as decided
  std::vector<moved_duty> moved;
  std::vector<unfit_case> unfit;
};

// The pack that judges in the place of a case's own.
using pack_instead = std::function<std::shared_ptr<const rule_pack>(const rule_pack& own)>;

// `progress`: cases done and in all; its false ends the work with what was found so far.
replayed replay_open_cases(engine& cases, const store& events, const pack_instead& instead,
                           const std::function<bool(std::int64_t, std::int64_t)>& progress);

// The pack's wording under the calendars of a rules folder, where that has them: `read` gives the text of "national/office", or
// nothing.
std::shared_ptr<const rule_pack> under_calendars(
    const rule_pack& own, const std::function<std::optional<std::string>(const std::string& id)>& read);

}  // namespace thoihan
