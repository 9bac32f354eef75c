// What test_store_counts.py counts under callgrind: commands and questions to a store, inside `counted`, and nothing else inside it.
//
//     valgrind --tool=callgrind --toggle-collect=counted --dump-after=counted build/thoihan_store_counts PACK ACTS FOLDER
//     build/thoihan_store_counts PACK ACTS FOLDER DUTIES
//
// Prints a line for each call of `counted`, in order: "counted", the operation, how many, allocations. A few hundred cases, so
// that all of it stays in SQLite's cache: what is counted is the work, not the disk. With DUTIES a line "bytes" and what a running
// duty takes in memory, of so many, after the next ones have been compared with SQLite's.
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/bench/store_contest.hpp"
#include "tests/support/allocation_count.hpp"

// Callgrind knows a function by its name.
extern "C" __attribute__((noinline)) void counted(const std::function<void()>& operation) { operation(); }

namespace {

void count(const char* name, std::size_t done, const std::function<void()>& operation) {
  const std::size_t before = allocations();
  counted(operation);
  std::printf("counted\t%s\t%zu\t%zu\n", name, done, allocations() - before);
}

}  // namespace

int main(int words, char** word) {
  require(words == 4 || words == 5, "usage: thoihan_store_counts PACK ACTS FOLDER [DUTIES]");
  if (words == 5) {
    contest_size size;
    size.duties = std::stoul(word[4]);
    duty_contest duties{size, word[3], word[1], case_lives{word[2]}};
    duties.check();
    std::printf("bytes\ta running duty\t%.1f\n", duties.bytes_per_duty());
    return 0;
  }
  const std::string path = std::string{word[3]} + "/counts.db";
  require(!std::filesystem::exists(path), path + " is there already");
  const case_lives lives{word[2]};
  engine_side side{path, word[1], lives};
  life_walk walk{lives, 2 * lives.count(), seed};
  side.fill(walk.first(acts_before));

  const auto steps_at_random = [&walk](std::size_t count) {
    std::vector<life_step> steps;
    for (std::size_t i = 0; i < count; ++i) steps.push_back(walk.at_random());
    return steps;
  };
  // What is read once and kept is read now.
  side.apply(walk.at_random());
  side.apply_all(steps_at_random(group_size));
  const thoihan::instant now = duty_contest::from;
  keep(side.store().next(now, 1).size());

  const std::vector<life_step> grouped = steps_at_random(5 * group_size);
  count("apply in a group of 100", grouped.size(), [&] {
    for (auto first = grouped.begin(); first != grouped.end(); first += group_size) side.apply_all({first, first + group_size});
  });
  const std::vector<life_step> alone = steps_at_random(group_size);
  count("apply alone", alone.size(), [&] {
    for (const life_step& step : alone) side.apply(step);
  });
  count("follow the log by one group", group_size, [&] { keep(side.store().next(now, 1).size()); });
  count("next 100", 1, [&] { keep(side.store().next(now, 100).size()); });
  count("tick with nothing due", 1, [&] { require(side.engine().tick(0).empty(), "something is due before all times"); });
}
