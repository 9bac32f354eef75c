// What a calendar's tables take, whatever its sessions. The bound is the kernel's budget of 400 KB for 40 years; the least is
// what the dates alone need: a date has 8 bytes for the seconds worked before it, 1 for its profile, 1 for its sessions, 1 for its
// kind, 2 for the undecided dates before it and 2 in each of two sequences for the working dates before it, a working date 2 more
// in each sequence that it is part of.
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/national_calendar.hpp"

using namespace thoihan;

namespace {

void check_bytes(std::string_view name, std::vector<session> sessions) {
  CAPTURE(name);
  calendar_layers layers = national_layers(holiday_rows());
  layers.weekly[0].sessions = std::move(sessions);
  const calendar hours = compiled(layers);
  std::size_t least = 0;
  for (day_number day = hours.first_day(); day <= hours.last_day(); ++day) {
    least += 17 + (hours.is_working_date(day) ? 2U : 0U);
    least += hours.is_working_date(day, working_dates::without_make_up) ? 2U : 0U;
  }
  CHECK(hours.bytes() > least);
  CHECK(hours.bytes() < 400'000);
}

}  // namespace

TEST_SUITE("calendar: tables") {
  TEST_CASE("forty years stay within the budget") {
    check_bytes("office hours", {{27000, 41400}, {46800, 61200}});
    check_bytes("one session", {{28800, 57600}});
    check_bytes("around the clock", {{0, 86400}});
    check_bytes("to two minutes", {{26400, 42600}, {47400, 61440}});
    check_bytes("to a second", {{26400, 42600}, {47400, 61501}});
    check_bytes("eight short ones", {{0, 1}, {3, 5}, {7, 11}, {13, 17}, {19, 23}, {29, 31}, {37, 41}, {43, 47}});
    check_bytes("never", {});
  }

  // One session of an hour each day, at the full hour or a second later: the same grain of 3,600 s for the inverse. At the full
  // hour the clock has slots of 3,600 s too, 24 for each of two kinds of date (worked; the end of the calendar), 4 bytes each.
  // A second later it would need slots of a second, which are not laid.
  TEST_CASE("slots take what they say") {
    const auto bytes = [](std::int32_t open_s) {
      calendar_layers layers = office_layers(days_from_civil(2024, 4, 1), days_from_civil(2024, 4, 7));
      layers.weekly[0].weekdays = 0x7f;
      layers.weekly[0].sessions = {{open_s, open_s + 3600}};
      return compiled(layers).bytes();
    };
    CHECK(bytes(36'000) - bytes(36'001) == 2 * 24 * 4);
  }

  // The first working date is the first: there is no date number 0, before or after.
  TEST_CASE("a number of dates begins with one") {
    const calendar hours = compiled(office_layers(days_from_civil(2024, 4, 1), days_from_civil(2024, 4, 30)));
    const day_number wednesday = days_from_civil(2024, 4, 10);
    const std::int64_t least = std::numeric_limits<std::int64_t>::min();
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, least}) {
      day_number day = 0;
      CHECK(hours.working_date_after(wednesday, n, working_dates::all, day) == status::invalid);
      CHECK(hours.working_date_from(wednesday, n, working_dates::all, day) == status::invalid);
      CHECK(hours.working_date_before(wednesday, n, working_dates::all, day) == status::invalid);
    }
  }
}
