#include "src/tool/batch.hpp"

#include "src/pack/say.hpp"
#include "src/tool/line_reader.hpp"
#include "thoihan/base/utf8.hpp"
#include "thoihan/engine/json.hpp"

namespace thoihan {
namespace {

void answer_line(const line_reader& lines, line_reader::outcome read, const std::string& line, std::string_view form,
                 const pair_work& work) {
  const place where{lines.name(), lines.number(), 1, ""};
  if (read == line_reader::outcome::too_long) {
    throw error(status::too_big, say("dòng dài hơn {} byte", "the line has more than {} bytes", max_line_bytes), where);
  }
  if (const std::size_t bad = utf8_error_at(line); bad != line.size()) {
    throw error(status::utf8, {"dòng không phải UTF-8", "the line is not UTF-8"},
                {lines.name(), lines.number(), static_cast<int>(bad) + 1, ""});
  }
  const std::size_t tab = line.find('\t');
  if (tab == std::string::npos) {
    throw error(status::syntax, say("cần dạng {}, cách nhau bằng dấu tab", "expected {}, with a tab between", form),
                where);
  }
  try {
    work(line.substr(0, tab), line.substr(tab + 1));
  } catch (const error& problem) {
    throw placed(problem, where);
  }
}

}  // namespace

int answer_lines(output& out, std::string_view form, const pair_work& work) {
  line_reader lines{"-"};
  std::string line;
  int exit_status = exit_done;
  for (;;) {
    const auto read = lines.next(line);
    if (read == line_reader::outcome::end) return exit_status;
    if (!line.empty()) {
      try {
        answer_line(lines, read, line, form, work);
      } catch (const error& problem) {
        // Nobody reads any more: that is no answer to a line.
        if (problem.code() == status::io) throw;
        exit_status = exit_wrong;
        answer_error(out, problem);
      }
    }
    if (!lines.ready()) out.flush();
  }
}

void answer_error(output& out, const error& problem) {
  if (out.json())
    out.line(json_of(problem, out.lang()));
  else
    out.problem(problem);
}

error placed(const error& problem, place where) {
  const std::vector<std::string>& details = problem.details();
  const std::string& message = problem.text().en;
  const bool repeats = details.size() == 1 && details[0].size() >= message.size() &&
                       details[0].compare(details[0].size() - message.size(), message.size(), message) == 0;
  return {problem.code(), problem.text(), std::move(where), repeats ? std::vector<std::string>{} : details};
}

}  // namespace thoihan
