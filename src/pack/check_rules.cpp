// The checker: what rules that could all be read mean together.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "src/pack/guard_space.hpp"
#include "src/pack/pack_loader.hpp"
#include "src/pack/rule_findings.hpp"

namespace thoihan {
namespace {

// Values of a fact without which a condition cannot hold.
struct needed_values {
  std::uint16_t fact = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges;  // any of them
};

// What a condition that is one question, or all of several, asks of single facts. Most rows of a table exclude each other by
// one such fact, which is seen without trying any value.
std::vector<needed_values> values_needed_by(const std::vector<condition_node>& when) {
  std::vector<needed_values> out;
  if (when.empty()) return out;
  const bool several = when[0].kind == condition_kind::all;
  const std::size_t questions = several ? when[0].children : 1;
  std::size_t at = several ? 1 : 0;
  for (std::size_t i = 0; i < questions && at < when.size(); ++i) {
    const std::size_t next = condition_end(when, at);
    const std::size_t first = when[at].kind == condition_kind::any ? at + 1 : at;
    const bool of_one_fact =
        first < next && std::all_of(when.begin() + static_cast<std::ptrdiff_t>(first),
                                    when.begin() + static_cast<std::ptrdiff_t>(next), [&](const condition_node& node) {
                                      return node.kind == condition_kind::range && node.fact == when[first].fact;
                                    });
    if (of_one_fact) {
      out.push_back({when[first].fact, {}});
      for (std::size_t node = first; node < next; ++node) out.back().ranges.push_back({when[node].low, when[node].high});
    }
    at = next;
  }
  return out;
}

bool exclude(const std::vector<needed_values>& a, const std::vector<needed_values>& b) {
  const auto apart = [](const needed_values& x, const needed_values& y) {
    return x.fact == y.fact && std::none_of(x.ranges.begin(), x.ranges.end(), [&](const auto& of_x) {
      return std::any_of(y.ranges.begin(), y.ranges.end(), [&](const auto& of_y) {
        return of_x.first <= of_y.second && of_y.first <= of_x.second;
      });
    });
  };
  return std::any_of(a.begin(), a.end(), [&](const needed_values& x) {
    return std::any_of(b.begin(), b.end(), [&](const needed_values& y) { return apart(x, y); });
  });
}

class rule_checker {
 public:
  rule_checker(const pack_loader& loader, const rule_pack& pack, std::vector<finding>& findings)
      : pack_(pack),
        places_(loader.places()),
        cited_(loader.cited()),
        assumed_(loader.assumed()),
        gapped_(loader.gapped()),
        findings_(findings) {}

  void check() {
    check_clauses();
    check_unused();
    check_states();
    check_transitions();
    check_duties();
    check_tables();
    const rule_findings told{[this](auto&&... finding) { error(finding...); },
                             [this](auto&&... finding) { gap(finding...); }};
    check_bodies(pack_, places_, told);
    check_erasing(pack_, places_, told);
    check_notices(pack_, places_, told);
    check_reports(pack_, places_, told);
    if (check_limits(pack_, places_, told)) check_assumption_answers();
  }

 private:
  void error(std::string code, const json_view& view, bilingual text) {
    findings_.push_back({severity::error, std::move(code), view.where(), std::move(text)});
  }

  // A gap of the regulation: a note when an assumption of the pack answers this code and place.
  void gap(const std::string& code, const json_view& view, bilingual text) {
    const std::string name = code + ":" + view.pointer;
    severity level = severity::gap;
    for (const assumption& assumed : pack_.assumptions) {
      if (std::find(assumed.answers.begin(), assumed.answers.end(), name) == assumed.answers.end()) continue;
      level = severity::note;
      answered_.insert(name);
      text.vi += fmt::format("; giả định \"{}\": {}", assumed.id, assumed.why.vi);
      text.en += fmt::format("; assumption \"{}\": {}", assumed.id, assumed.why.en);
    }
    findings_.push_back({level, code, view.where(), std::move(text)});
  }

