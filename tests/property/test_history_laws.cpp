// The laws of a case's history, on cases that shrink: in whatever order acts are recorded they make one case; what is taken back and
// entered again, corrected to what it was, or carried to the same rules, changes nothing; a pause that is recorded late equals one recorded in time.
// The pack is that of tests/support/history_pack.hpp, in which every act may be dated back.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/history_pack.hpp"
#include "tests/support/law_worlds.hpp"

using namespace thoihan;
using namespace laws;

namespace {

std::string freely_dated(std::string text) {
  const std::string key = "\"dated_back\": {";
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key)) text.erase(at, text.find("}, ", at) + 3 - at);
  const std::string act = "\n    { \"on\": ";
  const std::string dated = "\n    { \"dated_back\": { \"amount\": \"150 working days\", \"cite\": \"2.1\" }, \"on\": ";
  for (std::size_t at = text.find(act); at != std::string::npos; at = text.find(act, at + dated.size())) text.replace(at, act.size(), dated);
  return text;
}

// One pack twice: the second differs by its version alone.
const rule_pack& pack_of(bool second) {
  static const std::vector<rule_pack> packs = [] {
    std::vector<rule_pack> out;
    for (const char* version : {"2024-01-01", "2024-02-02"}) {
      history_rules rules;
      std::string text = freely_dated(history_pack_text);
      const std::string old = R"("version": "2024-01-01")";
      text.replace(text.find(old), old.size(), R"("version": ")" + std::string{version} + "\"");
      rules.put("pack.json", text);
      out.push_back(rules.load());
    }
    return out;
  }();
  return packs[second ? 1 : 0];
}

const history_sources& sources() {
  static const history_sources found{[](std::string_view hash, std::string_view) -> const rule_pack& { return pack_of(hash == pack_of(true).hash); },
                                     [](const std::string&) { return std::string{}; }};
  return found;
}

const instant first_time = instant_at(days_from_civil(2024, 3, 4), 8 * 3600);
const instant recorded = instant_at(days_from_civil(2024, 5, 31), 0);

using entries = std::vector<history_entry>;

history_entry entry(std::size_t number, command what) {
  return {static_cast<std::int32_t>(number), std::move(what), pack_of(false).hash, pack_of(false).calendars_hash};
}

struct drawn_act {
  const char* event;
  const char* role;
};

// What may happen next, whether or not it is lawful.
command some_act(const case_view& view, instant at) {
  static constexpr drawn_act acts[] = {{"describe", "operator"},          {"forward", "operator"},           {"return", "authority"},
                                       {"ask_reporter", "authority"},     {"supplement", "operator"},        {"request_extension", "authority"},
                                       {"grant_extension", "supervisor"}, {"enter_result", "authority"},     {"close", "operator"}};
  std::vector<drawn_act> accepted;
  for (const drawn_act& act : acts) {
    if (view.pack().flow.accepts(view.state(), *find_event(view.pack(), act.event))) accepted.push_back(act);
  }
  const drawn_act act = accepted[*among<std::size_t>(0, accepted.size() - 1)];
  command out;
  out.case_id = "LH-1";
  out.key = "k";
  out.at = out.recorded_at = at;
  out.event = act.event;
  out.role = act.role;
  if (out.role == "authority") out.authority = view.pack().authorities[*view.lead()].id;
  if (out.event == "describe" && flag()) out.facts.emplace_back("complex", flag());
  if (out.event == "describe" && flag()) out.facts.emplace_back("calls", between(0, 9));
  if (out.event == "grant_extension" && flag()) out.facts.emplace_back("complex", flag());
  if (out.event == "forward" && flag()) out.facts.emplace_back("field", std::string{flag() ? "roads" : "water"});
  return out;
}

// A lawful case, told in time; no two acts at once.
entries some_case() {
  command opening;
  opening.case_id = "LH-1";
  opening.key = "k";
  opening.at = opening.recorded_at = first_time;
  opening.event = "receive";
  opening.role = "operator";
  opening.facts = {{"channel", std::string{"phone"}}, {"field", std::string{flag() ? "roads" : "water"}}};
  entries out{entry(1, opening)};
  case_view view{pack_of(false), "LH-1"};
  apply_onward(view, out.front(), sources());
  instant at = first_time;
  const std::int64_t tries = between(1, 12);
  for (std::int64_t i = 0; i < tries && view.open(); ++i) {
    at += flag() ? between(1, 4 * 3600) : between(1, 5 * 86'400);
    try {
      const history_entry next = entry(out.size() + 1, some_act(view, at));
      apply_onward(view, next, sources());
      out.push_back(next);
    } catch (const error&) {  // too late, or not now
    }
  }
  return out;
}

case_view folded(const entries& all) { return fold(all, sources().packs); }
std::string told(const entries& all, bool with_acts = false) { return told_view(folded(all), with_acts); }

// What comes of it, or nothing where it is refused.
std::optional<entries> appended(entries before, std::vector<command> together) {
  entries added;
  for (command& what : together) added.push_back(entry(before.size() + added.size() + 1, std::move(what)));
  try {
    const history_step step = append(before, added, sources());
    before.insert(before.end(), added.begin(), added.end());
    RC_ASSERT(told_view(step.view, true) == told(before, true));
  } catch (const error&) {
    return std::nullopt;
  }
  return before;
}

command about(event_kind kind, const entries& all, std::size_t number) {
  command out = all[number - 1].what;
  out.kind = kind;
  out.event.clear();
  out.facts.clear();
  out.at = out.recorded_at = recorded;
  out.about = static_cast<std::int32_t>(number);
  out.reason = "r";
  return out;
}

std::size_t some_number(const entries& all, std::size_t first) { return *among<std::size_t>(first, all.size()); }

// As if recorded at the end.
command late(command what) {
  what.recorded_at = recorded;
  return what;
}

}  // namespace

