// Which of a rule's limits holds: by facts and by the time of receipt.
#include "thoihan/limit/choice.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/limits.hpp"
#include "tests/support/national_calendar.hpp"

using namespace thoihan;

namespace {

limit_row row_for(std::int64_t fact_is, amount length) {
  limit_row row;
  condition_node node;
  node.kind = condition_kind::range;
  node.low = node.high = fact_is;
  row.when = {node};
  row.what = limit::of(length);
  return row;
}

limit_row by_receipt(receipt received, amount length) {
  limit_row row;
  row.received = received;
  row.what = limit::of(length);
  return row;
}

limit_row rest(amount length) { return by_receipt(receipt::any, length); }

constexpr amount two_working_hours{2, unit::working_hour};
constexpr amount one_day{24, unit::hour};

// The number of the row, or the error as a negative number.
int chosen(const calendar& hours, const std::vector<limit_row>& rows, std::string_view start,
           const std::vector<fact_value>& facts, bool expect_provisional = false) {
  const calendar* calendars[] = {&hours};
  std::size_t row = 77;
  bool rests_on_receipt = false;
  const status code = choose_limit(rows, facts, calendars, moment(start), row, rests_on_receipt);
  CHECK(rests_on_receipt == expect_provisional);
  if (code != status::ok) CHECK(row == 77);
  return code == status::ok ? static_cast<int>(row) : static_cast<int>(code);
}

}  // namespace

TEST_SUITE("choice") {
  TEST_CASE("by a fact; the row without a condition is the rest, wherever it stands") {
    const calendar office = national_calendar();
    const std::vector<limit_row> rows = {rest(one_day), row_for(1, two_working_hours), row_for(2, two_working_hours)};
    CHECK(chosen(office, rows, "2024-06-03T09:00", {fact_value::of(1)}) == 1);
    CHECK(chosen(office, rows, "2024-06-03T09:00", {fact_value::of(2)}) == 2);
    CHECK(chosen(office, rows, "2024-06-03T09:00", {fact_value::of(3)}) == 0);
    CHECK(chosen(office, rows, "2024-06-03T09:00", {{}}) == 0);
    CHECK(chosen(office, rows, "2024-06-03T09:00", {}) == 0);
  }

  TEST_CASE("none holds, or two do") {
    const calendar office = national_calendar();
    CHECK(chosen(office, {}, "2024-06-03T09:00", {}) == static_cast<int>(status::guard));
    CHECK(chosen(office, {row_for(1, one_day)}, "2024-06-03T09:00", {fact_value::of(2)}) ==
          static_cast<int>(status::guard));
    CHECK(chosen(office, {row_for(1, one_day), row_for(1, one_day)}, "2024-06-03T09:00", {fact_value::of(1)}) ==
          static_cast<int>(status::ambiguous));
    CHECK(chosen(office, {rest(one_day), rest(one_day)}, "2024-06-03T09:00", {}) ==
          static_cast<int>(status::ambiguous));
  }

  // Half-open sessions; the day's hours are first opening to last close, lunch in.
  TEST_CASE("by the time of receipt") {
    const calendar office = national_calendar();
    const std::vector<limit_row> by_session = {by_receipt(receipt::in_session, two_working_hours),
                                               by_receipt(receipt::outside_session, one_day)};
    const std::vector<limit_row> by_hours = {by_receipt(receipt::within_hours, two_working_hours),
                                             by_receipt(receipt::outside_hours, one_day)};
    struct expectation {
      std::string_view start;
      int session;
      int hours;
    };
    for (const auto& row : {expectation{"2024-06-03T07:29:59", 1, 1},
                            {"2024-06-03T07:30:00", 0, 0},
                            {"2024-06-03T11:29:59", 0, 0},
                            {"2024-06-03T11:30:00", 1, 0},
                            {"2024-06-03T12:59:59", 1, 0},
                            {"2024-06-03T13:00:00", 0, 0},
                            {"2024-06-03T16:59:59", 0, 0},
                            {"2024-06-03T17:00:00", 1, 1},
                            {"2024-06-08T09:00:00", 1, 1},
                            {"2024-04-29T09:00:00", 1, 1},
                            {"2024-05-04T09:00:00", 0, 0}}) {
      CHECK_MESSAGE(chosen(office, by_session, row.start, {}) == row.session, row.start);
      CHECK_MESSAGE(chosen(office, by_hours, row.start, {}) == row.hours, row.start);
    }
  }

  TEST_CASE("it rests on the date of receipt, and only where receipt was asked for") {
    const calendar office = national_calendar();
    const std::vector<limit_row> rows = {by_receipt(receipt::in_session, two_working_hours), rest(one_day)};
    CHECK(chosen(office, rows, "2026-11-24T09:00", {}, true) == 0);
    CHECK(chosen(office, rows, "2026-11-24T20:00", {}, true) == 1);  // it is outside because of what the date is
    CHECK(chosen(office, rows, "2026-11-23T20:00", {}) == 1);
    CHECK(chosen(office, {rest(one_day)}, "2026-11-24T09:00", {}) == 0);
    CHECK(chosen(office, rows, "2053-01-01T09:00", {}) == static_cast<int>(status::horizon));
    CHECK(chosen(office, {rest(one_day)}, "2053-01-01T09:00", {}) == 0);
  }

  TEST_CASE("a calendar that the pack does not have") {
    const calendar office = national_calendar();
    std::vector<limit_row> rows = {by_receipt(receipt::in_session, one_day)};
    rows[0].receipt_calendar = 1;
    CHECK(chosen(office, rows, "2024-06-03T09:00", {}) == static_cast<int>(status::reference));
  }

  // in office hours two working hours, outside them 24 hours. 11:29 is due 14:59, 11:31 the
  // next day 11:31, and 13:00, later than both, 15:00 of the same day: a later start, an earlier due.
  TEST_CASE("chosen by receipt, a later start may be due earlier") {
    const calendar office = national_calendar();
    const std::vector<limit_row> rows = {by_receipt(receipt::in_session, two_working_hours), rest(one_day)};
    const auto due = [&](std::string_view start) {
      return due_of(office, rows[static_cast<std::size_t>(chosen(office, rows, start, {}))].what, start);
    };
    CHECK(due("2024-06-03T11:29") == at_moment("2024-06-03T14:59:00"));
    CHECK(due("2024-06-03T11:31") == at_moment("2024-06-04T11:31:00"));
    CHECK(due("2024-06-03T13:00") == at_moment("2024-06-03T15:00:00"));
  }

  // an end at a session's close moves with the session: added hours of an evening make the
  // due later, a closed afternoon earlier.
  TEST_CASE("ending at a close, added hours may make a due later and a closure earlier") {
    calendar_layers layers = office_layers(date_of("2024-06-01"), date_of("2024-06-30"));
    limit_term term = term_of(1, unit::working_day);
    term.end = term_end::last_session;
    CHECK(due_of(compiled(layers), term, "2024-06-03T09:00") == at_moment("2024-06-04T17:00:00"));
    layers.dates = {{date_of("2024-06-04"), false, {{27000, 41400}, {46800, 72000}}, true, 0}};
    CHECK(due_of(compiled(layers), term, "2024-06-03T09:00") == at_moment("2024-06-04T20:00:00"));
    layers.dates = {{date_of("2024-06-04"), false, {{27000, 41400}}, true, 0}};
    CHECK(due_of(compiled(layers), term, "2024-06-03T09:00") == at_moment("2024-06-04T11:30:00"));
  }
}
