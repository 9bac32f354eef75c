#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <atomic>
#include <optional>

#include "errors.hpp"
#include "handles.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/engine/outgoing_notice.hpp"
#include "thoihan/engine/public_view.hpp"
#include "thoihan/engine/rekey.hpp"
#include "thoihan/engine/replay.hpp"
#include "thoihan/engine/report.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/simulate/observed_work.hpp"

namespace thoihan::python {
namespace {

store_mode read_mode(const std::string& mode) {
  if (mode == "create") return store_mode::create;
  if (mode == "existing") return store_mode::existing;
  if (mode == "read_only") return store_mode::read_only;
  throw wrong_argument("mode", say("cần create, existing hoặc read_only, nhận được \"{}\"",
                                   "expected create, existing or read_only, found \"{}\"", mode));
}

struct opened_store {
  opened_store(const std::string& path, store_mode mode, std::int32_t busy_timeout_ms)
      : events(store::open(path, mode, busy_timeout_ms)), cases(events) {}
  store events;
  engine cases;
};

// A store and its engine: one call at a time, none after close. What a call asks is read before the interpreter is let go, what it
// answers is told after.
class store_handle {
 public:
  store_handle(const std::string& path, const std::string& mode, std::int32_t busy_timeout_ms) : path_(path) {
    const store_mode how = read_mode(mode);
    const py::gil_scoped_release others_run;
    open_.emplace(path, how, busy_timeout_ms);
  }

  const std::string& path() const noexcept { return path_; }
  bool is_closed() const noexcept { return !open_; }

  void close() {
    const one_call call{in_call_};
    const py::gil_scoped_release others_run;
    open_.reset();
  }

  // `work` runs without the interpreter; another call meanwhile is refused, it does not wait.
  template <class Work>
  auto run(const Work& work) {
    const one_call call{in_call_};
    if (!open_) throw error(status::misuse, {"kho đã đóng", "the store is closed"});
    const py::gil_scoped_release others_run;
    return work(*open_);
  }

 private:
  class one_call {
   public:
    explicit one_call(std::atomic_flag& in_call) : in_call_(in_call) {
      if (in_call_.test_and_set(std::memory_order_acquire))
        throw error(status::reentrant, {"kho này đang có một lời gọi khác", "this store is in another call"});
    }
    one_call(const one_call&) = delete;
    one_call& operator=(const one_call&) = delete;
    ~one_call() { in_call_.clear(std::memory_order_release); }

   private:
    std::atomic_flag& in_call_;
  };

