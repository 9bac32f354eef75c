// The engine over a store, with the small pack of Lạc Hồng. Its calendar is told in test_case_view.cpp.
#include "thoihan/engine/engine.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "tests/support/raw_database.hpp"
#include "thoihan/base/sha256.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::breach_row;
using thoihan::case_answer;
using thoihan::command;
using thoihan::duty_status;
using thoihan::engine;
using thoihan::error;
using thoihan::instant;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;

instant at(const std::string& text) {
  instant t = 0;
  REQUIRE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none);
  return t;
}

std::string words(instant t) { return std::string{thoihan::format_instant(t).data()}.substr(0, 19); }

thoihan::host_key a_key() {
  thoihan::host_key key;
  key.id = "test";
  key.bytes.fill(7);
  return key;
}

// Rules, a database and an engine that uses both.
struct office {
  pack_writer rules;
  temporary_folder folder;
  std::string path = folder.file("cases.db");
  store events = store::open(path, store_mode::create);
  engine e{events};

  office() {
    e.use(rules.load());
    e.use_key(a_key());
  }

  static command act(const std::string& case_id, const std::string& key, const std::string& when, const std::string& event,
                     const std::string& role, thoihan::fact_inputs facts = {}, const std::string& authority = "") {
    command c;
    c.case_id = case_id;
    c.key = key;
    c.at = at(when);
    c.recorded_at = c.at;
    c.event = event;
    c.role = role;
    c.authority = authority;
    c.officer = "Nguyễn An";
    c.facts = std::move(facts);
    return c;
  }
  static command received(const std::string& case_id = "LH-1", const std::string& when = "2024-04-25T09:10") {
    return act(case_id, "k1", when, "receive", "operator", {{"channel", std::string{"phone"}}, {"content", std::string{"Đèn hỏng ở đầu hẻm 12"}}});
  }
  static command forwarded(const std::string& case_id = "LH-1", const std::string& when = "2024-04-25T10:00") {
    return act(case_id, "k2", when, "forward", "operator", {{"field", std::string{"roads"}}});
  }

  // What was refused; the store must hold what it held before.
  error refused(const command& c) {
    const auto before = contents();
    std::optional<error> caught;
    try {
      e.apply(c);
    } catch (const error& problem) {
      caught = problem;
    }
    CHECK(contents() == before);
    REQUIRE_MESSAGE(caught.has_value(), c.event, " was accepted");
    CHECK(caught->text().vi != caught->text().en);
    CHECK_FALSE(caught->text().vi.empty());
    return *caught;
  }

  // Every value of every row of a table.
  std::string rows_of(const std::string& table) {
    raw_database raw(path);
    const std::string row = raw.text("SELECT group_concat('quote(\"' || name || '\")', ' || '','' || ') FROM pragma_table_info('" + table + "')");
    return raw.text("SELECT group_concat(line, char(10)) FROM (SELECT " + row + " AS line FROM " + table + " ORDER BY 1)");
  }
  // All of it, as a fingerprint.
  std::string contents() {
    std::string out;
    for (const char* table : {"text", "event", "sealed_text", "case_key", "case_", "breach", "outbox"}) out += std::string{table} + "\n" + rows_of(table) + "\n";
    const auto hex = thoihan::sha256_hex(thoihan::sha256(out));
    return {hex.data(), hex.size()};
  }

  std::string duties(const std::string& case_id) const {
    std::string out;
    for (const auto& row : events.duties_of(case_id)) {
      out += row.duty + " " + std::to_string(row.round) + " " + std::string{duty_status_name(row.status)} + ";";
    }
    return out;
  }
};

std::string told(const breach_row& row) { return row.case_id + " " + row.duty + " " + std::to_string(row.round) + " " + row.kind + " " + words(row.at); }

}  // namespace

