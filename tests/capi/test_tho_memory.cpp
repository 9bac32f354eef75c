// Out of memory: every function that asks for some is told, at each of its requests once and from each one on, that there is
// none. It then says THO_E_NOMEM with the one error object that needs no memory, clears its outputs, and leaves its
// handle as it was. operator new of this program stands for the library's too: the library does not bind it to itself.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "tests/capi/arrow_column.hpp"
#include "tests/capi/handles.hpp"

namespace {

// Of this thread: how many requests go well before one fails; below 0 none fails.
thread_local long requests_left = -1;
thread_local bool fails_on = false;  // all that follow fail as well
thread_local bool has_failed = false;

bool is_refused() noexcept {
  if (requests_left < 0) return false;
  if (requests_left > 0) {
    --requests_left;
    return false;
  }
  has_failed = true;
  if (!fails_on) requests_left = -1;
  return true;
}

void* asked(std::size_t size) noexcept { return is_refused() ? nullptr : std::malloc(size == 0 ? 1 : size); }

void* asked(std::size_t size, std::align_val_t alignment) noexcept {
  const auto boundary = static_cast<std::size_t>(alignment);
  return is_refused() ? nullptr : std::aligned_alloc(boundary, (size + boundary - 1) / boundary * boundary);
}

void* or_throw(void* memory) {
  if (memory == nullptr) throw std::bad_alloc{};
  return memory;
}

struct shortage {
  shortage(long after, bool for_ever) {
    has_failed = false;
    fails_on = for_ever;
    requests_left = after;
  }
  shortage(const shortage&) = delete;
  shortage& operator=(const shortage&) = delete;
  ~shortage() { requests_left = -1; }
};

using call = std::function<tho_status(tho_error**)>;

// Fails the first request, the second, ... until none is left to fail; of very many, each of the first and then some; of what costs
// a trip to the disk each time, some.
// Returns how many there were. A request that the standard library can do without may fail and the call succeed.
long starve(
    const char* function, const call& make, const std::function<void()>& check_unchanged = [] {}, long step = 1) {
  CAPTURE(std::string{function});
  long requests = 0;
  long told = 0;
  for (const bool for_ever : {false, true}) {
    for (requests = 0;; requests += requests < 500 ? step : 97) {
      REQUIRE(requests < 200000);
      tho_error* err = nullptr;
      tho_status code = 0;
      bool failed_once = false;
      {
        const shortage none{requests, for_ever};
        code = make(&err);
        failed_once = has_failed;
      }
      if (!failed_once) {
        CHECK_MESSAGE(code >= 0, std::string{function}, ": ",
                      std::string{tho_error_message(err, THO_LANGUAGE_EN, nullptr)});
        tho_error_release(err);
        break;
      }
      CAPTURE(requests);
      CAPTURE(for_ever);
      if (code == THO_OK) {
        CHECK(err == nullptr);
        continue;
      }
      ++told;
      CHECK(code == THO_E_NOMEM);
      CHECK(tho_error_code(err) == code);
      CHECK(std::string{tho_error_message(err, THO_LANGUAGE_EN, nullptr)} == "out of memory");
      tho_error_release(err);
      check_unchanged();
    }
  }
  CHECK(told > 0);
  return requests;
}

}  // namespace

// The array forms call these. The nothrow forms are here because the address sanitizer has its own. Inlined, new and
// delete would look like a mismatch to the compiler.
[[gnu::noinline]] void* operator new(std::size_t size) { return or_throw(asked(size)); }
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return asked(size); }
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  return or_throw(asked(size, alignment));
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return asked(size, alignment);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

