// Notices in words as they lie in the outbox, for a case of Lạc Hồng.
#include "thoihan/engine/outgoing_notice.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/text.hpp"

using thoihan::case_text;
using thoihan::notice_row;
using thoihan::outgoing_notice;
using thoihan::rule_pack;
using thoihan::status;
using thoihan::text_access;

namespace {

const std::string source = THOIHAN_SOURCE_DIR;

rule_pack lac_hong() { return thoihan::load_pack(source + "/tests/data/packs/lac-hong", source + "/rules"); }

thoihan::command command_of(const std::string& when, const std::string& event, const std::string& role,
                            thoihan::fact_inputs facts) {
  thoihan::command out;
  out.case_id = "LH-1";
  out.key = when;
  REQUIRE(thoihan::parse_instant(when, out.at) == thoihan::time_text_error::none);
  out.recorded_at = out.at;
  out.event = event;
  out.role = role;
  if (role == "authority") out.authority = "so-giao-thong";
  out.facts = std::move(facts);
  return out;
}

// Two notices: completion expected after act 4, answered after act 8. Between them the promise is taken back by a return and
// given again with another date, and told after act 7.
const auto story = [] {
  return std::vector<thoihan::command>{
      command_of("2024-04-25T09:10", "receive", "operator",
                 {{"channel", std::string{"web"}}, {"field", std::string{"roads"}}, {"content", std::string{"Ổ gà"}}}),
      command_of("2024-04-25T10:00", "forward", "operator", {}),
      command_of("2024-04-25T10:30", "commit_completion", "authority",
                 {{"expected_completion", std::string{"2024-05-10"}}}),
      command_of("2024-04-25T10:40", "tell_completion", "operator", {}),
      command_of("2024-04-25T10:50", "return", "authority", {{"reason", std::string{"Không thuộc thẩm quyền"}}}),
      command_of("2024-04-25T11:00", "forward", "operator", {{"lead", std::string{"so-giao-thong"}}}),
      command_of("2024-04-25T11:05", "commit_completion", "authority",
                 {{"expected_completion", std::string{"2024-05-17"}}}),
      command_of("2024-04-25T11:10", "tell_completion", "operator", {}),
      command_of("2024-05-06T10:00", "enter_result", "authority", {{"result", std::string{"Đã vá\r\nđường {lead}"}}}),
      command_of("2024-05-06T11:00", "answer", "operator", {})};
};

struct told_case {
  told_case() {
    cases.use(lac_hong());
    for (const thoihan::command& one : story()) cases.apply(one);
  }
  std::vector<outgoing_notice> notices() {
    std::vector<outgoing_notice> out;
    for (const notice_row& row : events.owed_notices(0, 100)) out.push_back(outgoing_notice_of(cases, row));
    return out;
  }

  temporary_folder folder;
  thoihan::store events = thoihan::store::open(folder.file("a.db"), thoihan::store_mode::create);
  thoihan::engine cases{events};
};

// A case of a pack whose `result` is personal, after its result.
struct personal_case {
  personal_case() : pack(lac_hong()), view(pack, "LH-1") {
    pack.facts[*thoihan::find_id(pack.facts, "result")].is_public = false;
    for (const thoihan::command& one : story()) view.apply(thoihan::resolve_act(pack, one));
  }
  personal_case(const personal_case&) = delete;
  outgoing_notice notice(const std::vector<case_text>& texts) const {
    return make_outgoing_notice({7, "LH-1", 10, "answered", "reporter", "phone, web", {"result"}, std::nullopt}, view, texts);
  }

  rule_pack pack;
  thoihan::case_view view;
};

}  // namespace

