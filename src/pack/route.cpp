#include "thoihan/pack/route.hpp"

#include <set>

#include "src/pack/guard_space.hpp"
#include "src/pack/say.hpp"
#include "thoihan/time/text.hpp"

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

authority_number heir_of(const rule_pack& pack, authority_number body, day_number day) noexcept {
  // The checker sees to it that each successor ends later than the body before it.
  while (office_at(pack.authorities[body], day) == office_time::ended && pack.authorities[body].succeeded_by)
    body = *pack.authorities[body].succeeded_by;
  return body;
}

std::vector<absence> absences(const rule_pack& pack, std::span<const authority_number> bodies, day_number day) {
  std::vector<absence> out;
  for (const authority_number body : bodies) {
    const office_time when = office_at(pack.authorities[body], day);
    if (when == office_time::in_office) continue;
    const authority_number heir = heir_of(pack, body, day);
    out.push_back({body, when, heir == body ? std::nullopt : std::optional{heir}});
  }
  return out;
}

bilingual absence_words(const rule_pack& pack, const absence& one) {
  const authority& body = pack.authorities[one.body];
  if (one.when == office_time::ended) {
    const bilingual heir = one.heir ? say("; kế tục là {}", "; it is succeeded by {}", pack.authorities[*one.heir].id)
                                    : bilingual{};
    const bilingual ended = say("{} đã ngừng hoạt động, ngày cuối là {}", "{} has ended, its last day was {}", body.id,
                                std::string_view{format_date(*body.until).data()});
    return {ended.vi + heir.vi, ended.en + heir.en};
  }
  return say("{} chưa hoạt động, bắt đầu từ {}", "{} has not begun, its first day is {}", body.id,
             std::string_view{format_date(*body.from).data()});
}

}  // namespace thoihan
