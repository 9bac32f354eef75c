#include "thoihan/engine/replay.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "src/engine/duty_rows.hpp"
#include "src/engine/loaded_case.hpp"
#include "src/pack/json_text.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/engine/work_list.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/text.hpp"

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

json::value due_object(const duty_row& row) {
  if (!row.due) return nullptr;
  return json::object{{"due", format_instant(*row.due).data()},
                      {"late_from", format_instant(*row.late_from).data()},
                      {"provisional", row.provisional}};
}

std::optional<std::string> text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::vector<std::string> json_lines(const replayed& found, language lang) {
  std::vector<std::string> out;
  for (const moved_duty& one : found.moved) {
    json::object line{{"case", one.case_id}, {"duty", one.was.duty}, {"round", one.was.round}};
    line["owed_by"] = owed_by(one.was);
    line["was"] = due_object(one.was);
    line["is"] = one.is ? due_object(*one.is) : json::value(nullptr);
    if (one.is && one.is->due && one.was.due) line["moved_s"] = *one.is->due - *one.was.due;
    out.push_back(json::serialize(line));
  }
  for (const unfit_case& one : found.unfit) {
    json::object line = json::parse(json_of(one.why, lang)).as_object();
    line["case"] = one.case_id;
    out.push_back(json::serialize(line));
  }
  return out;
}

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

calendar_texts calendars_at(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    throw error(status::io, say("không có tệp lịch hoặc thư mục quy tắc {}", "there is no calendar file or rules folder {}", path));
  }
  if (S_ISDIR(info.st_mode)) return [path](const std::string& id) { return text_of(path + "/" + id + ".json"); };
  return [path](const std::string& id) -> std::optional<std::string> {
    const std::string file = "/" + id + ".json";
    return ("/" + path).ends_with(file) ? text_of(path) : std::nullopt;
  };
}

std::shared_ptr<const rule_pack> revision::under(const rule_pack& own) {
  auto& pack = packs_[own.hash];
  if (!pack) pack = under_calendars(own, read_);
  differs_ = differs_ || pack->calendars_hash != own.calendars_hash;
  return pack;
}

std::int64_t recompute_moved(engine& cases, revision& newer, const replayed& found, instant now) {
  std::string last;
  std::int64_t written = 0;
  for (const moved_duty& one : found.moved) {
    if (one.case_id == last) continue;
    last = one.case_id;
    const case_view view = cases.view(one.case_id);
    cases.recompute(one.case_id, newer.under(view.pack()), now);
    ++written;
  }
  return written;
}

std::shared_ptr<const rule_pack> under_calendars(const rule_pack& own, const calendar_texts& read) {
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
