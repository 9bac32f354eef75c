#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/moved_words.hpp"
#include "src/tool/progress_bar.hpp"

namespace thoihan {
namespace {

struct recompute_arguments {
  std::string database;
  std::string calendar;
  std::string now;
  bool apply = false;
};

int run(output& out, const recompute_arguments& args) {
  revision newer{calendars_at(args.calendar)};
  const instant now = read_time_or_now("--now", args.now);
  store events = store::open(args.database, args.apply ? store_mode::existing : store_mode::read_only);
  engine cases{events};
  const auto instead = [&newer](const rule_pack& own) { return newer.under(own); };
  std::unique_ptr<progress_bar> bar;
  const replayed found = replay_open_cases(cases, events, instead, [&bar](std::int64_t done, std::int64_t in_all) {
    if (!bar) bar = std::make_unique<progress_bar>(in_all);
    bar->show(done);
    return true;
  });
  bar.reset();
  tell_moved(out, cases, found);
  if (!newer.differs()) out.note({"lịch này không khác lịch của các hồ sơ đang mở", "these calendars are those of the open cases"});
  if (args.apply) {
    const std::int64_t written = recompute_moved(cases, newer, found, now);
    out.note(say("hồ sơ đã ghi hạn mới: {}", "cases with the new dues written: {}", written));
  }
  return found.moved.empty() && found.unfit.empty() ? exit_done : exit_found;
}

}  // namespace

void add_recompute(command_line& line) {
  auto args = std::make_shared<recompute_arguments>();
  tool_command command = line.add(
      "recompute",
      {"Lịch sửa đổi làm thay đổi những hạn nào của hồ sơ đang mở", "Which open dues a revision of the calendar moves"},
      "thoihan recompute --db reports.db --calendar rules --now 2025-01-02T08:00");
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--calendar", "C", args->calendar,
                 {"Thư mục quy tắc có lịch mới, hoặc một tệp lịch", "The rules folder with the new calendars, or one calendar file"},
                 true);
  command.option("--now", "T", args->now, {"Lúc ghi; mặc định là bây giờ", "When it is written; by default now"});
  command.flag("--apply", args->apply, {"Ghi hạn mới thành sự kiện của hồ sơ", "Write the new dues as events of the cases"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
