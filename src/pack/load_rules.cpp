#include <algorithm>
#include <boost/json.hpp>

#include "src/pack/pack_loader.hpp"

namespace thoihan {

basis pack_loader::read_basis(object_reader& reader) {
  basis out;
  const auto cites = reader.find("cite");
  const auto assumes = reader.find("assume");
  if (cites) {
    const auto known = ids_of(pack_.clauses);
    for (const std::size_t at : resolve_list(*cites, known, {"khoản", "clause"})) {
      out.cites.push_back(known[at]);
      ++cited_[at];
      if (pack_.clauses[at].is == clause_kind::modelled) continue;
      const bool outside = pack_.clauses[at].is == clause_kind::outside;
      findings_.error(outside ? "outside-cited" : "assumed-cited", cites->where(),
                      outside ? say("khoản {} được khai là ngoài phạm vi nhưng có quy tắc viện dẫn",
                                    "clause {} is declared outside, yet a rule cites it", known[at])
                              : say("khoản {} được khai là chỉ có giả định nhưng có quy tắc viện dẫn",
                                    "clause {} is declared assumed, yet a rule cites it", known[at]));
    }
  }
  if (assumes) {
    const auto known = ids_of(pack_.assumptions);
    for (const std::size_t at : resolve_list(*assumes, known, {"giả định", "assumption"})) {
      out.assumes.push_back(known[at]);
      ++assumed_[at];
    }
  }
  if (!cites && !assumes && reader.good()) {
    findings_.error("missing-basis", reader.view().where(),
                    {"cần \"cite\" (khoản làm căn cứ) hoặc \"assume\" (giả định)",
                     "a \"cite\" (the clause it follows) or an \"assume\" is required"});
  }
  return out;
}

std::vector<std::string> value_names(const rule_pack& pack, const fact_declaration& fact) {
  std::vector<std::string> out;
  if (fact.type == fact_type::choice) {
    for (const named_label& value : fact.values) out.push_back(value.id);
  } else if (fact.type == fact_type::channel) {
    for (const named_label& channel : pack.channels) out.push_back(channel.id);
  } else if (fact.type == fact_type::authority) {
    for (const authority& body : pack.authorities) out.push_back(body.id);
  } else if (fact.type == fact_type::boolean) {
    out = {"false", "true"};
  }
  return out;
}

std::optional<std::int64_t> pack_loader::read_fact_value(std::size_t fact, const json_view& view) {
  const fact_declaration& declared = pack_.facts[fact];
  if (untyped_facts_.count(fact) != 0) return std::nullopt;
  switch (declared.type) {
    case fact_type::boolean: {
      const auto flag = read_bool(view, findings_);
      return flag ? std::optional<std::int64_t>{*flag ? 1 : 0} : std::nullopt;
    }
    case fact_type::integer: return read_integer(view, declared.low, declared.high, findings_);
    case fact_type::date: {
      const auto day = read_date(view, findings_);
      return day ? std::optional<std::int64_t>{*day} : std::nullopt;
    }
    case fact_type::moment: {
      const auto t = read_instant(view, findings_);
      return t ? std::optional<std::int64_t>{*t} : std::nullopt;
    }
    case fact_type::authority: {
      const auto at = resolve_authority(view);
      return at ? std::optional<std::int64_t>{static_cast<std::int64_t>(*at)} : std::nullopt;
    }
    case fact_type::choice:
    case fact_type::channel: {
      const auto at = resolve(view, value_names(pack_, declared), {"giá trị", "value"});
      return at ? std::optional<std::int64_t>{static_cast<std::int64_t>(*at)} : std::nullopt;
    }
    case fact_type::authorities:
      findings_.error("wrong-type", view.where(),
                      say("\"{}\" là tập hợp cơ quan do sự kiện nêu; chỉ hỏi được có hay không và có mấy cơ quan: {{\"at_least\": 2}}",
                          "\"{}\" is a set of authorities that events say; only its presence can be asked, and how many they are: "
                          "{{\"at_least\": 2}}",
                          declared.id));
      return std::nullopt;
    case fact_type::text:
    case fact_type::document: break;
  }
  findings_.error("wrong-type", view.where(),
                  say("\"{}\" là văn bản; chỉ hỏi được là có hay không: {{\"present\": true}}",
                      "\"{}\" is a text; only its presence can be asked: {{\"present\": true}}", declared.id));
  return std::nullopt;
}

std::vector<condition_node> pack_loader::read_guard(const json_view& view) {
  std::vector<condition_node> out;
  read_guard(view, out);
  return out;
}

std::vector<json_view> pack_loader::read_conditions(const json_view& view) {
  auto list = read_list(view, false, findings_);
  if (list.empty() && view.value->is_array()) {
    findings_.error("empty-list", view.where(), {"cần ít nhất một điều kiện", "at least one condition is needed"});
  }
  return list;
}

void pack_loader::read_guard(const json_view& view, std::vector<condition_node>& out) {
  const auto members = read_members(view, findings_);
  if (members.empty() && view.value->is_object()) {
    findings_.error("empty-list", view.where(),
                    {"điều kiện rỗng; bỏ hẳn \"when\" nếu luôn đúng",
                     "an empty condition; leave \"when\" out for what always holds"});
  }
  if (members.size() != 1) {
    out.push_back({.kind = condition_kind::all, .children = static_cast<std::uint16_t>(members.size())});
  }
  const auto facts = ids_of(pack_.facts);
  for (const auto& [key, value] : members) {
    if (key == "all" || key == "any") {
      const auto list = read_conditions(value);
      out.push_back({.kind = key == "all" ? condition_kind::all : condition_kind::any,
                     .children = static_cast<std::uint16_t>(list.size())});
      for (const json_view& element : list) read_guard(element, out);
    } else if (key == "not") {
      out.push_back({.kind = condition_kind::negation, .children = 1});
      read_guard(value, out);
    } else {
      const auto found = std::find(facts.begin(), facts.end(), key);
      if (found == facts.end()) {
        const bilingual near = nearest_name(key, facts);
        findings_.error("unknown-name", value.where_key(),
                        say("không có dữ kiện \"{}\"{}", "there is no fact \"{}\"{}", key, near));
        out.push_back({.kind = condition_kind::all});
        continue;
      }
      read_comparison(static_cast<std::size_t>(found - facts.begin()), value, out);
    }
  }
}

void pack_loader::read_comparison(std::size_t fact, const json_view& view, std::vector<condition_node>& out) {
  const auto number = static_cast<std::uint16_t>(fact);
  const auto equal = [&](const json_view& value) {
    const std::int64_t wanted = read_fact_value(fact, value).value_or(0);
    out.push_back({.kind = condition_kind::range, .fact = number, .low = wanted, .high = wanted});
  };
  if (view.value->is_array()) {
    const auto list = read_conditions(view);
    out.push_back({.kind = condition_kind::any, .children = static_cast<std::uint16_t>(list.size())});
    for (const json_view& value : list) equal(value);
    return;
  }
  if (!view.value->is_object()) return equal(view);
  object_reader reader{view, findings_};
  const auto present = reader.find("present");
  const auto at_least = reader.find("at_least");
  const auto at_most = reader.find("at_most");
  if (present) {
    if (!read_bool(*present, findings_).value_or(true))
      out.push_back({.kind = condition_kind::negation, .children = 1});
    out.push_back({.kind = condition_kind::present, .fact = number});
  } else if (at_least || at_most) {
    const fact_declaration& declared = pack_.facts[fact];
    if (!declared.is_number()) {
      if (untyped_facts_.count(fact) == 0) {
        findings_.error("wrong-type", view.where(),
                        say("\"at_least\" và \"at_most\" chỉ dùng cho số nguyên và tập hợp cơ quan; \"{}\" không phải",
                            "\"at_least\" and \"at_most\" are for integers and sets of authorities; \"{}\" is none", declared.id));
      }
      out.push_back({.kind = condition_kind::all});
      return;
    }
    condition_node node{.kind = condition_kind::range, .fact = number, .low = declared.low, .high = declared.high};
    if (at_least) node.low = read_integer(*at_least, declared.low, declared.high, findings_).value_or(declared.low);
    if (at_most) node.high = read_integer(*at_most, declared.low, declared.high, findings_).value_or(declared.high);
    out.push_back(node);
  } else {
    findings_.error(
        "wrong-type", view.where(),
        {"cần \"present\", \"at_least\" hoặc \"at_most\"", "expected \"present\", \"at_least\" or \"at_most\""});
    out.push_back({.kind = condition_kind::all});
  }
}

std::vector<event_number> pack_loader::read_events(object_reader& reader, std::string_view key, bool required) {
  std::vector<event_number> out;
  const auto list = required ? reader.need(key) : reader.find(key);
  if (!list) return out;
  for (const std::size_t at : resolve_list(*list, pack_.events, {"sự kiện", "event"}))
    out.push_back(static_cast<event_number>(at));
  return out;
}

std::vector<std::uint16_t> pack_loader::read_fact_list(object_reader& reader, std::string_view key) {
  std::vector<std::uint16_t> out;
  const auto list = reader.find(key);
  if (!list) return out;
  // An empty list of facts is as good as none.
  if (const auto* array = list->value->if_array(); array != nullptr && array->empty()) return out;
  for (const std::size_t at : resolve_list(*list, ids_of(pack_.facts), {"dữ kiện", "fact"})) {
    out.push_back(static_cast<std::uint16_t>(at));
  }
  return out;
}

std::optional<std::uint16_t> pack_loader::read_calendar_name(object_reader& reader, std::string_view key) {
  const auto view = reader.find(key);
  if (!view) return std::nullopt;
  const auto at = resolve(*view, calendar_names_, {"lịch", "calendar"});
  return at ? std::optional{static_cast<std::uint16_t>(*at)} : std::nullopt;
}

void pack_loader::collect_events(const json_view& transitions) {
  const auto* list = transitions.value->if_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const auto* object = (*list)[i].if_object();
    const auto* on = object == nullptr ? nullptr : object->if_contains("on");
    if (on == nullptr || !on->is_string()) continue;  // reported by read_transition
    const std::string name{on->get_string()};
    if (!find_event(pack_, name)) pack_.events.push_back(name);
  }
}

