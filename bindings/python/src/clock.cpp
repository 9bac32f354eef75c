#include <pybind11/stl.h>

#include "errors.hpp"
#include "handles.hpp"
#include "src/pack/say.hpp"
#include "thoihan/clock/clock.hpp"
#include "thoihan/clock/measure.hpp"
#include "thoihan/clock/warning.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan::python {
namespace {

std::string_view outcome_name(clock_outcome outcome) noexcept {
  switch (outcome) {
    case clock_outcome::running: return "running";
    case clock_outcome::met: return "met";
    case clock_outcome::met_late: return "met_late";
    case clock_outcome::cancelled: return "cancelled";
  }
  return "unknown";
}

amount read_amount(const std::string& text, std::string_view name) {
  amount out{};
  if (parse_amount(text, out) == amount_error::none) return out;
  throw wrong_argument(name, say("cần một lượng như \"3 working days\", nhận được \"{}\"",
                                 "expected an amount such as \"3 working days\", found \"{}\"", text));
}

// A duty's clock with the pauses of its case.
class clock_handle {
 public:
  clock_handle(shared_limit limit, py::handle start, std::vector<fact_value> facts)
      : limit_(std::move(limit)), facts_(std::move(facts)) {
    const moment from = read_moment(start, "start");
    kind_ = from.kind;
    check(clock_.start(from.at, limit_->rule.row.what, false, hours(), facts_, {}));
  }

  void pause(py::handle at) {
    const instant t = read_instant(at, "at");
    if (open_since_ != no_instant) refuse({"đang tạm dừng rồi", "it stands still already"});
    in_order(t);
    const pauses longer{closed_, t};
    check(clock_.stand_still(hours(), facts_, longer));
    open_since_ = t;
  }

  void resume(py::handle at) {
    const instant t = read_instant(at, "at");
    if (open_since_ == no_instant) refuse({"không có lần tạm dừng nào đang mở", "it does not stand still"});
    if (t < open_since_) refuse({"trước lúc tạm dừng", "before the pause began"});
    std::vector<thoihan::pause> longer = closed_;
    longer.push_back({open_since_, t});
    check(clock_.stand_still(hours(), facts_, {longer}));
    closed_ = std::move(longer);
    open_since_ = no_instant;
  }

  void extend(py::handle asked_at, const std::string& by) {
    check(clock_.extend(read_instant(asked_at, "asked_at"), read_amount(by, "by"), hours(), facts_, still()));
  }

  void commit(py::handle at, py::handle until, bool downwards, std::int32_t times) {
    const bool is_date = is_date_or_moment(until) && !py::hasattr(until, "hour");
    const limit_answer answer =
        is_date ? committed_date(read_day(until, "until")) : committed_instant(read_instant(until, "until"));
    const status code = clock_.commit(read_instant(at, "at"), answer, {downwards, times});
    if (code == status::range) refuse({"sớm hơn hạn đang có", "earlier than the due: only with downwards=True"}, code);
    check(code);
  }

  void exempt(py::handle asked_at) { check(clock_.exempt(read_instant(asked_at, "asked_at"))); }
  void meet(py::handle at) { check(clock_.meet(read_instant(at, "at"))); }
  void cancel(py::handle at) { check(clock_.cancel(read_instant(at, "at"))); }

  bool late_at(py::handle at) const { return clock_.late_at(read_instant(at, "at")); }

  py::object due_if_resumed(py::handle at) const {
    limit_answer out;
    check(clock_.due_if_resumed(read_instant(at, "at"), hours(), facts_, still(), out));
    return moment_object(out.due, kind_);
  }

  // None of these while it stands still: then nobody knows.
  py::object due() const { return paused() ? py::object(py::none()) : moment_object(answer().due, kind_); }
  py::object late_from() const { return paused() ? py::object(py::none()) : moment_object(answer().late_from, kind_); }
  py::object due_date() const { return paused() ? py::object(py::none()) : date_object(answer().due_date); }
  bool paused() const { return answer().paused; }
  bool provisional() const { return answer().provisional; }

