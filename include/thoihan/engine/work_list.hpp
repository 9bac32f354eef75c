// The lists of an office's desk: what is late, what falls due next, which cases there are and how many are open.
//
//     for (const thoihan::late_duty& one : thoihan::late_duties(e, s, now, 0, 50)) std::puts(thoihan::json_of(one).c_str());
//     // {"case":"LH-2024-000001","duty":"handle","owed_by":"so-giao-thong","due":"2024-05-07T00:00:00+07:00","late_s":28800,...}
//     for (const thoihan::late_sum& one : thoihan::late_by_owner(e, s, now)) ...
//
// Units: whole seconds. Of a list that is long `skip` and `most` cut a page. Errors: those of engine.hpp.
// Thread-safety: as the engine. Cost: linear in what is late or open, and for each late duty that is told one row of the store and the
// working time since its due.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/engine/engine.hpp"

namespace thoihan {

struct late_duty {
  dated_duty what;
  std::int64_t late_s = 0;          // since the due, by the clock
  std::int64_t late_working_s = 0;  // by the hours that count for the duty
};

// Late duties of one party.
struct late_sum {
  std::string owed_by;
  dated_duty longest;  // the one that is late longest by the clock
  std::int64_t count = 0;
  std::int64_t longest_late_s = 0;
  std::int64_t longest_late_working_s = 0;
};

// Cases in one state. Wordings of one regulation share their states.
struct open_sum {
  std::string state;
  bilingual label;
  std::int64_t open = 0;
  std::int64_t late = 0;  // of them with a duty that is late
};

// The authority's id where the duty is an authority's, else the role's.
const std::string& owed_by(const duty_row& duty) noexcept;

// The longest late first.
std::vector<late_duty> late_duties(engine& cases, const store& events, instant now, std::int64_t skip,
                                   std::int64_t most);
// The next to become late first.
std::vector<dated_duty> next_duties(const store& events, instant now, std::int64_t skip, std::int64_t most);
// Who owes most first.
std::vector<late_sum> late_by_owner(engine& cases, const store& events, instant now);
// Cases by their ids, those after `after`.
std::vector<case_row> cases_after(const store& events, std::string_view after, std::int64_t most);
// The most cases first.
std::vector<open_sum> open_cases(const store& events, instant now);

// case, duty, owed_by, due, late_s, late_working_s
std::string json_of(const late_duty& late);
// case, duty, owed_by, due
std::string json_of(const dated_duty& next);
// case, events, state, ended, lead (null: none), publication, opened_at, last_at, pack; of a state secret case, events and secret (true) alone
std::string json_of(const case_row& row);
// owed_by, count, longest_late_s, longest_late_working_s
std::string json_of(const late_sum& sum);
// state, label, open, late
std::string json_of(const open_sum& sum, language lang);

}  // namespace thoihan
