// The checker: what notices print, and to whom.
//
// A message leaves the system in which only those who handle a case may read what is not public. Regulations keep what is
// personal secret, on request and as the law says, except from the bodies that verify and handle; the law ties it to a
// specific, clear purpose (Law on Personal Data Protection 91/2025/QH15, art. 3). So a notice prints a fact that is not public
//
//   - to the reporter, unless it is one that an event which opens a case may carry. A refusal, a question, a result that is not
//     published are written for the reporter, often by an earlier act than the one that tells. Name, phone or content are known
//     to the reporter anyway, and the message may reach another's hands;
//   - to anybody else, when the act that sends the notice settles it: the message passes on what this act says to a body, and
//     nothing that was stored before. A fact that the act may leave out is passed on too, where every act that can say it sends
//     this notice: then nothing else can be stored.
#include <algorithm>
#include <set>

#include "src/pack/pack_loader.hpp"
#include "src/pack/rule_findings.hpp"
#include "thoihan/pack/notice_text.hpp"

namespace thoihan {
namespace {

bool contains(const std::vector<std::uint16_t>& list, std::size_t number) {
  return std::find(list.begin(), list.end(), number) != list.end();
}

class notice_checker {
 public:
  notice_checker(const rule_pack& pack, const pack_places& places, const rule_findings& told)
      : pack_(pack), places_(places), told_(told) {}

  void check() {
    for (std::size_t i = 0; i < pack_.notices.size(); ++i) {
      if (!check_names(i)) continue;
      check_languages(i);
      check_facts(i);
    }
  }

 private:
  using names = std::set<std::string_view>;

  static names names_in(const std::string& text) {
    names out;
    for (const template_part& part : template_parts(text)) {
      if (part.is_name) out.insert(part.text);
    }
    return out;
  }

  json_view place(std::size_t notice, const std::string& below) const {
    return locate(places_.notices[notice], places_.notices[notice].pointer + below);
  }

  bool check_names(std::size_t i) const {
    const notice_rule& notice = pack_.notices[i];
    bool good = true;
    for (const std::string* text : {&notice.text.vi, &notice.text.en}) {
      for (const template_part& part : template_parts(*text)) {
        const auto named = [&](std::uint16_t fact) { return pack_.facts[fact].id == part.text; };
        if (!part.is_name || part.text == "case" || std::any_of(notice.facts.begin(), notice.facts.end(), named))
          continue;
        told_.error("unknown-name", places_.notices[i],
                    say("mẫu dùng \"{{{}}}\", nhưng \"facts\" không có tên này",
                        "the template uses \"{{{}}}\", which is not in \"facts\"", part.text));
        good = false;
      }
    }
    return good;
  }

  void check_languages(std::size_t i) const {
    const names vi = names_in(pack_.notices[i].text.vi);
    const names en = names_in(pack_.notices[i].text.en);
    const auto missing = [&](const names& here, const names& there, const char* text, const bilingual& other) {
      for (const std::string_view name : there) {
        if (here.count(name) != 0) continue;
        told_.error("template-differs", place(i, text),
                    say("mẫu này không có \"{{{}}}\", mẫu {} thì có",
                        "this template is without \"{{{}}}\", which the {} one has", name, other));
      }
    };
    missing(vi, en, "/template/vi", {"tiếng Anh", "English"});
    missing(en, vi, "/template/en", {"tiếng Việt", "Vietnamese"});
  }

  void check_facts(std::size_t i) const {
    const notice_rule& notice = pack_.notices[i];
    names printed = names_in(notice.text.vi);
    printed.merge(names_in(notice.text.en));
    for (std::size_t n = 0; n < notice.facts.size(); ++n) {
      const fact_declaration& fact = pack_.facts[notice.facts[n]];
      if (printed.count(fact.id) == 0) {
        told_.error("unused-notice-fact", place_of_fact(i, n),
                    say("mẫu không dùng dữ kiện \"{}\"", "the template does not use the fact \"{}\"", fact.id));
      } else if (fact.is_personal()) {
        check_personal(i, n);
      }
    }
  }

  // A single fact may stand for a list of one.
  json_view place_of_fact(std::size_t notice, std::size_t n) const {
    const json_view list = place(notice, "/facts");
    return list.value->is_array() ? element_of(list, n) : list;
  }

  void check_personal(std::size_t i, std::size_t n) const {
    const std::uint16_t fact = pack_.notices[i].facts[n];
    for (const transition_rule& rule : pack_.transitions) {
      if (pack_.notices[i].to == "reporter") {
        if (!rule.from.empty() || !carries(rule, fact)) continue;
        told_.error(
            "notice-prints-personal", place_of_fact(i, n),
            say("thông báo in \"{}\", dữ kiện không công khai mà \"{}\", sự kiện mở hồ sơ, mang theo",
                "the notice prints \"{}\", which is not public and comes with \"{}\", an event that opens a case",
                pack_.facts[fact].id, pack_.events[rule.event]));
      } else {
        if (!sends(rule, i) || passes_on(rule, i, fact)) continue;
        told_.error(
            "notice-prints-personal", place_of_fact(i, n),
            say("thông báo in \"{}\", dữ kiện không công khai mà \"{}\", sự kiện gửi nó, không nhất thiết mang theo",
                "the notice prints \"{}\", which is not public and which \"{}\", the event that sends it, need not "
                "carry",
                pack_.facts[fact].id, pack_.events[rule.event]));
      }
      return;
    }
  }

  static bool sends(const transition_rule& rule, std::size_t notice) { return contains(rule.notices, notice); }

  static bool carries(const transition_rule& rule, std::uint16_t fact) {
    return contains(rule.needs, fact) || contains(rule.takes, fact);
  }

  bool settles(const transition_rule& rule, std::uint16_t fact) const {
    const bool routed = rule.routes && (pack_.lead_fact == fact || pack_.support_fact == fact);
    return contains(rule.needs, fact) || routed ||
           std::any_of(rule.sets.begin(), rule.sets.end(), [&](const auto& set) { return set.first == fact; });
  }

  bool passes_on(const transition_rule& rule, std::size_t notice, std::uint16_t fact) const {
    if (settles(rule, fact)) return true;
    return contains(rule.takes, fact) &&
           std::all_of(pack_.transitions.begin(), pack_.transitions.end(), [&](const transition_rule& other) {
             return sends(other, notice) || !(carries(other, fact) || settles(other, fact));
           });
  }

  const rule_pack& pack_;
  const pack_places& places_;
  const rule_findings& told_;
};

}  // namespace

void check_notices(const rule_pack& pack, const pack_places& places, const rule_findings& told) {
  notice_checker{pack, places, told}.check();
}

}  // namespace thoihan
