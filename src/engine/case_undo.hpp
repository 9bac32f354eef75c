// A case as it stands before an act, as far as the act changes it.
//
//     case_view::act_undo undo{*this};
//     ... undo.keep_round(3); ...      // before each thing beside facts and state is changed
//     undo.go_through();               // otherwise the case is put back when it goes out of scope, by an exception too
//
// Errors: std::bad_alloc while things are kept; none while they are put back. Thread-safety: the case's.
// Cost: the facts, and what is kept; no memory asked for by most acts.
#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "thoihan/engine/case_view.hpp"

namespace thoihan {

// The facts of most packs, without asking for memory.
using fact_row = boost::container::small_vector<fact_value, 64>;

// Puts a case back as it was, unless the act was gone through with.
class case_view::act_undo {
 public:
  explicit act_undo(case_view& view)
      : view_(view),
        facts_(view.facts_.data(), view.facts_.data() + view.facts_.size()),
        state_(view.state_),
        acts_(view.acts_),
        opened_at_(view.opened_at_),
        last_at_(view.last_at_),
        opened_by_(view.opened_by_),
        rounds_before_(view.duties_.size()) {}
  act_undo(const act_undo&) = delete;
  act_undo& operator=(const act_undo&) = delete;

  ~act_undo() {
    if (gone_through_) return;
    std::copy_n(facts_.data(), facts_.size(), view_.facts_.data());
    if (has_bodies_) view_.bodies_ = std::move(bodies_);
    view_.state_ = state_;
    view_.acts_ = acts_;
    view_.opened_at_ = opened_at_;
    view_.last_at_ = last_at_;
    view_.opened_by_ = opened_by_;
    if (event_) view_.happened_[*event_] = happened_;
    if (has_pauses_) {
      std::copy(pause_open_.begin(), pause_open_.end(), view_.pause_open_.begin());
      view_.pauses_.resize(pauses_before_);
      if (pauses_before_ > 0) view_.pauses_.back() = last_pause_;
      view_.paused_since_ = paused_since_;
    }
    view_.duties_.resize(rounds_before_);
    for (auto kept = rounds_.rbegin(); kept != rounds_.rend(); ++kept) kept->put_back(view_.duties_[kept->at]);
  }

  // Before each is changed.
  void keep_event(event_number event) {
    happened_ = view_.happened_[event];
    event_ = event;
  }
  void keep_bodies() {
    bodies_ = view_.bodies_;
    has_bodies_ = true;
  }
  void keep_pauses() {
    pause_open_.assign(view_.pause_open_.begin(), view_.pause_open_.end());
    pauses_before_ = view_.pauses_.size();
    if (pauses_before_ > 0) last_pause_ = view_.pauses_.back();
    paused_since_ = view_.paused_since_;
    has_pauses_ = true;
  }
  void keep_round(std::size_t at) {
    const duty_round& round = view_.duties_[at];
    rounds_.push_back({at, round.limit, round.extension_asked, round.exemption_asked, round.clock});
  }

  bool facts_changed() const { return !std::equal(facts_.begin(), facts_.end(), view_.facts_.begin()); }
  void go_through() noexcept { gone_through_ = true; }

 private:
  struct kept_round {  // what an act may change of one
    std::size_t at = 0;
    std::optional<std::size_t> limit;
    instant extension_asked = no_instant;
    instant exemption_asked = no_instant;
    duty_clock clock;

    void put_back(duty_round& round) const noexcept {
      round.limit = limit;
      round.extension_asked = extension_asked;
      round.exemption_asked = exemption_asked;
      round.clock = clock;
    }
  };

  case_view& view_;
  fact_row facts_;
  std::vector<named_bodies> bodies_;
  bool has_bodies_ = false;
  state_number state_;
  std::int32_t acts_;
  instant opened_at_;
  instant last_at_;
  std::optional<event_number> opened_by_;
  std::optional<event_number> event_;
  std::optional<instant> happened_;
  boost::container::small_vector<bool, 16> pause_open_;
  std::size_t pauses_before_ = 0;
  pause last_pause_;
  instant paused_since_ = no_instant;
  bool has_pauses_ = false;
  std::size_t rounds_before_;
  boost::container::small_vector<kept_round, 8> rounds_;
  bool gone_through_ = false;
};

}  // namespace thoihan