  void check_clauses() {
    for (std::size_t i = 0; i < pack_.clauses.size(); ++i) {
      if (pack_.clauses[i].is == clause_kind::assumed && gapped_[i] == 0) {
        error("clause-uncited", places_.clauses[i],
              say("khoản {} được khai là chỉ có giả định nhưng không khoảng trống nào nêu nó",
                  "clause {} is declared assumed, yet no gap names it", pack_.clauses[i].id));
      }
      if (pack_.clauses[i].is != clause_kind::modelled || cited_[i] > 0) continue;
      error("clause-uncited", places_.clauses[i],
            say("khoản {} được khai là đã mô hình hóa nhưng không quy tắc nào viện dẫn",
                "clause {} is declared modelled, yet no rule cites it", pack_.clauses[i].id));
    }
  }

  void check_unused() {
    for (std::size_t i = 0; i < pack_.assumptions.size(); ++i) {
      if (assumed_[i] > 0 || !pack_.assumptions[i].answers.empty()) continue;
      error("unused-assumption", places_.assumptions[i],
            say("không quy tắc nào dùng giả định \"{}\"", "no rule makes the assumption \"{}\"",
                pack_.assumptions[i].id));
    }
    std::set<std::uint16_t> told;
    for (const transition_rule& rule : pack_.transitions) told.insert(rule.notices.begin(), rule.notices.end());
    for (std::size_t i = 0; i < pack_.notices.size(); ++i) {
      if (told.count(static_cast<std::uint16_t>(i)) != 0) continue;
      error("unused-notice", places_.notices[i],
            say("không chuyển trạng thái nào gửi thông báo \"{}\"", "no transition sends the notice \"{}\"",
                pack_.notices[i].id));
    }
  }

  void check_states() {
    const std::size_t count = pack_.states.size();
    std::vector<std::vector<std::size_t>> forward(count);
    std::vector<std::vector<std::size_t>> backward(count);
    std::vector<std::size_t> starts;
    std::vector<std::size_t> ends;
    for (const machine_row& row : pack_.flow.rows()) {
      if (row.from == no_state) {
        starts.push_back(row.to);
      } else {
        forward[row.from].push_back(row.to);
        backward[row.to].push_back(row.from);
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (pack_.states[i].end) ends.push_back(i);
    }
    if (starts.empty()) {
      error("no-opening", places_.root,
            {"không có sự kiện nào mở hồ sơ (không có \"from\")", "no event opens a case (has no \"from\")"});
    }
    const std::vector<bool> reached = reachable(forward, starts);
    const std::vector<bool> finishes = reachable(backward, ends);
    for (std::size_t i = 0; i < count; ++i) {
      const state& s = pack_.states[i];
      if (!reached[i]) {
        error("unreachable-state", places_.states[i],
              say("không thể đến trạng thái \"{}\"", "the state \"{}\" cannot be reached", s.id));
      }
      if (!finishes[i]) {
        error("endless-state", places_.states[i],
              say("từ trạng thái \"{}\" không thể kết thúc", "no end can be reached from the state \"{}\"", s.id));
      }
      if (s.end && std::any_of(forward[i].begin(), forward[i].end(), [i](std::size_t to) { return to != i; })) {
        error("left-end", places_.states[i],
              say("trạng thái cuối \"{}\" vẫn có đường ra", "the end \"{}\" can be left", s.id));
      }
      if (!s.end && reached[i] && !has_duty(i)) {
        gap("state-without-duty", places_.states[i],
            say("ở trạng thái \"{}\" không ai có việc phải làm", "in the state \"{}\" nobody has a duty", s.id));
      }
    }
  }

  static std::vector<bool> reachable(const std::vector<std::vector<std::size_t>>& edges,
                                     std::vector<std::size_t> open) {
    std::vector<bool> seen(edges.size(), false);
    for (const std::size_t at : open) seen[at] = true;
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      for (const std::size_t to : edges[at]) {
        if (!seen[to]) {
          seen[to] = true;
          open.push_back(to);
        }
      }
    }
    return seen;
  }

  // Some duty can be met by an event that leaves this state, and starts at one that leads here or before.
  bool has_duty(std::size_t at) const {
    for (const duty_rule& duty : pack_.duties) {
      for (const event_number event : duty.met_by) {
        if (pack_.flow.accepts(static_cast<state_number>(at), event)) return true;
      }
    }
    return false;
  }

  // What cannot be tried out is an error: a table that was not looked at is not clean.
  bool decidable(const guard_space& space, const json_view& view) {
    if (space.combinations() <= guard_space::most_combinations) return true;
    error("undecidable", view,
          say("các điều kiện phân biệt hơn {} tổ hợp giá trị nên không kiểm tra hết được",
              "the conditions tell more than {} combinations of values apart and cannot be decided",
              guard_space::most_combinations));
    return false;
  }

