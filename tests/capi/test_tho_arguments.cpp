// Bad arguments are errors that name the parameter, and clear the outputs; nothing else happens.
#include <doctest/doctest.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "tests/capi/arrow_column.hpp"
#include "tests/capi/handles.hpp"

namespace {

constexpr int64_t april = 1714032000;  // 2024-04-25T15:00+07:00, 08:00 in UTC: 19838 days and 8 hours
constexpr int32_t day_25 = 19838;      // 2024-04-25

struct world : lac_hong {
  world() {
    ok(tho_calendar_from_pack(pack, nullptr, 0, calendar.out(), nullptr));
    ok(tho_limit_parse(pack, "5 working days", THO_NTS, limit.out(), nullptr));
    ok(tho_clock_start(limit, calendar, april, clock.out(), nullptr));
    ok(tho_store_open(folder.file("a.db").c_str(), THO_NTS, THO_STORE_CREATE, store.out(), nullptr));
    ok(tho_store_use_pack(store, pack, nullptr));
  }

  temporary_folder folder;
  calendar_handle calendar;
  limit_handle limit;
  clock_handle clock;
  store_handle store;
};

char somewhere;

template <class Handle>
bool is_leftover(const Handle* handle) {
  return reinterpret_cast<const char*>(handle) == &somewhere;
}

// One place for every output, full of leftovers before a call.
struct outputs {
  outputs() {
    std::memset(text, 'x', sizeof text);
    for (void* handle : {static_cast<void*>(&pack), static_cast<void*>(&calendar), static_cast<void*>(&limit),
                         static_cast<void*>(&clock), static_cast<void*>(&store), static_cast<void*>(&answer)}) {
      char* const leftover = &somewhere;
      std::memcpy(handle, &leftover, sizeof leftover);
    }
    std::memset(&due, 'x', sizeof due);
    due.struct_size = sizeof due;
  }

  // The names of those that are zero or NULL now; all others must be as they were.
  std::string cleared() const {
    std::string out;
    const auto note = [&out](const char* name, bool is_clear, bool is_old) {
      if (is_clear) out += name;
      CHECK_MESSAGE(is_clear != is_old, name);
    };
    tho_deadline empty = THO_DEADLINE_INIT;
    tho_deadline full;
    std::memset(&full, 'x', sizeof full);
    full.struct_size = sizeof full;
    note("time ", time == 0, time == 77);
    note("number ", number == 0, number == 77);
    note("text ", std::string(text, sizeof text) == std::string(40, '\0'),
         std::string(text, sizeof text) == std::string(40, 'x'));
    note("due ", std::memcmp(&due, &empty, sizeof due) == 0, std::memcmp(&due, &full, sizeof due) == 0);
    note("pack ", pack == nullptr, is_leftover(pack));
    note("calendar ", calendar == nullptr, is_leftover(calendar));
    note("limit ", limit == nullptr, is_leftover(limit));
    note("clock ", clock == nullptr, is_leftover(clock));
    note("store ", store == nullptr, is_leftover(store));
    note("answer ", answer == nullptr, is_leftover(answer));
    return out;
  }

  int64_t time = 77;
  int32_t number = 77;
  char text[40];
  tho_deadline due;
  tho_pack* pack;
  tho_calendar* calendar;
  tho_limit* limit;
  tho_clock* clock;
  tho_store* store;
  tho_text* answer;
};

struct bad_call {
  const char* function;
  const char* parameter;
  const char* clears;  // the output that is zero or NULL afterwards
  std::function<tho_status(outputs&, tho_error**)> call;
};

void check_calls(const std::vector<bad_call>& calls, tho_status code, const std::string& words) {
  for (const bad_call& bad : calls) {
    CAPTURE(std::string{bad.function});
    CAPTURE(std::string{bad.parameter});
    const failure f = failed([&](tho_error** err) {
      outputs out;
      const tho_status got = bad.call(out, err);
      CHECK(out.cleared() == bad.clears);
      return got;
    });
    CHECK(f.code == code);
    CHECK(f.details == std::vector<std::string>{bad.parameter});
    CHECK(f.en.find("the parameter " + std::string{bad.parameter}) == 0);
    CHECK(f.en.find(words) != std::string::npos);
    CHECK(f.vi.find("tham số " + std::string{bad.parameter}) == 0);
    CHECK(f.path.empty());
    CHECK(f.line == 0);
  }
}

constexpr tho_working_dates all = THO_WORKING_DATES_ALL;
constexpr tho_language vi = THO_LANGUAGE_VI;
constexpr const char* question = R"({"period": "month:2024-04", "now": "2024-05-08T08:00"})";
constexpr const char* receive = R"({"case":"LH-1","key":"k","at":"2024-04-25T09:10","event":"receive",
                                    "by":{"role":"operator"},"facts":{"channel":"app"}})";

}  // namespace

