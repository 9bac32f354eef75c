#include "src/tool/limit_answers.hpp"

#include "src/pack/say.hpp"
#include "src/tool/case_words.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

std::string due_text(const output& out, const limit_answer& answer) {
  std::string text = out.pick(due_words(answer));
  const instant usual = answer.end == end_kind::day ? answer.due : answer.due + 1;
  if (answer.late_from != usual) {
    text += out.pick(say(", tính trễ hạn từ {}", ", late from {}", time_text(answer.late_from)));
  }
  if (answer.before_start) text += out.pick({", trước cả lúc bắt đầu", ", before the start"});
  if (answer.provisional)
    text += out.pick({" (tạm tính: có ngày chưa được quyết định)", " (provisional: rests on undecided dates)"});
  return text;
}

}  // namespace

void tell_limit(output& out, const limit_question& question, bool explain, bool batch) {
  explanation why;
  if (explain) {
    why = explain_limit(*question.pack.calendars[question.calendar].office, question.rule.row.what, question.from,
                        question.facts);
  }
  if (out.json()) {
    out.line(json_of_limit(question.from, question.rule.text, question.answer, question.cite, explain ? &why : nullptr,
                           out.lang()));
    return;
  }
  const std::string due = due_text(out, question.answer);
  for (explained_step& step : why.steps) {
    for (bilingual* text : {&step.text, &step.source}) *text = {printable(text->vi), printable(text->en)};
  }
  if (explain) out.lines(explanation_table(why, out.lang()));
  if (batch) {
    out.line(fmt::format("{}\t{}\t{}", std::string_view{format_instant(question.from).data()},
                         printable(question.rule.text), due));
  } else {
    const std::string cite =
        question.cite.empty()
            ? ""
            : fmt::format("  ({}; {})", out.pick(limit_words(question.rule.text)),
                          cite_words(question.cite, out.lang()));
    out.line(out.bold(due) + printable(cite));
  }
}

}  // namespace thoihan
