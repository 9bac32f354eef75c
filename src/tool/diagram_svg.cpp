#include "src/tool/diagram_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "src/pack/say.hpp"
#include "src/tool/book_assets.hpp"
#include "src/tool/graph_layout.hpp"

namespace thoihan {
namespace {

// Units are the pixels of the drawing; diagram.css sets the same sizes of letters.
constexpr double line_height = 17;
constexpr double small_line_height = 15;
constexpr double padding = 9;
constexpr double event_line_height = 16;
constexpr double event_letter_width = 7.3;
constexpr double start_size = 14;
constexpr double margin = 12;
constexpr std::size_t longest_line = 24;  // letters
constexpr std::size_t holder_colours = 10;

bool begins_character(char c) { return (c & 0xC0) != 0x80; }

std::size_t letters_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

double width_of(std::string_view text, double wide) {
  constexpr std::string_view narrow_letters = "iljtfr.,:;|'()[] -";
  double out = 0;
  for (const char c : text) {
    if (!begins_character(c)) continue;
    const bool narrow = narrow_letters.find(c) != std::string_view::npos;
    const bool broad = (c >= 'A' && c <= 'Z') || c == 'm' || c == 'w';
    out += narrow ? wide * 0.68 : (broad ? wide * 1.3 : wide);
  }
  return out;
}

// Lines of about the longest line, broken at spaces.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  std::string line;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (!line.empty() && letters_of(line) + 1 + letters_of(word) > longest_line) {
      out.push_back(std::move(line));
      line.clear();
    }
    line += (line.empty() ? "" : " ") + std::string{word};
  }
  out.push_back(std::move(line));
  return out;
}

struct box_words {
  std::vector<std::string> label;
  std::vector<std::string> holder;
};

double height_of(const box_words& words) {
  return 2 * padding + line_height * static_cast<double>(words.label.size()) +
         small_line_height * static_cast<double>(words.holder.size());
}

double width_of(const box_words& words) {
  double out = 60;
  for (const std::string& line : words.label) out = std::max(out, width_of(line, 9.3));
  for (const std::string& line : words.holder) out = std::max(out, width_of(line, 7.6));
  return out + 2 * padding;
}

std::string number(double value) { return fmt::format("{:.1f}", value); }

class diagram_writer {
 public:
  diagram_writer(html_writer& page, const rule_pack& pack, const state_diagram& drawn, std::string_view prefix)
      : page_(page), pack_(pack), drawn_(drawn), prefix_(prefix) {
    if (page.only())
      languages_ = {*page.only()};
    else
      languages_ = {language::vi, language::en};
    measure();
    laid_ = lay_out(graph_);
  }

