#include <pybind11/stl.h>

#include "errors.hpp"
#include "handles.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/pack/load.hpp"

namespace thoihan::python {
namespace {

// A limit that names no fact needs no pack: against one that declares nothing, every fact is unknown.
shared_limit limit_of_calendar(const calendar_handle& hours, const std::string& text) {
  auto made = std::make_shared<limit_handle>();
  made->rule = read_limit(rule_pack{}, text);
  made->hours = hours;
  return made;
}

shared_limit limit_of_pack(const pack_handle& pack, const std::string& text, const calendar_handle& hours) {
  auto made = std::make_shared<limit_handle>();
  made->rules = pack.rules;
  made->rule = read_limit(*pack.rules, text);
  made->hours = hours;
  made->facts = standard_facts(*pack.rules);
  return made;
}

due_handle due_of_limit(const shared_limit& limit, py::handle start, const py::object& said) {
  const moment from = read_moment(start, "start");
  due_handle out;
  out.start = from.at;
  out.kind = from.kind;
  out.rule = {limit, &limit->rule};
  out.office = limit->hours.office;
  out.facts = {limit, &limit->facts};
  if (!said.is_none()) out.facts = std::make_shared<const std::vector<fact_value>>(read_facts(*limit, said));
  check_outcome(evaluate_limit(out.office->compiled, out.rule->row.what, from.at, *out.facts, out.answer), *out.office);
  return out;
}

explanation explained(const due_handle& due) {
  return explain_limit(*due.office, due.rule->row.what, due.start, *due.facts);
}

std::string told(const due_handle& due, const std::string& lang) {
  return explanation_table(explained(due), read_language(lang));
}

std::string json_text_of(const due_handle& due, const std::string& lang, bool steps) {
  const explanation why = steps ? explained(due) : explanation{};
  return json_of_limit(due.start, due.rule->text, due.answer, due.rule->source.text(), steps ? &why : nullptr,
                       read_language(lang));
}

std::string words_of_due(const due_handle& due) {
  const bilingual at = due_words(due.answer);
  return fmt::format("Due({}{}: {})", at.en, due.answer.provisional ? ", provisional" : "", due.rule->text);
}

template <bool limit_answer::*Flag>
bool flag(const due_handle& due) {
  return due.answer.*Flag;
}

}  // namespace

std::vector<fact_value> read_facts(const limit_handle& limit, const py::object& said) {
  if (said.is_none()) return limit.facts;
  if (limit.rules) return read_facts(*limit.rules, said);
  throw wrong_argument("facts", {"thời hạn của một lịch không có dữ kiện; hãy dùng Pack.limit",
                                 "a limit of a calendar knows no facts; make it with Pack.limit"});
}

language read_language(std::string_view lang) {
  if (lang == "vi") return language::vi;
  if (lang == "en") return language::en;
  throw wrong_argument(
      "lang", say("cần \"vi\" hoặc \"en\", nhận được \"{}\"", "expected \"vi\" or \"en\", found \"{}\"", lang));
}

void register_limit(py::module_& module) {
  py::class_<limit_handle, shared_limit>(module, "Limit")
      .def_static("of_calendar", &limit_of_calendar)
      .def_static("of_pack", &limit_of_pack)
      .def_property_readonly("text", [](const limit_handle& limit) { return limit.rule.text; })
      .def("words",
           [](const limit_handle& limit, const std::string& lang) {
             return limit_words(limit.rule.text).in(read_language(lang));
           })
      .def("due", &due_of_limit);

  py::class_<due_handle>(
      module, "Due",
      "When a limit ends: made by Limit.due and Pack.due.\n\n"
      "On time means t < late_from, whatever the kind of limit. The end of day D is D+1 00:00 in due and\n"
      "late_from, and D in due_date; an instant is kept in its own second and late one second after.\n"
      "provisional: it rests on dates that nobody has decided yet.")
      .def_property_readonly(
          "due", [](const due_handle& d) { return moment_object(d.answer.due, d.kind); },
          "The end: a datetime, or a number where the start was one.")
      .def_property_readonly(
          "late_from", [](const due_handle& d) { return moment_object(d.answer.late_from, d.kind); },
          "The first late second.")
      .def_property_readonly(
          "due_date", [](const due_handle& d) { return date_object(d.answer.due_date); }, "The date on which it ends.")
      .def_property_readonly(
          "start", [](const due_handle& d) { return moment_object(d.start, d.kind); }, "Where it was counted from.")
      .def_property_readonly(
          "end", [](const due_handle& d) { return d.answer.end == end_kind::day ? "day" : "instant"; },
          "\"day\" or \"instant\".")
      .def_property_readonly("provisional", &flag<&limit_answer::provisional>,
                             "It rests on a date that is not decided, and may move with the calendar's next revision.")
      .def_property_readonly("rolled", &flag<&limit_answer::rolled>,
                             "The last day was a rest day and gave way (Civil Code 2015, art. 148(5)).")
      .def_property_readonly("clamped", &flag<&limit_answer::clamped>,
                             "The month has no such day (Civil Code 2015, art. 148(3)).")
      .def_property_readonly("cut_off", &flag<&limit_answer::cut_off>, "Receipt counts as on a later working day.")
      .def_property_readonly("before_start", &flag<&limit_answer::before_start>,
                             "Counted back, and over at the start already.")
      .def_property_readonly(
          "limit", [](const due_handle& d) { return d.rule->text; }, "The limit as it is written.")
      .def_property_readonly(
          "cite", [](const due_handle& d) { return d.rule->source.text(); },
          "The clauses and assumptions behind it; empty for a limit of one's own.")
      .def(
          "is_late", [](const due_handle& d, py::handle at) { return read_instant(at, "at") >= d.answer.late_from; },
          py::arg("at"), "Is an act at this time late?")
      .def("explain", &told, py::arg("lang") = "en",
           "The derivation, one line a date: kind, words, source. lang: vi or en.")
      .def("json", &json_text_of, py::arg("lang") = "en", py::arg("steps") = false,
           "One line of JSON with the keys of `thoihan add --json`; with steps the derivation too.")
      .def(
          "__eq__",
          [](const due_handle& a, const due_handle& b) {
            return a.answer == b.answer && a.start == b.start && a.rule->text == b.rule->text;
          },
          py::is_operator())
      .def("__hash__", [](const due_handle& d) { return py::hash(py::int_(d.answer.late_from)); })
      .def("__reduce__",
           [](const due_handle&) -> py::object {
             throw py::type_error(
                 "a due stays where it was made; its limit and its start can travel, and so can json()");
           })
      .def("__repr__", &words_of_due);
}

}  // namespace thoihan::python
