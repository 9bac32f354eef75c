// Cases, duties and breaches in words, one line each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "thoihan/engine/engine.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// "LH-1  Đã tiếp nhận  Chuyển xử lý: 2024-04-25 11:10"; names that the pack does not know stay as they are.
std::string answer_words(const rule_pack& pack, const case_answer& answer, language lang);
std::string breach_words(const rule_pack& pack, const breach_row& breach, language lang);

std::string state_label(const rule_pack& pack, std::string_view state, language lang);
std::string duty_label(const rule_pack& pack, std::string_view duty, language lang);
// The authority's name where the duty is an authority's, else the role's.
std::string owed_by_label(const rule_pack& pack, const duty_row& duty, language lang);
// As it stands at `now`: a duty that runs on after its due is late, recorded or not.
std::string status_words(const duty_row& duty, instant now, language lang);
// "24:00 of 2024-05-06", "2024-05-02 08:30", "-" without a limit.
std::string due_text(const duty_row& duty, language lang);
// "2024-05-02 08:30", with seconds where there are any.
std::string time_text(instant t);

}  // namespace thoihan
