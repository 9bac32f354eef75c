// Every string of up to seven acts - start, pause, resume, extend, exempt, stop - on a duty's clock, against an interpreter that
// keeps the half hours and the dates which it has counted in a list, one by one: status of the act, due, first late second, paused,
// outcome. With ordinary limits, and with all combinations of policies.
//
// An extension and an exemption are asked for when the act before them comes, and granted when their own turn is. Acts that cannot
// be give the documented error: nothing is extended before it starts or after it has ended, or exempted that was asked for after
// that (misuse); nothing once it was late when it was asked (expired); what has ended does not end again. A start after a start is a
// new round; pauses are the case's and stay.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "thoihan/calendar/compile.hpp"
#include "thoihan/clock/clock.hpp"

using namespace thoihan;

namespace {

// Times are half hours since 00:00 of Monday 3 June 2024.
constexpr day_number monday = days_from_civil(2024, 6, 3);
constexpr int dates = 60;
constexpr int a_date = 48;
constexpr int at(int date, int half_hour) { return date * a_date + half_hour; }
constexpr instant instant_of(int half_hours) { return instant_at(monday, 0) + instant{half_hours} * 1800; }

// 07:30-11:30 and 13:00-17:00 from Monday to Friday; Wednesday a holiday, on Saturday a reception from 08:00 to 11:00 that makes
// no working date, Tuesday of the second week is closed.
struct small_office {
  std::array<bool, dates * a_date> open{};
  std::array<bool, dates> counts{};
  std::array<bool, dates> stays{};  // as the last day of a limit
  std::array<int, dates> last_close{};
  std::array<int, dates> first_open{};
  calendar hours;

  small_office() {
    calendar_layers layers;
    layers.first = layers.decided_from = monday;
    layers.last = layers.decided_until = monday + dates - 1;
    weekly_hours week;
    week.weekdays = 0b0011111;
    week.sessions = {{27000, 41400}, {46800, 61200}};
    layers.weekly = {week};
    layers.holidays = {{monday + 2}};
    layers.dates = {{monday + 5, false, {{28800, 39600}}, false, 0}, {monday + 8, true, {}, false, 0}};
    REQUIRE(compile_calendar(layers, hours).empty());
    for (int date = 0; date < dates; ++date) {
      const bool office_day = date % 7 < 5 && date != 2 && date != 8;
      counts[index(date)] = office_day;
      stays[index(date)] = office_day || date == 8;  // a closure is neither a rest day nor a holiday
      for (int half = 0; half < a_date; ++half) {
        const bool is_open = (office_day && ((half >= 15 && half < 23) || (half >= 26 && half < 34))) ||
                             (date == 5 && half >= 16 && half < 22);
        open[index(at(date, half))] = is_open;
        if (is_open && first_open[index(date)] == 0) first_open[index(date)] = at(date, half);
        if (is_open) last_close[index(date)] = at(date, half + 1);
      }
    }
  }
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
};

struct window {
  int from;
  int until;
};

// The pauses of a case.
struct stood_still {
  std::vector<window> closed;
  int open_since = -1;
};

// When a limit ends, counted one by one.
struct ending {
  bool paused = false;
  int due = 0;
  std::int64_t late_s = 0;  // seconds since the Monday
  int date = 0;
};

class naive_limit {
 public:
  naive_limit(const small_office& office, const limit_term& term, int count, int start, const stood_still& still)
      : office_(office), term_(term), count_(count), start_(start), still_(still) {
    event_ = start / a_date;
    from_ = start;
    if (term.cut_off_s < 0) return;
    if (!office.counts[i(event_)] || (start % a_date) * 1800 > term.cut_off_s) {
      do ++event_;
      while (!office.counts[i(event_)]);
      from_ = office.first_open[i(event_)];
    }
  }

  ending end() const {
    const bool days = is_day_unit(term_.length.in) && term_.hours_a_day == 0;
    return days ? end_of_days() : end_of_time();
  }

 private:
  static std::size_t i(int number) { return static_cast<std::size_t>(number); }

