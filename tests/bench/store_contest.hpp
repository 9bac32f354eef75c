// The store with its engine beside a bare SQLite program (bare_store.hpp), on one disk.
//
//     command_contest acts{given, lives, pack};          // as many cases on both sides, with the same acts done; the logs have
//                                                         // their size by then: whoever lengthens a file waits longer for the disk
//     rounds timing{given.commands, counted_time::on_the_wall};
//     acts.time_single(timing); acts.time_bare(timing);
//
//     duty_contest duties{given, sample};                // the same running duties on both sides
//     duties.check();                                    // ends the program at the first difference
//
// All outlive the rounds.
#pragma once

#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/bench/bare_store.hpp"
#include "tests/bench/case_lives.hpp"
#include "tests/bench/questions.hpp"
#include "tests/bench/require.hpp"
#include "tests/bench/rounds.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/pack/load.hpp"

struct contest_size {
  std::size_t cases = 100'000;
  std::size_t commands = 4'000;  // a round
  std::size_t duties = 1'000'000;
  std::size_t events = 1'000'000;  // of the database that is opened
  int rounds = 11;
};

inline constexpr std::size_t group_size = 100;
inline constexpr std::size_t loading_size = 1'000;  // of the groups in which both sides are filled
inline constexpr std::size_t acts_before = 3;       // of each case
inline constexpr std::size_t bytes_about_case = 160;  // so that a bare row of a case has some 200
inline constexpr std::uint64_t seed = 1022;

// An engine on a new file, with the key that seals personal texts.
class engine_side {
 public:
  engine_side(const std::string& path, const std::string& pack, const case_lives& lives)
      : lives_(lives), store_(thoihan::store::open(path, thoihan::store_mode::create)), engine_(store_) {
    engine_.use(thoihan::load_pack(pack));
    engine_.use_key(thoihan::new_host_key("bench"));
  }
  engine_side(const engine_side&) = delete;
  engine_side& operator=(const engine_side&) = delete;

  thoihan::store& store() { return store_; }
  thoihan::engine& engine() { return engine_; }

  void apply(const life_step& step) { keep(engine_.apply(lives_.act(step)).sequence); }

  void apply_all(const std::vector<life_step>& steps) {
    std::vector<thoihan::command> commands;
    commands.reserve(steps.size());
    for (const life_step& step : steps) commands.push_back(lives_.act(step));
    for (const auto& answer : engine_.apply_all(commands))
      require(std::holds_alternative<thoihan::case_answer>(answer), "an act was refused");
  }

  void fill(const std::vector<life_step>& steps) {
    for (std::size_t at = 0; at < steps.size(); at += loading_size) {
      const auto first = steps.begin() + static_cast<std::ptrdiff_t>(at);
      apply_all({first, first + static_cast<std::ptrdiff_t>(std::min(loading_size, steps.size() - at))});
    }
  }

 private:
  const case_lives& lives_;
  thoihan::store store_;
  thoihan::engine engine_;
};

// What the store keeps of one event: its row, and the sealed texts that belong to it.
inline std::string bytes_of(const thoihan::stored_event& event, const std::vector<thoihan::sealed_text>& sealed) {
  std::string out;
  for (const std::string* text : {&event.kind, &event.key, &event.event, &event.role, &event.authority, &event.officer,
                                  &event.overrides, &event.details, &event.decided, &event.engine_version})
    out += *text;
  out += event.facts.value_or("");
  for (const thoihan::sha256_digest* digest : {&event.facts_digest, &event.digest})
    out.append(reinterpret_cast<const char*>(digest->data()), digest->size());
  out.append(4 * sizeof(std::int32_t), '\0');  // previous, recorded_at, pack, calendar
  for (const thoihan::sealed_text& text : sealed) {
    if (text.sequence == event.sequence) out += text.name + text.sealed;
  }
  return out;
}

class command_contest {
 public:
  command_contest(const contest_size& size, const std::string& folder, const std::string& pack, const case_lives& lives)
      : commands_(size.commands),
        engine_(folder + "/thoihan.db", pack, lives),
        bare_(folder + "/bare.db"),
        engine_walk_(lives, size.cases, seed),
        bare_walk_(lives, size.cases, seed),
        source_(seed) {
    read_bytes(folder + "/lives.db", pack, lives);
    engine_.fill(engine_walk_.first(acts_before));
    fill_bare(size.cases);
  }

  double bytes_of_event() const { return static_cast<double>(total_bytes_) / static_cast<double>(total_events_); }

  std::size_t time_single(rounds& timing) {
    return timing.add({"", "", "one a transaction", "thoihan"}, [this] {
      for (std::size_t i = 0; i < commands_; ++i) engine_.apply(engine_walk_.at_random());
    });
  }

  std::size_t time_groups(rounds& timing) {
    return timing.add({"", "", "groups of 100", "thoihan"}, [this] {
      for (std::size_t done = 0; done < commands_; done += group_size) {
        std::vector<life_step> steps;
        for (std::size_t i = 0; i < group_size; ++i) steps.push_back(engine_walk_.at_random());
        engine_.apply_all(steps);
      }
    });
  }

