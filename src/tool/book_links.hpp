// A chapter of the rule book while it is written: its ids, and the links from a rule to what it rests on.
//
//     chapter_page at{page, chapters, 0};
//     page.open("td"); at.basis_links(duty.source); page.close();      // links to the clauses and assumptions of the chapter
//     at.id("t", 4);                                                   // "p0-t4"
//
// Ids are numbers, never an author's name. The letters: s state, t transition, d duty, r routing row, c clause, a assumption,
// g gap, l role, f fact, n notice, o report, w longest time, y calendar; what is known nowhere in the chapter stays text.
//
// Thread-safety: none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/engine/rule_book.hpp"
#include "src/tool/html_writer.hpp"

namespace thoihan {

class chapter_page {
 public:
  chapter_page(html_writer& page, const std::vector<book_chapter>& chapters, std::size_t number);

  html_writer& page() const noexcept { return page_; }
  const book_chapter& chapter() const noexcept { return chapters_[number_]; }
  // All of the book, this one too.
  const std::vector<book_chapter>& chapters() const noexcept { return chapters_; }
  const rule_pack& pack() const noexcept { return chapter().pack; }
  const std::string& prefix() const noexcept { return prefix_; }

  std::string id(std::string_view letter, std::size_t number) const;
  void link(std::string_view letter, std::size_t number, const bilingual& words) const;

  void basis_links(const basis& source) const;
  // The clauses alone; where there is none, the assumptions.
  void clause_links(const basis& source) const;
  void clause_link(const std::string& clause) const;
  void assumption_link(const std::string& assumption) const;
  // A rule by its place in the pack: "duties/handle/within/0", "transitions/3 forward".
  void rule_link(const std::string& place) const;

  // Opens a section of the chapter with its heading; `close` of the page ends it.
  void begin_section(std::string_view name, const bilingual& title) const;
  // Opens a table inside a box that can be scrolled, with its heads; `end_table` closes both.
  void begin_table(std::string_view name, const bilingual& caption, const std::vector<bilingual>& heads) const;
  void end_table() const;
  // A field that hides the rows of a table without its words; of use with the script alone.
  void filter(std::string_view name) const;
  void term(const bilingual& name) const;  // <dt>
  // "one, two": links or words written by `write`.
  template <class List, class Write>
  void list(const List& entries, Write write) const {
    bool first = true;
    for (const auto& entry : entries) {
      if (!first) page_.text(", ");
      first = false;
      write(entry);
    }
  }

 private:
  html_writer& page_;
  const std::vector<book_chapter>& chapters_;
  std::size_t number_;
  std::string prefix_;
};

}  // namespace thoihan
