// Every lawful way of a case, and how long it may take: what `worst` is made of.
//
//     lawful_walk walk{pack, {first_start, last_start, known_until, answered}};
//     walk.best({way_goal::answer, way_waits::bounded, way_measure::calendar}, 0);
//
// A way is a sequence of acts. Its instants are t0 <= t1 <= ...; a duty that starts with act i and runs at act j says
// tj <= last_i(ti), and so does a time-bar. Each `last_i` is an instant_map. Where none of them ever falls, the instants that
// satisfy all of this have a greatest element, which is found for every t0 at once by taking minima of compositions. Where one falls
// (a limit chosen by the time of receipt, "the same time"), the instants of its act are cut into sets on each of which it
// does not, and every set is followed. No instant is tried out.
//
// A wait that nothing ends cuts a way into parts which do not know of each other: what came before and what comes after
// have a longest time of their own, with a start of their own.
//
// Ways are followed with up to two comebacks: a comeback is an act that leads to a state in which the case has been, after which
// what happened since is forgotten; also an act in a state that is done twice before the state is left, and one that meets a duty and
// starts it again.
//
// Errors: the constructor throws beyond_known when a due lies behind `known_until`, and `too_big` for more than `most_ways`,
// `most_steps` or the pool's most pieces. Thread-safety: immutable once made.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "src/pack/case_moves.hpp"
#include "src/pack/instant_map.hpp"
#include "src/pack/state_graph.hpp"
#include "thoihan/pack/worst.hpp"

namespace thoihan {

struct walk_question {
  instant first_start = 0;
  instant last_start = 0;  // included
  instant known_until = 0;
  std::vector<bool> answered;  // by state
};

inline constexpr int most_comebacks = 2;
inline constexpr std::size_t most_ways = 250'000;
inline constexpr std::size_t most_at_once = 10'000;     // of one act
inline constexpr std::size_t most_steps = 100'000'000;  // ways that are made and compared, and what is kept of them

// Why an act could not come later: a running duty, or the act's own time-bar.
struct act_bound {
  std::int32_t from = 0;  // act of the part that started it
  std::int32_t to = 0;
  map_number last = 0;
  bool by_bar = false;
  std::size_t rule = 0;  // duty, or transition
  std::uint32_t rows = 0;
  std::int32_t extensions = 0;
};

struct way_act {
  std::uint32_t rule = 0;
  map_number last = 0;             // the act's greatest instant, over the starts of the part
  std::optional<map_number> only;  // the set of instants that it is followed on
};

enum class duty_course : std::uint8_t { limited, no_limit, declared, exempted };

struct running_duty {
  std::size_t duty = 0;
  duty_course course = duty_course::limited;
  bool by_rows = true;        // of `declared`: its limit counts from a fact, nobody has committed
  bool awaits_grant = false;  // extended when asked; the grant must still come
  std::int32_t start = 0;     // act of the part; -1: of an earlier part
  map_number last = 0;        // while limited
  std::uint32_t rows = 0;
  std::int32_t extensions = 0;
  bool operator==(const running_duty&) const noexcept = default;
};

inline constexpr std::int32_t no_anchor = -1;
inline constexpr std::int32_t cut_anchor = -2;  // it happened in an earlier part

// A way up to an act.
struct way {
  std::optional<std::uint32_t> before;  // the way that this one continues
  std::optional<open_wait> waited;      // by its last act, without end
  state_number state = 0;
  bool answered = false;
  bool early = false;  // some limit may end before it starts
  int comebacks = 0;
  fact_box facts;
  std::vector<std::int64_t> counts;  // parallel to the facts that count
  std::vector<running_duty> duties;
  std::vector<std::int32_t> anchors;  // by time-bar: the act that it counts from
  std::vector<state_number> trail;    // states without the loops
  std::vector<event_number> stay;     // done without leaving the state
  // The part since the last wait without end.
  std::vector<way_act> acts;
  std::vector<act_bound> bounds;
  // What was before this act bounds nothing any more: it may be at any instant from `earliest` to its greatest.
  std::int32_t entry = 0;
  map_number earliest = 0;
  // The parts before.
  std::int64_t elapsed_s = 0;
  std::int64_t working_s = 0;
  std::vector<open_wait> waits;
};

struct way_kind {
  worst_goal goal = worst_goal::answer;
  bool bounded = true;  // without a wait that nothing ends
  worst_measure by = worst_measure::calendar;
  auto operator<=>(const way_kind&) const noexcept = default;
};

struct best_way {
  std::int64_t seconds = -1;
  std::uint32_t number = 0;
};

class lawful_walk {
 public:
  lawful_walk(const rule_pack& pack, const case_moves& moves, const state_graph& graph, const walk_question& question);

