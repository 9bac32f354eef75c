// The laws of working time, working dates and limits as properties, on calendars and limits that shrink: what breaks a law is told
// as the smallest example found. And what is no law, which must be refuted: so the generators are seen to find what is there.
// Pauses, extensions and clocks: test_clock_laws.cpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/support/law_worlds.hpp"
#include "tests/support/limits.hpp"
#include "thoihan/calendar/batch.hpp"
#include "thoihan/clock/warning.hpp"
#include "thoihan/limit/batch.hpp"
#include "thoihan/limit/choice.hpp"
#include "thoihan/limit/derivation.hpp"

using namespace thoihan;
using namespace laws;

TEST_SUITE("laws: working time") {
  TEST_CASE("elapsed(t, add(t, a)) = a, and add(add(t, a), b) = add(t, a + b)") {
    holds([](int& tested) {
      const world here;
      const instant t = here.some_time();
      const std::int64_t a = some_amount();
      const std::int64_t b = some_amount();
      const auto t_a = here.add(t, a);
      if (t_a) {
        ++tested;
        std::int64_t elapsed = 0;
        RC_ASSERT(here.hours.elapsed(t, *t_a, elapsed) == status::ok);
        RC_ASSERT(elapsed == a);
        RC_ASSERT(here.add(*t_a, b) == here.add(t, a + b));
      } else {
        RC_ASSERT(!here.add(t, a + b));
      }
    });
  }

  TEST_CASE("add(t, s) <= x exactly when W(x) >= W(t) + s, and the mirror of it") {
    holds([](int& tested) {
      const world here;
      const instant t = here.some_time();
      const instant x = here.some_time();
      const std::int64_t s = some_amount() + 1;
      const auto later = here.add(t, s);
      const auto earlier = here.subtract(t, s);
      RC_ASSERT((later && *later <= x) == (here.worked_before(x) >= here.worked_before(t) + s));
      RC_ASSERT((earlier && *earlier >= x) == (here.worked_before(x) <= here.worked_before(t) - s));
      tested += later || earlier ? 1 : 0;
    });
  }

  TEST_CASE("subtract: elapsed(subtract(t, a), t) = a, and subtract(subtract(t, a), b) = subtract(t, a + b)") {
    holds([](int& tested) {
      const world here;
      const instant t = here.some_time();
      const std::int64_t a = some_amount();
      const std::int64_t b = some_amount();
      const auto t_a = here.subtract(t, a);
      if (!t_a) {
        RC_ASSERT(!here.subtract(t, a + b));
        return;
      }
      ++tested;
      std::int64_t elapsed = 0;
      RC_ASSERT(here.hours.elapsed(*t_a, t, elapsed) == status::ok);
      RC_ASSERT(elapsed == a);
      RC_ASSERT(here.subtract(*t_a, b) == here.subtract(t, a + b));
    });
  }

  TEST_CASE("add is monotone in the start and in the amount") {
    holds([](int& tested) {
      const world here;
      const instant t = here.some_time();
      const instant u = std::max(t, here.some_time());
      const std::int64_t s = some_amount() + 1;
      const auto t_s = here.add(t, s);
      const auto u_s = here.add(u, s);
      const auto t_more = here.add(t, s + some_amount());
      RC_ASSERT((!u_s || (t_s && *t_s <= *u_s)));
      RC_ASSERT((!t_more || (t_s && *t_s <= *t_more)));
      tested += t_s ? 1 : 0;
    });
  }

  TEST_CASE("what add gives is the end of a worked second, what subtract gives the begin of one") {
    holds([](int& tested) {
      const world here;
      const instant t = here.some_time();
      const std::int64_t s = some_amount() + 1;
      const auto later = here.add(t, s);
      const auto earlier = here.subtract(t, s);
      RC_ASSERT((!later || (*later > t && here.hours.is_open(*later - 1))));
      RC_ASSERT((!earlier || (*earlier < t && here.hours.is_open(*earlier))));
      tested += later || earlier ? 1 : 0;
    });
  }
}

