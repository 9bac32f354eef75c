#include "thoihan/clock/clock.hpp"

#include <atomic>

#include "src/capi/argument.hpp"
#include "src/capi/guard.hpp"
#include "src/capi/single_call.hpp"
#include "src/capi/tho_deadline.hpp"
#include "src/capi/tho_limit.hpp"
#include "src/capi/tho_text.hpp"
#include "src/pack/say.hpp"
#include "thoihan/clock/measure.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/text.hpp"

using namespace thoihan;

struct tho_clock {
  tho_clock(const tho_limit& of, std::shared_ptr<const office_calendar> calendar, instant start)
      : rules(of.rules), rule(of.rule), facts(of.facts), office(std::move(calendar)), last_at(start) {
    check_outcome(clock.start(start, rule.row.what, false, office->compiled, facts, still()), *office);
  }
  tho_clock(const tho_clock&) = delete;
  tho_clock& operator=(const tho_clock&) = delete;

  bool paused() const noexcept { return open_since != no_instant; }
  pauses still() const noexcept { return {.closed = closed, .open_since = open_since}; }

  const std::shared_ptr<const rule_pack> rules;
  const limit_rule rule;
  const std::vector<fact_value> facts;
  const std::shared_ptr<const office_calendar> office;
  duty_clock clock;
  std::vector<thoihan::pause> closed;
  instant open_since = no_instant;
  instant last_at;
  std::atomic_flag in_call;
};

namespace {

[[noreturn]] void throw_misuse(bilingual text) { throw error(status::misuse, std::move(text)); }

class clock_call {
 public:
  explicit clock_call(tho_clock* clock)
      : clock_(*need(clock, "clock")),
        call_(clock_.in_call, "đồng hồ này đang có một lời gọi khác", "this clock is in another call") {}

  tho_clock* operator->() const noexcept { return &clock_; }

  instant act_argument(std::int64_t time, const char* parameter) const {
    const instant at = time_argument(time, parameter);
    if (at >= clock_.last_at) return at;
    throw argument_error(
        status::time_order,
        say("tham số {}: {} sớm hơn lần trước, {}", "the parameter {}: {} is before the last act, {}", parameter,
            std::string_view{format_instant(at).data()}, std::string_view{format_instant(clock_.last_at).data()}),
        parameter);
  }

  void check_running() const {
    if (!clock_.clock.running()) throw_misuse({"đồng hồ này đã kết thúc", "this clock has ended"});
  }

  // The answer with the pauses as they are now; when there is none, `undo` and an error.
  template <class Undo>
  void move(instant at, const Undo& undo) const {
    const status code = clock_.clock.stand_still(clock_.office->compiled, clock_.facts, clock_.still());
    if (code != status::ok) {
      undo();
      check_outcome(code, *clock_.office);
    }
    clock_.last_at = at;
  }

 private:
  tho_clock& clock_;
  single_call call_;
};

void end_clock(tho_clock* handle, status (duty_clock::*end)(instant) noexcept, std::int64_t time) {
  const clock_call call{handle};
  const instant at = call.act_argument(time, "at");
  call.check_running();
  (call->clock.*end)(at);
  call->last_at = at;
}

amount amount_argument(const rule_pack& rules, std::string_view written) {
  const limit_rule read = read_limit(rules, written);
  const limit& what = read.row.what;
  if (what == limit::of(what.nodes[0].term.length)) return what.nodes[0].term.length;
  throw error(status::schema,
              {"cần một lượng như \"3 working days\"", "expected an amount such as \"3 working days\""});
}

void check_extension(status code, const office_calendar& office) {
  switch (code) {
    case status::expired:
      throw error(code, {"xin gia hạn khi thời hạn đã hết", "the extension was asked for when the limit was over"});
    case status::too_big: throw error(code, say("gia hạn nhiều nhất {} lần", "at most {} extensions", max_extensions));
    case status::horizon:
    case status::range:
    case status::ok: check_outcome(code, office); return;
    default:
      throw error(code,
                  {"thời hạn này không gia hạn được bằng lượng ấy", "this limit cannot be extended by such an amount"});
  }
}

}  // namespace

tho_status tho_clock_start(const tho_limit* limit, const tho_calendar* hours, int64_t start, tho_clock** out,
                           tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const auto& office = hours_for(*need(limit, "limit"), hours);
    const instant from = time_argument(start, "start");
    need(out, "out");
    *out = new tho_clock(*limit, office, from);
  });
}

