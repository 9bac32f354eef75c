// What falls due, against the plain reading of it: by several handles and processes, and through transactions that are undone
// whole or in part.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "src/store/duty_json.hpp"
#include "tests/contract/fresh_database.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "thoihan/store/store.hpp"

namespace {

using thoihan::breach_row;
using thoihan::dated_duty;
using thoihan::duty_row;
using thoihan::duty_status;
using thoihan::instant;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;

struct undone {};

// As the engine does it.
std::vector<breach_row> tick(store& s, instant now) {
  std::vector<breach_row> out;
  if (!s.has_unrecorded(now)) return out;
  s.write([&](store_writer& w) {
    out.clear();
    for (const auto& [number, breach] : w.unrecorded(now)) {
      if (w.add_breach(number, breach)) out.push_back(breach);
    }
  });
  return out;
}

// A breach by what it is known by, and when.
using known_breach = std::tuple<std::string, std::string, std::int32_t, std::string, instant>;

std::multiset<known_breach> known(const std::vector<breach_row>& rows) {
  std::multiset<known_breach> out;
  for (const breach_row& row : rows) out.emplace(row.case_id, row.duty, row.started_by, row.kind, row.at);
  return out;
}

// What the log says, in plain words.
struct plain_log {
  struct one_case {
    std::string state;
    std::vector<duty_row> running;
  };
  std::vector<std::string> ids;  // in the order of opening
  std::map<std::string, one_case> cases;
  std::set<std::tuple<std::string, std::string, std::int32_t, std::string>> recorded;

  template <class Wanted>
  std::vector<dated_duty> dated(Wanted wanted) const {
    std::vector<std::tuple<instant, std::size_t, std::size_t, dated_duty>> rows;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const one_case& one = cases.at(ids[i]);
      std::size_t place = 0;
      for (const duty_row& duty : one.running) {
        if (duty.status != duty_status::running || !duty.late_from) continue;
        dated_duty row{ids[i], one.state, duty};
        row.duty.warnings.clear();
        if (wanted(*duty.late_from)) rows.emplace_back(*duty.late_from, i, place, row);
        ++place;
      }
    }
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
      return std::tie(std::get<0>(a), std::get<1>(a), std::get<2>(a)) <
             std::tie(std::get<0>(b), std::get<1>(b), std::get<2>(b));
    });
    std::vector<dated_duty> out;
    for (const auto& row : rows) out.push_back(std::get<3>(row));
    return out;
  }
  std::vector<dated_duty> late(instant now) const {
    return dated([now](instant at) { return at <= now; });
  }
  std::vector<dated_duty> next(instant now, std::size_t most) const {
    std::vector<dated_duty> out = dated([now](instant at) { return at > now; });
    out.resize(std::min(out.size(), most));
    return out;
  }
  // What a tick must say, and with that has said.
  std::multiset<known_breach> tick(instant now) {
    std::multiset<known_breach> out;
    const auto say = [&](const std::string& id, const duty_row& duty, const std::string& kind, instant at) {
      if (at <= now && recorded.emplace(id, duty.first_name(), duty.started_by, kind).second)
        out.emplace(id, duty.first_name(), duty.started_by, kind, at);
    };
    for (const auto& [id, one] : cases) {
      for (const duty_row& duty : one.running) {
        if (duty.status != duty_status::running || !duty.late_from) continue;
        say(id, duty, "late", *duty.late_from);
        for (std::size_t i = 0; i < duty.warnings.size(); ++i)
          say(id, duty, "warning-" + std::to_string(duty.warnings[i].number), duty.warnings[i].at);
      }
    }
    return out;
  }
};