TEST_SUITE("outgoing notice") {
  TEST_CASE("each says what was so when it came to be owed, whatever came after") {
    told_case told;
    const std::vector<outgoing_notice> notices = told.notices();
    REQUIRE(notices.size() == 3);
    CHECK(notices[0].event_number == 4);
    CHECK(notices[0].text.vi == "Dự kiến hoàn thành ngày 10/05/2024.");
    CHECK(notices[0].text.en == "Completion is expected on 2024-05-10.");
    CHECK(notices[1].text.vi == "Dự kiến hoàn thành ngày 17/05/2024.");
    CHECK(notices[2].text.vi == "Kết quả: Đã vá\nđường {lead}.");
    CHECK(notices[2].unreadable.empty());
    CHECK(notices[0].id < notices[1].id);
  }

  TEST_CASE("recipient and channels: those of receipt, or those that the rule names") {
    told_case told;
    const std::vector<outgoing_notice> notices = told.notices();
    REQUIRE(notices.size() == 3);
    CHECK(notices[0].to == "reporter");
    CHECK(notices[0].recipient == thoihan::bilingual{"Người gửi", "Reporter"});
    CHECK(notices[0].authority.empty());
    CHECK(notices[0].channels == std::vector<std::string>{"web"});
    CHECK(notices[2].channels == std::vector<std::string>{"phone", "web"});
    CHECK(json_of(notices[2]) ==
          R"({"id":)" + std::to_string(notices[2].id) +
              R"(,"case":"LH-1","number":10,"notice":"answered","to":"reporter","authority":null,)"
              R"("recipient":{"vi":"Người gửi","en":"Reporter"},"channels":["phone","web"],)"
              R"("text":{"vi":"Kết quả: Đã vá\nđường {lead}.","en":"Result: Đã vá\nđường {lead}."},"unreadable":[]})");
  }

  TEST_CASE("a notice to a role: the body that had the case then, else the role") {
    const personal_case told;
    notice_row row{1, "LH-1", 10, "answered", "authority", "", {"result"}, std::nullopt};
    outgoing_notice out = make_outgoing_notice(row, told.view, {});
    CHECK(out.authority == "so-giao-thong");
    CHECK(out.recipient.vi == "Sở Giao thông vận tải");
    CHECK(out.channels.empty());
    row.to = "operator";
    out = make_outgoing_notice(row, told.view, {});
    CHECK(out.authority.empty());
    CHECK(out.recipient.en == "Operator");
    row.to = "somebody";
    CHECK(make_outgoing_notice(row, told.view, {}).recipient.vi == "somebody");
  }

  TEST_CASE("sealed, gone, not yet said: each in its own words, and named") {
    const personal_case told;
    const auto texts = [](text_access access) {
      return std::vector<case_text>{{3, "result", text_access::readable, "an older one"},
                                    {9, "result", access, "words"}};
    };
    outgoing_notice out = told.notice(texts(text_access::readable));
    CHECK(out.text.vi == "Kết quả: words.");
    CHECK(out.unreadable.empty());
    out = told.notice(texts(text_access::sealed));
    CHECK(out.text == thoihan::bilingual{"Kết quả: [đã niêm phong].", "Result: [sealed]."});
    CHECK(out.unreadable == std::vector<std::string>{"result"});
    out = told.notice(texts(text_access::gone));
    CHECK(out.text == thoihan::bilingual{"Kết quả: [không còn].", "Result: [gone]."});
    CHECK(out.unreadable == std::vector<std::string>{"result"});
    CHECK(told.notice({}).text.en == "Result: [gone].");
    // What was said after the notice came to be owed is not in it.
    CHECK(told.notice({{3, "result", text_access::readable, "then"}, {11, "result", text_access::readable, "later"}})
              .text.en == "Result: then.");
  }

  TEST_CASE("a fact that nobody has said is absent, and that is no trouble") {
    const rule_pack pack = lac_hong();
    thoihan::case_view view{pack, "LH-1"};
    view.apply(thoihan::resolve_act(pack, story().front()));
    const outgoing_notice out = make_outgoing_notice({1, "LH-1", 1, "answered", "reporter", "web", {}, std::nullopt}, view, {});
    CHECK(out.text == thoihan::bilingual{"Kết quả: (không có).", "Result: (none)."});
    CHECK(out.unreadable.empty());
  }

  TEST_CASE("unknown cases and notices") {
    told_case told;
    CHECK(status_of([&] {
            outgoing_notice_of(told.cases, {1, "LH-2", 1, "answered", "reporter", "", {}, std::nullopt});
          }) == status::reference);
    check_message(refusal_of([&] {
                    outgoing_notice_of(told.cases, {1, "LH-1", 1, "answerd", "reporter", "", {}, std::nullopt});
                  }),
                  "answerd", "có phải \"answered\"", "did you mean \"answered\"");
  }

  TEST_CASE("what is taken back before it went out is owed no more, and again when it counts again") {
    told_case told;
    const auto owed = [&] {
      std::string out;
      for (const notice_row& row : told.events.owed_notices(0, 100)) out += std::to_string(row.event_number) + " ";
      return out;
    };
    int entered = 10;
    const auto withdraw = [&](std::int32_t about) {
      thoihan::command what = command_of("2024-05-06T12:00", "", "operator", {});
      what.key = "w" + std::to_string(++entered);
      what.kind = thoihan::event_kind::withdraw;
      what.about = about;
      what.reason = "nhầm hồ sơ";
      told.cases.apply(what);
    };
    CHECK(owed() == "4 8 10 ");
    withdraw(10);
    CHECK(owed() == "4 8 ");
    CHECK(told.events.notices_of("LH-1").back().withdrawn_by == 11);
    withdraw(11);
    CHECK(owed() == "4 8 10 ");
    withdraw(12);
    CHECK(owed() == "4 8 ");
    CHECK(told.events.notices_of("LH-1").back().withdrawn_by == 13);
    withdraw(13);
    told.events.write([&](thoihan::store_writer& writer) {
      for (const notice_row& row : told.events.owed_notices(0, 100)) writer.acknowledge_notice(row.id, 1714990000);
    });
    withdraw(10);
    CHECK(told.events.notices_of("LH-1").back().withdrawn_by == 0);
    CHECK(told.events.notices_of("LH-1").back().acknowledged_at == 1714990000);
    CHECK(owed().empty());
    CHECK(told.events.verify().problems.empty());
  }

  TEST_CASE("acknowledged once, and gone from the outbox; again is no mistake") {
    told_case told;
    const std::vector<notice_row> rows = told.events.owed_notices(0, 100);
    REQUIRE(rows.size() == 3);
    CHECK(told.events.owed_notices(rows[0].id, 1).front().id == rows[1].id);
    const auto acknowledge = [&](std::int64_t id) {
      bool now = false;
      told.events.write([&](thoihan::store_writer& writer) { now = writer.acknowledge_notice(id, 1714990000); });
      return now;
    };
    CHECK(acknowledge(rows[1].id));
    CHECK_FALSE(acknowledge(rows[1].id));
    CHECK_FALSE(acknowledge(987654));
    const std::vector<notice_row> left = told.events.owed_notices(0, 100);
    REQUIRE(left.size() == 2);
    CHECK(left[0].id == rows[0].id);
    CHECK(left[1].id == rows[2].id);
  }
}
