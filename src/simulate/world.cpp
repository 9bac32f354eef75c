#include "src/simulate/world.hpp"

#include <algorithm>

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

constexpr std::uint64_t look_each = 4096;  // events
constexpr role_number no_role = 63;

std::size_t rule_for(const simulation_plan& plan, const work_queue& of, event_number event) {
  for (std::size_t at = 0; at < plan.work.size(); ++at) {
    const work_rule& rule = plan.work[at];
    if (rule.role && *rule.role != of.role) continue;
    if (rule.authority && *rule.authority != of.authority) continue;
    if (rule.event && *rule.event != event) continue;
    return at;
  }
  return plan.work.size() - 1;
}

std::size_t wait_for(const simulation_plan& plan, state_number state, event_number event) {
  for (std::size_t at = 0; at < plan.waits.size(); ++at) {
    const wait_rule& rule = plan.waits[at];
    if (rule.state && *rule.state != state) continue;
    if (rule.event && *rule.event != event) continue;
    return at;
  }
  return plan.waits.size() - 1;
}

}  // namespace

const staff_rule& staff_of(const simulation_plan& plan, const work_queue& of) {
  for (const staff_rule& rule : plan.staff) {
    if (rule.role && *rule.role != of.role) continue;
    if (rule.authority && *rule.authority != of.authority) continue;
    return rule;
  }
  return plan.staff.back();
}

shared_plan::shared_plan(const rule_pack& pack, const simulation_plan& plan) : rates(arrival_rates(plan)) {
  for (const work_rule& rule : plan.work) work.emplace_back(rule.takes);
  for (const wait_rule& rule : plan.waits) waits.emplace_back(rule.takes);
  for (std::size_t state = 0; state < pack.states.size(); ++state) {
    for (std::size_t event = 0; event < pack.events.size(); ++event)
      wait_rules.push_back(static_cast<std::uint16_t>(
          wait_for(plan, static_cast<state_number>(state), static_cast<event_number>(event))));
  }
  for (const duty_rule& duty : pack.duties) {
    auto& ends = dues.emplace_back();
    for (const limit_rule& row : duty.within)
      ends.emplace_back(*pack.compiled[duty.calendar], row.row.what, plan.from, plan.until);
  }
  std::vector<double> weights;
  for (const auto& one : plan.promise_working_days) weights.push_back(one.second);
  promises = weighted_choice{weights};
}

world::world(process_table& table, const simulation_plan& plan, const shared_plan& shared, std::uint64_t number,
             const std::atomic<bool>& stopped)
    : table_(table),
      pack_(table.pack()),
      plan_(plan),
      shared_(shared),
      accounts_(pack_),
      origin_(instant_at(plan.from, 0)),
      end_s_(static_cast<std::uint32_t>(instant_at(plan.until, 0) - origin_)),
      world_key_(key_of_world(plan.seed, number)),
      stopped_(stopped),
      next_look_(std::min(look_each, static_cast<std::uint64_t>(plan.most_events) + 1)),
      coming_reports_(plan, shared.rates, number),
      next_arrival_(coming_reports_.next()),
      sums_(pack_) {
  spans_.resize(pack_.compiled.size());
  for (std::size_t duty = 0; duty < pack_.duties.size(); ++duty) {
    if (pack_.duties[duty].for_each) for_each_ |= std::uint64_t{1} << duty;
  }
}

std::uint32_t world::second_of(instant t) const noexcept {
  return static_cast<std::uint32_t>(std::clamp<instant>(t - origin_, 0, never));
}

const world::office_span& world::find_span(std::uint16_t calendar_number, std::uint32_t second) noexcept {
  constexpr auto a_day = static_cast<std::uint32_t>(seconds_a_day);
  office_span& known = spans_[calendar_number];
  const calendar& office = *pack_.compiled[calendar_number];
  const day_number day = plan_.from + static_cast<day_number>(second / a_day);
  const std::uint32_t midnight = second - second % a_day;
  known = {midnight, midnight + a_day, false};
  if (!office.knows(day)) return known;
  for (const session& one : office.sessions(day)) {
    const std::uint32_t opens = midnight + static_cast<std::uint32_t>(one.open_s);
    const std::uint32_t closes = midnight + static_cast<std::uint32_t>(one.close_s);
    if (second < opens) return known = {known.from_s, opens, false};
    if (second < closes) return known = {opens, closes, true};
    known.from_s = closes;
  }
  return known;
}

