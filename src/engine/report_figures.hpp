// The figures of a report, counted case by case; see docs/reports.md.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "thoihan/engine/report.hpp"

namespace thoihan {

enum class case_outcome : std::uint8_t { answered, handled, open, refused, left };
enum class case_timing : std::uint8_t { in_time, late, exempted };

inline constexpr std::size_t outcomes = 5;
inline constexpr std::size_t timings = 3;

struct case_counts {
  std::int64_t carried = 0;  // open when the period began
  std::int64_t received = 0;
  std::int64_t reopened = 0;  // settled when it began, and opened again in it
  std::array<std::array<std::int64_t, timings>, outcomes> ended{};
  std::int64_t extended = 0;  // cases with a due that was extended
  std::int64_t returned = 0;  // cases that were given back in the period
  std::int64_t returns = 0;   // how often
  std::int64_t duplicates = 0;  // cases known as a duplicate of another
  std::int64_t split_off = 0;   // cases that were received as part of another

  std::int64_t total() const noexcept { return carried + received + reopened; }
  std::int64_t of(case_outcome outcome) const noexcept;
  std::int64_t of(case_timing timing) const noexcept;
};

// How much of a limit was used, in thousandths, and how often; exact, in little memory.
class used_shares {
 public:
  void add(std::int64_t per_mille) {
    ++counts_[per_mille];
    ++rounds_;
  }
  std::int64_t rounds() const noexcept { return rounds_; }
  // The least share that at least `percent` of the rounds do not exceed; none without rounds.
  std::optional<std::int64_t> percentile(std::int64_t percent) const;

 private:
  std::map<std::int64_t, std::int64_t> counts_;
  std::int64_t rounds_ = 0;
};

// Each round is one of these.
enum class round_outcome : std::uint8_t {
  met,
  met_late,
  running,
  running_late,
  paused,
  cancelled,
  cancelled_late,
  exempted,
  without_limit,
};

inline constexpr std::size_t round_outcomes = 9;

struct duty_counts {
  std::int64_t carried = 0;
  std::int64_t started = 0;
  std::array<std::int64_t, round_outcomes> ended{};
  std::int64_t extended = 0;
  used_shares shares;

  std::int64_t of(round_outcome outcome) const noexcept { return ended[static_cast<std::size_t>(outcome)]; }
  std::int64_t late() const noexcept;
};

template <class Counts>
struct labelled {
  bilingual label;
  Counts counts;
  bool of_authority = false;
};

template <class Counts>
using labelled_counts = std::map<std::string, labelled<Counts>>;

struct late_entry {
  std::string case_id;
  report_cell duty;
  report_cell owner;
  instant started = 0;
  report_cell due;
  std::optional<instant> ended;
  round_outcome outcome = round_outcome::running_late;
  std::int64_t late_s = 0;
  std::int64_t late_working_s = 0;
  report_cell party;  // who used the most time between its start and its end
  ledger_cause cause = ledger_cause::late;
  std::int64_t party_s = 0;
  std::string cite;
  std::string explanation;  // empty: none was given
};

struct listed_case {
  std::string case_id;
  instant received = 0;
  report_cell lead;
  report_cell state;
  case_outcome outcome = case_outcome::open;
  case_timing timing = case_timing::in_time;
};

struct time_sum {
  std::int64_t seconds = 0;
  std::int64_t working_s = 0;
};

struct report_figures {
  case_counts cases;
  // Left out of all else: cases that became state secrets. None where it cannot be told, for of a secret nothing is known by which
  // the report chooses.
  std::optional<std::int64_t> secret;
  std::vector<labelled_counts<case_counts>> by;  // parallel to the facts; "" where nobody has said
  labelled_counts<duty_counts> owners;
  labelled_counts<duty_counts> duties;
  labelled_counts<std::int64_t> ratings;
  std::vector<late_entry> late;
  std::vector<listed_case> listed;
  std::map<std::pair<std::string, ledger_cause>, labelled<time_sum>> time;  // by party ("": nobody) and cause
};

// What is to be counted.
struct figures_question {
  const rule_pack* pack = nullptr;  // whose words the report uses
  std::optional<report_rule> rule;
  std::vector<std::string> by;  // facts
  std::string authority;
  instant from = 0;
  instant until = 0;  // what happens before it counts
  instant as_of = 0;  // what still goes on is measured to it
  bool lists_late = false;
  bool lists_cases = false;
  bool tells_time = false;
};

report_figures count_figures(const store& cases, engine& work, const figures_question& question);

// The tables that the contents ask for; all of them without contents.
std::vector<report_table> tables_of(const report_figures& figures, const figures_question& question);

bilingual outcome_words(case_outcome outcome);
bilingual timing_words(case_timing timing);

}  // namespace thoihan
