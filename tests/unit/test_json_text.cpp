#include "src/pack/json_text.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/support/pack_writer.hpp"

namespace {

using thoihan::finding;
using thoihan::json_text;
using thoihan::json_view;
namespace json = boost::json;

// "code line:column" of what is wrong with a text; "" when nothing is.
std::string wrong_with(const std::string& text) {
  std::vector<finding> findings;
  const auto read = json_text::read("a.json", text, findings);
  CHECK((read != nullptr) == findings.empty());
  std::string out;
  for (const finding& f : findings) {
    CHECK(f.level == thoihan::severity::error);
    CHECK(f.where.file == "a.json");
    CHECK_FALSE(f.text.vi.empty());
    CHECK_FALSE(f.text.en.empty());
    out += (out.empty() ? "" : ", ") + f.code + " " + std::to_string(f.where.line) + ":" + std::to_string(f.where.column);
  }
  return out;
}

std::string canonical(const std::string& text) {
  std::vector<finding> findings;
  const auto read = json_text::read("", text, findings);
  REQUIRE_MESSAGE(read != nullptr, text);
  return thoihan::canonical_json(read->value());
}

std::string nested(std::size_t depth, const std::string& open, const std::string& close) {
  std::string out;
  for (std::size_t i = 0; i < depth; ++i) out += open;
  for (std::size_t i = 0; i < depth; ++i) out += close;
  return out;
}

// A value at random, to a depth that the reader takes; keys of one object differ.
json::value random_value(std::mt19937_64& source, int depth) {
  const auto below = [&source](std::uint64_t n) { return source() % n; };
  switch (below(depth > 0 ? 8 : 6)) {
    case 0: return nullptr;
    case 1: return below(2) == 0;
    case 2: return static_cast<std::int64_t>(below(2'000'001)) - 1'000'000;
    case 3: return json::value(json::string("Lạc Hồng \"\\/\n\t"));
    case 4: return json::value(json::string(std::string(1, static_cast<char>('a' + below(26)))));
    case 5: return json::value(json::string(""));
    case 6: {
      json::array list;
      for (std::uint64_t n = below(4); n > 0; --n) list.push_back(random_value(source, depth - 1));
      return list;
    }
    default: {
      json::object members;
      for (const char* key : {"z", "a", "", "ă", "a/b", "a~b", "\"", "9"}) {
        if (below(2) == 0) members[key] = random_value(source, depth - 1);
      }
      return members;
    }
  }
}

// The same value written another way: members in any order, white space anywhere, letters escaped or not.
std::string written(std::mt19937_64& source, const json::value& value) {
  const auto space = [&source] {
    static const std::vector<std::string> kinds = {"", " ", "\n", "\r\n", "\t", "  \n "};
    return kinds[source() % kinds.size()];
  };
  if (const auto* list = value.if_array()) {
    std::string out = "[";
    for (const json::value& element : *list) out += (out == "[" ? "" : ",") + space() + written(source, element) + space();
    return out + "]";
  }
  if (const auto* members = value.if_object()) {
    std::vector<std::string> parts;
    for (const auto& member : *members) {
      parts.push_back(space() + written(source, json::value(json::string(member.key()))) + space() + ":" + space() +
                      written(source, member.value()) + space());
    }
    std::shuffle(parts.begin(), parts.end(), source);
    std::string out = "{" + space();
    for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : ",") + parts[i];
    return out + "}";
  }
  if (const auto* text = value.if_string(); text != nullptr && text->size() == 1 && source() % 2 == 0) {
    static const char digits[] = "0123456789abcdef";
    const auto c = static_cast<unsigned char>((*text)[0]);
    return std::string("\"\\u00") + digits[c >> 4U] + digits[c & 15U] + "\"";
  }
  return json::serialize(value);
}

}  // namespace

