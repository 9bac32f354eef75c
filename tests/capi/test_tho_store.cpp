// Cases through the C API: the answers of the invented province's pack, what is refused and why, and files.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/capi/desk.hpp"
#include "tests/support/child_process.hpp"

TEST_SUITE("tho: store") {
  TEST_CASE("a case from receipt to answer") {
    desk d;
    const std::string received = d.apply(receive());
    CHECK(received.find(R"({"case":"LH-1","seq":1,"number":1,"state":"received")") == 0);
    // 2 working hours after 09:10.
    CHECK(has(
        received,
        R"({"duty":"forward","owed_by":"operator","status":"running","due":"2024-04-25T11:10:00+07:00","late_from":"2024-04-25T11:10:01+07:00","cite":"4.2")"));

    const std::string forwarded =
        d.apply(act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("field":"roads")"));
    CHECK(has(forwarded, R"("state":"with_authority")"));
    CHECK(has(forwarded, R"("duty":"forward","owed_by":"operator","status":"met")"));
    // 5 working days after 25 April end with 6 May; the routing table chose who owes it.
    CHECK(has(forwarded,
              R"({"duty":"handle","owed_by":"so-giao-thong","status":"running","due":"2024-05-07T00:00:00+07:00")"));
    CHECK(has(forwarded, R"("notices":[{"notice":"in_handling","to":"reporter","channels":["app"]}])"));

    CHECK(has(d.apply(act("LH-1", "c", "2024-05-03T10:00", "enter_result", transport, "")), R"("state":"resulted")"));
    CHECK(has(d.apply(act("LH-1", "d", "2024-05-03T11:00", "answer", operator_, "")), R"("state":"closed")"));

    const std::string whole = d.case_of("LH-1");
    CHECK(has(whole, R"("state":"closed","state_label":"Closed")"));
    CHECK(has(whole, R"("pack":"lac-hong","version":"2024-01-01")"));
    for (const char* event : {"receive", "forward", "enter_result", "answer"}) {
      CHECK(has(whole, R"("event":")" + std::string{event} + "\""));
    }
    CHECK(has(d.case_of("LH-1", THO_LANGUAGE_VI), R"("state_label":"Đã đóng")"));
    CHECK_MESSAGE(!has(whole, "Đèn hỏng"), "what is personal stands in no event");
  }

  TEST_CASE("with a key texts are kept, sealed; without one the answer says that they were not") {
    desk d;
    CHECK(has(d.apply(receive()), R"("unkept":["content"])"));
    const std::string path = d.folder.file("host.key");
    {
      std::ofstream file{path};
      file << "k-2026 " << std::string(64, '7') << "\n";
    }
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    CHECK(tho_store_use_key(d.store, path.c_str(), THO_NTS, nullptr) == THO_OK);
    std::string second = receive();
    second.replace(second.find("LH-1"), 4, "LH-2");
    CHECK(!has(d.apply(second), "unkept"));
    CHECK(tho_store_use_key(d.store, d.folder.file("none").c_str(), THO_NTS, nullptr) == THO_E_IO);
    std::filesystem::permissions(path, std::filesystem::perms::all);
    CHECK(tho_store_use_key(d.store, path.c_str(), THO_NTS, nullptr) == THO_E_AUTHORITY);
  }

  TEST_CASE("together: all of them or none, and an answer for each") {
    desk d;
    d.apply(receive());
    const std::string forward = act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("field":"roads")");
    const std::string result = act("LH-1", "c", "2024-05-03T10:00", "enter_result", transport, "");
    CHECK(d.refused("{\"together\":[" + forward + "," + act("LH-1", "c", "2024-05-03T10:00", "enter_result", operator_, "") + "]}").code ==
          THO_E_AUTHORITY);
    CHECK(d.refused(R"({"together":[]})").code == THO_E_MISUSE);
    CHECK(has(d.case_of("LH-1"), R"("events":1)"));
    const std::string both = d.apply("{\"together\":[" + forward + "," + result + "]}");
    const std::size_t line = both.find('\n');
    REQUIRE(line != std::string::npos);
    CHECK(has(both.substr(0, line), R"("number":2,"state":"resulted")"));
    CHECK(has(both.substr(line + 1), R"("number":3,"state":"resulted")"));
  }

  TEST_CASE("the same key again: the same answer, and nothing is added; other content is a conflict") {
    desk d;
    const std::string first = d.apply(receive());
    std::string again = d.apply(receive());
    const std::string mark = R"("repeated":true,)";
    REQUIRE(has(again, mark));
    again.erase(again.find(mark), mark.size());
    CHECK(again == first);
    CHECK(has(d.case_of("LH-1"), R"("events":1)"));
    CHECK(d.refused(act("LH-1", "a", "2024-04-25T09:10", "receive", operator_, R"("channel":"phone")")).code ==
          THO_E_DUPLICATE);
    CHECK(
        d.refused(act("LH-1", "a", "2024-04-25T09:11", "receive", operator_, R"("channel":"app","content":"Đèn hỏng")"))
            .code == THO_E_DUPLICATE);
    CHECK(has(d.case_of("LH-1"), R"("events":1)"));
  }

  TEST_CASE("what is late is told once") {
    desk d;
    d.apply(receive());
    CHECK(d.tick("2024-04-25T11:10:00").empty());
    CHECK(
        d.tick("2024-04-25T11:10:01") ==
        R"({"case":"LH-1","duty":"forward","round":1,"kind":"late","at":"2024-04-25T11:10:01+07:00","recorded_at":"2024-04-25T11:10:01+07:00"})"
        "\n");
    CHECK(d.tick("2024-04-25T11:10:01").empty());
    CHECK(d.tick("2024-06-25T11:10:01").empty());
    d.apply(receive("LH-2"));
    d.apply(receive("LH-3"));
    const std::string two = d.tick("2024-04-26T08:00");
    CHECK(std::count(two.begin(), two.end(), '\n') == 2);
    CHECK(two.back() == '\n');
    CHECK(has(two, R"({"case":"LH-2",)"));
    CHECK(has(two, R"("at":"2024-04-25T11:10:01+07:00","recorded_at":"2024-04-26T08:00:00+07:00")"));
  }

  TEST_CASE("refusals have their code and place, and write nothing") {
    desk d;
    d.apply(receive());
    const std::string before = d.case_of("LH-1");

    const failure event = d.refused(act("LH-1", "b", "2024-04-25T10:00", "answer", operator_, ""));
    CHECK(event.code == THO_E_UNEXPECTED_EVENT);
    CHECK(event.details == std::vector<std::string>{"describe", "forward", "refuse"});
    CHECK(d.refused(act("LH-1", "b", "2024-04-25T10:00", "forward", transport, R"("field":"roads")")).code ==
          THO_E_AUTHORITY);
    CHECK(d.refused(act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, "")).code == THO_E_GUARD);
    CHECK(d.refused(act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("fild":"roads")")).code ==
          THO_E_REFERENCE);
    CHECK(d.refused(act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("field":"roads","secret":true)"))
              .code == THO_E_SCHEMA);
    CHECK(d.refused(act("LH-1", "b", "2024-04-25T09:09", "forward", operator_, R"("field":"roads")")).code ==
          THO_E_TIME_ORDER);
    CHECK(d.refused(act("LH-1", "b", "2024-04-25T10:00:00.5", "forward", operator_, R"("field":"roads")")).code ==
          THO_E_RANGE);
    CHECK(d.refused(act("LH-9", "b", "2023-04-25T10:00", "receive", operator_, R"("channel":"app")")).code ==
          THO_E_RANGE);

    const failure key = d.refused(
        "{\"case\": \"LH-1\",\n \"kee\": \"b\", \"at\": \"2024-04-25T10:00\", \"event\": \"forward\","
        "\"by\": {\"role\": \"operator\"}}");
    CHECK(key.code == THO_E_SCHEMA);
    CHECK(key.details.size() == 2);
    const failure unknown = d.refused(
        "{\"case\": \"LH-1\", \"key\": \"b\", \"at\": \"2024-04-25T10:00\",\n  \"event\": \"forward\","
        "\"by\": {\"role\": \"operator\"}, \"evnt\": 1}");
    CHECK(unknown.code == THO_E_SCHEMA);
    CHECK(unknown.line == 2);
    CHECK(unknown.column == 50);
    CHECK(unknown.pointer == "/evnt");
    CHECK(has(unknown.en, "\"event\""));
    const failure syntax = d.refused("{\"case\":\n\n   oops}");
    CHECK(syntax.code == THO_E_SYNTAX);
    CHECK(syntax.line == 3);
    CHECK(d.refused("").code == THO_E_SYNTAX);

    std::string stale = act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("field":"roads")");
    stale.insert(1, R"("expected_events":2,)");
    CHECK(d.refused(stale).code == THO_E_STALE);
    CHECK(d.case_of("LH-1") == before);
  }

  TEST_CASE("new cases need a pack; old ones keep theirs") {
    desk d{false};
    CHECK(d.refused(receive()).code == THO_E_MISUSE);
    d.use();
    d.apply(receive());
    d.open_store(THO_STORE_EXISTING);
    CHECK(has(d.case_of("LH-1"), R"("pack":"lac-hong")"));
    CHECK(has(d.apply(act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("field":"roads")")),
              R"("state":"with_authority")"));
    CHECK(d.refused(receive("LH-2")).code == THO_E_MISUSE);
  }

  TEST_CASE("a case that is not there") {
    desk d;
    text_handle out;
    const failure f = failed(
        [&](tho_error** err) { return tho_store_case(d.store, "LH-7", THO_NTS, THO_LANGUAGE_EN, out.out(), err); });
    CHECK(f.code == THO_E_REFERENCE);
    CHECK(has(f.en, "LH-7"));
    CHECK(has(f.vi, "LH-7"));
  }

  TEST_CASE("files: none, of another program, a folder, read only") {
    temporary_folder folder;
    store_handle store;
    const auto open = [&](const std::string& path, tho_store_mode mode) {
      return failed([&](tho_error** err) { return tho_store_open(path.c_str(), THO_NTS, mode, store.out(), err); });
    };
    CHECK(open(folder.file("none.db"), THO_STORE_EXISTING).code == THO_E_IO);
    CHECK(open(folder.file("none.db"), THO_STORE_READ_ONLY).code == THO_E_IO);
    CHECK(has(open(folder.file("none.db"), THO_STORE_EXISTING).en, "none.db"));
    CHECK(open(folder.file("no/folder.db"), THO_STORE_CREATE).code == THO_E_IO);
    CHECK(open(folder.path().string(), THO_STORE_CREATE).code == THO_E_FORMAT);
    std::ofstream(folder.file("letter.db")) << std::string(4096, 'x');
    CHECK(open(folder.file("letter.db"), THO_STORE_CREATE).code == THO_E_FORMAT);
    CHECK(std::filesystem::file_size(folder.file("letter.db")) == 4096);

    desk d;
    d.apply(receive());
    d.open_store(THO_STORE_READ_ONLY);
    d.use();
    CHECK(has(d.case_of("LH-1"), "received"));
    CHECK(d.refused(receive("LH-2")).code == THO_E_READONLY);
    CHECK(d.refused(act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("field":"roads")")).code ==
          THO_E_READONLY);
  }

  TEST_CASE("two stores on one file see each other's cases") {
    desk d;
    store_handle other;
    ok(tho_store_open(d.file().c_str(), THO_NTS, THO_STORE_EXISTING, other.out(), nullptr));
    d.apply(receive());
    text_handle out;
    ok(tho_store_apply(other, act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("field":"roads")").c_str(),
                       THO_NTS, out.out(), nullptr));
    CHECK(has(d.case_of("LH-1"), R"("state":"with_authority")"));
  }

  TEST_CASE("a store does not work in a forked child, and closing it there harms nobody") {
    desk d;
    d.apply(receive());
    CHECK(in_child([&] {
            const bool refused =
                tho_store_apply(d.store, receive("LH-2").c_str(), THO_NTS, nullptr, nullptr) == THO_E_MISUSE &&
                tho_store_tick(d.store, at("2024-04-25T12:00"), nullptr, nullptr) == THO_E_MISUSE;
            tho_store_close(d.store);
            return refused ? 0 : 1;
          }) == 0);
    CHECK(has(d.apply(receive("LH-2")), R"("case":"LH-2")"));
  }
}