  guard_space::point nothing_said() const {
    guard_space::point out;
    out.facts[0].resize(pack_.facts.size());
    return out;
  }

  static bilingual witness(const guard_space& space, const guard_space::point& at) {
    if (space.dimensions().empty()) return {"—", "—"};
    return space.words(at, [](std::size_t) { return true; });
  }

  void exclusive(const json_view& view, const std::vector<const std::vector<condition_node>*>& conditions,
                 const std::function<void(std::size_t, std::size_t, const bilingual&)>& both) {
    std::vector<std::vector<needed_values>> needed;
    for (const auto* condition : conditions) needed.push_back(values_needed_by(*condition));
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      for (std::size_t j = i + 1; j < conditions.size(); ++j) {
        if (exclude(needed[i], needed[j])) continue;
        const guard_space space{{&pack_, {conditions[i], conditions[j]}}};
        if (!decidable(space, view)) return;
        space.each(nothing_said(), [&](const guard_space::point& at) {
          if (!holds(*conditions[i], at.facts[0]) || !holds(*conditions[j], at.facts[0])) return true;
          both(i, j, witness(space, at));
          return false;
        });
      }
    }
  }

  void check_transitions() {
    std::set<std::pair<std::uint32_t, std::uint32_t>> told;
    for (const machine_row& a : pack_.flow.rows()) {
      for (const machine_row& b : pack_.flow.rows_of(a.from, a.event)) {
        if (b.rule <= a.rule || (a.roles & b.roles) == 0 || !told.insert({a.rule, b.rule}).second) continue;
        exclusive(places_.transitions[b.rule], {&a.when, &b.when},
                  [&](std::size_t, std::size_t, const bilingual& witness) {
                    const place other = places_.transitions[a.rule].where();
                    error("overlap", places_.transitions[b.rule],
                          say("cùng trạng thái, sự kiện và vai với dòng {}, và cả hai điều kiện có thể cùng đúng: {}",
                              "same state, event and role as on line {}, and both conditions can hold: {}", other.line,
                              witness));
                  });
      }
    }
    for (std::size_t i = 0; i < pack_.transitions.size(); ++i) {
      const transition_rule& rule = pack_.transitions[i];
      if (rule.until) {
        check_within(rule.until->within, places_.transitions[i]);
        check_now(rule.until->within);
      }
      if (rule.event < pack_.events.size() && rule.by.empty()) {
        error("missing-key", places_.transitions[i], {"không vai nào được làm việc này", "no role may do this"});
      }
    }
  }

  void check_within(const std::vector<limit_rule>& within, const json_view& view) {
    std::size_t rests = 0;
    const limit_rule* second_rest = nullptr;
    std::vector<const std::vector<condition_node>*> conditions;
    std::vector<const limit_rule*> rules;
    for (const limit_rule& rule : within) {
      if (rule.row.is_rest()) {
        if (++rests == 2) second_rest = &rule;
      } else {
        conditions.push_back(&rule.row.when);
        rules.push_back(&rule);
      }
    }
    if (rests > 1) {
      error("overlap", row_of(*second_rest), {"có hai thời hạn không có điều kiện", "two limits have no condition"});
    }
    exclusive(view, conditions, [&](std::size_t i, std::size_t j, const bilingual& witness) {
      if (receipts_exclude(rules[i]->row, rules[j]->row)) return;
      error("overlap", row_of(*rules[j]),
            say("thời hạn \"{}\" và \"{}\" có thể cùng đúng: {}", "the limits \"{}\" and \"{}\" can both hold: {}",
                rules[i]->text, rules[j]->text, witness));
    });
    if (rests == 0 && !within.empty()) check_complete(rules, conditions, list_of(within.front()));
  }

  static bool receipts_exclude(const limit_row& a, const limit_row& b) {
    const auto opposite = [](receipt x, receipt y) {
      return (x == receipt::in_session && (y == receipt::outside_session || y == receipt::outside_hours)) ||
             (x == receipt::within_hours && y == receipt::outside_hours);
    };
    return a.receipt_calendar == b.receipt_calendar &&
           (opposite(a.received, b.received) || opposite(b.received, a.received));
  }

