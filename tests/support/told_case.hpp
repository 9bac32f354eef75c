// A case under one of the small packs of tests/data/packs, told act by act.
//
//     told_case one{"fork"};
//     one.tell("2024-04-22T09:00", "receive", {{"lead", std::string{"so-a"}}});           // by "clerk"
//     one.tell("2024-04-22T10:00", "merge", {}, "so-a");                                   // by "body", for so-a
//     one.tell("2024-04-22T11:00", "forward", {}, "trung-tam-tinh", "desk");               // by another role
//     CHECK(one.refusal("2024-04-22T12:00", "merge") == thoihan::status::authority);
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "thoihan/engine/case_view.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/text.hpp"

inline thoihan::rule_pack small_pack(const std::string& id) {
  const std::string folder = THOIHAN_SOURCE_DIR;
  return thoihan::load_pack(folder + "/tests/data/packs/" + id, folder + "/rules");
}

inline thoihan::instant told_time(const std::string& text) {
  thoihan::instant t = 0;
  REQUIRE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none);
  return t;
}

struct told_case {
  thoihan::rule_pack pack;
  thoihan::case_view view;

  explicit told_case(const std::string& id) : pack(small_pack(id)), view(pack, "LH-1") {}
  told_case(const told_case&) = delete;

  thoihan::case_act act(const std::string& when, const std::string& event, const thoihan::fact_inputs& facts = {},
                        const std::string& body = "", const std::string& role = "") const {
    thoihan::command command;
    command.case_id = "LH-1";
    command.key = when;
    command.at = command.recorded_at = told_time(when);
    command.event = event;
    command.role = !role.empty() ? role : body.empty() ? "clerk" : "body";
    command.authority = body;
    command.facts = facts;
    return thoihan::resolve_act(pack, command);
  }
  thoihan::step_effects tell(const std::string& when, const std::string& event, const thoihan::fact_inputs& facts = {},
                             const std::string& body = "", const std::string& role = "") {
    return view.apply(act(when, event, facts, body, role));
  }
  // What is refused leaves no trace.
  std::optional<thoihan::error> refused(const std::string& when, const std::string& event,
                                        const thoihan::fact_inputs& facts = {}, const std::string& body = "",
                                        const std::string& role = "") {
    const std::string before = told();
    std::optional<thoihan::error> out;
    try {
      view.apply(act(when, event, facts, body, role));
    } catch (const thoihan::error& problem) {
      out = problem;
      CHECK(told() == before);
      CHECK_FALSE(problem.text().vi.empty());
      CHECK(problem.text().vi != problem.text().en);
    }
    return out;
  }
  thoihan::status refusal(const std::string& when, const std::string& event, const thoihan::fact_inputs& facts = {},
                          const std::string& body = "", const std::string& role = "") {
    const auto problem = refused(when, event, facts, body, role);
    return problem ? problem->code() : thoihan::status::ok;
  }

  const thoihan::duty_round& round(const std::string& duty, int number = 1) const {
    for (const thoihan::duty_round& r : view.duties()) {
      if (pack.duties[r.duty].id == duty && r.round == number) return r;
    }
    throw std::runtime_error("no round " + std::to_string(number) + " of " + duty);
  }
  // "24:00 of 2024-05-04", "2024-05-09T14:00", "paused"
  std::string due(const std::string& duty, int number = 1) const {
    const thoihan::limit_answer& answer = round(duty, number).clock.answer();
    if (answer.paused) return "paused";
    const std::string date = thoihan::format_date(answer.due_date).data();
    if (answer.end == thoihan::end_kind::day) return "24:00 of " + date;
    return std::string(thoihan::format_instant(answer.due).data()).substr(0, 16);
  }
  std::string outcome(const std::string& duty, int number = 1) const {
    switch (round(duty, number).clock.outcome()) {
      case thoihan::clock_outcome::running: return "running";
      case thoihan::clock_outcome::met: return "met";
      case thoihan::clock_outcome::met_late: return "met late";
      case thoihan::clock_outcome::cancelled: return "cancelled";
    }
    return {};
  }
  std::string owed_by(const std::string& duty, int number = 1) const {
    const auto body = round(duty, number).owed_authority;
    return body ? pack.authorities[*body].id : "nobody";
  }
  // "1 2024-04-25T11:00, 2 2024-04-25T11:15"
  std::string warnings(const std::string& duty, int number = 1) const {
    std::string out;
    for (const thoihan::duty_warning& warning : view.warnings_of(round(duty, number))) {
      out += (out.empty() ? "" : ", ") + std::to_string(warning.number + 1) + " " +
             std::string(thoihan::format_instant(warning.at).data()).substr(0, 16);
    }
    return out;
  }
  std::string state() const { return pack.states[view.state()].id; }
  std::string lead() const { return view.lead() ? pack.authorities[*view.lead()].id : "nobody"; }
  const thoihan::fact_value& fact(const std::string& id) const {
    return view.facts()[*thoihan::find_id(pack.facts, id)];
  }

  std::string told() const {
    std::string out =
        std::to_string(view.state()) + "/" + std::to_string(view.acts()) + "/" + std::to_string(view.last_at());
    for (const auto& value : view.facts()) out += value.present ? "," + std::to_string(value.number) : ",-";
    for (const auto& r : view.duties()) {
      out += ";" + std::to_string(r.duty) + " " + std::to_string(r.round) + " " +
             std::to_string(static_cast<int>(r.clock.outcome())) + " " + std::to_string(r.clock.answer().late_from);
    }
    return out;
  }
};
