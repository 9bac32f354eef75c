#include "thoihan/pack/explain.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "src/pack/say.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

std::string_view iso(const std::array<char, 11>& date) { return date.data(); }

// "09:10", "09:10:05", "24:00"
std::string clock_text(std::int64_t second) {
  const std::string minutes = fmt::format("{:02}:{:02}", second / 3600, second / 60 % 60);
  return second % 60 == 0 ? minutes : fmt::format("{}:{:02}", minutes, second % 60);
}

std::string instant_text(instant t) {
  return fmt::format("{} {}", iso(format_date(day_of(t))), clock_text(second_of_day(t)));
}

bilingual civil_code(int article, int clause) {
  return say("Bộ luật Dân sự 2015, Điều {0} khoản {1}", "Civil Code 2015, art. {0}({1})", article, clause);
}

// Calendars write a clause in both languages, "Bộ luật ... / Labour Code ...".
bilingual both_languages(const std::string& cite) {
  const std::size_t at = cite.find(" / ");
  return at == std::string::npos ? bilingual{cite, cite} : bilingual{cite.substr(0, at), cite.substr(at + 3)};
}

// The name of an announcement without its address, and without those that repeat it.
std::string short_source(const std::string& source) {
  const std::string first = source.substr(0, source.find(" | "));
  return first.substr(0, first.find(", http"));
}

bilingual joined(const bilingual& a, std::string_view between, const bilingual& b) {
  if (a.vi.empty()) return b;
  if (b.vi.empty()) return a;
  return {a.vi + std::string{between} + b.vi, a.en + std::string{between} + b.en};
}

bool is_swap(day_kind kind) { return kind == day_kind::swapped_off || kind == day_kind::swapped_to_work; }

// Both halves of a swap carry one cause; they lie some days apart.
std::optional<day_number> other_half(const calendar& hours, day_number day) {
  static constexpr day_number farthest = 60;
  const cause_number cause = hours.cause(day);
  const day_kind wanted = hours.kind(day) == day_kind::swapped_off ? day_kind::swapped_to_work : day_kind::swapped_off;
  for (day_number distance = 1; distance <= farthest; ++distance) {
    for (const day_number other : {day - distance, day + distance}) {
      if (hours.knows(other) && hours.kind(other) == wanted && hours.cause(other) == cause) return other;
    }
  }
  return std::nullopt;
}

struct told_term {
  limit_term term;
  term_trace trace;
  limit_answer answer;
};

struct term_listener {
  std::vector<told_term>& terms;
  void term(const limit_term& term, const term_trace& trace, const limit_answer& answer) const {
    terms.push_back({term, trace, answer});
  }
  void composition(limit_kind, bool /*begins*/) const noexcept {}
};

class explainer {
 public:
  explainer(const office_calendar& calendar, const std::vector<told_term>& terms, explanation& out)
      : calendar_(calendar), terms_(terms), out_(out) {}

  void operator()(const derivation_step& step) {
    if (!has_date(step)) return without_date(step);
    explained_step line{step, {}, {}};
    words(line);
    if (step.role == step_role::rolled && !out_.steps.empty() && out_.steps.back().step.day == step.day) {
      line.step.used = out_.steps.back().step.used;
      out_.steps.pop_back();
    }
    if (step.ends) append_end(line);
    if (step.known && calendar_.compiled.undecided(step.day)) {
      line.text.vi += " (chưa chốt)";
      line.text.en += " (provisional)";
    }
    out_.steps.push_back(std::move(line));
    if (step.ends || step.role == step_role::paused) ++at_;
  }

 private:
  const told_term& told() const { return terms_[at_]; }

  void without_date(const derivation_step& step) {
    if (step.role == step_role::extended) {
      out_.steps.push_back({step, joined({"gia hạn thêm", "extended by"}, " ", amount_words({step.used, step.in})), {}});
    } else if (step.role == step_role::exempted) {
      out_.steps.push_back({step, {"được xác nhận không tính trễ hạn", "confirmed as not counted late"}, {}});
    } else {
      composition(step);
    }
  }

