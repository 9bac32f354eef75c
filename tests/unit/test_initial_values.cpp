// What each value of the kernel says before anybody has set it: every default is a promise of its header. A limit's are the
// Civil Code's (2015, arts 147-148).
#include <doctest/doctest.h>

#include "thoihan/kernel.hpp"

using namespace thoihan;

// Stores and bindings keep these numbers.
static_assert(static_cast<int>(end_kind::day) == 0 && static_cast<int>(end_kind::moment) == 1);

TEST_SUITE("initial values") {
  TEST_CASE("sessions and the facts of a calendar") {
    const session none;
    CHECK((none.open_s == 0 && none.close_s == 0));
    CHECK(day_sessions{}.count == 0);
    CHECK(day_sessions{}.all().empty());
    CHECK((month_day{}.month == 0 && month_day{}.day == 0));

    const weekly_hours hours;
    CHECK(hours.from == days_from_civil(1990, 1, 1));
    CHECK(hours.until == days_from_civil(2099, 12, 31));
    CHECK((hours.season_from == month_day{} && hours.season_until == month_day{}));
    CHECK(hours.weekdays == 0);
    CHECK((hours.working_day && hours.sessions.empty() && hours.cause == 0));

    const holiday day_off;
    CHECK((day_off.day == 0 && day_off.in_force && !day_off.undecided && day_off.cause == 0));
    const announced_compensatory_day announced;
    CHECK((announced.day == 0 && announced.made_up_for == 0 && !announced.undecided && announced.cause == 0));
    const thoihan::swap exchanged;
    CHECK((exchanged.off == 0 && exchanged.work == 0 && !exchanged.undecided && exchanged.cause == 0));
    const own_date closure;
    CHECK((closure.day == 0 && closure.closed && closure.sessions.empty() && !closure.working_day && closure.cause == 0));
  }

  TEST_CASE("layers have no date, a make-up day counts, a closure does not roll") {
    const calendar_layers layers;
    CHECK((layers.first == 0 && layers.last == -1));
    CHECK((layers.decided_from == 0 && layers.decided_until == -1));
    CHECK((layers.weekly.empty() && layers.holidays.empty() && layers.compensatory.empty() && layers.swaps.empty() &&
           layers.dates.empty()));
    CHECK(layers.compensatory_cause == 0);
    CHECK(layers.make_up_days_count);
    CHECK_FALSE(layers.closures_roll);
    CHECK(layers.revision == 0);
    const calendar_problem problem{};
    CHECK((problem.row == 0 && problem.other_row == 0 && problem.day == 0 && problem.expected_day == 0));
  }

  TEST_CASE("a calendar that was never filled") {
    const calendar empty;
    CHECK(empty.first_day() == 0);
    CHECK(empty.last_day() == -1);
    CHECK(empty.first_instant() == 0);
    CHECK(empty.last_instant() == 0);
    CHECK(empty.revision() == 0);
    CHECK(empty.bytes() == 0);
  }

  TEST_CASE("a limit") {
    CHECK(amount{} == amount{0, unit::now});
    const limit_term term;
    CHECK(term.length == amount{0, unit::now});
    CHECK(term.end == term_end::day_end);
    CHECK(term.cut_off_s == -1);
    CHECK_FALSE(term.first_day_counts);
    CHECK(term.rolls);
    CHECK(term.make_up_counts);
    CHECK_FALSE(term.when_overused);
    CHECK(term.hours_a_day == 0);
    CHECK(term.grace == amount{0, unit::now});
    CHECK_FALSE(term.back);
    CHECK_FALSE(term.roll_back);
    CHECK(term.anchor_is_date);
    CHECK(term.anchor == 0);
    const limit_node node;
    CHECK((node.kind == limit_kind::term && node.children == 0 && node.term == term));
    CHECK(limit{}.size == 0);
    CHECK(limit{}.nodes[15] == node);
    const limit_row row;
    CHECK((row.when.empty() && row.received == receipt::any && row.receipt_calendar == 0 && row.what == limit{}));
    CHECK(row.is_rest());
  }

  TEST_CASE("an answer and what leads to it") {
    const limit_answer answer;
    CHECK((answer.due == 0 && answer.late_from == 0 && answer.due_date == 0 && answer.end == end_kind::moment));
    CHECK_FALSE((answer.rolled || answer.clamped || answer.cut_off || answer.provisional || answer.before_start ||
                 answer.paused));
    CHECK((limit_point{}.at == 0 && limit_point{}.date == 0));
    CHECK((term_trace{}.first_counted == 0 && term_trace{}.last_counted == 0));
    const derivation_step step{step_role::passed};
    CHECK((step.composition == limit_kind::term && step.day == 0 && !step.known && step.kind == day_kind::working));
    CHECK((step.used == 0 && !step.ends && step.in == unit::now));
    CHECK((thoihan::pause{}.from == 0 && thoihan::pause{}.until == 0));
    const pauses still;
    CHECK((still.closed.empty() && still.open_since == no_instant && still.as_if_resumed_at == no_instant));
    CHECK((still.size() == 0 && still.valid()));
  }

  TEST_CASE("facts and conditions") {
    CHECK(fact_value{} == fact_value{0, false});
    const condition_node node;
    CHECK((node.kind == condition_kind::all && node.fact == 0 && node.children == 0 && node.low == 0 && node.high == 0));
  }

  TEST_CASE("a clock, and what is left") {
    const duty_clock clock;
    CHECK((clock.started_at() == 0 && clock.ended_at() == 0 && clock.committed_at() == 0));
    CHECK((clock.running() && clock.outcome() == clock_outcome::running));
    CHECK_FALSE((clock.limited() || clock.exempted() || clock.committed() || clock.extended()));
    CHECK(clock.extensions().empty());
    CHECK((clock.what() == limit{} && clock.answer() == limit_answer{}));
    CHECK((!commitment_policy{}.downwards && commitment_policy{}.times == 1));
    const time_left left;
    CHECK((left.clock_s == 0 && left.working_s == 0 && left.dates == 0 && left.working_dates == 0));
  }
}
