#include "src/pack/reader.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <exception>

#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

std::string key_of(const json_view& object, std::size_t index) {
  return std::string{(object.value->get_object().begin() + static_cast<std::ptrdiff_t>(index))->key()};
}

bilingual kind_name(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return {"null", "null"};
    case json::kind::bool_: return {"true hoặc false", "true or false"};
    case json::kind::int64: return {"một số", "a number"};
    case json::kind::uint64:
    case json::kind::double_: return {"một số không nguyên hoặc quá lớn", "a number that is not whole or too large"};
    case json::kind::string: return {"một chuỗi", "a string"};
    case json::kind::array: return {"một mảng", "an array"};
    case json::kind::object: return {"một đối tượng", "an object"};
  }
  return {};
}

void wrong_type(const json_view& view, const bilingual& expected, finding_list& findings) {
  const bilingual found = kind_name(*view.value);
  findings.error("wrong-type", view.where(), say("cần {}, nhưng đây là {}", "expected {}, found {}", expected, found));
}

void bad_time(const json_view& view, std::string_view text, time_text_error code, const bilingual& form,
              finding_list& findings) {
  const bilingual why = time_words(code, form);
  findings.error("bad-time", view.where(), say("\"{}\": {}", "\"{}\": {}", text, why));
}

}  // namespace

std::optional<std::string> read_string(const json_view& view, finding_list& findings) {
  const json::string* text = view.value->if_string();
  if (text == nullptr) {
    wrong_type(view, {"một chuỗi", "a string"}, findings);
    return std::nullopt;
  }
  if (text->find('\0') != json::string::npos) {
    findings.error("bad-text", view.where(),
                   {"chuỗi không được có ký tự NUL", "a string must not have a NUL character"});
    return std::nullopt;
  }
  return std::string{text->data(), text->size()};
}

std::optional<bool> read_bool(const json_view& view, finding_list& findings) {
  if (const bool* flag = view.value->if_bool()) return *flag;
  wrong_type(view, {"true hoặc false", "true or false"}, findings);
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const json_view& view, std::int64_t low, std::int64_t high,
                                         finding_list& findings) {
  const std::int64_t* number = view.value->if_int64();
  if (number == nullptr) {
    wrong_type(view, {"một số nguyên", "a whole number"}, findings);
    return std::nullopt;
  }
  if (*number < low || *number > high) {
    findings.error("out-of-range", view.where(),
                   say("{} nằm ngoài khoảng {} đến {}", "{} is outside {} to {}", *number, low, high));
    return std::nullopt;
  }
  return *number;
}

std::optional<day_number> read_date(const json_view& view, finding_list& findings) {
  const auto text = read_string(view, findings);
  if (!text) return std::nullopt;
  day_number day = 0;
  const time_text_error code = parse_date(*text, day);
  if (code == time_text_error::none) return day;
  bad_time(view, *text, code, {"cần một ngày như 2024-04-29", "expected a date such as 2024-04-29"}, findings);
  return std::nullopt;
}

std::optional<instant> read_instant(const json_view& view, finding_list& findings) {
  const auto text = read_string(view, findings);
  if (!text) return std::nullopt;
  instant t = 0;
  const time_text_error code = parse_instant(*text, t);
  if (code == time_text_error::none) return t;
  bad_time(view, *text, code, instant_form_words(), findings);
  return std::nullopt;
}

std::optional<std::int32_t> read_time_of_day(const json_view& view, finding_list& findings) {
  const auto text = read_string(view, findings);
  if (!text) return std::nullopt;
  std::int32_t second = 0;
  time_text_error code = parse_time_of_day(*text, second);
  if (code == time_text_error::none && second > seconds_a_day) code = time_text_error::no_date;
  if (code == time_text_error::none) return second;
  bad_time(view, *text, code, {"cần giờ như 15:00", "expected a time of day such as 15:00"}, findings);
  return std::nullopt;
}

std::optional<session> read_session(const json_view& view, finding_list& findings) {
  const auto text = read_string(view, findings);
  if (!text) return std::nullopt;
  session out;
  const std::size_t dash = text->find('-');
  const bool good = dash != std::string::npos &&
                    parse_time_of_day(std::string_view{*text}.substr(0, dash), out.open_s) == time_text_error::none &&
                    parse_time_of_day(std::string_view{*text}.substr(dash + 1), out.close_s) == time_text_error::none;
  if (!good) {
    findings.error("bad-session", view.where(),
                   say("\"{}\" không phải buổi làm việc; cần như \"07:30-11:30\"",
                       "\"{}\" is no session; expected something like \"07:30-11:30\"", *text));
    return std::nullopt;
  }
  if (!is_session(out)) {
    findings.error(
        "bad-session", view.where(),
        say("buổi \"{}\" phải mở trước 24:00 và đóng sau khi mở, muộn nhất 48:00",
            "the session \"{}\" must open before 24:00 and close after it opens, at 48:00 at the latest", *text));
    return std::nullopt;
  }
  return out;
}