  void composition(const derivation_step& step) {
    const bool begins = step.role == step_role::composition_begins;
    depth_ += begins ? 1 : -1;
    bilingual text;
    if (!begins) {
      text = depth_ > 0 ? bilingual{"hết các phần", "end of the parts"}
                        : joined({"kết quả", "result"}, ": ", due_words(out_.answer));
    } else if (step.composition == limit_kind::earlier_of) {
      text = {"lấy thời hạn kết thúc trước:", "the earlier of:"};
    } else if (step.composition == limit_kind::later_of) {
      text = {"lấy thời hạn kết thúc sau:", "the later of:"};
    } else {
      text = {"lần lượt từng phần:", "one after the other:"};
    }
    out_.steps.push_back({step, std::move(text), {}});
  }

  bilingual kind_of(const derivation_step& step) const {
    return step.known ? date_words(calendar_, step.day) : bilingual{"ngoài lịch", "outside the calendar"};
  }
  bilingual source_of(const derivation_step& step) const {
    return step.known ? date_source(calendar_, step.day) : bilingual{};
  }

  // "swapped to work", or what the office itself says of the date; nothing for ordinary working days.
  bilingual remark_of(const derivation_step& step) const {
    if (!step.known || calendar_.compiled.cause(step.day) == 0) return {};
    if (step.kind == day_kind::swapped_to_work) return kind_words(step.kind);
    return step.kind == day_kind::working ? calendar_.explain(step.day).name : kind_of(step);
  }

  void words(explained_step& line) const {
    const derivation_step& step = line.step;
    switch (step.role) {
      case step_role::clock:
        line.text = joined(duration_words(step.used), " ", {"liên tục", "by the clock"});
        line.source = civil_code(147, 1);
        return;
      case step_role::at_once:
        line.text = {"phải thực hiện ngay", "at once"};
        if (step.used > 0)
          line.text = joined(line.text, ", ", joined({"ân hạn", "grace"}, " ", grace_words(step.used)));
        return;
      case step_role::not_counted:
        line.text = joined(is_ordinary(step) ? bilingual{} : kind_of(step), ": ", receipt_words(step));
        line.source = civil_code(147, 3);
        return;
      case step_role::after_cut_off:
        line.text = joined(
            is_ordinary(step) ? say("tiếp nhận sau {}", "received after {}", clock_text(told().term.cut_off_s))
                              : kind_of(step),
            ": ", {"tính như tiếp nhận vào ngày làm việc tiếp theo", "counts as received on the next working day"});
        line.source = source_of(step);
        return;
      case step_role::counted: return counted(line);
      case step_role::passed: return passed(line);
      case step_role::worked:
        line.text =
            joined(remark_of(step), ": ", joined(duration_words(step.used), " ", {"làm việc", "of working time"}));
        line.source = source_of(step);
        return;
      case step_role::rolled:
        line.text = joined(
            joined(number_words(), ", ", kind_of(step)), ": ",
            {"ngày cuối cùng, chuyển sang ngày làm việc tiếp theo", "the last day gives way to the next working day"});
        line.source = joined(civil_code(148, 5), "; ", is_swap(step.kind) ? source_of(step) : bilingual{});
        return;
      case step_role::rolled_to:
        line.text =
            joined(remark_of(step), ": ",
                   told().term.back ? bilingual{"lùi về ngày làm việc trước đó", "back to the working day before"}
                                    : bilingual{"ngày làm việc tiếp theo", "the next working day"});
        line.source = source_of(step);
        return;
      case step_role::back_from: return counted_back(line);
      case step_role::until_close:
        line.text = joined(remark_of(step), ": ", {"hết buổi làm việc tiếp theo", "the next session closes"});
        line.source = source_of(step);
        return;
      case step_role::stood_still:
        line.text = joined(remark_of(step), ": ", {"tạm dừng, không tính", "stood still, not counted"});
        if (step.used > 0) line.text = joined(line.text, ", ", duration_words(step.used));
        return;
      case step_role::paused:
        line.text = {"tạm dừng từ ngày này, chưa có hạn", "stands still from this date on: no due now"};
        return;
      case step_role::committed:
        line.text = {"thời hạn đã cam kết", "the committed completion"};
        return;
      case step_role::composition_begins:
      case step_role::composition_ends:
      case step_role::extended:
      case step_role::exempted: return;
    }
  }

  bool is_ordinary(const derivation_step& step) const {
    return !step.known || step.kind == day_kind::working || step.kind == day_kind::swapped_to_work;
  }

  bilingual grace_words(std::int64_t seconds) const {
    const bilingual words = duration_words(seconds);
    return is_working_time_unit(told().term.grace.in) ? joined(words, " ", {"làm việc", "of working time"}) : words;
  }

