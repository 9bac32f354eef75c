// What the public sees of one case of Lạc Hồng, by hand; and of packs that declare less of it public.
#include "thoihan/engine/public_view.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/text.hpp"

using thoihan::case_standing;
using thoihan::case_text;
using thoihan::case_view;
using thoihan::fact_inputs;
using thoihan::json_of;
using thoihan::language;
using thoihan::public_view;
using thoihan::publicity;
using thoihan::rule_pack;
using thoihan::text_access;

namespace {

const std::string source = THOIHAN_SOURCE_DIR;

rule_pack lac_hong() { return thoihan::load_pack(source + "/tests/data/packs/lac-hong", source + "/rules"); }

rule_pack all_public() {
  rule_pack pack = lac_hong();
  pack.publication.clear();
  pack.publication.emplace_back();
  pack.publication.back().is = publicity::open;
  return pack;
}

thoihan::fact_declaration& fact_of(rule_pack& pack, const std::string& id) {
  return pack.facts[*thoihan::find_id(pack.facts, id)];
}

thoihan::command command_of(const std::string& when, const std::string& event, const std::string& role,
                            fact_inputs facts, const std::string& authority) {
  thoihan::command out;
  out.case_id = "LH-1";
  out.key = when;
  REQUIRE(thoihan::parse_instant(when, out.at) == thoihan::time_text_error::none);
  out.recorded_at = out.at;
  out.event = event;
  out.role = role;
  out.authority = authority;
  out.officer = "Nguyễn Văn Bí";
  out.facts = std::move(facts);
  return out;
}

const auto receive = [] {
  return command_of(
      "2024-04-25T09:10", "receive", "operator",
      {{"channel", std::string{"phone"}}, {"field", std::string{"roads"}}, {"content", std::string{"Ổ gà"}}}, "");
};
const auto forward = [] { return command_of("2024-04-25T10:00", "forward", "operator", {}, ""); };
const auto commit = [] {
  return command_of("2024-04-26T09:00", "commit_completion", "authority",
                    {{"expected_completion", std::string{"2024-05-10"}}}, "so-giao-thong");
};
const auto enter = [] {
  return command_of("2024-05-06T10:00", "enter_result", "authority", {{"result", std::string{"Đã vá \"đường\""}}},
                    "so-giao-thong");
};
const auto answer = [] { return command_of("2024-05-06T11:00", "answer", "operator", {}, ""); };

struct told_case {
  told_case(rule_pack loaded, const std::vector<thoihan::command>& commands)
      : pack(std::move(loaded)), view(pack, "LH-1") {
    for (const thoihan::command& one : commands) {
      view.apply(thoihan::resolve_act(pack, one));
      stood.push_back(thoihan::standing_of(view));
      for (const auto& [name, value] : one.facts) {
        if (!pack.facts[*thoihan::find_id(pack.facts, name)].is_text()) continue;
        texts.push_back({view.acts(), name, text_access::readable, std::get<std::string>(value)});
      }
    }
  }
  told_case(const told_case&) = delete;

  public_view seen() const { return make_public_view(view, stood, texts); }
  std::string text(language lang = language::en) const { return json_of(seen(), lang); }

  rule_pack pack;
  case_view view;
  std::vector<case_standing> stood;
  std::vector<case_text> texts;
};

}  // namespace

