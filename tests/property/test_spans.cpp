// Thirty million answers of the kernel against the flat list of open spans, on calendars at random: hours as offices publish
// them, half days, receptions, seasons, nights, overrides, swaps, one and forty years; limits of every unit and policy, with
// pauses, chosen by receipt on a second calendar. And ten thousand against every second marked.
//
// The seed is fixed. Two variables of the environment ask for more of the same, as tests/long does: THOIHAN_SPAN_COMPARISONS and
// THOIHAN_SPAN_SEED; progress is then told once a minute. With sanitizers the run is shorter; each says how many it compared.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/limit_words.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/random_calendar.hpp"
#include "tests/support/second_oracle.hpp"
#include "tests/support/span_limits.hpp"
#include "tests/support/span_oracle.hpp"
#include "thoihan/calendar/compile.hpp"
#include "thoihan/clock/measure.hpp"
#include "thoihan/limit/choice.hpp"

using namespace thoihan;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr std::int64_t span_comparisons = 4'000'000;
#else
constexpr std::int64_t span_comparisons = 30'000'000;
#endif

std::int64_t asked_for(const char* variable, std::int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::strtoll(text, nullptr, 10) : otherwise;
}

// Calendars.

constexpr std::int32_t at(int hour, int minute) { return (hour * 60 + minute) * 60; }

// Hours of day that offices publish: halves of 3.5, 4 or 4.5 hours, on grains from half an hour down to five minutes.
std::vector<session> published_hours(draw& any) {
  switch (any.between(0, 6)) {
    case 0: return {{at(7, 30), at(11, 30)}, {at(13, 0), at(17, 0)}};
    case 1: return {{at(7, 0), at(11, 30)}, {at(13, 30), at(17, 0)}};
    case 2: return {{at(7, 20), at(11, 50)}, {at(13, 20), at(16, 50)}};
    case 3: return {{at(8, 0), at(12, 0)}, {at(13, 30), at(17, 30)}};
    case 4: return {{at(6, 45), at(11, 15)}, {at(13, 15), at(16, 45)}};
    case 5: return {{at(7, 0), at(11, 0)}, {at(13, 5), at(16, 50)}};
    default: return {{at(7, 20), at(11, 50)}};
  }
}

void published_weekly_hours(draw& any, calendar_layers& layers) {
  layers.weekly.clear();
  const auto row = [&](std::uint8_t weekdays, bool working_day, std::vector<session> sessions) {
    weekly_hours hours;
    hours.weekdays = weekdays;
    hours.working_day = working_day;
    hours.sessions = std::move(sessions);
    layers.weekly.push_back(hours);
    return layers.weekly.size() - 1;
  };
  const std::size_t summer = row(0b0011111, true, published_hours(any));
  if (any.one_in(3)) {
    layers.weekly[summer].season_from = {4, 16};
    layers.weekly[summer].season_until = {10, 15};
    const std::size_t winter = row(0b0011111, true, published_hours(any));
    layers.weekly[winter].season_from = {10, 16};
    layers.weekly[winter].season_until = {4, 15};
  } else if (any.one_in(3)) {
    layers.weekly[summer].until = any.day_between(layers.first, layers.last);
    row(0b0011111, true, published_hours(any));
    layers.weekly.back().from = layers.weekly[summer].until + 1;
  }
  // Saturdays: free, a half day that counts, a reception that does not, a night into Sunday.
  if (any.one_in(4))
    row(0b0100000, true, {{at(7, 30), at(11, 30)}});
  else if (any.one_in(4))
    row(0b0100000, false, {{at(8, 0), at(11, 0)}});
  else if (any.one_in(4))
    row(0b0100000, any.one_in(2), {{at(22, 0), at(30, 0)}});
}

