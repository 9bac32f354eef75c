// Limits on calendars at random: every policy and composition against the walking oracle, and the laws that every calendar keeps
// that speak of limits. The seeds are fixed.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/support/limits.hpp"
#include "tests/support/random_calendar.hpp"
#include "tests/support/walk_oracle.hpp"
#include "thoihan/calendar/compile.hpp"
#include "thoihan/limit/derivation.hpp"

using namespace thoihan;

namespace {

instant some_start(draw& any, const calendar_layers& layers) {
  auto day = any.day_between(layers.first - 2, layers.last + 2);
  if (any.one_in(6)) day = static_cast<day_number>(walk_oracle::day_number_of(walk_oracle::civil(day).end_of_month()));
  const std::int32_t times[] = {0, 27000, 27001, 41400, 46800, 54000, 54001, 61199, 61200, 86399};
  const auto second = any.one_in(2) ? times[any.between(0, 9)] : static_cast<std::int32_t>(any.between(0, 86399));
  return std::clamp(instant_at(day, second), first_supported_instant, last_supported_instant);
}

limit_term some_term(draw& any, bool forward_only = false) {
  limit_term term;
  term.length.in = static_cast<unit>(any.between(0, static_cast<std::int64_t>(unit::next_session)));
  const bool long_unit = term.length.in == unit::month || term.length.in == unit::year || term.length.in == unit::week;
  term.length.count = any.one_in(8) ? any.between(1, 500) : any.between(1, long_unit ? 14 : 40);
  if (term.length.in == unit::now || term.length.in == unit::next_session) term.length.count = 0;
  const std::int32_t cut_offs[] = {0, 54000, 61200, 86399, 86400};
  if (any.one_in(3)) term.cut_off_s = cut_offs[any.between(0, 4)];
  term.end = any.one_in(2) ? term_end::day_end : static_cast<term_end>(any.between(0, 2));
  term.first_day_counts = any.one_in(3);
  term.rolls = !any.one_in(4);
  term.make_up_counts = !any.one_in(3);
  term.when_overused = any.one_in(3);
  if (any.one_in(4)) term.hours_a_day = static_cast<std::int32_t>(any.between(1, 24));
  if (term.length.in == unit::now && !any.one_in(3))
    term.grace = {any.between(1, 90), static_cast<unit>(any.between(0, 3))};
  if (!forward_only && term.length.count > 0 && any.one_in(4)) {
    term.back = true;
    term.roll_back = any.one_in(2);
    term.anchor_is_date = any.one_in(2);
    term.anchor = term.anchor_is_date ? 0 : 1;
  }
  return term;
}

limit some_limit(draw& any, int depth) {
  if (depth == 0 || any.between(0, 2) != 0) return limit::of_term(some_term(any));
  const auto kind = static_cast<limit_kind>(any.between(1, 3));
  const limit first = some_limit(any, depth - 1);
  const limit second = some_limit(any, 0);
  if (any.one_in(3)) return composed(kind, {second, first, some_limit(any, 0)});
  return any.one_in(2) ? composed(kind, {first, second}) : composed(kind, {second, first});
}

struct outcome {
  status code;
  limit_answer answer{};
};
outcome evaluated(const calendar& hours, const limit& what, instant start, const std::vector<fact_value>& facts) {
  outcome out{};
  out.code = evaluate_limit(hours, what, start, facts, out.answer);
  return out;
}

// Working hours, working days as hours, and working days, with default policies or with a cut-off.
limit_term some_working_term(draw& any) {
  limit_term term = term_of(any.between(1, 30), any.one_in(2) ? unit::working_day : unit::working_hour);
  if (term.length.in == unit::working_hour && any.one_in(2)) term.length = {any.between(1, 2000), unit::working_minute};
  if (any.one_in(2)) term.cut_off_s = 54000;
  return term;
}

bool passes_midnight(const calendar_layers& layers) {
  const auto night = [](const session& s) { return s.close_s > 86400; };
  const auto any_night = [&](const auto& rows) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const auto& row) { return std::any_of(row.sessions.begin(), row.sessions.end(), night); });
  };
  return any_night(layers.weekly) || any_night(layers.dates);
}

}  // namespace

