#include <pybind11/stl.h>

#include "errors.hpp"
#include "handles.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/pack/clause_list.hpp"
#include "thoihan/pack/diff.hpp"
#include "thoihan/pack/json.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/pack/route.hpp"
#include "thoihan/pack/worst.hpp"

namespace thoihan::python {
namespace {

fact_input fact_of(py::handle value, const std::string& name) {
  if (py::isinstance<py::bool_>(value)) return value.cast<bool>();
  if (py::isinstance<py::int_>(value)) return value.cast<std::int64_t>();
  if (py::isinstance<py::str>(value)) return value.cast<std::string>();
  if (is_date_or_moment(value)) return iso_text(value, name);
  if (py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value))
    return value.cast<std::vector<std::string>>();
  throw wrong_type(name, "bool, số nguyên, văn bản, ngày giờ hoặc danh sách văn bản",
                   "a bool, a whole number, text, a date, a datetime or a list of text", value);
}

fact_value resolved(const rule_pack& pack, std::size_t at, const fact_input& value) {
  try {
    return resolve_fact(pack, at, value);
  } catch (const error& problem) {
    const std::vector<named_label>& values = pack.facts[at].values;
    if (problem.code() != status::reference || values.empty()) throw;
    throw error(problem.code(), problem.text(), problem.where(), ids_of(values));
  }
}

pack_handle opened(const std::string& path, const std::string& rules) {
  return {std::make_shared<const rule_pack>(load_pack(path, rules))};
}

pack_handle of_texts(const std::string& canonical, const std::string& calendars) {
  return {std::make_shared<const rule_pack>(load_pack_text(canonical, calendars))};
}

// The arguments of thoihan.Finding.
py::list checked(const std::string& path, const std::string& rules) {
  std::vector<finding> found;
  {
    const py::gil_scoped_release others_run;  // nothing of Python's is touched in here
    found = check_pack(path, rules).findings;
  }
  py::list out;
  for (const finding& f : found) {
    out.append(py::make_tuple(std::string{severity_name(f.level)}, f.code, f.text.vi, f.text.en, f.where.file,
                              f.where.line, f.where.column, f.where.pointer));
  }
  return out;
}

const duty_rule& duty_of(const pack_handle& pack, const std::string& id) {
  return pack.rules->duties[index_among({"nghĩa vụ", "duty"}, id, pack.rules->duties)];
}

struct facts_of_pack {
  shared_pack rules;
  std::vector<fact_value> said;
};

// None: the duty has no limit.
py::object due(const pack_handle& pack, const std::string& id, py::handle start, const py::object& said) {
  const duty_rule& duty = duty_of(pack, id);
  const moment from = read_moment(start, "start");
  const auto both = std::make_shared<facts_of_pack>(facts_of_pack{pack.rules, read_facts(*pack.rules, said)});
  const due_answer answer = due_of(*pack.rules, duty, from.at, both->said);
  if (!answer.limit) return py::none();
  due_handle out;
  out.answer = answer.answer;
  out.start = from.at;
  out.kind = from.kind;
  out.rule = &duty.within[*answer.limit];
  out.office = pack.rules->calendars[duty.calendar].office.get();
  out.facts = &both->said;
  out.owner = both;
  return py::cast(std::move(out));
}

// The arguments of thoihan.Route.
py::tuple route(const pack_handle& pack, const py::object& said) {
  const rule_pack& rules = *pack.rules;
  const route_answer answer = find_route(rules, read_facts(rules, said));
  std::vector<std::string> support;
  if (answer.row) {
    const decision_row& row = rules.routes.row(*answer.row);
    for (const authority_number body : row.support) support.push_back(rules.authorities[body].id);
    return py::make_tuple(rules.authorities[row.lead].id, py::tuple(py::cast(support)), rules.routing[*answer.row].id,
                          rules.routing[*answer.row].source.text(), py::tuple(), py::tuple());
  }
  std::vector<std::string> missing;
  for (const std::uint16_t fact : answer.missing) missing.push_back(rules.facts[fact].id);
  std::vector<std::string> possible;
  for (const std::size_t at : answer.possible) possible.push_back(rules.routing[at].id);
  return py::make_tuple(py::none(), py::tuple(), py::none(), py::none(), py::tuple(py::cast(missing)),
                        py::tuple(py::cast(possible)));
}

// The arguments of thoihan.Clause.
py::list clauses(const pack_handle& pack) {
  py::list out;
  for (const clause_entry& entry : list_clauses(*pack.rules)) {
    out.append(py::make_tuple(entry.id, std::string{clause_kind_name(entry.is)}, entry.says.vi, entry.says.en,
                              entry.why.vi, entry.why.en, py::tuple(py::cast(entry.rules)), entry.declares_only));
  }
  return out;
}

std::optional<int> read_year(const std::optional<int>& year) {
  constexpr int first = 1990;
  constexpr int last = 2099;
  if (!year || (*year >= first && *year <= last)) return year;
  throw wrong_argument("year", {"nằm ngoài 1990 đến 2099", "lies outside 1990 to 2099"}, status::range);
}

std::vector<std::string> diff(const pack_handle& before, const pack_handle& after, const std::optional<int>& year,
                              const std::string& lang) {
  const language words = read_language(lang);
  const diff_options options{read_year(year)};
  const py::gil_scoped_release others_run;
  return json_lines_of(diff_packs(*before.rules, *after.rules, options), *before.rules, *after.rules, words);
}

std::string_view wait_name(wait_kind kind) {
  switch (kind) {
    case wait_kind::no_limit: return "no_limit";
    case wait_kind::declared: return "declared";
    case wait_kind::exempted: return "exempted";
    case wait_kind::no_duty: return "no_duty";
    case wait_kind::pause: return "pause";
  }
  return "unknown";
}

// The arguments of thoihan.OpenWait.
py::tuple told(const rule_pack& pack, const open_wait& wait) {
  const bool of_duty = wait.kind != wait_kind::no_duty && wait.kind != wait_kind::pause;
  return py::make_tuple(std::string{wait_name(wait.kind)},
                        of_duty ? py::object(py::str(pack.duties[wait.number].id)) : py::none(),
                        wait.kind == wait_kind::no_duty ? py::object(py::str(pack.states[wait.number].id)) : py::none(),
                        source_of(pack, wait).text());
}

// The arguments of thoihan.WorstTime.
py::list worst(const pack_handle& handle, const std::optional<int>& year) {
  const rule_pack& pack = *handle.rules;
  worst_answer answer;
  {
    const int asked = read_year(year).value_or(decided_year(pack));
    const py::gil_scoped_release others_run;
    answer = worst_times(pack, whole_year(pack, asked));
  }
  py::list out;
  for (const worst_time& time : answer.times) {
    py::list waits;
    for (const open_wait& wait : time.waits) waits.append(told(pack, wait));
    py::list path;
    for (const worst_act& act : time.path)
      path.append(py::make_tuple(moment_object(act.at, moment_kind::aware),
                                 pack.events[pack.transitions[act.transition].event]));
    out.append(py::make_tuple(time.goal == worst_goal::answer ? "answer" : "end", time.comebacks, time.bounded,
                              time.by == worst_measure::calendar ? "calendar" : "working", time.elapsed_s,
                              time.working_s, py::tuple(waits), py::tuple(path), time.provisional));
  }
  return out;
}

// The arguments of thoihan.Duty.
py::list duties(const pack_handle& pack) {
  py::list out;
  for (const duty_rule& duty : pack.rules->duties) {
    py::list limits;
    for (const limit_rule& row : duty.within) limits.append(row.text);
    out.append(py::make_tuple(duty.id, duty.label.vi, duty.label.en, pack.rules->roles[duty.owed_by].id,
                              pack.rules->calendars[duty.calendar].name, py::tuple(limits), duty.source.text(),
                              duty.runs_through_pauses));
  }
  return out;
}

py::dict facts(const pack_handle& pack) {
  py::dict out;
  for (const fact_declaration& fact : pack.rules->facts) {
    const auto values = ids_of(fact.values);
    out[py::str(fact.id)] = py::make_tuple(fact.label.vi, fact.label.en, py::tuple(py::cast(values)), fact.is_public);
  }
  return out;
}

}  // namespace

