#include <boost/json.hpp>

#include <algorithm>
#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/progress_bar.hpp"
#include "thoihan/engine/coverage.hpp"
#include "thoihan/engine/pack_mutants.hpp"
#include "thoihan/engine/scenario.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct test_arguments {
  std::vector<std::string> packs;
  std::string rules;
  bool coverage = false;
  bool mutate = false;
};

json::object place_object(const place& where) {
  json::object out;
  out["file"] = where.file;
  out["line"] = where.line;
  out["column"] = where.column;
  out["pointer"] = where.pointer;
  return out;
}

class pack_test {
 public:
  pack_test(output& out, const test_arguments& args, const pack_place& place, rule_pack pack)
      : out_(out), args_(args), place_(place), pack_(std::move(pack)) {}

  int run() {
    std::vector<finding> mistakes;
    const scenario_set all = read_scenarios(pack_, place_.path, mistakes);
    const std::vector<explained_survivor> explained = read_survivors(pack_, place_.path, mistakes);
    if (!mistakes.empty()) {
      for (const finding& f : mistakes) out_.problem(f.where, f.text);
      out_.note(say("{}: kịch bản có {} lỗi, không chạy được", "{}: the scenarios have errors ({}) and cannot be run",
                    place_.path, mistakes.size()));
      return exit_wrong;
    }
    rule_reach reached{pack_};
    bool good = run_all(all, reached);
    if (args_.coverage) good = tell_coverage(reached) && good;
    if (args_.mutate) good = good_mutants(all, explained, good) && good;
    return good ? exit_done : exit_found;
  }

 private:
  void tell_problem(const place& where, const bilingual& text) {
    out_.line(fmt::format("{}:{}:{}: {}", printable(where.file), where.line, where.column, printable(out_.pick(text))));
  }

  void tell(const failed_expectation& failed) {
    if (!out_.json()) return tell_problem(failed.where, failed.text());
    json::object line = place_object(failed.where);
    line["pack"] = pack_.id;
    line["scenario"] = failed.scenario;
    line["what"] = out_.pick(failed.what);
    line["expected"] = failed.expected;
    line["found"] = failed.found;
    line["message"] = out_.pick(failed.text());
    out_.line(json::serialize(line));
  }

  bool run_all(const scenario_set& all, rule_reach& reached) {
    std::size_t failures = 0;
    std::size_t expectations = 0;
    const auto note = [&](const std::vector<failed_expectation>& failed) {
      failures += failed.size();
      for (const failed_expectation& one : failed) tell(one);
    };
    for (const scenario& one : all.scenarios) {
      for (const scenario_step& step : one.steps) expectations += step.expects.size();
      note(run_scenario(pack_, all, one, &reached));
    }
    for (const golden_due& row : all.dues) {
      expectations += row.expects.size();
      note(run_due(pack_, row, &reached));
    }
    for (const golden_route& row : all.routes) {
      expectations += row.expects.size();
      note(run_route(pack_, row, &reached));
    }
    for (const golden_report& row : all.reports) {
      expectations += row.expects.size();
      note(run_report(pack_, row, &reached));
    }
    if (out_.json()) {
      out_.line(json::serialize(json::object{{"pack", pack_.id},
                                             {"scenarios", all.scenarios.size()},
                                             {"dues", all.dues.size()},
                                             {"routes", all.routes.size()},
                                             {"reports", all.reports.size()},
                                             {"expectations", expectations},
                                             {"failed", failures}}));
    } else if (all.empty()) {
      out_.line(out_.pick(say("{}: không có kịch bản", "{}: there are no scenarios", place_.path)));
    } else {
      out_.line(out_.pick(say("{}: kịch bản: {}, hạn: {}, phân công: {}, báo cáo: {}, điều trông đợi: {}, sai: {}",
                              "{}: scenarios: {}, dues: {}, routes: {}, reports: {}, expectations: {}, failed: {}",
                              place_.path, all.scenarios.size(), all.dues.size(), all.routes.size(), all.reports.size(),
                              expectations, failures)));
    }
    return failures == 0 && !all.empty();
  }

  bool tell_coverage(const rule_reach& reached) {
    const coverage seen = cover(pack_, reached, place_.path, place_.root);
    for (const unreached_rule& rule : seen.unreached) {
      if (!out_.json()) {
        tell_problem(rule.where, rule.text);
        continue;
      }
      json::object line = place_object(rule.where);
      line["pack"] = pack_.id;
      line["unreached"] = rule.kind;
      line["name"] = rule.name;
      line["message"] = out_.pick(rule.text);
      out_.line(json::serialize(line));
    }
    for (const covered_kind& kind : seen.kinds) {
      if (kind.all == 0) continue;
      if (out_.json()) {
        out_.line(json::serialize(
            json::object{{"pack", pack_.id}, {"covered", kind.kind}, {"reached", kind.reached}, {"all", kind.all}}));
      } else {
        out_.line(fmt::format("{}: {}: {}/{}", place_.path, out_.pick(kind.label), kind.reached, kind.all));
      }
    }
    return seen.unreached.empty();
  }

