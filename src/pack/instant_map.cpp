#include "src/pack/instant_map.hpp"

#include <algorithm>
#include <functional>

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

// The first piece that ends at or after t.
std::vector<map_piece>::const_iterator piece_at(const std::vector<map_piece>& pieces, instant t) {
  return std::lower_bound(pieces.begin(), pieces.end(), t,
                          [](const map_piece& piece, instant wanted) { return piece.until < wanted; });
}

map_piece part_of(const map_piece& piece, instant from, instant until) {
  return {from, until, piece.at(from), piece.moves};
}

// Calls `visit` with each stretch on which both maps have one piece.
template <class Visit>
void each_common(const instant_map& a, const instant_map& b, Visit visit) {
  auto i = a.pieces().begin();
  auto j = b.pieces().begin();
  while (i != a.pieces().end() && j != b.pieces().end()) {
    const instant from = std::max(i->from, j->from);
    const instant until = std::min(i->until, j->until);
    if (from <= until) visit(part_of(*i, from, until), part_of(*j, from, until));
    // Both may end together; then the next turn finds nothing in common and moves the other.
    if (i->until <= j->until) {
      ++i;
    } else {
      ++j;
    }
  }
}

// Instants at which the working time between t and t + offset may stop growing or shrinking.
std::vector<instant> turning_points(const map_piece& piece, const calendar& hours) {
  std::vector<instant> out{piece.from, piece.until};
  const auto add = [&](instant t) {
    if (t > piece.from && t < piece.until) out.push_back(t);
  };
  const instant offset = piece.value - piece.from;
  for (const instant shift : {instant{0}, offset}) {
    const day_number last = std::min(day_of(piece.until + shift), hours.last_day());
    // A session that passes midnight belongs to the date before.
    for (day_number day = std::max(day_of(piece.from + shift) - 1, hours.first_day()); day <= last; ++day) {
      for (const session& open : hours.sessions(day)) {
        add(instant_at(day, open.open_s) - shift);
        add(instant_at(day, 0) + open.close_s - shift);
      }
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

instant_map instant_map::constant(instant from, instant until, instant value) {
  instant_map out;
  if (from <= until) out.pieces_.push_back({from, until, value, false});
  return out;
}

instant_map instant_map::moving(instant from, instant until, instant value) {
  instant_map out;
  if (from <= until) out.pieces_.push_back({from, until, value, true});
  return out;
}

std::optional<instant> instant_map::at(instant t) const noexcept {
  const auto piece = piece_at(pieces_, t);
  if (piece == pieces_.end() || piece->from > t) return std::nullopt;
  return piece->at(t);
}

bool instant_map::ends() const noexcept {
  return std::none_of(pieces_.begin(), pieces_.end(), [](const map_piece& piece) { return piece.value == no_bound; });
}

void instant_map::add(map_piece piece) {
  if (!pieces_.empty() && pieces_.back().until + 1 == piece.from) {
    map_piece& last = pieces_.back();
    // A piece of one second stands still and moves, as its neighbour does.
    const bool last_is_second = last.from == last.until;
    const bool is_second = piece.from == piece.until;
    const bool stands = (!last.moves || last_is_second) && (!piece.moves || is_second) && piece.value == last.value;
    const bool moves = (last.moves || last_is_second) && (piece.moves || is_second) && last.value != no_bound &&
                       piece.value == last.value + (piece.from - last.from);
    if (stands || moves) {
      last.until = piece.until;
      last.moves = moves && !stands;
      return;
    }
  }
  if (piece.from == piece.until) piece.moves = false;
  pieces_.push_back(piece);
}

instant_map compose(const instant_map& outer, const instant_map& inner) {
  instant_map out;
  const instant known = outer.empty() ? std::numeric_limits<instant>::min() : outer.pieces().back().until;
  for (const map_piece& piece : inner.pieces()) {
    if (piece.value == no_bound) {
      out.add(piece);
      continue;
    }
    const instant last = piece.at(piece.until);
    if (last > known) throw beyond_known{last};
    for (auto at = piece_at(outer.pieces(), piece.value); at != outer.pieces().end() && at->from <= last; ++at) {
      if (!piece.moves) {
        out.add({piece.from, piece.until, at->at(piece.value), false});
        break;
      }
      const instant low = std::max(at->from, piece.value);
      const instant high = std::min(at->until, last);
      out.add({piece.from + (low - piece.value), piece.from + (high - piece.value), at->at(low), at->moves});
    }
  }
  return out;
}

instant_map least(const instant_map& a, const instant_map& b) {
  instant_map out;
  each_common(a, b, [&out](const map_piece& x, const map_piece& y) {
    const map_piece& low = x.value <= y.value ? x : y;
    const map_piece& high = x.value <= y.value ? y : x;
    // Only the lower one can overtake, and only where the other stands.
    if (!low.moves || high.moves || low.at(low.until) <= high.value) {
      out.add(low);
      return;
    }
    const instant meeting = low.from + (high.value - low.value);
    out.add(part_of(low, low.from, meeting));
    out.add(part_of(high, meeting + 1, high.until));
  });
  return out;
}

instant_map where_at_least(const instant_map& map, const instant_map& low) {
  instant_map out;
  each_common(map, low, [&out](const map_piece& x, const map_piece& y) {
    if (x.value == no_bound) out.add(x);
    if (x.value == no_bound || y.value == no_bound) return;
    instant from = x.from;
    instant until = x.until;
    const instant lead = x.value - y.value;
    if (x.moves == y.moves) {
      if (lead < 0) return;
    } else if (x.moves) {
      from = std::max(from, x.from - lead);
    } else {
      until = std::min(until, x.from + lead);
    }
    if (from <= until) out.add(part_of(x, from, until));
  });
  return out;
}

instant_map where(const instant_map& map, const instant_map& domain) {
  instant_map out;
  each_common(map, domain, [&out](const map_piece& x, const map_piece&) { out.add(x); });
  return out;
}

instant_map floor_of(const instant_map& set, instant until) {
  instant_map out;
  const map_piece* last = nullptr;
  for (const map_piece& piece : set.pieces()) {
    if (last != nullptr && last->until + 1 < piece.from) out.add({last->until + 1, piece.from - 1, last->until, false});
    out.add({piece.from, piece.until, piece.from, true});
    last = &piece;
  }
  if (last != nullptr && last->until < until) out.add({last->until + 1, until, last->until, false});
  return out;
}

instant_map ceiling_of(const instant_map& set, instant from) {
  instant_map out;
  instant next = from;
  for (const map_piece& piece : set.pieces()) {
    if (next < piece.from) out.add({next, piece.from - 1, piece.from, false});
    out.add({piece.from, piece.until, piece.from, true});
    next = piece.until + 1;
  }
  return out;
}

bool at_least(const instant_map& a, const instant_map& b) {
  instant covered = 0;
  bool greater = true;
  each_common(a, b, [&](const map_piece& x, const map_piece& y) {
    covered += y.until - y.from + 1;
    greater = greater && x.value >= y.value && x.at(x.until) >= y.at(y.until);
  });
  for (const map_piece& piece : b.pieces()) covered -= piece.until - piece.from + 1;
  return greater && covered == 0;
}

std::vector<instant_map> rising_parts(const instant_map& map) {
  std::vector<instant_map> parts;
  std::vector<instant> greatest;
  instant_map without_bound;
  for (const map_piece& piece : map.pieces()) {
    const map_piece element{piece.from, piece.until, piece.from, true};
    if (piece.value == no_bound) {
      without_bound.add(element);
      continue;
    }
    // The part whose last value is the nearest below: the fewest parts.
    std::size_t best = parts.size();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (greatest[i] <= piece.value && (best == parts.size() || greatest[i] > greatest[best])) best = i;
    }
    if (best == parts.size()) {
      parts.emplace_back();
      greatest.push_back(0);
    }
    parts[best].add(element);
    greatest[best] = piece.at(piece.until);
  }
  if (!without_bound.empty()) parts.push_back(std::move(without_bound));
  return parts;
}

longest_span longest(const instant_map& map) {
  longest_span out;
  for (const map_piece& piece : map.pieces()) {
    if (piece.value - piece.from > out.seconds) out = {piece.value - piece.from, piece.from};
  }
  return out;
}

longest_span longest_working(const instant_map& map, const calendar& hours) {
  longest_span out;
  for (const map_piece& piece : map.pieces()) {
    const auto try_at = [&](instant t) {
      std::int64_t seconds = 0;
      if (hours.elapsed(t, piece.at(t), seconds) != status::ok) throw beyond_known{piece.at(t)};
      if (seconds > out.seconds) out = {seconds, t};
    };
    if (!piece.moves) {
      try_at(piece.from);
      continue;
    }
    for (const instant t : turning_points(piece, hours)) try_at(t);
  }
  return out;
}

map_number map_pool::keep(instant_map map) {
  std::size_t hash = map.pieces().size();
  for (const map_piece& piece : map.pieces()) {
    for (const instant part : {piece.from, piece.until, piece.value}) {
      hash ^= std::hash<instant>{}(part) + 0x9e3779b97f4a7c15U + (hash << 6U) + (hash >> 2U);
    }
  }
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto at = first; at != last; ++at) {
    if (maps_[at->second] == map) return at->second;
  }
  kept_pieces_ += map.pieces().size() + 1;
  if (kept_pieces_ > most_pieces) {
    throw error(status::too_big,
                say("các thời hạn gồm hơn {} đoạn", "the limits come to more than {} pieces", most_pieces));
  }
  const auto number = static_cast<map_number>(maps_.size());
  maps_.push_back(std::move(map));
  by_hash_.emplace(hash, number);
  return number;
}

template <class Make>
map_number map_pool::remembered(operation which, map_number a, map_number b, Make make) {
  const auto [at, fresh] = answers_.try_emplace({which, a, b});
  if (!fresh) return at->second;
  try {
    at->second = make();
  } catch (...) {
    answers_.erase(at);
    throw;
  }
  return at->second;
}

map_number map_pool::compose(map_number outer, map_number inner) {
  return remembered(operation::composed, outer, inner,
                    [&] { return keep(thoihan::compose(maps_[outer], maps_[inner])); });
}

map_number map_pool::least(map_number a, map_number b) {
  if (a == b) return a;
  return remembered(operation::least, std::min(a, b), std::max(a, b),
                    [&] { return keep(thoihan::least(maps_[a], maps_[b])); });
}

map_number map_pool::where_at_least(map_number map, map_number low) {
  return remembered(operation::where_at_least, map, low,
                    [&] { return keep(thoihan::where_at_least(maps_[map], maps_[low])); });
}

map_number map_pool::where(map_number map, map_number domain) {
  return remembered(operation::where, map, domain, [&] { return keep(thoihan::where(maps_[map], maps_[domain])); });
}

map_number map_pool::floor_of(map_number set, instant until) {
  return remembered(operation::floor, set, 0, [&] { return keep(thoihan::floor_of(maps_[set], until)); });
}

map_number map_pool::ceiling_of(map_number set, instant from) {
  return remembered(operation::ceiling, set, 0, [&] { return keep(thoihan::ceiling_of(maps_[set], from)); });
}

bool map_pool::at_least(map_number a, map_number b) {
  return a == b || remembered(operation::at_least, a, b, [&] {
                     return static_cast<map_number>(thoihan::at_least(maps_[a], maps_[b]) ? 1 : 0);
                   }) == 1;
}

}  // namespace thoihan
