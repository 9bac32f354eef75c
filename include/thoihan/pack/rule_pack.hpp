// A regulation as data, loaded: what a pack declares, compiled for the engine and kept readable for the reader.
//
//     thoihan::rule_pack pack = thoihan::load_pack("rules/province/lac-hong");     // see load.hpp
//     const thoihan::duty_rule& handle = pack.duties[*thoihan::find_id(pack.duties, "handle")];
//     handle.within[0].text;                                                        // "5 working days"
//
// Every rule carries its basis: the clauses it follows and the assumptions it makes where the text is silent. Numbers in
// rules are indexes into the vectors here: `events`, `states`, `roles`, `facts`, `authorities`, `calendars`.
//
// Thread-safety: immutable once loaded; share it. Memory: owns everything but the calendars, which packs share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/clock/clock.hpp"
#include "thoihan/guard/condition.hpp"
#include "thoihan/limit/choice.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/pack/office_calendar.hpp"
#include "thoihan/pack/pack_lookup.hpp"
#include "thoihan/routing/decision_table.hpp"
#include "thoihan/workflow/machine.hpp"

namespace thoihan {

// Clauses that a rule follows and assumptions that it makes.
struct basis {
  std::vector<std::string> cites;
  std::vector<std::string> assumes;

  // "9.1.a-2; assume now-grace"
  std::string text() const {
    std::string out;
    for (const std::string& cite : cites) out += (out.empty() ? "" : ", ") + cite;
    for (const std::string& assume : assumes) out += (out.empty() ? "assume " : "; assume ") + assume;
    return out;
  }
};

enum class clause_kind : std::uint8_t { modelled, assumed, outside };

struct clause {
  std::string id;
  clause_kind is = clause_kind::modelled;
  bilingual says;  // what it demands
  bilingual why;   // why it is outside
};

struct gap {
  std::string id;
  std::vector<std::string> clauses;
  bilingual open;
};

struct assumption {
  std::string id;
  std::vector<std::string> gaps;
  bilingual takes;
  bilingual why;
  std::vector<std::string> answers;  // findings that it answers: "code:pointer"
};

// Somebody who may act for an authority, or in a role of none, from a day and until one.
struct officer {
  std::string id;  // as the host names people
  std::optional<day_number> from;
  std::optional<day_number> until;
  std::string source;

  constexpr bool serves_on(day_number day) const noexcept { return (!from || day >= *from) && (!until || day <= *until); }
};

struct role {
  std::string id;
  bilingual label;
  bool of_authority = false;  // an act in this role is an authority's
  // The fact that names this authority, or those of whom any may act; the lead's unless the role says another.
  std::optional<std::uint16_t> acts_for;
  std::vector<officer> officers;  // of a role of no authority; empty: not listed
  basis source;
};

struct named_label {
  std::string id;
  bilingual label;
};

// A number that the engine keeps: how often any of these events has happened, or how many rounds of a duty run.
struct kept_count {
  std::vector<event_number> events;
  std::vector<event_number> anew;   // it begins again at 0
  std::optional<std::size_t> duty;  // instead of events
};

// How many authorities a fact may name at once.
inline constexpr std::int64_t most_bodies = 64;

struct fact_declaration {
  std::string id;
  fact_type type = fact_type::boolean;
  bool is_public = false;
  bilingual label;
  std::vector<named_label> values;  // of a choice
  std::int64_t low = 0;             // of an integer, or of how many authorities it names
  std::int64_t high = 0;
  fact_value standard;  // what a guard reads before anybody has said
  std::optional<kept_count> counts;  // of an integer: kept by the engine, given by nobody
  basis source;