void pack_loader::read_transitions(const json_view& transitions) {
  for (const json_view& view : read_list(transitions, false, findings_)) read_transition(view);
}

void pack_loader::read_transition(const json_view& view) {
  object_reader reader{view, findings_};
  if (!reader.good()) return;
  transition_rule out;
  bool usable = true;  // else read on, for the other mistakes in it
  const auto on = reader.text("on");
  if (!on) return reader.abandon();
  take_id(*on, *reader.find("on"));
  out.event = find_event(pack_, *on).value_or(0);
  const auto states = ids_of(pack_.states);
  bool opens = true;
  if (const auto from = reader.find("from")) {
    opens = false;
    for (const std::size_t at : resolve_list(*from, states, {"trạng thái", "state"})) {
      out.from.push_back(static_cast<state_number>(at));
    }
    if (out.from.empty()) usable = false;
  }
  if (const auto to = reader.need("to")) {
    const auto* text = to->value->if_string();
    if (text == nullptr || *text != "same") {
      const auto at = resolve(*to, states, {"trạng thái", "state"});
      if (at)
        out.to = static_cast<state_number>(*at);
      else
        usable = false;
    } else if (opens) {
      findings_.error("wrong-type", to->where(),
                      {"sự kiện mở hồ sơ phải nêu trạng thái", "an event that opens a case must name a state"});
      usable = false;
    }
  }
  const auto roles = ids_of(pack_.roles);
  if (const auto by = reader.need("by")) {
    for (const std::size_t at : resolve_list(*by, roles, {"vai", "role"}))
      out.by.push_back(static_cast<role_number>(at));
  }
  if (const auto when = reader.find("when")) out.when = read_guard(*when);
  out.needs = read_fact_list(reader, "needs");
  out.takes = read_fact_list(reader, "takes");
  out.clears = read_fact_list(reader, "clears");
  if (const auto sets = reader.find("sets")) {
    const auto facts = ids_of(pack_.facts);
    for (const auto& [name, value] : read_members(*sets, findings_)) {
      const auto found = std::find(facts.begin(), facts.end(), name);
      if (found == facts.end()) {
        const bilingual near = nearest_name(name, facts);
        findings_.error("unknown-name", value.where_key(),
                        say("không có dữ kiện \"{}\"{}", "there is no fact \"{}\"{}", name, near));
        continue;
      }
      const auto at = static_cast<std::size_t>(found - facts.begin());
      if (const auto number = read_fact_value(at, value))
        out.sets.emplace_back(static_cast<std::uint16_t>(at), fact_value::of(*number));
    }
  }
  out.routes = reader.flag_or("route", false);
  for (const auto& [fact, value] : out.sets) {
    if (std::find(out.clears.begin(), out.clears.end(), fact) == out.clears.end()) continue;
    findings_.error("contradiction", view.where(),
                    say("\"{}\" vừa được đặt vừa bị xóa", "\"{}\" is both set and cleared", pack_.facts[fact].id));
  }
  if (out.routes && !pack_.lead_fact) {
    findings_.error(
        "unknown-name", view.where(),
        {"\"route\" cần dữ kiện \"lead\" kiểu authority", "\"route\" needs a fact \"lead\" of type authority"});
  }
  if (const auto until = reader.find("until")) out.until = read_time_bar(*until);
  if (const auto back = reader.find("dated_back")) out.dated_back = read_back_dating(*back);
  if (const auto notify = reader.find("notify")) {
    for (const std::size_t at : resolve_list(*notify, ids_of(pack_.notices), {"thông báo", "notice"})) {
      out.notices.push_back(static_cast<std::uint16_t>(at));
    }
  }
  out.source = read_basis(reader);
  if (!usable) return;
  pack_.transitions.push_back(std::move(out));
  places_.transitions.push_back(view);
}

