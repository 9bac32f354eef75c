#include "thoihan/engine/due.hpp"

#include "src/pack/say.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {

std::vector<fact_value> standard_facts(const rule_pack& pack) { return pack.lookup.standard; }

void throw_limit_error(status code, const rule_pack& pack, std::uint16_t calendar, instant start) {
  const std::string from = is_supported_instant(start) ? format_instant(start).data() : std::to_string(start);
  const auto& hours = pack.calendars[calendar].office->compiled;
  switch (code) {
    case status::horizon:
      throw error(code, say("tính từ {}: cần ngày ngoài khoảng của lịch \"{}\" ({} đến {})",
                            "counted from {}: a date outside the calendar \"{}\" ({} to {}) is needed", from,
                            pack.calendars[calendar].name, std::string_view{format_date(hours.first_day()).data()},
                            std::string_view{format_date(hours.last_day()).data()}));
    case status::guard:
      throw error(code, say("tính từ {}: không thời hạn nào áp dụng cho các dữ kiện này",
                            "counted from {}: no limit holds for these facts", from));
    case status::ambiguous:
      throw error(code, say("tính từ {}: hai thời hạn cùng áp dụng", "counted from {}: two limits hold at once", from));
    default:
      throw error(code, say("tính từ {}: kết quả nằm ngoài 1990 đến 2099",
                            "counted from {}: the answer lies outside 1990 to 2099", from));
  }
}

limit_choice choose_row(const rule_pack& pack, const std::vector<limit_rule>& within, std::uint16_t calendar,
                        instant start, std::span<const fact_value> facts) {
  const auto row_of = [&within](std::size_t at) noexcept -> const limit_row& { return within[at].row; };
  limit_choice out;
  const status code = choose_limit(within.size(), row_of, facts, pack.compiled, start, out.row, out.provisional);
  if (code != status::ok) throw_limit_error(code, pack, calendar, start);
  return out;
}

due_answer due_of(const rule_pack& pack, const std::vector<limit_rule>& within, std::uint16_t calendar, instant start,
                  std::span<const fact_value> facts) {
  due_answer out;
  if (within.empty()) return out;
  const limit_choice choice = choose_row(pack, within, calendar, start, facts);
  const status code = evaluate_limit(*pack.compiled[calendar], within[choice.row].row.what, start, facts, out.answer);
  if (code != status::ok) throw_limit_error(code, pack, calendar, start);
  out.limit = choice.row;
  out.answer.provisional = out.answer.provisional || choice.provisional;
  return out;
}

due_answer due_of(const rule_pack& pack, const duty_rule& duty, instant start, std::span<const fact_value> facts) {
  return due_of(pack, duty.within, duty.calendar, start, facts);
}

}  // namespace thoihan
