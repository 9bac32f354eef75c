#include "src/pack/state_graph.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace thoihan {
namespace {

using graph_type = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

constexpr std::size_t word_bits = 64;

// A shortest way from a state back to it, by the number of each arc, if it is shorter than `most`.
std::vector<std::size_t> way_round(const std::vector<std::vector<std::size_t>>& leaving,
                                   const std::vector<state_arc>& arcs, state_number start, std::size_t most) {
  constexpr std::size_t none = ~std::size_t{0};
  std::vector<std::size_t> by(leaving.size(), none);  // the arc by which a state was found
  std::vector<state_number> found{start};
  std::vector<state_number> next;
  for (std::size_t length = 1; length < most && !found.empty(); ++length) {
    next.clear();
    for (const state_number at : found) {
      for (const std::size_t arc : leaving[at]) {
        const state_number to = arcs[arc].to;
        if (to == start) {
          std::vector<std::size_t> way{arc};
          for (state_number back = at; back != start; back = arcs[by[back]].from) way.push_back(by[back]);
          std::reverse(way.begin(), way.end());
          return way;
        }
        if (by[to] != none) continue;
        by[to] = arc;
        next.push_back(to);
      }
    }
    found.swap(next);
  }
  return {};
}

}  // namespace

state_graph::state_graph(const rule_pack& pack, const std::function<bool(const state_arc&)>& counts)
    : component_(pack.states.size()) {
  std::set<std::pair<state_number, state_number>> told;
  graph_type graph{pack.states.size()};
  for (const machine_row& row : pack.flow.rows()) {
    const state_arc arc{row.from, row.to, row.rule};
    if (row.from == no_state || row.from == row.to || (counts && !counts(arc))) continue;
    arcs_.push_back(arc);
    if (told.insert({arc.from, arc.to}).second) boost::add_edge(arc.from, arc.to, graph);
  }
  const std::size_t count = boost::strong_components(
      graph, boost::make_iterator_property_map(component_.begin(), boost::get(boost::vertex_index, graph)));
  members_.resize(count);
  for (std::size_t at = 0; at < component_.size(); ++at)
    members_[component_[at]].push_back(static_cast<state_number>(at));
  // A component is numbered after those that it leads to.
  const std::size_t words = component_.size() / word_bits + 1;
  reached_.assign(count, std::vector<std::uint64_t>(words, 0));
  for (std::size_t one = 0; one < count; ++one) {
    std::vector<std::uint64_t>& reached = reached_[one];
    std::set<std::size_t> next;
    for (const state_number at : members_[one]) {
      for (auto [edge, last] = boost::out_edges(at, graph); edge != last; ++edge) {
        const std::size_t to = boost::target(*edge, graph);
        reached[to / word_bits] |= std::uint64_t{1} << (to % word_bits);
        if (component_[to] != one) next.insert(component_[to]);
      }
    }
    for (const std::size_t below : next) {
      for (std::size_t i = 0; i < words; ++i) reached[i] |= reached_[below][i];
    }
  }
}

bool state_graph::reaches(state_number from, state_number to) const noexcept {
  return (reached_[component_[from]][to / word_bits] >> (to % word_bits) & 1U) != 0;
}

std::vector<state_loop> state_graph::loops() const {
  std::vector<std::vector<std::size_t>> leaving(component_.size());
  for (std::size_t i = 0; i < arcs_.size(); ++i) leaving[arcs_[i].from].push_back(i);
  std::vector<state_loop> out;
  for (const std::vector<state_number>& members : members_) {
    if (members.size() < 2) continue;
    state_loop loop{members, {}};
    std::vector<std::size_t> shortest;
    for (const state_number start : members) {
      const std::size_t most = shortest.empty() ? members.size() + 1 : shortest.size();
      if (auto way = way_round(leaving, arcs_, start, most); !way.empty()) shortest = std::move(way);
    }
    for (const std::size_t arc : shortest) loop.shortest.push_back(arcs_[arc]);
    out.push_back(std::move(loop));
  }
  std::sort(out.begin(), out.end(),
            [](const state_loop& a, const state_loop& b) { return a.states.front() < b.states.front(); });
  return out;
}

}  // namespace thoihan