  // Without a row for the rest, every combination of facts and of the four ways to be received needs one.
  void check_complete(const std::vector<const limit_rule*>& rules,
                      const std::vector<const std::vector<condition_node>*>& conditions, const json_view& view) {
    const guard_space space{{&pack_, conditions}};
    if (!decidable(space, view)) return;
    // In a session; outside one but within the day's hours; outside both.
    constexpr bool ways[3][2] = {{true, true}, {false, true}, {false, false}};
    space.each(nothing_said(), [&](const guard_space::point& at) {
      for (const auto& [in_session, in_hours] : ways) {
        const bool found = std::any_of(rules.begin(), rules.end(),
                                       [&, session = in_session, hours = in_hours](const limit_rule* rule) {
                                         if (!holds(rule->row.when, at.facts[0])) return false;
                                         switch (rule->row.received) {
                                           case receipt::any: return true;
                                           case receipt::in_session: return session;
                                           case receipt::outside_session: return !session;
                                           case receipt::within_hours: return hours;
                                           case receipt::outside_hours: return !hours;
                                         }
                                         return false;
                                       });
        if (found) continue;
        error("incomplete", view,
              say("không thời hạn nào áp dụng khi: {}", "no limit holds when: {}", witness(space, at)));
        return false;
      }
      return true;
    });
  }

  json_view row_of(const limit_rule& rule) const { return locate(places_.root, rule.pointer); }

  // The value of `within` that a row stands in, which may be the row itself.
  json_view list_of(const limit_rule& rule) const {
    const std::string above = rule.pointer.substr(0, rule.pointer.rfind('/'));
    const json_view list = locate(places_.root, above);
    return list.value->is_array() ? list : row_of(rule);
  }

  void check_now(const std::vector<limit_rule>& within) {
    for (const limit_rule& rule : within) {
      for (std::size_t i = 0; i < rule.row.what.size; ++i) {
        const limit_term& term = rule.row.what.nodes[i].term;
        const bool is_now = rule.row.what.nodes[i].kind == limit_kind::term && term.length.in == unit::now;
        if (!is_now || term.grace.count > 0) continue;
        gap("now-without-grace", row_of(rule),
            {"\"now\" cần nêu thời gian châm chước (\"grace\") kèm giả định",
             "a \"now\" needs its \"grace\" with an assumption"});
      }
    }
  }

  void check_duties() {
    std::set<event_number> happens;
    for (const transition_rule& rule : pack_.transitions) happens.insert(rule.event);
    for (std::size_t i = 0; i < pack_.duties.size(); ++i) {
      const duty_rule& duty = pack_.duties[i];
      check_within(duty.within, places_.duties[i]);
      check_now(duty.within);
      if (duty.within.empty()) {
        gap("duty-without-limit", places_.duties[i],
            say("nghĩa vụ \"{}\" không có thời hạn", "the duty \"{}\" has no limit", duty.id));
      }
      if (duty.extended_by && duty.within.empty()) {
        error("contradiction", places_.duties[i],
              say("nghĩa vụ \"{}\" không có thời hạn nên không gia hạn được", "the duty \"{}\" has no limit to extend",
                  duty.id));
      }
      if (duty.exempted_by && duty.within.empty()) {
        error("contradiction", places_.duties[i],
              say("nghĩa vụ \"{}\" không có thời hạn nên không có gì để miễn",
                  "the duty \"{}\" has no limit to be exempted from", duty.id));
      }
      check_warnings(duty);
      if (duty.extended_by && duty.extended_by->until) {
        const auto carries = [&](const transition_rule& rule) {
          const auto& needs = rule.needs;
          return rule.event != duty.extended_by->on ||
                 std::find(needs.begin(), needs.end(), *duty.extended_by->until) != needs.end();
        };
        if (!std::all_of(pack_.transitions.begin(), pack_.transitions.end(), carries)) {
          error("contradiction", places_.duties[i],
                say("sự kiện \"{}\" phải cần dữ kiện \"{}\"", "the event \"{}\" must need the fact \"{}\"",
                    pack_.events[duty.extended_by->on], pack_.facts[*duty.extended_by->until].id));
        }
      }
      if (duty.for_each && !pack_.roles[duty.owed_by].of_authority) {
        error("contradiction", places_.duties[i],
              say("\"for_each\" cần một vai thuộc cơ quan; \"{}\" không phải",
                  "\"for_each\" needs a role that acts for an authority; \"{}\" is none", pack_.roles[duty.owed_by].id));
      }
      const auto& owes = pack_.roles[duty.owed_by].acts_for;
      if (!duty.for_each && owes && pack_.facts[*owes].type == fact_type::authorities) {
        error("contradiction", places_.duties[i],
              say("vai \"{}\" làm cho nhiều cơ quan: nghĩa vụ cần \"for_each\"",
                  "the role \"{}\" acts for several authorities: the duty needs \"for_each\"", pack_.roles[duty.owed_by].id));
      }
      if (pack_.roles[duty.owed_by].of_authority && !owes) {
        error("contradiction", places_.duties[i],
              {"cơ quan có nghĩa vụ, nhưng không có dữ kiện \"lead\"",
               "an authority has a duty, yet there is no fact \"lead\""});
      }
    }
  }

