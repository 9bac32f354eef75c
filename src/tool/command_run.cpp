#include <memory>
#include <optional>
#include <variant>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/batch.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/line_reader.hpp"
#include "src/tool/progress_bar.hpp"
#include "thoihan/base/utf8.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

// Events that are committed together: one wait for the disk for all of them.
constexpr std::size_t group_size = 256;

struct run_arguments {
  std::string pack;
  std::string events;
  std::string database;
  std::string now;
  std::string rules;
  key_arguments key;
};

// Mostly one; more where they are entered together.
using read_entry = std::vector<command>;

struct read_event {
  int line;
  std::variant<read_entry, error> what;
};

class event_run {
 public:
  event_run(output& out, engine& work, const rule_pack& pack, line_reader& lines)
      : out_(out), engine_(work), pack_(pack), lines_(lines), progress_(lines.bytes_in_all()) {}

  int run() {
    std::string line;
    for (;;) {
      const auto outcome = lines_.next(line);
      if (outcome == line_reader::outcome::end) break;
      if (line.find_first_not_of(" \t") != std::string::npos) take({lines_.number(), read(outcome, line)});
      if (group_.size() >= group_size || !lines_.ready()) commit();
    }
    commit();
    out_.note(say("{}: sự kiện: {}, bị từ chối: {}", "{}: events: {}, refused: {}", lines_.name(), answered_ + refused_,
                  refused_));
    return refused_ == 0 ? exit_done : exit_wrong;
  }

 private:
  place at_line(int line, int column = 1) const { return {lines_.name(), line, column, ""}; }

  void take(read_event one) {
    const read_entry* entry = std::get_if<read_entry>(&one.what);
    if (entry == nullptr || entry->size() == 1) {
      group_.push_back(std::move(one));
      return;
    }
    commit();
    try {
      for (const case_answer& given : engine_.apply_together(*entry)) answer(given);
    } catch (const error& problem) {
      if (!engine::concerns_command(problem.code())) throw;
      refuse(placed(problem, at_line(one.line)));
    }
  }

  std::variant<read_entry, error> read(line_reader::outcome outcome, const std::string& line) const {
    const int number = lines_.number();
    if (outcome == line_reader::outcome::too_long) {
      return error(status::too_big, say("dòng dài hơn {} byte", "the line has more than {} bytes", max_line_bytes),
                   at_line(number));
    }
    if (const std::size_t bad = utf8_error_at(line); bad != line.size()) {
      return error(status::utf8, {"dòng không phải UTF-8", "the line is not UTF-8"},
                   at_line(number, static_cast<int>(bad) + 1));
    }
    try {
      return read_commands(line);
    } catch (const error& problem) {
      return placed(problem, {lines_.name(), number, problem.where().column, problem.where().pointer});
    }
  }

  // Answers are told only when what they say has been kept.
  void commit() {
    std::vector<command> commands;
    for (const read_event& one : group_) {
      if (const read_entry* good = std::get_if<read_entry>(&one.what)) commands.push_back(good->front());
    }
    const auto results =
        commands.empty() ? std::vector<std::variant<case_answer, error>>{} : engine_.apply_all(commands);
    auto result = results.begin();
    for (const read_event& one : group_) {
      if (const error* bad = std::get_if<error>(&one.what)) {
        refuse(*bad);
      } else if (const error* refused = std::get_if<error>(&*result++)) {
        refuse(placed(*refused, at_line(one.line)));
      } else {
        answer(std::get<case_answer>(*(result - 1)));
      }
    }
    group_.clear();
    out_.flush();
    progress_.show(lines_.bytes_read());
  }

  void refuse(const error& problem) {
    ++refused_;
    answer_error(out_, problem);
  }

  void answer(const case_answer& given) {
    ++answered_;
    out_.line(out_.json() ? json_of(given) : printable(answer_words(pack_, given, out_.lang())));
  }

  output& out_;
  engine& engine_;
  const rule_pack& pack_;
  line_reader& lines_;
  progress_bar progress_;
  std::vector<read_event> group_;
  std::int64_t answered_ = 0;
  std::int64_t refused_ = 0;
};

void tick(output& out, engine& work, const rule_pack& pack, instant now) {
  for (const breach_row& breach : work.tick(now)) {
    out.line(out.json() ? json_of(breach) : printable(breach_words(pack, breach, out.lang())));
  }
}

int run(output& out, const run_arguments& args) {
  const instant now = args.now.empty() ? 0 : read_time("--now", args.now);
  std::optional<host_key> key = read_key(args.key);
  const rule_pack pack = open_pack(out, args.pack, args.rules);
  line_reader lines{args.events};
  store events = store::open(args.database, store_mode::create);
  engine work{events};
  if (key) work.use_key(std::move(*key));
  work.use(pack);
  const int exit_status = event_run{out, work, pack, lines}.run();
  if (!args.now.empty()) tick(out, work, pack, now);
  return exit_status;
}

}  // namespace

void add_run(command_line& line) {
  auto args = std::make_shared<run_arguments>();
  tool_command command = line.add(
      "run",
      {"Ghi các sự kiện vào cơ sở dữ liệu; mỗi sự kiện một dòng trả lời: trạng thái, nghĩa vụ, hạn",
       "Take events into a database; one answer a line: state, duties, dues, notices"},
      "thoihan run rules/province/lac-hong --events events.jsonl --db reports.db --now 2024-05-20T08:00 --json");
  command.positional("PACK", args->pack, pack_words());
  command.option("--events", "F", args->events,
                 {"Tệp sự kiện, mỗi dòng một đối tượng JSON, hoặc {\"together\":[...]}; \"-\" là đầu vào chuẩn",
                  "The events, one JSON object a line, or {\"together\":[...]}; \"-\" is standard input"},
                 true);
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--now", "T", args->now,
                 {"Sau cùng ghi nhận những gì trễ hạn đến lúc này", "In the end record what is late at this time"});
  command.option("--rules", "DIR", args->rules, rules_words());
  add_key_options(command, args->key);
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
