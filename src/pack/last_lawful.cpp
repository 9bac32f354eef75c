#include "src/pack/last_lawful.hpp"

#include <algorithm>
#include <stdexcept>

#include "thoihan/limit/evaluate.hpp"
#include "thoihan/limit/extension.hpp"

namespace thoihan {
namespace {

// Copies the subtree at `at` without its anchored terms. False when nothing bounds it.
bool copy_bounded(const limit& what, std::size_t& at, limit& out) {
  const limit_node& here = what.nodes[at++];
  if (here.kind == limit_kind::term) {
    if (here.term.back) return false;
    out.nodes[out.size++] = here;
    return true;
  }
  const std::size_t root = out.size;
  out.nodes[out.size++] = here;
  std::uint8_t kept = 0;
  bool all = true;
  for (std::uint8_t child = 0; child < here.children; ++child) {
    const std::uint8_t before = out.size;
    if (copy_bounded(what, at, out)) {
      ++kept;
    } else {
      out.size = before;
      all = false;
    }
  }
  if (kept == 0 || (!all && here.kind != limit_kind::earlier_of)) return false;
  out.nodes[root].children = kept;
  if (kept == 1) {
    for (std::size_t i = root + 1; i < out.size; ++i) out.nodes[i - 1] = out.nodes[i];
    --out.size;
  }
  return true;
}

// The rows that the facts leave, as the choice by receipt sees them.
struct receipt_choice {
  std::vector<limit_row> rows;
  std::vector<std::size_t> numbers;  // in `within`
};

receipt_choice choice_of(const chosen_rows& rows) {
  receipt_choice out;
  // A row whose condition holds whatever the receipt leaves nothing to the rest.
  bool rest_left = true;
  for (std::size_t i = 0; i < rows.within.size(); ++i) {
    const limit_row& row = rows.within[i].row;
    if (rows.chosen[i] && !row.when.empty() && row.received == receipt::any) rest_left = false;
  }
  for (std::size_t i = 0; i < rows.within.size(); ++i) {
    const limit_row& row = rows.within[i].row;
    if (!rows.chosen[i] || (row.is_rest() && !rest_left)) continue;
    out.rows.push_back({{}, row.received, row.receipt_calendar, row.what});
    out.numbers.push_back(i);
  }
  return out;
}

class lawful_end {
 public:
  lawful_end(const rule_pack& pack, const chosen_rows& rows)
      : pack_(pack), hours_(*pack.compiled[rows.calendar]), choice_(choice_of(rows)) {
    for (const limit_row& row : choice_.rows) {
      std::optional<limit> bounded = without_anchors(row.what);
      for (std::int32_t i = 0; bounded && i < rows.extensions; ++i) {
        limit longer;
        if (extend_limit(*bounded, rows.extended_by, longer) != status::ok) break;
        bounded = longer;
      }
      limits_.push_back(bounded);
    }
  }

  lawful_course over(const start_span& starts) const {
    lawful_course out;
    std::vector<instant_map> by_row(limits_.size());
    const std::vector<instant> begins = all_breaks(starts);
    for (std::size_t i = 0; i < begins.size(); ++i)
      add_piece(begins[i], (i + 1 < begins.size() ? begins[i + 1] : starts.end) - 1, out.last, by_row);
    find_sets(starts.first, by_row, out);
    return out;
  }

 private:
  template <class Value>
  static void append(std::vector<Value>& to, const std::vector<Value>& more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  std::vector<instant> all_breaks(const start_span& starts) const {
    std::vector<instant> begins{starts.first};
    for (std::size_t i = 0; i < choice_.rows.size(); ++i) {
      if (limits_[i]) append(begins, limit_breaks(hours_, *limits_[i], starts));
      if (choice_.rows[i].received == receipt::any) continue;
      append(begins, receipt_breaks(*pack_.compiled[choice_.rows[i].receipt_calendar], starts));
      // Hours that pass midnight are the hours of their own date only until then.
      for (day_number day = day_of(starts.first) + 1; instant_at(day, 0) < starts.end; ++day)
        begins.push_back(instant_at(day, 0));
    }
    std::sort(begins.begin(), begins.end());
    begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
    return begins;
  }

  // The last lawful instant and its row; nothing where no row holds or the calendar ends.
  std::optional<std::pair<instant, std::size_t>> at(instant start) const {
    std::size_t row = 0;
    bool provisional = false;
    if (choose_limit(choice_.rows, {}, pack_.compiled, start, row, provisional) != status::ok) return std::nullopt;
    if (!limits_[row]) return std::pair{no_bound, row};
    limit_answer answer;
    if (evaluate_limit(hours_, *limits_[row], start, {}, answer) != status::ok) return std::nullopt;
    return std::pair{answer.late_from - 1, row};
  }

  void add_piece(instant from, instant until, instant_map& out, std::vector<instant_map>& by_row) const {
    const instant middle = from + (until - from) / 2;
    const auto first = at(from);
    const auto last = at(until);
    // Where the calendar ends, the piece that it cuts is left out.
    if (!first || !last) return;
    const map_piece piece{from, until, first->first, first->first != last->first};
    if (last != std::pair{piece.at(until), first->second} || at(middle) != std::pair{piece.at(middle), first->second})
      throw std::logic_error("a limit changes its course between two break points");
    out.add(piece);
    by_row[first->second].add(piece);
  }

  static void find_sets(instant first, const std::vector<instant_map>& by_row, lawful_course& out) {
    bool simple = rising_parts(out.last).size() == 1;
    instant next = first;
    for (const map_piece& piece : out.last.pieces()) {
      simple = simple && piece.from == next;
      next = piece.until + 1;
      out.early = out.early || (piece.moves ? piece.value < piece.from : piece.value < piece.until);
    }
    if (simple) return;
    for (const instant_map& row : by_row) append(out.sets, rising_parts(row));
  }

  const rule_pack& pack_;
  const calendar& hours_;
  receipt_choice choice_;
  std::vector<std::optional<limit>> limits_;  // parallel to the rows; none: no bound
};

}  // namespace

std::optional<limit> without_anchors(const limit& what) {
  limit out;
  std::size_t at = 0;
  if (!copy_bounded(what, at, out)) return std::nullopt;
  return out;
}

std::optional<std::size_t> row_at(const rule_pack& pack, const chosen_rows& rows, instant start) {
  const receipt_choice choice = choice_of(rows);
  std::size_t row = 0;
  bool provisional = false;
  if (choose_limit(choice.rows, {}, pack.compiled, start, row, provisional) != status::ok) return std::nullopt;
  return choice.numbers[row];
}

lawful_course last_lawful(const rule_pack& pack, const chosen_rows& rows, const start_span& starts) {
  return lawful_end{pack, rows}.over(starts);
}

}  // namespace thoihan
