// What the checker says of limits that contradict each other, and of what none of them bounds.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/tiny_pack.hpp"

namespace {

// "code:pointer" of each finding about limits.
std::vector<std::string> told(const tiny_pack& rules) {
  std::vector<std::string> out;
  for (const thoihan::finding& f : rules.check().findings) {
    for (const char* const code : {"loop-without-limit", "declared-without-limit", "interim-after-final", "return-after-due",
                                   "steps-exceed-whole", "horizon-too-short"}) {
      if (f.code == code) out.push_back(f.code + ":" + f.where.pointer);
    }
    CHECK(f.text.vi != f.text.en);
  }
  std::sort(out.begin(), out.end());
  return out;
}
using list = std::vector<std::string>;

// Received, handled, given back or answered.
tiny_pack returned(const std::string& give_back, const std::string& more_duties = "", const std::string& facts = "",
                   const std::string& handle = "\"3 working days\"") {
  return {tiny_state("open") + "," + tiny_state("with_authority") + "," + tiny_state("answered", true),
          tiny_act("receive", "", "open") + "," + tiny_act("forward", "open", "with_authority") + "," +
              tiny_act("give_back", "with_authority", "open", give_back) + "," + tiny_act("answer", "with_authority", "answered"),
          tiny_duty("forward", R"("receive", "give_back")", "\"forward\"", tiny_limit("\"1 working hour\"")) + "," +
              tiny_duty("handle", "\"forward\"", "\"answer\"", tiny_limit(handle), R"("ended_by": ["give_back"])") + more_duties,
          facts};
}

std::string bar(const std::string& limit) {
  return R"("until": { "from": ["forward"], "late": "refuse", "cite": "1", "within": )" + tiny_limit(limit) + " }";
}

}  // namespace

