// A plan lived through a pack's process, and its figures as columns, of which thoihan/simulations.py makes tables.
#include "thoihan/simulate/simulation.hpp"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "errors.hpp"
#include "handles.hpp"
#include "src/pack/pack_loader.hpp"
#include "src/pack/say.hpp"

namespace thoihan::python {
namespace {

constexpr std::int64_t most_threads = 1024;
constexpr std::int64_t most_seed = (std::int64_t{1} << 53U) - 1;
constexpr double million = 1'000'000;

// The names that would have been known where an unknown one stands: "/acts/recieved", "/staff/0/role".
std::vector<std::string> known_at(const rule_pack& pack, std::string_view pointer) {
  const std::string_view last = pointer.substr(pointer.rfind('/') + 1);
  const bool is_outer = std::count(pointer.begin(), pointer.end(), '/') == 2;
  if (pointer.starts_with("/acts/")) return is_outer ? ids_of(pack.states) : pack.events;
  if (pointer.starts_with("/facts/")) {
    if (is_outer) return ids_of(pack.facts);
    const std::string_view fact = pointer.substr(7, pointer.size() - last.size() - 8);
    for (const fact_declaration& one : pack.facts) {
      if (one.id != fact) continue;
      if (one.type == fact_type::boolean) return {"false", "true"};
      return one.is_of_bodies() ? ids_of(pack.authorities) : value_names(pack, one);
    }
  }
  if (last == "role") return ids_of(pack.roles);
  if (last == "authority") return ids_of(pack.authorities);
  if (last == "event") return pack.events;
  if (last == "state") return ids_of(pack.states);
  std::vector<std::string> out;
  if (last == "hours") {
    for (const named_calendar& one : pack.calendars) out.push_back(one.name);
    out.emplace_back("always");
  }
  return out;
}

// A plan that was a mapping has no lines that anybody has seen: the pointer is its place.
std::string place_text(const place& where, bool was_mapping) {
  if (was_mapping) return where.pointer;
  return where.file.empty() ? fmt::format("{}:{}", where.line, where.column) : where.text();
}

simulation_plan read_plan(const rule_pack& pack, const std::string& file, const std::string& text, bool was_mapping) {
  checked_simulation checked = check_simulation(pack, file, text);
  if (checked.plan) return *std::move(checked.plan);
  const finding& first = checked.findings.front();
  const place where = was_mapping ? place{{}, 0, 0, first.where.pointer} : first.where;
  if (checked.findings.size() == 1 && first.code == "unknown-name")
    throw error(status::reference, first.text, where, known_at(pack, first.where.pointer));
  std::vector<std::string> details;
  for (const finding& one : checked.findings)
    details.push_back(fmt::format("{}: {}", place_text(one.where, was_mapping), one.text.en));
  throw error(first.code == "horizon" ? status::horizon : status::schema, first.text, where, std::move(details));
}

double fraction(std::int64_t ppm) {
  return ppm < 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(ppm) / million;
}

py::tuple told(const on_time_share& share) {
  return py::make_tuple(share.on_time, share.late, fraction(share.share_ppm()), fraction(share.low_ppm()),
                        fraction(share.high_ppm()));
}

std::uint64_t mean(std::uint64_t sum, std::uint64_t count) { return count == 0 ? 0 : (sum + count / 2) / count; }

// Lists by their names, in the order of the first row.
class table {
 public:
  template <class Value>
  void add(const char* name, const Value& value) {
    py::object list = all_.attr("get")(name);
    if (list.is_none()) all_[name] = list = py::list();
    list.cast<py::list>().append(value);
  }
  void add(const on_time_share& share) {
    add("on_time", share.on_time);
    add("late", share.late);
    add("share", fraction(share.share_ppm()));
    add("low", fraction(share.low_ppm()));
    add("high", fraction(share.high_ppm()));
  }
  // The authority, or the role's own people; and either in words.
  void add(const rule_pack& pack, role_number role, const std::optional<authority_number>& authority) {
    const bilingual& words = authority ? pack.authorities[*authority].name : pack.roles[role].label;
    add("role", pack.roles[role].id);
    add("authority", authority ? py::object(py::str(pack.authorities[*authority].id)) : py::object(py::none()));
    add("body_vi", words.vi);
    add("body_en", words.en);
  }
  const py::dict& all() const noexcept { return all_; }

