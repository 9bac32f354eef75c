// Names by their table against names by a search; what an event does to a duty against the lists of the rules.
#include "thoihan/pack/pack_lookup.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/pack/load.hpp"

namespace {

using thoihan::duty_move;
using thoihan::event_number;
using thoihan::name_table;
using thoihan::rule_pack;

const std::string source = THOIHAN_SOURCE_DIR;

std::optional<std::size_t> searched(const std::vector<std::string>& list, const std::string& name) {
  const auto found = std::find(list.begin(), list.end(), name);
  return found == list.end() ? std::nullopt : std::optional<std::size_t>{static_cast<std::size_t>(found - list.begin())};
}

void check_names(const std::vector<std::string>& names) {
  name_table table;
  table.fill(names);
  std::set<std::string> asked{"", "x", "without"};
  for (const std::string& name : names) {
    asked.insert(name);
    for (std::size_t size = 0; size < name.size(); ++size) asked.insert(name.substr(0, size));
    for (std::size_t at = 0; at < name.size(); ++at) {
      std::string other = name;
      other[at] = static_cast<char>(other[at] ^ 1);
      asked.insert(other);
    }
    asked.insert(name + "s");
    asked.insert(name + std::string{'\0'});
  }
  int wrong = 0;
  for (const std::string& name : asked) wrong += table.find(names, name) == searched(names, name) ? 0 : 1;
  CHECK(wrong == 0);
}

bool listed(const std::vector<event_number>& list, event_number event) {
  return std::find(list.begin(), list.end(), event) != list.end();
}

void check_moves(const rule_pack& pack) {
  for (std::size_t at = 0; at < pack.events.size(); ++at) {
    const auto event = static_cast<event_number>(at);
    const auto moves = pack.lookup.moves_of(at);
    CHECK(std::is_sorted(moves.begin(), moves.end(), [](const auto& a, const auto& b) { return a.duty < b.duty; }));
    for (std::size_t duty = 0; duty < pack.duties.size(); ++duty) {
      const thoihan::duty_rule& rule = pack.duties[duty];
      const auto about = [duty](const thoihan::duty_moves& one) { return one.duty == duty; };
      REQUIRE(std::count_if(moves.begin(), moves.end(), about) <= 1);
      const auto found = std::find_if(moves.begin(), moves.end(), about);
      const thoihan::duty_moves move = found == moves.end() ? thoihan::duty_moves{} : *found;
      CHECK(move.does(duty_move::starts) == listed(rule.from, event));
      CHECK(move.does(duty_move::meets) == listed(rule.met_by, event));
      CHECK(move.does(duty_move::ends) == listed(rule.ended_by, event));
      CHECK(move.does(duty_move::extends) == (rule.extended_by && rule.extended_by->on == event));
      CHECK(move.does(duty_move::exempts) == (rule.exempted_by && rule.exempted_by->on == event));
    }
    bool pauses = false;
    for (const thoihan::pause_rule& rule : pack.pauses) pauses = pauses || listed(rule.from, event) || listed(rule.until, event);
    CHECK(pack.lookup.moves_pauses[at] == pauses);
  }
  for (std::size_t fact = 0; fact < pack.facts.size(); ++fact) {
    const auto& counts = pack.lookup.counts;
    CHECK(pack.lookup.standard[fact] == pack.facts[fact].standard);
    CHECK((std::find(counts.begin(), counts.end(), fact) != counts.end()) == pack.facts[fact].counts.has_value());
  }
}

}  // namespace

TEST_SUITE("pack lookup") {
  TEST_CASE("names, their beginnings, and names with one letter changed") {
    check_names({});
    check_names({"a"});
    check_names({"operator", "authority", "reporter", "supervisor"});
    // Of every length about that of a machine word.
    std::vector<std::string> lengths;
    for (std::size_t size = 0; size < 40; ++size) lengths.push_back(std::string(size, 'x'));
    check_names(lengths);
    // Alike in their first and last eight letters.
    std::vector<std::string> alike;
    for (char c = 'a'; c <= 'z'; ++c) alike.push_back(std::string{"abcdefgh"} + c + "abcdefgh");
    check_names(alike);
    std::vector<std::string> many;
    for (int i = 0; i < 5000; ++i) many.push_back("authority-" + std::to_string(i));
    name_table table;
    table.fill(many);
    int wrong = 0;
    for (std::size_t i = 0; i < many.size(); ++i) wrong += table.find(many, many[i]) == i ? 0 : 1;
    CHECK(wrong == 0);
    CHECK_FALSE(table.find(many, "authority-5000").has_value());
  }

  TEST_CASE("a table that was not filled knows nothing; of two alike the first is found; none is read behind the end") {
    const std::vector<std::string> names{"receive", "forward", "receive"};
    CHECK_FALSE(name_table{}.find(names, "receive").has_value());
    name_table table;
    table.fill(names);
    CHECK(table.find(names, "receive") == std::size_t{0});
    CHECK_FALSE(table.find(std::vector<std::string>{"receive"}, "forward").has_value());
    table.fill(std::vector<std::string>{"forward"});
    CHECK_FALSE(table.find(names, "receive").has_value());
  }

  TEST_CASE("a pack that was moved and one that was copied know their names") {
    rule_pack pack = pack_writer{}.load();
    const rule_pack copied = pack;
    const rule_pack moved = std::move(pack);
    for (const rule_pack* one : {&copied, &moved}) {
      for (std::size_t i = 0; i < one->facts.size(); ++i) {
        const thoihan::fact_declaration& fact = one->facts[i];
        CHECK(one->lookup.facts.find(one->facts, fact.id) == i);
        for (std::size_t value = 0; value < fact.values.size(); ++value)
          CHECK(one->lookup.values[i].find(fact.values, fact.values[value].id) == value);
      }
      for (std::size_t i = 0; i < one->authorities.size(); ++i)
        CHECK(one->lookup.authorities.find(one->authorities, one->authorities[i].id) == i);
    }
  }

  TEST_CASE("a pack that names events where it has none is told its mistakes") {
    pack_writer rules;
    std::string text = rules.text("pack.json");
    const std::size_t from = text.find("\"transitions\": [");
    const std::size_t until = text.find("\"duties\": {");
    REQUIRE((from != std::string::npos && until != std::string::npos));
    rules.put("pack.json", text.replace(from, until - from, "\"transitions\": [],\n  "));
    const thoihan::checked_pack checked = rules.check();
    CHECK_FALSE(checked.pack.has_value());
    CHECK(checked.findings.size() > 5);
  }

  TEST_CASE("what events do, in the five packs and the small ones") {
    for (const char* const id : {"ben-tre", "hau-giang", "ho-chi-minh", "hoa-binh", "tien-giang"}) {
      CAPTURE(id);
      check_moves(thoihan::load_pack(source + "/rules/province/" + id, source + "/rules"));
    }
    for (const char* const id : {"before-a-hearing", "chained", "cut-off", "fork", "lac-hong", "repeating", "reset-or-resume"}) {
      CAPTURE(id);
      check_moves(thoihan::load_pack(source + "/tests/data/packs/" + id, source + "/rules"));
    }
  }
}
