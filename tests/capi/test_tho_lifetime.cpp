// Handles go in any order, and in any thread.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/capi/handles.hpp"

TEST_SUITE("tho: lifetime") {
  TEST_CASE("every order of releasing a pack and what was made from it") {
    const pack_writer rules;
    temporary_folder folder;
    const std::string path = rules.pack_folder();
    const std::string file = folder.file("a.db");
    const int64_t start = at("2024-04-25T09:10");
    std::array<int, 5> order = {0, 1, 2, 3, 4};
    int orders = 0;
    do {
      tho_pack* pack = nullptr;
      tho_calendar* calendar = nullptr;
      tho_limit* limit = nullptr;
      tho_store* store = nullptr;
      tho_error* error = nullptr;
      tho_text* text = nullptr;
      ok(tho_pack_open(path.c_str(), THO_NTS, &pack, nullptr));
      ok(tho_calendar_from_pack(pack, nullptr, 0, &calendar, nullptr));
      ok(tho_limit_parse(pack, "5 working days", THO_NTS, &limit, nullptr));
      ok(tho_store_open(file.c_str(), THO_NTS, THO_STORE_CREATE, &store, nullptr));
      ok(tho_store_use_pack(store, pack, nullptr));
      ok(tho_limit_explain(limit, calendar, start, THO_LANGUAGE_VI, &text, nullptr));
      REQUIRE(tho_store_case(store, "LH-0", THO_NTS, THO_LANGUAGE_VI, nullptr, &error) == THO_E_INVALID);
      const std::array<std::function<void()>, 5> releases = {
          [&] {
            tho_pack_release(pack);
            pack = nullptr;
          },
          [&] {
            tho_calendar_release(calendar);
            calendar = nullptr;
          },
          [&] {
            tho_limit_release(limit);
            limit = nullptr;
          },
          [&] {
            tho_store_close(store);
            store = nullptr;
          },
          [&] {
            tho_text_release(text);
            text = nullptr;
          },
      };
      // An error goes first in half of the orders, last in the others.
      const auto release_error = [&] {
        tho_error_release(error);
        error = nullptr;
      };
      if (orders % 2 == 0) release_error();
      for (const int one : order) {
        releases[static_cast<std::size_t>(one)]();
        // What is left works as before.
        int64_t time = 0;
        tho_deadline due = THO_DEADLINE_INIT;
        tho_text* none = nullptr;
        if (pack != nullptr) {
          CHECK(std::string{tho_pack_id(pack, nullptr)} == "lac-hong");
          ok(tho_duty_evaluate(pack, "handle", THO_NTS, nullptr, 0, start, &due, nullptr));
        }
        if (calendar != nullptr) ok(tho_calendar_add(calendar, start, 7200, &time, nullptr));
        if (limit != nullptr) {
          ok(tho_limit_evaluate(limit, calendar, start, &due, nullptr));
          CHECK(due.due_day == 19849);  // 2024-05-06
        }
        if (error != nullptr) CHECK(std::string{tho_error_detail_at(error, 0, nullptr)} == "out");
        if (text != nullptr) CHECK(std::string{tho_text_data(text, nullptr)}.find("\"steps\"") != std::string::npos);
        if (store != nullptr) {
          const std::string id = "LH-" + std::to_string(orders) + "-" + std::to_string(one);
          const std::string command = R"({"case":")" + id +
                                      R"(","key":"a","at":"2024-04-25T09:10","event":"receive",)" +
                                      R"("by":{"role":"operator"},"facts":{"channel":"app"}})";
          // Writing costs a trip to the disk; two of three orders read only.
          if (orders % 3 == 0)
            ok(tho_store_apply(store, command.c_str(), THO_NTS, nullptr, nullptr));
          else
            CHECK(tho_store_case(store, id.c_str(), THO_NTS, THO_LANGUAGE_VI, &none, nullptr) == THO_E_REFERENCE);
        }
      }
      release_error();
      ++orders;
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK(orders == 120);
  }

  TEST_CASE("a handle lives until its last reference") {
    const lac_hong rules;
    tho_pack_retain(rules.pack);
    tho_pack_retain(rules.pack);
    tho_pack_release(rules.pack);
    tho_pack_release(rules.pack);
    CHECK(std::string{tho_pack_version(rules.pack, nullptr)} == "2024-01-01");
    calendar_handle calendar;
    ok(tho_calendar_from_pack(rules.pack, nullptr, 0, calendar.out(), nullptr));
    tho_calendar_retain(calendar);
    tho_calendar_release(calendar);
    limit_handle limit;
    ok(tho_limit_parse(rules.pack, "1 day", THO_NTS, limit.out(), nullptr));
    tho_limit_retain(limit);
    tho_limit_release(limit);
    text_handle text;
    ok(tho_limit_explain(limit, calendar, at("2024-04-25T09:10"), THO_LANGUAGE_EN, text.out(), nullptr));
    tho_text_retain(text);
    tho_text_release(text);
    CHECK(!text_of(text).empty());
  }

  TEST_CASE("a pack tells what it is") {
    const lac_hong rules;
    int64_t size = 0;
    const char* text = tho_pack_id(rules.pack, &size);
    CHECK(sized(text, size) == "lac-hong");
    text = tho_pack_version(rules.pack, &size);
    CHECK(sized(text, size) == "2024-01-01");
    text = tho_pack_hash(rules.pack, &size);
    const std::string hash = sized(text, size);
    CHECK(hash.size() == 64);
    CHECK(hash.find_first_not_of("0123456789abcdef") == std::string::npos);
    // The same text otherwise laid out is the same pack; another wording is another.
    lac_hong again;
    again.rules.plant("pack.json", R"("start": "received",)", "\n   \"start\"  :  \"received\" ,");
    again.open();
    CHECK(tho_pack_hash(again.pack, nullptr) == hash);
    again.rules.plant("pack.json", R"("version": "2024-01-01")", R"("version": "2024-01-02")");
    again.open();
    CHECK(tho_pack_hash(again.pack, nullptr) != hash);
  }

  TEST_CASE("immutable handles are counted and asked by many threads at once") {
    const lac_hong rules;
    calendar_handle calendar;
    ok(tho_calendar_from_pack(rules.pack, nullptr, 0, calendar.out(), nullptr));
    limit_handle limit;
    ok(tho_limit_parse(rules.pack, "5 working days", THO_NTS, limit.out(), nullptr));
    text_handle text;
    const int64_t start = at("2024-04-25T09:10");
    ok(tho_limit_explain(limit, calendar, start, THO_LANGUAGE_EN, text.out(), nullptr));
    error_handle error;
    REQUIRE(tho_calendar_horizon(nullptr, nullptr, nullptr, error.out()) == THO_E_INVALID);
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number) {
      threads.emplace_back([&] {
        for (int i = 0; i < 2000; ++i) {
          tho_pack_retain(rules.pack);
          tho_calendar_retain(calendar);
          tho_limit_retain(limit);
          tho_text_retain(text);
          tho_error_retain(error);
          tho_deadline due = THO_DEADLINE_INIT;
          int64_t time = 0;
          tho_error* own = nullptr;
          bool good = tho_limit_evaluate(limit, calendar, start, &due, nullptr) == THO_OK && due.due_day == 19849;
          good = good && tho_calendar_add(calendar, start, 7200, &time, nullptr) == THO_OK && time == start + 7200;
          good = good && tho_duty_evaluate(rules.pack, "no", THO_NTS, nullptr, 0, start, &due, &own) == THO_E_REFERENCE;
          good = good && tho_error_detail_count(own) == 4 && tho_error_detail_count(error) == 1;
          good = good && tho_text_data(text, nullptr)[0] == '{';
          if (!good) ++wrong;
          tho_error_release(own);
          tho_error_release(error);
          tho_text_release(text);
          tho_limit_release(limit);
          tho_calendar_release(calendar);
          tho_pack_release(rules.pack);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
  }

  TEST_CASE("the last reference may be given back by another thread") {
    const lac_hong rules;
    for (int i = 0; i < 200; ++i) {
      tho_limit* limit = nullptr;
      ok(tho_limit_parse(rules.pack, "5 working days", THO_NTS, &limit, nullptr));
      tho_limit_retain(limit);
      std::thread other([limit] { tho_limit_release(limit); });
      tho_limit_release(limit);
      other.join();
    }
  }

  TEST_CASE("two threads in one store: a call is refused, not delayed, and nothing is harmed") {
    const lac_hong rules;
    temporary_folder folder;
    store_handle store;
    ok(tho_store_open(folder.file("a.db").c_str(), THO_NTS, THO_STORE_CREATE, store.out(), nullptr));
    ok(tho_store_use_pack(store, rules.pack, nullptr));
    const int64_t now = at("2024-04-25T09:10");
    std::atomic<int> refused{0};
    std::atomic<int> wrong{0};
    std::atomic<int> left{2};
    const auto work = [&] {
      for (int i = 0; i < 200000 && refused == 0; ++i) {
        tho_error* err = nullptr;
        const tho_status code = tho_store_tick(store, now, nullptr, &err);
        if (code == THO_E_REENTRANT && tho_error_code(err) == code && tho_status_is_retryable(code) == 1)
          ++refused;
        else if (code != THO_OK)
          ++wrong;
        tho_error_release(err);
      }
      --left;
    };
    std::thread a(work);
    std::thread b(work);
    a.join();
    b.join();
    CHECK(wrong == 0);
    CHECK(refused > 0);
    ok(tho_store_tick(store, now, nullptr, nullptr));
  }
}
