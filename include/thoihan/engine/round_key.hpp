// Which round of a duty is which, and which of them are late, whatever becomes of the history of the case.
//
//     for (const thoihan::late_round& late : thoihan::late_rounds(view, now)) ...        // what breaches there are
//     // a breach that was recorded, and is none by the history as it now stands:
//     if (!thoihan::late_since(view, {"handle", 4}, now)) annul(...);
//     for (const thoihan::round_change& moved : thoihan::changed_rounds(before, after)) ...  // what a correction moved
//
// A round is known by its duty, by the number of the act that started it, and where each of several bodies owes its own, by the body:
// of these an act starts at most one round. Its number
// among the rounds ("the second time") is for people: when a return is withdrawn, the third round becomes the second. The number of
// an act never changes, whatever is corrected, and is never used again. So a breach belongs to (duty, starting act, body): a corrected act
// keeps its rounds and their breaches; with an act that is withdrawn its rounds go, and their breaches are annulled; entered
// anew it starts others. The duty and the body go by the names that they had when the round began, also after a migration to another
// pack.
//
// Late is what the history says: a breach stands while `late_since` names an instant, and its own instant is that one. A round that
// was late when it was met or cancelled stays late.
//
// Thread-safety: pure. Cost: linear in the rounds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "thoihan/engine/case_view.hpp"

namespace thoihan {

struct round_key {
  std::string duty;
  std::int32_t started_by = 0;
  std::string body = {};  // an authority's id; empty where the duty is not each body's own

  bool operator==(const round_key&) const = default;
};

round_key key_of(const case_view& view, const duty_round& round);
// Index into `view.duties()`.
std::optional<std::size_t> find_round(const case_view& view, const round_key& key);

// The first late second of a round that is late at `t`, or was when it ended before that.
std::optional<instant> late_since(const duty_round& round, instant t);
// Nothing also where there is no such round.
std::optional<instant> late_since(const case_view& view, const round_key& key, instant t);

struct late_round {
  round_key key;
  std::size_t round = 0;  // index into `view.duties()`
  instant since = 0;
};

std::vector<late_round> late_rounds(const case_view& view, instant t);

// A round that only one of two views has, or that in the other ends otherwise, is due at another time or, under the same pack, is owed by
// another body.
struct round_change {
  round_key key;
  std::optional<std::size_t> was;  // index into the duties of the view before
  std::optional<std::size_t> is;   // of the view after
};

// Those of the view after in their order, then those that are gone.
std::vector<round_change> changed_rounds(const case_view& before, const case_view& after);

}  // namespace thoihan
