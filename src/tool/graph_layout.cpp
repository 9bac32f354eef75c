#include "src/tool/graph_layout.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "thoihan/pack/error.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

constexpr double points_an_inch = 72;

struct file_closer {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using temporary_file = std::unique_ptr<std::FILE, file_closer>;

[[noreturn]] void fail(const bilingual& why) {
  throw error(status::io, {"không vẽ được sơ đồ: " + why.vi, "the diagram cannot be drawn: " + why.en});
}

temporary_file open_temporary() {
  temporary_file file{std::tmpfile()};
  if (!file) fail({"không tạo được tệp tạm", "a temporary file cannot be made"});
  return file;
}

std::string dot_of(const layout_graph& graph) {
  std::string out =
      "digraph {\n  graph [nodesep=0.35, ranksep=0.45];\n  node [shape=box, fixedsize=true, label=\"\"];\n";
  for (std::size_t i = 0; i < graph.boxes.size(); ++i) {
    out += fmt::format("  {} [width={:.3f}, height={:.3f}];\n", i, graph.boxes[i].width / points_an_inch,
                       graph.boxes[i].height / points_an_inch);
  }
  for (const layout_arrow& arrow : graph.arrows) {
    // An empty table of that size keeps the room for a label.
    out += fmt::format(
        "  {} -> {} [label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"0\" "
        "fixedsize=\"true\" "
        "width=\"{:.0f}\" height=\"{:.0f}\"><tr><td></td></tr></table>>];\n",
        arrow.from, arrow.to, arrow.label.width, arrow.label.height);
  }
  return out + "}\n";
}

std::string ask_dot(const std::string& text) {
  const temporary_file in = open_temporary();
  const temporary_file out = open_temporary();
  if (std::fwrite(text.data(), 1, text.size(), in.get()) != text.size() || std::fflush(in.get()) != 0)
    fail({"không ghi được tệp tạm", "a temporary file cannot be written"});
  std::rewind(in.get());

  posix_spawn_file_actions_t streams;
  if (posix_spawn_file_actions_init(&streams) != 0) throw std::bad_alloc{};
  posix_spawn_file_actions_adddup2(&streams, fileno(in.get()), 0);
  posix_spawn_file_actions_adddup2(&streams, fileno(out.get()), 1);
  const char* path = std::getenv("PATH");
  std::string path_variable = fmt::format("PATH={}", path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path);
  std::string locale_variable = "LC_ALL=C";
  const std::array<char*, 3> environment = {path_variable.data(), locale_variable.data(), nullptr};
  std::string name = "dot";
  std::string format = "-Tjson0";
  const std::array<char*, 3> arguments = {name.data(), format.data(), nullptr};
  pid_t child = 0;
  const int code = posix_spawnp(&child, "dot", &streams, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&streams);
  if (code == ENOENT || code == EACCES)
    fail({"chưa cài Graphviz (lệnh dot); trên Debian: apt-get install graphviz",
          "Graphviz (the command dot) is not installed; on Debian: apt-get install graphviz"});
  if (code != 0) fail({"không chạy được dot", "dot cannot be started"});
  int ended = 0;
  while (::waitpid(child, &ended, 0) == -1) {
    if (errno != EINTR) fail({"không rõ dot kết thúc ra sao", "how dot ended is not known"});
  }
  // Where the child could not start dot after all, it ends with 127.
  if (WIFEXITED(ended) && WEXITSTATUS(ended) == 127)
    fail({"chưa cài Graphviz (lệnh dot); trên Debian: apt-get install graphviz",
          "Graphviz (the command dot) is not installed; on Debian: apt-get install graphviz"});
  if (!WIFEXITED(ended) || WEXITSTATUS(ended) != 0) fail({"dot báo lỗi", "dot failed"});

  std::string answer;
  std::array<char, 65536> part{};
  std::rewind(out.get());
  for (std::size_t read = 0; (read = std::fread(part.data(), 1, part.size(), out.get())) > 0;)
    answer.append(part.data(), read);
  return answer;
}

// "1.5,2e3 4,5": numbers apart by commas and spaces.
std::vector<double> numbers_of(std::string_view text) {
  std::vector<double> out;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at != end) {
    double number = 0;
    const auto [stop, code] = std::from_chars(at, end, number);
    if (code != std::errc{}) fail({"không hiểu câu trả lời của dot", "the answer of dot cannot be read"});
    out.push_back(number);
    at = stop;
    while (at != end && (*at == ',' || *at == ' ')) ++at;
  }
  return out;
}

