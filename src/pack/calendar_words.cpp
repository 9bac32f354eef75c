#include "src/pack/calendar_words.hpp"

#include "src/pack/say.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {

std::string finding_code(calendar_problem_code problem) {
  switch (problem) {
    case calendar_problem_code::empty_horizon: return "bad-time";
    case calendar_problem_code::bad_session:
    case calendar_problem_code::sessions_overlap: return "bad-session";
    case calendar_problem_code::too_many_profiles: return "too-big";
    case calendar_problem_code::two_weekly_hours:
    case calendar_problem_code::two_swaps:
    case calendar_problem_code::swap_of_rest_day:
    case calendar_problem_code::swap_to_working_day:
    case calendar_problem_code::swap_of_holiday:
    case calendar_problem_code::two_own_dates:
    case calendar_problem_code::own_date_outside:
    case calendar_problem_code::compensatory_differs: break;
  }
  return "contradiction";
}

bilingual problem_words(const calendar_problem& problem, const place& other) {
  const std::string day = format_date(problem.day).data();
  switch (problem.code) {
    case calendar_problem_code::empty_horizon:
      return {"khoảng ngày của lịch rỗng hoặc nằm ngoài 1990 đến 2099", "the horizon is empty or outside 1990 to 2099"};
    case calendar_problem_code::bad_session:
      return {"một ngày có nhiều nhất 8 buổi, mỗi buổi đóng sau khi mở",
              "a date has at most 8 sessions, and each closes after it opens"};
    case calendar_problem_code::sessions_overlap:
      return say("các buổi chồng lên nhau ngày {} (kể cả ca đêm hôm trước)",
                 "sessions overlap on {} (the night before included)", day);
    case calendar_problem_code::two_weekly_hours:
      return say("ngày {} đã có giờ làm việc ở dòng {}, cột {}", "{} already has weekly hours on line {}, column {}",
                 day, other.line, other.column);
    case calendar_problem_code::two_swaps:
      return say("ngày {} đã được hoán đổi ở dòng {}, cột {}", "{} is already swapped on line {}, column {}", day,
                 other.line, other.column);
    case calendar_problem_code::swap_of_rest_day:
      return say("{} không phải ngày làm việc trong tuần, nên không hoán đổi được",
                 "{} is no working day of the week, so that it cannot be swapped off", day);
    case calendar_problem_code::swap_to_working_day:
      return say("{} đã là ngày làm việc", "{} is a working day already", day);
    case calendar_problem_code::swap_of_holiday:
      return say("{} là ngày lễ hoặc ngày nghỉ bù theo luật", "{} is a holiday or a compensatory day by law", day);
    case calendar_problem_code::two_own_dates:
      return say("ngày {} đã được nói ở dòng {}, cột {}", "{} is already spoken of on line {}, column {}", day,
                 other.line, other.column);
    case calendar_problem_code::own_date_outside:
      return say("{} nằm ngoài khoảng ngày của lịch", "{} is outside the calendar's horizon", day);
    case calendar_problem_code::compensatory_differs:
      if (problem.expected_day == problem.day) {
        return {"luật không cho ngày nghỉ bù nào cho ngày lễ này",
                "the law gives no compensatory day for that holiday"};
      }
      return say("theo luật, ngày nghỉ bù là {}, không phải {}", "by law the compensatory day is {}, not {}",
                 std::string_view{format_date(problem.expected_day).data()}, day);
    case calendar_problem_code::too_many_profiles: break;
  }
  return {"lịch có hơn 255 kiểu ngày khác nhau", "the calendar has more than 255 kinds of day"};
}

}  // namespace thoihan
