// A case as its events make it: state, facts, duties and their clocks.
//
//     thoihan::case_view view{pack, "LH-2024-000001"};
//     thoihan::step_effects effects = view.apply(act);       // throws and changes nothing when the pack does not allow it
//     for (const thoihan::duty_round& d : view.duties()) ...
//
// The view is a fold over acts in the order of their legal time. Nothing in it is stored: the same acts under the same pack
// and calendar always make the same view; two are equal that stand alike under the same loaded pack.
//
// Errors of `apply`: thoihan::error with
//   unexpected_event  the state does not take it; details list the events that it does
//   authority         the role may not, or acts for another authority than the one that holds the case; or an authority that the
//                     act names, or that the routing table gives, is not in office then (unless the act goes over that)
//   guard             a condition of the transition, a required fact, or the routing table says no
//   schema            a fact that the transition does not take, or a value that it cannot have
//   time_order        dated before the last act
//   expired           a time-bar or a due has run out
//   horizon, range    a due that the calendar does not reach
// Thread-safety: a value; the pack must outlive it. Cost: a few microseconds an act.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/clock/clock.hpp"
#include "thoihan/engine/command.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// An act with its names resolved against a pack. Texts are present or absent here; their words stay with the caller.
struct case_act {
  event_number event = 0;
  role_number role = 0;
  std::optional<authority_number> authority;
  instant at = 0;
  instant recorded_at = 0;
  std::vector<std::pair<std::uint16_t, fact_value>> facts;
  act_overrides overrides;
};

// Throws `reference` for unknown names (with the nearest known one) and `schema` for values of the wrong kind.
case_act resolve_act(const rule_pack& pack, const command& command);
// A fact's written value against its declaration.
fact_value resolve_fact(const rule_pack& pack, std::size_t fact, const fact_input& value);

struct duty_round {
  std::size_t duty = 0;  // index into the pack's duties
  std::int32_t round = 1;
  std::optional<authority_number> owed_authority;
  std::optional<std::size_t> limit;  // row of `within`
  duty_clock clock;
  bool operator==(const duty_round&) const noexcept = default;
};

// What the end of a round rests on: an exemption or an extension where there was one, else the limit, else the duty.
inline const basis& basis_of(const rule_pack& pack, const duty_round& round) {
  const duty_rule& rule = pack.duties[round.duty];
  if (round.clock.exempted()) return rule.exempted_by->source;
  if (round.clock.committed() || round.clock.extended()) return rule.extended_by->source;
  return round.limit ? rule.within[*round.limit].source : rule.source;
}

struct step_effects {
  std::size_t transition = 0;          // index into the pack's transitions
  std::vector<std::size_t> changed;    // rounds started, met, cancelled or given another due; indexes into duties()
  std::vector<std::uint16_t> notices;  // owed now
  bool late_act = false;               // a time-bar had run out, and the pack accepts it
  bool routed = false;                 // the lead came from the routing table
  bool not_in_office = false;          // an authority is not in office, and the act went over that
  bool operator==(const step_effects&) const noexcept = default;
};

class case_view {
 public:
  case_view(const rule_pack& pack, std::string case_id);

  step_effects apply(const case_act& act);
  // An act that was accepted once and is on record. It is not judged again: under a newer revision of the calendar it may have
  // another effect (a commitment that came too late by it has none), but it stays.
  step_effects replay(const case_act& act);

  const rule_pack& pack() const noexcept { return *pack_; }
  const std::string& case_id() const noexcept { return case_id_; }
  bool open() const noexcept { return state_ != no_state && !pack_->states[state_].end; }
  state_number state() const noexcept { return state_; }  // no_state before the first act
  std::int32_t acts() const noexcept { return acts_; }
  instant opened_at() const noexcept { return opened_at_; }
  instant last_at() const noexcept { return last_at_; }
  const std::vector<fact_value>& facts() const noexcept { return facts_; }
  const std::vector<duty_round>& duties() const noexcept { return duties_; }
  bool paused() const noexcept { return paused_since_ != no_instant; }
  // Where the case stands still: the first of the pack's pauses that are open.
  std::optional<std::size_t> open_pause() const noexcept {
    for (std::size_t i = 0; i < pause_open_.size(); ++i) {
      if (pause_open_[i]) return i;
    }
    return std::nullopt;
  }
  std::optional<authority_number> lead() const noexcept;
  const publication_rule& publication() const;

  // The events that the state takes now, by whatever role.
  std::vector<std::string> accepted() const;
  // The channel ids on which a notice may go to its recipient now.
  std::vector<std::string> channels_of(const notice_rule& notice) const;

  bool operator==(const case_view&) const noexcept = default;

 private:
  // src/engine/case_snapshot.hpp
  friend std::string case_snapshot(const case_view& view);
  friend std::optional<case_view> restored_case(const rule_pack& pack, std::string case_id, std::string_view bytes);

  const machine_row& choose_row(const case_act& act, const std::vector<fact_value>& merged) const;
  void check_authority(const case_act& act) const;
  void check_facts(const transition_rule& rule, const case_act& act) const;
  bool is_barred(const transition_rule& rule, const case_act& act, const std::vector<fact_value>& merged) const;
  [[noreturn]] void throw_barred(const transition_rule& rule, const case_act& act,
                                 const std::vector<fact_value>& merged) const;
  due_answer bar_of(const transition_rule& rule, const std::vector<fact_value>& merged) const;
  void check_dating(const transition_rule& rule, const case_act& act) const;
  bool route(const transition_rule& rule, const case_act& act);
  enum class judged : std::uint8_t { now, before };
  bool names_absent_bodies(const case_act& act, bool routed, judged when) const;
  step_effects step(const case_act& act, judged when);
  bool move_pauses(const case_act& act);
  void keep_counts(const case_act& act);
  pauses stood_still(const duty_rule& duty) const;
  bool concerns(const duty_round& round, const case_act& act) const;
  bool is_newest(std::size_t at) const;
  void move_duties(const case_act& act, bool facts_changed, bool pauses_changed, judged when, step_effects& effects);
  std::optional<instant> asked_at(const duty_round& round, event_number asked) const;
  bool exempt_duty(duty_round& round, const case_act& act, judged when) const;
  bool extend_duty(duty_round& round, const case_act& act, judged when) const;
  bool choose_again(duty_round& round, const case_act& act) const;
  void start_duties(const case_act& act, step_effects& effects);

  const rule_pack* pack_;
  std::string case_id_;
  state_number state_ = no_state;
  std::int32_t acts_ = 0;
  instant opened_at_ = 0;
  instant last_at_ = 0;
  std::vector<fact_value> facts_;
  std::vector<std::optional<instant>> happened_;  // per event, the last time
  std::vector<duty_round> duties_;
  std::vector<pause> pauses_;       // that have ended
  std::vector<bool> pause_open_;    // per pause rule
  instant paused_since_ = no_instant;
};

}  // namespace thoihan