// Commands at random, the same for the store and for the plain log.
struct random_clerk {
  explicit random_clerk(std::uint64_t seed) : source(seed) {}

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(source() % n); }

  std::vector<duty_row> decisions(const plain_log::one_case& one) {
    std::vector<duty_row> out;
    for (const duty_row& duty : one.running) {
      if (below(2) == 0) continue;
      duty_row now = duty;
      switch (below(6)) {
        case 0: now.status = duty_status::met; break;
        case 1: now.status = duty_status::paused; break;
        case 2: now.status = duty_status::exempted; break;
        case 3: now.status = duty_status::annulled; break;
        case 4: now.late_from = std::nullopt; break;
        default: now.status = duty_status::running; now.late_from = 1000 + static_cast<instant>(below(40));
      }
      now.due = now.late_from;
      out.push_back(now);
    }
    for (std::size_t n = below(3); n > 0; --n) {
      duty_row fresh = sample_duty(below(2) == 0 ? "handle" : "forward", 1000 + static_cast<instant>(below(40)));
      fresh.started_by = ++started;
      fresh.round = 1 + static_cast<std::int32_t>(below(3));
      if (below(4) == 0) fresh.began_as = "answer";
      if (below(4) == 0) fresh.late_from = std::nullopt;
      fresh.provisional = below(2) == 0;
      fresh.day_end = below(2) == 0;
      for (std::size_t i = below(3); i > 0 && fresh.late_from; --i)
        fresh.warnings.push_back({static_cast<std::int32_t>(3 - i), *fresh.late_from - 5 * static_cast<instant>(i)});
      out.push_back(fresh);
    }
    return out;
  }

  // One event of a new case or an old one.
  void act(store_writer& w, plain_log& log) {
    const bool fresh = log.ids.empty() || below(4) == 0;
    const std::string id = fresh ? "LH-" + std::to_string(++opened) : log.ids[below(log.ids.size())];
    if (fresh) log.ids.push_back(id);
    plain_log::one_case& one = log.cases[id];
    const std::vector<duty_row> decided = decisions(one);
    one.state = below(2) == 0 ? "processing" : "returned";
    thoihan::case_row row = fresh ? sample_case(id) : w.find_case(id).value();
    row.state = one.state;
    row.ended = false;
    append_duties(w, row, "k" + std::to_string(row.events), decided);
    one.running = row.running;
  }

  std::mt19937_64 source;
  std::int32_t started = 0;
  int opened = 0;
};

void check_lists(const store& s, const plain_log& log, random_clerk& clerk) {
  const instant now = 998 + static_cast<instant>(clerk.below(44));
  CHECK(s.late(now) == log.late(now));
  const std::size_t most = clerk.below(12);
  CHECK(s.next(now, static_cast<std::int64_t>(most)) == log.next(now, most));
}

}  // namespace

TEST_SUITE_BEGIN("store: due");

TEST_CASE("late and next, and how many") {
  const fresh_database database;
  store s = database.open();
  s.write([](store_writer& w) {
    keep_sample_texts(w);
    for (const std::string id : {"LH-2", "LH-1", "LH-3"}) {
      thoihan::case_row row = sample_case(id);
      duty_row paused = sample_duty("paused", 1000);
      paused.status = duty_status::paused;
      duty_row exempted = sample_duty("exempted", 1000);
      exempted.status = duty_status::exempted;
      append_duties(w, row, "k1",
                    {sample_duty("b", 1010), paused, sample_duty("a", 1010), exempted,
                     sample_duty("open", std::nullopt), sample_duty("first", id == "LH-3" ? 1001 : 1020)});
    }
  });
  const auto told = [](const std::vector<dated_duty>& rows) {
    std::string out;
    for (const dated_duty& row : rows) out += row.case_id + " " + row.duty.duty + ";";
    return out;
  };
  // Equally late ones in the order in which their cases were opened, and in a case as it has them.
  CHECK(told(s.late(1010)) == "LH-3 first;LH-2 b;LH-2 a;LH-1 b;LH-1 a;LH-3 b;LH-3 a;");
  CHECK(told(s.late(1009)) == "LH-3 first;");
  CHECK(s.late(1000).empty());
  CHECK(told(s.next(1009, 3)) == "LH-2 b;LH-2 a;LH-1 b;");
  CHECK(told(s.next(1010, 100)) == "LH-2 first;LH-1 first;");
  CHECK(told(s.next(1000, 1)) == "LH-3 first;");
  CHECK(s.next(1020, 100).empty());
  CHECK(s.next(0, 0).empty());
  CHECK(s.next(0, -1).empty());
  CHECK(s.late(1010)[0].state == "processing");
}