  // Half hours counted into a list until there are enough. A pause that begins when they are used up still stops the clock, and one
  // before the next worked second where they must be overused.
  ending end_of_time() const {
    const bool clock = is_clock_unit(term_.length.in);
    const std::size_t needed = i(term_.hours_a_day > 0 ? count_ * term_.hours_a_day * 2 : count_ * 2);
    std::vector<int> counted;
    int due = from_;
    for (int t = from_;; ++t) {
      if (still_.open_since >= 0 && still_.open_since <= t) return {.paused = true};
      const auto stands = std::find_if(still_.closed.begin(), still_.closed.end(),
                                       [t](const window& w) { return w.from <= t && t < w.until; });
      if (stands != still_.closed.end()) {
        if (counted.size() == needed) due = stands->until;
        t = stands->until - 1;
        continue;
      }
      if (counted.size() == needed) {
        if (term_.when_overused && !office_.open[i(t)]) continue;
        const int last = term_.when_overused ? t : due;
        return {false, due, std::int64_t{last} * 1800 + 1, clock ? due / a_date : (due - 1) / a_date};
      }
      if (!clock && !office_.open[i(t)]) continue;
      counted.push_back(t);
      due = t + 1;
    }
  }

  // Dates counted into a list; those of the pauses stand in a set, so that none is taken twice.
  ending end_of_days() const {
    std::set<int> taken;
    ending out = last_date(taken);
    for (const window& w : still_.closed) {
      if (w.until <= from_) continue;
      if (std::int64_t{w.from} * 1800 >= out.late_s) return out;
      for (int date = std::max(w.from / a_date, event_) + 1; date <= w.until / a_date; ++date) {
        if (term_.length.in == unit::day || office_.counts[i(date)]) taken.insert(date);
      }
      out = last_date(taken);
    }
    if (still_.open_since >= 0 && std::int64_t{still_.open_since} * 1800 < out.late_s) return {.paused = true};
    return out;
  }

  ending last_date(const std::set<int>& taken) const {
    std::vector<int> counted;
    const std::size_t needed = i(count_) + taken.size();
    const bool working = term_.length.in == unit::working_day;
    int date = event_;
    if (term_.first_day_counts) {
      while (!office_.counts[i(date)]) ++date;  // day 1
      counted.push_back(date);
    }
    while (counted.size() < needed) {
      ++date;
      if (!working || office_.counts[i(date)]) counted.push_back(date);
    }
    if (!working && term_.rolls) {
      while (!office_.stays[i(date)]) ++date;
    }
    if (term_.end == term_end::same_time) return moment(at(date, start_ % a_date), date);
    if (term_.end == term_end::last_session && office_.last_close[i(date)] > 0)
      return moment(office_.last_close[i(date)], date);
    return {false, at(date + 1, 0), std::int64_t{at(date + 1, 0)} * 1800, date};
  }
  static ending moment(int due, int date) { return {false, due, std::int64_t{due} * 1800 + 1, date}; }

  const small_office& office_;
  const limit_term& term_;
  int count_;
  int start_;
  const stood_still& still_;
  int event_;
  int from_;
};

enum class act { start, pause, resume, extend, exempt, stop };
constexpr int acts = 6;

// A clock by the book, beside the kernel's.
struct naive_clock {
  bool started = false;
  bool stopped = false;
  bool late_when_stopped = false;
  int stopped_at = 0;
  bool exempt = false;
  int started_at = 0;
  int count = 0;
  ending end{};

  bool late(int t) const { return started && !exempt && !end.paused && std::int64_t{t} * 1800 >= end.late_s; }
};

struct both {
  duty_clock clock;
  naive_clock naive;
  stood_still still;
};

class clock_world {
 public:
  std::int64_t strings = 0;
  std::int64_t wrong = 0;
  std::int64_t late = 0;
  std::int64_t paused = 0;
  std::int64_t refused = 0;

  clock_world(const small_office& office, const limit_term& term, const std::vector<int>& times)
      : office_(office), term_(term), limit_(limit::of_term(term)), times_(times) {}

  void run(std::size_t length) { grow({}, length); }

 private:
  void grow(const both& before, std::size_t left) {
    if (left == 0) return;
    const std::size_t depth = told_.size();
    for (int letter = 0; letter < acts; ++letter) {
      both after = before;
      told_.push_back("sprext"[letter]);
      step(after, static_cast<act>(letter), times_[depth], times_[depth > 0 ? depth - 1 : 0]);
      grow(after, left - 1);
      told_.pop_back();
    }
  }

