#include <boost/json.hpp>

#include <algorithm>
#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/text_table.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct late_arguments {
  std::string database;
  std::string now;
  bool summary = false;
};

struct authority_sum {
  std::string owed_by;
  std::string label;
  std::int64_t count = 0;
  std::int64_t longest_s = 0;
  std::int64_t longest_working_s = 0;
};

void tell_summary(output& out, std::vector<authority_sum>& sums) {
  std::stable_sort(sums.begin(), sums.end(), [](const authority_sum& a, const authority_sum& b) {
    return a.count != b.count ? a.count > b.count : a.longest_working_s > b.longest_working_s;
  });
  text_table table{{{"Cơ quan, đơn vị", "Owed by"},
                    {"Số việc trễ hạn", "Late"},
                    {"Trễ lâu nhất (giờ làm việc)", "Longest, in working hours"}}};
  for (const authority_sum& sum : sums) {
    if (out.json()) {
      out.line(json::serialize(json::object{{"owed_by", sum.owed_by},
                                            {"count", sum.count},
                                            {"longest_late_s", sum.longest_s},
                                            {"longest_late_working_s", sum.longest_working_s}}));
    } else {
      table.add({sum.label, std::to_string(sum.count), out.pick(duration_words(sum.longest_working_s))});
    }
  }
  if (!out.json()) table.print(out);
}

int run(output& out, const late_arguments& args) {
  const instant now = read_time_or_now("--now", args.now);
  store events = store::open(args.database, store_mode::read_only);
  engine work{events};
  std::vector<authority_sum> sums;
  text_table table{{{"Hồ sơ", "Case"},
                    {"Nghĩa vụ", "Duty"},
                    {"Cơ quan, đơn vị", "Owed by"},
                    {"Đến hạn", "Due"},
                    {"Trễ (giờ làm việc)", "Late, in working hours"},
                    {"Trễ (giờ liên tục)", "By the clock"}}};
  for (const dated_duty& late : events.late(now)) {
    const std::int64_t late_s = now - *late.duty.due;
    const std::int64_t working_s = work.working_seconds_late(late, now);
    const std::string& who = owed_by(late.duty);
    if (args.summary) {
      auto sum = std::find_if(sums.begin(), sums.end(), [&](const authority_sum& s) { return s.owed_by == who; });
      if (sum == sums.end()) {
        sums.push_back({who, owed_by_label(work.view(late.case_id).pack(), late.duty, out.lang())});
        sum = sums.end() - 1;
      }
      ++sum->count;
      sum->longest_s = std::max(sum->longest_s, late_s);
      sum->longest_working_s = std::max(sum->longest_working_s, working_s);
    } else if (out.json()) {
      out.line(json::serialize(json::object{{"case", late.case_id},
                                            {"duty", late.duty.duty},
                                            {"owed_by", who},
                                            {"due", format_instant(*late.duty.due).data()},
                                            {"late_s", late_s},
                                            {"late_working_s", working_s}}));
    } else {
      const rule_pack& pack = work.view(late.case_id).pack();
      table.add({late.case_id, duty_label(pack, late.duty.duty, out.lang()), owed_by_label(pack, late.duty, out.lang()),
                 due_text(late.duty, out.lang()), out.pick(duration_words(working_s)),
                 out.pick(duration_words(late_s))});
    }
  }
  if (args.summary)
    tell_summary(out, sums);
  else if (!out.json())
    table.print(out);
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