void pack_loader::read_duties(object_reader& reader) {
  const auto view = reader.need("duties");
  if (!view) return;
  for (const auto& [id, element] : read_members(*view, findings_)) {
    take_member_id(id, element);
    read_duty(id, element);
  }
}

void pack_loader::read_duty(const std::string& id, const json_view& view) {
  object_reader reader{view, findings_};
  if (!reader.good()) return;
  duty_rule out;
  out.id = id;
  out.label = reader.words("label").value_or(bilingual{});
  if (const auto owed_by = reader.need("owed_by")) {
    if (const auto at = resolve(*owed_by, ids_of(pack_.roles), {"vai", "role"}))
      out.owed_by = static_cast<role_number>(*at);
  }
  out.from = read_events(reader, "from", true);
  if (const auto when = reader.find("when")) out.when = read_guard(*when);
  out.met_by = read_events(reader, "met_by", true);
  out.ended_by = read_events(reader, "ended_by", false);
  if (const auto within = reader.find("within")) out.within = read_within(*within);
  if (const auto warn = reader.find("warn")) out.warnings = read_warnings(*warn);
  if (const auto extended = reader.find("extended_by")) out.extended_by = read_extension(*extended);
  if (const auto exempted = reader.find("exempted_by")) out.exempted_by = read_exemption(*exempted);
  out.runs_through_pauses = reader.flag_or("runs_through_pauses", false);
  if (const auto each = reader.find("for_each")) {
    if (const auto at = resolve(*each, ids_of(pack_.facts), {"dữ kiện", "fact"})) {
      out.for_each = static_cast<std::uint16_t>(*at);
      if (!pack_.facts[*at].is_of_bodies() && untyped_facts_.count(*at) == 0) {
        findings_.error("wrong-type", each->where(),
                        say("\"{}\" không phải kiểu authority hay authorities",
                            "\"{}\" is neither of type authority nor authorities", pack_.facts[*at].id));
      }
    }
  }
  out.calendar = read_calendar_name(reader, "calendar").value_or(pack_.main_calendar_number);
  out.source = read_basis(reader);
  pack_.duties.push_back(std::move(out));
  places_.duties.push_back(view);
}

