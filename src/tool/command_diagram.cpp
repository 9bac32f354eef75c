#include <memory>

#include "src/pack/names.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/diagram_svg.hpp"

namespace thoihan {
namespace {

struct diagram_arguments {
  std::string pack;
  std::string format;
  std::string rules;
};

int run(output& out, const diagram_arguments& args) {
  const std::vector<std::string> formats = {"dot", "mermaid", "svg"};
  const std::string& format = args.format.empty() ? formats[0] : args.format;
  const std::size_t chosen = index_of({"dạng", "format"}, format, formats);
  const rule_pack pack = open_pack(out, args.pack, args.rules);
  const state_diagram drawn = diagram_of(pack);
  if (chosen == 0) out.lines(dot_text(pack, drawn, out.lang()));
  if (chosen == 1) out.lines(mermaid_text(pack, drawn, out.lang()));
  if (chosen == 2) out.lines(diagram_file(pack, drawn, out.lang()));
  return exit_done;
}

}  // namespace

void add_diagram(command_line& line) {
  auto args = std::make_shared<diagram_arguments>();
  tool_command command = line.add("diagram",
                                  {"Sơ đồ trạng thái: cho Graphviz, cho Mermaid, hoặc SVG",
                                   "The state diagram: for Graphviz, for Mermaid, or as SVG"},
                                  "thoihan diagram rules/province/lac-hong --format svg > states.svg");
  command.positional("PACK", args->pack, pack_words());
  command.option("--format", "F", args->format,
                 {"dot (mặc định), mermaid hoặc svg", "dot, which is the default, mermaid or svg"});
  command.option("--rules", "DIR", args->rules, rules_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