  std::size_t time_bare(rounds& timing) {
    return timing.add({"", "", "one a transaction", "SQLite"}, [this] { add_bare(1); });
  }

  std::size_t time_bare_groups(rounds& timing) {
    return timing.add({"", "", "groups of 100", "SQLite"}, [this] { add_bare(group_size); });
  }

  // Nothing was lost on the way.
  void check() {
    require(static_cast<std::size_t>(engine_.store().events()) == engine_walk_.steps(), "the log has another length");
  }

 private:
  void read_bytes(const std::string& path, const std::string& pack, const case_lives& lives) {
    engine_side whole{path, pack, lives};
    for (std::size_t number = 0; number < lives.count(); ++number) {
      std::vector<life_step> steps;
      for (std::size_t act = 0; act < lives.length_of(number); ++act) steps.push_back({number, act});
      whole.apply_all(steps);
      const auto sealed = whole.store().sealed_of(case_lives::name_of(number));
      std::vector<std::string>& bytes = bytes_.emplace_back();
      for (const auto& event : whole.store().events_of(case_lives::name_of(number))) {
        bytes.push_back(bytes_of(event, sealed));
        total_bytes_ += bytes.back().size();
        ++total_events_;
      }
    }
  }

  void add_event(const life_step& step) {
    bare_.add_event(static_cast<std::int64_t>(step.number + 1), static_cast<std::int64_t>(step.act + 1),
                    1'700'000'000 + static_cast<std::int64_t>(source_() % 31'536'000), bytes_[step.number % bytes_.size()][step.act]);
  }

  void add_bare(std::size_t group) {
    for (std::size_t done = 0; done < commands_; done += group) {
      bare_.begin();
      for (std::size_t i = 0; i < group; ++i) add_event(bare_walk_.at_random());
      bare_.commit();
    }
  }

  void fill_bare(std::size_t cases) {
    const std::string about(bytes_about_case, 'x');
    bare_.begin();
    for (std::size_t number = 0; number < cases; ++number) bare_.add_case(static_cast<std::int64_t>(number + 1), about);
    bare_.commit();
    const std::vector<life_step> steps = bare_walk_.first(acts_before);
    for (std::size_t at = 0; at < steps.size(); at += loading_size) {
      bare_.begin();
      for (std::size_t i = at; i < std::min(at + loading_size, steps.size()); ++i) add_event(steps[i]);
      bare_.commit();
    }
  }

  std::size_t commands_;
  engine_side engine_;
  bare_store bare_;
  life_walk engine_walk_;
  life_walk bare_walk_;
  std::mt19937_64 source_;
  std::vector<std::vector<std::string>> bytes_;  // by life and act
  std::size_t total_bytes_ = 0;
  std::size_t total_events_ = 0;
};

// What the process holds in memory, less what SQLite does.
inline std::size_t bytes_in_use() {
  const auto all = ::mallinfo2();
  return all.uordblks + all.hblkhd - static_cast<std::size_t>(sqlite3_memory_used());
}

// Running duties in great number: real ones, with times at random.
class duty_contest {
 public:
  static constexpr std::int64_t asked = 100;
  static constexpr thoihan::instant from = 1'704'042'000;  // 2024-01-01 in Viet Nam
  static constexpr std::int64_t span = std::int64_t{2} * 365 * 86'400;

  duty_contest(const contest_size& size, const std::string& folder, const std::string& pack, const case_lives& lives)
      : path_(folder + "/duties.db"), bare_(folder + "/bare-duties.db"), source_(seed) {
    engine_side side{path_, pack, lives};
    const std::vector<thoihan::case_row> sample = sample_of(side, lives);
    fill(side.store(), sample, size.duties);
    bare_.settle();
    const std::size_t before = bytes_in_use();
    store_ = std::make_unique<thoihan::store>(thoihan::store::open(path_, thoihan::store_mode::existing));
    keep(store_->next(from, 1).size());
    bytes_ = bytes_in_use() - before;
  }

  double bytes_per_duty() const { return static_cast<double>(bytes_) / static_cast<double>(duties_); }

  void check() {
    for (int i = 0; i < 200; ++i) {
      const thoihan::instant now = at_random();
      std::vector<thoihan::dated_duty> rows;
      bare_.next(now, asked, [&rows](sqlite3_stmt* q) { rows.push_back(row_at(q)); });
      std::vector<thoihan::dated_duty> ours = store_->next(now, asked);
      for (thoihan::dated_duty& one : ours) one.duty.warnings.clear();
      require(ours == rows, "the next due are not those that SQLite finds");
    }
  }

  std::size_t time_next(rounds& timing, bool anywhere, std::size_t times) {
    return timing.add({"", "", anywhere ? "next 100, at random" : "next 100, at one time", "thoihan"}, [this, anywhere, times] {
      for (std::size_t i = 0; i < times; ++i) keep(store_->next(anywhere ? at_random() : middle, asked).size());
    });
  }

