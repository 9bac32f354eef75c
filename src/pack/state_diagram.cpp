#include "src/pack/state_diagram.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

void note(std::vector<std::size_t>& list, std::size_t one) {
  const auto at = std::lower_bound(list.begin(), list.end(), one);
  if (at == list.end() || *at != one) list.insert(at, one);
}

// A control character is nobody's word, and both formats end a statement at a new line.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7F ? ' ' : c;
  }
  return out;
}

// In a quoted string of DOT a quotation mark and a backslash are escaped, and nothing else has a meaning.
std::string dot_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : one_line(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// Lines of one label; `\n` is DOT's own.
std::string dot_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    const std::string quoted = dot_quoted(line);
    out += (out.empty() ? "" : "\\n") + quoted.substr(1, quoted.size() - 2);
  }
  return "\"" + out + "\"";
}

// Mermaid has no escape but the number of a character: every ASCII character that could have a meaning there is written so.
std::string mermaid_words(std::string_view text) {
  std::string out;
  for (const char c : one_line(text)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == ' ' || c == '_' || c == ',' || c == '.' || c == '(' || c == ')';
    if (plain)
      out += c;
    else
      out += fmt::format("#{};", byte);
  }
  return out;
}

std::string node_of(std::optional<state_number> state) { return state ? fmt::format("s{}", *state) : "start"; }

bilingual many_words(const diagram_bundle& bundle) {
  return say("từ {} trạng thái", "from {} states", bundle.from.size());
}

}  // namespace

state_diagram diagram_of(const rule_pack& pack) {
  // Opening rows before those of states; the numbers of states begin at 0.
  std::map<std::pair<int, state_number>, std::vector<std::size_t>> arrows;
  std::map<std::pair<event_number, state_number>, diagram_bundle> bundles;
  state_diagram out;
  out.stays.resize(pack.states.size());
  for (const machine_row& row : pack.flow.rows()) {
    if (row.from == row.to) {
      note(out.stays[row.from], row.rule);
      continue;
    }
    if (row.from == no_state) continue;
    diagram_bundle& bundle = bundles[{row.event, row.to}];
    bundle.event = row.event;
    bundle.to = row.to;
    if (std::find(bundle.from.begin(), bundle.from.end(), row.from) == bundle.from.end())
      bundle.from.push_back(row.from);
    note(bundle.transitions, row.rule);
  }
  for (const machine_row& row : pack.flow.rows()) {
    const bool opens = row.from == no_state;
    if (row.from == row.to || (!opens && bundles[{row.event, row.to}].from.size() >= crowded)) continue;
    note(arrows[{opens ? -1 : int{row.from}, row.to}], row.rule);
  }
  for (auto& [ends, transitions] : arrows) {
    diagram_arrow arrow;
    if (ends.first >= 0) arrow.from = static_cast<state_number>(ends.first);
    arrow.to = ends.second;
    arrow.transitions = std::move(transitions);
    out.arrows.push_back(std::move(arrow));
  }
  for (auto& [key, bundle] : bundles) {
    if (bundle.from.size() < crowded) continue;
    std::sort(bundle.from.begin(), bundle.from.end());
    out.from_many.push_back(std::move(bundle));
  }
  return out;
}

std::vector<std::string> events_of(const rule_pack& pack, const std::vector<std::size_t>& transitions) {
  std::vector<std::string> out;
  for (const std::size_t at : transitions) {
    const std::string& event = pack.events[pack.transitions[at].event];
    if (std::find(out.begin(), out.end(), event) == out.end()) out.push_back(event);
  }
  return out;
}

bilingual holder_words(const rule_pack& pack, const state& at) {
  if (at.end) return {"đã kết thúc", "ended"};
  if (at.holder) return pack.roles[*at.holder].label;
  return {"không ai giữ", "held by nobody"};
}

std::string dot_text(const rule_pack& pack, const state_diagram& drawn, language lang) {
  std::string out = fmt::format("digraph {} {{\n  graph [label={}, labelloc=t];\n  node [shape=box, style=rounded];\n",
                                dot_quoted(pack.id), dot_quoted(pack.title.in(lang)));
  out += "  start [shape=point];\n";
  for (std::size_t i = 0; i < pack.states.size(); ++i) {
    const state& at = pack.states[i];
    out += fmt::format("  s{} [label={}{}];\n", i, dot_lines({at.label.in(lang), holder_words(pack, at).in(lang)}),
                       at.end ? ", peripheries=2" : "");
  }
  for (const diagram_arrow& arrow : drawn.arrows) {
    out += fmt::format("  {} -> s{} [label={}];\n", node_of(arrow.from), arrow.to,
                       dot_lines(events_of(pack, arrow.transitions)));
  }
  for (std::size_t i = 0; i < drawn.from_many.size(); ++i) {
    const diagram_bundle& bundle = drawn.from_many[i];
    out += fmt::format("  m{} [shape=plaintext, label={}];\n  m{} -> s{} [label={}];\n", i,
                       dot_quoted(many_words(bundle).in(lang)), i, bundle.to, dot_quoted(pack.events[bundle.event]));
  }
  return out + "}\n";
}

std::string mermaid_text(const rule_pack& pack, const state_diagram& drawn, language lang) {
  std::string out = "stateDiagram-v2\n";
  for (std::size_t i = 0; i < pack.states.size(); ++i) {
    const state& at = pack.states[i];
    out += fmt::format("  state \"{} ({})\" as s{}\n", mermaid_words(at.label.in(lang)),
                       mermaid_words(holder_words(pack, at).in(lang)), i);
  }
  for (std::size_t i = 0; i < drawn.from_many.size(); ++i)
    out += fmt::format("  state \"{}\" as m{}\n", mermaid_words(many_words(drawn.from_many[i]).in(lang)), i);
  for (const diagram_arrow& arrow : drawn.arrows) {
    std::string events;
    for (const std::string& event : events_of(pack, arrow.transitions))
      events += (events.empty() ? "" : ", ") + mermaid_words(event);
    out += fmt::format("  {} --> s{}: {}\n", arrow.from ? node_of(arrow.from) : "[*]", arrow.to, events);
  }
  for (std::size_t i = 0; i < drawn.from_many.size(); ++i) {
    const diagram_bundle& bundle = drawn.from_many[i];
    out += fmt::format("  m{} --> s{}: {}\n", i, bundle.to, mermaid_words(pack.events[bundle.event]));
  }
  for (std::size_t i = 0; i < pack.states.size(); ++i) {
    if (pack.states[i].end) out += fmt::format("  s{} --> [*]\n", i);
  }
  return out;
}

}  // namespace thoihan