TEST_CASE("random events by three handles, with transactions that are undone whole or in part") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    CAPTURE(seed);
    const fresh_database database;
    std::vector<store> handles;
    for (int i = 0; i < 3; ++i) handles.push_back(database.open());
    handles[0].write([](store_writer& w) { keep_sample_texts(w); });
    random_clerk clerk{seed};
    plain_log log;
    std::size_t breaches = 0;
    std::size_t undone_writes = 0;
    for (int round = 0; round < 500; ++round) {
      store& s = handles[clerk.below(handles.size())];
      const std::size_t what = clerk.below(10);
      if (what == 0) {
        const instant now = 990 + static_cast<instant>(clerk.below(50));
        const auto said = known(tick(s, now));
        CHECK(said == log.tick(now));
        breaches += said.size();
        continue;
      }
      plain_log as_written = log;
      const bool undo = clerk.below(4) == 0;
      try {
        s.write([&](store_writer& w) {
          for (std::size_t n = 1 + clerk.below(3); n > 0; --n) {
            if (clerk.below(3) != 0) {
              clerk.act(w, as_written);
              if (clerk.below(3) == 0) check_lists(s, as_written, clerk);
              continue;
            }
            plain_log as_tried = as_written;
            const bool give_up = clerk.below(2) == 0;
            try {
              w.attempt([&] {
                clerk.act(w, as_tried);
                if (clerk.below(2) == 0) check_lists(s, as_tried, clerk);
                if (clerk.below(3) == 0) {
                  const instant now = 990 + static_cast<instant>(clerk.below(50));
                  std::multiset<known_breach> said;
                  for (const auto& [number, breach] : w.unrecorded(now)) {
                    if (w.add_breach(number, breach)) said.merge(known({breach}));
                  }
                  CHECK(said == as_tried.tick(now));
                }
                if (give_up) throw undone{};
              });
              as_written = as_tried;
            } catch (const undone&) {
            }
            if (clerk.below(2) == 0) check_lists(s, as_written, clerk);
          }
          if (clerk.below(3) == 0) {
            const instant now = 990 + static_cast<instant>(clerk.below(50));
            std::multiset<known_breach> said;
            for (const auto& [number, breach] : w.unrecorded(now)) {
              if (w.add_breach(number, breach)) said.merge(known({breach}));
            }
            CHECK(said == as_written.tick(now));
          }
          if (undo) throw undone{};
        });
        log = std::move(as_written);
      } catch (const undone&) {
        ++undone_writes;
      }
      if (clerk.below(3) == 0) check_lists(handles[clerk.below(handles.size())], log, clerk);
    }
    for (store& s : handles) {
      for (instant now = 998; now < 1042; ++now) CHECK(s.late(now) == log.late(now));
      CHECK(s.next(0, 100000) == log.next(0, 100000));
    }
    CHECK(known(tick(handles[1], 5000)) == log.tick(5000));
    for (store& s : handles) CHECK(tick(s, 5000).empty());
    CHECK(breaches > 50);
    CHECK(undone_writes > 50);
    CHECK(log.ids.size() > 50);
    CHECK(handles[0].verify().problems.empty());
  }
}