  bilingual receipt_words(const derivation_step& step) const {
    if (follows_a_part()) return {"ngày kết thúc phần trước, không tính", "end of the part before, not counted"};
    if (step.day != told().trace.received.date) {
      return {"coi là ngày tiếp nhận, không tính", "counts as the day of receipt, not counted"};
    }
    return {"ngày tiếp nhận, không tính", "day of receipt, not counted"};
  }

  bool follows_a_part() const {
    if (at_ == 0 || told().trace.received.at == terms_.front().trace.received.at) return false;
    return true;
  }

  // "day 10" of the step before, which the roll takes over.
  bilingual number_words() const {
    if (out_.steps.empty() || out_.steps.back().step.role != step_role::counted) return {};
    return say("ngày thứ {}", "day {}", out_.steps.back().step.used);
  }

  void counted(explained_step& line) const {
    const derivation_step& step = line.step;
    const told_term& now = told();
    const unit in = now.term.length.in;
    if (in == unit::working_day) {
      bilingual remark = remark_of(step);
      if (now.term.first_day_counts && step.day == now.trace.received.date && !follows_a_part()) {
        remark = joined(remark, ", ", {"ngày tiếp nhận được tính", "day of receipt, counted"});
      }
      line.text = joined(remark, ": ", say("ngày làm việc thứ {}", "working day {}", step.used));
      line.source = source_of(step);
      return;
    }
    if (now.term.back) {
      line.text = joined(is_ordinary(step) ? remark_of(step) : kind_of(step), ": ",
                         joined(amount_words(now.term.length), " ", {"trước đó", "before"}));
      return;
    }
    line.text = say("ngày thứ {}", "day {}", step.used);
    const bilingual kind = is_ordinary(step) && remark_of(step).en.empty() ? bilingual{} : kind_of(step);
    line.text = joined(line.text, ", ", kind);
    if (step.day != now.trace.last_counted) return;
    if (now.answer.clamped) {
      line.text = joined(line.text, ", ",
                         {"ngày cuối tháng vì tháng không có ngày tương ứng",
                          "the month's last day, for it has no corresponding one"});
      line.source = civil_code(148, 3);
    } else if (in == unit::week || in == unit::month || in == unit::year) {
      line.text = joined(line.text, ", ", {"ngày tương ứng", "the corresponding day"});
      line.source = civil_code(148, in == unit::week ? 2 : in == unit::month ? 3 : 4);
    }
    if (step.ends && step.known && step.kind == day_kind::swapped_to_work && now.term.rolls) {
      line.text = joined(line.text, ", ", {"là ngày làm việc nên không chuyển", "a working day, so that it stands"});
      line.source = joined(line.source, "; ", source_of(step));
    }
  }

  void passed(explained_step& line) const {
    const derivation_step& step = line.step;
    if (!step.known || (step.kind != day_kind::working && step.kind != day_kind::swapped_to_work)) {
      line.text = kind_of(step);
    } else if (is_day_unit(told().term.length.in) && told().term.hours_a_day == 0) {
      line.text = joined(remark_of(step), ": ", {"không tính là ngày làm việc", "does not count as a working day"});
    } else {
      line.text = joined(remark_of(step), ": ", {"hết giờ làm việc", "after hours"});
    }
    line.source = source_of(step);
  }

  void counted_back(explained_step& line) const {
    const limit_term& term = told().term;
    const bilingual day = term.anchor_is_date ? bilingual{"ngày này", "this day"}
                                              : say("{} ngày này", "{} of this day",
                                                    clock_text(second_of_day(told().trace.counted_from.at)));
    line.text = joined(joined({"tính lùi", "counted back"}, " ", amount_words(term.length)), " ",
                       {"từ " + day.vi, "from " + day.en});
  }

  void append_end(explained_step& line) const {
    const limit_answer& answer = line.step.role == step_role::committed ? out_.answer : told().answer;
    const std::string time = clock_text(answer.due - instant_at(answer.due_date, 0));
    const std::string at =
        line.step.day == answer.due_date ? time : fmt::format("{} {}", iso(format_date(answer.due_date)), time);
    line.text = joined(line.text, ": ",
                       depth_ > 0 ? say("kết thúc lúc {}", "ends {}", at) : say("hết hạn lúc {}", "due {}", at));
    const bool runs_on = answer.end == end_kind::moment && answer.late_from != answer.due + 1;
    if (runs_on) {
      line.text =
          joined(line.text, ", ", say("tính trễ hạn từ {}", "late only from {}", instant_text(answer.late_from)));
    }
  }

