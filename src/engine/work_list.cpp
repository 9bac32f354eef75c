#include "thoihan/engine/work_list.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

late_duty late_of(engine& cases, dated_duty what, instant now) {
  const std::int64_t late_s = now - *what.duty.due;
  const std::int64_t working_s = cases.working_seconds_late(what, now);
  return {std::move(what), late_s, working_s};
}

// The label of a state, from the text of its pack as the store keeps it.
bilingual kept_label(const store& events, const state_count& count) {
  bilingual label{count.state, count.state};
  const auto text = events.find_text(count.pack_hash);
  if (!text) return label;
  const json::value files = json::parse(*text);
  const auto words = [&](const char* lang) {
    boost::system::error_code code;
    const json::value* found = files.find_pointer("/pack.json/states/" + count.state + "/label/" + lang, code);
    return found != nullptr && found->is_string() ? std::string{found->get_string()} : count.state;
  };
  return {words("vi"), words("en")};
}

json::object duty_object(const dated_duty& what) {
  return {{"case", what.case_id},
          {"duty", what.duty.duty},
          {"owed_by", owed_by(what.duty)},
          {"due", format_instant(*what.duty.due).data()}};
}

}  // namespace

const std::string& owed_by(const duty_row& duty) noexcept {
  return duty.owed_authority.empty() ? duty.owed_role : duty.owed_authority;
}

std::vector<late_duty> late_duties(engine& cases, const store& events, instant now, std::int64_t skip,
                                   std::int64_t most) {
  std::vector<late_duty> out;
  for (dated_duty& what : events.late(now)) {
    if (skip-- > 0) continue;
    if (most-- <= 0) break;
    out.push_back(late_of(cases, std::move(what), now));
  }
  return out;
}

std::vector<dated_duty> next_duties(const store& events, instant now, std::int64_t skip, std::int64_t most) {
  const std::int64_t room = std::numeric_limits<std::int64_t>::max() - skip;
  std::vector<dated_duty> out = events.next(now, skip + std::min(most, room));
  out.erase(out.begin(), out.begin() + std::min(skip, static_cast<std::int64_t>(out.size())));
  return out;
}

std::vector<late_sum> late_by_owner(engine& cases, const store& events, instant now) {
  std::vector<late_sum> out;
  for (dated_duty& what : events.late(now)) {
    const late_duty late = late_of(cases, std::move(what), now);
    const std::string& who = owed_by(late.what.duty);
    auto sum = std::find_if(out.begin(), out.end(), [&](const late_sum& one) { return one.owed_by == who; });
    if (sum == out.end()) {
      out.push_back({who, late.what});
      sum = out.end() - 1;
    }
    ++sum->count;
    sum->longest_late_s = std::max(sum->longest_late_s, late.late_s);
    sum->longest_late_working_s = std::max(sum->longest_late_working_s, late.late_working_s);
  }
  std::stable_sort(out.begin(), out.end(), [](const late_sum& a, const late_sum& b) {
    return a.count != b.count ? a.count > b.count : a.longest_late_working_s > b.longest_late_working_s;
  });
  return out;
}

std::vector<case_row> cases_after(const store& events, std::string_view after, std::int64_t most) {
  std::vector<case_row> out;
  for (const std::string& id : events.case_ids(after, std::max<std::int64_t>(most, 0))) {
    if (auto row = events.find_case(id)) out.push_back(std::move(*row));
  }
  return out;
}

std::vector<open_sum> open_cases(const store& events, instant now) {
  std::map<std::string, std::set<std::string>> late_cases;  // by state
  for (const dated_duty& late : events.late(now)) late_cases[late.state].insert(late.case_id);
  std::vector<open_sum> out;
  for (const state_count& count : events.open_by_state()) {
    const auto known =
        std::find_if(out.begin(), out.end(), [&](const open_sum& sum) { return sum.state == count.state; });
    if (known != out.end())
      known->open += count.cases;
    else
      out.push_back({count.state, kept_label(events, count), count.cases,
                     static_cast<std::int64_t>(late_cases[count.state].size())});
  }
  std::stable_sort(out.begin(), out.end(), [](const open_sum& a, const open_sum& b) { return a.open > b.open; });
  return out;
}

std::string json_of(const late_duty& late) {
  json::object out = duty_object(late.what);
  out["late_s"] = late.late_s;
  out["late_working_s"] = late.late_working_s;
  return json::serialize(out);
}

std::string json_of(const dated_duty& next) { return json::serialize(duty_object(next)); }

std::string json_of(const case_row& row) {
  json::object out{{"case", row.case_id}, {"events", row.events}};
  if (row.erased == erasure::facts) {
    out["secret"] = true;
    return json::serialize(out);
  }
  out["state"] = row.state;
  out["ended"] = row.ended;
  out["lead"] = row.lead.empty() ? json::value(nullptr) : json::value(row.lead);
  out["publication"] = row.publication;
  out["opened_at"] = format_instant(row.opened_at).data();
  out["last_at"] = format_instant(row.last_at).data();
  out["pack"] = row.pack_id;
  return json::serialize(out);
}

std::string json_of(const late_sum& sum) {
  return json::serialize(json::object{{"owed_by", sum.owed_by},
                                      {"count", sum.count},
                                      {"longest_late_s", sum.longest_late_s},
                                      {"longest_late_working_s", sum.longest_late_working_s}});
}

std::string json_of(const open_sum& sum, language lang) {
  return json::serialize(
      json::object{{"state", sum.state}, {"label", sum.label.in(lang)}, {"open", sum.open}, {"late", sum.late}});
}

}  // namespace thoihan
