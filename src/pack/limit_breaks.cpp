#include "src/pack/limit_breaks.hpp"

#include <algorithm>

#include "thoihan/limit/evaluate.hpp"

namespace thoihan {
namespace {

class break_collector {
 public:
  break_collector(const calendar& hours, const start_span& starts) : hours_(hours), starts_(starts) {}

  std::vector<instant> taken() {
    add(starts_.first);
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

  void of(const limit& what) {
    switch (what.nodes[0].kind) {
      case limit_kind::term: return term(what);
      case limit_kind::then: return chain(what);
      case limit_kind::earlier_of:
      case limit_kind::later_of: return race(what);
    }
  }

  // Openings and closes of the dates from which a session reaches into the span, and those up to `until`.
  template <class Visit>
  void each_border(instant until, Visit visit) {
    const day_number first = std::max(day_of(starts_.first) - 1, hours_.first_day());
    const day_number last = std::min(day_of(until), hours_.last_day());
    for (day_number day = first; day <= last; ++day) {
      for (const session& s : hours_.sessions(day)) {
        visit(instant_at(day, s.open_s));
        visit(instant_at(day, s.close_s));
      }
    }
  }

  // A course may change at a moment or after its second.
  void add_about(instant t) {
    add(t);
    add(t + 1);
  }

 private:
  void add(instant t) {
    if (t >= starts_.first && t < starts_.end) found_.push_back(t);
  }

  void each_date(std::int32_t second) {
    for (day_number day = day_of(starts_.first); day <= day_of(starts_.end - 1); ++day)
      add_about(instant_at(day, second));
  }

  void term(const limit& what) {
    const limit_term& t = what.nodes[0].term;
    const unit in = t.length.in;
    const bool by_hours = is_working_time_unit(in) || t.hours_a_day > 0;
    if (t.cut_off_s >= 0) each_date(t.cut_off_s);
    if (is_day_unit(in) || t.cut_off_s >= 0) each_date(0);
    if (in == unit::next_session) each_border(starts_.end, [this](instant border) { add_about(border); });
    if (by_hours) {
      working_time(what, t.length.count * (t.hours_a_day > 0 ? std::int64_t{t.hours_a_day} * 3600 : unit_seconds(in)));
    } else if (in == unit::now && is_working_time_unit(t.grace.in)) {
      working_time(limit::of(t.grace), t.grace.count * unit_seconds(t.grace.in));
    }
  }

  // Openings and closes, and the starts from which the time is used up at one of them.
  void working_time(const limit& what, std::int64_t seconds) {
    limit_answer last;
    const status code = evaluate_limit(hours_, what, starts_.end - 1, {}, last);
    const instant until = code == status::ok ? last.late_from : hours_.last_instant();
    each_border(until, [&](instant border) {
      add_about(border);
      instant start = 0;
      if (hours_.subtract(border, seconds, start) == status::ok) add_about(start);
    });
  }

  // The parts of a composition as limits of their own.
  static std::vector<limit> parts_of(const limit& what) {
    std::vector<limit> out;
    std::size_t at = 1;
    for (std::uint8_t child = 0; child < what.nodes[0].children; ++child) {
      limit part;
      for (std::size_t open = 1; open > 0 && at < what.size; --open) {
        const limit_node& node = what.nodes[at++];
        part.nodes[part.size++] = node;
        if (node.kind != limit_kind::term) open += node.children;
      }
      out.push_back(part);
    }
    return out;
  }

  static limit chain_of(const std::vector<limit>& parts, std::size_t count) {
    if (count == 1) return parts[0];
    limit out;
    out.nodes[0] = {limit_kind::then, static_cast<std::uint8_t>(count), {}};
    out.size = 1;
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t n = 0; n < parts[i].size; ++n) out.nodes[out.size++] = parts[i].nodes[n];
    }
    return out;
  }

