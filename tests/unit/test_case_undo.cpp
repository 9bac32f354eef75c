// An act that is refused half way, or for which memory runs out, leaves the case as it was; and one that starts no duty asks for no
// memory where the case has room.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <new>
#include <string>
#include <vector>

#include "tests/support/allocation_count.hpp"
#include "tests/support/pack_writer.hpp"
#include "tests/support/random_acts.hpp"
#include "thoihan/pack/load.hpp"

namespace {

using thoihan::case_act;
using thoihan::case_view;
using thoihan::rule_pack;
using thoihan::status;
using thoihan::step_effects;

#ifdef __SANITIZE_ADDRESS__
constexpr unsigned walks = 6;
#else
constexpr unsigned walks = 60;
#endif

const std::string source = THOIHAN_SOURCE_DIR;

case_act act_of(const rule_pack& pack, const std::string& when, const std::string& event, const std::string& role,
                const thoihan::fact_inputs& facts = {}, const std::string& authority = {}) {
  thoihan::command command;
  REQUIRE(thoihan::parse_instant(when, command.at) == thoihan::time_text_error::none);
  command.recorded_at = command.at;
  command.event = event;
  command.role = role;
  command.authority = authority;
  command.facts = facts;
  return thoihan::resolve_act(pack, command);
}

status refusal(case_view& view, const case_act& act) {
  const case_view before = view;
  const outcome what = act_on(view, act);
  CHECK(view == before);
  return what.code;
}

// Each request for memory fails in its turn; then the act comes to what it would have come to. How many failed.
std::size_t starve(case_view& view, const case_act& act) {
  const case_view before = view;
  case_view fed = view;
  const outcome expected = act_on(fed, act);
  for (std::size_t nth = 1;; ++nth) {
    bool starved = false;
    bool refused = false;
    allocation_faults memory;
    memory.fail(static_cast<std::int64_t>(nth), false);
    try {
      view.apply(act);
    } catch (const std::bad_alloc&) {
      starved = true;
    } catch (const thoihan::error&) {
      refused = true;
    }
    memory.heal();
    if (!starved) {
      REQUIRE(refused == (expected.code != status::ok));
      REQUIRE(view == fed);
      return nth - 1;
    }
    REQUIRE(view == before);
  }
}

}  // namespace

