#include "src/pack/due_shift.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "src/pack/guard_space.hpp"
#include "src/pack/likeness.hpp"
#include "src/pack/limit_breaks.hpp"
#include "src/pack/rule_words.hpp"
#include "src/pack/say.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace {

std::set<std::string> names_of(const rule_pack& pack, const std::vector<event_number>& events) {
  std::set<std::string> out;
  for (const event_number event : events) out.insert(pack.events[event]);
  return out;
}

// One duty of one pack under one combination of facts.
class due_course {
 public:
  due_course(const rule_pack& pack, const duty_rule& duty) : pack_(pack), duty_(duty) {
    for (const limit_rule& rule : duty.within) rows_.push_back(rule.row);
    used_.assign(rows_.size(), false);
  }

  const duty_rule& duty() const { return duty_; }

  void take(const std::vector<fact_value>& facts) {
    facts_ = facts;
    std::fill(used_.begin(), used_.end(), false);
  }

  bool counts_back() const {
    return std::any_of(rows_.begin(), rows_.end(),
                       [this](const limit_row& row) { return may_hold(row) && thoihan::counts_back(row.what); });
  }

  void add_breaks(const start_span& starts, std::vector<instant>& out) const {
    const auto add = [&out](const std::vector<instant>& more) { out.insert(out.end(), more.begin(), more.end()); };
    for (const limit_row& row : rows_) {
      if (!may_hold(row)) continue;
      add(limit_breaks(hours(), row.what, starts));
      if (row.received != receipt::any) add(receipt_breaks(*pack_.compiled[row.receipt_calendar], starts));
    }
  }

  status at(instant start, limit_answer& out) {
    std::size_t row = 0;
    bool provisional = false;
    status code = choose_limit(rows_, facts_, pack_.compiled, start, row, provisional);
    if (code == status::ok) code = evaluate_limit(hours(), rows_[row].what, start, facts_, out);
    if (code != status::ok) return code;
    used_[row] = true;
    out.provisional = out.provisional || provisional;
    return code;
  }

  // The limits that were chosen, in words, and their basis.
  bilingual words() const {
    bilingual out;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!used_[i]) continue;
      const bilingual more = limit_words(duty_.within[i].text);
      out.vi += (out.vi.empty() ? "" : " hoặc ") + more.vi;
      out.en += (out.en.empty() ? "" : " or ") + more.en;
    }
    return out;
  }

  std::string cite() const {
    std::string out;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::string one = used_[i] ? clauses_of(duty_.within[i].source) : std::string{};
      if (!one.empty() && out.find(one) == std::string::npos) out += (out.empty() ? "" : " / ") + one;
    }
    return out.empty() ? clauses_of(duty_.source) : out;
  }

  // Without a start to choose by: every row that may hold.
  void use_all() {
    for (std::size_t i = 0; i < rows_.size(); ++i) used_[i] = may_hold(rows_[i]);
  }

 private:
  const calendar& hours() const { return *pack_.compiled[duty_.calendar]; }

  bool may_hold(const limit_row& row) const {
    if (!row.is_rest()) return holds(row.when, facts_);
    // The rest stands back where another row holds at any time of receipt.
    return std::none_of(rows_.begin(), rows_.end(), [this](const limit_row& other) {
      return !other.is_rest() && other.received == receipt::any && holds(other.when, facts_);
    });
  }

  const rule_pack& pack_;
  const duty_rule& duty_;
  std::vector<limit_row> rows_;
  std::vector<fact_value> facts_;
  std::vector<bool> used_;
};

instant end_of(const limit_answer& answer) {
  return answer.end == end_kind::day ? answer.late_from : answer.late_from - 1;
}

class shift_search {
 public:
  shift_search(due_course& before, due_course& after, const start_span& starts)
      : before_(before), after_(after), starts_(starts) {}

  due_shift search() {
    due_shift out;
    const std::array<due_course*, 2> courses = {&before_, &after_};
    for (due_course* course : courses) {
      if (course->duty().within.empty() || course->counts_back()) course->use_all();
    }
    if (before_.duty().within.empty() || after_.duty().within.empty()) {
      out.why_not = {"chỉ một bên có thời hạn", "only one of the two has a limit"};
    } else if (before_.counts_back() || after_.counts_back()) {
      out.why_not = {"thời hạn tính lùi từ một dữ kiện, không theo lúc bắt đầu",
                     "a limit counts back from a fact, and not from the start"};
    } else {
      compare(out);
    }
    if (!out.smallest) {
      before_.use_all();
      after_.use_all();
    }
    out.limit_before = before_.words();
    out.limit_after = after_.words();
    out.cite_before = before_.cite();
    out.cite_after = after_.cite();
    return out;
  }

 private:
  void compare(due_shift& out) {
    std::vector<instant> begins;
    before_.add_breaks(starts_, begins);
    after_.add_breaks(starts_, begins);
    std::sort(begins.begin(), begins.end());
    begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
    for (std::size_t i = 0; i < begins.size(); ++i) {
      const instant last = (i + 1 < begins.size() ? begins[i + 1] : starts_.end) - 1;
      at(begins[i], out);
      if (last != begins[i]) at(last, out);
    }
    if (failures_ > 0) {
      out.why_not =
          say("không tính được với các lúc bắt đầu từ {}: ngoài khoảng ngày của lịch, hoặc không thời hạn nào áp dụng",
              "not every start can be compared, such as {}: outside a calendar, or no limit holds",
              std::string_view{format_instant(first_failure_).data()});
    }
  }