void pack_loader::read_pauses(object_reader& reader) {
  const auto view = reader.find("pauses");
  if (!view) return;
  for (const json_view& element : read_list(*view, false, findings_)) {
    object_reader row{element, findings_};
    if (!row.good()) continue;
    pause_rule out;
    out.from = read_events(row, "from", true);
    out.until = read_events(row, "until", true);
    for (const event_number event : out.from) {
      if (std::find(out.until.begin(), out.until.end(), event) == out.until.end()) continue;
      findings_.error("contradiction", element.where(),
                      say("\"{}\" vừa mở vừa kết thúc việc tạm dừng", "\"{}\" both begins and ends the pause",
                          pack_.events[event]));
    }
    out.source = read_basis(row);
    pack_.pauses.push_back(std::move(out));
    places_.pauses.push_back(element);
  }
}

// What a fact counts can be read only when events and duties are known; nobody may say a count.
void pack_loader::read_counts() {
  for (const auto& [fact, view] : counts_) {
    object_reader reader{view, findings_};
    if (!reader.good()) continue;
    const auto event = reader.find("event");
    const auto running = event ? std::nullopt : reader.need("running");
    kept_count counts;
    if (event) {
      counts.events = read_events(reader, "event", true);
      counts.anew = read_events(reader, "anew", false);
    } else if (running) {
      if (const auto at = resolve(*running, ids_of(pack_.duties), {"nghĩa vụ", "duty"})) counts.duty = *at;
    }
    for (const event_number both : counts.anew) {
      if (std::find(counts.events.begin(), counts.events.end(), both) == counts.events.end()) continue;
      findings_.error("contradiction", view.where(),
                      say("\"{}\" vừa được đếm vừa khiến đếm lại từ đầu", "\"{}\" is counted, and begins the count anew",
                          pack_.events[both]));
    }
    if (counts.duty || !counts.events.empty()) pack_.facts[fact].counts = std::move(counts);
    const auto number = static_cast<std::uint16_t>(fact);
    const auto says = [number](const std::vector<std::uint16_t>& list) {
      return std::find(list.begin(), list.end(), number) != list.end();
    };
    for (std::size_t i = 0; i < pack_.transitions.size(); ++i) {
      const transition_rule& rule = pack_.transitions[i];
      const bool sets = std::any_of(rule.sets.begin(), rule.sets.end(),
                                    [number](const auto& pair) { return pair.first == number; });
      if (!sets && !says(rule.needs) && !says(rule.takes) && !says(rule.clears)) continue;
      findings_.error("contradiction", places_.transitions[i].where(),
                      say("\"{}\" do hệ thống đếm, sự kiện không nêu, đặt hay xóa được",
                          "\"{}\" is counted by the engine: no event can say, set or clear it", pack_.facts[fact].id));
    }
  }
}

