#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/text_table.hpp"
#include "thoihan/engine/work_list.hpp"

namespace thoihan {
namespace {

struct next_arguments {
  std::string database;
  std::string now;
  std::string most = "20";
};

int run(output& out, const next_arguments& args) {
  const instant now = read_time_or_now("--now", args.now);
  const std::int64_t most = read_count("--most", args.most);
  store events = store::open(args.database, store_mode::read_only);
  engine work{events};
  text_table table{{{"Hồ sơ", "Case"}, {"Nghĩa vụ", "Duty"}, {"Cơ quan, đơn vị", "Owed by"}, {"Đến hạn", "Due"}}};
  for (const dated_duty& next : next_duties(events, now, 0, most)) {
    if (out.json()) {
      out.line(json_of(next));
    } else {
      const rule_pack& pack = work.view(next.case_id).pack();
      table.add({next.case_id, duty_label(pack, next.duty.duty, out.lang()), owed_by_label(pack, next.duty, out.lang()),
                 due_text(next.duty, out.lang())});
    }
  }
  if (!out.json()) table.print(out);
  return exit_done;
}

}  // namespace

void add_next(command_line& line) {
  auto args = std::make_shared<next_arguments>();
  tool_command command = line.add("next", {"Những gì sắp đến hạn", "What falls due next"},
                                  "thoihan next --db reports.db --now 2024-05-20T08:00 --most 10");
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--now", "T", args->now,
                 {"Tính từ lúc này; mặc định là bây giờ", "From this time on; by default now"});
  command.option("--most", "N", args->most,
                 {"Nhiều nhất bao nhiêu dòng; mặc định là 20", "At most so many; by default 20"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
