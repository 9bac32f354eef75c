// The instants of a way: the greatest that satisfy its bounds, what of them still counts, and which ways others outdo.
#include <algorithm>

#include "src/pack/lawful_walk.hpp"

namespace thoihan {

// Lowers the instants of the part to the greatest that satisfy all bounds. False when there are none.
bool lawful_walk::settle(way& one) {
  const auto entry = static_cast<std::size_t>(one.entry);
  for (bool lowered = true; lowered;) {
    lowered = false;
    for (std::size_t act = one.acts.size(); act-- > entry;) {
      map_number last = one.acts[act].last;
      for (const act_bound& bound : one.bounds) {
        if (act == entry || bound.to != static_cast<std::int32_t>(act)) continue;
        const map_number start = one.acts[static_cast<std::size_t>(bound.from)].last;
        last = pool_.least(last, pool_.compose(bound.last, start));
      }
      if (act + 1 < one.acts.size()) last = pool_.least(last, one.acts[act + 1].last);
      if (one.acts[act].only) {
        last = pool_.compose(pool_.floor_of(*one.acts[act].only, question_.known_until), last);
      }
      if (act == entry) last = pool_.where_at_least(last, one.earliest);
      if (pool_[last].empty()) return false;
      lowered = lowered || last != one.acts[act].last;
      one.acts[act].last = last;
    }
  }
  return true;
}

// The acts from which something still counts; where nothing presses, the last one too, with which the part may end.
std::vector<std::int32_t> lawful_walk::live_acts(const way& one) const {
  std::vector<std::int32_t> out;
  const auto add = [&out](std::int32_t act) {
    if (act >= 0 && !contains(out, act)) out.push_back(act);
  };
  bool pressed = false;
  for (const running_duty& running : one.duties) {
    pressed = pressed || running.course == duty_course::limited;
    add(running.start);
  }
  for (const std::int32_t anchor : one.anchors) add(anchor);
  if (!pressed) add(static_cast<std::int32_t>(one.acts.size()) - 1);
  return out;
}

// The acts that are followed on a set of instants; the first one of a part is where it is, anyhow.
std::vector<std::int32_t> lawful_walk::tied_acts(const way& one) const {
  std::vector<std::int32_t> out;
  for (std::int32_t act = std::max(one.entry, 1); act < static_cast<std::int32_t>(one.acts.size()); ++act) {
    if (one.acts[static_cast<std::size_t>(act)].only) out.push_back(act);
  }
  return out;
}

// Forgets the acts before the first that something still counts from, where that act may be at any instant between its
// earliest and its greatest.
void lawful_walk::enter(way& one) {
  if (one.early) return;
  const std::vector<std::int32_t> live = live_acts(one);
  const std::int32_t first = *std::min_element(live.begin(), live.end());
  std::vector<std::int32_t> tied = tied_acts(one);
  tied.erase(std::find_if(tied.begin(), tied.end(), [first](std::int32_t act) { return act >= first; }), tied.end());
  if (first == one.entry || tied.size() > 1) return;
  if (tied.size() == 1) {
    if (!without_gap(one, tied.front(), first)) return;
    const way_act& act = one.acts[static_cast<std::size_t>(tied.front())];
    one.earliest = pool_.compose(pool_.ceiling_of(*act.only, question_.first_start), one.earliest);
  }
  one.entry = first;
  one.acts[static_cast<std::size_t>(first)].last =
      pool_.where_at_least(one.acts[static_cast<std::size_t>(first)].last, one.earliest);
}

// While a tied act jumps from one stretch of its set to the next, may the act `until` be at every instant between?
bool lawful_walk::without_gap(const way& one, std::int32_t tied, std::int32_t until) {
  const auto crosses = [&](const act_bound& bound) { return bound.from < until && bound.to > until; };
  if (std::any_of(one.bounds.begin(), one.bounds.end(), crosses)) return false;
  const instant_map& reached = pool_[one.acts[static_cast<std::size_t>(tied)].last];
  // As late as what is still to come may allow: nobody knows yet.
  if (!reached.ends()) return false;
  instant latest = question_.first_start;
  for (const map_piece& piece : reached.pieces()) latest = std::max(latest, piece.at(piece.until));
  // How late each act may be, over the instants of the tied one.
  const map_number own = pool_.where(*one.acts[static_cast<std::size_t>(tied)].only,
                                     pool_.keep(instant_map::constant(question_.first_start, latest, 0)));
  const map_number forever = pool_.keep(instant_map::constant(question_.first_start, latest, no_bound));
  std::vector<map_number> late{own};
  for (std::int32_t act = tied + 1; act <= until; ++act) {
    map_number last = forever;
    for (const act_bound& bound : one.bounds) {
      if (bound.to != act || bound.from < one.entry || bound.from == 0) continue;
      const std::int32_t from = std::max(bound.from - tied, 0);
      last = pool_.least(last, pool_.compose(bound.last, late[static_cast<std::size_t>(from)]));
    }
    late.push_back(last);
  }
  const instant_map& set = pool_[own];
  for (std::size_t i = 1; i < set.pieces().size(); ++i) {
    const auto last = pool_[late.back()].at(set.pieces()[i - 1].until);
    if (!last || *last < set.pieces()[i].from - 1) return false;
  }
  return true;
}

// Where a way is, as far as what may follow can tell; nothing when it cannot be compared.
std::optional<std::vector<std::int64_t>> lawful_walk::place_of(const way& one) const {
  if (one.early) return std::nullopt;
  const std::vector<std::int32_t> live = live_acts(one);
  const std::vector<std::int32_t> tied = tied_acts(one);
  // A tied act that others follow leaves them some instants and not others.
  const std::int32_t last_live = *std::max_element(live.begin(), live.end());
  if (tied.size() > 1 || (tied.size() == 1 && tied.front() != last_live)) return std::nullopt;
  // A way that waits to be bounded by what is still to come is as late as one likes, and may come to nothing.
  const bool held = !pool_[one.acts.back().last].ends();
  std::vector<std::int64_t> key{one.state, one.answered, one.waits.empty(), held};
  if (!tied.empty()) key.push_back(*one.acts[static_cast<std::size_t>(tied.front())].only);
  const auto place = [&live](std::int32_t act) -> std::int64_t {
    return act < 0 ? act : std::find(live.begin(), live.end(), act) - live.begin();
  };
  for (const running_duty& running : one.duties) {
    // A duty without a limit only names a wait.
    if (running.course == duty_course::no_limit) continue;
    for (const std::int64_t part : {static_cast<std::int64_t>(running.duty), static_cast<std::int64_t>(running.course),
                                    std::int64_t{running.by_rows}, std::int64_t{running.awaits_grant},
                                    place(running.start), std::int64_t{running.extensions}}) {
      key.push_back(part);
    }
    if (!chooses_freely(pack_.duties[running.duty].within)) key.push_back(running.rows);
  }
  for (const std::int32_t anchor : one.anchors) key.push_back(place(anchor));
  key.push_back(place(live.back()));
  key.insert(key.end(), one.counts.begin(), one.counts.end());
  for (const state_number state : one.trail) {
    if (state == one.state || graph_.reaches(one.state, state)) key.push_back(state);
  }
  return key;
}

// Do the facts that choose among these rows choose among rows only?
bool lawful_walk::chooses_freely(const std::vector<limit_rule>& within) const {
  bool any = false;
  for (const limit_rule& limit : within) {
    for (const condition_node& node : limit.row.when) {
      if (node.kind != condition_kind::range && node.kind != condition_kind::present) continue;
      any = true;
      if (!moves_.only_chooses(node.fact)) return false;
    }
  }
  return any;
}

// The facts of the two differ only in what chooses limits: do those of a choose none that ends earlier?
bool lawful_walk::chooses_later(const way& a, const way& b) {
  std::vector<bool> differs(a.facts.may.size(), false);
  for (std::size_t fact = 0; fact < differs.size(); ++fact) {
    differs[fact] = (b.facts.may[fact] & ~a.facts.may[fact]) != 0;
    if (differs[fact] && !moves_.only_chooses(fact)) return false;
  }
  const auto as_late = [&](bool bar, std::size_t rule, const std::vector<limit_rule>& within, std::int32_t extensions) {
    const bool concerned = std::any_of(within.begin(), within.end(), [&](const limit_rule& limit) {
      return std::any_of(limit.row.when.begin(), limit.row.when.end(), [&](const condition_node& node) {
        return (node.kind == condition_kind::range || node.kind == condition_kind::present) && differs[node.fact];
      });
    });
    if (!concerned) return true;
    const std::vector<choice> of_a = with_rows(a, within);
    const std::vector<choice> of_b = with_rows(b, within);
    if (of_a.size() != 1 || of_b.size() != 1) return false;
    const limited_map& x = map_of(bar, rule, of_a.front().rows, extensions);
    const limited_map& y = map_of(bar, rule, of_b.front().rows, extensions);
    return x.sets.empty() && y.sets.empty() && x.ends == y.ends && pool_.at_least(x.last, pool_.where(y.last, x.last));
  };
  for (std::size_t duty = 0; duty < pack_.duties.size(); ++duty) {
    const duty_rule& rule = pack_.duties[duty];
    std::int32_t extensions = 0;
    for (const running_duty& running : a.duties) {
      if (running.duty == duty) extensions = std::max(extensions, running.extensions);
    }
    if (!as_late(false, duty, rule.within, 0) || (extensions > 0 && !as_late(false, duty, rule.within, extensions)))
      return false;
  }
  return std::all_of(moves_.bars().begin(), moves_.bars().end(),
                     [&](std::uint32_t bar) { return as_late(true, bar, pack_.transitions[bar].until->within, 0); });
}

// Of two ways to one place: is whatever may follow b possible after a, and at least as late?
bool lawful_walk::outdoes(const way& a, const way& b) {
  if (a.comebacks > b.comebacks || a.elapsed_s < b.elapsed_s || a.working_s < b.working_s) return false;
  for (const event_number event : a.stay) {
    if (!contains(b.stay, event)) return false;
  }
  if (!a.facts.holds_all_of(b.facts) && !chooses_later(a, b)) return false;
  const auto limited = [](const way& one) {
    std::vector<map_number> out;
    for (const running_duty& running : one.duties) {
      if (running.course == duty_course::limited) out.push_back(running.last);
    }
    return out;
  };
  const std::vector<map_number> a_limits = limited(a);
  const std::vector<map_number> b_limits = limited(b);
  for (std::size_t i = 0; i < a_limits.size(); ++i) {
    if (!pool_.at_least(a_limits[i], pool_.where(b_limits[i], a_limits[i]))) return false;
  }
  const std::vector<std::int32_t> a_live = live_acts(a);
  const std::vector<std::int32_t> b_live = live_acts(b);
  const auto last = [](const way& one, std::int32_t act) { return one.acts[static_cast<std::size_t>(act)].last; };
  for (std::size_t i = 0; i < a_live.size(); ++i) {
    if (!pool_.at_least(last(a, a_live[i]), last(b, b_live[i]))) return false;
  }
  return pool_.at_least(pool_.where(b.earliest, last(b, b.entry)), pool_.where(a.earliest, last(b, b.entry)));
}

// Does another way outdo this one? If not, it is remembered, and those that it outdoes are given up.
bool lawful_walk::dominated(const way& one) {
  const auto place = place_of(one);
  if (!place) return false;
  std::vector<std::uint32_t>& others = alike_[*place];
  spend(2 * others.size());
  for (const std::uint32_t other : others) {
    if (outdoes(ways_[other], one)) return true;
  }
  others.erase(std::remove_if(others.begin(), others.end(),
                              [&](std::uint32_t other) {
                                if (!outdoes(one, ways_[other])) return false;
                                outdone_[other] = true;
                                return true;
                              }),
               others.end());
  others.push_back(static_cast<std::uint32_t>(ways_.size()));
  return false;
}

}  // namespace thoihan
