#include "src/tool/book_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/pack/say.hpp"
#include "src/pack/value_words.hpp"
#include "src/tool/diagram_svg.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

std::string iso(day_number day) { return format_date(day).data(); }

std::string listed(const std::vector<std::string>& names) { return joined(names); }

template <class Number>
std::vector<std::string> events_at(const rule_pack& pack, const std::vector<Number>& events) {
  std::vector<std::string> out;
  for (const Number event : events) out.push_back(pack.events[event]);
  return out;
}

bilingual publicity_words(publicity which) {
  switch (which) {
    case publicity::open: return {"công khai", "public"};
    case publicity::closed: return {"không công khai", "not public"};
    case publicity::never: return {"không bao giờ công khai", "never public"};
  }
  return {};
}

bilingual type_words(const fact_declaration& fact) {
  switch (fact.type) {
    case fact_type::boolean: return {"có hoặc không", "yes or no"};
    case fact_type::integer: return say("số từ {} đến {}", "a number from {} to {}", fact.low, fact.high);
    case fact_type::choice: return {"một trong", "one of"};
    case fact_type::date: return {"ngày", "date"};
    case fact_type::moment: return {"thời điểm", "time"};
    case fact_type::channel: return {"kênh", "channel"};
    case fact_type::authority: return {"cơ quan", "authority"};
    case fact_type::authorities: return {"các cơ quan", "authorities"};
    case fact_type::text: return {"văn bản", "text"};
    case fact_type::document: return {"tài liệu", "document"};
  }
  return {};
}

void definition(const chapter_page& at, const bilingual& name, const bilingual& words) {
  if (words.vi.empty() && words.en.empty()) return;
  at.term(name);
  at.page().element("dd", words);
}

void basis_cell(const chapter_page& at, const basis& source) {
  at.page().open("td");
  at.basis_links(source);
  at.page().close();
}

// "5 working days, when Urgent = yes (9.1)" for each row.
void limit_list(const chapter_page& at, const std::vector<book_limit>& rows) {
  html_writer& page = at.page();
  page.open("ul", {{"class", "limits"}});
  for (const book_limit& row : rows) {
    page.open("li");
    page.element("strong", row.limit);
    if (!row.when.en.empty()) {
      page.words({" khi ", " when "});
      page.words(row.when);
    }
    page.text(" ");
    page.open("span", {{"class", "basis"}});
    at.basis_links(row.source);
    page.close();
    page.close();
  }
  page.close();
}

void write_roles(const chapter_page& at) {
  html_writer& page = at.page();
  at.begin_table("roles", {"Vai", "Roles"},
                 {{"Vai", "Role"}, {"Thuộc cơ quan", "Of an authority"}, {"Căn cứ", "Clauses"}});
  for (std::size_t i = 0; i < at.pack().roles.size(); ++i) {
    const role& one = at.pack().roles[i];
    page.open("tr", {{"id", at.id("l", i)}});
    page.element("th", one.label, {{"scope", "row"}});
    page.element("td", one.of_authority ? bilingual{"có", "yes"} : bilingual{"không", "no"});
    basis_cell(at, one.source);
    page.close();
  }
  at.end_table();
}

void write_publication(const chapter_page& at) {
  html_writer& page = at.page();
  if (at.pack().publication.empty()) return;
  at.begin_table("publication",
                 {"Công khai: dòng đầu tiên đúng được áp dụng", "Publication: the first row that holds applies"},
                 {{"Khi", "When"}, {"Hồ sơ", "The case is"}, {"Căn cứ", "Clauses"}});
  for (std::size_t i = 0; i < at.pack().publication.size(); ++i) {
    const bilingual& when = at.chapter().publication_when[i];
    page.open("tr");
    page.element("td", when.en.empty() ? bilingual{"các trường hợp còn lại", "all others"} : when);
    page.element("td", publicity_words(at.pack().publication[i].is));
    basis_cell(at, at.pack().publication[i].source);
    page.close();
  }
  at.end_table();
}

