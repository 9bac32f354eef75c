// An extension as acts of a case: asked for, granted late, as often as the pack says, for each body that asked. The pack and calendar are
// those of tests/support/history_pack.hpp, where handling is extended twice by 3 working days.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/history_pack.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using namespace std::string_literals;
using namespace thoihan;

const std::string transport = "so-giao-thong";

// Handling is due at 24:00 of Monday 11 March.
told_history forwarded() {
  told_history h;
  h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"s}, {"field", "roads"s}}));
  h.enter(h.act("2024-03-04T09:00", "forward", "operator"));
  return h;
}
command ask(const std::string& when) { return told_history::act(when, "request_extension", "authority", {}, transport); }
command grant(const std::string& when, fact_inputs facts = {}) {
  return told_history::act(when, "grant_extension", "supervisor", std::move(facts));
}

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream out;
  out << std::ifstream{file, std::ios::binary}.rdbuf();
  return out.str();
}

// tests/data/packs/fork, where a body that was asked may ask for two days more.
rule_pack fork_with_extension(const temporary_folder& folder) {
  const std::filesystem::path source = THOIHAN_SOURCE_DIR;
  std::string text = text_of(source / "tests/data/packs/fork/pack.json");
  const auto plant = [&text](const std::string& before, const std::string& added) {
    const std::size_t at = text.find(before);
    REQUIRE(at != std::string::npos);
    text.insert(at, added);
  };
  plant(R"({"on": "merge", "from")", R"({"on": "ask_more", "from": ["with_lead"], "to": "same", "by": ["body"], "cite": "1"},
    {"on": "grant_more", "from": ["with_lead"], "to": "same", "by": ["clerk", "body"], "cite": "1"},
    {"on": "ask_exemption", "from": ["with_lead"], "to": "same", "by": ["body"], "cite": "1"},
    {"on": "confirm_exemption", "from": ["with_lead"], "to": "same", "by": ["clerk"], "cite": "1"},
    )");
  plant(R"("ended_by": ["decline"])", R"("extended_by": {"on": "grant_more", "asked": "ask_more", "by": "2 working days", "times": 1, "cite": "1"},
      "exempted_by": {"asked": "ask_exemption", "on": "confirm_exemption", "cite": "1"}, )");
  std::ofstream(folder.path() / "pack.json", std::ios::binary) << text;
  std::filesystem::copy(source / "tests/data/packs/fork/authorities.json", folder.path() / "authorities.json");
  return load_pack(folder.path().string(), (source / "rules").string());
}

}  // namespace

TEST_SUITE("extensions that are asked for") {
  TEST_CASE("each is asked for anew") {
    told_history h = forwarded();
    h.enter(ask("2024-03-05T10:00"));
    // Granted when the limit was over: 12, 13, 14 March.
    h.enter(grant("2024-03-13T10:00"));
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-15T00:00:00");
    // The first asking is answered: another grant counts from itself, and comes too late.
    const error unasked = h.refused(grant("2024-03-15T08:00"));
    CHECK(unasked.code() == status::expired);
    h.enter(ask("2024-03-14T10:00"));
    h.enter(grant("2024-03-18T08:00"));
    // 15, 18, 19.
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-20T00:00:00");
    h.enter(ask("2024-03-18T09:00"));
    CHECK(h.refused(grant("2024-03-18T10:00")).code() == status::conflict);
  }

  TEST_CASE("granted without being asked for, in time") {
    told_history h = forwarded();
    h.enter(grant("2024-03-11T23:59:59"));
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-15T00:00:00");
  }

  TEST_CASE("asking again takes nothing back") {
    told_history h = forwarded();
    h.enter(ask("2024-03-11T10:00"));
    h.enter(ask("2024-03-13T10:00"));
    h.enter(grant("2024-03-14T10:00"));
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-15T00:00:00");
    told_history late = forwarded();
    late.enter(ask("2024-03-12T00:00"));
    CHECK(late.refused(grant("2024-03-12T10:00")).code() == status::expired);
  }

  TEST_CASE("a round does not answer what an earlier one was asked") {
    told_history h = forwarded();
    h.enter(ask("2024-03-04T10:00"));
    h.enter(h.act("2024-03-04T11:00", "return", "authority", {}, transport));
    h.enter(h.act("2024-03-04T14:00", "forward", "operator"));
    CHECK(h.refused(grant("2024-03-12T00:00")).code() == status::expired);
  }

  TEST_CASE("a fact that chooses the limit may come with it") {
    told_history h = forwarded();
    // 10 working days, 5 to 8, 11 to 15 and 18 March, and 19, 20, 21.
    h.enter(grant("2024-03-06T10:00", {{"complex", true}}));
    CHECK(h.duty("handle") == "handle 1 so-giao-thong running due 2024-03-22T00:00:00");
  }

  TEST_CASE("of several bodies each asks for itself") {
    const temporary_folder folder;
    const rule_pack pack = fork_with_extension(folder);
    case_view view{pack, "LH-1"};
    const auto tell = [&](const std::string& when, const std::string& event, fact_inputs facts, const std::string& body) {
      view.apply(resolve_act(pack, told_history::act(when, event, body.empty() ? "clerk" : "body", std::move(facts), body)));
    };
    const auto dues = [&view] {
      const std::string told = told_view(view);
      return told.substr(told.find("answer_lead"));
    };
    tell("2024-03-04T08:00", "receive", {{"lead", "so-a"s}}, "");
    CHECK_THROWS_AS(tell("2024-03-04T08:30", "ask_more", {}, "so-b"), error);  // it was asked nothing yet
    tell("2024-03-04T09:00", "ask", {{"asked_body", "so-b"s}}, "so-a");
    tell("2024-03-04T09:00", "ask", {{"asked_body", "so-c"s}}, "so-a");
    CHECK(dues() == "answer_lead 1 so-b running due 2024-03-08T00:00:00; answer_lead 2 so-c running due 2024-03-08T00:00:00;");
    tell("2024-03-06T10:00", "ask_more", {}, "so-b");
    // It was asked in time by so-b alone: 8 and 11 March.
    tell("2024-03-11T10:00", "grant_more", {}, "");
    CHECK(dues() == "answer_lead 1 so-b running due 2024-03-12T00:00:00; answer_lead 2 so-c running due 2024-03-08T00:00:00;");
    // None grants another's.
    tell("2024-03-11T11:00", "ask_more", {}, "so-c");
    tell("2024-03-11T11:30", "grant_more", {}, "so-b");
    CHECK(dues() == "answer_lead 1 so-b running due 2024-03-12T00:00:00; answer_lead 2 so-c running due 2024-03-08T00:00:00;");
    CHECK_THROWS_AS(tell("2024-03-11T12:00", "grant_more", {}, "so-a"), error);
    // An exemption is for who asked for it, too.
    tell("2024-03-11T13:00", "ask_exemption", {}, "so-b");
    tell("2024-03-12T10:00", "confirm_exemption", {}, "");
    CHECK(dues() == "answer_lead 1 so-b running exempted due 2024-03-12T00:00:00; answer_lead 2 so-c running due 2024-03-08T00:00:00;");
  }
}