  void step(both& state, act what, int t, int asked) {
    const status expected = by_the_book(state, what, t, asked);
    const instant now = instant_of(t);
    std::array<thoihan::pause, 8> windows{};
    const pauses still = kernel_pauses(state.still, windows);
    status code = status::ok;
    switch (what) {
      case act::start: code = state.clock.start(now, limit_, false, office_.hours, {}, still); break;
      case act::pause:
      case act::resume: code = state.clock.stand_still(office_.hours, {}, still); break;
      case act::extend:
        code = state.clock.extend(instant_of(asked), {1, term_.length.in}, office_.hours, {}, still);
        break;
      case act::exempt: code = state.clock.exempt(instant_of(asked)); break;
      case act::stop: code = state.clock.meet(now); break;
    }
    ++strings;
    refused += expected != status::ok ? 1 : 0;
    late += state.naive.late(t) ? 1 : 0;
    paused += state.naive.end.paused ? 1 : 0;
    if (code == expected && same(state, t)) return;
    if (++wrong > 5) return;
    FAIL_CHECK("acts ", told_, " (s start, p pause, r resume, e extend, x exempt, t stop): status ", status_name(code),
               ", expected ", status_name(expected), "; due ", state.clock.answer().due - instant_of(0),
               " s after the Monday, expected ", state.naive.end.due * 1800);
  }

  // What an act comes to, and what it does to the naive clock.
  status by_the_book(both& state, act what, int t, int asked) const {
    naive_clock& clock = state.naive;
    switch (what) {
      case act::start:
        clock = naive_clock{};
        clock.started = true;
        clock.started_at = t;
        clock.count = static_cast<int>(term_.length.count);
        count(state);
        return status::ok;
      case act::pause:
        if (state.still.open_since < 0) state.still.open_since = t;
        count(state);
        return status::ok;
      case act::resume:
        if (state.still.open_since >= 0) state.still.closed.push_back({state.still.open_since, t});
        state.still.open_since = -1;
        count(state);
        return status::ok;
      case act::extend:
        if (!clock.started || clock.stopped) return status::misuse;
        if (clock.late(asked)) return status::expired;
        ++clock.count;
        count(state);
        return status::ok;
      case act::exempt:
        if (!clock.started || (clock.stopped && asked > clock.stopped_at)) return status::misuse;
        if (clock.late(asked)) return status::expired;
        clock.exempt = true;
        clock.late_when_stopped = false;
        return status::ok;
      case act::stop:
        if (clock.stopped) return status::misuse;
        clock.late_when_stopped = clock.late(t);
        clock.stopped = true;
        clock.stopped_at = t;
        return status::ok;
    }
    return status::internal;
  }
  void count(both& state) const {
    naive_clock& clock = state.naive;
    if (clock.started && !clock.stopped)
      clock.end = naive_limit{office_, term_, clock.count, clock.started_at, state.still}.end();
  }

  static pauses kernel_pauses(const stood_still& still, std::array<thoihan::pause, 8>& windows) {
    for (std::size_t i = 0; i < still.closed.size(); ++i) {
      windows[i] = {instant_of(still.closed[i].from), instant_of(still.closed[i].until)};
    }
    pauses out{.closed = {windows.data(), still.closed.size()}};
    if (still.open_since >= 0) out.open_since = instant_of(still.open_since);
    return out;
  }

  static bool same(const both& state, int t) {
    const duty_clock& clock = state.clock;
    const naive_clock& naive = state.naive;
    const auto outcome = !naive.stopped            ? clock_outcome::running
                         : naive.late_when_stopped ? clock_outcome::met_late
                                                   : clock_outcome::met;
    if (clock.outcome() != outcome || clock.limited() != naive.started || clock.exempted() != naive.exempt)
      return false;
    if (!naive.started || naive.stopped) return true;
    if (clock.answer().paused != naive.end.paused || clock.late_at(instant_of(t)) != naive.late(t)) return false;
    if (naive.end.paused) return true;
    const limit_answer& answer = clock.answer();
    return answer.due == instant_of(naive.end.due) && answer.late_from == instant_of(0) + naive.end.late_s &&
           answer.due_date == monday + naive.end.date;
  }

