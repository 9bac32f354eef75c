#include <boost/json.hpp>

#include <memory>

#include "src/pack/names.hpp"
#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/calendar_page.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/text_table.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct calendar_arguments {
  std::string pack;
  std::string from;
  std::string to;
  std::string year;
  std::string format;
  std::string calendar;
  std::string rules;
};

std::string time_of_day(std::int32_t second) { return format_time_of_day(second).data(); }

std::string json_line(const output& out, const office_calendar& office, day_number day) {
  const calendar& hours = office.compiled;
  const bool ordinary = hours.cause(day) == 0;
  const day_cause& cause = office.explain(day);
  json::array sessions;
  for (const session& s : hours.sessions(day))
    sessions.push_back(json::array{time_of_day(s.open_s), time_of_day(s.close_s)});
  std::string source = cause.cite.empty() ? "" : out.pick(date_source(office, day));
  if (!out.pick(cause.source).empty()) source += (source.empty() ? "" : "; ") + out.pick(cause.source);
  json::object line;
  line["date"] = json::string(format_date(day).data());
  line["kind"] = json::string(day_kind_name(hours.kind(day)));
  line["working_day"] = hours.is_working_date(day);
  line["sessions"] = std::move(sessions);
  line["cause"] = out.pick(cause.name);
  // Ordinary days of the week rest on the calendar itself.
  line["source"] = ordinary ? office.reference : source;
  line["provisional"] = hours.undecided(day);
  return json::serialize(line);
}

std::vector<std::string> cells(const output& out, const office_calendar& office, day_number day) {
  const calendar& hours = office.compiled;
  std::string sessions;
  for (const session& s : hours.sessions(day)) {
    sessions += fmt::format("{}{}-{}", sessions.empty() ? "" : ", ", time_of_day(s.open_s), time_of_day(s.close_s));
  }
  std::string kind = out.pick(date_words(office, day));
  if (hours.undecided(day)) kind += out.pick({" (chưa chốt)", " (provisional)"});
  const bool counts = hours.is_working_date(day);
  return {out.pick(day_words(day)), kind, sessions.empty() ? "-" : sessions,
          out.pick(counts ? bilingual{"có", "yes"} : bilingual{"không", "no"}), out.pick(date_source(office, day))};
}

// The dates that a call asks for: those of --year, or --from and --to.
std::pair<day_number, day_number> asked_dates(const calendar_arguments& args) {
  if (!args.year.empty()) {
    if (!args.from.empty() || !args.to.empty())
      throw error(status::invalid, {"--year không đi cùng --from, --to", "--year does not go with --from and --to"});
    const int year = read_year("--year", args.year);
    return {days_from_civil(year, 1, 1), days_from_civil(year, 12, 31)};
  }
  if (args.from.empty() || args.to.empty())
    throw error(status::invalid, args.from.empty()
                                     ? bilingual{"thiếu --from (hoặc --year)", "--from is missing (or --year)"}
                                     : bilingual{"thiếu --to (hoặc --year)", "--to is missing (or --year)"});
  return {read_day("--from", args.from), read_day("--to", args.to)};
}

int run_year(output& out, const calendar_arguments& args, const office_calendar& office) {
  const int year = read_year("--year", args.year);
  if (args.format == "html")
    out.lines(calendar_file(office, year, out.lang()));
  else
    print_year(out, office, year);
  return exit_done;
}

int run(output& out, const calendar_arguments& args) {
  const auto [from, to] = asked_dates(args);
  if (!args.format.empty() && (args.year.empty() || out.json()))
    throw error(status::invalid, {"--format chỉ đi cùng --year", "--format goes with --year alone"});
  const std::vector<std::string> formats = {"text", "html"};
  if (!args.format.empty()) index_of({"dạng", "format"}, args.format, formats);
  if (to < from)
    throw error(status::range, say("--to {} ở trước --from {}", "--to {} is before --from {}", args.to, args.from));
  const rule_pack pack = open_pack(out, args.pack, args.rules);
  const office_calendar& office = *pack.calendars[find_calendar(pack, args.calendar)].office;
  const calendar& hours = office.compiled;
  if (!args.year.empty() && !out.json()) return run_year(out, args, office);
  if (!hours.knows(from) || !hours.knows(to)) {
    throw error(status::horizon, say("lịch {} chỉ có từ {} đến {}", "the calendar {} reaches from {} to {} only",
                                     office.reference, std::string_view{format_date(hours.first_day()).data()},
                                     std::string_view{format_date(hours.last_day()).data()}));
  }
  if (out.json()) {
    for (day_number day = from; day <= to; ++day) out.line(json_line(out, office, day));
    return exit_done;
  }
  text_table table{{{"Ngày", "Date"},
                    {"Loại ngày", "Kind"},
                    {"Giờ làm việc", "Sessions"},
                    {"Ngày làm việc", "Working day"},
                    {"Căn cứ", "Source"}}};
  for (day_number day = from; day <= to; ++day) table.add(cells(out, office, day));
  table.print(out);
  return exit_done;
}

}  // namespace

void add_calendar(command_line& line) {
  auto args = std::make_shared<calendar_arguments>();
  tool_command command = line.add("calendar",
                                  {"In từng ngày của lịch: loại ngày, giờ làm việc, căn cứ",
                                   "Print each date of a calendar: its kind, sessions and source"},
                                  "thoihan calendar rules/province/lac-hong --from 2024-04-25 --to 2024-05-06");
  command.positional("PACK", args->pack, pack_words());
  command.option("--from", "D", args->from, {"Ngày đầu, như 2024-04-25", "First date, such as 2024-04-25"});
  command.option("--to", "D", args->to, {"Ngày cuối, tính cả ngày này", "Last date, included"});
  command.option("--year", "Y", args->year, {"Cả năm, thành một trang", "A whole year, as a page"});
  command.option("--format", "F", args->format,
                 {"Của --year: text (mặc định) hoặc html", "Of --year: text, the default, or html"});
  command.option("--calendar", "ID", args->calendar, calendar_words());
  command.option("--rules", "DIR", args->rules, rules_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
