// Every limit of every province's pack against two naive oracles that know neither the pack loader nor the compiled
// calendar: second by second, and date by date with its sessions. Their calendar comes from tests/data/holidays.csv.
#include <doctest/doctest.h>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "tests/support/national_calendar.hpp"
#include "tests/support/second_oracle.hpp"
#include "tests/support/walk_oracle.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::unit;

struct pack_limit {
  std::string where;  // "lac-hong forward: 2 working hours"
  const thoihan::rule_pack* pack;
  const thoihan::limit_rule* rule;
  std::uint16_t calendar;
};

std::vector<thoihan::rule_pack> provinces() {
  std::vector<thoihan::rule_pack> out;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(THOIHAN_SOURCE_DIR) + "/rules/province")) {
    out.push_back(thoihan::load_pack(entry.path().string()));
  }
  return out;
}

std::vector<pack_limit> limits_of(const std::vector<thoihan::rule_pack>& packs) {
  std::vector<pack_limit> out;
  for (const thoihan::rule_pack& pack : packs) {
    const auto add = [&](const std::string& name, const std::vector<thoihan::limit_rule>& within, std::uint16_t calendar) {
      for (const thoihan::limit_rule& rule : within) out.push_back({pack.id + " " + name + ": " + rule.text, &pack, &rule, calendar});
    };
    for (const thoihan::duty_rule& duty : pack.duties) add(duty.id, duty.within, duty.calendar);
    for (const thoihan::transition_rule& rule : pack.transitions) {
      if (rule.until) add(pack.events[rule.event], rule.until->within, rule.until->calendar);
    }
  }
  return out;
}

// The hours of one date as the facts have them: Monday to Friday and days worked for a swap, but for days off.
std::vector<std::vector<plain_session>> plain_dates(thoihan::day_number first, thoihan::day_number last) {
  const std::vector<holiday_row> rows = holiday_rows();
  std::vector<std::vector<plain_session>> dates;
  for (thoihan::day_number day = first; day <= last; ++day) {
    bool works = (day + 3) % 7 < 5;  // day 0 was a Thursday
    for (const holiday_row& row : rows) {
      if (row.day == day && !row.unconfirmed) works = row.kind == "swapped-to-work";
    }
    dates.push_back(works ? std::vector<plain_session>{{27000, 41400}, {46800, 61200}} : std::vector<plain_session>{});
  }
  return dates;
}

bool judged_by_seconds(thoihan::amount length) {
  switch (length.in) {
    case unit::minute:
    case unit::hour:
    case unit::working_minute:
    case unit::working_hour:
    case unit::next_session: return true;
    case unit::working_day: return length.count <= 10;
    case unit::day: return length.count <= 15;
    default: return false;
  }
}

bool is_worked(const second_oracle& oracle, std::int64_t midnight) {
  for (std::int64_t t = midnight; t < midnight + 86400; ++t) {
    if (oracle.is_open(t)) return true;
  }
  return false;
}

// The due of one amount by stepping through seconds: a date counts when one of its seconds is worked.
std::int64_t due_by_seconds(const second_oracle& oracle, thoihan::amount length, std::int64_t start) {
  const std::int64_t seconds = length.count * (length.in == unit::minute || length.in == unit::working_minute ? 60 : 3600);
  if (length.in == unit::minute || length.in == unit::hour) return start + seconds;
  if (length.in == unit::working_minute || length.in == unit::working_hour) return oracle.add(start, seconds).value();
  if (length.in == unit::next_session) {
    std::int64_t t = start + 1;
    while (!oracle.is_open(t) || oracle.is_open(t - 1)) ++t;
    while (oracle.is_open(t)) ++t;
    return t;
  }
  std::int64_t midnight = start;
  while ((midnight + 7 * 3600) % 86400 != 0) ++midnight;
  if (midnight == start) midnight += 86400;
  if (length.in == unit::day) {
    midnight += (length.count - 1) * 86400;
    while (!is_worked(oracle, midnight)) midnight += 86400;
    return midnight + 86400;
  }
  for (std::int64_t left = length.count; left > 0; midnight += 86400) left -= is_worked(oracle, midnight) ? 1 : 0;
  return midnight;
}

}  // namespace