  const small_office& office_;
  limit_term term_;
  limit limit_;
  const std::vector<int>& times_;
  std::string told_;
};

// When the acts come, one after the other: within one working day; from day to day over the holiday and the weekend; in pairs at
// one instant, on openings, closes and midnights.
const std::vector<std::vector<int>>& timelines() {
  static const std::vector<std::vector<int>> all = {
      {at(0, 16), at(0, 17), at(0, 20), at(0, 24), at(0, 27), at(0, 32), at(1, 20)},
      {at(1, 20), at(3, 20), at(4, 33), at(5, 18), at(6, 20), at(7, 34), at(9, 20)},
      {at(0, 15), at(0, 15), at(0, 23), at(0, 23), at(1, 0), at(1, 34), at(1, 34)},
      {at(3, 33), at(4, 0), at(4, 15), at(4, 34), at(7, 0), at(7, 15), at(8, 10)}};
  return all;
}

limit_term term_of(std::int64_t count, unit in) {
  limit_term term;
  term.length = {count, in};
  return term;
}

// 6 + 6^2 + ... + 6^length.
std::int64_t number_of_strings(std::size_t length) {
  std::int64_t sum = 0;
  std::int64_t power = 1;
  for (std::size_t i = 0; i < length; ++i) sum += power *= acts;
  return sum;
}

void check(const small_office& office, const limit_term& term, std::size_t length, std::int64_t& strings,
           std::int64_t& late, std::int64_t& paused) {
  for (std::size_t line = 0; line < timelines().size(); ++line) {
    clock_world world{office, term, timelines()[line]};
    world.run(length);
    CAPTURE(unit_name(term.length.in));
    CAPTURE(term.length.count);
    CAPTURE(line);
    CHECK(world.wrong == 0);
    CHECK(world.strings == number_of_strings(length));
    CHECK(world.refused > world.strings / 20);
    strings += world.strings;
    late += world.late;
    paused += world.paused;
  }
}

}  // namespace

TEST_SUITE("exhaustive: clocks") {
  TEST_CASE("all 335,922 strings of up to seven acts, ordinary policies") {
    const small_office office;
    std::int64_t strings = 0;
    std::int64_t late = 0;
    std::int64_t paused = 0;
#ifdef __SANITIZE_ADDRESS__
    constexpr std::size_t length = 5;
#else
    constexpr std::size_t length = 7;
    CHECK(number_of_strings(length) == 335'922);
#endif
    for (const limit_term& term : {term_of(2, unit::working_hour), term_of(5, unit::hour),
                                   term_of(2, unit::working_day), term_of(3, unit::day)}) {
      check(office, term, length, strings, late, paused);
    }
    MESSAGE(strings, " strings");
    CHECK(late > strings / 20);
    CHECK(paused > strings / 20);
  }

  TEST_CASE("all 335,922 strings of up to seven acts, every combination of policies") {
    const small_office office;
    std::int64_t strings = 0;
    std::int64_t late = 0;
    std::int64_t paused = 0;
    int combinations = 0;
#ifdef __SANITIZE_ADDRESS__
    constexpr std::size_t length = 5;
#else
    constexpr std::size_t length = 7;
#endif
    for (const unit in : {unit::hour, unit::working_hour, unit::working_day, unit::day}) {
      for (const std::int64_t count : {1, 3}) {
        for (const std::int32_t cut_off_s : {-1, 54000}) {
          for (int bits = 0; bits < 2 * 2 * 2 * 3 * 2; ++bits) {
            limit_term term = term_of(count, in);
            term.cut_off_s = cut_off_s;
            term.first_day_counts = bits % 2 == 1;
            term.rolls = bits / 2 % 2 == 0;
            term.when_overused = bits / 4 % 2 == 1;
            term.end = static_cast<term_end>(bits / 8 % 3);
            if (bits / 24 == 1) term.hours_a_day = 3;
            // Policies that do not speak of the unit are left at their defaults.
            const bool days = is_day_unit(in) && term.hours_a_day == 0;
            if (in == unit::hour && term.when_overused) continue;
            if (in != unit::working_day && term.hours_a_day > 0) continue;
            if (!days && (term.first_day_counts || term.end != term_end::day_end)) continue;
            if (days && term.when_overused) continue;
            if (in != unit::day && !term.rolls) continue;
            ++combinations;
            check(office, term, length, strings, late, paused);
          }
        }
      }
    }
    MESSAGE(strings, " strings, ", combinations, " combinations of policies");
    CHECK(combinations == 4 * (1 + 2 + (6 + 2) + 12));
    CHECK(late > strings / 20);
    CHECK(paused > strings / 20);
  }
}
