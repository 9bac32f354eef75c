#include <memory>

#include "src/pack/rule_words.hpp"
#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/pack/json.hpp"
#include "thoihan/pack/route.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

struct route_arguments {
  std::string pack;
  std::vector<std::string> facts;
  std::string at;
  std::string rules;
};

std::string iso(day_number day) { return format_date(day).data(); }

int tell_row(output& out, const rule_pack& pack, std::size_t at, day_number day) {
  const decision_row& row = pack.routes.row(at);
  const authority& lead = pack.authorities[row.lead];
  const std::vector<absence> absent = absences_of_row(pack, at, day);
  out.line(
      fmt::format("{}: {} ({})", out.pick({"chủ trì", "lead"}), out.bold(printable(out.pick(lead.name))), lead.id));
  for (const authority_number number : row.support) {
    const authority& body = pack.authorities[number];
    out.line(fmt::format("{}: {} ({})", out.pick({"phối hợp", "supports"}), printable(out.pick(body.name)), body.id));
  }
  out.line(out.pick(
      say("dòng {} ({})", "row {} ({})", pack.routing[at].id, cite_words(pack.routing[at].source.text(), out.lang()))));
  for (const absence& one : absent) {
    const bilingual why = absence_words(pack, one);
    const std::string text = out.pick(say("ngày {}: {}", "on {}: {}", iso(day), why));
    out.line(out.red(printable(text)));
  }
  return absent.empty() ? exit_done : exit_found;
}

int tell_missing(output& out, const rule_pack& pack, const route_answer& answer) {
  if (answer.possible.empty()) {
    out.line(out.pick({"không dòng phân công nào áp dụng cho các dữ kiện này: chưa rõ thẩm quyền",
                       "no routing row holds for these facts: the authority is unclear"}));
    return exit_found;
  }
  const boost::json::object sections = pack_sections(pack);
  std::vector<std::string> names;
  for (const std::uint16_t fact : answer.missing)
    names.push_back(fmt::format("{} ({})", pack.facts[fact].id, out.pick(pack.facts[fact].label)));
  out.line(printable(out.pick(say("chưa xác định được; cần thêm: {}", "not decided yet; needed: {}", joined(names)))));
  for (const std::size_t at : answer.possible) {
    const routing_rule& rule = pack.routing[at];
    const authority& lead = pack.authorities[pack.routes.row(at).lead];
    out.line(printable(out.pick(say("  có thể là dòng {} khi {}: {}", "  could be row {} when {}: {}", rule.id,
                                    out.pick(routing_words(sections, rule.id)), out.pick(lead.name)))));
  }
  return exit_found;
}

int run(output& out, const route_arguments& args) {
  const rule_pack pack = open_pack(out, args.pack, args.rules);
  const day_number day = args.at.empty() ? pack.instrument.in_force : read_day("--at", args.at);
  const route_answer answer = find_route(pack, read_facts(pack, args.facts));
  if (!out.json()) return answer.row ? tell_row(out, pack, *answer.row, day) : tell_missing(out, pack, answer);
  out.line(json_of(pack, answer, day, out.lang()));
  return answer.row && absences_of_row(pack, *answer.row, day).empty() ? exit_done : exit_found;
}

}  // namespace

void add_route(command_line& line) {
  auto args = std::make_shared<route_arguments>();
  tool_command command = line.add("route",
                                  {"Cơ quan chủ trì, phối hợp theo các dữ kiện, và căn cứ; hoặc còn thiếu gì",
                                   "Lead and supporting authorities for the facts, and the clause; or what is missing"},
                                  "thoihan route rules/province/lac-hong --fact field=roads --fact level=province");
  command.positional("PACK", args->pack, pack_words());
  command.options("--fact", "K=V", args->facts,
                  {"Dữ kiện của hồ sơ; nêu được nhiều lần", "A fact of the case; may be given several times"});
  command.option("--at", "D", args->at,
                 {"Ngày xét cơ quan còn hoạt động; mặc định ngày văn bản có hiệu lực",
                  "The day on which the authorities must be in office; by default the day in force"});
  command.option("--rules", "DIR", args->rules, rules_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