void write_notices(const chapter_page& at) {
  html_writer& page = at.page();
  if (at.pack().notices.empty()) return;
  at.begin_table("notices", {"Thông báo", "Notices"}, {{"Gửi cho", "To"}, {"Nội dung", "Text"}, {"Căn cứ", "Clauses"}});
  for (std::size_t i = 0; i < at.pack().notices.size(); ++i) {
    const notice_rule& one = at.pack().notices[i];
    const auto role = find_id(at.pack().roles, one.to);
    page.open("tr", {{"id", at.id("n", i)}});
    page.element("th", role ? at.pack().roles[*role].label : bilingual{"Người gửi", "Reporter"}, {{"scope", "row"}});
    page.element("td", one.text);
    basis_cell(at, one.source);
    page.close();
  }
  at.end_table();
}

void write_facts(const chapter_page& at) {
  html_writer& page = at.page();
  at.begin_table("facts", {"Dữ kiện của hồ sơ", "Facts of a case"},
                 {{"Dữ kiện", "Fact"}, {"Kiểu", "Kind"}, {"Công khai", "Public"}, {"Căn cứ", "Clauses"}});
  for (std::size_t i = 0; i < at.pack().facts.size(); ++i) {
    const fact_declaration& one = at.pack().facts[i];
    page.open("tr", {{"id", at.id("f", i)}});
    page.open("th", {{"scope", "row"}});
    page.words(one.label);
    page.close();
    page.open("td");
    page.words(type_words(one));
    if (!one.values.empty()) page.text(": ");
    at.list(one.values, [&](const named_label& value) { page.words(value.label); });
    page.close();
    page.element("td", one.is_public ? bilingual{"có", "yes"} : bilingual{"không", "no"});
    basis_cell(at, one.source);
    page.close();
  }
  at.end_table();
}

// What an event does to the duties, by the pack's own look-up.
void write_moves(const chapter_page& at, event_number event) {
  struct move_words {
    duty_move which;
    bilingual words;
  };
  static const std::vector<move_words> moves = {{duty_move::starts, {"Bắt đầu nghĩa vụ", "Starts the duty"}},
                                                {duty_move::meets, {"Hoàn thành nghĩa vụ", "Meets the duty"}},
                                                {duty_move::ends, {"Chấm dứt nghĩa vụ", "Ends the duty"}},
                                                {duty_move::extends, {"Gia hạn nghĩa vụ", "Extends the duty"}},
                                                {duty_move::exempts, {"Miễn trễ hạn cho nghĩa vụ", "Exempts the duty"}},
                                                {duty_move::asks, {"Đề nghị cho nghĩa vụ", "Asks for the duty"}}};
  html_writer& page = at.page();
  for (const move_words& move : moves) {
    bool any = false;
    for (const duty_moves& one : at.pack().lookup.moves_of(event)) {
      if (!one.does(move.which)) continue;
      if (!any) at.term(move.words);
      any = true;
      page.open("dd");
      at.link("d", one.duty, at.pack().duties[one.duty].label);
      if (!at.chapter().limits[one.duty].empty()) {
        page.text(": ");
        at.list(at.chapter().limits[one.duty], [&](const book_limit& row) { page.words(row.limit); });
      }
      page.close();
    }
  }
}

void write_facts_of(const chapter_page& at, const bilingual& name, const std::vector<std::uint16_t>& facts) {
  if (facts.empty()) return;
  at.term(name);
  at.page().open("dd");
  at.list(facts, [&](std::uint16_t fact) { at.link("f", fact, at.pack().facts[fact].label); });
  at.page().close();
}