  void write(std::string_view style) {
    const double width = laid_.all.width + 2 * margin;
    const double height = laid_.all.height + 2 * margin;
    page_.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                       {"class", "diagram"},
                       {"role", "group"},
                       {languages_.size() == 1 ? "aria-label" : "aria-labelledby",
                        languages_.size() == 1 ? pack_.title.in(languages_[0]) : std::string{prefix_} + "-title"},
                       {"viewBox",
                        fmt::format("{} {} {} {}", number(-margin), number(-margin), number(width), number(height))},
                       {"width", number(width)},
                       {"height", number(height)}});
    if (!style.empty()) {
      page_.open("style");
      page_.own(style);
      page_.close();
    }
    for (std::size_t i = 0; i < drawn_.arrows.size(); ++i) write_curve(laid_.arrows[i]);
    for (std::size_t i = 0; i < drawn_.from_many.size(); ++i) write_curve(laid_.arrows[drawn_.arrows.size() + i]);
    for (std::size_t i = 0; i < pack_.states.size(); ++i) write_state(i);
    for (std::size_t i = 0; i < drawn_.from_many.size(); ++i) write_bundle(i);
    const layout_point start = laid_.boxes[start_box()];
    page_.empty("circle",
                {{"class", "start"}, {"cx", number(start.x)}, {"cy", number(start.y)}, {"r", number(start_size / 2)}});
    for (std::size_t i = 0; i < drawn_.arrows.size(); ++i) {
      const diagram_arrow& arrow = drawn_.arrows[i];
      write_events(laid_.arrows[i].label, arrow.transitions, arrow.from ? pack_.states[*arrow.from].label : bilingual{},
                   arrow.to);
    }
    for (std::size_t i = 0; i < drawn_.from_many.size(); ++i) {
      const diagram_bundle& bundle = drawn_.from_many[i];
      write_events(laid_.arrows[drawn_.arrows.size() + i].label, bundle.transitions, many_words(bundle), bundle.to);
    }
    page_.close();
  }

 private:
  std::size_t start_box() const { return pack_.states.size(); }

  static bilingual many_words(const diagram_bundle& bundle) {
    return say("từ {} trạng thái", "from {} states", bundle.from.size());
  }

  box_words words_of(const state& at, language lang) const {
    return {lines_of(at.label.in(lang)), lines_of(holder_words(pack_, at).in(lang))};
  }

  void measure() {
    for (const state& at : pack_.states) {
      layout_size size;
      for (const language lang : languages_) {
        const box_words words = words_of(at, lang);
        size.width = std::max(size.width, width_of(words));
        size.height = std::max(size.height, height_of(words));
      }
      graph_.boxes.push_back(size);
    }
    graph_.boxes.push_back({start_size, start_size});
    for (const diagram_arrow& arrow : drawn_.arrows)
      graph_.arrows.push_back({arrow.from ? *arrow.from : start_box(), arrow.to, size_of(arrow.transitions)});
    for (const diagram_bundle& bundle : drawn_.from_many) {
      layout_size size{0, small_line_height + padding};
      for (const language lang : languages_)
        size.width = std::max(size.width, width_of(many_words(bundle).in(lang), 7.6) + 2 * padding);
      graph_.arrows.push_back({graph_.boxes.size(), bundle.to, size_of(bundle.transitions)});
      graph_.boxes.push_back(size);
    }
  }

  layout_size size_of(const std::vector<std::size_t>& transitions) const {
    const std::vector<std::string> events = events_of(pack_, transitions);
    std::size_t longest = 0;
    for (const std::string& event : events) longest = std::max(longest, letters_of(event));
    return {static_cast<double>(longest) * event_letter_width + 8,
            static_cast<double>(events.size()) * event_line_height + 2};
  }

  void write_curve(const laid_arrow& arrow) {
    std::string path = fmt::format("M{} {}", number(arrow.curve[0].x), number(arrow.curve[0].y));
    for (std::size_t i = 1; i < arrow.curve.size(); ++i)
      path += fmt::format("{}{} {}", i % 3 == 1 ? "C" : " ", number(arrow.curve[i].x), number(arrow.curve[i].y));
    page_.empty("path", {{"class", "arrow"}, {"d", path}});
    const layout_point from = arrow.curve.back();
    const double x = arrow.tip.x - from.x;
    const double y = arrow.tip.y - from.y;
    const double length = std::max(std::hypot(x, y), 0.1);
    const double side_x = -y / length * 3.5;
    const double side_y = x / length * 3.5;
    page_.empty("path", {{"class", "head"},
                         {"d", fmt::format("M{} {}L{} {}L{} {}Z", number(arrow.tip.x), number(arrow.tip.y),
                                           number(from.x + side_x), number(from.y + side_y), number(from.x - side_x),
                                           number(from.y - side_y))}});
  }

  void write_lines(const std::vector<std::string>& lines, std::string_view name, double x, double& y, double step) {
    for (const std::string& line : lines) {
      page_.text_element("text", line, {{"class", name}, {"x", number(x)}, {"y", number(y + step * 0.76)}});
      y += step;
    }
  }

  void write_state(std::size_t at) {
    const state& one = pack_.states[at];
    const layout_point middle = laid_.boxes[at];
    const layout_size size = graph_.boxes[at];
    const std::string name = "state " + holder_class(pack_, one);
    if (prefix_.empty())
      page_.open("g", {{"class", name}});
    else
      page_.open("a", {{"class", name}, {"href", fmt::format("#{}-s{}", prefix_, at)}});
    page_.empty("rect", {{"x", number(middle.x - size.width / 2)},
                         {"y", number(middle.y - size.height / 2)},
                         {"width", number(size.width)},
                         {"height", number(size.height)},
                         {"rx", one.end ? "3" : "9"}});
    for (const language lang : languages_) {
      const box_words words = words_of(one, lang);
      page_.open("g", {{"lang", lang == language::vi ? "vi" : "en"}});
      double y = middle.y - height_of(words) / 2 + padding;
      write_lines(words.label, "name", middle.x, y, line_height);
      write_lines(words.holder, "holder", middle.x, y, small_line_height);
      page_.close();
    }
    page_.close();
  }

  void write_bundle(std::size_t at) {
    const std::size_t box = start_box() + 1 + at;
    const layout_point middle = laid_.boxes[box];
    const layout_size size = graph_.boxes[box];
    page_.open("g", {{"class", "many"}});
    page_.empty("rect", {{"x", number(middle.x - size.width / 2)},
                         {"y", number(middle.y - size.height / 2)},
                         {"width", number(size.width)},
                         {"height", number(size.height)},
                         {"rx", "3"}});
    for (const language lang : languages_) {
      page_.text_element("text", many_words(drawn_.from_many[at]).in(lang),
                         {{"class", "holder"},
                          {"lang", lang == language::vi ? "vi" : "en"},
                          {"x", number(middle.x)},
                          {"y", number(middle.y + 4)}});
    }
    page_.close();
  }

  // A line an event, each a link to the first of its transitions.
  void write_events(const layout_point& middle, const std::vector<std::size_t>& transitions, const bilingual& from,
                    state_number to) {
    const std::vector<std::string> events = events_of(pack_, transitions);
    double y = middle.y - static_cast<double>(events.size()) * event_line_height / 2;
    for (const std::string& event : events) {
      std::string shown;
      std::size_t first = transitions.front();
      for (const std::size_t at : transitions) {
        if (pack_.events[pack_.transitions[at].event] != event) continue;
        if (shown.empty()) first = at;
        shown += fmt::format("{}{}-t{}", shown.empty() ? "" : " ", prefix_, at);
      }
      const double width = static_cast<double>(letters_of(event)) * event_letter_width + 6;
      const language lang = languages_[0];
      const std::string said = fmt::format("{}: {} → {}", event, from.in(lang), pack_.states[to].label.in(lang));
      if (prefix_.empty())
        page_.open("g", {{"class", "event"}});
      else
        page_.open("a", {{"class", "event"},
                         {"href", fmt::format("#{}-t{}", prefix_, first)},
                         {"data-show", shown},
                         {"aria-label", said}});
      page_.empty("rect", {{"x", number(middle.x - width / 2)},
                           {"y", number(y + 0.5)},
                           {"width", number(width)},
                           {"height", number(event_line_height - 1)},
                           {"rx", "3"}});
      page_.text_element("text", event, {{"x", number(middle.x)}, {"y", number(y + event_line_height * 0.72)}});
      page_.close();
      y += event_line_height;
    }
  }

  html_writer& page_;
  const rule_pack& pack_;
  const state_diagram& drawn_;
  std::string_view prefix_;
  std::vector<language> languages_;
  layout_graph graph_;  // states, then the start, then the bundles
  graph_layout laid_;
};

}  // namespace

void write_diagram(html_writer& page, const rule_pack& pack, const state_diagram& drawn, std::string_view prefix) {
  diagram_writer{page, pack, drawn, prefix}.write({});
}

std::string diagram_file(const rule_pack& pack, const state_diagram& drawn, language lang) {
  html_writer file{lang};
  diagram_writer{file, pack, drawn, {}}.write(book_diagram_style());
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + file.take();
}

std::string holder_class(const rule_pack& pack, const state& at) {
  if (at.end) return "h-end";
  if (!at.holder) return "h-none";
  std::vector<role_number> holders;
  for (const state& one : pack.states) {
    if (!one.end && one.holder && std::find(holders.begin(), holders.end(), *one.holder) == holders.end())
      holders.push_back(*one.holder);
  }
  const auto place = std::find(holders.begin(), holders.end(), *at.holder) - holders.begin();
  return fmt::format("h{}", static_cast<std::size_t>(place) % holder_colours);
}

}  // namespace thoihan
