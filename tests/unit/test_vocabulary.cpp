// Words that packs share: a pack that refers to them is the pack that spells them out.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "thoihan/pack/load.hpp"

namespace {

const std::string words = R"({ "format": 1, "vocabulary": "national/words",
  "title": { "vi": "Từ", "en": "Words" },
  "channels": { "phone": { "label": { "vi": "Điện thoại", "en": "Phone" }, "note": "n" } },
  "facts": {
    "content": { "type": "text", "label": { "vi": "Nội dung", "en": "Content" } },
    "field": { "type": "choice", "public": true, "values": { "roads": { "vi": "Đường", "en": "Roads" },
      "water": { "vi": "Nước", "en": "Water" }, "other": { "vi": "Khác", "en": "Other" } }, "label": { "vi": "Lĩnh vực", "en": "Field" } } },
  "states": { "closed": { "label": { "vi": "Đã đóng", "en": "Closed" }, "end": true } },
  "notices": { "refusal": { "to": "reporter", "channel": "receipt",
    "template": { "vi": "Từ chối: {reason}", "en": "Refused: {reason}" }, "facts": ["reason"] } } }
)";

const std::string content = R"("content": { "type": "text", "label": { "vi": "Nội dung", "en": "Content" }, "cite": "4.1" })";

// The pack of Lạc Hồng with its words taken from the file, in all sections.
void share(pack_writer& rules) {
  rules.put("words.json", words);
  rules.plant("pack.json", R"("phone": { "label": { "vi": "Điện thoại", "en": "Phone" }, "cite": "3.1" })",
              R"("phone": { "as": "national/words", "cite": "3.1" })");
  rules.plant("pack.json", content, R"("content": { "cite": "4.1", "as": "national/words" })");
  rules.plant("pack.json", R"("closed": { "label": { "vi": "Đã đóng", "en": "Closed" }, "end": true, "assume": "closing" })",
              R"("closed": { "as": "national/words", "assume": "closing" })");
}

// With one reference, at the fact "content".
std::string told_of(const std::string& reference, const std::string& file, std::vector<std::string> codes) {
  pack_writer rules;
  rules.put("words.json", file);
  rules.plant("pack.json", content, R"("content": { "as": )" + reference + R"(, "cite": "4.1" })");
  const std::string expected = rules.expected(codes);
  const std::string found = told(rules.check());
  return found == expected ? "as expected" : found;
}

std::string replaced(std::string text, const std::string& old, const std::string& fresh) {
  const std::size_t at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), fresh);
}

}  // namespace

TEST_SUITE("shared words") {
  TEST_CASE("a pack that shares its words is the one that spells them out, to the hash") {
    const pack_writer spelt;
    pack_writer shared;
    share(shared);
    CHECK(told(shared.check()) == "");
    const thoihan::rule_pack one = spelt.load();
    const thoihan::rule_pack other = shared.load();
    CHECK(one.canonical == other.canonical);
    CHECK(one.hash == other.hash);
    // What a store keeps needs the file no more.
    const thoihan::rule_pack kept = thoihan::load_pack_text(other.canonical, other.calendars_canonical);
    CHECK(kept.hash == one.hash);
    CHECK(kept.facts.size() == one.facts.size());
  }

  TEST_CASE("a pack's own key stands above the shared one, and the checker says so") {
    pack_writer rules;
    rules.put("words.json", words);
    rules.plant("pack.json", content,
                R"("content": { "as": "national/words", "label": { "vi": "Lời", "en": "Words" }, "cite": "4.1" })");
    const thoihan::checked_pack checked = rules.check();
    REQUIRE(checked.pack);
    const auto at = thoihan::find_id(checked.pack->facts, "content");
    REQUIRE(at);
    CHECK(checked.pack->facts[*at].label.en == "Words");
    CHECK(checked.pack->facts[*at].type == thoihan::fact_type::text);
    const auto note = std::find_if(checked.findings.begin(), checked.findings.end(),
                                   [](const thoihan::finding& f) { return f.code == "overridden"; });
    REQUIRE(note != checked.findings.end());
    CHECK(note->level == thoihan::severity::note);
    CHECK(note->text.en == "takes the place of the shared \"label\"");
  }

  TEST_CASE("what is wrong is told where it stands") {
    const std::string good = R"("national/words")";
    CHECK(told_of(R"(@"national/word")", words, {"unknown-reference"}) == "as expected");
    CHECK(told_of(R"(@"../national/words")", words, {"unknown-reference"}) == "as expected");
    CHECK(told_of("@7", words, {"wrong-type"}) == "as expected");
    CHECK(told_of("@" + good, replaced(words, R"("content": {)", R"("contents": {)"), {"unknown-name"}) == "as expected");
    CHECK(told_of("@" + good, replaced(words, R"("facts": {)", R"(@"fact": {)"), {"unknown-key", "unknown-name"}) == "as expected");
    CHECK(told_of(good, replaced(words, R"("format": 1)", R"("format": @2)"), {"format"}) == "as expected");
    CHECK(told_of(good, replaced(words, R"("national/words")", R"(@"national/word")"), {"wrong-name"}) == "as expected");
    CHECK(told_of(good, replaced(words, R"("type": "text", "label")", R"("type": "text", @"cite": "4.1", "label")"), {"unknown-key"}) ==
          "as expected");
    CHECK(told_of(good, replaced(words, R"("type": "text")", R"("type": @"txt")"), {"unknown-word"}) == "as expected");
    CHECK(told_of(good, "{ @", {"syntax"}) == "as expected");
    CHECK(told_of(good, "@[]", {"wrong-type"}) == "as expected");
  }

  TEST_CASE("a key that a word has wrongly is told in its file, what it lacks in the pack") {
    pack_writer rules;
    rules.put("words.json", replaced(words, R"("type": "text", "label")", R"("type": "text", @"labels")"));
    rules.plant("pack.json", content, R"("content": @{ "as": "national/words", "cite": "4.1" })");
    CHECK(told(rules.check()) == rules.expected({"unknown-key", "missing-key"}));
  }

  TEST_CASE("a word that is not there is told with the nearest that is") {
    pack_writer rules;
    rules.put("words.json", replaced(words, R"("content": {)", R"("contents": {)"));
    rules.plant("pack.json", content, R"("content": { "as": "national/words", "cite": "4.1" })");
    const thoihan::checked_pack checked = rules.check();
    REQUIRE(checked.findings.size() == 1);
    CHECK(checked.findings[0].text.en == R"("national/words" has no "content" in "facts"; did you mean "contents"?)");
  }
}