void write_transition(const chapter_page& at, std::size_t number) {
  html_writer& page = at.page();
  const rule_pack& pack = at.pack();
  const transition_rule& rule = pack.transitions[number];
  page.open("section", {{"class", "card"}, {"id", at.id("t", number)}});
  page.open("h5");
  page.text_element("span", pack.events[rule.event], {{"class", "code"}});
  page.text(": ");
  if (rule.from.empty()) page.words({"mở hồ sơ", "opens a case"});
  at.list(rule.from, [&](state_number from) { at.link("s", from, pack.states[from].label); });
  if (rule.to) {
    page.text(" → ");
    at.link("s", *rule.to, pack.states[*rule.to].label);
  } else {
    page.words({" (giữ trạng thái)", " (stays)"});
  }
  page.close();
  page.open("dl");
  at.term({"Người thực hiện", "By"});
  page.open("dd");
  at.list(rule.by, [&](role_number role) { at.link("l", role, pack.roles[role].label); });
  page.close();
  definition(at, {"Khi", "When"}, at.chapter().transition_when[number]);
  if (!at.chapter().bars[number].empty()) {
    at.term(rule.until->refuses ? bilingual{"Chỉ được làm trong", "Only within"}
                                : bilingual{"Trong (quá hạn vẫn nhận, đánh dấu trễ)", "Within (later is marked late)"});
    page.open("dd");
    limit_list(at, at.chapter().bars[number]);
    page.text(listed(events_at(pack, rule.until->from)));
    page.close();
  }
  if (rule.dated_back) {
    at.term({"Được ghi lùi", "May be dated back by"});
    page.open("dd");
    page.words(limit_words(rule.dated_back->text));
    page.text(" ");
    at.basis_links(rule.dated_back->source);
    page.close();
  }
  write_facts_of(at, {"Phải nêu", "Needs"}, rule.needs);
  write_facts_of(at, {"Có thể nêu", "Takes"}, rule.takes);
  for (const auto& [fact, value] : rule.sets) {
    if (!value.present) continue;
    const fact_declaration& known = pack.facts[fact];
    at.term({"Đặt", "Sets"});
    page.open("dd");
    at.link("f", fact, known.label);
    page.text(" = ");
    page.words(
        {value_words(pack, known, value.number, language::vi), value_words(pack, known, value.number, language::en)});
    page.close();
  }
  write_facts_of(at, {"Xóa", "Clears"}, rule.clears);
  if (rule.routes) definition(at, {"Phân công", "Routing"}, {"theo bảng phân công", "by the routing table"});
  write_moves(at, rule.event);
  if (!rule.notices.empty()) {
    at.term({"Gửi thông báo", "Notices"});
    page.open("dd");
    at.list(rule.notices, [&](std::uint16_t notice) {
      at.link("n", notice, {pack.notices[notice].id, pack.notices[notice].id});
    });
    page.close();
  }
  at.term({"Căn cứ", "Clauses"});
  page.open("dd");
  at.basis_links(rule.source);
  page.close();
  page.close();
  page.close();
}

void write_legend(const chapter_page& at) {
  html_writer& page = at.page();
  std::vector<std::string> told;
  page.open("ul", {{"class", "legend"}});
  for (const state& one : at.pack().states) {
    const std::string name = holder_class(at.pack(), one);
    if (std::find(told.begin(), told.end(), name) != told.end()) continue;
    told.push_back(name);
    page.open("li");
    page.text_element("span", "", {{"class", "swatch " + name}});
    page.words(holder_words(at.pack(), one));
    page.close();
  }
  page.close();
}

void write_state_rows(const chapter_page& at) {
  html_writer& page = at.page();
  const rule_pack& pack = at.pack();
  at.begin_table("state-table", {"Trạng thái và việc làm được ở đó", "States and what may be done there"},
                 {{"Trạng thái", "State"},
                  {"Người giữ", "With"},
                  {"Việc chuyển đi", "Acts that leave"},
                  {"Việc không chuyển", "Acts that stay"},
                  {"Căn cứ", "Clauses"}});
  for (std::size_t i = 0; i < pack.states.size(); ++i) {
    page.open("tr", {{"id", at.id("s", i)}});
    page.element("th", pack.states[i].label, {{"scope", "row"}});
    page.element("td", holder_words(pack, pack.states[i]));
    for (const bool stays : {false, true}) {
      page.open("td");
      std::vector<machine_row> acts;
      for (const machine_row& row : pack.flow.rows()) {
        const auto told = [&](const machine_row& one) { return one.rule == row.rule && one.to == row.to; };
        if (row.from == i && (row.to == row.from) == stays && std::none_of(acts.begin(), acts.end(), told))
          acts.push_back(row);
      }
      at.list(acts, [&](const machine_row& act) {
        const std::string& event = pack.events[pack.transitions[act.rule].event];
        at.link("t", act.rule, {event, event});
        if (stays) return;
        page.text(" → ");
        at.link("s", act.to, pack.states[act.to].label);
      });
      page.close();
    }
    basis_cell(at, pack.states[i].source);
    page.close();
  }
  at.end_table();
}