  bool is_text() const noexcept { return type == fact_type::text || type == fact_type::document; }
  bool is_number() const noexcept { return type == fact_type::integer || type == fact_type::authorities; }
  bool is_of_bodies() const noexcept { return type == fact_type::authority || type == fact_type::authorities; }
  bool is_personal() const noexcept { return !is_public; }
};

struct state {
  std::string id;
  bilingual label;
  std::optional<role_number> holder;
  bool end = false;
  bool erases = false;  // an end at which nothing is kept of a case but who acted and when
  basis source;
};

// A row of `within`: the kernel's row, with its words.
struct limit_rule {
  limit_row row;
  std::string text;     // "5 working days"
  std::string pointer;  // its place in pack.json
  basis source;
};

struct time_bar {
  std::vector<event_number> from;
  std::vector<limit_rule> within;
  std::uint16_t calendar = 0;
  bool refuses = true;  // else accepted and marked late
  basis source;
};

struct back_dating {
  limit within;
  std::string text;
  std::uint16_t calendar = 0;
  basis source;
};

struct transition_rule {
  event_number event = 0;
  std::vector<state_number> from;  // empty: opens a case
  std::optional<state_number> to;  // none: the same
  std::vector<role_number> by;
  std::vector<condition_node> when;
  std::vector<std::uint16_t> needs;
  std::vector<std::uint16_t> takes;
  std::vector<std::pair<std::uint16_t, fact_value>> sets;
  std::vector<std::uint16_t> clears;
  bool routes = false;
  std::optional<time_bar> until;
  std::optional<back_dating> dated_back;
  std::vector<std::uint16_t> notices;
  basis source;
};

// A commitment that takes the place of the due, or an amount that is added to the limit.
struct extension_rule {
  event_number on = 0;
  std::optional<event_number> asked;   // it counts from when this happened; none: from the act itself
  std::optional<std::uint16_t> until;  // fact of type date or instant
  amount by{};                         // where there is no `until`
  commitment_policy policy;            // `times` for both
  basis source;
};

// Asked for in time and confirmed whenever: the duty cannot be late.
struct exemption_rule {
  event_number asked = 0;
  event_number on = 0;
  basis source;
};

// When to warn that a duty will be due: when a share of its limit is used, or some time before.
struct warning_rule {
  std::int64_t used = 0;   // of `parts`: 3 of 4
  std::int64_t parts = 0;  // 0: it is `before` the due
  amount before{};
  std::string text;     // "3/4", "4 working hours"
  std::string pointer;  // its place in pack.json
  basis source;
};

// A case stands still from an event of `from` to one of `until`.
struct pause_rule {
  std::vector<event_number> from;
  std::vector<event_number> until;
  basis source;
};

struct duty_rule {
  std::string id;
  bilingual label;
  role_number owed_by = 0;
  std::vector<event_number> from;
  std::vector<condition_node> when;
  std::vector<event_number> met_by;
  std::vector<event_number> ended_by;
  std::vector<limit_rule> within;  // empty: no limit
  std::vector<warning_rule> warnings;
  std::optional<extension_rule> extended_by;
  std::optional<exemption_rule> exempted_by;
  bool runs_through_pauses = false;
  std::optional<std::uint16_t> for_each;  // fact of authorities: each body that it names owes a round of its own
  std::uint16_t calendar = 0;
  basis source;
};

struct authority {
  std::string id;
  bilingual name;
  std::string level;
  std::optional<authority_number> parent;
  std::optional<day_number> from;
  std::optional<day_number> until;
  std::optional<authority_number> succeeded_by;  // takes over when it has ended
  std::vector<officer> officers;                 // empty: not listed
  basis source;
};

struct routing_rule {
  std::string id;
  basis source;
};

enum class publicity : std::uint8_t { open, closed, never };  // public, private, never

constexpr std::string_view publicity_name(publicity which) noexcept {
  switch (which) {
    case publicity::open: return "public";
    case publicity::closed: return "private";
    case publicity::never: return "never";
  }
  return "unknown";
}

struct publication_rule {
  std::vector<condition_node> when;
  publicity is = publicity::never;
  basis source;
};

struct notice_rule {
  std::string id;
  std::string to;                     // a role, or "reporter"
  std::vector<std::string> channels;  // {"receipt"}: the channel of receipt
  bilingual text;
  std::vector<std::uint16_t> facts;
  basis source;
};

// What a case and its acts count as in reports. A state of none of the lists is open. An end of none of them counts by the state
// before: from handled it is answered, from open it has left, else it is what it was.
struct figure_rules {
  std::vector<state_number> handled;    // there is a result; the answer is still owed
  std::vector<state_number> answered;   // the reporter has the answer
  std::vector<state_number> refused;
  std::vector<state_number> left;       // ended otherwise: directed elsewhere, untrue, under the law on state secrets
  std::vector<event_number> returned;   // an authority gives the case back
  std::optional<std::uint16_t> rating;  // fact of type choice: the scale of satisfaction
  std::vector<std::size_t> levels;      // its values, in the order of the scale
  basis source;
};

enum class period_kind : std::uint8_t { week, month, quarter, half_year, year };

// The words of `every`.
constexpr std::array<std::string_view, 5> period_names = {"week", "month", "quarter", "half-year", "year"};

// What a report must say, in the words of `contents`; `content_names` has them in this order.
enum class report_content : std::uint8_t {
  received,
  handled,
  answered,
  late,
  extended,
  exempted,
  returned,
  backlog,
  satisfaction,
  ranking,       // of who owed duties, by the share done in time
  cases_late,    // by name
  explanations,  // of each late case, by who owed it
  cases,         // each case, by name
  shares,        // of the limits, used
  time,          // whose it was
  obstacles,     // words that only the sender can write
};

constexpr std::array<std::string_view, 16> content_names = {
    "received",     "handled", "answered",   "late",         "extended", "exempted", "returned", "backlog",
    "satisfaction", "ranking", "cases-late", "explanations", "cases",    "shares",   "time",     "obstacles"};

// A report that the regulation demands.
struct report_rule {
  std::string id;
  bilingual label;
  role_number owed_by = 0;
  bilingual to;
  std::vector<period_kind> every;
  bool on_demand = false;
  std::optional<std::int32_t> before_day;          // owed before this day of the period's last month
  std::optional<std::int32_t> figures_before_day;  // its figures end before this day of that month; none: with the period
  std::vector<report_content> contents;
  std::vector<std::uint16_t> by;        // facts
  std::vector<condition_node> when;     // of the cases that it is about
  std::optional<std::uint16_t> explanation;  // fact: why a case was late
  basis source;
};

struct instrument {
  std::string number;
  std::string issuer;
  std::optional<day_number> signed_on;
  day_number in_force = 0;
  std::optional<day_number> until;
  std::vector<std::string> replaces;
};

struct named_calendar {
  std::string name;  // inside the pack
  std::shared_ptr<const office_calendar> office;
};

struct rule_pack {
  std::string id;
  std::string version;
  bilingual title;
  thoihan::instrument instrument;
  std::string hash;       // SHA-256 of the canonical text, 64 hexadecimal digits
  std::string canonical;  // the pack's own files as one canonical JSON text
  std::string calendars_hash;
  std::string calendars_canonical;  // every calendar file that it names, likewise