std::uint32_t world::after(const simulated_hours& hours, std::uint32_t seconds) noexcept {
  if (hours.always) return seconds < never - now_ ? now_ + seconds : never;
  const office_span& span = span_at(hours.calendar, now_);
  if (span.open && seconds <= span.until_s - now_) return now_ + seconds;
  instant out = 0;
  return pack_.compiled[hours.calendar]->add(at(now_), seconds, out) == status::ok ? second_of(out) : never;
}

std::uint64_t world::elapsed(const simulated_hours& hours, std::uint32_t from, std::uint32_t until) noexcept {
  if (until <= from) return 0;
  if (hours.always) return until - from;
  const office_span& span = span_at(hours.calendar, until - 1);
  if (span.open && from >= span.from_s) return until - from;
  const calendar& office = *pack_.compiled[hours.calendar];
  std::int64_t out = 0;
  const instant last = std::min(at(until), instant_at(office.last_day(), 0));
  return office.elapsed(at(from), last, out) == status::ok ? static_cast<std::uint64_t>(out) : 0;
}

void world::look_around() {
  const auto most = static_cast<std::uint64_t>(plan_.most_events);
  if (sums_.events > most) {
    throw error(status::too_big,
                say("quá {} sự kiện, mới đến {}: rút ngắn thời gian mô phỏng hoặc nâng \"most_events\"",
                    "more than {} events, at {} only: simulate fewer days or raise \"most_events\"", plan_.most_events,
                    std::string_view{format_instant(at(now_)).data()}));
  }
  if (stopped_.load(std::memory_order_relaxed))
    throw error(status::callback, {"mô phỏng bị dừng", "the simulation was stopped"});
  next_look_ = std::min(sums_.events + look_each, most + 1);
}

void world::run_until(std::uint32_t second) {
  const std::uint32_t stop = std::min(second, end_s_);
  for (;;) {
    // Arrivals come last of what falls on their second.
    const bool arrives = next_arrival_ < stop;
    std::uint32_t piece = none;
    if (coming_.pop_before(arrives ? next_arrival_ + 1 : stop, piece)) {
      const piece_of_work work = pieces_[piece];
      now_ = work.time_s;
      count_event();
      pieces_.give_back(piece);
      if (work.queue == no_queue)
        end_wait(work.report, work.event);
      else
        finish(piece, work);
    } else if (arrives) {
      now_ = next_arrival_;
      count_event();
      next_arrival_ = coming_reports_.next();
      arrive();
    } else {
      return;
    }
  }
}

void world::arrive() {
  const std::uint32_t report = flights_.take();
  flight& of = flights_[report];
  of.number = static_cast<std::uint32_t>(++sums_.arrived);
  of.node = table_.opening_node();
  const event_number event = table_.guide().opening_event();
  if (!try_act(report, event, table_.guide().role_for(no_state, event, no_role), no_authority)) {
    throw error(status::guard,
                say("không mở được hồ sơ nào bằng \"{}\" với các dữ kiện của phương án",
                    "no report can be opened by \"{}\" with the facts of the plan", pack_.events[event]));
  }
  note_size();
}

void world::note_size() {
  if (flights_.in_use() <= sums_.most_in_flight) return;
  sums_.most_in_flight = flights_.in_use();
  sums_.most_bytes = flights_.bytes() + runs_.bytes() + pieces_.bytes() + coming_.bytes();
}

void world::open_queue(std::uint16_t number) {
  if (number >= queues_.size()) queues_.resize(table_.queues().size());
  queue_count_ = static_cast<std::uint16_t>(queues_.size());
  queue_state& q = queues_[number];
  const work_queue& of = table_.queues()[number];
  const staff_rule& staff = staff_of(plan_, of);
  q.open = true;
  q.idle = staff.number;
  q.hours = staff.hours;
  q.sums.waiting_s_by_day.resize(static_cast<std::size_t>(plan_.until - plan_.from));
  for (std::size_t event = 0; event <= pack_.events.size(); ++event) {
    const bool any = event == pack_.events.size();
    q.takes.push_back(
        static_cast<std::uint16_t>(rule_for(plan_, of, any ? no_event : static_cast<event_number>(event))));
  }
}

