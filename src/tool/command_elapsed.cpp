#include <boost/json.hpp>

#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/batch.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct elapsed_arguments {
  std::string pack;
  std::string from;
  std::string to;
  std::string calendar;
  std::string rules;
};

void tell(output& out, instant from, instant to, std::int64_t seconds, std::int32_t days) {
  const std::string from_text = format_instant(from).data();
  const std::string to_text = format_instant(to).data();
  if (out.json()) {
    out.line(json::serialize(
        json::object{{"from", from_text}, {"to", to_text}, {"working_seconds", seconds}, {"working_days", days}}));
    return;
  }
  const bilingual length = duration_words(seconds);
  const bilingual words{fmt::format("{} làm việc, {} ngày làm việc", length.vi, days),
                        fmt::format("{} of working time, {} working day{}", length.en, days, days == 1 ? "" : "s")};
  out.line(fmt::format("{}\t{}\t{}", from_text, to_text, out.pick(words)));
}

int run(output& out, const elapsed_arguments& args) {
  const bool batch = args.from == "-";
  if (batch != args.to.empty()) {
    throw error(status::invalid, batch ? bilingual{"FROM là \"-\" thì TO đọc từ đầu vào chuẩn",
                                                   "with FROM \"-\" the ends come from standard input"}
                                       : bilingual{"thiếu TO", "TO is missing"});
  }
  const rule_pack pack = open_pack(out, args.pack, args.rules);
  const std::uint16_t number = find_calendar(pack, args.calendar);
  const calendar& hours = *pack.compiled[number];
  const auto work = [&](const std::string& from_text, const std::string& to_text) {
    const instant from = read_time("FROM", from_text);
    const instant to = read_time("TO", to_text);
    std::int64_t seconds = 0;
    std::int32_t days = 0;
    status code = hours.elapsed(from, to, seconds);
    if (code == status::ok) code = hours.working_dates_between(day_of(from), day_of(to), working_dates::all, days);
    if (code != status::ok) throw_limit_error(code, pack, number, from);
    tell(out, from, to, seconds, days);
  };
  if (batch) return answer_lines(out, "FROM<TAB>TO", work);
  work(args.from, args.to);
  return exit_done;
}

}  // namespace

void add_elapsed(command_line& line) {
  auto args = std::make_shared<elapsed_arguments>();
  tool_command command =
      line.add("elapsed", {"Tính thời gian làm việc giữa hai thời điểm", "Working time between two times"},
               "thoihan elapsed rules/province/lac-hong 2024-04-26T16:00 2024-05-02T08:30");
  command.positional("PACK", args->pack, pack_words());
  command.positional("FROM", args->from,
                     {"Từ lúc nào; \"-\" đọc từng dòng FROM<TAB>TO từ đầu vào chuẩn",
                      "From when; \"-\" reads lines FROM<TAB>TO from standard input"});
  command.positional("TO", args->to, {"Đến lúc nào", "Until when"}, false);
  command.option("--calendar", "ID", args->calendar, calendar_words());
  command.option("--rules", "DIR", args->rules, rules_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