  std::string path_;
  std::optional<opened_store> open_;
  std::atomic_flag in_call_;
};

std::vector<std::string> lines_of(const std::vector<breach_row>& breaches) {
  std::vector<std::string> out;
  for (const breach_row& breach : breaches) out.push_back(json_of(breach));
  return out;
}

// JSON, or the error itself.
std::vector<std::variant<std::string, error>> told(const std::vector<std::variant<case_answer, error>>& answers) {
  std::vector<std::variant<std::string, error>> out;
  for (const auto& answer : answers) {
    if (const auto* problem = std::get_if<error>(&answer))
      out.emplace_back(*problem);
    else
      out.emplace_back(json_of(std::get<case_answer>(answer)));
  }
  return out;
}

// JSON as text, errors as what Python would see.
py::list list_of(const std::vector<std::variant<std::string, error>>& answers) {
  py::list out;
  for (const auto& answer : answers) {
    if (const auto* problem = std::get_if<error>(&answer))
      out.append(exception_of(*problem));
    else
      out.append(std::get<std::string>(answer));
  }
  return out;
}

py::list apply_all(store_handle& handle, const std::vector<std::string>& written) {
  const auto answers = handle.run([&](opened_store& s) {
    std::vector<std::variant<std::string, error>> out;
    std::vector<command> commands;
    std::vector<std::size_t> at;
    for (const std::string& text : written) {
      try {
        commands.push_back(read_command(text));
        at.push_back(out.size());
        out.emplace_back(std::string{});
      } catch (const error& problem) {
        out.emplace_back(problem);
      }
    }
    auto done = told(s.cases.apply_all(commands));
    for (std::size_t i = 0; i < done.size(); ++i) out[at[i]] = std::move(done[i]);
    return out;
  });
  return list_of(answers);
}

// What is owed, a page at a time; one that cannot be put into words does not keep the others back.
py::list outbox(store_handle& handle, std::int64_t most) {
  constexpr std::int64_t page_size = 256;
  return list_of(handle.run([&](opened_store& s) {
    std::vector<std::variant<std::string, error>> out;
    std::int64_t after = 0;
    while (static_cast<std::int64_t>(out.size()) < most) {
      const std::vector<notice_row> page =
          s.events.owed_notices(after, std::min(page_size, most - static_cast<std::int64_t>(out.size())));
      if (page.empty()) break;
      for (const notice_row& row : page) {
        after = row.id;
        try {
          out.emplace_back(json_of(outgoing_notice_of(s.cases, row)));
        } catch (const error& problem) {
          if (problem.code() <= status::io && problem.code() != status::key) throw;
          out.emplace_back(problem);
        }
      }
    }
    return out;
  }));
}

std::vector<bool> acknowledge(store_handle& handle, const std::vector<std::int64_t>& ids, py::handle asked) {
  const instant now = read_instant(asked, "now");
  return handle.run([&](opened_store& s) {
    std::vector<bool> out;
    s.events.write([&](store_writer& writer) {
      out.clear();
      for (const std::int64_t id : ids) out.push_back(writer.acknowledge_notice(id, now));
    });
    return out;
  });
}

// Of a long walk over cases, without the interpreter: Ctrl-C ends it.
class interruption {
 public:
  bool goes_on() {
    constexpr int cases_a_look = 256;
    if (++seen_ % cases_a_look != 0) return true;
    const py::gil_scoped_acquire interpreter;
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    } catch (py::error_already_set& problem) {
      raised_.emplace(std::move(problem));
    }
    return !raised_;
  }
  // With the interpreter.
  void raise() {
    if (raised_) throw py::error_already_set(std::move(*raised_));
  }

