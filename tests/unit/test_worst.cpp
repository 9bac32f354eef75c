// The longest lawful time: against a judge that tries every second, and against derivations by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/support/tiny_pack.hpp"
#include "tests/support/worst_judge.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/pack/worst.hpp"

namespace {

// With sanitizers each second takes ten times as long: the windows are shorter there.
#ifdef __SANITIZE_ADDRESS__
constexpr bool is_short = true;
#else
constexpr bool is_short = false;
#endif
constexpr int packs_judged = is_short ? 4 : 20;

using thoihan::instant;
using thoihan::open_wait;
using thoihan::rule_pack;
using thoihan::wait_kind;
using thoihan::worst_answer;
using thoihan::worst_goal;
using thoihan::worst_measure;
using thoihan::worst_time;

const worst_time* find(const worst_answer& worst, worst_goal goal, int comebacks, bool bounded,
                       worst_measure by = worst_measure::calendar) {
  for (const worst_time& time : worst.times) {
    if (time.goal == goal && time.comebacks == comebacks && time.bounded == bounded && time.by == by) return &time;
  }
  return nullptr;
}

// For 0, 1 and 2 comebacks the very second that the judge finds.
void check_by_every_second(const rule_pack& pack, instant first, instant last, std::size_t most_moments = 5'000'000) {
  const worst_answer worst = thoihan::worst_times(pack, {first, last, {}});
  worst_judge judge{pack, first, last, worst.answered, most_moments};
  for (const worst_goal goal : {worst_goal::answer, worst_goal::end}) {
    for (int comebacks = 0; comebacks <= 2; ++comebacks) {
      CAPTURE(comebacks);
      const auto judged = judge.longest(goal, comebacks);
      const worst_time* time = find(worst, goal, comebacks, true);
      REQUIRE(judged.has_value() == (time != nullptr));
      if (time != nullptr) CHECK(time->elapsed_s == *judged);
    }
  }
}

std::string list(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ",\n") + part;
  return out;
}

// A chain with a loop: forwarded by the time of receipt, handled, perhaps given back within a time-bar, answered with a cut-off.
const tiny_pack& chain() {
  static const tiny_pack rules{
      list({tiny_state("open"), tiny_state("with_authority"), tiny_state("result"), tiny_state("answered", true)}),
      list({tiny_act("receive", "", "open", R"("takes": ["urgent"])"), tiny_act("forward", "open", "with_authority"),
            tiny_act("give_back", "with_authority", "open",
                     R"("until": { "from": ["forward"], "late": "accept", "cite": "1", "within": )" +
                         tiny_limit(R"("1 minute")") + " }"),
            tiny_act("enter_result", "with_authority", "result"), tiny_act("answer", "result", "answered")}),
      list({tiny_duty("forward", R"("receive", "give_back")", R"("forward")",
                      "[" + list({tiny_limit(R"("1 working minute")", R"("received": { "calendar": "office", "in": "session" })"),
                                  tiny_limit(R"("2 minutes")", R"("received": { "calendar": "office", "not_in": "session" })")}) +
                          "]"),
            tiny_duty("handle", R"("forward")", R"("enter_result")",
                      "[" + list({tiny_limit(R"({ "amount": "now", "grace": "1 minute" })", R"("when": { "urgent": true })"),
                                  tiny_limit(R"("2 working minutes")")}) +
                          "]",
                      R"("ended_by": ["give_back"])"),
            tiny_duty("answer", R"("enter_result")", R"("answer")",
                      tiny_limit(R"({ "amount": "1 working minute", "cut_off": "23:58", "run_out": "when_overused" })"))}),
      tiny_flag("urgent")};
  return rules;
}

// Two duties at a time, one of them chosen again when a fact changes, under a cap that no loop resets.
const tiny_pack& parallel() {
  static const tiny_pack rules{
      list({tiny_state("open"), tiny_state("handled"), tiny_state("answered", true)}),
      list({tiny_act("receive", "", "open"), tiny_act("find_complex", "open", "same", R"("sets": { "complex": true })"),
            tiny_act("make_safe", "open", "same", R"("when": { "complex": true })"), tiny_act("finish", "open", "handled"),
            tiny_act("redo", "handled", "open", R"("sets": { "complex": false })"), tiny_act("answer", "handled", "answered")}),
      list({tiny_duty("safety", R"("find_complex")", R"("make_safe", "finish")", tiny_limit(R"({ "next_session": "close" })")),
            tiny_duty("repair", R"("receive", "redo")", R"("finish")",
                      "[" + list({tiny_limit(R"("2 working minutes")", R"("when": { "complex": true })"),
                                  tiny_limit(R"({ "earlier_of": ["2 minutes", "1 working minute"] })")}) +
                          "]"),
            tiny_duty("check", R"("finish")", R"("answer", "redo")", tiny_limit(R"("1 minute")")),
            tiny_duty("whole", R"("receive")", R"("answer")", tiny_limit(R"({ "then": ["1 working minute", "1 minute"] })"))}),
      tiny_flag("complex")};
  return rules;
}

