#include "src/pack/guard_space.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "src/pack/pack_loader.hpp"

namespace thoihan {
namespace {

// Ranges of one fact of which any will do: what a guard asks of it with a value or with a list of values.
using question = std::vector<const condition_node*>;

struct fact_use {
  std::array<std::optional<std::uint16_t>, 2> number;
  std::array<std::vector<question>, 2> asked;
};

// The list of values that begins at `at`, or the node alone.
question question_at(const std::vector<condition_node>& nodes, std::size_t at) {
  if (nodes[at].kind == condition_kind::range) return {&nodes[at]};
  question out;
  if (nodes[at].kind != condition_kind::any || at + nodes[at].children >= nodes.size()) return out;
  for (std::size_t i = at + 1; i <= at + nodes[at].children; ++i) {
    if (nodes[i].kind != condition_kind::range || nodes[i].fact != nodes[at + 1].fact) return {};
    out.push_back(&nodes[i]);
  }
  return out;
}

bilingual value_words(fact_type type, std::int64_t low, std::int64_t high) {
  if (type == fact_type::date) {
    const std::string day = format_date(static_cast<day_number>(low)).data();
    return low == high ? bilingual{day, day} : bilingual{"ngày khác", "another date"};
  }
  if (type == fact_type::moment) {
    const std::string time = format_instant(low).data();
    return low == high ? bilingual{time, time} : bilingual{"thời điểm khác", "another time"};
  }
  const std::string text = low == high ? std::to_string(low) : std::to_string(low) + ".." + std::to_string(high);
  return {text, text};
}

// One fact with what the conditions of both sides ask of it.
class dimension_maker {
 public:
  dimension_maker(const std::array<const rule_pack*, 2>& packs, const fact_use& use) : packs_(packs), use_(use) {}

  guard_space::dimension make() {
    const std::size_t side = use_.number[0] ? 0 : 1;
    const fact_declaration& fact = declared(side);
    guard_space::dimension out{fact.id, use_.number, {}};
    add_unsaid(out);
    if (fact.is_text()) {
      out.values.push_back({both(fact_value::of(1), fact_value::of(1)), {"có", "present"}});
    } else if (!value_names(*packs_[side], fact).empty()) {
      add_named(out, side);
    } else {
      add_ranges(out, fact);
    }
    return out;
  }

 private:
  const fact_declaration& declared(std::size_t side) const { return packs_[side]->facts[*use_.number[side]]; }

  std::array<fact_value, 2> both(fact_value first, fact_value second) const {
    return {use_.number[0] ? first : fact_value{}, use_.number[1] ? second : fact_value{}};
  }

  // Unsaid, the fact is its default, where it has one. Where that is the same on every side, it is a value like others.
  void add_unsaid(guard_space::dimension& out) const {
    std::array<fact_value, 2> is{};
    std::set<std::string> said;
    for (const std::size_t side : {0U, 1U}) {
      if (!use_.number[side]) continue;
      const fact_declaration& fact = declared(side);
      is[side] = fact.standard;
      said.insert(fact.standard.present ? name_of(side, fact.standard.number) : std::string{});
    }
    if (said.size() == 1 && !said.begin()->empty()) return;
    out.values.push_back({is, {"chưa nêu", "not said"}});
  }

  std::string name_of(std::size_t side, std::int64_t number) const {
    const auto names = value_names(*packs_[side], declared(side));
    const bool named = number >= 0 && static_cast<std::size_t>(number) < names.size();
    return named ? names[static_cast<std::size_t>(number)] : std::to_string(number);
  }

  // What the conditions answer for these values.
  std::vector<bool> answers(const std::array<fact_value, 2>& is) const {
    std::vector<bool> out;
    for (const std::size_t side : {0U, 1U}) {
      for (const question& asked : use_.asked[side]) {
        out.push_back(std::any_of(asked.begin(), asked.end(), [&](const condition_node* node) {
          return is[side].number >= node->low && is[side].number <= node->high;
        }));
      }
    }
    return out;
  }

  void add_named(guard_space::dimension& out, std::size_t side) const {
    const auto names = value_names(*packs_[side], declared(side));
    const std::size_t other = 1 - side;
    const bool two = use_.number[other].has_value();
    const auto other_names = two ? value_names(*packs_[other], declared(other)) : names;
    std::map<std::vector<bool>, std::size_t> known;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto found = std::find(other_names.begin(), other_names.end(), names[i]);
      if (found == other_names.end()) continue;
      std::array<fact_value, 2> is{};
      is[side] = fact_value::of(static_cast<std::int64_t>(i));
      if (two) is[other] = fact_value::of(found - other_names.begin());
      const auto [at, is_new] = known.emplace(answers(is), out.values.size());
      if (is_new) {
        out.values.push_back({is, {names[i], names[i]}});
      } else {
        bilingual& words = out.values[at->second].words;
        words.vi += "|" + names[i];
        words.en += "|" + names[i];
      }
    }
  }

