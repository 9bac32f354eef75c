#include <boost/json.hpp>

#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/progress_bar.hpp"
#include "thoihan/store/move_store.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct move_arguments {
  std::string database;
  std::string to;
};

int run(output& out, const move_arguments& args) {
  std::unique_ptr<progress_bar> bar;
  const moved_store moved = move_store(args.database, args.to, [&bar](std::int64_t done, std::int64_t all) {
    if (!bar) bar = std::make_unique<progress_bar>(all);
    bar->show(done);
    return true;
  });
  bar.reset();
  const verification found = store::open(args.to, store_mode::read_only).verify();
  if (out.json()) {
    out.line(json::serialize(json::object{{"to", args.to},
                                          {"events", moved.events},
                                          {"cases", moved.cases},
                                          {"rows", moved.rows},
                                          {"problems", json::value_from(found.problems)}}));
  } else {
    for (const std::string& problem : found.problems) out.line(printable(problem));
    out.line(printable(
        out.pick(say("{}: đã chuyển {} sự kiện của {} hồ sơ, chỗ sai: {}; {} vẫn như cũ, từ nay đừng ghi vào đó",
                     "{}: {} events of {} cases moved, problems: {}; {} is as it was, write to it no more", args.to,
                     moved.events, moved.cases, found.problems.size(), args.database))));
  }
  return found.problems.empty() ? exit_done : exit_found;
}

}  // namespace

void add_move(command_line& line) {
  auto args = std::make_shared<move_arguments>();
  tool_command command = line.add("move",
                                  {"Chuyển kho từ tệp sang PostgreSQL hoặc ngược lại, nguyên vẹn, rồi kiểm tra",
                                   "Move a store from a file to PostgreSQL or back, as it is, and verify it"},
                                  "thoihan move --db reports.db --to postgresql:service=thoihan");
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--to", "F", args->to,
                 {"Kho mới: một tệp chưa có, hoặc một schema còn trống",
                  "The new store: a file that is not there, or an empty schema"},
                 true);
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