  std::size_t time_bare(rounds& timing, bool anywhere, std::size_t times) {
    return timing.add({"", "", anywhere ? "next 100, at random" : "next 100, at one time", "SQLite"}, [this, anywhere, times] {
      for (std::size_t i = 0; i < times; ++i) bare_.next(anywhere ? at_random() : middle, asked, &read);
    });
  }

 private:
  static constexpr thoihan::instant middle = from + span / 2;

  thoihan::instant at_random() { return from + static_cast<std::int64_t>(source_() % static_cast<std::uint64_t>(span)); }

  // Looks at every column and copies none.
  static void read(sqlite3_stmt* q) {
    for (const int column : {0, 1, 2, 4, 5, 12, 14}) keep(bare_store::text(q, column).size());
    for (const int column : {3, 6, 7, 8, 9, 10, 11, 13}) keep(sqlite3_column_int64(q, column));
  }

  static thoihan::dated_duty row_at(sqlite3_stmt* q) {
    thoihan::dated_duty out;
    out.case_id = bare_store::text(q, 0);
    out.state = bare_store::text(q, 1);
    out.duty.duty = bare_store::text(q, 2);
    out.duty.round = sqlite3_column_int(q, 3);
    out.duty.owed_role = bare_store::text(q, 4);
    out.duty.owed_authority = bare_store::text(q, 5);
    out.duty.started_at = sqlite3_column_int64(q, 6);
    out.duty.due = sqlite3_column_int64(q, 7);
    out.duty.late_from = sqlite3_column_int64(q, 8);
    out.duty.due_date = sqlite3_column_int(q, 9);
    out.duty.day_end = sqlite3_column_int(q, 10) != 0;
    out.duty.provisional = sqlite3_column_int(q, 11) != 0;
    out.duty.cite = bare_store::text(q, 12);
    out.duty.started_by = sqlite3_column_int(q, 13);
    out.duty.began_as = bare_store::text(q, 14);
    return out;
  }

  // The cases after three acts, those of their duties that can become late.
  static std::vector<thoihan::case_row> sample_of(engine_side& side, const case_lives& lives) {
    std::vector<thoihan::case_row> out;
    life_walk walk{lives, lives.count(), seed};
    side.fill(walk.first(acts_before));
    for (const std::string& id : side.store().case_ids()) {
      thoihan::case_row row = *side.store().find_case(id);
      const auto cannot = [](const thoihan::duty_row& duty) {
        return duty.status != thoihan::duty_status::running || !duty.due || !duty.late_from;
      };
      row.running.erase(std::remove_if(row.running.begin(), row.running.end(), cannot), row.running.end());
      if (!row.running.empty()) out.push_back(std::move(row));
    }
    // The sample's own stay out of the way: they end.
    for (const std::string& id : side.store().case_ids()) {
      side.store().write([&](thoihan::store_writer& writer) {
        thoihan::case_row row = *writer.find_case(id);
        thoihan::stored_event event = writer.events_of(id).back();
        row.running.clear();
        row.ended = true;
        writer.append(event, row);
      });
    }
    return out;
  }

  void fill(thoihan::store& store, const std::vector<thoihan::case_row>& sample, std::size_t duties) {
    std::vector<thoihan::dated_duty> rows;
    std::size_t number = 1'000'000;
    while (duties_ < duties) {
      store.write([&](thoihan::store_writer& writer) {
        for (std::size_t i = 0; i < loading_size && duties_ < duties; ++i) {
          thoihan::case_row row = sample[source_() % sample.size()];
          const thoihan::stored_event before = event_of(row);
          thoihan::stored_event event = before;
          row.number = 0;
          row.case_id = case_lives::name_of(number++);
          row.events = 0;
          row.last_sequence = 0;
          for (thoihan::duty_row& duty : row.running) {
            const std::int64_t later = at_random() - *duty.late_from;
            for (std::int64_t* at : {&duty.started_at, &*duty.due, &*duty.late_from}) *at += later;
            for (thoihan::dated_warning& warning : duty.warnings) warning.at += later;
            duty.due_date = thoihan::day_of(*duty.due);
          }
          writer.append(event, row);
          for (const thoihan::duty_row& duty : row.running) {
            rows.push_back({row.case_id, row.state, duty});
            rows.back().duty.warnings.clear();
          }
          duties_ += row.running.size();
        }
      });
      bare_.begin();
      for (const thoihan::dated_duty& one : rows) bare_.add_duty(one);
      bare_.commit();
      rows.clear();
    }
    require(store.purge(), "the log stays");
  }

  static thoihan::stored_event event_of(const thoihan::case_row& row) {
    thoihan::stored_event event;
    event.key = "1";
    event.at = row.opened_at;
    event.recorded_at = row.opened_at;
    event.event = "receive";
    event.role = "operator";
    event.facts = "{}";
    event.pack_hash = row.pack_hash;
    event.calendar_hash = row.calendar_hash;
    event.engine_version = "bench";
    return event;
  }

  std::string path_;
  bare_store bare_;
  std::mt19937_64 source_;
  std::size_t duties_ = 0;
  std::size_t bytes_ = 0;
  std::unique_ptr<thoihan::store> store_;
};
