// What a store tells of its cases through the C API: batches, lists, whose time it was, notices, reports. The dates are those of the
// invented province: office hours 07:30 to 11:30 and 13:00 to 17:00, no work on 29 April to 1 May 2024, work on Saturday 4 May.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "tests/capi/desk.hpp"

namespace {

using asking = std::function<tho_status(tho_text**, tho_error**)>;

std::string asked(const asking& ask) {
  text_handle out;
  done([&](tho_error** err) { return ask(out.out(), err); });
  return text_of(out);
}

// LH-1 was forwarded in time and is with the authority, whose five working days end with 6 May; LH-2 was left lying.
struct two_cases : desk {
  two_cases() {
    count_figures();
    use();
    apply(receive());
    apply(act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("field":"roads")"));
    apply(receive("LH-2"));
  }
  std::string late(const char* now, int64_t skip, int64_t most) {
    return asked([&](auto out, auto err) { return tho_store_late(store, at(now), skip, most, out, err); });
  }
  std::string next(const char* now, int64_t skip, int64_t most) {
    return asked([&](auto out, auto err) { return tho_store_next(store, at(now), skip, most, out, err); });
  }
  std::string outbox(int64_t after, int64_t most) {
    return asked([&](auto out, auto err) { return tho_store_outbox(store, after, most, THO_LANGUAGE_EN, out, err); });
  }
  std::string report(const char* question, tho_report_format format) {
    return asked([&](auto out, auto err) {
      return tho_store_report(store, question, THO_NTS, format, THO_LANGUAGE_EN, out, err);
    });
  }
};

const std::string forward_late =
    R"({"case":"LH-2","duty":"forward","owed_by":"operator","due":"2024-04-25T11:10:00+07:00")";
const std::string handle_late =
    R"({"case":"LH-1","duty":"handle","owed_by":"so-giao-thong","due":"2024-05-07T00:00:00+07:00")";

}  // namespace

TEST_SUITE("tho: store lists") {
  TEST_CASE("many acts at once: one that is refused does not stop the rest, and sent again they add nothing") {
    desk d;
    const std::string lines = receive() + "\n\n  \r\n" + "{\"case\": \"LH-2\"\n" +
                              act("LH-1", "b", "2024-04-25T10:00", "answer", operator_, "") + "\n" +
                              act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("field":"roads")");
    int64_t refused = 77;
    const auto send = [&] {
      return asked([&](auto out, auto err) {
        return tho_store_apply_batch(d.store, lines.c_str(), THO_NTS, THO_LANGUAGE_EN, out, &refused, err);
      });
    };
    const std::string first = send();
    CHECK(refused == 2);
    CHECK(std::count(first.begin(), first.end(), '\n') == 4);
    CHECK(first.find(R"({"case":"LH-1","seq":1,"number":1,"state":"received")") == 0);
    CHECK(has(first, R"({"error":{"code":"SYNTAX")"));
    CHECK(has(first, R"("line":4)"));
    CHECK(has(first, R"({"error":{"code":"UNEXPECTED_EVENT")"));
    CHECK(has(first, R"("line":5,"accepted":["describe","forward","refuse"])"));
    CHECK(has(first, R"({"case":"LH-1","seq":2,"number":2,"state":"with_authority")"));
    const std::string again = send();
    CHECK(refused == 2);
    CHECK(has(again, R"("seq":1,"number":1,"repeated":true)"));
    CHECK(has(d.case_of("LH-1"), R"("events":2)"));
    const auto none = [&](const char* text) {
      return asked([&](auto out, auto err) {
        return tho_store_apply_batch(d.store, text, THO_NTS, THO_LANGUAGE_VI, out, &refused, err);
      });
    };
    CHECK(none("").empty());
    CHECK(refused == 0);
    CHECK(none("\n \t\n").empty());
    CHECK(has(none("7"), R"("code":"SCHEMA")"));
    CHECK(refused == 1);
  }

  TEST_CASE("a batch that the store refuses is not written in part") {
    desk d;
    d.apply(receive());
    d.open_store(THO_STORE_READ_ONLY);
    d.use();
    const std::string lines = receive("LH-2") + "\n" + receive("LH-3");
    int64_t refused = 77;
    text_handle out;
    const failure f = failed([&](tho_error** err) {
      return tho_store_apply_batch(d.store, lines.c_str(), THO_NTS, THO_LANGUAGE_EN, out.out(), &refused, err);
    });
    CHECK(f.code == THO_E_READONLY);
    CHECK(refused == 0);
    CHECK(out.get() == nullptr);
  }

  TEST_CASE("what is late, by whom, and what comes next") {
    two_cases d;
    // From 11:10 on 25 April: 20 minutes and an afternoon, 26 April, 2, 3, 4 and 6 May, and half an hour on the 7th.
    const std::string forward = forward_late + R"(,"late_s":1025400,"late_working_s":161400})" + "\n";
    const std::string handle = handle_late + R"(,"late_s":28800,"late_working_s":1800})" + "\n";
    CHECK(d.late("2024-05-07T08:00", 0, INT64_MAX) == forward + handle);
    CHECK(d.late("2024-05-07T08:00", 1, 50) == handle);
    CHECK(d.late("2024-05-07T08:00", 0, 1) == forward);
    CHECK(d.late("2024-05-07T08:00", 0, 0).empty());
    CHECK(d.late("2024-05-07T08:00", INT64_MAX, INT64_MAX).empty());
    CHECK(d.late("2024-04-25T11:10:00", 0, 50).empty());
    CHECK(has(d.late("2024-04-25T11:10:01", 0, 50), forward_late));

    const std::string both = forward_late + "}\n" + handle_late + "}\n";
    CHECK(d.next("2024-04-25T11:10:00", 0, INT64_MAX) == both);
    CHECK(d.next("2024-04-25T11:10:00", 0, 1) == forward_late + "}\n");
    CHECK(d.next("2024-04-25T11:10:00", 1, INT64_MAX) == handle_late + "}\n");
    CHECK(d.next("2024-04-25T11:10:01", 0, 50) == handle_late + "}\n");
    CHECK(d.next("2024-04-25T11:10:00", INT64_MAX, 1).empty());

    CHECK(asked([&](auto out, auto err) {
            return tho_store_late_by_owner(d.store, at("2024-05-07T08:00"), out, err);
          }) == R"({"owed_by":"operator","count":1,"longest_late_s":1025400,"longest_late_working_s":161400})"
                "\n"
                R"({"owed_by":"so-giao-thong","count":1,"longest_late_s":28800,"longest_late_working_s":1800})"
                "\n");
  }

  TEST_CASE("which cases there are, and how many are open") {
    two_cases d;
    d.apply(receive("LH-3"));
    d.apply(act("LH-3", "b", "2024-04-25T10:00", "refuse", operator_, R"("reason":"no")"));
    const auto open = [&](tho_language language) {
      return asked([&](auto out, auto err) {
        return tho_store_open_by_state(d.store, at("2024-04-26T08:00"), language, out, err);
      });
    };
    const std::string english = open(THO_LANGUAGE_EN);
    CHECK(has(english, R"({"state":"received","label":"Received","open":1,"late":1})"));
    CHECK(has(english, R"({"state":"with_authority","label":"With the authority","open":1,"late":0})"));
    CHECK(!has(english, "refused"));
    CHECK(has(open(THO_LANGUAGE_VI), R"("label":"Đã tiếp nhận")"));

    const auto cases = [&](const char* after, int64_t most) {
      return asked([&](auto out, auto err) { return tho_store_cases(d.store, after, THO_NTS, most, out, err); });
    };
    const std::string all = cases(nullptr, 100);
    CHECK(all.find(R"({"case":"LH-1","events":2,"state":"with_authority","ended":false,"lead":"so-giao-thong")") == 0);
    CHECK(has(all,
              R"({"case":"LH-2","events":1,"state":"received","ended":false,"lead":null,"publication":"public",)"
              R"("opened_at":"2024-04-25T09:10:00+07:00","last_at":"2024-04-25T09:10:00+07:00","pack":"lac-hong"})"));
    CHECK(has(all, R"({"case":"LH-3","events":2,"state":"refused","ended":true)"));
    CHECK(cases("LH-1", 1).find(R"({"case":"LH-2")") == 0);
    CHECK(cases("LH-3", 1).empty());
    CHECK(cases(nullptr, 0).empty());
  }

  TEST_CASE("whose time it was: the parts sum to the whole") {
    two_cases d;
    const auto ledger = [&](const char* id) {
      return asked([&](auto out, auto err) {
        return tho_store_ledger(d.store, id, THO_NTS, at("2024-05-07T08:00"), THO_LANGUAGE_EN, out, err);
      });
    };
    const std::string told = ledger("LH-1");
    CHECK(has(told,
              R"({"case":"LH-1","from":"2024-04-25T09:10:00+07:00","to":"2024-04-25T10:00:00+07:00","seconds":3000,)"
              R"("working_seconds":3000,"party":"operator")"));
    CHECK(has(told, R"("cause":"late")"));
    // From receipt to the question: twelve days less 70 minutes.
    const std::string sum = told.substr(told.rfind('\n', told.size() - 2) + 1);
    CHECK(has(sum, R"("seconds":1032600)"));
    CHECK(has(sum, R"("ended":false)"));
    const failure f = failed([&](tho_error** err) {
      text_handle out;
      return tho_store_ledger(d.store, "LH-1", THO_NTS, at("2024-04-25T09:00"), THO_LANGUAGE_EN, out.out(), err);
    });
    CHECK(f.code == THO_E_RANGE);
  }

  TEST_CASE("words are told with the key alone; the public sees none of them; erased they are gone") {
    desk d;
    const std::string key = d.folder.file("host.key");
    std::ofstream{key} << "k-1 " << std::string(64, '7') << "\n";
    d.apply(receive("LH-0"));
    ok(tho_store_use_key(d.store, key.c_str(), THO_NTS, nullptr));
    d.apply(receive());
    const auto texts = [&](const char* id) {
      return asked([&](auto out, auto err) { return tho_store_texts(d.store, id, THO_NTS, out, err); });
    };
    CHECK(texts("LH-0") == R"({"number":1,"fact":"content","access":"sealed","text":null})"
                           "\n");
    CHECK(texts("LH-1") == R"({"number":1,"fact":"content","access":"readable","text":"Đèn hỏng"})"
                           "\n");
    const auto seen = [&](const char* id) {
      return asked(
          [&](auto out, auto err) { return tho_store_public_view(d.store, id, THO_NTS, THO_LANGUAGE_EN, out, err); });
    };
    CHECK(has(seen("LH-1"), R"("public":true,"state":"received")"));
    CHECK(!has(seen("LH-1"), "Đèn hỏng"));
    CHECK(!has(d.case_of("LH-1"), "Đèn hỏng"));
    d.apply(
        R"({"case":"LH-1","key":"e","at":"2024-04-25T12:00","erase":"texts","by":{"role":"operator","officer":"an"}})");
    CHECK(texts("LH-1") == R"({"number":1,"fact":"content","access":"gone","text":null})"
                           "\n");

    d.open_store(THO_STORE_EXISTING);
    d.use();
    d.apply(receive("LH-9"));
    d.apply(
        R"({"case":"LH-9","key":"e","at":"2024-04-25T12:00","erase":"facts","by":{"role":"operator","officer":"an"}})");
    CHECK(d.case_of("LH-9").find(R"({"case":"LH-9","secret":true,"history":[)") == 0);
    CHECK(seen("LH-9") == R"({"case":"LH-9","public":false})");
    CHECK(asked([&](auto out, auto err) { return tho_store_cases(d.store, "LH-1", THO_NTS, 5, out, err); }) ==
          R"({"case":"LH-9","events":2,"secret":true})"
          "\n");
    text_handle out;
    CHECK(tho_store_ledger(d.store, "LH-9", THO_NTS, at("2024-05-07T08:00"), THO_LANGUAGE_EN, out.out(), nullptr) ==
          THO_E_REFERENCE);
  }

  TEST_CASE("a case that is not there") {
    desk d;
    text_handle out;
    const char* id = "LH-7";
    const std::vector<std::function<tho_status(tho_error**)>> calls = {
        [&](auto err) { return tho_store_texts(d.store, id, THO_NTS, out.out(), err); },
        [&](auto err) {
          return tho_store_ledger(d.store, id, THO_NTS, at("2024-05-07T08:00"), THO_LANGUAGE_EN, out.out(), err);
        },
        [&](auto err) { return tho_store_public_view(d.store, id, THO_NTS, THO_LANGUAGE_EN, out.out(), err); }};
    for (const auto& call : calls) {
      const failure f = failed(call);
      CHECK(f.code == THO_E_REFERENCE);
      CHECK(has(f.en, id));
    }
    const auto month = [&](tho_error** err) {
      return tho_store_report(d.store, R"({"period":"month:2024-04","now":"2024-05-07T08:00"})", THO_NTS,
                              THO_REPORT_JSON, THO_LANGUAGE_EN, out.out(), err);
    };
    CHECK(failed(month).code == THO_E_REFERENCE);
  }

  TEST_CASE("notices are told until they are acknowledged") {
    two_cases d;
    const std::string notice = d.outbox(0, 10);
    CHECK(notice.find(R"({"id":1,"case":"LH-1","number":2,"notice":"in_handling","to":"reporter","authority":null)") ==
          0);
    CHECK(has(notice, R"("channels":["app"])"));
    CHECK(has(notice, R"("en":"LH-1 went to )"));
    CHECK(std::count(notice.begin(), notice.end(), '\n') == 1);
    CHECK(d.outbox(1, 10).empty());
    CHECK(d.outbox(0, 0).empty());
    const int64_t ids[] = {99, 1, 1};
    int32_t owed[] = {7, 7, 7, 7};
    ok(tho_store_acknowledge(d.store, ids, 3, at("2024-04-25T10:05"), owed, nullptr));
    CHECK(std::vector<int32_t>(owed, owed + 4) == std::vector<int32_t>{0, 1, 0, 7});
    CHECK(d.outbox(0, 10).empty());
    ok(tho_store_acknowledge(d.store, ids, 0, at("2024-04-25T10:05"), owed, nullptr));
    d.open_store(THO_STORE_READ_ONLY);
    int32_t none[] = {7};
    CHECK(tho_store_acknowledge(d.store, ids, 1, at("2024-04-25T10:05"), none, nullptr) == THO_E_READONLY);
    CHECK(none[0] == 0);
  }

  TEST_CASE("the report of a month, in three forms") {
    two_cases d;
    const char* april = R"({"period": "month:2024-04", "now": "2024-05-07T08:00"})";
    const std::string lines = d.report(april, THO_REPORT_JSON);
    const std::string head = lines.substr(0, lines.find('\n'));
    CHECK(has(head, R"("pack":"lac-hong")"));
    CHECK(has(head, R"("from":"2024-04-01T00:00:00+07:00","until":"2024-05-01T00:00:00+07:00")"));
    CHECK(has(head, R"("complete":true)"));
    CHECK(has(lines, R"({"table":"late","case":"LH-2")"));
    CHECK(lines.back() == '\n');
    const std::string sheet = d.report(april, THO_REPORT_CSV);
    CHECK(sheet.find("\xEF\xBB\xBF") == 0);
    CHECK(has(sheet, "LH-2"));
    const std::string page = d.report(april, THO_REPORT_HTML);
    CHECK(page.find("<!DOCTYPE html>") == 0);
    CHECK(has(page, "LH-2"));
    const std::string figures = d.report(
        R"({"period":"month:2024-04","now":"2024-05-07T08:00","lists":false,"pack":"lac-hong"})", THO_REPORT_JSON);
    CHECK(!has(figures, R"("table":"late")"));
    CHECK(has(figures, R"("table":"outcome")"));
  }

  TEST_CASE("a question about a report that is none") {
    two_cases d;
    text_handle out;
    const auto refused = [&](const char* question) {
      return failed([&](tho_error** err) {
        return tho_store_report(d.store, question, THO_NTS, THO_REPORT_JSON, THO_LANGUAGE_EN, out.out(), err);
      });
    };
    CHECK(refused("{").code == THO_E_SYNTAX);
    CHECK(refused(R"({"now":"2024-05-07T08:00","now":"2024-05-07T08:00"})").code == THO_E_SYNTAX);
    const failure missing = refused("{}");
    CHECK(missing.code == THO_E_SCHEMA);
    CHECK(missing.details.size() == 2);
    const failure unknown =
        refused("{\"period\": \"month:2024-04\", \"now\": \"2024-05-07T08:00\",\n \"autority\": \"x\"}");
    CHECK(unknown.code == THO_E_SCHEMA);
    CHECK(unknown.line == 2);
    CHECK(unknown.pointer == "/autority");
    CHECK(has(unknown.en, "\"authority\""));
    CHECK(refused(R"({"period":"month:2024-04","now":"2024-05-07T08:00","lists":1})").code == THO_E_SCHEMA);
    CHECK(refused(R"({"period":"month:2024-04","now":"1989-05-07T08:00"})").code == THO_E_RANGE);
    const failure period = refused(R"({"period":"month:2024-13","now":"2024-05-07T08:00"})");
    CHECK(period.code == THO_E_INVALID);
    CHECK(period.pointer == "/period");
    CHECK(refused(R"({"period":"month:2024-04","now":"2024-05-07T08:00","report":"none"})").code == THO_E_REFERENCE);
    CHECK(refused(R"({"period":"month:2024-04","now":"2024-05-07T08:00","authority":"none"})").code == THO_E_REFERENCE);
    CHECK(refused(R"({"period":"month:2024-04","now":"2024-05-07T08:00","pack":"none"})").code == THO_E_REFERENCE);
  }
}