// Days and weeks, and now and then the forty years that a national calendar has.
calendar_layers some_layers(std::mt19937_64& source) {
  draw any{source};
  if (any.one_in(2)) return random_layers(source, 1, 500);
  calendar_layers layers;
  const std::int64_t days = any.one_in(60) ? 14610 : any.between(20, 800);
  layers.first = any.day_between(first_supported_day, last_supported_day - days);
  layers.last = layers.first + static_cast<day_number>(days) - 1;
  layers.decided_from = layers.first;
  layers.decided_until = any.one_in(2) ? layers.last : any.day_between(layers.first, layers.last);
  layers.make_up_days_count = !any.one_in(4);
  layers.closures_roll = any.one_in(2);
  published_weekly_hours(any, layers);
  if (days < 1000) random_facts(any, any.one_in(4) ? hours_family::night : hours_family::office, layers);
  // A long holiday each year.
  for (day_number day = any.day_between(layers.first, layers.first + 365); day <= layers.last;
       day += any.day_between(350, 380)) {
    const bool undecided = any.one_in(10);
    // Not onto a swap, which the compiler would refuse.
    for (day_number in_row = day; in_row < day + 7; ++in_row) {
      const bool swapped = std::any_of(layers.swaps.begin(), layers.swaps.end(), [in_row](const swap& fact) {
        return std::abs(fact.off - in_row) < 12 || std::abs(fact.work - in_row) < 12;
      });
      if (!swapped) layers.holidays.push_back({in_row, true, undecided, 500});
    }
  }
  return layers;
}

// Short ones, for which every second can be marked.
calendar_layers two_weeks(draw& any) {
  calendar_layers layers;
  layers.first = layers.decided_from = any.day_between(first_supported_day, last_supported_day - 20);
  layers.last = layers.decided_until = layers.first + any.day_between(6, 13);
  published_weekly_hours(any, layers);
  layers.holidays.push_back({any.day_between(layers.first, layers.last)});
  return layers;
}

// A calendar, its judge, and a second calendar of the same dates for receipt.
struct world {
  calendar_layers layers;
  calendar hours;
  span_oracle oracle;
  calendar reception;
  span_oracle reception_oracle;

  explicit world(const calendar_layers& from, std::vector<calendar_problem>& problems)
      : layers(from), oracle(from), reception_oracle(reception_layers(from)) {
    problems = compile_calendar(layers, hours);
    REQUIRE(compile_calendar(reception_layers(from), reception).empty());
  }

 private:
  static calendar_layers reception_layers(const calendar_layers& from) {
    calendar_layers layers;
    layers.first = from.first;
    layers.last = std::min(from.last, from.first + 900);
    layers.decided_from = from.first + 30;
    layers.decided_until = from.last;
    weekly_hours row;
    row.weekdays = 0b0111110;
    row.sessions = {{at(7, 20), at(11, 50)}, {at(13, 20), at(16, 50)}};
    row.working_day = false;
    layers.weekly.push_back(row);
    return layers;
  }
};

// Instants where answers change: openings, closes and midnights and a second about them, the ends of the horizon; and others.
instant some_instant(draw& any, const span_oracle& oracle) {
  const auto near = [&any] { return any.between(-1, 1); };
  switch (any.between(0, 7)) {
    case 0: return oracle.midnight(any.between(oracle.first(), oracle.last() + 1)) + near();
    case 1:
    case 2:
    case 3: {
      const auto& spans = oracle.spans();
      if (spans.empty()) break;
      const auto& one = spans[static_cast<std::size_t>(any.between(0, static_cast<std::int64_t>(spans.size()) - 1))];
      return (any.one_in(2) ? one.open : one.close) + near();
    }
    case 4:
      if (any.one_in(10)) return (any.one_in(2) ? oracle.begin() : oracle.end()) + near();
      break;
    default: break;
  }
  return any.between(oracle.begin(), oracle.end());
}