namespace {

// Turns `c` into something that the case's state may accept: an event of a row, by its role, with what it needs.
template <class Facts, class Below>
void likely(office& o, const thoihan::rule_pack& rules, command& c, const Facts& facts, Below below) {
  thoihan::state_number state = thoihan::no_state;
  std::string lead;
  if (o.events.find_case(c.case_id)) {
    const thoihan::case_view view = o.e.view(c.case_id);
    state = view.state();
    if (view.lead()) lead = rules.authorities[*view.lead()].id;
  }
  std::vector<const thoihan::transition_rule*> rows;
  for (const auto& row : rules.flow.rows()) {
    if (row.from == state) rows.push_back(&rules.transitions[row.rule]);
  }
  if (rows.empty()) return;
  const thoihan::transition_rule& rule = *rows[below(rows.size())];
  const thoihan::role& role = rules.roles[rule.by[below(rule.by.size())]];
  c.event = rules.events[rule.event];
  c.role = role.id;
  c.authority = role.of_authority ? lead : "";
  c.recorded_at = c.at;
  c.facts.clear();
  for (const std::uint16_t need : rule.needs) {
    std::vector<std::pair<std::string, thoihan::fact_input>> known;
    for (const auto& fact : facts) {
      if (fact.first == rules.facts[need].id) known.push_back(fact);
    }
    if (!known.empty()) c.facts.push_back(known[below(known.size())]);
  }
}

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("the answer, and what the store holds after it") {
    office o;
    const case_answer first = o.e.apply(office::received());
    CHECK(first.case_id == "LH-1");
    CHECK(first.sequence == 1);
    CHECK(first.number == 1);
    CHECK_FALSE(first.repeated);
    CHECK(first.state == "received");
    CHECK(first.publication == "public");
    CHECK(first.notices.empty());
    CHECK_FALSE(first.late_act);
    REQUIRE(first.duties.size() == 1);
    // 2 working hours from Thursday 09:10.
    CHECK(first.duties[0].duty == "forward");
    CHECK(first.duties[0].status == duty_status::running);
    CHECK(first.duties[0].owed_role == "operator");
    CHECK(first.duties[0].owed_authority == "");
    CHECK(words(*first.duties[0].due) == "2024-04-25T11:10:00");
    CHECK(words(*first.duties[0].late_from) == "2024-04-25T11:10:01");
    CHECK_FALSE(first.duties[0].day_end);
    CHECK(first.duties[0].cite == "4.2");

    const case_answer second = o.e.apply(office::forwarded());
    CHECK(second.sequence == 2);
    CHECK(second.number == 2);
    CHECK(second.state == "with_authority");
    REQUIRE(second.duties.size() == 2);  // what it ended, and what runs
    CHECK(second.duties[0].status == duty_status::met);
    CHECK(second.duties[0].ended_at == at("2024-04-25T10:00"));
    CHECK(second.duties[1].duty == "handle");
    CHECK(second.duties[1].owed_authority == "so-giao-thong");
    CHECK(second.duties[1].day_end);
    CHECK(second.duties[1].due_date == thoihan::days_from_civil(2024, 5, 6));
    CHECK(second.duties[1].cite == "5.1");
    REQUIRE(second.notices.size() == 1);
    CHECK(second.notices[0].notice == "in_handling");
    CHECK(second.notices[0].to == "reporter");
    CHECK(second.notices[0].channels == std::vector<std::string>{"phone"});

    const auto row = o.events.find_case("LH-1");
    REQUIRE(row.has_value());
    CHECK(row->pack_id == "lac-hong");
    CHECK(row->pack_hash == o.rules.load().hash);
    CHECK(row->state == "with_authority");
    CHECK_FALSE(row->ended);
    CHECK(row->lead == "so-giao-thong");
    CHECK(row->publication == "public");
    CHECK(row->events == 2);
    CHECK(row->opened_at == at("2024-04-25T09:10"));
    CHECK(row->last_at == at("2024-04-25T10:00"));
    CHECK(o.duties("LH-1") == "forward 1 met;handle 1 running;");
    const auto events = o.events.events_of("LH-1");
    REQUIRE(events.size() == 2);
    CHECK(events[1].facts == R"({"field":"roads"})");
    CHECK(events[1].officer == "Nguyễn An");
    CHECK(events[1].engine_version == engine::version());
    CHECK(events[1].pack_hash == row->pack_hash);
    CHECK(o.events.find_text(row->pack_hash) == o.rules.load().canonical);
    CHECK(o.events.find_text(events[1].calendar_hash) == o.rules.load().calendars_canonical);
    const auto notices = o.events.notices_of("LH-1");
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].event_number == 2);
    CHECK(notices[0].notice == "in_handling");
    CHECK(notices[0].to == "reporter");
    CHECK(notices[0].channel == "phone");
    CHECK(notices[0].facts == std::vector<std::string>{"lead"});
    CHECK(o.events.verify().problems.empty());
  }

  TEST_CASE("the end of a case") {
    office o;
    o.e.apply(office::received());
    o.e.apply(office::act("LH-1", "k2", "2024-04-25T09:20", "refuse", "operator", {{"reason", std::string{"trùng"}}}));
    CHECK(o.events.find_case("LH-1")->ended);
    CHECK(o.events.find_case("LH-1")->state == "refused");
    CHECK(o.events.find_case("LH-1")->lead == "");
    CHECK(o.duties("LH-1") == "forward 1 met;");
    CHECK(o.events.open_by_state().empty());
  }

  TEST_CASE("the same key and the same content: the same answer, nothing added") {
    office o;
    const case_answer first = o.e.apply(office::received());
    o.e.apply(office::forwarded());
    const std::string before = o.contents();
    case_answer again = o.e.apply(office::received());
    CHECK(o.contents() == before);
    CHECK(again.repeated);
    CHECK(again.sequence == first.sequence);
    CHECK(again.number == first.number);
    CHECK(again.state == first.state);
    CHECK(again.publication == first.publication);
    CHECK(again.duties == first.duties);
    CHECK(again.notices.size() == first.notices.size());
    // The order of the facts is no content; the number of events expected then has been passed.
    command turned = office::received();
    std::swap(turned.facts[0], turned.facts[1]);
    turned.expected_events = 0;
    CHECK(o.e.apply(turned).repeated);
    // Another process, without the rules; without the key, too, nobody could tell whether the texts are the same.
    engine other{o.events};
    CHECK_THROWS_AS(other.apply(office::received()), error);
    other.use_key(a_key());
    CHECK(other.apply(office::received()).repeated);
    CHECK(other.apply(office::forwarded()).repeated);
    CHECK(other.apply(office::forwarded()).notices.size() == 1);
    CHECK(o.contents() == before);
    // The same key in another case is another act.
    CHECK_FALSE(o.e.apply(office::received("LH-2")).repeated);
  }

  TEST_CASE("the same key and other content: a conflict") {
    office o;
    o.e.apply(office::received());
    std::vector<command> others(8, office::received());
    others[0].at = others[0].recorded_at = at("2024-04-25T09:11");
    others[1].recorded_at = at("2024-04-25T09:11");
    others[2].officer = "Trần Bình";
    others[3].facts[1].second = std::string{"Đèn hỏng ở đầu hẻm 13"};  // personal
    others[4].facts[0].second = std::string{"app"};
    others[5].facts.pop_back();
    others[6].facts.emplace_back("urgent", false);
    others[7].event = "forward";
    for (const command& other : others) {
      const error problem = o.refused(other);
      CHECK(problem.code() == status::duplicate);
      CHECK(problem.text().en == "the key \"k1\" of the case LH-1 was used with other content");
      CHECK(problem.text().vi == "khóa \"k1\" của hồ sơ LH-1 đã dùng cho một nội dung khác");
    }
    // Values of a wrong kind are refused whichever way, and by an error of this library.
    command number = office::received();
    number.facts[1].second = std::int64_t{5};
    CHECK_THROWS_AS(o.e.apply(number), error);
    CHECK_THROWS_AS(engine{o.events}.apply(number), error);
  }

  TEST_CASE("somebody was faster") {
    office o;
    command first = office::received();
    first.expected_events = 0;
    o.e.apply(first);
    command second = office::forwarded();
    second.expected_events = 0;
    const error problem = o.refused(second);
    CHECK(problem.code() == status::stale);
    CHECK(problem.text().en.find("the case LH-1 has 1 events, not 0") == 0);
    CHECK(problem.text().vi.find("hồ sơ LH-1 có 1 sự kiện, không phải 0") == 0);
    second.expected_events = 1;
    CHECK(o.e.apply(second).number == 2);
  }

  TEST_CASE("a case is opened while the instrument is in force") {
    office o;
    const error early = o.refused(office::received("LH-1", "2023-12-31T23:59:59"));
    CHECK(early.code() == status::range);
    CHECK(early.text().en == "on 2023-12-31 the instrument 12/QĐ-UBND is not yet in force, it is from 2024-01-01");
    CHECK(early.text().vi == "ngày 2023-12-31 văn bản 12/QĐ-UBND chưa có hiệu lực, có hiệu lực từ 2024-01-01");
    const error late = o.refused(office::received("LH-1", "2025-01-01T00:00:00"));
    CHECK(late.code() == status::range);
    CHECK(late.text().en == "on 2025-01-01 the instrument 12/QĐ-UBND is no longer in force, its last day was 2024-12-31; "
                            "go over this with \"override\": [\"ended\"]");
    CHECK(late.text().vi == "ngày 2025-01-01 văn bản 12/QĐ-UBND đã hết hiệu lực, ngày cuối là 2024-12-31; "
                            "vượt qua bằng \"override\": [\"ended\"]");
    CHECK(o.e.apply(office::received("LH-1", "2024-01-02T00:00:00")).number == 1);
    // What was opened in time goes on under the same text.
    pack_writer rules;
    rules.plant("pack.json", "\"until\": \"2024-12-31\", \"replaces\"", "\"until\": \"2024-06-30\", \"replaces\"");
    o.e.use(rules.load());
    o.e.apply(office::received("LH-2", "2024-06-30T23:59:59"));
    CHECK(o.refused(office::received("LH-3", "2024-07-01T00:00:00")).code() == status::range);
    CHECK(o.e.apply(office::forwarded("LH-2", "2024-07-01T08:00:00")).state == "with_authority");
  }

  TEST_CASE("the host goes over the end of the instrument, and the event keeps that") {
    office o;
    pack_writer rules;
    rules.plant("pack.json", "\"until\": \"2024-12-31\", \"replaces\"", "\"until\": \"2024-06-30\", \"replaces\"");
    o.e.use(rules.load());
    command open = office::received("LH-1", "2024-07-01T08:00:00");
    open.overrides.not_in_office = true;
    CHECK(o.refused(open).code() == status::range);  // another finding
    open.overrides = {.ended = true, .not_in_office = false};
    const case_answer answer = o.e.apply(open);
    CHECK(answer.overridden == thoihan::act_overrides{.ended = true, .not_in_office = false});
    CHECK(thoihan::json_of(answer).find(R"("overridden":["ended"])") != std::string::npos);
    CHECK(o.events.events_of("LH-1")[0].overrides == "ended");
    // Sent again it is the same act; without the override it is another.
    CHECK(o.e.apply(open).overridden == answer.overridden);
    open.overrides = {};
    CHECK(o.refused(open).code() == status::duplicate);
    // What follows needs no override.
    const case_answer next = o.e.apply(office::forwarded("LH-1", "2024-07-01T09:00:00"));
    CHECK(next.overridden == thoihan::act_overrides{});
    CHECK(thoihan::json_of(next).find("overridden") == std::string::npos);
    // Said in time it is harmless, and nothing was gone over.
    command early = office::received("LH-2", "2024-06-30T23:59:59");
    early.overrides.ended = true;
    CHECK(o.e.apply(early).overridden == thoihan::act_overrides{});
  }

  TEST_CASE("a report goes to no authority outside the dates of its office") {
    office o;
    pack_writer rules;
    rules.plant("authorities.json", "\"from\": \"2020-01-01\"", "\"from\": \"2020-01-01\", \"until\": \"2024-04-25\"");
    o.e.use(rules.load());
    o.e.apply(office::received("LH-1", "2024-04-25T09:10"));
    o.e.apply(office::received("LH-2", "2024-04-25T09:10"));
    // Its last day counts.
    const case_answer within = o.e.apply(office::forwarded("LH-1", "2024-04-25T23:59:59"));
    CHECK(within.overridden == thoihan::act_overrides{});
    command forward = office::forwarded("LH-2", "2024-04-26T00:00:00");
    const error problem = o.refused(forward);
    CHECK(problem.code() == status::authority);
    CHECK(problem.text().en == "on 2024-04-26: so-giao-thong has ended, its last day was 2024-04-25; name another authority, or go over "
                               "this with \"override\": [\"not-in-office\"]");
    CHECK(problem.text().vi == "ngày 2024-04-26: so-giao-thong đã ngừng hoạt động, ngày cuối là 2024-04-25; nêu cơ quan khác, "
                               "hoặc vượt qua bằng \"override\": [\"not-in-office\"]");
    // Named by hand it is no better.
    forward.facts.emplace_back("lead", std::string{"so-giao-thong"});
    CHECK(o.refused(forward).code() == status::authority);
    forward.overrides.not_in_office = true;
    const case_answer answer = o.e.apply(forward);
    CHECK(answer.overridden == thoihan::act_overrides{.ended = false, .not_in_office = true});
    CHECK(o.events.events_of("LH-2")[1].overrides == "not-in-office");
    // A body that is in office needs no leave, and the case that is with one that has ended goes on.
    command other = office::received("LH-3", "2024-04-26T08:00:00");
    o.e.apply(other);
    command by_hand = office::forwarded("LH-3", "2024-04-26T08:10:00");
    by_hand.facts.emplace_back("lead", std::string{"cap-nuoc"});
    CHECK(o.e.apply(by_hand).overridden == thoihan::act_overrides{});
  }

  TEST_CASE("what the engine needs") {
    office o;
    engine bare{o.events};
    try {
      bare.apply(office::received());
      FAIL("applied");
    } catch (const error& problem) {
      CHECK(problem.code() == status::misuse);
      CHECK(problem.text().en == "no pack is in use for new cases");
    }
    for (const auto& [case_id, key] : std::vector<std::pair<std::string, std::string>>{{"", "k"}, {"LH-1", ""}}) {
      command c = office::received();
      c.case_id = case_id;
      c.key = key;
      CHECK(o.refused(c).code() == status::schema);
    }
    try {
      o.e.view("LH-9");
      FAIL("viewed");
    } catch (const error& problem) {
      CHECK(problem.code() == status::reference);
      CHECK(problem.text().en == "there is no case \"LH-9\"");
      CHECK(problem.text().vi == "không có hồ sơ \"LH-9\"");
    }
  }

  TEST_CASE("every refusal leaves the store as it was") {
    office o;
    o.e.apply(office::received());
    CHECK(o.refused(office::act("LH-1", "k9", "2024-04-25T09:00", "forward", "operator", {{"field", std::string{"roads"}}})).code() == status::time_order);
    CHECK(o.refused(office::act("LH-1", "k9", "2024-04-25T10:00", "answer", "operator")).code() == status::unexpected_event);
    CHECK(o.refused(office::act("LH-1", "k9", "2024-04-25T10:00", "forward", "supervisor", {{"field", std::string{"roads"}}})).code() == status::authority);
    CHECK(o.refused(office::act("LH-1", "k9", "2024-04-25T10:00", "forward", "operator")).code() == status::guard);
    CHECK(o.refused(office::act("LH-1", "k9", "2024-04-25T10:00", "forward", "operator", {{"feild", std::string{"roads"}}})).code() == status::reference);
    CHECK(o.refused(office::act("LH-1", "k9", "2024-04-25T10:00", "forward", "operator", {{"field", true}})).code() == status::schema);
    CHECK(o.refused(office::act("LH-1", "k9", "2024-12-30T10:00", "forward", "operator", {{"field", std::string{"roads"}}})).code() == status::horizon);
    CHECK(o.refused(office::act("LH-2", "k1", "2024-04-25T10:00", "forward", "operator", {{"field", std::string{"roads"}}})).code() == status::unexpected_event);
    o.e.apply(office::forwarded());
    CHECK(o.refused(office::act("LH-1", "k9", "2024-05-08T10:00", "return", "authority", {{"reason", std::string{"x"}}}, "so-giao-thong")).code() == status::expired);
    CHECK(o.events.verify().problems.empty());
  }

  TEST_CASE("texts of a host that are no UTF-8 or hold a NUL are refused before anything is written") {
    office o;
    o.e.apply(office::received());
    for (const std::string& bad : {std::string{"\xff"}, std::string{"\xc0\xaf"}, std::string("a\0b", 3)}) {
      CAPTURE(bad.size());
      std::vector<command> commands(4, office::received("LH-2"));
      commands[0].case_id = bad;
      commands[1].key = bad;
      commands[2].officer = bad;
      commands[3].facts[1].second = bad;
      commands.push_back(office::act("LH-1", "k5", "2024-04-25T09:20", "refuse", "supervisor", {{"reason", bad}}));  // public
      // No rule of the pack names who erases.
      for (std::string command::* who : {&command::role, &command::authority}) {
        commands.push_back(office::act("LH-1", "k6", "2024-04-25T09:20", "", ""));
        commands.back().kind = thoihan::event_kind::erase;
        commands.back().erase = thoihan::erasure::texts;
        commands.back().*who = bad;
      }
      for (const command& c : commands) {
        const std::string before = o.contents();
        CHECK_THROWS_AS(o.e.apply(c), error);
        CHECK(o.contents() == before);
      }
    }
    CHECK_NOTHROW(o.e.view("LH-1"));
    CHECK(o.e.apply(office::forwarded()).number == 2);
  }

  TEST_CASE("times outside the supported ones") {
    constexpr instant never = std::numeric_limits<instant>::max();
    constexpr instant long_ago = std::numeric_limits<instant>::min();
    for (const auto& [happened, recorded] : std::vector<std::pair<instant, instant>>{
             {never, never}, {long_ago, long_ago}, {at("2024-04-25T09:10"), never}, {long_ago, at("2024-04-25T09:10")}, {-5'000'000'000, -5'000'000'000}}) {
      office o;
      command c = office::received();
      c.at = happened;
      c.recorded_at = recorded;
      CHECK(o.refused(c).code() == status::range);
    }
  }

  TEST_CASE("personal texts stand sealed in their own table, and nowhere else") {
    office o;
    command c = office::received();
    c.facts.emplace_back("name", std::string{"Lê Thị Hồng Gấm"});
    c.facts.emplace_back("photo", std::string{"anh/0001.jpg"});
    o.e.apply(c);
    o.e.apply(office::act("LH-1", "k2", "2024-04-25T09:20", "refuse", "operator", {{"reason", std::string{"không rõ"}}}));
    { raw_database{o.path}.run("PRAGMA wal_checkpoint(TRUNCATE)"); }
    for (const std::string& text : std::vector<std::string>{"Đèn hỏng ở đầu hẻm 12", "Lê Thị Hồng Gấm", "anh/0001.jpg"}) {
      std::ifstream file(o.path, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      CHECK(bytes.find("LH-1") != std::string::npos);
      CHECK(bytes.find(text) == std::string::npos);
      // With the key it is there, without it only that there is one.
      const auto said = o.e.opened_texts("LH-1");
      CHECK(std::any_of(said.begin(), said.end(), [&text](const thoihan::case_text& one) { return one.words == text; }));
      for (const thoihan::case_text& one : engine{o.events}.opened_texts("LH-1"))
        CHECK((one.access == thoihan::text_access::sealed) != (one.name == "reason"));
    }
    CHECK(o.rows_of("event").find("không rõ") != std::string::npos);  // public
    // Two equal texts have different fingerprints: nobody can tell from the log who said the same.
    command twin = c;
    twin.case_id = "LH-2";
    o.e.apply(twin);
    CHECK(o.events.events_of("LH-1")[0].facts != o.events.events_of("LH-2")[0].facts);
    CHECK(o.events.verify().problems.empty());
  }

  TEST_CASE("tick: what has become late, once") {
    office o;
    o.e.apply(office::received("LH-1"));
    o.e.apply(office::received("LH-2", "2024-04-25T10:00"));
    o.e.apply(office::forwarded("LH-2", "2024-04-25T10:30"));
    CHECK(o.e.tick(at("2024-04-25T11:10:00")).empty());  // the due second is on time
    const auto first = o.e.tick(at("2024-04-25T11:10:01"));
    REQUIRE(first.size() == 1);
    CHECK(told(first[0]) == "LH-1 forward 1 late 2024-04-25T11:10:01");
    CHECK(first[0].recorded_at == at("2024-04-25T11:10:01"));
    CHECK(o.e.tick(at("2024-04-25T11:10:01")).empty());
    CHECK(o.e.tick(at("2024-04-26T00:00:00")).empty());
    CHECK(o.e.tick(at("2024-04-25T00:00:00")).empty());
    // Whenever it comes, the breach is dated when the duty became late: 24:00 of 6 May.
    const auto later = engine{o.events}.tick(at("2024-06-01T00:00:00"));
    REQUIRE(later.size() == 1);
    CHECK(told(later[0]) == "LH-2 handle 1 late 2024-05-07T00:00:00");
    CHECK(later[0].recorded_at == at("2024-06-01T00:00:00"));
    CHECK(o.e.tick(at("2024-06-01T00:00:00")).empty());
    CHECK(o.events.breaches_of("LH-1").size() == 1);
    // Met after that: still one breach.
    o.e.apply(office::forwarded("LH-1", "2024-06-01T08:00"));
    CHECK(o.events.breaches_of("LH-1").size() == 1);
    CHECK(o.duties("LH-1") == "forward 1 met_late;handle 1 running;");
  }

  // Forwarding is due at 11:10; it was done at 10:00, and the host told of it after noon. Nothing else happened since.
  TEST_CASE("an act that was in time takes back what a faster tick recorded") {
    office o;
    o.e.apply(office::received());
    REQUIRE(o.e.tick(at("2024-04-25T12:00")).size() == 1);
    o.e.apply(office::forwarded());
    const auto breaches = o.events.breaches_of("LH-1");
    REQUIRE(breaches.size() == 1);
    CHECK(breaches[0].duty == "forward");
    CHECK(breaches[0].annulled_by == 2);
    CHECK(o.e.tick(at("2024-04-25T12:01")).empty());
    CHECK(o.events.verify().problems.empty());
  }

  TEST_CASE("a duty that is met late is a breach though nobody ticked") {
    office o;
    o.e.apply(office::received());
    o.e.apply(office::forwarded("LH-1", "2024-04-25T11:10:01"));
    const auto breaches = o.events.breaches_of("LH-1");
    REQUIRE(breaches.size() == 1);
    CHECK(told(breaches[0]) == "LH-1 forward 1 late 2024-04-25T11:10:01");
    CHECK(breaches[0].recorded_at == at("2024-04-25T11:10:01"));
    CHECK(o.e.tick(at("2024-04-25T12:00")).empty());
    // In time: none.
    o.e.apply(office::received("LH-2"));
    o.e.apply(office::forwarded("LH-2", "2024-04-25T11:10:00"));
    CHECK(o.events.breaches_of("LH-2").empty());
    // Cancelled when late already: a breach, too.
    o.e.apply(office::act("LH-2", "k3", "2024-05-07T00:00", "withdraw", "supervisor"));
    CHECK(o.duties("LH-2") == "forward 1 met;handle 1 cancelled;forward 2 running;");
    REQUIRE(o.events.breaches_of("LH-2").size() == 1);
    CHECK(told(o.events.breaches_of("LH-2")[0]) == "LH-2 handle 1 late 2024-05-07T00:00:00");
  }

  TEST_CASE("a duty without a limit is never late") {
    office o;
    o.e.apply(office::received());
    o.e.apply(office::act("LH-1", "k2", "2024-04-25T10:00", "forward", "operator", {{"field", std::string{"water"}}}));
    o.e.apply(office::act("LH-1", "k3", "2024-04-26T10:00", "enter_result", "authority", {}, "cap-nuoc"));
    CHECK(o.duties("LH-1") == "forward 1 met;handle 1 met;watch 1 running;answer 1 running;");
    const auto late = o.e.tick(at("2024-12-31T00:00"));
    REQUIRE(late.size() == 1);
    CHECK(late[0].duty == "answer");
  }

  TEST_CASE("a case keeps the wording under which it was opened") {
    office o;
    o.e.apply(office::received("LH-1"));
    const std::string old_hash = o.rules.load().hash;
    pack_writer rules;
    rules.plant("pack.json", "\"version\": \"2024-01-01\"", "\"version\": \"2024-04-26\"");
    rules.plant("pack.json", "{ \"limit\": \"2 working hours\", \"cite\": \"4.2\" }", "{ \"limit\": \"1 working hour\", \"cite\": \"4.2\" }");
    o.e.use(rules.load());
    const case_answer fresh = o.e.apply(office::received("LH-2"));
    CHECK(words(*fresh.duties[0].due) == "2024-04-25T10:10:00");
    o.e.apply(office::forwarded("LH-1"));
    const case_answer old = o.e.apply(office::act("LH-1", "k3", "2024-04-26T08:00", "return", "authority", {{"reason", std::string{"x"}}}, "so-giao-thong"));
    REQUIRE(old.duties.size() == 2);
    CHECK(old.duties[1].duty == "forward");
    CHECK(old.duties[1].round == 2);
    CHECK(words(*old.duties[1].due) == "2024-04-26T10:00:00");  // 2 hours still
    CHECK(o.events.find_case("LH-1")->pack_hash == old_hash);
    CHECK(o.events.find_case("LH-2")->pack_hash != old_hash);
    CHECK(o.e.view("LH-1").pack().version == "2024-01-01");
    CHECK(o.e.view("LH-2").pack().version == "2024-04-26");
  }

  TEST_CASE("the store alone explains itself") {
    office o;
    std::string before;
    const auto told_by = [](const thoihan::case_view& view) {
      std::string out = view.pack().states[view.state()].id + (view.lead() ? view.pack().authorities[*view.lead()].id : "");
      for (const auto& round : view.duties()) {
        out += ";" + view.pack().duties[round.duty].id + std::to_string(round.round) + std::to_string(static_cast<int>(round.clock.outcome()));
        if (round.clock.limited()) out += words(round.clock.answer().due);
      }
      for (const std::string& event : view.accepted()) out += "," + event;
      return out;
    };
    o.e.apply(office::received());
    o.e.apply(office::forwarded());
    before = told_by(o.e.view("LH-1"));
    std::filesystem::remove_all(o.rules.root());
    store again = store::open(o.path, store_mode::existing);
    engine other{again};
    CHECK(told_by(other.view("LH-1")) == before);
    CHECK(other.apply(office::act("LH-1", "k3", "2024-05-06T15:00", "enter_result", "authority", {}, "so-giao-thong")).state == "resulted");
    CHECK(again.find_case("LH-1")->pack_id == "lac-hong");
    CHECK(again.verify().problems.empty());
  }

  TEST_CASE("apply_all: one that is refused does not stop the rest and leaves nothing") {
    office o;
    std::vector<command> commands = {
        office::received("LH-1"),
        office::received("LH-2", "2023-01-01T09:00"),  // not in force
        office::forwarded("LH-1"),
        office::forwarded("LH-1", "2024-04-25T10:01"),  // the same key, other content
        office::act("LH-1", "k4", "2024-04-25T10:05", "answer", "operator"),
        office::act("LH-1", "k5", "2024-12-20T10:05", "commit", "authority", {{"completion", std::string{"2024-12-24"}}}, "so-giao-thong"),
        office::received("LH-3"),
        office::received("LH-3"),  // again
        office::act("LH-3", "k2", "2024-04-25T09:20", "forward", "operator", {{"field", std::int64_t{1}}}),
        office::received("LH-3"),
        office::forwarded("LH-3"),
    };
    commands[9].facts[1].second = true;  // the same key, a value of a wrong kind
    command stale = office::received("LH-4");
    stale.expected_events = 7;
    commands.push_back(stale);
    const auto results = o.e.apply_all(commands);
    REQUIRE(results.size() == commands.size());
    const auto code = [&results](std::size_t i) { return std::holds_alternative<error>(results[i]) ? std::get<error>(results[i]).code() : status::ok; };
    const std::vector<status> expected = {status::ok, status::range, status::ok, status::duplicate, status::unexpected_event, status::expired,
                                          status::ok, status::ok, status::schema, status::schema, status::ok, status::stale};
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CAPTURE(i);
      CHECK(code(i) == expected[i]);
    }
    CHECK(std::get<case_answer>(results[7]).repeated);
    CHECK(o.events.events() == 4);
    CHECK_FALSE(o.events.find_case("LH-2").has_value());
    CHECK_FALSE(o.events.find_case("LH-4").has_value());
    CHECK(o.rows_of("outbox").find("in_handling") != std::string::npos);
    // The same one by one makes the same store, but for salts and the fingerprints that they give.
    office one_by_one;
    for (const command& c : commands) {
      try {
        one_by_one.e.apply(c);
      } catch (const error&) {
      }
    }
    for (const char* table : {"text", "breach", "outbox"}) CHECK(one_by_one.rows_of(table) == o.rows_of(table));
    for (const char* id : {"LH-1", "LH-3"}) {
      CHECK(one_by_one.events.duties_of(id) == o.events.duties_of(id));
      CHECK(one_by_one.events.find_case(id)->snapshot == o.events.find_case(id)->snapshot);
    }
    CHECK(one_by_one.events.events() == o.events.events());
    CHECK(o.events.verify().problems.empty());
  }

  TEST_CASE("a newer calendar: what was accepted stays accepted") {
    office o;
    o.e.apply(office::received());
    o.e.apply(office::forwarded());
    // In time: 24:00 of 6 May is the due.
    o.e.apply(office::act("LH-1", "k3", "2024-05-06T10:00", "commit", "authority", {{"completion", std::string{"2024-05-20"}}}, "so-giao-thong"));
    // By the new calendar Labour Day and the swap fall away, so that the limit ends on 3 May (26, 29 April, 1, 2, 3 May).
    pack_writer rules;
    rules.plant("office.json", "\"revision\": 1", "\"revision\": 3");
    rules.plant("holidays.json", R"({ "off": "2024-04-29", "work": "2024-05-04", "for": "victory-day", "status": "announced", "source": ["tb-2"] })", "");
    rules.plant("holidays.json", R"({ "id": "labour-day", "name": { "vi": "Ngày Quốc tế lao động", "en": "Labour Day" }, "on": { "solar": "05-01" },
      "status": "by-law", "basis": [ { "from": "2013-01-01", "cite": "112.1.d" } ] },)", "");
    REQUIRE(rules.load().hash == o.rules.load().hash);
    engine newer{o.events};
    newer.use(rules.load());
    CHECK_NOTHROW(newer.view("LH-1"));
    CHECK_NOTHROW(newer.apply(office::act("LH-1", "k4", "2024-05-10T10:00", "enter_result", "authority", {}, "so-giao-thong")));
    // A repeated act is answered, too.
    CHECK_NOTHROW(newer.apply(office::forwarded()));
  }

  TEST_CASE("views outlive any number of packs in use") {
    office o;
    o.e.apply(office::received());
    std::vector<thoihan::case_view> views;
    for (int i = 0; i < 4; ++i) {
      views.push_back(o.e.view("LH-1"));
      o.e.use(o.rules.load());
    }
    for (const auto& view : views) CHECK(view.accepted() == std::vector<std::string>{"describe", "forward", "refuse"});
  }

  TEST_CASE("working time that a duty is late by") {
    office o;
    o.e.apply(office::received());
    // Due 11:10. At 13:30: 20 minutes until 11:30 and 30 from 13:00.
    auto late = o.events.late(at("2024-04-25T13:30"));
    REQUIRE(late.size() == 1);
    CHECK(o.e.working_seconds_late(late[0], at("2024-04-25T13:30")) == 50 * 60);
    o.e.apply(office::forwarded("LH-1", "2024-04-25T14:00"));
    // Due 24:00 of 6 May; on Tuesday 7 May at 09:30 two hours were worked. Until 5 May: none of it.
    late = o.events.late(at("2024-05-07T09:30"));
    REQUIRE(late.size() == 1);
    CHECK(o.e.working_seconds_late(late[0], at("2024-05-07T09:30")) == 2 * 3600);
    CHECK(engine{o.events}.working_seconds_late(late[0], at("2024-05-07T07:00")) == 0);
  }

  // Commands at random, good and bad, on a few cases: each is a step or an error that leaves the store alone; what was
  // accepted can be sent again without effect, and the log alone makes the same cases.
  TEST_CASE("commands at random") {
    office o;
    const thoihan::rule_pack rules = o.rules.load();
    std::mt19937_64 source{24};
    const auto below = [&source](std::size_t n) { return static_cast<std::size_t>(source() % n); };
    const std::vector<std::string> events = {"receive", "describe", "forward", "return", "supplement", "commit", "hold", "withdraw",
                                             "enter_result", "answer", "refuse", "rate", "unknown"};
    const std::vector<std::string> roles = {"operator", "supervisor", "authority", "nobody"};
    const std::vector<std::string> bodies = {"", "so-giao-thong", "cap-nuoc", "ubnd-tinh"};
    const std::vector<std::pair<std::string, thoihan::fact_input>> facts = {
        {"channel", std::string{"phone"}}, {"channel", std::string{"app"}}, {"field", std::string{"roads"}}, {"field", std::string{"water"}},
        {"field", std::string{"other"}},   {"reason", std::string{"x"}},    {"complex", true},               {"urgent", true},
        {"completion", std::string{"2024-07-10"}}, {"lead", std::string{"ubnd-tinh"}}, {"content", std::string{"hỏng"}}, {"inspected", true},
        {"attempts", std::int64_t{3}},     {"attempts", std::int64_t{300}}};
    std::vector<command> accepted;
    std::vector<instant> clock(6, at("2024-04-25T08:00"));
    int refusals = 0;
    for (int round = 0; round < 900; ++round) {
      const std::size_t which = below(clock.size());
      command c;
      c.case_id = "LH-" + std::to_string(which);
      c.key = "k" + std::to_string(round);
      c.at = clock[which] + static_cast<instant>(below(20'000));
      c.recorded_at = c.at + (below(6) == 0 ? static_cast<instant>(below(9'000)) : 0);
      c.event = events[below(events.size())];
      c.role = roles[below(roles.size())];
      if (c.role == "authority" || below(10) == 0) c.authority = bodies[below(bodies.size())];
      for (std::size_t n = below(3); n > 0; --n) c.facts.push_back(facts[below(facts.size())]);
      // Chance alone would hardly ever find what a state accepts: three times out of four it is helped.
      if (below(4) != 0) likely(o, rules, c, facts, below);
      const std::string before = o.contents();
      try {
        const case_answer answer = o.e.apply(c);
        CHECK_FALSE(answer.repeated);
        accepted.push_back(c);
        clock[which] = c.at;
      } catch (const error& problem) {
        ++refusals;
        CHECK(o.contents() == before);
        CHECK(problem.code() != status::ambiguous);
        CHECK(problem.code() != status::corrupt);
      }
    }
    CHECK(accepted.size() > 60);
    CHECK(refusals > 300);
    o.e.tick(at("2024-12-01T00:00"));
    const std::string whole = o.contents();
    engine again{o.events};
    for (const command& c : accepted) CHECK(again.apply(c).repeated);
    CHECK(again.tick(at("2024-12-01T00:00")).empty());
    CHECK(o.contents() == whole);
    // The rows of duties are those of the fold.
    for (std::size_t which = 0; which < clock.size(); ++which) {
      const std::string id = "LH-" + std::to_string(which);
      if (!o.events.find_case(id)) continue;
      const auto view = again.view(id);
      CHECK(o.events.find_case(id)->state == view.pack().states[view.state()].id);
      CHECK(o.events.find_case(id)->events == view.acts());
      std::vector<std::string> folded;
      for (const auto& round : view.duties()) {
        folded.push_back(view.pack().duties[round.duty].id + std::to_string(round.round) +
                         (round.clock.limited() ? words(round.clock.answer().late_from) : "") + (round.clock.running() ? " runs" : ""));
      }
      std::vector<std::string> kept;
      for (const auto& row : o.events.duties_of(id)) {
        kept.push_back(row.duty + std::to_string(row.round) + (row.late_from ? words(*row.late_from) : "") + (row.status == duty_status::running ? " runs" : ""));
      }
      std::sort(folded.begin(), folded.end());
      std::sort(kept.begin(), kept.end());
      CHECK(kept == folded);
    }
    CHECK(o.events.verify().problems.empty());
  }
}