 private:
  py::dict all_;
};

py::dict worlds(const simulation_result& result) {
  table out;
  for (std::size_t number = 0; number < result.worlds.size(); ++number) {
    const world_figures& one = result.worlds[number];
    out.add("world", number);
    out.add("arrived", one.arrived);
    out.add("events", one.events);
    out.add(one.rounds);
  }
  return out.all();
}

py::dict states(const rule_pack& pack, const simulation_result& result) {
  table out;
  for (std::size_t state = 0; state < pack.states.size(); ++state) {
    out.add("state", pack.states[state].id);
    out.add("label_vi", pack.states[state].label.vi);
    out.add("label_en", pack.states[state].label.en);
    out.add("reports", result.states[state]);
  }
  return out.all();
}

py::dict acts(const rule_pack& pack, const simulation_result& result) {
  table out;
  for (std::size_t at = 0; at < pack.transitions.size(); ++at) {
    const transition_rule& rule = pack.transitions[at];
    if (result.transitions[at] == 0) continue;
    out.add("event", pack.events[rule.event]);
    out.add("to", rule.to ? py::object(py::str(pack.states[*rule.to].id)) : py::object(py::none()));
    out.add("cite", rule.source.text());
    out.add("acts", result.transitions[at]);
  }
  return out.all();
}

py::dict duties(const rule_pack& pack, const simulation_result& result) {
  table out;
  for (const duty_figures& one : result.duty_rows) {
    const duty_rule& rule = pack.duties[one.duty];
    out.add("duty", rule.id);
    out.add("label_vi", rule.label.vi);
    out.add("label_en", rule.label.en);
    out.add(pack, rule.owed_by, one.authority);
    out.add("limit", one.limit ? py::object(py::str(rule.within[*one.limit].text)) : py::object(py::none()));
    out.add("cite", one.limit ? rule.within[*one.limit].source.text() : rule.source.text());
    out.add(one.rounds);
    out.add("cancelled", one.cancelled);
    out.add("running", one.running);
    out.add("without_limit", one.without_limit);
    out.add("extended", one.extended);
    out.add("late_working_s", one.late_working_s);
    out.add("longest_late_working_s", one.longest_late_working_s);
  }
  return out.all();
}

py::dict queues(const rule_pack& pack, const simulation_result& result) {
  table out;
  for (const queue_figures& one : result.rows) {
    out.add(pack, one.role, one.authority);
    out.add("staff", one.staff);
    out.add("begun", one.begun);
    out.add("mean_wait_working_s", mean(one.waited_working_s, one.begun));
    out.add("longest_wait_working_s", one.longest_wait_working_s);
    out.add("busy_s", one.busy_s);
    out.add("available_s", one.available_s);
    out.add("utilisation", fraction(one.utilisation_ppm));
    out.add("longest_queue", one.longest);
  }
  return out.all();
}

// For each queue the seconds waited on each day, as 64-bit numbers.
py::list waited(const simulation_result& result) {
  py::list out;
  for (const queue_figures& one : result.rows) {
    const auto& days = one.waiting_s_by_day;
    out.append(py::bytes(reinterpret_cast<const char*>(days.data()), days.size() * sizeof(days[0])));
  }
  return out;
}

template <class Number>
py::object or_none(const std::optional<Number>& number) {
  return number ? py::object(py::int_(*number)) : py::object(py::none());
}

py::dict whole(const rule_pack& pack, const simulation_plan& plan, const simulation_result& result) {
  py::dict out;
  out["pack"] = pack.id;
  out["version"] = pack.version;
  out["hash"] = pack.hash;
  out["seed"] = plan.seed;
  out["first_day"] = date_object(plan.from);
  out["until"] = date_object(plan.until);
  out["arrived"] = result.arrived;
  out["ended"] = result.ended;
  out["stuck"] = result.stuck;
  out["acts"] = result.acts;
  out["refused"] = result.refused;
  out["events"] = result.events;
  out["duties"] = told(result.duties);
  out["reports"] = told(result.reports);
  out["bottleneck"] = or_none(result.bottleneck);
  out["longest_wait"] = or_none(result.longest_wait);
  out["most_in_flight"] = result.most_in_flight;
  out["bytes_a_report"] = mean(result.most_bytes, result.most_in_flight);
  return out;
}

std::int64_t read_count(std::string_view name, std::int64_t number, std::int64_t low, std::int64_t high) {
  if (number >= low && number <= high) return number;
  throw wrong_argument(name, say("{}: cần {} đến {}", "{}: expected {} to {}", number, low, high), status::range);
}

// Runs without the interpreter, and takes it ten times a second to hear Ctrl-C and to tell `progress` how far it is. What Python
// raises meanwhile ends the run, and is what the caller sees.
py::dict simulated(const pack_handle& pack, const std::string& file, const std::string& text, bool was_mapping,
                   std::optional<std::int64_t> seed, std::int64_t threads, const py::object& progress) {
  const rule_pack& rules = *pack.rules;
  simulation_options options;
  options.threads = static_cast<unsigned>(read_count("threads", threads, 1, most_threads));
  if (seed) read_count("seed", *seed, 0, most_seed);
  simulation_plan plan;
  simulation_result result;
  std::optional<py::error_already_set> raised;
  options.goes_on = [&](std::uint64_t done, std::uint64_t total) {
    const py::gil_scoped_acquire interpreter;
    if (raised) return false;
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (!progress.is_none()) progress(done, total);
    } catch (py::error_already_set& problem) {
      raised.emplace(std::move(problem));
    }
    return !raised;
  };
  try {
    const py::gil_scoped_release others_run;
    plan = read_plan(rules, file, text, was_mapping);
    if (seed) plan.seed = static_cast<std::uint64_t>(*seed);
    result = simulate(rules, plan, options);
  } catch (const error&) {
    if (!raised) throw;
  }
  if (raised) throw py::error_already_set(std::move(*raised));
  py::dict out;
  out["whole"] = whole(rules, plan, result);
  out["worlds"] = worlds(result);
  out["states"] = states(rules, result);
  out["acts"] = acts(rules, result);
  out["duties"] = duties(rules, result);
  out["queues"] = queues(rules, result);
  out["waited"] = waited(result);
  return out;
}

}  // namespace

void register_simulation(py::module_& module) {
  module.def("simulate", &simulated);
  module.def("on_time_share", [](std::uint64_t on_time, std::uint64_t late) { return told({on_time, late}); });
}

}  // namespace thoihan::python