void pack_loader::read_routing(object_reader& reader) {
  const auto view = reader.find("routing");
  if (!view) return;
  for (const json_view& element : read_list(*view, false, findings_)) {
    object_reader row{element, findings_};
    if (!row.good()) continue;
    decision_row rule;
    const std::string id = row.text("id").value_or("");
    if (const auto named = row.find("id")) take_id(id, *named);
    if (find_id(pack_.routing, id)) {
      findings_.error("duplicate-id", element.where(),
                      say("dòng phân công {} có hai lần", "routing row {} stands twice", id));
    }
    if (const auto when = row.need("when")) rule.when = read_guard(*when);
    if (const auto lead = row.need("lead")) {
      if (const auto at = resolve_authority(*lead)) rule.lead = static_cast<authority_number>(*at);
    }
    if (const auto support = row.find("support")) {
      for (const json_view& name : read_list(*support, true, findings_)) {
        if (const auto at = resolve_authority(name)) rule.support.push_back(static_cast<authority_number>(*at));
      }
    }
    pack_.routing.push_back({id, read_basis(row)});
    pack_.routes.add(std::move(rule));
    places_.routing.push_back(element);
  }
}

void pack_loader::read_publication(object_reader& reader) {
  const auto view = reader.need("publication");
  if (!view) return;
  places_.publication_list = *view;
  for (const json_view& element : read_list(*view, false, findings_)) {
    object_reader row{element, findings_};
    if (!row.good()) continue;
    publication_rule out;
    if (const auto when = row.find("when")) out.when = read_guard(*when);
    if (const auto is = row.need("is")) {
      out.is = read_word<publicity>(
                   *is, {{"public", publicity::open}, {"private", publicity::closed}, {"never", publicity::never}},
                   findings_)
                   .value_or(publicity::never);
    }
    out.source = read_basis(row);
    pack_.publication.push_back(std::move(out));
    places_.publication.push_back(element);
  }
}

