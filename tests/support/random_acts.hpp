// Acts on a case, drawn at random: most of them such as the state takes, with facts that it takes, by whom it takes them from; some
// not. And what an act comes to.
//
//     random_acts random{pack, seed};
//     thoihan::case_view view{pack, "LH-1"};
//     outcome what = act_on(view, random.next(view));     // its effects, or the refusal
//
// The pack outlives the acts. Monday 2024-03-04 08:00 is when the first one happens.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>

#include "thoihan/engine/case_view.hpp"
#include "thoihan/time/text.hpp"

// What an act comes to: its effects, or why it is refused.
struct outcome {
  thoihan::status code = thoihan::status::ok;
  std::string why;
  thoihan::step_effects effects;
  bool operator==(const outcome&) const = default;
};

inline outcome act_on(thoihan::case_view& view, const thoihan::case_act& act) {
  outcome out;
  try {
    out.effects = view.apply(act);
  } catch (const thoihan::error& refused) {
    out.code = refused.code();
    out.why = refused.text().vi + refused.text().en;
  }
  return out;
}

class random_acts {
 public:
  random_acts(const thoihan::rule_pack& pack, unsigned seed) : pack_(pack), random_(seed) {
    REQUIRE(thoihan::parse_instant("2024-03-04T08:00", start_) == thoihan::time_text_error::none);
  }

  thoihan::case_act next(const thoihan::case_view& view) {
    thoihan::case_act act;
    act.event = static_cast<thoihan::event_number>(below(pack_.events.size()));
    if (const auto known = view.accepted(); !known.empty() && below(10) > 0)
      act.event = *thoihan::find_event(pack_, known[below(known.size())]);
    act.role = static_cast<thoihan::role_number>(below(pack_.roles.size()));
    for (const auto& row : pack_.flow.rows_of(view.state(), act.event)) {
      const thoihan::transition_rule& rule = pack_.transitions[row.rule];
      if (below(10) > 0 && ((row.roles >> act.role) & 1U) == 0) act.role = rule.by[below(rule.by.size())];
      act.facts.clear();
      act.bodies.clear();
      for (const std::uint16_t fact : rule.needs) give(act, fact, view);
      for (const std::uint16_t fact : rule.takes) {
        if (below(3) == 0) give(act, fact, view);
      }
      if (below(2) == 0) break;
    }
    if (pack_.roles[act.role].of_authority && below(8) > 0) act.authority = view.lead();
    const thoihan::instant now = view.acts() == 0 ? start_ : view.last_at();
    const std::int64_t steps[] = {0, 60, 1800, 7200, 30'000, 86'400, 400'000};
    act.at = act.recorded_at = now + steps[below(7)];
    act.overrides = {true, true};
    return act;
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }

  void give(thoihan::case_act& act, std::uint16_t fact, const thoihan::case_view& view) {
    act.facts.emplace_back(fact, some_value(fact, view));
    if (pack_.facts[fact].type != thoihan::fact_type::authorities) return;
    std::set<thoihan::authority_number> some;
    for (std::size_t left = 1 + below(3); left > 0; --left)
      some.insert(static_cast<thoihan::authority_number>(below(pack_.authorities.size())));
    act.bodies.push_back({fact, {some.begin(), some.end()}});
    act.facts.back().second = thoihan::fact_value::of(static_cast<std::int64_t>(some.size()));
  }

  thoihan::fact_value some_value(std::uint16_t number, const thoihan::case_view& view) {
    const thoihan::fact_declaration& fact = pack_.facts[number];
    const auto of = [](auto value) { return thoihan::fact_value::of(static_cast<std::int64_t>(value)); };
    switch (fact.type) {
      case thoihan::fact_type::boolean: return of(below(2));
      case thoihan::fact_type::integer: return of(std::min(fact.low + static_cast<std::int64_t>(below(3)), fact.high));
      case thoihan::fact_type::choice: return of(below(fact.values.size()));
      case thoihan::fact_type::date:
        return of(thoihan::day_of(view.acts() == 0 ? start_ : view.last_at()) +
                  static_cast<int>(below(30)));
      case thoihan::fact_type::moment:
        return of((view.acts() == 0 ? start_ : view.last_at()) + static_cast<thoihan::instant>(below(900'000)));
      case thoihan::fact_type::channel: return of(below(pack_.channels.size()));
      case thoihan::fact_type::authority: return of(below(pack_.authorities.size()));
      case thoihan::fact_type::authorities:
      case thoihan::fact_type::text:
      case thoihan::fact_type::document: break;
    }
    return of(1);
  }

  const thoihan::rule_pack& pack_;
  std::mt19937 random_;
  thoihan::instant start_ = 0;
};
