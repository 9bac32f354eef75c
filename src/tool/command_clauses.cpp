#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/pack/clause_list.hpp"
#include "thoihan/pack/json.hpp"

namespace thoihan {
namespace {

struct clauses_arguments {
  std::string pack;
  std::string rules;
};

bilingual kind_words(const clause_entry& entry) {
  switch (entry.is) {
    case clause_kind::modelled:
      return entry.declares_only ? bilingual{"mô hình hóa, chỉ khai tên", "modelled, names only"}
                                 : bilingual{"mô hình hóa", "modelled"};
    case clause_kind::assumed: return {"giả định", "assumed"};
    case clause_kind::outside: return {"ngoài phạm vi", "outside"};
  }
  return {};
}

void tell(output& out, const clause_entry& entry) {
  if (out.json()) {
    out.line(json_of(entry, out.lang()));
    return;
  }
  const std::string says = out.pick(entry.says);
  const std::string why = out.pick(entry.why);
  out.line(fmt::format("{}  {}{}{}", out.bold(entry.id), out.pick(kind_words(entry)), says.empty() ? "" : ": ",
                       printable(says)));
  if (!entry.rules.empty()) out.line(fmt::format("    {}", fmt::join(entry.rules, ", ")));
  if (!why.empty()) out.line("    " + printable(why));
}

int run(output& out, const clauses_arguments& args) {
  const rule_pack pack = open_pack(out, args.pack, args.rules);
  int counts[3] = {};
  std::vector<std::string> names_only;
  for (const clause_entry& entry : list_clauses(pack)) {
    tell(out, entry);
    ++counts[static_cast<std::size_t>(entry.is)];
    if (entry.declares_only) names_only.push_back(entry.id);
  }
  if (out.json()) return exit_done;
  const auto& [modelled, assumed, outside] = counts;
  out.line(out.pick(say("khoản: {}; mô hình hóa: {}, giả định: {}, ngoài phạm vi: {}",
                        "clauses: {}; modelled: {}, assumed: {}, outside: {}", pack.clauses.size(), modelled, assumed,
                        outside)));
  if (!names_only.empty()) {
    out.line(out.pick(say("chỉ khai tên, chưa có quy tắc thực hiện: {}", "names only, no rule acts by them: {}",
                          joined(names_only))));
  }
  return exit_done;
}

}  // namespace

void add_clauses(command_line& line) {
  auto args = std::make_shared<clauses_arguments>();
  tool_command command =
      line.add("clauses",
               {"Liệt kê mọi khoản của văn bản: đã mô hình hóa (quy tắc nào), giả định, ngoài phạm vi, lý do",
                "Every clause of the regulation: modelled (by which rules), assumed, outside, with reasons"},
               "thoihan clauses rules/province/lac-hong");
  command.positional("PACK", args->pack, pack_words());
  command.option("--rules", "DIR", args->rules, rules_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