tho_status tho_clock_pause(tho_clock* clock, int64_t time, tho_error** err) {
  return guarded(err, [&] {
    const clock_call call{clock};
    const instant at = call.act_argument(time, "at");
    call.check_running();
    if (call->paused()) throw_misuse({"đồng hồ này đang tạm dừng", "this clock is paused already"});
    call->open_since = at;
    call.move(at, [&] { call->open_since = no_instant; });
  });
}

tho_status tho_clock_resume(tho_clock* clock, int64_t time, tho_error** err) {
  return guarded(err, [&] {
    const clock_call call{clock};
    const instant at = call.act_argument(time, "at");
    call.check_running();
    if (!call->paused()) throw_misuse({"đồng hồ này không tạm dừng", "this clock is not paused"});
    const instant since = call->open_since;
    call->closed.push_back({since, at});
    call->open_since = no_instant;
    call.move(at, [&] {
      call->closed.pop_back();
      call->open_since = since;
    });
  });
}

tho_status tho_clock_extend(tho_clock* clock, int64_t asked_at, const char* text, int64_t text_size, tho_error** err) {
  return guarded(err, [&] {
    const clock_call call{clock};
    const instant at = time_argument(asked_at, "asked_at");
    const amount by = amount_argument(*call->rules, text_argument(text, text_size, "amount"));
    call.check_running();
    check_extension(call->clock.extend(at, by, call->office->compiled, call->facts, call->still()), *call->office);
  });
}

tho_status tho_clock_meet(tho_clock* clock, int64_t at, tho_error** err) {
  return guarded(err, [&] { end_clock(clock, &duty_clock::meet, at); });
}

tho_status tho_clock_cancel(tho_clock* clock, int64_t at, tho_error** err) {
  return guarded(err, [&] { end_clock(clock, &duty_clock::cancel, at); });
}

tho_status tho_clock_outcome(tho_clock* clock, tho_outcome* out, tho_error** err) {
  return guarded(err, [&] {
    set(out, 0);
    const clock_call call{clock};
    need(out, "out");
    switch (call->clock.outcome()) {
      case clock_outcome::running: *out = call->paused() ? THO_OUTCOME_PAUSED : THO_OUTCOME_RUNNING; return;
      case clock_outcome::met: *out = THO_OUTCOME_MET; return;
      case clock_outcome::met_late: *out = THO_OUTCOME_MET_LATE; return;
      case clock_outcome::cancelled: *out = THO_OUTCOME_CANCELLED; return;
    }
  });
}

tho_status tho_clock_due(tho_clock* clock, tho_deadline* out, tho_error** err) {
  return guarded(err, [&]() -> tho_status {
    const deadline_out result{out, "out"};
    const clock_call call{clock};
    if (call->clock.answer().paused) {
      result.write_none();
      return THO_NONE;
    }
    result.write(call->clock.answer());
    return THO_OK;
  });
}

tho_status tho_clock_due_if_resumed(tho_clock* clock, int64_t time, tho_deadline* out, tho_error** err) {
  return guarded(err, [&] {
    const deadline_out result{out, "out"};
    const clock_call call{clock};
    const instant at = call.act_argument(time, "at");
    if (!call->paused()) throw_misuse({"đồng hồ này không tạm dừng", "this clock is not paused"});
    limit_answer answer;
    check_outcome(call->clock.due_if_resumed(at, call->office->compiled, call->facts, call->still(), answer),
                  *call->office);
    result.write(answer);
  });
}

tho_status tho_clock_left(tho_clock* clock, int64_t now, int64_t* seconds, int64_t* working_seconds, int32_t* days,
                          int32_t* working_days, tho_error** err) {
  return guarded(err, [&]() -> tho_status {
    set(seconds, 0);
    set(working_seconds, 0);
    set(days, 0);
    set(working_days, 0);
    const clock_call call{clock};
    const instant at = time_argument(now, "now");
    if (call->clock.answer().paused) return THO_NONE;
    time_left left;
    check_outcome(measure_left(call->office->compiled, call->clock.answer(), at, left), *call->office);
    set(seconds, left.clock_s);
    set(working_seconds, left.working_s);
    set(days, left.dates);
    set(working_days, left.working_dates);
    return THO_OK;
  });
}

tho_status tho_clock_explain(tho_clock* clock, tho_language lang, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const clock_call call{clock};
    const language words = language_argument(lang, "language");
    need(out, "out");
    const explanation why = explain_clock(*call->office, call->clock, call->facts, call->still());
    check_outcome(why.code, *call->office);
    *out = new tho_text(
        json_of_limit(call->clock.started_at(), call->rule.text, why.answer, call->rule.source.text(), &why, words));
  });
}

void tho_clock_release(tho_clock* clock) {
  guarded_release([&] { delete clock; });
}