std::optional<bilingual> read_bilingual(const json_view& view, finding_list& findings) {
  object_reader reader{view, findings};
  const auto vi = reader.text("vi");
  const auto en = reader.text("en");
  if (!vi || !en) return std::nullopt;
  if (vi->empty() || en->empty()) {
    findings.error("empty-text", view.where(),
                   {"lời phải có bằng cả hai ngôn ngữ", "words are needed in both languages"});
  }
  return bilingual{*vi, *en};
}

void check_span(day_number from, day_number until, const json_view& view, finding_list& findings) {
  if (from <= until) return;
  findings.error("bad-time", view.where(), {"ngày cuối đứng trước ngày đầu", "the last day is before the first"});
}

bool is_id(std::string_view text, bool capitals) noexcept {
  if (text.empty() || text.size() > 64) return false;
  return std::all_of(text.begin(), text.end(),
                     [capitals](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
                              (capitals && c >= 'A' && c <= 'Z');
                     }) &&
         ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= '0' && text[0] <= '9') ||
          (capitals && text[0] >= 'A' && text[0] <= 'Z'));
}

std::vector<json_view> read_list(const json_view& view, bool single_allowed, finding_list& findings) {
  std::vector<json_view> out;
  if (const json::array* array = view.value->if_array()) {
    if (array->size() > 10'000) {
      findings.error(
          "too-big", view.where(),
          say("mảng có {} phần tử; nhiều nhất là {}", "the array has {} elements; at most {}", array->size(), 10'000));
      return out;
    }
    for (std::size_t i = 0; i < array->size(); ++i) out.push_back(element_of(view, i));
  } else if (single_allowed) {
    out.push_back(view);
  } else {
    wrong_type(view, {"một mảng", "an array"}, findings);
  }
  return out;
}

std::vector<std::pair<std::string, json_view>> read_members(const json_view& view, finding_list& findings,
                                                            bool note_is_a_name) {
  std::vector<std::pair<std::string, json_view>> out;
  const json::object* object = view.value->if_object();
  if (object == nullptr) {
    wrong_type(view, {"một đối tượng", "an object"}, findings);
    return out;
  }
  for (std::size_t i = 0; i < object->size(); ++i) {
    if (note_is_a_name || key_of(view, i) != "note") out.emplace_back(key_of(view, i), member_of(view, i));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return out;
}

object_reader::object_reader(json_view view, finding_list& findings)
    : view_(std::move(view)),
      findings_(findings),
      object_(view_.value->if_object()),
      known_{"note"},
      exceptions_at_begin_(std::uncaught_exceptions()) {
  if (object_ == nullptr) wrong_type(view_, {"một đối tượng", "an object"}, findings_);
}

object_reader::~object_reader() noexcept(false) {
  if (object_ == nullptr || std::uncaught_exceptions() > exceptions_at_begin_) return;
  for (std::size_t i = 0; i < object_->size(); ++i) {
    const std::string key = key_of(view_, i);
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const bilingual near = nearest_name(key, known_);
    findings_.error("unknown-key", member_of(view_, i).where_key(),
                    say("không có khóa \"{}\" ở đây{}", "there is no key \"{}\" here{}", key, near));
  }
}

std::optional<json_view> object_reader::find(std::string_view key) {
  known_.emplace_back(key);
  if (object_ == nullptr) return std::nullopt;
  for (std::size_t i = 0; i < object_->size(); ++i) {
    if (key_of(view_, i) == key) return member_of(view_, i);
  }
  return std::nullopt;
}

std::optional<json_view> object_reader::need(std::string_view key) {
  auto found = find(key);
  if (!found && object_ != nullptr) {
    findings_.error("missing-key", view_.where(), say("thiếu khóa \"{}\"", "the key \"{}\" is missing", key));
  }
  return found;
}

bool object_reader::flag_or(std::string_view key, bool otherwise) {
  const auto value = find(key);
  return value ? read_bool(*value, findings_).value_or(otherwise) : otherwise;
}

std::optional<day_number> object_reader::date_if(std::string_view key) {
  const auto value = find(key);
  return value ? read_date(*value, findings_) : std::nullopt;
}

std::optional<std::string> object_reader::text_if(std::string_view key) {
  const auto value = find(key);
  return value ? read_string(*value, findings_) : std::nullopt;
}

void object_reader::format() {
  const auto value = need("format");
  if (!value) return;
  const auto number = read_integer(*value, 0, 1'000'000, findings_);
  if (number && *number != 1) {
    findings_.error("format", value->where(),
                    say("định dạng {} chưa được hỗ trợ; thư viện này đọc định dạng 1",
                        "format {} is not supported; this library reads format 1", *number));
  }
}

}  // namespace thoihan
