// Working time and working dates on calendars at random: against two oracles, and the laws that every calendar keeps. The seeds are
// fixed, so that a failure can be run again; the calendars are those of tests/support/random_calendar.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/allocation_count.hpp"
#include "tests/support/random_calendar.hpp"
#include "tests/support/second_oracle.hpp"
#include "tests/support/walk_oracle.hpp"
#include "thoihan/calendar/compile.hpp"

using namespace thoihan;

namespace {

struct counts {
  std::int64_t compared = 0;
  int wrong = 0;

  template <class Actual, class Expected>
  void compare(const char* what, instant t, std::int64_t n, const Actual& actual, const Expected& expected) {
    ++compared;
    if (actual == expected || ++wrong > 10) return;
    FAIL_CHECK(std::string{what} << " at " << t << " with " << n);
  }
};

// The answer of a query with an output, or nothing.
template <class Value, class Query>
std::optional<Value> answer(Query query) {
  Value out{};
  const status code = query(out);
  return code == status::ok ? std::optional<Value>{out} : std::nullopt;
}

std::optional<instant> added(const calendar& hours, instant t, std::int64_t n) {
  return answer<instant>([&](instant& out) { return hours.add(t, n, out); });
}
std::optional<instant> subtracted(const calendar& hours, instant t, std::int64_t n) {
  return answer<instant>([&](instant& out) { return hours.subtract(t, n, out); });
}
std::optional<std::uint32_t> worked_before(const calendar& hours, instant t) {
  return answer<std::uint32_t>([&](std::uint32_t& out) { return hours.working_seconds_before(t, out); });
}

// Instants where answers change: openings, closes and midnights, a second about them, the ends of the horizon, and others.
instant some_instant(draw& any, const walk_oracle& oracle) {
  const instant begin = walk_oracle::midnight(oracle.first());
  const instant end = walk_oracle::midnight(oracle.last() + 1);
  const auto day = any.between(oracle.first(), oracle.last());
  const auto& sessions = oracle.on(day).sessions;
  instant t = any.between(begin, end);
  switch (any.between(0, 5)) {
    case 0: t = walk_oracle::midnight(day) + any.between(-1, 1); break;
    case 1:
    case 2:
    case 3:
      if (!sessions.empty()) {
        const auto& s =
            sessions[static_cast<std::size_t>(any.between(0, static_cast<std::int64_t>(sessions.size()) - 1))];
        t = walk_oracle::midnight(day) + (any.one_in(2) ? s.open_s : s.close_s) + any.between(-1, 1);
      }
      break;
    case 4: t = any.one_in(2) ? end - any.between(-1, 1) : begin + any.between(-1, 1); break;
    default: break;
  }
  return t;
}

std::int64_t some_amount(draw& any, std::int64_t most) {
  switch (any.between(0, 4)) {
    case 0: return any.between(0, 3);
    case 1: return any.between(1, 10) * 1800;
    case 2: return any.between(1, 20) * 14400;
    case 3: return any.between(0, 100000);
    default: return any.between(0, most);
  }
}

// Calls `use` with good calendars and their oracle; those whose sessions overlap must be refused, and are counted.
template <class Use>
void for_calendars(std::uint64_t seed, int count, std::int64_t longest, Use use) {
  std::mt19937_64 source{seed};
  int overlapping = 0;
  for (int i = 0; i < count; ++i) {
    const calendar_layers layers = random_layers(source, 1, longest);
    const walk_oracle oracle{layers};
    calendar hours;
    const auto problems = compile_calendar(layers, hours);
    CAPTURE(i);
    if (oracle.sessions_overlap()) {
      ++overlapping;
      REQUIRE_FALSE(problems.empty());
      for (const auto& problem : problems) CHECK(problem.code == calendar_problem_code::sessions_overlap);
      continue;
    }
    REQUIRE(problems.empty());
    use(source, layers, oracle, hours);
  }
  // Most calendars must be good ones, or nothing was compared.
  CHECK(overlapping < count / 4);
}

}  // namespace

