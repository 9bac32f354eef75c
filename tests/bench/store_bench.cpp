// What the store costs, beside a program that keeps the same in SQLite by itself.
//
//     build/thoihan_store_bench --pack FOLDER --acts FILE --folder FOLDER [--cases N] [--commands N] [--rounds N]
//                               [--duties N] [--events N] [--time wall|processor] [--out FOLDER]
//
// FILE has acts on cases, one a line, that the pack allows. The databases are made in the folder, which must be on the disk that
// is meant, and are gone at the end. Printed are the figures, and the ratios with the bounds that are set to them; --out gets
// them as store.json. Processor time leaves out the waits, those for the disk and those for other programs.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/store_contest.hpp"

namespace {

struct arguments {
  contest_size size;
  counted_time time = counted_time::on_the_wall;
  std::string pack;
  std::string acts;
  std::string folder;
  std::string out;
};

constexpr const char* usage =
    "usage: thoihan_store_bench --pack FOLDER --acts FILE --folder FOLDER [--cases N] [--commands N] [--rounds N] "
    "[--duties N] [--events N] [--time wall|processor] [--out FOLDER]";

arguments read_arguments(const std::vector<std::string_view>& words) {
  arguments out;
  require(words.size() % 2 == 0, usage);
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const std::string_view value = words[i + 1];
    const auto number = [&](std::string_view name, auto& to) {
      if (words[i] != name) return false;
      const auto end = std::from_chars(value.data(), value.data() + value.size(), to);
      require(end.ec == std::errc{} && end.ptr == value.data() + value.size() && to > 0, "expected a number above 0");
      return true;
    };
    const auto text = [&](std::string_view name, std::string& to) {
      if (words[i] != name) return false;
      to = value;
      return true;
    };
    if (words[i] == "--time") {
      require(value == "wall" || value == "processor", usage);
      out.time = value == "wall" ? counted_time::on_the_wall : counted_time::of_the_thread;
      continue;
    }
    require(number("--cases", out.size.cases) || number("--commands", out.size.commands) ||
                number("--rounds", out.size.rounds) || number("--duties", out.size.duties) ||
                number("--events", out.size.events) || text("--pack", out.pack) || text("--acts", out.acts) ||
                text("--folder", out.folder) || text("--out", out.out),
            usage);
  }
  require(!out.pack.empty() && !out.acts.empty() && !out.folder.empty(), usage);
  require(out.size.commands % group_size == 0, "--commands: a multiple of 100");
  return out;
}

