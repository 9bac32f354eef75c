// What the rule book says of a pack, and of two side by side. Expected words are read off the packs' texts by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "src/engine/book_comparison.hpp"
#include "src/engine/rule_book.hpp"
#include "tests/support/pack_writer.hpp"

namespace {

using thoihan::book_chapter;
using thoihan::compared_row;

book_chapter chapter_of(const std::string& path, const std::string& root) {
  thoihan::checked_pack checked = thoihan::check_pack(path, root);
  REQUIRE(checked.pack);
  return thoihan::gather_chapter(std::move(checked), path, root, 2024);
}

book_chapter data_chapter() {
  return chapter_of(THOIHAN_SOURCE_DIR "/tests/data/packs/lac-hong", THOIHAN_SOURCE_DIR "/rules");
}

const compared_row& row_of(const std::vector<compared_row>& rows, const std::string& topic) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const compared_row& row) { return row.topic == topic; });
  REQUIRE_MESSAGE(at != rows.end(), topic);
  return *at;
}

// "limit*2": what is compared, and how many say so.
std::vector<std::string> told_of(const std::vector<thoihan::compared_item>& cell) {
  std::vector<std::string> out;
  for (const thoihan::compared_item& item : cell)
    out.push_back(item.text.en + (item.when.en.empty() ? "" : " when ") + item.when.en + "*" +
                  std::to_string(item.shared_by));
  return out;
}

using texts = std::vector<std::string>;

}  // namespace

TEST_SUITE("rule_book") {
  TEST_CASE("a chapter stands parallel to its pack") {
    const pack_writer rules;
    const book_chapter chapter = chapter_of(rules.pack_folder(), "");
    const thoihan::rule_pack& pack = chapter.pack;
    // Duties stand in the order of their ids: answer, forward, handle, watch.
    REQUIRE(chapter.limits.size() == 4);
    REQUIRE(chapter.limits[1].size() == 2);
    CHECK(chapter.limits[1][0].limit == thoihan::bilingual{"ngay, ân hạn 30 phút", "now, grace 30 minutes"});
    CHECK(chapter.limits[1][0].when == thoihan::bilingual{"Khẩn cấp = có", "Urgent = yes"});
    CHECK(chapter.limits[1][0].source.text() == "4.3; assume now-grace");
    CHECK(chapter.limits[1][1].limit.en == "2 working hours");
    CHECK(chapter.limits[1][1].when.en.empty());
    CHECK(chapter.limits[3].empty());
    CHECK(chapter.duty_when[3].en == "Field = Water");
    // return, the fourth, has a time-bar of two rows.
    REQUIRE(chapter.bars[3].size() == 2);
    CHECK(chapter.bars[3][0].limit.vi == "3 ngày làm việc");
    CHECK(chapter.bars[3][0].when.vi == "Đã kiểm tra = có");
    CHECK(chapter.transition_when[10].en == "not (Urgent = yes)");
    CHECK(chapter.route_when[1].vi == "Lĩnh vực = Nước");
    CHECK(chapter.publication_when[1].en == "Reputation = yes; Secret = no");
    CHECK(chapter.publication_when[2].en.empty());
    CHECK(chapter.transition_when.size() == pack.transitions.size());
    CHECK(chapter.clauses.size() == pack.clauses.size());
    CHECK(chapter.year == 2024);
    // Its calendar ends with 2024, and a report of December is answered in January.
    CHECK_FALSE(chapter.worst);
    CHECK(data_chapter().worst);
    // Of all cases.
    REQUIRE(data_chapter().report_when.size() == 1);
    CHECK(data_chapter().report_when[0].en.empty());
    // No scenarios stand beside it: nothing is reached, nothing failed.
    CHECK(chapter.scenarios.empty());
    CHECK(chapter.failures() == 0);
    CHECK(std::all_of(chapter.covered.kinds.begin(), chapter.covered.kinds.end(),
                      [](const auto& kind) { return kind.reached == 0; }));
  }

  TEST_CASE("what cannot be had is said") {
    const pack_writer rules;
    thoihan::checked_pack checked = rules.check();
    // The calendar ends with 2024.
    const book_chapter chapter = thoihan::gather_chapter(std::move(checked), rules.pack_folder(), "", 2030);
    CHECK_FALSE(chapter.worst);
    CHECK_FALSE(chapter.worst_why_not.vi.empty());
    CHECK_FALSE(chapter.worst_why_not.en.empty());
  }

  TEST_CASE("two packs by what their rules do") {
    const pack_writer rules;
    std::vector<book_chapter> chapters;
    chapters.push_back(data_chapter());
    chapters.push_back(chapter_of(rules.pack_folder(), ""));
    const std::vector<compared_row> rows = thoihan::compare_chapters(chapters);
    const compared_row& forward = row_of(rows, "forward");
    CHECK(forward.same());
    CHECK(told_of(forward.cells[0]) == texts{"now, grace 30 minutes when Urgent = yes*2", "2 working hours*2"});
    const compared_row& handle = row_of(rows, "handle");
    CHECK_FALSE(handle.same());
    CHECK(told_of(handle.cells[0]) == texts{"5 working days*2"});
    CHECK(told_of(handle.cells[1]) == texts{"10 working days when Complex = yes*1", "5 working days*2"});
    // The second has no figures: nothing says which act returns, or which state is the answer.
    const compared_row& returned = row_of(rows, "return");
    CHECK(returned.cells[1].empty());
    CHECK_FALSE(returned.same());
    CHECK(told_of(row_of(rows, "approve").cells[0]) == texts{"Handling authority, no time-bar*1"});
    CHECK(row_of(rows, "approve").cells[0][0].name.en == "enter_result");
    CHECK(told_of(row_of(rows, "answer").cells[0]) == texts{"4 working hours*1"});
    CHECK(told_of(row_of(rows, "other").cells[1]) == texts{"4 working hours*1", "no limit*2"});
    CHECK(row_of(rows, "publish").cells[1].size() == 3);
  }

  TEST_CASE("a pack beside itself differs nowhere") {
    std::vector<book_chapter> chapters;
    chapters.push_back(data_chapter());
    chapters.push_back(data_chapter());
    for (const compared_row& row : thoihan::compare_chapters(chapters)) {
      CAPTURE(row.topic);
      CHECK(row.same());
    }
  }
}
