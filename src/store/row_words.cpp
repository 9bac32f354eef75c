#include "src/store/row_words.hpp"

#include <boost/json.hpp>

namespace thoihan {

std::string_view text_kind_name(text_kind which) noexcept { return which == text_kind::pack ? "pack" : "calendar"; }

std::string_view duty_status_name(duty_status which) noexcept {
  switch (which) {
    case duty_status::running: return "running";
    case duty_status::met: return "met";
    case duty_status::met_late: return "met_late";
    case duty_status::cancelled: return "cancelled";
    case duty_status::exempted: return "exempted";
    case duty_status::paused: return "paused";
    case duty_status::annulled: return "annulled";
  }
  return "unknown";
}

std::string names_as_json(const std::vector<std::string>& names) {
  boost::json::array array;
  for (const std::string& name : names) array.emplace_back(boost::json::string_view(name.data(), name.size()));
  return boost::json::serialize(array);
}

std::optional<std::vector<std::string>> names_of_json(std::string_view json) {
  boost::json::error_code trouble;
  const boost::json::value value = boost::json::parse({json.data(), json.size()}, trouble);
  if (trouble || !value.is_array()) return std::nullopt;
  std::vector<std::string> names;
  for (const boost::json::value& name : value.get_array()) {
    if (!name.is_string()) return std::nullopt;
    names.emplace_back(name.get_string().data(), name.get_string().size());
  }
  return names;
}

}  // namespace thoihan
