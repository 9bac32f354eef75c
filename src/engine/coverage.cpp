#include "thoihan/engine/coverage.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "src/engine/pack_text.hpp"
#include "src/pack/names.hpp"
#include "src/pack/say.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

void add_marks(std::vector<bool>& marks, const std::vector<bool>& other) {
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = marks[i] || other[i];
}

class coverage_report {
 public:
  coverage_report(const rule_pack& pack, const rule_reach& reached, const std::string& path, const std::string& root)
      : pack_(pack), reached_(reached), text_(path, root), cited_(pack.clauses.size()) {}

  coverage make() {
    cite_words();
    states();
    transitions();
    duties();
    exemptions();
    pauses();
    routing();
    publication();
    notices();
    reports();
    clauses();
    std::stable_sort(out_.unreached.begin(), out_.unreached.end(), [](const auto& a, const auto& b) {
      return std::tie(a.where.line, a.where.column) < std::tie(b.where.line, b.where.column);
    });
    return std::move(out_);
  }

 private:
  void begin(std::string kind, bilingual label) { out_.kinds.push_back({std::move(kind), std::move(label), 0, 0}); }

  // One rule of the kind that `begin` named last.
  void count(bool is_reached, const basis& source, const std::string& name, const std::string& pointer) {
    covered_kind& kind = out_.kinds.back();
    note(kind, is_reached, name, pointer);
    if (is_reached) cite(source);
  }

  void note(covered_kind& kind, bool is_reached, const std::string& name, const std::string& pointer) {
    ++kind.all;
    if (is_reached) {
      ++kind.reached;
      return;
    }
    out_.unreached.push_back(
        {kind.kind, name,
         say("chưa kịch bản nào đi qua: {} \"{}\"", "no scenario reaches the {} \"{}\"", kind.label, name),
         text_.where(pointer)});
  }

  void cite(const basis& source) {
    for (const std::string& id : source.cites) cite(id);
  }

  void cite(std::string_view clause) {
    if (const auto at = find_id(pack_.clauses, clause)) cited_[*at] = true;
  }

  // The model keeps the labels of channels alone; their clauses stand in the text.
  void cite_channels() {
    for (std::size_t i = 0; i < pack_.channels.size(); ++i) {
      const auto* cited = text_.find("/channels/" + pack_.channels[i].id + "/cite");
      if (cited == nullptr || !reached_.channels[i]) continue;
      if (const auto* one = cited->if_string()) cite(std::string_view{one->data(), one->size()});
      if (const auto* list = cited->if_array()) {
        for (const json::value& clause : *list) cite(std::string_view{clause.get_string()});
      }
    }
  }