class answer_reader {
 public:
  answer_reader(const layout_graph& graph, const json::value& answer) : graph_(graph), answer_(answer.as_object()) {}

  graph_layout read() {
    const std::vector<double> box = numbers(answer_, "bb", 4);
    out_.all = {box[2], box[3]};
    out_.boxes.resize(graph_.boxes.size());
    std::vector<std::size_t> number_of;  // by Graphviz's own number
    for (const json::value& node : list("objects")) {
      const std::string_view name = node.at("name").as_string();
      std::size_t number = graph_.boxes.size();
      std::from_chars(name.data(), name.data() + name.size(), number);
      if (number >= out_.boxes.size()) throw std::out_of_range{"box"};
      out_.boxes[number] = point(numbers(node.as_object(), "pos", 2), 0);
      number_of.push_back(number);
    }
    // Arrows between two boxes come in the order in which they were given.
    std::vector<bool> taken(graph_.arrows.size());
    out_.arrows.resize(graph_.arrows.size());
    if (graph_.arrows.empty()) return out_;
    for (const json::value& edge : list("edges")) {
      const std::size_t from = number_of.at(edge.at("tail").to_number<std::size_t>());
      const std::size_t to = number_of.at(edge.at("head").to_number<std::size_t>());
      std::size_t at = 0;
      while (at < taken.size() && (taken[at] || graph_.arrows[at].from != from || graph_.arrows[at].to != to)) ++at;
      out_.arrows.at(at) = arrow(edge.as_object());
      taken[at] = true;
    }
    return out_;
  }

 private:
  const json::array& list(std::string_view key) const { return answer_.at(key).as_array(); }

  static std::vector<double> numbers(const json::object& from, std::string_view key, std::size_t least) {
    std::vector<double> out = numbers_of(from.at(key).as_string());
    if (out.size() < least) throw std::out_of_range{"numbers"};
    return out;
  }

  layout_point point(const std::vector<double>& list, std::size_t at) const {
    return {list.at(at), out_.all.height - list.at(at + 1)};
  }

  // "e,x,y x,y x,y ...": the tip of the head, then the curve.
  laid_arrow arrow(const json::object& edge) const {
    laid_arrow out;
    std::string_view text = edge.at("pos").as_string();
    text = text.substr(0, text.find(';'));
    if (text.substr(0, 2) == "e,") text.remove_prefix(2);
    const std::vector<double> list = numbers_of(text);
    out.tip = point(list, 0);
    for (std::size_t i = 2; i + 1 < list.size(); i += 2) out.curve.push_back(point(list, i));
    if (out.curve.size() < 4 || out.curve.size() % 3 != 1) throw std::out_of_range{"curve"};
    if (edge.contains("lp")) out.label = point(numbers(edge, "lp", 2), 0);
    return out;
  }

  const layout_graph& graph_;
  const json::object& answer_;
  graph_layout out_;
};

}  // namespace

graph_layout lay_out(const layout_graph& graph) {
  if (graph.boxes.empty()) return {};
  const std::string answer = ask_dot(dot_of(graph));
  try {
    return answer_reader{graph, json::parse(answer)}.read();
  } catch (const error&) {
    throw;
  } catch (const std::exception&) {  // not JSON, or not what was asked for
    fail({"không hiểu câu trả lời của dot", "the answer of dot cannot be read"});
  }
}

}  // namespace thoihan