  void add_ranges(guard_space::dimension& out, const fact_declaration& fact) const {
    std::int64_t low = fact.type == fact_type::moment ? first_supported_instant : first_supported_day;
    std::int64_t high = fact.type == fact_type::moment ? last_supported_instant : last_supported_day;
    if (fact.is_number()) {
      low = fact.low;
      high = fact.high;
      for (const std::size_t side : {0U, 1U}) {
        if (!use_.number[side]) continue;
        low = std::max(low, declared(side).low);
        high = std::min(high, declared(side).high);
      }
    }
    std::set<std::int64_t> begins{low};
    for (const std::vector<question>& side : use_.asked) {
      for (const question& asked : side) {
        for (const condition_node* node : asked) begins.insert({node->low, node->high + 1});
      }
    }
    for (auto at = begins.lower_bound(low); at != begins.end() && *at <= high; ++at) {
      const auto next = std::next(at);
      const std::int64_t last = next == begins.end() || *next > high ? high : *next - 1;
      out.values.push_back({both(fact_value::of(*at), fact_value::of(*at)), value_words(fact.type, *at, last)});
    }
  }

  const std::array<const rule_pack*, 2>& packs_;
  const fact_use& use_;
};

}  // namespace

guard_space::guard_space(const guard_side& first, const guard_side& second) {
  const std::array<const guard_side*, 2> sides = {&first, &second};
  const std::array<const rule_pack*, 2> packs = {first.pack, second.pack};
  // A fact that both packs declare with one type is one fact; facts of one name and two types are two.
  std::map<std::pair<std::string, int>, fact_use> uses;
  for (const std::size_t side : {0U, 1U}) {
    for (const auto* condition : sides[side]->conditions) {
      for (std::size_t at = 0; at < condition->size(); ++at) {
        const question asked = question_at(*condition, at);
        const condition_node& node = asked.empty() ? (*condition)[at] : *asked.front();
        if (asked.empty() && node.kind != condition_kind::present) continue;
        const fact_declaration& fact = packs[side]->facts[node.fact];
        fact_use& use = uses[{fact.id, static_cast<int>(fact.type)}];
        use.number[side] = node.fact;
        if (!asked.empty()) use.asked[side].push_back(asked);
        // The ranges of a list are no questions of their own.
        if (&node != &(*condition)[at]) at += asked.size();
      }
    }
  }
  for (auto& [key, use] : uses) {
    // Said to one pack it is said to the other, whether that asks for it or not.
    for (const std::size_t side : {0U, 1U}) {
      if (use.number[side] || packs[side] == nullptr) continue;
      const auto at = find_id(packs[side]->facts, key.first);
      if (at && static_cast<int>(packs[side]->facts[*at].type) == key.second)
        use.number[side] = static_cast<std::uint16_t>(*at);
    }
    dimensions_.push_back(dimension_maker{packs, use}.make());
  }
}

void guard_space::keep_only(const std::function<bool(const dimension&)>& keep) {
  dimensions_.erase(
      std::remove_if(dimensions_.begin(), dimensions_.end(), [&](const dimension& d) { return !keep(d); }),
      dimensions_.end());
}

std::size_t guard_space::combinations() const {
  std::size_t product = 1;
  for (const dimension& fact : dimensions_) {
    product *= fact.values.size();
    if (product > most_combinations) return product;
  }
  return product;
}

void guard_space::each(point given, const std::function<bool(const point&)>& visit) const {
  given.chosen.assign(dimensions_.size(), 0);
  const std::size_t count = combinations();
  for (std::size_t number = 0; number < count; ++number) {
    std::size_t rest = number;
    for (std::size_t d = 0; d < dimensions_.size(); ++d) {
      const dimension& fact = dimensions_[d];
      given.chosen[d] = rest % fact.values.size();
      rest /= fact.values.size();
      for (const std::size_t side : {0U, 1U}) {
        if (fact.number[side]) given.facts[side][*fact.number[side]] = fact.values[given.chosen[d]].is[side];
      }
    }
    if (!visit(given)) return;
  }
}

bilingual guard_space::words(const point& at, const std::function<bool(std::size_t)>& which) const {
  bilingual out;
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    if (!which(d)) continue;
    const bilingual& said = dimensions_[d].values[at.chosen[d]].words;
    const std::string begin = (out.vi.empty() ? "" : ", ") + dimensions_[d].fact + " = ";
    out.vi += begin + said.vi;
    out.en += begin + said.en;
  }
  return out;
}

}  // namespace thoihan
