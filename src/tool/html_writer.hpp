// A page as it is written: elements that close in their order, and words that can only be words.
//
//     html_writer page;                                   // both languages; the page shows one of them
//     page.open("p", {{"class", "note"}});
//     page.words({"Thời hạn", "Limit"});                  // <bdi lang=vi>Thời hạn</bdi><bdi lang=en>Limit</bdi>
//     page.close();
//     page.text_element("td", "5 < 6 & \"7\"");                // <td>5 &lt; 6 &amp; &quot;7&quot;</td>
//
// Whatever goes in as text or as an attribute's value is escaped (src/engine/html_text.hpp); names of elements and
// attributes are the program's own. Words stand in <bdi>, so that a direction of writing does not reach beyond them. In SVG, where
// there is no <bdi>, use `text`.
//
// Thread-safety: none. Errors: none.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/engine/html_text.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

class html_writer {
 public:
  using attribute = std::pair<std::string_view, std::string_view>;
  using attributes = std::initializer_list<attribute>;

  // `only`: words of one language, as XML.
  explicit html_writer(std::optional<language> only = {}) : only_(only) {}

  void open(std::string_view name, attributes list = {}) {
    start(name, list, !only_);
    open_.emplace_back(name);
  }

  void close() {
    out_ += "</" + open_.back() + ">";
    const auto last = std::string_view{open_.back()};
    if (last != "span" && last != "a" && last != "strong" && last != "em") out_ += '\n';
    open_.pop_back();
  }

  // An element that has no content: <meta>, <input>, a shape of SVG.
  void empty(std::string_view name, attributes list = {}) {
    start(name, list, false);
    out_.insert(out_.size() - 1, "/");
  }

  void text(std::string_view text) { out_ += escaped(text); }

  void words(const bilingual& words) {
    if (only_ || words.vi == words.en) {
      out_ += "<bdi>" + escaped(words.in(only_.value_or(language::vi))) + "</bdi>";
      return;
    }
    out_ += "<bdi lang=vi>" + escaped(words.vi) + "</bdi><bdi lang=en>" + escaped(words.en) + "</bdi>";
  }

  void text_element(std::string_view name, std::string_view content, attributes list = {}) {
    open(name, list);
    text(content);
    close();
  }

  void element(std::string_view name, const bilingual& content, attributes list = {}) {
    open(name, list);
    words(content);
    close();
  }

  // What the program itself wrote: its style, its script, a drawing.
  void own(std::string_view markup) { out_ += markup; }

  const std::optional<language>& only() const noexcept { return only_; }
  std::string take() { return std::move(out_); }

 private:
  // A book has tens of thousands of attributes: in HTML a plain value needs no quotes, unless "/" may follow it.
  static bool is_plain(std::string_view value) {
    constexpr std::string_view others = "#-_.:";
    return !value.empty() && std::all_of(value.begin(), value.end(), [&](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             others.find(c) != std::string_view::npos;
    });
  }

  void start(std::string_view name, attributes list, bool may_be_bare) {
    out_ += '<';
    out_ += name;
    for (const auto& [key, value] : list) {
      out_ += ' ';
      out_ += key;
      out_ += '=';
      out_ += may_be_bare && is_plain(value) ? std::string{value} : "\"" + escaped(value) + "\"";
    }
    out_ += '>';
  }

  std::optional<language> only_;
  std::vector<std::string> open_;
  std::string out_;
};

}  // namespace thoihan