// A pack drawn by chance: states in a ring and across, duties one after the other and at a time, limits of every course.
class drawn_pack {
 public:
  explicit drawn_pack(std::uint64_t seed) : source_(seed) {}

  tiny_pack draw() {
    const int states = 2 + below(2);
    std::vector<std::string> names{"open"};
    for (int i = 1; i < states; ++i) names.push_back("s" + std::to_string(i));
    std::string declared;
    for (const std::string& name : names) declared += (declared.empty() ? "" : ",\n") + tiny_state(name);
    declared += ",\n" + tiny_state("closed", true);
    events_ = {"receive"};
    std::vector<std::string> acts{tiny_act("receive", "", "open", R"("takes": ["flag"])")};
    for (int i = 0; i < states; ++i) {
      // On to the next state, or to the end; and perhaps back, or about the case where it is.
      acts.push_back(act(names[static_cast<std::size_t>(i)], i + 1 < states ? names[static_cast<std::size_t>(i) + 1] : "closed"));
      if (i > 0 && below(2) == 0) acts.push_back(act(names[static_cast<std::size_t>(i)], names[static_cast<std::size_t>(below(i))]));
      if (below(3) == 0) acts.push_back(act(names[static_cast<std::size_t>(i)], "same"));
    }
    std::string duties;
    const int count = 2 + below(2);
    const bool pressed = below(3) > 0;
    for (int i = 0; i < count; ++i) duties += (duties.empty() ? "" : ",\n") + duty("d" + std::to_string(i), i == 0 && pressed);
    std::string transitions;
    for (const std::string& one : acts) transitions += (transitions.empty() ? "" : ",\n") + one;
    return tiny_pack{declared, transitions, duties, tiny_flag("flag")};
  }

 private:
  int below(int n) { return static_cast<int>(source_() % static_cast<std::uint64_t>(n)); }

  std::string limit() {
    static const std::vector<std::string> limits{R"("1 minute")",
                                                 R"("1 working minute")",
                                                 R"("2 working minutes")",
                                                 R"({ "amount": "now", "grace": "1 minute" })",
                                                 R"({ "next_session": "close" })",
                                                 R"({ "amount": "1 working minute", "cut_off": "23:58" })",
                                                 R"({ "amount": "1 working minute", "run_out": "when_overused" })",
                                                 R"({ "then": ["1 minute", "1 working minute"] })",
                                                 R"({ "earlier_of": ["2 minutes", "1 working minute"] })",
                                                 R"({ "later_of": ["1 minute", "1 working minute"] })"};
    return limits[static_cast<std::size_t>(below(static_cast<int>(limits.size())))];
  }

  std::string rows() {
    switch (below(4)) {
      case 0:
        return "[" + tiny_limit(limit(), R"("received": { "calendar": "office", "in": "session" })") + ", " + tiny_limit(limit()) + "]";
      case 1:
        // The judge must know the start of what is chosen by facts, second by second: once a pack is enough.
        if (by_flag_) break;
        by_flag_ = true;
        return "[" + tiny_limit(limit(), R"("when": { "flag": true })") + ", " + tiny_limit(limit()) + "]";
      default: break;
    }
    return tiny_limit(limit());
  }

