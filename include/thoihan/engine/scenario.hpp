// Scenarios beside a pack: what happens to a case, and what its rules must make of it.
//
//     std::vector<thoihan::finding> mistakes;
//     thoihan::scenario_set all = thoihan::read_scenarios(pack, "rules/province/lac-hong", mistakes);
//     for (const thoihan::scenario& one : all.scenarios)
//       for (const thoihan::failed_expectation& f : thoihan::run_scenario(pack, all, one)) std::cerr << f.text().en << '\n';
//     for (const thoihan::golden_due& row : all.dues) ...         // thoihan::run_due; routes: run_route; reports: run_report
//
// The files are read by docs/scenarios.md: `scenarios/*.json` in the pack's folder. Names are resolved against the pack, and every
// mistake of every file is a finding with its place. A set belongs to the pack that it was read for, and to packs that declare
// the same names in the same order.
//
// An expectation is an observation and the text that it must give. What is not there is "-": no lead, no due.
//
// Errors: `read_scenarios` throws thoihan::error (io) when a file cannot be read; a run throws nothing but std::bad_alloc: a call that
// the rules refuse is a failed expectation unless the scenario expects the refusal.
// Thread-safety: pure but for reading files; a set may be run by many threads. Cost: some microseconds an act.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/report_period.hpp"
#include "thoihan/pack/finding.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// What an expectation looks at.
enum class observation : std::uint8_t {
  outcome,           // "accepted", or the name of the status with which the act was refused
  state,             // id
  holder,            // role that has the case
  lead,              // authority in charge
  routing_row,       // row that named it; "-" when the event did, or nothing
  support,           // authorities that the row names beside it, sorted
  publication,       // public, private, never
  late_act,          // true, false: after its time-bar
  running,           // duties that run, sorted
  accepts,           // events that the state takes, sorted
  notices,           // owed by the act, sorted
  notice_to,         // recipient of one of them
  notice_channels,   // channels of one of them, sorted
  fact,              // value; a text is "present"
  duty_status,       // none, running, late, paused, exempted, met, met_late, cancelled
  duty_due,          // 2024-05-06: at 24:00 of it; else an instant
  duty_late_from,    // first late second
  duty_provisional,  // true, false
  duty_warnings,     // when to warn, in the order of time
  duty_owed_by,      // authority where the duty is an authority's, else role
  cite,              // one of the clauses that set the due, or that the routing row or the report follows
  report_from,       // instant
  report_until,      // instant
  report_before,     // 2024-05-20; "-" where no day is set
  report_owed_by,    // role
  report_by,         // facts, sorted
  report_contents,   // words, sorted
};

struct expectation {
  observation what = observation::state;
  std::size_t subject = 0;  // number of a duty, fact or notice
  std::int32_t round = 0;   // of a duty; 0: the last one
  std::string value;
  place where;
};

// One event of a scenario, or a look at the case at a time.
struct scenario_step {
  instant at = 0;
  std::optional<case_act> act;  // none: only a look
  bool by_named_body = false;   // the authority that acts is the one that the case names for the role
  status refused = status::ok;  // the code with which the act must be refused
  std::vector<expectation> expects;
  place where;
};

struct scenario {
  std::string id;
  bilingual title;
  std::vector<std::string> cites;
  std::optional<std::size_t> after;  // the scenario whose accepted acts come first
  std::vector<scenario_step> steps;
  place where;
};

// Which limit a golden due is about.
enum class limit_place : std::uint8_t { duty, time_bar, dating };

// When a limit that starts then ends: a row of a table.
struct golden_due {
  limit_place of = limit_place::duty;
  std::size_t rule = 0;  // number of a duty, or of the transition that has the time-bar or may be dated back
  instant from = 0;
  std::vector<fact_value> facts;  // parallel to the pack's
  std::vector<expectation> expects;
  place where;

  std::string name() const { return where.pointer; }
};

// Which authority a report goes to: a row of a table.
struct golden_route {
  std::vector<fact_value> facts;  // parallel to the pack's
  std::vector<expectation> expects;
  place where;

  std::string name() const { return where.pointer; }
};

// What a report of a period covers, who owes it, and by when: a row of a table.
struct golden_report {
  std::size_t report = 0;  // of the pack's
  report_period period;
  std::vector<expectation> expects;
  place where;

  std::string name() const { return where.pointer; }
};

struct scenario_set {
  std::vector<scenario> scenarios;  // in the order of file and text
  std::vector<golden_due> dues;
  std::vector<golden_route> routes;
  std::vector<golden_report> reports;

  bool empty() const noexcept { return scenarios.empty() && dues.empty() && routes.empty() && reports.empty(); }
};

// `folder`: the pack's own, or its pack.json. A pack without scenarios has an empty set.
scenario_set read_scenarios(const rule_pack& pack, const std::string& folder, std::vector<finding>& findings);

// An expectation that did not come true.
struct failed_expectation {
  place where;
  std::string scenario;  // id; of a row of a table its pointer
  bilingual what;        // what was looked at: "duty "handle": due"
  std::string expected;
  std::string found;
  bilingual why;  // the message of a refusal, the limit of a due; may be empty

  // "scenario "returned": duty "handle": due: expected 2024-05-06, found 2024-05-07 (5 working days; 9.1.b-1)"
  bilingual text() const;
};

class rule_reach;

// How far a run goes.
enum class run_extent : std::uint8_t { whole, first_failure };

// A scenario whose act has another outcome than expected ends there. `reached` notes the rules that took part.
std::vector<failed_expectation> run_scenario(const rule_pack& pack, const scenario_set& all, const scenario& one,
                                             rule_reach* reached = nullptr, run_extent extent = run_extent::whole);
std::vector<failed_expectation> run_due(const rule_pack& pack, const golden_due& row, rule_reach* reached = nullptr);
std::vector<failed_expectation> run_route(const rule_pack& pack, const golden_route& row,
                                          rule_reach* reached = nullptr);
std::vector<failed_expectation> run_report(const rule_pack& pack, const golden_report& row,
                                           rule_reach* reached = nullptr);

}  // namespace thoihan