  std::vector<named_calendar> calendars;
  std::uint16_t main_calendar_number = 0;
  std::vector<clause> clauses;
  std::vector<gap> gaps;
  std::vector<assumption> assumptions;
  std::vector<role> roles;
  std::vector<named_label> channels;
  std::vector<fact_declaration> facts;
  std::vector<state> states;
  std::vector<std::string> events;
  std::vector<transition_rule> transitions;
  std::vector<duty_rule> duties;
  std::vector<pause_rule> pauses;
  std::vector<authority> authorities;
  std::vector<routing_rule> routing;
  std::vector<publication_rule> publication;
  std::vector<notice_rule> notices;
  std::optional<figure_rules> figures;
  std::vector<report_rule> reports;
  std::optional<std::uint16_t> lead_fact;     // the fact that names the authority which holds the case
  std::optional<std::uint16_t> support_fact;  // those that the routing table names beside it
  std::optional<std::uint16_t> channel_fact;  // the channel of receipt

  machine flow;                           // rows' `rule` is an index into `transitions`
  decision_table routes;                  // rows parallel to `routing`
  std::vector<const calendar*> compiled;  // parallel to `calendars`
  pack_lookup lookup;

  const office_calendar& main_calendar() const noexcept { return *calendars[main_calendar_number].office; }
};

// The index of a declared thing by its id, or nothing.
template <class Named>
std::optional<std::size_t> find_id(const std::vector<Named>& list, std::string_view id) noexcept {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].id == id) return i;
  }
  return std::nullopt;
}

inline std::optional<event_number> find_event(const rule_pack& pack, std::string_view event) noexcept {
  for (std::size_t i = 0; i < pack.events.size(); ++i) {
    if (pack.events[i] == event) return static_cast<event_number>(i);
  }
  return std::nullopt;
}

}  // namespace thoihan
