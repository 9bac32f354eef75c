// A report on the cases of a period: what came, what became of it, who was late and why, what the reporters thought.
//
//     thoihan::store s = thoihan::store::open("reports.db", thoihan::store_mode::read_only);
//     thoihan::engine e{s};
//     thoihan::report_question question;
//     question.period = thoihan::read_period("month:2024-05");
//     question.report = "monthly";                               // empty: everything, owed to nobody
//     question.now = now;
//     const thoihan::report may = thoihan::make_report(s, e, question);
//     for (const std::string& line : thoihan::json_lines(may, thoihan::language::en)) ...
//     thoihan::csv_of(may, thoihan::language::vi);               // for a spreadsheet
//     thoihan::html_of(may, thoihan::language::vi);              // one page that needs nothing else
//
// Everything is told by the acts that happened before the end of the period, and before `now`: a report of a period that is over
// changes only when something of the period becomes known later. docs/reports.md says what each figure counts, and what a correction,
// a split, a migration or a state secret does to it.
//
// A case of the period is one that was open at any time in it: carried over, received, or opened again. Each is at the end one of
// answered, handled (the answer is owed), open, refused or left; and in time, late, or exempted. A round of a duty is one of the
// period when it ran at any time in it. The tables' parts sum exactly to their whole.
//
// A report tells numbers, facts that are public, and the ids of cases; never a personal fact.
//
// Units: counts, whole seconds, thousandths, instants. Errors: thoihan::error with reference (no case; no such report, authority
// or pack), invalid (the regulation demands no such report; cases of several packs), and those of the engine.
// Thread-safety: as the engine. Cost: the row of each case, a replay and a ledger of each that was alive in the period, one at
// a time, all as of one moment; memory for the lists that the report prints, and a few numbers a row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/report_period.hpp"

namespace thoihan {

enum class cell_kind : std::uint8_t {
  text,  // as it is: a case's id, an explanation
  name,  // an id with its label
  count,
  seconds,
  per_mille,
  time,  // an instant
};

struct report_column {
  std::string id;  // the key in JSON; stable
  bilingual head;
  cell_kind kind = cell_kind::count;
  bool detail = false;  // may be left out where there is little room
};

struct report_cell {
  std::optional<std::int64_t> number;  // of a count, seconds, thousandths, an instant; none: nothing to tell
  std::string id;                      // of a name, or the text; empty: none
  bilingual words;                     // for people: of a name, or of a time that is told otherwise than by the clock
};

struct report_table {
  std::string id;  // stable: "outcome", "by_field", "late"
  bilingual title;
  bilingual note;  // what is counted; may be empty
  std::vector<report_column> columns;
  std::vector<std::vector<report_cell>> rows;
  bool has_sum = false;           // the last row is the sum
  std::vector<std::size_t> bars;  // columns that a chart shows beside each other
};

struct report_question {
  report_period period;
  instant now = 0;
  std::string report;     // of the pack's reports; empty: every table
  std::string authority;  // only what this authority had to do with; empty: all
  std::string pack;       // where the store has cases of several packs
  bool lists = true;      // also what was late and the cases, one by one
};

struct report {
  std::string pack;
  std::string version;
  bilingual pack_title;
  std::optional<report_rule> rule;
  std::string owed_by;  // a role; empty without a rule
  bilingual owed_by_label;
  std::vector<std::string> by;  // facts
  bilingual title;
  report_period period;
  report_span span;       // of the figures
  instant as_of = 0;      // the figures end here: the end of the span, or now
  bool complete = false;  // the span is over
  std::optional<std::string> authority;
  bilingual authority_name;
  std::vector<report_table> tables;
};

report make_report(const store& cases, engine& work, const report_question& question);

// First the report: report (null: none), title, pack, version, period, from, until, as_of, complete, owed_by, owed_by_label, to,
// before (a date; null: no day is set), cite, contents, by, authority. Then a line for each row of each table: table, a key for
// each column (of a name its id, and its label as "<id>_label"), sum where it is one.
std::vector<std::string> json_lines(const report& told, language lang);

// RFC 4180 in UTF-8 with a byte order mark, for a spreadsheet: what the report is, then each table: its title, its heads, its rows, an
// empty line; all lines have as many cells, and the first of each names the table. A text that a spreadsheet could take for a
// formula is marked as text by an apostrophe.
std::string csv_of(const report& told, language lang);

// One page: no scripts, nothing fetched (a content security policy says so), charts as SVG, fit to print.
std::string html_of(const report& told, language lang);

// A cell as people read it: "12", "1 h 30 min", "95.3 %", "2024-05-02 08:30"; "-" for nothing.
std::string cell_text(const report_column& column, const report_cell& cell, language lang);

// Who owes it to whom, about what and when, and what it must say: lines for the head of a page.
std::vector<bilingual> head_lines(const report& told);

}  // namespace thoihan
