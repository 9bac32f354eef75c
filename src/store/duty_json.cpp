#include "src/store/duty_json.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <type_traits>

#include "src/pack/say.hpp"
#include "thoihan/base/utf8.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

constexpr std::array statuses = {duty_status::running,  duty_status::met,    duty_status::met_late, duty_status::cancelled,
                                 duty_status::exempted, duty_status::paused, duty_status::annulled};

// Names and citations hardly ever need an escape.
bool is_plain(char c) { return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20; }

void add_text(std::string& out, std::string_view before, std::string_view text) {
  out += before;
  if (std::all_of(text.begin(), text.end(), is_plain)) {
    out += '"';
    out += text;
    out += '"';
  } else {
    out += json::serialize(json::string_view(text.data(), text.size()));
  }
}

void add_number(std::string& out, std::string_view before, std::int64_t number) {
  std::array<char, 20> digits{};
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out += before;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void add_duty(std::string& out, const duty_row& row) {
  add_text(out, R"({"duty":)", row.duty);
  add_number(out, R"(,"round":)", row.round);
  add_number(out, R"(,"started_by":)", row.started_by);
  if (!row.began_as.empty()) add_text(out, R"(,"began_as":)", row.began_as);
  if (!row.body.empty()) add_text(out, R"(,"body":)", row.body);
  add_text(out, R"(,"role":)", row.owed_role);
  if (!row.owed_authority.empty()) add_text(out, R"(,"authority":)", row.owed_authority);
  add_text(out, R"(,"status":)", duty_status_name(row.status));
  add_number(out, R"(,"started_at":)", row.started_at);
  if (row.ended_at) add_number(out, R"(,"ended_at":)", *row.ended_at);
  if (row.due) add_number(out, R"(,"due":)", *row.due);
  if (row.late_from) add_number(out, R"(,"late_from":)", *row.late_from);
  if (row.due_date != 0) add_number(out, R"(,"due_date":)", row.due_date);
  if (row.day_end) out += R"(,"end":"day")";
  if (row.provisional) out += R"(,"provisional":true)";
  if (!row.cite.empty()) add_text(out, R"(,"cite":)", row.cite);
  for (const dated_warning& one : row.warnings) {
    add_number(out, &one == row.warnings.data() ? R"(,"warnings":[[)" : ",[", one.number);
    add_number(out, ",", one.at);
    out += ']';
  }
  out += row.warnings.empty() ? "}" : "]}";
}

// Reads the very form that is written: its members in their order.
class duty_reader {
 public:
  explicit duty_reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  bool skip(std::string_view words) {
    if (!rest_.starts_with(words)) return false;
    rest_.remove_prefix(words.size());
    return true;
  }

  template <class Integer>
  bool number(Integer& to) {
    const auto read = std::from_chars(rest_.data(), rest_.data() + rest_.size(), to);
    const std::string_view digits = rest_.substr(0, static_cast<std::size_t>(read.ptr - rest_.data()));
    rest_.remove_prefix(digits.size());
    return read.ec == std::errc{} && (digits == "0" || (!digits.starts_with('0') && !digits.starts_with("-0")));
  }

  bool text(std::string& to) {
    if (!skip("\"")) return false;
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_plain);
    if (end == rest_.end()) return false;
    const std::string_view plain = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    if (*end != '"') return escaped_text(to);
    rest_.remove_prefix(plain.size() + 1);
    to = plain;
    return utf8_error_at(plain) == plain.size();
  }

  template <class Value>
  bool member(std::string_view before, Value& to) {
    if (!skip(before)) return false;
    if constexpr (std::is_integral_v<Value>)
      return number(to);
    else
      return text(to);
  }
  // One that may be left out: false where it is there and cannot be read.
  template <class Value>
  bool member_if(std::string_view before, Value& to) {
    return !rest_.starts_with(before) || member(before, to);
  }
  bool time_if(std::string_view before, std::optional<instant>& to) {
    return !rest_.starts_with(before) || member(before, to.emplace());
  }

  bool duty(duty_row& row) {
    std::string status;
    const bool good = member(R"({"duty":)", row.duty) && member(R"(,"round":)", row.round) &&
                      member(R"(,"started_by":)", row.started_by) && member_if(R"(,"began_as":)", row.began_as) &&
                      member_if(R"(,"body":)", row.body) &&
                      member(R"(,"role":)", row.owed_role) && member_if(R"(,"authority":)", row.owed_authority) &&
                      member(R"(,"status":)", status) && member(R"(,"started_at":)", row.started_at) &&
                      time_if(R"(,"ended_at":)", row.ended_at) && time_if(R"(,"due":)", row.due) &&
                      time_if(R"(,"late_from":)", row.late_from) && member_if(R"(,"due_date":)", row.due_date);
    if (!good) return false;
    row.day_end = skip(R"(,"end":"day")");
    row.provisional = skip(R"(,"provisional":true)");
    if (!member_if(R"(,"cite":)", row.cite)) return false;
    if (skip(R"(,"warnings":[)")) {
      do {
        dated_warning& one = row.warnings.emplace_back();
        if (!skip("[") || !number(one.number) || !is_warning_number(one.number) || !skip(",") || !number(one.at) || !skip("]"))
          return false;
      } while (row.warnings.size() < most_duties && skip(","));
      if (!skip("]")) return false;
    }
    const auto* const found =
        std::find_if(statuses.begin(), statuses.end(), [&](duty_status which) { return duty_status_name(which) == status; });
    if (found == statuses.end() || !skip("}")) return false;
    row.status = *found;
    return true;
  }

 private:
  // Behind the first quotation mark.
  bool escaped_text(std::string& to) {
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2U : 1U;
    if (end >= rest_.size()) return false;
    json::error_code trouble;
    const json::value value = json::parse("\"" + std::string{rest_.substr(0, end + 1)}, trouble);
    rest_.remove_prefix(end + 1);
    if (trouble || !value.is_string()) return false;
    to = std::string_view{value.get_string().data(), value.get_string().size()};
    return true;
  }

  std::string_view rest_;
};

}  // namespace

void check_duties(const case_row& row) {
  const auto is_good = [](const duty_row& duty) {
    return duty.warnings.size() < most_duties &&
           std::all_of(duty.warnings.begin(), duty.warnings.end(),
                       [](const dated_warning& warning) { return is_warning_number(warning.number); });
  };
  if (row.running.size() <= most_duties && std::all_of(row.running.begin(), row.running.end(), is_good)) return;
  throw error(status::too_big,
              say("hồ sơ {}: nhiều nhất {} nghĩa vụ, và dưới {} lần nhắc cho mỗi nghĩa vụ, đánh số từ 1",
                  "the case {}: at most {} duties, and fewer than {} warnings of each, numbered from 1", row.case_id,
                  most_duties, most_duties));
}

std::string duties_json(const std::vector<duty_row>& rows) {
  std::string out = "[";
  out.reserve(rows.size() * 320 + 2);
  for (const duty_row& row : rows) {
    if (out.size() > 1) out += ',';
    add_duty(out, row);
  }
  return out += ']';
}

std::optional<std::vector<duty_row>> duties_of_json(std::string_view text) {
  std::vector<duty_row> rows;
  if (text == "[]") return rows;
  duty_reader reader{text};
  if (!reader.skip("[")) return std::nullopt;
  do {
    if (!reader.duty(rows.emplace_back())) return std::nullopt;
  } while (rows.size() < most_duties && reader.skip(","));
  if (!reader.skip("]") || !reader.at_end()) return std::nullopt;
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
