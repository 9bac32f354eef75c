// A pack of which acts may be recorded late, for what becomes of a case's history; and a case told event by event.
//
//     told_history h;                                        // under history_pack_text
//     h.enter(h.act("2024-03-04T08:00", "receive", "operator", {{"channel", "phone"}, {"field", "roads"}}));      // number 1
//     h.enter(h.correction(1, "2024-03-05T09:00", "operator", {{"field", "water"}}));                              // number 2
//     h.told();                                              // "received field=water ...; forward 1 running due 2024-03-04T10:00:00"
//
// What is entered must be what `fold` makes of the log; what is refused must leave nothing. The calendar is that of
// pack_writer.hpp: 07:30-11:30 and 13:00-17:00 on Monday to Friday; March 2024 begins on a Friday and has no day off.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "thoihan/engine/case_history.hpp"
#include "thoihan/time/text.hpp"

inline const std::string history_pack_text = R"({
  "format": 1, "pack": "lac-hong", "version": "2024-01-01", "title": { "vi": "Quy chế", "en": "Regulation" },
  "instrument": { "number": "12/QĐ-UBND", "issuer": "UBND", "signed": "2023-12-15", "in_force": "2024-01-01", "until": "2024-12-31", "replaces": [] },
  "calendars": { "office": "national/office" }, "calendar": "office", "authorities": "authorities.json",
  "clauses": [ { "id": "2.1", "is": "modelled", "says": { "vi": "Ai.", "en": "Who." } } ],
  "gaps": [], "assumptions": {},
  "roles": { "operator": { "label": { "vi": "Tổng đài", "en": "Operator" }, "cite": "2.1" },
    "supervisor": { "label": { "vi": "Trưởng ca", "en": "Supervisor" }, "cite": "2.1" },
    "authority": { "label": { "vi": "Cơ quan", "en": "Authority" }, "of_authority": true, "cite": "2.1" } },
  "channels": { "phone": { "label": { "vi": "Điện thoại", "en": "Phone" }, "cite": "2.1" }, "app": { "label": { "vi": "App", "en": "App" }, "cite": "2.1" } },
  "facts": {
    "channel": { "type": "channel", "public": true, "label": { "vi": "Kênh", "en": "Channel" }, "cite": "2.1" },
    "field": { "type": "choice", "public": true, "values": { "roads": { "vi": "Đường", "en": "Roads" }, "water": { "vi": "Nước", "en": "Water" } }, "label": { "vi": "Lĩnh vực", "en": "Field" }, "cite": "2.1" },
    "lead": { "type": "authority", "public": true, "label": { "vi": "Cơ quan", "en": "Lead" }, "cite": "2.1" },
    "complex": { "type": "bool", "public": true, "default": false, "label": { "vi": "Phức tạp", "en": "Complex" }, "cite": "2.1" },
    "calls": { "type": "integer", "range": [0, 9], "public": true, "label": { "vi": "Số lần gọi", "en": "Calls" }, "cite": "2.1" },
    "wished": { "type": "date", "public": true, "label": { "vi": "Ngày mong", "en": "Wished for" }, "cite": "2.1" },
    "visit": { "type": "instant", "public": true, "label": { "vi": "Giờ hẹn", "en": "Visit" }, "cite": "2.1" },
    "returns": { "type": "integer", "range": [0, 99], "public": true, "counts": { "event": "return" }, "label": { "vi": "Số lần trả", "en": "Returns" }, "cite": "2.1" },
    "content": { "type": "text", "label": { "vi": "Nội dung", "en": "Content" }, "cite": "2.1" },
    "place": { "type": "text", "public": true, "label": { "vi": "Nơi", "en": "Place" }, "cite": "2.1" },
    "secret": { "type": "bool", "public": false, "default": false, "label": { "vi": "Mật", "en": "Secret" }, "cite": "2.1" } },
  "states": {
    "received": { "label": { "vi": "Đã nhận", "en": "Received" }, "holder": "operator", "cite": "2.1" },
    "handling": { "label": { "vi": "Đang xử lý", "en": "In handling" }, "holder": "authority", "cite": "2.1" },
    "waiting": { "label": { "vi": "Chờ", "en": "Waiting" }, "holder": "authority", "cite": "2.1" },
    "resulted": { "label": { "vi": "Có kết quả", "en": "Result" }, "holder": "operator", "cite": "2.1" },
    "closed": { "label": { "vi": "Đóng", "en": "Closed" }, "end": true, "cite": "2.1" } },
  "start": "received",
  "transitions": [
    { "on": "receive", "to": "received", "by": ["operator", "supervisor"], "needs": ["channel"],
      "takes": ["field", "content", "place", "calls", "wished", "visit", "secret"], "dated_back": { "amount": "2 working days", "cite": "2.1" }, "cite": "2.1" },
    { "on": "describe", "from": ["received", "handling"], "to": "same", "by": ["operator"], "takes": ["field", "complex", "calls", "place"],
      "dated_back": { "amount": "10 working days", "cite": "2.1" }, "cite": "2.1" },
    { "on": "forward", "from": ["received"], "to": "handling", "by": ["operator"], "takes": ["field", "lead"], "route": true, "notify": ["told"],
      "dated_back": { "amount": "1 working day", "cite": "2.1" }, "cite": "2.1" },
    { "on": "return", "from": ["handling"], "to": "received", "by": ["authority"],
      "until": { "from": ["forward"], "within": [ { "limit": "1 working day", "cite": "2.1" } ], "late": "refuse", "cite": "2.1" }, "clears": ["lead"],
      "dated_back": { "amount": "2 working days", "cite": "2.1" }, "cite": "2.1" },
    { "on": "ask_reporter", "from": ["handling"], "to": "waiting", "by": ["authority"], "dated_back": { "amount": "10 working days", "cite": "2.1" }, "cite": "2.1" },
    { "on": "supplement", "from": ["waiting"], "to": "handling", "by": ["operator"], "takes": ["place"], "dated_back": { "amount": "10 working days", "cite": "2.1" }, "cite": "2.1" },
    { "on": "request_extension", "from": ["handling"], "to": "same", "by": ["authority"], "dated_back": { "amount": "2 working days", "cite": "2.1" }, "cite": "2.1" },
    { "on": "grant_extension", "from": ["handling"], "to": "same", "by": ["supervisor"], "takes": ["complex"], "cite": "2.1" },
    { "on": "enter_result", "from": ["handling"], "to": "resulted", "by": ["authority"], "dated_back": { "amount": "5 working days", "cite": "2.1" }, "cite": "2.1" },
    { "on": "close", "from": ["resulted"], "to": "closed", "by": ["operator"], "cite": "2.1" } ],
  "duties": {
    "forward": { "label": { "vi": "Chuyển", "en": "Forward" }, "owed_by": "operator", "from": ["receive", "return"], "met_by": ["forward"],
      "within": [ { "limit": "2 working hours", "cite": "2.1" } ], "cite": "2.1" },
    "handle": { "label": { "vi": "Xử lý", "en": "Handle" }, "owed_by": "authority", "from": ["forward"], "met_by": ["enter_result"], "ended_by": ["return"],
      "within": [ { "when": { "complex": true }, "limit": "10 working days", "cite": "2.1" }, { "limit": "5 working days", "cite": "2.1" } ],
      "extended_by": { "on": "grant_extension", "asked": "request_extension", "by": "3 working days", "times": 2, "cite": "2.1" }, "cite": "2.1" },
    "answer": { "label": { "vi": "Trả lời", "en": "Answer" }, "owed_by": "operator", "from": ["enter_result"], "met_by": ["close"],
      "within": [ { "limit": "4 working hours", "cite": "2.1" } ], "cite": "2.1" } },
  "pauses": [ { "from": ["ask_reporter"], "until": ["supplement"], "cite": "2.1" } ],
  "routing": [ { "id": "roads", "when": { "field": "roads" }, "lead": "so-giao-thong", "support": [], "cite": "2.1" },
    { "id": "water", "when": { "field": "water" }, "lead": "cap-nuoc", "support": [], "cite": "2.1" } ],
  "publication": [ { "is": "public", "cite": "2.1" } ],
  "notices": { "told": { "to": "operator", "channel": "app", "template": { "vi": "Đã chuyển.", "en": "Forwarded." }, "cite": "2.1" } }
}
)";

