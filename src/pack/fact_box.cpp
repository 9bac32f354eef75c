#include "src/pack/fact_box.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

constexpr std::uint64_t absent = 1;
constexpr std::size_t most_classes = 63;

}  // namespace

bool fact_box::holds_all_of(const fact_box& other) const noexcept {
  for (std::size_t i = 0; i < may.size(); ++i) {
    if ((other.may[i] & ~may[i]) != 0) return false;
  }
  return true;
}

fact_space::fact_space(const rule_pack& pack, const std::vector<const condition*>& conditions)
    : pack_(pack), classes_(pack.facts.size()), kept_(pack.facts.size(), false) {
  std::vector<std::set<std::int64_t>> begins(pack.facts.size());
  for (const condition* when : conditions) {
    for (const condition_node& node : *when) {
      if (node.kind != condition_kind::range && node.kind != condition_kind::present) continue;
      kept_[node.fact] = true;
      if (node.kind != condition_kind::range) continue;
      begins[node.fact].insert(node.low);
      if (node.high < std::numeric_limits<std::int64_t>::max()) begins[node.fact].insert(node.high + 1);
    }
  }
  all_.may.assign(pack.facts.size(), ~std::uint64_t{0});
  for (std::size_t fact = 0; fact < pack.facts.size(); ++fact) {
    if (!kept_[fact]) continue;
    const fact_declaration& declared = pack.facts[fact];
    std::int64_t low = std::numeric_limits<std::int64_t>::min();
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
    switch (declared.type) {
      case fact_type::boolean: low = 0, high = 1; break;
      case fact_type::integer:
      case fact_type::authorities: low = declared.low, high = declared.high; break;
      case fact_type::choice: low = 0, high = static_cast<std::int64_t>(declared.values.size()) - 1; break;
      case fact_type::channel: low = 0, high = static_cast<std::int64_t>(pack.channels.size()) - 1; break;
      case fact_type::authority: low = 0, high = static_cast<std::int64_t>(pack.authorities.size()) - 1; break;
      case fact_type::date: low = first_supported_day, high = last_supported_day; break;
      case fact_type::moment: low = first_supported_instant, high = last_supported_instant; break;
      case fact_type::text:
      case fact_type::document: break;
    }
    std::int64_t from = low;
    for (const std::int64_t next : begins[fact]) {
      if (next <= from || next > high) continue;
      classes_[fact].push_back({from, next - 1});
      from = next;
    }
    classes_[fact].push_back({from, high});
    if (classes_[fact].size() > most_classes) {
      throw error(status::too_big,
                  say("các điều kiện phân biệt hơn {} giá trị của \"{}\"",
                      "the conditions tell more than {} values of \"{}\" apart", most_classes, declared.id));
    }
    all_.may[fact] = (std::uint64_t{2} << classes_[fact].size()) - 1;
    // A fact with a default is never absent.
    if (declared.standard.present || declared.counts) all_.may[fact] &= ~absent;
  }
}

std::uint64_t fact_space::class_of(std::size_t fact, const fact_value& value) const {
  if (!value.present) return absent;
  for (std::size_t i = 0; i < classes_[fact].size(); ++i) {
    if (value.number >= classes_[fact][i].low && value.number <= classes_[fact][i].high) return std::uint64_t{2} << i;
  }
  return 0;
}

fact_box fact_space::standard() const {
  fact_box out = all_;
  for (std::size_t fact = 0; fact < kept_.size(); ++fact) clear(fact, out);
  return out;
}

void fact_space::give(std::size_t fact, fact_box& box) const {
  if (kept_[fact]) box.may[fact] = all_.may[fact] & ~absent;
}

void fact_space::may_give(std::size_t fact, fact_box& box) const {
  if (kept_[fact]) box.may[fact] |= all_.may[fact] & ~absent;
}

void fact_space::set(std::size_t fact, const fact_value& value, fact_box& box) const {
  if (kept_[fact]) box.may[fact] = class_of(fact, value);
}

void fact_space::leave(std::size_t fact, fact_box& box) const {
  if (kept_[fact]) box.may[fact] = all_.may[fact];
}

void fact_space::clear(std::size_t fact, fact_box& box) const { set(fact, pack_.facts[fact].standard, box); }

std::vector<fact_box> fact_space::split(const condition& when, const fact_box& box, bool wanted) const {
  if (when.empty()) return wanted ? std::vector<fact_box>{box} : std::vector<fact_box>{};
  std::size_t at = 0;
  return split(when, at, {box}, wanted);
}