TEST_SUITE("json_text") {
  TEST_CASE("a text that is JSON has no findings") {
    const std::vector<std::string> good = {"{}", "[]", "1", "-0", "true", "null", "\"\"", " \t\r\n{ } \n", R"({"a":{"b":[1,2,{"c":null}]}})",
                                           R"("Lạc Hồng \u1ea1 \ud83d\ude00")", "1e308", "9223372036854775807",
                                           "18446744073709551615", R"({"a":1,"A":2,"":3})"};
    for (const std::string& text : good) {
      CAPTURE(text);
      CHECK(wrong_with(text) == "");
    }
  }

  // The place is the first byte that cannot stand there; where the text is too short, its end.
  TEST_CASE("broken JSON is refused at its place") {
    struct broken { std::string text; std::string place; };
    const broken cases[] = {
        {"", "1:1"},
        {"  \n ", "2:2"},
        {"{", "1:2"},
        {"{\"a\": [1, 2", "1:12"},
        {"{\"a\" 1}", "1:6"},
        {"{\"a\": 1,}", "1:9"},
        {"{\"a\": 1\n \"b\": 2}", "2:2"},
        {"[1 2]", "1:4"},
        {"[1,\n2,\n\n]", "4:1"},
        {"{a: 1}", "1:2"},
        {"{'a': 1}", "1:2"},
        {"// no comments\n{}", "1:1"},
        {"{} {}", "1:4"},
        {"{}\n,", "2:1"},
        {"[01]", "1:3"},
        {"[.5]", "1:2"},
        {"[+1]", "1:2"},
        {"[NaN]", "1:2"},
        {"[Infinity]", "1:2"},
        {"\"two\nlines\"", "1:5"},
        {"\"\\x\"", "1:3"},
    };
    for (const broken& b : cases) {
      CAPTURE(b.text);
      CHECK(wrong_with(b.text) == "syntax " + b.place);
    }
  }

  // RFC 8259, 8.1: UTF-8 without a byte order mark; RFC 3629: no overlong form, no surrogate, nothing past U+10FFFF.
  TEST_CASE("text that is not UTF-8, a byte order mark, NUL") {
    CHECK(wrong_with("\xEF\xBB\xBF{}") == "syntax 1:1");
    CHECK(wrong_with(std::string("{}\0", 3)) == "syntax 1:3");
    CHECK(wrong_with(std::string("\0{}", 3)) == "syntax 1:1");
    CHECK(wrong_with(std::string("[\"a\0b\"]", 7)) == "syntax 1:4");
    for (const char* bad : {"\xff", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xf8\x88\x80\x80\x80"}) {
      const std::string told_as_value = wrong_with(std::string("\n[\"") + bad + "\"]");
      const std::string told_as_key = wrong_with(std::string("\n{\"") + bad + "\": 1}");
      CHECK(told_as_value.substr(0, 9) == "syntax 2:");
      CHECK(told_as_key.substr(0, 9) == "syntax 2:");
    }
    // Escapes of half a pair are no character.
    CHECK(wrong_with(R"(["\ud800"])").substr(0, 9) == "syntax 1:");
    CHECK(wrong_with(R"(["\udc00"])").substr(0, 9) == "syntax 1:");
    CHECK(wrong_with(R"(["\ud800\u0041"])").substr(0, 9) == "syntax 1:");
  }

  // A number that no program can hold would be written back as another one, or not at all.
  TEST_CASE("numbers that are not finite are refused") {
    for (const std::string& text : std::vector<std::string>{"[1e400]", "[-1e400]", "[1e99999999999]", R"({"note": 1E309})"}) {
      CAPTURE(text);
      CHECK(wrong_with(text) != "");
    }
  }

  TEST_CASE("duplicate keys, all of them, also when written differently") {
    CHECK(wrong_with("{\"a\": 1, \"a\": 1}") == "duplicate-key 1:10");
    CHECK(wrong_with("{\n  \"a\": 1,\n  \"b\": 2,\n    \"a\": 3\n}") == "duplicate-key 4:5");
    CHECK(wrong_with(R"({"a": 1, "\u0061": 2})") == "duplicate-key 1:10");
    CHECK(wrong_with(R"({"a": 1, "a": 2, "a": 3, "b": {"c": 1, "c": 1}})") ==
          "duplicate-key 1:10, duplicate-key 1:18, duplicate-key 1:40");
    CHECK(wrong_with("[{\"a\":1},{\"a\":1}]") == "");
    std::vector<finding> findings;
    CHECK(json_text::read("p.json", "{\"roles\": 1,\n \"x\": {},\n \"roles\": 2}", findings) == nullptr);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].where.text() == "p.json:3:2");
    CHECK(findings[0].where.pointer == "/roles");
    CHECK(findings[0].text.en == "the key \"roles\" stands here twice; first on line 1, column 2");
    CHECK(findings[0].text.vi == "khóa \"roles\" xuất hiện hai lần; lần đầu ở dòng 1, cột 2");
  }

  // 4 MB of one mistake: told in seconds, not in hours.
  TEST_CASE("many mistakes of one text do not take for ever") {
    std::string text = "{";
    for (int i = 0; i < 40'000; ++i) text += std::string(i == 0 ? "" : ",") + "\n\"a\":1";
    text += "}";
    const auto begin = std::chrono::steady_clock::now();
    std::vector<finding> findings;
    CHECK(json_text::read("", text, findings) == nullptr);
    CHECK_FALSE(findings.empty());
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
  }

  TEST_CASE("depth: 32 levels, not one more") {
    static_assert(thoihan::max_json_depth == 32);
    CHECK(wrong_with(nested(32, "[", "]")) == "");
    CHECK(wrong_with(nested(33, "[", "]")).substr(0, 9) == "too-deep ");
    CHECK(wrong_with(nested(40, "[", "]")).substr(0, 9) == "too-deep ");
    CHECK(wrong_with(nested(31, "{\"a\":", "") + "{}" + nested(31, "", "}")) == "");
    CHECK(wrong_with(nested(32, "{\"a\":", "") + "{}" + nested(32, "", "}")).substr(0, 9) == "too-deep ");
    // Deep enough to end a careless reader's stack.
    CHECK(wrong_with(std::string(1'000'000, '[')).substr(0, 9) == "too-deep ");
  }

  TEST_CASE("size: 4 MB, not a byte more") {
    const std::size_t most = std::size_t{4} * 1024 * 1024;
    CHECK(thoihan::max_pack_bytes == most);
    CHECK(wrong_with("\"" + std::string(most - 2, 'a') + "\"") == "");
    CHECK(wrong_with("\"" + std::string(most - 1, 'a') + "\"") == "too-big 0:0");
  }

  TEST_CASE("every value has its place, columns count bytes") {
    std::vector<finding> findings;
    //                                             1         2         3         4
    //                                    123456789012345678901234567890123456789012345678
    const auto text = json_text::read("p.json", "{ \"Lạc\": [ 10, {\"a/b~c\":\r\n  \"x\" } ] }", findings);
    REQUIRE(text != nullptr);
    const json_view root = text->root();
    CHECK(root.where().text() == "p.json:1:1");
    CHECK(root.where().pointer == "");
    REQUIRE(root.position->children.size() == 1);
    // "ạ" is three bytes, so that the array stands in column 12, not 10.
    CHECK(text->where(root.position->children[0].key_at, "").text() == "p.json:1:3");
    CHECK(text->where(root.position->children[0].at, "").text() == "p.json:1:12");
    const auto& list = root.position->children[0].children;
    REQUIRE(list.size() == 2);
    CHECK(text->where(list[0].at, "").text() == "p.json:1:14");
    CHECK(text->where(list[1].at, "").text() == "p.json:1:18");
    REQUIRE(list[1].children.size() == 1);
    CHECK(text->where(list[1].children[0].key_at, "").text() == "p.json:1:19");
    CHECK(text->where(list[1].children[0].at, "").text() == "p.json:2:3");
    CHECK(text->where(1'000'000, "").line == 2);
  }

  TEST_CASE("JSON pointers escape ~ and / (RFC 6901)") {
    std::vector<finding> findings;
    CHECK(json_text::read("", R"({"a/b": {"c~d": {"e": 1, "e": 2}}})", findings) == nullptr);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].where.pointer == "/a~1b/c~0d/e");
  }

  TEST_CASE("the canonical text: keys by their bytes, no white space, one spelling") {
    CHECK(canonical(" { \"b\" : 1 , \"a\" : [ true , null , \"x\" ] } ") == R"({"a":[true,null,"x"],"b":1})");
    CHECK(canonical(R"({"z":1,"A":2,"a":3,"đ":4,"_":5,"":6})") == R"({"":6,"A":2,"_":5,"a":3,"z":1,"đ":4})");
    CHECK(canonical(R"(["\u0041\/\u1ea1"])") == "[\"A/ạ\"]");
    CHECK(canonical(R"(["\n\t\"\\\u0001"])") == R"(["\n\t\"\\\u0001"])");
    CHECK(canonical("[]") == "[]");
    CHECK(canonical("{}") == "{}");
    CHECK(canonical("[0,-1,9223372036854775807,18446744073709551615]") == "[0,-1,9223372036854775807,18446744073709551615]");
    // The order of an array has a meaning.
    CHECK(canonical("[2,1]") != canonical("[1,2]"));
    CHECK(canonical("[1]") != canonical("[\"1\"]"));
    CHECK(canonical("[{}]") != canonical("[[]]"));
  }

  TEST_CASE("the canonical text does not depend on how the value was written, and reads back as it is") {
    std::mt19937_64 source{20240425};
    for (int round = 0; round < 300; ++round) {
      const json::value value = random_value(source, 4);
      const std::string once = canonical(written(source, value));
      CHECK(canonical(written(source, value)) == once);
      CHECK(canonical(once) == once);
    }
  }
}
