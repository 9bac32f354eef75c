#include <boost/json.hpp>

#include "bound_call.hpp"
#include "errors.hpp"
#include "handles.hpp"
#include "src/pack/load_calendar.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan::python {
namespace {

calendar_handle read_calendar(const std::string& reference, rules_source& source) {
  std::vector<finding> found;
  finding_list findings{found};
  boost::json::object texts;
  // Where the reference stands: nowhere in a file.
  const auto asked = json_text::read("", boost::json::serialize(boost::json::value(reference)), found);
  const auto office = load_calendar(reference, asked->root(), source, findings, texts);
  if (office) return {office, std::make_shared<const std::string>(canonical_json(texts))};
  std::vector<std::string> details;
  for (const finding& f : found) details.push_back(f.where.text() + ": " + f.code + ": " + f.text.en);
  if (found.front().code == "unknown-reference" && found.front().where.file.empty())
    throw error(status::reference, found.front().text);
  throw error(status::schema, found.front().text, found.front().where, std::move(details));
}

working_dates which_dates(bool make_up) { return make_up ? working_dates::all : working_dates::without_make_up; }

void need_date(const calendar_handle& hours, day_number day) {
  check_outcome(hours.compiled().knows(day) ? status::ok : status::horizon, *hours.office);
}

std::int64_t read_working(py::handle working) {
  const std::int64_t seconds = read_seconds(working, "working");
  if (seconds < 0) throw wrong_argument("working", {"là số âm", "is negative"});
  return seconds;
}

py::object added(const calendar_handle& hours, py::handle start, py::handle working) {
  const moment from = read_moment(start, "start");
  instant out = 0;
  check_outcome(hours.compiled().add(from.at, read_working(working), out), *hours.office);
  return moment_object(out, from.kind);
}

py::object subtracted(const calendar_handle& hours, py::handle end, py::handle working) {
  const moment from = read_moment(end, "end");
  instant out = 0;
  check_outcome(hours.compiled().subtract(from.at, read_working(working), out), *hours.office);
  return moment_object(out, from.kind);
}

py::object elapsed(const calendar_handle& hours, py::handle begin, py::handle end) {
  const moment from = read_moment(begin, "start");
  std::int64_t seconds = 0;
  check_outcome(hours.compiled().elapsed(from.at, read_instant(end, "end"), seconds), *hours.office);
  return seconds_object(seconds, from.kind);
}

py::object next_opening(const calendar_handle& hours, py::handle at) {
  const moment from = read_moment(at, "at");
  instant out = 0;
  check_outcome(hours.compiled().next_opening(from.at, out), *hours.office);
  return moment_object(out, from.kind);
}

bool is_open(const calendar_handle& hours, py::handle at) {
  const instant t = read_instant(at, "at");
  check_outcome(hours.compiled().knows_instant(t) ? status::ok : status::horizon, *hours.office);
  return hours.compiled().is_open(t);
}

bool is_working_day(const calendar_handle& hours, py::handle day, bool make_up) {
  const day_number date = read_day(day, "day");
  need_date(hours, date);
  return hours.compiled().is_working_date(date, which_dates(make_up));
}

using date_move = status (calendar::*)(day_number, std::int64_t, working_dates, day_number&) const noexcept;

template <date_move Move>
py::object moved(const calendar_handle& hours, py::handle day, std::int64_t n, bool make_up) {
  if (n < 1) throw wrong_argument("n", {"phải từ 1 trở lên", "must be 1 or more"});
  day_number out = 0;
  check_outcome((hours.compiled().*Move)(read_day(day, "day"), n, which_dates(make_up), out), *hours.office);
  return date_object(out);
}

std::int32_t days_between(const calendar_handle& hours, py::handle from, py::handle until, bool make_up) {
  std::int32_t out = 0;
  check_outcome(hours.compiled().working_dates_between(read_day(from, "start"), read_day(until, "end"),
                                                       which_dates(make_up), out),
                *hours.office);
  return out;
}

py::object rolled(const calendar_handle& hours, py::handle day, bool make_up) {
  day_number out = 0;
  check_outcome(hours.compiled().roll(read_day(day, "day"), which_dates(make_up), out), *hours.office);
  return date_object(out);
}

// What `thoihan calendar` prints of a date, as the arguments of thoihan.Day.
py::tuple day_of_calendar(const calendar_handle& hours, py::handle day) {
  const day_number date = read_day(day, "day");
  need_date(hours, date);
  const calendar& compiled = hours.compiled();
  const day_cause& cause = hours.office->explain(date);
  py::list sessions;
  for (const session& s : compiled.sessions(date)) {
    sessions.append(py::make_tuple(format_time_of_day(s.open_s).data(), format_time_of_day(s.close_s).data()));
  }
  const bilingual law = date_source(*hours.office, date);
  const auto source = [&](language lang) {
    std::string text = cause.cite.empty() ? "" : law.in(lang);
    if (!cause.source.in(lang).empty()) text += (text.empty() ? "" : "; ") + cause.source.in(lang);
    return text;
  };
  return py::make_tuple(date_object(date), std::string{day_kind_name(compiled.kind(date))},
                        compiled.is_working_date(date), py::tuple(sessions), cause.name.vi, cause.name.en,
                        source(language::vi), source(language::en), cause.status, compiled.undecided(date));
}

}  // namespace