  // Vocabulary carries clauses, too.
  template <class Declared>
  void cite_all(const std::vector<Declared>& list, const std::vector<bool>& marks) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (marks[i]) cite(list[i].source);
    }
  }

  void cite_words() {
    cite_all(pack_.roles, reached_.roles);
    cite_all(pack_.facts, reached_.facts);
    cite_all(pack_.authorities, reached_.authorities);
    cite_channels();
  }

  void states() {
    begin("state", {"trạng thái", "state"});
    for (std::size_t i = 0; i < pack_.states.size(); ++i)
      count(reached_.states[i], pack_.states[i].source, pack_.states[i].id, "/states/" + pack_.states[i].id);
  }

  void transitions() {
    begin("transition", {"chuyển trạng thái", "transition"});
    for (std::size_t i = 0; i < pack_.transitions.size(); ++i) {
      const transition_rule& rule = pack_.transitions[i];
      std::vector<std::string> from;
      for (const state_number state : rule.from) from.push_back(pack_.states[state].id);
      const std::string name = pack_.events[rule.event] + (from.empty() ? "" : " (" + joined(from) + ")");
      count(reached_.transitions[i], rule.source, name, "/transitions/" + std::to_string(i));
    }
    begin("time-bar", {"hạn của việc", "time-bar"});
    for (std::size_t i = 0; i < pack_.transitions.size(); ++i) {
      if (!pack_.transitions[i].until) continue;
      const time_bar& bar = *pack_.transitions[i].until;
      rows(reached_.bars[i], bar.within, pack_.events[pack_.transitions[i].event]);
      if (std::find(reached_.bars[i].begin(), reached_.bars[i].end(), true) != reached_.bars[i].end()) cite(bar.source);
    }
    begin("dating", {"ghi lùi ngày", "dating back"});
    for (std::size_t i = 0; i < pack_.transitions.size(); ++i) {
      if (!pack_.transitions[i].dated_back) continue;
      count(reached_.datings[i], pack_.transitions[i].dated_back->source, pack_.events[pack_.transitions[i].event],
            "/transitions/" + std::to_string(i) + "/dated_back");
    }
  }

  void rows(const std::vector<bool>& marks, const std::vector<limit_rule>& within, const std::string& name) {
    for (std::size_t row = 0; row < within.size(); ++row)
      count(marks[row], within[row].source, name + ": " + within[row].text, within[row].pointer);
  }

  void duties() {
    begin("duty", {"nghĩa vụ", "duty"});
    for (std::size_t i = 0; i < pack_.duties.size(); ++i)
      count(reached_.duties[i], pack_.duties[i].source, pack_.duties[i].id, "/duties/" + pack_.duties[i].id);
    begin("limit", {"thời hạn", "limit"});
    for (std::size_t i = 0; i < pack_.duties.size(); ++i)
      rows(reached_.limits[i], pack_.duties[i].within, pack_.duties[i].id);
    begin("warning", {"lời nhắc", "warning"});
    for (std::size_t i = 0; i < pack_.duties.size(); ++i) {
      for (std::size_t row = 0; row < pack_.duties[i].warnings.size(); ++row) {
        const warning_rule& rule = pack_.duties[i].warnings[row];
        count(reached_.warnings[i][row], rule.source, pack_.duties[i].id + ": " + rule.text, rule.pointer);
      }
    }
    begin("extension", {"gia hạn", "extension"});
    for (std::size_t i = 0; i < pack_.duties.size(); ++i) {
      if (!pack_.duties[i].extended_by) continue;
      count(reached_.extensions[i], pack_.duties[i].extended_by->source, pack_.duties[i].id,
            "/duties/" + pack_.duties[i].id + "/extended_by");
    }
  }

  void exemptions() {
    begin("exemption", {"miễn trễ hạn", "exemption"});
    for (std::size_t i = 0; i < pack_.duties.size(); ++i) {
      if (!pack_.duties[i].exempted_by) continue;
      count(reached_.exemptions[i], pack_.duties[i].exempted_by->source, pack_.duties[i].id,
            "/duties/" + pack_.duties[i].id + "/exempted_by");
    }
  }

  void pauses() {
    begin("pause", {"tạm dừng", "pause"});
    for (std::size_t i = 0; i < pack_.pauses.size(); ++i)
      count(reached_.pauses[i], pack_.pauses[i].source, std::to_string(i), "/pauses/" + std::to_string(i));
  }

  void routing() {
    begin("routing", {"dòng phân công", "routing row"});
    for (std::size_t i = 0; i < pack_.routing.size(); ++i)
      count(reached_.routing[i], pack_.routing[i].source, pack_.routing[i].id, "/routing/" + std::to_string(i));
  }

  void publication() {
    begin("publication", {"dòng công khai", "publication row"});
    for (std::size_t i = 0; i < pack_.publication.size(); ++i) {
      const publication_rule& rule = pack_.publication[i];
      count(reached_.publication[i], rule.source, std::string{publicity_name(rule.is)},
            "/publication/" + std::to_string(i));
    }
  }

  void notices() {
    begin("notice", {"thông báo", "notice"});
    for (std::size_t i = 0; i < pack_.notices.size(); ++i)
      count(reached_.notices[i], pack_.notices[i].source, pack_.notices[i].id, "/notices/" + pack_.notices[i].id);
  }

  void reports() {
    begin("report", {"báo cáo", "report"});
    for (std::size_t i = 0; i < pack_.reports.size(); ++i) {
      count(reached_.reports[i], pack_.reports[i].source, pack_.reports[i].id, "/reports/" + pack_.reports[i].id);
      if (reached_.reports[i] && pack_.figures) cite(pack_.figures->source);
    }
  }

  void clauses() {
    begin("clause", {"khoản", "clause"});
    for (std::size_t i = 0; i < pack_.clauses.size(); ++i) {
      if (pack_.clauses[i].is != clause_kind::modelled) continue;
      note(out_.kinds.back(), cited_[i], pack_.clauses[i].id, "/clauses/" + std::to_string(i));
    }
  }

  const rule_pack& pack_;
  const rule_reach& reached_;
  pack_text text_;
  std::vector<bool> cited_;
  coverage out_;
};

}  // namespace

rule_reach::rule_reach(const rule_pack& pack)
    : transitions(pack.transitions.size()),
      states(pack.states.size()),
      duties(pack.duties.size()),
      extensions(pack.duties.size()),
      exemptions(pack.duties.size()),
      pauses(pack.pauses.size()),
      datings(pack.transitions.size()),
      routing(pack.routing.size()),
      publication(pack.publication.size()),
      notices(pack.notices.size()),
      reports(pack.reports.size()),
      facts(pack.facts.size()),
      roles(pack.roles.size()),
      channels(pack.channels.size()),
      authorities(pack.authorities.size()) {
  for (const duty_rule& duty : pack.duties) {
    limits.emplace_back(duty.within.size());
    warnings.emplace_back(duty.warnings.size());
  }
  for (const transition_rule& rule : pack.transitions) bars.emplace_back(rule.until ? rule.until->within.size() : 0);
}

void rule_reach::add(const rule_reach& other) {
  for (const auto member : {&rule_reach::transitions, &rule_reach::states, &rule_reach::duties, &rule_reach::extensions,
                            &rule_reach::exemptions, &rule_reach::pauses, &rule_reach::datings, &rule_reach::routing,
                            &rule_reach::publication, &rule_reach::notices, &rule_reach::reports, &rule_reach::facts,
                            &rule_reach::roles, &rule_reach::channels, &rule_reach::authorities}) {
    add_marks(this->*member, other.*member);
  }
  for (std::size_t i = 0; i < limits.size(); ++i) {
    add_marks(limits[i], other.limits[i]);
    add_marks(warnings[i], other.warnings[i]);
  }
  for (std::size_t i = 0; i < bars.size(); ++i) add_marks(bars[i], other.bars[i]);
}

coverage cover(const rule_pack& pack, const rule_reach& reached, const std::string& path, const std::string& root) {
  return coverage_report{pack, reached, path, root}.make();
}

}  // namespace thoihan
