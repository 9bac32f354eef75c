// A case as its events make it: state, facts, duties and their clocks.
//
//     thoihan::case_view view{pack, "LH-2024-000001"};
//     thoihan::step_effects effects = view.apply(act);       // throws and changes nothing when the pack does not allow it
//     for (const thoihan::duty_round& d : view.duties()) ...
//
// The view is a fold over acts in the order of their legal time. Nothing in it is stored: the same acts under the same pack
// and calendar always make the same view; two are equal that stand alike under the same loaded pack. `apply` takes what happened
// last; what happened before the last act, and whatever else befalls the history of a case, is case_history.hpp's.
//
// Errors of `apply`: thoihan::error with
//   unexpected_event  the state does not take it; details list the events that it does
//   authority         the role may not, or acts for another authority than the one that the case names for it; or an authority
//                     that the act names, or that the routing table gives, is not in office then (unless the act goes over that)
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
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/clock/clock.hpp"
#include "thoihan/engine/command.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// The authorities that a fact names, in the order of the pack's table.
struct named_bodies {
  std::uint16_t fact = 0;
  std::vector<authority_number> list;

  bool operator==(const named_bodies&) const noexcept = default;
};

// An act with its names resolved against a pack. Texts are present or absent here; their words stay with the caller.
struct case_act {
  std::int32_t number = 0;  // of the event in its case; 0: the next
  event_number event = 0;
  role_number role = 0;
  std::optional<authority_number> authority;
  std::string officer;
  instant at = 0;
  instant recorded_at = 0;
  std::vector<std::pair<std::uint16_t, fact_value>> facts;
  std::vector<named_bodies> bodies;  // of those facts that name several authorities: which
  act_overrides overrides;
  bool split_off = false;  // opens a case that was received as part of another: dated back as far as that one
};

// Throws `reference` for unknown names (with the nearest known one) and `schema` for values of the wrong kind.
case_act resolve_act(const rule_pack& pack, const command& command);
// The same into an act whose room is used again; of no use after an error.
void resolve_act(const rule_pack& pack, const command& command, case_act& out);
// A fact's written value against its declaration; of several authorities how many they are.
fact_value resolve_fact(const rule_pack& pack, std::size_t fact, const fact_input& value);
// Which authorities a written value names; of a fact that names several.
std::vector<authority_number> resolve_bodies(const rule_pack& pack, std::size_t fact, const fact_input& value);

struct duty_round {
  std::size_t duty = 0;  // index into the pack's duties
  std::int32_t round = 1;
  std::int32_t started_by = 0;  // the number of the act; see round_key.hpp
  std::string first_name;       // the duty's id when it began, where a migration has renamed it
  std::string body;             // where each of several bodies owes its own: the id of this one when it began
  std::optional<authority_number> owed_authority;
  std::optional<std::size_t> limit;  // row of `within`
  instant extension_asked = no_instant;  // that no extension has answered yet
  instant exemption_asked = no_instant;  // the first time
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

// The body that owes a round at that time: the one that owed it when it began, or who has succeeded it since.
std::optional<authority_number> body_that_owes(const rule_pack& pack, const duty_round& round, instant at);

// An instant at which to warn that a round will be due.
struct duty_warning {
  std::size_t number = 0;  // of the duty's warnings
  instant at = 0;

  bool operator==(const duty_warning&) const noexcept = default;
};

struct step_effects {
  std::size_t transition = 0;          // index into the pack's transitions
  std::vector<std::size_t> changed;    // rounds started, met, cancelled or given another due; indexes into duties()
  std::vector<std::uint16_t> notices;  // owed now
  bool late_act = false;               // a time-bar had run out, and the pack accepts it
  bool routed = false;                 // the lead came from the routing table
  bool erases = false;                 // the case becomes a secret: dates and actors alone stay
  bool not_in_office = false;          // an authority is not in office, and the act went over that
  bool operator==(const step_effects&) const noexcept = default;
};

class case_view {
 public:
  case_view(const rule_pack& pack, std::string case_id);