TEST_SUITE("tho: arguments") {
  TEST_CASE("NULL in each place where it is not allowed") {
    const world w;
    const std::string path = w.rules.pack_folder();
    const char* folder = path.c_str();
    const std::string other = w.folder.file("b.db");
    const char* file = other.c_str();
    int64_t row = 0;
    tho_status code = 0;
    const arrow_column starts{"tss:UTC", {april}};
    ArrowSchema type{};
    ArrowArray dues{};
    const std::vector<bad_call> calls = {
        {"tho_time_parse", "text", "time ",
         [&](auto& o, auto e) { return tho_time_parse(nullptr, THO_NTS, &o.time, e); }},
        {"tho_time_parse", "text", "time ", [&](auto& o, auto e) { return tho_time_parse(nullptr, 0, &o.time, e); }},
        {"tho_time_parse", "out", "",
         [&](auto&, auto e) { return tho_time_parse("2024-04-25T09:10", THO_NTS, nullptr, e); }},
        {"tho_time_format", "out", "", [&](auto&, auto e) { return tho_time_format(april, nullptr, e); }},
        {"tho_day_from_time", "out", "", [&](auto&, auto e) { return tho_day_from_time(april, nullptr, e); }},
        {"tho_day_parse", "text", "number ",
         [&](auto& o, auto e) { return tho_day_parse(nullptr, THO_NTS, &o.number, e); }},
        {"tho_day_parse", "out", "", [&](auto&, auto e) { return tho_day_parse("2024-04-25", THO_NTS, nullptr, e); }},
        {"tho_day_format", "out", "", [&](auto&, auto e) { return tho_day_format(day_25, nullptr, e); }},
        {"tho_pack_open", "path", "pack ",
         [&](auto& o, auto e) { return tho_pack_open(nullptr, THO_NTS, &o.pack, e); }},
        {"tho_pack_open", "out", "", [&](auto&, auto e) { return tho_pack_open(folder, THO_NTS, nullptr, e); }},
        {"tho_calendar_from_pack", "pack", "calendar ",
         [&](auto& o, auto e) { return tho_calendar_from_pack(nullptr, nullptr, 0, &o.calendar, e); }},
        {"tho_calendar_from_pack", "out", "",
         [&](auto&, auto e) { return tho_calendar_from_pack(w.pack, nullptr, 0, nullptr, e); }},
        {"tho_calendar_add", "calendar", "time ",
         [&](auto& o, auto e) { return tho_calendar_add(nullptr, april, 1, &o.time, e); }},
        {"tho_calendar_add", "out", "",
         [&](auto&, auto e) { return tho_calendar_add(w.calendar, april, 1, nullptr, e); }},
        {"tho_calendar_subtract", "calendar", "time ",
         [&](auto& o, auto e) { return tho_calendar_subtract(nullptr, april, 1, &o.time, e); }},
        {"tho_calendar_subtract", "out", "",
         [&](auto&, auto e) { return tho_calendar_subtract(w.calendar, april, 1, nullptr, e); }},
        {"tho_calendar_elapsed", "calendar", "time ",
         [&](auto& o, auto e) { return tho_calendar_elapsed(nullptr, april, april, &o.time, e); }},
        {"tho_calendar_elapsed", "out", "",
         [&](auto&, auto e) { return tho_calendar_elapsed(w.calendar, april, april, nullptr, e); }},
        {"tho_calendar_working_days_between", "calendar", "number ",
         [&](auto& o, auto e) {
           return tho_calendar_working_days_between(nullptr, day_25, day_25, all, &o.number, e);
         }},
        {"tho_calendar_working_days_between", "out", "",
         [&](auto&, auto e) { return tho_calendar_working_days_between(w.calendar, day_25, day_25, all, nullptr, e); }},
        {"tho_calendar_is_working_day", "calendar", "number ",
         [&](auto& o, auto e) { return tho_calendar_is_working_day(nullptr, day_25, all, &o.number, e); }},
        {"tho_calendar_is_working_day", "out", "",
         [&](auto&, auto e) { return tho_calendar_is_working_day(w.calendar, day_25, all, nullptr, e); }},
        {"tho_calendar_horizon", "calendar", "number ",
         [&](auto& o, auto e) { return tho_calendar_horizon(nullptr, &o.number, nullptr, e); }},
        {"tho_calendar_horizon", "calendar", "number ",
         [&](auto& o, auto e) { return tho_calendar_horizon(nullptr, nullptr, &o.number, e); }},
        {"tho_deadline_init", "deadline", "", [&](auto&, auto e) { return tho_deadline_init(nullptr, 32, e); }},
        {"tho_limit_parse", "pack", "limit ",
         [&](auto& o, auto e) { return tho_limit_parse(nullptr, "1 day", THO_NTS, &o.limit, e); }},
        {"tho_limit_parse", "text", "limit ",
         [&](auto& o, auto e) { return tho_limit_parse(w.pack, nullptr, THO_NTS, &o.limit, e); }},
        {"tho_limit_parse", "out", "",
         [&](auto&, auto e) { return tho_limit_parse(w.pack, "1 day", THO_NTS, nullptr, e); }},
        {"tho_limit_evaluate", "limit", "due ",
         [&](auto& o, auto e) { return tho_limit_evaluate(nullptr, w.calendar, april, &o.due, e); }},
        {"tho_limit_evaluate", "out", "",
         [&](auto&, auto e) { return tho_limit_evaluate(w.limit, w.calendar, april, nullptr, e); }},
        {"tho_limit_explain", "limit", "answer ",
         [&](auto& o, auto e) { return tho_limit_explain(nullptr, w.calendar, april, vi, &o.answer, e); }},
        {"tho_limit_explain", "out", "",
         [&](auto&, auto e) { return tho_limit_explain(w.limit, w.calendar, april, vi, nullptr, e); }},
        {"tho_duty_evaluate", "pack", "due ",
         [&](auto& o, auto e) { return tho_duty_evaluate(nullptr, "handle", THO_NTS, nullptr, 0, april, &o.due, e); }},
        {"tho_duty_evaluate", "duty", "due ",
         [&](auto& o, auto e) { return tho_duty_evaluate(w.pack, nullptr, THO_NTS, nullptr, 0, april, &o.due, e); }},
        {"tho_duty_evaluate", "out", "",
         [&](auto&, auto e) { return tho_duty_evaluate(w.pack, "handle", THO_NTS, nullptr, 0, april, nullptr, e); }},
        {"tho_duty_explain", "pack", "answer ",
         [&](auto& o, auto e) {
           return tho_duty_explain(nullptr, "handle", THO_NTS, nullptr, 0, april, vi, &o.answer, e);
         }},
        {"tho_duty_explain", "duty", "answer ",
         [&](auto& o, auto e) {
           return tho_duty_explain(w.pack, nullptr, THO_NTS, nullptr, 0, april, vi, &o.answer, e);
         }},
        {"tho_duty_explain", "out", "",
         [&](auto&, auto e) { return tho_duty_explain(w.pack, "handle", THO_NTS, nullptr, 0, april, vi, nullptr, e); }},
        {"tho_calendar_add_batch", "calendar", "time ",
         [&](auto& o, auto e) {
           return tho_calendar_add_batch(nullptr, &april, 8, 1, 60, &row, 8, &code, &o.time, e);
         }},
        {"tho_calendar_add_batch", "times", "time ",
         [&](auto& o, auto e) {
           return tho_calendar_add_batch(w.calendar, nullptr, 8, 1, 60, &row, 8, &code, &o.time, e);
         }},
        {"tho_calendar_add_batch", "out", "time ",
         [&](auto& o, auto e) {
           return tho_calendar_add_batch(w.calendar, &april, 8, 1, 60, nullptr, 8, &code, &o.time, e);
         }},
        {"tho_calendar_elapsed_batch", "calendar", "time ",
         [&](auto& o, auto e) {
           return tho_calendar_elapsed_batch(nullptr, &april, 8, &april, 8, 1, &row, 8, &code, &o.time, e);
         }},
        {"tho_calendar_elapsed_batch", "from", "time ",
         [&](auto& o, auto e) {
           return tho_calendar_elapsed_batch(w.calendar, nullptr, 8, &april, 8, 1, &row, 8, &code, &o.time, e);
         }},
        {"tho_calendar_elapsed_batch", "until", "time ",
         [&](auto& o, auto e) {
           return tho_calendar_elapsed_batch(w.calendar, &april, 8, nullptr, 8, 1, &row, 8, &code, &o.time, e);
         }},
        {"tho_calendar_elapsed_batch", "out", "time ",
         [&](auto& o, auto e) {
           return tho_calendar_elapsed_batch(w.calendar, &april, 8, &april, 8, 1, nullptr, 8, &code, &o.time, e);
         }},
        {"tho_limit_evaluate_batch", "limit", "time ",
         [&](auto& o, auto e) {
           return tho_limit_evaluate_batch(nullptr, w.calendar, &april, 8, 1, &o.due, 32, &code, &o.time, e);
         }},
        {"tho_limit_evaluate_batch", "starts", "time ",
         [&](auto& o, auto e) {
           return tho_limit_evaluate_batch(w.limit, w.calendar, nullptr, 8, 1, &o.due, 32, &code, &o.time, e);
         }},
        {"tho_limit_evaluate_batch", "out", "time ",
         [&](auto& o, auto e) {
           return tho_limit_evaluate_batch(w.limit, w.calendar, &april, 8, 1, nullptr, 32, &code, &o.time, e);
         }},
        {"tho_pack_check", "path", "number answer ",
         [&](auto& o, auto e) { return tho_pack_check(nullptr, THO_NTS, vi, &o.number, &o.answer, e); }},
        {"tho_pack_clauses", "pack", "answer ",
         [&](auto& o, auto e) { return tho_pack_clauses(nullptr, vi, &o.answer, e); }},
        {"tho_pack_clauses", "out", "", [&](auto&, auto e) { return tho_pack_clauses(w.pack, vi, nullptr, e); }},
        {"tho_pack_diff", "before", "answer ",
         [&](auto& o, auto e) { return tho_pack_diff(nullptr, w.pack, 0, vi, &o.answer, e); }},
        {"tho_pack_diff", "after", "answer ",
         [&](auto& o, auto e) { return tho_pack_diff(w.pack, nullptr, 0, vi, &o.answer, e); }},
        {"tho_pack_diff", "out", "", [&](auto&, auto e) { return tho_pack_diff(w.pack, w.pack, 0, vi, nullptr, e); }},
        {"tho_pack_route", "pack", "answer ",
         [&](auto& o, auto e) { return tho_pack_route(nullptr, nullptr, 0, day_25, vi, &o.answer, e); }},
        {"tho_clock_start", "limit", "clock ",
         [&](auto& o, auto e) { return tho_clock_start(nullptr, nullptr, april, &o.clock, e); }},
        {"tho_clock_start", "out", "",
         [&](auto&, auto e) { return tho_clock_start(w.limit, nullptr, april, nullptr, e); }},
        {"tho_clock_pause", "clock", "", [&](auto&, auto e) { return tho_clock_pause(nullptr, april, e); }},
        {"tho_clock_resume", "clock", "", [&](auto&, auto e) { return tho_clock_resume(nullptr, april, e); }},
        {"tho_clock_extend", "clock", "",
         [&](auto&, auto e) { return tho_clock_extend(nullptr, april, "1 working day", THO_NTS, e); }},
        {"tho_clock_extend", "amount", "",
         [&](auto&, auto e) { return tho_clock_extend(w.clock, april, nullptr, THO_NTS, e); }},
        {"tho_clock_meet", "clock", "", [&](auto&, auto e) { return tho_clock_meet(nullptr, april, e); }},
        {"tho_clock_cancel", "clock", "", [&](auto&, auto e) { return tho_clock_cancel(nullptr, april, e); }},
        {"tho_clock_outcome", "clock", "number ",
         [&](auto& o, auto e) { return tho_clock_outcome(nullptr, &o.number, e); }},
        {"tho_clock_outcome", "out", "", [&](auto&, auto e) { return tho_clock_outcome(w.clock, nullptr, e); }},
        {"tho_clock_due", "clock", "due ", [&](auto& o, auto e) { return tho_clock_due(nullptr, &o.due, e); }},
        {"tho_clock_due", "out", "", [&](auto&, auto e) { return tho_clock_due(w.clock, nullptr, e); }},
        {"tho_clock_due_if_resumed", "clock", "due ",
         [&](auto& o, auto e) { return tho_clock_due_if_resumed(nullptr, april, &o.due, e); }},
        {"tho_clock_due_if_resumed", "out", "",
         [&](auto&, auto e) { return tho_clock_due_if_resumed(w.clock, april, nullptr, e); }},
        {"tho_clock_left", "clock", "time number ",
         [&](auto& o, auto e) { return tho_clock_left(nullptr, april, &o.time, nullptr, &o.number, nullptr, e); }},
        {"tho_clock_explain", "clock", "answer ",
         [&](auto& o, auto e) { return tho_clock_explain(nullptr, vi, &o.answer, e); }},
        {"tho_clock_explain", "out", "", [&](auto&, auto e) { return tho_clock_explain(w.clock, vi, nullptr, e); }},
        {"tho_arrow_limit_evaluate", "limit", "",
         [&](auto&, auto e) {
           return tho_arrow_limit_evaluate(nullptr, nullptr, &starts.schema, &starts.array, &type, &dues, e);
         }},
        {"tho_arrow_limit_evaluate", "starts_schema", "",
         [&](auto&, auto e) {
           return tho_arrow_limit_evaluate(w.limit, nullptr, nullptr, &starts.array, &type, &dues, e);
         }},
        {"tho_arrow_limit_evaluate", "starts", "",
         [&](auto&, auto e) {
           return tho_arrow_limit_evaluate(w.limit, nullptr, &starts.schema, nullptr, &type, &dues, e);
         }},
        {"tho_arrow_limit_evaluate", "out_schema", "",
         [&](auto&, auto e) {
           return tho_arrow_limit_evaluate(w.limit, nullptr, &starts.schema, &starts.array, nullptr, &dues, e);
         }},
        {"tho_arrow_limit_evaluate", "out", "",
         [&](auto&, auto e) {
           return tho_arrow_limit_evaluate(w.limit, nullptr, &starts.schema, &starts.array, &type, nullptr, e);
         }},
        {"tho_store_open", "path", "store ",
         [&](auto& o, auto e) { return tho_store_open(nullptr, THO_NTS, THO_STORE_CREATE, &o.store, e); }},
        {"tho_store_open", "out", "",
         [&](auto&, auto e) { return tho_store_open(file, THO_NTS, THO_STORE_CREATE, nullptr, e); }},
        {"tho_store_use_pack", "store", "", [&](auto&, auto e) { return tho_store_use_pack(nullptr, w.pack, e); }},
        {"tho_store_use_pack", "pack", "", [&](auto&, auto e) { return tho_store_use_pack(w.store, nullptr, e); }},
        {"tho_store_use_key", "store", "", [&](auto&, auto e) { return tho_store_use_key(nullptr, file, THO_NTS, e); }},
        {"tho_store_use_key", "path", "", [&](auto&, auto e) { return tho_store_use_key(w.store, nullptr, THO_NTS, e); }},
        {"tho_store_apply", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_apply(nullptr, receive, THO_NTS, &o.answer, e); }},
        {"tho_store_apply", "command", "answer ",
         [&](auto& o, auto e) { return tho_store_apply(w.store, nullptr, THO_NTS, &o.answer, e); }},
        {"tho_store_tick", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_tick(nullptr, april, &o.answer, e); }},
        {"tho_store_case", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_case(nullptr, "LH-1", THO_NTS, vi, &o.answer, e); }},
        {"tho_store_case", "case_id", "answer ",
         [&](auto& o, auto e) { return tho_store_case(w.store, nullptr, THO_NTS, vi, &o.answer, e); }},
        {"tho_store_case", "out", "",
         [&](auto&, auto e) { return tho_store_case(w.store, "LH-1", THO_NTS, vi, nullptr, e); }},
        {"tho_store_apply_batch", "store", "time answer ",
         [&](auto& o, auto e) { return tho_store_apply_batch(nullptr, receive, THO_NTS, vi, &o.answer, &o.time, e); }},
        {"tho_store_apply_batch", "commands", "time answer ",
         [&](auto& o, auto e) { return tho_store_apply_batch(w.store, nullptr, THO_NTS, vi, &o.answer, &o.time, e); }},
        {"tho_store_texts", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_texts(nullptr, "LH-1", THO_NTS, &o.answer, e); }},
        {"tho_store_texts", "case_id", "answer ",
         [&](auto& o, auto e) { return tho_store_texts(w.store, nullptr, THO_NTS, &o.answer, e); }},
        {"tho_store_texts", "out", "",
         [&](auto&, auto e) { return tho_store_texts(w.store, "LH-1", THO_NTS, nullptr, e); }},
        {"tho_store_ledger", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_ledger(nullptr, "LH-1", THO_NTS, april, vi, &o.answer, e); }},
        {"tho_store_ledger", "case_id", "answer ",
         [&](auto& o, auto e) { return tho_store_ledger(w.store, nullptr, THO_NTS, april, vi, &o.answer, e); }},
        {"tho_store_ledger", "out", "",
         [&](auto&, auto e) { return tho_store_ledger(w.store, "LH-1", THO_NTS, april, vi, nullptr, e); }},
        {"tho_store_public_view", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_public_view(nullptr, "LH-1", THO_NTS, vi, &o.answer, e); }},
        {"tho_store_public_view", "case_id", "answer ",
         [&](auto& o, auto e) { return tho_store_public_view(w.store, nullptr, THO_NTS, vi, &o.answer, e); }},
        {"tho_store_public_view", "out", "",
         [&](auto&, auto e) { return tho_store_public_view(w.store, "LH-1", THO_NTS, vi, nullptr, e); }},
        {"tho_store_late", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_late(nullptr, april, 1, 1, &o.answer, e); }},
        {"tho_store_late", "out", "",
         [&](auto&, auto e) { return tho_store_late(w.store, april, 1, 1, nullptr, e); }},
        {"tho_store_next", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_next(nullptr, april, 1, 1, &o.answer, e); }},
        {"tho_store_next", "out", "",
         [&](auto&, auto e) { return tho_store_next(w.store, april, 1, 1, nullptr, e); }},
        {"tho_store_late_by_owner", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_late_by_owner(nullptr, april, &o.answer, e); }},
        {"tho_store_late_by_owner", "out", "",
         [&](auto&, auto e) { return tho_store_late_by_owner(w.store, april, nullptr, e); }},
        {"tho_store_open_by_state", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_open_by_state(nullptr, april, vi, &o.answer, e); }},
        {"tho_store_open_by_state", "out", "",
         [&](auto&, auto e) { return tho_store_open_by_state(w.store, april, vi, nullptr, e); }},
        {"tho_store_cases", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_cases(nullptr, nullptr, 0, 1, &o.answer, e); }},
        {"tho_store_cases", "out", "",
         [&](auto&, auto e) { return tho_store_cases(w.store, nullptr, 0, 1, nullptr, e); }},
        {"tho_store_outbox", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_outbox(nullptr, 1, 1, vi, &o.answer, e); }},
        {"tho_store_outbox", "out", "",
         [&](auto&, auto e) { return tho_store_outbox(w.store, 1, 1, vi, nullptr, e); }},
        {"tho_store_acknowledge", "store", "number ",
         [&](auto& o, auto e) { return tho_store_acknowledge(nullptr, &april, 1, april, &o.number, e); }},
        {"tho_store_acknowledge", "ids", "number ",
         [&](auto& o, auto e) { return tho_store_acknowledge(w.store, nullptr, 1, april, &o.number, e); }},
        {"tho_store_report", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_report(nullptr, question, THO_NTS, THO_REPORT_CSV, vi, &o.answer, e); }},
        {"tho_store_report", "question", "answer ",
         [&](auto& o, auto e) { return tho_store_report(w.store, nullptr, THO_NTS, THO_REPORT_CSV, vi, &o.answer, e); }},
        {"tho_store_report", "out", "",
         [&](auto&, auto e) { return tho_store_report(w.store, question, THO_NTS, THO_REPORT_CSV, vi, nullptr, e); }},
        {"tho_store_verify", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_verify(nullptr, nullptr, 0, &o.answer, e); }},
        {"tho_store_checkpoint", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_checkpoint(nullptr, april, &o.answer, e); }},
        {"tho_store_checkpoint", "out", "",
         [&](auto&, auto e) { return tho_store_checkpoint(w.store, april, nullptr, e); }},
        {"tho_store_backup", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_backup(nullptr, file, THO_NTS, &o.answer, e); }},
        {"tho_store_backup", "path", "answer ",
         [&](auto& o, auto e) { return tho_store_backup(w.store, nullptr, THO_NTS, &o.answer, e); }},
        {"tho_store_purge", "store", "", [&](auto&, auto e) { return tho_store_purge(nullptr, e); }},
        {"tho_store_rekey", "store", "time ",
         [&](auto& o, auto e) { return tho_store_rekey(nullptr, file, THO_NTS, file, THO_NTS, &o.time, e); }},
        {"tho_store_rekey", "old_path", "time ",
         [&](auto& o, auto e) { return tho_store_rekey(w.store, nullptr, THO_NTS, file, THO_NTS, &o.time, e); }},
        {"tho_store_rekey", "new_path", "time ",
         [&](auto& o, auto e) { return tho_store_rekey(w.store, file, THO_NTS, nullptr, THO_NTS, &o.time, e); }},
        {"tho_store_replay", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_replay(nullptr, w.pack, vi, &o.answer, e); }},
        {"tho_store_replay", "pack", "answer ",
         [&](auto& o, auto e) { return tho_store_replay(w.store, nullptr, vi, &o.answer, e); }},
        {"tho_store_replay", "out", "",
         [&](auto&, auto e) { return tho_store_replay(w.store, w.pack, vi, nullptr, e); }},
        {"tho_store_recompute", "store", "answer ",
         [&](auto& o, auto e) { return tho_store_recompute(nullptr, folder, THO_NTS, april, 0, vi, &o.answer, e); }},
        {"tho_store_recompute", "path", "answer ",
         [&](auto& o, auto e) { return tho_store_recompute(w.store, nullptr, THO_NTS, april, 0, vi, &o.answer, e); }},
    };
    check_calls(calls, THO_E_INVALID, " must not be NULL");
    CHECK_MESSAGE(!std::filesystem::exists(other), "an output that cannot be given costs no file");
  }

  TEST_CASE("a number that no enumeration has") {
    const world w;
    ok(tho_store_apply(w.store, receive, THO_NTS, nullptr, nullptr));
    const std::string other = w.folder.file("b.db");
    const std::string folder = w.rules.pack_folder();
    for (const int32_t value : {0, -1, 4, 77, INT32_MIN, INT32_MAX}) {
      CAPTURE(value);
      check_calls(
          {{"tho_store_open", "mode", "store ",
            [&](auto& o, auto e) { return tho_store_open(other.c_str(), THO_NTS, value, &o.store, e); }},
           {"tho_limit_explain", "language", "answer ",
            [&](auto& o, auto e) { return tho_limit_explain(w.limit, nullptr, april, value, &o.answer, e); }},
           {"tho_duty_explain", "language", "answer ",
            [&](auto& o, auto e) {
              return tho_duty_explain(w.pack, "handle", THO_NTS, nullptr, 0, april, value, &o.answer, e);
            }},
           {"tho_store_case", "language", "answer ",
            [&](auto& o, auto e) { return tho_store_case(w.store, "LH-1", THO_NTS, value, &o.answer, e); }},
           {"tho_store_apply_batch", "language", "time answer ",
            [&](auto& o, auto e) {
              return tho_store_apply_batch(w.store, receive, THO_NTS, value, &o.answer, &o.time, e);
            }},
           {"tho_store_ledger", "language", "answer ",
            [&](auto& o, auto e) { return tho_store_ledger(w.store, "LH-1", THO_NTS, april, value, &o.answer, e); }},
           {"tho_store_public_view", "language", "answer ",
            [&](auto& o, auto e) { return tho_store_public_view(w.store, "LH-1", THO_NTS, value, &o.answer, e); }},
           {"tho_store_open_by_state", "language", "answer ",
            [&](auto& o, auto e) { return tho_store_open_by_state(w.store, april, value, &o.answer, e); }},
           {"tho_store_outbox", "language", "answer ",
            [&](auto& o, auto e) { return tho_store_outbox(w.store, 0, 1, value, &o.answer, e); }},
           {"tho_store_report", "format", "answer ",
            [&](auto& o, auto e) {
              return tho_store_report(w.store, question, THO_NTS, value, vi, &o.answer, e);
            }},
           {"tho_store_report", "language", "answer ",
            [&](auto& o, auto e) {
              return tho_store_report(w.store, question, THO_NTS, THO_REPORT_JSON, value, &o.answer, e);
            }},
           {"tho_store_replay", "language", "answer ",
            [&](auto& o, auto e) { return tho_store_replay(w.store, w.pack, value, &o.answer, e); }},
           {"tho_store_recompute", "language", "answer ",
            [&](auto& o, auto e) {
              return tho_store_recompute(w.store, other.c_str(), THO_NTS, april, 0, value, &o.answer, e);
            }},
           {"tho_pack_check", "language", "number answer ",
            [&](auto& o, auto e) { return tho_pack_check(folder.c_str(), THO_NTS, value, &o.number, &o.answer, e); }},
           {"tho_pack_clauses", "language", "answer ",
            [&](auto& o, auto e) { return tho_pack_clauses(w.pack, value, &o.answer, e); }},
           {"tho_pack_diff", "language", "answer ",
            [&](auto& o, auto e) { return tho_pack_diff(w.pack, w.pack, 0, value, &o.answer, e); }},
           {"tho_pack_route", "language", "answer ",
            [&](auto& o, auto e) { return tho_pack_route(w.pack, nullptr, 0, day_25, value, &o.answer, e); }},
           {"tho_clock_explain", "language", "answer ",
            [&](auto& o, auto e) { return tho_clock_explain(w.clock, value, &o.answer, e); }},
           {"tho_calendar_working_days_between", "which", "number ",
            [&](auto& o, auto e) {
              return tho_calendar_working_days_between(w.calendar, day_25, day_25, value, &o.number, e);
            }},
           {"tho_calendar_is_working_day", "which", "number ",
            [&](auto& o, auto e) { return tho_calendar_is_working_day(w.calendar, day_25, value, &o.number, e); }}},
          THO_E_INVALID, " has no value " + std::to_string(value));
    }
    CHECK(!std::filesystem::exists(other));
    // What is no boolean.
    for (const int32_t value : {-1, 2, INT32_MIN, INT32_MAX}) {
      check_calls({{"tho_store_recompute", "write", "answer ",
                    [&](auto& o, auto e) {
                      return tho_store_recompute(w.store, other.c_str(), THO_NTS, april, value, vi, &o.answer, e);
                    }}},
                  THO_E_INVALID, " has no value " + std::to_string(value));
    }
  }

  TEST_CASE("counts are not negative, and a digest is one") {
    const world w;
    for (const int64_t value : {int64_t{-1}, INT64_MIN}) {
      check_calls(
          {{"tho_store_late", "skip", "answer ",
            [&](auto& o, auto e) { return tho_store_late(w.store, april, value, 1, &o.answer, e); }},
           {"tho_store_late", "most", "answer ",
            [&](auto& o, auto e) { return tho_store_late(w.store, april, 0, value, &o.answer, e); }},
           {"tho_store_next", "skip", "answer ",
            [&](auto& o, auto e) { return tho_store_next(w.store, april, value, 1, &o.answer, e); }},
           {"tho_store_next", "most", "answer ",
            [&](auto& o, auto e) { return tho_store_next(w.store, april, 0, value, &o.answer, e); }},
           {"tho_store_cases", "most", "answer ",
            [&](auto& o, auto e) { return tho_store_cases(w.store, nullptr, 0, value, &o.answer, e); }},
           {"tho_store_outbox", "after", "answer ",
            [&](auto& o, auto e) { return tho_store_outbox(w.store, value, 1, vi, &o.answer, e); }},
           {"tho_store_outbox", "most", "answer ",
            [&](auto& o, auto e) { return tho_store_outbox(w.store, 0, value, vi, &o.answer, e); }},
           {"tho_store_acknowledge", "count", "",
            [&](auto& o, auto e) { return tho_store_acknowledge(w.store, &april, value, april, &o.number, e); }}},
          THO_E_RANGE, "less than 0");
    }
    const std::string good(64, 'a');
    for (const std::string& digest : {std::string{}, good.substr(1), good + "a", "A" + good.substr(1), "g" + good.substr(1)}) {
      CAPTURE(digest);
      check_calls({{"tho_store_verify", "digest", "answer ",
                    [&](auto& o, auto e) {
                      return tho_store_verify(w.store, digest.c_str(), THO_NTS, &o.answer, e);
                    }}},
                  THO_E_INVALID, "64 lower-case");
    }
  }

  TEST_CASE("times and days outside 1990 to 2099") {
    const world w;
    // 1990-01-01T00:00+07:00 and 2100-01-01T00:00+07:00, which is 24:00 of the last date.
    constexpr int64_t first = 631126800;
    constexpr int64_t last = 4102419600;
    for (const int64_t value : {first - 1, last + 1, THO_TIME_NONE, INT64_MAX, int64_t{0}}) {
      CAPTURE(value);
      check_calls(
          {{"tho_time_format", "time", "text ", [&](auto& o, auto e) { return tho_time_format(value, o.text, e); }},
           {"tho_day_from_time", "time", "number ",
            [&](auto& o, auto e) { return tho_day_from_time(value, &o.number, e); }},
           {"tho_calendar_add", "time", "time ",
            [&](auto& o, auto e) { return tho_calendar_add(w.calendar, value, 1, &o.time, e); }},
           {"tho_calendar_subtract", "time", "time ",
            [&](auto& o, auto e) { return tho_calendar_subtract(w.calendar, value, 1, &o.time, e); }},
           {"tho_calendar_elapsed", "from", "time ",
            [&](auto& o, auto e) { return tho_calendar_elapsed(w.calendar, value, april, &o.time, e); }},
           {"tho_calendar_elapsed", "until", "time ",
            [&](auto& o, auto e) { return tho_calendar_elapsed(w.calendar, april, value, &o.time, e); }},
           {"tho_limit_evaluate", "start", "due ",
            [&](auto& o, auto e) { return tho_limit_evaluate(w.limit, w.calendar, value, &o.due, e); }},
           {"tho_limit_explain", "start", "answer ",
            [&](auto& o, auto e) { return tho_limit_explain(w.limit, w.calendar, value, vi, &o.answer, e); }},
           {"tho_duty_evaluate", "start", "due ",
            [&](auto& o, auto e) {
              return tho_duty_evaluate(w.pack, "handle", THO_NTS, nullptr, 0, value, &o.due, e);
            }},
           {"tho_duty_explain", "start", "answer ",
            [&](auto& o, auto e) {
              return tho_duty_explain(w.pack, "handle", THO_NTS, nullptr, 0, value, vi, &o.answer, e);
            }},
           {"tho_clock_start", "start", "clock ",
            [&](auto& o, auto e) { return tho_clock_start(w.limit, nullptr, value, &o.clock, e); }},
           {"tho_clock_pause", "at", "", [&](auto&, auto e) { return tho_clock_pause(w.clock, value, e); }},
           {"tho_clock_resume", "at", "", [&](auto&, auto e) { return tho_clock_resume(w.clock, value, e); }},
           {"tho_clock_extend", "asked_at", "",
            [&](auto&, auto e) { return tho_clock_extend(w.clock, value, "1 working day", THO_NTS, e); }},
           {"tho_clock_meet", "at", "", [&](auto&, auto e) { return tho_clock_meet(w.clock, value, e); }},
           {"tho_clock_cancel", "at", "", [&](auto&, auto e) { return tho_clock_cancel(w.clock, value, e); }},
           {"tho_clock_due_if_resumed", "at", "due ",
            [&](auto& o, auto e) { return tho_clock_due_if_resumed(w.clock, value, &o.due, e); }},
           {"tho_clock_left", "now", "time number ",
            [&](auto& o, auto e) { return tho_clock_left(w.clock, value, nullptr, &o.time, nullptr, &o.number, e); }},
           {"tho_store_tick", "now", "answer ",
            [&](auto& o, auto e) { return tho_store_tick(w.store, value, &o.answer, e); }},
           {"tho_store_late", "now", "answer ",
            [&](auto& o, auto e) { return tho_store_late(w.store, value, 0, 1, &o.answer, e); }},
           {"tho_store_next", "now", "answer ",
            [&](auto& o, auto e) { return tho_store_next(w.store, value, 0, 1, &o.answer, e); }},
           {"tho_store_late_by_owner", "now", "answer ",
            [&](auto& o, auto e) { return tho_store_late_by_owner(w.store, value, &o.answer, e); }},
           {"tho_store_open_by_state", "now", "answer ",
            [&](auto& o, auto e) { return tho_store_open_by_state(w.store, value, vi, &o.answer, e); }},
           {"tho_store_ledger", "now", "answer ",
            [&](auto& o, auto e) { return tho_store_ledger(w.store, "LH-1", THO_NTS, value, vi, &o.answer, e); }},
           {"tho_store_acknowledge", "now", "number ",
            [&](auto& o, auto e) { return tho_store_acknowledge(w.store, &april, 1, value, &o.number, e); }},
           {"tho_store_checkpoint", "now", "answer ",
            [&](auto& o, auto e) { return tho_store_checkpoint(w.store, value, &o.answer, e); }},
           {"tho_store_recompute", "now", "answer ",
            [&](auto& o, auto e) {
              return tho_store_recompute(w.store, "rules", THO_NTS, value, 0, vi, &o.answer, e);
            }}},
          THO_E_RANGE, "1990-01-01");
    }
    CHECK(written(first) == "1990-01-01T00:00:00+07:00");
    CHECK(written(last) == "2100-01-01T00:00:00+07:00");

    // 1989-12-31 and 2100-01-01.
    for (const int32_t value : {7304, 47482, INT32_MIN, INT32_MAX}) {
      CAPTURE(value);
      check_calls(
          {{"tho_pack_route", "day", "answer ",
            [&](auto& o, auto e) { return tho_pack_route(w.pack, nullptr, 0, value, vi, &o.answer, e); }},
           {"tho_day_format", "day", "text ", [&](auto& o, auto e) { return tho_day_format(value, o.text, e); }},
           {"tho_calendar_is_working_day", "day", "number ",
            [&](auto& o, auto e) { return tho_calendar_is_working_day(w.calendar, value, all, &o.number, e); }},
           {"tho_calendar_working_days_between", "from_day", "number ",
            [&](auto& o, auto e) {
              return tho_calendar_working_days_between(w.calendar, value, day_25, all, &o.number, e);
            }},
           {"tho_calendar_working_days_between", "until_day", "number ",
            [&](auto& o, auto e) {
              return tho_calendar_working_days_between(w.calendar, day_25, value, all, &o.number, e);
            }}},
          THO_E_RANGE, "1990-01-01");
    }
    CHECK(written_day(7305) == "1990-01-01");
    CHECK(written_day(47481) == "2099-12-31");
  }

  TEST_CASE("working time is not negative") {
    const world w;
    int64_t row = 0;
    for (const int64_t value : {int64_t{-1}, INT64_MIN}) {
      check_calls({{"tho_calendar_add", "seconds", "time ",
                    [&](auto& o, auto e) { return tho_calendar_add(w.calendar, april, value, &o.time, e); }},
                   {"tho_calendar_subtract", "seconds", "time ",
                    [&](auto& o, auto e) { return tho_calendar_subtract(w.calendar, april, value, &o.time, e); }},
                   {"tho_calendar_add_batch", "seconds", "time ",
                    [&](auto& o, auto e) {
                      return tho_calendar_add_batch(w.calendar, &april, 8, 1, value, &row, 8, nullptr, &o.time, e);
                    }}},
                  THO_E_INVALID, "negative");
    }
  }

  TEST_CASE("years other than 1990 to 2099, and counts, strides and addresses that no column has") {
    const world w;
    for (const int32_t year : {1989, 2100, -1, INT32_MIN, INT32_MAX}) {
      check_calls({{"tho_pack_diff", "year", "answer ",
                    [&](auto& o, auto e) { return tho_pack_diff(w.pack, w.pack, year, vi, &o.answer, e); }}},
                  THO_E_RANGE, "1990");
    }
    const int64_t times[2] = {april, april};
    int64_t rows[2] = {7, 7};
    tho_status codes[2] = {7, 7};
    tho_deadline dues[2] = {THO_DEADLINE_INIT, THO_DEADLINE_INIT};
    const auto* odd = reinterpret_cast<const int64_t*>(reinterpret_cast<const char*>(times) + 4);
    const auto add = [&](const int64_t* from, int64_t stride, int64_t count, int64_t out_stride) {
      return [=, &rows, &codes, &w](auto& o, auto e) {
        return tho_calendar_add_batch(w.calendar, from, stride, count, 60, rows, out_stride, codes, &o.time, e);
      };
    };
    const auto evaluate = [&](int64_t stride, int64_t count, int64_t out_stride) {
      return [=, &dues, &codes, &w](auto& o, auto e) {
        return tho_limit_evaluate_batch(w.limit, nullptr, times, stride, count, dues, out_stride, codes, &o.time, e);
      };
    };
    check_calls({{"tho_calendar_add_batch", "count", "time ", add(times, 8, -1, 8)},
                 {"tho_limit_evaluate_batch", "count", "time ", evaluate(8, INT64_MIN, 32)}},
                THO_E_INVALID, "negative");
    check_calls({{"tho_calendar_add_batch", "times", "time ", add(times, -8, 2, 8)},
                 {"tho_calendar_add_batch", "times", "time ", add(times, 12, 2, 8)},
                 {"tho_calendar_add_batch", "out", "time ", add(times, 8, 2, 0)},
                 {"tho_calendar_add_batch", "out", "time ", add(times, 8, 2, -8)},
                 {"tho_limit_evaluate_batch", "out", "time ", evaluate(8, 2, 24)},
                 {"tho_limit_evaluate_batch", "starts", "time ", evaluate(4, 2, 32)}},
                THO_E_INVALID, "stride");
    check_calls({{"tho_calendar_add_batch", "times", "time ", add(odd, 8, 1, 8)}}, THO_E_INVALID, "address");
    check_calls({{"tho_calendar_add_batch", "times", "time ", add(times, 8, INT64_MAX, 8)},
                 {"tho_calendar_add_batch", "out", "time ", add(times, 0, INT64_MAX, 8)},
                 {"tho_limit_evaluate_batch", "out", "time ", evaluate(0, INT64_MAX / 16, 32)}},
                THO_E_INVALID, "any memory");
    CHECK(rows[0] == 7);
    CHECK(codes[0] == 7);
    CHECK(dues[0].due == 0);
  }

  TEST_CASE("functions that cannot fail take NULL, and tell nothing") {
    CHECK(tho_error_code(nullptr) == THO_OK);
    CHECK(tho_error_line(nullptr) == 0);
    CHECK(tho_error_column(nullptr) == 0);
    CHECK(tho_error_offset(nullptr) == -1);
    CHECK(tho_error_detail_count(nullptr) == 0);
    using getter = std::function<const char*(int64_t*)>;
    const std::vector<getter> getters = {
        [](int64_t* n) { return tho_error_message(nullptr, THO_LANGUAGE_VI, n); },
        [](int64_t* n) { return tho_error_message(nullptr, THO_LANGUAGE_EN, n); },
        [](int64_t* n) { return tho_error_message(nullptr, 77, n); },
        [](int64_t* n) { return tho_error_path(nullptr, n); },
        [](int64_t* n) { return tho_error_pointer(nullptr, n); },
        [](int64_t* n) { return tho_error_detail_at(nullptr, 0, n); },
        [](int64_t* n) { return tho_text_data(nullptr, n); },
        [](int64_t* n) { return tho_pack_id(nullptr, n); },
        [](int64_t* n) { return tho_pack_version(nullptr, n); },
        [](int64_t* n) { return tho_pack_hash(nullptr, n); },
    };
    for (const getter& get : getters) {
      int64_t size = 77;
      CHECK(std::string{get(&size)}.empty());
      CHECK(size == 0);
      CHECK(std::string{get(nullptr)}.empty());
    }
    tho_error_retain(nullptr);
    tho_error_release(nullptr);
    tho_text_retain(nullptr);
    tho_text_release(nullptr);
    tho_pack_retain(nullptr);
    tho_pack_release(nullptr);
    tho_calendar_retain(nullptr);
    tho_calendar_release(nullptr);
    tho_limit_retain(nullptr);
    tho_limit_release(nullptr);
    tho_clock_release(nullptr);
    tho_store_close(nullptr);
  }

  TEST_CASE("what may be NULL") {
    const world w;
    CHECK(tho_calendar_horizon(w.calendar, nullptr, nullptr, nullptr) == THO_OK);
    CHECK(tho_pack_check(w.rules.pack_folder().c_str(), THO_NTS, vi, nullptr, nullptr, nullptr) == THO_OK);
    CHECK(tho_pack_route(w.pack, nullptr, 0, day_25, vi, nullptr, nullptr) >= THO_OK);
    CHECK(tho_clock_left(w.clock, april, nullptr, nullptr, nullptr, nullptr, nullptr) == THO_OK);
    CHECK(tho_calendar_add_batch(w.calendar, nullptr, 8, 0, 60, nullptr, 8, nullptr, nullptr, nullptr) == THO_OK);
    CHECK(tho_limit_evaluate_batch(w.limit, nullptr, nullptr, 8, 0, nullptr, 32, nullptr, nullptr, nullptr) == THO_OK);
    CHECK(tho_store_apply(w.store, receive, THO_NTS, nullptr, nullptr) == THO_OK);
    CHECK(tho_store_tick(w.store, at("2024-05-25T09:10"), nullptr, nullptr) == THO_OK);
    CHECK(tho_store_apply_batch(w.store, receive, THO_NTS, vi, nullptr, nullptr, nullptr) == THO_OK);
    CHECK(tho_store_acknowledge(w.store, &april, 1, april, nullptr, nullptr) == THO_OK);
    CHECK(tho_store_verify(w.store, nullptr, 0, nullptr, nullptr) == THO_OK);
    CHECK(tho_store_backup(w.store, w.folder.file("copy.db").c_str(), THO_NTS, nullptr, nullptr) == THO_OK);
    CHECK(tho_store_recompute(w.store, w.folder.path().c_str(), THO_NTS, april, 1, vi, nullptr, nullptr) == THO_OK);
  }
}
