// A year of a calendar as a page shows it: twelve months, each date with its kind, and for the uncommon ones why, and by which source.
//
//     write_year(page, office, 2026, "p0-calendar");         // a part of a page; ids begin with the last argument
//     std::cout << calendar_file(office, 2026, language::vi); // a page of its own
//     print_year(out, office, 2026);                          // the same for a terminal
//
// A date that is not an ordinary one of its week can be reached by the keyboard and tells its cause and source on hover and focus;
// the list below the months says the same without either. Months that the calendar does not reach are left out and said.
//
// Errors: thoihan::error with `horizon` where the calendar has no date of the year. Thread-safety: pure.
#pragma once

#include <string>
#include <string_view>

#include "src/tool/html_writer.hpp"
#include "src/tool/output.hpp"
#include "thoihan/pack/office_calendar.hpp"

namespace thoihan {

void write_year(html_writer& page, const office_calendar& office, int year, std::string_view prefix);
std::string calendar_file(const office_calendar& office, int year, language lang);
void print_year(output& out, const office_calendar& office, int year);

}  // namespace thoihan
