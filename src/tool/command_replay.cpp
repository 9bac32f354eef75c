#include <memory>

#include "src/tool/arguments.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/moved_words.hpp"
#include "src/tool/progress_bar.hpp"

namespace thoihan {
namespace {

struct replay_arguments {
  std::string database;
  std::string pack;
  std::string rules;
};

int run(output& out, const replay_arguments& args) {
  const auto other = std::make_shared<const rule_pack>(open_pack(out, args.pack, args.rules));
  store events = store::open(args.database, store_mode::read_only);
  engine cases{events};
  std::unique_ptr<progress_bar> bar;
  const replayed found = replay_open_cases(
      cases, events, [&other](const rule_pack&) { return other; },
      [&bar](std::int64_t done, std::int64_t in_all) {
        if (!bar) bar = std::make_unique<progress_bar>(in_all);
        bar->show(done);
        return true;
      });
  bar.reset();
  tell_moved(out, cases, found);
  return found.moved.empty() && found.unfit.empty() ? exit_done : exit_found;
}

}  // namespace

void add_replay(command_line& line) {
  auto args = std::make_shared<replay_arguments>();
  tool_command command = line.add("replay",
                                  {"Cùng các sự kiện ấy theo một gói quy tắc khác: hạn nào thay đổi",
                                   "The same events under another pack: which dues move"},
                                  "thoihan replay --db reports.db --pack rules/province/lac-hong");
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--pack", "P", args->pack, pack_words(), true);
  command.option("--rules", "DIR", args->rules, rules_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
