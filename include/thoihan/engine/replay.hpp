// The open cases judged otherwise: by another pack, or by newer calendars. Which dues move, and by how much.
//
//     thoihan::replayed r = thoihan::replay_open_cases(cases, events, [&](const thoihan::rule_pack&) { return draft; });
//     for (const thoihan::moved_duty& m : r.moved) print(m.case_id, m.was.due, m.is ? m.is->due : std::nullopt);
//
// `was` is as decided then, from the log; `is` what the same events come to by the pack that is given instead. Nothing is
// written. For a revision of calendars the same wording goes on under the new ones:
//
//     thoihan::revision newer{thoihan::calendars_at("rules")};
//     thoihan::replayed r = thoihan::replay_open_cases(cases, events, [&](const auto& own) { return newer.under(own); }, progress);
//     thoihan::recompute_moved(cases, newer, r, now);          // events: decided anew, the older dates stay in the log
//
// A case that the other pack does not fit (a state that does not take an event, a name that it lacks) is told in `unfit` with
// the first reason.
//
// Errors: those of the store and of loading packs. Threads: as the store. Cost: a few microseconds an event; memory for what
// moved.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
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

// case, duty, round, owed_by, was, is (due, late_from, provisional; null: none), moved_s; then for a case that does not fit: case, error.
std::vector<std::string> json_lines(const replayed& found, language lang);

// The pack's wording under the calendars of a rules folder, where that has them: `read` gives the text of "national/office", or
// nothing.
using calendar_texts = std::function<std::optional<std::string>(const std::string& id)>;
std::shared_ptr<const rule_pack> under_calendars(const rule_pack& own, const calendar_texts& read);

// A rules folder gives every calendar that it has; a file "…/national/office.json" that one. Throws `io` where there is neither.
calendar_texts calendars_at(const std::string& path);

// What newer calendars move, by the cases' own wordings; `under` gives these wordings under the new calendars, for `recompute`.
class revision {
 public:
  explicit revision(calendar_texts read) : read_(std::move(read)) {}

  std::shared_ptr<const rule_pack> under(const rule_pack& own);
  bool differs() const noexcept { return differs_; }  // from the calendars of any pack that was asked about

 private:
  calendar_texts read_;
  std::map<std::string, std::shared_ptr<const rule_pack>> packs_;  // by hash
  bool differs_ = false;
};

// The new dues of the cases that moved, written as an event each. How many.
std::int64_t recompute_moved(engine& cases, revision& newer, const replayed& found, instant now);

}  // namespace thoihan
