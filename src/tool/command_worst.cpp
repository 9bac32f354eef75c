#include <boost/json.hpp>

#include <memory>

#include "src/pack/names.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/worst_words.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/pack/worst.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct worst_arguments {
  std::string pack;
  std::string year;
  std::vector<std::string> answered;
  std::string rules;
  bool path = false;
};

std::string json_time(instant t) { return format_instant(t).data(); }

std::string_view kind_name(wait_kind kind) {
  switch (kind) {
    case wait_kind::no_limit: return "no_limit";
    case wait_kind::declared: return "declared";
    case wait_kind::exempted: return "exempted";
    case wait_kind::no_duty: return "no_duty";
    case wait_kind::pause: return "pause";
  }
  return "unknown";
}

// "Xác định thẩm quyền (9.1.c, no limit)"
std::string words_of(const output& out, const rule_pack& pack, const open_wait& wait) {
  const named_wait name = name_of(pack, wait);
  return fmt::format("{} ({}, {})", out.pick(name.label), name.cite, out.pick(wait_words(wait.kind)));
}

json::object json_of(const output& out, const rule_pack& pack, const open_wait& wait) {
  const named_wait name = name_of(pack, wait);
  json::object line{{"kind", json::string(kind_name(wait.kind))}};
  if (!name.key.empty()) line[name.key] = name.id;
  line["label"] = out.pick(name.label);
  line["cite"] = name.cite;
  return line;
}

json::array json_of(const output& out, const rule_pack& pack, const std::vector<open_wait>& waits) {
  json::array list;
  for (const open_wait& wait : waits) list.push_back(json_of(out, pack, wait));
  return list;
}

json::object json_of(const output& out, const rule_pack& pack, const std::vector<worst_act>& path, std::size_t at) {
  const worst_act& act = path[at];
  const transition_rule& rule = pack.transitions[act.transition];
  json::object line{{"at", json_time(act.at)},
                    {"event", pack.events[rule.event]},
                    {"state", pack.states[state_after(pack, path, at)].id},
                    {"duty", nullptr},
                    {"limit", nullptr},
                    {"cite", rule.source.text()},
                    {"due", nullptr}};
  if (act.pressed) {
    if (!act.pressed->is_bar) line["duty"] = pack.duties[act.pressed->number].id;
    line["limit"] = row_of(pack, *act.pressed).text;
    line["cite"] = source_of(pack, *act.pressed).text();
    line["due"] = json_time(act.pressed->due.due);
    line["since"] = json_time(act.pressed->since);
    if (act.pressed->is_bar) line["time_bar"] = true;
    if (act.pressed->extensions > 0) line["extensions"] = act.pressed->extensions;
  }
  if (act.waited) line["waited"] = json_of(out, pack, *act.waited);
  return line;
}

std::string_view goal_name(worst_goal goal) { return goal == worst_goal::answer ? "answer" : "end"; }

void tell_json(output& out, const rule_pack& pack, const worst_time& time) {
  json::array path;
  for (std::size_t at = 0; at < time.path.size(); ++at) path.push_back(json_of(out, pack, time.path, at));
  out.line(json::serialize(json::object{{"goal", json::string(goal_name(time.goal))},
                                        {"loops", time.comebacks},
                                        {"bounded", time.bounded},
                                        {"by", time.by == worst_measure::calendar ? "calendar" : "working"},
                                        {"elapsed_s", time.elapsed_s},
                                        {"working_s", time.working_s},
                                        {"start", json_time(time.start())},
                                        {"provisional", time.provisional},
                                        {"terms", json_of(out, pack, time.waits)},
                                        {"path", std::move(path)}}));
}

void tell_act(output& out, const rule_pack& pack, const std::vector<worst_act>& path, std::size_t at) {
  const worst_act& act = path[at];
  const transition_rule& rule = pack.transitions[act.transition];
  if (act.waited) out.line("      … " + printable(words_of(out, pack, *act.waited)));
  std::string line =
      fmt::format("      {}  {} → {}", time_text(act.at), pack.events[rule.event], pack.states[state_after(pack, path, at)].id);
  if (act.pressed) {
    const limit_rule& row = row_of(pack, *act.pressed);
    const std::string what = act.pressed->is_bar ? out.pick({"chỉ được làm trong hạn", "time-bar"})
                                                 : out.pick(pack.duties[act.pressed->number].label);
    line += fmt::format("  [{}: {}; {}; {}]", what, out.pick(limit_words(row.text)),
                        source_of(pack, *act.pressed).text(), out.pick(due_words(act.pressed->due)));
  }
  out.line(printable(line));
}

bilingual comebacks_words(int comebacks) {
  if (comebacks == 1) return {"  1 lần quay lại: ", "  1 comeback: "};
  return say("  {} lần quay lại: ", "  {} comebacks: ", comebacks);
}

const worst_time* find(const worst_answer& worst, worst_goal goal, int comebacks, bool bounded, worst_measure by) {
  for (const worst_time& time : worst.times) {
    if (time.goal == goal && time.comebacks == comebacks && time.bounded == bounded && time.by == by) return &time;
  }
  return nullptr;
}