TEST_CASE("what other processes write is seen") {
  const fresh_database database;
  {
    store s = database.open();
    write_case(s, first_case);
  }
  store s = database.open(store_mode::existing);
  const store reader = database.open(store_mode::read_only);
  CHECK(s.next(0, 100).size() == 2);
  CHECK(reader.next(0, 100).size() == 2);
  for (int i = 0; i < 5; ++i) {
    CHECK(in_child([&] {
            store own = database.open(store_mode::existing);
            write_case(own, "LH-" + std::to_string(i));
            return 0;
          }) == 0);
    CHECK(s.next(0, 100).size() == static_cast<std::size_t>(2 * (i + 2)));
    CHECK(reader.next(0, 100) == s.next(0, 100));
  }
}

// Four processes tick at once, over and over, while a fifth opens cases: each breach is told by one of them, once.
TEST_CASE("breaches are told once, whoever ticks") {
  const fresh_database database;
  constexpr int tickers = 4;
  constexpr int cases = 120;
  { store s = database.open(); }
  int reports[2];
  REQUIRE(::pipe(reports) == 0);
  const pid_t writer = start_child([&] {
    store s = database.open(store_mode::existing, 60000);
    for (int i = 0; i < cases; ++i) {
      s.write([&](store_writer& w) {
        keep_sample_texts(w);
        thoihan::case_row row = sample_case("LH-" + std::to_string(1000 + i));
        duty_row duty = sample_duty("handle", 1000 + i);
        duty.warnings = {{1, 500 + i}};
        append_duties(w, row, "k1", {duty});
      });
    }
    return 0;
  });
  std::vector<pid_t> children;
  for (int i = 0; i < tickers; ++i) {
    children.push_back(start_child([&] {
      store s = database.open(store_mode::existing, 60000);
      while (s.events() < cases || s.has_unrecorded(5000)) {
        for (const breach_row& row : tick(s, 5000)) {
          const std::string line = row.case_id + " " + row.kind + "\n";
          if (::write(reports[1], line.data(), line.size()) != static_cast<ssize_t>(line.size())) return 1;
        }
      }
      return 0;
    }));
  }
  ::close(reports[1]);
  std::string all;
  char piece[4096];
  for (ssize_t got = 0; (got = ::read(reports[0], piece, sizeof piece)) > 0;)
    all.append(piece, static_cast<std::size_t>(got));
  ::close(reports[0]);
  CHECK(end_of_child(writer) == 0);
  for (const pid_t child : children) CHECK(end_of_child(child) == 0);
  std::multiset<std::string> lines;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at);
    REQUIRE(end != std::string::npos);
    lines.insert(all.substr(at, end - at));
    at = end + 1;
  }
  std::multiset<std::string> expected;
  for (int i = 0; i < cases; ++i) {
    for (const char* kind : {" late", " warning-1"}) expected.insert("LH-" + std::to_string(1000 + i) + kind);
  }
  CHECK(lines == expected);
  store s = database.open(store_mode::existing);
  CHECK(tick(s, 5000).empty());
  CHECK(s.breaches_of("LH-1000").size() == 2);
  CHECK(s.verify().problems.empty());
}

// A write whose commit fails, as by a reference to nothing, takes the tick with it, and the next one says it again.
TEST_CASE("a tick that is not committed is none") {
  const fresh_database database;
  store s = database.open();
  s.write([](store_writer& w) {
    keep_sample_texts(w);
    thoihan::case_row row = sample_case(first_case);
    append_duties(w, row, "k1", {sample_duty("handle", 1000)});
  });
  for (int i = 0; i < 3; ++i) {
    CHECK(s.has_unrecorded(1000));
    CHECK(status_of([&] {
            s.write([](store_writer& w) {
              const auto rows = w.unrecorded(1000);
              REQUIRE(rows.size() == 1);
              CHECK(w.add_breach(rows[0].first, rows[0].second));
              CHECK(w.unrecorded(1000).empty());
              w.put_case_key(99, {"k", "bytes"});
            });
          }) == status::reference);
  }
  CHECK(tick(s, 999).empty());
  CHECK(tick(s, 1000).size() == 1);
  CHECK_FALSE(s.has_unrecorded(5000));
  CHECK(s.breaches_of(first_case).size() == 1);
}

TEST_SUITE_END();