  // Working time and days have shares; what is due at once is over before it could be warned of.
  static bool has_share(const limit& what) {
    const limit_term& term = what.nodes[0].term;
    const unit in = term.length.in;
    if (what.size != 1 || what.nodes[0].kind != limit_kind::term || term.back) return false;
    return in != unit::month && in != unit::year && in != unit::next_session;
  }

  void check_warnings(const duty_rule& duty) {
    for (const warning_rule& warning : duty.warnings) {
      const json_view row = locate(places_.root, warning.pointer);
      if (duty.within.empty()) {
        error("contradiction", row,
              say("nghĩa vụ \"{}\" không có thời hạn nên không có gì để nhắc",
                  "the duty \"{}\" has no limit to warn of", duty.id));
      }
      for (const limit_rule& rule : duty.within) {
        if (warning.parts == 0 || has_share(rule.row.what)) continue;
        error("warning-without-share", row,
              say("thời hạn {} không chia phần được; dùng \"before\"", "the limit {} has no shares; use \"before\"",
                  rule.text));
      }
    }
  }

  void check_tables() {
    std::vector<const std::vector<condition_node>*> conditions;
    for (std::size_t i = 0; i < pack_.routes.size(); ++i) conditions.push_back(&pack_.routes.row(i).when);
    exclusive(places_.root, conditions, [&](std::size_t i, std::size_t j, const bilingual& witness) {
      error("overlap", places_.routing[j],
            say("dòng \"{}\" và \"{}\" có thể cùng đúng: {}", "the rows \"{}\" and \"{}\" can both hold: {}",
                pack_.routing[i].id, pack_.routing[j].id, witness));
    });
    conditions.clear();
    std::vector<std::size_t> rows;
    std::size_t rests = 0;
    for (std::size_t i = 0; i < pack_.publication.size(); ++i) {
      if (pack_.publication[i].when.empty()) {
        ++rests;
      } else {
        conditions.push_back(&pack_.publication[i].when);
        rows.push_back(i);
      }
    }
    if (rests != 1) {
      error("incomplete", places_.publication_list,
            {"\"publication\" cần đúng một dòng không có điều kiện",
             "\"publication\" needs exactly one row without a condition"});
    }
    exclusive(places_.publication_list, conditions, [&](std::size_t i, std::size_t j, const bilingual& witness) {
      error("overlap", places_.publication[rows[j]],
            say("trùng với dòng {}: {}", "both this and line {} can hold: {}",
                places_.publication[rows[i]].where().line, witness));
    });
  }

  void check_assumption_answers() {
    for (std::size_t i = 0; i < pack_.assumptions.size(); ++i) {
      for (const std::string& answer : pack_.assumptions[i].answers) {
        if (answered_.count(answer) != 0) continue;
        error("unused-answer", places_.assumptions[i],
              say("không có phát hiện nào là \"{}\"", "there is no finding \"{}\" to answer", answer));
      }
    }
  }

  const rule_pack& pack_;
  const pack_places& places_;
  const std::vector<int>& cited_;
  const std::vector<int>& assumed_;
  const std::vector<int>& gapped_;
  std::vector<finding>& findings_;
  std::set<std::string> answered_;
};

}  // namespace

void check_rules(const pack_loader& loader, const rule_pack& pack, std::vector<finding>& findings) {
  rule_checker{loader, pack, findings}.check();
}

}  // namespace thoihan