TEST_SUITE("laws: working dates") {
  TEST_CASE("n and then m dates on are n + m; the way back is as long; between counts them") {
    holds([](int& tested) {
      const world here;
      const calendar& hours = here.hours;
      const auto which = one_of({working_dates::all, working_dates::without_make_up});
      const day_number day = here.some_day();
      const std::int64_t n = between(1, 30);
      const std::int64_t m = between(1, 30);
      day_number day_n = 0;
      day_number day_nm = 0;
      const status code = hours.working_date_after(day, n + m, which, day_nm);
      if (hours.working_date_after(day, n, which, day_n) != status::ok) {
        RC_ASSERT(code == status::horizon);
        return;
      }
      ++tested;
      RC_ASSERT(day_n > day);
      RC_ASSERT(hours.is_working_date(day_n, which));
      std::int32_t dates = 0;
      RC_ASSERT(hours.working_dates_between(day, day_n, which, dates) == status::ok);
      RC_ASSERT(dates == n);
      RC_ASSERT(hours.working_dates_between(day_n, day, which, dates) == status::ok);
      RC_ASSERT(dates == -n);
      day_number other = 0;
      RC_ASSERT(hours.working_date_after(day_n, m, which, other) == code);
      if (code == status::ok) RC_ASSERT(other == day_nm);
      // Counted from itself, a working date is the first.
      RC_ASSERT(hours.working_date_from(day, n + (hours.is_working_date(day, which) ? 1 : 0), which, other) ==
                status::ok);
      RC_ASSERT(other == day_n);
      if (n == 1) return;
      day_number first = 0;
      RC_ASSERT(hours.working_date_before(day_n, n - 1, which, other) == status::ok);
      RC_ASSERT(hours.working_date_after(day, 1, which, first) == status::ok);
      RC_ASSERT(other == first);
    });
  }

  TEST_CASE("a roll goes to the nearest date that stays, from which it goes no further") {
    holds([](int& tested) {
      const world here;
      const auto which = one_of({working_dates::all, working_dates::without_make_up});
      const day_number day = here.some_day();
      const day_number other = here.some_day();
      day_number to = 0;
      day_number again = 0;
      if (here.hours.roll(day, which, to) == status::ok) {
        ++tested;
        RC_ASSERT(to >= day);
        RC_ASSERT(here.hours.roll(to, which, again) == status::ok);
        RC_ASSERT(again == to);
        RC_ASSERT(here.hours.roll_back(to, which, again) == status::ok);
        RC_ASSERT(again == to);
        if (other >= day && other <= to) {
          RC_ASSERT(here.hours.roll(other, which, again) == status::ok);
          RC_ASSERT(again == to);
        }
      }
      if (here.hours.roll_back(day, which, to) == status::ok) {
        RC_ASSERT(to <= day);
        RC_ASSERT(here.hours.roll(to, which, again) == status::ok);
        RC_ASSERT(again == to);
      }
    });
  }
}

