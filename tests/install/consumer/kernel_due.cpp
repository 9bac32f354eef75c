// The kernel alone: headers, nothing to link.
#include <cstdio>
#include <thoihan/kernel.hpp>

int main() {
  thoihan::calendar_layers layers;
  layers.first = layers.decided_from = thoihan::days_from_civil(2024, 1, 1);
  layers.last = layers.decided_until = thoihan::days_from_civil(2024, 12, 31);
  thoihan::weekly_hours office;
  office.weekdays = 0b0011111;
  office.sessions = {{27000, 41400}, {46800, 61200}};  // 07:30-11:30, 13:00-17:00
  layers.weekly.push_back(office);
  layers.holidays = {{.day = thoihan::days_from_civil(2024, 4, 30)}, {.day = thoihan::days_from_civil(2024, 5, 1)}};
  layers.swaps.push_back({.off = thoihan::days_from_civil(2024, 4, 29), .work = thoihan::days_from_civil(2024, 5, 4)});

  thoihan::calendar calendar;
  thoihan::instant received = 0;
  thoihan::limit_answer answer{};
  if (!thoihan::compile_calendar(layers, calendar).empty() ||
      thoihan::parse_instant("2024-04-26T16:00", received) != thoihan::time_text_error::none) {
    return 1;
  }
  // An hour is left of Friday; Monday is swapped off, Tuesday 30 April and Wednesday 1 May are holidays.
  const thoihan::limit two_hours = thoihan::limit::of({2, thoihan::unit::working_hour});
  if (thoihan::evaluate_limit(calendar, two_hours, received, {}, answer) != thoihan::status::ok) return 1;
  std::puts(thoihan::format_instant(answer.due).data());
  return 0;
}
