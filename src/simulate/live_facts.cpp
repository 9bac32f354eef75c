#include "src/simulate/live_facts.hpp"

#include <algorithm>

namespace thoihan {
namespace {

constexpr std::uint32_t none = 0xFFFFFFFFU;
constexpr std::size_t most_situations = 4096;
constexpr std::int64_t most_told_apart = 65'000;

bool has(const std::vector<std::uint16_t>& list, std::size_t one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

void join(std::vector<bool>& to, const std::vector<bool>& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = to[i] || from[i];
}

}  // namespace

live_facts::live_facts(const rule_pack& pack, const act_guide& guide)
    : pack_(pack),
      guide_(guide),
      rows_(pack.flow.rows().size()),
      of_limits_(pack.facts.size(), false),
      of_routes_(pack.facts.size(), false),
      of_report_(pack.facts.size(), false),
      promised_(pack.facts.size(), false),
      read_(pack.facts.size(), false),
      chooses_again_(pack.duties.size(), false),
      most_counted_(pack.facts.size(), 0),
      flag_of_(pack.facts.size(), none) {
  find_kinds();
  find_flags();
  find_uses();
  find_situations();
  find_runs();
  find_live();
}

void live_facts::add_facts(std::span<const condition_node> condition, fact_set& out) const {
  for (const condition_node& node : condition) {
    if (node.kind == condition_kind::range || node.kind == condition_kind::present) out[node.fact] = true;
  }
}

// Terms that are counted back read the fact itself.
void live_facts::add_anchors(const limit& what, fact_set& out) const {
  for (std::size_t at = 0; at < what.size; ++at) {
    const limit_node& node = what.nodes[at];
    if (node.kind == limit_kind::term && node.term.back) out[node.term.anchor] = true;
  }
}

void live_facts::find_kinds() {
  const auto count_up_to = [this](std::span<const condition_node> condition) {
    for (const condition_node& node : condition) {
      if (node.kind != condition_kind::range) continue;
      // A count beyond all bounds that conditions name is like the one just beyond them.
      for (const std::int64_t bound : {node.low, node.high}) {
        if (bound < 1'000'000)
          most_counted_[node.fact] =
              std::max(most_counted_[node.fact], std::clamp<std::int64_t>(bound, 0, most_told_apart) + 1);
      }
    }
  };
  const auto read = [&](std::span<const condition_node> condition) {
    add_facts(condition, read_);
    count_up_to(condition);
  };
  for (const duty_rule& rule : pack_.duties) {
    read(rule.when);
    for (const limit_rule& row : rule.within) {
      read(row.row.when);
      add_facts(row.row.when, of_limits_);
      add_anchors(row.row.what, of_limits_);
      add_anchors(row.row.what, promised_);
    }
    if (rule.extended_by && rule.extended_by->until) promised_[*rule.extended_by->until] = true;
  }
  for (const transition_rule& rule : pack_.transitions) {
    read(rule.when);
    if (rule.until) {
      for (const limit_rule& row : rule.until->within) read(row.row.when);
    }
    if (!rule.from.empty()) continue;
    for (const std::uint16_t fact : rule.needs) of_report_[fact] = true;
    for (const std::uint16_t fact : rule.takes) of_report_[fact] = true;
  }
  for (std::size_t row = 0; row < pack_.routes.size(); ++row) {
    read(pack_.routes.row(row).when);
    add_facts(pack_.routes.row(row).when, of_routes_);
  }
  for (const std::uint16_t fact : pack_.lookup.counts) {
    if (read_[fact] && pack_.facts[fact].counts->duty) running_counts_.push_back(fact);
  }
}

// Nobody says a flag: rules alone set and clear it, and some condition reads it.
void live_facts::find_flags() {
  fact_set said(pack_.facts.size(), false);
  for (const transition_rule& rule : pack_.transitions) {
    for (const std::uint16_t fact : rule.needs) said[fact] = true;
    for (const std::uint16_t fact : rule.takes) said[fact] = true;
  }
  for (const auto& fact : {pack_.lead_fact, pack_.support_fact}) {
    if (fact) said[*fact] = true;
  }
  for (std::size_t fact = 0; fact < pack_.facts.size(); ++fact) {
    if (said[fact] || !read_[fact] || pack_.facts[fact].counts || pack_.facts[fact].type == fact_type::authorities)
      continue;
    flag_of_[fact] = static_cast<std::uint32_t>(flags_.size());
    flags_.push_back(static_cast<std::uint16_t>(fact));
  }
}

bool live_facts::changes_later(std::size_t fact) const {
  return std::any_of(pack_.transitions.begin(), pack_.transitions.end(), [fact](const transition_rule& rule) {
    if (rule.from.empty()) return false;
    const bool sets =
        std::any_of(rule.sets.begin(), rule.sets.end(), [fact](const auto& one) { return one.first == fact; });
    return sets || has(rule.clears, fact) || has(rule.needs, fact) || has(rule.takes, fact);
  });
}

// A limit that depends on the receipt is chosen when the duty starts, one whose facts change is chosen again.
live_facts::fact_set live_facts::asked_while_running(std::size_t duty) {
  fact_set chooses(pack_.facts.size(), false);
  fact_set out(pack_.facts.size(), false);
  bool by_receipt = false;
  for (const limit_rule& row : pack_.duties[duty].within) {
    add_facts(row.row.when, chooses);
    add_anchors(row.row.what, out);
    by_receipt = by_receipt || row.row.received != receipt::any;
  }
  for (std::size_t fact = 0; fact < chooses.size(); ++fact) {
    if ((chooses[fact] || out[fact]) && changes_later(fact)) chooses_again_[duty] = true;
  }
  if (by_receipt || chooses_again_[duty]) join(out, chooses);
  return out;
}

void live_facts::find_uses() {
  const std::size_t facts = pack_.facts.size();
  const bool several = std::any_of(pack_.duties.begin(), pack_.duties.end(),
                                   [](const duty_rule& one) { return one.for_each.has_value(); });
  for (const transition_rule& rule : pack_.transitions) {
    rule_use use{fact_set(facts, false), fact_set(facts, false), fact_set(facts, false), fact_set(facts, false)};
    add_facts(rule.when, use.reads);
    for (const role_number by : rule.by) {
      const auto fact = pack_.roles[by].acts_for;
      if (fact && (several || pack_.facts[*fact].type == fact_type::authorities)) use.reads[*fact] = true;
    }
    if (rule.until) {
      for (const limit_rule& row : rule.until->within) {
        add_facts(row.row.when, use.reads);
        add_anchors(row.row.what, use.leaves);
        if (row.row.received == receipt::any) continue;
        for (const limit_rule& other : rule.until->within) add_facts(other.row.when, use.leaves);
      }
    }
    if (rule.routes) {
      add_routes(rule, use.reads);
      for (const auto& fact : {pack_.lead_fact, pack_.support_fact}) {
        if (fact) use.overwrites[*fact] = true;
      }
    }
    for (const duty_moves& one : pack_.lookup.moves_of(rule.event)) {
      if (!one.does(duty_move::starts)) continue;
      const duty_rule& duty = pack_.duties[one.duty];
      add_facts(duty.when, use.reads);
      for (const limit_rule& row : duty.within) add_facts(row.row.when, use.reads);
      if (duty.for_each) use.reads[*duty.for_each] = true;
      // Whose work it is: of the role that owes it, or of one that does it.
      for (const role& who : pack_.roles) {
        if (who.acts_for) use.reads[*who.acts_for] = true;
      }
    }
    for (const std::uint16_t fact : rule.needs) {
      if (!of_report_[fact] || rule.from.empty()) use.overwrites[fact] = true;
    }
    for (const auto& one : rule.sets) use.overwrites[one.first] = true;
    for (const std::uint16_t fact : rule.clears) use.overwrites[fact] = true;
    // What the act itself must give is not asked of the case.
    use.asks = use.reads;
    for (const std::uint16_t fact : rule.needs) use.asks[fact] = use.asks[fact] && of_report_[fact];
    uses_.push_back(std::move(use));
  }
}

known_facts live_facts::known_in(const situation& where) const {
  known_facts out(pack_.facts.size());
  for (std::size_t at = 0; at < flags_.size(); ++at) out[flags_[at]] = where.flags[at];
  return out;
}

bool live_facts::happens(const machine_row& row) const { return guide_.may_happen(row.from, row.event); }

// What the routes that are left ask for, when the rule has set what it sets.
void live_facts::add_routes(const transition_rule& rule, fact_set& out) const {
  known_facts known(pack_.facts.size());
  for (const auto& [fact, value] : rule.sets) known[fact] = value;
  for (std::size_t row = 0; row < pack_.routes.size(); ++row) {
    for (const condition_node& node : pack_.routes.row(row).when) {
      if (detail::is_leaf(node) && !known[node.fact] && may_hold(pack_.routes.row(row).when, known))
        out[node.fact] = true;
    }
  }
}

std::uint32_t live_facts::number_of(state_number state, std::vector<fact_value> flags) {
  for (std::size_t at = 0; at < situations_.size(); ++at) {
    if (situations_[at].state == state && situations_[at].flags == flags) return static_cast<std::uint32_t>(at);
  }
  situations_.push_back(
      {state, std::move(flags), fact_set(pack_.facts.size(), false), std::vector<bool>(pack_.duties.size(), false)});
  return static_cast<std::uint32_t>(situations_.size() - 1);
}

void live_facts::find_situations() {
  std::vector<fact_value> standard;
  for (const std::uint16_t flag : flags_) standard.push_back(pack_.lookup.standard[flag]);
  number_of(no_state, std::move(standard));
  for (std::size_t at = 0; at < situations_.size(); ++at) {
    if (situations_.size() > most_situations) {
      // Too many flags to follow: they are facts like others.
      for (const std::uint16_t flag : flags_) flag_of_[flag] = none;
      flags_.clear();
      situations_.clear();
      after_.clear();
      find_situations();
      return;
    }
    after_.resize((at + 1) * rows_, none);
    const known_facts known = known_in(situations_[at]);
    for (std::size_t row = 0; row < rows_; ++row) {
      const machine_row& way = pack_.flow.row(row);
      if (way.from != situations_[at].state || !happens(way) || !may_hold(way.when, known)) continue;
      std::vector<fact_value> flags = situations_[at].flags;
      const transition_rule& rule = pack_.transitions[way.rule];
      for (const auto& [fact, value] : rule.sets) {
        if (flag_of_[fact] != none) flags[flag_of_[fact]] = value;
      }
      for (const std::uint16_t fact : rule.clears) {
        if (flag_of_[fact] != none) flags[flag_of_[fact]] = pack_.facts[fact].standard;
      }
      after_[at * rows_ + row] = number_of(way.to, std::move(flags));
    }
  }
}

void live_facts::find_runs() {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t at = 0; at < after_.size(); ++at) {
      if (after_[at] == none) continue;
      situation& to = situations_[after_[at]];
      if (pack_.states[to.state].end) continue;
      std::vector<bool> runs = situations_[at / rows_].runs;
      for (const duty_moves& one : pack_.lookup.moves_of(pack_.flow.row(at % rows_).event)) {
        const bool goes_on = pack_.duties[one.duty].for_each && !one.does(duty_move::ends);
        if ((one.does(duty_move::meets) || one.does(duty_move::ends)) && !goes_on) runs[one.duty] = false;
        if (one.does(duty_move::starts)) runs[one.duty] = true;
      }
      join(runs, to.runs);
      changed = changed || runs != to.runs;
      to.runs = std::move(runs);
    }
  }
}

