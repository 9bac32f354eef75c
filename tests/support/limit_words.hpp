// A limit in words, every policy of it, for the messages of tests.
//
//     CAPTURE(words(what));      // "[5 working day, end 0, cut-off -1, hours 0, grace 0 now] "
#pragma once

#include <cstddef>
#include <sstream>
#include <string>

#include "thoihan/limit/limit.hpp"

inline std::string words(const thoihan::limit& what) {
  std::ostringstream out;
  for (std::size_t i = 0; i < what.size; ++i) {
    const thoihan::limit_node& node = what.nodes[i];
    const thoihan::limit_term& term = node.term;
    if (node.kind != thoihan::limit_kind::term) {
      out << "[composition " << static_cast<int>(node.kind) << " of " << int{node.children} << "] ";
      continue;
    }
    out << '[' << term.length.count << ' ' << thoihan::unit_name(term.length.in) << ", end "
        << static_cast<int>(term.end) << ", cut-off " << term.cut_off_s << (term.first_day_counts ? ", first day" : "")
        << (term.rolls ? "" : ", no roll") << (term.make_up_counts ? "" : ", no make-up")
        << (term.when_overused ? ", overused" : "") << ", hours " << term.hours_a_day << ", grace " << term.grace.count
        << ' ' << thoihan::unit_name(term.grace.in) << (term.back ? ", back" : "")
        << (term.roll_back ? ", roll back" : "") << "] ";
  }
  return out.str();
}
