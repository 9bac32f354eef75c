#include <memory>

#include "src/tool/arguments.hpp"
#include "src/tool/batch.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/limit_answers.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/limit/evaluate.hpp"

namespace thoihan {
namespace {

struct add_arguments {
  std::string pack;
  std::string from;
  std::string limit;
  std::string calendar;
  std::string rules;
  bool explain = false;
};

int run(output& out, const add_arguments& args) {
  const bool batch = args.from == "-";
  if (batch != args.limit.empty()) {
    throw error(status::invalid, batch ? bilingual{"FROM là \"-\" thì LIMIT đọc từ đầu vào chuẩn",
                                                   "with FROM \"-\" the limits come from standard input"}
                                       : bilingual{"thiếu LIMIT", "LIMIT is missing"});
  }
  const rule_pack pack = open_pack(out, args.pack, args.rules);
  const std::uint16_t calendar = find_calendar(pack, args.calendar);
  const std::vector<fact_value> facts = standard_facts(pack);
  const auto work = [&](const std::string& from_text, const std::string& limit_text) {
    const instant from = read_time("FROM", from_text);
    const limit_rule rule = read_limit(pack, limit_text);
    limit_answer answer;
    const status code = evaluate_limit(*pack.compiled[calendar], rule.row.what, from, facts, answer);
    if (code != status::ok) throw_limit_error(code, pack, calendar, from);
    tell_limit(out, {pack, calendar, from, facts, rule, answer, rule.source.text()}, args.explain, batch);
  };
  if (batch) return answer_lines(out, "FROM<TAB>LIMIT", work);
  work(args.from, args.limit);
  return exit_done;
}

}  // namespace

void add_add(command_line& line) {
  auto args = std::make_shared<add_arguments>();
  tool_command command = line.add("add", {"Tính hạn từ một thời điểm", "When a limit that starts at a time ends"},
                                  "thoihan add rules/province/lac-hong 2024-04-25T09:10 \"5 working days\" --explain");
  command.positional("PACK", args->pack, pack_words());
  command.positional("FROM", args->from,
                     {"Thời điểm bắt đầu; \"-\" đọc từng dòng FROM<TAB>LIMIT từ đầu vào chuẩn",
                      "When it starts; \"-\" reads lines FROM<TAB>LIMIT from standard input"});
  command.positional("LIMIT", args->limit,
                     {"Thời hạn, như \"5 working days\", hoặc đối tượng JSON như trong gói quy tắc",
                      "The limit, such as \"5 working days\", or a JSON object as in a rule pack"},
                     false);
  command.option("--calendar", "ID", args->calendar, calendar_words());
  command.option("--rules", "DIR", args->rules, rules_words());
  command.flag("--explain", args->explain, explain_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