 private:
  int seen_ = 0;
  std::optional<py::error_already_set> raised_;
};

py::object moved(store_handle& handle, const pack_handle* pack, const std::string& calendars, const std::string& lang) {
  const language words = read_language(lang);
  interruption stop;
  const auto lines = handle.run([&](opened_store& s) {
    std::optional<revision> newer;
    if (pack == nullptr) newer.emplace(calendars_at(calendars));
    const auto instead = [&](const rule_pack& own) { return pack == nullptr ? newer->under(own) : pack->rules; };
    return json_lines(replay_open_cases(s.cases, s.events, instead, [&stop](auto, auto) { return stop.goes_on(); }),
                      words);
  });
  stop.raise();
  return py::cast(lines);
}

// All that moves is written, or with Ctrl-C nothing.
std::int64_t recompute(store_handle& handle, const std::string& calendars, py::handle asked) {
  const instant now = read_instant(asked, "now");
  interruption stop;
  bool whole = true;
  const std::int64_t written = handle.run([&](opened_store& s) -> std::int64_t {
    revision newer{calendars_at(calendars)};
    const replayed found = replay_open_cases(
        s.cases, s.events, [&](const rule_pack& own) { return newer.under(own); },
        [&](auto, auto) { return whole = stop.goes_on(); });
    return whole ? recompute_moved(s.cases, newer, found, now) : 0;
  });
  stop.raise();
  return written;
}

struct told_duty {
  dated_duty row;
  std::optional<std::int64_t> late_working_s;
};

// Keys of `thoihan late --json` and `thoihan next --json`, and what stands in the row beside them.
py::dict duty_dict(const told_duty& told, std::optional<instant> now) {
  const duty_row& duty = told.row.duty;
  py::dict out;
  out["case"] = told.row.case_id;
  out["state"] = told.row.state;
  out["duty"] = duty.duty;
  out["round"] = duty.round;
  out["owed_by"] = duty.owed_authority.empty() ? duty.owed_role : duty.owed_authority;
  out["started_at"] = moment_object(duty.started_at, moment_kind::aware);
  out["due"] = duty.due ? moment_object(*duty.due, moment_kind::aware) : py::object(py::none());
  out["late_from"] = duty.late_from ? moment_object(*duty.late_from, moment_kind::aware) : py::object(py::none());
  out["due_date"] = duty.due ? date_object(duty.due_date) : py::object(py::none());
  out["provisional"] = duty.provisional;
  out["cite"] = duty.cite;
  if (now && duty.due) out["late_s"] = *now - *duty.due;
  if (told.late_working_s) out["late_working_s"] = *told.late_working_s;
  return out;
}

py::list late(store_handle& handle, py::handle asked) {
  const instant now = read_instant(asked, "now");
  const auto found = handle.run([&](opened_store& s) {
    std::vector<told_duty> out;
    for (dated_duty& one : s.events.late(now)) {
      const std::int64_t working_s = s.cases.working_seconds_late(one, now);
      out.push_back({std::move(one), working_s});
    }
    return out;
  });
  py::list out;
  for (const told_duty& one : found) out.append(duty_dict(one, now));
  return out;
}

py::list next(store_handle& handle, py::handle asked, std::int64_t most) {
  const instant now = read_instant(asked, "now");
  const auto found = handle.run([&](opened_store& s) { return s.events.next(now, most); });
  py::list out;
  for (const dated_duty& one : found) out.append(duty_dict({one, std::nullopt}, std::nullopt));
  return out;
}

py::list open_by_state(store_handle& handle) {
  const auto found = handle.run([](opened_store& s) { return s.events.open_by_state(); });
  py::list out;
  for (const state_count& one : found) out.append(py::make_tuple(one.pack_hash, one.state, one.cases));
  return out;
}

py::object report_of(store_handle& handle, const std::string& period, py::handle asked, const std::string& id,
                     const std::string& authority, const std::string& pack, bool lists, const std::string& format,
                     const std::string& lang) {
  report_question question;
  question.period = read_period(period);
  question.now = read_instant(asked, "now");
  question.report = id;
  question.authority = authority;
  question.pack = pack;
  question.lists = lists;
  const language words = read_language(lang);
  if (format != "json" && format != "csv" && format != "html")
    throw wrong_argument(
        "format", say("cần json, csv hoặc html, nhận được \"{}\"", "expected json, csv or html, found \"{}\"", format));
  const auto lines = handle.run([&](opened_store& s) {
    const report made = make_report(s.events, s.cases, question);
    if (format == "json") return json_lines(made, words);
    return std::vector<std::string>{format == "csv" ? csv_of(made, words) : html_of(made, words)};
  });
  if (format == "json") return py::cast(lines);
  return py::cast(lines.front());
}

// The arguments of thoihan.Verification.
py::tuple verify(store_handle& handle, const std::string& known_digest) {
  std::optional<sha256_digest> known;
  if (!known_digest.empty()) {
    sha256_digest bytes{};
    std::size_t at = 0;
    for (; at < bytes.size() && known_digest.size() == 2 * bytes.size(); ++at) {
      const std::string two = known_digest.substr(2 * at, 2);
      if (two.find_first_not_of("0123456789abcdef") != std::string::npos) break;
      bytes[at] = static_cast<std::uint8_t>(std::stoi(two, nullptr, 16));
    }
    if (at != bytes.size())
      throw wrong_argument("known_digest", {"cần 64 chữ số thập lục phân", "expected 64 hexadecimal digits"});
    known = bytes;
  }
  const verification found = handle.run([&](opened_store& s) { return s.events.verify(known); });
  return py::make_tuple(found.events, found.checkpoints, known ? py::cast(found.knows_digest) : py::object(py::none()),
                        py::tuple(py::cast(found.problems)));
}

// The arguments of thoihan.Checkpoint.
py::tuple seal(store_handle& handle, py::handle asked) {
  const instant at = read_instant(asked, "at");
  const checkpoint made = handle.run([&](opened_store& s) { return s.events.seal_log(at); });
  const auto hex = sha256_hex(made.digest);
  return py::make_tuple(made.number, made.first, made.last, moment_object(made.at, moment_kind::aware),
                        std::string{hex.data(), hex.size()});
}

std::string case_json(store_handle& handle, const std::string& id, const std::string& lang, bool texts) {
  const language words = read_language(lang);
  return handle.run([&](opened_store& s) {
    if (s.cases.is_secret(id)) return json_of_secret(s.events, id);
    const case_view view = s.cases.view(id);
    if (!texts) return json_of_case(s.events, view, words);
    const std::vector<case_text> opened = s.cases.opened_texts(id);
    return json_of_case(s.events, view, words, &opened);
  });
}

}  // namespace