class scratch {
 public:
  explicit scratch(const std::string& folder) : path_(folder + "/store_bench") {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  ~scratch() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct line {  // of the report
  std::string operation;
  std::string who;
  std::string unit;
  double value;
  double low;
  double high;
};

struct bounded {  // a value that is held to a bound
  std::string what;
  double value;
  double bound;
  bool at_least;

  bool reached() const { return at_least ? value >= bound : value <= bound; }
};

struct report {
  std::vector<line> lines;
  std::vector<bounded> held;
};

void add_lines(report& to, const rounds& timing, const std::string& unit, double factor) {
  for (std::size_t i = 0; i < timing.size(); ++i) {
    const figure& name = timing.name(i);
    to.lines.push_back({name.operation, name.who, unit, timing.ns(i) * factor, timing.low_ns(i) * factor, timing.high_ns(i) * factor});
  }
}

void measure_commands(const arguments& given, const std::string& folder, const case_lives& lives, report& to) {
  command_contest acts{given.size, folder, given.pack, lives};
  std::fprintf(stderr, "%zu cases with %zu acts each stand on both sides\n", given.size.cases, acts_before);
  rounds timing{given.size.commands, given.time};
  const std::size_t bare = acts.time_bare(timing);
  const std::size_t single = acts.time_single(timing);
  const std::size_t groups = acts.time_groups(timing);
  acts.time_bare_groups(timing);
  timing.run(given.size.rounds);
  acts.check();
  add_lines(to, timing, "us a command", 1e-3);
  to.lines.push_back({"an event's bytes", "both", "bytes", acts.bytes_of_event(), acts.bytes_of_event(), acts.bytes_of_event()});
  to.held.push_back({"one a transaction, times SQLite's speed", 1 / timing.ratio(single, bare), 0.8, true});
  to.held.push_back({"groups of 100, times SQLite's speed one a transaction", 1 / timing.ratio(groups, bare), 4, true});
}

void measure_duties(const arguments& given, const std::string& folder, const case_lives& lives, report& to) {
  duty_contest duties{given.size, folder, given.pack, lives};
  duties.check();
  std::fprintf(stderr, "%zu running duties: the next 100 are SQLite's\n", given.size.duties);
  constexpr std::size_t times = 200;
  rounds timing{times, given.time};
  for (const bool anywhere : {false, true}) {
    const std::size_t bare = duties.time_bare(timing, anywhere, times);
    const std::size_t ours = duties.time_next(timing, anywhere, times);
    (void)bare;
    (void)ours;
  }
  timing.run(given.size.rounds);
  add_lines(to, timing, "us a question", 1e-3);
  to.held.push_back({"next 100, at one time, of SQLite's time", timing.ratio(1, 0), 1, false});
  to.held.push_back({"next 100, at random, of SQLite's time", timing.ratio(3, 2), 1, false});
  to.held.push_back({"bytes a running duty", duties.bytes_per_duty(), 300, false});
}

// Each life goes on until its last act but one: all cases are open.
void measure_opening(const arguments& given, const std::string& folder, const case_lives& lives, report& to) {
  const std::string path = folder + "/open.db";
  std::size_t cases = 0;
  std::size_t events = 0;
  while (events < given.size.events) events += lives.length_of(cases++) - 1;
  {
    engine_side side{path, given.pack, lives};
    life_walk walk{lives, cases, seed};
    side.fill(walk.first(events));
  }
  std::fprintf(stderr, "%zu events of %zu cases are there to be opened\n", events, cases);
  std::vector<thoihan::store> open;
  rounds timing{1, given.time};
  const std::size_t first = timing.add({"", "", "open, and what is due first", "thoihan"}, [&] {
    open.clear();
    open.push_back(thoihan::store::open(path, thoihan::store_mode::existing));
    keep(open.front().next(0, 1).size());
  });
  timing.run(std::min(given.size.rounds, 5));
  add_lines(to, timing, "ms", 1e-6);
  to.held.push_back({"open 1,000,000 events, seconds", timing.ns(first) * 1e-9, 2, false});

  constexpr std::size_t times = 2'000;
  rounds ticks{times, given.time};
  thoihan::engine engine{open.front()};
  ticks.add({"", "", "tick with nothing due", "thoihan"}, [&] {
    for (std::size_t i = 0; i < times; ++i) require(engine.tick(0).empty(), "something is due before all times");
  });
  ticks.run(given.size.rounds);
  add_lines(to, ticks, "us", 1e-3);
}

void print(const report& of) {
  std::printf("%-28s %-8s %12s %25s  %s\n", "operation", "who", "median", "10 % to 90 %", "unit");
  for (const line& one : of.lines)
    std::printf("%-28s %-8s %12.2f %12.2f-%12.2f  %s\n", one.operation.c_str(), one.who.c_str(), one.value, one.low, one.high,
                one.unit.c_str());
  std::printf("\n");
  for (const bounded& one : of.held)
    std::printf("%-56s %10.2f  %s %5g  %s\n", one.what.c_str(), one.value, one.at_least ? "at least" : "at most ", one.bound,
                one.reached() ? "ok" : "NOT REACHED");
}

void write_json(const std::string& folder, const report& of) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out{std::fopen((folder + "/store.json").c_str(), "wb"), &std::fclose};
  require(out != nullptr, "cannot write to " + folder);
  std::fprintf(out.get(), "{\"figures\": [\n");
  for (std::size_t i = 0; i < of.lines.size(); ++i) {
    const line& one = of.lines[i];
    std::fprintf(out.get(), "  {\"operation\": \"%s\", \"who\": \"%s\", \"unit\": \"%s\", \"value\": %.6g, \"low\": %.6g, \"high\": %.6g}%s\n",
                 one.operation.c_str(), one.who.c_str(), one.unit.c_str(), one.value, one.low, one.high,
                 i + 1 < of.lines.size() ? "," : "");
  }
  std::fprintf(out.get(), "],\n\"held\": [\n");
  for (std::size_t i = 0; i < of.held.size(); ++i) {
    const bounded& one = of.held[i];
    std::fprintf(out.get(), "  {\"what\": \"%s\", \"value\": %.6g, \"bound\": %g, \"at_least\": %s, \"reached\": %s}%s\n", one.what.c_str(),
                 one.value, one.bound, one.at_least ? "true" : "false", one.reached() ? "true" : "false",
                 i + 1 < of.held.size() ? "," : "");
  }
  std::fprintf(out.get(), "]}\n");
}

}  // namespace

int main(int count, char** words) {
  const arguments given = read_arguments({words + 1, words + count});
  const case_lives lives{given.acts};
  report found;
  for (const auto part : {&measure_commands, &measure_duties, &measure_opening}) {
    const scratch folder{given.folder};
    part(given, folder.path(), lives, found);
  }
  print(found);
  if (!given.out.empty()) write_json(given.out, found);
}
