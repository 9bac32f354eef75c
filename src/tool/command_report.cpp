#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/report_text.hpp"

namespace thoihan {
namespace {

struct report_arguments {
  std::string database;
  std::string period;
  std::string report;
  std::string authority;
  std::string pack;
  std::string format;
  std::string now;
  bool without_lists = false;
};

std::string chosen_format(const output& out, const std::string& given) {
  static constexpr std::string_view known[] = {"text", "json", "csv", "html"};
  const std::string format = given.empty() ? (out.json() ? "json" : "text") : given;
  if (out.json() && format != "json") {
    throw error(status::invalid,
                say("--json không đi cùng --format {}", "--json does not go with --format {}", format));
  }
  for (const std::string_view name : known) {
    if (format == name) return format;
  }
  throw error(status::invalid, say("--format \"{}\": cần text, json, csv hoặc html",
                                   "--format \"{}\": expected text, json, csv or html", format));
}

int run(output& out, const report_arguments& args) {
  const std::string format = chosen_format(out, args.format);
  report_question question;
  question.period = read_period(args.period);
  question.now = read_time_or_now("--now", args.now);
  question.report = args.report;
  question.authority = args.authority;
  question.pack = args.pack;
  question.lists = !args.without_lists;
  store events = store::open(args.database, store_mode::read_only);
  engine work{events};
  const report told = make_report(events, work, question);
  if (format == "json") {
    for (const std::string& line : json_lines(told, out.lang())) out.line(line);
  } else if (format == "csv") {
    out.lines(csv_of(told, out.lang()));
  } else if (format == "html") {
    out.lines(html_of(told, out.lang()));
  } else {
    print_report(out, told);
  }
  return exit_done;
}

}  // namespace

void add_report(command_line& line) {
  auto args = std::make_shared<report_arguments>();
  tool_command command =
      line.add("report",
               {"Báo cáo của một kỳ: tiếp nhận, xử lý, trễ hạn, ai trễ và vì sao, mức độ hài lòng",
                "The report of a period: received, handled, late, who was late and why, satisfaction"},
               "thoihan report --db reports.db --period month:2024-05 --format html > report.html");
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--period", "P", args->period,
                 {"Kỳ: week:2024-W20, month:2024-05, quarter:2024-Q2, half:2024-H1, year:2024 hoặc TỪ..ĐẾN",
                  "The period: week:2024-W20, month:2024-05, quarter:2024-Q2, half:2024-H1, year:2024 or FROM..TO"},
                 true);
  command.option("--report", "ID", args->report,
                 {"Một báo cáo mà quy chế đòi hỏi, theo mã trong \"reports\" của gói quy tắc",
                  "A report that the regulation demands, by its id in the pack's \"reports\""});
  command.option("--authority", "A", args->authority,
                 {"Chỉ phần của cơ quan này", "Only what this authority had to do with"});
  command.option("--pack", "ID", args->pack,
                 {"Gói quy tắc, khi cơ sở dữ liệu có nhiều", "The pack, where the database has several"});
  command.option("--format", "FORMAT", args->format,
                 {"text (mặc định), json, csv hoặc html", "text (by default), json, csv or html"});
  command.flag("--without-lists", args->without_lists,
               {"Chỉ số liệu, không có danh sách việc trễ hạn và danh sách hồ sơ",
                "Figures alone, without the lists of what was late and of the cases"});
  command.option("--now", "T", args->now, {"Tính đến lúc này; mặc định là bây giờ", "At this time; by default now"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
