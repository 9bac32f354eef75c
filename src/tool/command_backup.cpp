#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/progress_bar.hpp"
#include "thoihan/engine/json.hpp"

namespace thoihan {
namespace {

struct backup_arguments {
  std::string database;
  std::string to;
};

int run(output& out, const backup_arguments& args) {
  const store events = store::open(args.database, store_mode::read_only);
  std::unique_ptr<progress_bar> bar;
  events.backup(args.to, [&bar](std::int64_t done, std::int64_t pages) {
    if (!bar) bar = std::make_unique<progress_bar>(pages);
    bar->show(done);
    return true;
  });
  bar.reset();
  // A copy that cannot be read is none.
  const verification found = store::open(args.to, store_mode::read_only).verify();
  if (out.json()) {
    out.line(json_of_backup(args.to, found));
  } else {
    for (const std::string& problem : found.problems) out.line(printable(problem));
    out.line(printable(out.pick(say("{}: đã chép {} sự kiện, chỗ sai: {}", "{}: {} events copied, problems: {}", args.to,
                                    found.events, found.problems.size()))));
  }
  return found.problems.empty() ? exit_done : exit_found;
}

}  // namespace

void add_backup(command_line& line) {
  auto args = std::make_shared<backup_arguments>();
  tool_command command =
      line.add("backup",
               {"Sao chép kho trong khi kho đang được dùng, rồi kiểm tra bản sao",
                "Copy a store while it is in use, and verify the copy"},
               "thoihan backup --db reports.db --to reports-2024-05-20.db");
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--to", "F", args->to, {"Tệp mới của bản sao", "The new file of the copy"}, true);
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