std::int64_t some_seconds(draw& any) {
  switch (any.between(0, 5)) {
    case 0: return any.between(0, 3);
    case 1: return any.between(1, 10) * 1800;
    case 2: return any.between(1, 20) * 14400;
    case 3: return any.between(0, 200'000);
    default: return any.one_in(20) ? any.between(0, 30'000'000) : any.between(0, 2'000'000);
  }
}

// Limits.

limit_term some_term(draw& any) {
  limit_term term;
  term.length.in = static_cast<unit>(any.between(0, static_cast<std::int64_t>(unit::next_session)));
  const bool long_unit = term.length.in == unit::month || term.length.in == unit::year || term.length.in == unit::week;
  term.length.count = any.one_in(12) ? any.between(1, 400) : any.between(1, long_unit ? 4 : 25);
  if (term.length.in == unit::now || term.length.in == unit::next_session) term.length.count = 0;
  const std::int32_t cut_offs[] = {0, at(15, 0), at(16, 50), at(17, 0), 86400};
  if (any.one_in(3)) term.cut_off_s = cut_offs[any.between(0, 4)];
  if (any.one_in(2)) term.end = static_cast<term_end>(any.between(0, 2));
  term.first_day_counts = any.one_in(3);
  term.rolls = !any.one_in(4);
  term.make_up_counts = !any.one_in(3);
  term.when_overused = any.one_in(4);
  if (any.one_in(4)) term.hours_a_day = static_cast<std::int32_t>(any.between(1, 24));
  if (term.length.in == unit::now && !any.one_in(3))
    term.grace = {any.between(1, 90), static_cast<unit>(any.between(0, 3))};
  if (term.length.count > 0 && any.one_in(6)) {
    term.back = true;
    term.roll_back = any.one_in(2);
    term.anchor_is_date = any.one_in(2);
    term.anchor = term.anchor_is_date ? 0 : 1;
  }
  return term;
}

limit some_limit(draw& any, int depth) {
  if (depth == 0 || !any.one_in(4)) return limit::of_term(some_term(any));
  const auto kind = static_cast<limit_kind>(any.between(1, 3));
  const limit first = some_limit(any, depth - 1);
  const limit second = some_limit(any, 0);
  if (any.one_in(3)) return composed(kind, {second, first, some_limit(any, 0)});
  return any.one_in(2) ? composed(kind, {first, second}) : composed(kind, {second, first});
}

struct some_pauses {
  std::vector<thoihan::pause> closed;
  pauses all;

  some_pauses(draw& any, instant start) {
    const auto stretch = [&any] {
      const std::int64_t steps[] = {1, 1800, 14400, 86400};
      return any.between(0, 12) * steps[any.between(0, 3)] + (any.one_in(3) ? any.between(0, 90'000) : 0);
    };
    instant from = start - stretch() / 2;
    for (std::int64_t count = any.between(0, 4); count > 0; --count) {
      from += stretch();
      const instant until = from + stretch();
      closed.push_back({from, until});
      from = until;
    }
    for (thoihan::pause& one : closed) one = {inside(one.from), inside(one.until)};
    all.closed = closed;
    if (!any.one_in(4)) return;
    all.open_since = inside(from + stretch());
    if (any.one_in(2)) all.as_if_resumed_at = inside(all.open_since + stretch());
  }

 private:
  static instant inside(instant t) { return std::clamp(t, first_supported_instant, last_supported_instant - 1); }
};

// The comparison.

template <class Value, class Query>
std::optional<Value> answer(Query query) {
  Value out{};
  return query(out) == status::ok ? std::optional<Value>{out} : std::nullopt;
}

class campaign {
 public:
  std::int64_t compared = 0;
  std::int64_t wrong = 0;
  std::int64_t limits = 0;
  std::int64_t good_limits = 0;
  std::int64_t calendars = 0;
  std::int64_t marks[7] = {};  // rolled, clamped, cut-off, provisional, before the start, paused, composed

  campaign(std::uint64_t seed, std::int64_t wanted, bool progress)
      : seed_(seed), source_(seed), any_(source_), wanted_(wanted), progress_(progress) {}

  void run() {
    while (compared < wanted_) {
      const calendar_layers layers = some_layers(source_);
      std::vector<calendar_problem> problems;
      const world here{layers, problems};
      ++calendars;
      same(problems.empty(), !here.oracle.sessions_overlap(), "overlap", 0, 0);
      if (problems.empty()) {
        for (int i = 0; i < 50; ++i) ask(here);
      }
      tell();
    }
  }

 private:
  using clock = std::chrono::steady_clock;

  void ask(const world& here) {
    const bool few_dates = here.layers.last - here.layers.first < 1000;
    const calendar& hours = here.hours;
    const span_oracle& oracle = here.oracle;
    const instant t = some_instant(any_, oracle);
    same(hours.is_open(t), oracle.knows_second(t) && oracle.is_open(t), "open", t, 0);
    same(answer<instant>([&](instant& out) { return hours.next_opening(t, out); }), oracle.next_opening(t), "opening",
         t, 0);
    for (int i = 0; i < 3; ++i) {
      const std::int64_t n = some_seconds(any_);
      same(answer<instant>([&](instant& out) { return hours.add(t, n, out); }), oracle.add(t, n), "add", t, n);
      same(answer<instant>([&](instant& out) { return hours.subtract(t, n, out); }), oracle.subtract(t, n), "subtract",
           t, n);
      const instant u =
          few_dates && any_.one_in(3) ? some_instant(any_, oracle) : t + any_.between(-4'000'000, 4'000'000);
      same(answer<std::int64_t>([&](std::int64_t& out) { return hours.elapsed(t, u, out); }), oracle.elapsed(t, u),
           "elapsed", t, u);
    }
    if (few_dates) {
      const auto before =
          answer<std::uint32_t>([&](std::uint32_t& out) { return hours.working_seconds_before(t, out); });
      same(before ? std::optional<std::int64_t>{*before} : std::nullopt, oracle.elapsed(oracle.begin(), t),
           "worked before", t, 0);
    }
    ask_dates(here);
    for (int i = 0; i < 5; ++i) ask_limit(here, i < 3);
  }

  void ask_dates(const world& here) {
    const calendar& hours = here.hours;
    const span_oracle& oracle = here.oracle;
    const auto day = any_.day_between(oracle.first() - 1, oracle.last() + 1);
    const auto other = any_.day_between(oracle.first(), oracle.last());
    const std::int64_t n = any_.one_in(4) ? any_.between(1, 400) : any_.between(1, 12);
    const bool make_up = any_.one_in(2);
    const working_dates which = make_up ? working_dates::all : working_dates::without_make_up;
    const auto date = [](auto query) {
      const auto out = answer<day_number>(query);
      return out ? std::optional<span_oracle::date>{*out} : std::nullopt;
    };
    same(date([&](day_number& out) { return hours.working_date_after(day, n, which, out); }),
         oracle.nth_after(day, n, make_up), "after", day, n);
    same(date([&](day_number& out) { return hours.working_date_from(day, n, which, out); }),
         oracle.nth_from(day, n, make_up), "from", day, n);
    same(date([&](day_number& out) { return hours.working_date_before(day, n, which, out); }),
         oracle.nth_before(day, n, make_up), "before", day, n);
    same(date([&](day_number& out) { return hours.roll(day, which, out); }), oracle.roll(day, make_up), "roll", day, n);
    same(date([&](day_number& out) { return hours.roll_back(day, which, out); }), oracle.roll_back(day, make_up),
         "roll back", day, n);
    const auto between = [&](day_number from, day_number until) -> std::optional<std::int64_t> {
      if (!oracle.knows(from) || !oracle.knows(until)) return std::nullopt;
      return from <= until ? oracle.dates_between(from, until, make_up) : -oracle.dates_between(until, from, make_up);
    };
    const auto counted =
        answer<std::int32_t>([&](std::int32_t& out) { return hours.working_dates_between(day, other, which, out); });
    same(counted ? std::optional<std::int64_t>{*counted} : std::nullopt, between(day, other), "between", day, other);
    if (!oracle.knows(day)) return;
    same(hours.kind(day) == oracle.on(day).kind && hours.is_working_date(day, which) == oracle.counts(day, make_up),
         true, "kind", day, 0);
    same(hours.undecided_between(day, other), day <= other && oracle.undecided_between(day, other), "undecided", day,
         other);
  }

  void ask_limit(const world& here, bool with_pauses) {
    const limit what = some_limit(any_, 3);
    instant start = some_instant(any_, here.oracle);
    if (any_.one_in(8)) {  // the ends of months
      const auto end = walk_calendar::civil(any_.between(here.layers.first, here.layers.last)).end_of_month();
      start = here.oracle.midnight(walk_calendar::day_number_of(end)) + any_.between(0, 86400);
    }
    start = std::clamp(start, first_supported_instant, last_supported_instant);
    std::vector<fact_value> facts(2);
    if (!any_.one_in(20)) facts[0] = fact_value::of(any_.between(here.layers.first - 1, here.layers.last + 1));
    if (!any_.one_in(20)) facts[1] = fact_value::of(some_instant(any_, here.oracle));
    some_pauses still{any_, start};
    if (!with_pauses) still.all = pauses{};
    limit_answer actual;
    const status code = evaluate_limit(here.hours, what, start, facts, still.all, actual);
    const span_limits::verdict expected = span_limits{here.oracle}.evaluate(what, start, facts, still.all);
    ++limits;
    good_limits += code == status::ok ? 1 : 0;
    const bool mark[7] = {actual.rolled,       actual.clamped, actual.cut_off, actual.provisional,
                          actual.before_start, actual.paused,  what.size > 1};
    for (std::size_t i = 0; i < 7; ++i) marks[i] += mark[i] ? 1 : 0;
    const bool equal = code == expected.code && (code != status::ok || actual == expected.answer);
    if (!same(equal, true, "limit", start, 0)) {
      CAPTURE(words(what));
      CAPTURE(still.closed.size());
      CHECK(status_name(code) == status_name(expected.code));
      CHECK(actual == expected.answer);
      for (const thoihan::pause& one : still.closed) {
        MESSAGE("pause ", std::string{format_instant(one.from).data()}, " to ",
                std::string{format_instant(one.until).data()});
      }
    }
    if (code != status::ok) return;
    ask_left(here, actual, any_.one_in(2) ? start : actual.due + any_.between(-200'000, 200'000));
    ask_choice(here, start);
  }

  void ask_left(const world& here, const limit_answer& due, instant now) {
    const span_oracle& oracle = here.oracle;
    time_left left;
    const bool told = measure_left(here.hours, due, now, left) == status::ok;
    const auto today = oracle.date_of(now);
    const bool known =
        oracle.knows_second(now) && oracle.knows_second(due.due) && oracle.knows(today) && oracle.knows(due.due_date);
    if (!same(told, known, "left, known", now, due.due) || !known) return;
    const auto dates = today <= due.due_date ? oracle.dates_between(today, due.due_date, true)
                                             : -oracle.dates_between(due.due_date, today, true);
    same(left.clock_s == due.due - now && left.working_s == oracle.elapsed(now, due.due) &&
             left.dates == due.due_date - today && left.working_dates == dates,
         true, "left", now, due.due);
  }

  // The limit by receipt on the second calendar: in a session or not, within the hours of the day or not.
  void ask_choice(const world& here, instant start) {
    const bool by_session = any_.one_in(2);
    std::vector<limit_row> rows(2);
    rows[0].received = by_session ? receipt::in_session : receipt::within_hours;
    rows[1].received = by_session ? receipt::outside_session : receipt::outside_hours;
    rows[0].receipt_calendar = rows[1].receipt_calendar = 1;
    const calendar* named[] = {&here.hours, &here.reception};
    std::size_t row = 7;
    bool provisional = false;
    const status code = choose_limit(rows, {}, named, start, row, provisional);
    const span_oracle& oracle = here.reception_oracle;
    const auto date = oracle.date_of(start);
    if (!oracle.knows(date)) {
      same(code, status::horizon, "receipt outside", start, 0);
      return;
    }
    const auto& sessions = oracle.on(date).sessions;
    const bool within = !sessions.empty() && start >= oracle.midnight(date) + sessions.front().open_s &&
                        start < oracle.midnight(date) + sessions.back().close_s;
    same(code == status::ok && row == ((by_session ? oracle.is_open(start) : within) ? 0U : 1U) &&
             provisional == oracle.undecided_between(date, date),
         true, "receipt", start, by_session);
  }

  template <class Actual, class Expected>
  bool same(const Actual& actual, const Expected& expected, const char* what, std::int64_t t, std::int64_t n) {
    ++compared;
    if (actual == expected) return true;
    if (++wrong > 10) return true;  // enough is told
    FAIL_CHECK("seed ", seed_, ", calendar ", calendars, ", comparison ", compared, ": ", std::string{what}, " at ", t,
               " with ", n);
    return false;
  }

  void tell() {
    if (!progress_ || clock::now() - told_ < std::chrono::minutes{1}) return;
    told_ = clock::now();
    std::printf("seed %llu: %lld of %lld compared, %lld differ, %lld calendars, %lld min\n",
                static_cast<unsigned long long>(seed_), static_cast<long long>(compared),
                static_cast<long long>(wanted_), static_cast<long long>(wrong), static_cast<long long>(calendars),
                static_cast<long long>(std::chrono::duration_cast<std::chrono::minutes>(told_ - begun_).count()));
    std::fflush(stdout);
  }

  std::uint64_t seed_;
  std::mt19937_64 source_;
  draw any_;
  std::int64_t wanted_;
  bool progress_;
  clock::time_point begun_ = clock::now();
  clock::time_point told_ = begun_;
};

}  // namespace

TEST_SUITE("spans") {
  TEST_CASE("thirty million comparisons with the list of open spans") {
    const std::int64_t wanted = asked_for("THOIHAN_SPAN_COMPARISONS", span_comparisons);
    const bool longer = std::getenv("THOIHAN_SPAN_COMPARISONS") != nullptr;
    campaign all{static_cast<std::uint64_t>(asked_for("THOIHAN_SPAN_SEED", 144)), wanted, longer};
    all.run();
    MESSAGE(all.compared, " compared, ", all.wrong, " differ; ", all.calendars, " calendars, ", all.limits, " limits");
    CHECK(all.wrong == 0);
    CHECK(all.compared >= wanted);
    CHECK(all.good_limits > all.limits / 3);
    for (const std::int64_t mark : all.marks) CHECK(mark > all.limits / 500);
  }

  // Working time with pauses: each second from the start on is used when it is worked and nobody paused.
  TEST_CASE("ten thousand comparisons with every second marked") {
    std::mt19937_64 source{147};
    draw any{source};
    std::int64_t compared = 0;
    std::int64_t wrong = 0;
    while (compared < 10'000) {
      const calendar_layers layers = two_weeks(any);
      calendar hours;
      REQUIRE(compile_calendar(layers, hours).empty());
      const span_oracle oracle{layers};
      std::vector<std::vector<plain_session>> dates;
      for (day_number day = layers.first; day <= layers.last; ++day) {
        dates.emplace_back();
        for (const session& s : oracle.on(day).sessions) dates.back().push_back({s.open_s, s.close_s});
      }
      const second_oracle marked{layers.first, dates};
      for (int i = 0; i < 60; ++i) {
        const instant t = some_instant(any, oracle);
        const std::int64_t n = some_seconds(any) % 400'000;
        wrong += answer<instant>([&](instant& out) { return hours.add(t, n, out); }) == marked.add(t, n) ? 0 : 1;
        wrong +=
            answer<instant>([&](instant& out) { return hours.subtract(t, n, out); }) == marked.subtract(t, n) ? 0 : 1;
        compared += 2;
      }
      for (int i = 0; i < 20; ++i, ++compared) {
        const instant start = any.between(oracle.begin(), oracle.begin() + 4 * 86400);
        const some_pauses still{any, start};
        const limit what = limit::of({any.between(1, 1500), any.one_in(4) ? unit::minute : unit::working_minute});
        limit_answer actual;
        const status code = evaluate_limit(hours, what, start, {}, pauses{.closed = still.closed}, actual);
        std::int64_t left = what.nodes[0].term.length.count * 60;
        instant t = start;
        for (;;) {
          const auto stands = std::find_if(still.closed.begin(), still.closed.end(),
                                           [t](const thoihan::pause& p) { return p.from <= t && t < p.until; });
          if (stands != still.closed.end()) {
            t = stands->until;
            continue;
          }
          if (left == 0 || t >= marked.end()) break;
          left -= what.nodes[0].term.length.in == unit::minute || marked.is_open(t) ? 1 : 0;
          ++t;
        }
        // Clock time goes on when the marks end.
        if (left > 0 && what.nodes[0].term.length.in == unit::minute) continue;
        wrong += left == 0 ? (code == status::ok && actual.due == t ? 0 : 1) : (code == status::horizon ? 0 : 1);
      }
    }
    MESSAGE(compared, " compared, ", wrong, " differ");
    CHECK(wrong == 0);
  }
}