TEST_SUITE("working time laws") {
  TEST_CASE("every second marked: 5,000 starts and more") {
    counts all;
    std::int64_t starts = 0;
    for_calendars(
        1, 200, 24,
        [&](std::mt19937_64& source, const calendar_layers& layers, const walk_oracle& oracle, const calendar& hours) {
          draw any{source};
          std::vector<std::vector<plain_session>> dates;
          for (day_number day = layers.first; day <= layers.last; ++day) {
            dates.emplace_back();
            for (const session& s : oracle.on(day).sessions) dates.back().push_back({s.open_s, s.close_s});
          }
          const second_oracle marked{layers.first, dates};
          for (int i = 0; i < 30; ++i, ++starts) {
            const instant t = some_instant(any, oracle);
            const instant u = some_instant(any, oracle);
            const auto before_t = marked.working_seconds_before(t);
            const auto before_u = marked.working_seconds_before(u);
            all.compare("worked before", t, 0, worked_before(hours, t), before_t);
            all.compare("open", t, 0, hours.is_open(t), marked.is_open(t));
            all.compare("next opening", t, 0, answer<instant>([&](instant& out) { return hours.next_opening(t, out); }),
                        marked.next_opening(t));
            const auto elapsed = before_t && before_u ? std::optional{*before_u - *before_t} : std::nullopt;
            all.compare("elapsed", t, u,
                        answer<std::int64_t>([&](std::int64_t& out) { return hours.elapsed(t, u, out); }), elapsed);
            for (int k = 0; k < 3; ++k) {
              const std::int64_t n = some_amount(any, 300000);
              all.compare("add", t, n, added(hours, t, n), marked.add(t, n));
              all.compare("subtract", t, n, subtracted(hours, t, n), marked.subtract(t, n));
            }
          }
        });
    CHECK(all.wrong == 0);
    CHECK(starts >= 5000);
    CHECK(all.compared >= 10 * starts);
  }

  TEST_CASE("date by date and session by session: 400,000 starts and more") {
    counts all;
    std::int64_t starts = 0;
    for_calendars(
        2, 4000, 400,
        [&](std::mt19937_64& source, const calendar_layers& layers, const walk_oracle& oracle, const calendar& hours) {
          draw any{source};
          for (day_number day = layers.first; day <= layers.last; ++day) {
            const auto& facts = oracle.on(day);
            const auto sessions = hours.sessions(day);
            const bool same =
                hours.kind(day) == facts.kind && hours.undecided(day) == facts.undecided &&
                hours.cause(day) == facts.cause && hours.is_working_date(day) == oracle.counts(day, true) &&
                hours.is_working_date(day, working_dates::without_make_up) == oracle.counts(day, false) &&
                std::equal(sessions.begin(), sessions.end(), facts.sessions.begin(), facts.sessions.end());
            all.compare("date", day, 0, same, true);
          }
          const instant end = walk_oracle::midnight(layers.last + 1);
          const std::int64_t whole = oracle.worked_before(end);
          for (int i = 0; i < 110; ++i, ++starts) {
            const instant t = some_instant(any, oracle);
            const bool inside = oracle.knows_second(t);
            all.compare("worked before", t, 0, worked_before(hours, t),
                        inside ? std::optional{oracle.worked_before(t)} : std::nullopt);
            all.compare("open", t, 0, hours.is_open(t), inside && oracle.is_open(t));
            for (int k = 0; k < 3; ++k) {
              const std::int64_t n = some_amount(any, whole + 5);
              all.compare("add", t, n, added(hours, t, n), oracle.add(t, n));
              all.compare("subtract", t, n, subtracted(hours, t, n), oracle.subtract(t, n));
            }
          }
        });
    CHECK(all.wrong == 0);
    CHECK(starts >= 400000);
  }

  TEST_CASE("working dates, walked") {
    counts all;
    for_calendars(
        3, 600, 300,
        [&](std::mt19937_64& source, const calendar_layers& layers, const walk_oracle& oracle, const calendar& hours) {
          draw any{source};
          for (int i = 0; i < 60; ++i) {
            const auto day = any.day_between(layers.first - 1, layers.last + 1);
            const auto other = any.day_between(layers.first, layers.last);
            const std::int64_t n = any.one_in(3) ? any.between(1, 400) : any.between(1, 10);
            for (const working_dates which : {working_dates::all, working_dates::without_make_up}) {
              const bool make_up = which == working_dates::all;
              const auto date = [](auto query) { return answer<day_number>(query); };
              all.compare("after", day, n,
                          date([&](day_number& out) { return hours.working_date_after(day, n, which, out); }),
                          oracle.working_date(day, n, make_up, false));
              all.compare("from", day, n,
                          date([&](day_number& out) { return hours.working_date_from(day, n, which, out); }),
                          oracle.working_date(day, n, make_up, true));
              all.compare("before", day, n,
                          date([&](day_number& out) { return hours.working_date_before(day, n, which, out); }),
                          oracle.working_date_back(day, n, make_up));
              all.compare("roll", day, 0, date([&](day_number& out) { return hours.roll(day, which, out); }),
                          oracle.roll(day, make_up));
              all.compare("roll back", day, 0, date([&](day_number& out) { return hours.roll_back(day, which, out); }),
                          oracle.roll_back(day, make_up));
              if (!oracle.knows(day)) continue;
              std::int32_t between = 0;
              for (auto at = std::min<walk_oracle::date>(day, other) + 1; at <= std::max(day, other); ++at)
                between += oracle.counts(at, make_up) ? 1 : 0;
              all.compare("between", day, other, answer<std::int32_t>([&](std::int32_t& out) {
                            return hours.working_dates_between(day, other, which, out);
                          }),
                          std::optional{other >= day ? between : -between});
              bool undecided = false;
              for (auto at = day; at <= other; ++at) undecided = undecided || oracle.on(at).undecided;
              all.compare("undecided", day, other, hours.undecided_between(day, other), undecided);
            }
          }
        });
    CHECK(all.wrong == 0);
    CHECK(all.compared > 100000);
  }

  TEST_CASE("elapsed, add and subtract obey their laws, and allocate nothing") {
    counts all;
    std::size_t allocated = 0;
    for_calendars(
        4, 300, 3000,
        [&](std::mt19937_64& source, const calendar_layers&, const walk_oracle& oracle, const calendar& hours) {
          draw any{source};
          for (int i = 0; i < 200; ++i) {
            const instant t = std::clamp(some_instant(any, oracle), hours.first_instant(), hours.last_instant());
            const instant u = std::clamp(some_instant(any, oracle), hours.first_instant(), hours.last_instant());
            const std::int64_t a = some_amount(any, 4000000);
            const std::int64_t b = some_amount(any, 4000000);
            const std::size_t before = allocations();
            const std::int64_t w_t = *worked_before(hours, t);
            const std::int64_t w_u = *worked_before(hours, u);
            const auto t_a = added(hours, t, a);
            const auto t_ab = added(hours, t, a + b);
            const auto back = subtracted(hours, t, a);
            const auto u_a = added(hours, u, a);
            allocated += allocations() - before;
            if (t_a) {
              std::int64_t between = 0;
              all.compare("elapsed", t, a, hours.elapsed(t, *t_a, between), status::ok);
              all.compare("elapsed of add", t, a, between, a);
              all.compare("add of add", t, b, added(hours, *t_a, b), t_ab);
            } else {
              all.compare("add of more", t, b, t_ab, std::optional<instant>{});
            }
            // add(t, a) <= u exactly when W(u) >= W(t) + a; for a = 0 where u is not before t.
            if (a > 0 || u >= t) all.compare("least", t, a, t_a && *t_a <= u, w_u >= w_t + a && (a > 0 || u >= t));
            if (back) {
              all.compare("worked before subtract", t, a, std::int64_t{*worked_before(hours, *back)}, w_t - a);
              if (a > 0)
                all.compare("latest", t, a, worked_before(hours, *back + 1),
                            std::optional{static_cast<std::uint32_t>(w_t - a + 1)});
            } else {
              all.compare("subtract too much", t, a, a > w_t, true);
            }
            if (t <= u && u_a) all.compare("monotone in t", t, a, t_a && *t_a <= *u_a, true);
            if (t_ab) all.compare("monotone in n", t, a, t_a && *t_a <= *t_ab, true);
          }
        });
    CHECK(all.wrong == 0);
    CHECK(allocated == 0);
    CHECK(all.compared > 200000);
  }

  // The Gregorian calendar repeats its weekdays every 28 years from 1901 to 2099: 10,227 days.
  TEST_CASE("without holidays, everything 28 years later is 28 years later") {
    counts all;
    std::mt19937_64 source{5};
    draw any{source};
    for (int i = 0; i < 100; ++i) {
      calendar_layers layers = random_layers(source, 30, 400);
      if (layers.last + 10227 > last_supported_day) continue;
      layers.holidays.clear();
      layers.swaps.clear();
      layers.dates.clear();
      for (weekly_hours& row : layers.weekly) {
        row.from = first_supported_day;
        row.until = last_supported_day;
      }
      if (layers.weekly.size() > 1 && layers.weekly[0].season_from.month == 0) layers.weekly.resize(1);
      calendar_layers later = layers;
      later.first += 10227;
      later.last += 10227;
      const walk_oracle oracle{layers};
      if (oracle.sessions_overlap()) continue;
      calendar here;
      calendar there;
      REQUIRE(compile_calendar(layers, here).empty());
      REQUIRE(compile_calendar(later, there).empty());
      for (int k = 0; k < 200; ++k) {
        const instant t = some_instant(any, oracle);
        const std::int64_t n = some_amount(any, 4000000);
        auto expected = added(here, t, n);
        if (expected) *expected += instant{10227} * 86400;
        all.compare("translated", t, n, added(there, t + instant{10227} * 86400, n), expected);
      }
    }
    CHECK(all.wrong == 0);
    CHECK(all.compared > 5000);
  }
}
