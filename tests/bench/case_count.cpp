// What test_case_counts.py counts under callgrind: each operation once, inside `counted`, and nothing else inside it.
//
//     valgrind --tool=callgrind --toggle-collect=counted --dump-after=counted build/thoihan_case_counts
//
// Prints a line for each call of `counted`, in order: "counted", the operation, how many rows, allocations; and lines "bytes". An
// answer that is missing ends the program with status 1.
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "src/engine/case_snapshot.hpp"
#include "tests/bench/case_stream.hpp"
#include "tests/bench/counted.hpp"
#include "tests/bench/questions.hpp"
#include "tests/bench/step_tables.hpp"

namespace {

constexpr std::size_t rows = 10'000;

void count_steps() {
  const step_tables tables{rows};
  std::size_t taken = 0;
  count("step by a table", rows, [&] {
    for (const step_question& q : tables.questions()) keep(tables.by_hand(q));
  });
  count("step", rows, [&] {
    for (const step_question& q : tables.questions()) taken += tables.by_machine(q) != nowhere ? 1 : 0;
  });
  require(taken > rows / 20, "hardly a question has an answer");
}

void count_cases() {
  case_stream stream{THOIHAN_SOURCE_DIR};
  thoihan::case_act act;
  thoihan::step_effects effects;
  const auto apply_all = [&](const std::function<void(const told_command&)>& before_each) {
    for (const told_command& one : stream.commands()) {
      thoihan::case_view& view = stream.view_of(one);
      before_each(one);
      thoihan::resolve_act(*one.pack, one.said, act);
      view.apply(act, effects);
    }
  };
  // Acts that open no case, start no duty, end no pause and name no list of authorities, each with a case of its own as it stood before. What is used again has its room then.
  std::vector<std::pair<thoihan::case_view, const told_command*>> plain;
  apply_all([&](const told_command& one) {
    if (!one.opens && !one.starts_duty && !one.ends_pause && !one.names_several) plain.emplace_back(stream.view_of(one), &one);
  });
  count("command to effects, a stream of reports", stream.commands().size(), [&] {
    for (const told_command& one : stream.commands()) {
      thoihan::resolve_act(*one.pack, one.said, act);
      stream.view_of(one).apply(act, effects);
    }
  });
  std::vector<const told_command*> single;
  for (const told_command& one : stream.commands()) {
    if (!one.names_several) single.push_back(&one);
  }
  count("command to act", single.size(), [&] {
    for (const told_command* one : single) thoihan::resolve_act(*one->pack, one->said, act);
  });
  count("command to effects, no duty started", plain.size(), [&] {
    for (auto& [view, one] : plain) {
      thoihan::resolve_act(*one->pack, one->said, act);
      view.apply(act, effects);
    }
  });
  std::vector<std::string> bytes(stream.views().size());
  std::size_t total_bytes = 0;
  count("case to snapshot", bytes.size(), [&] {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = thoihan::case_snapshot(stream.views()[i]);
  });
  count("snapshot to case", bytes.size(), [&] {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const thoihan::case_view& view = stream.views()[i];
      keep(thoihan::restored_case(view.pack(), view.case_id(), bytes[i])->acts());
    }
  });
  for (const std::string& one : bytes) total_bytes += one.size();
  std::printf("bytes\tsnapshot of a case\t%zu\n", total_bytes / bytes.size());
  std::printf("bytes\tround of a duty\t%zu\n", sizeof(thoihan::duty_round));
}

}  // namespace

int main() {
  count_steps();
  count_cases();
}
