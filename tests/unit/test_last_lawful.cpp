// The last lawful instant of limits, against the kernel asked for every second; and what facts may be, against every case.
#include <doctest/doctest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "src/pack/fact_box.hpp"
#include "src/pack/last_lawful.hpp"
#include "tests/support/tiny_pack.hpp"
#include "thoihan/limit/evaluate.hpp"

namespace {

using thoihan::instant;
using thoihan::lawful_course;
using thoihan::rule_pack;

tiny_pack with_rows(const std::string& rows) {
  return {tiny_state("open") + "," + tiny_state("closed", true),
          tiny_act("receive", "", "open", R"("takes": ["flag", "promised"])") + "," + tiny_act("close", "open", "closed"),
          tiny_duty("close", "\"receive\"", "\"close\"", rows),
          tiny_flag("flag") +
              R"(, "promised": { "type": "instant", "public": true, "label": { "vi": "x", "en": "y" }, "cite": "1" })"};
}

// Over all seconds from Wednesday 23:56 to Thursday 00:06, and where the next days are asked for, on Saturday too.
void check_every_second(const rule_pack& pack, const std::vector<bool>& chosen, int day) {
  const std::vector<thoihan::limit_rule>& within = pack.duties[0].within;
  const thoihan::start_span starts{tiny_time(day, "23:56"), tiny_time(day + 1, "00:06")};
  const lawful_course course = thoihan::last_lawful(pack, {within, chosen, 0, {}, 0}, starts);
  std::vector<thoihan::limit_row> rows;
  for (std::size_t i = 0; i < within.size(); ++i) {
    if (chosen[i]) rows.push_back(within[i].row);
  }
  const thoihan::fact_value standing = thoihan::fact_value::of(1);
  const std::vector<thoihan::fact_value> facts{standing, {}};
  std::size_t wrong = 0;
  std::vector<std::optional<instant>> in_set(course.sets.size());
  for (instant start = starts.first; start < starts.end; ++start) {
    std::size_t row = 0;
    bool provisional = false;
    REQUIRE(thoihan::choose_limit(rows, facts, pack.compiled, start, row, provisional) == thoihan::status::ok);
    thoihan::limit_answer answer;
    REQUIRE(thoihan::evaluate_limit(*pack.compiled[0], rows[row].what, start, facts, answer) == thoihan::status::ok);
    if (course.last.at(start) != answer.late_from - 1) ++wrong;
    int sets = 0;
    for (std::size_t i = 0; i < course.sets.size(); ++i) {
      if (!course.sets[i].at(start)) continue;
      ++sets;
      if (in_set[i] && *in_set[i] > answer.late_from - 1) ++wrong;
      in_set[i] = answer.late_from - 1;
    }
    if (!course.sets.empty() && sets != 1) ++wrong;
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_SUITE("last_lawful") {
  TEST_CASE("is what the kernel says for every second") {
    for (const char* const limit :
         {R"("1 minute")", R"("1 working minute")", R"("3 working minutes")", R"("1 working hour")", R"("1 working day")",
          R"("1 day")", R"("1 week")", R"({ "amount": "now", "grace": "2 minutes" })", R"({ "next_session": "close" })",
          R"({ "amount": "1 working day", "end": "same_time" })", R"({ "amount": "1 working day", "end": "last_session" })",
          R"({ "amount": "2 working minutes", "cut_off": "23:58" })", R"({ "amount": "1 working day", "cut_off": "23:57" })",
          R"({ "amount": "2 working minutes", "run_out": "when_overused" })",
          R"({ "amount": "1 working day", "hours_a_day": 1 })", R"({ "then": ["1 minute", "1 working minute", "1 minute"] })",
          R"({ "earlier_of": ["2 minutes", "1 working minute"] })",
          R"({ "later_of": [{ "amount": "1 working minute", "run_out": "when_overused" }, "90 minutes", "1 working hour"] })"}) {
      CAPTURE(limit);
      const rule_pack pack = with_rows(tiny_limit(limit)).load();
      for (const int day : {3, 5, 6}) check_every_second(pack, {true}, day);
    }
  }

  TEST_CASE("chosen by the time of receipt, and by facts") {
    const rule_pack pack =
        with_rows("[" + tiny_limit(R"("1 minute")", R"("received": { "calendar": "office", "in": "session" })") + "," +
                  tiny_limit(R"("2 working minutes")", R"("when": { "flag": true }, "received": { "calendar": "office", "not_in": "session" })") +
                  "," + tiny_limit(R"("5 minutes")") + "]")
            .load();
    for (const int day : {3, 5}) {
      check_every_second(pack, {true, true, true}, day);
      check_every_second(pack, {true, false, true}, day);
    }
    // In a session less time is left than outside: the map falls at each opening, and the sets say where it does not.
    CHECK(thoihan::last_lawful(pack, {pack.duties[0].within, {true, false, true}, 0, {}, 0},
                               {tiny_time(3, "23:56"), tiny_time(4, "00:06")})
              .sets.size() == 2);
  }

  TEST_CASE("what a date that is still to be given bounds") {
    const rule_pack open = with_rows(tiny_limit(R"({ "amount": "1 hour", "before": "promised" })")).load();
    const thoihan::start_span starts{tiny_time(3, "23:56"), tiny_time(4, "00:06")};
    const lawful_course course = thoihan::last_lawful(open, {open.duties[0].within, {true}, 0, {}, 0}, starts);
    CHECK(course.last.pieces() == std::vector<thoihan::map_piece>{{starts.first, starts.end - 1, thoihan::no_bound, false}});
    // Beside another it bounds nothing; after one, or as the later of two, it leaves no end.
    const rule_pack beside =
        with_rows(tiny_limit(R"({ "earlier_of": [{ "amount": "1 hour", "before": "promised" }, "1 minute"] })")).load();
    CHECK(thoihan::last_lawful(beside, {beside.duties[0].within, {true}, 0, {}, 0}, starts).last ==
          thoihan::instant_map::moving(starts.first, starts.end - 1, starts.first + 60));
    for (const char* const limit : {R"({ "later_of": [{ "amount": "1 hour", "before": "promised" }, "1 minute"] })",
                                    R"({ "then": ["1 minute", { "amount": "1 hour", "before": "promised" }] })"}) {
      const rule_pack pack = with_rows(tiny_limit(limit)).load();
      CHECK_FALSE(thoihan::without_anchors(pack.duties[0].within[0].row.what).has_value());
    }
  }

  TEST_CASE("where the calendar ends it says nothing") {
    const rule_pack pack = with_rows(tiny_limit(R"("1 working day")")).load();
    instant end = 0;
    REQUIRE(thoihan::parse_instant("2024-12-31T12:00", end) == thoihan::time_text_error::none);
    const lawful_course course = thoihan::last_lawful(pack, {pack.duties[0].within, {true}, 0, {}, 0}, {end - 86400, end});
    CHECK(course.last.at(end - 86400).has_value());
    CHECK_FALSE(course.last.at(end - 1).has_value());
  }
}

TEST_SUITE("fact_box") {
  TEST_CASE("conditions cut boxes into the cases that satisfy them and those that do not") {
    const tiny_pack rules{tiny_state("open") + "," + tiny_state("closed", true),
                          tiny_act("receive", "", "open") + "," + tiny_act("close", "open", "closed"),
                          tiny_duty("close", "\"receive\"", "\"close\"", tiny_limit("\"1 minute\"")),
                          tiny_flag("a_flag") + R"(,
      "b_kind": { "type": "choice", "public": true, "values": { "a": { "vi": "a", "en": "a" }, "b": { "vi": "b", "en": "b" },
        "c": { "vi": "c", "en": "c" }, "d": { "vi": "d", "en": "d" } }, "label": { "vi": "x", "en": "y" }, "cite": "1" },
      "c_count": { "type": "integer", "range": [0, 9], "public": true, "label": { "vi": "x", "en": "y" }, "cite": "1" },
      "d_words": { "type": "text", "label": { "vi": "x", "en": "y" }, "cite": "1" })"};
    const rule_pack pack = rules.load();
    using thoihan::condition_kind;
    std::mt19937_64 source{5};
    const auto below = [&source](int n) { return static_cast<int>(source() % static_cast<std::uint64_t>(n)); };
    const auto draw = [&](auto&& self, thoihan::condition& out, int depth) -> void {
      const int kind = below(depth > 0 ? 5 : 2);
      if (kind == 0) {
        out.push_back({condition_kind::present, static_cast<std::uint16_t>(below(4)), 0, 0, 0});
      } else if (kind == 1) {
        const auto fact = static_cast<std::uint16_t>(below(3));
        const int low = below(fact == 0 ? 2 : fact == 1 ? 4 : 10);
        out.push_back({condition_kind::range, fact, 0, low, low + below(3)});
      } else if (kind == 2) {
        out.push_back({condition_kind::negation, 0, 1, 0, 0});
        self(self, out, depth - 1);
      } else {
        const auto children = static_cast<std::uint16_t>(1 + below(3));
        out.push_back({kind == 3 ? condition_kind::all : condition_kind::any, 0, children, 0, 0});
        for (int i = 0; i < children; ++i) self(self, out, depth - 1);
      }
    };
    for (int i = 0; i < 500; ++i) {
      CAPTURE(i);
      thoihan::condition when;
      draw(draw, when, 3);
      const thoihan::fact_space space{pack, {&when}};
      std::vector<thoihan::fact_box> yes = space.split(when, space.all(), true);
      const std::vector<thoihan::fact_box> no = space.split(when, space.all(), false);
      std::vector<thoihan::fact_box> joined = yes;
      thoihan::fact_space::join(joined);
      CHECK(joined.size() <= yes.size());
      // Every case: a flag, a kind or none, a count or none, words or none.
      for (int flag = 0; flag < 2; ++flag) {
        for (int kind = -1; kind < 4; ++kind) {
          for (int count = -1; count < 10; ++count) {
            for (int words = 0; words < 2; ++words) {
              std::vector<thoihan::fact_value> facts{thoihan::fact_value::of(flag), {}, {}, {}};
              if (kind >= 0) facts[1] = thoihan::fact_value::of(kind);
              if (count >= 0) facts[2] = thoihan::fact_value::of(count);
              if (words > 0) facts[3] = thoihan::fact_value::of(1);
              thoihan::fact_box one = space.all();
              for (std::size_t fact = 0; fact < facts.size(); ++fact) space.set(fact, facts[fact], one);
              const auto in = [&one](const std::vector<thoihan::fact_box>& boxes) {
                return std::count_if(boxes.begin(), boxes.end(), [&](const auto& box) { return box.holds_all_of(one); });
              };
              const bool expected = thoihan::holds(when, facts);
              REQUIRE(in(yes) == (expected ? 1 : 0));
              REQUIRE(in(no) == (expected ? 0 : 1));
              REQUIRE((in(joined) > 0) == expected);
            }
          }
        }
      }
    }
  }
}
