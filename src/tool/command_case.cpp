#include <boost/json.hpp>

#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/ledger_table.hpp"
#include "src/tool/text_table.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/engine/public_view.hpp"
#include "thoihan/engine/work_list.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct case_arguments {
  std::string case_id;
  std::string database;
  std::string now;
  bool summary = false;
  bool ledger = false;
  bool as_public = false;
  key_arguments key;
};

void tell_duties(output& out, const rule_pack& pack, const std::vector<duty_row>& duties, instant now) {
  text_table table{{{"Nghĩa vụ", "Duty"},
                    {"Của", "Owed by"},
                    {"Bắt đầu", "Started"},
                    {"Đến hạn", "Due"},
                    {"Kết quả", "Status"},
                    {"Xong lúc", "Ended"},
                    {"Căn cứ", "By"}}};
  for (const duty_row& duty : duties) {
    table.add({duty_label(pack, duty.duty, out.lang()), owed_by_label(pack, duty, out.lang()),
               time_text(duty.started_at), due_text(duty, out.lang()), status_words(duty, now, out.lang()),
               duty.ended_at ? time_text(*duty.ended_at) : "-", cite_words(duty.cite, out.lang())});
  }
  table.print(out);
}

void tell_history(output& out, const std::vector<stored_event>& events, const std::vector<case_text>& texts) {
  text_table table{{{"Số", "No."},
                    {"Lúc", "At"},
                    {"Ghi nhận", "Recorded"},
                    {"Sự kiện", "Event"},
                    {"Người thực hiện", "By"},
                    {"Dữ kiện", "Facts"}}};
  for (const stored_event& event : events) {
    std::string by = event.role;
    for (const std::string& part : {event.authority, event.officer}) by += part.empty() ? "" : "/" + part;
    std::string facts;
    const json::value value = json::parse(event.facts.value_or("{}"));
    for (const auto& fact : value.as_object()) {
      const std::string_view name{fact.key().data(), fact.key().size()};
      const case_text* said = fact.value().is_object() ? text_at(texts, name, event.number) : nullptr;
      const std::string text = said == nullptr ? json::serialize(fact.value()) : out.pick(words_of(*said));
      facts += fmt::format("{}{}={}", facts.empty() ? "" : ", ", name, text);
    }
    table.add({std::to_string(event.number), time_text(event.at),
               event.recorded_at == event.at ? "" : time_text(event.recorded_at),
               event.kind == "act" ? event.event : printable(event.kind + " " + event.details), by, facts});
  }
  table.print(out);
}

int tell_secret(output& out, const store& events, const std::string& case_id) {
  if (out.json()) {
    out.line(json_of_secret(events, case_id));
    return exit_done;
  }
  out.line(printable(out.pick(say("{}: bí mật nhà nước; chỉ còn ngày giờ và người thực hiện",
                                  "{}: a state secret; dates and actors are all that is left", case_id))));
  out.line("");
  tell_history(out, events.events_of(case_id), {});
  return exit_done;
}

int tell_case(output& out, const case_arguments& args) {
  const instant now = read_time_or_now("--now", args.now);
  std::optional<host_key> key = read_key(args.key);
  const bool with_key = key.has_value();
  store events = store::open(args.database, store_mode::read_only);
  engine work{events};
  if (work.is_secret(args.case_id)) return tell_secret(out, events, args.case_id);
  const case_view view = work.view(args.case_id);
  if (key) work.use_key(std::move(*key));
  if (out.json()) {
    const std::vector<case_text> texts = with_key ? work.opened_texts(args.case_id) : std::vector<case_text>{};
    out.line(json_of_case(events, view, out.lang(), with_key ? &texts : nullptr));
    return exit_done;
  }
  const rule_pack& pack = view.pack();
  const auto lead = view.lead();
  const std::string with = lead ? pack.authorities[*lead].name.in(out.lang()) : std::string{"-"};
  out.line(out.bold(printable(fmt::format("{}: {}", view.case_id(), pack.states[view.state()].label.in(out.lang())))));
  out.line(printable(out.pick(say("cơ quan xử lý: {}; mở lúc {}; {} {}", "with: {}; opened {}; {} {}", with,
                                  time_text(view.opened_at()), pack.id, pack.version))));
  out.line("");
  tell_duties(out, pack, events.duties_of(args.case_id), now);
  out.line("");
  tell_history(out, events.events_of(args.case_id), work.opened_texts(args.case_id));
  return exit_done;
}

std::string party_label(const rule_pack& pack, const public_party& party, language lang) {
  return (party.authority ? pack.authorities[*party.authority].name : pack.roles[party.role].label).in(lang);
}