void write_duty(const chapter_page& at, std::size_t number) {
  html_writer& page = at.page();
  const rule_pack& pack = at.pack();
  const duty_rule& duty = pack.duties[number];
  page.open("tr", {{"id", at.id("d", number)}});
  page.open("th", {{"scope", "row"}});
  page.words(duty.label);
  page.close();
  page.open("td");
  at.link("l", duty.owed_by, pack.roles[duty.owed_by].label);
  if (duty.for_each) {
    page.words({"; từng cơ quan trong: ", "; each of: "});
    at.link("f", *duty.for_each, pack.facts[*duty.for_each].label);
  }
  page.close();
  page.open("td");
  if (duty.within.empty())
    page.element("strong", {"không có thời hạn", "no limit"});
  else
    limit_list(at, at.chapter().limits[number]);
  page.close();
  page.open("td");
  page.open("dl");
  definition(at, {"Bắt đầu khi", "Starts at"},
             {listed(events_at(pack, duty.from)), listed(events_at(pack, duty.from))});
  definition(at, {"Nếu", "If"}, at.chapter().duty_when[number]);
  definition(at, {"Hoàn thành khi", "Met by"},
             {listed(events_at(pack, duty.met_by)), listed(events_at(pack, duty.met_by))});
  definition(at, {"Chấm dứt khi", "Ended by"},
             {listed(events_at(pack, duty.ended_by)), listed(events_at(pack, duty.ended_by))});
  if (duty.extended_by) {
    at.term({"Gia hạn", "Extension"});
    page.open("dd");
    page.text(pack.events[duty.extended_by->on] + ": ");
    if (duty.extended_by->until) {
      page.words({"đến ", "until "});
      at.link("f", *duty.extended_by->until, pack.facts[*duty.extended_by->until].label);
    } else {
      page.words(amount_words(duty.extended_by->by));
    }
    page.words(say("; số lần: {} ", "; times: {} ", duty.extended_by->policy.times));
    at.basis_links(duty.extended_by->source);
    page.close();
  }
  if (duty.exempted_by) {
    at.term({"Miễn trễ hạn", "Exemption"});
    page.open("dd");
    page.text(pack.events[duty.exempted_by->asked] + " → " + pack.events[duty.exempted_by->on] + " ");
    at.basis_links(duty.exempted_by->source);
    page.close();
  }
  for (const warning_rule& warning : duty.warnings) {
    at.term({"Nhắc", "Warning"});
    page.open("dd");
    page.text(warning.text + " ");
    at.basis_links(warning.source);
    page.close();
  }
  page.close();
  page.close();
  basis_cell(at, duty.source);
  page.close();
}

}  // namespace

void write_about(const chapter_page& at) {
  html_writer& page = at.page();
  const rule_pack& pack = at.pack();
  at.begin_section("about", {"Văn bản", "The regulation"});
  page.open("dl", {{"class", "facts"}});
  definition(at, {"Số hiệu", "Number"}, {pack.instrument.number, pack.instrument.number});
  definition(at, {"Cơ quan ban hành", "Issued by"}, {pack.instrument.issuer, pack.instrument.issuer});
  if (pack.instrument.signed_on)
    definition(at, {"Ngày ký", "Signed"}, {iso(*pack.instrument.signed_on), iso(*pack.instrument.signed_on)});
  definition(at, {"Hiệu lực từ", "In force from"}, {iso(pack.instrument.in_force), iso(pack.instrument.in_force)});
  if (pack.instrument.until)
    definition(at, {"Đến hết", "Until"}, {iso(*pack.instrument.until), iso(*pack.instrument.until)});
  definition(at, {"Thay thế", "Replaces"}, {listed(pack.instrument.replaces), listed(pack.instrument.replaces)});
  definition(at, {"Gói quy tắc", "Rule pack"}, {pack.id + " " + pack.version, pack.id + " " + pack.version});
  at.term({"Dấu vân tay", "Fingerprint"});
  page.text_element("dd", pack.hash, {{"class", "code hash"}});
  page.close();
  write_roles(at);
  write_publication(at);
  write_notices(at);
  write_facts(at);
  page.close();
}