void tell_time(output& out, const rule_pack& pack, const worst_time& calendar, const worst_time& working, bool path) {
  std::string line = out.pick(comebacks_words(calendar.comebacks)) + out.bold(out.pick(days_words(calendar.elapsed_s)));
  for (const open_wait& wait : calendar.waits) line += " + " + printable(words_of(out, pack, wait));
  const bilingual worked = duration_words(working.working_s);
  line += out.pick(say("; từ {}; giờ làm việc nhiều nhất: {}", "; from {}; working time at most {}",
                       time_text(calendar.start()), std::string_view{out.pick(worked)}));
  if (calendar.provisional) line += out.pick({" (tạm tính)", " (provisional)"});
  out.line(line);
  if (!path) return;
  for (std::size_t at = 0; at < calendar.path.size(); ++at) tell_act(out, pack, calendar.path, at);
}

void tell_goal(output& out, const rule_pack& pack, const worst_answer& worst, worst_goal goal, bool path) {
  std::vector<std::string> answered;
  for (const state_number state : worst.answered) answered.push_back(pack.states[state].id);
  out.line(goal == worst_goal::answer
               ? out.bold(out.pick(say("Đến khi trả lời ({})", "To the answer ({})", joined(answered))))
               : out.bold(out.pick({"Đến khi kết thúc", "To the end"})));
  for (const bool bounded : {true, false}) {
    out.line(bounded ? out.pick({" không tính chỗ chờ không có thời hạn:", " without a wait that no clause bounds:"})
                     : out.pick({" kể cả chỗ chờ không có thời hạn:", " with waits that no clause bounds:"}));
    bool any = false;
    for (int comebacks = 0; comebacks <= 2; ++comebacks) {
      const worst_time* calendar = find(worst, goal, comebacks, bounded, worst_measure::calendar);
      if (calendar == nullptr) continue;
      tell_time(out, pack, *calendar, *find(worst, goal, comebacks, bounded, worst_measure::working), path);
      any = true;
    }
    if (!any) out.line(out.pick({"  không có đường đi nào", "  no way leads there"}));
  }
  const std::vector<open_wait>& waits = goal == worst_goal::answer ? worst.waits_for_answer : worst.waits_for_end;
  for (const open_wait& wait : waits) {
    out.line(out.pick({" không khoản nào giới hạn: ", " no clause bounds: "}) + printable(words_of(out, pack, wait)));
  }
}

int run(output& out, const worst_arguments& args) {
  const rule_pack pack = open_pack(out, args.pack, args.rules);
  const std::int64_t year = args.year.empty() ? decided_year(pack) : read_count("--year", args.year);
  worst_question question = whole_year(pack, static_cast<int>(std::min<std::int64_t>(year, 10'000)));
  const std::vector<std::string> states = ids_of(pack.states);
  for (const std::string& name : args.answered)
    question.answered.push_back(static_cast<state_number>(index_of({"trạng thái", "state"}, name, states)));
  const worst_answer worst = worst_times(pack, question);
  if (!out.json()) {
    for (const worst_goal goal : {worst_goal::answer, worst_goal::end}) tell_goal(out, pack, worst, goal, args.path);
    return exit_done;
  }
  for (const worst_time& time : worst.times) tell_json(out, pack, time);
  for (const worst_goal goal : {worst_goal::answer, worst_goal::end}) {
    json::array answered;
    for (const state_number state : worst.answered) answered.emplace_back(pack.states[state].id);
    json::object line{
        {"goal", json::string(goal_name(goal))},
        {"open_terms", json_of(out, pack, goal == worst_goal::answer ? worst.waits_for_answer : worst.waits_for_end)}};
    if (goal == worst_goal::answer) line["answered"] = std::move(answered);
    out.line(json::serialize(line));
  }
  return exit_done;
}

}  // namespace

void add_worst(command_line& line) {
  auto args = std::make_shared<worst_arguments>();
  tool_command command = line.add("worst",
                                  {"Thời gian dài nhất mà đúng luật từ khi tiếp nhận đến khi trả lời",
                                   "The longest lawful time from receipt to answer, and to the end"},
                                  "thoihan worst rules/province/lac-hong --year 2024 --path");
  command.positional("PACK", args->pack, pack_words());
  command.option("--year", "Y", args->year,
                 {"Năm tiếp nhận; mặc định là năm cuối mà lịch đã được quyết định",
                  "The year of receipt; by default the last one that the calendar has decided"});
  command.options("--answered", "STATE", args->answered,
                  {"Trạng thái coi là đã trả lời; mặc định theo quy tắc của docs/worst.md",
                   "A state that counts as answered; by default by the rule of docs/worst.md"});
  command.flag("--path", args->path, {"In từng việc, hạn và căn cứ", "Print each act with its due and clause"});
  command.option("--rules", "DIR", args->rules, rules_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