void pack_loader::read_notices(object_reader& reader) {
  const auto view = reader.need("notices");
  if (!view) return;
  std::vector<std::string> recipients = ids_of(pack_.roles);
  if (std::find(recipients.begin(), recipients.end(), "reporter") == recipients.end()) recipients.push_back("reporter");
  std::vector<std::string> channels = ids_of(pack_.channels);
  channels.push_back("receipt");
  for (const auto& [id, element] : read_members(*view, findings_)) {
    take_member_id(id, element);
    object_reader row{element, findings_};
    if (!row.good()) continue;
    notice_rule out;
    out.id = id;
    if (const auto to = row.need("to")) {
      if (const auto at = resolve(*to, recipients, {"người nhận", "recipient"})) out.to = recipients[*at];
    }
    if (const auto channel = row.need("channel")) {
      for (const std::size_t at : resolve_list(*channel, channels, {"kênh", "channel"}))
        out.channels.push_back(channels[at]);
    }
    const auto text = row.need("template");
    if (text) out.text = read_bilingual(*text, findings_).value_or(bilingual{});
    out.facts = read_fact_list(row, "facts");
    out.source = read_basis(row);
    pack_.notices.push_back(std::move(out));
    places_.notices.push_back(element);
  }
}

void pack_loader::seal() {
  pack_.flow.resize(pack_.states.size(), pack_.events.size());
  for (std::size_t at = 0; at < pack_.transitions.size(); ++at) {
    const transition_rule& rule = pack_.transitions[at];
    machine_row row;
    row.event = rule.event;
    row.when = rule.when;
    row.rule = static_cast<std::uint32_t>(at);
    for (const role_number by : rule.by) row.roles |= std::uint64_t{1} << by;
    if (rule.from.empty()) {
      row.from = no_state;
      row.to = rule.to.value_or(0);
      pack_.flow.add(row);
    }
    for (const state_number from : rule.from) {
      row.from = from;
      row.to = rule.to.value_or(from);
      pack_.flow.add(row);
    }
  }
  pack_.flow.seal();
  for (const named_calendar& entry : pack_.calendars) {
    pack_.compiled.push_back(entry.office ? &entry.office->compiled : nullptr);
  }
  fill_lookup();
}

void pack_loader::fill_lookup() {
  pack_lookup& lookup = pack_.lookup;
  lookup.events.fill(pack_.events);
  lookup.roles.fill(pack_.roles);
  lookup.authorities.fill(pack_.authorities);
  lookup.channels.fill(pack_.channels);
  lookup.facts.fill(pack_.facts);
  lookup.values.resize(pack_.facts.size());
  for (std::size_t at = 0; at < pack_.facts.size(); ++at) {
    lookup.values[at].fill(pack_.facts[at].values);
    lookup.standard.push_back(pack_.facts[at].standard);
    if (pack_.facts[at].counts) lookup.counts.push_back(static_cast<std::uint16_t>(at));
  }
  lookup.moves_pauses.assign(pack_.events.size(), false);
  for (const pause_rule& rule : pack_.pauses) {
    for (const event_number event : rule.from) lookup.moves_pauses[event] = true;
    for (const event_number event : rule.until) lookup.moves_pauses[event] = true;
  }
  std::vector<std::map<std::uint32_t, unsigned>> moves(pack_.events.size());
  const auto add = [&moves](event_number event, std::size_t duty, duty_move move) {
    // An event that was not understood stands as number 0, where there may be none.
    if (event < moves.size()) moves[event][static_cast<std::uint32_t>(duty)] |= static_cast<unsigned>(move);
  };
  for (std::size_t duty = 0; duty < pack_.duties.size(); ++duty) {
    const duty_rule& rule = pack_.duties[duty];
    for (const event_number event : rule.from) add(event, duty, duty_move::starts);
    for (const event_number event : rule.met_by) add(event, duty, duty_move::meets);
    for (const event_number event : rule.ended_by) add(event, duty, duty_move::ends);
    if (rule.extended_by) add(rule.extended_by->on, duty, duty_move::extends);
    if (rule.extended_by && rule.extended_by->asked) add(*rule.extended_by->asked, duty, duty_move::asks);
    if (rule.exempted_by) {
      add(rule.exempted_by->on, duty, duty_move::exempts);
      add(rule.exempted_by->asked, duty, duty_move::asks);
    }
  }
  for (const auto& of_event : moves) {
    lookup.first_moves.push_back(static_cast<std::uint32_t>(lookup.moves.size()));
    for (const auto& [duty, what] : of_event) lookup.moves.push_back({duty, static_cast<std::uint8_t>(what)});
  }
  lookup.first_moves.push_back(static_cast<std::uint32_t>(lookup.moves.size()));
}

}  // namespace thoihan