calendar_handle open_calendar(const std::string& reference, const std::string& rules) {
  folder_source source{rules, rules};
  return read_calendar(reference, source);
}

calendar_handle calendar_of_texts(const std::string& reference, const std::string& texts) {
  kept_source source{"{}", texts};
  return read_calendar(reference, source);
}

calendar_handle calendar_of(const shared_pack& pack, std::string_view name) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < pack->calendars.size(); ++i) {
    const named_calendar& one = pack->calendars[i];
    const bool wanted =
        name.empty() ? i == pack->main_calendar_number : one.name == name || one.office->reference == name;
    if (wanted) return {one.office, {pack, &pack->calendars_canonical}};
    known.push_back(one.name);
  }
  const bilingual near = nearest_name(name, known);
  const bilingual text =
      say("gói \"{}\" không có lịch \"{}\"", "the pack \"{}\" has no calendar \"{}\"", pack->id, name);
  throw error(status::reference, {text.vi + near.vi, text.en + near.en}, {}, std::move(known));
}

void register_calendar(py::module_& module) {
  py::class_<calendar_handle>(module, "Calendar")
      .def_static("open", &open_calendar, py::call_guard<py::gil_scoped_release>())
      .def_static("of_texts", &calendar_of_texts, py::call_guard<py::gil_scoped_release>())
      .def_property_readonly("texts", [](const calendar_handle& c) { return *c.texts; })
      .def_property_readonly("reference", [](const calendar_handle& c) { return c.office->reference; })
      .def_property_readonly("hash", [](const calendar_handle& c) { return c.office->hash; })
      .def_property_readonly(
          "title", [](const calendar_handle& c) { return py::make_tuple(c.office->title.vi, c.office->title.en); })
      .def_property_readonly("revision", [](const calendar_handle& c) { return c.office->revision; })
      .def_property_readonly("first_day",
                             [](const calendar_handle& c) { return date_object(c.compiled().first_day()); })
      .def_property_readonly("last_day", [](const calendar_handle& c) { return date_object(c.compiled().last_day()); })
      .def_property_readonly("decided_from",
                             [](const calendar_handle& c) { return date_object(c.office->decided_from); })
      .def_property_readonly("decided_until",
                             [](const calendar_handle& c) { return date_object(c.office->decided_until); })
      .def_property_readonly("bound_add", &bound_call<calendar_handle, &added>)
      .def_property_readonly("bound_subtract", &bound_call<calendar_handle, &subtracted>)
      .def_property_readonly("bound_elapsed", &bound_call<calendar_handle, &elapsed>)
      .def("add", &added)
      .def("subtract", &subtracted)
      .def("elapsed", &elapsed)
      .def("next_opening", &next_opening)
      .def("is_open", &is_open)
      .def("is_working_day", &is_working_day)
      .def("working_day_after", &moved<&calendar::working_date_after>)
      .def("working_day_before", &moved<&calendar::working_date_before>)
      .def("working_days_between", &days_between)
      .def("roll", &rolled)
      .def("day", &day_of_calendar);
}

}  // namespace thoihan::python