// The values of its fact with which a range or a presence holds.
std::uint64_t fact_space::held_by(const condition_node& node) const {
  if (node.kind == condition_kind::present) return all_.may[node.fact] & ~absent;
  std::uint64_t held = 0;
  for (std::size_t i = 0; i < classes_[node.fact].size(); ++i) {
    const value_class& one = classes_[node.fact][i];
    if (one.low >= node.low && one.high <= node.high) held |= std::uint64_t{2} << i;
  }
  return held;
}

// The same for the node at `at` with its children, where it asks of one fact alone; moves `at` past them.
std::optional<fact_space::values_held> fact_space::of_one_fact(const condition& when, std::size_t& at) const {
  const condition_node& node = when[at++];
  if (node.kind == condition_kind::range || node.kind == condition_kind::present)
    return values_held{node.fact, held_by(node)};
  if (node.kind == condition_kind::negation || node.children == 0) return std::nullopt;
  std::optional<values_held> out;
  for (std::uint16_t child = 0; child < node.children; ++child) {
    const auto one = of_one_fact(when, at);
    if (!one || (out && out->fact != one->fact)) return std::nullopt;
    if (!out) {
      out = one;
    } else {
      out->values = node.kind == condition_kind::any ? out->values | one->values : out->values & one->values;
    }
  }
  return out;
}

std::vector<fact_box> fact_space::split(const condition& when, std::size_t& at, const std::vector<fact_box>& boxes,
                                        bool wanted) const {
  std::size_t past = at;
  if (const auto held = of_one_fact(when, past)) {
    at = condition_end(when, at);
    const std::uint64_t kept = wanted ? held->values : ~held->values;
    std::vector<fact_box> out;
    for (const fact_box& box : boxes) {
      if ((box.may[held->fact] & kept) == 0) continue;
      out.push_back(box);
      out.back().may[held->fact] &= kept;
    }
    return out;
  }
  const condition_node& node = when[at++];
  if (node.kind == condition_kind::negation) return split(when, at, boxes, !wanted);
  // The first child decides, or it does not and the second decides, and so on.
  const bool deciding = node.kind == condition_kind::any;
  std::vector<fact_box> out;
  std::vector<fact_box> undecided = boxes;
  for (std::uint16_t child = 0; child < node.children; ++child) {
    std::size_t next = at;
    if (wanted == deciding) {
      const std::vector<fact_box> decided = split(when, next, undecided, deciding);
      out.insert(out.end(), decided.begin(), decided.end());
      next = at;
    }
    undecided = split(when, next, undecided, !deciding);
    if (out.size() + undecided.size() > most_boxes) {
      throw error(status::too_big, say("một điều kiện chia hồ sơ thành hơn {} loại",
                                       "a condition cuts the cases into more than {} kinds", most_boxes));
    }
    at = condition_end(when, at);
  }
  return wanted == deciding ? out : undecided;
}

std::vector<fact_box> fact_space::meet(const std::vector<fact_box>& some, const fact_box& box) {
  std::vector<fact_box> out;
  for (const fact_box& one : some) {
    fact_box both = one;
    bool possible = true;
    for (std::size_t i = 0; i < both.may.size(); ++i) {
      both.may[i] &= box.may[i];
      possible = possible && both.may[i] != 0;
    }
    if (possible) out.push_back(std::move(both));
  }
  return out;
}

void fact_space::leave_open(std::size_t fact, bool always_given, std::vector<fact_box>& boxes) const {
  std::vector<fact_box> out;
  for (fact_box& box : boxes) {
    const bool can_be_given = (box.may[fact] & ~absent) != 0;
    if (can_be_given) box.may[fact] = all_.may[fact];
    if (can_be_given || !always_given) out.push_back(std::move(box));
  }
  boxes = std::move(out);
}

void fact_space::join(std::vector<fact_box>& boxes) {
  // What two boxes of which one holds all of the other, or which differ in one fact alone, are together.
  const auto together = [](const fact_box& a, const fact_box& b) -> std::optional<fact_box> {
    if (a.holds_all_of(b)) return a;
    if (b.holds_all_of(a)) return b;
    const auto [in_a, in_b] = std::mismatch(a.may.begin(), a.may.end(), b.may.begin());
    if (!std::equal(in_a + 1, a.may.end(), in_b + 1)) return std::nullopt;
    fact_box both = a;
    both.may[static_cast<std::size_t>(in_a - a.may.begin())] |= *in_b;
    return both;
  };
  for (bool joined = true; joined;) {
    joined = false;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      for (std::size_t j = i + 1; j < boxes.size();) {
        auto both = together(boxes[i], boxes[j]);
        if (!both) {
          ++j;
          continue;
        }
        boxes[i] = std::move(*both);
        boxes.erase(boxes.begin() + static_cast<std::ptrdiff_t>(j));
        joined = true;
      }
    }
  }
}

}  // namespace thoihan
