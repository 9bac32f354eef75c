#include "thoihan/engine/round_key.hpp"

#include <algorithm>

namespace thoihan {
namespace {

bool same_course(const case_view& before, const duty_round& was, const case_view& after, const duty_round& is) {
  const duty_clock& x = was.clock;
  const duty_clock& y = is.clock;
  // Another pack may call the body otherwise; no migration gives a round to another.
  const bool one_pack = before.pack().hash == after.pack().hash;
  return (!one_pack || was.owed_authority == is.owed_authority) && x.started_at() == y.started_at() &&
         x.outcome() == y.outcome() && (x.running() || x.ended_at() == y.ended_at()) && x.limited() == y.limited() &&
         x.exempted() == y.exempted() && x.answer() == y.answer();
}

}  // namespace

round_key key_of(const case_view& view, const duty_round& round) {
  return {round.first_name.empty() ? view.pack().duties[round.duty].id : round.first_name, round.started_by, round.body};
}

std::optional<std::size_t> find_round(const case_view& view, const round_key& key) {
  for (std::size_t i = 0; i < view.duties().size(); ++i) {
    if (key_of(view, view.duties()[i]) == key) return i;
  }
  return std::nullopt;
}

std::optional<instant> late_since(const duty_round& round, instant t) {
  const duty_clock& clock = round.clock;
  if (!clock.late_at(clock.running() ? t : std::min(t, clock.ended_at()))) return std::nullopt;
  return clock.answer().late_from;
}

std::optional<instant> late_since(const case_view& view, const round_key& key, instant t) {
  const auto round = find_round(view, key);
  return round ? late_since(view.duties()[*round], t) : std::nullopt;
}

std::vector<late_round> late_rounds(const case_view& view, instant t) {
  std::vector<late_round> out;
  for (std::size_t i = 0; i < view.duties().size(); ++i) {
    const duty_round& round = view.duties()[i];
    if (const auto since = late_since(round, t)) out.push_back({key_of(view, round), i, *since});
  }
  return out;
}

std::vector<round_change> changed_rounds(const case_view& before, const case_view& after) {
  std::vector<round_change> out;
  for (std::size_t i = 0; i < after.duties().size(); ++i) {
    const round_key key = key_of(after, after.duties()[i]);
    const auto was = find_round(before, key);
    if (!was || !same_course(before, before.duties()[*was], after, after.duties()[i])) out.push_back({key, was, i});
  }
  for (std::size_t i = 0; i < before.duties().size(); ++i) {
    const round_key key = key_of(before, before.duties()[i]);
    if (!find_round(after, key)) out.push_back({key, i, std::nullopt});
  }
  return out;
}

}  // namespace thoihan
