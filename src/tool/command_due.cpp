#include <boost/json.hpp>

#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/limit_answers.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct due_arguments {
  std::string pack;
  std::string duty;
  std::string from;
  std::vector<std::string> facts;
  std::string rules;
  bool explain = false;
};

int run(output& out, const due_arguments& args) {
  const rule_pack pack = open_pack(out, args.pack, args.rules);
  const duty_rule& duty = pack.duties[find_duty(pack, args.duty)];
  const instant from = read_time("FROM", args.from);
  const std::vector<fact_value> facts = read_facts(pack, args.facts);
  const due_answer due = due_of(pack, duty, from, facts);
  if (due.limit) {
    const limit_rule& rule = duty.within[*due.limit];
    const std::string cite = rule.source.text();
    tell_limit(out, {pack, duty.calendar, from, facts, rule, due.answer, cite.empty() ? duty.source.text() : cite},
               args.explain, false);
    return exit_done;
  }
  const std::string cite = duty.source.text();
  if (out.json()) {
    out.line(json::serialize(json::object{{"from", format_instant(from).data()},
                                          {"limit", nullptr},
                                          {"due", nullptr},
                                          {"late_from", nullptr},
                                          {"cite", cite}}));
  } else {
    out.line(out.pick(say("nghĩa vụ \"{}\" không có thời hạn ({})", "the duty \"{}\" has no limit ({})",
                          out.pick(duty.label), cite_words(cite, out.lang()))));
  }
  return exit_done;
}

}  // namespace

void add_due(command_line& line) {
  auto args = std::make_shared<due_arguments>();
  tool_command command =
      line.add("due",
               {"Tính hạn của một nghĩa vụ bắt đầu từ một thời điểm, và căn cứ",
                "When a duty that starts at a time is due, and by which clause"},
               "thoihan due rules/province/lac-hong forward 2024-04-26T16:00 --fact urgent=false --explain");
  command.positional("PACK", args->pack, pack_words());
  command.positional("DUTY", args->duty, {"Mã của nghĩa vụ", "The duty's id"});
  command.positional("FROM", args->from, {"Thời điểm bắt đầu", "When it starts"});
  command.options("--fact", "K=V", args->facts,
                  {"Dữ kiện của hồ sơ; nêu được nhiều lần", "A fact of the case; may be given several times"});
  command.option("--rules", "DIR", args->rules, rules_words());
  command.flag("--explain", args->explain, explain_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
