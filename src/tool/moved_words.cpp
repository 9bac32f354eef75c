#include "src/tool/moved_words.hpp"

#include <boost/json.hpp>

#include "src/pack/say.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/text_table.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

json::value due_object(const duty_row& row) {
  if (!row.due) return nullptr;
  return json::object{{"due", format_instant(*row.due).data()},
                      {"late_from", format_instant(*row.late_from).data()},
                      {"provisional", row.provisional}};
}

std::string moved_by(const moved_duty& one, language lang) {
  if (!one.is || !one.is->due || !one.was.due) return "-";
  const std::int64_t seconds = *one.is->due - *one.was.due;
  return (seconds < 0 ? "-" : "+") + duration_words(seconds < 0 ? -seconds : seconds).in(lang);
}

}  // namespace

void tell_moved(output& out, engine& cases, const replayed& found) {
  text_table table{{{"Hồ sơ", "Case"},
                    {"Nghĩa vụ", "Duty"},
                    {"Của", "Owed by"},
                    {"Hạn đã quyết định", "Due as decided"},
                    {"Hạn tính lại", "Due now"},
                    {"Chênh lệch", "Moved by"}}};
  for (const moved_duty& one : found.moved) {
    if (out.json()) {
      json::object line{{"case", one.case_id}, {"duty", one.was.duty}, {"round", one.was.round}};
      line["owed_by"] = owed_by(one.was);
      line["was"] = due_object(one.was);
      line["is"] = one.is ? due_object(*one.is) : json::value(nullptr);
      if (one.is && one.is->due && one.was.due) line["moved_s"] = *one.is->due - *one.was.due;
      out.line(json::serialize(line));
      continue;
    }
    const rule_pack& pack = cases.view(one.case_id).pack();
    table.add({one.case_id, duty_label(pack, one.was.duty, out.lang()), owed_by_label(pack, one.was, out.lang()),
               due_text(one.was, out.lang()), one.is ? due_text(*one.is, out.lang()) : "-", moved_by(one, out.lang())});
  }
  if (!out.json() && !found.moved.empty()) table.print(out);
  for (const unfit_case& one : found.unfit) {
    if (out.json()) {
      json::object line = json::parse(json_of(one.why, out.lang())).as_object();
      line["case"] = one.case_id;
      out.line(json::serialize(line));
    } else {
      out.line(printable(out.pick(say("{}: không hợp: {}", "{}: does not fit: {}", one.case_id, one.why.text().in(out.lang())))));
    }
  }
  out.note(say("hồ sơ đang mở: {}, nghĩa vụ: {}, hạn thay đổi: {}, hồ sơ không hợp: {}",
               "open cases: {}, duties: {}, dues that move: {}, cases that do not fit: {}", found.cases, found.duties,
               found.moved.size(), found.unfit.size()));
}

}  // namespace thoihan