// The rules, still to be changed.
class history_rules : public pack_writer {
 public:
  history_rules() { put("pack.json", history_pack_text); }
};

inline thoihan::instant history_time(const std::string& text) {
  thoihan::instant t = 0;
  REQUIRE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none);
  return t;
}

// "received channel=0 field=1 | forward 1 running due 2024-03-04T10:00:00; ..." `with_acts`: which act started each round.
inline std::string told_view(const thoihan::case_view& view, bool with_acts = false) {
  const thoihan::rule_pack& pack = view.pack();
  const char* const outcomes[] = {"running", "met", "met_late", "cancelled"};
  const auto words = [](thoihan::instant t) { return std::string{thoihan::format_instant(t).data()}.substr(0, 19); };
  std::string out = view.state() == thoihan::no_state ? "-" : pack.states[view.state()].id;
  for (std::size_t i = 0; i < view.facts().size(); ++i) {
    const thoihan::fact_value value = view.facts()[i];
    if (value != pack.facts[i].standard) out += " " + pack.facts[i].id + "=" + std::to_string(value.number);
  }
  out += view.paused() ? " paused |" : " |";
  for (const thoihan::duty_round& round : view.duties()) {
    const thoihan::duty_clock& clock = round.clock;
    out += " " + pack.duties[round.duty].id + " " + std::to_string(round.round) + " ";
    if (with_acts) out += "by " + std::to_string(round.started_by) + " ";
    if (round.owed_authority) out += pack.authorities[*round.owed_authority].id + " ";
    out += outcomes[static_cast<int>(clock.outcome())];
    if (clock.exempted()) out += " exempted";
    if (clock.limited()) out += clock.answer().paused ? " paused" : " due " + words(clock.answer().due);
    if (!clock.running()) out += " ended " + words(clock.ended_at());
    out += ";";
  }
  if (!view.duplicate_of().empty()) out += " duplicate of " + view.duplicate_of();
  return out;
}

