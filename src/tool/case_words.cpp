#include "src/tool/case_words.hpp"

#include "src/pack/say.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {

std::string answer_words(const rule_pack& pack, const case_answer& answer, language lang) {
  std::string out = fmt::format("{}  {}", answer.case_id, state_label(pack, answer.state, lang));
  for (const duty_row& duty : answer.duties) {
    const std::string label = duty_label(pack, duty.duty, lang);
    const bool runs = duty.status == duty_status::running;
    out += fmt::format("  {}: {}", label, runs ? due_text(duty, lang) : status_words(duty, duty.started_at, lang));
  }
  return out;
}

std::string breach_words(const rule_pack& pack, const breach_row& breach, language lang) {
  return say("{}  trễ hạn từ {}: {}", "{}  late from {}: {}", breach.case_id, time_text(breach.at),
             duty_label(pack, breach.duty, lang))
      .in(lang);
}

std::string state_label(const rule_pack& pack, std::string_view state, language lang) {
  const auto at = find_id(pack.states, state);
  return at ? pack.states[*at].label.in(lang) : std::string{state};
}

std::string duty_label(const rule_pack& pack, std::string_view duty, language lang) {
  const auto at = find_id(pack.duties, duty);
  return at ? pack.duties[*at].label.in(lang) : std::string{duty};
}

std::string owed_by_label(const rule_pack& pack, const duty_row& duty, language lang) {
  if (!duty.owed_authority.empty()) {
    const auto at = find_id(pack.authorities, duty.owed_authority);
    return at ? pack.authorities[*at].name.in(lang) : duty.owed_authority;
  }
  const auto at = find_id(pack.roles, duty.owed_role);
  return at ? pack.roles[*at].label.in(lang) : duty.owed_role;
}

std::string status_words(const duty_row& duty, instant now, language lang) {
  switch (duty.status) {
    case duty_status::running:
      if (duty.late_from && now >= *duty.late_from) return bilingual{"trễ hạn", "late"}.in(lang);
      return duty.late_from ? bilingual{"còn hạn", "running"}.in(lang) : bilingual{"đang làm", "running"}.in(lang);
    case duty_status::met: return bilingual{"xong, đúng hạn", "met"}.in(lang);
    case duty_status::met_late: return bilingual{"xong, trễ hạn", "met late"}.in(lang);
    case duty_status::cancelled: return bilingual{"không còn phải làm", "cancelled"}.in(lang);
    case duty_status::exempted: return bilingual{"được miễn", "exempted"}.in(lang);
    case duty_status::paused: return bilingual{"tạm dừng", "paused"}.in(lang);
    case duty_status::annulled: return bilingual{"đã hủy bỏ", "annulled"}.in(lang);
  }
  return {};
}

std::string due_text(const duty_row& duty, language lang) {
  if (!duty.due) return "-";
  limit_answer answer;
  answer.due = *duty.due;
  answer.due_date = duty.due_date;
  answer.end = duty.day_end ? end_kind::day : end_kind::moment;
  std::string out = due_words(answer).in(lang);
  if (duty.provisional) out += bilingual{" (tạm tính)", " (provisional)"}.in(lang);
  return out;
}

std::string time_text(instant t) {
  const std::string text = format_instant(t).data();  // 2024-05-02T08:30:00+07:00
  const std::string time = text.substr(11, text.substr(17, 2) == "00" ? 5 : 8);
  return text.substr(0, 10) + " " + time;
}

}  // namespace thoihan