  std::string act(const std::string& from, const std::string& to) {
    const std::string event = "e" + std::to_string(events_.size());
    std::string more;
    const auto add = [&more](const std::string& part) { more += (more.empty() ? "" : ", ") + part; };
    if (below(5) == 0) add(R"("when": { "flag": true })");
    if (below(5) == 0) add(std::string{R"("sets": { "flag": )"} + (below(2) == 0 ? "true }" : "false }"));
    if (below(6) == 0) add(R"("takes": ["flag"])");
    if (below(4) == 0) {
      add(R"("until": { "from": [")" + events_[static_cast<std::size_t>(below(static_cast<int>(events_.size())))] +
          R"("], "late": "accept", "cite": "1", "within": )" + rows() + " }");
    }
    events_.push_back(event);
    return tiny_act(event, from, to, more);
  }

  std::string some_events(bool all, int chance) {
    std::string out;
    for (const std::string& event : events_) {
      if (all || below(chance) == 0) out += (out.empty() ? "\"" : ", \"") + event + "\"";
    }
    return out.empty() ? "\"" + events_.back() + "\"" : out;
  }

  // In most packs one presses whatever happens, so that no wait is without end.
  std::string duty(const std::string& id, bool always) {
    if (always) return tiny_duty(id, some_events(true, 1), some_events(true, 1), tiny_limit(R"("2 minutes")"));
    std::string more;
    if (below(3) == 0) more = R"("when": { "flag": )" + std::string{below(2) == 0 ? "true }" : "false }"};
    if (below(3) == 0) more += (more.empty() ? "" : ", ") + std::string{R"("ended_by": [)"} + some_events(false, 4) + "]";
    return tiny_duty(id, some_events(false, 3), some_events(false, 2), rows(), more);
  }

  std::mt19937_64 source_;
  std::vector<std::string> events_;
  bool by_flag_ = false;
};

// What the engine says of the acts that `worst` names: all are accepted and nothing is late, but a second after the last one is.
void check_by_engine(const rule_pack& pack, const worst_time& time) {
  thoihan::case_view view{pack, "1"};
  for (const thoihan::worst_act& act : time.path) {
    thoihan::case_act given;
    given.event = pack.transitions[act.transition].event;
    given.at = given.recorded_at = act.at;
    for (const thoihan::duty_round& duty : view.duties()) CHECK_FALSE((duty.clock.running() && duty.clock.late_at(act.at)));
    if (&act == &time.path.back()) {
      bool late = false;
      for (const thoihan::duty_round& duty : view.duties())
        late = late || (duty.clock.running() && duty.clock.late_at(act.at + 1));
      CHECK(late);
    }
    CHECK_FALSE(view.apply(given).late_act);
  }
  CHECK_FALSE(view.open());
  CHECK(time.path.back().at - time.path.front().at == time.elapsed_s);
}

}  // namespace

