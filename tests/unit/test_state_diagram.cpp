// The diagram of states. What is expected is read off the text of tests/support/pack_writer.hpp by hand.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "src/pack/state_diagram.hpp"
#include "tests/support/pack_writer.hpp"

namespace {

using thoihan::language;

std::string name_of(const thoihan::rule_pack& pack, const thoihan::diagram_arrow& arrow) {
  std::string out =
      (arrow.from ? pack.states[*arrow.from].id : std::string{"*"}) + ">" + pack.states[arrow.to].id + ":";
  for (const std::string& event : thoihan::events_of(pack, arrow.transitions)) out += " " + event;
  return out;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

}  // namespace

TEST_SUITE("state_diagram") {
  TEST_CASE("one arrow for two states, with what leads along it") {
    const pack_writer rules;
    const thoihan::rule_pack pack = rules.load();
    const thoihan::state_diagram drawn = thoihan::diagram_of(pack);
    std::vector<std::string> arrows;
    for (const thoihan::diagram_arrow& arrow : drawn.arrows) arrows.push_back(name_of(pack, arrow));
    // States stand in the order of their ids: closed, received, refused, resulted, with_authority.
    CHECK(arrows == std::vector<std::string>{"*>received: receive", "received>refused: refuse", "received>with_authority: forward",
                                             "resulted>closed: answer", "with_authority>received: return withdraw",
                                             "with_authority>resulted: enter_result"});
    // Two transitions of one name are one word on the arrow, and both are there.
    CHECK(drawn.arrows[1].transitions == std::vector<std::size_t>{10, 11});
    CHECK(drawn.from_many.empty());
    // rate at the end, describe in two states, supplement, commit and hold with the authority.
    CHECK(drawn.stays == std::vector<std::vector<std::size_t>>{{12}, {1}, {}, {}, {1, 4, 5, 6}});
  }

  TEST_CASE("an act from many states stands once") {
    pack_writer rules;
    // Six more states in a row, from each of which the case can be refused.
    std::string states;
    std::string acts;
    for (int i = 0; i < 6; ++i) {
      const std::string name = "stop_" + std::to_string(i);
      states += R"(    ")" + name +
                R"(": { "label": { "vi": "Chặng", "en": "Stop" }, "holder": "operator", "cite": "4.1" },)" + "\n";
      acts += R"(    { "on": "go_)" + std::to_string(i) + R"(", "from": [")" +
              (i == 0 ? std::string{"received"} : "stop_" + std::to_string(i - 1)) + R"("], "to": ")" + name +
              R"(", "by": ["operator"], "cite": "4.1" },)" + "\n" + R"(    { "on": "drop", "from": [")" + name +
              R"("], "to": "refused", "by": ["operator"], "cite": "4.1" },)" + "\n";
    }
    rules.plant("pack.json", "    \"resulted\": { \"label\"", states + "    \"resulted\": { \"label\"");
    rules.plant("pack.json", "    { \"on\": \"commit\", \"from\"", acts + "    { \"on\": \"commit\", \"from\"");
    const thoihan::checked_pack checked = rules.check();
    REQUIRE(checked.pack);
    const thoihan::rule_pack& pack = *checked.pack;
    const thoihan::state_diagram drawn = thoihan::diagram_of(pack);
    REQUIRE(drawn.from_many.size() == 1);
    CHECK(pack.events[drawn.from_many[0].event] == "drop");
    CHECK(pack.states[drawn.from_many[0].to].id == "refused");
    CHECK(drawn.from_many[0].from.size() == 6);
    CHECK(drawn.from_many[0].transitions.size() == 6);
    for (const thoihan::diagram_arrow& arrow : drawn.arrows)
      CHECK(name_of(pack, arrow).find("drop") == std::string::npos);
  }

  TEST_CASE("words cannot be read as a part of the format") {
    pack_writer rules;
    rules.plant("pack.json", R"("en": "With the authority")", R"("en": "A\"]; evil [x=\"\\ #; --> <b>")");
    const thoihan::rule_pack pack = rules.load();
    const thoihan::state_diagram drawn = thoihan::diagram_of(pack);
    const std::string dot = thoihan::dot_text(pack, drawn, language::en);
    CHECK(dot.find("s4 [label=\"A\\\"]; evil [x=\\\"\\\\ #; --> <b>\\nAuthority\"];") != std::string::npos);
    CHECK(count(dot, " -> ") == 6);
    const std::string mermaid = thoihan::mermaid_text(pack, drawn, language::en);
    // Every arrow of the text is one of the table, and the label has none of its own: six, and the two ends.
    CHECK(count(mermaid, "-->") == 8);
    CHECK(mermaid.find(
              "state \"A#34;#93;#59; evil #91;x#61;#34;#92; #35;#59; #45;#45;#62; #60;b#62; (Authority)\" as s4") !=
          std::string::npos);
  }

  TEST_CASE("both languages") {
    const pack_writer rules;
    const thoihan::rule_pack pack = rules.load();
    const thoihan::state_diagram drawn = thoihan::diagram_of(pack);
    CHECK(thoihan::dot_text(pack, drawn, language::vi).find("Đang xử lý\\nCơ quan xử lý") != std::string::npos);
    CHECK(thoihan::mermaid_text(pack, drawn, language::vi).find("Đã đóng (đã kết thúc)") != std::string::npos);
    CHECK(thoihan::holder_words(pack, pack.states[1]) == thoihan::bilingual{"Tổng đài viên", "Operator"});
  }
}
