// What a pack says of itself: what is wrong with it, its clauses, its routing, and how it differs from another.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/capi/handles.hpp"

namespace {

std::string checked(const std::string& path, int32_t& clean) {
  text_handle text;
  done(
      [&](tho_error** err) { return tho_pack_check(path.c_str(), THO_NTS, THO_LANGUAGE_EN, &clean, text.out(), err); });
  return text_of(text);
}

std::string routed(const tho_pack* pack, const char* facts, const char* date, tho_status expected = THO_OK) {
  text_handle text;
  const tho_status code = done([&](tho_error** err) {
    return tho_pack_route(pack, facts, THO_NTS, day(date), THO_LANGUAGE_EN, text.out(), err);
  });
  CHECK(code == expected);
  return text_of(text);
}

}  // namespace

TEST_SUITE("tho: pack") {
  TEST_CASE("the mistakes of a pack, each a line, and whether it is clean") {
    pack_writer rules;
    int32_t clean = 77;
    checked(rules.pack_folder(), clean);
    CHECK(clean == 1);
    rules.plant("pack.json", R"("to": "with_authority")", R"("to": "with_authorty")");
    const std::string told = checked(rules.pack_folder(), clean);
    CHECK(clean == 0);
    CHECK(told.find(R"({"severity":"error","code":"unknown-name","file":)") != std::string::npos);
    CHECK(told.find(R"("line":)") != std::string::npos);
    CHECK(told.find(R"(did you mean \"with_authority\")") != std::string::npos);
    CHECK(told.back() == '\n');
    // That there is no pack is a finding like another.
    CHECK(checked("/nowhere/at/all", clean).find(R"({"severity":"error")") == 0);
    CHECK(clean == 0);
  }

  TEST_CASE("every clause is a line") {
    const lac_hong rules;
    text_handle text;
    done([&](tho_error** err) { return tho_pack_clauses(rules.pack, THO_LANGUAGE_VI, text.out(), err); });
    const std::string told = text_of(text);
    CHECK(std::count(told.begin(), told.end(), '\n') == 12);
    CHECK(told.find(R"({"clause":"1","is":"outside","rules":[],"why":"Phạm vi.","says":null})") == 0);
    CHECK(told.find(R"({"clause":"7","is":"assumed")") != std::string::npos);
    CHECK(told.find("duties/handle") != std::string::npos);
  }

  TEST_CASE("a route, its row and its clause; and what is missing for one") {
    const lac_hong rules;
    CHECK(routed(rules.pack, R"({"field": "roads"})", "2024-05-06") ==
          R"({"lead":"so-giao-thong","support":["ubnd-xa-an-hoa"],"row":"roads","cite":"2.1"})");
    CHECK(routed(rules.pack, R"({"field": "roads"})", "2019-12-31") ==
          R"({"lead":"so-giao-thong","support":["ubnd-xa-an-hoa"],"row":"roads","cite":"2.1",)"
          R"("not_begun":[{"authority":"so-giao-thong","from":"2020-01-01"}]})");
    CHECK(routed(rules.pack, nullptr, "2024-05-06", THO_NONE) ==
          R"({"lead":null,"support":[],"row":null,"cite":null,"missing":["field"],"rows":[)"
          R"({"row":"roads","lead":"so-giao-thong","when":"field = roads"},)"
          R"({"row":"water","lead":"cap-nuoc","when":"field = water"}]})");
    CHECK(routed(rules.pack, R"({"field": "other"})", "2024-05-06", THO_NONE).find(R"("missing":[],"rows":[])") !=
          std::string::npos);
    const auto refused = [&](const char* facts) {
      return failed([&](tho_error** err) {
        text_handle text;
        const tho_status code =
            tho_pack_route(rules.pack, facts, THO_NTS, day("2024-05-06"), THO_LANGUAGE_EN, text.out(), err);
        CHECK(text.get() == nullptr);
        return code;
      });
    };
    CHECK(refused(R"({"fild": "roads"})").code == THO_E_REFERENCE);
    CHECK(refused(R"({"field": 7})").code < 0);
    CHECK(refused(R"({"field")").code == THO_E_SYNTAX);
    CHECK(refused("\xff").code == THO_E_UTF8);
  }

  TEST_CASE("two wordings: the rules that differ and the dues that move") {
    const lac_hong older;
    lac_hong newer;
    newer.rules.plant("pack.json", R"({ "limit": "2 working hours", "cite": "4.2" })",
                      R"({ "limit": "4 working hours", "cite": "4.2" })");
    newer.open();
    text_handle text;
    done(
        [&](tho_error** err) { return tho_pack_diff(older.pack, newer.pack, 2024, THO_LANGUAGE_EN, text.out(), err); });
    const std::string told = text_of(text);
    CHECK(told.find(R"({"before":{"pack":"lac-hong","version":"2024-01-01")") == 0);
    CHECK(told.find(R"("year":2024,"one_regulation":true})") != std::string::npos);
    CHECK(told.find(R"(limits: from \"2 working hours\" to \"4 working hours\")") != std::string::npos);
    // At least two hours, when they fit into the same session.
    CHECK(told.find(R"("duty":"forward")") != std::string::npos);
    CHECK(told.find(R"("shift_s":7200)") != std::string::npos);
    done([&](tho_error** err) { return tho_pack_diff(older.pack, older.pack, 0, THO_LANGUAGE_EN, text.out(), err); });
    CHECK(text_of(text).find("\"section\"") == std::string::npos);
  }
}
