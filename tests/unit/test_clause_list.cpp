// Clauses with the rules that realise them. The rules expected here are read off the pack's text by hand.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "thoihan/pack/clause_list.hpp"

namespace {

namespace json = boost::json;
using thoihan::clause_entry;
using thoihan::clause_kind;

clause_entry entry_of(const thoihan::rule_pack& pack, const std::string& id) {
  for (const clause_entry& entry : thoihan::list_clauses(pack)) {
    if (entry.id == id) return entry;
  }
  FAIL("no clause ", id);
  return {};
}

using names = std::vector<std::string>;

// Every place of the text at which `"cite"` names the clause, counted without the list's own walk.
std::size_t citations(const std::string& text, const std::string& clause) {
  std::size_t count = 0;
  for (std::size_t at = text.find("\"cite\":"); at != std::string::npos; at = text.find("\"cite\":", at + 1)) {
    const std::size_t begin = text.find_first_of("[\"", at + 7);
    const std::size_t end = text[begin] == '[' ? text.find(']', begin) : text.find('"', begin + 1) + 1;
    if (text.substr(begin, end - begin).find("\"" + clause + "\"") != std::string::npos) ++count;
  }
  return count;
}

}  // namespace

TEST_SUITE("clause_list") {
  TEST_CASE("the clauses in their order, each with its rules") {
    const pack_writer rules;
    const thoihan::rule_pack pack = rules.load();
    names ids;
    for (const clause_entry& entry : thoihan::list_clauses(pack)) ids.push_back(entry.id);
    CHECK(ids == names{"1", "2.1", "3.1", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "6.1", "6.2", "7"});

    // The return and the supplement with their time-bars and limits, and the fact that chooses between two of these.
    CHECK(entry_of(pack, "5.3").rules ==
          names{"transitions/3 return", "transitions/3/until return", "transitions/3/until/within/0 return",
                "transitions/3/until/within/1 return", "transitions/4 supplement", "transitions/4/until supplement",
                "transitions/4/until/within/0 supplement", "facts/inspected"});
    CHECK(entry_of(pack, "4.2").rules ==
          names{"transitions/2 forward", "duties/forward", "duties/forward/within/1", "notices/in_handling"});
    CHECK(entry_of(pack, "5.2").rules ==
          names{"transitions/5 commit", "duties/handle/extended_by", "facts/completion", "facts/visit"});
    // Of the authorities' own file, after the roles and the rows that use them.
    CHECK(entry_of(pack, "2.1").rules ==
          names{"routing/0 roads", "routing/1 water", "facts/lead", "roles/authority", "roles/operator", "roles/supervisor",
                "authorities/cap-nuoc", "authorities/so-giao-thong", "authorities/ubnd-tinh", "authorities/ubnd-xa-an-hoa"});
    CHECK(entry_of(pack, "4.2").says.vi == "Chuyển trong 2 giờ làm việc.");
    CHECK(entry_of(pack, "4.2").why.en == "");
  }

  TEST_CASE("outside with its reason, assumed with what is taken") {
    const pack_writer rules;
    const thoihan::rule_pack pack = rules.load();
    const clause_entry outside = entry_of(pack, "1");
    CHECK(outside.is == clause_kind::outside);
    CHECK(outside.rules.empty());
    CHECK(outside.why == thoihan::bilingual{"Phạm vi.", "Scope."});
    const clause_entry assumed = entry_of(pack, "7");
    CHECK(assumed.is == clause_kind::assumed);
    CHECK(assumed.rules == names{"assumptions/closing", "assumptions/now-grace", "assumptions/open-watch"});
    CHECK(assumed.why.en == "Closed. Silent. 30 minutes. Custom. No limit. Silent.");
  }

  TEST_CASE("assumed by a gap that nothing fills yet: what is open") {
    pack_writer rules;
    rules.plant("pack.json", R"("clauses": ["4.3", "7"],)", R"("clauses": ["4.3"],)");
    rules.plant("pack.json", R"("gaps": [)",
                R"("gaps": [ { "id": "LH-G2", "clauses": ["7"], "open": { "vi": "Khi nào?", "en": "When?" } },)");
    const clause_entry assumed = entry_of(rules.load(), "7");
    CHECK(assumed.rules.empty());
    CHECK(assumed.why == thoihan::bilingual{"Khi nào?", "When?"});
  }

  TEST_CASE("names alone") {
    const pack_writer rules;
    const thoihan::rule_pack pack = rules.load();
    // 3.1 has the two channels and the fact of that type.
    const clause_entry channels = entry_of(pack, "3.1");
    CHECK(channels.rules == names{"facts/channel", "channels/app", "channels/phone"});
    CHECK(channels.declares_only);
    CHECK_FALSE(entry_of(pack, "4.2").declares_only);
    CHECK_FALSE(entry_of(pack, "2.1").declares_only);
    CHECK_FALSE(entry_of(pack, "1").declares_only);
    CHECK_FALSE(entry_of(pack, "7").declares_only);
  }

  TEST_CASE("a fact called cite is no citation") {
    pack_writer rules;
    rules.plant("pack.json", R"("urgent": { "type")",
                R"("cite": { "type": "choice", "public": true, "values": { "4.2": { "vi": "a", "en": "b" } },
      "label": { "vi": "a", "en": "b" }, "cite": "4.1" },
    "urgent": { "type")");
    rules.plant("pack.json", R"("sets": { "complex": true })", R"("sets": { "complex": true, "cite": "4.2" })");
    rules.plant("pack.json", R"("when": { "field": "water" }, "assume")",
                R"("when": { "field": "water", "cite": "4.2" }, "assume")");
    const thoihan::rule_pack pack = rules.load();
    CHECK(entry_of(pack, "4.2").rules.size() == 4);
    CHECK(entry_of(pack, "4.1").rules.back() == "facts/reason");
  }

  TEST_CASE("every citation of every province is in the list") {
    const std::filesystem::path provinces = std::filesystem::path{THOIHAN_SOURCE_DIR} / "rules" / "province";
    int packs = 0;
    for (const auto& folder : std::filesystem::directory_iterator(provinces)) {
      CAPTURE(folder.path().string());
      const thoihan::rule_pack pack = thoihan::load_pack(folder.path().string());
      ++packs;
      for (const clause_entry& entry : thoihan::list_clauses(pack)) {
        CAPTURE(entry.id);
        const std::set<std::string> once(entry.rules.begin(), entry.rules.end());
        CHECK(once.size() == entry.rules.size());
        switch (entry.is) {
          case clause_kind::modelled: CHECK(entry.rules.size() == citations(pack.canonical, entry.id)); break;
          case clause_kind::assumed: CHECK_FALSE(entry.why.vi.empty()); break;
          case clause_kind::outside: CHECK((entry.rules.empty() && !entry.why.vi.empty())); break;
        }
      }
    }
    CHECK(packs >= 5);
  }

  TEST_CASE("words") {
    CHECK(thoihan::clause_kind_name(clause_kind::modelled) == "modelled");
    CHECK(thoihan::clause_kind_name(clause_kind::assumed) == "assumed");
    CHECK(thoihan::clause_kind_name(clause_kind::outside) == "outside");
  }
}
