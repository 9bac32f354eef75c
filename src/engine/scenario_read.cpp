#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <tuple>

#include "src/engine/golden_report.hpp"
#include "src/engine/overrides.hpp"
#include "src/engine/scenario_values.hpp"
#include "src/engine/scenario_words.hpp"
#include "src/pack/names.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/engine/scenario.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

// A name that another file or a later scenario declares.
struct pending_name {
  std::size_t scenario = 0;
  std::string name;
  place where;
};

class scenario_reader : private scenario_values {
 public:
  scenario_reader(const rule_pack& pack, scenario_set& out, std::vector<finding>& findings)
      : scenario_values(pack, findings),
        out_(out),
        clauses_(ids_of(pack.clauses)),
        duties_(ids_of(pack.duties)),
        authorities_(ids_of(pack.authorities)) {}

  void read_file(const std::string& file, std::string text) {
    const auto document = json_text::read(file, std::move(text), findings_.list());
    if (!document) return;
    held_.push_back(document);
    object_reader root{document->root(), findings_};
    if (!root.good()) return;
    root.format();
    if (const auto pack = root.text("pack"); pack && *pack != pack_.id) {
      findings_.error("wrong-name", root.find("pack")->where(),
                      say("tệp này của gói \"{}\", không phải \"{}\"", "this file is of the pack \"{}\", not of \"{}\"",
                          *pack, pack_.id));
    }
    const auto scenarios = root.find("scenarios");
    const auto dues = root.find("dues");
    if (scenarios) {
      for (const json_view& view : read_list(*scenarios, false, findings_)) read_scenario(view);
    }
    if (dues) {
      for (const json_view& view : read_list(*dues, false, findings_)) read_due(view);
    }
    const auto routes = root.find("routes");
    if (routes) {
      for (const json_view& view : read_list(*routes, false, findings_)) read_route(view);
    }
    const auto reports = root.find("reports");
    if (reports) {
      for (const json_view& view : read_list(*reports, false, findings_)) {
        if (auto row = read_golden_report(pack_, view, findings_.list())) out_.reports.push_back(std::move(*row));
      }
    }
    if (!scenarios && !dues && !routes && !reports) {
      findings_.error("missing-key", root.view().where(),
                      {"cần \"scenarios\", \"dues\", \"routes\" hoặc \"reports\"",
                       "\"scenarios\", \"dues\", \"routes\" or \"reports\" is needed"});
    }
  }

  // `after` may name a scenario of any file.
  void resolve_after() {
    const std::vector<std::string> known = ids_of(out_.scenarios);
    for (const pending_name& pending : pending_) {
      const auto found = std::find(known.begin(), known.end(), pending.name);
      if (found == known.end())
        unknown({"kịch bản", "scenario"}, pending.name, known, pending.where);
      else
        out_.scenarios[pending.scenario].after = static_cast<std::size_t>(found - known.begin());
    }
    for (const pending_name& pending : pending_) {
      std::size_t steps = 0;
      for (auto at = out_.scenarios[pending.scenario].after; at; at = out_.scenarios[*at].after) {
        if (++steps <= out_.scenarios.size()) continue;
        findings_.error("contradiction", pending.where,
                        {"các kịch bản nối nhau thành vòng", "scenarios follow each other in a circle"});
        break;
      }
    }
  }

 private:
  std::vector<std::string> read_clauses(object_reader& reader) {
    std::vector<std::string> out;
    const auto cite = reader.need("cite");
    if (!cite) return out;
    for (const json_view& view : read_some(*cite)) {
      if (const auto at = named(view, clauses_, {"khoản", "clause"})) out.push_back(clauses_[*at]);
    }
    return out;
  }

