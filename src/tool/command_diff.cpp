#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/pack/diff.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/pack/json.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

struct diff_arguments {
  std::string before;
  std::string after;
  std::string year;
  std::string rules;
};

// "+3 days 4 h": dates are easier to read than hours.
std::string shift_text(const output& out, std::int64_t seconds) {
  if (seconds == 0) return out.pick({"không dời", "not moved"});
  const std::int64_t days = seconds / seconds_a_day;
  const std::int64_t rest = seconds % seconds_a_day;
  std::string text = seconds > 0 ? "+" : "";
  if (days != 0) text += out.pick(say("{} ngày", "{} {}", days, days == 1 || days == -1 ? "day" : "days"));
  if (rest == 0) return text;
  const std::int64_t length = days < 0 ? -rest : rest;
  return text + (days != 0 ? " " : "") + out.pick(duration_words(length));
}

// " (9.1.a-1 → 7.2)", or nothing.
std::string cites_text(const output& out, const std::string& before, const std::string& after) {
  const std::string both =
      before.empty() || after.empty() || before == after ? (after.empty() ? before : after) : before + " → " + after;
  return both.empty() ? "" : " (" + cite_words(both, out.lang()) + ")";
}

// "2024-05-02 08:30"; with the first late second where it does not follow at once.
std::string end_text(const output& out, const limit_answer& answer) {
  const std::string due = out.pick(due_words(answer));
  const instant usual = answer.end == end_kind::day ? answer.due : answer.due + 1;
  if (answer.late_from == usual) return due;
  return out.pick(say("{} (tính trễ hạn từ {})", "{} (late from {})", due, time_text(answer.late_from)));
}

void tell_extreme(output& out, const bilingual& name, const due_extreme& found) {
  out.line(fmt::format(
      "    {}: {}", out.pick(name),
      out.pick(say("{}; bắt đầu {}: từ {} thành {}", "{}; from {}: {} becomes {}", shift_text(out, found.shift_s),
                   time_text(found.from), end_text(out, found.before), end_text(out, found.after)))));
}

void tell(output& out, const due_shift& s) {
  const std::string when = s.when.en.empty() ? "" : out.pick(say(", khi {}", ", when {}", out.pick(s.when)));
  const bilingual none = {"không có thời hạn", "no limit"};
  const std::string label = s.rule == s.rule_before ? s.rule : s.rule_before + " → " + s.rule;
  out.line(printable(fmt::format("{} \"{}\"{}: {} → {}{}", label, out.pick(s.label), when,
                                 out.pick(s.limit_before.en.empty() ? none : s.limit_before),
                                 out.pick(s.limit_after.en.empty() ? none : s.limit_after),
                                 cites_text(out, s.cite_before, s.cite_after))));
  if (s.smallest && s.smallest->shift_s == s.largest->shift_s) {
    tell_extreme(out, {"dời", "moves"}, *s.smallest);
  } else if (s.smallest) {
    tell_extreme(out, {"dời nhỏ nhất", "smallest shift"}, *s.smallest);
    tell_extreme(out, {"dời lớn nhất", "largest shift"}, *s.largest);
  }
  if (!s.why_not.en.empty()) out.line("    " + out.pick(s.why_not));
}

void tell_all(output& out, const rule_pack& before, const rule_pack& after, const pack_diff& what) {
  out.line(
      out.bold(printable(fmt::format("{} {} ({}) → {} {} ({})", before.id, before.version, before.instrument.number,
                                     after.id, after.version, after.instrument.number))));
  if (!what.one_regulation) {
    out.line(out.pick({"hai văn bản khác nhau: không so khoản, căn cứ và giả định của từng quy tắc",
                       "two regulations: clauses, and what each rule cites and assumes, are not compared"}));
  }
  if (what.rules.empty()) out.line(out.pick({"quy tắc: không khác", "rules: no difference"}));
  const difference* last = nullptr;
  for (const difference& d : what.rules) {
    if (last == nullptr || last->subject != d.subject) out.line(printable(out.pick(d.subject)));
    out.line("    " + printable(out.pick(d.text) + cites_text(out, d.cite_before, d.cite_after)));
    last = &d;
  }
  out.line(out.bold(out.pick(
      say("Hạn dời đi, với các lúc bắt đầu trong năm {}:", "Dues that move, over the starts of {}:", what.year))));
  std::size_t still = 0;
  for (const due_shift& s : what.dues) {
    if (s.moves() || !s.why_not.en.empty())
      tell(out, s);
    else
      ++still;
  }
  out.line(out.pick(say("không dời: {}", "not moved: {}", still)));
}

int run(output& out, const diff_arguments& args) {
  const rule_pack before = open_pack(out, args.before, args.rules);
  const rule_pack after = open_pack(out, args.after, args.rules);
  const pack_diff what = diff_packs(before, after, {args.year.empty() ? std::nullopt : std::optional{read_year("--year", args.year)}});
  if (!out.json()) {
    tell_all(out, before, after, what);
    return exit_done;
  }
  for (const std::string& line : json_lines_of(what, before, after, out.lang())) out.line(line);
  return exit_done;
}

}  // namespace

void add_diff(command_line& line) {
  auto args = std::make_shared<diff_arguments>();
  tool_command command =
      line.add("diff",
               {"So hai gói quy tắc, hai phiên bản hay hai tỉnh: quy tắc khác nhau và hạn dời đi",
                "Compare two rule packs, versions or provinces: the rules that differ and the dues that move"},
               "thoihan diff rules/province/lac-hong drafts/lac-hong --year 2024");
  command.positional("BEFORE", args->before, {"Gói quy tắc cũ", "The older rule pack"});
  command.positional("AFTER", args->after, {"Gói quy tắc mới", "The newer rule pack"});
  command.option("--year", "Y", args->year,
                 {"Năm tính hạn; mặc định năm gói mới có hiệu lực",
                  "The year of the starts; by default that in which the newer comes into force"});
  command.option("--rules", "DIR", args->rules, rules_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