  void at(instant start, due_shift& out) {
    due_extreme here;
    here.from = start;
    if (before_.at(start, here.before) != status::ok || after_.at(start, here.after) != status::ok) {
      if (failures_++ == 0) first_failure_ = start;
      return;
    }
    here.shift_s = end_of(here.after) - end_of(here.before);
    if (!out.smallest || here.shift_s < out.smallest->shift_s) out.smallest = here;
    if (!out.largest || here.shift_s > out.largest->shift_s) out.largest = here;
  }

  due_course& before_;
  due_course& after_;
  start_span starts_;
  int failures_ = 0;
  instant first_failure_ = 0;
};

class duty_comparison {
 public:
  duty_comparison(const rule_pack& before, const duty_rule& old_duty, const rule_pack& after, const duty_rule& new_duty,
                  const start_span& starts)
      : packs_{&before, &after}, duties_{&old_duty, &new_duty}, starts_(starts) {}

  void compare(std::vector<due_shift>& out) {
    if (duties_[0]->within.empty() && duties_[1]->within.empty()) return;
    std::array<guard_side, 2> limits;
    std::array<guard_side, 2> all;
    for (const std::size_t side : {0U, 1U}) {
      limits[side].pack = all[side].pack = packs_[side];
      for (const limit_rule& rule : duties_[side]->within) limits[side].conditions.push_back(&rule.row.when);
      all[side].conditions = limits[side].conditions;
      all[side].conditions.push_back(&duties_[side]->when);
    }
    const guard_space space{all[0], all[1]};
    const guard_space limits_space{limits[0], limits[1]};
    std::set<std::string> choosing;
    for (const auto& fact : limits_space.dimensions()) choosing.insert(fact.fact);
    if (space.combinations() > guard_space::most_combinations) {
      due_shift whole;
      whole.why_not = {"quá nhiều tổ hợp dữ kiện", "too many combinations of facts"};
      return finish(std::move(whole), out);
    }
    due_course before{*packs_[0], *duties_[0]};
    due_course after{*packs_[1], *duties_[1]};
    guard_space::point given;
    for (const std::size_t side : {0U, 1U}) {
      for (const fact_declaration& fact : packs_[side]->facts) given.facts[side].push_back(fact.standard);
    }
    std::set<std::string> done;
    space.each(std::move(given), [&](const guard_space::point& at) {
      for (const std::size_t side : {0U, 1U}) {
        if (!holds(duties_[side]->when, at.facts[side])) return true;
      }
      const bilingual when =
          space.words(at, [&](std::size_t d) { return choosing.count(space.dimensions()[d].fact) != 0; });
      if (!done.insert(when.en).second) return true;
      before.take(at.facts[0]);
      after.take(at.facts[1]);
      due_shift shift = shift_search{before, after, starts_}.search();
      shift.when = when;
      finish(std::move(shift), out);
      return true;
    });
  }

 private:
  void finish(due_shift shift, std::vector<due_shift>& out) const {
    shift.rule_before = duties_[0]->id;
    shift.rule = duties_[1]->id;
    shift.label = duties_[1]->label;
    out.push_back(std::move(shift));
  }

  std::array<const rule_pack*, 2> packs_;
  std::array<const duty_rule*, 2> duties_;
  start_span starts_;
};

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> same_duties(const rule_pack& before, const rule_pack& after) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  std::set<std::size_t> taken_before;
  std::set<std::size_t> taken_after;
  const auto take = [&](std::size_t old_duty, std::size_t new_duty) {
    out.emplace_back(old_duty, new_duty);
    taken_before.insert(old_duty);
    taken_after.insert(new_duty);
  };
  for (std::size_t i = 0; i < after.duties.size(); ++i) {
    if (const auto at = find_id(before.duties, after.duties[i].id)) take(*at, i);
  }
  // The most alike first; among equals in the order of the packs.
  std::vector<std::tuple<int, std::size_t, std::size_t>> alike;
  for (std::size_t i = 0; i < after.duties.size(); ++i) {
    for (std::size_t j = 0; j < before.duties.size(); ++j) {
      if (taken_after.count(i) != 0 || taken_before.count(j) != 0) continue;
      const duty_rule& a = before.duties[j];
      const duty_rule& b = after.duties[i];
      const int starts = likeness(names_of(before, a.from), names_of(after, b.from));
      const int meets = likeness(names_of(before, a.met_by), names_of(after, b.met_by));
      if (starts > 0 && meets > 0) alike.emplace_back(-(starts + meets), i, j);
    }
  }
  std::sort(alike.begin(), alike.end());
  for (const auto& [unlikeness, i, j] : alike) {
    if (taken_after.count(i) == 0 && taken_before.count(j) == 0) take(j, i);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return out;
}

std::vector<due_shift> shift_dues(const rule_pack& before, const rule_pack& after, int year) {
  const start_span starts{instant_at(days_from_civil(year, 1, 1), 0),
                          instant_at(days_from_civil(year, 12, 31), seconds_a_day)};
  std::vector<due_shift> out;
  for (const auto& [old_duty, new_duty] : same_duties(before, after))
    duty_comparison{before, before.duties[old_duty], after, after.duties[new_duty], starts}.compare(out);
  return out;
}

}  // namespace thoihan