int tell_public(output& out, const case_arguments& args) {
  store events = store::open(args.database, store_mode::read_only);
  engine work{events};
  const public_view seen = public_view_of(work, args.case_id);
  if (out.json()) {
    out.line(json_of(seen, out.lang()));
    return exit_done;
  }
  if (!seen.is_public) {
    out.line(printable(out.pick(say("{}: không công khai", "{}: not public", seen.case_id))));
    return exit_done;
  }
  const rule_pack& pack = *seen.pack;
  out.line(out.bold(printable(fmt::format("{}: {}", seen.case_id, pack.states[seen.state].label.in(out.lang())))));
  out.line("");
  text_table steps{{{"Từ lúc", "Since"}, {"Trạng thái", "State"}, {"Nơi đang giữ", "With"}}};
  for (const public_step& step : seen.steps) {
    steps.add({time_text(step.at), step.pack->states[step.state].label.in(out.lang()),
               step.holder ? party_label(pack, *step.holder, out.lang()) : "-"});
  }
  steps.print(out);
  out.line("");
  text_table duties{{{"Đang phải làm", "To be done"}, {"Của", "Owed by"}, {"Đến hạn", "Due"}}};
  for (const public_duty& duty : seen.duties) {
    std::string due = duty.due ? due_words(*duty.due).in(out.lang()) : "-";
    if (duty.due && duty.due->provisional) due += bilingual{" (tạm tính)", " (provisional)"}.in(out.lang());
    duties.add({pack.duties[duty.duty].label.in(out.lang()), party_label(pack, duty.owed_by, out.lang()), due});
  }
  duties.print(out);
  out.line("");
  text_table facts{{{"Dữ kiện", "Fact"}, {"Giá trị", "Value"}}};
  for (const public_fact& shown : seen.facts) {
    facts.add({pack.facts[shown.fact].label.in(out.lang()), public_words(pack, shown, out.lang())});
  }
  facts.print(out);
  return exit_done;
}

int tell_ledger(output& out, const case_arguments& args) {
  const instant now = read_time_or_now("--now", args.now);
  store events = store::open(args.database, store_mode::read_only);
  engine work{events};
  const case_ledger ledger = work.ledger(args.case_id, now);
  if (!out.json()) {
    print_ledger(out, ledger);
    return exit_done;
  }
  for (const std::string& line : json_lines(ledger, out.lang())) out.line(line);
  return exit_done;
}

int tell_summary(output& out, const case_arguments& args) {
  const instant now = read_time_or_now("--now", args.now);
  const store events = store::open(args.database, store_mode::read_only);
  text_table table{{{"Trạng thái", "State"}, {"Đang mở", "Open"}, {"Trong đó trễ hạn", "Of them late"}}};
  for (const open_sum& sum : open_cases(events, now)) {
    if (out.json())
      out.line(json_of(sum, out.lang()));
    else
      table.add({out.pick(sum.label), std::to_string(sum.open), std::to_string(sum.late)});
  }
  if (!out.json()) table.print(out);
  return exit_done;
}

int run(output& out, const case_arguments& args) {
  if (args.summary == !args.case_id.empty()) {
    throw error(status::invalid, {"cần mã hồ sơ, hoặc --summary", "expected the id of a case, or --summary"});
  }
  if (args.summary && args.ledger) {
    throw error(status::invalid, {"--ledger là của một hồ sơ, không đi cùng --summary",
                                  "--ledger is of one case and does not go with --summary"});
  }
  if (args.as_public && (args.summary || args.ledger)) {
    throw error(status::invalid, {"--public là của một hồ sơ, không đi cùng --summary hay --ledger",
                                  "--public is of one case and does not go with --summary or --ledger"});
  }
  const bool with_key = !args.key.file.empty() || !args.key.descriptor.empty();
  if (with_key && (args.as_public || args.summary || args.ledger)) {
    throw error(status::invalid, {"--public, --summary và --ledger không nêu dữ liệu cá nhân nên không cần khóa",
                                  "--public, --summary and --ledger tell nothing personal and take no key"});
  }
  if (args.as_public) return tell_public(out, args);
  if (args.summary) return tell_summary(out, args);
  return args.ledger ? tell_ledger(out, args) : tell_case(out, args);
}

}  // namespace

void add_case(command_line& line) {
  auto args = std::make_shared<case_arguments>();
  tool_command command = line.add("case",
                                  {"Xem một hồ sơ cùng lịch sử, hoặc tổng hợp hồ sơ đang mở theo trạng thái",
                                   "One case with its history, or the open cases by state"},
                                  "thoihan case --db reports.db LH-2024-000001");
  command.positional("ID", args->case_id, {"Mã hồ sơ", "The id of the case"}, false);
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--now", "T", args->now,
                 {"Trễ hạn tính đến lúc này; mặc định là bây giờ", "Late at this time; by default now"});
  command.flag("--ledger", args->ledger,
               {"Từng giây từ lúc tiếp nhận là của ai, vì sao", "Whose time it was since receipt, and why"});
  command.flag("--public", args->as_public,
               {"Chỉ những gì công chúng được xem", "What the public may see, and nothing else"});
  add_key_options(command, args->key);
  command.flag("--summary", args->summary, {"Số hồ sơ đang mở theo trạng thái", "How many cases are open, by state"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