TEST_SUITE("case undo") {
  // The calendar ends on Tuesday 2024-12-31; its office opens 07:30-11:30 and 13:00-17:00.
  TEST_CASE("a duty that was met, a pause that was ended, a fact that was cleared come back when a later part is refused") {
    const rule_pack pack = pack_writer{}.load();
    case_view view{pack, "LH-1"};
    view.apply(act_of(pack, "2024-12-30T08:00", "receive", "operator", {{"channel", std::string{"phone"}}}));
    REQUIRE(view.duties().size() == 1);
    // The forwarding meets its duty; the five working days that it starts lie beyond the calendar.
    CHECK(refusal(view, act_of(pack, "2024-12-30T09:00", "forward", "operator", {{"field", std::string{"roads"}}})) ==
          status::horizon);
    CHECK(view.duties()[0].clock.running());
    CHECK_FALSE(view.lead().has_value());

    const rule_pack paused = thoihan::load_pack(source + "/tests/data/packs/reset-or-resume", source + "/rules");
    for (unsigned seed = 0; seed < walks; ++seed) {
      random_acts random{paused, seed};
      case_view walked{paused, "LH-1"};
      for (int n = 0; n < 25; ++n) {
        const case_view before = walked;
        if (act_on(walked, random.next(walked)).code != status::ok) REQUIRE(walked == before);
      }
    }
  }

  TEST_CASE("a resume that moves a due out of the calendar") {
    const rule_pack pack = thoihan::load_pack(source + "/tests/data/packs/reset-or-resume", source + "/rules");
    const thoihan::day_number last = pack.main_calendar().compiled.last_day();
    int tried = 0;
    for (unsigned seed = 0; seed < 20 * walks; ++seed) {
      random_acts random{pack, seed};
      case_view view{pack, "LH-1"};
      for (int n = 0; n < 12 && !view.paused(); ++n) act_on(view, random.next(view));
      if (!view.paused()) continue;
      // Whatever ends the pause, on the last day of the calendar.
      for (const thoihan::event_number event : pack.pauses[*view.open_pause()].until) {
        for (const auto& row : pack.flow.rows_of(view.state(), event)) {
          case_act act;
          act.event = event;
          act.role = pack.transitions[row.rule].by[0];
          if (pack.roles[act.role].of_authority) act.authority = view.lead();
          for (const std::uint16_t fact : pack.transitions[row.rule].needs)
            act.facts.emplace_back(fact, thoihan::fact_value::of(1));
          act.at = act.recorded_at = thoihan::instant_at(last, 50'000);
          case_view copy = view;
          tried += refusal(copy, act) == status::horizon ? 1 : 0;
          if (copy == view) CHECK(view.paused());
        }
      }
    }
    CHECK(tried > 0);
  }

  TEST_CASE("memory that runs out at any request changes nothing") {
    std::size_t starved = 0;
    for (const char* const id : {"reset-or-resume", "fork", "lac-hong", "chained"}) {
      CAPTURE(id);
      const rule_pack pack = thoihan::load_pack(source + "/tests/data/packs/" + id, source + "/rules");
      for (unsigned seed = 0; seed < walks; ++seed) {
        random_acts random{pack, seed};
        case_view view{pack, "LH-1"};
        for (int n = 0; n < 15; ++n) starved += starve(view, random.next(view));
      }
    }
    CHECK(starved > 20 * walks);
  }

  TEST_CASE("acts that start no duty ask for no memory") {
    for (const char* const province : {"ben-tre", "hau-giang", "ho-chi-minh", "hoa-binh", "tien-giang"}) {
      CAPTURE(province);
      const rule_pack pack = thoihan::load_pack(source + "/rules/province/" + province, source + "/rules");
      std::ifstream reports{source + "/examples/data/" + province + "-2024.jsonl"};
      std::map<std::string, case_view> cases;
      case_act act;
      step_effects effects;
      act.officer.reserve(64);
      act.facts.reserve(64);
      effects.changed.reserve(64);
      effects.notices.reserve(64);
      int counted = 0;
      for (std::string line; std::getline(reports, line);) {
        const thoihan::command command = thoihan::read_command(line);
        case_view& view = cases.try_emplace(command.case_id, pack, command.case_id).first->second;
        const std::size_t rounds = view.duties().size();
        const bool stood_still = view.paused();
        // The list of a fact of several authorities takes memory, and so does a pause that has ended.
        const auto names_several = [&] {
          for (std::size_t fact = 0; fact < pack.facts.size(); ++fact) {
            if (pack.facts[fact].type == thoihan::fact_type::authorities && view.facts()[fact].present) return true;
          }
          return false;
        };
        const bool named_several = names_several();
        const std::size_t before = allocations();
        try {
          thoihan::resolve_act(pack, command, act);
          view.apply(act, effects);
        } catch (const thoihan::error&) {
          continue;
        }
        const std::size_t asked = allocations() - before;
        if (named_several || names_several() || (stood_still && !view.paused())) continue;
        // A case's first duty, and then each doubling, makes room for more; a round of a body of its own keeps the body's name.
        std::size_t most = view.duties().size() > rounds ? 1 : 0;
        for (std::size_t i = rounds; i < view.duties().size(); ++i) most += view.duties()[i].body.empty() ? 0 : 1;
        REQUIRE_MESSAGE(asked <= most, command.event, " of ", command.case_id);
        ++counted;
      }
      CHECK(counted > 500);
    }
  }

  TEST_CASE("effects and acts that are used again keep nothing of the one before") {
    const rule_pack pack = thoihan::load_pack(source + "/rules/province/tien-giang", source + "/rules");
    std::ifstream reports{source + "/examples/data/tien-giang-2024.jsonl"};
    std::map<std::string, case_view> cases;
    std::map<std::string, case_view> same;
    case_act act;
    step_effects effects;
    for (std::string line; std::getline(reports, line);) {
      const thoihan::command command = thoihan::read_command(line);
      case_view& view = cases.try_emplace(command.case_id, pack, command.case_id).first->second;
      case_view& other = same.try_emplace(command.case_id, pack, command.case_id).first->second;
      thoihan::resolve_act(pack, command, act);
      try {
        view.apply(act, effects);
      } catch (const thoihan::error&) {
        continue;
      }
      REQUIRE(other.apply(thoihan::resolve_act(pack, command)) == effects);
      REQUIRE(view == other);
    }
  }
}
