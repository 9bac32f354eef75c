// A pack from texts in memory is the pack from its folder, and a draft's findings stand where the folder's would.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "src/pack/pack_texts.hpp"

namespace {

namespace fs = std::filesystem;
using thoihan::checked_pack;
using thoihan::pack_texts;

const std::string rules = THOIHAN_SOURCE_DIR "/rules";

std::string file_text(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::string> told_of(const checked_pack& checked) {
  std::vector<std::string> out;
  for (const thoihan::finding& one : checked.findings)
    out.push_back(fs::path{one.where.file}.filename().string() + ":" + std::to_string(one.where.line) + ":" +
                  std::to_string(one.where.column) + " " + one.code + " " + one.where.pointer + " " + one.text.vi);
  return out;
}

}  // namespace

TEST_SUITE("pack_texts") {
  TEST_CASE("every province from its texts is the one from its folder") {
    int provinces = 0;
    for (const auto& entry : fs::directory_iterator{rules + "/province"}) {
      CAPTURE(entry.path());
      const pack_texts texts = thoihan::read_pack_texts(entry.path().string(), "");
      CHECK(texts.own.at("pack.json") == file_text(entry.path() / "pack.json"));
      CHECK(texts.own.size() == 2);
      CHECK(texts.shared.at("national/holidays") == file_text(rules + "/national/holidays.json"));
      // Shared words are no calendar, and still a file that the text needs.
      CHECK(texts.shared.count("national/words") == 1);
      const checked_pack folder = thoihan::check_pack(entry.path().string());
      const checked_pack memory = thoihan::check_pack(texts);
      REQUIRE(folder.pack);
      REQUIRE(memory.pack);
      CHECK(memory.pack->hash == folder.pack->hash);
      CHECK(memory.pack->calendars_hash == folder.pack->calendars_hash);
      CHECK(told_of(memory) == told_of(folder));
      ++provinces;
    }
    CHECK(provinces == 5);
  }

  TEST_CASE("a draft is told its mistakes at its own lines") {
    pack_texts texts = thoihan::read_pack_texts(THOIHAN_SOURCE_DIR "/tests/data/packs/lac-hong", rules);
    std::string& text = texts.own["pack.json"];
    const std::size_t at = text.find("\"start\": \"received\"");
    REQUIRE(at != std::string::npos);
    text.replace(at, 19, "\"start\": \"recieved\"");
    const checked_pack draft = thoihan::check_pack(texts);
    CHECK_FALSE(draft.pack);
    // Line 88 of the file, behind two spaces, the key, a colon and a space.
    std::size_t errors = 0;
    for (const thoihan::finding& one : draft.findings) {
      if (one.level != thoihan::severity::error) continue;
      ++errors;
      CHECK(one.where.text() == "pack.json:88:12");
      CHECK(one.code == "unknown-name");
      CHECK(one.text.en.find("did you mean \"received\"?") != std::string::npos);
    }
    CHECK(errors == 1);
  }

  TEST_CASE("a file that is not among the texts is missing, whatever stands on the disk") {
    pack_texts texts = thoihan::read_pack_texts(THOIHAN_SOURCE_DIR "/tests/data/packs/lac-hong", rules);
    REQUIRE(texts.shared.erase("national/office") == 1);
    const checked_pack without = thoihan::check_pack(texts);
    CHECK_FALSE(without.pack);
    REQUIRE_FALSE(without.findings.empty());
    bool told = false;
    for (const thoihan::finding& one : without.findings) told = told || one.code == "unknown-reference";
    CHECK(told);
    CHECK_FALSE(thoihan::check_pack(pack_texts{}).pack);
  }
}
