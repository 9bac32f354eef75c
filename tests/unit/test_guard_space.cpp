// What conditions can tell apart, in one pack and over two.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "src/pack/guard_space.hpp"
#include "tests/support/pack_writer.hpp"

namespace {

using thoihan::guard_space;
using names = std::vector<std::string>;

// The condition of the first routing row.
std::vector<thoihan::condition_node> guard_of(const thoihan::rule_pack& pack) { return pack.routes.row(0).when; }

thoihan::rule_pack with_guard(const std::string& guard, const std::string& fact_from = "", const std::string& fact_to = "") {
  pack_writer rules;
  rules.plant("pack.json", R"({ "field": "roads" }, "lead")", guard + R"(, "lead")");
  rules.plant("pack.json", R"({ "id": "water", "when": { "field": "water" }, "lead": "cap-nuoc", "support": [], "cite": "2.1" })",
              R"({ "id": "never", "when": { "all": [ { "urgent": true }, { "urgent": false } ] }, "lead": "cap-nuoc", "cite": "2.1" })");
  if (!fact_from.empty()) rules.plant("pack.json", fact_from, fact_to);
  return rules.load();
}

// The values of each fact in words.
names told(const guard_space& space) {
  names out;
  for (const guard_space::dimension& fact : space.dimensions()) {
    std::string line = fact.fact + ":";
    for (const guard_space::value& value : fact.values) line += " " + value.words.en;
    out.push_back(line);
  }
  return out;
}

names told(const std::string& guard) {
  const thoihan::rule_pack pack = with_guard(guard);
  const auto when = guard_of(pack);
  return told(guard_space{{&pack, {&when}}});
}

names told(const thoihan::rule_pack& first, const thoihan::rule_pack& second) {
  const auto when = guard_of(first);
  const auto other = guard_of(second);
  return told(guard_space{{&first, {&when}}, {&second, {&other}}});
}

const std::string field = R"("values": { "roads": { "vi": "Đường", "en": "Roads" },
      "water": { "vi": "Nước", "en": "Water" }, "other")";

}  // namespace

