// Text into the library: UTF-8 without NUL, sized or NUL-terminated; else an error with the byte.
#include <doctest/doctest.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "tests/capi/handles.hpp"

namespace {

struct text_parameter {
  const char* function;
  const char* parameter;
  std::function<tho_status(const char*, int64_t, tho_error**)> call;
};

// Every parameter that takes text.
class text_parameters {
 public:
  text_parameters() {
    ok(tho_store_open(folder_.file("a.db").c_str(), THO_NTS, THO_STORE_CREATE, store_.out(), nullptr));
    ok(tho_store_use_pack(store_, rules_.pack, nullptr));
  }

  std::vector<text_parameter> list() {
    return {
        {"tho_time_parse", "text", [&](auto s, auto n, auto e) { return tho_time_parse(s, n, &time_, e); }},
        {"tho_day_parse", "text", [&](auto s, auto n, auto e) { return tho_day_parse(s, n, &day_, e); }},
        {"tho_pack_open", "path", [&](auto s, auto n, auto e) { return tho_pack_open(s, n, pack_.out(), e); }},
        {"tho_calendar_from_pack", "name",
         [&](auto s, auto n, auto e) { return tho_calendar_from_pack(rules_.pack, s, n, calendar_.out(), e); }},
        {"tho_limit_parse", "text",
         [&](auto s, auto n, auto e) { return tho_limit_parse(rules_.pack, s, n, limit_.out(), e); }},
        {"tho_duty_evaluate", "duty",
         [&](auto s, auto n, auto e) { return tho_duty_evaluate(rules_.pack, s, n, nullptr, 0, start_, &due_, e); }},
        {"tho_duty_evaluate", "facts",
         [&](auto s, auto n, auto e) {
           return tho_duty_evaluate(rules_.pack, "handle", THO_NTS, s, n, start_, &due_, e);
         }},
        {"tho_duty_explain", "duty",
         [&](auto s, auto n, auto e) {
           return tho_duty_explain(rules_.pack, s, n, nullptr, 0, start_, THO_LANGUAGE_EN, answer_.out(), e);
         }},
        {"tho_duty_explain", "facts",
         [&](auto s, auto n, auto e) {
           return tho_duty_explain(rules_.pack, "handle", THO_NTS, s, n, start_, THO_LANGUAGE_EN, answer_.out(), e);
         }},
        {"tho_store_open", "path",
         [&](auto s, auto n, auto e) { return tho_store_open(s, n, THO_STORE_EXISTING, other_.out(), e); }},
        {"tho_store_apply", "command",
         [&](auto s, auto n, auto e) { return tho_store_apply(store_, s, n, answer_.out(), e); }},
        {"tho_store_case", "case_id",
         [&](auto s, auto n, auto e) { return tho_store_case(store_, s, n, THO_LANGUAGE_EN, answer_.out(), e); }},
        {"tho_store_use_key", "path", [&](auto s, auto n, auto e) { return tho_store_use_key(store_, s, n, e); }},
        {"tho_store_apply_batch", "commands",
         [&](auto s, auto n, auto e) {
           return tho_store_apply_batch(store_, s, n, THO_LANGUAGE_EN, answer_.out(), nullptr, e);
         }},
        {"tho_store_texts", "case_id",
         [&](auto s, auto n, auto e) { return tho_store_texts(store_, s, n, answer_.out(), e); }},
        {"tho_store_ledger", "case_id",
         [&](auto s, auto n, auto e) {
           return tho_store_ledger(store_, s, n, start_, THO_LANGUAGE_EN, answer_.out(), e);
         }},
        {"tho_store_public_view", "case_id",
         [&](auto s, auto n, auto e) { return tho_store_public_view(store_, s, n, THO_LANGUAGE_EN, answer_.out(), e); }},
        {"tho_store_cases", "after",
         [&](auto s, auto n, auto e) { return tho_store_cases(store_, s, n, 1, answer_.out(), e); }},
        {"tho_store_report", "question",
         [&](auto s, auto n, auto e) {
           return tho_store_report(store_, s, n, THO_REPORT_JSON, THO_LANGUAGE_EN, answer_.out(), e);
         }},
        {"tho_store_verify", "digest",
         [&](auto s, auto n, auto e) { return tho_store_verify(store_, s, n, answer_.out(), e); }},
        {"tho_store_backup", "path",
         [&](auto s, auto n, auto e) { return tho_store_backup(store_, s, n, answer_.out(), e); }},
        {"tho_store_rekey", "old_path",
         [&](auto s, auto n, auto e) { return tho_store_rekey(store_, s, n, "none", THO_NTS, nullptr, e); }},
        {"tho_store_rekey", "new_path",
         [&](auto s, auto n, auto e) { return tho_store_rekey(store_, "none", THO_NTS, s, n, nullptr, e); }},
        {"tho_store_recompute", "path",
         [&](auto s, auto n, auto e) {
           return tho_store_recompute(store_, s, n, start_, 0, THO_LANGUAGE_EN, answer_.out(), e);
         }},
    };
  }

