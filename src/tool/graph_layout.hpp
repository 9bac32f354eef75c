// Where the boxes and arrows of a graph stand, as Graphviz lays them out.
//
//     layout_graph graph;
//     graph.boxes = {{120, 40}, {120, 40}};
//     graph.arrows = {{0, 1, {60, 14}}};
//     const graph_layout found = lay_out(graph);        // found.boxes[1].y, found.arrows[0].curve
//
// The program `dot` is started without a shell and given numbers and sizes alone: no author's word reaches it, no font matters, and
// the same graph lies the same on every machine. Its answer is JSON, read with the JSON library and checked. A program
// apart rather than a library inside this one: a fault of it is an error message here, and an installation that draws nothing
// needs none of it.
//
// Units: points, y downwards, the first box's corner wherever Graphviz puts it; everything lies in 0..width, 0..height.
//
// Errors: thoihan::error with `io` where `dot` is not installed, fails, or answers what cannot be read.
// Thread-safety: pure but for the process. Cost: some tens of milliseconds.
#pragma once

#include <cstddef>
#include <vector>

namespace thoihan {

struct layout_size {
  double width = 0;
  double height = 0;
};

struct layout_point {
  double x = 0;
  double y = 0;
};

struct layout_arrow {
  std::size_t from = 0;
  std::size_t to = 0;
  layout_size label;
};

struct layout_graph {
  std::vector<layout_size> boxes;
  std::vector<layout_arrow> arrows;
};

// A piecewise Bézier curve: a point, then three for each piece; `tip` is where the arrow's head ends.
struct laid_arrow {
  std::vector<layout_point> curve;
  layout_point tip;
  layout_point label;  // its middle
};

struct graph_layout {
  layout_size all;
  std::vector<layout_point> boxes;  // their middles
  std::vector<laid_arrow> arrows;
};

graph_layout lay_out(const layout_graph& graph);

}  // namespace thoihan
