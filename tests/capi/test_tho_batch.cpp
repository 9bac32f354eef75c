// Columns: each row is what the function without `_batch` says of it, wherever the columns stand in memory.
#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "tests/capi/handles.hpp"

namespace {

struct office : lac_hong {
  office() { ok(tho_calendar_from_pack(pack, nullptr, 0, calendar.out(), nullptr)); }
  calendar_handle calendar;
};

// Within the calendar, before and after it, and what no time is.
std::vector<int64_t> mixed_times(std::size_t rows) {
  std::mt19937_64 source{1022};
  const int64_t first = at("2024-01-01T00:00");
  std::vector<int64_t> out;
  for (std::size_t row = 0; row < rows; ++row) {
    const uint64_t number = source();
    switch (number % 16) {
      case 0: out.push_back(at("2023-12-31T23:59:59")); break;
      case 1: out.push_back(at("2025-06-01T08:00")); break;
      case 2: out.push_back(INT64_MIN); break;
      case 3: out.push_back(INT64_MAX); break;
      default: out.push_back(first + static_cast<int64_t>(number / 16 % (366 * 86400)));
    }
  }
  return out;
}

struct received {
  int64_t number;
  int64_t time;
  int64_t due;
};

}  // namespace

TEST_SUITE("tho: batch") {
  TEST_CASE("working time added: every row as tho_calendar_add says") {
    const office o;
    // More rows than are answered at a time, and a rest; nothing; one.
    for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, std::size_t{1301}}) {
      const std::vector<int64_t> times = mixed_times(rows);
      for (const int64_t seconds : {int64_t{0}, int64_t{7200}, int64_t{40} * 86400, INT64_MAX}) {
        std::vector<int64_t> dense(rows, 77);
        std::vector<tho_status> codes(rows, 77);
        std::vector<received> records(rows);
        for (std::size_t row = 0; row < rows; ++row) records[row] = {static_cast<int64_t>(row), times[row], 77};
        std::vector<int64_t> in_place = times;
        int64_t failed = 77;
        int64_t failed_too = 77;
        const auto n = static_cast<int64_t>(rows);
        done([&](tho_error** err) {
          return tho_calendar_add_batch(o.calendar, times.data(), 8, n, seconds, dense.data(), 8, codes.data(), &failed,
                                        err);
        });
        done([&](tho_error** err) {
          return tho_calendar_add_batch(o.calendar, rows == 0 ? nullptr : &records[0].time, sizeof(received), n,
                                        seconds, rows == 0 ? nullptr : &records[0].due, sizeof(received), nullptr,
                                        &failed_too, err);
        });
        ok(tho_calendar_add_batch(o.calendar, in_place.data(), 8, n, seconds, in_place.data(), 8, nullptr, nullptr,
                                  nullptr));
        int64_t expected_failures = 0;
        for (std::size_t row = 0; row < rows; ++row) {
          CAPTURE(times[row]);
          CAPTURE(seconds);
          int64_t due = 0;
          const tho_status code = tho_calendar_add(o.calendar, times[row], seconds, &due, nullptr);
          expected_failures += code == THO_OK ? 0 : 1;
          REQUIRE(codes[row] == code);
          REQUIRE(dense[row] == due);
          REQUIRE(records[row].due == due);
          REQUIRE(records[row].time == times[row]);
          REQUIRE(records[row].number == static_cast<int64_t>(row));
          REQUIRE(in_place[row] == due);
        }
        CHECK(failed == expected_failures);
        CHECK(failed_too == expected_failures);
      }
    }
  }

  TEST_CASE("working time elapsed, from each and until one") {
    const office o;
    const std::vector<int64_t> times = mixed_times(700);
    const int64_t now = at("2024-05-06T10:00");
    std::vector<int64_t> out(times.size(), 77);
    std::vector<tho_status> codes(times.size(), 77);
    int64_t failed = 0;
    ok(tho_calendar_elapsed_batch(o.calendar, times.data(), 8, &now, 0, 700, out.data(), 8, codes.data(), &failed,
                                  nullptr));
    int64_t expected_failures = 0;
    for (std::size_t row = 0; row < times.size(); ++row) {
      int64_t seconds = 0;
      const tho_status code = tho_calendar_elapsed(o.calendar, times[row], now, &seconds, nullptr);
      expected_failures += code == THO_OK ? 0 : 1;
      REQUIRE(codes[row] == code);
      REQUIRE(out[row] == seconds);
    }
    CHECK(failed == expected_failures);
    CHECK(failed > 0);
    // Thursday 15:00 to 17:00, and Friday 07:30 to 08:00.
    const int64_t thursday = at("2024-04-25T15:00");
    const int64_t friday = at("2024-04-26T08:00");
    ok(tho_calendar_elapsed_batch(o.calendar, &thursday, 8, &friday, 8, 1, out.data(), 8, nullptr, nullptr, nullptr));
    CHECK(out[0] == 2 * 3600 + 1800);
  }

  TEST_CASE("limits: every row as tho_limit_evaluate says") {
    const office o;
    const std::vector<int64_t> times = mixed_times(333);
    for (const char* written :
         {"5 working days", "2 working hours", "24 hours", "15 days", "now",
          R"({"amount": "1 working day", "cut_off": "15:00"})", R"({"then": ["1 working day", "2 working hours"]})"}) {
      CAPTURE(std::string{written});
      limit_handle limit;
      ok(tho_limit_parse(o.pack, written, THO_NTS, limit.out(), nullptr));
      std::vector<tho_deadline> dues(times.size());
      std::memset(dues.data(), 0x55, dues.size() * sizeof dues[0]);
      ok(tho_deadline_init(dues.data(), sizeof dues[0], nullptr));
      std::vector<tho_status> codes(times.size(), 77);
      int64_t failed = 0;
      done([&](tho_error** err) {
        return tho_limit_evaluate_batch(limit, o.calendar, times.data(), 8, 333, dues.data(), sizeof dues[0],
                                        codes.data(), &failed, err);
      });
      int64_t expected_failures = 0;
      for (std::size_t row = 0; row < times.size(); ++row) {
        tho_deadline due = THO_DEADLINE_INIT;
        const tho_status code = tho_limit_evaluate(limit, o.calendar, times[row], &due, nullptr);
        expected_failures += code == THO_OK ? 0 : 1;
        REQUIRE(codes[row] == code);
        REQUIRE(std::memcmp(&dues[row], &due, sizeof due) == 0);
      }
      CHECK(failed == expected_failures);
      CHECK(failed > 0);
    }
  }

  TEST_CASE("deadlines of a later version: its fields are zero, and the next row is where it says") {
    const office o;
    limit_handle limit;
    ok(tho_limit_parse(o.pack, "5 working days", THO_NTS, limit.out(), nullptr));
    struct later {
      tho_deadline known;
      int64_t more;
      int64_t own;  // behind the struct, in the record of the caller
    };
    later rows[3];
    std::memset(rows, 0x55, sizeof rows);
    rows[0].known.struct_size = 40;
    const int64_t starts[3] = {at("2024-04-25T09:10"), 0, at("2024-04-26T09:10")};
    int64_t failed = 0;
    ok(tho_limit_evaluate_batch(limit, nullptr, starts, 8, 3, &rows[0].known, sizeof(later), nullptr, &failed,
                                nullptr));
    CHECK(failed == 1);
    // Working days: 26 April, 2, 3, 4 (a Saturday worked for 29 April) and 6 May; from the 26th on one later.
    CHECK(written_day(rows[0].known.due_day) == "2024-05-06");
    CHECK(written_day(rows[2].known.due_day) == "2024-05-07");
    CHECK(rows[1].known.late_from == 0);
    for (const later& row : rows) {
      CHECK(row.known.struct_size == 40);
      CHECK(row.known.reserved0 == 0);
      CHECK(row.more == 0);
      CHECK(row.own == 0x5555555555555555);
    }
    rows[0].known.struct_size = 20;
    const failure f = ::failed([&](tho_error** err) {
      return tho_limit_evaluate_batch(limit, nullptr, starts, 8, 1, &rows[0].known, sizeof(later), nullptr, nullptr,
                                      err);
    });
    CHECK(f.code == THO_E_STRUCT_SIZE);
    CHECK(f.details == std::vector<std::string>{"out"});
  }
}
