#include "thoihan/engine/replay.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "src/engine/duty_rows.hpp"
#include "src/engine/loaded_case.hpp"
#include "src/pack/json_text.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/load.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

bool is_due_otherwise(const duty_row& was, const duty_row& is) {
  return was.due != is.due || was.late_from != is.late_from || was.day_end != is.day_end || was.status != is.status ||
         was.provisional != is.provisional;
}

void compare(const case_row& row, const case_view& view, std::vector<moved_duty>& out) {
  const std::vector<duty_row> now = rows_of(view);
  for (const duty_row& was : row.running) {
    const auto is = std::find_if(now.begin(), now.end(), [&was](const duty_row& one) { return one.is_round_of(was); });
    if (is == now.end())
      out.push_back({row.case_id, row.state, was, std::nullopt});
    else if (is_due_otherwise(was, *is))
      out.push_back({row.case_id, row.state, was, *is});
  }
}

}  // namespace

replayed replay_open_cases(engine& cases, const store& events, const pack_instead& instead,
                           const std::function<bool(std::int64_t, std::int64_t)>& progress) {
  replayed out;
  const std::vector<std::string> ids = events.case_ids();
  std::int64_t done = 0;
  for (const std::string& id : ids) {
    if (!progress(done++, static_cast<std::int64_t>(ids.size()))) break;
    const std::optional<case_row> row = events.find_case(id);
    if (!row || row->ended || row->erased == erasure::facts) continue;
    ++out.cases;
    out.duties += static_cast<std::int64_t>(row->running.size());
    try {
      const std::shared_ptr<const rule_pack> other = instead(cases.pack(row->pack_hash, row->calendar_hash));
      const pack_source always = [&other](std::string_view, std::string_view) -> const rule_pack& { return *other; };
      compare(*row, fold(entries_of(events.events_of(id)), always), out.moved);
    } catch (const error& why) {
      // What befalls the store is no property of the case.
      if (why.code() <= status::io) throw;
      out.unfit.push_back({id, why});
    }
  }
  return out;
}

std::shared_ptr<const rule_pack> under_calendars(
    const rule_pack& own, const std::function<std::optional<std::string>(const std::string& id)>& read) {
  json::object calendars = json::parse(own.calendars_canonical).as_object();
  for (auto& member : calendars) {
    const auto text = read(std::string{member.key()});
    if (!text) continue;
    json::error_code trouble;
    json::value newer = json::parse(*text, trouble);
    if (trouble) {
      throw error(status::syntax, say("lịch \"{}\": {}", "the calendar \"{}\": {}", std::string{member.key()},
                                      trouble.message()));
    }
    member.value() = std::move(newer);
  }
  return std::make_shared<const rule_pack>(load_pack_text(own.canonical, canonical_json(calendars)));
}

}  // namespace thoihan