 private:
  lac_hong rules_;
  temporary_folder folder_;
  store_handle store_;
  int64_t start_ = at("2024-04-25T09:10");
  int64_t time_ = 0;
  int32_t day_ = 0;
  pack_handle pack_;
  calendar_handle calendar_;
  limit_handle limit_;
  store_handle other_;
  tho_deadline due_ = THO_DEADLINE_INIT;
  text_handle answer_;
};

}  // namespace

TEST_SUITE("tho: text") {
  TEST_CASE("bad UTF-8 in every text parameter, with the byte") {
    const std::pair<std::string, int64_t> bad[] = {
        {"\x80", 0},                     // a continuation alone
        {"ab\xC0\xAF", 2},               // overlong
        {"ng\xC3\xA0y\xED\xA0\x80", 5},  // "ngày", then a surrogate
        {"\xF4\x90\x80\x80", 0},         // above U+10FFFF
        {"abc\xE1\xBB", 3},              // a character without its end
        {"\xFF", 0},
    };
    text_parameters all;
    for (const text_parameter& text : all.list()) {
      CAPTURE(std::string{text.function});
      CAPTURE(std::string{text.parameter});
      for (const auto& [bytes, offset] : bad) {
        for (const int64_t size : {static_cast<int64_t>(bytes.size()), int64_t{THO_NTS}}) {
          const failure f = failed([&](tho_error** err) { return text.call(bytes.c_str(), size, err); });
          CHECK(f.code == THO_E_UTF8);
          CHECK(f.offset == offset);
          CHECK(f.details == std::vector<std::string>{text.parameter});
        }
      }
    }
  }

  TEST_CASE("a NUL byte inside, in every text parameter") {
    text_parameters all;
    for (const text_parameter& text : all.list()) {
      CAPTURE(std::string{text.function});
      CAPTURE(std::string{text.parameter});
      const failure f = failed([&](tho_error** err) { return text.call("5 days\0x", 8, err); });
      CHECK(f.code == THO_E_UTF8);
      CHECK(f.offset == 6);
      CHECK(f.details == std::vector<std::string>{text.parameter});
      const failure g = failed([&](tho_error** err) { return text.call("\0\xFF", 2, err); });
      CHECK(g.offset == 0);
    }
  }

  TEST_CASE("a negative size, in every text parameter") {
    text_parameters all;
    for (const text_parameter& text : all.list()) {
      CAPTURE(std::string{text.function});
      CAPTURE(std::string{text.parameter});
      for (const int64_t size : {int64_t{-2}, INT64_MIN}) {
        const failure f = failed([&](tho_error** err) { return text.call("5 days", size, err); });
        CHECK(f.code == THO_E_INVALID);
        CHECK(f.details == std::vector<std::string>{text.parameter});
      }
    }
  }

  TEST_CASE("no text, in every text parameter: an error of its own, no crash") {
    text_parameters all;
    for (const text_parameter& text : all.list()) {
      CAPTURE(std::string{text.function});
      CAPTURE(std::string{text.parameter});
      if (std::string{text.function} == "tho_store_apply_batch") continue;  // no act at all: nothing is written
      for (const int64_t size : {int64_t{0}, int64_t{THO_NTS}}) {
        CHECK(failed([&](tho_error** err) { return text.call("", size, err); }).code < 0);
      }
    }
  }

  TEST_CASE("each byte and each pair of bytes is judged as RFC 3629 says") {
    int64_t time = 0;
    for (int first = 0; first < 256; ++first) {
      for (int second = 0; second < 256; ++second) {
        const char bytes[] = {static_cast<char>(first), static_cast<char>(second)};
        // ASCII, or a two-byte character; a byte that cannot begin a character is bad itself.
        int64_t bad = -1;
        if (first == 0)
          bad = 0;
        else if (first < 0x80)
          bad = second == 0 || second >= 0x80 ? 1 : -1;
        else
          bad = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF ? -1 : 0;
        error_handle err;
        const tho_status code = tho_time_parse(bytes, 2, &time, err.out());
        CHECK(code == (bad < 0 ? THO_E_INVALID : THO_E_UTF8));
        CHECK(tho_error_offset(err) == bad);
      }
    }
  }

  TEST_CASE("a size ends the text before its NUL, and without one") {
    const char text[] = {'2', '0', '2', '4', '-', '0', '4', '-', '2', '5', 'x', 'x'};
    int32_t number = 0;
    ok(tho_day_parse(text, 10, &number, nullptr));
    CHECK(number == 19838);
    CHECK(tho_day_parse(text, 11, &number, nullptr) == THO_E_INVALID);
    CHECK(tho_day_parse(text, 9, &number, nullptr) == THO_E_INVALID);
  }

  TEST_CASE("times") {
    CHECK(at("2024-04-25T09:10") == 1714011000);
    CHECK(at("2024-04-25T02:10:00Z") == 1714011000);
    CHECK(at("2024-04-25T09:10:00.000+07:00") == 1714011000);
    CHECK(at("2024-04-24T24:00") == at("2024-04-25T00:00"));
    CHECK(written(1714011000) == "2024-04-25T09:10:00+07:00");
    const auto parse = [](const char* text) {
      return failed([&](tho_error** err) {
        int64_t out = 0;
        return tho_time_parse(text, THO_NTS, &out, err);
      });
    };
    CHECK(parse("2024-04-25").code == THO_E_INVALID);
    CHECK(parse("2024-02-30T09:10").code == THO_E_INVALID);
    CHECK(parse("1989-12-31T09:10").code == THO_E_RANGE);
    const failure fraction = parse("2024-04-25T09:10:00.5");
    CHECK(fraction.code == THO_E_INVALID);
    CHECK(fraction.en.find("truncated") != std::string::npos);
  }

  TEST_CASE("days") {
    CHECK(day("1990-01-01") == 7305);
    CHECK(day("2024-04-25") == 19838);
    CHECK(written_day(19838) == "2024-04-25");
    int32_t out = 77;
    CHECK(tho_day_parse("2024-02-30", THO_NTS, &out, nullptr) == THO_E_INVALID);
    CHECK(tho_day_parse("2100-01-01", THO_NTS, &out, nullptr) == THO_E_RANGE);
    CHECK(tho_day_parse("2024-04-25T09:10", THO_NTS, &out, nullptr) == THO_E_INVALID);
    // The date changes at 17:00 UTC.
    ok(tho_day_from_time(at("2024-04-25T00:00"), &out, nullptr));
    CHECK(out == 19838);
    ok(tho_day_from_time(at("2024-04-25T00:00") - 1, &out, nullptr));
    CHECK(out == 19837);
    ok(tho_day_from_time(at("2099-12-31T23:59:59"), &out, nullptr));
    CHECK(out == 47481);
    CHECK(tho_day_from_time(at("2099-12-31T24:00"), &out, nullptr) == THO_E_RANGE);
    CHECK(out == 0);
  }

  TEST_CASE("forty bytes are written, no more, and the rest of them is zero") {
    char out[48];
    for (const bool with_day : {false, true}) {
      std::memset(out, 'x', sizeof out);
      ok(with_day ? tho_day_format(19838, out, nullptr) : tho_time_format(1714011000, out, nullptr));
      const std::string text = with_day ? "2024-04-25" : "2024-04-25T09:10:00+07:00";
      CHECK(std::string(out, 48) == text + std::string(40 - text.size(), '\0') + "xxxxxxxx");
    }
  }
}
