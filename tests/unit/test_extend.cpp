// A pack that extends another. The base is a small pack of tests/data/packs, copied under a rules root of its own.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.hpp"
#include "thoihan/pack/load.hpp"

namespace {

namespace fs = std::filesystem;
using thoihan::checked_pack;
using thoihan::finding;
using thoihan::severity;

class rules_root {
 public:
  rules_root() {
    const fs::path source = THOIHAN_SOURCE_DIR;
    fs::copy(source / "rules/national", root() / "national", fs::copy_options::recursive);
    fs::create_directories(root() / "province");
    fs::copy(source / "tests/data/packs/chained", root() / "province/goc", fs::copy_options::recursive);
  }

  fs::path root() const { return folder_.path(); }

  // Writes province/<id>/pack.json: "pack", "title" and "instrument" of its own, and `rest`.
  checked_pack check(const std::string& id, const std::string& extends, const std::string& rest) {
    fs::create_directories(root() / "province" / id);
    std::ofstream out(root() / "province" / id / "pack.json");
    out << "{ \"format\": 1, \"pack\": \"" << id << "\", \"version\": \"2\",\n"
        << "\"title\": { \"vi\": \"Con\", \"en\": \"Child\" },\n"
        << "\"instrument\": { \"number\": \"2/QĐ\", \"issuer\": \"UBND\", \"in_force\": \"2024-06-01\" },\n"
        << "\"extends\": " << extends << rest << "\n}\n";
    out.close();
    return thoihan::check_pack((root() / "province" / id).string(), root().string());
  }

 private:
  temporary_folder folder_;
};

const std::string base = R"({ "pack": "province/goc", "version": "2024-01-01" })";

std::vector<std::string> codes(const checked_pack& checked) {
  std::vector<std::string> out;
  for (const finding& f : checked.findings) out.push_back(f.code);
  return out;
}

// "con/pack.json:7: overridden" of every finding, without the folder above.
std::string places(const checked_pack& checked) {
  std::ostringstream out;
  for (const finding& f : checked.findings) {
    out << fs::path(f.where.file).parent_path().filename().string() << ":" << f.where.line << ": " << f.code << "\n";
  }
  return out.str();
}

const std::string longer = R"(,
"duties": { "whole": { "label": { "vi": "Trả lời", "en": "Answer" }, "owed_by": "clerk", "from": ["receive"], "met_by": ["answer"],
  "within": [ { "limit": "9 working days", "cite": "3" } ], "cite": "3" } })";

}  // namespace

