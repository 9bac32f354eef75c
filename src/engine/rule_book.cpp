#include "src/engine/rule_book.hpp"

#include <boost/json.hpp>

#include <utility>

#include "src/pack/rule_words.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

class chapter_writer {
 public:
  chapter_writer(book_chapter& chapter, const std::string& path, const std::string& root)
      : out_(chapter), pack_(chapter.pack), path_(path), root_(root), sections_(pack_sections(pack_)) {}

  void write() {
    out_.diagram = diagram_of(pack_);
    out_.clauses = list_clauses(pack_);
    for (std::size_t i = 0; i < pack_.transitions.size(); ++i) {
      const transition_rule& rule = pack_.transitions[i];
      out_.transition_when.push_back(condition(fmt::format("/transitions/{}/when", i)));
      out_.bars.push_back(rule.until ? limits(rule.until->within) : std::vector<book_limit>{});
    }
    for (const duty_rule& duty : pack_.duties) {
      out_.duty_when.push_back(condition("/duties/" + duty.id + "/when"));
      out_.limits.push_back(limits(duty.within));
    }
    for (std::size_t i = 0; i < pack_.routing.size(); ++i)
      out_.route_when.push_back(condition(fmt::format("/routing/{}/when", i)));
    for (std::size_t i = 0; i < pack_.publication.size(); ++i)
      out_.publication_when.push_back(condition(fmt::format("/publication/{}/when", i)));
    for (const report_rule& report : pack_.reports)
      out_.report_when.push_back(condition("/reports/" + report.id + "/when"));
    longest_time();
    scenarios();
  }

 private:
  const json::value* at(const std::string& pointer) const {
    boost::system::error_code code;
    return sections_.find_pointer(pointer, code);
  }

  bilingual condition(const std::string& pointer) const {
    const json::value* guard = at(pointer);
    return guard == nullptr ? bilingual{} : guard_words(pack_, *guard);
  }

  std::vector<book_limit> limits(const std::vector<limit_rule>& rows) const {
    std::vector<book_limit> out;
    for (const limit_rule& row : rows) {
      bilingual when = condition(row.pointer + "/when");
      const bilingual received = receipt_words(row.row);
      if (!received.en.empty()) {
        when.vi += (when.vi.empty() ? "" : "; ") + received.vi;
        when.en += (when.en.empty() ? "" : "; ") + received.en;
      }
      out.push_back({limit_words(row.text), std::move(when), row.source});
    }
    return out;
  }

  // Under which time of receipt a row is chosen; empty: any.
  bilingual receipt_words(const limit_row& row) const {
    const bilingual& hours = pack_.calendars[row.receipt_calendar].office->title;
    const auto by = [&](std::string_view vi, std::string_view en) {
      return bilingual{fmt::format("{} ({})", vi, hours.vi), fmt::format("{} ({})", en, hours.en)};
    };
    switch (row.received) {
      case receipt::any: return {};
      case receipt::in_session: return by("nhận trong buổi làm việc", "received while the office is open");
      case receipt::outside_session: return by("nhận ngoài buổi làm việc", "received while the office is closed");
      case receipt::within_hours:
        return by("nhận trong giờ của ngày làm việc", "received within the hours of a working day");
      case receipt::outside_hours:
        return by("nhận ngoài giờ của ngày làm việc", "received outside the hours of a working day");
    }
    return {};
  }

  void longest_time() {
    try {
      out_.worst = worst_times(pack_, whole_year(pack_, out_.year));
    } catch (const error& problem) {
      out_.worst_why_not = problem.text();
    }
  }

  void scenarios() {
    std::vector<finding> mistakes;
    const scenario_set all = read_scenarios(pack_, path_, mistakes);
    rule_reach reached{pack_};
    // A set with mistakes is not run: its expectations are not those that were meant.
    if (mistakes.empty()) run(all, reached);
    out_.findings.insert(out_.findings.end(), mistakes.begin(), mistakes.end());
    out_.covered = cover(pack_, reached, path_, root_);
  }

  void run(const scenario_set& all, rule_reach& reached) {
    for (const scenario& one : all.scenarios) {
      book_scenario told{one.id, one.title, one.cites, 0, 0, run_scenario(pack_, all, one, &reached)};
      for (const scenario_step& step : one.steps) {
        told.acts += step.act ? 1U : 0U;
        told.expectations += step.expects.size();
      }
      out_.scenarios.push_back(std::move(told));
    }
    table({"Hạn tính sẵn", "Dues worked out beforehand"}, all.dues,
          [&](const golden_due& row) { return run_due(pack_, row, &reached); });
    table({"Phân công tính sẵn", "Routes worked out beforehand"}, all.routes,
          [&](const golden_route& row) { return run_route(pack_, row, &reached); });
    table({"Báo cáo tính sẵn", "Reports worked out beforehand"}, all.reports,
          [&](const golden_report& row) { return run_report(pack_, row, &reached); });
  }

  template <class Row, class Run>
  void table(bilingual label, const std::vector<Row>& rows, Run run_row) {
    book_table out{std::move(label), rows.size(), 0, {}};
    for (const Row& row : rows) {
      out.expectations += row.expects.size();
      for (failed_expectation& failed : run_row(row)) out.failed.push_back(std::move(failed));
    }
    out_.tables.push_back(std::move(out));
  }

  book_chapter& out_;
  const rule_pack& pack_;
  const std::string& path_;
  const std::string& root_;
  const json::value sections_;
};

}  // namespace

std::size_t book_chapter::failures() const noexcept {
  std::size_t out = 0;
  for (const book_scenario& one : scenarios) out += one.failed.size();
  for (const book_table& one : tables) out += one.failed.size();
  return out;
}

book_chapter gather_chapter(checked_pack checked, const std::string& path, const std::string& root,
                            std::optional<int> year) {
  book_chapter out;
  out.pack = std::move(*checked.pack);
  out.texts = read_pack_texts(path, root);
  out.findings = std::move(checked.findings);
  out.year = year ? *year : decided_year(out.pack);
  chapter_writer{out, path, root}.write();
  return out;
}

}  // namespace thoihan
