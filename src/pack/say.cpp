#include "src/pack/say.hpp"

#include "src/pack/names.hpp"

#include <algorithm>
#include <numeric>

namespace thoihan {
namespace {

// Edit distance with neighbours exchanged (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(now);
  }
  return last[b.size()];
}

}  // namespace

bilingual time_words(time_text_error why, const bilingual& form) {
  switch (why) {
    case time_text_error::no_date: return {"không có ngày hoặc giờ như vậy", "there is no such date or time"};
    case time_text_error::fraction:
      return {"phần lẻ của giây phải bỏ (cắt, không làm tròn)",
              "a fraction of a second must be truncated, not rounded"};
    case time_text_error::range: return {"ngoài khoảng 1990-01-01 đến 2099-12-31", "outside 1990-01-01 to 2099-12-31"};
    case time_text_error::none:
    case time_text_error::form: break;
  }
  return form;
}

bilingual instant_form_words() {
  return {"cần thời điểm RFC 3339 như 2024-04-25T09:10:00+07:00",
          "expected an RFC 3339 time such as 2024-04-25T09:10:00+07:00"};
}

void throw_unknown(const bilingual& kind, std::string_view name, const std::vector<std::string>& known) {
  bilingual hint = nearest_name(name, known);
  if (hint.en.empty()) hint = say("; có: {}", "; there are: {}", joined(known));
  throw error(status::reference, say("không có {} \"{}\"{}", "there is no {} \"{}\"{}", kind, name, hint));
}

std::string joined(const std::vector<std::string>& list, std::string_view between) {
  return fmt::format("{}", fmt::join(list, between));
}

bilingual nearest_name(std::string_view unknown, const std::vector<std::string>& known) {
  // A long text is no misspelt name; measuring it would only take time.
  if (unknown.size() > 100) return {};
  const std::string* nearest = nullptr;
  std::size_t least = std::max<std::size_t>(2, unknown.size() / 3) + 1;
  for (const std::string& name : known) {
    const std::size_t d = distance(unknown, name);
    if (d < least) {
      least = d;
      nearest = &name;
    }
  }
  if (nearest == nullptr) return {};
  return say("; có phải \"{}\"?", "; did you mean \"{}\"?", *nearest);
}

}  // namespace thoihan