TEST_SUITE("extend") {
  TEST_CASE("one rule replaced, all others the base's; what is overridden is noted at its place") {
    rules_root rules;
    const checked_pack checked = rules.check("con", base, longer);
    REQUIRE(checked.pack);
    CHECK(places(checked) == "con:5: overridden\n");
    CHECK(checked.findings[0].level == severity::note);
    const thoihan::rule_pack& pack = *checked.pack;
    CHECK(pack.id == "con");
    CHECK(pack.version == "2");
    CHECK(pack.instrument.number == "2/QĐ");
    CHECK(pack.duties.size() == 3);
    CHECK(pack.duties[*thoihan::find_id(pack.duties, "whole")].within[0].text == "9 working days");
    CHECK(pack.duties[*thoihan::find_id(pack.duties, "accept")].within[0].text == "1 working day");
    CHECK(pack.authorities.size() == 3);
  }

  TEST_CASE("what a store keeps of it is whole, and has the same hash") {
    rules_root rules;
    const checked_pack checked = rules.check("con", base, longer);
    REQUIRE(checked.pack);
    const thoihan::rule_pack again = thoihan::load_pack_text(checked.pack->canonical, checked.pack->calendars_canonical);
    CHECK(again.hash == checked.pack->hash);
    CHECK(again.duties[*thoihan::find_id(again.duties, "whole")].within[0].text == "9 working days");
    const thoihan::rule_pack goc = thoihan::load_pack((rules.root() / "province/goc").string(), rules.root().string());
    CHECK(goc.hash != checked.pack->hash);
    // The base by its hash.
    const std::string named = R"({ "pack": "province/goc", "version": "2024-01-01", "hash": ")" + goc.hash + "\" }";
    CHECK(rules.check("con", named, longer).pack.has_value());
    const std::string other = R"({ "pack": "province/goc", "version": "2024-01-01", "hash": "00" })";
    CHECK(codes(rules.check("con", other, longer)) == std::vector<std::string>{"wrong-hash"});
  }

  TEST_CASE("rows by id, transitions by event, members taken away") {
    rules_root rules;
    const checked_pack checked = rules.check("con", base, R"(,
"clauses": [ { "id": "4", "removed": true }, { "id": "5", "is": "modelled", "says": { "vi": "Trả một lần.", "en": "One return." } } ],
"facts": { "returns": { "type": "integer", "range": [0, 9], "public": true, "counts": { "event": "send_back" },
  "label": { "vi": "Số lần trả", "en": "Returns" }, "cite": "5" } },
"states": { "with_head": null },
"transitions": [
  { "on": "send_back", "from": ["accepted"], "to": "arrived", "by": ["clerk"], "when": { "returns": { "at_most": 0 } }, "cite": "5" },
  { "on": "answer", "from": ["accepted"], "to": "answered", "by": ["clerk"], "cite": "3" } ])");
    INFO(places(checked));
    for (const finding& f : checked.findings) INFO(f.text.en);
    REQUIRE(checked.pack);
    CHECK(checked.pack->states.size() == 3);
    CHECK(checked.pack->transitions.size() == 4);
    CHECK_FALSE(thoihan::find_id(checked.pack->clauses, "4"));
    CHECK(thoihan::find_id(checked.pack->clauses, "5"));
  }

  TEST_CASE("mistakes stand in the file that makes them") {
    rules_root rules;
    // The base cites clause 4, which the child takes away: an error in the base's file; the limit is wrong in the child's.
    const checked_pack checked = rules.check("con", base, R"(,
"clauses": [ { "id": "4", "removed": true } ],
"duties": { "whole": { "label": { "vi": "a", "en": "a" }, "owed_by": "clerk", "from": ["receive"], "met_by": ["answer"],
  "within": [ { "limit": "9 workin days", "cite": "3" } ], "cite": "3" } })");
    CHECK_FALSE(checked.pack);
    const std::string where = places(checked);
    CHECK(where.find("con:7: bad-amount") != std::string::npos);
    CHECK(where.find("goc:") != std::string::npos);
    CHECK(where.find(": unknown-name") != std::string::npos);
  }

  TEST_CASE("bases that are not there, not that version, or a ring") {
    rules_root rules;
    CHECK(codes(rules.check("con", R"({ "pack": "province/gocc", "version": "1" })", "")) ==
          std::vector<std::string>{"unknown-reference"});
    CHECK(codes(rules.check("con", R"({ "pack": "../../etc", "version": "1" })", "")) ==
          std::vector<std::string>{"unknown-reference"});
    CHECK(codes(rules.check("con", R"({ "pack": "province/goc", "version": "1" })", "")) ==
          std::vector<std::string>{"wrong-version"});
    CHECK(codes(rules.check("con", R"({ "pack": "province/goc" })", "")) == std::vector<std::string>{"missing-key"});
    CHECK(codes(rules.check("con", R"({ "pack": "province/goc", "version": "2024-01-01", "hsh": "a" })", "")) ==
          std::vector<std::string>{"unknown-key"});
    CHECK(codes(rules.check("con", R"("province/goc")", "")) == std::vector<std::string>{"wrong-type"});
    rules.check("con", R"({ "pack": "province/chau", "version": "2" })", "");
    CHECK(codes(rules.check("chau", R"({ "pack": "province/con", "version": "2" })", "")) ==
          std::vector<std::string>{"cycle"});
    CHECK(codes(rules.check("tu", R"({ "pack": "province/tu", "version": "2" })", "")) ==
          std::vector<std::string>{"cycle"});
  }

  TEST_CASE("taking away what the base has not") {
    rules_root rules;
    CHECK(codes(rules.check("con", base, R"(, "states": { "with_hed": null }, "gaps": [ { "id": "G9", "removed": true } ])")) ==
          std::vector<std::string>{"unknown-name", "unknown-name"});
  }

  TEST_CASE("nine packs that extend one another") {
    rules_root rules;
    std::string below = "goc";
    std::string version = "2024-01-01";
    for (int i = 1; i <= 9; ++i) {
      const std::string id = "tang-" + std::to_string(i);
      const checked_pack checked =
          rules.check(id, R"({ "pack": "province/)" + below + R"(", "version": ")" + version + "\" }", "");
      CHECK(checked.pack.has_value() == (i <= 8));
      if (i == 9) CHECK(codes(checked) == std::vector<std::string>{"too-deep"});
      below = id;
      version = "2";
    }
  }
}