  void read_scenario(const json_view& view) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    scenario one;
    one.where = view.where();
    if (const auto id = reader.text("id")) {
      if (!is_id(*id)) {
        findings_.error("bad-id", reader.find("id")->where(),
                        say("\"{}\" không dùng làm tên được: chỉ gồm a-z, 0-9, \".\", \"_\", \"-\", dài 1 đến 64",
                            "\"{}\" cannot be a name: only a-z, 0-9, \".\", \"_\", \"-\", 1 to 64 characters", *id));
      }
      if (const auto known = find_id(out_.scenarios, *id)) {
        findings_.error("duplicate-id", reader.find("id")->where(),
                        say("kịch bản \"{}\" đã có ở {}", "the scenario \"{}\" stands already at {}", *id,
                            out_.scenarios[*known].where.text()));
      }
      one.id = *id;
    }
    one.title = reader.words("title").value_or(bilingual{});
    one.cites = read_clauses(reader);
    if (const auto after = reader.find("after")) {
      if (auto name = read_string(*after, findings_))
        pending_.push_back({out_.scenarios.size(), std::move(*name), after->where()});
    }
    if (const auto steps = reader.need("steps")) {
      for (const json_view& step : read_list(*steps, false, findings_)) read_step(step, one);
      if (one.steps.empty() && steps->value->is_array()) {
        findings_.error("empty-list", steps->where(), {"cần ít nhất một bước", "at least one step is needed"});
      }
    }
    out_.scenarios.push_back(std::move(one));
  }

  void read_by(const json_view& view, scenario_step& step) {
    std::optional<std::size_t> role;
    if (view.value->is_string()) {
      role = named(view, ids_of(pack_.roles), {"vai", "role"});
    } else {
      object_reader by{view, findings_};
      if (const auto name = by.need("role")) role = named(*name, ids_of(pack_.roles), {"vai", "role"});
      if (const auto authority = by.find("authority")) {
        if (const auto at = named(*authority, authorities_, {"cơ quan", "authority"}))
          step.act->authority = static_cast<authority_number>(*at);
      }
      step.act->officer = by.text_if("officer").value_or("");
    }
    if (!role) return;
    step.act->role = static_cast<role_number>(*role);
    step.by_named_body = pack_.roles[*role].of_authority && !step.act->authority;
  }

  void read_step(const json_view& view, scenario& one) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    scenario_step step;
    step.where = view.where();
    const auto at = reader.need("at");
    if (at) step.at = read_instant(*at, findings_).value_or(0);
    const auto event = reader.find("event");
    const auto by = event ? reader.need("by") : std::nullopt;
    const auto recorded_at = event ? reader.find("recorded_at") : std::nullopt;
    const auto facts = event ? reader.find("facts") : std::nullopt;
    const auto overrides = event ? reader.find("override") : std::nullopt;
    if (event) {
      step.act.emplace();
      if (const auto number = named(*event, pack_.events, {"sự kiện", "event"}))
        step.act->event = static_cast<event_number>(*number);
      if (by) read_by(*by, step);
      step.act->at = step.at;
      step.act->recorded_at = recorded_at ? read_instant(*recorded_at, findings_).value_or(step.at) : step.at;
      if (facts) {
        given_facts given = read_facts(*facts);
        step.act->facts = std::move(given.values);
        step.act->bodies = std::move(given.bodies);
      }
      if (overrides) step.act->overrides = read_overrides(*overrides, findings_);
    }
    const auto expect = event ? reader.find("expect") : reader.need("expect");
    if (expect) read_expect(*expect, step);
    one.steps.push_back(std::move(step));
  }

  static void add(std::vector<expectation>& out, observation what, const json_view& view, std::string value,
                  std::size_t subject = 0, std::int32_t round = 0) {
    out.push_back({what, subject, round, std::move(value), view.where()});
  }

  void expect_name(std::vector<expectation>& out, object_reader& reader, std::string_view key, observation what,
                   const std::vector<std::string>& known, const bilingual& kind) {
    const auto view = reader.find(key);
    if (!view) return;
    if (view->value->is_null())
      add(out, what, *view, "-");
    else if (const auto at = named(*view, known, kind))
      add(out, what, *view, known[*at]);
  }

  void expect_names(std::vector<expectation>& out, object_reader& reader, std::string_view key, observation what,
                    const std::vector<std::string>& known, const bilingual& kind) {
    const auto view = reader.find(key);
    if (!view) return;
    std::vector<std::string> names;
    for (const json_view& element : read_list(*view, false, findings_)) {
      if (const auto at = named(element, known, kind)) names.push_back(known[*at]);
    }
    add(out, what, *view, sorted_names(std::move(names)));
  }

  void read_expect(const json_view& view, scenario_step& step) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    if (const auto refused = step.act ? reader.find("refused") : std::nullopt) read_refused(*refused, step);
    const std::vector<std::string> states = ids_of(pack_.states);
    expect_name(step.expects, reader, "state", observation::state, states, {"trạng thái", "state"});
    expect_name(step.expects, reader, "holder", observation::holder, ids_of(pack_.roles), {"vai", "role"});
    expect_name(step.expects, reader, "lead", observation::lead, authorities_, {"cơ quan", "authority"});
    const std::vector<std::string> publicities = {"public", "private", "never"};
    if (const auto publication = reader.find("publication")) {
      if (const auto at = named(*publication, publicities, {"mức công khai", "publication"}))
        add(step.expects, observation::publication, *publication, publicities[*at]);
    }
    expect_names(step.expects, reader, "running", observation::running, duties_, {"nghĩa vụ", "duty"});
    expect_names(step.expects, reader, "accepts", observation::accepts, pack_.events, {"sự kiện", "event"});
    if (const auto facts = reader.find("facts")) expect_facts(*facts, step);
    if (const auto duties = reader.find("duties")) {
      for (const auto& [name, value] : read_members(*duties, findings_, true)) expect_duty(name, value, step);
    }
    // What an act causes can be asked of an accepted act alone.
    if (!step.act || step.refused != status::ok) return;
    expect_name(step.expects, reader, "row", observation::routing_row, ids_of(pack_.routing),
                {"dòng phân công", "routing row"});
    expect_names(step.expects, reader, "support", observation::support, authorities_, {"cơ quan", "authority"});
    if (const auto late = reader.find("late_act")) {
      if (const auto flag = read_bool(*late, findings_))
        add(step.expects, observation::late_act, *late, *flag ? "true" : "false");
    }
    if (const auto notices = reader.find("notices")) expect_notices(*notices, step);
  }

  void read_refused(const json_view& view, scenario_step& step) {
    const auto code = read_word<status>(view,
                                        {{"range", status::range},
                                         {"schema", status::schema},
                                         {"horizon", status::horizon},
                                         {"unexpected_event", status::unexpected_event},
                                         {"guard", status::guard},
                                         {"authority", status::authority},
                                         {"time_order", status::time_order},
                                         {"conflict", status::conflict},
                                         {"expired", status::expired}},
                                        findings_);
    if (!code) return;
    step.refused = *code;
    add(step.expects, observation::outcome, view, outcome_name(*code));
  }

  void expect_facts(const json_view& view, scenario_step& step) {
    for (const auto& [name, value] : read_members(view, findings_, true)) {
      const auto found = std::find(facts_.begin(), facts_.end(), name);
      if (found == facts_.end()) {
        unknown({"dữ kiện", "fact"}, name, facts_, value.where_key());
        continue;
      }
      const auto fact = static_cast<std::size_t>(found - facts_.begin());
      if (value.value->is_null()) {
        add(step.expects, observation::fact, value, "-", fact);
      } else if (pack_.facts[fact].is_text()) {
        // The words of a text never reach the rules.
        const auto flag = read_bool(value, findings_);
        if (flag) add(step.expects, observation::fact, value, *flag ? "present" : "-", fact);
      } else if (pack_.facts[fact].type == fact_type::authorities) {
        expect_names_of(fact, value, step);
      } else if (const auto known = value_of(fact, value)) {
        add(step.expects, observation::fact, value, fact_words(pack_, fact, *known), fact);
      }
    }
  }

  // All of a set, in any order.
  void expect_names_of(std::size_t fact, const json_view& view, scenario_step& step) {
    std::vector<std::string> names;
    for (const json_view& element : read_list(view, false, findings_)) {
      if (const auto at = named(element, authorities_, {"cơ quan", "authority"})) names.push_back(authorities_[*at]);
    }
    add(step.expects, observation::fact, view, sorted_names(std::move(names)), fact);
  }

  void expect_notices(const json_view& view, scenario_step& step) {
    const std::vector<std::string> notices = ids_of(pack_.notices);
    std::vector<std::string> names;
    for (const json_view& element : read_list(view, false, findings_)) {
      if (element.value->is_string()) {
        if (const auto at = named(element, notices, {"thông báo", "notice"})) names.push_back(notices[*at]);
        continue;
      }
      object_reader reader{element, findings_};
      if (!reader.good()) continue;
      const auto to = reader.find("to");
      const auto channel = reader.find("channel");
      const auto name = reader.need("notice");
      if (!name) continue;
      const auto at = named(*name, notices, {"thông báo", "notice"});
      if (!at) continue;
      names.push_back(notices[*at]);
      std::vector<std::string> recipients = ids_of(pack_.roles);
      recipients.emplace_back("reporter");
      if (to) {
        if (const auto who = named(*to, recipients, {"người nhận", "recipient"}))
          add(step.expects, observation::notice_to, *to, recipients[*who], *at);
      }
      if (!channel) continue;
      const std::vector<std::string> channels = ids_of(pack_.channels);
      std::vector<std::string> chosen;
      for (const json_view& one : read_list(*channel, true, findings_)) {
        if (const auto which = named(one, channels, {"kênh", "channel"})) chosen.push_back(channels[*which]);
      }
      add(step.expects, observation::notice_channels, *channel, sorted_names(std::move(chosen)), *at);
    }
    add(step.expects, observation::notices, view, sorted_names(std::move(names)));
  }

  void expect_duty(const std::string& name, const json_view& view, scenario_step& step) {
    const auto found = std::find(duties_.begin(), duties_.end(), name);
    if (found == duties_.end()) return unknown({"nghĩa vụ", "duty"}, name, duties_, view.where_key());
    const auto duty = static_cast<std::size_t>(found - duties_.begin());
    for (const json_view& element : read_some(view)) {
      if (element.value->is_string()) {
        expect_status(element, step, duty, 0);
        continue;
      }
      object_reader reader{element, findings_};
      if (!reader.good()) continue;
      const auto numbered = reader.find("round");
      const auto round =
          static_cast<std::int32_t>(numbered ? read_integer(*numbered, 1, 1000, findings_).value_or(1) : 0);
      if (const auto status = reader.find("status")) expect_status(*status, step, duty, round);
      if (const auto owed_by = reader.find("owed_by")) {
        const duty_rule& rule = pack_.duties[duty];
        const bool of_authority = pack_.roles[rule.owed_by].of_authority || rule.for_each;
        const std::vector<std::string> known = of_authority ? authorities_ : ids_of(pack_.roles);
        const bilingual kind = of_authority ? bilingual{"cơ quan", "authority"} : bilingual{"vai", "role"};
        if (const auto at = named(*owed_by, known, kind))
          add(step.expects, observation::duty_owed_by, *owed_by, known[*at], duty, round);
      }
      const auto warnings = reader.find("warnings");
      const bool warned = warnings && expect_warnings(*warnings, step, duty, round);
      read_due_keys(reader, step.expects, duty, round, warned);
    }
  }

  // True when there is one.
  bool expect_warnings(const json_view& view, scenario_step& step, std::size_t duty, std::int32_t round) {
    std::vector<std::string> times;
    for (const json_view& element : read_list(view, false, findings_)) {
      if (const auto at = read_instant(element, findings_)) times.emplace_back(format_instant(*at).data());
    }
    const bool some = !times.empty();
    add(step.expects, observation::duty_warnings, view, sorted_names(std::move(times)), duty, round);
    return some;
  }

  void expect_status(const json_view& view, scenario_step& step, std::size_t duty, std::int32_t round) {
    const auto word = read_word<std::string_view>(view,
                                                  {{"none", "none"},
                                                   {"running", "running"},
                                                   {"late", "late"},
                                                   {"paused", "paused"},
                                                   {"exempted", "exempted"},
                                                   {"met", "met"},
                                                   {"met_late", "met_late"},
                                                   {"cancelled", "cancelled"}},
                                                  findings_);
    if (word) add(step.expects, observation::duty_status, view, std::string{*word}, duty, round);
  }

  // due, late_from, provisional, cite, why: of a duty or of a row of the table. A date must be derived, and so must a warning.
  void read_due_keys(object_reader& reader, std::vector<expectation>& out, std::size_t subject, std::int32_t round,
                     bool warned) {
    const auto due = reader.find("due");
    const auto late_from = reader.find("late_from");
    const auto provisional = reader.find("provisional");
    const auto cite = reader.find("cite");
    const auto why = reader.find("why");
    if (due) {
      if (const auto text = read_due_text(*due))
        out.push_back({observation::duty_due, subject, round, *text, due->where()});
    }
    if (late_from) {
      if (const auto at = read_instant(*late_from, findings_))
        out.push_back({observation::duty_late_from, subject, round, format_instant(*at).data(), late_from->where()});
    }
    if (provisional) {
      if (const auto flag = read_bool(*provisional, findings_))
        out.push_back({observation::duty_provisional, subject, round, *flag ? "true" : "false", provisional->where()});
    }
    if (cite) expect_clauses(*cite, out, subject, round);
    if (why) {
      const auto text = read_string(*why, findings_);
      if (text && text->empty()) {
        findings_.error("empty-text", why->where(), {"cần lời diễn giải", "the derivation is empty"});
      }
    } else if ((due && !due->value->is_null()) || warned) {
      findings_.error(
          "missing-key", reader.view().where(),
          {"thiếu khóa \"why\": ngày ấy tính ra thế nào", "the key \"why\" is missing: how the date is derived"});
    }
  }

  std::optional<std::string> read_due_text(const json_view& view) {
    if (view.value->is_null()) return "-";
    const auto* text = view.value->if_string();
    day_number day = 0;
    if (text != nullptr && parse_date(*text, day) == time_text_error::none) return std::string{format_date(day).data()};
    const auto at = read_instant(view, findings_);
    return at ? std::optional<std::string>{format_instant(*at).data()} : std::nullopt;
  }

  void read_due(const json_view& view) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    golden_due row;
    row.where = view.where();
    row.facts = standard_facts(pack_);
    const bool good = find_limit(reader, row);
    if (const auto facts = reader.find("facts")) {
      for (const auto& [fact, value] : read_facts(*facts).values) row.facts[fact] = value;
    }
    if (const auto from = reader.need("from")) row.from = read_instant(*from, findings_).value_or(0);
    reader.need("due");
    if (const auto shows = reader.find("shows")) read_shows(*shows);
    read_due_keys(reader, row.expects, row.rule, 0, false);
    const auto asks = [](const expectation& e) { return e.what == observation::duty_provisional; };
    // A date that may still move is said to be one, and no other.
    if (std::none_of(row.expects.begin(), row.expects.end(), asks))
      row.expects.push_back({observation::duty_provisional, row.rule, 0, "false", row.where});
    if (good) out_.dues.push_back(std::move(row));
  }

  void read_route(const json_view& view) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    golden_route row;
    row.where = view.where();
    row.facts = standard_facts(pack_);
    if (const auto facts = reader.need("facts")) {
      for (const auto& [fact, value] : read_facts(*facts).values) row.facts[fact] = value;
    }
    reader.need("row");
    expect_name(row.expects, reader, "row", observation::routing_row, ids_of(pack_.routing),
                {"dòng phân công", "routing row"});
    expect_name(row.expects, reader, "lead", observation::lead, authorities_, {"cơ quan", "authority"});
    expect_names(row.expects, reader, "support", observation::support, authorities_, {"cơ quan", "authority"});
    if (const auto cite = reader.find("cite")) expect_clauses(*cite, row.expects, 0, 0);
    out_.routes.push_back(std::move(row));
  }

  void expect_clauses(const json_view& view, std::vector<expectation>& out, std::size_t subject, std::int32_t round) {
    for (const json_view& element : read_some(view)) {
      if (const auto at = named(element, clauses_, {"khoản", "clause"}))
        add(out, observation::cite, element, clauses_[*at], subject, round);
    }
  }

  void read_shows(const json_view& view) {
    read_word<int>(view,
                   {{"ordinary-week", 0},
                    {"friday-late", 0},
                    {"on-a-holiday", 0},
                    {"across-tet", 0},
                    {"across-a-swap", 0},
                    {"outside-hours", 0},
                    {"year-end", 0},
                    {"provisional", 0},
                    {"midnight", 0}},
                   findings_);
  }

  // Exactly one of "duty", "until" and "dated_back"; the last two name an event.
  bool find_limit(object_reader& reader, golden_due& row) {
    const auto duty = reader.find("duty");
    const auto until = reader.find("until");
    const auto dated_back = reader.find("dated_back");
    const auto state = reader.find("state");
    if ((duty ? 1 : 0) + (until ? 1 : 0) + (dated_back ? 1 : 0) != 1) {
      findings_.error("wrong-type", reader.view().where(),
                      {"cần đúng một trong \"duty\", \"until\" và \"dated_back\"",
                       "expected exactly one of \"duty\", \"until\" and \"dated_back\""});
      return false;
    }
    if (duty && state) {
      findings_.error("unknown-key", state->where_key(),
                      {"\"state\" chỉ đi với \"until\" và \"dated_back\"", "\"state\" goes with \"until\" and \"dated_back\" alone"});
    }
    if (duty) {
      const auto at = named(*duty, duties_, {"nghĩa vụ", "duty"});
      row.rule = at.value_or(0);
      return at.has_value();
    }
    const json_view& view = until ? *until : *dated_back;
    row.of = until ? limit_place::time_bar : limit_place::dating;
    const auto event = named(view, pack_.events, {"sự kiện", "event"});
    std::optional<std::size_t> from;
    if (state) from = named(*state, ids_of(pack_.states), {"trạng thái", "state"});
    if (!event || (state && !from)) return false;
    return find_transition(view, static_cast<event_number>(*event), from, row);
  }

  bool find_transition(const json_view& view, event_number event, std::optional<std::size_t> from, golden_due& row) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < pack_.transitions.size(); ++i) {
      const transition_rule& rule = pack_.transitions[i];
      const bool has = row.of == limit_place::time_bar ? rule.until.has_value() : rule.dated_back.has_value();
      const bool starts = !from || std::find(rule.from.begin(), rule.from.end(), *from) != rule.from.end();
      if (rule.event == event && has && starts) found.push_back(i);
    }
    if (found.empty()) {
      findings_.error("unknown-name", view.where(),
                      say("sự kiện \"{}\" ở đây không có \"{}\"", "the event \"{}\" has no \"{}\" here",
                          pack_.events[event], row.of == limit_place::time_bar ? "until" : "dated_back"));
      return false;
    }
    const auto same_limit = [&](std::size_t i) {
      const transition_rule& a = pack_.transitions[found.front()];
      const transition_rule& b = pack_.transitions[i];
      if (row.of == limit_place::dating) return a.dated_back->text == b.dated_back->text;
      return std::equal(a.until->within.begin(), a.until->within.end(), b.until->within.begin(), b.until->within.end(),
                        [](const limit_rule& one, const limit_rule& other) { return one.text == other.text; });
    };
    if (!std::all_of(found.begin(), found.end(), same_limit)) {
      findings_.error("missing-key", view.where(),
                      say("sự kiện \"{}\" có nhiều thời hạn; \"state\" phải nêu trạng thái mà nó rời",
                          "the event \"{}\" has several limits; \"state\" must name the state that it leaves",
                          pack_.events[event]));
      return false;
    }
    // Of several transitions that say the same the first stands for all.
    row.rule = found.front();
    return true;
  }

  scenario_set& out_;
  std::vector<std::string> clauses_;
  std::vector<std::string> duties_;
  std::vector<std::string> authorities_;
  std::vector<pending_name> pending_;
  std::vector<std::shared_ptr<const json_text>> held_;  // views point into them
};

}  // namespace

scenario_set read_scenarios(const rule_pack& pack, const std::string& folder, std::vector<finding>& findings) {
  scenario_set out;
  scenario_reader reader{pack, out, findings};
  for (const std::string& file : scenario_files(folder)) reader.read_file(file, read_scenario_file(file));
  reader.resolve_after();
  std::stable_sort(findings.begin(), findings.end(), [](const finding& a, const finding& b) {
    return std::tie(a.where.file, a.where.line, a.where.column) < std::tie(b.where.file, b.where.line, b.where.column);
  });
  return out;
}

}  // namespace thoihan