void world::count_waiting(queue_state& q) {
  if (q.since_s == now_) return;
  for (std::uint32_t from = q.since_s; q.waiting > 0 && from < now_;) {
    const std::uint32_t day = from / seconds_a_day;
    const std::uint32_t until = std::min(now_, (day + 1) * static_cast<std::uint32_t>(seconds_a_day));
    q.sums.waiting_s_by_day[day] += std::uint64_t{q.waiting} * (until - from);
    from = until;
  }
  q.since_s = now_;
}

void world::add_piece(std::uint32_t report, std::uint32_t run) {
  flight& of = flights_[report];
  const std::uint32_t piece = pieces_.take();
  piece_of_work& work = pieces_[piece];
  work.report = report;
  work.time_s = now_;
  work.queue = runs_[run].queue;
  ++of.pieces;
  for (std::uint32_t at_run = of.first_round; at_run != none; at_run = runs_[at_run].next) {
    if (runs_[at_run].queue == work.queue) runs_[at_run].piece = piece;
  }
  queue_state& q = queue(work.queue);
  if (q.idle > 0) {
    begin(q, piece, run);
    return;
  }
  count_waiting(q);
  ++q.waiting;
  q.sums.longest = std::max<std::uint64_t>(q.sums.longest, q.waiting);
  (q.tail == none ? q.head : pieces_[q.tail].next) = piece;
  q.tail = piece;
}

// `run`: the first of the report that this piece of work is for.
void world::begin(queue_state& q, std::uint32_t piece, std::uint32_t run) {
  piece_of_work& work = pieces_[piece];
  flight& of = flights_[work.report];
  --q.idle;
  work.begun = true;
  draw numbers = numbers_of(of);
  work.event = table_.guide().on_duty(table_.state_of(of.node), runs_[run].duty).pick(numbers);
  const time_table& takes = shared_.work[q.takes[std::min<std::size_t>(work.event, pack_.events.size())]];
  const std::uint32_t seconds = runs_[run].worked ? 1 : takes.seconds(numbers.next());
  of.draws = static_cast<std::uint32_t>(numbers.count);
  ++q.sums.begun;
  if (work.time_s != now_) {
    const std::uint64_t waited = elapsed(q.hours, work.time_s, now_);
    q.sums.waited_s += waited;
    q.sums.longest_wait_s = std::max(q.sums.longest_wait_s, waited);
  }
  q.sums.busy_s += seconds;
  work.time_s = after(q.hours, seconds);
  coming_.push(piece);
}

void world::serve_next(queue_state& q) {
  while (q.idle > 0 && q.head != none) {
    const std::uint32_t piece = q.head;
    q.head = pieces_[piece].next;
    if (q.head == none) q.tail = none;
    if (pieces_[piece].dead) {
      pieces_.give_back(piece);
      continue;
    }
    count_waiting(q);
    --q.waiting;
    std::uint32_t run = flights_[pieces_[piece].report].first_round;
    while (runs_[run].piece != piece) run = runs_[run].next;
    begin(q, piece, run);
  }
}

void world::finish(std::uint32_t piece, const piece_of_work& work) {
  const work_queue whose = table_.queues()[work.queue];
  if (!work.dead) {
    flight& of = flights_[work.report];
    --of.pieces;
    std::uint32_t first = none;
    for (std::uint32_t run = of.first_round; run != none; run = runs_[run].next) {
      if (runs_[run].piece != piece) continue;
      runs_[run].piece = none;
      if (first == none) first = run;
    }
    const state_number state = table_.state_of(of.node);
    bool done =
        work.event != no_event &&
        try_act(work.report, work.event, table_.guide().role_for(state, work.event, whose.role), whose.authority);
    if (!done) {
      if (work.event != no_event) ++sums_.refused;
      const act_choice& choice = table_.guide().on_duty(state, runs_[first].duty);
      done = try_first(work.report, choice.ways_on, whose.role, whose.authority);
    }
    // Nothing that this duty asks for is possible now: it waits for another act, and the work need not be done again.
    if (!done) {
      runs_[first].worked = true;
      if (flights_[work.report].pieces == 0 && !flights_[work.report].waits) wait(work.report);
    }
  }
  queue_state& q = queue(work.queue);
  ++q.idle;
  serve_next(q);
}

