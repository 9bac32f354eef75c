// The checker: what is still to be read of a case that has been erased.
//
// A state that erases keeps who acted and when. What the act itself sets says what has become of the case, and the publication rows
// must make of that alone that nothing is shown. Nothing more is entered, and a notice that tells of it prints nothing that is gone.
#include <algorithm>

#include "src/pack/pack_loader.hpp"
#include "src/pack/rule_findings.hpp"

namespace thoihan {
namespace {

class erasing_checker {
 public:
  erasing_checker(const rule_pack& pack, const pack_places& places, const rule_findings& told)
      : pack_(pack), places_(places), told_(told) {}

  void check() {
    for (std::size_t i = 0; i < pack_.transitions.size(); ++i) {
      const transition_rule& rule = pack_.transitions[i];
      check_later(i);
      if (!rule.to || !pack_.states[*rule.to].erases) continue;
      check_publication(i);
      for (const std::uint16_t notice : rule.notices) check_notice(i, notice);
    }
  }

 private:
  // An end that is left is told where states are.
  void check_later(std::size_t i) {
    const transition_rule& rule = pack_.transitions[i];
    for (const state_number from : rule.from) {
      if (!pack_.states[from].erases || rule.to.value_or(from) != from) continue;
      told_.error("left-end", places_.transitions[i],
                  say("hồ sơ ở trạng thái \"{}\" đã bị xóa, không ghi thêm việc nào",
                      "a case in the state \"{}\" has been erased: nothing more is entered", pack_.states[from].id));
    }
  }

  void check_publication(std::size_t i) {
    std::vector<fact_value> facts;
    for (const fact_declaration& fact : pack_.facts) facts.push_back(fact.standard);
    for (const auto& [fact, value] : pack_.transitions[i].sets) facts[fact] = value;
    publicity is = publicity::never;
    for (const publication_rule& rule : pack_.publication) {
      if (rule.when.empty()) is = rule.is;
    }
    for (const publication_rule& rule : pack_.publication) {
      if (!rule.when.empty() && holds(rule.when, facts)) is = rule.is;
    }
    if (is == publicity::never) return;
    told_.error(
        "erased-but-shown", places_.transitions[i],
        say("hồ sơ bị xóa ở \"{}\" mà công khai vẫn là \"{}\": việc này phải đặt (\"sets\") dữ kiện cho ra \"never\"",
            "a case is erased at \"{}\", yet its publication is \"{}\": the act must set the fact that makes it "
            "\"never\"",
            pack_.states[*pack_.transitions[i].to].id, publicity_name(is)));
  }

  void check_notice(std::size_t i, std::uint16_t number) {
    const notice_rule& notice = pack_.notices[number];
    const auto& sets = pack_.transitions[i].sets;
    for (const std::uint16_t fact : notice.facts) {
      if (std::any_of(sets.begin(), sets.end(), [fact](const auto& set) { return set.first == fact; })) continue;
      told_.error("notice-prints-erased", places_.transitions[i],
                  say("thông báo \"{}\" in \"{}\", dữ kiện mà việc này xóa",
                      "the notice \"{}\" prints \"{}\", which this act erases", notice.id, pack_.facts[fact].id));
    }
    if (std::find(notice.channels.begin(), notice.channels.end(), "receipt") != notice.channels.end()) {
      told_.error("notice-prints-erased", places_.transitions[i],
                  say("thông báo \"{}\" gửi theo kênh tiếp nhận, điều mà việc này xóa",
                      "the notice \"{}\" goes by the channel of receipt, which this act erases", notice.id));
    }
  }

  const rule_pack& pack_;
  const pack_places& places_;
  const rule_findings& told_;
};

}  // namespace

void check_erasing(const rule_pack& pack, const pack_places& places, const rule_findings& told) {
  erasing_checker{pack, places, told}.check();
}

}  // namespace thoihan