TEST_SUITE("worst") {
  TEST_CASE("a chain with a loop takes exactly as long as every second says") {
    const rule_pack pack = chain().load();
    check_by_every_second(pack, tiny_time(3, is_short ? "23:59:40" : "23:57:40"), tiny_time(4, is_short ? "00:00:10" : "00:00:50"));
  }

  TEST_CASE("duties at a time, a limit chosen again and a cap take exactly as long as every second says") {
    const rule_pack pack = parallel().load();
    if (!is_short) check_by_every_second(pack, tiny_time(3, "23:58:50"), tiny_time(3, "23:58:56"));
    check_by_every_second(pack, tiny_time(3, "23:59:57"), tiny_time(4, "00:00:02"));
  }

  TEST_CASE("packs drawn by chance take exactly as long as every second says") {
    int judged = 0;
    for (std::uint64_t seed = 1; judged < packs_judged; ++seed) {
      CAPTURE(seed);
      const tiny_pack rules = drawn_pack{seed}.draw();
      const thoihan::checked_pack checked = rules.check();
      if (!checked.pack) continue;  // no end, say, or two rows at once
      try {
        check_by_every_second(*checked.pack, tiny_time(3, "23:58:56"), tiny_time(3, "23:59:03"), 40'000);
        ++judged;
      } catch (const worst_judge::too_long&) {
        continue;
      }
    }
  }

  TEST_CASE("the engine accepts every act of a worst case, and finds the last one late a second later") {
    for (const tiny_pack* rules : {&chain(), &parallel()}) {
      const rule_pack pack = rules->load();
      const worst_answer worst = thoihan::worst_times(pack, {tiny_time(3, "23:56:30"), tiny_time(4, "00:05:10"), {}});
      CHECK(worst.times.size() == 12);
      for (const worst_time& time : worst.times) check_by_engine(pack, time);
    }
  }

  // Tiền Giang, Decision 1863/QĐ-UBND, receipts of 2026; off over Tết: 14 to 22 February.
  //
  // A report that is answered late: received Thursday 5 February 15:00:01, one second too late for the 2 working hours of 9.1.a to end
  // that day: forwarded Friday 07:30:01. 5 working days from Friday the 6th (9.1.b; Civil Code 147.2: that day does not count) are
  // Monday the 9th to Friday the 13th, to 24:00 (148.6): the result is entered at 23:59:59. 4 working hours (10.1) begin at the next
  // opening, Monday 23 February 07:30, and end at 11:30:00, which is on time. Later forwarding costs a day for a day: to have more
  // than the nine days off in it the result would have to come after them, and the answer, a day later, too.
  TEST_CASE("the longest way to the answer of a province, by hand") {
    const rule_pack pack = thoihan::load_pack(std::string{THOIHAN_SOURCE_DIR} + "/rules/province/tien-giang");
    const worst_answer worst = thoihan::worst_times(pack, thoihan::whole_year(pack, 2026));
    const worst_time* time = find(worst, worst_goal::answer, 0, true);
    REQUIRE(time != nullptr);
    const auto at = [](const std::string& text) {
      instant out = 0;
      REQUIRE(thoihan::parse_instant(text, out) == thoihan::time_text_error::none);
      return out;
    };
    const auto acts = [&](const worst_time& of) {
      std::vector<std::pair<std::string, instant>> out;
      for (const thoihan::worst_act& act : of.path) {
        const std::string& event = pack.events[pack.transitions[act.transition].event];
        // A call is transferred within the same limit as a report is forwarded (9.1.a).
        out.emplace_back(event == "transfer_call" ? "forward" : event, act.at);
      }
      return out;
    };
    CHECK(acts(*time) == std::vector<std::pair<std::string, instant>>{{"receive", at("2026-02-05T15:00:01")},
                                                                      {"forward", at("2026-02-06T07:30:01")},
                                                                      {"enter_result", at("2026-02-13T23:59:59")},
                                                                      {"send_answer", at("2026-02-23T11:30:00")}});
    CHECK(time->elapsed_s == 17 * 86400 + 20 * 3600 + 29 * 60 + 59);
    // 2 h; Friday the 6th from 07:30:01; 5 days of 8 h; 4 h.
    CHECK(time->working_s == 2 * 3600 + 8 * 3600 - 1 + 5 * 8 * 3600 + 4 * 3600);

    // One return (9.1.d, 3 working days with an inspection): Monday 2 February 07:30:01 to 24:00 of Thursday the 5th; forwarded on
    // within 2 working hours, Friday 09:30 (9.1.a); from there as above. Received Friday 30 January 15:00:01.
    const worst_time* returned = find(worst, worst_goal::answer, 1, true);
    REQUIRE(returned != nullptr);
    CHECK(acts(*returned) == std::vector<std::pair<std::string, instant>>{{"receive", at("2026-01-30T15:00:01")},
                                                                          {"forward", at("2026-02-02T07:30:01")},
                                                                          {"return", at("2026-02-05T23:59:59")},
                                                                          {"forward", at("2026-02-06T09:30:00")},
                                                                          {"enter_result", at("2026-02-13T23:59:59")},
                                                                          {"send_answer", at("2026-02-23T11:30:00")}});
    CHECK(returned->elapsed_s == 23 * 86400 + 20 * 3600 + 29 * 60 + 59);

    // Before the answer two things have no end: the Office's decision (9.1.c) and a completion that the authority declares (9.1.b-2).
    std::vector<std::string> waits;
    for (const open_wait& wait : worst.waits_for_answer) {
      CHECK((wait.kind == wait_kind::no_limit || wait.kind == wait_kind::declared));
      waits.push_back(pack.duties[wait.number].id);
    }
    CHECK(waits == std::vector<std::string>{"decide", "handle"});
  }

  TEST_CASE("a wait that nothing ends is a term, and cuts the way in two") {
    const tiny_pack rules{
        list({tiny_state("open"), tiny_state("with_office"), tiny_state("steered"), tiny_state("closed", true)}),
        list({tiny_act("receive", "", "open"), tiny_act("ask", "open", "with_office"), tiny_act("decide", "with_office", "steered"),
              tiny_act("close", "steered", "closed"), tiny_act("close_now", "open", "closed")}),
        list({tiny_duty("ask", R"("receive")", R"("ask", "close_now")", tiny_limit(R"("1 working minute")")),
              tiny_duty("decide", R"("ask")", R"("decide")", ""), tiny_duty("close", R"("decide")", R"("close")", tiny_limit(R"("5 minutes")"))})};
    const rule_pack pack = rules.load();
    const worst_answer worst = thoihan::worst_times(pack, {tiny_time(3, "23:57:00"), tiny_time(3, "23:58:30"), {}});
    // From 23:57:00 on a second of the minute is left for 23:59:00 when it came at 23:57:01: 23:59:01.
    const worst_time* bounded = find(worst, worst_goal::answer, 0, true);
    REQUIRE(bounded != nullptr);
    CHECK(bounded->elapsed_s == 120);
    CHECK(bounded->start() == tiny_time(3, "23:57:01"));
    CHECK(bounded->waits.empty());
    const worst_time* open = find(worst, worst_goal::answer, 0, false);
    REQUIRE(open != nullptr);
    const auto decide = std::find_if(pack.duties.begin(), pack.duties.end(), [](const auto& duty) { return duty.id == "decide"; });
    const open_wait decision{wait_kind::no_limit, static_cast<std::size_t>(decide - pack.duties.begin())};
    CHECK(open->waits == std::vector<open_wait>{decision});
    CHECK(open->elapsed_s == 120 + 300);
    REQUIRE(open->path.size() == 4);
    CHECK(open->path[2].waited == decision);
    CHECK_FALSE(open->path[2].pressed.has_value());
    CHECK(open->path[3].at - open->path[2].at == 300);
    CHECK(thoihan::source_of(pack, open->waits[0]).text() == "1");
    CHECK(worst.waits_for_answer == open->waits);
  }

  TEST_CASE("commitments, exemptions, pauses and states without a duty are terms; extensions are not") {
    const std::string states = list({tiny_state("open"), tiny_state("waiting"), tiny_state("closed", true)});
    const std::string acts =
        list({tiny_act("receive", "", "open"), tiny_act("commit", "open", "same", R"("needs": ["promised"])"),
              tiny_act("ask", "open", "same"), tiny_act("grant", "open", "same"), tiny_act("stop", "open", "waiting"),
              tiny_act("resume", "waiting", "open"), tiny_act("close", "open", "closed")});
    const std::string facts = R"("promised": { "type": "date", "public": true, "label": { "vi": "x", "en": "y" }, "cite": "1" })";
    const auto worst_of = [&](const std::string& more, const std::string& pauses = "") {
      const tiny_pack rules{states, acts, tiny_duty("handle", R"("receive")", R"("close")", tiny_limit(R"("1 minute")"), more), facts, pauses};
      return thoihan::worst_times(rules.load(), {tiny_time(3, "23:57:00"), tiny_time(3, "23:57:10"), {}});
    };
    const auto kinds = [](const worst_answer& worst) {
      std::vector<wait_kind> out;
      for (const open_wait& wait : worst.waits_for_answer) out.push_back(wait.kind);
      return out;
    };
    // Without any of them the minute holds, whatever else is done.
    CHECK(kinds(worst_of("")).empty());
    CHECK(find(worst_of(""), worst_goal::end, 2, true)->elapsed_s == 60);

    const worst_answer committed =
        worst_of(R"("extended_by": { "on": "commit", "until": "promised", "downwards": false, "times": 1, "cite": "1" })");
    // Where the case stands stopped nobody can meet the duty: it is the state that is waited in.
    CHECK(kinds(committed) == std::vector<wait_kind>{wait_kind::declared, wait_kind::no_duty});
    CHECK(find(committed, worst_goal::answer, 0, true)->elapsed_s == 60);
    // A minute until the commitment, and then as long as it says.
    CHECK(find(committed, worst_goal::answer, 0, false)->elapsed_s == 60);

    const worst_answer exempted = worst_of(R"("exempted_by": { "asked": "ask", "on": "grant", "cite": "1" })");
    CHECK(kinds(exempted) == std::vector<wait_kind>{wait_kind::exempted, wait_kind::no_duty});

    // Asked for in time and granted before the end: 1 + 2 minutes, not more often than once.
    const worst_answer extended =
        worst_of(R"("extended_by": { "on": "grant", "asked": "ask", "by": "2 minutes", "times": 1, "cite": "1" })");
    CHECK(kinds(extended).empty());
    CHECK(find(extended, worst_goal::answer, 0, true)->elapsed_s == 180);
    CHECK(find(extended, worst_goal::answer, 2, true)->elapsed_s == 180);
    const worst_time* time = find(extended, worst_goal::answer, 0, true);
    REQUIRE(time->path.back().pressed.has_value());
    CHECK(time->path.back().pressed->extensions == 1);

    const worst_answer paused = worst_of("", R"(, "pauses": [ { "from": ["stop"], "until": ["resume"], "cite": "1" } ])");
    CHECK(kinds(paused) == std::vector<wait_kind>{wait_kind::pause});
    CHECK(find(paused, worst_goal::answer, 2, true)->elapsed_s == 60);

    const worst_answer idle = thoihan::worst_times(
        tiny_pack{list({tiny_state("open"), tiny_state("closed", true)}),
                  list({tiny_act("receive", "", "open"), tiny_act("close", "open", "closed")}),
                  tiny_duty("close", R"("close")", R"("receive")", tiny_limit(R"("1 minute")"))}
            .load(),
        {tiny_time(3, "23:57:00"), tiny_time(3, "23:57:10"), {}});
    CHECK(kinds(idle) == std::vector<wait_kind>{wait_kind::no_duty});
    CHECK(find(idle, worst_goal::answer, 0, true) == nullptr);
    CHECK(find(idle, worst_goal::answer, 0, false)->elapsed_s == 0);
  }

  TEST_CASE("what counts as answered") {
    const rule_pack pack = thoihan::load_pack(std::string{THOIHAN_SOURCE_DIR} + "/rules/province/hoa-binh");
    std::vector<std::string> answered;
    for (const thoihan::state_number state : thoihan::answered_states(pack)) answered.push_back(pack.states[state].id);
    // An end; the reporter's turn; and `answered`, with the operator, who only has to post the result.
    CHECK(answered == std::vector<std::string>{"answered", "awaiting_completion", "closed"});
  }

  TEST_CASE("more ways than can be followed are an error, and soon") {
    // Each fact starts a duty of its own: 2 to the power of 40 ways to begin.
    std::string facts;
    std::string takes;
    std::string duties;
    for (int i = 0; i < 40; ++i) {
      const std::string flag = "flag" + std::to_string(i);
      facts += (i == 0 ? "" : ",") + tiny_flag(flag);
      takes += (i == 0 ? "\"" : ", \"") + flag + "\"";
      duties += (i == 0 ? "" : ",") + tiny_duty("d" + std::to_string(i), "\"receive\"", "\"close\"",
                                                tiny_limit("\"" + std::to_string(i + 1) + " minutes\""),
                                                "\"when\": { \"" + flag + "\": true }");
    }
    const rule_pack pack = tiny_pack{list({tiny_state("open"), tiny_state("closed", true)}),
                                     list({tiny_act("receive", "", "open", "\"takes\": [" + takes + "]"), tiny_act("close", "open", "closed")}),
                                     duties, facts}
                               .load();
    const auto ask = [&] { thoihan::worst_times(pack, {tiny_time(3, "00:01"), tiny_time(3, "00:02"), {}}); };
    try {
      ask();
      FAIL("an answer");
    } catch (const thoihan::error& e) {
      CHECK(e.code() == thoihan::status::too_big);
    }
  }

  TEST_CASE("years and calendars that end too early are errors") {
    const rule_pack pack = chain().load();
    CHECK(thoihan::decided_year(pack) == 2024);
    const auto refused = [](auto&& call) {
      try {
        call();
      } catch (const thoihan::error& e) {
        CHECK(e.text().vi != e.text().en);
        return e.code();
      }
      return thoihan::status::ok;
    };
    CHECK(refused([&] { thoihan::whole_year(pack, 1989); }) == thoihan::status::range);
    CHECK(refused([&] { thoihan::whole_year(pack, 2023); }) == thoihan::status::horizon);
    CHECK(refused([&] { thoihan::worst_times(pack, thoihan::whole_year(pack, 2024)); }) == thoihan::status::horizon);
    CHECK(refused([&] { thoihan::worst_times(pack, {tiny_time(1, "00:00") - 1, tiny_time(1, "00:00"), {}}); }) ==
          thoihan::status::horizon);
    CHECK(refused([&] { thoihan::worst_times(pack, {tiny_time(3, "00:01"), tiny_time(3, "00:00"), {}}); }) ==
          thoihan::status::invalid);
  }
}
