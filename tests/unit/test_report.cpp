// Reports: percentiles, what stands in a cell, and that every text stays a text; and the walk over the cases that they are counted
// by. Their figures are counted by hand and by another program in tests/tool/test_report.py.
#include "thoihan/engine/report.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "src/engine/report_figures.hpp"
#include "tests/support/pack_writer.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::cell_kind;
using thoihan::command;
using thoihan::engine;
using thoihan::instant;
using thoihan::language;
using thoihan::report;
using thoihan::report_cell;
using thoihan::report_column;
using thoihan::report_table;
using thoihan::store;
using thoihan::used_shares;

instant at(const std::string& text) {
  instant t = 0;
  REQUIRE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none);
  return t;
}

// A report with one table of one text, and its title.
report told(const std::string& text) {
  report out;
  out.pack = "lac-hong";
  out.pack_title = {text, text};
  out.title = {text, text};
  out.period = thoihan::read_period("month:2024-05");
  out.span = {out.period.from, out.period.until, std::nullopt};
  out.as_of = out.period.until;
  out.complete = true;
  report_table table{"cases", {text, text}, {text, text}, {}, {}, false, {1}};
  table.columns = {{"case", {text, text}, cell_kind::text}, {"count", {"n", "n"}, cell_kind::count}};
  table.rows = {{{std::nullopt, text, {}}, {3, {}, {}}}};
  out.tables = {table};
  return out;
}

command received(const std::string& id) {
  command c;
  c.case_id = id;
  c.key = "k1";
  c.at = c.recorded_at = at("2024-03-08T09:00");
  c.event = "receive";
  c.role = "operator";
  c.facts = {{"channel", std::string{"phone"}}, {"content", std::string{"Ổ gà"}}};
  return c;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + part.size())) ++out;
  return out;
}

