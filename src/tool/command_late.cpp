#include <limits>
#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/text_table.hpp"
#include "thoihan/engine/work_list.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace {

struct late_arguments {
  std::string database;
  std::string now;
  bool summary = false;
};

void tell_summary(output& out, engine& work, const std::vector<late_sum>& sums) {
  text_table table{{{"Cơ quan, đơn vị", "Owed by"},
                    {"Số việc trễ hạn", "Late"},
                    {"Trễ lâu nhất (giờ làm việc)", "Longest, in working hours"}}};
  for (const late_sum& sum : sums) {
    if (out.json()) {
      out.line(json_of(sum));
    } else {
      const rule_pack& pack = work.view(sum.longest.case_id).pack();
      table.add({owed_by_label(pack, sum.longest.duty, out.lang()), std::to_string(sum.count),
                 out.pick(duration_words(sum.longest_late_working_s))});
    }
  }
  if (!out.json()) table.print(out);
}

int run(output& out, const late_arguments& args) {
  const instant now = read_time_or_now("--now", args.now);
  store events = store::open(args.database, store_mode::read_only);
  engine work{events};
  if (args.summary) {
    tell_summary(out, work, late_by_owner(work, events, now));
    return exit_done;
  }
  text_table table{{{"Hồ sơ", "Case"},
                    {"Nghĩa vụ", "Duty"},
                    {"Cơ quan, đơn vị", "Owed by"},
                    {"Đến hạn", "Due"},
                    {"Trễ (giờ làm việc)", "Late, in working hours"},
                    {"Trễ (giờ liên tục)", "By the clock"}}};
  for (const late_duty& late : late_duties(work, events, now, 0, std::numeric_limits<std::int64_t>::max())) {
    if (out.json()) {
      out.line(json_of(late));
      continue;
    }
    const duty_row& duty = late.what.duty;
    const rule_pack& pack = work.view(late.what.case_id).pack();
    table.add({late.what.case_id, duty_label(pack, duty.duty, out.lang()), owed_by_label(pack, duty, out.lang()),
               due_text(duty, out.lang()), out.pick(duration_words(late.late_working_s)),
               out.pick(duration_words(late.late_s))});
  }
  if (!out.json()) table.print(out);
  return exit_done;
}

}  // namespace

void add_late(command_line& line) {
  auto args = std::make_shared<late_arguments>();
  tool_command command = line.add("late", {"Ai trễ hạn và trễ bao lâu", "Who is late, and by how much"},
                                  "thoihan late --db reports.db --now 2024-05-20T08:00 --summary");
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--now", "T", args->now, {"Tính đến lúc này; mặc định là bây giờ", "At this time; by default now"});
  command.flag("--summary", args->summary, {"Tổng hợp theo cơ quan, đơn vị", "Summed up by who owes it"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
