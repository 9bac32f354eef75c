// How long an act takes without a store: from the command, which has been read, to its effects; and a step of the machine alone beside
// the table that one would write by hand.
//
//     build/thoihan_case_bench [--rounds N]
//
// First every answer of the machine is compared with the table's, and every restored case with its own: a wrong one ends the
// program with status 1, before anything is timed. Prints one JSON object: figures in nanoseconds (median, 10 %, 90 %), what is
// held to a bound, and what a snapshot takes.
#include <charconv>
#include <cstdio>
#include <string_view>

#include "src/engine/case_snapshot.hpp"
#include "tests/bench/case_stream.hpp"
#include "tests/bench/questions.hpp"
#include "tests/bench/rounds.hpp"
#include "tests/bench/step_tables.hpp"

namespace {

constexpr double most_times_the_table = 8;
constexpr double most_ns_a_command = 1e9 / 300'000;

void print(const rounds& timing, bool& first) {
  for (std::size_t i = 0; i < timing.size(); ++i) {
    const figure& name = timing.name(i);
    std::printf("%s\n  {\"operation\": \"%s\", \"who\": \"%s\", \"ns\": %.3f, \"low_ns\": %.3f, \"high_ns\": %.3f}",
                first ? "" : ",", name.operation.c_str(), name.who.c_str(), timing.ns(i), timing.low_ns(i),
                timing.high_ns(i));
    first = false;
  }
}

void apply_all(case_stream& stream, thoihan::case_act& act, thoihan::step_effects& effects) {
  for (const told_command& one : stream.commands()) {
    thoihan::resolve_act(*one.pack, one.said, act);
    stream.view_of(one).apply(act, effects);
    keep(effects.transition);
  }
}

}  // namespace

int main(int count, char** words) {
  int times = 15;
  if (count == 3 && std::string_view{words[1]} == "--rounds") {
    const std::string_view text = words[2];
    const auto end = std::from_chars(text.data(), text.data() + text.size(), times);
    require(end.ec == std::errc{} && end.ptr == text.data() + text.size() && times > 0, "expected a number above 0");
  } else {
    require(count == 1, "usage: thoihan_case_bench [--rounds N]");
  }

  const step_tables tables;
  std::size_t somewhere = 0;
  for (const step_question& q : tables.questions()) {
    require(tables.by_machine(q) == tables.by_hand(q), "the machine and the table differ");
    somewhere += tables.by_hand(q) != nowhere ? 1 : 0;
  }
  require(somewhere * 20 > tables.questions().size(), "hardly a question has an answer");
  rounds steps{tables.questions().size()};
  const std::size_t by_hand = steps.add({"", "", "step", "table"}, [&] {
    for (const step_question& q : tables.questions()) keep(tables.by_hand(q));
  }, 50);
  const std::size_t by_machine = steps.add({"", "", "step", "thoihan"}, [&] {
    for (const step_question& q : tables.questions()) keep(tables.by_machine(q));
  }, 50);

  case_stream stream{THOIHAN_SOURCE_DIR};
  thoihan::case_act act;
  thoihan::step_effects effects;
  rounds commands{stream.commands().size()};
  const std::size_t whole =
      commands.add({"", "", "command to effects", "thoihan"}, [&] { apply_all(stream, act, effects); });
  commands.add({"", "", "command to act", "thoihan"}, [&] {
    for (const told_command& one : stream.commands()) {
      thoihan::resolve_act(*one.pack, one.said, act);
      keep(act.facts.size());
    }
  });

  std::vector<std::string> bytes;
  std::size_t total_bytes = 0;
  for (const thoihan::case_view& view : stream.views()) {
    bytes.push_back(thoihan::case_snapshot(view));
    total_bytes += bytes.back().size();
    const auto again = thoihan::restored_case(view.pack(), view.case_id(), bytes.back());
    require(again && *again == view, "a restored case is another");
  }
  rounds snapshots{bytes.size()};
  snapshots.add({"", "", "case to snapshot", "thoihan"}, [&] {
    for (const thoihan::case_view& view : stream.views()) keep(thoihan::case_snapshot(view).size());
  });
  snapshots.add({"", "", "snapshot to case", "thoihan"}, [&] {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const thoihan::case_view& view = stream.views()[i];
      keep(thoihan::restored_case(view.pack(), view.case_id(), bytes[i])->acts());
    }
  });

  steps.run(times);
  commands.run(times);
  snapshots.run(times);

  bool first = true;
  std::printf("{\"figures\": [");
  for (const rounds* timing : {&steps, &commands, &snapshots}) print(*timing, first);
  std::printf("\n],\n\"bounds\": [\n");
  std::printf("  {\"operation\": \"step\", \"to\": \"table\", \"ratio\": %.4f, \"bound\": %g},\n",
              steps.ratio(by_machine, by_hand), most_times_the_table);
  std::printf("  {\"operation\": \"command to effects\", \"to\": \"3,333 ns: 300,000 a second\", \"ratio\": %.4f, \"bound\": 1}\n",
              commands.ns(whole) / most_ns_a_command);
  std::printf("],\n\"commands\": %zu, \"cases\": %zu, \"snapshot_bytes\": %zu, \"round_bytes\": %zu}\n",
              stream.commands().size(), stream.views().size(), total_bytes / bytes.size(), sizeof(thoihan::duty_round));
}