TEST_SUITE("laws: histories") {
  TEST_CASE("acts in whatever order they are recorded make one case") {
    holds([](int& tested) {
      const entries all = some_case();
      if (all.size() < 3) return;
      std::vector<command> rest;
      for (std::size_t i = 1; i < all.size(); ++i) rest.push_back(late(all[i].what));
      for (std::size_t i = rest.size(); i > 1; --i) std::swap(rest[i - 1], rest[*among<std::size_t>(0, i - 1)]);
      const auto shuffled = appended({all.front()}, rest);
      ++tested;
      RC_ASSERT(shuffled.has_value());
      RC_ASSERT(told(*shuffled) == told(all));
    });
  }

  TEST_CASE("to correct to the same content changes nothing") {
    holds([](int& tested) {
      const entries all = some_case();
      const std::size_t number = some_number(all, 1);
      command same = about(event_kind::correct, all, number);
      same.facts = all[number - 1].what.facts;
      same.happened_at = all[number - 1].what.at;
      const auto corrected = appended(all, {same});
      ++tested;
      RC_ASSERT(corrected.has_value());
      RC_ASSERT(told(*corrected, true) == told(all, true));
    });
  }

  TEST_CASE("corrected, and corrected back") {
    holds([](int& tested) {
      const entries all = some_case();
      const std::size_t number = some_number(all, 1);
      command other = about(event_kind::correct, all, number);
      command back = other;
      back.facts = all[number - 1].what.facts;
      back.happened_at = all[number - 1].what.at;
      other.happened_at = all[number - 1].what.at + between(-20'000, 20'000);
      for (const auto& [name, value] : back.facts) {
        if (name == "complex") other.facts.emplace_back(name, !std::get<bool>(value));
        if (name == "field") other.facts.emplace_back(name, std::string{std::get<std::string>(value) == "roads" ? "water" : "roads"});
      }
      const auto corrected = appended(all, {other});
      if (!corrected) return;
      const auto restored = appended(*corrected, {back});
      ++tested;
      RC_ASSERT(restored.has_value());
      RC_ASSERT(told(*restored, true) == told(all, true));
    });
  }

  TEST_CASE("taken back and entered again equals never taken back") {
    holds([](int& tested) {
      const entries all = some_case();
      if (all.size() < 2) return;
      const std::size_t number = some_number(all, 2);
      const auto again = appended(all, {about(event_kind::withdraw, all, number), late(all[number - 1].what)});
      ++tested;
      RC_ASSERT(again.has_value());
      RC_ASSERT(told(*again) == told(all));
    });
  }

  TEST_CASE("a withdrawal that is taken back was none") {
    holds([](int& tested) {
      const entries all = some_case();
      if (all.size() < 2) return;
      const std::size_t number = some_number(all, 2);
      const command withdrawal = about(event_kind::withdraw, all, number);
      const auto without = appended(all, {withdrawal});
      if (!without) return;
      command back = withdrawal;
      back.about = static_cast<std::int32_t>(without->size());
      const auto restored = appended(*without, {back});
      ++tested;
      RC_ASSERT(restored.has_value());
      RC_ASSERT(told(*restored, true) == told(all, true));
    });
  }

  TEST_CASE("pauses that are recorded late equal pauses that were recorded in time") {
    holds([](int& tested) {
      const entries all = some_case();
      entries before;
      std::vector<command> pauses;
      for (const history_entry& one : all) {
        if (one.what.event == "ask_reporter" || one.what.event == "supplement")
          pauses.push_back(late(one.what));
        else
          before.push_back(entry(before.size() + 1, one.what));
      }
      if (pauses.empty()) return;
      const auto paused = appended(before, pauses);
      ++tested;
      RC_ASSERT(paused.has_value());
      RC_ASSERT(told(*paused) == told(all));
    });
  }

  TEST_CASE("carried to the same rules, at any time, a case is the same") {
    holds([](int& tested) {
      const entries all = some_case();
      const std::size_t place = some_number(all, 1);
      const bool second = flag();
      entries carried{all.begin(), all.begin() + static_cast<std::ptrdiff_t>(place)};
      command what = about(event_kind::migrate, all, 1);
      what.about = 0;
      what.at = what.recorded_at = carried.back().what.at + between(0, place < all.size() ? all[place].what.at - carried.back().what.at : 90'000);
      what.target_pack = pack_of(second).hash;
      carried.push_back(entry(place + 1, what));
      carried.back().pack_hash = what.target_pack;
      const history_step step = append({carried.data(), place}, {&carried.back(), 1}, sources());
      RC_ASSERT(step.changes.empty());
      for (std::size_t i = place; i < all.size(); ++i) {
        carried.push_back(entry(carried.size() + 1, all[i].what));
        carried.back().pack_hash = what.target_pack;
      }
      ++tested;
      RC_ASSERT(told(carried) == told(all));
      // Each of them is accepted, too.
      case_view view = step.view;
      for (std::size_t i = place + 1; i < carried.size(); ++i) apply_onward(view, carried[i], sources());
      RC_ASSERT(told_view(view, true) == told(carried, true));
    });
  }

  TEST_CASE("a view and the rest make what all events make") {
    holds([](int& tested) {
      const entries all = some_case();
      const std::size_t place = some_number(all, 1);
      case_view view = folded({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(place)});
      for (std::size_t i = place; i < all.size(); ++i) apply_onward(view, all[i], sources());
      ++tested;
      RC_ASSERT(told_view(view, true) == told(all, true));
    });
  }
}
