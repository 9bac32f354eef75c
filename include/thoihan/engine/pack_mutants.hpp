// Would the scenarios of a pack notice if a rule were written wrongly?
//
//     thoihan::mutation_report report = thoihan::try_mutants(pack, all, thoihan::mutants_of(pack, path));
//     for (const thoihan::pack_mutant& m : report.survivors) std::cout << m.where.text() << ": " << m.name() << '\n';
//
// One mutant is the pack with one thing of its text changed: a number, a unit, an anchor (`from`), a role, what meets or ends a
// duty, a policy of a limit. It is loaded again in memory; one that does not load is not counted. It is noticed when an expectation
// fails. Which mutants there are depends on the text alone, so that their names stay.
//
// Errors: thoihan::error (io) when the text cannot be read. Thread-safety: pure; `try_mutants` uses as many threads as there are
// processors. Cost: a load of the pack and a part of its scenarios for each mutant, some ten milliseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/engine/scenario.hpp"
#include "thoihan/pack/finding.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

enum class mutant_kind : std::uint8_t { number, unit, anchor, role, met_by, ended_by, policy };

std::string_view mutant_kind_name(mutant_kind kind) noexcept;

enum class mutant_change : std::uint8_t { set, remove, rename };

struct pack_mutant {
  mutant_kind kind = mutant_kind::number;
  mutant_change change = mutant_change::set;
  std::string pointer;  // of the value that is changed
  std::string from;
  std::string to;        // empty: removed
  std::string new_json;  // of `set`: the value; of `rename`: the key
  place where;

  // "/duties/handle/within/0/limit: 5 working days -> 6 working days"
  std::string name() const { return pointer + ": " + from + " -> " + (to.empty() ? "(removed)" : to); }
};

// `path` and `root` as for load_pack.
std::vector<pack_mutant> mutants_of(const rule_pack& pack, const std::string& path, const std::string& root = {});

struct mutation_report {
  std::size_t loaded = 0;
  std::size_t noticed = 0;
  std::vector<pack_mutant> survivors;  // in the order of the text
};

// The scenarios must hold for the pack itself. `progress` is called with the mutants done and all, one call at a time.
mutation_report try_mutants(const rule_pack& pack, const scenario_set& all, const std::vector<pack_mutant>& mutants,
                            const std::function<void(std::size_t, std::size_t)>& progress = {});

// A mutant that no scenario notices, and why none can or should.
struct explained_survivor {
  std::string name;
  bilingual why;
  place where;
};

// `scenarios/survivors.json` beside the scenarios; nothing where there is none.
std::vector<explained_survivor> read_survivors(const rule_pack& pack, const std::string& folder,
                                               std::vector<finding>& findings);

}  // namespace thoihan