std::vector<fact_value> read_facts(const rule_pack& pack, const py::object& said) {
  std::vector<fact_value> out = standard_facts(pack);
  if (said.is_none()) return out;
  if (!py::isinstance<py::dict>(said)) throw wrong_type("facts", "dict", "a dict", said);
  for (const auto& [key, value] : py::reinterpret_borrow<py::dict>(said)) {
    if (!py::isinstance<py::str>(key)) throw wrong_type("facts", "tên dữ kiện", "the name of a fact", key);
    const auto name = key.cast<std::string>();
    const std::size_t at = index_among({"dữ kiện", "fact"}, name, pack.facts);
    if (!value.is_none()) out[at] = resolved(pack, at, fact_of(value, name));
  }
  return out;
}

void register_pack(py::module_& module) {
  py::class_<pack_handle>(module, "Pack")
      .def_static("open", &opened, py::call_guard<py::gil_scoped_release>())
      .def_static("of_texts", &of_texts, py::call_guard<py::gil_scoped_release>())
      .def_static("check", &checked)
      .def_property_readonly(
          "texts",
          [](const pack_handle& p) { return py::make_tuple(p.rules->canonical, p.rules->calendars_canonical); })
      .def_property_readonly("id", [](const pack_handle& p) { return p.rules->id; })
      .def_property_readonly("version", [](const pack_handle& p) { return p.rules->version; })
      .def_property_readonly("hash", [](const pack_handle& p) { return p.rules->hash; })
      .def_property_readonly("calendars_hash", [](const pack_handle& p) { return p.rules->calendars_hash; })
      .def_property_readonly("title",
                             [](const pack_handle& p) { return py::make_tuple(p.rules->title.vi, p.rules->title.en); })
      .def_property_readonly("number", [](const pack_handle& p) { return p.rules->instrument.number; })
      .def_property_readonly("in_force", [](const pack_handle& p) { return date_object(p.rules->instrument.in_force); })
      .def_property_readonly("until",
                             [](const pack_handle& p) -> py::object {
                               const auto& until = p.rules->instrument.until;
                               return until ? date_object(*until) : py::object(py::none());
                             })
      .def_property_readonly("events", [](const pack_handle& p) { return p.rules->events; })
      .def_property_readonly("states", [](const pack_handle& p) { return ids_of(p.rules->states); })
      .def_property_readonly("authorities", [](const pack_handle& p) { return ids_of(p.rules->authorities); })
      .def_property_readonly("calendars",
                             [](const pack_handle& p) {
                               std::vector<std::string> out;
                               for (const named_calendar& one : p.rules->calendars) out.push_back(one.name);
                               return out;
                             })
      .def("duties", &duties)
      .def("facts", &facts)
      .def("calendar", [](const pack_handle& p, const std::string& name) { return calendar_of(p.rules, name); })
      .def("due", &due)
      .def("route", &route)
      .def("clauses", &clauses)
      .def("diff", &diff)
      .def("worst", &worst);
}

}  // namespace thoihan::python
