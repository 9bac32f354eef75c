// One load of one pack: texts to declarations, declarations to rules, rules to tables. Small passes in that order; each
// reports everything that it finds and leaves out what it cannot use.
#pragma once

#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "src/pack/names.hpp"
#include "src/pack/rules_source.hpp"
#include "src/pack/reader.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// Where the declarations of a pack stand, parallel to the vectors of `rule_pack`.
struct pack_places {
  json_view root;
  json_view publication_list;
  std::vector<json_view> clauses;
  std::vector<json_view> gaps;
  std::vector<json_view> assumptions;
  std::vector<json_view> roles;
  std::vector<json_view> channels;
  std::vector<json_view> facts;
  std::vector<json_view> states;
  std::vector<json_view> transitions;
  std::vector<json_view> duties;
  std::vector<json_view> pauses;
  std::vector<json_view> authorities;
  std::vector<json_view> routing;
  std::vector<json_view> publication;
  std::vector<json_view> notices;
  json_view figures;
  std::vector<json_view> reports;
};

class pack_loader {
 public:
  pack_loader(rules_source& source, std::vector<finding>& findings) : source_(source), findings_(findings) {}

  void load();

  rule_pack& pack() { return pack_; }
  const pack_places& places() const { return places_; }
  // How often each clause was cited and each assumption used, parallel to the pack's vectors.
  const std::vector<int>& cited() const { return cited_; }
  const std::vector<int>& assumed() const { return assumed_; }
  // How many gaps name each clause.
  const std::vector<int>& gapped() const { return gapped_; }

  // A limit alone, against a pack that is loaded already.
  static limit_rule read_one_limit(const rule_pack& pack, std::string_view text);

 private:
  // load_base.cpp
  std::shared_ptr<const json_text> with_base(std::shared_ptr<const json_text> own);
  std::shared_ptr<const json_text> read_base(const json_view& view);
  std::string hash_of_base(const json_text& base, const std::string& folder);

  // load_authorities.cpp
  void read_authorities(object_reader& reader);
  std::vector<officer> read_officers(const json_view& view);
  void read_role_officers();

  // load_declarations.cpp
  void read_identity(object_reader& reader);
  void read_calendars(object_reader& reader);
  void read_clauses(object_reader& reader);
  void read_gaps(object_reader& reader);
  void read_assumptions(object_reader& reader);
  void read_roles(object_reader& reader);
  void read_channels(object_reader& reader);
  void read_facts(object_reader& reader);
  void read_fact(const std::string& id, const json_view& view);
  void check_reserved(const std::string& id, const std::vector<std::string>& words, const json_view& member);
  void read_states(object_reader& reader);

  // load_rules.cpp
  void collect_events(const json_view& transitions);
  void read_transitions(const json_view& transitions);
  void read_transition(const json_view& view);
  void read_duties(object_reader& reader);
  void read_duty(const std::string& id, const json_view& view);
  void read_pauses(object_reader& reader);
  void read_counts();
  void read_acts_for();
  void read_routing(object_reader& reader);
  void read_publication(object_reader& reader);
  void read_notices(object_reader& reader);
  void seal();
  void fill_lookup();

  // load_reports.cpp
  void read_figures(object_reader& reader);
  void read_reports(object_reader& reader);
  void read_report(const std::string& id, const json_view& view);
  std::vector<state_number> read_states_of(object_reader& reader, std::string_view key, bool required);
  std::optional<std::int32_t> read_day_of_month(object_reader& reader, std::string_view key);
  std::optional<std::uint16_t> read_fact_name(object_reader& reader, std::string_view key);

  basis read_basis(object_reader& reader);
  std::vector<condition_node> read_guard(const json_view& view);
  void read_guard(const json_view& view, std::vector<condition_node>& out);
  std::vector<json_view> read_conditions(const json_view& view);
  void read_comparison(std::size_t fact, const json_view& view, std::vector<condition_node>& out);
  std::optional<std::int64_t> read_fact_value(std::size_t fact, const json_view& view);
  std::vector<event_number> read_events(object_reader& reader, std::string_view key, bool required);
  std::vector<std::uint16_t> read_fact_list(object_reader& reader, std::string_view key);
  std::optional<std::uint16_t> read_calendar_name(object_reader& reader, std::string_view key);

  // load_limit.cpp
  std::optional<limit> read_limit(const json_view& view);
  bool read_limit_node(const json_view& view, limit& out);
  bool read_term(object_reader& reader, limit& out);
  std::optional<amount> read_amount(const json_view& view);
  std::vector<limit_rule> read_within(const json_view& view);
  void check_policies(const limit_term& term, const json_view& view);
  std::optional<time_bar> read_time_bar(const json_view& view);
  std::optional<back_dating> read_back_dating(const json_view& view);
  std::vector<warning_rule> read_warnings(const json_view& view);
  void read_share(const json_view& view, warning_rule& out);
  std::optional<extension_rule> read_extension(const json_view& view);
  std::optional<exemption_rule> read_exemption(const json_view& view);
  std::optional<event_number> read_event(const std::optional<json_view>& view);

  std::optional<std::size_t> resolve(const json_view& view, const std::vector<std::string>& known,
                                     const bilingual& kind);
  // A name or a list of names, at least one, none of them twice.
  std::vector<std::size_t> resolve_list(const json_view& view, const std::vector<std::string>& known,
                                        const bilingual& kind);
  std::optional<std::size_t> resolve_authority(const json_view& view);
  bool take_id(const std::string& id, const json_view& view, bool capitals = false);
  bool take_member_id(const std::string& id, const json_view& member);
  rules_source& source_;
  finding_list findings_;
  rule_pack pack_;
  pack_places places_;
  std::vector<int> cited_;
  std::vector<int> assumed_;
  std::vector<int> gapped_;
  std::map<std::string, std::shared_ptr<const office_calendar>> loaded_calendars_;
  std::set<std::size_t> untyped_facts_;  // their type is wrong, which has been said
  std::vector<std::pair<std::size_t, json_view>> counts_;    // facts that count, read when events and duties are known
  std::vector<std::pair<std::size_t, json_view>> acts_for_;  // roles that say for whom, read when facts are known
  std::vector<std::pair<std::string, json_view>> role_officers_;  // by role, read when roles are known
  std::vector<std::string> calendar_names_;
  bool authorities_known_ = true;                             // false: their file is wrong, which has been said
  std::vector<std::shared_ptr<const json_text>> held_texts_;  // views point into them
  std::vector<std::string> bases_;  // folders of the packs that it extends, from the nearest on
  boost::json::object own_texts_;
  boost::json::object shared_texts_;
};

// One load from any source, checked.
checked_pack check_pack(rules_source& source);

// Names and texts for a value of a fact: "roads", "true", "2024-04-29".
std::vector<std::string> value_names(const rule_pack& pack, const fact_declaration& fact);

// The checker: what the rules mean together. Adds to `findings`.
void check_rules(const pack_loader& loader, const rule_pack& pack, std::vector<finding>& findings);

}  // namespace thoihan