TEST_SUITE("tho: memory") {
  TEST_CASE("the error for it is one object that counts nothing") {
    const lac_hong rules;
    tho_error* first = nullptr;
    tho_error* second = nullptr;
    tho_limit* limit = nullptr;
    for (tho_error** err : {&first, &second}) {
      const shortage none{0, true};
      tho_limit_parse(rules.pack, "5 working days", THO_NTS, &limit, err);
    }
    REQUIRE(first != nullptr);
    CHECK(first == second);
    CHECK(limit == nullptr);
    for (int i = 0; i < 3; ++i) tho_error_release(first);
    tho_error_retain(first);
    const failure f = told(first);
    CHECK(f.code == THO_E_NOMEM);
    CHECK(f.en == "out of memory");
    CHECK(f.vi == "hết bộ nhớ");
    CHECK(f.path.empty());
    CHECK(f.pointer.empty());
    CHECK(f.line == 0);
    CHECK(f.column == 0);
    CHECK(f.offset == -1);
    CHECK(f.details.empty());
    CHECK(tho_status_is_retryable(f.code) == 1);
  }

  TEST_CASE("evaluating a limit, and every question to a calendar, asks for none") {
    const lac_hong rules;
    limit_handle limit;
    ok(tho_limit_parse(rules.pack, "5 working days", THO_NTS, limit.out(), nullptr));
    calendar_handle calendar;
    ok(tho_calendar_from_pack(rules.pack, nullptr, 0, calendar.out(), nullptr));
    const int64_t start = at("2024-04-25T09:10");
    const int32_t date = day("2024-04-25");
    tho_deadline due = THO_DEADLINE_INIT;
    int64_t time = 0;
    int32_t number = 0;
    char text[40];
    const shortage none{0, true};
    CHECK(tho_limit_evaluate(limit, calendar, start, &due, nullptr) == THO_OK);
    CHECK(tho_calendar_add(calendar, start, 7200, &time, nullptr) == THO_OK);
    CHECK(tho_calendar_subtract(calendar, start, 7200, &time, nullptr) == THO_OK);
    CHECK(tho_calendar_elapsed(calendar, start, start, &time, nullptr) == THO_OK);
    CHECK(tho_calendar_is_working_day(calendar, date, THO_WORKING_DATES_ALL, &number, nullptr) == THO_OK);
    CHECK(tho_calendar_working_days_between(calendar, date, date, THO_WORKING_DATES_ALL, &number, nullptr) == THO_OK);
    CHECK(tho_calendar_horizon(calendar, &number, &number, nullptr) == THO_OK);
    CHECK(tho_time_parse("2024-04-25T09:10", THO_NTS, &time, nullptr) == THO_OK);
    CHECK(tho_time_format(start, text, nullptr) == THO_OK);
    CHECK(tho_day_parse("2024-04-25", THO_NTS, &number, nullptr) == THO_OK);
    CHECK(tho_day_format(date, text, nullptr) == THO_OK);
    CHECK(tho_day_from_time(start, &number, nullptr) == THO_OK);
    CHECK(tho_deadline_init(&due, sizeof due, nullptr) == THO_OK);
    CHECK(tho_version_check(THO_VERSION_NUMBER, nullptr) == THO_OK);
    CHECK(tho_calendar_add_batch(calendar, &start, 8, 1, 7200, &time, 8, nullptr, nullptr, nullptr) == THO_OK);
    CHECK(tho_calendar_elapsed_batch(calendar, &start, 8, &start, 8, 1, &time, 8, nullptr, nullptr, nullptr) == THO_OK);
    CHECK(tho_limit_evaluate_batch(limit, nullptr, &start, 8, 1, &due, sizeof due, nullptr, nullptr, nullptr) ==
          THO_OK);
    CHECK(!has_failed);
  }

  TEST_CASE("each request of each function that makes something") {
    const lac_hong rules;
    const std::string path = rules.rules.pack_folder();
    const int64_t start = at("2024-04-25T09:10");
    limit_handle limit;
    ok(tho_limit_parse(rules.pack, "5 working days", THO_NTS, limit.out(), nullptr));

    tho_pack* pack = nullptr;
    CHECK(starve("tho_pack_open", [&](tho_error** err) {
            const tho_status code = tho_pack_open(path.c_str(), THO_NTS, &pack, err);
            const bool made = pack != nullptr;
            tho_pack_release(pack);
            return made == (code == THO_OK) ? code : THO_E_INTERNAL;
          }) > 100);
    tho_calendar* calendar = nullptr;
    CHECK(starve("tho_calendar_from_pack", [&](tho_error** err) {
            const tho_status code = tho_calendar_from_pack(rules.pack, nullptr, 0, &calendar, err);
            const bool made = calendar != nullptr;
            tho_calendar_release(calendar);
            return made == (code == THO_OK) ? code : THO_E_INTERNAL;
          }) > 0);
    tho_limit* other = nullptr;
    CHECK(starve("tho_limit_parse", [&](tho_error** err) {
            const tho_status code = tho_limit_parse(
                rules.pack, R"({"amount": "5 working days", "end": "last_session"})", THO_NTS, &other, err);
            const bool made = other != nullptr;
            tho_limit_release(other);
            return made == (code == THO_OK) ? code : THO_E_INTERNAL;
          }) > 5);
    tho_deadline due = THO_DEADLINE_INIT;
    CHECK(starve(
              "tho_duty_evaluate",
              [&](tho_error** err) {
                return tho_duty_evaluate(rules.pack, "forward", THO_NTS, R"({"urgent": true, "channel": "app"})",
                                         THO_NTS, start, &due, err);
              },
              [&] { CHECK(due.late_from == 0); }) > 5);
    tho_text* text = nullptr;
    const auto text_call = [&](const std::function<tho_status(tho_text**, tho_error**)>& make) {
      return [&text, make](tho_error** err) {
        const tho_status code = make(&text, err);
        const bool made = text != nullptr;
        tho_text_release(text);
        return made == (code == THO_OK) ? code : THO_E_INTERNAL;
      };
    };
    CHECK(starve("tho_duty_explain", text_call([&](tho_text** out, tho_error** err) {
                   return tho_duty_explain(rules.pack, "forward", THO_NTS, R"({"urgent": true})", THO_NTS, start,
                                           THO_LANGUAGE_VI, out, err);
                 })) > 5);
    CHECK(starve("tho_limit_explain", text_call([&](tho_text** out, tho_error** err) {
                   return tho_limit_explain(limit, nullptr, start, THO_LANGUAGE_VI, out, err);
                 })) > 5);
  }

  TEST_CASE("each request of what is told of packs, of clocks, which are then as they were, and of columns") {
    const lac_hong rules;
    const std::string path = rules.rules.pack_folder();
    const int64_t start = at("2024-04-25T09:10");
    tho_text* text = nullptr;
    const auto told = [&](const char* function, const std::function<tho_status(tho_text**, tho_error**)>& make) {
      CHECK(starve(function, [&](tho_error** err) {
              const tho_status code = make(&text, err);
              const bool made = text != nullptr;
              tho_text_release(text);
              return made == (code >= THO_OK) ? code : THO_E_INTERNAL;
            }) > 3);
    };
    told("tho_pack_check", [&](tho_text** out, tho_error** err) {
      return tho_pack_check(path.c_str(), THO_NTS, THO_LANGUAGE_VI, nullptr, out, err);
    });
    told("tho_pack_clauses",
         [&](tho_text** out, tho_error** err) { return tho_pack_clauses(rules.pack, THO_LANGUAGE_VI, out, err); });
    told("tho_pack_route", [&](tho_text** out, tho_error** err) {
      return tho_pack_route(rules.pack, R"({"urgent": true})", THO_NTS, day("2024-04-25"), THO_LANGUAGE_VI, out, err);
    });
    limit_handle limit;
    ok(tho_limit_parse(rules.pack, "5 working days", THO_NTS, limit.out(), nullptr));
    tho_clock* made = nullptr;
    CHECK(starve("tho_clock_start", [&](tho_error** err) {
            const tho_status code = tho_clock_start(limit, nullptr, start, &made, err);
            const bool good = (made != nullptr) == (code == THO_OK);
            tho_clock_release(made);
            return good ? code : THO_E_INTERNAL;
          }) > 0);
    clock_handle clock;
    ok(tho_clock_start(limit, nullptr, start, clock.out(), nullptr));
    const auto is_due_on = [&](const char* date) {
      tho_deadline due = THO_DEADLINE_INIT;
      CHECK(tho_clock_due(clock, &due, nullptr) == THO_OK);
      CHECK(written_day(due.due_day) == date);
    };
    // One more working day each time that it succeeds; it succeeds twice.
    CHECK(starve(
              "tho_clock_extend",
              [&](tho_error** err) { return tho_clock_extend(clock, start, "1 working day", THO_NTS, err); },
              [&] {
                tho_deadline due = THO_DEADLINE_INIT;
                CHECK(tho_clock_due(clock, &due, nullptr) == THO_OK);
                CHECK(due.due_day <= day("2024-05-07"));
              }) > 3);
    is_due_on("2024-05-08");
    ok(tho_clock_pause(clock, start, nullptr));
    {
      const shortage none{0, true};
      tho_error* err = nullptr;
      CHECK(tho_clock_resume(clock, start, &err) == THO_E_NOMEM);
      tho_error_release(err);
    }
    tho_outcome outcome = 0;
    ok(tho_clock_outcome(clock, &outcome, nullptr));
    CHECK(outcome == THO_OUTCOME_PAUSED);
    ok(tho_clock_resume(clock, start, nullptr));
    is_due_on("2024-05-08");
    told("tho_clock_explain",
         [&](tho_text** out, tho_error** err) { return tho_clock_explain(clock, THO_LANGUAGE_VI, out, err); });

    const arrow_column starts{"tss:UTC", {start, 0}, {true, false}};
    ArrowSchema type{};
    ArrowArray dues{};
    CHECK(starve("tho_arrow_limit_evaluate", [&](tho_error** err) {
            const tho_status code =
                tho_arrow_limit_evaluate(limit, nullptr, &starts.schema, &starts.array, &type, &dues, err);
            const bool good =
                (type.release != nullptr) == (code == THO_OK) && (dues.release != nullptr) == (code == THO_OK);
            if (type.release != nullptr) type.release(&type);
            if (dues.release != nullptr) dues.release(&dues);
            return good ? code : THO_E_INTERNAL;
          }) > 5);
    CHECK(starts.released == 0);
  }

  TEST_CASE("each request of each function of a store, which is then as it was") {
    const lac_hong rules;
    temporary_folder folder;
    const std::string path = folder.file("a.db");
    tho_store* opened = nullptr;
    CHECK(starve("tho_store_open", [&](tho_error** err) {
            const tho_status code = tho_store_open(path.c_str(), THO_NTS, THO_STORE_CREATE, &opened, err);
            const bool made = opened != nullptr;
            tho_store_close(opened);
            return made == (code == THO_OK) ? code : THO_E_INTERNAL;
          }) > 0);
    store_handle store;
    ok(tho_store_open(path.c_str(), THO_NTS, THO_STORE_CREATE, store.out(), nullptr));
    CHECK(starve("tho_store_use_pack", [&](tho_error** err) { return tho_store_use_pack(store, rules.pack, err); }) >
          5);

    const std::string key_file = folder.file("host.key");
    std::ofstream{key_file} << "k-2026 " << std::string(64, '7') << "\n";
    CHECK(starve("tho_store_use_key",
                 [&](tho_error** err) { return tho_store_use_key(store, key_file.c_str(), THO_NTS, err); }) > 0);

    const std::string command =
        R"({"case":"LH-1","key":"a","at":"2024-04-25T09:10","event":"receive","by":{"role":"operator"},)"
        R"("facts":{"channel":"app","content":"Đèn hỏng"}})";
    tho_text* text = nullptr;
    const auto check_no_case = [&store](const char* id) {
      CHECK(tho_store_texts(store, id, THO_NTS, text_handle{}.out(), nullptr) == THO_E_REFERENCE);
    };
    bool written = false;
    CHECK(starve(
              "tho_store_apply",
              [&](tho_error** err) {
                const tho_status code = tho_store_apply(store, command.c_str(), THO_NTS, &text, err);
                const bool made = text != nullptr;
                tho_text_release(text);
                written = written || code == THO_OK;
                return made == (code == THO_OK) ? code : THO_E_INTERNAL;
              },
              // Who was not answered has written nothing.
              [&] {
                if (!written) check_no_case("LH-1");
              }) > 20);
    // However often it was tried, it is one event.
    ok(tho_store_case(store, "LH-1", THO_NTS, THO_LANGUAGE_EN, &text, nullptr));
    CHECK(std::string{tho_text_data(text, nullptr)}.find(R"("events":1)") != std::string::npos);
    tho_text_release(text);
    CHECK(starve("tho_store_case", [&](tho_error** err) {
            const tho_status code = tho_store_case(store, "LH-1", THO_NTS, THO_LANGUAGE_EN, &text, err);
            const bool made = text != nullptr;
            tho_text_release(text);
            return made == (code == THO_OK) ? code : THO_E_INTERNAL;
          }) > 20);
    CHECK(starve("tho_store_tick", [&](tho_error** err) {
            const tho_status code = tho_store_tick(store, at("2024-04-25T12:00"), &text, err);
            const bool made = text != nullptr;
            tho_text_release(text);
            return made == (code == THO_OK) ? code : THO_E_INTERNAL;
          }) > 0);
    ok(tho_store_case(store, "LH-1", THO_NTS, THO_LANGUAGE_EN, &text, nullptr));
    const std::string whole = tho_text_data(text, nullptr);
    tho_text_release(text);
    const std::string late = R"("kind":"late")";
    CHECK(whole.find(late) != std::string::npos);
    CHECK(whole.find(late, whole.find(late) + 1) == std::string::npos);
  }

  TEST_CASE("each request of each function that asks a store, or writes many things at once") {
    lac_hong rules;
    rules.count_figures();
    temporary_folder folder;
    store_handle store;
    ok(tho_store_open(folder.file("a.db").c_str(), THO_NTS, THO_STORE_CREATE, store.out(), nullptr));
    ok(tho_store_use_pack(store, rules.pack, nullptr));
    const auto key_file = [&](const std::string& name, char digit) {
      std::ofstream{folder.file(name)} << name << " " << std::string(64, digit) << "\n";
      return folder.file(name);
    };
    const std::string first_key = key_file("k-1", '1');
    const std::string second_key = key_file("k-2", '2');
    ok(tho_store_use_key(store, first_key.c_str(), THO_NTS, nullptr));
    const std::string acts =
        R"({"case":"LH-1","key":"a","at":"2024-04-25T09:10","event":"receive","by":{"role":"operator"},"facts":{"channel":"app","content":"Đèn hỏng"}})"
        "\n"
        R"({"case":"LH-1","key":"b","at":"2024-04-25T10:00","event":"forward","by":{"role":"operator"},"facts":{"field":"roads"}})"
        "\n"
        R"({"case":"LH-1","key":"c","at":"2024-04-25T10:00","event":"none","by":{"role":"operator"}})"
        "\n{\n";
    const int64_t now = at("2024-05-07T08:00");
    tho_text* text = nullptr;
    using text_call = std::function<tho_status(tho_text**, tho_error**)>;
    const auto tells = [&](const char* function, const text_call& make, long step = 1) {
      CHECK(starve(
                function,
                [&](tho_error** err) {
                  const tho_status code = make(&text, err);
                  const bool made = text != nullptr;
                  tho_text_release(text);
                  return made == (code == THO_OK) ? code : THO_E_INTERNAL;
                },
                [] {}, step) > 0);
    };

    bool written = false;
    int64_t refused = 0;
    CHECK(starve(
              "tho_store_apply_batch",
              [&](tho_error** err) {
                const tho_status code =
                    tho_store_apply_batch(store, acts.c_str(), THO_NTS, THO_LANGUAGE_EN, &text, &refused, err);
                const bool made = text != nullptr;
                tho_text_release(text);
                written = written || code == THO_OK;
                CHECK(refused == (code == THO_OK ? 2 : 0));
                return made == (code == THO_OK) ? code : THO_E_INTERNAL;
              },
              [&] {
                if (!written) CHECK(tho_store_texts(store, "LH-1", THO_NTS, text_handle{}.out(), nullptr) == THO_E_REFERENCE);
              },
              3) > 50);

    tells("tho_store_texts", [&](auto out, auto err) { return tho_store_texts(store, "LH-1", THO_NTS, out, err); });
    tells("tho_store_ledger", [&](auto out, auto err) {
      return tho_store_ledger(store, "LH-1", THO_NTS, now, THO_LANGUAGE_EN, out, err);
    });
    tells("tho_store_public_view", [&](auto out, auto err) {
      return tho_store_public_view(store, "LH-1", THO_NTS, THO_LANGUAGE_EN, out, err);
    });
    tells("tho_store_late", [&](auto out, auto err) { return tho_store_late(store, now, 0, 9, out, err); });
    tells("tho_store_next", [&](auto out, auto err) {
      return tho_store_next(store, at("2024-04-25T10:30"), 0, 9, out, err);
    });
    tells("tho_store_late_by_owner", [&](auto out, auto err) { return tho_store_late_by_owner(store, now, out, err); });
    tells("tho_store_open_by_state", [&](auto out, auto err) {
      return tho_store_open_by_state(store, now, THO_LANGUAGE_EN, out, err);
    });
    tells("tho_store_cases", [&](auto out, auto err) { return tho_store_cases(store, nullptr, 0, 9, out, err); });
    tells("tho_store_outbox", [&](auto out, auto err) {
      return tho_store_outbox(store, 0, 9, THO_LANGUAGE_EN, out, err);
    });
    const char* question = R"({"period":"month:2024-04","now":"2024-05-07T08:00"})";
    for (const tho_report_format format : {THO_REPORT_JSON, THO_REPORT_CSV, THO_REPORT_HTML}) {
      tells("tho_store_report", [&](auto out, auto err) {
        return tho_store_report(store, question, THO_NTS, format, THO_LANGUAGE_EN, out, err);
      }, 7);
    }
    tells("tho_store_verify", [&](auto out, auto err) { return tho_store_verify(store, nullptr, 0, out, err); });
    tells("tho_store_checkpoint", [&](auto out, auto err) { return tho_store_checkpoint(store, now, out, err); });
    tells("tho_store_replay", [&](auto out, auto err) {
      return tho_store_replay(store, rules.pack, THO_LANGUAGE_EN, out, err);
    });
    const std::string root = rules.rules.root();
    tells("tho_store_recompute", [&](auto out, auto err) {
      return tho_store_recompute(store, root.c_str(), THO_NTS, now, 1, THO_LANGUAGE_EN, out, err);
    }, 41);
    const std::string copy = folder.file("copy.db");
    tells("tho_store_backup", [&](auto out, auto err) {
      const tho_status code = tho_store_backup(store, copy.c_str(), THO_NTS, out, err);
      // Nothing here may ask for memory.
      const bool copied = std::remove(copy.c_str()) == 0;
      return copied == (code == THO_OK) ? code : THO_E_INTERNAL;
    }, 17);
    int64_t cases = 0;
    CHECK(starve("tho_store_rekey", [&](tho_error** err) {
            const tho_status code = tho_store_rekey(store, first_key.c_str(), THO_NTS, second_key.c_str(), THO_NTS, &cases, err);
            CHECK((code == THO_OK || cases == 0));
            return code;
          }) > 5);
    const int64_t ids[] = {1};
    int32_t owed[] = {7};
    CHECK(starve("tho_store_acknowledge", [&](tho_error** err) {
            const tho_status code = tho_store_acknowledge(store, ids, 1, now, owed, err);
            CHECK((code == THO_OK || owed[0] == 0));
            return code;
          }) > 0);
    ok(tho_store_texts(store, "LH-1", THO_NTS, &text, nullptr));
    CHECK(std::string{tho_text_data(text, nullptr)}.find("Đèn hỏng") != std::string::npos);
    tho_text_release(text);
  }
}
