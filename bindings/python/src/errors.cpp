#include "errors.hpp"

#include <exception>
#include <string>

#include "src/pack/say.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan::python {

py::object exception_of(const error& problem) {
  py::list details;
  for (const std::string& detail : problem.details()) details.append(detail);
  const place& where = problem.where();
  const py::module_ errors = py::module_::import("thoihan.errors");
  return errors.attr("_of_library")(static_cast<std::int32_t>(problem.code()), std::string{status_name(problem.code())},
                                    problem.text().vi, problem.text().en,
                                    py::make_tuple(where.file, where.line, where.column, where.pointer), details);
}

void register_errors(py::module_&) {
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const error& problem) {
      const py::object exception = exception_of(problem);
      PyErr_SetObject(py::type::handle_of(exception).ptr(), exception.ptr());
    }
  });
}

error wrong_argument(std::string_view name, bilingual text, status code) {
  return {code, {std::string{name} + ": " + text.vi, std::string{name} + ": " + text.en}, {}, {std::string{name}}};
}

error wrong_type(std::string_view name, std::string_view expected_vi, std::string_view expected, py::handle found) {
  const std::string type = py::str(py::type::handle_of(found).attr("__name__"));
  return wrong_argument(name, {fmt::format("cần {}, nhận được {}", expected_vi, type),
                               fmt::format("expected {}, found {}", expected, type)});
}

void check_outcome(status code, const office_calendar& office) {
  switch (code) {
    case status::ok: return;
    case status::horizon:
      throw error(code, say("cần ngày ngoài khoảng của lịch \"{}\" ({} đến {})",
                            "a date outside the calendar \"{}\" ({} to {}) is needed", office.reference,
                            std::string_view{format_date(office.compiled.first_day()).data()},
                            std::string_view{format_date(office.compiled.last_day()).data()}));
    case status::guard:
      throw error(code, {"thời hạn này tính lùi từ một dữ kiện chưa có giá trị",
                         "this limit counts back from a fact that has no value: give it in facts"});
    case status::range: throw error(code, {"kết quả nằm ngoài 1990 đến 2099", "the answer lies outside 1990 to 2099"});
    case status::expired: throw error(code, {"thời hạn đã hết từ trước", "the limit was over before this act"});
    case status::conflict:
      throw error(code, {"đã cam kết đủ số lần được phép", "as many commitments as are allowed were made already"});
    case status::misuse:
      throw error(code,
                  {"đồng hồ đã kết thúc hoặc không nhận việc này", "the clock has ended, or does not take this act"});
    case status::unsupported:
      throw error(code, {"thời hạn này không chia thành phần được", "this limit has no shares"});
    case status::too_big: throw error(code, {"quá nhiều lần gia hạn", "too many extensions, or too long ones"});
    case status::invalid:
      throw error(code, {"số lượng, phần hay thứ tự không hợp lệ",
                         "a negative amount, a share outside 0..1, or pauses that are not in order"});
    default: throw error(code, say("không tính được: {}", "no answer: {}", status_name(code)));
  }
}

}  // namespace thoihan::python