TEST_SUITE("limit laws") {
  TEST_CASE("every policy and composition, date by date: a million limits") {
    std::mt19937_64 source{148};
    draw any{source};
    int compared = 0;
    int good = 0;
    int wrong = 0;
    int marks[6] = {};
    while (compared < 1000000) {
      const calendar_layers layers = random_layers(source, 1, 400);
      calendar hours;
      if (!compile_calendar(layers, hours).empty()) continue;
      const walk_oracle oracle{layers};
      for (int i = 0; i < 150; ++i) {
        const instant start = some_start(any, layers);
        std::vector<fact_value> facts(2);
        if (!any.one_in(20)) facts[0] = fact_value::of(any.between(layers.first - 2, layers.last + 2));
        if (!any.one_in(20)) facts[1] = fact_value::of(any.one_in(30) ? hours.last_instant() : some_start(any, layers));
        const limit what = some_limit(any, 3);
        const outcome actual = evaluated(hours, what, start, facts);
        const walk_oracle::verdict expected = oracle.evaluate(what, start, facts);
        const limit_answer expected_answer = expected.code == status::ok ? expected.answer : limit_answer{};
        ++compared;
        good += actual.code == status::ok ? 1 : 0;
        marks[0] += actual.answer.rolled ? 1 : 0;
        marks[1] += actual.answer.clamped ? 1 : 0;
        marks[2] += actual.answer.cut_off ? 1 : 0;
        marks[3] += actual.answer.provisional ? 1 : 0;
        marks[4] += actual.answer.before_start ? 1 : 0;
        marks[5] += what.size > 1 ? 1 : 0;
        if (actual.code == expected.code && actual.answer == expected_answer) continue;
        if (++wrong > 10) continue;
        CAPTURE(what.nodes[0].term.length.count);
        CAPTURE(unit_name(what.nodes[0].term.length.in));
        CAPTURE(what.size);
        CAPTURE(std::string{format_instant(start).data()});
        CHECK(status_name(actual.code) == status_name(expected.code));
        CHECK(actual.answer == expected_answer);
      }
    }
    CHECK(wrong == 0);
    CHECK(good > compared / 3);
    for (const int mark : marks) CHECK(mark > 1000);
  }

  TEST_CASE("the derivation tells the same answer") {
    std::mt19937_64 source{7};
    draw any{source};
    int wrong = 0;
    std::int64_t steps = 0;
    for (int i = 0; i < 200; ++i) {
      const calendar_layers layers = random_layers(source, 1, 200);
      calendar hours;
      if (!compile_calendar(layers, hours).empty()) continue;
      for (int k = 0; k < 50; ++k) {
        const instant start = some_start(any, layers);
        const std::vector<fact_value> facts = {fact_value::of(any.between(layers.first, layers.last)),
                                               fact_value::of(start)};
        const limit what = some_limit(any, 3);
        const outcome silent = evaluated(hours, what, start, facts);
        outcome told{};
        told.code = derive_limit(hours, what, start, facts, told.answer, [&steps](const derivation_step&) { ++steps; });
        wrong += silent.code == told.code && silent.answer == told.answer ? 0 : 1;
      }
    }
    CHECK(wrong == 0);
    CHECK(steps > 10000);
  }

  // Night shifts are left out where there is a cut-off for hours: a receipt at 23:00 counts from the next date's opening, one at
  // 02:00, before that date's cut-off, at once and so in the shift of the evening before.
  TEST_CASE("working hours and working days: a later start is never due earlier") {
    std::mt19937_64 source{11};
    draw any{source};
    int compared = 0;
    int wrong = 0;
    for (int i = 0; i < 400; ++i) {
      const calendar_layers layers = random_layers(source, 5, 200);
      calendar hours;
      if (!compile_calendar(layers, hours).empty()) continue;
      for (int k = 0; k < 20; ++k) {
        const limit_term term = some_working_term(any);
        if (term.cut_off_s >= 0 && term.length.in != unit::working_day && passes_midnight(layers)) continue;
        std::vector<instant> starts(25);
        for (instant& start : starts) start = some_start(any, layers);
        std::sort(starts.begin(), starts.end());
        instant latest = 0;
        for (const instant start : starts) {
          const outcome out = evaluated(hours, limit::of_term(term), start, {});
          if (out.code != status::ok) continue;
          ++compared;
          wrong += out.answer.due >= latest ? 0 : 1;
          latest = std::max(latest, out.answer.due);
        }
      }
    }
    CHECK(wrong == 0);
    CHECK(compared > 20000);
  }

  TEST_CASE("working hours and working days: a closure is never due earlier, added hours never later") {
    std::mt19937_64 source{12};
    draw any{source};
    int compared = 0;
    int moved = 0;
    int wrong = 0;
    for (int i = 0; i < 800; ++i) {
      calendar_layers layers = random_layers(source, 5, 120);
      if (passes_midnight(layers)) continue;
      const walk_oracle oracle{layers};
      calendar before;
      if (!compile_calendar(layers, before).empty()) continue;
      const day_number day = any.day_between(layers.first, layers.last);
      std::erase_if(layers.dates, [day](const own_date& fact) { return fact.day == day; });
      own_date fact;
      fact.day = day;
      fact.closed = any.one_in(2);
      if (!fact.closed) {
        // All that was worked, and the gap before its first opening or after its last close.
        fact.sessions = oracle.on(day).sessions;
        fact.working_day = oracle.on(day).working_date || any.one_in(2);
        const std::int32_t first = fact.sessions.empty() ? 86400 : fact.sessions.front().open_s;
        const std::int32_t last = fact.sessions.empty() ? 0 : fact.sessions.back().close_s;
        if (first > 10 && fact.sessions.size() < 8) fact.sessions.push_back({first / 3, first / 2});
        if (last < 86390 && fact.sessions.size() < 8 && last > 0) fact.sessions.push_back({last + 5, 86399});
      }
      layers.dates.push_back(fact);
      calendar after;
      REQUIRE(compile_calendar(layers, after).empty());
      for (int k = 0; k < 100; ++k) {
        const limit_term term = some_working_term(any);
        const instant start = some_start(any, layers);
        const outcome was = evaluated(before, limit::of_term(term), start, {});
        const outcome is = evaluated(after, limit::of_term(term), start, {});
        // What reaches past the horizon lies later than everything in it.
        if (was.code == status::ok && is.code == status::ok) {
          ++compared;
          moved += was.answer.due != is.answer.due ? 1 : 0;
          wrong += fact.closed ? (is.answer.due < was.answer.due ? 1 : 0) : (is.answer.due > was.answer.due ? 1 : 0);
        } else {
          wrong += fact.closed ? (is.code == status::ok ? 1 : 0) : (was.code == status::ok ? 1 : 0);
        }
      }
    }
    CHECK(wrong == 0);
    CHECK(compared > 10000);
    CHECK(moved > 1000);
  }
}