TEST_SUITE("laws: limits") {
  // But for hours with a cut-off where nights are worked: see what is no law.
  TEST_CASE("working hours and working days, with or without a cut-off: a later start is never due earlier") {
    holds([](int& tested) {
      const world here;
      const limit_term term = some_working_term();
      RC_PRE(!(term.cut_off_s >= 0 && counts_hours(term) && here.passes_midnight()));
      const instant t = here.some_time();
      const instant u = std::max(t, here.some_time());
      const outcome early = evaluated(here, term, t);
      const outcome late = evaluated(here, term, u);
      if (late.code != status::ok) return;
      ++tested;
      RC_ASSERT(early.code == status::ok);
      RC_ASSERT(early.answer.due <= late.answer.due);
      RC_ASSERT(early.answer.late_from <= late.answer.late_from);
    });
  }

  TEST_CASE("working hours and working days, with or without a cut-off: a closure never makes them due earlier") {
    holds([](int& tested) {
      const world before;
      const day_number day = before.some_day();
      calendar_layers layers = before.layers;
      std::erase_if(layers.dates, [day](const own_date& fact) { return fact.day == day; });
      layers.dates.push_back({day, true, {}, false, 0});
      const world after{layers};
      const limit_term term = some_working_term();
      const instant start = before.some_time();
      const outcome was = evaluated(before, term, start);
      const outcome is = evaluated(after, term, start);
      if (is.code != status::ok) return;
      ++tested;
      RC_ASSERT(was.code == status::ok);
      RC_ASSERT(was.answer.due <= is.answer.due);
    });
  }

  // But for hours with a cut-off where nights are worked: there, too, what is worked on the date of receipt can be lost.
  TEST_CASE("working hours and working days, with or without a cut-off: added hours never make them due later") {
    holds([](int& tested) {
      const world before;
      const limit_term term = some_working_term();
      RC_PRE(!(term.cut_off_s >= 0 && counts_hours(term) && before.passes_midnight()));
      const day_number day = before.some_day();
      calendar_layers layers = before.layers;
      const auto worked = before.hours.sessions(day);
      own_date fact;
      fact.day = day;
      fact.closed = false;
      fact.sessions.assign(worked.begin(), worked.end());
      fact.working_day = before.hours.is_working_date(day) || flag();
      const std::int32_t first = worked.empty() ? 86400 : worked.front().open_s;
      const std::int32_t last = worked.empty() ? 0 : worked.back().close_s;
      if (first > 600 && flag()) fact.sessions.push_back({first - 600, first});
      if (last < 86400 - 7200 && !flag()) fact.sessions.push_back({last + 3600, last + 7200});
      std::erase_if(layers.dates, [day](const own_date& own) { return own.day == day; });
      layers.dates.push_back(fact);
      calendar unused;
      RC_PRE(compile_calendar(layers, unused).empty());  // not into a night that is worked
      const world after{layers};
      const instant start = before.some_time();
      const outcome was = evaluated(before, term, start);
      const outcome is = evaluated(after, term, start);
      if (was.code != status::ok) return;
      ++tested;
      RC_ASSERT(is.code == status::ok);
      RC_ASSERT(is.answer.due <= was.answer.due);
    });
  }

  TEST_CASE("n then m working days are n + m, and so are days and weeks that do not roll") {
    holds([](int& tested) {
      const world here;
      limit_term n = term_of(between(1, 20), one_of({unit::working_day, unit::day, unit::week}));
      n.rolls = false;
      limit_term m = n;
      m.length.count = between(1, 20);
      limit_term sum = n;
      sum.length.count += m.length.count;
      const instant start = here.some_time();
      const outcome apart = evaluated(here, composed(limit_kind::then, {limit::of_term(n), limit::of_term(m)}), start);
      const outcome whole = evaluated(here, sum, start);
      tested += whole.code == status::ok ? 1 : 0;
      RC_ASSERT(apart == whole);
    });
  }

  TEST_CASE(
      "the earlier of parts is none of them later, the later of parts none earlier; the order of parts does not "
      "matter") {
    holds([](int& tested) {
      const world here;
      const limit a = some_limit(1);
      const limit b = some_limit(1);
      const instant start = here.some_time();
      const outcome only_a = evaluated(here, a, start);
      const outcome only_b = evaluated(here, b, start);
      if (only_a.code != status::ok || only_b.code != status::ok) return;
      ++tested;
      for (const auto kind : {limit_kind::earlier_of, limit_kind::later_of}) {
        const outcome ab = evaluated(here, composed(kind, {a, b}), start);
        const outcome ba = evaluated(here, composed(kind, {b, a}), start);
        RC_ASSERT(ab.code == status::ok);
        const auto [low, high] = std::minmax(only_a.answer.late_from, only_b.answer.late_from);
        RC_ASSERT(ab.answer.late_from == (kind == limit_kind::earlier_of ? low : high));
        RC_ASSERT(ab.answer.late_from == ba.answer.late_from);
        RC_ASSERT(ab.answer.due == ba.answer.due);
        RC_ASSERT(ab.answer.provisional == (only_a.answer.provisional || only_b.answer.provisional));
      }
    });
  }

  TEST_CASE("with or without its derivation, paused or not, the answer is the same") {
    holds([](int& tested) {
      const world here;
      const limit what = some_limit();
      const instant start = here.some_time();
      const auto closed = some_pauses(start);
      const outcome silent = evaluated(here, what, start, closed);
      outcome told;
      int steps = 0;
      told.code = derive_limit(here.hours, what, start, {}, pauses{.closed = closed}, told.answer,
                               [&steps](const derivation_step&) { ++steps; });
      tested += silent.code == status::ok && steps > 0 ? 1 : 0;
      RC_ASSERT(silent == told);
    });
  }

  TEST_CASE("alone or in a batch, the answer is the same") {
    holds([](int& tested) {
      const world here;
      const limit what = some_limit(1);
      const std::int64_t seconds = some_amount();
      std::vector<instant> starts;
      for (std::int64_t rows = between(1, 12); rows > 0; --rows) starts.push_back(here.some_time() + between(-1, 1));
      std::vector<limit_answer> answers(starts.size());
      std::vector<instant> dues(starts.size());
      std::vector<status> limit_codes(starts.size(), status::internal);
      std::vector<status> add_codes(starts.size(), status::internal);
      evaluate_batch(here.hours, what, column_of(starts), {}, column_of(answers), column_of(limit_codes),
                     starts.size());
      add_batch(here.hours, column_of(starts), seconds, column_of(dues), column_of(add_codes), starts.size());
      for (std::size_t row = 0; row < starts.size(); ++row) {
        const outcome alone = evaluated(here, what, starts[row]);
        tested += alone.code == status::ok ? 1 : 0;
        RC_ASSERT((outcome{limit_codes[row], answers[row]}) == alone);
        instant due = 0;
        RC_ASSERT(add_codes[row] == here.hours.add(starts[row], seconds, due));
        RC_ASSERT(dues[row] == due);
      }
    });
  }

  TEST_CASE("the whole share of working or clock time is the limit, and a greater share is never earlier") {
    holds([](int& tested) {
      const world here;
      const limit_term term = some_working_time();
      const instant start = here.some_time();
      const auto closed = some_pauses(start);
      const pauses still{.closed = closed};
      const outcome due = evaluated(here, limit::of_term(term), start, closed);
      if (due.code != status::ok) return;
      ++tested;
      const std::int64_t of = between(1, 12);
      instant before = start;
      for (std::int64_t share = 1; share <= of; ++share) {
        instant at = 0;
        RC_ASSERT(warn_at_share(here.hours, limit::of_term(term), start, {}, still, share, of, at) == status::ok);
        RC_ASSERT(at >= before);
        before = at;
      }
      RC_ASSERT(before == due.answer.due);
    });
  }
}

