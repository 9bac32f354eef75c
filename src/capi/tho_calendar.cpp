#include "src/capi/tho_calendar.hpp"

#include "src/capi/argument.hpp"
#include "src/capi/guard.hpp"
#include "src/capi/tho_pack.hpp"
#include "src/pack/say.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {

void throw_horizon(const office_calendar& office) {
  throw error(status::horizon, say("cần ngày ngoài khoảng của lịch \"{}\" ({} đến {})",
                                   "a date outside the calendar \"{}\" ({} to {}) is needed", office.reference,
                                   std::string_view{format_date(office.compiled.first_day()).data()},
                                   std::string_view{format_date(office.compiled.last_day()).data()}));
}

namespace {

using move_in_time = status (calendar::*)(instant, std::int64_t, instant&) const noexcept;

void move_by(const tho_calendar* handle, move_in_time move, int64_t time, int64_t seconds, int64_t* out) {
  set(out, 0);
  const office_calendar& office = *need(handle, "calendar")->office;
  const instant start = time_argument(time, "time");
  seconds_argument(seconds, "seconds");
  need(out, "out");
  instant end = 0;
  if ((office.compiled.*move)(start, seconds, end) != status::ok) throw_horizon(office);
  *out = end;
}

}  // namespace
}  // namespace thoihan

using namespace thoihan;

tho_status tho_calendar_from_pack(const tho_pack* pack, const char* name, int64_t name_size, tho_calendar** out,
                                  tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const rule_pack& rules = *need(pack, "pack")->rules;
    const bool main = name == nullptr;
    const std::string_view wanted = text_argument_if(name, name_size, "name");
    need(out, "out");
    std::vector<std::string> known;
    for (std::size_t i = 0; i < rules.calendars.size(); ++i) {
      if (main ? i == rules.main_calendar_number : rules.calendars[i].name == wanted) {
        *out = new tho_calendar(rules.calendars[i].office);
        return;
      }
      known.push_back(rules.calendars[i].name);
    }
    bilingual text = say("gói \"{}\" không có lịch \"{}\"", "the pack \"{}\" has no calendar \"{}\"", rules.id, wanted);
    const bilingual near = nearest_name(wanted, known);
    throw error(status::reference, {text.vi + near.vi, text.en + near.en}, {}, std::move(known));
  });
}

tho_status tho_calendar_add(const tho_calendar* handle, int64_t time, int64_t seconds, int64_t* out, tho_error** err) {
  return guarded(err, [&] { move_by(handle, &calendar::add, time, seconds, out); });
}

tho_status tho_calendar_subtract(const tho_calendar* handle, int64_t time, int64_t seconds, int64_t* out,
                                 tho_error** err) {
  return guarded(err, [&] { move_by(handle, &calendar::subtract, time, seconds, out); });
}

tho_status tho_calendar_elapsed(const tho_calendar* handle, int64_t from, int64_t until, int64_t* out,
                                tho_error** err) {
  return guarded(err, [&] {
    set(out, 0);
    const office_calendar& office = *need(handle, "calendar")->office;
    const instant begin = time_argument(from, "from");
    const instant end = time_argument(until, "until");
    need(out, "out");
    std::int64_t seconds = 0;
    if (office.compiled.elapsed(begin, end, seconds) != status::ok) throw_horizon(office);
    *out = seconds;
  });
}

tho_status tho_calendar_working_days_between(const tho_calendar* handle, int32_t from_day, int32_t until_day,
                                             tho_working_dates which, int32_t* out, tho_error** err) {
  return guarded(err, [&] {
    set(out, 0);
    const office_calendar& office = *need(handle, "calendar")->office;
    const day_number from = day_argument(from_day, "from_day");
    const day_number until = day_argument(until_day, "until_day");
    const working_dates dates = working_dates_argument(which, "which");
    need(out, "out");
    std::int32_t days = 0;
    if (office.compiled.working_dates_between(from, until, dates, days) != status::ok) throw_horizon(office);
    *out = days;
  });
}

tho_status tho_calendar_is_working_day(const tho_calendar* handle, int32_t day, tho_working_dates which, int32_t* out,
                                       tho_error** err) {
  return guarded(err, [&] {
    set(out, 0);
    const office_calendar& office = *need(handle, "calendar")->office;
    const day_number date = day_argument(day, "day");
    const working_dates dates = working_dates_argument(which, "which");
    need(out, "out");
    if (!office.compiled.knows(date)) throw_horizon(office);
    *out = office.compiled.is_working_date(date, dates) ? 1 : 0;
  });
}

tho_status tho_calendar_horizon(const tho_calendar* handle, int32_t* first_day, int32_t* last_day, tho_error** err) {
  return guarded(err, [&] {
    set(first_day, 0);
    set(last_day, 0);
    const office_calendar& office = *need(handle, "calendar")->office;
    set(first_day, office.compiled.first_day());
    set(last_day, office.compiled.last_day());
  });
}

void tho_calendar_retain(tho_calendar* handle) {
  guarded_release([&] { retain(handle); });
}

void tho_calendar_release(tho_calendar* handle) {
  guarded_release([&] { release(handle); });
}