void register_store(py::module_& module) {
  py::class_<store_handle>(module, "Store")
      .def(py::init<const std::string&, const std::string&, std::int32_t>())
      .def_property_readonly("path", &store_handle::path)
      .def_property_readonly("closed", &store_handle::is_closed)
      .def("close", &store_handle::close)
      .def("use",
           [](store_handle& h, const pack_handle& pack) { h.run([&](opened_store& s) { s.cases.use(*pack.rules); }); })
      .def("use_key",
           [](store_handle& h, const std::string& path) {
             h.run([&](opened_store& s) { s.cases.use_key(read_host_key(path)); });
           })
      .def("apply",
           [](store_handle& h, const std::string& act) {
             return h.run([&](opened_store& s) { return json_of(s.cases.apply(read_command(act))); });
           })
      .def("apply_together",
           [](store_handle& h, const std::vector<std::string>& written) {
             return h.run([&](opened_store& s) {
               std::vector<command> commands;
               for (const std::string& text : written) commands.push_back(read_command(text));
               std::vector<std::string> out;
               for (const case_answer& answer : s.cases.apply_together(commands)) out.push_back(json_of(answer));
               return out;
             });
           })
      .def("apply_all", &apply_all)
      .def("tick",
           [](store_handle& h, py::handle now) {
             const instant at = read_instant(now, "now");
             return h.run([&](opened_store& s) { return lines_of(s.cases.tick(at)); });
           })
      .def("late", &late)
      .def("next", &next)
      .def("open_by_state", &open_by_state)
      .def("observed_work",
           [](store_handle& handle, const pack_handle& pack) {
             const rule_pack& rules = *pack.rules;
             return handle.run([&](opened_store& s) {
               std::vector<std::string> rows;
               for (const observed_work& one : observe_work(rules, s.events)) rows.push_back(json_line_of(rules, one));
               return rows;
             });
           })
      .def("case_ids", [](store_handle& h) { return h.run([](opened_store& s) { return s.events.case_ids(); }); })
      .def("case", &case_json)
      .def("public_view",
           [](store_handle& h, const std::string& id, const std::string& lang) {
             const language words = read_language(lang);
             return h.run([&](opened_store& s) { return json_of(public_view_of(s.cases, id), words); });
           })
      .def("ledger",
           [](store_handle& h, const std::string& id, py::handle now, const std::string& lang) {
             const instant at = read_instant(now, "now");
             const language words = read_language(lang);
             return h.run([&](opened_store& s) { return json_lines(s.cases.ledger(id, at), words); });
           })
      .def("report", &report_of)
      .def("outbox", &outbox)
      .def("acknowledge", &acknowledge)
      .def("moved", &moved)
      .def("recompute", &recompute)
      .def("rekey",
           [](store_handle& h, const std::string& from, const std::string& to) {
             return h.run([&](opened_store& s) {
               const host_key newer = read_host_key(to);
               return rekey(s.events, read_host_key(from), newer, [](std::int64_t) { return true; });
             });
           })
      .def("verify", &verify)
      .def("seal_log", &seal)
      .def("backup",
           [](store_handle& h, const std::string& path) { h.run([&](opened_store& s) { s.events.backup(path, {}); }); })
      .def("events", [](store_handle& h) { return h.run([](opened_store& s) { return s.events.events(); }); });
}

}  // namespace thoihan::python
