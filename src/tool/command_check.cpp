#include <boost/json.hpp>

#include <algorithm>
#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/pack/json.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct check_arguments {
  std::vector<std::string> packs;
  std::string rules;
  bool assumptions = false;
};

void tell(output& out, const finding& f) {
  if (out.json()) {
    out.line(json_of(f, out.lang()));
    return;
  }
  const std::string severity =
      f.level == severity::note ? std::string{severity_name(f.level)} : out.red(severity_name(f.level));
  // Editors jump to file:line:column, whatever follows.
  out.line(fmt::format("{}:{}:{}: {}: {}: {}", printable(f.where.file), f.where.line, f.where.column, severity, f.code,
                       printable(out.pick(f.text))));
}

std::vector<std::string> clauses_of(const rule_pack& pack, const assumption& taken) {
  std::vector<std::string> out;
  for (const std::string& id : taken.gaps) {
    const auto at = find_id(pack.gaps, id);
    if (!at) continue;
    for (const std::string& clause : pack.gaps[*at].clauses) {
      if (std::find(out.begin(), out.end(), clause) == out.end()) out.push_back(clause);
    }
  }
  return out;
}

void tell(output& out, const rule_pack& pack, const assumption& taken) {
  const std::vector<std::string> clauses = clauses_of(pack, taken);
  if (out.json()) {
    json::object line;
    line["assumption"] = taken.id;
    line["gaps"] = json::array(taken.gaps.begin(), taken.gaps.end());
    line["clauses"] = json::array(clauses.begin(), clauses.end());
    line["takes"] = out.pick(taken.takes);
    line["why"] = out.pick(taken.why);
    out.line(json::serialize(line));
    return;
  }
  out.line(fmt::format("{} ({}; {})", out.bold(taken.id), fmt::join(taken.gaps, ", "), fmt::join(clauses, ", ")));
  for (const std::string& id : taken.gaps) {
    if (const auto at = find_id(pack.gaps, id)) {
      out.line(fmt::format("  {}: {}", out.pick({"bỏ ngỏ", "open"}), printable(out.pick(pack.gaps[*at].open))));
    }
  }
  out.line(fmt::format("  {}: {}", out.pick({"áp dụng", "takes"}), printable(out.pick(taken.takes))));
  out.line(fmt::format("  {}: {}", out.pick({"lý do", "why"}), printable(out.pick(taken.why))));
}

// The last line of a pack; true when it is clean.
bool tell_sum(output& out, const std::string& path, const checked_pack& checked) {
  int counts[3] = {};
  for (const finding& f : checked.findings) ++counts[static_cast<std::size_t>(f.level)];
  const bool clean = checked.clean();
  if (out.json()) return clean;
  const auto& [errors, gaps, notes] = counts;
  if (clean)
    out.line(
        out.pick(say("{}: không có lỗi, không còn điểm bỏ ngỏ; ghi chú: {}", "{}: clean; notes: {}", path, notes)));
  else
    out.line(out.pick(
        say("{}: lỗi: {}, bỏ ngỏ: {}, ghi chú: {}", "{}: errors: {}, gaps: {}, notes: {}", path, errors, gaps, notes)));
  return clean;
}

int run(output& out, const check_arguments& args) {
  int exit_status = exit_done;
  for (const std::string& name : args.packs) {
    const pack_place place = find_pack(name, args.rules);
    const checked_pack checked = check_pack(place.path, place.root);
    for (const finding& f : checked.findings) tell(out, f);
    if (args.assumptions && checked.pack) {
      for (const assumption& taken : checked.pack->assumptions) tell(out, *checked.pack, taken);
    }
    if (!tell_sum(out, place.path, checked)) exit_status = exit_found;
  }
  return exit_status;
}

}  // namespace

void add_check(command_line& line) {
  auto args = std::make_shared<check_arguments>();
  tool_command command = line.add("check",
                                  {"Kiểm tra gói quy tắc: mọi lỗi và điểm bỏ ngỏ, kèm tệp, dòng, cột",
                                   "Check rule packs: every error and gap, with file, line and column"},
                                  "thoihan check rules/province/lac-hong --assumptions");
  command.positionals("PACK", args->packs, pack_words());
  command.option("--rules", "DIR", args->rules, rules_words());
  command.flag("--assumptions", args->assumptions,
               {"Liệt kê các giả định: bỏ ngỏ điều gì, áp dụng thế nào, lý do",
                "List the assumptions: what is open, what is taken, and why"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
