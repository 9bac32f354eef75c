#include "thoihan/pack/route.hpp"

#include <set>

#include "src/pack/guard_space.hpp"

namespace thoihan {
namespace {

bool could_hold(const rule_pack& pack, const std::vector<condition_node>& when, std::span<const fact_value> facts) {
  guard_space space{{&pack, {&when}}};
  space.keep_only([&](const guard_space::dimension& fact) { return !facts[*fact.number[0]].present; });
  if (space.combinations() > guard_space::most_combinations) return true;
  bool found = false;
  guard_space::point given;
  given.facts[0].assign(facts.begin(), facts.end());
  space.each(std::move(given), [&](const guard_space::point& at) {
    found = holds(when, at.facts[0]);
    return !found;
  });
  return found;
}

}  // namespace

route_answer find_route(const rule_pack& pack, std::span<const fact_value> facts) {
  route_answer out;
  std::size_t row = 0;
  if (pack.routes.find(facts, row) == status::ok) {
    out.row = row;
    return out;
  }
  std::set<std::uint16_t> asked;
  for (std::size_t at = 0; at < pack.routes.size(); ++at) {
    const std::vector<condition_node>& when = pack.routes.row(at).when;
    if (!could_hold(pack, when, facts)) continue;
    out.possible.push_back(at);
    for (const condition_node& node : when) {
      const bool asks = node.kind == condition_kind::range || node.kind == condition_kind::present;
      if (asks && !facts[node.fact].present) asked.insert(node.fact);
    }
  }
  out.missing.assign(asked.begin(), asked.end());
  return out;
}

}  // namespace thoihan