TEST_SUITE("check_limits") {
  TEST_CASE("a loop that nothing bounds") {
    CHECK(told(returned("")) == list{"loop-without-limit:/states/open"});
    const thoihan::checked_pack checked = returned("").check();
    REQUIRE(checked.pack);
    for (const thoihan::finding& f : checked.findings) {
      if (f.code == "loop-without-limit") CHECK(f.level == thoihan::severity::gap);
      if (f.code == "loop-without-limit") CHECK(f.text.en.find("forward, give_back") != std::string::npos);
    }
    // A limit over the whole bounds it.
    const std::string whole = "," + tiny_duty("whole", "\"receive\"", "\"answer\"", tiny_limit("\"9 working days\""));
    CHECK(told(returned("", whole)) == list{});
    // Not one that is met on the way, or may be moved by a promise.
    CHECK(told(returned("", "," + tiny_duty("whole", "\"receive\"", "\"forward\"", tiny_limit("\"9 working days\"")))) ==
          list{"loop-without-limit:/states/open"});
    CHECK(told(returned("", "," + tiny_duty("whole", "\"receive\"", "\"answer\"", tiny_limit("\"9 working days\""),
                                            R"("extended_by": { "on": "forward", "by": "1 working day", "times": 1, "cite": "1" })"))) ==
          list{});
  }

  TEST_CASE("a count, or a fact that changes for good, bounds a loop") {
    const std::string counting =
        R"("times": { "type": "integer", "range": [0, 3], "public": true, "counts": { "event": "give_back" }, "label": { "vi": "x", "en": "y" }, "cite": "1" })";
    CHECK(told(returned(R"("when": { "times": { "at_most": 1 } })", "", counting)) == list{});
    CHECK(told(returned(R"("when": { "times": { "at_least": 1 } })", "", counting)) == list{"loop-without-limit:/states/open"});
    const std::string once = R"("when": { "flag": false }, "sets": { "flag": true })";
    CHECK(told(returned(once, "", tiny_flag("flag"))) == list{});
    // Not where another act of the loop takes it back.
    const tiny_pack undone{tiny_state("open") + "," + tiny_state("with_authority") + "," + tiny_state("answered", true),
                           tiny_act("receive", "", "open") + "," +
                               tiny_act("forward", "open", "with_authority", R"("clears": ["flag"])") + "," +
                               tiny_act("give_back", "with_authority", "open", once) + "," +
                               tiny_act("answer", "with_authority", "answered"),
                           tiny_duty("forward", R"("receive", "give_back")", "\"forward\"", tiny_limit("\"1 working hour\"")),
                           tiny_flag("flag")};
    CHECK(told(undone) == list{"loop-without-limit:/states/open"});
  }

  TEST_CASE("a return that is allowed later than the answer") {
    const std::string loop = "loop-without-limit:/states/open";
    CHECK(told(returned(bar("\"4 working days\""))) == list{loop, "return-after-due:/duties/handle"});
    CHECK(told(returned(bar("\"3 working days\""))) == list{loop});
    CHECK(told(returned(bar("\"2 working days\""))) == list{loop});
    // 3 days from a Friday are a Monday; 3 working days never are earlier, 5 days may be later: over a holiday they roll.
    CHECK(told(returned(bar("\"5 days\""))) == list{loop, "return-after-due:/duties/handle"});
    CHECK(told(returned(bar("\"2 days\""))) == list{loop});
    // A working hour of the office, which works 40 minutes and more a day, is over within 2 working days.
    CHECK(told(returned(bar("\"1 working hour\""))) == list{loop});
    CHECK(told(returned(bar("\"1 hour\""), "", "", "\"30 minutes\"")) == list{loop, "return-after-due:/duties/handle"});
    CHECK(told(returned(bar("\"1 hour\""), "", "", "\"60 minutes\"")) == list{loop});
  }

  TEST_CASE("contradictions are looked for only where the facts let both hold") {
    const std::string facts = tiny_flag("flag");
    const std::string within =
        "[" + tiny_limit("\"4 working days\"", R"("when": { "flag": true })") + "," + tiny_limit("\"1 working day\"") + "]";
    const auto rules = [&](const std::string& handle) {
      return tiny_pack{tiny_state("open") + "," + tiny_state("with_authority") + "," + tiny_state("answered", true),
                       tiny_act("receive", "", "open") + "," + tiny_act("forward", "open", "with_authority") + "," +
                           tiny_act("give_back", "with_authority", "open",
                                    R"("takes": ["flag"], "until": { "from": ["forward"], "late": "refuse", "cite": "1", "within": )" +
                                        within + " }") +
                           "," + tiny_act("answer", "with_authority", "answered"),
                       tiny_duty("forward", R"("receive", "give_back")", "\"forward\"", tiny_limit("\"1 working hour\"")) + "," +
                           tiny_duty("handle", "\"forward\"", "\"answer\"", handle, R"("ended_by": ["give_back"])"),
                       facts};
    };
    const std::string loop = "loop-without-limit:/states/open";
    CHECK(told(rules(tiny_limit("\"3 working days\""))) == list{loop, "return-after-due:/duties/handle"});
    CHECK(told(rules("[" + tiny_limit("\"5 working days\"", R"("when": { "flag": true })") + "," +
                     tiny_limit("\"3 working days\"") + "]")) == list{loop});
  }

  TEST_CASE("an interim answer that is due after the final one") {
    const auto rules = [](const std::string& commit, const std::string& handle) {
      return tiny_pack{tiny_state("open") + "," + tiny_state("answered", true),
                       tiny_act("receive", "", "open") + "," +
                           tiny_act("commit", "open", "same",
                                    R"("needs": ["promised"], "until": { "from": ["receive"], "late": "refuse", "cite": "1", "within": )" +
                                        tiny_limit(commit) + " }") +
                           "," + tiny_act("answer", "open", "answered"),
                       tiny_duty("handle", "\"receive\"", "\"answer\"", tiny_limit(handle),
                                 R"("extended_by": { "on": "commit", "until": "promised", "downwards": false, "times": 1, "cite": "1" })"),
                       R"("promised": { "type": "date", "public": true, "label": { "vi": "x", "en": "y" }, "cite": "1" })"};
    };
    CHECK(told(rules("\"7 working days\"", "\"5 working days\"")) ==
          list{"declared-without-limit:/duties/handle", "interim-after-final:/duties/handle"});
    CHECK(told(rules("\"3 working days\"", "\"5 working days\"")) == list{"declared-without-limit:/duties/handle"});
  }

  TEST_CASE("a due that somebody declares") {
    const auto rules = [](const std::string& receive, const std::string& tell, const std::string& limit) {
      return tiny_pack{tiny_state("open") + "," + tiny_state("answered", true),
                       tiny_act("receive", "", "open", receive) + "," + tiny_act("tell", "open", "same", tell) + "," +
                           tiny_act("answer", "open", "answered"),
                       tiny_duty("handle", "\"tell\"", "\"answer\"", tiny_limit(limit)) + "," +
                           tiny_duty("tell", "\"receive\"", "\"tell\"", tiny_limit("\"1 working day\"")),
                       R"("hearing": { "type": "date", "public": true, "label": { "vi": "x", "en": "y" }, "cite": "1" })"};
    };
    const std::string before = R"({ "amount": "1 day", "before": "hearing" })";
    CHECK(told(rules("", R"("needs": ["hearing"])", before)) == list{"declared-without-limit:/duties/handle"});
    // A hearing that was fixed when the case was received is nobody's promise; and another limit may bound it.
    CHECK(told(rules(R"("needs": ["hearing"])", "", before)) == list{});
    CHECK(told(rules("", R"("needs": ["hearing"])", R"({ "earlier_of": [)" + before + R"(, "9 days"] })")) == list{});
  }

  TEST_CASE("steps that are longer than the whole") {
    const auto rules = [](const std::string& accept, const std::string& handle, const std::string& whole) {
      return tiny_pack{tiny_state("open") + "," + tiny_state("accepted") + "," + tiny_state("answered", true),
                       tiny_act("receive", "", "open") + "," + tiny_act("accept", "open", "accepted") + "," +
                           tiny_act("answer", "accepted", "answered"),
                       tiny_duty("accept", "\"receive\"", "\"accept\"", tiny_limit(accept)) + "," +
                           tiny_duty("handle", "\"accept\"", "\"answer\"", tiny_limit(handle)) + "," +
                           tiny_duty("whole", "\"receive\"", "\"answer\"", tiny_limit(whole))};
    };
    CHECK(told(rules("\"2 working days\"", "\"4 working days\"", "\"5 working days\"")) == list{"steps-exceed-whole:/duties/whole"});
    CHECK(told(rules("\"2 working days\"", "\"3 working days\"", "\"5 working days\"")) == list{});
    // Mixed units: 1 working day and then 1 working hour may end on the third day, 2 working days never do.
    CHECK(told(rules("\"1 working day\"", "\"1 working hour\"", "\"2 working days\"")) == list{"steps-exceed-whole:/duties/whole"});
    CHECK(told(rules("\"1 working day\"", "\"10 working minutes\"", "\"2 working days\"")) == list{});
  }

  TEST_CASE("the state in which an act is allowed must be one in which the duty runs") {
    // Verified first; what is given back later is given back when that duty has been met.
    const auto rules = [](const std::string& from) {
      return tiny_pack{tiny_state("open") + "," + tiny_state("verified") + "," + tiny_state("answered", true),
                       tiny_act("receive", "", "open") + "," + tiny_act("verify", "open", "verified") + "," +
                           tiny_act("give_back", from, "answered",
                                    R"("until": { "from": ["receive"], "late": "refuse", "cite": "1", "within": )" +
                                        tiny_limit("\"2 working days\"") + " }") +
                           "," + tiny_act("answer", "verified", "answered"),
                       tiny_duty("verify", "\"receive\"", "\"verify\"", tiny_limit("\"1 hour\""), R"("ended_by": ["give_back"])") + "," +
                           tiny_duty("answer", "\"verify\"", "\"answer\"", tiny_limit("\"5 working days\""),
                                     R"("ended_by": ["give_back"])")};
    };
    CHECK(told(rules("open")) == list{"return-after-due:/duties/verify"});
    CHECK(told(rules("verified")) == list{});
  }

  TEST_CASE("more than can be compared is an error, and soon") {
    // Each of these steps may follow each other one.
    std::string states = tiny_state("open");
    std::string acts = tiny_act("receive", "", "open");
    std::string events = "\"receive\"";
    for (int i = 1; i < 40; ++i) {
      const std::string number = std::to_string(i);
      states += "," + tiny_state("s" + number);
      acts += "," + tiny_act("go" + number, i == 1 ? "open" : "s" + std::to_string(i - 1), "s" + number);
      events += ", \"go" + number + "\"";
    }
    states += "," + tiny_state("closed", true);
    acts += "," + tiny_act("close", "s39", "closed");
    std::string duties = tiny_duty("whole", "\"receive\"", "\"close\"", tiny_limit("\"300 days\""));
    for (int i = 0; i < 40; ++i)
      duties += "," + tiny_duty("d" + std::to_string(i), events, events + ", \"close\"", tiny_limit("\"1 working hour\""));
    const thoihan::checked_pack checked = tiny_pack{states, acts, duties}.check();
    CHECK_FALSE(checked.pack.has_value());
    REQUIRE(checked.findings.size() == 1);
    CHECK(checked.findings.front().code == "undecidable");
    CHECK(checked.findings.front().where.line == 1);
  }

  TEST_CASE("a limit that is longer than the calendar") {
    CHECK(told(returned("", "", "", "\"400 days\"")) ==
          list{"horizon-too-short:/duties/handle/within", "loop-without-limit:/states/open"});
    CHECK(told(returned("", "", "", "\"300 days\"")) == list{"loop-without-limit:/states/open"});
    const thoihan::checked_pack checked = returned("", "", "", "\"400 days\"").check();
    CHECK_FALSE(checked.pack.has_value());
  }
}