  const office_calendar& calendar_;
  const std::vector<told_term>& terms_;
  explanation& out_;
  std::size_t at_ = 0;  // the term that is being told
  int depth_ = 0;
};

}  // namespace

explanation explain_limit(const office_calendar& calendar, const limit& what, instant start,
                          std::span<const fact_value> facts, const pauses& stood_still) {
  explanation out;
  std::vector<told_term> terms;
  term_listener listener{terms};
  out.code = evaluate_limit(calendar.compiled, what, start, facts, stood_still, out.answer, listener);
  if (out.code != status::ok) return out;
  limit_answer again;
  derive_limit(calendar.compiled, what, start, facts, stood_still, again, explainer{calendar, terms, out});
  return out;
}

explanation explain_clock(const office_calendar& calendar, const duty_clock& clock, std::span<const fact_value> facts,
                          const pauses& stood_still) {
  explanation out;
  std::vector<told_term> terms;
  out.code = clock.end_with(calendar.compiled, facts, stood_still, out.answer);
  if (out.code != status::ok) return out;
  if (!clock.committed()) {
    term_listener listener{terms};
    limit_answer of_limit;
    evaluate_limit(calendar.compiled, clock.what(), clock.started_at(), facts, stood_still, of_limit, listener);
  }
  derive_clock(clock, calendar.compiled, facts, stood_still, explainer{calendar, terms, out});
  return out;
}

std::string explanation_table(const explanation& why, language lang) {
  // Columns are counted in characters, not in bytes, as fmt does.
  const auto width = [](std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  };
  std::vector<std::string> left;
  std::size_t widest = 0;
  std::size_t depth = 0;
  for (const explained_step& line : why.steps) {
    const bool begins = line.step.role == step_role::composition_begins;
    if (line.step.role == step_role::composition_ends) --depth;
    std::string text(2 * depth, ' ');
    if (has_date(line.step)) text += day_words(line.step.day).in(lang) + "  ";
    text += line.text.in(lang);
    if (begins) ++depth;
    if (!line.source.en.empty()) widest = std::max(widest, width(text));
    left.push_back(std::move(text));
  }
  std::string out;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const std::string& source = why.steps[i].source.in(lang);
    out += source.empty() ? left[i] : fmt::format("{:<{}}  {}", left[i], widest, source);
    out += '\n';
  }
  return out;
}

std::string_view step_role_name(step_role role) noexcept {
  switch (role) {
    case step_role::composition_begins: return "composition_begins";
    case step_role::composition_ends: return "composition_ends";
    case step_role::clock: return "clock";
    case step_role::at_once: return "at_once";
    case step_role::not_counted: return "not_counted";
    case step_role::after_cut_off: return "after_cut_off";
    case step_role::counted: return "counted";
    case step_role::passed: return "passed";
    case step_role::worked: return "worked";
    case step_role::rolled: return "rolled";
    case step_role::rolled_to: return "rolled_to";
    case step_role::back_from: return "back_from";
    case step_role::until_close: return "until_close";
    case step_role::stood_still: return "stood_still";
    case step_role::paused: return "paused";
    case step_role::extended: return "extended";
    case step_role::committed: return "committed";
    case step_role::exempted: return "exempted";
  }
  return "unknown";
}

bilingual day_words(day_number day) {
  static constexpr std::array<std::string_view, 7> vi = {"T2", "T3", "T4", "T5", "T6", "T7", "CN"};
  static constexpr std::array<std::string_view, 7> en = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const auto at = static_cast<std::size_t>(weekday_of(day));
  const auto date = format_date(day);
  return {fmt::format("{} {}", vi[at], iso(date)), fmt::format("{} {}", en[at], iso(date))};
}

bilingual due_words(const limit_answer& answer) {
  const auto date = format_date(answer.due_date);
  if (answer.end == end_kind::day) return say("24:00 ngày {}", "24:00 of {}", iso(date));
  const std::string text = fmt::format("{} {}", iso(date), clock_text(answer.due - instant_at(answer.due_date, 0)));
  return {text, text};
}