void write_states(const chapter_page& at) {
  html_writer& page = at.page();
  at.begin_section("states", {"Trạng thái và chuyển trạng thái", "States and transitions"});
  page.open("p", {{"class", "basis"}});
  page.element("a", {"Sơ đồ này bằng lời: bảng trạng thái", "The diagram in words: the table of states"},
               {{"href", "#" + at.prefix() + "-state-table"}});
  page.close();
  write_legend(at);
  page.open("div", {{"class", "with-panel"}});
  page.open("div", {{"class", "scroll drawing"},
                    {"tabindex", "0"},
                    {"role", "group"},
                    {"aria-labelledby", at.prefix() + "-states-h"}});
  write_diagram(page, at.pack(), at.chapter().diagram, at.prefix());
  page.close();
  page.open("aside", {{"class", "panel"}, {"aria-live", "polite"}, {"aria-labelledby", at.prefix() + "-panel-h"}});
  page.element("h4", {"Chuyển trạng thái", "Transition"}, {{"id", at.prefix() + "-panel-h"}});
  page.open("div", {{"class", "shown-cards"}});
  page.element("p", {"Chọn một việc trên sơ đồ để xem khoản, người thực hiện, dữ kiện và thời hạn.",
                     "Choose an act in the diagram to see its clauses, role, facts and limit."});
  page.close();
  page.close();
  page.close();
  write_state_rows(at);
  page.element("h4", {"Mọi chuyển trạng thái", "All transitions"});
  page.open("div", {{"class", "cards"}});
  for (std::size_t i = 0; i < at.pack().transitions.size(); ++i) write_transition(at, i);
  page.close();
  page.close();
}

void write_duties(const chapter_page& at) {
  at.begin_section("duties", {"Nghĩa vụ và thời hạn", "Duties and limits"});
  at.begin_table("duty-table",
                 {"Ai phải làm gì, trong bao lâu, theo khoản nào", "Who owes what, within what time, by which clause"},
                 {{"Nghĩa vụ", "Duty"},
                  {"Của", "Owed by"},
                  {"Thời hạn", "Limit"},
                  {"Từ đâu đến đâu", "From and to"},
                  {"Căn cứ", "Clauses"}});
  for (std::size_t i = 0; i < at.pack().duties.size(); ++i) write_duty(at, i);
  at.end_table();
  if (!at.pack().pauses.empty()) {
    at.begin_table("pauses", {"Tạm dừng", "Pauses"}, {{"Từ", "From"}, {"Đến", "Until"}, {"Căn cứ", "Clauses"}});
    for (const pause_rule& pause : at.pack().pauses) {
      at.page().open("tr");
      at.page().text_element("td", listed(events_at(at.pack(), pause.from)));
      at.page().text_element("td", listed(events_at(at.pack(), pause.until)));
      basis_cell(at, pause.source);
      at.page().close();
    }
    at.end_table();
  }
  at.page().close();
}

void write_routing(const chapter_page& at) {
  html_writer& page = at.page();
  const rule_pack& pack = at.pack();
  const auto body = [&](authority_number number) {
    page.words(pack.authorities[number].name);
    if (pack.authorities[number].until)
      page.words(say(" (đến {})", " (until {})", iso(*pack.authorities[number].until)));
  };
  at.begin_section("routing", {"Phân công", "Routing"});
  at.filter("routing-table");
  at.begin_table(
      "routing-table", {"Cơ quan chủ trì theo dữ kiện", "Lead authority by the facts"},
      {{"Dòng", "Row"}, {"Khi", "When"}, {"Chủ trì", "Lead"}, {"Phối hợp", "Supports"}, {"Căn cứ", "Clauses"}});
  for (std::size_t i = 0; i < pack.routing.size(); ++i) {
    const decision_row& row = pack.routes.row(i);
    page.open("tr", {{"id", at.id("r", i)}});
    page.text_element("th", pack.routing[i].id, {{"scope", "row"}, {"class", "code"}});
    page.element("td", at.chapter().route_when[i]);
    page.open("td");
    body(row.lead);
    page.close();
    page.open("td");
    at.list(row.support, body);
    page.close();
    basis_cell(at, pack.routing[i].source);
    page.close();
  }
  at.end_table();
  page.close();
}

}  // namespace thoihan