TEST_SUITE("pack limits") {
  TEST_CASE("every limit of every pack, date by date, on 100,000 starts") {
    const auto packs = provinces();
    const auto limits = limits_of(packs);
    REQUIRE(limits.size() >= 5);
    const walk_oracle oracle{national_layers(holiday_rows())};
    std::mt19937_64 random{20220708};
    // Up to November 2027, so that every due lies within the facts.
    std::uniform_int_distribution<thoihan::instant> any(thoihan::instant_at(thoihan::days_from_civil(2013, 1, 1), 0),
                                                        thoihan::instant_at(thoihan::days_from_civil(2027, 11, 1), 0));
    int compared = 0;
    for (int i = 0; i < 100'000; ++i) {
      const thoihan::instant start = any(random);
      for (const pack_limit& limit : limits) {
        const auto facts = thoihan::standard_facts(*limit.pack);
        thoihan::limit_answer answer;
        const auto code = thoihan::evaluate_limit(*limit.pack->compiled[limit.calendar], limit.rule->row.what, start, facts, answer);
        const auto expected = oracle.evaluate(limit.rule->row.what, start, facts);
        if (code == expected.code && answer == expected.answer) {
          ++compared;
          continue;
        }
        INFO(limit.where << " from " << thoihan::format_instant(start).data());
        CHECK(code == expected.code);
        CHECK(thoihan::format_instant(answer.due) == thoihan::format_instant(expected.answer.due));
        FAIL("the walk disagrees");
      }
    }
    MESSAGE(compared, " answers compared");
    CHECK(compared == 100'000 * static_cast<int>(limits.size()));
  }

  TEST_CASE("every limit of every pack, second by second, on 2,000 starts") {
    const auto packs = provinces();
    const auto limits = limits_of(packs);
    // Ten weeks about the swap of 29 April 2024 and ten about the lunar new year of 2025.
    const std::pair<thoihan::day_number, thoihan::day_number> spans[] = {
        {thoihan::days_from_civil(2024, 4, 1), thoihan::days_from_civil(2024, 6, 9)},
        {thoihan::days_from_civil(2024, 12, 23), thoihan::days_from_civil(2025, 3, 2)}};
    std::mt19937_64 random{1863};
    int compared = 0;
    for (const auto& [first, last] : spans) {
      const second_oracle oracle{first, plain_dates(first, last)};
      std::uniform_int_distribution<thoihan::instant> any(thoihan::instant_at(first, 0), thoihan::instant_at(last - 25, 0));
      for (int i = 0; i < 1'000; ++i) {
        const thoihan::instant start = any(random);
        for (const pack_limit& limit : limits) {
          // Policies and compositions are the walk's; what packs write as one plain amount is judged here.
          const thoihan::limit_node& node = limit.rule->row.what.nodes[0];
          if (limit.rule->row.what.size != 1 || !judged_by_seconds(node.term.length)) continue;
          thoihan::limit_term plain;
          plain.length = node.term.length;
          if (!(plain == node.term)) continue;
          thoihan::limit_answer answer;
          const auto code = thoihan::evaluate_limit(*limit.pack->compiled[limit.calendar], limit.rule->row.what, start, {}, answer);
          INFO(limit.where << " from " << thoihan::format_instant(start).data());
          REQUIRE(code == thoihan::status::ok);
          const std::int64_t expected = due_by_seconds(oracle, plain.length, start);
          if (answer.due != expected) CHECK(thoihan::format_instant(answer.due) == thoihan::format_instant(expected));
          else ++compared;
        }
      }
    }
    MESSAGE(compared, " answers compared");
    CHECK(compared >= 2'000 * 4);
  }
}
