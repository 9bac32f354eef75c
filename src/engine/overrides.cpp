#include "src/engine/overrides.hpp"

#include <algorithm>

namespace thoihan {

act_overrides read_overrides(const json_view& view, finding_list& findings) {
  act_overrides out;
  for (const json_view& element : read_list(view, true, findings)) {
    const auto which = read_word<bool act_overrides::*>(
        element, {{"ended", &act_overrides::ended}, {"not-in-office", &act_overrides::not_in_office}}, findings);
    if (which) out.*(*which) = true;
  }
  return out;
}

std::string overrides_text(const act_overrides& overrides) {
  std::string out = overrides.ended ? "ended" : "";
  if (overrides.not_in_office) out += out.empty() ? "not-in-office" : ",not-in-office";
  return out;
}

act_overrides overrides_of(std::string_view text) {
  act_overrides out;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    out.ended = out.ended || word == "ended";
    out.not_in_office = out.not_in_office || word == "not-in-office";
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return out;
}

}  // namespace thoihan
