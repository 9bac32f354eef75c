// The checker: who acts for whom, and who comes after whom.
//
// An act in a role of an authority is that of the body which the case names for it. Where nothing ever names one, nobody can act. A
// body that ends hands what it has to its successor, which must be there on the next day and longer than the body itself.
#include <algorithm>

#include "src/pack/pack_loader.hpp"
#include "src/pack/rule_findings.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

template <class Value>
bool contains(const std::vector<Value>& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool names(const rule_pack& pack, const transition_rule& rule, std::uint16_t fact) {
  const auto sets = [fact](const auto& set) { return set.first == fact && set.second.present; };
  return contains(rule.needs, fact) || contains(rule.takes, fact) ||
         (rule.routes && (pack.lead_fact == fact || pack.support_fact == fact)) ||
         std::any_of(rule.sets.begin(), rule.sets.end(), sets);
}

// A body that was asked beside the one in charge acts by its own duty.
bool is_of_asked_bodies(const rule_pack& pack, event_number event) {
  return std::any_of(pack.duties.begin(), pack.duties.end(), [event](const duty_rule& duty) {
    return duty.for_each && (contains(duty.met_by, event) || contains(duty.ended_by, event));
  });
}

class body_checker {
 public:
  body_checker(const rule_pack& pack, const pack_places& places, const rule_findings& told)
      : pack_(pack), places_(places), told_(told) {}

  void check() {
    for (std::size_t i = 0; i < pack_.roles.size(); ++i) check_role(i);
    for (std::size_t i = 0; i < pack_.authorities.size(); ++i) {
      check_parents(i);
      check_successor(i);
    }
  }

 private:
  void check_role(std::size_t i) {
    const role& one = pack_.roles[i];
    const bool acts = std::any_of(pack_.transitions.begin(), pack_.transitions.end(), [&](const transition_rule& rule) {
      return contains(rule.by, static_cast<role_number>(i)) && !is_of_asked_bodies(pack_, rule.event);
    });
    if (!one.of_authority || !acts) return;
    const auto names_it = [&](const transition_rule& rule) { return names(pack_, rule, *one.acts_for); };
    const bool named = one.acts_for && (pack_.facts[*one.acts_for].standard.present ||
                                        std::any_of(pack_.transitions.begin(), pack_.transitions.end(), names_it));
    if (named) return;
    const std::string fact = one.acts_for ? pack_.facts[*one.acts_for].id : "lead";
    told_.error("body-never-named", places_.roles[i],
                say("vai \"{}\" làm cho cơ quan nêu ở \"{}\", nhưng không việc nào nêu cơ quan ấy",
                    "the role \"{}\" acts for the authority in \"{}\", yet no act ever names one", one.id, fact));
  }

  // True when following `next` from the body leads back to it.
  template <class Next>
  bool leads_back(std::size_t body, Next next) const {
    std::optional<authority_number> at = next(pack_.authorities[body]);
    for (std::size_t steps = 0; at && steps < pack_.authorities.size(); ++steps) {
      if (*at == body) return true;
      at = next(pack_.authorities[*at]);
    }
    return false;
  }

  void check_parents(std::size_t i) {
    if (!leads_back(i, [](const authority& one) { return one.parent; })) return;
    told_.error("cycle", places_.authorities[i],
                say("cơ quan \"{}\" đứng trên chính mình", "the authority \"{}\" stands above itself", pack_.authorities[i].id));
  }

  void check_successor(std::size_t i) {
    const authority& one = pack_.authorities[i];
    if (!one.succeeded_by) return;
    if (!one.until) {
      told_.error("successor-without-end", places_.authorities[i],
                  say("cơ quan \"{}\" có cơ quan kế tục nhưng không có ngày cuối (\"until\")",
                      "the authority \"{}\" has a successor and no last day (\"until\")", one.id));
      return;
    }
    if (leads_back(i, [](const authority& body) { return body.succeeded_by; })) {
      told_.error("cycle", places_.authorities[i],
                  say("cơ quan \"{}\" kế tục chính mình", "the authority \"{}\" succeeds itself", one.id));
      return;
    }
    const authority& heir = pack_.authorities[*one.succeeded_by];
    if (heir.until && *heir.until <= *one.until) {
      told_.error("successor-ended", places_.authorities[i],
                  say("\"{}\" kế tục \"{}\" nhưng đã hết hoạt động ngày {}", "\"{}\" succeeds \"{}\", and has ended by then, on {}",
                      heir.id, one.id, std::string_view{format_date(*heir.until).data()}));
    } else if (heir.from && *heir.from > *one.until + 1) {
      told_.gap("successor-gap", places_.authorities[i],
                say("sau ngày cuối {} của \"{}\", \"{}\" chỉ hoạt động từ {}", "after {}, the last day of \"{}\", \"{}\" begins on {} only",
                    std::string_view{format_date(*one.until).data()}, one.id, heir.id, std::string_view{format_date(*heir.from).data()}));
    }
  }

  const rule_pack& pack_;
  const pack_places& places_;
  const rule_findings& told_;
};

}  // namespace

void check_bodies(const rule_pack& pack, const pack_places& places, const rule_findings& told) {
  body_checker{pack, places, told}.check();
}

}  // namespace thoihan