  py::object started_at() const { return moment_object(clock_.started_at(), kind_); }
  py::object ended_at() const {
    return clock_.running() ? py::object(py::none()) : moment_object(clock_.ended_at(), kind_);
  }
  std::string outcome() const { return std::string{outcome_name(clock_.outcome())}; }
  bool exempted() const { return clock_.exempted(); }
  bool committed() const { return clock_.committed(); }
  py::list pauses_so_far() const {
    py::list out;
    for (const thoihan::pause& one : closed_)
      out.append(py::make_tuple(moment_object(one.from, kind_), moment_object(one.until, kind_)));
    if (open_since_ != no_instant) out.append(py::make_tuple(moment_object(open_since_, kind_), py::none()));
    return out;
  }
  std::vector<std::string> extensions() const {
    std::vector<std::string> out;
    for (const amount& by : clock_.extensions()) out.push_back(amount_words(by).en);
    return out;
  }

  // The arguments of thoihan.TimeLeft.
  py::tuple left(py::handle now) const {
    time_left out;
    check(measure_left(hours(), answer(), read_instant(now, "now"), out));
    return py::make_tuple(seconds_object(out.clock_s, kind_), seconds_object(out.working_s, kind_), out.dates,
                          out.working_dates);
  }

  py::object warn_at_share(std::int64_t n, std::int64_t m) const {
    instant out = 0;
    check(thoihan::warn_at_share(hours(), limit_->rule.row.what, clock_.started_at(), facts_, still(), n, m, out));
    return moment_object(out, kind_);
  }

  py::object warn_before_due(const std::string& before) const {
    instant out = 0;
    check(thoihan::warn_before_due(hours(), answer(), read_amount(before, "before"), out));
    return moment_object(out, kind_);
  }

  std::string explain(const std::string& lang) const {
    const language words = read_language(lang);
    const explanation why = explain_clock(*limit_->hours.office, clock_, facts_, still());
    check(why.code);
    return explanation_table(why, words);
  }

  std::string text() const {
    const std::string state = paused() ? "stands still" : "due " + due_words(answer()).en;
    return fmt::format("Clock({}: {}, {})", limit_->rule.text, outcome(), state);
  }

 private:
  const calendar& hours() const noexcept { return limit_->hours.compiled(); }
  const limit_answer& answer() const noexcept { return clock_.answer(); }
  pauses still() const noexcept { return {closed_, open_since_}; }
  void check(status code) const { check_outcome(code, *limit_->hours.office); }
  [[noreturn]] static void refuse(bilingual why, status code = status::misuse) { throw error(code, std::move(why)); }
  void in_order(instant t) const {
    if (t < clock_.started_at() || (!closed_.empty() && t < closed_.back().until))
      refuse({"trước việc gần nhất", "before the start, or before the last pause ended"}, status::time_order);
  }

  shared_limit limit_;
  std::vector<fact_value> facts_;
  duty_clock clock_;
  std::vector<thoihan::pause> closed_;
  instant open_since_ = no_instant;
  moment_kind kind_ = moment_kind::aware;
};

std::unique_ptr<clock_handle> started(const shared_limit& limit, py::handle start, const py::object& said) {
  return std::make_unique<clock_handle>(limit, start, read_facts(*limit, said));
}

}  // namespace

void register_clock(py::module_& module) {
  py::class_<clock_handle>(module, "Clock")
      .def_static("start", &started)
      .def("pause", &clock_handle::pause)
      .def("resume", &clock_handle::resume)
      .def("extend", &clock_handle::extend)
      .def("commit", &clock_handle::commit)
      .def("exempt", &clock_handle::exempt)
      .def("meet", &clock_handle::meet)
      .def("cancel", &clock_handle::cancel)
      .def("late_at", &clock_handle::late_at)
      .def("due_if_resumed", &clock_handle::due_if_resumed)
      .def("left", &clock_handle::left)
      .def("warn_at_share", &clock_handle::warn_at_share)
      .def("warn_before_due", &clock_handle::warn_before_due)
      .def("explain", &clock_handle::explain)
      .def_property_readonly("due", &clock_handle::due)
      .def_property_readonly("late_from", &clock_handle::late_from)
      .def_property_readonly("due_date", &clock_handle::due_date)
      .def_property_readonly("provisional", &clock_handle::provisional)
      .def_property_readonly("paused", &clock_handle::paused)
      .def_property_readonly("pauses", &clock_handle::pauses_so_far)
      .def_property_readonly("extensions", &clock_handle::extensions)
      .def_property_readonly("started_at", &clock_handle::started_at)
      .def_property_readonly("ended_at", &clock_handle::ended_at)
      .def_property_readonly("outcome", &clock_handle::outcome)
      .def_property_readonly("exempted", &clock_handle::exempted)
      .def_property_readonly("committed", &clock_handle::committed)
      .def("__repr__", &clock_handle::text);
}

}  // namespace thoihan::python