  // An act that is refused leaves the case as it was.
  step_effects apply(const case_act& act);
  // The same into effects whose room is used again; of no use after an error.
  void apply(const case_act& act, step_effects& effects);
  // An act on record, at another place than it had or after other acts: judged as `apply` does, but for the time of its
  // recording, which was accepted then.
  step_effects reapply(const case_act& act);
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
  // The authorities that a fact names, one or several.
  std::vector<authority_number> bodies(std::size_t fact) const;
  const std::vector<duty_round>& duties() const noexcept { return duties_; }
  bool paused() const noexcept { return paused_since_ != no_instant; }
  // Where the case stands still: the first of the pack's pauses that are open.
  std::optional<std::size_t> open_pause() const noexcept {
    for (std::size_t i = 0; i < pause_open_.size(); ++i) {
      if (pause_open_[i]) return i;
    }
    return std::nullopt;
  }
  // The pauses that a duty stands still in; they stand in the view.
  pauses stood_still(const duty_rule& duty) const;
  std::optional<authority_number> lead() const noexcept;
  std::optional<event_number> opened_by() const noexcept { return opened_by_; }
  const std::string& duplicate_of() const noexcept { return duplicate_of_; }  // a case id; empty: of none
  void set_duplicate_of(std::string case_id) { duplicate_of_ = std::move(case_id); }
  // The authority that the case names for a role, if it names one alone.
  std::optional<authority_number> body_of(role_number role) const;
  // The one that may act in the role of the act, at its time: until the case names it, it is the one that the act itself brings into
  // the case; once it has ended, its successor.
  std::optional<authority_number> body_for(const case_act& act) const;
  // When to warn that this round will be due, in the order of the pack: not after it has ended, while it stands still or is
  // exempted, nor at or before its start. After a commitment, or an extension in another unit, a limit has no share.
  std::vector<duty_warning> warnings_of(const duty_round& round) const;
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

  class act_undo;
  enum class judged : std::uint8_t { now, again, before };

  // case_judgement.cpp
  const machine_row& choose_row(const case_act& act, std::span<const fact_value> merged) const;
  std::optional<authority_number> body_for(const transition_rule* rule, const case_act& act, std::uint16_t fact) const;
  std::vector<authority_number> bodies_for(const transition_rule* rule, const case_act& act) const;
  bool acts_by_right(const transition_rule& rule, const case_act& act) const;
  bool acts_as_asked(const transition_rule& rule, const case_act& act) const;
  bool contains_body(const std::vector<authority_number>& named, authority_number body, day_number day) const;
  void check_authority(const transition_rule& rule, const case_act& act) const;
  void check_facts(const transition_rule& rule, const case_act& act) const;
  [[noreturn]] void throw_not_taken(const transition_rule& rule, const case_act& act, std::uint16_t fact) const;
  [[noreturn]] void throw_missing(const transition_rule& rule, const case_act& act) const;
  bool is_barred(const transition_rule& rule, const case_act& act, std::span<const fact_value> merged) const;
  [[noreturn]] void throw_barred(const transition_rule& rule, const case_act& act, std::span<const fact_value> merged) const;
  due_answer bar_of(const transition_rule& rule, std::span<const fact_value> merged) const;
  void check_dating(const transition_rule& rule, const case_act& act) const;

  // case_view.cpp
  void step(const case_act& act, judged when, step_effects& effects);
  void take_facts(const transition_rule& rule, const case_act& act);
  bool names_bodies(const transition_rule& rule, const case_act& act, state_number to) const;
  void name_bodies(std::size_t fact, std::vector<authority_number> list);
  std::optional<std::size_t> route(const transition_rule& rule, const case_act& act);
  bool names_absent_bodies(const case_act& act, std::optional<std::size_t> routed, judged when) const;
  bool move_pauses(const case_act& act, act_undo& undo);
  void keep_counts(const case_act& act);
  void erase_facts(const transition_rule& rule);

  // case_view_duties.cpp
  bool concerns(const duty_round& round, const case_act& act, bool by_right) const;
  bool is_newest(std::size_t at) const;
  bool extends(const duty_round& round, const case_act& act, bool by_right) const;
  void keep_askings(duty_round& round, const case_act& act, bool by_right) const;
  // What an act finds and does before duties are asked about it.
  struct act_course {
    judged when;
    bool by_right;  // as the one body that the case names for its role, or as nobody's; else as one of several
    bool facts_changed;
    bool pauses_changed;
  };
  void move_duties(const case_act& act, const act_course& course, act_undo& undo, step_effects& effects);
  bool exempt_duty(duty_round& round, const case_act& act, judged when) const;
  bool extend_duty(duty_round& round, const case_act& act, judged when) const;
  bool choose_again(duty_round& round, const case_act& act) const;
  void start_duties(const case_act& act, step_effects& effects);
  void start_duty(std::size_t duty, std::optional<authority_number> body, const case_act& act, step_effects& effects);
  friend class case_passage;

  const rule_pack* pack_;
  std::string case_id_;
  state_number state_ = no_state;
  std::int32_t acts_ = 0;
  instant opened_at_ = 0;
  instant last_at_ = 0;
  std::optional<event_number> opened_by_;
  std::string duplicate_of_;
  std::vector<fact_value> facts_;
  std::vector<named_bodies> bodies_;              // of facts that name several authorities, by their number
  std::vector<std::optional<instant>> happened_;  // per event, the last time
  std::vector<duty_round> duties_;
  std::vector<pause> pauses_;       // that have ended
  std::vector<bool> pause_open_;    // per pause rule
  instant paused_since_ = no_instant;
};

// A fact of a case as a command writes it; of a fact that is present and no text, whose words are not in the case.
fact_input written_fact(const case_view& view, std::size_t fact);

}  // namespace thoihan