std::string words_of(cell_kind kind, report_cell cell, language lang = language::en) {
  return thoihan::cell_text({"x", {"x", "x"}, kind}, cell, lang);
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("percentiles by nearest rank") {
    used_shares shares;
    CHECK_FALSE(shares.percentile(50));
    for (const int share : {15, 20, 35, 40, 50}) shares.add(share);
    // Ranks of five: 5 % -> 1st, 30 % -> 2nd, 40 % -> 2nd, 41 % -> 3rd, 50 % -> 3rd, 100 % -> 5th.
    CHECK(shares.rounds() == 5);
    CHECK(shares.percentile(5) == 15);
    CHECK(shares.percentile(30) == 20);
    CHECK(shares.percentile(40) == 20);
    CHECK(shares.percentile(41) == 35);
    CHECK(shares.percentile(50) == 35);
    CHECK(shares.percentile(100) == 50);
    used_shares many;
    for (int i = 0; i < 1000; ++i) many.add(7);
    many.add(1'000'000'000);
    CHECK(many.percentile(99) == 7);
    CHECK(many.percentile(100) == 1'000'000'000);
  }

  TEST_CASE("cells as people read them") {
    CHECK(words_of(cell_kind::count, {12, {}, {}}) == "12");
    CHECK(words_of(cell_kind::seconds, {5400, {}, {}}) == "1 h 30 min");
    CHECK(words_of(cell_kind::per_mille, {1034, {}, {}}) == "103.4 %");
    CHECK(words_of(cell_kind::per_mille, {7, {}, {}}, language::vi) == "0,7 %");
    CHECK(words_of(cell_kind::time, {at("2024-05-02T08:30"), {}, {}}) == "2024-05-02 08:30");
    CHECK(words_of(cell_kind::time, {at("2024-05-07T00:00"), {}, {"24:00 ngày 2024-05-06", "24:00 of 2024-05-06"}}) ==
          "24:00 of 2024-05-06");
    CHECK(words_of(cell_kind::name, {std::nullopt, "roads", {"Đường", "Roads"}}) == "Roads");
    CHECK(words_of(cell_kind::text, {std::nullopt, "LH-1", {}}) == "LH-1");
    for (const cell_kind kind :
         {cell_kind::count, cell_kind::seconds, cell_kind::per_mille, cell_kind::time, cell_kind::text})
      CHECK(words_of(kind, {}) == "-");
  }

  TEST_CASE("a page is text wherever a text stands") {
    const std::string hostile = "</title></style></td><script>x</script><img src=x onerror=y>&amp;\"'`";
    const std::string page = thoihan::html_of(told(hostile), language::en);
    const std::string safe =
        "&lt;/title&gt;&lt;/style&gt;&lt;/td&gt;&lt;script&gt;x&lt;/script&gt;&lt;img src=x "
        "onerror=y&gt;&amp;amp;&quot;&#39;`";
    // In the title twice, the pack's name, the table's name, its note, its head and its cell.
    CHECK(count_of(page, safe) == 7);
    CHECK_FALSE(has(page, "<script"));
    CHECK_FALSE(has(page, "<img"));
    CHECK(count_of(page, "</title>") == 1);
    CHECK(count_of(page, "</style>") == 1);
    CHECK(has(page, "default-src 'none'"));
  }

  TEST_CASE("a page has no control characters") {
    const std::string page = thoihan::html_of(told("a\x01"
                                                   "b\x1b[31m\xC2\x9B"
                                                   "c\x7f"
                                                   "d\r\ne\xC2\xA0"
                                                   "f\xE2\x80\xAE"),
                                              language::vi);
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(has(page, "a" + bad + "b" + bad + "[31m" + bad + "c" + bad + "d" + bad + bad +
                        "e\xC2\xA0"
                        "f\xE2\x80\xAE"));
  }

  TEST_CASE("a cell of CSV is no formula") {
    for (const std::string text : {"=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\x01x", "\x7fx", "\xC2\x85x"}) {
      const std::string csv = thoihan::csv_of(told(text), language::en);
      // The title, the table's name, its head and its cell.
      CHECK_MESSAGE(count_of(csv, "\"'" + text + "\"") == 4, text);
      CHECK_MESSAGE(!has(csv, "\"" + text), text);
    }
    // What stands elsewhere than first, or is something else, stays as it is.
    for (const std::string text : {"a=1", "x@y", " =1", "'=1", "\xC2\xA0=1", "\xC3\x80", "0"})
      CHECK_MESSAGE(count_of(thoihan::csv_of(told(text), language::en), "\"" + text + "\"") == 4, text);
  }

  TEST_CASE("quotes, commas and lines of CSV") {
    const std::string csv = thoihan::csv_of(told("a\"b,c\r\nd"), language::vi);
    CHECK(has(csv, "\"cases\",\"a\"\"b,c\r\nd\",3\r\n"));
    CHECK(csv.substr(0, 3) == "\xEF\xBB\xBF");
  }

  TEST_CASE("JSON says what there is") {
    const std::vector<std::string> lines = thoihan::json_lines(told("a\"\n"), language::en);
    REQUIRE(lines.size() == 2);
    CHECK(lines[1] == R"({"table":"cases","case":"a\"\n","count":3})");
    CHECK(has(lines[0], R"("report":null)"));
    CHECK(has(lines[0], R"("from":"2024-05-01T00:00:00+07:00","until":"2024-06-01T00:00:00+07:00")"));
  }

  TEST_CASE("the walk over the cases") {
    pack_writer rules;
    const temporary_folder folder;
    store events = store::open(folder.file("cases.db"), thoihan::store_mode::create);
    engine work{events};
    work.use(rules.load());
    CHECK(events.case_ids().empty());
    for (const char* id : {"LH-9", "LH-10", "a", "LH-1"}) work.apply(received(id));
    // In the order of opening, one at a time; what they ask may read on, and walk itself.
    std::string ids;
    events.read_cases([&](const thoihan::case_row& row) {
      ids += row.case_id + " " + std::to_string(work.history(row.case_id).size()) + " ";
      if (row.case_id == "a") events.read_cases([&](const thoihan::case_row& other) { ids += other.case_id + ","; });
    });
    CHECK(ids == "LH-9 1 LH-10 1 a 1 LH-9,LH-10,a,LH-1,LH-1 1 ");
    REQUIRE(events.packs_in_use().size() == 1);
    CHECK(events.packs_in_use()[0].pack_id == "lac-hong");
    CHECK(events.packs_in_use()[0].pack_hash == events.text_hashes(thoihan::text_kind::pack)[0]);
    CHECK_THROWS_AS(work.history("LH-2"), thoihan::error);
  }

  TEST_CASE("the walk is of one moment") {
    pack_writer rules;
    const temporary_folder folder;
    store events = store::open(folder.file("cases.db"), thoihan::store_mode::create);
    engine work{events};
    work.use(rules.load());
    work.apply(received("LH-1"));
    work.apply(received("LH-2"));
    store other = store::open(folder.file("cases.db"), thoihan::store_mode::existing);
    engine elsewhere{other};
    elsewhere.use(rules.load());
    std::string ids;
    events.read_cases([&](const thoihan::case_row& row) {
      elsewhere.apply(received(row.case_id + "-later"));
      ids += row.case_id + " ";
    });
    CHECK(ids == "LH-1 LH-2 ");
    CHECK(events.case_ids().size() == 4);
  }
}