TEST_SUITE("guard_space") {
  TEST_CASE("one value for each class that a condition can tell apart") {
    CHECK(told(R"({ "field": "roads" })") == names{"field: not said other|water roads"});
    CHECK(told(R"({ "field": ["roads", "water"], "urgent": true })") ==
          names{"field: not said other roads|water", "urgent: false true"});
    CHECK(told(R"({ "any": [ { "field": "roads" }, { "urgent": true } ] })") ==
          names{"field: not said other|water roads", "urgent: false true"});
    CHECK(told(R"({ "field": ["roads", "water"], "not": { "field": "water" } })") == names{"field: not said other roads water"});
    CHECK(told(R"({ "field": { "present": true } })") == names{"field: not said other|roads|water"});
    CHECK(told(R"({ "attempts": { "at_least": 3, "at_most": 9 } })") == names{"attempts: not said 0..2 3..9 10..100"});
    CHECK(told(R"({ "attempts": { "at_least": 0, "at_most": 99 } })") == names{"attempts: not said 0..99 100"});
    CHECK(told(R"({ "content": { "present": true } })") == names{"content: not said present"});
    CHECK(told(R"({ "completion": "2024-05-06" })") == names{"completion: not said another date 2024-05-06 another date"});
    CHECK(told(R"({ "visit": "2024-05-06T09:00" })") ==
          names{"visit: not said another time 2024-05-06T09:00:00+07:00 another time"});
    CHECK(told(R"({ "channel": "app" })") == names{"channel: not said app phone"});
    CHECK(told(R"({ "lead": "cap-nuoc" })") == names{"lead: not said cap-nuoc so-giao-thong|ubnd-tinh|ubnd-xa-an-hoa"});
  }

  TEST_CASE("two packs: values that both know") {
    const thoihan::rule_pack first = with_guard(R"({ "field": "roads" })");
    const thoihan::rule_pack second =
        with_guard(R"({ "field": "water" })", field, R"("values": { "water": { "vi": "a", "en": "b" },
      "other": { "vi": "a", "en": "b" }, "parks")");
    // Roads and parks are known to one alone.
    CHECK(told(first, second) == names{"field: not said other water"});
    CHECK(told(second, first) == names{"field: not said other water"});
    const guard_space space{{&first, {}}, {&second, {}}};
    CHECK(space.dimensions().empty());
    CHECK(space.combinations() == 1);
  }

  TEST_CASE("two packs: integers, defaults, a fact of one alone, a fact of two types") {
    const thoihan::rule_pack first = with_guard(R"({ "attempts": { "at_least": 3 } })");
    const thoihan::rule_pack second =
        with_guard(R"({ "attempts": { "at_most": 4 } })", R"("range": [0, 100])", R"("range": [2, 200])");
    CHECK(told(first, second) == names{"attempts: not said 2 3..4 5..100"});

    // Unsaid, complex is false to the one and true to the other.
    const thoihan::rule_pack slow = with_guard(R"({ "complex": true })");
    const thoihan::rule_pack fast = with_guard(R"({ "complex": true })", R"("complex": { "type": "bool", "public": true, "default": false)",
                                               R"("complex": { "type": "bool", "public": true, "default": true)");
    CHECK(told(slow, slow) == names{"complex: false true"});
    CHECK(told(slow, fast) == names{"complex: not said false true"});

    const thoihan::rule_pack without = with_guard(R"({ "secret": true })", R"("reputation": { "type": "bool")",
                                                  R"("standing": { "type": "integer", "range": [0, 1], "public": true, "label": { "vi": "a", "en": "b" }, "cite": "6.2" },
    "reputation": { "type": "bool")");
    const thoihan::rule_pack with_standing = with_guard(
        R"({ "standing": true })", R"("reputation": { "type": "bool")",
        R"("standing": { "type": "bool", "public": true, "label": { "vi": "a", "en": "b" }, "cite": "6.2" },
    "reputation": { "type": "bool")");
    CHECK(told(without, with_standing) == names{"secret: false true", "standing: not said false true"});
  }

  TEST_CASE("every combination once, on top of what is given") {
    const thoihan::rule_pack pack = with_guard(R"({ "field": "roads", "urgent": true })");
    const auto when = guard_of(pack);
    const guard_space space{{&pack, {&when}}};
    CHECK(space.combinations() == 6);
    guard_space::point given;
    for (const auto& fact : pack.facts) given.facts[0].push_back(fact.standard);
    names met;
    int holding = 0;
    space.each(given, [&](const guard_space::point& at) {
      met.push_back(space.words(at, [](std::size_t) { return true; }).en);
      holding += thoihan::holds(when, at.facts[0]) ? 1 : 0;
      return true;
    });
    CHECK(met == names{"field = not said, urgent = false", "field = other|water, urgent = false", "field = roads, urgent = false",
                       "field = not said, urgent = true", "field = other|water, urgent = true", "field = roads, urgent = true"});
    CHECK(holding == 1);
    int visits = 0;
    space.each(given, [&](const guard_space::point&) { return ++visits < 2; });
    CHECK(visits == 2);
  }

  TEST_CASE("dimensions left out stay as they were given") {
    const thoihan::rule_pack pack = with_guard(R"({ "field": "roads", "urgent": true })");
    const auto when = guard_of(pack);
    guard_space space{{&pack, {&when}}};
    space.keep_only([](const guard_space::dimension& fact) { return fact.fact == "field"; });
    CHECK(space.combinations() == 3);
    guard_space::point given;
    for (const auto& fact : pack.facts) given.facts[0].push_back(fact.standard);
    given.facts[0][thoihan::find_id(pack.facts, "urgent").value()] = thoihan::fact_value::of(1);
    int holding = 0;
    space.each(given, [&](const guard_space::point& at) {
      holding += thoihan::holds(when, at.facts[0]) ? 1 : 0;
      return true;
    });
    CHECK(holding == 1);
  }
}
