// The dues that a simulation looks up are those of evaluate_limit: every limit of every province, from every hour of a year and the
// seconds around each opening and close.
#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "src/simulate/due_table.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/instant.hpp"

namespace {

using thoihan::calendar;
using thoihan::day_number;
using thoihan::due_table;
using thoihan::fact_value;
using thoihan::instant;
using thoihan::instant_at;
using thoihan::limit;
using thoihan::limit_answer;
using thoihan::rule_pack;

constexpr std::uint32_t a_day = 86'400;

std::vector<std::uint32_t> seconds_of_interest(const calendar& office, day_number from, day_number until) {
  std::vector<std::uint32_t> out;
  for (day_number day = from; day < until; ++day) {
    const auto midnight = static_cast<std::uint32_t>(day - from) * a_day;
    for (std::uint32_t hour = 0; hour < 24; ++hour) out.push_back(midnight + hour * 3600 + (hour * 977) % 3600);
    out.push_back(midnight);
    out.push_back(midnight + a_day - 1);
    for (const thoihan::session& one : office.sessions(day)) {
      for (const std::int32_t edge : {one.open_s, one.close_s}) {
        for (const int by : {-1, 0, 1}) out.push_back(midnight + static_cast<std::uint32_t>(edge + by));
      }
    }
  }
  return out;
}

std::vector<rule_pack> provinces() {
  const std::filesystem::path rules = std::filesystem::path(THOIHAN_SOURCE_DIR) / "rules";
  std::vector<rule_pack> out;
  for (const auto& folder : std::filesystem::directory_iterator(rules / "province")) {
    if (std::filesystem::exists(folder.path() / "pack.json"))
      out.push_back(thoihan::load_pack(folder.path().string(), rules.string()));
  }
  REQUIRE(out.size() == 5);
  return out;
}

struct comparison {
  std::uint64_t compared = 0;
  std::uint64_t different = 0;
};

void compare(const calendar& office, const limit& what, day_number from, day_number until, comparison& sums) {
  const due_table table{office, what, from, until};
  // A term that is counted back reads its date: some month after the start.
  std::vector<fact_value> facts;
  for (const std::uint32_t start_s : seconds_of_interest(office, from, until)) {
    const instant start = instant_at(from, 0) + start_s;
    if (table.counts_back()) facts.assign(256, fact_value::of(thoihan::day_of(start) + 30));
    limit_answer answer;
    const bool known = thoihan::evaluate_limit(office, what, start, facts, answer) == thoihan::status::ok;
    const std::uint32_t found = table.late_from_s(start_s, facts);
    ++sums.compared;
    sums.different += known ? instant_at(from, 0) + found != answer.late_from : found != due_table::never;
  }
}

TEST_SUITE("simulation dues") {
  TEST_CASE("every limit of every province, from a year and up to the calendar's end") {
    comparison sums;
    std::size_t limits = 0;
    for (const rule_pack& pack : provinces()) {
      CAPTURE(pack.id);
      const comparison before = sums;
      for (const thoihan::duty_rule& duty : pack.duties) {
        const calendar& office = *pack.compiled[duty.calendar];
        for (const thoihan::limit_rule& row : duty.within) {
          const day_number from = thoihan::days_from_civil(2024, 1, 2);
          compare(office, row.row.what, from, from + 364, sums);
          compare(office, row.row.what, office.last_day() - 40, office.last_day(), sums);
          ++limits;
        }
      }
      CHECK(sums.different == before.different);
      CHECK(sums.compared > before.compared);
    }
    CHECK(limits > 50);
  }
}

}  // namespace