  // With at most so many comebacks; nothing when no way leads there.
  std::optional<best_way> best(const way_kind& kind, int comebacks) const;
  const way& at(std::uint32_t number) const noexcept { return ways_[number]; }
  const instant_map& map(map_number number) const noexcept { return pool_[number]; }
  const std::vector<bool>& rows(std::uint32_t number) const noexcept { return rows_[number]; }
  // The longest part that ends with this act of the way.
  longest_span longest_part(const way& one, worst_measure by);
  // Every wait without end on a way to the goal, each once.
  const std::vector<open_wait>& waits(worst_goal goal) const noexcept { return waits_[static_cast<std::size_t>(goal)]; }

 private:
  struct limited_map {
    map_number last = 0;
    std::vector<map_number> sets;  // on each of which it never falls; empty: it never falls, and has no holes
    bool early = false;            // ends before its start somewhere
    bool bounded = true;           // has an end somewhere
    bool ends = true;              // everywhere
  };
  struct choice {
    way one;
    std::uint32_t rows = 0;
  };

  void spend(std::size_t steps, std::size_t at_once = 0);
  void explore();
  void take(std::uint32_t number, const case_move& move);
  void finish(std::uint32_t number, const case_move& move, way next);
  bool count_comeback(const case_move& move, way& next) const;
  std::vector<way> with_facts(const way& next, const case_move& move);
  std::vector<std::pair<way, bool>> with_bar(const way& next, const case_move& move);
  std::vector<way> with_act(const way& from, const way& next, const case_move& move, bool barred);
  bool cut(const way& from, const case_move& move, way& next);
  bool may_be_held(const way& next, const case_move& move) const;
  void change_facts(const transition_rule& rule, way& next) const;
  std::vector<way> move_duty(const way& at, std::size_t index, const case_move& move);
  std::vector<way> choose_again(const way& at, std::size_t index);
  std::vector<way> extended(way at, std::size_t index, bool awaits_grant);
  std::vector<way> start_duty(const way& at, std::size_t duty);
  std::vector<choice> with_rows(const way& next, const std::vector<limit_rule>& within);
  bool limit_by(way& one, std::size_t index);
  bool covered(const way& one, const running_duty& running);
  std::vector<way> tied(way next);
  std::vector<std::pair<way, bool>> tied_to(const way& next, std::int32_t act, const limited_map& limit);
  const limited_map& map_of(bool bar, std::size_t rule, std::uint32_t rows, std::int32_t extensions);
  open_wait wait_of(const way& from, const case_move& move) const;
  void note_waits(const way& one);
  void note_wait(const way& from, const open_wait& wait);
  void keep_counts(const case_move& move, way& next) const;
  bool settle(way& one);
  std::vector<std::int32_t> live_acts(const way& one) const;
  std::vector<std::int32_t> tied_acts(const way& one) const;
  void enter(way& one);
  bool without_gap(const way& one, std::int32_t tied, std::int32_t until);
  std::optional<std::vector<std::int64_t>> place_of(const way& one) const;
  bool chooses_freely(const std::vector<limit_rule>& within) const;
  bool chooses_later(const way& a, const way& b);
  bool outdoes(const way& a, const way& b);
  bool dominated(const way& one);
  bool improves(const way& one, worst_goal goal, std::uint32_t number);
  std::uint32_t rows_number(std::vector<bool> chosen);

  const rule_pack& pack_;
  const case_moves& moves_;
  const state_graph& graph_;
  walk_question question_;
  std::vector<std::size_t> counting_;  // facts
  map_pool pool_;
  map_number starts_ = 0;
  map_number forever_ = 0;
  std::vector<std::vector<bool>> rows_;
  std::map<std::vector<bool>, std::uint32_t> row_numbers_;
  std::map<std::tuple<bool, std::size_t, std::uint32_t, std::int32_t>, limited_map> limited_;
  std::map<std::pair<map_number, worst_measure>, longest_span> longest_;
  std::deque<way> ways_;
  std::vector<bool> outdone_;  // by way: another one leads at least as far
  std::map<std::vector<std::int64_t>, std::vector<std::uint32_t>> alike_;
  std::map<way_kind, std::array<best_way, most_comebacks + 1>> best_;
  std::array<std::vector<open_wait>, 2> waits_;
  std::size_t spent_ = 0;
};

}  // namespace thoihan
