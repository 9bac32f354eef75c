// The state diagram of a pack as SVG.
//
//     html_writer page;
//     write_diagram(page, pack, drawn, "p0");       // links to #p0-s<state> and #p0-t<transition>
//     const std::string file = diagram_file(pack, drawn, language::vi);      // a file of its own, without links
//
// Graphviz gives the places (graph_layout.hpp), the rest is drawn here: a box for each state, coloured by who holds the case there
// and saying so in words, an arrow for each pair of states with its events. The width of a word is guessed from its letters,
// somewhat too wide, since nobody knows what font will show it.
//
// Errors: as `lay_out`. Thread-safety: pure but for the process that lays out.
#pragma once

#include <string>
#include <string_view>

#include "src/pack/state_diagram.hpp"
#include "src/tool/html_writer.hpp"

namespace thoihan {

// `prefix` of the page's ids; empty: no links.
void write_diagram(html_writer& page, const rule_pack& pack, const state_diagram& drawn, std::string_view prefix);
std::string diagram_file(const rule_pack& pack, const state_diagram& drawn, language lang);

// The class of a state's colour: "h0" for the first role that holds any, "h-none", "h-end".
std::string holder_class(const rule_pack& pack, const state& at);

}  // namespace thoihan
