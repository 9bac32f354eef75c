#include <csignal>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>
#include <vector>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/progress_bar.hpp"
#include "src/tool/text_table.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/simulate/observed_work.hpp"
#include "thoihan/simulate/simulation.hpp"

namespace thoihan {
namespace {

constexpr std::int64_t most_threads = 1024;

struct simulate_arguments {
  std::string pack;
  std::string plan;
  std::string seed;
  std::string threads;
  std::string rules;
  std::vector<std::string> compare;
  std::string observe;
  bool by_day = false;
};

volatile std::sig_atomic_t interrupted = 0;
void note_interrupt(int) { interrupted = 1; }

simulation_plan open_plan(output& out, const rule_pack& pack, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) throw error(status::io, say("không đọc được {}", "cannot read {}", path));
  checked_simulation checked = check_simulation(pack, path, text.str());
  for (const finding& found : checked.findings) out.problem(found.where, found.text);
  if (!checked.plan) throw told_failure{exit_wrong};
  return *std::move(checked.plan);
}

std::string share_text(std::int64_t ppm) {
  return ppm < 0 ? "-" : fmt::format("{}.{:02} %", ppm / 10'000, ppm / 100 % 100);
}

std::string authority_text(const output& out, const rule_pack& pack, const std::optional<authority_number>& authority) {
  return authority ? out.pick(pack.authorities[*authority].name) : "-";
}

std::string queue_text(const output& out, const rule_pack& pack, const queue_figures& one) {
  const std::string role = out.pick(pack.roles[one.role].label);
  return one.authority ? role + ", " + out.pick(pack.authorities[*one.authority].name) : role;
}

void tell_share(output& out, const bilingual& name, const on_time_share& share) {
  out.line(fmt::format("{}: {} ({} - {}), {} / {}", out.pick(name), out.bold(share_text(share.share_ppm())),
                       share_text(share.low_ppm()), share_text(share.high_ppm()), share.on_time,
                       share.on_time + share.late));
}

std::string mean_text(const output& out, std::uint64_t sum_s, std::uint64_t count) {
  return count == 0 ? "-" : out.pick(duration_words(static_cast<std::int64_t>((sum_s + count / 2) / count)));
}

void tell(output& out, const rule_pack& pack, const simulation_result& result) {
  out.line(out.pick(say("Phản ánh: {}; kết thúc: {}; hành vi: {}; mắc lại: {}",
                        "Reports: {}; ended: {}; acts: {}; stuck: {}", result.arrived, result.ended, result.acts,
                        result.stuck)));
  tell_share(out, {"Nghĩa vụ đúng hạn", "Duties in time"}, result.duties);
  tell_share(out, {"Phản ánh không có nghĩa vụ trễ", "Reports without a late duty"}, result.reports);
  if (result.bottleneck) {
    const queue_figures& one = result.rows[*result.bottleneck];
    out.line(out.pick(say("Nút thắt: {}, bận {}", "Bottleneck: {}, busy {}", queue_text(out, pack, one),
                          share_text(one.utilisation_ppm))));
  }
  out.line("");
  text_table duties{{{"Nghĩa vụ", "Duty"},
                     {"Cơ quan", "Authority"},
                     {"Căn cứ", "Clause"},
                     {"Đúng hạn", "In time"},
                     {"Trễ", "Late"},
                     {"Trễ trung bình", "Mean lateness"}}};
  for (const duty_figures& one : result.duty_rows) {
    if (!one.limit) continue;
    const duty_rule& rule = pack.duties[one.duty];
    duties.add({out.pick(rule.label), authority_text(out, pack, one.authority), rule.within[*one.limit].source.text(),
                share_text(one.rounds.share_ppm()), std::to_string(one.rounds.late),
                mean_text(out, one.late_working_s, one.rounds.late)});
  }
  duties.print(out);
  out.line("");
  text_table queues{{{"Ai làm", "Who works"},
                     {"Người", "Staff"},
                     {"Việc", "Work"},
                     {"Bận", "Busy"},
                     {"Chờ trung bình", "Mean wait"},
                     {"Hàng dài nhất", "Longest queue"}}};
  for (const queue_figures& one : result.rows) {
    queues.add({queue_text(out, pack, one), std::to_string(one.staff), std::to_string(one.begun),
                share_text(one.utilisation_ppm), mean_text(out, one.waited_working_s, one.begun),
                std::to_string(one.longest)});
  }
  queues.print(out);
}

// One line a pack: the same reports under each.
void tell_comparison(output& out, const std::vector<rule_pack>& packs, const std::vector<simulation_result>& results) {
  text_table table{{{"Gói quy tắc", "Pack"},
                    {"Phản ánh", "Reports"},
                    {"Kết thúc", "Ended"},
                    {"Nghĩa vụ đúng hạn", "Duties in time"},
                    {"Phản ánh không trễ", "Reports without delay"},
                    {"Nút thắt", "Bottleneck"}}};
  for (std::size_t i = 0; i < packs.size(); ++i) {
    const simulation_result& one = results[i];
    table.add({packs[i].id, std::to_string(one.arrived), std::to_string(one.ended), share_text(one.duties.share_ppm()),
               share_text(one.reports.share_ppm()),
               one.bottleneck ? queue_text(out, packs[i], one.rows[*one.bottleneck]) : "-"});
  }
  table.print(out);
}

int observe(output& out, const simulate_arguments& args) {
  if (!args.plan.empty())
    throw error(status::invalid, {"--observe không đi cùng PLAN", "--observe does not go with PLAN"});
  const rule_pack pack = open_pack(out, args.pack, args.rules);
  const store reports = store::open(args.observe, store_mode::read_only);
  for (const observed_work& one : observe_work(pack, reports)) out.line(json_line_of(pack, one));
  return exit_done;
}

int run(output& out, const simulate_arguments& args) {
  if (!args.observe.empty()) return observe(out, args);
  if (args.plan.empty())
    throw error(status::invalid, {"thiếu PLAN: phương án mô phỏng", "PLAN is missing: what to simulate"});
  std::vector<rule_pack> packs;
  std::vector<simulation_plan> plans;
  packs.push_back(open_pack(out, args.pack, args.rules));
  for (const std::string& other : args.compare) packs.push_back(open_pack(out, other, args.rules));
  for (const rule_pack& pack : packs) {
    plans.push_back(open_plan(out, pack, args.plan));
    if (!args.seed.empty()) plans.back().seed = static_cast<std::uint64_t>(read_count("--seed", args.seed));
  }
  simulation_options options;
  const std::int64_t threads = args.threads.empty() ? std::max<std::int64_t>(1, std::thread::hardware_concurrency())
                                                    : read_count("--threads", args.threads);
  if (threads < 1 || threads > most_threads)
    throw error(status::range,
                say("--threads {}: cần 1 đến {}", "--threads {}: expected 1 to {}", threads, most_threads));
  options.threads = static_cast<unsigned>(threads);
  const auto before = std::signal(SIGINT, note_interrupt);
  std::unique_ptr<progress_bar> bar;
  std::vector<simulation_result> results;
  options.goes_on = [&](std::uint64_t done, std::uint64_t in_all) {
    if (!bar) bar = std::make_unique<progress_bar>(static_cast<std::int64_t>(in_all * packs.size()));
    bar->show(static_cast<std::int64_t>(done + in_all * results.size()));
    return interrupted == 0;
  };
  for (std::size_t i = 0; i < packs.size(); ++i) results.push_back(simulate(packs[i], plans[i], options));
  bar.reset();
  std::signal(SIGINT, before);
  for (std::size_t i = 0; out.json() && i < packs.size(); ++i) {
    for (const std::string& line : json_lines_of(packs[i], plans[i], results[i], out.lang(), args.by_day))
      out.line(line);
  }
  if (out.json()) return exit_done;
  if (packs.size() == 1)
    tell(out, packs[0], results[0]);
  else
    tell_comparison(out, packs, results);
  return exit_done;
}

}  // namespace

void add_simulate(command_line& line) {
  auto args = std::make_shared<simulate_arguments>();
  tool_command command = line.add("simulate",
                                  {"Mô phỏng: bao nhiêu phản ánh đúng hạn với số người và lượng việc cho trước",
                                   "Simulate: how many reports are in time with given staff and work"},
                                  "thoihan simulate rules/province/lac-hong plan.json --json");
  command.positional("PACK", args->pack, pack_words());
  command.positional("PLAN", args->plan,
                     {"Phương án mô phỏng (JSON, docs/simulation.md)", "What to simulate (JSON, docs/simulation.md)"},
                     false);
  command.option("--seed", "N", args->seed, {"Số gieo thay cho số của phương án", "The seed, instead of the plan's"});
  command.option("--threads", "N", args->threads,
                 {"Số luồng; mặc định là số lõi; kết quả không đổi",
                  "How many threads; by default one a core; the result is the same"});
  command.flag("--by-day", args->by_day,
               {"Với --json: cả độ dài hàng đợi từng ngày", "With --json: each day's queues, too"});
  command.options("--compare", "PACK", args->compare,
                  {"Cùng những phản ánh ấy theo gói quy tắc này nữa; dùng được nhiều lần",
                   "The same reports under this pack, too; may be given several times"});
  command.option("--observe", "F", args->observe,
                 {"Thay cho PLAN: các dòng \"work\" theo thời gian thật trong cơ sở dữ liệu này",
                  "Instead of PLAN: rows of \"work\" by the times in this database"});
  command.option("--rules", "DIR", args->rules, rules_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