void live_facts::find_live() {
  for (std::size_t duty = 0; duty < pack_.duties.size(); ++duty) {
    const fact_set asked = asked_while_running(duty);
    for (situation& where : situations_) {
      if (where.runs[duty]) join(where.live, asked);
    }
  }
  for (std::size_t at = 0; at < after_.size(); ++at) {
    if (after_[at] != none) join(situations_[after_[at]].live, uses_[pack_.flow.row(at % rows_).rule].leaves);
  }
  for (situation& where : situations_) {
    for (const std::uint16_t flag : flags_) where.live[flag] = true;
    for (const std::uint16_t fact : pack_.lookup.counts) where.live[fact] = where.live[fact] || read_[fact];
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t at = 0; at < after_.size(); ++at) {
      if (after_[at] == none) continue;
      situation& where = situations_[at / rows_];
      const rule_use& use = uses_[pack_.flow.row(at % rows_).rule];
      const fact_set& later = situations_[after_[at]].live;
      for (std::size_t fact = 0; fact < later.size(); ++fact) {
        if (where.live[fact] || !(use.asks[fact] || (later[fact] && !use.overwrites[fact]))) continue;
        where.live[fact] = true;
        changed = true;
      }
    }
  }
}

bool live_facts::matters(std::uint32_t at, event_number event, std::size_t fact) const {
  for (const machine_row& row : pack_.flow.rows_of(situations_[at].state, event)) {
    const std::uint32_t to = after(at, static_cast<std::size_t>(&row - pack_.flow.rows().data()));
    if (to == none) continue;
    if (uses_[row.rule].reads[fact] || situations_[to].live[fact]) return true;
  }
  return false;
}

}  // namespace thoihan
