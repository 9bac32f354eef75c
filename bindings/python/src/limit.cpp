#include <pybind11/stl.h>

#include <array>

#include "bound_call.hpp"
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

struct facts_of_limit {
  std::shared_ptr<const limit_handle> limit;
  std::vector<fact_value> said;
};

py::object due_of_limit(const limit_handle& limit, PyObject* start, PyObject* said) {
  const moment from = read_moment(start, "start");
  due_handle out;
  out.start = from.at;
  out.kind = from.kind;
  out.rule = &limit.rule;
  out.office = limit.hours.office.get();
  if (said == Py_None) {
    out.facts = &limit.facts;
    out.owner = limit.shared_from_this();
  } else {
    const auto both = std::make_shared<facts_of_limit>(
        facts_of_limit{limit.shared_from_this(), read_facts(limit, py::reinterpret_borrow<py::object>(said))});
    out.facts = &both->said;
    out.owner = both;
  }
  check_outcome(evaluate_limit(out.office->compiled, limit.rule.row.what, from.at, *out.facts, out.answer),
                *out.office);
  return py::cast(std::move(out));
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

py::object due_time(const due_handle& due) { return moment_object(due.answer.due, due.kind); }
py::object late_from(const due_handle& due) { return moment_object(due.answer.late_from, due.kind); }
py::object due_date(const due_handle& due) { return date_object(due.answer.due_date); }
py::object start(const due_handle& due) { return moment_object(due.start, due.kind); }

// A property as CPython makes its own: what is read of every due takes no search for an overload.
template <auto Read>
PyObject* read_due(PyObject* self, void*) noexcept {
  try {
    const auto held = reinterpret_cast<py::detail::instance*>(self)->get_value_and_holder();
    return Read(*held.value_ptr<due_handle>()).release().ptr();
  } catch (...) {
    detail::set_python_error();
    return nullptr;
  }
}

// CPython keeps a pointer to each.
std::array<PyGetSetDef, 4> due_properties{{
    {"due", &read_due<&due_time>, nullptr, "The end: a datetime, or a number where the start was one.", nullptr},
    {"late_from", &read_due<&late_from>, nullptr, "The first late second.", nullptr},
    {"due_date", &read_due<&due_date>, nullptr, "The date on which it ends.", nullptr},
    {"start", &read_due<&start>, nullptr, "Where it was counted from.", nullptr},
}};

void add_due_properties(const py::object& type) {
  for (PyGetSetDef& one : due_properties) {
    PyObject* const descriptor = PyDescr_NewGetSet(reinterpret_cast<PyTypeObject*>(type.ptr()), &one);
    if (descriptor == nullptr) throw py::error_already_set();
    type.attr(one.name) = py::reinterpret_steal<py::object>(descriptor);
  }
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
      .def_property_readonly("bound_due", &bound_call<limit_handle, &due_of_limit>);

  py::class_<due_handle> due_type(
      module, "Due",
      "When a limit ends: made by Limit.due and Pack.due.\n\n"
      "On time means t < late_from, whatever the kind of limit. The end of day D is D+1 00:00 in due and\n"
      "late_from, and D in due_date; an instant is kept in its own second and late one second after.\n"
      "provisional: it rests on dates that nobody has decided yet.");
  add_due_properties(due_type);
  due_type
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
