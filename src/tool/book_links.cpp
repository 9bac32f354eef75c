#include "src/tool/book_links.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace thoihan {
namespace {

struct linked_section {
  std::string_view name;
  std::string_view letter;
};

// Sections whose places are numbers in the pack's text, and those whose places are ids.
constexpr std::array<linked_section, 2> numbered = {{{"transitions", "t"}, {"routing", "r"}}};

std::optional<std::size_t> number_of(std::string_view text) {
  std::size_t out = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

struct rule_place {
  std::string_view letter;
  std::size_t number = 0;
};

std::optional<rule_place> place_of(const rule_pack& pack, const std::string& text) {
  const std::string_view place = std::string_view{text}.substr(0, text.find(' '));
  const std::size_t slash = place.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view section = place.substr(0, slash);
  const std::string_view rest = place.substr(slash + 1);
  const std::string_view name = rest.substr(0, rest.find('/'));
  for (const linked_section& one : numbered) {
    if (one.name != section) continue;
    const auto number = number_of(name);
    const std::size_t most = section == "transitions" ? pack.transitions.size() : pack.routing.size();
    if (number && *number < most) return rule_place{one.letter, *number};
    return std::nullopt;
  }
  const auto among = [&](std::string_view letter, const auto& list) -> std::optional<rule_place> {
    if (const auto at = find_id(list, name)) return rule_place{letter, *at};
    return std::nullopt;
  };
  if (section == "duties") return among("d", pack.duties);
  if (section == "states") return among("s", pack.states);
  if (section == "roles") return among("l", pack.roles);
  if (section == "facts") return among("f", pack.facts);
  if (section == "notices") return among("n", pack.notices);
  if (section == "reports") return among("o", pack.reports);
  if (section == "assumptions") return among("a", pack.assumptions);
  return std::nullopt;
}

}  // namespace

chapter_page::chapter_page(html_writer& page, const std::vector<book_chapter>& chapters, std::size_t number)
    : page_(page), chapters_(chapters), number_(number), prefix_(fmt::format("p{}", number)) {}

std::string chapter_page::id(std::string_view letter, std::size_t number) const {
  return fmt::format("{}-{}{}", prefix_, letter, number);
}

void chapter_page::link(std::string_view letter, std::size_t number, const bilingual& words) const {
  page_.element("a", words, {{"href", "#" + id(letter, number)}});
}

void chapter_page::clause_link(const std::string& clause) const {
  const auto at = find_id(pack().clauses, clause);
  if (!at) return page_.text(clause);
  page_.text_element("a", clause, {{"href", "#" + id("c", *at)}});
}

void chapter_page::assumption_link(const std::string& assumption) const {
  const auto at = find_id(pack().assumptions, assumption);
  if (!at) return page_.text(assumption);
  page_.open("a", {{"href", "#" + id("a", *at)}});
  page_.words({"giả định ", "assumption "});
  page_.text(assumption);
  page_.close();
}

void chapter_page::basis_links(const basis& source) const {
  list(source.cites, [&](const std::string& clause) { clause_link(clause); });
  if (!source.cites.empty() && !source.assumes.empty()) page_.text("; ");
  list(source.assumes, [&](const std::string& assumption) { assumption_link(assumption); });
}

void chapter_page::clause_links(const basis& source) const {
  if (source.cites.empty()) return basis_links(source);
  list(source.cites, [&](const std::string& clause) { clause_link(clause); });
}

void chapter_page::rule_link(const std::string& place) const {
  const auto at = place_of(pack(), place);
  if (!at) return page_.text_element("span", place, {{"class", "code"}});
  page_.text_element("a", place, {{"class", "code"}, {"href", "#" + id(at->letter, at->number)}});
}

void chapter_page::begin_section(std::string_view name, const bilingual& title) const {
  const std::string own = fmt::format("{}-{}", prefix_, name);
  const std::string heading = own + "-h";
  page_.open("section", {{"class", "view"}, {"id", own}, {"aria-labelledby", heading}});
  page_.element("h3", title, {{"id", heading}});
}

void chapter_page::begin_table(std::string_view name, const bilingual& caption,
                               const std::vector<bilingual>& heads) const {
  const std::string own = fmt::format("{}-{}", prefix_, name);
  const std::string title = own + "-caption";
  page_.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-labelledby", title}});
  page_.open("table", {{"id", own}});
  page_.element("caption", caption, {{"id", title}});
  page_.open("thead");
  page_.open("tr");
  for (const bilingual& head : heads) page_.element("th", head, {{"scope", "col"}});
  page_.close();
  page_.close();
  page_.open("tbody");
}

void chapter_page::end_table() const {
  page_.close();
  page_.close();
  page_.close();
}

void chapter_page::filter(std::string_view name) const {
  const std::string table = fmt::format("{}-{}", prefix_, name);
  page_.open("p", {{"class", "filter"}});
  page_.open("label");
  page_.words({"Lọc: ", "Filter: "});
  page_.empty("input", {{"type", "search"}, {"data-filter", table}, {"autocomplete", "off"}});
  page_.close();
  page_.text_element("span", "", {{"role", "status"}, {"class", "count"}});
  page_.close();
}

void chapter_page::term(const bilingual& name) const { page_.element("dt", name); }

}  // namespace thoihan