class told_history {
 public:
  told_history() : told_history(history_rules{}.load()) {}
  explicit told_history(thoihan::rule_pack pack) { use(std::move(pack)); }

  // The pack of the events that come next.
  void use(thoihan::rule_pack pack) {
    pack_hash = pack.hash;
    calendars_hash = pack.calendars_hash;
    packs.insert_or_assign({pack.hash, pack.calendars_hash}, std::move(pack));
  }
  thoihan::history_sources sources() const {
    return {[this](std::string_view hash, std::string_view calendars) -> const thoihan::rule_pack& {
              const auto found = packs.find({std::string{hash}, std::string{calendars}});
              if (found == packs.end()) throw thoihan::error(thoihan::status::reference, {"không có gói", "no such pack"});
              return found->second;
            },
            [this](const std::string& id) {
              const auto found = duplicates.find(id);
              if (found == duplicates.end()) throw thoihan::error(thoihan::status::reference, {"không có hồ sơ", "no such case"});
              return found->second;
            }};
  }

  static thoihan::command act(const std::string& when, const std::string& event, const std::string& role, thoihan::fact_inputs facts = {},
                              const std::string& authority = "", const std::string& recorded = "") {
    thoihan::command c;
    c.case_id = "LH-1";
    c.key = "k";
    c.at = history_time(when);
    c.recorded_at = recorded.empty() ? c.at : history_time(recorded);
    c.event = event;
    c.role = role;
    c.authority = authority;
    c.facts = std::move(facts);
    return c;
  }
  static thoihan::command other(thoihan::event_kind kind, const std::string& when, const std::string& role, const std::string& authority = "") {
    thoihan::command c = act(when, "", role, {}, authority);
    c.kind = kind;
    c.reason = "nhập nhầm";
    return c;
  }
  static thoihan::command correction(std::int32_t number, const std::string& when, const std::string& role, thoihan::fact_inputs facts,
                                     const std::string& authority = "", const std::string& happened = "") {
    thoihan::command c = other(thoihan::event_kind::correct, when, role, authority);
    c.about = number;
    c.facts = std::move(facts);
    if (!happened.empty()) c.happened_at = history_time(happened);
    return c;
  }
  static thoihan::command withdrawal(std::int32_t number, const std::string& when, const std::string& role, const std::string& authority = "") {
    thoihan::command c = other(thoihan::event_kind::withdraw, when, role, authority);
    c.about = number;
    return c;
  }

  std::vector<thoihan::history_entry> next(const std::vector<thoihan::command>& together) const {
    std::vector<thoihan::history_entry> out;
    for (const thoihan::command& what : together)
      out.push_back({static_cast<std::int32_t>(entries.size() + out.size()) + 1, what, pack_hash, calendars_hash});
    return out;
  }
  thoihan::history_step enter(const std::vector<thoihan::command>& together) {
    const auto added = next(together);
    thoihan::history_step step = append(entries, added, sources());
    entries.insert(entries.end(), added.begin(), added.end());
    CHECK(told_view(fold(entries, sources().packs), true) == told_view(step.view, true));
    return step;
  }
  thoihan::history_step enter(const thoihan::command& what) { return enter(std::vector{what}); }

  thoihan::error refused(const std::vector<thoihan::command>& together) const {
    try {
      append(entries, next(together), sources());
    } catch (const thoihan::error& problem) {
      CHECK_FALSE(problem.text().vi.empty());
      CHECK(problem.text().vi != problem.text().en);
      return problem;
    }
    FAIL("it was accepted");
    throw;
  }
  thoihan::error refused(const thoihan::command& what) const { return refused(std::vector{what}); }

  thoihan::case_view view() const { return fold(entries, sources().packs); }
  std::string told(bool with_acts = false) const { return told_view(view(), with_acts); }
  // The part of `told` about the last round of a duty.
  std::string duty(const std::string& id) const {
    const std::string all = told();
    const std::size_t at = all.rfind(" " + id + " ");
    return at == std::string::npos ? "none" : all.substr(at + 1, all.find(';', at) - at - 1);
  }

  std::map<std::pair<std::string, std::string>, thoihan::rule_pack> packs;
  std::map<std::string, std::string> duplicates;  // of which case each is a duplicate; "" of none
  std::string pack_hash;
  std::string calendars_hash;
  std::vector<thoihan::history_entry> entries;
};