bool world::try_first(std::uint32_t report, std::span<const event_number> ways, role_number role,
                      std::uint16_t authority) {
  const std::uint32_t node = flights_[report].node;
  for (const event_number event : ways) {
    const role_number by = table_.guide().role_for(table_.state_of(node), event, role);
    if (try_act(report, event, by, by == role ? authority : body_of(node, by))) return true;
  }
  return false;
}

std::uint16_t world::body_of(std::uint32_t node, role_number role) const noexcept {
  const auto fact = pack_.roles[role].acts_for;
  if (!fact || pack_.facts[*fact].type != fact_type::authority) return no_authority;
  const fact_value value = table_.facts_of(node)[*fact];
  return value.present ? static_cast<std::uint16_t>(value.number) : no_authority;
}

// No duty runs that anybody could work on: the next act comes by itself.
void world::wait(std::uint32_t report) {
  flight& of = flights_[report];
  const state_number state = table_.state_of(of.node);
  draw numbers = numbers_of(of);
  const event_number event = table_.guide().of_wait(state).pick(numbers);
  if (event == no_event) {
    ++sums_.stuck;
    return;
  }
  const std::size_t rule = shared_.wait_rules[state * pack_.events.size() + event];
  const std::uint32_t seconds = shared_.waits[rule].seconds(numbers.next());
  of.draws = static_cast<std::uint32_t>(numbers.count);
  of.waits = true;
  const std::uint32_t piece = pieces_.take();
  piece_of_work& work = pieces_[piece];
  work.report = report;
  work.event = event;
  work.time_s = after(plan_.waits[rule].hours, seconds);
  coming_.push(piece);
}

void world::end_wait(std::uint32_t report, event_number event) {
  flight& of = flights_[report];
  of.waits = false;
  if (try_first(report, {&event, 1}, no_role, no_authority)) return;
  ++sums_.refused;
  const act_choice& choice = table_.guide().of_wait(table_.state_of(of.node));
  if (!try_first(report, choice.ways_on, no_role, no_authority)) ++sums_.stuck;
}

// A piece of work on which no duty of the report stands any more is not begun; what has been begun is finished for nothing.
void world::drop_piece(flight& of, std::uint32_t piece) {
  for (std::uint32_t run = of.first_round; run != none; run = runs_[run].next) {
    if (runs_[run].piece == piece) return;
  }
  piece_of_work& work = pieces_[piece];
  work.dead = true;
  --of.pieces;
  if (work.begun) return;
  queue_state& q = queue(work.queue);
  count_waiting(q);
  --q.waiting;
}

void world::leave(std::uint32_t report) {
  flight& of = flights_[report];
  ++sums_.ended;
  ++sums_.states[table_.state_of(of.node)];
  ++(of.was_late ? sums_.reports.late : sums_.reports.on_time);
  of.number = 0;
  flights_.give_back(report);
}

void world::close() {
  now_ = end_s_;
  for (std::uint32_t report = 0; report < flights_.ever_used(); ++report) {
    const flight& of = flights_[report];
    if (of.number == 0) continue;
    ++sums_.states[table_.state_of(of.node)];
    bool late = of.was_late;
    for (std::uint32_t run = of.first_round; run != none; run = runs_[run].next) {
      if (runs_[run].row == row_unlimited) continue;
      if (!is_late(runs_[run], now_)) {
        ++account_of(runs_[run]).running;
        continue;
      }
      late = true;
      count_late(runs_[run]);
    }
    sums_.reports.late += late;
  }
  coming_.for_each([this](const piece_of_work& work) {
    if (work.queue == no_queue) return;
    queue_state& q = queues_[work.queue];
    q.sums.busy_s -= std::min(q.sums.busy_s, elapsed(q.hours, end_s_, work.time_s));
  });
  for (std::size_t number = 0; number < queues_.size(); ++number) {
    if (!queues_[number].open) continue;
    count_waiting(queues_[number]);
    sums_.queues.emplace(queue_key(table_.queues()[number]), std::move(queues_[number].sums));
  }
}

}  // namespace thoihan
