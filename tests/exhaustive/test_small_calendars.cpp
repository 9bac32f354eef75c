// Every calendar of ten days that are off, half or full, with every start at which an answer can change and a second on either
// side, and every amount of working time in quarter days. What is expected comes from the list of sessions, stepped through.
// The same on seven days whose sessions have odd lengths or openings, so that the other tables of the calendar answer.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "thoihan/calendar/compile.hpp"

using namespace thoihan;

namespace {

constexpr day_number monday = days_from_civil(2024, 6, 3);

struct small_world {
  std::vector<session> half;
  std::vector<session> full;
  std::int64_t quarter_s;  // the step of the amounts
};

struct tally {
  std::int64_t compared = 0;
  std::int64_t wrong = 0;
  void same(bool equal) {
    ++compared;
    wrong += equal ? 0 : 1;
  }
};

struct stretch {
  instant open;
  instant close;
};

// One calendar; `digits` holds off (0), half (1) or full (2) for each date.
void check_calendar(const small_world& world, const std::vector<int>& digits, tally& all) {
  const auto days = static_cast<day_number>(digits.size());
  calendar_layers layers;
  layers.first = layers.decided_from = monday;
  layers.last = layers.decided_until = monday + days - 1;
  std::vector<stretch> worked;
  std::vector<instant> starts;
  for (day_number i = 0; i < days; ++i) {
    starts.push_back(instant_at(monday + i, 0));
    const int digit = digits[static_cast<std::size_t>(i)];
    if (digit == 0) continue;
    const auto& sessions = digit == 1 ? world.half : world.full;
    layers.dates.push_back({monday + i, false, sessions, true, 0});
    for (const session& s : sessions) {
      // A night that would end after the last date ends with it.
      worked.push_back({instant_at(monday + i, s.open_s),
                        std::min(instant_at(monday + i, s.close_s), instant_at(monday + days, 0))});
      starts.push_back(worked.back().open);
      starts.push_back(worked.back().close);
    }
  }
  starts.push_back(instant_at(monday + days, 0));
  calendar hours;
  if (!compile_calendar(layers, hours).empty()) {
    all.same(false);
    return;
  }
  for (const instant boundary : starts) {
    for (int beside = -1; beside <= 1; ++beside) {
      const instant t = boundary + beside;
      instant out = 0;
      std::uint32_t before = 0;
      if (t < starts.front() || t > starts.back()) {
        all.same(hours.working_seconds_before(t, before) == status::horizon && hours.add(t, 0, out) == status::horizon);
        continue;
      }
      std::int64_t expected_before = 0;
      bool open = false;
      for (const stretch& s : worked) {
        expected_before += std::max<instant>(0, std::min(s.close, t) - s.open);
        open = open || (s.open <= t && t < s.close);
      }
      all.same(hours.working_seconds_before(t, before) == status::ok && before == expected_before);
      all.same(hours.is_open(t) == open);
      // Forward through the sessions, quarter by quarter.
      std::size_t at = 0;
      instant now = t;
      for (std::int64_t n = world.quarter_s;; n += world.quarter_s) {
        std::int64_t rest = world.quarter_s;
        while (at < worked.size() && rest > 0) {
          now = std::max(now, worked[at].open);
          const std::int64_t here = std::min(rest, std::max<std::int64_t>(0, worked[at].close - now));
          now += here;
          rest -= here;
          if (rest > 0) ++at;
        }
        const status code = hours.add(t, n, out);
        all.same(rest == 0 ? code == status::ok && out == now : code == status::horizon);
        if (rest == 0) {
          std::int64_t elapsed = 0;
          all.same(hours.elapsed(t, out, elapsed) == status::ok && elapsed == n);
        }
        if (rest > 0) break;
      }
      // Backward.
      std::size_t left = worked.size();
      now = t;
      for (std::int64_t n = world.quarter_s;; n += world.quarter_s) {
        std::int64_t rest = world.quarter_s;
        while (left > 0 && rest > 0) {
          now = std::min(now, worked[left - 1].close);
          const std::int64_t here = std::min(rest, std::max<std::int64_t>(0, now - worked[left - 1].open));
          now -= here;
          rest -= here;
          if (rest > 0) --left;
        }
        const status code = hours.subtract(t, n, out);
        all.same(rest == 0 ? code == status::ok && out == now : code == status::horizon);
        if (rest > 0) break;
      }
      const auto next = std::find_if(worked.begin(), worked.end(), [t](const stretch& s) { return s.close > t; });
      const status code = hours.next_opening(t, out);
      all.same(next == worked.end() ? code == status::horizon : code == status::ok && out == std::max(t, next->open));
    }
  }

  for (day_number from = 0; from < days; ++from) {
    day_number out = 0;
    day_number walked = from;
    for (std::int64_t n = 1; n <= days + 1; ++n) {
      do ++walked;
      while (walked < days && digits[static_cast<std::size_t>(walked)] == 0);
      const status code = hours.working_date_after(monday + from, n, working_dates::all, out);
      all.same(walked < days ? code == status::ok && out == monday + walked : code == status::horizon);
      walked = std::min(walked, days);
    }
    walked = from;
    for (std::int64_t n = 1; n <= days + 1; ++n) {
      do --walked;
      while (walked >= 0 && digits[static_cast<std::size_t>(walked)] == 0);
      const status code = hours.working_date_before(monday + from, n, working_dates::all, out);
      all.same(walked >= 0 ? code == status::ok && out == monday + walked : code == status::horizon);
      walked = std::max(walked, -1);
    }
    walked = from;
    while (walked < days && digits[static_cast<std::size_t>(walked)] == 0) ++walked;
    const status rolled = hours.roll(monday + from, working_dates::all, out);
    all.same(walked < days ? rolled == status::ok && out == monday + walked : rolled == status::horizon);
    day_number back = from;
    while (back >= 0 && digits[static_cast<std::size_t>(back)] == 0) --back;
    const status rolled_back = hours.roll_back(monday + from, working_dates::all, out);
    all.same(back >= 0 ? rolled_back == status::ok && out == monday + back : rolled_back == status::horizon);
    const status first = hours.working_date_from(monday + from, 1, working_dates::all, out);
    all.same(walked < days ? first == status::ok && out == monday + walked : first == status::horizon);
    std::int32_t counted = 0;
    for (day_number until = from; until < days; ++until) {
      std::int32_t between = 0;
      if (until > from && digits[static_cast<std::size_t>(until)] != 0) ++counted;
      all.same(hours.working_dates_between(monday + from, monday + until, working_dates::all, between) == status::ok &&
               between == counted);
      all.same(hours.working_dates_between(monday + until, monday + from, working_dates::all, between) == status::ok &&
               between == -counted);
    }
  }
}

tally check_all(const small_world& world, std::size_t days) {
  tally all;
  std::vector<int> digits(days, 0);
  for (;;) {
    check_calendar(world, digits, all);
    std::size_t at = 0;
    while (at < days && digits[at] == 2) digits[at++] = 0;
    if (at == days) return all;
    ++digits[at];
  }
}

}  // namespace

