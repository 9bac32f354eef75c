#include "src/tool/moved_words.hpp"

#include "src/pack/say.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/text_table.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace {

std::string moved_by(const moved_duty& one, language lang) {
  if (!one.is || !one.is->due || !one.was.due) return "-";
  const std::int64_t seconds = *one.is->due - *one.was.due;
  return (seconds < 0 ? "-" : "+") + duration_words(seconds < 0 ? -seconds : seconds).in(lang);
}

void tell_words(output& out, engine& cases, const replayed& found) {
  text_table table{{{"Hồ sơ", "Case"},
                    {"Nghĩa vụ", "Duty"},
                    {"Của", "Owed by"},
                    {"Hạn đã quyết định", "Due as decided"},
                    {"Hạn tính lại", "Due now"},
                    {"Chênh lệch", "Moved by"}}};
  for (const moved_duty& one : found.moved) {
    const rule_pack& pack = cases.view(one.case_id).pack();
    table.add({one.case_id, duty_label(pack, one.was.duty, out.lang()), owed_by_label(pack, one.was, out.lang()),
               due_text(one.was, out.lang()), one.is ? due_text(*one.is, out.lang()) : "-", moved_by(one, out.lang())});
  }
  if (!found.moved.empty()) table.print(out);
  for (const unfit_case& one : found.unfit) {
    out.line(printable(out.pick(say("{}: không hợp: {}", "{}: does not fit: {}", one.case_id, one.why.text().in(out.lang())))));
  }
}

}  // namespace

void tell_moved(output& out, engine& cases, const replayed& found) {
  if (out.json()) {
    for (const std::string& line : json_lines(found, out.lang())) out.line(line);
  } else {
    tell_words(out, cases, found);
  }
  out.note(say("hồ sơ đang mở: {}, nghĩa vụ: {}, hạn thay đổi: {}, hồ sơ không hợp: {}",
               "open cases: {}, duties: {}, dues that move: {}, cases that do not fit: {}", found.cases, found.duties,
               found.moved.size(), found.unfit.size()));
}

}  // namespace thoihan
