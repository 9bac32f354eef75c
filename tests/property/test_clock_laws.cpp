// The laws of pauses, extensions and clocks as properties, on calendars, limits, pauses and acts that shrink: a pause without length
// changes nothing, an extension in two parts is one, a snapshot and the rest are the whole, pauses may be told in any order of
// recording, and nothing heals a clock that ran out.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <span>
#include <vector>

#include "tests/support/law_worlds.hpp"
#include "tests/support/limits.hpp"
#include "thoihan/clock/clock.hpp"
#include "thoihan/limit/extension.hpp"

using namespace thoihan;
using namespace laws;

namespace {

// The limit paused and resumed at one instant before it is late, among other pauses.
void pause_at_one_instant(const world& here, const limit& what, int& tested) {
  const instant start = here.some_time();
  std::vector<thoihan::pause> closed = some_pauses(start);
  const outcome without = evaluated(here, what, start, closed);
  if (without.code != status::ok || without.answer.late_from <= start) return;
  const instant last = without.answer.late_from - 1;
  const instant at = flag() ? between(start, last) : one_of({start, std::max(start, without.answer.due), last});
  if (at < start || at >= without.answer.late_from || !here.hours.knows(day_of(at))) return;
  const auto next = std::find_if(closed.begin(), closed.end(), [at](const thoihan::pause& p) { return p.until > at; });
  if (next != closed.end() && next->from < at) return;  // it stood still already
  closed.insert(next, {at, at});
  ++tested;
  const outcome with = evaluated(here, what, start, closed);
  RC_ASSERT(with == without);
}

void never_late_within_a_pause(const world& here, const limit_term& term, int& tested) {
  const instant start = here.some_time();
  const instant from = start + between(0, 400'000);
  const instant until = from + between(1, 400'000);
  const outcome without = evaluated(here, term, start);
  const outcome with = evaluated(here, limit::of_term(term), start, {{from, until}});
  if (without.code != status::ok || with.code != status::ok) return;
  ++tested;
  RC_ASSERT((with.answer.late_from <= from || with.answer.late_from > until));
}

// The answer of a limit that is extended by each amount in turn.
outcome extended(const world& here, const limit& what, const std::vector<amount>& by, instant start) {
  limit longer = what;
  for (const amount one : by) {
    outcome refused;
    refused.code = extend_limit(longer, one, longer);
    if (refused.code != status::ok) return refused;
  }
  return evaluated(here, longer, start);
}

void extension_in_two_parts(const world& here, const limit& what, int& tested) {
  const unit in = static_cast<unit>(between(0, 8));
  const std::int64_t n = between(1, 12);
  const std::int64_t m = between(1, 12);
  const instant start = here.some_time();
  const outcome apart = extended(here, what, {{n, in}, {m, in}}, start);
  const outcome whole = extended(here, what, {{n + m, in}}, start);
  // What needs no more parts than the limit may have, in one piece, may need them in two.
  if (apart.code == status::too_big) return;
  tested += whole.code == status::ok ? 1 : 0;
  RC_ASSERT(apart == whole);
}

}  // namespace

TEST_SUITE("laws: pauses and extensions") {
  TEST_CASE("paused and resumed at one instant before it is late, a limit is the same") {
    holds([](int& tested) {
      const world here;
      const limit what = some_limit();
      pause_at_one_instant(here, what, tested);
    });
  }

  TEST_CASE("time that stood still is not used: what was used before, between and after the pauses is the limit") {
    holds([](int& tested) {
      const world here;
      const bool clock = flag();
      const limit what = limit::of({between(1, 3000), clock ? unit::minute : unit::working_minute});
      const instant start = here.some_time();
      const auto closed = some_pauses(start, 4);
      const outcome out = evaluated(here, what, start, closed);
      if (out.code != status::ok) return;
      ++tested;
      std::int64_t used = 0;
      instant at = start;
      const auto use_until = [&](instant until) {
        std::int64_t here_used = until - at;
        if (!clock) RC_ASSERT(here.hours.elapsed(at, until, here_used) == status::ok);
        if (until > at) used += here_used;
      };
      for (const thoihan::pause& p : closed) {
        if (p.from > out.answer.due) break;
        if (p.until <= at) continue;
        use_until(std::max(p.from, at));
        at = p.until;
      }
      use_until(out.answer.due);
      RC_ASSERT(used == what.nodes[0].term.length.count * 60);
    });
  }

  TEST_CASE("two pauses that meet are one, for time and for calendar units that do not roll") {
    holds([](int& tested) {
      const world here;
      limit_term term = term_of(between(1, 30), static_cast<unit>(between(0, 8)));
      if (term.length.in == unit::working_day) term.hours_a_day = 8;
      term.rolls = false;
      const instant start = here.some_time();
      const instant from = start + between(0, 300'000);
      const instant middle = from + between(0, 200'000);
      const instant until = middle + between(0, 200'000);
      const outcome one = evaluated(here, limit::of_term(term), start, {{from, until}});
      const outcome two = evaluated(here, limit::of_term(term), start, {{from, middle}, {middle, until}});
      tested += one.code == status::ok ? 1 : 0;
      RC_ASSERT(one == two);
    });
  }

  TEST_CASE("time that stands still is never late: it does not end within a pause") {
    holds([](int& tested) {
      const world here;
      never_late_within_a_pause(here, some_working_time(), tested);
    });
  }

  TEST_CASE("an extension of n and then m in one unit is one of n + m") {
    holds([](int& tested) {
      const world here;
      extension_in_two_parts(here, some_chain(), tested);
    });
  }
}

namespace {

enum class act_kind { pause, resume, extend, exempt, commit, meet };
struct act {
  act_kind what;
  std::int64_t after_s;  // since the act before
  std::int64_t n;
};
std::ostream& operator<<(std::ostream& out, const act& one) {
  const char* const names[] = {"pause", "resume", "extend", "exempt", "commit", "meet"};
  return out << names[static_cast<int>(one.what)] << ' ' << one.n << " after " << one.after_s << " s";
}
std::vector<act> some_acts() {
  const auto one = rc::gen::exec([] {
    const auto what = one_of({act_kind::pause, act_kind::resume, act_kind::pause, act_kind::resume, act_kind::extend,
                              act_kind::exempt, act_kind::commit, act_kind::meet});
    return act{what, between(0, 150'000), between(1, 6)};
  });
  return *rc::gen::resize(14, rc::gen::container<std::vector<act>>(one));
}

// A clock with the pauses of its case, as an engine holds them.
struct folded {
  duty_clock clock;
  std::vector<thoihan::pause> closed;
  instant open_since = no_instant;
  instant now = 0;
  std::vector<status> codes;

  pauses still() const { return {.closed = closed, .open_since = open_since}; }

  void take(const world& here, const act& one) {
    now += one.after_s;
    status code = status::ok;
    switch (one.what) {
      case act_kind::pause:
        if (open_since == no_instant) open_since = now;
        code = clock.stand_still(here.hours, {}, still());
        break;
      case act_kind::resume:
        if (open_since != no_instant) closed.push_back({open_since, now});
        open_since = no_instant;
        code = clock.stand_still(here.hours, {}, still());
        break;
      case act_kind::extend: code = clock.extend(now, {one.n, unit::working_day}, here.hours, {}, still()); break;
      case act_kind::exempt: code = clock.exempt(now); break;
      case act_kind::commit:
        code = clock.commit(now, committed_date(day_of(now) + static_cast<day_number>(one.n)),
                            {.downwards = true, .times = 2});
        break;
      case act_kind::meet: code = clock.meet(now); break;
    }
    codes.push_back(code);
  }

  bool operator==(const folded& other) const {
    return codes == other.codes && clock.answer() == other.clock.answer() && clock.outcome() == other.clock.outcome() &&
           clock.exempted() == other.clock.exempted() && clock.extended() == other.clock.extended() &&
           clock.committed() == other.clock.committed() && now == other.now &&
           (clock.running() || clock.ended_at() == other.clock.ended_at());
  }
};

void nothing_heals(const world& here, const limit& what, int& tested) {
  const instant start = here.some_time();
  duty_clock clock;
  if (clock.start(start, what, false, here.hours, {}, {}) != status::ok) return;
  const limit_answer before = clock.answer();
  const instant late = before.late_from + between(0, 100'000);
  if (!is_supported_instant(late)) return;
  RC_LOG(words(what) + "from " + format_instant(start).data() + ", acts at " + format_instant(late).data());
  ++tested;
  RC_ASSERT(clock.late_at(late));
  RC_ASSERT(clock.extend(late, {5, unit::working_day}, here.hours, {}, {}) == status::expired);
  RC_ASSERT(clock.exempt(late) == status::expired);
  RC_ASSERT(clock.commit(late, committed_date(day_of(late) + 9), {}) == status::expired);
  pauses still;
  still.open_since = late;
  RC_ASSERT(clock.stand_still(here.hours, {}, still) == status::ok);
  RC_ASSERT(clock.late_at(late));
  RC_ASSERT((clock.answer() == before));
  RC_ASSERT(clock.meet(late) == status::ok);
  RC_ASSERT((clock.outcome() == clock_outcome::met_late));
}

}  // namespace

TEST_SUITE("laws: clocks") {
  TEST_CASE("acts on a snapshot and acts from the start give the same clock, whatever comes between") {
    holds([](int& tested) {
      const world here;
      const limit what = some_chain();
      const auto acts = some_acts();
      folded whole;
      whole.now = here.some_time();
      if (whole.clock.start(whole.now, what, false, here.hours, {}, {}) != status::ok) return;
      folded from = whole;
      const std::size_t cut = static_cast<std::size_t>(between(0, static_cast<std::int64_t>(acts.size())));
      for (const act& one : acts) whole.take(here, one);
      for (std::size_t i = 0; i < cut; ++i) from.take(here, acts[i]);
      folded snapshot = from;
      // What another hand does with its own copy is nothing to the snapshot.
      for (std::size_t i = acts.size(); i > cut; --i) from.take(here, acts[i - 1]);
      for (std::size_t i = cut; i < acts.size(); ++i) snapshot.take(here, acts[i]);
      ++tested;
      RC_ASSERT(snapshot == whole);
    });
  }

  TEST_CASE("pauses told one by one, all at the start, or all at the end give the same answer") {
    holds([](int& tested) {
      const world here;
      const limit what = some_chain();
      const instant start = here.some_time();
      const auto closed = some_pauses(start);
      duty_clock at_start;
      duty_clock at_end;
      duty_clock one_by_one;
      const pauses all{.closed = closed};
      const bool known = at_start.start(start, what, false, here.hours, {}, all) == status::ok;
      if (!known || at_end.start(start, what, false, here.hours, {}, {}) != status::ok) return;
      one_by_one = at_end;
      for (std::size_t i = 0; i < closed.size(); ++i) {
        const pauses open{.closed = std::span{closed}.first(i), .open_since = closed[i].from};
        RC_ASSERT(one_by_one.stand_still(here.hours, {}, open) == status::ok);
        RC_ASSERT(one_by_one.stand_still(here.hours, {}, pauses{.closed = std::span{closed}.first(i + 1)}) ==
                  status::ok);
      }
      RC_ASSERT(at_end.stand_still(here.hours, {}, all) == status::ok);
      ++tested;
      RC_ASSERT(at_start.answer() == at_end.answer());
      RC_ASSERT(at_start.answer() == one_by_one.answer());
    });
  }

  TEST_CASE("the due if resumed is the due when it is resumed then") {
    holds([](int& tested) {
      const world here;
      const limit what = some_chain();
      const instant start = here.some_time();
      duty_clock clock;
      if (clock.start(start, what, false, here.hours, {}, {}) != status::ok) return;
      pauses still;
      still.open_since = start + between(0, 300'000);
      const instant resumed = still.open_since + between(1, 300'000);
      RC_ASSERT(clock.stand_still(here.hours, {}, still) == status::ok);
      limit_answer foretold;
      const status code = clock.due_if_resumed(resumed, here.hours, {}, still, foretold);
      const std::vector<thoihan::pause> closed = {{still.open_since, resumed}};
      RC_ASSERT(clock.stand_still(here.hours, {}, pauses{.closed = closed}) == code);
      if (code != status::ok) return;
      ++tested;
      RC_ASSERT(clock.answer() == foretold);
    });
  }

  TEST_CASE("nothing that comes when the limit is over heals it: extension, exemption, commitment, pause") {
    holds([](int& tested) {
      const world here;
      limit what = some_chain();
      for (std::size_t i = 0; i < what.size; ++i) {
        limit_term& term = what.nodes[i].term;
        if (i + 1U < what.size) term.when_overused = false;  // below
        // With the first day counted, a limit that ends at that day's close may be over when it starts.
        if (term.end == term_end::last_session) term.first_day_counts = false;
      }
      nothing_heals(here, what, tested);
    });
  }
}

// Laws that do not hold yet. A case here that passes is red, so that none stays when its law holds; then it belongs above.
TEST_SUITE("laws: edges of pauses, extensions and commitments") {
  TEST_CASE("paused and resumed at one instant, a limit that ends with the next session is the same") {
    holds([](int& tested) {
      const world here;
      pause_at_one_instant(here, limit::of({0, unit::next_session}), tested);
    });
  }

  TEST_CASE("paused and resumed at one instant, working hours that run out when overused are the same") {
    holds([](int& tested) {
      const world here;
      limit_term term = term_of(between(1, 20), unit::working_hour);
      term.when_overused = true;
      pause_at_one_instant(here, limit::of_term(term), tested);
    });
  }

  TEST_CASE("an extension of n and then m in one unit is one of n + m, of a limit of compared parts too") {
    holds([](int& tested) {
      const world here;
      const auto kind = one_of({limit_kind::earlier_of, limit_kind::later_of});
      extension_in_two_parts(here, composed(kind, {limit::of({5, unit::working_day}), limit::of({10, unit::day})}),
                             tested);
    });
  }

  TEST_CASE("a pause that comes too late does not heal the earlier of two limits") {
    holds([](int& tested) {
      const world here;
      const limit hours = limit::of({between(1, 16), unit::working_hour});
      nothing_heals(here, composed(limit_kind::earlier_of, {hours, limit::of({between(1, 9), unit::working_day})}),
                    tested);
    });
  }

  TEST_CASE("a pause that comes too late does not move a part that has run out") {
    holds([](int& tested) {
      const world here;
      limit_term first = term_of(between(1, 16), unit::working_hour);
      first.when_overused = true;
      const limit second = limit::of({between(1, 100), unit::minute});
      nothing_heals(here, composed(limit_kind::then, {limit::of_term(first), second}), tested);
    });
  }

  TEST_CASE("what is committed to while the case stands still is not late while it does") {
    holds([](int& tested) {
      const world here;
      const instant start = here.some_time();
      pauses still;
      still.open_since = start + between(0, 100'000);
      duty_clock clock;
      const limit five_days = limit::of({5, unit::working_day});
      if (clock.start(start, five_days, false, here.hours, {}, still) != status::ok) return;
      const instant at = still.open_since + between(1, 100'000);
      if (!clock.answer().paused) return;
      if (clock.commit(at, committed_date(day_of(at) + 9), {.downwards = true}) != status::ok) return;
      RC_ASSERT(clock.stand_still(here.hours, {}, still) == status::ok);
      ++tested;
      RC_ASSERT(!clock.late_at(clock.answer().late_from));
    });
  }
}

TEST_SUITE("not laws: pauses") {
  TEST_CASE("days may end within their own pause: only the dates after the date of the pause move them") {
    refuted([] {
      int tested = 0;
      const world here;
      never_late_within_a_pause(here, term_of(between(1, 20), one_of({unit::working_day, unit::day})), tested);
    });
  }
}