TEST_SUITE("exhaustive: small calendars") {
  TEST_CASE("all 59,049 calendars of ten days that are off, half or full") {
    const tally all = check_all({{{27000, 41400}}, {{27000, 41400}, {46800, 61200}}, 7200}, 10);
    CHECK(all.wrong == 0);
    CHECK(all.compared > 100000000);
  }

  // 07:30:01 to 11:29:58, 13:00 to 17:00:00 less a second: lengths 14397 and 14399, no common divisor, no slots.
  TEST_CASE("all 2,187 calendars of seven days with odd sessions") {
    const tally all = check_all({{{27001, 41398}}, {{27001, 41398}, {46800, 61199}}, 3600}, 7);
    CHECK(all.wrong == 0);
    CHECK(all.compared > 1000000);
  }

  // Sessions of one even length that open at an odd second: no slots, but a direct inverse.
  TEST_CASE("all 2,187 calendars of seven days with shifted sessions") {
    const tally all = check_all({{{27001, 41401}}, {{27001, 41401}, {46801, 61201}}, 7200}, 7);
    CHECK(all.wrong == 0);
    CHECK(all.compared > 1000000);
  }

  // Slots and a common divisor of 15 seconds, which is odd: slots, but no direct inverse.
  TEST_CASE("all 2,187 calendars of seven days with slots of fifteen seconds") {
    const tally all = check_all({{{27000, 27045}}, {{27000, 27045}, {46800, 46890}}, 15}, 7);
    CHECK(all.wrong == 0);
    CHECK(all.compared > 1000000);
  }

  // 22:00 to 28:00: the night reaches into the next date, and past the last one.
  TEST_CASE("all 2,187 calendars of seven days with nights") {
    const tally all = check_all({{{79200, 100800}}, {{36000, 43200}, {79200, 100800}}, 3600}, 7);
    CHECK(all.wrong == 0);
    CHECK(all.compared > 1000000);
  }
}