bilingual kind_words(day_kind kind) {
  switch (kind) {
    case day_kind::working: return {"ngày làm việc", "working day"};
    case day_kind::weekend: return {"nghỉ cuối tuần", "weekend"};
    case day_kind::holiday: return {"nghỉ lễ", "holiday"};
    case day_kind::compensatory: return {"nghỉ bù", "compensatory day"};
    case day_kind::swapped_off: return {"nghỉ hoán đổi", "swapped off"};
    case day_kind::swapped_to_work: return {"làm bù", "swapped to work"};
    case day_kind::closed: return {"cơ quan nghỉ", "closed"};
  }
  return {};
}

bilingual date_words(const office_calendar& calendar, day_number day) {
  const day_kind kind = calendar.compiled.kind(day);
  const bilingual words = kind_words(kind);
  const bool own_cause = calendar.compiled.cause(day) != 0;
  if (!own_cause) return words;
  const day_cause& cause = calendar.explain(day);
  if (is_swap(kind)) {
    const auto other = other_half(calendar.compiled, day);
    if (!other) return joined(words, ", ", cause.name);
    const bilingual date = day_words(*other);
    // Not one conditional expression: g++ 12 destroys what it never made when memory runs out inside its aggregates.
    if (kind == day_kind::swapped_off) return joined(words, " ", {"để làm bù " + date.vi, "for " + date.en});
    return joined(words, " ", {"cho " + date.vi, "for " + date.en});
  }
  if (kind == day_kind::compensatory) {
    return joined(words, " ", {"cho ngày lễ trùng ngày nghỉ hằng tuần", "for a holiday on a weekly rest day"});
  }
  return joined(words, ": ", cause.name);
}

bilingual date_source(const office_calendar& calendar, day_number day) {
  if (calendar.compiled.cause(day) == 0) return {};
  const day_cause& cause = calendar.explain(day);
  if (!cause.cite.empty()) return both_languages(cause.cite);
  return {short_source(cause.source.vi), short_source(cause.source.en)};
}

bilingual duration_words(std::int64_t seconds) {
  const std::int64_t length = std::abs(seconds);
  bilingual out = seconds < 0 ? bilingual{"-", "-"} : bilingual{};
  const auto add = [&](std::int64_t count, std::string_view vi, std::string_view en) {
    if (count == 0) return;
    const std::string_view space = out.vi.size() > 1 ? " " : "";
    out.vi += fmt::format("{}{} {}", space, count, vi);
    out.en += fmt::format("{}{} {}", space, count, en);
  };
  add(length / 3600, "giờ", "h");
  add(length / 60 % 60, "phút", "min");
  add(length % 60, "giây", "s");
  return length == 0 ? bilingual{"0 phút", "0 min"} : out;
}

bilingual days_words(std::int64_t seconds) {
  const std::int64_t days = seconds / seconds_a_day;
  const std::int64_t rest = seconds % seconds_a_day;
  if (days == 0) return duration_words(rest);
  const bilingual tail = rest == 0 ? bilingual{} : duration_words(rest);
  return {fmt::format("{} ngày{}{}", days, rest == 0 ? "" : " ", tail.vi),
          fmt::format("{} day{}{}{}", days, days == 1 ? "" : "s", rest == 0 ? "" : " ", tail.en)};
}

bilingual amount_words(const amount& length) {
  static constexpr std::array<std::string_view, 11> vi = {"phút",
                                                          "giờ",
                                                          "phút làm việc",
                                                          "giờ làm việc",
                                                          "ngày",
                                                          "ngày làm việc",
                                                          "tuần",
                                                          "tháng",
                                                          "năm",
                                                          "ngay",
                                                          "hết buổi làm việc tiếp theo"};
  const std::string_view word = vi[static_cast<std::size_t>(length.in)];
  if (length.count == 0) return {std::string{word}, std::string{unit_name(length.in)}};
  return {fmt::format("{} {}", length.count, word),
          fmt::format("{} {}{}", length.count, unit_name(length.in), length.count == 1 ? "" : "s")};
}

std::string cite_words(std::string_view cite, language lang) {
  std::string out{cite};
  constexpr std::string_view english = "assume ";
  constexpr std::string_view vietnamese = "giả định ";
  if (lang == language::en) return out;
  for (std::size_t at = out.find(english); at != std::string::npos; at = out.find(english, at + vietnamese.size())) {
    // The word stands first, or behind "; ": it may be part of a name.
    if (at == 0 || (at >= 2 && out.compare(at - 2, 2, "; ") == 0)) out.replace(at, english.size(), vietnamese);
  }
  return out;
}

}  // namespace thoihan
