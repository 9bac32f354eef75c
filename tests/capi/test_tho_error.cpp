// What an error tells: a broken pack's place, all of its mistakes, both languages.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/capi/handles.hpp"

namespace {

failure open_pack(const std::string& path) {
  pack_handle pack;
  const failure f = failed([&](tho_error** err) { return tho_pack_open(path.c_str(), THO_NTS, pack.out(), err); });
  CHECK(pack.get() == nullptr);
  return f;
}

// "code file:line:column", as pack_writer::expected gives it.
std::string place_of(const failure& f, const std::string& code) {
  return code + " " + f.path.substr(f.path.rfind('/') + 1) + ":" + std::to_string(f.line) + ":" +
         std::to_string(f.column) + "\n";
}

}  // namespace

TEST_SUITE("tho: error") {
  TEST_CASE("a name that nothing declares: file, line, column, pointer, the nearest name") {
    pack_writer rules;
    rules.plant("pack.json", R"("to": "with_authority", "by": ["operator"], "needs": ["field"])",
                R"("to": @"with_authorty", "by": ["operator"], "needs": ["field"])");
    const failure f = open_pack(rules.pack_folder());
    CHECK(f.code == THO_E_REFERENCE);
    CHECK(f.path == rules.path_of("pack.json"));
    CHECK(place_of(f, "unknown-name") == rules.expected({"unknown-name"}));
    CHECK(f.pointer == "/transitions/2/to");
    CHECK(f.en.find("\"with_authority\"") != std::string::npos);
    CHECK(f.vi.find("\"with_authority\"") != std::string::npos);
    CHECK(f.vi != f.en);
    CHECK(f.en.find('\n') == std::string::npos);
    CHECK(f.offset == -1);
    REQUIRE(f.details.size() == 1);
    CHECK(f.details[0].find("pack.json:" + std::to_string(f.line) + ":" + std::to_string(f.column)) !=
          std::string::npos);
  }

  TEST_CASE("a mistake in a calendar, and one that is no JSON") {
    pack_writer rules;
    rules.plant("office.json", R"("07:30-11:30")", R"(@"11:30-07:30")");
    const failure f = open_pack(rules.pack_folder());
    CHECK(f.code == THO_E_SCHEMA);
    CHECK(f.path == rules.path_of("office.json"));
    CHECK(place_of(f, "x") == rules.expected({"x"}));
    CHECK(f.pointer == "/weekly/0/sessions/0");

    pack_writer broken;
    broken.plant("pack.json", R"("start": "received",)", R"("start": "received"@; )");
    const failure g = open_pack(broken.path_of("pack.json"));
    CHECK(g.code == THO_E_SYNTAX);
    CHECK(place_of(g, "x") == broken.expected({"x"}));
  }

  TEST_CASE("all mistakes at once are in the details, the first one is the error") {
    pack_writer rules;
    rules.plant("pack.json", R"("limit": "2 working hours")", R"("limit": @"2 wroking hours")");
    rules.plant("pack.json", R"("limit": "4 working hours")", R"("limit": @"0 days")");
    const failure f = open_pack(rules.pack_folder());
    CHECK(f.code == THO_E_SCHEMA);
    CHECK(f.pointer == "/duties/forward/within/1/limit");
    REQUIRE(f.details.size() == 2);
    CHECK(f.details[0].find("wroking") != std::string::npos);
    CHECK(f.details[1].find("0 days") != std::string::npos);
    CHECK(f.details[1].find(f.en) == std::string::npos);
  }

  TEST_CASE("a folder that is not there, and one without a pack") {
    temporary_folder folder;
    const failure none = open_pack(folder.file("none"));
    CHECK(none.code == THO_E_REFERENCE);
    CHECK(none.path == folder.file("none"));
    CHECK(none.line == 0);
    CHECK(none.pointer.empty());
    CHECK(open_pack(folder.path().string()).code == THO_E_REFERENCE);
    const failure empty = open_pack("");
    CHECK(empty.code == THO_E_INVALID);
    CHECK(empty.details == std::vector<std::string>{"path"});
  }

  TEST_CASE("a detail that is not there is empty") {
    error_handle err;
    REQUIRE(tho_time_parse(nullptr, 0, nullptr, err.out()) == THO_E_INVALID);
    REQUIRE(tho_error_detail_count(err) == 1);
    for (const int64_t index : {int64_t{-1}, int64_t{1}, INT64_MIN, INT64_MAX}) {
      int64_t size = 77;
      CHECK(std::string{tho_error_detail_at(err, index, &size)}.empty());
      CHECK(size == 0);
    }
  }

  TEST_CASE("an error lives as long as it is held, after what it speaks of has gone") {
    error_handle err;
    {
      pack_writer rules;
      rules.plant("pack.json", R"("limit": "2 working hours")", R"("limit": "2 wroking hours")");
      pack_handle pack;
      REQUIRE(tho_pack_open(rules.pack_folder().c_str(), THO_NTS, pack.out(), err.out()) == THO_E_SCHEMA);
    }
    tho_error_retain(err);
    tho_error_release(err);
    const failure f = told(err.get());
    CHECK(f.pointer == "/duties/forward/within/1/limit");
    CHECK(f.path.find("pack.json") != std::string::npos);
  }

  TEST_CASE("any language but Vietnamese is English") {
    error_handle err;
    REQUIRE(tho_day_parse("today", THO_NTS, nullptr, err.out()) == THO_E_INVALID);
    const std::string english = tho_error_message(err, THO_LANGUAGE_EN, nullptr);
    for (const tho_language other : {0, 3, -1, INT32_MAX}) CHECK(tho_error_message(err, other, nullptr) == english);
    CHECK(tho_error_message(err, THO_LANGUAGE_VI, nullptr) != english);
  }
}