  // Where what came before moves with the start, so do the breaks of the part that follows.
  void chain(const limit& what) {
    const std::vector<limit> parts = parts_of(what);
    std::vector<instant> begins = limit_breaks(hours_, parts[0], starts_);
    for (std::size_t next = 1; next < parts.size(); ++next) {
      const limit before = chain_of(parts, next);
      struct moving_piece {
        instant from;
        instant due;
        instant last_due;
      };
      std::vector<moving_piece> moving;
      each_piece(begins, [&](instant from, instant until) {
        limit_answer a;
        limit_answer b;
        if (evaluate_limit(hours_, before, from, {}, a) != status::ok) return;
        if (evaluate_limit(hours_, before, until, {}, b) != status::ok) return;
        if (b.due > a.due) moving.push_back({from, a.due, b.due});
      });
      if (!moving.empty()) {
        start_span reached{moving.front().due, moving.front().last_due + 1};
        for (const moving_piece& piece : moving) {
          reached.first = std::min(reached.first, piece.due);
          reached.end = std::max(reached.end, piece.last_due + 1);
        }
        const std::vector<instant> inner = limit_breaks(hours_, parts[next], reached);
        for (const moving_piece& piece : moving) {
          for (auto at = std::upper_bound(inner.begin(), inner.end(), piece.due);
               at != inner.end() && *at <= piece.last_due; ++at)
            begins.push_back(piece.from + (*at - piece.due));
        }
        std::sort(begins.begin(), begins.end());
        begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
      }
    }
    for (const instant t : begins) add(t);
  }

  // The breaks of all parts, and where two of them pass each other.
  void race(const limit& what) {
    const std::vector<limit> parts = parts_of(what);
    std::vector<instant> begins;
    for (const limit& part : parts) {
      const std::vector<instant> own = limit_breaks(hours_, part, starts_);
      begins.insert(begins.end(), own.begin(), own.end());
    }
    std::sort(begins.begin(), begins.end());
    begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
    each_piece(begins, [&](instant from, instant until) {
      add(from);
      std::vector<limit_answer> ends(parts.size());
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (evaluate_limit(hours_, parts[i], from, {}, ends[i]) != status::ok) return;
      }
      for (std::size_t i = 0; i < parts.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          for (const instant apart : {ends[i].late_from - ends[j].late_from, ends[i].due - ends[j].due}) {
            const instant meet = from + (apart < 0 ? -apart : apart);
            if (meet <= until) add_about(meet);
          }
        }
      }
    });
  }

  template <class Visit>
  void each_piece(const std::vector<instant>& begins, Visit visit) {
    for (std::size_t i = 0; i < begins.size(); ++i)
      visit(begins[i], (i + 1 < begins.size() ? begins[i + 1] : starts_.end) - 1);
  }

  const calendar& hours_;
  start_span starts_;
  std::vector<instant> found_;
};

// Where the calendar ends, or the supported dates do, a limit has no end any more: the first such start begins a piece.
void add_edges(const calendar& hours, const limit& what, const start_span& starts, std::vector<instant>& begins) {
  const auto ends = [&](instant start) {
    limit_answer answer;
    return evaluate_limit(hours, what, start, {}, answer) == status::ok;
  };
  std::vector<instant> edges;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    instant same = begins[i];
    instant other = (i + 1 < begins.size() ? begins[i + 1] : starts.end) - 1;
    const bool first = ends(same);
    if (ends(other) == first) continue;
    while (other - same > 1) {
      const instant middle = same + (other - same) / 2;
      (ends(middle) == first ? same : other) = middle;
    }
    edges.push_back(other);
  }
  begins.insert(begins.end(), edges.begin(), edges.end());
  std::sort(begins.begin(), begins.end());
}

}  // namespace

bool counts_back(const limit& what) noexcept {
  return std::any_of(what.nodes.begin(), what.nodes.begin() + what.size,
                     [](const limit_node& node) { return node.kind == limit_kind::term && node.term.back; });
}

std::vector<instant> limit_breaks(const calendar& hours, const limit& what, const start_span& starts) {
  break_collector collector{hours, starts};
  collector.of(what);
  std::vector<instant> begins = collector.taken();
  add_edges(hours, what, starts, begins);
  return begins;
}

std::vector<instant> receipt_breaks(const calendar& hours, const start_span& starts) {
  break_collector collector{hours, starts};
  collector.each_border(starts.end, [&](instant t) { collector.add_about(t); });
  return collector.taken();
}

}  // namespace thoihan
