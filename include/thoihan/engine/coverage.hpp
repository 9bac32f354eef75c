// Which rules of a pack its scenarios reach, and which none does.
//
//     thoihan::rule_reach reached{pack};
//     for (const thoihan::scenario& one : all.scenarios) thoihan::run_scenario(pack, all, one, &reached);
//     for (const thoihan::golden_due& row : all.dues) thoihan::run_due(pack, row, &reached);
//     thoihan::coverage seen = thoihan::cover(pack, reached, "rules/province/lac-hong");
//     for (const thoihan::unreached_rule& rule : seen.unreached) std::cerr << rule.where.text() << ": " << rule.text.en << '\n';
//
// A transition is reached when an act took it, a duty when a round of it started, a limit when a due was counted by it, a warning
// when there was an instant for it, a routing row when it named the authority, a notice when it was owed, a publication row when it
// held after an act, a report when a period of it was asked for. A modelled clause is
// reached when a rule that cites it is: any of these, or a role that acted, a fact that was given, a channel in use.
//
// Errors: `cover` throws thoihan::error (io) when the pack's text cannot be read. Thread-safety: values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "thoihan/pack/finding.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// The rules that took part, by their numbers in the pack.
class rule_reach {
 public:
  explicit rule_reach(const rule_pack& pack);

  void add(const rule_reach& other);

  std::vector<bool> transitions;
  std::vector<bool> states;
  std::vector<bool> duties;
  std::vector<bool> extensions;  // by duty
  std::vector<bool> exemptions;  // by duty
  std::vector<bool> pauses;
  std::vector<std::vector<bool>> limits;  // by duty, row of `within`
  std::vector<std::vector<bool>> bars;    // by transition, row of `until`
  std::vector<std::vector<bool>> warnings;  // by duty, row of `warn`
  std::vector<bool> datings;              // by transition
  std::vector<bool> routing;
  std::vector<bool> publication;
  std::vector<bool> notices;
  std::vector<bool> reports;
  std::vector<bool> facts;
  std::vector<bool> roles;
  std::vector<bool> channels;
  std::vector<bool> authorities;
};

struct unreached_rule {
  std::string
      kind;  // clause, state, transition, duty, limit, time-bar, dating, warning, extension, exemption, pause, routing, publication, notice, report
  std::string name;
  bilingual text;
  place where;
};

struct covered_kind {
  std::string kind;
  bilingual label;
  std::size_t reached = 0;
  std::size_t all = 0;
};

struct coverage {
  std::vector<covered_kind> kinds;
  std::vector<unreached_rule> unreached;  // in the order of the pack's text
};

// `path` and `root` as for load_pack, for the places.
coverage cover(const rule_pack& pack, const rule_reach& reached, const std::string& path, const std::string& root = {});

}  // namespace thoihan
