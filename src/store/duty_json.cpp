#include "src/store/duty_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <iterator>

namespace thoihan {
namespace json = boost::json;
namespace {

constexpr std::array statuses = {duty_status::running,  duty_status::met,    duty_status::met_late, duty_status::cancelled,
                                 duty_status::exempted, duty_status::paused, duty_status::annulled};

void add_text(std::string& out, std::string_view name, std::string_view text) {
  out += ",\"";
  out += name;
  out += "\":";
  // Names and citations hardly ever need an escape.
  const bool plain =
      std::none_of(text.begin(), text.end(), [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
  if (plain) {
    out += '"';
    out += text;
    out += '"';
  } else {
    out += json::serialize(json::string_view(text.data(), text.size()));
  }
}

void add_number(std::string& out, std::string_view name, std::int64_t number) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":{}", name, number);
}

void add_duty(std::string& out, const duty_row& row) {
  const std::size_t start = out.size();
  add_text(out, "duty", row.duty);
  out[start] = '{';
  add_number(out, "round", row.round);
  add_number(out, "started_by", row.started_by);
  if (!row.began_as.empty()) add_text(out, "began_as", row.began_as);
  add_text(out, "role", row.owed_role);
  if (!row.owed_authority.empty()) add_text(out, "authority", row.owed_authority);
  add_text(out, "status", duty_status_name(row.status));
  add_number(out, "started_at", row.started_at);
  if (row.ended_at) add_number(out, "ended_at", *row.ended_at);
  if (row.due) add_number(out, "due", *row.due);
  if (row.late_from) add_number(out, "late_from", *row.late_from);
  if (row.due_date != 0) add_number(out, "due_date", row.due_date);
  if (row.day_end) out += ",\"end\":\"day\"";
  if (row.provisional) out += ",\"provisional\":true";
  if (!row.cite.empty()) add_text(out, "cite", row.cite);
  if (!row.warnings.empty()) {
    out += ",\"warnings\":[";
    for (const dated_warning& one : row.warnings)
      fmt::format_to(std::back_inserter(out), "{}[{},{}]", &one == row.warnings.data() ? "" : ",", one.number, one.at);
    out += ']';
  }
  out += '}';
}

bool read_text(const json::value& value, std::string& to) {
  const json::string* text = value.if_string();
  if (text != nullptr) to.assign(text->data(), text->size());
  return text != nullptr;
}

template <class Integer>
bool read_number(const json::value& value, Integer& to) {
  const std::int64_t* number = value.if_int64();
  if (number == nullptr || *number != static_cast<Integer>(*number)) return false;
  to = static_cast<Integer>(*number);
  return true;
}

bool read_time(const json::value& value, std::optional<instant>& to) { return read_number(value, to.emplace()); }

bool read_status(const json::value& value, duty_status& to) {
  std::string name;
  if (!read_text(value, name)) return false;
  const auto* const found =
      std::find_if(statuses.begin(), statuses.end(), [&](duty_status which) { return duty_status_name(which) == name; });
  if (found != statuses.end()) to = *found;
  return found != statuses.end();
}

bool read_warnings(const json::value& value, std::vector<dated_warning>& to) {
  const json::array* list = value.if_array();
  if (list == nullptr || list->size() >= most_duties) return false;
  for (const json::value& one : *list) {
    const json::array* pair = one.if_array();
    dated_warning& warning = to.emplace_back();
    if (pair == nullptr || pair->size() != 2 || !read_number((*pair)[0], warning.number) ||
        !read_number((*pair)[1], warning.at) || !is_warning_number(warning.number))
      return false;
  }
  return true;
}

bool read_member(const json::key_value_pair& member, duty_row& row) {
  const json::string_view name = member.key();
  const json::value& value = member.value();
  if (name == "duty") return read_text(value, row.duty);
  if (name == "round") return read_number(value, row.round);
  if (name == "started_by") return read_number(value, row.started_by);
  if (name == "began_as") return read_text(value, row.began_as);
  if (name == "role") return read_text(value, row.owed_role);
  if (name == "authority") return read_text(value, row.owed_authority);
  if (name == "status") return read_status(value, row.status);
  if (name == "started_at") return read_number(value, row.started_at);
  if (name == "ended_at") return read_time(value, row.ended_at);
  if (name == "due") return read_time(value, row.due);
  if (name == "late_from") return read_time(value, row.late_from);
  if (name == "due_date") return read_number(value, row.due_date);
  if (name == "end") return row.day_end = value.is_string() && value.get_string() == "day";
  if (name == "provisional") return row.provisional = value.is_bool() && value.get_bool();
  if (name == "cite") return read_text(value, row.cite);
  return name == "warnings" && read_warnings(value, row.warnings);
}

}  // namespace

std::string duties_json(const std::vector<duty_row>& rows) {
  std::string out = "[";
  out.reserve(rows.size() * 240 + 2);
  for (const duty_row& row : rows) {
    if (out.size() > 1) out += ',';
    add_duty(out, row);
  }
  return out += ']';
}

std::optional<std::vector<duty_row>> duties_of_json(std::string_view text) {
  std::vector<duty_row> rows;
  if (text == "[]") return rows;
  json::error_code trouble;
  json::monotonic_resource memory;
  const json::value value = json::parse({text.data(), text.size()}, trouble, &memory);
  if (trouble || !value.is_array() || value.get_array().size() > most_duties) return std::nullopt;
  for (const json::value& one : value.get_array()) {
    if (!one.is_object()) return std::nullopt;
    duty_row& row = rows.emplace_back();
    for (const json::key_value_pair& member : one.get_object()) {
      if (!read_member(member, row)) return std::nullopt;
    }
  }
  return rows;
}

void decide(std::vector<duty_row>& rows, std::vector<duty_row> decided) {
  for (duty_row& now : decided) {
    const auto same =
        std::find_if(rows.begin(), rows.end(), [&now](const duty_row& row) { return row.is_round_of(now); });
    const bool gone = now.status == duty_status::annulled;
    if (same == rows.end()) {
      if (!gone) rows.push_back(std::move(now));
    } else if (gone) {
      rows.erase(same);
    } else {
      *same = std::move(now);
    }
  }
}

}  // namespace thoihan