TEST_SUITE("public view") {
  // Clause 6: public from the result on. The answer is owed within 4 working hours: 10:00-11:30 and 13:00-15:30.
  TEST_CASE("a case with a result, whole") {
    CHECK(told_case{lac_hong(), {receive(), forward(), enter()}}.text() ==
          R"({"case":"LH-1","public":true,"state":"resulted","state_label":"Result entered",)"
          R"("opened_at":"2024-04-25T09:10:00+07:00","steps":[)"
          R"({"at":"2024-04-25T09:10:00+07:00","state":"received","state_label":"Received",)"
          R"("held_by":"operator","held_by_label":"Operator"},)"
          R"({"at":"2024-04-25T10:00:00+07:00","state":"with_authority","state_label":"With the authority",)"
          R"("held_by":"so-giao-thong","held_by_label":"Department of Transport"},)"
          R"({"at":"2024-05-06T10:00:00+07:00","state":"resulted","state_label":"Result entered",)"
          R"("held_by":"operator","held_by_label":"Operator"}],)"
          R"("duties":[{"duty":"answer","label":"Answer","owed_by":"operator","owed_by_label":"Operator",)"
          R"("due":"2024-05-06T15:30:00+07:00","due_date":"2024-05-06","end":"instant","provisional":false}],)"
          R"("facts":[{"fact":"channel","label":"Channel of receipt","value":"phone","words":"Phone"},)"
          R"({"fact":"field","label":"Field","value":"roads","words":"Roads"},)"
          R"({"fact":"lead","label":"Lead authority","value":"so-giao-thong","words":"Department of Transport"},)"
          R"({"fact":"result","label":"Result","value":"Đã vá \"đường\"","words":"Đã vá \"đường\""},)"
          R"({"fact":"urgent","label":"Urgent","value":false,"words":"no"}],)"
          R"("cite":"6","pack":"lac-hong","version":"2023-03-01"})");
  }

  TEST_CASE("before the result nothing but that it is not public, in both languages, private or never") {
    const std::string nothing = R"({"case":"LH-1","public":false})";
    CHECK(told_case{lac_hong(), {receive()}}.text() == nothing);
    CHECK(told_case{lac_hong(), {receive(), forward()}}.text(language::vi) == nothing);
    rule_pack never = all_public();
    never.publication.back().is = publicity::never;
    CHECK(told_case{std::move(never), {receive(), forward(), enter(), answer()}}.text() == nothing);
    CHECK(json_of(make_public_view(case_view{lac_hong(), "LH-1"}, {}, {}), language::vi) == nothing);
  }

  TEST_CASE("an end: nobody has it, no duty runs; the words of Vietnamese") {
    const public_view seen = told_case{lac_hong(), {receive(), forward(), enter(), answer()}}.seen();
    CHECK(seen.duties.empty());
    REQUIRE(seen.steps.size() == 4);
    CHECK_FALSE(seen.steps.back().holder);
    const std::string text = told_case{lac_hong(), {receive(), forward(), enter(), answer()}}.text(language::vi);
    CHECK(contains(text, R"("state_label":"Đã trả lời","held_by":null,"held_by_label":null}])"));
    CHECK(contains(text, R"({"fact":"urgent","label":"Khẩn cấp","value":false,"words":"không"})"));
  }

  TEST_CASE("an act that moves nothing that is shown is no step, and a commitment shows as the due") {
    const told_case told{all_public(), {receive(), forward(), commit()}};
    const public_view seen = told.seen();
    CHECK(seen.steps.size() == 2);
    REQUIRE(seen.duties.size() == 2);
    REQUIRE(seen.duties[0].due);
    CHECK(seen.duties[0].due->due_date == 19853);  // 2024-05-10: 19723 is 2024-01-01, and 31 + 29 + 31 + 30 + 9 days
    CHECK_FALSE(seen.duties[1].due);               // telling it has no limit
    CHECK(contains(told.text(), R"("fact":"expected_completion","label":"Expected completion","value":"2024-05-10")"));
  }

  TEST_CASE("a due that is a hidden fact is not shown, and the duty is") {
    rule_pack pack = all_public();
    fact_of(pack, "expected_completion").is_public = false;
    const told_case told{std::move(pack), {receive(), forward(), commit()}};
    const std::string text = told.text();
    CHECK_FALSE(contains(text, "2024-05-10"));
    CHECK_FALSE(contains(text, "2024-05-11"));  // its 24:00
    CHECK(contains(text, R"({"duty":"handle","label":"Handle","owed_by":"so-giao-thong",)"
                         R"("owed_by_label":"Department of Transport","due":null})"));
  }

  TEST_CASE("a limit that is counted back from a hidden fact is not shown") {
    for (const bool shown : {false, true}) {
      rule_pack pack = all_public();
      fact_of(pack, "expected_completion").is_public = shown;
      thoihan::limit_term term{{1, thoihan::unit::day}};
      term.back = true;
      term.anchor = static_cast<std::uint16_t>(*thoihan::find_id(pack.facts, "expected_completion"));
      pack.duties[*thoihan::find_id(pack.duties, "answer")].within[0].row.what = thoihan::limit::of_term(term);
      thoihan::command result = enter();
      result.at = result.recorded_at = result.at - 86400 * 2;  // a Saturday that was worked
      const told_case told{std::move(pack), {receive(), forward(), commit(), result}};
      const public_view seen = told.seen();
      REQUIRE(seen.duties.size() == 1);
      CHECK(seen.duties[0].due.has_value() == shown);
      CHECK(contains(told.text(), "2024-05-09") == shown);
    }
  }

  TEST_CASE("a body that is hidden is not named anywhere") {
    rule_pack pack = all_public();
    fact_of(pack, "lead").is_public = false;
    const std::string text = told_case{std::move(pack), {receive(), forward()}}.text();
    CHECK_FALSE(contains(text, "so-giao-thong"));
    CHECK_FALSE(contains(text, "Department of Transport"));
    CHECK(contains(text, R"("held_by":"authority","held_by_label":"Handling authority")"));
    CHECK(contains(text, R"("owed_by":"authority","owed_by_label":"Handling authority")"));
  }

  TEST_CASE("a public text that cannot be read is left out, and an older one does not take its place") {
    told_case told{lac_hong(), {receive(), forward(), enter()}};
    told.texts.push_back({4, "result", text_access::gone, ""});
    CHECK_FALSE(contains(told.text(), "\"fact\":\"result\""));
    CHECK_FALSE(contains(told.text(), "Đã vá"));
    told.texts.back() = {4, "result", text_access::readable, "b\x1b[2J"};
    CHECK(contains(told.text(), R"("value":"b [2J")"));
  }

  TEST_CASE("through the store, without a key; officers, keys and personal texts stay inside") {
    const temporary_folder folder;
    thoihan::store events = thoihan::store::open(folder.file("a.db"), thoihan::store_mode::create);
    thoihan::engine cases{events};
    cases.use(lac_hong());
    for (const thoihan::command& one : {receive(), forward(), enter()}) cases.apply(one);
    const std::string text = json_of(public_view_of(cases, "LH-1"), language::en);
    CHECK(text == told_case{lac_hong(), {receive(), forward(), enter()}}.text());
    for (const char* inside : {"Bí", "Ổ gà", "hmac", "2024-04-25T09:10\""}) CHECK_FALSE(contains(text, inside));
    CHECK(status_of([&] { public_view_of(cases, "LH-2"); }) == thoihan::status::reference);
  }
}