// What looks like a law and is none. Each is refuted, and an example by hand stands beside it where no unit test has one
// (tests/unit/test_choice.cpp and test_composition.cpp: by receipt, at a close, months).
TEST_SUITE("not laws") {
  TEST_CASE("chosen by the time of receipt, a later start is never due earlier") {
    refuted([] {
      const world here;
      const calendar* calendars[] = {&here.hours};
      std::vector<limit_row> rows(2);
      rows[0].received = receipt::in_session;
      rows[0].what = limit::of({2, unit::working_hour});
      rows[1].what = limit::of({24, unit::hour});
      const auto due = [&](instant start) {
        std::size_t row = 0;
        bool provisional = false;
        RC_PRE(choose_limit(rows, {}, calendars, start, row, provisional) == status::ok);
        const outcome out = evaluated(here, rows[row].what, start);
        RC_PRE(out.code == status::ok);
        return out.answer.due;
      };
      const instant t = here.some_time();
      const instant u = std::max(t, here.some_time());
      RC_ASSERT(due(t) <= due(u));
    });
  }

  TEST_CASE("ending at a session's close, a closed date never makes the due earlier") {
    refuted([] {
      const world before;
      limit_term term = term_of(between(1, 3), unit::day);
      term.end = term_end::last_session;
      term.rolls = false;
      const day_number day = before.some_day();
      calendar_layers layers = before.layers;
      std::erase_if(layers.dates, [day](const own_date& fact) { return fact.day == day; });
      layers.dates.push_back({day, false, {{27000, 41400}}, true, 0});  // the afternoon is closed
      const auto was_open = before.hours.sessions(day);
      RC_PRE((!was_open.empty() && was_open.back().close_s > 41400));
      const world after{cleaned(layers)};
      const instant start = before.some_time();
      const outcome was = evaluated(before, term, start);
      const outcome is = evaluated(after, term, start);
      RC_PRE((was.code == status::ok && is.code == status::ok));
      RC_ASSERT(was.answer.due <= is.answer.due);
    });
  }

  TEST_CASE("1 month then 1 month is 2 months") {
    refuted([] {
      const world here;
      limit_term one = term_of(1, unit::month);
      one.rolls = false;
      limit_term two = term_of(2, unit::month);
      two.rolls = false;
      const instant start = here.some_time();
      RC_ASSERT(
          evaluated(here, composed(limit_kind::then, {limit::of_term(one), limit::of_term(one)}), start).answer.due ==
          evaluated(here, two, start).answer.due);
    });
  }

  TEST_CASE("hours with a cut-off, where nights are worked: a later start is never due earlier") {
    refuted([] {
      const world here;
      const limit_term term = [] {
        limit_term hours = term_of(between(1, 20), unit::working_hour);
        hours.cut_off_s = 54000;
        return hours;
      }();
      const instant t = here.some_time();
      const instant u = std::max(t, here.some_time());
      const outcome early = evaluated(here, term, t);
      const outcome late = evaluated(here, term, u);
      RC_PRE((early.code == status::ok && late.code == status::ok));
      RC_ASSERT(early.answer.due <= late.answer.due);
    });
    // Nights from 22:00 to 06:00, cut-off 15:00. Received on Monday 3 June 2024 at 23:00, after the cut-off: counts from Tuesday's
    // opening at 22:00, 1 hour: 23:00 of Tuesday. Received on Tuesday at 02:00, before the cut-off: at once, 03:00 of Tuesday.
    calendar_layers layers;
    layers.first = layers.decided_from = days_from_civil(2024, 6, 1);
    layers.last = layers.decided_until = days_from_civil(2024, 6, 30);
    weekly_hours nights;
    nights.weekdays = 0b0011111;
    nights.sessions = {{79200, 108000}};
    layers.weekly.push_back(nights);
    calendar hours;
    REQUIRE(compile_calendar(layers, hours).empty());
    limit_term term = term_of(1, unit::working_hour);
    term.cut_off_s = 54000;
    CHECK(due_of(hours, term, "2024-06-03T23:00") == cut_off(at_moment("2024-06-04T23:00:00")));
    CHECK(due_of(hours, term, "2024-06-04T02:00") == at_moment("2024-06-04T03:00:00"));
  }
}