  void tell_mutant(const pack_mutant& mutant, const explained_survivor* why) {
    if (out_.json()) {
      json::object line = place_object(mutant.where);
      line["pack"] = pack_.id;
      line["mutant"] = mutant.name();
      line["kind"] = json::string(mutant_kind_name(mutant.kind));
      line["from"] = mutant.from;
      line["to"] = mutant.to;
      line["why"] = why != nullptr ? json::value(out_.pick(why->why)) : json::value(nullptr);
      return out_.line(json::serialize(line));
    }
    if (why == nullptr) {
      tell_problem(mutant.where, say("không kịch bản nào nhận ra: {}", "no scenario notices: {}", mutant.name()));
    }
  }

  bool good_mutants(const scenario_set& all, const std::vector<explained_survivor>& explained, bool good) {
    if (!good) {
      out_.note(say("{}: --mutate cần kịch bản đều đúng", "{}: --mutate needs scenarios that hold", place_.path));
      return false;
    }
    const mutation_report report = try_all(all);
    const auto find = [&explained](const pack_mutant& mutant) -> const explained_survivor* {
      const auto at = std::find_if(explained.begin(), explained.end(),
                                   [&mutant](const explained_survivor& one) { return one.name == mutant.name(); });
      return at == explained.end() ? nullptr : &*at;
    };
    std::size_t unexplained = 0;
    for (const pack_mutant& mutant : report.survivors) {
      const explained_survivor* why = find(mutant);
      if (why == nullptr) ++unexplained;
      tell_mutant(mutant, why);
    }
    const std::size_t outdated = tell_outdated(report, explained);
    const std::size_t share = report.loaded == 0 ? 0 : report.noticed * 100 / report.loaded;
    if (out_.json()) {
      out_.line(json::serialize(json::object{{"pack", pack_.id},
                                             {"mutants", report.loaded},
                                             {"noticed", report.noticed},
                                             {"explained", report.survivors.size() - unexplained},
                                             {"unexplained", unexplained}}));
    } else {
      out_.line(
          out_.pick(say("{}: biến thể: {}, nhận ra: {} ({} %), có lý do: {}, chưa có lý do: {}",
                        "{}: mutants: {}, noticed: {} ({} %), explained: {}, unexplained: {}", place_.path,
                        report.loaded, report.noticed, share, report.survivors.size() - unexplained, unexplained)));
    }
    return unexplained == 0 && outdated == 0;
  }

  mutation_report try_all(const scenario_set& all) {
    std::unique_ptr<progress_bar> bar;
    const std::vector<pack_mutant> mutants = mutants_of(pack_, place_.path, place_.root);
    return try_mutants(pack_, all, mutants, [&bar](std::size_t done, std::size_t in_all) {
      if (!bar) bar = std::make_unique<progress_bar>(static_cast<std::int64_t>(in_all));
      bar->show(static_cast<std::int64_t>(done));
    });
  }

  // Reasons for mutants that are noticed, or are none.
  std::size_t tell_outdated(const mutation_report& report, const std::vector<explained_survivor>& explained) {
    std::size_t count = 0;
    for (const explained_survivor& one : explained) {
      const auto same = [&one](const pack_mutant& mutant) { return mutant.name() == one.name; };
      if (std::any_of(report.survivors.begin(), report.survivors.end(), same)) continue;
      ++count;
      const bilingual text = say("biến thể \"{}\" không còn sống sót; bỏ dòng này",
                                 "the mutant \"{}\" survives no longer; remove this row", one.name);
      if (out_.json()) {
        json::object line = place_object(one.where);
        line["pack"] = pack_.id;
        line["outdated"] = one.name;
        line["message"] = out_.pick(text);
        out_.line(json::serialize(line));
      } else {
        tell_problem(one.where, text);
      }
    }
    return count;
  }

  output& out_;
  const test_arguments& args_;
  const pack_place& place_;
  rule_pack pack_;
};

int run(output& out, const test_arguments& args) {
  int exit_status = exit_done;
  for (const std::string& name : args.packs) {
    const pack_place place = find_pack(name, args.rules);
    exit_status = std::max(exit_status, pack_test{out, args, place, open_pack(out, name, args.rules)}.run());
  }
  return exit_status;
}

}  // namespace

void add_test(command_line& line) {
  auto args = std::make_shared<test_arguments>();
  tool_command command = line.add("test",
                                  {"Chạy các kịch bản của gói quy tắc; điều nào sai thì nêu tệp, dòng, cột",
                                   "Run the scenarios of rule packs; what fails is told with file, line and column"},
                                  "thoihan test rules/province/lac-hong --coverage");
  command.positionals("PACK", args->packs, pack_words());
  command.option("--rules", "DIR", args->rules, rules_words());
  command.flag("--coverage", args->coverage,
               {"Nêu khoản, quy tắc, thời hạn, thông báo mà không kịch bản nào đến",
                "Show clauses, rules, limits and notices that no scenario reaches"});
  command.flag("--mutate", args->mutate,
               {"Đổi từng con số, đơn vị, mốc, vai của gói và nêu những thay đổi không kịch bản nào nhận ra",
                "Change each number, unit, anchor and role of the pack and show the changes that no scenario notices"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
